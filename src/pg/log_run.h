/*
 * log_run.h
 *		The samples of a series in a piece of a log, together: what a ledger takes
 *		in at once is one row a series and not one a sample, and in the order of time.
 */
#ifndef COLOSSUS_PG_LOG_RUN_H
#define COLOSSUS_PG_LOG_RUN_H

#include "pg/colossus.h"

#include "datatype/timestamp.h"

typedef struct LogSample
{
	TimestampTz at;
	double		value;
	int64		line_no;
} LogSample;

/* all zero: none yet */
typedef struct LogRun
{
	LogSample  *sample;
	int32		n;
	int32		room;
	bool		disordered;		/* a time that is not behind the one before */
	int64		first_line;		/* the least number of a line */
} LogRun;

extern void log_run_add(LogRun *run, LogSample sample, MemoryContext context);

/* In order of time, and of lines where times are equal; true: no time stands twice. */
extern bool log_run_sort(LogRun *run);

/* arrays, one entry a sample: lines behind first_line (integer), times, values */
extern Datum log_run_lines(const LogRun *run);
extern Datum log_run_times(const LogRun *run);
extern Datum log_run_values(const LogRun *run);

/* forgets the samples and their room */
extern void log_run_clear(LogRun *run);

#endif							/* COLOSSUS_PG_LOG_RUN_H */
