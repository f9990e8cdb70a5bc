# poison.py TRIES SEED: what test/campaign/poison runs, on the database that PGDATABASE names.
import random, sys, time
import psycopg2
from wrong import show

tries, seed = int(sys.argv[1]), int(sys.argv[2])
ENDS = {
    'double precision': ["'NaN'", "'Infinity'", '1e308', '-1e308', '5e-324', '0', '-1'],
    'numeric': ["'NaN'", '1e1000', '-1', '0'],
    'integer': ['2147483647', '-2147483648', '0', '-1'],
    'bigint': ['9223372036854775807', '-1', '0'],
    'date': ["'infinity'", "'-infinity'", "'4713-01-01 BC'", "'5874897-12-31'"],
    'timestamp with time zone': ["'infinity'", "'-infinity'", "'294276-12-31Z'"],
    'text': ["''", "E'\\n'", "'%s'", "repeat('x', 100000)", "'Colossus 1'"],
    'boolean': ['true', 'false'],
    'jsonb': ["'[]'", "'null'", "'{}'"],
    'text[]': ["'{}'", "'{NULL}'", "'{{a}, {b}}'"],
    'date[]': ["'{}'", "'{infinity}'"],
}
AT = ["fleet_at('2025-02-20')", "fleet_at('infinity')", "cluster_capacity_at('2025-02-20')", "cluster_capacity_at('2100-01-01')", "cluster_ranking('2025-02-20')",
      "cluster_ranking('2025-02-20', 'facility_mw')", "turbine_emissions_at('2025-04-15')", "grid_factor('SRTV', '2024-07-01')"]
SLOW = 10

c = psycopg2.connect('')
cursor = c.cursor()


def rows(query, *values):
    cursor.execute(query, values)
    return cursor.fetchall()


cursor.execute("SET search_path = public, colossus; SET timezone = 'UTC'; SET jit = off; SET statement_timeout = '%ds'" % (2 * SLOW))
pairs = rows("""SELECT u.oid, u.relname, s.relname FROM pg_class u JOIN pg_class s ON s.relname = regexp_replace(u.relname, '_user$', '_shipped') AND s.relnamespace = u.relnamespace
    WHERE u.relnamespace = 'colossus'::regnamespace AND u.relkind = 'r' AND u.relname ~ '_user$' ORDER BY 2""")
jobs = []
for oid, user, shipped in pairs:
    # with the number that a view counts up by itself left to it
    columns = rows("SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped AND attidentity = '' AND attgenerated = '' ORDER BY attnum", oid)
    cursor.execute(f'SELECT count(*) FROM colossus.{shipped}')
    held = cursor.fetchone()[0]
    for column, type in columns:
        if type not in ENDS:
            sys.exit(f'{user}.{column}: no ends of type {type}')
        for end in [*ENDS[type], 'NULL']:
            jobs.append((oid, user, shipped, held, [name for name, _ in columns], column, type, end))
random.Random(seed).shuffle(jobs)
jobs = jobs[:tries] if tries else jobs
answering = {}
began, accepted, refused, empty, wrong = time.time(), 0, 0, 0, []
for oid, user, shipped, held, columns, column, type, end in jobs:
    if held == 0:
        empty += 1
        continue
    if oid not in answering:
        answering[oid] = [f'colossus.{name}' for name, in rows("""WITH RECURSIVE above (oid) AS (SELECT %s::oid
            UNION SELECT r.ev_class FROM above a JOIN pg_depend d ON d.refobjid = a.oid AND d.refclassid = 'pg_class'::regclass JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass)
            SELECT c.relname FROM above a JOIN pg_class c ON c.oid = a.oid WHERE c.relkind = 'v' ORDER BY 1""", oid)] + AT
    values = ', '.join(f'({end})::{type}' if name == column else f's.{name}' for name in columns)
    cursor.execute('SAVEPOINT row')
    try:
        skip = random.Random(f'{seed} {user} {column} {end}').randrange(held)
        cursor.execute(f"INSERT INTO colossus.{user} ({', '.join(columns)}) SELECT {values} FROM colossus.{shipped} s OFFSET {skip} LIMIT 1")
        accepted += 1
    except psycopg2.Error as e:
        refused += 1
        cursor.execute('ROLLBACK TO row')
        if not e.pgcode.startswith(('22', '23')):
            wrong.append(f'{user}.{column} = {end[:40]}: {e.pgcode}: {e}')
        continue
    for asked in answering[oid]:
        cursor.execute('SAVEPOINT asked')
        start = time.time()
        try:
            cursor.execute(f"SELECT count(x::text) FROM {asked} x")
            if time.time() - start > SLOW:
                wrong.append(f'{asked}: {time.time() - start:.1f} s: {user}.{column} = {end[:40]}')
        except psycopg2.Error as e:
            wrong.append(f"{asked}: {e.pgcode}: {user}.{column} = {end[:40]}: {str(e).splitlines()[0][:150]}")
        cursor.execute('ROLLBACK TO asked')
    cursor.execute('ROLLBACK TO row')
show(wrong)
print('poison: seed %d, %d of %d tables, %d values in %.0f s: %d accepted, %d refused, %d of tables that ship no row; %d wrong'
      % (seed, len({user for _, user, *_ in jobs}), len(pairs), len(jobs), time.time() - began, accepted, refused, empty, len(wrong)))
sys.exit(1 if wrong else 0)
