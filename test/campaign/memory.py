#!/usr/bin/env python3
"""usage: memory.py LIBRARY SEED TRIES

Loads while the memory of the server ends (memory.c), at so many places of each log: the short
logs of all formats that the fuzzer begins with, and one of 40,000 samples of two cards that
come out of order.  What breaks says so (53200) and leaves nothing, the session goes on, and
the same log read again gives the ledger that it gives where nothing broke.  Prints what did
not, and a summary line; 1 if anything did not."""
import os, random, sys
import psycopg2

library, seed, tries = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
seeds = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'fuzz', 'seeds', 'parse')
logs = [(name, open(os.path.join(seeds, name), encoding='utf-8').read()) for name in sorted(os.listdir(seeds))]
lines = ['2026/01/05 %02d:%02d:%02d, GPU-%d, %d.5 W' % (10 + i // 3600, i // 60 % 60, i % 60, card, 100 + i % 90) for i in range(20000) for card in (1, 2)]
rng.shuffle(lines)
logs.insert(0, ('nvidia-smi', 'timestamp, uuid, power.draw [W]\n' + '\n'.join(lines) + '\n'))
c = psycopg2.connect('')
c.autocommit = True
cursor = c.cursor()


def ask(query, values=None):
    cursor.execute(query, values)
    return cursor.fetchall() if cursor.description else None


LOAD = "SELECT samples, new, read, empty, rejected FROM ops.load(%s, %s, zone => 'UTC', scraped_at => '2026-01-05 10:00Z', options => '{\"job\": \"j\"}')"
STATE = """SELECT (SELECT count(*) FROM ops.load), (SELECT md5(string_agg(s.identity || ' ' || x.at || ' ' || x.value, ',' ORDER BY s.identity, x.at)) FROM ops.sample x JOIN ops.series s USING (series_id)),
    (SELECT count(*) FROM ops.job_step), (SELECT count(*) FROM ops.step_log), (SELECT count(*) FROM ops.device), (SELECT count(*) FROM ops.series), (SELECT count(*) FROM ops.reject)"""
NOTHING = [(0, None, 0, 0, 0, 0, 0)]
tried = broke = wrong = 0


def loaded(name, text, at=0):
    """what the load says and what the ledger is then, or the error; the ledger is empty again.  The
    at-th call for memory fails; afterwards memory_ends(0) tells how many there were."""
    ask('BEGIN')
    ask('SELECT memory_ends(%s)', (at,))
    try:
        got = ask(LOAD, (name, text)), ask(STATE)
    except psycopg2.Error as e:
        got = e.pgcode
    ask('ROLLBACK')
    return got


ask("SET client_min_messages = error; SET timezone = 'UTC'")
ask("CREATE FUNCTION memory_ends(bigint) RETURNS bigint LANGUAGE c STRICT AS '%s'" % library)
ask("CALL colossus.create_ledger('ops')")
# the first load of a session loads the module and compiles what is compiled once, a rolled back one makes its tables anew
for name, text in logs:
    loaded(name, text)
    right = loaded(name, text, 1000000000)
    calls = ask('SELECT memory_ends(0)')[0][0]
    for at in sorted(rng.sample(range(1, calls + 1), min(tries, calls))):
        tried += 1
        got = loaded(name, text, at)
        if got == '53200':
            broke += 1
            got = loaded(name, text) if ask(STATE) == NOTHING else ask(STATE)
        if got != right:
            wrong += 1
            print('%s, %d bytes: where call %d of %d for memory failed: %s, not %s' % (name, len(text), at, calls, got, right))
print('memory: seed %d, %d logs, %d loads in which a call for memory failed: %d broke, %d wrong' % (seed, len(logs), tried, broke, wrong))
sys.exit(wrong > 0 or broke == 0)
