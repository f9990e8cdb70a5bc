/*
 * csv.c
 *		SQL functions of core/csv.h.
 */
#include "pg/colossus.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "core/csv.h"

PG_FUNCTION_INFO_V1(colossus_csv_cells);

#define CELL_COLUMNS	3
#define NAME_SHOWN		60		/* bytes of a column's name in an error */
#define MAX_COLUMNS		2000	/* each is compared with all before it */

/*
 * Two columns of one name cannot be told apart.
 */
static void
check_column_name(const Datum *name, int names, const char *text, size_t bytes)
{
	if (names == MAX_COLUMNS)
		ereport(ERROR,
				(errcode(colossus_sqlstate(CORE_SYNTAX)),
				 errmsg("the header of the file has more than %d columns", MAX_COLUMNS)));
	for (int i = 0; i < names; i++)
	{
		const struct varlena *other = (const struct varlena *) DatumGetPointer(name[i]);

		if (VARSIZE_ANY_EXHDR(other) == bytes && memcmp(VARDATA_ANY(other), text, bytes) == 0)
			ereport(ERROR,
					(errcode(colossus_sqlstate(CORE_SYNTAX)),
					 errmsg("two columns of the file are named \"%.*s\"", (int) Min(bytes, NAME_SHOWN), text)));
	}
}

/*
 * csv_cells(payload) -> setof (row_no, name, value): the cells below a header
 * line, each under its column's name; an empty cell has no value.  A row that ends
 * before the header does is an error: of a file that was cut off, the rest is not
 * empty but unknown.
 */
Datum
colossus_csv_cells(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	text	   *payload = PG_GETARG_TEXT_PP(0);
	size_t		size = VARSIZE_ANY_EXHDR(payload);
	char	   *buffer = palloc_extended(size + 1, MCXT_ALLOC_HUGE);
	Datum	   *name = NULL;
	int			names = 0;
	int			room = 0;
	int			column = 0;
	int64		row = 0;
	CsvReader	reader;

	InitMaterializedSRF(fcinfo, 0);
	csv_open(&reader, VARDATA_ANY(payload), size);
	while (csv_more(&reader))
	{
		size_t		bytes;
		Datum		values[CELL_COLUMNS];
		bool		nulls[CELL_COLUMNS] = {false, false, false};

		CHECK_FOR_INTERRUPTS();
		if (csv_field(&reader, buffer, &bytes) != CORE_OK)
			ereport(ERROR,
					(errcode(colossus_sqlstate(CORE_SYNTAX)),
					 errmsg("row %lld of the file: a quote does not end, or text stands behind one", (long long) row + 1)));
		if (row == 0)
		{
			if (names == room)
			{
				room = Max(room * 2, 64);
				name = name == NULL ? palloc(sizeof(Datum) * room) : repalloc(name, sizeof(Datum) * room);
			}
			check_column_name(name, names, buffer, bytes);
			name[names++] = PointerGetDatum(cstring_to_text_with_len(buffer, bytes));
		}
		else if (column >= names)
			ereport(ERROR,
					(errcode(colossus_sqlstate(CORE_SYNTAX)),
					 errmsg("row %lld of the file has more fields than the header, which has %d", (long long) row + 1, names)));
		else if (!(bytes == 0 && column == 0 && reader.row_done))	/* a blank line */
		{
			values[0] = Int64GetDatum(row);
			values[1] = name[column];
			values[2] = PointerGetDatum(cstring_to_text_with_len(buffer, bytes));
			nulls[2] = bytes == 0;
			tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
			/* the store has its own: a file of cells would stay in memory once more */
			pfree(DatumGetPointer(values[2]));
		}
		column++;
		if (reader.row_done)
		{
			if (column < names && !(column == 1 && bytes == 0))
				ereport(ERROR,
						(errcode(colossus_sqlstate(CORE_SYNTAX)),
						 errmsg("row %lld of the file has %d fields, the header %d: is the file whole?", (long long) row + 1, column, names)));
			row++;
			column = 0;
		}
	}
	return (Datum) 0;
}
