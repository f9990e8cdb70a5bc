/*
 * cost.h
 *		What energy and hardware cost, USD.
 */
#ifndef COLOSSUS_CORE_COST_H
#define COLOSSUS_CORE_COST_H

#define TOKENS_PER_PRICE	1e6	/* prices of tokens are per million */

/* energy at a price per kWh */
extern double energy_usd(double kwh, double usd_per_kwh);

/* USD an hour of one accelerator, bought at a price and used for a share of its life */
extern double capital_usd_per_h(double usd, double lifetime_h, double utilization);

/* USD a million tokens of a cost that tokens share */
extern double usd_per_million_tokens(double usd, double tokens);

#endif							/* COLOSSUS_CORE_COST_H */
