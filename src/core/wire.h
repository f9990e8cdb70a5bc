/*
 * wire.h
 *		Bytes that mean the same on every machine: little-endian integers,
 *		variable-length integers, a checksum, base64.
 */
#ifndef COLOSSUS_CORE_WIRE_H
#define COLOSSUS_CORE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/status.h"

/* the longest wire_put_varint writes: 64 bits, 7 a byte */
#define WIRE_VARINT_MAX		10

/* n low bytes of value; n is 0 to 8 */
static inline uint8_t *
wire_put(uint8_t *p, uint64_t value, int n)
{
	for (int i = 0; i < n; i++)
		*p++ = (uint8_t) (value >> (8 * i));
	return p;
}

static inline uint64_t
wire_get(const uint8_t *p, int n)
{
	uint64_t	value = 0;

	for (int i = 0; i < n; i++)
		value |= (uint64_t) p[i] << (8 * i);
	return value;
}

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define WIRE_LITTLE_ENDIAN	1
#else
#define WIRE_LITTLE_ENDIAN	0
#endif

/* as wire_put and wire_get, where 8 bytes at p may be written or read */
static inline uint8_t *
wire_put_roomy(uint8_t *p, uint64_t value, int n)
{
	if (!WIRE_LITTLE_ENDIAN)
		return wire_put(p, value, n);
	memcpy(p, &value, sizeof(value));
	return p + n;
}

static inline uint64_t
wire_get_roomy(const uint8_t *p, int n)
{
	uint64_t	value;

	if (!WIRE_LITTLE_ENDIAN)
		return wire_get(p, n);
	memcpy(&value, p, sizeof(value));
	return n == 0 ? 0 : value & UINT64_MAX >> (64 - 8 * n);
}

/* how many bytes hold the value: 0 for 0 */
static inline int
wire_bytes(uint64_t value)
{
	return value == 0 ? 0 : (71 - __builtin_clzll(value)) / 8;
}

/* small magnitudes of either sign become small unsigned numbers */
static inline uint64_t
wire_zigzag(int64_t value)
{
	return (uint64_t) value << 1 ^ (value < 0 ? UINT64_MAX : 0);
}

static inline int64_t
wire_unzigzag(uint64_t value)
{
	return (int64_t) (value >> 1 ^ (~(value & 1) + 1));
}

static inline uint8_t *
wire_put_varint(uint8_t *p, uint64_t value)
{
	while (value >= 0x80)
	{
		*p++ = (uint8_t) (value | 0x80);
		value >>= 7;
	}
	*p++ = (uint8_t) value;
	return p;
}

/* NULL if the bytes end too early or hold more than 64 bits */
static inline const uint8_t *
wire_get_varint(const uint8_t *p, const uint8_t *end, uint64_t *value)
{
	uint64_t	result = 0;

	for (int shift = 0; p < end && shift < 64; shift += 7)
	{
		uint8_t		byte = *p++;

		if (shift == 63 && byte > 1)
			return NULL;
		result |= (uint64_t) (byte & 0x7f) << shift;
		if (byte < 0x80)
		{
			*value = result;
			return p;
		}
	}
	return NULL;
}

/* a 32-bit checksum: fast, against accidents, not against forgers */
extern uint32_t wire_checksum(const uint8_t *bytes, size_t n);

/* characters that n bytes need, padded */
static inline size_t
wire_base64_length(size_t n)
{
	return (n + 2) / 3 * 4;
}

extern char *wire_base64_encode(const uint8_t *bytes, size_t n, char *text);

/* bytes must have room for length / 4 * 3; false for anything but canonical padded base64 */
extern bool wire_base64_decode(const char *text, size_t length, uint8_t *bytes, size_t *n);

#endif							/* COLOSSUS_CORE_WIRE_H */
