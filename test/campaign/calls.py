# calls.py TRIES SEED: what test/campaign/calls runs, on the database that PGDATABASE names.
import collections, os, random, re, sys, time
import psycopg2
from wrong import show

tries, seed = int(sys.argv[1]), int(sys.argv[2])
draw = random.Random(seed)
# it owns nothing, and may create tables and ledgers of its own
ROLE = os.environ['PGDATABASE']
TIMEOUT, LATE = 1.0, 2.0
# a ledger of the role's own, of which something is packed and something is not
LEDGER = """SET client_min_messages = error; CALL colossus.create_ledger('ops');
    INSERT INTO ops.device (device, accelerator, host, cluster, site) VALUES ('g', 'H100 SXM', 'n1', 'one', 'Here'), ('h', 'H100 SXM', 'n1', 'one', 'Here');
    INSERT INTO ops.site_overhead (site, from_date, server_factor, pue) VALUES ('Here', '2026-01-01', 1.5, 1.25);
    INSERT INTO ops.sample_by_name SELECT d, 'power_w', t, 300 FROM unnest('{g,h}'::text[]) d, generate_series('2026-01-01Z'::timestamptz, '2026-01-03 12:00Z', '5 minutes') t;
    INSERT INTO ops.job (job, kind, tenant, started_at) VALUES ('j', 'training', 'acme', '2026-01-01 05:00Z');
    INSERT INTO ops.job_device (job, device, started_at, ended_at) VALUES ('j', 'g', '2026-01-01 05:00Z', '2026-01-02 11:11Z');
    INSERT INTO ops.activity (activity_id, site, kind, from_date, until_date, quantity, unit) VALUES ('b', 'Here', 'electricity', '2026-01-01', '2026-02-01', 1000, 'MWh')"""
REPEATED = "(SELECT %s FROM generate_series(1, %d) i)"
STEP = "timestamptz '2026-01-01Z' + i * interval '1 s'"
LLAMA = '{"model_type": "llama", "hidden_size": %s, "intermediate_size": %s, "num_hidden_layers": %s, "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 128256}'
POOL = {
    'double precision': "0 -0 1 -1 'NaN' 'Infinity' '-Infinity' 1e308 -1e308 5e-324 1e-310 0.3 405.85e9 1e15 9007199254740993 700",
    'real': "0 1 'NaN' 'Infinity' 3.4e38 1e-45 -5 300",
    'smallint': "0 1 -1 32767 -32768",
    'integer': "0 1 -1 20 100 2024 2147483647 -2147483648",
    'bigint': "0 1 -1 1000 9223372036854775807 -9223372036854775808",
    'numeric': "0 1 -1 0.3 'NaN' 'Infinity' 1e1000 1e-1000",
    'boolean': "true false",
    'date': "'-infinity' 'infinity' '2024-07-01' '2025-02-20' '4713-01-01 BC' '5874897-12-31'",
    'datemultirange': "'{}' '{(,)}' '{empty}' '{[2024-01-01,2024-02-01)}' '{[2024-01-01,2024-01-02),[2026-03-01,)}' '{[4713-01-01 BC,5874897-12-31]}'",
    'timestamp with time zone': "'-infinity' 'infinity' '2026-01-01Z' '2026-01-01 00:01Z' '1970-01-01Z' '4713-01-01 BC' '294276-12-31 23:59:59.999999'",
    'timestamp without time zone': "'2026-01-01' 'infinity' '-infinity'",
    'interval': "'0' '-1 s' '1 us' '15 s' '1 min' '1 hour' '1 month' '178000000 years' '100000000 days' '1 day -24 hours' '-2147483648 days -9223372036854775807 us'",
    'oid': "0 1 4294967295 'pg_catalog.pg_class'::regclass 'colossus.audit'::regclass 'pg_catalog.now'::regproc",
    'regclass': "'pg_catalog.pg_class' 'pg_catalog.pg_proc' 'colossus.site' '0' '4294967295'",
    'uuid': "'00000000-0000-0000-0000-000000000000' 'ffffffff-ffff-ffff-ffff-ffffffffffff'",
}
pool = {type: re.findall(r"'[^']*'\S*|\S+", values) for type, values in POOL.items()}
pool.update({
    'text': ["''", "'H100 SXM'", "'CO2'", "'AR5'", "'bf16'", "'power'", "'counter'", "'UTC'", "'Europe/Berlin'", "'natural gas'", "'Colossus 1'", "'US'", "'SRTV'", "'h'", "'nvidia-smi'",
             "repeat('x', 100000)", "repeat('\"', 5000)", "repeat('[', 30000)", "E'\\x01\\x7f'", "U&'\\FFFD\\+10FFFF'", "E'a,b\\n1,2\\n'", "E'JobID|Account|State|Start|End\\n1|a|COMPLETED|x|y\\n'",
             "'timestamp, power.draw [W]'", "'%s%n%d'", "'$body$'", "'pg_catalog'", "'pg_catalog.now()'", "'; DROP TABLE x; --'", "'\"'", "''''"],
    'jsonb': ["'{}'", "'null'", "'[]'", "'1e400'", "'%s'" % LLAMA % (4096, 14336, 32), "'%s'" % LLAMA % ('1e300', -1, 0), "'%s'" % LLAMA % (2147483647, 9223372036854775807, 2147483647),
              "'{\"model_type\": \"deepseek_v3\", \"hidden_size\": 1, \"num_hidden_layers\": 2147483647}'", "'{\"models\": {\"\": 1e308}}'",
              "'{\"status\": \"success\", \"data\": {\"resultType\": \"matrix\", \"result\": [{\"metric\": {\"__name__\": \"x\"}, \"values\": [[1, \"2\"], [1e300, \"NaN\"], [\"x\", 3]]}]}}'",
              "(repeat('[', 3000) || repeat(']', 3000))"],
    'bytea': ["''", "'\\x00'", "trace_send(%s)" % (REPEATED % (f'trace({STEP}, 300 + i % 7)', 300)), "decode(repeat('ff', 50000), 'hex')",
              "book_hours(trace_send(%s), '{2026-01-01Z, 2026-01-02Z}', 'power', '1 min', NULL, NULL)" % (REPEATED % (f'trace({STEP}, 300 + i % 7)', 300))],
    'trace': [REPEATED % (f'trace({STEP}, 300 + i % 7)', n) for n in (1, 300, 2000)],
    'trace_state': [REPEATED % (f'sample_log({STEP}, 300 + i % 7)', 300)],
    'power_state': ["power_energy_accum(NULL, '2026-01-01Z', 5::float8, '1 min')"],
    'counter_state': ["counter_energy_accum(NULL, '2026-01-01Z', 5::float8, 700)"],
    'fleet_state': [REPEATED % (f"fleet_energy_state({device}, {STEP}, 300 + i % 7, '1 min')", 300) for device in ('i % 5', "'d' || i % 5")],
    'exact_sums': ["'1/1'", "'1/2'", "'1/15'"],
    'energy': [REPEATED % (f"power_energy({STEP}, 300::float8, '1 min')", 30)],
    'anyelement': ["1", "'x'::text"], 'record': ["ROW(1, 'x')", "ROW()"],
})
ARRAYS = {'timestamp with time zone': ["(SELECT array_agg(timestamptz '2020-01-01Z' + i * interval '1 ms') FROM generate_series(1, 100000) i)", "ARRAY['2026-01-02Z', '2026-01-01Z']"],
          'double precision': ["'{1e308, 1e308}'", "(SELECT array_agg(i::float8) FROM generate_series(1, 100000) i)"],
          'text': ["'{CO2, CH4}'", "(SELECT array_agg(i::text) FROM generate_series(1, 10000) i)"]}


def argument(type):
    if draw.random() < 0.07:
        return f'NULL::{type}'
    base = type.removeprefix('colossus.')
    if base.endswith('[]'):
        element = base[:-2]
        values = pool.get(element, ['NULL'])
        return '(%s)::%s' % (draw.choice(ARRAYS.get(element, []) + [
            "'{}'", f'ARRAY[NULL::{element}]', f'ARRAY[{draw.choice(values)}::{element}]', f'ARRAY[{draw.choice(values)}::{element}, {draw.choice(values)}::{element}]',
            f'ARRAY[ARRAY[{draw.choice(values)}::{element}], ARRAY[{draw.choice(values)}::{element}]]']), type)
    return '(%s)::%s' % (draw.choice(pool[base]), type) if base in pool else f'NULL::{type}'


def call(kind, name, types, defaults, variadic):
    given = [argument(type) for type in types[:len(types) - draw.randint(0, defaults)]]
    if variadic:
        given[-1] = 'VARIADIC ' + given[-1]
    if kind == 'p':
        # which takes no subquery
        return 'DO $call$DECLARE %s BEGIN CALL %s(%s); END$call$' % (' '.join(f'a{i} {type} := {value};' for i, (type, value) in enumerate(zip(types, given))), name, ', '.join(f'a{i}' for i in range(len(given))))
    if kind != 'a':
        return f"SELECT * FROM {name}({', '.join(given)}) LIMIT 100000"
    rows = ['SELECT ' + ', '.join([f'{argument(type)} AS c{k}' for k, type in enumerate(types)] + [f'{i} AS i']) for i in range(draw.choice((1, 2, 4)))]
    over = draw.choice(('', '', '', ' OVER (ORDER BY i ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)', ' OVER (ORDER BY i ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING)'))
    return f"SELECT {name}({', '.join(f'c{k}' for k in range(len(types))) or '*'}){over} FROM ({' UNION ALL '.join(rows)}) x"


admin = psycopg2.connect('')
admin.autocommit = True
with admin.cursor() as cursor:
    cursor.execute(f'CREATE ROLE {ROLE} LOGIN; GRANT CREATE, TEMPORARY ON DATABASE {ROLE} TO {ROLE}')
    # not the pseudo-types that SQL cannot give
    cursor.execute(f'SET ROLE {ROLE}')
    cursor.execute(LEDGER)
    cursor.execute('RESET ROLE')
    cursor.execute("""SELECT p.prokind::text, format('%s.%I', p.pronamespace::regnamespace, p.proname), ARRAY(SELECT t::regtype::text FROM unnest(p.proargtypes) WITH ORDINALITY u (t, n) ORDER BY n), p.pronargdefaults, p.provariadic <> 0
        FROM pg_proc p WHERE p.pronamespace IN ('colossus'::regnamespace, 'ops'::regnamespace) AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype, 'cstring'::regtype)
            AND NOT p.proargtypes::oid[] && ARRAY['internal'::regtype, 'cstring'::regtype]::oid[]
        ORDER BY p.oid::regprocedure::text""")
    functions = cursor.fetchall()
for kind, name, types, *_ in functions:
    for type in types:
        base = type.removeprefix('colossus.').removesuffix('[]')
        if base not in pool:
            sys.exit(f'{name}: no values of type {type} to call it with')


def connect():
    c = psycopg2.connect(user=ROLE)
    c.autocommit = True
    with c.cursor() as cursor:
        cursor.execute("SET search_path = public, colossus; SET timezone = 'UTC'; SET statement_timeout = '%dms'; SET client_min_messages = error" % (TIMEOUT * 1000))
    return c


c = connect()
began, said, wrong, answered, crashes = time.time(), collections.Counter(), [], set(), 0
for n in range(tries):
    kind, name, *_ = functions[n % len(functions)]
    query, start, state = call(*functions[n % len(functions)]), time.time(), None
    try:
        with c.cursor() as cursor:
            cursor.execute(query)
        state = '00000'
        answered.add((kind, name))
    except psycopg2.Error as e:
        state = e.pgcode or 'crash'
        if c.closed:
            crashes, state = crashes + 1, 'crash'
            time.sleep(3)
            c = connect()
        text = str(e).split('\n')[0]
    said[state] += 1
    # bad input is 22xxx, damage XX001.  What the role may not, what others depend on, what only an aggregate calls, a schema that has the tables already, and a part of a ledger that wants the tables of an open load, the name of a relation or a finite day say so as the server does
    if state not in ('00000', '57014', 'XX001', '42501', '42804', '55000', '2BP01', '42P07') and not state.startswith(('22', '54')) \
            and not (state == '0A000' and 'called by an aggregate' in text) and not (state in ('0A000', '23502', '42P01', '42601') and name.startswith('ops.')):
        wrong.append(f'{state}: {name}: {text[:150]}: {query[:600]}')
    elif time.time() - start > LATE:
        wrong.append(f'{time.time() - start:.1f} s: {name}: {query[:600]}')
show(wrong)
never = sorted({f'{name}' for _, name, *_ in functions} - {name for _, name in answered})
print('never answered:', ', '.join(never))
print('calls: seed %d, %d calls of %d functions in %.0f s: %d answered, %d ended by the timeout, %d refused; %d crashes, %d wrong'
      % (seed, tries, len(functions), time.time() - began, said['00000'], said['57014'], tries - said['00000'] - said['57014'], crashes, len(wrong)))
sys.exit(1 if wrong else 0)
