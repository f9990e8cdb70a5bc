-- Functions that other modules need.

CREATE OR REPLACE FUNCTION colossus.unknown_name(kind text, value text, candidates text[]) RETURNS text
LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_unknown_name';
COMMENT ON FUNCTION colossus.unknown_name(text, text, text[]) IS
	'Raises 22023 for a name that does not exist, with the nearest of the candidates as hint. NULL for NULL.';

CREATE OR REPLACE FUNCTION colossus.holds(from_date date, until_date date, at date) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN holds.from_date <= holds.at AND (holds.until_date IS NULL OR holds.until_date > holds.at);
COMMENT ON FUNCTION colossus.holds(date, date, date) IS
	'Is the day at in [from_date, until_date)? until_date NULL: the period still runs. The planner puts the comparisons in its place.';

-- combine function of the aggregates over exact_sums
CREATE OR REPLACE FUNCTION colossus.exact_sums_merge(colossus.exact_sums, colossus.exact_sums) RETURNS colossus.exact_sums
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_exact_sums_merge';
COMMENT ON FUNCTION colossus.exact_sums_merge(colossus.exact_sums, colossus.exact_sums) IS
	'Adds two states of one aggregate.';

CREATE OR REPLACE FUNCTION colossus.refuse(message text, hint text) RETURNS text
LANGUAGE C STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_refuse';
COMMENT ON FUNCTION colossus.refuse(text, text) IS
	'Raises 22023 with a message and a hint: for calls that have no answer. NULL for NULL.';

CREATE OR REPLACE FUNCTION colossus.sources(VARIADIC lists text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT string_agg(DISTINCT s.name, ', ' ORDER BY s.name)
	FROM unnest(sources.lists) AS l(list) CROSS JOIN string_to_table(l.list, ', ') AS s(name) WHERE s.name <> '');
COMMENT ON FUNCTION colossus.sources(text[]) IS
	'Lists of sources as one, each source once. NULL: none.';
