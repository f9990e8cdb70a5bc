/*
 * bits.h
 *		A code for rows of numbers that are mostly small, made to be read fast.
 *
 * Each number has a field of the row's width.  What is above the field, its high
 * part, is 0 for most.  Of those that are long it is stored aside (a patched
 * frame); or, in a row with tails, every number has a tail of so many zeros
 * as its high part says, and a one, and only what is far above is long: fields
 * are then two or three bits narrower, at about two bits a tail.
 *
 *	longs		one byte: how many numbers are long; if there are any
 *		width of their high parts, and whether all are positive: a byte
 *		width of the distances between their places: a byte
 *		distances, high parts
 *	fields		of all, less the least number that fits
 *	tails		if the row has them
 *
 * Where a field lies does not depend on what stands before it, and reading it
 * takes no decision, so that a processor works on several at once; tails are found
 * a word of 64 bits at a time.  Bits go from the low end of each byte to the high.
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

#define BITS_LONG_COST	8		/* about the bits of a long number but for its parts */
#define BITS_TAIL		12		/* the most zeros in a tail */

/* bytes that may be read behind the last part */
#define BITS_ROOM		16

/* the most bytes that a row takes with the width of bits_best_width */
#define BITS_ROW_MAX	(BITS_ROW * (64 + 10) / 8 + 24)

/* what of a row is neither in its fields nor in its tails */
typedef struct BitsLongs
{
	uint32_t	n;
	uint8_t		places[BITS_ROW];
} BitsLongs;

static inline int
bits_length(uint64_t u)
{
	return u == 0 ? 0 : 64 - __builtin_clzll(u);
}

/* n numbers at p; where they end */
extern uint8_t *bits_put_row(uint8_t *p, int width, bool tails, uint32_t n, const int64_t *numbers);

/*
 * n numbers at p, back; where they end, or NULL if that is behind end.  numbers
 * has room for BITS_ROW + 1, and what is behind the n-th may be written.  With a
 * width of 0 and no tails all but the long numbers are 0.
 */
extern const uint8_t *bits_get_row(const uint8_t *p, const uint8_t *end, int width, bool tails, uint32_t n, int64_t *numbers,
								   BitsLongs *longs);

/* the best width for n numbers without tails, and about how many bits they take with it */
extern int	bits_best_width(uint32_t n, const int64_t *numbers, uint64_t *bits);

/* are they shorter with tails than they are so?  Then *width is the best for that. */
extern bool bits_best_tails(uint32_t n, const int64_t *numbers, int *width, uint64_t bits);

#endif							/* COLOSSUS_CORE_BITS_H */
