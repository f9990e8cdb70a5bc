# faults.py PG_CTL DATA SEED SECONDS [FOLDER ON A SMALL DISK]: what dev/faults runs.
import os, random, signal, subprocess, sys, threading, time
import psycopg2

pg_ctl, data, seed, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
small = sys.argv[5] if len(sys.argv) > 5 else ''
draw = random.Random(seed)
counts = dict.fromkeys(('sent', 'packed', 'looked', 'kills', 'restarts', 'errors', 'full', 'timed'), 0)
wrong = []
stop = False


def start():
    for _ in range(60):
        if subprocess.run([pg_ctl, '-D', data, '-l', 'log', '-s', '-w', '-t', '60', 'start'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
            return
        time.sleep(0.5)
    sys.exit('the server does not start')


def connect(database='faults'):
    c = psycopg2.connect(dbname=database)
    c.autocommit = True
    c.cursor().execute("SET timezone = 'UTC'; SET jit = off")
    return c


def patient(database='faults'):
    for _ in range(120):
        try:
            return connect(database)
        except psycopg2.Error:
            time.sleep(0.5)
    sys.exit('the server does not come back')


def ask(c, query, values=None):
    with c.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall() if cursor.description else None


def again(work):
    """work(connection) until the end; a session that died is replaced"""
    c = None
    while not stop:
        try:
            c = c or connect()
            work(c)
        except psycopg2.Error as e:
            counts['errors'] += 1
            if e.pgcode and e.pgcode.startswith('XX'):
                wrong.append('%s: %s' % (e.pgcode, e))
            c = None
            time.sleep(0.1)


def write(mine):
    def work(c):
        device, day, n, watts = mine.randint(1, 4), mine.randint(0, 5), mine.randint(1, 300), mine.uniform(50, 700)
        with c.cursor() as cursor:
            # both or neither: one statement, one transaction
            cursor.execute("""WITH x AS (INSERT INTO public.sent
                SELECT 'g' || %s, timestamptz '2026-01-01Z' + %s * interval '1 day' + (random() * 86399999)::integer * interval '1 ms', %s + random()
                FROM generate_series(1, %s) ON CONFLICT DO NOTHING RETURNING *)
                INSERT INTO ops.sample_by_name SELECT device, 'power_w', at, value FROM x""", (device, day, watts, n))
        counts['sent'] += n
    return work


def pack(c):
    ask(c, "CALL ops.compact('2026-01-08')")
    counts['packed'] += 1


def look(c):
    """what is loose and what is packed, as one statement sees it"""
    level = 'REPEATABLE READ' if counts['looked'] % 2 else 'READ COMMITTED'
    with c.cursor() as cursor:
        cursor.execute('BEGIN ISOLATION LEVEL ' + level)
        cursor.execute("""SELECT (SELECT count(*) FROM ops.loose) + coalesce((SELECT sum(samples) FROM ops.device_trace), 0), (SELECT count(*) FROM public.sent),
            coalesce((SELECT sum(colossus.sample_count(colossus.trace_of(trace))) FROM ops.device_trace), 0), coalesce((SELECT sum(samples) FROM ops.device_trace), 0)""")
        r = cursor.fetchone()
        cursor.execute('COMMIT')
    counts['looked'] += 1
    if r[0] != r[1] or r[2] != r[3]:
        wrong.append('the ledger has %s samples of %s, its traces %s of %s' % r)


def ledger(c, name):
    ask(c, 'CALL colossus.create_ledger(%s)', (name,))
    ask(c, "INSERT INTO %s.device (device, cluster, site) SELECT 'g' || i, 'one', 'Here' FROM generate_series(1, 4) i" % name)


DAYS = """SELECT md5(string_agg(device || day || samples, '' ORDER BY device, day)) FROM (
    SELECT device, day, colossus.trace(at, value)::text AS samples FROM (SELECT device, (at AT TIME ZONE 'UTC')::date AS day, at, value FROM %s) x GROUP BY device, day) y"""
KEPT = """(SELECT r.device, x.at, x.value FROM ops.series r JOIN (SELECT series_id, at, value FROM ops.loose
    UNION ALL SELECT t.series_id, s.at, s.value FROM ops.device_trace t, colossus.samples(colossus.trace_of(t.trace)) s) x USING (series_id)) s"""
ENERGY = 'SELECT device, day, energy_nj, coverage, lower_kwh, upper_kwh, samples, rejected FROM %s.device_energy ORDER BY device, day'


def compare(c, when):
    if ask(c, DAYS % KEPT) != ask(c, DAYS % 'public.sent'):
        wrong.append('samples differ ' + when)
    ask(c, 'DROP SCHEMA IF EXISTS calm CASCADE')
    ledger(c, 'calm')
    ask(c, "INSERT INTO calm.sample_by_name SELECT device, 'power_w', at, value FROM public.sent")
    if ask(c, ENERGY % 'ops') != ask(c, ENERGY % 'calm'):
        wrong.append('energies differ ' + when)


print('# kills', round(time.time()), file=sys.stderr, flush=True)
start()
c = patient('postgres')
ask(c, 'CREATE DATABASE faults')
c.close()
c = connect()
ask(c, 'CREATE EXTENSION colossus')
ledger(c, 'ops')
ask(c, 'CREATE TABLE public.sent (device text, at timestamptz, value double precision, PRIMARY KEY (device, at))')
works = [write(random.Random(seed * 10 + i)) for i in range(2)] + [pack, pack, look]
threads = [threading.Thread(target=again, args=(work,)) for work in works]
for t in threads:
    t.start()
end = time.time() + seconds
while time.time() < end:
    time.sleep(draw.uniform(0.3, 1.2))
    if draw.random() < 0.12:
        os.kill(int(open(data + '/postmaster.pid').readline()), signal.SIGKILL)
        counts['restarts'] += 1
        time.sleep(0.5)
        start()
        continue
    try:
        k = connect('postgres')
        busy = ask(k, "SELECT pid FROM pg_stat_activity WHERE datname = 'faults' AND state = 'active' AND query ~* 'compact|insert'")
        k.close()
        if busy:
            os.kill(draw.choice(busy)[0], signal.SIGKILL)
            counts['kills'] += 1
    except (psycopg2.Error, ProcessLookupError):
        counts['errors'] += 1
stop = True
for t in threads:
    t.join()
c = patient()
compare(c, 'after the kills')
for _ in range(3):
    try:
        ask(c, "CALL ops.compact('2026-01-08')")
        break
    except psycopg2.Error:
        c = patient()
compare(c, 'after the last packing')

print('# a full disk', round(time.time()), file=sys.stderr, flush=True)
if small:
    # a ledger that begins anew: the kills may have filled more than the disk holds
    ask(c, 'DROP SCHEMA ops CASCADE')
    ask(c, 'TRUNCATE public.sent')
    ledger(c, 'ops')
    ask(c, "CREATE TABLESPACE small LOCATION '%s'" % small)
    for table in ('sample_rest', 'device_trace'):
        ask(c, 'ALTER TABLE ops.%s SET TABLESPACE small' % table)
    # until there is no room, packing now and then, which needs room of its own
    for i in range(60):
        try:
            # a day each; doubles with all their digits do not compress
            ask(c, """WITH x AS (INSERT INTO public.sent SELECT 'g' || 1 + i %% 4, timestamptz '2026-02-01Z' + %s * interval '1 day' + i * interval '10 s' + interval '77 us', random() * 700
                FROM generate_series(1, 3600) i ON CONFLICT DO NOTHING RETURNING *)
                INSERT INTO ops.sample_by_name SELECT device, 'power_w', at, value FROM x""", (i,))
        except psycopg2.Error as e:
            counts['full'] += e.pgcode == '53100'
            if e.pgcode != '53100':
                wrong.append('on a full disk %s: %s' % (e.pgcode, e))
            try:
                ask(c, "CALL ops.compact(date '2026-02-01' + %s)", (i // 2,))
            except psycopg2.Error as e:
                if e.pgcode != '53100':
                    wrong.append('packing on a full disk %s: %s' % (e.pgcode, e))
        if counts['full'] >= 3:
            break
    if not counts['full']:
        wrong.append('the disk did not fill')
    for table in ('sample_rest', 'device_trace'):
        ask(c, 'ALTER TABLE ops.%s SET TABLESPACE pg_default' % table)
    compare(c, 'after the full disk')

print('# timeouts', round(time.time()), file=sys.stderr, flush=True)
ask(c, """CREATE TABLE big AS SELECT colossus.trace(timestamptz '2026-01-01Z' + i * interval '1 s', random() * 700) AS t, colossus.sample_log(timestamptz '2026-01-01Z' + i * interval '1 s', random() * 700) AS s
    FROM generate_series(1, 2000000) i""")
c2 = connect()
SLOW = {
    'parse nvidia-smi': "SELECT count(*) FROM colossus.read_log('nvidia-smi', repeat(E'2026/01/01 00:00:00.000, 0, 300.00 W\\n', 3000000))",
    'parse prometheus': "SELECT count(*) FROM colossus.read_log('prometheus', repeat(E'DCGM_FI_DEV_POWER_USAGE{gpu=\"0\"} 300 1767225600000\\n', 2000000))",
    'deep JSON': "SELECT colossus.model_params(repeat('[', 100000000))",
    'long name': "SELECT * FROM colossus.accelerator_alias WHERE alias = repeat('x', 100000000) OR colossus.unknown_name('part', repeat('x', 20000000), ARRAY['y']) = 'x'",
    'wide rows': "SELECT count(*) FROM colossus.csv_cells(repeat('a,', 50000000))",
    'one cell': "SELECT count(*) FROM colossus.csv_cells('\"' || repeat('a', 100000000))",
    'samples': 'SELECT count(*) FROM big, colossus.samples(t), generate_series(1, 50)',
    'text of a trace': 'SELECT length(t::text) FROM big, generate_series(1, 100)',
    'merge': 'SELECT colossus.merge(t) FROM big, generate_series(1, 100)',
    'buckets': "SELECT count(*) FROM big, colossus.buckets(t, '1 s', '1 min'), generate_series(1, 50)",
    'split': "SELECT count(*) FROM big, colossus.split_samples(s, ARRAY[colossus.trace_send(t)], 'power', '1 min', NULL, NULL, '-infinity', 'infinity', ARRAY['2026-01-01Z', '2026-02-01Z']::timestamptz[]), generate_series(1, 50)",
    'fleet': "SELECT (colossus.fleet_energy(i % 1000, timestamptz '2026-01-01Z' + i * interval '1 s', 300::float8, '1 min')).samples FROM generate_series(1, 100000000) i",
    'power': "SELECT (colossus.power_energy(timestamptz '2026-01-01Z' + i * interval '1 s', 300::float8, '1 min')).samples FROM generate_series(1, 100000000) i",
    'edges': "SELECT count(*) FROM big, colossus.split(t, (SELECT array_agg(timestamptz '2026-01-01Z' + i * interval '100 ms') FROM generate_series(1, 3000000) i), '1 min')",
    'audit': 'SELECT count(*) FROM ops.ledger_audit(), generate_series(1, 1000)',
}
for name, query in SLOW.items():
    ask(c2, "SET statement_timeout = '500ms'")
    began = time.time()
    try:
        ask(c2, query)
        ended = 'ended'
    except psycopg2.Error as e:
        ended = e.pgcode or str(e)
    took = time.time() - began
    counts['timed'] += 1
    if took > 1.5:
        wrong.append('%s took %.1f s of a timeout of 0.5 s (%s)' % (name, took, ended))
    if ended != 'ended' and ended[:2] not in ('57', '22', '54', '53'):
        wrong.append('%s: %s' % (name, ended))

for line in wrong[:30]:
    print('not ok -', line)
print('faults: seed %d, %g s: %d backends and %d postmasters killed, %d writes that failed or were killed, %d samples written, %d packings, %d looks, %d times no room%s, %d timeouts: %d wrong'
      % (seed, seconds, counts['kills'], counts['restarts'], counts['errors'], counts['sent'], counts['packed'], counts['looked'], counts['full'],
         '' if small else ' (no small disk could be mounted)', counts['timed'], len(wrong)))
sys.exit(1 if wrong else 0)
