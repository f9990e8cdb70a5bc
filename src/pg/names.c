/*
 * names.c
 *		unknown_name: the error about a name that does not exist, with the nearest
 *		ones that do.
 */
#include "pg/colossus.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "core/names.h"

#define NAMES_ALL		8		/* so many or fewer are all shown */
#define NAMES_NEAREST	5		/* else the nearest, so many */

typedef struct Candidate
{
	size_t		distance;
	text	   *name;
} Candidate;

/*
 * Nearest first; of equally near ones by bytes, not by the locale: the message is the same on
 * every server.
 */
static int
compare_candidates(const void *left, const void *right)
{
	const Candidate *a = left;
	const Candidate *b = right;
	size_t		length;
	int			order;

	if (a->distance != b->distance)
		return a->distance < b->distance ? -1 : 1;
	length = Min(VARSIZE_ANY_EXHDR(a->name), VARSIZE_ANY_EXHDR(b->name));
	order = memcmp(VARDATA_ANY(a->name), VARDATA_ANY(b->name), length);
	if (order == 0)
		order = (int) VARSIZE_ANY_EXHDR(a->name) - (int) VARSIZE_ANY_EXHDR(b->name);
	return order;
}

PG_FUNCTION_INFO_V1(colossus_unknown_name);

/* unknown_name(kind text, value text, candidates text[]): never returns */
Datum
colossus_unknown_name(PG_FUNCTION_ARGS)
{
	char	   *kind = text_to_cstring(PG_GETARG_TEXT_PP(0));
	text	   *value = PG_GETARG_TEXT_PP(1);
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(2);
	size_t		bytes = VARSIZE_ANY_EXHDR(value);
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	int			known = 0;
	int			shown;
	Candidate  *candidates;
	StringInfoData list;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &count);
	candidates = palloc(sizeof(Candidate) * Max(count, 1));
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			continue;
		candidates[known].name = DatumGetTextPP(elements[i]);
		candidates[known].distance = name_distance(VARDATA_ANY(value), bytes,
												   VARDATA_ANY(candidates[known].name),
												   VARSIZE_ANY_EXHDR(candidates[known].name));
		known++;
	}
	qsort(candidates, known, sizeof(Candidate), compare_candidates);

	initStringInfo(&list);
	shown = known <= NAMES_ALL ? known : NAMES_NEAREST;
	for (int i = 0; i < shown; i++)
		appendStringInfo(&list, "%s%s", i > 0 ? ", " : "", text_to_cstring(candidates[i].name));

	/* a text that is no name at all is shown by its head */
	if (bytes > NAME_COMPARED)
		bytes = pg_mbcliplen(VARDATA_ANY(value), bytes, NAME_COMPARED);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown %s: \"%.*s\"", kind, (int) bytes, VARDATA_ANY(value)),
			 known == 0 ? errhint("None is known.") :
			 known == shown ? errhint("Known: %s.", list.data) :
			 errhint("The nearest known: %s.", list.data)));
	PG_RETURN_NULL();
}
