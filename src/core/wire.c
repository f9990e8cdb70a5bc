/*
 * wire.c
 *		A checksum and base64.
 *
 * The checksum multiplies 64-bit words by an odd constant and folds the high
 * half down; each step is a bijection of the running value for given bytes, so
 * a change within one word changes the 64 bits for certain, and escapes the
 * final fold to 32 bits once in four thousand million.  Four running values
 * take every fourth word each, since one alone waits for its multiplication.
 */
#include "core/wire.h"

#define MULTIPLIER	UINT64_C(0x9e3779b97f4a7c15)	/* 2^64 / golden ratio, odd */

static inline uint64_t
mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * MULTIPLIER;
	return hash ^ hash >> 32;
}

uint32_t
wire_checksum(const uint8_t *bytes, size_t n)
{
	uint64_t	hash = mix(MULTIPLIER, n);

	if (n >= 32)
	{
		uint64_t	a = 1,
					b = 2,
					c = 3;

		for (; n >= 32; n -= 32, bytes += 32)
		{
			hash = mix(hash, wire_get_roomy(bytes, 8));
			a = mix(a, wire_get_roomy(bytes + 8, 8));
			b = mix(b, wire_get_roomy(bytes + 16, 8));
			c = mix(c, wire_get_roomy(bytes + 24, 8));
		}
		hash = mix(mix(mix(hash, a), b), c);
	}
	for (; n >= 8; n -= 8, bytes += 8)
		hash = mix(hash, wire_get_roomy(bytes, 8));
	hash = mix(hash, wire_get(bytes, (int) n));
	hash = mix(hash, 0);
	return (uint32_t) hash;
}

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *
wire_base64_encode(const uint8_t *bytes, size_t n, char *text)
{
	for (size_t i = 0; i < n; i += 3)
	{
		uint32_t	word = (uint32_t) bytes[i] << 16;

		if (i + 1 < n)
			word |= (uint32_t) bytes[i + 1] << 8;
		if (i + 2 < n)
			word |= bytes[i + 2];
		*text++ = alphabet[word >> 18];
		*text++ = alphabet[word >> 12 & 63];
		*text++ = i + 1 < n ? alphabet[word >> 6 & 63] : '=';
		*text++ = i + 2 < n ? alphabet[word & 63] : '=';
	}
	return text;
}

static int
digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	if (c == '/')
		return 63;
	return -1;
}

bool
wire_base64_decode(const char *text, size_t length, uint8_t *bytes, size_t *n)
{
	uint8_t    *out = bytes;
	size_t		pad = 0;

	if (length % 4 != 0)
		return false;
	if (length > 0 && text[length - 1] == '=')
		pad = text[length - 2] == '=' ? 2 : 1;
	for (size_t i = 0; i < length; i += 4)
	{
		size_t		digits = i + 4 == length ? 4 - pad : 4;
		uint32_t	word = 0;

		for (size_t j = 0; j < 4; j++)
		{
			int			d = j < digits ? digit(text[i + j]) : 0;

			if (d < 0)
				return false;
			word = word << 6 | (uint32_t) d;
		}
		*out++ = (uint8_t) (word >> 16);
		if (digits > 2)
			*out++ = (uint8_t) (word >> 8);
		if (digits > 3)
			*out++ = (uint8_t) word;
		/* the bits that padding leaves over must be zero */
		if ((digits == 2 && (word & 0xffff) != 0) || (digits == 3 && (word & 0xff) != 0))
			return false;
	}
	*n = (size_t) (out - bytes);
	return true;
}
