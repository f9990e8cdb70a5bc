/*
 * log_json.h
 *		Objects of jsonb from what a log says, built key by key.
 *
 * What is not known is left out: a text without bytes, a label that is not there, a
 * number below 0 where that says so.  jsonb sorts keys and keeps the last of two that are
 * equal without a word, so each name is pushed once.
 */
#ifndef COLOSSUS_PG_LOG_JSON_H
#define COLOSSUS_PG_LOG_JSON_H

#include "pg/colossus.h"

#include "utils/jsonb.h"

#include "core/parse/reader.h"

extern void log_begin_object(JsonbParseState **state);
extern Datum log_end_object(JsonbParseState **state);

/* a text as a value; without its escapes it is a copy, else it stays where it is */
extern void log_set_string(JsonbValue *v, Slice s, ParseEscape escape);

/* a key alone: its value is pushed next */
extern void log_push_key(JsonbParseState **state, const char *name);

/* a key and its value */
extern void log_push_text(JsonbParseState **state, const char *name, Slice s, ParseEscape escape);
extern void log_push_word(JsonbParseState **state, const char *name, const char *word);
extern void log_push_label(JsonbParseState **state, const char *name, const ParseLabel *label);
extern void log_push_bool(JsonbParseState **state, const char *name, bool value);
extern void log_push_count(JsonbParseState **state, const char *name, int64 n);

/* likewise, below 0: not known */
extern void log_push_known_count(JsonbParseState **state, const char *name, int64 n);
extern void log_push_known_number(JsonbParseState **state, const char *name, double x);

/* of what a ledger keeps as an integer: what is beyond one is no count of cards, nodes or the like */
extern void log_push_small_count(JsonbParseState **state, const char *name, int64 n);

/* an instant in us since 1970, as ISO 8601 in UTC whatever the session shows */
extern void log_push_instant(JsonbParseState **state, const char *name, int64 us);

/* the labels as keys and values, into an object that is begun */
extern void log_push_labels(JsonbParseState **state, const ParseLabel *label, int count);

#endif							/* COLOSSUS_PG_LOG_JSON_H */
