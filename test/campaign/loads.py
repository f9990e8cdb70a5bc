"""Loads of the same devices at once, see test/campaign/loads.  Arguments: seconds, workers, seed."""
import random
import sys
import threading
import time
from collections import Counter

import psycopg2

seconds, workers, seed = float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
DEVICES = 12
DAY = 86400
FIRST = 1767225600	# 2026-01-01 UTC
UNLOADS = seed % 2 == 1	# what they take back, others may have found known
said = Counter()
wrong = []
brought = set()
lock = threading.Lock()
started = time.time()


def note(what):
    with lock:
        said[what] += 1


def connect():
    c = psycopg2.connect("")
    c.autocommit = True
    c.cursor().execute("SET client_min_messages = error; SET timezone = 'UTC'; SET lock_timeout = '60s'; SET deadlock_timeout = '200ms'")
    return c


def watts(device, at):
    return 100 + (device * 7919 + at * 31) % 600


def in_some_order(r, devices):
    """opposite orders, mostly"""
    devices = sorted(devices)
    how = r.random()
    if how < 0.4:
        devices.reverse()
    elif how > 0.8:
        r.shuffle(devices)
    return devices


def stamp(at):
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(at))


def scrape(r, held):
    devices = in_some_order(r, r.sample(range(DEVICES), r.randint(2, DEVICES)))
    at = FIRST + r.randrange(4) * DAY + r.randrange(60) * 60
    text = ""
    samples = {(d, at) for d in devices}
    for d in devices:
        pod = ',namespace="ns",pod="p%d",container="c"' % r.randrange(3) if held and r.random() < 0.5 else ""
        text += 'DCGM_FI_DEV_POWER_USAGE{gpu="%d",UUID="GPU-%d",Hostname="n%d"%s} %d\n' % (d % 4, d, d // 4, pod, watts(d, at))
    return "dcgm", text, None, stamp(at) + "Z", samples


def log(r):
    devices = in_some_order(r, r.sample(range(DEVICES), r.randint(2, DEVICES)))
    at = FIRST + r.randrange(4) * DAY + r.randrange(60) * 60
    text = "timestamp, index, uuid, power.draw [W]\n"
    samples = set()
    for d in devices:
        for i in range(r.randint(1, 20)):
            samples.add((d, at + i * 60))
            text += "%s.000, %d, GPU-%d, %d W\n" % (stamp(at + i * 60).replace("-", "/"), d % 4, d, watts(d, at + i * 60))
    return "nvidia-smi", text, "UTC", None, samples


def inventory(r):
    text = "device,host,cluster,idx\n"
    for d in in_some_order(r, r.sample(range(DEVICES + 6), r.randint(2, DEVICES))):
        text += "GPU-%d,n%d,%s,%d\n" % (d, d // 4, r.choice(["one", ""]), d % 4)
    return "devices-csv", text, "UTC", None, set()


def jobs(r):
    text = "JobIDRaw|JobName|State|Start|End|NodeList|AllocTRES|Account\n"
    nodes = in_some_order(r, range((DEVICES + 3) // 4))
    for n in nodes:
        at = FIRST + r.randrange(4) * DAY + r.randrange(60) * 60
        text += "%d|train|COMPLETED|%s|%s|n%d|gres/gpu=4|a%d\n" % (100 + r.randrange(6), stamp(at).replace(" ", "T"), stamp(at + 600).replace(" ", "T"), n, n)
    return "sacct", text, "UTC", None, set()


def holders(r):
    text = "job,device,share,started_at,ended_at\n"
    for d in in_some_order(r, r.sample(range(DEVICES), r.randint(2, DEVICES))):
        at = FIRST + r.randrange(4) * DAY + r.randrange(60) * 60
        text += "h%d,GPU-%d,0.25,%s,%s\n" % (r.randrange(4), d, stamp(at), stamp(at + 300))
    return "job-devices-csv", text, "UTC", None, set()


def load_whole(c, payload, options):
    c.execute("SELECT load_id FROM ops.load(%s, %s, %s, %s, %s, %s)", (*payload[:2], "src", *payload[2:4], options))


def load_in_steps(c, payload, options):
    """as colossus-load does: series and devices are made in a transaction of their own"""
    c.execute("SELECT ops.load_open(%s, 'src', %s, %s::jsonb || jsonb_strip_nulls(jsonb_build_object('scraped_at', %s)))", (payload[0], payload[2], options, payload[3]))
    load_id = c.fetchone()[0]
    try:
        c.execute("SELECT ops.load_block(%s, %s)", (load_id, payload[1]))
        c.execute("SELECT ops.load_read()")
        c.execute("SELECT load_id FROM ops.load_close(%s)", (load_id,))
    except psycopg2.Error:
        c.execute("DISCARD TEMP")
        raise


def by_name(c, r):
    d, at = r.randrange(DEVICES), FIRST + r.randrange(4) * DAY + r.randrange(60) * 60
    c.execute("INSERT INTO ops.sample_by_name (device, metric, at, value) VALUES (%s, 'power_w', %s, %s)", ("GPU-%d" % d, stamp(at) + "Z", watts(d, at)))
    return {(d, at)}


def work(me):
    r = random.Random(seed * 1000 + me)
    connection = connect()
    c = connection.cursor()
    while time.time() < started + seconds:
        what = r.random()
        name, samples = "?", set()
        try:
            if what < 0.06:
                name = "compact"
                c.execute("CALL ops.compact(%s)", (stamp(FIRST + r.randint(1, 4) * DAY)[:10],))
            elif what < 0.09 and UNLOADS:
                name = "unload"
                c.execute("SELECT load_id FROM ops.load WHERE state = 'finished' ORDER BY random() LIMIT 1")
                row = c.fetchone()
                if row:
                    c.execute("SELECT count(*) FROM ops.unload(%s)", row)
            elif what < 0.14:
                name = "sample_by_name"
                samples = by_name(c, r)
            else:
                payload = r.choice([lambda: scrape(r, False), lambda: scrape(r, True), lambda: scrape(r, True), lambda: log(r), lambda: inventory(r), lambda: jobs(r), lambda: holders(r)])()
                options = '{"replace": true}' if r.random() < 0.2 else "{}"
                name = payload[0] + (", replace" if "replace" in options else "")
                r.choice([load_whole, load_in_steps])(c, payload, options)
                samples = payload[4]
            note(name + " done")
            with lock:
                brought.update(samples)
        except psycopg2.Error as e:
            note(name + " " + str(e.pgcode) + " " + (e.diag.message_primary or "")[:60])
            if e.pgcode is None or e.pgcode == "40P01" or e.pgcode[:2] in ("XX", "53", "57"):
                with lock:
                    wrong.append("%s: %s %s" % (name, e.pgcode, e))
                if e.pgcode is None:
                    return


threads = [threading.Thread(target=work, args=(i,)) for i in range(workers)]
for t in threads:
    t.start()
for t in threads:
    t.join()
c = connect().cursor()
c.execute("CALL ops.compact(%s)", (stamp(FIRST + 3 * DAY)[:10],))
c.execute("SELECT s.device, extract(epoch FROM x.at)::bigint, x.value FROM ops.series s, colossus.samples(ops.samples_of(s.series_id, '-infinity', 'infinity')) x WHERE s.metric = 'power_w'")
kept = Counter()
for device, at, value in c.fetchall():
    d = int(device[4:])
    kept[d, at] += 1
    if value != watts(d, at):
        wrong.append("%s at %s is %s, not %s" % (device, stamp(at), value, watts(d, at)))
if not UNLOADS:
    wrong += ["GPU-%d at %s was lost" % (d, stamp(at)) for d, at in sorted(brought - set(kept))]
wrong += ["GPU-%d at %s was never loaded" % (d, stamp(at)) for d, at in sorted(set(kept) - brought)]
c.execute("""SELECT h.device, h.at, h.total FROM (SELECT array_agg(DISTINCT device) AS names, array_agg('-infinity'::timestamptz) AS sinces, array_agg('infinity'::timestamptz) AS untils FROM (SELECT DISTINCT device FROM ops.device) x) d,
    ops.held_above_1(d.names, d.sinces, d.untils) h""")
wrong += ["held above 1: %s" % (row,) for row in c.fetchall()]
for what, n in sorted(said.items()):
    print(n, what)
for w in wrong[:10]:
    print(w)
print("loads: %d statements, %d samples of %d, %d wrong" % (sum(said.values()), len(kept), len(brought), len(wrong)))
sys.exit(bool(wrong))
