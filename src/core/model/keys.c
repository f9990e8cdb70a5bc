/*
 * keys.c
 *		The names of the keys of a configuration: which ones families read, which
 *		ones change no count, and the refusal of all others.
 *
 * A name is a field (fields.def, with its aliases), harmless (harmless.def, in all
 * families or in some), or unknown; an unknown key that says something may change
 * the count, and is refused by its name.
 */
#include "core/model/read.h"

#include <string.h>

#include "core/names.h"

/* --- names of fields -------------------------------------------------------- */

typedef struct Name
{
	const char *name;
	Field		field;
	const char *types;			/* of a harmless one: model types that it is so in, parted by '|'; NULL: all */
} Name;

/* those that families read, and behind them those of harmless.def, which are no field */
#define FIELD(id, text)	{text, (id), NULL},
#define ALIAS(id, text)	{text, (id), NULL},
#define HARMLESS(text, types)	{text, FIELDS, types},
static const Name names[] = {
#include "core/model/fields.def"
#include "core/model/harmless.def"
};
#undef FIELD
#undef ALIAS
#undef HARMLESS

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
 * in the files can be wrong.  Two threads would write the same bytes.
 */
#define SLOTS	4096

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

Field
field_of(const ModelKey *key, const char **spelling)
{
	int			i = find_name(key->name, key->length);

	if (i < 0)
		return FIELDS;
	*spelling = names[i].name;
	return names[i].field;
}

const char *
field_name(Field field)
{
	return field_names[field];
}

bool
model_key_matters(const char *name, int length)
{
	int			i = find_name(name, length);

	return i >= 0 && names[i].field != FIELDS;
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
bool
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
		"quantization_config.config_groups.group.weights", "quantization_config.quantized_layers",
		"quantization_config.sparsity_config",
		"attn_config", "ffn_config", "linear_attn_config", "per_layer_config", "compress_rates",
		"sparse_attention_config", "attention_other_setting", "block_configs", "block_configs.attention", "block_configs.ffn"
	};
	static const char module[] = "quantization_config.quantized_layers.";
	const int	n = (int) sizeof(module) - 1;

	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
		if ((size_t) length == strlen(objects[i]) && memcmp(name, objects[i], (size_t) length) == 0)
			return true;
	/* the modules that ModelOpt names one by one */
	return length > n && memcmp(name, module, (size_t) n) == 0;
}

/* --- keys that nobody read ---------------------------------------------------- */

/* fields that no parameter depends on, in any family */
static const Field quiet[] = {
	ACTIVATION, ARCHITECTURES, ATTENTION_CHUNK_SIZE, AUDIO_CONFIG, ID2LABEL, LAYER_TYPES, MAX_WINDOW_LAYERS, MODEL_TYPE,
	MTP_LAYERS, MTP_MODULES, NO_ROPE_INTERVAL, NO_ROPE_LAYERS, NUM_LABELS, N_CTX, POSITIONS, POSITION_KIND, SLIDING_WINDOW, TEXT_CONFIG, TIE,
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
starts_with(const ModelKey *key, const char *start)
{
	int			n = (int) strlen(start);

	return key->length > n && memcmp(key->name, start, (size_t) n) == 0;
}

/* a value that says that there is none */
bool
says_none(const ModelKey *key)
{
	switch (key->kind)
	{
		case MODEL_BOOLEAN:
		case MODEL_INTEGER:
		case MODEL_LIST:
		case MODEL_OBJECT:
			return key->integer == 0;
		case MODEL_DOUBLE:
			return key->number == 0;
		case MODEL_STRING:
			return key->string_length == 0;
		case MODEL_NULL:
			break;
	}
	return true;
}

/* what an object says of a layer, not an element of a list */
static bool
inside_layer(const ModelKey *key)
{
	return starts_with(key, "per_layer_config.") || starts_with(key, "block_configs.");
}

/* an activation that has parameters of its own, whatever the key is called */
static bool
learns(const ModelKey *key)
{
	return string_is(key, "xielu") || string_is(key, "prelu");
}

/*
 * Gemma's switch for attention without a causal mask: of the tokens of images, which
 * are not counted; true or "all" would make an encoder of the text model.
 */
static bool
sees_images_whole(const ModelKey *key)
{
	return key->length == 27 && memcmp(key->name, "use_bidirectional_attention", 27) == 0 && string_is(key, "vision");
}

/* the number of a token, of which models have ever new ones */
static bool
numbers_a_token(const ModelKey *key)
{
	return ends_in(key->name, key->length, "_token_id") || ends_in(key->name, key->length, "_token_ids") ||
		ends_in(key->name, key->length, "_token_index");
}

/* the family, or another of the same function, is one of the types */
static bool
is_one_of(const Family *family, const char *types)
{
	for (int n; *types != '\0'; types += n + (types[n] == '|'))
	{
		n = (int) strcspn(types, "|");
		for (int i = 0; i < model_families_count; i++)
			if (model_families[i].fill == family->fill && (int) strlen(model_families[i].model_type) == n &&
				memcmp(model_families[i].model_type, types, (size_t) n) == 0)
				return true;
	}
	return false;
}

/* a name of harmless.def, which may stand there for several families one by one */
static bool
is_harmless(const Reader *r, const ModelKey *key)
{
	for (unsigned slot = name_hash(key->name, key->length); slots[slot] != 0; slot = (slot + 1) % SLOTS)
	{
		const Name *n = &names[slots[slot] - 1];

		if (n->field == FIELDS && strncmp(n->name, key->name, (size_t) key->length) == 0 && n->name[key->length] == '\0' &&
			(n->types == NULL || is_one_of(r->family, n->types)))
			return true;
	}
	return false;
}

/*
 * The family read it, or no count depends on it: a field that is quiet, a name of
 * harmless.def, an object whose keys are looked at one by one, and how weights are
 * stored, which storage.c reads.
 */
static bool
is_known(const Reader *r, const ModelKey *key)
{
	int			name = find_name(key->name, key->length);

	if (name >= 0 && names[name].field != FIELDS)
		return r->read[names[name].field] ||
			(is_quiet(names[name].field) && !learns(key) && (names[name].field != LAYER_TYPES || attends(r, key)));
	if (learns(key))
		return false;
	return is_harmless(r, key) || sees_images_whole(key) || numbers_a_token(key) || starts_with(key, "quantization_config.") ||
		(key->kind == MODEL_OBJECT && model_object_matters(key->name, key->length));
}

/* any other key may change the count, and is refused by its name; one of a layer that is not there, too */
void
refuse_unread(Reader *r, int64_t layers)
{
	for (int i = 0; i < r->count; i++)
	{
		const ModelKey *key = &r->keys[i];

		if (key->text_config != r->text_config || (key->element >= 0 && !inside_layer(key)) ||
			says_none(key) || (is_known(r, key) && key->element < layers))
			continue;
		if (fail(r, MODEL_UNREAD, MODEL_TYPE) != NULL)
			r->error->found = key;
		return;
	}
}
