-- What a transformer costs, from its config.json.

-- All catalogued models to the last parameter.  The figures of the catalogue
-- are those of the publishers' weight files, or differ as their notes explain.
SELECT model, params, model_params(config), active_params, model_active_params(config), embedding_params, (model_summary(config)).embedding_params AS counted
FROM colossus.model_shipped
WHERE config IS NOT NULL AND (model_params(config), model_active_params(config), (model_summary(config)).embedding_params) IS DISTINCT FROM (params, active_params, embedding_params)
ORDER BY model;

-- Qwen2-57B-A14B, by architectures where model_type is absent; counted by building it with transformers 5.24
SELECT model_params(c), model_active_params(c)
FROM (VALUES (jsonb '{"architectures":["Qwen2MoeForCausalLM"],"hidden_size":3584,"intermediate_size":18944,"moe_intermediate_size":2560,"shared_expert_intermediate_size":20480,"num_attention_heads":28,"num_key_value_heads":4,"num_hidden_layers":28,"num_experts":64,"num_experts_per_tok":8,"decoder_sparse_step":1,"vocab_size":151936,"tie_word_embeddings":false,"torch_dtype":"bfloat16"}')) v (c);

-- published figures, by named arguments and defaults
CREATE TEMP VIEW config AS SELECT model, config FROM colossus.model_shipped WHERE config IS NOT NULL;
SELECT * FROM (VALUES
	-- arXiv:2505.09343: 250 and 155 GFLOP per token at 4,096; KV bytes per token
	('DeepSeek-V3 GFLOP', (SELECT round(training_flop_per_token(config => config, seq_len => 4096, convention => 'Megatron') / 1e9) FROM config WHERE model = 'deepseek-ai/DeepSeek-V3'), 250),
	('DeepSeek-V2 GFLOP', (SELECT round(training_flop_per_token(config, 4096, 'megatron') / 1e9) FROM config WHERE model = 'deepseek-ai/DeepSeek-V2'), 155),
	('DeepSeek-V3 KV', (SELECT kv_cache_bytes_per_token(config) FROM config WHERE model = 'deepseek-ai/DeepSeek-V3'), 70272),
	('Qwen2.5-72B KV', (SELECT kv_cache_bytes_per_token(config, bytes_per_element => 2) FROM config WHERE model = 'Qwen/Qwen2.5-72B'), 327680),
	('Llama-3.1-405B KV', (SELECT kv_cache_bytes_per_token(config) FROM config WHERE model = 'meta-llama/Llama-3.1-405B'), 516096),
	-- 2 N T + 2 L h T^2 and 2 N + 4 L h T with N = 8,030,261,248 - 525,336,576
	('Llama-3.1-8B prefill', (SELECT prefill_flop(config, prompt_tokens => 2048) FROM config WHERE model = 'meta-llama/Llama-3.1-8B'), 31839683084288),
	('Llama-3.1-8B decode', (SELECT decode_flop(config, context_tokens => 2048) FROM config WHERE model = 'meta-llama/Llama-3.1-8B'), 16083591168),
	-- 6 x 124,439,808 + 12 x 12 x 12 x 64 x 1,024; a third; times tokens
	('gpt2 palm', (SELECT training_flop_per_token(config, 1024) FROM config WHERE model = 'openai-community/gpt2'), 859885056),
	('gpt2 forward', (SELECT forward_flop_per_token(config, 1024) FROM config WHERE model = 'openai-community/gpt2'), 286628352),
	('gpt2 kaplan', (SELECT training_flop(config, tokens => 1e6, seq_len => 1024, convention => 'kaplan') FROM config WHERE model = 'openai-community/gpt2'), 746638848e6),
	('gpt2 weights', (SELECT model_weight_bytes(config) FROM config WHERE model = 'openai-community/gpt2'), 248879616),
	('gpt2 weights, 4 bits', (SELECT model_weight_bytes(config, bytes_per_param => 0.5) FROM config WHERE model = 'openai-community/gpt2'), 62219904)
) v (what, got, want) WHERE got IS DISTINCT FROM want;
-- the windowed values: half of the layers of gpt-oss-20b (window 128) and of
-- gemma-2-9b (4,096), all of Mistral-7B (4,096)
SELECT model, training_flop_per_token(config, CASE WHEN model ~ 'oss' THEN 4096 ELSE 8192 END, 'megatron')
	- CASE WHEN model ~ 'oss' THEN 22911869952 WHEN model ~ 'gemma' THEN 62845612032 ELSE 47494594560 END AS difference
FROM config WHERE model IN ('openai/gpt-oss-20b', 'google/gemma-2-9b', 'mistralai/Mistral-7B-v0.1') ORDER BY model COLLATE "C";

SELECT * FROM model_summary((SELECT config FROM config WHERE model = 'deepseek-ai/DeepSeek-V3'));
SELECT convention FROM flop_conventions();
SELECT count(*) FILTER (WHERE formula IS NULL OR source IS NULL) AS without_source FROM flop_conventions();

-- NULL is not known
SELECT model_params(NULL) IS NULL AND training_flop_per_token(NULL, 4096) IS NULL AND model_summary(NULL) IS NULL AS all_null;

-- what is wrong says which field and what was expected
\set VERBOSITY sqlstate
SELECT model_params('{"model_type": "llama"}');
SELECT model_params('[]');
\set VERBOSITY terse
SELECT model_params('{"model_type": "llama7"}');
SELECT model_params('{"model_type": "llama", "vocab_size": "32000"}');
SELECT model_params('{"model_type": "llama", "vocab_size": 32000.5}');
SELECT model_params('{"model_type": "llama", "vocab_size": 32000.00001}');
SELECT model_params('{"model_type": "llama", "vocab_size": 1e40}');
SELECT model_params('{"model_type": "llama", "vocab_size": 32000, "hidden_size": null}');
SELECT model_params('{"model_type": "llama", "vocab_size": 32000, "hidden_size": {"a": 1}}');
SELECT model_params('{"model_type": "llama", "vocab_size": 32000, "hidden_size": 64, "num_hidden_layers": 1000000000}');
SELECT model_params('{"model_type": "llama", "vocab_size": 32000, "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 0}');
SELECT model_params('{"model_type": "llama", "vocab_size": 32000, "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 7}');
SELECT model_params('{"model_type": "mistral", "vocab_size": 32000, "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}');
SELECT model_params('{"model_type": "x", "text_config": {"model_type": "llama", "vocab_size": 32000}}');
SELECT model_params('{"model_type": "llama", "hidden_size": 64, "n_embd": 32}');
SELECT model_params('{"model_type": "gemma2", "vocab_size": 9, "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 9, "layer_types": ["full_attention"]}');
SELECT model_params('{"model_type": "gemma2", "vocab_size": 9, "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 9, "layer_types": ["full_attention", "half"]}');
SELECT model_params('{"model_type": "llama", "vocab_size": 9, "hidden_size": 1000000000, "num_hidden_layers": 10000, "num_attention_heads": 4, "intermediate_size": 1000000000}');
SELECT training_flop_per_token(config, 0) FROM config WHERE model = 'openai-community/gpt2';
SELECT training_flop_per_token(config, 1, 'chinchilla') FROM config WHERE model = 'openai-community/gpt2';
SELECT training_flop(config, 'NaN', 1) FROM config WHERE model = 'openai-community/gpt2';
SELECT decode_flop(config, -1) FROM config WHERE model = 'openai-community/gpt2';
SELECT kv_cache_bytes_per_token(config, 0) FROM config WHERE model = 'openai-community/gpt2';
\set VERBOSITY sqlstate
SELECT inference_estimate(config, 'no such part', 1, 1, 1, 1) IS NULL FROM config WHERE model = 'openai-community/gpt2';
\set VERBOSITY terse
SELECT inference_estimate(config, 'H100', 0, 1, 1, 1) FROM config WHERE model = 'openai-community/gpt2';

-- large and hostile values: too large; many keys that nobody reads; deep nesting
-- beside what is read; a long list; more layers than 10,000 by a pattern
SELECT reason FROM model_try_summary(jsonb_build_object('model_type', 'llama', 'x', repeat('a', 20000000)));
SELECT params FROM model_try_summary(
	(SELECT jsonb_object_agg('key ' || i, i) FROM generate_series(1, 100000) i)
	|| '{"model_type": "llama", "vocab_size": 10, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}'
	|| jsonb_build_object('rope_scaling', (repeat('[', 1000) || repeat(']', 1000))::jsonb));
SELECT reason FROM model_try_summary(jsonb_build_object('model_type', 'gemma2', 'vocab_size', 9, 'hidden_size', 64,
	'num_hidden_layers', 2, 'num_attention_heads', 4, 'intermediate_size', 9,
	'layer_types', (SELECT jsonb_agg(i) FROM generate_series(1, 100000) i)));
SELECT reason FROM model_try_summary(jsonb_build_object('model_type', 'nemotron_h', 'vocab_size', 9, 'hidden_size', 64,
	'num_attention_heads', 8, 'hybrid_override_pattern', repeat('M', 10001)));

-- views never raise: a row of NULLs with the reason
SELECT params, reason FROM model_try_summary(NULL);
SELECT params, reason FROM model_try_summary('{"model_type": "t5"}');
SELECT model, reason FROM model_summary_by_model
WHERE model IN (SELECT model FROM config) AND (params IS NULL OR palm_flop_per_token IS NULL) IS DISTINCT FROM (reason IS NOT NULL) ORDER BY model;

-- Llama-3.1-8B on one H100, 64 sequences of 500 tokens: a step takes
-- 64 x 500 x 131,072 B / 3.35 TB/s + 7.505e9 x 2 B / 3.35 TB/s = 5.73 ms
SELECT round((e.decode_s * 1e3)::numeric, 2) AS decode_ms, round(e.tokens_per_s::numeric, -2) AS tokens_per_s,
	e.bound, e.fits, e.weight_gb, e.kv_cache_gb
FROM config, LATERAL inference_estimate(config, accelerator => 'H100', accelerators => 1, batch => 64, prompt_tokens => 500, output_tokens => 1) e
WHERE model = 'meta-llama/Llama-3.1-8B';
-- eight TPU v5e, 8,192 tokens each: 5 ms for one sequence, 249 ms for 240 (which
-- would not fit)
SELECT batch, round((e.decode_s * 1e3)::numeric) AS decode_ms, e.bound, e.fits
FROM config, (VALUES (1), (240)) b (batch),
	LATERAL inference_estimate(config, 'TPU v5e', 8, batch, 8192, 1) e
WHERE model = 'meta-llama/Llama-2-13b-hf' ORDER BY batch;
-- measured tokens/s (ML.ENERGY leaderboard: 64 sequences of some 500 tokens)
-- stay below the bound
SELECT model, measured < e.tokens_per_s AS bounded
FROM (VALUES ('meta-llama/Llama-3.1-8B', 1, 16, 5147), ('meta-llama/Llama-3.1-405B', 8, 8, 1350)) m (model, n, bits, measured)
JOIN config USING (model), LATERAL inference_estimate(config, 'H100', n, 64, 250, 500, weight_bits => bits) e ORDER BY model;
