-- The state of fleet_energy and its kin: doc/methods/fleet-energy.md.
CREATE TYPE colossus.fleet_state;

CREATE FUNCTION colossus.fleet_state_in(cstring) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_state_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_state_in(cstring) IS 'input of fleet_state: base64 with version and checksum';

CREATE FUNCTION colossus.fleet_state_out(colossus.fleet_state) RETURNS cstring
	AS 'MODULE_PATHNAME', 'colossus_fleet_state_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_state_out(colossus.fleet_state) IS 'output of fleet_state: base64 with version and checksum';

CREATE FUNCTION colossus.fleet_state_recv(internal) RETURNS colossus.fleet_state
	AS 'MODULE_PATHNAME', 'colossus_fleet_state_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_state_recv(internal) IS 'binary input of fleet_state, every byte checked';

CREATE FUNCTION colossus.fleet_state_send(colossus.fleet_state) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_fleet_state_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION colossus.fleet_state_send(colossus.fleet_state) IS 'binary output of fleet_state';

CREATE TYPE colossus.fleet_state (
	INPUT = colossus.fleet_state_in, OUTPUT = colossus.fleet_state_out,
	RECEIVE = colossus.fleet_state_recv, SEND = colossus.fleet_state_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended
);
COMMENT ON TYPE colossus.fleet_state IS 'energy of a fleet that can still be merged: exact sums, and the first and last samples of each device around every gap';
