-- The public surface as the catalogue has it, one signature a line, sorted.
-- dev/test compares it with test/api.txt.
SET search_path = colossus;
WITH support AS (
	SELECT unnest(ARRAY[aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn, aggmtransfn, aggminvtransfn, aggmfinalfn])::oid AS oid FROM pg_aggregate
	UNION
	SELECT unnest(ARRAY[typinput, typoutput, typreceive, typsend])::oid FROM pg_type
	UNION
	SELECT oprcode::oid FROM pg_operator
	UNION
	SELECT amproc::oid FROM pg_amproc
), surface AS (
	SELECT format('%s %s(%s)%s', CASE prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'function' END,
		proname, pg_get_function_arguments(oid),
		CASE WHEN prokind = 'p' THEN '' ELSE ' -> ' || pg_get_function_result(oid) END) AS line
	FROM pg_proc WHERE pronamespace = 'colossus'::regnamespace AND oid NOT IN (SELECT oid FROM support)
	UNION ALL
	SELECT format('%s %s(%s)', CASE c.relkind WHEN 'v' THEN 'view' WHEN 'c' THEN 'type' ELSE 'table' END, c.relname,
		string_agg(format('%s %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum))
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relnamespace = 'colossus'::regnamespace AND c.relkind IN ('v', 'c', 'r') AND c.relname !~ '_(shipped|user)$'
	GROUP BY c.relkind, c.relname
	UNION ALL
	SELECT 'type ' || typname FROM pg_type
	WHERE typnamespace = 'colossus'::regnamespace AND typtype = 'b' AND typcategory <> 'A'
)
SELECT line FROM surface ORDER BY line COLLATE "C";
