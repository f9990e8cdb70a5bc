-- Energy and increase of one device's counter: doc/methods/counter-energy.md.

CREATE OR REPLACE FUNCTION colossus.counter_energy_accum(state colossus.counter_state, at timestamptz, joules float8, max_w float8) RETURNS colossus.counter_state
	AS 'MODULE_PATHNAME', 'colossus_counter_energy_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.counter_energy_accum(colossus.counter_state, timestamptz, float8, float8) IS 'transition function of counter_energy';

CREATE OR REPLACE FUNCTION colossus.counter_energy_accum(state colossus.counter_state, at timestamptz, joules float8, max_w float8, wrap_j float8) RETURNS colossus.counter_state
	AS 'MODULE_PATHNAME', 'colossus_counter_energy_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.counter_energy_accum(colossus.counter_state, timestamptz, float8, float8, float8) IS 'transition function of counter_energy';

CREATE OR REPLACE FUNCTION colossus.counter_energy_accum(state colossus.counter_state, at timestamptz, joules float8, max_w float8, since timestamptz, until timestamptz) RETURNS colossus.counter_state
	AS 'MODULE_PATHNAME', 'colossus_counter_energy_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.counter_energy_accum(colossus.counter_state, timestamptz, float8, float8, timestamptz, timestamptz) IS 'transition function of counter_energy';

CREATE OR REPLACE FUNCTION colossus.counter_energy_accum(state colossus.counter_state, at timestamptz, joules float8, max_w float8, wrap_j float8, since timestamptz, until timestamptz) RETURNS colossus.counter_state
	AS 'MODULE_PATHNAME', 'colossus_counter_energy_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.counter_energy_accum(colossus.counter_state, timestamptz, float8, float8, float8, timestamptz, timestamptz) IS 'transition function of counter_energy';

CREATE OR REPLACE FUNCTION colossus.counter_energy_accum(state colossus.counter_state, at timestamp, joules float8, max_w float8) RETURNS colossus.counter_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.counter_energy_accum(colossus.counter_state, timestamp, float8, float8) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.counter_energy_accum(state colossus.counter_state, at timestamp, joules float8, max_w float8, wrap_j float8) RETURNS colossus.counter_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.counter_energy_accum(colossus.counter_state, timestamp, float8, float8, float8) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.counter_energy_accum(state colossus.counter_state, at timestamp, joules float8, max_w float8, since timestamptz, until timestamptz) RETURNS colossus.counter_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.counter_energy_accum(colossus.counter_state, timestamp, float8, float8, timestamptz, timestamptz) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.counter_energy_accum(state colossus.counter_state, at timestamp, joules float8, max_w float8, wrap_j float8, since timestamptz, until timestamptz) RETURNS colossus.counter_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.counter_energy_accum(colossus.counter_state, timestamp, float8, float8, float8, timestamptz, timestamptz) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.counter_increase_accum(state colossus.counter_state, at timestamptz, value float8) RETURNS colossus.counter_state
	AS 'MODULE_PATHNAME', 'colossus_counter_increase_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.counter_increase_accum(colossus.counter_state, timestamptz, float8) IS 'transition function of counter_increase';

CREATE OR REPLACE FUNCTION colossus.counter_increase_accum(state colossus.counter_state, at timestamp, value float8) RETURNS colossus.counter_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.counter_increase_accum(colossus.counter_state, timestamp, float8) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.counter_energy_combine(state colossus.counter_state, other colossus.counter_state) RETURNS colossus.counter_state
	AS 'MODULE_PATHNAME', 'colossus_counter_energy_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.counter_energy_combine(colossus.counter_state, colossus.counter_state) IS 'combine function of counter_energy and counter_increase';

CREATE OR REPLACE FUNCTION colossus.counter_energy_final(state colossus.counter_state) RETURNS colossus.energy
	AS 'MODULE_PATHNAME', 'colossus_counter_energy_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.counter_energy_final(colossus.counter_state) IS 'final function of counter_energy';

CREATE OR REPLACE FUNCTION colossus.counter_increase_final(state colossus.counter_state) RETURNS float8
	AS 'MODULE_PATHNAME', 'colossus_counter_increase_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.counter_increase_final(colossus.counter_state) IS 'final function of counter_increase';

CREATE OR REPLACE AGGREGATE colossus.counter_energy(at timestamptz, joules float8, max_w float8) (
	SFUNC = colossus.counter_energy_accum, STYPE = colossus.counter_state, SSPACE = 4096,
	COMBINEFUNC = colossus.counter_energy_combine, FINALFUNC = colossus.counter_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.counter_energy(timestamptz, float8, float8) IS
	'energy of one device from its counter in J, in any order: possible rises are counted; glitches, resets, stuck and impossible readings are told apart; state grows by 3 to 6 bytes a sample';

CREATE OR REPLACE AGGREGATE colossus.counter_energy(at timestamptz, joules float8, max_w float8, wrap_j float8) (
	SFUNC = colossus.counter_energy_accum, STYPE = colossus.counter_state, SSPACE = 4096,
	COMBINEFUNC = colossus.counter_energy_combine, FINALFUNC = colossus.counter_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.counter_energy(timestamptz, float8, float8, float8) IS
	'energy of one device from its counter in J, in any order: possible rises are counted; glitches, resets, stuck and impossible readings are told apart; the counter wraps at wrap_j';

CREATE OR REPLACE AGGREGATE colossus.counter_energy(at timestamptz, joules float8, max_w float8, since timestamptz, until timestamptz) (
	SFUNC = colossus.counter_energy_accum, STYPE = colossus.counter_state, SSPACE = 4096,
	COMBINEFUNC = colossus.counter_energy_combine, FINALFUNC = colossus.counter_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.counter_energy(timestamptz, float8, float8, timestamptz, timestamptz) IS
	'energy of one device from its counter in J, in any order: possible rises are counted; glitches, resets, stuck and impossible readings are told apart; only [since, until), intervals at the edges split evenly';

CREATE OR REPLACE AGGREGATE colossus.counter_energy(at timestamptz, joules float8, max_w float8, wrap_j float8, since timestamptz, until timestamptz) (
	SFUNC = colossus.counter_energy_accum, STYPE = colossus.counter_state, SSPACE = 4096,
	COMBINEFUNC = colossus.counter_energy_combine, FINALFUNC = colossus.counter_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.counter_energy(timestamptz, float8, float8, float8, timestamptz, timestamptz) IS
	'energy of one device from its counter in J, in any order: possible rises are counted; glitches, resets, stuck and impossible readings are told apart; the counter wraps at wrap_j; only [since, until)';

CREATE OR REPLACE AGGREGATE colossus.counter_energy(at timestamp, joules float8, max_w float8) (
	SFUNC = colossus.counter_energy_accum, STYPE = colossus.counter_state, FINALFUNC = colossus.counter_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.counter_energy(timestamp, float8, float8) IS
	'raises: add a time zone';

CREATE OR REPLACE AGGREGATE colossus.counter_energy(at timestamp, joules float8, max_w float8, wrap_j float8) (
	SFUNC = colossus.counter_energy_accum, STYPE = colossus.counter_state, FINALFUNC = colossus.counter_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.counter_energy(timestamp, float8, float8, float8) IS
	'raises: add a time zone';

CREATE OR REPLACE AGGREGATE colossus.counter_energy(at timestamp, joules float8, max_w float8, since timestamptz, until timestamptz) (
	SFUNC = colossus.counter_energy_accum, STYPE = colossus.counter_state, FINALFUNC = colossus.counter_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.counter_energy(timestamp, float8, float8, timestamptz, timestamptz) IS
	'raises: add a time zone';

CREATE OR REPLACE AGGREGATE colossus.counter_energy(at timestamp, joules float8, max_w float8, wrap_j float8, since timestamptz, until timestamptz) (
	SFUNC = colossus.counter_energy_accum, STYPE = colossus.counter_state, FINALFUNC = colossus.counter_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.counter_energy(timestamp, float8, float8, float8, timestamptz, timestamptz) IS
	'raises: add a time zone';

CREATE OR REPLACE AGGREGATE colossus.counter_increase(at timestamptz, value float8) (
	SFUNC = colossus.counter_increase_accum, STYPE = colossus.counter_state, SSPACE = 4096,
	COMBINEFUNC = colossus.counter_energy_combine, FINALFUNC = colossus.counter_increase_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.counter_increase(timestamptz, float8) IS
	'increase of any counter in its own unit, in steps of 1e-9: every fall is a restart at zero';

CREATE OR REPLACE AGGREGATE colossus.counter_increase(at timestamp, value float8) (
	SFUNC = colossus.counter_increase_accum, STYPE = colossus.counter_state, FINALFUNC = colossus.counter_increase_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.counter_increase(timestamp, float8) IS
	'raises: add a time zone';
