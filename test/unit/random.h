/*
 * random.h
 *		Numbers that are the same in every run and on every machine, so that a
 *		failure comes again: xorshift of 64 bits (Marsaglia 2003, shifts 13, 7, 17).
 */
#ifndef COLOSSUS_TEST_RANDOM_H
#define COLOSSUS_TEST_RANDOM_H

#include <stdint.h>

/* any seed but 0 */
static uint64_t
random_of(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

#endif							/* COLOSSUS_TEST_RANDOM_H */
