#!/usr/bin/env python3
"""usage: sacct_json.py CLIENT SEED JOBS [FILE...]

Made jobs of Slurm as `sacct --json` wrote them in each of its shapes, and as `sacct -P`
does, each loaded by CLIENT (colossus-load) into the ledger `ops` of the database that
PG* variables name, and held against what they were made of.  The shapes are those of
Slurm's own writers: openapi/dbv0.0.37 (21.08), data_parser v0.0.39 (23.02), v0.0.40
(23.11), v0.0.43 to v0.0.46 (25.05 to 26.05) and "complex", in which what is not known is
null.  FILEs are recorded documents, which this script reads by itself, with Python's
reader of JSON.  Prints PASS or FAIL a shape and file."""
import csv, io, json, os, random, subprocess, sys, tempfile
from datetime import datetime, timezone
from fractions import Fraction

client, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
NO_VAL, NO_VAL64 = 4294967294, 18446744073709551614
T0 = int(datetime(2026, 3, 1, tzinfo=timezone.utc).timestamp())

# ---- what the jobs are: a run of each, one behind the other on nodes of their own
def make(i):
	kind = rng.choice(['plain', 'plain', 'array', 'het', 'running', 'pending', 'failed'])
	start = T0 + 86400 * i + rng.randrange(3600)
	length = rng.randrange(60, 80000)
	nodes = rng.randrange(1, 5)
	return dict(kind=kind, raw=1000 + i, start=start, end=start + length, length=length, account=rng.choice(['acme', 'b"\u00e4r', 'c\\d']), name='job %d' % i,
		nodes=['n%02d' % (4 * i % 90 + k) for k in range(nodes)], gpus=rng.choice([0, 0, 1, 4]) * nodes, part=rng.randrange(0, 20), whole=900 + i // 2,
		joules=rng.choice([None, 0, rng.randrange(1, 10**9)]), steps=[dict(name=n, joules=rng.choice([None, 0, rng.randrange(1, 10**9)])) for n in ['batch', 'extern', '0', '1'][:rng.randrange(0, 5)]])
made = [make(i) for i in range(count)]
def state(j): return {'running': 'RUNNING', 'pending': 'PENDING', 'failed': 'FAILED'}.get(j['kind'], 'COMPLETED')
def name(j): return '%d_%d' % (j['whole'], j['part']) if j['kind'] == 'array' else '%d+%d' % (j['whole'], j['part']) if j['kind'] == 'het' else str(j['raw'])
def begun(j): return j['kind'] != 'pending'
def ended(j): return j['kind'] not in ('pending', 'running')

# ---- the shapes
def write(shape):
	old, dicts, complex_ = shape == 'dbv0.0.37', shape == 'v0.0.39', shape == 'complex'
	def number(x, none=NO_VAL):
		"""a number of the types with NO_VAL"""
		if old: return none if x is None else x
		if complex_: return x
		return {'set': x is not None, 'infinite': False, 'number': 0 if x is None else x}
	def tres(j):
		out = [dict(type='cpu', name='', id=1, count=64 * len(j['nodes'])), dict(type='mem', name='', id=2, count=515000), dict(type='node', name='', id=4, count=len(j['nodes']))]
		# an allocation's energy is NO_VAL64 where there is none, which a signed number shows as -2
		out.append(dict(type='energy', name='', id=3, count=(NO_VAL64 if old else -2) if j['joules'] is None else j['joules']))
		if j['gpus']: out += [dict(type='gres', name='gpu', id=1001, count=j['gpus']), dict(type='gres', name='gpu:h100', id=1002, count=j['gpus'])]
		return out
	def step(j, s):
		consumed = s['joules']
		id_ = s['name'] if old else {'job_id': j['raw'], 'step_id': s['name']} if dicts else '%d.%s' % (j['raw'], s['name'])
		plain = old or dicts
		return {'time': {'elapsed': j['length'], 'end': (j['end'] if ended(j) else 0) if plain else number(j['end'] if ended(j) else None), 'start': j['start'] if plain else number(j['start']), 'suspended': 0,
				'system': {'seconds': 1, 'microseconds': 2}, 'total': {'seconds': 3, 'microseconds': 4}, 'user': {'seconds': 2, 'microseconds': 2}},
			'exit_code': {'status': 'SUCCESS', 'return_code': 0} if plain else {'status': ['SUCCESS'], 'return_code': number(0), 'signal': {'id': number(None), 'name': ''}},
			'nodes': {'count': len(j['nodes']), 'range': ','.join(j['nodes']), 'list': j['nodes']}, 'tasks': {'count': 1}, 'CPU': {'requested_frequency': {'min': number(0), 'max': number(0)}, 'governor': '0'},
			'state': state(j) if plain else [state(j)], 'statistics': {'CPU': {'actual_frequency': 4640326097307697152}, 'energy': {'consumed': number(consumed, NO_VAL64)}},
			'step': {'job_id': j['raw'], 'het': {'component': None}, 'id': id_, 'name': s['name']} if old else {'id': id_, 'name': s['name']},
			'task': {'distribution': 'Unknown'}, 'tres': {'requested': {'max': [], 'min': [], 'average': [], 'total': [dict(type='energy', name='', id=3, count=consumed or 0)]},
				'consumed': {'max': [], 'min': [], 'average': [], 'total': [dict(type='energy', name='', id=3, count=0)]}, 'allocated': [dict(type='cpu', name='', id=1, count=1)]}}
	def one(j):
		array = {'job_id': j['whole'] if j['kind'] == 'array' else 0, 'limits': {'max': {'running': {'tasks': 0}}}, 'task_id': number(j['part'] if j['kind'] == 'array' else None), 'task': ''}
		het = {'job_id': j['whole'] if j['kind'] == 'het' else 0, 'job_offset': number(j['part'] if j['kind'] == 'het' else None)}
		if old and j['kind'] != 'array': array['task_id'] = rng.choice([None, NO_VAL])
		fields = {'account': j['account'], 'comment': {'administrator': '', 'job': '', 'system': ''}, 'allocation_nodes': len(j['nodes']) if begun(j) else 0, 'array': array,
			'association': {'account': j['account'], 'cluster': 'c', 'partition': '', 'user': 'u', 'id': 14}, 'cluster': 'c', 'derived_exit_code': {'status': ['SUCCESS'], 'return_code': number(0)},
			'time': {'elapsed': j['length'] if begun(j) else 0, 'eligible': j['start'] - 9, 'end': j['end'] if ended(j) else 0, 'start': j['start'] if begun(j) else 0, 'submission': j['start'] - 10, 'suspended': 0,
				'limit': number(None), 'system': {'seconds': 0, 'microseconds': 0}, 'total': {'seconds': 0, 'microseconds': 0}, 'user': {'seconds': 0, 'microseconds': 0}},
			'flags': ['STARTED_ON_SCHEDULE'], 'group': 'g', 'het': het, 'job_id': j['raw'], 'name': j['name'], 'nodes': ','.join(j['nodes']) if begun(j) else 'None assigned', 'partition': 'p', 'qos': 'normal',
			'required': {'CPUs': 1, 'memory_per_node': number(0)}, 'priority': number(2), 'restart_cnt': 0, 'state': {'current': state(j) if old or dicts else [state(j)], 'reason': 'None'},
			'steps': [step(j, s) for s in j['steps']] if begun(j) else [], 'tres': {'allocated': tres(j) if begun(j) else [], 'requested': [dict(type='cpu', name='', id=1, count=1)]}, 'user': 'u',
			'wckey': {'wckey': '', 'flags': []}, 'working_directory': '/home/u'}
		if shape == 'v0.0.46': fields.update(sluid='s1', original_sluid='s1', exclusive='', oversubscribe='')
		# Slurm's writer keeps the keys of an object in the order in which they were set; any order is JSON
		keys = sorted(fields, key=lambda k: rng.random())
		return {k: fields[k] for k in keys}
	text = json.dumps({('metadata' if old else 'meta'): {'plugin': {'data_parser': 'data_parser/' + shape}}, 'jobs': [one(j) for j in made], 'errors': [], 'warnings': []}, indent=rng.choice([None, 2]), ensure_ascii=rng.random() < 0.5)
	return text.replace('/', '\\/')	# as Slurm writes it
def write_text():
	out = 'JobID|JobIDRaw|JobName|Account|State|Start|End|Elapsed|NNodes|AllocTRES|ConsumedEnergyRaw|NodeList\n'
	show = lambda s: datetime.fromtimestamp(s, timezone.utc).strftime('%Y-%m-%dT%H:%M:%S')
	for j in made:
		times = '%s|%s|%d-00:00:%02d' % (show(j['start']), show(j['end']) if ended(j) else 'Unknown', 0, 0) if begun(j) else 'Unknown|Unknown|00:00:00'
		times = times.rsplit('|', 1)[0] + '|%02d:%02d:%02d' % (j['length'] // 3600, j['length'] % 3600 // 60, j['length'] % 60) if begun(j) else times
		energy = '' if j['joules'] is None else ',energy=%d' % j['joules']
		gpus = ',gres/gpu:h100=%d,gres/gpu=%d' % (j['gpus'], j['gpus']) if j['gpus'] else ''
		out += '%s|%d|%s|%s|%s|%s|%d|%s||%s\n' % (name(j), j['raw'], j['name'], j['account'], state(j), times, len(j['nodes']), 'cpu=64%s%s' % (energy, gpus) if begun(j) else '', ','.join(j['nodes']) if begun(j) else 'None assigned')
		for s in j['steps'] if begun(j) else []:
			out += '%s.%s|%d.%s|%s|%s|%s|%s|%d|cpu=64|%s|%s\n' % (name(j), s['name'], j['raw'], s['name'], s['name'], j['account'], state(j), times, len(j['nodes']), '' if s['joules'] is None else s['joules'], ','.join(j['nodes']))
	return out

# ---- what they must give
def wanted():
	jobs, steps = {}, {}
	for j in made:
		if not begun(j): continue
		jobs[name(j)] = (j['account'], j['start'], j['end'] if ended(j) else None, j['kind'] == 'running', tuple(j['nodes']), j['gpus'] if j['gpus'] else None)
		steps[name(j), ''] = (j['start'], j['end'] if ended(j) else None, j['joules'] or None)
		for s in j['steps']: steps[name(j), s['name']] = (j['start'], j['end'] if ended(j) else None, s['joules'] or None)
	return jobs, steps
def read(document):
	"""a recorded document, with nothing of the product"""
	def plain(x):
		if isinstance(x, dict): return x['number'] if x.get('set') and not x.get('infinite') else None
		return None if x in (None, 'Infinity') or (isinstance(x, int) and (x < 0 or x in (NO_VAL, NO_VAL64))) else x
	jobs, steps = {}, {}
	for j in json.loads(document)['jobs']:
		now = j['state']['current'] if isinstance(j['state'], dict) else j['state']
		now = now[0] if isinstance(now, list) else now
		start, end = plain(j['time']['start']) or None, plain(j['time']['end']) or None
		if now == 'PENDING' or not start: continue
		key = str(j['job_id'])
		for what, part, mark in (('array', 'task_id', '_'), ('het', 'job_offset', '+')):
			if plain(j.get(what, {}).get('job_id')) and plain(j[what].get(part)) is not None: key = '%d%s%d' % (j[what]['job_id'], mark, plain(j[what][part]))
		tres = {t['type'] + ('/' + t['name'] if t['name'] else ''): t['count'] for t in j['tres']['allocated']}
		gpus = tres.get('gres/gpu', sum(v for k, v in tres.items() if k.startswith('gres/gpu:')) or None)
		joules = plain(tres.get('energy')) or None
		jobs[key] = (j['account'], start, end, now == 'RUNNING', None, gpus)
		steps[key, ''] = (start, end, joules)
		for s in j['steps']:
			sid = s['step']['id']
			sid = sid['step_id'] if isinstance(sid, dict) else str(sid).split('.', 1)[-1]
			steps[key, sid] = (plain(s['time']['start']) or None, plain(s['time']['end']) or None, plain(s['statistics']['energy']['consumed']) or None)
	return jobs, steps

# ---- loading and asking
failed = 0
def ask(sql):
	run = subprocess.run(['psql', '-XqAt', '--csv', '-v', 'ON_ERROR_STOP=1', '-c', 'SET client_min_messages = warning', '-c', sql], capture_output=True, text=True)
	if run.returncode: sys.exit(run.stderr)
	return [r for r in csv.reader(io.StringIO(run.stdout))]
def judge(what, format_, text, want):
	global failed
	ask('DROP SCHEMA IF EXISTS ops CASCADE'); ask("CALL colossus.create_ledger('ops')")
	with tempfile.NamedTemporaryFile('w', suffix='.txt', encoding='utf-8') as f:
		f.write(text); f.flush()
		run = subprocess.run(['sh', client, '--format', format_, '--zone', 'UTC', f.name], capture_output=True, text=True)
	epoch = lambda c: "extract(epoch FROM %s)::bigint" % c
	number = lambda x: int(x) if x else None
	jobs = {r[0]: (r[1], number(r[2]), number(r[3]), r[4] == 't', tuple(r[5].split(',')) if r[5] else None, number(r[6])) for r in
		ask("SELECT job, tenant, %s, %s, ended_at IS NULL AND running IS DISTINCT FROM false, array_to_string(nodes, ','), gpus FROM ops.job" % (epoch('started_at'), epoch('ended_at')))}
	steps = {(r[0], r[1]): (number(r[2]), number(r[3]), number(r[4])) for r in ask("SELECT job, step, %s, %s, joules::bigint FROM ops.job_step" % (epoch('started_at'), epoch('ended_at')))}
	jobs = {k: v[:4] + (v[4] if want[0].get(k, (0,) * 5)[4] is not None else None,) + v[5:] for k, v in jobs.items()}
	off = [(k, jobs.get(k), want[0].get(k)) for k in jobs.keys() | want[0].keys() if jobs.get(k) != want[0].get(k)] + [(k, steps.get(k), want[1].get(k)) for k in steps.keys() | want[1].keys() if steps.get(k) != want[1].get(k)]
	good = run.returncode == 0 and not off
	failed += not good
	print(('PASS ' if good else 'FAIL ') + '%s: %d jobs, %d steps' % (what, len(want[0]), len(want[1] ) - len(want[0])), flush=True)
	if not good: print(run.stdout + run.stderr, off[:5])
for shape in ('dbv0.0.37', 'v0.0.39', 'v0.0.40', 'v0.0.46', 'complex'): judge(shape, 'sacct-json', write(shape), wanted())
judge('sacct -P', 'sacct', write_text(), wanted())
for path in sys.argv[4:]:
	with open(path, encoding='utf-8') as f: text = f.read()
	judge(path, 'sacct-json', text, read(text))
sys.exit(failed > 0)
