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

/* before any window: what one more token adds while the context is short */
double
model_kv_bytes_per_token(const Model *m, double bytes_per_element)
{
	double		n = 0;

	for (int k = 0; k < m->kinds; k++)
		n += (double) m->kind[k].count * (double) m->kind[k].cache;
	return n * bytes_per_element;
}

/* of recurrent layers and convolutions, for each sequence, however long it is */
double
model_state_bytes(const Model *m, double bytes_per_element)
{
	double		n = 0;

	for (int k = 0; k < m->kinds; k++)
		n += (double) m->kind[k].count * (double) m->kind[k].state;
	return n * bytes_per_element;
}

/* cache of context_tokens, as far as windows keep them, and states */
double
model_kv_bytes(const Model *m, double context_tokens, double bytes_per_element)
{
	return model_context_sum(m, MODEL_CONTEXT_CACHE, context_tokens, 1) * bytes_per_element +
		model_state_bytes(m, bytes_per_element);
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
	double		n = model_multiplied_params(m, (double) count->params, count);

	for (int k = 0; k < m->kinds; k++)
	{
		const ModelLayer *l = &m->kind[k];

		if (l->experts > 0)
			n -= (double) l->count * (double) l->expert *
				((double) l->experts -
				 model_experts_touched((double) l->experts, (double) l->experts_per_token, tokens));
	}
	return n * weight_bits / BITS_PER_BYTE;
}

/*
 * A sequence's cache grows from the prompt to the end of the output; with
 * sequences at all stages at once, half of the output is there on average.
 */
double
model_largest_batch(const Model *m, const ModelCount *count, const ModelServing *s)
{
	double		room = s->accelerators * s->memory_gb * GB - model_weight_bytes(count, s->weight_bits / BITS_PER_BYTE);

	return floor(room / model_kv_bytes(m, s->prompt_tokens + s->output_tokens / 2, s->kv_bits / BITS_PER_BYTE));
}

/*
 * The roofline of [8]: a step takes the longer of arithmetic and reading of the
 * weights, and after it the longer of the same two of the cache.  Nothing else
 * is counted (no communication, no launch, no sampling, no imbalance), so a
 * real server is slower: the result bounds the speed from above.
 *
 * With speculation a step writes tokens_per_step tokens of each sequence: it
 * reads weights and cache once for all of them, and computes each.  The draft
 * costs nothing here.
 */
void
model_estimate(const Model *m, const ModelCount *count, const ModelServing *s, ModelEstimate *e)
{
	double		batch = s->batch > 0 ? s->batch : fmax(1, model_largest_batch(m, count, s));
	double		flops = s->accelerators * s->peak_flops;
	double		bytes_per_s = s->accelerators * s->memory_gb_per_s * GB;
	double		steps = s->output_tokens / s->tokens_per_step;
	double		cached = batch * model_context_sum(m, MODEL_CONTEXT_CACHE, s->prompt_tokens, s->output_tokens) / s->tokens_per_step;
	double		core = batch * model_context_sum(m, MODEL_CONTEXT_FLOP, s->prompt_tokens, s->output_tokens);
	double		states = batch * steps * model_state_bytes(m, s->kv_bits / BITS_PER_BYTE);
	double		arithmetic_s = s->output_tokens * batch * model_decode_token_flop(m, count) / flops;
	double		reading_s = steps * weight_bytes_read(m, count, batch * s->tokens_per_step, s->weight_bits) / bytes_per_s;
	double		core_s = core / flops;
	double		cache_s = (cached * s->kv_bits / BITS_PER_BYTE + states) / bytes_per_s;

	e->batch = batch;
	e->prefill_s = 0;
	if (s->prompt_tokens > 0)
		e->prefill_s = fmax(batch * model_prefill_flop(m, count, s->prompt_tokens) / flops,
							weight_bytes_read(m, count, batch * s->prompt_tokens, s->weight_bits) /
							bytes_per_s);
	e->decode_s = fmax(arithmetic_s, reading_s) + fmax(core_s, cache_s);
	e->tokens_per_s = batch * s->output_tokens / e->decode_s;
	e->end_to_end_tokens_per_s = batch * s->output_tokens / (e->prefill_s + e->decode_s);
	e->compute_bound = arithmetic_s + core_s > reading_s + cache_s;
	e->weight_gb = model_weight_bytes(count, s->weight_bits / BITS_PER_BYTE) / GB;
	e->kv_cache_gb = batch *
		model_kv_bytes(m, s->prompt_tokens + s->output_tokens, s->kv_bits / BITS_PER_BYTE) / GB;
	e->fits = e->weight_gb + e->kv_cache_gb <= s->accelerators * s->memory_gb;
	e->it_j_per_output_token = s->accelerators * s->tdp_w * s->server_factor *
		(e->prefill_s + e->decode_s) / (batch * s->output_tokens);
}

/*
 * What a server does, from the bound: a share of the bound's step, and times that a roofline
 * does not know, for each step, sequence and layer, the last growing with the parts that
 * wait for each other.  They are fitted to measured runs (serving_efficiency).
 */
void
model_expected(const Model *m, const ModelServing *s, const ModelEstimate *bound, const ModelEfficiency *f,
			   ModelExpected *x)
{
	double		steps = s->output_tokens / s->tokens_per_step;
	double		step_s = f->bound_share * (bound->prefill_s + bound->decode_s) / steps +
		f->s_per_sequence * bound->batch + f->s_per_step +
		(double) m->layers * (f->s_per_layer + f->s_parallel * log2(s->accelerators));
	double		power_w = s->accelerators * s->tdp_w * s->server_factor;

	x->tokens_per_s = bound->batch * s->tokens_per_step / step_s;
	x->tokens_per_s_low = x->tokens_per_s / f->time_high;
	x->tokens_per_s_high = x->tokens_per_s / f->time_low;
	x->it_j_per_output_token = power_w * f->power / x->tokens_per_s;
	x->it_j_per_output_token_low = power_w * f->power_low / x->tokens_per_s_high;
	x->it_j_per_output_token_high = power_w * f->power_high / x->tokens_per_s_low;
}
