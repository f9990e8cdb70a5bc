/*
 * log_text.c
 *		What the functions over logs have in common (see log_text.h), and the
 *		vocabulary of their rejects.
 */
#include "pg/log_text.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "core/parse/series.h"

/* longest header that an error quotes, in bytes */
#define SHOWN_BYTES		60

Slice
log_slice(const text *t)
{
	return (Slice) {VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t)};
}

Slice
log_header(const text *t)
{
	Slice		header = log_slice(t);

	while (header.n > 0 && (header.s[header.n - 1] == '\n' || header.s[header.n - 1] == '\r'))
		header.n--;
	return header;
}

void
log_check_header(Status status, Slice header)
{
	if (status != CORE_OK)
		ereport(ERROR,
				(errcode(colossus_sqlstate(status)),
				 errmsg("header has no columns: \"%.*s\"", pg_mbcliplen(header.s, header.n, SHOWN_BYTES), header.s),
				 errhint("Give the line with the names of the columns.")));
}

/* The slices point into the array, which the caller keeps: options live no longer than the call. */
void
log_metrics(ArrayType *array, ParseOptions *options)
{
	Datum	   *names;
	bool	   *nulls;
	int			n;
	Slice	   *metrics;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &names, &nulls, &n);
	metrics = palloc(sizeof(Slice) * (n + 1));
	for (int i = 0; i < n; i++)
	{
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("metrics has a NULL among its names")));
		metrics[i] = log_slice(DatumGetTextPP(names[i]));
	}
	options->metrics = metrics;
	options->metric_count = n;
}

/*
 * Cut between characters, never within one: what the input wrote is shown as it is, and half a
 * character would be refused by whoever reads it.
 */
Datum
log_quote(Slice s, int most)
{
	int			shown = pg_mbcliplen(s.s, s.n, most);
	StringInfoData quoted;

	if (shown == s.n)
		return PointerGetDatum(cstring_to_text_with_len(s.s, s.n));
	initStringInfo(&quoted);
	appendBinaryStringInfo(&quoted, s.s, shown);
	appendStringInfoString(&quoted, "...");
	return PointerGetDatum(cstring_to_text_with_len(quoted.data, quoted.len));
}

/* ---- the vocabulary ---- */

/*
 * The words that rejects may bear, with what they mean and what to do; the table reject_reason of a
 * ledger is made from it.
 */
PG_FUNCTION_INFO_V1(colossus_reject_reasons);
Datum
colossus_reject_reasons(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	result = (ReturnSetInfo *) fcinfo->resultinfo;
	for (int i = REASON_NONE + 1; i < PARSE_REASONS; i++)
	{
		Datum		values[3];
		bool		nulls[3] = {false, false, false};

		values[0] = CStringGetTextDatum(parse_reason_word(i));
		values[1] = CStringGetTextDatum(parse_reason_meaning(i));
		values[2] = CStringGetTextDatum(parse_reason_remedy(i));
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(colossus_card_name);
Datum
colossus_card_name(PG_FUNCTION_ARGS)
{
	char		name[PARSE_MAX_NAME];
	int32		n = parse_card_name(log_slice(PG_GETARG_TEXT_PP(0)), name);

	if (n == 0)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text_with_len(name, n));
}
