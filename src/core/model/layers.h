/*
 * layers.h
 *		The mixers and MLPs that layers are made of.  Each function adds to a
 *		ModelLayer all that its part has: parameters, products, cache, state and
 *		the FLOP of its recurrence.  A new mixer is one more function here.
 */
#ifndef COLOSSUS_CORE_MODEL_LAYERS_H
#define COLOSSUS_CORE_MODEL_LAYERS_H

#include "core/model.h"

/* a projection, the matrix by its name or else by the part that it stands in; its bias, where it has one */
extern void project(ModelLayer *l, ModelPart matrix, i128 in, i128 out, bool bias);

/* norms and other parameters that are no matrix */
extern void vectors(ModelLayer *l, i128 n);

typedef struct Attention
{
	bool		qkv_bias;
	bool		output_bias;
	bool		sinks;
	bool		output_gate;
	bool		gate_bias;
	bool		shared_kv;		/* keys and values of another layer */
	bool		gate_apart;		/* the gate is a matrix of its own, not part of the queries' */
} Attention;

/* softmax attention of l->heads, kv_heads, head_dim and v_head_dim, seen from in to out */
extern void attention(ModelLayer *l, i128 in, i128 out, const Attention *a);

typedef struct LatentAttention
{
	int64_t		q_rank;			/* 0: none */
	int64_t		kv_rank;
	int64_t		nope_dim;
	int64_t		rope_dim;
	bool		qkv_bias;
	bool		output_bias;
} LatentAttention;

/* multi-head latent attention of l->heads, v_head_dim */
extern void latent(ModelLayer *l, i128 h, const LatentAttention *a);

/* an MLP of three matrices, or two */
extern void mlp(ModelLayer *l, ModelPart part, i128 h, i128 width, bool gated, bool bias);

/* routed experts, and the router */
extern void experts(ModelLayer *l, int64_t n, int64_t per_token, i128 in, i128 width, bool gated, bool bias);
extern void router(ModelLayer *l, i128 h, i128 n, bool bias);

typedef struct Recurrence
{
	int64_t		inner;			/* channels */
	int64_t		heads;			/* Mamba-2: inner / head_dim; delta net: of values */
	int64_t		key_heads;
	int64_t		key_dim;
	int64_t		value_dim;
	int64_t		groups;			/* of B and C in Mamba-2 */
	int64_t		state;			/* elements a channel */
	int64_t		conv;			/* taps of the short convolution */
	int64_t		rank;			/* of the step in Mamba, of a latent elsewhere */
	bool		conv_bias;
	bool		bias;
} Recurrence;

/* Mamba-2 [arXiv:2405.21060], with the norm before its output where gated_norm */
extern void mamba2(ModelLayer *l, i128 h, const Recurrence *s, bool gated_norm);

/* Mamba [arXiv:2312.00752]; norms over step, B and C (Jamba) where they have parameters */
extern void mamba(ModelLayer *l, i128 h, const Recurrence *s, bool norms);

/* the products of a gated delta net [arXiv:2412.06464] */
extern void delta_net(ModelLayer *l, i128 h, const Recurrence *s);

/* the state of a delta rule alone */
extern void delta_state(ModelLayer *l, int64_t heads, int64_t key_dim, int64_t value_dim);

/* linear attention with decay: cached state heads x head_dim x v_head_dim */
extern void linear_attention(ModelLayer *l, int64_t heads, int64_t key_dim, int64_t value_dim);

/* a depthwise convolution that keeps its last taps */
extern void short_convolution(ModelLayer *l, int64_t channels, int64_t taps, bool bias);

/* an elementwise recurrence of so many channels, so many FLOP each */
extern void elementwise(ModelLayer *l, int64_t channels, double flop);

#endif							/* COLOSSUS_CORE_MODEL_LAYERS_H */
