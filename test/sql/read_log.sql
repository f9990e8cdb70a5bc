-- What a ledger takes from logs.  Each input is a log as its tool writes it; what
-- is expected was read from the lines by hand, or is the sum that the comment shows.
SET timezone = 'UTC';
SET datestyle = 'ISO';
\pset null '-'

-- the account: every line is read, empty or rejected
CREATE FUNCTION account(rows text, format text, input text, zone text DEFAULT NULL, scraped_at timestamptz DEFAULT NULL, options jsonb DEFAULT NULL)
	RETURNS TABLE (lines int, read int, empty int, rejected int, samples int, adds boolean, rejects jsonb) LANGUAGE sql AS $$
	SELECT (a->>'lines')::int, (a->>'read')::int, (a->>'empty')::int, (a->>'rejected')::int, (a->>'samples')::int,
		(a->>'lines')::int = (a->>'read')::int + (a->>'empty')::int + (a->>'rejected')::int, a->'rejects'
	FROM (SELECT r.attributes AS a FROM colossus.read_log(account.format, account.input, account.zone, NULL, account.scraped_at, NULL, account.options) AS r WHERE r.row_kind = 'a') AS last $$;

-- nvidia-smi, 7,200 lines at 1 s and 360 W: 7,199 intervals of 360 J; index first, or timestamp first under a byte order mark
CREATE TEMP TABLE smi AS SELECT
	(SELECT E'index, uuid, timestamp, power.draw [W]\n' || string_agg('0, GPU-aaaa, ' || to_char('2026-01-05 10:00'::timestamp + i * interval '1 s', 'YYYY/MM/DD HH24:MI:SS.MS') || ', 360.00 W', E'\n' ORDER BY i) FROM generate_series(0, 7199) i) AS index_first,
	(SELECT E'\uFEFFtimestamp, uuid, power.draw [W]\r\n' || string_agg(to_char('2026-01-05 10:00'::timestamp + i * interval '1 s', 'YYYY/MM/DD HH24:MI:SS.MS') || ', GPU-bbbb, 360.00 W', E'\r\n' ORDER BY i) FROM generate_series(0, 7199) i) AS mark;
SELECT count(*), count(DISTINCT series_no), (power_energy(at, value, '60 s')).energy_j FROM smi, read_log('nvidia-smi', index_first, 'Europe/Berlin') WHERE row_kind = 's';
SELECT count(*), count(DISTINCT series_no), (power_energy(at, value, '60 s')).energy_j, min(at) FROM smi, read_log('nvidia-smi', mark, 'Europe/Berlin') WHERE row_kind = 's';
SELECT (account('', 'nvidia-smi', index_first, 'Europe/Berlin')).* FROM smi;
-- a header that comes again after a rotation, in another order, quoted, with pandas' index
SELECT line_no, row_kind, series_no, at, value, reject_reason, attributes->>'device' AS device FROM read_log('nvidia-smi',
E'timestamp, uuid, power.draw [W]\n2026/01/05 10:00:00.000, GPU-a, 100.00 W\n"uuid","timestamp","temperature.gpu","power.draw [mW]"\n"GPU-a","2026/01/05 10:00:01.000","40","101000"\n,uuid,timestamp,power.draw [W]\n7,GPU-A,2026/01/05 10:00:02.000,102', 'UTC');
-- wanted are the draw, not the limit, and what metrics names; names that are no names leave the index
SELECT line_no, row_kind, value, reject_reason, reject_detail, attributes->>'metric' AS metric, attributes->>'device' AS device, attributes->>'unit' AS unit FROM read_log('nvidia-smi',
E'timestamp, index, uuid, power.draw [W], power.limit [W], temperature.gpu\n2026/01/05 10:00:00.000, 3, [N/A], 100.00 W, 700 W, 40\n2026/01/05 10:00:01.000, 3, [N/A], [N/A], 700 W, 41', 'UTC', metrics => '{temperature.gpu}', options => '{"host": "n1"}') WHERE row_kind <> 'a';
SELECT (account('', 'nvidia-smi', E'timestamp, uuid, temperature.gpu\n2026/01/05 10:00:00.000, GPU-a, 40\n\nNVIDIA-SMI has failed\nx', 'UTC')).*;
-- in pieces: the header and the clock go along
WITH RECURSIVE piece AS (
	SELECT 0 AS n, NULL::jsonb AS state, 0::bigint AS samples, NULL::timestamptz AS last
	UNION ALL
	SELECT p.n + 1, r.state, p.samples + r.samples, r.last
	FROM piece p, LATERAL (SELECT (array_agg(attributes->'state') FILTER (WHERE row_kind = 'a'))[1] AS state, count(*) FILTER (WHERE row_kind = 's') AS samples, max(at) AS last
		FROM read_log('nvidia-smi', (ARRAY[E'timestamp, uuid, power.draw [W]\n2026/10/25 02:30:00, GPU-a, 1', E'2026/10/25 02:50:00, GPU-a, 1\n2026/10/25 02:10:00, GPU-a, 1', E'2026/10/25 02:20:00, GPU-a, 1\n2026/10/25 03:10:00, GPU-a, 1'])[p.n + 1], 'Europe/Berlin', p.state)) r
	WHERE p.n < 3)
SELECT n, samples, last FROM piece ORDER BY n;

-- the hour that is shown twice, by the order of lines: 02:00 to 03:00 in Berlin on 25 October 2026, 7 hours from 00:00Z - 2 h on
SELECT count(*), min(at), max(at), bool_and(at - before = interval '10 min') AS steady FROM (
	SELECT at, lag(at) OVER (ORDER BY line_no) AS before FROM read_log('nvidia-smi', (
		SELECT E'timestamp, uuid, power.draw [W]\n' || string_agg(to_char((timestamptz '2026-10-24 22:00Z' + i * interval '10 min') AT TIME ZONE 'Europe/Berlin', 'YYYY/MM/DD HH24:MI:SS') || ', GPU-a, 1', E'\n' ORDER BY i)
		FROM generate_series(0, 42) i), 'Europe/Berlin') WHERE row_kind = 's') s;
-- a text that begins in that hour: the fall of the clock, or the time that comes after it, tells; alone it stays ambiguous
SELECT t, line_no, row_kind, at, reject_reason FROM unnest(ARRAY[E'2026/10/25 02:40:00, 1\n2026/10/25 02:10:00, 1', E'2026/10/25 02:40:00, 1\n2026/10/25 03:10:00, 1', '2026/10/25 02:40:00, 1', E'2026/10/25 02:40:00, 1\n2026/10/25 09:00:00, 1']) WITH ORDINALITY AS i(input, t),
	read_log('nvidia-smi', input, 'Europe/Berlin', options => '{"header": "timestamp, power.draw [W]", "device": "x"}') WHERE row_kind <> 'a' ORDER BY t, line_no;
-- a clock that was set back by ten minutes is said
SELECT line_no, row_kind, at, reject_reason, reject_detail FROM read_log('nvidia-smi', E'timestamp, uuid, power.draw [W]\n2026/01/05 10:00:00, GPU-a, 1\n2026/01/05 10:20:00, GPU-a, 1\n2026/01/05 10:10:00, GPU-a, 1', 'UTC') WHERE row_kind <> 'a';

-- AMD, MI300X in CPX: the card has the sensor, seven partitions show 0
CREATE FUNCTION amd(power text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('gpu_package_power{gpu_id="%s",gpu_partition_id="%s",gpu_compute_partition_type="CPX",hostname="node-a",serial_number="SN-0"} %s', i, i, CASE i WHEN 0 THEN amd.power ELSE '0' END), E'\n' ORDER BY i) FROM generate_series(0, 7) i $$;
SELECT count(*), sum(value), min(attributes->>'device') AS device FROM read_log('prometheus', amd('800'), scraped_at => '2026-09-23 20:00Z') WHERE row_kind = 's';
SELECT reject_reason, count(*) FROM read_log('prometheus', amd('800'), scraped_at => '2026-09-23 20:00Z') WHERE row_kind = 'r' GROUP BY 1;
-- MIG: the instances repeat the card
SELECT line_no, row_kind, series_no, value, reject_reason FROM read_log('dcgm', E'DCGM_FI_DEV_POWER_USAGE{UUID="GPU-1",GPU_I_ID="3"} 100\nDCGM_FI_DEV_POWER_USAGE{UUID="GPU-1",GPU_I_ID="4"} 100\nDCGM_FI_DEV_POWER_USAGE{UUID="GPU-2",GPU_I_ID="4"} 101\nDCGM_FI_DEV_SM_CLOCK{UUID="GPU-2"} 1980', scraped_at => '2026-09-23 20:00Z') WHERE row_kind <> 'a';
-- one card whatever the exporter calls it, and its pod may change without a seam
SELECT series_no, count(*), min(attributes->'identity'->>'device') AS device FROM read_log('prometheus',
$$DCGM_FI_DEV_POWER_USAGE{UUID="GPU-265C9814-6156-355b-e589-ff2064894f16",pod="a",instance="x:1"} 1 1000000000000
DCGM_FI_DEV_POWER_USAGE{uuid="265c9814-6156-355b-e589-ff2064894f16",pod="b",instance="y:1"} 1 1000000015000
DCGM_FI_DEV_POWER_USAGE{UUID="00000000-0000-0000-0000-000000000000",gpu="1",Hostname="n"} 1 1000000015000
DCGM_FI_DEV_POWER_USAGE{gpu="1",Hostname="n"} 1 1000000030000
DCGM_FI_DEV_POWER_USAGE{UUID="N/A"} 1 1000000030000$$) WHERE row_kind = 's' GROUP BY 1 ORDER BY 1;
-- what names no card is told apart by all labels: two servers that differ in their instance, SGLang's streams
SELECT series_no, value, attributes->>'metric' AS metric, attributes->'identity'->'labels' AS labels FROM read_log('prometheus',
$$vllm:prompt_tokens_total{model_name="m",instance="a:8000"} 100
vllm:prompt_tokens_total{model_name="m",instance="b:8000"} 4000000
sglang:prompt_tokens_total{stream="false",model_name="m"} 4000
sglang:prompt_tokens_total{stream="true",model_name="m"} 1000
sglang:generation_tokens_total{stream="false",model_name="m"} 1000
sglang:cached_tokens_total{cache_source="device",model_name="m"} 400
vllm:prefix_cache_hits_total{engine="0"} 7
vllm:external_prefix_cache_hits_total{engine="0"} 5
vllm:request_generation_tokens_sum{engine="0"} 3
tgi_request_input_length_sum 11
tgi_request_generated_tokens_sum 12$$, scraped_at => '2026-01-01Z') WHERE row_kind = 's' ORDER BY series_no;
-- meters: each with a device and W or J; limits, extremes and shares of containers are not kept
SELECT value, attributes->>'unit' AS unit, attributes->>'device' AS device, attributes->>'part' AS part, attributes->>'kind' AS kind, attributes->>'measure' AS measure FROM read_log('prometheus',
$$ipmi_dcmi_power_consumption_watts{instance="node-7:9290"} 5942
ipmi_power_watts{instance="node-7:9290",name="PSU1"} 400
node_rapl_package_joules_total{instance="node-7:9100",index="0"} 240422.36
node_rapl_dram_joules_total{instance="node-7:9100",index="0"} 7
node_rapl_core_joules_total{instance="node-7:9100",index="0"} 8
node_hwmon_energy_joule_total{instance="node-7:9100",chip="0",sensor="energy1"} 240422.36
node_hwmon_power_average_watt{instance="node-7:9100",chip="0",sensor="power1"} 99
node_hwmon_power_cap_watt{instance="node-7:9100",chip="0",sensor="power1"} 500
nv_energy_consumption{gpu_uuid="GPU-1"} 205620.582
nv_gpu_power_usage{gpu_uuid="GPU-1"} 120.5
nv_gpu_power_limit{gpu_uuid="GPU-1"} 700
nvidia_smi_power_limit_watts{uuid="GPU-1"} 700
habanalabs_power_mW{UUID="01P0-HL2080A0",device="0"} 101000
habanalabs_energy{UUID="01P0-HL2080A0",device="0"} 1000
hw_power_watts{hw_id="GPU-x"} 3
redfish_chassis_power_average_consumed_watts{instance="n:1"} 900
ceems_ipmi_dcmi_current_watts{hostname="n"} 800
ceems_ipmi_dcmi_max_watts{hostname="n"} 900
apcupsd_line_power_kilowatts 1.5
pdu_outlet_energy_kilowatt_hours_total{instance="pdu"} 2.5
smart_meter_energy_watthours_total{instance="pdu"} 2500
xpum_power_watts{node="n",pci_bdf="0000:4d:00.0",uuid="00000000-0000-004d-0000-002f0bd58086"} 300
xpum_energy_joules{node="n",pci_bdf="0000:4d:00.0",uuid="00000000-0000-004d-0000-002f0bd58086"} 5
kepler_node_cpu_joules_total{node_name="n1",zone="package"} 100
kepler_node_cpu_joules_total{node_name="n1",zone="core"} 60
kepler_node_package_joules_total{instance="n1",mode="dynamic"} 60
kepler_node_package_joules_total{instance="n1",mode="idle"} 40
kepler_container_cpu_joules_total{container_id="c"} 5
scaph_host_power_microwatts{instance="n:8080"} 12500000
ceems_emissions_gCo2_kWh{country_code="FR"} 40$$, scraped_at => '2026-01-01Z') WHERE row_kind = 's' ORDER BY line_no;

-- a card that draws 0 W has no sensor: the second die of an MI250X, whichever comes first, and a card without serial number that has none at all
SELECT row_kind, value, reject_reason, attributes->>'device' AS device FROM read_log('prometheus',
$$gpu_average_package_power{gpu_id="1",gpu_partition_id="0",serial_number="SN-1",hostname="n"} 0
gpu_average_package_power{gpu_id="0",gpu_partition_id="0",serial_number="SN-1",hostname="n"} 400
gpu_average_package_power{card_model="",gpu_id="2",gpu_partition_id="0",hostname="n",serial_number=""} 0
gpu_energy_consumed{gpu_id="1",gpu_partition_id="0",serial_number="SN-1",hostname="n"} 0$$, scraped_at => '2026-01-01Z') WHERE row_kind IN ('s', 'r') ORDER BY line_no;

-- what another series of the exporter measures too is not kept (Cray's domains, CEEMS; the other power controls of Redfish, idrac_exporter; RAPL over
-- memory-mapped registers, node_exporter; sensors of one card, XPU Manager 2; parts of OpenTelemetry's hosts); a part of a node says which
SELECT value, attributes->>'metric' AS metric, attributes->>'device' AS device, attributes->>'part' AS part, attributes->>'kind' AS kind, attributes->>'measure' AS measure FROM read_log('prometheus',
$$ceems_cray_pm_counters_power_watts{domain="accel0",instance="n"} 99
ceems_cray_pm_counters_power_watts{domain="cpu",instance="n"} 83
ceems_cray_pm_counters_power_watts{domain="node",instance="n"} 873
ceems_hwmon_power_avg_watts{chip="socket",chip_name="socket",instance="n",sensor="power1"} 234
ceems_hwmon_power_current_watts{chip="socket",chip_name="socket",instance="n",sensor="power1"} 270
ceems_hwmon_power_current_watts{chip="0000:c1:00_0",chip_name="amdgpu",instance="n",sensor="power1"} 300
node_hwmon_power_average_watt{chip="lnxsystm:00_lnxsybus:00_acpi000d:00",instance="n",sensor="power1"} 412
node_hwmon_power_input_watt{chip="platform_amd_hsmp_hwmon",instance="n",sensor="power1"} 120
node_hwmon_power_input_watt{chip="power_supply_bat0",instance="n",sensor="power1"} 7
idrac_power_control_consumed_watts{id="0",name="System Power Control",instance="n"} 500
idrac_power_control_consumed_watts{id="1",name="CPU Sub-system Power",instance="n"} 200
idrac_power_control_avg_consumed_watts{id="0",name="System Power Control",instance="n"} 510
redfish_chassis_power_average_consumed_watts{chassis_id="1",power_voltage="Server Power Control",power_voltage_id="0",instance="n"} 520
redfish_chassis_power_average_consumed_watts{chassis_id="1",power_voltage="Memory",power_voltage_id="2",instance="n"} 90
node_rapl_package_joules_total{index="0",path="/sys/class/powercap/intel-rapl:0",instance="n"} 11
node_rapl_package_joules_total{index="0",path="/sys/class/powercap/intel-rapl-mmio:0",instance="n"} 12
node_rapl_package_0_die_1_joules_total{index="0",path="/sys/class/powercap/intel-rapl:1",instance="n"} 13
node_rapl_joules_total{index="0",path="/sys/class/powercap/intel-rapl:0",rapl_zone="package",instance="n"} 14
node_rapl_joules_total{index="0",path="/sys/class/powercap/intel-rapl:0:0",rapl_zone="core",instance="n"} 15
hw_power_watts{hw_id="x",hw_name="power-1",hw_sensor_location="card",pci_bdf="0000:03:00.0",node="n"} 150
hw_power_watts{hw_id="x",hw_name="power-2",hw_sensor_location="package",pci_bdf="0000:03:00.0",node="n"} 120
hw_power_watts{hw_id="x",hw_name="power-3",hw_sensor_location="memory",pci_bdf="0000:03:00.0",node="n"} 30
hw_power_watts{hw_id="x",hw_name="power-4",hw_sensor_location="package",com_intel_subdevice_id="0",pci_bdf="0000:03:00.0",node="n"} 60
hw_power_watts{hw_id="psu1",hw_type="power_supply",instance="n"} 700
hw_host_power_watts{hw_id="h",hw_type="host",instance="n"} 650
powerstat_package_current_power_consumption_watts{host="n",package_id="0"} 35
powerstat_package_thermal_design_power_watts{host="n",package_id="0"} 160
dcgm_power_usage{gpu="0",uuid="GPU-1"} 45
dcgm_total_energy_consumption{gpu="0",uuid="GPU-1"} 9223372036854775794
dcgm_total_energy_consumption{gpu="0",uuid="GPU-1"} 7000
nvidia_smi_power_draw{host="n",index="0",name="A100",uuid="GPU-1"} 46
amd_gpu_power{gpu_power="3",productname="MI250",instance="n:2021"} 150000000
rocm_average_socket_power_watts{card="0",instance="n:8001"} 35
rocm_energy_joules{card="0",instance="n:8001"} 26
omnistat_vendor_accel_power_watts{accel="1",vendor="cray",instance="n:8001"} 90
omnistat_vendor_cpu_power_watts{vendor="cray",instance="n:8001"} 80
omnistat_vendor_power_watts{vendor="cray",instance="n:8001"} 800$$, scraped_at => '2026-01-01Z') WHERE row_kind = 's' ORDER BY line_no;

-- Prometheus' API: a line is a pair; keys in any order; a range query moves samples to a grid, which is said
SELECT line_no, row_kind, series_no, at, value, reject_reason, attributes->>'device' AS device, attributes->'resampled' AS resampled, attributes->>'lines' AS lines FROM read_log('prometheus-json', '{"data": {"result": [
	{"values": [[1767600000, "5942"], [1767600030, "NaN"]], "metric": {"__name__": "ipmi_dcmi_power_consumption_watts", "instance": "node-7:9290"}},
	{"metric": {"__name__": "DCGM_FI_DEV_GPU_TEMP", "UUID": "GPU-\u0031"}, "values": [[1767600000, "50"]]},
	{"metric": {"__name__": "DCGM_FI_DEV_POWER_USAGE", "UUID": "GPU-\u0031"}, "values": [[1767600030, "400"]]}],
	"resultType": "matrix"}, "status": "success", "warnings": ["partial"]}');
SELECT count(*), bool_or(attributes->'resampled' IS NOT NULL) AS resampled FROM read_log('prometheus-json', '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"a_watts","instance":"x"},"values":[[1767600000.121,"1"],[1767600015.121,"1"]]}]}}');
SELECT line_no, at, value, attributes->>'device' AS device FROM read_log('prometheus-json', '[{"metric": {"__name__": "DCGM_FI_DEV_POWER_USAGE", "UUID": "GPU-1"}, "values": [[1767600000.5, "400"]]}]') WHERE row_kind = 's';
SELECT row_kind, reject_reason, reject_detail FROM unnest(ARRAY['{"status":"error","error":"bad"}', '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"a_watts"},"values":[[1,"2"],[2', '', 'x', '[]']) WITH ORDINALITY AS i(input, n), read_log('prometheus-json', input) WHERE row_kind <> 's' ORDER BY n, line_no, row_kind DESC;

-- sacct: JobIDRaw and ElapsedRaw; energy on steps; columns of fixed width; the hour shown twice by Start + Elapsed; ids that are cut
CREATE FUNCTION jobs(input text, zone text) RETURNS TABLE (line bigint, kind "char", job text, step text, joules text, started text, ended text, running text, reason text, detail text) LANGUAGE sql AS $$
	SELECT r.line_no, r.row_kind, r.attributes->>'job', r.attributes->>'step', r.attributes->>'joules', r.attributes->>'started_at', r.attributes->>'ended_at', r.attributes->>'running', coalesce(r.reject_reason, r.attributes->>'joules_reason'), r.reject_detail
	FROM colossus.read_log('sacct', jobs.input, jobs.zone) AS r WHERE r.row_kind <> 'a' $$;
SELECT * FROM jobs($$JobIDRaw|State|ExitCode|ElapsedRaw|AllocCPUS|MaxRSS|ConsumedEnergyRaw|Start|End|Restarts|
7001|COMPLETED|0:0|3600|64||7200000|2026-07-13T00:00:00|2026-07-13T01:00:00|0|
7001.batch|COMPLETED|0:0|3600|64|1G|7200000|2026-07-13T00:00:00|2026-07-13T01:00:00|0|$$, 'UTC');
SELECT * FROM jobs($$JobID|JobName|State|NNodes|NCPUS|Elapsed|ConsumedEnergyRaw|MaxRSS|AllocTRES
9200|train|CANCELLED by 77|1|112|00:04:10||||
9200.batch|batch|CANCELLED|1|112|00:04:10|139500|18512K|
9200.0|run.sh|CANCELLED|1|112|00:04:06|136500|908985K|
9201|t|COMPLETED|1|1|00:01:00|0||billing=1,energy=5000,gres/gpu=8$$, 'UTC');
SELECT * FROM jobs(
'               JobID      State               Start                 End ConsumedEnergy 
-------------------- ---------- ------------------- ------------------- -------------- 
               77001  COMPLETED 2026-02-10T22:00:00 2026-02-11T08:00:00          3.05G 
         77001.batch  COMPLETED 2026-02-10T22:00:00 2026-02-11T08:00:00         50.00M 
              77002+  COMPLETED 2026-02-10T22:00:00 2026-02-11T08:00:00               ', 'UTC');
SELECT * FROM jobs($$JobID|State|Submit|Start|End|Elapsed
801|COMPLETED|2026-11-01T00:50:00|2026-11-01T01:30:00|2026-11-01T03:30:00|03:00:00
802|COMPLETED|2026-10-31T20:00:00|2026-10-31T22:00:00|2026-11-01T01:15:00|03:15:00
803|COMPLETED|2026-10-31T20:00:00|2026-11-01T01:10:00|2026-11-01T01:20:00|00:10:00
804|COMPLETED|2026-10-31T20:00:00|2026-10-31T22:00:00|Unknown|
805|RUNNING|2026-10-31T20:00:00|2026-10-31T22:00:00|Unknown|01:00:00
806|PENDING|2026-10-31T20:00:00|Unknown|Unknown|00:00:00$$, 'America/Chicago');
SELECT job, reason FROM jobs(E'JobID|JobIDRaw|State\n12345_6+|12350|COMPLETED\n12345_7+|12351+|COMPLETED\n12_3|15|COMPLETED\n8+1|9|COMPLETED', 'UTC') WHERE kind <> 'w';
-- hostlists, GPUs and their indexes
SELECT attributes->'nodes' AS nodes, attributes->'gpus' AS gpus, attributes->>'gpu_type' AS gpu_type, attributes->'gpu_idx' AS gpu_idx FROM read_log('sacct',
$$JobID|NodeList|AllocTRES|GRES
1|n[01-03,12],gpu-[a,b]-ib[0-1],login|gres/gpu:h100=8,gres/gpu=8|gpu:h100:2(IDX:0-1,5)
2|None assigned||
3|n[01-0+||$$) WHERE row_kind = 'j';
SELECT attributes - 'seconds' FROM read_log('sacct-json', '{"meta": {}, "jobs": [{"account": "acme", "array": {"job_id": 100, "task_id": {"set": true, "infinite": false, "number": 3}}, "job_id": 103, "nodes": "n[01-02]", "state": {"current": ["COMPLETED"]},
	"time": {"elapsed": 3600, "start": 1767600000, "end": 1767603600, "submission": 1767599000}, "tres": {"allocated": [{"type": "cpu", "name": "", "count": 64}, {"type": "gres", "name": "gpu:h100", "count": 8}]},
	"steps": [{"time": {"elapsed": 3600, "start": {"set": true, "number": 1767600000}, "end": {"set": true, "number": 1767603600}}, "step": {"id": "103.batch"}, "statistics": {"energy": {"consumed": {"set": true, "infinite": false, "number": 7200000}}}}]}]}') WHERE row_kind = 'j';
-- CodeCarbon: 0.00057442898176 kWh are 2067.944334336 J; the run began 161 s before it was written
SELECT row_kind, at, attributes->>'job' AS job, attributes->>'joules' AS joules, attributes->>'started_at' AS started FROM read_log('codecarbon',
E'timestamp,project_name,run_id,duration,emissions,energy_consumed,pue\n2021-09-23T15:04:51,p,r1,161,0.0004,0.00057442898176,1.0\n2021-09-23T15:05:51,p,r2,60,0,0,1.0', 'UTC') WHERE row_kind <> 'a';
-- version 1 called a run an experiment, a name that groups runs today
SELECT row_kind, attributes->>'job' AS job, attributes->>'joules' AS joules FROM read_log('codecarbon',
E'timestamp,experiment_id,project_name,duration,emissions,energy_consumed\n2021-01-22T17:45:31,e1,p,44.9,0.0,0.001\n\ntimestamp,run_id,experiment_id,project_name,duration,emissions,energy_consumed\n2026-01-22T17:45:31,r1,e1,p,44.9,0.0,0.002\n2026-01-22T17:45:31,,e1,p,44.9,0.0,0.002', 'UTC') WHERE row_kind IN ('j', 'r');

-- training: what a line says of tokens
CREATE FUNCTION steps(format text, input text, options jsonb DEFAULT NULL) RETURNS TABLE (line bigint, kind "char", at timestamptz, step text, total text, a_step text, a_second text, clock text, reason text) LANGUAGE sql AS $$
	SELECT r.line_no, r.row_kind, r.at, r.attributes->>'step', r.attributes->>'tokens_total', r.attributes->>'tokens_per_step', r.attributes->>'tokens_per_s', r.attributes->>'clock_only', r.reject_reason
	FROM colossus.read_log(steps.format, steps.input, 'UTC', options => steps.options) AS r WHERE r.row_kind <> 'a' $$;
-- a trainer that does not count its tokens writes 0: not known, but by the option
-- a trainer that goes on from a checkpoint counts its tokens from 0 again: two runs of two lines, then one of one line, of 81,920 tokens each, in pieces, too
CREATE FUNCTION printed(VARIADIC numeric[]) RETURNS text LANGUAGE sql AS $$ SELECT string_agg(format('{''loss'': 1.9, ''num_tokens'': %s.0, ''epoch'': 0.%s}', t, n), E'\n' ORDER BY n) FROM unnest($1) WITH ORDINALITY u (t, n) $$;
SELECT line, total FROM steps('huggingface', printed(81920, 163840, 81920, 163840, 81920) || E'\n{''loss'': 1.9, ''num_tokens'': 81920.0, ''epoch'': 0.5}');
SELECT (read_log('huggingface', printed(163840), state => (SELECT attributes->'state' FROM read_log('huggingface', printed(81920, 163840, 81920)) WHERE row_kind = 'a'))).attributes->'tokens_total';
-- axolotl's count, and a line of torchtitan that a container engine wrapped in JSON, with its colours
SELECT line, total FROM steps('huggingface', '{''loss'': 1.9, ''tokens/train_per_sec_per_gpu'': 1234.5, ''tokens/total'': 81920, ''tokens/trainable'': 4000, ''epoch'': 0.1}');
SELECT line, kind, at, step, a_second FROM steps('torchtitan', '{"log":"[rank0]:[titan] 2026-01-16 02:42:20,000 - root - INFO - \u001b[31mstep: 10  \u001b[32mloss:  4.1309  \u001b[38;2;180;60;0mgrad_norm:  1.4  \u001b[34mtps: 2,000  \u001b[36mtflops: 0.20\u001b[39m\n","stream":"stdout","time":"2026-01-16T02:42:20.1Z"}', '{"ranks": 8}');
SELECT * FROM steps('llama-factory', '{"current_steps": 3, "loss": 1.9, "epoch": 0.03, "elapsed_time": "0:00:30", "throughput": 0.0, "total_tokens": 0}');
SELECT * FROM steps('huggingface', '{''loss'': 1.26, ''epoch'': 0.03, ''num_input_tokens_seen'': 0}', '{"tokens_per_step": 4096}');
-- Megatron-LM: 300 iterations of 128 samples of 4,096 tokens are 157,286,400
SELECT * FROM steps('megatron', $$ [2026-02-03 04:00:00] iteration      100/   50000 | consumed samples:        12800 | elapsed time per iteration (ms): 2500.0 | throughput per GPU (TFLOP/s/GPU): 410.0 | global batch size:   128 | lm loss: 9.1E+00 |
 [2026-02-03 04:08:20] iteration      300/   50000 | consumed samples:        38400 | elapsed time per iteration (ms): 2500.0 | global batch size:   128 | lm loss: 7.5E+00 |
 validation loss at iteration 300 | lm loss value: 7.4E+00 |$$, '{"seq_len": 4096}');
SELECT * FROM steps('megatron', '[default7]: iteration    12000/  115311 | consumed samples:     9000000 | consumed tokens:  18432000000 | elapsed time per iteration (s): 90.00 | samples per second: 22.756 | TFLOPs: 155.50 |');
SELECT metric, value, unit FROM parse_train_log('[default7]: iteration    12000/  115311 | samples per second: 22.756 | TFLOPs: 155.50 | learning rate: 4.05E-05 |') ORDER BY metric;
-- torchtitan: 8 ranks of 40,000 tokens a second; a validation restarts the clock, other ranks tell the same
SELECT * FROM steps('torchtitan', $$[rank0]:[titan] 2026-01-16 02:42:30,000 - root - INFO - Training starts at step 1
[rank0]:[titan] 2026-01-16 02:42:46,000 - root - INFO - step: 20  loss: 11.83  memory: 69.83GiB(88.19%)  tps: 40,000  tflops: 261.49  mfu: 26.44%
[rank1]:[titan] 2026-01-16 02:42:46,000 - root - INFO - step: 20  loss: 11.83  memory: 69.83GiB(88.19%)  tps: 40,000  tflops: 261.49  mfu: 26.44%
[rank0]:[titan] 2026-01-16 02:42:56,000 - root - INFO - validate step: 20  loss: 12.46  memory: 69.81GiB(88.17%)  tps: 75,000
[rank0]:[titan] 2026-01-16 02:43:06,000 - root - INFO - step: 40  loss:  9.35  memory: 69.83GiB(88.19%)  tps: 40,000  tflops: 272.72  mfu: 27.58%$$, '{"ranks": 8}');
SELECT kind, step, a_second, reason FROM steps('torchtitan', '[rank0]:[titan] 2026-01-16 02:42:46,000 - root - INFO - step: 20  loss: 11.83  tps: 40,000');
-- Hugging Face: trainer_state.json as it is written, printed dictionaries without a step, a progress bar
SELECT * FROM steps('huggingface', $${
  "best_global_step": null,
  "epoch": 3.0,
  "log_history": [
    {
      "epoch": 1.5,
      "loss": 1.9,
      "num_tokens": 81920.0,
      "step": 10
    },
    {
      "epoch": 3.0,
      "eval_loss": 1.8,
      "step": 10
    },
    {
      "epoch": 3.0,
      "loss": NaN,
      "num_tokens": 163840.0,
      "step": 20
    }
  ],
  "max_steps": 20
}$$);
SELECT * FROM steps('huggingface', $${'loss': 1.9, 'grad_norm': 1.1, 'num_tokens': 81920.0, 'epoch': 0.1}
{'loss': 1.8, 'grad_norm': 1.0, 'num_tokens': 163840.0, 'epoch': 0.2}
{'train_runtime': 100.0, 'train_samples_per_second': 8.0, 'train_loss': 1.85, 'num_tokens': 163840.0, 'epoch': 0.2}$$);
SELECT * FROM steps('huggingface', E'  0%|          | 0/20 [00:00<?, ?it/s]\n  5%|5         | 1/20 [00:02<00:38,  2.00s/it]\r 50%|#####     | 10/20 [00:20<00:20,  2.00s/it]\r{''loss'': 2.5, ''num_tokens'': 40960.0, ''epoch'': 0.5}\n100%|##########| 20/20 [00:40<00:00,  2.00s/it]\r{''train_runtime'': 40.0, ''epoch'': 1.0}');
SELECT (account('', 'huggingface', E'  5%|5         | 1/20\r 50%|#####     | 10/20\r{''loss'': 2.5, ''num_tokens'': 40960.0, ''epoch'': 0.5}\n')).*;
SELECT * FROM steps('llama-factory', '{"current_steps": 10, "total_steps": 100, "loss": 1.9, "epoch": 0.1, "throughput": 1365.33, "total_tokens": 40960}');
SELECT * FROM steps('nemo', E'0: Training epoch 0, iteration 28/99 | lr: 5.6e-06 | global_batch_size: 32 | global_step: 28 | reduced_train_loss: 2.778 | train_step_timing in s: 0.189 | consumed_samples: 928\nEpoch 0: :   1%|  | 10/1000 [00:20<00:30, v_num=0, global_step=9.000, consumed_samples=320.0, train_step_timing in s=5.1]', '{"seq_len": 8192}');
-- Lightning's bar shows three digits of what has six: 3.16e+5 are 315,500 to 316,499, of which 1,236 steps of 256 tell 316,416; of steps that
-- are rounded themselves, of another batch, and where no line told the batch, nothing tells the rest
SELECT line, kind, step, total, reason FROM steps('nemo', E'Epoch 0: | 10/999 [00:20<00:30, v_num=0, global_step=9.000, consumed_samples=2560.0]\rEpoch 0: | 1236/99999 [00:20<00:30, v_num=0, global_step=1235.0, consumed_samples=3.16e+5]\rEpoch 0: | 1001/99999 [00:20<00:30, v_num=0, global_step=1e+3, consumed_samples=2.56e+5]\rEpoch 0: | 2000/99999 [00:20<00:30, v_num=0, global_step=1999.0, consumed_samples=9.04e+5]', '{"seq_len": 1}');
SELECT line, kind, step, total, a_step, reason FROM steps('nemo', 'Epoch 0: | 1236/99999 [00:20<00:30, v_num=0, global_step=1235.0, consumed_samples=3.16e+5]', '{"seq_len": 1}');
SELECT line, kind, step, total, a_step, reason FROM steps('nemo', 'Epoch 0: | 1236/99999 [00:20<00:30, v_num=0, global_step=1235.0, consumed_samples=3.16e+5]', '{"tokens_per_step": 256}');
SELECT * FROM steps('deepspeed', E'[2023-08-02 00:41:17,935] [INFO] [logging.py:96:log_dist] [Rank 0] step=10, skipped=0, lr=[0.0001], mom=[(0.9, 0.999)]\n[2023-08-02 00:41:17,936] [INFO] [timer.py:215:stop] epoch=0/micro_step=10/global_step=10, RunningAvgSamplesPerSec=220.69, CurrSamplesPerSec=222.8', '{"tokens_per_step": 1000}');
SELECT * FROM steps('mlperf', E':::MLLOG {"time_ms": 1721026606000, "event_type": "POINT_IN_TIME", "key": "global_batch_size", "value": 8, "metadata": {}}\n0: :::MLLOG {"time_ms": 1721026606541, "key": "run_start", "value": null, "metadata": {}}\n0: :::MLLOG {"time_ms": 1721026706541, "key": "block_start", "value": null, "metadata": {"samples_count": 2688}}\n:::MLLOG {"time_ms"', '{"seq_len": 8192}');
SELECT kind, total, reason FROM steps('megatron', ' [2026-02-03 04:00:00] iteration 100/ 50000 | consumed samples: 12800 | elapsed time per iteration (ms): 2500.0 |');

-- a list of nodes that was cut off, and what a column was too narrow for, are rejects of a job that is read
SELECT line_no, row_kind, reject_reason, reject_detail, attributes->'nodes' AS nodes, attributes->'joules' AS joules FROM read_log('sacct', E'JobID|State|Start|End|ConsumedEnergyRaw|NodeList\n1|COMPLETED|2026-01-01T00:00:00|2026-01-01T01:00:00|100|n[01-02]\n2|COMPLETED|2026-01-01T00:00:00|2026-01-01T01:00:00|100|n[01-02\n3|COMPLETED|2026-01-01T00:00:00|2026-01-01T01:00:00|100 J|n01,n+\n', 'UTC') WHERE row_kind IN ('j', 'r');
SELECT line_no, row_kind, reject_reason, reject_detail, attributes->'nodes' AS nodes, attributes->>'account' AS account FROM read_log('sacct', E'JobID         Account NodeList State               Start                 End\n--------- ---------- -------- --------- ------------------- -------------------\n        1       acme n[01-02+ COMPLETED 2026-01-01T00:00:00 2026-01-01T01:00:00\n        2 acme-trai+      n01 COMPLETED 2026-01-01T00:00:00 2026-01-01T01:00:00\n', 'UTC') WHERE row_kind IN ('j', 'r');
-- Gaudi's power stands there twice, once in mW under a name in watts; Slurm's jobs show the power of their cards in mW
SELECT line_no, row_kind, value, attributes->>'metric_written' AS metric, attributes->>'device' AS device, attributes->>'job' AS job FROM read_log('prometheus', E'habanalabs_power_mW{Serial="AN1",UUID="01P0-HL2080A0-15-TNPS34-14-07-07",device="AN1",id="0",fit="f",spi="s"} 250000\naccelerator_power_usage_watts{Serial="AN1",UUID="01P0-HL2080A0-15-TNPS34-14-07-07",device="AN1",id="0",fit="f",spi="s"} 250000\naccelerator_power_usage_watts{gpu_uuid="GPU-1"} 250\nslurm_job_power_gpu{user="u",account="a",slurmjobid="77",gpu="1",gpu_type="H100"} 612345\n', scraped_at => '2026-01-01Z', options => '{"host": "n1"}') WHERE row_kind = 's';

-- W&B through pandas; nvidia-smi dmon; BMCs; the grid; inventories
SELECT line_no, at, value, attributes->>'device' AS device, attributes->'identity' AS identity FROM read_log('wandb', E',_runtime,_timestamp,system.gpu.0.powerWatts,system.gpu.1.powerWatts\n0,15.0,1767600000.5,300.0,310.0\n1,30.0,1767600015.5,302.0,312.0\n', options => '{"host": "n7"}') WHERE row_kind = 's';
SELECT line_no, row_kind, at, value, reject_reason, attributes->>'device' AS device FROM read_log('nvidia-smi-dmon', E'#Date       Time        gpu   pwr gtemp\n#YYYYMMDD   HH:MM:SS    Idx     W     C\n 20260923   20:00:00      0    98    44\n 20260923   20:00:00      1     -    44\n', 'UTC', options => '{"host": "n1"}') WHERE row_kind <> 'a';
-- EnvironmentMetrics of an accelerator are a card's, by whichever address; those of a memory, the card's own too, and of the baseboard are in the node; a server may be called GPU; chassis may contain each other
SELECT value, attributes->>'metric' AS metric, attributes->>'device' AS device, attributes->>'kind' AS kind, attributes->>'measure' AS measure FROM read_log('redfish',
'{"@odata.id": "/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_SXM_1/EnvironmentMetrics", "EnergyJoules": {"Reading": 123456789}, "PowerWatts": {"Reading": 412.5}}
{"@odata.id": "/redfish/v1/Chassis/HGX_GPU_SXM_2/EnvironmentMetrics", "PowerWatts": {"Reading": 402.5}}
{"@odata.id": "/redfish/v1/Systems/1/Memory/DIMM1/EnvironmentMetrics", "PowerWatts": {"Reading": 5}}
{"@odata.id": "/redfish/v1/Systems/HGX_Baseboard_0/Memory/GPU_SXM_1_DRAM_0/EnvironmentMetrics", "PowerWatts": {"Reading": 70}}
{"@odata.id": "/redfish/v1/Systems/HGX_Baseboard_0/Processors/GPU_SXM_1/Ports/NVLink_0/EnvironmentMetrics", "PowerWatts": {"Reading": 3}}
{"@odata.id": "/redfish/v1/Chassis/GPU_Server_7/EnvironmentMetrics", "PowerWatts": {"Reading": 5000}}
{"@odata.id": "/redfish/v1/Chassis/GPUNODE01/Power", "PowerControl": [{"MemberId": "0", "PowerConsumedWatts": 800}]}
{"@odata.id": "/redfish/v1/Chassis/GPUNODE01/Processors/CPU_0/EnvironmentMetrics", "PowerWatts": {"Reading": 90}}
{"@odata.id": "/redfish/v1/Chassis/HGX_Baseboard_0/EnvironmentMetrics", "PowerWatts": {"Reading": 3900}}
{"@odata.id": "/redfish/v1/Chassis/DGX/EnvironmentMetrics", "PowerWatts": {"Reading": 5200}}
{"@odata.id": "/redfish/v1/Chassis/Tray/Power", "PowerControl": [{"MemberId": "0", "PowerConsumedWatts": 900}]}', scraped_at => '2026-01-01Z', options => '{"host": "n1"}') WHERE row_kind = 's' ORDER BY line_no;
SELECT line_no, at, value, attributes->>'unit' AS unit, attributes->>'device' AS device FROM read_log('redfish', '{"@odata.id": "/redfish/v1/Chassis/1/Power", "PowerControl": [{"PowerConsumedWatts": 420}, {"PowerConsumedWatts": 20}]} {"PowerWatts": {"Reading": 421.5}, "EnergykWh": {"Reading": 2}}', scraped_at => '2026-01-01Z', options => '{"host": "n1"}') WHERE row_kind = 's';
SELECT line_no, at, value, reject_reason, attributes->>'device' AS device FROM read_log('ipmi', E'\n    Instantaneous power reading:                   214 Watts\n    Minimum during sampling period:                 20 Watts\n    IPMI timestamp:                           Tue Sep 22 12:00:00 2026\nPwr Consumption  | 420 Watts         | ok\nPS1 Input        | 210 Watts         | ok', 'UTC', options => '{"host": "n1"}') WHERE row_kind IN ('s', 'r');
-- the BMC's clock as ipmitool prints it: 1.8.18, then 1.8.19 by the customs of several locales, whose next line follows in the same one
CREATE FUNCTION stamps(VARIADIC text[]) RETURNS TABLE (line bigint, at timestamptz, reason text, detail text) LANGUAGE sql AS $$
	SELECT r.line_no, r.at, r.reject_reason, r.reject_detail
	FROM read_log('ipmi', (SELECT string_agg(format(E'\n    Instantaneous power reading:                   214 Watts\n    Average power reading over sample period:      190 Watts\n    IPMI timestamp:                           %s    Power reading state is:                   activated\n', s), '' ORDER BY n)
		FROM unnest($1) WITH ORDINALITY u (s, n)), 'Europe/Berlin', options => '{"host": "n1"}') r WHERE r.row_kind <> 'a' $$;
SELECT * FROM stamps(E'Thu Feb 15 08:36:01 2024\n    Sampling period:                          00000001 Seconds.\n');
SELECT s, (stamps(s || E'    Sampling period:                          00000005 Seconds.\n')).* FROM unnest(ARRAY['08/28/26 07:12:06 UTC', '08/28/2026 07:12:06 UTC', '05/22/2025 11:25:41 PM UTC', '05/22/2025 12:25:41 AM UTC', '28/08/26 07:12:06 UTC',
	'28.08.2026 07:12:06 GMT', '06.03.2025 07:12:06 UTC', '2026-08-28 07:12:06 UTC', '05/05/25 07:12:06 UTC', '03/06/2025 07:40:35 UTC', '02/30/2025 07:40:35 UTC', '08/28/26 09:12:06 CEST', 'S+ 08:57:50', 'Unspecified', '08/28/26 13:12:06 PM UTC', '8/28', '']) s;
-- a zone's short name is read by the zone of the load, and tells the hour that is shown twice; of another zone it is none
SELECT s, (stamps(s || E'    Sampling period:                          00000005 Seconds.\n')).* FROM unnest(ARRAY['10/25/26 02:30:00 CEST', '10/25/26 02:30:00 CET', 'Thu Aug 27 09:12:06 2026 CEST', '08/28/26 09:12:06 CDT', '08/28/26 09:12:06 IST', '08/28/26 09:12:06 +0530']) s;
-- a date of which the day tells how the others are read, before or behind them
SELECT * FROM stamps(E'03/06/2025 07:40:35 UTC\n', E'03/16/2025 07:40:35 UTC\n', E'05/05/2025 07:40:35 UTC\n');
SELECT * FROM stamps(E'16/03/2025 07:40:35 UTC\n', E'05/05/2025 07:40:35 UTC\n', E'03/06/2025 07:40:35 UTC\n');
SELECT at, value, attributes->>'zone' AS zone, attributes->>'metric_written' AS metric FROM read_log('intensity-electricitymaps', '{"zone": "FR", "carbonIntensity": 58.765447504659946, "datetime": "2025-11-21T19:00:00.000Z", "emissionFactorType": "lifecycle"} {"zone": "DE", "history": [{"carbonIntensity": 301, "datetime": "2025-11-21T20:00:00.000Z"}]}') WHERE row_kind = 's';
-- what its other answers call a value is a price, a load or a share
SELECT row_kind, value, reject_reason FROM read_log('intensity-electricitymaps', '{"zone": "DE", "data": [{"datetime": "2026-01-01T00:00:00.000Z", "value": 60.5, "unit": "EUR/MWh"}, {"datetime": "2026-01-01T01:00:00.000Z", "carbonIntensity": 302}]}') WHERE row_kind <> 'a';
SELECT at, value, attributes->>'zone' AS zone FROM read_log('intensity-electricitymaps', E'Datetime (UTC),Country,Zone name,Zone id,Carbon intensity gCO₂eq/kWh (direct),Carbon intensity gCO₂eq/kWh (Life cycle),Data source\n2025-01-01 00:00:00,Namibia,Namibia,NA,50.5,80.1,x\n') WHERE row_kind = 's';
-- 412.5 lb/MWh x 0.45359237 = 187.106852625 g/kWh; a signal that is no intensity, an answer without units
SELECT row_kind, at, value, attributes->>'zone' AS zone, reject_reason, reject_detail FROM unnest(ARRAY['co2_moer', 'health_damage']) signal, read_log('intensity-wattime', format('{"data": [{"point_time": "2026-04-01T00:00:00+00:00", "value": 412.5}], "meta": {"region": "CAISO_NORTH", "signal_type": "%s", "units": "lbs_co2_per_mwh"}}', signal)) WHERE row_kind <> 'a';
SELECT row_kind, reject_reason FROM read_log('intensity-wattime', '[{"point_time": "2026-04-01T00:00:00Z", "value": 900, "ba": "CAISO_NORTH"}]') WHERE row_kind <> 'a';
SELECT line_no, row_kind, attributes, reject_reason FROM read_log('devices-csv', E'uuid,host,idx,rack\nGPU-ABC,n1,0,r1\nN/A,n2,3,\n,,,') WHERE row_kind <> 'a';
-- times without seconds, with an offset, of a date, and as an epoch of ten digits
SELECT line_no, row_kind, attributes->>'started_at' AS started_at, attributes->>'ended_at' AS ended_at, reject_detail FROM read_log('job-devices-csv', E'1,GPU-a,,2026-07-01 10:00,2026-07-01T12:30\n2,GPU-a,,2026-07-01T10:00Z,2026-07-01 17:30+05:30\n3,GPU-a,,2026-07-01,1782900000\n4,GPU-a,,2026-07-01 25:00,\n5,GPU-a,,10:00,', 'Europe/Berlin') WHERE row_kind <> 'a';
SELECT line_no, row_kind, attributes, reject_reason, reject_detail FROM read_log('job-devices-csv', E'5001,GPU-abc,0.5\n5002,GPU-abc,2\n5003,GPU-abc') WHERE row_kind <> 'a';

-- names of cards; the vocabulary; formats and options that are not known
SELECT n, card_name(n) FROM unnest(ARRAY['GPU-265C9814-6156-355B-E589-FF2064894F16', '265C9814-6156-355b-e589-ff2064894f16', 'gpu-1', 'SN-0', '00000000-0000-0000-0000-000000000000', 'N/A', '[Not Supported]', '', '0', '01P0-HL2080A0']) n;
SELECT count(*) = count(DISTINCT reason) AS each_once, bool_and(meaning <> '' AND remedy <> '') AS told, count(*) > 50 AS many FROM reject_reasons();
SELECT * FROM read_log('nvidia', 'x');
SELECT * FROM read_log('megatron', 'x', options => '{"seq_len": "many"}');
SELECT * FROM read_log('nvidia-smi', 'x', options => '{"header": " "}');
SELECT count(*) FROM read_log('nvidia-smi', NULL);

-- hostile texts end in a row with a reason
SELECT format, (account('', format, input)).* FROM unnest(ARRAY['nvidia-smi', 'prometheus', 'prometheus-json', 'sacct', 'sacct-json', 'codecarbon', 'huggingface', 'wandb', 'nvidia-smi-dmon', 'mlperf', 'ipmi', 'redfish', 'intensity-electricitymaps', 'intensity-wattime', 'devices-csv', 'job-devices-csv']) format,
	(VALUES (repeat('x', 20000000)), (repeat(',', 1000000)), (repeat('{"a":[', 300000)), (repeat(E'{\n', 100000))) AS hostile(input);
-- a reject is quoted a thousand times and counted always
SELECT count(*) FILTER (WHERE row_kind = 'r') AS quoted, max((attributes->'rejects'->>'no header')::int) AS counted FROM read_log('nvidia-smi', (SELECT string_agg('1, 2', E'\n') FROM generate_series(1, 3000)));

-- read_block: the samples of a series together, in the order of time and lines; all else is as read_log gives it.  Two cards a second and one that
-- is set back, an instant that stands twice in another order of lines, a line that is rejected, holders that change, parts of a card
CREATE TEMP TABLE block (n int, format text, input text, scraped_at timestamptz);
INSERT INTO block VALUES
	(1, 'nvidia-smi', E'timestamp, uuid, power.draw [W]\n' || (SELECT string_agg(to_char('2026-01-05 10:00'::timestamp + i / 2 * interval '1 s', 'YYYY/MM/DD HH24:MI:SS') || ', GPU-' || i % 2 || ', ' || i || ' W', E'\n' ORDER BY i) FROM generate_series(0, 999) i), NULL),
	(2, 'nvidia-smi', E'timestamp, uuid, power.draw [W]\n2026/01/05 10:00:05, GPU-a, 1\n\n2026/01/05 10:00:05, GPU-b, 2\n2026/01/05 10:00:03, GPU-a, 3\n2026/01/05 10:00:04, GPU-a, x\n2026/01/05 10:00:05, GPU-a, 4\n2026/01/05 10:00:03, GPU-a, 5\n2026/01/05 10:00:06, GPU-b, 6', NULL),
	(3, 'prometheus', E'DCGM_FI_DEV_POWER_USAGE{UUID="GPU-1",pod="a"} 1 1000000000000\nDCGM_FI_DEV_POWER_USAGE{UUID="GPU-1",pod="b"} 2 1000000015000\nDCGM_FI_DEV_POWER_USAGE{UUID="GPU-1",pod="b"} 2 1000000005000', NULL),
	(4, 'dcgm', E'DCGM_FI_DEV_POWER_USAGE{UUID="GPU-1",GPU_I_ID="3"} 100\nDCGM_FI_DEV_POWER_USAGE{UUID="GPU-1",GPU_I_ID="4"} 100\nDCGM_FI_DEV_POWER_USAGE{UUID="GPU-2"} 101', '2026-09-23 20:00Z'),
	(5, 'prometheus', '', NULL);
CREATE TEMP TABLE single AS SELECT b.n, r.* FROM block b, read_log(b.format, b.input, 'UTC', NULL, b.scraped_at) r;
CREATE TEMP TABLE together AS SELECT b.n, r.* FROM block b, read_block(b.format, b.input, 'UTC', NULL, b.scraped_at) r;
CREATE TEMP TABLE entry AS SELECT t.n, t.series_no, t.line_no + u.line AS line_no, u.at, u.value, u.nth FROM together t, unnest(t.lines, t.times, t.vals) WITH ORDINALITY u (line, at, value, nth) WHERE t.row_kind = 's';
SELECT b.n, (SELECT count(*) FROM single s WHERE s.n = b.n AND s.row_kind = 's') AS single, (SELECT count(*) FROM together t WHERE t.n = b.n AND t.row_kind = 's') AS rows, (SELECT sum(t.samples) FROM together t WHERE t.n = b.n) AS samples,
	(SELECT count(*) FROM (SELECT s.series_no, s.line_no, s.at, s.value FROM single s WHERE s.n = b.n AND s.row_kind = 's' EXCEPT ALL SELECT e.series_no, e.line_no, e.at, e.value FROM entry e WHERE e.n = b.n) x) AS lost,
	(SELECT count(*) FROM (SELECT e.series_no, e.line_no, e.at, e.value FROM entry e WHERE e.n = b.n EXCEPT ALL SELECT s.series_no, s.line_no, s.at, s.value FROM single s WHERE s.n = b.n AND s.row_kind = 's') x) AS made,
	(SELECT count(*) FROM (SELECT s.line_no, s.row_kind, s.at, s.value, s.reject_reason, s.reject_detail, s.attributes FROM single s WHERE s.n = b.n AND s.row_kind <> 's'
		EXCEPT ALL SELECT t.line_no, t.row_kind, t.at, t.value, t.reject_reason, t.reject_detail, t.attributes FROM together t WHERE t.n = b.n AND t.row_kind <> 's') x) AS other,
	(SELECT count(*) FROM (SELECT s.series_no, s.attributes FROM single s WHERE s.n = b.n AND s.row_kind = 's' AND s.attributes IS NOT NULL
		EXCEPT ALL SELECT t.series_no, t.attributes FROM together t WHERE t.n = b.n AND t.row_kind = 's') x) AS unnamed
FROM block b ORDER BY b.n;
SELECT t.n, t.series_no, t.line_no, t.at, t.value, t.samples, t.last_at, t.once, t.lines, t.vals FROM together t WHERE t.n IN (2, 3) AND t.row_kind = 's' ORDER BY t.n, t.series_no;
SELECT count(*) AS out_of_order FROM (SELECT (e.at, e.line_no) <= lag((e.at, e.line_no)) OVER (PARTITION BY e.n, e.series_no ORDER BY e.nth) AS falls FROM entry e) x WHERE x.falls;
-- what is held has a bound
SELECT series_no, line_no, samples, once, attributes IS NOT NULL AS named FROM read_block('nvidia-smi', repeat(E'2026/01/01 00:00:00, 0, 300.00 W\n', 300000), 'UTC', options => '{"header": "timestamp, index, power.draw [W]"}') WHERE row_kind = 's' ORDER BY line_no;
