/*
 * generate.c
 *		Power telemetry of a fleet that never was, as a COPY BINARY stream.
 *
 * usage: generate [-d devices] [-n samples] [-c cadence_s] [-g gap_fraction]
 *                 [-l late_fraction] [-j] [-r resets_per_million] [-s seed]
 *
 * Columns: at timestamptz, device integer, watts real; -j adds joules double
 * precision, a cumulative counter in steps of 1 mJ.  The same options give the
 * same bytes.
 *
 * Rows come in the order in which a collector would insert them: scrape by
 * scrape, 8 devices a node, each node with its own phase within the cadence, a
 * tenth of the scrapes 1 to 5 ms late.  A node is busy or idle; the power of a
 * device reverts to the level of its node, dips now and then (checkpoints,
 * stalls), stays within 70 and 700 W and is rounded to 1 mW, as NVML reports.
 * Half of the missing samples are single, half are outages of 1 to 40.  A late
 * row arrives 1 to 16 samples of its own device after its time.  A reset
 * starts a counter from zero.
 */
#include <arpa/inet.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NODE 8					/* devices that share a scrape */
#define LATEST 16				/* samples by which a late row is late */
#define EPOCH (INT64_C(9497) * 86400 * 1000000)	/* 2026-01-01, in microseconds since 2000 */

typedef struct Row
{
	int64_t		at;
	float		watts;
	double		joules;
} Row;

typedef struct Device
{
	double		watts;
	double		millijoules;
	int			outage;			/* samples still to be lost */
	int			held_for;		/* samples until the held row is sent */
	Row			held;
} Device;

static uint64_t random_state[2];
static int	with_joules;

static uint64_t
random_bits(void)
{
	uint64_t	a = random_state[0],
				b = random_state[1];

	random_state[0] = b;
	a ^= a << 23;
	random_state[1] = a ^ b ^ (a >> 18) ^ (b >> 5);
	return random_state[1] + b;
}

static double
uniform(void)
{
	return (double) (random_bits() >> 11) * 0x1p-53;
}

static double
normal(void)
{
	double		sum = 0;

	for (int i = 0; i < 6; i++)
		sum += uniform();
	return (sum - 3.0) * 1.41421356;
}

static unsigned char *
put(unsigned char *to, uint64_t value, int bytes)
{
	for (int i = bytes - 1; i >= 0; i--, value >>= 8)
		to[i] = (unsigned char) value;
	return to + bytes;
}

static void
send_row(int device, const Row *row)
{
	unsigned char buffer[64],
			   *p = buffer;
	uint32_t	watts;
	uint64_t	joules;

	memcpy(&watts, &row->watts, 4);
	memcpy(&joules, &row->joules, 8);
	p = put(p, with_joules ? 4 : 3, 2);
	p = put(put(p, 8, 4), (uint64_t) row->at, 8);
	p = put(put(p, 4, 4), (uint64_t) device, 4);
	p = put(put(p, 4, 4), watts, 4);
	if (with_joules)
		p = put(put(p, 8, 4), joules, 8);
	fwrite(buffer, 1, (size_t) (p - buffer), stdout);
}

int
main(int argc, char **argv)
{
	int			devices = 1000,
				samples = 20000,
				option;
	double		cadence = 15,
				gaps = 0.005,
				late = 0,
				resets = 0;
	uint64_t	seed = 1,
				rows = 0;

	while ((option = getopt(argc, argv, "d:n:c:g:l:jr:s:")) != -1)
		switch (option)
		{
			case 'd': devices = atoi(optarg); break;
			case 'n': samples = atoi(optarg); break;
			case 'c': cadence = atof(optarg); break;
			case 'g': gaps = atof(optarg); break;
			case 'l': late = atof(optarg); break;
			case 'j': with_joules = 1; break;
			case 'r': resets = atof(optarg) * 1e-6; break;
			case 's': seed = strtoull(optarg, NULL, 10); break;
			default: return 2;
		}

	random_state[0] = seed * UINT64_C(0x9E3779B97F4A7C15);
	random_state[1] = UINT64_C(0xD1B54A32D192ED03);
	for (int i = 0; i < 20; i++)
		random_bits();

	int			nodes = (devices + NODE - 1) / NODE;
	int		   *phase_ms = malloc(sizeof(int) * nodes),
			   *order = malloc(sizeof(int) * nodes);
	char	   *busy = malloc(nodes);
	double	   *level = malloc(sizeof(double) * nodes);
	Device	   *device = calloc(devices, sizeof(Device));
	double		lost_alone = gaps / 2,
				outage_begins = gaps / 2 / 21;	/* mean length 20.5 */

	for (int i = 0; i < nodes; i++)
	{
		phase_ms[i] = (int) (uniform() * cadence * 1000);
		busy[i] = uniform() < 0.8;
		level[i] = 520 + 150 * uniform();
		order[i] = i;
	}
	/* nodes in the order of their phase: a shell sort with Ciura's steps */
	for (const int *step = (const int[]) {57347, 12743, 2832, 701, 301, 132, 57, 23, 10, 4, 1, 0}; *step > 0; step++)
		for (int i = *step; i < nodes; i++)
		{
			int			node = order[i],
						j = i;

			for (; j >= *step && phase_ms[order[j - *step]] > phase_ms[node]; j -= *step)
				order[j] = order[j - *step];
			order[j] = node;
		}
	for (int i = 0; i < devices; i++)
		device[i].watts = busy[i / NODE] ? level[i / NODE] : 80;

	fwrite("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 1, 19, stdout);
	for (int k = 0; k < samples; k++)
		for (int n = 0; n < nodes; n++)
		{
			int			node = order[n];

			if (busy[node])
				busy[node] = !(uniform() < 1.0 / 1600);
			else if (uniform() < 1.0 / 300)
			{
				busy[node] = 1;
				level[node] = 480 + 190 * uniform();
			}

			int			jitter_ms = uniform() < 0.1 ? (int) (uniform() * 5) + 1 : 0;
			int64_t		at = EPOCH + (int64_t) (k * cadence * 1e6) + (int64_t) (phase_ms[node] + jitter_ms) * 1000;

			for (int d = node * NODE; d < node * NODE + NODE && d < devices; d++)
			{
				Device	   *self = &device[d];
				double		mean = busy[node] ? level[node] : 78;
				double		watts = self->watts + 0.35 * (mean - self->watts) + normal() * (busy[node] ? 9 : 0.8);

				if (busy[node] && uniform() < 0.03)
					watts -= 200 * uniform();
				if (watts < 70)
					watts = 70 + uniform();
				if (watts > 700)
					watts = 700 - uniform();
				self->watts = watts;
				self->millijoules += round(watts * cadence * 1000);
				if (resets > 0 && uniform() < resets)
					self->millijoules = 0;

				if (self->outage > 0)
				{
					self->outage--;
					continue;
				}

				double		chance = uniform();

				if (chance < lost_alone)
					continue;
				if (chance < lost_alone + outage_begins)
				{
					self->outage = 1 + (int) (uniform() * 39);
					continue;
				}

				Row			row = {at, (float) (round(watts * 1000) / 1000), self->millijoules / 1000};

				rows++;
				if (self->held_for == 0 && late > 0 && uniform() < late)
				{
					self->held = row;
					self->held_for = 1 + (int) (uniform() * LATEST);
					continue;
				}
				send_row(d, &row);
				if (self->held_for > 0 && --self->held_for == 0)
					send_row(d, &self->held);
			}
		}
	for (int d = 0; d < devices; d++)
		if (device[d].held_for > 0)
			send_row(d, &device[d].held);
	fwrite("\377\377", 1, 2, stdout);
	fprintf(stderr, "%llu rows\n", (unsigned long long) rows);
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
