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
