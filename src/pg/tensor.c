/*
 * tensor.c
 *		SQL functions over the headers of a model's weight files: reads the JSON
 *		into the list that core/tensor.h counts.
 *
 * The input is text, not jsonb: jsonb keeps the last of two equal keys, and two
 * tensors of one name are an error.
 */
#include "pg/colossus.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "core/json.h"
#include "core/tensor.h"

/* longest part of a name that a message quotes, in bytes */
#define SHOWN_BYTES		120

typedef struct HeaderReader
{
	JsonReader	json;
	Tensor	   *tensors;
	int64		count;
	int64		room;
	int32		file;
	bool		has_metadata;	/* of an index, as its weight_map */
	bool		has_map;
	int64		mapped;			/* tensors of a weight_map */
	int64		total_size;		/* of an index; -1: not said */
} HeaderReader;

/* a name as a message quotes it: cut between characters, never within one */
static char *
shown(const char *s, size_t length)
{
	int			n = pg_mbcliplen(s, (int) Min(length, MaxAllocSize), SHOWN_BYTES);

	return psprintf("%.*s%s", n, s, (size_t) n < length ? "..." : "");
}

pg_noreturn static void bad_tensor(const Tensor *t, const char *problem);
pg_noreturn static void not_a_header(const char *found);
pg_noreturn static void broken_json(const JsonReader *json);

static void
bad_tensor(const Tensor *t, const char *problem)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("tensor \"%s\" %s", shown(t->name, t->length), problem)));
}

static void
not_a_header(const char *found)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("no header of safetensors: %s", found),
			 errhint("Give the JSON header of a safetensors file, an array of such headers, or a model.safetensors.index.json.")));
}

static void
broken_json(const JsonReader *json)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("header is no JSON at byte " INT64_FORMAT ": \"%s\"",
					(int64) (json->text - json->start), shown(json->text, json->length))));
}

/* what is no JSON is an error here, so that no reader below looks for it */
static JsonToken
next_token(HeaderReader *r)
{
	JsonToken	token = json_next(&r->json);

	if (token == JSON_BROKEN)
		broken_json(&r->json);
	return token;
}

/* passes over a value whose first token is not wanted */
static void
skip_from(HeaderReader *r, JsonToken first)
{
	if (json_skip(&r->json, first) == JSON_BROKEN)
		broken_json(&r->json);
}

/* as written: a key with escapes in it is none of those that matter */
static bool
key_is(const JsonReader *json, const char *word)
{
	return json->length == strlen(word) && memcmp(json->text, word, json->length) == 0;
}

/* whole number of 0 or more */
static int64
whole(const Tensor *t, const JsonReader *json)
{
	int64		value = 0;

	for (size_t i = 0; i < json->length; i++)
	{
		int			digit = json->text[i] - '0';

		if (digit < 0 || digit > 9 || value > (PG_INT64_MAX - digit) / 10)
			bad_tensor(t, psprintf("has the number %s, expected a whole number from 0 to " INT64_FORMAT,
								   shown(json->text, json->length), PG_INT64_MAX));
		value = value * 10 + digit;
	}
	return value;
}

/* a list of at most room numbers; returns how many */
static int
read_numbers(HeaderReader *r, const Tensor *t, const char *what, int64 *numbers, int room)
{
	int			n = 0;
	JsonToken	token = next_token(r);

	if (token != JSON_BEGIN_ARRAY)
		bad_tensor(t, psprintf("has \"%s\" that is no list of numbers", what));
	while ((token = next_token(r)) != JSON_END_ARRAY)
	{
		if (token != JSON_NUMBER)
			bad_tensor(t, psprintf("has \"%s\" that is no list of numbers", what));
		if (n == room)
			bad_tensor(t, psprintf("has \"%s\" of more than %d numbers", what, room));
		numbers[n++] = whole(t, &r->json);
	}
	return n;
}

/* the object of a tensor, whose brace was read */
static void
read_tensor(HeaderReader *r, const char *name, size_t length)
{
	Tensor	   *t;
	bool		has_type = false;
	bool		has_shape = false;
	bool		has_offsets = false;

	CHECK_FOR_INTERRUPTS();
	if (r->count == r->room)
	{
		r->room *= 2;
		r->tensors = repalloc_huge(r->tensors, sizeof(Tensor) * r->room);
	}
	t = &r->tensors[r->count];
	memset(t, 0, sizeof(*t));
	t->name = name;
	t->length = (int32) length;
	t->file = r->file;
	while (next_token(r) != JSON_END_OBJECT)
	{
		if (key_is(&r->json, "dtype"))
		{
			JsonToken	token;

			if (has_type)
				bad_tensor(t, "has \"dtype\" twice");
			has_type = true;
			token = next_token(r);
			if (token != JSON_STRING || !tensor_type_read(r->json.text, r->json.length, &t->type))
				bad_tensor(t, token == JSON_STRING ?
						   psprintf("has dtype \"%s\", which safetensors does not define", shown(r->json.text, r->json.length)) :
						   "has a \"dtype\" that is no string");
		}
		else if (key_is(&r->json, "shape"))
		{
			if (has_shape)
				bad_tensor(t, "has \"shape\" twice");
			has_shape = true;
			t->dims = read_numbers(r, t, "shape", t->shape, TENSOR_MAX_DIMS);
		}
		else if (key_is(&r->json, "data_offsets"))
		{
			int64		offsets[2];

			if (has_offsets)
				bad_tensor(t, "has \"data_offsets\" twice");
			has_offsets = true;
			if (read_numbers(r, t, "data_offsets", offsets, 2) != 2)
				bad_tensor(t, "has \"data_offsets\" of fewer than 2 numbers");
			t->begin = offsets[0];
			t->end = offsets[1];
		}
		else
			skip_from(r, next_token(r));
	}
	if (!has_type || !has_shape || !has_offsets)
		bad_tensor(t, psprintf("has no \"%s\"", !has_type ? "dtype" : !has_shape ? "shape" : "data_offsets"));
	switch (tensor_check(t))
	{
		case CORE_OK:
			break;
		case CORE_RANGE:
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("tensor \"%s\" has more elements than a bigint holds", shown(t->name, t->length))));
			break;
		default:
			bad_tensor(t, psprintf("has data_offsets [" INT64_FORMAT ", " INT64_FORMAT "], which do not span what its shape and dtype need",
								   (int64) t->begin, (int64) t->end));
	}
	r->count++;
}

/* "metadata" of an index */
static void
read_metadata(HeaderReader *r)
{
	JsonToken	token;

	r->has_metadata = true;
	while (next_token(r) != JSON_END_OBJECT)
	{
		bool		size = key_is(&r->json, "total_size");

		token = next_token(r);
		if (size)
		{
			double		bytes = -1;

			/* some libraries write it as 1234.0 */
			if (token == JSON_NUMBER)
				bytes = strtod(pnstrdup(r->json.text, r->json.length), NULL);
			if (!(bytes >= 0 && bytes < 9007199254740992.0 && bytes == (double) (int64) bytes))
				not_a_header(psprintf("\"total_size\" is %s, expected a whole number of bytes",
									  token == JSON_NUMBER ? shown(r->json.text, r->json.length) : "no number"));
			r->total_size = (int64) bytes;
		}
		else
			skip_from(r, token);
	}
}

/* name of a tensor: its file.  Which file is of no use without its header; they are counted */
static void
read_weight_map(HeaderReader *r)
{
	r->has_map = true;
	while (next_token(r) != JSON_END_OBJECT)
	{
		if (next_token(r) != JSON_STRING)
			not_a_header("\"weight_map\" holds what is no name of a file");
		r->mapped++;
	}
}

/* a header or an index, whose brace was read */
static void
read_object(HeaderReader *r)
{
	while (next_token(r) != JSON_END_OBJECT)
	{
		const char *name = r->json.text;
		size_t		length = r->json.length;
		JsonToken	token;

		if (r->json.escaped)
		{
			char	   *plain = palloc(length);

			length = json_unescape(name, length, plain);
			name = plain;
		}
		token = next_token(r);
		if (token != JSON_BEGIN_OBJECT)
			not_a_header(psprintf("\"%s\" is no object", shown(name, length)));
		if (length == 12 && memcmp(name, "__metadata__", 12) == 0)
			skip_from(r, token);
		else if (length == 8 && memcmp(name, "metadata", 8) == 0)
			read_metadata(r);
		else if (length == 10 && memcmp(name, "weight_map", 10) == 0)
			read_weight_map(r);
		else
			read_tensor(r, name, length);
	}
	r->file++;
}

/*
 * The tensors of a header in order of name; no two of one name, no two over each other.
 * Order and gaps are what the format itself promises (safetensors, README: no holes, no
 * overlap), and checking them is checking every number of the header: a size that is wrong
 * moves all that follow.
 */
static Tensor **
read_header(text *header, HeaderReader *r)
{
	Tensor	  **order;
	JsonToken	token;

	memset(r, 0, sizeof(*r));
	r->room = 1024;
	r->tensors = palloc(sizeof(Tensor) * r->room);
	r->total_size = -1;
	json_open(&r->json, VARDATA_ANY(header), VARSIZE_ANY_EXHDR(header));
	token = next_token(r);
	if (token == JSON_BEGIN_OBJECT)
		read_object(r);
	else if (token != JSON_BEGIN_ARRAY)
		not_a_header("a single value");
	else
		while ((token = next_token(r)) != JSON_END_ARRAY)
		{
			if (token != JSON_BEGIN_OBJECT)
				not_a_header("the list holds what is no object");
			read_object(r);
		}
	if (next_token(r) != JSON_END)
		elog(ERROR, "the reader went past the end");

	if (r->has_map != r->has_metadata)
		not_a_header(r->has_map ? "a \"weight_map\" without \"metadata\"" : "\"metadata\" without a \"weight_map\"");
	if (r->has_map && r->count > 0)
		not_a_header("an index that holds tensors");
	if (r->has_map && r->file > 1)
		not_a_header("an index in a list");
	if (!r->has_map && r->count == 0)
		not_a_header("no tensor");

	order = palloc_extended(sizeof(Tensor *) * (r->count + 1), MCXT_ALLOC_HUGE);
	for (int64 i = 0; i < r->count; i++)
		order[i] = &r->tensors[i];
	qsort(order, r->count, sizeof(Tensor *), tensor_by_place);
	for (int64 i = 0; i < r->count; i++)
	{
		bool		first = i == 0 || order[i]->file != order[i - 1]->file;
		int64		expected = first ? 0 : order[i - 1]->end;

		if (order[i]->begin != expected)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("tensor \"%s\" begins at byte " INT64_FORMAT ", expected " INT64_FORMAT,
							shown(order[i]->name, order[i]->length), (int64) order[i]->begin, expected),
					 errdetail("The tensors of a file follow each other without a gap and do not overlap.")));
	}
	qsort(order, r->count, sizeof(Tensor *), tensor_by_name);
	for (int64 i = 1; i < r->count; i++)
		if (order[i]->length == order[i - 1]->length &&
			memcmp(order[i]->name, order[i - 1]->name, order[i]->length) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("tensor \"%s\" stands there twice", shown(order[i]->name, order[i]->length))));
	return order;
}

/* --- what a config.json tells ------------------------------------------------- */

typedef enum Section
{
	MODEL,
	QUANTIZATION				/* and all below it */
} Section;

static bool
is_one_of(const JsonbValue *name, const char *const *words)
{
	for (; *words != NULL; words++)
		if (name->val.string.len == (int) strlen(*words) && memcmp(name->val.string.val, *words, name->val.string.len) == 0)
			return true;
	return false;
}

/* a whole number; of a list, the number that all its elements are; -1: none */
static int64
count_in(const JsonbValue *value)
{
	bool		failed = true;
	int32		n;

	if (value->type == jbvNumeric)
	{
		n = numeric_int4_opt_error(value->val.numeric, &failed);
		return failed || n < 0 ? -1 : n;
	}
	if (value->type == jbvBinary && JsonContainerIsArray(value->val.binary.data))
	{
		JsonbIterator *it = JsonbIteratorInit(value->val.binary.data);
		JsonbIteratorToken token;
		JsonbValue	v;
		int64		all = -1;

		while ((token = JsonbIteratorNext(&it, &v, true)) != WJB_DONE)
			if (token == WJB_ELEM)
			{
				int64		one = v.type == jbvNumeric ? count_in(&v) : -1;

				if (one < 0 || (all >= 0 && one != all))
					return -1;
				all = one;
			}
		return all;
	}
	return -1;
}

/*
 * A bit width and a group size that a quantisation names, each pair once; what no storage
 * has as a width is none.  Which of them a tensor has, core/tensor.c finds by its scales.
 */
static void
add_group(TensorQuantization *q, int64 bits, int64 size)
{
	if (bits < 1 || bits > 64)
		return;
	for (int i = 0; i < q->groups; i++)
		if (q->group[i].bits == bits && q->group[i].size == size)
			return;
	if (q->groups == TENSOR_MAX_GROUPS)
		return;
	q->group[q->groups].bits = (int) bits;
	q->group[q->groups++].size = size;
}

/*
 * Only what the headers themselves cannot tell: how many experts a token visits, how wide
 * packed weights were before.  Keys of all families side by side, since this does not
 * know the family: a config of a model that core/model does not know still helps here.
 * Below the quantisation any depth is searched, for each tool nests it in its own way;
 * what speaks of activations or the cache is passed over, being no width of weights.
 */
static void
read_hints(JsonbContainer *object, Section section, TensorHints *hints)
{
	static const char *const per_token[] = {"num_experts_per_tok", "num_experts_per_token", "experts_per_token",
		"num_selected_experts", "moe_topk", "moe_top_k", "moe_k", "top_k_experts", "num_experts_per_topk", NULL};
	static const char *const experts[] = {"num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts", NULL};
	static const char *const layers[] = {"num_hidden_layers", "n_layer", "n_layers", "num_layers", NULL};
	static const char *const nested[] = {"text_config", "llm_config", "language_config", "thinker_config", "ffn_config", NULL};
	static const char *const quantization[] = {"quantization_config", "compression_config", "quantization", NULL};
	static const char *const tied[] = {"tie_word_embeddings", NULL};
	static const char *const bits_words[] = {"bits", "num_bits", "w_bit", NULL};
	static const char *const size_words[] = {"group_size", "q_group_size", NULL};
	static const char *const four[] = {"load_in_4bit", NULL};
	static const char *const strategy[] = {"strategy", NULL};
	static const char *const method[] = {"quant_method", NULL};
	static const char *const activations[] = {"input_activations", "output_activations", "kv_cache_scheme", "sparsity_config", NULL};
	JsonbIterator *it = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue	name;
	JsonbValue	value;
	int64		bits = -1;
	int64		size = 0;

	check_stack_depth();
	while ((token = JsonbIteratorNext(&it, &name, true)) != WJB_DONE)
	{
		CHECK_FOR_INTERRUPTS();
		if (token != WJB_KEY)
			continue;
		(void) JsonbIteratorNext(&it, &value, true);
		if (section == QUANTIZATION)
		{
			if (value.type == jbvBinary && JsonContainerIsObject(value.val.binary.data))
			{
				if (!is_one_of(&name, activations))
					read_hints(value.val.binary.data, QUANTIZATION, hints);
			}
			else if (is_one_of(&name, bits_words))
				bits = count_in(&value);
			else if (is_one_of(&name, size_words))
				size = value.type == jbvNumeric && count_in(&value) < 0 ? -1 : Max(count_in(&value), 0);
			else if (is_one_of(&name, strategy) && value.type == jbvString &&
					 value.val.string.len == 7 && memcmp(value.val.string.val, "channel", 7) == 0)
				size = -1;
			else if (is_one_of(&name, four) && value.type == jbvBool && value.val.boolean)
				add_group(&hints->quantization, 4, 0);
			/* ternary weights, four to a byte */
			else if (is_one_of(&name, method) && value.type == jbvString &&
					 value.val.string.len == 6 && memcmp(value.val.string.val, "bitnet", 6) == 0)
				add_group(&hints->quantization, 2, 0);
			continue;
		}
		if (is_one_of(&name, per_token))
			hints->experts_per_token = Max(count_in(&value), 0);
		else if (is_one_of(&name, experts))
			hints->experts = Max(count_in(&value), 0);
		else if (is_one_of(&name, layers))
			hints->layers = Max(count_in(&value), 0);
		else if (is_one_of(&name, tied) && value.type == jbvBool)
			hints->tied = value.val.boolean;
		else if (value.type == jbvBinary && JsonContainerIsObject(value.val.binary.data))
		{
			if (is_one_of(&name, nested))
				read_hints(value.val.binary.data, MODEL, hints);
			else if (is_one_of(&name, quantization))
				read_hints(value.val.binary.data, QUANTIZATION, hints);
		}
	}
	if (section == QUANTIZATION)
		add_group(&hints->quantization, bits, size);
}

/* --- SQL ------------------------------------------------------------------------ */

PG_FUNCTION_INFO_V1(colossus_tensor_summary);

/*
 * header and config, which may be NULL.  An index has no shapes, so that only what it says itself
 * is known of it: how many tensors, and how many bytes in all.
 */
Datum
colossus_tensor_summary(PG_FUNCTION_ARGS)
{
	enum
	{
		TENSORS, PARAMS, ACTIVE, BYTES, BITS, EXPERT, OTHER, EMBEDDING, PREDICTION, TOWER, LAYERS, COLUMNS
	};
	TupleDesc	tupdesc;
	Datum		values[COLUMNS] = {0};
	bool		nulls[COLUMNS];
	HeaderReader reader;
	TensorHints hints;
	TensorSum	sum;
	Tensor	  **order;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE || tupdesc->natts != COLUMNS)
		elog(ERROR, "result is not a row of %d columns", COLUMNS);
	tupdesc = BlessTupleDesc(tupdesc);
	memset(nulls, true, sizeof(nulls));
	memset(&hints, 0, sizeof(hints));
	if (!PG_ARGISNULL(1))
	{
		Jsonb	   *config = PG_GETARG_JSONB_P(1);

		if (!JB_ROOT_IS_OBJECT(config))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("model config: it is not an object, expected the contents of a config.json")));
		read_hints(&config->root, MODEL, &hints);
	}
	order = read_header(PG_GETARG_TEXT_PP(0), &reader);
	if (reader.has_map)
	{
		values[TENSORS] = Int64GetDatum(reader.mapped);
		values[BYTES] = Int64GetDatum(reader.total_size);
		nulls[TENSORS] = false;
		nulls[BYTES] = reader.total_size < 0;
		PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(tupdesc, values, nulls)));
	}
	if (tensor_count(order, reader.count, &hints, &sum) != CORE_OK)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the tensors have more elements or bytes than a bigint holds")));
	values[TENSORS] = Int64GetDatum(sum.tensors);
	values[BYTES] = Int64GetDatum(sum.bytes);
	values[LAYERS] = Int64GetDatum(sum.layers);
	nulls[TENSORS] = nulls[BYTES] = nulls[LAYERS] = false;
	if (sum.params_known)
	{
		values[PARAMS] = Int64GetDatum(sum.params);
		values[EXPERT] = Int64GetDatum(sum.expert_params);
		values[OTHER] = Int64GetDatum(sum.other_params);
		values[EMBEDDING] = Int64GetDatum(sum.embedding_params);
		values[PREDICTION] = Int64GetDatum(sum.prediction_params);
		values[TOWER] = Int64GetDatum(sum.tower_params);
		nulls[PARAMS] = nulls[EXPERT] = nulls[OTHER] = nulls[EMBEDDING] = nulls[PREDICTION] = nulls[TOWER] = false;
		if (sum.params > 0)
		{
			values[BITS] = Float8GetDatum(tensor_bits_per_param(&sum));
			nulls[BITS] = false;
		}
	}
	values[ACTIVE] = Int64GetDatum(sum.active_params);
	nulls[ACTIVE] = !sum.active_known;
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(tupdesc, values, nulls)));
}
