# forge.py TRIES SEED: what test/campaign/forge runs, on the database that PGDATABASE names.
# Checksums and the places they stand in are written here once more, from the heads of
# src/core/wire.h, src/state/trace.h and src/state/hours.h.
import base64, collections, random, resource, struct, sys, time
import psycopg2
from wrong import show

tries, seed = int(sys.argv[1]), int(sys.argv[2])
draw = random.Random(seed)
ALL = (1 << 64) - 1
MULTIPLIER = 0x9e3779b97f4a7c15
BATCH = 250
MOST = 256 << 20	# bytes that the backend may take more than it begins with: out of memory is no refusal


def mix(h, word):
    h = ((h ^ word) * MULTIPLIER) & ALL
    return h ^ (h >> 32)


def checksum(b):
    n, p = len(b), 0
    h = mix(MULTIPLIER, n)
    if n >= 32:
        lanes = [1, 2, 3]
        while n >= 32:
            words = struct.unpack_from('<4Q', b, p)
            h = mix(h, words[0])
            lanes = [mix(lane, word) for lane, word in zip(lanes, words[1:])]
            p, n = p + 32, n - 32
        for lane in lanes:
            h = mix(h, lane)
    while n >= 8:
        h = mix(h, struct.unpack_from('<Q', b, p)[0])
        p, n = p + 8, n - 8
    return mix(mix(h, int.from_bytes(b[p:p + n], 'little')), 0) & 0xffffffff


def at_end(b):
    return b[:-4] + struct.pack('<I', checksum(b[:-4])) if len(b) > 4 else b


def in_trace(b):
    """of each block whose entry can be read, then of head and directory"""
    if len(b) < 20:
        return b
    b = bytearray(b)
    front = 20 + struct.unpack_from('<I', b, 4)[0]
    if front > len(b):
        return bytes(b)
    entry, payload = 20, front
    while entry + 15 <= front:
        lengths = [struct.unpack_from('<Q', b, entry)[0] >> 4 * i & 15 for i in range(13)]
        end = entry + 15 + sum(lengths)
        if max(lengths) > 8 or end > front:
            break
        size = int.from_bytes(b[end - lengths[12]:end], 'little')
        if payload + size <= len(b):
            struct.pack_into('<I', b, entry + 11, checksum(bytes(b[payload:payload + size])))
        entry, payload = end, payload + size
    struct.pack_into('<I', b, 16, (checksum(bytes(b[:16])) * 31 + checksum(bytes(b[20:front]))) & 0xffffffff)
    return bytes(b)


def in_hours(b):
    if len(b) < HOURS_CHECKSUM + 4:
        return b
    sums = checksum(b[:HOURS_CHECKSUM]) * 31 + checksum(b[HOURS_CHECKSUM + 4:])
    return b[:HOURS_CHECKSUM] + struct.pack('<I', sums & 0xffffffff) + b[HOURS_CHECKSUM + 4:]


HOURS_CHECKSUM = 4
SANE = """coalesce(e.lower_j <= e.energy_j * (1 + 1e-12) + 1e-8 AND e.energy_j <= e.upper_j * (1 + 1e-12) + 1e-8 AND e.energy_j >= 0
    AND e.covered_s >= 0 AND e.gap_s >= 0 AND e.samples >= 0 AND e.gaps >= 0 AND e.rejected >= 0, true)"""
EDGES = "ARRAY['2025-01-01Z', '2026-01-01 00:00:03.5Z', '2026-01-01 01:00Z', '2026-01-02Z', '2027-01-01Z']::timestamptz[]"
# each: a value as text in x; true, or false for an answer that cannot be
USES = {
    'trace': [
        'SELECT sample_count(x) = (SELECT count(*) FROM samples(x)) FROM v',
        'SELECT x::text::trace = x AND trace_of(trace_send(x)) = x AND sample_count((SELECT merge(x) FROM v)) = sample_count(x) FROM v',
        f"SELECT {SANE} FROM v, power_energy(x, '1 min') e",
        f'SELECT {SANE} FROM v, counter_energy(x, 700) e',
        f"SELECT bool_and({SANE}) FROM v, split(x, {EDGES}, '1 min') e",
        f"SELECT {SANE} FROM (SELECT traces_power_energy(x, '1 min') AS t FROM v) y, LATERAL (SELECT (t).*) e",
        "SELECT count(*) >= 0 FROM v, LATERAL (SELECT FROM buckets(x, '1 hour', '1 min') LIMIT 1000) b",
        "SELECT sample_count(slice(x, '2026-01-01 00:00:02Z', '2026-01-01 00:00:09Z')) <= sample_count(x) FROM v",
        f"SELECT bool_and({SANE}) FROM v, hours_parts(book_hours(trace_send(x), {EDGES}, 'power', '1 min', NULL, NULL)) e",
        f"SELECT bool_and({SANE}) FROM v, hours_parts(book_hours(trace_send(x), {EDGES}, 'counter', '1 min', 700, NULL)) e",
        "SELECT coalesce(bool_and(hours_energy_nj(book_ends(trace_send(x), m, 700)) = 0), true) FROM v, unnest('{power,counter,increase}'::text[]) m"],
    'trace_state': [
        'SELECT trace_state_send(x) = trace_state_send(x::text::trace_state) FROM v',
        'SELECT sample_count(trace_final(x)) <= sample_count(trace_final(trace_combine(x, x))) FROM v',
        f"SELECT bool_and({SANE}) FROM v, split_samples(x, NULL, 'power', '1 min', NULL, NULL, '-infinity', 'infinity', {EDGES}) s, LATERAL (SELECT s.energy_j, s.lower_j, s.upper_j, s.covered_s, s.gap_s, s.gaps, s.samples_used AS samples, 0 AS rejected) e",
        "SELECT trace_final(trace_accum(x, '2026-01-01Z', 1.0::float8)) IS NOT NULL FROM v"],
    'power_state': [
        f'SELECT {SANE} FROM v, power_energy_final(x) e',
        'SELECT power_state_send(x) = power_state_send(x::text::power_state) FROM v',
        f'SELECT {SANE} FROM v, power_energy_final(power_energy_combine(x, x)) e',
        "SELECT power_energy_accum(x, '2026-01-01Z', 5.0::float8, '1 min') IS NOT NULL FROM v"],
    'counter_state': [
        f'SELECT {SANE} FROM v, counter_energy_final(x) e',
        'SELECT counter_state_send(x) = counter_state_send(x::text::counter_state) FROM v',
        f'SELECT {SANE} FROM v, counter_energy_final(counter_energy_combine(x, x)) e',
        'SELECT coalesce(counter_increase_final(x) >= 0, true) FROM v'],
    'fleet_state': [
        f'SELECT {SANE} FROM v, fleet_energy(x) e',
        'SELECT fleet_state_send(x) = fleet_state_send(x::text::fleet_state) FROM v',
        f'SELECT {SANE} FROM (SELECT merge(y) AS m FROM (SELECT x AS y FROM v UNION ALL SELECT x FROM v) z) w, fleet_energy(m) e',
        'SELECT cardinality(fleet_energy_buckets_final(x)) >= 0 FROM v'],
    'exact_sums': [
        'SELECT exact_sums_send(x) = exact_sums_send(x::text::exact_sums) FROM v',
        'SELECT mfu_final(x) IS NOT NULL OR true FROM v',
        'SELECT co2e_final(x) IS NOT NULL OR true FROM v',
        'SELECT emission_totals_final(x) IS NOT NULL OR true FROM v',
        'SELECT energy_per_token_final(x) IS NOT NULL OR true FROM v',
        'SELECT exact_sums_merge(x, x) IS NOT NULL FROM v'],
    'hours': [
        f'SELECT bool_and({SANE}) FROM v, hours_parts(x) e',
        f'SELECT {SANE} FROM v, hours_sum(x) e',
        f"SELECT {SANE} FROM v, hours_sum(x, '2026-01-01 00:00:02Z', '2026-01-01 03:00Z') e",
        'SELECT hours_energy_nj(x) >= 0 FROM v',
        'SELECT (SELECT sum(e) FROM unnest(hours_energies_nj(x)) e) = hours_energy_nj(x) FROM v',
        'SELECT hours_total(y) IS NOT NULL FROM (SELECT x AS y FROM v UNION ALL SELECT x FROM v) z',
        f'SELECT hours_between(x, {EDGES}) IS NOT NULL FROM v',
        f"SELECT {SANE} FROM v, hours_parts(hours_cut(x, '{{2026-01-01 00:00:01Z, 2026-01-01 00:20Z, 2026-01-01 01:30Z, 2026-01-03Z}}')) e",
        'SELECT count(*) = 1 FROM v, hours_ends(x) e'],
}
RIGHT = {'trace': in_trace, 'hours': in_hours}
REFUSED = ('22', '54', '55000', 'XX001')

c = psycopg2.connect('')
c.autocommit = True


def start():
    c.cursor().execute("""SET search_path = public, colossus, pg_temp; SET timezone = 'UTC'; SET jit = off; SET statement_timeout = '60s'; SELECT setseed(0.5);
        CREATE FUNCTION pg_temp.used(type text, v text, uses text[]) RETURNS text[] LANGUAGE plpgsql AS $$
        DECLARE said text[] := '{}'; one text; good boolean;
        BEGIN
            FOREACH one IN ARRAY uses LOOP
                BEGIN
                    EXECUTE format('WITH v AS (SELECT %s AS x) %s', CASE type WHEN 'hours' THEN 'decode($1, ''base64'')' ELSE '$1::' || type END, one) INTO good USING v;
                    said := said || CASE WHEN good THEN 'answered' WHEN good IS NULL THEN 'nothing' ELSE 'IMPOSSIBLE' END;
                EXCEPTION WHEN OTHERS THEN
                    said := said || SQLSTATE::text;
                END;
            END LOOP;
            RETURN said;
        END $$""")


def limit():
    with c.cursor() as cursor:
        cursor.execute('SELECT pg_backend_pid()')
        backend = cursor.fetchone()[0]
        with open(f'/proc/{backend}/statm') as statm:
            begins = int(statm.read().split()[0]) * resource.getpagesize()
        # by who owns the server, who alone may
        cursor.execute(f"COPY (SELECT) TO PROGRAM 'prlimit --pid={backend} --as={begins + MOST}:'")


start()
VALUES = ['300 + i % 7', '(300000 + (i * 7919) % 50000) / 1000.0', 'i * 1e6', "CASE WHEN i % 50 = 0 THEN 'NaN'::float8 WHEN i % 51 = 0 THEN 'inf' WHEN i % 52 = 0 THEN -5 ELSE i END",
          'random() * 700', '(300 + random() * 3)::real::float8', '1e-310 * i', 'CASE WHEN i % 3 = 0 THEN -0.0 ELSE 1e300 * i END']
STEPS = ["i * interval '1 second'", "i * interval '15 seconds' + (i % 3) * interval '1 ms'", "(i / 2) * interval '1 second'", "i * i * interval '1 us'",
         "CASE WHEN i > 200 THEN interval '1 day' ELSE interval '0' END + i * interval '100 ms'"]
seeds = collections.defaultdict(list)


def take(type, query):
    with c.cursor() as cursor:
        try:
            cursor.execute(query)
            value = cursor.fetchone()[0]
            if value is not None:
                seeds[type].append(bytes(value))
        except psycopg2.Error:
            pass


for value in VALUES:
    for step in STEPS:
        for n in (1, 2, 17, 300, 1030):
            rows = f"(SELECT timestamptz '2026-01-01Z' + {step} AS at, ({value})::float8 AS v, i FROM generate_series(1, {n}) i) r"
            take('trace', f'SELECT trace_send(trace(at, v)) FROM {rows}')
            for method in ('power', 'counter'):
                take('hours', f"SELECT book_hours(trace_send(trace(at, v)), {EDGES}, '{method}', '1 min', NULL, NULL) FROM {rows}")
            if n in (2, 300):
                take('trace_state', f'SELECT trace_state_send(sample_log(at, v)) FROM {rows}')
                take('fleet_state', f"SELECT fleet_state_send(fleet_energy_state(d, at, v, '1 min')) FROM {rows}, (VALUES ('a'), ('bb'), ('')) d (d)")
                take('fleet_state', f"SELECT fleet_state_send(fleet_energy_state(d, at, v, '1 min', '2026-01-01 00:01Z', '2026-01-01 00:02Z')) FROM {rows}, (VALUES (1::bigint), (-2), (9223372036854775807)) d (d)")
for value in VALUES[:6]:
    for n in (3, 40):
        for type, call in (('power_state', "power_energy_accum(s, {at}, ({v})::float8, interval '1 min')"),
                           ('power_state', "power_energy_accum(s, {at}, ({v})::float8, interval '1 min', '2026-01-01 00:00:20Z', '2026-01-01 00:00:30Z')"),
                           ('counter_state', 'counter_energy_accum(s, {at}, ({v})::float8, 700, 1e6)')):
            call = call.format(at="timestamptz '2026-01-01Z' + i * interval '1 s'", v=value)
            c.cursor().execute(f"CREATE OR REPLACE FUNCTION pg_temp.made_{type}(n integer) RETURNS {type} LANGUAGE plpgsql AS $$ DECLARE s {type}; BEGIN FOR i IN 1..n LOOP s := {call}; END LOOP; RETURN s; END $$")
            take(type, f'SELECT {type}_send(pg_temp.made_{type}({n}))')
with c.cursor() as cursor:
    cursor.execute("SELECT DISTINCT a.agginitval FROM pg_aggregate a WHERE a.aggtranstype = 'exact_sums'::regtype AND a.agginitval IS NOT NULL")
    starts = [row[0] for row in cursor.fetchall()]
for begun in starts:
    take('exact_sums', f"SELECT exact_sums_send('{begun}'::exact_sums)")
for n in (1, 3, 50):
    for flop in ('1e300 * i', '1e-300 * i', 'i * 1.1'):
        mine = next(begun for begun in starts if begun.startswith('1/2'))
        c.cursor().execute(f"CREATE OR REPLACE FUNCTION pg_temp.made_sums(n integer) RETURNS exact_sums LANGUAGE plpgsql AS $$ DECLARE s exact_sums := '{mine}'; BEGIN FOR i IN 1..n LOOP s := mfu_add(s, ({flop})::float8, 1, 2.5); END LOOP; RETURN s; END $$")
        take('exact_sums', f'SELECT exact_sums_send(pg_temp.made_sums({n}))')
missing = [type for type in USES if not seeds[type]]
if missing:
    sys.exit('no value to begin with: ' + ', '.join(missing))


def changed(type):
    b = bytearray(draw.choice(seeds[type]))
    k = draw.random()
    if k < 0.35:
        for _ in range(draw.choice((1, 1, 2, 5))):
            b[draw.randrange(len(b))] ^= 1 << draw.randrange(8)
    elif k < 0.55:
        for _ in range(draw.choice((1, 2, 3))):
            b[draw.randrange(len(b))] = draw.choice((0, 255, 127, 128, draw.randrange(256)))
    elif k < 0.62:
        del b[draw.randrange(len(b)):]
    elif k < 0.70:
        i = draw.randrange(len(b))
        b[i:i] = bytes(draw.randrange(256) for _ in range(draw.choice((1, 2, 8))))
    elif k < 0.78:
        i = draw.randrange(len(b))
        del b[i:i + draw.choice((1, 2, 8))]
    elif k < 0.92 and len(b) > 8:
        struct.pack_into('<Q', b, draw.randrange(len(b) - 7), draw.choice((0, ALL, 1 << 63, (1 << 63) - 1, 1 << 62, 1 << 32, (1 << 31) - 1, draw.getrandbits(64))))
    else:
        other = draw.choice(seeds[type])
        b = b[:draw.randrange(len(b))] + other[draw.randrange(len(other)):]
    b = bytes(b)
    return RIGHT.get(type, at_end)(b) if draw.random() < 0.85 else b


limit()
began, said, wrong, crashes = time.time(), collections.Counter(), [], 0
for type, uses in USES.items():
    for done in range(0, tries, BATCH):
        batch = [base64.b64encode(changed(type)).decode() for _ in range(min(BATCH, tries - done))]
        for attempt in (batch, *([one] for one in batch)):
            try:
                with c.cursor() as cursor:
                    cursor.execute('SELECT v, pg_temp.used(%s, v, %s) FROM unnest(%s) v', (type, uses, attempt))
                    rows = cursor.fetchall()
            except psycopg2.Error as e:
                # one of them, which the second round finds
                if len(attempt) == 1:
                    crashes += c.closed != 0
                    wrong.append('%s: %s: %s' % (type, e.pgcode or 'crash', attempt[0][:4000]))
                if c.closed:
                    time.sleep(2)
                    c = psycopg2.connect('')
                    c.autocommit = True
                    start()
                    limit()
                continue
            for value, answers in rows:
                for use, answer in zip(uses, answers):
                    kind = answer if answer in ('answered', 'nothing') else 'refused' if answer.startswith(REFUSED) else answer
                    said[kind] += 1
                    if kind == answer and kind not in ('answered', 'nothing'):
                        wrong.append('%s: %s: %s: %s' % (type, answer, use[:120], value[:4000]))
            if attempt is batch:
                break
show(wrong)
print('forge: seed %d, %d values of each of %d forms in %.0f s: %d uses answered, %d refused, %d had nothing to say; %d crashes, %d wrong'
      % (seed, tries, len(USES), time.time() - began, said['answered'], said['refused'], said['nothing'], crashes, len(wrong)))
sys.exit(1 if wrong else 0)
