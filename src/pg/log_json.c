/*
 * log_json.c
 *		Objects of jsonb from what a log says: see log_json.h.
 */
#include "pg/log_json.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/numeric.h"

#include "pg/zone.h"

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

/*
 * jsonb keeps the last of two equal keys and sorts the others: what a log gives twice has been
 * refused before it comes here.
 */
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

void
log_push_key(JsonbParseState **state, const char *name)
{
	JsonbValue	v;

	log_set_string(&v, (Slice) {name, (int32) strlen(name)}, PARSE_PLAIN);
	pushJsonbValue(state, WJB_KEY, &v);
}

/* what is not known is left out */
void
log_push_text(JsonbParseState **state, const char *name, Slice s, ParseEscape escape)
{
	JsonbValue	v;

	if (s.s == NULL || s.n <= 0)
		return;
	log_push_key(state, name);
	log_set_string(&v, s, escape);
	pushJsonbValue(state, WJB_VALUE, &v);
}

void
log_push_word(JsonbParseState **state, const char *name, const char *word)
{
	if (word != NULL)
		log_push_text(state, name, (Slice) {word, (int32) strlen(word)}, PARSE_PLAIN);
}

void
log_push_label(JsonbParseState **state, const char *name, const ParseLabel *label)
{
	if (label != NULL)
		log_push_text(state, name, label->value, label->escape);
}

void
log_push_bool(JsonbParseState **state, const char *name, bool value)
{
	JsonbValue	v = {.type = jbvBool};

	log_push_key(state, name);
	v.val.boolean = value;
	pushJsonbValue(state, WJB_VALUE, &v);
}

void
log_push_count(JsonbParseState **state, const char *name, int64 n)
{
	JsonbValue	v = {.type = jbvNumeric};

	log_push_key(state, name);
	v.val.numeric = int64_to_numeric(n);
	pushJsonbValue(state, WJB_VALUE, &v);
}

/* below 0: unknown */
void
log_push_known_count(JsonbParseState **state, const char *name, int64 n)
{
	if (n >= 0)
		log_push_count(state, name, n);
}

void
log_push_small_count(JsonbParseState **state, const char *name, int64 n)
{
	if (n <= PG_INT32_MAX)
		log_push_known_count(state, name, n);
}

/* below 0: unknown.  15 digits, which is what the server's cast to numeric keeps */
void
log_push_known_number(JsonbParseState **state, const char *name, double x)
{
	JsonbValue	v = {.type = jbvNumeric};

	if (x < 0)
		return;
	log_push_key(state, name);
	v.val.numeric = DatumGetNumeric(DirectFunctionCall1(float8_numeric, Float8GetDatum(x)));
	pushJsonbValue(state, WJB_VALUE, &v);
}

/* an instant in us since 1970, as ISO 8601 in UTC whatever the session shows */
void
log_push_instant(JsonbParseState **state, const char *name, int64 us)
{
	struct pg_tm tm;
	fsec_t		fsec;
	char		text[MAXDATELEN + 1];

	if (timestamp2tm(zone_timestamp(us), NULL, &tm, &fsec, NULL, NULL) != 0)
		return;
	/* below 0 it would leave out the zone */
	tm.tm_isdst = 0;
	EncodeDateTime(&tm, fsec, true, 0, "UTC", USE_XSD_DATES, text);
	log_push_word(state, name, pstrdup(text));
}

Datum
log_end_object(JsonbParseState **state)
{
	return JsonbPGetDatum(JsonbValueToJsonb(pushJsonbValue(state, WJB_END_OBJECT, NULL)));
}

void
log_begin_object(JsonbParseState **state)
{
	*state = NULL;
	pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
}
