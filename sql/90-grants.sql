-- Everybody may read the inventory and its views.  What nobody has granted or
-- revoked anything on is new; the rest stays as its owner left it, so that an
-- update gives back nothing that was revoked.
DO $grants$
DECLARE
	relation regclass;
BEGIN
	FOR relation IN
		SELECT c.oid
		FROM pg_catalog.pg_depend d
		JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid AND e.extname = 'colossus'
		JOIN pg_catalog.pg_class c ON c.oid = d.objid
		WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
			AND d.deptype = 'e' AND c.relkind IN ('r', 'v') AND c.relacl IS NULL
		ORDER BY c.oid
	LOOP
		EXECUTE pg_catalog.format('GRANT SELECT ON %s TO PUBLIC', relation);
	END LOOP;
END
$grants$;
