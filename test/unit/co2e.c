/*
 * co2e.c
 *		Emissions of powers under grid intensities.  Expected values by hand: kWh times
 *		g/kWh is g, 1 kWh is 3.6e6 J, 1 kg is 1000 g.
 */
#include "state/co2e.h"

#include "tap.h"

#define S		INT64_C(1000000)
#define H		(3600 * S)
#define KWH		((i128) 3600000 * 1000000000)	/* in nJ */
#define N(a)	(sizeof(a) / sizeof((a)[0]))

int
main(void)
{
	static const Sample flat[] = {{0, 1000}, {H, 1000}};
	static const Sample one[] = {{0, 400}};
	static const Sample ramp[] = {{0, 0}, {H, 2000}};
	static const Sample changes[] = {{-H, 300}, {H / 2, 100}};
	static const Sample day[] = {{0, 700}, {8 * H, 700}, {16 * H, 700}, {24 * H, 700}};
	static const Sample late[] = {{6 * H, 250}};
	static const Sample huge[] = {{0, 1e300}, {H, 1e300}};
	static const Sample large[] = {{0, 1e300}};
	Sample		odd[] = {{0, NAN}, {0, 100}, {0, 200}, {S, -1}, {S, INFINITY}, {2 * S, 50}};
	Co2e		co2e;

	ok(co2e_integrate(&co2e, flat, N(flat), one, N(one), H, H, NULL) == CORE_OK && co2e.energy_nj == KWH &&
	   co2e.covered_us == H && co2e.uncovered_us == 0, "1 kW for an hour is 1 kWh");
	near(co2e.kg, 0.4, 1e-15, "1 kWh at 400 g/kWh is 0.4 kg");

	/* 0 to 2 kW in an hour: 0.25 kWh in the first half at 300 g/kWh, 0.75 kWh in the second at 100 */
	ok(co2e_integrate(&co2e, ramp, N(ramp), changes, N(changes), H, 2 * H, NULL) == CORE_OK && co2e.energy_nj == KWH,
	   "a ramp, cut where the intensity changes");
	near(co2e.kg, 0.25 * 0.3 + 0.75 * 0.1, 1e-15, "75 g and 75 g");

	/* 700 W; the intensity is known from 6:00 and holds 10 h: 7 kWh at 250 g/kWh */
	ok(co2e_integrate(&co2e, day, N(day), late, N(late), 8 * H, 10 * H, NULL) == CORE_OK && co2e.energy_nj == 7 * KWH &&
	   co2e.covered_us == 10 * H && co2e.uncovered_us == 14 * H, "an intensity that comes late and grows old");
	near(co2e.kg, 1.75, 1e-15, "7 kWh at 250 g/kWh are 1.75 kg");
	ok(co2e_integrate(&co2e, day, N(day), late, N(late), 8 * H - 1, 10 * H, NULL) == CORE_OK && co2e.energy_nj == 0 &&
	   co2e.kg == 0 && co2e.covered_us == 0 && co2e.uncovered_us == 24 * H, "gaps emit nothing that is known");
	ok(co2e_integrate(&co2e, huge, N(huge), one, N(one), H, H, NULL) == CORE_RANGE, "energy beyond bounds");
	ok(co2e_integrate(&co2e, flat, N(flat), large, N(large), H, H, NULL) == CORE_OK, "an intensity of 1e300 has a mass");
	near(co2e.kg, 1e297, 1e-15, "1 kWh at 1e300 g/kWh");

	ok(co2e_clean(odd, N(odd)) == 2 && odd[0].at == 0 && odd[0].value == 150 && odd[1].at == 2 * S && odd[1].value == 50,
	   "no power is left out, two of one instant are averaged");
	return done();
}
