/*
 * exact_sums.c
 *		Any bytes read as text and as binary: refused, or a state that is written
 *		back alike, takes additions and merges.
 */
#include <stdlib.h>

#include "state/exact_sums.h"

static int64_t room[3][EXACT_SUMS_READ_BYTES / 8 + 2000];
static char text[1 << 17];
static unsigned char binary[1 << 17];

static void
check(int good)
{
	if (!good)
		abort();
}

static void
use(ExactSums *state)
{
	ExactSums  *wider = (ExactSums *) room[1];
	ExactSums  *merged = (ExactSums *) room[2];
	ExactNeed	need;
	size_t		bytes;
	double		value;

	exact_sums_to_text(state, text);
	check(exact_sums_from_text(text, merged, &bytes) == CORE_OK);
	bytes = exact_sums_to_binary(state, binary);
	check(exact_sums_from_binary(binary, bytes, merged, &bytes) == CORE_OK);
	for (int i = 0; i < state->sums; i++)
	{
		(void) exact_sums_value(state, i, &value);
		if (exact_sums_add(state, i, -0x1.8p700, false, &need) == CORE_NEED_MEMORY)
		{
			exact_sums_widen(state, &need, wider);
			(void) exact_sums_add(wider, i, -0x1.8p700, false, &need);
		}
	}
	if (state->version == EXACT_SUMS_NAMED && state->sums < EXACT_SUMS_MAX && exact_sums_find(state, "NOx") < 0)
	{
		exact_sums_grow(state, "NOx", wider);
		check(wider->sums == state->sums + 1 && exact_sums_find(wider, "NOx") >= 0);
		(void) exact_sums_merge(state, wider, merged, &bytes);
	}
	check(exact_sums_merge_bytes(state, state) <= sizeof(room[2]));
	(void) exact_sums_merge(state, state, merged, &bytes);
}

int			LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	ExactSums  *state = (ExactSums *) room[0];
	size_t		bytes;

	if (exact_sums_from_binary(data, size, state, &bytes) == CORE_OK)
	{
		check(exact_sums_to_binary(state, binary) == size && memcmp(binary, data, size) == 0);
		use(state);
	}
	if (size < sizeof(text) - 1)
	{
		static char copy[1 << 17];

		memcpy(copy, data, size);
		copy[size] = '\0';
		if (exact_sums_from_text(copy, state, &bytes) == CORE_OK)
		{
			exact_sums_to_text(state, text);
			check(strcmp(text, copy) == 0);
			use(state);
		}
	}
	return 0;
}
