/*
 * bits.h
 *		A code for rows of numbers that are mostly small, made to be read fast.
 *
 * Each number has a field of the row's width.  Those that do not fit into it
 * are long: what is above the field is stored aside (a patched frame).
 *
 *	longs		one byte: how many numbers are long
 *	places		of each of them, a byte
 *	width		of their high parts, one byte, if there are such
 *	high parts	of the long numbers, zigzagged
 *	fields		of all, less the least number that fits
 *
 * Where a field lies does not depend on what stands before it, and reading it
 * takes no decision, so that a processor works on several at once.  A code with
 * a length for each number (Rice's) is shorter by half a bit, and takes twice
 * as long.  Bits go from the low end of each byte to the high.
 *
 * Zukowski, M., Heman, S., Nes, N., Boncz, P. (2006): Super-scalar RAM-CPU cache
 * compression.  ICDE 2006.
 */
#ifndef COLOSSUS_CORE_BITS_H
#define COLOSSUS_CORE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/wire.h"

#define BITS_ROW		255		/* the most numbers in a row */
#define BITS_WIDTH_END	64		/* fields are narrower */

#define BITS_LONG_COST	8		/* bits of a long number but for its parts */

/* bytes that may be read behind the last part */
#define BITS_ROOM		16

/* the most bytes that a row takes with the width of bits_best_width */
#define BITS_ROW_MAX	(BITS_ROW * (64 + 10) / 8 + 16)

/* what of a row is not in its fields */
typedef struct BitsLongs
{
	uint32_t	n;
	const uint8_t *places;
} BitsLongs;

static inline int
bits_length(uint64_t u)
{
	return u == 0 ? 0 : 64 - __builtin_clzll(u);
}

/* n numbers at p; where they end */
extern uint8_t *bits_put_row(uint8_t *p, int width, uint32_t n, const int64_t *numbers);

/*
 * n numbers at p, back; where they end, or NULL if that is behind end.  With a
 * width of 0 all but the long numbers are 0.
 */
extern const uint8_t *bits_get_row(const uint8_t *p, const uint8_t *end, int width, uint32_t n, int64_t *numbers,
								   BitsLongs *longs);

/* the best width for n numbers, and about how many bits they take with it */
extern int	bits_best_width(uint32_t n, const int64_t *numbers, uint64_t *bits);

#endif							/* COLOSSUS_CORE_BITS_H */
