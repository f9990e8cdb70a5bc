#!/usr/bin/env python3
"""usage: payloads.py CLIENT SEED CASES [big]

Hostile payloads for every format of read_log, into the ledger `ops` of the database that
PG* variables name: lines cut, doubled, swapped, of other formats, with other bytes, with
numbers and lists without end; broken UTF-8, NUL, a million columns, and with `big` a line
of 100 MB.  A payload may be loaded, rejected or refused with an SQLSTATE of class 22 or
54; the server lives on, and what was refused has left nothing.  read_block, which a ledger
reads with, gives of each what read_log gives.  Prints PASS or FAIL."""
import os, random, re, subprocess, sys, tempfile

client, seed, cases = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
# a short log of each format, as its tool writes it; the fuzzer begins with them too
seeds = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'fuzz', 'seeds', 'parse')
SAMPLES = {name: open(os.path.join(seeds, name), encoding='utf-8').read() for name in sorted(os.listdir(seeds))}
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
# rows of read_log and samples of read_block, which has those of a series together: what one of them has more
SAME = """WITH single AS MATERIALIZED (SELECT * FROM colossus.read_log(%(f)s, %(t)s, 'UTC', NULL, '2026-01-05 10:00Z', NULL, %(o)s)),
	together AS MATERIALIZED (SELECT * FROM colossus.read_block(%(f)s, %(t)s, 'UTC', NULL, '2026-01-05 10:00Z', NULL, %(o)s)),
	one AS (SELECT row_kind, line_no, series_no, at, value, reject_reason, reject_detail, CASE WHEN row_kind <> 's' THEN attributes END AS told FROM single),
	other AS (SELECT row_kind, line_no, series_no, at, value, reject_reason, reject_detail, attributes FROM together WHERE row_kind <> 's'
		UNION ALL SELECT t.row_kind, t.line_no + u.line, t.series_no, u.at, u.value, NULL, NULL, NULL FROM together t, unnest(t.lines, t.times, t.vals) u (line, at, value) WHERE t.row_kind = 's'),
	names AS (SELECT series_no, attributes FROM single WHERE row_kind = 's' AND attributes IS NOT NULL EXCEPT ALL SELECT series_no, attributes FROM together WHERE row_kind = 's')
SELECT NOT EXISTS (SELECT * FROM one EXCEPT ALL SELECT * FROM other) AND NOT EXISTS (SELECT * FROM other EXCEPT ALL SELECT * FROM one) AND NOT EXISTS (SELECT FROM names)"""
# what the loads say that they brought is what is there, but for what took another's place, and nothing belongs to no load
WHOLE = """SELECT (SELECT coalesce(sum(new), 0) FROM ops.load WHERE state = 'finished') - (SELECT count(*) FROM ops.sample) BETWEEN 0
		AND CASE WHEN EXISTS (SELECT FROM ops.load WHERE replaced <> '{}') THEN (SELECT sum(new) FROM ops.load WHERE replaced <> '{}') ELSE 0 END
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
		f.write(SAME % {'f': quote(name), 't': quote(text), 'o': options} + ';\n')
		if i % 50 == 49: f.write(WHOLE + ";\n")
	f.write("\\echo end\n" + WHOLE + ";\n")
run = psql('-f', script, text=True)
said = run.stdout.split('\n')
for code in re.findall(r'ERROR:  (\w{5})', run.stderr): codes[code] = codes.get(code, 0) + 1
say('end' in said and run.returncode == 0, 'the server lives on after %d payloads %s' % (len(plan), run.stderr[-300:] if 'end' not in said else ''))
say(not [c for c in codes if c[:2] not in ('22', '54')], 'what is refused has an SQLSTATE for it: %s' % codes)
say('f' not in said and 'ok|f' not in said, 'every line and sample is accounted for, once and as read_log gives it, and nothing is half booked')
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
