# Jobs of Slurm in every shape in which sacct --json has written them, and in sacct's
# columns: all must give what the jobs were made of (test/reference/sacct_json.py).
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use IPC::Run 'run';
use Test::More;

plan skip_all => 'needs python3' if system(q{python3 -c '' 2>/dev/null});
my $node = colossus_node('sacct_json', 'autovacuum = off', 'jit = off');
$node->safe_psql('postgres', q{CREATE EXTENSION colossus; CREATE ROLE operator LOGIN; GRANT CREATE ON DATABASE postgres TO operator});
@ENV{qw(PGHOST PGPORT PGUSER PGDATABASE PGTZ)} = ($node->host, $node->port, 'operator', 'postgres', 'UTC');
my ($out, $err) = ('', '');
run [ 'python3', "$FindBin::RealBin/../reference/sacct_json.py", "$FindBin::RealBin/../../src/client/colossus-load", 1, 40 ], '>', \$out, '2>', \$err;
is($?, 0, 'all agree') or diag "$out$err";
like($_, qr/^PASS/, $_ =~ s/^\w+ //r) for grep { /\S/ } split /\n/, $out;
is(scalar(() = $out =~ /^PASS/mg), 6, 'every shape was compared');
$node->stop;
done_testing();
