# Ageing.pm -- a frozen version of the extension and a made next one, for tests of what
# an update does.  The next one adds a relation, columns of relations, functions, an
# aggregate, columns of views, rows, and to the library a pollutant and a log format;
# functions and an aggregate change, and one function goes.  Its ledger has a table more,
# a column more of a table, functions that give or take something else, and views with
# columns in another order.
package Ageing;

use strict;
use warnings;
use Exporter 'import';
use File::Basename;
use PostgreSQL::Test::Utils;

our @EXPORT = qw(build_folder read_file write_file edit difference copy_of_sql assemble version base_version next_version next_library base next_one of_ledger);

sub base { return '99.1.0' }
sub next_one { return '99.2.0' }

sub read_file { my ($path) = @_; open my $in, '<', $path or die "$path: $!"; local $/; my $text = <$in>; return $text }
sub write_file { my ($path, $text) = @_; open my $out, '>', $path or die "$path: $!"; print $out $text; close $out; return }

# edit a file of a copy; a place that is not there any more is a fault of the test
sub edit
{
	my ($path, $from, $to) = @_;
	my $text = read_file($path);
	$text =~ s/$from/$to/ or die "$path: nothing like $from";
	write_file($path, $text);
	return;
}

# the lines that one text has and the other lacks
sub difference { my ($one, $two) = map { [ split /\n/ ] } @_; my (%one, %two); @one{@$one} = (); @two{@$two} = (); return join("\n", (map { "only the first: $_" } grep { !exists $two{$_} } @$one), (map { "only the second: $_" } grep { !exists $one{$_} } @$two)) }

sub copy_of_sql { my ($source, $dir) = @_; system_or_bail('cp', '-r', "$source/sql", $dir); return $dir }

# assemble(FOLDER OF sql/, FOLDER OF SCRIPTS, VERSION, FROM): the script of a version, or of an update to it
sub assemble { my ($dir, $ext, $to, $from) = @_; my $path = "$ext/colossus--" . ($from ? "$from--" : '') . "$to.sql"; system_or_bail('sh', '-c', "'$dir/assemble' colossus $to " . ($from // '') . " >'$path'"); return }

# A view and a relation of the test's own stand for all, so that no change of the real
# ones takes the places away that are edited here.
sub view { return "CREATE OR REPLACE VIEW colossus.aged_view AS\nSELECT\n" . join(",\n", map { "\ta.$_" } @_) =~ s/,\n/, -- a column\n/gr . " -- a column\nFROM colossus.aged a;\nCOMMENT ON VIEW colossus.aged_view IS 'A view that ages.';\n" }
sub relation { return "\nrelation aged\nabout    A relation that ages.\nkey      aged\nfact\n" . join('', map { "\t$_ -- a column\n" } @_) }
# functions: one that goes, one whose result gets a column, one with another default; in a ledger as well.
# Aggregates: one that learns to work in parallel, and one more.
sub functions
{
	my ($default, $comment, @result) = @_;
	my $of = sub { my ($schema) = @_; return "CREATE OR REPLACE FUNCTION $schema.defaults(x double precision DEFAULT $default) RETURNS double precision\nLANGUAGE sql IMMUTABLE PARALLEL SAFE\nRETURN defaults.x;\nCOMMENT ON FUNCTION $schema.defaults(double precision) IS '$comment';\n" };
	my $all = $of->('colossus') . "CREATE OR REPLACE FUNCTION colossus.widens() RETURNS TABLE (" . join(', ', map { "$_ integer" } @result) . ")\nLANGUAGE sql IMMUTABLE PARALLEL SAFE\nBEGIN ATOMIC\n\tSELECT " . join(', ', 1 .. @result) . ";\nEND;\nCOMMENT ON FUNCTION colossus.widens() IS '$comment';\n";
	my $aggregate = sub { my ($name, $function, $rest) = @_; return "CREATE OR REPLACE AGGREGATE colossus.$name(double precision) (SFUNC = $function, STYPE = double precision$rest);\nCOMMENT ON AGGREGATE colossus.$name(double precision) IS '$comment';\n" };
	my $merging = ', COMBINEFUNC = float8pl, PARALLEL = SAFE';
	$all .= $aggregate->('aged_sum', 'float8pl', ", INITCOND = '0'" . ($default == 1 ? '' : $merging));
	$all .= $default == 1 ? "CREATE OR REPLACE FUNCTION colossus.leaves(x integer) RETURNS integer\nLANGUAGE sql IMMUTABLE PARALLEL SAFE\nRETURN leaves.x;\nCOMMENT ON FUNCTION colossus.leaves(integer) IS 'Will go.';\n"
		: $aggregate->('aged_product', 'float8mul', ", INITCOND = '1'");
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
CREATE OR REPLACE VIEW ledger.aged_alone (	-- a view over nothing that changes
	device,	-- device
	cluster	-- cluster
) WITH (security_invoker) AS
SELECT d.device, d.cluster FROM ledger.device d;
CREATE OR REPLACE PROCEDURE ledger.aged_kind() LANGUAGE sql
BEGIN ATOMIC
	SELECT 1;
END;
COMMENT ON PROCEDURE ledger.aged_kind() IS 'a procedure that will be a function';
END

our @old_columns = ('aged text NOT NULL', 'x double precision', 'y text');

# version(SOURCE, FOLDER, COLUMNS OF A RELATION, COLUMNS OF A VIEW, ...): a copy of sql/ with what ages in it
sub version
{
	my ($source, $dir, $columns, $view, @functions) = @_;
	copy_of_sql($source, $dir);
	write_file("$dir/relations.def", read_file("$dir/relations.def") . relation(@$columns));
	write_file("$dir/69-aged.sql", view(@$view));
	my ($all, $ledger) = functions(@functions ? @functions : (1, 'As it was.', 'a'));
	write_file("$dir/59-aged.sql", $all);
	write_file("$dir/ledger/41-aged.sql", $ledger . $old_ledger);
	return $dir;
}

sub base_version { my ($source, $dir) = @_; return version($source, $dir, \@old_columns, [ 'aged', 'x', 'y' ]) }

sub next_version
{
	my ($source, $sql) = @_;
	my $next = next_one();

	version($source, $sql, \@old_columns, [ 'aged', 'x', 'y', 'status' ], 2, 'As it is.', 'a', 'b');
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
	# columns in another order of a view that nothing else makes anew, and a function for a procedure
	edit("$sql/ledger/41-aged.sql", qr/\tdevice,\t-- device\n\tcluster\t-- cluster\n/, "\tcluster,\t-- cluster\n\tdevice\t-- device\n");
	edit("$sql/ledger/41-aged.sql", qr/SELECT d\.device, d\.cluster FROM/, 'SELECT d.cluster, d.device FROM');
	edit("$sql/ledger/41-aged.sql", qr/PROCEDURE ledger\.aged_kind\(\) LANGUAGE sql/, 'FUNCTION ledger.aged_kind() RETURNS integer LANGUAGE sql');
	edit("$sql/ledger/41-aged.sql", qr/PROCEDURE ledger\.aged_kind\(\) IS 'a procedure that will be a function'/, "FUNCTION ledger.aged_kind() IS 'a function'");
	return $sql;
}

# where make runs the tests, which is where it compiled: 15 says so, later versions name what they keep there
sub build_folder { return $ENV{TESTDIR} // dirname($ENV{TESTDATADIR}) }

# next_library(SOURCE, SCRATCH FOLDER, BUILD FOLDER, pg_config, LIBRARY): the library of the next version, of the objects
# of a build and of those that know a pollutant more, the first of the list, and a log format
sub next_library
{
	my ($source, $tmp, $build, $pg_config, $library) = @_;
	my ($include, $cc) = map { my $x = `$pg_config $_`; chomp $x; $x } qw(--includedir-server --cc);
	my @objects = grep { -e s{^\Q$build\E/(.*)\.o$}{$source/$1.c}r } glob "$build/src/*/*.o $build/src/*/*/*.o";
	die "no objects in $build" unless @objects > 20;

	system_or_bail('cp', '-r', "$source/src", "$tmp/src");
	edit("$tmp/src/core/pollutants.def", qr/\nPOLLUTANT\(CO2,/, "\nPOLLUTANT(AGED, \"aged\", HAZARDOUS, \"oldster\")\nPOLLUTANT(CO2,");
	# a table of samples like that of W&B, under a name and with a column of its own
	my $format = read_file("$tmp/src/core/parse/wandb.c");
	$format =~ s/\bwandb_rules\b/aged_rules/g and $format =~ s/const TableRules/static const TableRules/ and $format =~ s/\bformat_wandb\b/format_aged/
		and $format =~ s/"wandb"/"aged-log"/g and $format =~ s/"powerWatts"/"agedWatts"/ or die 'wandb.c';
	write_file("$tmp/src/core/parse/aged.c", $format);
	edit("$tmp/src/core/parse/reader.h", qr/(extern const ParseFormat format_wandb;\n)/, "extern const ParseFormat format_wandb;\nextern const ParseFormat format_aged;\n");
	edit("$tmp/src/core/parse/formats.c", qr/\t&format_wandb,\n/, "\t&format_wandb,\n\t&format_aged,\n");
	my @changed = ("$tmp/src/core/parse/aged.c", "$tmp/src/core/parse/formats.c", grep { system("grep -q emission.h '$_'") == 0 } glob "$tmp/src/*/*.c $tmp/src/*/*/*.c");
	my %new;
	for my $file (@changed)
	{
		(my $object = $file) =~ s{^\Q$tmp\E/(.*)\.c$}{$build/$1.o};
		($new{$object} = $file) =~ s{c$}{o};
		system_or_bail(split(/ /, $cc), '-std=gnu99', '-fPIC', '-O1', '-fwrapv', '-ffp-contract=off', "-I$tmp/src", "-I$include", '-c', '-o', $new{$object}, $file);
	}
	system_or_bail(split(/ /, $cc), '-shared', '-Wl,-Bsymbolic', split(/ /, $ENV{SHLIB_LINK} // ''), '-o', $library, (grep { !$new{$_} } @objects), values %new, '-lm');
	return;
}

# every object of the ledger ops with its definition and comments.  NOT NULL of a partition, which 18 keeps as a
# constraint, has another name where a dump of an older version made it.
sub of_ledger
{
	return q{SELECT string_agg(line, E'\n' ORDER BY line) FROM (
	SELECT 'routine ' || p.oid::regprocedure || ' ' || md5(concat(p.prosrc, pg_get_function_sqlbody(p.oid), pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), p.provolatile, p.proisstrict, p.proparallel, p.proconfig, obj_description(p.oid, 'pg_proc'))) AS line
	FROM pg_proc p WHERE p.pronamespace = 'ops'::regnamespace
	UNION ALL
	SELECT 'relation ' || c.oid::regclass || ' ' || concat(c.reloptions, obj_description(c.oid, 'pg_class'), CASE c.relkind WHEN 'v' THEN md5(pg_get_viewdef(c.oid)) END,
		(SELECT string_agg(concat_ws(' ', a.attname, a.atttypid::regtype, a.attnotnull, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)), ', ' ORDER BY a.attnum) FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = c.oid AND a.attnum > 0))
	FROM pg_class c WHERE c.relnamespace = 'ops'::regnamespace AND c.relkind IN ('r', 'p', 'v')
	UNION ALL
	SELECT concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid)) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'ops'::regnamespace AND c.relkind IN ('r', 'p')
	UNION ALL
	SELECT concat_ws(' ', 'constraint', n.conrelid::regclass, CASE WHEN n.contype <> 'n' THEN n.conname END, pg_get_constraintdef(n.oid)) FROM pg_constraint n WHERE n.connamespace = 'ops'::regnamespace
	UNION ALL
	SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid)) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'ops'::regnamespace AND NOT t.tgisinternal) x};
}

1;
