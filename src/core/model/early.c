/*
 * early.c
 *		Families before Llama, those of other layouts, encoders that are used as
 *		decoders, and the decoders of models that have an encoder too.
 */
#include "core/model/families.h"

/*
 * Learned position embeddings: rows of a table, of which a token reads one, so they are
 * parameters and no product.  more: rows that the class has beyond what the field says.
 */
static void
positions(Reader *r, Model *m, Field field, int64_t more)
{
	m->lookups += (size_of(r, field) + more) * (i128) m->embedding_width;
}

/*
 * A decoder that attends to an encoder has weights for it in every layer, of sizes that the
 * encoder's own configuration gives.
 */
static void
no_cross_attention(Reader *r)
{
	if (flag(r, ADD_CROSS_ATTENTION, false))
		fail_expected(r, MODEL_WRONG, ADD_CROSS_ATTENTION, "false: encoders are not counted");
}

/* --- GPT and its like ---------------------------------------------------------------- */

/* Norms stand behind attention and MLP, so none is left for behind the last layer. */
void
fill_openai_gpt(Reader *r, Model *m, Block *b)
{
	biased_block(r, m, b);
	positions(r, m, POSITIONS, 0);
	b->width = 4 * m->hidden;
	b->final_norm = 0;
}

/*
 * Queries, keys and values without bias; every second layer sees a window, unless a list says
 * which do.
 */
void
fill_gpt_neo(Reader *r, Model *m, Block *b)
{
	biased_block(r, m, b);
	positions(r, m, POSITIONS, 0);
	b->qkv_bias = false;
	plan_every(r, m, WINDOWED, 1, 2);
	r->window = optional(r, WINDOW_SIZE, 256, 0, 0, INT32_MAX);
	/* lists in lists, which attention_layers spells out */
	if (given(r, ATTENTION_TYPES) && !given(r, ATTENTION_LAYER_TYPES))
		fail_expected(r, MODEL_MISSING, ATTENTION_LAYER_TYPES, "a list of \"global\" and \"local\", as attention_types means it");
	plan_types(r, m, ATTENTION_LAYER_TYPES, WINDOWED, "\"global\" or \"local\"");
}

/* the last layer alone has a bias behind its attention */
void
fill_gpt_neox_japanese(Reader *r, Model *m, Block *b)
{
	biased_block(r, m, b);
	b->qkv_bias = b->output_bias = b->mlp_bias = false;
	b->width = size_of(r, INTERMEDIATE_MULTIPLE) * m->hidden;
	b->final_norm += m->hidden;
}

/* Multi-query attention by a flag: one key and value head for all, else one for each. */
void
fill_gpt_bigcode(Reader *r, Model *m, Block *b)
{
	biased_block(r, m, b);
	positions(r, m, POSITIONS, 0);
	if (flag_or(r, MULTI_QUERY, true, false))
		m->kv_heads = 1;
	no_cross_attention(r);
	ignore_fields(r, KV_HEADS);
}

/* The head has a bias though it shares the embedding's weights. */
void
fill_ctrl(Reader *r, Model *m, Block *b)
{
	biased_block(r, m, b);
	b->width = size_of(r, INTERMEDIATE);
	m->head_bias = m->vocab;
}

/* learned positions with two rows more than max_position_embeddings */
void
fill_biogpt(Reader *r, Model *m, Block *b)
{
	biased_block(r, m, b);
	b->width = size_of(r, INTERMEDIATE);
	positions(r, m, POSITIONS, 2);
	no_cross_attention(r);
}

/* Positions are sines, which are computed and no parameters. */
void
fill_xglm(Reader *r, Model *m, Block *b)
{
	biased_block(r, m, b);
	b->width = size_of(r, INTERMEDIATE);
	no_cross_attention(r);
}

/* prompts have embeddings of their own; the position bias is a table of buckets */
void
fill_cpmant(Reader *r, Model *m, Block *b)
{
	int64_t		segments;

	stem(r, m);
	m->heads = m->kv_heads = required(r, HEADS, 1, MODEL_MAX_SIZE);
	m->head_dim = m->v_head_dim = size_of(r, HEAD_DIM);
	b->width = size_of(r, INTERMEDIATE);
	b->layer_norm = 2 * m->hidden;
	b->final_norm = m->hidden;
	b->untied = true;
	segments = size_of(r, SEGMENT_TYPES);
	m->lookups = (size_of(r, PROMPT_TYPES) * size_of(r, PROMPT_LENGTH) + segments) * (i128) m->hidden +
		(size_of(r, BUCKETS) + (i128) segments * segments) * m->heads;
}

/* biases nowhere; the MLP of the class is four times as wide whatever expansion_ratio says */
void
fill_mpt(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	m->kv_heads = size_or(r, ATTN_KV_HEADS, m->heads);
	check_groups(r, m);
	m->head_dim = m->v_head_dim = head_width(r, m);
	if (m->kv_heads != m->heads)
		fail_expected(r, MODEL_WRONG, ATTN_KV_HEADS, "as many as heads: the class has no groups");
	b->width = 4 * m->hidden;
	b->ungated = true;
	b->layer_norm = 2 * m->hidden;
	b->final_norm = m->hidden;
	if (flag(r, ATTN_QK_NORM, false))
		fail_expected(r, MODEL_WRONG, ATTN_QK_NORM, "false");
	if (given(r, ATTN_KIND) && !word_is(r, ATTN_KIND, "multihead_attention"))
		fail_expected(r, MODEL_WRONG, ATTN_KIND, "\"multihead_attention\"");
	ignore_fields(r, NO_BIAS, EXPANSION);
}

/* sizes of attention and experts stand in objects of their own, attn_config and ffn_config */
void
fill_dbrx(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	m->kv_heads = size_of(r, ATTN_KV_HEADS);
	check_groups(r, m);
	m->head_dim = m->v_head_dim = head_width(r, m);
	b->experts = required(r, FFN_EXPERTS, 1, MODEL_MAX_EXPERTS);
	b->experts_per_token = required(r, FFN_TOP_K, 1, b->experts);
	b->expert_width = size_of(r, FFN_SIZE);
	b->layer_norm = 2 * m->hidden;
	b->final_norm = m->hidden;
	plan_every(r, m, SPARSE, 0, 1);
	ignore_fields(r, KV_HEADS, FFN_HIDDEN);
}

/* the attention of Transformer-XL: a projection of positions, three biases, segments */
static void
xlnet_extra(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	i128		inner = (i128) m->heads * m->head_dim;

	(void) r;
	(void) b;
	project(l, MODEL_MIXING, m->hidden, inner, false);
	vectors(l, 5 * inner);
}

/* The mask has an embedding of its own; the head shares the table of the others and has a bias. */
void
fill_xlnet(Reader *r, Model *m, Block *b)
{
	biased_block(r, m, b);
	b->qkv_bias = b->output_bias = false;
	b->width = size_of(r, D_INNER);
	b->final_norm = m->hidden;	/* the embedding of a mask */
	b->extra = xlnet_extra;
	m->head_bias = m->vocab;
	ignore_fields(r, HEAD_DIM);
}

/*
 * Rows for positions and languages are looked up, not multiplied with.  The head has a
 * bias; the adaptive softmax has another shape and is refused.
 */
void
fill_xlm(Reader *r, Model *m, Block *b)
{
	int64_t		languages;

	biased_block(r, m, b);
	b->width = 4 * m->hidden;
	positions(r, m, POSITIONS, 0);
	m->embedding_norm = 2 * m->hidden;
	languages = size_or(r, LANGUAGES, 1);
	if (languages > 1 && flag(r, LANGUAGE_EMBEDDING, true))
		m->lookups += languages * (i128) m->hidden;
	b->final_norm = 0;
	m->head_bias = m->vocab;
	if (flag(r, ADAPTIVE_SOFTMAX, false))
		fail_expected(r, MODEL_WRONG, ADAPTIVE_SOFTMAX, "false");
	ignore_fields(r, LANGUAGE_EMBEDDING);
}

/* --- encoders with a masked head, used as decoders --------------------------------------- */

/*
 * BERT: embeddings of tokens, positions and token types with a norm; a head with
 * a dense layer and a norm before it.
 */
static void
encoder(Reader *r, Model *m, Block *b, int64_t more_positions, bool embedding_norm, int64_t token_types)
{
	biased_block(r, m, b);
	b->width = size_of(r, INTERMEDIATE);
	b->final_norm = 0;
	b->masked = true;
	m->embedding_width = size_or(r, EMBEDDING_SIZE, m->hidden);
	positions(r, m, POSITIONS, more_positions);
	m->lookups += count_or(r, TOKEN_TYPES, token_types) * (i128) m->embedding_width;
	m->embedding_norm = embedding_norm ? 2 * m->embedding_width : 0;
	m->weights = (i128) m->hidden * m->embedding_width;
	m->vectors = 3 * m->embedding_width;
	if (m->embedding_width != m->hidden)
	{
		m->weights *= 2;
		m->vectors += m->hidden;
	}
	m->head_bias = m->vocab;
	no_cross_attention(r);
	/* relative ones have a table in each layer */
	if (given(r, POSITION_KIND) && !word_is(r, POSITION_KIND, "absolute"))
		fail_expected(r, MODEL_WRONG, POSITION_KIND, "\"absolute\"");
	/* untied, the head has its bias twice */
	if (r->family->tied && !flag_or(r, TIE, true, true))
		fail_expected(r, MODEL_WRONG, TIE, "true");
}

/* the embedding may be narrower than the layers, and is so where nothing is said */
void
fill_electra(Reader *r, Model *m, Block *b)
{
	(void) size_of(r, EMBEDDING_SIZE);
	encoder(r, m, b, 0, true, 2);
}

/* Token types are two where nothing is said: a sentence and the one behind it. */
void
fill_bert(Reader *r, Model *m, Block *b)
{
	encoder(r, m, b, 0, true, 2);
}

void
fill_roformer(Reader *r, Model *m, Block *b)
{
	encoder(r, m, b, 0, true, 2);
	/* rotations instead of learned positions, one table for all heads */
	m->lookups += size_of(r, POSITIONS) * (i128) (m->head_dim - m->embedding_width);
}

void
fill_big_bird(Reader *r, Model *m, Block *b)
{
	encoder(r, m, b, 0, true, 2);
	b->qkv_bias = flag(r, USE_BIAS, true);
	m->vectors += (i128) m->hidden * m->hidden + m->hidden;	/* a pooler that no token goes through */
}

/* no token types, and nothing between the stream and the head */
void
fill_bert_generation(Reader *r, Model *m, Block *b)
{
	encoder(r, m, b, 0, true, 2);
	m->lookups = size_of(r, POSITIONS) * (i128) m->hidden;
	m->weights = m->vectors = 0;
}

/* norms before attention and MLP, so that one stands behind the last layer */
static void
norms_first(Reader *r, Model *m, Block *b, int64_t token_types)
{
	encoder(r, m, b, 0, false, token_types);
	b->final_norm = 2 * m->hidden;
}

/* As BERT, with norms in another place: the same number of them, and one more at the end. */
void
fill_megatron_bert(Reader *r, Model *m, Block *b)
{
	norms_first(r, m, b, 2);
}

void
fill_xlm_roberta_xl(Reader *r, Model *m, Block *b)
{
	norms_first(r, m, b, 1);
}

/* an embedding of the task at hand, where it is used */
void
fill_ernie(Reader *r, Model *m, Block *b)
{
	encoder(r, m, b, 0, true, 2);
	if (flag(r, USE_TASK, false))
		m->lookups += count_or(r, TASK_TYPES, 3) * (i128) m->embedding_width;
	ignore_fields(r, TASK_TYPES);
}

/* A norm behind the last layer as well as behind the embedding. */
void
fill_roberta_prelayernorm(Reader *r, Model *m, Block *b)
{
	encoder(r, m, b, 0, true, 2);
	b->final_norm = 2 * m->hidden;
}

/* adapters, one for each language */
static void
xmod_extra(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	i128		width = m->hidden / b->own2;

	(void) r;
	project(l, MODEL_DENSE, m->hidden, width, true);
	project(l, MODEL_DENSE, width, m->hidden, true);
	vectors(l, (b->own - 1) * (2 * m->hidden * width + width + m->hidden));
	if (b->inner_bias)
		vectors(l, 2 * (i128) m->hidden);
}

/* own: languages, each with an adapter in every layer; own2: by how much an adapter is narrower */
void
fill_xmod(Reader *r, Model *m, Block *b)
{
	int64_t		languages;

	encoder(r, m, b, 0, true, 2);
	(void) list_of(r, LANGUAGE_LIST, "a list of languages", &languages);
	b->own = languages > 0 ? languages : 1;
	b->own2 = size_or(r, ADAPTER_REDUCTION, 2);
	b->inner_bias = flag(r, ADAPTER_NORM, false);
	if (flag(r, PRE_NORM, false))
		b->final_norm = 2 * m->hidden;
	b->extra = xmod_extra;
}

/* the head is wider than the embedding, and never the same */
void
fill_rembert(Reader *r, Model *m, Block *b)
{
	int64_t		in,
				out;

	encoder(r, m, b, 0, true, 2);
	in = size_of(r, INPUT_EMBEDDING);
	out = size_or(r, OUTPUT_EMBEDDING, 1664);
	m->embedding_width = in;
	m->lookups = (size_of(r, POSITIONS) + (i128) count_or(r, TOKEN_TYPES, 2)) * in;
	m->embedding_norm = 2 * in;
	m->weights = (i128) in * m->hidden + (i128) m->hidden * out + (i128) m->vocab * (out - in);
	m->vectors = m->hidden + 3 * (i128) out;
	b->untied = true;
}

/* shapes and sounds of characters beside them */
void
fill_roc_bert(Reader *r, Model *m, Block *b)
{
	i128		wide;

	encoder(r, m, b, 0, true, 2);
	if (!flag(r, PRONUNCIATION, true))
		fail_expected(r, MODEL_WRONG, PRONUNCIATION, "true");
	if (!flag(r, SHAPE, true))
		fail_expected(r, MODEL_WRONG, SHAPE, "true");
	wide = m->hidden + size_of(r, PRONUNCIATION_WIDTH) + (i128) size_of(r, SHAPE_WIDTH);
	m->lookups += (i128) size_of(r, PRONUNCIATION_VOCAB) * size_of(r, PRONUNCIATION_WIDTH) +
		(i128) size_of(r, SHAPE_VOCAB) * size_of(r, SHAPE_WIDTH);
	if (flag(r, CONCATENATE, true))
	{
		m->weights += wide * m->hidden;
		m->vectors += m->hidden;
	}
}

/* captions: BERT's layers, and a head of its own */
void
fill_git(Reader *r, Model *m, Block *b)
{
	encoder(r, m, b, 0, true, 2);
	m->lookups = size_of(r, POSITIONS) * (i128) m->hidden;
	m->weights = m->vectors = 0;
	b->masked = false;
}

/* --- decoders of models with an encoder ---------------------------------------------------- */

/* attention to the encoder, which a language model alone does not run */
static void
cross_attention(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	i128		h = m->hidden;

	(void) r;
	vectors(l, 4 * h * h + 2 * h);
	if (b->qkv_bias)
		vectors(l, (b->inner_bias ? 3 : 4) * h);
	/* keys without bias (Whisper), here and in the attention to itself */
	if (b->inner_bias)
		vectors(l, -h);
}

/*
 * The decoder of an encoder-decoder alone, as its class for text generation is: the
 * encoder's fields are there and not read, the layers keep their cross attention.
 */
static void
half(Reader *r, Model *m, Block *b, Field position_field, int64_t more_positions)
{
	m->vocab = size_of(r, VOCAB);
	m->hidden = m->embedding_width = size_of(r, HIDDEN);
	m->layers = required(r, DECODER_LAYERS, 1, MODEL_MAX_LAYERS);
	m->heads = required(r, DECODER_HEADS, 1, MODEL_MAX_SIZE);
	plan(r, m, 0);
	full_attention(r, m);
	b->width = size_of(r, DECODER_FFN);
	b->ungated = true;
	b->qkv_bias = b->output_bias = b->mlp_bias = true;
	b->layer_norm = 4 * m->hidden;
	b->extra = cross_attention;
	b->half = true;
	/* inside another model its encoder runs too, which AutoModelForCausalLM leaves out */
	if (r->text_config)
		fail_expected(r, MODEL_WRONG, MODEL_TYPE, "a decoder without an encoder inside text_config");
	positions(r, m, position_field, more_positions);
	ignore_fields(r, LAYERS, HEADS, INTERMEDIATE, ENCODER_LAYERS, ENCODER_HEADS, ENCODER_FFN);
}

/* a norm behind the embedding */
void
fill_bart(Reader *r, Model *m, Block *b)
{
	half(r, m, b, POSITIONS, 2);
	m->embedding_norm = 2 * m->hidden;
}

/* and one behind the last layer */
void
fill_mbart(Reader *r, Model *m, Block *b)
{
	fill_bart(r, m, b);
	b->final_norm = 2 * m->hidden;
}

/* Large ones have their norms first and one at the end; the small ones have theirs behind. */
void
fill_blenderbot(Reader *r, Model *m, Block *b)
{
	half(r, m, b, POSITIONS, 0);
	b->final_norm = 2 * m->hidden;
}

void
fill_blenderbot_small(Reader *r, Model *m, Block *b)
{
	half(r, m, b, POSITIONS, 0);
	m->embedding_norm = 2 * m->hidden;
}

/* A head of its own, and projections whose bias a flag gives. */
void
fill_bigbird_pegasus(Reader *r, Model *m, Block *b)
{
	fill_blenderbot_small(r, m, b);
	b->qkv_bias = b->output_bias = flag(r, USE_BIAS, false);
	b->untied = true;
}

/* Two vocabularies are possible in the configuration, and one in the class that generates. */
void
fill_marian(Reader *r, Model *m, Block *b)
{
	half(r, m, b, POSITIONS, 0);
	if (given(r, DECODER_VOCAB) && size_of(r, DECODER_VOCAB) != m->vocab)
		fail_expected(r, MODEL_WRONG, DECODER_VOCAB, "vocab_size");
}

/* Prompts would be layers of their own beside each layer. */
void
fill_mvp(Reader *r, Model *m, Block *b)
{
	fill_bart(r, m, b);
	if (flag(r, USE_PROMPT, false))
		fail_expected(r, MODEL_WRONG, USE_PROMPT, "false: prompts are not counted");
	ignore_fields(r, PROMPT_LENGTH, PROMPT_DIM);
}

/* Positions that are not learned are sines; the norm behind the embedding has a flag. */
void
fill_trocr(Reader *r, Model *m, Block *b)
{
	half(r, m, b, POSITIONS, 2);
	if (!flag(r, LEARNED_POSITIONS, true))
		m->lookups = 0;
	if (flag(r, EMBEDDING_NORM, true))
		m->embedding_norm = 2 * m->hidden;
}

/* Keys have no bias, here and in the attention to the encoder. */
void
fill_whisper(Reader *r, Model *m, Block *b)
{
	half(r, m, b, TARGET_POSITIONS, 0);
	b->inner_bias = true;
	b->final_norm = 2 * m->hidden;
	ignore_fields(r, LAYERS);
}

/* predicts several tokens at once: embeddings of their offsets, a bias of relative positions */
static void
prophetnet_extra(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	cross_attention(r, b, m, l);
	project(l, MODEL_MIXING, m->hidden, b->own * m->heads, true);
}

/*
 * ngram streams share all weights but the embeddings of their offsets; relative positions are a
 * product of the stream with a table of buckets, for each head.
 */
void
fill_prophetnet(Reader *r, Model *m, Block *b)
{
	half(r, m, b, POSITIONS, 0);
	m->lookups += size_or(r, NGRAM, 2) * (i128) m->hidden;
	m->embedding_norm = 2 * m->hidden;
	b->own = size_of(r, RELATIVE_BUCKETS);
	b->extra = prophetnet_extra;
	if (!flag(r, ADD_CROSS_ATTENTION, true))
		fail_expected(r, MODEL_WRONG, ADD_CROSS_ATTENTION, "true");
	if (!flag_or(r, TIE, true, true))
		fail_expected(r, MODEL_WRONG, TIE, "true");
}

/* --- text decoders of models that see --------------------------------------------------------- */

/* the layers that the list names attend to an image, and to nothing else */
static void
mllama_layer(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	(void) r;
	(void) b;
	if ((l->code & OWN) == 0)
		return;
	l->mixer = MODEL_NO_MIXER;
	l->cache = 0;
	vectors(l, l->weights[MODEL_MIXING] + 2 * (i128) m->head_dim + 2);
	l->weights[MODEL_MIXING] = 0;
}

/*
 * Layers that attend to the image stand among the others: at 3, 8, 13 and so on to 38 where nothing
 * is said.  Without an image they are passed over: their weights count, no token goes through.
 */
void
fill_mllama(Reader *r, Model *m, Block *b)
{
	gated_block(r, m, b);
	if (!given(r, CROSS_LAYERS))
		for (int64_t i = 3; i < m->layers && i < 40; i += 5)
			r->code[i] |= OWN;
	plan_list(r, m, CROSS_LAYERS, OWN, true);
	m->lookups = 8 * (i128) m->hidden;	/* special tokens that the head does not write */
	b->extra = mllama_layer;
}

/* the input has one token more than the output */
void
fill_moshi(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	grouped_attention(r, m);
	b->width = size_of(r, INTERMEDIATE) / 2;
	b->layer_norm = 2 * m->hidden;
	b->final_norm = m->hidden;
	m->lookups = m->hidden;
	b->untied = true;
	windows(r, m, window_or(r, 3000));
}

/* the first layer has no norm before its attention */
static void
modernbert_extra(Reader *r, const Block *b, const Model *m, ModelLayer *l)
{
	(void) r;
	if ((l->code & OWN) != 0)
		vectors(l, -(i128) (b->layer_norm / 2));
	(void) m;
}

/* the head is a dense layer and a norm before the embedding's transpose; OWN: no norm before the first layer */
void
fill_modernbert_decoder(Reader *r, Model *m, Block *b)
{
	int64_t		norm,
				full;

	trunk(r, m);
	full_attention(r, m);
	norm = flag(r, NORM_BIAS, false) ? 2 * m->hidden : m->hidden;
	b->width = size_of(r, INTERMEDIATE);
	attention_bias(r, b, false);
	b->mlp_bias = flag(r, MLP_BIAS, false);
	b->layer_norm = 2 * norm;
	b->final_norm = norm;
	m->embedding_norm = norm;
	m->weights = (i128) m->hidden * m->hidden;
	m->vectors = norm + (flag(r, CLASSIFIER_BIAS, false) ? m->hidden : 0);
	m->head_bias = flag(r, DECODER_BIAS, true) ? m->vocab : 0;
	full = optional(r, GLOBAL_EVERY, 3, 3, 1, INT32_MAX);
	for (int64_t i = 0; i < m->layers; i++)
		r->code[i] = i % full != 0 ? WINDOWED : 0;
	r->window = optional(r, LOCAL_ATTENTION, 128, 0, 0, INT32_MAX);
	plan_types(r, m, LAYER_TYPES, WINDOWED, "\"full_attention\" or \"sliding_attention\"");
	r->code[0] |= OWN;
	b->extra = modernbert_extra;
}
