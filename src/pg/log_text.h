/*
 * log_text.h
 *		What the functions over logs have in common: arguments, and quoted pieces of
 *		the text.
 */
#ifndef COLOSSUS_PG_LOG_TEXT_H
#define COLOSSUS_PG_LOG_TEXT_H

#include "pg/colossus.h"

#include "utils/array.h"

#include "core/parse/reader.h"

extern Slice log_slice(const text *t);

/* likewise without the ends of lines at its end; raises nothing */
extern Slice log_header(const text *t);

/* raises 22023 if a format did not take its header */
extern void log_check_header(Status status, Slice header);

/* the names of an array; raises 22004 for a NULL among them */
extern void log_metrics(ArrayType *array, ParseOptions *options);

/* a piece of the text, cut at most bytes and marked so */
extern Datum log_quote(Slice s, int most);

#endif							/* COLOSSUS_PG_LOG_TEXT_H */
