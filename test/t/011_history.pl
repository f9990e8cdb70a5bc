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

my ($seed, $histories, $steps) = ($ENV{HISTORY_SEED} // 20261128, 2, 40);
for my $n (1 .. $histories)
{
	my $zone = $n % 2 ? 'UTC' : 'Europe/Berlin';
	my ($rc, $out, $err) = $node->psql('postgres', history_script([ history_steps($seed + $n, $steps) ], $zone, 0, 1), on_error_stop => 0);
	is(join("\n", grep { /\S/ } split(/\n/, "$out\n$err")), '', 'history ' . ($seed + $n) . ": both ledgers are the same in $zone");
}
# that it did something: samples were packed, and statements were neither all refused nor all taken, and some days were not asked again
is($node->safe_psql('postgres', q{SELECT (SELECT count(*) > 3 FROM packs.device_trace), (SELECT sum(energy_nj) > 0 FROM packs.device_energy), count(*) FILTER (WHERE state = 'done') > 10, (SELECT count(*) > 0 FROM packs.judged_now()) FROM outcome}), 't|t|t|t', 'and they had something to say');

$node->stop;
done_testing();
