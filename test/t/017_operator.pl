# Twelve hours of a made fleet over the end of summer time, in the files that tools write:
# loaded in shuffled pieces, with files missing that come when the days are packed, with a
# wrong file that is replaced, and then all of it again.  What it must give is exact
# arithmetic over the same files (test/reference/operator_fleet.py); test/campaign/operator
# takes other seeds.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use IPC::Run 'run';
use Test::More;

plan skip_all => 'needs python3 with zoneinfo' if system(q{python3 -c 'import zoneinfo; zoneinfo.ZoneInfo("Europe/Berlin")' 2>/dev/null});
my $node = colossus_node('operator', 'autovacuum = off', 'jit = off');
$node->safe_psql('postgres', q{CREATE EXTENSION colossus; CREATE ROLE operator LOGIN; GRANT CREATE ON DATABASE postgres TO operator});
@ENV{qw(PGHOST PGPORT PGUSER PGDATABASE PGTZ)} = ($node->host, $node->port, 'operator', 'postgres', 'UTC');
my ($out, $err) = ('', '');
run [ 'python3', "$FindBin::RealBin/../reference/operator_fleet.py", "$FindBin::RealBin/../../src/client/colossus-load", 1 ], '>', \$out, '2>', \$err;
is($?, 0, 'everything agrees') or diag "$out$err";
like($_, qr/^PASS/, $_ =~ s/^\w+ //r) for grep { /\S/ } split /\n/, $out;
cmp_ok(scalar(() = $out =~ /^PASS/mg), '>=', 7, 'and was compared');
$node->stop;
done_testing();
