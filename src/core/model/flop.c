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

/* FLOP of query x key and weight x value, per token, layer and key: forward */
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

/*
 * Keys that a token of a sequence of s attends to in a layer: on average under
 * a causal mask (half of s; w - w (w - 1) / (2 s) inside a window w < s [5]),
 * or as a kernel without a mask computes them (s, min(w, s) [7]).  Chunks are
 * sequences of their own, as [4] counts packed ones: the squares of their
 * lengths over the length.  Where an indexer picks keys, they are a window.
 */
static double
keys_per_token(const ModelLayer *l, double s, bool causal)
{
	double		w = (double) (l->window > 0 || l->stride > 0 ? l->window : l->chosen);
	double		all = causal ? s / 2 : s;

	if (w == 0 || w >= s)
		return all;
	if (l->chunked)
	{
		double		rest = fmod(s, w);
		double		keys = (floor(s / w) * w * w + rest * rest) / s;

		return causal ? keys / 2 : keys;
	}
	return causal ? w - w * (w - 1) / (2 * s) : w;
}

/* keys that stand for several tokens each, beyond the window: all, or those that an indexer picks */
static double
compressed_keys(const ModelLayer *l, double s)
{
	if (l->stride == 0)
		return 0;
	return l->chosen > 0 ? fmin(s / (double) l->stride, (double) l->chosen) : s / (double) l->stride;
}

/* FLOP of the attention of all layers on one token, forward */
static double
attention_flop(const Model *m, double s, bool causal)
{
	double		n = 0;

	for (int k = 0; k < m->kinds; k++)
	{
		const ModelLayer *l = &m->kind[k];

		if (has_core(l))
			n += (double) l->count * core_flop(l) * (keys_per_token(l, s, causal) + compressed_keys(l, causal ? s / 2 : s));
		n += (double) l->count * 2.0 * (double) l->index_width * (causal ? s / 2 : s) /
			(l->stride > 0 ? (double) l->stride : 1);
	}
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

/* 6 N + 12 L H Q T of [3] for one who has only sizes */
double
model_palm_flop_per_token(double active_params, double layers, double heads, double width,
						  double seq_len)
{
	return 6 * active_params + 12 * layers * heads * width * seq_len;
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
		return flop + 3 * attention_flop(m, seq_len, convention == MODEL_MEGATRON);
	return flop + palm_attention(m, seq_len);
}

/* of frozen weights the gradient is not computed, one of the three shares: 2 FLOP less each */
double
model_tuning_flop_per_token(const Model *m, const ModelCount *count, double seq_len,
							ModelConvention convention, double trainable)
{
	return model_training_flop_per_token(m, count, seq_len, convention) -
		2 * (1 - trainable) * convention_weights(m, count, convention);
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

/* 2 N a token, the states, and the causal core [2] */
double
model_prefill_flop(const Model *m, const ModelCount *count, double prompt_tokens)
{
	if (prompt_tokens <= 0)
		return 0;
	return prompt_tokens * (2 * model_multiplied_params(m, (double) count->active_params, count) +
							state_flop(m) + attention_flop(m, prompt_tokens, true));
}

/* one token behind context_tokens of them */
double
model_decode_flop(const Model *m, const ModelCount *count, double context_tokens)
{
	return model_decode_token_flop(m, count) +
		model_context_sum(m, MODEL_CONTEXT_FLOP, context_tokens, 1);
}

double
model_decode_token_flop(const Model *m, const ModelCount *count)
{
	return 2 * model_multiplied_params(m, (double) count->active_params, count) + state_flop(m);
}

/* sum over the contexts first, first + 1, ..., n of them, of min(context, limit); limit 0: none */
static double
keys_sum(double limit, double first, double n)
{
	double		inside = n;

	if (limit > 0)
		inside = fmin(fmax(limit - first, 0), n);	/* contexts below it */
	return inside * first + inside * (inside - 1) / 2 + (n - inside) * limit;
}

/*
 * What depends on the context, summed over n of them by formula and not token by token:
 * FLOP of the core and the indexer, or elements of the cache.  A window keeps the last
 * keys and a choice bounds how many are used, not how many are kept.
 */
double
model_context_sum(const Model *m, ModelContext what, double first, double n)
{
	double		sum = 0;

	for (int k = 0; k < m->kinds; k++)
	{
		const ModelLayer *l = &m->kind[k];
		double		kept = keys_sum((double) l->window, first, n);
		double		seen = l->chosen > 0 && l->stride == 0 ? keys_sum((double) l->chosen, first, n) : kept;
		double		shared = l->stride > 0 ? keys_sum(0, first, n) / (double) l->stride : 0;
		double		one;

		if (l->stride > 0)
			seen += l->chosen > 0 ? fmin(shared, n * (double) l->chosen) : shared;

		if (what == MODEL_CONTEXT_FLOP)
			one = (has_core(l) ? 2.0 * (double) l->heads * (double) l->decode_width * seen : 0) +
				2.0 * (double) l->index_width * (l->stride > 0 ? shared : kept);
		else
			one = (double) l->cache * kept + (double) l->strided * shared;
		sum += (double) l->count * one;
	}
	return sum;
}
