/*
 * bits.c
 *		The rare paths of the code for numbers that are mostly small.
 */
#include "core/bits.h"

uint64_t
bits_get_long_code(BitReader *reader, int k)
{
	int			ones = 0;
	int			length;

	while (ones <= 65 && bits_get(reader, 1) == 1)
		ones++;
	if (ones < BITS_LONG_CODE)
		return (uint64_t) ones << k | bits_get(reader, k);
	length = ones - BITS_LONG_CODE + k + 3;
	if (length > 64)
	{
		reader->at = reader->size * 8 + 1;
		return 0;
	}
	return UINT64_C(1) << (length - 1) | bits_get(reader, length - 1);
}

/*
 * From one window of 57 bits as many short codes are taken as it is sure to
 * hold: the next code then waits for a few shifts, not for memory.
 */
void
bits_get_codes(BitReader *reader, int k, uint32_t n, uint64_t *numbers)
{
	int			sure = 57 / (k + BITS_LONG_CODE);
	uint32_t	i = 0;

	while (i < n)
	{
		uint64_t	window = bits_window(reader);
		int			used = 0;
		int			left = n - i < (uint32_t) sure ? (int) (n - i) : sure;

		for (; left > 0; left--)
		{
			int			ones = __builtin_clzll(~window | 1);

			if (ones >= BITS_LONG_CODE)
				break;
			window <<= ones + 1;
			numbers[i++] = (uint64_t) ones << k | window >> 1 >> (63 - k);
			window <<= k;
			used += ones + 1 + k;
		}
		reader->at += (size_t) used;
		if (left > 0 || sure == 0)
			numbers[i++] = bits_get_code(reader, k);
	}
}

/*
 * A number of b bits has b - k - 1 bits of quotient: none and 1 + k bits of
 * code, or quotient 1, or 2 and 3 alike often, or the long form of
 * 2 b - k + 1 bits.
 */
int
bits_best_k(const uint32_t counts[65], uint64_t *half_bits)
{
	int			best = 0;
	int			longest = 64;

	*half_bits = UINT64_MAX;
	while (longest > 1 && counts[longest] == 0)
		longest--;
	for (int k = 0; k < longest; k++)
	{
		uint64_t	cost = 0;

		for (int b = 0; b <= longest; b++)
		{
			int			bits = b <= k ? 2 * (k + 1) :
				b == k + 1 ? 2 * (k + 2) :
				b == k + 2 ? 2 * k + 7 : 2 * (2 * b - k + 1);

			cost += (uint64_t) counts[b] * (uint64_t) bits;
		}
		if (cost < *half_bits)
		{
			*half_bits = cost;
			best = k;
		}
	}
	return best;
}
