/*
 * CSV as RFC 4180 has it, field by field.
 */
#include "tap.h"

#include <string.h>

#include "core/csv.h"

/* fields parted by |, rows by /; ! where it does not parse */
static const char *
fields(const char *text)
{
	static char out[256];
	char		buffer[256];
	CsvReader	reader;
	size_t		n = 0;

	csv_open(&reader, text, strlen(text));
	while (csv_more(&reader))
	{
		size_t		bytes;

		if (csv_field(&reader, buffer, &bytes) != CORE_OK)
		{
			out[n++] = '!';
			break;
		}
		memcpy(out + n, buffer, bytes);
		n += bytes;
		out[n++] = reader.row_done ? '/' : '|';
	}
	out[n] = '\0';
	return out;
}

static void
reads(const char *text, const char *want)
{
	const char *got = fields(text);

	ok(strcmp(got, want) == 0, "%s", want);
	if (strcmp(got, want) != 0)
		printf("# got %s\n", got);
}

int
main(void)
{
	reads("a,b\nc,d\n", "a|b/c|d/");
	reads("a,b\r\nc,d", "a|b/c|d/");
	reads("\"a,1\",\"say \"\"so\"\"\"\n", "a,1|say \"so\"/");
	reads("\"two\nlines\",x\n", "two\nlines|x/");
	reads("a,,\n,\n", "a||/|/");
	reads("\xef\xbb\xbf" "a\n", "a/");
	reads("a,", "a|/");
	reads("", "");
	reads("\"open", "!");
	reads("\"a\"b\n", "!");
	return done();
}
