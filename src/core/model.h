/*
 * model.h
 *		What a transformer costs, from its Hugging Face config.json: parameters,
 *		FLOP and bytes per token, and a roofline.
 *
 * A configuration arrives as a flat list of keys, so this file knows nothing
 * of JSON.  model_read() turns the list into one description of the
 * architecture, struct Model; everything else is arithmetic over that
 * description, the same for every family.  A family is one row of a table in
 * model.c and one short function that fills the description.
 *
 * Sources, by the numbers used in the comments:
 *	[1] Hugging Face transformers 5.24, configuration_*.py and modeling_*.py
 *		of each family: which weights exist, and what an absent field means
 *	[2] Kaplan et al. 2020, arXiv:2001.08361
 *	[3] Chowdhery et al. 2022 (PaLM), arXiv:2204.02311, appendix B
 *	[4] NVIDIA Megatron-LM, megatron/training/training.py,
 *		num_floating_point_operations()
 *	[5] NVIDIA-NeMo Megatron-Bridge, training/utils/flop_utils.py
 *	[6] pytorch/torchtitan, torchtitan/models/utils.py
 *	[7] allenai/OLMo-core, num_flops_per_token()
 *	[8] Austin et al. 2025, How to Scale Your Model, chapter on inference
 */
#ifndef COLOSSUS_CORE_MODEL_H
#define COLOSSUS_CORE_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/status.h"

/*
 * Limits.  They are far above any model that exists, and low enough that no
 * product of sizes overflows 128 bits (experts x layers x three widths).
 */
#define MODEL_MAX_LAYERS	10000
#define MODEL_MAX_EXPERTS	1000000
#define MODEL_MAX_SIZE		1000000000

typedef enum ModelKind
{
	MODEL_NULL,
	MODEL_BOOLEAN,				/* integer is 0 or 1 */
	MODEL_INTEGER,
	MODEL_DOUBLE,
	MODEL_STRING,
	MODEL_LIST,					/* integer is the number of elements */
	MODEL_OBJECT
} ModelKind;

/*
 * One key of a configuration.  Its path is [text_config.]name[element].  The
 * elements of a list follow their list, in order.
 */
typedef struct ModelKey
{
	const char *name;			/* not zero-terminated */
	int32_t		length;			/* bytes in name */
	int32_t		element;		/* place in the list, from 0; -1: no element */
	bool		text_config;	/* inside the nested text_config */
	ModelKind	kind;
	int64_t		integer;
	double		number;			/* of MODEL_DOUBLE */
	const char *string;			/* of MODEL_STRING, not zero-terminated */
	int32_t		string_length;
} ModelKey;

typedef enum ModelProblem
{
	MODEL_FINE = 0,
	MODEL_NO_TYPE,				/* neither model_type nor architectures */
	MODEL_UNKNOWN_TYPE,			/* found is the model type */
	MODEL_MISSING,				/* field is absent or null */
	MODEL_WRONG,				/* found is not what is expected */
	MODEL_RANGE,				/* found is outside minimum..maximum */
	MODEL_NOT_DIVISIBLE,		/* value of field by minimum, the value of other */
	MODEL_CONFLICT,				/* field and found name one thing, and differ */
	MODEL_COUNT,				/* list has integer elements, maximum expected */
	MODEL_TOO_LARGE				/* more parameters than a bigint holds */
} ModelProblem;

typedef struct ModelError
{
	ModelProblem problem;
	const char *field;			/* zero-terminated name; NULL: see found */
	const char *other;			/* second field, where there is one */
	const char *expected;		/* in words; NULL: minimum..maximum */
	const ModelKey *found;		/* the offending key; NULL: none */
	bool		text_config;	/* field is looked for inside text_config */
	int64_t		minimum;
	int64_t		maximum;
} ModelError;

/*
 * The description of an architecture.  Counts of layers are by kind; a layer
 * of most families has attention and an MLP, one of a hybrid has one mixer.
 * Sizes are numbers of elements; zero means that the part does not exist.
 */
typedef struct Model
{
	const char *family;			/* model_type of the row that was used */
	int64_t		layers;
	int64_t		hidden;
	int64_t		vocab;

	/* embeddings and head */
	int64_t		embedding_width;	/* hidden, except where projected (OPT) */
	int64_t		positions;		/* learned position embeddings */
	int64_t		embedding_norm;	/* parameters */
	int64_t		layer_norm;		/* parameters of all norms of one layer */
	int64_t		final_norm;		/* parameters */
	bool		tied;			/* the head is the embedding */
	bool		head_bias;

	/* attention */
	int64_t		attention_layers;
	int64_t		heads;
	int64_t		kv_heads;
	int64_t		head_dim;
	int64_t		qk_norm;		/* parameters per layer */
	bool		qkv_bias;
	bool		output_bias;
	bool		sinks;			/* one parameter a head */
	int64_t		kv_lora_rank;	/* above 0: multi-head latent attention */
	int64_t		q_lora_rank;	/* 0: queries are projected directly */
	int64_t		qk_nope_head_dim;
	int64_t		qk_rope_head_dim;
	int64_t		v_head_dim;
	int64_t		windowed_layers;	/* of attention_layers */
	int64_t		window;
	bool		chunked;		/* windows are disjoint chunks */

	/* dense MLP */
	int64_t		dense_layers;
	int64_t		dense_width;
	bool		gated;			/* three matrices, for experts too */
	bool		mlp_bias;

	/* mixture of experts */
	int64_t		moe_layers;
	int64_t		experts;
	int64_t		experts_per_token;
	int64_t		expert_width;
	int64_t		shared_width;	/* of all shared experts together */
	int64_t		latent_width;	/* experts work on a projection this wide */
	bool		shared_gate;
	bool		router_bias;
	bool		router_correction;	/* e_score_correction_bias */
	bool		expert_bias;

	/* Mamba-2 */
	int64_t		mamba_layers;
	int64_t		mamba_heads;
	int64_t		mamba_head_dim;
	int64_t		mamba_groups;
	int64_t		mamba_state;
	int64_t		mamba_conv;
	bool		mamba_conv_bias;
	bool		mamba_bias;
} Model;

typedef struct ModelCount
{
	int64_t		params;			/* trainable, shared weights once */
	int64_t		active_params;	/* without the experts a token skips */
	int64_t		embedding_params;	/* tokens, positions and their norm */
	int64_t		token_embedding;	/* vocabulary x width */
	int64_t		expert_params;	/* one expert */
} ModelCount;

typedef enum ModelConvention
{
	MODEL_KAPLAN,
	MODEL_PALM,
	MODEL_MEGATRON,
	MODEL_MEGATRON_NONCAUSAL,
	MODEL_TORCHTITAN
} ModelConvention;

#define MODEL_CONVENTIONS	5

typedef struct ModelConventionRow
{
	const char *name;
	const char *formula;		/* training FLOP per token */
	const char *source;
} ModelConventionRow;

/* one row per ModelConvention */
extern const ModelConventionRow model_conventions[MODEL_CONVENTIONS];

/* false: no such convention; the case of letters does not matter */
extern bool model_convention(const char *name, int length, ModelConvention *convention);

/*
 * True for a key that model_read() looks at.  Callers may leave all others out
 * of the list.
 */
extern bool model_key_matters(const char *name, int length);

/* model_type of row i, NULL after the last */
extern const char *model_type_name(int i);

/* CORE_INVALID with *error filled, or CORE_OK with *model filled */
extern Status model_read(const ModelKey *keys, int count, Model *model, ModelError *error);

/* CORE_INVALID where the count exceeds a bigint */
extern Status model_count(const Model *model, ModelCount *count, ModelError *error);

/* FLOP to train on one token in a sequence of seq_len tokens */
extern double model_training_flop_per_token(const Model *model, const ModelCount *count,
											double seq_len, ModelConvention convention);

/* the PaLM formula itself; width is (query + value head dimension) / 2 */
extern double model_palm_flop_per_token(double active_params, double layers, double heads,
										double width, double seq_len);

/* the backward pass does twice the work of the forward pass, so this is a third */
extern double model_forward_flop_per_token(const Model *model, const ModelCount *count,
										   double seq_len, ModelConvention convention);

/* FLOP to train on so many tokens */
extern double model_training_flop(const Model *model, const ModelCount *count, double tokens,
								  double seq_len, ModelConvention convention);

/* FLOP to read a prompt; to write the token that follows context tokens */
extern double model_prefill_flop(const Model *model, const ModelCount *count, double prompt_tokens);
extern double model_decode_flop(const Model *model, const ModelCount *count, double context_tokens);

/* bytes of all weights */
extern double model_weight_bytes(const ModelCount *count, double bytes_per_param);

/* name of the kind of attention, NULL without attention */
extern const char *model_attention(const Model *model);

/* bytes that each token adds to the cache while it is inside every window */
extern double model_kv_bytes_per_token(const Model *model, double bytes_per_element);

/* bytes of the cache of one sequence: windowed layers stop at their window */
extern double model_kv_bytes(const Model *model, double context_tokens, double bytes_per_element);

/* distinct experts that a batch of tokens touches, if routing is uniform */
extern double model_experts_touched(double experts, double experts_per_token, double tokens);

/* what runs, and on what */
typedef struct ModelServing
{
	double		accelerators;
	double		peak_flops;		/* dense, one accelerator */
	double		memory_gb_per_s;	/* bandwidth, one accelerator */
	double		memory_gb;		/* one accelerator; 0: not known */
	double		batch;			/* sequences */
	double		prompt_tokens;	/* each */
	double		output_tokens;	/* each */
	double		weight_bits;
	double		kv_bits;
	double		tdp_w;			/* one accelerator; 0: not known */
	double		server_factor;	/* server power over TDP; 0: not known */
} ModelServing;

typedef struct ModelEstimate
{
	double		prefill_s;
	double		decode_s;
	double		tokens_per_s;	/* output tokens over decode_s */
	bool		compute_bound;	/* decoding: arithmetic, not memory */
	double		kv_cache_gb;	/* at the end of the output */
	double		weight_gb;
	bool		fits;			/* in the memory of all accelerators */
	double		it_j_per_output_token;	/* servers at their full power */
} ModelEstimate;

extern void model_estimate(const Model *model, const ModelCount *count,
						   const ModelServing *serving, ModelEstimate *estimate);

#endif							/* COLOSSUS_CORE_MODEL_H */
