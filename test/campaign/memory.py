#!/usr/bin/env python3
"""usage: memory.py LIBRARY SEED TRIES

Loads while the memory of the server ends (memory.c), at so many places of each log: the short
logs of all formats that the fuzzer begins with, and one of 40,000 samples of two cards that
come out of order.  What breaks says so (53200) and leaves nothing, the session goes on, and
the same log read again gives the ledger that it gives where nothing broke.  Prints PASS or FAIL."""
import os, random, sys
import psycopg2

library, seed, tries = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
seeds = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'fuzz', 'seeds', 'parse')
logs = [(name, open(os.path.join(seeds, name), encoding='utf-8').read()) for name in sorted(os.listdir(seeds))]
lines = ['2026/01/05 %02d:%02d:%02d, GPU-%d, %d.5 W' % (10 + i // 3600, i // 60 % 60, i % 60, card, 100 + i % 90) for i in range(20000) for card in (1, 2)]
rng.shuffle(lines)
logs.insert(0, ('nvidia-smi', 'timestamp, uuid, power.draw [W]\n' + '\n'.join(lines) + '\n'))
failed = 0


def say(good, what):
    global failed
    failed += not good
    print(('PASS ' if good else 'FAIL ') + what, flush=True)


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


def fresh():
    ask('DROP SCHEMA IF EXISTS ops CASCADE')
    ask("CALL colossus.create_ledger('ops')")


ask("SET client_min_messages = error; SET timezone = 'UTC'")
ask("CREATE FUNCTION memory_ends(bigint) RETURNS bigint LANGUAGE c STRICT AS '%s'" % library)
broken = 0
for name, text in logs:
    what = '%s, %d bytes' % (name, len(text))
    fresh()
    # the first call of a session loads the module, and compiles what is compiled once
    ask(LOAD, (name, text))
    fresh()
    ask('SELECT memory_ends(1000000000)')
    right = ask(LOAD, (name, text))
    calls = ask('SELECT memory_ends(0)')[0][0]
    state = ask(STATE)
    if calls == 0:
        say(True, '%s: asks for no memory' % what)
        continue
    odd = []
    for at in sorted(rng.sample(range(1, calls + 1), min(tries, calls))):
        fresh()
        ask('SELECT memory_ends(%s)', (at,))
        try:
            got = ask(LOAD, (name, text))
        except psycopg2.Error as e:
            got = e.pgcode
        ask('SELECT memory_ends(0)')
        if got == '53200':
            broken += 1
            if ask(STATE) != NOTHING:
                odd.append('call %d left %s' % (at, ask(STATE)))
            got = ask(LOAD, (name, text))
        if got != right or ask(STATE) != state:
            odd.append('call %d gave %s, not %s' % (at, got, right))
    say(not odd, '%s: of %d calls for memory %d failed, one at a time %s' % (what, calls, min(tries, calls), '; '.join(odd[:3])))
say(broken > 0, '%d loads broke' % broken)
sys.exit(failed > 0)
