# History.pm -- random histories of a ledger: what users, loads and corrections do
# to it, in two ledgers at once.  `packs` compacts between, `keeps` never does; every
# relation of both must be the same, to the nanojoule.  One seed, one history.
package History;
use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(history_setup history_steps history_script);

# The days: over the end of a month, and over the night in which the clocks of
# Berlin went forward (2026-03-29), or from another first day.
my ($first_day, $days) = (Date(split /-/, $ENV{HISTORY_FROM} // '2026-03-27'), 7);

sub Date { my ($y, $m, $d) = @_; require Time::Local; return Time::Local::timegm(0, 0, 0, $d, $m - 1, $y) / 86400 }

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

sub pick { return $_[int rand @_] }
sub between { my ($low, $high) = @_; return $low + int rand($high - $low + 1) }
sub quoted { my $s = shift; $s =~ s/'/''/g; return "'$s'" }

# an instant of some day; edges of hours and days come often, and minutes beside midnight
sub instant
{
	my $us = ($first_day + between(0, $days - 1)) * 86400e6;
	my $kind = rand;
	return $us if $kind < 0.15;
	return $us + between(-600, 600) * 1e6 if $kind < 0.25;
	return $us + between(0, 23) * 3600e6 if $kind < 0.4;
	return $us + between(0, 86399) * 1e6 if $kind < 0.8;
	return $us + between(0, 86399) * 1e6 + between(0, 999999);
}

# what reports them: uuid, gauge or counter, in what ways, and every how many seconds the counter is refreshed
my %card = (
	a => { uuid => 'GPU-0000000a-0000-4000-8000-000000000001', metrics => ['power_w'] },
	b => { uuid => 'GPU-0000000b-0000-4000-8000-000000000002', metrics => ['power_w'] },
	c => { uuid => 'GPU-0000000c-0000-4000-8000-000000000003', metrics => ['energy_j'] },
	d => { uuid => 'GPU-0000000d-0000-4000-8000-000000000004', metrics => [ 'power_w', 'energy_j' ] },
	e => { uuid => 'GPU-0000000e-0000-4000-8000-000000000005', metrics => ['energy_j'], refresh => 280 },
	m => { uuid => 'meter of n1', metrics => ['power_w'] });
my @cards = sort keys %card;
my @gpus = grep { $_ ne 'm' } @cards;

# J at an instant by a counter that is refreshed every so many seconds
sub refreshed { my ($at, $refresh) = @_; return int(($at / 1e6 - ($first_day - 1) * 86400) / $refresh) * $refresh * 350 }

# some times of a card, mostly at a cadence: pairs of microseconds and value
sub readings
{
	my ($metric, $n, $refresh) = @_;
	my $step = pick(60, 240, 300, 900, 1800) * 1e6;
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

my $jobs = 0;
my %act = (
	# weight, what it does
	insert => [ 14, sub {
		my $c = $card{ pick(@cards) };
		my $metric = pick(@{ $c->{metrics} });
		return 'INSERT INTO LEDGER.sample_by_name (device, metric, at, value) VALUES ' . join ', ',
			map { sprintf '(%s, %s, %s, %s)', quoted($c->{uuid}), quoted($metric), quoted(stamp($_->[0])), $_->[1] } readings($metric, pick(1, 2, 20, 60), $c->{refresh});
	} ],
	# where a counter takes the value that stands over midnight, and the next one
	midnight => [ 5, sub {
		my ($c, $us, $at) = ($card{e}, ($first_day + between(1, $days - 1)) * 86400e6, between(-400, 300));
		return 'INSERT INTO LEDGER.sample_by_name (device, metric, at, value) VALUES ' . join ', ', map { my $t = $us + $at * 1e6; $at += between(10, 90);
			sprintf "(%s, 'energy_j', %s, %s)", quoted($c->{uuid}), quoted(stamp($t)), refreshed($t, $c->{refresh}) } 1 .. pick(1, 1, 2, 8);
	} ],
	load_smi => [ 6, sub {
		my $c = $card{ pick('a', 'b', 'd') };
		my $text = join '', "timestamp, uuid, power.draw [W]\n",
			map { $_->[1] =~ /NaN/ ? '' : sprintf "%s, %s, %s W\n", stamp($_->[0], '%04d/%02d/%02d %02d:%02d:%02d.%06d') =~ s/\d{3}$//r, $c->{uuid}, $_->[1] }
			sort { $a->[0] <=> $b->[0] } readings('power_w', pick(3, 30));
		return sprintf "SELECT FROM LEDGER.load('nvidia-smi', %s, %s, 'UTC', options => %s)", quoted($text), quoted(pick('x', 'y')), quoted(pick('{}', '{"replace": true}'));
	} ],
	load_dcgm => [ 6, sub {
		my $c = $card{ pick('c', 'd', 'e') };
		my $values = join ', ', map { sprintf '[%.3f, "%s"]', $_->[0] / 1e6, $_->[1] =~ /NaN/ ? 'NaN' : int($_->[1] * 1000) } sort { $a->[0] <=> $b->[0] } readings('energy_j', pick(3, 30), $c->{refresh});
		my $json = qq({"status": "success", "data": {"resultType": "matrix", "result": [{"metric": {"__name__": "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "UUID": "$c->{uuid}", "Hostname": "n1"}, "values": [$values]}]}});
		return sprintf "SELECT FROM LEDGER.load('prometheus-json', %s, %s, options => %s)", quoted($json), quoted(pick('p', 'q')), quoted(pick('{}', '{"replace": true}'));
	} ],
	load_tokens => [ 3, sub {
		my ($pod, $total) = (pick('j0', 'j1'), 0);
		my $at = instant();
		my $values = join ', ', map { $at += between(1, 7200) * 1e6; $total = rand() < 0.1 ? 0 : $total + between(0, 5000); sprintf '[%.3f, "%d"]', $at / 1e6, $total } 1 .. pick(2, 12);
		my $json = qq({"status": "success", "data": {"resultType": "matrix", "result": [{"metric": {"__name__": "vllm:generation_tokens_total", "instance": "s1", "model_name": "m"}, "values": [$values]}]}});
		return sprintf "SELECT FROM LEDGER.load('prometheus-json', %s, 'v', options => %s)", quoted($json), quoted(qq({"job": "$pod"}));
	} ],
	unload => [ 4, sub { return sprintf 'SELECT FROM LEDGER.unload((SELECT f.load_id FROM LEDGER.load f WHERE f.state = \'finished\' ORDER BY f.load_id OFFSET %d LIMIT 1))', between(0, 3) } ],
	gap => [ 3, sub { return sprintf 'UPDATE LEDGER.device SET max_gap = %s WHERE device = %s', quoted(pick('1 minute', '5 minutes', '1 hour', '2 days')), quoted($card{ pick(@cards) }{uuid}) } ],
	limit => [ 3, sub { return sprintf 'UPDATE LEDGER.device SET max_w = %s WHERE device = %s', pick('NULL', 400, 700, 1000), quoted($card{ pick(@cards) }{uuid}) } ],
	wrap => [ 1, sub { return sprintf 'UPDATE LEDGER.device SET wrap_j = %s WHERE device = %s', pick('NULL', 20000000), quoted($card{ pick('c', 'd', 'e') }{uuid}) } ],
	method => [ 2, sub { return sprintf 'UPDATE LEDGER.device SET method = %s WHERE device = %s', pick('NULL', "'power'", "'counter'"), quoted($card{d}{uuid}) } ],
	part => [ 1, sub { return sprintf 'UPDATE LEDGER.device SET accelerator = %s WHERE device = %s', pick('NULL', "'H100 SXM'", "'L4'"), quoted($card{ pick(@gpus) }{uuid}) } ],
	place => [ 2, sub { return sprintf 'UPDATE LEDGER.device SET cluster = %s, site = %s, host = %s WHERE device = %s', quoted(pick('one', 'two')), pick("'Here'", "'There'", 'NULL'), quoted(pick('n1', 'n2')), quoted($card{ pick(@gpus) }{uuid}) } ],
	swap => [ 3, sub {
		my ($uuid, $at) = (quoted($card{ pick(@gpus) }{uuid}), quoted(stamp(instant())));
		return "UPDATE LEDGER.device SET until = $at WHERE device = $uuid AND until IS NULL",
			sprintf 'INSERT INTO LEDGER.device (device, accelerator, host, cluster, site, since, max_gap) VALUES (%s, %s, %s, %s, \'Here\', %s, %s)',
			$uuid, pick('NULL', "'H100 SXM'"), quoted(pick('n1', 'n2')), quoted(pick('one', 'two')), $at, quoted(pick('5 minutes', '1 hour'));
	} ],
	retire => [ 1, sub { return sprintf 'UPDATE LEDGER.device SET until = %s WHERE device = %s AND until IS NULL', quoted(stamp(instant())), quoted($card{ pick(@gpus) }{uuid}) } ],
	revive => [ 1, sub { return sprintf 'UPDATE LEDGER.device d SET until = NULL WHERE d.device = %s AND d.since = (SELECT max(x.since) FROM LEDGER.device x WHERE x.device = d.device)', quoted($card{ pick(@gpus) }{uuid}) } ],
	begin => [ 1, sub { return sprintf 'UPDATE LEDGER.device SET since = %s WHERE device = %s AND since = (SELECT min(x.since) FROM LEDGER.device x WHERE x.device = LEDGER.device.device)', pick(quoted(stamp(instant())), "'-infinity'"), quoted($card{ pick(@gpus) }{uuid}) } ],
	forget => [ 1, sub { return sprintf 'DELETE FROM LEDGER.device d WHERE d.device = %s AND d.since > (SELECT min(x.since) FROM LEDGER.device x WHERE x.device = d.device)', quoted($card{ pick(@gpus) }{uuid}) } ],
	hold => [ 8, sub {
		my ($from, $until) = sort { $a <=> $b } instant(), instant();
		return sprintf 'INSERT INTO LEDGER.job_device (job, device, share, started_at, ended_at) VALUES (%s, %s, %s, %s, %s)',
			quoted('j' . between(0, 3)), quoted($card{ pick(@gpus) }{uuid}), pick(1, 1, '0.5', '1.0 / 3', '2.0 / 3', '0.1'), quoted(stamp($from)), rand() < 0.15 ? 'NULL' : quoted(stamp($until));
	} ],
	hold_end => [ 2, sub { return sprintf 'UPDATE LEDGER.job_device SET ended_at = %s WHERE job = %s AND device = %s', pick('NULL', quoted(stamp(instant()))), quoted('j' . between(0, 3)), quoted($card{ pick(@gpus) }{uuid}) } ],
	hold_share => [ 1, sub { return sprintf 'UPDATE LEDGER.job_device SET share = %s WHERE job = %s', pick('0.25', '0.5', '1.0 / 7'), quoted('j' . between(0, 3)) } ],
	let_go => [ 1, sub { return sprintf 'DELETE FROM LEDGER.job_device WHERE job = %s AND device = %s', quoted('j' . between(0, 3)), quoted($card{ pick(@gpus) }{uuid}) } ],
	job_end => [ 2, sub { return sprintf 'UPDATE LEDGER.job SET ended_at = %s, running = NULL WHERE job = %s', pick('NULL', quoted(stamp(instant()))), quoted('j' . between(0, 3)) } ],
	job_lost => [ 1, sub { return sprintf 'UPDATE LEDGER.job SET ended_at = NULL, running = false WHERE job = %s', quoted('j' . between(0, 3)) } ],
	tenant => [ 1, sub { return sprintf 'UPDATE LEDGER.job SET tenant = %s WHERE job = %s', pick('NULL', "'acme'", "'beta'"), quoted('j' . between(0, 3)) } ],
	overhead => [ 1, sub { return sprintf 'INSERT INTO LEDGER.site_overhead (site, from_date, server_factor, pue) VALUES (%s, %s, %s, %s) ON CONFLICT (site, from_date) DO UPDATE SET pue = excluded.pue',
		quoted(pick('Here', 'There')), quoted(date_of(between(0, $days))), pick(1, 1.25, 1.5), pick('NULL', 1.1, 1.3) } ],
	steps => [ 1, sub { return sprintf 'INSERT INTO LEDGER.step_log (job, step, at, tokens, seconds) VALUES (%s, %d, %s, %d, 5)', quoted('j' . pick(2, 3)), between(1, 1000), quoted(stamp(instant())), between(1, 9999) } ],
	series => [ 1, sub { return sprintf 'UPDATE LEDGER.series SET device = %s WHERE series_id = (SELECT s.series_id FROM LEDGER.series s WHERE s.device IS NOT NULL ORDER BY s.series_id OFFSET %d LIMIT 1)', quoted($card{ pick(@gpus) }{uuid}), between(0, 6) } ],
	replica => [ 1, sub { return sprintf 'UPDATE LEDGER.series SET replica = %s WHERE series_id = (SELECT s.series_id FROM LEDGER.series s WHERE s.device IS NOT NULL ORDER BY s.series_id OFFSET %d LIMIT 1)', pick("''", "'r1'"), between(0, 6) } ],
	alias => [ 1, sub { return sprintf 'INSERT INTO LEDGER.device_alias (alias, device) VALUES (%s, %s) ON CONFLICT (alias) DO UPDATE SET device = excluded.device', quoted($card{ pick(@gpus) }{uuid}), quoted($card{ pick(@gpus) }{uuid}) } ],
	odd_time => [ 1, sub { return sprintf 'INSERT INTO LEDGER.sample_by_name (device, metric, at, value) VALUES (%s, %s, %s, 100)', quoted($card{a}{uuid}), quoted('power_w'), quoted(pick('2023-05-05 05:05Z', '2199-01-01Z', stamp($first_day * 86400e6 - 1))) } ],
	# the part's TDP bounds its gauge: a row outside of the ledger that a fact stands on
	tdp => [ 1, sub { return sprintf q{SELECT set_tdp(%s)}, pick(20, 100, 700) } ],
	compact => [ 22, sub { return sprintf('CALL packs.compact(%s)', quoted(date_of(between(1, $days + 1)))) . (rand() < 0.7 ? ";\nCALL packs.drop_partitions()" : '') } ],
	# what ledger_audit then need not read again
	judge => [ 12, sub { return 'CALL packs.judge()' } ],
	# some days have a partition from the start, others get one, if they still can
	partition => [ 2, sub { my $day = quoted(date_of(between(-1, $days))); return "CALL packs.make_partitions($day, $day)" } ],
);

# history_steps(seed, number, kinds that are left out): each step is [name, statement...]
sub history_steps
{
	my ($seed, $n, @without) = @_;
	my @bag = map { my $name = $_; (grep { $_ eq $name } @without) ? () : ($name) x $act{$name}[0] } sort keys %act;
	srand($seed);
	my @steps = map { my $name = $_; [ $name, $act{$name}[1]->() ] } ('insert') x 5, map { pick(@bag) } 1 .. $n;
	# towards its end, all days are packed and judged in one of the two
	push @steps, [ 'insert', $act{insert}[1]->() ], [ 'compact', sprintf 'CALL packs.compact(%s)', quoted(date_of(14)) ], [ 'judge', $act{judge}[1]->() ],
		map { my $name = pick(@bag); [ $name, $act{$name}[1]->() ] } 1 .. 3;
	return @steps;
}

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
-- rows of one relation in both ledgers; floating point may differ in its last digits, nothing else may at all
CREATE FUNCTION differs(relation text) RETURNS text LANGUAGE plpgsql AS $$
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
			EXECUTE format('CREATE TEMPORARY TABLE of_%s AS %s', l, replace(CASE WHEN relation ~ ' ' THEN relation ELSE 'SELECT * FROM LEDGER.' || relation END, 'LEDGER', l));
		EXCEPTION WHEN OTHERS THEN
			RETURN format('%s of %s raises %s: %s', relation, l, SQLSTATE, SQLERRM);
		END;
		-- a fact may be cut at more edges than there are today
		EXECUTE format('ALTER TABLE pg_temp.of_%s DROP COLUMN IF EXISTS hours, DROP COLUMN IF EXISTS edges, DROP COLUMN IF EXISTS other_hours', l);
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
	WHERE c.relnamespace = 'packs'::regnamespace AND c.relkind = 'v' AND c.relname NOT IN ('sample_by_name', 'loose', 'series_span', 'health', 'job_part', 'device_part', 'whole_day', 'edge_day', 'open_day', 'stale_day', 'unseen_day', 'fact_day')
	UNION ALL SELECT 'ledger_audit()'
	UNION ALL SELECT 'emission_ledger()' WHERE NOT only_quick
	UNION ALL SELECT 'device_part' WHERE NOT only_quick
	UNION ALL VALUES ('SELECT series_id, device, metric, first_at, last_at FROM LEDGER.series_span'), ('SELECT state, new, known, conflicting, samples, rejected, met, replaced, digest FROM LEDGER.load'),
		('SELECT s.series_id, x.at, x.value FROM LEDGER.series s, colossus.samples(LEDGER.samples_of(s.series_id, ''-infinity'', ''infinity'')) x (at, value)'),
		('SELECT device, since, until, max_gap, host FROM LEDGER.device'), ('SELECT series_id, metric, device, job, first_load, replica FROM LEDGER.series'),
		('SELECT * FROM LEDGER.job_device'), ('SELECT load_id, line_no, reason, detail FROM LEDGER.reject')
$$;
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
END $$;
END
}

# history_script(steps, zone, check every so many steps, quick, only): SQL of one history
sub history_script
{
	my ($steps, $zone, $every, $quick, $only) = @_;
	my $how = "'$zone', " . ($quick ? 'true' : 'false') . (defined $only ? ', ' . quoted($only) : '');
	my $create = $zone eq 'UTC' ? '' : ", zone => '$zone'";
	my $script = "SET client_min_messages = error;\nSET timezone = 'UTC';\nSET jit = off;\nSET search_path = public;\nTRUNCATE outcome;\nDELETE FROM colossus.accelerator_user;\n";
	for my $ledger ('packs', 'keeps')
	{
		$script .= "DROP SCHEMA IF EXISTS $ledger CASCADE;\nCALL colossus.create_ledger('$ledger'$create" . ($ledger eq 'packs' ? ");\nCALL packs.make_partitions('@{[date_of(1)]}', '@{[date_of(3)]}')" : ', partitioned => false)') . ";\n";
		$script .= join '', map { sprintf "INSERT INTO $ledger.device (device, accelerator, host, cluster, site, kind) VALUES (%s, %s, 'n1', 'one', 'Here', %s);\n",
			quoted($card{$_}{uuid}), $_ eq 'a' ? "'L4'" : $_ eq 'm' ? 'NULL' : "'H100 SXM'", $_ eq 'm' ? "'node meter'" : "'accelerator'" } @cards;
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
		if ($name =~ /^(compact|judge|partition)$/)
		{
			$script .= "$statements[0];\n";
		}
		else
		{
			my $list = join ', ', map { "\$s\$$_\$s\$" } @statements;
			$script .= "SELECT FROM attempt($n, '$_', $list);\n" for $name eq 'tdp' ? 'packs' : ('packs', 'keeps');
		}
		$script .= "SELECT 'after step $n ($name): ' || x FROM check_all($how) x;\n" if $n == @$steps || $every && $n % $every == 0;
	}
	return $script;
}

1;
