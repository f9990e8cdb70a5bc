/*
 * model.c
 *		Reads a Hugging Face config.json into a description of the architecture,
 *		and counts over it.  Sources are numbered in model.h.
 *
 * The counter is written once, over struct Model; the families differ only in
 * how they fill it.  The obvious alternative, a formula for each model_type,
 * repeats the same attention and MLP terms thirty times and lets them drift
 * apart.
 *
 * What a family's weights are, and what it means when a field is absent or
 * null, follows the classes of transformers [1], with one exception: the sizes
 * that make a model (layers, widths, heads, vocabulary, experts) must be
 * given, although the classes have defaults for them, because a configuration
 * without them is a damaged one and its count would be a guess.  Gemma 3 is
 * the exception to the exception: its published configurations do leave out
 * heads and vocabulary.
 */
#include "core/model.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "core/int128.h"
#include "core/names.h"

/* --- the fields that are read --------------------------------------------- */

typedef enum Field
{
	ATTENTION_BIAS, ATTENTION_CHUNK_SIZE, ADD_CROSS_ATTENTION, ARCHITECTURES,
	BIAS, CONV_KERNEL, DECODER_SPARSE_STEP, DO_LAYER_NORM_BEFORE, ENABLE_BIAS,
	EXPERTS, EXPERTS_PER_TOKEN, EXPERT_SIZE, FIRST_K_DENSE, HEADS, HEAD_DIM,
	HIDDEN, HYBRID_PATTERN, INTERLEAVE_MOE, INTERMEDIATE, INTERMEDIATE_MLP,
	KV_HEADS, KV_LORA_RANK, LAYERS, LAYER_NORM_AFFINE, LAYER_TYPES,
	MAMBA_HEADS, MAMBA_HEAD_DIM, MAX_WINDOW_LAYERS, MLP_BIAS, MLP_ONLY_LAYERS,
	MODEL_TYPE, MOE_LATENT, MOE_LAYERS, MOE_LAYER_FREQ, MULTI_QUERY, N_CTX,
	NEW_DECODER, NORMS_IN_PARALLEL, NO_FINAL_NORM, NO_ROPE_INTERVAL,
	NO_ROPE_LAYERS, PARALLEL_ATTENTION, PARALLEL_RESIDUAL, POSITIONS,
	QKV_BIAS, QK_LAYERNORM, QK_NOPE, QK_NORM, QK_ROPE, Q_LORA_RANK, SHARED,
	SHARED_SIZE, SLIDING_WINDOW, SSM_GROUPS, SSM_STATE, TEXT_CONFIG, TIE,
	TOPK_METHOD, USE_BIAS, USE_CONV_BIAS, USE_QKV_BIAS, USE_WINDOW, V_HEAD_DIM,
	VOCAB, WIDENING, WINDOW_PATTERN, WORD_WIDTH,
	FIELDS
} Field;

/*
 * Names in config.json, sorted by length and then by bytes, the order in which
 * jsonb keeps its keys.  The first name of a field in this table is not
 * special; field_name() gives the one for messages.
 */
static const struct Name
{
	const char *name;
	uint8_t		field;
}			names[] = {
	{"bias", BIAS},
	{"n_ctx", N_CTX},
	{"n_embd", HIDDEN},
	{"n_head", HEADS},
	{"ffn_dim", INTERMEDIATE},
	{"n_embed", HIDDEN},
	{"n_inner", INTERMEDIATE},
	{"n_layer", LAYERS},
	{"emb_size", HIDDEN},
	{"head_dim", HEAD_DIM},
	{"key_size", HEAD_DIM},
	{"mlp_bias", MLP_BIAS},
	{"n_groups", SSM_GROUPS},
	{"qkv_bias", QKV_BIAS},
	{"use_bias", USE_BIAS},
	{"n_head_kv", KV_HEADS},
	{"model_type", MODEL_TYPE},
	{"moe_layers", MOE_LAYERS},
	{"num_layers", LAYERS},
	{"v_head_dim", V_HEAD_DIM},
	{"vocab_size", VOCAB},
	{"conv_kernel", CONV_KERNEL},
	{"enable_bias", ENABLE_BIAS},
	{"hidden_size", HIDDEN},
	{"layer_types", LAYER_TYPES},
	{"multi_query", MULTI_QUERY},
	{"n_positions", POSITIONS},
	{"num_experts", EXPERTS},
	{"num_q_heads", HEADS},
	{"q_lora_rank", Q_LORA_RANK},
	{"text_config", TEXT_CONFIG},
	{"topk_method", TOPK_METHOD},
	{"use_qk_norm", QK_NORM},
	{"kv_lora_rank", KV_LORA_RANK},
	{"mamba_d_conv", CONV_KERNEL},
	{"num_kv_heads", KV_HEADS},
	{"qk_layernorm", QK_LAYERNORM},
	{"use_qkv_bias", USE_QKV_BIAS},
	{"architectures", ARCHITECTURES},
	{"parallel_attn", PARALLEL_ATTENTION},
	{"use_conv_bias", USE_CONV_BIAS},
	{"attention_bias", ATTENTION_BIAS},
	{"mamba_head_dim", MAMBA_HEAD_DIM},
	{"mamba_n_groups", SSM_GROUPS},
	{"moe_layer_freq", MOE_LAYER_FREQ},
	{"no_rope_layers", NO_ROPE_LAYERS},
	{"sliding_window", SLIDING_WINDOW},
	{"ssm_state_size", SSM_STATE},
	{"ffn_hidden_size", INTERMEDIATE},
	{"mamba_conv_bias", USE_CONV_BIAS},
	{"mamba_num_heads", MAMBA_HEADS},
	{"mlp_only_layers", MLP_ONLY_LAYERS},
	{"moe_latent_size", MOE_LATENT},
	{"widening_factor", WIDENING},
	{"n_routed_experts", EXPERTS},
	{"n_shared_experts", SHARED},
	{"qk_nope_head_dim", QK_NOPE},
	{"qk_rope_head_dim", QK_ROPE},
	{"experts_per_token", EXPERTS_PER_TOKEN},
	{"intermediate_size", INTERMEDIATE},
	{"layers_block_type", LAYER_TYPES},
	{"max_window_layers", MAX_WINDOW_LAYERS},
	{"num_hidden_layers", LAYERS},
	{"num_local_experts", EXPERTS},
	{"attention_head_dim", HEAD_DIM},
	{"use_sliding_window", USE_WINDOW},
	{"add_cross_attention", ADD_CROSS_ATTENTION},
	{"decoder_sparse_step", DECODER_SPARSE_STEP},
	{"num_attention_heads", HEADS},
	{"num_experts_per_tok", EXPERTS_PER_TOKEN},
	{"num_key_value_heads", KV_HEADS},
	{"sliding_window_size", SLIDING_WINDOW},
	{"tie_word_embeddings", TIE},
	{"word_embed_proj_dim", WORD_WIDTH},
	{"attention_chunk_size", ATTENTION_CHUNK_SIZE},
	{"do_layer_norm_before", DO_LAYER_NORM_BEFORE},
	{"num_selected_experts", EXPERTS_PER_TOKEN},
	{"first_k_dense_replace", FIRST_K_DENSE},
	{"intermediate_size_mlp", INTERMEDIATE_MLP},
	{"moe_intermediate_size", EXPERT_SIZE},
	{"use_parallel_residual", PARALLEL_RESIDUAL},
	{"no_rope_layer_interval", NO_ROPE_INTERVAL},
	{"sliding_window_pattern", WINDOW_PATTERN},
	{"hybrid_override_pattern", HYBRID_PATTERN},
	{"max_position_embeddings", POSITIONS},
	{"num_ln_in_parallel_attn", NORMS_IN_PARALLEL},
	{"_remove_final_layer_norm", NO_FINAL_NORM},
	{"new_decoder_architecture", NEW_DECODER},
	{"interleave_moe_layer_step", INTERLEAVE_MOE},
	{"layer_norm_elementwise_affine", LAYER_NORM_AFFINE},
	{"shared_expert_intermediate_size", SHARED_SIZE},
	{"moe_shared_expert_intermediate_size", SHARED_SIZE},
};

#define NAMES	((int) (sizeof(names) / sizeof(names[0])))

/* the name of each field in messages: the one of current transformers */
static const char *
field_name(Field field)
{
	switch (field)
	{
		case HIDDEN:
			return "hidden_size";
		case LAYERS:
			return "num_hidden_layers";
		case HEADS:
			return "num_attention_heads";
		case KV_HEADS:
			return "num_key_value_heads";
		case HEAD_DIM:
			return "head_dim";
		case INTERMEDIATE:
			return "intermediate_size";
		case EXPERTS:
			return "num_experts";
		case EXPERTS_PER_TOKEN:
			return "num_experts_per_tok";
		case POSITIONS:
			return "max_position_embeddings";
		default:
			break;
	}
	for (int i = 0; i < NAMES; i++)
		if (names[i].field == (uint8_t) field)
			return names[i].name;
	return "";
}

/* place in names, or -1 */
static int
find_name(const char *name, int length)
{
	int			low = 0;
	int			high = NAMES - 1;

	while (low <= high)
	{
		int			middle = (low + high) / 2;
		int			other = (int) strlen(names[middle].name);
		int			order = length - other;

		if (order == 0)
			order = memcmp(name, names[middle].name, (size_t) length);
		if (order == 0)
			return middle;
		if (order < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	return -1;
}

bool
model_key_matters(const char *name, int length)
{
	return find_name(name, length) >= 0;
}

/* text of length bytes equals word, whatever the case of ASCII letters */
static bool
same_word(const char *text, int length, const char *word)
{
	return name_equal(text, (size_t) length, word, strlen(word));
}

static bool
string_is(const ModelKey *key, const char *word)
{
	return key != NULL && key->kind == MODEL_STRING &&
		same_word(key->string, key->string_length, word);
}

/* --- reading single fields ------------------------------------------------ */

typedef struct Family Family;

/*
 * The fields of one configuration.  The first error sticks, so that the
 * functions that fill a description need no checks between their lines; what
 * they read after an error is harmless and ignored.
 */
typedef struct Reader
{
	const ModelKey *keys;
	int			count;
	const ModelKey *field[FIELDS];	/* NULL: absent */
	const ModelKey *outer_tie;	/* tie_word_embeddings outside text_config */
	const Family *family;
	bool		text_config;	/* the fields are those of text_config */
	ModelError *error;
} Reader;

struct Family
{
	const char *model_type;
	const char *architecture;	/* class name up to ForCausalLM; NULL: none */
	void		(*fill) (Reader *r, Model *m);
	bool		tied;			/* tie_word_embeddings where absent */
	int			kv_heads;		/* where absent; 0: as many as heads */
	int			head_dim;		/* where absent; 0: hidden size / heads */
};

static ModelError *
fail(Reader *r, ModelProblem problem, Field field)
{
	static const ModelError none = {MODEL_FINE, NULL, NULL, NULL, NULL, false, 0, 0};
	ModelError *e = r->error;

	if (e->problem != MODEL_FINE)
		return NULL;
	*e = none;
	e->problem = problem;
	e->field = field_name(field);
	e->found = r->field[field];
	e->text_config = r->text_config;
	return e;
}

static void
fail_expected(Reader *r, ModelProblem problem, Field field, const char *expected)
{
	ModelError *e = fail(r, problem, field);

	if (e != NULL)
		e->expected = expected;
}

static bool
given(const Reader *r, Field field)
{
	return r->field[field] != NULL && r->field[field]->kind != MODEL_NULL;
}

/* false: not an integer.  4096.0 is one, as JSON makes no difference. */
static bool
integer_of(const ModelKey *key, int64_t *value)
{
	if (key->kind == MODEL_INTEGER)
	{
		*value = key->integer;
		return true;
	}
	/* 2^53: beyond it a double is not one integer */
	if (key->kind == MODEL_DOUBLE && fabs(key->number) <= 9007199254740992.0 &&
		floor(key->number) == key->number)
	{
		*value = (int64_t) key->number;
		return true;
	}
	return false;
}

/* a given integer within minimum..maximum, else an error and minimum */
static int64_t
checked(Reader *r, Field field, int64_t minimum, int64_t maximum)
{
	int64_t		value = 0;
	ModelError *e;

	if (integer_of(r->field[field], &value) && value >= minimum && value <= maximum)
		return value;
	e = fail(r, MODEL_RANGE, field);
	if (e != NULL)
	{
		e->minimum = minimum;
		e->maximum = maximum;
	}
	return minimum;
}

/* an integer that must be there */
static int64_t
required(Reader *r, Field field, int64_t minimum, int64_t maximum)
{
	ModelError *e;

	if (given(r, field))
		return checked(r, field, minimum, maximum);
	e = fail(r, MODEL_MISSING, field);
	if (e != NULL)
	{
		e->minimum = minimum;
		e->maximum = maximum;
	}
	return minimum;
}

/* an integer with one value where it is absent and one where it is null */
static int64_t
optional(Reader *r, Field field, int64_t absent, int64_t null, int64_t minimum, int64_t maximum)
{
	if (r->field[field] == NULL)
		return absent;
	return given(r, field) ? checked(r, field, minimum, maximum) : null;
}

static int64_t
size_of(Reader *r, Field field)
{
	return required(r, field, 1, MODEL_MAX_SIZE);
}

static int64_t
size_or(Reader *r, Field field, int64_t otherwise)
{
	return optional(r, field, otherwise, otherwise, 1, MODEL_MAX_SIZE);
}

static bool
flag(Reader *r, Field field, bool otherwise)
{
	if (!given(r, field))
		return otherwise;
	if (r->field[field]->kind != MODEL_BOOLEAN)
		fail_expected(r, MODEL_WRONG, field, "true or false");
	return r->field[field]->integer != 0;
}

/* the first element of a list; its elements follow in memory */
static const ModelKey *
list_of(Reader *r, Field field, const char *expected, int64_t *length)
{
	const ModelKey *list = r->field[field];

	*length = 0;
	if (!given(r, field))
		return NULL;
	if (list->kind != MODEL_LIST || list->integer < 0 ||
		list->integer > r->count - (list - r->keys) - 1)
	{
		fail_expected(r, MODEL_WRONG, field, expected);
		return NULL;
	}
	*length = list->integer;
	return list + 1;
}

/* --- shared parts of the families ----------------------------------------- */

/* hidden size over heads, for head_dim */
static int64_t
head_width(Reader *r, const Model *m)
{
	if (m->hidden % m->heads != 0)
	{
		ModelError *e = fail(r, MODEL_NOT_DIVISIBLE, HIDDEN);

		if (e != NULL)
		{
			e->other = field_name(HEADS);
			e->minimum = m->heads;
		}
	}
	return m->hidden / m->heads;
}

/* kv_heads groups of query heads must have the same size */
static void
check_groups(Reader *r, const Model *m)
{
	if (m->kv_heads < 1 || m->heads % m->kv_heads != 0)
	{
		ModelError *e = fail(r, MODEL_NOT_DIVISIBLE, HEADS);

		if (e != NULL)
		{
			e->other = field_name(KV_HEADS);
			e->minimum = m->kv_heads;
		}
	}
}

/* vocabulary, width, layers and heads, as every family has them */
static void
trunk(Reader *r, Model *m)
{
	m->vocab = size_of(r, VOCAB);
	m->hidden = size_of(r, HIDDEN);
	m->layers = required(r, LAYERS, 1, MODEL_MAX_LAYERS);
	m->heads = required(r, HEADS, 1, MODEL_MAX_SIZE);
	m->embedding_width = m->hidden;
	m->attention_layers = m->layers;
	m->dense_layers = m->layers;
}

/* attention with grouped key and value heads */
static void
grouped_attention(Reader *r, Model *m)
{
	m->kv_heads = optional(r, KV_HEADS, r->family->kv_heads != 0 ? r->family->kv_heads : m->heads,
						   m->heads, 1, MODEL_MAX_SIZE);
	check_groups(r, m);
	if (given(r, HEAD_DIM))
		m->head_dim = checked(r, HEAD_DIM, 1, MODEL_MAX_SIZE);
	else if (r->field[HEAD_DIM] == NULL && r->family->head_dim != 0)
		m->head_dim = r->family->head_dim;
	else
		m->head_dim = head_width(r, m);
	m->v_head_dim = m->head_dim;
}

/* attention whose keys and values have all heads, of hidden size / heads */
static void
full_attention(Reader *r, Model *m)
{
	m->kv_heads = m->heads;
	m->head_dim = head_width(r, m);
	m->v_head_dim = m->head_dim;
}

/* the block of Llama: two RMS norms, grouped attention, gated MLP */
static void
gated_block(Reader *r, Model *m)
{
	trunk(r, m);
	grouped_attention(r, m);
	m->dense_width = size_of(r, INTERMEDIATE);
	m->gated = true;
	m->layer_norm = 2 * m->hidden;
	m->final_norm = m->hidden;
}

static void
attention_bias(Reader *r, Model *m, bool otherwise)
{
	m->qkv_bias = m->output_bias = flag(r, ATTENTION_BIAS, otherwise);
}

/* q and k norms over all heads together */
static int64_t
wide_qk_norm(const Model *m)
{
	return m->heads * m->head_dim + m->kv_heads * m->head_dim;
}

/* the block of GPT-2: LayerNorms with bias, full attention, plain MLP, all biased */
static void
biased_block(Reader *r, Model *m)
{
	trunk(r, m);
	full_attention(r, m);
	m->dense_width = size_or(r, INTERMEDIATE, 4 * m->hidden);
	m->qkv_bias = m->output_bias = m->mlp_bias = true;
	m->layer_norm = 4 * m->hidden;
	m->final_norm = 2 * m->hidden;
}

/* experts in every layer; the caller sets expert_width */
static void
mixture(Reader *r, Model *m)
{
	m->experts = required(r, EXPERTS, 1, MODEL_MAX_EXPERTS);
	m->experts_per_token = required(r, EXPERTS_PER_TOKEN, 1, m->experts);
	m->moe_layers = m->layers;
	m->dense_layers = 0;
}

/* a window of zero, or null, is none */
static int64_t
window_or(Reader *r, int64_t otherwise)
{
	return optional(r, SLIDING_WINDOW, otherwise, 0, 0, INT32_MAX);
}

static void
set_window(Model *m, int64_t layers, int64_t window)
{
	m->windowed_layers = window > 0 ? layers : 0;
	m->window = window;
}

/*
 * Windowed layers by the list layer_types, where there is one; else as many as
 * the caller says.
 */
static int64_t
windowed_by_list(Reader *r, const Model *m, const char *word, int64_t otherwise)
{
	static const char *const expected =
	"\"full_attention\", \"sliding_attention\" or \"chunked_attention\"";
	const ModelKey *element;
	int64_t		length,
				windowed = 0;

	element = list_of(r, LAYER_TYPES, "a list of layer types", &length);
	if (element == NULL)
		return otherwise;
	if (length != m->layers)
	{
		ModelError *e = fail(r, MODEL_COUNT, LAYER_TYPES);

		if (e != NULL)
			e->maximum = m->layers;
	}
	for (int64_t i = 0; i < length; i++)
	{
		if (string_is(&element[i], word))
			windowed++;
		else if (!string_is(&element[i], "full_attention"))
		{
			fail_expected(r, MODEL_WRONG, LAYER_TYPES, expected);
			if (r->error->found == r->field[LAYER_TYPES])
				r->error->found = &element[i];
			break;
		}
	}
	return windowed;
}

/*
 * Qwen: windows exist only where use_sliding_window says so, and then in the
 * layers from max_window_layers on.
 */
static void
qwen_window(Reader *r, Model *m)
{
	bool		used = flag(r, USE_WINDOW, false);
	int64_t		window = used ? window_or(r, 4096) : 0;
	int64_t		full = optional(r, MAX_WINDOW_LAYERS, 28, 28, 0, INT32_MAX);
	int64_t		windowed = full < m->layers ? m->layers - full : 0;

	set_window(m, windowed_by_list(r, m, "sliding_attention", windowed), window);
}

/*
 * Number of layers in the list, a list of layer numbers, that also have
 * (layer + 1) % step == 0; a layer named twice counts once.
 */
static int64_t
layers_in_list(Reader *r, const Model *m, Field field, int64_t step)
{
	uint8_t		seen[MODEL_MAX_LAYERS / 8 + 1] = {0};
	const ModelKey *element;
	int64_t		length,
				found = 0;

	element = list_of(r, field, "a list of layer numbers", &length);
	for (int64_t i = 0; element != NULL && i < length; i++)
	{
		int64_t		layer = -1;

		if (!integer_of(&element[i], &layer) || layer < 0 || layer >= m->layers)
		{
			ModelError *e = fail(r, MODEL_RANGE, field);

			if (e != NULL)
			{
				e->found = &element[i];
				e->maximum = m->layers - 1;
			}
			return 0;
		}
		if ((layer + 1) % step == 0 && (seen[layer / 8] & (1 << (layer % 8))) == 0)
		{
			seen[layer / 8] |= (uint8_t) (1 << (layer % 8));
			found++;
		}
	}
	return found;
}

/* Qwen's mixtures: every decoder_sparse_step-th layer, less mlp_only_layers */
static void
qwen_mixture(Reader *r, Model *m)
{
	int64_t		step = optional(r, DECODER_SPARSE_STEP, 1, 1, 1, INT32_MAX);

	m->experts = required(r, EXPERTS, 0, MODEL_MAX_EXPERTS);
	if (m->experts == 0)
		return;
	mixture(r, m);
	m->expert_width = size_of(r, EXPERT_SIZE);
	m->moe_layers = m->layers / step - layers_in_list(r, m, MLP_ONLY_LAYERS, step);
	m->dense_layers = m->layers - m->moe_layers;
}

/* --- the families --------------------------------------------------------- */

static void
fill_llama(Reader *r, Model *m)
{
	gated_block(r, m);
	attention_bias(r, m, false);
	m->mlp_bias = flag(r, MLP_BIAS, false);
}

static void
fill_mistral(Reader *r, Model *m)
{
	gated_block(r, m);
	set_window(m, m->layers, window_or(r, 4096));
}

static void
fill_mixtral(Reader *r, Model *m)
{
	gated_block(r, m);
	mixture(r, m);
	m->expert_width = m->dense_width;
	set_window(m, m->layers, window_or(r, 0));
}

/* Qwen 2 has biases on q, k and v, and none on the output */
static void
fill_qwen2(Reader *r, Model *m)
{
	gated_block(r, m);
	m->qkv_bias = true;
	qwen_window(r, m);
}

static void
fill_qwen2_moe(Reader *r, Model *m)
{
	int64_t		full;

	gated_block(r, m);
	m->qkv_bias = flag(r, QKV_BIAS, true);
	qwen_mixture(r, m);
	if (m->experts > 0)
	{
		m->shared_width = size_of(r, SHARED_SIZE);
		m->shared_gate = true;
	}
	/* every other of the first max_window_layers layers */
	full = optional(r, MAX_WINDOW_LAYERS, 28, 28, 0, INT32_MAX);
	full = full < m->layers ? full : m->layers;
	set_window(m, windowed_by_list(r, m, "sliding_attention", (full + 1) / 2),
			   flag(r, USE_WINDOW, false) ? window_or(r, 4096) : 0);
}

/* q and k norms over one head */
static void
fill_qwen3(Reader *r, Model *m)
{
	gated_block(r, m);
	attention_bias(r, m, false);
	m->qk_norm = 2 * m->head_dim;
	qwen_window(r, m);
}

static void
fill_qwen3_moe(Reader *r, Model *m)
{
	gated_block(r, m);
	attention_bias(r, m, false);
	m->qk_norm = 2 * m->head_dim;
	qwen_mixture(r, m);
	set_window(m, m->layers, flag(r, USE_WINDOW, false) ? window_or(r, 4096) : 0);
}

static void
fill_gemma(Reader *r, Model *m)
{
	gated_block(r, m);
	attention_bias(r, m, false);
}

/* norms before and after attention and MLP; every other layer has a window */
static void
fill_gemma2(Reader *r, Model *m)
{
	fill_gemma(r, m);
	m->layer_norm = 4 * m->hidden;
	set_window(m, windowed_by_list(r, m, "sliding_attention", (m->layers + 1) / 2),
			   window_or(r, 4096));
}

/*
 * As Gemma 2, with q and k norms; every sixth layer has no window.  Published
 * configurations of the larger models leave out heads and vocabulary.
 */
static void
fill_gemma3(Reader *r, Model *m)
{
	static const ModelKey vocab = {"vocab_size", 10, -1, true, MODEL_INTEGER, 262208, 0, NULL, 0};
	static const ModelKey heads = {"num_attention_heads", 19, -1, true, MODEL_INTEGER, 8, 0, NULL, 0};
	int64_t		pattern = optional(r, WINDOW_PATTERN, 6, 6, 1, INT32_MAX);

	if (r->field[VOCAB] == NULL)
		r->field[VOCAB] = &vocab;
	if (r->field[HEADS] == NULL)
		r->field[HEADS] = &heads;
	fill_gemma(r, m);
	m->layer_norm = 4 * m->hidden;
	m->qk_norm = 2 * m->head_dim;
	set_window(m, windowed_by_list(r, m, "sliding_attention", m->layers - m->layers / pattern),
			   window_or(r, 4096));
}

static void
fill_phi3(Reader *r, Model *m)
{
	gated_block(r, m);
	set_window(m, m->layers, window_or(r, 0));
}

/* one LayerNorm for attention and MLP, biases everywhere, on the head too */
static void
fill_phi(Reader *r, Model *m)
{
	trunk(r, m);
	grouped_attention(r, m);
	m->dense_width = size_or(r, INTERMEDIATE, 4 * m->hidden);
	m->qkv_bias = m->output_bias = m->mlp_bias = m->head_bias = true;
	if (flag(r, QK_LAYERNORM, false))
		m->qk_norm = 4 * m->head_dim;
	m->layer_norm = 2 * m->hidden;
	m->final_norm = 2 * m->hidden;
}

static void
fill_gpt2(Reader *r, Model *m)
{
	biased_block(r, m);
	m->positions = required(r, given(r, POSITIONS) ? POSITIONS : N_CTX, 1, MODEL_MAX_SIZE);
	if (flag(r, ADD_CROSS_ATTENTION, false))
		fail_expected(r, MODEL_WRONG, ADD_CROSS_ATTENTION, "false: encoders are not counted");
}

static void
fill_gpt_neox(Reader *r, Model *m)
{
	biased_block(r, m);
	m->dense_width = size_of(r, INTERMEDIATE);
	attention_bias(r, m, true);
}

/* one LayerNorm; biases on the MLP and the head only */
static void
fill_gptj(Reader *r, Model *m)
{
	biased_block(r, m);
	m->qkv_bias = m->output_bias = false;
	m->head_bias = true;
	m->layer_norm = 2 * m->hidden;
}

/* the MLP is always four times as wide; a LayerNorm follows the embedding */
static void
fill_bloom(Reader *r, Model *m)
{
	biased_block(r, m);
	m->dense_width = 4 * m->hidden;
	m->embedding_norm = 2 * m->hidden;
}

/*
 * Two decoders.  The old one has one key and value head (multi_query) whatever
 * num_kv_heads says, or all of them; the new one has num_kv_heads, and two
 * norms before its parallel attention and MLP.
 */
static void
falcon(Reader *r, Model *m, bool new_decoder)
{
	bool		bias;
	int64_t		norms = 1;

	biased_block(r, m);
	bias = flag(r, BIAS, false);
	m->qkv_bias = m->output_bias = m->mlp_bias = bias;
	if (new_decoder)
		m->kv_heads = size_or(r, KV_HEADS, m->heads);
	else if (flag(r, MULTI_QUERY, true))
		m->kv_heads = 1;
	check_groups(r, m);
	if (!flag(r, PARALLEL_ATTENTION, true))
		norms = 2;
	else if (optional(r, NORMS_IN_PARALLEL, new_decoder ? 2 : 1, new_decoder ? 2 : 1, 1, 2) == 2)
		norms = 2;
	m->layer_norm = 2 * norms * m->hidden;
}

static void
fill_falcon(Reader *r, Model *m)
{
	falcon(r, m, flag(r, NEW_DECODER, false));
}

/*
 * The names before Falcon was part of transformers: 40B, then 7B.  Both have the
 * class RW, and of the two only the old decoder has multi_query.
 */
static void
fill_refined_web(Reader *r, Model *m)
{
	falcon(r, m, !given(r, MULTI_QUERY));
}

static void
fill_refined_web_model(Reader *r, Model *m)
{
	falcon(r, m, false);
}

/*
 * Learned positions with two rows more than max_position_embeddings.  The
 * embedding may be narrower than the layers (350M), with projections between.
 */
static void
fill_opt(Reader *r, Model *m)
{
	biased_block(r, m);
	m->dense_width = size_of(r, INTERMEDIATE);
	m->qkv_bias = m->output_bias = m->mlp_bias = flag(r, ENABLE_BIAS, true);
	m->positions = size_of(r, POSITIONS) + 2;
	m->embedding_width = size_or(r, WORD_WIDTH, m->hidden);
	if (!flag(r, DO_LAYER_NORM_BEFORE, true) || flag(r, NO_FINAL_NORM, false))
		m->final_norm = 0;
	if (!flag(r, LAYER_NORM_AFFINE, true))
		m->layer_norm = m->final_norm = 0;
}

/*
 * Multi-head latent attention.  The first layers are dense; of the others
 * every moe_layer_freq-th has experts, some of them shared.
 */
static void
deepseek(Reader *r, Model *m, int64_t first_dense, int64_t shared, bool correction)
{
	int64_t		step;

	trunk(r, m);
	m->kv_heads = m->heads;
	m->q_lora_rank = optional(r, Q_LORA_RANK, 1536, 0, 1, MODEL_MAX_SIZE);
	m->kv_lora_rank = size_or(r, KV_LORA_RANK, 512);
	m->qk_nope_head_dim = size_or(r, QK_NOPE, 128);
	m->qk_rope_head_dim = size_or(r, QK_ROPE, 64);
	m->v_head_dim = size_or(r, V_HEAD_DIM, 128);
	m->head_dim = m->qk_nope_head_dim + m->qk_rope_head_dim;
	attention_bias(r, m, false);
	m->gated = true;
	m->layer_norm = 2 * m->hidden;
	m->final_norm = m->hidden;
	mixture(r, m);
	m->expert_width = size_of(r, EXPERT_SIZE);
	shared = optional(r, SHARED, shared, 0, 0, MODEL_MAX_EXPERTS);
	m->shared_width = shared * m->expert_width;
	m->router_correction = correction;
	if (given(r, TOPK_METHOD))
		m->router_correction = string_is(r->field[TOPK_METHOD], "noaux_tc");
	first_dense = optional(r, FIRST_K_DENSE, first_dense, 0, 0, INT32_MAX);
	step = optional(r, MOE_LAYER_FREQ, 1, 1, 1, INT32_MAX);
	/* layers i >= first_dense with i % step == 0 */
	m->moe_layers = 0;
	if (first_dense < m->layers)
		m->moe_layers = (m->layers - 1) / step - (first_dense + step - 1) / step + 1;
	m->dense_layers = m->layers - m->moe_layers;
	if (m->dense_layers > 0)
		m->dense_width = size_of(r, INTERMEDIATE);
}

static void
fill_deepseek_v2(Reader *r, Model *m)
{
	deepseek(r, m, 0, 2, false);
	m->mlp_bias = flag(r, MLP_BIAS, false);
}

static void
fill_deepseek_v3(Reader *r, Model *m)
{
	deepseek(r, m, 3, 1, true);
}

/* attention sinks, biases in attention, router and experts */
static void
fill_gpt_oss(Reader *r, Model *m)
{
	gated_block(r, m);
	attention_bias(r, m, true);
	m->sinks = true;
	mixture(r, m);
	m->expert_width = m->dense_width;
	m->expert_bias = m->router_bias = true;
	set_window(m, windowed_by_list(r, m, "sliding_attention", (m->layers + 1) / 2),
			   window_or(r, 128));
}

/* one LayerNorm without bias for attention and MLP */
static void
fill_cohere(Reader *r, Model *m)
{
	gated_block(r, m);
	attention_bias(r, m, false);
	m->layer_norm = m->hidden;
	if (flag(r, QK_NORM, false))
		m->qk_norm = wide_qk_norm(m);
}

/* norms without parameters */
static void
fill_olmo(Reader *r, Model *m)
{
	gated_block(r, m);
	attention_bias(r, m, false);
	m->layer_norm = m->final_norm = 0;
}

static void
fill_olmo2(Reader *r, Model *m)
{
	gated_block(r, m);
	attention_bias(r, m, false);
	m->qk_norm = wide_qk_norm(m);
}

static void
fill_olmoe(Reader *r, Model *m)
{
	fill_olmo2(r, m);
	mixture(r, m);
	m->expert_width = m->dense_width;
}

static void
fill_starcoder2(Reader *r, Model *m)
{
	gated_block(r, m);
	m->gated = false;
	m->qkv_bias = m->output_bias = m->mlp_bias = flag(r, USE_BIAS, true);
	m->layer_norm = 4 * m->hidden;
	m->final_norm = 2 * m->hidden;
	set_window(m, m->layers, window_or(r, 0));
}

static void
fill_stablelm(Reader *r, Model *m)
{
	gated_block(r, m);
	m->head_dim = m->v_head_dim = head_width(r, m);
	m->qkv_bias = flag(r, USE_QKV_BIAS, false);
	m->layer_norm = flag(r, PARALLEL_RESIDUAL, false) ? 2 * m->hidden : 4 * m->hidden;
	m->final_norm = 2 * m->hidden;
	if (flag(r, QK_LAYERNORM, false))
		m->qk_norm = wide_qk_norm(m);
}

/*
 * Grok-1, counted from the released code: norms before and after attention and
 * experts.  Where only the widening factor is given, an expert is 2/3 of it
 * wide, rounded up to a multiple of 8.
 */
static void
fill_grok1(Reader *r, Model *m)
{
	trunk(r, m);
	grouped_attention(r, m);
	mixture(r, m);
	m->gated = true;
	if (given(r, WIDENING) && !given(r, INTERMEDIATE))
		m->expert_width = (checked(r, WIDENING, 1, 1000) * m->hidden * 2 / 3 + 7) / 8 * 8;
	else
		m->expert_width = size_of(r, INTERMEDIATE);
	m->layer_norm = 4 * m->hidden;
	m->final_norm = m->hidden;
}

/*
 * Experts in every interleave_moe_layer_step-th layer, with one shared expert.
 * Three of four layers attend within chunks: those with rotary embeddings.
 */
static void
fill_llama4(Reader *r, Model *m)
{
	int64_t		step = optional(r, INTERLEAVE_MOE, 1, 1, 1, INT32_MAX);
	int64_t		interval = optional(r, NO_ROPE_INTERVAL, 4, 4, 1, INT32_MAX);
	int64_t		chunk = optional(r, ATTENTION_CHUNK_SIZE, 8192, 0, 0, INT32_MAX);
	int64_t		chunked;
	int64_t		length;
	const ModelKey *element;

	gated_block(r, m);
	attention_bias(r, m, false);
	mixture(r, m);
	m->expert_width = m->shared_width = m->dense_width;
	m->moe_layers = given(r, MOE_LAYERS) ? layers_in_list(r, m, MOE_LAYERS, 1) : m->layers / step;
	m->dense_layers = m->layers - m->moe_layers;
	if (m->dense_layers > 0)
		m->dense_width = size_of(r, INTERMEDIATE_MLP);
	chunked = m->layers - m->layers / interval;
	element = list_of(r, NO_ROPE_LAYERS, "a list of 0 and 1", &length);
	if (element != NULL && length > 0)
	{
		chunked = 0;
		for (int64_t i = 0; i < length && i < m->layers; i++)
		{
			int64_t		rope = 0;

			if (!integer_of(&element[i], &rope) || rope < 0 || rope > 1 || length != m->layers)
			{
				fail_expected(r, MODEL_WRONG, NO_ROPE_LAYERS, "a list of 0 and 1, one for each layer");
				break;
			}
			chunked += rope;
		}
	}
	set_window(m, windowed_by_list(r, m, "chunked_attention", chunked), chunk);
	m->chunked = true;
}

/* one layer of a hybrid; false: no such kind */
static bool
hybrid_layer(Model *m, char kind)
{
	switch (kind)
	{
		case 'M':
			m->mamba_layers++;
			return true;
		case '*':
			m->attention_layers++;
			return true;
		case '-':
			m->dense_layers++;
			return true;
		case 'E':
			m->moe_layers++;
			return true;
	}
	return false;
}

/*
 * A layer is one of Mamba-2, attention, MLP or experts, with one norm.  A
 * pattern of letters, or a list of words, says which.
 */
static void
hybrid_layers(Reader *r, Model *m)
{
	static const struct
	{
		const char *word;
		char		kind;
	}			words[] = {
		{"mamba", 'M'}, {"linear_attention", 'M'}, {"attention", '*'},
		{"full_attention", '*'}, {"mlp", '-'}, {"moe", 'E'}
	};
	static const char *const expected = "a string of M, *, - and E, one for each of 1 to 10000 layers";
	const ModelKey *pattern = r->field[HYBRID_PATTERN];
	const ModelKey *element;
	int64_t		length;

	m->attention_layers = m->dense_layers = 0;
	if (given(r, LAYER_TYPES))
	{
		element = list_of(r, LAYER_TYPES, "a list of layer types", &length);
		if (length == 0)
		{
			fail_expected(r, MODEL_WRONG, LAYER_TYPES, "a list of layer types, one for each layer");
			return;
		}
		for (int64_t i = 0; i < length; i++)
		{
			int			w = 0;

			while (w < 6 && !string_is(&element[i], words[w].word))
				w++;
			if (w == 6)
			{
				fail_expected(r, MODEL_WRONG, LAYER_TYPES, "\"mamba\", \"attention\", \"mlp\" or \"moe\"");
				return;
			}
			(void) hybrid_layer(m, words[w].kind);
		}
	}
	else if (given(r, HYBRID_PATTERN))
	{
		length = pattern->kind == MODEL_STRING ? pattern->string_length : 0;
		if (length > MODEL_MAX_LAYERS)
			length = 0;
		for (int64_t i = 0; i < length; i++)
			if (!hybrid_layer(m, pattern->string[i]))
				length = 0;
		if (length == 0)
		{
			fail_expected(r, MODEL_WRONG, HYBRID_PATTERN, expected);
			return;
		}
	}
	else
	{
		fail_expected(r, MODEL_MISSING, HYBRID_PATTERN, expected);
		return;
	}
	if (given(r, LAYERS) && checked(r, LAYERS, 1, MODEL_MAX_LAYERS) != length)
	{
		ModelError *e = fail(r, MODEL_COUNT, given(r, LAYER_TYPES) ? LAYER_TYPES : HYBRID_PATTERN);

		if (e != NULL)
			e->maximum = checked(r, LAYERS, 1, MODEL_MAX_LAYERS);
	}
	m->layers = length;
}

static void
fill_nemotron_h(Reader *r, Model *m)
{
	static const ModelKey one = {"num_hidden_layers", 17, -1, false, MODEL_INTEGER, 1, 0, NULL, 0};
	bool		counted = given(r, LAYERS);

	/* the pattern tells the number of layers */
	if (!counted)
		r->field[LAYERS] = &one;
	trunk(r, m);
	if (!counted)
		r->field[LAYERS] = NULL;
	hybrid_layers(r, m);
	grouped_attention(r, m);
	attention_bias(r, m, false);
	m->layer_norm = m->hidden;	/* of each layer */
	m->final_norm = m->hidden;
	m->mlp_bias = flag(r, MLP_BIAS, false);
	if (m->dense_layers > 0)
		m->dense_width = size_of(r, INTERMEDIATE);
	if (m->moe_layers > 0)
	{
		m->experts = required(r, EXPERTS, 1, MODEL_MAX_EXPERTS);
		m->experts_per_token = required(r, EXPERTS_PER_TOKEN, 1, m->experts);
		m->expert_width = size_of(r, EXPERT_SIZE);
		m->shared_width = size_of(r, SHARED_SIZE);
		m->latent_width = size_or(r, MOE_LATENT, 0);
	}
	if (m->mamba_layers > 0)
	{
		m->mamba_heads = size_or(r, MAMBA_HEADS, 128);
		m->mamba_head_dim = size_or(r, MAMBA_HEAD_DIM, 64);
		m->mamba_groups = size_or(r, SSM_GROUPS, 8);
		m->mamba_state = size_or(r, SSM_STATE, 128);
		m->mamba_conv = size_or(r, CONV_KERNEL, 4);
		m->mamba_conv_bias = flag(r, USE_CONV_BIAS, true);
		m->mamba_bias = flag(r, USE_BIAS, false);
	}
}

/*
 * One row per model_type: class name, how to fill the description, and the
 * defaults of the class [1] for tied embeddings, key and value heads, and head
 * dimension.  Grok-1 and the RefinedWeb names have no class in transformers.
 */
static const Family families[] = {
	/* model_type, class, fill, tied, kv heads, head_dim */
	{"bloom", "Bloom", fill_bloom, true, 0, 0},
	{"cohere", "Cohere", fill_cohere, true, 0, 0},
	{"deepseek_v2", "DeepseekV2", fill_deepseek_v2, false, 0, 0},
	{"deepseek_v3", "DeepseekV3", fill_deepseek_v3, false, 0, 0},
	{"falcon", "Falcon", fill_falcon, true, 0, 0},
	{"gemma", "Gemma", fill_gemma, true, 16, 256},
	{"gemma2", "Gemma2", fill_gemma2, true, 4, 256},
	{"gemma3", NULL, fill_gemma3, true, 4, 256},
	{"gemma3_text", "Gemma3", fill_gemma3, true, 4, 256},
	{"gpt2", "GPT2", fill_gpt2, true, 0, 0},
	{"gpt_neox", "GPTNeoX", fill_gpt_neox, false, 0, 0},
	{"gpt_oss", "GptOss", fill_gpt_oss, false, 8, 64},
	{"gptj", "GPTJ", fill_gptj, false, 0, 0},
	{"grok-1", "Grok1", fill_grok1, true, 0, 0},
	{"kimi_k2", NULL, fill_deepseek_v3, false, 0, 0},
	{"llama", "Llama", fill_llama, false, 0, 0},
	{"llama4", NULL, fill_llama4, false, 8, 128},
	{"llama4_text", "Llama4", fill_llama4, false, 8, 128},
	{"mistral", "Mistral", fill_mistral, false, 8, 0},
	{"mixtral", "Mixtral", fill_mixtral, false, 8, 0},
	{"nemotron_h", "NemotronH", fill_nemotron_h, false, 8, 128},
	{"olmo", "Olmo", fill_olmo, false, 0, 0},
	{"olmo2", "Olmo2", fill_olmo2, false, 0, 0},
	{"olmoe", "Olmoe", fill_olmoe, false, 0, 0},
	{"opt", "OPT", fill_opt, true, 0, 0},
	{"phi", "Phi", fill_phi, false, 0, 0},
	{"phi-msft", NULL, fill_phi, false, 0, 0},
	{"phi3", "Phi3", fill_phi3, false, 0, 0},
	{"qwen2", "Qwen2", fill_qwen2, false, 32, 0},
	{"qwen2_moe", "Qwen2Moe", fill_qwen2_moe, false, 16, 0},
	{"qwen3", "Qwen3", fill_qwen3, false, 32, 128},
	{"qwen3_moe", "Qwen3Moe", fill_qwen3_moe, false, 4, 0},
	{"RefinedWeb", "RW", fill_refined_web, true, 0, 0},
	{"RefinedWebModel", NULL, fill_refined_web_model, true, 0, 0},
	{"stablelm", "StableLm", fill_stablelm, false, 32, 0},
	{"starcoder2", "Starcoder2", fill_starcoder2, true, 2, 0},
};

#define FAMILIES	((int) (sizeof(families) / sizeof(families[0])))

const char *
model_type_name(int i)
{
	return i >= 0 && i < FAMILIES ? families[i].model_type : NULL;
}

/* "LlamaForCausalLM" belongs to the class "Llama", "GPT2LMHeadModel" to "GPT2" */
static bool
is_class(const ModelKey *key, const char *architecture)
{
	int			length = (int) strlen(architecture);

	return key->kind == MODEL_STRING && key->string_length > length + 3 &&
		memcmp(key->string, architecture, (size_t) length) == 0 &&
		(memcmp(key->string + length, "For", 3) == 0 || memcmp(key->string + length, "LMH", 3) == 0);
}

static const Family *
find_family(const ModelKey *type, const ModelKey *architecture)
{
	for (int i = 0; i < FAMILIES; i++)
	{
		if (type != NULL)
		{
			if (string_is(type, families[i].model_type))
				return &families[i];
		}
		else if (families[i].architecture != NULL && is_class(architecture, families[i].architecture))
			return &families[i];
	}
	return NULL;
}

/* equal values of two aliases; lists are not compared */
static bool
same_value(const ModelKey *a, const ModelKey *b)
{
	int64_t		x,
				y;

	if (integer_of(a, &x) && integer_of(b, &y))
		return x == y;
	return a->kind == b->kind && a->kind == MODEL_BOOLEAN && a->integer == b->integer;
}

/* sort the keys of one scope into fields */
static void
collect(Reader *r, bool text_config)
{
	for (int i = 0; i < r->count; i++)
	{
		const ModelKey *key = &r->keys[i];
		const ModelKey **slot;
		int			name;

		if (key->element >= 0)
			continue;
		name = find_name(key->name, key->length);
		if (name < 0)
			continue;
		if (!key->text_config && names[name].field == TIE)
			r->outer_tie = key;
		if (key->text_config != text_config)
			continue;
		slot = &r->field[names[name].field];
		if (*slot == NULL || (*slot)->kind == MODEL_NULL)
			*slot = key;
		else if (key->kind != MODEL_NULL && !same_value(*slot, key))
		{
			ModelError *e = fail(r, MODEL_CONFLICT, (Field) names[name].field);

			if (e != NULL)
			{
				e->field = names[name].name;
				e->found = *slot;
			}
		}
	}
}

Status
model_read(const ModelKey *keys, int count, Model *model, ModelError *error)
{
	static const Model empty = {0};
	static const ModelError none = {MODEL_FINE, NULL, NULL, NULL, NULL, false, 0, 0};
	Reader		r = {0};
	const ModelKey *outer_type;
	const ModelKey *type;
	const ModelKey *architecture;

	*model = empty;
	*error = none;
	r.keys = keys;
	r.count = count;
	r.error = error;

	/* what stands outside text_config: the type, where the inside has none */
	collect(&r, false);
	outer_type = r.field[MODEL_TYPE];
	architecture = r.field[ARCHITECTURES];
	if (given(&r, TEXT_CONFIG))
	{
		ModelProblem problem = r.field[TEXT_CONFIG]->kind == MODEL_OBJECT ? MODEL_FINE : MODEL_WRONG;

		if (problem != MODEL_FINE)
		{
			fail_expected(&r, problem, TEXT_CONFIG, "an object");
			return CORE_INVALID;
		}
		*error = none;
		memset(r.field, 0, sizeof(r.field));
		r.text_config = true;
		collect(&r, true);
	}
	type = given(&r, MODEL_TYPE) ? r.field[MODEL_TYPE] : outer_type;
	if (type != NULL && type->kind == MODEL_NULL)
		type = NULL;
	if (given(&r, ARCHITECTURES))
		architecture = r.field[ARCHITECTURES];
	if (architecture != NULL && (architecture->kind != MODEL_LIST || architecture->integer < 1 ||
								 architecture - keys + 1 >= count))
		architecture = NULL;
	else if (architecture != NULL)
		architecture++;

	if (type == NULL && architecture == NULL)
	{
		fail_expected(&r, MODEL_NO_TYPE, MODEL_TYPE, "the name of a model family");
		return CORE_INVALID;
	}
	r.family = find_family(type, architecture);
	if (r.family == NULL)
	{
		ModelError *e = fail(&r, MODEL_UNKNOWN_TYPE, MODEL_TYPE);

		if (e != NULL)
			e->found = type != NULL ? type : architecture;
		return CORE_INVALID;
	}
	if (error->problem != MODEL_FINE)
		return CORE_INVALID;

	model->family = r.family->model_type;
	r.family->fill(&r, model);
	if (r.field[TIE] == NULL)
		r.field[TIE] = r.outer_tie;
	model->tied = flag(&r, TIE, r.family->tied);
	return error->problem == MODEL_FINE ? CORE_OK : CORE_INVALID;
}

/* --- counting ------------------------------------------------------------- */

/* parameters of one MLP between inputs of the given width */
static i128
mlp_params(const Model *m, i128 inputs, i128 width, bool bias)
{
	i128		matrices = m->gated ? 3 : 2;

	return matrices * inputs * width + (bias ? (matrices - 1) * width + inputs : 0);
}

static i128
expert_params(const Model *m)
{
	return mlp_params(m, m->latent_width > 0 ? m->latent_width : m->hidden, m->expert_width,
					  m->expert_bias);
}

static i128
attention_params(const Model *m)
{
	i128		h = m->hidden;
	i128		q = (i128) m->heads * m->head_dim;
	i128		kv = (i128) m->kv_heads * m->head_dim;
	i128		n;

	if (m->kv_lora_rank > 0)
	{
		i128		latent = (i128) m->kv_lora_rank + m->qk_rope_head_dim;
		i128		values = (i128) m->heads * m->v_head_dim;

		/* q, through its own latent or directly; the latent has a norm */
		if (m->q_lora_rank > 0)
			n = h * m->q_lora_rank + m->q_lora_rank + m->q_lora_rank * q;
		else
			n = h * q;
		/* k and v from one latent, with a norm; rotary keys beside it */
		n += h * latent + m->kv_lora_rank;
		n += m->kv_lora_rank * ((i128) m->heads * m->qk_nope_head_dim + values);
		n += values * h;
		if (m->qkv_bias)
			n += m->q_lora_rank + latent;
	}
	else
	{
		n = 2 * h * q + 2 * h * kv;
		if (m->qkv_bias)
			n += q + 2 * kv;
	}
	if (m->output_bias)
		n += h;
	if (m->sinks)
		n += m->heads;
	return n + m->qk_norm;
}

static i128
moe_params(const Model *m)
{
	i128		h = m->hidden;
	i128		e = m->experts;
	i128		n = h * e + e * expert_params(m);

	if (m->router_bias)
		n += e;
	if (m->router_correction)
		n += e;
	if (m->shared_width > 0)
		n += mlp_params(m, h, m->shared_width, m->mlp_bias);
	if (m->shared_gate)
		n += h;
	if (m->latent_width > 0)
		n += 2 * h * m->latent_width + (m->mlp_bias ? m->latent_width + h : 0);
	return n;
}

/* inner width of Mamba-2 */
static i128
mamba_inner(const Model *m)
{
	return (i128) m->mamba_heads * m->mamba_head_dim;
}

/* columns of the input projection: gate, x, B, C and the step of each head */
static i128
mamba_projection(const Model *m)
{
	return 2 * mamba_inner(m) + 2 * (i128) m->mamba_groups * m->mamba_state + m->mamba_heads;
}

static i128
mamba_params(const Model *m)
{
	i128		h = m->hidden;
	i128		inner = mamba_inner(m);
	i128		conv = inner + 2 * (i128) m->mamba_groups * m->mamba_state;
	i128		n = h * mamba_projection(m) + conv * m->mamba_conv + inner * h;

	if (m->mamba_conv_bias)
		n += conv;
	if (m->mamba_bias)
		n += mamba_projection(m) + h;
	/* step bias, A and D of each head; the norm before the output */
	return n + 3 * m->mamba_heads + inner;
}

/* learned position embeddings */
static i128
position_params(const Model *m)
{
	return (i128) m->positions * m->hidden;
}

Status
model_count(const Model *m, ModelCount *count, ModelError *error)
{
	static const ModelError none = {MODEL_FINE, NULL, NULL, NULL, NULL, false, 0, 0};
	i128		tokens = (i128) m->vocab * m->embedding_width;
	i128		n = tokens + position_params(m) + m->embedding_norm;
	i128		expert = m->moe_layers > 0 ? expert_params(m) : 0;
	i128		embedding = n;

	*error = none;
	if (m->embedding_width != m->hidden)
		n += 2 * (i128) m->embedding_width * m->hidden;
	n += m->layers * (i128) m->layer_norm + m->final_norm;
	n += m->attention_layers * attention_params(m);
	if (m->dense_layers > 0)
		n += m->dense_layers * mlp_params(m, m->hidden, m->dense_width, m->mlp_bias);
	if (m->moe_layers > 0)
		n += m->moe_layers * moe_params(m);
	if (m->mamba_layers > 0)
		n += m->mamba_layers * mamba_params(m);
	if (!m->tied)
		n += tokens;
	if (m->head_bias)
		n += m->vocab;
	if (n > INT64_MAX)
	{
		error->problem = MODEL_TOO_LARGE;
		error->field = field_name(HIDDEN);
		return CORE_INVALID;
	}
	count->params = (int64_t) n;
	count->active_params =
		(int64_t) (n - m->moe_layers * (i128) (m->experts - m->experts_per_token) * expert);
	count->embedding_params = (int64_t) embedding;
	count->token_embedding = (int64_t) tokens;
	count->expert_params = (int64_t) expert;
	return CORE_OK;
}

/* --- FLOP ------------------------------------------------------------------ */

const ModelConventionRow model_conventions[MODEL_CONVENTIONS] = {
	{"kaplan", "6 N", "Kaplan et al. 2020, arXiv:2001.08361, section 2.1, with N all active parameters"},
	{"palm", "6 N + 6 L H (Qk + Qv) T, which is 6 N + 12 L H Q T where Qk = Qv",
	"Chowdhery et al. 2022, arXiv:2204.02311, appendix B"},
	{"megatron", "6 x weights of the matrix products (no embedding, no router) + 6 L H (Qk + Qv) C, "
		"C = T / 2 (causal mask), W - W (W - 1) / (2 T) in layers with a window W < T",
	"NVIDIA Megatron-LM megatron/training/training.py; windows: NVIDIA-NeMo Megatron-Bridge flop_utils.py"},
	{"megatron_noncausal", "as megatron with C = T, min(W, T) in layers with a window W",
	"NVIDIA Megatron-LM megatron/training/training.py without its factor 1/2 for the mask; windows: allenai/OLMo-core"},
	{"torchtitan", "6 (N - V h, unless the embedding is tied) + 6 L H (Qk + Qv) T",
	"pytorch/torchtitan torchtitan/models/utils.py"},
};

bool
model_convention(const char *name, int length, ModelConvention *convention)
{
	for (int i = 0; i < MODEL_CONVENTIONS; i++)
		if (same_word(name, length, model_conventions[i].name))
		{
			*convention = (ModelConvention) i;
			return true;
		}
	return false;
}

/* FLOP of query x key and weight x value, per token, layer and key: forward */
static double
core_flop(const Model *m)
{
	return 2.0 * (double) m->heads * (double) (m->head_dim + m->v_head_dim);
}

/*
 * Keys that a token of a sequence of s attends to, summed over the layers with
 * attention: on average under a causal mask (half of s; w - w (w - 1) / (2 s)
 * inside a window w < s [5]), or as a kernel without a mask computes them (s,
 * min(w, s) [7]).  Chunks are sequences of their own, as [4] counts packed
 * ones: the squares of their lengths over the length.
 */
static double
keys_per_token(const Model *m, double s, bool causal)
{
	double		w = (double) m->window;
	double		full = (double) (m->attention_layers - m->windowed_layers);
	double		windowed = causal ? s / 2 : s;

	full *= windowed;
	if (m->windowed_layers == 0 || w >= s)
		return full + (double) m->windowed_layers * windowed;
	if (m->chunked)
	{
		double		rest = fmod(s, w);

		windowed = (floor(s / w) * w * w + rest * rest) / s;
		if (causal)
			windowed /= 2;
	}
	else
		windowed = causal ? w - w * (w - 1) / (2 * s) : w;
	return full + (double) m->windowed_layers * windowed;
}

/*
 * Weights of the matrix products that one token goes through, as [4] counts
 * them: no router, no norm (but those of the latents in MLA), no bias, no
 * embedding; the head is counted, tied or not.
 */
static double
matrix_weights(const Model *m)
{
	double		h = (double) m->hidden;
	double		a = (double) m->heads;
	double		g = m->gated ? 3 : 2;
	double		n;

	if (m->kv_lora_rank > 0)
	{
		double		qk = (double) m->head_dim;
		double		kv = (double) m->kv_lora_rank;
		double		v = (double) m->v_head_dim;

		n = m->q_lora_rank > 0 ? (double) m->q_lora_rank * (h + a * qk + 1) : h * a * qk;
		n += kv * (h + a * ((double) m->qk_nope_head_dim + v) + 1);
		n += h * (double) m->qk_rope_head_dim + a * v * h;
	}
	else
		n = 2 * h * (double) m->head_dim * (a + (double) m->kv_heads);
	n *= (double) m->attention_layers;
	n += (double) m->dense_layers * g * h * (double) m->dense_width;
	if (m->moe_layers > 0)
	{
		double		inputs = m->latent_width > 0 ? (double) m->latent_width : h;
		double		one = g * inputs * (double) m->expert_width * (double) m->experts_per_token;

		one += g * h * (double) m->shared_width;
		if (m->latent_width > 0)
			one += 2 * h * inputs;
		n += (double) m->moe_layers * one;
	}
	if (m->mamba_layers > 0)
	{
		double		inner = (double) mamba_inner(m);

		/* the scan: 7 FLOP for each state element, that is 3.5 weights */
		n += (double) m->mamba_layers * (h * (double) mamba_projection(m) + inner * h +
										 3.5 * inner * (double) m->mamba_state);
	}
	n += (double) m->vocab * (double) m->embedding_width;
	if (m->embedding_width != m->hidden)
		n += 2 * h * (double) m->embedding_width;
	return n;
}

double
model_palm_flop_per_token(double active_params, double layers, double heads, double width,
						  double seq_len)
{
	return 6 * active_params + 12 * layers * heads * width * seq_len;
}

double
model_training_flop_per_token(const Model *m, const ModelCount *count, double seq_len,
							  ModelConvention convention)
{
	double		n = (double) count->active_params;
	double		layers = (double) m->attention_layers;
	double		heads = (double) m->heads;
	double		width = (double) (m->head_dim + m->v_head_dim) / 2;

	switch (convention)
	{
		case MODEL_KAPLAN:
			break;
		case MODEL_PALM:
			return model_palm_flop_per_token(n, layers, heads, width, seq_len);
		case MODEL_TORCHTITAN:
			if (!m->tied)
				n -= (double) count->token_embedding;
			return model_palm_flop_per_token(n, layers, heads, width, seq_len);
		case MODEL_MEGATRON:
		case MODEL_MEGATRON_NONCAUSAL:
			return 6 * matrix_weights(m) +
				3 * core_flop(m) * keys_per_token(m, seq_len, convention == MODEL_MEGATRON);
	}
	return 6 * n;
}

double
model_forward_flop_per_token(const Model *m, const ModelCount *count, double seq_len,
							 ModelConvention convention)
{
	return model_training_flop_per_token(m, count, seq_len, convention) / 3;
}

double
model_training_flop(const Model *m, const ModelCount *count, double tokens, double seq_len,
					ModelConvention convention)
{
	return tokens * model_training_flop_per_token(m, count, seq_len, convention);
}

/*
 * Parameters that a token is multiplied with: look-ups do not count, so the
 * input embedding is left out unless it is the head as well.
 */
static double
multiplied_params(const Model *m, double params, const ModelCount *count)
{
	return params - (double) position_params(m) - (m->tied ? 0 : (double) count->token_embedding);
}

/* 2 N a token, and the causal core [2] */
double
model_prefill_flop(const Model *m, const ModelCount *count, double prompt_tokens)
{
	if (prompt_tokens <= 0)
		return 0;
	return prompt_tokens * (2 * multiplied_params(m, (double) count->active_params, count) +
							core_flop(m) * keys_per_token(m, prompt_tokens, true));
}

/* FLOP of decoding, per key in the cache and layer */
static double
decode_core_flop(const Model *m)
{
	/* the latents are used as they are, their projections moved into q and o */
	if (m->kv_lora_rank > 0)
		return 2.0 * (double) m->heads * (double) (2 * m->kv_lora_rank + m->qk_rope_head_dim);
	return core_flop(m);
}

/* keys in the cache of one sequence, over the layers with attention */
static double
cached_keys(const Model *m, double context)
{
	double		full = (double) (m->attention_layers - m->windowed_layers);
	double		windowed = (double) m->windowed_layers;

	return full * context + windowed * fmin(context, (double) m->window);
}

/* the same, summed over the contexts first, first + 1, ..., count of them */
static double
cached_keys_sum(const Model *m, double first, double count)
{
	double		w = (double) m->window;
	double		inside = fmin(fmax(w - first, 0), count);	/* contexts below w */
	double		windowed = inside * first + inside * (inside - 1) / 2 + (count - inside) * w;

	return (double) (m->attention_layers - m->windowed_layers) * (count * first + count * (count - 1) / 2) +
		(double) m->windowed_layers * windowed;
}

double
model_decode_flop(const Model *m, const ModelCount *count, double context_tokens)
{
	return 2 * multiplied_params(m, (double) count->active_params, count) +
		decode_core_flop(m) * cached_keys(m, context_tokens);
}

/* --- bytes and time -------------------------------------------------------- */

/* bytes in a gigabyte, as memory and bandwidth of accelerators are given */
#define GB	1e9

#define BITS_PER_BYTE	8

double
model_weight_bytes(const ModelCount *count, double bytes_per_param)
{
	return (double) count->params * bytes_per_param;
}

const char *
model_attention(const Model *m)
{
	if (m->attention_layers == 0)
		return NULL;
	if (m->kv_lora_rank > 0)
		return "MLA";
	if (m->kv_heads == m->heads)
		return "MHA";
	return m->kv_heads == 1 ? "MQA" : "GQA";
}

/* elements of the cache per key and layer */
static double
kv_elements(const Model *m)
{
	if (m->kv_lora_rank > 0)
		return (double) (m->kv_lora_rank + m->qk_rope_head_dim);
	return 2.0 * (double) m->kv_heads * (double) m->head_dim;
}

double
model_kv_bytes_per_token(const Model *m, double bytes_per_element)
{
	return (double) m->attention_layers * kv_elements(m) * bytes_per_element;
}

double
model_kv_bytes(const Model *m, double context_tokens, double bytes_per_element)
{
	return cached_keys(m, context_tokens) * kv_elements(m) * bytes_per_element;
}

/* each token picks experts_per_token of experts */
double
model_experts_touched(double experts, double experts_per_token, double tokens)
{
	return experts * (1 - pow(1 - experts_per_token / experts, tokens));
}

/* bytes of weights that a step over so many tokens reads */
static double
weight_bytes_read(const Model *m, const ModelCount *count, double tokens, double weight_bits)
{
	double		n = multiplied_params(m, (double) count->params, count);

	if (m->moe_layers > 0)
		n -= (double) m->moe_layers * (double) count->expert_params *
			((double) m->experts -
			 model_experts_touched((double) m->experts, (double) m->experts_per_token, tokens));
	return n * weight_bits / BITS_PER_BYTE;
}

/*
 * The roofline of [8]: a step takes the longer of arithmetic and reading of the
 * weights, and after it the longer of the same two of the cache.  Nothing else
 * is counted (no communication, no launch, no sampling, no imbalance), so a
 * real server is slower: the result bounds the speed from above.
 */
void
model_estimate(const Model *m, const ModelCount *count, const ModelServing *s, ModelEstimate *e)
{
	double		flops = s->accelerators * s->peak_flops;
	double		bytes_per_s = s->accelerators * s->memory_gb_per_s * GB;
	double		kv_bytes = kv_elements(m) * s->kv_bits / BITS_PER_BYTE;
	double		keys = s->batch * cached_keys_sum(m, s->prompt_tokens, s->output_tokens);
	double		n = multiplied_params(m, (double) count->active_params, count);
	double		arithmetic_s = 2 * s->batch * n / flops;
	double		reading_s = weight_bytes_read(m, count, s->batch, s->weight_bits) / bytes_per_s;
	double		core_s = keys * decode_core_flop(m) / flops;
	double		cache_s = keys * kv_bytes / bytes_per_s;

	e->prefill_s = 0;
	if (s->prompt_tokens > 0)
		e->prefill_s = fmax(s->batch * model_prefill_flop(m, count, s->prompt_tokens) / flops,
							weight_bytes_read(m, count, s->batch * s->prompt_tokens, s->weight_bits) /
							bytes_per_s);
	e->decode_s = s->output_tokens * fmax(arithmetic_s, reading_s) + fmax(core_s, cache_s);
	e->tokens_per_s = s->batch * s->output_tokens / e->decode_s;
	e->compute_bound = s->output_tokens * arithmetic_s + core_s > s->output_tokens * reading_s + cache_s;
	e->weight_gb = model_weight_bytes(count, s->weight_bits / BITS_PER_BYTE) / GB;
	e->kv_cache_gb = s->batch *
		model_kv_bytes(m, s->prompt_tokens + s->output_tokens, s->kv_bits / BITS_PER_BYTE) / GB;
	e->fits = e->weight_gb + e->kv_cache_gb <= s->accelerators * s->memory_gb;
	e->it_j_per_output_token = s->accelerators * s->tdp_w * s->server_factor *
		(e->prefill_s + e->decode_s) / (s->batch * s->output_tokens);
}
