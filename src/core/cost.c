/*
 * cost.c
 *		See cost.h.
 */
#include "core/cost.h"

double
energy_usd(double kwh, double usd_per_kwh)
{
	return kwh * usd_per_kwh;
}

double
capital_usd_per_h(double usd, double lifetime_h, double utilization)
{
	return usd / (lifetime_h * utilization);
}

double
usd_per_million_tokens(double usd, double tokens)
{
	return usd / tokens * TOKENS_PER_PRICE;
}
