/*
 * exact_sums.c
 *		What mfu, fleet_flops, energy_per_token, co2e and emission_totals remember.
 *
 * A sum starts with five chunks: the two that its first value touches, one
 * below, and two above for values and carries to grow into.  Wider data ask for
 * more, once per new chunk; the caller gives memory and the state moves.
 */
#include "state/exact_sums.h"

/* the chunks follow the directory without a gap, aligned as int64_t */
typedef char header_is_aligned[sizeof(ExactSums) == 8 && sizeof(ExactSum) == 16 ? 1 : -1];

/* bits that a digit's text adds to its number: 8 hexadecimal characters a chunk */
#define HEX_PER_CHUNK	(CHUNK_BITS / 4)

static bool
is_named(const ExactSums *state)
{
	return state->version == EXACT_SUMS_NAMED;
}

static size_t
head_bytes(bool named, int sums)
{
	return sizeof(ExactSums) + (size_t) sums * (sizeof(ExactSum) + (named ? EXACT_NAME_BYTES : 0));
}

static char *
name_of(ExactSums *state, int which)
{
	return (char *) &state->sum[state->sums] + which * EXACT_NAME_BYTES;
}

const char *
exact_sums_name(const ExactSums *state, int which)
{
	return (const char *) &state->sum[state->sums] + which * EXACT_NAME_BYTES;
}

static int64_t *
chunks_of(ExactSums *state)
{
	return (int64_t *) (void *) ((char *) state + head_bytes(is_named(state), state->sums));
}

static const int64_t *
const_chunks_of(const ExactSums *state)
{
	return (const int64_t *) (const void *) ((const char *) state + head_bytes(is_named(state), state->sums));
}

static size_t
state_bytes(bool named, int sums, int chunks)
{
	return head_bytes(named, sums) + (size_t) chunks * sizeof(int64_t);
}

/* an empty state: of one kind and number of sums, without names yet */
static void
init(ExactSums *state, int version, int sums)
{
	memset(state, 0, head_bytes(version == EXACT_SUMS_NAMED, sums));
	state->version = (uint8_t) version;
	state->sums = (uint8_t) sums;
}

/* ---- names -------------------------------------------------------------- */

int
exact_sums_find(const ExactSums *state, const char *name)
{
	for (int i = 0; i < state->sums; i++)
		if (strncmp(exact_sums_name(state, i), name, EXACT_NAME_BYTES) == 0)
			return i;
	return -1;
}

size_t
exact_sums_grown_bytes(const ExactSums *state)
{
	return state_bytes(true, state->sums + 1, state->chunks);
}

void
exact_sums_grow(const ExactSums *state, const char *name, ExactSums *to)
{
	int			at = 0;

	init(to, EXACT_SUMS_NAMED, state->sums + 1);
	to->chunks = state->chunks;
	memcpy(chunks_of(to), const_chunks_of(state), state->chunks * sizeof(int64_t));
	while (at < state->sums && strncmp(exact_sums_name(state, at), name, EXACT_NAME_BYTES) < 0)
		at++;
	for (int i = 0; i < state->sums; i++)
	{
		to->sum[i + (i >= at)] = state->sum[i];
		memcpy(name_of(to, i + (i >= at)), exact_sums_name(state, i), EXACT_NAME_BYTES);
	}
	memcpy(name_of(to, at), name, strlen(name));
}

/* ---- adding ------------------------------------------------------------- */

/* the window that holds the sum's present chunks and [first, end) */
static void
need_window(const ExactSum *sum, int which, int first, int end, ExactNeed *need)
{
	int			last = sum->first + sum->chunks;

	if (sum->chunks > 0 && sum->first < first)
		first = sum->first;
	if (sum->chunks > 0 && last > end)
		end = last;
	need->which = which;
	need->first = first < 0 ? 0 : first;
	need->chunks = (end > EXACT_CHUNKS ? EXACT_CHUNKS : end) - need->first;
}

Status
exact_sums_add(ExactSums *state, int which, double x, bool remove, ExactNeed *need)
{
	ExactSum   *sum = &state->sum[which];
	int64_t    *chunk = chunks_of(state) + sum->offset;
	int64_t		low;
	int64_t		high;
	int			number;
	int			at;

	if (!remove && sum->rows == INT64_MAX)
		return CORE_RANGE;
	if (remove && sum->rows == 0)
		return CORE_INVALID;
	/* zero has no exponent that could ask for chunks, and changes none */
	if (x != 0)
	{
		exact_split(x, &number, &low, &high);
		at = number - sum->first;
		if (at < 0 || at + 1 >= sum->chunks)
		{
			/* some to spare on both sides: values of one kind differ by a few exponents, and each widening copies the state */
			need_window(sum, which, number - 1, number + 4, need);
			return CORE_NEED_MEMORY;
		}
		if (sum->room == 0)
		{
			if (!exact_carry(chunk, sum->chunks))
			{
				int			end = sum->first + sum->chunks;

				if (end == EXACT_CHUNKS)
					return CORE_RANGE;
				need_window(sum, which, sum->first, end + 1, need);
				return CORE_NEED_MEMORY;
			}
			sum->room = EXACT_ROOM;
		}
		chunk[at] += remove ? -low : low;
		chunk[at + 1] += remove ? -high : high;
		sum->room--;
	}
	sum->rows += remove ? -1 : 1;
	return CORE_OK;
}

size_t
exact_sums_widened_bytes(const ExactSums *state, const ExactNeed *need)
{
	return state_bytes(is_named(state), state->sums, state->chunks - state->sum[need->which].chunks + need->chunks);
}

void
exact_sums_widen(const ExactSums *state, const ExactNeed *need, ExactSums *to)
{
	int			offset = 0;

	init(to, state->version, state->sums);
	if (is_named(state))
		memcpy(name_of(to, 0), exact_sums_name(state, 0), (size_t) state->sums * EXACT_NAME_BYTES);
	for (int i = 0; i < state->sums; i++)
	{
		const ExactSum *old = &state->sum[i];
		ExactSum   *sum = &to->sum[i];

		*sum = *old;
		if (i == need->which)
		{
			sum->first = (uint16_t) need->first;
			sum->chunks = (uint16_t) need->chunks;
		}
		sum->offset = (uint16_t) offset;
		memset(chunks_of(to) + offset, 0, sum->chunks * sizeof(int64_t));
		if (old->chunks > 0)
			memcpy(chunks_of(to) + offset + (old->first - sum->first),
				   const_chunks_of(state) + old->offset, old->chunks * sizeof(int64_t));
		offset += sum->chunks;
	}
	to->chunks = (uint16_t) offset;
}

/* ---- merging ------------------------------------------------------------ */

/* the window of a merged sum: both windows, and a chunk for the carry */
static void
merged_window(const ExactSum *a, const ExactSum *b, ExactNeed *window)
{
	window->first = 0;
	window->chunks = 0;
	if (a->chunks == 0 && b->chunks == 0)
		return;
	if (a->chunks == 0)
		need_window(b, 0, b->first, b->first + b->chunks + 1, window);
	else if (b->chunks == 0)
		need_window(a, 0, a->first, a->first + a->chunks + 1, window);
	else
	{
		int			a_end = a->first + a->chunks;
		int			b_end = b->first + b->chunks;

		need_window(a, 0, b->first, (a_end > b_end ? a_end : b_end) + 1, window);
	}
}

/* states of one aggregate; of named ones there is one */
static bool
same_kind(const ExactSums *a, const ExactSums *b)
{
	return a->version == b->version && (is_named(a) || a->sums == b->sums);
}

/* the next two sums that belong together; the one that is missing is empty */
typedef struct Pair
{
	const ExactSum *a;
	const ExactSum *b;
	const char *name;			/* of named sums */
	int			next_a;
	int			next_b;
} Pair;

static const ExactSum no_sum;

static bool
next_pair(const ExactSums *a, const ExactSums *b, Pair *pair)
{
	int			order = 0;

	if (pair->next_a == a->sums && pair->next_b == b->sums)
		return false;
	if (pair->next_a == a->sums)
		order = 1;
	else if (pair->next_b == b->sums)
		order = -1;
	else if (is_named(a))
		order = strncmp(exact_sums_name(a, pair->next_a), exact_sums_name(b, pair->next_b), EXACT_NAME_BYTES);
	if (is_named(a))
		pair->name = order <= 0 ? exact_sums_name(a, pair->next_a) : exact_sums_name(b, pair->next_b);
	pair->a = order <= 0 ? &a->sum[pair->next_a++] : &no_sum;
	pair->b = order >= 0 ? &b->sum[pair->next_b++] : &no_sum;
	return true;
}

/* sums and chunks of the merged state */
static int
merged_sums(const ExactSums *a, const ExactSums *b, int *chunks)
{
	Pair		pair = {NULL, NULL, NULL, 0, 0};
	int			sums = 0;

	*chunks = 0;
	while (next_pair(a, b, &pair))
	{
		ExactNeed	window;

		merged_window(pair.a, pair.b, &window);
		*chunks += window.chunks;
		sums++;
	}
	return sums;
}

size_t
exact_sums_merge_bytes(const ExactSums *a, const ExactSums *b)
{
	int			chunks;
	int			sums;

	if (!same_kind(a, b))
		return sizeof(ExactSums);
	sums = merged_sums(a, b, &chunks);
	return state_bytes(is_named(a), sums, chunks);
}

/* add a sum's chunks to the merged ones, carries first: then neither can overflow */
static bool
add_chunks(const ExactSums *from, const ExactSum *sum, int64_t *chunk, const ExactSum *into)
{
	int			at = sum->first - into->first;

	for (int i = 0; i < sum->chunks; i++)
	{
		int64_t		value = const_chunks_of(from)[sum->offset + i];

		/* split as exact_split does: an unmoved carry may be 2^62 */
		chunk[at + i] += value & INT64_C(0xffffffff);
		if (at + i + 1 < into->chunks)
			chunk[at + i + 1] += value >> CHUNK_BITS;
		else if (value >> CHUNK_BITS != 0)
			chunk[at + i] += (value >> CHUNK_BITS) * (INT64_C(1) << CHUNK_BITS);
	}
	return exact_carry(chunk, into->chunks);
}

/*
 * How many of the chunks, after carries moved, hold the number: a top chunk that
 * only repeats the sign goes, lest every merge leave one more.
 */
static int
trim(int64_t *chunk, int chunks)
{
	while (chunks > 1 && (chunk[chunks - 1] == 0 || chunk[chunks - 1] == -1))
	{
		int64_t		below = chunk[chunks - 2] + chunk[chunks - 1] * (INT64_C(1) << CHUNK_BITS);

		if (below < INT32_MIN || below > INT32_MAX)
			break;
		chunk[chunks - 2] = below;
		chunks--;
	}
	return chunks;
}

Status
exact_sums_merge(const ExactSums *a, const ExactSums *b, ExactSums *to, size_t *bytes)
{
	Pair		pair = {NULL, NULL, NULL, 0, 0};
	int			offset = 0;
	int			sums;

	if (!same_kind(a, b))
		return CORE_INVALID;
	sums = merged_sums(a, b, &offset);
	if (sums > EXACT_SUMS_MAX)
		return CORE_RANGE;
	init(to, a->version, sums);
	offset = 0;
	for (int i = 0; next_pair(a, b, &pair); i++)
	{
		ExactSum   *sum = &to->sum[i];
		ExactNeed	window;
		int64_t    *chunk = chunks_of(to) + offset;

		if (pair.a->rows > 0 && pair.b->rows > INT64_MAX - pair.a->rows)
			return CORE_RANGE;
		if (is_named(a))
			memcpy(name_of(to, i), pair.name, EXACT_NAME_BYTES);
		merged_window(pair.a, pair.b, &window);
		sum->rows = pair.a->rows + pair.b->rows;
		sum->first = (uint16_t) window.first;
		sum->chunks = (uint16_t) window.chunks;
		sum->offset = (uint16_t) offset;
		memset(chunk, 0, sum->chunks * sizeof(int64_t));
		(void) add_chunks(a, pair.a, chunk, sum);
		if (!add_chunks(b, pair.b, chunk, sum) && sum->first + sum->chunks == EXACT_CHUNKS)
			return CORE_RANGE;
		sum->chunks = (uint16_t) trim(chunk, sum->chunks);
		offset += sum->chunks;
	}
	to->chunks = (uint16_t) offset;
	*bytes = state_bytes(is_named(to), to->sums, to->chunks);
	return CORE_OK;
}

Status
exact_sums_value(const ExactSums *state, int which, double *value)
{
	const ExactSum *sum = &state->sum[which];

	return exact_round(const_chunks_of(state) + sum->offset, sum->chunks, sum->first, value);
}

/* ---- what text and binary share ------------------------------------------ */

/* sign and digits of a sum, without zero digits at either end */
typedef struct Digits
{
	uint32_t	digit[EXACT_DIGITS];
	int			count;
	int			first;			/* chunk number of digit[0] */
	bool		negative;
} Digits;

static void
digits_of(const ExactSums *state, int which, Digits *digits)
{
	const ExactSum *sum = &state->sum[which];
	int			zeros = 0;

	digits->count = exact_magnitude(const_chunks_of(state) + sum->offset, sum->chunks,
									digits->digit, &digits->negative);
	while (zeros < digits->count && digits->digit[zeros] == 0)
		zeros++;
	digits->count -= zeros;
	digits->first = digits->count > 0 ? sum->first + zeros : 0;
	memmove(digits->digit, digits->digit + zeros, (size_t) digits->count * sizeof(uint32_t));
}

/* append a sum that was read; the sums come in order.  False: not a sum we write */
static bool
put_sum(ExactSums *state, int which, int64_t rows, const Digits *digits)
{
	ExactSum   *sum = &state->sum[which];
	int64_t    *chunk = chunks_of(state) + state->chunks;

	if (digits->count == 0 && (digits->negative || digits->first != 0))
		return false;
	if (digits->count > 0 && (digits->digit[0] == 0 || digits->digit[digits->count - 1] == 0))
		return false;
	if (digits->first < 0 || digits->first + digits->count > EXACT_CHUNKS)
		return false;
	if (digits->first + digits->count == EXACT_CHUNKS && digits->digit[digits->count - 1] > INT32_MAX)
		return false;
	sum->rows = rows;
	sum->first = (uint16_t) digits->first;
	sum->chunks = (uint16_t) digits->count;
	sum->offset = state->chunks;
	sum->room = 0;				/* carries move before the next addition */
	for (int i = 0; i < digits->count; i++)
		chunk[i] = digits->negative ? -(int64_t) digits->digit[i] : (int64_t) digits->digit[i];
	state->chunks = (uint16_t) (state->chunks + digits->count);
	return true;
}

/* how many sums a state is written with: of named ones those that have rows */
static int
written_sums(const ExactSums *state)
{
	int			sums = 0;

	if (!is_named(state))
		return state->sums;
	for (int i = 0; i < state->sums; i++)
		sums += state->sum[i].rows != 0;
	return sums;
}

/*
 * Take the name of the next sum that is read.  Names are printable, without what
 * would end them in text or JSON, and stand in byte order.
 */
static bool
put_name(ExactSums *state, int which, const char *name, size_t bytes)
{
	char	   *to = name_of(state, which);

	if (which >= state->sums || bytes < 1 || bytes >= EXACT_NAME_BYTES)
		return false;
	for (size_t i = 0; i < bytes; i++)
		if (name[i] < ' ' || name[i] > '~' || name[i] == ':' || name[i] == '"' || name[i] == '\\')
			return false;
	memcpy(to, name, bytes);
	return which == 0 || strncmp(name_of(state, which - 1), to, EXACT_NAME_BYTES) < 0;
}

/* ---- text ---------------------------------------------------------------- */

size_t
exact_sums_text_bytes(const ExactSums *state)
{
	/* number or name, rows, sign, exponent and separators of a sum stay below 64 bytes */
	return 16 + (size_t) state->sums * (64 + 2 * HEX_PER_CHUNK) + (size_t) state->chunks * HEX_PER_CHUNK;
}

static char *
put_decimal(char *at, int64_t value)
{
	char		reversed[20];
	int			n = 0;
	uint64_t	rest = value < 0 ? 0 - (uint64_t) value : (uint64_t) value;

	if (value < 0)
		*at++ = '-';
	do
		reversed[n++] = (char) ('0' + rest % 10);
	while ((rest /= 10) > 0);
	while (n > 0)
		*at++ = reversed[--n];
	return at;
}

void
exact_sums_to_text(const ExactSums *state, char *text)
{
	static const char hex[] = "0123456789abcdef";
	char	   *at = put_decimal(text, state->version);

	*at++ = '/';
	at = put_decimal(at, written_sums(state));
	for (int i = 0; i < state->sums; i++)
	{
		Digits		digits;
		bool		leading = true;

		if (state->sum[i].rows == 0)
			continue;
		digits_of(state, i, &digits);
		*at++ = ' ';
		if (is_named(state))
			for (const char *name = exact_sums_name(state, i); *name != '\0'; name++)
				*at++ = *name;
		else
			at = put_decimal(at, i);
		*at++ = ':';
		at = put_decimal(at, state->sum[i].rows);
		*at++ = ':';
		if (digits.count == 0)
		{
			*at++ = '0';
			continue;
		}
		if (digits.negative)
			*at++ = '-';
		for (int d = digits.count - 1; d >= 0; d--)
			for (int shift = CHUNK_BITS - 4; shift >= 0; shift -= 4)
			{
				uint32_t	nibble = digits.digit[d] >> shift & 0xf;

				leading = leading && nibble == 0;
				if (!leading)
					*at++ = hex[nibble];
			}
		*at++ = 'p';
		at = put_decimal(at, CHUNK_UNIT + CHUNK_BITS * digits.first);
	}
	*at = '\0';
}

/* read a decimal number of at most limit, as put_decimal writes it */
static bool
get_decimal(const char **at, int64_t limit, int64_t *value)
{
	const char *p = *at;
	bool		negative = *p == '-';
	int64_t		n = 0;

	p += negative;
	if (*p < '0' || *p > '9' || (p[0] == '0' && p[1] >= '0' && p[1] <= '9') || (negative && *p == '0'))
		return false;
	for (; *p >= '0' && *p <= '9'; p++)
	{
		int			digit = *p - '0';

		if (digit > limit || n > (limit - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*value = negative ? -n : n;
	*at = p;
	return true;
}

/* read hexadecimal digits into chunk digits, the least first */
static bool
get_hexadecimal(const char **at, Digits *digits)
{
	const char *begin = *at;
	const char *end = begin;
	size_t		length;

	while ((*end >= '0' && *end <= '9') || (*end >= 'a' && *end <= 'f'))
		end++;
	length = (size_t) (end - begin);
	if (length == 0 || *begin == '0' || length > (size_t) EXACT_CHUNKS * HEX_PER_CHUNK)
		return false;
	memset(digits->digit, 0, sizeof(digits->digit));
	digits->count = (int) ((length + HEX_PER_CHUNK - 1) / HEX_PER_CHUNK);
	for (size_t i = 0; i < length; i++)
	{
		char		c = begin[length - 1 - i];
		uint32_t	nibble = (uint32_t) (c <= '9' ? c - '0' : c - 'a' + 10);

		digits->digit[i / HEX_PER_CHUNK] |= nibble << (4 * (i % HEX_PER_CHUNK));
	}
	*at = end;
	return true;
}

/*
 * A state has one spelling: sums in ascending order, none without rows, exponents at the
 * edge of a chunk.  Any other is refused, so that equal texts are equal states and a
 * literal cannot say what no rows add up to.
 */
Status
exact_sums_from_text(const char *text, ExactSums *state, size_t *bytes)
{
	int64_t		version;
	int64_t		sums;
	int64_t		previous = -1;

	if (!get_decimal(&text, EXACT_SUMS_NAMED, &version) || version < EXACT_SUMS_PLACED ||
		*text++ != '/' ||
		!get_decimal(&text, EXACT_SUMS_MAX, &sums) || sums < (version == EXACT_SUMS_PLACED))
		return CORE_SYNTAX;
	init(state, (int) version, (int) sums);
	while (*text == ' ')
	{
		int64_t		which;
		int64_t		rows;
		int64_t		exponent = CHUNK_UNIT;
		Digits		digits = {{0}, 0, 0, false};

		text++;
		if (is_named(state))
		{
			size_t		bytes_of_name = strcspn(text, ":");

			which = previous + 1;
			if (!put_name(state, (int) which, text, bytes_of_name))
				return CORE_SYNTAX;
			text += bytes_of_name;
		}
		else if (!get_decimal(&text, sums - 1, &which) || which <= previous)
			return CORE_SYNTAX;
		/* each byte is looked at before the next is: the text may end anywhere */
		if (*text++ != ':' ||
			!get_decimal(&text, INT64_MAX, &rows) || rows < 1 ||
			*text++ != ':')
			return CORE_SYNTAX;
		if (*text == '0')
			text++;
		else
		{
			digits.negative = *text == '-';
			text += digits.negative;
			if (!get_hexadecimal(&text, &digits) ||
				*text++ != 'p' ||
				!get_decimal(&text, CHUNK_BITS * EXACT_CHUNKS, &exponent) ||
				(exponent - CHUNK_UNIT) % CHUNK_BITS != 0)
				return CORE_SYNTAX;
		}
		digits.first = (int) ((exponent - CHUNK_UNIT) / CHUNK_BITS);
		if (!put_sum(state, (int) which, rows, &digits))
			return CORE_SYNTAX;
		previous = which;
	}
	if (*text != '\0' || (is_named(state) && previous + 1 != sums))
		return CORE_SYNTAX;
	*bytes = state_bytes(is_named(state), state->sums, state->chunks);
	return CORE_OK;
}

/* ---- binary -------------------------------------------------------------- */

#define BINARY_HEADER	2
#define BINARY_SUM		11		/* rows, sign, first chunk, digits: behind number or name */
#define WHICH_BYTES(state)	((size_t) (is_named(state) ? EXACT_NAME_BYTES : 1))

size_t
exact_sums_binary_bytes(const ExactSums *state)
{
	return BINARY_HEADER + (size_t) state->sums * (WHICH_BYTES(state) + BINARY_SUM + 2 * sizeof(uint32_t)) +
		(size_t) state->chunks * sizeof(uint32_t);
}

static unsigned char *
put_big_endian(unsigned char *at, uint64_t value, int bytes)
{
	for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
		*at++ = (unsigned char) (value >> shift & 0xff);
	return at;
}

static uint64_t
get_big_endian(const unsigned char *from, int bytes)
{
	uint64_t	value = 0;

	for (int i = 0; i < bytes; i++)
		value = value << 8 | from[i];
	return value;
}

size_t
exact_sums_to_binary(const ExactSums *state, unsigned char *bytes)
{
	unsigned char *at = bytes;

	*at++ = state->version;
	*at++ = (unsigned char) written_sums(state);
	for (int i = 0; i < state->sums; i++)
	{
		Digits		digits;

		if (state->sum[i].rows == 0)
			continue;
		digits_of(state, i, &digits);
		if (is_named(state))
			memcpy(at, exact_sums_name(state, i), EXACT_NAME_BYTES);
		else
			*at = (unsigned char) i;
		at += WHICH_BYTES(state);
		at = put_big_endian(at, (uint64_t) state->sum[i].rows, 8);
		*at++ = digits.negative;
		*at++ = (unsigned char) digits.first;
		*at++ = (unsigned char) digits.count;
		for (int d = 0; d < digits.count; d++)
			at = put_big_endian(at, digits.digit[d], 4);
	}
	return (size_t) (at - bytes);
}

/* a name with nothing but NULs behind */
static bool
get_name(ExactSums *state, int which, const unsigned char *from)
{
	const unsigned char *end = memchr(from, 0, EXACT_NAME_BYTES);

	if (end == NULL)
		return false;
	for (const unsigned char *p = end; p < from + EXACT_NAME_BYTES; p++)
		if (*p != 0)
			return false;
	return put_name(state, which, (const char *) from, (size_t) (end - from));
}

/* as strict as the text; nothing is read that was not first seen to be there */
Status
exact_sums_from_binary(const unsigned char *from, size_t length, ExactSums *state, size_t *bytes)
{
	const unsigned char *end = from + length;
	int			previous = -1;

	if (length < BINARY_HEADER || from[0] < EXACT_SUMS_PLACED || from[0] > EXACT_SUMS_NAMED ||
		from[1] < (from[0] == EXACT_SUMS_PLACED) || from[1] > EXACT_SUMS_MAX)
		return CORE_CORRUPT;
	init(state, from[0], from[1]);
	from += BINARY_HEADER;
	while (from < end)
	{
		Digits		digits = {{0}, 0, 0, false};
		int			which;
		int64_t		rows;

		if ((size_t) (end - from) < WHICH_BYTES(state) + BINARY_SUM)
			return CORE_CORRUPT;
		which = is_named(state) ? previous + 1 : from[0];
		if (is_named(state) && !get_name(state, which, from))
			return CORE_CORRUPT;
		from += WHICH_BYTES(state);
		rows = (int64_t) get_big_endian(from, 8);
		digits.negative = from[8] == 1;
		digits.first = from[9];
		digits.count = from[10];
		if (which <= previous || which >= state->sums || rows < 1 || from[8] > 1)
			return CORE_CORRUPT;
		from += BINARY_SUM;
		if (digits.count > EXACT_CHUNKS || end - from < 4 * digits.count)
			return CORE_CORRUPT;
		for (int d = 0; d < digits.count; d++, from += 4)
			digits.digit[d] = (uint32_t) get_big_endian(from, 4);
		if (!put_sum(state, which, rows, &digits))
			return CORE_CORRUPT;
		previous = which;
	}
	if (is_named(state) && previous + 1 != state->sums)
		return CORE_CORRUPT;
	*bytes = state_bytes(is_named(state), state->sums, state->chunks);
	return CORE_OK;
}
