-- Functions that other modules need.

CREATE OR REPLACE FUNCTION colossus.unknown_name(kind text, value text, candidates text[]) RETURNS text
LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_unknown_name';
COMMENT ON FUNCTION colossus.unknown_name(text, text, text[]) IS
	'Raises 22023 for a name that does not exist, with the nearest of the candidates as hint. NULL for NULL.';

-- combine function of the aggregates over exact_sums
CREATE OR REPLACE FUNCTION colossus.exact_sums_merge(colossus.exact_sums, colossus.exact_sums) RETURNS colossus.exact_sums
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_exact_sums_merge';
COMMENT ON FUNCTION colossus.exact_sums_merge(colossus.exact_sums, colossus.exact_sums) IS
	'Adds two states of one aggregate.';
