/*
 * bits.h
 *		A stream of bits, and a code for numbers that are mostly small.
 *
 * Bits go from the high end of each byte to the low.  The code of u with
 * parameter k: for u below 4 * 2^k the quotient u >> k in unary (ones, then a
 * zero) and k low bits (Rice's code, near the entropy for residuals of noise);
 * above, four ones, one more for each bit that u is longer than k + 3, a zero,
 * and u without its leading one, so that a jump costs 2 log2 u and not u.
 *
 * Golomb, S.W. (1966): Run-length encodings.  IEEE Trans. Inf. Theory 12, 399.
 * Rice, R.F. (1979): Some practical universal noiseless coding techniques.  JPL 79-22.
 */
#ifndef COLOSSUS_CORE_BITS_H
#define COLOSSUS_CORE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/wire.h"

#define BITS_LONG_CODE		4	/* ones from which the second form begins */

/* the longest code: 4 + 61 ones, a zero, 63 bits */
#define BITS_CODE_MAX		129

typedef struct BitWriter
{
	uint8_t    *bytes;
	uint64_t	word;			/* bits not yet written, at the high end */
	int			free;			/* free bits of the word */
	size_t		used;
} BitWriter;

typedef struct BitReader
{
	const uint8_t *bytes;
	size_t		size;
	size_t		at;				/* in bits */
} BitReader;

static inline void
bits_start(BitWriter *writer, uint8_t *bytes)
{
	writer->bytes = bytes;
	writer->word = 0;
	writer->free = 64;
	writer->used = 0;
}

static inline void
bits_flush_word(BitWriter *writer)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		writer->bytes[writer->used++] = (uint8_t) (writer->word >> shift);
}

/* n low bits of value, whose higher bits are zero; n is 0 to 64 */
static inline void
bits_put(BitWriter *writer, uint64_t value, int n)
{
	if (n == 0)
		return;
	if (n < writer->free)
	{
		writer->free -= n;
		writer->word |= value << writer->free;
		return;
	}
	n -= writer->free;			/* 0 to 63 */
	writer->word |= value >> n;
	bits_flush_word(writer);
	writer->free = 64 - n;
	writer->word = n == 0 ? 0 : value << (64 - n);
}

/* pads with zeros to whole bytes; the bytes written in all */
static inline size_t
bits_finish(BitWriter *writer)
{
	for (; writer->free < 64; writer->free += 8, writer->word <<= 8)
		writer->bytes[writer->used++] = (uint8_t) (writer->word >> 56);
	return writer->used;
}

static inline int
bits_length(uint64_t u)
{
	return u == 0 ? 0 : 64 - __builtin_clzll(u);
}

static inline void
bits_put_code(BitWriter *writer, uint64_t u, int k)
{
	if (u >> k < BITS_LONG_CODE)
	{
		int			ones = (int) (u >> k);

		bits_put(writer, (UINT64_C(2) << ones) - 2, ones + 1);
		bits_put(writer, u & ((UINT64_C(1) << k) - 1), k);
	}
	else
	{
		int			length = bits_length(u);
		int			ones = BITS_LONG_CODE + length - (k + 3);

		for (; ones > 62; ones--)
			bits_put(writer, 1, 1);
		bits_put(writer, (UINT64_C(2) << ones) - 2, ones + 1);
		bits_put(writer, u ^ UINT64_C(1) << (length - 1), length - 1);
	}
}

/* at least 57 bits from the reader's place at the high end; zeros behind the end */
static inline uint64_t
bits_window(const BitReader *reader)
{
	size_t		byte = reader->at >> 3;
	uint64_t	word;

	if (byte + 8 <= reader->size)
	{
#if WIRE_LITTLE_ENDIAN
		memcpy(&word, reader->bytes + byte, sizeof(word));
		word = __builtin_bswap64(word);
#else
		memcpy(&word, reader->bytes + byte, sizeof(word));
#endif
	}
	else
	{
		word = 0;
		for (int shift = 56; byte < reader->size; byte++, shift -= 8)
			word |= (uint64_t) reader->bytes[byte] << shift;
	}
	return word << (reader->at & 7);
}

/* n bits; n is 0 to 64 */
static inline uint64_t
bits_get(BitReader *reader, int n)
{
	uint64_t	high = 0;

	if (n > 32)
	{
		high = bits_window(reader) >> 32;
		reader->at += 32;
		n -= 32;
	}
	if (n == 0)
		return high;
	high = high << n | bits_window(reader) >> (64 - n);
	reader->at += (size_t) n;
	return high;
}

extern uint64_t bits_get_long_code(BitReader *reader, int k);

/* ones without end are no code: then the reader stands behind its end */
static inline uint64_t
bits_get_code(BitReader *reader, int k)
{
	uint64_t	window = bits_window(reader);
	int			ones = window == UINT64_MAX ? 64 : __builtin_clzll(~window);

	if (ones < BITS_LONG_CODE && k <= 50)
	{
		window <<= ones + 1;
		reader->at += (size_t) (ones + 1 + k);
		return (uint64_t) ones << k | (k == 0 ? 0 : window >> (64 - k));
	}
	return bits_get_long_code(reader, k);
}

/* n codes in a row */
extern void bits_get_codes(BitReader *reader, int k, uint32_t n, uint64_t *numbers);

/* the reader has read exactly its bytes, and the padding is zero */
static inline bool
bits_at_end(BitReader *reader)
{
	size_t		left = reader->size * 8 - reader->at;

	return reader->at <= reader->size * 8 && left < 8 && bits_get(reader, (int) left) == 0;
}

/*
 * The best k for numbers of which counts[b] have b bits, and about how many
 * half bits they take with it.
 */
extern int	bits_best_k(const uint32_t counts[65], uint64_t *half_bits);

#endif							/* COLOSSUS_CORE_BITS_H */
