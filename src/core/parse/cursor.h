/*
 * cursor.h
 *		The JSON of logs, read once from front to back: nothing is built, nothing is
 *		copied, and nesting costs no room.
 *
 * core/json.h reads one value that must be JSON by the book.  A log has several
 * one behind the other, Python's NaN among its numbers, and may be cut anywhere;
 * here a place in it can be kept and gone back to.
 *
 *	Cursor	json = cursor_of(s, n);
 *	bool	first = true;
 *
 *	if (cursor_open(&json, '{'))
 *		while (cursor_key(&json, &first, &name))
 *			... cursor_scalar(&json, &value), cursor_open or cursor_skip(&json)
 *
 * Where the text is not JSON, json.bad is set and every function says no.
 */
#ifndef COLOSSUS_CORE_PARSE_CURSOR_H
#define COLOSSUS_CORE_PARSE_CURSOR_H

#include "core/parse/text.h"

typedef struct Cursor
{
	const char *p;
	const char *end;
	bool		bad;
	int			broken;			/* documents that were given up */
} Cursor;

typedef enum CursorKind
{
	CURSOR_STRING,
	CURSOR_NUMBER,
	CURSOR_WORD					/* true, false, null, NaN */
} CursorKind;

typedef struct CursorScalar
{
	CursorKind	kind;
	Slice		text;			/* of a string: what stands between the quotes */
	ParseEscape escape;
} CursorScalar;

extern Cursor cursor_of(const char *s, size_t n);

/* the character at which the next value begins; '\0': there is none */
extern char cursor_peek(Cursor *json);

/* behind "{" or "[", if that is next; first of the loop must then be true */
extern bool cursor_open(Cursor *json, char bracket);

/* the next key of an object, and json stands at its value; false: behind its "}" */
extern bool cursor_key(Cursor *json, bool *first, Slice *name);

/* stands at the next item of an array; false: behind its "]" */
extern bool cursor_item(Cursor *json, bool *first);

/*
 * Behind a document that broke, which began at start: stands where the next one seems to begin, at the
 * front of a line or with the bytes that start has.  Whoever appends to a file writes the same again.
 * At the end of the text, if there is none, or after so many that broke that it would take too long.
 */
extern void cursor_resume(Cursor *json, const char *start);

/* reads a string, a number or a word; false: it is none, and nothing was read */
extern bool cursor_scalar(Cursor *json, CursorScalar *scalar);

/* passes over a value, whatever it is */
extern bool cursor_skip(Cursor *json);

/* a string or number as text; s == NULL: null, or neither, which is passed over */
extern Slice cursor_text(Cursor *json, ParseEscape *escape);

/* likewise a number, written as one or as a string; false: it is none */
extern bool cursor_number(Cursor *json, int32_t shift, double *value);

/* likewise, or {"set": true, "number": 5} as Slurm writes it: its text; s == NULL: none */
extern Slice cursor_known_text(Cursor *json);
extern bool cursor_known(Cursor *json, int32_t shift, double *value);

#endif							/* COLOSSUS_CORE_PARSE_CURSOR_H */
