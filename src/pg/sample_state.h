/*
 * sample_state.h
 *		Glue that the aggregates over samples share: their state as a datum.
 */
#ifndef COLOSSUS_PG_SAMPLE_STATE_H
#define COLOSSUS_PG_SAMPLE_STATE_H

#include "pg/colossus.h"

#include "state/sample_state.h"

/*
 * The state of a transition or combine function, its first argument, ready to
 * be changed: in place if an aggregate calls, else a copy.  NULL if there is
 * none yet.
 */
extern SampleState *sample_state_argument(FunctionCallInfo fcinfo);

extern SampleState *sample_state_new(SampleStateKind kind, const SampleParameters *parameters);

/* one row; returns the state, moved if it grew */
extern SampleState *sample_state_add_row(SampleState *state, int64 at, double value);

/* raises 22023 if a row's parameters differ from the state's */
extern void sample_state_check(const SampleState *state, const SampleParameters *parameters, const char *names);

/* raises 22004 if a parameter is null */
extern void sample_not_null(FunctionCallInfo fcinfo, int argument, const char *name);

/* a combine function's body */
extern Datum sample_state_combine(FunctionCallInfo fcinfo, const char *names);

/* all samples in the order of sample_before */
extern void sample_state_visit(const SampleState *state, SampleVisitor visitor, void *reader);

/* CHECK_FOR_INTERRUPTS as a SamplePoll */
extern bool sample_poll(void);

/* raises the error of a status met while samples were read */
extern void sample_check(Status status);

#endif							/* COLOSSUS_PG_SAMPLE_STATE_H */
