# colossus-load over logs as tools write them, by a user who is nobody special,
# from files that only the client can see.  What each must give was read from its
# lines by hand; the accounts of every load add up by CHECKs of its table.
use strict;
use warnings;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use IPC::Run 'run';
use PostgreSQL::Test::Utils;
use Test::More;

my $node = colossus_node('loading', 'autovacuum = off', 'jit = off');
my $folder = PostgreSQL::Test::Utils::tempdir();
my $client = "$FindBin::RealBin/../../src/client/colossus-load";
$node->safe_psql('postgres', q{CREATE EXTENSION colossus; CREATE ROLE operator LOGIN; GRANT CREATE ON DATABASE postgres TO operator});
$ENV{PGHOST} = $node->host;
$ENV{PGPORT} = $node->port;
$ENV{PGUSER} = 'operator';
$ENV{PGDATABASE} = 'postgres';
$ENV{PGTZ} = 'UTC';
my $sql = sub { my ($out, $err) = ('', ''); run [ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', 'SET client_min_messages = warning', '-c', $_[0] ], '>', \$out, '2>', \$err or die $err; chomp $out; return $out };
my $fresh = sub { $sql->(q{DROP SCHEMA IF EXISTS ops CASCADE}); $sql->(q{CALL colossus.create_ledger('ops')}) };
my ($out, $err);
# load(arguments): the exit code
sub load { my @arguments = @_; ($out, $err) = ('', ''); run [ 'sh', $client, @arguments ], '>', \$out, '2>', \$err; return $? >> 8 }
sub put { my ($name, $text) = @_; open my $file, '>:raw', "$folder/$name" or die $!; print $file $text; close $file; return "$folder/$name" }
# a load, its exit code, and what a question then gives
sub gives
{
	my ($name, $arguments, $question, $want, $code) = @_;
	is(load(@$arguments), $code // 0, "$name: exit code") or diag "$out$err";
	is($sql->($question), $want, $name) or diag "$out$err";
}
my $power = q{SELECT string_agg(device || ' ' || trunc(energy_nj / 1000000000), ', ' ORDER BY device) FROM (SELECT device, sum(energy_nj)::numeric(30, 0) AS energy_nj FROM ops.device_energy GROUP BY 1) x};
my $account = q{SELECT lines, read, empty, rejected, samples, new, known, conflicting FROM ops.load ORDER BY load_id DESC LIMIT 1};

# ---- nvidia-smi: columns in any order, a header again after a rotation, marks of byte order, UTF-16, a value that is none ----
# 360 W over n - 1 intervals of a second
my @stamps = map { sprintf '2026/01/05 10:%02d:%02d.000', int($_ / 60), $_ % 60 } 0 .. 599;
$fresh->();
gives('the index stands first', [ '--format', 'nvidia-smi', '--zone', 'Europe/Berlin', put('index_first.csv', join '', "index, uuid, timestamp, power.draw [W]\n", map { "0, GPU-aaaa, $_, 360.00 W\n" } @stamps) ],
	$power, 'GPU-aaaa ' . 599 * 360);
is($sql->($account), '601|600|1|0|600|600|0|0', 'every line and sample is accounted for');
gives('the same file again', [ '--format', 'nvidia-smi', '--zone', 'Europe/Berlin', "$folder/index_first.csv" ], 'SELECT count(*) FROM ops.load', 1);
like($out, qr/known \|/, 'is known, and said so');
my $header = "timestamp, uuid, power.draw [W]\n";
gives('a mark of byte order', [ '--format', 'nvidia-smi', '--zone', 'Europe/Berlin', put('bom.csv', join '', "\xef\xbb\xbf$header", map { "$_, GPU-bbbb, 360.00 W\n" } @stamps[ 0 .. 9 ]) ],
	q{SELECT count(*) FROM ops.sample_by_name WHERE device = 'GPU-bbbb'}, 10);
my $utf16 = join '', map { s/\n/\r\n/r } $header, map { "$_, GPU-cccc, 360.00 W\n" } @stamps[ 0 .. 9 ];
gives('UTF-16 as PowerShell writes it', [ '--format=nvidia-smi', '--zone=Europe/Berlin', put('utf16.csv', "\xff\xfe" . join '', map { "$_\0" } split //, $utf16) ],
	q{SELECT count(*) FROM ops.sample_by_name WHERE device = 'GPU-cccc'}, 10);
# 20:00:00 100 W, 20:00:30 300 W: 6,000 J
gives('no value', [ '--format', 'nvidia-smi', '--zone', 'Europe/Berlin', put('na.csv', <<'END') ], q{SELECT reason, detail, line_no FROM ops.reject}, 'not available|[N/A]|3');
timestamp, index, uuid, power.draw [W], utilization.gpu [%]
2026/09/23 20:00:00.000, 0, GPU-0, 100.00 W, 80 %
2026/09/23 20:00:15.000, 0, GPU-0, [N/A], 80 %
2026/09/23 20:00:30.000, 0, GPU-0, 300.00 W, "90 %"
END
is($sql->(q{SELECT sum(energy_nj) / 1000000000 FROM ops.device_energy WHERE device = 'GPU-0'})+0, 6000, 'its neighbours count');

# ---- a log that grew, its last line cut, from standard input, packed ----
$fresh->();
my @lines = map { "$stamps[$_], GPU-dddd, 100.00 W\n" } 0 .. 9;
gives('a last line that is not finished', [ '--format', 'nvidia-smi', '--zone', 'UTC', put('grows.csv', join('', $header, @lines[ 0 .. 3 ]) . substr($lines[4], 0, 40)) ],
	'SELECT count(*) FROM ops.sample', 4);
like($err, qr/no newline yet/, 'is left, and said so');
gives('the log grew', [ '--format', 'nvidia-smi', '--zone', 'UTC', put('grows.csv', join '', $header, @lines) ], 'SELECT count(*) FROM ops.sample', 10);
is($sql->($account), '6|6|0|0|6|6|0|0', 'only what is new was read');
is($sql->(q{SELECT skipped FROM ops.load ORDER BY load_id DESC LIMIT 1}), 5, 'the rest was skipped');
# beyond the length that tells how a log begins, and another that begins otherwise
load('--format', 'nvidia-smi', '--zone', 'UTC', put('grows.csv', join '', $header, map { "$stamps[$_], GPU-dddd, 100.00 W\n" } 0 .. $_ - 1)) for 40, 80;
load('--format', 'nvidia-smi', '--zone', 'UTC', put('other.csv', join '', $header, map { "$stamps[$_], GPU-dddd, 100.00 W\n" } 1 .. 99));
is($sql->(q{SELECT string_agg(skipped || ' ' || read || ' ' || new, ', ' ORDER BY load_id) FROM ops.load WHERE load_id > 2}), '11 30 30, 41 40 40, 0 99 20', 'from short to long, and longer; another is read whole');
$fresh->();
put('grows.csv', join '', $header, @lines);
run [ 'gzip', '-c', "$folder/grows.csv" ], '>', "$folder/grows.csv.gz";
run [ 'sh', '-c', "xz -c '$folder/grows.csv' >'$folder/grows.csv.xz'" ];
gives('packed by gzip', [ '--format', 'nvidia-smi', '--zone', 'UTC', "$folder/grows.csv.gz" ], 'SELECT count(*) FROM ops.sample', 10);
gives('packed by xz', [ '--format', 'nvidia-smi', '--zone', 'UTC', "$folder/grows.csv.xz" ], 'SELECT count(*) FROM ops.load', 1);

# ---- lines that COPY or an awk may take for something else, by each awk that is there ----
# 10:00:00 and 10:00:30, 100 W
my @odd = ('a\\b', '\\.', '\\N', '\\\\', '\\\\.', "x\ty", '\\t\\n&\\&', '\\', '&&', "quo'te :x :'y' \$\$ \\gset", 'ends in \\');
my $odd = put("odd 'and' \\.csv", join '', $header, (map { "2026/01/05 10:00:$_, GPU-odd, 100 W\n" } '00', '30'), map { "$_\n" } @odd);
my $one_document = put('odd.json', qq({"a":"C:\\\\x\\t",\t"log_history":\r\n[{"loss": 1.5, "step": 10, "epoch": 0.1, "num_input_tokens_seen": 1000},\r\n{"loss": 1.4, "step": 20, "epoch": 0.2, "num_input_tokens_seen": 3000}]}));
my $path = $ENV{PATH};
for my $awk (grep { my $program = $_; grep { -x "$_/$program" } split /:/, $path } qw(mawk gawk original-awk busybox))
{
	$fresh->();
	mkdir "$folder/bin-$awk";
	put("bin-$awk/awk", "#!/bin/sh\nexec $awk " . ($awk eq 'busybox' ? 'awk ' : '') . qq("\$@"\n));
	chmod 0755, "$folder/bin-$awk/awk";
	local $ENV{PATH} = "$folder/bin-$awk:$path";
	gives("odd lines by $awk", [ '--format', 'nvidia-smi', '--zone', 'UTC', $odd ], q{SELECT string_agg(detail, E'\n' ORDER BY line_no) FROM ops.reject}, join "\n", @odd);
	is($sql->($power), 'GPU-odd 3000', '... and the samples beside them');
	gives("a document by $awk", [ '--format', 'huggingface', '--option', 'job=odd', $one_document ], q{SELECT tokens FROM ops.job_tokens}, 3000);
	# a last line without newline is whole where it closes what it opened
	gives("a whole last line by $awk", [ '--format', 'deepspeed', '--option', 'job=z', put('closed.log', "{'a': 1}") ], q{SELECT lines FROM ops.load ORDER BY load_id DESC LIMIT 1}, 1, 1);
}

# ---- two loads of which one corrects the other; replace; unload ----
$fresh->();
my $wrong = join '', $header, $lines[0], "$stamps[1], GPU-dddd, 700.00 W\n", $lines[2];
load('--format', 'nvidia-smi', '--zone', 'UTC', put('wrong.csv', $wrong));
gives('another value for an instant', [ '--format', 'nvidia-smi', '--zone', 'UTC', "$folder/grows.csv" ], q{SELECT value FROM ops.sample ORDER BY at OFFSET 1 LIMIT 1}, 700);
is($sql->($account), '11|10|1|0|10|7|2|1', 'is conflicting, the first stays');
is($sql->(q{SELECT reason, line_no FROM ops.reject}), 'conflicting|3', 'and is kept with its line');
gives('replace takes it', [ '--format', 'nvidia-smi', '--zone', 'UTC', '--option', 'replace=true', "$folder/grows.csv" ], q{SELECT value FROM ops.sample ORDER BY at OFFSET 1 LIMIT 1}, 100);
$fresh->();
load('--format', 'nvidia-smi', '--zone', 'UTC', put('half.csv', join '', $header, @lines[ 0 .. 5 ]));
load('--format', 'nvidia-smi', '--zone', 'UTC', put('late.csv', join '', $header, reverse @lines[ 3 .. 9 ]));
my $samples = $sql->('SELECT md5(string_agg(at || value::text, $$,$$ ORDER BY at)) FROM ops.sample');
is($sql->(q{CALL ops.compact('2026-02-01')}), '', 'the day is packed');
is($sql->(q{SELECT loads[1:4] FROM ops.device_trace}), '{1,6,2,4}', 'and keeps who brought what');
is($sql->(q{SELECT load_id FROM ops.unload(1)}), 2, 'unload names the load that found its samples known');
is($sql->('SELECT count(*), min(load_id), max(load_id) FROM ops.sample'), '4|2|2', 'what the load was the first to bring is gone');
gives('the other one is read again', [ '--format', 'nvidia-smi', '--zone', 'UTC', "$folder/late.csv" ], 'SELECT count(*) FROM ops.sample', 7);
gives('and the first', [ '--format', 'nvidia-smi', '--zone', 'UTC', "$folder/half.csv" ], 'SELECT md5(string_agg(at || value::text, $$,$$ ORDER BY at)) FROM ops.sample', $samples);

# ---- scrapes ----
# partition 0 of a card has the sensor, 800 W; the others show 0: 48,000 J in 60 s, one card
my $scrape = sub { return join '', "# TYPE gpu_package_power gauge\n",
	map { qq{gpu_package_power{card_model="Instinct MI300X",gpu_compute_partition_type="CPX",gpu_id="$_",gpu_partition_id="$_",hostname="node-a",serial_number="SN-0"} } . ($_ ? 0 : 800) . "\n" } 0 .. 7 };
$fresh->();
put("node-a-$_.prom", $scrape->()) for 1790193600, 1790193660;
gives('partitions of a card, times in names', [ '--format', 'prometheus', '--scraped-at', 'name', map { "$folder/node-a-$_.prom" } 1790193600, 1790193660 ], $power, 'SN-0 48000');
is($sql->(q{SELECT host FROM ops.device}), 'node-a', 'and the host');
# two labels on one counter add: 2,200 output, 7,000 prompt, 2,000 cached
$fresh->();
$sql->(q{INSERT INTO ops.job (job, kind, started_at) VALUES ('chat', 'inference', '2026-01-01Z')});
my $tokens = sub { my @n = @_; return <<"END" };
sglang:prompt_tokens_total{stream="false",model_name="m"} $n[0]
sglang:prompt_tokens_total{stream="true",model_name="m"} $n[1]
sglang:generation_tokens_total{stream="false",model_name="m"} $n[2]
sglang:generation_tokens_total{stream="true",model_name="m"} $n[3]
sglang:cached_tokens_total{cache_source="device",model_name="m"} $n[4]
END
load('--format', 'prometheus', '--option', 'job=chat', '--scraped-at', '2026-01-01 10:00Z', put('t0.prom', $tokens->(4000, 1000, 1000, 500, 400)));
gives('token counters with labels add', [ '--format', 'prometheus', '--option', 'job=chat', '--scraped-at', '2026-01-01 11:00Z', put('t1.prom', $tokens->(9000, 3000, 3000, 700, 2400)) ],
	q{SELECT string_agg(kind || ' ' || tokens, ', ' ORDER BY kind) FROM ops.job_tokens}, 'cached 2000, computed 7200, output 2200, prompt 7000');
# two servers that differ in their source alone are two
load('--format', 'prometheus', '--option', 'job=chat', '--source', 'b', '--scraped-at', '2026-01-01 10:00Z', "$folder/t0.prom");
is($sql->('SELECT count(*) FROM ops.series'), 10, 'a source of its own is a server of its own');
# two exporters, one with GPU- and one without: one card
$fresh->();
put('a.prom', qq{DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-265c9814-6156-355b-e589-ff2064894f16",Hostname="n1"} 300\n});
put('b.prom', qq{nvidia_smi_power_draw_watts{uuid="265c9814-6156-355b-e589-ff2064894f16"} 310\n});
load('--format', 'dcgm', '--scraped-at', "2026-01-01 10:0$_:00Z", "$folder/a.prom") for 0 .. 1;
load('--format', 'prometheus', '--scraped-at', "2026-01-01 10:0$_:00Z", "$folder/b.prom") for 0 .. 1;
is($sql->($power), 'GPU-265c9814-6156-355b-e589-ff2064894f16 18000', 'two exporters of a card: one is used');

# ---- jobs ----
$fresh->();
gives('joules of jobs and of steps', [ '--format', 'sacct', '--zone', 'America/Chicago', put('raw.txt', <<'END'), put('steps.txt', <<'END'), put('sum.txt', <<'END'), put('dst.txt', <<'END') ],
JobIDRaw|State|ElapsedRaw|ConsumedEnergyRaw|Start|End|
7001|COMPLETED|3600|7200000|2026-07-13T00:00:00|2026-07-13T01:00:00|
7001.batch|COMPLETED|3600|7200000|2026-07-13T00:00:00|2026-07-13T01:00:00|
7001.extern|COMPLETED|3600|7200000|2026-07-13T00:00:00|2026-07-13T01:00:00|
END
JobID|JobName|State|NNodes|NCPUS|Elapsed|ConsumedEnergyRaw|MaxRSS|AllocTRES
9100|train|COMPLETED|1|256|00:01:30|||gres/gpu=8
9100.batch|batch|COMPLETED|1|256|00:01:30|21600|300804K|gres/gpu=8
9200|train|CANCELLED by 77|1|112|00:04:10||||
9200.batch|batch|CANCELLED|1|112|00:04:10|139500|18512K|
9200.0|run.sh|CANCELLED|1|112|00:04:06|136500|908985K|
END
               JobID      State               Start                 End ConsumedEnergy 
-------------------- ---------- ------------------- ------------------- -------------- 
               77001  COMPLETED 2026-02-10T22:00:00 2026-02-11T08:00:00          3.05G 
         77001.batch  COMPLETED 2026-02-10T22:00:00 2026-02-11T08:00:00         50.00M 
        77001.extern  COMPLETED 2026-02-10T22:00:00 2026-02-11T08:00:00          1.50G 
             77001.0  COMPLETED 2026-02-10T22:00:10 2026-02-11T08:00:00          1.50G 
END
JobID|JobName|Account|State|Submit|Start|End|Elapsed|NNodes|NCPUS|AllocTRES|ConsumedEnergyRaw
801|a|acme|COMPLETED|2026-11-01T00:50:00|2026-11-01T01:30:00|2026-11-01T03:30:00|03:00:00|1|64|gres/gpu=8|5000000
802|b|acme|COMPLETED|2026-10-31T20:00:00|2026-10-31T22:00:00|2026-11-01T01:15:00|03:15:00|1|64|gres/gpu=8|6000000
END
	q{SELECT string_agg(job || ' ' || reported_j, ', ' ORDER BY job) FROM ops.job WHERE job !~ '^80'}, '7001 7200000, 77001 1500000000, 9100 21600, 9200 139500');
is($sql->(q{SELECT started_at FROM ops.job WHERE job = '801'}) . $sql->(q{SELECT ended_at FROM ops.job WHERE job = '802'}), '2026-11-01 06:30:00+002026-11-01 06:15:00+00', 'the hour that is shown twice is told by the duration');
is($sql->(q{SELECT count(*) FROM ops.job WHERE ended_at IS NULL AND running IS DISTINCT FROM false}), 0, 'a job whose end is not told does not run');
# inventory, jobs of whole nodes and of a part of one, in any order
my %list = (
	'devices-csv' => "uuid,host,idx\n" . join('', map { "GPU-$_,n0" . int($_ / 2 + 1) . ',' . $_ % 2 . "\n" } 0 .. 3),
	sacct => "JobID|Account|State|Start|End|Elapsed|NNodes|AllocTRES|NodeList\n1|acme|COMPLETED|2026-01-01T00:00:00|2026-01-01T01:00:00|01:00:00|2|gres/gpu=4|n[01-02]\n2|beta|COMPLETED|2026-01-01T02:00:00|2026-01-01T03:00:00|01:00:00|1|gres/gpu=1|n01\n",
	'job-devices-csv' => "2,GPU-0,0.5\n");
for my $order ([ 'devices-csv', 'sacct', 'job-devices-csv' ], [ 'sacct', 'devices-csv', 'job-devices-csv' ])
{
	$fresh->();
	for my $format (@$order)
	{
		load('--format', $format, '--zone', 'UTC', put("$format.txt", $list{$format}));
	}
	is($sql->(q{SELECT string_agg(job || ' ' || device || ' ' || share, ', ' ORDER BY job, device) FROM ops.job_device}),
		'1 GPU-0 1, 1 GPU-1 1, 1 GPU-2 1, 1 GPU-3 1, 2 GPU-0 0.5', "devices of jobs: @$order") or diag "$out$err";
}

# a line of an inventory that cannot be taken harms no other; times and dates are of the zone
$fresh->();
gives('an inventory with faults', [ '--format', 'devices-csv', '--zone', 'Europe/Berlin', put('faults.csv', <<'END') ], q{SELECT string_agg(concat_ws(' ', device, since, max_gap, max_w), ', ' ORDER BY idx) FROM ops.device}, 'GPU-1 2025-12-31 23:00:00+00 00:05:00, GPU-2 2026-07-01 08:00:00+00 00:05:00, GPU-7 -infinity 00:10:00 700');
uuid,host,idx,since,kind,max_gap,max_w
GPU-1,n1,0,2026-01-01,,,
GPU-2,n1,1,2026-07-01 10:00:00,,,
GPU-3,n1,x,,,,
GPU-4,n1,3,2026-13-01,,,
GPU-5,n1,4,,gpu,,
GPU-6,n1,5,,,oops,
GPU-7,n1,6,,,10 minutes,700
GPU-8,n1,7,2026-10-25 02:30:00,,,
END
is($sql->(q{SELECT string_agg(line_no || ' ' || reason, ', ' ORDER BY line_no) FROM ops.reject}), '4 no number, 5 no such time, 6 not allowed, 7 not allowed, 9 ambiguous local time', 'and a reason for each');
# sacct -D: the node failed after an hour, the job ran again on another, the first node had another job meanwhile
my $runs = <<'END';
JobID|JobName|Account|State|Start|End|Elapsed|NNodes|AllocTRES|ConsumedEnergyRaw|NodeList
9300|train|acme|NODE_FAIL|2026-01-01T00:00:00|2026-01-01T01:00:00|01:00:00|1|gres/gpu=2|1000000|n01
9300.batch|batch||CANCELLED|2026-01-01T00:00:00|2026-01-01T01:00:00|01:00:00|1|gres/gpu=2|1000000|n01
9300|train|acme|COMPLETED|2026-01-01T02:00:00|2026-01-01T05:00:00|03:00:00|1|gres/gpu=2|5000000|n02
9300.batch|batch||COMPLETED|2026-01-01T02:00:00|2026-01-01T05:00:00|03:00:00|1|gres/gpu=2|5000000|n02
9301|other|beta|COMPLETED|2026-01-01T01:10:00|2026-01-01T04:00:00|02:50:00|1|gres/gpu=2|7000000|n01
END
my ($running) = map { s/NODE_FAIL/RUNNING/r =~ s/2026-01-01T01:00:00.01:00:00/Unknown|00:30:00/r =~ s/1000000//r } grep { /^9300.*NODE_FAIL/ } split /^/, $runs;
my %sacct = (dev => $list{'devices-csv'}, whole => $runs, running => ($runs =~ /^(.*\n)/)[0] . $running, later => join '', grep { !/T00:00:00/ } split /^/, $runs);
my $jobs = q{SELECT string_agg(concat_ws(' ', job, to_char(started_at, 'HH24:MI'), to_char(ended_at, 'HH24:MI'), reported_j), ', ' ORDER BY job) FROM ops.job};
my $of_runs = q{SELECT string_agg(concat_ws(' ', h.job, h.device, to_char(h.started_at, 'HH24:MI'), to_char(h.ended_at, 'HH24:MI')), ', ' ORDER BY h.job, h.started_at, h.device) FROM ops.holding h};
for my $order ([ 'dev', 'whole' ], [ 'whole', 'dev' ], [ 'dev', 'running', 'later', 'whole' ])
{
	$fresh->();
	load('--format', $_ eq 'dev' ? 'devices-csv' : 'sacct', '--zone', 'UTC', put("$_.txt", $sacct{$_})) for @$order;
	is($sql->($jobs), '9300 00:00 05:00 6000000, 9301 01:10 04:00 7000000', "a job that ran twice: @$order") or diag "$out$err";
	is($sql->($of_runs), '9300 GPU-0 00:00 01:00, 9300 GPU-1 00:00 01:00, 9300 GPU-2 02:00 05:00, 9300 GPU-3 02:00 05:00, 9301 GPU-0 01:10 04:00, 9301 GPU-1 01:10 04:00', 'and what it held');
}
$sql->(q{SELECT count(*) FROM ops.unload((SELECT load_id FROM ops.load WHERE source = 'whole.txt'))});
is($sql->($of_runs), '9300 GPU-2 02:00 05:00, 9300 GPU-3 02:00 05:00, 9301 GPU-0 01:10 04:00, 9301 GPU-1 01:10 04:00', 'unload takes back a run, and what it was guessed to hold');
$fresh->();
load('--format', 'devices-csv', put('dev.txt', $sacct{dev}));
gives('its first run ended nobody knows when', [ '--format', 'sacct', '--zone', 'UTC', put('running.txt', $sacct{running}), put('later.txt', $sacct{later}) ],
	$of_runs, '9300 GPU-2 02:00 05:00, 9300 GPU-3 02:00 05:00, 9301 GPU-0 01:10 04:00, 9301 GPU-1 01:10 04:00');
like($sql->('SELECT string_agg(findings::text, $$$$) FROM ops.load'), qr/nobody told when its run from 2026-01-01 00:00:00\+00 ended/, 'which is said');
$fresh->();
gives('two runs that no time tells apart', [ '--format', 'sacct', '--zone', 'UTC', put('apart.txt', "JobID|State|ConsumedEnergyRaw\n1|NODE_FAIL|1000\n1|COMPLETED|5000\n") ],
	q{SELECT line_no, reason, detail FROM ops.reject}, '3|no time|job 1 again, with 5000 J: its Start tells whether it ran again');

# a listing that does not say when a job ran, and jobs that never did; a table that a spreadsheet saved
$fresh->();
gives('no column tells a time', [ '--format', 'sacct', '--zone', 'UTC', put('short.txt', <<'END') ], 'SELECT count(*) FROM ops.job', 0, 1);
JobID           JobName  Partition    Account  AllocCPUS      State ExitCode
------------ ---------- ---------- ---------- ---------- ---------- --------
1000             train+        gpu       acme         64  COMPLETED      0:0
1000.batch        batch                  acme         64  COMPLETED      0:0
END
is($sql->($account), '4|0|2|2|0|0|0|0', 'its lines are rejected');
is($sql->('SELECT string_agg(line_no || $$ $$ || reason || $$ $$ || detail, $$, $$ ORDER BY line_no) FROM ops.reject'), '3 no time Start, 4 no time Start', 'and why');
gives('squeue', [ '--format', 'sacct', '--zone', 'UTC', put('squeue.txt', "JOBID PARTITION NAME USER ST TIME NODES NODELIST(REASON)\n1700 gpu train al R 1:00:00 2 n[01-02]\n") ], q{SELECT reason FROM ops.reject WHERE load_id = 2}, 'no time', 1);
gives('a job that never began, and one', [ '--format', 'sacct', '--zone', 'UTC', put('never.csv', qq("JobID","State","Start","End","AllocTRES","ConsumedEnergyRaw"\n1800,CANCELLED by 7,None,2026-01-01T01:00:00,,0\n1801,COMPLETED,2026-01-01T00:00:00,2026-01-01T01:00:00,"billing=1,gres/gpu=8",1000\n)) ],
	q{SELECT concat_ws(' ', job, gpus, reported_j) FROM ops.job}, '1801 8 1000');
is($sql->($account), '3|2|1|0|0|0|0|0', 'of which nothing is to be said');

# what --json appends to a file, week by week
$fresh->();
gives('two documents of sacct --json', [ '--format', 'sacct-json', put('weeks.json', join '', map { qq({"jobs": [{"job_id": $_, "state": {"current": ["COMPLETED"]}, "time": {"start": 1767225600, "end": 1767229200}}]}\n) } 1, 2) ], q{SELECT string_agg(job, ' ' ORDER BY job) FROM ops.job}, '1 2');
# two clusters, each with a node01 of two cards: no job of one has cards of the other, whatever comes first
my $held_by = q{SELECT string_agg(concat_ws(' ', job, device), ', ' ORDER BY job, device) FROM ops.job_device};
my $job_of = sub { my ($job, $cluster) = @_; "JobID|Cluster|State|Start|End|AllocTRES|NodeList\n$job|$cluster|COMPLETED|2026-01-01T00:00:00|2026-01-01T01:00:00|gres/gpu=2|node01\n" };
my @cards = map { my $c = $_; map { [ uc(substr $c, 0, 1) . $_, $_, $c ] } 0, 1 } qw(east west);
my $listed = sub { my ($clusters, @rows) = @_; join '', 'device,host,idx' . ($clusters ? ',cluster' : '') . "\n", map { "$_->[0],node01,$_->[1]" . ($clusters ? ",$_->[2]" : '') . "\n" } @rows };
my @slurm = ('--format', 'sacct', '--zone', 'UTC');
my @listed = ('--format', 'devices-csv');
$fresh->();
load(@listed, put('both.csv', $listed->(1, @cards)));
gives('each has its own', [ @slurm, put('e.txt', $job_of->(1, 'east')), put('w.txt', $job_of->(2, 'West')) ], $held_by, '1 E0, 1 E1, 2 W0, 2 W1');
$fresh->();
load(@listed, put('nobody.csv', $listed->(0, @cards)));
gives('an index twice is of two nodes', [ @slurm, "$folder/e.txt", "$folder/w.txt" ], $held_by, '');
gives('whose they are is told later', [ @listed, "$folder/both.csv" ], $held_by, '1 E0, 1 E1, 2 W0, 2 W1');
$fresh->();
load(@listed, put('west.csv', $listed->(1, @cards[ 2, 3 ])));
gives('cards of another cluster alone', [ @slurm, "$folder/e.txt" ], $held_by, '');
like($sql->('SELECT findings FROM ops.load ORDER BY load_id DESC LIMIT 1'), qr/jobs of cluster east ran on nodes such as node01, whose cards are of cluster west/, 'which is said');
gives('a cluster that has two names', [ @slurm, '--option', 'cluster=west', put('e2.txt', $job_of->(3, 'slurm-7')) ], $held_by, '3 W0, 3 W1');
$fresh->();
load(@listed, put('whose.csv', $listed->(0, @cards[ 2, 3 ])));
gives('one cluster', [ @slurm, "$folder/e.txt" ], $held_by, '1 E0, 1 E1' =~ s/E/W/gr);
gives('until another has a node of the name', [ @slurm, "$folder/w.txt" ], $held_by, '');
like($sql->('SELECT findings FROM ops.load ORDER BY load_id DESC LIMIT 1'), qr/of nobody knows which of several clusters/, 'which is said, too');
sub card_lines { my ($card) = @_; return map { "2026/01/01 00:$_:00.000, $card->[1], GPU-$card->[0], 100 W\n" } '00', '04' }
$fresh->();
load('--format', 'nvidia-smi', '--zone', 'UTC', '--option', 'host=node01', '--option', "cluster=$_->[2]", put("$_->[0].csv", join '', "timestamp, index, uuid, power.draw [W]\n", card_lines($_))) for @cards;
is($sql->(q{SELECT string_agg(concat_ws(' ', device, host, cluster), ', ' ORDER BY device) FROM ops.device}), 'GPU-e0 node01 east, GPU-e1 node01 east, GPU-w0 node01 west, GPU-w1 node01 west', 'a load says which cluster it is of');
load(@slurm, "$folder/e.txt", "$folder/w.txt");
is($sql->($held_by), '1 GPU-e0, 1 GPU-e1, 2 GPU-w0, 2 GPU-w1', 'and jobs have its cards');
is($sql->(q{SELECT string_agg(subject, ',') FROM ops.ledger_audit() WHERE rule = 'job on another cluster'}), '', 'the audit has nothing to say');
$sql->(q{UPDATE ops.device SET cluster = 'west' WHERE device = 'GPU-e0'});
is($sql->(q{SELECT concat_ws(' ', subject, detail) FROM ops.ledger_audit() WHERE rule = 'job on another cluster'}), '1 holds GPU-e0 of west, where it is one of east', 'until somebody moves a card');

# clusters number their jobs each for itself: of two of one number the second is no run of the first, in one file, in another, and as JSON
my %cluster = map { my ($c, $t) = ($_, $_ eq 'east' ? 0 : 2); $c => "77|$c|acme|COMPLETED|2026-01-01T0$t:00:00|2026-01-01T0" . ($t + 1) . ":00:00|${t}000|n1\n77.0|$c|acme|COMPLETED|2026-01-01T0$t:00:00|2026-01-01T0" . ($t + 1) . ":00:00|${t}000|n1\n" } qw(east west);
my $clusters = "JobID|Cluster|Account|State|Start|End|ConsumedEnergyRaw|NodeList\n";
$fresh->();
gives('two clusters in a file', [ '--format', 'sacct', '--zone', 'UTC', put('clusters.txt', "$clusters$cluster{west}$cluster{east}") ], $jobs, '77 02:00 03:00 2000');
is($sql->($account), '5|2|1|2|0|0|0|0', 'the lines of the other are rejected');
is($sql->('SELECT DISTINCT reason, detail FROM ops.reject'), 'another cluster|job 77 of east, where the ledger has one of west', 'and why');
gives('and in another file', [ '--format', 'sacct-json', put('east.json', '{"jobs": [{"job_id": 77, "cluster": "east", "state": {"current": ["COMPLETED"]}, "time": {"start": 1767225600, "end": 1767229200}}]}') ], $jobs, '77 02:00 03:00 2000', 1);
gives('and of its own again', [ '--format', 'sacct', '--zone', 'UTC', put('west.txt', "$clusters$cluster{west}" . ($cluster{west} =~ s/^77/78/gmr =~ s/\|n1/|n2/gr)) ], $jobs, '77 02:00 03:00 2000, 78 02:00 03:00 2000');
$fresh->();
gives('joules that no job uses', [ '--format', 'sacct', '--zone', 'UTC', put('absurd.txt', "JobID|State|Start|End|ConsumedEnergy\n" . join '', map { "$_->[0]|COMPLETED|2026-01-01T00:00:00|2026-01-01T01:00:00|$_->[1]\n" } [ 1, '16.00E' ], [ 2, '18.45E' ], [ 3, '1.84467440737096E+19' ], [ 4, '12.50K' ]) ],
	$jobs, '1 00:00 01:00, 2 00:00 01:00, 3 00:00 01:00, 4 00:00 01:00 12500');

# ---- training logs, whole and in pieces ----
my $titan = <<'END';
[rank0]:[titan] 2026-01-16 02:42:36,000 - root - INFO - step:  1  loss: 12.46  memory: 69.81GiB(88.17%)  tps: 1,000  tflops: 6.4  mfu: 0.65%
[rank0]:[titan] 2026-01-16 02:42:46,000 - root - INFO - step: 20  loss: 11.83  memory: 69.83GiB(88.19%)  tps: 40,000  tflops: 261.49  mfu: 26.44%
[rank0]:[titan] 2026-01-16 02:42:56,000 - root - INFO - validate step: 20  loss: 12.46  memory: 69.81GiB(88.17%)  tps: 75,000
[rank0]:[titan] 2026-01-16 02:43:06,000 - root - INFO - step: 40  loss:  9.35  memory: 69.83GiB(88.19%)  tps: 40,000  tflops: 272.72  mfu: 27.58%
END
my @options = ('--zone', 'UTC', '--option', 'job=run');
$fresh->();
# the clock restarts at the validation line: 2 x 10 s x 40,000 x 8
gives('torchtitan with a validation', [ '--format', 'torchtitan', @options, '--option', 'ranks=8', put('titan.log', $titan) ], 'SELECT tokens FROM ops.job_tokens', 6400000);
$fresh->();
my @piece = split /^/, $titan;
load('--format', 'torchtitan', @options, '--option', 'ranks=8', put("piece.log", join '', @piece[ 2, 3 ]));
gives('torchtitan in pieces, the last one first', [ '--format', 'torchtitan', @options, '--option', 'ranks=8', put('first.log', join '', @piece[ 0, 1 ]) ], 'SELECT tokens FROM ops.job_tokens', 6400000);
# words per second, as early versions called it: 10 s x 4,000 x 8
$fresh->();
gives('an early torchtitan', [ '--format', 'torchtitan', @options, '--option', 'ranks=8', put('words.log', join '', map {
			"[rank0]:[titan] 2024-06-16 02:42:$_->[0],000 - root - INFO - step: $_->[1]  loss: 12.46  memory: 69.81GiB(88.17%)  wps: $_->[2]  mfu: 26.44%\n" } [ 36, 1, '1,000' ], [ 46, 10, '4,000' ]) ], 'SELECT tokens FROM ops.job_tokens', 320000);
# five hours down between steps 30 and 40: 4 intervals of 60 s x 8,000
$fresh->();
gives('torchtitan that was down', [ '--format', 'torchtitan', @options, '--option', 'ranks=8', put('down.log', join '', map {
			"[rank0]:[titan] 2026-03-01 $_->[0]:00,000 - root - INFO - step: $_->[1]  loss: 2.4000  grad_norm: 1.9  memory: 62.10GiB(78.40%)  tps: 1,000  tflops: 405.10  mfu: 40.96%\n" }
		[ '10:00', 10 ], [ '10:01', 20 ], [ '10:02', 30 ], [ '15:02', 40 ], [ '15:03', 50 ]) ], 'SELECT tokens FROM ops.job_tokens', 1920000);
# several ranks in one log: the clock of the rank whose steps count; 10 s x 1,000 x 8, then 10 s x 4,000 x 8
my $line = sub { my ($rank, $time, $what) = @_; "$rank\[titan] 2026-01-16 02:42:$time - root - INFO - $what\n" };
my $step = sub { my ($n, $tps) = @_; "step: $n  loss: 12.46  memory: 69.81GiB(88.17%)  tps: $tps  tflops: 6.4  mfu: 0.65%" };
my %ranks = (
	'one after the other' => [ [ '[rank1]:', '26,000', 'Starting job: llama' ], [ '[rank0]:', '26,000', 'Starting job: llama' ], map { my $r = $_; map { [ "[rank$r]:", @$_ ] } [ '36,000', $step->(1, '1,000') ], [ '46,000', $step->(10, '4,000') ] } 1, 0 ],
	'the start of another rank' => [ [ '[rank1]:', '20,000', 'Starting job: llama' ], [ '[rank0]:', '26,000', 'Starting job: llama' ], [ '[rank0]:', '36,000', $step->(1, '1,000') ], [ '[rank0]:', '46,000', $step->(10, '4,000') ] ],
	'steps without a rank' => [ [ '[rank0]:', '26,000', 'Starting job: llama' ], [ '', '36,000', $step->(1, '1,000') ], [ '', '46,000', $step->(10, '4,000') ] ],
	'only another rank tells the start' => [ [ '[rank3]:', '26,000', 'Starting job: llama' ], [ '[rank0]:', '36,000', $step->(1, '1,000') ], [ '[rank0]:', '46,000', $step->(10, '4,000') ] ]);
for my $name (sort keys %ranks)
{
	$fresh->();
	gives("ranks: $name", [ '--format', 'torchtitan', @options, '--option', 'ranks=8', put('ranks.log', join '', map { $line->(@$_) } @{ $ranks{$name} }) ], 'SELECT tokens FROM ops.job_tokens', 400000);
}
# 64 x 8,192 tokens a step, said at the start; a batch that grows is no time that the run was down: 4 x 480,000 + 4 x 1,440,000
$fresh->();
gives('torchtitan tells the tokens of a step', [ '--format', 'torchtitan', @options, put('size.log', join '', map { $line->('[rank0]:', @$_) }
			[ '10,000', 'Trainer is initialized with local batch size 8, global batch size 64, gradient accumulation steps 1, sequence length 8192, total steps 1000 (warmup 200)' ],
			[ '26,000', 'Training starts at step 1' ], [ '36,000', $step->(1, '1,000') ], [ '46,000', $step->(10, '4,000') ]) ], 'SELECT tokens FROM ops.job_tokens', 5242880);
is($sql->('SELECT cardinality(findings) FROM ops.load'), 0, 'and needs no ranks');
$fresh->();
gives('a batch that grows', [ '--format', 'torchtitan', @options, '--option', 'ranks=8', put('grows.log', join '', map {
			sprintf "[rank0]:[titan] 2026-03-01 10:%02d:00,000 - root - INFO - step: %d  loss: 2.4  memory: 62.10GiB(78.40%%)  tps: %s  tflops: 405.10  mfu: 40.96%%\n", $_, 10 * $_, $_ < 5 ? '1,000' : '3,000' } 0 .. 8) ],
	'SELECT tokens FROM ops.job_tokens', 4 * 480000 + 4 * 1440000);
# consumed samples 38,400 x 4,096
$fresh->();
gives('Megatron-LM, a line every 100 iterations', [ '--format', 'megatron', @options, '--option', 'seq_len=4096', put('megatron.log', join '', map {
			sprintf " [2026-02-03 04:%02d:00] iteration %8d/   50000 | consumed samples: %12d | elapsed time per iteration (ms): 2500.0 | learning rate: 1.0E-05 | global batch size:   128 | lm loss: 9.1E+00 |\n", $_ * 4, $_ * 100, $_ * 12800 } 1 .. 3) ],
	'SELECT tokens FROM ops.job_tokens', 157286400);
$fresh->();
gives('trainer_state.json over several lines', [ '--format', 'huggingface', '--option', 'job=run', put('trainer_state.json', <<'END') ], q{SELECT string_agg(step::text, ' ' ORDER BY step) FROM ops.step_log}, '10 20');
{
  "global_step": 20,
  "log_history": [
    {
      "epoch": 1.5,
      "loss": 1.9,
      "step": 10
    },
    {
      "epoch": 3.0,
      "loss": 1.8,
      "step": 20
    }
  ],
  "max_steps": 20
}
END
$fresh->();
gives('a progress bar with bare CR', [ '--format', 'huggingface', '--option', 'job=run', put('bar.log', "  0%|          | 0/20 [00:00<?, ?it/s]\r 50%|#####     | 10/20 [00:20<00:20,  2.00s/it]\r{'loss': 2.5, 'learning_rate': 5e-05, 'num_tokens': 40960.0, 'epoch': 0.5}\n") ],
	'SELECT tokens FROM ops.job_tokens', 40960);
$fresh->();
gives('LLaMA-Factory', [ '--format', 'llama-factory', '--option', 'job=run', put('trainer_log.jsonl', qq({"current_steps": 10, "total_steps": 100, "loss": 1.9, "total_tokens": 40960}\n{"current_steps": 20, "total_steps": 100, "loss": 1.8, "total_tokens": 81920})) ],
	q{SELECT string_agg(step || ' ' || tokens_total, ', ' ORDER BY step) FROM ops.step_log}, '10 40960, 20 81920');
$fresh->();
gives('W&B through pandas', [ '--format', 'wandb', '--option', 'host=n7', put('wandb.csv', ",_runtime,_timestamp,system.gpu.0.powerWatts,system.gpu.1.powerWatts\n0,15.0,1767600000.5,300.0,310.0\n1,30.0,1767600015.5,302.0,312.0\n") ],
	'SELECT count(*), count(DISTINCT series_id) FROM ops.sample', '4|2');

# a log that goes on where another ended stands for its own 200 iterations; iterations done again count once
my $megatron = sub { join '', map { sprintf " [2026-02-03 %s:00] iteration %8d/   50000 | consumed samples: %12d | elapsed time per iteration (ms): 2500.0 | learning rate: 1.0E-05 | global batch size:   128 | lm loss: 9.1E+00 |\n", $_->[0], $_->[1], $_->[1] * 128 } @_ };
$fresh->();
gives('Megatron-LM from a checkpoint', [ '--format', 'megatron', @options, '--option', 'seq_len=4096', put('on.log', $megatron->([ '04:00', 10100 ], [ '04:05', 10200 ])) ], 'SELECT tokens FROM ops.job_tokens', 200 * 128 * 4096);
$fresh->();
gives('Megatron-LM that went back', [ '--format', 'megatron', @options, '--option', 'seq_len=4096', put('back.log', $megatron->([ '04:00', 100 ], [ '04:05', 200 ], [ '04:10', 300 ], [ '05:10', 300 ], [ '05:15', 400 ])) ], 'SELECT tokens FROM ops.job_tokens', 400 * 128 * 4096);
# a log whose job nobody names is that of the job that its source is called
$fresh->();
mkdir "$folder/$_" for qw(a b);
load('--format', 'llama-factory', put("$_/trainer_log.jsonl", qq({"current_steps": 10, "loss": 1.9, "epoch": "$_", "total_tokens": 40960}\n))) for qw(a b);
is($sql->(q{SELECT string_agg(replace(job, '} . $folder . q{/', '') || ' ' || tokens, ', ' ORDER BY job) FROM ops.job_tokens}), 'a/trainer_log 40960, b/trainer_log 40960', 'two runs of which the log does not tell the name');
like($sql->('SELECT findings FROM ops.load LIMIT 1'), qr/no job was named: the log is that of/, 'and that is said');
$fresh->();
gives('an index that is of no host', [ '--format', 'nvidia-smi', '--zone', 'UTC', put('index.csv', "timestamp, index, power.draw [W]\n$stamps[0], 0, 360.00 W\n") ], 'SELECT findings FROM ops.load',
	'{"devices are told by index, slot or metric alone, as 0: of two hosts they would be one; the option host tells whose they are"}');
# two cards that nothing tells apart, called one by the option; one card that is, looked at every 10 ms and after a pause
$fresh->();
my $bunches = sub { my ($name, @ms) = @_; load('--format', 'nvidia-smi', '--zone', 'UTC', '--option', "device=$name", put("$name.csv", join '', "timestamp, name, power.draw [W]\n", map { sprintf "2026/01/05 10:00:%02d.%03d, NVIDIA A10G, 100.00 W\n", int($_ / 1000), $_ % 1000 } @ms)) };
$bunches->('two', map { (5000 * $_, 5000 * $_ + 3) } 0 .. 5);
$bunches->('one', map { 10 * $_ + ($_ > 50 ? 3000 : 0) } 0 .. 100);
$bunches->('slow', map { 5000 * $_ + $_ % 3 } 0 .. 10);
is($sql->(q{SELECT string_agg(source || ' ' || array_to_string(findings, ','), '; ' ORDER BY load_id) FROM ops.load}), 'two.csv lines of two come in bunches: if they are of several cards, a column must tell which (index, uuid); one.csv ; slow.csv ', 'lines in bunches');
# a script may put the host into the table; -o DT of dmon as people print it
$fresh->();
gives('a column for the host', [ '--format', 'nvidia-smi', '--zone', 'UTC', put('hosts.csv', join '', "timestamp, hostname, index, power.draw [W]\n", map { my $t = $_; map { "$t, n$_, 0, ${_}00.00 W\n" } 1, 2 } @stamps[ 0 .. 2 ]) ], $power, 'n1/0 200, n2/0 400');
gives('dmon', [ '--format', 'nvidia-smi-dmon', '--zone', 'UTC', '--option', 'host=n3', put('dmon.log', <<'END') ], $power, 'n1/0 200, n2/0 400, n3/0 76');
#Date       Time        gpu   pwr gtemp mtemp    sm   mem   enc   dec  mclk  pclk sbecc dbecc   pci rxpci txpci
#YYYYMMDD   HH:MM:SS    Idx     W     C     C     %     %     %     %   MHz   MHz  errs  errs  errs  MB/s  MB/s
 20210102   19:12:31      0    37    19     -     0     0     0     0  4006   582     -     -     0     0     1
 20210102   19:12:33      0    39    19     -     0     0     0     0  4006  1582     -     -     0     0     0
END
$fresh->();
load('--format', 'nvidia-smi', '--zone', 'UTC', "$folder/index.csv");
load('--format', 'nvidia-smi', '--zone', 'UTC', '--option', "host=$_", "$folder/index.csv") for qw(n1 n2);
is($sql->(q{SELECT string_agg(device || ' ' || cardinality(l.findings), ', ' ORDER BY device) FROM ops.series s JOIN ops.load l ON l.load_id = s.first_load}), '0 1, n1/0 0, n2/0 0', 'is one of each host that is told');

# ---- doc/loading.md has a command for every format ----
load('--format', 'nothing', "$folder/grows.csv");
my ($known) = $err =~ /The formats are (.*)\./;
my %command = map { $_ => 1 } slurp_file("$FindBin::RealBin/../../doc/loading.md") =~ /colossus-load (?:--ledger ops )?--format ([\w-]+)/g;
is(join(' ', sort keys %command), join(' ', sort grep { $_ ne 'train-log' } split /, /, $known), 'a command for every format');

# ---- labels of cards say who held them: a pod, then another, nobody, and the pod of the exporter itself ----
# 100 W each; a scrape every 15 s; card 10: a from 15 s, b from 60 s to 105 s; card 11: a from 15 s to 90 s
my @pods = ([ '', '' ], ([ 'a', 'a' ]) x 3, ([ 'b', 'a' ]) x 2, [ 'b', '' ], [ '', 'dcgm-exporter-x7k2p' ]);
my @scrapes = map {
	my $i = $_;
	put('n1-' . (1767225600 + 15 * $i) . '.prom', join '', map { qq(DCGM_FI_DEV_POWER_USAGE{gpu="$_",UUID="GPU-1$_",Hostname="n1") . ($pods[$i][$_] ? qq(,container="c",namespace="ns",pod="$pods[$i][$_]") : '') . "} 100\n" } 0, 1)
} 0 .. $#pods;
my $held = q{SELECT string_agg(concat_ws(' ', job, device, to_char(started_at, 'MI:SS'), to_char(ended_at, 'MI:SS')), ', ' ORDER BY device, started_at) FROM ops.job_device};
my $holders = 'ns/a GPU-10 00:15 01:00, ns/b GPU-10 01:00 01:45, ns/a GPU-11 00:15 01:30';
my @dcgm = ('--format', 'dcgm', '--scraped-at', 'name');
$fresh->();
gives('pods that hold cards, all scrapes at once', [ @dcgm, @scrapes ], $held, $holders);
is($sql->(q{SELECT string_agg(job || ' ' || trunc(energy_nj / 1000000000), ', ' ORDER BY job) FROM ops.job_energy}), 'ns/a 12000, ns/b 4500', 'and their joules');
for my $order ([ 0 .. 7 ], [ 7, 2, 5, 0, 4, 1, 6, 3 ], [ 3, 1, 6, 4, 0, 5, 2, 7 ])
{
	$fresh->();
	load(@dcgm, $scrapes[$_]) for @$order;
	is($sql->($held), $holders, "one by one, in the order @$order");
	for my $n (2, 5)
	{
		$fresh->();
		load(@dcgm, @scrapes[ @$order[ 0 .. $n - 1 ] ]);
		$sql->(q{CALL ops.compact('2026-01-02')});
		load(@dcgm, $scrapes[$_]) for @$order[ $n .. 7 ];
		is($sql->($held), $holders, "the day packed after $n of them");
	}
}
# without the scrapes at 60 s and 90 s, one after the other, and with them again
my @loads = split /,/, $sql->(q{SELECT string_agg(load_id::text, ',') FROM ops.load WHERE source ~ '17672256[69]0'});
$sql->("SELECT count(*) FROM ops.unload($_)") for @loads;
is($sql->($held), 'ns/a GPU-10 00:15 01:15, ns/b GPU-10 01:15 01:45, ns/a GPU-11 00:15 01:45', 'unload takes back what they told');
load(@dcgm, @scrapes);
is($sql->($held), $holders, 'and what is read again tells it again');
# 100 W, a scrape a minute from 23:40 to 00:20; the first day, then the second, each packed before the next load
my ($first, $second) = map { my $n = $_; put("over-$n.json", qq({"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"DCGM_FI_DEV_POWER_USAGE","UUID":"GPU-1","Hostname":"n1","hpc_job":"77"},"values":[) . join(',', map { '[' . (1767312000 + 60 * $_) . ',"100"]' } ($n ? (0 .. 20) : (-20 .. -1))) . ']}]}}') } 0, 1;
for my $order ([ $first, $second ], [ $second, $first ])
{
	$fresh->();
	for my $file (@$order)
	{
		load('--format', 'prometheus-json', $file);
		$sql->(q{CALL ops.compact('2026-01-03')});
	}
	is($sql->($held), '77 GPU-1 40:00 20:00', 'a job over midnight, its days packed');
	is($sql->(q{SELECT trunc(energy_nj / 1000000000) FROM ops.job_energy}), 40 * 60 * 100, 'and its joules');
}
# the last scrape of the second day taken back: the period keeps the day before, which stays packed
gives('a scrape more', [ '--format', 'dcgm', '--scraped-at', 'name', put('n1-1767313260.prom', qq(DCGM_FI_DEV_POWER_USAGE{UUID="GPU-1",Hostname="n1",hpc_job="77"} 100\n)) ], $held, '77 GPU-1 40:00 21:00');
$sql->(q{SELECT count(*) FROM ops.unload((SELECT max(load_id) FROM ops.load))});
is($sql->($held), '77 GPU-1 40:00 20:00', 'and taken back');
$fresh->();
gives('parts of a card with holders of their own', [ @dcgm, put('mig-1767225600.prom', join '', map { qq(DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-1",GPU_I_ID="$_",Hostname="n1",namespace="ns",pod="p$_"} 100\n) } 7, 8) ], 'SELECT count(*) FROM ops.job_device', 0);
like($sql->('SELECT findings FROM ops.load'), qr/several hold parts of GPU-1, and its labels do not tell how much/, 'are said');

# ---- a server that prefills and one that decodes: each prompt once, each answer once ----
# between the scrapes 10 requests of 700 prompt tokens, 200 of them cached, and 40 of output
$fresh->();
$sql->(q{INSERT INTO ops.job (job, kind, started_at) VALUES ('chat', 'inference', '2026-01-01Z')});
for my $t (0, 1)
{
	my %seen = (prefill => [ 7000, 2000, 0, 10 ], decode => [ 7000, 0, 7000, 400 ]);
	for my $role (qw(prefill decode))
	{
		my @name = qw(prompt_tokens prefix_cache_hits external_prefix_cache_hits generation_tokens);
		load('--format', 'prometheus', '--scraped-at', "2026-01-01T1$t:00:00Z", '--option', 'job=chat', '--option', "role=$role", '--source', $role,
			put("$role$t.prom", join '', map { sprintf qq(vllm:%s_total{engine="0",model_name="m"} %d\n), $name[$_], 100 + $t * $seen{$role}[$_] } 0 .. 3));
	}
}
is($sql->(q{SELECT string_agg(kind || ' ' || tokens, ', ' ORDER BY kind) FROM ops.job_tokens}), 'cached 2000, computed 5400, output 400, prompt 7000', 'prefill and decode apart');
is($sql->(q{SELECT count(*) FROM ops.load WHERE findings::text ~ 'a server that decodes'}), 2, 'and said so');
$fresh->();
$sql->(q{INSERT INTO ops.job (job, kind, started_at) VALUES ('chat', 'inference', '2026-01-01Z')});
for my $t (0, 1)
{
	load('--format', 'prometheus', '--scraped-at', "2026-01-01T1$t:00:00Z", '--option', 'job=chat',
		put("pd$t.prom", join '', map { sprintf qq(sglang:prompt_tokens_total{engine_type="%s"} %d\nsglang:generation_tokens_total{engine_type="%s"} %d\n), $_, 700 * $t, $_, ($_ eq 'prefill' ? 1 : 40) * $t } qw(prefill decode)));
}
is($sql->(q{SELECT string_agg(kind || ' ' || tokens, ', ' ORDER BY kind) FROM ops.job_tokens}), 'computed 740, output 40, prompt 700', 'SGLang labels its engines');

# servers that are called what they do; one of which nothing tells
$fresh->();
$sql->(q{INSERT INTO ops.job (job, kind, started_at) VALUES ('chat', 'inference', '2026-01-01Z')});
for my $t (0, 1)
{
	load('--format', 'prometheus', '--scraped-at', "2026-01-01T1$t:00:00Z", '--option', 'job=chat', put("named$t.prom", join '', map {
				my $pod = "llama-$_-7d9f-0"; sprintf qq(vllm:prompt_tokens_total{engine="0",pod="$pod"} %d\nvllm:generation_tokens_total{engine="0",pod="$pod"} %d\n), 700 * $t, ($_ eq 'prefill' ? 1 : 40) * $t } qw(prefill decode)));
}
is($sql->(q{SELECT string_agg(kind || ' ' || tokens, ', ' ORDER BY kind) FROM ops.job_tokens}), 'computed 740, output 40, prompt 700', 'pods called after what they do');
# the counter of hits that vLLM had before 0.10 is of blocks or of tokens, and one of tokens says it all
for my $hits ([ 'gpu_prefix_cache_hits', 1 ], [ 'prefix_cache_hits', 0 ])
{
	gives($hits->[0], [ '--format', 'prometheus', '--scraped-at', '2026-01-01T11:00:00Z', '--option', 'job=chat', put("$hits->[0].prom", qq(vllm:prompt_tokens_total{engine="9"} 9\nvllm:$hits->[0]_total{engine="9"} 7\n)) ],
		q{SELECT count(*) FROM (SELECT unnest(findings) AS finding FROM ops.load WHERE load_id = (SELECT max(load_id) FROM ops.load)) f WHERE finding ~ 'gpu_prefix_cache_hits counts blocks'}, $hits->[1]);
}
gives('keys and values from elsewhere', [ '--format', 'prometheus', '--scraped-at', '2026-01-01T12:00:00Z', '--option', 'job=chat', put('elsewhere.prom', qq(vllm:prompt_tokens_total{engine="0"} 9\nvllm:external_prefix_cache_hits_total{engine="0"} 7\n)) ],
	q{SELECT count(*) FROM ops.load WHERE findings::text ~ 'its tokens are not known, unless'}, 1);
# two servers, of which nothing tells; one of them alone; two that share a store; files that are called after what they do
# (10 requests of 700 prompt tokens, 200 of them cached, and 40 of output); SGLang's scheduler, which tells for its tokens
my $of_job = q{SELECT string_agg(kind || ' ' || coalesce(tokens::text, '?'), ', ' ORDER BY kind) FROM ops.job_tokens};
my $scrapes = sub {
	my ($name, $labels, $times, @options) = @_;
	my %seen = (p => [ 7000, 2000, 0, 10 ], d => [ 7000, 0, 7000, 400 ]);
	for my $t (@$times)
	{
		for my $server (qw(p d))
		{
			my @metric = qw(prompt_tokens prefix_cache_hits external_prefix_cache_hits generation_tokens);
			load('--format', 'prometheus', '--scraped-at', "2026-01-01T1$t:00:00Z", '--option', 'job=chat', '--source', $server, @options, put($name->($server, $t),
				join '', map { sprintf qq(vllm:%s_total{%s} %d\n), $metric[$_], $labels->($server), 100 + $t * $seen{$server}[$_] } 0 .. 3));
		}
	}
};
my $plain = sub { "$_[0]$_[1].prom" };
my $engine = sub { qq(engine="0",instance="$_[0]:8000") };
my $empty = sub { $fresh->(); $sql->(q{INSERT INTO ops.job (job, kind, started_at) VALUES ('chat', 'inference', '2026-01-01Z')}) };
$empty->();
$scrapes->($plain, $engine, [ 0, 1 ]);
is($sql->($of_job), 'cached ?, computed ?, output ?, prompt ?', 'what may count twice is not known');
is($sql->(q{SELECT concat_ws(' ', count(*), count(prompt_tokens), count(output_tokens), count(accelerator_j_per_token)) FROM ops.job_daily}) . ' ' . $sql->(q{SELECT count(prompt_tokens) FROM ops.tenant_daily}) . ' '
	. $sql->(q{SELECT count(prompt_tokens) FROM ops.model_daily}) . ' ' . $sql->(q{SELECT count(prompt_tokens) FROM ops.job_hourly}), '1 0 0 0 0 0 0', 'by day and hour, too');
is($sql->(q{SELECT subject FROM ops.ledger_audit() WHERE rule = 'tokens not told apart'}), 'chat', 'and the audit says so');
$sql->(q{UPDATE ops.series SET labels = labels || '{"serves": "both"}'});
is($sql->($of_job), 'cached 9000, computed 5410, output 410, prompt 14000', 'until somebody says that each does both');
$empty->();
$scrapes->($plain, $engine, [ 0, 1 ], '--option', 'role=both');
is($sql->($of_job), 'cached 9000, computed 5410, output 410, prompt 14000', 'or the load does');
$empty->();
$scrapes->(sub { my %called = (p => 'prefill', d => 'decode'); "$called{$_[0]}-0.$_[1].prom" }, sub { 'engine="0"' }, [ 0, 1 ]);
is($sql->($of_job), 'cached 2000, computed 5400, output 400, prompt 7000', 'files that are called after what their servers do');
$empty->();
load('--format', 'prometheus', '--scraped-at', "2026-01-01T1$_:00:00Z", '--option', 'job=chat', put("one$_.prom", sprintf qq(vllm:prompt_tokens_total{engine="0"} %d\nvllm:external_prefix_cache_hits_total{engine="0"} %d\nvllm:generation_tokens_total{engine="0"} %d\n), 700 * $_, 600 * $_, 40 * $_)) for 0, 1;
is($sql->($of_job), 'cached 600, computed 140, output 40, prompt 700', 'one server with a store counts once');
$empty->();
for my $t (0, 1)
{
	load('--format', 'prometheus', '--scraped-at', "2026-01-01T1$t:00:00Z", '--option', 'job=chat', '--source', "s$_->[0]", put("sgl$_->[0]$t.prom",
			sprintf qq(sglang:num_running_reqs{engine_type="%s",model_name="m",tp_rank="0"} 1\nsglang:prompt_tokens_total{model_name="m"} %d\nsglang:generation_tokens_total{model_name="m"} %d\n), $_->[1], 700 * $t, $_->[2] * $t)) for [ 1, 'prefill', 1 ], [ 2, 'decode', 40 ];
}
is($sql->($of_job), 'computed 740, output 40, prompt 700', 'what the scheduler says holds for the tokens of its scrape');
# llama.cpp: 300 processed and 900 from its cache are 1,200 of prompts
$fresh->();
load('--format', 'prometheus', '--scraped-at', "2026-01-01T1$_:00:00Z", '--option', 'job=chat', put("cpp$_.prom", sprintf "llamacpp:prompt_tokens_total %d\nllamacpp:prompt_tokens_cached_total %d\nllamacpp:tokens_predicted_total %d\nllamacpp:prompt_seconds_total 3\n", 300 * $_, 900 * $_, 50 * $_)) for 0, 1;
is($sql->(q{INSERT INTO ops.job (job, kind, started_at) VALUES ('chat', 'inference', '2026-01-01Z'); SELECT string_agg(kind || ' ' || tokens, ', ' ORDER BY kind) FROM ops.job_tokens}), 'cached 900, computed 350, output 50, prompt 1200', 'llama.cpp counts what its cache gave beside the prompts');
is($sql->(q{SELECT concat_ws(' ', sum(prompt_tokens), sum(cached_tokens), sum(output_tokens)) FROM ops.job_daily}), '1200 900 50', 'by day, too');
# Ray gives each counter a second time, as a gauge without _total; the power of its cards
$fresh->();
$sql->(q{INSERT INTO ops.job (job, kind, started_at) VALUES ('chat', 'inference', '2026-01-01Z')});
load('--format', 'prometheus', '--scraped-at', "2026-01-01T1$_:00:00Z", '--source', 'r1', '--option', 'job=chat', put("ray$_.prom", join '',
		(map { my $name = $_->[0] . $_->[1]; qq(ray_vllm_$name\{engine="0",WorkerId="a"} ) . $_->[2] . "\n" } map { my $t = $_; map { my $c = $_; map { [ $c->[0], $_, $c->[1] * $t ] } '_total', '' } [ 'prompt_tokens', 700 ], [ 'generation_tokens', 40 ], [ 'prefix_cache_hits', 200 ], [ 'external_prefix_cache_hits', 100 ] } $_),
		map { qq(ray_node_gpu_power_milliwatts{GpuDeviceName="NVIDIA H100",GpuIndex="$_",SessionName="s",ip="10.0.0.1"} ${_}00000\n) } 1, 2)) for 0, 1;
is($sql->($of_job), 'cached 300, computed 440, output 40, prompt 700', 'each counter of Ray once');
is($sql->(q{SELECT string_agg(DISTINCT concat_ws(' ', device, value), ', ') FROM ops.sample_by_name WHERE metric = 'power_w'}), 'r1/1 100, r1/2 200', 'and its cards');
# two servers of Prometheus that scrape one server of models, in one load and in another
$fresh->();
$sql->(q{INSERT INTO ops.job (job, kind, started_at) VALUES ('chat', 'inference', '2026-01-01Z')});
my $replica = sub { my ($t, @of) = @_; join '', map { my $r = $_; sprintf qq(vllm:prompt_tokens_total{engine="%d",instance="v:8000",prometheus_replica="%s"} %d\nvllm:generation_tokens_total{engine="%d",instance="v:8000",prometheus_replica="%s"} %d\n), $r->[0], $r->[1], 700 * $t + 9, $r->[0], $r->[1], 40 * $t } @of };
load('--format', 'prometheus', '--scraped-at', "2026-01-01T1$_:00:00Z", '--option', 'job=chat', put("both$_.prom", $replica->($_, [ 0, 'a' ], [ 0, 'b' ], [ 1, 'a' ])), put("late$_.prom", $replica->($_, [ 1, 'b' ]))) for 0, 1;
is($sql->($of_job), 'computed 1480, output 80, prompt 1400', 'two engines, each of which two replicas show, count once');
is($sql->(q{SELECT count(*) FROM ops.load WHERE findings::text ~ 'another replica of Prometheus'}), 2, 'which is said where it is met');
$empty->();
load('--format', 'prometheus', '--scraped-at', "2026-01-01T1$_:00:00Z", '--option', 'job=chat', put("alike$_.prom", $replica->($_, [ 0, 'a' ], [ 0, 'b' ]) =~ s/prometheus_//gr), put("servers$_.prom", $replica->($_, [ 2, 'a' ], [ 2, 'b' ]) =~ s/instance="v:8000",prometheus_//gr)) for 0, 1;
is($sql->($of_job), 'computed 2220, output 120, prompt 2100', 'of one instance they are those of Prometheus, else they may be of the server');
# the first one met stops for good at 11:00: the other shows 3 x 700, of which 700 stand in both
for my $label (qw(prometheus_replica __replica__ receive_replica thanos_replica)) {
	$empty->();
	my $show = sub { my ($t, $of) = @_; load('--format', 'prometheus', '--scraped-at', "2026-01-01T1$t:00:00Z", '--option', 'job=chat', put("stops$of$t.prom", $replica->($t, [ 0, $of ]) =~ s/prometheus_replica/$label/gr)) };
	$show->(@$_) for [ 0, 'a' ], [ 0, 'b' ], [ 1, 'a' ], [ 1, 'b' ], [ 2, 'b' ], [ 3, 'b' ];
	is($sql->($of_job), 'computed 2220, output 120, prompt 2100', "$label: a replica that reaches further counts");
}
is($sql->(q{SELECT string_agg(load_id || ' ' || findings::text, ', ' ORDER BY load_id) FROM ops.load WHERE findings::text ~ 'replica'}), '2 {"tokens that another replica of Prometheus shows as well: they count once"}, 5 {"tokens count by another replica of Prometheus from now on, which reaches further"}', 'which is said when it changes');
# none reaches over all of it: 10 to 14 h, and 13 to 16 h
$empty->();
load('--format', 'prometheus', '--scraped-at', "2026-01-01T1$_:00:00Z", '--option', 'job=chat', put("part$_.prom", $replica->($_, $_ < 5 ? [ 0, 'a' ] : (), $_ > 2 ? [ 0, 'b' ] : ()))) for 0 .. 6;
is($sql->($of_job), 'computed 2960, output 160, prompt 2800', 'one counts alone');
is($sql->(q{SELECT count(*) FROM ops.ledger_audit() WHERE rule = 'tokens of a replica' AND subject = 'chat' AND detail ~ '16:00:00'}), 2, 'and the audit says what does not count');
# of no job, and of one beside it that shows the same
$empty->();
load('--format', 'prometheus', '--scraped-at', "2026-01-01T1$_:00:00Z", put("nobody$_.prom", $replica->($_, [ 0, 'a' ], [ 0, 'b' ]))) for 0, 1;
load('--format', 'prometheus', '--scraped-at', "2026-01-01T1$_:00:00Z", '--option', 'job=chat', put("somebody$_.prom", $replica->($_, [ 3, 'a' ], [ 3, 'b' ]))) for 0, 1;
is($sql->(q{SELECT string_agg(concat_ws(' ', job, metric, n), ', ' ORDER BY job NULLS FIRST, metric) FROM (SELECT job, metric, count(*) AS n FROM ops.series WHERE metric LIKE '%\_tokens' GROUP BY 1, 2) x}),
	'output_tokens 1, prompt_tokens 1, chat output_tokens 1, chat prompt_tokens 1', 'nor do they count twice where nobody says whose they are');
# one node, 100 W for a minute, scraped by two jobs of one Prometheus; what is pushed bears the job of who pushed it
$fresh->();
my $twice = sub { join '', map { qq(node_power_watts{instance="n1:9100",job="$_"} 100\n) } @_ };
load('--format', 'prometheus', '--scraped-at', "2026-01-01T12:0$_:00Z", put("jobs$_.prom", $twice->('node', 'more'))) for 0, 1;
is($sql->('SELECT round(sum(meter_kwh) * 3.6e6) FROM ops.reconcile'), 6000, 'a meter that two jobs scrape counts once');
is($sql->('SELECT DISTINCT findings::text FROM ops.load'), '{"node_power_watts of n1:9100 is shown by several replicas or jobs of Prometheus, as more and node: one of them counts"}', 'which is said');
$fresh->();
load('--format', 'prometheus', '--scraped-at', "2026-01-01T12:0$_:00Z", '--source', 'gate', put("push$_.prom", $twice->('n1', 'n2') =~ s/instance="n1:9100",//gr)) for 0, 1;
is($sql->('SELECT round(sum(meter_kwh) * 3.6e6) FROM ops.reconcile'), 12000, 'two that were pushed are two');
# Kepler's reading of the BMC: the first control, no single supply
$fresh->();
gives('kepler_platform_watts', [ '--format', 'prometheus', '--scraped-at', '2026-01-01T12:00:00Z', put('platform.prom', join '', map { qq(kepler_platform_watts{source="redfish",node_name="n1",bmc_id="b",chassis_id="1",source_id="$_->[0]",source_name="x",source_type="$_->[1]"} $_->[2]\n) } [ 0, 'PowerControl', 400 ], [ 1, 'PowerControl', 90 ], [ 'PS1', 'PowerSupply', 210 ]) ],
	q{SELECT string_agg(concat_ws(' ', device, value), ', ') FROM ops.sample_by_name}, 'n1 400');
# the names of other engines, of Ray, and of NIM, which have no beginning
$fresh->();
gives('names of other engines', [ '--format', 'prometheus', '--scraped-at', '2026-01-01T12:00:00Z', '--option', 'job=chat', put('engines.prom', <<'END') ], q{SELECT string_agg(metric || ' ' || value, ', ' ORDER BY value) FROM ops.sample JOIN ops.series USING (series_id)},
ray_vllm_prompt_tokens_total{WorkerId="a"} 1
ray_vllm_generation_tokens_total{WorkerId="a"} 2
trtllm_prompt_tokens_total 3
trtllm_prompt_cached_tokens_total 4
trtllm_generation_tokens_total 5
lmdeploy:prompt_tokens_total 6
lmdeploy:generation_tokens_total 7
lmdeploy:cached_tokens_total 6.5
maxserve_num_input_tokens_total 8
maxserve_num_output_tokens_total 9
prompt_tokens_total{model_name="m"} 10
generation_tokens_total{model_name="m"} 11
vllm:request_prompt_tokens_sum 12
gpu_power_usage_watts{gpu="0",hostname="n1"} 300
END
	'prompt_tokens 1, output_tokens 2, prompt_tokens 3, cached_tokens 4, output_tokens 5, prompt_tokens 6, cached_tokens 6.5, output_tokens 7, prompt_tokens 8, output_tokens 9, prompt_tokens 10, output_tokens 11, power_w 300');
is($sql->('SELECT kind FROM ops.device'), 'accelerator', 'the power of a GPU is not a node\'s');

# ---- power of nodes as ipmitool 1.8.19 and FreeIPMI print it; a BMC that does not measure; two sources without a host ----
my $meters = q{SELECT string_agg(concat_ws(' ', device, to_char(at, 'YYYY-MM-DD HH24:MI:SS'), value), ', ' ORDER BY device, at) FROM ops.sample_by_name};
$fresh->();
gives('ipmitool 1.8.19', [ '--format', 'ipmi', '--option', 'host=n1', put('ipmi19.log', <<'END') ], $meters, 'n1 2024-05-25 13:06:44 214');

    Instantaneous power reading:                   214 Watts
    Minimum during sampling period:                  2 Watts
    Maximum during sampling period:                468 Watts
    Average power reading over sample period:      184 Watts
    IPMI timestamp:                           05/25/24 13:06:44 UTC    Sampling period:                          00000001 Seconds.
    Power reading state is:                   activated


END
gives('FreeIPMI', [ '--format', 'ipmi', '--zone', 'Europe/Berlin', '--option', 'host=n2', put('freeipmi.log', <<'END') ], $meters, 'n1 2024-05-25 13:06:44 214, n2 2020-06-25 15:42:43 164');
Current Power                        : 164 Watts
Minimum Power over sampling duration : 28 watts
Time Stamp                           : 06/25/2020 - 17:42:43
Power Measurement                    : Active
END
gives('a reading that is none', [ '--format', 'ipmi', '--zone', 'UTC', '--option', 'host=n3', put('off.log', <<'END') ], q{SELECT reason FROM ops.reject}, 'not available', 1);
    Instantaneous power reading:                     0 Watts
    IPMI timestamp:                           Thu Mar 18 06:11:51 2021
    Power reading state is:                   deactivated
END
# two nodes by pdsh, the second's clock not set; the time of the others is known
$fresh->();
my $pdsh = join '', map { my $n = $_; map { "$_->[0]: " . $_->[$n] . "\n" } [ 'n1', '    Instantaneous power reading:                   500 Watts', '    IPMI timestamp:                           Thu Mar 18 06:11:51 2021' ],
	[ 'n2', '    Instantaneous power reading:                   700 Watts', '    IPMI timestamp:                           Thu Jan  1 00:05:13 1970' ] } 1, 2;
gives('nodes of pdsh', [ '--format', 'ipmi', '--zone', 'UTC', put('pdsh.log', $pdsh) ], $meters, 'n1 2021-03-18 06:11:51 500');
is($sql->('SELECT line_no, reason, detail FROM ops.reject'), '2|no time|Thu Jan  1 00:05:13 1970', 'a clock that nobody set');
gives('at a time that is told', [ '--format', 'ipmi', '--scraped-at', '2026-01-01T00:00:00Z', "$folder/pdsh.log" ], $meters, 'n1 2021-03-18 06:11:51 500, n1 2026-01-01 00:00:00 500, n2 2026-01-01 00:00:00 700');
$fresh->();
load('--format', 'prometheus', '--scraped-at', '2026-01-01T00:00:00Z', '--source', "n$_", put("rapl$_.prom", qq(node_rapl_package_joules_total{index="0"} ${_}00\nnode_hwmon_power_input_watt{chip="0000:c1:00_0",sensor="power1"} 35\n))) for 1, 2;
is($sql->($meters), 'n1 2026-01-01 00:00:00 100, n2 2026-01-01 00:00:00 200', 'two sources are two nodes, and a card is none');
$fresh->();
gives('values that stand for none, and tiles', [ '--format', 'prometheus', '--scraped-at', '2026-01-01T00:00:00Z', put('none.prom', <<'END') ], $meters, 'GPU-2 2026-01-01 00:00:00 5, n1/0000:4d:00.0 2026-01-01 00:00:00 120');
DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="1",UUID="GPU-1"} 18446744073709551615
gpu_package_power{gpu_id="0",serial_number="6922",hostname="n1"} 65535
nv_energy_consumption{gpu_uuid="GPU-2"} 5
xpum_power_watts{pci_bdf="0000:4d:00.0",sub_dev="0",node="n1"} 60
xpum_power_watts{pci_bdf="0000:4d:00.0",node="n1"} 120
END
$fresh->();
gives('a field of Slurm that says nothing', [ '--format', 'sacct', '--zone', 'UTC', put('noval.txt', <<'END') ], q{SELECT reported_j FROM ops.job}, 720000);
JobID|Start|End|State|AllocTRES|ConsumedEnergyRaw
77|2026-01-01T00:00:00|2026-01-01T01:00:00|COMPLETED|energy=18446744073709551614,gres/gpu=8|720000
END

# what scontrol expects is no time at which a job began or ended; half a name is another
$fresh->();
gives('scontrol -o', [ '--format', 'sacct', '--zone', 'UTC', put('scontrol.txt', <<'END'), put('narrow.txt', <<'END') ], q{SELECT string_agg(concat_ws(' ', job, name, tenant, started_at, ended_at, running, nodes), ', ' ORDER BY job) FROM ops.job}, '1 train it acme 2026-01-01 00:00:05+00 {n1,n2}, 3 2026-01-01 00:00:00+00 2026-01-01 01:00:00+00');
JobId=1 JobName=train it Account=acme JobState=RUNNING RunTime=01:00:00 StartTime=2026-01-01T00:00:05 EndTime=2026-01-02T00:00:05 NumNodes=2 NodeList=n[1-2] TRES=cpu=256,gres/gpu=16
JobId=2 JobName=x JobState=PENDING StartTime=2026-01-05T00:00:05 EndTime=2026-01-06T00:00:05 NumNodes=2 NodeList=(null)
END
JobID           Account        NodeList      State               Start                 End
------------ ---------- --------------- ---------- ------------------- -------------------
3            research-+ n[01-08,10-12,+  COMPLETED 2026-01-01T00:00:00 2026-01-01T01:00:00
END
# a metric that no table has: of a card, of a share of it, and of what nobody can tell
$fresh->();
gives('cards of exporters that are not known', [ '--format', 'prometheus', '--scraped-at', '2026-01-01T00:00:00Z', put('cards.prom', <<'END') ], q{SELECT string_agg(device || ' ' || kind, ', ') FROM ops.device}, 'h/0 accelerator');
smi_power_watts{gpu="0",hostname="h"} 7
rocm_power_watts{card="card0",instance="h:1"} 99
slurm_job_energy_joules_total{slurmjobid="5",instance="h:1"} 3
END
is($sql->('SELECT reason, line_no FROM ops.reject'), 'no device|2', 'and a reason');

# a supply is one of several: its power is not the node's
$fresh->();
gives('supplies and the whole', [ '--format', 'prometheus', '--scraped-at', '2026-01-01T00:00:00Z', '--option', 'host=n1', put('supplies.prom', <<'END') ], q{SELECT string_agg(device || ' ' || value, ', ' ORDER BY value) FROM ops.sample_by_name}, 'n1 700');
node_power_supply_power_watt{power_supply="BAT0"} 9
redfish_chassis_power_powersupply_last_power_output_watts{powersupply_id="0"} 340
ipmi_psu_output_watts{id="1"} 350
redfish_chassis_power_average_consumed_watts{chassis_id="1"} 700
END

# ---- numbers and times that no column takes harm their own line alone ----
$fresh->();
gives('indexes, times and counts beyond all', [ '--format', 'prometheus', '--scraped-at', '2026-01-01T00:00:00Z', '--option', 'job=chat', put('beyond.prom', <<'END') ], $account, '7|4|0|3|4|4|0|0');
DCGM_FI_DEV_POWER_USAGE{gpu="4294967296",Hostname="n1"} 300
DCGM_FI_DEV_POWER_USAGE{UUID="GPU-1"} 5 253402300799000
DCGM_FI_DEV_POWER_USAGE{UUID="GPU-1"} 5 7258118400000
DCGM_FI_DEV_POWER_USAGE{UUID="GPU-1"} 5 7258118399000
DCGM_FI_DEV_POWER_USAGE{UUID="GPU-1"} 5 1767225600000
vllm:prompt_tokens_total{engine="0"} 1e308
vllm:prompt_tokens_total{engine="1"} 5
END
is($sql->(q{SELECT string_agg(line_no || ' ' || reason, ', ' ORDER BY line_no) FROM ops.reject}), '2 no such time, 3 no such time, 6 out of range', 'and a reason for each');
gives('of jobs', [ '--format', 'sacct', '--zone', 'UTC', put('beyond.txt', <<'END') ], q{SELECT string_agg(concat_ws(' ', job, gpus, gpu_idx), ', ' ORDER BY job) FROM ops.job}, '1, 4 2 {0,1}');
JobID|State|Start|End|AllocTRES|GRES|NodeList
1|COMPLETED|2026-01-01T00:00:00|2026-01-01T01:00:00|gres/gpu=4294967296|gpu:2(IDX:4294967296)|n1
2|COMPLETED|2300-01-01T00:00:00|2300-01-01T01:00:00|||n1
3|COMPLETED|1969-01-01T00:00:00|1969-01-01T01:00:00|||n1
4|COMPLETED|2026-01-01T00:00:00|2026-01-01T01:00:00|gres/gpu=2|gpu:2(IDX:0-1)|n2
END
is($sql->(q{SELECT string_agg(line_no || ' ' || reason || coalesce(': ' || detail, ''), ', ' ORDER BY line_no) FROM ops.reject WHERE load_id = (SELECT max(load_id) FROM ops.load)}), '2 out of range: 4294967296, 3 no such time, 4 no such time', 'and a reason for each');

# ---- what cannot be loaded ----
$fresh->();
is(load('--format', 'nvidia-smi', '--zone', 'UTC', put('nul.csv', "${header}a\0b\n")), 2, 'NUL is found before the server');
is(load('--format', 'nvidia-smi', '--zone', 'UTC', put('latin.csv', "${header}\xe9\n")), 2, 'and broken UTF-8');
is(load('--format', 'nvidia-smi', '--zone', 'UTC', "$folder/nowhere.csv"), 2, 'and a file that is none');
is(load('--format', 'nothing', "$folder/grows.csv"), 2, 'and a format that is none');
is(load('--format', 'nvidia-smi', "$folder/grows.csv"), 1, 'a file without zone gives nothing');
like($sql->(q{SELECT findings FROM ops.load}), qr/nothing was taken: no time zone/, 'and the load says why');
is($sql->('SELECT count(*) FROM ops.sample'), 0, 'nothing is half loaded');
# a line of 20 MB, over which an awk takes minutes; the last line is unfinished behind it all the same
$fresh->();
gives('a line far too long', [ '--format', 'nvidia-smi', '--zone', 'UTC', put('long.csv', ('x' x 20000000) . "\n$header$lines[0]" . substr($lines[1], 0, 40)) ], $account, '3|1|1|1|1|1|0|0');
is($sql->('SELECT line_no, reason FROM ops.reject'), '1|line too long', 'is refused and harms no other');
my $answer = sub { my ($end) = @_; join ",$end", map { sprintf '{"metric":{"__name__":"DCGM_FI_DEV_POWER_USAGE","UUID":"GPU-%d","note":"a\\\\b\\"c\td"},"values":[%s]}', $_, join ',', map { sprintf '[%d,"100"]', 1767225600 + 15 * $_ } 0 .. 5759 } 0 .. 9 };
gives('a document of one line of 1.4 MB', [ '--format', 'prometheus-json', put("an answer's.json", '{"status":"success","data":{"resultType":"matrix","result":[' . $answer->('') . ']}}') ], $account, '57600|57600|0|0|57600|57600|0|0');
gives('and of many, CRLF', [ '--format', 'prometheus-json', put('answers.json', '{"status":"success","data":{"resultType":"matrix","result":[' . $answer->("\r\n") . "]}}\r\n") ], $account, '57600|57600|0|0|57600|0|57600|0');

# ---- two loads of one file at once; a load killed in the middle ----
$fresh->();
my $big = put('big.csv', join '', "timestamp, uuid, power.draw [W]\n", map { my $i = $_; sprintf "2026/01/05 %02d:%02d:%02d.000, GPU-%d, 100.00 W\n", int($i / 3600) % 24, int($i / 60) % 60, $i % 60, $i % 8 } 0 .. 39999);
my @both = map { my ($o, $e) = ('', ''); IPC::Run::start([ 'sh', $client, '--format', 'nvidia-smi', '--zone', 'UTC', '--option', "host=h$_", $big ], '>', \$o, '2>', \$e) } 1 .. 2;
IPC::Run::finish($_) for @both;
is($sql->('SELECT count(*) FROM ops.sample'), 40000, 'two loads of a file at once: every sample once');
is($sql->('SELECT sum(new), sum(known), sum(conflicting) FROM ops.load'), '40000|40000|0', 'and accounted for');
# with the same options, so that no digest of the first is there yet; a training log, 299 intervals of 60 s x 1,000 x 8
for my $same ([ [ '--format', 'nvidia-smi', '--zone', 'UTC', $big ], 'SELECT (SELECT count(*) FROM ops.sample), sum(new), sum(known), sum(conflicting) FROM ops.load WHERE read > 0', qr/^40000\|40000\|(40000|80000)\|0$/ ],
	[ [ '--format', 'torchtitan', @options, '--option', 'ranks=8', put('same.log', join '', map { sprintf "[rank0]:[titan] 2026-01-16 %02d:%02d:36,000 - root - INFO - step: %d  loss: 12.46  memory: 69.81GiB(88.17%%)  tps: 1,000  tflops: 6.4  mfu: 0.65%%\n", int($_ / 60), $_ % 60, $_ + 1 } 0 .. 299) ],
		'SELECT tokens FROM ops.job_tokens', qr/^143520000$/ ])
{
	$fresh->();
	my @three = map { my ($o, $e) = ('', ''); IPC::Run::start([ 'sh', $client, @{ $same->[0] } ], '>', \$o, '2>', \$e) } 1 .. 3;
	IPC::Run::finish($_) for @three;
	is(join(' ', map { $_->result(0) } @three), '0 0 0', 'three loads of a file with the same options at once');
	like($sql->($same->[1]), $same->[2], "$same->[0][1]: what is there once") or diag $sql->('SELECT * FROM ops.load');
}
$fresh->();
$sql->(q{SELECT ops.load_open('nvidia-smi', NULL, 'UTC')});
is($sql->('SELECT count(*) FROM ops.load'), 0, 'a load that was not closed was never there');

# ---- states of a job in any order, one taken back, one corrected ----
# two while it ran and the last; without the last, the second stays
my $sacct = "JobID|Account|State|Start|End|NodeList|AllocTRES|ConsumedEnergyRaw\n";
my @states = ([ 'RUNNING', 'Unknown', 500 ], [ 'RUNNING', 'Unknown', 800 ], [ 'COMPLETED', '2026-01-01T05:00:00', 9000 ]);
my @orders = ([ 0, 1, 2 ], [ 0, 2, 1 ], [ 1, 0, 2 ], [ 1, 2, 0 ], [ 2, 0, 1 ], [ 2, 1, 0 ]);
my $told = q{SELECT string_agg(concat_ws(' ', to_char(started_at, 'HH24:MI'), to_char(ended_at, 'HH24:MI'), reported_j, running, gpus, (SELECT count(*) FROM ops.job_device d WHERE d.job = j.job)), ', ' ORDER BY job) FROM ops.job j};
my @all = ('--format', 'sacct', '--zone', 'UTC');
$fresh->();
load('--format', 'devices-csv', put('four.csv', "device,host,idx,since\n" . join '', map { my $n = $_; map { "C$n$_,m0$n,$_,2026-01-01T00:00:00Z\n" } 0, 1 } 0 .. 5));
my $state_of = sub { my ($job, $i) = @_; put("state-$job-$i.txt", $sacct . join('|', "30$job", 'acc', $states[$i][0], '2026-01-01T02:00:00', $states[$i][1], "m0$job", 'gres/gpu=2,node=1', $states[$i][2]) . "\n") };
for my $job (0 .. 5) { load(@all, $state_of->($job, $_)) for @{ $orders[$job] } }
is($sql->($told), join(', ', ('02:00 05:00 9000 2 2') x 6), 'the last state of a job, in whatever order they come');
is($sql->(q{SELECT count(*) FROM ops.load WHERE findings::text ~ 'tell older states'}), 0 + 1 + 1 + 1 + 2 + 2, 'an older one is said');
# the last taken back, what is listed read again
my @others = split /\n/, $sql->(q{SELECT u.source FROM ops.load l CROSS JOIN LATERAL ops.unload(l.load_id) u WHERE l.source ~ 'state-.-2' ORDER BY u.load_id});
load(@all, map { "$folder/" . s/.*\///r } grep { !/-2\.txt/ } @others);
is($sql->($told), join(', ', ('02:00 800 2 2') x 6), 'and without it, the one before');
# and the second, which is another load by now
@others = split /\n/, $sql->(q{SELECT u.source FROM ops.load l CROSS JOIN LATERAL ops.unload(l.load_id) u WHERE l.source ~ 'state-.-1' AND l.state = 'finished' ORDER BY u.load_id});
load(@all, map { "$folder/" . s/.*\///r } grep { /-0\.txt/ } @others);
is($sql->($told), join(', ', ('02:00 500 2 2') x 6), 'and the first');
my @flush = map { put("flush-$_.csv", "timestamp,project_name,run_id,duration,emissions,energy_consumed,country_iso_code\n2026-01-01T0$_:00:00,p,r1," . 3600 * $_ . ',0.1,0.' . 35 * $_ . ",DEU\n") } 1, 2;
for my $order ([ 0, 1 ], [ 1, 0 ])
{
	$fresh->();
	load('--format', 'codecarbon', '--zone', 'UTC', $flush[$_]) for @$order;
	is($sql->(q{SELECT to_char(ended_at, 'HH24:MI') || ' ' || reported_j FROM ops.job}), '02:00 2520000', 'the later flush of a tracker');
}
is($sql->(q{SELECT count(*) FROM ops.load WHERE findings::text ~ 'less energy'}), 0, 'of which nothing is odd');
# a tracker that began anew under the name of the run: 0.1 kWh an hour later, from another file and in one
my $anew = "2026-01-01T03:00:00,p,r1,3600,0.1,0.1,DEU\n";
load('--format', 'codecarbon', '--zone', 'UTC', put('anew.csv', "timestamp,project_name,run_id,duration,emissions,energy_consumed,country_iso_code\n$anew"));
like($sql->(q{SELECT findings FROM ops.load ORDER BY load_id DESC LIMIT 1}), qr/1 rows tell less energy of their runs than rows before them, of run r1 first/, 'less energy later is said');
$fresh->();
load('--format', 'codecarbon', '--zone', 'UTC', put('both.csv', slurp_file("$folder/flush-2.csv") . $anew));
like($sql->(q{SELECT findings FROM ops.load}), qr/1 rows tell less energy of their runs/, 'in one file too');
# corrected: other times, joules, tenant and node; then in another zone
$fresh->();
load('--format', 'devices-csv', "$folder/four.csv");
my $whole = q{SELECT concat_ws(' ', tenant, to_char(started_at, 'HH24:MI'), to_char(ended_at, 'HH24:MI'), reported_j, (SELECT string_agg(concat_ws(' ', d.device, to_char(d.started_at, 'HH24:MI')), ' ' ORDER BY d.device) FROM ops.job_device d)) FROM ops.job};
gives('a job', [ @all, put('wrong.txt', "${sacct}9|acc|COMPLETED|2026-01-01T02:00:00|2026-01-01T05:00:00|m00|gres/gpu=2,node=1|9000\n") ], $whole, 'acc 02:00 05:00 9000 C00 02:00 C01 02:00');
gives('corrected', [ @all, '--option', 'replace=true', put('right.txt', "${sacct}9|acc2|COMPLETED|2026-01-01T03:00:00|2026-01-01T04:00:00|m01|gres/gpu=2,node=1|100\n") ], $whole, 'acc2 03:00 04:00 100 C10 03:00 C11 03:00');
gives('in another zone', [ '--format', 'sacct', '--zone', 'Asia/Tokyo', '--option', 'replace=true', "$folder/wrong.txt" ], $whole, 'acc 17:00 20:00 9000');
gives('and in its own', [ @all, '--option', 'replace=true', "$folder/wrong.txt" ], $whole, 'acc 02:00 05:00 9000 C00 02:00 C01 02:00');
# who held what, by hand
my $list = q{SELECT string_agg(concat_ws(' ', device, to_char(started_at, 'HH24:MI'), to_char(ended_at, 'HH24:MI')), ', ' ORDER BY device) FROM ops.job_device};
my @by_hand = ('--format', 'job-devices-csv', '--zone', 'UTC');
gives('a list with an end', [ @by_hand, put('ended.csv', "9,C20,1,2026-01-01 02:00:00,2026-01-01 04:00:00\n") ], $list, 'C20 02:00 04:00');
gives('an older one without, late', [ @by_hand, put('begun.csv', "9,C20,1,2026-01-01 02:00:00,\n") ], $list, 'C20 02:00 04:00');
gives('a corrected one', [ @by_hand, '--option', 'replace=true', put('moved.csv', "9,C20,1,2026-01-01 03:00:00,2026-01-01 04:00:00\n") ], $list, 'C20 03:00 04:00');
is($sql->(q{SELECT string_agg(source, ' ' ORDER BY load_id) ~ 'ended' FROM ops.unload((SELECT max(load_id) FROM ops.load))}), 't', 'which takes the place of the first, and says so when it is taken back');

# ---- the same lines once more, in another zone or with other options: a correction, and nothing twice ----
my $rated = join '', map { "[rank0]:[titan] 2026-01-16 02:4$_->[0]:00,000 - root - INFO - step: $_->[1]  loss: 9.35  tps: 4,000\n" } [ 1, 1 ], [ 2, 61 ], [ 3, 121 ];
my @titan = ('--format', 'torchtitan', '--option', 'job=run');
my $trained = q{SELECT tokens FROM ops.job_tokens WHERE job = 'run'};
# two minutes of 4,000 tokens a second and rank
$fresh->();
gives('how many ranks there are is not told', [ @titan, '--zone', 'UTC', put('rated.log', $rated) ], $trained, '');
gives('and then it is', [ @titan, '--zone', 'UTC', '--option', 'ranks=8', "$folder/rated.log" ], $trained, 120 * 4000 * 8);
gives('in another zone', [ @titan, '--zone', 'Europe/Berlin', '--option', 'ranks=8', "$folder/rated.log" ], $trained, 120 * 4000 * 8);
like($out, qr/load 2 had read the same lines otherwise/, 'which is said');
gives('the first zone again', [ @titan, '--zone', 'UTC', '--option', 'ranks=8', "$folder/rated.log" ], $trained, 120 * 4000 * 8);
$fresh->();
load(@titan, '--zone', 'UTC', '--option', 'ranks=8', put('rated.log', join '', (split /^/, $rated)[ 0 .. 1 ]));
gives('it grew', [ @titan, '--zone', 'UTC', '--option', 'ranks=8', put('rated.log', $rated) ], $trained, 120 * 4000 * 8);
like($out, qr/2 lines of the beginning were read by load 1/, 'though it begins with a bracket');
gives('pieces of a log, whole in another zone', [ @titan, '--zone', 'Europe/Berlin', '--option', 'ranks=8', "$folder/rated.log" ], $trained, 120 * 4000 * 8);
is($sql->('SELECT array_agg(DISTINCT load_id) FROM ops.step_log'), '{3}', 'all of them have given way');
is($sql->(q{SELECT string_agg(load_id::text, ',' ORDER BY load_id) FROM ops.unload(3)}), '1,2', 'and unload lists them');
gives('which can be read again', [ @titan, '--zone', 'UTC', '--option', 'ranks=8', "$folder/rated.log" ], $trained, 120 * 4000 * 8);
$fresh->();
load('--format', 'deepspeed', '--zone', 'UTC', '--option', 'job=run', '--option', 'tokens_per_step=100', put('deep1.log', join '', map { "[2026-02-03 04:0$_:00,000] [INFO] [logging.py:96:log_dist] [Rank 0] step=${_}0, skipped=0, lr=[1e-05]\n" } 1 .. 2));
gives('another log of the same steps', [ '--format', 'deepspeed', '--zone', 'UTC', '--option', 'job=run', '--option', 'tokens_per_step=200', put('deep2.log', join '', map { "[2026-02-03 04:0$_:00,000] [INFO] [logging.py:96:log_dist] [Rank 0] step=${_}0, skipped=0, lr=[1e-05]\n" } 2 .. 3) ], $trained, 100 * 20 + 200 * 10);
like($out, qr/1 steps of job run stand in the ledger with other tokens, from step 20 on: those stay/, 'the first stay, which is said');
# what the file has with steps, and the screen without; a trainer that began to count anew at a checkpoint, after its first line
$fresh->();
load('--format', 'huggingface', '--option', 'job=run', put('screen.log', join '', map { "{'loss': 1.9, 'num_tokens': ${_}000.0, 'epoch': 0.$_}\n" } 1 .. 3));
is($sql->($trained), 3000, 'printed lines');
# ten steps a line: ms-swift says which, the Trainer does not; a container engine wrapped them
my $swift = join '', map { "{'loss': 1.9, 'epoch': 0.$_, 'global_step/max_steps': '${_}0/100', 'percentage': '${_}0.00%', 'elapsed_time': '1m 2s'}\n" } 1, 2;
gives('ms-swift', [ '--format', 'huggingface', '--option', 'job=swift', '--option', 'tokens_per_step=1000', put('swift.log', $swift) ], q{SELECT tokens FROM ops.job_tokens WHERE job = 'swift'}, 20000);
gives('lines that do not say which step they are', [ '--format', 'huggingface', '--option', 'job=stepless', '--option', 'tokens_per_step=1000', put('stepless.log', $swift =~ s/'global.*?, //gr) ], q{SELECT tokens FROM ops.job_tokens WHERE job = 'stepless'}, '');
is($sql->('SELECT findings FROM ops.load ORDER BY load_id DESC LIMIT 1'), '{"no line tells which step it is: tokens_per_step counts for none of them"}', 'stand for nobody knows how many');
gives('wrapped in JSON', [ '--format', 'huggingface', '--option', 'job=wrapped', put('wrapped.log', join '', map { qq({"log":"{'loss': 1.9, 'num_tokens': ${_}000.0, 'epoch': 0.$_}\\n","stream":"stdout","time":"2026-01-16T03:42:36.1Z"}\n) } 1, 2) ], q{SELECT tokens FROM ops.job_tokens WHERE job = 'wrapped'}, 2000);
gives('with four digits', [ '--format', 'huggingface', '--option', 'job=rounded', put('digits.log', "{'loss': '1.9', 'num_tokens': '7479', 'epoch': '0.1'}\n{'loss': '1.8', 'num_tokens': '1.164e+05', 'epoch': '0.2'}\n") ], q{SELECT tokens FROM ops.job_tokens WHERE job = 'rounded'}, 116400);
is($sql->('SELECT line_no, reason FROM ops.reject'), '2|rounded', 'which is said');
gives('trainer_state.json of the same run', [ '--format', 'huggingface', '--option', 'job=run', put('trainer_state.json', <<'END') ], $trained, 4000);
{
  "log_history": [
    {"epoch": 0.1, "loss": 1.9, "num_tokens": 1000.0, "step": 10},
    {"epoch": 0.2, "loss": 1.9, "num_tokens": 1000.0, "step": 20},
    {"epoch": 0.3, "loss": 1.9, "num_tokens": 2000.0, "step": 30},
    {"epoch": 0.4, "loss": 1.9, "num_tokens": 3000.0, "step": 40}
  ]
}
END
$fresh->();
load('--format', 'deepspeed', '--zone', 'UTC', '--option', 'job=run', "$folder/deep1.log");
like($out, qr/no line tells of tokens: the option tokens_per_step does/, 'steps alone are said to be so');
my $accounted = put('energy.txt', "JobID|State|Start|End|ConsumedEnergyRaw\n9|COMPLETED|2026-01-01T10:00:00|2026-01-01T11:00:00|3600000\n");
$fresh->();
load('--format', 'sacct', '--zone', 'UTC', $accounted);
gives('jobs in another zone', [ '--format', 'sacct', '--zone', 'Europe/Berlin', $accounted ], $jobs, '9 09:00 10:00 3600000');
$fresh->();
load('--format', 'nvidia-smi', '--zone', 'UTC', put('zone.csv', join '', $header, @lines));
load('--format', 'nvidia-smi', '--zone', 'Europe/Berlin', "$folder/zone.csv");
like($out, qr/load 1 had read the same lines in zone UTC: its samples stay beside these/, 'samples in another zone are said to be there twice');
load('--format', 'nvidia-smi', '--zone', 'Europe/Berlin', '--option', 'host=n2', "$folder/zone.csv");
unlike($out, qr/same lines/, 'those of another host are others');

# ---- what is odd is said a hundred times at most ----
$fresh->();
load('--format', 'sacct', '--zone', 'UTC', put('shared.txt', "JobID|State|Start|End|ConsumedEnergyRaw|NodeList\n" . join '', map { "$_|COMPLETED|2026-01-01T00:00:00|2026-01-01T01:00:00|100|n1\n" } 1 .. 250));
is($sql->('SELECT cardinality(findings), findings[101] FROM ops.load'), '101|150 findings more', 'and then how often');
# chassis that may contain each other: one counts, and which is said
$fresh->();
load('--format', 'redfish', '--option', 'host=n7', '--scraped-at', '2026-01-01T00:00:00Z', put('sleds.json', join '', map { qq({"\@odata.id": "/redfish/v1/Chassis/Sled$_/Power", "PowerControl": [{"PowerConsumedWatts": ${_}00}]}\n) } 1, 2));
like($out, qr/n7 has meters of several chassis, as .*Sled1.* and .*Sled2.*: the first counts alone/, 'several chassis');
# a card by its name, and by its place alone, is one, in whatever order the logs come: 100 W, and 101 W by place, over the three seconds of both
my $slots = sub { $sql->(q{SELECT string_agg(DISTINCT device || ' ' || round((accelerator_kwh * 3.6e6)::numeric, 3) || ' ' || parts, ', ') FROM ops.device_energy}) };
for my $order ([ 0, 1 ], [ 1, 0 ])
{
	$fresh->();
	my @logs = map { my $name = $_; put("named$name.csv", join '', 'timestamp, index, ' . ($name ? 'uuid, ' : '') . "power.draw [W]\n", map { "$_, 0, " . ($name ? 'GPU-f, 100' : '101') . " W\n" } @stamps[ 0 .. 3 ]) } 0, 1;
	my @wanted = ('n9/0 303.000 1', 'GPU-f 300.000 1');
	load('--format', 'nvidia-smi', '--zone', 'UTC', '--option', 'host=n9', $logs[ $order->[0] ]);
	is($slots->(), $wanted[ $order->[0] ], 'a card by name or by place');
	load('--format', 'nvidia-smi', '--zone', 'UTC', '--option', 'host=n9', $logs[ $order->[1] ]);
	like($out, qr{n9/0 is taken for GPU-f, which is index 0 of n9: another reading of that card}, 'a card by name and by place is one');
	is($slots->(), sprintf('GPU-f %s.000 1', $order->[0] ? 300 : 303), 'whose energy counts once, by the series that came first');
	is($sql->(q{SELECT string_agg(device || coalesce(' ' || called, ''), ', ' ORDER BY series_id) FROM ops.series}), $order->[0] ? 'GPU-f, GPU-f n9/0' : 'GPU-f n9/0, GPU-f', 'and which log calls it what stays known');
	# and each of the logs can be taken back
	$sql->(sprintf 'SELECT ops.unload(%d)', $order->[0] ? 1 : 2);
	is($slots->(), 'n9/0 303.000 1', 'a card whose name no log tells any more is known by its place');
	is($sql->('SELECT count(*) FROM ops.device'), 1, 'and by nothing else');
	load('--format', 'nvidia-smi', '--zone', 'UTC', '--option', 'host=n9', $logs[1]);
	$sql->(sprintf 'SELECT ops.unload(%d)', $order->[0] ? 2 : 1);
	is($slots->(), 'GPU-f 300.000 1', 'by its name alone');
	is($sql->('SELECT count(*) FROM ops.device'), 1, 'without its place');
}
# cards of an inventory, and a log that knows their places: a job on all of the node holds each once
$fresh->();
load('--format', 'devices-csv', put('inventory.csv', "device,host,idx,accelerator\nGPU-f,n9,0,H100 SXM\nGPU-e,n9,1,H100 SXM\n"));
load('--format', 'nvidia-smi', '--zone', 'UTC', '--option', 'host=n9', put('places.csv', join '', "timestamp, index, power.draw [W]\n", map { my $at = $_; map { "$at, $_, 10$_ W\n" } 0, 1 } @stamps[ 0 .. 3 ]));
is($slots->(), 'GPU-e 303.000 1, GPU-f 300.000 1', 'places are the cards of the inventory');
is($sql->(q{SELECT count(*) FROM ops.ledger_audit() WHERE rule = 'card under two names'}), 0, 'which no audit complains of');
# one that came into the slot later is another
$fresh->();
load('--format', 'devices-csv', put('inventory.csv', "device,host,idx,since\nGPU-f,n9,0,2199-01-01T00:00:00Z\n"));
load('--format', 'nvidia-smi', '--zone', 'UTC', '--option', 'host=n9', put('places.csv', join '', "timestamp, index, power.draw [W]\n", map { "$_, 0, 100 W\n" } @stamps[ 0 .. 3 ]));
like($out, qr{GPU-f and n9/0 are both index 0 of n9: if that is one card, it counts twice}, 'a card that was not there yet');
is($slots->(), 'n9/0 300.000 1', 'is not what the place shows');
# two exporters that call a card by two names of its own
$fresh->();
load('--format', 'prometheus', '--scraped-at', "2026-01-01T00:0$_:00Z", put('names.prom', qq(DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-f",Hostname="n9"} 100\namd_gpu_power{gpu_id="0",serial_number="PCB1",hostname="n9"} 100\n))) for 0, 1;
is($sql->(q{SELECT subject FROM ops.ledger_audit() WHERE rule = 'card under two names'}), 'GPU-f, PCB1', 'are said to be one');
# a meter of the whole goes before those of its parts, by whichever label of an exporter that no table has; others are added, which is said: 400 W for a minute
$fresh->();
my $scopes = put('scopes.prom', <<'END');
foo_power_watts{host="n1",component="CPU0"} 100
foo_power_watts{host="n1",component="CPU1"} 120
foo_power_watts{host="n1",component="total"} 400
bar_power_watts{host="n2",thing="a"} 100
bar_power_watts{host="n2",thing="b"} 500
END
load('--format', 'prometheus', '--scraped-at', "2026-01-01T00:0$_:00Z", $scopes) for 0, 1;
is($sql->(q{SELECT string_agg(subject || ' ' || round(meter_kwh * 3.6e6), ', ' ORDER BY subject) FROM ops.reconcile}), 'n1 24000, n2 36000', 'a whole and its parts');
is($sql->('SELECT DISTINCT findings FROM ops.load'), '{"2 series of bar_power_watts are of n2, and no label that is known tells which parts of it they are: they are added"}', 'parts that nobody knows');
# of a file of which the first bytes tell all that is asked, nothing is said of the rest
my $wide = join '', $header, map { my $m = $_; map { sprintf "2026/01/05 %02d:%02d:%02d.000, GPU-eeee, 360.00 W\n", $m / 60, $m % 60, $_ } 0 .. 59 } 0 .. 599;
is(load('--format', 'nvidia-smi', '--zone', 'UTC', put('wide16.csv', "\xff\xfe" . join '', map { "$_\0" } split //, $wide)), 0, 'a long file in UTF-16');
is($err, '', 'is read in silence');
# one server is known to prefill: what the other does must be told, too
$fresh->();
$sql->(q{INSERT INTO ops.job (job, kind, started_at) VALUES ('chat', 'inference', '2026-01-01Z')});
for my $hour (0, 1)
{
	for (([ 'prefill-0', 1000, 10 ], [ 'srv-1', 1000, 500 ]))
	{
		my ($source, $prompt, $output) = @$_;
		load('--format', 'prometheus', '--option', 'job=chat', '--source', $source, '--scraped-at', "2026-01-01T0$hour:00:00Z",
			put("$source.$hour.prom", sprintf qq(vllm:prompt_tokens_total{model_name="m"} %d\nvllm:generation_tokens_total{model_name="m"} %d\n), $prompt * (1 + $hour), $output * (1 + $hour)));
	}
}
is($sql->(q{SELECT count(*), count(tokens) FROM ops.job_tokens WHERE job = 'chat'}), '3|0', 'tokens are not known where one of two servers is known to prefill');
$sql->(q{UPDATE ops.series SET labels = labels || '{"serves": "decode"}', metric = CASE metric WHEN 'prompt_tokens' THEN metric_written ELSE metric END WHERE labels ->> 'serves' IS NULL});
is($sql->(q{SELECT string_agg(kind || ' ' || tokens, ', ' ORDER BY kind) FROM ops.job_tokens WHERE job = 'chat'}), 'computed 1500, output 500, prompt 1000', 'until somebody tells what the other does');

# ---- a log given as that of another tool: every format with the sample of every other ----
# scrapes are scrapes, one reader knows the lines of all training programs and the tables that they log to, and a table of cards lists cards; a list of
# who held what needs no header, and names jobs that there are not
my %sample = map { m{([^/]+)$}; my $kind = $1; open my $file, '<:raw', $_ or die $!; local $/; ($kind => <$file>) } glob "$FindBin::RealBin/../fuzz/seeds/parse/*";
my @training = qw(deepspeed huggingface llama-factory megatron nemo torchtitan);
my %alike = (dcgm => [ 'prometheus' ], prometheus => [ 'dcgm' ], 'devices-csv' => [ 'nvidia-smi' ], 'job-devices-csv' => [ keys %sample ], map { ($_ => [ @training, 'wandb' ]) } @training);
my $kinds = join ', ', map { sprintf q{('%s', convert_from(decode('%s', 'hex'), 'UTF8'))}, $_, unpack 'H*', $sample{$_} } sort keys %sample;
my $same = join ', ', map { my $format = $_; map { "('$format', '$_')" } @{ $alike{$format} } } sort keys %alike;
my $taken = qq{WITH sample (kind, body) AS (VALUES $kinds), alike (format, kind) AS (VALUES $same)
	SELECT %s FROM sample f JOIN sample s ON s.kind <> f.kind AND (f.kind, s.kind) NOT IN (SELECT a.format, a.kind FROM alike a)
	CROSS JOIN LATERAL colossus.read_log(f.kind, s.body, 'UTC', scraped_at => '2026-01-01Z') r};
is($sql->(sprintf $taken, q{count(DISTINCT (f.kind, s.kind)) > 350}), 't', 'formats with the samples of others');
is($sql->(sprintf $taken, q{string_agg(DISTINCT concat_ws(' ', f.kind, 'took', s.kind), ', ') FILTER (WHERE r.row_kind NOT IN ('a', 'r', 'w') OR (r.attributes ->> 'read')::integer > 0)}), '', 'take nothing of them');
$fresh->();
load('--format', 'job-devices-csv', put("as-$_.csv", $sample{$_})) for grep { $_ ne 'job-devices-csv' } sort keys %sample;
is($sql->(q{SELECT count(*) || ' ' || (SELECT count(*) FROM ops.job_device) FROM ops.job}), '0 0', 'nor does a list without header');

$node->stop;
done_testing();
