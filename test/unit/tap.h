/*
 * tap.h
 *		Test Anything Protocol for the unit tests: ok(), near(), done().
 */
#ifndef COLOSSUS_TEST_TAP_H
#define COLOSSUS_TEST_TAP_H

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static int	tap_run;
static int	tap_bad;

/* one test: its name is printf-formatted */
static void
#ifdef __GNUC__
__attribute__((format(printf, 2, 3)))
#endif
ok(bool good, const char *format,...)
{
	va_list		args;

	tap_run++;
	if (!good)
		tap_bad++;
	printf("%sok %d - ", good ? "" : "not ", tap_run);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
}

/* got equals want within a relative tolerance; prints both where it does not */
static inline void
near(double got, double want, double relative, const char *name)
{
	bool		good = fabs(got - want) <= relative * fabs(want);

	ok(good, "%s", name);
	if (!good)
		printf("# got %.17g, want %.17g\n", got, want);
}

/* last line of main() */
static inline int
done(void)
{
	printf("1..%d\n", tap_run);
	return tap_bad == 0 ? 0 : 1;
}

#endif							/* COLOSSUS_TEST_TAP_H */
