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

const char *
model_type_name(int i)
{
	return i >= 0 && i < model_families_count ? model_families[i].model_type : NULL;
}

void
full_every(Reader *r, const Model *m, int64_t n)
{
	for (int64_t i = 0; i < m->layers; i++)
		if ((i + 1) % n != 0)
			r->code[i] |= WINDOWED;
}

void
window_types(Reader *r, const Model *m, int64_t window)
{
	r->window = window;
	plan_types(r, m, LAYER_TYPES, WINDOWED,
			   "\"full_attention\", \"sliding_attention\" or \"chunked_attention\"");
}
