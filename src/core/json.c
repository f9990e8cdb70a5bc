/*
 * json.c
 *		A reader of JSON that is pulled token by token.
 *
 * What is open is a stack of bits, so that depth costs no memory and no
 * recursion.  A surrogate without its other half is broken, as is U+0000, which
 * no text of PostgreSQL holds.
 */
#include "core/json.h"

#include <string.h>

enum
{
	VALUE,						/* a value must come */
	VALUE_OR_END,				/* or the end of an empty array */
	KEY,
	KEY_OR_END,					/* or the end of an empty object */
	COMMA_OR_END,
	NOTHING						/* the value is complete */
};

void
json_open(JsonReader *r, const char *s, size_t n)
{
	memset(r, 0, sizeof(*r));
	r->start = r->next = s;
	r->end = s + n;
	r->expected = VALUE;
}

static JsonToken
broken(JsonReader *r, const char *at)
{
	r->text = at;
	r->length = (size_t) (r->end - at);
	r->next = r->end;
	r->expected = NOTHING;
	r->depth = -1;
	return JSON_BROKEN;
}

static void
skip_space(JsonReader *r)
{
	while (r->next < r->end && (*r->next == ' ' || *r->next == '\n' || *r->next == '\r' || *r->next == '\t'))
		r->next++;
}

static JsonToken
complete(JsonReader *r, JsonToken token)
{
	r->expected = r->depth == 0 ? NOTHING : COMMA_OR_END;
	return token;
}

static JsonToken
begin(JsonReader *r, bool object)
{
	if (r->depth == JSON_MAX_DEPTH)
		return broken(r, r->next);
	r->next++;
	r->nest = r->nest << 1 | (object ? 1 : 0);
	r->depth++;
	r->expected = object ? KEY_OR_END : VALUE_OR_END;
	return object ? JSON_BEGIN_OBJECT : JSON_BEGIN_ARRAY;
}

static JsonToken
finish(JsonReader *r, bool object)
{
	if (r->depth == 0 || ((r->nest & 1) != 0) != object)
		return broken(r, r->next);
	r->next++;
	r->nest >>= 1;
	r->depth--;
	return complete(r, object ? JSON_END_OBJECT : JSON_END_ARRAY);
}

/* four hexadecimal digits; -1: they are not */
static int
hex4(const char *s, const char *end)
{
	int			value = 0;

	if (end - s < 4)
		return -1;
	for (int i = 0; i < 4; i++)
	{
		char		c = s[i];

		if (c >= '0' && c <= '9')
			value = value * 16 + (c - '0');
		else if (c >= 'a' && c <= 'f')
			value = value * 16 + (c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			value = value * 16 + (c - 'A' + 10);
		else
			return -1;
	}
	return value;
}

/* bytes of the escape at s (behind the backslash); 0: it is none */
static int
escape_length(const char *s, const char *end)
{
	int			code;

	if (s == end)
		return 0;
	if (strchr("\"\\/bfnrt", *s) != NULL && *s != '\0')
		return 1;
	if (*s != 'u')
		return 0;
	code = hex4(s + 1, end);
	if (code <= 0 || (code >= 0xDC00 && code <= 0xDFFF))
		return 0;
	if (code < 0xD800 || code > 0xDBFF)
		return 5;
	if (end - s < 11 || s[5] != '\\' || s[6] != 'u')
		return 0;
	code = hex4(s + 7, end);
	return code >= 0xDC00 && code <= 0xDFFF ? 11 : 0;
}

/* a string from its quote on */
static bool
read_string(JsonReader *r)
{
	const char *p = r->next + 1;

	r->text = p;
	r->escaped = false;
	for (;;)
	{
		while (p < r->end && *p != '"' && *p != '\\' && (unsigned char) *p >= 0x20)
			p++;
		if (p == r->end)
			return false;
		if (*p == '"')
			break;
		if (*p == '\\')
		{
			int			n = escape_length(p + 1, r->end);

			if (n == 0)
				return false;
			r->escaped = true;
			p += 1 + n;
		}
		else
			return false;		/* a control character */
	}
	r->length = (size_t) (p - r->text);
	r->next = p + 1;
	return true;
}

static const char *
digits(const char *p, const char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

/* the grammar of RFC 8259, section 6, and no more: no plus, no leading zero, a digit on both sides of the point */
static bool
read_number(JsonReader *r)
{
	const char *p = r->next;
	const char *from;

	r->text = p;
	if (p < r->end && *p == '-')
		p++;
	from = p;
	p = digits(p, r->end);
	if (p == from || (*from == '0' && p > from + 1))
		return false;
	if (p < r->end && *p == '.')
	{
		from = p + 1;
		p = digits(from, r->end);
		if (p == from)
			return false;
	}
	if (p < r->end && (*p == 'e' || *p == 'E'))
	{
		p++;
		if (p < r->end && (*p == '+' || *p == '-'))
			p++;
		from = p;
		p = digits(from, r->end);
		if (p == from)
			return false;
	}
	r->length = (size_t) (p - r->text);
	r->next = p;
	return true;
}

static bool
read_word(JsonReader *r, const char *word)
{
	size_t		n = strlen(word);

	if ((size_t) (r->end - r->next) < n || memcmp(r->next, word, n) != 0)
		return false;
	r->next += n;
	return true;
}

static JsonToken
read_key(JsonReader *r)
{
	const char *at = r->next;

	if (*at != '"' || !read_string(r))
		return broken(r, at);
	skip_space(r);
	if (r->next == r->end || *r->next != ':')
		return broken(r, r->next);
	r->next++;
	r->expected = VALUE;
	return JSON_KEY;
}

static JsonToken
read_value(JsonReader *r)
{
	const char *at = r->next;

	switch (*at)
	{
		case '{':
			return begin(r, true);
		case '[':
			return begin(r, false);
		case '"':
			return read_string(r) ? complete(r, JSON_STRING) : broken(r, at);
		case 't':
			return read_word(r, "true") ? complete(r, JSON_TRUE) : broken(r, at);
		case 'f':
			return read_word(r, "false") ? complete(r, JSON_FALSE) : broken(r, at);
		case 'n':
			return read_word(r, "null") ? complete(r, JSON_NULL) : broken(r, at);
		default:
			return read_number(r) ? complete(r, JSON_NUMBER) : broken(r, at);
	}
}

JsonToken
json_next(JsonReader *r)
{
	/* broken once is broken for good: a caller may look at the end of a loop alone */
	if (r->depth < 0)
		return JSON_BROKEN;
	skip_space(r);
	if (r->expected == NOTHING)
		return r->next == r->end ? JSON_END : broken(r, r->next);
	if (r->next == r->end)
		return broken(r, r->next);
	if (r->expected == COMMA_OR_END)
	{
		if (*r->next == '}')
			return finish(r, true);
		if (*r->next == ']')
			return finish(r, false);
		if (*r->next != ',')
			return broken(r, r->next);
		r->next++;
		r->expected = r->nest & 1 ? KEY : VALUE;
		skip_space(r);
		if (r->next == r->end)
			return broken(r, r->next);
	}
	switch (r->expected)
	{
		case KEY_OR_END:
			if (*r->next == '}')
				return finish(r, true);
			return read_key(r);
		case KEY:
			return read_key(r);
		case VALUE_OR_END:
			if (*r->next == ']')
				return finish(r, false);
			return read_value(r);
		default:
			return read_value(r);
	}
}

JsonToken
json_skip(JsonReader *r, JsonToken first)
{
	int			depth = r->depth;
	JsonToken	token = first;

	if (first != JSON_BEGIN_OBJECT && first != JSON_BEGIN_ARRAY)
		return first;
	do
		token = json_next(r);
	while (token != JSON_BROKEN && r->depth >= depth);
	return token;
}

static char *
put_utf8(char *out, uint32_t c)
{
	if (c < 0x80)
		*out++ = (char) c;
	else if (c < 0x800)
	{
		*out++ = (char) (0xC0 | c >> 6);
		*out++ = (char) (0x80 | (c & 0x3F));
	}
	else if (c < 0x10000)
	{
		*out++ = (char) (0xE0 | c >> 12);
		*out++ = (char) (0x80 | (c >> 6 & 0x3F));
		*out++ = (char) (0x80 | (c & 0x3F));
	}
	else
	{
		*out++ = (char) (0xF0 | c >> 18);
		*out++ = (char) (0x80 | (c >> 12 & 0x3F));
		*out++ = (char) (0x80 | (c >> 6 & 0x3F));
		*out++ = (char) (0x80 | (c & 0x3F));
	}
	return out;
}

/* the escapes are known to be whole: the reader looked at them */
size_t
json_unescape(const char *s, size_t n, char *out)
{
	static const char from[] = "bfnrt";
	static const char to[] = "\b\f\n\r\t";
	const char *end = s + n;
	char	   *start = out;

	while (s < end)
	{
		const char *known;
		uint32_t	c;

		if (*s != '\\')
		{
			*out++ = *s++;
			continue;
		}
		s++;
		if (*s != 'u')
		{
			known = memchr(from, *s, sizeof(from) - 1);
			*out++ = known != NULL ? to[known - from] : *s;
			s++;
			continue;
		}
		c = (uint32_t) hex4(s + 1, end);
		s += 5;
		if (c >= 0xD800 && c <= 0xDBFF)
		{
			c = 0x10000 + ((c - 0xD800) << 10) + ((uint32_t) hex4(s + 2, end) - 0xDC00);
			s += 6;
		}
		out = put_utf8(out, c);
	}
	return (size_t) (out - start);
}
