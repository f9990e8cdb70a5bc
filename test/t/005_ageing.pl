# How the extension ages.  A database that was made by a frozen version is updated to
# a made next one that adds a relation, a column of a relation, a function, a column
# of a view, rows and a pollutant: it then equals a fresh one, and what its owner did
# stays.  A column in the middle of a view or relation is refused.  The same for
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
use Colossus;
use PostgreSQL::Test::Utils;
use Test::More;

my $source = "$FindBin::RealBin/../..";
my $conf = $ENV{COLOSSUS_CONF} // '';
my ($prefix) = $conf =~ /extension_(?:destdir = '|control_path = ')([^':]*)/;
plan skip_all => 'the extension is not installed in a folder of its own' unless defined $prefix;
my ($sharedir, $pkglibdir, $include, $cc) = map { my $x = `pg_config $_`; chomp $x; $x } qw(--sharedir --pkglibdir --includedir-server --cc);
$prefix =~ s/\Q$sharedir\E$//;

my $tmp = PostgreSQL::Test::Utils::tempdir('ageing');
my ($ext, $lib) = ("$tmp$sharedir/extension", "$tmp$pkglibdir");
system_or_bail('mkdir', '-p', $ext, $lib);
system_or_bail('cp', "$prefix$pkglibdir/colossus.so", $lib);
system_or_bail('sh', '-c', "cp '$prefix$sharedir'/extension/colossus* '$ext'");
$conf =~ s/\Q$prefix\E/$tmp/g;
$ENV{COLOSSUS_CONF} = $conf;

sub read_file { my ($path) = @_; open my $in, '<', $path or die "$path: $!"; local $/; my $text = <$in>; return $text }
sub write_file { my ($path, $text) = @_; open my $out, '>', $path or die "$path: $!"; print $out $text; close $out; return }

# edit a file of a copy; a place that is not there any more is a fault of this test
sub edit
{
	my ($path, $from, $to) = @_;
	my $text = read_file($path);
	$text =~ s/$from/$to/ or die "$path: nothing like $from";
	write_file($path, $text);
	return;
}
sub difference { my ($one, $two) = @_; my (%one, %two); @one{@$one} = (); @two{@$two} = (); return ((map { "only the first: $_" } grep { !exists $two{$_} } @$one), (map { "only the second: $_" } grep { !exists $one{$_} } @$two)) }
sub copy_of { my ($name) = @_; system_or_bail('cp', '-r', "$source/sql", "$tmp/$name"); return "$tmp/$name" }
sub assemble { my ($dir, $to, $from) = @_; my $path = "$ext/colossus--" . ($from ? "$from--" : '') . "$to.sql"; system_or_bail('sh', '-c', "'$dir/assemble' colossus $to " . ($from // '') . " >'$path'"); return }

# ---- the next version -----------------------------------------------------------

# A view and a relation of the test's own stand for all, so that no change of the real
# ones takes the places away that are edited here.
sub view { return "CREATE OR REPLACE VIEW colossus.aged_view AS\nSELECT\n" . join(",\n", map { "\ta.$_" } @_) =~ s/,\n/, -- a column\n/gr . " -- a column\nFROM colossus.aged a;\nCOMMENT ON VIEW colossus.aged_view IS 'A view that ages.';\n" }
sub relation { return "\nrelation aged\nabout    A relation that ages.\nkey      aged\nfact\n" . join('', map { "\t$_ -- a column\n" } @_) }
my @old_columns = ('aged text NOT NULL', 'x double precision', 'y text');
# functions: one that goes, one whose result gets a column, one with another default; in a ledger as well
sub functions
{
	my ($default, $comment, @result) = @_;
	my $of = sub { my ($schema) = @_; return "CREATE OR REPLACE FUNCTION $schema.defaults(x double precision DEFAULT $default) RETURNS double precision\nLANGUAGE sql IMMUTABLE PARALLEL SAFE\nRETURN defaults.x;\nCOMMENT ON FUNCTION $schema.defaults(double precision) IS '$comment';\n" };
	my $all = $of->('colossus') . "CREATE OR REPLACE FUNCTION colossus.widens() RETURNS TABLE (" . join(', ', map { "$_ integer" } @result) . ")\nLANGUAGE sql IMMUTABLE PARALLEL SAFE\nBEGIN ATOMIC\n\tSELECT " . join(', ', 1 .. @result) . ";\nEND;\nCOMMENT ON FUNCTION colossus.widens() IS '$comment';\n";
	$all .= "CREATE OR REPLACE FUNCTION colossus.leaves(x integer) RETURNS integer\nLANGUAGE sql IMMUTABLE PARALLEL SAFE\nRETURN leaves.x;\nCOMMENT ON FUNCTION colossus.leaves(integer) IS 'Will go.';\n" if $default == 1;
	my $ledger = $of->('ledger') . "CREATE OR REPLACE VIEW ledger.aged (\t-- what ages\n\tdevice,\t-- $comment\n\tcluster" . ($default == 1 ? "\t-- cluster" : ",\t-- cluster\n\tserial\t-- number") . "\n) WITH (security_invoker) AS\nSELECT d.device, d.cluster" . ($default == 1 ? '' : ', d.serial') . " FROM ledger.device d;\n";
	return ($all, $ledger);
}
# So does a part of the ledger that cannot be replaced as it stands: a function, a view over it, one over that and
# a function over all of them, and a function with a default that two views call.
my $old_ledger = <<'END';
CREATE OR REPLACE FUNCTION ledger.aged_days(since date) RETURNS TABLE (day date, devices bigint) LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT aged_days.since, count(*) FROM ledger.device d;
END;
COMMENT ON FUNCTION ledger.aged_days(date) IS 'days that age';
CREATE OR REPLACE FUNCTION ledger.aged_name(device text, length integer DEFAULT 3) RETURNS text LANGUAGE sql IMMUTABLE RETURN left(aged_name.device, aged_name.length);
COMMENT ON FUNCTION ledger.aged_name(text, integer) IS 'the first letters';
CREATE OR REPLACE VIEW ledger.aged_day (	-- days that age
	day,	-- day
	devices	-- devices
) WITH (security_invoker) AS
SELECT a.day, a.devices FROM ledger.aged_days('2026-01-01') a;
CREATE OR REPLACE VIEW ledger.aged_month (	-- months that age
	month,	-- month
	devices	-- devices
) WITH (security_invoker) AS
SELECT date_trunc('month', d.day)::date, max(d.devices)::bigint FROM ledger.aged_day d GROUP BY 1;
CREATE OR REPLACE FUNCTION ledger.aged_most() RETURNS bigint LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT max(m.devices) FROM ledger.aged_month m;
END;
COMMENT ON FUNCTION ledger.aged_most() IS 'most of a month';
CREATE OR REPLACE VIEW ledger.aged_device (	-- devices by their first letters
	name	-- first letters
) WITH (security_invoker) AS
SELECT ledger.aged_name(d.device) FROM ledger.device d;
END
sub version
{
	my ($name, $columns, $view, @functions) = @_;
	my $dir = copy_of($name);
	write_file("$dir/relations.def", read_file("$dir/relations.def") . relation(@$columns));
	write_file("$dir/69-aged.sql", view(@$view));
	my ($all, $ledger) = functions(@functions ? @functions : (1, 'As it was.', 'a'));
	write_file("$dir/59-aged.sql", $all);
	write_file("$dir/ledger/41-aged.sql", $ledger . $old_ledger);
	return $dir;
}

my $base = '99.1.0';
my $next = '99.2.0';
assemble(version('base', \@old_columns, [ 'aged', 'x', 'y' ]), $base);

my $sql = version('next', \@old_columns, [ 'aged', 'x', 'y', 'status' ], 2, 'As it is.', 'a', 'b');
write_file("$sql/updates/$next.sql", "DROP FUNCTION colossus.leaves(integer);\nDROP FUNCTION colossus.widens();\n");
# a table of a ledger gets a column, and there is a table more
write_file("$sql/ledger/20-aged.sql", "ALTER TABLE ledger.device ADD COLUMN IF NOT EXISTS serial text;\nCOMMENT ON COLUMN ledger.device.serial IS 'number';\n"
	. "CREATE TABLE IF NOT EXISTS ledger.repair (device text NOT NULL, at timestamptz NOT NULL);\nCOMMENT ON TABLE ledger.repair IS 'repairs';\n");
my $def = read_file("$sql/relations.def");
$def =~ s/(\nrelation pue\n(?:.+\n)+)/$1since $next\n\tcooling text -- how the site is cooled; NULL: not known\n\twet_bulb_c double precision -- design wet bulb, degrees Celsius\n/ or die 'pue';
$def .= "\nrelation chiller\nabout    Chillers of sites.\nkey      chiller\nfact\nsince $next\n\tchiller text NOT NULL -- name\n\tsite text REFERENCES site -- where it stands\n\tmw double precision CHECK (mw > 0) -- heat taken away, MW\n";
write_file("$sql/relations.def", $def);
my @pue = split /\n/, read_file("$sql/rows/pue.tsv");
$_ .= /^#/ ? '' : /^site\t/ ? "\tcooling" : "\t" for @pue;
push @pue, join("\t", map { { site => 'Southaven plant', from_date => '2026-01-01', data_set => 'made', pue => '1.5', preferred => 'true', status => 'reported', source_id => 'iea-2025', cooling => 'air' }->{$_} // '' }
	split m{\t}, (grep { /^site\t/ } @pue)[0]);
my ($some_source) = read_file("$sql/rows/source-factors.tsv") =~ /^source_id\t.*\n([^\t]+)/m;
s/iea-2025/$some_source/ for @pue;
write_file("$sql/rows/pue.tsv", join("\n", @pue) . "\n");
write_file("$sql/rows/chiller.tsv", "chiller\tsite\tmw\tstatus\tsource_id\nBig one\tColossus 1\t20\treported\t$some_source\n");
write_file("$sql/59-next.sql", "CREATE OR REPLACE FUNCTION colossus.tripled(x double precision) RETURNS double precision\nLANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE\nRETURN 3 * tripled.x;\nCOMMENT ON FUNCTION colossus.tripled(double precision) IS 'Three times x.';\n");
# a column more and another type of the function's, other columns in front of the view's, arguments of the other function
edit("$sql/ledger/41-aged.sql", qr/RETURNS TABLE \(day date, devices bigint\)/, 'RETURNS TABLE (day date, site text, devices integer)');
edit("$sql/ledger/41-aged.sql", qr/SELECT aged_days\.since, count\(\*\) FROM ledger\.device d;/, 'SELECT aged_days.since, min(d.site), count(*)::integer FROM ledger.device d;');
edit("$sql/ledger/41-aged.sql", qr/\tday,\t-- day\n/, "\tsite,\t-- site\n\tday,\t-- day\n");
edit("$sql/ledger/41-aged.sql", qr/SELECT a\.day, a\.devices/, 'SELECT a.site, a.day, a.devices');
edit("$sql/ledger/41-aged.sql", qr/aged_name\(device text, length integer DEFAULT 3\)/, 'aged_name(device text, length integer DEFAULT 4, filled text DEFAULT NULL)');
edit("$sql/ledger/41-aged.sql", qr/RETURN left\(aged_name\.device, aged_name\.length\)/, 'RETURN rpad(aged_name.device, aged_name.length, coalesce(aged_name.filled, aged_name.device))');
edit("$sql/ledger/41-aged.sql", qr/aged_name\(text, integer\)/, 'aged_name(text, integer, text)');
assemble($sql, $next);
assemble($sql, $next, $base);

# the next version's library knows a pollutant more, the first of the list
my $build = $ENV{TESTDIR} // '.';
my @objects = grep { s{^\Q$build\E/(.*)\.o$}{$source/$1.c}r =~ m{(.*)} && -e $1 } glob "$build/src/*/*.o $build/src/*/*/*.o";
my $compiled = @objects > 20 && $cc;
if ($compiled)
{
	system_or_bail('cp', '-r', "$source/src", "$tmp/src");
	edit("$tmp/src/core/pollutants.def", qr/\nPOLLUTANT\(CO2,/, "\nPOLLUTANT(AGED, \"aged\", HAZARDOUS, \"oldster\")\nPOLLUTANT(CO2,");
	my @changed = grep { system("grep -q emission.h '$_'") == 0 } glob "$tmp/src/*/*.c $tmp/src/*/*/*.c";
	my %new;
	for my $file (@changed)
	{
		(my $object = $file) =~ s{^\Q$tmp\E/(.*)\.c$}{$build/$1.o};
		($new{$object} = $file) =~ s{c$}{o};
		system_or_bail(split(/ /, $cc), '-std=gnu99', '-fPIC', '-O1', '-fwrapv', '-ffp-contract=off', "-I$tmp/src", "-I$include", '-c', '-o', $new{$object}, $file);
	}
	system_or_bail(split(/ /, $cc), '-shared', '-Wl,-Bsymbolic', split(/ /, $ENV{SHLIB_LINK} // ''), '-o', "$tmp/next.so", (map { $new{$_} // $_ } @objects), '-lm');
}

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
# every object of a ledger with its definition and comments
my $of_ledger = q{SELECT string_agg(line, E'\n' ORDER BY line) FROM (
	SELECT 'routine ' || p.oid::regprocedure || ' ' || md5(concat(p.prosrc, pg_get_function_sqlbody(p.oid), pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), p.provolatile, p.proisstrict, p.proparallel, p.proconfig, obj_description(p.oid, 'pg_proc'))) AS line
	FROM pg_proc p WHERE p.pronamespace = 'ops'::regnamespace
	UNION ALL
	SELECT 'relation ' || c.oid::regclass || ' ' || concat(c.reloptions, obj_description(c.oid, 'pg_class'), CASE c.relkind WHEN 'v' THEN md5(pg_get_viewdef(c.oid)) END,
		(SELECT string_agg(concat_ws(' ', a.attname, a.atttypid::regtype, a.attnotnull, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)), ', ' ORDER BY a.attnum) FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = c.oid AND a.attnum > 0))
	FROM pg_class c WHERE c.relnamespace = 'ops'::regnamespace AND c.relkind IN ('r', 'p', 'v')
	UNION ALL
	SELECT concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid)) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'ops'::regnamespace AND c.relkind IN ('r', 'p')
	UNION ALL
	SELECT concat_ws(' ', 'constraint', n.conrelid::regclass, n.conname, pg_get_constraintdef(n.oid)) FROM pg_constraint n WHERE n.connamespace = 'ops'::regnamespace
	UNION ALL
	SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid)) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'ops'::regnamespace AND NOT t.tgisinternal) x};

# a column in the middle, made in a copy each: the update says no, and nothing happened
sub refused
{
	my ($what, $version, $columns, $view, $message) = @_;
	assemble(version("v$version", $columns, $view), $version, $base);
	my ($rc, $out, $err) = $node->psql('old', "ALTER EXTENSION colossus UPDATE TO '$version'");
	isnt($rc, 0, "$what is refused");
	like($err, $message, "$what: the server says why");
	return;
}
refused('a column in the middle of a view', '99.3.1', \@old_columns, [ 'aged', 'status', 'x', 'y' ], qr/cannot change name of view column "x" to "status"/);
refused('a column in the middle of a relation', '99.3.2', [ 'aged text NOT NULL', 'cooling text', 'x double precision', 'y text' ], [ 'aged', 'x', 'y' ], qr/column [su]\.cooling does not exist/);
refused('a column at the end without its version', '99.3.3', [ @old_columns, 'cooling text' ], [ 'aged', 'x', 'y' ], qr/column [su]\.cooling does not exist/);
refused('a column that went', '99.3.4', \@old_columns, [ 'aged', 'x' ], qr/cannot drop columns from view/);
refused('another type of a column', '99.3.5', \@old_columns, [ 'aged', 'x::text AS x', 'y' ], qr/cannot change data type of view column "x"/);
{
	assemble(version('v99.3.6', \@old_columns, [ 'aged', 'x', 'y' ], 1, 'As it was.', 'a', 'b'), '99.3.6', $base);
	my ($rc, $out, $err) = $node->psql('old', q{ALTER EXTENSION colossus UPDATE TO '99.3.6'});
	like($err, qr/cannot change return type of existing function/, 'another result of a function is refused where the update does not drop it first');
}
my $dir = copy_of('backwards');
write_file("$dir/relations.def", read_file("$dir/relations.def") . "\nrelation aged\nabout    x\nkey      aged\nsince 99.3.0\n\taged text NOT NULL -- x\nsince 99.2.0\n\tx text -- x\n");
isnt(system("'$dir/assemble' colossus 99.4.0 >/dev/null 2>&1"), 0, 'versions of columns that go backwards are not assembled');

# ---- the update -----------------------------------------------------------------------

rename "$tmp/next.so", "$lib/colossus.so" or die if $compiled;
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
SKIP:
{
	skip 'no objects or compiler here to build a library with', 1 unless $compiled;
	is(run_sql('old', q{SELECT colossus.emission_totals_final(colossus.emission_totals_add(s, 'oldster', 1)), (SELECT kind FROM colossus.pollutant WHERE pollutant = 'aged') FROM kept WHERE s::text LIKE '%NOx:%'}),
		'{"NOx": 0.1, "aged": 1}|hazardous', 'and take the new pollutant');
}
is(run_sql('old', q{SELECT (SELECT w.b FROM colossus.widens() w), colossus.defaults(), to_regprocedure('colossus.leaves(integer)'), has_function_privilege('reader', 'colossus.defaults(double precision)', 'EXECUTE'), has_function_privilege('acme', 'colossus.defaults(double precision)', 'EXECUTE')}),
	'2|2||t|f', 'functions: a result with a column more, another default, one that went, and rights that stay');
# what another made over a view stands in the way, and is named
run_sql('old', 'SET ROLE reader; CREATE VIEW ops.of_reader AS SELECT m.devices FROM ops.aged_month m');
my $was = run_sql('old', $of_ledger);
($rc, $out, $err) = $node->psql('old', q{CALL colossus.upgrade_ledger('ops')}, extra_params => [ '-v', 'VERBOSITY=verbose' ]);
like($err, qr/2BP01: function ops\.aged_days\(date\) has to be made anew, and others depend on it: .*rule _RETURN on view ops\.of_reader.*view ops\.of_reader/, 'a view of another over one that changes is not dropped');
is(run_sql('old', $of_ledger), $was, '... and nothing else has happened');
run_sql('old', 'DROP VIEW ops.of_reader');
is($node->psql('old', q{CALL colossus.upgrade_ledger('ops')}), 0, 'the ledger is brought along');
run_sql('fresh', q{CALL colossus.create_ledger('ops'); REVOKE EXECUTE ON FUNCTION colossus.defaults(double precision) FROM PUBLIC; GRANT EXECUTE ON FUNCTION colossus.defaults(double precision) TO PUBLIC});
is(join("\n", difference(map { [ split /\n/, run_sql($_, $of_ledger) ] } 'old', 'fresh')), '', '... and equals a new one: a column of a table, a table, a column of a view, a function, a default, comments');
is(run_sql('old', $guards), $guarded, '... and its policies, and who may read what, are as they were');
is(run_sql('old', $seen), $saw, '... and a tenant sees what he saw');
like(($node->psql('old', 'SET ROLE acme; SELECT FROM ops.repair'))[2], qr/permission denied/, '... and nothing that is new before it is granted to him');
is($node->psql('old', q{CALL ops.compact('2026-03-03')}), 0, '... and its days are packed');
is(run_sql('old', q{SELECT site, day, devices, ops.aged_most(), (SELECT string_agg(a.name, ',' ORDER BY a.name) FROM ops.aged_device a) FROM ops.aged_day}), 'Here|2026-01-01|2|2|gpu-,gpu-', '... and what was made anew answers');
is(run_sql('old', q{SELECT string_agg(concat_ws(' ', c.relname, pg_get_userbyid(c.relowner), (SELECT string_agg(concat_ws(' ', g.privilege_type, g.grantee::regrole, g.is_grantable), ',' ORDER BY g.privilege_type, g.grantee::regrole::text) FROM aclexplode(c.relacl) g WHERE g.grantee <> c.relowner),
	(SELECT string_agg(concat_ws(' ', a.attname, g.privilege_type, g.grantee::regrole), ',' ORDER BY a.attname) FROM pg_attribute a, aclexplode(a.attacl) g WHERE a.attrelid = c.oid)), ';' ORDER BY c.relname)
	FROM pg_class c WHERE c.relnamespace = 'ops'::regnamespace AND c.relname IN ('aged_day', 'aged_month')}),
	'aged_day postgres SELECT acme f,SELECT beta f,SELECT reader t day UPDATE keeper,devices SELECT keeper;aged_month keeper SELECT acme f,SELECT beta f,SELECT reader t', '... and has the owners and rights it had');
is(run_sql('old', q{SELECT string_agg(concat_ws(' ', r, has_function_privilege(r, 'ops.aged_days(date)', 'EXECUTE'), has_function_privilege(r, 'ops.aged_name(text, integer, text)', 'EXECUTE')), ';') FROM unnest('{reader,keeper,nobody_else}'::text[]) r}),
	'reader t t;keeper t t;nobody_else f f', '... also where a function takes other arguments');
is(run_sql('old', q{SELECT count(*) FROM pg_proc WHERE pronamespace = 'ops'::regnamespace AND proname = 'aged_name'}), 1, '... of which it has one');
run_sql('old', q{GRANT EXECUTE ON FUNCTION colossus.defaults(double precision) TO PUBLIC; REVOKE EXECUTE ON FUNCTION colossus.defaults(double precision) FROM reader;
	GRANT SELECT ON colossus.claim_user, colossus.aged_view TO PUBLIC; REVOKE SELECT ON colossus.claim_user FROM reader;
	DELETE FROM colossus.pue_user});
my @old = split /\n/, run_sql('old', $CONTENTS);
my @fresh = split /\n/, run_sql('fresh', $CONTENTS);
my %fresh = map { $_ => 1 } @fresh;
my %old = map { $_ => 1 } @old;
is_deeply([ grep { !$fresh{$_} } @old ], [], 'the updated database has nothing that a fresh one lacks');
is_deeply([ grep { !$old{$_} } @fresh ], [], '... nor lacks what that has');
cmp_ok(scalar @fresh, '>', 1000, 'there is something to compare');

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
