# The statements of doc/loading.md, run as they stand there by a user who is
# nobody special, over files that only the client can see.  What they must load
# was read from the lines by hand.
use strict;
use warnings;
use Cwd;
use FindBin;
use lib $FindBin::RealBin;
use Colossus;
use IPC::Run 'run';
use PostgreSQL::Test::Utils;
use Test::More;

my $node = colossus_node('loading');
my $folder = PostgreSQL::Test::Utils::tempdir();

my %file = (
	'nvidia-smi.csv' => <<'END',
timestamp, index, uuid, power.draw [W], utilization.gpu [%]
2026/09/23 20:00:00.000, 0, GPU-0, 100.00 W, 80 %
2026/09/23 20:00:15.000, 0, GPU-0, [N/A], 80 %
2026/09/23 20:00:30.000, 0, GPU-0, 300.00 W, "90 %"
END
	'dcgm.prom' => <<'END',
# TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter
DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-265c9814",GPU_I_ID="3",Hostname="a30\\node"} 126272101025
DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-265c9814",GPU_I_ID="4",Hostname="a30\\node"} 126272101025

DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-265c9814",GPU_I_ID="3",Hostname="a30\\node"} 52.636000
END
	'query_range.json' =>
	  '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"DCGM_FI_DEV_POWER_USAGE","UUID":"GPU-1"},"values":[[1435781430.781,"100"],[1435781445.781,"NaN"]]}]}}' . "\n",
	'vllm.prom' => <<'END',
# TYPE vllm:generation_tokens_total counter
vllm:prompt_tokens_total{model_name="meta-llama/Llama-3.1-8B-Instruct",engine="0"} 1000.0
vllm:generation_tokens_total{model_name="meta-llama/Llama-3.1-8B-Instruct",engine="0"} 27453.0
END
	'sacct.txt' => <<'END',
JobID|JobName|Account|State|Submit|Start|End|Elapsed|NNodes|NCPUS|AllocTRES|ConsumedEnergyRaw
77|train|physics|COMPLETED|2026-02-12T13:00:00|2026-02-12T14:00:00|2026-02-12T16:00:00|02:00:00|1|64|billing=64,cpu=64,gres/gpu=8,gres/gpu:h100=8|50400000
77.batch|batch|physics|COMPLETED|2026-02-12T14:00:00|2026-02-12T14:00:00|2026-02-12T16:00:00|02:00:00|1|64|cpu=64|50400000
78|wait|physics|PENDING|2026-02-12T13:00:00|Unknown|Unknown|00:00:00|1|64||
END
	'emissions.csv' => <<'END',
timestamp,project_name,run_id,duration,emissions,energy_consumed,pue
2021-09-23T15:04:51,codecarbon,r1,60,0.1,1.5,1.2
2021-09-23T15:05:51,codecarbon,r1,120,0.2,3.0,1.2
END
	'torchtitan.log' => <<'END',
[rank0]:[titan] 2025-12-17 01:18:26,708 - root - INFO - step: 10  loss: 12.4153  tps: 945  mfu: 4.82%
[rank0]:[titan] 2025-12-17 01:18:36,708 - root - INFO - Synchronizing
[rank0]:[titan] 2025-12-17 01:18:36,708 - root - INFO - step: 20  loss: 12.3984  tps: 5,970  mfu: 30.47%
END
	'megatron.log' => <<'END',
[default0]: [2025-05-27 15:23:07] iteration        1/    24000 | consumed samples:          1024 | elapsed time per iteration (ms): 271607.0 | global batch size:  1024 | lm loss: 1.192634E+01 |
END
	'trainer.log' => <<'END',
{"epoch": 0.1, "loss": 1.9, "num_tokens": 81920.0, "step": 10}
{"epoch": 0.2, "loss": 1.8, "num_tokens": 163840.0, "step": 20}
END
	'wandb.csv' => "_runtime,_timestamp,system.gpu.0.powerWatts,system.gpu.1.powerWatts\n15,1700000000,300,\n",
	'electricity_maps.csv' => <<'END',
Datetime (UTC),Country,Zone name,Zone id,Carbon intensity gCO₂eq/kWh (direct),Carbon intensity gCO₂eq/kWh (Life cycle),Carbon-free energy percentage (CFE%),Renewable energy percentage (RE%),Data source,Data estimated,Data estimation method
2025-01-01 00:00:00,Namibia,Namibia,NA,50.5,80.1,60,55,x,false,
END
	'watttime.json' =>
	  '{"meta":{"region":"CAISO_NORTH","signal_type":"co2_moer","model":{"date":"2026-03-01"},"units":"lbs_co2_per_mwh"},"data":[{"point_time":"2026-04-01T00:00:00+00:00","value":412.5,"version":"2026-03-01"}]}' . "\n",
);
for my $name (keys %file)
{
	open my $out, '>:raw', "$folder/$name" or die $!;
	print $out $file{$name};
	close $out;
}

# tables of the ledger's shape, of a user who owns nothing else
$node->safe_psql('postgres', <<'END');
CREATE EXTENSION colossus;
CREATE ROLE operator LOGIN;
CREATE SCHEMA ops AUTHORIZATION operator;
SET ROLE operator;
CREATE TABLE ops.sample (device text NOT NULL, metric text NOT NULL, at timestamptz NOT NULL, value double precision NOT NULL);
CREATE TABLE ops.job (job text PRIMARY KEY, kind text NOT NULL, model text, tenant text, started_at timestamptz NOT NULL, ended_at timestamptz);
CREATE TABLE ops.token_sample (job text NOT NULL, series text NOT NULL, kind text NOT NULL, at timestamptz NOT NULL, counter double precision NOT NULL);
CREATE TABLE ops.step_log (job text NOT NULL, step bigint NOT NULL, at timestamptz NOT NULL, tokens double precision, seconds double precision);
CREATE TABLE ops.grid_intensity (zone text NOT NULL, at timestamptz NOT NULL, g_per_kwh double precision NOT NULL, max_age interval NOT NULL, source text);
END

my $doc = slurp_file("$FindBin::RealBin/../../doc/loading.md");
my $script = join "\n", $doc =~ /^```sql\n(.*?)^```/msg;
cmp_ok(scalar(() = $script =~ /^\\copy/mg), '==', scalar(keys %file), 'a file for every statement');
$script .= 'TABLE run_energy;';
my ($out, $err) = ('', '');
my $cwd = getcwd();
chdir $folder;
$ENV{PGTZ} = 'UTC';
my $good = run [ 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-U', 'operator', '-d', $node->connstr('postgres') ], '<', \$script, '>', \$out, '2>', \$err;
chdir $cwd;
ok($good, 'the statements of doc/loading.md run') or diag $err;
is($out, <<'END', 'two words of the vocabulary, what was rejected, joules of jobs (14 kWh), the last line of a run');
no time|the value stands there, its time does not|give scraped_at
repeats the card|another part of the card has given the card's value at this time|nothing: the value counts once
header|1
not available|1
77|50400000|8|16
r1|codecarbon|2021-09-23 14:05:51+00|3|1.2|120
END

sub table_is
{
	my ($table, $want, $name) = @_;
	is($node->safe_psql('postgres', "SET timezone = 'UTC'; SELECT * FROM ops.$table ORDER BY 1, 2, 3;"), $want, $name);
}

table_is('sample', join("\n",
	'GPU-0|power_w|2026-09-23 18:00:00+00|100',
	'GPU-0|power_w|2026-09-23 18:00:30+00|300',
	'GPU-1|power_w|2015-07-01 20:10:30.781+00|100',
	'GPU-265c9814|energy_j|2026-09-23 20:00:00+00|126272101.025',
	'GPU-265c9814|power_w|2026-09-23 20:00:00+00|52.636',
	'node-7/0|power_w|2023-11-14 22:13:20+00|300'), 'samples of nvidia-smi, dcgm-exporter, the HTTP API and W&B');
table_is('token_sample', join("\n",
	'chat|replica-0/meta-llama/Llama-3.1-8B-Instruct/0|output|2026-09-23 20:00:00+00|27453',
	'chat|replica-0/meta-llama/Llama-3.1-8B-Instruct/0|prompt|2026-09-23 20:00:00+00|1000'), 'tokens of vLLM');
table_is('job', '77|training||physics|2026-02-12 20:00:00+00|2026-02-12 22:00:00+00', 'jobs of sacct');
table_is('step_log', join("\n",
	'gpt|1|2025-05-27 07:23:07+00|4194304|271.607',
	'llama-8b|10|2025-12-17 01:18:26.708+00||',
	'llama-8b|20|2025-12-17 01:18:36.708+00|477600|10',
	'sft|10|2026-09-23 20:00:00+00|81920|',
	'sft|20|2026-09-23 20:00:00+00|81920|'), 'steps of Megatron-LM, torchtitan and the Trainer');
# 412.5 lb/MWh x 0.45359237 kg/lb = 187.106852625 g/kWh
table_is('grid_intensity', join("\n",
	'CAISO_NORTH|2026-04-01 00:00:00+00|187.106852625|00:05:00|WattTime co2_moer 2026-03-01',
	'NA|2025-01-01 00:00:00+00|50.5|01:00:00|Electricity Maps, direct'), 'intensities of WattTime and Electricity Maps');

$node->stop;
done_testing();
