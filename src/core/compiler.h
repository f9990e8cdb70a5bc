/*
 * compiler.h
 *		What is said to the compiler beyond the language.  For .c files of core
 *		and state: the server's headers have names of their own.
 *
 * A function marked ROWS_WIDE is compiled twice, the second time for AVX2, and
 * the loader takes the one that the processor can run.  It may hold integer
 * arithmetic and single operations of floating point, which give the same bits
 * in either; AVX2 alone brings no fused multiply-add.  The choice is made before
 * a sanitizer is ready for it, hence not under one.
 */
#ifndef COLOSSUS_CORE_COMPILER_H
#define COLOSSUS_CORE_COMPILER_H

#ifndef ROWS_WIDE				/* dev/coverage wants one of the two */
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__) && \
	!defined(__SANITIZE_ADDRESS__)
#define ROWS_WIDE __attribute__((target_clones("default", "avx2")))
#else
#define ROWS_WIDE
#endif
#endif

#ifndef unlikely				/* the server's headers have it too */
#if defined(__GNUC__)
#define unlikely(condition) __builtin_expect((condition) != 0, 0)
#else
#define unlikely(condition) (condition)
#endif
#endif

#if defined(__GNUC__)
#define inlined inline __attribute__((always_inline))	/* compiled as its caller is */
#define rare __attribute__((noinline, cold))	/* keeps the common path small */
#else
#define inlined inline
#define rare
#endif

#endif							/* COLOSSUS_CORE_COMPILER_H */
