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

/*
 * Head and directory at least, which are about a tenth: of a value that lies out
 * of line in its own pages no more than those is fetched.
 */
extern void trace_open_front(TraceReader *reader, Datum datum);

/* the trace of samples in order; NULL if there are none */
extern struct varlena *trace_of_samples(const Sample *samples, Size n);

/* the start of the bucket of a width that an instant lies in; raises 22008 */
extern int64 trace_bucket(int64 at, int64 width, int64 origin);

/* raises the error of a status met while a trace was read */
extern void trace_check(Status status);

/* a SampleVisitor; the reader is a pointer to where the next sample goes, with room for all */
extern Status trace_collect(void *where, const Sample *samples, size_t n);

/* visits all samples */
extern void trace_visit_datum(Datum datum, SampleVisitor visitor, void *visited);

#endif							/* COLOSSUS_PG_TRACE_H */
