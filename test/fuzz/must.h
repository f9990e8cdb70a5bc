/*
 * must.h
 *		What holds for every input of a fuzz target: where it does not, the fuzzer
 *		keeps the input.
 */
#ifndef COLOSSUS_TEST_MUST_H
#define COLOSSUS_TEST_MUST_H

#include <stdio.h>
#include <stdlib.h>

static void
must(int good, const char *what)
{
	if (!good)
	{
		fprintf(stderr, "failed: %s\n", what);
		abort();
	}
}

#endif							/* COLOSSUS_TEST_MUST_H */
