/*
 * unit.c
 *		SQL functions over units of bills.
 */
#include "pg/arguments.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "core/unit.h"

/* longest name that a message quotes, in bytes */
#define SHOWN_BYTES		60

PG_FUNCTION_INFO_V1(colossus_convert_quantity);

static char *
known_units(void)
{
	StringInfoData s;
	const char *name;

	initStringInfo(&s);
	for (int i = 0; (name = unit_name(i)) != NULL; i++)
		appendStringInfo(&s, "%s%s", i > 0 ? ", " : "", name);
	return s.data;
}

static char *
shown(const text *name)
{
	return pnstrdup(VARDATA_ANY(name), pg_mbcliplen(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), SHOWN_BYTES));
}

/*
 * NULL between units of different kinds and not an error: a bill may count in what the asked
 * unit cannot say, and its row says so by having no value.
 */
Datum
colossus_convert_quantity(PG_FUNCTION_ARGS)
{
	double		quantity = finite_number(PG_GETARG_FLOAT8(0), "quantity");
	text	   *from = PG_GETARG_TEXT_PP(1);
	text	   *to = PG_GETARG_TEXT_PP(2);
	double		result = 0;
	int			unknown;

	switch (unit_convert(quantity, VARDATA_ANY(from), VARSIZE_ANY_EXHDR(from), VARDATA_ANY(to), VARSIZE_ANY_EXHDR(to), &result, &unknown))
	{
		case CORE_OK:
			break;
		case CORE_SYNTAX:
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("unknown unit \"%s\"", shown(unknown == 0 ? from : to)),
					 errhint("Known units: %s.", known_units())));
			break;
		default:
			PG_RETURN_NULL();
	}
	PG_RETURN_FLOAT8(colossus_result(result));
}
