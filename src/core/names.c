/*
 * names.c
 *		Comparing the names that people type with the names that exist.
 *
 * The distance is Levenshtein's, by the usual table of which only one row is
 * kept.  Bytes are compared, not characters: the names of the inventory are
 * ASCII, and for a name that is not, the order of the proposals may be odd but
 * never wrong.
 */
#include "core/names.h"

static char
fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
}

bool
name_equal(const char *a, size_t a_bytes, const char *b, size_t b_bytes)
{
	if (a_bytes != b_bytes)
		return false;
	for (size_t i = 0; i < a_bytes; i++)
		if (fold(a[i]) != fold(b[i]))
			return false;
	return true;
}

static bool
name_contains(const char *a, size_t a_bytes, const char *part, size_t part_bytes)
{
	if (part_bytes == 0)
		return false;
	for (size_t i = 0; i + part_bytes <= a_bytes; i++)
		if (name_equal(a + i, part_bytes, part, part_bytes))
			return true;
	return false;
}

size_t
name_distance(const char *a, size_t a_bytes, const char *b, size_t b_bytes)
{
	size_t		row[NAME_COMPARED + 1];

	if (name_equal(a, a_bytes, b, b_bytes))
		return 0;
	if (a_bytes > NAME_COMPARED)
		a_bytes = NAME_COMPARED;
	if (b_bytes > NAME_COMPARED)
		b_bytes = NAME_COMPARED;
	if (name_contains(a, a_bytes, b, b_bytes) || name_contains(b, b_bytes, a, a_bytes))
		return 1;

	for (size_t j = 0; j <= b_bytes; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_bytes; i++)
	{
		size_t		diagonal = row[0];	/* of the row above */

		row[0] = i;
		for (size_t j = 1; j <= b_bytes; j++)
		{
			size_t		replace = diagonal + (fold(a[i - 1]) != fold(b[j - 1]));
			size_t		remove = row[j] + 1;
			size_t		insert = row[j - 1] + 1;

			diagonal = row[j];
			row[j] = replace < remove ? replace : remove;
			if (insert < row[j])
				row[j] = insert;
		}
	}
	return row[b_bytes];
}
