/*
 * cursor.c
 *		JSON, read once from front to back: see cursor.h.
 */
#include "core/parse/cursor.h"

#include <string.h>

Cursor
cursor_of(const char *s, size_t n)
{
	Cursor		json = {s, s + n, false, 0};

	return json;
}

static bool
is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
fail(Cursor *json)
{
	json->bad = true;
	return false;
}

char
cursor_peek(Cursor *json)
{
	if (json->bad)
		return '\0';
	while (json->p < json->end && is_white(*json->p))
		json->p++;
	return json->p < json->end ? *json->p : '\0';
}

bool
cursor_open(Cursor *json, char bracket)
{
	if (cursor_peek(json) != bracket)
		return false;
	json->p++;
	return true;
}

/* behind the string that begins at p; NULL: it has no end */
static const char *
string_end(const char *p, const char *end)
{
	for (;;)
	{
		const char *quote = p < end ? memchr(p, '"', (size_t) (end - p)) : NULL;
		const char *back;

		if (quote == NULL)
			return NULL;
		/* an odd number of backslashes escapes the quote */
		for (back = quote; back > p && back[-1] == '\\'; back--)
			;
		if ((quote - back) % 2 == 0)
			return quote;
		p = quote + 1;
	}
}

/*
 * Between its quotes, escapes and all: most strings are compared with a word or passed over, and
 * need no copy.
 */
static bool
take_string(Cursor *json, Slice *text)
{
	const char *start = json->p + 1;
	const char *stop = string_end(start, json->end);

	if (stop == NULL || stop - start > INT32_MAX)
		return fail(json);
	*text = (Slice) {start, (int32_t) (stop - start)};
	json->p = stop + 1;
	return true;
}

/* behind a comma, or at the first of a list; false: behind the bracket that closes */
static bool
next_of(Cursor *json, bool *first, char bracket)
{
	char		c = cursor_peek(json);

	if (c == bracket)
	{
		json->p++;
		return false;
	}
	if (!*first)
	{
		if (c != ',')
			return fail(json);
		json->p++;
		c = cursor_peek(json);
	}
	*first = false;
	return c != '\0' || fail(json);
}

bool
cursor_key(Cursor *json, bool *first, Slice *name)
{
	if (!next_of(json, first, '}'))
		return false;
	if (cursor_peek(json) != '"' || !take_string(json, name) || cursor_peek(json) != ':')
		return fail(json);
	json->p++;
	return true;
}

bool
cursor_item(Cursor *json, bool *first)
{
	return next_of(json, first, ']');
}

/* each may be read to the end of the text before it is found to be broken */
#define MOST_BROKEN		64

#define BEGINNING		10		/* {"status": */

void
cursor_resume(Cursor *json, const char *start)
{
	/* a row of brackets is the beginning of nothing */
	bool		tells = json->end - start >= BEGINNING && memchr(start, '"', BEGINNING) != NULL;

	json->bad = false;
	json->p = json->end;
	if (++json->broken > MOST_BROKEN)
		return;
	for (const char *p = start + 1; p < json->end; p++)
		if ((*p == '{' || *p == '[') &&
			(p[-1] == '\n' || p[-1] == '\r' ||
			 (tells && json->end - p >= BEGINNING && memcmp(p, start, BEGINNING) == 0)))
		{
			json->p = p;
			return;
		}
}

/*
 * A number is whatever begins like one, a word whatever else stands between delimiters: true, null,
 * NaN.  Whether it is one the caller finds, who knows what it has to be.
 */
bool
cursor_scalar(Cursor *json, CursorScalar *scalar)
{
	char		c = cursor_peek(json);
	const char *start = json->p;

	if (c == '"')
	{
		scalar->kind = CURSOR_STRING;
		if (!take_string(json, &scalar->text))
			return false;
		scalar->escape = scalar->text.n > 0 && memchr(scalar->text.s, '\\', (size_t) scalar->text.n) != NULL ?
			PARSE_JSON : PARSE_PLAIN;
		return true;
	}
	if (c == '\0' || c == '{' || c == '[' || c == '}' || c == ']' || c == ',' || c == ':')
		return false;
	while (json->p < json->end && !is_white(*json->p) && *json->p != ',' && *json->p != '}' && *json->p != ']')
		json->p++;
	if (json->p - start > INT32_MAX)
		return fail(json);
	scalar->kind = c == '-' || parse_is_digit(c) ? CURSOR_NUMBER : CURSOR_WORD;
	scalar->text = (Slice) {start, (int32_t) (json->p - start)};
	scalar->escape = PARSE_PLAIN;
	return true;
}

/*
 * By counting brackets, not by recursion: depth costs nothing.  Kinds of brackets are not matched;
 * JSON that is broken there is met by whoever opens it.
 */
bool
cursor_skip(Cursor *json)
{
	int64_t		depth = 0;
	CursorScalar	scalar;

	do
	{
		char		c = cursor_peek(json);

		if (c == '{' || c == '[')
		{
			json->p++;
			depth++;
		}
		else if (depth > 0 && (c == '}' || c == ']'))
		{
			json->p++;
			depth--;
		}
		else if (depth > 0 && (c == ',' || c == ':'))
			json->p++;
		else if (!cursor_scalar(json, &scalar))
			return fail(json);
	} while (depth > 0);
	return true;
}

/* null, an object and a list have no text: NULL, and the cursor stands behind them. */
Slice
cursor_text(Cursor *json, ParseEscape *escape)
{
	CursorScalar	scalar;

	if (!cursor_scalar(json, &scalar))
	{
		(void) cursor_skip(json);
		return (Slice) {NULL, 0};
	}
	*escape = scalar.escape;
	if (scalar.kind == CURSOR_WORD && parse_is(scalar.text, "null"))
		return (Slice) {NULL, 0};
	return scalar.text;
}

bool
cursor_number(Cursor *json, int32_t shift, double *value)
{
	ParseEscape escape;
	Slice		text = cursor_text(json, &escape);

	return text.s != NULL && parse_number(text, shift, value) == PARSE_NUMBER;
}

/*
 * A number, or an object {"set": true, "infinite": false, "number": 5} as newer versions of Slurm
 * write it; none: not set or infinite.
 */
Slice
cursor_known_text(Cursor *json)
{
	bool		first = true;
	bool		set = true;
	Slice		number = {NULL, 0};
	Slice		key;
	ParseEscape escape;

	if (!cursor_open(json, '{'))
		return cursor_text(json, &escape);
	while (cursor_key(json, &first, &key))
	{
		if (parse_is(key, "number"))
			number = cursor_text(json, &escape);
		else if (parse_is(key, "set"))
			set = parse_is(cursor_text(json, &escape), "true");
		else if (parse_is(key, "infinite"))
			set = !parse_is(cursor_text(json, &escape), "true") && set;
		else
			(void) cursor_skip(json);
	}
	return set ? number : (Slice) {NULL, 0};
}

bool
cursor_known(Cursor *json, int32_t shift, double *value)
{
	Slice		text = cursor_known_text(json);

	return text.s != NULL && parse_number(text, shift, value) == PARSE_NUMBER;
}
