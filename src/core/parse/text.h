/*
 * text.h
 *		What every reader of logs does with text: lines, fields, times, numbers and
 *		units.
 */
#ifndef COLOSSUS_CORE_PARSE_TEXT_H
#define COLOSSUS_CORE_PARSE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* longest line, in bytes; the longest known are some kilobytes */
#define PARSE_MAX_LINE		(1024 * 1024)

/* most columns of a table, and most labels of a sample */
#define PARSE_MAX_COLUMNS	1024
#define PARSE_MAX_LABELS	256

/* the year 10000 in us since 1970: a written year has four digits */
#define PARSE_TIME_END_US	INT64_C(253402300800000000)

/* counts that come by way of a double end before 2^53, up to which it holds every whole number */
#define PARSE_COUNT_END		9e15

/* some bytes of the input; not zero-terminated */
typedef struct Slice
{
	const char *s;
	int32_t		n;
} Slice;

static inline bool
parse_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* how a slice must be read to get its text */
typedef enum ParseEscape
{
	PARSE_PLAIN,
	PARSE_BACKSLASH,			/* \\ \" \n, as in Prometheus text */
	PARSE_QUOTES,				/* "" is a quote, as in CSV */
	PARSE_JSON					/* backslashes as in JSON */
} ParseEscape;

/* writes the text of a slice to room for in.n bytes; returns its length */
extern int32_t parse_unescape(ParseEscape escape, Slice in, char *out);

/* --- text ------------------------------------------------------------------- */

/* what is left of a text */
typedef struct ParseText
{
	const char *next;
	const char *end;
	const char *feed;			/* the next LF at or behind next, end: none; NULL: not looked for */
	int64_t		line_no;		/* of the line that was read last, from 1 */
	Slice		line;			/* that line */
} ParseText;

extern void parse_text_init(ParseText *text, const char *s, size_t n);

/* next line without its end (LF, CRLF or a bare CR); false: no more lines */
extern bool parse_line(ParseText *text, Slice *line);

extern Slice parse_trim(Slice s);
extern bool parse_is(Slice s, const char *word);
extern bool parse_is_nocase(Slice s, const char *word);
extern bool parse_starts(Slice s, const char *word);
extern bool parse_starts_nocase(Slice s, const char *word);
extern bool parse_ends(Slice s, const char *word);
extern bool parse_same(Slice a, Slice b);

/* is one of the words between "_" of a name this one? */
extern bool parse_has_word(Slice name, const char *word);

/* --- times ------------------------------------------------------------------- */

typedef enum ParseTimeKind
{
	PARSE_NO_TIME = 0,
	PARSE_LOCAL,				/* a clock's reading; the zone is not known */
	PARSE_UTC
} ParseTimeKind;

/* microseconds since 1970-01-01 00:00, of UTC or of the local calendar */
typedef struct ParseTime
{
	ParseTimeKind kind;
	int64_t		us;
} ParseTime;

/* Z, +02, +0200 or +02:00, all of the slice; seconds east of Greenwich */
extern bool parse_offset(Slice s, int *seconds);

/*
 * Date and time: 2026-09-23T20:00:00, with "/" for "-", with a space for "T",
 * with decimals after "." or ",", with "Z" or an offset at the end.  Returns
 * what follows it, or NULL where none begins at s.
 */
extern const char *parse_time(const char *s, const char *end, ParseTime *time);

/*
 * The whole slice is a number of seconds (shift 6) or milliseconds (shift 3) since 1970; decimals
 * are rounded as by parse_time.  false: it is no number, below 0, or past the year 9999.
 */
extern bool parse_epoch(Slice s, int32_t shift, ParseTime *time);

/* the whole slice is a time; or a number of seconds since 1970, where asked */
extern bool parse_time_slice(Slice s, bool or_epoch, ParseTime *time);

/* --- numbers and units -------------------------------------------------------- */

typedef enum ParseUnit
{
	PARSE_UNIT_UNKNOWN = 0,
	PARSE_W,
	PARSE_J,
	PARSE_S,
	PARSE_ONE,					/* counts and ratios */
	PARSE_BYTES,
	PARSE_HZ,
	PARSE_CELSIUS,
	PARSE_KG,
	PARSE_LITRES,
	PARSE_FLOP,
	PARSE_FLOPS,
	PARSE_PER_S,
	PARSE_G_PER_KWH
} ParseUnit;

#define PARSE_UNITS		(PARSE_G_PER_KWH + 1)

/* name of a unit; NULL for PARSE_UNIT_UNKNOWN */
extern const char *parse_unit_name(ParseUnit unit);

#define PARSE_SIGNED	1		/* may be negative */
#define PARSE_AT_MOST_100	2	/* as written: a share in percent */

/* what a number counts: number x 10^shift x factor is in unit */
typedef struct ParseScale
{
	ParseUnit	unit;
	int32_t		shift;
	double		factor;
	uint32_t	flags;
} ParseScale;

/* scale of a unit's name as tools write it (mW, MiB, %); false: unknown */
extern bool parse_scale(Slice name, ParseScale *scale);

typedef enum ParseNumber
{
	PARSE_NUMBER,
	PARSE_NAN,
	PARSE_INFINITE,
	PARSE_TOO_LARGE,
	PARSE_NO_NUMBER
} ParseNumber;

/* a decimal number x 10^shift, rounded once; the whole slice must be it */
extern ParseNumber parse_number(Slice s, int32_t shift, double *value);

/* a number with commas, 4,376, without them; it may be in room then */
extern Slice parse_without_commas(Slice value, char room[64]);

/* a whole number; false: none, or beyond 64 bits */
extern bool parse_integer(Slice s, int64_t *value);

/* [days-][[hours:]minutes:]seconds[.decimals] in s */
extern bool parse_duration(Slice s, double *seconds);

/* --- fields ------------------------------------------------------------------- */

typedef struct ParseField
{
	Slice		text;
	ParseEscape escape;
} ParseField;

/*
 * Splits a line of CSV; blanks around a field are not part of it.  Returns the
 * number of fields, -1: more than most, -2: a quote that is not closed, or text
 * after it.
 */
extern int	parse_csv(Slice line, char delimiter, ParseField *fields, int most);

#endif							/* COLOSSUS_CORE_PARSE_TEXT_H */
