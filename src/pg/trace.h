/*
 * trace.h
 *		The type trace as a datum.
 */
#ifndef COLOSSUS_PG_TRACE_H
#define COLOSSUS_PG_TRACE_H

#include "pg/colossus.h"

#include "state/trace.h"

/* all bytes of a trace; raises XX001 if its front is not in order */
extern void trace_open_datum(TraceReader *reader, Datum datum);

/* raises the error of a status met while a trace was read */
extern void trace_check(Status status);

/* visits all samples */
extern void trace_visit_datum(Datum datum, SampleVisitor visitor, void *visited);

#endif							/* COLOSSUS_PG_TRACE_H */
