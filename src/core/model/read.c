/*
 * read.c
 *		Reads the list of keys of a config.json into the description of a model:
 *		finds its family, lets it read its fields, and refuses what is left over
 *		and would change the count.  Sources are numbered in model.h.
 *
 * What a family's weights are, and what it means when a field is absent or
 * null, follows the classes of transformers [1], with one exception: the sizes
 * that make a model (layers, widths, heads, vocabulary, experts) must be
 * given, although the classes have defaults for them, because a configuration
 * without them is a damaged one and its count would be a guess.  Gemma 3 is
 * the exception to the exception: its published configurations do leave out
 * heads and vocabulary.
 */
#include "core/model/read.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "core/model/layers.h"
#include "core/names.h"

/* --- names of fields -------------------------------------------------------- */

typedef struct Name
{
	const char *name;
	Field		field;
} Name;

#define FIELD(id, text)	{text, id},
#define ALIAS(id, text)	{text, id},
static const Name names[] = {
#include "core/model/fields.def"
};
#undef FIELD
#undef ALIAS

#define NAMES	((int) (sizeof(names) / sizeof(names[0])))

#define FIELD(id, text)	text,
#define ALIAS(id, text)
static const char *const field_names[FIELDS] = {
#include "core/model/fields.def"
};
#undef FIELD
#undef ALIAS

/*
 * Where each name is, by its hash; made at the first look-up, so that no order
 * in fields.def can be wrong.  Two threads would write the same bytes.
 */
#define SLOTS	2048

static uint16_t slots[SLOTS];
static bool slots_made;

/* FNV-1a */
static unsigned
name_hash(const char *name, int length)
{
	uint32_t	h = 2166136261u;

	for (int i = 0; i < length; i++)
		h = (h ^ (unsigned char) name[i]) * 16777619u;
	return (h ^ (h >> 15)) % SLOTS;
}

/* open addressing in several times as many slots as there are names; made at the first look */
static void
make_slots(void)
{
	for (int i = 0; i < NAMES; i++)
	{
		unsigned	slot = name_hash(names[i].name, (int) strlen(names[i].name));

		while (slots[slot] != 0)
			slot = (slot + 1) % SLOTS;
		slots[slot] = (uint16_t) (i + 1);
	}
	slots_made = true;
}

/* place in names, or -1 */
static int
find_name(const char *name, int length)
{
	if (!slots_made)
		make_slots();
	for (unsigned slot = name_hash(name, length); slots[slot] != 0; slot = (slot + 1) % SLOTS)
	{
		const char *candidate = names[slots[slot] - 1].name;

		if (strncmp(candidate, name, (size_t) length) == 0 && candidate[length] == '\0')
			return slots[slot] - 1;
	}
	return -1;
}

const char *
field_name(Field field)
{
	return field_names[field];
}

bool
model_key_matters(const char *name, int length)
{
	return find_name(name, length) >= 0;
}

const char *
model_key_name(int i)
{
	return i >= 0 && i < NAMES ? names[i].name : NULL;
}

/* text of length bytes equals word, whatever the case of ASCII letters */
static bool
same_word(const char *text, int length, const char *word)
{
	return name_equal(text, (size_t) length, word, strlen(word));
}

bool
string_is(const ModelKey *key, const char *word)
{
	return key != NULL && key->kind == MODEL_STRING &&
		same_word(key->string, key->string_length, word);
}

/* what a text of length bytes ends in */
static bool
ends_in(const char *text, int length, const char *end)
{
	int			n = (int) strlen(end);

	return length >= n && memcmp(text + length - n, end, (size_t) n) == 0;
}

bool
model_object_matters(const char *name, int length)
{
	static const char *const objects[] = {
		"quantization_config", "quantization_config.config_groups", "quantization_config.config_groups.group",
		"quantization_config.config_groups.group.weights",
		"attn_config", "ffn_config", "linear_attn_config", "per_layer_config", "compress_rates",
		"sparse_attention_config", "attention_other_setting", "block_configs", "block_configs.attention", "block_configs.ffn"
	};

	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
		if ((size_t) length == strlen(objects[i]) && memcmp(name, objects[i], (size_t) length) == 0)
			return true;
	return false;
}

/* --- single fields ---------------------------------------------------------- */

/* the first error stays: what follows from it would only hide it.  NULL: there is one already */
ModelError *
fail(Reader *r, ModelProblem problem, Field field)
{
	static const ModelError none = {MODEL_FINE, NULL, NULL, NULL, NULL, false, 0, 0};
	ModelError *e = r->error;

	if (e->problem != MODEL_FINE)
		return NULL;
	*e = none;
	e->problem = problem;
	e->field = field_name(field);
	e->found = r->field[field];
	e->text_config = r->text_config;
	return e;
}

void
fail_expected(Reader *r, ModelProblem problem, Field field, const char *expected)
{
	ModelError *e = fail(r, problem, field);

	if (e != NULL)
		e->expected = expected;
}

void
fail_count(Reader *r, Field field, int64_t expected)
{
	ModelError *e = fail(r, MODEL_COUNT, field);

	if (e != NULL)
		e->maximum = expected;
}

void
fail_multiple(Reader *r, Field field, Field other, int64_t divisor)
{
	ModelError *e = fail(r, MODEL_NOT_DIVISIBLE, field);

	if (e != NULL)
	{
		e->other = field_name(other);
		e->minimum = divisor;
	}
}

bool
given(Reader *r, Field field)
{
	r->read[field] = true;
	return r->field[field] != NULL && r->field[field]->kind != MODEL_NULL;
}

/* false: not an integer.  4096.0 is one, as JSON makes no difference. */
bool
integer_of(const ModelKey *key, int64_t *value)
{
	if (key->kind == MODEL_INTEGER)
	{
		*value = key->integer;
		return true;
	}
	/* 2^53: beyond it a double is not one integer */
	if (key->kind == MODEL_DOUBLE && fabs(key->number) <= 9007199254740992.0 &&
		floor(key->number) == key->number)
	{
		*value = (int64_t) key->number;
		return true;
	}
	return false;
}

/* a given integer within minimum..maximum, else an error and minimum */
int64_t
checked(Reader *r, Field field, int64_t minimum, int64_t maximum)
{
	int64_t		value = 0;
	ModelError *e;

	if (integer_of(r->field[field], &value) && value >= minimum && value <= maximum)
		return value;
	e = fail(r, MODEL_RANGE, field);
	if (e != NULL)
	{
		e->minimum = minimum;
		e->maximum = maximum;
	}
	return minimum;
}

/* an integer that must be there */
int64_t
required(Reader *r, Field field, int64_t minimum, int64_t maximum)
{
	ModelError *e;

	if (given(r, field))
		return checked(r, field, minimum, maximum);
	e = fail(r, MODEL_MISSING, field);
	if (e != NULL)
	{
		e->minimum = minimum;
		e->maximum = maximum;
	}
	return minimum;
}

/* an integer with one value where it is absent and one where it is null */
int64_t
optional(Reader *r, Field field, int64_t absent, int64_t null, int64_t minimum, int64_t maximum)
{
	if (!given(r, field) && r->field[field] == NULL)
		return absent;
	return given(r, field) ? checked(r, field, minimum, maximum) : null;
}

int64_t
size_of(Reader *r, Field field)
{
	return required(r, field, 1, MODEL_MAX_SIZE);
}

int64_t
size_or(Reader *r, Field field, int64_t otherwise)
{
	return optional(r, field, otherwise, otherwise, 1, MODEL_MAX_SIZE);
}

int64_t
count_or(Reader *r, Field field, int64_t otherwise)
{
	return optional(r, field, otherwise, otherwise, 0, MODEL_MAX_SIZE);
}

double
number_or(Reader *r, Field field, double otherwise)
{
	const ModelKey *key = r->field[field];

	if (!given(r, field))
		return otherwise;
	if (key->kind == MODEL_INTEGER)
		return (double) key->integer;
	if (key->kind == MODEL_DOUBLE && key->number >= 0 && key->number <= MODEL_MAX_SIZE)
		return key->number;
	fail_expected(r, MODEL_WRONG, field, "a number");
	return otherwise;
}

bool
word_is(Reader *r, Field field, const char *word)
{
	return given(r, field) && string_is(r->field[field], word);
}

bool
flag(Reader *r, Field field, bool otherwise)
{
	return flag_or(r, field, otherwise, false);
}

bool
flag_or(Reader *r, Field field, bool absent, bool null)
{
	if (!given(r, field))
		return r->field[field] == NULL ? absent : null;
	if (r->field[field]->kind != MODEL_BOOLEAN)
		fail_expected(r, MODEL_WRONG, field, "true or false");
	return r->field[field]->integer != 0;
}

/* the first element of a list; its elements follow in memory */
const ModelKey *
list_of(Reader *r, Field field, const char *expected, int64_t *length)
{
	const ModelKey *list = r->field[field];

	*length = 0;
	if (!given(r, field))
		return NULL;
	if (list->kind != MODEL_LIST || list->integer < 0 ||
		list->integer > r->count - (list - r->keys) - 1)
	{
		fail_expected(r, MODEL_WRONG, field, expected);
		return NULL;
	}
	*length = list->integer;
	return list + 1;
}

/* of one layer where there is a list, of which other entries are not looked at */
int64_t
size_at(Reader *r, Field field, int64_t i)
{
	const ModelKey *list = r->field[field];
	const ModelKey *element;
	int64_t		length;
	int64_t		value = 0;
	ModelError *e;

	if (!given(r, field) || list->kind != MODEL_LIST)
		return size_of(r, field);
	element = list_of(r, field, "a size, or a list of sizes", &length);
	if (element == NULL || i >= length)
		fail_count(r, field, i + 1);
	else if (integer_of(&element[i], &value) && value >= 1 && value <= MODEL_MAX_SIZE)
		return value;
	else if ((e = fail(r, MODEL_RANGE, field)) != NULL)
	{
		e->found = &element[i];
		e->minimum = 1;
		e->maximum = MODEL_MAX_SIZE;
	}
	return 1;
}

void
ignore(Reader *r, int count, const Field *fields)
{
	for (int i = 0; i < count; i++)
		r->read[fields[i]] = true;
}

/* --- layers ------------------------------------------------------------------ */

void
plan(Reader *r, const Model *m, unsigned code)
{
	for (int64_t i = 0; i < m->layers; i++)
		r->code[i] = (uint16_t) code;
}

void
plan_every(Reader *r, const Model *m, unsigned bits, int64_t first, int64_t step)
{
	for (int64_t i = first; i < m->layers; i += step)
		r->code[i] |= (uint16_t) bits;
}

int64_t
planned(const Reader *r, const Model *m, unsigned bits)
{
	int64_t		n = 0;

	for (int64_t i = 0; i < m->layers; i++)
		n += (r->code[i] & bits) == bits;
	return n;
}

/* what the words of layer_types and its like mean */
static const struct
{
	const char *word;
	unsigned	code;
}			layer_words[] = {
	{"full_attention", 0}, {"attention", 0}, {"global_attention", 0}, {"global", 0},
	{"sliding_attention", WINDOWED}, {"chunked_attention", WINDOWED}, {"local_attention", WINDOWED},
	{"local", WINDOWED}, {"sliding", WINDOWED},
	{"linear_attention", RECURRENT}, {"mamba", RECURRENT}, {"recurrent", RECURRENT}, {"conv", RECURRENT},
	{"hybrid", RECURRENT}, {"hybrid_sliding", WINDOWED},
	{"indexed_attention", INDEXED}, {"compressed_sparse_attention", INDEXED}, {"heavily_compressed_attention", OWN},
	{"dense", 0}, {"sparse", SPARSE}, {"moe", SPARSE}, {"hash_moe", SPARSE},
	{"full", 0}, {"shared", OWN}, {"minimax_m3_sparse", INDEXED},
};

static bool
exactly(const ModelKey *key, const char *word)
{
	return key->kind == MODEL_STRING && (size_t) key->string_length == strlen(word) &&
		memcmp(key->string, word, (size_t) key->string_length) == 0;
}

void
plan_types(Reader *r, const Model *m, Field field, unsigned allowed, const char *expected)
{
	const size_t words = sizeof(layer_words) / sizeof(layer_words[0]);
	const ModelKey *element;
	int64_t		length;

	element = list_of(r, field, "a list of layer types", &length);
	if (element == NULL)
		return;
	if (length != m->layers)
	{
		fail_count(r, field, m->layers);
		return;
	}
	for (int64_t i = 0; i < length; i++)
	{
		size_t		w = 0;

		/* in small letters, as the classes compare them */
		while (w < words && !exactly(&element[i], layer_words[w].word))
			w++;
		if (w == words || (layer_words[w].code & ~allowed) != 0)
		{
			fail_expected(r, MODEL_WRONG, field, expected);
			if (r->error->found == r->field[field])
				r->error->found = &element[i];
			return;
		}
		r->code[i] = (uint16_t) ((r->code[i] & ~allowed) | layer_words[w].code);
	}
}

/* layers by number, from 0 */
void
plan_list(Reader *r, const Model *m, Field field, unsigned bits, bool set)
{
	const ModelKey *element;
	int64_t		length;

	element = list_of(r, field, "a list of layer numbers", &length);
	for (int64_t i = 0; element != NULL && i < length; i++)
	{
		int64_t		layer = -1;

		if (!integer_of(&element[i], &layer) || layer < 0 || layer >= m->layers)
		{
			ModelError *e = fail(r, MODEL_RANGE, field);

			if (e != NULL)
			{
				e->found = &element[i];
				e->maximum = m->layers - 1;
			}
			return;
		}
		if (set)
			r->code[layer] |= (uint16_t) bits;
		else
			r->code[layer] &= (uint16_t) ~bits;
	}
}

/*
 * Layers of one code are one ModelLayer with a count: 10,000 layers are counted as quickly
 * as the few kinds that they are of.  Quadratic in the kinds, of which there are at most
 * MODEL_KINDS.
 */
ModelLayer *
next_kind(Reader *r, Model *m)
{
	static const ModelLayer empty = {0};
	ModelLayer *l;

	for (; r->layer < m->layers; r->layer++)
	{
		bool		seen = false;

		for (int k = 0; k < m->kinds && !seen; k++)
			seen = m->kind[k].code == r->code[r->layer];
		if (!seen)
			break;
	}
	if (r->layer >= m->layers || r->error->problem != MODEL_FINE)
		return NULL;
	if (m->kinds == MODEL_KINDS)
	{
		(void) fail(r, MODEL_KINDS_EXCEEDED, LAYERS);
		return NULL;
	}
	l = &m->kind[m->kinds++];
	*l = empty;
	l->first = r->layer;
	l->code = r->code[r->layer];
	for (int64_t i = r->layer; i < m->layers; i++)
		l->count += r->code[i] == l->code;
	l->heads = m->heads;
	l->kv_heads = m->kv_heads;
	l->head_dim = m->head_dim;
	l->v_head_dim = m->v_head_dim;
	l->value_heads = 1;
	l->window = (l->code & WINDOWED) != 0 ? r->window : 0;
	return l;
}

/* a layer is a mixer and an MLP, either of which its code can leave out; then the family's own part */
void
blocks(Reader *r, Model *m, const Block *b)
{
	const Attention a = {b->qkv_bias, b->output_bias, b->sinks, b->output_gate, b->gate_bias, false};
	const LatentAttention mla = {
		b->q_lora_rank, b->kv_lora_rank, b->nope_dim, b->rope_dim, b->qkv_bias, b->output_bias
	};
	i128		h = m->hidden;

	FOR_KINDS(r, m, l)
	{
		l->chunked = b->chunked && l->window > 0;
		if ((l->code & BARE) != 0)
			;
		else if ((l->code & RECURRENT) != 0)
			b->recurrent(b, m, l);
		else if (b->kv_lora_rank > 0)
			latent(l, h, &mla);
		else
		{
			l->value_heads = b->differential ? 2 : 1;
			attention(l, h, h, &a);
			vectors(l, b->qk_norm);
		}
		if ((l->code & SPARSE) != 0)
		{
			i128		in = b->latent_width > 0 ? b->latent_width : h;

			router(l, h, b->experts, b->router_bias);
			experts(l, b->experts, b->experts_per_token, in, b->expert_width, !b->ungated, b->expert_bias);
			if (b->router_correction)
				vectors(l, b->experts);
			if (b->shared_width > 0)
				mlp(l, MODEL_SHARED, h, b->shared_width, !b->ungated, b->mlp_bias);
			if (b->shared_gate)
				router(l, h, 1, false);
			if (b->latent_width > 0)
			{
				project(l, MODEL_DENSE, h, in, b->mlp_bias);
				project(l, MODEL_DENSE, in, h, b->mlp_bias);
			}
		}
		else if ((l->code & PLAIN) == 0)
			mlp(l, MODEL_DENSE, h, b->width, !b->ungated, b->mlp_bias);
		vectors(l, b->layer_norm);
		if (b->extra != NULL)
			b->extra(r, b, m, l);
	}
	m->vectors += b->final_norm;
}

/* --- shared parts of the families --------------------------------------------- */

/* hidden size over heads, for head_dim */
int64_t
head_width(Reader *r, const Model *m)
{
	if (m->hidden % m->heads != 0)
		fail_multiple(r, HIDDEN, HEADS, m->heads);
	return m->hidden / m->heads;
}

/* kv_heads groups of query heads must have the same size */
void
check_groups(Reader *r, const Model *m)
{
	if (m->kv_heads < 1 || m->heads % m->kv_heads != 0)
		fail_multiple(r, HEADS, KV_HEADS, m->kv_heads);
}

/* vocabulary, width and layers, as every family has them */
void
stem(Reader *r, Model *m)
{
	m->vocab = size_of(r, VOCAB);
	m->hidden = size_of(r, HIDDEN);
	m->layers = required(r, LAYERS, 1, MODEL_MAX_LAYERS);
	m->embedding_width = m->hidden;
	plan(r, m, 0);
}

void
trunk(Reader *r, Model *m)
{
	stem(r, m);
	m->heads = required(r, HEADS, 1, MODEL_MAX_SIZE);
}

/*
 * The keys of a layer stand together, and layers are asked for one after the other,
 * so that the search goes on where the last one found its layer.
 */
const ModelKey *
of_layer(Reader *r, Field field, int64_t layer)
{
	const char *name = field_name(field);
	int			length = (int) strlen(name);
	int			object = (int) strcspn(name, ".") + 1;
	bool		seen = false;

	r->read[field] = true;
	for (int n = 0, i = r->at_layer; n < r->count; n++, i = i + 1 < r->count ? i + 1 : 0)
	{
		const ModelKey *key = &r->keys[i];

		if (key->element < 0 || key->text_config != r->text_config || key->length <= object ||
			memcmp(name, key->name, (size_t) object) != 0)
			continue;
		if (key->element != layer)
		{
			if (seen)
				break;
			continue;
		}
		if (!seen)
			r->at_layer = i;
		seen = true;
		if (key->length == length && memcmp(name, key->name, (size_t) length) == 0)
			return key->kind == MODEL_NULL ? NULL : key;
	}
	return NULL;
}

int64_t
overridden(Reader *r, Field field, int64_t layer, int64_t otherwise)
{
	const ModelKey *key = of_layer(r, field, layer);
	int64_t		value = 0;

	if (key == NULL || (integer_of(key, &value) && value >= 1 && value <= MODEL_MAX_SIZE))
		return key == NULL ? otherwise : value;
	if (fail(r, MODEL_RANGE, field) != NULL)
	{
		r->error->found = key;
		r->error->minimum = 1;
		r->error->maximum = MODEL_MAX_SIZE;
	}
	return otherwise;
}

/* attention with grouped key and value heads */
void
grouped_attention(Reader *r, Model *m)
{
	m->kv_heads = optional(r, KV_HEADS, r->family->kv_heads != 0 ? r->family->kv_heads : m->heads,
						   m->heads, 1, MODEL_MAX_SIZE);
	check_groups(r, m);
	if (given(r, HEAD_DIM))
		m->head_dim = checked(r, HEAD_DIM, 1, MODEL_MAX_SIZE);
	else if (r->field[HEAD_DIM] == NULL && r->family->head_dim != 0)
		m->head_dim = r->family->head_dim;
	else
		m->head_dim = head_width(r, m);
	m->v_head_dim = m->head_dim;
}

/* attention whose keys and values have all heads, of hidden size / heads */
void
full_attention(Reader *r, Model *m)
{
	m->kv_heads = m->heads;
	m->head_dim = head_width(r, m);
	m->v_head_dim = m->head_dim;
}

/* the block of Llama: two RMS norms, grouped attention, gated MLP */
void
gated_block(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	grouped_attention(r, m);
	b->width = size_of(r, INTERMEDIATE);
	b->layer_norm = 2 * m->hidden;
	b->final_norm = m->hidden;
}

void
attention_bias(Reader *r, Block *b, bool otherwise)
{
	b->qkv_bias = b->output_bias = flag(r, ATTENTION_BIAS, otherwise);
}

/* q and k norms over all heads together */
int64_t
wide_qk_norm(const Model *m)
{
	return m->heads * m->head_dim + m->kv_heads * m->head_dim;
}

/* the block of GPT-2: LayerNorms with bias, full attention, plain MLP, all biased */
void
biased_block(Reader *r, Model *m, Block *b)
{
	trunk(r, m);
	full_attention(r, m);
	b->width = size_or(r, INTERMEDIATE, 4 * m->hidden);
	b->ungated = true;
	b->qkv_bias = b->output_bias = b->mlp_bias = true;
	b->layer_norm = 4 * m->hidden;
	b->final_norm = 2 * m->hidden;
}

/* experts in every layer; the caller sets expert_width */
void
mixture(Reader *r, const Model *m, Block *b)
{
	b->experts = required(r, EXPERTS, 1, MODEL_MAX_EXPERTS);
	b->experts_per_token = required(r, EXPERTS_PER_TOKEN, 1, b->experts);
	plan_every(r, m, SPARSE, 0, 1);
}

/* the same, where the class has defaults that published configurations rely on */
void
mixture_of(Reader *r, const Model *m, Block *b, int64_t experts, int64_t per_token)
{
	b->experts = optional(r, EXPERTS, experts, experts, 1, MODEL_MAX_EXPERTS);
	b->experts_per_token = optional(r, EXPERTS_PER_TOKEN, per_token, per_token, 1, b->experts);
	plan_every(r, m, SPARSE, 0, 1);
}

/* a window of zero, or null, is none */
int64_t
window_or(Reader *r, int64_t otherwise)
{
	return optional(r, SLIDING_WINDOW, otherwise, 0, 0, INT32_MAX);
}

/* every layer has the window */
void
windows(Reader *r, const Model *m, int64_t window)
{
	r->window = window;
	if (window > 0)
		plan_every(r, m, WINDOWED, 0, 1);
}

/* the sizes that b has already are the defaults of the class; zero: it must be given */
void
latent_attention(Reader *r, Model *m, Block *b, int64_t value)
{
	m->kv_heads = m->heads;
	b->q_lora_rank = optional(r, Q_LORA_RANK, b->q_lora_rank, 0, 1, MODEL_MAX_SIZE);
	b->kv_lora_rank = b->kv_lora_rank > 0 ? size_or(r, KV_LORA_RANK, b->kv_lora_rank) : size_of(r, KV_LORA_RANK);
	b->nope_dim = b->nope_dim > 0 ? size_or(r, QK_NOPE, b->nope_dim) : size_of(r, QK_NOPE);
	b->rope_dim = b->rope_dim > 0 ? size_or(r, QK_ROPE, b->rope_dim) : size_of(r, QK_ROPE);
	m->v_head_dim = value > 0 ? size_or(r, V_HEAD_DIM, value) : size_of(r, V_HEAD_DIM);
	m->head_dim = b->nope_dim + b->rope_dim;
	r->read[KV_HEADS] = r->read[HEAD_DIM] = true;
}

/* --- the configuration --------------------------------------------------------- */

/* "LlamaForCausalLM" belongs to the class "Llama", "GPT2LMHeadModel" to "GPT2" */
static bool
is_class(const ModelKey *key, const char *architecture)
{
	int			length = (int) strlen(architecture);

	return key->kind == MODEL_STRING && key->string_length > length + 3 &&
		memcmp(key->string, architecture, (size_t) length) == 0 &&
		(memcmp(key->string + length, "For", 3) == 0 || memcmp(key->string + length, "LMH", 3) == 0);
}

/* by model_type, and by the class where a configuration has none */
static const Family *
find_family(const ModelKey *type, const ModelKey *architecture)
{
	/* Grok-2 calls itself "git", which is another model */
	if (architecture != NULL && string_is(type, "git") && is_class(architecture, "Grok1"))
		type = NULL;
	for (int i = 0; i < model_families_count; i++)
	{
		if (type != NULL)
		{
			/* most rows differ in the second letter already; the first may be of either case */
			if (type->kind == MODEL_STRING && type->string_length > 1 &&
				(type->string[1] | 0x20) == (model_families[i].model_type[1] | 0x20) &&
				string_is(type, model_families[i].model_type))
				return &model_families[i];
		}
		else if (model_families[i].architecture != NULL && is_class(architecture, model_families[i].architecture))
			return &model_families[i];
	}
	return NULL;
}

/* equal values of two aliases; lists are not compared */
static bool
same_value(const ModelKey *a, const ModelKey *b)
{
	int64_t		x,
				y;

	if (integer_of(a, &x) && integer_of(b, &y))
		return x == y;
	return a->kind == b->kind && a->kind == MODEL_BOOLEAN && a->integer == b->integer;
}

/* sort the keys of one scope into fields */
static void
collect(Reader *r, bool text_config)
{
	for (int i = 0; i < r->count; i++)
	{
		const ModelKey *key = &r->keys[i];
		const ModelKey **slot;
		int			name;

		if (key->element >= 0)
			continue;
		name = find_name(key->name, key->length);
		if (name < 0)
			continue;
		if (!key->text_config && names[name].field == TIE)
			r->outer_tie = key;
		if (key->text_config != text_config)
			continue;
		slot = &r->field[names[name].field];
		if (*slot == NULL || (*slot)->kind == MODEL_NULL)
			*slot = key;
		else if (key->kind != MODEL_NULL && names[name].field != STORED_KEPT && !same_value(*slot, key))
		{
			ModelError *e = fail(r, MODEL_CONFLICT, (Field) names[name].field);

			if (e != NULL)
			{
				e->field = names[name].name;
				e->found = *slot;
			}
		}
	}
}

/* --- keys that nobody read ---------------------------------------------------- */

/* fields that no parameter depends on, in any family */
static const Field quiet[] = {
	ACTIVATION, ARCHITECTURES, ATTENTION_CHUNK_SIZE, AUDIO_CONFIG, ID2LABEL, LAYER_TYPES, MAX_WINDOW_LAYERS, MODEL_TYPE,
	MTP_LAYERS, MTP_MODULES, NO_ROPE_INTERVAL, NO_ROPE_LAYERS, NUM_LABELS, N_CTX, POSITIONS, SLIDING_WINDOW, TEXT_CONFIG, TIE,
	STORED_KEPT, TOPK_METHOD, USE_WINDOW, VISION_CONFIG, WINDOW_PATTERN
};

static bool
is_quiet(Field field)
{
	for (size_t i = 0; i < sizeof(quiet) / sizeof(quiet[0]); i++)
		if (quiet[i] == field)
			return true;
	return false;
}

static bool
name_has(const ModelKey *key, const char *const *words)
{
	for (; *words != NULL; words++)
	{
		const char *word = *words;
		const char *end = key->name + key->length;
		size_t		n = strlen(word);

		/* few letters of a name begin a word, and a call for each of the others would be most of the work */
		for (const char *at = key->name; (size_t) (end - at) >= n; at++)
			if (*at == *word && memcmp(at, word, n) == 0)
				return true;
	}
	return false;
}

/*
 * A key that no family knows changes weights, as far as its name tells, if it
 * names a size, a number of things or a part, and nothing of those that are
 * settings of training, sampling, positions or precision.
 */
static bool
names_a_weight(const ModelKey *key)
{
	static const char *const parts[] = {
		"expert", "moe", "lora", "_rank", "hidden_size", "intermediate", "dim", "width", "d_model", "n_layer",
		"_layers", "heads", "vocab", "mlp", "ffn", "embed", "conv", "state", "residual", "latent", "memory",
		"block_configs", "index_", "_size", "_bias", "_norm", "gate", "shared", "indexer", NULL
	};
	static const char *const settings[] = {
		/* numbers of tokens, of training and of the machine */
		"token", "_id", "length", "window", "chunk", "cache", "batch", "beam", "max_", "min_", "train", "checkpoint",
		"init", "std", "seed", "range", "loss", "aux", "dropout", "drop", "prob", "temperature", "schedule",
		"parallel", "tp_size", "pp_size", "ep_size", "kernel", "fuse", "capacity", "num_logits", "no_repeat", "forced",
		/* how numbers are made and scaled */
		"eps", "theta", "scal", "rope", "rotary", "factor", "multiplier", "alibi", "softcap", "_cap", "clip", "swiglu",
		"dtype", "fp32", "quant", "rescale", "time_step", "freq", "type", "act", "_fn", "implementation", "version",
		"name", "mode", "method", "class", "config", "label", "pad", "return", "output_", "do_", "sink",
		/* which experts and keys are chosen */
		"topk", "router", "routing", "n_group", "_group", "group_norm", "renormalize", "norm_topk", "norm_min", "overlap",
		"use_expert_bias", "kda_", "index_block", "index_local", "block_size", "hash_layers", "use_mixed_mlp",
		/* other parts than the text model, and multi-token prediction */
		"image", "vision", "visual", "vit_", "anyres", "media", "audio", "video", "mel_bins", "median", "mtp", "nextn",
		"pooler", "classifier_proj",
		/* names of a size that another key gives, and flags that move no weight */
		"qk_head_dim", "conv_dim", "block_dim", "org_vocab", "stage", "mlp_type", "first_layer", "before_gate", "reuse",
		"ln_before", "share_encoder", "apply_residual", "skip_bias", "use_mlp", "rms_norm", "sharing", "weight_share",
		"gated_linear", "gemma_norm", "shared_mlp", "shared_block", "cla_", NULL
	};

	return name_has(key, parts) && !name_has(key, settings);
}

static bool
starts_with(const ModelKey *key, const char *start)
{
	int			n = (int) strlen(start);

	return key->length > n && memcmp(key->name, start, (size_t) n) == 0;
}

/* a value that says that there is none */
static bool
says_none(const ModelKey *key)
{
	switch (key->kind)
	{
		case MODEL_BOOLEAN:
		case MODEL_INTEGER:
			return key->integer == 0;
		case MODEL_LIST:
		case MODEL_OBJECT:
			return key->integer == 0;
		case MODEL_DOUBLE:
			return key->number == 0;
		case MODEL_STRING:
		case MODEL_NULL:
			break;
	}
	return true;
}

/* one that an object says of a layer, not an element of a list; the objects themselves say nothing */
static bool
inside_layer(const ModelKey *key)
{
	return key->kind != MODEL_OBJECT && (starts_with(key, "per_layer_config.") || starts_with(key, "block_configs."));
}

/* as names_a_weight, of the key alone without the objects that it stands in */
static bool
changes_layer(const ModelKey *path)
{
	ModelKey	key = *path;

	for (int i = 0; i < path->length; i++)
		if (path->name[i] == '.')
		{
			key.name = path->name + i + 1;
			key.length = path->length - i - 1;
		}
	return names_a_weight(&key);
}

/* an activation that has parameters of its own, whatever the key is called */
static bool
learns(const ModelKey *key)
{
	return string_is(key, "xielu") || string_is(key, "prelu");
}

/*
 * A field that nobody read could change the count.  Refused is what is known to matter
 * somewhere (a name of fields.def), what learns, and what names a weight; what says "none",
 * and what is known to be quiet, is passed over.
 */
static void
refuse_unread(Reader *r)
{
	for (int i = 0; i < r->count; i++)
	{
		const ModelKey *key = &r->keys[i];
		int			name;

		if (key->text_config != r->text_config || (key->element >= 0 && !inside_layer(key)) ||
			(says_none(key) && !learns(key)))
			continue;
		name = find_name(key->name, key->length);
		if (name >= 0 ? r->read[names[name].field] || (is_quiet(names[name].field) && !learns(key)) :
			!learns(key) && !(key->element >= 0 ? changes_layer(key) : names_a_weight(key)))
			continue;
		if (fail(r, MODEL_UNREAD, MODEL_TYPE) != NULL)
			r->error->found = key;
		return;
	}
}

/* --- what the class at hand has on top ------------------------------------------ */

/*
 * The end of a class name: a language model has a head; a bare model has none;
 * a classifier or reward model has a score for each label.  Others (drafts for
 * speculation, say) have weights of their own, and are refused.
 */
static void
read_head(Reader *r, Model *m, const Block *b, const ModelKey *architecture)
{
	static const char *const heads[] = {"ForCausalLM", "LMHeadModel", "ForConditionalGeneration"};
	const char *name;
	int			length;
	int64_t		labels = 2;

	if (architecture == NULL)
		return;
	name = architecture->string;
	length = architecture->string_length;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (ends_in(name, length, heads[i]) && (!b->half || i == 0))
			return;
	if (b->masked && ends_in(name, length, "ForMaskedLM"))
		return;
	if (!b->masked && !b->half && (ends_in(name, length, "ForSequenceClassification") ||
					   ends_in(name, length, "ForTokenClassification")))
	{
		if (given(r, ID2LABEL) && r->field[ID2LABEL]->kind == MODEL_OBJECT && r->field[ID2LABEL]->integer > 0)
			labels = r->field[ID2LABEL]->integer;
		if (given(r, NUM_LABELS))
			labels = size_of(r, NUM_LABELS);
		m->head = labels * (i128) m->hidden;
		m->head_bias = ends_in(name, length, "ForTokenClassification") ? labels : 0;
		m->tied = false;
		return;
	}
	if (!b->masked && !b->half && ends_in(name, length, "Model") && !ends_in(name, length, "RewardModel"))
	{
		m->head = m->head_bias = 0;
		m->tied = true;
		return;
	}
	if (fail(r, MODEL_WRONG, ARCHITECTURES) != NULL)
	{
		r->error->found = architecture;
		r->error->expected = "a class that ends in ForCausalLM, LMHeadModel, ForConditionalGeneration, "
			"Model, ForSequenceClassification or ForTokenClassification";
	}
}

/*
 * Multi-token prediction, as DeepSeek-V3 has it: a layer like the last one,
 * a projection of state and embedding together, and three norms.
 */
static void
read_mtp(Reader *r, Model *m)
{
	const ModelLayer *last = &m->kind[0];
	i128		h = m->hidden;

	m->mtp_layers = count_or(r, MTP_LAYERS, count_or(r, MTP_MODULES, 0));
	if (m->mtp_layers > MODEL_MAX_LAYERS)
		(void) checked(r, MTP_LAYERS, 0, MODEL_MAX_LAYERS);
	for (int k = 0; k < m->kinds; k++)
		if (m->kind[k].code == r->code[m->layers - 1])
			last = &m->kind[k];
	if (m->mtp_layers > 0)
		m->mtp_params = m->mtp_layers * (model_layer_params(last) + 2 * h * h + 3 * h);
}

Status
model_read(const ModelKey *keys, int count, Model *m, ModelError *error)
{
	static const Block no_block = {0};
	static const ModelError none = {MODEL_FINE, NULL, NULL, NULL, NULL, false, 0, 0};
	Block		b = no_block;
	Reader		r;
	const ModelKey *outer_type;
	const ModelKey *type;
	const ModelKey *architecture;
	bool		vision,
				audio;

	/* without the codes of layers and the kinds, which are long and written before they are read */
	memset(m, 0, offsetof(Model, kind));
	memset(&r, 0, offsetof(Reader, code));
	*error = none;
	r.keys = keys;
	r.count = count;
	r.error = error;

	/* what stands outside text_config: the type, where the inside has none */
	collect(&r, false);
	outer_type = r.field[MODEL_TYPE];
	architecture = r.field[ARCHITECTURES];
	vision = given(&r, VISION_CONFIG);
	audio = given(&r, AUDIO_CONFIG);
	if (given(&r, TEXT_CONFIG))
	{
		if (r.field[TEXT_CONFIG]->kind != MODEL_OBJECT)
		{
			fail_expected(&r, MODEL_WRONG, TEXT_CONFIG, "an object");
			return CORE_INVALID;
		}
		*error = none;
		memset(r.field, 0, sizeof(r.field));
		memset(r.read, 0, sizeof(r.read));
		r.text_config = true;
		collect(&r, true);
	}
	type = given(&r, MODEL_TYPE) ? r.field[MODEL_TYPE] : outer_type;
	/* drafts for speculation wrap a text model in projections of their own */
	if (outer_type != NULL && outer_type->kind == MODEL_STRING &&
		ends_in(outer_type->string, outer_type->string_length, "_assistant"))
		type = outer_type;
	if (type != NULL && type->kind == MODEL_NULL)
		type = NULL;
	if (given(&r, ARCHITECTURES))
		architecture = r.field[ARCHITECTURES];
	if (architecture != NULL && (architecture->kind != MODEL_LIST || architecture->integer < 1 ||
								 architecture - keys + 1 >= count || architecture[1].kind != MODEL_STRING))
		architecture = NULL;
	else if (architecture != NULL)
		architecture++;

	if (type == NULL && architecture == NULL)
	{
		fail_expected(&r, MODEL_NO_TYPE, MODEL_TYPE, "the name of a model family");
		return CORE_INVALID;
	}
	r.family = find_family(type, architecture);
	if (r.family == NULL)
	{
		ModelError *e = fail(&r, MODEL_UNKNOWN_TYPE, MODEL_TYPE);

		if (e != NULL)
			e->found = type != NULL ? type : architecture;
		return CORE_INVALID;
	}
	if (error->problem != MODEL_FINE)
		return CORE_INVALID;

	m->family = r.family->model_type;
	m->towers = vision ? (audio ? "vision, audio" : "vision") : audio ? "audio" : NULL;
	r.family->fill(&r, m, &b);
	if (m->kinds == 0)
		blocks(&r, m, &b);
	if (given(&r, TIE) || r.outer_tie != NULL)
	{
		if (r.outer_tie != NULL && r.outer_tie->kind != MODEL_NULL)
			r.field[TIE] = r.outer_tie;
	}
	m->tied = flag_or(&r, TIE, r.family->tied, r.family->tied) && !b.untied;
	m->head = m->vocab * (i128) m->embedding_width;
	read_head(&r, m, &b, architecture);
	if (error->problem == MODEL_FINE)
		read_mtp(&r, m);
	refuse_unread(&r);
	return error->problem == MODEL_FINE ? CORE_OK : CORE_INVALID;
}
