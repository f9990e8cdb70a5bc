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

	if (given(r, field))
	{
		if (key->kind == MODEL_INTEGER)
			return (double) key->integer;
		if (key->kind == MODEL_DOUBLE && key->number >= 0 && key->number <= MODEL_MAX_SIZE)
			return key->number;
		fail_expected(r, MODEL_WRONG, field, "a number");
	}
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

/* a list of layers none of which is recurrent: the class attends in all of them, whatever it says of windows */
bool
attends(const Reader *r, const ModelKey *list)
{
	for (int64_t i = 1; list->kind == MODEL_LIST && i <= list->integer && i < r->count - (list - r->keys); i++)
		for (size_t w = 0; w < sizeof(layer_words) / sizeof(layer_words[0]); w++)
			if (layer_words[w].code == RECURRENT && exactly(&list[i], layer_words[w].word))
				return false;
	return true;
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
 * true and false are 1 and 0, as in Python.  Other numbers are refused: some classes ask whether
 * an element is 1 (MiMo-V2), others whether it is not 0 (MiniMax-M3).
 */
void
plan_flags(Reader *r, const Model *m, Field field, unsigned bits, int64_t value)
{
	static const char *const expected = "a list of 0 and 1, one for each layer";
	int64_t		length;
	const ModelKey *element = list_of(r, field, expected, &length);

	if (element != NULL && length != m->layers)
	{
		fail_count(r, field, m->layers);
		return;
	}
	for (int64_t i = 0; i < length; i++)
	{
		int64_t		flag = element[i].kind == MODEL_BOOLEAN ? element[i].integer : -1;

		if (flag < 0 && (!integer_of(&element[i], &flag) || flag < 0 || flag > 1))
		{
			ModelError *e = fail(r, MODEL_WRONG, field);

			if (e != NULL)
			{
				e->expected = expected;
				e->found = &element[i];
			}
			return;
		}
		r->code[i] = (uint16_t) (flag == value ? r->code[i] | bits : r->code[i] & ~bits);
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
		if (r->code[i] == l->code)
		{
			m->kind_of[i] = (uint8_t) (m->kinds - 1);
			l->count++;
		}
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
	const Attention a = {b->qkv_bias, b->output_bias, b->sinks, b->output_gate, b->gate_bias, false, b->gate_apart};
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

/* a window of zero, or null, is none */
int64_t
window_or(Reader *r, int64_t otherwise)
{
	return optional(r, SLIDING_WINDOW, otherwise, 0, 0, INT32_MAX);
}

/* of a class that has one in any case: null is as if it were left out */
int64_t
window_always(Reader *r, int64_t otherwise)
{
	return optional(r, SLIDING_WINDOW, otherwise, otherwise, 0, INT32_MAX);
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
	/* said once more by some */
	if (given(r, QK_HEAD_DIM) && checked(r, QK_HEAD_DIM, 1, MODEL_MAX_SIZE) != m->head_dim)
		fail_expected(r, MODEL_WRONG, QK_HEAD_DIM, "qk_nope_head_dim + qk_rope_head_dim");
	r->read[KV_HEADS] = r->read[HEAD_DIM] = true;
}

/* --- the configuration --------------------------------------------------------- */

/*
 * What follows the name of the family in that of a class: "ForCausalLM" in
 * "LlamaForCausalLM"; NULL: the class is of another one.  Names of one family are parted
 * by '|', and published ones differ from the classes' in the case of letters (PhiMoE).
 */
static const char *
after_name(const ModelKey *architecture, const char *name, int *length)
{
	static const char *const next[] = {"For", "LMHead", "WithLMHead", "Model", "Text"};

	while (name != NULL && *name != '\0')
	{
		int			n = (int) strcspn(name, "|");
		const char *rest = architecture->string + n;

		*length = architecture->string_length - n;
		if (*length > 0 && name_equal(architecture->string, (size_t) n, name, (size_t) n))
			for (size_t i = 0; i < sizeof(next) / sizeof(next[0]); i++)
				if (*length >= (int) strlen(next[i]) && memcmp(rest, next[i], strlen(next[i])) == 0)
					return rest;
		name += n + (name[n] == '|');
	}
	return NULL;
}

static bool
is_class(const ModelKey *architecture, const Family *family)
{
	int			length;

	return architecture->kind == MODEL_STRING && after_name(architecture, family->architecture, &length) != NULL;
}

/*
 * A class of another name is another model, whatever model_type says: drafts (Eagle,
 * Medusa) and models with more norms use the configuration of the model that they are made
 * from.  Rows of one function are one family; those without a class have no rule.  Within
 * another model its class builds the text model by the type, whatever class that once
 * had (SmolVLM: VLlama3ForCausalLM), but a draft is one there too.
 */
static bool
belongs(const Reader *r, const ModelKey *architecture, const Family *family)
{
	static const char *const drafts[] = {"Eagle", "EAGLE", "Medusa", "Draft"};
	bool		named = false;

	for (size_t d = 0; r->text_config && d < sizeof(drafts) / sizeof(drafts[0]); d++)
		for (int i = 0, n = (int) strlen(drafts[d]); i + n <= architecture->string_length; i++)
			if (memcmp(architecture->string + i, drafts[d], (size_t) n) == 0)
				return false;
	if (r->text_config)
		return true;

	for (int i = 0; i < model_families_count; i++)
	{
		const Family *f = &model_families[i];

		if (f->fill != family->fill || f->architecture == NULL)
			continue;
		named = true;
		if (is_class(architecture, f))
			return true;
	}
	return !named;
}

/* by model_type, and by the class where a configuration has none */
static const Family *
find_family(const ModelKey *type, const ModelKey *architecture)
{
	/* Grok-2 calls itself "git", which is another model */
	if (architecture != NULL && string_is(type, "git") && string_is(architecture, "Grok1ForCausalLM"))
		type = NULL;
	for (int i = 0; i < model_families_count; i++)
	{
		const Family *f = &model_families[i];

		/* most rows differ in the second letter already; the first may be of either case */
		if (type == NULL ? is_class(architecture, f) :
			type->kind == MODEL_STRING && type->string_length > 1 &&
			(type->string[1] | 0x20) == (f->model_type[1] | 0x20) && string_is(type, f->model_type))
			return f;
	}
	return NULL;
}

/* equal values of two aliases, lists element by element */
static bool
same_value(const Reader *r, const ModelKey *a, const ModelKey *b)
{
	int64_t		x,
				y;

	if (integer_of(a, &x) && integer_of(b, &y))
		return x == y;
	if (a->kind != b->kind)
		return false;
	if (a->kind == MODEL_STRING)
		return a->string_length == b->string_length && memcmp(a->string, b->string, (size_t) a->string_length) == 0;
	if (a->kind != MODEL_LIST)
		return a->kind == MODEL_NULL || (a->kind == MODEL_BOOLEAN && a->integer == b->integer);
	if (a->element >= 0 || a->integer != b->integer || a->integer < 0 ||
		a->integer > r->count - (a - r->keys) - 1 || b->integer > r->count - (b - r->keys) - 1)
		return false;
	for (int64_t i = 1; i <= a->integer; i++)
		if (a[i].element < 0 || !same_value(r, &a[i], &b[i]))
			return false;
	return true;
}

/* sort the keys of one scope into fields */
static void
collect(Reader *r, bool text_config)
{
	for (int i = 0; i < r->count; i++)
	{
		const ModelKey *key = &r->keys[i];
		const ModelKey **slot;
		const char *name;
		Field		field;

		if (key->element >= 0)
			continue;
		field = field_of(key, &name);
		if (field == FIELDS)
			continue;
		if (!key->text_config && field == TIE)
			r->outer_tie = key;
		if (key->text_config != text_config)
			continue;
		slot = &r->field[field];
		if (*slot == NULL || (*slot)->kind == MODEL_NULL)
			*slot = key;
		else if (key->kind != MODEL_NULL && field != STORED_KEPT && !same_value(r, *slot, key))
		{
			ModelError *e = fail(r, MODEL_CONFLICT, field);

			if (e != NULL)
			{
				e->field = name;
				e->found = *slot;
			}
		}
	}
}

/* --- what the class at hand has on top ------------------------------------------ */

/* what the end of a class name says that the model has on top of its layers */
typedef enum Head
{
	HEAD,						/* that of a language model */
	MASKED_HEAD,				/* the same, of an encoder */
	INNER_HEAD,					/* the same, inside a model of several parts */
	SCORE,						/* a score for each label, and a bias */
	SCORES,						/* a score for each label */
	NO_HEAD,
	OTHER_HEAD					/* it is not told: drafts for speculation, say */
} Head;

/* the first end that fits */
static Head
head_of(const ModelKey *architecture)
{
	static const struct
	{
		const char *end;
		Head		head;
	}			ends[] = {
		{"ForCausalLM", HEAD}, {"LMHeadModel", HEAD}, {"ForConditionalGeneration", HEAD},
		{"ForMaskedLM", MASKED_HEAD}, {"ForTokenClassification", SCORE}, {"ForSequenceClassification", SCORES},
		{"CausalLM", INNER_HEAD}, {"ChatModel", INNER_HEAD}, {"OmniModel", INNER_HEAD},
		{"RewardModel", OTHER_HEAD}, {"Model", NO_HEAD}
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (ends_in(architecture->string, architecture->string_length, ends[i].end))
			return ends[i].head;
	return OTHER_HEAD;
}

static void
fail_class(Reader *r, const ModelKey *architecture, const char *expected)
{
	fail_expected(r, MODEL_WRONG, ARCHITECTURES, expected);
	if (r->error->expected == expected)
		r->error->found = architecture;
}

/* a score for each label in place of the head */
static void
score_labels(Reader *r, Model *m, bool bias)
{
	int64_t		labels = 2;

	if (given(r, ID2LABEL) && r->field[ID2LABEL]->kind == MODEL_OBJECT && r->field[ID2LABEL]->integer > 0)
		labels = r->field[ID2LABEL]->integer;
	if (given(r, NUM_LABELS))
		labels = size_of(r, NUM_LABELS);
	m->head = labels * (i128) m->hidden;
	m->head_bias = bias ? labels : 0;
	m->tied = false;
}

/*
 * The class is always read.  outside: it is that of a model of several parts, whose text
 * model has a head of its own unless the class is a bare one of transformers.
 */
static void
read_head(Reader *r, Model *m, const Block *b, const ModelKey *architecture, bool outside)
{
	Head		head = architecture == NULL ? HEAD : head_of(architecture);

	m->unmasked = b->masked && (architecture == NULL || head != HEAD);
	m->wordless = m->unmasked || head == SCORE || head == SCORES;
	if (architecture == NULL)
		return;
	if (b->half && !ends_in(architecture->string, architecture->string_length, "ForCausalLM"))
		fail_class(r, architecture, "a class that ends in ForCausalLM: of a model with an encoder the decoder alone is counted");
	else if (b->masked && head != HEAD && head != MASKED_HEAD)
		fail_class(r, architecture, "a class that ends in ForMaskedLM, ForCausalLM or LMHeadModel: "
				   "an encoder is counted with the head of a language model alone");
	else if (head == SCORE || head == SCORES)
		score_labels(r, m, head == SCORE);
	else if (head == NO_HEAD && (!outside || find_family(NULL, architecture) != NULL))
	{
		m->head = m->head_bias = 0;
		m->tied = m->wordless = true;
	}
	else if (head != HEAD && !(head == MASKED_HEAD && b->masked) && !(head == INNER_HEAD && outside))
		fail_class(r, architecture, "a class that ends in ForCausalLM, LMHeadModel, ForConditionalGeneration, "
				   "Model, ForSequenceClassification or ForTokenClassification");
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

/*
 * The classes [1] compute a recurrence at 32 bits and keep it so, whatever the numbers of
 * the weights, but for a few (short_state); a server goes by the word that a configuration
 * has for it.  Without a recurrence the word says nothing.
 */
static void
read_state(Reader *r, Model *m, const Block *b)
{
	bool		told = given(r, STATE_DTYPE);
	bool		recurs = false;

	for (int k = 0; k < m->kinds; k++)
		recurs = recurs || m->kind[k].state > 0;
	m->state_bytes = b->short_state ? 2 : 4;
	if (!told || !recurs)
		return;
	if (word_is(r, STATE_DTYPE, "float32"))
		m->state_bytes = 4;
	else if (word_is(r, STATE_DTYPE, "bfloat16") || word_is(r, STATE_DTYPE, "float16"))
		m->state_bytes = 2;
	else
		fail_expected(r, MODEL_WRONG, STATE_DTYPE, "\"float32\", \"bfloat16\" or \"float16\"");
}

/*
 * The model's last layer that has a cache or a state of its own, and all behind it.  An
 * encoder needs all of its layers for all tokens, and nothing of them afterwards.
 */
static void
mark_end(const Reader *r, Model *m)
{
	bool		remembers = m->unmasked;

	for (int k = 0; k < m->kinds && m->unmasked; k++)
		m->kind[k].cache = 0;

	for (int64_t i = m->layers - 1; i >= 0 && !remembers; i--)
		for (int k = 0; k < m->kinds; k++)
		{
			ModelLayer *l = &m->kind[k];

			if (l->code == r->code[i])
			{
				l->behind++;
				remembers = remembers || l->cache > 0 || l->state > 0 || l->taps > 0;
			}
		}
}

/* the class of a configuration: a name, or a list with one; NULL: it is not told */
static const ModelKey *
class_of(Reader *r, const ModelKey *key)
{
	if (key == NULL || says_none(key))
		return NULL;
	if (key->kind == MODEL_STRING)
		return key;
	if (key->kind == MODEL_LIST && key->integer == 1 && key - r->keys + 1 < r->count && key[1].kind == MODEL_STRING)
		return key + 1;
	fail_class(r, key, "the name of one class");
	return NULL;
}

/* from now on the fields are those of the text model: an object, and only one */
static void
enter_text_config(Reader *r)
{
	static const ModelError none = {MODEL_FINE, NULL, NULL, NULL, NULL, false, 0, 0};
	const ModelKey *text = r->field[TEXT_CONFIG];

	/* what the parts beside it say twice is their affair */
	*r->error = none;
	if (text->kind != MODEL_OBJECT)
		fail_expected(r, MODEL_WRONG, TEXT_CONFIG, "an object");
	for (int i = 0; i < r->count; i++)
	{
		const ModelKey *key = &r->keys[i];
		const char *name;

		if (key->text_config || key->element >= 0 || key->kind == MODEL_NULL || key == text || field_of(key, &name) != TEXT_CONFIG)
			continue;
		if (fail(r, MODEL_CONFLICT, TEXT_CONFIG) != NULL)
		{
			r->error->field = name;
			r->error->found = text;
		}
	}
	/* what was read outside is not yet read inside: one name may stand in both, with two meanings */
	memset(r->field, 0, sizeof(r->field));
	memset(r->read, 0, sizeof(r->read));
	r->text_config = true;
	collect(r, true);
}

/* the family by its type, else by its class; NULL: an error says why there is none */
static const Family *
family_of(Reader *r, const ModelKey *type, const ModelKey *architecture, bool outside)
{
	const Family *family;

	if (type == NULL && architecture == NULL)
	{
		fail_expected(r, MODEL_NO_TYPE, MODEL_TYPE, "the name of a model family");
		return NULL;
	}
	family = find_family(type, architecture);
	if (family == NULL)
	{
		ModelError *e = fail(r, MODEL_UNKNOWN_TYPE, MODEL_TYPE);

		if (e != NULL)
			e->found = type != NULL ? type : architecture;
	}
	else if (architecture != NULL && !outside && !belongs(r, architecture, family))
		fail_class(r, architecture, "a class of the model type: another class has weights of its own");
	return family;
}

static void
start(Reader *r, const ModelKey *keys, int count, Model *m, ModelError *error)
{
	static const ModelError none = {MODEL_FINE, NULL, NULL, NULL, NULL, false, 0, 0};

	/* without the codes of layers and the kinds, which are long and written before they are read */
	memset(m, 0, offsetof(Model, kind));
	memset(r, 0, offsetof(Reader, code));
	*error = none;
	r->keys = keys;
	r->count = count;
	r->error = error;
}

Status
model_read(const ModelKey *keys, int count, Model *m, ModelError *error)
{
	static const Block no_block = {0};
	Block		b = no_block;
	Reader		r;
	const ModelKey *type;
	const ModelKey *architecture;
	bool		vision,
				audio,
				outside;

	start(&r, keys, count, m, error);
	/* what stands outside text_config: type and class, where the inside has none */
	collect(&r, false);
	type = r.field[MODEL_TYPE];
	architecture = r.field[ARCHITECTURES];
	vision = given(&r, VISION_CONFIG);
	audio = given(&r, AUDIO_CONFIG);
	if (given(&r, TEXT_CONFIG))
		enter_text_config(&r);
	/* drafts for speculation wrap a text model in projections of their own */
	if (given(&r, MODEL_TYPE) && !(type != NULL && type->kind == MODEL_STRING &&
								   ends_in(type->string, type->string_length, "_assistant")))
		type = r.field[MODEL_TYPE];
	if (type != NULL && type->kind == MODEL_NULL)
		type = NULL;
	outside = r.text_config && !given(&r, ARCHITECTURES);
	architecture = class_of(&r, outside ? architecture : r.field[ARCHITECTURES]);
	r.family = family_of(&r, type, architecture, outside);
	if (error->problem != MODEL_FINE)
		return CORE_INVALID;

	m->family = r.family->model_type;
	m->towers = vision ? (audio ? "vision, audio" : "vision") : audio ? "audio" : NULL;
	r.family->fill(&r, m, &b);
	if (m->kinds == 0)
		blocks(&r, m, &b);
	read_state(&r, m, &b);
	(void) given(&r, TIE);
	if (r.outer_tie != NULL && r.outer_tie->kind != MODEL_NULL)
		r.field[TIE] = r.outer_tie;
	m->tied = flag_or(&r, TIE, r.family->tied, r.family->tied) && !b.untied;
	m->head = m->vocab * (i128) m->embedding_width;
	read_head(&r, m, &b, architecture, outside);
	if (error->problem == MODEL_FINE)
	{
		read_mtp(&r, m);
		mark_end(&r, m);
	}
	if (r.field[PER_LAYER] != NULL && r.field[PER_LAYER]->kind != MODEL_OBJECT && r.field[PER_LAYER]->kind != MODEL_NULL)
		fail_expected(&r, MODEL_WRONG, PER_LAYER, "objects by the number of their layer");
	refuse_unread(&r, m->layers);
	return error->problem == MODEL_FINE ? CORE_OK : CORE_INVALID;
}
