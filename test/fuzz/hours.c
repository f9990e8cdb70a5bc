/*
 * hours.c
 *		Hostile bytes for booked hours, and days whose hours must add up.
 *
 * The first byte chooses: the rest is what hours_sum gets, its checksum put right;
 * or it is readings of a day and edges, and what is booked must come back and
 * add up to what one window over the whole day holds.
 */
#include <stdlib.h>
#include <string.h>

#include "core/wire.h"
#include "state/hours.h"
#include "must.h"

#define MOST	500

static void
read_hours(const uint8_t *bytes, size_t size)
{
	Hours		hours;
	EnergySum	sum;
	int64_t		since;

	if (hours_open(&hours, bytes, size) != CORE_OK)
		return;
	since = hours.first_edge;
	for (uint32_t i = 0; i < hours.n; i++)
	{
		hours_window(&hours, i, since, &sum);
		must(sum.energy_nj == hours_window_energy(&hours, i), "energy alone");
		since = hours_window_end(&hours, i, since);
	}
}

/* readings of a counter that rises, stands, falls and is no number; 2 bytes each */
static size_t
take_readings(const uint8_t *data, size_t size, Sample *readings)
{
	size_t		n = 0;
	int64_t		at = INT64_C(820454400000000);
	double		value = 1000;

	for (; size >= 2 && n < MOST; data += 2, size -= 2)
	{
		at += (int64_t) (1 + (data[0] & 15)) * (data[0] & 16 ? 300000000 : 7000000);
		switch (data[0] >> 5)
		{
			case 0:
				break;
			case 1:
				value = data[1];
				break;
			case 2:
				value += 1e7 * data[1];
				break;
			default:
				value += data[1] * 10;
		}
		readings[n].at = at;
		readings[n++].value = data[0] >> 5 == 7 && data[1] > 250 ? sample_canonical(0.0 / 0.0) : value;
	}
	return n;
}

int			LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static Sample readings[MOST];
	static EnergySum sums[26];
	static uint8_t bytes[HOURS_MOST(26)];
	int64_t		edges[27];
	int64_t		ends_of_all[2];
	EnergySum	all,
				total;
	HoursEnds	ends,
				again;
	HoursMethod method = {HOURS_COUNTER, 60000000, 700, 0};
	Hours		hours;
	size_t		n,
				length;
	uint32_t	windows;
	uint8_t		mode;

	if (size < 40)
		return 0;
	mode = *data++;
	size--;
	if (mode % 2 == 0)
	{
		uint8_t    *copy = malloc(size);

		memcpy(copy, data, size);
		wire_put(copy + 4, wire_checksum(copy, 4) * 31 + wire_checksum(copy + 8, size - 8), 4);
		read_hours(copy, size);
		free(copy);
		return 0;
	}
	windows = 1 + data[0] % 26;
	edges[0] = INT64_C(820454400000000) - 1000000 * (int64_t) data[1];
	for (uint32_t i = 0; i < windows; i++)
		edges[i + 1] = edges[i] + 1 + (int64_t) data[i + 1] * data[i + 2] * 1000003;
	n = take_readings(data + 28, size - 28, readings);
	method.kind = mode & 2 ? HOURS_INCREASE : HOURS_COUNTER;
	if (mode & 4)
		method.wrap_j = 5000;
	if (hours_of_counter(readings, n, 0, n, &method, windows, edges, sums, &ends, NULL) != CORE_OK)
		return 0;
	ends_of_all[0] = edges[0];
	ends_of_all[1] = edges[windows];
	must(hours_of_counter(readings, n, 0, n, &method, 1, ends_of_all, &all, &again, NULL) == CORE_OK, "one window");
	energy_sum_init(&total);
	for (uint32_t i = 0; i < windows; i++)
		must(energy_sum_merge(&total, &sums[i]) == CORE_OK, "merge");
	must(total.energy_nj == all.energy_nj && total.lower_nj <= total.energy_nj && total.energy_nj <= total.upper_nj &&
		 total.covered_us == all.covered_us && total.gap_us == all.gap_us && total.stuck_us == all.stuck_us && total.samples == all.samples &&
		 total.rejected == all.rejected && total.resets == all.resets && total.wraps == all.wraps && total.conflicts == all.conflicts,
		 "windows add up");
	must(hours_write(bytes, &length, windows, edges, sums, &ends) == CORE_OK && hours_open(&hours, bytes, length) == CORE_OK, "written");
	for (uint32_t i = 0; i < windows; i++)
	{
		EnergySum	sum;

		hours_window(&hours, i, edges[i], &sum);
		must(hours_window_end(&hours, i, edges[i]) == edges[i + 1] && sum.energy_nj == sums[i].energy_nj && sum.lower_nj == sums[i].lower_nj &&
			 sum.upper_nj == sums[i].upper_nj && sum.covered_us == sums[i].covered_us && sum.samples == sums[i].samples &&
			 sum.first_at == sums[i].first_at && sum.last_at == sums[i].last_at && sum.conflicts == sums[i].conflicts, "back");
	}
	read_hours(bytes, length);
	return 0;
}
