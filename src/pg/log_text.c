/*
 * log_text.c
 *		What the functions over logs have in common: see log_text.h.
 */
#include "pg/log_text.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

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

void
log_set_string(JsonbValue *v, Slice s, ParseEscape escape)
{
	v->type = jbvString;
	v->val.string.val = unconstify(char *, s.s);
	v->val.string.len = s.n;
	if (escape != PARSE_PLAIN)
	{
		v->val.string.val = palloc(s.n + 1);
		v->val.string.len = parse_unescape(escape, s, v->val.string.val);
	}
}

void
log_push_labels(JsonbParseState **state, const ParseLabel *label, int count)
{
	JsonbValue	v;

	for (int i = 0; i < count; i++)
	{
		log_set_string(&v, label[i].name, label[i].name_escape);
		pushJsonbValue(state, WJB_KEY, &v);
		if (label[i].value.s == NULL)
			v.type = jbvNull;
		else
			log_set_string(&v, label[i].value, label[i].escape);
		pushJsonbValue(state, WJB_VALUE, &v);
	}
}
