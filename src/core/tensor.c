/*
 * tensor.c
 *		What the tensors of a model's weight files amount to.
 *
 * Each tensor is looked at once.  Its name, cut at the last dot or underscore
 * that counts, says what it is; the tensors beside it (same name, other ending)
 * say how it is packed, and are found by binary search in the sorted list.
 */
#include "core/tensor.h"

#include <string.h>

static const struct
{
	const char *name;
	int			bits;
}			types[TENSOR_TYPES] = {
	[TENSOR_BOOL] = {"BOOL", 8},
	[TENSOR_F4] = {"F4", 4},
	[TENSOR_F6_E2M3] = {"F6_E2M3", 6},
	[TENSOR_F6_E3M2] = {"F6_E3M2", 6},
	[TENSOR_U8] = {"U8", 8},
	[TENSOR_I8] = {"I8", 8},
	[TENSOR_F8_E5M2] = {"F8_E5M2", 8},
	[TENSOR_F8_E4M3] = {"F8_E4M3", 8},
	[TENSOR_F8_E8M0] = {"F8_E8M0", 8},
	[TENSOR_F8_E4M3FNUZ] = {"F8_E4M3FNUZ", 8},
	[TENSOR_F8_E5M2FNUZ] = {"F8_E5M2FNUZ", 8},
	[TENSOR_I16] = {"I16", 16},
	[TENSOR_U16] = {"U16", 16},
	[TENSOR_F16] = {"F16", 16},
	[TENSOR_BF16] = {"BF16", 16},
	[TENSOR_I32] = {"I32", 32},
	[TENSOR_U32] = {"U32", 32},
	[TENSOR_F32] = {"F32", 32},
	[TENSOR_C64] = {"C64", 64},
	[TENSOR_F64] = {"F64", 64},
	[TENSOR_I64] = {"I64", 64},
	[TENSOR_U64] = {"U64", 64},
};

int
tensor_type_bits(TensorType type)
{
	return types[type].bits;
}

bool
tensor_type_read(const char *s, size_t n, TensorType *type)
{
	for (int i = 0; i < TENSOR_TYPES; i++)
		if (strlen(types[i].name) == n && memcmp(types[i].name, s, n) == 0)
		{
			*type = (TensorType) i;
			return true;
		}
	return false;
}

static bool
multiply(int64_t *product, int64_t factor)
{
	if (factor != 0 && *product > INT64_MAX / factor)
		return false;
	*product *= factor;
	return true;
}

static bool
add(int64_t *sum, int64_t more)
{
	if (*sum > INT64_MAX - more)
		return false;
	*sum += more;
	return true;
}

Status
tensor_check(Tensor *t)
{
	int64_t		elements = 1;
	int64_t		bits;

	/* a dimension of 0 does not excuse the others from fitting */
	for (int i = 0; i < t->dims; i++)
	{
		if (t->shape[i] < 0)
			return CORE_INVALID;
		if (t->shape[i] > 0 && !multiply(&elements, t->shape[i]))
			return CORE_RANGE;
	}
	for (int i = 0; i < t->dims; i++)
		if (t->shape[i] == 0)
			elements = 0;
	bits = elements;
	if (!multiply(&bits, tensor_type_bits(t->type)))
		return CORE_RANGE;
	if (bits % 8 != 0 || t->begin < 0 || t->end < t->begin || t->end - t->begin != bits / 8)
		return CORE_INVALID;
	t->elements = elements;
	return CORE_OK;
}

static int
compare_names(const char *a, int32_t an, const char *b, int32_t bn)
{
	int			c = memcmp(a, b, (size_t) (an < bn ? an : bn));

	return c != 0 ? c : (an > bn) - (an < bn);
}

int
tensor_by_name(const void *a, const void *b)
{
	const Tensor *x = *(Tensor *const *) a;
	const Tensor *y = *(Tensor *const *) b;
	int			c = compare_names(x->name, x->length, y->name, y->length);

	return c != 0 ? c : (x->file > y->file) - (x->file < y->file);
}

int
tensor_by_place(const void *a, const void *b)
{
	const Tensor *x = *(Tensor *const *) a;
	const Tensor *y = *(Tensor *const *) b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return (x->end > y->end) - (x->end < y->end);
}

/* a word and its length: names are compared with dozens of them */
typedef struct Word
{
	const char *s;
	int32_t		n;
} Word;

#define WORD(literal) {literal, (int32_t) sizeof(literal) - 1}

/* --- names ------------------------------------------------------------------- */

/* longest name that is looked up: base and ending */
#define NAME_ROOM	1024

typedef struct Names
{
	Tensor *const *sorted;
	int64_t		n;
} Names;

/* the tensor named base + ending, or NULL */
static const Tensor *
find(const Names *names, const char *base, int32_t length, const char *ending)
{
	char		name[NAME_ROOM];
	size_t		more = strlen(ending);
	int32_t		n = length + (int32_t) more;
	int64_t		low = 0;
	int64_t		high = names->n;

	if (n > NAME_ROOM)
		return NULL;
	memcpy(name, base, (size_t) length);
	for (size_t i = 0; i < more; i++)
		name[length + (int32_t) i] = ending[i];
	while (low < high)
	{
		int64_t		middle = low + (high - low) / 2;
		const Tensor *t = names->sorted[middle];
		int			c = compare_names(t->name, t->length, name, n);

		if (c == 0)
			return t;
		if (c < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* length of the name without the ending, or -1 */
static int32_t
without(const Tensor *t, const char *ending)
{
	int32_t		n = (int32_t) strlen(ending);

	if (t->length < n || memcmp(t->name + t->length - n, ending, (size_t) n) != 0)
		return -1;
	return t->length - n;
}

static bool
ends(const Tensor *t, const char *ending)
{
	return without(t, ending) >= 0;
}

/* the last part of a dotted name */
static bool
last_is(const Tensor *t, const char *word)
{
	int32_t		n = without(t, word);

	return n == 0 || (n > 0 && t->name[n - 1] == '.');
}

/* next part of a dotted name; false: no more */
static bool
next_part(const Tensor *t, int32_t *at, const char **part, int32_t *length)
{
	int32_t		from = *at;

	if (from > t->length)
		return false;
	while (*at < t->length && t->name[*at] != '.')
		++*at;
	*part = t->name + from;
	*length = *at - from;
	++*at;
	return true;
}

static bool
part_is(const char *part, int32_t length, const char *word)
{
	return (size_t) length == strlen(word) && memcmp(part, word, (size_t) length) == 0;
}

/* digits, all of the part; -1: it is no number */
static int64_t
part_number(const char *part, int32_t length)
{
	int64_t		value = 0;

	if (length < 1 || length > 9)
		return -1;
	for (int32_t i = 0; i < length; i++)
	{
		if (part[i] < '0' || part[i] > '9')
			return -1;
		value = value * 10 + (part[i] - '0');
	}
	return value;
}

/* what the path of a tensor says */
typedef struct Place
{
	bool		experts;		/* in the routed experts */
	int64_t		expert;			/* number of the expert; -1: all in one tensor */
	int64_t		layer;			/* number of the decoder layer; -1: in none */
	bool		prediction;		/* multi-token prediction */
	bool		tower;			/* vision, audio */
} Place;

/* parts of a path in which no token of text works: they see, hear or speak */
static bool
is_tower(const char *part, int32_t length)
{
	static const Word words[] = {
		/* towers */
		WORD("visual"), WORD("vision_tower"), WORD("vision_model"), WORD("vision_encoder"), WORD("vision_embedder"), WORD("vision_backbone"),
		WORD("vision_embed_tokens"), WORD("vision"), WORD("vit"), WORD("vpm"), WORD("sam_model"), WORD("image_encoder"), WORD("img_processor"),
		WORD("audio_tower"), WORD("audio_model"), WORD("audio_encoder"), WORD("speech_encoder"), WORD("sound_encoder"), WORD("speech"), WORD("apm"),
		WORD("embed_vision"), WORD("embed_audio"), WORD("embed_tokens_extend"),
		/* what leads from them to the text model */
		WORD("multi_modal_projector"), WORD("mm_projector"), WORD("vision_projector"), WORD("visual_projector"), WORD("visual_projection"), WORD("audio_projector"),
		WORD("audio_projection_layer"), WORD("sound_projection"), WORD("projector"), WORD("mlp1"), WORD("resampler"), WORD("vision_resampler"),
		WORD("vision_language_adapter"), WORD("vision_adapter"), WORD("aligner"), WORD("connector"), WORD("abstractor"), WORD("patch_merger"),
		WORD("pre_mm_projector_norm"), WORD("image_newline"), WORD("view_seperator"), WORD("view_separator"),
		/* and what writes speech or images */
		WORD("talker"), WORD("token2wav"), WORD("code2wav"), WORD("tts"), WORD("gen_vision_model"), WORD("gen_aligner"), WORD("gen_embed"), WORD("gen_head")
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (length == words[i].n && part[0] == words[i].s[0] && memcmp(part, words[i].s, (size_t) length) == 0)
			return true;
	return false;
}

/* a matrix of an MLP */
static bool
is_of_mlp(const char *part, int32_t length)
{
	return part_is(part, length, "input_linear") || part_is(part, length, "output_linear") || part_is(part, length, "gate_proj") ||
		part_is(part, length, "up_proj") || part_is(part, length, "down_proj");
}

static Place
place_of(const Tensor *t, const TensorHints *hints)
{
	Place		place = {false, -1, -1, false, false};
	int32_t		at = 0;
	const char *part;
	int32_t		length;
	bool		layers = false; /* the part before was "layers" or the like */
	bool		fused = false;	/* a block of experts that bear no "experts" in their names */

	while (next_part(t, &at, &part, &length))
	{
		if (place.layer < 0 && layers)
			place.layer = part_number(part, length);
		layers = part_is(part, length, "layers") || part_is(part, length, "h") || part_is(part, length, "blocks") ||
			part_is(part, length, "layer") || part_is(part, length, "attentions");
		if (part_is(part, length, "mtp") || part_is(part, length, "mtp_layers") || part_is(part, length, "mtp_block"))
			place.prediction = true;
		if (is_tower(part, length))
			place.tower = true;
		if (place.experts && place.expert < 0)
		{
			if (length > 7 && memcmp(part, "expert_", 7) == 0)
				place.expert = part_number(part + 7, length - 7);
			else
				place.expert = part_number(part, length);
		}
		if (part_is(part, length, "experts"))
			place.experts = true;
		else if (part_is(part, length, "block_sparse_moe") || part_is(part, length, "moe"))
			fused = true;
		else if (t->dims == 3 && (fused || (hints->experts > 1 && t->shape[0] == hints->experts)) && is_of_mlp(part, length))
			place.experts = true;	/* [experts, out, in]: Granite, JetMoE, Step */
	}
	if (hints->layers > 0 && place.layer >= hints->layers && !place.tower)
		place.prediction = true;
	return place;
}

/* --- what is no parameter ------------------------------------------------------ */

/* masks, rotary frequencies, positions: computed, not trained */
static bool
is_buffer(const Tensor *t)
{
	if (last_is(t, "inv_freq") || last_is(t, "masked_bias") || last_is(t, "position_ids") || last_is(t, "num_batches_tracked"))
		return true;
	return t->dims == 4 && t->shape[0] == 1 && t->shape[1] == 1 && t->shape[2] == t->shape[3] &&
		(ends(t, "attn.bias") || ends(t, "attention.bias"));
}

/* endings of what lies beside packed or scaled weights, and the weights' own */
static const struct
{
	Word		mine;
	const char *other;
}			companions[] = {
	{WORD("weight_scale"), "weight"}, {WORD("weight_scale"), "weight_packed"}, {WORD("weight_scale_inv"), "weight"},
	{WORD("weight_scale_2"), "weight"}, {WORD("weight_global_scale"), "weight_packed"}, {WORD("weight_zero_point"), "weight"},
	{WORD("weight_zero_point"), "weight_packed"}, {WORD("weight_shape"), "weight_packed"}, {WORD("weight_g_idx"), "weight"},
	{WORD("weight_g_idx"), "weight_packed"}, {WORD("weight_format"), "weight"}, {WORD("SCB"), "weight"}, {WORD("weight.SCB"), "weight"},
	{WORD("scales"), "weight"}, {WORD("biases"), "weight"}, {WORD("scales"), "qweight"}, {WORD("qzeros"), "qweight"}, {WORD("g_idx"), "qweight"}, {WORD("scale"), "weight"}, {WORD("scale_inv"), "weight"},
	{WORD("_scales"), "_blocks"}, {WORD("_scale_inv"), ""}, {WORD("_weight_scale"), ""}, {WORD("_weight_scale_2"), ""}, {WORD("_scale"), "_packed"},
	{WORD("_scale"), ""}, {WORD("_scale_2"), ""},
	{WORD("weight.absmax"), "weight"}, {WORD("weight.quant_map"), "weight"}, {WORD("weight.nested_absmax"), "weight"},
	{WORD("weight.nested_quant_map"), "weight"}, {WORD("weight.nested_blocksize"), "weight"}, {WORD("weight.nested_offset"), "weight"},
	{WORD("weight.quant_state.bitsandbytes__nf4"), "weight"}, {WORD("weight.quant_state.bitsandbytes__fp4"), "weight"},
};

/* scales of activations: of a module, whatever lies beside them */
static bool
is_activation_scale(const Tensor *t)
{
	static const Word words[] = {
		WORD("input_scale"), WORD("output_scale"), WORD("input_global_scale"), WORD("output_global_scale"), WORD("input_zero_point"), WORD("output_zero_point"),
		WORD("k_scale"), WORD("v_scale"), WORD("q_scale"), WORD("prob_scale"), WORD("kv_scale"), WORD("input_scale_inv"), WORD("activation_scale"), WORD("_input_scale"), WORD("pre_quant_scale")
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
	{
		int32_t		n = t->length - words[i].n;

		if (n >= 0 && memcmp(t->name + n, words[i].s, (size_t) words[i].n) == 0 &&
			(words[i].s[0] == '_' || n == 0 || t->name[n - 1] == '.'))
			return true;
	}
	return false;
}

/* can hold weights of 8 bits or fewer: whole numbers, or floating point that narrow */
static bool
is_quantized(TensorType type)
{
	switch (type)
	{
		case TENSOR_BOOL:
		case TENSOR_I64:
		case TENSOR_U64:
			return false;
		case TENSOR_I16:
		case TENSOR_U16:
		case TENSOR_I32:
		case TENSOR_U32:
			return true;
		default:
			return tensor_type_bits(type) <= 8;
	}
}

static bool
is_companion(const Names *names, const Tensor *t)
{
	if (is_activation_scale(t))
		return true;
	for (size_t i = 0; i < sizeof(companions) / sizeof(companions[0]); i++)
	{
		const Word *mine = &companions[i].mine;
		int32_t		n = t->length - mine->n;
		const Tensor *other;

		/* the last letter tells most of them apart */
		if (n < 0 || t->name[t->length - 1] != mine->s[mine->n - 1] || memcmp(t->name + n, mine->s, (size_t) mine->n) != 0)
			continue;
		if (mine->s[0] != '_' && n > 0 && t->name[n - 1] != '.')
			continue;
		other = find(names, t->name, n, companions[i].other);
		/* a "scale" beside a "weight" that is no code is a parameter of its own */
		if (other != NULL && other != t && (is_quantized(other->type) || find(names, t->name, n, "weight.quant_map") != NULL))
			return true;
	}
	return false;
}

/* --- how much is packed -------------------------------------------------------- */

static int64_t
last_dim(const Tensor *t)
{
	return t->dims == 0 ? 1 : t->shape[t->dims - 1];
}

/* a x b / c, exactly, or -1 */
static int64_t
scaled(int64_t a, int64_t b, int64_t c)
{
	if (c <= 0 || b < 0 || !multiply(&a, b) || a % c != 0)
		return -1;
	return a / c;
}

/*
 * Weights in t by the bits that the configuration names: of its groups those
 * whose size fits the scales; -1 where none fits, or two disagree.
 */
static int64_t
by_configuration(const Tensor *t, const Tensor *scale, const TensorQuantization *q)
{
	int64_t		found = -1;

	for (int i = 0; i < q->groups; i++)
	{
		int64_t		weights = scaled(t->elements, tensor_type_bits(t->type), q->group[i].bits);
		int64_t		row = scaled(last_dim(t), tensor_type_bits(t->type), q->group[i].bits);

		if (q->group[i].bits > tensor_type_bits(t->type) || weights < 0)
			continue;
		if (q->groups > 1 && scale != NULL && q->group[i].size != 0)
		{
			if (q->group[i].size < 0 ? last_dim(scale) != 1 :
				row < 0 || last_dim(scale) != (row + q->group[i].size - 1) / q->group[i].size)
				continue;
		}
		if (found >= 0 && found != weights)
			return -1;
		found = weights;
	}
	return found;
}

/*
 * Weights of 4 or 8 bits in bytes, by blocks of a known size that share a scale:
 * 16 with scales in FP8 (NVFP4), 32 with scales in E8M0 or bytes (microscaling).
 * -1: the shapes do not say.
 */
static int64_t
by_blocks(const Tensor *t, const Tensor *scale)
{
	int64_t		block;
	int64_t		row = last_dim(t);
	int64_t		blocks = last_dim(scale);

	if (scale->type == TENSOR_F8_E4M3)
		block = 16;
	else if (scale->type == TENSOR_F8_E8M0 || scale->type == TENSOR_U8)
		block = 32;
	else
		return -1;
	if (blocks <= 0 || blocks > INT64_MAX / block)
		return -1;
	if (row * 2 == blocks * block)
		return scaled(t->elements, 2, 1);
	if (row == blocks * block)
		return t->elements;
	return -1;
}

/* scale of the weights named base + one of these endings */
static const Tensor *
scale_of(const Names *names, const char *base, int32_t length)
{
	static const char *const endings[] = {"weight_scale", "weight_scale_inv", "scale", "scale_inv", "scales"};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
	{
		const Tensor *scale = find(names, base, length, endings[i]);

		if (scale != NULL)
			return scale;
	}
	return NULL;
}

/* GPTQ and AWQ: the scales have a column for each output */
static int64_t
quantized_linear(const Names *names, const Tensor *t, int32_t length, const TensorQuantization *q)
{
	const Tensor *scales = find(names, t->name, length, "scales");
	const Tensor *zeros = find(names, t->name, length, "qzeros");

	if (scales != NULL && last_dim(scales) > last_dim(t))	/* AWQ packs outputs */
		return scaled(t->elements, last_dim(scales), last_dim(t));
	if (scales != NULL && zeros != NULL && last_dim(scales) == last_dim(t) && last_dim(zeros) < last_dim(scales))
		return scaled(t->elements, last_dim(scales), last_dim(zeros));
	return by_configuration(t, NULL, q);
}

/* parameters in t; -1: nothing unpacks it */
static int64_t
weights_in(const Names *names, const Tensor *t, const TensorQuantization *q)
{
	int32_t		n;
	const Tensor *scale;
	int64_t		weights;

	if (last_is(t, "weight"))
	{
		/* a value for each code; the bytes of the codes may pose as any type */
		const Tensor *map = find(names, t->name, t->length, ".quant_map");

		if (map != NULL)
			return map->elements == 16 ? scaled(t->elements, tensor_type_bits(t->type), 4) :
				map->elements == 256 ? scaled(t->elements, tensor_type_bits(t->type), 8) : -1;
	}
	switch (t->type)
	{
		case TENSOR_BOOL:
		case TENSOR_I64:
		case TENSOR_U64:
			return 0;			/* masks, indexes, counters */
		case TENSOR_U8:
		case TENSOR_I8:
		case TENSOR_I16:
		case TENSOR_U16:
		case TENSOR_I32:
		case TENSOR_U32:
			break;
		default:
			return t->elements;
	}
	if (last_is(t, "qweight"))
		return quantized_linear(names, t, without(t, "qweight"), q);
	if ((n = without(t, "_blocks")) >= 0)
	{
		scale = find(names, t->name, n, "_scales");
		/* the blocks are a dimension of their own: 16 bytes to a scale */
		if (scale != NULL && t->dims == scale->dims + 1 && last_dim(t) == 16 && t->elements == 16 * scale->elements)
			return scaled(t->elements, 2, 1);
		return -1;
	}
	if ((n = without(t, "weight_packed")) >= 0)
	{
		scale = find(names, t->name, n, "weight_scale");
		weights = tensor_type_bits(t->type) == 8 && scale != NULL ? by_blocks(t, scale) : -1;
		return weights >= 0 ? weights : by_configuration(t, scale, q);
	}
	if (last_is(t, "weight"))
	{
		n = without(t, "weight");
		scale = find(names, t->name, n, "SCB");
		if (scale == NULL)
			scale = find(names, t->name, n, "weight.SCB");
		if (scale != NULL)
			return t->elements;
		scale = scale_of(names, t->name, n);
	}
	else
	{
		/* experts in one tensor: name, name_scale or name_weight_scale */
		scale = find(names, t->name, t->length, "_scale");
		if (scale == NULL)
			scale = find(names, t->name, t->length, "_weight_scale");
		if (scale == NULL)
			scale = find(names, t->name, t->length, "_scale_inv");
	}
	if (scale == NULL || tensor_type_bits(t->type) != 8)
		return by_configuration(t, scale, q);
	weights = by_blocks(t, scale);
	if (weights >= 0)
		return weights;
	/*
	 * A scale in floating point for a row, a tensor or a square: signed bytes are weights,
	 * and unsigned ones hold as many as the configuration says (BitNet: four of 2 bits)
	 */
	if (tensor_type_bits(scale->type) >= 16 && t->type != TENSOR_U8)
		return t->elements;
	return by_configuration(t, scale, q);
}

/* --- sums ---------------------------------------------------------------------- */

/* what a token and its place are looked up in, and the norm behind it */
static bool
is_embedding(const Tensor *t)
{
	static const char *const endings[] = {
		"embed_tokens.weight", "wte.weight", "word_embeddings.weight", "embed_in.weight", "tok_embeddings.weight",
		"embedding.weight", "tokens_embed.weight", "transformer.w.weight",
		"wpe.weight", "embed_positions.weight", "position_embeddings.weight", "positions_embed.weight", "token_type_embeddings.weight",
		"ngram_embeddings.weight", "shape_embed.weight", "pronunciation_embed.weight",
		"word_embeddings_layernorm.weight", "word_embeddings_layernorm.bias", "embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias",
		"embeddings.norm.weight", "layernorm_embedding.weight", "layernorm_embedding.bias", "layer_norm_emb.weight", "layer_norm_emb.bias"
	};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (ends(t, endings[i]))
			return true;
	return last_is(t, "embed.weight") || last_is(t, "embeddings.weight");
}

/* parameters that one token uses, of those in t; -1: the configuration does not say */
static int64_t
active_in(const Tensor *t, const Place *place, int64_t params, const TensorHints *hints)
{
	int64_t		experts;

	if (!place->experts)
		return params;
	if (hints->experts_per_token <= 0)
		return -1;
	if (place->expert >= 0)		/* each layer has all its experts: the first so many stand for any */
		return place->expert < hints->experts_per_token ? params : 0;
	/* [experts, ...]; a matrix may also stack its experts' rows, and only the configuration tells */
	experts = hints->experts > 0 ? hints->experts : t->dims >= 3 ? t->shape[0] : 0;
	if (experts <= 0 || t->dims < 1 || t->shape[0] % experts != 0)
		return -1;
	return scaled(params, hints->experts_per_token < experts ? hints->experts_per_token : experts, experts);
}

/* a second copy of the embedding, where the configuration ties the two: both stand in one model, whatever lies around it */
static bool
is_copy(const Names *names, const Tensor *t)
{
	static const char *const embeddings[] = {"model.embed_tokens.weight", "embed_tokens.weight", "transformer.wte.weight", "wte.weight",
		"transformer.word_embeddings.weight", "gpt_neox.embed_in.weight", "model.decoder.embed_tokens.weight", "backbone.embeddings.weight",
	"model.language_model.embed_tokens.weight", "language_model.model.embed_tokens.weight", "model.tok_embeddings.weight"};
	int32_t		around = without(t, "lm_head.weight");

	if (around < 0 || (around > 0 && t->name[around - 1] != '.'))
		return false;
	for (size_t i = 0; i < sizeof(embeddings) / sizeof(embeddings[0]); i++)
	{
		const Tensor *e = find(names, t->name, around, embeddings[i]);

		if (e != NULL && e->elements == t->elements)
			return true;
	}
	return false;
}

Status
tensor_count(Tensor *const *sorted, int64_t n, const TensorHints *hints, TensorSum *sum)
{
	Names		names = {sorted, n};

	memset(sum, 0, sizeof(*sum));
	sum->params_known = sum->active_known = true;
	for (int64_t i = 0; i < n; i++)
	{
		const Tensor *t = sorted[i];
		Place		place = place_of(t, hints);
		int64_t		params;
		int64_t		active;

		sum->tensors++;
		if (!add(&sum->bytes, t->end - t->begin))
			return CORE_RANGE;
		if (!place.tower && !place.prediction && place.layer >= sum->layers)
			sum->layers = place.layer + 1;
		if (is_buffer(t) || is_companion(&names, t) || (hints->tied && is_copy(&names, t)))
			continue;
		params = weights_in(&names, t, &hints->quantization);
		if (params < 0)
		{
			sum->params_known = false;
			if (sum->unknown == NULL)
				sum->unknown = t;
			continue;
		}
		/* a token passes neither the heads that predict further ahead nor the towers */
		active = place.prediction || place.tower ? 0 : active_in(t, &place, params, hints);
		if (active < 0)
		{
			sum->active_known = false;
			active = 0;
		}
		if (!add(&sum->params, params) || !add(&sum->active_params, active) ||
			!add(place.experts ? &sum->expert_params : &sum->other_params, params))
			return CORE_RANGE;
		if (place.prediction)
			sum->prediction_params += params;
		else if (place.tower)
			sum->tower_params += params;
		else if (is_embedding(t))
			sum->embedding_params += params;
	}
	if (!sum->params_known)
		sum->active_known = false;
	return CORE_OK;
}
