/*
 * exact_sums.h
 *		What mfu, fleet_flops, energy_per_token, co2e and emission_totals remember:
 *		a few exact sums, each with the number of rows in it.
 *
 * The sums of most aggregates are known by their place: mfu has two, always.
 * Those of emission_totals are known by their names, in byte order, and come
 * into being with the first row of a name: a stored state means the same when
 * the list of pollutants has grown or stands in another order.
 *
 * Each sum keeps only the chunks between its smallest and largest value, five
 * for data of like magnitude, at most 70.  The state is one flat piece of
 * memory without pointers: header, directory, names if it has them, chunks.  Equal multisets of rows
 * have equal sums however they were split, shuffled or merged, and the text and
 * binary forms of equal sums are equal.
 */
#ifndef COLOSSUS_STATE_EXACT_SUMS_H
#define COLOSSUS_STATE_EXACT_SUMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/exact_sum.h"
#include "core/status.h"

#define EXACT_SUMS_PLACED	1	/* version of states whose sums are known by place */
#define EXACT_SUMS_NAMED	2	/* and of those whose sums are known by name */
#define EXACT_NAME_BYTES	16	/* a name with at least one NUL behind */
#define EXACT_SUMS_MAX		64	/* sums in one state; the stored forms allow no more */

typedef struct ExactSum
{
	int64_t		rows;			/* rows added, less rows removed */
	uint16_t	first;			/* number of its first chunk */
	uint16_t	chunks;			/* how many it has */
	uint16_t	offset;			/* where they are, counted in chunks */
	uint16_t	room;			/* additions left before carries must move */
} ExactSum;

typedef struct ExactSums
{
	char		length_word[4]; /* the caller's */
	uint8_t		version;		/* EXACT_SUMS_PLACED or EXACT_SUMS_NAMED */
	uint8_t		sums;
	uint16_t	chunks;			/* of all sums */
	ExactSum	sum[];			/* then char[sums][EXACT_NAME_BYTES] if named, then int64_t[chunks]; all on 8 bytes */
} ExactSums;

/* the chunks that a sum is short of: what CORE_NEED_MEMORY asks for */
typedef struct ExactNeed
{
	int			which;
	int			first;
	int			chunks;
} ExactNeed;

/*
 * Named sums: where a name is, or -1; the bytes of the state with one more sum,
 * and the making of it, empty, in such memory.  The name has at most
 * EXACT_NAME_BYTES - 1 bytes, and the state fewer than EXACT_SUMS_MAX sums.
 */
extern int	exact_sums_find(const ExactSums *state, const char *name);
extern size_t exact_sums_grown_bytes(const ExactSums *state);
extern void exact_sums_grow(const ExactSums *state, const char *name, ExactSums *to);
extern const char *exact_sums_name(const ExactSums *state, int which);

/*
 * Add a finite x to a sum, or remove it again.  CORE_NEED_MEMORY: nothing was
 * done; widen the state by *need and call again.  CORE_RANGE: no room up there.
 * CORE_INVALID: there is no row to remove.
 */
extern Status exact_sums_add(ExactSums *state, int which, double x, bool remove, ExactNeed *need);

/* bytes of the state with what it needs, and the making of it in such memory */
extern size_t exact_sums_widened_bytes(const ExactSums *state, const ExactNeed *need);
extern void exact_sums_widen(const ExactSums *state, const ExactNeed *need, ExactSums *to);

/*
 * Merge two states of one kind into fresh memory of exact_sums_merge_bytes;
 * *bytes is how many of them the result takes.  Named sums come together by
 * name, placed ones by place.  CORE_INVALID: the states are not of one
 * aggregate; CORE_RANGE: too many rows, or more names than a state holds.
 */
extern size_t exact_sums_merge_bytes(const ExactSums *a, const ExactSums *b);
extern Status exact_sums_merge(const ExactSums *a, const ExactSums *b, ExactSums *to, size_t *bytes);

/* the sum, rounded once; CORE_RANGE: larger than any double */
extern Status exact_sums_value(const ExactSums *state, int which, double *sum);

/* rows in a sum */
static inline int64_t
exact_sums_rows(const ExactSums *state, int which)
{
	return state->sum[which].rows;
}

/*
 * Text: `1/2 0:3:1f4p-1042 1:3:-a0p14` is version 1, two sums, and for each that
 * has rows its number, its rows and its value in hexadecimal times a power of
 * two; `2/1 CH4 fossil:1:0` has one named sum with rows.  Only those are written
 * and counted.  It depends on no machine and, the value given, can be written in one way only.
 * exact_sums_to_text writes into exact_sums_text_bytes bytes, with a final NUL.
 */
extern size_t exact_sums_text_bytes(const ExactSums *state);
extern void exact_sums_to_text(const ExactSums *state, char *text);

/*
 * Binary, big-endian: version and number of sums in a byte each; for each sum that
 * has rows its number (1 byte) or its name (EXACT_NAME_BYTES, with NULs), rows (8), sign (1), first digit's chunk (1),
 * digits (1), digits (4 each, the least first).  Returns the bytes written, at
 * most exact_sums_binary_bytes.
 */
extern size_t exact_sums_binary_bytes(const ExactSums *state);
extern size_t exact_sums_to_binary(const ExactSums *state, unsigned char *bytes);

/*
 * Read either form into EXACT_SUMS_READ_BYTES bytes; *bytes is how many of them
 * the state takes.  CORE_SYNTAX, CORE_CORRUPT: anything that was not written so.
 */
#define EXACT_SUMS_READ_BYTES \
	(sizeof(ExactSums) + EXACT_SUMS_MAX * (sizeof(ExactSum) + EXACT_NAME_BYTES + EXACT_CHUNKS * sizeof(int64_t)))
extern Status exact_sums_from_text(const char *text, ExactSums *state, size_t *bytes);
extern Status exact_sums_from_binary(const unsigned char *from, size_t length, ExactSums *state, size_t *bytes);

#endif							/* COLOSSUS_STATE_EXACT_SUMS_H */
