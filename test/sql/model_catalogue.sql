-- The catalogue of models: what is counted from a configuration is what the row says.
SELECT count(config) >= 150 AS models_with_config FROM colossus.model;
-- offenders
SELECT m.model, m.params, s.params AS counted, m.active_params, s.active_params AS counted_active, m.embedding_params, s.embedding_params AS counted_embedding, s.reason
FROM colossus.model m, colossus.model_try_summary(m.config) s
WHERE m.config IS NOT NULL AND (s.params, s.active_params, s.embedding_params, s.reason) IS DISTINCT FROM (m.params, m.active_params, m.embedding_params, NULL);
-- a published total that differs is explained
SELECT model FROM colossus.model WHERE config IS NOT NULL AND published_params <> params AND note IS NULL;
-- totals that are widely printed
SELECT model, params, active_params FROM colossus.model
WHERE model IN ('Qwen/Qwen2.5-32B', 'Qwen/Qwen3.5-397B-A17B', 'meta-llama/Llama-3.3-70B-Instruct', 'openai/gpt-oss-120b') ORDER BY model;
-- what was measured has its model, with a configuration
SELECT DISTINCT r.model FROM colossus.inference_run r WHERE NOT EXISTS (SELECT FROM colossus.model m WHERE m.model = r.model AND m.config IS NOT NULL) ORDER BY r.model;
-- models that see or hear say so
SELECT model FROM colossus.model WHERE config->'architectures'->>0 LIKE '%ForConditionalGeneration' AND (colossus.model_summary(config)).towers IS NULL ORDER BY model;
-- Gemma 3 to the last parameter: what its publisher lists has a tower of 416,866,032 more, and behind it 1,152 x width and a norm of 1,152
SELECT model, published_params - params - 1152 * (width + 1) AS tower
FROM (VALUES ('google/gemma-3-4b-it', 2560), ('google/gemma-3-12b-it', 3840), ('google/gemma-3-27b-it', 5376)) AS g (model, width) JOIN colossus.model USING (model) ORDER BY width;
-- GLM-4.6: a layer of multi-token prediction, and a correction for each of 160 experts in 89 + 1 layers
SELECT m.published_params - m.params - s.mtp_params = 160 * 90 AS exact FROM colossus.model m, colossus.model_summary(m.config) s WHERE m.model = 'zai-org/GLM-4.6';
