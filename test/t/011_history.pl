# Random histories: a ledger that packs its days between and one that never does say
# the same, to the nanojoule.  test/campaign/histories runs as many as one likes.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use History;
use Test::More;

my $node = colossus_node('history', 'autovacuum = off', 'jit = off');
$node->safe_psql('postgres', "CREATE EXTENSION colossus;\n" . history_setup());

my ($seed, $steps) = ($ENV{HISTORY_SEED} // 20261128, 40);
for my $n (1 .. 4)
{
	my ($zone, $narrow) = ($n % 2 ? 'UTC' : 'Europe/Berlin', $n < 3);
	my ($rc, $out, $err) = $node->psql('postgres', history_script([ history_steps($seed + $n, $steps, $zone, $narrow) ], $zone, quick => 1, filters => [ history_filters($seed + $n, 2) ], watch => $narrow ? 'device_energy' : undef), on_error_stop => 0);
	is(history_said($out, $err), '', 'history ' . ($seed + $n) . ": both ledgers are the same in $zone");
}
# that it did something: samples were packed, and statements were neither all refused nor all taken, and some days were not asked again
is($node->safe_psql('postgres', q{SELECT (SELECT count(*) > 3 FROM packs.device_trace), (SELECT sum(energy_nj) > 0 FROM packs.device_energy), count(*) FILTER (WHERE state = 'done') > 10, (SELECT count(*) > 0 FROM packs.judged_now()) FROM outcome}), 't|t|t|t', 'and they had something to say');

# A counter refreshed more slowly than it is read, whose value stands over midnight: where it took this value, and where it takes the next one, a row tells
# that lies among others of the day beside, late or on the open day.  Days before and behind have it in service all day.
my $counter = 'GPU-0000000c-0000-4000-8000-000000000003';
my $rows = sub { [ 'insert', 'INSERT INTO LEDGER.sample_by_name (device, metric, at, value) VALUES ' . join ', ', map { "('$counter', 'energy_j', '2026-03-$_->[0]Z', $_->[1])" } @_ ] };
my $compact = [ 'compact', "CALL packs.compact('2026-03-30');\nCALL packs.drop_partitions()" ];
for my $zone ('UTC', 'Europe/Berlin')
{
	# the hours before and behind three midnights
	my ($a, $b, $c) = $zone eq 'UTC' ? ([ '27 23', '28 00' ], [ '28 23', '29 00' ], [ '29 23', '30 00' ]) : ([ '27 22', '27 23' ], [ '28 22', '28 23' ], [ '29 21', '29 22' ]);
	my @slow = ($rows->([ '26 12:00', 10 ], [ "$a->[0]:50", 1000 ], [ "$a->[0]:58", 3000 ], [ "$a->[0]:59", 3000 ], [ "$a->[1]:02", 4000 ], [ "$a->[1]:10", 5000 ], [ "$b->[0]:50", 8000 ], [ "$b->[0]:58", 9000 ], [ "$b->[1]:00:10", 9000 ], [ "$b->[1]:03", 9100 ]),
		$compact,
		$rows->([ "$a->[0]:57", 3000 ]),	# stood already
		$compact,
		$rows->([ "$a->[1]:01", 3000 ]),	# stands still
		$rows->([ "$a->[1]:01:30", 3600 ]),	# changed before
		$rows->([ "$b->[1]:02", 9050 ]),
		$compact,
		$rows->([ "$c->[0]:50", 20000 ], [ "$c->[0]:58", 21000 ], [ "$c->[1]:00:10", 21000 ]),
		$compact,
		$rows->([ "$c->[1]:01", 21000 ]),	# of an open day
		$rows->([ "$c->[1]:02", 21500 ]),
		$compact,
		$rows->([ "$c->[1]:03", 21800 ]),
		[ 'delete', "DELETE FROM LEDGER.sample WHERE at = '2026-03-$c->[1]:02Z'" ]);
	my ($rc, $out, $err) = $node->psql('postgres', history_script(\@slow, $zone, every => 1, quick => 1, only => 'device_energy'), on_error_stop => 0);
	is(history_said($out, $err), '', "a counter whose value stands over midnight in $zone");
	is($node->safe_psql('postgres', q{SELECT count(*) > 3 FROM packs.device_trace}), 't', 'of which days are packed');
	# once its value has changed on the open day, no closed day waits for its readings
	$node->safe_psql('postgres', 'CALL packs.compact(\'2026-03-30\');' . join ';', map { "INSERT INTO packs.sample_by_name (device, metric, at, value) VALUES ('$counter', 'energy_j', '2026-03-$c->[1]:${_}Z', 21900)" } '05', '06');
	is($node->safe_psql('postgres', 'SELECT count(*) FROM packs.invalid'), '0', 'and behind its change no row makes a fact stale');
}

$node->stop;
done_testing();
