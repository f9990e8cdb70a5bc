/*
 * csv.c
 *		Any bytes read as comma-separated text, and any fields written as such.
 *
 * The first byte chooses.  Reading ends, and no field is longer than what was left.
 * Fields, parted by the bytes 0 and 1 so that all others may stand in them, are put
 * in quotes, those that need none sometimes not, and must be read back alike.
 */
#include <stdlib.h>
#include <string.h>

#include "core/csv.h"

static void
check(int good)
{
	if (!good)
		abort();
}

static void
read_any(const char *text, size_t n)
{
	CsvReader	reader;

	csv_open(&reader, text, n);
	while (csv_more(&reader))
	{
		const char *from = reader.next;
		size_t		left = (size_t) (reader.end - from);
		char	   *field = malloc(left + 1);	/* its own room, so that the sanitizer sees its end */
		size_t		bytes;
		Status		status = csv_field(&reader, field, &bytes);

		check(bytes <= left && reader.next <= reader.end);
		check(status == CORE_OK || status == CORE_SYNTAX);
		check(reader.next > from || bytes == 0);
		free(field);
		if (status != CORE_OK)
			return;
	}
	check(reader.next == reader.end);
}

static int
needs_quotes(const char *field, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strchr(",\"\r\n", field[i]) != NULL)
			return 1;
	/* an empty line is no row, and a mark of byte order no field */
	return n == 0 || field[0] == '\xef';
}

/* fields end in a byte 0, the last of a row in a byte 1 */
static void
write_and_read(const char *fields, size_t n, int quote_all)
{
	char	   *text = malloc(3 * n + 1);
	char	   *field = malloc(3 * n + 1);
	size_t		used = 0;
	CsvReader	reader;

	while (n > 0 && fields[n - 1] != 1)
		n--;					/* the last row is whole */
	for (size_t i = 0, end; i < n; i = end + 1)
	{
		int			quotes;

		for (end = i; fields[end] != 0 && fields[end] != 1; end++)
			;
		quotes = quote_all || needs_quotes(fields + i, end - i);
		if (quotes)
			text[used++] = '"';
		for (size_t j = i; j < end; j++)
		{
			if (fields[j] == '"')
				text[used++] = '"';
			text[used++] = fields[j];
		}
		if (quotes)
			text[used++] = '"';
		text[used++] = fields[end] == 0 ? ',' : '\n';
	}
	csv_open(&reader, text, used);
	for (size_t i = 0, end; i < n; i = end + 1)
	{
		size_t		bytes;

		for (end = i; fields[end] != 0 && fields[end] != 1; end++)
			;
		check(csv_more(&reader));
		check(csv_field(&reader, field, &bytes) == CORE_OK);
		check(bytes == end - i && memcmp(field, fields + i, bytes) == 0);
		check(reader.row_done == (fields[end] == 1));
	}
	check(!csv_more(&reader));
	free(text);
	free(field);
}

extern int	LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	char	   *copy;

	if (size < 1)
		return 0;
	copy = malloc(size);
	memcpy(copy, data + 1, size - 1);
	if (data[0] & 1)
		read_any(copy, size - 1);
	else
		write_and_read(copy, size - 1, data[0] & 2);
	free(copy);
	return 0;
}
