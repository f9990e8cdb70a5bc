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

/* Qwen 2 has biases on q, k and v, and none on the output */
void
fill_qwen2(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	b->qkv_bias = true;
	qwen_window(r, m);
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

	if (r->field[VOCAB] == NULL)
		r->field[VOCAB] = &vocab;
	if (r->field[HEADS] == NULL)
		r->field[HEADS] = &heads;
	fill_gemma(r, m, b);
	b->layer_norm = 4 * m->hidden;
	b->qk_norm = 2 * m->head_dim;
	window_pattern(r, m, 6);
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
	else if (optional(r, NORMS_IN_PARALLEL, new_decoder ? 2 : 1, new_decoder ? 2 : 1, 1, 2) == 2)
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


/* --- Llama's block with other norms, biases or MLPs ---------------------------- */

/* two matrices in the MLP */
void
fill_arcee(Reader *r, Model *m, Block *b)
{
	fill_llama(r, m, b);
	b->ungated = true;
}

/* an activation with two parameters of its own, q and k norms */
void
fill_apertus(Reader *r, Model *m, Block *b)
{
	fill_arcee(r, m, b);
	b->qk_norm = 2 * m->head_dim;
	if (!given(r, ACTIVATION) || word_is(r, ACTIVATION, "xielu"))
		b->layer_norm += 2;
	else if (word_is(r, ACTIVATION, "prelu"))
		b->layer_norm++;
	always(r, QK_NORM);
	if (given(r, OUTPUT_VOCAB) && size_of(r, OUTPUT_VOCAB) != m->vocab)
		fail_expected(r, MODEL_WRONG, OUTPUT_VOCAB, "vocab_size: a pruned head is not counted");
}

/* norms before the output projections of attention and MLP */
void
fill_bitnet(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->layer_norm += m->hidden + b->width;
}

/* every fourth layer sees all */
void
fill_cohere2(Reader *r, Model *m, Block *b)
{
	fill_cohere(r, m, b);
	window_pattern(r, m, 4);
	window_types(r, m, window_or(r, 4096));
}

/* Qwen 2 whose bias is a flag */
void
fill_mimo(Reader *r, Model *m, Block *b)
{
	fill_qwen2(r, m, b);
	b->qkv_bias = flag(r, ATTENTION_BIAS, true);
}

/* Llama with windows in some layers */
void
fill_llama_windows(Reader *r, Model *m, Block *b)
{
	fill_llama(r, m, b);
	window_types(r, m, window_or(r, 0));
}

/* where windows are used, the layers without rotary embeddings have them: every fourth, or those with 0 in a list */
void
fill_smollm3(Reader *r, Model *m, Block *b)
{
	int64_t		n = optional(r, NO_ROPE_INTERVAL, 4, 4, 1, INT32_MAX);

	fill_llama(r, m, b);
	plan_every(r, m, WINDOWED, n - 1, n);
	plan_flags(r, m, NO_ROPE_LAYERS, WINDOWED, 0);
	if (!flag(r, USE_WINDOW, false))
		plan(r, m, 0);
	window_types(r, m, window_or(r, 0));
}

/* the Code World Model: where neither is given, a window in all but every fourth layer from the first on */
void
fill_cwm(Reader *r, Model *m, Block *b)
{
	fill_llama(r, m, b);
	for (int64_t i = 0; i < m->layers; i++)
		r->code[i] |= i % 4 != 0 ? WINDOWED : 0;
	window_types(r, m, window_or(r, 8192));
}

void
fill_ministral(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	plan_every(r, m, WINDOWED, 0, 1);
	window_types(r, m, window_or(r, 4096));
}

/* q and k norms as Qwen 3 has them, and norms after attention and MLP only */
void
fill_exaone4(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	b->qk_norm = 2 * m->head_dim;
	window_pattern(r, m, 4);
	window_types(r, m, window_or(r, 4096));
}

/* differential attention: four vectors over one head */
void
fill_diffllama(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->differential = true;
	b->layer_norm += 4 * m->head_dim;
}

/* one flag for all biases */
void
fill_ernie4_5(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	b->qkv_bias = b->output_bias = b->mlp_bias = flag(r, USE_BIAS, false);
}

void
fill_internlm3(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	b->output_bias = b->mlp_bias = flag(r, BIAS, false);
	b->qkv_bias = flag(r, QKV_BIAS, false);
	if (given(r, ATTENTION_BIAS))
		b->qkv_bias = b->output_bias = flag(r, ATTENTION_BIAS, false);
	if (given(r, MLP_BIAS))
		b->mlp_bias = flag(r, MLP_BIAS, false);
}

/* no bias on the output */
void
fill_glm(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	b->qkv_bias = flag(r, ATTENTION_BIAS, true);
}

/* the output projection is square, whatever the heads */
static void
helium_extra(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	(void) r;
	(void) b;
	project(l, MODEL_MIXING, m->hidden, m->hidden - (i128) m->heads * m->head_dim, false);
}

void
fill_helium(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	b->extra = helium_extra;
	b->qkv_bias = flag(r, ATTENTION_BIAS, false);
	b->mlp_bias = flag(r, MLP_BIAS, false);
}

/* norms after attention and MLP too */
void
fill_glm4(Reader *r, Model *m, Block *b)
{
	fill_glm(r, m, b);
	b->layer_norm += 2 * m->hidden;
}

/* and without biases */
void
fill_glm_ocr(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	b->layer_norm = 4 * m->hidden;
}

void
fill_granite_swa(Reader *r, Model *m, Block *b)
{
	fill_llama(r, m, b);
	b->sinks = true;
	for (int64_t i = 0; i < m->layers; i++)
		r->code[i] |= i % 4 != 0 ? WINDOWED : 0;
	window_types(r, m, window_or(r, 128));
}

void
fill_hunyuan_dense(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->mlp_bias = flag(r, MLP_BIAS, false);
	b->qk_norm = 2 * m->head_dim;
	/* the publisher's mixtures of one expert */
	(void) optional(r, EXPERTS, 1, 1, 1, 1);
	always(r, QK_NORM);
}

void
fill_hyperclovax(Reader *r, Model *m, Block *b)
{
	fill_llama(r, m, b);
	if (flag(r, POST_NORM, true))
		b->layer_norm += 2 * m->hidden;
}

/* LayerNorms with bias, two matrices in the MLP */
void
fill_jais2(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, true);
	b->mlp_bias = flag(r, MLP_BIAS, true);
	b->ungated = true;
	b->layer_norm = 4 * m->hidden;
	b->final_norm = 2 * m->hidden;
}

/* the same with other defaults */
void
fill_nemotron(Reader *r, Model *m, Block *b)
{
	fill_jais2(r, m, b);
	attention_bias(r, b, false);
	b->mlp_bias = flag(r, MLP_BIAS, false);
}

/* norms without parameters */
void
fill_nanochat(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->ungated = true;
	b->layer_norm = b->final_norm = 0;
}

void
fill_olmo3(Reader *r, Model *m, Block *b)
{
	fill_olmo2(r, m, b);
	full_every(r, m, 4);
	window_types(r, m, window_or(r, 4096));
}

/* one projection for q, k and v; LayerNorms and biases everywhere */
void
fill_persimmon(Reader *r, Model *m, Block *b)
{
	biased_block(r, m, b);
	b->width = size_of(r, INTERMEDIATE);
	if (flag(r, QK_LAYERNORM, true))
		b->qk_norm = 4 * m->head_dim;
	ignore_fields(r, KV_HEADS);
}

void
fill_seed_oss(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	b->qkv_bias = flag(r, ATTENTION_BIAS, true);
	b->output_bias = flag(r, OUTPUT_BIAS, false);
	b->mlp_bias = flag(r, MLP_BIAS, false);
}

void
fill_vaultgemma(Reader *r, Model *m, Block *b)
{
	fill_gemma(r, m, b);
	plan_every(r, m, WINDOWED, 0, 2);
	window_types(r, m, window_or(r, 4096));
}

/*
 * A step for each key head decides which keys are kept, by the value alone, so that it is made once and
 * one number a head; residuals are scaled.
 */
static void
doge_extra(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	l->chosen = size_or(r, KEEP_WINDOW, 2048);
	project(l, MODEL_MIXING, (i128) m->kv_heads * m->head_dim, m->kv_heads, b->qkv_bias);
	vectors(l, m->kv_heads + 2 * (i128) m->hidden);
}

void
fill_doge(Reader *r, Model *m, Block *b)
{
	fill_llama(r, m, b);
	b->qk_norm = 2 * m->head_dim;
	b->extra = doge_extra;
	if (flag(r, IS_MOE, false))
		fail_expected(r, MODEL_WRONG, IS_MOE, "false: experts that are looked up are not counted");
	ignore_fields(r, EXPERTS, EXPERTS_PER_TOKEN);
}

/* --- Gemma 3n and 4 -------------------------------------------------------------- */

/* a small input of its own for each layer, projected down from the stream and back */
static void
layer_inputs(Model *m, int64_t vocab, int64_t width)
{
	m->layer_lookups = (i128) vocab * m->layers * width;
	m->weights += (i128) m->hidden * m->layers * width;
	m->vectors += width;
}

/* what a layer does with it */
static void
own_input(ModelLayer *l, i128 h, int64_t width)
{
	project(l, MODEL_SIDE_IN, h, width, false);
	project(l, MODEL_SIDE_OUT, width, h, false);
	vectors(l, h);
}

/*
 * Gemma 3n: alternating updates of several streams, low-rank residuals and an
 * input of its own for each layer.  The last num_kv_shared_layers layers use
 * the keys and values of earlier ones.
 */
static void
gemma3n_layer(Reader *r, const Model *m, Block *b, ModelLayer *l)
{
	const Attention a = {b->qkv_bias, b->output_bias, false, false, false, (l->code & OWN) != 0, false};
	i128		h = m->hidden;
	int64_t		streams = b->own2;

	attention(l, h, h, &a);
	vectors(l, (a.shared_kv ? 1 : 2) * (i128) m->head_dim);
	mlp(l, MODEL_DENSE, h, size_at(r, INTERMEDIATE, l->first), true, false);
	vectors(l, 4 * h);
	/* alternating updates: predict, correct, route */
	vectors(l, h + h + streams * streams + streams * streams * streams);
	router(l, h, streams, false);
	/* low-rank residual, with a norm */
	project(l, MODEL_DENSE, h, b->rank, false);
	project(l, MODEL_DENSE, b->rank, h, false);
	vectors(l, h);
	own_input(l, h, b->own);
}

/*
 * own: width of the input that each layer has from a table of its own; own2: streams of
 * hidden states; rank: of the low-rank shortcut.  OWN layers take keys and values of
 * another; codes from OWN2 on tell layers apart whose MLPs differ in width.
 */
void
fill_gemma3n(Reader *r, Model *m, Block *b)
{
	int64_t		shared;

	trunk(r, m);
	grouped_attention(r, m);
	attention_bias(r, b, false);
	full_every(r, m, 5);
	window_types(r, m, window_or(r, 512));
	shared = optional(r, KV_SHARED_LAYERS, 15, 15, 0, m->layers);
	if (shared > 0)
		plan_every(r, m, OWN, shared < m->layers ? m->layers - shared : 0, 1);
	for (int64_t i = 1; i < m->layers && given(r, INTERMEDIATE) && r->field[INTERMEDIATE]->kind == MODEL_LIST; i++)
		r->code[i] = (uint16_t) ((r->code[i] & (WINDOWED | OWN)) | (size_at(r, INTERMEDIATE, i) != size_at(r, INTERMEDIATE, i - 1) ?
																	OWN2 * (i + 1) : r->code[i - 1] & ~(WINDOWED | OWN)));
	b->own = size_or(r, LAYER_INPUT, 256);
	b->own2 = size_or(r, ALTUP_INPUTS, 4);
	b->rank = size_or(r, LAUREL_RANK, 64);
	FOR_KINDS(r, m, l)
		gemma3n_layer(r, m, b, l);
	m->vectors = m->hidden;
	layer_inputs(m, size_or(r, LAYER_INPUT_VOCAB, 262144), b->own);
	m->weights += 2 * (i128) (b->own2 - 1) * m->hidden * m->hidden;
}

/*
 * Gemma 4: full layers have wider heads, perhaps fewer of keys and values, and
 * may use keys as values; the last layers reuse keys and values; experts may
 * stand beside the MLP.
 */
static void
gemma4_heads(Reader *r, const Model *m, ModelLayer *l, bool full, bool fewer)
{
	bool		one_by_one = r->field[PER_LAYER] != NULL;

	l->head_dim = l->v_head_dim = one_by_one ? overridden(r, PER_LAYER_HEAD_DIM, l->first, m->head_dim) :
		full ? size_or(r, GLOBAL_HEAD_DIM, 512) : m->head_dim;
	if (one_by_one)
		l->kv_heads = overridden(r, PER_LAYER_KV_HEADS, l->first, m->kv_heads);
	else if (fewer)
		l->kv_heads = size_or(r, GLOBAL_KV_HEADS, m->kv_heads);
}

static void
gemma4_layer(Reader *r, const Model *m, Block *b, ModelLayer *l)
{
	const bool	full = (l->code & WINDOWED) == 0;
	const bool	reused = (l->code & OWN) != 0;
	const Attention a = {b->qkv_bias, b->output_bias, false, false, false, reused, false};
	i128		h = m->hidden;

	gemma4_heads(r, m, l, full, full && b->own2 != 0);
	attention(l, h, h, &a);
	if (full && b->own2 != 0 && !reused)
	{
		l->weights[MODEL_MIXING] -= l->matrix[MODEL_V];
		l->matrix[MODEL_V] = 0;
	}
	vectors(l, (reused ? 1 : 2) * (i128) l->head_dim);
	mlp(l, MODEL_DENSE, h, b->width * (reused && b->inner_bias ? 2 : 1), true, false);
	vectors(l, 4 * h);
	if (b->experts > 0)
	{
		experts(l, b->experts, b->experts_per_token, h, b->expert_width, true, false);
		router(l, h, b->experts, false);
		vectors(l, 4 * h + b->experts);
	}
	if (b->own > 0)
		own_input(l, h, b->own);
}

/* own: width of each layer's own input, 0 for none; own2: values are the keys; inner_bias: MLPs twice as wide where keys are shared */
static void
gemma4(Reader *r, Model *m, Block *b, int64_t layer_input, int64_t window)
{
	int64_t		shared;

	trunk(r, m);
	grouped_attention(r, m);
	attention_bias(r, b, false);
	b->width = size_of(r, INTERMEDIATE);
	b->inner_bias = flag(r, DOUBLE_WIDE, false);
	b->own = count_or(r, LAYER_INPUT, layer_input);
	b->own2 = flag(r, K_EQUALS_V, false);
	if (flag(r, MOE_BLOCK, false))
		read_experts(r, b);
	full_every(r, m, 6);
	window_types(r, m, window_or(r, window));
	r->code[m->layers - 1] &= (uint16_t) ~WINDOWED;
	shared = optional(r, KV_SHARED_LAYERS, 0, 0, 0, m->layers);
	plan_every(r, m, OWN, shared < m->layers ? m->layers - shared : 0, 1);
	FOR_KINDS(r, m, l)
		gemma4_layer(r, m, b, l);
	m->vectors = m->hidden;
	if (b->own > 0)
		layer_inputs(m, size_or(r, LAYER_INPUT_VOCAB, 262144), b->own);
	ignore_fields(r, PER_LAYER, EXPERTS, EXPERTS_PER_TOKEN, EXPERT_SIZE, GLOBAL_KV_HEADS, GLOBAL_HEAD_DIM,
				  LAYER_INPUT_VOCAB);
}

void
fill_gemma4(Reader *r, Model *m, Block *b)
{
	gemma4(r, m, b, 256, 512);
}

/* without inputs of the layers' own, and with a window of 1,024 */
void
fill_gemma4_unified(Reader *r, Model *m, Block *b)
{
	gemma4(r, m, b, 0, 1024);
}

/* --- Nemotron, searched block by block ------------------------------------------------ */

/* one of the flags of a block */
static bool
block_flag(Reader *r, Field field, int64_t layer)
{
	const ModelKey *key = of_layer(r, field, layer);

	return key != NULL && key->integer != 0;
}

/* the width of its MLP: two thirds of the multiple of the stream's, in steps of 256; 0: no MLP */
static int64_t
block_width(Reader *r, const Model *m, int64_t layer)
{
	const ModelKey *key = of_layer(r, BLOCK_WIDTH, layer);
	double		mult = key == NULL ? 0 : key->kind == MODEL_INTEGER ? (double) key->integer : key->number;

	if (block_flag(r, BLOCK_PLAIN, layer))
		return 0;
	if (!(mult > 0 && mult <= 1000))
	{
		fail_expected(r, key == NULL ? MODEL_MISSING : MODEL_WRONG, BLOCK_WIDTH, "a multiple above 0 for each block with an MLP");
		if (r->error->problem == MODEL_WRONG && r->error->found == NULL)
			r->error->found = key;
		return 1;
	}
	return ((int64_t) (2 * mult * (double) m->hidden / 3) + 255) / 256 * 256;
}

/* heads of keys and values; 0: no attention */
static int64_t
block_kv_heads(Reader *r, const Model *m, int64_t layer)
{
	return block_flag(r, BLOCK_BARE, layer) ? 0 : m->heads / overridden(r, BLOCK_GROUP, layer, 1);
}

/* one code for all blocks that are alike */
static void
plan_blocks(Reader *r, Model *m)
{
	int64_t		widths[MODEL_KINDS + 1];
	int64_t		kv_heads[MODEL_KINDS + 1];
	int			kinds = 0;

	for (int64_t i = 0; i < m->layers && kinds <= MODEL_KINDS && r->error->problem == MODEL_FINE; i++)
	{
		int			k = 0;

		if (block_flag(r, BLOCK_LINEAR_MIXER, i) || block_flag(r, BLOCK_LINEAR_MLP, i) || block_flag(r, BLOCK_WINDOW, i))
			fail_expected(r, MODEL_WRONG, BLOCK_CONFIGS, "blocks of attention and MLP, without windows or linear replacements");
		widths[kinds] = block_width(r, m, i);
		kv_heads[kinds] = block_kv_heads(r, m, i);
		while (widths[k] != widths[kinds] || kv_heads[k] != kv_heads[kinds])
			k++;
		if (k == kinds)
			kinds++;
		r->code[i] = (uint16_t) k;
	}
	if (kinds > MODEL_KINDS)
		(void) fail(r, MODEL_KINDS_EXCEEDED, LAYERS);
}

/* attention and MLP of a block, or either, each with its norm */
static void
nas_layer(Reader *r, const Model *m, const Block *b, ModelLayer *l)
{
	const Attention a = {b->qkv_bias, b->output_bias, false, false, false, false, false};
	int64_t		width = block_width(r, m, l->first);

	l->kv_heads = block_kv_heads(r, m, l->first);
	if (l->kv_heads > 0)
	{
		attention(l, m->hidden, m->hidden, &a);
		vectors(l, m->hidden);
	}
	if (width > 0)
	{
		mlp(l, MODEL_DENSE, m->hidden, width, true, b->mlp_bias);
		vectors(l, m->hidden);
	}
}

/* each block has its own attention and MLP, or neither; heads of keys and values are those of the last kind with attention */
void
fill_nemotron_nas(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	full_attention(r, m);
	attention_bias(r, b, false);
	b->mlp_bias = flag(r, MLP_BIAS, false);
	if (!given(r, BLOCK_CONFIGS) || r->field[BLOCK_CONFIGS]->kind != MODEL_LIST || r->field[BLOCK_CONFIGS]->integer != m->layers)
		fail_count(r, BLOCK_CONFIGS, m->layers);
	plan_blocks(r, m);
	FOR_KINDS(r, m, l)
	{
		nas_layer(r, m, b, l);
		if (l->kv_heads > 0)
			m->kv_heads = l->kv_heads;
	}
	m->vectors = m->hidden;
	ignore_fields(r, BLOCK_CONFIGS, INTERMEDIATE, KV_HEADS);
}
