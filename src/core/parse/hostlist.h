/*
 * hostlist.h
 *		Lists of hosts as Slurm writes them: n[01-08,12],gpu-[a,b]-ib[0-1],login.
 */
#ifndef COLOSSUS_CORE_PARSE_HOSTLIST_H
#define COLOSSUS_CORE_PARSE_HOSTLIST_H

#include "core/parse/text.h"

/* longest name of a host, in bytes */
#define HOSTLIST_MAX_NAME	256

typedef struct Hostlist
{
	Slice		rest;
	Slice		item;			/* of the list: names that differ in brackets */
	int64_t		names;			/* of the item */
	int64_t		next;			/* the next of them, from 0 */
} Hostlist;

/* how many hosts a list has; -1: it is not in the format, or was cut off */
extern int64_t hostlist_count(Slice list);

extern void hostlist_begin(Hostlist *hosts, Slice list);

/* writes the next name and returns its length; 0: no more, or too long a name */
extern int32_t hostlist_next(Hostlist *hosts, char *name);

/* the next of 0-3,7 as numbers from and to; false: no more, or it is none */
extern bool hostlist_range(Slice *list, int64_t *from, int64_t *to);

#endif							/* COLOSSUS_CORE_PARSE_HOSTLIST_H */
