-- The type exact_sums: the state of mfu, fleet_flops, energy_per_token, co2e and
-- emission_totals.
CREATE TYPE colossus.exact_sums;

CREATE FUNCTION colossus.exact_sums_in(cstring) RETURNS colossus.exact_sums
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_exact_sums_in';
COMMENT ON FUNCTION colossus.exact_sums_in(cstring) IS 'input of exact_sums';

CREATE FUNCTION colossus.exact_sums_out(colossus.exact_sums) RETURNS cstring
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_exact_sums_out';
COMMENT ON FUNCTION colossus.exact_sums_out(colossus.exact_sums) IS 'output of exact_sums';

CREATE FUNCTION colossus.exact_sums_recv(internal) RETURNS colossus.exact_sums
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_exact_sums_recv';
COMMENT ON FUNCTION colossus.exact_sums_recv(internal) IS 'binary input of exact_sums';

CREATE FUNCTION colossus.exact_sums_send(colossus.exact_sums) RETURNS bytea
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_exact_sums_send';
COMMENT ON FUNCTION colossus.exact_sums_send(colossus.exact_sums) IS 'binary output of exact_sums';

CREATE TYPE colossus.exact_sums (
	INPUT = colossus.exact_sums_in,
	OUTPUT = colossus.exact_sums_out,
	RECEIVE = colossus.exact_sums_recv,
	SEND = colossus.exact_sums_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE colossus.exact_sums IS 'One or more sums of double precision without rounding, each with its number of rows: the state of aggregates. Equal sums are written alike.';
