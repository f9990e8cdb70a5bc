-- Readers of real samples.  The lines come from public repositories and issue
-- threads named beside them; what is expected was read from the lines by hand.
-- Conversions are by definition: 1000 mJ are 1 J, 3.6e6 J are 1 kWh, 2^20 B are 1 MiB.
SET timezone = 'UTC';
SET datestyle = 'ISO';
\pset null '-'

-- dcgm-exporter on a card with MIG (NVIDIA/dcgm-exporter issue 317): mJ; each
-- instance repeats the card's energy
CREATE TEMP TABLE dcgm AS SELECT
$$# HELP DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION Total energy consumption since boot (in mJ).
# TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter
DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-265c9814-6156-355b-e589-ff2064894f16",device="nvidia0",modelName="NVIDIA A30",GPU_I_PROFILE="1g.6gb",GPU_I_ID="3",Hostname="yg-data-k8s-gpu-a30-node-test-test0003.mt"} 126272101025
DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-265c9814-6156-355b-e589-ff2064894f16",device="nvidia0",modelName="NVIDIA A30",GPU_I_PROFILE="1g.6gb",GPU_I_ID="4",Hostname="yg-data-k8s-gpu-a30-node-test-test0003.mt"} 126272101025
# TYPE DCGM_FI_DEV_POWER_USAGE gauge
DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-265c9814-6156-355b-e589-ff2064894f16",GPU_I_ID="3",Hostname="a30-node-test-test0003"} 52.636000
$$ AS input;
SELECT line_no, at, metric, value, unit, reject_reason, reject_detail FROM dcgm, parse_prometheus(input, scraped_at => '2024-04-25 10:00Z') ORDER BY line_no;
SELECT DISTINCT device FROM dcgm, parse_prometheus(input, scraped_at => '2024-04-25 10:00Z') WHERE metric IS NOT NULL;
SELECT l.key, l.value FROM dcgm, parse_prometheus(input, scraped_at => '2024-04-25 10:00Z') p, jsonb_each_text(labels) l WHERE p.line_no = 3 ORDER BY key;
-- without a time the samples are none
SELECT line_no, at, reject_reason, reject_detail FROM dcgm, parse_prometheus(input) WHERE metric IS NOT NULL ORDER BY line_no;
-- what is measured per instance has the instance in its device; the same scrape at two times is no duplicate
SELECT line_no, at, device, value, reject_reason, reject_detail FROM parse_prometheus(
$$DCGM_FI_PROF_GR_ENGINE_ACTIVE{UUID="GPU-1",GPU_I_ID="3"} 0.25 1714039200000
DCGM_FI_PROF_GR_ENGINE_ACTIVE{UUID="GPU-1",GPU_I_ID="4"} 0.75 1714039200000
DCGM_FI_DEV_POWER_USAGE{UUID="GPU-1",GPU_I_ID="3"} 100 1714039200000
DCGM_FI_DEV_POWER_USAGE{UUID="GPU-1",GPU_I_ID="4"} 100 1714039200000
DCGM_FI_DEV_POWER_USAGE{UUID="GPU-1",GPU_I_ID="4"} 101 1714039215000
DCGM_FI_DEV_POWER_USAGE{UUID="GPU-2",GPU_I_ID="4"} 102 1714039215000$$) ORDER BY line_no;
-- labels were renamed: Hostname to hostname, UUID to uuid (issue 655); Prometheus renames pod to exported_pod
SELECT device, labels FROM parse_prometheus(
$$DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-1",Hostname="a",pod="train-0"} 1
DCGM_FI_DEV_POWER_USAGE{gpu="0",uuid="GPU-1",pci_bus_id="00000000:0F:00.0",hostname="a",exported_pod="train-0",pod="dcgm-exporter-x"} 1$$, scraped_at => '2026-01-01Z') ORDER BY line_no;
-- readings that are none (issues 418 and DCGM 199): the largest integers and 2^47; a counter of mJ may pass 2^32
SELECT metric, value, unit, reject_reason, reject_detail FROM parse_prometheus(
$$DCGM_FI_DEV_GPU_TEMP{UUID="GPU-1"} 9223372036854775794
DCGM_FI_DEV_GPU_TEMP{UUID="GPU-1"} 9223372036854775792
DCGM_FI_DEV_POWER_USAGE{UUID="GPU-1"} 140737488355328.000000
DCGM_FI_DEV_GPU_UTIL{UUID="GPU-1"} 808334905
DCGM_FI_DEV_FB_USED{UUID="GPU-1"} 4294967295
DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{UUID="GPU-1"} 4294967295
DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{UUID="GPU-1"} 9223372036854775794
DCGM_FI_DEV_POWER_USAGE{UUID="GPU-1"} NaN
DCGM_FI_DEV_POWER_USAGE{UUID="GPU-1"} -3
DCGM_FI_DEV_POWER_USAGE{UUID="GPU-1"} +Inf$$, scraped_at => '2026-01-01Z') ORDER BY line_no;

-- AMD device-metrics-exporter: names in small letters, uJ (its docs/configuration/metricslist.md)
SELECT device, metric, value, unit, reject_reason, reject_detail FROM parse_prometheus(
$$gpu_package_power{gpu_id="0",card_model="Instinct MI300X",serial_number="SN-0",hostname="node-a"} 748
gpu_energy_consumed{gpu_id="0",card_model="Instinct MI300X",serial_number="SN-0",hostname="node-a"} 1.4e17
GPU_POWER_USAGE{gpu_id="0",serial_number="SN-0"} 748$$, scraped_at => '2026-01-01Z') ORDER BY line_no;

-- Kepler (docs/user/metrics.md): zones overlap, so each is a device of its own
SELECT device, metric, value, unit FROM parse_prometheus(
$$kepler_node_gpu_joules_total{gpu="0",gpu_uuid="GPU-9",gpu_name="A100",vendor="nvidia",node_name="n1"} 1234.5
kepler_container_gpu_joules_total{container_id="c1",container_name="x",runtime="cri",state="running",pod_id="p1",node_name="n1"} 17
kepler_node_cpu_joules_total{zone="package",node_name="n1"} 100
kepler_node_cpu_joules_total{zone="core",node_name="n1"} 60$$, scraped_at => '2026-01-01Z') ORDER BY line_no;

-- vLLM (docs/design/metrics.md) and SGLang
SELECT line_no, device, metric, value, unit, labels, reject_reason, reject_detail FROM parse_prometheus(
$$# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{model_name="meta-llama/Llama-3.1-8B-Instruct"} 8.0
# TYPE vllm:generation_tokens_total counter
vllm:generation_tokens_total{model_name="meta-llama/Llama-3.1-8B-Instruct"} 27453.0
vllm:prefix_cache_hits_total{engine="0"} 12
vllm:request_prefill_time_seconds_sum{engine="0"} 1.5
vllm:estimated_flops_per_gpu_total{engine="0"} 1.25e+15
sglang:prompt_tokens_total{model_name="/data/models/"} 1.282888e+06
sglang:generation_tokens_total{model_name="/data/models/"} 337.0$$, scraped_at => '2026-01-01Z') ORDER BY line_no;
-- a counter that restarts is a fact, not an error: both readings come, counter_increase() tells
SELECT value, reject_reason, reject_detail FROM parse_prometheus(E'vllm:generation_tokens_total 27453 1700000000000\nvllm:generation_tokens_total 12 1700000015000\n') ORDER BY line_no;

-- the text format itself: escapes, quoted names, times in ms and (OpenMetrics) in s, CRLF, a byte order mark
SELECT line_no, at, metric, value, labels, reject_reason, reject_detail FROM parse_prometheus(
	E'\uFEFFmsdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9\r\n'
	'http_requests_total{method="post",code="200"} 1027 1395066363000\r\n'
	'foo_seconds_count 17.0 1520879607.789 # {trace_id="x"} 0.67\n'
	'{"my.dotted_metric","a b"="c"} 1 0\n\n# EOF\n', scraped_at => '2026-01-01Z') ORDER BY line_no;
-- what is not a sample says why
SELECT line_no, at, metric, value, labels, reject_reason, reject_detail FROM parse_prometheus(
$$<html>
a{b="c" 1
a{b="c",b="d"} 1
a{b=c} 1
{b="c"} 1
a one
a 1 tomorrow
a 1 2 3
a$$, scraped_at => '2026-01-01Z') ORDER BY line_no;
SELECT left(reject_detail, 210) AS reject_detail, length(reject_detail) FROM parse_prometheus('a ' || repeat('é', 200), scraped_at => '2026-01-01Z');

-- answers of the HTTP API (the examples of its documentation), with times
SELECT line_no, at, metric, value, unit, labels, reject_reason, reject_detail FROM parse_prometheus_json('{
	"status": "success", "data": {"resultType": "matrix", "result": [
		{"metric": {"__name__": "up", "job": "prometheus", "instance": "localhost:9090"}, "values": [[1435781430.781, "1"], [1435781445.781, "1"]]},
		{"metric": {"__name__": "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "UUID": "GPU-1"}, "values": [[1435781430, "9223372036854775807"], [1435781445.123456, "126272101025"]]}]}}');
SELECT line_no, at, device, metric, value, reject_reason, reject_detail FROM parse_prometheus_json('{
	"status": "success", "data": {"resultType": "vector", "result": [
		{"metric": {"__name__": "DCGM_FI_DEV_POWER_USAGE", "UUID": "GPU-1", "GPU_I_ID": "3"}, "value": [1435781451.781, "100"]},
		{"metric": {"__name__": "DCGM_FI_DEV_POWER_USAGE", "UUID": "GPU-1", "GPU_I_ID": "4"}, "value": [1435781451.781, "100"]},
		{"metric": {}, "value": [1435781451.781, "7"]},
		{"metric": {"__name__": "x"}, "value": ["noon", "7"]},
		{"metric": {"__name__": "x"}, "value": [1435781451.781]},
		{"metric": {"__name__": "x"}, "histogram": [1435781451.781, {"count": "2"}]},
		{"metric": {"__name__": "x", "bad": 1}, "value": [1435781451.781, "7"]},
		{"metric": {"__name__": "x"}}, 3]}}');
SELECT line_no, at, value, reject_reason, reject_detail FROM parse_prometheus_json('{"status": "success", "data": {"resultType": "scalar", "result": [1435781451.781, "0.5"]}}');
SELECT line_no, reject_reason, reject_detail FROM parse_prometheus_json('{"status": "error", "errorType": "bad_data", "error": "parse error at char 4"}');
SELECT j, reject_reason, reject_detail FROM unnest(ARRAY['[]', '3', '{}', 'null', '{"data": {"result": 1}}']::jsonb[]) j, parse_prometheus_json(j);

-- nvidia-smi: two real tables, units in header and value, and in the header alone
SELECT line_no, at, device, metric, value, unit, labels, reject_reason, reject_detail FROM parse_nvidia_smi(
$$timestamp, index, utilization.gpu [%], utilization.memory [%], memory.used [MiB], power.draw [W]
2026/09/23 20:00:00, 0, 80 %, 20 %, 100 MiB, 100 W$$, 'UTC');
SELECT line_no, at, device, metric, value, unit, labels, reject_reason, reject_detail FROM parse_nvidia_smi(
$$timestamp, index, uuid, power.draw [W], clocks.sm [MHz], clocks.mem [MHz], utilization.gpu [%], utilization.memory [%], memory.used [MiB], temperature.gpu
2026/06/15 18:28:00.000, 0, GPU-0, 100.00, 1980, 2619, 95, 40, 81000, 65$$, 'America/Chicago');
-- noheader,nounits: the header is given, the names tell the units
SELECT metric, value, unit FROM parse_nvidia_smi('2026/06/15 18:28:00.000, GPU-0, 100.00, 1980', 'UTC', 'timestamp, uuid, power.draw, clocks.sm');
-- words in place of values, a message in place of data, lines that do not fit
SELECT line_no, metric, value, unit, reject_reason, reject_detail FROM parse_nvidia_smi(
$$failed to initialize NVML: Driver/library version mismatch
timestamp, uuid, power.draw [W], fan.speed [%], temperature.gpu
2026/09/23 20:00:00, GPU-1, [N/A], [Not Supported], [Insufficient Permissions]
2026/09/23 20:00:00, GPU-1, ERR!, Unknown Error, [Unknown Error]
2026/09/23 20:00:00, GPU-1, 100 W
2026/09/23 20:00:00, GPU-1, -5 W, 30 parsecs, hot
yesterday, GPU-1, 5 W, 30 %, 40
2026/09/23 20:00:01, GPU-1, 0.5 kW, 110 %, 40$$, 'UTC');
-- a new header in the same text changes the columns
SELECT line_no, metric, value, unit, reject_reason, reject_detail FROM parse_nvidia_smi(E'uuid, power.draw [W]\nGPU-1, 5 W\nuuid, power.draw [mW]\nGPU-1, 5', scraped_at => '2026-01-01Z');

-- local times: a zone is needed, its winter and summer count; an hour that a clock shows twice or never is no time
SELECT at, value, reject_reason, reject_detail FROM parse_nvidia_smi(E'timestamp, uuid, power.draw [W]\n2026/09/23 20:00:00, GPU-1, 100 W');
SELECT z AS zone, at, value, reject_reason, reject_detail FROM unnest(ARRAY['Europe/Berlin', '+02:00', '-0730', 'Z', 'Etc/GMT+5', 'EST5EDT']) z,
	parse_nvidia_smi('2026/07/23 20:00:00.250, 100 W', z, 'timestamp, power.draw [W]');
SELECT t, at, reject_reason, reject_detail FROM unnest(ARRAY['2026/03/29 01:59:59', '2026/03/29 02:30:00', '2026/03/29 03:00:00', '2026/10/25 01:59:59', '2026/10/25 02:30:00', '2026/10/25 03:00:00']) t,
	parse_nvidia_smi(t || ', 100 W', 'Europe/Berlin', 'timestamp, power.draw [W]');
SET timezone = 'Asia/Tokyo';
SELECT extract(epoch FROM at) FROM parse_nvidia_smi('2026/07/23 20:00:00, 100 W', 'Europe/Berlin', 'timestamp, power.draw [W]');
SET timezone = 'UTC';
SELECT * FROM parse_nvidia_smi('', 'Mars/Phobos');
SELECT * FROM parse_nvidia_smi('', 'UTC+3');
SELECT * FROM parse_nvidia_smi('', 'UTC', ' ');
SELECT * FROM parse_sacct('', 'UTC', '');

-- sacct: a job as GA4HPC asks for it; 4-00:16:00 is 32 CPUs x 3:00:30
SELECT job, step, at, seconds, cpu_seconds, nodes, cpus, gpus, gpu_type, account, state, submitted_at, started_at, ended_at, metric, value, reject_reason, reject_detail FROM parse_sacct(
$$JobID|JobName|Submit|Elapsed|Partition|NNodes|NCPUS|TotalCPU|CPUTime|ReqMem|MaxRSS|WorkDir|State|Account|AllocTRES
552375|myJobName|2022-02-12T13:55:33|03:00:30|myPartition|1|32|00:00:00|4-00:16:00|250Gn||/job/path|TIMEOUT|myAccount|billing=32,cpu=32,gres/gpu=1,mem=250G,node=1$$, 'UTC');
-- energy of a job is repeated by its steps (ARCHER2 docs PR 463); blanks separate when the header is given so
SELECT line_no, job, step, seconds, value, unit, reject_reason, reject_detail, labels FROM parse_sacct(
$$2658300        02:19:48    Unknown          4.58M
2658300.bat+   02:19:48          0          4.58M$$, header => 'JobID Elapsed ReqCPUFreq ConsumedEnergy');
-- Name=value (reportseff issue 66)
SELECT job, metric, value, unit, labels->>'TRESUsageOutAve' AS tres, reject_reason, reject_detail FROM parse_sacct('ConsumedEnergy=101.63K  ConsumedEnergyRaw=101630   TRESUsageOutAve=energy=794,fs/disk=759156');
-- a step's use of resources (RC docs PR 498)
SELECT job, step, metric, value, labels->>'TRESUsageInTot' AS tres FROM parse_sacct('18194943.batch|cpu=00:56:24,energy=0,fs/disk=350130624578,gres/gpumem=38888M,gres/gpuutil=100,mem=10372780K', header => 'JobID|TRESUsageInTot');
-- columns of fixed width under dashes; 0 J is no measurement; several types of GPU
SELECT line_no, job, step, gpus, gpu_type, value, reject_reason, reject_detail FROM parse_sacct(
$$JobID           JobName ConsumedEnergy                      AllocTRES
------------ ---------- -------------- ------------------------------
7                 train          1.25G cpu=64,gres/gpu:h100=8,node=1
7.0                              1.25G                     cpu=64
8                  idle              0 gres/gpu=8,gres/gpu:h100=8
9                  what             5Q
$$);
SELECT at, value, reject_reason, reject_detail FROM parse_sacct(E'JobID|ConsumedEnergyRaw|End\n1|5|2026-01-01T00:00:00\n');

-- CodeCarbon: a line of its tests (tests/test_data/emissions_valid_headers.csv), whole; kWh, already times the PUE
CREATE TEMP TABLE codecarbon AS SELECT
$$timestamp,project_name,run_id,duration,emissions,emissions_rate,cpu_power,gpu_power,ram_power,cpu_energy,gpu_energy,ram_energy,energy_consumed,country_name,country_iso_code,region,cloud_provider,cloud_region,os,python_version,codecarbon_version,cpu_count,cpu_model,gpu_count,gpu_model,longitude,latitude,ram_total_size,tracking_mode,on_cloud,pue
2021-09-23T15:04:51,codecarbon,0a578547-1d6b-4e2f-be0c-7ad10f2f7c97,161.20380687713623,0.0004490989249167,0.0027859076880178,0.269999999999999,0.0,12.884901888000002,0.0,0,0.00057442898176,0.00057442898176,Morocco,MAR,casablanca-settat,,,macOS-10.15.7-x86_64-i386-64bit,3.8.0,2.1.3,12,Intel(R) Core(TM) i7-8850H CPU @ 2.60GHz,,,-7.9084,33.5932,,machine,N,1.0
$$ AS input;
SELECT line_no, at, metric, value, unit, reject_reason, reject_detail, run, project, seconds, pue FROM codecarbon, parse_codecarbon(input, 'Africa/Casablanca');
SELECT l.key, l.value FROM codecarbon, parse_codecarbon(input, 'UTC') c, jsonb_each_text(labels) l WHERE c.metric = 'energy_consumed' AND l.key IN ('emissions_rate', 'gpu_model', 'country_iso_code', 'cpu_model') ORDER BY l.key;
-- of version 3, as far as its header goes here; without a zone
SELECT at, metric, value, unit, reject_reason, reject_detail, pue FROM parse_codecarbon('2021-09-23T15:04:51,codecarbon,0a578547,test,161.20380687713623,0.0004490989249167,0.0027859076880178,0.269999999999999,0.0,12.884901888000002,0.0,0,0.00057442898176,0.00057442898176,0.1,Morocco,MAR',
	header => 'timestamp,project_name,run_id,experiment_id,duration,emissions,emissions_rate,cpu_power,gpu_power,ram_power,cpu_energy,gpu_energy,ram_energy,energy_consumed,water_consumed,country_name,country_iso_code');

-- torchtitan
SELECT step, at, device, metric, value, unit, reject_reason, reject_detail FROM parse_train_log('step: 20  loss: 11.83506  grad_norm:  9.6669  memory: 48.87GiB(51.44%)  tps: 4,376  tflops: 253.41  mfu: 25.62%');
SELECT line_no, step, at, device, metric, value, reject_reason, reject_detail FROM parse_train_log(
$$[rank0]:[titan] 2025-06-20 19:13:39,663 - root - INFO - Training starts at step 1.
[rank0]:[titan] 2025-12-13 06:45:34,345 - root - INFO - step: 530  loss:  5.9866  tps: 829
[rank0]:[titan] 2025-12-13 06:45:34,345 - root - INFO - validate step: 530  loss:  6.0$$, 'UTC');
-- Megatron-LM: training_log() of megatron/training/training.py; a line that a user has shown
SELECT step, tokens, seconds, at, device, metric, value, unit FROM parse_train_log(
	'[default0]: [2025-05-27 15:23:07] iteration        1/    24000 | consumed samples:          1024 | elapsed time per iteration (ms): 271607.0 | throughput per GPU (TFLOP/s/GPU): 40.4 | learning rate: 1.500000E-06 | global batch size:  1024 | lm loss: 1.192634E+01 | grad norm: 5.960 | number of nan iterations:    0 |', 'Asia/Shanghai');
-- Hugging Face Trainer
SELECT step, seconds, metric, value, unit FROM parse_train_log('{"epoch":3.0,"total_flos":2.2233063223310746e+17,"train_runtime":38628.4373,"train_samples_per_second":0.026}');
SELECT step, tokens, metric, value, reject_reason, reject_detail FROM parse_train_log($${'loss': 1.9, 'learning_rate': 5e-05, 'num_tokens': 81920.0, 'epoch': 0.1, 'step': 10}
{'loss': nan, 'epoch': 0.2}$$);
-- W&B's system metrics as CSV
SELECT line_no, at, device, metric, value, unit, reject_reason, reject_detail FROM parse_train_log(E'_runtime,_timestamp,system.gpu.0.powerWatts,system.gpu.0.gpu,system.gpu.1.powerWatts\n15.2,1700000000.5,312.4,97,\n');

-- NULL is no text; an empty text has no lines; a text has a row for each of its lines, whatever they are
SELECT count(*) FROM parse_prometheus(NULL);
SELECT count(*) FROM parse_prometheus_json(NULL);
SELECT count(*) FROM parse_nvidia_smi('');
WITH line AS (SELECT string_agg(chr(1 + (i * 7919) % 127) || repeat(chr(32 + i % 90), i % 50), E'\n') AS input FROM generate_series(1, 5000) i)
SELECT count(DISTINCT p.line_no) = cardinality(regexp_split_to_array(regexp_replace(input, E'\n$', ''), E'\n')) AS prometheus,
	count(DISTINCT p.line_no) = (SELECT count(DISTINCT line_no) FROM parse_nvidia_smi(input)) AS nvidia_smi,
	count(DISTINCT p.line_no) = (SELECT count(DISTINCT line_no) FROM parse_sacct(input)) AS sacct,
	count(DISTINCT p.line_no) = (SELECT count(DISTINCT line_no) FROM parse_codecarbon(input)) AS codecarbon,
	count(DISTINCT p.line_no) = (SELECT count(DISTINCT line_no) FROM parse_train_log(input)) AS train_log
FROM line, parse_prometheus(input) p GROUP BY input;
-- hostile texts: long lines, many columns and labels, deep quotes
SELECT left(reject_reason, 30) FROM parse_prometheus(repeat('x', 100000000));
SELECT left(reject_reason, 30) FROM parse_nvidia_smi(repeat(',', 1000000));
SELECT left(reject_reason, 30) FROM parse_codecarbon(repeat(',', 2000000));
SELECT left(reject_reason, 30) FROM parse_prometheus('a{' || (SELECT string_agg('l' || i || '="x"', ',') FROM generate_series(1, 1000) i) || '} 1');
SELECT left(reject_reason, 30) FROM parse_sacct('JobID' || repeat('|x', 5000));
SELECT left(reject_reason, 30) FROM parse_train_log('{''a'': ' || repeat('[', 100000));
SELECT left(reject_reason, 30) FROM parse_prometheus('a{b="' || repeat('\\', 100000) || '} 1');
SELECT left(reject_reason, 30) FROM parse_nvidia_smi(repeat('"', 99999));
-- the same rows from one text and from its lines, with what is kept between calls in use
CREATE TEMP TABLE line AS SELECT i, format('DCGM_FI_DEV_POWER_USAGE{UUID="GPU-%s",Hostname="h%s"} %s', i % 1500, i % 7, i) AS input FROM generate_series(1, 5000) i;
SELECT count(*) FROM (
	SELECT i, device, metric, value, labels FROM line, parse_prometheus(input, scraped_at => '2026-01-01Z')
	EXCEPT
	SELECT line_no, device, metric, value, labels FROM (SELECT string_agg(input, E'\n' ORDER BY i) AS input FROM line) t, parse_prometheus(input, scraped_at => '2026-01-01Z')) d;
SELECT count(*) FROM line, parse_prometheus(input, scraped_at => '2026-01-01Z') WHERE device = 'GPU-' || i % 1500 AND labels = jsonb_build_object('uuid', 'GPU-' || i % 1500, 'hostname', 'h' || i % 7) AND value = i;
-- nor do they take memory: of 3,000 series 1,024 are kept, at about 300 bytes each, and each of
-- the others is made anew 20 times
WITH p AS MATERIALIZED (SELECT count(*) AS samples
	FROM (SELECT string_agg(format('DCGM_FI_DEV_POWER_USAGE{UUID="GPU-%s"} %s %s', d, d, 1767225600000 + s * 15000), E'\n' ORDER BY s, d) AS input FROM generate_series(1, 3000) d, generate_series(1, 20) s) t,
		parse_prometheus(input))
SELECT samples, (SELECT sum(used_bytes) < 2000000 FROM pg_backend_memory_contexts WHERE name LIKE 'colossus parser%' AND samples > 0) AS little FROM p;
-- a line whose labels are broken has none, and not those of the line before
SELECT line_no, metric, device, labels, reject_reason FROM parse_prometheus(E'a_watts{uuid="GPU-1"} 5\n{"a_watts":6} 7\n{"b_watts",uuid="GPU-2"} 8', scraped_at => '2026-01-01Z');
-- texts with random damage: whatever a call keeps for the next changes no answer, in whatever order they come
DO $$BEGIN PERFORM setseed(0.5); END$$;
CREATE TEMP TABLE whole AS SELECT input FROM dcgm UNION ALL SELECT input FROM codecarbon UNION ALL VALUES
($$timestamp, index, uuid, pstate, power.draw [W], clocks.sm [MHz], "x"
2026/06/15 18:28:00.000, 0, GPU-0, P0, 100.00 W, [N/A], "a ""b"" c"$$),
($$JobID|ConsumedEnergy|AllocTRES|End
1|4.5K|gres/gpu:h100=8|2026-01-02T00:00:00
1.batch|4.5K||Unknown$$),
($$[rank0]:[titan] 2025-12-13 06:45:34,345 - root - INFO - step: 530  loss:  5.9866  tps: 4,376
{"epoch":3.0,"a":{"b":[1]},"s":"x","loss":1}
_runtime,_timestamp,system.gpu.0.powerWatts
1,1700000000,3$$);
CREATE TEMP TABLE damaged AS SELECT row_number() OVER () AS n, overlay(overlay(input
	PLACING substr(E'"{}|,\\[]:=é \t%-0eN\n\r', 1 + (random() * 19)::int, 1 + (random() * 2)::int) FROM 1 + (random() * length(input))::int)
	PLACING substr(input, 1 + (random() * length(input))::int, (random() * 12)::int) FROM 1 + (random() * length(input))::int) AS input
FROM whole, generate_series(1, 400);
SELECT function, count(DISTINCT digest) AS answers FROM (
	SELECT 'nvidia_smi' AS function, sum(hashtextextended(p::text, 0)) AS digest FROM (SELECT input FROM damaged ORDER BY n) d, parse_nvidia_smi(input, '+02') p
	UNION ALL SELECT 'nvidia_smi', sum(hashtextextended(p::text, 0)) FROM (SELECT input FROM damaged ORDER BY n DESC) d, parse_nvidia_smi(input, '+02') p
	UNION ALL SELECT 'prometheus', sum(hashtextextended(p::text, 0)) FROM (SELECT input FROM damaged ORDER BY n) d, parse_prometheus(input) p
	UNION ALL SELECT 'prometheus', sum(hashtextextended(p::text, 0)) FROM (SELECT input FROM damaged ORDER BY n DESC) d, parse_prometheus(input) p
	UNION ALL SELECT 'sacct', sum(hashtextextended(p::text, 0)) FROM (SELECT input FROM damaged ORDER BY n) d, parse_sacct(input, 'Z') p
	UNION ALL SELECT 'sacct', sum(hashtextextended(p::text, 0)) FROM (SELECT input FROM damaged ORDER BY n DESC) d, parse_sacct(input, 'Z') p
	UNION ALL SELECT 'codecarbon', sum(hashtextextended(p::text, 0)) FROM (SELECT input FROM damaged ORDER BY n) d, parse_codecarbon(input) p
	UNION ALL SELECT 'codecarbon', sum(hashtextextended(p::text, 0)) FROM (SELECT input FROM damaged ORDER BY n DESC) d, parse_codecarbon(input) p
	UNION ALL SELECT 'train_log', sum(hashtextextended(p::text, 0)) FROM (SELECT input FROM damaged ORDER BY n) d, parse_train_log(input) p
	UNION ALL SELECT 'train_log', sum(hashtextextended(p::text, 0)) FROM (SELECT input FROM damaged ORDER BY n DESC) d, parse_train_log(input) p
) answer GROUP BY function ORDER BY function;
-- in a list of results as well as in FROM
SELECT (parse_prometheus('a_watts 5', scraped_at => '2026-01-01Z')).*;
