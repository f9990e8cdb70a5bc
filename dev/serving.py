"""How many times EcoLogits is off on the runs whose energy was measured; see dev/serving."""
import csv
import math
import sys

import ecologits.impacts.llm as eco


def joules(params, active, batch):
    """J of all accelerators for a token, by its regression and its rule for how many there are."""
    one = eco.GPU_ENERGY_ALPHA * math.exp(eco.GPU_ENERGY_BETA * batch) * active + eco.GPU_ENERGY_GAMMA
    memory = 1.2 * params * eco.MODEL_QUANTIZATION_BITS / 8
    return 2 ** math.ceil(math.log2(math.ceil(memory / eco.GPU_MEMORY))) * one * 3600


def share(values, p):
    return sorted(values)[int(p * (len(values) - 1))]


rows = [[float(x) for x in row] for row in csv.reader(sys.stdin)]
for name, batch_of in (("at the batch of the run", lambda b: b), ("at its own batch", lambda _: eco.BATCH_SIZE)):
    off = [max(j / measured, measured / j) for p, a, b, measured in rows for j in [joules(p / 1e9, a / 1e9, batch_of(b))]]
    print("%d runs, %s: %.2f in the median, 90 %% within %.2f" % (len(off), name, share(off, 0.5), share(off, 0.9)))
