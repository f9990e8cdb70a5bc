/*
 * model.c
 *		Any bytes made into a list of keys and read as a configuration: refused
 *		with a field to name, or a description whose figures make sense.
 *
 * Each step takes a few bytes: a name (mostly one that matters), a kind and a
 * value, so that valid configurations come up often.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/model.h"

#define KEYS 200

/* keys that every family needs, so that valid configurations come up often */
static const char *const needed[] = {
	"model_type", "architectures", "text_config", "vocab_size", "hidden_size", "num_hidden_layers",
	"num_attention_heads", "num_key_value_heads", "head_dim", "intermediate_size", "num_experts",
	"num_experts_per_tok", "moe_intermediate_size", "layer_types"
};

/* keys that say how weights are stored */
static const char *const stored[] = {
	"quantization_config", "quantization_config.quant_method", "quantization_config.ignore", "quantization_config.bits",
	"quantization_config.group_size", "quantization_config.quant_algo", "quantization_config.config_groups",
	"quantization_config.config_groups.group", "quantization_config.config_groups.group.weights",
	"quantization_config.config_groups.group.weights.num_bits", "quantization_config.config_groups.group.weights.type",
	"quantization_config.config_groups.group.weights.group_size", "quantization_config.config_groups.group.targets",
	"quantization_config.quantized_layers", "quantization_config.quantized_layers.model.layers.1*",
	"quantization_config.quantized_layers.model.layers.1*.quant_algo", "quantization_config.quantized_layers.lm_head",
	"quantization_config.quantized_layers.lm_head.quant_algo", "quantization_config.weight_block_size", "quantization_config.lm_head",
	"quantization_config.load_in_4bit", "quantization_config.format", "quantization_config.modules_to_convert", "expert_dtype"
};

/* every key that a family reads, under each of its names */
static const char *const fields[] = {
#define FIELD(field, name) name,
#define ALIAS(field, name) name,
#include "core/model/fields.def"
#undef FIELD
#undef ALIAS
};

static const char *const words[] = {
	"full_attention", "sliding_attention", "chunked_attention", "mamba", "moe", "mlp", "attention",
	"M-M*EE", "LlamaForCausalLM", "noaux_tc", "", "linear_attention", "conv", "hybrid", "dense", "sparse",
	"indexed_attention", "compressed_sparse_attention", "heavily_compressed_attention", "shared", "auto", "fp8", "gptq",
	"awq", "mxfp4", "modelopt", "compressed-tensors", "bitsandbytes", "NVFP4", "FP8", "MIXED_PRECISION", "float", "fp4", "Linear", "lm_head",
	"model.layers.0.self_attn.q_proj", "mlp.experts.1", "mlp.experts.0.down_proj", "model.layers.1*", "re:.*mlp.(gate|up)_proj", "experts"
};

#define ENTRIES(a) (sizeof(a) / sizeof((a)[0]))

typedef struct Bytes
{
	const uint8_t *data;
	size_t		left;
} Bytes;

static unsigned
take(Bytes *b)
{
	if (b->left == 0)
		return 0;
	b->left--;
	return *b->data++;
}

static void
check(int good)
{
	if (!good)
		abort();
}

static void
set_value(Bytes *b, ModelKey *key)
{
	static const int64_t integers[] = {0, 1, 2, 3, 4, 8, 64, 1000000000, -1, INT64_MAX, INT64_MIN};
	static const double doubles[] = {4.0, 4.5, 1e300, -0.0, 9.3e18};
	unsigned	v = take(b);
	size_t		length;

	switch (take(b) % 8)
	{
		case 0:
			key->kind = MODEL_NULL;
			break;
		case 1:
			key->kind = MODEL_BOOLEAN;
			key->integer = v & 1;
			break;
		case 2:
			key->kind = MODEL_DOUBLE;
			key->number = doubles[v % ENTRIES(doubles)];
			break;
		case 3:
			{
				/* the word number FAMILIES + i is words[i] */
				int			families = 0;

				while (model_type_name(families) != NULL)
					families++;
				v %= (unsigned) families + ENTRIES(words);
				key->kind = MODEL_STRING;
				key->string = (int) v < families ? model_type_name((int) v) : words[(int) v - families];
				key->string_length = (int) strlen(key->string);
				break;
			}
		case 4:
			key->kind = MODEL_OBJECT;
			key->integer = v % 3;
			break;
		case 5:
			/* any bytes */
			length = v % 64 < b->left ? v % 64 : b->left;
			key->kind = MODEL_STRING;
			key->string = (const char *) b->data;
			key->string_length = (int32_t) length;
			b->data += length;
			b->left -= length;
			break;
		default:
			key->kind = MODEL_INTEGER;
			key->integer = v < 16 ? integers[v % ENTRIES(integers)] : (int64_t) v;
			break;
	}
}

int			LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Bytes		b = {data, size};
	ModelKey	keys[KEYS];
	int			count = 0;
	Model		m;
	ModelCount	c;
	ModelError	e;
	int64_t		layers = 0;

	while (b.left > 0 && count < KEYS)
	{
		ModelKey   *key = &keys[count++];
		unsigned	n = take(&b);
		unsigned	place = take(&b);

		memset(key, 0, sizeof(*key));
		/* one of those that are needed, of those that storing reads, or any that a family reads */
		key->name = n % 2 == 0 ? needed[place % ENTRIES(needed)] : n % 8 == 1 ? stored[place % ENTRIES(stored)] :
			place + 256 * (n / 128) < ENTRIES(fields) ? fields[place + 256 * (n / 128)] : "anything";
		key->length = (int) strlen(key->name);
		key->element = -1;
		key->text_config = n >= 240;
		set_value(&b, key);
		/* a list, which may claim more elements than there are */
		if (n % 4 == 3 && take(&b) % 2 == 0)
		{
			int			elements = (int) (take(&b) % 9);

			key->kind = MODEL_LIST;
			key->integer = elements == 8 ? INT64_MAX : elements;
			for (int i = 0; i < elements && count < KEYS; i++)
			{
				keys[count] = *key;
				keys[count].element = i;
				set_value(&b, &keys[count++]);
			}
		}
	}
	if (model_read(keys, count, &m, &e) != CORE_OK)
	{
		check(e.problem != MODEL_FINE && (e.field != NULL || e.found != NULL));
		return 0;
	}
	if (model_count(&m, &c, &e) != CORE_OK)
	{
		check(e.problem == MODEL_TOO_LARGE);
		return 0;
	}
	check(c.params > 0 && c.active_params > 0 && c.active_params <= c.params);
	check(c.embedding_params >= c.token_embedding && c.embedding_params <= c.params);
	{
		static ModelStorage room;
		ModelFile	file;

		if (model_stored(keys, count, &m, &c, &room, &file, &e) == CORE_OK)
			check(file.bytes > 0 && file.bytes < 2.2 * (double) c.params + 1e3 && file.number_bits >= 1 && file.number_bits <= 64);
		else
			check(e.problem != MODEL_FINE && (e.field != NULL || e.found != NULL));
	}
	check(m.kinds >= 1 && m.kinds <= MODEL_KINDS);
	for (int k = 0; k < m.kinds; k++)
	{
		check(m.kind[k].count > 0 && m.kind[k].experts_per_token <= m.kind[k].experts);
		layers += m.kind[k].count;
	}
	check(layers == m.layers);
	for (int k = 0; k < MODEL_CONVENTIONS; k++)
	{
		double		flop = model_training_flop_per_token(&m, &c, 4096, (ModelConvention) k);

		check(isfinite(flop) && flop > 0);
	}
	check(model_kv_bytes_per_token(&m, 2) >= 0);
	check(model_prefill_flop(&m, &c, 100) >= 0 && model_decode_flop(&m, &c, 100) >= 0);
	{
		ModelServing s = {2, 1e15, 1e15, 3000, 80, 4, 100, 20, 16, 16, 1, 700, 1.8};
		ModelEstimate estimate;

		model_estimate(&m, &c, &s, &estimate);
		check(estimate.decode_s > 0 && isfinite(estimate.tokens_per_s) && estimate.prefill_s >= 0);
		check(estimate.end_to_end_s >= estimate.prefill_s && estimate.end_to_end_s <= estimate.prefill_s + estimate.decode_s);
	}
	return 0;
}
