/*
 * zone.c
 *		Local times of logs, in a zone that is given by name: see zone.h.
 *
 * A zone is a full name, looked up in the zone database, or a fixed offset, and
 * never an abbreviation, whose meaning a setting may change.  The zone database
 * itself changes with updates of the server; timezone(text, timestamp) is
 * IMMUTABLE on the same terms.
 */
#include "pg/zone.h"

#include "utils/builtins.h"

/*
 * Lines of a log are not quite in order: a clock that falls by less than this
 * was not set back by an hour.
 */
#define DISORDER_US		(10 * USECS_PER_MINUTE)

/* a log that is silent for longer may have missed the fall of the clock */
#define SILENCE_US		(30 * USECS_PER_MINUTE)

/*
 * A zone whose name is a POSIX rule, as in "UTC+3", means west where ISO 8601
 * says east.  What has digits must be one of these names.
 */
static bool
name_is_plain(const char *name)
{
	static const char *const with_digits[] = {
		"EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT", "GMT0", "GMT+0", "GMT-0"
	};

	if (strpbrk(name, "0123456789<,") == NULL || pg_strncasecmp(name, "Etc/GMT", 7) == 0)
		return true;
	for (size_t i = 0; i < lengthof(with_digits); i++)
		if (pg_strcasecmp(name, with_digits[i]) == 0)
			return true;
	return false;
}

/*
 * An offset first: what looks like one means east of Greenwich here, as in ISO 8601, while the
 * zone database would read it the other way round.
 */
void
zone_read(Zone *zone, const text *argument)
{
	char	   *name = text_to_cstring(argument);

	memset(zone, 0, sizeof(Zone));
	zone->given = true;
	if (!parse_offset((Slice) {name, (int32) strlen(name)}, &zone->offset))
	{
		zone->tz = name_is_plain(name) ? pg_tzset(name) : NULL;
		if (zone->tz == NULL || !pg_tz_acceptable(zone->tz))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("time zone \"%s\" not recognized", name),
					 errhint("Use a full name such as Europe/Berlin, or an offset such as +02:00, which is east of Greenwich.")));
	}
	pfree(name);
}

static int
offset_at(const Zone *zone, int64 seconds)
{
	pg_time_t	t = (pg_time_t) seconds;
	struct pg_tm *tm = pg_localtime(&t, zone->tz);

	return tm != NULL ? (int) tm->tm_gmtoff : 0;
}

/*
 * How far east a clock was that showed these seconds.  A clock that is set back
 * shows an hour twice, one that is set forward leaves one out.
 */
static void
local_offsets(Zone *zone, int64 seconds)
{
	int			before = offset_at(zone, seconds - SECS_PER_DAY);
	int			after = offset_at(zone, seconds + SECS_PER_DAY);
	bool		before_fits = offset_at(zone, seconds - before) == before;
	bool		after_fits = offset_at(zone, seconds - after) == after;

	zone->minute_reason = before_fits || after_fits ? REASON_NONE : REASON_SKIPPED_TIME;
	zone->minute_offset = before_fits ? before : after;
	zone->minute_later = after_fits ? after : before;
}

/*
 * The offsets of a minute are kept with it: lines of a log follow each other within a minute, and
 * each question to the zone database is a search.
 */
int
zone_instants(Zone *zone, const ParseTime *time, int64 us[2], ParseReason *reason)
{
	int64		seconds = time->us / USECS_PER_SEC - (time->us % USECS_PER_SEC < 0);
	int64		minute = seconds / SECS_PER_MINUTE - (seconds % SECS_PER_MINUTE < 0);

	us[0] = us[1] = time->us;
	*reason = REASON_NONE;
	if (time->kind == PARSE_UTC)
		return 1;
	if (!zone->given)
	{
		*reason = REASON_NO_TIME_ZONE;
		return 0;
	}
	/* clocks are set at full minutes, so a minute has the same offsets throughout */
	if (zone->tz == NULL)
		zone->minute_offset = zone->minute_later = zone->offset;
	else if (!zone->minute_known || zone->minute != minute)
	{
		zone->minute = minute;
		zone->minute_known = true;
		local_offsets(zone, minute * SECS_PER_MINUTE);
	}
	*reason = zone->minute_reason;
	if (*reason != REASON_NONE)
		return 0;
	us[0] -= (int64) zone->minute_offset * USECS_PER_SEC;
	us[1] -= (int64) zone->minute_later * USECS_PER_SEC;
	return us[0] == us[1] ? 1 : 2;
}

/*
 * Two instants for one reading: the clock was set back.  The log's order tells which, as long
 * as its lines come often enough; after a silence it does not.
 */
bool
zone_resolve(Zone *zone, const ParseTime *time, int64 *us, ParseReason *reason)
{
	int64		may_be[2];
	int			n = zone_instants(zone, time, may_be, reason);

	if (n == 0)
		return false;
	if (n == 2)
	{
		int64		distance = may_be[0] - zone->clock;

		if (!zone->ordered || !zone->clock_known || distance > SILENCE_US)
		{
			*reason = REASON_AMBIGUOUS_TIME;
			return false;
		}
		/* before the last line's instant: the clock has fallen, so it is the later one */
		*us = distance >= -DISORDER_US ? may_be[0] : may_be[1];
	}
	else
		*us = may_be[0];
	zone->clock = *us;
	zone->clock_known = true;
	return true;
}

bool
zone_word_instant(const Zone *zone, Slice word, const ParseTime *time, int64 *us)
{
	char		name[16];
	pg_time_t	local = time->us / USECS_PER_SEC;
	long		offset;
	int			is_dst;

	if (zone->tz == NULL || word.n >= (int32) sizeof(name))
		return false;
	memcpy(name, word.s, word.n);
	name[word.n] = '\0';
	if (!pg_interpret_timezone_abbrev(name, &local, &offset, &is_dst, zone->tz))
		return false;
	*us = time->us - offset * USECS_PER_SEC;
	return true;
}
