/*
 * sparse.c
 *		Families with routed experts, and those of latent attention.
 */
#include "core/model/families.h"

/* Qwen's mixtures: every decoder_sparse_step-th layer, less mlp_only_layers */
static void
qwen_mixture(Reader *r, Model *m, Block *b)
{
	int64_t		step = optional(r, DECODER_SPARSE_STEP, 1, 1, 1, INT32_MAX);

	b->experts = required(r, EXPERTS, 0, MODEL_MAX_EXPERTS);
	/* then all layers are dense, whatever the step says, and the width of an expert need not be given */
	if (b->experts == 0)
		return;
	b->experts_per_token = required(r, EXPERTS_PER_TOKEN, 1, b->experts);
	b->expert_width = size_of(r, EXPERT_SIZE);
	plan_every(r, m, SPARSE, step - 1, step);
	plan_list(r, m, MLP_ONLY_LAYERS, SPARSE, false);
}

/* intermediate_size is that of an expert: no layer is dense */
void
fill_mixtral(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	mixture(r, m, b);
	b->expert_width = b->width;
	windows(r, m, window_or(r, 0));
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

void
fill_qwen3_moe(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->qk_norm = 2 * m->head_dim;
	always(r, QK_NORM);
	qwen_mixture(r, m, b);
	windows(r, m, flag(r, USE_WINDOW, false) ? window_or(r, 4096) : 0);
}

/*
 * Multi-head latent attention.  The first layers are dense; of the others
 * every moe_layer_freq-th has experts, some of them shared.
 */
void
deepseek(Reader *r, Model *m, Block *b, int64_t first_dense, int64_t shared)
{
	int64_t		step;

	trunk(r, m);
	latent_attention(r, m, b, m->v_head_dim);
	attention_bias(r, b, false);
	b->layer_norm = 2 * m->hidden;
	b->final_norm = m->hidden;
	read_experts(r, b);
	shared = optional(r, SHARED, shared, 0, 0, MODEL_MAX_EXPERTS);
	b->shared_width = shared * b->expert_width;
	b->router_correction = word_is(r, TOPK_METHOD, "noaux_tc");
	first_dense = optional(r, FIRST_K_DENSE, first_dense, 0, 0, INT32_MAX);
	step = optional(r, MOE_LAYER_FREQ, 1, 1, 1, INT32_MAX);
	/* the frequency counts layers from the first of the model, so that the first sparse one is a multiple of it */
	plan_every(r, m, SPARSE, (first_dense + step - 1) / step * step, step);
	plan_types(r, m, MLP_TYPES, SPARSE, "\"dense\" or \"sparse\"");
	/* of no dense layer no width is missed */
	b->width = planned(r, m, SPARSE) < m->layers ? size_of(r, INTERMEDIATE) : size_or(r, INTERMEDIATE, 0);
}

/* sizes of latent attention where DeepSeek's classes have defaults for them */
static void
deepseek_sizes(Model *m, Block *b)
{
	b->q_lora_rank = 1536;
	b->kv_lora_rank = 512;
	b->nope_dim = 128;
	b->rope_dim = 64;
	m->v_head_dim = 128;
}

void
fill_deepseek_v2(Reader *r, Model *m, Block *b)
{
	deepseek_sizes(m, b);
	deepseek(r, m, b, 0, 2);
	b->router_correction = false;
	b->mlp_bias = flag(r, MLP_BIAS, false);
}

void
fill_deepseek_v3(Reader *r, Model *m, Block *b)
{
	deepseek_sizes(m, b);
	deepseek(r, m, b, 3, 1);
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

void
fill_olmoe(Reader *r, Model *m, Block *b)
{
	fill_olmo2(r, m, b);
	mixture(r, m, b);
	b->expert_width = b->width;
}

/*
 * Grok-1, counted from the released code: norms before and after attention and
 * experts.  Where only the widening factor is given, an expert is 2/3 of it
 * wide, rounded up to a multiple of 8.
 */
static void
grok_residual(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	(void) r;
	mlp(l, MODEL_DENSE, m->hidden, b->width, true, false);
}

/* four norms a layer: before and after attention and experts.  Grok-1 gives a factor, not a width */
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
	(void) optional(r, GLOBAL_EVERY, 1, 1, 1, 1);
	/* Grok-2: an MLP beside the experts */
	if (flag(r, RESIDUAL_MOE, false))
	{
		b->width = b->expert_width;
		b->expert_width = size_of(r, EXPERT_SIZE);
		b->extra = grok_residual;
		b->untied = true;
	}
}

/* which layers attend within chunks: three of four, those with rotary embeddings, or as a list says */
static void
llama4_chunks(Reader *r, const Model *m)
{
	full_every(r, m, optional(r, NO_ROPE_INTERVAL, 4, 4, 1, INT32_MAX));
	plan_flags(r, m, NO_ROPE_LAYERS, WINDOWED, 1);
	window_types(r, m, optional(r, ATTENTION_CHUNK_SIZE, 8192, 0, 0, INT32_MAX));
}

/* experts in every interleave_moe_layer_step-th layer, with one shared expert */
void
fill_llama4(Reader *r, Model *m, Block *b)
{
	int64_t		step = optional(r, INTERLEAVE_MOE, 1, 1, 1, INT32_MAX);

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
	llama4_chunks(r, m);
	b->chunked = true;
	ignore_fields(r, INTERMEDIATE_MLP, INTERLEAVE_MOE, QK_NORM);
}


/* --- latent attention -------------------------------------------------------------- */

/* the class keeps the correction of the router in a buffer */
void
fill_deepseek_mixture(Reader *r, Model *m, Block *b)
{
	if (r->field[Q_LORA_RANK] == NULL)
		(void) size_of(r, Q_LORA_RANK);
	deepseek(r, m, b, 1, 1);
	b->router_correction = false;
}

/* queries without a latent, unless it is given */
void
fill_sarvam_mla(Reader *r, Model *m, Block *b)
{
	deepseek(r, m, b, 1, 1);
	b->router_correction = false;
}

/* Mistral 4: experts in all layers unless it is told otherwise */
void
fill_mistral4(Reader *r, Model *m, Block *b)
{
	if (r->field[Q_LORA_RANK] == NULL)
		(void) size_of(r, Q_LORA_RANK);
	deepseek(r, m, b, 0, 1);
	b->router_correction = false;
}

/* a norm behind the experts */
static void
axk1_extra(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	(void) r;
	(void) b;
	if ((l->code & SPARSE) != 0)
		vectors(l, m->hidden);
}

void
fill_axk1(Reader *r, Model *m, Block *b)
{
	fill_deepseek_mixture(r, m, b);
	b->extra = axk1_extra;
}

/* latent attention and an MLP in all layers */
void
fill_latent_dense(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	if (r->field[Q_LORA_RANK] == NULL)
		(void) size_of(r, Q_LORA_RANK);
	latent_attention(r, m, b, 0);
	attention_bias(r, b, false);
	b->mlp_bias = flag(r, MLP_BIAS, false);
	b->width = size_of(r, INTERMEDIATE);
	b->layer_norm = 2 * m->hidden;
	b->final_norm = m->hidden;
}

/*
 * The indexer of DeepSeek sparse attention: queries from their latent, one key,
 * and a weight for each of its heads.  Layers marked OWN use another's choice.
 */
static void
indexer(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	int64_t		heads = b->inner_heads;
	int64_t		dim = b->inner_dim;

	(void) r;
	l->chosen = b->own;
	if ((l->code & OWN) != 0)
		return;
	project(l, MODEL_INDEX_Q, b->q_lora_rank, (i128) heads * dim, false);
	project(l, MODEL_INDEX_K, m->hidden, dim, false);
	project(l, MODEL_INDEX, m->hidden, heads, false);
	vectors(l, 2 * (i128) dim);
	l->index_width = heads * dim;
	l->index_cache = dim;
}

static void
read_indexer(Reader *r, const Model *m, Block *b, int64_t heads, int64_t dim)
{
	b->own = size_or(r, INDEX_TOPK, 2048);
	b->inner_heads = size_or(r, INDEX_HEADS, heads);
	b->inner_dim = size_or(r, INDEX_DIM, dim);
	b->extra = indexer;
	plan_types(r, m, INDEXER_TYPES, OWN, "\"full\" or \"shared\"");
}

void
fill_deepseek_v32(Reader *r, Model *m, Block *b)
{
	deepseek_sizes(m, b);
	deepseek(r, m, b, 3, 1);
	b->router_correction = false;
	read_indexer(r, m, b, 64, 128);
}

/* layers without an indexer of their own, where indexer_types is not given: by a pattern, or but every n-th behind the first ones */
static void
shared_indexers(Reader *r, const Model *m)
{
	bool		by_pattern = given(r, INDEX_PATTERN);
	const ModelKey *pattern = r->field[INDEX_PATTERN];
	int64_t		n = optional(r, INDEX_FREQUENCY, 1, 1, 1, INT32_MAX);
	int64_t		first = optional(r, INDEX_OFFSET, 2, 2, 0, INT32_MAX);

	if (given(r, INDEXER_TYPES))
		return;
	if (by_pattern && (pattern->kind != MODEL_STRING || pattern->string_length != m->layers))
	{
		fail_expected(r, MODEL_WRONG, INDEX_PATTERN, "a letter for each layer: F or S");
		return;
	}
	for (int64_t i = 0; i < m->layers; i++)
	{
		if (by_pattern ? pattern->string[i] == 'S' : i >= first && (i - first + 1) % n != 0)
			r->code[i] |= OWN;
		if (by_pattern && pattern->string[i] != 'S' && pattern->string[i] != 'F')
			fail_expected(r, MODEL_WRONG, INDEX_PATTERN, "a letter for each layer: F or S");
	}
}

void
fill_glm_moe_dsa(Reader *r, Model *m, Block *b)
{
	if (r->field[Q_LORA_RANK] == NULL)
		(void) size_of(r, Q_LORA_RANK);
	deepseek(r, m, b, 3, 1);
	b->router_correction = false;
	shared_indexers(r, m);
	read_indexer(r, m, b, 32, 128);
}

/* --- experts with one shared MLP ---------------------------------------------------- */

/* head_dim, where it is absent, is rounded down */
static void
floor_heads(Reader *r, Model *m)
{
	m->kv_heads = size_or(r, KV_HEADS, r->family->kv_heads);
	check_groups(r, m);
	m->head_dim = m->v_head_dim = size_or(r, HEAD_DIM, m->hidden / m->heads > 0 ? m->hidden / m->heads : 1);
}

/* first dense layers, then experts; q and k norms where they are asked for */
void
fill_glm4_moe(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	floor_heads(r, m);
	b->width = size_of(r, INTERMEDIATE);
	b->layer_norm = 2 * m->hidden;
	b->final_norm = m->hidden;
	b->qkv_bias = flag(r, ATTENTION_BIAS, false);
	if (flag(r, QK_NORM, false))
		b->qk_norm = 2 * m->head_dim;
	routed(r, m, b, 1);
	sparse_layers(r, m, 1);
}

/* with q and k norms unless it is told otherwise */
void
fill_sarvam_moe(Reader *r, Model *m, Block *b)
{
	fill_glm4_moe(r, m, b);
	if (flag(r, QK_NORM, true))
		b->qk_norm = 2 * m->head_dim;
}

/* all layers have experts: fields of dense layers are there and change nothing */
void
fill_solar_open(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	grouped_attention(r, m);
	b->layer_norm = 2 * m->hidden;
	b->final_norm = m->hidden;
	b->qkv_bias = flag(r, ATTENTION_BIAS, false);
	if (flag(r, QK_NORM, false))
		b->qk_norm = 2 * m->head_dim;
	routed(r, m, b, 1);
	plan_every(r, m, SPARSE, 0, 1);
	ignore_fields(r, INTERMEDIATE, FIRST_K_DENSE);
}

/* q and k norms always, windows in some layers */
static void
windowed_mixture(Reader *r, Model *m, Block *b, int64_t window)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->qk_norm = 2 * m->head_dim;
	routed(r, m, b, 0);
	sparse_layers(r, m, 0);
	window_types(r, m, window_or(r, window));
}

/* the text models of DeepSeek's readers of pages: its experts, without latent attention */
void
fill_deepseek_ocr(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	m->head_dim = m->v_head_dim = head_width(r, m);
	attention_bias(r, b, false);
	b->mlp_bias = flag(r, MLP_BIAS, false);
	routed(r, m, b, 2);
	sparse_layers(r, m, 1);
}

void
fill_dots1(Reader *r, Model *m, Block *b)
{
	windowed_mixture(r, m, b, 4096);
	if (!given(r, LAYER_TYPES))
		plan_every(r, m, WINDOWED, optional(r, MAX_WINDOW_LAYERS, 62, 62, 0, INT32_MAX), 1);
}

void
fill_hy_v3(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->mlp_bias = flag(r, MLP_BIAS, false);
	b->qk_norm = 2 * m->head_dim;
	(void) required(r, SHARED, 1, MODEL_MAX_EXPERTS);
	routed(r, m, b, 1);
	sparse_layers(r, m, 1);
}

void
fill_exaone_moe(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	b->qk_norm = 2 * m->head_dim;
	routed(r, m, b, 1);
	sparse_layers(r, m, 1);
	window_pattern(r, m, 4);
	window_types(r, m, window_or(r, 4096));
}

/* a gate on what attention gives, four norms, and a trained correction of the router */
void
fill_afmoe(Reader *r, Model *m, Block *b)
{
	int64_t		dense;

	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->qk_norm = 2 * m->head_dim;
	b->output_gate = b->gate_apart = true;
	b->layer_norm = 4 * m->hidden;
	routed(r, m, b, 1);
	b->router_correction = true;
	dense = count_or(r, DENSE_LAYERS, 1);
	plan_every(r, m, SPARSE, dense, 1);
	full_every(r, m, optional(r, GLOBAL_EVERY, 4, 4, 1, INT32_MAX));
	window_types(r, m, window_or(r, 1024));
}

void
fill_aria(Reader *r, Model *m, Block *b)
{
	fill_llama(r, m, b);
	mixture(r, m, b);
	b->expert_width = b->width;
	b->shared_width = required(r, SHARED, 0, MODEL_MAX_EXPERTS) * b->width;
}

static void
beam_extra(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	(void) r;
	(void) b;
	vectors(l, m->heads);
}

/* full attention in every sixth layer and in the last; four norms a layer */
void
fill_beam(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->qk_norm = 2 * m->head_dim;
	b->output_gate = b->gate_apart = true;
	b->layer_norm = 4 * m->hidden;
	routed(r, m, b, 0);
	sparse_layers(r, m, 3);
	full_every(r, m, 6);
	r->code[m->layers - 1] &= (uint16_t) ~WINDOWED;
	window_types(r, m, window_or(r, 512));
	b->extra = beam_extra;
}

/* the dense layers have a pattern of their own, by default without windows, and the others begin anew behind them */
static void
cohere2_moe_windows(Reader *r, const Model *m)
{
	int64_t		first = count_or(r, FIRST_K_DENSE, 0);
	int64_t		dense = optional(r, DENSE_PATTERN, 1, 1, 1, INT32_MAX);
	int64_t		sparse = optional(r, WINDOW_PATTERN, 4, 4, 1, INT32_MAX);

	for (int64_t i = 0; i < m->layers; i++)
		if (i < first ? (i + 1) % dense != 0 : (i - first + 1) % sparse != 0)
			r->code[i] |= WINDOWED;
	window_types(r, m, window_or(r, 4096));
}

/* Cohere with experts as wide as its MLP, which the first layers may have */
void
fill_cohere2_moe(Reader *r, Model *m, Block *b)
{
	fill_cohere(r, m, b);
	b->experts = required(r, EXPERTS, 1, MODEL_MAX_EXPERTS);
	b->experts_per_token = required(r, EXPERTS_PER_TOKEN, 1, b->experts);
	b->expert_width = b->width;
	b->shared_width = count_or(r, SHARED, 0) * b->width;
	sparse_layers(r, m, 0);
	cohere2_moe_windows(r, m);
	b->width = size_or(r, DENSE_SIZE, b->width);
}

/* experts from moe_layer_start_index on, every moe_layer_interval-th layer */
void
fill_ernie4_5_moe(Reader *r, Model *m, Block *b)
{
	int64_t		first,
				last,
				step;

	fill_ernie4_5(r, m, b);
	if (b->qkv_bias)
		fail_expected(r, MODEL_WRONG, USE_BIAS, "false");
	routed(r, m, b, 2);
	b->router_correction = true;
	first = count_or(r, MOE_START, 1);
	last = given(r, MOE_END) && r->field[MOE_END]->integer != -1 ? checked(r, MOE_END, 0, INT32_MAX) : m->layers - 1;
	step = optional(r, MOE_INTERVAL, 1, 1, 1, INT32_MAX);
	for (int64_t i = first; i < m->layers && i <= last; i++)
		if ((i + 1) % step == 0)
			r->code[i] |= SPARSE;
	ignore_fields(r, SHARED);
}

/* without layer_types the first two layers, the last and every fourth see all, the others a window */
void
fill_flint(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->qk_norm = 2 * m->head_dim;
	b->sinks = true;
	if (!given(r, MLP_ONLY_LAYERS))
		fail_expected(r, MODEL_MISSING, MLP_ONLY_LAYERS, "a list of layer numbers");
	qwen_mixture(r, m, b);
	b->shared_width = size_of(r, SHARED_SIZE);
	for (int64_t i = 2; i < m->layers - 1; i++)
		r->code[i] |= i % 4 != 1 ? WINDOWED : 0;
	window_types(r, m, window_or(r, 513));
}

/* IBM's mixtures: experts in all layers, and perhaps one MLP for all tokens */
void
fill_granitemoe(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	mixture(r, m, b);
	b->expert_width = b->width;
	b->shared_width = count_or(r, SHARED_SIZE, 0);
	ignore_fields(r, MLP_BIAS);
}

void
fill_granitemoe_swa(Reader *r, Model *m, Block *b)
{
	fill_granitemoe(r, m, b);
	b->sinks = true;
	for (int64_t i = 0; i < m->layers; i++)
		r->code[i] |= i % 4 != 0 ? WINDOWED : 0;
	window_types(r, m, window_or(r, 128));
}

/* sizes may be lists; the shared expert is one, whatever the publisher's own code would have */
void
fill_hunyuan_moe(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->mlp_bias = flag(r, MLP_BIAS, false);
	b->qk_norm = 2 * m->head_dim;
	b->experts = size_throughout(r, m, EXPERTS);
	b->experts_per_token = size_throughout(r, m, EXPERTS_PER_TOKEN);
	b->expert_width = given(r, EXPERT_SIZE) ? size_throughout(r, m, EXPERT_SIZE) : b->width;
	b->shared_width = b->width;
	plan_every(r, m, SPARSE, 0, 1);
	if (given(r, SHARED) && size_throughout(r, m, SHARED) != 1)
		fail_expected(r, MODEL_WRONG, SHARED, "1");
	always(r, QK_NORM);
}

/* full attention in every fifth layer; norms before and after each part */
void
fill_kolibri1(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	grouped_attention(r, m);
	b->qk_norm = 2 * m->head_dim;
	b->layer_norm = 4 * m->hidden;
	b->final_norm = m->hidden;
	routed(r, m, b, 0);
	b->shared_width = size_of(r, SHARED_SIZE);
	plan_every(r, m, SPARSE, 0, 1);
	full_every(r, m, 5);
	window_types(r, m, window_or(r, 513));
}

static void
laguna_extra(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	bool		by_head = !given(r, GATING) || word_is(r, GATING, "per-head") ||
		(r->field[GATING]->kind == MODEL_BOOLEAN && r->field[GATING]->integer != 0);

	(void) b;
	project(l, MODEL_O_GATE, m->hidden, by_head ? (i128) m->heads : (i128) m->heads * m->head_dim, false);
}

/* heads may differ from layer to layer; a gate for each head, or each of its elements */
void
fill_laguna(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	b->qk_norm = 2 * m->head_dim;
	routed(r, m, b, 0);
	b->shared_width = size_of(r, SHARED_SIZE);
	b->router_correction = true;
	sparse_layers(r, m, 1);
	window_types(r, m, window_or(r, 512));
	attention_bias(r, b, false);
	b->extra = laguna_extra;
	for (int64_t i = 0; given(r, LAYER_HEADS) && i < m->layers; i++)
		if (size_at(r, LAYER_HEADS, i) != m->heads)
			fail_expected(r, MODEL_WRONG, LAYER_HEADS, "num_attention_heads in all layers");
}

void
fill_mellum(Reader *r, Model *m, Block *b)
{
	windowed_mixture(r, m, b, 1024);
}

void
fill_minimax_m2(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	mixture(r, m, b);
	b->expert_width = b->width;
	b->qk_norm = wide_qk_norm(m);
	if (given(r, QK_NORM_KIND) && !word_is(r, QK_NORM_KIND, "per_layer"))
		fail_expected(r, MODEL_WRONG, QK_NORM_KIND, "\"per_layer\"");
	linear_list(r, m);
	if (planned(r, m, RECURRENT) > 0)
		fail_expected(r, MODEL_WRONG, ATTENTION_KINDS, "1 for each layer");
	if (count_or(r, SHARED, 0) > 0 || count_or(r, SHARED_SIZE, 0) > 0)
		fail_expected(r, MODEL_WRONG, SHARED_SIZE, "0: no expert is shared");
	always(r, QK_NORM);
}

/* queries and one key of an indexer, with norms, straight from the stream */
static void
block_indexer(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	(void) r;
	if ((l->code & INDEXED) == 0)
		return;
	project(l, MODEL_INDEX_Q, m->hidden, b->inner_heads * (i128) b->inner_dim, false);
	project(l, MODEL_INDEX_K, m->hidden, b->inner_dim, false);
	vectors(l, 2 * (i128) b->inner_dim);
	l->chosen = b->own;
	l->chosen_block = b->conv;
	l->index_width = b->inner_heads * b->inner_dim;
	l->index_cache = b->inner_dim;
}

/*
 * b->width is read twice: intermediate_size is that of an expert, the dense first layers
 * have one of their own.  inner_heads and inner_dim are the indexer's, own the keys that
 * it picks (blocks times keys of a block), conv the keys of a block.
 */
void
fill_minimax_m3(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	b->experts = required(r, EXPERTS, 1, MODEL_MAX_EXPERTS);
	b->experts_per_token = required(r, EXPERTS_PER_TOKEN, 1, b->experts);
	b->expert_width = b->width;
	b->shared_width = size_or(r, SHARED_SIZE, b->width);
	b->width = size_or(r, DENSE_SIZE, 12288);
	b->qk_norm = 2 * m->head_dim;
	sparse_layers(r, m, 0);
	b->inner_heads = size_or(r, INDEX_HEADS, 4);
	b->inner_dim = size_or(r, INDEX_DIM, 128);
	b->conv = size_or(r, INDEX_BLOCK, 128);
	b->own = size_or(r, INDEX_BLOCKS, 16) * b->conv;
	plan_flags(r, m, SPARSE_FREQUENCY, INDEXED, 1);
	plan_types(r, m, LAYER_TYPES, INDEXED, "\"full_attention\" or \"minimax_m3_sparse\"");
	b->extra = block_indexer;
}

/* LayerNorms with bias; biases in attention and on the head where they are asked for */
void
fill_phimoe(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	mixture(r, m, b);
	b->expert_width = b->width;
	b->layer_norm = 4 * m->hidden;
	b->final_norm = 2 * m->hidden;
	m->head_bias = flag(r, HEAD_BIAS, false) ? m->vocab : 0;
	windows(r, m, window_or(r, 0));
}

/* --- latent attention with more ------------------------------------------------------------ */

/* norms with a gate of low rank; queries come from a latent and a gate together */
static void
axk2_extra(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	i128		gate = 2 * (i128) m->hidden * b->rank;

	indexer(r, b, m, l);
	/* the projection of queries takes two latents, and gives a gate on the values too */
	project(l, MODEL_MIXING, b->q_lora_rank, (i128) m->heads * (m->head_dim + 2 * m->v_head_dim), false);
	project(l, MODEL_DENSE, 1, gate, false);
	if ((l->code & SPARSE) != 0)
		project(l, MODEL_DENSE, 1, gate, false);
}

void
fill_axk2(Reader *r, Model *m, Block *b)
{
	fill_deepseek_mixture(r, m, b);
	b->rank = size_or(r, GATED_NORM_RANK, 16);
	read_indexer(r, m, b, 16, 128);
	b->extra = axk2_extra;
}

/*
 * Several streams in place of one (manifold-constrained hyper-connections):
 * before each half of a layer a product over all streams decides how they mix.
 */
static void
hyper_connections(ModelLayer *l, const Model *m, int64_t streams, int64_t out, int64_t scales)
{
	project(l, MODEL_DENSE, 2 * streams * (i128) m->hidden, out, false);
	vectors(l, 2 * (out + scales));
}

static void
hyper_head(Model *m, int64_t streams)
{
	m->weights += streams * streams * (i128) m->hidden;
	m->vectors += streams + 1;
}

static void
hy_v4_extra(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	indexer(r, b, m, l);
	project(l, MODEL_O_GATE, m->hidden, (i128) m->heads * m->v_head_dim, false);
	vectors(l, m->heads);
	hyper_connections(l, m, b->own2, 2 * b->own2, 2);
}

void
fill_hy_v4(Reader *r, Model *m, Block *b)
{
	fill_deepseek_mixture(r, m, b);
	read_indexer(r, m, b, 16, 128);
	b->own2 = size_or(r, STREAMS, 4);
	b->extra = hy_v4_extra;
	if (!given(r, INDEXER_TYPES))
		fail_expected(r, MODEL_MISSING, INDEXER_TYPES, "a list of \"full\" and \"shared\"");
	hyper_head(m, b->own2);
}

/* keys that compress_rates tokens share, behind the window: all of them are seen, or an indexer picks some */
static void
compressed_keys(const Block *b, const Model *m, ModelLayer *l)
{
	i128		h = m->hidden;
	i128		d = m->head_dim;
	int64_t		index = b->inner_dim;
	bool		picked = (l->code & INDEXED) != 0;
	int64_t		wide = picked ? 2 : 1;

	l->stride = picked ? b->conv : b->state;
	l->compressed = m->head_dim;
	/* content and weight of a token, in the indexer's size too; where windows overlap, half of each is for the next */
	l->waiting = 2 * wide * (m->head_dim + (picked ? index : 0));
	l->overlap = picked ? l->stride * l->waiting / 2 : 0;
	project(l, MODEL_MIXING, h, 2 * wide * d, false);
	vectors(l, l->stride * wide * d + d);
	if (!picked)
		return;
	l->chosen = b->own;
	l->index_width = b->inner_heads * index;
	l->index_cache = index;
	project(l, MODEL_INDEX_K, h, 4 * (i128) index, false);
	project(l, MODEL_INDEX, h, b->inner_heads, false);
	project(l, MODEL_INDEX_Q, b->q_lora_rank, (i128) b->inner_heads * index, false);
	vectors(l, l->stride * 2 * index + index);
}

/*
 * DeepSeek-V4: one key for all heads, which is the value too; a window of
 * keys, and behind it compressed ones; the output through groups.
 */
static void
deepseek_v4_layer(Reader *r, const Block *b, Model *m, ModelLayer *l)
{
	i128		h = m->hidden;
	i128		d = m->head_dim;

	l->mixer = MODEL_ATTENTION;
	l->kv_heads = 1;
	l->window = r->window;
	l->decode_width = 2 * m->head_dim;
	l->cache = m->head_dim;
	project(l, MODEL_Q_DOWN, h, b->q_lora_rank, false);
	project(l, MODEL_Q_UP, b->q_lora_rank, m->heads * d, false);
	project(l, MODEL_KV_DOWN, h, d, false);
	project(l, MODEL_O_DOWN, m->heads * d / b->groups, b->rank * (i128) b->groups, false);
	project(l, MODEL_O, b->rank * (i128) b->groups, h, false);
	vectors(l, m->heads + b->q_lora_rank + d);
	if ((l->code & (INDEXED | OWN)) != 0)
		compressed_keys(b, m, l);
	router(l, h, b->experts, false);
	experts(l, b->experts, b->experts_per_token, h, b->expert_width, true, false);
	mlp(l, MODEL_SHARED, h, b->shared_width, true, false);
	vectors(l, 2 * h);
	hyper_connections(l, m, b->own2, b->own2 * (b->own2 + 2), 3);
}

/* the layers by what their keys are compressed to: 0, 4 or 128 in compress_ratios */
static void
deepseek_v4_types(Reader *r, const Model *m)
{
	int64_t		length;
	const ModelKey *element = list_of(r, COMPRESS_RATIOS, "a list of 0, 4 and 128", &length);

	for (int64_t i = 0; i < m->layers; i++)
		r->code[i] = i < 2 || i % 2 == 0 ? OWN : INDEXED;
	for (int64_t i = 0; element != NULL && i < m->layers; i++)
	{
		int64_t		ratio = -1;

		if (i >= length || !integer_of(&element[i], &ratio) || (ratio != 0 && ratio != 4 && ratio != 128))
		{
			fail_expected(r, MODEL_WRONG, COMPRESS_RATIOS, "0, 4 or 128 for each layer");
			return;
		}
		r->code[i] = ratio == 4 ? INDEXED : ratio == 128 ? OWN : WINDOWED;
	}
	plan_types(r, m, LAYER_TYPES, INDEXED | OWN | WINDOWED,
			   "\"compressed_sparse_attention\", \"heavily_compressed_attention\" or \"sliding_attention\"");
}

/*
 * Fields of the Block in another sense: groups and rank are those of the output
 * projection, inner_heads, inner_dim and own (keys picked) the indexer's, own2 the
 * parallel streams of hidden states, conv and state how many tokens one compressed key
 * stands for, in layers with an indexer and in the others.
 */
void
fill_deepseek_v4(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	m->kv_heads = optional(r, KV_HEADS, 1, 1, 1, 1);
	m->head_dim = m->v_head_dim = size_or(r, HEAD_DIM, 512);
	b->q_lora_rank = size_of(r, Q_LORA_RANK);
	b->groups = size_of(r, OUTPUT_GROUPS);
	b->rank = size_of(r, OUTPUT_RANK);
	b->inner_heads = size_of(r, INDEX_HEADS);
	b->inner_dim = size_of(r, INDEX_DIM);
	b->own = size_of(r, INDEX_TOPK);
	b->own2 = size_of(r, STREAMS);
	b->conv = size_or(r, RATE_SPARSE, 4);
	b->state = size_or(r, RATE_HEAVY, 128);
	routed(r, m, b, 1);
	b->shared_width = b->expert_width;
	r->window = window_or(r, 128);
	deepseek_v4_types(r, m);
	FOR_KINDS(r, m, l)
		deepseek_v4_layer(r, b, m, l);
	m->vectors = m->hidden;
	hyper_head(m, b->own2);
	ignore_fields(r, QK_ROPE, MLP_TYPES, COMPRESS_RATES);
}

/* --- experts with other attention ------------------------------------------------------------- */

/* windows have twice the key and value heads, and sinks; values are narrower than keys */
static void
mimo_layer(Reader *r, const Model *m, const Block *b, ModelLayer *l)
{
	const bool	windowed = (l->code & WINDOWED) != 0;
	const Attention a = {b->qkv_bias, false, windowed, false, false, false, false};

	(void) r;
	if (windowed)
		l->kv_heads = 2 * m->kv_heads;
	attention(l, m->hidden, m->hidden, &a);
	vectors(l, 2 * (i128) m->hidden);
	if ((l->code & SPARSE) == 0)
	{
		mlp(l, MODEL_DENSE, m->hidden, b->width, true, false);
		return;
	}
	router(l, m->hidden, b->experts, false);
	experts(l, b->experts, b->experts_per_token, m->hidden, b->expert_width, true, false);
}

/*
 * Layers are windowed but for the first and every sixth; all but the first have experts.
 * Lists in the configuration go before that, layer by layer.
 */
void
fill_mimo_v2(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	grouped_attention(r, m);
	m->v_head_dim = size_or(r, V_HEAD_DIM, 128);
	b->qkv_bias = flag(r, ATTENTION_BIAS, false);
	b->width = size_of(r, INTERMEDIATE);
	routed(r, m, b, 0);
	for (int64_t i = 0; i < m->layers; i++)
		r->code[i] = (uint16_t) ((i != 0 && (i + 1) % 6 != 0 ? WINDOWED : 0) | (i > 0 ? SPARSE : 0));
	plan_flags(r, m, HYBRID_LAYER_PATTERN, WINDOWED, 1);
	window_types(r, m, window_always(r, 129));
	sparse_frequency(r, m);
	plan_types(r, m, MLP_TYPES, SPARSE, "\"dense\" or \"sparse\"");
	FOR_KINDS(r, m, l)
		mimo_layer(r, m, b, l);
	m->vectors = m->hidden;
	ignore_fields(r, SWA_KV_HEADS, SWA_HEADS, SWA_HEAD_DIM, SWA_V_HEAD_DIM, MOE_LAYER_FREQ, SINK_BIAS, FULL_SINK_BIAS);
}

/* experts in attention too: each has its queries and its output, all share keys and values */
static void
jetmoe_layer(const Model *m, const Block *b, ModelLayer *l)
{
	i128		h = m->hidden;
	i128		inner = (i128) m->kv_heads * m->head_dim;

	l->mixer = MODEL_ATTENTION;
	l->heads = m->kv_heads * b->experts_per_token;
	l->decode_width = 2 * m->head_dim;
	l->cache = 2 * (int64_t) inner;
	project(l, MODEL_MIXING, h, 2 * inner, false);
	router(l, h, 2 * (i128) b->experts, false);
	experts(l, b->experts, b->experts_per_token, h, b->width, true, false);
	l->expert += 2 * h * inner;
	l->expert_weights += 2 * h * inner;
	vectors(l, 4 * h);
}

/*
 * Experts of attention as well: a token's heads are those of the experts that it picks,
 * all of which share keys and values.  num_attention_heads is not read.
 */
void
fill_jetmoe(Reader *r, Model *m, Block *b)
{
	stem(r, m);
	m->kv_heads = size_of(r, KV_HEADS);
	m->head_dim = m->v_head_dim = size_of(r, KV_CHANNELS);
	b->experts = required(r, EXPERTS, 1, MODEL_MAX_EXPERTS);
	b->experts_per_token = required(r, EXPERTS_PER_TOKEN, 1, b->experts);
	b->width = size_of(r, INTERMEDIATE);
	m->heads = m->kv_heads * b->experts_per_token;
	FOR_KINDS(r, m, l)
		jetmoe_layer(m, b, l);
	m->vectors = m->hidden;
	ignore_fields(r, HEADS);
}

/*
 * Zaya: keys and queries go through two short convolutions, half of the values
 * come from the token before; the router is an MLP, one of whose choices is to
 * do nothing; all residuals are scaled.
 */
static void
zaya_layer(const Model *m, const Block *b, ModelLayer *l)
{
	const Attention a = {false, false, false, false, false, false, false};
	i128		h = m->hidden;
	int64_t		qk = (m->heads + m->kv_heads) * m->head_dim;
	i128		rank = b->rank;

	attention(l, h, h, &a);
	short_convolution(l, qk, b->conv, true);
	/* what both convolutions reach back to, and half of the values of the token before */
	l->taps = qk * (b->conv + b->state - 2) + m->kv_heads * m->head_dim / 2;
	project(l, MODEL_MIXING, m->head_dim * (i128) b->state, qk, true);
	vectors(l, m->kv_heads);
	l->router += h * rank + 2 * rank * rank + rank * (b->experts + 1);
	vectors(l, 4 * rank);
	if ((l->code & OWN) == 0)
		vectors(l, rank);
	experts(l, b->experts, b->experts_per_token, h, b->expert_width, true, false);
	vectors(l, 2 * h + 8 * h);
}

/* "hybrid" means the convolutions before attention, which all layers have; those that are "hybrid_sliding" see a window */
static void
zaya_windows(Reader *r, const Model *m)
{
	int64_t		length;
	const ModelKey *element = list_of(r, LAYER_TYPES, "a list of layer types", &length);

	if (element != NULL && length != m->layers)
		fail_count(r, LAYER_TYPES, m->layers);
	for (int64_t i = 0; element != NULL && i < length && i < m->layers; i++)
		if (string_is(&element[i], "hybrid_sliding"))
			r->code[i] |= WINDOWED;
		else if (!string_is(&element[i], "hybrid"))
			fail_expected(r, MODEL_WRONG, LAYER_TYPES, "\"hybrid\" or \"hybrid_sliding\"");
	r->window = planned(r, m, WINDOWED) > 0 ? required(r, SLIDING_WINDOW, 1, INT32_MAX) : 0;
}

/*
 * rank is the router's width, conv and state the taps of the two convolutions over
 * queries and keys.  The router of the first layer (OWN) lacks a vector of the others.
 */
void
fill_zaya(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	grouped_attention(r, m);
	if (flag(r, ATTENTION_BIAS, false))
		fail_expected(r, MODEL_WRONG, ATTENTION_BIAS, "false");
	routed(r, m, b, 0);
	b->rank = size_of(r, ROUTER_SIZE);
	b->conv = size_or(r, CCA_TIME0, 2);
	b->state = size_or(r, CCA_TIME1, 2);
	zaya_windows(r, m);
	r->code[0] |= OWN;
	FOR_KINDS(r, m, l)
		zaya_layer(m, b, l);
	m->vectors = m->hidden + 2 * (i128) m->hidden;
	m->head_bias = flag(r, HEAD_BIAS, false) ? m->vocab : 0;
}

/* what these layers have as the others do, in all that was published */
static void
dots3_same(Reader *r, const LatentAttention *a)
{
	int64_t		rope = optional(r, SWA_HEAD_DIM, 256, 256, 1, MODEL_MAX_SIZE) - size_or(r, SWA_NOPE, 192);

	if (size_or(r, SWA_ROPE, rope > 0 ? rope : 1) != a->rope_dim)
		fail_expected(r, MODEL_WRONG, SWA_HEAD_DIM, "swa_qk_nope_head_dim + qk_rope_head_dim");
	if (size_or(r, SWA_QUERY_RANK, 1024) != a->q_rank)
		fail_expected(r, MODEL_WRONG, SWA_QUERY_RANK, "q_lora_rank");
}

/* sizes of the layers with a window, one by one or for all of them */
static void
dots3_window(Reader *r, const Model *m, ModelLayer *l, LatentAttention *a)
{
	bool		one_by_one = r->field[PER_LAYER] != NULL;

	if (!one_by_one)
		dots3_same(r, a);
	l->heads = one_by_one ? overridden(r, PER_LAYER_HEADS, l->first, m->heads) : size_or(r, SWA_HEADS, 64);
	a->kv_rank = one_by_one ? overridden(r, PER_LAYER_KV_RANK, l->first, a->kv_rank) : size_or(r, SWA_KV_RANK, 1024);
	a->nope_dim = one_by_one ? overridden(r, PER_LAYER_NOPE, l->first, a->nope_dim) : size_or(r, SWA_NOPE, 192);
	l->kv_heads = l->heads;
}

/*
 * dots.note: latent attention with an indexer in some layers, and with a window
 * and other sizes in the rest; a norm of the rotary key, a gate for each head.
 */
static void
dots3_layer(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	const bool	windowed = (l->code & WINDOWED) != 0;
	LatentAttention a = {b->q_lora_rank, b->kv_lora_rank, b->nope_dim, b->rope_dim, b->qkv_bias, b->output_bias};

	if (windowed)
		dots3_window(r, m, l, &a);
	latent(l, m->hidden, &a);
	vectors(l, a.rope_dim);
	project(l, MODEL_O_GATE, m->hidden, l->heads, false);
	if (!windowed)
		indexer(r, b, m, l);
	vectors(l, 2 * (i128) m->hidden);
	if ((l->code & SPARSE) == 0)
	{
		mlp(l, MODEL_DENSE, m->hidden, b->width, true, false);
		return;
	}
	router(l, m->hidden, b->experts, false);
	experts(l, b->experts, b->experts_per_token, m->hidden, b->expert_width, true, false);
	mlp(l, MODEL_SHARED, m->hidden, b->shared_width, true, false);
}

/* latent attention, with an indexer where the window is not; windowed layers have heads of their own */
void
fill_dots3_note(Reader *r, Model *m, Block *b)
{
	b->q_lora_rank = 1024;
	deepseek(r, m, b, 1, 1);
	if (given(r, SHARED_SIZE))
		b->shared_width = size_of(r, SHARED_SIZE) * count_or(r, SHARED, 1);
	read_indexer(r, m, b, 64, 128);
	if (!flag(r, USE_DSA, true))
		fail_expected(r, MODEL_WRONG, USE_DSA, "true");
	for (int64_t i = 0; i < m->layers; i++)
		r->code[i] |= i >= 2 && i % 4 != 1 && flag(r, USE_WINDOW, true) ? WINDOWED : INDEXED;
	plan_types(r, m, LAYER_TYPES, WINDOWED | INDEXED, "\"indexed_attention\" or \"sliding_attention\"");
	r->window = window_always(r, 512);
	FOR_KINDS(r, m, l)
		dots3_layer(r, b, m, l);
	m->vectors = m->hidden;
	ignore_fields(r, PER_LAYER, PER_LAYER_KV_HEADS, SWA_HEADS, SWA_KV_RANK, SWA_NOPE, SWA_KV_HEADS, SWA_HEAD_DIM);
}

/* a gate for each head; windows may have other heads; lists may go on over multi-token prediction */
static void
step3_layer(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	const Attention a = {b->qkv_bias, b->output_bias, false, false, false, false, false};
	const bool	windowed = (l->code & WINDOWED) != 0;

	l->heads = !windowed ? m->heads : r->field[PER_LAYER] != NULL ?
		overridden(r, PER_LAYER_HEADS, l->first, m->heads) : size_or(r, SLIDING_HEADS, m->heads);
	attention(l, m->hidden, m->hidden, &a);
	project(l, MODEL_O_GATE, m->hidden, b->own != 0 ? l->heads : l->heads * (i128) m->head_dim, false);
	vectors(l, 2 * (i128) m->head_dim + 2 * (i128) m->hidden);
	if ((l->code & SPARSE) == 0)
	{
		mlp(l, MODEL_DENSE, m->hidden, b->width, true, b->mlp_bias);
		return;
	}
	router(l, m->hidden, b->experts, false);
	experts(l, b->experts, b->experts_per_token, m->hidden, b->expert_width, true, false);
	mlp(l, MODEL_SHARED, m->hidden, b->shared_width, true, b->mlp_bias);
}

/* moe_layers_enum: the layers with experts by their numbers, as a list or parted by commas; mlp_layer_types goes before it */
static void
step3_experts(Reader *r, const Model *m)
{
	const ModelKey *key = r->field[MOE_ENUM];
	int64_t		layer = 0;

	if (!given(r, MOE_ENUM) || given(r, MLP_TYPES))
		return;
	for (int64_t i = 0; i < m->layers; i++)
		r->code[i] &= (uint16_t) ~SPARSE;
	if (key->kind != MODEL_STRING)
		plan_list(r, m, MOE_ENUM, SPARSE, true);
	for (int i = 0; i < key->string_length; i++)
	{
		char		c = key->string[i];

		if (c >= '0' && c <= '9')
			layer = layer * 10 + (c - '0');
		if ((c != ',' && c != ' ' && (c < '0' || c > '9')) || layer > MODEL_MAX_LAYERS)
		{
			fail_expected(r, MODEL_WRONG, MOE_ENUM, "numbers of layers, parted by commas");
			return;
		}
		/* those behind the last layer are of multi-token prediction */
		if ((c == ',' || i == key->string_length - 1) && layer < m->layers)
			r->code[layer] |= SPARSE;
		layer = c == ',' ? 0 : layer;
	}
}

/*
 * own: each head has a gate.  layer_types may be longer than the model: words behind its
 * last layer are not looked at.
 */
void
fill_step3(Reader *r, Model *m, Block *b)
{
	int64_t		length;
	const ModelKey *element;

	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->mlp_bias = flag(r, MLP_BIAS, false);
	routed(r, m, b, 0);
	b->shared_width = size_of(r, SHARED_SIZE);
	b->own = !given(r, GATING) || word_is(r, GATING, "per-head") || flag(r, GATING, true);
	sparse_layers(r, m, 3);
	step3_experts(r, m);
	element = list_of(r, LAYER_TYPES, "a list of layer types", &length);
	for (int64_t i = 0; element != NULL && i < m->layers; i++)
		if (i >= length)
			fail_count(r, LAYER_TYPES, m->layers);
		else if (string_is(&element[i], "sliding_attention"))
			r->code[i] |= WINDOWED;
	r->window = window_or(r, 0);
	FOR_KINDS(r, m, l)
		step3_layer(r, b, m, l);
	m->vectors = m->hidden;
	ignore_fields(r, PER_LAYER, SLIDING_HEADS, SHARED);
}
