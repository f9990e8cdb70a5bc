-- What the logs of dev/logs come to, once logs.sql and colossus-load have run.
\pset border 0
\pset footer off
\pset null '-'
SET search_path = ops, public, colossus;
SET timezone = 'UTC';

\echo '11. FROM LOGS TO A LEDGER  ten minutes of two GPUs: nvidia-smi, dcgm-exporter, vLLM, torchtitan'
\echo
SELECT e.job, e.method, to_char(e.accelerator_kwh, '0.0000') AS "accelerator kWh", to_char(e.it_kwh, '0.0000') AS "IT kWh",
	to_char(e.facility_kwh, '0.0000') AS "facility kWh", to_char(100 * e.coverage, '990.0') AS "seen %",
	t.kind AS "tokens", to_char(t.tokens, '9,999,999') AS "count", to_char(t.accelerator_j_per_token, '0.000') AS "J/token"
FROM job_energy e LEFT JOIN job_energy_per_token t ON t.job = e.job AND t.kind IN ('output', 'prompt', 'training')
ORDER BY e.job, t.kind;
SELECT m.job, m.convention, m.numeric_format AS "of", to_char(m.flop, '9.99EEEE') AS "FLOP", to_char(100 * m.mfu, '990.0') AS "MFU %",
	to_char(c.location_co2e_kg, '0.0000') AS "kg CO2e by location", c.location_edition AS "factor"
FROM job_mfu m LEFT JOIN job_co2e c ON c.job = m.job
ORDER BY m.job;
SELECT tenant, energy_nj, to_char(facility_kwh, '0.0000') AS "facility kWh" FROM tenant_ledger ORDER BY tenant;
SELECT source, lines, read, empty, rejected, samples, new, known FROM load ORDER BY load_id;
SELECT l.source, r.line_no AS "line", r.reason AS "rejected", r.detail FROM reject r JOIN load l USING (load_id) ORDER BY 1, 2;
