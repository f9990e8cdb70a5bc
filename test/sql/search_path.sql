-- Names that a caller's search_path puts before those of the server: a procedure commits, and after each
-- COMMIT the path is the caller's again.  Every operator and function of pg_catalog that a name in a ledger
-- could mean has a trap here, which raises an error, and every type a domain that no value is of.
SET client_min_messages = warning;
CALL create_ledger('trapped');
INSERT INTO trapped.device (device, accelerator) VALUES ('g', 'H100 SXM');
INSERT INTO trapped.job (job, kind, started_at, ended_at) VALUES ('j', 'training', now() - interval '5 days', now() - interval '2 days');
INSERT INTO trapped.job_device (job, device, started_at) VALUES ('j', 'g', now() - interval '5 days');
INSERT INTO trapped.sample_by_name SELECT 'g', 'power_w', date_trunc('day', now()) - i * interval '6 hours', 100 FROM generate_series(0, 24) i;
INSERT INTO trapped.series (series_id, metric, job, kind) VALUES (900, 'output_tokens', 'j', 'service');
INSERT INTO trapped.sample (series_id, at, value) SELECT 900, date_trunc('day', now()) - i * interval '6 hours', 1000 - i FROM generate_series(8, 20) i;
CREATE SCHEMA evil;
DO $$
DECLARE
	r record;
	words text[];
BEGIN
	SELECT array_agg(DISTINCT w[1]) INTO words FROM pg_proc p CROSS JOIN regexp_matches(p.prosrc, '[a-z_0-9]+', 'g') w WHERE p.pronamespace = 'trapped'::regnamespace;
	FOR r IN SELECT format('evil.%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)) AS head, p.prorettype::regtype AS gives, p.proretset FROM pg_proc p
		WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND p.proname = ANY (words) AND p.provariadic = 0
			AND NOT EXISTS (SELECT FROM unnest(p.proargtypes || p.prorettype) t (oid) WHERE t.oid::regtype::text ~ 'any|internal|^cstring|^record|trigger|handler|pg_ddl|"char"|^void')
			AND (p.proargmodes IS NULL OR p.proargmodes <@ '{i}')
	LOOP
		EXECUTE format('CREATE FUNCTION %s RETURNS %s %s LANGUAGE plpgsql AS $f$BEGIN RAISE EXCEPTION ''trapped by a function''; END$f$', r.head, CASE WHEN r.proretset THEN 'SETOF' END, r.gives);
	END LOOP;
	FOR r IN SELECT o.oprname, o.oprleft::regtype AS l, o.oprright::regtype AS r, o.oprresult::regtype AS gives FROM pg_operator o
		WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprkind = 'b' AND ARRAY[o.oprleft, o.oprright] <@
			'{text,date,timestamp,timestamptz,interval,int4,int8,float8,numeric,bool,oid,name,jsonb}'::regtype[]::oid[]
		UNION ALL SELECT o.oprname, t.list, t.list, o.oprresult FROM pg_operator o, unnest('{text[],date[],timestamptz[],int4[],int8[]}'::regtype[]) t (list)
		WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprleft = 'anyarray'::regtype AND o.oprright = 'anyarray'::regtype AND o.oprresult = 'bool'::regtype
	LOOP
		EXECUTE format('CREATE FUNCTION evil.%I(%s, %s) RETURNS %s LANGUAGE plpgsql AS $f$BEGIN RAISE EXCEPTION ''trapped by an operator''; END$f$', 'of ' || r.oprname, r.l, r.r, r.gives);
		EXECUTE format('CREATE OPERATOR evil.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = evil.%I)', r.oprname, r.l, r.r, 'of ' || r.oprname);
	END LOOP;
END $$;
DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY '{bytea,date,jsonb,name,oid,regclass,text,timestamptz,uuid}'::text[] LOOP
		EXECUTE format('CREATE DOMAIN evil.%1$I AS pg_catalog.%1$I CHECK (false)', name);
	END LOOP;
END $$;
SELECT count(*) FILTER (WHERE p.proname LIKE 'of %') > 200 AS operators, count(*) FILTER (WHERE p.proname NOT LIKE 'of %') > 100 AS functions FROM pg_proc p WHERE p.pronamespace = 'evil'::regnamespace;
SET search_path = evil, pg_catalog, public, colossus;
-- the traps are set
SELECT '1'::pg_catalog.text = '1'::pg_catalog.text;
SELECT upper('x'::pg_catalog.text);
SELECT '1'::text;
CALL trapped.maintain();
INSERT INTO trapped.sample_by_name VALUES ('g', 'power_w', '2026-01-01Z', 1);
UPDATE trapped.device SET max_gap = '1 day';
CALL trapped.maintain();
UPDATE trapped.setting SET keep_months = 1;
CALL trapped.drop_traces();
SELECT trapped.held('g', '2026-01-01Z', '2026-01-02Z');
CREATE TEMP TABLE seen AS TABLE trapped.tenant_ledger;
CREATE TEMP TABLE by_day AS TABLE trapped.job_daily;
CREATE TEMP TABLE found AS SELECT a.* FROM trapped.ledger_audit() a;
SET search_path = public, colossus;
-- and did what it is for
SELECT (SELECT count(*) FROM trapped.fact) > 5 AS booked, (SELECT count(*) FROM trapped.device_trace) > 5 AS packed, (SELECT count(*) FROM trapped.judged) > 0 AS judged;
-- 12 intervals of a token
SELECT sum(output_tokens) AS tokens FROM by_day;
DROP SCHEMA trapped CASCADE;
DROP SCHEMA evil CASCADE;
