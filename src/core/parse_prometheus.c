/*
 * parse_prometheus.c
 *		Samples in the text format of Prometheus [6] and OpenMetrics [7].
 *
 * A sample's name tells its unit: by the table below for exporters that leave
 * it out of the name, by the ending (_joules_total, _watts) for all that follow
 * the rules.  Where neither tells, the unit is unknown and the value stays as
 * it is written.
 *
 * DCGM writes values that mean "none" as numbers [2]; they are no samples.  On a
 * card that is cut into instances (MIG), dcgm-exporter gives each instance a
 * line with the power, energy, temperature and clock of the whole card: the
 * first is the card's sample, the others are marked.  What is measured per
 * instance has the instance in its device, "GPU-.../3".
 */
#include "core/parse.h"

#include <string.h>

#define ANY_CASE		1024		/* AMD's documentation writes capitals, its exporter small letters */
#define BEGINNING		2048	/* the name only begins so */

static const Slice nothing = {NULL, 0};

/* units of metrics whose names do not tell, by exporter */
static const struct
{
	const char *name;
	ParseScale	scale;
	uint32_t	flags;
}			metrics[] = {
	/* NVIDIA dcgm-exporter [1] */
	{"DCGM_FI_DEV_POWER_USAGE", {PARSE_W, 0, 1, 0}, PROM_WHOLE_CARD | PROM_NARROW},
	{"DCGM_FI_DEV_POWER_USAGE_INSTANT", {PARSE_W, 0, 1, 0}, PROM_WHOLE_CARD | PROM_NARROW},
	{"DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", {PARSE_J, -3, 1, 0}, PROM_WHOLE_CARD},
	{"DCGM_FI_DEV_SM_CLOCK", {PARSE_HZ, 6, 1, 0}, PROM_WHOLE_CARD | PROM_NARROW},
	{"DCGM_FI_DEV_MEM_CLOCK", {PARSE_HZ, 6, 1, 0}, PROM_WHOLE_CARD | PROM_NARROW},
	{"DCGM_FI_DEV_GPU_TEMP", {PARSE_CELSIUS, 0, 1, PARSE_SIGNED}, PROM_WHOLE_CARD | PROM_NARROW},
	{"DCGM_FI_DEV_MEMORY_TEMP", {PARSE_CELSIUS, 0, 1, PARSE_SIGNED}, PROM_WHOLE_CARD | PROM_NARROW},
	{"DCGM_FI_DEV_GPU_UTIL", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PROM_OF_INSTANCE | PROM_NARROW},
	{"DCGM_FI_DEV_MEM_COPY_UTIL", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PROM_OF_INSTANCE | PROM_NARROW},
	{"DCGM_FI_DEV_ENC_UTIL", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PROM_OF_INSTANCE | PROM_NARROW},
	{"DCGM_FI_DEV_DEC_UTIL", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PROM_OF_INSTANCE | PROM_NARROW},
	{"DCGM_FI_DEV_FB_FREE", {PARSE_BYTES, 0, 1048576, 0}, PROM_OF_INSTANCE | PROM_NARROW},
	{"DCGM_FI_DEV_FB_USED", {PARSE_BYTES, 0, 1048576, 0}, PROM_OF_INSTANCE | PROM_NARROW},
	{"DCGM_FI_PROF_GR_ENGINE_ACTIVE", {PARSE_ONE, 0, 1, 0}, PROM_OF_INSTANCE | PROM_NARROW},
	{"DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", {PARSE_ONE, 0, 1, 0}, PROM_OF_INSTANCE | PROM_NARROW},
	{"DCGM_FI_PROF_DRAM_ACTIVE", {PARSE_ONE, 0, 1, 0}, PROM_OF_INSTANCE | PROM_NARROW},
	{"DCGM_", {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}, PROM_OF_INSTANCE | BEGINNING},
	/* AMD device-metrics-exporter [3] */
	{"GPU_PACKAGE_POWER", {PARSE_W, 0, 1, 0}, ANY_CASE},
	{"GPU_AVERAGE_PACKAGE_POWER", {PARSE_W, 0, 1, 0}, ANY_CASE},
	{"GPU_POWER_USAGE", {PARSE_W, 0, 1, 0}, ANY_CASE},
	{"GPU_ENERGY_CONSUMED", {PARSE_J, -6, 1, 0}, ANY_CASE},
	/* CodeCarbon [9]: kWh */
	{"codecarbon_energy_total", {PARSE_J, 5, 36, 0}, 0},
	/* vLLM [5] and SGLang */
	{"vllm:estimated_flops_per_gpu_total", {PARSE_FLOP, 0, 1, 0}, 0},
	{"sglang:estimated_flops_per_gpu_total", {PARSE_FLOP, 0, 1, 0}, 0},
	{"vllm:estimated_read_bytes_per_gpu_total", {PARSE_BYTES, 0, 1, 0}, 0},
	{"vllm:estimated_write_bytes_per_gpu_total", {PARSE_BYTES, 0, 1, 0}, 0},
	{"sglang:estimated_read_bytes_per_gpu_total", {PARSE_BYTES, 0, 1, 0}, 0},
	{"sglang:estimated_write_bytes_per_gpu_total", {PARSE_BYTES, 0, 1, 0}, 0},
	{"vllm:prefix_cache_queries", {PARSE_ONE, 0, 1, 0}, BEGINNING},
	{"vllm:prefix_cache_hits", {PARSE_ONE, 0, 1, 0}, BEGINNING},
	{"vllm:num_requests_", {PARSE_ONE, 0, 1, 0}, BEGINNING},
	{"sglang:num_", {PARSE_ONE, 0, 1, 0}, BEGINNING},
};

/* endings by which Prometheus and OpenMetrics name units and counts */
static const struct
{
	const char *ending;
	ParseScale	scale;
}			endings[] = {
	{"_microjoules", {PARSE_J, -6, 1, 0}},
	{"_millijoules", {PARSE_J, -3, 1, 0}},
	{"_joules", {PARSE_J, 0, 1, 0}},
	{"_kwh", {PARSE_J, 5, 36, 0}},
	{"_microwatts", {PARSE_W, -6, 1, 0}},
	{"_milliwatts", {PARSE_W, -3, 1, 0}},
	{"_kilowatts", {PARSE_W, 3, 1, 0}},
	{"_watts", {PARSE_W, 0, 1, 0}},
	{"_microseconds", {PARSE_S, -6, 1, 0}},
	{"_milliseconds", {PARSE_S, -3, 1, 0}},
	{"_seconds", {PARSE_S, 0, 1, 0}},
	{"_bytes", {PARSE_BYTES, 0, 1, 0}},
	{"_hertz", {PARSE_HZ, 0, 1, 0}},
	{"_celsius", {PARSE_CELSIUS, 0, 1, PARSE_SIGNED}},
	{"_ratio", {PARSE_ONE, 0, 1, 0}},
	{"_tokens", {PARSE_ONE, 0, 1, 0}},
	{"_count", {PARSE_ONE, 0, 1, 0}},
	{"_bucket", {PARSE_ONE, 0, 1, 0}},
	{"_info", {PARSE_ONE, 0, 1, 0}},
};

/* --- lines ------------------------------------------------------------------- */

static bool
is_name_char(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
		(!first && parse_is_digit(c));
}

static const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	return p;
}

static const char *
skip_word(const char *p, const char *end)
{
	while (p < end && *p != ' ' && *p != '\t')
		p++;
	return p;
}

/* the quote that closes a string which begins at p; end: none does */
static const char *
closing_quote(const char *p, const char *end)
{
	for (; p < end && *p != '"'; p++)
		if (*p == '\\' && p + 1 < end)
			p++;
	return p;
}

/*
 * A time of the text format is an integer of ms [6], one of OpenMetrics a number
 * of s [7].  1e11 ms is March 1973 and 1e11 s the year 5138, so the size tells
 * which it is.
 */
static bool
sample_time(Slice s, ParseTime *time)
{
	double		us;

	if (parse_number(s, 3, &us) != PARSE_NUMBER || us < 0)
		return false;
	if (us < 1e14)
		return parse_time_slice(s, true, time);
	if (us >= 253402300800e6)
		return false;
	time->kind = PARSE_UTC;
	time->us = (int64_t) us;
	return true;
}

bool
prom_line(Slice line, PromLine *parts, ParseRow *row)
{
	const char *p = line.s;
	const char *end = line.s + line.n;
	const char *start;

	memset(parts, 0, sizeof(PromLine));
	parts->block.s = line.s;
	row->needs_time = true;
	if (line.n > PARSE_MAX_LINE)
	{
		parse_reject(row, "line too long", nothing);
		return false;
	}
	p = skip_blanks(p, end);
	if (p == end)
	{
		parse_reject(row, "blank line", nothing);
		return false;
	}
	if (*p == '#')
	{
		parse_reject(row, "comment", nothing);
		return false;
	}

	start = p;
	while (p < end && is_name_char(*p, p == start))
		p++;
	parts->name.s = start;
	parts->name.n = (int32_t) (p - start);
	p = skip_blanks(p, end);
	if (p < end && *p == '{')
	{
		parts->block.s = ++p;
		for (; p < end && *p != '}'; p++)
			if (*p == '"' && (p = closing_quote(p + 1, end)) == end)
				break;
		if (p == end)
		{
			parse_reject(row, "labels without end", nothing);
			return false;
		}
		parts->block.n = (int32_t) (p - parts->block.s);
		p++;
	}
	else if (parts->name.n == 0 || p == start + parts->name.n)
	{
		parse_reject(row, "no sample", (Slice) {start, (int32_t) (end - start)});
		return false;
	}
	row->metric = parts->name;

	p = skip_blanks(p, end);
	start = p;
	p = skip_word(p, end);
	parts->value.s = start;
	parts->value.n = (int32_t) (p - start);
	p = skip_blanks(p, end);
	if (p < end && *p != '#')
	{
		Slice		time;

		time.s = p;
		p = skip_word(p, end);
		time.n = (int32_t) (p - time.s);
		if (!sample_time(time, &parts->at))
		{
			parse_reject(row, "no such time", time);
			return false;
		}
		p = skip_blanks(p, end);
	}
	/* an exemplar of OpenMetrics belongs to a trace, not to the sample */
	if (p < end && *p != '#')
	{
		parse_reject(row, "text after the sample", (Slice) {p, (int32_t) (end - p)});
		return false;
	}
	row->at = parts->at;
	return true;
}

/* --- labels -------------------------------------------------------------------- */

static bool
no_labels(PromLabels *labels, ParseRow *row, const char *reason, Slice detail)
{
	labels->count = 0;
	labels->device = labels->node = labels->instance = labels->zone = labels->name = -1;
	parse_reject(row, reason, detail);
	return false;
}

bool
prom_labels(Slice block, PromLabels *labels, ParseRow *row)
{
	const char *p = block.s;
	const char *end = block.s + block.n;

	labels->count = 0;
	labels->device = labels->node = labels->instance = labels->zone = labels->name = -1;
	for (;;)
	{
		ParseLabel *label = &labels->label[labels->count];
		const char *start;

		p = skip_blanks(p, end);
		if (p == end)
			break;
		if (labels->count == PARSE_MAX_LABELS)
			return no_labels(labels, row, "too many labels", nothing);
		start = p;
		label->name_escape = PARSE_PLAIN;
		label->escape = PARSE_BACKSLASH;
		if (*p == '"')
		{
			start++;
			p = closing_quote(start, end);
			if (p == end)
				return no_labels(labels, row, "labels without end", nothing);
			label->name_escape = PARSE_BACKSLASH;
			label->name = (Slice) {start, (int32_t) (p - start)};
			p++;
		}
		else
		{
			while (p < end && is_name_char(*p, p == start) && *p != ':')
				p++;
			label->name = (Slice) {start, (int32_t) (p - start)};
		}
		p = skip_blanks(p, end);
		if (p < end && *p == '=' && label->name.n > 0)
		{
			p = skip_blanks(p + 1, end);
			if (p == end || *p != '"')
				return no_labels(labels, row, "label without value", label->name);
			start = ++p;
			p = closing_quote(start, end);
			if (p == end)
				return no_labels(labels, row, "labels without end", nothing);
			label->value = (Slice) {start, (int32_t) (p - start)};
			if (memchr(start, '\\', (size_t) (p - start)) == NULL)
				label->escape = PARSE_PLAIN;
			p++;
			labels->count++;
		}
		else if (label->name_escape == PARSE_BACKSLASH && labels->name < 0 && row->metric.n == 0)
		{
			/* {"any.name", label="value"}: a quoted string alone is the metric's name */
			label->value = label->name;
			label->name = (Slice) {"__name__", 8};
			label->name_escape = PARSE_PLAIN;
			labels->name = labels->count++;
		}
		else
			return no_labels(labels, row, "label without value",
							 (Slice) {start, (int32_t) (end - start)});
		p = skip_blanks(p, end);
		if (p < end && *p++ != ',')
			return no_labels(labels, row, "label without value",
							 (Slice) {p - 1, (int32_t) (end - p + 1)});
	}
	if (labels->name >= 0)
		row->metric = labels->label[labels->name].value;
	if (row->metric.n == 0)
		return no_labels(labels, row, "no metric name", nothing);
	return true;
}

/*
 * Prometheus renames a scraped label to exported_X where the target has an X of
 * its own.  Here the sample's label is X again, and the target's is target_X.
 */
static const struct
{
	const char *exported;
	const char *plain;
	const char *target;
}			renamed[] = {
	{"exported_pod", "pod", "target_pod"},
	{"exported_namespace", "namespace", "target_namespace"},
	{"exported_container", "container", "target_container"},
};

/* labels that name a device, the best first; AMD's parts have a serial number [3] */
static const char *const device_labels[] = {
	"uuid", "gpu_uuid", "serial_number", "container_id", "pod_id"
};

static int
find_label(const PromLabels *labels, const char *name)
{
	for (int i = 0; i < labels->count; i++)
		if (parse_is(labels->label[i].name, name))
			return i;
	return -1;
}

static int
filled_label(const PromLabels *labels, const char *name)
{
	int			i = find_label(labels, name);

	return i >= 0 && labels->label[i].value.n > 0 ? i : -1;
}

static Slice
word(const char *s)
{
	return (Slice) {s, (int32_t) strlen(s)};
}

bool
prom_labels_finish(PromLabels *labels, ParseRow *row)
{
	for (int i = 0; i < labels->count; i++)
	{
		Slice	   *name = &labels->label[i].name;

		/* dcgm-exporter changed Hostname to hostname and UUID to uuid */
		if (parse_is_nocase(*name, "uuid"))
			*name = word("uuid");
		else if (parse_is_nocase(*name, "hostname"))
			*name = word("hostname");
	}
	for (size_t k = 0; k < sizeof(renamed) / sizeof(renamed[0]); k++)
	{
		int			exported = find_label(labels, renamed[k].exported);
		int			plain;

		if (exported < 0)
			continue;
		plain = find_label(labels, renamed[k].plain);
		if (plain >= 0)
			labels->label[plain].name = word(renamed[k].target);
		labels->label[exported].name = word(renamed[k].plain);
	}
	for (int i = 1; i < labels->count; i++)
		for (int j = 0; j < i; j++)
			if (parse_same(labels->label[i].name, labels->label[j].name))
				return no_labels(labels, row, "label given twice", labels->label[i].name);
	for (size_t k = 0; k < sizeof(device_labels) / sizeof(device_labels[0]); k++)
	{
		labels->device = filled_label(labels, device_labels[k]);
		if (labels->device >= 0)
			break;
	}
	labels->node = filled_label(labels, "node_name");
	labels->instance = filled_label(labels, "GPU_I_ID");
	labels->zone = filled_label(labels, "zone");
	return true;
}

/* --- values --------------------------------------------------------------------- */

static bool
is_metric(Slice name, const char *known, uint32_t flags)
{
	if (flags & BEGINNING)
		return parse_starts(name, known);
	if ((flags & ANY_CASE) == 0)
		return parse_is(name, known);
	/* AMD's exporter can be told to put a prefix before its names */
	if (parse_starts_nocase(name, "amd_"))
		name = (Slice) {name.s + 4, name.n - 4};
	return parse_is_nocase(name, known);
}

void
prom_metric(Slice name, PromMetric *metric)
{
	static const char *const sums[] = {"_total", "_sum"};

	metric->flags = 0;
	metric->scale = (ParseScale) {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED};
	if (parse_starts(name, "DCGM_"))
		metric->flags |= PROM_DCGM;
	/* Kepler's zones of one node or container overlap: each is a part [4] */
	if (parse_starts(name, "kepler_"))
		metric->flags |= PROM_OF_ZONE;
	if (parse_starts(name, "kepler_node_"))
		metric->flags |= PROM_OF_NODE;
	for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++)
		if (is_metric(name, metrics[i].name, metrics[i].flags))
		{
			metric->scale = metrics[i].scale;
			metric->flags |= metrics[i].flags & ~(uint32_t) (ANY_CASE | BEGINNING);
			return;
		}
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++)
		if (parse_ends(name, sums[i]))
			name.n -= (int32_t) strlen(sums[i]);
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (parse_ends(name, endings[i].ending))
		{
			metric->scale = endings[i].scale;
			return;
		}
}

void
prom_device(const PromLabels *labels, const PromMetric *metric, int *device, int *part)
{
	*device = labels->device;
	*part = -1;
	if (*device < 0 && (metric->flags & PROM_OF_NODE))
		*device = labels->node;
	if (metric->flags & PROM_OF_INSTANCE)
		*part = labels->instance;
	else if (metric->flags & PROM_OF_ZONE)
		*part = labels->zone;
}

/*
 * Values that stand for none [2]: 2^63 - 16 to 2^63 - 13 of 64-bit integers,
 * which a double shows as 2^63; 2^47 to 2^47 + 3 of doubles; 2^31 - 16 to
 * 2^31 - 13 of 32-bit integers, and 2^32 - 1, which NVML gives.  The last two
 * are possible readings of a counter of mJ.
 */
static bool
is_blank_value(double written, bool narrow)
{
	return written == 9223372036854775808.0 ||
		(written >= 140737488355328.0 && written <= 140737488355331.0) ||
		(narrow && ((written >= 2147483632.0 && written <= 2147483635.0) ||
					written == 4294967295.0));
}

void
prom_value(ParseRow *row, Slice text, const PromMetric *metric)
{
	double		written;

	row->unit = metric->scale.unit;
	if ((metric->flags & PROM_DCGM) && parse_number(text, 0, &written) == PARSE_NUMBER &&
		is_blank_value(written, (metric->flags & PROM_NARROW) != 0))
		parse_reject(row, "blank value", text);
	else
		parse_value(row, text, &metric->scale);
}

/* --- slices of one card ----------------------------------------------------------- */

static uint64_t
mix(uint64_t hash, Slice s)
{
	for (int32_t i = 0; i < s.n; i++)
		hash = (hash ^ (unsigned char) s.s[i]) * UINT64_C(1099511628211);
	return hash;
}

/* the slot of a key, or the free one where it would go */
static PromSeenKey *
seen_slot(const PromSeen *seen, const PromSeenKey *key)
{
	uint64_t	hash = UINT64_C(14695981039346656037);
	uint32_t	i;

	hash = mix(mix(hash, key->metric), key->device) ^ (uint64_t) key->us;
	hash *= UINT64_C(0x9E3779B97F4A7C15);
	for (i = (uint32_t) (hash >> 32) & (seen->size - 1);; i = (i + 1) & (seen->size - 1))
	{
		PromSeenKey *slot = &seen->slot[i];

		if (slot->metric.s == NULL ||
			(slot->us == key->us && parse_same(slot->device, key->device) &&
			 parse_same(slot->metric, key->metric)))
			return slot;
	}
}

Status
prom_seen(PromSeen *seen, const PromSeenKey *key, bool *duplicate)
{
	PromSeenKey *slot;

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
prom_seen_move(const PromSeen *from, PromSeen *to)
{
	for (uint32_t i = 0; i < from->size; i++)
		if (from->slot[i].metric.s != NULL)
		{
			*seen_slot(to, &from->slot[i]) = from->slot[i];
			to->used++;
		}
}
