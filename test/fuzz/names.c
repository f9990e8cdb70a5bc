/*
 * names.c
 *		Any bytes as what people type: names of units, pollutants, warming potentials
 *		and conventions, units of factors, base64; and two names compared.
 *
 * The first byte says where the text is cut in two.  What is found has the name that
 * was asked for; the distance of names is one: the same both ways, 0 if they are
 * equal, no more than the longer of them.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/combustion.h"
#include "core/emission.h"
#include "core/model.h"
#include "core/names.h"
#include "core/tensor.h"
#include "core/unit.h"
#include "core/wire.h"

static void
check(int good)
{
	if (!good)
		abort();
}

static void
compare(const char *a, size_t n, const char *b, size_t m)
{
	size_t		distance = name_distance(a, n, b, m);
	size_t		most = n > m ? n : m;

	check(distance == name_distance(b, m, a, n));
	check(name_distance(a, n, a, n) == 0);
	check(!name_equal(a, n, b, m) || distance == 0);
	check(distance <= (most > NAME_COMPARED ? NAME_COMPARED : most) || distance == 1);
}

static void
convert(const char *from, size_t n, const char *to, size_t m)
{
	double		there,
				back;
	int			unknown;

	if (unit_convert(7, from, n, to, m, &there, &unknown) != CORE_OK)
		return;
	check(there > 0 && isfinite(there));
	check(unit_convert(there, to, m, from, n, &back, &unknown) == CORE_OK && fabs(back - 7) < 1e-14);
}

static void
find(const char *name, size_t n)
{
	Pollutant	pollutant;
	ModelConvention convention;
	TensorType	type;
	double		factor;

	if (pollutant_find(name, n, &pollutant))
	{
		for (int years = 20; years <= 500; years += 20)
			(void) gwp_find(pollutant, "AR6", 3, years);
		(void) gwp_find(pollutant, name, n, 100);
	}
	(void) model_convention(name, (int) n, &convention);
	(void) model_key_matters(name, (int) n);
	(void) model_object_matters(name, (int) n);
	(void) tensor_type_read(name, n, &type);
	if (factor_per_heat(2, name, n, 7000, &factor))
		check(factor > 0 && isfinite(factor));
}

/* what is read is what would be written, and no more than there was room for */
static void
decode(const char *text, size_t n)
{
	uint8_t    *bytes = malloc(n / 4 * 3 + 1);
	char	   *again = malloc(n + 4);
	size_t		length;

	if (wire_base64_decode(text, n, bytes, &length))
	{
		check(length <= n / 4 * 3 && wire_base64_length(length) == n);
		check(wire_base64_encode(bytes, length, again) == again + n);
		check(memcmp(text, again, n) == 0);
	}
	free(bytes);
	free(again);
}

/* bytes of their own, so that the sanitizer sees who reads behind them */
static char *
copy_of(const unsigned char *data, size_t n)
{
	char	   *copy = malloc(n + (n == 0));

	memcpy(copy, data, n);
	return copy;
}

extern int	LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	char	   *a,
			   *b;
	size_t		n;

	if (size < 1)
		return 0;
	n = data[0] < size - 1 ? data[0] : size - 1;
	a = copy_of(data + 1, n);
	b = copy_of(data + 1 + n, size - 1 - n);
	compare(a, n, b, size - 1 - n);
	convert(a, n, b, size - 1 - n);
	find(a, n);
	decode(a, n);
	decode(b, size - 1 - n);
	free(a);
	free(b);
	return 0;
}
