# Partitions of sample: who read before a day was packed keeps his answer and his
# partition, and is neither killed nor waited for; late rows find their way.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use IPC::Run;
use Test::More;

my $node = colossus_node('partition', 'autovacuum = off', 'jit = off', "timezone = 'UTC'");
my $sql = sub { return $node->safe_psql('postgres', $_[0]) };
my $said = sub { my ($rc, $out, $err) = $node->psql('postgres', $_[0]); return $err =~ s/psql:<stdin>:\d+: //gr };
my $parts = sub { return $sql->(q{SELECT string_agg(substr(c.relname, 8), ' ' ORDER BY c.relname) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'ops.sample'::regclass AND c.relname ~ '_(rest|202603..)$'}) };

# a psql that stays
{
	package Session;
	sub new { my $me = bless { in => '', out => '', n => 0 }; $me->{run} = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres') ], '<', \$me->{in}, '>', \$me->{out}, '2>&1', IPC::Run::timer(300)); return $me }
	sub begin { my ($me, $s) = @_; $me->{n}++; $me->{out} = ''; $me->{in} .= "$s;\n\\echo :done:$me->{n}:\n"; $me->{run}->pump_nb; return }
	sub end { my ($me) = @_; $me->{run}->pump until $me->{out} =~ /:done:$me->{n}:/; my $said = $me->{out} =~ s/:done:\d+:\n//r; chomp $said; return $said }
	sub say { my ($me, $s) = @_; $me->begin($s); return $me->end }
	sub quit { my ($me) = @_; $me->{in} .= "\\q\n"; eval { $me->{run}->finish } }
}

$sql->(q{
	CREATE EXTENSION colossus;
	CALL colossus.create_ledger('ops');
	CALL ops.make_partitions('2026-03-01', '2026-03-03');
	INSERT INTO ops.device (device, accelerator, cluster, site) VALUES ('g', 'H100 SXM', 'one', 'Here');
	INSERT INTO ops.sample_by_name SELECT 'g', 'power_w', t, 360 FROM generate_series('2026-03-01'::timestamptz, '2026-03-04 12:00', '5 minutes') t});
is($parts->(), '20260301 20260302 20260303 rest', 'three days have a partition, and the rest has one');
is($sql->(q{SELECT count(*) FROM pg_inherits WHERE inhparent = 'ops.sample'::regclass}), 8, 'and today and three days ahead');
is($sql->(q{SELECT substr(tableoid::regclass::text, 12), count(*) FROM ops.sample GROUP BY 1 ORDER BY 1}), "20260301|288\n20260302|288\n20260303|288\nrest|145", 'rows are where they belong');
my $question = 'SELECT (SELECT sum(energy_nj) FROM ops.device_energy), (SELECT sum(energy_nj) FROM ops.fleet_hourly), (SELECT count(*) FROM ops.sample_by_name)';
# 84 h x 360 W
my $nj = 84 * 3600 * 360 . '000000000';
is($sql->($question), "$nj|$nj|1009", 'the energy before');

# one who has a snapshot and has read no sample yet, one who has read some, one who has nothing but a transaction
my ($old, $reads, $idle) = map { Session->new } 1 .. 3;
$old->say('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM ops.setting');
$reads->say('BEGIN; DECLARE c CURSOR FOR SELECT at FROM ops.sample ORDER BY at');
$reads->say('FETCH 1 FROM c');
$idle->say('BEGIN; SELECT 1');
like($said->(q{CALL ops.compact('2026-03-05'); CALL ops.drop_partitions()}), qr/partitions: 0 dropped, 3 wait for readers/, 'partitions wait for them');
is($sql->('SELECT count(*) FROM ops.sample'), 0, 'though all of it is packed');
is($parts->(), '20260301 20260302 20260303 rest', 'and they are there');
is($old->say($question), "$nj|$nj|1009", 'whose snapshot is older has the same answer from rows');
is($reads->say('FETCH 1008 FROM c') =~ tr/\n//, 1007, 'a cursor goes on');
is($sql->(q{SELECT (SELECT sum(energy_nj) FROM ops.device_energy), (SELECT sum(energy_nj) FROM ops.fleet_hourly)}), "$nj|$nj", 'a new one has it from traces and facts');
$_->say('COMMIT') for $reads, $idle;
like($said->('CALL ops.drop_partitions()'), qr/partitions: 0 dropped/, 'they wait for the last one');
is($old->say($question), "$nj|$nj|1009", 'who has the same answer still');
# a late row comes into a partition that is to be dropped, and one for a day without
$sql->(q{INSERT INTO ops.sample_by_name VALUES ('g', 'power_w', '2026-03-01 00:01', 360), ('g', 'power_w', '2026-03-04 00:01', 360)});
$old->say('COMMIT');
$said->('CALL ops.drop_partitions()');
is($parts->(), '20260301 rest', 'what holds nothing is dropped');
is($sql->('SELECT count(*) FROM ops.sample'), 2, 'what holds a late row stays');
# packed by compact, and read meanwhile by an older one
$old->say('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM ops.setting');
$said->('CALL ops.drop_partitions()');
$sql->(q{CALL ops.compact('2026-03-05')});
$said->('CALL ops.drop_partitions()');
is($old->say('SELECT count(*) FROM ops.sample'), 2, 'an older one sees the late rows where they were');
$old->say('COMMIT');
$said->('CALL ops.drop_partitions()');
is($parts->(), 'rest', 'afterwards nothing is left');
is($sql->(q{SELECT (SELECT sum(energy_nj) FROM ops.device_energy), (SELECT count(*) FROM ops.emptied)}), "$nj|0", 'and the energy is what it was');
# a reader who keeps the lock is not waited for
$reads->say('BEGIN; SELECT count(*) FROM ops.sample');
is($said->(q{CALL ops.make_partitions('2026-03-10', '2026-03-10')}) =~ s/\n//r, 'NOTICE:  no partition of 2026-03-10: its rows go to sample_restNOTICE:  partitions: 0 new', 'a partition is not made while somebody reads');
is($reads->say('SELECT 5'), 5, 'who goes on');
$reads->say('COMMIT');
# two make the same at once
my @two = map { Session->new } 1 .. 2;
$_->begin(q{CALL ops.make_partitions('2026-03-10', '2026-03-20')}) for @two;
my $both = join "\n", map { $_->end } @two;
unlike($both, qr/ERROR/, 'two who make partitions at once');
is($sql->(q{SELECT count(*) FROM pg_inherits WHERE inhparent = 'ops.sample'::regclass AND inhrelid::regclass::text ~ '202603'}), 11, 'make each of them once');
# rows of a day that is in sample_rest stay there
$sql->(q{INSERT INTO ops.sample_by_name VALUES ('g', 'power_w', '2026-03-25 00:01', 360)});
like($said->(q{CALL ops.make_partitions('2026-03-25', '2026-03-25')}), qr/its rows go to sample_rest/, 'a day that has rows elsewhere gets none');
my ($rc, $out, $err);
# granted with the rest, a partition shows nothing
$sql->(q{INSERT INTO ops.sample_by_name VALUES ('g', 'power_w', '2026-03-15', 5); CREATE ROLE acme; GRANT USAGE ON SCHEMA ops TO acme; GRANT SELECT ON ALL TABLES IN SCHEMA ops TO acme;
	ALTER TABLE ops.sample ENABLE ROW LEVEL SECURITY; CREATE POLICY half ON ops.sample FOR SELECT USING (at < '2026-03-20')});
is($sql->('SET ROLE acme; SELECT (SELECT count(*) FROM ops.sample_20260315), (SELECT count(*) FROM ops.sample_rest), (SELECT count(*) FROM ops.sample)'), '0|0|1', 'a tenant sees past no policy');
# written by its name it tells the facts all the same
$sql->(q{CALL ops.compact('2026-03-26')});
my $stale = q{SELECT count(*) FROM ops.invalid WHERE device = 'g'};
is($sql->($stale), 0, 'all facts hold');
$sql->(q{INSERT INTO ops.sample_20260315 SELECT series_id, NULL, '2026-03-15 00:05', 5 FROM ops.series WHERE device = 'g'});
cmp_ok($sql->($stale), '>', 0, 'but for one whose partition is written');
($rc, $out, $err) = $node->psql('postgres', q{DELETE FROM ops.sample_20260315}, extra_params => [ '-v', 'VERBOSITY=verbose' ]);
like($err, qr/55000: rows of partition "sample_20260315" are changed by the name of sample alone/, 'and none is taken away by the name of a partition');
$sql->(q{CALL ops.compact('2026-03-26'); TRUNCATE ops.sample_20260315});
cmp_ok($sql->($stale), '>', 0, 'unless it is emptied');
$sql->(q{CALL ops.compact('2026-03-26'); INSERT INTO ops.sample_20260315 SELECT series_id, NULL, '2026-03-15 00:10', 5 FROM ops.series WHERE device = 'g'});
# upgraded
$sql->(q{CALL colossus.upgrade_ledger('ops')});
is($sql->('SELECT count(*) FROM ops.sample'), 1, 'upgrade_ledger leaves partitions alone');
($rc, $out, $err) = $node->psql('postgres', q{BEGIN ISOLATION LEVEL REPEATABLE READ; INSERT INTO ops.sample_by_name VALUES ('g', 'power_w', '2026-03-15 01:00', 5)}, extra_params => [ '-v', 'VERBOSITY=verbose' ]);
like($err, qr/25001/, 'who would not see what others stored is refused');
$_->quit for $old, $reads, $idle, @two;

$node->stop;
done_testing();
