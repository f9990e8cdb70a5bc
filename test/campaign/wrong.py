# wrong.py: how campaigns show what they found.
import collections


def show(wrong, most=2):
    """Prints lines that begin with what and of what, parted by colons, and of those that begin alike the first few."""
    shown = collections.Counter()
    for line in wrong:
        kind = ':'.join(line.split(':')[:2])
        shown[kind] += 1
        if shown[kind] <= most:
            print('not ok -', line)
