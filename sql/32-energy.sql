-- Electrical energy and power: accelerator, IT, facility.

CREATE OR REPLACE FUNCTION colossus.kwh(joules double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_kwh';
COMMENT ON FUNCTION colossus.kwh(double precision) IS
	'kWh of joules.';

CREATE OR REPLACE FUNCTION colossus.kwh_to_joules(kwh double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_kwh_to_joules';
COMMENT ON FUNCTION colossus.kwh_to_joules(double precision) IS
	'Joules of kWh.';

CREATE OR REPLACE FUNCTION colossus.kwh_to_mwh(kwh double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_kwh_to_mwh';
COMMENT ON FUNCTION colossus.kwh_to_mwh(double precision) IS
	'MWh of kWh.';

CREATE OR REPLACE FUNCTION colossus.hours_to_s(hours double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_hours_to_s';
COMMENT ON FUNCTION colossus.hours_to_s(double precision) IS
	'Seconds of hours.';

CREATE OR REPLACE FUNCTION colossus.facility_kwh(it_kwh double precision, pue double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_facility_kwh';
COMMENT ON FUNCTION colossus.facility_kwh(double precision, double precision) IS
	'Energy at the site meter: IT energy x PUE. PUE is at least 1.';

CREATE OR REPLACE FUNCTION colossus.it_kwh(accelerator_kwh double precision, server_factor double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_it_kwh';
COMMENT ON FUNCTION colossus.it_kwh(double precision, double precision) IS
	'Energy at the servers: energy of their accelerators x server factor. The factor is at least 1.';

CREATE OR REPLACE FUNCTION colossus.run_it_kwh(accelerators double precision, average_w double precision, hours double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_run_it_kwh';
COMMENT ON FUNCTION colossus.run_it_kwh(double precision, double precision, double precision) IS
	'IT energy of a run: accelerators x average W per accelerator at the servers x hours.';

CREATE OR REPLACE FUNCTION colossus.accelerator_mw(accelerators double precision, tdp_w double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_accelerator_mw';
COMMENT ON FUNCTION colossus.accelerator_mw(double precision, double precision) IS
	'MW of accelerators at so many W each.';

CREATE OR REPLACE FUNCTION colossus.it_mw(accelerator_mw double precision, server_factor double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_it_mw';
COMMENT ON FUNCTION colossus.it_mw(double precision, double precision) IS
	'MW at the servers: MW of their accelerators x server factor, which is at least 1.';

CREATE OR REPLACE FUNCTION colossus.facility_mw(it_mw double precision, pue double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_facility_mw';
COMMENT ON FUNCTION colossus.facility_mw(double precision, double precision) IS
	'MW at the site meter: MW at the servers x PUE, which is at least 1.';

CREATE OR REPLACE FUNCTION colossus.energy_per_token_add(colossus.exact_sums, energy_j double precision, tokens double precision) RETURNS colossus.exact_sums
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_energy_per_token_add';
COMMENT ON FUNCTION colossus.energy_per_token_add(colossus.exact_sums, double precision, double precision) IS 'Adds a row to the state of energy_per_token.';

CREATE OR REPLACE FUNCTION colossus.energy_per_token_remove(colossus.exact_sums, energy_j double precision, tokens double precision) RETURNS colossus.exact_sums
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_energy_per_token_remove';
COMMENT ON FUNCTION colossus.energy_per_token_remove(colossus.exact_sums, double precision, double precision) IS 'Takes a row out of the state of energy_per_token.';

CREATE OR REPLACE FUNCTION colossus.energy_per_token_final(colossus.exact_sums) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_energy_per_token_final';
COMMENT ON FUNCTION colossus.energy_per_token_final(colossus.exact_sums) IS 'Result of energy_per_token.';

CREATE OR REPLACE AGGREGATE colossus.energy_per_token(energy_j double precision, tokens double precision) (
	SFUNC = colossus.energy_per_token_add, STYPE = colossus.exact_sums, SSPACE = 144, INITCOND = '1/2',
	FINALFUNC = colossus.energy_per_token_final, COMBINEFUNC = colossus.exact_sums_merge,
	MSFUNC = colossus.energy_per_token_add, MINVFUNC = colossus.energy_per_token_remove, MSTYPE = colossus.exact_sums, MSSPACE = 144,
	MINITCOND = '1/2', MFINALFUNC = colossus.energy_per_token_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.energy_per_token(double precision, double precision) IS
	'Joules per token: sum of energy_j over sum of tokens, exact sums. NULL where there is no token.';
