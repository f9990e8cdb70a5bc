# Hostile payloads in their short form (test/campaign/payloads has the long one), and a
# load that is killed before, while and after its samples are moved.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use IPC::Run qw(run start finish);
use PostgreSQL::Test::Utils;
use Test::More;

my $node = colossus_node('payloads', 'autovacuum = off', 'jit = off');
$node->safe_psql('postgres', q{CREATE EXTENSION colossus; CREATE ROLE operator LOGIN; GRANT CREATE ON DATABASE postgres TO operator});
@ENV{qw(PGHOST PGPORT PGUSER PGDATABASE PGTZ)} = ($node->host, $node->port, 'operator', 'postgres', 'UTC');
my $client = "$FindBin::RealBin/../../src/client/colossus-load";
SKIP:
{
	skip 'needs python3', 1 if system(q{python3 -c '' 2>/dev/null});
	my ($out, $err) = ('', '');
	run [ 'python3', "$FindBin::RealBin/../campaign/payloads.py", $client, 1, 66 ], '>', \$out, '2>', \$err;
	is($?, 0, 'hostile payloads') or diag "$out$err";
	like($_, qr/^PASS/, $_ =~ s/^\w+ //r) for grep { /\S/ } split /\n/, $out;
}

# a log of steps and one of samples in one load each, killed in load_read and in load_close
my $folder = PostgreSQL::Test::Utils::tempdir();
open my $file, '>', "$folder/big.csv" or die;
print $file "timestamp, uuid, power.draw [W]\n";
printf $file "2026/01/%02d %02d:%02d:%02d.000, GPU-%d, 100.00 W\n", 1 + int($_ / 86400), int($_ / 3600) % 24, int($_ / 60) % 60, $_ % 60, $_ % 8 for 0 .. 149999;
close $file;
my $sql = sub { $node->safe_psql('postgres', $_[0], extra_params => [ '-U', 'operator' ]) };
$sql->(q{SET client_min_messages = warning; DROP SCHEMA IF EXISTS ops CASCADE; CALL colossus.create_ledger('ops')});
for my $where ('load_read', 'load_close')
{
	my ($out, $err, $seen) = ('', '');
	my $load = start [ 'sh', $client, '--format', 'nvidia-smi', '--zone', 'UTC', "$folder/big.csv" ], '>', \$out, '2>', \$err;
	# by one session, for on a busy machine it takes longer to begin another than the load to pass
	$seen = $sql->(qq{CREATE FUNCTION pg_temp.kills() RETURNS bigint LANGUAGE plpgsql AS \$\$
		DECLARE
			seen bigint;
		BEGIN
			FOR i IN 1 .. 12000 LOOP
				SELECT count(pg_terminate_backend(pid)) INTO seen FROM pg_stat_activity WHERE query ~ 'ops.?.$where' AND state = 'active' AND pid <> pg_backend_pid();
				EXIT WHEN seen > 0;
				PERFORM pg_stat_clear_snapshot(), pg_sleep(0.0025);
			END LOOP;
			RETURN seen;
		END \$\$;
		SELECT pg_temp.kills()});
	finish $load;
	is($load->result(0), 2, "a load killed in $where ends in trouble") or diag "$out$err";
	is($seen, 1, 'and was killed there');
	is($sql->('SELECT (SELECT count(*) FROM ops.load), (SELECT count(*) FROM ops.sample), (SELECT count(*) FROM ops.reject)'), '0|0|0', 'nobody sees anything of it');
}
# what says something without samples comes with them, too: jobs, steps, what was held
my $piece = q{SET client_min_messages = warning;
	SELECT ops.load_open('huggingface', 'run.log', options => '{"job": "run"}') AS a \gset
	SELECT ops.load_block(:a, '{"step": 10, "loss": 1.0, "num_tokens": 5}') \gset
	SELECT ops.load_open('sacct', 'jobs.txt', 'UTC') AS b \gset
	SELECT ops.load_block(:b, E'JobID|State|Start|End|NodeList\n7|COMPLETED|2026-01-01T00:00:00|2026-01-01T01:00:00|n1\n') \gset
	SELECT ops.load_read() \gset
};
$node->psql('postgres', $piece, extra_params => [ '-U', 'operator' ]);
is($sql->('SELECT (SELECT count(*) FROM ops.job), (SELECT count(*) FROM ops.step_log), (SELECT count(*) FROM ops.job_step)'), '0|0|0', 'a load that was read and not closed leaves no job');
my ($out, $err) = ('', '');
run [ 'sh', $client, '--format', 'nvidia-smi', '--zone', 'UTC', "$folder/big.csv" ], '>', \$out, '2>', \$err;
is($sql->('SELECT count(*), sum(new), sum(known), (SELECT count(*) FROM ops.sample) FROM ops.load'), '1|150000|0|150000', 'the next load brings all of it');
$node->stop;
done_testing();
