/*
 * ledger.c
 *		What the ledger's procedures need beside SQL.
 */
#include "pg/colossus.h"

#include "lib/stringinfo.h"

extern PGDLLEXPORT Datum colossus_trace_recv(PG_FUNCTION_ARGS);

/*
 * A ledger stores traces as bytea, so that dropping the extension takes no
 * column along: back to a trace, every byte checked as if a client had sent it.
 */
PG_FUNCTION_INFO_V1(colossus_trace_of);
Datum
colossus_trace_of(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	StringInfoData message;

	message.data = VARDATA_ANY(bytes);
	message.len = message.maxlen = VARSIZE_ANY_EXHDR(bytes);
	message.cursor = 0;
	return DirectFunctionCall1(colossus_trace_recv, PointerGetDatum(&message));
}
