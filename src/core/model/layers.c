/*
 * layers.c
 *		What each mixer and each MLP has: parameters, products, cache, state.
 */
#include "core/model/layers.h"

const char *const model_mixers[MODEL_MIXERS] = {
	"none", "attention", "MLA", "linear attention", "delta net", "SSM", "convolution", "recurrence"
};

/* the part that a matrix stands in */
static ModelPart
part_of(ModelPart matrix)
{
	if (matrix < MODEL_Q)
		return matrix;
	return matrix < MODEL_GATE ? MODEL_MIXING : matrix < MODEL_SHARED_GATE ? MODEL_DENSE : MODEL_SHARED;
}

void
project(ModelLayer *l, ModelPart matrix, i128 in, i128 out, bool bias)
{
	l->weights[part_of(matrix)] += in * out;
	if (matrix >= MODEL_Q && matrix < MODEL_MATRICES)
		l->matrix[matrix] += in * out;
	if (bias)
		l->vectors += out;
}

void
vectors(ModelLayer *l, i128 n)
{
	l->vectors += n;
}

/* --- attention -------------------------------------------------------------- */

/* cross or sliding makes no difference here: parameters and what one token adds to the cache are the same */
void
attention(ModelLayer *l, i128 in, i128 out, const Attention *a)
{
	i128		q = (i128) l->heads * l->head_dim;
	i128		k = (i128) l->kv_heads * l->head_dim;
	i128		v = (i128) l->kv_heads * l->v_head_dim;
	i128		mixed = (i128) l->heads * l->v_head_dim;

	l->mixer = MODEL_ATTENTION;
	l->decode_width = l->head_dim + l->value_heads * l->v_head_dim;
	project(l, MODEL_Q, in, q, a->qkv_bias);
	if (!a->shared_kv)
	{
		project(l, MODEL_K, in, k, a->qkv_bias);
		project(l, MODEL_V, in, v, a->qkv_bias);
		l->cache += l->kv_heads * (l->head_dim + l->v_head_dim);
	}
	project(l, MODEL_O, mixed, out, a->output_bias);
	if (a->output_gate)
		project(l, a->gate_apart ? MODEL_O_GATE : MODEL_Q, in, mixed, a->gate_bias);
	if (a->sinks)
		vectors(l, l->heads);
}

/*
 * Keys and values are made from one latent, beside which one rotary key is
 * cached.  Decoding uses the latents as they are: their projections have moved
 * into those of queries and output.
 */
void
latent(ModelLayer *l, i128 h, const LatentAttention *a)
{
	i128		q = (i128) l->heads * (a->nope_dim + a->rope_dim);
	i128		wide = (i128) a->kv_rank + a->rope_dim;
	i128		values = (i128) l->heads * l->v_head_dim;

	l->mixer = MODEL_MLA;
	l->head_dim = a->nope_dim + a->rope_dim;
	l->decode_width = 2 * a->kv_rank + a->rope_dim;
	l->cache += a->kv_rank + a->rope_dim;
	if (a->q_rank > 0)
	{
		project(l, MODEL_Q_DOWN, h, a->q_rank, a->qkv_bias);
		l->latent_norms += a->q_rank;
		project(l, MODEL_Q_UP, a->q_rank, q, false);
	}
	else
		project(l, MODEL_Q, h, q, false);
	project(l, MODEL_KV_DOWN, h, wide, a->qkv_bias);
	l->latent_norms += a->kv_rank;
	project(l, MODEL_KV_UP, a->kv_rank, (i128) l->heads * a->nope_dim + values, false);
	project(l, MODEL_O, values, h, a->output_bias);
}

/* --- MLPs ------------------------------------------------------------------- */

/* gate, up and down, or the last two */
void
mlp(ModelLayer *l, ModelPart part, i128 h, i128 width, bool gated, bool bias)
{
	bool		shared = part == MODEL_SHARED;

	if (gated)
		project(l, shared ? MODEL_SHARED_GATE : MODEL_GATE, h, width, bias);
	project(l, shared ? MODEL_SHARED_UP : MODEL_UP, h, width, bias);
	project(l, shared ? MODEL_SHARED_DOWN : MODEL_DOWN, width, h, bias);
}

/*
 * Biases are parameters of an expert and no weights of its products: as wide as the expert behind
 * gate and up, as wide as the stream behind down.
 */
void
experts(ModelLayer *l, int64_t n, int64_t per_token, i128 in, i128 width, bool gated, bool bias)
{
	i128		matrices = gated ? 3 : 2;

	l->experts = n;
	l->experts_per_token = per_token;
	l->expert_weights = matrices * in * width;
	l->expert = l->expert_weights + (bias ? (matrices - 1) * width + in : 0);
	l->experts_gated = gated;
}

void
router(ModelLayer *l, i128 h, i128 n, bool bias)
{
	l->router += h * n;
	if (bias)
		l->vectors += n;
}

/* --- recurrent mixers ------------------------------------------------------- */

/*
 * FLOP to update and read one element of the state, forward.  Mamba: decay and
 * step (2), decay x state, step x input, their sum, output x state, sum over
 * the state; Megatron-LM counts the same 7.  Delta net, from its recurrence
 * S' = a S + b (v - a S k) k, o = S' q: decay 1, S k 2, outer product 2, S' q 2.
 * Linear attention: decay 1, outer product 2, read 2.
 */
#define SCAN_FLOP		7.0
#define DELTA_FLOP		7.0
#define LINEAR_FLOP		5.0

static void
remember(ModelLayer *l, ModelMixer mixer, int64_t elements, double flop)
{
	l->mixer = mixer;
	l->state += elements;
	l->state_flop += flop * (double) elements;
}

void
short_convolution(ModelLayer *l, int64_t channels, int64_t taps, bool bias)
{
	project(l, MODEL_TAPS, channels, taps, false);
	if (bias)
		l->vectors += channels;
	l->taps += channels * taps;
}

void
elementwise(ModelLayer *l, int64_t channels, double flop)
{
	remember(l, MODEL_RECURRENCE, channels, flop);
}

/*
 * The convolution is counted among the vectors: Megatron-LM leaves it out of
 * the products of these two mixers.
 */
void
mamba2(ModelLayer *l, i128 h, const Recurrence *s, bool gated_norm)
{
	i128		inner = s->inner;
	i128		conv = inner + 2 * (i128) s->groups * s->state;	/* channels of x, B and C, which the convolution is over */

	/* gate, x, B, C and the step of each head */
	project(l, MODEL_IN, h, inner + conv + s->heads, s->bias);
	project(l, MODEL_OUT, inner, h, s->bias);
	vectors(l, conv * s->conv + (s->conv_bias ? conv : 0));
	/* step bias, A and D of each head; the norm before the output */
	vectors(l, 3 * (i128) s->heads + (gated_norm ? inner : 0));
	l->taps += (int64_t) conv * s->conv;
	remember(l, MODEL_SSM, s->inner * s->state, SCAN_FLOP);
}

/* in_proj of x and gate; x_proj to step, B and C; dt_proj; out_proj, as the paper's code names them */
void
mamba(ModelLayer *l, i128 h, const Recurrence *s, bool norms)
{
	i128		inner = s->inner;

	project(l, MODEL_IN, h, 2 * inner, s->bias);
	project(l, MODEL_IN_A, inner, s->rank + 2 * (i128) s->state, false);
	project(l, MODEL_IN_B, s->rank, inner, true);
	project(l, MODEL_OUT, inner, h, s->bias);
	vectors(l, inner * s->conv + (s->conv_bias ? inner : 0));
	/* A of each state, D of each channel */
	vectors(l, inner * s->state + inner);
	if (norms)
		vectors(l, s->rank + 2 * (i128) s->state);
	l->taps += s->inner * s->conv;
	remember(l, MODEL_SSM, s->inner * s->state, SCAN_FLOP);
}

/*
 * Queries, keys, values and the output gate; decay and strength of each head
 * of values; a convolution over the first three; a norm over each head.
 */
void
delta_net(ModelLayer *l, i128 h, const Recurrence *s)
{
	i128		keys = (i128) s->key_heads * s->key_dim;
	i128		values = (i128) s->heads * s->value_dim;

	project(l, MODEL_IN_Q, h, keys, false);
	project(l, MODEL_IN_K, h, keys, false);
	project(l, MODEL_IN_V, h, values, false);
	project(l, MODEL_IN_GATE, h, values, false);
	project(l, MODEL_IN_A, h, s->heads, false);
	project(l, MODEL_IN_B, h, s->heads, false);
	project(l, MODEL_OUT, values, h, false);
	short_convolution(l, (int64_t) (2 * keys + values), s->conv, s->conv_bias);
	vectors(l, 2 * (i128) s->heads + s->value_dim);
	delta_state(l, s->heads, s->key_dim, s->value_dim);
}

void
delta_state(ModelLayer *l, int64_t heads, int64_t key_dim, int64_t value_dim)
{
	remember(l, MODEL_DELTA_NET, heads * key_dim * value_dim, DELTA_FLOP);
}

void
linear_attention(ModelLayer *l, int64_t heads, int64_t key_dim, int64_t value_dim)
{
	remember(l, MODEL_LINEAR_ATTENTION, heads * key_dim * value_dim, LINEAR_FLOP);
}
