# States of fleet_energy between servers, in parallel and partition-wise plans, and
# how fast it lets itself be cancelled.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use PostgreSQL::Test::Utils;
use Test::More;

# 200 devices of 400 samples, 15 s apart, with outages, duplicates and rows up to
# 16 samples late; a fifth column says in which order they arrived
my $rows = q{
	SELECT device::int, '2026-01-01Z'::timestamptz + k * interval '15 s' + (k / 131) * (device % 7) * interval '1 min' AS at,
		((70000 + (device * 7919 + k::bigint * k * 104729 + copy * 17) % 630000)::float8 / 1000)::float4 AS watts,
		k + CASE WHEN (k * 13 + device) % 9 = 0 THEN (k + device) % 17 + 0.5 ELSE 0 END AS arrival
	FROM generate_series(1, 200) AS device, generate_series(0, 399) AS k, generate_series(0, 1) AS copy
	WHERE copy = 0 OR (k + device) % 50 = 0
	ORDER BY arrival, device, copy};
my $energy = q{fleet_energy(device, at, watts, '1 min')};
my $state = q{fleet_energy_state(device, at, watts, '1 min')};

my %node = map { $_ => colossus_node($_, 'jit = off', "search_path = 'public, colossus'") } qw(one two);
for my $node (values %node)
{
	# merging parts is so dear that small tables are not aggregated in parts; here they are
	$node->safe_psql('postgres', 'CREATE EXTENSION colossus; ALTER FUNCTION colossus.fleet_state_combine COST 1');
	$node->safe_psql('postgres', "CREATE TABLE telemetry AS $rows");
}
my ($one, $two) = @node{qw(one two)};
my $whole = $one->safe_psql('postgres', "SELECT $energy FROM telemetry");
my $whole_state = $one->safe_psql('postgres', "SELECT $state FROM telemetry");
like($whole, qr/^\(\d{10,},/, 'one server has an energy');
is($one->safe_psql('postgres', 'SELECT sum((e).energy_nj), sum((e).samples) FROM (SELECT power_energy(at, watts, \'1 min\') AS e FROM telemetry GROUP BY device) AS d'),
	$one->safe_psql('postgres', "SELECT (e).energy_nj, (e).samples FROM (SELECT $energy AS e FROM telemetry) AS f"), 'that of power_energy, device by device');

# each server keeps part of the rows, in the order of arrival: of the time, of the devices
for my $part (['hours', 'arrival < 222', 'arrival >= 222'], ['devices', 'device % 3 = 0', 'device % 3 > 0'])
{
	my ($name, $here, $there) = @$part;
	my $text = $two->safe_psql('postgres', "SELECT $state FROM telemetry WHERE $there");
	$one->safe_psql('postgres', 'DROP TABLE IF EXISTS states; CREATE TABLE states (state colossus.fleet_state)');
	$one->safe_psql('postgres', "INSERT INTO states VALUES ('$text')");
	$one->safe_psql('postgres', "INSERT INTO states SELECT $state FROM telemetry WHERE $here");
	is($one->safe_psql('postgres', 'SELECT fleet_energy(merge(state)) FROM states'), $whole, "$name: merged text gives the bytes of one server");
	is($one->safe_psql('postgres', 'SELECT merge(state) FROM states'), $whole_state, "$name: and the same state");

	my $file = PostgreSQL::Test::Utils::tempdir() . '/state';
	$two->safe_psql('postgres', "COPY (SELECT $state FROM telemetry WHERE $there) TO '$file' BINARY");
	$one->safe_psql('postgres', "TRUNCATE states; COPY states FROM '$file' BINARY; INSERT INTO states SELECT $state FROM telemetry WHERE $here");
	is($one->safe_psql('postgres', 'SELECT fleet_energy(merge(state)) FROM states'), $whole, "$name: merged binary does as well");
}

# hostile bytes: one bit of the state turned over is an error, wherever it is
my $file = PostgreSQL::Test::Utils::tempdir() . '/bits';
$one->safe_psql('postgres', "COPY (SELECT $state FROM telemetry WHERE device < 4) TO '$file' BINARY");
my $bytes = slurp_file($file);
my $refused = 0;
for my $i (0 .. 49)
{
	my $flipped = $bytes;
	my $at = 25 + int((length($bytes) - 27) * $i / 50);
	vec($flipped, $at * 8 + $i % 8, 1) ^= 1;
	open my $out, '>:raw', $file or die;
	print $out $flipped;
	close $out;
	my ($rc) = $one->psql('postgres', "COPY states FROM '$file' BINARY");
	$refused++ if $rc != 0;
}
is($refused, 50, 'every flipped bit is found');

# parallel plans
for my $workers (1 .. 4)
{
	for my $leader (qw(on off))
	{
		my $set = "SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
			SET max_parallel_workers_per_gather = $workers; SET parallel_leader_participation = $leader;";
		is($one->safe_psql('postgres', "$set SELECT $energy FROM telemetry"), $whole, "$workers workers, leader $leader");
	}
}
$one->safe_psql('postgres', 'ALTER TABLE telemetry SET (parallel_workers = 4)');
like($one->safe_psql('postgres', "SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 4;
	EXPLAIN SELECT $energy FROM telemetry"), qr/Finalize Aggregate.*Gather.*Partial Aggregate/s, 'the plan was parallel');

# partitions by time and by device
$one->safe_psql('postgres', q{
	CREATE TABLE by_time (LIKE telemetry) PARTITION BY RANGE (at);
	CREATE TABLE by_time_1 PARTITION OF by_time FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:33Z');
	CREATE TABLE by_time_2 PARTITION OF by_time FOR VALUES FROM ('2026-01-01 00:33Z') TO (MAXVALUE);
	CREATE TABLE by_device (LIKE telemetry) PARTITION BY HASH (device);
	CREATE TABLE by_device_1 PARTITION OF by_device FOR VALUES WITH (MODULUS 2, REMAINDER 0);
	CREATE TABLE by_device_2 PARTITION OF by_device FOR VALUES WITH (MODULUS 2, REMAINDER 1);
	INSERT INTO by_time SELECT * FROM telemetry;
	INSERT INTO by_device SELECT * FROM telemetry;
	ANALYZE});
for my $table (qw(by_time by_device))
{
	my $set = 'SET enable_partitionwise_aggregate = on; SET max_parallel_workers_per_gather = 0;';
	like($one->safe_psql('postgres', "$set EXPLAIN SELECT $energy FROM $table"), qr/Finalize Aggregate.*Partial Aggregate.*Partial Aggregate/s, "$table: each partition by itself");
	is($one->safe_psql('postgres', "$set SELECT $energy FROM $table"), $whole, "$table: the same bytes");
	is($one->safe_psql('postgres', "$set SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
		SET min_parallel_table_scan_size = 0; SELECT $energy FROM $table"), $whole, "$table: in parallel as well");
}

# cancelled within a second, of the backend's own (utime and stime, in ticks of 10 ms), which no
# other program prolongs: while rows come in, and in the end
my $ticks = q{(SELECT t[14]::integer + t[15]::integer FROM string_to_array(pg_read_file('/proc/self/stat'), ' ') t)};
sub cancelled
{
	my ($query, $timeout, $what) = @_;
	my (undef, $took, $err) = $one->psql('postgres', "SET max_parallel_workers_per_gather = 0;
		SELECT $ticks AS began \\gset\nSET statement_timeout = '$timeout ms';\n$query;\nSET statement_timeout = 0;\nSELECT $ticks - :began", on_error_stop => 0);
	like($err, qr/canceling statement due to statement timeout/, "$what is cancelled");
	# 180 s where nobody says that programs are slower here
	ok($took =~ /^\d+$/ && $took < 100 * $PostgreSQL::Test::Utils::timeout_default / 180, "soon: $took ticks");
}
cancelled("SELECT fleet_energy(k % 1000, '2026-01-01Z'::timestamptz + k * interval '15 ms', 100, '1 min') FROM generate_series(1, 100000000) AS k", 300, 'adding rows');
cancelled("SELECT cardinality(fleet_energy_buckets(1, at, 100, '10000 days', '10 s')) FROM (VALUES ('2026-01-01Z'::timestamptz), ('2026-04-20Z')) AS v(at)", 100, 'a million buckets');

done_testing();
