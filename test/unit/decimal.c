/*
 * decimal.c
 *		Doubles that are decimal fractions: against strtod and strtof, which read the
 *		same fractions as text.
 */
#include "core/decimal.h"

#include <inttypes.h>
#include <stdlib.h>

#include "random.h"
#include "tap.h"

static uint64_t seed = 1;

/* the text of k / 10^d */
static void
fraction(char *text, size_t room, int64_t k, int d)
{
	int64_t		power = 1;

	for (int i = 0; i < d; i++)
		power *= 10;
	snprintf(text, room, "%s%" PRId64 ".%0*" PRId64, k < 0 ? "-" : "", (k < 0 ? -k : k) / power, d, (k < 0 ? -k : k) % power);
}

static void
fractions(void)
{
	char		text[64];
	int64_t		k;

	for (int d = 0; d < DECIMAL_PLACES; d++)
	{
		bool		doubles = true;
		bool		floats = true;

		for (int i = 0; i < 2000; i++)
		{
			int64_t		whole = (int64_t) (random_of(&seed) >> (14 + random_of(&seed) % 49));

			if (i % 2 == 1)
				whole = -whole;
			fraction(text, sizeof(text), whole, d);
			doubles = doubles && decimal_whole(d, strtod(text, NULL), &k) && k == whole && decimal_decode(d, k) == strtod(text, NULL);
			/* a float of fewer digits than it can hold is the nearest to one fraction alone */
			whole %= 1000000;
			fraction(text, sizeof(text), whole, d);
			floats = floats && decimal_whole(DECIMAL_PLACES + d, (double) strtof(text, NULL), &k) && k == whole &&
				decimal_decode(DECIMAL_PLACES + d, k) == (double) strtof(text, NULL);
		}
		ok(doubles, "doubles of %d decimals", d);
		ok(floats, "floats of %d decimals", d);
	}
	ok(!decimal_whole(0, 0.5, &k) && !decimal_whole(1, 0.25, &k) && !decimal_whole(DECIMAL_PLACES, 0.5, &k), "what has more decimals");
	ok(!decimal_whole(0, -0.0, &k) && !decimal_whole(0, NAN, &k) && !decimal_whole(0, INFINITY, &k), "nor minus nothing, nor what is no number");
}

/* where a float is the nearest to several fractions, the one next to it: an exact product tells which */
static void
nearest(void)
{
	bool		good = true;
	int			several = 0;

	for (int i = 0; i < 4000; i++)
	{
		float		value = (float) (16 + (double) (random_of(&seed) >> 44) / (1 << 16));
		double		scaled;
		int64_t		k = 0;

		if (i % 2 == 1)
			value = -value;
		scaled = (double) value * 1e6;
		if (!decimal_whole(DECIMAL_PLACES + 6, value, &k))
			continue;
		several += fabs(scaled - (double) k) > 0.495;
		good = good && fabs(scaled - (double) k) <= 0.5;
	}
	ok(good, "of several fractions the nearest");
	ok(several > 10, "%d of them nearly half way to the next", several);
}

static void
limits(void)
{
	int64_t		k = 0;

	ok(decimal_whole(0, 9007199254740990.0, &k) && k == INT64_C(9007199254740990), "2^53 - 2");
	ok(decimal_whole(0, -9007199254740990.0, &k) && k == -INT64_C(9007199254740990), "and below nothing");
	ok(!decimal_whole(0, 9007199254740992.0, &k) && !decimal_whole(0, -9007199254740992.0, &k), "2^53 is not tried");
	ok(!decimal_whole(0, 9050000000000000.0, &k) && !decimal_whole(3, 9050000000000.0, &k), "nor what is beyond, nor in thousandths");
}

int
main(void)
{
	fractions();
	nearest();
	limits();
	return done();
}
