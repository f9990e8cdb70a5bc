"""Books of random sites, and what their statement must say, in rational arithmetic.

usage: books.py FIRST SEEDS [short]     (psql finds the server and database by PG* variables;
short: of the causes of a restatement one and all together)

Nothing of the ledger's arithmetic is used: rates and losses are looked up, one
a place and year, and everything else is worked out here from the rows that were
put in, a day at a time."""
import datetime as dt
import random
import subprocess
import sys
from collections import defaultdict
from fractions import Fraction as F

DAY = dt.timedelta(days=1)
SINCE, UNTIL, KNOWN = dt.date(2023, 1, 1), dt.date(2024, 1, 1), '2026-11-28'
UNIT = {'kWh': F(1), 'MWh': F(1000), 'GJ': F(10**9, 3600000), 'MMBtu': F('1055.05585262') * 10**6 / 3600000}
# kg CO2 and kg CO2e of a MMBtu: 40 CFR 98 Tables C-1 and C-2, AR5 over 100 years
BURNT = {'diesel': (F('73.96'), F('73.96') + F('0.003') * 28 + F('0.0006') * 265), 'natural gas': (F('53.06'), F('53.06') + F('0.001') * 28 + F('0.0001') * 265)}
ZONES = ['SRTV', 'CAMX', 'SRVC', 'ERCT', 'NEWE']


def sql(text):
    out = subprocess.run(['psql', '-XqAt', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-f', '-'], input='SET client_min_messages = warning; SET search_path = b, public, colossus; SET jit = off; SET datestyle = ISO;\n' + text,
                         capture_output=True, text=True)
    if out.returncode:
        raise SystemExit(out.stderr[:2000])
    return [line.split('\t') for line in out.stdout.splitlines() if line]


def lit(v):
    if v is None:
        return 'NULL'
    if isinstance(v, bool):
        return 'true' if v else 'false'
    if isinstance(v, F):
        return repr(float(v))
    return repr(v) if isinstance(v, (int, float)) else "'" + str(v) + "'"


def insert(table, rows):
    if not rows:
        return ''
    names = list(rows[0])
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES\n\t" + ',\n\t'.join('(' + ', '.join(lit(r[n]) for n in names) + ')' for r in rows) + ';\n'


def days(a, b):
    return [a + DAY * i for i in range((b - a).days)]


def put(x):
    """what a double holds of x"""
    return F(float(x))


class Books:
    def __init__(self, seed, clean):
        r = self.r = random.Random(seed)
        self.clean, self.numbered = clean, 0
        self.sites = ['X', 'Y', 'Z'][:r.choice([2, 3])]
        self.region = {s: r.choice(ZONES) for s in self.sites}
        self.bills, self.contracts, self.certificates, self.rates, self.overheads, self.tariffs, self.hours, self.units, self.lives = [], [], [], [], [], [], [], [], []
        self.power, self.held, self.until = {}, {}, {}
        for s in self.sites:
            self.site(s)
        for k in range(3):
            a = dt.date(2022, 12, 1) + DAY * r.randrange(250)
            self.rates.append(dict(supplier='S1' if clean else f'S{r.randrange(3)}', kind='electricity', from_date=a, until_date=r.choice([None, a + DAY * r.randrange(30, 300)]), g_per_kwh=put(r.randrange(50, 600))))
        self.rates = list({(x['supplier'], x['from_date']): x for x in self.rates}.values())
        a = dt.date(2022, 12, 1) if clean or r.random() < 0.5 else dt.date(2023, 4, 1)
        self.heat_rates = [dict(supplier='H', kind='heat', from_date=a, until_date=dt.date(2023, 7, 1), g_per_kwh=put(r.randrange(50, 300)), loss=put(r.choice([0.05, 0.1])), upstream_g_per_kwh=put(20)),
                           dict(supplier='H', kind='heat', from_date=dt.date(2023, 7, 1), until_date=None, g_per_kwh=put(r.randrange(50, 300)), loss=put(0.1), upstream_g_per_kwh=r.choice([put(30), None]))]
        if not any(b['kind'] == 'heat' for b in self.bills):
            self.heat_rates = []

    def bill(self, **k):
        self.numbered += 1
        row = dict(activity_id=f"{k['site']}{self.numbered}", kind='electricity', fuel=None, supplier=None, meter=None, estimated=False, direct_g_per_kwh=None, corrects=None, cost=None, currency=None, heating_value='HHV', technology=None)
        row.update(k)
        row['quantity'] = put(row['quantity'])
        row['cost'] = None if row['cost'] is None else put(row['cost'])
        self.bills.append(row)
        return row

    def site(self, s):
        r = self.r
        # samples in a window: hourly watts, so that the energy of an hour is a trapezium
        first = SINCE + DAY * r.randrange(20, 200)
        last = first + DAY * r.randrange(5, 40)
        self.power[s] = (first, last, [F(r.randrange(0, 40) * 25) for _ in range((last - first).days * 24 + 1)])
        d = dt.date(2022, 11, 1) + DAY * r.randrange(40)
        if self.clean:
            d = dt.date(2022, 12, 1)
        level = r.randrange(50, 500)
        while d < dt.date(2024, 2, 1):
            n = r.randrange(20, 40) if self.clean else r.randrange(5, 75)
            unit = r.choice(['MWh', 'GJ', 'MMBtu', 'kWh'])
            if not self.clean and r.random() < 0.2:
                level = r.randrange(1, 1000)
            kwh = F(level) * n * F(r.randrange(80, 120), 100)
            money = r.random() < 0.6
            b = self.bill(site=s, from_date=d, until_date=d + DAY * n, quantity=round(float(kwh / UNIT[unit]), 3), unit=unit, supplier=r.choice(['S1', 'S1', 'S2']) if self.clean else f'S{r.randrange(3)}',
                          meter='m2' if not self.clean and r.random() < 0.3 else None, estimated=not self.clean and r.random() < 0.15,
                          direct_g_per_kwh=put(r.choice([0, 20, 450])) if not self.clean and r.random() < 0.1 else None,
                          cost=round(r.uniform(0.08, 0.12) * float(kwh), 2) if money else None, currency='USD' if money else None)
            if r.random() < 0.2:
                self.bill(site=s, from_date=d + DAY, until_date=d + 3 * DAY, quantity=-float(b['quantity']) * r.random() / 20, unit=unit, corrects=b['activity_id'],
                          supplier=b['supplier'], meter=b['meter'], direct_g_per_kwh=b['direct_g_per_kwh'])
            if r.random() < 0.15:
                self.bill(site=s, from_date=d, until_date=d + DAY * n, quantity=float(b['quantity']) * r.uniform(0.9, 1), unit=unit, corrects=b['activity_id'],
                          supplier=b['supplier'], meter=b['meter'], estimated=b['estimated'], direct_g_per_kwh=b['direct_g_per_kwh'], cost=b['cost'] and float(b['cost']), currency=b['currency'])
            d += DAY * n
            if not self.clean:
                d += DAY * r.choice([0, 0, 0, 3, -3])
        # credits of a bill that was replaced go with it: the audit says so
        if self.clean:
            replaced = {b['corrects'] for b in self.bills if b['quantity'] >= 0 and b['corrects']}
            self.bills = [b for b in self.bills if not (b['quantity'] < 0 and b['corrects'] in replaced)]
        for k in range(r.randrange(0, 3)):
            a = dt.date(2022, 12, 1) + DAY * r.randrange(300)
            self.contracts.append(dict(contract=f'{s}{k}', site=s, from_date=a, until_date=a + DAY * r.randrange(20, 400), instrument=f'PPA {k}', share=F(r.randrange(1, 15 if self.clean else 45), 100), g_per_kwh=put(r.choice([0, 12, 300]))))
        # certificates of a month, a quarter or a year, that touch, overlap or leave days out; some came with a contract
        for k in range(r.randrange(0, 5)):
            a = dt.date(2022, 12, 1) + DAY * r.randrange(300)
            n = r.choice([30, 91, r.randrange(100, 400)])
            if k and r.random() < 0.3:
                a = self.certificates[-1]['until_date']
            if self.clean and a + DAY * n > dt.date(2024, 2, 1):
                break
            name, of, mwh = f'{s}c{k}', None, 0.002 * n if self.clean else r.uniform(1, 60) * n / 200
            if self.contracts and self.contracts[-1]['site'] == s and r.random() < 0.3:
                name, of = r.choice([(self.contracts[-1]['contract'].lower(), None), (name, self.contracts[-1]['contract'])])
                if name in {x['certificate'] for x in self.certificates}:
                    name, of = f'{s}c{k}', self.contracts[-1]['contract']
                # one that proves less than its contract has is a finding: a day has less than 1 MWh, of which the contract has 14 % at most
                if self.clean:
                    a, n, mwh = self.contracts[-1]['from_date'], (self.contracts[-1]['until_date'] - self.contracts[-1]['from_date']).days, 0.14 * n
            self.certificates.append(dict(certificate=name, site=s, from_date=a, until_date=a + DAY * n, mwh=put(mwh),
                                          vintage=a.year if self.clean else r.choice([2023, 2023, 2022, 2019]), market=r.choice([None, 'US', 'CAMX']) if self.clean else r.choice([None, 'US', 'CAMX', 'Germany', 'EU']), g_per_kwh=put(r.choice([0, 0, 15])), contract=of))
        for k in range(3):
            self.overheads.append(dict(site=s, from_date=dt.date(2022, 1, 1) + DAY * (k * 180 + r.randrange(100)), server_factor=F(3, 2), pue=put(r.choice([1.2, 1.35])), zone=r.choice([None, r.choice(ZONES)] if self.clean or r.random() < 0.8 else ['Atlantis'])))
        for k in range(2):
            self.tariffs.append(dict(site=s, from_date=dt.date(2022, 6, 1) + DAY * (k * 300 + r.randrange(100)), per_kwh=put(r.choice([0.09, 0.1, 0.11])), currency='USD'))
        for d in days(first, last):
            if r.random() < 0.5:
                for h in range(24):
                    if r.random() < 0.4:
                        self.hours.append(dict(site=s, hour=f'{d} {h:02}:00Z', per_kwh=put(r.choice([0.05, 0.25, -0.02])), currency='USD'))
        a = dt.date(2023, 1, 1) + DAY * r.randrange(150)
        for k, (fuel, unit) in enumerate([('diesel', 'gal'), ('natural gas', 'therm')]):
            self.bill(site=s, kind='fuel', from_date=a, until_date=a + DAY * r.randrange(30, 400), quantity=r.randrange(10, 1000), unit=unit, fuel=fuel)
        # heat whose rate may begin late, and a gas by one of its names or by none
        if r.random() < 0.7:
            self.bill(site=s, kind='heat', from_date=a, until_date=a + DAY * r.randrange(30, 300), quantity=r.randrange(10, 1000), unit=r.choice(['GJ', 'MWh']), supplier='H')
        if r.random() < 0.7:
            self.bill(site=s, kind='refrigerant', from_date=a, until_date=a + DAY * r.randrange(1, 300), quantity=r.randrange(1, 50), unit='kg', fuel=r.choice(['R134a', 'hfc 134a', 'R-410A'] + ([] if self.clean else ['R999'])))
        if not self.clean and r.random() < 0.7:
            d = dt.date(2023, 1, 1) + DAY * r.randrange(300)
            self.bill(site=s, kind='fuel', from_date=d, until_date=d + DAY, quantity=r.randrange(10, 300), unit='gal', fuel='diesel')
        # roofs, diesel generators whose fuel lies in the tank of the bills, and turbines on and off the days of a gas bill; some run over midnight
        for k in range(r.randrange(0, 6)):
            u = first + DAY * r.randrange((last - first).days) if r.random() < 0.7 else dt.date(2022, 12, 1) + DAY * r.randrange(420)
            fuel = r.choice(['solar', 'diesel', 'diesel'] if self.clean else ['solar', 'diesel', 'diesel', 'natural gas'])
            heat = None if fuel == 'solar' else put(r.choice([0.01, 0.02]) if self.clean else r.choice([0.05, 0.2, 1, 20]))
            a = dt.datetime.combine(u, dt.time(r.randrange(24)))
            self.units.append(dict(site=s, unit=f'G{k}', started_at=a, ended_at=a + dt.timedelta(hours=r.randrange(1, 9)), fuel=fuel, technology='photovoltaic' if fuel == 'solar' else 'stationary combustion',
                                   heat_mmbtu=heat, mwh=put(r.choice([0.001, 0.002] if self.clean else [0, 0.001, 0.005, 0.02]))))
        made, exported = self.made(s), []
        for k in range(r.randrange(0, 3)):
            a = first + DAY * r.randrange(-5, 10)
            z = a + DAY * r.randrange(1, 30)
            kwh = sum((made[d] for d in days(a, z)), F(0))
            # two of the same days are a fault
            if not self.clean or (kwh and not any(a < end and begin < z for begin, end in exported)):
                exported.append((a, z))
                self.bill(site=s, kind='electricity exported', from_date=a, until_date=z, quantity=float(kwh) * r.uniform(0.1, 0.45 if self.clean else 1.2) or 5, unit='kWh')
        # a card is registered for longer than it was seen, and its life ends somewhere
        self.until[s] = last + DAY * r.randrange(0, 300)
        self.lives.append(dict(accelerator='H100 SXM', site=s, lifetime_h=r.randrange(2000, 5000) if self.clean else r.randrange(24, 5000), embodied_kg=put(r.choice([100, 164, 250.5]))))
        a, n = r.randrange(0, (last - first).days * 24 - 2), (last - first).days * 24
        self.held[s] = (a, r.randrange(a + 1, n))

    def load(self):
        text = "SELECT 1; CALL colossus.create_ledger('b', partitioned => false);\n"
        text += "INSERT INTO colossus.organization_user (organization, source_id) VALUES ('Any', 'egrid2023') ON CONFLICT DO NOTHING; DELETE FROM colossus.site_user;\n"
        text += insert('colossus.site_user', [dict(site=s, organization='Any', country=self.r.choice(['USA', None]), grid_region=self.region[s], source_id='egrid2023') for s in self.sites])
        for table, rows in (('activity', self.bills), ('electricity_contract', self.contracts), ('certificate', self.certificates), ('supplier_rate', self.rates), ('supplier_rate', self.heat_rates), ('site_overhead', self.overheads), ('tariff', self.tariffs), ('tariff_hour', self.hours)):
            text += insert(table, rows)
        text += insert('unit_operation', [u | {n: f'{u[n]}Z' for n in ('started_at', 'ended_at')} for u in self.units]) + insert('part_life', self.lives)
        for i, s in enumerate(self.sites):
            first, last, watts = self.power[s]
            text += insert('device', [dict(device=f'gpu {s}', accelerator='H100 SXM', site=s, max_gap='1 hour', since=f'{first}Z', until=f'{self.until[s]}Z')])
            text += insert('series', [dict(series_id=900 + i, metric='power_w', device=f'gpu {s}', unit='W', kind='accelerator')])
            text += f"INSERT INTO sample (series_id, at, value) SELECT {900 + i}, timestamptz '{first}Z' + make_interval(hours => (n - 1)::integer), v FROM unnest(ARRAY[{', '.join(repr(float(w)) for w in watts)}]::float8[]) WITH ORDINALITY x (v, n);\n"
            # two jobs that hold a half and a quarter for a part of the window
            a, b = self.held[s]
            for job, share in (('one', 0.5), ('two', 0.25)):
                text += f"INSERT INTO job (job, model, tenant, started_at, ended_at) VALUES ('{job} {s}', 'm', '{job}', timestamptz '{first}Z' + interval '{a} hours', timestamptz '{first}Z' + interval '{b} hours');\n"
                text += f"INSERT INTO job_device (job, device, share, started_at, ended_at) VALUES ('{job} {s}', 'gpu {s}', {share}, timestamptz '{first}Z' + interval '{a} hours', timestamptz '{first}Z' + interval '{b} hours');\n"
                text += f"INSERT INTO functional_unit (job, unit, from_date, until_date, quantity) VALUES ('{job} {s}', 'of {s}', '{first}', '{last}', 1000);\n"
        sql("DROP SCHEMA IF EXISTS b CASCADE;" + text)

    # what holds on a day, of rows with from_date and perhaps until_date
    def at(self, rows, d, **k):
        return [x for x in rows if x['from_date'] <= d and (x.get('until_date') is None or x['until_date'] > d) and all(x[n] == v for n, v in k.items())]

    def latest(self, rows, d, **k):
        return max(self.at(rows, d, **k), key=lambda x: x['from_date'], default=None)

    def valid(self):
        """bills that hold, as (row, days on which it counts)"""
        replaced = {b['corrects'] for b in self.bills if b['corrects'] and b['quantity'] >= 0}
        byid = {b['activity_id']: b for b in self.bills}
        live = [b for b in self.bills if b['activity_id'] not in replaced and not (b['quantity'] < 0 and b['corrects'] in replaced)]

        def guess(b):
            return b['estimated'] or b['quantity'] < 0 and byid[b['corrects']]['estimated']
        out = []
        for b in live:
            own = days(b['from_date'], b['until_date'])
            if guess(b):
                same = ('site', 'kind', 'supplier', 'meter', 'fuel', 'direct_g_per_kwh')
                read = {d for x in live if not x['estimated'] and x['quantity'] >= 0 and all(x[n] == b[n] for n in same) for d in days(x['from_date'], x['until_date'])}
                own = [d for d in own if d not in read]
            out.append((b, own))
        return out

    def sampled(self, s, d):
        """kWh at the meter of a day by samples, by hour; None: not in service, or no overhead"""
        first, last, watts = self.power[s]
        if not first <= d < last:
            return None
        o = self.latest(self.overheads, d, site=s)
        k = (d - first).days * 24
        return [(watts[k + h] + watts[k + h + 1]) / 2 / 1000 * o['server_factor'] * o['pue'] for h in range(24)]

    def pieces(self, s):
        """(day, kwh, supplier, direct, cost, split) of what was bought"""
        out, grid, direct, at_home = [], set(), defaultdict(F), self.own(s)
        for b, own in self.valid():
            if b['site'] != s or b['kind'] != 'electricity':
                continue
            n = (b['until_date'] - b['from_date']).days
            kwh = b['quantity'] * UNIT[b['unit']]
            # an estimate is cut into runs of days, each spread for itself
            runs, run = [], []
            for d in own:
                if run and d != run[-1] + DAY:
                    runs.append(run)
                    run = []
                run.append(d)
            runs += [run] if run else []
            for run in runs:
                by = [self.sampled(s, d) for d in run]
                total = sum((sum(x) for x in by if x), F(0))
                weight = [sum(x) / total for x in by] if all(by) and total > 0 and b['direct_g_per_kwh'] is None else [F(1, len(run))] * len(run)
                for d, w in zip(run, weight):
                    part = w * F(len(run), n)
                    out.append((d, kwh * part, b['supplier'], b['direct_g_per_kwh'], None if b['cost'] is None else b['cost'] * part))
                    if b['direct_g_per_kwh'] is not None:
                        direct[d] += kwh * part
                    elif b['quantity'] >= 0:
                        grid.add(d)
        for d in days(*self.power[s][:2]):
            if d not in grid:
                made = at_home[d]
                have = sum(self.sampled(s, d))
                out.append((d, max(have - made - direct[d], F(0)) if made or direct[d] else have, None, None, None))
        return out

    def of_days(self, s, what):
        """what units of a site say, by day and fuel: a part by the hours that lie in the day"""
        out = defaultdict(F)
        for u in self.units:
            if u['site'] == s and u[what]:
                hours = int((u['ended_at'] - u['started_at']).total_seconds()) // 3600
                for h in range(hours):
                    out[(u['started_at'] + dt.timedelta(hours=h)).date(), u['fuel'], u['mwh'] == 0] += u[what] / hours
        return out

    def made(self, s):
        out = defaultdict(F)
        for (d, _, _), v in self.of_days(s, 'mwh').items():
            out[d] += v * 1000
        return out

    def own(self, s):
        """kWh that units generated and that did not leave the site, by day"""
        made, gone = self.made(s), defaultdict(F)
        for b, days_of in self.valid():
            if b['site'] == s and b['kind'] == 'electricity exported':
                total = sum((made[d] for d in days_of), F(0))
                for d in days_of:
                    gone[d] += b['quantity'] * (made[d] / total if total else F(1, len(days_of)))
        return defaultdict(F, {d: max(v - gone[d], F(0)) for d, v in made.items()})

    def burnt(self, s):
        """MMBtu that count, by day and fuel: of a tank the growth of the larger of both sums, of a pipe the bill of the day"""
        heat = self.of_days(s, 'heat_mmbtu')
        said, logged = defaultdict(F), defaultdict(F)
        billed = set()
        for b, days_of in self.valid():
            if b['site'] == s and b['kind'] == 'fuel':
                unit = {'gal': F('0.138'), 'therm': F(1, 10)}[b['unit']]
                for d in days_of:
                    said[d, b['fuel']] += b['quantity'] * unit / (b['until_date'] - b['from_date']).days
                    billed.add((d, b['fuel']))
        for (d, fuel, _), v in heat.items():
            logged[d, fuel] += v
        out, came, went = defaultdict(F), F(0), F(0)
        for d in days(dt.date(2022, 11, 1), dt.date(2025, 6, 1)):
            out[d, 'natural gas'] = said[d, 'natural gas'] if (d, 'natural gas') in billed else logged[d, 'natural gas']
            before = max(came, went)
            came, went = came + said[d, 'diesel'], went + logged[d, 'diesel']
            out[d, 'diesel'] = max(came, went) - before
        return out

    def users(self, s):
        """{tenant: (kWh bought and generated, kWh generated, kg location with own, kg direct, kg embodied)} of the year by hand"""
        first, last, watts = self.power[s]
        a, b = self.held[s]
        own, made, heat = self.own(s), self.made(s), self.of_days(s, 'heat_mmbtu')
        bought, kg = defaultdict(F), defaultdict(F)
        for d, kwh, _, direct, _ in self.pieces(s):
            o = self.latest(self.overheads, d, site=s)
            g = direct if direct is not None else self.fact[o and o['zone'] or self.region[s], d.year][0]
            bought[d] += kwh
            kg[d] = None if g is None or kg[d] is None else kg[d] + kwh * g / 1000
        life = [x for x in self.lives if x['site'] == s][0]
        # h of the life that each held; nothing after its end
        end = min(F((self.until[s] - first).days * 24), F(life['lifetime_h']))
        out = {}
        for tenant, share in (('one', F(1, 2)), ('two', F(1, 4)), ('(idle)', None)):
            kwh = own_kwh = loc = direct = F(0)
            for d in days(first, last):
                o = self.latest(self.overheads, d, site=s)
                k = (d - first).days * 24
                part = [(watts[k + h] + watts[k + h + 1]) / 2000 * o['server_factor'] * o['pue'] * (share if share else 1) * ((a <= k + h < b) if share else F(1, 4) if a <= k + h < b else 1) for h in range(24)]
                used, supply = sum(part, F(0)), bought[d] + own[d]
                mine = used / supply if supply else F(0)
                mine_own = used * (own[d] / supply if supply else 0)
                burnt = sum((v * BURNT[fuel][1] for (x, fuel, idle), v in heat.items() if x == d and not idle), F(0)) * (own[d] / made[d] if made[d] else 0)
                kwh += used
                own_kwh += mine_own
                direct += mine * burnt
                loc = None if loc is None or kg[d] is None else loc + mine * (kg[d] + burnt)
            held = max(min(F(b), end) - min(F(a), end), F(0))
            embodied = (held * share if share else end - held * F(3, 4)) * life['embodied_kg'] / life['lifetime_h']
            out[tenant] = (kwh, own_kwh, loc, direct, embodied)
        return out

    def factors(self):
        places = {z for z in self.region.values()} | {o['zone'] for o in self.overheads if o['zone']}
        rows = sql('SELECT p.z, y, f.g_per_kwh, f.rest_g_per_kwh, f.loss FROM (VALUES ' + ', '.join(f"('{p}')" for p in places) + f") p (z), generate_series(2022, 2024) y, LATERAL factors_at(p.z, 'USA', y, '{KNOWN}') f;")
        return {(r[0], int(r[1])): tuple(F(v) if v else None for v in (r[2:] + [''] * 3)[:3]) for r in rows}

    def covered(self, s, used):
        """of each day, what certificates leave of what contracts leave, and g a kWh of what they cover, times its part: each
        certificate of the right market and year covers the same part of all that is left on its own days, shorter ones
        first, with what it has for the days that the books know; what came with a contract waits for its contract's end"""
        left, cert_g, open_kwh, known = {}, defaultdict(F), defaultdict(F), {u[0] for u in used}
        for u in used:
            if u[2] is None or u[8] is None:
                open_kwh[u[0]] += u[1] * (1 - u[6])
        good = [c for c in self.certificates if c['site'] == s and c['from_date'].year - 1 <= c['vintage'] <= (c['until_date'] - DAY).year + 1 and c['market'] in (None, 'US', 'CAMX')]
        for c in sorted(good, key=lambda c: (c['until_date'] - c['from_date'], c['from_date'], c['certificate'])):
            own = days(c['from_date'], c['until_date'])
            of = (c['contract'] or c['certificate']).lower()
            mine = [d for d in own if d in known and not any(x['contract'].lower() == of for x in self.at(self.contracts, d, site=s))]
            have = c['mwh'] * 1000 * F(len(mine), len(own))
            want = sum((open_kwh[d] * left.get(d, F(1)) for d in mine), F(0))
            part = min(have / want, 1) if want > 0 else F(0)
            for d in mine:
                cert_g[d] += left.get(d, F(1)) * part * c['g_per_kwh']
                left[d] = left.get(d, F(1)) * (1 - part)
        return left, cert_g

    def heat(self, since, until):
        """{(site, line): (quantity, kg)} of heat, each day by the rate of its supplier; not known where a day has none"""
        out = {}
        for b in self.bills:
            own = [d for d in days(b['from_date'], b['until_date']) if since <= d < until]
            if b['kind'] != 'heat' or not own:
                continue
            kwh = b['quantity'] * UNIT[b['unit']] / (b['until_date'] - b['from_date']).days
            rate = [self.latest(self.heat_rates, d) for d in own]
            lost = [None if r is None else kwh * r['loss'] / (1 - r['loss']) for r in rate]
            for line in ('2 location', '2 market'):
                out[b['site'], line] = (kwh * len(own), total([None if r is None else kwh * r['g_per_kwh'] / 1000 for r in rate]))
            out[b['site'], '3 grid losses'] = (total(lost), total([None if r is None else x * r['g_per_kwh'] / 1000 for r, x in zip(rate, lost)]))
            out[b['site'], '3 upstream energy'] = (kwh * len(own), total([None if r is None or r['upstream_g_per_kwh'] is None else kwh * r['upstream_g_per_kwh'] / 1000 for r in rate]))
        return out

    def statement(self, since, until):
        """{(site, line): (quantity, kg)} of electricity, and {site: cost}"""
        out, cost = {}, {}
        for s in self.sites:
            used = []
            for d, kwh, supplier, direct, money in self.pieces(s):
                o = self.latest(self.overheads, d, site=s)
                zone = o and o['zone'] or self.region[s]
                g, rest, loss = self.fact[zone, d.year]
                shares = self.at(self.contracts, d, site=s) if direct is None else []
                share = sum((c['share'] for c in shares), F(0))
                mean = sum((c['share'] * c['g_per_kwh'] for c in shares), F(0)) / share if share else F(0)
                rate = self.latest([x for x in self.rates], d, supplier=supplier) if supplier else None
                used.append((d, kwh, direct, g, rest, loss, min(share, 1), mean, rate['g_per_kwh'] if rate else None, money, o))
            left, cert_g = self.covered(s, used)
            loc = mar = los = qty = lost = F(0)
            paid, known, unknown = F(0), True, set()
            for d, kwh, direct, g, rest, loss, share, mean, rate, money, o in used:
                if not since <= d < until:
                    continue
                qty += kwh
                if direct is None and g is None:
                    unknown |= {'2 location', '3 grid losses'}
                else:
                    loc += kwh * (direct if direct is not None else g)
                if direct is None and loss is None:
                    unknown |= {'3 grid losses', 'lost'}
                elif direct is None:
                    lost += kwh * loss / (1 - loss)
                    los += kwh * loss / (1 - loss) * (g or 0)
                open_kwh = kwh * (1 - share)
                part = F(0) if direct is not None and rate is not None else 1 - left.get(d, F(1))
                by = open_kwh * part
                if rate is None and rest is None and open_kwh != by:
                    unknown.add('2 market')
                mar += kwh * share * mean + (open_kwh * cert_g.get(d, F(0)) if part else 0) + (open_kwh - by) * (rate if rate is not None else rest or 0)
                price = self.price(s, d)
                if money is None and price is None:
                    known = False
                else:
                    paid += money if money is not None else kwh * price
            if any(since <= u[0] < until for u in used):
                out[s, '2 location'] = (qty, None if '2 location' in unknown else loc / 1000)
                out[s, '2 market'] = (qty, None if '2 market' in unknown else mar / 1000)
                if any(since <= u[0] < until and u[2] is None for u in used):
                    out[s, '3 grid losses'] = (None if 'lost' in unknown else lost, None if '3 grid losses' in unknown else los / 1000)
                cost[s] = paid if known else None
        return out, cost

    def price(self, s, d):
        t = self.latest(self.tariffs, d, site=s)
        mine = {x['hour']: x['per_kwh'] for x in self.hours if x['site'] == s and x['hour'].startswith(str(d))}
        if not mine:
            return t and t['per_kwh']
        by = self.sampled(s, d)
        part = [x / sum(by) for x in by] if by and sum(by) > 0 else [F(1, 24)] * 24
        price = [mine.get(f'{d} {h:02}:00Z', t and t['per_kwh']) for h in range(24)]
        return None if None in price else sum((a * b for a, b in zip(part, price)), F(0))


def near(a, b, tolerance):
    if a is None or b is None:
        return a is None and b is None
    return abs(F(a) - F(b)) <= tolerance * (1 + abs(F(b)))


def number(v):
    return F(v) if v not in ('', None) else None


def total(values):
    """a sum that is not known where a part of it is not"""
    return None if None in values else sum(values, F(0))


# heat has lines of its own beside those of electricity
OF = "line || CASE WHEN method LIKE 'heat%' THEN ' of heat' ELSE '' END"
CAUSES = ['bills', 'late samples', 'jobs', 'overheads', 'contracts', 'factors']


def restatements(b, tell, short):
    """each kind of change alone, and all together: the causes add up to new less old, to the gram, and a change moves its own cause alone"""
    r = b.r
    s = b.sites[0]
    first, last, _ = b.power[s]
    change = {
        'bills': f"INSERT INTO activity (activity_id, site, kind, from_date, until_date, quantity, unit, supplier, meter) VALUES ('late', '{s}', 'electricity', '2023-03-05', '2023-04-09', {r.randrange(1000, 90000)}, 'kWh', 'S1', 'm9');",
        'late samples': f"UPDATE sample SET value = value + 100 WHERE series_id = 900 AND at < timestamptz '{first}Z' + interval '30 hours';",
        'jobs': f"UPDATE job_device SET share = 0.125 WHERE job = 'two {s}';",
        'overheads': f"UPDATE site_overhead SET pue = pue + 0.25 WHERE site = '{s}'; INSERT INTO site_overhead (site, from_date, server_factor, pue, zone) VALUES ('{s}', '2023-07-07', 1.5, 1.1, '{r.choice(ZONES)}') ON CONFLICT DO NOTHING;",
        'contracts': f"INSERT INTO electricity_contract (contract, site, from_date, until_date, instrument, share, g_per_kwh) VALUES ('late', '{s}', '2023-02-02', '2023-10-10', 'PPA', 0.05, 44); INSERT INTO certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('late', '{s}', '2023-01-01', '2023-12-01', 3, 2023);",
        'factors': f"UPDATE colossus.site_user SET grid_region = '{r.choice(ZONES)}' WHERE site = '{s}'; INSERT INTO colossus.grid_rate_user (region, year, edition, known_from, gas, rate, lb_per_mwh, source_id) SELECT z, 2023, 'random', '2026-11-{r.randrange(1, 28):02}', 'CO2e', 'total', {r.randrange(300, 1500)}, 'egrid2023' FROM unnest('{{{','.join(ZONES)}}}'::text[]) z;",
    }
    for name in ([r.choice(CAUSES)] if short else CAUSES) + ['all']:
        text = 'BEGIN;\n' + f"CALL close_report('r', '{SINCE}', '{UNTIL}', '{KNOWN}');\nCREATE TEMP TABLE old AS SELECT site, line, CASE WHEN bool_and(co2e_kg IS NOT NULL) THEN sum(co2e_kg) END AS kg FROM closed_line GROUP BY 1, 2;\n"
        text += ''.join(change[c] for c in (CAUSES if name == 'all' else [name])) + '\n'
        text += f"CREATE TEMP TABLE new AS SELECT site, line, CASE WHEN bool_and(co2e_kg IS NOT NULL) THEN sum(co2e_kg) END AS kg FROM statement('{SINCE}', '{UNTIL}') GROUP BY 1, 2;\n"
        text += "SELECT 'sum', k.site, k.line, o.kg, n.kg, r.kg FROM (SELECT site, line FROM old UNION SELECT site, line FROM new) k LEFT JOIN old o USING (site, line) LEFT JOIN new n USING (site, line) LEFT JOIN (SELECT site, line, sum(co2e_kg) AS kg FROM restate('r') GROUP BY 1, 2) r USING (site, line);\n"
        text += "SELECT 'cause', cause, sum(abs(co2e_kg)) FROM restate('r') WHERE co2e_kg <> 0 GROUP BY 2;\nROLLBACK;\n"
        moved, known = set(), 0
        for row in sql(text):
            if row[0] == 'cause':
                if F(row[2]) > F(1, 1000):
                    moved.add(row[1])
                continue
            _, site, line, o, n, d = (row + [''] * 6)[:6]
            old, new = (F(0) if line.startswith('3 emb') and x == '' else number(x) for x in (o, n))
            if old is None or new is None:
                continue
            known += site == s and line[0] == '2'
            tell(f'restate {name}: {site}, {line}', near(number(d) or F(0), new - old, F(0)) or abs((number(d) or F(0)) - (new - old)) <= F(1, 1000))
        if name != 'all':
            tell(f'restate {name}: moved {sorted(moved)}', moved <= {name} and (moved or known < 2 or name in ('jobs', 'late samples', 'overheads')))


def main():
    first, seeds = int(sys.argv[1]), int(sys.argv[2])
    good, bad = 0, []
    for seed in range(first, first + seeds):
        clean = seed % 4 == 0
        b = Books(seed, clean)
        b.load()
        b.fact = b.factors()

        def tell(what, ok):
            nonlocal good
            if ok:
                good += 1
            else:
                bad.append(f'seed {seed}: {what}')
                print(bad[-1], flush=True)
        want, cost = b.statement(SINCE, UNTIL)
        heat = b.heat(SINCE, UNTIL)
        got = {(s, l): (number(q), number(k)) for s, l, q, k in sql(f"SELECT site, {OF}, quantity, co2e_kg FROM statement('{SINCE}', '{UNTIL}', '{KNOWN}') WHERE line IN ('2 location', '2 market', '3 grid losses') OR method LIKE 'heat%';")}
        by_hand = {**want, **{(s, f'{l} of heat'): v for (s, l), v in heat.items()}}
        for key in sorted(set(by_hand) | set(got)):
            w, g = by_hand.get(key, (None, None)), got.get(key, (None, None))
            tell(f'{key}: {[x and float(x) for x in g]}, by hand {[x and float(x) for x in w]}', near(g[0], w[0], F(1, 10**9)) and near(g[1], w[1], F(1, 10**9)))
        # months are the year: a sum with a part that is not known is not known
        month = defaultdict(list)
        for m in range(1, 13):
            a, z = dt.date(2023, m, 1), dt.date(2023 + m // 12, m % 12 + 1, 1)
            for s, l, gas, q, k in sql(f"SELECT site, {OF}, gas, quantity, co2e_kg FROM statement('{a}', '{z}', '{KNOWN}');"):
                month[s, l, gas].append((number(q), number(k)))
            if m in (2, 7):
                part, _ = b.statement(a, z)
                for (s, l), w in part.items():
                    g = month[s, l, 'CO2e'][-1]
                    tell(f'{s}, {l}, month {m}: {[x and float(x) for x in g]}, by hand {[x and float(x) for x in w]}', near(g[0], w[0], F(1, 10**8)) and near(g[1], w[1], F(1, 10**8)))
        year = {(s, l, gas): (number(q), number(k)) for s, l, gas, q, k in sql(f"SELECT site, {OF}, gas, quantity, co2e_kg FROM statement('{SINCE}', '{UNTIL}', '{KNOWN}');")}
        for key in sorted(set(year) | set(month)):
            q, k = year.get(key, (None, None))
            tell(f'months of {key}', near(total([x[0] for x in month[key]]), q, F(1, 10**8)) and near(total([x[1] for x in month[key]]), k, F(1, 10**8)))
        # sites are the organization, tenants, idle and unattributed are the bill
        org = sql(f"SELECT scope2_location_t, scope2_market_t, grid_losses_t FROM statement_organization('{SINCE}', '{UNTIL}', '{KNOWN}') WHERE organization = 'Any';")[0]
        for line, v in zip(('2 location', '2 market', '3 grid losses'), org):
            tell(f'organization, {line}', near(number(v), (lambda t: t and t / 1000)(total([w[1] for (s, l), w in [*want.items(), *heat.items()] if l == line])), F(1, 10**9)))
        for s, kwh, loc, mar, money, bought in sql(f"SELECT site, sum(kwh), CASE WHEN bool_and(location_co2e_kg IS NOT NULL) THEN sum(location_co2e_kg) END, CASE WHEN bool_and(market_co2e_kg IS NOT NULL) THEN sum(market_co2e_kg) END, CASE WHEN bool_and(cost IS NOT NULL OR kwh = 0) THEN sum(cost) END, min(purchased_kwh) FROM statement_tenant('{SINCE}', '{UNTIL}', '{KNOWN}') GROUP BY 1;"):
            w = want[s, '2 location']
            tell(f'tenants of {s}', near(number(kwh), w[0], F(1, 10**8)) and near(number(bought), w[0], F(1, 10**8)) and near(number(loc), w[1], F(1, 10**8)) and near(number(mar), want[s, '2 market'][1], F(1, 10**8)))
            if number(money) is not None:
                tell(f'cost of the tenants of {s}: {float(number(money))}, by hand {cost[s] and float(cost[s])}', near(number(money), cost[s], F(1, 10**6)))
        for s, c, k in sql(f"SELECT site, count(*), CASE WHEN bool_and(cost IS NOT NULL) THEN sum(cost) END FROM cost_statement('{SINCE}', '{UNTIL}') GROUP BY 1;"):
            tell(f'cost of {s}: {k}, by hand {cost[s] and float(cost[s])}', near(number(k), cost[s], F(1, 10**7)))
        # what a site generates, burns and wears: each tenant by hand, and all of them the lines of the statement
        for site in b.sites:
            users = b.users(site)
            rows = {r[0]: [number(x) for x in (r + [''] * 8)[1:8]] for r in sql(f"SELECT tenant, kwh + generated_kwh, generated_kwh, location_co2e_kg + direct_co2e_kg, direct_co2e_kg, embodied_co2e_kg, generated_kwh, kwh FROM statement_tenant('{SINCE}', '2025-01-01', '{KNOWN}') WHERE site = '{site}';")}
            prints = {r[0]: [number(x) for x in (r + [''] * 6)[1:6]] for r in sql(f"SELECT tenant, sum(facility_kwh), sum(generated_kwh), CASE WHEN bool_and(location_co2e_kg IS NOT NULL OR facility_kwh IS NULL) THEN sum(location_co2e_kg) END, sum(direct_co2e_kg), sum(embodied_co2e_kg) FROM footprint('{SINCE}', '2025-01-01', '{KNOWN}') WHERE unit = 'of {site}' GROUP BY 1;")}
            for tenant, w in users.items():
                for what, g in (('tenant', rows.get(tenant)), ('footprint', prints.get(tenant))):
                    if what == 'tenant' or tenant[0] != '(':
                        tell(f'{what} {tenant} of {site}: {g and [x and float(x) for x in g]}, by hand {[x and float(x) for x in w]}', g is not None and all(near(x, y, F(1, 10**8)) for x, y in zip(g, w)))
            burnt, own = b.burnt(site), b.own(site)
            span = days(SINCE, dt.date(2025, 1, 1))
            co2 = sum((v * BURNT[f][0] for (d, f), v in burnt.items() if SINCE <= d < dt.date(2025, 1, 1)), F(0))
            co2e = sum((v * BURNT[f][1] for (d, f), v in burnt.items() if SINCE <= d < dt.date(2025, 1, 1)), F(0))
            got = {gas: number(q) for gas, q in sql(f"SELECT gas, quantity FROM statement('{SINCE}', '2025-01-01', '{KNOWN}') WHERE site = '{site}' AND line = '1';")}
            tell(f'CO2 of {site}: {got.get("CO2") and float(got["CO2"])}, by hand {float(co2)}', near(got.get('CO2'), co2, F(1, 10**8)))
            tell(f'tenants and the fuel of {site}', near(total([r[3] for r in rows.values()]), co2e, F(1, 10**8)))
            tell(f'tenants and the generation of {site}', near(total([r[5] for r in rows.values()]), sum((own[d] for d in span), F(0)), F(1, 10**8)))
            life = [x for x in b.lives if x['site'] == site][0]
            hours = min(F((b.until[site] - b.power[site][0]).days * 24), F(life['lifetime_h']))
            line = number(sql(f"SELECT co2e_kg FROM statement('{SINCE}', '2025-01-01', '{KNOWN}') WHERE site = '{site}' AND line = '3 embodied';")[0][0])
            tell(f'life of the card of {site}', near(line, hours * life['embodied_kg'] / life['lifetime_h'], F(1, 10**8)) and near(total([r[4] for r in rows.values()]), line, F(1, 10**8)))
        restatements(b, tell, sys.argv[3:] == ['short'])
        # evidence alone gives each line: its terms are products that add up to it, and a term is not known where the line is not
        proof, said, fuel = defaultdict(dict), {}, defaultdict(dict)
        for row in sql(f"BEGIN; CALL close_report('proof', '{SINCE}', '{UNTIL}', '{KNOWN}'); SELECT 'term', site, line, term, value FROM evidence('proof') WHERE term IS NOT NULL; SELECT 'input', site, input, value, unit FROM evidence('proof') WHERE line = '1' AND (term IS NULL OR input LIKE 'heat of %'); SELECT 'line', site, line, CASE WHEN bool_and(co2e_kg IS NOT NULL) THEN sum(co2e_kg) END FROM closed_line WHERE line <> 'exported' GROUP BY 1, 2, 3; ROLLBACK;"):
            if row[0] == 'line':
                said[row[1], row[2]] = number((row + [''])[3])
            elif row[0] == 'input':
                fuel[row[1]][row[2] if row[2].startswith(('fuel', 'part', 'heat of')) else (row[2], row[4])] = (number(row[3]), row[4])
            else:
                term, v = proof[row[1], row[2]], number((row + [''])[4])
                term[row[3]] = None if v is None or term.get(row[3], F(1)) is None else term.get(row[3], F(1)) * v
        for site, rows in fuel.items():
            # and the heat of its terms is that of its bills, where no unit burns anything
            heats = defaultdict(F)
            for name in [n for n in rows if n[:5] == 'fuel ']:
                no, what, use, value = name[5:].split(', ')
                q, unit = rows[name]
                heats[what, use] += q * rows.get(f'part of {no} in the period, by days', (F(1),))[0] * rows[f'heat content of {what} billed in {value}', f'MMBtu/{unit}'][0]
            for (what, use), w in heats.items():
                if any(u['site'] == site and u['fuel'] == what for u in b.units):
                    continue
                tell(f'evidence of the heat of {what} in {use} at {site}', near(rows[f'heat of {what} in {use}, by bills'][0], w, F(1, 10**9)))
        for key in sorted(set(said) | set(proof)):
            by = total(list(proof[key].values())) if proof[key] else None
            tell(f'evidence of {key}: {by and float(by)}, line {said.get(key) and float(said[key])}', near(by, said.get(key), F(1, 10**11)))
            if key in want:
                w = total([x[key][1] for x in (want, heat) if key in x])
                tell(f'evidence of {key}: {by and float(by)}, by hand {w and float(w)}', near(by, w, F(1, 10**9)))
        # each line without a figure has a finding that names it and says why, and nothing else has
        open_lines = {f'{s}: {l}' for s, l in sql(f"SELECT site, line FROM statement('2022-11-01', '2024-06-01') WHERE co2e_kg IS NULL AND line <> 'exported' UNION SELECT site, 'water ' || line FROM water_statement('2022-11-01', '2024-06-01') WHERE quantity_l IS NULL;")}
        named = {r[0]: r[1] for r in sql("SELECT subject, detail FROM statement_audit() WHERE rule = 'line without figure';")}
        tell(f'lines without figure: {sorted(open_lines)}, findings {sorted(named)}', open_lines == set(named) and all(len(v) > 10 for v in named.values()))
        # what was bought is not known where a part of it is not
        for site, kwh, q in sql(f"SELECT t.site, t.purchased_kwh, CASE WHEN bool_and(s.quantity IS NOT NULL) THEN sum(s.quantity) END FROM statement_total('{SINCE}', '{UNTIL}', '{KNOWN}') t JOIN statement('{SINCE}', '{UNTIL}', '{KNOWN}') s ON s.site = t.site AND s.line = '2 location' GROUP BY 1, 2;"):
            tell(f'purchased by {site}: {kwh}, lines {q}', near(number(kwh), number(q), F(1, 10**9)))
        if clean:
            found = sql("SELECT rule, subject, detail FROM statement_audit() WHERE rule <> 'line without figure';")
            tell(f'audit of books without a fault: {found[:3]}', not found)
    print(f'{good} of {good + len(bad)} comparisons agree')
    sys.exit(1 if bad else 0)


main()
