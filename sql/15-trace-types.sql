-- The types of stored and half-aggregated samples.

CREATE TYPE colossus.power_state;
CREATE FUNCTION colossus.power_state_in(cstring) RETURNS colossus.power_state
	AS 'MODULE_PATHNAME', 'colossus_power_state_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.power_state_in(cstring) IS 'input of power_state: base64 with version and checksum';
CREATE FUNCTION colossus.power_state_out(colossus.power_state) RETURNS cstring
	AS 'MODULE_PATHNAME', 'colossus_power_state_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.power_state_out(colossus.power_state) IS 'output of power_state: base64 with version and checksum';
CREATE FUNCTION colossus.power_state_recv(internal) RETURNS colossus.power_state
	AS 'MODULE_PATHNAME', 'colossus_power_state_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.power_state_recv(internal) IS 'binary input of power_state, every byte checked';
CREATE FUNCTION colossus.power_state_send(colossus.power_state) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_power_state_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.power_state_send(colossus.power_state) IS 'binary output of power_state';
CREATE TYPE colossus.power_state (
	INPUT = colossus.power_state_in, OUTPUT = colossus.power_state_out, RECEIVE = colossus.power_state_recv, SEND = colossus.power_state_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE colossus.power_state IS 'what power_energy remembers: samples and parameters';

CREATE TYPE colossus.counter_state;
CREATE FUNCTION colossus.counter_state_in(cstring) RETURNS colossus.counter_state
	AS 'MODULE_PATHNAME', 'colossus_counter_state_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.counter_state_in(cstring) IS 'input of counter_state: base64 with version and checksum';
CREATE FUNCTION colossus.counter_state_out(colossus.counter_state) RETURNS cstring
	AS 'MODULE_PATHNAME', 'colossus_counter_state_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.counter_state_out(colossus.counter_state) IS 'output of counter_state: base64 with version and checksum';
CREATE FUNCTION colossus.counter_state_recv(internal) RETURNS colossus.counter_state
	AS 'MODULE_PATHNAME', 'colossus_counter_state_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.counter_state_recv(internal) IS 'binary input of counter_state, every byte checked';
CREATE FUNCTION colossus.counter_state_send(colossus.counter_state) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_counter_state_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.counter_state_send(colossus.counter_state) IS 'binary output of counter_state';
CREATE TYPE colossus.counter_state (
	INPUT = colossus.counter_state_in, OUTPUT = colossus.counter_state_out, RECEIVE = colossus.counter_state_recv, SEND = colossus.counter_state_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE colossus.counter_state IS 'what counter_energy and counter_increase remember: samples and parameters';

CREATE TYPE colossus.trace_state;
CREATE FUNCTION colossus.trace_state_in(cstring) RETURNS colossus.trace_state
	AS 'MODULE_PATHNAME', 'colossus_trace_state_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_state_in(cstring) IS 'input of trace_state: base64 with version and checksum';
CREATE FUNCTION colossus.trace_state_out(colossus.trace_state) RETURNS cstring
	AS 'MODULE_PATHNAME', 'colossus_trace_state_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_state_out(colossus.trace_state) IS 'output of trace_state: base64 with version and checksum';
CREATE FUNCTION colossus.trace_state_recv(internal) RETURNS colossus.trace_state
	AS 'MODULE_PATHNAME', 'colossus_trace_state_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_state_recv(internal) IS 'binary input of trace_state, every byte checked';
CREATE FUNCTION colossus.trace_state_send(colossus.trace_state) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_trace_state_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_state_send(colossus.trace_state) IS 'binary output of trace_state';
CREATE TYPE colossus.trace_state (
	INPUT = colossus.trace_state_in, OUTPUT = colossus.trace_state_out, RECEIVE = colossus.trace_state_recv, SEND = colossus.trace_state_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE colossus.trace_state IS 'what trace and merge remember: samples';

CREATE TYPE colossus.trace;
CREATE FUNCTION colossus.trace_in(cstring) RETURNS colossus.trace
	AS 'MODULE_PATHNAME', 'colossus_trace_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_in(cstring) IS 'input of trace: base64 with version and checksums';
CREATE FUNCTION colossus.trace_out(colossus.trace) RETURNS cstring
	AS 'MODULE_PATHNAME', 'colossus_trace_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_out(colossus.trace) IS 'output of trace: base64 with version and checksums';
CREATE FUNCTION colossus.trace_recv(internal) RETURNS colossus.trace
	AS 'MODULE_PATHNAME', 'colossus_trace_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_recv(internal) IS 'binary input of trace, every byte checked';
CREATE FUNCTION colossus.trace_send(colossus.trace) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_trace_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_send(colossus.trace) IS 'binary output of trace';
-- compressed already: external storage lets a few pages be read without the rest
CREATE TYPE colossus.trace (
	INPUT = colossus.trace_in, OUTPUT = colossus.trace_out, RECEIVE = colossus.trace_recv, SEND = colossus.trace_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = external
);
COMMENT ON TYPE colossus.trace IS 'samples of a gauge or counter as one compressed value; equal samples give equal bytes';

CREATE FUNCTION colossus.trace_eq(colossus.trace, colossus.trace) RETURNS boolean
	AS 'MODULE_PATHNAME', 'colossus_trace_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_eq(colossus.trace, colossus.trace) IS 'implementation of =';

CREATE FUNCTION colossus.trace_ne(colossus.trace, colossus.trace) RETURNS boolean
	AS 'MODULE_PATHNAME', 'colossus_trace_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_ne(colossus.trace, colossus.trace) IS 'implementation of <>';

CREATE FUNCTION colossus.trace_lt(colossus.trace, colossus.trace) RETURNS boolean
	AS 'MODULE_PATHNAME', 'colossus_trace_lt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_lt(colossus.trace, colossus.trace) IS 'implementation of <';

CREATE FUNCTION colossus.trace_le(colossus.trace, colossus.trace) RETURNS boolean
	AS 'MODULE_PATHNAME', 'colossus_trace_le' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_le(colossus.trace, colossus.trace) IS 'implementation of <=';

CREATE FUNCTION colossus.trace_gt(colossus.trace, colossus.trace) RETURNS boolean
	AS 'MODULE_PATHNAME', 'colossus_trace_gt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_gt(colossus.trace, colossus.trace) IS 'implementation of >';

CREATE FUNCTION colossus.trace_ge(colossus.trace, colossus.trace) RETURNS boolean
	AS 'MODULE_PATHNAME', 'colossus_trace_ge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_ge(colossus.trace, colossus.trace) IS 'implementation of >=';

CREATE OPERATOR colossus.= (
	FUNCTION = colossus.trace_eq, LEFTARG = colossus.trace, RIGHTARG = colossus.trace,
	COMMUTATOR = OPERATOR(colossus.=), NEGATOR = OPERATOR(colossus.<>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR colossus.= (colossus.trace, colossus.trace) IS 'the same samples';

CREATE OPERATOR colossus.<> (
	FUNCTION = colossus.trace_ne, LEFTARG = colossus.trace, RIGHTARG = colossus.trace,
	COMMUTATOR = OPERATOR(colossus.<>), NEGATOR = OPERATOR(colossus.=), RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR colossus.<> (colossus.trace, colossus.trace) IS 'other samples';

CREATE OPERATOR colossus.< (
	FUNCTION = colossus.trace_lt, LEFTARG = colossus.trace, RIGHTARG = colossus.trace,
	COMMUTATOR = OPERATOR(colossus.>), NEGATOR = OPERATOR(colossus.>=), RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR colossus.< (colossus.trace, colossus.trace) IS 'before, in an arbitrary order';

CREATE OPERATOR colossus.<= (
	FUNCTION = colossus.trace_le, LEFTARG = colossus.trace, RIGHTARG = colossus.trace,
	COMMUTATOR = OPERATOR(colossus.>=), NEGATOR = OPERATOR(colossus.>), RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR colossus.<= (colossus.trace, colossus.trace) IS 'not after, in an arbitrary order';

CREATE OPERATOR colossus.> (
	FUNCTION = colossus.trace_gt, LEFTARG = colossus.trace, RIGHTARG = colossus.trace,
	COMMUTATOR = OPERATOR(colossus.<), NEGATOR = OPERATOR(colossus.<=), RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR colossus.> (colossus.trace, colossus.trace) IS 'after, in an arbitrary order';

CREATE OPERATOR colossus.>= (
	FUNCTION = colossus.trace_ge, LEFTARG = colossus.trace, RIGHTARG = colossus.trace,
	COMMUTATOR = OPERATOR(colossus.<=), NEGATOR = OPERATOR(colossus.<), RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR colossus.>= (colossus.trace, colossus.trace) IS 'not before, in an arbitrary order';

CREATE FUNCTION colossus.trace_cmp(colossus.trace, colossus.trace) RETURNS integer
	AS 'MODULE_PATHNAME', 'colossus_trace_cmp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_cmp(colossus.trace, colossus.trace) IS 'compares the bytes of two traces';
CREATE FUNCTION colossus.trace_hash(colossus.trace) RETURNS integer
	AS 'MODULE_PATHNAME', 'colossus_trace_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_hash(colossus.trace) IS 'hash of the bytes of a trace';
CREATE FUNCTION colossus.trace_hash_extended(colossus.trace, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME', 'colossus_trace_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.trace_hash_extended(colossus.trace, bigint) IS 'seeded hash of the bytes of a trace';

CREATE OPERATOR CLASS colossus.trace_ops DEFAULT FOR TYPE colossus.trace USING btree AS
	OPERATOR 1 colossus.<, OPERATOR 2 colossus.<=, OPERATOR 3 colossus.=, OPERATOR 4 colossus.>=, OPERATOR 5 colossus.>,
	FUNCTION 1 colossus.trace_cmp(colossus.trace, colossus.trace);
COMMENT ON OPERATOR CLASS colossus.trace_ops USING btree IS 'an arbitrary but fixed order, for DISTINCT, GROUP BY and merge joins';
CREATE OPERATOR CLASS colossus.trace_ops DEFAULT FOR TYPE colossus.trace USING hash AS
	OPERATOR 1 colossus.=,
	FUNCTION 1 colossus.trace_hash(colossus.trace), FUNCTION 2 colossus.trace_hash_extended(colossus.trace, bigint);
COMMENT ON OPERATOR CLASS colossus.trace_ops USING hash IS 'hash of the bytes, for hash joins and GROUP BY';
