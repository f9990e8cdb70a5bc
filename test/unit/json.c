/*
 * json.c
 *		What RFC 8259 allows and forbids, token by token.
 */
#include "core/json.h"

#include <string.h>

#include "tap.h"

/* the kinds of the tokens of s, a letter each */
static const char *
kinds(const char *s)
{
	static const char letters[] = ".!{}[]ksntfz";
	static char out[256];
	JsonReader	r;
	JsonToken	token;
	size_t		n = 0;

	json_open(&r, s, strlen(s));
	do
	{
		token = json_next(&r);
		out[n++] = letters[token];
	}
	while (token != JSON_END && token != JSON_BROKEN && n < sizeof(out) - 1);
	out[n] = '\0';
	return out;
}

static void
reads(const char *s, const char *want)
{
	const char *got = kinds(s);

	ok(strcmp(got, want) == 0, "%s", s);
	if (strcmp(got, want) != 0)
		printf("# got %s, want %s\n", got, want);
}

static void
text_is(const char *s, const char *want)
{
	JsonReader	r;
	char		out[64];
	size_t		n;

	json_open(&r, s, strlen(s));
	ok(json_next(&r) == JSON_STRING, "%s is a string", s);
	n = json_unescape(r.text, r.length, out);
	ok(n == strlen(want) && memcmp(out, want, n) == 0, "%s without escapes", s);
}

int
main(void)
{
	JsonReader	r;
	char		deep[200];

	reads("{}", "{}.");
	reads(" [ ] ", "[].");
	reads("{\"a\": [1, -2.5e+3, true, false, null, \"x\"], \"b\": {}}", "{k[nntfzs]k{}}.");
	reads("0", "n.");
	reads("-0.0E1", "n.");
	reads("\"\"", "s.");
	/* a name twice is the reader's affair */
	reads("{\"a\":1,\"a\":2}", "{knkn}.");

	reads("", "!");
	reads("{", "{!");
	reads("{\"a\"}", "{!");
	reads("{\"a\":}", "{k!");
	reads("{\"a\":1,}", "{kn!");
	reads("{1:2}", "{!");
	reads("[1,]", "[n!");
	reads("[1 2]", "[n!");
	reads("[}", "[!");
	reads("{]", "{!");
	reads("]", "!");
	reads("1 1", "n!");
	reads("{} x", "{}!");
	reads("01", "!");
	reads("1.", "!");
	reads(".5", "!");
	reads("1e", "!");
	reads("+1", "!");
	reads("-", "!");
	reads("NaN", "!");
	reads("nul", "!");
	reads("'a'", "!");
	reads("\"a", "!");
	reads("\"\\", "!");
	reads("\"\\x\"", "!");
	reads("\"\\u12\"", "!");
	reads("\"\\u0000\"", "!");
	reads("\"\\ud800\"", "!");
	reads("\"\\udc00\"", "!");
	reads("\"\\ud800\\u0041\"", "!");
	reads("\"a\nb\"", "!");

	/* broken once, broken for good */
	json_open(&r, "]]", 2);
	ok(json_next(&r) == JSON_BROKEN && json_next(&r) == JSON_BROKEN, "nothing follows what is broken");

	text_is("\"plain\"", "plain");
	text_is("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t");
	text_is("\"\\u0041\\u00e4\\u20AC\\ud83d\\ude00\"", "A\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");

	/* depth has a limit */
	memset(deep, '[', 100);
	memset(deep + 100, ']', 100);
	json_open(&r, deep + 36, 128);
	while (r.depth < JSON_MAX_DEPTH && json_next(&r) == JSON_BEGIN_ARRAY)
		;
	ok(r.depth == JSON_MAX_DEPTH && json_next(&r) == JSON_END_ARRAY, "64 deep is read");
	json_open(&r, deep + 35, 130);
	while (r.depth < JSON_MAX_DEPTH && json_next(&r) == JSON_BEGIN_ARRAY)
		;
	ok(json_next(&r) == JSON_BROKEN, "65 deep is not");

	json_open(&r, "[{\"a\": [1, {}]}, 7]", 19);
	ok(json_next(&r) == JSON_BEGIN_ARRAY && json_skip(&r, json_next(&r)) == JSON_END_OBJECT, "an object is passed over");
	ok(json_next(&r) == JSON_NUMBER && json_skip(&r, JSON_NUMBER) == JSON_NUMBER, "a number is passed over by having been read");
	ok(json_next(&r) == JSON_END_ARRAY && json_next(&r) == JSON_END, "and what follows is read");
	json_open(&r, "[[1", 3);
	(void) json_next(&r);
	ok(json_skip(&r, json_next(&r)) == JSON_BROKEN, "what breaks off is not passed over");
	return done();
}
