/*
 * families.c
 *		The table of families, and what several of them share.
 */
#include "core/model/families.h"

#define FAMILY(type, class, fill, tied, kv_heads, head_dim) {type, class, fill, tied, kv_heads, head_dim},
const Family model_families[] = {
#include "core/model/families.def"
};
#undef FAMILY

const int	model_families_count = (int) (sizeof(model_families) / sizeof(model_families[0]));

/* In the order of families.def; NULL behind the last.  For hints and for the list in SQL. */
const char *
model_type_name(int i)
{
	return i >= 0 && i < model_families_count ? model_families[i].model_type : NULL;
}

void
always(Reader *r, Field field)
{
	if (!flag(r, field, true))
		fail_expected(r, MODEL_WRONG, field, "true");
}

int64_t
size_throughout(Reader *r, const Model *m, Field field)
{
	int64_t		size = size_at(r, field, 0);

	for (int64_t i = 1; i < m->layers; i++)
		if (size_at(r, field, i) != size)
		{
			fail_expected(r, MODEL_WRONG, field, "the same size for every layer");
			break;
		}
	return size;
}

/* layers n, 2 n, ... see all, the others a window */
void
full_every(Reader *r, const Model *m, int64_t n)
{
	for (int64_t i = 0; i < m->layers; i++)
		if ((i + 1) % n != 0)
			r->code[i] |= WINDOWED;
}

/* a number of layers as above, or letters that repeat: G sees all, L a window */
void
window_pattern(Reader *r, const Model *m, int64_t n)
{
	const ModelKey *pattern = r->field[WINDOW_PATTERN];

	if (given(r, LAYER_TYPES) || !given(r, WINDOW_PATTERN))
		full_every(r, m, n);
	else if (pattern->kind == MODEL_STRING && pattern->string_length > 0)
	{
		for (int64_t i = 0; i < m->layers; i++)
			if (pattern->string[i % pattern->string_length] != 'G')
				r->code[i] |= WINDOWED;
		for (int i = 0; i < pattern->string_length; i++)
			if (pattern->string[i] != 'G' && pattern->string[i] != 'L')
				fail_expected(r, MODEL_WRONG, WINDOW_PATTERN, "a number of layers, or a letter for each of them: L or G");
	}
	else
		full_every(r, m, checked(r, WINDOW_PATTERN, 1, INT32_MAX));
}

/* window: tokens that a layer with one sees. */
void
window_types(Reader *r, const Model *m, int64_t window)
{
	r->window = window;
	plan_types(r, m, LAYER_TYPES, WINDOWED,
			   "\"full_attention\", \"sliding_attention\" or \"chunked_attention\"");
}

/* A list of 0 and 1 in place of a number: which layers have experts. */
void
sparse_frequency(Reader *r, const Model *m)
{
	if (given(r, MOE_LAYER_FREQ) && r->field[MOE_LAYER_FREQ]->kind == MODEL_LIST)
		plan_flags(r, m, MOE_LAYER_FREQ, SPARSE, 1);
}

/* the first ones are dense; what lists say of each layer goes before that */
void
sparse_layers(Reader *r, const Model *m, int64_t first_dense)
{
	first_dense = count_or(r, FIRST_K_DENSE, first_dense);
	plan_every(r, m, SPARSE, first_dense, 1);
	sparse_frequency(r, m);
	plan_types(r, m, MLP_TYPES, SPARSE, "\"dense\" or \"sparse\"");
}

/* MiniMax's list: 0 is a layer of linear attention, 1 one of softmax attention */
void
linear_list(Reader *r, const Model *m)
{
	plan_flags(r, m, ATTENTION_KINDS, RECURRENT, 0);
}

/* What every mixture must say: experts, how many of them a token visits, and their width. */
void
read_experts(Reader *r, Block *b)
{
	b->experts = required(r, EXPERTS, 1, MODEL_MAX_EXPERTS);
	b->experts_per_token = required(r, EXPERTS_PER_TOKEN, 1, b->experts);
	b->expert_width = size_of(r, EXPERT_SIZE);
}

void
routed(Reader *r, const Model *m, Block *b, int64_t shared)
{
	read_experts(r, b);
	/* where the class has some by default, their number must be given */
	b->shared_width = (shared > 0 ? required(r, SHARED, 0, MODEL_MAX_EXPERTS) : count_or(r, SHARED, 0)) * b->expert_width;
	(void) m;
}
