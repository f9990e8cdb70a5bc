# Two sessions of a ledger in a fixed order, where an unlucky moment would lose a
# sample, count it twice or keep a stale answer: what the ledger says afterwards is
# what one says that was written by one session and never packed.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use History;
use IPC::Run;
use Test::More;
use Time::HiRes qw(sleep);

my $node = colossus_node('races', 'autovacuum = off', 'jit = off', "timezone = 'UTC'");
my $sql = sub { return $node->safe_psql('postgres', $_[0]) };
$sql->("CREATE EXTENSION colossus;\n" . history_setup());

# a psql that stays; say() gives what the statement printed, begin() does not wait for it
{
	package Session;
	sub new
	{
		my ($class) = @_;
		my $me = bless { in => '', out => '', n => 0 }, $class;
		$me->{run} = IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres') ], '<', \$me->{in}, '>', \$me->{out}, '2>&1', IPC::Run::timer(300));
		return $me;
	}
	sub begin { my ($me, $statement) = @_; $me->{n}++; $me->{out} = ''; $me->{in} .= "$statement;\n\\echo :done:$me->{n}:\n"; $me->{run}->pump_nb; return }
	sub end
	{
		my ($me) = @_;
		$me->{run}->pump until $me->ended;
		my $said = $me->{out} =~ s/:done:\d+:\n//r;
		chomp $said;
		return $said;
	}
	sub ended { my ($me) = @_; return $me->{out} =~ /:done:$me->{n}:/ }
	sub say { my ($me, $statement) = @_; $me->begin($statement); return $me->end }
	sub quit { my ($me) = @_; $me->{in} .= "\\q\n"; eval { $me->{run}->finish } }
}

# true: the session's statement waits for a lock; false: it has ended
sub waits
{
	my ($session, $pattern) = @_;
	for (1 .. 600)
	{
		$session->{run}->pump_nb;
		return 0 if $session->ended;
		return 1 if $sql->("SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND wait_event_type = 'Lock' AND query ~ '$pattern'");
		sleep 0.02;
	}
	die "neither waits nor ends: $pattern";
}

my @power = map { sprintf "('g', 'power_w', '2026-03-27Z'::timestamptz + %d * interval '5 minutes', %d)", $_, 100 + ($_ * 7919) % 601 } 0 .. 3 * 288;
my @counter = map { sprintf "('c', 'energy_j', '2026-03-27Z'::timestamptz + %d * interval '10 minutes', %d)", $_, $_ * 240000 + ($_ * 7919) % 601 } 0 .. 3 * 144;
sub fresh
{
	for my $l ('packs', 'keeps')
	{
		$sql->("SET client_min_messages = warning; DROP SCHEMA IF EXISTS $l CASCADE;");
		# the one has a partition a day, and drops those that are packed; but for the second day
		$sql->("CALL colossus.create_ledger('packs'); CALL packs.make_partitions('2026-03-27', '2026-03-27'); CALL packs.make_partitions('2026-03-29', '2026-03-30')") if $l eq 'packs';
		$sql->("CALL colossus.create_ledger('keeps', partitioned => false)") if $l eq 'keeps';
		$sql->("SET client_min_messages = warning;
			INSERT INTO $l.device (device, accelerator, host, cluster, site) VALUES ('g', 'H100 SXM', 'n1', 'one', 'Here'), ('c', 'H100 SXM', 'n1', 'one', 'Here');
			INSERT INTO $l.site_overhead (site, from_date, server_factor, pue) VALUES ('Here', '2026-01-01', 1.5, 1.25);
			INSERT INTO $l.job (job, kind, tenant, started_at) VALUES ('j', 'training', 'acme', '2026-03-27 05:00:07Z');
			INSERT INTO $l.job_device (job, device, started_at, ended_at) VALUES ('j', 'g', '2026-03-27 05:00:07Z', '2026-03-28 11:11Z'), ('j', 'c', '2026-03-27 05:00:07Z', '2026-03-28 11:11Z');
			INSERT INTO $l.sample_by_name (device, metric, at, value) VALUES " . join(', ', @power, @counter));
	}
	return;
}
my $same = sub { return $sql->(q{SELECT coalesce(string_agg(x, E'\n'), 'same') FROM check_all('UTC', true) x}) };
my $quick = sub { return $sql->(q{SELECT coalesce(string_agg(x, E'\n'), 'same') FROM unnest('{device_energy,job_energy,fleet_hourly,tenant_ledger}'::text[]) r, check_all('UTC', true, r) x}) };
sub late { my ($l, $at, $value) = @_; return "INSERT INTO $l.sample_by_name (device, metric, at, value) VALUES ('g', 'power_w', '$at', $value)" }

# race(name, what the other session does and leaves open, what comes of it there): compact
# comes between, and once more afterwards
sub race
{
	my ($name, $packed, @statements) = @_;
	fresh();
	$sql->("CALL packs.compact('2026-03-29'); CALL packs.drop_partitions()") if $packed;
	my ($other, $packer) = (Session->new, Session->new);
	$other->say('BEGIN');
	$other->say($_ =~ s/LEDGER/packs/gr) for @statements;
	$packer->begin("CALL packs.compact('2026-03-29')");
	waits($packer, 'compact');
	is($other->say('COMMIT'), '', "$name: it commits");
	unlike($packer->end, qr/ERROR/, "$name: compact goes on");
	$sql->(s/LEDGER/keeps/gr) for @statements;
	is($quick->(), 'same', "$name: seen at once");
	$sql->("CALL packs.compact('2026-03-29'); CALL packs.drop_partitions()");
	is($quick->(), 'same', "$name: and after the next compact");
	$_->quit for $other, $packer;
	return;
}

for my $packed (0, 1)
{
	my $when = $packed ? 'of a packed day' : 'of a day that is being packed';
	race("a late sample $when", $packed, late('LEDGER', '2026-03-27 03:02:01Z', 650));
	race("a reading after the silence of a counter, $when", $packed, q{INSERT INTO LEDGER.sample_by_name (device, metric, at, value) VALUES ('c', 'energy_j', '2026-03-27 23:59:59Z', 34560000)});
	race("a setting, $when", $packed, q{UPDATE LEDGER.device SET max_gap = '1 minute' WHERE device = 'g'});
	race("a limit, $when", $packed, q{UPDATE LEDGER.device SET max_w = 300});
	race("a series that goes to another device, $when", $packed, q{UPDATE LEDGER.series SET device = 'c' WHERE device = 'g'});
	race("a device that ends, $when", $packed, q{UPDATE LEDGER.device SET until = '2026-03-28 02:02Z' WHERE device = 'g'});
	race("a job that ends inside an hour, $when", $packed, q{UPDATE LEDGER.job_device SET ended_at = '2026-03-28 02:02:02.5Z'});
}

# ---- what is known, sent again or taken back while its day is packed ----
my $uuid = 'GPU-0000000a-0000-4000-8000-000000000001';
my $log = sub { return "SELECT load_id FROM $_[0].load('nvidia-smi', 'timestamp, uuid, power.draw [W]\n" . join('', map { "2026/03/27 0$_:00:00.000, $uuid, 30$_.00 W\n" } 1 .. 9) . "', '$_[1]', 'UTC')" };
sub while_packed
{
	my ($name, $pattern, $statement) = @_;
	fresh();
	$sql->($log->($_, 'a')) for 'packs', 'keeps';
	my ($holder, $packer, $writer) = map { Session->new } 1 .. 3;
	# somebody else packs these series and will think better of it: compact waits with the rows in its hands
	$holder->say('BEGIN');
	$holder->say(q{INSERT INTO packs.device_trace (series_id, day, samples, first_at, last_at, loads, trace)
		SELECT series_id, '2026-03-27', 1, '2026-03-27Z', '2026-03-27Z', '{0,1}', '' FROM packs.series WHERE metric = 'power_w' ORDER BY series_id});
	$packer->begin("CALL packs.compact('2026-03-29')");
	ok(waits($packer, 'compact'), "$name: compact waits in the middle of a day");
	$writer->begin($statement->('packs'));
	ok(waits($writer, $pattern), "$name: and this waits for it");
	$holder->say('ROLLBACK');
	unlike($packer->end, qr/ERROR/, "$name: the day is packed");
	unlike($writer->end, qr/ERROR/, "$name: it goes on");
	$sql->($statement->('keeps'));
	is($sql->(q{SELECT coalesce(string_agg(x, E'\n'), 'same') FROM relations(true) r, check_all('UTC', true, r) x WHERE r ~ 'samples_of|FROM LEDGER.load|^device_energy|^tenant_ledger'}), 'same', "$name: what is stored and said is the same");
	$_->quit for $holder, $packer, $writer;
	return;
}
while_packed('a sample by name, again', 'sample_by_name', sub { return late($_[0], '2026-03-27 00:05:00Z', 100 + 7919 % 601) });
while_packed('the same lines from another source', 'nvidia-smi', sub { return $log->($_[0], 'b') });
while_packed('a load that is taken back', 'unload', sub { return "SELECT load_id FROM $_[0].unload((SELECT min(load_id) FROM $_[0].load))" });

# ---- who closes days waits for the setting of another who packs, and he for rows that the first holds off ----
fresh();
{
	my ($closer, $packer) = map { Session->new } 1 .. 2;
	$packer->say('BEGIN');
	$packer->say('SELECT FROM packs.setting FOR UPDATE');
	$closer->begin("CALL packs.compact('2026-03-30')");
	ok(waits($closer, 'compact'), 'who closes waits');
	$packer->begin(q{DELETE FROM packs.sample WHERE at < '2026-03-01'});
	unlike($packer->end, qr/ERROR/, '... and not for long where samples are taken out');
	$packer->say('COMMIT');
	unlike($closer->end, qr/ERROR/, '... and has his turn then');
	is($sql->('SELECT closed_before FROM packs.setting'), '2026-03-30', '... in which the days are closed');
	is($same->(), 'same', '... and packed');
	$_->quit for $closer, $packer;
}

# ---- two at once, and a reader who began before ----
fresh();
{
	my ($old, $one, $two) = map { Session->new } 1 .. 3;
	my $question = 'SELECT (SELECT sum(energy_nj) FROM packs.device_energy), (SELECT sum(energy_nj) FROM packs.fleet_hourly), (SELECT sum(energy_nj) FROM packs.job_energy), (SELECT sum(energy_nj) FROM packs.tenant_ledger)';
	$old->say('BEGIN ISOLATION LEVEL REPEATABLE READ');
	my $before = $old->say($question);
	like($before, qr/^(\d+)\|\1\|\d+\|\1$/, 'a reader has an answer');
	$_->begin("CALL packs.compact('2026-03-30')") for $one, $two;
	unlike($_->end, qr/ERROR/, 'one of two that pack at once') for $one, $two;
	is($old->say($question), $before, 'the reader who began before has the same answer');
	$sql->(late('packs', '2026-03-27 03:02:01Z', 650));
	is($old->say($question), $before, 'and after a late sample');
	$_->begin("CALL packs.compact('2026-03-30')") for $one, $two;
	unlike($_->end, qr/ERROR/, 'once more') for $one, $two;
	is($old->say($question), $before, 'and after it was packed');
	$old->say('COMMIT');
	isnt($old->say($question), $before, 'a new one sees the late sample');
	$sql->(late('keeps', '2026-03-27 03:02:01Z', 650));
	is($same->(), 'same', 'two at once packed each day once');
	$_->quit for $old, $one, $two;
}

# ---- late rows of a packed day whose partition a reader keeps: two writers of one series, either first ----
fresh();
{
	my ($old, $one, $two) = map { Session->new } 1 .. 3;
	my $question = 'SELECT (SELECT sum(energy_nj) FROM packs.device_energy), (SELECT sum(energy_nj) FROM packs.fleet_hourly), (SELECT count(*) FROM packs.sample_by_name)';
	$old->say('BEGIN ISOLATION LEVEL REPEATABLE READ');
	my $before = $old->say($question);
	$sql->(q{CALL packs.compact('2026-03-29'); CALL packs.drop_partitions()});
	is($sql->(q{SELECT packed_since AT TIME ZONE 'UTC', packed_until AT TIME ZONE 'UTC' FROM packs.setting}), '2026-03-27 00:00:00|2026-03-28 00:00:00', 'a day waits for a reader');
	$_->say('BEGIN') for $one, $two;
	$one->say(late('packs', '2026-03-27 03:02:01Z', 650));
	$two->begin(late('packs', '2026-03-27 04:02:01Z', 150));
	ok(waits($two, '04:02:01'), 'the second of two late rows for one trace waits');
	is($one->say('COMMIT'), '', 'the first is there');
	is($two->end, '', 'the second goes on');
	is($two->say('ROLLBACK'), '', 'and is taken back');
	$sql->(late('keeps', '2026-03-27 03:02:01Z', 650));
	is($quick->(), 'same', 'the first one is there and the second is not');
	$sql->(late($_, '2026-03-27 05:02:01Z', 250)) for 'packs', 'keeps';
	# of a series that had nothing on that day, by two at once
	$sql->("INSERT INTO $_.device (device, accelerator, host, cluster, site) VALUES ('n', 'H100 SXM', 'n1', 'one', 'Here')") for 'packs', 'keeps';
	my $new = sub { return "INSERT INTO $_[0].sample_by_name (device, metric, at, value) VALUES ('n', 'power_w', '2026-03-27 0$_[1]:00Z', 300)" };
	$sql->(q{INSERT INTO packs.sample_by_name VALUES ('n', 'power_w', '2026-03-29 09:00Z', 300)});
	$sql->(q{INSERT INTO keeps.sample_by_name VALUES ('n', 'power_w', '2026-03-29 09:00Z', 300)});
	$_->say('BEGIN') for $one, $two;
	$one->say($new->('packs', 1));
	$two->begin($new->('packs', 2));
	ok(waits($two, '02:00Z'), 'of two who make one trace one waits');
	is($one->say('COMMIT') . $two->end . $two->say('COMMIT'), '', 'and both go on');
	$sql->($new->('keeps', $_)) for 1, 2;
	is($quick->(), 'same', 'both rows are there');
	is($old->say($question), $before, 'the reader has the answer that he had');
	$old->say('COMMIT');
	$sql->('CALL packs.drop_partitions()');
	is($sql->(q{SELECT count(*) FROM packs.sample WHERE at < '2026-03-28Z'}), 0, 'the day is dropped');
	is($same->(), 'same', 'and every view says the same');
	$_->quit for $old, $one, $two;
}

# ---- a row of invalid that compact is about to delete spares nobody his own ----
# 'g' is seen until noon of the 30th, the last day that is closed, and a late row has made its fact stale; a first counter
# reading of the 31st has it in service to midnight, and is not there yet as that fact is booked anew
{
	fresh();
	$sql->(late($_, '2026-03-30 12:00Z', 300)) for 'packs', 'keeps';
	$sql->("CALL packs.compact('2026-03-31')");
	$sql->(late($_, '2026-03-30 12:05Z', 300)) for 'packs', 'keeps';
	$sql->("INSERT INTO $_.series (metric, device, unit) VALUES ('energy_j', 'g', 'J')") for 'packs', 'keeps';
	my $reading = sub { return "INSERT INTO $_[0].sample (series_id, at, value) SELECT series_id, '2026-03-31 06:00Z', 5 FROM $_[0].series WHERE device = 'g' AND metric = 'energy_j'" };
	my ($other, $packer) = (Session->new, Session->new);
	$other->say('BEGIN');
	is($other->say($reading->('packs')), '', 'a reading of an open day while a fact before it is stale');
	$packer->begin("CALL packs.compact('2026-03-31')");
	waits($packer, 'compact');
	is($other->say('COMMIT') . $packer->end, '', 'and compact, which comes between');
	$sql->($reading->('keeps'));
	is($same->(), 'same', 'the fact tells the end of the day that the reading makes');
	$sql->("CALL packs.compact('2026-03-31')");
	is($same->(), 'same', 'as does the one that is booked anew');
	$_->quit for $other, $packer;
}

# ---- days are added up while another has booked them and not yet said that they hold ----
{
	fresh();
	$sql->("CALL packs.compact('2026-03-30'); CALL packs.drop_partitions()");
	$sql->(late($_, '2026-03-28 03:02:01Z', 650)) for 'packs', 'keeps';
	my ($one, $two, $holds, $holds_other) = map { Session->new } 1 .. 4;
	my $both = sub { for (1 .. 500) { return 1 if $sql->("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ 'compact'") == $_[0]; sleep 0.02 } return 0 };
	$holds->say('BEGIN; SELECT FROM packs.invalid FOR UPDATE');
	$one->begin("CALL packs.compact('2026-03-30')");
	ok($both->(1), 'one has booked a day');
	$sql->("UPDATE $_.device SET max_gap = '11 minutes' WHERE device = 'c'") for 'packs', 'keeps';
	$holds_other->say("BEGIN; SELECT FROM packs.invalid WHERE device = 'c' FOR UPDATE");
	$two->begin("CALL packs.compact('2026-03-30')");
	ok($both->(2), 'another has booked others');
	is($holds->say('COMMIT') . $one->end, '', 'the one adds them up');
	is($sql->('SELECT count(*) > 0 FROM packs.invalid'), 't', 'which the other has not said that they hold');
	is($quick->(), 'same', '... until then');
	is($holds_other->say('COMMIT') . $two->end, '', 'and does');
	is($sql->('SELECT (SELECT count(*) FROM packs.invalid), (SELECT count(*) FROM packs.unsummed)'), '0|0', 'nothing is left to do');
	is($same->(), 'same', 'and no day lacks a device');
	$_->quit for $one, $two, $holds, $holds_other;
}

# ---- a reading of tokens that comes while compact counts the days that it concerns ----
# one that is not there yet as they are counted, and one that comes in the middle of it
{
	fresh();
	my $reading = sub { my ($l, $at, $value) = @_; return "INSERT INTO $l.sample (series_id, at, value) VALUES (900, '$at', $value)" };
	# what makes compact count all days of the counter anew, without a sample that changes
	my $again = sub { $sql->("UPDATE $_[0].series SET metric = 'tokens' WHERE series_id = 900; UPDATE $_[0].series SET metric = 'output_tokens' WHERE series_id = 900") };
	for my $l ('packs', 'keeps')
	{
		$sql->("INSERT INTO $l.series (series_id, metric, job) VALUES (900, 'output_tokens', 'j')");
		$sql->("INSERT INTO $l.sample (series_id, at, value) SELECT 900, '2026-03-27 06:00Z'::timestamptz + k * interval '5 hours', 1000 * k FROM generate_series(0, 10) k");
	}
	$sql->("CALL packs.compact('2026-03-30'); CALL packs.drop_partitions()");
	is($sql->('SELECT count(*), sum(tokens)::bigint FROM packs.token_fact'), '3|10000', 'tokens of three days');
	my $tokens = sub { return $sql->(q{SELECT coalesce(string_agg(x, E'\n'), 'same') FROM unnest('{token_day,job_hourly,job_daily}'::text[]) r, check_all('UTC', true, r) x}) };
	my ($loader, $packer, $holds) = map { Session->new } 1 .. 3;
	$again->('packs');
	$loader->say('BEGIN');
	is($loader->say($reading->('packs', '2026-03-28 01:00Z', 3700)), '', 'a late reading');
	$packer->begin("CALL packs.compact('2026-03-30')");
	ok(waits($packer, 'compact'), '... for which compact waits, that is about to look what it concerns');
	is($loader->say('COMMIT') . $packer->end, '', '... and which is there now');
	$sql->($reading->('keeps', '2026-03-28 01:00Z', 3700));
	is($sql->('SELECT count(*) FROM packs.uncounted') . $tokens->(), '0same', 'it counts, for the days that it concerns are counted anew');
	$again->('packs');
	$holds->say("BEGIN; SELECT FROM packs.token_fact WHERE day = '2026-03-28' FOR UPDATE");
	$packer->begin("CALL packs.compact('2026-03-30')");
	ok(waits($packer, 'compact'), 'compact is about to count');
	is($loader->say($reading->('packs', '2026-03-28 01:30Z', 3800)), '', 'another late reading');
	is($holds->say('COMMIT') . $packer->end, '', 'and it goes on');
	$sql->($reading->('keeps', '2026-03-28 01:30Z', 3800));
	is($tokens->(), 'same', 'which counts');
	$sql->("CALL packs.compact('2026-03-30')");
	is($sql->('SELECT count(*) FROM packs.uncounted') . $same->(), '0same', 'and every view says the same');
	$_->quit for $loader, $packer, $holds;
}

# ---- a reading goes that another session has found beside its own ----
# Of a counter that is silent for days, the one says which days a new reading concerns, from one before it on that is late
# itself; another takes that one away, and says so; and compact comes before the first is done
{
	fresh();
	for my $l ('packs', 'keeps')
	{
		$sql->("INSERT INTO $l.device (device, accelerator, host, cluster, site) VALUES ('e', 'H100 SXM', 'n1', 'one', 'Here')");
		$sql->("INSERT INTO $l.series (series_id, metric, job) VALUES (900, 'output_tokens', 'j')");
		$sql->("INSERT INTO $l.series (series_id, metric, device, unit) VALUES (901, 'energy_j', 'e', 'J')");
		$sql->("INSERT INTO $l.sample (series_id, at, value) SELECT s, t, v FROM unnest(ARRAY[900, 901]) s, (VALUES ('2026-03-27 06:00Z'::timestamptz, 0), ('2026-03-29 18:00Z', 300000)) x (t, v)");
	}
	$sql->("CALL packs.compact('2026-03-30'); CALL packs.drop_partitions()");
	my $reading = sub { my ($l, $at, $value) = @_; return "INSERT INTO $l.sample (series_id, at, value) SELECT s, '$at', $value FROM unnest(ARRAY[900, 901]) s" };
	my ($loader, $packer) = map { Session->new } 1 .. 2;
	$sql->($reading->('packs', '2026-03-28 06:00Z', 200000));
	$loader->say('BEGIN');
	is($loader->say($reading->('packs', '2026-03-28 20:00Z', 210000)), '', 'a reading behind another');
	$sql->("DELETE FROM packs.sample WHERE series_id >= 900 AND at = '2026-03-28 06:00Z'");
	$packer->begin("CALL packs.compact('2026-03-30')");
	ok(waits($packer, 'compact'), '... which goes, and compact waits');
	is($loader->say('COMMIT') . $packer->end, '', 'all are done');
	$sql->($reading->('keeps', '2026-03-28 20:00Z', 210000));
	is($same->(), 'same', 'and every view knows what the reading concerns');
	$_->quit for $loader, $packer;
}

# ---- loads of the same samples, while labels tell who holds the card ----
# A load that comes without a pod ends what the pod held; so does unload, and both wait for
# their turn before they hold a sample that whoever has the turn waits for.
{
	fresh();
	my $scrape = sub { my ($pod, $at) = @_; return qq{'dcgm', 'DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-5",Hostname="n1"$pod} 100\n', 's', NULL, '$at'} };
	my $pod = ',namespace="ns",pod="p"';
	$sql->("SELECT load_id FROM $_.load(" . $scrape->($pod, '2026-03-27 10:00Z') . ')') for 'packs', 'keeps';
	my $opened = sub { my ($session, $pod, $at) = @_; return $session->say('SELECT packs.load_open(' . $scrape->($pod, $at) =~ s/'(DCGM.*\n)', 's', NULL, '(.*)'/'s', NULL, '{"scraped_at": "$2"}'/r . ')') . $session->say("INSERT INTO pg_temp.colossus_block (load_id, block_no, block) SELECT load_id, 1, '$1' FROM pg_temp.colossus_load") };
	for my $what ('load_close', 'unload')
	{
		my ($has_turn, $other) = (Session->new, Session->new);
		my $at = $what eq 'unload' ? '2026-03-27 10:01Z' : '2026-03-27 10:02Z';
		my $id;
		if ($what eq 'unload') { $id = $sql->('SELECT load_id FROM packs.load(' . $scrape->($pod, $at) . ')') }
		else { $id = $opened->($other, '', $at); is($other->say('SELECT packs.load_read()'), '', "$what: its lines are read") }
		$has_turn->say('BEGIN');
		$opened->($has_turn, $what eq 'unload' ? "$pod,container=\"c\"" : '', $at);
		is($has_turn->say('SELECT packs.load_read()'), '', "$what: another load has its turn");
		$other->begin("SELECT count(*) FROM packs.$what($id)");
		ok(waits($other, $what), "$what: it waits");
		unlike($has_turn->say('SELECT load_id FROM packs.load_close(ARRAY(SELECT load_id FROM pg_temp.colossus_load))'), qr/ERROR/, "$what: the other goes on with the same sample");
		$has_turn->say('COMMIT');
		unlike($other->end, qr/ERROR/, "$what: and then it does");
		$_->quit for $has_turn, $other;
	}
}

# The first load that tells by labels who holds a card, stored while one without labels, which has looked for such, waits
# in the middle of its samples, and a third for it.
{
	fresh();
	my $card = sub { my ($n, $pod) = @_; return qq{DCGM_FI_DEV_POWER_USAGE{gpu="$n",UUID="GPU-$n",Hostname="n1"$pod} 100\n} };
	my $load = sub { my ($ledger, $lines, $minute) = @_; return "SELECT load_id FROM $ledger.load('dcgm', '$lines', 's', NULL, '2026-03-27 10:0${minute}Z')" };
	my $pod = $card->(0, ',namespace="ns",pod="p"');
	my $both = $card->(0, '') . $card->(1, '');
	$sql->($load->($_, $both, 0)) for 'packs', 'keeps';
	my ($holds, $before, $tells, $after) = map { Session->new } 1 .. 4;
	$before->say(q{SELECT packs.load_open('dcgm', 's', NULL, '{"scraped_at": "2026-03-27 10:01Z"}')});
	$before->say("INSERT INTO pg_temp.colossus_block (load_id, block_no, block) SELECT load_id, 1, '$both' FROM pg_temp.colossus_load");
	is($before->say('SELECT packs.load_read()'), '', 'a load without labels is read');
	$holds->say('BEGIN');
	$holds->say(q{INSERT INTO packs.sample (series_id, at, value) SELECT series_id, '2026-03-27 10:01Z', 7 FROM packs.series WHERE device = 'GPU-1'});
	$before->begin('SELECT load_id FROM packs.load_close(ARRAY(SELECT load_id FROM pg_temp.colossus_load))');
	ok(waits($before, 'load_close'), 'it has looked for labels and waits in the middle of its samples');
	$tells->begin($load->('packs', $pod, 2));
	waits($tells, '10:02Z');
	$after->begin($load->('packs', $card->(0, ''), 1));
	ok(waits($after, '10:01Z'), 'another with one of its samples waits');
	$holds->say('ROLLBACK');
	unlike($_->end, qr/ERROR/, 'all three are stored') for $before, $tells, $after;
	$sql->($load->('keeps', @$_)) for [ $both, 1 ], [ $pod, 2 ], [ $card->(0, ''), 1 ];
	my $held = sub { return $sql->("SELECT job, device, started_at, seen_until, ended_at FROM $_[0].job_device WHERE seen_until IS NOT NULL") };
	is($held->('packs'), 'ns/p|GPU-0|2026-03-27 10:02:00+00|2026-03-27 10:02:00+00|2026-03-27 10:02:00+00', 'the labels tell who held the card');
	is($held->('packs'), $held->('keeps'), 'as one after the other');
	$_->quit for $holds, $before, $tells, $after;
}

# ---- a job that ends while another session gives it a device ----
for my $isolation ('READ COMMITTED', 'SERIALIZABLE')
{
	my ($gives, $ends) = (Session->new, Session->new);
	my $held = sub { return $sql->("SELECT held_until FROM packs.job_device WHERE job = 'ends'") };
	my $begin = sub {
		$sql->("DELETE FROM packs.job_device WHERE job = 'ends'; DELETE FROM packs.job WHERE job = 'ends'; INSERT INTO packs.job (job, started_at) VALUES ('ends', '2026-03-01Z')");
		$gives->say("BEGIN ISOLATION LEVEL $isolation");
		$gives->say('SELECT 1 FROM packs.job LIMIT 1');
		$ends->say('BEGIN');
	};
	my ($give, $end) = ("INSERT INTO packs.job_device (job, device, started_at) VALUES ('ends', 'other', '2026-03-01Z')", "UPDATE packs.job SET ended_at = '2026-03-02Z' WHERE job = 'ends'");
	$begin->();
	$gives->say($give);
	$ends->begin($end);
	ok(waits($ends, 'ended_at'), "$isolation: who ends a job waits for who gives it a device");
	is($gives->say("UPDATE packs.job SET name = 'given' WHERE job = 'ends'"), '', 'who goes on and writes the job');
	$gives->say('COMMIT');
	is($ends->end, '', 'and then ends it');
	$ends->say('COMMIT');
	is($held->(), '2026-03-02 00:00:00+00', 'the device was held until then');
	$begin->();
	$ends->say($end);
	$gives->begin($give);
	ok(waits($gives, 'job_device'), "$isolation: who gives a device to a job waits for who ends it");
	$ends->say('COMMIT');
	if ($isolation eq 'SERIALIZABLE')
	{
		like($gives->end, qr/could not serialize access due to concurrent update/, 'and fails, for it sees the job as it was');
		$gives->say('ROLLBACK');
		$gives->say("BEGIN ISOLATION LEVEL $isolation");
		$gives->begin($give);
	}
	is($gives->end, '', 'and then gives it');
	$gives->say('COMMIT');
	is($held->(), '2026-03-02 00:00:00+00', 'the device was held until the end');
	$_->quit for $gives, $ends;
}

# ---- writers that would not see what others stored ----
for my $level ('REPEATABLE READ', 'SERIALIZABLE')
{
	my ($rc, $out, $err) = $node->psql('postgres', "BEGIN ISOLATION LEVEL $level; " . late('packs', '2026-03-27 03:03:03Z', 5), extra_params => [ '-v', 'VERBOSITY=verbose' ]);
	like($err, qr/25001/, "$level is refused");
}

$node->stop;
done_testing();
