/*
 * sample_state.c
 *		Hostile bytes for the types power_state, counter_state and trace_state.
 *
 * The checksum is put right, so that the reader of the log meets every lie.
 * What passes must be written back to the same bytes, and take another sample.
 */
#include <stdlib.h>
#include <string.h>

#include "core/wire.h"
#include "state/counter_reader.h"
#include "state/power_reader.h"
#include "state/sample_state.h"
#include "must.h"

int			LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* a SampleVisitor */
static Status
any_sample(void *unused, const Sample *samples, size_t n)
{
	(void) unused;
	(void) samples;
	(void) n;
	return CORE_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const SampleStateKind kinds[] = {SAMPLE_STATE_POWER, SAMPLE_STATE_COUNTER, SAMPLE_STATE_TRACE};
	uint8_t    *bytes;
	char	   *text;
	SampleState memory,
			   *state = &memory,
				other;
	SamplePiece piece,
				others;
	uint8_t    *log;
	void	   *first,
			   *second;
	Status		status;
	size_t		n;

	if (size < 8)
		return 0;
	/* base64: whatever it takes comes back the same */
	bytes = malloc(size + 4);
	text = malloc(wire_base64_length(size) + 4);
	if (wire_base64_decode((const char *) data, size, bytes, &n))
	{
		char	   *end = wire_base64_encode(bytes, n, text);

		must((size_t) (end - text) == size && memcmp(text, data, size) == 0, "base64 is canonical");
	}

	memcpy(bytes, data, size);
	bytes[0] = 1;
	wire_put(bytes + size - 4, wire_checksum(bytes, size - 4), 4);
	log = malloc(size);
	for (int i = 0; i < 3; i++)
	{
		bytes[1] = (uint8_t) kinds[i];
		wire_put(bytes + size - 4, wire_checksum(bytes, size - 4), 4);
		if (sample_state_read(state, &piece, log, kinds[i], bytes, size, NULL) == CORE_OK)
		{
			PowerReader power;
			CounterReader counter;
			uint8_t    *again = malloc(sample_state_wire_size(state));

			must(sample_state_write(state, again) == size && memcmp(again, bytes, size) == 0, "written as it was read");
			free(again);
			power_reader_init(&power, state->parameters.max_gap_us, state->parameters.since, state->parameters.until);
			if (sample_state_visit_all(state, power_reader_push_many, &power, NULL) == CORE_OK)
				(void) power_reader_end(&power);
			counter_reader_init(&counter, 700, 1e6, state->parameters.since, state->parameters.until);
			if (state->log.sorted &&
				sample_state_visit_all(state, counter_reader_push_many, &counter, NULL) == CORE_OK)
				(void) counter_reader_end(&counter);
			other = *state;
			sample_state_take(&other, &others, log);
			first = malloc(SAMPLE_PIECE_BYTES(SAMPLE_STATE_ROOM));
			second = malloc(SAMPLE_PIECE_BYTES(sample_state_merge_room(&other)));
			sample_state_give(state, first, SAMPLE_PIECE_BYTES(SAMPLE_STATE_ROOM));
			must(sample_state_add(state, INT64_C(820454400000000), 486.123) == CORE_OK &&
				 sample_state_add(state, INT64_C(820454460000000), 486.125) == CORE_OK, "takes samples");
			sample_state_give(state, second, SAMPLE_PIECE_BYTES(sample_state_merge_room(&other)));
			status = sample_state_merge(state, &other);
			must(status == CORE_OK || (status == CORE_RANGE && other.rejected > INT64_MAX / 4), "merges");
			must(status != CORE_OK || sample_state_visit_all(state, any_sample, NULL, NULL) == CORE_OK, "is a log still");
			free(second);
			free(first);
		}
	}
	free(log);
	free(text);
	free(bytes);
	return 0;
}
