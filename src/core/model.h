/*
 * model.h
 *		What a transformer costs, from its Hugging Face config.json: parameters,
 *		FLOP and bytes per token, and a roofline.
 *
 * A configuration arrives as a flat list of keys, so this file knows nothing
 * of JSON.  model_read() turns the list into one description of the
 * architecture, struct Model; everything else is arithmetic over that
 * description, the same for every family.  A family is one row of a table in
 * model/families.c and one short function that fills the description.
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

#include "core/int128.h"
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
 * One key of a configuration.  Its path is [text_config.]name[element]; the
 * name of a key inside another object is its path, as in
 * "linear_attn_config.num_heads".  The elements of a list follow their list,
 * in order.  What per_layer_config says of layer 5 is an element 5 of
 * "per_layer_config.head_dim", and likewise what block 5 of block_configs says.
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
	MODEL_TOO_LARGE,			/* more parameters than a bigint holds */
	MODEL_UNREAD,				/* found changes weights, and the family does not read it */
	MODEL_KINDS_EXCEEDED		/* more kinds of layers than MODEL_KINDS */
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

/* What mixes the tokens of a sequence in a layer. */
typedef enum ModelMixer
{
	MODEL_NO_MIXER,				/* an MLP alone */
	MODEL_ATTENTION,			/* softmax attention, grouped or not */
	MODEL_MLA,					/* its keys and values come from one cached latent */
	MODEL_LINEAR_ATTENTION,		/* a decaying sum of keys x values */
	MODEL_DELTA_NET,			/* the same, corrected by what it already holds */
	MODEL_SSM,					/* Mamba, Mamba-2 */
	MODEL_CONVOLUTION,			/* a short convolution, gated */
	MODEL_RECURRENCE			/* an elementwise or LSTM recurrence */
} ModelMixer;

#define MODEL_MIXERS	(MODEL_RECURRENCE + 1)

/* name of each mixer, for messages and rows */
extern const char *const model_mixers[MODEL_MIXERS];

/* Where the matrices stand that every token goes through. */
typedef enum ModelPart
{
	MODEL_MIXING,				/* projections of the mixer */
	MODEL_DENSE,				/* an MLP without experts, and what projects around experts */
	MODEL_SHARED,				/* experts that every token goes through */
	MODEL_PARTS,

	/* matrices in them that lists of modules name, see model/module.c: of attention, */
	MODEL_Q = MODEL_PARTS,
	MODEL_K,
	MODEL_V,
	MODEL_O,
	MODEL_Q_DOWN,				/* to the latent of queries, and from it */
	MODEL_Q_UP,
	MODEL_KV_DOWN,
	MODEL_KV_UP,
	MODEL_O_DOWN,				/* to a latent of the output */
	MODEL_O_GATE,
	/* of its indexer, */
	MODEL_INDEX_Q,
	MODEL_INDEX_K,
	MODEL_INDEX,				/* weights of its heads */
	/* of recurrent mixers, */
	MODEL_IN,
	MODEL_IN_Q,
	MODEL_IN_K,
	MODEL_IN_V,
	MODEL_IN_GATE,
	MODEL_IN_A,					/* two small ones: decay and strength, or step, B and C, and the step */
	MODEL_IN_B,
	MODEL_OUT,
	MODEL_TAPS,					/* of a short convolution, which nobody quantizes */
	/* of MLPs and what stands beside them, */
	MODEL_GATE,
	MODEL_UP,
	MODEL_DOWN,
	MODEL_SIDE_IN,				/* to and from a layer's own input */
	MODEL_SIDE_OUT,
	MODEL_SHARED_GATE,			/* and of shared experts */
	MODEL_SHARED_UP,
	MODEL_SHARED_DOWN,
	MODEL_MATRICES
} ModelPart;

/*
 * One kind of layer: its mixer, its MLP, and how many layers are alike.  The
 * functions of layers.c fill it, one for each mixer and MLP; everything else
 * sums over the kinds.  Sizes are numbers of elements; zero: there is none.
 */
typedef struct ModelLayer
{
	int64_t		count;			/* layers of this kind */
	int64_t		first;			/* number of the first of them, from 0 */
	int64_t		behind;			/* of them, the model's last one that remembers, and all behind it */
	unsigned	code;			/* what the family says of it, see read.h */
	ModelMixer	mixer;

	/* softmax attention */
	int64_t		heads;
	int64_t		kv_heads;
	int64_t		head_dim;		/* of queries and keys */
	int64_t		v_head_dim;
	int64_t		value_heads;	/* heads of values that one head weighs: 2 in differential attention, else 1 */
	int64_t		decode_width;	/* per head and key while decoding: query and value */
	int64_t		window;			/* keys that a token sees; 0: all */
	bool		chunked;		/* windows are disjoint chunks */
	int64_t		chosen;			/* keys that an indexer picks, of the compressed ones where there are such; 0: all */
	int64_t		chosen_block;	/* keys that it picks together; 0 and 1: one by one */
	int64_t		index_width;	/* of the indexer, all its heads together */
	int64_t		stride;			/* tokens that share one compressed key beyond the window; 0: none */

	/* memory of the past */
	int64_t		cache;			/* elements of keys and values that a token adds, as far as the window goes */
	int64_t		index_cache;	/* of the indexer's key, for each token or compressed key */
	int64_t		compressed;		/* of a compressed key and value */
	int64_t		waiting;		/* of a token that waits until it is compressed with others */
	int64_t		overlap;		/* that the last compressed tokens leave for the next key */
	int64_t		state;			/* elements of the recurrence, that a sequence has whatever its length */
	int64_t		taps;			/* the last inputs of convolutions and shifts, likewise */
	double		state_flop;		/* to update and read the state, per token, forward */

	/* parameters */
	i128		weights[MODEL_PARTS];	/* of products with every token */
	i128		matrix[MODEL_MATRICES]; /* of these, the weights of the matrices that have a name */
	i128		router;			/* of products that choose: routers, gates of shared experts */
	i128		latent_norms;	/* norms that Megatron's count of MLA contains */
	i128		vectors;		/* norms, biases, all else */
	int64_t		experts;
	int64_t		experts_per_token;
	i128		expert;			/* parameters of one routed expert */
	i128		expert_weights;	/* of these, in products */
	bool		experts_gated;	/* in three matrices, not two */
} ModelLayer;

/* most kinds of layers in one model */
#define MODEL_KINDS		100

/*
 * The description of an architecture: what stands around the layers, and the
 * kinds of layers in the order of their first one.
 */
typedef struct Model
{
	const char *family;			/* model_type of the row that was used */
	int64_t		layers;
	int64_t		hidden;
	int64_t		vocab;
	const char *towers;			/* "vision", "audio" or both, which are not counted; NULL: none */
	bool		unmasked;		/* an encoder: a token sees those behind it too, and nothing is kept of any */
	bool		wordless;		/* no token is written: an encoder, or a class without a head of a language model */
	int64_t		mtp_layers;		/* multi-token prediction, which is not counted */
	i128		mtp_params;		/* of it, without the shared embedding and head */

	/* embeddings and head, in parameters */
	int64_t		embedding_width;	/* of tokens */
	i128		lookups;		/* positions, token types: read, never multiplied */
	i128		layer_lookups;	/* likewise, of tables that serve the layers */
	i128		embedding_norm;
	bool		tied;			/* the head is the embedding */
	i128		head;			/* weights of the head, tied or not */
	i128		head_bias;
	i128		weights;		/* of other products outside the layers */
	i128		vectors;		/* of all else outside the layers */
	i128		repeated;		/* of the layers' parameters, those that stand in an earlier layer */

	int			state_bytes;	/* of an element of the recurrences */

	/* of attention, as the configuration gives them */
	int64_t		heads;
	int64_t		kv_heads;
	int64_t		head_dim;
	int64_t		v_head_dim;

	int			kinds;
	ModelLayer	kind[MODEL_KINDS];
	uint8_t		kind_of[MODEL_MAX_LAYERS];	/* of each layer */
} Model;

typedef struct ModelCount
{
	int64_t		params;			/* trainable, shared weights once */
	int64_t		active_params;	/* without the experts a token skips */
	int64_t		embedding_params;	/* tokens, positions and their norm */
	int64_t		token_embedding;	/* vocabulary x width */
	int64_t		mtp_params;		/* multi-token prediction, not in params */
	int64_t		experts;		/* of the layers with most of them */
	int64_t		experts_per_token;
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
 * True for a key that model_read() looks at by its name.  It wants all keys of
 * the root and of text_config, but the elements of these lists and the insides
 * of these objects only.
 */
extern bool model_key_matters(const char *name, int length);

/* true for an object inside which keys matter */
extern bool model_object_matters(const char *name, int length);

/* model_type of row i, NULL after the last */
extern const char *model_type_name(int i);

/* CORE_INVALID with *error filled, or CORE_OK with *model filled */
extern Status model_read(const ModelKey *keys, int count, Model *model, ModelError *error);

/* parameters of one layer of a kind */
extern i128 model_layer_params(const ModelLayer *l);

/* CORE_INVALID where the count exceeds a bigint */
extern Status model_count(const Model *model, ModelCount *count, ModelError *error);

/* FLOP to train on one token in a sequence of seq_len tokens */
extern double model_training_flop_per_token(const Model *model, const ModelCount *count,
											double seq_len, ModelConvention convention);

/*
 * The same where only a share of the weights is trained, 0 to 1: the others have
 * no gradient of their own, so that they cost 4 FLOP a token instead of 6.  Adapters
 * beside them (LoRA) are trained, and no part of the weights.
 */
extern double model_tuning_flop_per_token(const Model *model, const ModelCount *count, double seq_len,
										  ModelConvention convention, double trainable, double adapter_params);

/* the backward pass does twice the work of the forward pass, so this is a third */
extern double model_forward_flop_per_token(const Model *model, const ModelCount *count,
										   double seq_len, ModelConvention convention);

/* FLOP to read a prompt; to write the token that follows context tokens */
extern double model_prefill_flop(const Model *model, const ModelCount *count, double prompt_tokens);
extern double model_decode_flop(const Model *model, const ModelCount *count, double context_tokens);

/* what a token of a decoding step is multiplied with, of so many parameters */
extern double model_multiplied_params(const Model *model, double params, const ModelCount *count);

/*
 * The least that a server must compute.  For a token that it writes, the products of weights
 * and the states, without attention to what came before.  For a prompt the products, and the
 * attention apart: all but its last token need no more than the caches and states of it do.
 */
extern double model_token_flop(const Model *model);
extern void model_prompt_flop(const Model *model, double prompt_tokens, double *products, double *core);

/*
 * What decoding does with the past, summed over n steps at contexts of first,
 * first + 1, ... tokens: FLOP of attention, elements of cache that a step must read; or what
 * must be kept of so many tokens.
 */
typedef enum ModelContext
{
	MODEL_CONTEXT_FLOP,
	MODEL_CONTEXT_READ,
	MODEL_CONTEXT_KEPT
} ModelContext;

extern double model_context_sum(const Model *model, ModelContext what, double first, double n);

/*
 * Bytes of the states of recurrent layers of one sequence: the recurrences in numbers of their own, which
 * the width of keys and values does not touch, and the inputs of convolutions and shifts at 16 bits.
 */
extern double model_state_bytes(const Model *model);

/* bytes of all weights */
extern double model_weight_bytes(const ModelCount *count, double bytes_per_param);

/* What weights may be stored in numbers of their own: the matrices of ModelPart, and these. */
typedef enum ModelStored
{
	MODEL_STORED_EXPERT_GATE = MODEL_MATRICES,
	MODEL_STORED_EXPERT_UP,
	MODEL_STORED_EXPERT_DOWN,
	MODEL_STORED_ROUTER,
	MODEL_STORED
} ModelStored;

/* most kinds of numbers that one model is stored in */
#define MODEL_FORMATS	16

/* Room to find out how each matrix of each layer is stored; its contents are nobody's but model_stored's. */
typedef struct ModelStorage
{
	int			formats;
	double		bits[MODEL_FORMATS];	/* of a weight, with its share of scales; the first is of what is not quantized */
	double		number[MODEL_FORMATS];	/* the same without scales */
	uint8_t		embedding;		/* format of each, as of the matrices */
	uint8_t		head;
	uint8_t		format[MODEL_MAX_LAYERS][MODEL_STORED];
	uint32_t	single[MODEL_MAX_LAYERS];	/* matrices of experts that were named one by one */
	double		single_bits;	/* what these have more than the format of their layer says, all together */
	double		single_number;	/* the fewest bits of one of these */
} ModelStorage;

/* the weights as they are stored */
typedef struct ModelFile
{
	double		bytes;			/* of all of them */
	double		number_bits;	/* the fewest, without scales, of a matrix that tokens are multiplied with */
} ModelFile;

/*
 * The weights as quantization_config says that they are stored, and what it
 * leaves in the bits of dtype or torch_dtype, 16 without one.  CORE_INVALID where
 * it says what is not known, *error filled.
 */
extern Status model_stored(const ModelKey *keys, int keys_count, const Model *model, const ModelCount *count,
						   ModelStorage *room, ModelFile *file, ModelError *error);

/* GB and bits of the weights as they are stored; true: more than a twentieth off weight_bits */
extern bool model_stored_otherwise(const ModelCount *count, const ModelFile *file, double weight_bits,
								   double *stored_gb, double *stored_bits);

/*
 * Bits of the numbers that weights of weight_bits on average are multiplied in: where that is what
 * the file has, its average with embeddings and scales, the fewest of its matrices; else weight_bits.
 */
extern double model_product_bits(const ModelCount *count, const ModelFile *file, double weight_bits);

/* name of the kind of attention, NULL without attention */
extern const char *model_attention(const Model *model);

/* bytes that each token adds to the cache while it is inside every window */
extern double model_kv_bytes_per_token(const Model *model, double bytes_per_element);

/* bytes of one sequence: its cache, whose elements have so many (windowed layers stop at their window), and its states */
extern double model_kv_bytes(const Model *model, double context_tokens, double bytes_per_element);

/* distinct experts that a batch of tokens touches, if routing is uniform */
extern double model_experts_touched(double experts, double experts_per_token, double tokens);

/* what runs, and on what */
typedef struct ModelServing
{
	double		accelerators;
	double		peak_flops;		/* dense, one accelerator, in the format of the weights */
	double		core_peak_flops;	/* the same in that of the cache, for attention */
	double		memory_gb_per_s;	/* bandwidth, one accelerator */
	double		memory_gb;		/* one accelerator; 0: not known */
	double		batch;			/* sequences; 0: as many as the memory holds on average */
	double		prompt_tokens;	/* each */
	double		output_tokens;	/* each */
	double		weight_bits;
	double		kv_bits;
	double		tokens_per_step;	/* that a sequence gains in a step: above 1 with speculation */
	double		tdp_w;			/* one accelerator; 0: not known */
	double		server_factor;	/* server power over TDP; 0: not known */
} ModelServing;

/*
 * How a server falls short of the bound, fitted to measured runs.  Its sequences
 * are at all stages at once, so that a step bears its share of the prompts too:
 * it takes work_share x its work + s_per_sequence x batch + s_per_step + layers x
 * (s_per_layer + s_parallel x log2 of the accelerators).  The work, arithmetic and
 * reading one after the other, lies between the bound and twice the bound.  Kernels
 * are launched for each layer, and each layer waits for the slowest accelerator.
 */
typedef struct ModelEfficiency
{
	double		work_share;
	double		s_per_sequence;
	double		s_per_step;
	double		s_per_layer;
	double		s_parallel;
	double		time_low;		/* measured over fitted time: most runs lie between */
	double		time_high;
	double		power;			/* of an accelerator while it serves, over TDP; 0: not known */
	double		power_low;
	double		power_high;
} ModelEfficiency;

typedef struct ModelExpected
{
	double		tokens_per_s;	/* written by all sequences, prompts being read meanwhile */
	double		tokens_per_s_low;
	double		tokens_per_s_high;
	double		it_j_per_output_token;
	double		it_j_per_output_token_low;
	double		it_j_per_output_token_high;
} ModelExpected;

typedef struct ModelEstimate
{
	double		prefill_s;		/* prompts alone */
	double		decode_s;		/* outputs alone */
	double		end_to_end_s;	/* both, which may overlap: less than their sum */
	double		work_s;			/* the same if arithmetic and reading did not overlap */
	double		tokens_per_s;	/* output tokens over decode_s */
	double		end_to_end_tokens_per_s;	/* over end_to_end_s */
	double		batch;			/* sequences, as given or as many as the memory holds */
	bool		compute_bound;	/* decoding: arithmetic, not memory */
	double		kv_cache_gb;	/* at the end of the output */
	double		weight_gb;
	bool		fits;			/* in the memory of all accelerators */
	double		it_j_per_output_token;	/* servers at their full power */
} ModelEstimate;

extern void model_estimate(const Model *model, const ModelCount *count,
						   const ModelServing *serving, ModelEstimate *estimate);

/*
 * Sequences that the memory of all accelerators holds beside the weights, at
 * the average of their contexts; less than 1 where none fits.
 */
extern double model_largest_batch(const Model *model, const ModelCount *count, const ModelServing *serving);

/* what a server of that efficiency does, given the bound, which it does not pass */
extern void model_expected(const Model *model, const ModelServing *serving, const ModelEstimate *bound,
						   const ModelEfficiency *efficiency, ModelExpected *expected);

#endif							/* COLOSSUS_CORE_MODEL_H */
