/*
 * zone.h
 *		Local times of logs, in a zone that is given by name.
 */
#ifndef COLOSSUS_PG_ZONE_H
#define COLOSSUS_PG_ZONE_H

#include "pg/colossus.h"

#include "pgtime.h"
#include "utils/timestamp.h"

#include "core/parse/reader.h"

/*
 * A time zone, the last local minute that was converted, and the clock of the
 * log: its lines are in order, so the hour that is shown twice is told by the
 * fall of the clock.
 */
typedef struct Zone
{
	bool		given;
	pg_tz	   *tz;				/* NULL: fixed */
	int			offset;			/* seconds east, where fixed */
	bool		minute_known;
	int64		minute;
	int			minute_offset;	/* the earlier one, where there are two */
	int			minute_later;	/* the other one; equal: there is one */
	ParseReason minute_reason;
	bool		ordered;		/* the times are read in the order of the log */
	bool		clock_known;
	int64		clock;			/* the last instant, in us since 1970 */
} Zone;

/* raises 22023 for what is no zone */
extern void zone_read(Zone *zone, const text *argument);

/* the instants that a local time may mean: none, one or two, the earlier first */
extern int	zone_instants(Zone *zone, const ParseTime *time, int64 us[2], ParseReason *reason);

/*
 * The instant of a time, in us since 1970; false: reason says why there is none.
 * Where the log's order cannot tell which of two is meant, REASON_AMBIGUOUS_TIME.
 */
extern bool zone_resolve(Zone *zone, const ParseTime *time, int64 *us, ParseReason *reason);

/*
 * The instant of a local time behind which its zone's short name stands, CDT in America/Chicago:
 * which many zones have, so that one counts that the given zone has or had.  false: it has none such.
 */
extern bool zone_word_instant(const Zone *zone, Slice word, const ParseTime *time, int64 *us);

static inline TimestampTz
zone_timestamp(int64 us)
{
	return us - (int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * USECS_PER_DAY;
}

#endif							/* COLOSSUS_PG_ZONE_H */
