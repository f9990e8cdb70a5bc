/*
 * Parameters, FLOP and bytes of published models.
 */
#include "core/model.h"

#include "json.h"
#include "model_configs.h"
#include "tap.h"

static JsonReader json;

static Status
read_config(const char *config, Model *model, ModelCount *count, ModelError *error)
{
	Status		status;

	json_read(&json, config);
	status = model_read(json.keys, json.count, model, error);
	return status == CORE_OK ? model_count(model, count, error) : status;
}

/* to the last parameter */
static void
test_published_models(void)
{
	Model		m;
	ModelCount	c;
	ModelError	e;

	for (int i = 0; i < MODEL_CONFIGS; i++)
	{
		const char *name = model_configs[i].model;
		bool		read = read_config(model_configs[i].config, &m, &c, &e) == CORE_OK;

		ok(read, "%s: config is read", name);
		ok(read && c.params == model_configs[i].params, "%s: params", name);
		ok(read && c.active_params == model_configs[i].active_params, "%s: active params", name);
		ok(read && c.embedding_params == model_configs[i].embedding_params,
		   "%s: embedding params", name);
	}
}

int
main(void)
{
	test_published_models();
	return done();
}
