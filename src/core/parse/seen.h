/*
 * seen.h
 *		Which part of a card gave the card's value first.
 *
 * A card that is cut into instances repeats its power and energy for each of
 * them.  The keys point into the input.
 */
#ifndef COLOSSUS_CORE_PARSE_SEEN_H
#define COLOSSUS_CORE_PARSE_SEEN_H

#include "core/parse/text.h"
#include "core/status.h"

typedef struct SeenKey
{
	Slice		metric;
	Slice		device;
	Slice		part;
	int64_t		us;
} SeenKey;

typedef struct Seen
{
	SeenKey    *slot;			/* size of them, zeroed; size is a power of two */
	uint32_t	size;
	uint32_t	used;
} Seen;

/*
 * Sets *duplicate where another part of the device gave this value already.
 * CORE_NEED_MEMORY: call seen_move with a larger table, then again.
 */
extern Status seen_part(Seen *seen, const SeenKey *key, bool *duplicate);
extern void seen_move(const Seen *from, Seen *to);

#endif							/* COLOSSUS_CORE_PARSE_SEEN_H */
