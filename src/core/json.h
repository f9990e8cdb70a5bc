/*
 * json.h
 *		A reader of JSON (RFC 8259) that is pulled token by token.
 *
 * Tokens point into the input: nothing is copied, nothing is allocated, and the
 * time is linear.  What is no JSON ends the reading with JSON_BROKEN and the
 * place.  Names may repeat; whoever reads decides what that means.  Whether the
 * bytes are UTF-8 is not looked at.
 */
#ifndef COLOSSUS_CORE_JSON_H
#define COLOSSUS_CORE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* most objects and arrays within each other: a bit each */
#define JSON_MAX_DEPTH	64

typedef enum JsonToken
{
	JSON_END,					/* the value is complete, and nothing follows it */
	JSON_BROKEN,
	JSON_BEGIN_OBJECT,
	JSON_END_OBJECT,
	JSON_BEGIN_ARRAY,
	JSON_END_ARRAY,
	JSON_KEY,
	JSON_STRING,
	JSON_NUMBER,
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL
} JsonToken;

typedef struct JsonReader
{
	const char *start;
	const char *next;
	const char *end;
	uint64_t	nest;			/* lowest bit: the innermost is an object */
	int			depth;
	int			expected;		/* what may come next: json.c */
	const char *text;			/* of a key, string (without quotes) or number */
	size_t		length;
	bool		escaped;		/* the text has backslashes */
} JsonReader;

extern void json_open(JsonReader *r, const char *s, size_t n);
extern JsonToken json_next(JsonReader *r);

/* passes over the value whose first token was read; JSON_BROKEN, or its last token */
extern JsonToken json_skip(JsonReader *r, JsonToken first);

/*
 * The text of a key or string without escapes, in UTF-8, into room for n bytes;
 * returns its length, which is not larger.
 */
extern size_t json_unescape(const char *s, size_t n, char *out);

#endif							/* COLOSSUS_CORE_JSON_H */
