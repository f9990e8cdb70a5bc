/*
 * families.h
 *		The functions that fill the description of each family, one for each row
 *		of families.def or shared by several, and what they share.
 */
#ifndef COLOSSUS_CORE_MODEL_FAMILIES_H
#define COLOSSUS_CORE_MODEL_FAMILIES_H

#include "core/model/layers.h"
#include "core/model/read.h"

#define FAMILY(type, class, fill, tied, kv_heads, head_dim) extern void fill(Reader *r, Model *m, Block *b);
#include "core/model/families.def"
#undef FAMILY

/* fields that the family may have, and that change nothing in it */
#define ignore_fields(r, ...) \
	ignore(r, (int) (sizeof((Field[]) {__VA_ARGS__}) / sizeof(Field)), (const Field[]) {__VA_ARGS__})

/* all layers have a window but every n-th */
extern void full_every(Reader *r, const Model *m, int64_t n);

/* the layers that have the window, by layer_types where it is given */
extern void window_types(Reader *r, const Model *m, int64_t window);

#endif							/* COLOSSUS_CORE_MODEL_FAMILIES_H */
