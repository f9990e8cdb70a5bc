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
-- what a token more in the context adds to the next one: 4 FLOP for each dimension of each head of each layer that still sees it.
-- No layer of Mistral's models after the first 7B has a window, nor of EXAONE 4.0's small one; all of Phi-3-mini-4k's see 2,047
SELECT w.model, (decode_flop(m.config, 2000) - decode_flop(m.config, 1000)) / 1000 = 4 * w.layers * w.width AS within, (decode_flop(m.config, 2047) - decode_flop(m.config, 2000)) / 47 = 4 * w.layers * w.width AS up_to_2047,
	(decode_flop(m.config, 30000) - decode_flop(m.config, 2047)) / 27953 / (4 * w.layers * w.width) AS beyond
FROM (VALUES ('mistralai/Mistral-7B-Instruct-v0.2', 32, 32 * 128), ('mistralai/Mistral-7B-Instruct-v0.3', 32, 32 * 128), ('mistralai/Mistral-Large-Instruct-2407', 88, 96 * 128), ('mistralai/Mistral-Small-24B-Instruct-2501', 40, 32 * 128),
	('mistralai/Mistral-Small-3.2-24B-Instruct-2506', 40, 32 * 128), ('mistralai/Devstral-Small-2507', 40, 32 * 128), ('microsoft/Phi-3-mini-4k-instruct', 32, 32 * 96), ('LGAI-EXAONE/EXAONE-4.0-1.2B', 30, 32 * 64)) w (model, layers, width)
JOIN colossus.model m ON m.model = w.model ORDER BY w.model COLLATE "C";
