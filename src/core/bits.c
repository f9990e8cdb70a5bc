/*
 * bits.c
 *		A code for rows of numbers that are mostly small, made to be read fast.
 */
#include "core/bits.h"

#include "core/compiler.h"

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

uint8_t *
bits_put_row(uint8_t *p, int width, uint32_t n, const int64_t *numbers)
{
	uint64_t	fields[BITS_ROW];
	uint64_t	highs[BITS_ROW];
	uint64_t	all = 0;
	uint8_t    *longs = p++;

	*longs = 0;
	for (uint32_t i = 0; i < n; i++)
	{
		uint64_t	high = high_part(numbers[i], width);

		fields[i] = (uint64_t) numbers[i];
		if (high == 0)
			continue;
		all |= high;
		highs[(*longs)++] = high;
		*p++ = (uint8_t) i;
	}
	if (*longs > 0)
	{
		*p++ = (uint8_t) bits_length(all);
		p = put_packed(p, bits_length(all), *longs, highs, 0);
	}
	return put_packed(p, width, n, fields, offset(width));
}

ROWS_WIDE const uint8_t *
bits_get_row(const uint8_t *p, const uint8_t *end, int width, uint32_t n, int64_t *numbers, BitsLongs *longs)
{
	const uint8_t *highs;
	uint64_t	field = mask(width);
	uint64_t	less = offset(width);
	int			high_width = 0;

	if (p >= end)
		return NULL;
	longs->n = *p++;
	longs->places = p;
	if (longs->n > 0)
	{
		if ((size_t) (end - p) <= longs->n || p[longs->n] > 64)
			return NULL;
		high_width = p[longs->n];
		p += longs->n + 1;
	}
	highs = p;
	if ((size_t) (end - p) < packed_bytes(longs->n, high_width) + packed_bytes(n, width))
		return NULL;
	p += packed_bytes(longs->n, high_width);
	if (width == 0)
		memset(numbers, 0, n * sizeof(int64_t));
	else if (width <= WINDOW_BITS)
	{
		size_t		bit = 0;
		uint32_t	i = 0;

		/* two of a word, wherever in a byte the first begins */
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
	for (uint32_t i = 0; i < longs->n; i++)
	{
		uint64_t	high = (uint64_t) wire_unzigzag(get_packed(highs, high_width, i));

		if (longs->places[i] >= n)
			return NULL;
		numbers[longs->places[i]] = (int64_t) ((uint64_t) numbers[longs->places[i]] + (high << width));
	}
	return p + packed_bytes(n, width);
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
