/*
 * hostlist.c
 *		Lists of hosts as Slurm writes them: see hostlist.h.
 *
 * The names of an item are numbered: its brackets are the digits of that number,
 * the last one changing fastest.
 */
#include "core/parse/hostlist.h"

#include <string.h>

/* a list that is longer is none */
#define MOST_NAMES		INT64_C(1000000000)

/* takes what stands before the next comma outside of brackets; false: nothing is left */
static bool
next_item(Slice *rest, Slice *item)
{
	int			depth = 0;
	int32_t		n = 0;

	while (rest->n > 0 && rest->s[0] == ',')
		*rest = (Slice) {rest->s + 1, rest->n - 1};
	while (n < rest->n && (rest->s[n] != ',' || depth > 0))
	{
		depth += rest->s[n] == '[';
		depth -= rest->s[n] == ']';
		n++;
	}
	*item = (Slice) {rest->s, n};
	*rest = (Slice) {rest->s + n, rest->n - n};
	return n > 0;
}

/* the bracket that closes the one before p; NULL: there is none */
static const char *
closing(const char *p, const char *end)
{
	return p < end ? memchr(p, ']', (size_t) (end - p)) : NULL;
}

/* one of what stands in brackets: 01-08, or a word; its number of names, -1: neither */
static int64_t
count_range(Slice range, int64_t *from, int32_t *width)
{
	const char *dash = range.n > 0 ? memchr(range.s, '-', (size_t) range.n) : NULL;
	int64_t		to;

	/* the first number's leading zeros are those of all: 08-10 is 08, 09, 10 */
	*width = 0;
	if (dash != NULL && parse_integer((Slice) {range.s, (int32_t) (dash - range.s)}, from) &&
		parse_integer((Slice) {dash + 1, (int32_t) (range.s + range.n - dash - 1)}, &to))
	{
		*width = (int32_t) (dash - range.s);
		return to >= *from && to - *from < MOST_NAMES ? to - *from + 1 : -1;
	}
	return range.n > 0 ? 1 : -1;
}

/* names of what stands in brackets; -1: not in the format */
static int64_t
count_bracket(Slice inside)
{
	int64_t		sum = 0;
	Slice		range;

	while (next_item(&inside, &range))
	{
		int64_t		from;
		int32_t		width;
		int64_t		n = count_range(range, &from, &width);

		if (n < 0 || (sum += n) > MOST_NAMES)
			return -1;
	}
	return sum > 0 ? sum : -1;
}

/* names of an item; -1: not in the format */
static int64_t
count_item(Slice item)
{
	const char *end = item.s + item.n;
	int64_t		product = 1;

	for (const char *p = item.s; p < end; p++)
	{
		const char *close;
		int64_t		n;

		/* "+" at the end is the mark of a column that was too narrow */
		if (*p == ']' || *p == ' ' || *p == '(' || (*p == '+' && p + 1 == end))
			return -1;
		if (*p != '[')
			continue;
		close = closing(p + 1, end);
		if (close == NULL)
			return -1;
		n = count_bracket((Slice) {p + 1, (int32_t) (close - p - 1)});
		if (n < 0 || (product *= n) > MOST_NAMES)
			return -1;
		p = close;
	}
	return product;
}

/*
 * Names are counted before any is made: a[0-99999999] is 13 bytes of a log and a hundred million
 * names.
 */
int64_t
hostlist_count(Slice list)
{
	int64_t		sum = 0;
	Slice		item;

	while (next_item(&list, &item))
	{
		int64_t		n = count_item(item);

		if (n < 0 || (sum += n) > MOST_NAMES)
			return -1;
	}
	return sum > 0 ? sum : -1;
}

void
hostlist_begin(Hostlist *hosts, Slice list)
{
	hosts->rest = list;
	hosts->names = hosts->next = 0;
}

/* adds the name of that number in brackets; false: it does not fit */
static bool
add_choice(Slice inside, int64_t choice, char *name, int32_t *length)
{
	Slice		range;

	while (next_item(&inside, &range))
	{
		int64_t		from = 0;
		int32_t		width;
		int64_t		n = count_range(range, &from, &width);

		if (choice >= n)
		{
			choice -= n;
			continue;
		}
		if (width == 0)
		{
			if (range.n > HOSTLIST_MAX_NAME - *length)
				return false;
			memcpy(name + *length, range.s, (size_t) range.n);
			*length += range.n;
			return true;
		}
		from += choice;
		{
			char		digits[32];
			int32_t		k = 0;

			for (; from > 0 || k == 0 || k < width; from /= 10)
				digits[k++] = (char) ('0' + from % 10);
			if (k > HOSTLIST_MAX_NAME - *length)
				return false;
			while (k > 0)
				name[(*length)++] = digits[--k];
		}
		return true;
	}
	return false;
}

/*
 * Names of an item are numbered; brackets count like the digits of that number, the last one
 * fastest.  So no list of choices is kept, and a name costs the length of its item.
 */
int32_t
hostlist_next(Hostlist *hosts, char *name)
{
	const char *end;
	int64_t		below;
	int64_t		choice = hosts->next;
	int32_t		length = 0;

	if (hosts->next == hosts->names)
	{
		if (!next_item(&hosts->rest, &hosts->item) || (hosts->names = count_item(hosts->item)) < 1)
			return 0;
		hosts->next = choice = 0;
	}
	below = hosts->names;
	end = hosts->item.s + hosts->item.n;
	for (const char *p = hosts->item.s; p < end; p++)
	{
		const char *close;
		Slice		inside;

		if (*p != '[')
		{
			if (length == HOSTLIST_MAX_NAME)
				return 0;
			name[length++] = *p;
			continue;
		}
		/* what was counted has all its brackets */
		close = closing(p + 1, end);
		if (close == NULL)
			return 0;
		inside = (Slice) {p + 1, (int32_t) (close - p - 1)};
		p = close;
		below /= count_bracket(inside);
		if (!add_choice(inside, choice / below, name, &length))
			return 0;
		choice %= below;
	}
	hosts->next++;
	return length;
}

/* A list of numbers and ranges without brackets, as of accelerators: 0-3,7. */
bool
hostlist_range(Slice *list, int64_t *from, int64_t *to)
{
	Slice		range;
	int32_t		width;
	int64_t		n;

	if (!next_item(list, &range))
		return false;
	n = count_range(range, from, &width);
	if (width == 0 && (n != 1 || !parse_integer(range, from)))
		return false;
	*to = *from + n - 1;
	return n > 0;
}
