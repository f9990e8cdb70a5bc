/*
 * log_call.c
 *		Rows that a call of read_log gives, and the instants of those that it reads (see
 *		log_call.h).
 */
#include "pg/log_call.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/tuplestore.h"

#include "pg/log_json.h"
#include "pg/log_text.h"

/* rows of one reason that are given; all are counted */
#define MOST_REJECTS	1000

/* most bytes of a detail and of a line that are quoted */
#define DETAIL_BYTES	200
#define LINE_BYTES		1000

/* a ledger keeps what is of 1970 to 2199: the first instant behind that */
#define END_US			(INT64CONST(7258118400) * USECS_PER_SEC)

void
log_set(ReadCall *call, int column, Datum value)
{
	call->values[column] = value;
	call->nulls[column] = false;
}

void
log_put(ReadCall *call, int64 line_no, char kind)
{
	log_set(call, COLUMN_LINE_NO, Int64GetDatum(line_no));
	log_set(call, COLUMN_KIND, CharGetDatum(kind));
	tuplestore_putvalues(call->result->setResult, call->result->setDesc, call->values, call->nulls);
	memset(call->nulls, true, sizeof(call->nulls));
}

void
log_close_line(Account *account)
{
	if (account->line_no == 0)
		return;
	account->lines++;
	if (account->good)
		account->read++;
	else if (account->bad)
		account->rejected++;
	else
		account->empty++;
	account->good = account->bad = false;
}

/*
 * Every reject is counted, MOST_REJECTS of a reason are given: a file of the wrong kind has as many
 * as it has lines.  With the row comes the line as it stands in the text, for whoever has to
 * find out; a finding (w) beside a sample does not make its line a rejected one.
 */
void
log_put_reject(ReadCall *call, const ParseRow *row)
{
	ParseReason reason = row->reason;
	ParseReasonClass class = parse_reason_class(reason);
	JsonbParseState *state;

	if (class == PARSE_REJECT)
		call->account.bad = true;
	call->account.reasons[reason]++;
	if (class == PARSE_EMPTY || call->account.reasons[reason] > MOST_REJECTS)
		return;
	log_set(call, COLUMN_REASON, call->reason[reason]);
	if (row->detail.n > 0)
		log_set(call, COLUMN_DETAIL, log_quote(row->detail, DETAIL_BYTES));
	if (call->reader->text.line.n > 0)
	{
		log_begin_object(&state);
		log_push_text(&state, "line", (Slice) {call->reader->text.line.s,
										   pg_mbcliplen(call->reader->text.line.s, call->reader->text.line.n, LINE_BYTES)},
				  PARSE_PLAIN);
		log_set(call, COLUMN_ATTRIBUTES, log_end_object(&state));
	}
	log_put(call, row->line_no, class == PARSE_REJECT ? 'r' : 'w');
}

void
log_put_finding(ReadCall *call, const ParseRow *row, ParseReason reason, Slice detail)
{
	ParseRow	finding = *row;

	finding.reason = reason;
	finding.detail = detail;
	log_put_reject(call, &finding);
}

/*
 * A text that begins in the hour that is shown twice: the lines to come tell
 * which of the two it is, by the fall of the clock or by going on into the time
 * that was shown once.
 */
static void
foresee(ReadCall *call, const ParseTime *time)
{
	Reader	   *ahead = MemoryContextAlloc(call->context, call->reader->format->size);
	Zone		zone = call->zone;
	int64		begin[2];
	int64		seen[2];
	int64		last = time->us;
	ParseReason reason;
	ParseRow	row;

	(void) zone_instants(&zone, time, begin, &reason);
	memcpy(ahead, call->reader, call->reader->format->size);
	while (parse_next(ahead, &row))
	{
		if (row.at.kind != PARSE_LOCAL)
			continue;
		if (zone_instants(&zone, &row.at, seen, &reason) == 2)
		{
			if (row.at.us < last - 10 * USECS_PER_MINUTE)
			{
				call->zone.clock = begin[0];
				call->zone.clock_known = true;
				break;
			}
			last = Max(last, row.at.us);
		}
		else if (reason == REASON_NONE)
		{
			/* what came last, if it was in the second hour, is just behind us */
			if (seen[0] - (last + (begin[1] - time->us)) <= 30 * USECS_PER_MINUTE && row.at.us > last)
			{
				call->zone.clock = begin[1];
				call->zone.clock_known = true;
			}
			break;
		}
		CHECK_FOR_INTERRUPTS();
	}
	pfree(ahead);
	call->foreseen = true;
}

bool
log_is_kept(ParseRow *row, int64 us)
{
	if (us >= 0 && us < END_US)
		return true;
	parse_reject(row, REASON_NO_SUCH_TIME, row->detail);
	return false;
}

bool
log_resolve(ReadCall *call, ParseRow *row, int64 *us)
{
	ParseReason reason;

	if (row->at.kind == PARSE_NO_TIME)
	{
		*us = call->scraped_at;
		if (!call->scraped)
			parse_reject(row, REASON_NO_TIME, (Slice) {NULL, 0});
		return call->scraped && log_is_kept(row, *us);
	}
	if (call->reader->zone_word.s != NULL && row->at.kind == PARSE_LOCAL)
	{
		if (zone_word_instant(&call->zone, call->reader->zone_word, &row->at, us))
			return log_is_kept(row, *us);
		parse_reject(row, REASON_NO_TIME_ZONE, call->reader->zone_word);
		return false;
	}
	if (zone_resolve(&call->zone, &row->at, us, &reason))
	{
		call->foreseen = false;
		return log_is_kept(row, *us);
	}
	if (reason == REASON_AMBIGUOUS_TIME && !call->zone.clock_known && !call->foreseen)
	{
		foresee(call, &row->at);
		if (zone_resolve(&call->zone, &row->at, us, &reason))
			return log_is_kept(row, *us);
	}
	parse_reject(row, reason, row->detail);
	return false;
}

void
log_take_instant(Account *account, int64 us)
{
	if (!account->timed || us < account->first_at)
		account->first_at = us;
	if (!account->timed || us > account->last_at)
		account->last_at = us;
	account->timed = true;
}
