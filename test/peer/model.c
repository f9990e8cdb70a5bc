/*
 * model.c
 *		Counts configurations for dev/models: each line of the input is one
 *		config.json, each line of the output what this says of it, as JSON.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/model.h"
#include "../unit/json.h"

#define LINE_BYTES	(1 << 22)

/* tokens of the sequence that dev/models caches; no multiple of what families compress */
#define HELD_TOKENS	301

/* counters of the edges of core/model, one an edge; none where it is built without them */
static uint8_t *ran;
static uint8_t *ran_end;

extern void __sanitizer_cov_8bit_counters_init(uint8_t *start, uint8_t *end);

void
__sanitizer_cov_8bit_counters_init(uint8_t *start, uint8_t *end)
{
	ran = start;
	ran_end = end;
}

/* ends a line with the edges that this configuration took */
static void
print_ran(void)
{
	printf(", \"ran\": [");
	for (uint8_t *edge = ran; edge < ran_end; edge++)
		if (*edge > 0)
			printf("%ld, ", (long) (edge - ran));
	printf("-1]}\n");
	if (ran != NULL)
		memset(ran, 0, (size_t) (ran_end - ran));
}

/* stored: bytes as the configuration stores the weights; below 0: it says what is not known */
static void
print_model(const Model *m, const ModelCount *c, double stored)
{
	printf("{\"type\": \"%s\", \"params\": %lld, \"active\": %lld, \"mtp\": %lld, \"cache\": %.17g, \"state\": %.17g, \"held\": %.17g, \"kinds\": [",
		   m->family, (long long) c->params, (long long) c->active_params, (long long) c->mtp_params,
		   model_kv_bytes_per_token(m, 1), model_state_bytes(m), model_kv_bytes(m, HELD_TOKENS, 2));
	for (int k = 0; k < m->kinds; k++)
		printf("%s[\"%s\", %lld, %lld]", k > 0 ? ", " : "", model_mixers[m->kind[k].mixer],
			   (long long) m->kind[k].count, (long long) m->kind[k].window);
	printf("], \"flop\": [");
	for (int i = 0; i < MODEL_CONVENTIONS; i++)
		printf("%s%.17g", i > 0 ? ", " : "", model_training_flop_per_token(m, c, 64, (ModelConvention) i));
	printf("], \"frozen\": %.17g, \"stored\": %.17g", model_tuning_flop_per_token(m, c, 64, MODEL_MEGATRON_NONCAUSAL, 0, 0), stored);
}

static void
print_error(const ModelError *e)
{
	const ModelKey *found = e->found;

	printf("{\"error\": %d, \"field\": \"%s\", \"found\": \"%.*s\", \"value\": \"%.*s\"", (int) e->problem,
		   e->field != NULL ? e->field : "", found != NULL ? found->length : 0, found != NULL ? found->name : "",
		   found != NULL && found->kind == MODEL_STRING ? found->string_length : 0,
		   found != NULL && found->kind == MODEL_STRING ? found->string : "");
}

int
main(void)
{
	static JsonReader json;
	static Model model;
	static ModelStorage room;
	char	   *line = malloc(LINE_BYTES);

	while (line != NULL && fgets(line, LINE_BYTES, stdin) != NULL)
	{
		ModelCount	count;
		ModelError	error;

		json_read(&json, line);
		if (model_read(json.keys, json.count, &model, &error) == CORE_OK &&
			model_count(&model, &count, &error) == CORE_OK)
		{
			ModelFile	file;

			if (model_stored(json.keys, json.count, &model, &count, &room, &file, &error) != CORE_OK)
				file.bytes = -1;
			print_model(&model, &count, file.bytes);
		}
		else
			print_error(&error);
		print_ran();
		fflush(stdout);
	}
	free(line);
	return 0;
}
