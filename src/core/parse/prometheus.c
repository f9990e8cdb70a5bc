/*
 * prometheus.c
 *		Samples in the text format of Prometheus and OpenMetrics.
 *
 * DCGM writes values that mean "none" as numbers; they are no samples.  On a
 * card that is cut into instances (MIG), dcgm-exporter gives each instance a
 * line with the power, energy, temperature and clock of the whole card; what is
 * measured per instance has the instance in its device, "GPU-.../3".
 */
#include "core/parse/prometheus.h"

#include <string.h>

static const Slice nothing = {NULL, 0};

/* one line, in parts; block is the text between { and } */
typedef struct PromLine
{
	Slice		name;
	Slice		block;
	Slice		value;
	ParseTime	at;
} PromLine;

typedef struct Prometheus
{
	Reader		base;
	PromLine	parts;
	Slice		name;			/* whose meaning metric is: lines of one metric stand together */
	PromMetric	metric;
	bool		wanted;
} Prometheus;

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
	/* read as ms, of which 1e11 are 1e14 us */
	if (!parse_epoch(s, 3, time))
		return false;
	return time->us >= INT64_C(100000000000000) || parse_epoch(s, 6, time);
}

/* false: the row says why the line has no sample */
static bool
split_line(Slice line, PromLine *parts, ParseRow *row)
{
	const char *p = line.s;
	const char *end = line.s + line.n;
	const char *start;

	memset(parts, 0, sizeof(PromLine));
	parts->block.s = line.s;
	row->needs_time = true;
	if (line.n > PARSE_MAX_LINE)
	{
		parse_line_reject(row, REASON_TOO_LONG, nothing);
		return false;
	}
	p = skip_blanks(p, end);
	if (p == end)
	{
		parse_line_reject(row, REASON_BLANK_LINE, nothing);
		return false;
	}
	if (*p == '#')
	{
		parse_line_reject(row, REASON_COMMENT, nothing);
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
			parse_line_reject(row, REASON_OPEN_LABELS, nothing);
			return false;
		}
		parts->block.n = (int32_t) (p - parts->block.s);
		p++;
	}
	else if (parts->name.n == 0 || p == start + parts->name.n)
	{
		parse_line_reject(row, REASON_NO_SAMPLE, (Slice) {start, (int32_t) (end - start)});
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
			parse_line_reject(row, REASON_NO_SUCH_TIME, time);
			return false;
		}
		p = skip_blanks(p, end);
	}
	/* an exemplar of OpenMetrics belongs to a trace, not to the sample */
	if (p < end && *p != '#')
	{
		parse_line_reject(row, REASON_TRAILING, (Slice) {p, (int32_t) (end - p)});
		return false;
	}
	row->at = parts->at;
	return true;
}

/* --- labels -------------------------------------------------------------------- */

static bool
no_labels(Reader *reader, ParseRow *row, ParseReason reason, Slice detail)
{
	reader->labels = 0;
	parse_reject(row, reason, detail);
	return false;
}

/* false: the row says why; there are no labels then.  A name among them goes to row->metric where the row has none. */
static bool
read_labels(Slice block, Reader *reader, ParseRow *row)
{
	const char *p = block.s;
	const char *end = block.s + block.n;

	reader->labels = 0;
	for (;;)
	{
		ParseLabel *label = &reader->label[reader->labels];
		const char *start;

		p = skip_blanks(p, end);
		if (p == end)
			break;
		if (reader->labels == PARSE_MAX_LABELS)
			return no_labels(reader, row, REASON_TOO_MANY_LABELS, nothing);
		start = p;
		label->name_escape = PARSE_PLAIN;
		label->escape = PARSE_BACKSLASH;
		if (*p == '"')
		{
			start++;
			p = closing_quote(start, end);
			if (p == end)
				return no_labels(reader, row, REASON_OPEN_LABELS, nothing);
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
				return no_labels(reader, row, REASON_BAD_LABEL, label->name);
			start = ++p;
			p = closing_quote(start, end);
			if (p == end)
				return no_labels(reader, row, REASON_OPEN_LABELS, nothing);
			label->value = (Slice) {start, (int32_t) (p - start)};
			if (memchr(start, '\\', (size_t) (p - start)) == NULL)
				label->escape = PARSE_PLAIN;
			p++;
			/* promtool tsdb dump: {__name__="any_name", label="value"} */
			if (row->metric.n == 0 && parse_is(label->name, "__name__"))
				row->metric = label->value;
			else
				reader->labels++;
		}
		else if (label->name_escape == PARSE_BACKSLASH && row->metric.n == 0)
		{
			/* {"any.name", label="value"}: a quoted string alone is the metric's name */
			row->metric = label->name;
		}
		else
			return no_labels(reader, row, REASON_BAD_LABEL,
							 (Slice) {start, (int32_t) (end - start)});
		p = skip_blanks(p, end);
		if (p < end && *p++ != ',')
			return no_labels(reader, row, REASON_BAD_LABEL,
							 (Slice) {p - 1, (int32_t) (end - p + 1)});
	}
	if (row->metric.n == 0)
		return no_labels(reader, row, REASON_NO_NAME, nothing);
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

static int
find_label(const Reader *reader, const char *name)
{
	for (int i = 0; i < reader->labels; i++)
		if (parse_is(reader->label[i].name, name))
			return i;
	return -1;
}

static Slice
word(const char *s)
{
	return (Slice) {s, (int32_t) strlen(s)};
}

bool
prom_labels_finish(Reader *reader, ParseRow *row)
{
	for (int i = 0; i < reader->labels; i++)
	{
		Slice	   *name = &reader->label[i].name;

		/* dcgm-exporter changed Hostname to hostname and UUID to uuid */
		if (parse_is_nocase(*name, "uuid"))
			*name = word("uuid");
		else if (parse_is_nocase(*name, "hostname"))
			*name = word("hostname");
	}
	for (size_t k = 0; k < sizeof(renamed) / sizeof(renamed[0]); k++)
	{
		int			exported = find_label(reader, renamed[k].exported);
		int			plain;

		if (exported < 0)
			continue;
		plain = find_label(reader, renamed[k].plain);
		if (plain >= 0)
			reader->label[plain].name = word(renamed[k].target);
		reader->label[exported].name = word(renamed[k].plain);
	}
	for (int i = 1; i < reader->labels; i++)
		for (int j = 0; j < i; j++)
			if (parse_same(reader->label[i].name, reader->label[j].name))
				return no_labels(reader, row, REASON_TWICE, reader->label[i].name);
	return true;
}

/* --- rows ------------------------------------------------------------------------- */

static Status
init(Reader *reader, Slice header)
{
	((Prometheus *) reader)->name = nothing;
	/* there is none in this format */
	(void) header;
	return CORE_OK;
}

static void
take_name(Prometheus *prometheus, Slice name)
{
	if (prometheus->name.s != NULL && parse_same(prometheus->name, name))
		return;
	prometheus->name = name;
	prom_metric(name, &prometheus->metric);
	prometheus->wanted = parse_wants(prometheus->base.options, name, prometheus->metric.quantity);
}

static bool
next(Reader *reader, ParseRow *row)
{
	Prometheus *prometheus = (Prometheus *) reader;
	PromLine   *parts = &prometheus->parts;
	Slice		line;

	if (!parse_line(&reader->text, &line))
		return false;
	reader->labels = 0;
	parse_row_init(row, reader->text.line_no);
	if (!split_line(line, parts, row))
		return true;
	/* a name that is quoted stands among the labels; where those are broken the line is of no series */
	if (row->metric.n == 0 && !read_labels(parts->block, reader, row))
	{
		row->kind = PARSE_LINE;
		return true;
	}
	take_name(prometheus, row->metric);
	reader->key_name = row->metric;
	reader->key_text = parts->block;
	if (!prometheus->wanted)
		parse_line_reject(row, REASON_NOT_WANTED, nothing);
	else
		prom_value(row, parts->value, &prometheus->metric);
	return true;
}

static bool
labels(Reader *reader, ParseRow *row)
{
	const PromLine *parts = &((Prometheus *) reader)->parts;

	/* a name that is quoted is found anew */
	row->metric = parts->name;
	return read_labels(parts->block, reader, row) && prom_labels_finish(reader, row);
}

const ParseFormat format_prometheus = {
	"prometheus", "prometheus", true, sizeof(Prometheus), init, next, labels
};

/* a scrape of dcgm-exporter is such a text */
const ParseFormat format_dcgm = {
	"dcgm", "prometheus", true, sizeof(Prometheus), init, next, labels
};
