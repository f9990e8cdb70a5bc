/*
 * unit.c
 *		Units of bills: energy, volume, mass.
 */
#include "core/unit.h"

#include <stdbool.h>

#include "core/electricity.h"
#include "core/emission.h"
#include "core/energy_basis.h"

typedef enum UnitKind
{
	ENERGY,						/* in J */
	VOLUME,						/* in L */
	MASS						/* in kg */
} UnitKind;

#define BTU_PER_THERM		1e5
#define L_PER_CUBIC_FOOT	28.316846592	/* 0.3048 m, cubed */

static const struct
{
	const char *name;
	UnitKind	kind;
	long double size;			/* in the unit of its kind; wide, so that ten therms are an MMBtu */
}			units[] = {
	{"kWh", ENERGY, JOULES_PER_KWH},
	{"MWh", ENERGY, (long double) JOULES_PER_KWH * KWH_PER_MWH},
	{"GJ", ENERGY, 1e9},
	{"MMBtu", ENERGY, (long double) JOULES_PER_BTU * BTU_PER_MMBTU},
	{"therm", ENERGY, (long double) JOULES_PER_BTU * BTU_PER_THERM},
	{"m3", VOLUME, L_PER_KL},
	{"L", VOLUME, 1},
	{"gal", VOLUME, L_PER_GALLON},
	{"scf", VOLUME, L_PER_CUBIC_FOOT},
	{"kg", MASS, 1},
	{"t", MASS, KG_PER_T},
	{"lb", MASS, KG_PER_LB},
	{"short ton", MASS, (long double) KG_PER_LB * LB_PER_TON},
};

#define UNITS	((int) (sizeof(units) / sizeof(units[0])))

const char *
unit_name(int i)
{
	return i < UNITS ? units[i].name : NULL;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
}

/* number of the unit of that name, in any case; -1: none */
static int
find_unit(const char *name, size_t length)
{
	for (int i = 0; i < UNITS; i++)
	{
		size_t		n = 0;

		while (n < length && units[i].name[n] != '\0' && lower(units[i].name[n]) == lower(name[n]))
			n++;
		if (n == length && units[i].name[n] == '\0')
			return i;
	}
	return -1;
}

Status
unit_convert(double quantity, const char *from, size_t from_length, const char *to, size_t to_length, double *result, int *unknown)
{
	int			f = find_unit(from, from_length);
	int			t = find_unit(to, to_length);

	*unknown = f < 0 ? 0 : 1;
	if (f < 0 || t < 0)
		return CORE_SYNTAX;
	if (units[f].kind != units[t].kind)
		return CORE_INVALID;
	/* the same unit is the same number, to the last bit */
	*result = f == t ? quantity : (double) (quantity * units[f].size / units[t].size);
	return CORE_OK;
}
