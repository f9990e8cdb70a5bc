/*
 * power_energy.c
 *		The aggregate power_energy.
 */
#include "pg/colossus.h"

#include "utils/timestamp.h"

#include "pg/energy.h"
#include "pg/sample_state.h"
#include "state/power_reader.h"

#define PARAMETER_NAMES	"max_gap, since and until"

/* a row's parameters are the state's, seen at a glance; the long way decides what is not */
static inline bool
agrees(FunctionCallInfo fcinfo, const SampleState *state)
{
	const SampleParameters *p = &state->parameters;
	const Interval *max_gap;

	if (PG_ARGISNULL(3))
		return false;
	max_gap = PG_GETARG_INTERVAL_P(3);
	if (max_gap->month != 0 || max_gap->day != 0 || max_gap->time != (int64) p->max_gap_us)
		return false;
	return PG_NARGS() == 4 ||
		(!PG_ARGISNULL(4) && !PG_ARGISNULL(5) && p->since == PG_GETARG_TIMESTAMPTZ(4) && p->until == PG_GETARG_TIMESTAMPTZ(5));
}

static SampleParameters
get_parameters(FunctionCallInfo fcinfo)
{
	SampleParameters parameters = sample_parameters_default;

	sample_not_null(fcinfo, 3, "max_gap");
	parameters.max_gap_us = energy_interval_us(PG_GETARG_INTERVAL_P(3), "max_gap");
	sample_window(fcinfo, 4, &parameters);
	return parameters;
}

/* arguments: state, at, watts, max_gap [, since, until] */
static pg_attribute_always_inline Datum
accumulate(FunctionCallInfo fcinfo, bool real)
{
	ExpandedSamples *samples = sample_state_argument(fcinfo);
	SampleParameters parameters;

	if (unlikely(samples == NULL || !agrees(fcinfo, &samples->state)))
	{
		parameters = get_parameters(fcinfo);
		if (samples != NULL)
			sample_state_check(&samples->state, &parameters, PARAMETER_NAMES);
	}
	if (unlikely(PG_ARGISNULL(1) || PG_ARGISNULL(2)))
	{
		if (samples == NULL)
			PG_RETURN_NULL();
		PG_RETURN_SAMPLES(samples);
	}
	if (unlikely(samples == NULL))
		samples = sample_state_new(fcinfo, SAMPLE_STATE_POWER, &parameters);
	sample_state_follow(samples);
	if (real)
		sample_state_add_real(samples, PG_GETARG_TIMESTAMPTZ(1), PG_GETARG_FLOAT4(2), PG_GETARG_FLOAT4(2));
	else
		sample_state_add_row(samples, PG_GETARG_TIMESTAMPTZ(1), PG_GETARG_FLOAT8(2));
	PG_RETURN_SAMPLES(samples);
}

PG_FUNCTION_INFO_V1(colossus_power_energy_accum);
Datum
colossus_power_energy_accum(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, false);
}

PG_FUNCTION_INFO_V1(colossus_power_energy_accum_real);
Datum
colossus_power_energy_accum_real(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, true);
}

/* the transition function of overloads with the arguments in another order */
PG_FUNCTION_INFO_V1(colossus_power_energy_order);
Datum
colossus_power_energy_order(PG_FUNCTION_ARGS)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("the arguments of power_energy are in another order"),
			 errhint("Write power_energy(at, watts, max_gap) or power_energy(at, watts, max_gap, since, until).")));
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(colossus_power_energy_combine);
Datum
colossus_power_energy_combine(PG_FUNCTION_ARGS)
{
	return sample_state_combine(fcinfo, PARAMETER_NAMES);
}

/*
 * Samples that lay more than max_gap outside the window were not kept, but for the nearest on
 * each side: from there a gap reaches in, and no energy.
 */
PG_FUNCTION_INFO_V1(colossus_power_energy_final);
Datum
colossus_power_energy_final(PG_FUNCTION_ARGS)
{
	const SampleState *state = sample_state_to_read(PG_GETARG_DATUM(0));
	const SampleParameters *p = &state->parameters;
	PowerReader reader;

	power_reader_init(&reader, p->max_gap_us, p->since, p->until);
	if (state->before_at != INT64_MIN)
		power_reader_begin_after(&reader, state->before_at);
	if (state->summary != NULL)
		energy_check(sample_state_read_summary(state, &reader));
	else
		sample_state_visit(state, power_reader_push_many, &reader);
	if (state->after_at != INT64_MAX)
		energy_check(power_reader_end_before(&reader, state->after_at));
	else
		energy_check(power_reader_end(&reader));
	reader.sum.rejected += state->rejected;
	PG_RETURN_DATUM(energy_datum(energy_result_desc(fcinfo), &reader.sum));
}
