# Colossus.pm -- a server for TAP tests that finds the extension where it was
# installed: in the server's own folders, or in the scratch prefix that dev/test
# names in COLOSSUS_CONF (lines for postgresql.conf).
package Colossus;

use strict;
use warnings;
use Exporter 'import';
use PostgreSQL::Test::Cluster;

our @EXPORT = qw(colossus_node $CONTENTS);

# every object of the extension with its definition, comment and rights, and every
# shipped fact, one a line: what two databases of one version have alike
our $CONTENTS = q{
	SELECT string_agg(line, E'\n' ORDER BY line) FROM (
		SELECT 'function ' || p.oid::regprocedure || ' ' || md5(concat(p.prosrc, p.probin, pg_get_function_sqlbody(p.oid),
			pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), p.provolatile, p.proisstrict, p.proparallel, p.proacl, obj_description(p.oid, 'pg_proc'))) AS line
		FROM pg_proc p WHERE p.pronamespace = 'colossus'::regnamespace
		UNION ALL
		SELECT 'aggregate ' || a.aggfnoid::regprocedure || ' ' || md5(concat_ws('/', a.aggkind, a.aggnumdirectargs, a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn,
			a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn, a.aggfinalextra, a.aggmfinalextra, a.aggfinalmodify, a.aggmfinalmodify, a.aggsortop,
			a.aggtranstype::regtype, a.aggtransspace, a.aggmtranstype::regtype, a.aggmtransspace, a.agginitval, a.aggminitval))
		FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid WHERE p.pronamespace = 'colossus'::regnamespace
		UNION ALL
		SELECT 'relation ' || c.oid::regclass || ' ' || md5(concat(CASE c.relkind WHEN 'v' THEN pg_get_viewdef(c.oid) END, c.reloptions, c.relrowsecurity,
			(SELECT string_agg(a::text, ',' ORDER BY a::text) FROM unnest(c.relacl) a), obj_description(c.oid, 'pg_class'),
			(SELECT string_agg(concat(a.attname, a.atttypid::regtype, a.attnotnull, a.attacl, col_description(c.oid, a.attnum)), ',' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid)))
		FROM pg_class c WHERE c.relnamespace = 'colossus'::regnamespace AND c.relkind IN ('r', 'v', 'c')
		UNION ALL
		SELECT 'type ' || t.oid::regtype || ' ' || md5(concat_ws('/', t.typlen, t.typbyval, t.typtype, t.typcategory, t.typispreferred, t.typinput, t.typoutput, t.typreceive, t.typsend, t.typmodin, t.typanalyze,
			t.typalign, t.typstorage, t.typnotnull, t.typbasetype::regtype, t.typdefault, t.typacl, obj_description(t.oid, 'pg_type')))
		FROM pg_type t WHERE t.typnamespace = 'colossus'::regnamespace
		UNION ALL
		SELECT concat_ws(' ', 'cast', c.castsource::regtype, c.casttarget::regtype, c.castfunc::regprocedure, c.castcontext, c.castmethod)
		FROM pg_cast c JOIN pg_type s ON s.oid = c.castsource JOIN pg_type t ON t.oid = c.casttarget WHERE 'colossus'::regnamespace IN (s.typnamespace, t.typnamespace)
		UNION ALL
		SELECT concat_ws(' ', 'operator', o.oid::regoperator, o.oprresult::regtype, o.oprcode, o.oprcom::regoperator, o.oprnegate::regoperator, o.oprrest, o.oprjoin, o.oprcanmerge, o.oprcanhash)
		FROM pg_operator o WHERE o.oprnamespace = 'colossus'::regnamespace
		UNION ALL
		SELECT concat_ws(' ', 'operator class', f.opfname, f.opfmethod, c.opcname, c.opcdefault, c.opckeytype::regtype, x.what)
		FROM pg_opfamily f JOIN pg_opclass c ON c.opcfamily = f.oid
		CROSS JOIN LATERAL (
			SELECT concat_ws(' ', 'operator', a.amopstrategy, a.amopopr::regoperator) AS what FROM pg_amop a WHERE a.amopfamily = f.oid
			UNION ALL
			SELECT concat_ws(' ', 'function', p.amprocnum, p.amproc::regprocedure) FROM pg_amproc p WHERE p.amprocfamily = f.oid) x
		WHERE f.opfnamespace = 'colossus'::regnamespace
		UNION ALL
		SELECT 'index ' || pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'colossus'::regnamespace
		UNION ALL
		SELECT 'trigger ' || pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'colossus'::regnamespace AND NOT t.tgisinternal
		UNION ALL
		SELECT concat_ws(' ', 'dumped', r::regclass, quote_literal(condition)) FROM pg_extension e CROSS JOIN LATERAL unnest(e.extconfig, e.extcondition) d (r, condition) WHERE e.extname = 'colossus'
		UNION ALL
		SELECT 'constraint ' || n.conrelid::regclass || ' ' || n.conname || ' ' || pg_get_constraintdef(n.oid)
		FROM pg_constraint n WHERE n.connamespace = 'colossus'::regnamespace AND n.conrelid <> 0
		UNION ALL
		SELECT 'default ' || d.adrelid::regclass || ' ' || d.adnum || ' ' || pg_get_expr(d.adbin, d.adrelid)
		FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid WHERE c.relnamespace = 'colossus'::regnamespace
		UNION ALL
		SELECT 'member ' || pg_describe_object(classid, objid, objsubid) FROM pg_depend
		WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'colossus')
		UNION ALL
		SELECT 'fact ' || (f.*)::text FROM colossus.fact f
		UNION ALL
		SELECT 'number ' || (q.*)::text FROM colossus.quantity q) x};

# colossus_node(name, extra configuration lines...): a started server
sub colossus_node
{
	my ($name, @conf) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);

	$node->init;
	$node->append_conf('postgresql.conf', join("\n", $ENV{COLOSSUS_CONF} // '', 'fsync = off', "log_line_prefix = '%m [%p] %e '", @conf) . "\n");
	$node->start;
	return $node;
}

1;
