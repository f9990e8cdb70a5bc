/*
 * unit.c
 *		Units against their definitions.
 */
#include "core/unit.h"

#include <string.h>

#include "tap.h"

static double
convert(double quantity, const char *from, const char *to)
{
	double		result = -1;
	int			unknown;

	return unit_convert(quantity, from, strlen(from), to, strlen(to), &result, &unknown) == CORE_OK ? result : -1;
}

int
main(void)
{
	double		result;
	int			unknown;

	near(convert(1, "MWh", "kWh"), 1000, 1e-15, "MWh");
	near(convert(1, "GJ", "kWh"), 1e9 / 3.6e6, 1e-15, "GJ");
	near(convert(1, "MMBtu", "kWh"), 293.07107017222, 1e-12, "MMBtu: 293.07107017222 kWh");
	ok(convert(10, "therm", "MMBtu") == 1, "ten therms are an MMBtu");
	near(convert(1, "m3", "gal"), 264.17205235815, 1e-12, "m3: 264.17205235815 gallons");
	near(convert(1000, "scf", "m3"), 28.316846592, 1e-15, "thousand cubic feet");
	near(convert(1, "short ton", "kg"), 907.18474, 1e-15, "short ton");
	near(convert(1, "t", "lb"), 2204.6226218488, 1e-12, "tonne: 2204.6226218488 lb");
	ok(convert(0.1, "mmbtu", "MMBTU") == 0.1, "in any case, and the same unit is the same number");
	ok(unit_convert(1, "kWh", 3, "L", 1, &result, &unknown) == CORE_INVALID, "energy is no volume");
	ok(unit_convert(1, "cord", 4, "L", 1, &result, &unknown) == CORE_SYNTAX && unknown == 0, "unknown from");
	ok(unit_convert(1, "L", 1, "k", 1, &result, &unknown) == CORE_SYNTAX && unknown == 1, "unknown to");
	ok(unit_convert(1, "", 0, "L", 1, &result, &unknown) == CORE_SYNTAX, "nothing is no unit");
	ok(unit_name(0) != NULL && unit_name(99) == NULL, "the list ends");
	return done();
}
