/*
 * state_io.h
 *		Input and output of types whose values are bytes that can be checked: as
 *		text base64, in binary the bytes themselves.
 */
#ifndef COLOSSUS_PG_STATE_IO_H
#define COLOSSUS_PG_STATE_IO_H

#include "pg/colossus.h"

typedef struct StateType
{
	const char *name;

	/* the value of bytes from outside; NULL unless each of them is in order */
	struct varlena *(*read) (const uint8 *bytes, Size n);

	/* the bytes of a value, behind a varlena header; they have a version and a checksum */
	struct varlena *(*write) (Datum value);

	/* raises 54000: no value of this size fits into 1 GB */
	void		(*too_large) (void);
} StateType;

extern Datum state_in(FunctionCallInfo fcinfo, const StateType *type);
extern Datum state_out(FunctionCallInfo fcinfo, const StateType *type);
extern Datum state_recv(FunctionCallInfo fcinfo, const StateType *type);
extern Datum state_send(FunctionCallInfo fcinfo, const StateType *type);

/* the four functions of the SQL type name */
#define STATE_IO(name, type) \
	PG_FUNCTION_INFO_V1(colossus_##name##_in); \
	Datum colossus_##name##_in(PG_FUNCTION_ARGS) { return state_in(fcinfo, type); } \
	PG_FUNCTION_INFO_V1(colossus_##name##_out); \
	Datum colossus_##name##_out(PG_FUNCTION_ARGS) { return state_out(fcinfo, type); } \
	PG_FUNCTION_INFO_V1(colossus_##name##_recv); \
	Datum colossus_##name##_recv(PG_FUNCTION_ARGS) { return state_recv(fcinfo, type); } \
	PG_FUNCTION_INFO_V1(colossus_##name##_send); \
	Datum colossus_##name##_send(PG_FUNCTION_ARGS) { return state_send(fcinfo, type); } \
	extern Datum colossus_##name##_in(PG_FUNCTION_ARGS)

#endif							/* COLOSSUS_PG_STATE_IO_H */
