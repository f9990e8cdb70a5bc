/*
 * text.c
 *		What all readers share: lines, times, numbers, units, fields.
 *
 * Numbers are read as integer x 10^k with the scale of the unit (mJ, kWh, %)
 * added to k, so that a value that was printed in decimals is rounded once:
 * 101.63K is 101630 and 25.62 % is the double nearest to 0.2562.
 */
#include "core/parse/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- text ------------------------------------------------------------------- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
}

/* A text begins before its first line: line_no is that of the line that was read last. */
void
parse_text_init(ParseText *text, const char *s, size_t n)
{
	/* a byte order mark is not text: PowerShell puts one before what it redirects */
	if (n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0)
	{
		s += 3;
		n -= 3;
	}
	text->next = s;
	text->end = s + n;
	text->feed = NULL;
	text->line_no = 0;
	text->line = (Slice) {NULL, 0};
}

/*
 * A bare CR ends a line too: progress bars write over themselves.  The LF that
 * was found ahead is kept, so that a text of CRs alone is searched once.
 */
bool
parse_line(ParseText *text, Slice *line)
{
	const char *start = text->next;
	const char *stop;
	const char *cr;

	if (start == text->end)
		return false;
	if (text->feed == NULL || text->feed < start)
	{
		text->feed = memchr(start, '\n', (size_t) (text->end - start));
		if (text->feed == NULL)
			text->feed = text->end;
	}
	stop = text->feed;
	text->next = stop < text->end ? stop + 1 : stop;
	cr = stop > start ? memchr(start, '\r', (size_t) (stop - start)) : NULL;
	if (cr != NULL)
	{
		/* CRLF, and the CRCRLF of a text that was converted twice, are one end */
		for (stop = cr; cr < text->feed && *cr == '\r'; cr++)
			;
		if (cr < text->feed)
			text->next = stop + 1;
	}
	line->s = start;
	line->n = stop - start > INT32_MAX ? INT32_MAX : (int32_t) (stop - start);
	text->line = *line;
	text->line_no++;
	return true;
}

/* Blanks and tabs alone: a CR at the end has ended the line already. */
Slice
parse_trim(Slice s)
{
	while (s.n > 0 && is_blank(s.s[0]))
	{
		s.s++;
		s.n--;
	}
	while (s.n > 0 && is_blank(s.s[s.n - 1]))
		s.n--;
	return s;
}

bool
parse_same(Slice a, Slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, (size_t) a.n) == 0);
}

bool
parse_has_word(Slice name, const char *word)
{
	int32_t		n = (int32_t) strlen(word);

	for (int32_t i = 0; i + n <= name.n; i++)
		if (memcmp(name.s + i, word, (size_t) n) == 0 && (i == 0 || name.s[i - 1] == '_') &&
			(i + n == name.n || name.s[i + n] == '_'))
			return true;
	return false;
}

bool
parse_is(Slice s, const char *word)
{
	size_t		n = strlen(word);

	/* a slice of nothing may have no address */
	return (size_t) s.n == n && (n == 0 || memcmp(s.s, word, n) == 0);
}

bool
parse_starts_nocase(Slice s, const char *word)
{
	for (int32_t i = 0; word[i] != '\0'; i++)
		if (i == s.n || lower(s.s[i]) != lower(word[i]))
			return false;
	return true;
}

bool
parse_is_nocase(Slice s, const char *word)
{
	return (size_t) s.n == strlen(word) && parse_starts_nocase(s, word);
}

bool
parse_starts(Slice s, const char *word)
{
	size_t		n = strlen(word);

	return (size_t) s.n >= n && memcmp(s.s, word, n) == 0;
}

bool
parse_ends(Slice s, const char *word)
{
	size_t		n = strlen(word);

	return (size_t) s.n >= n && memcmp(s.s + s.n - n, word, n) == 0;
}

/* four hexadecimal digits; -1: there are none */
static int32_t
hex4(const char *s, const char *end)
{
	int32_t		value = 0;

	if (end - s < 4)
		return -1;
	for (int i = 0; i < 4; i++)
	{
		char		c = lower(s[i]);

		if (!parse_is_digit(c) && (c < 'a' || c > 'f'))
			return -1;
		value = value * 16 + (parse_is_digit(c) ? c - '0' : c - 'a' + 10);
	}
	return value;
}

/*
 * The character at s, behind "\\u", as UTF-8.  What no text can hold, NUL and half
 * a pair of surrogates, is the replacement character.  Returns what follows.
 */
static const char *
unescape_unicode(const char *s, const char *end, char *out, int32_t *n)
{
	int32_t		c = hex4(s, end);
	int32_t		low;

	if (c < 0)
	{
		out[(*n)++] = 'u';
		return s;
	}
	s += 4;
	if (c >= 0xD800 && c <= 0xDBFF && end - s >= 6 && s[0] == '\\' && s[1] == 'u' &&
		(low = hex4(s + 2, end)) >= 0xDC00 && low <= 0xDFFF)
	{
		c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
		s += 6;
	}
	else if (c == 0 || (c >= 0xD800 && c <= 0xDFFF))
		c = 0xFFFD;
	if (c < 0x80)
		out[(*n)++] = (char) c;
	else if (c < 0x800)
	{
		out[(*n)++] = (char) (0xC0 | (c >> 6));
		out[(*n)++] = (char) (0x80 | (c & 0x3F));
	}
	else if (c < 0x10000)
	{
		out[(*n)++] = (char) (0xE0 | (c >> 12));
		out[(*n)++] = (char) (0x80 | ((c >> 6) & 0x3F));
		out[(*n)++] = (char) (0x80 | (c & 0x3F));
	}
	else
	{
		out[(*n)++] = (char) (0xF0 | (c >> 18));
		out[(*n)++] = (char) (0x80 | ((c >> 12) & 0x3F));
		out[(*n)++] = (char) (0x80 | ((c >> 6) & 0x3F));
		out[(*n)++] = (char) (0x80 | (c & 0x3F));
	}
	return s;
}

/*
 * No escape is longer than what it stands for ("\\u0000" are six bytes for three), so out needs no
 * more room than the input.  A backslash before any other character is that character: readers
 * of logs are not validators.
 */
static int32_t
unescape_json(Slice in, char *out)
{
	static const char letters[] = "bfnrt";
	static const char meant[] = "\b\f\n\r\t";
	const char *p = in.s;
	const char *end = in.s + in.n;
	int32_t		n = 0;

	while (p < end)
	{
		const char *letter;

		if (*p != '\\' || p + 1 == end)
		{
			out[n++] = *p++;
			continue;
		}
		p++;
		if (*p == 'u')
		{
			p = unescape_unicode(p + 1, end, out, &n);
			continue;
		}
		letter = memchr(letters, *p, sizeof(letters) - 1);
		out[n++] = letter != NULL ? meant[letter - letters] : *p;
		p++;
	}
	return n;
}

/*
 * What is unescaped is shorter or as long: out has room for in.n bytes.  Prometheus escapes a
 * backslash, a quote and the end of a line; CSV doubles its quotes.
 */
int32_t
parse_unescape(ParseEscape escape, Slice in, char *out)
{
	int32_t		n = 0;

	if (escape == PARSE_JSON)
		return unescape_json(in, out);
	for (int32_t i = 0; i < in.n; i++)
	{
		char		c = in.s[i];

		if (i + 1 < in.n)
		{
			if (escape == PARSE_BACKSLASH && c == '\\' &&
				(in.s[i + 1] == '\\' || in.s[i + 1] == '"' || in.s[i + 1] == 'n'))
			{
				i++;
				c = in.s[i] == 'n' ? '\n' : in.s[i];
			}
			else if (escape == PARSE_QUOTES && c == '"' && in.s[i + 1] == '"')
				i++;
		}
		out[n++] = c;
	}
	return n;
}

/* --- times ------------------------------------------------------------------- */

/* days from 1970-01-01 to a day of the proleptic Gregorian calendar */
static int64_t
days_from_civil(int64_t year, int month, int day)
{
	int64_t		era;
	int64_t		year_of_era;
	int64_t		day_of_year;

	/* count years from March, so that the leap day is a year's last */
	if (month <= 2)
		year--;
	era = year / 400;
	year_of_era = year - era * 400;
	day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
		day_of_year - 719468;
}

/* n digits at *s, which then points behind them; -1: there are none */
static int
digits(const char **s, const char *end, int n)
{
	int			value = 0;

	if (end - *s < n)
		return -1;
	for (int i = 0; i < n; i++)
	{
		if (!parse_is_digit((*s)[i]))
			return -1;
		value = value * 10 + ((*s)[i] - '0');
	}
	*s += n;
	return value;
}

/* Z, +02, +0200 or +02:00 at *s; seconds east of Greenwich */
static bool
offset_from_utc(const char **s, const char *end, int *seconds)
{
	const char *p = *s;
	int			sign;
	int			hours;
	int			minutes = 0;

	if (p == end)
		return false;
	if (*p == 'Z' || *p == 'z')
	{
		*s = p + 1;
		*seconds = 0;
		return true;
	}
	if (*p != '+' && *p != '-')
		return false;
	sign = *p++ == '-' ? -1 : 1;
	if ((hours = digits(&p, end, 2)) < 0)
		return false;
	if (p < end && (*p == ':' || parse_is_digit(*p)))
	{
		if (*p == ':')
			p++;
		if ((minutes = digits(&p, end, 2)) < 0)
			return false;
	}
	if (hours > 15 || minutes > 59)
		return false;
	*s = p;
	*seconds = sign * (hours * 3600 + minutes * 60);
	return true;
}

bool
parse_offset(Slice s, int *seconds)
{
	const char *p = s.s;

	return offset_from_utc(&p, s.s + s.n, seconds) && p == s.s + s.n;
}

/*
 * Year first, in the one order that no custom turns round; a day that the calendar has not is no
 * time.  Leap seconds are none either: no clock that logs are written by shows a second 60.
 * What follows the time is the caller's: the end is returned.  Decimals are rounded to the
 * microsecond by the seventh.
 */
const char *
parse_time(const char *s, const char *end, ParseTime *time)
{
	static const int days_of_month[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int			year;
	int			month;
	int			day;
	int			hour;
	int			minute;
	int			second;
	int64_t		us = 0;
	int			offset;
	char		separator;

	if ((year = digits(&s, end, 4)) < 1 || s == end || (*s != '-' && *s != '/'))
		return NULL;
	separator = *s++;
	if ((month = digits(&s, end, 2)) < 1 || month > 12 || s == end || *s++ != separator)
		return NULL;
	if ((day = digits(&s, end, 2)) < 1 || day > days_of_month[month - 1] ||
		(month == 2 && day == 29 && (year % 4 != 0 || (year % 100 == 0 && year % 400 != 0))))
		return NULL;
	if (s == end || (*s != ' ' && *s != 'T'))
		return NULL;
	s++;
	if ((hour = digits(&s, end, 2)) < 0 || hour > 23 || s == end || *s++ != ':' ||
		(minute = digits(&s, end, 2)) < 0 || minute > 59 || s == end || *s++ != ':' ||
		(second = digits(&s, end, 2)) < 0 || second > 59)
		return NULL;
	if (end - s >= 2 && (*s == '.' || *s == ',') && parse_is_digit(s[1]))
	{
		int64_t		unit = 100000;

		for (s++; s < end && parse_is_digit(*s); s++)
		{
			/* the seventh decimal rounds, the rest is below the clock's unit */
			if (unit > 0)
				us += (*s - '0') * unit;
			else if (unit == 0 && *s >= '5')
				us++;
			unit = unit > 0 ? unit / 10 : -1;
		}
	}
	time->us = us + 1000000 *
		(((days_from_civil(year, month, day) * 24 + hour) * 60 + minute) * 60 + second);
	time->kind = PARSE_LOCAL;
	if (offset_from_utc(&s, end, &offset))
	{
		time->kind = PARSE_UTC;
		time->us -= (int64_t) offset * 1000000;
	}
	return s;
}

/* --- numbers ------------------------------------------------------------------ */

/* longest number, in bytes; a double has no more than 17 digits to say */
#define MAX_NUMBER		400

/*
 * Words that printf and Python write for what is no number; whoever reads them rejects them by
 * name and not as other text.
 */
static ParseNumber
number_word(Slice s, bool negative, double *value)
{
	if (parse_is_nocase(s, "nan"))
		return PARSE_NAN;
	if (parse_is_nocase(s, "inf") || parse_is_nocase(s, "infinity"))
	{
		*value = negative ? -HUGE_VAL : HUGE_VAL;
		return PARSE_INFINITE;
	}
	return PARSE_NO_NUMBER;
}

/* a decimal number as it is written: mantissa x 10^exponent, negative or not */
typedef struct Written
{
	const char *digits_from;	/* with at most one point between */
	const char *digits_to;
	uint64_t	mantissa;		/* of the first 19 significant digits */
	int			significant;	/* digits from the first that is not 0 */
	int32_t		exponent;		/* of all digits */
	bool		negative;
} Written;

/* the whole slice must be a number, which may be a word */
static inline ParseNumber
scan_number(Slice s, Written *number, double *word)
{
	const char *p = s.s;
	const char *end = s.n > 0 ? s.s + s.n : s.s;
	uint64_t	mantissa = 0;
	int			significant = 0;
	int			decimals = 0;
	bool		point = false;
	bool		any = false;
	int32_t		exponent = 0;

	if (s.n < 1 || s.n > MAX_NUMBER)
		return PARSE_NO_NUMBER;
	number->negative = false;
	if (p < end && (*p == '+' || *p == '-'))
		number->negative = *p++ == '-';
	number->digits_from = p;
	for (; p < end; p++)
	{
		if (parse_is_digit(*p))
		{
			any = true;
			if (mantissa > 0 || *p != '0')
				significant++;
			if (significant <= 19)
				mantissa = mantissa * 10 + (uint64_t) (*p - '0');
			if (point)
				decimals++;
		}
		else if (*p == '.' && !point)
			point = true;
		else
			break;
	}
	number->digits_to = p;
	if (!any)
		return number_word((Slice) {number->digits_from, (int32_t) (end - number->digits_from)}, number->negative, word);
	if (p < end && (*p == 'e' || *p == 'E'))
	{
		bool		minus = false;

		p++;
		if (p < end && (*p == '+' || *p == '-'))
			minus = *p++ == '-';
		if (p == end)
			return PARSE_NO_NUMBER;
		for (; p < end && parse_is_digit(*p); p++)
			if (exponent < 100000)
				exponent = exponent * 10 + (*p - '0');
		if (minus)
			exponent = -exponent;
	}
	if (p != end)
		return PARSE_NO_NUMBER;
	number->mantissa = mantissa;
	number->significant = significant;
	number->exponent = exponent - decimals;
	return PARSE_NUMBER;
}

/*
 * Up to 19 digits fit into 64 bits, and where those are below 2^53 and the power of ten below
 * 10^22 the result is one exact operation, rounded once.  All else goes to strtod with the shift in
 * its exponent, which rounds once as well.  strtod is never given the text itself: it would
 * take hexadecimal and a locale's comma.
 */
ParseNumber
parse_number(Slice s, int32_t shift, double *value)
{
	/* powers of ten that a double holds exactly */
	static const double power[] = {
		1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
		1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
	};
	Written		number;
	ParseNumber kind = scan_number(s, &number, value);
	int32_t		exponent;
	char		text[MAX_NUMBER + 16];
	int			n = 0;

	if (kind != PARSE_NUMBER)
		return kind;
	exponent = number.exponent + shift;

	if (number.significant <= 19 && number.mantissa <= (UINT64_C(1) << 53) && exponent >= -22 && exponent <= 22)
	{
		/* both are exact, so one operation rounds once */
		*value = exponent < 0 ? (double) number.mantissa / power[-exponent] :
			(double) number.mantissa * power[exponent];
	}
	else
	{
		for (const char *d = number.digits_from; d < number.digits_to; d++)
			if (*d != '.')
				text[n++] = *d;
		text[n++] = 'e';
		if (exponent < 0)
		{
			text[n++] = '-';
			exponent = -exponent;
		}
		for (int32_t unit = 1000000; unit > 0; unit /= 10)
			text[n++] = (char) ('0' + exponent / unit % 10);
		text[n] = '\0';
		*value = strtod(text, NULL);
		if (isinf(*value))
			return PARSE_TOO_LARGE;
	}
	if (number.negative)
		*value = -*value;
	return PARSE_NUMBER;
}

/*
 * In whole numbers, for a double holds every microsecond up to the year 2255 and no parts of
 * them to speak of: what has more than six decimals would be rounded twice.
 */
bool
parse_epoch(Slice s, int32_t shift, ParseTime *time)
{
	static const uint64_t power[] = {
		1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, UINT64_C(10000000000), UINT64_C(100000000000),
		UINT64_C(1000000000000), UINT64_C(10000000000000), UINT64_C(100000000000000), UINT64_C(1000000000000000), UINT64_C(10000000000000000),
		UINT64_C(100000000000000000), UINT64_C(1000000000000000000), UINT64_C(10000000000000000000)
	};
	Written		number;
	double		word;
	uint64_t	us;
	int32_t		exponent;

	if (scan_number(s, &number, &word) != PARSE_NUMBER || (number.negative && number.mantissa > 0))
		return false;
	us = number.mantissa;
	/* digits behind the 19th do not round otherwise: from a half on it goes up */
	exponent = number.exponent + shift + (number.significant > 19 ? number.significant - 19 : 0);
	if (exponent < -19)
		us = 0;
	else if (exponent < 0)
		us = us / power[-exponent] + (us % power[-exponent] >= power[-exponent] / 2);
	else if (us > 0 && (exponent > 17 || us > (uint64_t) PARSE_TIME_END_US / power[exponent]))
		return false;
	else
		us *= power[us > 0 ? exponent : 0];
	if (us >= (uint64_t) PARSE_TIME_END_US)
		return false;
	time->kind = PARSE_UTC;
	time->us = (int64_t) us;
	return true;
}

/*
 * A number is a time only where the column is known to hold one: 2026 is a year to one tool and
 * half an hour after midnight in 1970 to another.
 */
bool
parse_time_slice(Slice s, bool or_epoch, ParseTime *time)
{
	ParseTime	t;

	if (parse_time(s.s, s.s + s.n, &t) == s.s + s.n)
	{
		*time = t;
		return true;
	}
	return or_epoch && parse_epoch(s, 6, time);
}

/*
 * 1,234,567 as training logs print it.  A text without commas, or one that is too long for a
 * number, is given back as it is.
 */
Slice
parse_without_commas(Slice value, char room[64])
{
	int32_t		n = 0;

	if (value.n >= 64 || value.n < 1 || memchr(value.s, ',', (size_t) value.n) == NULL)
		return value;
	for (int32_t i = 0; i < value.n; i++)
		if (value.s[i] != ',')
			room[n++] = value.s[i];
	return (Slice) {room, n};
}

/* 18 digits at most: the sum stays below 2^63, and no identifier or count that a log holds has more. */
bool
parse_integer(Slice s, int64_t *value)
{
	int64_t		sum = 0;

	if (s.n < 1 || s.n > 18)
		return false;
	for (int32_t i = 0; i < s.n; i++)
	{
		if (!parse_is_digit(s.s[i]))
			return false;
		sum = sum * 10 + (s.s[i] - '0');
	}
	*value = sum;
	return true;
}

/*
 * [days-]hours:minutes:seconds[.fraction] and minutes:seconds, as Slurm prints them; any number of
 * hours.  Parts are not held to 59: what a scheduler adds up may exceed it.
 */
bool
parse_duration(Slice s, double *seconds)
{
	Slice		part = s;
	double		days = 0;
	double		sum = 0;
	const char *dash = s.n > 0 ? memchr(s.s, '-', (size_t) s.n) : NULL;
	int			parts = 0;

	if (dash != NULL)
	{
		int64_t		n;

		part.n = (int32_t) (dash - s.s);
		if (!parse_integer(part, &n))
			return false;
		days = (double) n;
		part.s = dash + 1;
		part.n = s.n - part.n - 1;
	}
	for (;;)
	{
		const char *colon = part.n > 0 ? memchr(part.s, ':', (size_t) part.n) : NULL;
		Slice		one = part;
		double		n;
		int64_t		whole;

		if (colon != NULL)
			one.n = (int32_t) (colon - part.s);
		if (++parts > 3 || one.n < 1 || !parse_is_digit(one.s[0]))
			return false;
		if (colon != NULL)
		{
			if (!parse_integer(one, &whole))
				return false;
			n = (double) whole;
		}
		else if (parse_number(one, 0, &n) != PARSE_NUMBER)
			return false;
		sum = sum * 60 + n;
		if (colon == NULL)
			break;
		part.n -= one.n + 1;
		part.s = colon + 1;
	}
	/* sacct prints days only before hours: 4-00:16:00 */
	if (parts < 2 || (dash != NULL && parts < 3))
		return false;
	*seconds = days * 86400 + sum;
	return true;
}

/* --- units -------------------------------------------------------------------- */

const char *
parse_unit_name(ParseUnit unit)
{
	static const char *const names[PARSE_UNITS] = {
		NULL, "W", "J", "s", "1", "B", "Hz", "C", "kg", "l", "FLOP", "FLOP/s", "1/s", "g/kWh"
	};

	return names[unit];
}

/* units as tools write them; 1 kWh = 3.6e6 J, 1 MiB = 2^20 B, exactly */
static const struct
{
	const char *name;
	ParseScale	scale;
}			units[] = {
	{"W", {PARSE_W, 0, 1, 0}},
	{"mW", {PARSE_W, -3, 1, 0}},
	{"uW", {PARSE_W, -6, 1, 0}},
	{"kW", {PARSE_W, 3, 1, 0}},
	{"MW", {PARSE_W, 6, 1, 0}},
	{"J", {PARSE_J, 0, 1, 0}},
	{"mJ", {PARSE_J, -3, 1, 0}},
	{"uJ", {PARSE_J, -6, 1, 0}},
	{"kJ", {PARSE_J, 3, 1, 0}},
	{"MJ", {PARSE_J, 6, 1, 0}},
	{"Wh", {PARSE_J, 2, 36, 0}},
	{"kWh", {PARSE_J, 5, 36, 0}},
	{"s", {PARSE_S, 0, 1, 0}},
	{"ms", {PARSE_S, -3, 1, 0}},
	{"us", {PARSE_S, -6, 1, 0}},
	{"%", {PARSE_ONE, -2, 1, 0}},
	{"Hz", {PARSE_HZ, 0, 1, 0}},
	{"kHz", {PARSE_HZ, 3, 1, 0}},
	{"MHz", {PARSE_HZ, 6, 1, 0}},
	{"GHz", {PARSE_HZ, 9, 1, 0}},
	{"B", {PARSE_BYTES, 0, 1, 0}},
	{"KiB", {PARSE_BYTES, 0, 1024.0, 0}},
	{"MiB", {PARSE_BYTES, 0, 1048576.0, 0}},
	{"GiB", {PARSE_BYTES, 0, 1073741824.0, 0}},
	{"TiB", {PARSE_BYTES, 0, 1099511627776.0, 0}},
	{"C", {PARSE_CELSIUS, 0, 1, PARSE_SIGNED}},
	{"TFLOP/s/GPU", {PARSE_FLOPS, 12, 1, 0}},
	{"Tok/s/GPU", {PARSE_PER_S, 0, 1, 0}},
};

/* By the exact letters: mW and MW differ by 10^9. */
bool
parse_scale(Slice name, ParseScale *scale)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (parse_is(name, units[i].name))
		{
			*scale = units[i].scale;
			return true;
		}
	return false;
}

/* --- CSV ------------------------------------------------------------------------ */

/*
 * RFC 4180, but that blanks around fields do not count: nvidia-smi writes ", ".  A quote that does not
 * end is -2, as is text behind one; more fields than there is room for -1.  Fields point into
 * the line, with their doubled quotes, and say so in escape.
 */
int
parse_csv(Slice line, char delimiter, ParseField *fields, int most)
{
	const char *p = line.s;
	const char *end = line.s + line.n;
	int			n = 0;

	for (;;)
	{
		const char *stop;
		ParseField *field;

		if (n == most)
			return -1;
		field = &fields[n++];
		field->escape = PARSE_PLAIN;
		while (p < end && is_blank(*p) && *p != delimiter)
			p++;
		if (p < end && *p == '"')
		{
			const char *start = ++p;

			for (;;)
			{
				p = p < end ? memchr(p, '"', (size_t) (end - p)) : NULL;
				if (p == NULL)
					return -2;
				if (p + 1 == end || p[1] != '"')
					break;
				field->escape = PARSE_QUOTES;
				p += 2;
			}
			field->text.s = start;
			field->text.n = (int32_t) (p - start);
			for (p++; p < end && is_blank(*p) && *p != delimiter; p++)
				;
			if (p < end && *p != delimiter)
				return -2;
			stop = p;
		}
		else
		{
			stop = p < end ? memchr(p, delimiter, (size_t) (end - p)) : NULL;
			if (stop == NULL)
				stop = end;
			field->text = parse_trim((Slice) {p, (int32_t) (stop - p)});
		}
		if (stop == end)
			return n;
		p = stop + 1;
	}
}
