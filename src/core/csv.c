/*
 * csv.c
 *		See csv.h.
 */
#include "core/csv.h"

#include <string.h>

#define BYTE_ORDER_MARK		"\xef\xbb\xbf"
#define MARK_BYTES			3

void
csv_open(CsvReader *reader, const char *text, size_t bytes)
{
	if (bytes >= MARK_BYTES && memcmp(text, BYTE_ORDER_MARK, MARK_BYTES) == 0)
	{
		text += MARK_BYTES;
		bytes -= MARK_BYTES;
	}
	reader->next = text;
	reader->end = text + bytes;
	reader->row_done = true;
}

bool
csv_more(const CsvReader *reader)
{
	/* after a comma there is a field, though it be empty */
	return reader->next < reader->end || !reader->row_done;
}

/* steps over what ends a field */
static Status
end_field(CsvReader *reader)
{
	reader->row_done = true;
	if (reader->next == reader->end)
		return CORE_OK;
	if (*reader->next == ',')
	{
		reader->row_done = false;
		reader->next++;
		return CORE_OK;
	}
	if (*reader->next == '\r')
		reader->next++;
	if (reader->next < reader->end && *reader->next == '\n')
	{
		reader->next++;
		return CORE_OK;
	}
	return reader->next == reader->end ? CORE_OK : CORE_SYNTAX;
}

/* never longer than what is left of the file, for which buffer has room: quotes are only taken away */
Status
csv_field(CsvReader *reader, char *buffer, size_t *bytes)
{
	*bytes = 0;
	if (reader->next == reader->end || *reader->next != '"')
	{
		while (reader->next < reader->end && *reader->next != ',' && *reader->next != '\n' && *reader->next != '\r')
			buffer[(*bytes)++] = *reader->next++;
		return end_field(reader);
	}
	reader->next++;
	while (reader->next < reader->end)
	{
		if (*reader->next == '"')
		{
			reader->next++;
			/* two are one of the text, a single one ends it (RFC 4180, section 2, rule 7) */
			if (reader->next == reader->end || *reader->next != '"')
				return end_field(reader);
		}
		buffer[(*bytes)++] = *reader->next++;
	}
	return CORE_SYNTAX;
}
