# How the extension ages.  A database that was made by a frozen version is updated to
# a made next one that adds a relation, a column of a relation, a function, an
# aggregate, a column of a view, rows, a pollutant and a log format: it then equals a
# fresh one, and what its owner did stays.  A column in the middle of a view or relation is refused.  The same for
# every version that was released, updated to the present one.
# A ledger comes along with its rows and rights where a function of it gives other
# columns or takes other arguments, and a view has its columns in another order.
#
# Both versions live in a folder of the test's own, which the server takes for the
# place of installation.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Ageing;
use Colossus;
use PostgreSQL::Test::Utils;
use Test::More;

my $source = "$FindBin::RealBin/../..";
my $conf = $ENV{COLOSSUS_CONF} // '';
my ($prefix) = $conf =~ /extension_(?:destdir = '|control_path = ')([^':]*)/;
plan skip_all => 'the extension is not installed in a folder of its own' unless defined $prefix;
my ($sharedir, $pkglibdir) = map { my $x = `pg_config $_`; chomp $x; $x } qw(--sharedir --pkglibdir);
$prefix =~ s/\Q$sharedir\E$//;

my $tmp = PostgreSQL::Test::Utils::tempdir('ageing');
my ($ext, $lib) = ("$tmp$sharedir/extension", "$tmp$pkglibdir");
system_or_bail('mkdir', '-p', $ext, $lib);
system_or_bail('cp', "$prefix$pkglibdir/colossus.so", $lib);
system_or_bail('sh', '-c', "cp '$prefix$sharedir'/extension/colossus* '$ext'");
$conf =~ s/\Q$prefix\E/$tmp/g;
$ENV{COLOSSUS_CONF} = $conf;

# ---- the versions ---------------------------------------------------------------

my ($base, $next) = (base(), next_one());
assemble(base_version($source, "$tmp/base"), $ext, $base);
my $sql = next_version($source, "$tmp/next");
assemble($sql, $ext, $next);
assemble($sql, $ext, $next, $base);
next_library($source, $tmp, build_folder(), 'pg_config', "$tmp/next.so");

# ---- an old database ----------------------------------------------------------------

my $node = colossus_node('ageing');
sub run_sql { return $node->safe_psql(@_) }
run_sql('postgres', 'CREATE DATABASE old');
run_sql('postgres', 'CREATE DATABASE fresh');
run_sql('postgres', 'CREATE ROLE reader LOGIN');
run_sql('old', "CREATE EXTENSION colossus VERSION '$base'");
run_sql('old', q{
	CREATE TABLE kept (s colossus.exact_sums);
	INSERT INTO kept SELECT colossus.emission_totals_add('2/0', p.pollutant, 0.1) FROM colossus.pollutant p;
	CREATE TABLE totals AS SELECT s, colossus.emission_totals_final(s) AS t FROM kept;
	CREATE VIEW summed AS SELECT colossus.aged_sum(x) FROM generate_series(1, 4) x;
	INSERT INTO colossus.pue_user (site, from_date, data_set, pue) VALUES ('Colossus 1', '2026-10-01', 'mine', 1.2);
	REVOKE SELECT ON colossus.claim_user FROM PUBLIC;
	REVOKE SELECT ON colossus.aged_view FROM PUBLIC;
	GRANT SELECT ON colossus.claim_user TO reader;
	REVOKE EXECUTE ON FUNCTION colossus.defaults(double precision) FROM PUBLIC;
	GRANT EXECUTE ON FUNCTION colossus.defaults(double precision) TO reader;
	CREATE ROLE keeper;
	CREATE ROLE nobody_else;
	CALL colossus.create_ledger('ops');
	GRANT USAGE, CREATE ON SCHEMA ops TO reader, keeper;
	GRANT SELECT ON ops.aged_day, ops.aged_month TO reader WITH GRANT OPTION;
	GRANT SELECT (devices), UPDATE (day) ON ops.aged_day TO keeper;
	GRANT UPDATE ON ops.aged_alone TO keeper;
	GRANT EXECUTE ON PROCEDURE ops.aged_kind() TO keeper;
	REVOKE EXECUTE ON PROCEDURE ops.aged_kind() FROM PUBLIC;
	REVOKE EXECUTE ON FUNCTION ops.aged_days(date), ops.aged_name(text, integer) FROM PUBLIC;
	GRANT EXECUTE ON FUNCTION ops.aged_days(date), ops.aged_name(text, integer) TO reader, keeper;
	ALTER VIEW ops.aged_month OWNER TO keeper});
# tenants and their policies, of doc/security.md, and something to see
my ($policies) = read_file("$source/doc/security.md") =~ /^CREATE ROLE beta;\n(.*?)^```/ms;
run_sql('old', qq{CREATE ROLE acme; CREATE ROLE beta;
	SET timezone = 'UTC';
	INSERT INTO ops.device (device, cluster, site) VALUES ('gpu-0', 'one', 'Here'), ('gpu-1', 'one', 'Here');
	INSERT INTO ops.sample_by_name SELECT d, 'power_w', t, 360 FROM unnest('{gpu-0,gpu-1}'::text[]) d, generate_series('2026-03-01 00:00Z'::timestamptz, '2026-03-03 00:00Z', '1 minute') t;
	INSERT INTO ops.job (job, kind, tenant, started_at, ended_at) VALUES ('a1', 'inference', 'acme', '2026-03-01 00:00Z', '2026-03-02 06:00Z'), ('b1', 'training', 'beta', '2026-03-02 06:00Z', '2026-03-03 00:00Z');
	INSERT INTO ops.job_device (job, device, started_at) VALUES ('a1', 'gpu-0', '2026-03-01 00:00Z'), ('b1', 'gpu-0', '2026-03-02 06:00Z'), ('b1', 'gpu-1', '2026-03-02 06:00Z');
	$policies});
my $seen = q{SET ROLE acme; SELECT (SELECT string_agg(j::text, ';') FROM ops.job_energy j), (SELECT round(sum(t.accelerator_kwh)::numeric, 6) FROM ops.tenant_ledger t), (SELECT count(*) FROM ops.sample), (SELECT string_agg(a.device, ' ') FROM ops.aged a)};
my $guards = q{SELECT string_agg(p::text, E'\n' ORDER BY p::text) FROM (SELECT polname, polrelid::regclass, polcmd, polroles, pg_get_expr(polqual, polrelid) FROM pg_policy) p
	UNION ALL SELECT string_agg(concat(c.relname, c.relrowsecurity, c.relacl), E'\n' ORDER BY c.relname) FROM pg_class c WHERE c.relnamespace = 'ops'::regnamespace AND c.relname <> 'repair'};
my ($saw, $guarded) = (run_sql('old', $seen), run_sql('old', $guards));
# 30 h x 360 W
like($saw, qr/\|10\.800000\|1801\|gpu-0$/, 'a tenant of the old ledger sees what is his');
my $of_ledger = of_ledger();

# a column in the middle, made in a copy each: the update says no, and nothing happened
sub refused
{
	my ($what, $version, $columns, $view, $message) = @_;
	assemble(version($source, "$tmp/v$version", $columns, $view), $ext, $version, $base);
	my ($rc, $out, $err) = $node->psql('old', "ALTER EXTENSION colossus UPDATE TO '$version'");
	isnt($rc, 0, "$what is refused");
	like($err, $message, "$what: the server says why");
	return;
}
refused('a column in the middle of a view', '99.3.1', \@Ageing::old_columns, [ 'aged', 'status', 'x', 'y' ], qr/cannot change name of view column "x" to "status"/);
refused('a column in the middle of a relation', '99.3.2', [ 'aged text NOT NULL', 'cooling text', 'x double precision', 'y text' ], [ 'aged', 'x', 'y' ], qr/column [su]\.cooling does not exist/);
refused('a column at the end without its version', '99.3.3', [ @Ageing::old_columns, 'cooling text' ], [ 'aged', 'x', 'y' ], qr/column [su]\.cooling does not exist/);
refused('a column that went', '99.3.4', \@Ageing::old_columns, [ 'aged', 'x' ], qr/cannot drop columns from view/);
refused('another type of a column', '99.3.5', \@Ageing::old_columns, [ 'aged', 'x::text AS x', 'y' ], qr/cannot change data type of view column "x"/);
{
	assemble(version($source, "$tmp/v99.3.6", \@Ageing::old_columns, [ 'aged', 'x', 'y' ], 1, 'As it was.', 'a', 'b'), $ext, '99.3.6', $base);
	my ($rc, $out, $err) = $node->psql('old', q{ALTER EXTENSION colossus UPDATE TO '99.3.6'});
	like($err, qr/cannot change return type of existing function/, 'another result of a function is refused where the update does not drop it first');
}
my $dir = copy_of_sql($source, "$tmp/backwards");
write_file("$dir/relations.def", read_file("$dir/relations.def") . "\nrelation aged\nabout    x\nkey      aged\nsince 99.3.0\n\taged text NOT NULL -- x\nsince 99.2.0\n\tx text -- x\n");
isnt(system("'$dir/assemble' colossus 99.4.0 >/dev/null 2>&1"), 0, 'versions of columns that go backwards are not assembled');

# ---- the update -----------------------------------------------------------------------

# 250 W for 15 s; the column is none of W&B's
my $log = qq{,_runtime,_timestamp,system.gpu.0.agedWatts\n0,15.0,1767600000.5,250.0\n1,30.0,1767600015.5,250.0\n};
my $load = qq{SELECT l.new FROM ops.load('aged-log', payload => '$log', source => 'aged', options => '{"host": "n7"}') l};
like(($node->psql('old', $load, extra_params => [ '-v', 'VERBOSITY=verbose' ]))[2], qr/22023.*aged-log/, 'no format of that name before');

rename "$tmp/next.so", "$lib/colossus.so" or die;
my ($rc, $out, $err) = $node->psql('old', "ALTER EXTENSION colossus UPDATE TO '$next'");
is($rc, 0, "the update to the next version runs: $err");
run_sql('fresh', "CREATE EXTENSION colossus VERSION '$next'");
is(run_sql('old', q{SELECT string_agg(concat_ws(',', data_set, cooling), ';' ORDER BY data_set) FROM colossus.pue WHERE data_set IN ('made', 'mine')}), 'made,air;mine', 'the new column: of the new row, and of the user\'s old one');
is(run_sql('old', q{SELECT attname FROM pg_attribute WHERE attrelid = 'colossus.pue'::regclass ORDER BY attnum DESC LIMIT 1}), 'wet_bulb_c', '... stands behind all that came before');
is(run_sql('old', q{SELECT attname FROM pg_attribute WHERE attrelid = 'colossus.aged_view'::regclass ORDER BY attnum DESC LIMIT 1}), 'status', 'the new column of a view too');
is(run_sql('old', q{SELECT mw, colossus.tripled(2) FROM colossus.chiller}), '20|6', 'the new relation and the new function');
is(run_sql('old', q{SELECT has_table_privilege('reader', 'colossus.chiller', 'SELECT'), has_table_privilege('reader', 'colossus.chiller_user', 'SELECT')}), 't|t', 'everybody reads what is new');
is(run_sql('old', q{SELECT relacl::text LIKE '%*%' FROM pg_class WHERE oid = 'colossus.chiller_user'::regclass}), 't', 'and the owner may let others write it');
is(run_sql('old', q{SELECT has_table_privilege('reader', 'colossus.claim_user', 'SELECT'), (SELECT count(*) FROM pg_class c, aclexplode(c.relacl) a
	WHERE c.oid IN ('colossus.claim_user'::regclass, 'colossus.aged_view'::regclass) AND a.grantee = 0)}), 't|0', 'what was granted and revoked stays so');
is(run_sql('old', q{SELECT count(*) FROM totals WHERE colossus.emission_totals_final(s) = t}), run_sql('old', 'SELECT count(*) FROM totals'), 'stored states give what they gave');
is(run_sql('old', q{SELECT colossus.emission_totals_final(colossus.emission_totals_add(s, 'oldster', 1)), (SELECT kind FROM colossus.pollutant WHERE pollutant = 'aged') FROM kept WHERE s::text LIKE '%NOx:%'}),
	'{"NOx": 0.1, "aged": 1}|hazardous', 'and take the new pollutant');
is(run_sql('old', "BEGIN; $load; SELECT trim_scale(d.energy_nj / 1000000000) FROM ops.device_energy d WHERE d.device = 'n7/0'; ROLLBACK"), "2\n3750", 'the ledger takes the new format before it is brought along, and books what it tells');
is(run_sql('old', q{SELECT (SELECT w.b FROM colossus.widens() w), colossus.defaults(), to_regprocedure('colossus.leaves(integer)'), has_function_privilege('reader', 'colossus.defaults(double precision)', 'EXECUTE'), has_function_privilege('acme', 'colossus.defaults(double precision)', 'EXECUTE')}),
	'2|2||t|f', 'functions: a result with a column more, another default, one that went, and rights that stay');
is(run_sql('old', q{SELECT (SELECT * FROM summed), (SELECT colossus.aged_product(x) FROM generate_series(1, 4) x), a.aggcombinefn, p.proparallel FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid WHERE a.aggfnoid = 'colossus.aged_sum(double precision)'::regprocedure}),
	'10|24|float8pl|s', 'aggregates: one more, and one that works in parallel now, with a view over it');
# what another made over a view stands in the way, and is named
run_sql('old', 'SET ROLE reader; CREATE VIEW ops.of_reader AS SELECT m.devices FROM ops.aged_month m');
my $was = run_sql('old', $of_ledger);
($rc, $out, $err) = $node->psql('old', q{CALL colossus.upgrade_ledger('ops')}, extra_params => [ '-v', 'VERBOSITY=verbose' ]);
like($err, qr/2BP01: function ops\.aged_days\(date\) has to be made anew, and others depend on it: .*rule _RETURN on view ops\.of_reader.*view ops\.of_reader/, 'a view of another over one that changes is not dropped');
is(difference(run_sql('old', $of_ledger), $was), '', '... and nothing else has happened');
run_sql('old', 'DROP VIEW ops.of_reader');
is($node->psql('old', q{CALL colossus.upgrade_ledger('ops')}), 0, 'the ledger is brought along');
run_sql('fresh', q{CALL colossus.create_ledger('ops'); REVOKE EXECUTE ON FUNCTION colossus.defaults(double precision) FROM PUBLIC; GRANT EXECUTE ON FUNCTION colossus.defaults(double precision) TO PUBLIC});
is(difference(map { run_sql($_, $of_ledger) } 'old', 'fresh'), '', '... and equals a new one: a column of a table, a table, a column of a view, a function, a default, comments');
is(difference(run_sql('old', $guards), $guarded), '', '... and its policies, and who may read what, are as they were');
is(run_sql('old', $seen), $saw, '... and a tenant sees what he saw');
like(($node->psql('old', 'SET ROLE acme; SELECT FROM ops.repair'))[2], qr/permission denied/, '... and nothing that is new before it is granted to him');
is($node->psql('old', q{CALL ops.compact('2026-03-03')}), 0, '... and its days are packed');
is(run_sql('old', q{SELECT site, day, devices, ops.aged_most(), (SELECT string_agg(a.name, ',' ORDER BY a.name) FROM ops.aged_device a) FROM ops.aged_day}), 'Here|2026-01-01|2|2|gpu-,gpu-', '... and what was made anew answers');
is(run_sql('old', q{SELECT string_agg(concat_ws(' ', c.relname, pg_get_userbyid(c.relowner), (SELECT string_agg(concat_ws(' ', g.privilege_type, g.grantee::regrole, g.is_grantable), ',' ORDER BY g.privilege_type, g.grantee::regrole::text) FROM aclexplode(c.relacl) g WHERE g.grantee <> c.relowner),
	(SELECT string_agg(concat_ws(' ', a.attname, g.privilege_type, g.grantee::regrole), ',' ORDER BY a.attname) FROM pg_attribute a, aclexplode(a.attacl) g WHERE a.attrelid = c.oid)), ';' ORDER BY c.relname)
	FROM pg_class c WHERE c.relnamespace = 'ops'::regnamespace AND c.relname IN ('aged_alone', 'aged_day', 'aged_month')}),
	'aged_alone postgres SELECT acme f,SELECT beta f,UPDATE keeper f;aged_day postgres SELECT acme f,SELECT beta f,SELECT reader t day UPDATE keeper,devices SELECT keeper;aged_month keeper SELECT acme f,SELECT beta f,SELECT reader t', '... and has the owners and rights it had');
is(run_sql('old', q{SELECT string_agg(concat_ws(' ', r, has_function_privilege(r, 'ops.aged_days(date)', 'EXECUTE'), has_function_privilege(r, 'ops.aged_name(text, integer, text)', 'EXECUTE'), has_function_privilege(r, 'ops.aged_kind()', 'EXECUTE')), ';') FROM unnest('{reader,keeper,nobody_else}'::text[]) r}),
	'reader t t f;keeper t t t;nobody_else f f f', '... also where a function takes other arguments, or was a procedure');
is(run_sql('old', q{SELECT count(*) FROM pg_proc WHERE pronamespace = 'ops'::regnamespace AND proname = 'aged_name'}), 1, '... of which it has one');
run_sql('old', q{GRANT EXECUTE ON FUNCTION colossus.defaults(double precision) TO PUBLIC; REVOKE EXECUTE ON FUNCTION colossus.defaults(double precision) FROM reader;
	GRANT SELECT ON colossus.claim_user, colossus.aged_view TO PUBLIC; REVOKE SELECT ON colossus.claim_user FROM reader;
	DELETE FROM colossus.pue_user});
my $fresh = run_sql('fresh', $CONTENTS);
is(difference(run_sql('old', $CONTENTS), $fresh), '', 'the updated database has what a fresh one has, and nothing else');
cmp_ok(scalar(split /\n/, $fresh), '>', 1000, 'there is something to compare');

# ---- what was released --------------------------------------------------------------------

my ($present) = read_file("$source/colossus.control") =~ /default_version = '(.*)'/;
for my $script (glob "$source/sql/colossus--*.sql")
{
	my ($released) = $script =~ /--(.*)\.sql$/;
	my $name = "of_$released";
	run_sql('postgres', qq{CREATE DATABASE "$name"});
	run_sql($name, "CREATE EXTENSION colossus VERSION '$released'");
	my ($rc, $out, $err) = $node->psql($name, "ALTER EXTENSION colossus UPDATE TO '$present'");
	is($rc, 0, "the update from $released to $present runs: $err");
	run_sql('postgres', qq{CREATE DATABASE "to_$released"});
	run_sql("to_$released", "CREATE EXTENSION colossus VERSION '$present'");
	ok(run_sql($name, $CONTENTS) eq run_sql("to_$released", $CONTENTS), '... and gives what a fresh one has');
}

$node->stop;
done_testing();
