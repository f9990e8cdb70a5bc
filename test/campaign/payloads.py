#!/usr/bin/env python3
"""usage: payloads.py CLIENT SEED CASES [big]

Hostile payloads for every format of read_log, into the ledger `ops` of the database that
PG* variables name: lines cut, doubled, swapped, of other formats, with other bytes, with
numbers and lists without end; broken UTF-8, NUL, a million columns, and with `big` a line
of 100 MB.  A payload may be loaded, rejected or refused with an SQLSTATE of class 22 or
54; the server lives on, and what was refused has left nothing.  Prints PASS or FAIL."""
import os, random, re, subprocess, sys, tempfile

client, seed, cases = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
SAMPLES = {
	'nvidia-smi': 'timestamp, index, uuid, power.draw [W]\n2026/01/05 10:00:00.000, 0, GPU-1, 300.00 W\n2026/01/05 10:00:15.000, 0, GPU-1, [N/A]\n',
	'nvidia-smi-dmon': '#Date       Time        gpu   pwr gtemp\n#YYYYMMDD   HH:MM:SS    Idx     W     C\n 20260105   10:00:00      0    37    19\n',
	'dcgm': '# TYPE DCGM_FI_DEV_POWER_USAGE gauge\nDCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-1",Hostname="n\\"1",pod="a"} 300.5\nDCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-1"} 126272101025 1767225600000\n',
	'prometheus': 'vllm:prompt_tokens_total{engine="0",pod="p"} 9.0\nnode_rapl_package_joules_total{index="0"} 240422.36 # {trace_id="x"} 1\n',
	'prometheus-json': '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"DCGM_FI_DEV_POWER_USAGE","UUID":"GPU-1"},"values":[[1767225600,"300"],[1767225615.5,"NaN"]]}]}}',
	'sacct': 'JobID|Account|State|Start|End|Elapsed|AllocTRES|ConsumedEnergyRaw|NodeList\n1|a|COMPLETED|2026-01-01T00:00:00|2026-01-01T01:00:00|01:00:00|gres/gpu=2|5000|n[01-02,7]\n1.batch||COMPLETED|2026-01-01T00:00:00|2026-01-01T01:00:00|01:00:00||5000|n01\n',
	'sacct-json': '{"jobs":[{"job_id":5,"account":"a","nodes":"n[1-2]","state":{"current":["COMPLETED"]},"time":{"start":1767225600,"end":1767229200,"elapsed":3600},"tres":{"allocated":[{"type":"gres","name":"gpu","count":2}]},"steps":[{"time":{"start":{"set":true,"number":1767225600}},"statistics":{"energy":{"consumed":5}},"step":{"id":"5.0"}}]}]}',
	'codecarbon': 'timestamp,project_name,run_id,duration,emissions,energy_consumed,gpu_energy\n2026-01-01T01:00:00,p,r1,3600.5,0.1,0.35,0.3\n',
	'megatron': ' [2026-02-03 04:00:00] iteration      100/   50000 | consumed samples:        12800 | elapsed time per iteration (ms): 2500.0 | global batch size:   128 | lm loss: 9.1E+00 |\n',
	'torchtitan': '[rank0]:[titan] 2026-01-16 02:42:26,000 - root - INFO - Training starts at step 1\n[rank0]:[titan] 2026-01-16 02:42:36,000 - root - INFO - step:  1  loss: 12.46  memory: 69.81GiB(88.17%)  tps: 1,000  tflops: 6.4  mfu: 0.65%\n',
	'huggingface': "{'loss': 2.3, 'num_tokens': 16384.0, 'epoch': 0.01}\n{\"log_history\": [{\"step\": 10, \"loss\": 1.0, \"num_input_tokens_seen\": 5}], \"x\": [1, {\"y\": \"z\"}]}\n",
	'nemo': 'Training epoch 0, iteration 9/99 | global_step: 9 | consumed_samples: 1280 | global_batch_size: 128\n',
	'llama-factory': '{"current_steps": 10, "total_steps": 100, "loss": 1.9, "total_tokens": 40960}\n',
	'deepspeed': '[2026-02-03 04:00:00,000] [INFO] [logging.py:96:log_dist] [Rank 0] step=10, skipped=0, lr=[0.0001], mom=[(0.9, 0.999)]\n',
	'mlperf': ':::MLLOG {"namespace": "", "time_ms": 1767225600000, "event_type": "POINT_IN_TIME", "key": "global_batch_size", "value": 448, "metadata": {}}\n',
	'wandb': ',_runtime,_timestamp,system.gpu.0.powerWatts\n0,15.0,1767600000.5,300.0\n',
	'ipmi': '    Instantaneous power reading:                   123 Watts\n    IPMI timestamp:                           Fri Mar 19 08:37:12 2021\n    Power reading state is:                   activated\n',
	'redfish': '{"@odata.id":"/redfish/v1/Chassis/1/Power","PowerControl":[{"MemberId":"0","PowerConsumedWatts":426,"PowerMetrics":{"MinConsumedWatts":400}}]}',
	'intensity-electricitymaps': '{"zone":"DE","history":[{"carbonIntensity":302,"datetime":"2026-01-01T18:00:00.000Z","emissionFactorType":"lifecycle"}]}',
	'intensity-wattime': '{"data":[{"point_time":"2026-01-01T00:00:00+00:00","value":870.0}],"meta":{"region":"CAISO_NORTH","signal_type":"co2_moer","units":"lbs_co2_per_mwh"}}',
	'devices-csv': 'uuid,host,idx,since\nGPU-7,n1,0,2026-01-01T00:00:00Z\n',
	'job-devices-csv': '1,GPU-1,0.5,2026-01-01T00:00:00Z,2026-01-01T01:00:00Z\n'}
ODD = ['1e309', '-1e400', '9' * 400, '0x1p3', 'NaN', '-0', '1_000', '18446744073709551616', '2199-12-31T23:59:59Z', '0000-00-00', '9999999999999999', '\u202e', '\ufeff', '\u0000'.join(['', '']), '"', "'", '\\', '\\u0000', '\\ud800',
	'{' * 2000, '[' * 5000, '(' * 300, ',' * 3000, '|' * 2000, 'n[0-99999999]', 'n[1-3', 'n[5-2]', ' ' * 1000, '\t', '\r', '\x1b[31m', '\x7f', 'é' * 300, '=' * 100, '#', '{}', '[]', 'null', 'true']
def mutate(text):
	for _ in range(rng.randrange(1, 5)):
		kind, at = rng.randrange(9), rng.randrange(len(text) + 1)
		if kind == 0: text = text[:at] + rng.choice(ODD) + text[at:]
		elif kind == 1: text = text[:at]
		elif kind == 2: text = text[at:]
		elif kind == 3: text = text[:at] + text[rng.randrange(len(text) + 1):]
		elif kind == 4: text = text * rng.randrange(2, 40)
		elif kind == 5:
			lines = text.split('\n'); rng.shuffle(lines); text = '\n'.join(lines)
		elif kind == 6: text = re.sub(r'\d+(\.\d+)?', lambda m: rng.choice(ODD) if rng.random() < 0.1 else m[0], text)
		elif kind == 7: text = text[:at] + chr(rng.choice([1, 9, 13, 34, 39, 44, 58, 92, 123, 124, 125, 0x3b1, 0x1f600])) * rng.randrange(1, 400) + text[at:]
		else: text = text[:at] + rng.choice(list(SAMPLES.values())) + text[at:]
	return text[:2000000]
failed = 0
def say(good, what):
	global failed
	failed += not good
	print(('PASS ' if good else 'FAIL ') + what, flush=True)
def psql(*arguments, **more): return subprocess.run(['psql', '-XqAt', *arguments], capture_output=True, **more)
def sql(text): return psql('-v', 'ON_ERROR_STOP=1', '-c', 'SET client_min_messages = warning', '-c', text, text=True).stdout.strip()
def fresh(): sql('DROP SCHEMA IF EXISTS ops CASCADE'); sql("CALL colossus.create_ledger('ops')")
def quote(text): return "E'" + text.replace('\\', '\\\\').replace("'", "\\'").replace('\0', '') + "'"
# what the loads say that they brought is what is there, and nothing belongs to no load
WHOLE = """SELECT (SELECT coalesce(sum(new), 0) FROM ops.load WHERE state = 'finished') = (SELECT count(*) FROM ops.sample)
	AND NOT EXISTS (SELECT FROM ops.sample s WHERE NOT EXISTS (SELECT FROM ops.load l WHERE l.load_id = s.load_id))
	AND NOT EXISTS (SELECT FROM ops.reject r WHERE NOT EXISTS (SELECT FROM ops.load l WHERE l.load_id = r.load_id))
	AND NOT EXISTS (SELECT FROM ops.series s WHERE NOT EXISTS (SELECT FROM ops.load l WHERE l.load_id = s.first_load))"""
fresh()
formats = sql("SELECT 1") and psql('-c', "SELECT FROM colossus.read_log('none', '')", text=True).stderr
known = re.search(r'The formats are (.*)\.', formats)
names = [f for f in (known[1].split(', ') if known else []) if f != 'train-log']
say(sorted(names) == sorted(SAMPLES), 'every format has a sample %s' % sorted(set(names) ^ set(SAMPLES)))

codes, answers = {}, 0
folder = tempfile.mkdtemp()
script = os.path.join(folder, 'script.sql')
plan = [(f, SAMPLES[f] if k == 0 else mutate(SAMPLES[f])) for k in range(max(1, cases // len(SAMPLES))) for f in SAMPLES]
with open(script, 'w', encoding='utf-8') as f:
	f.write("\\set VERBOSITY sqlstate\nSET client_min_messages = error;\nSET statement_timeout = '60s';\n")
	for i, (name, text) in enumerate(plan):
		options = rng.choice(["'{}'", """'{"job": "j", "seq_len": 10, "ranks": 2}'""", """'{"host": "h", "replace": true}'""", """'{"tokens_per_step": 5, "job": "k"}'"""])
		f.write("\\echo case %d %s\nSELECT 'ok', lines = read + empty + rejected FROM ops.load('%s', %s, zone => 'Europe/Berlin', scraped_at => '2026-01-05 10:00Z', options => %s);\n" % (i, name, name, quote(text), options))
		if i % 50 == 49: f.write(WHOLE + ";\n")
	f.write("\\echo end\n" + WHOLE + ";\n")
run = psql('-f', script, text=True)
said = run.stdout.split('\n')
for code in re.findall(r'ERROR:  (\w{5})', run.stderr): codes[code] = codes.get(code, 0) + 1
say('end' in said and run.returncode == 0, 'the server lives on after %d payloads %s' % (len(plan), run.stderr[-300:] if 'end' not in said else ''))
say(not [c for c in codes if c[:2] not in ('22', '54')], 'what is refused has an SQLSTATE for it: %s' % codes)
say('f' not in said and 'ok|f' not in said, 'every line and sample is accounted for, and nothing is half booked')
say(sum(x == 'ok|t' for x in said) > len(plan) / 2, '%d of them were loaded or rejected line by line' % sum(x == 'ok|t' for x in said))

# what only a file can hold
def load(name, data, *more):
	path = os.path.join(folder, name)
	with open(path, 'wb') as f: f.write(data)
	run = subprocess.run(['sh', client, *more, path], capture_output=True, text=True)
	return run.returncode, run.stdout + run.stderr
fresh()
smi, zone = SAMPLES['nvidia-smi'].encode(), ['--format', 'nvidia-smi', '--zone', 'UTC']
say(load('nul.csv', smi + b'a\0b\n', *zone)[0] == 2, 'NUL is refused')
say(load('utf8.csv', smi + b'\xc3\x28\n', *zone)[0] == 2, 'broken UTF-8 is refused')
say(load('utf16.csv', b'\xff\xfe\x00', *zone)[0] == 2, 'half a character of UTF-16 is refused')
say(sql('SELECT count(*) FROM ops.load') == '0', 'and left nothing')
code, text = load('wide.csv', smi + b'1,' * 1000000 + b'1\n' + b'timestamp,' + b'a,' * 1000000 + b'power.draw [W]\n', *zone)
say(code == 0 and sql('SELECT samples, rejected FROM ops.load') == '1|3', 'a million columns are rejects: ' + sql('SELECT samples, rejected FROM ops.load'))
code, text = load('json.json', b'[' * 1000000, '--format', 'prometheus-json')
say(code == 1 and sql('SELECT count(*) FROM ops.reject WHERE load_id = (SELECT max(load_id) FROM ops.load)') in ('1', '2'), 'a million brackets are a reject')
same = smi + b''.join(b'2026/01/05 10:%02d:%02d.000, 0, GPU-1, 300.00 W\n' % (i // 60, i % 60) for i in range(30, 600))
load('same.csv', same, *zone)
code, text = load('same.csv', same[:-10] + b'1.00 W\n', *zone)
say(sql('SELECT samples, new, known, conflicting FROM ops.load ORDER BY load_id DESC LIMIT 1').split('|')[3] == '1', 'a file that changed is read again, and what differs is in conflict')
if 'big' in sys.argv:
	fresh()
	code, text = load('long.csv', smi + b'x' * 100000000 + b'\n2026/01/05 10:00:30.000, 0, GPU-1, 300.00 W\n', *zone)
	say(code == 0 and sql('SELECT samples, lines FROM ops.load') == '2|5', 'a line of 100 MB is a reject')
	code, text = load('long.prom', b'a{b="' + b'x' * 100000000 + b'"} 1\n', '--format', 'prometheus', '--scraped-at', '2026-01-01Z')
	say(code == 1, 'of Prometheus, too')
say(sql(WHOLE) == 't', 'and nothing is half booked')
sys.exit(failed > 0)
