#!/usr/bin/env python3
"""usage: ranges.py [draws]

Draws figures from the ranges of their inputs and compares p5 and p95 with the low and
high that the extension prints.  An input is a two-piece log-normal: its median at best,
its p5 and p95 at low and high, each side on its own.  The inputs' ranges are read from
the relations, as an analyst would; how they combine is written out here: power is TDP x
server factor x load, times PUE at the meter; a contract gives the first of it and the
plant what is left, up to its rating; a sum of years is the product times a constant.
"""
import json
import math
import random
import subprocess
import sys

Z95 = 1.6448536269514722
TOLERANCE = 0.16


def ask(sql):
    """the one row of a query, as a dictionary"""
    out = subprocess.run(['psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', 'SET search_path = colossus', '-c', f'SELECT row_to_json(q) FROM ({sql}) q'],
                         check=True, capture_output=True, text=True).stdout
    return json.loads(out.strip().split('\n')[-1])


def draw(low, best, high):
    z = random.gauss(0, 1)
    if z > 0:
        return best if high == best else best * math.exp(z * math.log(high / best) / Z95)
    return best if low == best else best * math.exp(z * math.log(best / low) / Z95)


def figures():
    """name, what the extension prints, inputs as (low, best, high), and how they make the figure"""
    load = ask("SELECT low_ratio AS low, 1 AS best, high_ratio AS high FROM likely_range WHERE input = 'power by TDP and server factor'")
    load = (load['low'], load['best'], load['high'])
    h100 = ask("SELECT tdp_w, server_factor_low, server_factor, server_factor_high FROM accelerator_unit WHERE accelerator = 'H100 SXM'")
    h200 = ask("SELECT tdp_w, server_factor_low, server_factor, server_factor_high FROM accelerator_unit WHERE accelerator = 'H200 SXM'")
    gb200 = ask("SELECT tdp_w, server_factor_low, server_factor, server_factor_high FROM accelerator_unit WHERE accelerator = 'GB200'")
    pue = ask("SELECT pue_low, pue, pue_high FROM pue_timeline WHERE site = 'Colossus 1' AND holds(from_date, until_date, '2025-03-15')")
    pue = (pue['pue_low'], pue['pue'], pue['pue_high'])
    grid = ask("SELECT low_g_per_kwh AS l, g_per_kwh AS b, high_g_per_kwh AS h FROM grid_range_at('SRTV', 'USA', '2025-03-15', current_date)")
    grid = (grid['l'], grid['b'], grid['h'])
    price = ask("SELECT usd_per_kwh_low AS l, usd_per_kwh AS b, usd_per_kwh_high AS h FROM electricity_price WHERE region = 'Tennessee'")
    price = (price['l'], price['b'], price['h'])

    def part(p, n):
        """MW of n accelerators, one range of the server factor"""
        return tuple(n * p['tdp_w'] * p[k] / 1e6 for k in ('server_factor_low', 'server_factor', 'server_factor_high'))

    def printed(quantity, at='2025-03-15', arguments=''):
        r = ask(f"SELECT after_low AS l, after AS b, after_high AS h FROM what_if('Colossus 1', '{at}'{arguments}) WHERE quantity = '{quantity}'")
        return r['l'], r['b'], r['h']

    def run(name, column):
        r = ask(f"SELECT {column}_low AS l, {column} AS b, {column}_high AS h FROM training_run_summary WHERE run = '{name}'")
        return r['l'], r['b'], r['h']

    fleet = [part(h100, 150000), part(h200, 50000)]
    demand = fleet + [load, pue]
    mmbtu = 9630 * 1.11 / 1e3          # of a Titan 130, per MWh

    def mw(x):
        return (x[0] + x[1]) * x[2] * x[3]

    def contract(x):
        return min(mw(x), 50)

    def plant(rating):
        return lambda x: min(max(mw(x) - 50, 0), rating)

    yield 'facility power', printed('facility_mw'), demand, mw
    yield 'power beyond contract and plant', printed('beyond_mw'), demand, lambda x: max(mw(x) - 150, 0)
    yield 'scope 2 of a full contract', printed('scope2_location_t'), demand + [grid], lambda x: contract(x) * 8760 * x[4] / 1000
    yield 'scope 2 of a contract that may be full', printed('scope2_location_t', arguments=', load => 0.16'), fleet + [(0.16,) * 3, pue, grid], lambda x: contract(x) * 8760 * x[4] / 1000
    yield 'scope 1 of the 35 turbines', printed('scope1_t', '2025-04-15'), demand, lambda x: plant(421)(x) * 8760 * mmbtu * (53.06 + 28 * 0.001 + 265 * 0.0001) / 1000
    yield 'NOx of the 35 turbines, controls unknown', printed('nox_tons', '2025-04-15'), demand + [(0.007368, 0.099, 0.32)], lambda x: plant(421)(x) * 8760 * mmbtu * x[4] / 2000
    yield 'energy bill of a year', printed('energy_usd'), demand + [price], lambda x: mw(x) * 8760e3 * x[4]
    n = ask("SELECT after AS n FROM what_if('Colossus 1', '2025-03-15', 'GB200', 'flops') WHERE quantity = 'accelerators'")['n']
    yield 'power of as many FLOP/s of GB200', printed('facility_mw', arguments=", 'GB200', 'flops'"), [part(gb200, n), load, pue], lambda x: x[0] * x[1] * x[2]
    gpt3 = ask("SELECT average_w * accelerator_h / 1e6 AS mwh, low_ratio AS low, high_ratio AS high FROM (SELECT max(number) FILTER (WHERE name = 'average_w') AS average_w,"
               " max(number) FILTER (WHERE name = 'total_h') AS accelerator_h FROM training_run_column WHERE run = 'GPT-3 175B') r, likely_range WHERE input = 'average power, TDP of the accelerator alone'")
    yield 'energy of GPT-3', run('GPT-3 175B', 'it_mwh'), [(gpt3['low'], 1, gpt3['high'])], lambda x: x[0] * gpt3['mwh']
    grok = ask("SELECT max(number) FILTER (WHERE name = 'total_h') AS h FROM training_run_column WHERE run = 'Grok-3'")['h']
    told = ask("SELECT min(h) AS l, max(h) AS h FROM (SELECT coalesce(accelerator_h, accelerators * hours) AS h FROM training_run WHERE run = 'Grok-3' AND known_bad IS NULL) r")
    hours = (told['l'] / grok, 1, told['h'] / grok)
    yield 'CO2e of Grok-3', run('Grok-3', 'co2e_t'), [part(h100, grok), load, hours, pue, grid], lambda x: x[0] * x[1] * x[2] * x[3] * x[4] / 1000
    flop = ask("SELECT flop_low AS l, flop AS b, flop_high AS h FROM training_run_summary WHERE run = 'Grok-3'")
    flop = (flop['l'], flop['b'], flop['h'])
    again = ask("SELECT after_low AS l, after AS b, after_high AS h FROM what_if_run('Grok-3', 'GB200', utilization => 0.4) WHERE quantity = 'it_mwh'")
    yield ('energy of Grok-3 on GB200 at another utilization', (again['l'], again['b'], again['h']), [part(gb200, 1), load, flop],
           lambda x: x[2] / (2.5e15 * 0.4) / 3600 * x[0] * x[1])
    tokens = ask("SELECT usd_per_million_tokens_low AS l, usd_per_million_tokens AS b, usd_per_million_tokens_high AS h FROM token_cost('H100', 8, 20000, '2026-06-01', 'Tennessee', 'USA', 1.3) WHERE basis = 'energy'")
    yield ('energy cost of a million tokens', (tokens['l'], tokens['b'], tokens['h']), [part(h100, 8), load, price],
           lambda x: x[0] * 1e3 * x[1] * 1.3 * x[2] / 72)


def main():
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
    random.seed(20261128)
    worst = 0
    for name, printed, inputs, figure in figures():
        drawn = sorted(figure([draw(*i) for i in inputs]) for _ in range(draws))
        best = figure([i[1] for i in inputs])
        p5, p95 = drawn[draws // 20], drawn[draws - 1 - draws // 20]
        # an end is off by its share of the best value, or of itself where that is more
        off = max(abs(printed[0] - p5) / max(best, p5), abs(printed[2] - p95) / max(best, p95), abs(printed[1] / best - 1))
        worst = max(worst, off)
        print('%-50s drawn %.6g (%.6g to %.6g), printed %.6g (%.6g to %.6g), off %.1f %%' % (name, best, p5, p95, printed[1], printed[0], printed[2], 100 * off))
    return 0 if worst <= TOLERANCE else 1


sys.exit(main())
