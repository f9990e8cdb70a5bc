# A real Prometheus scrapes a small exporter and is pulled three times, with a
# restart in between: the samples that it stored, each once, with their own times.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use IPC::Run 'run';
use IO::Socket::INET;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $program = $ENV{PROMETHEUS} // '/usr/bin/prometheus';
plan skip_all => 'no prometheus' unless -x $program;
plan skip_all => 'no curl' unless -x '/usr/bin/curl';

my $node = colossus_node('prometheus', 'autovacuum = off');
my $folder = PostgreSQL::Test::Utils::tempdir();
my ($port, $exporter_port) = map { PostgreSQL::Test::Cluster::get_free_port() } 1 .. 2;
@ENV{qw(PGHOST PGPORT PGDATABASE PGTZ)} = ($node->host, $node->port, 'postgres', 'UTC');
$node->safe_psql('postgres', q{CREATE EXTENSION colossus; CALL colossus.create_ledger('ops')});

# 300 W, and its counter in mJ
my $exporter = fork // die;
if ($exporter == 0)
{
	my $begin = time;
	my $socket = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $exporter_port, Listen => 5, ReuseAddr => 1) or die $!;
	while (my $client = $socket->accept)
	{
		while (my $line = <$client>) { last if $line =~ /^\r?\n$/ }
		my $body = sprintf qq(# TYPE DCGM_FI_DEV_POWER_USAGE gauge\nDCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-265c9814",Hostname="n1"} 300\n# TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter\nDCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-265c9814",Hostname="n1"} %d\n), (time() - $begin) * 300000;
		print $client "HTTP/1.0 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: " . length($body) . "\r\n\r\n$body";
		close $client;
	}
	exit;
}
append_to_file("$folder/prometheus.yml", "global: {scrape_interval: 1s}\nscrape_configs: [{job_name: dcgm, static_configs: [{targets: ['127.0.0.1:$exporter_port']}]}]\n");
my $prometheus;
my $had = 0;
sub start { $prometheus = IPC::Run::start([ $program, "--config.file=$folder/prometheus.yml", "--storage.tsdb.path=$folder/data", "--web.listen-address=127.0.0.1:$port" ], '>', "$folder/log", '2>&1'); wait_for_more() }
sub stop { $prometheus->signal('TERM'); eval { IPC::Run::finish($prometheus) } }
my $select = '{__name__=~"DCGM_FI_DEV_.*"}';
sub pull
{
	my ($out, $err) = ('', '');
	run [ 'sh', "$FindBin::RealBin/../../src/client/colossus-load", '--format', 'prometheus', '--url', "http://127.0.0.1:$port", '--select', $select, '--since', 'last' ], '>', \$out, '2>', \$err;
	is($? >> 8, 0, 'a pull') or diag "$out$err";
}
# what Prometheus has, asked for by itself
sub stored
{
	my $answer = '';
	run [ 'curl', '-fsS', '--get', '--data-urlencode', "query=${select}[10m]", '--data-urlencode', 'time=' . int(time), "http://127.0.0.1:$port/api/v1/query" ], '>', \$answer, '2>', \my $trouble;
	my @samples;
	while ($answer =~ /"__name__":"(\w+)".*?"values":\[(.*?\])\]/g)
	{
		my ($name, $values) = ($1, $2);
		push @samples, map { sprintf '%s %.3f', $name, $_ } $values =~ /\[([\d.]+),/g;
	}
	return sort @samples;
}

# waits until it has scraped some times more
sub wait_for_more
{
	for (1 .. 120)
	{
		my @now = stored();
		if (@now > $had + 8) { $had = @now; return }
		sleep 0.5;
	}
	BAIL_OUT('Prometheus does not scrape');
}

start();
pull();
stop();
start();
pull();
sleep 3;
pull();
stop_scrapes();
sub stop_scrapes { kill 'KILL', $exporter; waitpid $exporter, 0; sleep 2 }
pull();
my @want = stored();
my @have = sort split /\n/, $node->safe_psql('postgres', q{SELECT s.metric_written || ' ' || extract(epoch FROM x.at)::numeric(20, 3) FROM ops.sample x JOIN ops.series s USING (series_id)});
cmp_ok(scalar @want, '>', 20, 'Prometheus stored samples');
is_deeply(\@have, \@want, 'they are in the ledger, each once, with their own times');
cmp_ok($node->safe_psql('postgres', 'SELECT sum(known) FROM ops.load'), '>', 0, 'the pulls overlapped');
is($node->safe_psql('postgres', 'SELECT count(*) FROM ops.load WHERE rejected > 0 OR conflicting > 0'), 0, 'and nothing was rejected');
stop();
$node->stop;
done_testing();
