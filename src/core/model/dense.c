/*
 * dense.c
 *		Families of softmax attention: Llama and what followed it.
 */
#include "core/model/families.h"


/*
 * Qwen: windows exist only where use_sliding_window says so, and then in the
 * layers from max_window_layers on.
 */
static void
qwen_window(Reader *r, Model *m)
{
	int64_t		window = flag(r, USE_WINDOW, false) ? window_or(r, 4096) : 0;
	int64_t		full = optional(r, MAX_WINDOW_LAYERS, 28, 28, 0, INT32_MAX);

	plan_every(r, m, WINDOWED, full, 1);
	window_types(r, m, window);
}

/* Qwen's mixtures: every decoder_sparse_step-th layer, less mlp_only_layers */
static void
qwen_mixture(Reader *r, Model *m, Block *b)
{
	int64_t		step = optional(r, DECODER_SPARSE_STEP, 1, 1, 1, INT32_MAX);

	b->experts = required(r, EXPERTS, 0, MODEL_MAX_EXPERTS);
	if (b->experts == 0)
		return;
	b->experts_per_token = required(r, EXPERTS_PER_TOKEN, 1, b->experts);
	b->expert_width = size_of(r, EXPERT_SIZE);
	plan_every(r, m, SPARSE, step - 1, step);
	plan_list(r, m, MLP_ONLY_LAYERS, SPARSE, false);
}

void
fill_llama(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->mlp_bias = flag(r, MLP_BIAS, false);
}

void
fill_mistral(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	windows(r, m, window_or(r, 4096));
}

void
fill_mixtral(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	mixture(r, m, b);
	b->expert_width = b->width;
	windows(r, m, window_or(r, 0));
}

/* Qwen 2 has biases on q, k and v, and none on the output */
void
fill_qwen2(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	b->qkv_bias = true;
	qwen_window(r, m);
}

void
fill_qwen2_moe(Reader *r, Model *m, Block *b)
{
	int64_t		full;

	gated_block(r, m, b);
	b->qkv_bias = flag(r, QKV_BIAS, true);
	qwen_mixture(r, m, b);
	if (b->experts > 0)
	{
		b->shared_width = size_of(r, SHARED_SIZE);
		b->shared_gate = true;
	}
	/* every other of the first max_window_layers layers */
	full = optional(r, MAX_WINDOW_LAYERS, 28, 28, 0, INT32_MAX);
	full = full < m->layers ? full : m->layers;
	for (int64_t i = 0; i < full; i += 2)
		r->code[i] |= WINDOWED;
	window_types(r, m, flag(r, USE_WINDOW, false) ? window_or(r, 4096) : 0);
}

/* q and k norms over one head */
void
fill_qwen3(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->qk_norm = 2 * m->head_dim;
	qwen_window(r, m);
}

void
fill_qwen3_moe(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->qk_norm = 2 * m->head_dim;
	qwen_mixture(r, m, b);
	windows(r, m, flag(r, USE_WINDOW, false) ? window_or(r, 4096) : 0);
}

void
fill_gemma(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
}

/* norms before and after attention and MLP; every other layer has a window */
void
fill_gemma2(Reader *r, Model *m, Block *b)
{
	fill_gemma(r, m, b);
	b->layer_norm = 4 * m->hidden;
	plan_every(r, m, WINDOWED, 0, 2);
	window_types(r, m, window_or(r, 4096));
}

/*
 * As Gemma 2, with q and k norms; every sixth layer has no window.  Published
 * configurations of the larger models leave out heads and vocabulary.
 */
void
fill_gemma3(Reader *r, Model *m, Block *b)
{
	static const ModelKey vocab = {"vocab_size", 10, -1, true, MODEL_INTEGER, 262208, 0, NULL, 0};
	static const ModelKey heads = {"num_attention_heads", 19, -1, true, MODEL_INTEGER, 8, 0, NULL, 0};
	int64_t		pattern = optional(r, WINDOW_PATTERN, 6, 6, 1, INT32_MAX);

	if (r->field[VOCAB] == NULL)
		r->field[VOCAB] = &vocab;
	if (r->field[HEADS] == NULL)
		r->field[HEADS] = &heads;
	fill_gemma(r, m, b);
	b->layer_norm = 4 * m->hidden;
	b->qk_norm = 2 * m->head_dim;
	full_every(r, m, pattern);
	window_types(r, m, window_or(r, 4096));
}

void
fill_phi3(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	windows(r, m, window_or(r, 0));
}

/* one LayerNorm for attention and MLP, biases everywhere, on the head too */
void
fill_phi(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	grouped_attention(r, m);
	b->width = optional(r, INTERMEDIATE, 8192, 4 * m->hidden, 1, MODEL_MAX_SIZE);
	b->ungated = true;
	b->qkv_bias = b->output_bias = b->mlp_bias = true;
	m->head_bias = m->vocab;
	if (flag(r, QK_LAYERNORM, false))
		b->qk_norm = 4 * m->head_dim;
	b->layer_norm = 2 * m->hidden;
	b->final_norm = 2 * m->hidden;
}

void
fill_gpt2(Reader *r, Model *m, Block *b)
{
	biased_block(r, m, b);
	m->lookups = required(r, given(r, POSITIONS) ? POSITIONS : N_CTX, 1, MODEL_MAX_SIZE) * (i128) m->hidden;
	if (flag(r, ADD_CROSS_ATTENTION, false))
		fail_expected(r, MODEL_WRONG, ADD_CROSS_ATTENTION, "false: encoders are not counted");
}

void
fill_gpt_neox(Reader *r, Model *m, Block *b)
{
	biased_block(r, m, b);
	b->width = size_of(r, INTERMEDIATE);
	attention_bias(r, b, true);
	ignore_fields(r, PARALLEL_RESIDUAL);
}

/* one LayerNorm; biases on the MLP and the head only */
void
fill_gptj(Reader *r, Model *m, Block *b)
{
	biased_block(r, m, b);
	b->qkv_bias = b->output_bias = false;
	m->head_bias = m->vocab;
	b->layer_norm = 2 * m->hidden;
}

/* the MLP is always four times as wide; a LayerNorm follows the embedding */
void
fill_bloom(Reader *r, Model *m, Block *b)
{
	biased_block(r, m, b);
	b->width = 4 * m->hidden;
	m->embedding_norm = 2 * m->hidden;
}

/*
 * Two decoders.  The old one has one key and value head (multi_query) whatever
 * num_kv_heads says, or all of them; the new one has num_kv_heads, and two
 * norms before its parallel attention and MLP.
 */
static void
falcon(Reader *r, Model *m, Block *b, bool new_decoder)
{
	bool		bias;
	int64_t		norms = 1;

	biased_block(r, m, b);
	bias = flag(r, BIAS, false);
	b->qkv_bias = b->output_bias = b->mlp_bias = bias;
	if (new_decoder)
		m->kv_heads = optional(r, KV_HEADS, m->heads, m->heads, 1, MODEL_MAX_SIZE);
	else if (flag_or(r, MULTI_QUERY, true, false))
		m->kv_heads = 1;
	check_groups(r, m);
	if (!flag_or(r, PARALLEL_ATTENTION, true, false))
		norms = 2;
	else if (optional(r, NORMS_IN_PARALLEL, new_decoder ? 2 : 1, new_decoder ? 2 : 1, 1, 2) == 2 && new_decoder)
		norms = 2;
	b->layer_norm = 2 * norms * m->hidden;
	ignore_fields(r, KV_HEADS, MULTI_QUERY, PARALLEL_ATTENTION, NORMS_IN_PARALLEL, NEW_DECODER);
}

void
fill_falcon(Reader *r, Model *m, Block *b)
{
	falcon(r, m, b, flag(r, NEW_DECODER, false));
}

/*
 * The names before Falcon was part of transformers: 40B, then 7B.  Both have the
 * class RW, and of the two only the old decoder has multi_query.
 */
void
fill_refined_web(Reader *r, Model *m, Block *b)
{
	falcon(r, m, b, !given(r, MULTI_QUERY));
}

void
fill_refined_web_model(Reader *r, Model *m, Block *b)
{
	falcon(r, m, b, false);
}

/*
 * Learned positions with two rows more than max_position_embeddings.  The
 * embedding may be narrower than the layers (350M), with projections between.
 */
void
fill_opt(Reader *r, Model *m, Block *b)
{
	biased_block(r, m, b);
	b->width = size_of(r, INTERMEDIATE);
	b->qkv_bias = b->output_bias = b->mlp_bias = flag(r, ENABLE_BIAS, true);
	m->lookups = (size_of(r, POSITIONS) + 2) * (i128) m->hidden;
	m->embedding_width = size_or(r, WORD_WIDTH, m->hidden);
	if (m->embedding_width != m->hidden)
		m->weights = 2 * (i128) m->embedding_width * m->hidden;
	if (!flag(r, DO_LAYER_NORM_BEFORE, true) || flag(r, NO_FINAL_NORM, false))
		b->final_norm = 0;
	if (!flag(r, LAYER_NORM_AFFINE, true))
		b->layer_norm = b->final_norm = 0;
}

/*
 * Multi-head latent attention.  The first layers are dense; of the others
 * every moe_layer_freq-th has experts, some of them shared.
 */
static void
deepseek(Reader *r, Model *m, Block *b, int64_t first_dense, int64_t shared, bool correction)
{
	int64_t		step;

	trunk(r, m);
	latent_attention(r, m, b, 1536, 512, 128, 64, 128);
	attention_bias(r, b, false);
	b->layer_norm = 2 * m->hidden;
	b->final_norm = m->hidden;
	b->experts = required(r, EXPERTS, 1, MODEL_MAX_EXPERTS);
	b->experts_per_token = required(r, EXPERTS_PER_TOKEN, 1, b->experts);
	b->expert_width = size_of(r, EXPERT_SIZE);
	shared = optional(r, SHARED, shared, 0, 0, MODEL_MAX_EXPERTS);
	b->shared_width = shared * b->expert_width;
	b->router_correction = correction;
	if (given(r, TOPK_METHOD))
		b->router_correction = string_is(r->field[TOPK_METHOD], "noaux_tc");
	first_dense = optional(r, FIRST_K_DENSE, first_dense, 0, 0, INT32_MAX);
	step = optional(r, MOE_LAYER_FREQ, 1, 1, 1, INT32_MAX);
	plan_every(r, m, SPARSE, (first_dense + step - 1) / step * step, step);
	b->width = planned(r, m, SPARSE) < m->layers ? size_of(r, INTERMEDIATE) : size_or(r, INTERMEDIATE, 0);
}

void
fill_deepseek_v2(Reader *r, Model *m, Block *b)
{
	deepseek(r, m, b, 0, 2, false);
	b->mlp_bias = flag(r, MLP_BIAS, false);
}

void
fill_deepseek_v3(Reader *r, Model *m, Block *b)
{
	deepseek(r, m, b, 3, 1, true);
}

/* attention sinks, biases in attention, router and experts */
void
fill_gpt_oss(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, true);
	b->sinks = true;
	mixture(r, m, b);
	b->expert_width = b->width;
	b->expert_bias = b->router_bias = true;
	plan_every(r, m, WINDOWED, 0, 2);
	window_types(r, m, window_or(r, 128));
}

/* one LayerNorm without bias for attention and MLP */
void
fill_cohere(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->layer_norm = m->hidden;
	if (flag(r, QK_NORM, false))
		b->qk_norm = wide_qk_norm(m);
}

/* norms without parameters */
void
fill_olmo(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->layer_norm = b->final_norm = 0;
}

void
fill_olmo2(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->qk_norm = wide_qk_norm(m);
}

void
fill_olmoe(Reader *r, Model *m, Block *b)
{
	fill_olmo2(r, m, b);
	mixture(r, m, b);
	b->expert_width = b->width;
}

void
fill_starcoder2(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	b->ungated = true;
	b->qkv_bias = b->output_bias = b->mlp_bias = flag(r, USE_BIAS, true);
	b->layer_norm = 4 * m->hidden;
	b->final_norm = 2 * m->hidden;
	windows(r, m, window_or(r, 0));
}

void
fill_stablelm(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	m->head_dim = m->v_head_dim = head_width(r, m);
	b->qkv_bias = flag(r, USE_QKV_BIAS, false);
	b->layer_norm = flag(r, PARALLEL_RESIDUAL, false) ? 2 * m->hidden : 4 * m->hidden;
	b->final_norm = 2 * m->hidden;
	if (flag(r, QK_LAYERNORM, false))
		b->qk_norm = wide_qk_norm(m);
}

/*
 * Grok-1, counted from the released code: norms before and after attention and
 * experts.  Where only the widening factor is given, an expert is 2/3 of it
 * wide, rounded up to a multiple of 8.
 */
void
fill_grok1(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	grouped_attention(r, m);
	mixture(r, m, b);
	
	if (given(r, WIDENING) && !given(r, INTERMEDIATE))
		b->expert_width = (checked(r, WIDENING, 1, 1000) * m->hidden * 2 / 3 + 7) / 8 * 8;
	else
		b->expert_width = size_of(r, INTERMEDIATE);
	b->layer_norm = 4 * m->hidden;
	b->final_norm = m->hidden;
}

/*
 * Experts in every interleave_moe_layer_step-th layer, with one shared expert.
 * Three of four layers attend within chunks: those with rotary embeddings.
 */
void
fill_llama4(Reader *r, Model *m, Block *b)
{
	int64_t		step = optional(r, INTERLEAVE_MOE, 1, 1, 1, INT32_MAX);
	int64_t		interval = optional(r, NO_ROPE_INTERVAL, 4, 4, 1, INT32_MAX);
	int64_t		length;
	const ModelKey *element;

	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->experts = required(r, EXPERTS, 1, MODEL_MAX_EXPERTS);
	b->experts_per_token = required(r, EXPERTS_PER_TOKEN, 1, b->experts);
	b->expert_width = b->shared_width = b->width;
	if (given(r, MOE_LAYERS))
		plan_list(r, m, MOE_LAYERS, SPARSE, true);
	else
		plan_every(r, m, SPARSE, step - 1, step);
	if (planned(r, m, SPARSE) < m->layers)
		b->width = size_of(r, INTERMEDIATE_MLP);
	full_every(r, m, interval);
	element = list_of(r, NO_ROPE_LAYERS, "a list of 0 and 1", &length);
	for (int64_t i = 0; element != NULL && i < length && i < m->layers; i++)
	{
		int64_t		rope = 0;

		if (!integer_of(&element[i], &rope) || rope < 0 || rope > 1 || length != m->layers)
		{
			fail_expected(r, MODEL_WRONG, NO_ROPE_LAYERS, "a list of 0 and 1, one for each layer");
			break;
		}
		r->code[i] = (uint16_t) ((r->code[i] & ~WINDOWED) | (rope ? WINDOWED : 0));
	}
	window_types(r, m, optional(r, ATTENTION_CHUNK_SIZE, 8192, 0, 0, INT32_MAX));
	b->chunked = true;
	ignore_fields(r, INTERMEDIATE_MLP, INTERLEAVE_MOE, QK_NORM);
}

/* one layer of a hybrid; false: no such kind */
static bool
hybrid_layer(uint16_t *code, char kind)
{
	switch (kind)
	{
		case 'M':
			*code = RECURRENT | PLAIN;
			return true;
		case '*':
			*code = PLAIN;
			return true;
		case '-':
			*code = BARE;
			return true;
		case 'E':
			*code = BARE | SPARSE;
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
	bool		pattern = !given(r, LAYER_TYPES);
	const ModelKey *element = r->field[HYBRID_PATTERN];
	int64_t		length;

	if (!pattern)
	{
		element = list_of(r, LAYER_TYPES, "a list of layer types", &length);
		if (length == 0)
			fail_expected(r, MODEL_WRONG, LAYER_TYPES, "a list of layer types, one for each layer");
	}
	else
	{
		length = given(r, HYBRID_PATTERN) && element->kind == MODEL_STRING ? element->string_length : 0;
		if (length == 0 || length > MODEL_MAX_LAYERS)
		{
			fail_expected(r, given(r, HYBRID_PATTERN) ? MODEL_WRONG : MODEL_MISSING, HYBRID_PATTERN, expected);
			length = 0;
		}
	}
	for (int64_t i = 0; i < length; i++)
	{
		size_t		w = 0;

		while (!pattern && w < 6 && !string_is(&element[i], words[w].word))
			w++;
		if (!hybrid_layer(&r->code[i], pattern ? element->string[i] : w < 6 ? words[w].kind : '?'))
		{
			fail_expected(r, MODEL_WRONG, pattern ? HYBRID_PATTERN : LAYER_TYPES,
						  pattern ? expected : "\"mamba\", \"attention\", \"mlp\" or \"moe\"");
			return;
		}
	}
	if (given(r, LAYERS) && checked(r, LAYERS, 1, MODEL_MAX_LAYERS) != length)
		fail_count(r, pattern ? HYBRID_PATTERN : LAYER_TYPES, checked(r, LAYERS, 1, MODEL_MAX_LAYERS));
	m->layers = length;
}

static void
mamba2_mixer(const Block *b, const Model *m, ModelLayer *l)
{
	const Recurrence s = {
		.inner = b->inner, .heads = b->inner_heads, .groups = b->groups, .state = b->state,
		.conv = b->conv, .conv_bias = b->conv_bias, .bias = b->inner_bias
	};

	mamba2(l, m->hidden, &s, true);
}

void
fill_nemotron_h(Reader *r, Model *m, Block *b)
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
	attention_bias(r, b, false);
	b->untied = true;
	b->ungated = true;
	b->layer_norm = m->hidden;	/* of each layer */
	b->final_norm = m->hidden;
	b->mlp_bias = flag(r, MLP_BIAS, false);
	if (planned(r, m, BARE) > planned(r, m, SPARSE))
		b->width = size_of(r, INTERMEDIATE);
	if (planned(r, m, SPARSE) > 0)
	{
		b->experts = required(r, EXPERTS, 1, MODEL_MAX_EXPERTS);
		b->experts_per_token = required(r, EXPERTS_PER_TOKEN, 1, b->experts);
		b->expert_width = size_of(r, EXPERT_SIZE);
		b->shared_width = size_of(r, SHARED_SIZE);
		b->latent_width = size_or(r, MOE_LATENT, 0);
	}
	ignore_fields(r, INTERMEDIATE, EXPERTS, EXPERTS_PER_TOKEN, EXPERT_SIZE, SHARED_SIZE, MOE_LATENT, SHARED);
	b->inner_heads = size_or(r, MAMBA_HEADS, 128);
	b->inner = b->inner_heads * size_or(r, MAMBA_HEAD_DIM, 64);
	b->groups = size_or(r, SSM_GROUPS, 8);
	b->state = size_or(r, SSM_STATE, 128);
	b->conv = size_or(r, CONV_KERNEL, 4);
	b->conv_bias = flag(r, USE_CONV_BIAS, true);
	b->inner_bias = flag(r, USE_BIAS, false);
	b->recurrent = mamba2_mixer;
}
