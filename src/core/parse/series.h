/*
 * series.h
 *		Which series a row belongs to, and what its labels name.
 *
 * Where labels name a card, a series is the metric and the card; what else they
 * say may change without a seam.  Where they name none, a series is the metric
 * and all labels.  The spelling of names is normalised here and nowhere else.
 */
#ifndef COLOSSUS_CORE_PARSE_SERIES_H
#define COLOSSUS_CORE_PARSE_SERIES_H

#include "core/parse/reader.h"

/* longest name of a device, in bytes; what is longer names none */
#define PARSE_MAX_NAME	256

/*
 * The name of a card in its one spelling, in out with room for PARSE_MAX_NAME
 * bytes; returns its length, 0: the text names no card (nil UUID, N/A, empty).
 */
extern int32_t parse_card_name(Slice text, char *out);

/* does the text name a card? */
extern bool parse_names_card(Slice text);

/* likewise a PCI address: 00000000:0F:00.0 and 0f:00.0 are 0000:0f:00.0 */
extern int32_t parse_bus_id(Slice text, char *out);

/* what labels may say */
typedef enum ParseRole
{
	ROLE_UUID,
	ROLE_SERIAL,
	ROLE_BUS,
	ROLE_INDEX,
	ROLE_HOST,
	ROLE_INSTANCE,
	ROLE_PART,
	ROLE_REPLICA,
	ROLE_JOB,
	ROLE_POD,
	ROLE_NAMESPACE,
	ROLE_MODEL,
	ROLE_ZONE,
	ROLE_CONTAINER,
	PARSE_ROLES
} ParseRole;

/* what a label of this name may say; PARSE_ROLES: nothing that is known */
extern ParseRole parse_role(Slice name);

typedef struct ParseSeries
{
	bool		names_card;
	char		device[PARSE_MAX_NAME];	/* in its one spelling */
	int32_t		device_length;	/* 0: nothing names it */
	char		host[PARSE_MAX_NAME];
	int32_t		host_length;
	char		part[PARSE_MAX_NAME];
	int32_t		part_length;
	char		replica[PARSE_MAX_NAME];	/* replicas show the same, and one counts */
	int32_t		replica_length;
	Slice		measure;		/* several of one measure and device add up, of different ones one counts */
	const ParseLabel *role[PARSE_ROLES];	/* NULL: no such label */
	const ParseLabel *location;	/* which of several sensors, which may contain each other; NULL: not said */
	bool		whole_card;		/* parts of the card repeat its value */
} ParseSeries;

/*
 * Do the labels of a card name who holds it?  A pod that exports metrics holds
 * none: Prometheus gives the target's own pod where the card is idle.
 */
extern bool parse_is_held(const Reader *reader, const ParseSeries *series);

/* of a row whose labels were read; may find that its source is a card, or that it counts nothing by itself */
extern void parse_series(const Reader *reader, ParseRow *row, ParseSeries *series);

#endif							/* COLOSSUS_CORE_PARSE_SERIES_H */
