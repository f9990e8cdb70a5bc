/*
 * parse.c
 *		Any bytes, NUL and broken UTF-8 too, read by every reader: each line gives
 *		a row, every slice lies in what was given, values are finite, and the end
 *		comes.  The first byte tells the reader, and whether a first line is the
 *		header.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/parse.h"

static ParseTable table;
static Sacct sacct;
static TrainLog train_log;
static PromLabels labels;


static void
check(int good)
{
	if (!good)
		abort();
}

/* reads every byte of a slice, so that the sanitizer sees it */
static void
touch(Slice s)
{
	static volatile unsigned sum;

	check(s.n >= 0);
	if (s.s == NULL)
		check(s.n == 0);
	for (int32_t i = 0; i < s.n; i++)
		sum += (unsigned char) s.s[i];
}

static void
touch_labels(const ParseLabel *label, int count)
{
	char		text[4096];

	for (int i = 0; i < count; i++)
	{
		touch(label[i].name);
		touch(label[i].value);
		if (label[i].value.n <= (int) sizeof(text))
			check(parse_unescape(label[i].escape, label[i].value, text) <= label[i].value.n);
	}
}

static void
check_row(const ParseRow *row, int64_t *line_no)
{
	check(row->line_no == *line_no || row->line_no == *line_no + 1);
	*line_no = row->line_no;
	touch(row->device);
	touch(row->metric);
	touch(row->detail);
	check(!row->has_value || isfinite(row->value));
	if (row->reason == NULL)
		check(row->has_value || row->metric.s == NULL);
	(void) parse_unit_name(row->unit);
}

static void
prometheus(Slice in)
{
	ParseText	text;
	Slice		line;
	PromSeenKey slot[64];
	PromSeen	seen = {slot, 64, 0};

	memset(slot, 0, sizeof(slot));
	parse_text_init(&text, in.s, (size_t) in.n);
	while (parse_line(&text, &line))
	{
		ParseRow	row;
		PromLine	parts;
		PromMetric	metric;
		int64_t		line_no = text.line_no;
		int			device;
		int			part;

		parse_row_init(&row, text.line_no);
		if (prom_line(line, &parts, &row) && prom_labels(parts.block, &labels, &row) &&
			prom_labels_finish(&labels, &row))
		{
			touch_labels(labels.label, labels.count);
			prom_metric(row.metric, &metric);
			prom_device(&labels, &metric, &device, &part);
			check(device < labels.count && part < labels.count);
			prom_value(&row, parts.value, &metric);
			if (device >= 0 && part >= 0)
			{
				PromSeenKey key = {row.metric, labels.label[device].value, labels.label[part].value, row.at.us};
				bool		duplicate;

				if (prom_seen(&seen, &key, &duplicate) == CORE_NEED_MEMORY)
				{
					memset(slot, 0, sizeof(slot));
					seen.used = 0;
				}
			}
		}
		check_row(&row, &line_no);
	}
}

int			LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	char	   *copy;
	Slice		in;
	Slice		header = {NULL, 0};
	ParseRow	row;
	int64_t		line_no = 0;
	double		number;

	if (size < 1 || size > 1 << 20)
		return 0;
	/* of its exact size, so that a byte too far is seen */
	copy = malloc(size);
	memcpy(copy, data, size);
	in = (Slice) {copy + 1, (int32_t) (size - 1)};
	if (copy[0] & 8)
	{
		const char *stop = in.n > 0 ? memchr(in.s, '\n', (size_t) in.n) : NULL;

		if (stop != NULL)
		{
			header = (Slice) {in.s, (int32_t) (stop - in.s)};
			in = (Slice) {stop + 1, (int32_t) (in.s + in.n - stop - 1)};
		}
	}
	switch (copy[0] & 7)
	{
		case 0:
		case 1:
		case 2:
			if (parse_table_init(&table, (ParseTableKind) (copy[0] & 7), in.s, (size_t) in.n, header) == CORE_OK)
				while (parse_table_next(&table, &row))
				{
					check_row(&row, &line_no);
					touch_labels(table.label, table.labels);
				}
			break;
		case 3:
			if (sacct_init(&sacct, in.s, (size_t) in.n, header) == CORE_OK)
				while (sacct_next(&sacct, &row))
				{
					/* a job without an energy column is a row without a value */
					check(row.reason == NULL || !row.has_value);
					touch_labels(sacct.label, sacct.labels);
					touch(sacct.job);
					touch(sacct.step);
					touch(sacct.gpu_type);
				}
			break;
		case 4:
			if (train_log_init(&train_log, in.s, (size_t) in.n, header) == CORE_OK)
				while (train_log_next(&train_log, &row))
				{
					check_row(&row, &line_no);
					touch_labels(train_log.is_table ? train_log.table.label : train_log.label,
								 train_log.is_table ? train_log.table.labels : train_log.labels);
				}
			break;
		case 5:
			(void) parse_number(in, (int32_t) (in.n % 40) - 20, &number);
			(void) parse_duration(in, &number);
			break;
		default:
			prometheus(in);
	}
	free(copy);
	return 0;
}
