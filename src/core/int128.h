/*
 * int128.h
 *		128-bit integers for exact sums.
 *
 * The compiler assumes that a bare __int128 lies on a 16-byte boundary; palloc
 * promises 8, and the aligned moves then crash the server.  Hence these types,
 * which promise no more than 8, for everything that lives in memory.
 */
#ifndef COLOSSUS_CORE_INT128_H
#define COLOSSUS_CORE_INT128_H

#include <stdint.h>

__extension__ typedef __int128 i128 __attribute__((aligned(8)));
__extension__ typedef unsigned __int128 u128 __attribute__((aligned(8)));

#define I128_MAX	((i128) (~(u128) 0 >> 1))

#endif							/* COLOSSUS_CORE_INT128_H */
