/*
 * parse.h
 *		Reading of what monitoring tools, schedulers and training programs write:
 *		nvidia-smi CSV, Prometheus text, Slurm's sacct, CodeCarbon's
 *		emissions.csv and the progress lines of training programs.
 *
 * A reader is pulled: its next function fills one row and says whether there
 * was one.  Rows point into the input, so nothing is copied and nothing is
 * allocated.  Every line gives at least one row; a line or a value that cannot
 * be used gives a row with a reason, never an error, and never a guess.
 *
 * A reader works in time linear in its input and in fixed room.  That is why
 * lines, columns and labels have the limits below: what is longer is a row with
 * a reason.
 *
 * Sources, by the numbers used in the comments:
 *	[1] NVIDIA dcgm-exporter, etc/default-counters.csv and
 *		internal/pkg/rendermetrics/render_metrics.go
 *	[2] NVIDIA DCGM, dcgm_structs.h: the blank values
 *	[3] ROCm device-metrics-exporter, docs/configuration/metricslist.md
 *	[4] Kepler, docs/user/metrics.md
 *	[5] vLLM, docs/design/metrics.md
 *	[6] Prometheus, "Exposition formats" and "HTTP API"
 *	[7] OpenMetrics 1.0
 *	[8] Slurm, man page of sacct
 *	[9] CodeCarbon, emissions.csv
 *	[10] pytorch/torchtitan, torchtitan/components/metrics.py
 *	[11] NVIDIA Megatron-LM, megatron/training/training.py, training_log()
 *	[12] Hugging Face transformers, Trainer.log()
 *	[13] Weights & Biases, reference of system metrics
 */
#ifndef COLOSSUS_CORE_PARSE_H
#define COLOSSUS_CORE_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/status.h"

/* longest line, in bytes; the longest known are some kilobytes */
#define PARSE_MAX_LINE		(1024 * 1024)

/* most columns of a table, and most labels of a sample */
#define PARSE_MAX_COLUMNS	1024
#define PARSE_MAX_LABELS	256

/* some bytes of the input; not zero-terminated */
typedef struct Slice
{
	const char *s;
	int32_t		n;
} Slice;

static inline bool
parse_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* how a slice must be read to get its text */
typedef enum ParseEscape
{
	PARSE_PLAIN,
	PARSE_BACKSLASH,			/* \\ \" \n, as in Prometheus text */
	PARSE_QUOTES				/* "" is a quote, as in CSV */
} ParseEscape;

/* writes the text of a slice to room for in.n bytes; returns its length */
extern int32_t parse_unescape(ParseEscape escape, Slice in, char *out);

/* --- text ------------------------------------------------------------------- */

/* what is left of a text */
typedef struct ParseText
{
	const char *next;
	const char *end;
	int64_t		line_no;		/* of the line that was read last, from 1 */
} ParseText;

extern void parse_text_init(ParseText *text, const char *s, size_t n);

/* next line without its end (LF or CRLF); false: no more lines */
extern bool parse_line(ParseText *text, Slice *line);

extern Slice parse_trim(Slice s);
extern bool parse_is(Slice s, const char *word);
extern bool parse_is_nocase(Slice s, const char *word);
extern bool parse_starts(Slice s, const char *word);
extern bool parse_starts_nocase(Slice s, const char *word);
extern bool parse_ends(Slice s, const char *word);
extern bool parse_same(Slice a, Slice b);

/* --- times ------------------------------------------------------------------- */

typedef enum ParseTimeKind
{
	PARSE_NO_TIME = 0,
	PARSE_LOCAL,				/* a clock's reading; the zone is not known */
	PARSE_UTC
} ParseTimeKind;

/* microseconds since 1970-01-01 00:00, of UTC or of the local calendar */
typedef struct ParseTime
{
	ParseTimeKind kind;
	int64_t		us;
} ParseTime;

/* Z, +02, +0200 or +02:00, all of the slice; seconds east of Greenwich */
extern bool parse_offset(Slice s, int *seconds);

/*
 * Date and time: 2026-09-23T20:00:00, with "/" for "-", with a space for "T",
 * with decimals after "." or ",", with "Z" or an offset at the end.  Returns
 * what follows it, or NULL where none begins at s.
 */
extern const char *parse_time(const char *s, const char *end, ParseTime *time);

/* the whole slice is a time; or a number of seconds since 1970, where asked */
extern bool parse_time_slice(Slice s, bool or_epoch, ParseTime *time);

/* --- numbers and units -------------------------------------------------------- */

typedef enum ParseUnit
{
	PARSE_UNIT_UNKNOWN = 0,
	PARSE_W,
	PARSE_J,
	PARSE_S,
	PARSE_ONE,					/* counts and ratios */
	PARSE_BYTES,
	PARSE_HZ,
	PARSE_CELSIUS,
	PARSE_KG,
	PARSE_LITRES,
	PARSE_FLOP,
	PARSE_FLOPS,
	PARSE_PER_S
} ParseUnit;

#define PARSE_UNITS		(PARSE_PER_S + 1)

/* name of a unit; NULL for PARSE_UNIT_UNKNOWN */
extern const char *parse_unit_name(ParseUnit unit);

#define PARSE_SIGNED	1		/* may be negative */
#define PARSE_AT_MOST_100	2	/* as written: a share in percent */

/* what a number counts: number x 10^shift x factor is in unit */
typedef struct ParseScale
{
	ParseUnit	unit;
	int32_t		shift;
	double		factor;
	uint32_t	flags;
} ParseScale;

/* scale of a unit's name as tools write it (mW, MiB, %); false: unknown */
extern bool parse_scale(Slice name, ParseScale *scale);

typedef enum ParseNumber
{
	PARSE_NUMBER,
	PARSE_NAN,
	PARSE_INFINITE,
	PARSE_TOO_LARGE,
	PARSE_NO_NUMBER
} ParseNumber;

/* a decimal number x 10^shift, rounded once; the whole slice must be it */
extern ParseNumber parse_number(Slice s, int32_t shift, double *value);

/* a whole number; false: none, or beyond 64 bits */
extern bool parse_integer(Slice s, int64_t *value);

/* [days-][[hours:]minutes:]seconds[.decimals] in s */
extern bool parse_duration(Slice s, double *seconds);

/* --- rows ---------------------------------------------------------------------- */

typedef struct ParseLabel
{
	Slice		name;
	Slice		value;			/* value.s == NULL: null */
	ParseEscape name_escape;
	ParseEscape escape;
} ParseLabel;

typedef struct ParseRow
{
	int64_t		line_no;
	ParseTime	at;
	Slice		device;			/* device.s == NULL: unknown; likewise below */
	Slice		metric;
	bool		has_value;
	double		value;
	ParseUnit	unit;
	const char *reason;			/* why the row cannot be used; NULL: it can */
	Slice		detail;			/* the offending text, where that helps */
	bool		needs_time;		/* without a time it cannot be used */
} ParseRow;

extern void parse_row_init(ParseRow *row, int64_t line_no);
extern void parse_reject(ParseRow *row, const char *reason, Slice detail);

/* the reasons that callers know */
extern const char parse_no_time_zone[];
extern const char parse_no_time[];

/* sets value and unit of a row from a number, or the reason why not */
extern void parse_value(ParseRow *row, Slice text, const ParseScale *scale);

/* --- tables ------------------------------------------------------------------- */

typedef struct ParseField
{
	Slice		text;
	ParseEscape escape;
} ParseField;

/*
 * Splits a line of CSV; blanks around a field are not part of it.  Returns the
 * number of fields, -1: more than most, -2: a quote that is not closed, or text
 * after it.
 */
extern int	parse_csv(Slice line, char delimiter, ParseField *fields, int most);

typedef enum ParseColumnKind
{
	PARSE_COLUMN_LABEL = 0,
	PARSE_COLUMN_METRIC,
	PARSE_COLUMN_MAYBE,			/* a metric where it is a number, else a label */
	PARSE_COLUMN_TIME,
	PARSE_COLUMN_STEP
} ParseColumnKind;

typedef struct ParseColumn
{
	Slice		name;
	ParseColumnKind kind;
	ParseScale	scale;
	Slice		device;			/* device.s != NULL: the column's own */
	int			rank;			/* how well its texts name a device: 0 best, -1 not */
	bool		not_zero;		/* a zero says that nothing was measured */
	bool		is_text;		/* of the line at hand: a label in place of a metric */
} ParseColumn;

/*
 * A table whose lines are read, a row for every number in a line.  Used for
 * nvidia-smi, CodeCarbon and W&B; what differs is in the functions that know
 * the header and pick the device.
 */
typedef enum ParseTableKind
{
	PARSE_NVIDIA_SMI,
	PARSE_CODECARBON,
	PARSE_WANDB
} ParseTableKind;

typedef struct ParseTable
{
	ParseTableKind kind;
	ParseText	text;
	int			columns;		/* 0: no header yet */
	int			fields;
	int			next;			/* column to look at next; fields: read a line */
	bool		line_used;		/* the line at hand has given a row */
	ParseTime	at;
	const char *at_reason;		/* why there is no time */
	Slice		at_detail;
	Slice		device;
	int64_t		step;			/* W&B: -1 where unknown */
	Slice		run;			/* CodeCarbon, and below */
	Slice		project;
	double		seconds;		/* below 0: unknown */
	double		pue;			/* likewise */
	int			labels;
	ParseLabel	label[PARSE_MAX_COLUMNS];
	ParseField	field[PARSE_MAX_COLUMNS];
	ParseColumn column[PARSE_MAX_COLUMNS];
} ParseTable;

/* header.s == NULL: the text has it.  CORE_INVALID: that is no header */
extern Status parse_table_init(ParseTable *table, ParseTableKind kind,
							   const char *s, size_t n, Slice header);

/* the labels of the row are table->label; false: no more rows */
extern bool parse_table_next(ParseTable *table, ParseRow *row);

/* is this line the header of such a table? */
extern bool parse_table_header(ParseTableKind kind, Slice line);

/* --- Prometheus ----------------------------------------------------------------- */

/* one line, in parts; block is the text between { and } */
typedef struct PromLine
{
	Slice		name;
	Slice		block;
	Slice		value;
	ParseTime	at;
} PromLine;

typedef struct PromLabels
{
	int			count;
	int			device;			/* label that names the device, or -1 */
	int			node;			/* label that names the node, or -1 */
	int			instance;		/* label that names the instance of a card, or -1 */
	int			zone;			/* label that names the part of a node, or -1 */
	int			name;			/* label that holds the metric's name, or -1 */
	ParseLabel	label[PARSE_MAX_LABELS];
} PromLabels;

#define PROM_WHOLE_CARD	1		/* the slices of a card repeat the card's value */
#define PROM_OF_INSTANCE	2	/* each instance of a card has a value of its own */
#define PROM_OF_ZONE	4		/* each zone has a value of its own */
#define PROM_OF_NODE	8		/* the node is the device */
#define PROM_DCGM		16		/* blank values of DCGM may occur */
#define PROM_NARROW		32		/* 32-bit blank values too */

typedef struct PromMetric
{
	ParseScale	scale;
	uint32_t	flags;
} PromMetric;

/* false: the row says why the line has no sample */
extern bool prom_line(Slice line, PromLine *parts, ParseRow *row);

/*
 * false: the row says why; labels is then empty.  A name among the labels goes
 * to row->metric where the row has none.
 */
extern bool prom_labels(Slice block, PromLabels *labels, ParseRow *row);

/*
 * Puts labels under their present names, whatever the exporter's version calls
 * them, and finds the device among them.
 */
extern bool prom_labels_finish(PromLabels *labels, ParseRow *row);

extern void prom_metric(Slice name, PromMetric *metric);

/*
 * Which labels name the device of a metric: *device, and *part where only a part
 * of it is meant; -1: none.
 */
extern void prom_device(const PromLabels *labels, const PromMetric *metric, int *device, int *part);
extern void prom_value(ParseRow *row, Slice text, const PromMetric *metric);

/*
 * Which slice of a card gave the card's value first.  The keys point into the
 * input.
 */
typedef struct PromSeenKey
{
	Slice		metric;
	Slice		device;
	Slice		part;
	int64_t		us;
} PromSeenKey;

typedef struct PromSeen
{
	PromSeenKey *slot;			/* size of them, zeroed; size is a power of two */
	uint32_t	size;
	uint32_t	used;
} PromSeen;

/*
 * Sets *duplicate where another part of the device gave this value already.
 * CORE_NEED_MEMORY: call prom_seen_move with a larger table, then again.
 */
extern Status prom_seen(PromSeen *seen, const PromSeenKey *key, bool *duplicate);
extern void prom_seen_move(const PromSeen *from, PromSeen *to);

/* --- sacct ------------------------------------------------------------------------ */

typedef struct Sacct
{
	ParseText	text;
	char		delimiter;		/* '|', ',' or ' ' for columns of fixed width */
	bool		ruled;			/* a line of dashes told the columns' places */
	int			columns;		/* 0: no header yet */
	int			labels;
	ParseLabel	label[PARSE_MAX_COLUMNS];
	ParseField	field[PARSE_MAX_COLUMNS];
	Slice		name[PARSE_MAX_COLUMNS];
	int32_t		from[PARSE_MAX_COLUMNS];
	int32_t		to[PARSE_MAX_COLUMNS];

	/* of the line at hand; below 0: unknown */
	Slice		job;
	Slice		step;
	double		seconds;		/* elapsed */
	double		cpu_seconds;
	int64_t		nodes;
	int64_t		cpus;
	int64_t		gpus;
	Slice		gpu_type;
	Slice		account;
	Slice		state;
	ParseTime	submitted;
	ParseTime	started;
	ParseTime	ended;
} Sacct;

extern Status sacct_init(Sacct *sacct, const char *s, size_t n, Slice header);
extern bool sacct_next(Sacct *sacct, ParseRow *row);

/* --- training logs ------------------------------------------------------------------ */

typedef struct TrainLog
{
	ParseTable	table;			/* a W&B or TensorBoard export; also the text */
	bool		is_table;
	int			values;			/* of the line at hand */
	int			next;
	int64_t		step;			/* below 0: unknown */
	int64_t		tokens;			/* likewise; since the start of the run */
	double		seconds;		/* likewise */
	bool		too_many;		/* more values or labels than fit */
	ParseTime	at;
	Slice		device;
	int			labels;
	ParseLabel	label[PARSE_MAX_LABELS];
	Slice		name[PARSE_MAX_LABELS];
	Slice		value[PARSE_MAX_LABELS];
	ParseScale	scale[PARSE_MAX_LABELS];
} TrainLog;

extern Status train_log_init(TrainLog *log, const char *s, size_t n, Slice header);
extern bool train_log_next(TrainLog *log, ParseRow *row);

#endif							/* COLOSSUS_CORE_PARSE_H */
