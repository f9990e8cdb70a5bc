/*
 * storage.c
 *		How many bytes the weights take as quantization_config says that they
 *		are stored.
 *
 * A method gives bits to the matrices of all layers; then come the modules that
 * the configuration names, those with bits of their own first and those that
 * stay as they are last; module.c tells which matrices a name means.
 *
 * Sources: the libraries that write and read these configurations, as
 * transformers 5.24 takes them in utils/quantization_config.py; of the modules
 * compressed-tensors, utils/match.py (a name, a class, or "re:" and a pattern
 * that must match from the start), NVIDIA Model Optimizer, torch/export (globs;
 * quant_algo), GPTQModel, quantization/config.py (dynamic, lm_head); block
 * scales by the OCP Microscaling Formats (MX) specification 1.0 (one of 8 bits
 * for 32 elements) and NVIDIA's NVFP4 (one of 8 bits for 16).
 */
#include "core/model/module.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "core/names.h"

#define FULL_BITS		16.0		/* of what is not quantized, where the configuration does not say it */
#define SCALE_BITS		16.0		/* of a scale or a zero of group-wise integers */
#define BLOCK_SCALE_BITS	32.0	/* of a scale of a block of FP8 */
#define MX_GROUP		32
#define MXFP4_BITS		(4 + 8 / 32.0)
#define MXFP6_BITS		(6 + 8 / 32.0)
#define MXFP8_BITS		(8 + 8 / 32.0)
#define NVFP4_BITS		(4 + 8 / 16.0)

/* a list of modules beyond that is none, and src/pg does not unfold it */
#define MODULES			10000

/* groups of modules, and visits to layers for all names: what asks for more would keep a server busy */
#define GROUPS			1000
#define VISITS			10000000

#define CONFIG			"quantization_config."
#define GROUP			CONFIG "config_groups.group"
#define LAYERS_BY_NAME	CONFIG "quantized_layers."

/* --- keys ---------------------------------------------------------------------- */

typedef struct Storing
{
	const ModelKey *keys;		/* from quantization_config to its end */
	int			count;
	const ModelKey *all;		/* of the whole configuration */
	int			all_count;
	const Model *m;
	ModelStorage *room;
	ModelError *error;
	const ModelKey *whole;		/* quantization_config itself; NULL: there is none */
	const ModelKey *format;		/* of compressed-tensors */
	bool		heads;			/* the head is a Linear like others */
	int64_t		visits;			/* to layers, for all names so far */
} Storing;

static bool
is_named(const ModelKey *key, const char *name)
{
	int			length = (int) strlen(name);

	return key->length == length && memcmp(key->name, name, (size_t) length) == 0;
}

static const ModelKey *
find_among(const ModelKey *keys, int count, const char *name)
{
	for (int i = 0; i < count; i++)
		if (keys[i].element < 0 && keys[i].kind != MODEL_NULL && is_named(&keys[i], name))
			return &keys[i];
	return NULL;
}

/* of quantization_config; NULL: absent or null */
static const ModelKey *
find(const Storing *s, const char *name)
{
	return find_among(s->keys, s->count, name);
}

/* of the configuration, where what stands outside of the text model comes first; NULL: absent or null */
static const ModelKey *
find_outside(const Storing *s, const char *name)
{
	const ModelKey *inner = NULL;

	for (int i = 0; i < s->all_count; i++)
	{
		const ModelKey *key = &s->all[i];

		if (key->element >= 0 || key->kind == MODEL_NULL || !is_named(key, name))
			continue;
		if (!key->text_config)
			return key;
		if (inner == NULL)
			inner = key;
	}
	return inner;
}

static bool
is_word(const ModelKey *key, const char *word)
{
	return key != NULL && key->kind == MODEL_STRING &&
		name_equal(key->string, (size_t) key->string_length, word, strlen(word));
}

static bool
is_true(const ModelKey *key)
{
	return key != NULL && key->kind == MODEL_BOOLEAN && key->integer != 0;
}

/* absent, or a list or an object without anything in it */
static bool
is_nothing(const ModelKey *key)
{
	return key == NULL || ((key->kind == MODEL_OBJECT || key->kind == MODEL_LIST) && key->integer == 0);
}

/* the first error stays */
static void
refuse(Storing *s, const ModelKey *found, const char *field, const char *expected)
{
	if (s->error->problem != MODEL_FINE)
		return;
	s->error->problem = found == NULL ? MODEL_MISSING : MODEL_WRONG;
	s->error->field = field;
	s->error->found = found;
	s->error->expected = expected;
	s->error->text_config = s->whole != NULL && s->whole->text_config;
}

static bool
whole_number(const ModelKey *key, int64_t *value)
{
	if (key->kind == MODEL_INTEGER)
		*value = key->integer;
	else if (key->kind == MODEL_DOUBLE && fabs(key->number) < 1e9 && floor(key->number) == key->number)
		*value = (int64_t) key->number;
	else
		return false;
	return true;
}

static double
bits_of(Storing *s, const ModelKey *key, const char *field)
{
	int64_t		value = 0;

	if (key != NULL && whole_number(key, &value) && value >= 1 && value <= 16)
		return (double) value;
	refuse(s, key, field, "an integer from 1 to 16");
	return FULL_BITS;
}

/* weights that share a scale; 0: a whole row or matrix of them, so that scales take no room to speak of */
static double
group_of(Storing *s, const ModelKey *key, const char *field, double otherwise)
{
	int64_t		value = 0;

	if (key == NULL)
		return otherwise;
	if (!whole_number(key, &value) || value < -1 || value > MODEL_MAX_SIZE)
		refuse(s, key, field, "the number of weights that share a scale, or -1");
	return value > 0 ? (double) value : 0;
}

/* bits of a weight, with its share of what each group has beside */
static double
grouped_bits(double bits, double group, double beside)
{
	return group > 0 ? bits + beside / group : bits;
}

/* number: the bits without scales, which say what can be computed with */
static uint8_t
format_of(Storing *s, double number, double bits)
{
	ModelStorage *room = s->room;
	int			i = 0;

	while (i < room->formats && (room->bits[i] != bits || room->number[i] != number))
		i++;
	if (i == room->formats && i < MODEL_FORMATS)
	{
		room->number[i] = number;
		room->bits[room->formats++] = bits;
	}
	if (i < MODEL_FORMATS)
		return (uint8_t) i;
	refuse(s, s->whole, NULL, "at most 16 kinds of numbers");
	return 0;
}

/* --- patterns ------------------------------------------------------------------------ */

#define NAME_BYTES		256
#define ALTERNATIVES	64

typedef void (*Use) (Storing *s, const ModuleName *named, uint8_t format);

/* what is done with the modules of a list, and how many names it was so far */
typedef struct Naming
{
	Use			use;
	uint8_t		format;
	bool		open;			/* a pattern need not reach the end of a name */
	int			names;
	uint64_t	cells;			/* of all of them */
} Naming;

static void
use_name(Storing *s, Naming *naming, const char *name, int length)
{
	ModuleName		named = module_meaning(name, length);

	naming->cells |= named.cells;
	if (named.cells != 0)
		naming->use(s, &named, naming->format);
}

/*
 * A regular expression without alternatives as a name with stars; false: more than that.  A name
 * is never longer than its pattern but by the star of an open end, for which there is room.
 */
static bool
plain_pattern(const char *pattern, int length, bool open, char *name, int *name_length)
{
	int			n = 0;

	for (int i = 0; i < length; i++)
	{
		char		c = pattern[i];
		char		next = i + 1 < length ? pattern[i + 1] : '\0';
		bool		digits = (c == '\\' && next == 'd') || (length - i >= 5 && memcmp(pattern + i, "[0-9]", 5) == 0);

		if (c == '^' && i == 0)
			continue;
		if (c == '$' && i == length - 1)
			open = false;
		else if (digits)
		{
			i += c == '\\' ? 2 : 5;
			if (i >= length || (pattern[i] != '+' && pattern[i] != '*'))
				return false;
			name[n++] = '*';
		}
		else if (c == '.' && (next == '*' || next == '+'))
		{
			name[n++] = '*';
			i += 1 + (i + 2 < length && pattern[i + 2] == '?');
		}
		else if (c == '\\' && (next == '.' || next == '_' || next == '-'))
			name[n++] = pattern[++i];
		else if (strchr("\\[]{}()|?+^$", c) != NULL)
			return false;
		else
			name[n++] = c;
	}
	if (open)
		name[n++] = '*';
	*name_length = n;
	return true;
}

/*
 * The alternatives of the first parenthesis, each in its place, and so on until
 * there is none.  False: what is no choice between words.
 */
static bool
use_pattern(Storing *s, Naming *naming, const char *pattern, int length)
{
	char		name[NAME_BYTES + 1];
	int			open = 0;
	int			close;
	int			depth = 0;
	int			from;
	int			n;

	if (length > NAME_BYTES || naming->names++ > ALTERNATIVES)
		return false;
	while (open < length && pattern[open] != '(')
		open += pattern[open] == '\\' ? 2 : 1;
	if (open >= length)
	{
		if (!plain_pattern(pattern, length, naming->open, name, &n))
			return false;
		use_name(s, naming, name, n);
		return true;
	}
	from = open + 1;
	if (from < length && pattern[from] == '?')
	{
		if (from + 1 >= length || pattern[from + 1] != ':')
			return false;
		from += 2;
	}
	for (close = from; close < length && (depth > 0 || pattern[close] != ')'); close++)
		depth += pattern[close] == '(' ? 1 : pattern[close] == ')' ? -1 : 0;
	if (close >= length || (close + 1 < length && strchr("*+?{", pattern[close + 1]) != NULL))
		return false;
	while (from <= close)
	{
		int			end = from;

		for (depth = 0; end < close && (depth > 0 || pattern[end] != '|'); end++)
			depth += pattern[end] == '(' ? 1 : pattern[end] == ')' ? -1 : 0;
		memcpy(name, pattern, (size_t) open);
		memcpy(name + open, pattern + from, (size_t) (end - from));
		memcpy(name + open + end - from, pattern + close + 1, (size_t) (length - close - 1));
		if (!use_pattern(s, naming, name, open + end - from + length - close - 1))
			return false;
		from = end + 1;
	}
	return true;
}

/*
 * One module of a list.  Those of compressed-tensors are patterns where they
 * begin with "re:", and then match from the start to anywhere; those of
 * transformers always are, and end where a module does.
 */
static void
use_module(Storing *s, Naming *naming, const ModelKey *key)
{
	const char *name = key->string;
	int			length = key->string_length;
	bool		pattern = false;

	if (key->kind != MODEL_STRING || length == 0)
	{
		refuse(s, key, NULL, "names of modules");
		return;
	}
	naming->names = 0;
	naming->open = length > 3 && memcmp(name, "re:", 3) == 0;
	for (int i = 0; i < length && !pattern; i++)
		pattern = strchr("\\^$()[]|+?{}", name[i]) != NULL;
	if (naming->open ? !use_pattern(s, naming, name + 3, length - 3) : pattern && !use_pattern(s, naming, name, length))
		refuse(s, key, NULL, "names, patterns of \".*\", and choices between words in parentheses");
	else if (!naming->open && !pattern)
	{
		bool		of_class = name[0] >= 'A' && name[0] <= 'Z' && memchr(name, '.', (size_t) length) == NULL;

		if (of_class && module_meaning(name, length).cells == 0)
			refuse(s, key, NULL, "names of modules, of classes Linear alone as a target");
		use_name(s, naming, name, length);
	}
}

/* the elements of a list of modules; 0: there is none */
static int64_t
modules(Storing *s, const ModelKey *list)
{
	if (list == NULL || is_nothing(list))
		return 0;
	if (list->kind != MODEL_LIST || list->integer > MODULES)
		refuse(s, list, NULL, "a list of at most 10,000 modules");
	else if (list->integer <= s->count - (list - s->keys) - 1)
		return list->integer;
	return 0;
}

/* --- what is stored in which format ---------------------------------------------------- */

static bool
has_queries(const ModelLayer *l)
{
	return l->matrix[MODEL_Q] > 0 || l->matrix[MODEL_Q_UP] > 0;
}

static i128
named_weights(const ModelLayer *l, int first, int end)
{
	i128		n = 0;

	for (int i = first; i < end; i++)
		n += l->matrix[i];
	return n;
}

/* weights of a matrix in a layer of a kind, all experts together */
static double
stored_weights(const ModelLayer *l, int cell)
{
	i128		rest;

	switch (cell)
	{
		case MODEL_MIXING:
			rest = l->weights[MODEL_MIXING] - named_weights(l, MODEL_Q, MODEL_GATE);
			return rest > 0 ? (double) rest : 0;
		case MODEL_DENSE:
			return (double) (l->weights[MODEL_DENSE] - named_weights(l, MODEL_GATE, MODEL_SHARED_GATE));
		case MODEL_SHARED:
			return (double) (l->weights[MODEL_SHARED] - named_weights(l, MODEL_SHARED_GATE, MODEL_MATRICES));
		case MODEL_STORED_EXPERT_GATE:
			return l->experts_gated ? (double) (l->experts * l->expert_weights) / 3 : 0;
		case MODEL_STORED_EXPERT_UP:
		case MODEL_STORED_EXPERT_DOWN:
			return (double) (l->experts * l->expert_weights) / (l->experts_gated ? 3 : 2);
		case MODEL_STORED_ROUTER:
			return (double) l->router;
		default:
			return (double) l->matrix[cell];
	}
}

/* the cells of a name in one layer */
static uint64_t
cells_in(const ModuleName *named, const ModelLayer *l)
{
	uint64_t	cells = named->cells;
	uint64_t	rest = has_queries(l) ? CELL(MODEL_MIXING) : CELL(RECURRENT_REST);

	/* where an MLP and experts stand side by side, experts are not in the MLP */
	if (named->whole_mlp && stored_weights(l, MODEL_DOWN) > 0)
		cells &= ~(IN_EXPERTS | IN_SHARED | CELL(MODEL_STORED_ROUTER));
	if ((cells & rest) != 0)
		cells |= CELL(MODEL_MIXING);
	else
		cells &= ~CELL(MODEL_MIXING);
	return cells & (CELL(MODEL_STORED) - 1) & ~CELL(MODEL_TAPS);
}

static bool
names_layer(const ModuleName *named, int64_t layer)
{
	if (!named->one_layer || layer == named->layer)
		return true;
	/* no number begins with 0 but 0 itself */
	for (; named->layer_open && named->layer > 0 && layer > named->layer; layer /= 10)
		if (layer / 10 == named->layer)
			return true;
	return false;
}

/* the layers that a name can mean: end - *first of them */
static int64_t
layers_of(Storing *s, const ModuleName *named, int64_t *first)
{
	bool		one = named->one_layer && !named->layer_open;
	int64_t		end = one && named->layer < s->m->layers ? named->layer + 1 : s->m->layers;

	*first = one ? named->layer : 0;
	s->visits += end > *first ? end - *first : 0;
	if (s->visits <= VISITS)
		return end;
	refuse(s, s->whole, NULL, "fewer names of modules");
	return 0;
}

/* beside recurrent mixers, whose "out_proj" it is, attention has an "o_proj"; beside LFM's convolutions not */
static bool
out_is_recurrent(const Model *m)
{
	bool		found = false;

	for (int k = 0; k < m->kinds; k++)
		found = found || (m->kind[k].matrix[MODEL_OUT] > 0 && m->kind[k].mixer != MODEL_CONVOLUTION);
	return found;
}

static void
use_whole(Storing *s, const ModuleName *named, uint8_t format)
{
	ModelStorage *room = s->room;
	ModuleName		only = *named;
	int64_t		first;
	int64_t		end;

	if (named->one_expert)
		return;
	end = layers_of(s, named, &first);
	if (named->cells == (CELL(MODEL_OUT) | CELL(MODEL_O)) && out_is_recurrent(s->m))
		only.cells = CELL(MODEL_OUT);
	named = &only;
	for (int64_t i = first; i < end; i++)
	{
		uint64_t	cells = names_layer(named, i) ? cells_in(named, &s->m->kind[s->m->kind_of[i]]) : 0;

		for (int cell = 0; cells >> cell != 0; cell++)
			if ((cells & CELL(cell)) != 0)
				room->format[i][cell] = format;
	}
	if ((named->cells & CELL(EMBEDDING)) != 0)
		room->embedding = format;
	if ((named->cells & CELL(HEAD)) != 0)
		room->head = format;
}

/* experts that are named one by one, each matrix once: what is named more often is no model */
static void
use_single(Storing *s, const ModuleName *named, uint8_t format)
{
	ModelStorage *room = s->room;
	int64_t		first;
	int64_t		end;

	if (!named->one_expert)
		return;
	end = layers_of(s, named, &first);
	for (int64_t i = first; i < end; i++)
	{
		const ModelLayer *l = &s->m->kind[s->m->kind_of[i]];
		uint64_t	cells = names_layer(named, i) && l->experts > 0 ? named->cells & IN_EXPERTS : 0;

		for (int cell = MODEL_STORED_EXPERT_GATE; cell <= MODEL_STORED_EXPERT_DOWN; cell++)
			if ((cells & CELL(cell)) != 0 && stored_weights(l, cell) > 0 &&
				room->single[i] < (uint32_t) l->experts * (l->experts_gated ? 3 : 2))
			{
				room->single[i]++;
				room->single_number = fmin(room->single_number, room->number[format]);
				room->single_bits += stored_weights(l, cell) / (double) l->experts *
					(room->bits[format] - room->bits[room->format[i][cell]]);
			}
	}
}

/* these matrices of all layers */
static void
use_cells(Storing *s, uint64_t cells, uint8_t format)
{
	ModuleName		named = {cells, false, false, 0, false, false};

	use_whole(s, &named, format);
}

/* --- methods ----------------------------------------------------------------------------- */

#define KEY(name) find(s, CONFIG name)

/* the bits that an algorithm of Model Optimizer gives a weight; 0: not known */
static double
algorithm_bits(const ModelKey *key)
{
	static const struct
	{
		const char *name;
		double		bits;
	}			algorithms[] = {
		{"NVFP4", NVFP4_BITS}, {"NVFP4_AWQ", NVFP4_BITS}, {"W4A8_NVFP4_FP8", NVFP4_BITS}, {"W4A16_NVFP4", NVFP4_BITS},
		{"MXFP4", MXFP4_BITS}, {"W4A8_MXFP4_FP8", MXFP4_BITS}, {"MXFP8", MXFP8_BITS}
	};

	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		if (is_word(key, algorithms[i].name))
			return algorithms[i].bits;
	if (key != NULL && key->kind == MODEL_STRING && key->string_length >= 3 && name_equal(key->string, 3, "FP8", 3))
		return 8;
	return 0;
}

#define ALGORITHMS	"FP8..., NVFP4, MXFP4 or MXFP8, or MIXED_PRECISION with quantized_layers or config_groups"

/* of the weights of a group of compressed-tensors or Model Optimizer */
static uint8_t
group_format(Storing *s, const ModelKey *keys, int count)
{
	const ModelKey *size = find_among(keys, count, GROUP ".weights.group_size");
	const ModelKey *symmetric = find_among(keys, count, GROUP ".weights.symmetric");
	const ModelKey *own = find_among(keys, count, GROUP ".format");
	const ModelKey *format = own != NULL ? own : s->format;
	double		bits = bits_of(s, find_among(keys, count, GROUP ".weights.num_bits"), GROUP ".weights.num_bits");
	double		group = group_of(s, size, GROUP ".weights.group_size", 0);
	double		room = bits;

	if (is_word(find_among(keys, count, GROUP ".weights.type"), "float"))
	{
		if (bits == 4 && (group == 16 || size == NULL))
			return format_of(s, bits, NVFP4_BITS);
		if (bits == 4 && group == MX_GROUP)
			return format_of(s, bits, MXFP4_BITS);
		if (bits == 6 && group == MX_GROUP)
			return format_of(s, bits, MXFP6_BITS);
		if (bits == 8 && group == MX_GROUP)
			return format_of(s, bits, MXFP8_BITS);
		if (bits != 8)
			refuse(s, find_among(keys, count, GROUP ".weights.num_bits"), NULL, "8, 6 with groups of 32, or 4 with groups of 16 or 32, for floating point");
		return format_of(s, bits, grouped_bits(bits, group, SCALE_BITS));
	}
	/* bytes that are not packed */
	if (bits < 8 && (is_word(format, "int-quantized") || is_word(format, "naive-quantized")))
		room = 8;
	return format_of(s, bits, grouped_bits(room, group, SCALE_BITS + (symmetric != NULL && !is_true(symmetric) ? room : 0)));
}

/* by_name: only groups that name modules, else only those for a class or for everything */
static void
use_group(Storing *s, int first, bool by_name, uint64_t *used)
{
	const ModelKey *keys = &s->keys[first + 1];
	const ModelKey *targets;
	Naming		naming = {use_whole, 0, false, 0, 0};
	int64_t		n;
	int			count = 0;

	while (first + 1 + count < s->count && keys[count].length > (int) sizeof(GROUP) - 1 &&
		   memcmp(keys[count].name, GROUP ".", sizeof(GROUP)) == 0)
		count++;
	/* a group of activations alone has no weights, or null */
	if (find_among(keys, count, GROUP ".weights") == NULL)
		return;
	naming.format = group_format(s, keys, count);
	targets = find_among(keys, count, GROUP ".targets");
	n = modules(s, targets);
	for (int pass = 0; pass < 2; pass++)
	{
		naming.use = pass == 0 ? use_whole : use_single;
		for (int64_t t = 1; by_name && t <= n; t++)
			if (!is_word(&targets[t], "Linear"))
				use_module(s, &naming, &targets[t]);
	}
	for (int64_t t = 1; !by_name && t <= n; t++)
		if (is_word(&targets[t], "Linear"))
			naming.cells |= IN_LINEAR;
	if (!by_name && n == 0)
		naming.cells = IN_LINEAR;
	if (!by_name && naming.cells != 0)
		use_cells(s, naming.cells | (s->heads ? CELL(HEAD) : 0), naming.format);
	*used |= naming.cells;
}

static void
config_groups(Storing *s)
{
	const ModelKey *groups = KEY("config_groups");
	uint64_t	used = 0;

	if (groups != NULL && (groups->kind != MODEL_OBJECT || groups->integer > GROUPS))
		refuse(s, groups, NULL, "an object of at most 1,000 groups");
	/* what names a module is laid over what names its class, in whatever order the file has them */
	for (int by_name = 0; by_name < 2; by_name++)
		for (int i = 0; i < s->count && s->error->problem == MODEL_FINE; i++)
			if (s->keys[i].element < 0 && s->keys[i].kind == MODEL_OBJECT && is_named(&s->keys[i], GROUP))
				use_group(s, i, by_name == 1, &used);
	if (used == 0)
		refuse(s, groups, CONFIG "config_groups", "groups with weights, and modules or classes of the text model as their targets");
}

/* modules that Model Optimizer names one by one, each with an algorithm */
static void
quantized_layers(Storing *s)
{
	const int	length = (int) sizeof(LAYERS_BY_NAME) - 1;

	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < s->count && s->error->problem == MODEL_FINE; i++)
		{
			const ModelKey *module = &s->keys[i];
			Naming		naming = {pass == 0 ? use_whole : use_single, 0, false, 0, 0};
			const ModelKey *algorithm = NULL;
			double		bits;

			if (module->kind != MODEL_OBJECT || module->length <= length || memcmp(module->name, LAYERS_BY_NAME, (size_t) length) != 0)
				continue;
			for (int k = i + 1; k < s->count && algorithm == NULL && s->keys[k].length > module->length &&
				 memcmp(s->keys[k].name, module->name, (size_t) module->length) == 0; k++)
				if (s->keys[k].length == module->length + 11 && memcmp(s->keys[k].name + module->length, ".quant_algo", 11) == 0)
					algorithm = &s->keys[k];
			bits = algorithm_bits(algorithm);
			if (bits == 0)
				refuse(s, algorithm != NULL ? algorithm : module, NULL, "a quant_algo of " ALGORITHMS);
			else
			{
				naming.format = format_of(s, floor(bits), bits);
				use_name(s, &naming, module->name + length, module->length - length);
			}
		}
}

static void
model_optimizer(Storing *s)
{
	const ModelKey *algorithm = KEY("quant_algo");
	double		bits = algorithm_bits(algorithm);

	if (KEY("config_groups") != NULL)
		config_groups(s);
	else if (is_word(algorithm, "MIXED_PRECISION") && !is_nothing(KEY("quantized_layers")))
		quantized_layers(s);
	else if (bits > 0)
		use_cells(s, IN_LINEAR, format_of(s, floor(bits), bits));
	else
		refuse(s, algorithm, CONFIG "quant_algo", ALGORITHMS);
}

static void
compressed_tensors(Storing *s)
{
	static const char *const formats[] = {
		"dense", "int-quantized", "float-quantized", "naive-quantized", "pack-quantized", "nvfp4-pack-quantized",
		"mxfp4-pack-quantized", "mxfp6-pack-quantized", "mxfp8-quantized", "mixed-precision"
	};
	const ModelKey *format = KEY("format");
	const ModelKey *sparsity = KEY("sparsity_config.format");
	bool		known = format == NULL;

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		known = known || is_word(format, formats[i]);
	if (!known)
		refuse(s, format, NULL, "dense, int-quantized, float-quantized, naive-quantized, pack-quantized, nvfp4-pack-quantized, mxfp4-pack-quantized, mxfp6-pack-quantized, mxfp8-quantized or mixed-precision");
	if (sparsity != NULL && !is_word(sparsity, "dense"))
		refuse(s, sparsity, NULL, "dense: how much is zero is not told");
	/* the head is a Linear like others, where it is not among what is ignored */
	s->heads = true;
	s->format = format;
	if (!is_word(format, "dense"))
		config_groups(s);
}

static void
bitsandbytes(Storing *s)
{
	bool		four = is_true(KEY("load_in_4bit")) || is_true(KEY("_load_in_4bit"));
	bool		eight = is_true(KEY("load_in_8bit")) || is_true(KEY("_load_in_8bit"));
	uint8_t		format;

	if (four == eight)
	{
		refuse(s, s->whole, NULL, "one of load_in_4bit and load_in_8bit");
		return;
	}
	/* one scale for 64: 32 bits, or 8 bits and one of 32 for 256 of them */
	format = format_of(s, eight ? 8 : 4, eight ? 8 : is_true(KEY("bnb_4bit_use_double_quant")) ? 4 + 8 / 64.0 + 32 / (64.0 * 256) : 4 + 32 / 64.0);
	/* a list of its own takes the place of the one that keeps the head */
	use_cells(s, IN_LINEAR | (KEY("llm_int8_skip_modules") != NULL ? CELL(HEAD) : 0), format);
}

static void
fp8(Storing *s)
{
	const ModelKey *block = KEY("weight_block_size");
	const ModelKey *more = KEY("modules_to_convert");
	Naming		naming = {use_whole, 0, false, 0, 0};
	double		scale = is_word(KEY("scale_fmt"), "ue8m0") ? 8 : BLOCK_SCALE_BITS;
	int64_t		rows = 0;
	int64_t		columns = 0;

	/* DeepSeek's weights that Model Optimizer has converted in part: two methods in one */
	if (KEY("quant_algo") != NULL)
		refuse(s, KEY("quant_algo"), NULL, "one method: fp8 has none");
	if (block != NULL && (modules(s, block) != 2 || !whole_number(block + 1, &rows) || !whole_number(block + 2, &columns) ||
						  rows < 1 || columns < 1 || rows > MODEL_MAX_SIZE || columns > MODEL_MAX_SIZE))
		refuse(s, block, NULL, "two sizes of a block");
	naming.format = format_of(s, 8, grouped_bits(8, (double) rows * (double) columns, scale));
	use_cells(s, IN_LINEAR, naming.format);
	/* DeepSeek-V4: experts of four bits beside the FP8 of the rest */
	if (is_word(find_outside(s, "expert_dtype"), "fp4") || is_word(KEY("expert_dtype"), "fp4"))
		use_cells(s, IN_EXPERTS, format_of(s, 4, MXFP4_BITS));
	/* embeddings and whatever else is no Linear */
	for (int64_t i = 1, n = modules(s, more); i <= n; i++)
		use_module(s, &naming, &more[i]);
}

static void
check_word(Storing *s, const ModelKey *key, const char *one, const char *two, const char *three)
{
	if (key != NULL && !is_word(key, one) && !is_word(key, two) && !is_word(key, three))
		refuse(s, key, NULL, "a layout with a scale and a packed zero for each group: gemm, gemv, gptq, gptq_v2 or exllama");
}

/* AWQ, GPTQ and those that write as they do: a scale and a zero for each group */
static void
packed_integers(Storing *s)
{
	const ModelKey *key = KEY("bits") != NULL ? KEY("bits") : KEY("w_bit");
	const ModelKey *group = KEY("group_size") != NULL ? KEY("group_size") : KEY("q_group_size");
	double		bits = bits_of(s, key, CONFIG "bits");
	uint8_t		format = format_of(s, bits, grouped_bits(bits, group_of(s, group, CONFIG "group_size", 128), SCALE_BITS + bits));

	/* layouts for other kernels have other scales and zeros */
	check_word(s, KEY("version"), "gemm", "gemv", "exllama");
	check_word(s, KEY("checkpoint_format"), "gptq", "gptq_v2", "exllama");
	/* layers with bits of their own */
	if (!is_nothing(KEY("dynamic")))
		refuse(s, KEY("dynamic"), NULL, "nothing: what it gives single modules is not read");
	if (!is_nothing(KEY("extra_config")))
		refuse(s, KEY("extra_config"), NULL, "nothing: what it gives single modules is not read");
	if (!is_nothing(KEY("modules_in_block_to_quantize")))
		refuse(s, KEY("modules_in_block_to_quantize"), NULL, "nothing: only all modules of a block are read");
	use_cells(s, IN_LINEAR | (is_true(KEY("lm_head")) ? CELL(HEAD) : 0), format);
}

/* AutoRound writes as GPTQ or AWQ do, or for kernels whose layout is another */
static void
auto_round(Storing *s)
{
	static const char *const packings[] = {"auto_round:auto_gptq", "auto_round:auto_awq", "auto_round:gptq", "auto_round:awq"};
	const ModelKey *packing = KEY("packing_format");
	bool		known = false;

	for (size_t i = 0; i < sizeof(packings) / sizeof(packings[0]); i++)
		known = known || is_word(packing, packings[i]);
	if (!known)
		refuse(s, packing, CONFIG "packing_format", "auto_round:auto_gptq or auto_round:auto_awq");
	if (KEY("data_type") != NULL && !is_word(KEY("data_type"), "int"))
		refuse(s, KEY("data_type"), NULL, "int");
	packed_integers(s);
}

static void
mxfp4(Storing *s)
{
	use_cells(s, IN_EXPERTS, format_of(s, 4, MXFP4_BITS));
}

static const struct
{
	const char *name;
	void		(*read) (Storing *s);
}			methods[] = {
	{"fp8", fp8}, {"fbgemm_fp8", fp8}, {"finegrained_fp8", fp8}, {"mxfp4", mxfp4}, {"awq", packed_integers}, {"gptq", packed_integers},
	{"auto-round", auto_round}, {"intel/auto-round", auto_round}, {"bitsandbytes", bitsandbytes}, {"modelopt", model_optimizer}, {"modelopt_fp4", model_optimizer},
	{"compressed-tensors", compressed_tensors}
};

/* lists of modules that stay as they were; transformers and vLLM read one or the other */
static const char *const lists[] = {
	CONFIG "modules_to_not_convert", CONFIG "ignore", CONFIG "exclude_modules", CONFIG "ignored_layers", CONFIG "llm_int8_skip_modules"
};

/* a key that names modules and that nobody here reads may say anything of them */
static void
refuse_unread(Storing *s)
{
	static const char *const parts[] = {"module", "layer", "ignore", "skip", "exclude", "exempt"};
	static const char *const others[] = {
		CONFIG "modules_to_convert", CONFIG "modules_in_block_to_quantize", CONFIG "quantized_layers"
	};
	const int	prefix = (int) sizeof(CONFIG) - 1;

	for (int i = 0; i < s->count && s->error->problem == MODEL_FINE; i++)
	{
		const ModelKey *key = &s->keys[i];
		const char *name = key->name + prefix;
		int			length = key->length - prefix;
		bool		names = false;
		bool		known = false;

		if (key->element >= 0 || length <= 0 || memcmp(key->name, CONFIG, (size_t) prefix) != 0 || memchr(name, '.', (size_t) length) != NULL ||
			is_nothing(key) || key->kind == MODEL_NULL || (key->kind == MODEL_BOOLEAN && key->integer == 0))
			continue;
		for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++)
			names = names || module_name_holds(name, length, parts[k]);
		for (size_t k = 0; names && k < sizeof(lists) / sizeof(lists[0]); k++)
			known = known || is_named(key, lists[k]);
		for (size_t k = 0; names && k < sizeof(others) / sizeof(others[0]); k++)
			known = known || is_named(key, others[k]);
		if (names && !known)
			refuse(s, key, NULL, "a list of modules that is known: modules_to_not_convert, ignore, exclude_modules, ignored_layers or llm_int8_skip_modules");
	}
}

static void
kept(Storing *s)
{

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		{
			const ModelKey *list = find(s, lists[i]);
			Naming		naming = {pass == 0 ? use_whole : use_single, 0, false, 0, 0};
			int64_t		n = modules(s, list);

			for (int64_t k = 1; k <= n && s->error->problem == MODEL_FINE; k++)
				use_module(s, &naming, &list[k]);
		}
}

/*
 * The keys of quantization_config follow it.  Of two, the one outside of the
 * text model counts, as transformers takes it; with two outside, of an omni
 * model and of its thinker, nothing tells which is meant.
 */
static void
find_quantization(Storing *s)
{
	const int	prefix = (int) sizeof(CONFIG) - 1;
	int			outside = 0;

	for (int i = 0; i < s->all_count; i++)
	{
		const ModelKey *key = &s->all[i];

		if (key->element >= 0 || is_nothing(key) || key->kind == MODEL_NULL || !is_named(key, "quantization_config"))
			continue;
		if (s->whole == NULL || !key->text_config)
			s->whole = key;
		outside += !key->text_config;
	}
	if (outside > 1)
		refuse(s, s->whole, NULL, "one outside of the text model, but there are more");
	if (s->whole == NULL)
		return;
	s->keys = s->whole;
	s->count = 1;
	while (s->keys + s->count < s->all + s->all_count && s->keys[s->count].length > prefix &&
		   memcmp(s->keys[s->count].name, CONFIG, (size_t) prefix) == 0)
		s->count++;
}

static void
read_method(Storing *s)
{
	const ModelKey *method = KEY("quant_method");

	/* as compressed-tensors once called it */
	if (s->whole == NULL && !is_nothing(find_outside(s, "compression_config")))
		refuse(s, find_outside(s, "compression_config"), NULL, "no such key: its old name is not read, and the same is under \"quantization_config\" today");
	/* MLX: its groups have a scale and a bias, and which modules they are in is not told */
	if (!is_nothing(find_outside(s, "quantization")))
		refuse(s, find_outside(s, "quantization"), NULL, "a quantization_config with a quant_method");
	if (s->whole == NULL)
		return;
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (is_word(method, methods[i].name))
		{
			methods[i].read(s);
			refuse_unread(s);
			kept(s);
			return;
		}
	/* the first files of bitsandbytes and of Model Optimizer do not name them */
	if (method == NULL && (is_true(KEY("load_in_4bit")) || is_true(KEY("load_in_8bit"))))
		bitsandbytes(s);
	else if (method == NULL && KEY("quant_algo") != NULL)
		model_optimizer(s);
	else
		refuse(s, method != NULL ? method : s->whole, CONFIG "quant_method",
			   "fp8, mxfp4, compressed-tensors, modelopt, awq, gptq, auto-round or bitsandbytes, with bits that it names");
	refuse_unread(s);
	kept(s);
}

/*
 * Bits of what is not quantized.  As transformers has it, dtype goes before
 * torch_dtype, and what stands outside of the text model before what it says
 * itself.  Numbers of 8 bits are those of a quantization, which the rest has not.
 */
static double
full_bits(Storing *s)
{
	static const struct
	{
		const char *name;
		double		bits;		/* 0: of a quantization */
	}			types[] = {
		{"bfloat16", 16}, {"float16", 16}, {"half", 16}, {"float32", 32}, {"float", 32}, {"float64", 64}, {"double", 64},
		{"float8_e4m3fn", 0}, {"float8_e5m2", 0}, {"float8_e4m3fnuz", 0}, {"float8_e5m2fnuz", 0}, {"int8", 0}, {"uint8", 0}
	};
	const ModelKey *dtype = find_outside(s, "dtype");
	const ModelKey *older = find_outside(s, "torch_dtype");

	if (dtype == NULL || (dtype->text_config && older != NULL && !older->text_config))
		dtype = older;
	if (dtype == NULL)
		return FULL_BITS;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (is_word(dtype, types[i].name) && (types[i].bits > 0 || s->whole != NULL))
			return types[i].bits > 0 ? types[i].bits : FULL_BITS;
	refuse(s, dtype, NULL, "bfloat16, float16, float32 or float64, or one of 8 bits beside a quantization_config");
	return FULL_BITS;
}

/* --- bytes ---------------------------------------------------------------------------------- */

/*
 * Bits of the numbers that one layer multiplies with, the fewest of its matrices.  Experts all
 * of which are named one by one are stored as these names say, and not as the layer.
 */
static double
layer_number(const ModelStorage *room, const ModelLayer *l, int64_t layer)
{
	double		least = room->number[0];
	bool		by_name = room->single[layer] > 0 && room->single[layer] == (uint32_t) l->experts * (l->experts_gated ? 3 : 2);

	for (int cell = 0; cell < MODEL_STORED; cell++)
		if (stored_weights(l, cell) > 0 && !(by_name && (IN_EXPERTS & CELL(cell)) != 0))
			least = fmin(least, room->number[room->format[layer][cell]]);
	return least;
}

/* the same of all layers and the head, which is the embedding where they are tied */
static double
least_number(const Model *m, const ModelStorage *room)
{
	double		least = room->single_number;

	if (m->head > 0)
		least = fmin(least, room->number[m->tied ? room->embedding : room->head]);
	for (int64_t i = 0; i < m->layers; i++)
		least = fmin(least, layer_number(room, &m->kind[m->kind_of[i]], i));
	return least;
}

Status
model_stored(const ModelKey *keys, int keys_count, const Model *m, const ModelCount *count,
			 ModelStorage *room, ModelFile *file, ModelError *error)
{
	static const ModelError none = {MODEL_FINE, NULL, NULL, NULL, NULL, false, 0, 0};
	Storing		s = {keys, 0, keys, keys_count, m, room, error, NULL, NULL, false, 0};
	double		bits = 0;
	double		counted = 0;
	double		layers = 0;
	double		outside;

	*error = none;
	room->formats = 1;
	find_quantization(&s);
	room->bits[0] = room->number[0] = room->single_number = full_bits(&s);
	room->embedding = room->head = 0;
	room->single_bits = 0;
	memset(room->format, 0, sizeof(room->format[0]) * (size_t) m->layers);
	memset(room->single, 0, sizeof(room->single[0]) * (size_t) m->layers);
	read_method(&s);
	if (error->problem != MODEL_FINE)
		return CORE_INVALID;

	for (int64_t i = 0; i < m->layers; i++)
	{
		const ModelLayer *l = &m->kind[m->kind_of[i]];

		for (int cell = 0; cell < MODEL_STORED; cell++)
		{
			double		n = stored_weights(l, cell);

			bits += n * room->bits[room->format[i][cell]];
			counted += n;
		}
	}
	for (int k = 0; k < m->kinds; k++)
		layers += (double) m->kind[k].count * (double) model_layer_params(&m->kind[k]);
	/* norms, biases and all else stay as they are; of layers that are run again, the weights stand once */
	bits += room->single_bits + (layers - counted) * room->bits[0];
	bits *= (layers - (double) m->repeated) / layers;
	outside = (double) count->params - (layers - (double) m->repeated);
	if (!m->tied)
	{
		bits += (double) m->head * room->bits[room->head];
		outside -= (double) m->head;
	}
	bits += (double) count->token_embedding * room->bits[room->embedding];
	outside -= (double) count->token_embedding;
	bits += outside * room->bits[0];
	file->bytes = bits / 8;
	file->number_bits = least_number(m, room);
	return CORE_OK;
}

bool
model_stored_otherwise(const ModelCount *count, const ModelFile *file, double weight_bits, double *stored_gb, double *stored_bits)
{
	*stored_gb = file->bytes / 1e9;
	*stored_bits = 8 * file->bytes / (double) count->params;
	return fabs(*stored_bits / weight_bits - 1) > 0.05;
}

double
model_product_bits(const ModelCount *count, const ModelFile *file, double weight_bits)
{
	double		gb;
	double		bits;

	return model_stored_otherwise(count, file, weight_bits, &gb, &bits) ? weight_bits : fmin(weight_bits, file->number_bits);
}
