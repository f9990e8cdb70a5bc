/*
 * wide.h
 *		Loops over rows of integers, for processors with wider registers too.
 *
 * A function marked ROWS_WIDE is compiled twice, the second time for AVX2, and
 * the loader takes the one that the processor can run.  It may hold integer
 * arithmetic and single operations of floating point, which give the same bits
 * in either; AVX2 alone brings no fused multiply-add.
 *
 * The choice is made before a sanitizer is ready for it, hence not under one.
 */
#ifndef COLOSSUS_CORE_WIDE_H
#define COLOSSUS_CORE_WIDE_H

#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__) && \
	!defined(__SANITIZE_ADDRESS__) && !defined(COLOSSUS_NO_CLONES)
#define ROWS_WIDE __attribute__((target_clones("default", "avx2")))
#else
#define ROWS_WIDE
#endif

/* for what such a function calls: it is compiled as its caller is */
#if defined(__GNUC__)
#define ROWS_INLINE inline __attribute__((always_inline))
#else
#define ROWS_INLINE inline
#endif

#endif							/* COLOSSUS_CORE_WIDE_H */
