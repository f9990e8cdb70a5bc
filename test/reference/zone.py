#!/usr/bin/env python3
"""usage: zone.py ZONE SEED

Prints SQL that fills a ledger `z` with random samples around the nights in which a
clock of ZONE changes, around New Year and around the end of a month, and tables
`want.*` with what it must say by hours, days and months of the zone.  These are
computed here, from the samples alone, in fractions and with the zone rules of Python:
an interval of at most 300 s counts with the power linear over it.  Times are whole
seconds and powers multiples of 3 W, so that every part of an interval is whole nJ.
"""
import random
import sys
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from zoneinfo import ZoneInfo

zone, rng = ZoneInfo(sys.argv[1]), random.Random(int(sys.argv[2]))


def clock(t):
    return datetime.fromtimestamp(t, zone)


def hour(t):
    """start of the hour of the clock that t lies in: clocks here change by whole hours"""
    c = clock(t)
    return t - c.minute * 60 - c.second


def stamp(t):
    return "'" + datetime.fromtimestamp(t, timezone.utc).strftime('%Y-%m-%d %H:%M:%SZ') + "'"


def nights():
    """an instant near every change of 2026, New Year and the end of June"""
    at = int(datetime(2026, 1, 1, tzinfo=zone).timestamp())
    yield at
    yield int(datetime(2026, 7, 1, tzinfo=zone).timestamp())
    for d in range(2, 364):
        t = at + d * 86400
        if clock(t).utcoffset() != clock(t + 86400).utcoffset():
            yield t + 43200


print('SET client_min_messages = error;\nDROP SCHEMA IF EXISTS z, want CASCADE;')
print(f"CALL colossus.create_ledger('z', zone => '{sys.argv[1]}');\nCREATE SCHEMA want;")
print("INSERT INTO z.site_overhead (site, from_date, server_factor, pue, zone) VALUES ('Here', '2025-01-01', 1.5, 1.25, 'US');")
day, hours, month, job_day, job_hour, tokens, held = (defaultdict(int) for _ in range(7))
for n, night in enumerate(nights()):
    device, job = f'g{n}', f'j{n}'
    start, end = night - rng.randrange(80000, 130000), night + rng.randrange(80000, 130000)
    hold = sorted(rng.randrange(start, end) for _ in range(2))
    print(f"INSERT INTO z.device (device, accelerator, cluster, site) VALUES ('{device}', 'H100 SXM', 'one', 'Here');")
    print(f"INSERT INTO z.job (job, kind, tenant, started_at, ended_at) VALUES ('{job}', 'inference', 'acme', {stamp(hold[0])}, {stamp(hold[1])});")
    print(f"INSERT INTO z.job_device (job, device, started_at) VALUES ('{job}', '{device}', {stamp(hold[0])});")
    rows, t = [], start
    while t < end:
        rows.append((t, 3 * rng.randrange(20, 230)))
        t += rng.choice((60, 120, 240, 240, 300)) if rng.random() > 0.01 else rng.randrange(301, 9000)
    print("INSERT INTO z.sample_by_name VALUES " + ', '.join(f"('{device}', 'power_w', {stamp(t)}, {v})" for t, v in rows) + ';')
    for (a, v), (b, w) in zip(rows, rows[1:]):
        if b - a > 300:
            continue
        # the energy up to each cut
        cuts = sorted({a, b} | {c for c in (hour(b), *hold) if a < c < b})
        up_to = [v * (c - a) + Fraction(w - v, 2 * (b - a)) * (c - a) ** 2 for c in cuts]
        for c, low, high in zip(cuts, up_to, up_to[1:]):
            nj = (high - low) * 10**9
            assert nj.denominator == 1
            nj, local = int(nj), clock(c)
            day[device, local.date()] += nj
            hours[hour(c), local.date()] += nj
            inside = hold[0] <= c < hold[1]
            month[local.date().replace(day=1), 'acme' if inside else '(idle)'] += nj
            if inside:
                job_day[job, local.date()] += nj
                job_hour[job, hour(c), local.date()] += nj
    c = hold[0]
    while c < hold[1]:
        until = min(hour(c) + 3600, hold[1])
        held[job, clock(c).date()] += until - c
        c = until
    # tokens are read at quarters of an hour
    t, total, rows = (hold[0] // 900 + 1) * 900, 0, []
    while t < hold[1]:
        rows.append((t, total))
        more = rng.randrange(0, 5000)
        if t + 900 < hold[1]:
            tokens[job, clock(t).date()] += more
        t, total = t + 900, total + more
    if rows:
        print(f"INSERT INTO z.series (series_id, metric, job) VALUES ({1000 + n}, 'output_tokens', '{job}');")
        print('INSERT INTO z.sample (series_id, at, value) VALUES ' + ', '.join(f'({1000 + n}, {stamp(t)}, {v})' for t, v in rows) + ';')


def table(name, columns, rows):
    print(f'CREATE TABLE want.{name} ({columns});\nINSERT INTO want.{name} VALUES ' + ',\n'.join('(' + ', '.join(map(str, r)) + ')' for r in rows) + ';')


table('device_day', 'device text, day date, nj numeric', [(f"'{d}'", f"'{x}'", nj) for (d, x), nj in day.items()])
table('hour', 'hour timestamptz, day date, nj numeric', [(stamp(h), f"'{x}'", nj) for (h, x), nj in hours.items()])
table('month', 'month date, tenant text, nj numeric', [(f"'{m}'", f"'{x}'", nj) for (m, x), nj in month.items()])
table('job_day', 'job text, day date, nj numeric', [(f"'{j}'", f"'{x}'", nj) for (j, x), nj in job_day.items()])
table('job_hour', 'job text, hour timestamptz, day date, nj numeric', [(f"'{j}'", stamp(h), f"'{x}'", nj) for (j, h, x), nj in job_hour.items()])
table('held', 'job text, day date, s numeric', [(f"'{j}'", f"'{x}'", s) for (j, x), s in held.items()])
table('tokens', 'job text, day date, n numeric', [(f"'{j}'", f"'{x}'", n) for (j, x), n in tokens.items() if n])
