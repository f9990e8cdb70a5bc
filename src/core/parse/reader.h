/*
 * reader.h
 *		Reading of what monitoring tools, schedulers and training programs write:
 *		one base reader, and formats[], which has a row for every format.
 *
 * A reader is pulled: its next function fills one row and says whether there
 * was one.  Rows point into the input, so nothing is copied and nothing is
 * allocated.  Every line gives at least one row; a line or a value that cannot
 * be used gives a row with a reason, never an error, and never a guess.
 *
 * A reader works in time linear in its input and in fixed room.  That is why
 * lines, columns and labels have the limits of text.h: what is longer is a row
 * with a reason.
 *
 * A format is a file of this folder, a struct that begins with a Reader, and a
 * row of formats[] in formats.c.
 */
#ifndef COLOSSUS_CORE_PARSE_READER_H
#define COLOSSUS_CORE_PARSE_READER_H

#include "core/parse/reason.h"
#include "core/parse/text.h"
#include "core/status.h"

/* --- rows ---------------------------------------------------------------------- */

typedef struct ParseLabel
{
	Slice		name;
	Slice		value;			/* value.s == NULL: null */
	ParseEscape name_escape;
	ParseEscape escape;
} ParseLabel;

/* what a value counts, where an operator's ledger keeps it */
typedef enum ParseQuantity
{
	PARSE_OTHER = 0,
	PARSE_POWER,				/* W */
	PARSE_ENERGY,				/* J, a counter */
	PARSE_PROMPT_TOKENS,		/* counters */
	PARSE_CACHED_TOKENS,
	PARSE_OUTPUT_TOKENS,
	PARSE_REUSED_TOKENS,		/* cached ones that are not among the prompt tokens */
	PARSE_INTENSITY				/* g of CO2 equivalents for a kWh */
} ParseQuantity;

/* name of a quantity in the ledger; NULL for PARSE_OTHER */
extern const char *parse_quantity_name(ParseQuantity quantity);

/* whose value it is */
typedef enum ParseSource
{
	PARSE_ACCELERATOR = 0,
	PARSE_NODE,					/* the meter of a node, or of a part of it */
	PARSE_RACK,
	PARSE_SITE,
	PARSE_CONTAINER,			/* a share that a model gives to a container or process */
	PARSE_SERVICE,				/* a server of models */
	PARSE_GRID
} ParseSource;

extern const char *parse_source_name(ParseSource source);

typedef enum ParseRowKind
{
	PARSE_SAMPLE = 0,			/* a value, or the reason why there is none */
	PARSE_LINE,					/* of a line as a whole: a reason */
	PARSE_JOB,					/* reader->job */
	PARSE_STEP,					/* reader->train */
	PARSE_DEVICE,				/* the labels are columns of a device */
	PARSE_JOB_DEVICE			/* the labels are columns of a job's device */
} ParseRowKind;

typedef struct ParseRow
{
	int64_t		line_no;
	ParseRowKind kind;
	ParseTime	at;
	Slice		device;			/* device.s == NULL: unknown; likewise below */
	Slice		metric;
	bool		has_value;
	double		value;
	ParseUnit	unit;
	ParseReason reason;			/* why the row cannot be used; REASON_NONE: it can */
	Slice		detail;			/* the offending text, where that helps */
	bool		needs_time;		/* without a time it cannot be used */
	ParseQuantity quantity;
	ParseSource source;
	uint32_t	flags;			/* of what its labels mean */
} ParseRow;

#define PARSE_WHOLE_CARD	1	/* the parts of a card repeat the card's value */
#define PARSE_OF_INSTANCE	2	/* each instance of a card has a value of its own */
#define PARSE_OF_ZONE		4	/* each zone or mode of a node has a value of its own */
#define PARSE_PARTITIONED	8	/* a partition or die of a card may lack a sensor and show 0 */
#define PARSE_SLOT_UUID		16	/* what is called a UUID is made of the slot: no card's own */
#define PARSE_OF_CONTROL	32	/* the first power control of a node measures all of it */

extern void parse_row_init(ParseRow *row, int64_t line_no);
extern void parse_reject(ParseRow *row, ParseReason reason, Slice detail);

/* a reason for the line as a whole */
extern void parse_line_reject(ParseRow *row, ParseReason reason, Slice detail);

/* sets value and unit of a row from a number, or the reason why not */
extern void parse_value(ParseRow *row, Slice text, const ParseScale *scale);

/* --- what a caller wants ---------------------------------------------------------- */

/* numbers below 0 and slices without text are not given */
typedef struct ParseOptions
{
	bool		ledger;			/* rows for a ledger: quantities, jobs and steps, and what metrics names */
	const Slice *metrics;		/* else only these; NULL: every number */
	int			metric_count;
	Slice		device;
	Slice		host;
	Slice		job;
	Slice		source;			/* what the lines come from */
	double		seq_len;		/* tokens of a sample */
	double		tokens_per_step;	/* of all ranks */
	double		ranks;
	bool		timed;			/* the caller knows the time of what bears none */
} ParseOptions;

extern const ParseOptions parse_everything;

static inline bool
parse_wants_all(const ParseOptions *options)
{
	return !options->ledger && options->metrics == NULL;
}

extern bool parse_wants(const ParseOptions *options, Slice metric, ParseQuantity quantity);

/* --- jobs and steps ---------------------------------------------------------------- */

/* of the line at hand; numbers below 0 and slices without text are unknown */
typedef struct ParseJob
{
	Slice		id;
	Slice		raw_id;			/* Slurm's own number, where id is another */
	ParseEscape escape;			/* of all texts */
	Slice		step;
	Slice		name;
	Slice		account;
	Slice		user;
	Slice		cluster;		/* whose numbers of jobs these are */
	Slice		state;
	Slice		node_list;		/* a hostlist: n[01-08,12] */
	Slice		cut;			/* what a column that was too narrow left of whose the job is, or where it ran */
	Slice		miscount;		/* the first number of nodes, processors, cards or restarts that none can be */
	Slice		gpu_type;
	Slice		gpu_index;		/* 0-3,7 where the scheduler says which */
	double		seconds;		/* elapsed */
	double		cpu_seconds;
	double		pue;
	double		joules;
	const char *energy_source;
	ParseReason joules_reason;	/* why there are none */
	Slice		joules_detail;
	int64_t		nodes;
	int64_t		cpus;
	int64_t		gpus;
	int64_t		restarts;
	int			shared;			/* 1: other jobs ran on its nodes, 0: none did, -1: unknown */
	bool		running;
	ParseTime	submitted;
	ParseTime	started;
	ParseTime	ended;
} ParseJob;

/*
 * NO_VAL64 and INFINITE64 of slurm.h are 2^64 - 2 and 2^64 - 1; rounded to a suffix
 * they are 18.45E or 16.00E.  No job uses 2^63 J.
 */
#define PARSE_NO_JOULES		9223372036854775808.0

/* the largest count of a job: what a ledger's column of integers holds */
#define PARSE_MOST_COUNT	INT32_MAX

extern void parse_job_init(ParseJob *job);

/*
 * Takes a number that stands as told in the text for a count of the job, *count: a whole one
 * from 0 to PARSE_MOST_COUNT.  What Slurm puts where it has none leaves the count as it was,
 * any other number is the job's miscount.
 */
extern void parse_job_count(ParseJob *job, int64_t *count, double number, Slice told);

/* cards of a job among its trackable resources: {-1, 0} before the first */
typedef struct ParseCards
{
	int64_t		total;			/* gpu=8; -1: unknown */
	double		typed;			/* gpu:a100=2 and gpu:h100=6 together */
} ParseCards;

/*
 * Takes what a resource of the name gpu or gpu:TYPE counts.  A total counts those of all types
 * once more, and which of them are there differs from site to site: added to each other they
 * count a card twice.
 */
extern void parse_job_cards(ParseJob *job, ParseCards *cards, Slice name, double number, Slice told);

/* what the state of a job says of its times: one that waits has none yet, one that runs no end, whatever is expected */
extern void parse_job_times(ParseJob *job);

/* of the line at hand; below 0: unknown */
typedef struct ParseTrain
{
	int64_t		step;
	int64_t		tokens;			/* of all ranks since the start of the run */
	double		seconds;		/* of a step, or of the run */
	double		samples;		/* since the start of the run */
	double		batch;			/* samples of a step, all ranks */
	double		tokens_per_step;	/* all ranks */
	double		tokens_per_s;	/* all ranks */
	Slice		rank;
	ParseReason missing;		/* what would have told the tokens, or all of their digits; REASON_NONE: nothing */
	bool		clock_only;		/* no step: a moment from which the next one counts */
} ParseTrain;

extern void parse_train_init(ParseTrain *train);

/* --- the base of every reader --------------------------------------------------------- */

struct ParseFormat;

typedef struct Reader
{
	const struct ParseFormat *format;
	const ParseOptions *options;
	ParseText	text;
	Slice		header;			/* the line with the names of the columns that holds now */

	/*
	 * What the row at hand shares with others of its series: equal keys are one
	 * series.  Unequal ones may be, too.
	 */
	Slice		key_name;
	Slice		key_text;
	int64_t		key_number;

	ParseJob	job;
	ParseTrain	train;
	Slice		rank;			/* whose lines of a training log count; s == NULL: not known yet */
	double		batch;			/* samples of a step and tokens of a sample, where a log */
	double		seq_len;		/* says so once; below 0: unknown */
	double		tokens_before;	/* of runs of a log that ended before the one at hand */
	double		tokens_seen;	/* of that one, and its epoch; below 0: unknown */
	double		epoch_seen;
	bool		resampled;		/* the samples were moved to a grid */
	Slice		zone_word;		/* CDT behind the local time of the row at hand; s == NULL: none */
	int			labels;			/* of the row at hand, see parse_labels() */
	ParseLabel	label[PARSE_MAX_COLUMNS];
} Reader;

typedef struct ParseFormat
{
	const char *name;
	const char *exporter;		/* who measured: formats that carry the same share it */
	bool		by_labels;		/* where no card is named, all labels make a series; else the device does */
	size_t		size;			/* of the reader's struct */
	Status		(*init) (Reader *reader, Slice header);
	bool		(*next) (Reader *reader, ParseRow *row);

	/* reads the labels of the row at hand; NULL: next has done it */
	bool		(*labels) (Reader *reader, ParseRow *row);
} ParseFormat;

/* every format, in order of importance; NULL behind the last */
extern const ParseFormat *const parse_formats[];

/* NULL: no such format */
extern const ParseFormat *parse_format(Slice name);

/*
 * Begins to read.  reader has room for format->size bytes; options must outlive
 * it.  header.s == NULL: the text has it.  CORE_INVALID: that is no header.
 */
extern Status parse_begin(Reader *reader, const ParseFormat *format, const ParseOptions *options,
						  const char *s, size_t n, Slice header);

/* false: no more rows */
static inline bool
parse_next(Reader *reader, ParseRow *row)
{
	return reader->format->next(reader, row);
}

/* false: the row says what is wrong with its labels */
static inline bool
parse_labels(Reader *reader, ParseRow *row)
{
	return reader->format->labels == NULL || reader->format->labels(reader, row);
}

extern void parse_add_label(Reader *reader, Slice name, Slice value, ParseEscape escape);

/* the label of that name; NULL: there is none, or its value is empty */
extern const ParseLabel *parse_filled_label(const Reader *reader, const char *name);

/* --- formats, each in the file of its name ---------------------------------------------- */

extern const ParseFormat format_nvidia_smi;
extern const ParseFormat format_codecarbon;
extern const ParseFormat format_wandb;
extern const ParseFormat format_dcgm;
extern const ParseFormat format_prometheus;
extern const ParseFormat format_promql_json;
extern const ParseFormat format_sacct;
extern const ParseFormat format_train_log;
extern const ParseFormat format_megatron;
extern const ParseFormat format_torchtitan;
extern const ParseFormat format_huggingface;
extern const ParseFormat format_nemo;
extern const ParseFormat format_llama_factory;
extern const ParseFormat format_deepspeed;
extern const ParseFormat format_nvidia_smi_dmon;
extern const ParseFormat format_sacct_json;
extern const ParseFormat format_mlperf;
extern const ParseFormat format_ipmi;
extern const ParseFormat format_redfish;
extern const ParseFormat format_electricitymaps;
extern const ParseFormat format_wattime;
extern const ParseFormat format_devices_csv;
extern const ParseFormat format_job_devices_csv;

#endif							/* COLOSSUS_CORE_PARSE_READER_H */
