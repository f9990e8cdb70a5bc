/*
 * state_io.c
 *		Input and output of types whose values are bytes that can be checked.
 */
#include "pg/state_io.h"

#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "utils/memutils.h"

#include "core/wire.h"

/*
 * base64 and not escapes: states travel between servers as text, and are up to 1 GB.  read
 * checks every byte, for anybody may write such a literal.
 */
Datum
state_in(FunctionCallInfo fcinfo, const StateType *type)
{
	const char *text = PG_GETARG_CSTRING(0);
	Size		length = strlen(text);
	uint8	   *bytes = palloc(length / 4 * 3 + 3);
	struct varlena *value = NULL;
	Size		n;

	if (wire_base64_decode(text, length, bytes, &n))
		value = type->read(bytes, n);
	if (value == NULL)
		input_error(fcinfo,
					(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					 errmsg("invalid input syntax for type %s", type->name),
					 errdetail("It is written in base64, with a version and a checksum.")));
	PG_RETURN_POINTER(value);
}

Datum
state_out(FunctionCallInfo fcinfo, const StateType *type)
{
	struct varlena *bytes = type->write(PG_GETARG_DATUM(0));
	Size		n = VARSIZE(bytes) - VARHDRSZ;
	char	   *text;

	if (!AllocSizeIsValid(wire_base64_length(n) + 1))
		type->too_large();
	text = palloc(wire_base64_length(n) + 1);
	*wire_base64_encode((const uint8 *) VARDATA(bytes), n, text) = '\0';
	PG_RETURN_CSTRING(text);
}

/* The same bytes as of the text form, without base64; checked as hard. */
Datum
state_recv(FunctionCallInfo fcinfo, const StateType *type)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			n = message->len - message->cursor;
	struct varlena *value = type->read((const uint8 *) pq_getmsgbytes(message, n), n);

	if (value == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary representation of type %s", type->name)));
	PG_RETURN_POINTER(value);
}

Datum
state_send(FunctionCallInfo fcinfo, const StateType *type)
{
	PG_RETURN_BYTEA_P((bytea *) type->write(PG_GETARG_DATUM(0)));
}
