/*
 * names.c
 *		Distances between names, counted by hand.
 */
#include "core/names.h"

#include <string.h>

#include "tap.h"

static size_t
distance(const char *a, const char *b)
{
	return name_distance(a, strlen(a), b, strlen(b));
}

int
main(void)
{
	char		a[200];
	char		b[200];

	ok(distance("", "") == 0, "nothing equals nothing");
	ok(distance("H100", "h100") == 0, "case does not count");
	ok(distance("kitten", "sitting") == 3, "kitten, sitting: 3 (Levenshtein's example)");
	ok(distance("sitting", "kitten") == 3, "and back");
	ok(distance("", "abc") == 3, "from nothing: the length");
	ok(distance("abc", "") == 3, "to nothing: the length");
	ok(distance("SRTX", "SRTV") == 1, "one letter replaced");
	ok(distance("bf6", "bf16") == 1, "one letter missing");
	ok(distance("bff16", "bf16") == 1, "one letter too many");
	ok(distance("100", "NVIDIA H100 80GB HBM3") == 1, "a part of the name is near it");
	ok(distance("NVIDIA A10G board", "a10g") == 1, "and a name within a text");
	ok(distance("A100", "H200") == 2, "two letters replaced");

	memset(a, 'a', sizeof(a));
	memset(b, 'b', sizeof(b));
	ok(name_distance(a, sizeof(a), b, sizeof(b)) == NAME_COMPARED, "of long texts the head counts");
	ok(name_distance(a, sizeof(a), a, sizeof(a)) == 0, "equal long texts are equal");

	ok(name_equal("CH4 Fossil", 10, "ch4 fossil", 10), "equal but for case");
	ok(!name_equal("CO2", 3, "CO2e", 4), "not equal: longer");
	ok(!name_equal("[", 1, "{", 1), "only letters have case");
	ok(!name_equal("@", 1, "`", 1), "on both sides of the alphabet");
	return done();
}
