-- Energy of a whole fleet in one pass, without GROUP BY or ORDER BY:
-- doc/methods/fleet-energy.md.  overloads.awk writes the blocks out.
--
-- SSPACE is what 8 devices take: the devices of a node, and a plan that groups
-- by node.  A state grows by about 300 bytes a device.

-- for DEVICE, TEXT in bigint, / text, _text
-- for WATTS, REAL in float8, / real, _real
CREATE OR REPLACE FUNCTION colossus.fleet_energy_accum(state colossus.fleet_state, device DEVICE, at timestamptz, watts WATTS, max_gap interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_accumTEXTREAL' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_accum(colossus.fleet_state, DEVICE, timestamptz, WATTS, interval) IS 'transition function of fleet_energy';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_state_accum(state colossus.fleet_state, device DEVICE, at timestamptz, watts WATTS, max_gap interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_state_accumTEXTREAL' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_state_accum(colossus.fleet_state, DEVICE, timestamptz, WATTS, interval) IS 'transition function of fleet_energy_state';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_accum(state colossus.fleet_state, device DEVICE, at timestamptz, watts WATTS, max_gap interval, since timestamptz, until timestamptz) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_accumTEXTREAL' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_accum(colossus.fleet_state, DEVICE, timestamptz, WATTS, interval, timestamptz, timestamptz) IS 'transition function of fleet_energy';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_state_accum(state colossus.fleet_state, device DEVICE, at timestamptz, watts WATTS, max_gap interval, since timestamptz, until timestamptz) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_state_accumTEXTREAL' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_state_accum(colossus.fleet_state, DEVICE, timestamptz, WATTS, interval, timestamptz, timestamptz) IS 'transition function of fleet_energy_state';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_buckets_accum(state colossus.fleet_state, device DEVICE, at timestamptz, watts WATTS, max_gap interval, width interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_buckets_accumTEXTREAL' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_buckets_accum(colossus.fleet_state, DEVICE, timestamptz, WATTS, interval, interval) IS 'transition function of fleet_energy_buckets';
-- end

-- for DEVICE in bigint / text
-- for WATTS in float8 / real
CREATE OR REPLACE FUNCTION colossus.fleet_energy_accum(state colossus.fleet_state, device DEVICE, at timestamp, watts WATTS, max_gap interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_accum(colossus.fleet_state, DEVICE, timestamp, WATTS, interval) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_state_accum(state colossus.fleet_state, device DEVICE, at timestamp, watts WATTS, max_gap interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_state_accum(colossus.fleet_state, DEVICE, timestamp, WATTS, interval) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_accum(state colossus.fleet_state, device DEVICE, at timestamp, watts WATTS, max_gap interval, since timestamptz, until timestamptz) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_accum(colossus.fleet_state, DEVICE, timestamp, WATTS, interval, timestamptz, timestamptz) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_state_accum(state colossus.fleet_state, device DEVICE, at timestamp, watts WATTS, max_gap interval, since timestamptz, until timestamptz) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_state_accum(colossus.fleet_state, DEVICE, timestamp, WATTS, interval, timestamptz, timestamptz) IS 'raises: a time without zone is not an instant';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_buckets_accum(state colossus.fleet_state, device DEVICE, at timestamp, watts WATTS, max_gap interval, width interval) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_energy_buckets_accum(colossus.fleet_state, DEVICE, timestamp, WATTS, interval, interval) IS 'raises: a time without zone is not an instant';
-- end

-- What a part costs that has kept all of its samples: with two workers the planner
-- takes the parallel plan from about 3 million rows on.  It is the faster one from about
-- a million rows on, but takes two more processes.  States that are stored have few
-- samples, and a function of their own.
CREATE OR REPLACE FUNCTION colossus.fleet_state_combine(state colossus.fleet_state, other colossus.fleet_state) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_state_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 5000000;
COMMENT ON FUNCTION colossus.fleet_state_combine(colossus.fleet_state, colossus.fleet_state) IS 'combine function of the fleet aggregates';

CREATE OR REPLACE FUNCTION colossus.fleet_state_merge(state colossus.fleet_state, other colossus.fleet_state) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_state_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.fleet_state_merge(colossus.fleet_state, colossus.fleet_state) IS 'transition and combine function of merge(fleet_state)';

CREATE OR REPLACE FUNCTION colossus.fleet_energy(state colossus.fleet_state) RETURNS colossus.energy
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.fleet_energy(colossus.fleet_state) IS 'energy of a stored or merged state: the other half of fleet_energy_state, and the final function of fleet_energy';

CREATE OR REPLACE FUNCTION colossus.fleet_energy_buckets_final(state colossus.fleet_state) RETURNS colossus.energy_bucket[]
	AS 'MODULE_PATHNAME', 'colossus_fleet_energy_buckets_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.fleet_energy_buckets_final(colossus.fleet_state) IS 'final function of fleet_energy_buckets';

CREATE OR REPLACE FUNCTION colossus.fleet_state_final(state colossus.fleet_state) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_state_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.fleet_state_final(colossus.fleet_state) IS 'final function of fleet_energy_state and merge(fleet_state): equal samples give equal bytes';

-- for DEVICE in bigint / text
-- for WATTS in float8 / real
CREATE OR REPLACE AGGREGATE colossus.fleet_energy(device DEVICE, at timestamptz, watts WATTS, max_gap interval) (
	SFUNC = colossus.fleet_energy_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy(DEVICE, timestamptz, WATTS, interval) IS
	'energy of a fleet from samples of power in W: trapezoids between neighbours of a device, farther apart than max_gap a gap; input in order of time per device, up to 16 samples late; O(devices) of memory, O(rows) in parallel parts';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_state(device DEVICE, at timestamptz, watts WATTS, max_gap interval) (
	SFUNC = colossus.fleet_energy_state_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_state_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_state(DEVICE, timestamptz, WATTS, interval) IS
	'what fleet_energy knows of its input, to be stored, moved and merged; equal samples give equal bytes';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy(device DEVICE, at timestamptz, watts WATTS, max_gap interval, since timestamptz, until timestamptz) (
	SFUNC = colossus.fleet_energy_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy(DEVICE, timestamptz, WATTS, interval, timestamptz, timestamptz) IS
	'fleet_energy of [since, until): intervals that straddle an edge are split there; feed it max_gap more on each side';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_state(device DEVICE, at timestamptz, watts WATTS, max_gap interval, since timestamptz, until timestamptz) (
	SFUNC = colossus.fleet_energy_state_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_state_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_state(DEVICE, timestamptz, WATTS, interval, timestamptz, timestamptz) IS
	'fleet_energy_state of [since, until): states of one range can be merged';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_buckets(device DEVICE, at timestamptz, watts WATTS, max_gap interval, width interval) (
	SFUNC = colossus.fleet_energy_buckets_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy_buckets_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_buckets(DEVICE, timestamptz, WATTS, interval, interval) IS
	'fleet_energy per bucket of time, as date_bin from 2000-01-01 UTC: intervals are split at the edges, and energy_nj of the buckets adds up to the whole';
-- end

-- for DEVICE in bigint / text
-- for WATTS in float8 / real
CREATE OR REPLACE AGGREGATE colossus.fleet_energy(device DEVICE, at timestamp, watts WATTS, max_gap interval) (
	SFUNC = colossus.fleet_energy_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy(DEVICE, timestamp, WATTS, interval) IS
	'raises: a time without zone is not an instant';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_state(device DEVICE, at timestamp, watts WATTS, max_gap interval) (
	SFUNC = colossus.fleet_energy_state_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_state_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_state(DEVICE, timestamp, WATTS, interval) IS
	'raises: a time without zone is not an instant';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy(device DEVICE, at timestamp, watts WATTS, max_gap interval, since timestamptz, until timestamptz) (
	SFUNC = colossus.fleet_energy_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy(DEVICE, timestamp, WATTS, interval, timestamptz, timestamptz) IS
	'raises: a time without zone is not an instant';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_state(device DEVICE, at timestamp, watts WATTS, max_gap interval, since timestamptz, until timestamptz) (
	SFUNC = colossus.fleet_energy_state_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_state_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_state(DEVICE, timestamp, WATTS, interval, timestamptz, timestamptz) IS
	'raises: a time without zone is not an instant';

CREATE OR REPLACE AGGREGATE colossus.fleet_energy_buckets(device DEVICE, at timestamp, watts WATTS, max_gap interval, width interval) (
	SFUNC = colossus.fleet_energy_buckets_accum, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_combine, FINALFUNC = colossus.fleet_energy_buckets_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_energy_buckets(DEVICE, timestamp, WATTS, interval, interval) IS
	'raises: a time without zone is not an instant';
-- end

CREATE OR REPLACE AGGREGATE colossus.merge(state colossus.fleet_state) (
	SFUNC = colossus.fleet_state_merge, STYPE = colossus.fleet_state, SSPACE = 4096,
	COMBINEFUNC = colossus.fleet_state_merge, FINALFUNC = colossus.fleet_state_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.merge(colossus.fleet_state) IS 'one state of many, in any order: of other devices, other times, or late rows; parts of one device may not overlap in time by more than 16 samples';
