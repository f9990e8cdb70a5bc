/*
 * exact_sums.c
 *		The type exact_sums and the aggregates whose state it is: mfu, fleet_flops,
 *		energy_per_token, co2e and emission_totals.
 *
 * The state is a real SQL type, so that it can travel between servers as text.
 * The aggregates give it an initial value and their transition functions are
 * strict: the executor skips rows with a NULL argument and never passes NULL as
 * state.  Within an aggregate a transition function changes its state in place;
 * called by hand it works on a copy.  A state that must grow is made anew in the
 * current context and returned, and the executor frees the old one.
 */
#include "pg/arguments.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "core/energy_basis.h"
#include "core/flops.h"
#include "pg/emission.h"
#include "state/exact_sums.h"

/* ---- the type ------------------------------------------------------------ */

PG_FUNCTION_INFO_V1(colossus_exact_sums_in);
PG_FUNCTION_INFO_V1(colossus_exact_sums_out);
PG_FUNCTION_INFO_V1(colossus_exact_sums_recv);
PG_FUNCTION_INFO_V1(colossus_exact_sums_send);

/*
 * The text is never longer than the state that it describes has room for: EXACT_SUMS_READ_BYTES is
 * the most that a valid one can need, whatever it claims.
 */
Datum
colossus_exact_sums_in(PG_FUNCTION_ARGS)
{
	char	   *text = PG_GETARG_CSTRING(0);
	ExactSums  *state = palloc(EXACT_SUMS_READ_BYTES);
	size_t		bytes;

	if (exact_sums_from_text(text, state, &bytes) != CORE_OK)
		input_error(fcinfo,
					(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					 errmsg("invalid input syntax for type %s: \"%s\"", "exact_sums", text),
					 errhint("Such values are written by the type itself, as in \"1/1 0:2:3p14\".")));
	SET_VARSIZE(state, bytes);
	PG_RETURN_POINTER(state);
}

Datum
colossus_exact_sums_out(PG_FUNCTION_ARGS)
{
	ExactSums  *state = (ExactSums *) PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	char	   *text = palloc(exact_sums_text_bytes(state));

	exact_sums_to_text(state, text);
	PG_RETURN_CSTRING(text);
}

/* checked as text is: bytes from a client may be anything */
Datum
colossus_exact_sums_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			length = message->len - message->cursor;
	const char *data = pq_getmsgbytes(message, length);
	ExactSums  *state = palloc(EXACT_SUMS_READ_BYTES);
	size_t		bytes;

	if (exact_sums_from_binary((const unsigned char *) data, length, state, &bytes) != CORE_OK)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary value of type %s", "exact_sums")));
	SET_VARSIZE(state, bytes);
	PG_RETURN_POINTER(state);
}

Datum
colossus_exact_sums_send(PG_FUNCTION_ARGS)
{
	ExactSums  *state = (ExactSums *) PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	bytea	   *result = palloc(VARHDRSZ + exact_sums_binary_bytes(state));
	size_t		bytes = exact_sums_to_binary(state, (unsigned char *) VARDATA(result));

	SET_VARSIZE(result, VARHDRSZ + bytes);
	PG_RETURN_BYTEA_P(result);
}

/* ---- steps --------------------------------------------------------------- */

/* a state from a table or a literal may be that of another aggregate */
static inline ExactSums *
check_sums(struct varlena *datum, int sums)
{
	ExactSums  *state = (ExactSums *) datum;

	if (unlikely(state->version != EXACT_SUMS_PLACED))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("state has sums with names, but those of the aggregate have none")));
	if (unlikely(state->sums != sums))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("state has %d sums, but the aggregate has %d", state->sums, sums)));
	return state;
}

/* the state to change: the executor's own within an aggregate, else a copy */
static inline struct varlena *
varlena_to_change(FunctionCallInfo fcinfo)
{
	struct varlena *datum = (struct varlena *) PG_GETARG_POINTER(0);

	if (VARATT_IS_EXTENDED(datum) || !AggCheckCallContext(fcinfo, NULL))
		datum = PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
	return datum;
}

static inline ExactSums *
state_to_change(FunctionCallInfo fcinfo, int sums)
{
	return check_sums(varlena_to_change(fcinfo), sums);
}

/* the state to read a result from */
static inline const ExactSums *
state_to_read(FunctionCallInfo fcinfo, int sums)
{
	return check_sums(PG_DETOAST_DATUM(PG_GETARG_DATUM(0)), sums);
}

static void
too_many_rows(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("an exact sum takes no more rows")));
}

/*
 * An exact sum covers the binary places that its addends have used so far; one outside of
 * them needs a wider state, which is made anew.  remove takes out what was added, exactly:
 * nothing is left of a row that has moved out of a frame.
 */
static inline ExactSums *
add(ExactSums *state, int which, double x, bool remove)
{
	ExactNeed	need;
	Status		status;

	while ((status = exact_sums_add(state, which, x, remove, &need)) == CORE_NEED_MEMORY)
	{
		size_t		bytes = exact_sums_widened_bytes(state, &need);
		ExactSums  *wider = palloc(bytes);

		exact_sums_widen(state, &need, wider);
		SET_VARSIZE(wider, bytes);
		state = wider;
	}
	if (unlikely(status == CORE_INVALID))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("state has no row to take out")));
	if (unlikely(status != CORE_OK))
		too_many_rows();
	return state;
}

/* one product of two arguments, rounded once */
static inline double
product(double value, const char *what)
{
	if (unlikely(isinf(value)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s is out of range of double precision", what)));
	return value;
}

/* a sum, rounded once */
static double
value_of(const ExactSums *state, int which, const char *what)
{
	double		value;

	if (exact_sums_value(state, which, &value) != CORE_OK)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("sum of %s is out of range of double precision", what)));
	return value;
}

PG_FUNCTION_INFO_V1(colossus_exact_sums_merge);

/* the combine function of them all */
Datum
colossus_exact_sums_merge(PG_FUNCTION_ARGS)
{
	ExactSums  *a = (ExactSums *) PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	ExactSums  *b = (ExactSums *) PG_DETOAST_DATUM(PG_GETARG_DATUM(1));
	ExactSums  *merged = palloc(exact_sums_merge_bytes(a, b));
	size_t		bytes;

	switch (exact_sums_merge(a, b, merged, &bytes))
	{
		case CORE_OK:
			break;
		case CORE_INVALID:
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("states of %d and of %d sums are not of one aggregate", a->sums, b->sums)));
			break;
		default:
			too_many_rows();
	}
	SET_VARSIZE(merged, bytes);
	PG_RETURN_POINTER(merged);
}

/* a transition function and its inverse, for moving frames */
#define STEP(name) \
	PG_FUNCTION_INFO_V1(colossus_##name##_add); \
	PG_FUNCTION_INFO_V1(colossus_##name##_remove); \
	static inline ExactSums *name##_step(FunctionCallInfo fcinfo, bool remove); \
	Datum colossus_##name##_add(PG_FUNCTION_ARGS) { PG_RETURN_POINTER(name##_step(fcinfo, false)); } \
	Datum colossus_##name##_remove(PG_FUNCTION_ARGS) { PG_RETURN_POINTER(name##_step(fcinfo, true)); } \
	static inline ExactSums * \
	name##_step(FunctionCallInfo fcinfo, bool remove)

#define FINAL(name) \
	PG_FUNCTION_INFO_V1(colossus_##name##_final); \
	Datum \
	colossus_##name##_final(PG_FUNCTION_ARGS)

/* ---- mfu, fleet_flops ---------------------------------------------------- */

#define MFU_FLOP		0
#define MFU_POSSIBLE	1
#define MFU_SUMS		2

STEP(mfu)
{
	ExactSums  *state = state_to_change(fcinfo, MFU_SUMS);
	double		flop = NOT_NEGATIVE(1, "flop");
	double		accelerator_s = NOT_NEGATIVE(2, "accelerator_s");
	double		peak_flops = NOT_NEGATIVE(3, "peak_flops");
	double		possible = product(possible_flop(accelerator_s, peak_flops), "accelerator_s times peak_flops");

	state = add(state, MFU_FLOP, flop, remove);
	return add(state, MFU_POSSIBLE, possible, remove);
}

/* NULL where nothing was possible: a share of nothing is not 0 */
FINAL(mfu)
{
	const ExactSums *state = state_to_read(fcinfo, MFU_SUMS);
	double		possible = value_of(state, MFU_POSSIBLE, "accelerator_s times peak_flops");

	if (possible == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(colossus_result(flop_ratio(value_of(state, MFU_FLOP, "flop"), possible)));
}

STEP(fleet_flops)
{
	ExactSums  *state = state_to_change(fcinfo, 1);
	double		accelerators = NOT_NEGATIVE(1, "accelerators");
	double		peak_flops = NOT_NEGATIVE(2, "peak_flops");

	return add(state, 0, product(fleet_peak(accelerators, peak_flops), "accelerators times peak_flops"), remove);
}

/* NULL of no row; 0 of rows without accelerators */
FINAL(fleet_flops)
{
	const ExactSums *state = state_to_read(fcinfo, 1);

	if (exact_sums_rows(state, 0) == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(value_of(state, 0, "accelerators times peak_flops"));
}

/* ---- energy_per_token ---------------------------------------------------- */

#define TOKEN_ENERGY	0
#define TOKEN_COUNT		1
#define TOKEN_SUMS		2

STEP(energy_per_token)
{
	ExactSums  *state = state_to_change(fcinfo, TOKEN_SUMS);
	double		energy_j = NOT_NEGATIVE(1, "energy_j");
	double		tokens = NOT_NEGATIVE(2, "tokens");

	state = add(state, TOKEN_ENERGY, energy_j, remove);
	return add(state, TOKEN_COUNT, tokens, remove);
}

/* total over total, not the mean of the rows' ratios */
FINAL(energy_per_token)
{
	const ExactSums *state = state_to_read(fcinfo, TOKEN_SUMS);
	double		tokens = value_of(state, TOKEN_COUNT, "tokens");

	if (tokens == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(colossus_result(joules_per_token(value_of(state, TOKEN_ENERGY, "energy_j"), tokens)));
}

/* ---- co2e, emission_totals ----------------------------------------------- */

/* kg may be negative in both: a ledger corrects by entries that take back */

static inline ExactSums *
co2e_add(ExactSums *state, double kg, double gwp, bool remove)
{
	return add(state, 0, product(co2e_kg(kg, gwp), "kg times its global warming potential"), remove);
}

STEP(co2e)
{
	ExactSums  *state = state_to_change(fcinfo, 1);
	Pollutant	gas = colossus_gas(PG_GETARG_TEXT_PP(1));
	double		kg = finite_number(PG_GETARG_FLOAT8(2), "kg");

	return co2e_add(state, kg, colossus_default_gwp(gas), remove);
}

STEP(co2e_by)
{
	ExactSums  *state = state_to_change(fcinfo, 1);
	Pollutant	gas = colossus_gas(PG_GETARG_TEXT_PP(1));
	double		kg = finite_number(PG_GETARG_FLOAT8(2), "kg");

	return co2e_add(state, kg, colossus_gwp(gas, PG_GETARG_TEXT_PP(3), PG_GETARG_INT32(4)), remove);
}

/* 0 kg of one row is known to be 0; no row is not known */
FINAL(co2e)
{
	const ExactSums *state = state_to_read(fcinfo, 1);

	if (exact_sums_rows(state, 0) == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(value_of(state, 0, "CO2e"));
}

/* the sums of emission_totals have names: any number of them */
static inline ExactSums *
check_totals(struct varlena *datum)
{
	ExactSums  *state = (ExactSums *) datum;

	if (unlikely(state->version != EXACT_SUMS_NAMED))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("state has sums without names, but those of the aggregate have names")));
	return state;
}

/*
 * A name that is met for the first time gets a sum of its own, in a state made anew.  Where rows
 * leave a frame their name stays, with no row: the end leaves it out.
 */
STEP(emission_totals)
{
	ExactSums  *state = check_totals(varlena_to_change(fcinfo));
	const char *name = pollutant_name(colossus_pollutant(PG_GETARG_TEXT_PP(1)));
	double		kg = finite_number(PG_GETARG_FLOAT8(2), "kg");
	int			which = exact_sums_find(state, name);

	if (which < 0)
	{
		size_t		bytes = exact_sums_grown_bytes(state);
		ExactSums  *grown = palloc(bytes);

		if (state->sums == EXACT_SUMS_MAX)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("state has no room for another sum")));
		exact_sums_grow(state, name, grown);
		SET_VARSIZE(grown, bytes);
		state = grown;
		which = exact_sums_find(state, name);
	}
	return add(state, which, kg, remove);
}

/* a jsonb object: by way of its text, which jsonb reads in every version */
FINAL(emission_totals)
{
	const ExactSums *state = check_totals(PG_DETOAST_DATUM(PG_GETARG_DATUM(0)));
	StringInfoData json;

	initStringInfo(&json);
	for (int i = 0; i < state->sums; i++)
		if (exact_sums_rows(state, i) != 0)
			appendStringInfo(&json, "%s\"%s\": %s", json.len > 0 ? ", " : "{", exact_sums_name(state, i),
							 colossus_shortest(value_of(state, i, exact_sums_name(state, i))));
	if (json.len == 0)
		PG_RETURN_NULL();
	appendStringInfoChar(&json, '}');
	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data)));
}
