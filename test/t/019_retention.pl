# Samples of days that are old enough are dropped, and what the days came to stays: the
# views of a ledger that drops say what those of one that keeps everything say, what is
# changed afterwards is split by time as Python's fractions split it, and what cannot be
# done any more is refused by name.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use History;
use IPC::Run;
use Test::More;

plan skip_all => 'needs python3' if system("python3 -c 'import fractions' 2>/dev/null");

my $node = colossus_node('retention', 'autovacuum = off', 'jit = off', "timezone = 'UTC'");
my $sql = sub { return $node->safe_psql('postgres', $_[0]) };
my $said = sub { my ($rc, $out, $err) = $node->psql('postgres', $_[0], extra_params => [ '-v', 'VERBOSITY=verbose' ]); return "$out$err" };
$sql->("CREATE EXTENSION colossus;\n" . history_setup());

# a month ago is the first day that is kept; the days before are 1 to 3
my @day = split /\|/, $sql->(q{SELECT string_agg((m.day + i)::text, '|' ORDER BY i) FROM (SELECT (now() - interval '1 month')::date - 4 AS day) m, generate_series(0, 6) i});
my ($kept, $first) = @day[ 4, 1 ];
# a gauge each 5 minutes, on the hour, in whole W: energies are whole nJ, and no interval lies over an hour
sub watts { return 100 + ($_[0] * 7919) % 601 }
my @power = map { sprintf "('g', 'power_w', '$first'::timestamptz + %d * interval '5 minutes', %d)", $_, watts($_) } 0 .. 5 * 288 - 1;
# counters that are refreshed slowly, one silent for a day and more, and one that falls
my @counter = map { sprintf "('c', 'energy_j', '$first'::timestamptz + %d * interval '7 minutes', %d)", $_, int($_ / 3) * 3 * 240000 + 601 } 0 .. 1000;
my @silent = map { sprintf "('s', 'energy_j', '$first'::timestamptz + %d * interval '1 hour', %d)", $_, $_ * 360000 } grep { $_ < 20 || $_ > 70 } 0 .. 100;
my @falls = map { sprintf "('f', 'energy_j', '$first'::timestamptz + %d * interval '20 minutes', %d)", $_, ($_ % 71) * 400000 } 0 .. 300;
my @both = map { sprintf "('b', '%s', '$first'::timestamptz + %d * interval '10 minutes', %d)", $_ % 2 ? 'power_w' : 'energy_j', $_, $_ % 2 ? 300 : $_ * 180000 } 0 .. 700;
my $log = "timestamp, uuid, power.draw [W]\n" . join '', map { my $d = $day[ $_ / 24 ] =~ s/-/\//gr; sprintf "%s %02d:00:00.000, GPU-0000000a-0000-4000-8000-000000000001, 300.00 W\n", $d, $_ % 24 } 24 .. 60;
for my $l ('packs', 'keeps')
{
	$sql->("SET client_min_messages = warning;
		CALL colossus.create_ledger('$l');
		INSERT INTO $l.device (device, accelerator, host, cluster, site) SELECT d, 'H100 SXM', 'n1', 'one', 'Here' FROM unnest('{g,c,s,f,b,x}'::text[]) d;
		-- one whose place changes on the last day of its samples, one without samples between two times, and one that a job alone tells of
		INSERT INTO $l.device (device, accelerator, host, cluster, site, since, until) VALUES ('p', 'H100 SXM', 'n1', 'one', 'Here', '-infinity', '$day[3] 03:50:10'), ('p', 'H100 SXM', 'n2', 'two', 'Here', '$day[3] 03:50:10', NULL),
			('n', 'H100 SXM', 'n2', 'two', 'Here', '$day[1] 03:50:10', '$day[5] 06:54:38'), ('u', 'H100 SXM', 'n2', 'two', 'Here', '-infinity', NULL);
		INSERT INTO $l.site_overhead (site, from_date, server_factor, pue) VALUES ('Here', '2020-01-01', 1.5, 1.25);
		INSERT INTO $l.job (job, kind, tenant, started_at) VALUES ('j', 'training', 'acme', '$day[1] 05:00:07'), ('k', 'inference', 'beta', '$day[0]');
		INSERT INTO $l.job_device (job, device, started_at, ended_at) SELECT 'j', d, '$day[1] 05:00:07', '$day[2] 11:11' FROM unnest('{g,c,b,u}'::text[]) d;
		INSERT INTO $l.sample_by_name (device, metric, at, value) VALUES " . join(', ', @power, @counter, @silent, @falls, @both, (map { s/'g'/'x'/r } @power), map { s/'g'/'p'/r } @power[ 0 .. 2 * 288 + 200 ]) . ";
		SELECT FROM $l.load('nvidia-smi', '$log', 'a', 'UTC');
		SELECT FROM $l.load('prometheus-json', '{\"status\": \"success\", \"data\": {\"resultType\": \"matrix\", \"result\": [{\"metric\": {\"__name__\": \"vllm:generation_tokens_total\", \"instance\": \"s1\"}, \"values\": [["
		. $sql->("SELECT extract(epoch FROM '$day[2]'::timestamptz)::bigint") . ", \"5\"], [" . $sql->("SELECT extract(epoch FROM '$day[2] 06:00'::timestamptz)::bigint") . ", \"105\"]]}]}}', 'v', options => '{\"job\": \"k\"}')");
	$sql->("CALL $l.compact('$day[6]')");
}
my @views = qw(device_energy fleet_hourly job_energy job_hourly job_daily job_tokens tenant_ledger tenant_daily idle_energy reconcile device_part silent_device);
# but for columns that tell apart which device is meant
my $differs = sub { return $sql->(qq{SELECT coalesce(string_agg(x, E'\\n'), 'same') FROM unnest(ARRAY[@{[join ', ', map { "\$q\$$_\$q\$" } $_[0] ? @{$_[0]} : @views]}]) r, differs(r) x WHERE x IS NOT NULL}) };
my $sums = sub { return $sql->(q{SELECT coalesce(string_agg(x, E'\n'), 'hold') FROM sums('packs', 'UTC') x WHERE x !~ 'a device is its samples'}) };
is($differs->(), 'same', 'two ledgers are alike');

# ---- dropping ----
$sql->('UPDATE packs.device_trace t SET trace = set_byte(trace, 40, get_byte(trace, 40) # 1) FROM packs.series s WHERE s.series_id = t.series_id AND s.device = \'x\' AND t.day = \'' . $day[2] . '\'');
$sql->(q{UPDATE keeps.device_trace t SET trace = p.trace FROM packs.device_trace p, packs.series ps, keeps.series ks WHERE p.series_id = ps.series_id AND ps.device = 'x' AND t.series_id = ks.series_id AND ks.device = 'x' AND t.day = p.day AND t.day = '} . $day[2] . q{'});
$sql->("INSERT INTO $_.invalid (device, since, until) VALUES ('x', '$day[2]', '$day[3]')") for 'packs', 'keeps';
like($said->('CALL packs.drop_traces()'), qr/^$/, 'nothing is dropped unless somebody says so');
my $held = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres') ], '<', \my $in, '>', \my $out, IPC::Run::timer(300));
$in = "BEGIN; INSERT INTO packs.job (job) VALUES ('open'); SELECT 'begun';\n";
$held->pump until $out =~ /begun/;
$sql->('UPDATE packs.setting SET keep_months = 1');
like($said->('CALL packs.drop_traces()'), qr/none dropped, transactions still run that may write samples of days before $kept/, 'who may not know of it is waited for');
is($sql->('SELECT count(*) FROM packs.device_trace WHERE dropped'), 0, 'and nothing is dropped');
is($sql->('SELECT kept_since FROM packs.setting'), $kept, 'the days are told');
$in .= "ROLLBACK;\n\\q\n";
$held->finish;
# eight series of three days, one without a day, one with two, and a damaged one
like($said->('CALL packs.drop_traces()'), qr/traces: \d+ dropped of 3 days before $kept/, 'then they are dropped');
is($sql->("SELECT string_agg(DISTINCT s.device, ',') FROM packs.device_trace t JOIN packs.series s USING (series_id) WHERE t.day < '$kept' AND NOT dropped AND s.device IS NOT NULL"), 'x', 'all but the damaged one');
is($sql->("SELECT count(*), bool_and(NOT t.dropped) FROM packs.device_trace t JOIN packs.series s USING (series_id) WHERE s.device IS NULL OR t.day >= '$kept'") =~ /\|t$/, 1, 'tokens stay, and days that are kept');
is($sql->("SELECT bool_and((SELECT count(*) FROM colossus.samples(colossus.trace_of(t.trace))) BETWEEN 1 AND 8), bool_or(t.samples = 288) FROM packs.device_trace t WHERE day < '$kept' AND dropped"), 't|t', 'of the traces the readings at their ends are left');
is($differs->(), 'same', 'every view says the same');
is($sums->(), 'hold', 'and the sums hold');
is($sql->("SELECT packs.samples_of(series_id, '$day[1]', '$day[3]') IS NULL FROM packs.series WHERE device = 'g'"), 't', 'samples of them there are none');
like($said->('CALL packs.drop_traces()'), qr/traces: 0 dropped of 3 days/, 'once more there is nothing but the damaged one, and the days beside it');

# ---- days beside ----
for my $l ('packs', 'keeps')
{
	$sql->("INSERT INTO $l.sample_by_name VALUES ('g', 'power_w', '$kept 12:01', 500), ('c', 'energy_j', '$kept 13:00:01', 51000000), ('s', 'energy_j', '$day[5] 07:30', 36180000), ('f', 'energy_j', '$kept 03:21', 6000000)");
}
is($differs->(), 'same', 'a late sample of a day beside them is seen at once');
$sql->("CALL $_.compact('$day[6]')") for 'packs', 'keeps';
is($differs->(), 'same', 'and its day is booked anew with the reading before midnight');

# ---- what is refused ----
like($said->("INSERT INTO packs.sample_by_name VALUES ('g', 'power_w', '$day[2] 00:01', 500)"), qr/WARNING.*power_w of device "g" at .* was not taken: the samples of the day are dropped/s, 'a sample by name of such a day');
like($said->("INSERT INTO packs.sample (series_id, at, value) SELECT series_id, '$day[2] 00:01', 5 FROM packs.series WHERE device = 'g'"), qr/55000: samples of devices of days before $kept are dropped/, 'a row of such a day');
like($said->("UPDATE packs.sample SET at = '$day[2] 00:02'; INSERT INTO packs.sample (series_id, at, value) SELECT series_id, now(), 5 FROM packs.series WHERE device = 'g'; UPDATE packs.sample SET at = '$day[2] 00:02'"), qr/55000: samples of devices of days before/, 'a row that moves there');
$sql->('DELETE FROM packs.sample');
my $mixed = join '', "timestamp, uuid, power.draw [W]\n", map { $_ =~ s/-/\//gr . " 01:02:03.000, GPU-0000000a-0000-4000-8000-000000000001, 310.00 W\n" } @day[ 1, 2, 5 ];
is($sql->("SELECT lines, read, empty, rejected, samples, new FROM packs.load('nvidia-smi', '$mixed', 'b', 'UTC')"), '4|1|1|2|1|1', 'a load takes the others');
is($sql->("SELECT reason, detail FROM packs.reject ORDER BY line_no"), join("\n", map { "retention|310 at $_ 01:02:03+00" } @day[ 1, 2 ]), 'and says which it did not take');
like($said->("SELECT FROM packs.unload(1)"), qr/55000: load 1 cannot be taken back: samples of it are dropped.*Days: $day[1] to $day[2]\./s, 'a load with samples there cannot be taken back');
$sql->('SELECT FROM packs.unload((SELECT max(load_id) FROM packs.load))');
is($sql->(q{SELECT state FROM packs.load ORDER BY load_id}), "finished\nfinished\nunloaded", 'another can');
$sql->("CALL packs.compact('$day[6]')");
is($differs->(), 'same', 'nothing came of it');

# ---- an edge within an hour ----
my $hour = sub { my ($day, $h) = @_; my $e = 0; $e += (watts($_) + watts($_ + 1)) * 150 for ($day - 1) * 288 + $h * 12 .. ($day - 1) * 288 + $h * 12 + 11; return $e . '000000000' };
# from 02:20:07 to 04:40:11.5 of day 3: two parts of hours and one hour
my ($h2, $h3, $h4) = map { $hour->(3, $_) } 2 .. 4;
my $split = qx(python3 -c 'from fractions import Fraction as F
us = 3600 * 10**6
print($h2 - round(F($h2 * (20 * 60 + 7) * 10**6, us)) + $h3 + round(F($h4 * ((40 * 60 + 11) * 10**6 + 500000), us)))');
chomp $split;
my $idle = $sql->('SELECT sum(energy_nj) FROM packs.idle_energy') . '-' . $split;
$idle = qx(python3 -c 'print($idle)');
chomp $idle;
$sql->("INSERT INTO packs.job (job, kind, tenant, started_at) VALUES ('late', 'training', 'acme', '$day[3] 02:20:07'); INSERT INTO packs.job_device (job, device, started_at, ended_at) VALUES ('late', 'g', '$day[3] 02:20:07', '$day[3] 04:40:11.5')");
for my $when ('at once', 'after compact')
{
	is($sql->(q{SELECT energy_nj, coverage FROM packs.job_energy WHERE job = 'late'}), "$split|1", "an edge within an hour splits it by time, $when");
	is($sql->('SELECT sum(energy_nj) FROM packs.idle_energy'), $idle, "and the rest is idle, $when");
	is($sql->(q{SELECT sum(energy_nj) FROM packs.job_hourly WHERE job = 'late'}), $split, "hour by hour, $when");
	is($sums->(), 'hold', "sums hold, $when");
	is($differs->([qw(device_energy fleet_hourly)]), 'same', "the device is what it was, $when");
	is($sql->(q{SELECT detail FROM packs.ledger_audit() WHERE rule = 'edge in a dropped day' ORDER BY 1}),
		"job late at $day[3] 02:20:07+00: its hour is split by time\njob late at $day[3] 04:40:11.5+00: its hour is split by time", "it is a finding, $when");
	$sql->("CALL packs.compact('$day[6]')");
}
# half of one device to each of two, from an edge on
$sql->(q{DELETE FROM packs.job_device WHERE job = 'late'; DELETE FROM packs.job WHERE job = 'late'});
is($differs->(), 'same', 'taken back, all is as it was');

# ---- settings and periods ----
$sql->(q{UPDATE packs.device SET max_gap = '1 minute', max_w = 200 WHERE device IN ('g', 'c')});
my $dropped = "SELECT device, day, energy_nj, covered_s FROM LEDGER.device_energy WHERE day < '$kept'";
for my $when ('at once', 'after compact')
{
	is($differs->([$dropped]), 'same', "another setting changes nothing of dropped days, $when");
	is($sql->(q{SELECT subject, detail FROM packs.ledger_audit() WHERE rule = 'setting of dropped days' ORDER BY 1}),
		join("\n", map { "$_|3 days from $day[1] to $day[3] stay as they were booked: max_gap 00:05:00, max_w none, wrap_j none, method by day, most of a gauge 2100" } 'c', 'g'), "it is a finding, $when");
	$sql->("CALL packs.compact('$day[6]')");
}
$sql->(q{UPDATE packs.device SET max_gap = '5 minutes', max_w = NULL WHERE device IN ('g', 'c')});
is($differs->(), 'same', 'set back, all is as it was');
# g moves to another cluster at 10:30:15 of day 2
my $before = $sql->(q{SELECT sum(energy_nj) FROM packs.device_energy WHERE device = 'g'});
my $there = $sql->(qq{SELECT sum(energy_nj) FROM packs.device_energy WHERE device = 'g' AND day > '$day[2]'});
my @hours = map { $hour->(2, $_) } 10 .. 23;
# the last interval of the day is over midnight: its end belongs to the day
$there = qx(python3 -c 'from fractions import Fraction as F
h = [@{[join ', ', @hours]}]
print($there + sum(h) - round(F(h[0] * 1815, 3600)))');
chomp $there;
$sql->("UPDATE packs.device SET until = '$day[2] 10:30:15' WHERE device = 'g'; INSERT INTO packs.device (device, accelerator, host, cluster, site, since) VALUES ('g', 'H100 SXM', 'n2', 'two', 'Here', '$day[2] 10:30:15')");
for my $when ('at once', 'after compact')
{
	is($sql->(q{SELECT sum(energy_nj) FROM packs.device_energy WHERE device = 'g'}), $before, "a device that is elsewhere from an edge on has the same energy, $when");
	is($sql->(q{SELECT sum(energy_nj) FROM packs.device_energy WHERE device = 'g' AND cluster = 'two'}), $there, "split by time, $when");
	is($sums->(), 'hold', "sums hold, $when");
	$sql->("CALL packs.compact('$day[6]')");
}
$sql->(q{DELETE FROM packs.device WHERE device = 'g' AND cluster = 'two'; UPDATE packs.device SET until = NULL WHERE device = 'g'});
is($differs->(), 'same', 'taken back, all is as it was');
$sql->("CALL packs.compact('$day[6]')");
is($differs->(), 'same', 'after compact too');
# another device's
$sql->(q{UPDATE packs.series SET device = 'nobody' WHERE device = 'c'});
is($differs->([$dropped]), 'same', 'a series that goes to another device leaves what was booked');
like($sql->(q{SELECT detail FROM packs.ledger_audit() WHERE rule = 'series of dropped days'}), qr/^3 days from $day[1] to $day[3] are booked for another device than nobody$/, 'and is a finding');
$sql->(q{UPDATE packs.series SET device = 'c' WHERE device = 'nobody'});

# ---- maintain, and more months ----
like($said->('UPDATE packs.setting SET keep_months = 24; CALL packs.maintain()'), qr/NOTICE/, 'maintain() goes on');
is($sql->('SELECT kept_since FROM packs.setting'), $kept, 'what is told is not taken back');
is($differs->([$dropped]), 'same', 'and the facts are there');

$node->stop;
done_testing();
