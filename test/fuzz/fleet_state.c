/*
 * Bytes that claim to be a state of fleet_energy: they are checked as input from
 * outside is, and merged and finished even if they are found wanting, as a
 * damaged table would have it.  Nothing may crash, hang or be believed twice.
 *
 * Input that begins with 255, as no state does, says what a parallel part has seen, and
 * which of its bytes are damaged then.
 */
#include <stdlib.h>
#include <string.h>

#include "state/fleet.h"

#define MOST_MEMORY (64 << 20)
#define MOST_BLOCKS 4096

static void *blocks[MOST_BLOCKS];
static int	n_blocks;
static size_t n_bytes;

static bool
go_on(void)
{
	return true;
}

static bool
give(FleetRoom *room)
{
	size_t		size = room->need;
	void	   *memory;

	if (n_blocks == MOST_BLOCKS || (n_bytes += size) > MOST_MEMORY || (memory = malloc(size)) == NULL)
		return false;
	blocks[n_blocks++] = memory;
	fleet_room_give(room, memory, size);
	return true;
}

static Status
merge(Fleet *fleet, const uint8_t *bytes, size_t size)
{
	FleetCursor cursor = {0, 0, 0, false};
	Status		status;

	while ((status = fleet_merge(fleet, bytes, size, &cursor, go_on)) == CORE_NEED_MEMORY)
		if (!give(&fleet->room))
			break;
	return status;
}

static Status
canonical(const Fleet *fleet, FleetWork *work)
{
	Status		status;

	while ((status = fleet_canonical(fleet, work, go_on)) == CORE_NEED_MEMORY)
	{
		if (work->room.need > 0 ? !give(&work->room) : work->out_size > MOST_MEMORY)
			break;
		if (work->room.need == 0)
		{
			work->out_size = 2 * work->out_size + 1024;
			work->out = realloc(work->out, work->out_size);
		}
	}
	return status;
}

/* 255, samples, damages, then 4 bytes a sample: device and turn, step, watts; 3 bytes a damage: where, what */
static uint8_t *
parallel_part(const uint8_t *data, size_t size, size_t *flat)
{
	FleetOptions options = {false, 60000000, INT64_MIN, INT64_MAX, 0};
	Fleet		fleet;
	const uint8_t *from = data + 3,
			   *end = data + size;
	int64_t		at = -20000000;
	uint8_t    *bytes;

	fleet_init(&fleet, &options, true, false, NULL, 0);
	for (int i = 0; i < data[1] && end - from >= 4; i++, from += 4)
	{
		FleetKey	key = {{from[0] & 1}, 0};
		/* most steps are of a second, some of half a minute or of a few microseconds */
		int64_t		step = from[0] & 64 ? 30000000 : from[0] & 128 ? from[1] : 1000000 + from[1] / 64 * 1000;

		at += step;
		for (int k = 0; k <= (from[0] >> 1 & 31); k++, at += step)
			while (fleet_add(&fleet, key, at, (from[2] + 256 * from[3] + k) / (from[0] & 32 ? 7.0f : 8.0f)) == CORE_NEED_MEMORY)
				if (!give(&fleet.room))
					break;
	}
	fleet_flat_size(&fleet, flat);
	bytes = malloc(*flat);
	fleet_flatten(&fleet, bytes);
	for (int i = 0; i < data[2] && end - from >= 3; i++, from += 3)
		bytes[(from[0] + 256u * from[1]) % *flat] ^= from[2];
	return bytes;
}

int			LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FleetOptions options;
	uint8_t    *part = size >= 3 && data[0] == 255 ? parallel_part(data, size, &size) : NULL;
	bool		good;

	if (part != NULL)
		data = part;
	good = fleet_check(data, size, go_on) == CORE_OK;
	if (fleet_peek(data, size, &options) == CORE_OK)
	{
		Fleet		fleet;
		FleetWork	work = {.started = false};
		FleetKey	key = {{.name = "a"}, 1};
		Status		status;

		fleet_init(&fleet, &options, false, false, NULL, 0);
		status = merge(&fleet, data, size);
		if (good && (status == CORE_CORRUPT || status == CORE_INVALID))
			abort();
		if (status == CORE_OK)
		{
			size_t		flat;
			uint8_t    *bytes;

			/* what is merged is flattened to the same kind of bytes */
			fleet_flat_size(&fleet, &flat);
			bytes = malloc(flat);
			if (fleet_flatten(&fleet, bytes) != flat || (good && fleet_check(bytes, flat, go_on) != CORE_OK))
				abort();
			free(bytes);

			while ((status = fleet_finish(&fleet, &work, go_on)) == CORE_NEED_MEMORY)
				if (!give(&work.room))
					break;
			/* what the end takes is no less sound than what was checked */
			if (!good && status == CORE_OK)
				abort();
			if (options.width_us == 0)
			{
				FleetWork	state = {.started = false};

				/* the canonical form of a canonical form is itself */
				if (canonical(&fleet, &state) == CORE_OK)
				{
					Fleet		again;
					FleetWork	second = {.started = false};

					fleet_init(&again, &options, false, false, NULL, 0);
					if (fleet_check(state.out, state.out_used, go_on) != CORE_OK)
						abort();
					if (merge(&again, state.out, state.out_used) == CORE_OK && canonical(&again, &second) == CORE_OK &&
						(second.out_used != state.out_used || memcmp(second.out, state.out, state.out_used) != 0))
						abort();
					free(second.out);
				}
				free(state.out);
			}
			/* and rows may follow */
			for (int64_t i = 0; i < 40; i++)
				while (fleet_add(&fleet, key, i * 15000000, 100) == CORE_NEED_MEMORY && give(&fleet.room))
					;
		}
	}
	free(part);
	while (n_blocks > 0)
		free(blocks[--n_blocks]);
	n_bytes = 0;
	return 0;
}
