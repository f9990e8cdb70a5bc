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

my ($rc, $out, $err);
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
is($sql->('SELECT count(*) FROM ops.loose'), 0, 'though all of it is packed');
is($sql->('SELECT count(*) FROM ops.sample'), 864, 'and rows of their days are where they were, but for those of sample_rest');
my $plan = $sql->(q{EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT count(*) FROM ops.loose WHERE series_id = 1 AND at >= '2026-03-01' AND at < '2026-03-20'});
is(() = $plan =~ /on sample_2026030[123].*never executed/g, 3, 'no row of which is looked at');
is($parts->(), '20260301 20260302 20260303 rest', 'and they are there');
is($old->say($question), "$nj|$nj|1009", 'whose snapshot is older has the same answer from rows');
is($reads->say('FETCH 1008 FROM c') =~ tr/\n//, 1007, 'a cursor goes on');
is($sql->(q{SELECT (SELECT sum(energy_nj) FROM ops.device_energy), (SELECT sum(energy_nj) FROM ops.fleet_hourly)}), "$nj|$nj", 'a new one has it from traces and facts');
$_->say('COMMIT') for $reads, $idle;
like($said->('CALL ops.drop_partitions()'), qr/partitions: 0 dropped/, 'they wait for the last one');
is($old->say($question), "$nj|$nj|1009", 'who has the same answer still');
# a late row comes into a partition that is to be dropped, and one for a day without
is($sql->(q{SELECT samples FROM ops.device_trace WHERE day = '2026-03-01'}), 288, 'of a day so many samples');
$sql->(q{INSERT INTO ops.sample_by_name VALUES ('g', 'power_w', '2026-03-01 00:01', 360), ('g', 'power_w', '2026-03-04 00:01', 360)});
is($sql->(q{SELECT samples FROM ops.device_trace WHERE day = '2026-03-01'}), 289, 'and one more, at once');
is($sql->($question), "$nj|$nj|1", 'which is seen at once, as is the other');
is($old->say($question), "$nj|$nj|1009", 'but by an older one');
$old->say('COMMIT');
$said->('CALL ops.drop_partitions()');
is($parts->(), 'rest', 'what is packed is dropped');
is($sql->('SELECT count(*) FROM ops.sample'), 1, 'and the late row of the day without a partition stays');
# packed by compact, and read meanwhile by an older one
$old->say('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM ops.setting');
$said->('CALL ops.drop_partitions()');
$sql->(q{CALL ops.compact('2026-03-05')});
$said->('CALL ops.drop_partitions()');
is($old->say('SELECT count(*) FROM ops.sample'), 1, 'an older one sees the late row where it was');
$old->say('COMMIT');
$said->('CALL ops.drop_partitions()');
is($parts->(), 'rest', 'afterwards nothing is left');
is($sql->(q{SELECT (SELECT sum(energy_nj) FROM ops.device_energy), (SELECT count(*) FROM ops.emptied)}), "$nj|0", 'and the energy is what it was');
# ---- rows that no longer count, and whoever writes to them ----
# two days of a gauge by a load, and a day of tokens without a device
my $uuid = 'GPU-0000000a-0000-4000-8000-000000000001';
my $log = sub { my ($watts, @hours) = @_; return "timestamp, uuid, power.draw [W]\n" . join '', map { sprintf "2026/03/0%d %02d:00:00.000, $uuid, $watts.00 W\n", 6 + $_ / 24, $_ % 24 } @hours };
sub fresh_days
{
	$sql->(q{
		SET client_min_messages = warning;
		DROP SCHEMA IF EXISTS l CASCADE;
		CALL colossus.create_ledger('l');
		CALL l.make_partitions('2026-03-06', '2026-03-08');
		INSERT INTO l.device (device, accelerator, max_gap) VALUES ('} . $uuid . q{', 'H100 SXM', '1 hour');
		SELECT FROM l.load('nvidia-smi', '} . $log->(360, 0 .. 20, 22 .. 60) . q{', 'a', 'UTC');
		SELECT FROM l.load('nvidia-smi', '} . $log->(500, 61 .. 63) . q{', 'c', 'UTC')});
	$old->say('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM l.setting');
	$sql->(q{CALL l.compact('2026-03-09'); CALL l.drop_partitions()});
	return;
}
my $energy = 'SELECT sum(energy_nj), (SELECT count(*) FROM l.sample_by_name), (SELECT sum(samples) FROM l.device_trace) FROM l.device_energy';
# of 63 hours one interval is two hours, a gap; of the last ones one is from 360 to 500 W
my $wh = sub { return $_[0] * 3600 . '000000000' };
fresh_days();
is($sql->('SELECT packed_since, packed_until FROM l.setting'), '2026-03-06 00:00:00+00|2026-03-09 00:00:00+00', 'three days wait');
is($sql->($energy), $wh->(58 * 360 + 430 + 1000) . '|0|63', 'their energy');
is($old->say($energy), $wh->(58 * 360 + 430 + 1000) . '|63|', 'and to an older one');
# late, by a load: one that is known, one that is new and one that is another
is($sql->(q{SELECT new, known, conflicting FROM l.load('nvidia-smi', '} . $log->(360, 20, 21, 61) . q{', 'b', 'UTC')}), '1|1|1', 'a load of known, new and other samples');
is($sql->($energy), $wh->(60 * 360 + 430 + 1000) . '|0|64', 'the new one counts at once');
is($sql->(q{SELECT loads FROM l.device_trace WHERE day = '2026-03-06'}), '{1,21,3,1,1,2}', 'under its load');
is($old->say($energy), $wh->(58 * 360 + 430 + 1000) . '|63|', 'and not for an older one');
($rc, $out, $err) = $node->psql('postgres', qq{BEGIN ISOLATION LEVEL REPEATABLE READ; INSERT INTO l.sample (series_id, at, value) SELECT series_id, '2026-03-06 21:30', 5 FROM l.series}, extra_params => [ '-v', 'VERBOSITY=verbose' ]);
like($err, qr/25001: samples of days that are over cannot be written in a repeatable read transaction/, 'who cannot know what is packed is refused');
for my $statement ('DELETE FROM l.sample', 'UPDATE l.sample SET value = 5', q{UPDATE l.sample SET at = at + interval '1 s'})
{
	($rc, $out, $err) = $node->psql('postgres', $statement, extra_params => [ '-v', 'VERBOSITY=verbose' ]);
	like($err, qr/55000: rows from 2026-03-06 .* until 2026-03-09 .* are packed, and no longer count/, "$statement would change nothing, and is refused");
}
# past the triggers
$sql->(q{SET session_replication_role = replica; INSERT INTO l.sample (series_id, load_id, at, value) SELECT series_id, 3, '2026-03-07 00:30', 360 FROM l.series});
$old->say('COMMIT');
like($said->('CALL l.drop_partitions()'), qr/WARNING:  1 samples of 2026-03-07 came past the triggers of sample, and are packed now.*partitions: 3 dropped, 0 wait/s, 'what came past the triggers is found before its partition goes');
is($sql->($energy), $wh->(60 * 360 + 430 + 1000) . '|0|65', 'and counts');
is($sql->('SELECT packed_since, packed_until, (SELECT count(*) FROM l.sample) FROM l.setting'), 'infinity|infinity|0', 'no day waits');
# taken back and replaced
fresh_days();
$sql->('SELECT FROM l.unload(2)');
is($sql->($energy), $wh->(58 * 360) . '|13|47', 'a load is taken back though its day waits: rows count again');
is($old->say($energy), $wh->(58 * 360 + 430 + 1000) . '|63|', 'an older one has its answer');
$old->say('COMMIT');
$sql->(q{CALL l.compact('2026-03-09'); CALL l.drop_partitions()});
is($sql->($energy), $wh->(58 * 360) . '|0|60', 'packed again');
fresh_days();
$sql->(q{SELECT FROM l.load('nvidia-smi', '} . $log->(400, 61 .. 63) . q{', 'd', 'UTC', options => '{"replace": true}')});
is($sql->($energy), $wh->(58 * 360 + 380 + 800) . '|16|47', 'values are replaced though their day waits');
is($old->say($energy), $wh->(58 * 360 + 430 + 1000) . '|63|', 'an older one has its answer');
$old->say('COMMIT');
$sql->(q{CALL l.compact('2026-03-09'); CALL l.drop_partitions()});
is($sql->($energy), $wh->(58 * 360 + 380 + 800) . '|0|63', 'packed again');
# a crash between
fresh_days();
$_->quit for $old, $reads, $idle;
$node->stop('immediate');
$node->start;
($old, $reads, $idle) = map { Session->new } 1 .. 3;
is($sql->($energy), $wh->(58 * 360 + 430 + 1000) . '|0|63', 'after a crash between packing and dropping');
like($said->('CALL l.drop_partitions()'), qr/partitions: 3 dropped/, 'they are dropped');
is($sql->($energy), $wh->(58 * 360 + 430 + 1000) . '|0|63', 'and nothing is lost');
# the stretch of days that wait is dropped from its beginning on, and what is not next to it is deleted
$sql->(q{CALL l.make_partitions('2026-03-10', '2026-03-13'); INSERT INTO l.sample_by_name SELECT '} . $uuid . q{', 'power_w', t, 360 FROM unnest('{2026-03-10,2026-03-11,2026-03-13}'::timestamptz[]) t});
$old->say('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM l.setting');
$sql->(q{CALL l.compact('2026-03-14')});
is($sql->('SELECT packed_since, packed_until FROM l.setting'), '2026-03-10 00:00:00+00|2026-03-12 00:00:00+00', 'days side by side wait together');
is($sql->(q{SELECT count(*) FROM l.sample_20260313}), 0, 'a day that is not next to them has its rows deleted');
is($old->say('SELECT count(*) FROM l.sample_by_name'), 3, 'an older one has them all');
$old->say('COMMIT');
like($said->('CALL l.drop_partitions()'), qr/partitions: 4 dropped/, 'all are dropped');
$sql->('DROP SCHEMA l CASCADE');

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
is($sql->('SELECT min(at), max(at) FROM ops.sample_by_name'), $sql->('SELECT (array_agg(at ORDER BY at))[1], (array_agg(at ORDER BY at DESC))[1] FROM (SELECT at FROM ops.sample_by_name OFFSET 0) s'), 'the first and the last row are found in it too');
like($said->(q{CALL ops.make_partitions('2026-03-25', '2026-03-25')}), qr/its rows go to sample_rest/, 'a day that has rows elsewhere gets none');
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
