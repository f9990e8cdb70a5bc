# Ledgers in time zones with and without summer time, against what Python makes of the
# same samples with its own zone rules (test/reference/zone.py): in any session's zone,
# before days are closed, when some are and when all are.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use Test::More;

plan skip_all => 'needs python3 with zoneinfo' if system("python3 -c 'import zoneinfo; zoneinfo.ZoneInfo(\"Asia/Kolkata\")' 2>/dev/null");

my $node = colossus_node('zone', 'autovacuum = off', 'jit = off');
$node->safe_psql('postgres', 'CREATE EXTENSION colossus');

# each gives no row, or one that only one of both sides has
my %same = (
	'days of devices' => 'SELECT device, day, energy_nj FROM z.device_energy WHERE energy_nj > 0 | SELECT * FROM want.device_day WHERE nj > 0',
	'hours of the fleet' => 'SELECT hour, day, energy_nj FROM z.fleet_hourly WHERE energy_nj > 0 | SELECT * FROM want.hour WHERE nj > 0',
	'months of tenants' => 'SELECT month, tenant, energy_nj FROM z.tenant_ledger WHERE energy_nj > 0 | SELECT * FROM want.month WHERE nj > 0',
	'days of jobs' => 'SELECT job, day, energy_nj FROM z.job_daily WHERE energy_nj > 0 | SELECT * FROM want.job_day WHERE nj > 0',
	'hours of jobs' => 'SELECT job, hour, day, energy_nj FROM z.job_hourly WHERE energy_nj > 0 | SELECT * FROM want.job_hour WHERE nj > 0',
	'held time of jobs' => 'SELECT job, day, device_s::numeric FROM z.job_daily WHERE device_s > 0 | SELECT * FROM want.held',
	'tokens of jobs' => 'SELECT job, day, output_tokens::numeric FROM z.job_daily WHERE output_tokens > 0 | SELECT * FROM want.tokens',
	'hourly tokens of jobs' => 'SELECT job, day, sum(output_tokens::numeric) FROM z.job_hourly WHERE output_tokens > 0 GROUP BY job, day | SELECT * FROM want.tokens',
	'days of tenants' => 'SELECT day, energy_nj FROM z.tenant_daily WHERE energy_nj > 0 | SELECT day, sum(nj) FROM want.job_day WHERE nj > 0 GROUP BY day',
	'days of sites' => 'SELECT day, energy_nj FROM z.site_energy WHERE energy_nj > 0 | SELECT day, sum(nj) FROM want.device_day WHERE nj > 0 GROUP BY day',
	'the year of the statement' => q{SELECT round(quantity::numeric, 6) FROM z.statement(2026) WHERE line = '2 location' | SELECT round(sum(nj) * 1.5 * 1.25 / 3600000000000000, 6) FROM want.device_day WHERE extract(year FROM day) = 2026},
	'months of the emission ledger' => q{SELECT month, tenant, round(facility_kwh::numeric, 6) FROM z.emission_ledger() WHERE scope = 2 AND facility_kwh > 0 | SELECT month, tenant, round(nj * 1.5 * 1.25 / 3600000000000000, 6) FROM want.month WHERE nj > 0},
	'the audit, but for silence and factors' => q{SELECT rule, subject, detail FROM z.ledger_audit() WHERE rule IN ('parts do not sum', 'several readings', 'damaged trace', 'shares above 1') | SELECT NULL, NULL, NULL WHERE false});

sub check
{
	my ($when, $session) = @_;
	for my $what (sort keys %same)
	{
		my ($is, $must) = split / \| /, $same{$what};
		my ($rc, $out, $err) = $node->psql('postgres', "SET timezone = '$session'; SELECT * FROM (($is EXCEPT ALL $must) UNION ALL ($must EXCEPT ALL $is)) x ORDER BY 1 LIMIT 3");
		is("$out$err", '', "$when, session in $session: $what");
	}
}

my $seed = $ENV{ZONE_SEED} // 20261129;
for my $zone ($ENV{ZONES} ? split(/,/, $ENV{ZONES}) : qw(America/Chicago Asia/Kolkata))
{
	my $script = qx(python3 "$FindBin::RealBin/../reference/zone.py" $zone $seed);
	is($node->psql('postgres', $script, on_error_stop => 1), 0, "a ledger in $zone");
	check("$zone, nothing is closed", 'Pacific/Auckland');
	$node->safe_psql('postgres', q{SET timezone = 'America/New_York'; CALL z.compact('2026-06-30')});
	check("$zone, half is closed", 'UTC');
	$node->safe_psql('postgres', q{SET timezone = 'Asia/Tokyo'; CALL z.compact('2026-11-20')});
	is($node->safe_psql('postgres', 'SELECT count(*) FROM z.sample'), 0, "$zone: all is packed");
	check("$zone, all is closed", 'America/St_Johns');
}

$node->stop;
done_testing();
