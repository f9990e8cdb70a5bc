-- Rules of the house that the catalogue can tell.  Every query lists offenders:
-- no rows are right.

-- every object has a comment (I/O and support functions of types and
-- aggregates are no one's to call)
WITH support AS (
	SELECT unnest(ARRAY[aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn, aggmtransfn, aggminvtransfn, aggmfinalfn])::oid AS oid FROM pg_aggregate
	UNION SELECT unnest(ARRAY[typinput, typoutput, typreceive, typsend])::oid FROM pg_type
	UNION SELECT oprcode::oid FROM pg_operator
	UNION SELECT amproc::oid FROM pg_amproc
)
SELECT 'function' AS kind, p.oid::regprocedure::text AS name FROM pg_proc p
WHERE p.pronamespace = 'colossus'::regnamespace AND p.oid NOT IN (SELECT oid FROM support)
	AND obj_description(p.oid, 'pg_proc') IS NULL
UNION ALL
SELECT 'relation', c.oid::regclass::text FROM pg_class c
WHERE c.relnamespace = 'colossus'::regnamespace AND c.relkind IN ('r', 'v') AND obj_description(c.oid, 'pg_class') IS NULL
UNION ALL
SELECT 'column', c.oid::regclass || '.' || a.attname FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'colossus'::regnamespace AND c.relkind IN ('r', 'v', 'c') AND col_description(c.oid, a.attnum) IS NULL
UNION ALL
SELECT 'type', t.oid::regtype::text FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
WHERE t.typnamespace = 'colossus'::regnamespace AND t.typcategory <> 'A' AND (t.typtype = 'b' OR c.relkind = 'c')
	AND obj_description(t.oid, 'pg_type') IS NULL
UNION ALL
SELECT 'operator', o.oid::regoperator::text FROM pg_operator o
WHERE o.oprnamespace = 'colossus'::regnamespace AND obj_description(o.oid, 'pg_operator') IS NULL
ORDER BY 1, 2;

-- all that belongs to the extension stands in its schema, and all there belongs to it
SELECT pg_describe_object(d.classid, d.objid, 0) FROM pg_depend d
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
	AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'colossus')
	AND d.classid IN ('pg_proc'::regclass, 'pg_class'::regclass, 'pg_type'::regclass, 'pg_operator'::regclass)
	AND pg_describe_object(d.classid, d.objid, 0) !~ 'colossus\.'
	AND (pg_identify_object(d.classid, d.objid, 0)).schema IS DISTINCT FROM 'colossus';
SELECT p.oid::regprocedure FROM pg_proc p
WHERE p.pronamespace = 'colossus'::regnamespace AND NOT EXISTS (
	SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e');

-- nobody gets the rights of another by a function or procedure
SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'colossus'::regnamespace AND p.prosecdef;
-- functions: parallel safe but where they write, no SET but of triggers; SQL ones parsed at creation
SELECT p.oid::regprocedure, p.proparallel, p.proconfig FROM pg_proc p
WHERE p.pronamespace = 'colossus'::regnamespace AND p.prokind IN ('f', 'a') AND p.prorettype <> 'trigger'::regtype
	AND (p.proparallel <> 's' AND p.proname NOT IN ('load_epoch', 'load_egrid', 'load_ember', 'load_model') OR p.proconfig IS NOT NULL);
SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = 'colossus'::regnamespace AND l.lanname = 'sql' AND p.prosqlbody IS NULL;

-- no function promises more than what it calls keeps: an answer that is called immutable may be
-- computed once and kept, in an index or in a plan
SELECT DISTINCT p.oid::regprocedure AS function, p.provolatile, c.oid::regprocedure AS calls, c.provolatile
FROM pg_proc p CROSS JOIN regexp_matches(p.prosqlbody::text, ':(?:funcid|opfuncid|aggfnoid|winfnoid) (\d+)', 'g') AS m JOIN pg_proc c ON c.oid = m[1]::oid
WHERE p.pronamespace = 'colossus'::regnamespace AND (p.provolatile = 'i' AND c.provolatile <> 'i' OR p.provolatile = 's' AND c.provolatile = 'v')
ORDER BY 1, 3;
-- aggregates combine in parallel, and their states are types of SQL (those over
-- timestamp without time zone only raise)
SELECT a.aggfnoid::regprocedure, a.aggcombinefn::regproc, a.aggtranstype::regtype FROM pg_aggregate a
JOIN pg_proc p ON p.oid = a.aggfnoid
WHERE p.pronamespace = 'colossus'::regnamespace AND NOT 'timestamp'::regtype = ANY (p.proargtypes::oid[])
	AND (a.aggcombinefn = 0 OR a.aggtranstype = 'internal'::regtype);

-- what BI tools read has plain types only
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = 'colossus'::regnamespace AND c.relkind = 'v'
	AND NOT EXISTS (SELECT 1 FROM pg_class s WHERE s.relname = c.relname || '_shipped' AND s.relnamespace = c.relnamespace)
	AND format_type(a.atttypid, a.atttypmod) NOT IN ('double precision', 'bigint', 'integer', 'text', 'boolean', 'date', 'timestamp with time zone')
ORDER BY 1, 2;

-- names need no quotes
SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'colossus'::regnamespace AND quote_ident(p.proname) <> p.proname
UNION SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'colossus'::regnamespace AND quote_ident(c.relname) <> c.relname
UNION SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
	WHERE c.relnamespace = 'colossus'::regnamespace AND a.attnum > 0 AND quote_ident(a.attname) <> a.attname;

-- everybody may read
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'colossus'::regnamespace AND c.relkind IN ('r', 'v') AND NOT has_table_privilege('public', c.oid, 'SELECT');

-- the user's tables are what pg_dump saves, the shipped ones are not
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'colossus'::regnamespace AND c.relkind = 'r'
	AND (c.relname LIKE '%\_user') <> (c.oid = ANY (SELECT unnest(extconfig) FROM pg_extension WHERE extname = 'colossus'));

-- what ships violates no rule but by known bad published figures: LaMDA's tokens
-- are words of the data set, not tokens seen
SELECT rule, subject FROM colossus.audit WHERE rule <> 'known bad as published' ORDER BY 1, 2;
SELECT known_bad IS NOT NULL AS known FROM colossus.training_run WHERE run = 'LaMDA 137B' AND preferred;
