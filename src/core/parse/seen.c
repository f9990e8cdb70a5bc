/*
 * seen.c
 *		Which part of a card gave the card's value first: see seen.h.
 */
#include "core/parse/seen.h"

static uint64_t
mix(uint64_t hash, Slice s)
{
	for (int32_t i = 0; i < s.n; i++)
		hash = (hash ^ (unsigned char) s.s[i]) * UINT64_C(1099511628211);
	return hash;
}

/* the slot of a key, or the free one where it would go */
static SeenKey *
seen_slot(const Seen *seen, const SeenKey *key)
{
	uint64_t	hash = UINT64_C(14695981039346656037);
	uint32_t	i;

	hash = mix(mix(hash, key->metric), key->device) ^ (uint64_t) key->us;
	hash *= UINT64_C(0x9E3779B97F4A7C15);
	for (i = (uint32_t) (hash >> 32) & (seen->size - 1);; i = (i + 1) & (seen->size - 1))
	{
		SeenKey *slot = &seen->slot[i];

		if (slot->metric.s == NULL ||
			(slot->us == key->us && parse_same(slot->device, key->device) &&
			 parse_same(slot->metric, key->metric)))
			return slot;
	}
}

/*
 * The first part of a card to give a value at an instant is the card's; the same value of another
 * part is a duplicate.  The table is at most half full, so that a search ends; it points into
 * the text.
 */
Status
seen_part(Seen *seen, const SeenKey *key, bool *duplicate)
{
	SeenKey *slot;

	if (seen->used * 2 >= seen->size)
		return CORE_NEED_MEMORY;
	slot = seen_slot(seen, key);
	*duplicate = slot->metric.s != NULL && !parse_same(slot->part, key->part);
	if (slot->metric.s == NULL)
	{
		*slot = *key;
		seen->used++;
	}
	return CORE_OK;
}

void
seen_move(const Seen *from, Seen *to)
{
	for (uint32_t i = 0; i < from->size; i++)
		if (from->slot[i].metric.s != NULL)
		{
			*seen_slot(to, &from->slot[i]) = from->slot[i];
			to->used++;
		}
}
