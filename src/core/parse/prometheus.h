/*
 * prometheus.h
 *		What the names and labels of Prometheus mean: shared by its text format and
 *		its HTTP API.
 */
#ifndef COLOSSUS_CORE_PARSE_PROMETHEUS_H
#define COLOSSUS_CORE_PARSE_PROMETHEUS_H

#include "core/parse/reader.h"

/* meaning of a metric's name; the flags are of series.h */
typedef struct PromMetric
{
	ParseScale	scale;
	ParseQuantity quantity;
	ParseSource source;
	uint32_t	flags;
	bool		dcgm;			/* blank values of DCGM may occur */
	bool		narrow;			/* 32-bit blank values too */
} PromMetric;

extern void prom_metric(Slice name, PromMetric *metric);

/*
 * Puts labels under their present names, whatever the exporter's version calls
 * them.  false: the row says what is wrong with them.
 */
extern bool prom_labels_finish(Reader *reader, ParseRow *row);

/* value and unit of a row, or the reason why not; quantity, source and flags */
extern void prom_value(ParseRow *row, Slice text, const PromMetric *metric);

#endif							/* COLOSSUS_CORE_PARSE_PROMETHEUS_H */
