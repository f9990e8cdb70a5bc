/*
 * status.h
 *		What a function of core or state reports instead of raising an error.
 *
 * Core and state know nothing of PostgreSQL, so they cannot ereport.  A
 * function that can fail returns one of these; the glue in src/pg adds the
 * value, the argument's name and a hint, and raises the SQLSTATE named here.
 */
#ifndef COLOSSUS_CORE_STATUS_H
#define COLOSSUS_CORE_STATUS_H

typedef enum Status
{
	CORE_OK = 0,
	CORE_INVALID,				/* 22023: an argument that cannot be meant */
	CORE_RANGE,				/* 22003: a result or value out of range */
	CORE_SYNTAX,				/* 22P02: text that does not parse */
	CORE_CORRUPT,				/* XX001: stored or received bytes that lie */
	CORE_LIMIT,				/* 54000: larger than the value can be */
	CORE_UNDECIDED,			/* 55000: an exact answer needs another query */
	CORE_NEED_MEMORY,			/* caller must give more room and call again */
	CORE_CANCELLED			/* the poll callback said stop */
} Status;

#endif							/* COLOSSUS_CORE_STATUS_H */
