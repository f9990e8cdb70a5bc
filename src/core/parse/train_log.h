/*
 * train_log.h
 *		Logs of training programs: what torchtitan.c, megatron.c and hugging_face.c
 *		take from a line, train_log.c gives row by row.
 *
 * A line gives a row for every number in it; for a ledger, one row that says
 * which step it is and what tells the tokens.
 */
#ifndef COLOSSUS_CORE_PARSE_TRAIN_LOG_H
#define COLOSSUS_CORE_PARSE_TRAIN_LOG_H

#include "core/parse/cursor.h"
#include "core/parse/table.h"

typedef struct TrainLog
{
	Table		table;			/* an export of W&B or TensorBoard; its base is the reader */
	bool		is_table;
	bool		in_history;		/* in the log_history of a trainer_state.json */
	bool		no_history;		/* a try has failed */
	bool		first_entry;
	Cursor		history;
	const char *after;			/* where lines go on behind it */
	bool		too_many;		/* more values or labels than fit */
	bool		no_step;		/* of the line at hand: an evaluation or a summary */
	bool		broken;			/* it begins as a line of training and does not go on so */
	bool		rounded;		/* what it counts is shown with three digits */
	int			values;
	int			next;
	ParseTime	at;
	Slice		device;
	Slice		name[PARSE_MAX_LABELS];
	Slice		value[PARSE_MAX_LABELS];
	ParseScale	scale[PARSE_MAX_LABELS];
} TrainLog;

/* a number without a unit */
extern const ParseScale train_plain;

static inline bool
train_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* where a word stands in a text; NULL: nowhere */
extern const char *train_find(Slice in, const char *what);

/* behind blanks and the colours of a terminal */
extern const char *train_skip_space(const char *p, const char *end);

/* does a colour begin at p, which is before end? */
extern bool train_is_colour(const char *p, const char *end);

/* takes time and rank from what stands before the numbers */
extern void train_take_prefix(TrainLog *log, Slice prefix);

extern void train_add_value(TrainLog *log, Slice name, Slice value, ParseScale scale);
extern void train_add_label(TrainLog *log, Slice name, Slice value);

/* a count, which may be written 81920.0; -1: it is none */
extern int64_t train_count(Slice text);

/* does a number show fewer digits than it has? */
extern bool train_is_rounded(Slice number);

/* "elapsed time per iteration (ms)": takes the unit off the name and returns its scale */
extern ParseScale train_scale(Slice *name);

/* each takes a line, or says that it is of another program */
extern bool torchtitan_line(TrainLog *log, Slice line);
extern bool megatron_line(TrainLog *log, Slice line);
extern bool nemo_line(TrainLog *log, Slice line);
extern bool deepspeed_line(TrainLog *log, Slice line);
extern bool hugging_face_line(TrainLog *log, Slice line);

/* an object of log_history, from behind its "{" to its end */
extern bool hugging_face_object(TrainLog *log, const char *p, const char *end);

#endif							/* COLOSSUS_CORE_PARSE_TRAIN_LOG_H */
