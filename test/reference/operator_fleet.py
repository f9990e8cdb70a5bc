#!/usr/bin/env python3
"""usage: operator_fleet.py CLIENT SEED [VARIANT...]

Twelve hours of a made fleet over the end of summer time, in the formats that tools
write, loaded by CLIENT (colossus-load) into the ledger `ops` of the database that PG*
variables name, one command a format, and compared with what exact arithmetic over the
same files gives.  Prints PASS or FAIL a comparison.  Energies agree to 1e-12, tokens
exactly.  Variants: plain; twice; pieces (of files, shuffled); late (5 % of the files
come later, after the days are packed); corrected (a wrong file, then the right one);
all (one ledger goes through all of it; the default)."""
import csv, glob, io, json, os, random, shutil, subprocess, sys, tempfile
from datetime import datetime, timedelta, timezone
from fractions import Fraction as F
from zoneinfo import ZoneInfo

client, seed = sys.argv[1], int(sys.argv[2])
rng = random.Random(seed)
ZONE = ZoneInfo('Europe/Berlin')
UTC = timezone.utc
def at(text): return int(datetime.strptime(text, '%Y-%m-%d %H:%M').replace(tzinfo=UTC).timestamp())
T0, T1 = at('2026-10-24 20:00'), at('2026-10-25 08:00')
MIDNIGHT = at('2026-10-25 00:00')
MAX_GAP = 300
def local(ms): return datetime.fromtimestamp(ms // 1000, UTC).astimezone(ZONE)

# ---- jobs: whole nodes, and parts of one; ends and starts in the hour that is shown twice
jobs = {}
def job(name, tenant, since, until, where): jobs[name] = dict(tenant=tenant, since=at(since), until=at(until), where=where)
whole = lambda *nodes: [(n, g, F(1)) for n in nodes for g in (0, 1)]
m = rng.randrange(0, 30)
job('1001', 'research', '2026-10-24 21:%02d' % m, '2026-10-25 06:45', whole(1, 2))
job('1002', 'vision', '2026-10-24 20:20', '2026-10-25 00:%02d' % (30 + m % 20), whole(3))	# ends 02:30 to 02:50, the first time
job('1003', 'vision', '2026-10-25 01:%02d' % m, '2026-10-25 07:00', whole(3))			# begins 02:00 to 02:30, the second time
job('2001', 'product', '2026-10-24 20:00', '2026-10-25 08:00', whole(5))
job('2002', 'product', '2026-10-24 22:00', '2026-10-25 05:30', whole(6, 8))
job('3001', 'research', '2026-10-24 21:00', '2026-10-25 03:10', [(4, 0, F(1, 2))])
job('3002', 'vision', '2026-10-24 23:30', '2026-10-25 02:20', [(4, 0, F(1, 4))])

# ---- devices and their readings: nodes 1 to 4 by nvidia-smi, 5 to 7 by Prometheus, 8 and 9 by scrapes of dcgm-exporter
def uuid(): h = '%032x' % rng.getrandbits(128); return 'GPU-%s-%s-%s-%s-%s' % (h[:8], h[8:12], h[12:16], h[16:20], h[20:])
devices = []
for n in range(1, 10):
	offset = rng.randrange(0, 9000) if n <= 4 else 0		# ms
	dead = rng.randrange(60, 500) if n in (2, 6) else None	# a node that was down for an hour
	for g in (0, 1):
		d = dict(name=uuid(), node=n, idx=g, w=[], c=[])
		count = rng.randrange(10**8, 10**10)				# mJ
		reload = rng.randrange(100, 600) if (n, g) in ((5, 1), (8, 0)) else None
		last = None
		for k in range(0, 721):
			ms = (T0 + 60 * k) * 1000 + offset
			if ms > T1 * 1000: break
			busy = any(j['since'] * 1000 <= ms < j['until'] * 1000 and (n, g) in [x[:2] for x in j['where']] for j in jobs.values())
			w = rng.randrange(35000, 75000) + (rng.randrange(200000, 600000) if busy else 0)	# mW
			if n <= 4: w -= w % 10
			if last is not None: count += (w + last) * 30
			last = w
			if dead and dead <= k < dead + 60: continue
			if dead and k == dead + 60: count = 900 * 1000
			if reload and k == reload: count = 5000
			d['w'].append((ms, w)); d['c'].append((ms, count))
		if n >= 8: d['c'] = d['c'][::10]
		devices.append(d)
by_place = {(d['node'], d['idx']): d for d in devices}

# ---- what exact arithmetic makes of them, in mJ: W between readings at most MAX_GAP apart; of a counter that fell, what it shows
def energy(d, since, until):
	total = F(0)
	readings = d['w'] if d['node'] <= 4 else d['c']
	for (t, x), (t2, x2) in zip(readings, readings[1:]):
		a, b = max(t, since * 1000), min(t2, until * 1000)
		if a >= b: continue
		if d['node'] <= 4:
			if t2 - t > MAX_GAP * 1000: continue
			value = lambda s: x + F((x2 - x) * (s - t), t2 - t)
			total += (value(a) + value(b)) / 2 * F(b - a, 1000)
		else:
			total += F((x2 - x if x2 >= x else x2) * (b - a), t2 - t)
	return total
days = {'2026-10-24': (T0 - 86400, MIDNIGHT), '2026-10-25': (MIDNIGHT, T1 + 86400)}
truth = {'device': {(d['name'], day): energy(d, *span) for d in devices for day, span in days.items()}}
truth['job'] = {name: sum(share * energy(by_place[n, g], j['since'], j['until']) for n, g, share in j['where']) for name, j in jobs.items()}
truth['day'] = {day: sum(v for (_, x), v in truth['device'].items() if x == day) for day in days}
truth['tenant'] = {t: sum(truth['job'][k] for k, j in jobs.items() if j['tenant'] == t) for t in ('research', 'vision', 'product')}
truth['tenant']['(idle)'] = sum(truth['day'].values()) - sum(truth['tenant'].values())

# ---- the files
out = tempfile.mkdtemp()
os.chmod(out, 0o755)
files = {}		# format and options -> files
def write(kind, name, text):
	path = os.path.join(out, name)
	with open(path, 'w') as f: f.write(text)
	files.setdefault(kind, []).append(path)
SMI = 'timestamp, index, uuid, power.draw [W], utilization.gpu [%]\n'
for n in range(1, 5):
	lines = sorted((ms, d['idx'], d['name'], w) for d in devices if d['node'] == n for ms, w in d['w'])
	for day in ('2026-10-24', '2026-10-25'):
		write('nvidia-smi', 'smi-n%02d-%s.csv' % (n, day), SMI + ''.join('%s.%03d, %d, %s, %d.%02d W, %d %%\n' % (local(ms).strftime('%Y/%m/%d %H:%M:%S'), ms % 1000, g, u, w // 1000, w % 1000 // 10, w > 200000)
			for ms, g, u, w in lines if local(ms).strftime('%Y-%m-%d') == day))
for day, (a, b) in days.items():
	for metric, key, show in (('DCGM_FI_DEV_POWER_USAGE', 'w', lambda x: '%d.%03d' % (x // 1000, x % 1000)), ('DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', 'c', str)):
		write('prometheus-json', 'prom-%s-%s.json' % (metric, day), json.dumps({'status': 'success', 'data': {'resultType': 'matrix', 'result': [
			{'metric': {'__name__': metric, 'UUID': d['name'], 'Hostname': 'n%02d' % d['node'], 'gpu': str(d['idx']), 'instance': 'n%02d:9400' % d['node'], 'job': 'dcgm'},
			'values': [[ms // 1000, show(x)] for ms, x in d[key] if a * 1000 <= ms <= b * 1000]} for d in devices if 5 <= d['node'] <= 7]}}))
for n in (8, 9):
	for k in range(0, 721, 10):
		text = ''
		for metric, key in (('DCGM_FI_DEV_GPU_TEMP', None), ('DCGM_FI_DEV_POWER_USAGE', 'w'), ('DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', 'c')):
			text += '# TYPE %s gauge\n' % metric
			for d in devices:
				if d['node'] != n: continue
				x = dict(d[key]).get((T0 + 60 * k) * 1000) if key else 55
				if x is not None: text += '%s{gpu="%d",UUID="%s",Hostname="n%02d",modelName="NVIDIA H100 80GB HBM3"} %s\n' % (metric, d['idx'], d['name'], n, '%d.%03d' % (x // 1000, x % 1000) if key == 'w' else x)
		write('dcgm', 'n%02d-%d.prom' % (n, T0 + 60 * k), text)
show = lambda s: local(s * 1000).strftime('%Y-%m-%dT%H:%M:%S')
def elapsed(s): return '%02d:%02d:%02d' % (s // 3600, s % 3600 // 60, s % 60)
write('sacct', 'sacct.txt', 'JobID|JobName|Account|State|Submit|Start|End|Elapsed|NNodes|AllocTRES|NodeList\n' + ''.join('%s|x|%s|COMPLETED|%s|%s|%s|%s|%d|gres/gpu=%d|%s\n' % (
	name, j['tenant'], show(j['since'] - 30), show(j['since']), show(j['until']), elapsed(j['until'] - j['since']), len({x[0] for x in j['where']}), len(j['where']),
	'n[%s]' % ','.join('%02d' % n for n in sorted({x[0] for x in j['where']}))) for name, j in jobs.items()))
write('job-devices-csv', 'prolog.csv', ''.join('%s,%s,%s\n' % (name, by_place[n, g]['name'], float(share)) for name, j in jobs.items() for n, g, share in j['where'] if share != 1))
write('devices-csv', 'inventory.csv', 'uuid,host,idx,rack\n' + ''.join('%s,n%02d,%d,r%d\n' % (d['name'], d['node'], d['idx'], d['node'] // 4) for d in devices))
tokens = truth['tokens'] = {}
series = {'vllm:prompt_tokens_total': [], 'vllm:generation_tokens_total': [], 'vllm:prefix_cache_hits_total': []}
for name in ('2001', '2002'):
	j = jobs[name]
	restart = rng.randrange(100, 300) if name == '2001' else None
	for (metric, readings), rate in zip(series.items(), (9000, 2500, 3000)):
		count, total, values = rng.randrange(10**6), 0, []
		for k, t in enumerate(range(j['since'], j['until'] + 1, 60)):
			more = rng.randrange(rate * 30, rate * 90)
			if k: total += more
			count = more if k and k == restart else count + more
			values.append([t, str(float(count))])
		readings.append({'metric': {'__name__': metric, 'engine': '0', 'instance': 'vllm-%s:8000' % name, 'model_name': 'm', 'slurm_job': name}, 'values': values})
		tokens[name, metric.split(':')[1].split('_')[0]] = total
for name in ('2001', '2002'):
	tokens[name, 'output'] = tokens.pop((name, 'generation')); tokens[name, 'cached'] = tokens.pop((name, 'prefix'))
	tokens[name, 'computed'] = tokens[name, 'prompt'] + tokens[name, 'output'] - tokens[name, 'cached']
for metric, readings in series.items():
	write('prometheus-json', metric.replace(':', '_') + '.json', json.dumps({'status': 'success', 'data': {'resultType': 'matrix', 'result': readings}}))
titan = '[rank0]:[titan] %s,000 - root - INFO - '
j, t, step, total = jobs['1001'], jobs['1001']['since'], 1, 0
log = titan % local(t * 1000).strftime('%Y-%m-%d %H:%M:%S') + 'Starting job: pretrain\n'
while t + 60 < j['until']:
	rate = rng.randrange(7550, 7650); t += 60; total += rate * 4 * 60
	log += titan % local(t * 1000).strftime('%Y-%m-%d %H:%M:%S') + 'step: %2d  loss: 2.4  memory: 62.10GiB(78.40%%)  tps: %s  tflops: 405.10  mfu: 40.96%%\n' % (step, format(rate, ','))
	step = step // 10 * 10 + 10
write('torchtitan', 'titan.log', log)
tokens['1001', 'training'] = total

# ---- loading and asking
options = {'nvidia-smi': ['--zone', 'Europe/Berlin'], 'dcgm': ['--scraped-at', 'name'], 'sacct': ['--zone', 'Europe/Berlin'],
	'torchtitan': ['--zone', 'Europe/Berlin', '--option', 'job=1001', '--option', 'ranks=4']}
failed = 0
def say(good, what):
	global failed
	failed += not good
	print(('PASS ' if good else 'FAIL ') + what, flush=True)
def load(kind, paths, *more):
	if not paths: return
	run = subprocess.run(['sh', client, '--format', kind, *options.get(kind, []), *more, *paths], capture_output=True, text=True)
	if run.returncode: say(False, 'loading %s: %s' % (kind, run.stdout + run.stderr))
def ask(sql):
	run = subprocess.run(['psql', '-XqAt', '--csv', '-v', 'ON_ERROR_STOP=1', '-c', 'SET client_min_messages = warning', '-c', sql], capture_output=True, text=True)
	if run.returncode: sys.exit(run.stderr)
	return [r for r in csv.reader(io.StringIO(run.stdout))]
def fresh(): ask("DROP SCHEMA IF EXISTS ops CASCADE"); ask("CALL colossus.create_ledger('ops')")
def compare(variant):
	worst = {}
	def near(what, key, got, want):
		off = abs(float((F(got or 0) / 10**6 - want) / want)) if want else float(F(got or 0))
		worst[what] = max(worst.get(what, (0, '')), (off, str(key)))
	found = {}
	for device, day, nj in ask('SELECT device, day, energy_nj FROM ops.device_energy'): found[device, day] = nj
	for key, want in truth['device'].items(): near('devices', key, found.get(key), want)
	for day, want in truth['day'].items(): near('days', day, sum(F(v or 0) for (_, x), v in found.items() if x == day), want)
	found = dict(ask('SELECT job, energy_nj FROM ops.job_energy'))
	for key, want in truth['job'].items(): near('jobs', key, found.get(key), want)
	found = dict(ask('SELECT tenant, sum(energy_nj) FROM ops.tenant_ledger GROUP BY 1'))
	for key, want in truth['tenant'].items(): near('tenants and idle', key, found.get(key), want)
	for what, (off, key) in worst.items(): say(off <= 1e-12, '%s: energy of %s, worst %.1e %s' % (variant, what, off, key))
	found = {(r[0], r[1]): F(r[2]) for r in ask('SELECT job, kind, tokens FROM ops.job_tokens')}
	say(found == tokens, '%s: tokens' % variant)
	if found != tokens: print(sorted((k, found.get(k), tokens.get(k)) for k in found.keys() | tokens.keys() if found.get(k) != tokens.get(k)))
def accounted(variant):
	bad = ask('SELECT load_id, rejected, conflicting FROM ops.load WHERE rejected > 0 OR conflicting > 0')
	say(not bad, '%s: no line was rejected %s' % (variant, bad or ''))
def pieces(kind, path):
	"""a file in three, cut where no hour is shown twice; the header with each"""
	with open(path) as f: lines = f.readlines()
	head, body = (lines[:1], lines[1:]) if kind == 'nvidia-smi' else ([], lines)
	cuts = sorted(rng.sample([i for i, l in enumerate(body) if '2026/10/25 02:' not in l and '2026-10-25 02:' not in l and '2026/10/25 03:0' not in l and '2026/10/25 01:5' not in l and '2026-10-25 01:5' not in l and '2026-10-25 03:0' not in l], 2))
	paths = []
	for i, (a, b) in enumerate(zip([0] + cuts, cuts + [len(body)])):
		paths.append('%s.%d' % (path, i))
		with open(paths[-1], 'w') as f: f.writelines(head + body[a:b])
	return paths
def wrong(path):
	"""the same readings, 100 W too high"""
	with open(path) as f: text = f.read()
	bad = path + '.wrong'
	with open(bad, 'w') as f: f.write(''.join(l if ' W,' not in l else ', '.join(x if ' W' not in x else '%.2f W' % (float(x.split()[0]) + 100) for x in l.split(', ')) for l in text.splitlines(True)))
	return bad
order = ['devices-csv', 'nvidia-smi', 'prometheus-json', 'dcgm', 'sacct', 'job-devices-csv', 'torchtitan']
try:
	for variant in sys.argv[3:] or ['all']:
		fresh()
		todo = [(kind, list(files[kind])) for kind in order]
		late, corrected = [], None
		if variant in ('late', 'all'):
			for kind, paths in todo:
				for path in [p for p in paths if len(paths) > 3 and rng.random() < 0.05] or (paths[1:2] if kind == 'nvidia-smi' else []):
					paths.remove(path); late.append((kind, path))
		if variant in ('corrected', 'all'):
			smi = dict(todo)['nvidia-smi']
			corrected = smi.pop(rng.randrange(len(smi)))
			load('nvidia-smi', [wrong(corrected)])
		if variant in ('pieces', 'all'):
			todo = [(kind, [q for p in paths for q in (pieces(kind, p) if kind in ('nvidia-smi', 'torchtitan') else [p])]) for kind, paths in todo]
			# jobs before what they held; all else in any order, and what tells of one series backwards, too
			rng.shuffle(todo)
			todo.sort(key=lambda x: x[0] == 'job-devices-csv')
			for _, paths in todo: rng.shuffle(paths)
			for kind, paths in todo:
				half = len(paths) // 2
				load(kind, paths[:half]); load(kind, paths[half:])
		else:
			for kind, paths in todo: load(kind, paths)
		if variant in ('late', 'all'):
			ask("CALL ops.compact('2026-11-01')")
		for kind in dict(late): load(kind, [p for k, p in late if k == kind])
		if corrected: load('nvidia-smi', [corrected], '--option', 'replace=true')
		if variant in ('twice', 'all'):
			before = ask('SELECT count(*) FROM ops.sample_by_name')
			for kind in order: load(kind, files[kind])
			say(ask('SELECT count(*) FROM ops.sample_by_name') == before, '%s: no sample is stored twice' % variant)
		compare(variant)
		accounted(variant)
finally:
	shutil.rmtree(out)
sys.exit(failed > 0)
