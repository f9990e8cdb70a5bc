/*
 * parse.c
 *		Readers of core/parse/.  Expected numbers are read from the lines by hand;
 *		conversions are by definition: 1 kWh = 3.6e6 J, 1 MiB = 2^20 B.
 */
#include <stdlib.h>
#include <string.h>

#include "core/parse/cursor.h"
#include "core/parse/hostlist.h"
#include "core/parse/seen.h"
#include "core/parse/series.h"
#include "core/parse/table.h"
#include "core/parse/train_log.h"
#include "tap.h"

/* room for any reader */
static union
{
	Reader		base;
	char		bytes[512 * 1024];
}			room;

static Reader *const reader = &room.base;

static Slice
slice(const char *s)
{
	return (Slice) {s, (int32_t) strlen(s)};
}

static const Slice none = {NULL, 0};

/* --- numbers, times, units ---------------------------------------------------- */

static void
number(const char *s, int shift, double want)
{
	double		got = NAN;

	ok(parse_number(slice(s), shift, &got) == PARSE_NUMBER && got == want, "%s x 10^%d", s, shift);
	if (got != want)
		printf("# got %.17g, want %.17g\n", got, want);
}

static void
no_number(const char *s, ParseNumber want)
{
	double		got;

	ok(parse_number(slice(s), 0, &got) == want, "\"%s\" is %d", s, (int) want);
}

static void
numbers(void)
{
	number("0", 0, 0);
	number("-0.0", 0, 0);
	number("126272101025", 0, 126272101025.0);
	number("126272101025", -3, 126272101.025);
	number("52.636000", 0, 52.636);
	number("8.0", 0, 8);
	number(".5", 0, 0.5);
	number("5.", 0, 5);
	number("+7", 0, 7);
	number("-12.5e-1", 0, -1.25);
	number("1E+03", 0, 1000);
	/* decimals and the scale are rounded once: 101.63 * 1000.0 would do, 25.62 * 0.01 not */
	number("101.63", 3, 101630);
	number("25.62", -2, 0.2562);
	number("29", -2, 0.29);
	number("4.58", 6, 4580000);
	/* as the compiler reads them */
	number("2.2233063223310746e+17", 0, 2.2233063223310746e+17);
	number("161.20380687713623", 0, 161.20380687713623);
	number("0.00057442898176", 0, 0.00057442898176);
	number("9223372036854775794", 0, 9223372036854775808.0);
	number("1797693134862315708145274237317043567980705675258449965989174768", 0, 1797693134862315708145274237317043567980705675258449965989174768.0);
	number("0.00000000000000000000000000000000000000000000000000000000000123456789012345678901234567890", 0, 1.23456789012345678901234567890e-60);
	number("1e-400", 0, 0);
	number("5e-324", 0, 5e-324);
	number("000000000000000000000000000000000000000000000012", 0, 12);
	no_number("1e400", PARSE_TOO_LARGE);
	no_number("1e999999999999", PARSE_TOO_LARGE);
	no_number("NaN", PARSE_NAN);
	no_number("-nan", PARSE_NAN);
	no_number("+Inf", PARSE_INFINITE);
	no_number("-infinity", PARSE_INFINITE);
	no_number("", PARSE_NO_NUMBER);
	no_number("-", PARSE_NO_NUMBER);
	no_number(".", PARSE_NO_NUMBER);
	no_number("1e", PARSE_NO_NUMBER);
	no_number("1e+", PARSE_NO_NUMBER);
	no_number("1.2.3", PARSE_NO_NUMBER);
	no_number("0x10", PARSE_NO_NUMBER);
	no_number("1 000", PARSE_NO_NUMBER);
	no_number("1,000", PARSE_NO_NUMBER);
	no_number("infinite", PARSE_NO_NUMBER);
}

static void
time_is(const char *s, ParseTimeKind kind, int64_t us)
{
	ParseTime	t = {PARSE_NO_TIME, 0};

	ok(parse_time_slice(slice(s), true, &t) && t.kind == kind && t.us == us, "time %s", s);
	if (t.us != us)
		printf("# got %lld\n", (long long) t.us);
}

static void
no_time(const char *s)
{
	ParseTime	t;

	ok(!parse_time_slice(slice(s), false, &t), "no time: %s", s);
}

/* every power of ten: what is multiplied, and what is divided and rounded, a half up */
static void
epochs(void)
{
	char		text[32];
	int64_t		ten = 1;
	ParseTime	t = {PARSE_NO_TIME, 0};

	for (int32_t k = 0; k <= 17; k++, ten *= 10)
		ok(parse_epoch(slice("1"), k, &t) && t.kind == PARSE_UTC && t.us == ten, "1 moved by %d digits", (int) k);
	ok(!parse_epoch(slice("1"), 18, &t), "and not beyond the last year");
	for (int32_t k = 2; k <= 19; k++)
	{
		snprintf(text, sizeof text, "5%0*d", (int) k - 1, 1);
		ok(parse_epoch(slice(text), -k, &t) && t.us == 1, "%s moved by %d digits goes up", text, (int) -k);
		snprintf(text, sizeof text, "4%.*s", (int) k - 1, "999999999999999999");
		ok(parse_epoch(slice(text), -k, &t) && t.us == 0, "%s goes down", text);
	}
	ok(parse_epoch(slice("5"), -1, &t) && t.us == 1 && parse_epoch(slice("4"), -1, &t) && t.us == 0, "a half goes up");
	ok(parse_epoch(slice("9999999999999999999"), -20, &t) && t.us == 0, "far below a microsecond is none");
}

/* seconds since 1970 are from date -u -d ... +%s */
static void
times(void)
{
	double		seconds = -1;

	time_is("1970-01-01T00:00:00Z", PARSE_UTC, 0);
	time_is("2026/09/23 20:00:00", PARSE_LOCAL, INT64_C(1790193600000000));
	time_is("2026/06/15 18:28:00.000", PARSE_LOCAL, INT64_C(1781548080000000));
	time_is("2021-09-23T15:04:51", PARSE_LOCAL, INT64_C(1632409491000000));
	time_is("2021-09-23T15:04:51.5+02:00", PARSE_UTC, INT64_C(1632402291500000));
	time_is("2021-09-23T15:04:51-0730", PARSE_UTC, INT64_C(1632436491000000));
	time_is("2021-09-23 15:04:51,123", PARSE_LOCAL, INT64_C(1632409491123000));
	time_is("2021-09-23 15:04:51.1234564", PARSE_LOCAL, INT64_C(1632409491123456));
	time_is("2021-09-23 15:04:51.1234565", PARSE_LOCAL, INT64_C(1632409491123457));
	time_is("2024-02-29T12:00:00+00", PARSE_UTC, INT64_C(1709208000000000));
	time_is("1969-12-31T23:59:59.5Z", PARSE_UTC, -500000);
	time_is("1435781430.781", PARSE_UTC, INT64_C(1435781430781000));
	no_time("2023-02-29T12:00:00");
	no_time("2100-02-29T12:00:00");
	no_time("2023-13-01T12:00:00");
	no_time("2023-12-32T12:00:00");
	no_time("2023-12-31T24:00:00");
	no_time("2023-12-31T23:60:00");
	no_time("2023-12-31T23:59:60");
	no_time("2023-12-31");
	no_time("2023-12/31 10:00:00");
	no_time("2023-12-31T10:00:00+1");
	no_time("2023-12-31T10:00:00 UTC");
	no_time("0000-12-31T10:00:00");
	no_time("1435781430");
	no_time("");

	ok(parse_duration(slice("03:00:30"), &seconds) && seconds == 10830, "3 h and 30 s");
	ok(parse_duration(slice("4-00:16:00"), &seconds) && seconds == 4 * 86400 + 16 * 60, "4 days and 16 min");
	ok(parse_duration(slice("02:19:48"), &seconds) && seconds == 8388, "2 h 19 min 48 s");
	ok(parse_duration(slice("10:00.250"), &seconds) && seconds == 600.25, "minutes and ms");
	ok(!parse_duration(slice("10"), &seconds), "a bare number is no duration");
	ok(!parse_duration(slice("1-10:00"), &seconds), "days without hours");
	ok(!parse_duration(slice("1:2:3:4"), &seconds), "four parts");
	ok(!parse_duration(slice("a:b"), &seconds), "letters");
	ok(!parse_duration(slice("-1:00"), &seconds), "negative");
	ok(!parse_duration(slice("1:"), &seconds), "nothing after the colon");
	ok(!parse_duration(none, &seconds), "nothing");
}

static void
unit(const char *name, ParseUnit want, double one)
{
	ParseScale	scale;
	double		value = NAN;

	ok(parse_scale(slice(name), &scale) && scale.unit == want &&
	   parse_number(slice("1"), scale.shift, &value) == PARSE_NUMBER && value * scale.factor == one, "1 %s", name);
}

static void
units(void)
{
	ParseScale	scale;

	unit("W", PARSE_W, 1);
	unit("mW", PARSE_W, 0.001);
	unit("MW", PARSE_W, 1e6);
	unit("mJ", PARSE_J, 0.001);
	unit("kWh", PARSE_J, 3.6e6);
	unit("Wh", PARSE_J, 3600);
	unit("MHz", PARSE_HZ, 1e6);
	unit("%", PARSE_ONE, 0.01);
	unit("MiB", PARSE_BYTES, 1048576);
	unit("GiB", PARSE_BYTES, 1073741824);
	unit("C", PARSE_CELSIUS, 1);
	ok(!parse_scale(slice("w"), &scale), "a unit's case matters");
	ok(!parse_scale(none, &scale), "no unit");
	ok(parse_unit_name(PARSE_UNIT_UNKNOWN) == NULL, "an unknown unit has no name");
	ok(strcmp(parse_unit_name(PARSE_PER_S), "1/s") == 0, "the last unit has its name");
}

/* --- lines and fields ------------------------------------------------------------ */

static void
lines(void)
{
	ParseText	text;
	Slice		line;
	ParseField	field[4];
	char		room[64];
	int32_t		n;

	parse_text_init(&text, "\xef\xbb\xbf" "a\r\n\nb", 8);
	ok(parse_line(&text, &line) && parse_is(line, "a") && text.line_no == 1, "byte order mark and CRLF");
	ok(parse_line(&text, &line) && line.n == 0 && text.line_no == 2, "an empty line is a line");
	ok(parse_line(&text, &line) && parse_is(line, "b") && text.line_no == 3, "a last line without end");
	ok(!parse_line(&text, &line), "no more");
	parse_text_init(&text, "a\n", 2);
	ok(parse_line(&text, &line) && !parse_line(&text, &line), "the end of a line is no line");
	parse_text_init(&text, NULL, 0);
	ok(!parse_line(&text, &line), "nothing has no lines");

	ok(parse_csv(slice("a, b ,\"c,d\"\"e\" ,"), ',', field, 4) == 4, "four fields");
	ok(parse_is(field[0].text, "a") && parse_is(field[1].text, "b") && field[3].text.n == 0, "blanks and nothing");
	n = parse_unescape(field[2].escape, field[2].text, room);
	ok(n == 5 && memcmp(room, "c,d\"e", 5) == 0, "quotes");
	ok(parse_csv(slice("a,b,c,d,e"), ',', field, 4) == -1, "too many");
	ok(parse_csv(slice("a,\"b"), ',', field, 4) == -2, "a quote without end");
	ok(parse_csv(slice("a,\"b\"c"), ',', field, 4) == -2, "text behind a quote");
	ok(parse_csv(slice(""), ',', field, 4) == 1, "one field at least");
}

/* --- Prometheus --------------------------------------------------------------------- */

static ParseRow row;
static ParseSeries series;

static bool
begin(const ParseFormat *format, const char *text, Slice header)
{
	return format->size <= sizeof(room) &&
		parse_begin(reader, format, &parse_everything, text, strlen(text), header) == CORE_OK;
}

static bool
reason_is(const char *word)
{
	return row.reason != REASON_NONE && strcmp(parse_reason_word(row.reason), word) == 0;
}

static const char *
reason_word(void)
{
	return row.reason != REASON_NONE ? parse_reason_word(row.reason) : "none";
}

static bool
prom(const char *line)
{
	if (!begin(&format_prometheus, line, none) || !parse_next(reader, &row))
		return false;
	if (row.kind == PARSE_SAMPLE && parse_labels(reader, &row))
		parse_series(reader, &row, &series);
	return row.reason == REASON_NONE;
}

static void
prom_is(const char *line, double value, ParseUnit want)
{
	ok(prom(line) && row.value == value && row.unit == want, "%s", line);
	if (row.value != value || row.unit != want || row.reason != REASON_NONE)
		printf("# got %.17g, unit %d, reason %s\n", row.value, (int) row.unit, reason_word());
}

static void
prom_not(const char *line, const char *reason)
{
	ok(!prom(line) && reason_is(reason) && !row.has_value, "%s: %s", reason, line);
	if (!reason_is(reason))
		printf("# got %s\n", reason_word());
}

static bool
label_is(int i, const char *name, const char *value)
{
	char		text[256];

	return i >= 0 && i < reader->labels && parse_is(reader->label[i].name, name) &&
		parse_unescape(reader->label[i].escape, reader->label[i].value, text) == (int32_t) strlen(value) &&
		memcmp(text, value, strlen(value)) == 0;
}

static void
prometheus(void)
{
	/* formats of [1]: mJ, W, MHz, MiB, %, ratio */
	prom_is("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu=\"0\"} 126272101025", 126272101.025, PARSE_J);
	prom_is("DCGM_FI_DEV_POWER_USAGE{gpu=\"0\"} 52.636000", 52.636, PARSE_W);
	prom_is("DCGM_FI_DEV_SM_CLOCK 1980", 1980e6, PARSE_HZ);
	prom_is("DCGM_FI_DEV_FB_USED 2", 2097152, PARSE_BYTES);
	prom_is("DCGM_FI_DEV_GPU_UTIL 95", 0.95, PARSE_ONE);
	prom_is("DCGM_FI_DEV_GPU_TEMP -5", -5, PARSE_CELSIUS);
	prom_is("DCGM_FI_PROF_DRAM_ACTIVE 0.25", 0.25, PARSE_ONE);
	prom_is("DCGM_FI_DEV_NEWER_THAN_THIS 7", 7, PARSE_UNIT_UNKNOWN);
	/* AMD [3]: uJ, W, in either case */
	prom_is("gpu_energy_consumed{gpu_id=\"0\"} 1.4e17", 1.4e11, PARSE_J);
	prom_is("GPU_PACKAGE_POWER 748", 748, PARSE_W);
	prom_is("amd_gpu_power_usage 748", 748, PARSE_W);
	/* by their names */
	prom_is("kepler_node_gpu_joules_total 12.5", 12.5, PARSE_J);
	prom_is("scaph_host_power_microwatts 12500000", 12.5, PARSE_W);
	prom_is("scaph_host_energy_microjoules 12500000", 12.5, PARSE_J);
	prom_is("nvidia_smi_power_draw_watts 300", 300, PARSE_W);
	prom_is("codecarbon_energy_total 0.5", 1.8e6, PARSE_J);
	prom_is("vllm:generation_tokens_total 27453.0", 27453, PARSE_ONE);
	prom_is("vllm:prefix_cache_queries 10", 10, PARSE_ONE);
	prom_is("vllm:num_requests_running{model_name=\"m\"} 8.0", 8, PARSE_ONE);
	prom_is("vllm:request_prefill_time_seconds_sum 1.5", 1.5, PARSE_S);
	prom_is("vllm:estimated_flops_per_gpu_total 1e15", 1e15, PARSE_FLOP);
	prom_is("sglang:generation_tokens_total 337.0", 337, PARSE_ONE);
	prom_is("anything_else -3", -3, PARSE_UNIT_UNKNOWN);
	prom_is("x_seconds_bucket{le=\"+Inf\"} 4", 4, PARSE_ONE);
	prom_is("x_seconds_count 4", 4, PARSE_ONE);

	/* forms */
	prom_is("  a_watts\t{ x = \"1\" , }  3  ", 3, PARSE_W);
	prom_is("a_watts{} 3", 3, PARSE_W);
	prom_is("a_watts 3 1395066363000", 3, PARSE_W);
	ok(row.at.kind == PARSE_UTC && row.at.us == INT64_C(1395066363000000), "a time in ms");
	prom_is("a_watts 3 1395066363.5 # {trace_id=\"x\"} 1", 3, PARSE_W);
	ok(row.at.kind == PARSE_UTC && row.at.us == INT64_C(1395066363500000), "a time of OpenMetrics in s");
	prom_is("a{b=\"x\\\\y\\\"z\\n}, c\"} 1", 1, PARSE_UNIT_UNKNOWN);
	ok(reader->labels == 1 && label_is(0, "b", "x\\y\"z\n}, c"), "escapes");
	prom_is("{\"a.b_watts\",\"c d\"=\"e\"} 1", 1, PARSE_W);
	ok(parse_is(row.metric, "a.b_watts") && reader->labels == 1 && label_is(0, "c d", "e"), "a quoted name");
	prom_not("# HELP x y", "comment");
	prom_not("  # EOF", "comment");
	prom_not("   ", "blank line");
	prom_not("a", "no sample");
	prom_not("a ", "no value");
	prom_not("a{} ", "no value");
	prom_not("1a 3", "no sample");
	prom_not("a-b 3", "no sample");
	prom_not("<html>", "no sample");
	prom_not("{} 3", "no metric name");
	prom_not("a{b=\"c\" 3", "labels without end");
	prom_not("a{b=\"c} 3", "labels without end");
	prom_not("a{b=\"c\\\"} 3", "labels without end");
	prom_not("a{b} 3", "label without value");
	prom_not("a{b=c} 3", "label without value");
	prom_not("a{b=\"c\" d=\"e\"} 3", "label without value");
	prom_not("a{=\"c\"} 3", "label without value");
	prom_not("a{b=\"c\",b=\"c\"} 3", "label given twice");
	prom_not("a{UUID=\"c\",uuid=\"d\"} 3", "label given twice");
	prom_not("a x", "no number");
	prom_not("a 3 x", "no such time");
	prom_not("a 3 -5", "no such time");
	prom_not("a 3 4 5", "text after the sample");
	prom_not("a_watts NaN", "NaN");
	prom_not("a_watts +Inf", "infinite");
	prom_not("a_watts -1", "negative");
	prom_not("a_joules_total -1", "negative");

	/* values that mean none [2] */
	prom_not("DCGM_FI_DEV_POWER_USAGE 9223372036854775794", "blank value");
	prom_not("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION 9223372036854775792", "blank value");
	prom_not("DCGM_FI_DEV_POWER_USAGE 140737488355328.000000", "blank value");
	prom_not("DCGM_FI_DEV_POWER_USAGE 140737488355330.0", "blank value");
	prom_not("DCGM_FI_DEV_GPU_TEMP 2147483632", "blank value");
	prom_not("DCGM_FI_DEV_FB_USED 4294967295", "blank value");
	prom_not("DCGM_FI_DEV_OTHER 9223372036854775793", "blank value");
	prom_is("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION 4294967295", 4294967.295, PARSE_J);
	prom_is("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION 2147483632", 2147483.632, PARSE_J);
	prom_is("other 9223372036854775794", 9223372036854775808.0, PARSE_UNIT_UNKNOWN);
	prom_not("DCGM_FI_DEV_GPU_UTIL 808334905", "more than 100 %");
}

/* the device and the part of it that a line's labels name */
static void
names(const char *line, const char *device, const char *part, const char *what)
{
	bool		got = prom(line) && series.device_length == (int32_t) strlen(device) &&
		memcmp(series.device, device, strlen(device)) == 0 && series.part_length == (int32_t) strlen(part) &&
		memcmp(series.part, part, strlen(part)) == 0;

	ok(got, "%s", what);
	if (!got)
		printf("# got %.*s/%.*s\n", series.device_length, series.device, series.part_length, series.part);
}

static void
prom_names(void)
{
	names("DCGM_FI_DEV_POWER_USAGE{UUID=\"GPU-1\",Hostname=\"h\",GPU_I_ID=\"3\"} 1", "GPU-1", "", "the power is of the whole card");
	ok(series.whole_card && series.names_card && label_is(0, "uuid", "GPU-1") && label_is(1, "hostname", "h"), "names of today");
	names("DCGM_FI_PROF_GR_ENGINE_ACTIVE{UUID=\"GPU-1\",GPU_I_ID=\"3\"} 1", "GPU-1", "3", "the activity is of the instance");
	names("DCGM_FI_PROF_GR_ENGINE_ACTIVE{UUID=\"GPU-1\",GPU_I_ID=\"\",zone=\"eu-1\"} 1", "GPU-1", "", "an empty instance is none, a zone of a cloud is no part of a card");
	names("kepler_node_cpu_joules_total{zone=\"package\",node_name=\"n1\"} 1", "n1", "package", "zones of a node");
	names("kepler_container_gpu_joules_total{container_id=\"c\",pod_id=\"p\",node_name=\"n1\"} 1", "c", "", "a container is not its node");
	names("kepler_process_cpu_joules_total{pid=\"1\",node_name=\"n1\"} 1", "", "", "neither is a process");
	names("gpu_package_power{gpu_id=\"0\",serial_number=\"SN-0\",hostname=\"node-a\"} 748", "SN-0", "", "AMD's cards have a serial number");
	names("gpu_package_power{gpu_id=\"3\",gpu_partition_id=\"2\",serial_number=\"SN-0\"} 0", "SN-0", "2", "and partitions");
	names("DCGM_FI_DEV_POWER_USAGE{UUID=\"GPU-265C9814-6156-355B-E589-FF2064894F16\"} 1", "GPU-265c9814-6156-355b-e589-ff2064894f16", "", "a UUID in capitals");
	names("nvidia_smi_power_draw_watts{uuid=\"265c9814-6156-355b-e589-ff2064894f16\"} 1", "GPU-265c9814-6156-355b-e589-ff2064894f16", "", "a UUID without its prefix");
	names("DCGM_FI_DEV_POWER_USAGE{UUID=\"00000000-0000-0000-0000-000000000000\",gpu=\"1\",Hostname=\"n\"} 1", "n/1", "", "the nil UUID names nothing");
	names("DCGM_FI_DEV_POWER_USAGE{UUID=\"N/A\",gpu=\"1\",pci_bus_id=\"00000000:0F:00.0\",instance=\"n:9400\"} 1", "n/0000:0f:00.0", "", "nor does N/A; the slot does");
	names("xpum_power_watts{uuid=\"00000000-0000-004d-0000-002f0bd58086\",pci_bdf=\"4d:00.0\",node=\"n\"} 1", "n/0000:4d:00.0", "", "a UUID that is made of the slot is no card's");
	names("ipmi_dcmi_power_consumption_watts{instance=\"node-7:9290\"} 1", "node-7:9290", "", "a node's meter");
	names("node_hwmon_power_average_watt{instance=\"a:1\",chip=\"0\",sensor=\"power1\"} 1", "a:1", "0/power1", "sensors of a node");
	names("hw_power_watts{instance=\"x:1\",hw_id=\"GPU-x\"} 1", "GPU-x", "", "a meter that names a card is the card's");
	prom("a{pod=\"exporter\",exported_pod=\"train\",exported_namespace=\"ml\"} 1");
	ok(label_is(0, "target_pod", "exporter") && label_is(1, "pod", "train") && label_is(2, "namespace", "ml"), "exported labels");
}

static void
slices_of_a_card(void)
{
	SeenKey few[4];
	SeenKey more[8];
	Seen	seen = {few, 4, 0};
	Seen	larger = {more, 8, 0};
	SeenKey key = {slice("P"), slice("GPU-1"), slice("3"), 0};
	bool		duplicate;

	memset(few, 0, sizeof(few));
	memset(more, 0, sizeof(more));
	ok(seen_part(&seen, &key, &duplicate) == CORE_OK && !duplicate, "the first instance");
	ok(seen_part(&seen, &key, &duplicate) == CORE_OK && !duplicate, "again, it is no other");
	key.part = slice("4");
	ok(seen_part(&seen, &key, &duplicate) == CORE_OK && duplicate, "the second instance");
	key.us = 1;
	ok(seen_part(&seen, &key, &duplicate) == CORE_OK && !duplicate, "another time");
	key.device = slice("GPU-2");
	ok(seen_part(&seen, &key, &duplicate) == CORE_NEED_MEMORY, "half full");
	seen_move(&seen, &larger);
	ok(larger.used == 2, "moved");
	key = (SeenKey) {slice("P"), slice("GPU-1"), slice("4"), 0};
	ok(seen_part(&larger, &key, &duplicate) == CORE_OK && duplicate, "still known");
}

/* --- tables --------------------------------------------------------------------------- */

static void
next_is(int64_t line_no, const char *name, double value, ParseUnit want)
{
	bool		got = parse_next(reader, &row);

	ok(got && row.reason == REASON_NONE && row.line_no == line_no && parse_is(row.metric, name) && row.value == value && row.unit == want,
	   "line %lld: %s", (long long) line_no, name);
	if (got && (row.value != value || row.reason != REASON_NONE))
		printf("# got %.17g, reason %s\n", row.value, reason_word());
	(void) parse_labels(reader, &row);
}

static void
next_not(int64_t line_no, const char *reason)
{
	bool		got = parse_next(reader, &row);

	ok(got && reason_is(reason) && row.line_no == line_no && !row.has_value,
	   "line %lld: %s", (long long) line_no, reason);
	if (got && !reason_is(reason))
		printf("# got %s\n", reason_word());
	(void) parse_labels(reader, &row);
}

/* no more rows */
static void
ends(void)
{
	ok(!parse_next(reader, &row), "no more");
}

static void
nvidia_smi(void)
{
	begin(&format_nvidia_smi, "failed to initialize NVML: Driver/library version mismatch\n"
			   "0, 100 W\n"
			   "timestamp, index, pstate, power.draw [W], clocks.sm, utilization.gpu [%], memory.used [MiB], throughput\n"
			   "2026/09/23 20:00:00, 0, P0, 100 W, 1980, 80 %, 100 MiB, 5\n"
			   "2026/09/23 20:00:00, 0, P0, 100 mW, 1980 MHz, 101, -1, [N/A]\n"
			   "2026/09/23 20:00:00, 0, P0, ERR!, [Not Supported], Unknown Error, [Unknown Error], text\n"
			   "2026/09/23 20:00:00, 0, P0, 1 furlong, x, NaN, 1e400 MiB,\n"
			   "2026/09/23 20:00:00, 0\n"
			   "\n"
			   "1,2,3,4,5,6,7,8,9\n"
			   "\"1,2\n", none);
	next_not(1, "message");
	next_not(2, "no header");
	next_not(3, "header");
	next_is(4, "power.draw", 100, PARSE_W);
	ok(parse_is(row.device, "0") && row.at.kind == PARSE_LOCAL && reader->labels == 2, "device, time and labels");
	next_is(4, "clocks.sm", 1980e6, PARSE_HZ);
	next_is(4, "utilization.gpu", 0.8, PARSE_ONE);
	next_is(4, "memory.used", 104857600, PARSE_BYTES);
	next_is(4, "throughput", 5, PARSE_UNIT_UNKNOWN);
	next_is(5, "power.draw", 0.1, PARSE_W);
	next_is(5, "clocks.sm", 1980e6, PARSE_HZ);
	next_not(5, "more than 100 %");
	next_not(5, "negative");
	next_not(5, "not available");
	next_not(6, "not available");
	next_not(6, "not available");
	next_not(6, "not available");
	next_not(6, "not available");
	ok(reader->labels == 3 && parse_is(reader->label[2].value, "text"), "a text in an unknown column is a label");
	next_not(7, "unknown unit");
	next_not(7, "no number");
	next_not(7, "NaN");
	next_not(7, "out of range");
	next_not(7, "no value");
	next_not(8, "too few columns");
	next_not(9, "blank line");
	next_not(10, "too many columns");
	next_not(11, "quote without end");
	ends();

	begin(&format_nvidia_smi, "2026/09/23 20:00:00, GPU-1, 0\nx, GPU-1, 5\n", slice("timestamp, uuid, power.draw"));
	next_is(1, "power.draw", 0, PARSE_W);
	ok(parse_is(row.device, "GPU-1"), "a header that is given, without units");
	ok(parse_next(reader, &row) && reason_is("no such time") && row.value == 5, "the value stays where only the time is bad");
	begin(&format_nvidia_smi, "name\nA100\n", none);
	next_not(1, "header");
	next_not(2, "no metric");
	ok(!begin(&format_nvidia_smi, "", slice("")), "an empty header");
	ok(!begin(&format_nvidia_smi, "", slice("a,,b")), "a column without name");
}

/* a reader over n bytes */
static bool
begin_bytes(const ParseFormat *format, const char *text, size_t n)
{
	return parse_begin(reader, format, &parse_everything, text, n, none) == CORE_OK;
}

static void
wide_lines(void)
{
	size_t		n = PARSE_MAX_LINE + 2;
	char	   *wide = malloc(n + 1);
	int			rows = 0;

	memset(wide, ',', n);
	wide[n - 1] = '\n';
	ok(begin_bytes(&format_codecarbon, wide, n), "a long line");
	next_not(1, "line too long");
	ok(begin_bytes(&format_codecarbon, wide, 5000), "many columns");
	next_not(1, "too many columns");
	memcpy(wide, "m{", 2);
	for (int i = 0; i < 1000; i++)
		memcpy(wide + 2 + i * 5, "a=\"\",", 5);
	memcpy(wide + 5002, "} 1", 3);
	ok(begin_bytes(&format_prometheus, wide, 5005) && parse_next(reader, &row) && !parse_labels(reader, &row) &&
	   reason_is("too many labels"), "many labels");
	memset(wide, '{', n);
	ok(begin_bytes(&format_train_log, wide, n), "deep nesting");
	while (parse_next(reader, &row))
		rows++;
	ok(rows == 1 && reason_is("line too long"), "is too long");
	memcpy(wide, "{'a':", 5);
	memset(wide + 5, '[', 1000);
	ok(begin_bytes(&format_train_log, wide, 1005) && parse_next(reader, &row) && reason_is("other text"), "nesting without end");
	memset(wide, '\r', n);
	ok(begin_bytes(&format_prometheus, wide, n), "carriage returns");
	for (rows = 0; parse_next(reader, &row); rows++)
		;
	ok(rows == 1 && reason_is("blank line"), "are one end of a line");
	free(wide);
}

static void
codecarbon(void)
{
	/* columns and figures of a line of CodeCarbon's own tests */
	begin(&format_codecarbon, "timestamp,project_name,run_id,duration,emissions_rate,gpu_power,ram_power,energy_consumed,cpu_model,pue\n"
			   "2021-09-23T15:04:51,codecarbon,0a57,161.20380687713623,0.0027859076880178,0.0,12.884901888000002,0.00057442898176,\"Intel(R), \"\"i7\"\"\",1.0\n", none);
	next_not(1, "header");
	next_is(2, "duration", 161.20380687713623, PARSE_S);
	ok(parse_is(reader->job.id, "0a57") && parse_is(reader->job.name, "codecarbon") && reader->job.seconds == 161.20380687713623 && reader->job.pue == 1, "run");
	next_not(2, "zero: not measured");
	next_is(2, "ram_power", 12.884901888000002, PARSE_W);
	ok(parse_next(reader, &row) && fabs(row.value - 2067.944334336) < 1e-12 * 2067 && row.unit == PARSE_J, "5.7442898176e-4 kWh are 2067.944334336 J");
	ends();
}

/* --- sacct ---------------------------------------------------------------------------------- */

static void
next_job(const char *job, double value, const char *reason)
{
	bool		got = parse_next(reader, &row);

	ok(got && (job == NULL ? reader->job.id.s == NULL : parse_is(reader->job.id, job)) &&
	   (reason == NULL ? row.reason == REASON_NONE && row.value == value : reason_is(reason)),
	   "job %s: %s", job != NULL ? job : "none", reason != NULL ? reason : "fine");
	if (got && (row.reason != REASON_NONE) != (reason != NULL))
		printf("# got %.17g, reason %s\n", row.value, reason_word());
}

static void
jobs(void)
{
	const char *text;

	text = "JobID|ConsumedEnergy|ConsumedEnergyRaw|AllocTRES|Elapsed|End|\n"
		"1|101.63K|101630|cpu=1,gres/gpu=8,gres/gpu:h100=8|1-00:00:00|2022-02-12T13:55:33|\n"
		"1.batch|101.63K|101630|cpu=1|1-00:00:00|2022-02-12T13:55:33|\n"
		"2|0|0|gres/gpu:a100=2,gres/gpu:h100=3|00:01|Unknown|\n"
		"3|1.5G||x|00:01|tomorrow|\n"
		"4|16.00E|18446744073709551614||00:01|None\n"
		"5|x\n"
		"6|-1|-1||||7|8\n"
		"\n";
	ok(begin(&format_sacct, text, none), "sacct -p");
	next_job(NULL, 0, "header");
	next_job("1", 101630, NULL);
	ok(reader->job.gpus == 8 && parse_is(reader->job.gpu_type, "h100") && reader->job.seconds == 86400 && reader->job.ended.kind == PARSE_LOCAL, "a total and a type are one count");
	next_job("1", 0, "step of a job");
	ok(parse_is(reader->job.step, "batch") && reader->job.gpus == -1, "step");
	next_job("2", 0, "zero: not measured");
	ok(reader->job.gpus == 5 && reader->job.ended.kind == PARSE_NO_TIME, "types are summed");
	next_job("3", 0, "no such time");
	next_job("4", 0, "blank value");
	next_job(NULL, 0, "too few columns");
	next_job(NULL, 0, "too many columns");
	next_job(NULL, 0, "blank line");
	ends();

	text = "JobID           JobName ConsumedEnergy\n"
		"------------ ---------- --------------\n"
		"12                bash           4.58M\n"
		"12.batch                         4.58M\n"
		"13           two words\n";
	ok(begin(&format_sacct, text, none), "columns of fixed width");
	next_job(NULL, 0, "header");
	next_job(NULL, 0, "header");
	next_job("12", 4580000, NULL);
	next_job("12", 0, "step of a job");
	ok(reader->label[1].value.s == NULL, "an empty column");
	next_job("13", 0, "no value");
	ok(parse_is(reader->label[1].value, "two words"), "blanks in a column");

	text = "ConsumedEnergy=101.63K  ConsumedEnergyRaw=101630   TRESUsageOutAve=energy=794,fs/disk=759156\n2|3\n";
	ok(begin(&format_sacct, text, none), "pairs");
	next_job(NULL, 101630, NULL);
	ok(reader->labels == 3 && parse_is(reader->label[2].value, "energy=794,fs/disk=759156"), "a value may have =");
	next_job(NULL, 0, "no header");
	text = "Cluster|JobID|ConsumedEnergy\nc1|5|1K\n";
	ok(begin(&format_sacct, text, none), "another first column");
	next_job(NULL, 0, "header");
	next_job("5", 1000, NULL);
	ok(!begin(&format_sacct, "", slice("")), "an empty header");
}

/* --- training logs ----------------------------------------------------------------------------- */

static void
next_metric(const char *name, double value, ParseUnit want)
{
	bool		got = parse_next(reader, &row);

	ok(got && row.reason == REASON_NONE && parse_is(row.metric, name) && row.value == value && row.unit == want, "%s", name);
	if (got && row.value != value)
		printf("# got %.17g\n", row.value);
}

static void
log_not(const char *line, const char *reason)
{
	ok(begin(&format_train_log, line, none) && parse_next(reader, &row) &&
	   reason_is(reason), "%s: %s", reason, line);
}

static void
training(void)
{
	const char *text;

	text = "[rank3]:[titan] 2025-12-13 06:45:34,345 - root - INFO - \033[31mstep: 20  \033[32mloss: 11.83506  \033[38;2;180;60;0mgrad_norm:  9.6669  "
		"memory: 48.87GiB(51.44%)  \033[34mtps: 4,376  tflops: 253.41  mfu: 25.62%\033[39m\n";
	ok(begin(&format_train_log, text, none), "torchtitan");
	next_metric("loss", 11.83506, PARSE_ONE);
	ok(reader->train.step == 20 && parse_is(row.device, "rank3") && row.at.us == INT64_C(1765608334345000), "step, rank and time");
	next_metric("grad_norm", 9.6669, PARSE_ONE);
	next_metric("memory", 48.87 * 1073741824, PARSE_BYTES);
	next_metric("memory(%)", 0.5144, PARSE_ONE);
	next_metric("tps", 4376, PARSE_PER_S);
	next_metric("tflops", 253.41e12, PARSE_FLOPS);
	next_metric("mfu", 0.2562, PARSE_ONE);
	ends();

	text = " iteration       11/   50000 | consumed samples: 5632 | consumed tokens:  11534336 | elapsed time per iteration (ms):  52728.1 | "
		"throughput per GPU (TFLOP/s/GPU): 40.4 | lm loss: nan |\n";
	ok(begin(&format_train_log, text, none), "Megatron-LM");
	next_metric("consumed samples", 5632, PARSE_ONE);
	ok(reader->train.step == 11 && reader->train.tokens == 11534336 && reader->train.seconds == 52.7281, "step, tokens, seconds");
	next_metric("consumed tokens", 11534336, PARSE_ONE);
	next_metric("elapsed time per iteration", 52.7281, PARSE_S);
	next_metric("throughput per GPU", 40.4e12, PARSE_FLOPS);
	ok(parse_next(reader, &row) && reason_is("NaN"), "a loss that is no number");

	text = " 10%|#  | 1/10\r{'loss': '-1.5', 'lr': 5e-05, 'nested': {'a': [1, \"}\"]}, 'num_tokens': 81920.0, 'why': 'x', \"epoch\": 0.1, 'ok': True}\n";
	ok(begin(&format_train_log, text, none), "Trainer");
	ok(parse_next(reader, &row) && reason_is("other text"), "a progress bar ends at its carriage return");
	next_metric("loss", -1.5, PARSE_ONE);
	ok(reader->train.tokens == 81920 && reader->labels == 3, "tokens and labels");
	next_metric("lr", 5e-5, PARSE_ONE);
	next_metric("num_tokens", 81920, PARSE_ONE);
	next_metric("epoch", 0.1, PARSE_ONE);
	ends();

	text = "_step,_runtime,_timestamp,system.gpu.1.powerWatts,system.gpu.process.1.memory,system.cpu\n7,1.5,1700000000.25,312.4,,x\n";
	ok(begin(&format_train_log, text, none) && parse_next(reader, &row), "W&B");
	ok(reason_is("header"), "header");
	next_metric("powerWatts", 312.4, PARSE_W);
	ok(reader->train.step == 7 && parse_is(row.device, "1") && row.at.kind == PARSE_UTC && row.at.us == INT64_C(1700000000250000), "step, device and time");
	ok(parse_next(reader, &row) && reason_is("no value") && parse_is(row.metric, "system.gpu.process.1.memory"), "a process is no device");

	ok(begin_bytes(&format_train_log, text, 20) && reader->labels == 0 && reader->train.step == -1, "a new text knows nothing of the last");

	log_not("Training starts at step 1.", "other text");
	log_not("step: x  loss: 3", "other text");
	log_not("{'lr': 1}", "other text");
	log_not("{'loss': 1", "other text");
	log_not("{'loss' 1}", "other text");
	log_not("{", "other text");
	log_not("iteration 1/x | a: 1", "other text");
	log_not("step,loss", "other text");
}

/* --- hosts, JSON, names --------------------------------------------------------------------------- */

static void
hosts_are(const char *list, const char *want)
{
	Hostlist	hosts;
	char		name[HOSTLIST_MAX_NAME];
	char		all[512] = "";
	int64_t		count = 0;
	int32_t		n;

	hostlist_begin(&hosts, slice(list));
	while ((n = hostlist_next(&hosts, name)) > 0 && strlen(all) + (size_t) n + 2 < sizeof(all))
	{
		strncat(all, name, (size_t) n);
		strcat(all, " ");
		count++;
	}
	ok(strcmp(all, want) == 0 && hostlist_count(slice(list)) == count, "hosts of %s", list);
	if (strcmp(all, want) != 0)
		printf("# got %s\n", all);
}

static void
hosts(void)
{
	Slice		ranges = slice("0-3,7");
	int64_t		from;
	int64_t		to;

	hosts_are("login", "login ");
	hosts_are("n[01-03,12]", "n01 n02 n03 n12 ");
	hosts_are("n[8-11]", "n8 n9 n10 n11 ");
	hosts_are("n[098-101],m", "n098 n099 n100 n101 m ");
	hosts_are("r[1-2]n[0-1]", "r1n0 r1n1 r2n0 r2n1 ");
	hosts_are("gpu-[a,b]-ib0", "gpu-a-ib0 gpu-b-ib0 ");
	ok(hostlist_count(slice("n[01-0+")) == -1, "a list that was cut off");
	ok(hostlist_count(slice("n[3-1]")) == -1, "a range that runs backwards");
	ok(hostlist_count(slice("n[]")) == -1 && hostlist_count(slice("n]")) == -1, "brackets");
	ok(hostlist_count(slice("None assigned")) == -1 && hostlist_count(none) == -1, "no list");
	ok(hostlist_count(slice("n[0-999999999][0-999999999]")) == -1, "more hosts than there are");
	ok(hostlist_range(&ranges, &from, &to) && from == 0 && to == 3 && hostlist_range(&ranges, &from, &to) && from == 7 && to == 7 &&
	   !hostlist_range(&ranges, &from, &to), "indexes");
}

static void
json(void)
{
	static const char text[] = " {\"a\\\"b\": [1, {\"x\": [[]]}, \"\"], \"n\": {\"set\": true, \"number\": 5}, \"m\": {\"set\": false, \"number\": 5}, \"w\": NaN} 7";
	Cursor		at = cursor_of(text, sizeof(text) - 1);
	bool		first = true;
	Slice		key;
	double		number;
	char		out[32];

	ok(cursor_open(&at, '{') && cursor_key(&at, &first, &key) && parse_is(key, "a\\\"b") && cursor_skip(&at), "a key, and a value that is passed");
	ok(cursor_key(&at, &first, &key) && cursor_known(&at, 0, &number) && number == 5, "a number that is set");
	ok(cursor_key(&at, &first, &key) && !cursor_known(&at, 0, &number), "and one that is not");
	ok(cursor_key(&at, &first, &key) && !cursor_number(&at, 0, &number) && !cursor_key(&at, &first, &key) && !at.bad, "the end of an object");
	ok(cursor_number(&at, 0, &number) && number == 7 && cursor_peek(&at) == '\0', "another value behind it");
	at = cursor_of("[1, 2", 5);
	first = true;
	ok(cursor_open(&at, '[') && cursor_item(&at, &first) && cursor_skip(&at) && cursor_item(&at, &first) && cursor_skip(&at) &&
	   !cursor_item(&at, &first) && at.bad, "a text that was cut is no JSON");
	at = cursor_of("{\"a\" 1}", 8);
	first = true;
	ok(cursor_open(&at, '{') && !cursor_key(&at, &first, &key) && at.bad, "nor is one without a colon");
	ok(parse_unescape(PARSE_JSON, slice("\\u00e9\\ud83d\\ude00\\n\\/"), out) == 8 && memcmp(out, "\xc3\xa9\xf0\x9f\x98\x80\n/", 8) == 0, "characters beyond ASCII");
	ok(parse_unescape(PARSE_JSON, slice("\\u0000\\ud800x\\u00g"), out) == 11 && memcmp(out, "\xef\xbf\xbd\xef\xbf\xbdxu00g", 11) == 0, "what is no character");
}

static void
name_is(const char *text, const char *want)
{
	char		name[PARSE_MAX_NAME];
	int32_t		n = parse_card_name(slice(text), name);

	ok(n == (int32_t) strlen(want) && memcmp(name, want, strlen(want)) == 0, "the card %s", text);
}

static void
card_names(void)
{
	char		bus[PARSE_MAX_NAME];

	name_is("GPU-265C9814-6156-355B-E589-FF2064894F16", "GPU-265c9814-6156-355b-e589-ff2064894f16");
	name_is(" 265c9814-6156-355b-e589-ff2064894f16 ", "GPU-265c9814-6156-355b-e589-ff2064894f16");
	name_is("gpu-0", "GPU-0");
	name_is("MIG-265C9814-6156-355B-E589-FF2064894F16", "MIG-265c9814-6156-355b-e589-ff2064894f16");
	name_is("0x18FB5A", "0x18fb5a");
	name_is("SN-0", "SN-0");
	name_is("01P0-HL2080A0", "01P0-HL2080A0");
	name_is("GPU-00000000-0000-0000-0000-000000000000", "");
	name_is("00000000-0000-0000-0000-000000000000", "");
	name_is("GPU-", "");
	name_is("[N/A]", "");
	name_is("0", "");
	ok(parse_bus_id(slice("00000000:0F:00.0"), bus) == 12 && memcmp(bus, "0000:0f:00.0", 12) == 0, "a domain of eight digits");
	ok(parse_bus_id(slice("0F:00.0"), bus) == 12 && memcmp(bus, "0000:0f:00.0", 12) == 0, "and of none");
	ok(parse_bus_id(slice("nvidia0"), bus) == 0, "no slot");
}

/* --- documents that are JSON, and not what they should be --------------------------------------------- */

/* each value has the wrong kind once: what stands beside it is read, and nothing is taken from it */
static void
odd_jobs(void)
{
	const ParseJob *job = &reader->job;

	ok(begin(&format_sacct_json, "{\"meta\": {}, \"jobs\": [5,"
			 "{\"job_id\": 7, \"state\": {\"current\": {\"current\": \"FAILED\"}, \"reason\": 1}, \"time\": 3, \"steps\": 6},"
			 "{\"job_id\": 8, \"name\": \"a\\u0041\", \"user\": \"u\", \"state\": \"RUNNING\", \"restart_cnt\": 2, \"tres\": 4, \"array\": 5,"
			 " \"nodes\": \"None assigned\", \"time\": {\"start\": 0, \"elapsed\": -1, \"planned\": {}}},"
			 "{\"job_id\": 9, \"state\": {\"current\": [\"COMPLETED\", \"X\"]}, \"time\": {\"start\": 10, \"end\": {\"set\": true, \"number\": 20},"
			 " \"submission\": {\"set\": false, \"number\": 5}, \"elapsed\": 11},"
			 " \"tres\": {\"allocated\": [3, {\"type\": \"cpu\", \"count\": \"x\"}, {\"type\": \"cpu\", \"count\": 1e30}, {\"type\": \"energy\", \"count\": 1200},"
			 " {\"type\": \"node\", \"id\": 4, \"count\": 2}, {\"type\": \"gres\", \"name\": \"gpu\", \"count\": 4}, {\"type\": \"gres\", \"name\": \"gpu:a\", \"count\": 3}]},"
			 " \"steps\": [3, {\"statistics\": {\"energy\": {\"consumed\": 0}}, \"step\": {\"name\": \"x\", \"id\": {\"step_id\": \"batch\"}}, \"time\": {\"end\": 15}},"
			 " {\"statistics\": {\"energy\": {\"consumed\": -2}}, \"step\": {\"id\": \"9.extern\"}}, {\"statistics\": 1, \"step\": 2}]},"
			 "{\"job_id\": 103, \"array\": {\"job_id\": 100, \"task_id\": {\"set\": true, \"number\": 3}, \"limits\": []}},"
			 "{\"job_id\": 101, \"het\": {\"job_id\": 100, \"job_offset\": 1}},"
			 "{\"job_id\": 104, \"array\": {\"job_id\": 100, \"task_id\": \"x\"}},"
			 "{\"state\": \"COMPLETED\"}]}", none), "sacct --json");
	next_job(NULL, 0, "no result");
	next_job("7", 0, NULL);
	ok(job->state.s == NULL && job->started.kind == PARSE_NO_TIME, "no state, no times");
	next_job("8", 0, NULL);
	ok(parse_is(job->name, "a\\u0041") && job->escape == PARSE_JSON && parse_is(job->user, "u") && job->restarts == 2, "name, user and restarts");
	ok(job->node_list.s == NULL && job->gpus < 0 && job->seconds < 0 && !job->running, "no nodes, no cards; what has not started does not run");
	next_job("9", 0, NULL);
	ok(parse_is(job->state, "COMPLETED") && job->started.us == 10000000 && job->ended.us == 20000000 &&
	   job->submitted.kind == PARSE_NO_TIME && job->seconds == 11, "the first of its states, its times");
	ok(job->joules == 1200 && strcmp(job->energy_source, "AllocTRES") == 0 && job->cpus < 0 && job->nodes == 2 && job->gpus == 4 &&
	   parse_is(job->gpu_type, "a"), "counts that are numbers; gpu counts those of a type too");
	next_job("9", 0, "no result");
	next_job("9", 0, NULL);
	ok(parse_is(job->step, "batch") && job->joules < 0 && job->joules_reason == REASON_ZERO && job->ended.us == 15000000, "a step without energy");
	next_job("9", 0, NULL);
	ok(parse_is(job->step, "extern") && job->joules_reason == REASON_BLANK_VALUE, "energy below nothing");
	next_job("9", 0, NULL);
	ok(parse_is(job->step, "?") && job->joules < 0 && job->joules_reason == REASON_NONE, "a step of which nothing is told");
	next_job("100_3", 0, NULL);
	ok(parse_is(job->raw_id, "103"), "a task of an array");
	next_job("100+1", 0, NULL);
	next_job("104", 0, NULL);
	next_job(NULL, 0, "no job");
	ends();
	ok(begin(&format_sacct_json, "5", none), "a number");
	next_job(NULL, 0, "no result");
	ok(begin(&format_sacct_json, "{\"jobs\": 3}", none), "jobs that are no list");
	next_job(NULL, 0, "no result");
	ok(begin(&format_sacct_json, "{\"jobs\": [{\"job_id\": 1}, {\"job_id\"", none), "a document that was cut");
	next_job("1", 0, NULL);
	next_job(NULL, 0, "no JSON");
	ends();
}

/*
 * One bound for both readers of one tool: a count is a whole number of at most 31 bits.  What
 * Slurm's slurm.h puts where there is none is no wrong: 2^32 - 2 and 2^32 - 1, and the same of 64
 * bits, -2 and -1 where a writer took them for signed.
 */
static void
counts_of_jobs(void)
{
	static const struct
	{
		const char *number;
		int64_t		count;		/* -1: unknown */
		bool		wrong;
	}			cases[] = {
		{"0", 0, false}, {"8", 8, false}, {"2147483647", 2147483647, false}, {"2147483648", -1, true},
		{"4294967293", -1, true}, {"4294967294", -1, false}, {"4294967295", -1, false}, {"4294967296", -1, true},
		{"18446744073709551614", -1, false}, {"18446744073709551615", -1, false}, {"36893488147419103232", -1, true},
		{"-1", -1, false}, {"-2", -1, false}, {"-3", -1, true}, {"8.5", -1, true}, {"1e30", -1, true}, {"2e3", 2000, false}
	};
	ParseOptions ledger = parse_everything;

	ledger.ledger = true;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (int typed = 0; typed < 2; typed++)
			for (int json = 0; json < 2; json++)
			{
				const ParseJob *job = &reader->job;
				char		text[512];
				const char *s = cases[i].number;

				if (json)
					snprintf(text, sizeof(text), "{\"jobs\": [{\"job_id\": 1, \"restart_cnt\": %s, \"tres\": {\"allocated\": [{\"type\": \"gres\", \"name\": \"gpumem\", \"count\": 3},"
							 "{\"count\": %s, \"type\": \"gres\", \"name\": \"gpu%s\"}, {\"type\": \"node\", \"count\": {\"set\": true, \"infinite\": false, \"number\": %s}}, {\"type\": \"cpu\", \"count\": %s}]}}]}",
							 s, s, typed ? ":h100" : "", s, s);
				else
					snprintf(text, sizeof(text), "JobID|AllocTRES|NNodes|NCPUS|Restarts\n1|gres/gpumem=3,gres/gpu%s=%s|%s|%s|%s\n", typed ? ":h100" : "", s, s, s, s);
				ok(parse_begin(reader, json ? &format_sacct_json : &format_sacct, &ledger, text, strlen(text), none) == CORE_OK &&
				   (json || (parse_next(reader, &row) && reason_is("header"))) && parse_next(reader, &row) && row.kind == PARSE_JOB && row.reason == REASON_NONE &&
				   job->gpus == cases[i].count && job->nodes == cases[i].count && job->cpus == cases[i].count && job->restarts == cases[i].count &&
				   (job->miscount.n > 0) == cases[i].wrong, "%s: %s%s", json ? "JSON" : "columns", s, typed ? " of a type" : "");
				if (cases[i].wrong)
					ok(parse_is(job->miscount, s), "the number is told");
			}
	/* each type fits, their sum does not; a total that fits does not need them */
	for (int json = 0; json < 2; json++)
		for (int total = 0; total < 2; total++)
		{
			char		text[512];

			if (json)
				snprintf(text, sizeof(text), "{\"jobs\": [{\"job_id\": 1, \"tres\": {\"allocated\": [{\"type\": \"gres\", \"name\": \"gpu:a100\", \"count\": 2147483640},"
						 "{\"type\": \"gres\", \"name\": \"gpu:h100\", \"count\": 7}, %s{\"type\": \"gres\", \"name\": \"gpu:b200\", \"count\": 1}]}}]}",
						 total ? "{\"type\": \"gres\", \"name\": \"gpu\", \"count\": 8}, " : "");
			else
				snprintf(text, sizeof(text), "JobID|AllocTRES\n1|gres/gpu:a100=2147483640,gres/gpu:h100=7,%sgres/gpu:b200=1\n", total ? "gres/gpu=8," : "");
			ok(parse_begin(reader, json ? &format_sacct_json : &format_sacct, &ledger, text, strlen(text), none) == CORE_OK &&
			   (json || parse_next(reader, &row)) && parse_next(reader, &row) && reader->job.gpus == (total ? 8 : -1) &&
			   parse_is(reader->job.miscount, "1"), "%s: types that add up to more%s", json ? "JSON" : "columns", total ? ", and a total" : "");
		}
}

/* a pair of [1700000000, "5"] is the moment 1700000000 and the value 5 */
static void
odd_answers(void)
{
	static char many[16 * 1024] = "[{\"metric\": {";
	char	   *end = many + strlen(many);

	ok(begin(&format_promql_json, "7 {\"data\": 3} {\"status\": \"error\", \"error\": \"too long\"}"
			 "{\"warnings\": [\"old\"], \"data\": {\"resultType\": \"vector\", \"result\": ["
			 "4, {\"metric\": 5, \"value\": [1700000000, \"1\"]}, {\"metric\": {\"a\": 1, \"b\": {}}, \"value\": [1, \"1\"]},"
			 "{\"value\": [1700000000, \"5\"], \"metric\": {\"__name__\": \"x\", \"__other__\": \"y\"}}, {\"values\": 3, \"metric\": {}}, {\"metric\": {}, \"value\": 3},"
			 "{\"metric\": {\"__name__\": \"x\"}, \"value\": [1700000000, \"5\", 6]}, {\"metric\": {\"__name__\": \"x\"}, \"value\": [{}, \"5\"]},"
			 "{\"metric\": {\"__name__\": \"x\"}, \"value\": [\"noon\", \"5\"]}, {\"metric\": {\"__name__\": \"x\"}}, {\"metric\": {\"a\": \"1\", \"a\": \"2\"}}, {\"metric\": {}, \"histogram\": []}]}}"
			 "{\"data\": {\"resultType\": \"scalar\", \"result\": [1700000000, \"8\"]}}", none), "answers");
	next_not(1, "no result");
	next_not(2, "no result");
	next_not(3, "error");
	ok(parse_is(row.detail, "too long"), "what it says");
	next_not(4, "warning");
	next_not(5, "no sample");
	next_not(6, "no sample");
	next_not(7, "label without value");
	next_is(8, "x", 5, PARSE_UNIT_UNKNOWN);
	ok(row.at.kind == PARSE_UTC && row.at.us == INT64_C(1700000000000000) && reader->labels == 0, "values before their labels; Prometheus' own labels are none");
	next_not(9, "no sample");
	next_not(10, "no sample");
	next_not(11, "no sample");
	next_not(12, "no such time");
	next_not(13, "no sample");
	next_not(14, "label given twice");
	next_not(15, "native histogram");
	ok(parse_next(reader, &row) && row.value == 8 && row.metric.s == NULL, "a scalar");
	ends();
	for (int i = 0; i <= PARSE_MAX_LABELS; i++)
		end += sprintf(end, "\"l%d\": \"v\", ", i);
	strcpy(end, "\"last\": \"v\"}, \"value\": [1, \"1\"]}]");
	ok(begin(&format_promql_json, many, none), "more labels than can be read");
	next_not(1, "too many labels");
	ends();
	ok(begin(&format_promql_json, "[{\"metric\": {}, \"values\": [[1700000000, \"5\"], [17", none), "an answer that was cut");
	next_is(1, "", 5, PARSE_UNIT_UNKNOWN);
	next_not(2, "no sample");
	next_not(3, "no JSON");
	ends();
}

static void
odd_documents(void)
{
	ok(begin(&format_redfish, "3 {\"PowerControl\": 5} {\"PowerControl\": [6, {\"PowerConsumedWatts\": 344}]}"
			 "{\"@odata.id\": \"/redfish/v1/Chassis/1/EnvironmentMetrics\", \"PowerWatts\": {\"Reading\": 100.5, \"ReadingType\": {}}}"
			 "{\"PowerWatts\": 7}", none), "Redfish");
	next_not(1, "no result");
	next_not(2, "no result");
	next_is(3, "PowerConsumedWatts", 344, PARSE_W);
	next_is(4, "PowerWatts", 100.5, PARSE_W);
	next_is(5, "PowerWatts", 7, PARSE_W);
	ends();
	ok(begin(&format_mlperf, ":::MLLOG 5\n"
			 ":::MLLOG {\"key\": \"global_batch_size\", \"value\": 16, \"metadata\": 3}\n"
			 ":::MLLOG {\"key\": \"max_sequence_length\", \"value\": \"x\"}\n"
			 "\n"
			 ":::MLLOG {\"key\": \"block_stop\", \"time_ms\": 1700000000000, \"value\": null, \"metadata\": {\"lineno\": 3, \"samples_count\": []}}\n"
			 ":::MLLOG {\"key\": \"block_stop\", \"time_ms\": 1700000000000, \"metadata\": {\"lineno\": 3, \"samples_count\": 64}}\n"
			 ":::MLLOG {\"key\": \"max_sequence_length\", \"value\": 8192}\n"
			 ":::MLLOG {\"key\": \"block_stop\", \"time_ms\": 1700000001000, \"metadata\": {\"samples_count\": 80}}\n"
			 "train: :::MLLOG {\"key\": \"run_start\", \"time_ms\": 1700000002000}\n"
			 "hello\n", none), "MLPerf");
	next_not(1, "broken line");
	next_not(2, "not wanted");
	next_not(3, "not wanted");
	next_not(4, "blank line");
	next_not(5, "not wanted");
	ok(parse_next(reader, &row) && row.reason == REASON_NONE && reader->train.step == 4 && reader->train.tokens < 0 && reader->train.missing == REASON_NO_SEQ_LEN, "64 samples are 4 steps of 16");
	next_not(7, "not wanted");
	ok(parse_next(reader, &row) && reader->train.step == 5 && reader->train.tokens == 80 * 8192 && reader->train.tokens_per_step == 16 * 8192 &&
	   row.at.us == INT64_C(1700000001000000), "80 samples of 8192 tokens");
	ok(parse_next(reader, &row) && reader->train.clock_only && row.at.us == INT64_C(1700000002000000), "a moment, behind what a launcher put before it");
	next_not(10, "other text");
	ends();
}

/* columns under a header that another block brought, that are not there, and that are too many */
static void
odd_columns(void)
{
	static char wide[4096] = "0";
	static const char cut[] = "3] consumed samples: 64 | elapsed time per iteration (ms): 2000.0 | lm loss: 1.5 |\n";
	ParseOptions ledger = parse_everything;

	ok(begin(&format_nvidia_smi_dmon, " 20260923 20:00:00 0 98\n 2026092 20:00:00 0 98\n 20260923 25:00:00 0 98\n 20260923 20:00:00 0\n 20260923 20:00:00 0 98 7\n 20260923 20:00:00 0 -\n",
			 slice("#Date Time gpu pwr")), "dmon, the header of another block");
	next_is(1, "pwr", 98, PARSE_W);
	ok(row.at.kind == PARSE_LOCAL && row.at.us == INT64_C(1790193600000000), "2026-09-23 20:00:00");
	next_not(2, "no such time");
	next_not(3, "no such time");
	next_not(4, "too few columns");
	next_not(5, "too many columns");
	next_not(6, "not available");
	ends();
	for (int i = 0; i < PARSE_MAX_LABELS; i++)
		strcat(wide, " 1");
	ok(begin(&format_nvidia_smi_dmon, wide, slice("#gpu pwr")), "more columns than can be read");
	next_not(1, "too many columns");
	ok(!begin(&format_nvidia_smi_dmon, "", slice("gpu pwr")) && !begin(&format_nvidia_smi_dmon, "", slice("#")) &&
	   !begin(&format_nvidia_smi_dmon, "", slice("#Idx W")), "no header of dmon");
	ok(begin(&format_nvidia_smi_dmon, "#Date gpu pwr\n20260923 0 98\n#gpu sm\n", none), "a date without a time");
	next_not(1, "header");
	next_not(2, "no time");
	next_not(3, "header");
	ends();

	ok(begin(&format_devices_csv, "g0,H100\ng1\ng2,\"H\n", slice("uuid,accelerator")), "an inventory, the header of another block");
	ok(parse_next(reader, &row) && row.kind == PARSE_DEVICE && label_is(0, "device", "g0") && label_is(1, "accelerator", "H100"), "a uuid is a device");
	next_not(2, "too few columns");
	next_not(3, "quote without end");
	ends();
	ok(!begin(&format_devices_csv, "", slice("name,accelerator")) && !begin(&format_devices_csv, "", slice("\"device")), "no header of an inventory");
	ok(begin(&format_job_devices_csv, "j,g0,-0.5\nj,g1,1.5\nj,g2,0.5\n", none), "holders, without a header");
	next_not(1, "negative");
	next_not(2, "more than 100 %");
	ok(parse_next(reader, &row) && row.reason == REASON_NONE && label_is(2, "share", "0.5"), "a half");
	ends();

	ledger.ledger = true;
	ok(parse_begin(reader, &format_megatron, &ledger, cut, strlen(cut), none) == CORE_OK, "a line cut from its front");
	next_not(1, "broken line");
	ends();
}

/*
 * What other tools make of a log on its way, and what else a tool's versions write: numbers with
 * four digits, columns that a spreadsheet saved, names of nodes before lines, a clock that nobody set.
 */
static void
on_the_way(void)
{
	static const char columns[] = "\"JobID\";\"JobName\";\"State\";\"Start\";\"End\";\"AllocTRES\";\"ConsumedEnergyRaw\"\n"
		"\"7\";\"a \"\"b\"\"; c\";\"COMPLETED\";\"2026-01-01T00:00:00\";\"2026-01-01T01:00:00\";\"billing=1,gres/gpu=8\";\"1000\"\n"
		"8;5\" disk;COMPLETED;2026-01-01T00:00:00;2026-01-01T01:00:00;gres/gpu=4;2000\n";
	static const char unnamed[] = "{\"data\": {\"resultType\": \"vector\", \"result\": [{\"metric\": {\"UUID\": \"GPU-1\"}, \"value\": [1700000000, \"100\"]},"
		"{\"metric\": {\"__name__\": \"up\"}, \"value\": [1700000000, \"1\"]}]}}";
	/* n1 measures at 06:11:51 of March 18, 2021, n2 has no clock, of n3 pdsh was cut off */
	static const char nodes[] =
		"n1:     Instantaneous power reading:                   500 Watts\n"
		"n2:     Instantaneous power reading:                   700 Watts\n"
		"n2:     IPMI timestamp:                           Thu Jan  1 00:05:13 1970\n"
		"n1:     IPMI timestamp:                           Thu Mar 18 06:11:51 2021\n"
		"n1:     Power reading state is:                   activated\n"
		"n2:     Power reading state is:                   activated\n"
		"n3:     Instantaneous power reading:                   900 Watts\n"
		"n4: Pwr Consumption  | 420 Watts         | ok\n"
		"CPU1: Power      | 120 Watts         | ok\n"
		"IPMI timestamp: nothing\n";
	static const char bare[] = "Current Power                        : 164 Watts\nTime Stamp                           : 02/07/2106 - 06:28:15\n";
	static const char weeks[] = "{\"jobs\": [{\"job_id\": 1}]}\n{\"x\": []}\nnull\n{\"jobs\": [{\"job_id\": 2}]}\n{\"jobs\": [";
	static const char groups[] =
		"JobId=1 NodeList=n[01-02] Nodes=n01 CPU_IDs=0-3 GRES=gpu:h100:2(IDX:0-1) Nodes=n02 CPU_IDs=0-3 GRES=gpu:h100:2(IDX:2-3)\n"
		"JobId=2 NodeList=n[01-02] Nodes=n01 CPU_IDs=0-3 GRES=gpu:h100:2(IDX:0-1) Nodes=n02 CPU_IDs=4-7 GRES=gpu:h100:2(IDX:0-1)\n"
		"JobId=3 Nodes=n01 CPU_IDs=0-3 GRES=fpga:2(IDX:0,1),gpu:2(IDX:2,3)\n"
		"JobId=4 NodeList=n01 GRES=gpu:a100:1(IDX:0),gpu:h100:2(IDX:2-3)\n";
	static const char words[] = "step: 10  loss: 9.3  wps: 4,376\n";
	static const char printed[] = "{'loss': '1.9', 'num_tokens': '7479', 'epoch': '0.1'}\n{'loss': '1.8', 'num_tokens': '1.164e+05', 'epoch': '0.2'}\n";
	ParseOptions ledger = parse_everything;

	ledger.ledger = true;
	/* torchtitan called it words per second */
	ok(begin(&format_torchtitan, "step: 10  loss: 9.3  memory: 48.87GiB(51.44%)  wps: 4,376  mfu: 25.62%\n", none), "an early torchtitan");
	while (parse_next(reader, &row) && !parse_is(row.metric, "wps"))
		;
	ok(row.value == 4376 && row.unit == PARSE_PER_S, "wps");
	ledger.ranks = 8;
	ok(parse_begin(reader, &format_torchtitan, &ledger, words, strlen(words), none) == CORE_OK &&
	   parse_next(reader, &row) && reader->train.tokens_per_s == 8 * 4376.0, "of eight ranks");
	ledger.ranks = -1;

	/* Transformers 5 prints '%.4g' of what is no integer */
	ok(train_is_rounded(slice("1.164e+05")) && train_is_rounded(slice("3e6")) && !train_is_rounded(slice("1.282888e+06")) &&
	   !train_is_rounded(slice("7479")) && !train_is_rounded(slice("81920.0")) && !train_is_rounded(slice("5e-05")) && !train_is_rounded(slice("e")), "digits that are left out");
	ok(parse_begin(reader, &format_huggingface, &ledger, printed, strlen(printed), none) == CORE_OK &&
	   parse_next(reader, &row) && reader->train.tokens == 7479 && reader->train.missing == REASON_NONE, "all digits");
	ok(parse_next(reader, &row) && reader->train.tokens == 116400 && reader->train.missing == REASON_ROUNDED, "four of six");

	/* promtool tsdb dump */
	prom_is("{UUID=\"GPU-1\", __name__=\"DCGM_FI_DEV_POWER_USAGE\", gpu=\"0\"} 100 1767607200000", 100, PARSE_W);
	ok(reader->labels == 2 && label_is(0, "uuid", "GPU-1") && label_is(1, "gpu", "0") && parse_is(row.metric, "DCGM_FI_DEV_POWER_USAGE"), "a name among the labels");
	/* energy of requests, as a histogram adds it up, is no meter's */
	prom_is("llm_request_energy_joules_sum{instance=\"n1\"} 50", 50, PARSE_J);
	ok(row.quantity == PARSE_OTHER, "a histogram's sum");
	/* a sensor on the PCI bus, behind a bridge or not, is no meter of the node */
	prom_is("node_hwmon_power_average_watt{chip=\"pci0000:00_0000:00:18_4\",sensor=\"power1\",instance=\"n1\"} 50", 50, PARSE_W);
	ok(row.quantity == PARSE_OTHER, "fam15h");
	prom_is("node_hwmon_power_average_watt{chip=\"platform_acpi_power\",sensor=\"power1\",instance=\"n1\"} 400", 400, PARSE_W);
	ok(row.quantity == PARSE_POWER, "acpi");

	ok(parse_begin(reader, &format_promql_json, &ledger, unnamed, strlen(unnamed), none) == CORE_OK, "a sum, for a ledger");
	next_not(1, "no metric name");
	next_not(2, "not wanted");
	ends();

	ok(parse_begin(reader, &format_sacct, &ledger, columns, strlen(columns), none) == CORE_OK, "a table that a spreadsheet saved");
	next_not(1, "header");
	ok(parse_next(reader, &row) && row.kind == PARSE_JOB && parse_is(reader->job.id, "7") && reader->job.gpus == 8 && reader->job.joules == 1000 &&
	   reader->job.escape == PARSE_QUOTES && label_is(1, "JobName", "a \"b\"; c"), "quotes");
	ok(parse_next(reader, &row) && row.kind == PARSE_JOB && parse_is(reader->job.id, "8") && reader->job.gpus == 4 && reader->job.joules == 2000 && label_is(1, "JobName", "5\" disk"), "and what is none");
	ends();

	/* what was appended, and a message between */
	ok(parse_begin(reader, &format_sacct_json, &ledger, weeks, strlen(weeks), none) == CORE_OK && parse_next(reader, &row) && parse_is(reader->job.id, "1"), "a document");
	next_not(2, "no result");
	next_not(3, "no result");
	ok(parse_next(reader, &row) && parse_is(reader->job.id, "2"), "and another");
	next_not(5, "no JSON");
	ends();

	/* scontrol -d tells the cards of each group of nodes */
	ok(parse_begin(reader, &format_sacct, &ledger, groups, strlen(groups), none) == CORE_OK && parse_next(reader, &row) &&
	   parse_is(reader->job.node_list, "n[01-02]") && reader->job.gpu_index.s == NULL, "two groups of nodes with other cards");
	ok(parse_next(reader, &row) && parse_is(reader->job.node_list, "n[01-02]") && parse_is(reader->job.gpu_index, "0-1"), "with the same");
	ok(parse_next(reader, &row) && parse_is(reader->job.node_list, "n01") && parse_is(reader->job.gpu_index, "2,3"), "behind another resource");
	ok(parse_next(reader, &row) && reader->job.gpu_index.s == NULL, "of two types");

	ok(parse_begin(reader, &format_ipmi, &ledger, nodes, strlen(nodes), none) == CORE_OK, "nodes before the lines of ipmitool");
	ok(parse_next(reader, &row) && row.value == 500 && row.reason == REASON_NONE && label_is(0, "host", "n1") && row.at.us == INT64_C(1616047911000000), "n1");
	ok(parse_next(reader, &row) && reason_is("no time") && label_is(0, "host", "n2"), "n2 has no clock");
	for (int i = 3; i <= 6; i++)
		next_not(i, "not wanted");
	ok(parse_next(reader, &row) && row.value == 900 && row.at.kind == PARSE_NO_TIME && label_is(0, "host", "n3"), "n3");
	ok(parse_next(reader, &row) && row.value == 420 && row.quantity == PARSE_POWER && label_is(0, "host", "n4") && parse_is(row.metric, "Pwr Consumption"), "n4");
	next_not(9, "not wanted");
	next_not(10, "not wanted");
	ends();
	ok(parse_begin(reader, &format_ipmi, &ledger, bare, strlen(bare), none) == CORE_OK && parse_next(reader, &row) && reason_is("no time"), "a time that stands for none");
}

/*
 * nvidia-smi was killed while it wrote a line, and the next writer's newline stands behind 10 of
 * "100.00 W": where other values of the column bear the unit, what is without it may lack digits.
 */
static void
cut_values(void)
{
	static const char later[] = "timestamp, index, temperature.gpu, power.draw [W]\n"
		"2026/01/01 00:00:00.000, 0, 40, 100.00 W\n"
		"2026/01/01 00:00:01.000, 0, 41, 10\n"
		"2026/01/01 00:00:02.000, 0, 42, 101.00 W\n";
	static const char first[] = "timestamp, power.draw [W]\n"
		"2026/01/01 00:00:00.000, 10\n"
		"2026/01/01 00:00:01.000, 101.00 W\n";
	static const char bare[] = "timestamp, power.draw [W]\n"
		"2026/01/01 00:00:00.000, 100.00\n"
		"2026/01/01 00:00:01.000, 101.00\n"
		"timestamp, power.draw [W]\n"
		"2026/01/01 00:00:02.000, 102.00 W\n"
		"timestamp, power.draw [W]\n"
		"2026/01/01 00:00:03.000, 103.00\n";
	static const char reading[] = "    Instantaneous power reading:                   10\n"
		"Pwr Consumption  | 42\nPwr Consumption  | 77h | ns  |  7.1 | No Reading\nFan1 | 42\n";
	ParseOptions all = parse_everything;

	ok(begin(&format_nvidia_smi, later, none), "a value cut before its unit");
	(void) parse_next(reader, &row);
	for (int i = 0; i < 3; i++)
	{
		ok(parse_next(reader, &row) && parse_is(row.metric, "temperature.gpu") && row.value == 40 + i, "a column without units");
		ok(parse_next(reader, &row) && (i == 1 ? reason_is("no unit") && parse_is(row.detail, "10") && !row.has_value : row.value == (i == 0 ? 100 : 101)), "one with them");
	}
	ends();
	ok(begin(&format_nvidia_smi, first, none), "the first one cut");
	(void) parse_next(reader, &row);
	ok(parse_next(reader, &row) && reason_is("no unit"), "the line behind it tells");
	ok(parse_next(reader, &row) && row.value == 101, "and is read");
	ends();
	ok(begin(&format_nvidia_smi, bare, none), "nounits before and after units");
	for (int i = 0; i < 4; i++)
	{
		if (i != 1)
			(void) parse_next(reader, &row);
		ok(parse_next(reader, &row) && row.value == 100 + i && row.unit == PARSE_W, "each header for itself");
	}
	ends();
	all.ledger = true;
	ok(parse_begin(reader, &format_ipmi, &all, reading, strlen(reading), none) == CORE_OK && parse_next(reader, &row) && !row.has_value, "a BMC's reading without unit");
	next_not(2, "not available");
	next_not(3, "not available");
	next_not(4, "not wanted");
	ends();
}

/* a document that was cut, and the next one behind it, in a line of its own or not */
static void
cut_documents(void)
{
	static const char *const cuts[] = {
		"{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"__name__\":\"up\"},\"value\":[17",
		"{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"__na",
		"{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[",
		"{\"status\":\"success\",\"da",
		"{\"status\" \"success\"}\n",
	};
	static const char whole[] = "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"__name__\":\"a_watts\",\"instance\":\"n1\"},\"value\":[1700000000,\"7\"]}]}}\n";
	static const char jobs[] = "{\n  \"jobs\": [\n    {\"job_id\": 1, \"time\": {\"start\": 1700000000, \"end\": 1700000060}},\n    {\"job_id\": 2, \"time\": {\"sta"
		"{\n  \"jobs\": [\n    {\"job_id\": 3, \"time\": {\"start\": 1700000000, \"end\": 1700000060}}\n  ]\n}\n";
	static const char power[] = "{\"@odata.id\": \"/redfish/v1/Chassis/1/Power\", \"PowerControl\": [{\"PowerConsumedWatts\": 1"
		"{\"@odata.id\": \"/redfish/v1/Chassis/1/Power\", \"PowerControl\": [{\"PowerConsumedWatts\": 120}]}";
	static const char grid[] = "{\"zone\": \"FR\", \"history\": [{\"carbonIntensity\": 5\n"
		"{\"zone\": \"FR\", \"carbonIntensity\": 58, \"datetime\": \"2025-11-21T19:00:00.000Z\"}\n";
	ParseOptions ledger = parse_everything;
	char		text[1024];
	char		many[200 * 12 + 1];

	ledger.ledger = true;
	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++)
		for (int line = 0; line < 2; line++)
		{
			snprintf(text, sizeof(text), "%s%s%s", cuts[i], line ? "\n" : "", whole);
			ok(begin(&format_promql_json, text, none), "an answer behind a cut one");
			next_not(1, "no JSON");
			ok(parse_next(reader, &row) && row.value == 7 && parse_is(row.metric, "a_watts") && label_is(0, "instance", "n1"), "is read");
			ends();
		}
	ok(parse_begin(reader, &format_sacct_json, &ledger, jobs, strlen(jobs), none) == CORE_OK, "jobs of a cut document, and of the next");
	ok(parse_next(reader, &row) && parse_is(reader->job.id, "1"), "whole jobs count");
	next_not(2, "no JSON");
	ok(parse_next(reader, &row) && parse_is(reader->job.id, "3") && row.line_no == 3, "half of one does not");
	ends();
	ok(begin(&format_redfish, power, none), "Redfish");
	next_not(1, "no JSON");
	ok(parse_next(reader, &row) && row.value == 120, "whole");
	ends();
	ok(begin(&format_electricitymaps, grid, none), "Electricity Maps");
	next_not(1, "no JSON");
	ok(parse_next(reader, &row) && row.value == 58, "whole");
	ends();
	ok(begin(&format_promql_json, "{\"metric\":{\"__name__\":\"a\"},\"value[{\"metric\":{\"__name__\":\"a\"},\"value\":[1,\"2\"]}]", none), "a bracket that closes nothing, behind a series");
	next_not(1, "no JSON");
	ok(parse_next(reader, &row) && row.value == 2, "which is read");
	next_not(3, "no JSON");
	ends();
	/* each may cost a look at all that follows: after 64 the rest is one */
	many[0] = '\0';
	for (int i = 0; i < 200; i++)
		strcat(many, "{\"status\": ");
	ok(begin(&format_promql_json, many, none), "beginnings alone");
	for (int i = 1; i <= 65; i++)
		ok(parse_next(reader, &row) && reason_is("no JSON") && row.line_no == i, "cut");
	ends();
}

/* series that jq -c took out of an answer, and those of VictoriaMetrics; tables as spreadsheets write them */
static void
other_forms(void)
{
	static const char series[] = "{\"metric\":{\"__name__\":\"a_watts\",\"instance\":\"n1\"},\"values\":[[1700000000,\"7\"],[1700000015,\"8\"]]}\n"
		"{\"values\":[[1700000000,\"9\"]],\"metric\":{\"__name__\":\"a_watts\",\"instance\":\"n2\"}}\n"
		"{\"metric\":{\"__name__\":\"a_watts\"},\"value\":[1700000000,\"10\"]}\n";
	static const char exported[] = "{\"metric\":{\"__name__\":\"a_watts\",\"instance\":\"n1\"},\"values\":[7,8.5,null],\"timestamps\":[1700000000000,1700000015250,1700000030000]}\n"
		"{\"timestamps\":[1700000000000],\"values\":[9,10],\"metric\":{\"__name__\":\"a_watts\"}}\n"
		"{\"metric\":{\"__name__\":\"a_watts\"},\"values\":[],\"timestamps\":[]}\n"
		"{\"metric\":{\"__name__\":\"a_watts\"},\"values\":[[1]],\"timestamps\":7}\n"
		"{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"__name__\":\"b_watts\"},\"value\":[1700000000,\"11\"]}]}}\n";
	static const char shown[] = "JobId=7 JobName=train\n   UserId=al(1000) GroupId=al(1000) MCS_label=N/A\n   Priority=1 Nice=0 Account=a QOS=normal\r\n"
		"   StartTime=2026-01-01T00:00:00 EndTime=2026-01-01T01:00:00 NodeList=n[1-2] NumNodes=2 TRES=cpu=16,gres/gpu=16\n\n"
		"JobId=8 JobName=x\n\tStartTime=2026-01-01T00:00:00 EndTime=2026-01-01T01:00:00\nJobId=9 JobName=y StartTime=2026-01-01T00:00:00\n";
	ParseOptions ledger = parse_everything;
	static const char table[] = "timestamp;index;power.draw [W]\n2026/01/01 00:00:00.000;0;100.00 W\n"
		"timestamp\tindex\tpower.draw [W]\n2026/01/01 00:00:01.000\t0\t101.00\n2026/01/01 00:00:02.000\t0\t102,50\n"
		"timestamp, index, power.draw [W]\n2026/01/01 00:00:03.000, 0, 103.00 W\n";

	ledger.ledger = true;
	ok(parse_begin(reader, &format_sacct, &ledger, shown, strlen(shown), none) == CORE_OK, "scontrol show job");
	ok(parse_next(reader, &row) && row.kind == PARSE_JOB && row.line_no == 1 && parse_is(reader->job.id, "7") && reader->job.gpus == 16 &&
	   reader->job.nodes == 2 && parse_is(reader->job.node_list, "n[1-2]") && reader->job.started.kind == PARSE_LOCAL && parse_is(reader->job.account, "a"), "over several lines");
	next_not(2, "continued");
	next_not(3, "continued");
	next_not(4, "continued");
	next_not(5, "blank line");
	ok(parse_next(reader, &row) && row.kind == PARSE_JOB && row.line_no == 6 && parse_is(reader->job.id, "8") && reader->job.ended.kind == PARSE_LOCAL, "the next job");
	next_not(7, "continued");
	ok(parse_next(reader, &row) && row.kind == PARSE_JOB && parse_is(reader->job.id, "9"), "and one in a line");
	ends();
	ok(begin(&format_promql_json, series, none), "lines of jq -c");
	ok(parse_next(reader, &row) && row.value == 7 && label_is(0, "instance", "n1"), "a series");
	ok(parse_next(reader, &row) && row.value == 8 && row.at.us == INT64_C(1700000015000000), "its second value");
	ok(parse_next(reader, &row) && row.value == 9 && label_is(0, "instance", "n2"), "values before labels");
	ok(parse_next(reader, &row) && row.value == 10 && row.line_no == 4, "of a vector");
	ends();
	ok(begin(&format_promql_json, exported, none), "VictoriaMetrics");
	ok(parse_next(reader, &row) && row.value == 7 && row.at.us == INT64_C(1700000000000000) && label_is(0, "instance", "n1"), "ms");
	ok(parse_next(reader, &row) && row.value == 8.5 && row.at.us == INT64_C(1700000015250000) && row.unit == PARSE_W, "with three digits");
	next_not(3, "no number");
	ok(parse_next(reader, &row) && row.value == 9 && row.at.us == INT64_C(1700000000000000), "keys in another order");
	next_not(5, "no such time");
	next_not(6, "no sample");
	ok(parse_next(reader, &row) && row.value == 11 && parse_is(row.metric, "b_watts"), "an answer behind it");
	ends();
	ok(begin(&format_nvidia_smi, table, none), "other delimiters");
	for (int i = 0; i < 4; i++)
	{
		if (i == 0 || i == 1 || i == 3)
			(void) parse_next(reader, &row);
		ok(parse_next(reader, &row) && (i == 2 ? reason_is("no number") : row.value == (i < 2 ? 100 + i : 103)), "line %d", i);
	}
	ends();
}

int
main(void)
{
	hosts();
	json();
	card_names();
	numbers();
	epochs();
	times();
	units();
	lines();
	prometheus();
	prom_names();
	slices_of_a_card();
	nvidia_smi();
	wide_lines();
	codecarbon();
	jobs();
	training();
	odd_jobs();
	counts_of_jobs();
	odd_answers();
	odd_documents();
	odd_columns();
	on_the_way();
	cut_values();
	cut_documents();
	other_forms();
	return done();
}
