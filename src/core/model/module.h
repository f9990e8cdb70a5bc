/*
 * module.h
 *		Which matrices of a model the name of a module means: see module.c.
 */
#ifndef COLOSSUS_CORE_MODEL_MODULE_H
#define COLOSSUS_CORE_MODEL_MODULE_H

#include "core/model.h"

#define CELL(matrix)	(UINT64_C(1) << (matrix))

/* beyond the matrices of layers: both sides of the model, and what is left in a recurrent mixer */
enum
{
	EMBEDDING = MODEL_STORED, HEAD, RECURRENT_REST
};

#define IN_INDEXER		(CELL(MODEL_INDEX_Q) | CELL(MODEL_INDEX_K) | CELL(MODEL_INDEX))
#define IN_ATTENTION	(CELL(MODEL_Q) | CELL(MODEL_K) | CELL(MODEL_V) | CELL(MODEL_O) | CELL(MODEL_Q_DOWN) | CELL(MODEL_Q_UP) | \
						 CELL(MODEL_KV_DOWN) | CELL(MODEL_KV_UP) | CELL(MODEL_O_DOWN) | CELL(MODEL_O_GATE) | CELL(MODEL_MIXING) | IN_INDEXER)
#define IN_QKV			(CELL(MODEL_IN) | CELL(MODEL_IN_Q) | CELL(MODEL_IN_K) | CELL(MODEL_IN_V))
#define IN_RECURRENCE	(IN_QKV | CELL(MODEL_IN_GATE) | CELL(MODEL_IN_A) | CELL(MODEL_IN_B) | CELL(MODEL_OUT) | CELL(RECURRENT_REST))
#define GATES			(CELL(MODEL_GATE) | CELL(MODEL_SHARED_GATE) | CELL(MODEL_STORED_EXPERT_GATE))
#define UPS				(CELL(MODEL_UP) | CELL(MODEL_SHARED_UP) | CELL(MODEL_STORED_EXPERT_UP))
#define DOWNS			(CELL(MODEL_DOWN) | CELL(MODEL_SHARED_DOWN) | CELL(MODEL_STORED_EXPERT_DOWN))
#define IN_EXPERTS		(CELL(MODEL_STORED_EXPERT_GATE) | CELL(MODEL_STORED_EXPERT_UP) | CELL(MODEL_STORED_EXPERT_DOWN))
#define IN_SHARED		(CELL(MODEL_SHARED_GATE) | CELL(MODEL_SHARED_UP) | CELL(MODEL_SHARED_DOWN) | CELL(MODEL_SHARED))
#define IN_DENSE		(CELL(MODEL_GATE) | CELL(MODEL_UP) | CELL(MODEL_DOWN))
#define IN_SIDE			(CELL(MODEL_SIDE_IN) | CELL(MODEL_SIDE_OUT) | CELL(MODEL_DENSE))
#define IN_MLP			(IN_DENSE | IN_SHARED | IN_EXPERTS | CELL(MODEL_STORED_ROUTER))
#define IN_LAYER		(IN_ATTENTION | IN_RECURRENCE | IN_MLP | IN_SIDE)
#define QKV				(CELL(MODEL_Q) | CELL(MODEL_K) | CELL(MODEL_V))

/* of a class "Linear"; routers are parameters or left alone */
#define IN_LINEAR		(IN_LAYER & ~CELL(MODEL_STORED_ROUTER))

/* what a name or pattern means */
typedef struct ModuleName
{
	uint64_t	cells;			/* 0: nothing of the text model */
	bool		one_layer;
	bool		layer_open;		/* all layers whose number begins so */
	int64_t		layer;
	bool		one_expert;
	bool		whole_mlp;		/* the MLP and all in it */
} ModuleName;

extern ModuleName module_meaning(const char *name, int length);
extern bool module_name_holds(const char *name, int length, const char *word);

#endif							/* COLOSSUS_CORE_MODEL_MODULE_H */
