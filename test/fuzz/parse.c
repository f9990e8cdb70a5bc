/*
 * parse.c
 *		Any bytes, NUL and broken UTF-8 too, read by every reader: each line gives
 *		a row, every slice lies in what was given, values are finite, and the end
 *		comes.  The first byte tells the format, the second whether a first line is
 *		the header and for whom the rows are.
 *
 * "parse seeds FROM TO" makes inputs of logs that are called after their formats.  A
 * format that gave nothing in all of a run was not reached: its name is printed at the
 * end.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/parse/hostlist.h"
#include "core/parse/seen.h"
#include "core/parse/series.h"

/* which of the formats gave a value, a job, a step or a device */
static bool gave[64];

static void
tell_unreached(void)
{
	for (int i = 0; parse_formats[i] != NULL; i++)
		if (!gave[i])
			fprintf(stderr, "not reached: %s\n", parse_formats[i]->name);
}

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
touch_labels(const Reader *reader)
{
	char		text[8192];

	for (int i = 0; i < reader->labels; i++)
	{
		const ParseLabel *label = &reader->label[i];

		touch(label->name);
		touch(label->value);
		if (label->value.n <= (int) sizeof(text))
			check(parse_unescape(label->escape, label->value, text) <= label->value.n);
	}
}

static void
touch_job(const ParseJob *job)
{
	char		name[HOSTLIST_MAX_NAME];
	Hostlist	hosts;
	Slice		rest = job->gpu_index;
	int64_t		from;
	int64_t		to;

	touch(job->id);
	touch(job->step);
	touch(job->name);
	touch(job->state);
	if (job->node_list.n > 0 && hostlist_count(job->node_list) > 0)
	{
		hostlist_begin(&hosts, job->node_list);
		for (int i = 0; i < 1000 && hostlist_next(&hosts, name) > 0; i++)
			;
	}
	for (int i = 0; i < 1000 && rest.n > 0 && hostlist_range(&rest, &from, &to); i++)
		check(from <= to);
}

static void
touch_seen(Seen *seen, const Reader *reader, const ParseRow *row)
{
	SeenKey		key = {row->metric, reader->key_text, row->metric, row->at.us};
	bool		duplicate;

	if (seen->used * 2 < seen->size && row->metric.s != NULL)
		check(seen_part(seen, &key, &duplicate) == CORE_OK);
}

static void
read_all(int which, const ParseOptions *options, Slice in, Slice header)
{
	const ParseFormat *format = parse_formats[which];
	Reader	   *reader = calloc(1, format->size);
	SeenKey		slot[64];
	Seen		seen = {slot, 64, 0};
	ParseRow	row;
	ParseSeries series;
	int64_t		line_no = 0;

	memset(slot, 0, sizeof(slot));
	if (parse_begin(reader, format, options, in.s, (size_t) in.n, header) == CORE_OK)
		while (parse_next(reader, &row))
		{
			check(row.line_no == line_no || row.line_no == line_no + 1);
			line_no = row.line_no;
			touch(row.device);
			touch(row.metric);
			touch(row.detail);
			touch(reader->header);
			check(!row.has_value || isfinite(row.value));
			check(row.reason < PARSE_REASONS && (row.kind != PARSE_LINE || row.reason != REASON_NONE));
			check(row.kind != PARSE_SAMPLE || row.reason != REASON_NONE || row.has_value || row.metric.s == NULL);
			(void) parse_unit_name(row.unit);
			gave[which] = gave[which] || (row.kind != PARSE_LINE && row.reason == REASON_NONE);
			if (row.kind == PARSE_JOB)
				touch_job(&reader->job);
			if (row.kind == PARSE_LINE || !parse_labels(reader, &row))
				continue;
			touch_labels(reader);
			if (row.kind != PARSE_SAMPLE)
				continue;
			touch(reader->key_name);
			touch(reader->key_text);
			touch_seen(&seen, reader, &row);
			parse_series(reader, &row, &series);
			check(series.device_length >= 0 && series.device_length <= PARSE_MAX_NAME);
			check(series.part_length >= 0 && series.host_length >= 0);
		}
	free(reader);
}

extern int	LLVMFuzzerInitialize(int *argc, char ***argv);
extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* for a ledger with all options, and every number of the text */
static const char whom[] = {5, 0};

static int
make_seeds(const char *from, const char *to)
{
	for (int i = 0; parse_formats[i] != NULL; i++)
	{
		char		path[1024];
		char		text[65536];
		FILE	   *file;
		size_t		n = 0;

		/* train-log reads what several others do, Megatron's lines among them */
		snprintf(path, sizeof(path), "%s/%s", from,
				 (parse_formats[i] == &format_train_log ? &format_megatron : parse_formats[i])->name);
		file = fopen(path, "rb");
		if (file != NULL)
		{
			n = fread(text, 1, sizeof(text), file);
			fclose(file);
		}
		if (n == 0)
		{
			fprintf(stderr, "no log of %s in %s\n", parse_formats[i]->name, from);
			return 1;
		}
		for (size_t k = 0; k < sizeof(whom); k++)
		{
			snprintf(path, sizeof(path), "%s/%s.%zu", to, parse_formats[i]->name, k);
			file = fopen(path, "wb");
			if (file == NULL || fputc(i, file) == EOF || fputc(whom[k], file) == EOF ||
				fwrite(text, 1, n, file) != n || fclose(file) != 0)
			{
				fprintf(stderr, "%s cannot be written\n", path);
				return 1;
			}
		}
	}
	return 0;
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	if (*argc == 4 && strcmp((*argv)[1], "seeds") == 0)
		exit(make_seeds((*argv)[2], (*argv)[3]));
	return atexit(tell_unreached);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const Slice wanted[] = {{"temperature.gpu", 15}, {"loss", 4}};
	ParseOptions options = parse_everything;
	char	   *copy;
	Slice		in;
	Slice		header = {NULL, 0};
	double		number;
	int			formats = 0;

	if (size < 2)
		return 0;
	while (parse_formats[formats] != NULL)
		formats++;
	/* a copy of its own size, so that what is read beyond it is found */
	copy = malloc(size - 1);
	memcpy(copy, data + 2, size - 2);
	in = (Slice) {copy, (int32_t) (size - 2)};
	options.ledger = (data[1] & 1) != 0;
	if (data[1] & 2)
	{
		options.metrics = wanted;
		options.metric_count = 2;
	}
	if (data[1] & 4)
	{
		options.host = options.device = options.job = wanted[1];
		options.ranks = options.seq_len = 8;
	}
	if (data[1] & 8)
	{
		const char *stop = in.n > 0 ? memchr(in.s, '\n', (size_t) in.n) : NULL;

		header = in;
		if (stop != NULL)
		{
			header.n = (int32_t) (stop - in.s);
			in = (Slice) {stop + 1, in.n - header.n - 1};
		}
	}
	(void) parse_number(in, (int32_t) (in.n % 40) - 20, &number);
	(void) parse_duration(in, &number);
	read_all(data[0] % formats, &options, in, header);
	free(copy);
	return 0;
}
