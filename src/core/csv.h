/*
 * csv.h
 *		Fields of comma-separated text (RFC 4180): quotes, doubled quotes, commas and
 *		line breaks within quotes; lines end in LF or CRLF.
 */
#ifndef COLOSSUS_CORE_CSV_H
#define COLOSSUS_CORE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "core/status.h"

typedef struct CsvReader
{
	const char *next;
	const char *end;
	bool		row_done;		/* the field read last was the last of its row */
} CsvReader;

extern void csv_open(CsvReader *reader, const char *text, size_t bytes);

/* true: there is another field */
extern bool csv_more(const CsvReader *reader);

/*
 * The next field, without its quotes, into buffer, which must hold as many bytes
 * as are left.  CORE_SYNTAX: a quote that does not end, or text behind one.
 */
extern Status csv_field(CsvReader *reader, char *buffer, size_t *bytes);

#endif							/* COLOSSUS_CORE_CSV_H */
