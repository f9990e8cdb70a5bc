/*
 * table.h
 *		Tables with a header, a row for every wanted number of a line: what
 *		nvidia_smi.c, codecarbon.c, wandb.c and others have in common.
 *
 * Columns are known by name only: a header belongs to all that follows it, it
 * may stand anywhere, come again after a rotation of the log, be quoted, and
 * begin with the unnamed index that pandas writes.
 */
#ifndef COLOSSUS_CORE_PARSE_TABLE_H
#define COLOSSUS_CORE_PARSE_TABLE_H

#include "core/parse/reader.h"

typedef enum ColumnKind
{
	COLUMN_LABEL = 0,
	COLUMN_METRIC,
	COLUMN_MAYBE,				/* a metric where it is a number, else a label */
	COLUMN_TIME,
	COLUMN_STEP,
	COLUMN_IGNORED
} ColumnKind;

/* what a column of a name is; names end with a row whose name is NULL */
typedef struct KnownColumn
{
	const char *name;			/* a beginning where it ends in '*' */
	ParseScale	scale;
	ColumnKind	kind;
	ParseQuantity quantity;
	bool		not_zero;		/* a zero says that nothing was measured */
} KnownColumn;

#define COLUMN_NO_SCALE	{PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}

typedef struct Column
{
	Slice		name;
	ColumnKind	kind;
	ParseScale	scale;
	ParseQuantity quantity;
	Slice		device;			/* device.s != NULL: the column's own */
	int			rank;			/* how well its texts name a device: 0 best, -1 not */
	bool		not_zero;
	bool		wanted;
	bool		is_text;		/* of the line at hand: a label in place of a metric */
	bool		is_place;		/* it may say where a thing is that has no name of its own */
	bool		is_own;			/* it names the thing itself */
	bool		has_unit;		/* some of its values bear their unit */
} Column;

struct Table;

/* what differs between the formats that are tables */
typedef struct TableRules
{
	const KnownColumn *known;
	bool		bracketed;		/* "power.draw [W]": units in the header and behind values */
	bool		needs_time;
	bool		or_epoch;		/* a time may be a number of seconds since 1970 */
	bool		utc;			/* times without a zone are UTC's */
	ParseSource source;
	int			most_ranks;		/* of rank() */

	/* is this list of names a header? */
	bool		(*is_header) (const ParseField *field, int fields);

	/* NULL, or: is this line a message in place of data? */
	bool		(*is_message) (Slice line);

	/* NULL, or: does this word stand for no value? */
	bool		(*is_absent) (Slice text);

	/* NULL, or: the device that a column's name tells, which it takes off the name */
	Slice		(*column_device) (Slice *name);

	/* NULL, or: how well a column names the line's device, -1: not */
	int			(*rank) (Slice name);

	/* NULL, or: takes facts of a line beside its numbers; true: and gives a row of its own */
	bool		(*take_line) (struct Table *table, ParseRow *row);
} TableRules;

typedef struct Table
{
	Reader		base;
	const TableRules *rules;
	char		delimiter;		/* a comma, or what a spreadsheet puts in its place */
	int			columns;		/* 0: no header yet */
	int			headers;		/* how many were taken */
	int			fields;
	int			next;			/* column to look at next; fields: read a line */
	int			wanted;			/* columns that are */
	bool		looked_ahead;	/* for the unit of the last column of this header */
	bool		line_used;		/* the line at hand has given a row */
	ParseTime	at;
	ParseReason at_reason;		/* why there is no time */
	Slice		at_detail;
	Slice		device;
	uint64_t	place;			/* digest of the columns that say where the device is; 0: it has a name of its own */
	int64_t		step;			/* -1 where unknown */
	ParseField	field[PARSE_MAX_COLUMNS];
	Column		column[PARSE_MAX_COLUMNS];
} Table;

/*
 * The functions of a format whose reader is a Table, or begins with one.  table_init may be
 * called again where a text becomes a table; its header belongs to what follows.  CORE_INVALID:
 * an empty name among others, or a line that is too long.
 */
extern Status table_init(Table *table, const TableRules *rules, Slice header);
extern bool table_next(Reader *reader, ParseRow *row);
extern bool table_labels(Reader *reader, ParseRow *row);

/* the exports of W&B, which training logs may hold too */
extern const TableRules wandb_rules;

/* is this line the header of such a table? */
extern bool table_is_header(const TableRules *rules, Slice line);

/* the text of a column of the line at hand; s == NULL: there is none, or it is empty */
extern Slice table_text(const Table *table, const char *name);

extern const KnownColumn *known_column(const KnownColumn *known, Slice name);

/* pandas' name of an index */
extern bool is_index_column(Slice name, int place);

#endif							/* COLOSSUS_CORE_PARSE_TABLE_H */
