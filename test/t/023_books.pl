# Random books of two or three sites, and what their statement must say in rational arithmetic: lines,
# months, tenants, organization, costs, restatement by each cause, and no finding where there is no fault.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use IPC::Run 'run';
use Test::More;

plan skip_all => 'needs python3' if system('python3 -c 1 2>/dev/null');
my $node = colossus_node('books', 'autovacuum = off', 'jit = off');
$node->safe_psql('postgres', 'CREATE EXTENSION colossus');
@ENV{qw(PGHOST PGPORT PGDATABASE PGTZ)} = ($node->host, $node->port, 'postgres', 'UTC');
my $seed = 5; # test/campaign/books takes others
my ($out, $err) = ('', '');
run [ 'python3', "$FindBin::RealBin/../campaign/books.py", $seed, 1, 'short' ], '>', \$out, '2>', \$err;
is($?, 0, "books of seed $seed: everything agrees") or diag "$out$err";
my ($good) = $out =~ /^(\d+) of \d+ comparisons agree$/m;
cmp_ok($good // 0, '>=', 50, 'and was compared');
$node->stop;
done_testing();
