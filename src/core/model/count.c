/*
 * count.c
 *		Parameters, summed over the kinds of layers.
 */
#include "core/model.h"

#include <stddef.h>

/* of one layer, with all experts */
i128
model_layer_params(const ModelLayer *l)
{
	i128		n = l->router + l->latent_norms + l->vectors + l->experts * l->expert;

	for (int p = 0; p < MODEL_PARTS; p++)
		n += l->weights[p];
	return n;
}

/* in 128 bits, for a configuration may ask for anything; what is no bigint is an error at the end */
Status
model_count(const Model *m, ModelCount *count, ModelError *error)
{
	static const ModelError none = {MODEL_FINE, NULL, NULL, NULL, NULL, false, 0, 0};
	i128		tokens = (i128) m->vocab * m->embedding_width;
	i128		embedding = tokens + m->lookups + m->embedding_norm;
	i128		n = embedding + m->layer_lookups + m->weights + m->vectors + m->head_bias - m->repeated;
	i128		idle = 0;		/* of routed experts; shared ones are weights of their layer, which every token visits */

	*error = none;
	count->experts = count->experts_per_token = 0;
	for (int k = 0; k < m->kinds; k++)
	{
		const ModelLayer *l = &m->kind[k];

		n += l->count * model_layer_params(l);
		idle += l->count * (i128) (l->experts - l->experts_per_token) * l->expert;
		/* kinds may have different mixtures, and dense layers have none: the largest is told */
		if (l->experts > count->experts)
		{
			count->experts = l->experts;
			count->experts_per_token = l->experts_per_token;
		}
	}
	if (!m->tied)
		n += m->head;
	if (n > INT64_MAX || m->mtp_params > INT64_MAX)
	{
		/* no field is at fault alone; this one is a factor of nearly all that was summed */
		error->problem = MODEL_TOO_LARGE;
		error->field = "hidden_size";
		return CORE_INVALID;
	}
	count->params = (int64_t) n;
	count->active_params = (int64_t) (n - idle);
	count->embedding_params = (int64_t) embedding;
	count->token_embedding = (int64_t) tokens;
	count->mtp_params = (int64_t) m->mtp_params;
	return CORE_OK;
}
