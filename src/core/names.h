/*
 * names.h
 *		Comparing the names that people type with the names that exist.
 */
#ifndef COLOSSUS_CORE_NAMES_H
#define COLOSSUS_CORE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Longest name, in bytes, that is compared letter by letter.  The distance
 * table lives on the stack, and no name of the inventory comes near it; of a
 * longer text only the head counts.
 */
#define NAME_COMPARED		64

/* equal but for the case of ASCII letters */
extern bool name_equal(const char *a, size_t a_bytes, const char *b, size_t b_bytes);

/*
 * How far b is from a: the number of bytes to insert, delete or replace, ASCII
 * letters compared without case; 1 if one of them contains the other (somebody
 * who types `H100` means an `H100 SXM`), 0 if they are equal.
 */
extern size_t name_distance(const char *a, size_t a_bytes, const char *b, size_t b_bytes);

#endif							/* COLOSSUS_CORE_NAMES_H */
