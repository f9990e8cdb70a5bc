/*
 * model.c
 *		SQL functions over a model's config.json: unpacks the jsonb into the flat
 *		list of keys that core/model.h reads, and words its errors.
 *
 * Only the root object, its text_config and the lists in them are walked, and
 * of these only keys that matter, so that neither depth nor size of the rest
 * costs anything.
 */
#include "pg/arguments.h"

#include <float.h>

#include "access/detoast.h"
#include "access/htup_details.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "core/model.h"
#include "core/names.h"

/*
 * Largest configuration, in bytes of jsonb.  Published ones have some
 * kilobytes; a value that big is not one, and is refused before it is
 * decompressed.
 */
#define CONFIG_MAX_BYTES	(16 * 1024 * 1024)

/* longest value that a message quotes, in bytes */
#define SHOWN_BYTES			60

/* keys that matter, in a buffer that lives on the stack and rarely grows */
#define FEW_KEYS			192

/*
 * Names and texts of keys are not copied: they point into the jsonb, which must stay until
 * core has read the list and describe() has worded what is wrong with it.
 */
typedef struct KeyList
{
	ModelKey   *keys;			/* few, or palloced once it has grown */
	int			count;
	int			room;
	ModelKey	few[FEW_KEYS];
} KeyList;

/*
 * A new key behind the others, not yet set.  It moves when the list grows: who adds more
 * must not hold on to it, but remember its place.
 */
static ModelKey *
add_key(KeyList *list)
{
	if (list->count == list->room)
	{
		list->room *= 2;
		if (list->keys == list->few)
		{
			list->keys = palloc(sizeof(ModelKey) * list->room);
			memcpy(list->keys, list->few, sizeof(list->few));
		}
		else
			list->keys = repalloc(list->keys, sizeof(ModelKey) * list->room);
	}
	return &list->keys[list->count++];
}

/*
 * An int4 that was written as an integer stays one; all else is a double.  So 4096.0 is no
 * count, and 1e400 is infinity and not an error here: the field that it is given for refuses
 * it by name.
 */
static void
set_number(ModelKey *key, Numeric number)
{
	Datum		datum = NumericGetDatum(number);
	bool		failed = true;

	if (DatumGetInt32(DirectFunctionCall1(numeric_scale, datum)) == 0)
		key->integer = numeric_int4_opt_error(number, &failed);
	if (failed)
	{
		key->kind = MODEL_DOUBLE;
		key->number = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow, datum));
	}
	else
		key->kind = MODEL_INTEGER;
}

/* the path of an object inside the configuration; NULL: its keys stand alone */
typedef struct Path
{
	const char *name;
	int			length;
} Path;

static void add_object(KeyList *list, JsonbContainer *object, bool text_config, const Path *inside);
static void add_parts(KeyList *list, JsonbContainer *thinker);
static void add_block(KeyList *list, JsonbContainer *block, bool text_config, int layer);
static void add_overrides(KeyList *list, JsonbContainer *layers, bool text_config, const Path *inside);

/*
 * The name of a key is the text of the configuration itself, or a path.  The
 * groups of a quantization have any name, and all stand for "group".  Paths are
 * palloced and go with the memory of the call: there are a few dozen at most.
 */
static void
set_name(ModelKey *key, const Path *inside, const JsonbValue *name)
{
	static const char groups[] = "quantization_config.config_groups";
	const char *last = name->val.string.val;
	int			length = name->val.string.len;
	char	   *path;

	key->name = last;
	key->length = length;
	if (inside == NULL)
		return;
	if (inside->length == (int) strlen(groups) && memcmp(inside->name, groups, inside->length) == 0)
	{
		last = "group";
		length = 5;
	}
	path = palloc(inside->length + 1 + length);
	memcpy(path, inside->name, inside->length);
	path[inside->length] = '.';
	memcpy(path + inside->length + 1, last, length);
	key->name = path;
	key->length = inside->length + 1 + length;
}

/* objects that hold the text model of one that sees or hears */
static bool
is_text_config(const char *name, int length)
{
	static const char *const names[] = {"text_config", "llm_config", "language_config"};

	for (int i = 0; i < lengthof(names); i++)
		if (length == (int) strlen(names[i]) && memcmp(name, names[i], length) == 0)
			return true;
	return false;
}

/*
 * Adds a key, and of a container what matters of its insides, behind it: describe() finds
 * the holder of a key by that order.  element: of the list at place of; below 0: no element.
 *
 * Iterators are told to skip what is nested, so that a container comes as jbvBinary and is
 * entered only where this says so.  The recursion is thus as deep as the paths that core
 * knows, however deep the configuration is.
 */
static void
add_value(KeyList *list, const Path *inside, const JsonbValue *name, int of, int element,
		  const JsonbValue *value, bool text_config)
{
	ModelKey   *key = add_key(list);
	JsonbContainer *container;

	memset(key, 0, sizeof(ModelKey));
	if (element < 0)
		set_name(key, inside, name);
	else
	{
		key->name = list->keys[of].name;
		key->length = list->keys[of].length;
	}
	key->element = element;
	key->text_config = text_config;
	switch (value->type)
	{
		case jbvNull:
			key->kind = MODEL_NULL;
			return;
		case jbvBool:
			key->kind = MODEL_BOOLEAN;
			key->integer = value->val.boolean;
			return;
		case jbvNumeric:
			set_number(key, value->val.numeric);
			return;
		case jbvString:
			key->kind = MODEL_STRING;
			key->string = value->val.string.val;
			key->string_length = value->val.string.len;
			return;
		default:
			break;
	}

	/*
	 * A container; inside a list only blocks are wanted.  One that is not entered stands for
	 * itself: a field that must be a number refuses it, and one that nobody knows is unread.
	 */
	key->kind = MODEL_OBJECT;
	key->integer = 1;
	if (value->type != jbvBinary)
		return;
	container = value->val.binary.data;
	if (element >= 0)
	{
		if (!JsonContainerIsArray(container) && key->length == 13 && memcmp(key->name, "block_configs", 13) == 0)
			add_block(list, container, text_config, element);
		return;
	}
	key->integer = JsonContainerSize(container);
	if (JsonContainerIsArray(container))
	{
		JsonbIterator *it;
		JsonbIteratorToken token;
		JsonbValue	v;
		int			n = 0;
		int			self = list->count - 1;

		/* nor a huge list, nor one that nobody reads */
		if (key->integer > MODEL_MAX_LAYERS)
			return;
		key->kind = MODEL_LIST;
		if (!model_key_matters(key->name, key->length))
			return;
		/* from here on the list may move: key is asked no more */
		it = JsonbIteratorInit(container);
		while ((token = JsonbIteratorNext(&it, &v, true)) != WJB_DONE)
			if (token == WJB_ELEM)
				add_value(list, inside, name, self, n++, &v, text_config);
	}
	else if (inside == NULL && !text_config && is_text_config(key->name, key->length))
		add_object(list, container, true, NULL);
	else if (inside == NULL && !text_config && key->length == 14 && memcmp(key->name, "thinker_config", 14) == 0)
		add_parts(list, container);
	else
	{
		Path		path = {key->name, key->length};

		if (path.length == 16 && memcmp(path.name, "per_layer_config", 16) == 0)
			add_overrides(list, container, text_config, &path);
		else if (model_object_matters(path.name, path.length))
			add_object(list, container, text_config, &path);
	}
}

/*
 * thinker_config of an omni model holds the text model and the towers, as the root
 * of other models does.
 */
static void
add_parts(KeyList *list, JsonbContainer *thinker)
{
	JsonbIterator *it = JsonbIteratorInit(thinker);
	JsonbIteratorToken token;
	JsonbValue	name;
	JsonbValue	value;

	while ((token = JsonbIteratorNext(&it, &name, true)) != WJB_DONE)
	{
		if (token != WJB_KEY)
			continue;
		(void) JsonbIteratorNext(&it, &value, true);
		if (value.type == jbvBinary && name.val.string.len > 7 &&
			memcmp(name.val.string.val + name.val.string.len - 7, "_config", 7) == 0)
			add_value(list, NULL, &name, -1, -1, &value, false);
	}
}

/*
 * One of block_configs, whose keys become elements: what a list of numbers by layer is in
 * other configurations is here a list of objects, one a layer.
 */
static void
add_block(KeyList *list, JsonbContainer *block, bool text_config, int layer)
{
	const Path	path = {"block_configs", 13};
	int			first = list->count;

	add_object(list, block, text_config, &path);
	while (first < list->count)
		list->keys[first++].element = layer;
}

/*
 * per_layer_config: objects by the number of their layer, whose keys become elements; what
 * is no number is that of no layer, which core/model refuses.
 */
static void
add_overrides(KeyList *list, JsonbContainer *layers, bool text_config, const Path *inside)
{
	JsonbIterator *it = JsonbIteratorInit(layers);
	JsonbIteratorToken token;
	JsonbValue	name;
	JsonbValue	value;

	while ((token = JsonbIteratorNext(&it, &name, true)) != WJB_DONE)
	{
		int			first = list->count;
		int			layer = 0;

		CHECK_FOR_INTERRUPTS();
		if (token != WJB_KEY)
			continue;
		(void) JsonbIteratorNext(&it, &value, true);
		if (value.type != jbvBinary || JsonContainerIsArray(value.val.binary.data))
			continue;
		for (int i = 0; i < name.val.string.len && layer < MODEL_MAX_LAYERS; i++)
			layer = layer * 10 + (name.val.string.val[i] >= '0' && name.val.string.val[i] <= '9' ?
								  name.val.string.val[i] - '0' : MODEL_MAX_LAYERS);
		add_object(list, value.val.binary.data, text_config, inside);
		while (first < list->count)
			list->keys[first++].element = layer;
	}
}

/* inside: the name of the object, where its keys are told by their path */
static void
add_object(KeyList *list, JsonbContainer *object, bool text_config, const Path *inside)
{
	JsonbIterator *it = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue	name;
	JsonbValue	value;

	while ((token = JsonbIteratorNext(&it, &name, true)) != WJB_DONE)
	{
		CHECK_FOR_INTERRUPTS();
		if (token != WJB_KEY)
			continue;
		(void) JsonbIteratorNext(&it, &value, true);
		add_value(list, inside, &name, -1, -1, &value, text_config);
	}
}

/* --- words for what core found --------------------------------------------- */

/*
 * The path of a key.  What is inside of the text model follows the object that holds it, under
 * the name that the configuration has for it; found: the key, NULL where it is missing.  The
 * holder is the nearest before the key; of a key that is missing the last one (two of them are a
 * conflict of their own).
 */
static void
append_path(StringInfo s, const KeyList *list, bool text_config, const ModelKey *found, const char *name, int length)
{
	const ModelKey *holder = found != NULL ? found : list->keys + list->count;

	appendStringInfoChar(s, '"');
	while (text_config && --holder >= list->keys)
		if (!holder->text_config && holder->kind == MODEL_OBJECT && is_text_config(holder->name, holder->length))
		{
			appendStringInfo(s, "%.*s.", holder->length, holder->name);
			break;
		}
	appendStringInfo(s, "%.*s\"", length, name);
}

/*
 * As the configuration writes it, as far as the kind of value allows; a text is cut between
 * characters.
 */
static void
append_value(StringInfo s, const ModelKey *key)
{
	switch (key->kind)
	{
		case MODEL_NULL:
			appendStringInfoString(s, "null");
			break;
		case MODEL_BOOLEAN:
			appendStringInfoString(s, key->integer ? "true" : "false");
			break;
		case MODEL_INTEGER:
			appendStringInfo(s, INT64_FORMAT, key->integer);
			break;
		case MODEL_DOUBLE:
			appendStringInfo(s, "%.*g", DBL_DIG, key->number);
			break;
		case MODEL_STRING:
			{
				int			shown = pg_mbcliplen(key->string, key->string_length, SHOWN_BYTES);

				appendStringInfo(s, "\"%.*s%s\"", shown, key->string,
								 shown < key->string_length ? "..." : "");
				break;
			}
		case MODEL_LIST:
			appendStringInfoString(s, "a list");
			break;
		case MODEL_OBJECT:
			appendStringInfoString(s, "an object or a long list");
			break;
	}
}

static void
append_expected(StringInfo s, const ModelError *e)
{
	appendStringInfoString(s, ", expected ");
	if (e->expected != NULL)
		appendStringInfoString(s, e->expected);
	else
		appendStringInfo(s, "an integer from " INT64_FORMAT " to " INT64_FORMAT,
						 e->minimum, e->maximum);
}

/*
 * One line that names the field, what it is and what was expected.  Every problem of core has
 * its words here, for a list of many models tells nothing else of why one of them is refused.
 */
static char *
describe(const KeyList *list, const ModelError *e)
{
	StringInfoData s;
	const ModelKey *found = e->found;

	initStringInfo(&s);
	appendStringInfoString(&s, "model config: ");
	if (e->problem == MODEL_UNKNOWN_TYPE)
	{
		appendStringInfo(&s, "unknown %.*s ", found->length, found->name);
		append_value(&s, found);
		return s.data;
	}
	/* the name as the configuration writes it, where it does */
	if (found != NULL && e->problem != MODEL_CONFLICT)
		append_path(&s, list, found->text_config, found, found->name, found->length);
	else if (e->field != NULL)
		append_path(&s, list, e->text_config, NULL, e->field, (int) strlen(e->field));
	switch (e->problem)
	{
		case MODEL_NO_TYPE:
		case MODEL_MISSING:
			appendStringInfoString(&s, found != NULL ? " is null" : " is missing");
			append_expected(&s, e);
			break;
		case MODEL_WRONG:
		case MODEL_RANGE:
			appendStringInfoString(&s, found != NULL && found->element >= 0 ? " contains " : " is ");
			if (found != NULL)
				append_value(&s, found);
			append_expected(&s, e);
			break;
		case MODEL_NOT_DIVISIBLE:
			appendStringInfoString(&s, " is ");
			if (found != NULL)
				append_value(&s, found);
			appendStringInfo(&s, ", expected a multiple of \"%s\" (" INT64_FORMAT ")", e->other, e->minimum);
			break;
		case MODEL_CONFLICT:
			if (found != NULL && found->kind == MODEL_OBJECT)
			{
				appendStringInfoString(&s, " stands beside ");
				append_path(&s, list, found->text_config, found, found->name, found->length);
				appendStringInfoString(&s, ", expected one text model");
				break;
			}
			appendStringInfoString(&s, " differs from ");
			if (found != NULL)
				append_path(&s, list, found->text_config, found, found->name, found->length);
			appendStringInfoString(&s, ", expected the same value: they are names of one field");
			break;
		case MODEL_COUNT:
			appendStringInfo(&s, " has " INT64_FORMAT " elements, expected " INT64_FORMAT,
							 found != NULL && found->kind == MODEL_STRING ?
							 (int64) found->string_length : found != NULL ? found->integer : 0,
							 e->maximum);
			break;
		case MODEL_TOO_LARGE:
			appendStringInfo(&s, " and the other sizes make more than " INT64_FORMAT " parameters, expected a count that a bigint holds",
							 PG_INT64_MAX);
			break;
		case MODEL_UNREAD:
			appendStringInfoString(&s, " is ");
			if (found != NULL)
				append_value(&s, found);
			appendStringInfoString(&s, ", expected no such key: this model type does not read it, and it is not known to change nothing");
			break;
		case MODEL_KINDS_EXCEEDED:
			appendStringInfo(&s, " are of more than %d kinds, expected fewer", MODEL_KINDS);
			break;
		case MODEL_FINE:
		case MODEL_UNKNOWN_TYPE:
			break;
	}
	return s.data;
}

/* types shown for one that is not known */
#define NEAREST_TYPES	5

/*
 * The types that are spelled most like it, the nearest first; of equal ones those of the earlier
 * rows, so that the hint is the same on every machine.  Held sorted: of all types five stay.
 */
static char *
nearest_types(const ModelKey *found)
{
	int			nearest[NEAREST_TYPES];
	size_t		distances[NEAREST_TYPES];
	int			known = 0;
	const char *name;
	StringInfoData s;

	for (int i = 0; (name = model_type_name(i)) != NULL; i++)
	{
		size_t		distance = name_distance(found->string, found->string_length, name, strlen(name));
		int			place = known;

		while (place > 0 && distances[place - 1] > distance)
			place--;
		if (place == NEAREST_TYPES)
			continue;
		if (known < NEAREST_TYPES)
			known++;
		for (int k = known - 1; k > place; k--)
		{
			nearest[k] = nearest[k - 1];
			distances[k] = distances[k - 1];
		}
		nearest[place] = i;
		distances[place] = distance;
	}
	initStringInfo(&s);
	for (int k = 0; k < known; k++)
		appendStringInfo(&s, "%s%s", k > 0 ? ", " : "", model_type_name(nearest[k]));
	return s.data;
}

/*
 * What a JSON that names no family is instead, by its keys; NULL: that is not told.  The first of
 * the list that is there decides, so what is telling stands before what others have as well:
 * every file that transformers wrote has the last one.
 */
static char *
other_kind(const KeyList *list)
{
	static const struct
	{
		const char *key;
		const char *hint;
	}			kinds[] = {
		{"peft_type", "This is the configuration of an adapter. Count its base model; training it is training_flop with trainable => 0 and the adapter's own adapter_params."},
		{"adapter_type", "This is the configuration of an adapter. Count its base model; training it is training_flop with trainable => 0 and the adapter's own adapter_params."},
		{"general.architecture", "These are the keys of a GGUF file. Give the config.json of the model that it was converted from."},
		{"n_kv_heads", "This is a params.json, as Mistral and Meta write it beside their weights. Give the config.json of the same model."},
		{"hidden_dim", "This is a params.json, as Mistral and Meta write it beside their weights. Give the config.json of the same model."},
		{"multiple_of", "This is a params.json, as Mistral and Meta write it beside their weights. Give the config.json of the same model."},
		{"weight_map", "This is the index of weight files; tensor_summary reads it."},
		{"_class_name", "This describes a part of a diffusion pipeline, which is no language model."},
		{"_diffusers_version", "This describes a part of a diffusion pipeline, which is no language model."},
		{"tokenizer_class", "This is the configuration of a tokenizer; config.json lies beside it."},
		{"quant_method", "This is a quantization_config alone; it stands inside a config.json."},
		{"num_beams", "This is a generation_config.json; config.json lies beside it."},
		{"transformers_version", "This may be a generation_config.json; config.json lies beside it."}
	};

	for (int k = 0; k < lengthof(kinds); k++)
		for (int i = 0; i < list->count; i++)
		{
			const ModelKey *key = &list->keys[i];
			int			base = strcmp(kinds[k].key, "peft_type") == 0;

			if (key->element >= 0 || key->text_config || key->length != (int) strlen(kinds[k].key) ||
				memcmp(key->name, kinds[k].key, key->length) != 0)
				continue;
			for (int j = 0; base && j < list->count; j++)
				if (list->keys[j].kind == MODEL_STRING && list->keys[j].length == 23 &&
					memcmp(list->keys[j].name, "base_model_name_or_path", 23) == 0)
					return psprintf("This is the configuration of an adapter. Count its base model, \"%.*s\"; training it is training_flop with trainable => 0 and the adapter's own adapter_params.",
									pg_mbcliplen(list->keys[j].string, list->keys[j].string_length, SHOWN_BYTES), list->keys[j].string);
			return pstrdup(kinds[k].hint);
		}
	return NULL;
}

/* --- reading ---------------------------------------------------------------- */

/* as model_stored, with room for it: too much for the stack */
static bool
try_stored(const KeyList *list, const Model *model, const ModelCount *count, ModelFile *file, ModelError *error)
{
	ModelStorage *room = palloc(sizeof(ModelStorage));
	bool		good = model_stored(list->keys, list->count, model, count, room, file, error) == CORE_OK;

	pfree(room);
	return good;
}

/*
 * The description and the counts of a configuration, and where it is wanted how
 * its weights are stored.  False: *reason says why there is none of it, *hint
 * what to do about it; NULL: nothing that is known.  What model, count and file
 * hold is then not to be read.
 *
 * Raises nothing for any jsonb, so that a row of a thousand models can say what is
 * wrong with itself.  A size above the limit is told without decompressing it.
 */
static bool
try_config(Datum datum, Model *model, ModelCount *count, ModelFile *file, char **reason, char **hint)
{
	Jsonb	   *config;
	KeyList		list;
	ModelError	error;
	bool		good;

	*hint = NULL;
	if (toast_raw_datum_size(datum) > CONFIG_MAX_BYTES)
	{
		*reason = psprintf("model config: it has %zu bytes, expected at most %d",
						   toast_raw_datum_size(datum), CONFIG_MAX_BYTES);
		return false;
	}
	config = DatumGetJsonbP(datum);
	if (!JB_ROOT_IS_OBJECT(config))
	{
		*reason = pstrdup("model config: it is not an object, expected the contents of a config.json");
		return false;
	}
	list.keys = list.few;
	list.count = 0;
	list.room = FEW_KEYS;
	add_object(&list, &config->root, false, NULL);
	good = model_read(list.keys, list.count, model, &error) == CORE_OK &&
		model_count(model, count, &error) == CORE_OK &&
		(file == NULL || try_stored(&list, model, count, file, &error));
	if (!good)
	{
		if (error.problem == MODEL_UNKNOWN_TYPE && error.found->kind == MODEL_STRING)
			*hint = psprintf("The nearest known model types: %s. Of any model, tensor_summary counts the header of its weight files.",
							 nearest_types(error.found));
		else if (error.problem == MODEL_UNREAD)
			*hint = pstrdup("Where it moves no weight, leave it out; else tensor_summary counts the header of the weight files.");
		else if (error.problem == MODEL_NO_TYPE)
			*hint = other_kind(&list);
		*reason = describe(&list, &error);
	}
	if (list.keys != list.few)
		pfree(list.keys);
	if ((Pointer) config != DatumGetPointer(datum))
		pfree(config);
	return good;
}

/* as try_config, with the reason as an error (22023) */
static void
read_stored(Datum datum, Model *model, ModelCount *count, ModelFile *file)
{
	char	   *reason;
	char	   *hint;

	if (!try_config(datum, model, count, file, &reason, &hint))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg_internal("%s", reason),
				 hint != NULL ? errhint("%s", hint) : 0));
}

static void
read_config(Datum datum, Model *model, ModelCount *count)
{
	read_stored(datum, model, count, NULL);
}

/* --- SQL functions ----------------------------------------------------------- */

PG_FUNCTION_INFO_V1(colossus_model_params);
PG_FUNCTION_INFO_V1(colossus_model_active_params);
PG_FUNCTION_INFO_V1(colossus_model_weight_bytes);
PG_FUNCTION_INFO_V1(colossus_model_product_bits);
PG_FUNCTION_INFO_V1(colossus_kv_cache_bytes_per_token);
PG_FUNCTION_INFO_V1(colossus_model_training_flop);
PG_FUNCTION_INFO_V1(colossus_training_flop_per_token);
PG_FUNCTION_INFO_V1(colossus_forward_flop_per_token);
PG_FUNCTION_INFO_V1(colossus_prefill_flop);
PG_FUNCTION_INFO_V1(colossus_decode_flop);
PG_FUNCTION_INFO_V1(colossus_model_summary);
PG_FUNCTION_INFO_V1(colossus_model_try_summary);
PG_FUNCTION_INFO_V1(colossus_model_inference);
PG_FUNCTION_INFO_V1(colossus_flop_conventions);
PG_FUNCTION_INFO_V1(colossus_config_of_text);

/*
 * Results are FLOP, bytes, seconds or counts as their names say, never scaled.  colossus_result()
 * raises 22003 for one that is infinite; those without it are bounded: parameters fit into a
 * bigint, and tokens into an integer.
 */
#define POSITIVE_COUNT(n, name)	positive(PG_GETARG_INT32(n), name)
#define COUNT(n, name)			not_negative(PG_GETARG_INT32(n), name)

/* 22023 with all of them: there are five, and none is nearest to what a paper may be called. */
static ModelConvention
get_convention(text *name)
{
	ModelConvention convention;
	int			shown;

	if (model_convention(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), &convention))
		return convention;
	shown = pg_mbcliplen(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), SHOWN_BYTES);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown convention \"%.*s\"", shown, VARDATA_ANY(name)),
			 errhint("Known conventions: %s, %s, %s, %s, %s.",
					 model_conventions[MODEL_KAPLAN].name, model_conventions[MODEL_PALM].name,
					 model_conventions[MODEL_MEGATRON].name,
					 model_conventions[MODEL_MEGATRON_NONCAUSAL].name,
					 model_conventions[MODEL_TORCHTITAN].name)));
}

Datum
colossus_model_params(PG_FUNCTION_ARGS)
{
	Model		model;
	ModelCount	count;

	read_config(PG_GETARG_DATUM(0), &model, &count);
	PG_RETURN_INT64(count.params);
}

Datum
colossus_model_active_params(PG_FUNCTION_ARGS)
{
	Model		model;
	ModelCount	count;

	read_config(PG_GETARG_DATUM(0), &model, &count);
	PG_RETURN_INT64(count.active_params);
}

/* without bytes_per_param, as the configuration stores them */
Datum
colossus_model_weight_bytes(PG_FUNCTION_ARGS)
{
	Model		model;
	ModelCount	count;
	ModelFile	file;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(1))
		read_stored(PG_GETARG_DATUM(0), &model, &count, &file);
	else
	{
		double		bytes_per_param = POSITIVE(1, "bytes_per_param");

		read_config(PG_GETARG_DATUM(0), &model, &count);
		file.bytes = model_weight_bytes(&count, bytes_per_param);
	}
	PG_RETURN_FLOAT8(colossus_result(file.bytes));
}

/* a configuration that cannot be read is an error in model_inference alone, which says more */
Datum
colossus_model_product_bits(PG_FUNCTION_ARGS)
{
	double		weight_bits;
	Model		model;
	ModelCount	count;
	ModelFile	file;
	char	   *reason;
	char	   *hint;

	if (PG_ARGISNULL(1))
		PG_RETURN_NULL();
	weight_bits = POSITIVE(1, "weight_bits");
	if (!PG_ARGISNULL(0) && try_config(PG_GETARG_DATUM(0), &model, &count, &file, &reason, &hint))
		weight_bits = model_product_bits(&count, &file, weight_bits);
	PG_RETURN_FLOAT8(weight_bits);
}

Datum
colossus_kv_cache_bytes_per_token(PG_FUNCTION_ARGS)
{
	double		bytes_per_element = POSITIVE(1, "bytes_per_element");
	Model		model;
	ModelCount	count;

	read_config(PG_GETARG_DATUM(0), &model, &count);
	PG_RETURN_FLOAT8(colossus_result(model_kv_bytes_per_token(&model, bytes_per_element)));
}

/*
 * trainable is the share of parameters that are trained: of the others the backward pass does not
 * compute gradients of weights.
 */
Datum
colossus_training_flop_per_token(PG_FUNCTION_ARGS)
{
	double		seq_len = POSITIVE_COUNT(1, "seq_len");
	ModelConvention convention = get_convention(PG_GETARG_TEXT_PP(2));
	double		trainable = SHARE(3, "trainable");
	double		adapter_params = NOT_NEGATIVE(4, "adapter_params");
	Model		model;
	ModelCount	count;

	read_config(PG_GETARG_DATUM(0), &model, &count);
	PG_RETURN_FLOAT8(colossus_result(model_tuning_flop_per_token(&model, &count, seq_len, convention, trainable, adapter_params)));
}

Datum
colossus_forward_flop_per_token(PG_FUNCTION_ARGS)
{
	double		seq_len = POSITIVE_COUNT(1, "seq_len");
	ModelConvention convention = get_convention(PG_GETARG_TEXT_PP(2));
	Model		model;
	ModelCount	count;

	read_config(PG_GETARG_DATUM(0), &model, &count);
	PG_RETURN_FLOAT8(model_forward_flop_per_token(&model, &count, seq_len, convention));
}

Datum
colossus_model_training_flop(PG_FUNCTION_ARGS)
{
	double		tokens = NOT_NEGATIVE(1, "tokens");
	double		seq_len = POSITIVE_COUNT(2, "seq_len");
	ModelConvention convention = get_convention(PG_GETARG_TEXT_PP(3));
	double		trainable = SHARE(4, "trainable");
	double		adapter_params = NOT_NEGATIVE(5, "adapter_params");
	Model		model;
	ModelCount	count;

	read_config(PG_GETARG_DATUM(0), &model, &count);
	PG_RETURN_FLOAT8(colossus_result(tokens * model_tuning_flop_per_token(&model, &count, seq_len, convention, trainable, adapter_params)));
}

Datum
colossus_prefill_flop(PG_FUNCTION_ARGS)
{
	double		prompt_tokens = COUNT(1, "prompt_tokens");
	Model		model;
	ModelCount	count;

	read_config(PG_GETARG_DATUM(0), &model, &count);
	PG_RETURN_FLOAT8(model_prefill_flop(&model, &count, prompt_tokens));
}

Datum
colossus_decode_flop(PG_FUNCTION_ARGS)
{
	double		context_tokens = COUNT(1, "context_tokens");
	Model		model;
	ModelCount	count;

	read_config(PG_GETARG_DATUM(0), &model, &count);
	/* an encoder writes no tokens: there is nothing that 0 FLOP would be the cost of */
	if (model.unmasked)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(model_decode_flop(&model, &count, context_tokens));
}

/* the columns of both summaries, and of the second alone */
#define SUMMARY_COLUMNS		13
#define LONG_COLUMNS		(SUMMARY_COLUMNS + 3)
#define TRY_COLUMNS			(SUMMARY_COLUMNS + MODEL_CONVENTIONS + 1)

/* bytes of a cached element in the summaries: 16 bits */
#define SUMMARY_KV_BYTES	2.0

/*
 * The first SUMMARY_COLUMNS of a row, in the order of the OUT arguments in sql/34-model.sql.
 * A model without attention has no heads, one without experts no expert counts: NULL, not 0.
 */
static void
summary_row(const Model *model, const ModelCount *count, Datum *values, bool *nulls)
{
	const char *attention = model_attention(model);
	bool		sparse = count->experts > 0;

	values[0] = CStringGetTextDatum(model->family);
	values[1] = Int64GetDatum(count->params);
	values[2] = Int64GetDatum(count->active_params);
	values[3] = Int64GetDatum(count->embedding_params);
	values[4] = Int32GetDatum((int32) model->layers);
	values[5] = Int32GetDatum((int32) model->hidden);
	values[6] = Int32GetDatum((int32) model->heads);
	values[7] = Int32GetDatum((int32) model->kv_heads);
	values[8] = Int32GetDatum((int32) model->head_dim);
	nulls[6] = nulls[7] = nulls[8] = model->heads == 0;
	values[9] = Int32GetDatum((int32) count->experts);
	values[10] = Int32GetDatum((int32) count->experts_per_token);
	nulls[9] = nulls[10] = !sparse;
	nulls[11] = attention == NULL;
	if (attention != NULL)
		values[11] = CStringGetTextDatum(attention);
	values[12] = Float8GetDatum(model_kv_bytes_per_token(model, SUMMARY_KV_BYTES));
}

/* the result's type; only a C function and its declaration that disagree get the error */
static TupleDesc
row_type(FunctionCallInfo fcinfo, int columns)
{
	TupleDesc	tupdesc;

	if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE || tupdesc->natts != columns)
		elog(ERROR, "result is not a row of %d columns", columns);
	return BlessTupleDesc(tupdesc);
}

Datum
colossus_model_summary(PG_FUNCTION_ARGS)
{
	TupleDesc	tupdesc = row_type(fcinfo, LONG_COLUMNS);
	Datum		values[LONG_COLUMNS] = {0};
	bool		nulls[LONG_COLUMNS] = {false};
	Model		model;
	ModelCount	count;

	read_config(PG_GETARG_DATUM(0), &model, &count);
	summary_row(&model, &count, values, nulls);
	values[SUMMARY_COLUMNS] = Float8GetDatum(model_state_bytes(&model));
	values[SUMMARY_COLUMNS + 1] = Int64GetDatum(count.mtp_params);
	nulls[SUMMARY_COLUMNS + 2] = model.towers == NULL;
	if (model.towers != NULL)
		values[SUMMARY_COLUMNS + 2] = CStringGetTextDatum(model.towers);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(tupdesc, values, nulls)));
}

/*
 * A row of NULLs with a reason where model_summary would raise an error.  The last column is
 * the reason; it is NULL where the others are not.
 */
Datum
colossus_model_try_summary(PG_FUNCTION_ARGS)
{
	TupleDesc	tupdesc = row_type(fcinfo, TRY_COLUMNS);
	Datum		values[TRY_COLUMNS] = {0};
	bool		nulls[TRY_COLUMNS];
	Model		model;
	ModelCount	count;
	char	   *hint;
	char	   *reason = NULL;
	bool		good = false;

	memset(nulls, true, sizeof(nulls));
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_GETARG_INT32(1) < 1)
		reason = PG_ARGISNULL(0) ? "no config" : "seq_len is not greater than 0";
	else
		good = try_config(PG_GETARG_DATUM(0), &model, &count, NULL, &reason, &hint);
	if (good)
	{
		memset(nulls, false, sizeof(nulls));
		summary_row(&model, &count, values, nulls);
		for (int i = 0; i < MODEL_CONVENTIONS; i++)
			values[SUMMARY_COLUMNS + i] =
				Float8GetDatum(model_training_flop_per_token(&model, &count, PG_GETARG_INT32(1),
															 (ModelConvention) i));
	}
	else
		values[TRY_COLUMNS - 1] = CStringGetTextDatum(reason);
	nulls[TRY_COLUMNS - 1] = good;
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(tupdesc, values, nulls)));
}

/*
 * A fact of the accelerator, 0 where it is not known.  core computes with the 0, and what comes
 * of it, infinite or not, is in no column: set_known() leaves out what depends on it.
 */
static double
known_or_zero(FunctionCallInfo fcinfo, int n, const char *name)
{
	return PG_ARGISNULL(n) ? 0 : POSITIVE(n, name);
}

/*
 * Arguments of model_inference, by place in sql/34-model.sql.  Those from ARG_WORK_SHARE to
 * ARG_TIME_HIGH are one fit and come all or not at all: get_efficiency() walks from the first to the last.
 */
enum
{
	ARG_CONFIG, ARG_ACCELERATORS, ARG_BATCH, ARG_PROMPT, ARG_OUTPUT, ARG_WEIGHT_BITS, ARG_KV_BITS, ARG_TOKENS_PER_STEP,
	ARG_PEAK, ARG_CORE_PEAK, ARG_BANDWIDTH, ARG_MEMORY, ARG_TDP, ARG_SERVER_FACTOR,
	ARG_WORK_SHARE, ARG_S_PER_SEQUENCE, ARG_S_PER_STEP, ARG_S_PER_LAYER, ARG_S_PARALLEL, ARG_TIME_LOW, ARG_TIME_HIGH,
	ARG_POWER, ARG_POWER_LOW, ARG_POWER_HIGH
};

/*
 * What was fitted to measured runs: shares of the bound and seconds a step, a layer and a
 * sequence.  False: no runs were fitted for this accelerator.  The power of a fit without
 * measured power is 0, and energy is then left out.
 */
static bool
get_efficiency(FunctionCallInfo fcinfo, ModelEfficiency *f)
{
	for (int i = ARG_WORK_SHARE; i <= ARG_TIME_HIGH; i++)
		if (PG_ARGISNULL(i))
			return false;
	f->work_share = NOT_NEGATIVE(ARG_WORK_SHARE, "work_share");
	f->s_per_sequence = NOT_NEGATIVE(ARG_S_PER_SEQUENCE, "s_per_sequence");
	f->s_per_step = NOT_NEGATIVE(ARG_S_PER_STEP, "s_per_step");
	f->s_per_layer = NOT_NEGATIVE(ARG_S_PER_LAYER, "s_per_layer");
	f->s_parallel = NOT_NEGATIVE(ARG_S_PARALLEL, "s_parallel");
	f->time_low = POSITIVE(ARG_TIME_LOW, "time_low");
	f->time_high = POSITIVE(ARG_TIME_HIGH, "time_high");
	f->power = known_or_zero(fcinfo, ARG_POWER, "power_share");
	f->power_low = PG_ARGISNULL(ARG_POWER_LOW) ? f->power : POSITIVE(ARG_POWER_LOW, "power_share_low");
	f->power_high = PG_ARGISNULL(ARG_POWER_HIGH) ? f->power : POSITIVE(ARG_POWER_HIGH, "power_share_high");
	return true;
}

/* true: known, and set in the row */
static void
set_known(Datum *values, bool *nulls, int column, bool known, double value)
{
	nulls[column] = !known;
	if (known)
		values[column] = Float8GetDatum(colossus_result(value));
}

/* what the configuration stores, and a note where that is not known (for a reason) or the estimate is for other bits */
static void
set_stored(Datum *values, bool *nulls, int column, int note, const char *reason, const ModelCount *count,
		   const ModelFile *file, double weight_bits)
{
	double		gb = 0;
	double		bits;
	bool		known = reason == NULL;
	bool		otherwise = known && model_stored_otherwise(count, file, weight_bits, &gb, &bits);

	set_known(values, nulls, column, known, gb);
	nulls[note] = known && !otherwise;
	if (!known)
		values[note] = CStringGetTextDatum(reason);
	else if (otherwise)
		values[note] = CStringGetTextDatum(psprintf("the configuration stores its weights in %.1f GB: weight_bits => %.2f", gb, bits));
}

/*
 * The roofline, and what servers do by it.  What the inventory does not know
 * about the accelerator is NULL, and makes those results NULL that depend on it.
 */
Datum
colossus_model_inference(PG_FUNCTION_ARGS)
{
	/* columns, in the order of the OUT arguments */
	enum
	{
		PREFILL, DECODE, TOKENS, BOUND, FITS, ENERGY, KV_CACHE, WEIGHT, END_TO_END,
		EXPECTED, EXPECTED_LOW, EXPECTED_HIGH, EXPECTED_J, EXPECTED_J_LOW, EXPECTED_J_HIGH, SEQUENCES, STORED, NOTE, WORK, COLUMNS
	};
	TupleDesc	tupdesc;
	Datum		values[COLUMNS] = {0};
	bool		nulls[COLUMNS] = {false};
	Model		model;
	ModelCount	count;
	ModelServing serving;
	ModelEstimate estimate;
	ModelEfficiency efficiency;
	ModelExpected expected = {0};
	ModelFile	file = {0, 0};
	char	   *reason;
	char	   *hint;
	bool		timed;
	bool		powered;
	bool		fitted;

	for (int i = ARG_CONFIG; i <= ARG_TOKENS_PER_STEP; i++)
		if (PG_ARGISNULL(i) && i != ARG_BATCH)
			PG_RETURN_NULL();
	if (PG_ARGISNULL(ARG_BATCH) && PG_ARGISNULL(ARG_MEMORY))
		PG_RETURN_NULL();		/* as many as fit into what is not known */
	tupdesc = row_type(fcinfo, COLUMNS);
	serving.accelerators = POSITIVE_COUNT(ARG_ACCELERATORS, "accelerators");
	serving.batch = PG_ARGISNULL(ARG_BATCH) ? 0 : POSITIVE_COUNT(ARG_BATCH, "batch");
	serving.prompt_tokens = COUNT(ARG_PROMPT, "prompt_tokens");
	serving.output_tokens = POSITIVE_COUNT(ARG_OUTPUT, "output_tokens");
	serving.weight_bits = POSITIVE(ARG_WEIGHT_BITS, "weight_bits");
	serving.kv_bits = POSITIVE(ARG_KV_BITS, "kv_bits");
	serving.tokens_per_step = POSITIVE(ARG_TOKENS_PER_STEP, "tokens_per_step");
	if (serving.tokens_per_step < 1)
		colossus_impossible("tokens_per_step", serving.tokens_per_step, "must be at least 1", "A step writes a token of each sequence, more with speculation.");
	serving.peak_flops = known_or_zero(fcinfo, ARG_PEAK, "peak_flops");
	serving.core_peak_flops = known_or_zero(fcinfo, ARG_CORE_PEAK, "core_peak_flops");
	serving.memory_gb_per_s = known_or_zero(fcinfo, ARG_BANDWIDTH, "memory_gb_per_s");
	serving.memory_gb = known_or_zero(fcinfo, ARG_MEMORY, "memory_gb");
	serving.tdp_w = known_or_zero(fcinfo, ARG_TDP, "tdp_w");
	serving.server_factor = known_or_zero(fcinfo, ARG_SERVER_FACTOR, "server_factor");
	/* a quantization that is not known is no error here, where weight_bits tells the bits */
	if (try_config(PG_GETARG_DATUM(ARG_CONFIG), &model, &count, &file, &reason, &hint))
		reason = NULL;
	else
		read_config(PG_GETARG_DATUM(ARG_CONFIG), &model, &count);
	if (model.unmasked && serving.batch == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("batch is null, expected a number of sequences"),
				 errdetail("An encoder keeps nothing of a sequence that would fill the memory.")));
	model_estimate(&model, &count, &serving, &estimate);

	/* each column is known where all facts that it rests on are */
	timed = !PG_ARGISNULL(ARG_PEAK) && !PG_ARGISNULL(ARG_CORE_PEAK) && !PG_ARGISNULL(ARG_BANDWIDTH);
	powered = timed && !PG_ARGISNULL(ARG_TDP) && !PG_ARGISNULL(ARG_SERVER_FACTOR);
	set_known(values, nulls, PREFILL, timed, estimate.prefill_s);
	/* the rest is of tokens that are written */
	timed = timed && !model.wordless;
	powered = powered && timed;
	fitted = timed && get_efficiency(fcinfo, &efficiency);
	if (fitted)
		model_expected(&model, &serving, &estimate, &efficiency, &expected);
	set_known(values, nulls, DECODE, timed, estimate.decode_s);
	set_known(values, nulls, TOKENS, timed, estimate.tokens_per_s);
	set_known(values, nulls, END_TO_END, timed, estimate.end_to_end_tokens_per_s);
	set_known(values, nulls, WORK, timed, estimate.work_s);
	nulls[BOUND] = !timed;
	if (timed)
		values[BOUND] = CStringGetTextDatum(estimate.compute_bound ? "compute" : "memory");
	nulls[FITS] = PG_ARGISNULL(ARG_MEMORY);
	values[FITS] = BoolGetDatum(estimate.fits);
	set_known(values, nulls, ENERGY, powered, estimate.it_j_per_output_token);
	set_known(values, nulls, KV_CACHE, true, estimate.kv_cache_gb);
	set_known(values, nulls, WEIGHT, true, estimate.weight_gb);
	set_known(values, nulls, EXPECTED, fitted, expected.tokens_per_s);
	set_known(values, nulls, EXPECTED_LOW, fitted, expected.tokens_per_s_low);
	set_known(values, nulls, EXPECTED_HIGH, fitted, expected.tokens_per_s_high);
	powered = powered && fitted && !PG_ARGISNULL(ARG_POWER);
	set_known(values, nulls, EXPECTED_J, powered, expected.it_j_per_output_token);
	set_known(values, nulls, EXPECTED_J_LOW, powered, expected.it_j_per_output_token_low);
	set_known(values, nulls, EXPECTED_J_HIGH, powered, expected.it_j_per_output_token_high);
	set_known(values, nulls, SEQUENCES, true, estimate.batch);
	set_stored(values, nulls, STORED, NOTE, reason, &count, &file, serving.weight_bits);
	if (model.wordless)
	{
		values[NOTE] = CStringGetTextDatum(psprintf("the model writes no tokens: only prefill_s is given%s%s", nulls[NOTE] ? "" : "; ",
													nulls[NOTE] ? "" : TextDatumGetCString(values[NOTE])));
		nulls[NOTE] = false;
	}
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(tupdesc, values, nulls)));
}

/*
 * The table is core's, with formula and source of each, so that documentation and code cannot
 * drift apart.
 */
Datum
colossus_flop_conventions(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < MODEL_CONVENTIONS; i++)
	{
		Datum		values[3];
		bool		nulls[3] = {false};

		values[0] = CStringGetTextDatum(model_conventions[i].name);
		values[1] = CStringGetTextDatum(model_conventions[i].formula);
		values[2] = CStringGetTextDatum(model_conventions[i].source);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* a number that JSON has not, where it stands outside a string; bytes of it, 0: none */
static int
bare_number(const char *at, const char *end)
{
	static const char *const words[] = {"NaN", "Infinity", "-Infinity"};

	for (int i = 0; i < lengthof(words); i++)
	{
		int			n = (int) strlen(words[i]);

		if (end - at >= n && memcmp(at, words[i], n) == 0)
			return n;
	}
	return 0;
}

/*
 * A config.json as Python writes it, as jsonb.  Python writes NaN and Infinity,
 * which JSON has not; they become strings, so that a field that must be a
 * number still refuses them by name.  Nothing inside a string is touched, and what
 * is wrong otherwise (a quote that is not closed) is left to jsonb's own reader, 22P02.
 */
Datum
colossus_config_of_text(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);
	const char *at = VARDATA_ANY(input);
	const char *end = at + VARSIZE_ANY_EXHDR(input);
	bool		quoted = false;
	StringInfoData s;

	if (end - at > CONFIG_MAX_BYTES)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("model config: it has %zu bytes, expected at most %d", (size_t) (end - at), CONFIG_MAX_BYTES)));
	initStringInfo(&s);
	while (at < end)
	{
		int			bare = quoted ? 0 : bare_number(at, end);

		if (bare > 0)
		{
			appendStringInfo(&s, "\"%.*s\"", bare, at);
			at += bare;
			continue;
		}
		if (*at == '"')
			quoted = !quoted;
		else if (quoted && *at == '\\' && at + 1 < end)
			appendStringInfoChar(&s, *at++);
		appendStringInfoChar(&s, *at++);
	}
	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(s.data)));
}
