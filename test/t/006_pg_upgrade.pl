# pg_upgrade, and dump and restore, of a database with the extension, rows of the
# user's own, a ledger with packed days, facts, late and live samples, states and traces
# in columns and indexes on them, from one major version to a later one.  It needs a
# second major version with its headers here, for which it builds the extension.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
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

my $sharedir = `pg_config --sharedir`;
chomp $sharedir;
$prefix =~ s/\Q$sharedir\E$//;
my $tmp = PostgreSQL::Test::Utils::tempdir('upgrade');
system_or_bail('sh', '-c', "mkdir '$tmp/build' '$tmp/inst' && cd '$tmp/build' && make -s -f '$source/Makefile' PG_CONFIG=/usr/lib/postgresql/$there/bin/pg_config with_llvm=no DESTDIR='$tmp/inst' all install >make.log 2>&1 || { tail make.log; exit 1; }");

sub node
{
	my ($name, $version) = @_;
	my $inst = $version == $here ? $prefix : "$tmp/inst";
	my $node = PostgreSQL::Test::Cluster->new($name, install_path => "/usr/lib/postgresql/$version");
	$node->init(extra => [ '--locale=C.UTF-8', '-E', 'UTF8' ]);
	$node->append_conf('postgresql.conf', $version >= 18
		? "extension_control_path = '$inst/usr/share/postgresql/$version:\$system'\ndynamic_library_path = '$inst/usr/lib/postgresql/$version/lib:\$libdir'\n"
		: "extension_destdir = '$inst'\n");
	$node->append_conf('postgresql.conf', "fsync = off\n");
	return $node;
}

my $from = node('old', $old);
my $to = node('new', $new);
$from->start;
$from->safe_psql('postgres', q{
	CREATE EXTENSION colossus;
	CALL colossus.create_ledger('ops');
	INSERT INTO colossus.pue_user (site, from_date, data_set, pue) VALUES ('Colossus 1', '2026-10-01', 'mine', 1.2);
	CREATE TABLE kept AS
		SELECT g % 7 AS device, colossus.trace(timestamptz '2026-01-01Z' + g * interval '1 s', 300 + g % 97) AS trace,
			colossus.fleet_energy_state(g % 3, timestamptz '2026-01-01Z' + g * interval '1 s', 300 + g % 97, interval '5 s') AS state
		FROM generate_series(1, 20000) g GROUP BY 1;
	CREATE TABLE totals (s colossus.exact_sums);
	INSERT INTO totals SELECT colossus.emission_totals_add('2/0', 'NOx', 0.1);
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
# what the ledger stores and what it answers
my @answers = ((map { "SELECT count(*) || ' ' || md5(string_agg(x::text, '|' ORDER BY x::text)) FROM ops.$_ x" } qw(sample device_trace fact booking invalid device job job_device)),
	(map { "SELECT count(*) || ' ' || md5(string_agg(x::text, '|' ORDER BY x::text)) FROM ops.$_ x" } qw(device_energy fleet_hourly job_energy tenant_ledger)),
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
system_or_bail("/usr/lib/postgresql/$new/bin/pg_dump", '-h', $from->host, '-p', $from->port, '-f', $dump, 'postgres');
my $want = $from->safe_psql('postgres', $hash);
my $tables = q{SELECT string_agg(c.relname, ' ' ORDER BY c.relname COLLATE "C") FROM pg_class c WHERE c.relnamespace = 'ops'::regnamespace AND c.relkind IN ('r', 'p', 'v')};
my $ledger = $from->safe_psql('postgres', $tables);
$from->stop;

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
is($to->safe_psql('postgres', $hash), $want, 'traces, states and rows are the same');
is($to->safe_psql('postgres', $looked_up), '7', '... and their indexes find them');
is($to->safe_psql('postgres', $tables), $ledger, 'and the ledger is there');
is_deeply(answers($to, 'postgres'), $books, '... with the same samples, days, facts and answers');
is($to->psql('postgres', q{CALL colossus.upgrade_ledger('ops')}), 0, '... and is brought along');
$to->safe_psql('postgres', 'CREATE DATABASE fresh');
$to->safe_psql('fresh', 'CREATE EXTENSION colossus');
# bodies were written out and parsed again, which puts casts and brackets elsewhere: by name
$to->safe_psql('postgres', 'DELETE FROM colossus.pue_user');
my %contents = map { my $db = $_; $db => { map { s/^((?:function|relation) .*) [0-9a-f]{32}$/$1/r => 1 } split /\n/, $to->safe_psql($db, $CONTENTS) } } 'postgres', 'fresh';
is_deeply([ grep { !$contents{fresh}{$_} } sort keys %{ $contents{postgres} } ], [], 'the extension has nothing that a fresh one lacks');
is_deeply([ grep { !$contents{postgres}{$_} } sort keys %{ $contents{fresh} } ], [], '... nor lacks what that has');
# dump and restore
$to->safe_psql('postgres', 'CREATE DATABASE restored');
is($to->psql('restored', undef, extra_params => [ '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump ]), 0, "a dump of $old restores on $new");
is($to->safe_psql('restored', $hash), $want, '... with the same traces, states and rows');
is($to->safe_psql('restored', $looked_up), '7', '... and indexes that find them');
is_deeply(answers($to, 'restored'), $books, '... and a ledger with the same samples, days, facts and answers');
is($to->psql('restored', q{CALL ops.compact('2026-01-05')}), 0, '... that packs its days');
$to->stop;
done_testing();
