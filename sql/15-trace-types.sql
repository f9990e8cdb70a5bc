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
