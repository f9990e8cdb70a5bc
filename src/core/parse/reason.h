/*
 * reason.h
 *		Why a line or a value of a log cannot be used: the one list of reasons.
 *
 * A reason is part of the interface: people write queries and alarms against
 * it.  So it is a word of this list, and what was found in the text stands
 * beside it, never in it.  Reasons of the class EMPTY are no loss: the line
 * holds nothing that a reader looks for.
 */
#ifndef COLOSSUS_CORE_PARSE_REASON_H
#define COLOSSUS_CORE_PARSE_REASON_H

#include <stdbool.h>

/* symbol, class, word, what it means, what to do */
#define PARSE_REASON_LIST(X) \
	X(REASON_BLANK_LINE, EMPTY, "blank line", "nothing stands in the line", "nothing") \
	X(REASON_COMMENT, EMPTY, "comment", "a comment of the format", "nothing") \
	X(REASON_HEADER, EMPTY, "header", "names or rulers of columns", "nothing") \
	X(REASON_CONTINUED, EMPTY, "continued", "the line goes on with the one before it, which counts for both", "nothing") \
	X(REASON_NOT_WANTED, EMPTY, "not wanted", "no metric that is kept stands in the line", "name it in metrics to have it") \
	X(REASON_OTHER_TEXT, EMPTY, "other text", "a line of a log that is not about training steps", "nothing; if all lines are so, the format is another one") \
	X(REASON_OTHER_RANK, EMPTY, "another rank", "another rank tells of the same step", "nothing: the option ranks counts them") \
	X(REASON_NO_METRIC, EMPTY, "no metric", "the columns hold no number", "query columns that do") \
	X(REASON_MESSAGE, REJECT, "message", "the tool wrote a message in place of data", "see what it says") \
	X(REASON_NO_TIME, REJECT, "no time", "the value stands there, its time does not", "give scraped_at") \
	X(REASON_NO_TIME_ZONE, REJECT, "no time zone", "the time is a clock's, and where the clock stood is not known", "give the zone") \
	X(REASON_NO_SUCH_TIME, REJECT, "no such time", "what stands for a time is none", "mend the text") \
	X(REASON_AMBIGUOUS_TIME, REJECT, "ambiguous local time", "a clock that was set back showed this time twice, and nothing tells which is meant", "load these lines with an offset as zone") \
	X(REASON_AMBIGUOUS_DATE, REJECT, "ambiguous date", "day or month may come first in it, and nothing in the text tells which does", "give scraped_at, or load it with lines of other days") \
	X(REASON_SKIPPED_TIME, REJECT, "no such local time", "a clock that was set forward never showed this time", "check the zone") \
	X(REASON_NOT_AVAILABLE, REJECT, "not available", "the tool had no value", "nothing, or see what its manual says of the device") \
	X(REASON_BLANK_VALUE, REJECT, "blank value", "a number that stands for none", "nothing") \
	X(REASON_NO_VALUE, REJECT, "no value", "the field is empty", "nothing") \
	X(REASON_NAN, REJECT, "NaN", "the value is no number", "nothing") \
	X(REASON_INFINITE, REJECT, "infinite", "the value is infinite", "nothing") \
	X(REASON_NEGATIVE, REJECT, "negative", "the value is below zero, where that cannot be", "check the sensor") \
	X(REASON_OVER_100, REJECT, "more than 100 %", "a share is more than the whole", "check the sensor") \
	X(REASON_OUT_OF_RANGE, REJECT, "out of range", "the value is larger than a double, or a count than an integer", "check the text") \
	X(REASON_NO_NUMBER, REJECT, "no number", "what stands for a number is none", "mend the text") \
	X(REASON_UNKNOWN_UNIT, REJECT, "unknown unit", "the unit is none that is known", "report the tool and the unit") \
	X(REASON_ZERO, REJECT, "zero: not measured", "an energy or power of 0 over a run: no counter was read", "nothing, or enable the tool's energy plugin") \
	X(REASON_REPEATS_CARD, REJECT, "repeats the card", "another part of the card has given the card's value at this time", "nothing: the value counts once") \
	X(REASON_NO_SENSOR, REJECT, "no sensor of its own", "a partition or a die shows 0, for the card has the sensor, or none", "nothing: the card's value counts") \
	X(REASON_STEP_OF_JOB, REJECT, "step of a job", "Slurm counts the joules of a step in its job", "nothing") \
	X(REASON_CUT_ID, REJECT, "id cut off", "the column was too narrow for the id", "ask sacct for -P or JobIDRaw, or for wider columns") \
	X(REASON_CUT_TEXT, REJECT, "text cut off", "the column was too narrow for an account, user, cluster, resource or list of nodes", "ask sacct for -P, or for wider columns") \
	X(REASON_NO_HOSTS, REJECT, "no list of nodes", "the list of nodes is cut off, or is none", "ask for it whole: which nodes the job ran on is not known") \
	X(REASON_ROUNDED, REJECT, "rounded", "a number is shown with three or four digits, and nothing tells the others", "load what another logger wrote (trainer_state.json has all), or give tokens_per_step") \
	X(REASON_NO_HEADER, REJECT, "no header", "data came before the names of the columns", "give the header") \
	X(REASON_TOO_FEW_COLUMNS, REJECT, "too few columns", "the line has fewer columns than the header", "a line that was cut; load the whole file") \
	X(REASON_TOO_MANY_COLUMNS, REJECT, "too many columns", "the line has more columns than the header, or than can be read", "check the text") \
	X(REASON_OPEN_QUOTE, REJECT, "quote without end", "a quoted field is not closed, or text follows it", "check the text") \
	X(REASON_NO_SAMPLE, REJECT, "no sample", "the line is not in the format", "check the format") \
	X(REASON_OPEN_LABELS, REJECT, "labels without end", "the labels are not closed", "a line that was cut; load the whole file") \
	X(REASON_BAD_LABEL, REJECT, "label without value", "a label is not in the format", "check the text") \
	X(REASON_TWICE, REJECT, "label given twice", "two labels have one name", "check the exporter") \
	X(REASON_TOO_MANY_LABELS, REJECT, "too many labels", "the sample has more labels than can be read", "drop labels in Prometheus") \
	X(REASON_NO_NAME, REJECT, "no metric name", "the series is the result of an expression and bears no name", "ask for the series itself, not for rate() or sum()") \
	X(REASON_TRAILING, REJECT, "text after the sample", "something follows the sample", "check the text") \
	X(REASON_HISTOGRAM, REJECT, "native histogram", "a histogram is no number", "ask for its count or sum") \
	X(REASON_NO_RESULT, REJECT, "no result", "the document has not what the format puts there", "check the format") \
	X(REASON_ERROR, REJECT, "error", "the answer is an error", "see what it says") \
	X(REASON_NO_JSON, REJECT, "no JSON", "the text is not JSON, or was cut", "load the whole file") \
	X(REASON_TOO_LONG, REJECT, "line too long", "the line is longer than can be read", "check the format") \
	X(REASON_BROKEN_LINE, REJECT, "broken line", "the line begins as one of the format and does not go on so", "a line that was cut; load the whole file") \
	X(REASON_NO_DEVICE, REJECT, "no device", "nothing in the line names the device", "give the option device or host") \
	X(REASON_NO_JOB, REJECT, "no job", "nothing in the line names the job", "give the option job") \
	X(REASON_NO_UNIT, REJECT, "no unit", "the document does not say the unit, or a value lacks the one that others of its column bear", "check the source, or load the whole file: a line that was cut may lack digits, too") \
	X(REASON_MARGINAL, REJECT, "not an intensity", "the signal is not a mass of CO2 for an energy", "ask for another signal") \
	X(REASON_CONFLICTING, REJECT, "conflicting", "the series has another value at this time", "see which is right; replace takes the new one") \
	X(REASON_ABOVE_MAX_W, REJECT, "above max_w", "more power than the device can draw", "check the sensor, or max_w of the device") \
	X(REASON_RETENTION, REJECT, "retention", "the day's samples were dropped already", "nothing") \
	X(REASON_SET_BACK, FINDING, "clock set back", "the times of a series run backwards", "check the clock: samples may overlap") \
	X(REASON_WARNING, FINDING, "warning", "the source warned of its own answer", "see what it says") \
	X(REASON_NO_RANKS, FINDING, "no ranks", "the log gives tokens of one rank, and how many ranks there are is not known", "give the option ranks") \
	X(REASON_NO_SEQ_LEN, FINDING, "no seq_len", "the log counts samples, and how many tokens a sample has is not known", "give the option seq_len or tokens_per_step")

typedef enum ParseReason
{
	REASON_NONE = 0,
#define X(symbol, kind, word, meaning, remedy) symbol,
	PARSE_REASON_LIST(X)
#undef X
	PARSE_REASONS				/* how many, with REASON_NONE */
} ParseReason;

typedef enum ParseReasonClass
{
	PARSE_EMPTY,				/* nothing is lost */
	PARSE_REJECT,				/* data that cannot be used */
	PARSE_FINDING				/* of the text as a whole */
} ParseReasonClass;

/* reason must not be REASON_NONE */
extern const char *parse_reason_word(ParseReason reason);
extern const char *parse_reason_meaning(ParseReason reason);
extern const char *parse_reason_remedy(ParseReason reason);
extern ParseReasonClass parse_reason_class(ParseReason reason);

#endif							/* COLOSSUS_CORE_PARSE_REASON_H */
