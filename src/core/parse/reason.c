/*
 * reason.c
 *		The words of reason.h.
 */
#include "core/parse/reason.h"

static const struct
{
	ParseReasonClass kind;
	const char *word;
	const char *meaning;
	const char *remedy;
}			reasons[PARSE_REASONS] = {
	{PARSE_EMPTY, "", "", ""},
#define X(symbol, kind, word, meaning, remedy) {PARSE_##kind, word, meaning, remedy},
	PARSE_REASON_LIST(X)
#undef X
};

const char *
parse_reason_word(ParseReason reason)
{
	return reasons[reason].word;
}

const char *
parse_reason_meaning(ParseReason reason)
{
	return reasons[reason].meaning;
}

const char *
parse_reason_remedy(ParseReason reason)
{
	return reasons[reason].remedy;
}

ParseReasonClass
parse_reason_class(ParseReason reason)
{
	return reasons[reason].kind;
}
