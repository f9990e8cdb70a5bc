# pg_cron, as Debian ships it, runs a ledger's daily work.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use PostgreSQL::Test::Utils;
use Test::More;

chomp(my $share = `pg_config --sharedir`);
plan skip_all => 'pg_cron is not installed for this version' unless -e "$share/extension/pg_cron.control";

my $node = colossus_node('cron', 'autovacuum = off', "timezone = 'UTC'", "shared_preload_libraries = 'pg_cron'", "cron.database_name = 'postgres'", "cron.timezone = 'UTC'");
# it connects as anybody does, and this server listens on a socket only
$node->append_conf('postgresql.conf', "cron.host = '" . $node->host . "'\n");
# restart would take the program that ran, and not the one of dev/asan that starts it
$node->stop;
$node->start;
my $sql = sub { return $node->safe_psql('postgres', $_[0]) };
$sql->(q{
	CREATE EXTENSION colossus;
	CREATE EXTENSION pg_cron;
	CALL colossus.create_ledger('ops');
	INSERT INTO ops.device (device, accelerator, cluster, site) VALUES ('g', 'H100 SXM', 'one', 'Here');
	INSERT INTO ops.sample_by_name SELECT 'g', 'power_w', t, 360 FROM generate_series('2026-03-01'::timestamptz, '2026-03-03 12:00', '5 minutes') t});
# 60 h x 360 W
is($sql->('SELECT sum(energy_nj) FROM ops.device_energy'), 60 * 3600 * 360 . '000000000', 'the energy before');
$sql->(q{SELECT cron.schedule('ledger', '* * * * *', 'CALL ops.maintain()')});
ok($node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM cron.job_run_details WHERE status IN ('succeeded', 'failed')}), 'it ran');
is($sql->(q{SELECT string_agg(DISTINCT status || ': ' || return_message, '; ') FROM cron.job_run_details WHERE status IN ('succeeded', 'failed')}), 'succeeded: CALL', 'and succeeded');
$sql->(q{SELECT cron.unschedule('ledger')});
is($sql->('SELECT count(*), (SELECT count(*) FROM ops.sample) FROM ops.device_trace'), '3|0', 'all days are packed');
is($sql->('SELECT count(*) FROM ops.fact'), 3, 'and booked');
is($sql->('SELECT sum(energy_nj) FROM ops.device_energy'), 60 * 3600 * 360 . '000000000', 'the energy after');

$node->stop;
done_testing();
