/*
 * flop.c
 *		FLOP of training, of reading a prompt and of writing a token.  Sources
 *		are numbered in model.h.
 */
#include "core/model.h"

#include <math.h>
#include <string.h>

#include "core/names.h"

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

/* by name, in any case */
bool
model_convention(const char *name, int length, ModelConvention *convention)
{
	for (int i = 0; i < MODEL_CONVENTIONS; i++)
		if (name_equal(name, (size_t) length, model_conventions[i].name, strlen(model_conventions[i].name)))
		{
			*convention = (ModelConvention) i;
			return true;
		}
	return false;
}

/*
 * FLOP of query x key and weight x value, per token, layer and key: forward.  A multiply and an add
 * are 2.  value_heads is 2 in differential attention, where a weight meets the values of both heads.
 */
static double
core_flop(const ModelLayer *l)
{
	return 2.0 * (double) l->heads * (double) (l->head_dim + l->value_heads * l->v_head_dim);
}

static bool
has_core(const ModelLayer *l)
{
	return l->mixer == MODEL_ATTENTION || l->mixer == MODEL_MLA;
}

/* --- keys that are seen, summed over tokens ------------------------------------------ */

/* first + (first + 1) + ..., n of them */
static double
run_sum(double first, double n)
{
	return n * first + n * (n - 1) / 2;
}

/* sum of floor(i / size) over the whole numbers i below n */
static double
floors_below(double size, double n)
{
	double		q = floor(n / size);

	return size * q * (q - 1) / 2 + q * (n - q * size);
}

/* the same over first, first + 1, ..., n of them */
static double
floors_sum(double size, double first, double n)
{
	return floors_below(size, first + n) - floors_below(size, first);
}

/* sum of the remainders of first, first + 1, ..., n of them, divided by size */
static double
remainders_sum(double size, double first, double n)
{
	return run_sum(first, n) - size * floors_sum(size, first, n);
}

/* how many of first, first + 1, ..., n of them, are below the limit */
static double
below(double limit, double first, double n)
{
	return fmin(fmax(limit - first, 0), n);
}

/*
 * Keys that a token sees of c that are cached, summed over c = first, first + 1, ..., n of
 * them: all, those of its chunk, or as many as its window holds or an indexer picks.  Of these
 * it is one itself, which is computed with (counted) and not read from the cache.  Blocks of
 * keys that are picked together are whole but for the token's own one, which is always picked.
 */
static double
seen_sum(const ModelLayer *l, double first, double n, bool counted)
{
	bool		windowed = l->window > 0 || l->stride > 0;
	double		limit = (double) (windowed ? l->window : l->chosen);
	double		block = windowed ? 1 : fmax((double) l->chosen_block, 1);
	double		inside;
	double		rest;

	if (limit == 0)
		return run_sum(first, n);
	if (l->chunked)
		return remainders_sum(limit, first, n);
	if (block == 1 && !counted)
		limit -= 1;
	inside = below(limit, first, n);
	rest = n - inside;
	if (block == 1)
		return run_sum(first, inside) + rest * limit;
	return run_sum(first, inside) + rest * (limit - block) + remainders_sum(block, first + inside, rest);
}

/*
 * Keys that a token of a sequence of s attends to in a layer: on average under
 * a causal mask (half of s; w - w (w - 1) / (2 s) inside a window w < s [5]),
 * or as a kernel without a mask computes them (s, min(w, s) [7]).  Chunks are
 * sequences of their own, as [4] counts packed ones: the squares of their
 * lengths over the length.  Where an indexer picks keys, they are a window, and
 * where it picks blocks, its own one is not whole.
 */
static double
keys_per_token(const ModelLayer *l, double s, bool causal)
{
	double		w = (double) (l->window > 0 || l->stride > 0 ? l->window : l->chosen);
	double		all = causal ? s / 2 : s;

	if (w == 0 || w >= s)
		return all;
	if (causal && l->chosen_block > 1)
		return seen_sum(l, 0, s, true) / s + 1;
	if (l->chunked)
	{
		double		rest = fmod(s, w);
		double		keys = (floor(s / w) * w * w + rest * rest) / s;

		return causal ? keys / 2 : keys;
	}
	return causal ? w - w * (w - 1) / (2 * s) : w;
}

/*
 * Keys that stand for several tokens each, beyond the window, on average: all of them, or as
 * many as an indexer picks, of which there are fewer in the first part of the sequence.
 */
static double
compressed_keys(const ModelLayer *l, double s, bool causal)
{
	double		all = l->stride > 0 ? s / (double) l->stride : 0;
	double		chosen = (double) l->chosen;

	if (l->chosen == 0 || all <= chosen)
		return causal ? all / 2 : all;
	return causal ? chosen - chosen * chosen / (2 * all) : chosen;
}

/* FLOP of attention and indexer in one layer on one token of a sequence of s, forward */
static double
layer_attention_flop(const ModelLayer *l, double s, bool causal)
{
	double		indexed = (causal ? s / 2 : s) / (l->stride > 0 ? (double) l->stride : 1);

	return (has_core(l) ? core_flop(l) * (keys_per_token(l, s, causal) + compressed_keys(l, s, causal)) : 0) +
		2.0 * (double) l->index_width * indexed;
}

/* FLOP of the attention of all layers on one token, forward */
static double
attention_flop(const Model *m, double s, bool causal)
{
	double		n = 0;

	for (int k = 0; k < m->kinds; k++)
		n += (double) m->kind[k].count * layer_attention_flop(&m->kind[k], s, causal);
	return n;
}

/* FLOP to update and read the states of recurrent layers on one token, forward */
static double
state_flop(const Model *m)
{
	double		n = 0;

	for (int k = 0; k < m->kinds; k++)
		n += (double) m->kind[k].count * m->kind[k].state_flop;
	return n;
}

/*
 * Weights of the matrix products that one token goes through, as [4] counts
 * them: no router, no norm (but those of the latents in MLA), no bias, no
 * embedding; the head is counted, tied or not.
 */
static double
matrix_weights(const Model *m)
{
	double		n = (double) m->head + (double) m->weights;

	for (int k = 0; k < m->kinds; k++)
	{
		const ModelLayer *l = &m->kind[k];
		double		one = (double) l->latent_norms + (double) l->experts_per_token * (double) l->expert_weights;

		for (int p = 0; p < MODEL_PARTS; p++)
			one += (double) l->weights[p];
		n += (double) l->count * one;
	}
	return n;
}

/* the T-term of PaLM, 6 L H (Qk + Qv) T, over layers that differ; windows are not seen */
static double
palm_attention(const Model *m, double seq_len)
{
	double		n = 0;

	for (int k = 0; k < m->kinds; k++)
		if (has_core(&m->kind[k]))
			n += (double) m->kind[k].count * 3 * core_flop(&m->kind[k]) * seq_len;
	return n;
}

/* weights that the convention gives 6 FLOP each */
static double
convention_weights(const Model *m, const ModelCount *count, ModelConvention convention)
{
	double		n = (double) count->active_params;

	if (convention == MODEL_MEGATRON || convention == MODEL_MEGATRON_NONCAUSAL)
		return matrix_weights(m);
	return convention == MODEL_TORCHTITAN && !m->tied ? n - (double) count->token_embedding : n;
}

/*
 * Forward 1 and backward 2 shares of everything: 6 FLOP a weight, 3 times the core.  The
 * recurrences of state spaces are added to all conventions but Kaplan's, which is 6 N by
 * its definition; the papers had no such layers.
 */
double
model_training_flop_per_token(const Model *m, const ModelCount *count, double seq_len,
							  ModelConvention convention)
{
	double		flop = 6 * convention_weights(m, count, convention);

	if (convention == MODEL_KAPLAN)
		return flop;
	flop += 3 * state_flop(m);
	if (convention == MODEL_MEGATRON || convention == MODEL_MEGATRON_NONCAUSAL)
		return flop + 3 * attention_flop(m, seq_len, convention == MODEL_MEGATRON && !m->unmasked);
	return flop + palm_attention(m, seq_len);
}

/*
 * Of frozen weights the gradient is not computed, one of the three shares: 2 FLOP less each.
 * Adapters have all three.  What is left of the first share in the first layer, whose inputs
 * need no gradient where the embedding is frozen too, is not seen.
 */
double
model_tuning_flop_per_token(const Model *m, const ModelCount *count, double seq_len,
							ModelConvention convention, double trainable, double adapter_params)
{
	return model_training_flop_per_token(m, count, seq_len, convention) -
		2 * (1 - trainable) * convention_weights(m, count, convention) + 6 * adapter_params;
}

double
model_forward_flop_per_token(const Model *m, const ModelCount *count, double seq_len,
							 ModelConvention convention)
{
	return model_training_flop_per_token(m, count, seq_len, convention) / 3;
}

/*
 * Parameters that a token is multiplied with: look-ups do not count, so the
 * input embedding is left out unless it is the head as well.
 */
double
model_multiplied_params(const Model *m, double params, const ModelCount *count)
{
	return params - (double) m->lookups - (double) m->layer_lookups -
		(m->tied ? 0 : (double) count->token_embedding);
}

/* 2 N a token, the states, and the core [2], causal but in encoders */
double
model_prefill_flop(const Model *m, const ModelCount *count, double prompt_tokens)
{
	if (prompt_tokens <= 0)
		return 0;
	return prompt_tokens * (2 * model_multiplied_params(m, (double) count->active_params, count) +
							state_flop(m) + attention_flop(m, prompt_tokens, !m->unmasked));
}

/* one token behind context_tokens of them */
double
model_decode_flop(const Model *m, const ModelCount *count, double context_tokens)
{
	return 2 * model_multiplied_params(m, (double) count->active_params, count) + state_flop(m) +
		model_context_sum(m, MODEL_CONTEXT_FLOP, context_tokens, 1);
}

/* FLOP of one layer's products and states on one token; norms and biases are no work of matrix units */
static double
layer_token_flop(const ModelLayer *l)
{
	double		weights = (double) l->router + (double) l->experts_per_token * (double) l->expert_weights;

	for (int p = 0; p < MODEL_PARTS; p++)
		weights += (double) l->weights[p];
	return 2 * weights + l->state_flop;
}

double
model_token_flop(const Model *m)
{
	double		n = 2 * ((double) m->head + (double) m->weights);

	for (int k = 0; k < m->kinds; k++)
		n += (double) m->kind[k].count * layer_token_flop(&m->kind[k]);
	return n;
}

/*
 * Of the last layer that remembers, a prompt needs keys and values, of those behind it
 * nothing, and of the head nothing either, but for its last token.  Servers leave out the
 * head, and some the layers that take keys and values of others (Gemma 3n).  What stands
 * outside the layers is left out, as some of it serves them and some the head.
 */
void
model_prompt_flop(const Model *m, double prompt_tokens, double *products, double *core)
{
	*products = 2 * (double) m->head;
	*core = 0;
	for (int k = 0; k < m->kinds; k++)
	{
		const ModelLayer *l = &m->kind[k];
		double		layers = (double) (l->count - l->behind);

		*products += layer_token_flop(l) * (layers * prompt_tokens + (double) l->behind);
		*core += layers * prompt_tokens * layer_attention_flop(l, prompt_tokens, !m->unmasked);
	}
}

/* the same of the keys that stand for several tokens each: those that are whole, or as many of them as an indexer picks */
static double
compressed_sum(const ModelLayer *l, double first, double n, bool all)
{
	double		stride = (double) l->stride;
	double		inside;

	if (l->stride == 0)
		return 0;
	if (all || l->chosen == 0)
		return floors_sum(stride, first, n);
	inside = below((double) l->chosen * stride, first, n);
	return floors_sum(stride, first, inside) + (n - inside) * (double) l->chosen;
}

/*
 * Keys that are kept of first, first + 1, ... tokens: any may be picked later, but what a window
 * or a chunk has left behind is gone.
 */
static double
kept_sum(const ModelLayer *l, double first, double n)
{
	if (l->window == 0)
		return run_sum(first, n);
	return l->chunked ? seen_sum(l, first - 1, n, true) + n : seen_sum(l, first, n, true);
}

/*
 * What depends on the context, summed over n of them by formula and not token by token.
 * What is read is the least that a step can do with: of the keys those that are seen, and of
 * an indexer all its own.
 */
double
model_context_sum(const Model *m, ModelContext what, double first, double n)
{
	double		sum = 0;

	for (int k = 0; k < m->kinds; k++)
	{
		const ModelLayer *l = &m->kind[k];
		double		indexed = l->stride > 0 ? compressed_sum(l, first, n, true) : run_sum(first, n);
		bool		kept = what == MODEL_CONTEXT_KEPT;
		double		keys = kept ? kept_sum(l, first, n) : seen_sum(l, first, n, what == MODEL_CONTEXT_FLOP);
		double		compressed = compressed_sum(l, first, n, kept);
		double		one;

		if (what == MODEL_CONTEXT_FLOP)
			one = (has_core(l) ? 2.0 * (double) l->heads * (double) l->decode_width * (keys + compressed) : 0) +
				2.0 * (double) l->index_width * indexed;
		else
			one = (double) l->cache * keys + (double) l->compressed * compressed + (double) l->index_cache * indexed;
		sum += (double) l->count * one;
	}
	return sum;
}
