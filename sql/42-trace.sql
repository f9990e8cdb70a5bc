-- Samples as one compressed value: doc/methods/trace.md.

-- for VALUE, REAL in float8, / real, _real
CREATE OR REPLACE FUNCTION colossus.trace_accum(state colossus.trace_state, at timestamptz, value VALUE) RETURNS colossus.trace_state
	AS 'MODULE_PATHNAME', 'colossus_trace_accumREAL' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_accum(colossus.trace_state, timestamptz, VALUE) IS 'transition function of trace';
-- end

-- for VALUE, REAL in float8, / real, _real
CREATE OR REPLACE FUNCTION colossus.trace_accum(state colossus.trace_state, at timestamp, value VALUE) RETURNS colossus.trace_state
	AS 'MODULE_PATHNAME', 'colossus_no_zone' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_accum(colossus.trace_state, timestamp, VALUE) IS 'raises: a time without zone is not an instant';
-- end

CREATE OR REPLACE FUNCTION colossus.trace_merge_accum(state colossus.trace_state, part colossus.trace) RETURNS colossus.trace_state
	AS 'MODULE_PATHNAME', 'colossus_trace_merge_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.trace_merge_accum(colossus.trace_state, colossus.trace) IS 'transition function of merge';

CREATE OR REPLACE FUNCTION colossus.trace_combine(state colossus.trace_state, other colossus.trace_state) RETURNS colossus.trace_state
	AS 'MODULE_PATHNAME', 'colossus_trace_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_combine(colossus.trace_state, colossus.trace_state) IS 'combine function of trace and merge';

CREATE OR REPLACE FUNCTION colossus.trace_final(state colossus.trace_state) RETURNS colossus.trace
	AS 'MODULE_PATHNAME', 'colossus_trace_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.trace_final(colossus.trace_state) IS 'final function of trace and merge';

-- for VALUE, REAL in float8, / real, _real
CREATE OR REPLACE AGGREGATE colossus.trace(at timestamptz, value VALUE) (
	SFUNC = colossus.trace_accum, STYPE = colossus.trace_state, SSPACE = 4096,
	COMBINEFUNC = colossus.trace_combine, FINALFUNC = colossus.trace_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.trace(timestamptz, VALUE) IS
	'the samples themselves, compressed without loss, in any order; state grows by 3 to 5 bytes a sample';
-- end

-- for VALUE, REAL in float8, / real, _real
CREATE OR REPLACE AGGREGATE colossus.trace(at timestamp, value VALUE) (
	SFUNC = colossus.trace_accum, STYPE = colossus.trace_state, FINALFUNC = colossus.trace_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.trace(timestamp, VALUE) IS 'raises: add a time zone';
-- end

CREATE OR REPLACE AGGREGATE colossus.merge(part colossus.trace) (
	SFUNC = colossus.trace_merge_accum, STYPE = colossus.trace_state, SSPACE = 65536,
	COMBINEFUNC = colossus.trace_combine, FINALFUNC = colossus.trace_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.merge(colossus.trace) IS 'one trace of the samples of several; they may overlap; a sample that two have is kept twice';

CREATE OR REPLACE FUNCTION colossus.sample_count(trace colossus.trace) RETURNS bigint
	AS 'MODULE_PATHNAME', 'colossus_trace_sample_count' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION colossus.sample_count(colossus.trace) IS 'number of samples in a trace';

CREATE OR REPLACE FUNCTION colossus.samples(trace colossus.trace, OUT at timestamptz, OUT value float8) RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'colossus_trace_samples' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 5760;
COMMENT ON FUNCTION colossus.samples(colossus.trace) IS 'the samples of a trace, by time and value';

CREATE OR REPLACE FUNCTION colossus.slice(trace colossus.trace, since timestamptz, until timestamptz) RETURNS colossus.trace
	AS 'MODULE_PATHNAME', 'colossus_trace_slice' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.slice(colossus.trace, timestamptz, timestamptz) IS 'the samples of a trace with since <= at < until; NULL if there is none';

CREATE OR REPLACE FUNCTION colossus.power_energy(trace colossus.trace, max_gap interval, since timestamptz DEFAULT '-infinity', until timestamptz DEFAULT 'infinity') RETURNS colossus.energy
	AS 'MODULE_PATHNAME', 'colossus_trace_power_energy' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION colossus.power_energy(colossus.trace, interval, timestamptz, timestamptz) IS 'energy in [since, until) of a trace of power samples in W: to the bit what the aggregate power_energy gives over its samples';

CREATE OR REPLACE FUNCTION colossus.buckets(trace colossus.trace, width interval, max_gap interval, origin timestamptz DEFAULT '2000-01-01 00:00:00+00') RETURNS SETOF colossus.energy_bucket
	AS 'MODULE_PATHNAME', 'colossus_trace_buckets' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 24;
COMMENT ON FUNCTION colossus.buckets(colossus.trace, interval, interval, timestamptz) IS 'energy of a trace of power samples in W by buckets of time, from that of the first sample to that of the last; intervals are split at the edges';

CREATE OR REPLACE FUNCTION colossus.split(trace colossus.trace, edges timestamptz[], max_gap interval) RETURNS TABLE (since timestamptz, until timestamptz, energy_nj numeric, energy_j float8, lower_j float8, upper_j float8, covered_s float8, gap_s float8, gaps bigint, samples bigint, rejected bigint, resets bigint, wraps bigint, stuck_s float8, peak_w float8, first_at timestamptz, last_at timestamptz, conflicts bigint)
	AS 'MODULE_PATHNAME', 'colossus_trace_split' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 24;
COMMENT ON FUNCTION colossus.split(colossus.trace, timestamptz[], interval) IS 'energy of a trace of power samples in W between each two neighbouring edges';

CREATE OR REPLACE FUNCTION colossus.trace_co2e(power colossus.trace, intensity colossus.trace, max_gap interval, intensity_max_age interval, OUT co2e_kg float8, OUT covered_s float8, OUT uncovered_s float8, OUT energy_j float8) RETURNS record
	AS 'MODULE_PATHNAME', 'colossus_trace_co2e' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.trace_co2e(colossus.trace, colossus.trace, interval, interval) IS 'kg CO2e of a trace of power samples in W under a trace of grid intensity in g/kWh, held from each sample to the next; energy_j and covered_s are what co2e_kg stands for, uncovered_s the rest of the power trace';

-- three functions, so that untyped literals in the place of since and until are never taken for wrap_j
CREATE OR REPLACE FUNCTION colossus.counter_energy(trace colossus.trace, max_w float8, since timestamptz DEFAULT '-infinity', until timestamptz DEFAULT 'infinity') RETURNS colossus.energy
	AS 'MODULE_PATHNAME', 'colossus_trace_counter_energy' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.counter_energy(colossus.trace, float8, timestamptz, timestamptz) IS 'energy in [since, until) of a trace of counter readings in J, of a counter that does not wrap: to the bit what the aggregate counter_energy gives over its samples';

CREATE OR REPLACE FUNCTION colossus.counter_energy(trace colossus.trace, max_w float8, wrap_j float8) RETURNS colossus.energy
	AS 'MODULE_PATHNAME', 'colossus_trace_counter_energy' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.counter_energy(colossus.trace, float8, float8) IS 'energy of a trace of readings in J of a counter that wraps at wrap_j; null: it does not wrap';

CREATE OR REPLACE FUNCTION colossus.counter_energy(trace colossus.trace, max_w float8, wrap_j float8, since timestamptz, until timestamptz) RETURNS colossus.energy
	AS 'MODULE_PATHNAME', 'colossus_trace_counter_energy' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.counter_energy(colossus.trace, float8, float8, timestamptz, timestamptz) IS 'energy in [since, until) of a trace of readings in J of a counter that wraps at wrap_j; null: it does not wrap';

CREATE OR REPLACE FUNCTION colossus.counter_increase(trace colossus.trace) RETURNS float8
	AS 'MODULE_PATHNAME', 'colossus_trace_counter_increase' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.counter_increase(colossus.trace) IS 'increase of a trace of readings of any counter, as the aggregate counter_increase';

-- Aggregates over the traces of one device.  Names of their own: with those of the
-- functions above they would change what power_energy(trace, '60 s') means.

CREATE OR REPLACE FUNCTION colossus.traces_combine(state bytea, other bytea) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_traces_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION colossus.traces_combine(bytea, bytea) IS 'combine function of the aggregates over traces';

CREATE OR REPLACE FUNCTION colossus.traces_power_energy_accum(state bytea, trace colossus.trace, max_gap interval) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_traces_power_energy_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION colossus.traces_power_energy_accum(bytea, colossus.trace, interval) IS 'transition function of traces_power_energy';

CREATE OR REPLACE FUNCTION colossus.traces_power_energy_accum(state bytea, trace colossus.trace, max_gap interval, since timestamptz, until timestamptz) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_traces_power_energy_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION colossus.traces_power_energy_accum(bytea, colossus.trace, interval, timestamptz, timestamptz) IS 'transition function of traces_power_energy';

CREATE OR REPLACE FUNCTION colossus.traces_power_energy_final(state bytea) RETURNS colossus.energy
	AS 'MODULE_PATHNAME', 'colossus_traces_power_energy_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.traces_power_energy_final(bytea) IS 'final function of traces_power_energy';

CREATE OR REPLACE AGGREGATE colossus.traces_power_energy(trace colossus.trace, max_gap interval) (
	SFUNC = colossus.traces_power_energy_accum, STYPE = bytea, SSPACE = 4096,
	COMBINEFUNC = colossus.traces_combine, FINALFUNC = colossus.traces_power_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.traces_power_energy(colossus.trace, interval) IS
	'energy of the traces of power samples in W of one device, in any order, joined where they touch or overlap: to the bit what power_energy gives over their samples; state: a pointer for each trace that is stored out of line, else its bytes';

CREATE OR REPLACE AGGREGATE colossus.traces_power_energy(trace colossus.trace, max_gap interval, since timestamptz, until timestamptz) (
	SFUNC = colossus.traces_power_energy_accum, STYPE = bytea, SSPACE = 4096,
	COMBINEFUNC = colossus.traces_combine, FINALFUNC = colossus.traces_power_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.traces_power_energy(colossus.trace, interval, timestamptz, timestamptz) IS
	'energy in [since, until) of the traces of power samples in W of one device, in any order, joined where they touch or overlap: to the bit what power_energy gives over their samples';

CREATE OR REPLACE FUNCTION colossus.traces_counter_energy_accum(state bytea, trace colossus.trace, max_w float8) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_traces_counter_energy_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION colossus.traces_counter_energy_accum(bytea, colossus.trace, float8) IS 'transition function of traces_counter_energy';

CREATE OR REPLACE FUNCTION colossus.traces_counter_energy_accum(state bytea, trace colossus.trace, max_w float8, since timestamptz, until timestamptz) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_traces_counter_energy_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION colossus.traces_counter_energy_accum(bytea, colossus.trace, float8, timestamptz, timestamptz) IS 'transition function of traces_counter_energy';

CREATE OR REPLACE FUNCTION colossus.traces_counter_energy_accum(state bytea, trace colossus.trace, max_w float8, wrap_j float8) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_traces_counter_energy_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION colossus.traces_counter_energy_accum(bytea, colossus.trace, float8, float8) IS 'transition function of traces_counter_energy';

CREATE OR REPLACE FUNCTION colossus.traces_counter_energy_accum(state bytea, trace colossus.trace, max_w float8, wrap_j float8, since timestamptz, until timestamptz) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_traces_counter_energy_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION colossus.traces_counter_energy_accum(bytea, colossus.trace, float8, float8, timestamptz, timestamptz) IS 'transition function of traces_counter_energy';

CREATE OR REPLACE FUNCTION colossus.traces_counter_energy_final(state bytea) RETURNS colossus.energy
	AS 'MODULE_PATHNAME', 'colossus_traces_counter_energy_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.traces_counter_energy_final(bytea) IS 'final function of traces_counter_energy';

CREATE OR REPLACE AGGREGATE colossus.traces_counter_energy(trace colossus.trace, max_w float8) (
	SFUNC = colossus.traces_counter_energy_accum, STYPE = bytea, SSPACE = 4096,
	COMBINEFUNC = colossus.traces_combine, FINALFUNC = colossus.traces_counter_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.traces_counter_energy(colossus.trace, float8) IS
	'energy of the traces of counter readings in J of one device, in any order, joined where they touch or overlap: to the bit what counter_energy gives over their samples; of a counter that does not wrap';

CREATE OR REPLACE AGGREGATE colossus.traces_counter_energy(trace colossus.trace, max_w float8, since timestamptz, until timestamptz) (
	SFUNC = colossus.traces_counter_energy_accum, STYPE = bytea, SSPACE = 4096,
	COMBINEFUNC = colossus.traces_combine, FINALFUNC = colossus.traces_counter_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.traces_counter_energy(colossus.trace, float8, timestamptz, timestamptz) IS
	'energy in [since, until) of the traces of counter readings in J of one device, in any order, joined where they touch or overlap: to the bit what counter_energy gives over their samples; of a counter that does not wrap';

CREATE OR REPLACE AGGREGATE colossus.traces_counter_energy(trace colossus.trace, max_w float8, wrap_j float8) (
	SFUNC = colossus.traces_counter_energy_accum, STYPE = bytea, SSPACE = 4096,
	COMBINEFUNC = colossus.traces_combine, FINALFUNC = colossus.traces_counter_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.traces_counter_energy(colossus.trace, float8, float8) IS
	'energy of the traces of readings in J of a counter that wraps at wrap_j of one device, in any order, joined where they touch or overlap: to the bit what counter_energy gives over their samples';

CREATE OR REPLACE AGGREGATE colossus.traces_counter_energy(trace colossus.trace, max_w float8, wrap_j float8, since timestamptz, until timestamptz) (
	SFUNC = colossus.traces_counter_energy_accum, STYPE = bytea, SSPACE = 4096,
	COMBINEFUNC = colossus.traces_combine, FINALFUNC = colossus.traces_counter_energy_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.traces_counter_energy(colossus.trace, float8, float8, timestamptz, timestamptz) IS
	'energy in [since, until) of the traces of readings in J of a counter that wraps at wrap_j of one device, in any order, joined where they touch or overlap: to the bit what counter_energy gives over their samples';

CREATE OR REPLACE FUNCTION colossus.traces_counter_increase_accum(state bytea, trace colossus.trace) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_traces_counter_increase_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION colossus.traces_counter_increase_accum(bytea, colossus.trace) IS 'transition function of traces_counter_increase';

CREATE OR REPLACE FUNCTION colossus.traces_counter_increase_final(state bytea) RETURNS float8
	AS 'MODULE_PATHNAME', 'colossus_traces_counter_increase_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.traces_counter_increase_final(bytea) IS 'final function of traces_counter_increase';

CREATE OR REPLACE AGGREGATE colossus.traces_counter_increase(trace colossus.trace) (
	SFUNC = colossus.traces_counter_increase_accum, STYPE = bytea, SSPACE = 4096,
	COMBINEFUNC = colossus.traces_combine, FINALFUNC = colossus.traces_counter_increase_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.traces_counter_increase(colossus.trace) IS
	'increase of the traces of readings of any counter of one device, in any order, joined where they touch or overlap: to the bit what counter_increase gives over their samples';

CREATE OR REPLACE FUNCTION colossus.traces_buckets_accum(state bytea, trace colossus.trace, width interval, max_gap interval) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_traces_buckets_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION colossus.traces_buckets_accum(bytea, colossus.trace, interval, interval) IS 'transition function of traces_buckets';

CREATE OR REPLACE FUNCTION colossus.traces_buckets_final(state bytea) RETURNS colossus.energy_bucket[]
	AS 'MODULE_PATHNAME', 'colossus_traces_buckets_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION colossus.traces_buckets_final(bytea) IS 'final function of traces_buckets';

CREATE OR REPLACE AGGREGATE colossus.traces_buckets(trace colossus.trace, width interval, max_gap interval) (
	SFUNC = colossus.traces_buckets_accum, STYPE = bytea, SSPACE = 4096,
	COMBINEFUNC = colossus.traces_combine, FINALFUNC = colossus.traces_buckets_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.traces_buckets(colossus.trace, interval, interval) IS
	'energy of the traces of power samples in W of one device, in any order, joined where they touch or overlap: to the bit what buckets gives over all their samples as one trace';
