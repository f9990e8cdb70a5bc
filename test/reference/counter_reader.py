#!/usr/bin/env python3
"""counter_reader.py -- the rules of doc/methods/counter-energy.md once more.

An implementation of its own, slow and plain: whole histories instead of a state
that is carried along, fractions instead of 128 bits, and lists of events that are
cut by the window at the end.  It prints the digests that test/unit/counter_reader.c
expects of the same series, which both make from the same seeds:

    python3 test/reference/counter_reader.py
"""
import math
import struct
from fractions import Fraction as F

S = 10 ** 6
REFRESH = 300 * S
GLITCH = 8
MAX_W = 800
MASK = 2 ** 64 - 1
NEVER = -10 ** 30
BATCHES, EACH = 20, 200


# ---------- series ----------

class Random:
    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return (self.state >> 33) % n


def series(seed):
    """readings in quarters of a joule, in order; the range or 0; the window"""
    r = Random(seed)
    step = (1, 5, 10, 15, 15, 30)[r.below(6)] * S
    slow = (0, 0, 20, 30, 60, 400)[r.below(6)] * S
    wrap = (0, 0, 20000, 262144)[r.below(4)]
    n = 3 + r.below(40)
    power = r.below(3200)
    at = r.below(S)
    true = r.below(80000)
    shown, refreshed = true, at
    readings = []
    for _ in range(n):
        dt = step
        if r.below(8) == 0:
            dt += r.below(step)
        if r.below(16) == 0:
            dt += step * r.below(40)
        at += dt
        true += power * dt // S
        if r.below(4) == 0:
            power = r.below(3200)
        if at - refreshed >= slow:
            shown, refreshed = true, at
        kind = r.below(32)
        if kind == 0:
            true = r.below(4000)
            shown = true
        value = shown % (4 * wrap) if wrap > 0 else shown
        if kind in (1, 2):
            value = r.below(value + 1)
        if kind == 3:
            value += r.below(1 << 30)
        readings.append((at, value))
        if kind == 4:
            readings.append((at, value))
        if kind == 5:
            readings.append((at, value + r.below(1000)))
    since, until = NEVER, -NEVER
    if r.below(2) == 0:
        since = r.below(at)
        until = since + 1 + r.below(at)
    return [(t, F(v, 4)) for t, v in sorted(readings)], wrap, since, until


# ---------- energy ----------

def nano(joules):
    return round(joules * 10 ** 9)


class Line:
    """the accepted readings of one line, as a list"""

    def __init__(self, readings):
        self.readings = list(readings)

    def run(self):
        """index of the first reading of the present value"""
        run = len(self.readings) - 1
        while run > 0 and self.readings[run - 1][1] == self.readings[run][1]:
            run -= 1
        return run

    def first(self):
        return self.readings[self.run()][0]

    def waiting(self):
        """where the time begins that waits for a change"""
        last = self.readings[-1][0]
        return self.first() if last - self.first() <= REFRESH else last

    def held(self, also=NEVER):
        times = [b[0] for a, b in zip(self.readings, self.readings[1:]) if a[1] == b[1] and a[0] < b[0]]
        return max(times + [also])

    def start(self, at):
        return self.first() if at - self.first() <= REFRESH else self.readings[-1][0]

    def judged(self, at, also=NEVER):
        us = at - self.start(at)
        if at - self.first() <= REFRESH and at - self.held(also) <= REFRESH:
            before = self.readings[self.run() - 1][0] if self.run() > 0 else NEVER
            us = max(us, min(at - before, REFRESH))
        return us

    def rise(self, c, also=NEVER):
        """the nJ from the last reading up to c, None if it cannot follow"""
        at, value = self.readings[-1]
        if c[1] < value or (c[0] == at and c[1] > value):
            return None
        nj = nano(c[1] - value)
        return nj if nj <= MAX_W * 1000 * self.judged(c[0], also) else None

    def stuck_before(self, at):
        """time that waits for a change which comes too late"""
        return [] if at - self.first() <= REFRESH else [('stuck', self.waiting(), self.readings[-1][0])]

    def rise_events(self, c, nj):
        at = self.readings[-1][0]
        events = [('sample', c[0])]
        if c[0] == at:
            pass
        elif nj == 0:
            if c[0] - self.first() > REFRESH:
                events.append(('stuck', self.waiting(), c[0]))
        else:
            events += self.stuck_before(c[0]) + [('energy', self.start(c[0]), c[0], nj, nj, nj)]
        return events

    def gap_events(self, c):
        start = self.start(c[0])
        return self.stuck_before(c[0]) + [('gap', start, c[0]), ('bound', start, c[0], MAX_W * 1000 * (c[0] - start))]

    def drop_events(self, c, wrap):
        judged = MAX_W * 1000 * self.judged(c[0])
        value = self.readings[-1][1]
        start = self.start(c[0])
        if wrap > 0 and value <= wrap and nano(wrap - value) + nano(c[1]) <= judged:
            return [('sample', c[0]), ('wrap', c[0])] + self.stuck_before(c[0]) + \
                [('energy', start, c[0], nano(wrap - value) + nano(c[1]), nano(c[1]), nano(wrap - value) + nano(c[1]))]
        events = [('sample', c[0]), ('reset', c[0])] + self.gap_events(c)
        if nano(c[1]) <= judged:
            events.append(('counted', start, c[0], nano(c[1])))
        return events

    def end_events(self):
        return [('stuck', self.waiting(), self.readings[-1][0])]


def read(readings, wrap):
    """what is seen, in order: a list of events; ('either', events, others): energy of events, bounds of both"""
    events = [('sample', readings[0][0])]
    line = Line(readings[:1])
    i = 1
    for a, b in zip(readings, readings[1:]):
        if a[0] == b[0] and a[1] != b[1] and ('conflict', a[0]) not in events:
            events.append(('conflict', a[0]))
    while i < len(readings):
        c = readings[i]
        nj = line.rise(c)
        if nj is not None:
            events += line.rise_events(c, nj)
            line.readings.append(c)
            i += 1
            continue
        # a branch begins with reading i
        first, low = i, c[1] < line.readings[-1][1]
        branch = Line(line.readings + [c])
        doubt = line.drop_events(c, wrap) if low else [('rejected', c[0])] + line.gap_events(c)
        n = 1
        outcome = None
        while outcome is None:
            i += 1
            if i == len(readings):
                outcome = 'reject' if not low and n == 1 else 'unproven'
                break
            c = readings[i]
            if not low and n == 1 and c[1] == readings[first][1] and c[0] > readings[first][0]:
                nj = line.rise(readings[first], also=c[0])
                if nj is not None:
                    events += line.rise_events(readings[first], nj)
                    line.readings.append(readings[first])
                    outcome = 'taken'
                    break
            back, on = line.rise(c), branch.rise(c)
            if back is not None and (n == 1 or on is None):
                if low and on is not None:
                    events.append(('either', line.rise_events(c, back), doubt + branch.rise_events(c, on)))
                    events += [('rejected', t) for t in kept(doubt)]
                    line.readings.append(c)
                    i += 1
                    outcome = 'taken'
                else:
                    outcome = 'reject'
                break
            if on is not None:
                more = branch.rise_events(c, on)
                if low and back is not None:
                    doubt = [('either', doubt + more, line.rise_events(c, back))]
                else:
                    doubt = doubt + more
            elif low and c[1] < branch.readings[-1][1]:
                doubt = doubt + branch.drop_events(c, wrap)
            elif not low and n == 1:
                outcome = 'reject'
                break
            else:
                outcome = 'unproven'
                break
            branch.readings.append(c)
            n += 1
            if n > GLITCH:
                outcome = 'proven'
                i += 1
        if outcome == 'reject':
            events += [('rejected', t) for t in kept(doubt)]
        elif outcome != 'taken':
            events += [('either', doubt, [])] if low and outcome == 'unproven' else doubt
            line = branch
    return events + line.end_events()


def kept(events):
    """instants of the samples that are in events, used or rejected"""
    times = []
    for e in events:
        if e[0] == 'either':
            times += kept(e[1])
        elif e[0] in ('sample', 'rejected'):
            times.append(e[1])
    return times


def totals(events, since, until):
    sums = dict.fromkeys(('energy', 'lower', 'upper', 'covered', 'gap', 'stuck', 'gaps', 'sample', 'rejected',
                          'reset', 'wrap', 'conflict'), 0)
    peak = -1.0

    def span(t0, t1):
        return max(0, min(t1, until) - max(t0, since))

    def share(t0, t1, nj):
        a, b = max(t0, since), min(t1, until)
        return round(F(nj * (b - t0), t1 - t0)) - round(F(nj * (a - t0), t1 - t0)) if a < b else 0

    for e in events:
        kind = e[0]
        if kind == 'either':
            (mine, mine_peak), (other, _) = totals(e[1], since, until), totals(e[2], since, until)
            for k in sums:
                sums[k] += mine[k]
            sums['lower'] += min(mine['lower'], other['lower']) - mine['lower']
            sums['upper'] += max(mine['upper'], other['upper']) - mine['upper']
            peak = max(peak, mine_peak)
        elif kind in ('sample', 'rejected', 'reset', 'wrap', 'conflict'):
            sums[kind] += since <= e[1] < until
        elif kind == 'stuck':
            sums['stuck'] += span(e[1], e[2])
        elif kind == 'gap':
            sums['gap'] += span(e[1], e[2])
            sums['gaps'] += span(e[1], e[2]) > 0
        elif kind == 'bound':
            sums['upper'] += share(e[1], e[2], e[3])
        elif kind == 'counted':
            for k in ('energy', 'lower', 'upper'):
                sums[k] += share(e[1], e[2], e[3])
        elif span(e[1], e[2]) > 0:
            energy = share(e[1], e[2], e[3])
            sums['energy'] += energy
            sums['lower'] += min(energy, share(e[1], e[2], e[4]))
            sums['upper'] += max(energy, share(e[1], e[2], e[5]))
            sums['covered'] += span(e[1], e[2])
            peak = max(peak, min(e[3] / 1000 / float(e[2] - e[1]), float(MAX_W)))
    return sums, peak


def increase(readings):
    total, last = 0, None
    for at in sorted({t for t, _ in readings}):
        values = [v for t, v in readings if t == at]
        rising = [v for v in values if last is not None and v >= last]
        value = min(rising or values)
        if last is not None:
            total += nano(value - last if value >= last else value)
        last = value
    return total


# ---------- digests ----------

def main():
    for batch in range(BATCHES):
        digest = 0
        for k in range(EACH):
            readings, wrap, since, until = series(batch * EACH + k + 1)
            sums, peak = totals(read(readings, wrap), since, until)
            assert 0 <= sums['lower'] <= sums['energy'] <= sums['upper']
            if until == -NEVER:
                assert sums['covered'] + sums['gap'] + sums['stuck'] == readings[-1][0] - readings[0][0] or sums['rejected'] > 0
                assert sums['sample'] + sums['rejected'] == len(readings)
            bits = struct.unpack('<Q', struct.pack('<d', peak))[0]
            for value in list(sums.values()) + [bits, increase(readings)]:
                digest = (digest * 1000003 + value) & MASK
        print('\tUINT64_C(0x%016x),' % digest)


if __name__ == '__main__':
    main()
