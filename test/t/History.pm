# History.pm -- random histories of a ledger: what users, loads and corrections do
# to it, in two ledgers at once.  `packs` compacts between, `keeps` never does; every
# relation of both must be the same, to the nanojoule.  One seed, one history.  Every
# other history is narrow: one or two cards around one or two midnights, where a day is
# read with its neighbours, and its devices are compared after every step.
package History;
use strict;
use warnings;
use Exporter 'import';
use POSIX ();
use Time::Local ();

our @EXPORT = qw(history_setup history_steps history_filters history_script history_said);

# The days: over the end of a month, and over the night in which the clocks of
# Berlin went forward (2026-03-29), or from another first day.
my ($first_day, $days) = (Date(split /-/, $ENV{HISTORY_FROM} // '2026-03-27'), 7);

# of the history that is made: its zone, the midnights and cards of a narrow one, and the day before which it has been closed
my ($of_zone, $midnights, $cards, $closed) = ('UTC');

sub Date { my ($y, $m, $d) = @_; return Time::Local::timegm(0, 0, 0, $d, $m - 1, $y) / 86400 }

# microseconds since 1970 as a time
sub stamp
{
	my ($us, $format) = @_;
	my ($s, $f) = (int($us / 1e6), $us % 1000000);
	my @t = gmtime $s;
	no warnings 'redundant';	# a format may leave out the end
	return sprintf $format // '%04d-%02d-%02d %02d:%02d:%02d.%06dZ', $t[5] + 1900, $t[4] + 1, @t[3, 2, 1, 0], $f;
}

# the date of the day n of a history
sub date_of { return stamp(($first_day + shift) * 86400e6, '%04d-%02d-%02d') }

# the start of the day n in the zone of the ledger, by which days are packed
sub start_of
{
	my @t = gmtime(($first_day + shift) * 86400);
	local $ENV{TZ} = $of_zone;
	POSIX::tzset();
	my $s = POSIX::mktime(0, 0, 0, @t[3, 4, 5], 0, 0, -1);
	delete local $ENV{TZ};
	POSIX::tzset();
	return $s * 1e6;
}

sub pick { return $_[int rand @_] }
sub between { my ($low, $high) = @_; return $low + int rand($high - $low + 1) }
sub quoted { my $s = shift; $s =~ s/'/''/g; return "'$s'" }


# an instant of some day; edges of hours and days come often, and minutes beside midnight
sub instant
{
	my $us = start_of(between(0, $days - 1));
	my $kind = rand;
	return pick(@$midnights) + between(-900, 900) * 1e6 if $midnights && $kind < 0.6;
	return pick(@$midnights) + between(-24, 24) * 3600e6 if $midnights && $kind < 0.85;
	return $us if $kind < 0.15;
	return $us + between(-600, 600) * 1e6 if $kind < 0.25;
	return $us + between(0, 23) * 3600e6 if $kind < 0.4;
	return $us + between(0, 86399) * 1e6 if $kind < 0.8;
	return $us + between(0, 86399) * 1e6 + between(0, 999999);
}

# what reports them: uuid, gauge or counter, and every how many seconds the counter is refreshed
my %card = (
	a => { uuid => 'GPU-0000000a-0000-4000-8000-000000000001', metrics => ['power_w'] },
	b => { uuid => 'GPU-0000000b-0000-4000-8000-000000000002', metrics => ['power_w'] },
	c => { uuid => 'GPU-0000000c-0000-4000-8000-000000000003', metrics => ['energy_j'] },
	d => { uuid => 'GPU-0000000d-0000-4000-8000-000000000004', metrics => [ 'power_w', 'energy_j' ] },
	e => { uuid => 'GPU-0000000e-0000-4000-8000-000000000005', metrics => ['energy_j'], refresh => 280 },
	m => { uuid => 'meter of n1', metrics => ['power_w'] });

# any of the history, or an accelerator, one that has a metric if it is told
sub card { return pick($cards ? @$cards : map { $card{$_} } sort keys %card) }
sub gpu
{
	my $metric = shift;
	return pick(grep { $_->{uuid} =~ /^GPU/ && (!$metric || grep { $_ eq $metric } @{ $_->{metrics} }) } $cards ? @$cards : map { $card{$_} } sort keys %card);
}
sub named { return quoted(gpu(@_)->{uuid}) }

# J at an instant by a counter that is refreshed every so many seconds, by more or less
sub refreshed
{
	my ($at, $refresh) = @_;
	my $turn = int(($at / 1e6 - ($first_day - 1) * 86400) / $refresh);
	return $turn * $refresh * 350 + $turn * 7919 % 601 * int($refresh / 3);
}

# some times of a card, mostly at a cadence: pairs of microseconds and value
sub readings
{
	my ($metric, $n, $refresh) = @_;
	my $step = ($midnights ? pick(15, 60, 60, 240) : pick(60, 240, 300, 900, 1800)) * 1e6;
	my $at = instant();
	my @rows;
	for (1 .. $n)
	{
		my $odd = rand;
		my $value = $metric eq 'power_w' ? between(60, 700) + pick(0, 0.25, 0.125)
			# a counter that goes on from day to day whoever reads it, in J; one that is refreshed more slowly says the same for some readings
			: $refresh ? refreshed($at, $refresh)
			: ($at / 1e6 - $first_day * 86400) * 350 + between(0, 3000);
		if ($odd < 0.02) { $value = 0 }
		elsif ($odd < 0.03) { $value = $metric eq 'power_w' ? 90000 : $value * 3 }	# impossible, or a glitch
		elsif ($odd < 0.04) { $value = -5 }
		elsif ($odd < 0.05 && @rows) { $value = $rows[-1][1] }	# stuck
		elsif ($odd < 0.06) { $value = "'NaN'" }
		push @rows, [ $at, $value ];
		$at += $step;
		$at += between(1, 5_000_000) if rand() < 0.1;
		$at += between(0, 40) * 3600e6 if rand() < 0.03;	# silence
	}
	return @rows;
}

# rows with names
sub insert_rows
{
	my ($uuid, $metric, @rows) = @_;
	return 'INSERT INTO LEDGER.sample_by_name (device, metric, at, value) VALUES ' . join ', ', map { sprintf '(%s, %s, %s, %s)', quoted($uuid), quoted($metric), quoted(stamp($_->[0])), $_->[1] } @rows;
}
# what a Prometheus gives: name, labels, rows, options
sub load_series
{
	my ($name, $labels, $rows, $options) = @_;
	my $values = join ', ', map { sprintf '[%.3f, "%s"]', $_->[0] / 1e6, $_->[1] } sort { $a->[0] <=> $b->[0] } @$rows;
	my $all = join ', ', map { qq("$_": "$labels->{$_}") } sort keys %$labels;
	return sprintf 'SELECT FROM LEDGER.load(\'prometheus-json\', %s, %s, options => %s)',
		quoted(qq({"status": "success", "data": {"resultType": "matrix", "result": [{"metric": {"__name__": "$name", $all}, "values": [$values]}]}})), quoted(pick('p', 'q')), quoted($options);
}
# a day that no history has closed yet, but for rows that come late into it
sub open_day { return $closed + between(0, $days - ($closed < $days ? $closed : $days)) }

my %act = (
	# weight, what it does
	insert => [ 14, sub {
		my $c = card();
		my $metric = pick(@{ $c->{metrics} });
		return insert_rows($c->{uuid}, $metric, readings($metric, pick(1, 2, 20, 60), $c->{refresh}));
	} ],
	# where a counter takes the value that stands over midnight, and the next one
	midnight => [ 5, sub {
		return map {
			my ($c, $us, $at) = ($_, $midnights ? pick(@$midnights) : start_of(between(1, $days - 1)), between(-400, 300));
			my $metric = pick(@{ $c->{metrics} });
			insert_rows($c->{uuid}, $metric, map { my $t = $us + $at * 1e6; $at += between(10, 90); [ $t, $metric eq 'power_w' ? between(60, 700) : refreshed($t, $c->{refresh} // 60) ] } 1 .. pick(1, 1, 2, 8));
		} $cards ? grep { rand() < 0.6 } @$cards : $card{e};
	} ],
	# rows of open days that somebody mends
	erase => [ 2, sub { my $day = open_day(); my $hour = between(0, 23); return sprintf 'DELETE FROM LEDGER.sample WHERE at >= %s::timestamptz + interval \'%d hours\' AND at < %s', quoted(stamp(start_of($day))), $hour, quoted(stamp(start_of($day + 1))) } ],
	mend => [ 2, sub { my $day = quoted(stamp(start_of(open_day()))); return "UPDATE LEDGER.sample SET value = value + 1 WHERE at >= $day AND value > 0 AND value < 1e9" } ],
	load_smi => [ 6, sub {
		my $c = gpu('power_w');
		my $text = join '', "timestamp, uuid, power.draw [W]\n",
			map { $_->[1] =~ /NaN/ ? '' : sprintf "%s, %s, %s W\n", stamp($_->[0], '%04d/%02d/%02d %02d:%02d:%02d.%06d') =~ s/\d{3}$//r, $c->{uuid}, $_->[1] }
			sort { $a->[0] <=> $b->[0] } readings('power_w', pick(3, 30));
		return sprintf "SELECT FROM LEDGER.load('nvidia-smi', %s, %s, 'UTC', options => %s)", quoted($text), quoted(pick('x', 'y')), quoted(pick('{}', '{"replace": true}'));
	} ],
	# counters and gauges, of two exporters, two replicas, slices that repeat the card or a pod that holds it
	load_dcgm => [ 8, sub {
		my $c = gpu(rand() < 0.8 ? 'energy_j' : undef);
		my $metric = pick(@{ $c->{metrics} });
		my @rows = map { [ $_->[0], $_->[1] =~ /NaN/ ? 'NaN' : $metric eq 'power_w' ? $_->[1] : int($_->[1] * 1000) ] } readings($metric, pick(3, 30), $c->{refresh});
		my %labels = (UUID => $c->{uuid}, Hostname => 'n1');
		$labels{GPU_I_ID} = pick(1, 2) if rand() < 0.1;
		$labels{prometheus_replica} = pick('r1', 'r2') if rand() < 0.15;
		@labels{'pod', 'namespace'} = (pick('p1', 'p2'), 'ns') if rand() < 0.15;
		return load_series($metric eq 'power_w' ? 'DCGM_FI_DEV_POWER_USAGE' : 'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', \%labels, \@rows, pick('{}', '{"replace": true}'));
	} ],
	# counters of two sockets and of memory, which add up
	load_rapl => [ 2, sub {
		return load_series(pick('node_rapl_package_joules_total', 'node_rapl_package_joules_total', 'node_rapl_dram_joules_total'), { instance => 'n2:9100', index => pick(0, 1) },
			[ grep { $_->[1] !~ /NaN/ } readings('energy_j', pick(3, 30), pick(undef, 280)) ], '{}');
	} ],
	# what one server counts, by one Prometheus or two
	load_tokens => [ 4, sub {
		my ($job, $total, $at) = (pick('j0', 'j1'), 0, instant());
		my %labels = (instance => 's1', model_name => 'm');
		$labels{prometheus_replica} = pick('r1', 'r2') if rand() < 0.4;
		return load_series(pick('vllm:generation_tokens_total', 'vllm:generation_tokens_total', 'vllm:prompt_tokens_total'), \%labels,
			[ map { $at += between(1, 7200) * 1e6; $total = rand() < 0.1 ? 0 : $total + between(0, 5000); [ $at, $total ] } 1 .. pick(2, 12) ], qq({"job": "$job"}));
	} ],
	# readings of one of its counters by hand, some of which are none
	tokens => [ 4, sub {
		my ($total, $at) = (between(0, 9000), instant());
		return sprintf 'INSERT INTO LEDGER.sample (series_id, at, value) SELECT s.series_id, v.at, v.value FROM (SELECT x.series_id FROM LEDGER.series x WHERE x.job IS NOT NULL ORDER BY x.series_id OFFSET %d LIMIT 1) s, (VALUES %s) v (at, value) WHERE (s.series_id, v.at) NOT IN (SELECT y.series_id, y.at FROM LEDGER.sample y UNION ALL SELECT t.series_id, z.at FROM LEDGER.device_trace t, LEDGER.unpacked(t.trace, t.loads) z WHERE NOT t.dropped)', between(0, 2),
			join ', ', map { $at += between(1, 30) * 3600e6; $total += between(0, 700); sprintf '(timestamptz %s, float8 %s)', quoted(stamp($at)), rand() < 0.2 ? quoted(pick('NaN', 'Infinity', -3, 0)) : $total } 1 .. pick(1, 1, 4);
	} ],
	# no counter of tokens for a while, or one of a server that does half of the work
	token_metric => [ 1, sub { return q{UPDATE LEDGER.series SET metric = CASE metric WHEN 'output_tokens' THEN 'output' WHEN 'output' THEN 'output_tokens' ELSE metric END WHERE job IS NOT NULL} } ],
	token_server => [ 1, sub { return sprintf q{UPDATE LEDGER.series SET labels = labels - 'serves' || '%s' WHERE series_id = (SELECT x.series_id FROM LEDGER.series x WHERE x.job IS NOT NULL ORDER BY x.series_id OFFSET %d LIMIT 1)}, pick('{}', '{"serves": "both"}', '{"serves": "prefill"}'), between(0, 1) } ],
	load_grid => [ 1, sub {
		my $at = instant();
		return sprintf "SELECT FROM LEDGER.load('intensity-electricitymaps', %s)",
			quoted('{"zone": "US", "history": [' . join(', ', map { $at += 3600e6 * between(1, 3); sprintf '{"carbonIntensity": %d, "datetime": "%s"}', between(20, 900), stamp($at, '%04d-%02d-%02dT%02d:00:00.000Z') } 1 .. 12) . ']}');
	} ],
	# a scheduler's jobs, which hold the cards of their nodes
	load_sacct => [ 2, sub {
		my ($from, $until) = sort { $a <=> $b } instant(), instant();
		return sprintf "SELECT FROM LEDGER.load('sacct', %s, 'slurm', 'UTC')", quoted(sprintf "JobID|JobName|Account|State|Start|End|NodeList|AllocTRES|ConsumedEnergyRaw\n%d|x|%s|%s|%s|%s|%s|billing=8,cpu=8,gres/gpu=%d,node=1|%d\n",
			between(101, 103), pick('acme', 'beta'), pick('COMPLETED', 'TIMEOUT'), map({ stamp($_, '%04d-%02d-%02dT%02d:%02d:%02d') } $from, $until), pick('n1', 'n2'), pick(1, 2, 4), between(0, 9999999));
	} ],
	list_devices => [ 1, sub { return sprintf "SELECT FROM LEDGER.load('devices-csv', %s)", quoted(sprintf "device,host,cluster,idx\n%s,%s,%s,%d\n", gpu()->{uuid}, pick('n1', 'n2'), pick('one', 'two'), between(0, 7)) } ],
	list_holders => [ 1, sub {
		my ($from, $until) = sort { $a <=> $b } instant(), instant();
		return sprintf "SELECT FROM LEDGER.load('job-devices-csv', %s)", quoted(sprintf "job,device,share,started_at,ended_at\nj%d,%s,%s,%s,%s\n", between(0, 4), gpu()->{uuid}, pick(1, 0.25), stamp($from), rand() < 0.2 ? '' : stamp($until));
	} ],
	unload => [ 4, sub { return sprintf 'SELECT FROM LEDGER.unload((SELECT f.load_id FROM LEDGER.load f WHERE f.state = \'finished\' ORDER BY f.load_id OFFSET %d LIMIT 1))', between(0, 3) } ],
	gap => [ 3, sub { return sprintf 'UPDATE LEDGER.device SET max_gap = %s WHERE device = %s', quoted(pick('1 minute', '5 minutes', '1 hour', '2 days')), quoted(card()->{uuid}) } ],
	limit => [ 3, sub { return sprintf 'UPDATE LEDGER.device SET max_w = %s WHERE device = %s', pick('NULL', 400, 700, 1000), quoted(card()->{uuid}) } ],
	wrap => [ 1, sub { return sprintf 'UPDATE LEDGER.device SET wrap_j = %s WHERE device = %s', pick('NULL', 20000000), named('energy_j') } ],
	method => [ 2, sub { return sprintf 'UPDATE LEDGER.device SET method = %s WHERE device = %s', pick('NULL', "'power'", "'counter'"), quoted($card{d}{uuid}) } ],
	part => [ 1, sub { return sprintf 'UPDATE LEDGER.device SET accelerator = %s WHERE device = %s', pick('NULL', "'H100 SXM'", "'L4'"), named() } ],
	place => [ 2, sub { return sprintf 'UPDATE LEDGER.device SET cluster = %s, site = %s, host = %s WHERE device = %s', quoted(pick('one', 'two')), pick("'Here'", "'There'", 'NULL'), quoted(pick('n1', 'n2')), named() } ],
	swap => [ 3, sub {
		my ($uuid, $at) = (named(), quoted(stamp(instant())));
		return "UPDATE LEDGER.device SET until = $at WHERE device = $uuid AND until IS NULL",
			sprintf 'INSERT INTO LEDGER.device (device, accelerator, host, cluster, site, since, max_gap) VALUES (%s, %s, %s, %s, \'Here\', %s, %s)',
			$uuid, pick('NULL', "'H100 SXM'"), quoted(pick('n1', 'n2')), quoted(pick('one', 'two')), $at, quoted(pick('5 minutes', '1 hour'));
	} ],
	retire => [ 1, sub { return sprintf 'UPDATE LEDGER.device SET until = %s WHERE device = %s AND until IS NULL', quoted(stamp(instant())), named() } ],
	revive => [ 1, sub { return sprintf 'UPDATE LEDGER.device d SET until = NULL WHERE d.device = %s AND d.since = (SELECT max(x.since) FROM LEDGER.device x WHERE x.device = d.device)', named() } ],
	begin => [ 1, sub { return sprintf 'UPDATE LEDGER.device SET since = %s WHERE device = %s AND since = (SELECT min(x.since) FROM LEDGER.device x WHERE x.device = LEDGER.device.device)', pick(quoted(stamp(instant())), "'-infinity'"), named() } ],
	forget => [ 1, sub { return sprintf 'DELETE FROM LEDGER.device d WHERE d.device = %s AND d.since > (SELECT min(x.since) FROM LEDGER.device x WHERE x.device = d.device)', named() } ],
	hold => [ 8, sub {
		my ($from, $until) = sort { $a <=> $b } instant(), instant();
		return sprintf 'INSERT INTO LEDGER.job_device (job, device, share, started_at, ended_at) VALUES (%s, %s, %s, %s, %s)',
			quoted('j' . between(0, 3)), named(), pick(1, 1, '0.5', '1.0 / 3', '2.0 / 3', '0.1'), quoted(stamp($from)), rand() < 0.15 ? 'NULL' : quoted(stamp($until));
	} ],
	hold_end => [ 2, sub { return sprintf 'UPDATE LEDGER.job_device SET ended_at = %s WHERE job = %s AND device = %s', pick('NULL', quoted(stamp(instant()))), quoted('j' . between(0, 3)), named() } ],
	hold_share => [ 1, sub { return sprintf 'UPDATE LEDGER.job_device SET share = %s WHERE job = %s', pick('0.25', '0.5', '1.0 / 7'), quoted('j' . between(0, 3)) } ],
	let_go => [ 1, sub { return sprintf 'DELETE FROM LEDGER.job_device WHERE job = %s AND device = %s', quoted('j' . between(0, 3)), named() } ],
	job_end => [ 2, sub { return sprintf 'UPDATE LEDGER.job SET ended_at = %s, running = NULL WHERE job = %s', pick('NULL', quoted(stamp(instant()))), quoted('j' . between(0, 3)) } ],
	job_lost => [ 1, sub { return sprintf 'UPDATE LEDGER.job SET ended_at = NULL, running = false WHERE job = %s', quoted('j' . between(0, 3)) } ],
	job_begins => [ 1, sub { return sprintf 'UPDATE LEDGER.job SET started_at = %s WHERE job = %s', pick('NULL', quoted(stamp(instant()))), quoted('j' . between(0, 3)) } ],
	job_new => [ 1, sub { return sprintf 'INSERT INTO LEDGER.job (job, kind, tenant, started_at, ended_at) VALUES (\'j4\', %s, \'gamma\', %s, NULL)', pick('NULL', "'inference'"), quoted(stamp(instant())) } ],
	job_goes => [ 1, sub { return 'DELETE FROM LEDGER.job_device WHERE job = \'j4\'', 'DELETE FROM LEDGER.job WHERE job = \'j4\'' } ],
	tenant => [ 1, sub { return sprintf 'UPDATE LEDGER.job SET tenant = %s WHERE job = %s', pick('NULL', "'acme'", "'beta'"), quoted('j' . between(0, 3)) } ],
	overhead => [ 1, sub { return sprintf 'INSERT INTO LEDGER.site_overhead (site, from_date, server_factor, pue) VALUES (%s, %s, %s, %s) ON CONFLICT (site, from_date) DO UPDATE SET pue = excluded.pue',
		quoted(pick('Here', 'There')), quoted(date_of(between(0, $days))), pick(1, 1.25, 1.5), pick('NULL', 1.1, 1.3) } ],
	steps => [ 1, sub { return sprintf 'INSERT INTO LEDGER.step_log (job, step, at, tokens, seconds) VALUES (%s, %d, %s, %d, 5)', quoted('j' . pick(2, 3)), between(1, 1000), quoted(stamp(instant())), between(1, 9999) } ],
	overhead_ends => [ 1, sub { return sprintf 'UPDATE LEDGER.site_overhead SET until_date = %s WHERE from_date < %s', pick('NULL', quoted(date_of(between(1, $days)))), quoted(date_of(1)) } ],
	overhead_goes => [ 1, sub { return sprintf 'DELETE FROM LEDGER.site_overhead WHERE site = %s AND from_date > %s', quoted(pick('Here', 'There')), quoted(date_of(between(0, $days))) } ],
	zone => [ 1, sub { return sprintf 'UPDATE LEDGER.site_overhead SET zone = %s WHERE site = %s', pick('NULL', "'US'", "'DE'"), quoted(pick('Here', 'There')) } ],
	tariff => [ 1, sub { return sprintf 'INSERT INTO LEDGER.tariff (site, from_date, per_kwh, currency) VALUES (%s, %s, %s, \'USD\') ON CONFLICT (site, from_date) DO UPDATE SET per_kwh = excluded.per_kwh', quoted(pick('Here', 'There')), quoted(date_of(between(0, $days))), pick('0.05', '0.11') } ],
	tariff_hour => [ 1, sub { return sprintf 'DELETE FROM LEDGER.tariff_hour WHERE hour >= %s', quoted(stamp(instant())) } ],
	contract => [ 1, sub { return sprintf 'INSERT INTO LEDGER.electricity_contract (contract, site, from_date, instrument, share, g_per_kwh) VALUES (%s, \'Here\', %s, \'PPA\', 0.3, %d)', quoted(pick('one', 'two')), quoted(date_of(between(0, $days))), between(0, 400) } ],
	series => [ 1, sub { return sprintf 'UPDATE LEDGER.series SET device = %s WHERE series_id = (SELECT s.series_id FROM LEDGER.series s WHERE s.device IS NOT NULL ORDER BY s.series_id OFFSET %d LIMIT 1)', named(), between(0, 6) } ],
	replica => [ 1, sub { return sprintf 'UPDATE LEDGER.series SET replica = %s WHERE series_id = (SELECT s.series_id FROM LEDGER.series s WHERE s.device IS NOT NULL ORDER BY s.series_id OFFSET %d LIMIT 1)', pick("''", "'r1'"), between(0, 6) } ],
	part_of => [ 1, sub { return sprintf 'UPDATE LEDGER.series SET part = %s WHERE series_id = (SELECT s.series_id FROM LEDGER.series s WHERE s.device IS NOT NULL ORDER BY s.series_id OFFSET %d LIMIT 1)', pick('NULL', "'0'", "'1'"), between(0, 6) } ],
	alias => [ 1, sub { return sprintf 'INSERT INTO LEDGER.device_alias (alias, device) VALUES (%s, %s) ON CONFLICT (alias) DO UPDATE SET device = excluded.device', named(), named() } ],
	alias_ends => [ 1, sub { return sprintf 'DELETE FROM LEDGER.device_alias WHERE alias = %s', named() } ],
	odd_time => [ 1, sub { return sprintf 'INSERT INTO LEDGER.sample_by_name (device, metric, at, value) VALUES (%s, %s, %s, 100)', quoted($card{a}{uuid}), quoted('power_w'), quoted(pick('2023-05-05 05:05Z', '2199-01-01Z', stamp($first_day * 86400e6 - 1))) } ],
	# the part's TDP bounds its gauge: a row outside of the ledger that a fact stands on
	tdp => [ 1, sub { return sprintf q{SELECT set_tdp(%s)}, pick(20, 100, 700) } ],
	compact => [ 22, sub { my $day = compacts(); return "CALL packs.compact('$day')" . (rand() < 0.7 ? ";\nCALL packs.drop_partitions()" : '') } ],
	# the server ends in the middle of it, and it is called again or not
	crash => [ 4, sub { my $day = compacts(); return sprintf "SELECT breaks('%s', '%s', %d);\nCALL packs.compact('$day');\nSELECT mends()%s", @{ pick([ 'device_trace', 'INSERT' ], [ 'device_trace', 'UPDATE' ], [ 'fact', 'INSERT' ], [ 'fact', 'DELETE' ], [ 'invalid', 'DELETE' ], [ 'setting', 'UPDATE' ], [ 'sample_rest', 'DELETE' ], [ 'booked_day', 'INSERT' ], [ 'job_sum', 'INSERT' ], [ 'job_sum', 'DELETE' ], [ 'unsummed', 'INSERT' ], [ 'unsummed', 'DELETE' ], [ 'token_fact', 'INSERT' ], [ 'token_fact', 'DELETE' ], [ 'uncounted', 'DELETE' ]) },
		between(1, 8), rand() < 0.5 ? ";\nCALL packs.compact('$day')" : '' } ],
	# what ledger_audit then need not read again
	judge => [ 12, sub { return 'CALL packs.judge()' } ],
	upgrade => [ 1, sub { return "CALL colossus.upgrade_ledger('packs')" } ],
	# some days have a partition from the start, others get one, if they still can
	partition => [ 2, sub { my $day = quoted(date_of(between(-1, $days))); return "CALL packs.make_partitions($day, $day)" } ],
);

# a day that compact is called with
sub compacts
{
	my $n = between(1, $days + 1);
	$n = int(pick(@$midnights) / 86400e6 + 0.5) - $first_day + pick(0, 1, 1, 2) if $midnights && rand() < 0.7;
	$closed = $n if $n > $closed;
	return date_of($n);
}

# of a narrow history: the weights of kinds of steps; the others have 1 in 40
my %narrow = (midnight => 30, insert => 8, load_dcgm => 6, load_smi => 3, compact => 30, erase => 2, mend => 2, gap => 3, limit => 1, wrap => 1, crash => 2, hold => 2, unload => 2, judge => 2);

# history_steps(seed, number, zone, narrow, kinds that are left out): each step is [name, statement...]
sub history_steps
{
	my ($seed, $n, $zone, $is_narrow, @without) = @_;
	my %weight = map { $_ => $is_narrow ? $narrow{$_} // 0.5 : $act{$_}[0] } keys %act;
	my @bag = map { my $name = $_; (grep { $_ eq $name } @without) ? () : ($name) x (2 * $weight{$name}) } sort keys %act;
	srand($seed);
	$closed = 0;
	($of_zone, $midnights, $cards) = ($zone);
	$card{e}{refresh} = pick(45, 280, 280, 280, 700, 7000);
	my @steps;
	if ($is_narrow)
	{
		my $day = between(1, $days - 2);
		$midnights = [ start_of($day), rand() < 0.5 ? start_of($day + 1) : () ];
		$cards = [ map { { uuid => sprintf("GPU-000000f%x-0000-4000-8000-000000000001", $_), metrics => [ $_ < 9 ? 'energy_j' : 'power_w' ], refresh => pick(45, 150, 280, 280, 280, 700) } } 0 .. 11 ];
		push @steps, [ 'cards', 'INSERT INTO LEDGER.device (device, accelerator, host, cluster, site) VALUES ' . join ', ', map { "('$_->{uuid}', 'H100 SXM', 'n1', 'one', 'Here')" } @$cards ];
	}
	push @steps, map { my $name = $_; [ $name, $act{$name}[1]->() ] } ($is_narrow ? 'midnight' : 'insert') x 5, map { pick(@bag) } 1 .. $n;
	# towards its end, all days are packed and judged in one of the two
	push @steps, [ 'insert', $act{insert}[1]->() ], [ 'compact', sprintf 'CALL packs.compact(%s)', quoted(date_of(14)) ], [ 'judge', $act{judge}[1]->() ];
	$closed = 14;
	return @steps, map { my $name = pick(@bag); [ $name, $act{$name}[1]->() ] } 1 .. 3;
}

# history_filters(seed, number): conditions that a reader asks for
sub history_filters
{
	my ($seed, $n) = @_;
	srand($seed);
	return map {
		my ($day, $more, $hour) = (between(0, $days - 1), pick(1, 1, 2, 5), between(-3, 23));
		my %one = (
			device => 'device = ' . named(), job => "job = 'j" . between(0, 4) . "'", tenant => 'tenant = ' . pick("'acme'", "'beta'", "'(idle)'", "'(unobserved)'"), site => "site = '" . pick('Here', 'There') . "'",
			cluster => "cluster = '" . pick('one', 'two') . "'", host => "host = 'n1'", model => "model = 'meta-llama/Llama-3.1-8B'", month => "month = '" . pick('2026-03-01', '2026-04-01') . "'",
			day => $more == 1 ? sprintf "day = '%s'", date_of($day) : sprintf("day >= '%s' AND day < '%s'", date_of($day), date_of($day + $more)),
			hour => $more == 1 ? sprintf "hour = timestamptz '%sZ' + interval '%d hours'", date_of($day), $hour : sprintf("hour >= timestamptz '%sZ' + interval '%d hours' AND hour < '%sZ'", date_of($day), $hour, date_of($day + $more)));
		my @names = sort keys %one;
		my %chosen = map { $_ => 1 } pick(@names, 'device', 'job', 'day', 'hour'), rand() < 0.5 ? pick(@names, 'day', 'hour') : ();
		[ [ sort keys %chosen ], join ' AND ', map { $one{$_} } sort keys %chosen ]
	} 1 .. $n;
}

# what psql said of a history, but for errors that were planted
sub history_said { return join "\n", grep { /\S/ && !/ERROR:  PLANT$/ } map { split /\n/ } @_ }

# what a database needs: tools to compare, and nothing else
sub history_setup
{
	return <<'END';
SET client_min_messages = warning;
SET check_function_bodies = off;
CREATE TABLE outcome (step int, ledger text, state text);
CREATE FUNCTION attempt(step int, ledger text, VARIADIC statements text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE s text;
BEGIN
	FOREACH s IN ARRAY statements LOOP
		EXECUTE replace(s, 'LEDGER', ledger);
	END LOOP;
	INSERT INTO outcome VALUES (step, ledger, 'done');
EXCEPTION WHEN OTHERS THEN
	INSERT INTO outcome VALUES (step, ledger, SQLSTATE || ' ' || replace(SQLERRM, ledger, 'LEDGER'));
END $$;
CREATE FUNCTION set_tdp(w float8) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM colossus.accelerator_user WHERE accelerator = 'L4';
	INSERT INTO colossus.accelerator_user SELECT (jsonb_populate_record(NULL::colossus.accelerator_user, to_jsonb(a) || jsonb_build_object('tdp_w', w, 'retired', false))).* FROM colossus.accelerator a WHERE a.accelerator = 'L4';
END $$;
-- the nth row of what compact does to a table ends it
CREATE SEQUENCE planted;
CREATE FUNCTION breaks_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF nextval('public.planted') >= TG_ARGV[0]::integer THEN
		RAISE EXCEPTION 'planted' USING ERRCODE = 'PLANT';
	END IF;
	RETURN coalesce(NEW, OLD);
END $$;
CREATE FUNCTION breaks(relation text, what text, n integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM setval('public.planted', 1, false);
	EXECUTE format('CREATE TRIGGER planted BEFORE %s ON packs.%I FOR EACH ROW EXECUTE FUNCTION public.breaks_now(%s)', what, relation, n);
END $$;
CREATE FUNCTION mends() RETURNS void LANGUAGE plpgsql AS $$
DECLARE t regclass;
BEGIN
	FOR t IN SELECT g.tgrelid FROM pg_trigger g WHERE g.tgname = 'planted' AND g.tgparentid = 0 LOOP
		EXECUTE format('DROP TRIGGER planted ON %s', t);
	END LOOP;
END $$;
-- rows of one relation in both ledgers, or of another in the second; floating point may differ in its last digits, nothing else may at all
CREATE FUNCTION differs(relation text, other text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	one bigint;
	exact text;
	about text;
	found text;
	found_n bigint;
	l text;
BEGIN
	FOREACH l IN ARRAY '{packs,keeps}'::text[] LOOP
		EXECUTE format('DROP TABLE IF EXISTS pg_temp.of_%s', l);
		BEGIN
			EXECUTE format('CREATE TEMPORARY TABLE of_%s AS %s', l, replace(CASE WHEN l = 'keeps' AND other IS NOT NULL THEN other WHEN relation ~ ' ' THEN relation ELSE 'SELECT * FROM LEDGER.' || relation END, 'LEDGER', l));
		EXCEPTION WHEN OTHERS THEN
			RETURN format('%s of %s raises %s: %s', relation, l, SQLSTATE, SQLERRM);
		END;
		-- a fact may be cut at more edges than there are today, and only one of the ledgers may have it
		EXECUTE format('ALTER TABLE pg_temp.of_%s DROP COLUMN IF EXISTS hours, DROP COLUMN IF EXISTS edges, DROP COLUMN IF EXISTS other_hours, DROP COLUMN IF EXISTS booked, DROP COLUMN IF EXISTS whole', l);
	END LOOP;
	SELECT count(*) INTO one FROM (
		(TABLE pg_temp.of_packs EXCEPT ALL TABLE pg_temp.of_keeps) UNION ALL (TABLE pg_temp.of_keeps EXCEPT ALL TABLE pg_temp.of_packs)) x;
	IF one = 0 THEN
		RETURN NULL;
	END IF;
	SELECT string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE a.atttypid <> 'float8'::regtype),
		string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) FILTER (WHERE a.atttypid = 'float8'::regtype)
	INTO exact, about FROM pg_attribute a WHERE a.attrelid = 'pg_temp.of_packs'::regclass AND a.attnum > 0 AND NOT a.attisdropped;
	EXECUTE format($q$
		SELECT count(*), min(d.what) FROM (
			SELECT format('%%s: %%s, not %%s, of %%s', v.key, p.row -> v.key, k.row -> v.key, coalesce(p.row, k.row)) AS what
			FROM (SELECT row_number() OVER (ORDER BY %1$s) AS n, to_jsonb(x) AS row FROM pg_temp.of_packs x) p
			FULL JOIN (SELECT row_number() OVER (ORDER BY %1$s) AS n, to_jsonb(x) AS row FROM pg_temp.of_keeps x) k USING (n)
			CROSS JOIN LATERAL jsonb_object_keys(coalesce(p.row, k.row)) v (key)
			WHERE p.row -> v.key IS DISTINCT FROM k.row -> v.key
				AND NOT coalesce(v.key = ANY (%2$L::text[]) AND jsonb_typeof(p.row -> v.key) = 'number' AND jsonb_typeof(k.row -> v.key) = 'number'
					AND abs((p.row ->> v.key)::numeric - (k.row ->> v.key)::numeric) <= 1e-12 * (abs((p.row ->> v.key)::numeric) + abs((k.row ->> v.key)::numeric)), false)
		) d $q$, concat_ws(', ', exact, about), coalesce('{' || about || '}', '{}')) INTO found_n, found;
	IF found_n = 0 THEN
		RETURN NULL;
	END IF;
	RETURN format('%s: %s values; %s', relation, found_n, found);
END $$;
-- what must be zero rows in one ledger
CREATE FUNCTION sums(ledger text, zone text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE r record; n bigint; found text;
BEGIN
	FOR r IN
		SELECT x.name, x.query FROM (VALUES
			('tenants and idle are the fleet', ARRAY['tenant_ledger', 'device_energy'],
				'SELECT a.e, b.e FROM (SELECT sum(energy_nj) AS e FROM LEDGER.tenant_ledger) a, (SELECT sum(energy_nj) AS e FROM LEDGER.device_energy) b WHERE a.e IS DISTINCT FROM b.e'),
			('months of tenants are days of devices', ARRAY['tenant_ledger', 'device_energy'],
				'SELECT * FROM (SELECT month, site, sum(energy_nj) AS e FROM LEDGER.tenant_ledger GROUP BY 1, 2) a
					FULL JOIN (SELECT date_trunc(''month'', day::timestamp)::date AS month, site, sum(energy_nj) AS e FROM LEDGER.device_energy GROUP BY 1, 2) b ON a.month = b.month AND a.site IS NOT DISTINCT FROM b.site
					WHERE a.e IS DISTINCT FROM b.e'),
			('jobs and idle are the fleet', ARRAY['job_energy', 'idle_energy', 'device_energy'],
				'SELECT a.e, b.e FROM (SELECT sum(e) AS e FROM (SELECT energy_nj AS e FROM LEDGER.job_energy UNION ALL SELECT energy_nj FROM LEDGER.idle_energy) x) a, (SELECT sum(energy_nj) AS e FROM LEDGER.device_energy) b WHERE a.e IS DISTINCT FROM b.e'),
			('hours are days', ARRAY['fleet_hourly', 'device_energy'],
				'SELECT * FROM (SELECT (hour AT TIME ZONE OFZONE)::date AS day, cluster, site, sum(energy_nj) AS e FROM LEDGER.fleet_hourly GROUP BY 1, 2, 3) a
					FULL JOIN (SELECT day, cluster, site, sum(energy_nj) AS e FROM LEDGER.device_energy GROUP BY 1, 2, 3) b ON a.day = b.day AND a.cluster IS NOT DISTINCT FROM b.cluster AND a.site IS NOT DISTINCT FROM b.site
					WHERE a.e IS DISTINCT FROM b.e'),
			('hours of jobs are jobs', ARRAY['job_hourly', 'job_energy'],
				'SELECT * FROM (SELECT job, sum(energy_nj) AS e FROM LEDGER.job_hourly GROUP BY 1) a FULL JOIN LEDGER.job_energy b ON a.job = b.job WHERE a.e IS DISTINCT FROM b.energy_nj'),
			('hours of jobs are days of jobs', ARRAY['job_hourly', 'job_daily'],
				'SELECT * FROM (SELECT job, (hour AT TIME ZONE OFZONE)::date AS day, sum(energy_nj) AS e FROM LEDGER.job_hourly GROUP BY 1, 2) a
					FULL JOIN (SELECT job, day, sum(energy_nj) AS e FROM LEDGER.job_daily GROUP BY 1, 2) b ON a.job = b.job AND a.day = b.day WHERE a.e IS DISTINCT FROM b.e'),
			('days of models are days of jobs', ARRAY['model_daily', 'job_daily'],
				'SELECT a.e, b.e FROM (SELECT sum(energy_nj) AS e FROM LEDGER.model_daily) a, (SELECT sum(energy_nj) AS e FROM LEDGER.job_daily) b WHERE a.e IS DISTINCT FROM b.e'),
			('days of tenants are the fleet', ARRAY['tenant_daily', 'job_daily'],
				'SELECT * FROM (SELECT sum(energy_nj) AS e FROM LEDGER.tenant_daily WHERE tenant NOT IN (''(idle)'', ''(unobserved)'')) a, (SELECT sum(energy_nj) AS e FROM LEDGER.job_daily) b WHERE a.e IS DISTINCT FROM b.e'),
			('what the audit has kept is what it finds anew', ARRAY[]::text[],
				'(SELECT * FROM LEDGER.ledger_audit() EXCEPT ALL SELECT * FROM LEDGER.ledger_audit(whole => true)) UNION ALL (SELECT * FROM LEDGER.ledger_audit(whole => true) EXCEPT ALL SELECT * FROM LEDGER.ledger_audit())'),
			-- of a card with one gauge and one setting: the aggregate over its samples, which no view is made of
			('a device is its samples', ARRAY['device_energy'],
				'SELECT * FROM (
					SELECT d.device, (colossus.power_energy(x.at, x.value, d.max_gap)).energy_nj AS e
					FROM LEDGER.device d JOIN LEDGER.device_period p USING (device) JOIN keeps.series s ON s.device = d.device JOIN keeps.sample x ON x.series_id = s.series_id
					WHERE d.since = ''-infinity'' AND d.until IS NULL AND d.kind = ''accelerator'' AND d.method IS NULL AND x.value >= 0 AND x.value <= p.gauge_w AND x.at <= now()
						AND (SELECT count(*) FROM LEDGER.series o WHERE o.device = d.device AND o.metric IN (''power_w'', ''energy_j'')) = 1 AND s.metric = ''power_w''
						AND (SELECT count(*) FROM LEDGER.device o WHERE o.device = d.device) = 1
					GROUP BY d.device) a
				JOIN (SELECT device, sum(energy_nj) AS e FROM LEDGER.device_energy GROUP BY 1) b ON a.device = b.device WHERE nullif(a.e, 0) IS DISTINCT FROM nullif(b.e, 0)')
		) x (name, needs, query)
		WHERE NOT EXISTS (SELECT FROM unnest(x.needs) v (name) WHERE to_regclass(format('%I.%I', ledger, v.name)) IS NULL)
	LOOP
		BEGIN
			EXECUTE format('SELECT count(*), min(q::text) FROM (%s) q', replace(replace(r.query, 'LEDGER', ledger), 'OFZONE', quote_literal(zone))) INTO n, found;
			IF n > 0 THEN
				RETURN NEXT format('%s: %s does not hold: %s', ledger, r.name, found);
			END IF;
		EXCEPTION WHEN OTHERS THEN
			RETURN NEXT format('%s: %s raises %s: %s', ledger, r.name, SQLSTATE, SQLERRM);
		END;
	END LOOP;
END $$;
-- every relation and every function without arguments that both ledgers have, but for what tells where samples lie and when
CREATE FUNCTION relations(only_quick boolean) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT c.relname::text FROM pg_class c
	WHERE c.relnamespace = 'packs'::regnamespace AND c.relkind = 'v' AND c.relname NOT IN ('sample_by_name', 'loose', 'series_span', 'health', 'job_part', 'job_piece', 'job_fact', 'job_live', 'token_series', 'device_part', 'whole_day', 'edge_day', 'known_month', 'unbooked_day', 'unseen_day', 'fact_day', 'good_fact', 'good_sum', 'good_token')
	UNION ALL SELECT 'ledger_audit()'
	UNION ALL SELECT 'emission_ledger()' WHERE NOT only_quick
	UNION ALL SELECT 'device_part' WHERE NOT only_quick
	UNION ALL VALUES ('SELECT series_id, device, metric, first_at, last_at FROM LEDGER.series_span'), ('SELECT state, new, known, conflicting, samples, rejected, met, replaced, digest FROM LEDGER.load'),
		('SELECT s.series_id, x.at, x.value FROM LEDGER.series s, colossus.samples(LEDGER.samples_of(s.series_id, ''-infinity'', ''infinity'')) x (at, value)'),
		('SELECT device, since, until, max_gap, host FROM LEDGER.device'), ('SELECT series_id, metric, device, job, first_load, replica FROM LEDGER.series'),
		('SELECT * FROM LEDGER.job_device'), ('SELECT load_id, line_no, reason, detail FROM LEDGER.reject')
$$;
-- one condition of a reader, asked of every view that has its columns: what it gives in one ledger is what is left of all rows in the other
CREATE FUNCTION filtered(columns text[], condition text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE r text;
BEGIN
	FOR r IN
		SELECT x FROM relations(true) x
		WHERE x !~ '[ (]' AND columns <@ ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = ('packs.' || x)::regclass AND a.attnum > 0)
	LOOP
		RETURN QUERY SELECT 'where ' || condition || ': ' || x
			FROM differs(format('SELECT * FROM LEDGER.%I WHERE %s', r, condition), format('SELECT * FROM (SELECT * FROM LEDGER.%I OFFSET 0) x WHERE %s', r, condition)) x WHERE x IS NOT NULL;
	END LOOP;
END $$;
-- just: a relation, or words of a sum, and nothing else
CREATE FUNCTION check_all(zone text, only_quick boolean DEFAULT false, just text DEFAULT NULL) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE r text;
BEGIN
	RETURN QUERY SELECT format('step %s: %s where the ledger that never packs says %s', p.step, p.state, k.state)
		FROM outcome p JOIN outcome k ON k.step = p.step AND k.ledger = 'keeps' WHERE p.ledger = 'packs' AND p.state IS DISTINCT FROM k.state AND just IS NULL;
	FOR r IN SELECT x FROM relations(only_quick) x WHERE just IS NULL OR x = just LOOP
		RETURN QUERY SELECT x FROM differs(r) x WHERE x IS NOT NULL;
	END LOOP;
	IF EXISTS (SELECT FROM relations(false) x WHERE x = just) THEN
		RETURN;
	END IF;
	RETURN QUERY SELECT * FROM sums('packs', zone);
	RETURN QUERY SELECT * FROM sums('keeps', zone);
	-- which rows are looked at for a time goes by it
	FOR r IN SELECT x FROM unnest('{packs,keeps}'::text[]) x LOOP
		RETURN QUERY EXECUTE format($q$
			SELECT format('%1$s: job_device says that %%s held %%s from %%s to %%s, %%s', d.job, d.device, d.started_at, d.held_until, d.held_days)
			FROM %1$I.job_device d JOIN %1$I.job j USING (job)
			CROSS JOIN LATERAL (SELECT CASE WHEN d.ended_at IS NULL THEN CASE WHEN j.ended_at IS NULL AND j.running IS FALSE THEN d.started_at ELSE coalesce(j.ended_at, 'infinity') END ELSE d.ended_at END AS until) e
			WHERE d.held_until <> e.until OR d.held_days <> CASE WHEN e.until <= d.started_at + interval '24 hours' THEN 1 WHEN e.until <= d.started_at + interval '768 hours' THEN 32 ELSE 0 END$q$, r);
	END LOOP;
END $$;
END
}

# history_script(steps, zone, options): SQL of one history.  every: check after so many steps, and at the end; quick: without what takes long; only: one relation, or words of a
# sum; watch: a relation that is compared after each step; filters: of history_filters, asked at the end; retain: then the samples of all
# days are dropped in one of the two, and what the days came to stays
sub history_script
{
	my ($steps, $zone, %o) = @_;
	my $how = "'$zone', " . ($o{quick} ? 'true' : 'false') . (defined $o{only} ? ', ' . quoted($o{only}) : '');
	my $create = $zone eq 'UTC' ? '' : ", zone => '$zone'";
	my $script = "SET client_min_messages = error;\nSET timezone = 'UTC';\nSET jit = off;\nSET search_path = public;\nTRUNCATE outcome;\nDELETE FROM colossus.accelerator_user;\n";
	for my $ledger ('packs', 'keeps')
	{
		$script .= "DROP SCHEMA IF EXISTS $ledger CASCADE;\nCALL colossus.create_ledger('$ledger'$create" . ($ledger eq 'packs' ? ");\nCALL packs.make_partitions('@{[date_of(1)]}', '@{[date_of(3)]}')" : ', partitioned => false)') . ";\n";
		$script .= join '', map { sprintf "INSERT INTO $ledger.device (device, accelerator, host, cluster, site, kind) VALUES (%s, %s, 'n1', 'one', 'Here', %s);\n",
			quoted($card{$_}{uuid}), $_ eq 'a' ? "'L4'" : $_ eq 'm' ? 'NULL' : "'H100 SXM'", $_ eq 'm' ? "'node meter'" : "'accelerator'" } sort keys %card;
		$script .= "INSERT INTO $ledger.site_overhead (site, from_date, server_factor, pue, zone) VALUES ('Here', '2026-01-01', 1.5, 1.25, 'US');\n";
		$script .= "INSERT INTO $ledger.tariff (site, from_date, per_kwh, currency) VALUES ('Here', '2026-01-01', 0.07, 'USD'), ('Here', '2026-03-30', 0.09, 'USD');\n";
		$script .= "INSERT INTO $ledger.tariff_hour (site, hour, per_kwh, currency) SELECT 'Here', t, 0.03, 'USD' FROM generate_series(timestamptz '2026-03-28 02:00Z', '2026-03-29 05:00Z', '3 hours') t;\n";
		$script .= "INSERT INTO $ledger.job (job, kind, tenant, model, started_at) VALUES ('j0', 'inference', 'acme', 'meta-llama/Llama-3.1-8B', '@{[date_of(0)]}Z'), ('j1', 'inference', 'beta', NULL, '@{[date_of(1)]}Z'), ('j2', 'training', 'acme', NULL, '@{[date_of(2)]}Z'), ('j3', 'training', NULL, NULL, '@{[date_of(0)]}Z');\n";
	}
	my $n = 0;
	for my $step (@$steps)
	{
		my ($name, @statements) = @$step;
		$n++;
		if ($name =~ /^(compact|judge|partition|upgrade)$/)
		{
			$script .= "$statements[0];\n";
		}
		elsif ($name eq 'crash')
		{
			$script .= "\\set VERBOSITY sqlstate\n$statements[0];\n\\set VERBOSITY default\n";
		}
		else
		{
			my $list = join ', ', map { "\$s\$$_\$s\$" } @statements;
			$script .= "SELECT FROM attempt($n, '$_', $list);\n" for $name eq 'tdp' ? 'packs' : ('packs', 'keeps');
		}
		$script .= "SELECT 'after step $n ($name): ' || x FROM differs('$o{watch}') x WHERE x IS NOT NULL;\n" if $o{watch};
		$script .= "SELECT 'after step $n ($name): ' || x FROM check_all($how) x;\n" if $n == @$steps || $o{every} && $n % $o{every} == 0;
	}
	$script .= sprintf "SELECT 'after step $n (filters): ' || x FROM filtered('{%s}', %s) x;\n", join(',', @{ $_->[0] }), quoted($_->[1]) for @{ $o{filters} // [] };
	$script .= "UPDATE packs.setting SET keep_months = 1;\nCALL packs.compact('@{[date_of(14)]}');\nCALL packs.drop_traces();\n"
		. "SELECT 'after step $n (retention): ' || x FROM unnest('{device_energy,fleet_hourly,job_energy,job_hourly,job_daily,job_tokens,tenant_ledger,tenant_daily,idle_energy,reconcile,silent_device}'::text[]) r, differs(r) x WHERE x IS NOT NULL;\n" if $o{retain};
	return $script;
}

1;
