/*
 * serve.c
 *		Bytes of weights and caches, and the time that serving takes at least.
 *		Sources are numbered in model.h.
 */
#include "core/model.h"

#include <math.h>
#include <stddef.h>

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
	for (int k = 0; k < m->kinds; k++)
	{
		const ModelLayer *l = &m->kind[k];

		if (l->mixer == MODEL_MLA)
			return "MLA";
		if (l->mixer == MODEL_ATTENTION)
			return l->kv_heads == l->heads ? "MHA" : l->kv_heads == 1 ? "MQA" : "GQA";
	}
	return NULL;
}

/* before any window: what one more token adds while the context is short, its share of a compressed key with it */
double
model_kv_bytes_per_token(const Model *m, double bytes_per_element)
{
	double		n = 0;

	for (int k = 0; k < m->kinds; k++)
	{
		const ModelLayer *l = &m->kind[k];
		double		grown = l->stride > 0 ? (double) (l->compressed + l->index_cache) / (double) l->stride :
			(double) l->index_cache;

		n += (double) l->count * ((double) l->cache + grown);
	}
	return n * bytes_per_element;
}

/* bytes of an input that a convolution or shift keeps: the activations' 16 bits */
#define TAP_BYTES	2

/* of recurrent layers and convolutions, for each sequence, however long it is */
double
model_state_bytes(const Model *m)
{
	double		n = 0;

	for (int k = 0; k < m->kinds; k++)
	{
		const ModelLayer *l = &m->kind[k];

		n += (double) l->count * ((double) l->state * m->state_bytes + (double) l->taps * TAP_BYTES);
	}
	return n;
}

/* elements of n tokens in one layer: as far as its window keeps them, compressed keys, and what waits to become one */
static double
layer_cache(const ModelLayer *l, double n)
{
	double		kept = (double) l->cache * (l->window > 0 ? fmin(n, (double) l->window) : n);
	double		stride = (double) l->stride;

	if (l->stride == 0)
		return kept + (double) l->index_cache * n;
	return kept + (double) (l->compressed + l->index_cache) * floor(n / stride) +
		(double) l->waiting * fmod(n, stride) + (n < stride ? 0 : (double) l->overlap);
}

/* cache of context_tokens, as far as windows keep them, and states */
double
model_kv_bytes(const Model *m, double context_tokens, double bytes_per_element)
{
	double		n = 0;

	for (int k = 0; k < m->kinds; k++)
		n += (double) m->kind[k].count * layer_cache(&m->kind[k], context_tokens);
	return n * bytes_per_element + model_state_bytes(m);
}

/* each token picks experts_per_token of experts */
double
model_experts_touched(double experts, double experts_per_token, double tokens)
{
	return experts * (1 - pow(1 - experts_per_token / experts, tokens));
}

/*
 * Bytes of weights that a step over so many tokens reads.  In the layers that prompts need for
 * their last tokens alone (behind) experts see so many of them.
 */
static double
weight_bytes_read(const Model *m, const ModelCount *count, double tokens, double last_tokens, double weight_bits)
{
	double		n = model_multiplied_params(m, (double) count->params, count);

	for (int k = 0; k < m->kinds; k++)
	{
		const ModelLayer *l = &m->kind[k];
		double		experts = (double) l->experts;
		double		picked = (double) l->experts_per_token;
		double		behind = (double) l->behind;

		if (experts > 0)
			n -= (double) l->expert *
				(((double) l->count - behind) * (experts - model_experts_touched(experts, picked, tokens)) +
				 behind * (experts - model_experts_touched(experts, picked, last_tokens)));
	}
	return n * weight_bits / BITS_PER_BYTE;
}

/*
 * A sequence's cache grows from the prompt to the end of the output; with sequences at all
 * stages at once, the mean of it over the steps is there, and no whole number of sequences.
 */
double
model_largest_batch(const Model *m, const ModelCount *count, const ModelServing *s)
{
	double		room = s->accelerators * s->memory_gb * GB - model_weight_bytes(count, s->weight_bits / BITS_PER_BYTE);
	double		kept = model_context_sum(m, MODEL_CONTEXT_KEPT, fmax(s->prompt_tokens, 1), s->output_tokens) / s->output_tokens;

	return room / (kept * s->kv_bits / BITS_PER_BYTE + model_state_bytes(m));
}

/* what has to be done, in whatever order */
typedef struct Work
{
	double		products;		/* FLOP with weights */
	double		core;			/* FLOP of attention */
	double		bytes;			/* read from memory */
} Work;

/* the prompts of all sequences, in one step */
static Work
prompt_work(const Model *m, const ModelCount *count, const ModelServing *s, double batch)
{
	Work		w = {0, 0, 0};

	if (s->prompt_tokens == 0)
		return w;
	model_prompt_flop(m, s->prompt_tokens, &w.products, &w.core);
	w.products *= batch;
	w.core *= batch;
	w.bytes = weight_bytes_read(m, count, batch * s->prompt_tokens, batch, s->weight_bits);
	return w;
}

/*
 * The next n tokens of all sequences, tokens_per_step of each in a step that reads weights,
 * states and cache once for them.  Its cache is that before the first of them: half as many
 * keys less than the mean of theirs, or less where a window ends; where a chunk or block does,
 * on average over where steps begin.
 */
static Work
decode_work(const Model *m, const ModelCount *count, const ModelServing *s, double batch, double n)
{
	double		steps = n / s->tokens_per_step;
	double		first = s->prompt_tokens - (s->tokens_per_step - 1) / 2;
	double		cached = fmax(0, model_context_sum(m, MODEL_CONTEXT_READ, first, n)) / s->tokens_per_step;
	double		tokens = batch * s->tokens_per_step;
	Work		w;

	w.products = batch * n * model_token_flop(m);
	w.core = batch * model_context_sum(m, MODEL_CONTEXT_FLOP, s->prompt_tokens, n);
	w.bytes = steps * weight_bytes_read(m, count, tokens, tokens, s->weight_bits) +
		batch * (cached * s->kv_bits / BITS_PER_BYTE + steps * model_state_bytes(m));
	return w;
}

static double
compute_s(const ModelServing *s, const Work *w)
{
	return (w->products / s->peak_flops + w->core / s->core_peak_flops) / s->accelerators;
}

static double
memory_s(const ModelServing *s, const Work *w)
{
	return w->bytes / (s->accelerators * s->memory_gb_per_s * GB);
}

static double
least_s(const ModelServing *s, const Work *w)
{
	return fmax(compute_s(s, w), memory_s(s, w));
}

/*
 * The roofline of [8]: the longer of all arithmetic and all reading.  Nothing else is counted
 * (no communication, no launch, no sampling, no imbalance), and the two may overlap as they
 * like, so that no order of the work is faster.  In particular a server that mixes prompts and
 * decoding in its steps is not:
 *
 * - FLOP: each token is computed once in whatever step.
 * - The cache of a sequence is read in each step that writes for it, and by no other sequence.
 * - Weights: let W(n) be the bytes that a step over n tokens reads.  W is concave, for more
 *   tokens meet experts that others have met, and W(0) = 0.  At most B sequences are under way
 *   at once.  In a step, one that reads its prompt P adds a share f <= 1 of P tokens, and one that
 *   writes adds t tokens; let F be the sum of the shares and D the number of those that write,
 *   F + D <= B.  Then, as W is concave, W(F P + D t) >= F / B W(B P) + D / B W(B t).  Over
 *   all steps, the shares of a sequence add up to 1, and it writes in (O - 1) / t steps, the first
 *   token coming with the end of its prompt.  So B sequences read at least
 *   W(B P) + (O - 1) / t W(B t), which is what all do in step.
 *
 * Steps are assumed to find nothing on the chip that an earlier one has read, sequences to share
 * no prefix, and tokens to be routed to experts independently and uniformly.  A draft of
 * speculation costs nothing.  Without a prompt, the first token is written as the others are.
 */
void
model_estimate(const Model *m, const ModelCount *count, const ModelServing *s, ModelEstimate *e)
{
	double		batch = s->batch > 0 ? s->batch : fmax(1, model_largest_batch(m, count, s));
	Work		prompt = prompt_work(m, count, s, batch);
	Work		decode = decode_work(m, count, s, batch, s->output_tokens);
	Work		rest = decode_work(m, count, s, batch, s->output_tokens - (s->prompt_tokens > 0 ? 1 : 0));
	Work		all = {prompt.products + rest.products, prompt.core + rest.core, prompt.bytes + rest.bytes};

	e->batch = batch;
	e->prefill_s = least_s(s, &prompt);
	e->decode_s = least_s(s, &decode);
	e->end_to_end_s = least_s(s, &all);
	e->work_s = compute_s(s, &all) + memory_s(s, &all);
	e->tokens_per_s = batch * s->output_tokens / e->decode_s;
	e->end_to_end_tokens_per_s = batch * s->output_tokens / e->end_to_end_s;
	e->compute_bound = compute_s(s, &decode) > memory_s(s, &decode);
	e->weight_gb = model_weight_bytes(count, s->weight_bits / BITS_PER_BYTE) / GB;
	e->kv_cache_gb = batch *
		model_kv_bytes(m, s->prompt_tokens + s->output_tokens, s->kv_bits / BITS_PER_BYTE) / GB;
	e->fits = e->weight_gb + e->kv_cache_gb <= s->accelerators * s->memory_gb;
	e->it_j_per_output_token = s->accelerators * s->tdp_w * s->server_factor / e->end_to_end_tokens_per_s;
}

/*
 * What a server does: a share of a step's work, and times that a roofline does not know, for
 * each step, sequence and layer, the last growing with the parts that wait for each other.
 * They are fitted to measured runs (serving_efficiency), whose spread may reach beyond the
 * bound; no server does.
 */
void
model_expected(const Model *m, const ModelServing *s, const ModelEstimate *bound, const ModelEfficiency *f,
			   ModelExpected *x)
{
	double		steps = s->output_tokens / s->tokens_per_step;
	double		step_s = f->work_share * bound->work_s / steps +
		f->s_per_sequence * bound->batch + f->s_per_step +
		(double) m->layers * (f->s_per_layer + f->s_parallel * log2(s->accelerators));
	double		expected = bound->batch * s->tokens_per_step / step_s;
	double		power_w = s->accelerators * s->tdp_w * s->server_factor;

	x->tokens_per_s = fmin(expected, bound->end_to_end_tokens_per_s);
	x->tokens_per_s_low = fmin(expected / f->time_high, bound->end_to_end_tokens_per_s);
	x->tokens_per_s_high = fmin(expected / f->time_low, bound->end_to_end_tokens_per_s);
	x->it_j_per_output_token = power_w * f->power / x->tokens_per_s;
	x->it_j_per_output_token_low = power_w * f->power_low / x->tokens_per_s_high;
	x->it_j_per_output_token_high = power_w * f->power_high / x->tokens_per_s_low;
}
