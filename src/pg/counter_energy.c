/*
 * counter_energy.c
 *		The aggregates counter_energy and counter_increase, and the same over
 *		stored traces.
 */
#include "pg/counter_energy.h"

#include "utils/timestamp.h"

#include "core/interval.h"
#include "pg/energy.h"
#include "pg/trace.h"

#define PARAMETER_NAMES	"max_w, wrap_j, since and until"
#define NANO			UINT32_C(1000000000)	/* steps in which increases are counted */

SampleParameters
counter_parameters(FunctionCallInfo fcinfo, int argument, bool wraps)
{
	SampleParameters p = sample_parameters_default;

	sample_not_null(fcinfo, argument, "max_w");
	p.max_w = energy_positive(PG_GETARG_FLOAT8(argument), "max_w");
	if (wraps && !PG_ARGISNULL(argument + 1))
		p.wrap_j = energy_positive(PG_GETARG_FLOAT8(argument + 1), "wrap_j");
	sample_window(fcinfo, argument + 1 + wraps, &p);
	return p;
}

/*
 * Parameters are compared in every row and not only taken from the first: a plan may give any
 * row first, and the answer must not depend on which.
 */
static Datum
accumulate(FunctionCallInfo fcinfo, const SampleParameters *parameters)
{
	ExpandedSamples *samples = sample_state_argument(fcinfo);

	if (samples != NULL)
		sample_state_check(&samples->state, parameters, PARAMETER_NAMES);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
	{
		if (samples == NULL)
			PG_RETURN_NULL();
		PG_RETURN_SAMPLES(samples);
	}
	if (samples == NULL)
		samples = sample_state_new(fcinfo, SAMPLE_STATE_COUNTER, parameters);
	sample_state_follow(samples);
	sample_state_add_row(samples, PG_GETARG_TIMESTAMPTZ(1), PG_GETARG_FLOAT8(2));
	PG_RETURN_SAMPLES(samples);
}

/* arguments: state, at, joules, max_w [, wrap_j] [, since, until]: 4 to 7, an odd number with wrap_j */
PG_FUNCTION_INFO_V1(colossus_counter_energy_accum);
Datum
colossus_counter_energy_accum(PG_FUNCTION_ARGS)
{
	SampleParameters parameters = counter_parameters(fcinfo, 3, PG_NARGS() % 2 != 0);

	return accumulate(fcinfo, &parameters);
}

/* arguments: state, at, value */
PG_FUNCTION_INFO_V1(colossus_counter_increase_accum);
Datum
colossus_counter_increase_accum(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &sample_parameters_default);
}

PG_FUNCTION_INFO_V1(colossus_counter_energy_combine);
Datum
colossus_counter_energy_combine(PG_FUNCTION_ARGS)
{
	return sample_state_combine(fcinfo, PARAMETER_NAMES);
}

Datum
counter_energy_result(FunctionCallInfo fcinfo, CounterReader *reader)
{
	energy_check(counter_reader_end(reader));
	PG_RETURN_DATUM(energy_datum(energy_result_desc(fcinfo), &reader->sum));
}

Datum
counter_increase_result(FunctionCallInfo fcinfo, IncreaseReader *reader)
{
	energy_check(increase_reader_end(reader));
	if (reader->readings == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(interval_quotient(reader->increase, NANO));
}

PG_FUNCTION_INFO_V1(colossus_counter_energy_final);
Datum
colossus_counter_energy_final(PG_FUNCTION_ARGS)
{
	const SampleState *state = sample_state_to_read(PG_GETARG_DATUM(0));
	const SampleParameters *p = &state->parameters;
	CounterReader reader;

	counter_reader_init(&reader, p->max_w, p->wrap_j, p->since, p->until);
	sample_state_visit(state, counter_reader_push_many, &reader);
	reader.sum.rejected += state->rejected;
	return counter_energy_result(fcinfo, &reader);
}

PG_FUNCTION_INFO_V1(colossus_counter_increase_final);
Datum
colossus_counter_increase_final(PG_FUNCTION_ARGS)
{
	IncreaseReader reader;

	increase_reader_init(&reader);
	sample_state_visit(sample_state_to_read(PG_GETARG_DATUM(0)), increase_reader_push_many, &reader);
	return counter_increase_result(fcinfo, &reader);
}

/* arguments: trace, max_w and since, until or wrap_j or all three */
PG_FUNCTION_INFO_V1(colossus_trace_counter_energy);
Datum
colossus_trace_counter_energy(PG_FUNCTION_ARGS)
{
	SampleParameters p;
	CounterReader reader;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	p = counter_parameters(fcinfo, 1, PG_NARGS() != 4);
	counter_reader_init(&reader, p.max_w, p.wrap_j, p.since, p.until);
	trace_visit_datum(PG_GETARG_DATUM(0), counter_reader_push_many, &reader);
	return counter_energy_result(fcinfo, &reader);
}

PG_FUNCTION_INFO_V1(colossus_trace_counter_increase);
Datum
colossus_trace_counter_increase(PG_FUNCTION_ARGS)
{
	IncreaseReader reader;

	increase_reader_init(&reader);
	trace_visit_datum(PG_GETARG_DATUM(0), increase_reader_push_many, &reader);
	return counter_increase_result(fcinfo, &reader);
}
