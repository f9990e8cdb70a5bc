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

/* what the class does in any case, and other code only where it is told to: nothing but true is understood */
extern void always(Reader *r, Field field);

/* a size, or a list of the same size for all layers */
extern int64_t size_throughout(Reader *r, const Model *m, Field field);

/* all layers have a window but every n-th */
extern void full_every(Reader *r, const Model *m, int64_t n);

/* all have one but every n-th, or as sliding_window_pattern says: a number, or letters for local and global layers */
extern void window_pattern(Reader *r, const Model *m, int64_t n);

/* the layers that have the window, by layer_types where it is given */
extern void window_types(Reader *r, const Model *m, int64_t window);

/* which layers have experts where moe_layer_freq is a list of 0 and 1 */
extern void sparse_frequency(Reader *r, const Model *m);

/* which layers have experts: mlp_layer_types, or all from first_k_dense_replace on */
extern void sparse_layers(Reader *r, const Model *m, int64_t first_dense);

/* which layers are recurrent where attn_type_list says so */
extern void linear_list(Reader *r, const Model *m);

/* experts, those of a token, and their width */
extern void read_experts(Reader *r, Block *b);

/* the same, and the shared ones by their number */
extern void routed(Reader *r, const Model *m, Block *b, int64_t shared);

/* latent attention, experts after the first dense layers (DeepSeek) */
extern void deepseek(Reader *r, Model *m, Block *b, int64_t first_dense, int64_t shared);

#endif							/* COLOSSUS_CORE_MODEL_FAMILIES_H */
