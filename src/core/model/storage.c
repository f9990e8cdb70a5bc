/*
 * storage.c
 *		How many bits a weight of each part has, as quantization_config says.
 *
 * Sources: the libraries that write and read these configurations, as
 * transformers 5.24 takes them in utils/quantization_config.py; block scales
 * by the OCP Microscaling Formats (MX) specification 1.0 (MXFP4: one 8-bit
 * scale for 32 elements) and NVIDIA's NVFP4 (one 8-bit scale for 16).
 */
#include "core/model.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "core/names.h"

#define FULL_BITS		16.0		/* of what is not quantized */
#define SCALE_BITS		16.0		/* of a scale or a zero of group-wise integers */
#define BLOCK_SCALE_BITS	32.0	/* of a scale of a block of FP8 */
#define MX_BITS			(4 + 8 / 32.0)
#define NVFP4_BITS		(4 + 8 / 16.0)

static const ModelKey *
find(const ModelKey *keys, int count, const char *name)
{
	int			length = (int) strlen(name);

	for (int i = 0; i < count; i++)
		if (keys[i].element < 0 && keys[i].kind != MODEL_NULL && keys[i].length == length &&
			memcmp(keys[i].name, name, (size_t) length) == 0)
			return &keys[i];
	return NULL;
}

static bool
is_word(const ModelKey *key, const char *word)
{
	return key != NULL && key->kind == MODEL_STRING &&
		name_equal(key->string, (size_t) key->string_length, word, strlen(word));
}

static double
number(const ModelKey *key, double otherwise)
{
	if (key != NULL && key->kind == MODEL_INTEGER)
		return (double) key->integer;
	return key != NULL && key->kind == MODEL_DOUBLE ? key->number : otherwise;
}

static bool
is_true(const ModelKey *key)
{
	return key != NULL && key->kind == MODEL_BOOLEAN && key->integer != 0;
}

static bool
contains(const ModelKey *key, const char *word)
{
	int			n = (int) strlen(word);

	for (int i = 0; i + n <= key->string_length; i++)
		if (memcmp(key->string + i, word, (size_t) n) == 0)
			return true;
	return false;
}

/* parts that a name or pattern of modules means */
static unsigned
parts_of(const ModelKey *key)
{
	static const struct
	{
		const char *word;
		unsigned	parts;
	}			words[] = {
		{"lm_head", 1u << MODEL_STORED_HEAD},
		{"embed", 1u << MODEL_STORED_EMBEDDING},
		{"shared_expert", 1u << MODEL_STORED_SHARED},
		{"router", 1u << MODEL_STORED_ROUTER},
		{"experts", 1u << MODEL_STORED_EXPERTS},
		{"attn", 1u << MODEL_STORED_MIXING},
		{"attention", 1u << MODEL_STORED_MIXING},
		{"mixer", 1u << MODEL_STORED_MIXING},
		{"mamba", 1u << MODEL_STORED_MIXING},
		{"conv", 0},
		{"mlp.gate", 1u << MODEL_STORED_ROUTER},
		{"block_sparse_moe.gate", 1u << MODEL_STORED_ROUTER},
		{"mlp", 1u << MODEL_STORED_DENSE},
		{"feed_forward", 1u << MODEL_STORED_DENSE},
	};

	if (is_word(key, "Linear"))
		return (1u << MODEL_STORED_MIXING) | (1u << MODEL_STORED_DENSE) | (1u << MODEL_STORED_SHARED) |
			(1u << MODEL_STORED_EXPERTS);
	/* "mlp.gate_proj" is half of an MLP, "mlp.gate" a router */
	if (contains(key, "gate_proj") || contains(key, "gate_up") || contains(key, "up_proj") || contains(key, "down_proj"))
		return contains(key, "shared_expert") ? 1u << MODEL_STORED_SHARED :
			contains(key, "experts") ? 1u << MODEL_STORED_EXPERTS : 1u << MODEL_STORED_DENSE;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (contains(key, words[i].word))
			return words[i].parts;
	return 0;
}

/* the number of a layer in a name, as in "model.layers.12.self_attn"; -1: all layers */
static int
layer_of(const ModelKey *key)
{
	static const char word[] = "layers.";
	const int	n = (int) sizeof(word) - 1;

	for (int i = 0; i + n < key->string_length; i++)
		if (memcmp(key->string + i, word, (size_t) n) == 0)
		{
			int			layer = -1;

			for (int k = i + n; k < key->string_length && layer < MODEL_MAX_LAYERS &&
				 key->string[k] >= '0' && key->string[k] <= '9'; k++)
				layer = (layer < 0 ? 0 : layer) * 10 + (key->string[k] - '0');
			return layer;
		}
	return -1;
}

/* share of each part that a list of modules keeps from being quantized */
static void
kept(const ModelKey *keys, int count, const char *name, const Model *m, double *share)
{
	const ModelKey *list = find(keys, count, name);
	uint8_t		seen[MODEL_MAX_LAYERS];
	int64_t		layers[MODEL_STORED_PARTS] = {0};

	if (list == NULL || list->kind != MODEL_LIST || list->integer > count - (list - keys) - 1)
		return;
	memset(seen, 0, (size_t) m->layers);
	for (int64_t i = 1; i <= list->integer; i++)
	{
		unsigned	parts;
		int			layer;

		if (list[i].kind != MODEL_STRING)
			continue;
		parts = parts_of(&list[i]);
		layer = layer_of(&list[i]);
		for (int p = 0; p < MODEL_STORED_PARTS; p++)
		{
			if ((parts & (1u << p)) == 0)
				continue;
			if (layer < 0)
				share[p] = 1;
			else if (layer < m->layers && (seen[layer] & (1u << p)) == 0)
			{
				seen[layer] |= (uint8_t) (1u << p);
				layers[p]++;
			}
		}
	}
	for (int p = 0; p < MODEL_STORED_PARTS; p++)
		if (share[p] < 1 && layers[p] > 0)
			share[p] = (double) layers[p] / (double) m->layers;
}

/* products within layers get the bits */
static void
layers_bits(ModelStorage *s, double bits)
{
	s->bits[MODEL_STORED_MIXING] = s->bits[MODEL_STORED_DENSE] = bits;
	s->bits[MODEL_STORED_SHARED] = s->bits[MODEL_STORED_EXPERTS] = bits;
}

/* bits of elements, with their scale in each group */
static double
grouped_bits(double bits, double group, double scales)
{
	return group > 0 ? bits + scales / group : bits;
}

/*
 * The groups of compressed-tensors and ModelOpt: for each, what its weights are
 * made of and which modules it is for.  Its keys follow each other.
 */
static bool
group_bits(const ModelKey *keys, int count, ModelStorage *s)
{
#define GROUP "quantization_config.config_groups.group"
	bool		found = false;

	for (int i = 0; i < count; i++)
	{
		const ModelKey *bits,
				   *targets;
		double		one;
		unsigned	parts = 0;
		int			end = i + 1;

		if (keys[i].element >= 0 || keys[i].kind != MODEL_OBJECT || keys[i].length != (int) sizeof(GROUP) - 1 ||
			memcmp(keys[i].name, GROUP, sizeof(GROUP) - 1) != 0)
			continue;
		while (end < count && keys[end].length > (int) sizeof(GROUP) - 1 &&
			   memcmp(keys[end].name, GROUP ".", sizeof(GROUP)) == 0)
			end++;
		bits = find(&keys[i + 1], end - i - 1, GROUP ".weights.num_bits");
		if (bits == NULL)
			continue;
		one = number(bits, FULL_BITS);
		if (one == 4 && is_word(find(&keys[i + 1], end - i - 1, GROUP ".weights.type"), "float"))
			one = number(find(&keys[i + 1], end - i - 1, GROUP ".weights.group_size"), 16) == 32 ? MX_BITS : NVFP4_BITS;
		else if (one < 8)
			one = grouped_bits(one, number(find(&keys[i + 1], end - i - 1, GROUP ".weights.group_size"), 0), SCALE_BITS);
		targets = find(&keys[i + 1], end - i - 1, GROUP ".targets");
		for (int64_t t = 1; targets != NULL && targets->kind == MODEL_LIST && t <= targets->integer &&
			 targets + t < keys + count; t++)
			if (targets[t].kind == MODEL_STRING)
				parts |= parts_of(&targets[t]);
		if (targets == NULL || parts == 0)
			layers_bits(s, one);
		for (int p = 0; p < MODEL_STORED_PARTS; p++)
			if ((parts & (1u << p)) != 0)
				s->bits[p] = one;
		found = true;
	}
	return found;
}

#define KEY(name) find(keys, count, "quantization_config." name)

static void
bitsandbytes(const ModelKey *keys, int count, ModelStorage *s)
{
	if (is_true(KEY("load_in_4bit")) || is_true(KEY("_load_in_4bit")))
		/* one scale for 64: 32 bits, or 8 bits and one of 32 for 256 of them */
		layers_bits(s, is_true(KEY("bnb_4bit_use_double_quant")) ? 4 + 8 / 64.0 + 32 / (64.0 * 256) : 4 + 32 / 64.0);
	else
		layers_bits(s, 8);
}

/* the methods, each with what it does to the weights; false: not known */
static bool
method_bits(const ModelKey *keys, int count, const ModelKey *method, ModelStorage *s)
{
	double		bits = number(KEY("bits"), number(KEY("w_bit"), 4));
	double		group = number(KEY("group_size"), number(KEY("q_group_size"), 128));

	if (is_word(method, "fp8") || is_word(method, "fbgemm_fp8") || is_word(method, "finegrained_fp8"))
	{
		const ModelKey *block = KEY("weight_block_size");
		double		elements = 0;

		if (block != NULL && block->kind == MODEL_LIST && block->integer == 2 && block + 2 < keys + count)
			elements = number(block + 1, 0) * number(block + 2, 0);
		layers_bits(s, grouped_bits(8, elements, is_word(KEY("scale_fmt"), "ue8m0") ? 8 : BLOCK_SCALE_BITS));
	}
	else if (is_word(method, "mxfp4"))
		s->bits[MODEL_STORED_EXPERTS] = MX_BITS;
	else if (is_word(method, "awq") || is_word(method, "gptq"))
		layers_bits(s, grouped_bits(bits, group, SCALE_BITS + bits));
	else if (is_word(method, "bitsandbytes"))
		bitsandbytes(keys, count, s);
	else if (is_word(method, "modelopt") || is_word(method, "compressed-tensors") || is_word(method, "modelopt_fp4"))
	{
		const ModelKey *algorithm = KEY("quant_algo");

		if (group_bits(keys, count, s))
			return true;
		if (is_word(algorithm, "NVFP4") || is_word(algorithm, "W4A8_NVFP4_FP8") || is_word(algorithm, "NVFP4_AWQ"))
			layers_bits(s, NVFP4_BITS);
		else if (algorithm != NULL && algorithm->kind == MODEL_STRING && contains(algorithm, "FP8"))
			layers_bits(s, 8);
		else
			return false;
	}
	else
		return false;
	return true;
}

/* absent, or an object without keys */
static bool
nothing(const ModelKey *key)
{
	return key == NULL || (key->kind == MODEL_OBJECT && key->integer == 0);
}

Status
model_storage(const ModelKey *keys, int count, const Model *m, ModelStorage *s, ModelError *error)
{
	static const ModelError none = {MODEL_FINE, NULL, NULL, NULL, NULL, false, 0, 0};
	static const char *const lists[] = {
		"quantization_config.modules_to_not_convert", "quantization_config.ignore", "quantization_config.exclude_modules",
		"quantization_config.ignored_layers", "quantization_config.llm_int8_skip_modules"
	};
	double		share[MODEL_STORED_PARTS] = {0};
	const ModelKey *method = KEY("quant_method");
	const ModelKey *whole = find(keys, count, "quantization_config");

	/* as compressed-tensors once called it */
	if (whole == NULL)
		whole = find(keys, count, "compression_config");
	*error = none;
	for (int p = 0; p < MODEL_STORED_PARTS; p++)
		s->bits[p] = FULL_BITS;
	if (method == NULL && nothing(whole))
		return CORE_OK;
	/* the first files of bitsandbytes do not name it */
	if (method == NULL && (is_true(KEY("load_in_4bit")) || is_true(KEY("load_in_8bit"))))
		bitsandbytes(keys, count, s);
	else if (method == NULL || !method_bits(keys, count, method, s))
	{
		error->problem = MODEL_WRONG;
		error->field = "quantization_config.quant_method";
		error->found = method != NULL ? method : whole;
		error->expected = "fp8, mxfp4, compressed-tensors, modelopt, awq, gptq or bitsandbytes, with bits that it names";
		return CORE_INVALID;
	}
	/* DeepSeek-V4: experts of four bits beside the FP8 of the rest */
	if (is_word(find(keys, count, "expert_dtype"), "fp4") || is_word(find(keys, count, "quantization_config.expert_dtype"), "fp4"))
		s->bits[MODEL_STORED_EXPERTS] = MX_BITS;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		kept(keys, count, lists[i], m, share);
	for (int p = 0; p < MODEL_STORED_PARTS; p++)
		s->bits[p] += (FULL_BITS - s->bits[p]) * share[p];
	return CORE_OK;
}

double
model_stored_bytes(const Model *m, const ModelCount *count, const ModelStorage *s)
{
	double		bits = 0;
	double		counted = 0;
	double		n;

	for (int k = 0; k < m->kinds; k++)
	{
		const ModelLayer *l = &m->kind[k];
		const double layers = (double) l->count;

		for (int p = 0; p < MODEL_PARTS; p++)
		{
			bits += layers * (double) l->weights[p] * s->bits[p];
			counted += layers * (double) l->weights[p];
		}
		n = layers * (double) l->experts * (double) l->expert_weights;
		bits += n * s->bits[MODEL_STORED_EXPERTS];
		counted += n;
		n = layers * (double) l->router;
		bits += n * s->bits[MODEL_STORED_ROUTER];
		counted += n;
	}
	if (!m->tied)
	{
		bits += (double) m->head * s->bits[MODEL_STORED_HEAD];
		counted += (double) m->head;
	}
	n = (double) count->token_embedding;
	bits += n * s->bits[MODEL_STORED_EMBEDDING];
	counted += n;
	/* norms, biases and all else stay as they are */
	bits += ((double) count->params - counted) * FULL_BITS;
	return bits / 8;
}

bool
model_stored_otherwise(const ModelCount *count, double stored_bytes, double weight_bits, double *stored_gb, double *stored_bits)
{
	*stored_gb = stored_bytes / 1e9;
	*stored_bits = 8 * stored_bytes / (double) count->params;
	return fabs(*stored_bits / weight_bits - 1) > 0.05;
}
