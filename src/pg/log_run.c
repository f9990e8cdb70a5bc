/*
 * log_run.c
 *		The samples of a series in a piece of a log, together (see log_run.h).
 */
#include "pg/log_run.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/memutils.h"

/* samples that a run has room for when its second one comes: most series of a scrape have one */
#define ROOM	4

void
log_run_add(LogRun *run, LogSample sample, MemoryContext context)
{
	if (run->n == run->room)
	{
		int32		room = run->room == 0 ? 1 : Max(ROOM, run->room * 2);

		if (run->room == 0)
			run->sample = MemoryContextAlloc(context, sizeof(LogSample) * room);
		else
			run->sample = repalloc_huge(run->sample, sizeof(LogSample) * room);
		run->room = room;
	}
	if (run->n == 0)
	{
		run->first_line = sample.line_no;
		run->disordered = false;
	}
	/* equal times too: log_run_sort looks for them in what is disordered alone */
	else if (sample.at <= run->sample[run->n - 1].at)
		run->disordered = true;
	run->first_line = Min(run->first_line, sample.line_no);
	run->sample[run->n++] = sample;
}

static int
earlier(const void *a, const void *b)
{
	const LogSample *x = a;
	const LogSample *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->line_no < y->line_no ? -1 : x->line_no > y->line_no;
}

bool
log_run_sort(LogRun *run)
{
	if (!run->disordered)
		return true;
	qsort(run->sample, run->n, sizeof(LogSample), earlier);
	for (int32 i = 1; i < run->n; i++)
		if (run->sample[i].at == run->sample[i - 1].at)
			return false;
	return true;
}

/* an array of one dimension without NULLs, whose entries the caller writes: construct_array takes a Datum each */
static ArrayType *
vector(Oid type, Size width, int32 n)
{
	Size		size = ARR_OVERHEAD_NONULLS(1) + width * n;
	ArrayType  *array = palloc0(size);

	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->elemtype = type;
	ARR_DIMS(array)[0] = n;
	ARR_LBOUND(array)[0] = 1;
	return array;
}

/* from the first line on, as 4 bytes each: a text has fewer lines than bytes, of which a value holds 1 GB */
Datum
log_run_lines(const LogRun *run)
{
	ArrayType  *array = vector(INT4OID, sizeof(int32), run->n);
	int32	   *entry = (int32 *) ARR_DATA_PTR(array);

	for (int32 i = 0; i < run->n; i++)
		entry[i] = (int32) (run->sample[i].line_no - run->first_line);
	return PointerGetDatum(array);
}

Datum
log_run_times(const LogRun *run)
{
	ArrayType  *array = vector(TIMESTAMPTZOID, sizeof(TimestampTz), run->n);
	TimestampTz *entry = (TimestampTz *) ARR_DATA_PTR(array);

	for (int32 i = 0; i < run->n; i++)
		entry[i] = run->sample[i].at;
	return PointerGetDatum(array);
}

Datum
log_run_values(const LogRun *run)
{
	ArrayType  *array = vector(FLOAT8OID, sizeof(float8), run->n);
	float8	   *entry = (float8 *) ARR_DATA_PTR(array);

	for (int32 i = 0; i < run->n; i++)
		entry[i] = run->sample[i].value;
	return PointerGetDatum(array);
}

void
log_run_clear(LogRun *run)
{
	if (run->room > 0)
		pfree(run->sample);
	memset(run, 0, sizeof(LogRun));
}
