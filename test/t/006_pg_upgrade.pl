# pg_upgrade, and dump and restore, of a database with the extension, rows of the
# user's own, a ledger with packed days, facts, late and live samples, states and traces
# in columns and indexes on them, from one major version to a later one that has a later
# release of the extension (Ageing.pm says what that adds): what is stored and what is
# answered is the same, with the old release's objects over the new library and after the
# update, and then all is as it is where the release was installed afresh.  It needs a
# second major version with its headers here, for which it builds the extension.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Ageing;
use Colossus;
use PostgreSQL::Test::Utils;
use Test::More;

my $source = "$FindBin::RealBin/../..";
my ($here) = `pg_config --version` =~ /(\d+)/;
my ($there) = grep { $_ != $here && -x "/usr/lib/postgresql/$_/bin/pg_upgrade" && -e "/usr/include/postgresql/$_/server/postgres.h" } 18, 17, 16, 15;
plan skip_all => "no second major version of PostgreSQL with its headers beside $here" unless $there;
my ($prefix) = ($ENV{COLOSSUS_CONF} // '') =~ /extension_(?:destdir = '|control_path = ')([^':]*)/;
plan skip_all => 'the extension is not installed in a folder of its own' unless defined $prefix;
my ($old, $new) = sort { $a <=> $b } $here, $there;

# a folder of its own for each version, with what a package of it brings
my $tmp = PostgreSQL::Test::Utils::tempdir('upgrade');
sub folder { my ($version, $option) = @_; my $path = `/usr/lib/postgresql/$version/bin/pg_config --$option`; chomp $path; return $path }
my ($sharedir, $pkglibdir) = (folder($here, 'sharedir'), folder($here, 'pkglibdir'));
$prefix =~ s/\Q$sharedir\E$//;
system_or_bail('mkdir', '-p', "$tmp/build", "$tmp/inst$sharedir/extension", "$tmp/inst$pkglibdir");
system_or_bail('cp', "$prefix$pkglibdir/colossus.so", "$tmp/inst$pkglibdir");
system_or_bail('sh', '-c', "cp '$prefix$sharedir'/extension/colossus* '$tmp/inst$sharedir/extension'");
system_or_bail('sh', '-c', "cd '$tmp/build' && make -s -f '$source/Makefile' PG_CONFIG=/usr/lib/postgresql/$there/bin/pg_config with_llvm=no DESTDIR='$tmp/inst' all install >make.log 2>&1 || { tail make.log; exit 1; }");
# the older version has the older release, the later one the next and what leads to it
my ($base, $next) = (base(), next_one());
assemble(base_version($source, "$tmp/base"), "$tmp/inst" . folder($old, 'sharedir') . '/extension', $base);
my $sql = next_version($source, "$tmp/next");
my $ext = "$tmp/inst" . folder($new, 'sharedir') . '/extension';
assemble($sql, $ext, $next);
assemble($sql, $ext, $next, $base);
# pg_upgrade carries the library's name over, and 18 looks for $libdir/colossus in its own folder alone
edit("$tmp/inst" . folder($old, 'sharedir') . '/extension/colossus.control', qr/\$libdir\//, '') if $new >= 18;
edit("$ext/colossus.control", qr/default_version = '.*'/, "default_version = '$next'");
next_library($source, $tmp, $new == $there ? "$tmp/build" : build_folder(), "/usr/lib/postgresql/$new/bin/pg_config", "$tmp/inst" . folder($new, 'pkglibdir') . '/colossus.so');

sub node
{
	my ($name, $version) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name, install_path => "/usr/lib/postgresql/$version");
	# 18 has checksums of pages by itself, and pg_upgrade wants them in both or neither
	$node->init(extra => [ '--locale=C.UTF-8', '-E', 'UTF8', '--data-checksums' ]);
	$node->append_conf('postgresql.conf', ($version >= 18 ? "extension_control_path = '$tmp/inst" . folder($version, 'sharedir') . ":\$system'\n" : "extension_destdir = '$tmp/inst'\n")
		. "dynamic_library_path = '$tmp/inst" . folder($version, 'pkglibdir') . ":\$libdir'\n");
	$node->append_conf('postgresql.conf', "fsync = off\n");
	return $node;
}

my $from = node('old', $old);
my $to = node('new', $new);
$from->start;
# A server may write of every table what an older minor version of the later one does not read (17.12: pg_attver).
# Then nobody's database goes from here to there, nor what the later one dumps.
$from->safe_psql('postgres', 'CREATE TABLE plain (x integer)');
my $plain = PostgreSQL::Test::Utils::tempdir('plain') . '/plain.sql';
system_or_bail("/usr/lib/postgresql/$new/bin/pg_dump", '-h', $from->host, '-p', $from->port, '-f', $plain, 'postgres');
$from->safe_psql('postgres', 'DROP TABLE plain');
$to->start;
my $reads = $to->psql('postgres', undef, extra_params => [ '-q', '-v', 'ON_ERROR_STOP=1', '-f', $plain ]) == 0;
$to->safe_psql('postgres', 'DROP TABLE plain');
$to->stop;
$from->safe_psql('postgres', qq{CREATE EXTENSION colossus VERSION '$base'});
$from->safe_psql('postgres', q{
	CALL colossus.create_ledger('ops');
	INSERT INTO colossus.pue_user (site, from_date, data_set, pue) VALUES ('Colossus 1', '2026-10-01', 'mine', 1.2);
	CREATE TABLE kept AS
		SELECT g % 7 AS device, colossus.trace(timestamptz '2026-01-01Z' + g * interval '1 s', 300 + g % 97) AS trace,
			colossus.fleet_energy_state(g % 3, timestamptz '2026-01-01Z' + g * interval '1 s', 300 + g % 97, interval '5 s') AS state
		FROM generate_series(1, 20000) g GROUP BY 1;
	CREATE TABLE totals (s colossus.exact_sums);
	INSERT INTO totals SELECT colossus.emission_totals_add('2/0', 'NOx', 0.1);
	CREATE VIEW summed AS SELECT colossus.aged_sum(x) FROM generate_series(1, 4) x;
	CREATE INDEX kept_samples ON kept ((colossus.sample_count(trace)));
	CREATE UNIQUE INDEX kept_energy ON kept (((colossus.power_energy(trace, interval '1 min')).energy_nj));
	CREATE INDEX kept_state ON kept USING hash (md5(state::text));
	INSERT INTO ops.device (device, cluster, site) SELECT 'd' || w, 'c', 's' FROM generate_series(1, 3) w;
	INSERT INTO ops.site_overhead (site, from_date, server_factor, pue) VALUES ('s', '2026-01-01', 1.5, 1.25);
	INSERT INTO ops.job (job, kind, tenant, started_at, ended_at) VALUES ('a', 'training', 'acme', '2026-01-01 07:00:01Z', '2026-01-03 01:00:09Z');
	INSERT INTO ops.job_device (job, device, share, started_at) SELECT 'a', 'd' || w, 0.5, '2026-01-01 07:00:01Z' FROM generate_series(1, 2) w;
	INSERT INTO ops.sample_by_name
		SELECT 'd' || 1 + i % 3, CASE i % 3 WHEN 0 THEN 'energy_j' ELSE 'power_w' END, timestamptz '2026-01-01 00:00:03Z' + i * interval '20 s',
			CASE i % 3 WHEN 0 THEN i * 6000 + (i * 7919) % 601 ELSE 100 + (i * 7919) % 601 END
		FROM generate_series(0, 14000) i});
# packed, then a late row, and a day that stays live
$from->safe_psql('postgres', q{CALL ops.compact('2026-01-03')});
$from->safe_psql('postgres', q{INSERT INTO ops.sample_by_name VALUES ('d2', 'power_w', '2026-01-02 12:00:01.5Z', 333)});
my $hash = q{SELECT md5(string_agg(k::text, '' ORDER BY device)) FROM kept k UNION ALL SELECT md5(string_agg(s::text, '')) FROM totals
	UNION ALL SELECT count(*)::text FROM colossus.pue_user};
# what the ledger stores and what it answers, but for the column that the next release adds
my @answers = ((map { "SELECT count(*) || ' ' || md5(string_agg((to_jsonb(x) - 'serial')::text, '|' ORDER BY (to_jsonb(x) - 'serial')::text)) FROM ops.$_ x" }
		qw(sample device_trace fact booking invalid device job job_device device_energy fleet_hourly job_energy tenant_ledger)),
	'SELECT sum(energy_nj)::text FROM ops.device_energy');
sub answers { my ($node, $db) = @_; return [ map { $node->safe_psql($db, $_) } @answers ] }
my $books = answers($from, 'postgres');
cmp_ok($books->[1] =~ s/ .*//r, '>=', 6, 'days of the ledger are packed');
cmp_ok($books->[2] =~ s/ .*//r, '>=', 6, '... and booked');
# the plans of the indexes use them: their expressions are computed by the new server
my $looked_up = q{SET enable_seqscan = off;
	SELECT count(*) FROM kept k, kept m WHERE colossus.sample_count(k.trace) = colossus.sample_count(m.trace) AND md5(m.state::text) = md5(k.state::text)
		AND (colossus.power_energy(m.trace, interval '1 min')).energy_nj = (colossus.power_energy(k.trace, interval '1 min')).energy_nj};
is($from->safe_psql('postgres', $looked_up), '7', 'an index on traces and states finds each row');
my $dump = PostgreSQL::Test::Utils::tempdir('dump') . '/dump.sql';
system_or_bail('/usr/lib/postgresql/' . ($reads ? $new : $old) . '/bin/pg_dump', '-h', $from->host, '-p', $from->port, '-f', $dump, 'postgres');
my $want = $from->safe_psql('postgres', $hash);
my $tables = q{SELECT string_agg(c.relname, ' ' ORDER BY c.relname COLLATE "C") FROM pg_class c WHERE c.relnamespace = 'ops'::regnamespace AND c.relkind IN ('r', 'p', 'v')};
my $ledger = $from->safe_psql('postgres', $tables);
$from->stop;

# whatever the old release stored and answered, by the next one's functions
sub as_before
{
	my ($db, $what) = @_;
	is($to->safe_psql($db, $hash), $want, "$what: traces, states and rows are the same");
	is($to->safe_psql($db, $looked_up), '7', "$what: their indexes find them");
	is_deeply(answers($to, $db), $books, "$what: the ledger has the same samples, days, facts and answers");
	return;
}
# all of it was made anew by the update, as by an installation; the user's row is not of the extension
sub as_fresh
{
	my ($db, $what) = @_;
	$to->safe_psql($db, 'DELETE FROM colossus.pue_user');
	my $fresh = $to->safe_psql('fresh', $CONTENTS);
	cmp_ok(scalar(split /\n/, $fresh), '>', 1000, 'there is something to compare');
	is(difference($to->safe_psql($db, $CONTENTS), $fresh), '', "$what: the extension has what a fresh one has, and nothing else");
	is(difference(map { $to->safe_psql($_, of_ledger()) } $db, 'fresh'), '', "$what: so has the ledger");
	return;
}
sub make_fresh
{
	$to->safe_psql('postgres', 'CREATE DATABASE fresh');
	$to->safe_psql('fresh', q{CREATE EXTENSION colossus; CALL colossus.create_ledger('ops')});
	return;
}

SKIP:
{
	skip "$new does not read what $old writes of any table, in the minor versions that are here", 1 unless $reads;
	my $bin = '/usr/lib/postgresql';
	chdir $tmp;
	my $rc = system_log("$bin/$new/bin/pg_upgrade", '-b', "$bin/$old/bin", '-B', "$bin/$new/bin", '-d', $from->data_dir, '-D', $to->data_dir,
		'-p', $from->port, '-P', $to->port, '-s', $from->host);
	is($rc, 0, "pg_upgrade from $old to $new runs");
	if ($rc != 0)
	{
		diag(slurp_file($_)) for glob $to->data_dir . '/pg_upgrade_output.d/*/log/pg_upgrade_dump_*.log';
		done_testing();
		exit 1;
	}
	$to->start;
	is($to->safe_psql('postgres', q{SELECT extversion FROM pg_extension WHERE extname = 'colossus'}), $base, 'the extension is of the old release yet');
	is($to->safe_psql('postgres', $tables), $ledger, '... and the ledger is there');
	as_before('postgres', 'with the new library');
	($rc, my $out, my $err) = $to->psql('postgres', 'ALTER EXTENSION colossus UPDATE');
	is($rc, 0, "the update to the next release runs: $err");
	as_before('postgres', 'after the update');
	is($to->psql('postgres', q{CALL colossus.upgrade_ledger('ops')}), 0, '... and the ledger is brought along');
	as_before('postgres', 'after the ledger was brought along');
	make_fresh();
	as_fresh('postgres', 'upgraded');
	# and what is new works on what is old
	is($to->safe_psql('postgres', q{SELECT colossus.emission_totals_final(colossus.emission_totals_add(s, 'oldster', 1)) FROM totals}), '{"NOx": 0.1, "aged": 1}', 'an old state takes the new pollutant');
	is($to->safe_psql('postgres', q{SELECT (SELECT mw FROM colossus.chiller), (SELECT cooling FROM colossus.pue WHERE data_set = 'made'), colossus.tripled(2), (SELECT * FROM summed), (SELECT colossus.aged_product(x) FROM generate_series(1, 4) x)}),
		'20|air|6|10|24', 'the new relation, column and function, and aggregates old and new');
	# 250 W for 15 s
	is($to->safe_psql('postgres', qq{SELECT l.new FROM ops.load('aged-log', payload => E',_runtime,_timestamp,system.gpu.0.agedWatts\\n0,15.0,1767600000.5,250.0\\n1,30.0,1767600015.5,250.0\\n', source => 'aged', options => '{"host": "n7"}') l;
		SELECT trim_scale(energy_nj / 1000000000) FROM ops.device_energy WHERE device = 'n7/0'}), "2\n3750", 'the old ledger takes the new log format');
	is($to->psql('postgres', q{CALL ops.compact('2026-01-07')}), 0, '... and packs its days');
}
if (!$reads)
{
	$to->start;
	make_fresh();
}
# dump and restore: what is restored is the ledger of the old release, in a database of the next
$to->safe_psql('postgres', 'CREATE DATABASE restored');
is($to->psql('restored', undef, extra_params => [ '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump ]), 0, "a dump of $old restores on $new");
is($to->safe_psql('restored', q{SELECT extversion FROM pg_extension WHERE extname = 'colossus'}), $next, '... with the next release');
as_before('restored', 'restored');
is($to->psql('restored', q{CALL colossus.upgrade_ledger('ops')}), 0, '... and the ledger is brought along');
as_before('restored', 'restored and brought along');
as_fresh('restored', 'restored');
is($to->psql('restored', q{CALL ops.compact('2026-01-05')}), 0, '... and it packs its days');
$to->stop;
done_testing();
