/*
 * parse_units.c
 *		Units, bounds and blank values of the readers of core/parse/: what a constant
 *		that is off by 1 % would change.  By definition 1 MiB is 2^20 B and 1 lb is
 *		0.45359237 kg (NIST SP 811); seconds since 1970 are from date -u -d ... +%s.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/parse/hostlist.h"
#include "core/parse/reader.h"
#include "core/parse/series.h"
#include "core/parse/train_log.h"
#include "random.h"
#include "tap.h"

#define S		INT64_C(1000000)

static union
{
	Reader		base;
	char		bytes[512 * 1024];
}			room;

static Reader *const reader = &room.base;
static ParseRow row;

static Slice
slice(const char *s)
{
	return (Slice) {s, (int32_t) strlen(s)};
}

static bool
begin(const ParseFormat *format, const ParseOptions *options, const char *text)
{
	return format->size <= sizeof(room) &&
		parse_begin(reader, format, options, text, strlen(text), (Slice) {NULL, 0}) == CORE_OK;
}

/* the next value, behind rows that have none */
static bool
next_value(void)
{
	while (parse_next(reader, &row))
		if (row.has_value)
			return true;
	return false;
}

/* --- numbers, times, units --------------------------------------------------------- */

static void
numbers(void)
{
	char		text[402];
	double		got;
	bool		good = true;
	Slice		longest = {text, 400};

	/* as the C library reads them, with the exponent in the text and as a shift */
	for (int exponent = -30; exponent <= 30; exponent++)
		for (int64_t mantissa = 1; mantissa < INT64_C(9000000000000000); mantissa = mantissa * 7 + 3)
		{
			double		want;

			snprintf(text, sizeof(text), "%llde%d", (long long) mantissa, exponent);
			want = strtod(text, NULL);
			good = good && parse_number(slice(text), 0, &got) == PARSE_NUMBER && got == want;
			*strchr(text, 'e') = '\0';
			good = good && parse_number(slice(text), exponent, &got) == PARSE_NUMBER && got == want;
		}
	ok(good, "powers of ten from 1e-30 to 1e30");
	/* printf("%f") of the largest double has 316 bytes */
	memset(text, '0', sizeof(text));
	text[399] = '7';
	ok(parse_number(longest, 0, &got) == PARSE_NUMBER && got == 7, "a number of 400 bytes");
	longest.n = 401;
	ok(parse_number(longest, 0, &got) == PARSE_NO_NUMBER, "a longer one is none");
}

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* noon of a day; INT64_MIN: it is none */
static int64_t
noon(int year, int month, int day)
{
	char		text[80];
	ParseTime	time;

	snprintf(text, sizeof(text), "%04d-%02d-%02dT12:00:00Z", year, month, day);
	return parse_time_slice(slice(text), false, &time) ? time.us : INT64_MIN;
}

/* a day after the other, from the first of the calendar; 1970-01-01 is day 0 */
static void
days(void)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int64_t		day = 0;
	bool		good = true;
	bool		ends = true;

	for (int year = 1; year < 1970; year++)
		day -= 365 + is_leap(year);
	for (int year = 1; year <= 9999; year++)
		for (int month = 1; month <= 12; month++)
		{
			int			length = lengths[month - 1] + (month == 2 && is_leap(year));

			good = good && noon(year, month, 1) == (day * 86400 + 43200) * S && noon(year, month, length) == ((day + length - 1) * 86400 + 43200) * S;
			ends = ends && noon(year, month, length + 1) == INT64_MIN;
			day += length;
		}
	ok(good, "first and last days of all months of all years");
	ok(ends, "and none behind them");
	/* date -u -d 9999-12-31T12:00:00 +%s */
	ok(noon(9999, 12, 31) == 253402257600 * S, "the last day");
}

static void
units(void)
{
	static const struct
	{
		const char *name;
		ParseUnit	unit;
		double		one;
	}			names[] = {
		{"W", PARSE_W, 1}, {"mW", PARSE_W, 1e-3}, {"uW", PARSE_W, 1e-6}, {"kW", PARSE_W, 1e3}, {"MW", PARSE_W, 1e6},
		{"J", PARSE_J, 1}, {"mJ", PARSE_J, 1e-3}, {"uJ", PARSE_J, 1e-6}, {"kJ", PARSE_J, 1e3}, {"MJ", PARSE_J, 1e6},
		{"Wh", PARSE_J, 3600}, {"kWh", PARSE_J, 3600000}, {"s", PARSE_S, 1}, {"ms", PARSE_S, 1e-3}, {"us", PARSE_S, 1e-6},
		{"%", PARSE_ONE, 0.01}, {"Hz", PARSE_HZ, 1}, {"kHz", PARSE_HZ, 1e3}, {"MHz", PARSE_HZ, 1e6}, {"GHz", PARSE_HZ, 1e9},
		{"B", PARSE_BYTES, 1}, {"KiB", PARSE_BYTES, 0x1p10}, {"MiB", PARSE_BYTES, 0x1p20}, {"GiB", PARSE_BYTES, 0x1p30}, {"TiB", PARSE_BYTES, 0x1p40},
		{"C", PARSE_CELSIUS, 1}, {"TFLOP/s/GPU", PARSE_FLOPS, 1e12}, {"Tok/s/GPU", PARSE_PER_S, 1},
	};
	double		seconds;
	double		value;
	ParseScale	scale;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ok(parse_scale(slice(names[i].name), &scale) && scale.unit == names[i].unit &&
		   parse_number(slice("1"), scale.shift, &value) == PARSE_NUMBER && value * scale.factor == names[i].one, "1 %s", names[i].name);
	ok(parse_duration(slice("11-22:33:44.5"), &seconds) && seconds == 1031624.5, "11 days, 22 h, 33 min, 44.5 s");
}

/* --- lists and answers -------------------------------------------------------------- */

static void
hosts(void)
{
	ok(hostlist_count(slice("n[1-1000000000]")) == 1000000000, "a thousand million names");
	ok(hostlist_count(slice("n[1-1000000001]")) == -1, "more are no list");
	ok(hostlist_count(slice("n[1-1000][1-1000000]")) == 1000000000 && hostlist_count(slice("n[1-1001][1-1000000]")) == -1, "in two brackets");
	ok(hostlist_count(slice("n[1-999999999,a]")) == 1000000000 && hostlist_count(slice("n[1-999999999,a,b]")) == -1, "in one");
	ok(hostlist_count(slice("n[1-999999999],a")) == 1000000000 && hostlist_count(slice("n[1-999999999],a,b")) == -1, "in several items");
}

static void
intensity(void)
{
	ok(begin(&format_wattime, &parse_everything, "{\"meta\": {\"region\": \"CAISO_NORTH\", \"units\": \"lbs_co2_per_mwh\"}, "
			 "\"data\": [{\"point_time\": \"2026-01-01T00:00:00Z\", \"value\": 1000}]}") && next_value() &&
	   row.unit == PARSE_G_PER_KWH, "WattTime");
	near(row.value, 453.59237, 1e-15, "1,000 lb/MWh are 453.59237 g/kWh");
}

/* --- IPMI ------------------------------------------------------------------------- */

/* a reading, and a time behind it */
static bool
stamped(const char *stamp)
{
	static char text[200];

	snprintf(text, sizeof(text), "    Instantaneous power reading:                   500 Watts\n    IPMI timestamp:                           %s\n", stamp);
	return begin(&format_ipmi, &parse_everything, text) && parse_next(reader, &row);
}

static void
ipmi(void)
{
	static const char reading[] = "n1:     Instantaneous power reading:                   500 Watts\n";
	static const char other[] = "n2: x\n";
	static const char stamp[] = "n1:     IPMI timestamp:                           Thu Mar 18 06:11:51 2021\n";
	char	   *text = malloc(sizeof(reading) + 1025 * sizeof(other) + sizeof(stamp));

	ok(stamped("08/28/26 07:12:06 PM") && row.reason == REASON_NONE && row.at.us == 1787944326 * S, "2026-08-28 19:12:06 with two digits of the year");
	ok(stamped("28.08.2026 19:12:06") && row.reason == REASON_NONE && row.at.us == 1787944326 * S, "and with four");
	ok(stamped("06/25/2020 - 17:42:43 +02") && row.reason == REASON_NONE && row.at.kind == PARSE_UTC && row.at.us == 1593099763 * S, "two hours east of Greenwich");
	ok(stamped("06/25/2020 - 17:42:43 -0730") && row.reason == REASON_NONE && row.at.kind == PARSE_UTC && row.at.us == 1593133963 * S, "seven and a half west");
	/* IPMI 2.0, 37.1: 0x20000000 s are 1987-01-05 18:48:32 */
	ok(stamped("01/05/1987 - 18:48:32") && row.reason == REASON_NO_TIME && row.at.kind == PARSE_NO_TIME, "the last second since the BMC started");
	ok(stamped("01/05/1987 - 18:48:33") && row.reason == REASON_NONE && row.at.us == 536870913 * S, "the first that is a time");
	ok(stamped("02/07/2106 - 06:28:15") && row.reason == REASON_NO_TIME, "all bits are no time");
	ok(stamped("02/07/2106 - 06:28:14") && row.reason == REASON_NONE && row.at.us == 4294967294 * S, "all but one are");
	for (int others = 1024; others <= 1025; others++)
	{
		strcpy(text, reading);
		for (int i = 0; i < others; i++)
			strcpy(text + sizeof(reading) - 1 + (size_t) i * (sizeof(other) - 1), other);
		strcat(text, stamp);
		ok(begin(&format_ipmi, &parse_everything, text) && parse_next(reader, &row) && row.value == 500 &&
		   (row.at.kind == PARSE_LOCAL) == (others == 1024), "%d lines of another node before the time", others);
	}
	free(text);
}

/* --- training ------------------------------------------------------------------------- */

static bool
bar(const char *steps, const char *samples, double want)
{
	static char text[400];
	ParseOptions ledger = parse_everything;

	ledger.ledger = true;
	snprintf(text, sizeof(text), "Epoch 0: :   1%%|  | 10/1000 [00:20<00:30, v_num=0, global_step=9.000, consumed_samples=160.0, train_step_timing in s=5.1]\n"
			 "Epoch 0: :   1%%|  | 627/1000 [00:20<00:30, v_num=0, global_step=%s, consumed_samples=%s, train_step_timing in s=5.1]\n", steps, samples);
	return begin(&format_nemo, &ledger, text) && parse_next(reader, &row) && reader->train.samples == 160 &&
		parse_next(reader, &row) && reader->train.samples == want;
}

static void
training(void)
{
	ParseOptions ledger = parse_everything;

	/* steps of 16 samples, counted from 0; printf("%.3g") of 10032 is 1e+04, and tqdm leaves out the 0 */
	ok(bar("626.0", "1e+4", 627 * 16), "10032 samples are shown as 1e+4, 32 off");
	ok(bar("621.0", "9.95e+3", 622 * 16), "9952 as 9.95e+3, 2 off");
	ok(bar("627.0", "1e+4", 628 * 16), "10048 as 1e+4, 48 off");
	ok(bar("628.0", "1e+4", -1), "10064 are not shown as 1e+4");
	ledger.ledger = true;
	ok(begin(&format_torchtitan, &ledger, "[titan] 2025-12-13 06:45:00,000 - root - INFO - Trainer is initialized with local batch size 8, global batch size 64, gradient accumulation steps 1, sequence length 8192, total steps 40\n"
			 "[titan] 2025-12-13 06:45:34,345 - root - INFO - step:  1  loss: 12.2721  tps: 1,024\n"), "torchtitan");
	while (parse_next(reader, &row) && row.kind != PARSE_STEP)
		;
	ok(reader->train.step == 1 && reader->train.tokens_per_step == 64 * 8192, "64 samples of 8192 tokens in a step");
	/* the year 10000 begins at 253402300800 s */
	ok(begin(&format_mlperf, &parse_everything, ":::MLLOG {\"key\": \"run_start\", \"time_ms\": 253402300799000}\n"
			 ":::MLLOG {\"key\": \"run_start\", \"time_ms\": 253402300800000}\n") && parse_next(reader, &row) &&
	   row.at.kind == PARSE_UTC && row.at.us == 253402300799 * S, "the last second of the year 9999");
	ok(parse_next(reader, &row) && row.at.kind == PARSE_NO_TIME, "the next is no time");
}

/* --- nvidia-smi --------------------------------------------------------------------------- */

static void
memory(void)
{
	static const char *const columns[] = {"memory.total", "used_gpu_memory", "used_memory"};
	static const char *const dmon[] = {"fb", "bar1", "ccpm"};
	char		text[200];

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
	{
		snprintf(text, sizeof(text), "timestamp, uuid, %s\n2026/09/23 20:00:00.000, GPU-1, 3\n", columns[i]);
		ok(begin(&format_nvidia_smi, &parse_everything, text) && next_value() && parse_is(row.metric, columns[i]) &&
		   row.unit == PARSE_BYTES && row.value == 3 * 1048576, "%s in MiB without a unit", columns[i]);
	}
	for (size_t i = 0; i < sizeof(dmon) / sizeof(dmon[0]); i++)
	{
		snprintf(text, sizeof(text), "#Date Time gpu %s\n 20260923 20:00:00 0 3\n", dmon[i]);
		ok(begin(&format_nvidia_smi_dmon, &parse_everything, text) && next_value() && parse_is(row.metric, dmon[i]) &&
		   row.unit == PARSE_BYTES && row.value == 3 * 1048576, "%s of dmon in MiB", dmon[i]);
	}
}

/* --- Prometheus ------------------------------------------------------------------------------ */

static bool
prom(const char *line)
{
	return begin(&format_prometheus, &parse_everything, line) && parse_next(reader, &row);
}

static void
prom_is(const char *line, double value, ParseUnit unit, uint32_t flags)
{
	ok(prom(line) && row.reason == REASON_NONE && row.value == value && row.unit == unit && row.flags == flags, "%s", line);
}

static void
prom_blank(const char *line)
{
	ok(prom(line) && row.reason == REASON_BLANK_VALUE && !row.has_value, "blank: %s", line);
}

static void
prometheus(void)
{
	prom_is("DCGM_FI_DEV_FB_FREE 2", 2097152, PARSE_BYTES, PARSE_OF_INSTANCE);
	/* of AMD alone both cases are known; what a name only begins with brings no other meaning */
	prom_is("gpu_package_power 748", 748, PARSE_W, PARSE_PARTITIONED);
	prom_is("GPU_PACKAGE_POWER 748", 748, PARSE_W, PARSE_PARTITIONED);
	prom_is("DCGM_FI_DEV_NEWER_THAN_THIS 7", 7, PARSE_UNIT_UNKNOWN, PARSE_OF_INSTANCE);
	prom_is("vllm:num_requests_running 8", 8, PARSE_ONE, 0);

	/* dcgm_structs.h: 2^47 to 2^47 + 3, 2^31 - 16 to 2^31 - 13, 2^63 - 16 to 2^63 - 13; NVML: 2^32 - 1 */
	prom_blank("DCGM_FI_DEV_POWER_USAGE 140737488355328.0");
	prom_blank("DCGM_FI_DEV_POWER_USAGE 140737488355331.0");
	prom_is("DCGM_FI_DEV_POWER_USAGE 140737488355327.0", 140737488355327, PARSE_W, PARSE_WHOLE_CARD);
	prom_is("DCGM_FI_DEV_POWER_USAGE 140737488355332.0", 140737488355332, PARSE_W, PARSE_WHOLE_CARD);
	prom_blank("DCGM_FI_DEV_POWER_USAGE 2147483632");
	prom_blank("DCGM_FI_DEV_POWER_USAGE 2147483635");
	prom_is("DCGM_FI_DEV_POWER_USAGE 2147483631", 2147483631, PARSE_W, PARSE_WHOLE_CARD);
	prom_is("DCGM_FI_DEV_POWER_USAGE 2147483636", 2147483636, PARSE_W, PARSE_WHOLE_CARD);
	prom_blank("DCGM_FI_DEV_POWER_USAGE 4294967295");
	prom_is("DCGM_FI_DEV_POWER_USAGE 4294967294", 4294967294, PARSE_W, PARSE_WHOLE_CARD);
	prom_blank("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION 9223372036854775792");
	/* AMD's libraries fill all bits: 16 of a power, 64 of a counter */
	prom_blank("gpu_package_power 65535");
	prom_is("gpu_package_power 65534", 65534, PARSE_W, PARSE_PARTITIONED);
	prom_blank("gpu_energy_consumed 18446744073709551615");

	/* 1e11 ms are 1973-03-03 09:46:40; below it is a number of s */
	ok(prom("a_watts 3 100000000000") && row.at.kind == PARSE_UTC && row.at.us == 100000000 * S, "1e11 is a time in ms");
	ok(prom("a_watts 3 99999999999") && row.at.kind == PARSE_UTC && row.at.us == 99999999999 * S, "what is below, in s");
	ok(prom("a_watts 3 253402300799000") && row.at.us == 253402300799 * S, "the last second of the year 9999");
	ok(prom("a_watts 3 253402300800000") && row.reason == REASON_NO_SUCH_TIME, "the next is no time");
}

static void
answers(void)
{
	static const char grid[] = "{\"data\": {\"resultType\": \"matrix\", \"result\": [{\"metric\": {\"__name__\": \"a_watts\"}, \"values\": ["
		"[1700000000, \"7\"], [1700000015, \"8\"], [1700000045, \"9\"]]}]}}";
	static const char scraped[] = "{\"data\": {\"resultType\": \"matrix\", \"result\": [{\"metric\": {\"__name__\": \"a_watts\"}, \"values\": ["
		"[1700000000.5, \"7\"], [1700000015.5, \"8\"], [1700000045.5, \"9\"]]}]}}";
	static const char exported[] = "{\"metric\":{\"__name__\":\"a_watts\"},\"values\":[7,8],\"timestamps\":[253402300799999,253402300800000]}\n";

	ok(begin(&format_promql_json, &parse_everything, grid) && next_value() && next_value() && next_value() && row.value == 9 && reader->resampled,
	   "full seconds on a grid of 15 s were resampled");
	ok(begin(&format_promql_json, &parse_everything, scraped) && next_value() && next_value() && next_value() && row.value == 9 && !reader->resampled,
	   "halves of seconds were not");
	ok(begin(&format_promql_json, &parse_everything, exported) && parse_next(reader, &row) && row.value == 7 &&
	   row.at.us == INT64_C(253402300799999000), "an export up to the last ms of the year 9999");
	ok(parse_next(reader, &row) && row.reason == REASON_NO_SUCH_TIME, "and no further");
}

/* --- Slurm -------------------------------------------------------------------------------------- */

static const ParseJob *
job_of(const ParseFormat *format, const char *begins, const char *number, const char *ends)
{
	static char text[600];

	snprintf(text, sizeof(text), "%s%s%s", begins, number, ends);
	if (!begin(format, &parse_everything, text))
		return NULL;
	do
		if (!parse_next(reader, &row))
			return NULL;
	while (row.reason == REASON_HEADER);
	return &reader->job;
}

static void
slurm(void)
{
	/* doubles next to 2^63, from which on no job uses so many joules; NO_VAL of slurm.h is 2^32 - 2 */
	static const char below[] = "9223372036854774784";
	static const char no_joules[] = "9223372036854775808";
	static const char last[] = "4294967293";
	static const char no_val[] = "4294967294";
	const ParseJob *job;

	job = job_of(&format_sacct, "JobID|ConsumedEnergyRaw\n1|", below, "\n");
	ok(job != NULL && row.reason == REASON_NONE && row.value == 9223372036854774784.0, "sacct: joules");
	job = job_of(&format_sacct, "JobID|ConsumedEnergyRaw\n1|", no_joules, "\n");
	ok(job != NULL && row.reason == REASON_BLANK_VALUE && !row.has_value, "and none");

	job = job_of(&format_sacct_json, "{\"jobs\": [{\"job_id\": 1, \"tres\": {\"allocated\": [{\"type\": \"energy\", \"count\": ", below, "}]}}]}");
	ok(job != NULL && job->joules == 9223372036854774784.0, "sacct --json: joules of a job");
	job = job_of(&format_sacct_json, "{\"jobs\": [{\"job_id\": 1, \"tres\": {\"allocated\": [{\"type\": \"energy\", \"count\": ", no_joules, "}]}}]}");
	ok(job != NULL && job->joules < 0, "and none");
	job = job_of(&format_sacct_json, "{\"jobs\": [{\"job_id\": 1, \"steps\": [{\"statistics\": {\"energy\": {\"consumed\": ", below, "}}, \"step\": {\"id\": \"1.0\"}}]}]}");
	ok(job != NULL && parse_next(reader, &row) && job->joules == 9223372036854774784.0, "of a step");
	job = job_of(&format_sacct_json, "{\"jobs\": [{\"job_id\": 1, \"steps\": [{\"statistics\": {\"energy\": {\"consumed\": ", no_joules, "}}, \"step\": {\"id\": \"1.0\"}}]}]}");
	ok(job != NULL && parse_next(reader, &row) && job->joules < 0 && job->joules_reason == REASON_BLANK_VALUE, "and none");

	job = job_of(&format_sacct_json, "{\"jobs\": [{\"job_id\": 1, \"array\": {\"job_id\": ", last, ", \"task_id\": 3}}]}");
	ok(job != NULL && parse_is(job->id, "4294967293_3"), "an array");
	job = job_of(&format_sacct_json, "{\"jobs\": [{\"job_id\": 1, \"array\": {\"job_id\": ", no_val, ", \"task_id\": 3}}]}");
	ok(job != NULL && parse_is(job->id, "1"), "and none");
	job = job_of(&format_sacct_json, "{\"jobs\": [{\"job_id\": 1, \"array\": {\"job_id\": 7, \"task_id\": ", last, "}}]}");
	ok(job != NULL && parse_is(job->id, "7_4294967293"), "a task");
	job = job_of(&format_sacct_json, "{\"jobs\": [{\"job_id\": 1, \"array\": {\"job_id\": 7, \"task_id\": ", no_val, "}}]}");
	ok(job != NULL && parse_is(job->id, "1"), "and none");
}

/* --- limits ------------------------------------------------------------------------------------- */

/* what the heads say: names of 256 bytes, lines of 1 MiB, 1024 columns, 256 labels, counts below 9e15 */
static void
limits(void)
{
	size_t		size = 1048577;
	char	   *text = malloc(size + 1);
	char		name[300];
	char	   *end;
	Hostlist	hosts;

	for (int32_t n = 256; n <= 257; n++)
	{
		memset(text, 'a', 300);
		hostlist_begin(&hosts, (Slice) {text, n});
		ok(hostlist_next(&hosts, name) == (n == 256 ? 256 : 0), "a host's name of %d bytes", (int) n);
		/* four are for GPU- */
		ok(parse_card_name((Slice) {text, n - 4}, name) == (n == 256 ? 252 : 0), "a card's name of %d bytes", (int) n - 4);
	}
	for (size_t n = 1048576; n <= 1048577; n++)
	{
		memset(text, ' ', size);
		memcpy(text, "a_watts 3", 9);
		text[n] = '\0';
		ok(prom(text) && (n == 1048576 ? row.value == 3 : row.reason == REASON_TOO_LONG), "a line of %u bytes", (unsigned) n);
	}
	for (int n = 1024; n <= 1025; n++)
	{
		end = text + sprintf(text, "JobID");
		for (int i = 1; i < n; i++)
			end += sprintf(end, "|c%d", i);
		end += sprintf(end, "\n7");
		for (int i = 1; i < n; i++)
			end += sprintf(end, "|x");
		sprintf(end, "\n");
		ok(begin(&format_sacct, &parse_everything, text) && parse_next(reader, &row) && parse_next(reader, &row) &&
		   parse_is(reader->job.id, "7") == (n == 1024), "%d columns", n);
	}
	for (int n = 256; n <= 257; n++)
	{
		end = text + sprintf(text, "a_watts{");
		for (int i = 0; i < n; i++)
			end += sprintf(end, "l%d=\"v\",", i);
		sprintf(end, "} 3");
		ok(prom(text) && parse_labels(reader, &row) == (n == 256) && (n == 256 || row.reason == REASON_TOO_MANY_LABELS), "%d labels", n);
	}
	ok(train_count(slice("8999999999999999")) == INT64_C(8999999999999999) && train_count(slice("9000000000000000")) == -1, "counts");
	free(text);
}

/* --- instants -------------------------------------------------------------------------------------- */

/* a random instant that a ledger takes, before the year 2200, with some decimals, and what it is to the microsecond: seconds and millionths apart, in whole numbers */
typedef struct Instant
{
	int64_t		s;
	int			decimals;		/* of a second, as written: 0 to 12 */
	int64_t		fraction;		/* their digits */
	int64_t		us;				/* from half a microsecond on it goes up */
} Instant;

static const int64_t ten[] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, INT64_C(10000000000), INT64_C(100000000000), INT64_C(1000000000000)
};

static Instant
some_instant(uint64_t *seed)
{
	Instant		it;

	it.s = (int64_t) (random_of(seed) % UINT64_C(7258118400));
	it.decimals = (int) (random_of(seed) % 13);
	it.fraction = (int64_t) (random_of(seed) % (uint64_t) ten[it.decimals]);
	/* close to a half, and just below the next second */
	if (it.decimals > 6 && random_of(seed) % 4 == 0)
		it.fraction = it.fraction / ten[it.decimals - 6] * ten[it.decimals - 6] + ten[it.decimals - 6] / 2 - (int64_t) (random_of(seed) % 2);
	else if (random_of(seed) % 16 == 0)
		it.fraction = ten[it.decimals] - 1;
	it.us = it.s * S + (it.fraction * ten[12 - it.decimals] + 500000) / 1000000;
	return it;
}

static const char *
seconds_of(const Instant *it, char text[64])
{
	snprintf(text, 64, it->decimals > 0 ? "%" PRId64 ".%0*" PRId64 : "%" PRId64, it->s, it->decimals, it->fraction);
	return text;
}

static const char *
ms_of(const Instant *it, char text[64])
{
	int			rest = it->decimals - 3;

	if (rest <= 0)
		snprintf(text, 64, "%" PRId64, it->s * 1000 + it->fraction * ten[-rest]);
	else
		snprintf(text, 64, "%" PRId64 ".%0*" PRId64, it->s * 1000 + it->fraction / ten[rest], rest & 15, it->fraction % ten[rest]);
	return text;
}

enum
{
	ISO, SECONDS, EXPONENT, OPENMETRICS, PROMETHEUS, ANSWER, EXPORT, MLPERF, SACCT, WANDB, CLOCKS
};

static const char *const clocks[] = {
	"ISO", "seconds", "seconds with an exponent", "OpenMetrics", "Prometheus", "an answer of Prometheus", "an export of VictoriaMetrics", "MLPerf", "sacct --json", "wandb"
};

/* the instant as a tool writes it, read; -1: no time */
static int64_t
reads(int clock, const Instant *it)
{
	char		number[64];
	char		text[512];
	time_t		s = (time_t) it->s;
	ParseTime	at;
	const ParseFormat *format;

	switch (clock)
	{
		case ISO:
			strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", gmtime(&s));
			if (it->decimals > 0)
				snprintf(text + strlen(text), sizeof(text) - strlen(text), ".%0*" PRId64, it->decimals, it->fraction);
			strcat(text, "Z");
			return parse_time_slice(slice(text), false, &at) ? at.us : -1;
		case SECONDS:
			return parse_time_slice(slice(seconds_of(it, text)), true, &at) ? at.us : -1;
		case EXPONENT:
			snprintf(text, sizeof(text), "%" PRId64 "%0*" PRId64 "e-%d", it->s, it->decimals, it->fraction, it->decimals);
			if (it->decimals == 0)
				snprintf(text, sizeof(text), "%" PRId64 "000e-3", it->s);
			return parse_time_slice(slice(text), true, &at) ? at.us : -1;
		case OPENMETRICS:
			snprintf(text, sizeof(text), "a_watts 5 %s\n", seconds_of(it, number));
			format = &format_prometheus;
			break;
		case PROMETHEUS:
			snprintf(text, sizeof(text), "a_watts 5 %s\n", ms_of(it, number));
			format = &format_prometheus;
			break;
		case ANSWER:
			snprintf(text, sizeof(text), "{\"data\":{\"result\":[{\"metric\":{\"__name__\":\"a_watts\"},\"values\":[[%s,\"5\"]]}]}}", seconds_of(it, number));
			format = &format_promql_json;
			break;
		case EXPORT:
			snprintf(text, sizeof(text), "{\"metric\":{\"__name__\":\"a_watts\"},\"values\":[5],\"timestamps\":[%s]}\n", ms_of(it, number));
			format = &format_promql_json;
			break;
		case MLPERF:
			snprintf(text, sizeof(text), ":::MLLOG {\"key\": \"run_start\", \"time_ms\": %s}\n", ms_of(it, number));
			format = &format_mlperf;
			break;
		case SACCT:
			snprintf(text, sizeof(text), "{\"jobs\": [{\"job_id\": 1, \"time\": {\"end\": {\"set\": true, \"number\": %s}}}]}", seconds_of(it, number));
			format = &format_sacct_json;
			break;
		default:
			snprintf(text, sizeof(text), "_step,_timestamp,system.gpu.1.powerWatts\n7,%s,5\n", seconds_of(it, number));
			format = &format_wandb;
	}
	if (!begin(format, &parse_everything, text))
		return -1;
	while (parse_next(reader, &row))
		if (row.at.kind == PARSE_UTC)
			return row.at.us;
	return -1;
}

static void
instants(void)
{
	uint64_t	seed = 20261130;

	for (int clock = 0; clock < CLOCKS; clock++)
	{
		bool		good = true;

		for (int i = 0; i < 20000 && good; i++)
		{
			Instant		it = some_instant(&seed);
			char		text[64];

			/* less is taken for seconds; and 0 for no time */
			if ((clock == PROMETHEUS && it.s < 100000000) || it.us == 0)
				continue;
			good = reads(clock, &it) == it.us;
			if (!good)
				printf("# %s is %" PRId64 " us, and read as %" PRId64 "\n", seconds_of(&it, text), it.us, reads(clock, &it));
		}
		ok(good, "to the microsecond: %s", clocks[clock]);
	}
}

int
main(void)
{
	numbers();
	days();
	instants();
	units();
	hosts();
	intensity();
	ipmi();
	training();
	memory();
	prometheus();
	answers();
	slurm();
	limits();
	return done();
}
