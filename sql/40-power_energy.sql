-- Energy of one device from samples of its power: doc/methods/power-energy.md.

-- for WATTS, REAL in float8, / real, _real
CREATE OR REPLACE FUNCTION colossus.power_energy_accum(state colossus.power_state, at timestamptz, watts WATTS, max_gap interval) RETURNS colossus.power_state
	AS 'MODULE_PATHNAME', 'colossus_power_energy_accumREAL' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.power_energy_accum(colossus.power_state, timestamptz, WATTS, interval) IS 'transition function of power_energy';

CREATE OR REPLACE FUNCTION colossus.power_energy_accum(state colossus.power_state, at timestamptz, watts WATTS, max_gap interval, since timestamptz, until timestamptz) RETURNS colossus.power_state
	AS 'MODULE_PATHNAME', 'colossus_power_energy_accumREAL' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.power_energy_accum(colossus.power_state, timestamptz, WATTS, interval, timestamptz, timestamptz) IS 'transition function of power_energy';
-- end

-- for WATTS in float8 / real
CREATE OR REPLACE FUNCTION colossus.power_energy_accum(state colossus.power_state, at timestamp, watts WATTS, max_gap interval) RETURNS colossus.power_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.power_energy_accum(colossus.power_state, timestamp, WATTS, interval) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.power_energy_accum(state colossus.power_state, at timestamp, watts WATTS, max_gap interval, since timestamptz, until timestamptz) RETURNS colossus.power_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.power_energy_accum(colossus.power_state, timestamp, WATTS, interval, timestamptz, timestamptz) IS 'raises: a time without zone is not an instant';
-- end

CREATE OR REPLACE FUNCTION colossus.power_energy_combine(state colossus.power_state, other colossus.power_state) RETURNS colossus.power_state
	AS 'MODULE_PATHNAME', 'colossus_power_energy_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.power_energy_combine(colossus.power_state, colossus.power_state) IS 'combine function of power_energy';

CREATE OR REPLACE FUNCTION colossus.power_energy_final(state colossus.power_state) RETURNS colossus.energy
	AS 'MODULE_PATHNAME', 'colossus_power_energy_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.power_energy_final(colossus.power_state) IS 'final function of power_energy';

-- for WATTS in float8 / real
CREATE OR REPLACE AGGREGATE colossus.power_energy(at timestamptz, watts WATTS, max_gap interval) (
	SFUNC = colossus.power_energy_accum, STYPE = colossus.power_state, SSPACE = 4096,
	COMBINEFUNC = colossus.power_energy_combine, FINALFUNC = colossus.power_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.power_energy(timestamptz, WATTS, interval) IS
	'energy of one device from samples of its power in W, in any order: trapezoids between neighbours in time, farther apart than max_gap a gap; state grows by 3 to 5 bytes a sample';

CREATE OR REPLACE AGGREGATE colossus.power_energy(at timestamptz, watts WATTS, max_gap interval, since timestamptz, until timestamptz) (
	SFUNC = colossus.power_energy_accum, STYPE = colossus.power_state, SSPACE = 4096,
	COMBINEFUNC = colossus.power_energy_combine, FINALFUNC = colossus.power_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.power_energy(timestamptz, WATTS, interval, timestamptz, timestamptz) IS
	'energy of one device in [since, until): an interval that straddles an edge is split there, with the power linear between its samples; feed it max_gap more on each side';

CREATE OR REPLACE AGGREGATE colossus.power_energy(at timestamp, watts WATTS, max_gap interval) (
	SFUNC = colossus.power_energy_accum, STYPE = colossus.power_state, FINALFUNC = colossus.power_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.power_energy(timestamp, WATTS, interval) IS 'raises: add a time zone';

CREATE OR REPLACE AGGREGATE colossus.power_energy(at timestamp, watts WATTS, max_gap interval, since timestamptz, until timestamptz) (
	SFUNC = colossus.power_energy_accum, STYPE = colossus.power_state, FINALFUNC = colossus.power_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.power_energy(timestamp, WATTS, interval, timestamptz, timestamptz) IS 'raises: add a time zone';
-- end

-- The order that one guesses first must not end in "function does not exist".
CREATE OR REPLACE FUNCTION colossus.power_energy_accum(state colossus.power_state, watts float8, at timestamptz, max_gap interval) RETURNS colossus.power_state
	AS 'MODULE_PATHNAME', 'colossus_power_energy_order' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.power_energy_accum(colossus.power_state, float8, timestamptz, interval) IS 'raises: the order of the arguments is at, watts, max_gap';

CREATE OR REPLACE AGGREGATE colossus.power_energy(watts float8, at timestamptz, max_gap interval) (
	SFUNC = colossus.power_energy_accum, STYPE = colossus.power_state, COMBINEFUNC = colossus.power_energy_combine, FINALFUNC = colossus.power_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.power_energy(float8, timestamptz, interval) IS 'raises: the order of the arguments is at, watts, max_gap';

CREATE OR REPLACE FUNCTION colossus.power_energy_accum(state colossus.power_state, watts float8, at timestamptz, max_gap interval, since timestamptz, until timestamptz) RETURNS colossus.power_state
	AS 'MODULE_PATHNAME', 'colossus_power_energy_order' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.power_energy_accum(colossus.power_state, float8, timestamptz, interval, timestamptz, timestamptz) IS 'raises: the order of the arguments is at, watts, max_gap';

CREATE OR REPLACE AGGREGATE colossus.power_energy(watts float8, at timestamptz, max_gap interval, since timestamptz, until timestamptz) (
	SFUNC = colossus.power_energy_accum, STYPE = colossus.power_state, COMBINEFUNC = colossus.power_energy_combine, FINALFUNC = colossus.power_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.power_energy(float8, timestamptz, interval, timestamptz, timestamptz) IS 'raises: the order of the arguments is at, watts, max_gap';

CREATE OR REPLACE FUNCTION colossus.power_energy_accum(state colossus.power_state, at timestamptz, max_gap interval, watts float8) RETURNS colossus.power_state
	AS 'MODULE_PATHNAME', 'colossus_power_energy_order' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.power_energy_accum(colossus.power_state, timestamptz, interval, float8) IS 'raises: the order of the arguments is at, watts, max_gap';

CREATE OR REPLACE AGGREGATE colossus.power_energy(at timestamptz, max_gap interval, watts float8) (
	SFUNC = colossus.power_energy_accum, STYPE = colossus.power_state, COMBINEFUNC = colossus.power_energy_combine, FINALFUNC = colossus.power_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.power_energy(timestamptz, interval, float8) IS 'raises: the order of the arguments is at, watts, max_gap';
