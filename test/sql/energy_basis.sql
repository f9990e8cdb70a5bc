-- Energy and power at accelerator, server and site, against published figures.
CREATE TEMP VIEW published(what, got, want, tolerance) AS VALUES
	-- Patterson et al. 2021: 10,000 V100 at 330 W for 14.8 days, PUE 1.1; printed 1,287 MWh, the inputs give 1,289
	('GPT-3, MWh', kwh_to_mwh(facility_kwh(it_kwh => run_it_kwh(accelerators => 10000, average_w => 330, hours => 355.2), pue => 1.1)), 1289::float8, 4e-4::float8),
	-- LLaMA: 1,022,362 h of 400 W, PUE 1.1; printed 449 MWh, truncated from 449.84
	('LLaMA-65B, MWh', kwh_to_mwh(facility_kwh(run_it_kwh(1, 400, 1022362), 1.1)), 449.84, 1e-5),
	-- BLOOM: 1,082,990 h of 400 W are 433,196 kWh exactly
	('BLOOM, kWh', run_it_kwh(1, 400, 1082990), 433196, 0),
	-- Epoch AI: 16,384 GPUs at 1,275 W, PUE 1.083 are 22.62 MW
	('Llama-3.1-405B, MW', facility_mw(accelerator_mw(16384, 1275), 1.083), 22.62, 3e-4),
	-- DGX H100: 10.2 kW for 8 x 700 W
	('DGX H100, kW', 1000 * it_mw(accelerator_mw(8, 700), 10200 / 5600.0), 10.2, 1e-15),
	('server factor', it_kwh(accelerator_kwh => 5600, server_factor => 10200 / 5600.0), 10200, 1e-15),
	('kWh', kwh(joules => 3.6e6), 1, 0),
	('and back', kwh_to_joules(1), 3.6e6, 0),
	('a difference may be negative', kwh(-7.2e6), -2, 0),
	('hours', hours_to_s(2), 7200, 0);
SELECT what, abs(got - want) <= tolerance * abs(want) AS ok FROM published;

-- J per token: sum over sum, (100 + 500) / (10 + 190), not a mean of ratios
SELECT energy_per_token(energy_j, tokens) AS ratio_of_sums FROM (VALUES (100::float8, 10::float8), (500, 190)) v(energy_j, tokens);
SELECT energy_per_token(5, 0) AS no_token, energy_per_token(NULL::float8, 1) AS no_energy;
SELECT energy_per_token(1, 1) FROM generate_series(1, 0);

-- whole nJ to joules: what strtod makes of the same digits, also where numeric's division keeps too few of them, beyond 64 bits, and of fractions
SELECT count(*), count(*) FILTER (WHERE nj_to_j(n.nj) <> (n.nj || 'e-9')::float8) AS not_nearest, count(*) FILTER (WHERE nj_to_kwh(n.nj) <> kwh(nj_to_j(n.nj))) AS other_kwh
FROM (
	SELECT (x.s * trunc(hashint8extended(i, 7)::numeric / x.d)) AS nj
	FROM generate_series(1, 2000) i, (VALUES (1, 1::numeric), (-1, 1000), (1, 1e6), (1, 1e9), (1, 1e15)) x (s, d)
	UNION ALL SELECT unnest(ARRAY[0, 1, -1, 9223372036854775807, -9223372036854775808, 999999999, 9007199254740993, 100000000123456789])
) n;
SELECT nj_to_j(9223372036854775808) = 9223372036.854775808 AS beyond, nj_to_j(1.5) = 1.5e-9 AS fraction, nj_to_j('NaN') AS nan, nj_to_j(NULL) IS NULL AS unknown;

\set SHOW_CONTEXT never
SELECT facility_kwh(1000, 0.99);
SELECT facility_kwh(1000, 130);
SELECT facility_kwh(1000, 20);
SELECT facility_kwh(1000, 'infinity');
SELECT facility_kwh(-1, 1.1);
SELECT it_kwh(1000, 0.5);
SELECT it_mw(1, 0.5);
SELECT facility_mw(1, 0);
SELECT run_it_kwh(8, -1, 1);
SELECT kwh('NaN');
SELECT energy_per_token(1, -1);
SELECT energy_per_token('NaN', 1);
SELECT nj_to_kwh('NaN');
\set VERBOSITY sqlstate
SELECT facility_kwh(1000, 0.99);
SELECT facility_kwh(1000, 'infinity');
SELECT facility_kwh(-1, 1.1);
SELECT facility_kwh(1e308, 10);
