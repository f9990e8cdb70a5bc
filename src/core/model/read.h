/*
 * read.h
 *		Reading a configuration: what the families are written with.
 *
 * A family is a function that reads its fields into a Block, what a layer of
 * it is made of, and gives each layer a code: which mixer, window and MLP it
 * has.  blocks() then makes one ModelLayer for each code.  What a Block cannot
 * say, a family adds in a hook that sees each kind of layer, or it fills the
 * kinds itself with next_kind() and the mixers of layers.h.
 */
#ifndef COLOSSUS_CORE_MODEL_READ_H
#define COLOSSUS_CORE_MODEL_READ_H

#include <stddef.h>

#include "core/model.h"

#define FIELD(id, name)	id,
#define ALIAS(id, name)
typedef enum Field
{
#include "core/model/fields.def"
	FIELDS
} Field;
#undef FIELD
#undef ALIAS

/*
 * What a layer is, in bits, as the family says.  WINDOWED, SPARSE and
 * RECURRENT mean the same in all of them; the others are the family's own.
 */
#define WINDOWED	1u			/* attention sees a window */
#define SPARSE		2u			/* experts in place of the MLP */
#define RECURRENT	4u			/* the other mixer in place of attention */
#define BARE		8u			/* no mixer */
#define PLAIN		16u			/* no MLP */
#define INDEXED		32u			/* attention to keys that an indexer picks */
#define OWN			64u			/* the family's own */
#define OWN2		128u

typedef struct Block Block;
typedef struct Reader Reader;

typedef struct Family
{
	const char *model_type;
	const char *architecture;	/* class name up to ForCausalLM; NULL: none */
	void		(*fill) (Reader *r, Model *m, Block *b);
	bool		tied;			/* tie_word_embeddings where absent */
	int			kv_heads;		/* where absent; 0: as many as heads */
	int			head_dim;		/* where absent; 0: hidden size / heads */
} Family;

/*
 * The fields of one configuration.  The first error sticks, so that the
 * functions that fill a description need no checks between their lines; what
 * they read after an error is harmless and ignored.
 */
struct Reader
{
	const ModelKey *keys;
	int			count;
	const ModelKey *outer_tie;	/* tie_word_embeddings outside text_config */
	const Family *family;
	bool		text_config;	/* the fields are those of text_config */
	ModelError *error;
	const ModelKey *field[FIELDS];	/* NULL: absent */
	bool		read[FIELDS];	/* the family looked at it */
	int64_t		window;			/* of layers that are WINDOWED */
	int64_t		layer;			/* of next_kind() */
	int			at_layer;		/* key where of_layer() found the last one */
	uint16_t	code[MODEL_MAX_LAYERS];
};

/* what a layer of a family is made of; zero or false: it has none */
struct Block
{
	int64_t		layer_norm;		/* parameters of all norms of one layer */
	int64_t		final_norm;
	bool		untied;			/* the class never ties its head to the embedding */
	bool		half;			/* the decoder of a model that has an encoder too */
	bool		masked;			/* an encoder with a masked head, used as a decoder */

	/* attention */
	int64_t		qk_norm;
	bool		qkv_bias;
	bool		output_bias;
	bool		sinks;			/* one parameter a head */
	bool		output_gate;	/* as wide as the values */
	bool		gate_bias;
	bool		gate_apart;
	bool		chunked;
	bool		differential;	/* two heads share their values, and weigh those of both */
	int64_t		kv_lora_rank;	/* above 0: multi-head latent attention */
	int64_t		q_lora_rank;	/* 0: queries are projected directly */
	int64_t		nope_dim;
	int64_t		rope_dim;

	/* dense MLP */
	int64_t		width;
	bool		ungated;		/* two matrices instead of three, for experts too */
	bool		mlp_bias;

	/* experts */
	int64_t		experts;
	int64_t		experts_per_token;
	int64_t		expert_width;
	int64_t		shared_width;	/* of all shared experts together */
	int64_t		latent_width;	/* experts work on a projection this wide */
	bool		shared_gate;
	bool		router_bias;
	bool		router_correction;	/* trained, where it is a parameter */
	bool		expert_bias;

	/* the mixer of RECURRENT layers, and what else a kind of layer has */
	void		(*recurrent) (const Block *b, const Model *m, ModelLayer *l);
	void		(*extra) (Reader *r, const Block *b, const Model *m, ModelLayer *l);

	/* sizes of that mixer and of the hook */
	int64_t		inner;
	int64_t		inner_heads;
	int64_t		inner_dim;
	int64_t		key_heads;
	int64_t		key_dim;
	int64_t		groups;
	int64_t		state;
	int64_t		conv;
	int64_t		rank;
	int64_t		own;
	int64_t		own2;
	bool		conv_bias;
	bool		inner_bias;
	bool		short_state;	/* the class keeps its recurrence at 16 bits, as the activations */
};

/* --- keys (keys.c) ----------------------------------------------------------- */

/* the field of a key and how that spells it, an alias maybe; FIELDS: none that a family reads */
extern Field field_of(const ModelKey *key, const char **spelling);

/* what a text of length bytes ends in */
extern bool ends_in(const char *text, int length, const char *end);

/* a value that says that there is none */
extern bool says_none(const ModelKey *key);

/* a key that the family did not read and that is not known to be harmless is an error */
extern void refuse_unread(Reader *r, int64_t layers);

/* a list of layers none of which is recurrent: the class attends in all of them, whatever it says of windows */
extern bool attends(const Reader *r, const ModelKey *list);

/* --- errors ---------------------------------------------------------------- */

extern const char *field_name(Field field);
extern ModelError *fail(Reader *r, ModelProblem problem, Field field);
extern void fail_expected(Reader *r, ModelProblem problem, Field field, const char *expected);
extern void fail_count(Reader *r, Field field, int64_t expected);
extern void fail_multiple(Reader *r, Field field, Field other, int64_t divisor);

/* --- single fields ---------------------------------------------------------- */

/*
 * Present and not null.  Whoever asks has read the field, and the functions below that take a
 * field ask by this one.  A field that nobody has read is refused (refuse_unread), so that a
 * family need not list what it does not know.
 */
extern bool given(Reader *r, Field field);

/* a given integer within minimum..maximum, else an error and minimum */
extern int64_t checked(Reader *r, Field field, int64_t minimum, int64_t maximum);

/* an integer that must be there */
extern int64_t required(Reader *r, Field field, int64_t minimum, int64_t maximum);

/* an integer with one value where it is absent and one where it is null */
extern int64_t optional(Reader *r, Field field, int64_t absent, int64_t null, int64_t minimum, int64_t maximum);

/* sizes: 1 to MODEL_MAX_SIZE */
extern int64_t size_of(Reader *r, Field field);
extern int64_t size_or(Reader *r, Field field, int64_t otherwise);

/* counts that may be zero */
extern int64_t count_or(Reader *r, Field field, int64_t otherwise);

extern bool flag(Reader *r, Field field, bool otherwise);

/* the same where null does not mean false, as it does in Python */
extern bool flag_or(Reader *r, Field field, bool absent, bool null);

/* a number of any kind */
extern double number_or(Reader *r, Field field, double otherwise);

extern bool string_is(const ModelKey *key, const char *word);
extern bool word_is(Reader *r, Field field, const char *word);

extern bool integer_of(const ModelKey *key, int64_t *value);

/* the first element of a list; its elements follow in memory */
extern const ModelKey *list_of(Reader *r, Field field, const char *expected, int64_t *length);

/* element of a list of sizes, or the size itself */
extern int64_t size_at(Reader *r, Field field, int64_t i);

/* fields that this family may have and that change nothing in it */
extern void ignore(Reader *r, int count, const Field *fields);

/* --- layers ------------------------------------------------------------------ */

/* all layers get the code */
extern void plan(Reader *r, const Model *m, unsigned code);

/*
 * Codes by a list of words, one for each layer; absent: as they are.  Bits outside allowed stay,
 * and a word that stands for one of them is refused: one word means different things to
 * different fields.
 */
extern void plan_types(Reader *r, const Model *m, Field field, unsigned allowed, const char *expected);

/* set bits in the layers first, first + step, ... */
extern void plan_every(Reader *r, const Model *m, unsigned bits, int64_t first, int64_t step);

/* set bits in the layers that a list names, or clear them */
extern void plan_list(Reader *r, const Model *m, Field field, unsigned bits, bool set);

/* set bits in the layers where a list of 0 and 1 has that value, clear them in the others; absent: as they are */
extern void plan_flags(Reader *r, const Model *m, Field field, unsigned bits, int64_t value);

/* number of layers whose code has all these bits */
extern int64_t planned(const Reader *r, const Model *m, unsigned bits);

/* a new kind for all layers that have the code of the next one without; NULL: none is left */
extern ModelLayer *next_kind(Reader *r, Model *m);

#define FOR_KINDS(r, m, l) \
	(r)->layer = 0; \
	for (ModelLayer *l; (l = next_kind(r, m)) != NULL;)

/* --- shared parts of the families --------------------------------------------- */

extern int64_t head_width(Reader *r, const Model *m);
extern void check_groups(Reader *r, const Model *m);
/* vocabulary, width and layers; trunk() reads the heads too */
extern void stem(Reader *r, Model *m);
extern void trunk(Reader *r, Model *m);

/* of per_layer_config or block_configs: the field that overrides another one in a layer */
extern int64_t overridden(Reader *r, Field field, int64_t layer, int64_t otherwise);

/* what such an object says of a layer; NULL: nothing */
extern const ModelKey *of_layer(Reader *r, Field field, int64_t layer);
extern void grouped_attention(Reader *r, Model *m);
extern void full_attention(Reader *r, Model *m);
extern void gated_block(Reader *r, Model *m, Block *b);
extern void biased_block(Reader *r, Model *m, Block *b);
extern void attention_bias(Reader *r, Block *b, bool otherwise);
extern int64_t wide_qk_norm(const Model *m);
extern void mixture(Reader *r, const Model *m, Block *b);
extern int64_t window_or(Reader *r, int64_t otherwise);
extern int64_t window_always(Reader *r, int64_t otherwise);
extern void windows(Reader *r, const Model *m, int64_t window);
extern void latent_attention(Reader *r, Model *m, Block *b, int64_t value);

/* one ModelLayer for each code that the layers have */
extern void blocks(Reader *r, Model *m, const Block *b);

extern const Family model_families[];
extern const int model_families_count;

#endif							/* COLOSSUS_CORE_MODEL_READ_H */
