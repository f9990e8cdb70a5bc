/*
 * log_call.h
 *		What the parts of read_log share: the rows that they give, what was rejected, and
 *		instants.
 */
#ifndef COLOSSUS_PG_LOG_CALL_H
#define COLOSSUS_PG_LOG_CALL_H

#include "pg/colossus.h"

#include "funcapi.h"

#include "pg/zone.h"

#include "core/parse/series.h"

enum
{
	COLUMN_LINE_NO,
	COLUMN_KIND,
	COLUMN_SERIES,
	COLUMN_AT,
	COLUMN_VALUE,
	COLUMN_REASON,
	COLUMN_DETAIL,
	COLUMN_ATTRIBUTES,
	COLUMNS,

	/* where the samples of a series come together: time is that of the first of them, value is NULL */
	COLUMN_SAMPLES = COLUMNS,
	COLUMN_LAST_AT,
	COLUMN_ONCE,
	COLUMN_LINES,
	COLUMN_TIMES,
	COLUMN_VALUES,
	BLOCK_COLUMNS
};

typedef struct Account
{
	int64		lines;
	int64		read;
	int64		empty;
	int64		rejected;
	int64		samples;
	int64		reasons[PARSE_REASONS];
	bool		timed;
	int64		first_at;
	int64		last_at;

	/* of the line at hand */
	int64		line_no;
	bool		good;
	bool		bad;
} Account;

typedef struct ReadCall
{
	ReturnSetInfo *result;
	MemoryContext context;		/* lives as long as the call */
	MemoryContext row;
	Reader	   *reader;
	ParseOptions options;
	Zone		zone;
	bool		foreseen;		/* looked ahead, until the hour that is shown twice is over */
	bool		scraped;
	int64		scraped_at;
	struct raw_hash *raw;		/* series by the text that names them */
	struct series_hash *series; /* and by what makes them one */
	struct SeriesState *state;
	int32		states;
	int32		states_room;
	bool		together;		/* samples of a series come in one row */
	int32		held;			/* samples that are held */
	bool		told[PARSE_REASONS];	/* findings that are given once */
	Account		account;
	Datum		reason[PARSE_REASONS];
	Datum		values[BLOCK_COLUMNS];
	bool		nulls[BLOCK_COLUMNS];
} ReadCall;

/* a column of the row to come */
extern void log_set(ReadCall *call, int column, Datum value);

/* A row of the result, whose columns have been set; all are NULL again for the next one. */
extern void log_put(ReadCall *call, int64 line_no, char kind);

/* the row says why it gives nothing; a finding stands beside what it gives */
extern void log_put_reject(ReadCall *call, const ParseRow *row);
extern void log_put_finding(ReadCall *call, const ParseRow *row, ParseReason reason, Slice detail);

/* the line at hand is over */
extern void log_close_line(Account *account);

/* is it an instant that a ledger keeps? false: the row says that it is none */
extern bool log_is_kept(ParseRow *row, int64 us);

/* the instant of a row, in us since 1970; false: the row says why there is none */
extern bool log_resolve(ReadCall *call, ParseRow *row, int64 *us);

/* the account reaches to this instant */
extern void log_take_instant(Account *account, int64 us);

/* rows of jobs, training steps and devices, or the reasons why they are none */
extern void log_take_job(ReadCall *call, ParseRow *row);
extern void log_take_step(ReadCall *call, ParseRow *row);
extern void log_take_device(ReadCall *call, ParseRow *row);

#endif							/* COLOSSUS_PG_LOG_CALL_H */
