/*
 * combustion.h
 *		Operation of engines and turbines: control trains, and tons in any 12 months.
 *
 * A permit limits the tons of "any 12 consecutive months", counted month by
 * month.  What an operation emitted spreads evenly over its time, so one that
 * straddles the edge of a month (UTC) is split there in proportion.
 *
 * Masses are kept as whole micrograms in 128 bits: an operation is rounded once
 * and split by cumulative rounding (interval.h), so its parts add up to the
 * whole and a sum depends on no order.
 */
#ifndef COLOSSUS_CORE_COMBUSTION_H
#define COLOSSUS_CORE_COMBUSTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/int128.h"
#include "core/status.h"

#define MICROGRAMS_PER_KG	1e9
#define US_PER_DAY			INT64_C(86400000000)
#define MONTHS_PER_LIMIT	12	/* 40 CFR 52.21(b)(48), 70.2: any consecutive 12 months */

/* no operation may be longer: 100 years of 366 days */
#define OPERATION_MAX_US	(INT64_C(36600) * US_PER_DAY)

/*
 * One run of one unit.  Times are microseconds since 2000-01-01 UTC.  What is
 * not known or cannot be (no time, ended before it started, longer than
 * OPERATION_MAX_US, no mass) is never part of a sum but counted beside it.
 */
typedef struct Operation
{
	int64_t		started_us;
	int64_t		ended_us;
	double		kg;				/* emitted; NaN: not known */
} Operation;

/* one calendar month of the answer */
typedef struct OperationMonth
{
	i128		ug;				/* emitted in it, micrograms */
	i128		rolling_ug;		/* in it and the 11 months before */
	int64_t		unknown;		/* operations in it whose mass is not known */
	int64_t		rolling_unknown;	/* the same of the 12 months */
} OperationMonth;

/* true: the operation has a place in time */
extern bool operation_placed(const Operation *operation);

/* true: it has a mass that fits, 0 to 1e27 kg */
extern bool operation_known(const Operation *operation);

/* month of an instant, counted from January 2000 (0); and its first microsecond */
extern int64_t month_of(int64_t us);
extern int64_t month_start(int64_t month);

/* first and last month that the placed operations touch; false: there is none */
extern bool operation_months(const Operation *operation, size_t n, int64_t *first, int64_t *last);

/* adds one operation to the months from first on; it must lie inside them */
extern void operation_add(OperationMonth *month, int64_t first, const Operation *operation);

/* fills the rolling columns once all operations are added */
extern void operation_roll(OperationMonth *month, size_t months);

/* micrograms of a limit in short tons, for comparison */
extern i128 limit_ug(double tons);

/* short tons of micrograms */
extern double ug_to_tons(i128 ug);

/*
 * First day, as days since 2000-01-01, at whose end the emissions of the month
 * so far and of the 11 months before pass the limit; before is what these
 * eleven emitted.  The whole month must pass it.
 */
extern int64_t operation_limit_day(const Operation *operation, size_t n, int64_t month, i128 before, i128 limit);

/* share that a train of controls removes: 1 - product of (1 - share of each) */
extern double train_efficiency(const double *efficiency, size_t n);

#define KW_PER_HP			0.745699871582270	/* mechanical horsepower: 550 ft lbf/s */

/*
 * An emission factor per heat input, lb/MMBtu, of one in the unit that its source
 * prints: lb/MMBtu, kg/MMBtu, short ton/MMBtu, or per shaft output lb/hp-h and
 * g/kWh, which need the fuel that a horsepower-hour burns (HHV).  False: unknown
 * unit, or btu_per_hp_h is needed and not above 0.
 */
extern bool factor_per_heat(double factor, const char *unit, size_t bytes, double btu_per_hp_h, double *lb_per_mmbtu);

/* MWh of a power that holds for some hours */
extern double generation_mwh(double mw, double hours);

/* hours from one day to another */
extern double days_to_h(double days);

/*
 * kg of methane that the supply lost for heat delivered to a burner: of all gas
 * produced the share leak was lost, so per unit delivered leak / (1 - leak).
 * ch4_kg_per_mmbtu is the methane in a delivered MMBtu (HHV).
 */
extern double upstream_methane_kg(double heat_mmbtu, double leak, double ch4_kg_per_mmbtu);

#endif							/* COLOSSUS_CORE_COMBUSTION_H */
