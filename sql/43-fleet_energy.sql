-- Energy of a whole fleet in one pass, without GROUP BY or ORDER BY:
-- doc/methods/fleet-energy.md.
--
-- SSPACE is what 8 devices take: the devices of a node, and a plan that groups
-- by node.  A state grows by about 300 bytes a device.

CREATE OR REPLACE FUNCTION colossus.fleet_energy_accum(state colossus.fleet_state, device bigint, at timestamptz, watts float8, max_gap interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_accum(colossus.fleet_state, bigint, timestamptz, float8, interval) IS 'transition function of fleet_energy';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_state_accum(state colossus.fleet_state, device bigint, at timestamptz, watts float8, max_gap interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_state_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_state_accum(colossus.fleet_state, bigint, timestamptz, float8, interval) IS 'transition function of fleet_energy_state';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_accum(state colossus.fleet_state, device bigint, at timestamptz, watts float8, max_gap interval, since timestamptz, until timestamptz) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_accum(colossus.fleet_state, bigint, timestamptz, float8, interval, timestamptz, timestamptz) IS 'transition function of fleet_energy';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_state_accum(state colossus.fleet_state, device bigint, at timestamptz, watts float8, max_gap interval, since timestamptz, until timestamptz) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_state_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_state_accum(colossus.fleet_state, bigint, timestamptz, float8, interval, timestamptz, timestamptz) IS 'transition function of fleet_energy_state';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_buckets_accum(state colossus.fleet_state, device bigint, at timestamptz, watts float8, max_gap interval, width interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_buckets_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_buckets_accum(colossus.fleet_state, bigint, timestamptz, float8, interval, interval) IS 'transition function of fleet_energy_buckets';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_accum(state colossus.fleet_state, device bigint, at timestamp, watts float8, max_gap interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_accum(colossus.fleet_state, bigint, timestamp, float8, interval) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_state_accum(state colossus.fleet_state, device bigint, at timestamp, watts float8, max_gap interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_state_accum(colossus.fleet_state, bigint, timestamp, float8, interval) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_accum(state colossus.fleet_state, device bigint, at timestamp, watts float8, max_gap interval, since timestamptz, until timestamptz) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_accum(colossus.fleet_state, bigint, timestamp, float8, interval, timestamptz, timestamptz) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_state_accum(state colossus.fleet_state, device bigint, at timestamp, watts float8, max_gap interval, since timestamptz, until timestamptz) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_state_accum(colossus.fleet_state, bigint, timestamp, float8, interval, timestamptz, timestamptz) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_buckets_accum(state colossus.fleet_state, device bigint, at timestamp, watts float8, max_gap interval, width interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_buckets_accum(colossus.fleet_state, bigint, timestamp, float8, interval, interval) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_accum(state colossus.fleet_state, device text, at timestamptz, watts float8, max_gap interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_accum_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_accum(colossus.fleet_state, text, timestamptz, float8, interval) IS 'transition function of fleet_energy';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_state_accum(state colossus.fleet_state, device text, at timestamptz, watts float8, max_gap interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_state_accum_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_state_accum(colossus.fleet_state, text, timestamptz, float8, interval) IS 'transition function of fleet_energy_state';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_accum(state colossus.fleet_state, device text, at timestamptz, watts float8, max_gap interval, since timestamptz, until timestamptz) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_accum_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_accum(colossus.fleet_state, text, timestamptz, float8, interval, timestamptz, timestamptz) IS 'transition function of fleet_energy';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_state_accum(state colossus.fleet_state, device text, at timestamptz, watts float8, max_gap interval, since timestamptz, until timestamptz) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_state_accum_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_state_accum(colossus.fleet_state, text, timestamptz, float8, interval, timestamptz, timestamptz) IS 'transition function of fleet_energy_state';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_buckets_accum(state colossus.fleet_state, device text, at timestamptz, watts float8, max_gap interval, width interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_buckets_accum_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_buckets_accum(colossus.fleet_state, text, timestamptz, float8, interval, interval) IS 'transition function of fleet_energy_buckets';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_accum(state colossus.fleet_state, device text, at timestamp, watts float8, max_gap interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_accum(colossus.fleet_state, text, timestamp, float8, interval) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_state_accum(state colossus.fleet_state, device text, at timestamp, watts float8, max_gap interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_state_accum(colossus.fleet_state, text, timestamp, float8, interval) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_accum(state colossus.fleet_state, device text, at timestamp, watts float8, max_gap interval, since timestamptz, until timestamptz) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_accum(colossus.fleet_state, text, timestamp, float8, interval, timestamptz, timestamptz) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_state_accum(state colossus.fleet_state, device text, at timestamp, watts float8, max_gap interval, since timestamptz, until timestamptz) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_state_accum(colossus.fleet_state, text, timestamp, float8, interval, timestamptz, timestamptz) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_buckets_accum(state colossus.fleet_state, device text, at timestamp, watts float8, max_gap interval, width interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_buckets_accum(colossus.fleet_state, text, timestamp, float8, interval, interval) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.fleet_state_combine(state colossus.fleet_state, other colossus.fleet_state) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_state_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.fleet_state_combine(colossus.fleet_state, colossus.fleet_state) IS 'combine function of the fleet aggregates, transition function of merge(fleet_state)';

CREATE OR REPLACE FUNCTION colossus.fleet_energy(state colossus.fleet_state) RETURNS colossus.energy
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.fleet_energy(colossus.fleet_state) IS 'energy of a stored or merged state: the other half of fleet_energy_state, and the final function of fleet_energy';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_buckets_final(state colossus.fleet_state) RETURNS colossus.energy_bucket[]
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_buckets_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.fleet_energy_buckets_final(colossus.fleet_state) IS 'final function of fleet_energy_buckets';

CREATE OR REPLACE FUNCTION colossus.fleet_state_final(state colossus.fleet_state) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_state_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.fleet_state_final(colossus.fleet_state) IS 'final function of fleet_energy_state and merge(fleet_state): equal samples give equal bytes';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy(device bigint, at timestamptz, watts float8, max_gap interval) (
	SFUNC = colossus.fleet_energy_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy(bigint, timestamptz, float8, interval) IS
	'energy of a fleet from samples of power in W: trapezoids between neighbours of a device, farther apart than max_gap a gap; input in order of time per device, up to 16 samples late; O(devices) of memory, O(rows) in parallel parts';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy(device bigint, at timestamptz, watts float8, max_gap interval, since timestamptz, until timestamptz) (
	SFUNC = colossus.fleet_energy_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy(bigint, timestamptz, float8, interval, timestamptz, timestamptz) IS
	'fleet_energy of [since, until): intervals that straddle an edge are split there; feed it max_gap more on each side';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy(device bigint, at timestamp, watts float8, max_gap interval) (
	SFUNC = colossus.fleet_energy_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy(bigint, timestamp, float8, interval) IS
	'raises: a time without zone is not an instant';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy(device bigint, at timestamp, watts float8, max_gap interval, since timestamptz, until timestamptz) (
	SFUNC = colossus.fleet_energy_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy(bigint, timestamp, float8, interval, timestamptz, timestamptz) IS
	'raises: a time without zone is not an instant';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy(device text, at timestamptz, watts float8, max_gap interval) (
	SFUNC = colossus.fleet_energy_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy(text, timestamptz, float8, interval) IS
	'energy of a fleet from samples of power in W: trapezoids between neighbours of a device, farther apart than max_gap a gap; input in order of time per device, up to 16 samples late; O(devices) of memory, O(rows) in parallel parts';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy(device text, at timestamptz, watts float8, max_gap interval, since timestamptz, until timestamptz) (
	SFUNC = colossus.fleet_energy_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy(text, timestamptz, float8, interval, timestamptz, timestamptz) IS
	'fleet_energy of [since, until): intervals that straddle an edge are split there; feed it max_gap more on each side';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy(device text, at timestamp, watts float8, max_gap interval) (
	SFUNC = colossus.fleet_energy_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy(text, timestamp, float8, interval) IS
	'raises: a time without zone is not an instant';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy(device text, at timestamp, watts float8, max_gap interval, since timestamptz, until timestamptz) (
	SFUNC = colossus.fleet_energy_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy(text, timestamp, float8, interval, timestamptz, timestamptz) IS
	'raises: a time without zone is not an instant';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_state(device bigint, at timestamptz, watts float8, max_gap interval) (
	SFUNC = colossus.fleet_energy_state_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_state_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_state(bigint, timestamptz, float8, interval) IS
	'what fleet_energy knows of its input, to be stored, moved and merged; equal samples give equal bytes';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_state(device bigint, at timestamptz, watts float8, max_gap interval, since timestamptz, until timestamptz) (
	SFUNC = colossus.fleet_energy_state_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_state_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_state(bigint, timestamptz, float8, interval, timestamptz, timestamptz) IS
	'fleet_energy_state of [since, until): states of one range can be merged';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_state(device bigint, at timestamp, watts float8, max_gap interval) (
	SFUNC = colossus.fleet_energy_state_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_state_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_state(bigint, timestamp, float8, interval) IS
	'raises: a time without zone is not an instant';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_state(device bigint, at timestamp, watts float8, max_gap interval, since timestamptz, until timestamptz) (
	SFUNC = colossus.fleet_energy_state_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_state_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_state(bigint, timestamp, float8, interval, timestamptz, timestamptz) IS
	'raises: a time without zone is not an instant';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_state(device text, at timestamptz, watts float8, max_gap interval) (
	SFUNC = colossus.fleet_energy_state_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_state_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_state(text, timestamptz, float8, interval) IS
	'what fleet_energy knows of its input, to be stored, moved and merged; equal samples give equal bytes';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_state(device text, at timestamptz, watts float8, max_gap interval, since timestamptz, until timestamptz) (
	SFUNC = colossus.fleet_energy_state_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_state_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_state(text, timestamptz, float8, interval, timestamptz, timestamptz) IS
	'fleet_energy_state of [since, until): states of one range can be merged';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_state(device text, at timestamp, watts float8, max_gap interval) (
	SFUNC = colossus.fleet_energy_state_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_state_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_state(text, timestamp, float8, interval) IS
	'raises: a time without zone is not an instant';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_state(device text, at timestamp, watts float8, max_gap interval, since timestamptz, until timestamptz) (
	SFUNC = colossus.fleet_energy_state_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_state_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_state(text, timestamp, float8, interval, timestamptz, timestamptz) IS
	'raises: a time without zone is not an instant';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_buckets(device bigint, at timestamptz, watts float8, max_gap interval, width interval) (
	SFUNC = colossus.fleet_energy_buckets_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy_buckets_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_buckets(bigint, timestamptz, float8, interval, interval) IS
	'fleet_energy per bucket of time, as date_bin from 2000-01-01 UTC: intervals are split at the edges, and energy_nj of the buckets adds up to the whole';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_buckets(device bigint, at timestamp, watts float8, max_gap interval, width interval) (
	SFUNC = colossus.fleet_energy_buckets_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy_buckets_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_buckets(bigint, timestamp, float8, interval, interval) IS
	'raises: a time without zone is not an instant';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_buckets(device text, at timestamptz, watts float8, max_gap interval, width interval) (
	SFUNC = colossus.fleet_energy_buckets_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy_buckets_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_buckets(text, timestamptz, float8, interval, interval) IS
	'fleet_energy per bucket of time, as date_bin from 2000-01-01 UTC: intervals are split at the edges, and energy_nj of the buckets adds up to the whole';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_buckets(device text, at timestamp, watts float8, max_gap interval, width interval) (
	SFUNC = colossus.fleet_energy_buckets_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy_buckets_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_buckets(text, timestamp, float8, interval, interval) IS
	'raises: a time without zone is not an instant';

CREATE OR REPLACE AGGREGATE colossus.merge(state colossus.fleet_state) (
	SFUNC = colossus.fleet_state_combine, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_state_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.merge(colossus.fleet_state) IS 'one state of many, in any order: of other devices, other times, or late rows; parts of one device may not overlap in time by more than 16 samples';
