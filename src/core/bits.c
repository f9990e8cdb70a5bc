/*
 * bits.c
 *		A code for rows of numbers that are mostly small, made to be read fast.
 */
#include "core/bits.h"

#include "core/compiler.h"

#define LONGS_POSITIVE	0x80	/* no high part is negative: none is zigzagged */
#define WINDOW_BITS		57		/* so many of a word are sure, wherever in a byte it begins */

static inline size_t
packed_bytes(uint32_t n, int width)
{
	return ((size_t) n * (size_t) width + 7) / 8;
}

static inline uint64_t
mask(int width)
{
	return width == 64 ? UINT64_MAX : (UINT64_C(1) << width) - 1;
}

/* what is added to each number before its field is cut out */
static inline uint64_t
offset(int width)
{
	return width == 0 ? 0 : UINT64_C(1) << (width - 1);
}

/* the low bits of each number plus add */
static uint8_t *
put_packed(uint8_t *p, int width, uint32_t n, const uint64_t *numbers, uint64_t add)
{
	uint64_t	word = 0;
	int			used = 0;

	for (uint32_t i = 0; i < n && width > 0; i++)
	{
		uint64_t	number = (numbers[i] + add) & mask(width);

		word |= number << used;
		used += width;
		if (used >= 64)
		{
			p = wire_put_roomy(p, word, 8);
			used -= 64;
			word = used == 0 ? 0 : number >> (width - used);
		}
	}
	return wire_put(p, word, (used + 7) / 8);
}

static inline uint64_t
get_packed(const uint8_t *p, int width, uint32_t i)
{
	size_t		bit = (size_t) i * (size_t) width;
	int			beside = (int) (bit & 7);
	uint64_t	word = wire_get_roomy(p + (bit >> 3), 8) >> beside;

	if (beside + width > 64)
		word |= (uint64_t) p[(bit >> 3) + 8] << (64 - beside);
	return word & mask(width);
}

/* what is above the field; 0 if the number fits */
static inline uint64_t
high_part(int64_t number, int width)
{
	uint64_t	moved = (uint64_t) number + offset(width);
	uint64_t	high = moved >> width;

	if (width > 0 && moved >> 63 != 0)
		high |= ~(UINT64_MAX >> width);
	return wire_zigzag((int64_t) high);
}

/* the long ones of n numbers, whose high parts are given */
static uint8_t *
put_longs(uint8_t *p, uint32_t n, const uint64_t *distances, uint64_t *highs)
{
	uint64_t	all_distances = 0;
	uint64_t	all_highs = 0;
	bool		positive = true;

	*p++ = (uint8_t) n;
	if (n == 0)
		return p;
	for (uint32_t i = 0; i < n; i++)
		positive = positive && (highs[i] & 1) == 0;
	for (uint32_t i = 0; i < n; i++)
	{
		highs[i] >>= positive;
		all_highs |= highs[i];
		all_distances |= distances[i];
	}
	*p++ = (uint8_t) (bits_length(all_highs) | (positive ? LONGS_POSITIVE : 0));
	*p++ = (uint8_t) bits_length(all_distances);
	p = put_packed(p, bits_length(all_distances), n, distances, 0);
	return put_packed(p, bits_length(all_highs), n, highs, 0);
}

uint8_t *
bits_put_row(uint8_t *p, int width, bool tails, uint32_t n, const int64_t *numbers)
{
	uint64_t	highs[BITS_ROW];
	uint64_t	distances[BITS_ROW];
	uint8_t		tail[BITS_ROW];
	uint64_t	most = tails ? BITS_TAIL : 0;
	uint32_t	longs = 0;
	uint32_t	last = 0;
	uint64_t	word = 0;
	uint32_t	used = 0;

	for (uint32_t i = 0; i < n; i++)
	{
		uint64_t	high = high_part(numbers[i], width);

		tail[i] = (uint8_t) (high <= most ? high : 0);
		if (high <= most)
			continue;
		distances[longs] = i - last;
		highs[longs++] = high;
		last = i + 1;
	}
	p = put_longs(p, longs, distances, highs);
	p = put_packed(p, width, n, (const uint64_t *) numbers, offset(width));
	for (uint32_t i = 0; i < n && tails; i++)
	{
		used += tail[i];
		word |= used < 64 ? UINT64_C(1) << used : 0;
		if (++used > 64)
		{
			p = wire_put(p, word, 8);
			used -= 64;
			word = UINT64_C(1) << (used - 1);
		}
	}
	return wire_put(p, word, (int) (used + 7) / 8);
}

/* the long ones among n numbers, whose fields are there */
static bool
get_longs(const uint8_t *p, int width, bool positive, int high_width, int distance_width, uint32_t n, int64_t *numbers, BitsLongs *longs)
{
	const uint8_t *highs = p + packed_bytes(longs->n, distance_width);
	uint64_t	place = UINT64_MAX;

	for (uint32_t i = 0; i < longs->n; i++)
	{
		uint64_t	high = get_packed(highs, high_width, i);

		place += 1 + get_packed(p, distance_width, i);
		if (place >= n)
			return false;
		longs->places[i] = (uint8_t) place;
		if (!positive)
			high = (uint64_t) wire_unzigzag(high);
		numbers[place] = (int64_t) ((uint64_t) numbers[place] + (high << width));
	}
	return true;
}

/*
 * n tails at p to the numbers; where they end, or NULL.  The inner loops have
 * lengths that are known before they begin: there is nothing to guess wrong.
 */
static inlined const uint8_t *
get_tails(const uint8_t *p, const uint8_t *end, int width, uint32_t n, int64_t *numbers)
{
	uint32_t	ones[BITS_ROW + 2 + 64];	/* where each tail ends */
	const uint8_t *from = p;
	uint32_t	found = 0;
	uint32_t	base = 1;

	ones[0] = 0;
	for (; found < n; p += 8, base += 64)
	{
		uint64_t	word;
		uint32_t	more;

		if (p >= end)
			return NULL;
		word = wire_get_roomy(p, 8);
		if (end - p < 8)
			word &= (UINT64_C(1) << (8 * (end - p))) - 1;
		more = (uint32_t) __builtin_popcountll(word);
		for (uint32_t i = 1; i <= more; i++, word &= word - 1)
			ones[found + i] = base + (uint32_t) __builtin_ctzll(word);
		found += more;
	}
	memset(numbers + n, 0, (BITS_ROW + 1 - n) * sizeof(int64_t));
	if (found <= BITS_ROW)
		memset(ones + found + 1, 0, (BITS_ROW + 1 - found) * sizeof(uint32_t));
	for (uint32_t i = 0; i <= BITS_ROW; i++)
	{
		uint64_t	high = ones[i + 1] - ones[i] - 1;

		numbers[i] = (int64_t) ((uint64_t) numbers[i] + ((high >> 1 ^ (~(high & 1) + 1)) << width));
	}
	return from + (ones[n] + 7) / 8;
}

ROWS_WIDE const uint8_t *
bits_get_row(const uint8_t *p, const uint8_t *end, int width, bool tails, uint32_t n, int64_t *numbers, BitsLongs *longs)
{
	const uint8_t *aside;
	uint64_t	field = mask(width);
	uint64_t	less = offset(width);
	bool		positive = false;
	int			high_width = 0;
	int			distance_width = 0;

	if (p >= end)
		return NULL;
	longs->n = *p++;
	if (longs->n > 0)
	{
		if (end - p < 2)
			return NULL;
		positive = (*p & LONGS_POSITIVE) != 0;
		high_width = *p++ & ~LONGS_POSITIVE;
		distance_width = *p++;
		if (high_width > 64 || distance_width > 8 || longs->n > n)
			return NULL;
	}
	aside = p;
	if ((size_t) (end - p) < packed_bytes(longs->n, distance_width) + packed_bytes(longs->n, high_width) + packed_bytes(n, width))
		return NULL;
	p += packed_bytes(longs->n, distance_width) + packed_bytes(longs->n, high_width);
	if (width == 0)
		memset(numbers, 0, n * sizeof(int64_t));
	else if (width <= WINDOW_BITS)
	{
		size_t		bit = 0;
		uint32_t	i = 0;

		/* four or two of a word, wherever in a byte the first begins */
		if (4 * width <= WINDOW_BITS)
			for (; i + 3 < n; i += 4, bit += 4 * (size_t) width)
			{
				uint64_t	word = wire_get_roomy(p + (bit >> 3), 8) >> (bit & 7);

				numbers[i] = (int64_t) ((word & field) - less);
				numbers[i + 1] = (int64_t) ((word >> width & field) - less);
				numbers[i + 2] = (int64_t) ((word >> 2 * width & field) - less);
				numbers[i + 3] = (int64_t) ((word >> 3 * width & field) - less);
			}
		if (2 * width <= WINDOW_BITS)
			for (; i + 1 < n; i += 2, bit += 2 * (size_t) width)
			{
				uint64_t	word = wire_get_roomy(p + (bit >> 3), 8) >> (bit & 7);

				numbers[i] = (int64_t) ((word & field) - less);
				numbers[i + 1] = (int64_t) ((word >> width & field) - less);
			}
		for (; i < n; i++, bit += (size_t) width)
			numbers[i] = (int64_t) ((wire_get_roomy(p + (bit >> 3), 8) >> (bit & 7) & field) - less);
	}
	else
	{
		for (uint32_t i = 0; i < n; i++)
			numbers[i] = (int64_t) (get_packed(p, width, i) - less);
	}
	p += packed_bytes(n, width);
	if (tails)
		p = get_tails(p, end, width, n, numbers);
	if (p == NULL || !get_longs(aside, width, positive, high_width, distance_width, n, numbers, longs))
		return NULL;
	return p;
}

int
bits_best_width(uint32_t n, const int64_t *numbers, uint64_t *bits)
{
	uint32_t	counts[65] = {0};
	uint64_t	longs = n;
	int			longest = 64;
	int			best = 0;

	for (uint32_t i = 0; i < n; i++)
		counts[bits_length(wire_zigzag(numbers[i]))]++;
	while (longest > 0 && counts[longest] == 0)
		longest--;
	*bits = UINT64_MAX;
	for (int width = 0; width <= longest && width < BITS_WIDTH_END; width++)
	{
		uint64_t	cost;

		longs -= counts[width];
		/* all high parts are as wide as the longest */
		cost = (uint64_t) n * (uint64_t) width + longs * (uint64_t) (BITS_LONG_COST + longest - width);
		if (cost < *bits)
		{
			*bits = cost;
			best = width;
		}
	}
	return best;
}

/* bits of n numbers in fields of a width and with tails */
static uint64_t
cost_with_tails(uint32_t n, const int64_t *numbers, int width)
{
	uint64_t	bits = (uint64_t) n * (uint64_t) (width + 1);
	uint64_t	all = 0;
	uint64_t	longs = 0;

	for (uint32_t i = 0; i < n; i++)
	{
		uint64_t	high = high_part(numbers[i], width);

		if (high <= BITS_TAIL)
			bits += high;
		else
		{
			all |= high;
			longs++;
		}
	}
	return bits + longs * (uint64_t) (BITS_LONG_COST + bits_length(all));
}

bool
bits_best_tails(uint32_t n, const int64_t *numbers, int *width, uint64_t bits)
{
	bool		better = false;
	uint64_t	before = UINT64_MAX;

	/* the cost has one minimum, a few bits below */
	for (int narrow = *width - 1; narrow >= 0; narrow--)
	{
		uint64_t	cost = cost_with_tails(n, numbers, narrow);

		if (cost + 8 <= bits)
		{
			bits = cost;
			*width = narrow;
			better = true;
		}
		if (cost > before)
			break;
		before = cost;
	}
	return better;
}
