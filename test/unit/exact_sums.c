/*
 * exact_sums.c
 *		Exact sums against 128-bit integers and hand-made cases; their stored forms.
 */
#include "state/exact_sums.h"

#include <float.h>
#include <stdlib.h>

#include "core/int128.h"
#include "tap.h"

/* a state with room for everything, so that tests need not allocate */
typedef union Room
{
	ExactSums	state;
	char		bytes[EXACT_SUMS_READ_BYTES];
	int64_t		aligned;
} Room;

#define SMALLEST	0x1p-1074

static Room scratch;

/* an empty state of so many placed sums, as an INITCOND has it; its bytes */
static size_t
start(Room *room, int sums)
{
	char		text[16];
	size_t		bytes = 0;

	snprintf(text, sizeof(text), "1/%d", sums);
	if (exact_sums_from_text(text, &room->state, &bytes) != CORE_OK)
		ok(false, "%s is an empty state", text);
	return bytes;
}

static Status
step(Room *room, int which, double x, bool remove)
{
	ExactNeed	need;
	Status		status;

	while ((status = exact_sums_add(&room->state, which, x, remove, &need)) == CORE_NEED_MEMORY)
	{
		size_t		bytes = exact_sums_widened_bytes(&room->state, &need);

		exact_sums_widen(&room->state, &need, &scratch.state);
		memcpy(room, &scratch, bytes);
	}
	return status;
}

static double
value(const Room *room, int which)
{
	double		v;

	return exact_sums_value(&room->state, which, &v) == CORE_OK ? v : NAN;
}

static double
sum_of(int n, const double *x)
{
	static Room room;

	start(&room, 1);
	for (int i = 0; i < n; i++)
		(void) step(&room, 0, x[i], false);
	return value(&room, 0);
}

/* splitmix64 */
static uint64_t seed;
static uint64_t
rnd(void)
{
	uint64_t	z = seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* any finite double, by its bits */
static double
any_double(void)
{
	double		x;

	do
	{
		uint64_t	bits = rnd();

		memcpy(&x, &bits, sizeof(x));
	} while (!isfinite(x));
	return x;
}

static void
known_sums(void)
{
	ok(sum_of(3, (double[]) {1e300, 1, -1e300}) == 1, "1e300 + 1 - 1e300 is 1");
	ok(sum_of(3, (double[]) {DBL_MAX, DBL_MAX, -DBL_MAX}) == DBL_MAX, "past the largest double and back");
	ok(sum_of(2, (double[]) {SMALLEST, SMALLEST}) == 2 * SMALLEST, "smallest doubles");
	ok(sum_of(3, (double[]) {DBL_MAX, SMALLEST, -DBL_MAX}) == SMALLEST, "both ends of the range at once");
	ok(sum_of(2, (double[]) {DBL_MIN, -SMALLEST}) == DBL_MIN - SMALLEST, "into the subnormal range");
	ok(sum_of(2, (double[]) {5, -5}) == 0 && !signbit(sum_of(2, (double[]) {5, -5})), "nothing is +0");
	ok(sum_of(1, (double[]) {-0.0}) == 0, "-0 is 0");
	ok(isnan(sum_of(2, (double[]) {DBL_MAX, DBL_MAX})), "twice the largest double is out of range");
	ok(isnan(sum_of(2, (double[]) {-DBL_MAX, -DBL_MAX})), "and so is its negative");

	/* 2^53 + 1 lies between two doubles: ties to even, and what is below decides */
	ok(sum_of(2, (double[]) {0x1p53, 1}) == 0x1p53, "tie to even, down");
	ok(sum_of(2, (double[]) {0x1p53 + 2, 1}) == 0x1p53 + 4, "tie to even, up");
	ok(sum_of(3, (double[]) {0x1p53, 1, 0x1p-1074}) == 0x1p53 + 2, "a trace above the tie goes up");
	ok(sum_of(3, (double[]) {0x1p53, 1, -0x1p-1074}) == 0x1p53, "a trace below it goes down");
	{
		bool		up = true;

		for (int trace = -1; trace >= -1074; trace--)
			up = up && sum_of(3, (double[]) {0x1p53, 1, ldexp(1, trace)}) == 0x1p53 + 2;
		ok(up, "wherever it is");
	}
	ok(sum_of(3, (double[]) {-0x1p53, -1, -0x1p-1074}) == -0x1p53 - 2, "the same for negative sums");
	ok(sum_of(3, (double[]) {DBL_MAX, 0x1p969, 0}) == DBL_MAX, "less than half a unit above the largest double");
	ok(isnan(sum_of(2, (double[]) {DBL_MAX, 0x1p970})), "half a unit above it is out of range");

	/* one tenth is 0x1.999999999999ap-4: a million of them are a bit more than 100000 */
	{
		static Room room;

		start(&room, 1);
		for (int i = 0; i < 1000000; i++)
			(void) step(&room, 0, 0.1, false);
		ok(value(&room, 0) == 100000, "a million tenths round to 100000");
		ok(exact_sums_rows(&room.state, 0) == 1000000, "and are a million rows");
		for (int i = 0; i < 1000000; i++)
			(void) step(&room, 0, 0.1, true);
		ok(value(&room, 0) == 0 && exact_sums_rows(&room.state, 0) == 0, "taken out again nothing stays");
		ok(step(&room, 0, 0.1, true) == CORE_INVALID, "and nothing can be taken out of nothing");
	}
}

/* values that fill a chunk to the brim: carries must move in time */
static void
full_chunks(void)
{
	static Room room;
	double		x = 0x1.fffffffffffffp97;	/* 2^53 - 1 from the last bit of a chunk on */
	double		want = ldexp((double) (5000 * (i128) ((INT64_C(1) << 53) - 1)), 45);
	size_t		bytes;

	start(&room, 1);
	for (int i = 0; i < 5000; i++)
		(void) step(&room, 0, x, false);
	ok(value(&room, 0) == want, "5,000 of the fullest chunks");
	for (int i = 0; i < 10000; i++)
		(void) step(&room, 0, x, true);
	ok(exact_sums_rows(&room.state, 0) == 0, "no more rows leave than came");
	(void) exact_sums_from_text("1/1 0:1:0", &room.state, &bytes);
	for (int i = 0; i < 5000; i++)
		(void) step(&room, 0, -x, false);
	ok(value(&room, 0) == -want, "the same, negative, after a state that was read");
}

/* random doubles of 40 binades fit 128 bits: the compiler's own conversion rounds */
static void
against_integers(void)
{
	bool		equal = true;

	seed = 1;
	for (int round = 0; round < 200 && equal; round++)
	{
		static Room room;
		i128		sum = 0;
		int			n = 1 + (int) (rnd() % 3000);

		start(&room, 1);
		for (int i = 0; i < n; i++)
		{
			int64_t		mantissa = (int64_t) (rnd() >> 11);
			int			shift = (int) (rnd() % 40);

			if (round % 3 > 0 && (rnd() & 1))
				mantissa = -mantissa;
			sum += (i128) mantissa * ((i128) 1 << shift);
			(void) step(&room, 0, ldexp((double) mantissa, shift - 20), false);
		}
		equal = value(&room, 0) == ldexp((double) sum, -20);
	}
	ok(equal, "200 random sums equal 128-bit integers rounded by the compiler");
}

static char text[65536];
static char other_text[65536];

static const char *
text_of(const Room *room)
{
	exact_sums_to_text(&room->state, text);
	return text;
}

/* however rows are split, shuffled and merged, the state is written alike */
static void
any_order(void)
{
	enum {N = 500};
	double		x[N];
	bool		equal = true;
	bool		same_text = true;
	bool		fits = true;

	seed = 2;
	for (int round = 0; round < 100; round++)
	{
		static Room whole;
		static Room first;
		static Room second;
		static Room merged;
		size_t		bytes;
		double		straight;

		start(&whole, 3);
		start(&first, 3);
		start(&second, 3);
		for (int i = 0; i < N; i++)
		{
			x[i] = round % 2 ? any_double() : ldexp((double) (int64_t) rnd(), (int) (rnd() % 80) - 40);
			(void) step(&whole, i % 3, x[i], false);
		}
		straight = value(&whole, 1);
		for (int i = N - 1; i >= 0; i--)
			(void) step(rnd() & 1 ? &first : &second, i % 3, x[i], false);
		fits = fits && sizeof(Room) >= exact_sums_merge_bytes(&first.state, &second.state);
		if (exact_sums_merge(&first.state, &second.state, &merged.state, &bytes) != CORE_OK)
			equal = false;
		fits = fits && bytes <= exact_sums_merge_bytes(&first.state, &second.state);
		equal = equal && (value(&merged, 1) == straight || (isnan(straight) && isnan(value(&merged, 1))));
		strcpy(other_text, text_of(&whole));
		same_text = same_text && strcmp(other_text, text_of(&merged)) == 0;

		/* a merged state goes on */
		(void) step(&merged, 0, x[0], true);
		(void) step(&whole, 0, x[0], true);
		strcpy(other_text, text_of(&whole));
		same_text = same_text && strcmp(other_text, text_of(&merged)) == 0;
	}
	ok(equal, "split and merged sums are equal");
	ok(same_text, "and written alike");
	ok(fits, "merged states stay within their window");
}

static void
merging(void)
{
	static Room a;
	static Room b;
	static Room m;
	size_t		bytes;
	size_t		empty = start(&a, 1);

	start(&b, 2);
	ok(exact_sums_merge(&a.state, &b.state, &m.state, &bytes) == CORE_INVALID, "states of different aggregates do not merge");
	start(&b, 1);
	ok(exact_sums_merge(&a.state, &b.state, &m.state, &bytes) == CORE_OK &&
	   exact_sums_rows(&m.state, 0) == 0 && bytes == empty, "empty states merge to an empty one");

	/* a thousand merges leave no trail of chunks */
	(void) step(&a, 0, 3, false);
	for (int i = 0; i < 1000; i++)
	{
		start(&b, 1);
		(void) step(&b, 0, i % 2 ? 1e9 : -1e9, false);
		(void) exact_sums_merge(&a.state, &b.state, &m.state, &bytes);
		memcpy(&a, &m, bytes);
	}
	ok(value(&a, 0) == 3 && exact_sums_rows(&a.state, 0) == 1001, "a thousand merges keep the sum");
	ok(a.state.chunks <= 6, "and leave it small");
	start(&a, 1);
	for (int i = 0; i < 1000; i++)
	{
		start(&b, 1);
		(void) step(&b, 0, -1e9, false);
		(void) exact_sums_merge(&a.state, &b.state, &m.state, &bytes);
		memcpy(&a, &m, bytes);
	}
	ok(value(&a, 0) == -1e12 && a.state.chunks <= 6, "negative sums too");

	(void) exact_sums_from_text("1/1 0:9223372036854775807:1p14", &a.state, &bytes);
	ok(step(&a, 0, 1, false) == CORE_RANGE, "no more rows than a bigint counts");
	ok(step(&a, 0, 1, true) == CORE_OK, "one may leave");
	(void) exact_sums_from_text("1/1 0:9223372036854775807:1p14", &a.state, &bytes);
	ok(exact_sums_merge(&a.state, &a.state, &m.state, &bytes) == CORE_RANGE, "nor when merging");

	/* the largest value that the stored form can say: no room above */
	strcpy(text, "1/1 0:1:7fffffff");
	for (int i = 0; i < EXACT_CHUNKS - 1; i++)
		strcat(text, i == EXACT_CHUNKS - 2 ? "00000001" : "ffffffff");
	strcat(text, "p-1074");
	ok(exact_sums_from_text(text, &a.state, &bytes) == CORE_OK, "the largest value is read");
	ok(isnan(value(&a, 0)), "it is out of range of a double");
	ok(exact_sums_merge(&a.state, &a.state, &m.state, &bytes) == CORE_RANGE, "and does not double");
}

static Status
read_text(const char *from)
{
	static Room room;
	size_t		bytes;

	return exact_sums_from_text(from, &room.state, &bytes);
}

static void
stored_forms(void)
{
	static Room room;
	static Room back;
	static unsigned char binary[65536];
	size_t		bytes;
	size_t		length;
	bool		text_same = true;
	bool		binary_same = true;
	bool		within = true;

	start(&room, 2);
	ok(strcmp(text_of(&room), "1/2") == 0, "an empty state is 1/2");
	/* 500 is 1f4; the chunk that holds the units starts at 2^14 less than 2^0: -1074 + 33 x 32 = -18 */
	(void) step(&room, 0, 500, false);
	(void) step(&room, 1, -500, false);
	(void) step(&room, 1, 500, false);
	ok(strcmp(text_of(&room), "1/2 0:1:7d00000p-18 1:2:0") == 0, "500 is 7d00000p-18: %s", text);

	seed = 3;
	for (int round = 0; round < 300; round++)
	{
		start(&room, 4);
		for (int i = 0; i < round; i++)
			(void) step(&room, (int) (rnd() % 3), round % 2 ? any_double() : (double) (int64_t) rnd(), false);
		within = within && strlen(text_of(&room)) < exact_sums_text_bytes(&room.state);
		strcpy(other_text, text);
		text_same = text_same && exact_sums_from_text(other_text, &back.state, &bytes) == CORE_OK &&
			bytes <= sizeof(back) && strcmp(text_of(&back), other_text) == 0;
		length = exact_sums_to_binary(&room.state, binary);
		within = within && length <= exact_sums_binary_bytes(&room.state);
		binary_same = binary_same && exact_sums_from_binary(binary, length, &back.state, &bytes) == CORE_OK &&
			strcmp(text_of(&back), other_text) == 0;
	}
	ok(text_same, "text is read back to the same text");
	ok(binary_same, "binary is read back to the same text");
	ok(within, "both stay within the room they ask for");

	ok(read_text("1/1") == CORE_OK, "1/1 is read");
	ok(read_text("1/64 63:1:0") == CORE_OK, "64 sums are read");
	{
		static const char *const bad[] = {
			"", "1", "2/1", "1/", "1/0", "1/65", "01/1", "1/1 ", "1/1x", "1/1 0", "1/1 0:", "1/1 0:1", "1/1 0:1:",
			"1/1 0:0:0", "1/1 0:-1:0", "1/1 1:1:0", "1/1 5:1:0", "1/1 -1:1:0", "1/1 0:1:0 0:1:0", "1/2 1:1:0 0:1:0",
			"1/1 0:1:-0", "1/1 0:1:00", "1/1 0:1:1", "1/1 0:1:1p", "1/1 0:1:01p-18", "1/1 0:1:1p-17", "1/1 0:1:1p-1106",
			"1/1 0:1:1p2000", "1/1 0:1:100000000p-18", "1/1 0:1:1P-18", "1/1 0:1:Ap-18", "1/1 0:1:0p-18", "1/1 0:1:1p-018",
			"1/1 0:9223372036854775808:1p-18", "1/1 0:99999999999999999999999:1p-18", "1/1 0:1:1p-18 ",
			"1/1 0:1:80000000p1134", "1/1  0:1:0"
		};

		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
			ok(read_text(bad[i]) == CORE_SYNTAX, "not read: \"%s\"", bad[i]);
	}
	memset(text, 'f', 8 * EXACT_CHUNKS + 100);
	memcpy(text, "1/1 0:1:", 8);
	strcpy(text + 8 * EXACT_CHUNKS + 100, "p-1074");
	ok(read_text(text) == CORE_SYNTAX, "not read: more digits than a sum has");

	/* every shortening and every changed byte of a good value: refused, or a good value itself */
	start(&room, 3);
	for (int i = 0; i < 20; i++)
		(void) step(&room, i % 2, any_double(), false);
	length = exact_sums_to_binary(&room.state, binary);
	{
		bool		short_refused = true;
		bool		canonical = true;

		for (size_t cut = 0; cut < length; cut++)
		{
			/* a cut between two sums leaves a good value */
			if (exact_sums_from_binary(binary, cut, &back.state, &bytes) == CORE_OK)
				short_refused = short_refused && exact_sums_to_binary(&back.state, (unsigned char *) text) == cut;
		}
		for (size_t at = 0; at < length; at++)
			for (int bit = 0; bit < 8; bit++)
			{
				binary[at] ^= (unsigned char) (1 << bit);
				if (exact_sums_from_binary(binary, length, &back.state, &bytes) == CORE_OK)
					canonical = canonical &&
						exact_sums_to_binary(&back.state, (unsigned char *) text) == length &&
						memcmp(text, binary, length) == 0;
				binary[at] ^= (unsigned char) (1 << bit);
			}
		ok(short_refused, "shortened binary values are refused");
		ok(canonical, "a changed bit gives an error or a value that is written so");
	}
	binary[length] = 0;
	ok(exact_sums_from_binary(binary, length + 1, &back.state, &bytes) == CORE_CORRUPT, "bytes past the end are refused");
}

/* a row of a named sum, which comes into being with it */
static Status
step_named(Room *room, const char *name, double x, bool remove)
{
	if (exact_sums_find(&room->state, name) < 0)
	{
		size_t		bytes = exact_sums_grown_bytes(&room->state);

		exact_sums_grow(&room->state, name, &scratch.state);
		memcpy(room, &scratch, bytes);
	}
	return step(room, exact_sums_find(&room->state, name), x, remove);
}

static void
named_sums(void)
{
	static const char *const names[] = {"NOx", "CH4 fossil", "CO", "1,3-butadiene", "PM condensable", "fifteen bytes ."};
	static Room whole;
	static Room first;
	static Room second;
	static Room merged;
	static Room back;
	static unsigned char binary[65536];
	size_t		bytes;
	size_t		length;
	bool		same = true;
	bool		fits = true;
	bool		read = true;

	ok(exact_sums_from_text("2/0", &whole.state, &bytes) == CORE_OK && bytes == offsetof(ExactSums, sum) && whole.state.sums == 0,
	   "2/0 is an empty state");
	(void) step_named(&whole, "NOx", 500, false);
	(void) step_named(&whole, "CO", -500, false);
	(void) step_named(&whole, "CO", 500, false);
	(void) step_named(&whole, "CH4 fossil", 1, false);
	(void) step_named(&whole, "CH4 fossil", 1, true);
	/* 500 is 7d00000p-18, as above; a name whose rows were taken out is not written */
	ok(strcmp(text_of(&whole), "2/2 CO:2:0 NOx:1:7d00000p-18") == 0, "names in byte order, those that have rows: %s", text);
	ok(exact_sums_find(&whole.state, "SO2") == -1, "a name that no row had is not there");
	ok(step_named(&whole, "CH4 fossil", 1, true) == CORE_INVALID, "nothing is taken out of nothing");

	seed = 4;
	for (int round = 0; round < 100; round++)
	{
		(void) exact_sums_from_text("2/0", &whole.state, &bytes);
		first = second = whole;
		for (int i = 0; i < round; i++)
		{
			const char *name = names[rnd() % (i % 2 ? 2 : 6)];
			double		x = any_double();

			(void) step_named(&whole, name, x, false);
			(void) step_named(rnd() & 1 ? &first : &second, name, x, false);
		}
		if (exact_sums_merge(&first.state, &second.state, &merged.state, &bytes) != CORE_OK)
			same = false;
		fits = fits && bytes <= exact_sums_merge_bytes(&first.state, &second.state);
		strcpy(other_text, text_of(&whole));
		same = same && strcmp(text_of(&merged), other_text) == 0;
		fits = fits && strlen(text) < exact_sums_text_bytes(&merged.state);
		read = read && exact_sums_from_text(other_text, &back.state, &bytes) == CORE_OK && strcmp(text_of(&back), other_text) == 0;
		length = exact_sums_to_binary(&merged.state, binary);
		fits = fits && length <= exact_sums_binary_bytes(&merged.state);
		read = read && exact_sums_from_binary(binary, length, &back.state, &bytes) == CORE_OK && strcmp(text_of(&back), other_text) == 0;
	}
	ok(same, "split and merged by name, written alike");
	ok(fits, "within the room they ask for");
	ok(read, "text and binary are read back");

	/* what a state with fewer names, or in another order of the list, has stored stays what it was */
	(void) exact_sums_from_text("2/1 CO:1:7d00000p-18", &first.state, &bytes);
	(void) exact_sums_from_text("2/2 1,3-butadiene:1:7d00000p-18 CO:2:0", &second.state, &bytes);
	(void) exact_sums_merge(&first.state, &second.state, &merged.state, &bytes);
	ok(strcmp(text_of(&merged), "2/2 1,3-butadiene:1:7d00000p-18 CO:3:7d00000p-18") == 0, "a name that one state lacks: %s", text);
	start(&second, 1);
	ok(exact_sums_merge(&first.state, &second.state, &merged.state, &bytes) == CORE_INVALID, "names do not merge with places");
	ok(exact_sums_merge_bytes(&first.state, &second.state) >= sizeof(ExactSums), "nor ask for less than nothing");
	{
		static const char *const bad[] = {
			"2/", "2/1", "2/65", "2/0 CO:1:0", "2/1 :1:0", "2/1 CO:0:0", "2/1 CO:1:0 NOx:1:0", "2/2 NOx:1:0 CO:1:0", "2/2 CO:1:0 CO:1:0",
			"2/1 sixteen bytes ..:1:0", "2/1 a\"b:1:0", "2/1 a\\b:1:0", "2/1 a\tb:1:0", "2/1 CO:1:0 ", "2/1 CO", "2/1 CO:", "2/1 CO:1", "2/1 \xc3\xa9:1:0", "3/0"
		};

		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
			ok(read_text(bad[i]) == CORE_SYNTAX, "not read: \"%s\"", bad[i]);
	}
	/* the 64th name has room, and two states with more names between them do not merge */
	(void) exact_sums_from_text("2/0", &whole.state, &bytes);
	first = whole;
	for (int i = 0; i < EXACT_SUMS_MAX; i++)
	{
		char		name[EXACT_NAME_BYTES];

		snprintf(name, sizeof(name), "%c %d", i % 7 ? 'b' : 'a', i);
		(void) step_named(&whole, name, i, false);
	}
	(void) step_named(&first, "c", 1, false);
	ok(read_text(text_of(&whole)) == CORE_OK && whole.state.sums == EXACT_SUMS_MAX, "64 names are read");
	ok(exact_sums_merge(&whole.state, &whole.state, &merged.state, &bytes) == CORE_OK, "and merged");
	ok(exact_sums_merge(&whole.state, &first.state, &merged.state, &bytes) == CORE_RANGE, "65 names are too many");

	length = exact_sums_to_binary(&whole.state, binary);
	{
		bool		canonical = true;
		bool		short_refused = true;

		for (size_t cut = 0; cut < length; cut++)
			short_refused = short_refused && exact_sums_from_binary(binary, cut, &back.state, &bytes) == CORE_CORRUPT;
		for (size_t at = 0; at < length; at++)
			for (int bit = 0; bit < 8; bit++)
			{
				binary[at] ^= (unsigned char) (1 << bit);
				if (exact_sums_from_binary(binary, length, &back.state, &bytes) == CORE_OK)
					canonical = canonical &&
						exact_sums_to_binary(&back.state, (unsigned char *) text) == length && memcmp(text, binary, length) == 0;
				binary[at] ^= (unsigned char) (1 << bit);
			}
		ok(short_refused, "shortened named states are refused: their number of sums is written");
		ok(canonical, "a changed bit gives an error or a value that is written so");
	}
}

int
main(void)
{
	known_sums();
	full_chunks();
	against_integers();
	any_order();
	merging();
	stored_forms();
	named_sums();
	return done();
}
