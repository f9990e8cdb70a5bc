/*
 * hybrid.c
 *		Families with recurrent layers: state spaces, delta nets, linear
 *		attention, short convolutions.
 */
#include "core/model/families.h"

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

/* the kinds of layers as a list of words; how many there are */
static int64_t
hybrid_words(Reader *r)
{
	static const struct
	{
		const char *word;
		char		kind;
	}			words[] = {
		{"mamba", 'M'}, {"linear_attention", 'M'}, {"attention", '*'},
		{"full_attention", '*'}, {"mlp", '-'}, {"moe", 'E'}
	};
	int64_t		length;
	const ModelKey *element = list_of(r, LAYER_TYPES, "a list of layer types", &length);

	if (length == 0)
		fail_expected(r, MODEL_WRONG, LAYER_TYPES, "a list of layer types, one for each layer");
	for (int64_t i = 0; i < length; i++)
	{
		size_t		w = 0;

		while (w < 6 && !string_is(&element[i], words[w].word))
			w++;
		if (!hybrid_layer(&r->code[i], w < 6 ? words[w].kind : '?'))
			fail_expected(r, MODEL_WRONG, LAYER_TYPES, "\"mamba\", \"attention\", \"mlp\" or \"moe\"");
	}
	return length;
}

/* the same as a pattern of letters */
static int64_t
hybrid_letters(Reader *r)
{
	static const char *const expected = "a string of M, *, - and E, one for each of 1 to 10000 layers";
	bool		there = given(r, HYBRID_PATTERN);
	const ModelKey *pattern = r->field[HYBRID_PATTERN];
	int64_t		length = there && pattern->kind == MODEL_STRING ? pattern->string_length : 0;

	if (length == 0 || length > MODEL_MAX_LAYERS)
	{
		fail_expected(r, there ? MODEL_WRONG : MODEL_MISSING, HYBRID_PATTERN, expected);
		return 0;
	}
	for (int64_t i = 0; i < length; i++)
		if (!hybrid_layer(&r->code[i], pattern->string[i]))
			fail_expected(r, MODEL_WRONG, HYBRID_PATTERN, expected);
	return length;
}

/*
 * A layer is one of Mamba-2, attention, MLP or experts, with one norm.  A
 * pattern of letters, or a list of words, says which, and so how many there are:
 * num_hidden_layers may lack, and trunk(), which wants it, is shown a 1 in its place.
 */
static void
hybrid_trunk(Reader *r, Model *m)
{
	static const ModelKey one = {"num_hidden_layers", 17, -1, false, MODEL_INTEGER, 1, 0, NULL, 0};
	bool		counted = given(r, LAYERS);
	bool		words = given(r, LAYER_TYPES);

	if (!counted)
		r->field[LAYERS] = &one;
	trunk(r, m);
	if (!counted)
		r->field[LAYERS] = NULL;
	m->layers = words ? hybrid_words(r) : hybrid_letters(r);
	if (counted && checked(r, LAYERS, 1, MODEL_MAX_LAYERS) != m->layers)
		fail_count(r, words ? LAYER_TYPES : HYBRID_PATTERN, checked(r, LAYERS, 1, MODEL_MAX_LAYERS));
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

/* sizes of Mamba-2 where the class has a number of heads and their width, not channels */
static void
read_mamba2_heads(Reader *r, Block *b)
{
	b->inner_heads = size_or(r, MAMBA_HEADS, 128);
	b->inner = b->inner_heads * size_or(r, MAMBA_HEAD_DIM, 64);
	b->groups = size_or(r, SSM_GROUPS, 8);
	b->state = size_or(r, SSM_STATE, 128);
	b->conv = size_or(r, CONV_KERNEL, 4);
	b->conv_bias = flag(r, USE_CONV_BIAS, true);
	b->inner_bias = flag(r, USE_BIAS, false);
	b->recurrent = mamba2_mixer;
}

/*
 * A layer is one part alone (hybrid_trunk): fields of a part that no layer has are not
 * asked for, and are ignored where the configuration carries them all the same.
 */
void
fill_nemotron_h(Reader *r, Model *m, Block *b)
{
	hybrid_trunk(r, m);
	grouped_attention(r, m);
	b->untied = true;
	b->ungated = true;
	b->layer_norm = m->hidden;	/* of each layer */
	b->final_norm = m->hidden;
	b->mlp_bias = flag(r, MLP_BIAS, false);
	if (planned(r, m, BARE) > planned(r, m, SPARSE))
		b->width = size_of(r, INTERMEDIATE);
	if (planned(r, m, SPARSE) > 0)
	{
		read_experts(r, b);
		b->shared_width = size_of(r, SHARED_SIZE);
		b->latent_width = size_or(r, MOE_LATENT, 0);
	}
	read_mamba2_heads(r, b);
	ignore_fields(r, INTERMEDIATE, EXPERTS, EXPERTS_PER_TOKEN, EXPERT_SIZE, SHARED_SIZE, MOE_LATENT, SHARED,
				  EXPAND, STEP_RANK, MAMBA_BIAS, ATTENTION_BIAS);
}

/* --- delta nets ---------------------------------------------------------------------- */

static void
delta_mixer(const Block *b, const Model *m, ModelLayer *l)
{
	const Recurrence s = {
		.heads = b->inner_heads, .value_dim = b->inner_dim, .key_heads = b->key_heads, .key_dim = b->key_dim,
		.conv = b->conv
	};

	delta_net(l, m->hidden, &s);
}

static void
read_delta(Reader *r, Block *b)
{
	b->inner_heads = size_of(r, LINEAR_VALUE_HEADS);
	b->inner_dim = size_of(r, LINEAR_VALUE_DIM);
	b->key_heads = size_of(r, LINEAR_KEY_HEADS);
	b->key_dim = size_of(r, LINEAR_KEY_DIM);
	b->conv = size_or(r, LINEAR_CONV, 4);
	b->recurrent = delta_mixer;
}

/* all but every n-th layer are recurrent, unless the list says otherwise */
static void
recurrent_but(Reader *r, const Model *m, int64_t interval)
{
	for (int64_t i = 0; i < m->layers; i++)
		if ((i + 1) % interval != 0)
			r->code[i] |= RECURRENT;
	plan_types(r, m, LAYER_TYPES, RECURRENT | WINDOWED, "\"full_attention\" or \"linear_attention\"");
}

/* gated attention with q and k norms, and gated delta nets */
void
fill_qwen3_5(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->qk_norm = 2 * m->head_dim;
	b->output_gate = true;
	b->gate_bias = b->qkv_bias;
	read_delta(r, b);
	recurrent_but(r, m, optional(r, FULL_INTERVAL, 4, 4, 1, INT32_MAX));
	ignore_fields(r, ATTENTION_GATE);
}

/* the same with experts, of which one is shared and gated, in all layers */
void
fill_qwen3_5_moe(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	grouped_attention(r, m);
	attention_bias(r, b, false);
	b->layer_norm = 2 * m->hidden;
	b->final_norm = m->hidden;
	b->qk_norm = 2 * m->head_dim;
	b->output_gate = true;
	b->gate_bias = b->qkv_bias;
	read_delta(r, b);
	recurrent_but(r, m, optional(r, FULL_INTERVAL, 4, 4, 1, INT32_MAX));
	routed(r, m, b, 0);
	b->shared_width = size_of(r, SHARED_SIZE);
	b->shared_gate = true;
	plan_every(r, m, SPARSE, 0, 1);
	ignore_fields(r, ATTENTION_GATE, INTERMEDIATE, DECODER_SPARSE_STEP);
}

/* and with an MLP in layers that decoder_sparse_step or mlp_only_layers name */
void
fill_qwen3_next(Reader *r, Model *m, Block *b)
{
	int64_t		step = optional(r, DECODER_SPARSE_STEP, 1, 1, 1, INT32_MAX);

	fill_qwen3_5_moe(r, m, b);
	b->width = size_or(r, INTERMEDIATE, 0);
	for (int64_t i = 0; i < m->layers; i++)
		if ((i + 1) % step != 0)
			r->code[i] &= (uint16_t) ~SPARSE;
	plan_list(r, m, MLP_ONLY_LAYERS, SPARSE, false);
	if (planned(r, m, SPARSE) < m->layers)
		b->width = size_of(r, INTERMEDIATE);
}

/* where no list is given, five layers again and again */
void
fill_lara_mini(Reader *r, Model *m, Block *b)
{
	static const uint16_t pattern[] = {RECURRENT, WINDOWED, RECURRENT, 0, WINDOWED};

	fill_qwen3_5_moe(r, m, b);
	for (int64_t i = 0; !given(r, LAYER_TYPES) && i < m->layers; i++)
		r->code[i] = (uint16_t) (SPARSE | pattern[i % 5]);
	b->output_gate = b->shared_gate = false;
	r->window = window_or(r, 512);
}

/* q and k norms over all heads */
void
fill_olmo_hybrid(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	b->qk_norm = wide_qk_norm(m);
	read_delta(r, b);
	recurrent_but(r, m, 4);
}

/*
 * Kimi delta attention: a decay of each channel from its own projection, here
 * of low rank, as the output gate is; elsewhere direct.
 */
static void
kda_mixer(const Block *b, const Model *m, ModelLayer *l)
{
	i128		h = m->hidden;
	i128		inner = (i128) b->inner_heads * b->inner_dim;

	project(l, MODEL_Q, h, inner, false);
	project(l, MODEL_K, h, inner, false);
	project(l, MODEL_V, h, inner, false);
	if (b->rank > 0)
	{
		project(l, MODEL_MIXING, h, 2 * (i128) b->rank, false);
		project(l, MODEL_MIXING, b->rank, 2 * inner, false);
	}
	else
	{
		project(l, MODEL_MIXING, h, inner, false);
		project(l, MODEL_O_GATE, h, inner, false);
	}
	project(l, MODEL_MIXING, h, b->inner_heads, false);
	project(l, MODEL_O, inner, h, false);
	short_convolution(l, (int64_t) (3 * inner), b->conv, false);
	vectors(l, inner + b->inner_heads + b->inner_dim);
	delta_state(l, b->inner_heads, b->inner_dim, b->inner_dim);
}

/* layers that a list counts from 1 */
static void
kimi_layers(Reader *r, const Model *m)
{
	int64_t		length;
	const ModelKey *element = list_of(r, LINEAR_FULL_LAYERS, "a list of layer numbers", &length);

	for (int64_t i = 0; i < m->layers; i++)
		if (i == 0 || i % 4 != 0 || element != NULL)
			r->code[i] |= RECURRENT;
	for (int64_t i = 0; element != NULL && i < length; i++)
	{
		int64_t		layer = 0;

		if (integer_of(&element[i], &layer) && layer >= 1 && layer <= m->layers)
			r->code[layer - 1] &= (uint16_t) ~RECURRENT;
		else
			fail_expected(r, MODEL_WRONG, LINEAR_FULL_LAYERS, "a list of layer numbers from 1");
	}
	plan_types(r, m, LAYER_TYPES, RECURRENT, "\"full_attention\" or \"linear_attention\"");
	ignore_fields(r, LINEAR_KDA_LAYERS);
}

void
fill_kimi_linear(Reader *r, Model *m, Block *b)
{
	deepseek(r, m, b, 1, 1);
	b->untied = true;
	kimi_layers(r, m);
	b->inner_heads = size_or(r, LINEAR_HEADS, 32);
	b->inner_dim = size_or(r, LINEAR_DIM, 128);
	b->rank = b->inner_dim;
	b->conv = size_or(r, LINEAR_CONV, 4);
	b->recurrent = kda_mixer;
}

/* a gate for each head of latent attention */
static void
head_gate(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	(void) r;
	(void) b;
	if ((l->code & RECURRENT) == 0)
		project(l, MODEL_O_GATE, m->hidden, m->heads, false);
}

/* latent attention in the last layer of each group, Kimi's delta attention in the others */
void
fill_bailing_hybrid(Reader *r, Model *m, Block *b)
{
	int64_t		group = optional(r, LAYER_GROUP, 6, 6, 1, INT32_MAX);

	deepseek(r, m, b, 2, 1);
	for (int64_t i = 0; i < m->layers; i++)
		if ((i + 1) % group != 0)
			r->code[i] |= RECURRENT;
	plan_types(r, m, LAYER_TYPES, RECURRENT, "\"full_attention\" or \"linear_attention\"");
	b->inner_heads = size_or(r, LINEAR_HEADS, m->heads);
	b->inner_dim = given(r, LINEAR_DIM) ? size_of(r, LINEAR_DIM) : size_of(r, HEAD_DIM);
	b->conv = size_or(r, LINEAR_CONV, 4);
	b->untied = true;
	b->recurrent = kda_mixer;
	b->extra = head_gate;
}

/* --- state spaces ---------------------------------------------------------------------- */

static void
mamba_mixer(const Block *b, const Model *m, ModelLayer *l)
{
	const Recurrence s = {
		.inner = b->inner, .state = b->state, .conv = b->conv, .rank = b->rank,
		.conv_bias = b->conv_bias, .bias = b->inner_bias
	};

	mamba(l, m->hidden, &s, b->own != 0);
}

/* "auto": hidden size / 16, rounded up */
static int64_t
step_rank(Reader *r, const Model *m, Field field)
{
	if (!given(r, field) || word_is(r, field, "auto"))
		return (m->hidden + 15) / 16;
	return size_of(r, field);
}

/* one mixer and one norm in each layer, no MLP */
static void
mamba_stack(Reader *r, Model *m, Block *b)
{
	stem(r, m);
	plan(r, m, RECURRENT | PLAIN);
	b->inner = size_or(r, INTERMEDIATE, (int64_t) (number_or(r, EXPAND, 2) * (double) m->hidden));
	b->state = size_or(r, SSM_STATE, 16);
	b->conv = size_or(r, CONV_KERNEL, 4);
	b->conv_bias = flag(r, USE_CONV_BIAS, true);
	b->inner_bias = flag(r, USE_BIAS, false);
	b->layer_norm = b->final_norm = m->hidden;
	ignore_fields(r, EXPAND, D_INNER, STEP_RANK);
}

void
fill_mamba(Reader *r, Model *m, Block *b)
{
	mamba_stack(r, m, b);
	b->rank = step_rank(r, m, STEP_RANK);
	b->recurrent = mamba_mixer;
}

void
fill_mamba2(Reader *r, Model *m, Block *b)
{
	mamba_stack(r, m, b);
	b->state = size_or(r, SSM_STATE, 128);
	b->inner_heads = size_or(r, HEADS, 128);
	b->groups = size_or(r, SSM_GROUPS, 8);
	b->recurrent = mamba2_mixer;
	ignore_fields(r, HEAD_DIM);
}

/* sizes of Mamba-2 in hybrids */
static void
read_mamba2(Reader *r, const Model *m, Block *b, int64_t state)
{
	b->inner = given(r, MAMBA_INNER) ? size_of(r, MAMBA_INNER) :
		(int64_t) (number_or(r, EXPAND, 2) * (double) m->hidden);
	b->inner_heads = size_or(r, MAMBA_HEADS, 128);
	b->groups = size_or(r, SSM_GROUPS, 1);
	b->state = size_or(r, SSM_STATE, state);
	b->conv = size_or(r, CONV_KERNEL, 4);
	b->conv_bias = flag(r, USE_CONV_BIAS, true);
	b->inner_bias = flag(r, MAMBA_BIAS, false);
	b->recurrent = mamba2_mixer;
	ignore_fields(r, MAMBA_HEAD_DIM, EXPAND);
}

/* Mamba-2 but in the layers that a list names */
void
fill_bamba(Reader *r, Model *m, Block *b)
{
	fill_llama(r, m, b);
	plan_every(r, m, RECURRENT, 0, 1);
	plan_list(r, m, ATTENTION_LAYERS, RECURRENT, false);
	read_mamba2(r, m, b, 256);
}

/* attention and Mamba-2 side by side in every layer */
static void
falcon_h1_extra(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	ModelMixer	mixer = l->mixer;
	const Recurrence s = {
		.inner = b->inner, .heads = b->inner_heads, .groups = b->groups, .state = b->state,
		.conv = b->conv, .conv_bias = b->conv_bias
	};

	mamba2(l, m->hidden, &s, flag(r, MAMBA_NORM, false));
	if (b->inner_bias)
		vectors(l, 2 * (i128) s.inner + 2 * (i128) s.groups * s.state + s.heads);
	if (flag(r, PROJECTORS_BIAS, false))
		vectors(l, m->hidden);
	l->mixer = mixer;
}

void
fill_falcon_h1(Reader *r, Model *m, Block *b)
{
	fill_llama(r, m, b);
	read_mamba2(r, m, b, 256);
	if (r->field[MAMBA_INNER] == NULL)
		(void) size_of(r, MAMBA_INNER);
	b->extra = falcon_h1_extra;
}

/* attention in every attn_layer_period-th layer, experts in every expert_layer_period-th */
void
fill_jamba(Reader *r, Model *m, Block *b)
{
	int64_t		period = optional(r, ATTENTION_PERIOD, 8, 8, 1, INT32_MAX);
	int64_t		offset = count_or(r, ATTENTION_OFFSET, 4);
	int64_t		expert_period = optional(r, EXPERT_PERIOD, 2, 2, 1, INT32_MAX);
	int64_t		expert_offset = count_or(r, EXPERT_OFFSET, 1);

	gated_block(r, m, b);
	b->experts = required(r, EXPERTS, 1, MODEL_MAX_EXPERTS);
	b->experts_per_token = required(r, EXPERTS_PER_TOKEN, 1, b->experts > 1 ? b->experts : INT32_MAX);
	b->expert_width = b->width;
	for (int64_t i = 0; i < m->layers; i++)
		r->code[i] = (uint16_t) ((i % period != offset ? RECURRENT : 0) |
								 (b->experts > 1 && i % expert_period == expert_offset ? SPARSE : 0));
	b->inner = (int64_t) (number_or(r, EXPAND, 2) * (double) m->hidden);
	b->state = size_or(r, SSM_STATE, 16);
	b->conv = size_or(r, CONV_KERNEL, 4);
	b->conv_bias = flag(r, USE_CONV_BIAS, true);
	b->inner_bias = flag(r, MAMBA_BIAS, false);
	b->rank = step_rank(r, m, STEP_RANK);
	b->own = 1;
	b->recurrent = mamba_mixer;
	windows(r, m, 0);
}

/* Mamba-2 or attention, and one MLP for all tokens beside the experts, if there are any */
void
fill_granitemoehybrid(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	attention_bias(r, b, false);
	read_mamba2(r, m, b, 256);
	b->experts = count_or(r, EXPERTS, 8);
	b->expert_width = b->width;
	b->shared_width = b->width = size_or(r, SHARED_SIZE, 1024);
	if (b->experts > 0)
		b->experts_per_token = required(r, EXPERTS_PER_TOKEN, 1, b->experts);
	plan(r, m, RECURRENT | (b->experts > 0 ? SPARSE : 0));
	plan_types(r, m, LAYER_TYPES, RECURRENT, "\"mamba\" or \"attention\"");
	ignore_fields(r, EXPERTS_PER_TOKEN);
}

/* --- Zamba: one block of attention and MLP, used again and again ------------------------- */

/* what the shared block adds to a layer: it sees the embedding beside the stream */
static void
zamba_block(const Block *b, const Model *m, ModelLayer *l, bool bias)
{
	const Attention a = {false, false, false, false, false, false, false};
	i128		h = m->hidden;

	attention(l, b->own2, h, &a);
	mlp(l, MODEL_DENSE, h, b->width, true, bias);
	vectors(l, b->own2 + h);
}

/* low-rank adapters of one use of a shared block, to its MLP and perhaps to its attention */
static void
zamba_adapters(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	i128		rank = size_or(r, ADAPTER_RANK, 128);

	project(l, MODEL_DENSE, 1, rank * (m->hidden + 2 * (i128) b->width), false);
	if (flag(r, ATTENTION_ADAPTER, false))
		project(l, MODEL_MIXING, 1, 3 * 2 * b->own2 * rank, false);
}

/*
 * OWN: layers that also use a shared block.  Its parameters are counted in each use and
 * those of all uses but blocks_kept are taken off again (m->repeated), since products and
 * caches are had at each use.  The adapters of Zamba2 belong to the use, not to the block.
 */
static void
zamba_layers(Reader *r, Model *m, Block *b, int64_t blocks_kept, bool second)
{
	int64_t		uses = planned(r, m, OWN);
	bool		bias = second && flag(r, LINEAR_BIAS, false);
	i128		h = m->hidden;

	FOR_KINDS(r, m, l)
	{
		ModelLayer	before;

		b->recurrent(b, m, l);
		vectors(l, h);
		if ((l->code & OWN) == 0)
			continue;
		before = *l;
		zamba_block(b, m, l, bias);
		if (uses > blocks_kept)
			m->repeated = (uses - blocks_kept) * (model_layer_params(l) - model_layer_params(&before));
		project(l, MODEL_DENSE, h, h, false);
		if (second)
			zamba_adapters(r, b, m, l);
	}
	m->vectors = h;
}

static void
read_zamba(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	m->kv_heads = size_or(r, KV_HEADS, m->heads);
	check_groups(r, m);
	b->own2 = size_or(r, ATTENTION_HIDDEN, 2 * m->hidden);
	m->head_dim = m->v_head_dim = given(r, HEAD_DIM) ? size_of(r, HEAD_DIM) : 2 * m->hidden / m->heads;
	b->inner = (int64_t) (number_or(r, EXPAND, 2) * (double) m->hidden);
	b->state = size_or(r, SSM_STATE, 16);
	b->conv = size_or(r, CONV_KERNEL, 4);
	ignore_fields(r, MAMBA_HEAD_DIM, KV_CHANNELS, QUERY_GROUPS, HYBRID_LAYERS);
}

/* the words of layers_block_type: hybrid layers have the code OWN */
static void
zamba_types(Reader *r, const Model *m)
{
	plan_types(r, m, LAYER_TYPES, RECURRENT, "\"mamba\" or \"hybrid\"");
	for (int64_t i = 0; given(r, LAYER_TYPES) && r->error->problem == MODEL_FINE && i < m->layers; i++)
		r->code[i] = string_is(r->field[LAYER_TYPES] + 1 + i, "hybrid") ? OWN : 0;
}

/* one shared block, used in the third layer and then every attention_layer_period layers */
void
fill_zamba(Reader *r, Model *m, Block *b)
{
	int64_t		period = optional(r, ATTENTION_PERIOD, 6, 6, 1, INT32_MAX);
	int64_t		offset = count_or(r, ATTENTION_OFFSET, 4);

	read_zamba(r, m, b);
	/* untied, the class has no shared block either */
	if (!flag(r, TIE, true))
		fail_expected(r, MODEL_WRONG, TIE, "true");
	b->width = size_of(r, INTERMEDIATE);
	b->conv_bias = flag(r, USE_CONV_BIAS, true);
	b->inner_bias = flag(r, MAMBA_BIAS, false);
	b->rank = step_rank(r, m, STEP_RANK);
	b->recurrent = mamba_mixer;
	for (int64_t i = 2; i < m->layers; i++)
		r->code[i] = i == 2 || (i - 3) % period == offset ? OWN : 0;
	zamba_types(r, m);
	zamba_layers(r, m, b, 1, false);
	ignore_fields(r, MAMBA_HEADS);
}

/* num_mem_blocks shared blocks by turns; fewer uses than blocks keep only those that are used */
void
fill_zamba2(Reader *r, Model *m, Block *b)
{
	int64_t		kept = size_or(r, MEMORY_BLOCKS, 1);

	read_zamba(r, m, b);
	b->width = size_or(r, INTERMEDIATE, 4 * m->hidden);
	b->inner_heads = size_or(r, MAMBA_HEADS, 8);
	b->groups = size_or(r, SSM_GROUPS, 1);
	b->state = size_or(r, SSM_STATE, 64);
	b->conv_bias = true;
	b->inner_bias = flag(r, LINEAR_BIAS, false);
	b->recurrent = mamba2_mixer;
	if (!given(r, LAYER_TYPES))
		fail_expected(r, MODEL_MISSING, LAYER_TYPES, "a list of layer types");
	zamba_types(r, m);
	if (kept > planned(r, m, OWN))
		kept = planned(r, m, OWN);
	zamba_layers(r, m, b, kept, true);
	ignore_fields(r, USE_CONV_BIAS, ADAPTER_RANK, ATTENTION_ADAPTER, LORA_RANK);
}

/* --- others ------------------------------------------------------------------------------ */

/*
 * The gated linear recurrence of Griffin [arXiv:2402.19427], whose gates are
 * products within one block of channels; 5 FLOP a channel: decay x state, the
 * root and its product with the gated input, their sum.
 */
static void
griffin_mixer(const Block *b, const Model *m, ModelLayer *l)
{
	i128		h = m->hidden;
	int64_t		width = b->inner;
	int64_t		block = width / m->heads;

	project(l, MODEL_MIXING, h, 2 * (i128) width, true);
	project(l, MODEL_MIXING, width, h, true);
	short_convolution(l, width, b->conv, true);
	l->taps -= width;			/* the class does not keep the newest input */
	project(l, MODEL_MIXING, m->heads * (i128) block, 2 * (i128) block, false);
	vectors(l, 3 * (i128) width);
	elementwise(l, width, 5);
}

/* intermediate_size is of both halves of the gated MLP; block_types repeats over the layers */
void
fill_recurrent_gemma(Reader *r, Model *m, Block *b)
{
	const ModelKey *element;
	int64_t		length;

	trunk(r, m);
	m->kv_heads = size_or(r, KV_HEADS, m->heads);
	check_groups(r, m);
	m->head_dim = m->v_head_dim = given(r, HEAD_DIM) ? size_of(r, HEAD_DIM) : head_width(r, m);
	b->inner = size_or(r, LRU_WIDTH, m->hidden);
	if (b->inner % m->heads != 0)
		fail_multiple(r, LRU_WIDTH, HEADS, m->heads);
	b->width = size_of(r, INTERMEDIATE) / 2;
	b->mlp_bias = b->output_bias = true;
	b->qkv_bias = flag(r, ATTENTION_BIAS, false);
	b->conv = size_or(r, CONV_KERNEL, 4);
	b->layer_norm = 2 * m->hidden;
	b->final_norm = m->hidden;
	b->recurrent = griffin_mixer;
	r->window = optional(r, ATTENTION_WINDOW, 2048, 0, 0, INT32_MAX);
	element = list_of(r, BLOCK_TYPES, "a list of \"recurrent\" and \"attention\"", &length);
	for (int64_t i = 0; i < m->layers; i++)
		r->code[i] = (element == NULL || length < 1 ? i % 3 == 2 : string_is(&element[i % length], "attention")) ? WINDOWED : RECURRENT;
}

/*
 * RWKV-4 [arXiv:2305.13048].  Its recurrence keeps a numerator, a denominator
 * and a maximum for each channel, and the last inputs of both halves; 14 FLOP a
 * channel: 4 exponents and their arguments, two sums of two products, a quotient.
 */
static void
rwkv_layer(const Block *b, const Model *m, ModelLayer *l)
{
	i128		h = m->hidden;

	project(l, MODEL_MIXING, h, 3 * (i128) b->inner, false);
	project(l, MODEL_MIXING, b->inner, h, false);
	vectors(l, 2 * (i128) b->inner + 3 * h);
	project(l, MODEL_DENSE, h, b->width, false);
	project(l, MODEL_DENSE, h, h, false);
	project(l, MODEL_DENSE, b->width, h, false);
	vectors(l, 2 * h);
	elementwise(l, b->inner, 14);
	l->state = 3 * b->inner;
	l->taps = 2 * m->hidden;
}

void
fill_rwkv(Reader *r, Model *m, Block *b)
{
	stem(r, m);
	plan(r, m, RECURRENT | PLAIN);
	b->inner = size_or(r, ATTENTION_HIDDEN, m->hidden);
	b->width = size_or(r, INTERMEDIATE, 4 * m->hidden);
	b->layer_norm = 4 * m->hidden;
	b->final_norm = 4 * m->hidden;	/* before the first layer, and after the last */
	b->recurrent = rwkv_layer;
}

/*
 * xLSTM of matrix memories [arXiv:2405.04517]: a state of keys x values for each
 * head, decayed, added to and read as linear attention does.
 */
static void
mlstm_mixer(const Block *b, const Model *m, ModelLayer *l)
{
	i128		h = m->hidden;
	i128		keys = b->key_dim;
	i128		values = b->inner;

	project(l, MODEL_MIXING, h, 2 * keys + 2 * values, b->inner_bias);
	project(l, MODEL_MIXING, h, 2 * (i128) b->inner_heads, true);
	project(l, MODEL_MIXING, values, h, b->inner_bias);
	vectors(l, values);
	linear_attention(l, b->inner_heads, b->key_dim / b->inner_heads, b->inner / b->inner_heads);
	l->state += b->inner_heads + b->key_dim;
}

/* the MLP's width is a factor of the hidden size, rounded up to a multiple as the class does it */
void
fill_xlstm(Reader *r, Model *m, Block *b)
{
	int64_t		multiple;
	double		wide;

	stem(r, m);
	plan(r, m, RECURRENT);
	b->inner_heads = required(r, HEADS, 1, MODEL_MAX_SIZE);
	b->key_dim = (int64_t) ((double) m->hidden * number_or(r, QK_FACTOR, 0.5));
	b->inner = (int64_t) ((double) m->hidden * number_or(r, V_FACTOR, 1));
	b->inner_bias = flag(r, USE_BIAS, false);
	b->mlp_bias = b->inner_bias;
	multiple = size_or(r, FFN_MULTIPLE, 64);
	wide = number_or(r, FFN_FACTOR, 2.667) * (double) m->hidden;
	b->width = ((int64_t) wide + multiple - 1) / multiple * multiple;
	b->layer_norm = 2 * m->hidden;
	b->final_norm = flag(r, OUT_NORM, true) ? m->hidden : 0;
	b->recurrent = mlstm_mixer;
	b->short_state = true;		/* computed at 32 bits and kept at 16 */
}

/* linear attention with a norm over all heads and an output gate, in every other layer */
static void
lightning_mixer(const Block *b, const Model *m, ModelLayer *l)
{
	i128		inner = (i128) m->heads * m->head_dim;

	(void) b;
	project(l, MODEL_Q, m->hidden, inner, false);
	project(l, MODEL_K, m->hidden, inner, false);
	project(l, MODEL_V, m->hidden, inner, false);
	project(l, MODEL_MIXING, m->hidden, inner, false);
	project(l, MODEL_O, inner, m->hidden, false);
	vectors(l, inner);
	linear_attention(l, m->heads, m->head_dim, m->head_dim);
}

void
fill_minimax(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	mixture(r, m, b);
	b->expert_width = b->width;
	plan_every(r, m, RECURRENT, 1, 2);
	linear_list(r, m);
	plan_types(r, m, LAYER_TYPES, RECURRENT, "\"full_attention\" or \"linear_attention\"");
	b->recurrent = lightning_mixer;
	b->short_state = true;
	windows(r, m, 0);
}

/* --- short convolutions (LFM) ---------------------------------------------------------------- */

/* two gates around a short convolution */
static void
lfm_mixer(const Block *b, const Model *m, ModelLayer *l)
{
	i128		h = m->hidden;

	l->mixer = MODEL_CONVOLUTION;
	project(l, MODEL_IN, h, 3 * h, b->conv_bias);
	project(l, MODEL_OUT, h, h, b->conv_bias);
	short_convolution(l, m->hidden, b->conv, b->conv_bias);
}

/* full_attn_idxs is the older way to say what layer_types says, and is ignored beside it */
static void
lfm_stack(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	grouped_attention(r, m);
	b->layer_norm = 2 * m->hidden;
	b->final_norm = m->hidden;
	b->qk_norm = 2 * m->head_dim;
	b->conv_bias = flag(r, CONV_BIAS, false);
	b->conv = size_or(r, CONV_KERNEL, 3);
	b->recurrent = lfm_mixer;
	if (given(r, FULL_LAYERS) && !given(r, LAYER_TYPES))
	{
		plan_every(r, m, RECURRENT, 0, 1);
		plan_list(r, m, FULL_LAYERS, RECURRENT, false);
	}
	plan_types(r, m, LAYER_TYPES, RECURRENT | WINDOWED, "\"full_attention\" or \"conv\"");
	ignore_fields(r, FULL_LAYERS);
	if (given(r, TIE_EMBEDDING))
		r->field[TIE] = r->field[TIE_EMBEDDING];
}

/* the width is two thirds of what is written, times a factor, rounded up */
void
fill_lfm2(Reader *r, Model *m, Block *b)
{
	int64_t		multiple = size_or(r, FF_MULTIPLE, 256);

	lfm_stack(r, m, b);
	b->width = given(r, BLOCK_FF) ? size_of(r, BLOCK_FF) : size_of(r, INTERMEDIATE);
	if (flag(r, FF_ADJUST, true))
	{
		b->width = (int64_t) (2 * (double) b->width / 3);
		if (!(r->field[FF_FACTOR] != NULL && r->field[FF_FACTOR]->kind == MODEL_NULL))
		{
			b->width = (int64_t) (number_or(r, FF_FACTOR, 1) * (double) b->width);
			b->width = (b->width + multiple - 1) / multiple * multiple;
		}
	}
	ignore_fields(r, INTERMEDIATE, FF_FACTOR);
}

/* its class has no layers of its own choice, and no older way to say them */
void
fill_lfm2_moe(Reader *r, Model *m, Block *b)
{
	lfm_stack(r, m, b);
	if (!given(r, LAYER_TYPES))
		fail_expected(r, MODEL_MISSING, LAYER_TYPES, "a list of \"full_attention\" and \"conv\"");
	b->width = size_of(r, INTERMEDIATE);
	routed(r, m, b, 0);
	plan_every(r, m, SPARSE, count_or(r, DENSE_LAYERS, 2), 1);
}

/* norms on both sides of mixer and MLP, and a gate for each head */
static void
lfm3_extra(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	(void) b;
	if ((l->code & RECURRENT) == 0 && flag(r, ATTENTION_GATE, true))
		project(l, MODEL_O_GATE, m->hidden, m->heads, false);
}

/* without layer_types: full attention in the third of four layers, a window in the first but of all, else convolutions */
void
fill_lfm3(Reader *r, Model *m, Block *b)
{
	lfm_stack(r, m, b);
	for (int64_t i = 0; !given(r, LAYER_TYPES) && i < m->layers; i++)
		r->code[i] = i % 4 == 2 ? 0 : i % 4 == 0 && i > 0 ? WINDOWED : RECURRENT;
	b->conv = size_or(r, CONV_KERNEL, 7);
	b->width = size_of(r, INTERMEDIATE);
	attention_bias(r, b, false);
	if (flag(r, SANDWICH_NORM, true))
		b->layer_norm *= 2;
	b->extra = lfm3_extra;
	r->window = window_or(r, 256);
	ignore_fields(r, ATTENTION_GATE);
}

/* --- stacks that are run again and again ------------------------------------------------------- */

/*
 * Two stacks of layers, of which num_hidden_layers count each run of a layer;
 * its parameters stand once.  Norms have none; attention has an output gate.
 */
void
fill_hrm_text(Reader *r, Model *m, Block *b)
{
	int64_t		stack;
	int64_t		runs = size_or(r, HIGH_CYCLES, 2) * (count_or(r, LOW_CYCLES, 3) + 1);

	trunk(r, m);
	m->kv_heads = m->heads;
	m->head_dim = m->v_head_dim = size_of(r, HEAD_DIM);
	b->width = size_of(r, INTERMEDIATE);
	attention_bias(r, b, false);
	b->mlp_bias = flag(r, MLP_BIAS, false);
	b->output_gate = true;
	b->final_norm = m->hidden;	/* where the lower stack begins */
	stack = size_of(r, LAYERS_PER_STACK);
	if ((i128) stack * runs != m->layers)
		fail_expected(r, MODEL_WRONG, LAYERS_PER_STACK, "num_hidden_layers / (H_cycles x (L_cycles + 1))");
	blocks(r, m, b);
	if (m->kinds == 1)
		m->repeated = (m->layers - 2 * stack) * model_layer_params(&m->kind[0]);
}
