# The ledger under concurrent load and through crashes, dump and restore, and
# without the extension.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use IPC::Run;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep);

my $node = colossus_node('ledger', 'restart_after_crash = on', 'autovacuum = off', 'jit = off');
my $sql = sub { return $node->safe_psql('postgres', $_[0]) };

# a psql of its own that runs a script meanwhile; errors do not stop it
my $sessions = 0;
sub session
{
	my ($script) = @_;
	my $file = $node->basedir . '/session' . ++$sessions;
	append_to_file("$file.sql", $script);
	return { run => IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr('postgres'), '-f', "$file.sql" ], '>', "$file.out", '2>', "$file.err"), out => "$file.out" };
}
sub finish { my $s = shift; eval { IPC::Run::finish($s->{run}) }; return slurp_file($s->{out}) }

# Sample i of a device stands at i x 20 s; batch b has 30 of them and is noted in
# the same transaction, so what must be there is known whatever was killed.
my ($writers, $batches, $rows) = (4, 480, 30);		# 480 x 600 s: 3 1/3 days
$sql->(qq{
	CREATE EXTENSION colossus;
	CALL colossus.create_ledger('ops');
	-- of the fourth day there is none
	CALL ops.make_partitions('2026-01-01', '2026-01-03');
	CREATE TABLE written (writer int, batch int, PRIMARY KEY (writer, batch));
	CREATE FUNCTION sample_of(writer int, i int, OUT device text, OUT metric text, OUT at timestamptz, OUT value float8)
	LANGUAGE sql IMMUTABLE AS \$\$
		SELECT 'd' || writer, CASE writer % 2 WHEN 0 THEN 'power_w' ELSE 'energy_j' END, '2026-01-01 00:00:03Z'::timestamptz + i * interval '20 s',
			CASE writer % 2 WHEN 0 THEN 100 + (i * 7919) % 601 ELSE i * 6000 + (i * 7919) % 601 END \$\$;
	CREATE PROCEDURE write_batch(w int, b int) LANGUAGE plpgsql AS \$\$
	BEGIN
		INSERT INTO written VALUES (w, b);
		INSERT INTO ops.sample_by_name SELECT s.* FROM generate_series(b * $rows, (b + 1) * $rows - 1) i, sample_of(w, i) s;
		PERFORM pg_sleep(0.002);
	END \$\$;
	INSERT INTO ops.device (device, cluster, site) SELECT 'd' || w, 'c', 's' FROM generate_series(1, $writers) w;
	INSERT INTO ops.site_overhead (site, from_date, server_factor, pue) VALUES ('s', '2026-01-01', 1.5, 1.25);
	INSERT INTO ops.job (job, kind, tenant, started_at, ended_at) VALUES ('a', 'training', 'acme', '2026-01-01 07:00:01Z', '2026-01-03 01:00:09Z'),
		('b', 'training', 'beta', '2026-01-01 09:00:04Z', '2026-01-03 11:00:00Z');
	INSERT INTO ops.job_device (job, device, share, started_at) SELECT j, 'd' || w, CASE j WHEN 'a' THEN 1.0 / 3 ELSE 2.0 / 3 END,
		CASE j WHEN 'a' THEN '2026-01-01 07:00:01Z'::timestamptz ELSE '2026-01-01 09:00:04Z' END
		FROM generate_series(1, $writers) w, unnest('{a,b}'::text[]) j;
});

# in one snapshot: rows and traces hold what was written, and everything adds up
my $whole = qq{
	SELECT (SELECT count(*) FROM ops.loose) + (SELECT coalesce(sum(samples), 0) FROM ops.device_trace) = (SELECT count(*) * $rows FROM written)
		AND (SELECT coalesce(sum(colossus.sample_count(colossus.trace_of(trace))), 0) = coalesce(sum(samples), 0) FROM ops.device_trace)};
my $adds_up = q{
	SELECT (SELECT sum(energy_nj) FROM ops.tenant_ledger) IS NOT DISTINCT FROM (SELECT sum(energy_nj) FROM ops.device_energy)};

my @todo = map { my $w = $_; map { [ $w, $_ ] } 0 .. $batches - 1 } 1 .. $writers;
srand(6);
my ($rounds, $killed, $crashes) = (0, 0, 0);
for my $round (1 .. 6)
{
	my %done = map { $_ => 1 } split /\n/, $sql->(q{SELECT writer || ' ' || batch FROM written});
	my @left = grep { !$done{"$_->[0] $_->[1]"} } @todo;
	last unless @left;
	# any order: much of it is late
	my @mine = map { my $w = $_; [ (sort { rand() <=> 0.5 } grep { $_->[0] == $w } @left)[ 0 .. 119 ] ] } 1 .. $writers;
	my @sessions = map { session(join '', map { $_ ? "CALL write_batch($_->[0], $_->[1]);\n" : '' } @$_) } @mine;
	# two at once, by either name
	my @compact = (session("CALL ops.compact('2026-01-04');\n" x 15), session("CALL ops.maintain();\n" x 6));
	my @readers = map { session("$_;\n" x 8) } ($whole, $adds_up);
	sleep(0.05 + rand(0.15));
	if ($round % 3 == 0)
	{
		$node->stop('immediate');
		$node->start;
		$crashes++;
	}
	elsif ($round % 3 == 1)
	{
		# they may not have begun yet
		for (1 .. 50)
		{
			my $now = $sql->(q{SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity
				WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND query ~ 'compact|maintain|write_batch' ORDER BY random() LIMIT 3) x});
			$killed += $now;
			last if $now;
			sleep(0.01);
		}
	}
	else
	{
		my $pid = $sql->(q{SELECT pid FROM pg_stat_activity WHERE query ~ 'CALL ops.(compact|maintain)' AND pid <> pg_backend_pid() LIMIT 1});
		if ($pid)
		{
			kill 'KILL', $pid;
			$crashes++;
			sleep 0.5;
			# a psql that is refused does not read what is written to it
			for (1 .. 600) { last if system('pg_isready', '-q', '-d', $node->connstr('postgres')) == 0; sleep(0.1) }
		}
	}
	finish($_) for @sessions, @compact;
	my $seen = join '', map { finish($_) } @readers;
	unlike($seen, qr/f/, "round $round: no reader saw a row twice or missing");
	is($sql->($whole), 't', "round $round: what was written is there once");
	is($sql->($adds_up), 't', "round $round: tenants and idle are the fleet");
	$rounds++;
}
cmp_ok($rounds, '>=', 3, 'there was load');
cmp_ok($killed, '>', 0, 'sessions were terminated');
cmp_ok($crashes, '>', 0, 'the server was killed');

# the rest, late as it is
$sql->(qq{
	-- a writer that had no turn has no series yet
	INSERT INTO ops.sample_by_name SELECT x.* FROM generate_series(1, $writers) w, sample_of(w, 0) x;
	INSERT INTO ops.sample (series_id, at, value)
	SELECT s.series_id, x.at, x.value
	FROM (SELECT w, b FROM generate_series(1, $writers) w, generate_series(0, $batches - 1) b EXCEPT SELECT writer, batch FROM written) r
	CROSS JOIN LATERAL generate_series(r.b * $rows, (r.b + 1) * $rows - 1) i
	CROSS JOIN LATERAL sample_of(r.w, i) x
	JOIN ops.series s ON s.device = x.device AND s.metric = x.metric
	ON CONFLICT DO NOTHING});
my $answers = q{SELECT 'job ' || job, energy_nj, coverage FROM ops.job_energy UNION ALL SELECT 'tenant ' || tenant || month, energy_nj, facility_kwh FROM ops.tenant_ledger
	UNION ALL SELECT 'hour ' || hour, energy_nj, coverage FROM ops.fleet_hourly ORDER BY 1};
# not from the ledger: the aggregates over the samples as they are defined
my $fleet = $sql->(qq{
	SELECT sum((e).energy_nj) FROM (
		SELECT colossus.power_energy(s.at, s.value, '5 minutes') AS e FROM generate_series(1, $writers) w, generate_series(0, $batches * $rows - 1) i, sample_of(w, i) s WHERE w % 2 = 0 GROUP BY w
		UNION ALL
		SELECT colossus.counter_energy(s.at, s.value, 1e15) FROM generate_series(1, $writers) w, generate_series(0, $batches * $rows - 1) i, sample_of(w, i) s WHERE w % 2 = 1 GROUP BY w) x});
is($sql->('SELECT sum(energy_nj) FROM ops.device_energy'), $fleet, 'the fleet is the sum of its devices\' samples');
is($sql->('SELECT sum(energy_nj) FROM ops.tenant_ledger'), $fleet, 'and so are tenants and idle');
my $before = $sql->($answers);
$sql->(q{CALL ops.compact('2026-01-04')});
is($sql->('SELECT sum(energy_nj) FROM ops.tenant_ledger'), $fleet, 'the same after the days are packed');
is($sql->($answers), $before, 'every answer is the same');
cmp_ok($sql->('SELECT count(*) FROM ops.device_trace'), '>=', 3 * $writers, 'the days were packed');
# facts that hold, and that the views are made of: one nJ more in a fact is one more in the fleet
my $facts = q{SELECT count(*), sum(f.energy_nj) FROM ops.fact f WHERE NOT EXISTS (SELECT FROM ops.invalid i WHERE i.device = f.device AND i.since <= f.day AND i.until > f.day)};
my $booked = $sql->($facts);
like($booked, qr/^1[2-6]\|\d+$/, 'and booked, and nothing is stale');
my $from_facts = sub {
	my ($db) = @_;
	return $node->safe_psql($db, q{BEGIN; UPDATE ops.fact SET energy_nj = energy_nj + 1 WHERE device = 'd1' AND day = '2026-01-02'; SELECT sum(energy_nj) FROM ops.device_energy; ROLLBACK});
};
is($from_facts->('postgres'), $fleet + 1, 'views read facts');

# ---- two owners of one device at the same time ----
$sql->(q{INSERT INTO ops.device (device) VALUES ('one'); INSERT INTO ops.job (job, kind, started_at) VALUES ('x', 'training', '2026-01-01Z'), ('y', 'training', '2026-01-01Z')});
my $first = session(q{BEGIN; INSERT INTO ops.job_device (job, device, started_at) VALUES ('x', 'one', '2026-01-01Z'); SELECT pg_sleep(2); COMMIT;});
$node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM pg_stat_activity WHERE query ~ 'pg_sleep' AND wait_event = 'PgSleep'});
my ($rc, $out, $err) = $node->psql('postgres', q{INSERT INTO ops.job_device (job, device, started_at) VALUES ('y', 'one', '2026-02-01Z')});
finish($first);
like($err, qr/device "one" would be held 2-fold.*job y from .*in its way: job x from/s, 'the second owner waits for the first and is refused');
$sql->(q{DELETE FROM ops.job_device WHERE device = 'one'; DELETE FROM ops.job WHERE job IN ('x', 'y'); DELETE FROM ops.device WHERE device = 'one'});

# ---- partitions, policies, dump and restore ----
$sql->(q{
	CALL ops.drop_partitions();
	CALL ops.make_partitions('2026-01-05', '2026-01-06');
	INSERT INTO ops.sample_by_name VALUES ('late', 'power_w', '2026-01-02 12:00Z', 1), ('new', 'power_w', '2026-01-05 12:00Z', 1);
	CREATE ROLE acme;
	ALTER TABLE ops.job ENABLE ROW LEVEL SECURITY;
	CREATE POLICY own ON ops.job USING (tenant = current_user)});
my $parts = q{SELECT x.tableoid::regclass::text, count(*) FROM ops.sample x GROUP BY 1 ORDER BY 1};
is($sql->($parts), "ops.sample_20260105|1\nops.sample_rest|" . ($sql->(q{SELECT count(*) FROM ops.sample WHERE at < '2026-01-05Z'})), 'rows of a day whose partition was dropped, and of one that has one');
is($sql->(q{SELECT count(*) FROM pg_inherits WHERE inhparent = 'ops.sample'::regclass AND inhrelid::regclass::text ~ '2026010[1-4]'}), 0, 'partitions of packed days are gone');
is($sql->($answers), $before, 'the same from partitions');
my $dump = $node->basedir . '/ops.sql';
command_ok([ 'pg_dump', '-d', $node->connstr('postgres'), '-f', $dump ], 'the ledger is dumped');
$node->safe_psql('postgres', 'CREATE DATABASE restored');
command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('restored'), '-f', $dump ], 'and restored');
is($node->safe_psql('restored', $answers), $before, 'with every answer');
is($node->safe_psql('restored', $facts), $booked, 'with every fact');
is($from_facts->('restored'), $fleet + 1, 'and they hold');
my $objects = q{
	SELECT c.relkind, c.relname, c.relispartition, CASE WHEN c.relkind IN ('i', 'I') THEN pg_get_indexdef(c.oid) END FROM pg_class c WHERE c.relnamespace = 'ops'::regnamespace
	UNION ALL SELECT 'p', policyname, false, qual FROM pg_policies
	UNION ALL SELECT 't', tgname, false, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
	UNION ALL SELECT 'f', oid::regprocedure::text, false, provolatile::text FROM pg_proc WHERE pronamespace = 'ops'::regnamespace ORDER BY 1, 2, 4};
is($node->safe_psql('restored', $parts), $sql->($parts), 'and every partition');
is($node->safe_psql('restored', $objects), $sql->($objects), 'partitions, indexes, policies, views, triggers and functions are the same');
is($node->psql('restored', q{CALL ops.compact('2026-01-05')}), 0, 'the restored ledger packs its days');
is($node->safe_psql('restored', $answers), $before, 'and answers the same');

# ---- without the extension ----
my $data = q{SELECT string_agg(c.relname || ' ' || query_to_xml(format('SELECT count(*), md5(string_agg(x::text, $$ $$ ORDER BY x::text)) FROM ops.%I x', c.relname), true, true, '')::text, E'\n' ORDER BY c.relname)
	FROM pg_class c WHERE c.relnamespace = 'ops'::regnamespace AND c.relkind IN ('r', 'p')};
my $tables = $sql->($data);
$sql->('SET client_min_messages = warning; DROP EXTENSION colossus CASCADE');
is($sql->($data), $tables, 'DROP EXTENSION CASCADE leaves every table, column and row');
is($sql->(q{SELECT count(*) FROM pg_class WHERE relnamespace = 'ops'::regnamespace AND relname = 'tenant_ledger'}), 0, 'but the views go');
is($node->psql('postgres', q{INSERT INTO ops.job_device (job, device, started_at) VALUES ('a', 'd1', '2026-01-02Z')}), 3, 'shares are still guarded');
$sql->(q{CREATE EXTENSION colossus; CALL colossus.upgrade_ledger('ops')});
is($sql->($data), $tables, 'upgrade_ledger changes no row');
is($sql->($answers), $before, 'and brings every answer back');
is($from_facts->('postgres'), $fleet + 1, 'from the facts that were there');

# ---- an ordinary user's ledger is his own ----
$sql->(q{CREATE ROLE ann LOGIN; GRANT CREATE ON DATABASE postgres TO ann});
my @ann = (extra_params => [ '-U', 'ann' ]);
is($node->psql('postgres', q{CALL colossus.create_ledger('anns', partitioned => false)}, @ann), 0, 'a user who is no superuser makes a ledger');
is($sql->(q{SELECT string_agg(DISTINCT pg_get_userbyid(relowner), ',') FROM pg_class WHERE relnamespace = 'anns'::regnamespace}), 'ann', 'and owns all of it');
isnt($node->psql('postgres', q{CALL colossus.upgrade_ledger('ops')}, @ann), 0, 'but cannot touch another\'s');
is($node->psql('postgres', q{INSERT INTO anns.sample_by_name VALUES ('x', 'power_w', '2026-01-01Z', 1); CALL anns.compact('2026-01-02')}, @ann), 0, 'and packs his days');
$sql->(q{
	ALTER TABLE anns.sample RENAME TO sample_plain;
	CREATE TABLE anns.sample (LIKE anns.sample_plain INCLUDING ALL) PARTITION BY RANGE (at);
	CREATE TABLE anns.sample_old PARTITION OF anns.sample FOR VALUES FROM (MINVALUE) TO ('2026-01-04Z');
	CREATE TABLE anns.sample_new PARTITION OF anns.sample FOR VALUES FROM ('2026-01-04Z') TO (MAXVALUE);
	INSERT INTO anns.sample TABLE anns.sample_plain;
	CALL colossus.upgrade_ledger('anns');
	DROP TABLE anns.sample_plain;
	INSERT INTO anns.sample_by_name VALUES ('x', 'power_w', '2026-01-02Z', 2), ('x', 'power_w', '2026-01-05Z', 3);
	CALL anns.maintain()});
is($sql->(q{SELECT sum(samples), (SELECT count(*) FROM anns.sample) FROM anns.device_trace}), '3|0', 'partitions of his own making are packed, and left to him');
is($node->psql('postgres', q{CALL colossus.create_ledger('parted'); CALL parted.make_partitions('2026-01-01', '2026-01-01');
	INSERT INTO parted.sample_by_name VALUES ('x', 'power_w', '2026-01-01Z', 1); CALL parted.maintain()}, @ann), 0, 'and he makes and drops partitions');

# ---- a day costs what its devices cost, not their square ----
SKIP: {
	skip 'auto_explain is not installed', 4 if $node->psql('postgres', q{LOAD 'auto_explain'}) != 0;
	my $devices = 400;
	# what the plans of a statement, and of those in its functions, look at: the most rows of one of their steps
	my $most = sub {
		my ($rc, $out, $err) = $node->psql('postgres', qq{LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on; SET auto_explain.log_analyze = on;
			SET auto_explain.log_timing = off; SET auto_explain.log_level = 'notice'; SET client_min_messages = notice; $_[0]});
		# both lines have them by loop
		my ($rows, $loops) = (0, 0);
		for (split /\n/, $err)
		{
			next unless /\(actual rows=(?<n>[\d.]+) loops=(?<loops>\d+)\)/ || /Rows Removed by (?:Join )?Filter: (?<n>\d+)/;
			$loops = $+{loops} // $loops;
			$rows = $+{n} * $loops if $+{n} * $loops > $rows;
		}
		return $rows;
	};
	$sql->(qq{
		SET client_min_messages = warning;
		CALL colossus.create_ledger('many', partitioned => false);
		INSERT INTO many.device (device) SELECT 'g' || i FROM generate_series(1, $devices) i;
		INSERT INTO many.sample_by_name SELECT 'g' || i, 'power_w', '2026-01-01Z'::timestamptz + k * interval '6 h', 100 FROM generate_series(1, $devices) i, generate_series(0, 3) k;
		ANALYZE});
	# of each its 24 hours, its edges and its samples
	for ([ 'SELECT count(*) FROM many.device_energy', 'an open day' ], [ q{CALL many.compact('2026-01-02')}, 'a day that is booked' ])
	{
		my $rows = $most->($_->[0]);
		cmp_ok($rows, '>=', 4 * $devices, "$_->[1]: its samples are among what is looked at");
		cmp_ok($rows, '<', 100 * $devices, "$_->[1]: no device is looked at for each of the others");
	}
}

$node->stop;
done_testing();
