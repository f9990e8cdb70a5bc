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
	(SELECT jsonb_object_agg('key ' || i || '_token_id', i) FROM generate_series(1, 100000) i)
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

-- a model by its name, with or without the publisher and whatever the case, or
-- a config.json as Python writes it; an untyped literal is such a text
SELECT model_params('meta-llama/Llama-3.1-8B') AS by_name, model_params('llama-3.1-8b') AS short,
	model_params(config => 'META-LLAMA/LLAMA-3.1-8B'::text) = model_params(config) AS same,
	training_flop('meta-llama/Llama-3.1-8B', 1e12, 8192, 'kaplan') = 6 * 8030261248e12 AS flop
FROM config WHERE model = 'meta-llama/Llama-3.1-8B';
SELECT pg_typeof(model_config('{"model_type": "mamba", "time_step_limit": [0.0, Infinity], "x": [NaN, -Infinity, "NaN"], "y": "a \" Infinity"}')) AS type,
	model_config('{"time_step_limit": [0.0, Infinity], "x": [NaN, -Infinity, "NaN"], "y": "a \" Infinity"}') AS config;
SELECT model_params(' {"model_type": "llama", "vocab_size": 100, "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128, "initializer_range": Infinity}') AS untyped,
	model_params(jsonb '{"model_type": "llama", "vocab_size": 100, "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128}') AS jsonb;
SELECT model_params('{"model_type": "llama", "vocab_size": Infinity}');
SELECT model_params('no such model of anybody');
\set VERBOSITY default
SELECT model_params('meta-llama/Llama-3.1-9B');
\set VERBOSITY terse
SELECT model_params('{"model_type": "llama"');
-- what takes a jsonb takes a text: every function with an argument config
SELECT p.proname FROM pg_proc p
WHERE p.pronamespace = 'colossus'::regnamespace AND p.proargnames[1] = 'config' AND p.proargtypes[0] = 'jsonb'::regtype
	AND p.proname NOT IN ('model_inference', 'model_product_bits', 'model_check')
	AND NOT EXISTS (SELECT FROM pg_proc t WHERE t.pronamespace = p.pronamespace AND t.proname = p.proname
		AND t.proargtypes[0] = 'text'::regtype AND t.proargnames = p.proargnames)
ORDER BY p.proname;

-- no head, a score of two labels, nothing else: the end of the class name is
-- always read.  Head of Llama-3.1-8B: 128,256 x 4,096
SELECT c AS architecture, model_params(config || jsonb_build_object('architectures', jsonb_build_array(c))) - 8030261248 AS difference
FROM config, unnest(ARRAY['LlamaForCausalLM', 'LlamaModel', 'LlamaForSequenceClassification']) c
WHERE model = 'meta-llama/Llama-3.1-8B';
SELECT model_params(config || '{"architectures": ["LlamaForCausalLMEagle3"], "draft_vocab_size": 32000}') FROM config WHERE model = 'meta-llama/Llama-3.1-8B';
SELECT model_params(config || '{"draft_vocab_size": 32000}') FROM config WHERE model = 'meta-llama/Llama-3.1-8B';
SELECT model_params(config || '{"moe_intermediate_size": 512}') FROM config WHERE model = 'meta-llama/Llama-3.1-8B';
-- of two flags for the tied head the outer one counts: 100 x 64
SELECT model_params(jsonb_build_object('model_type', 'x', 'tie_word_embeddings', outside, 'vision_config', '{}'::jsonb, 'text_config',
	'{"model_type": "llama", "vocab_size": 100, "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128}'::jsonb
	|| jsonb_build_object('tie_word_embeddings', inside))) AS params, outside, inside
FROM (VALUES (true, false), (false, true)) t (outside, inside);
-- parts that are not counted are said
SELECT params, mtp_params, towers, state_bytes FROM model_summary('{"model_type": "x", "vision_config": {"a": 1}, "audio_config": {"a": 1}, "text_config":
	{"model_type": "llama", "vocab_size": 100, "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128, "num_nextn_predict_layers": 1}}');

-- states of recurrent layers: 45 of 64 heads, 128 x 128 elements at 32 bits, and 4 inputs of (2 x 16 + 64) x 128 channels at 16
SELECT word, state_bytes, state_bytes = 45 * (64 * 128 * 128 * CASE word WHEN 'bfloat16' THEN 2 ELSE 4 END + (2 * 16 + 64) * 128 * 4 * 2) AS by_hand
FROM config, unnest(ARRAY[NULL, 'float32', 'bfloat16']) AS word, model_summary(jsonb_set(config, '{text_config,mamba_ssm_dtype}', COALESCE(to_jsonb(word), 'null')))
WHERE model = 'Qwen/Qwen3.5-397B-A17B';
SELECT state_bytes FROM config, model_summary(jsonb_set(config, '{text_config,mamba_ssm_dtype}', '"int8"')) WHERE model = 'Qwen/Qwen3.5-397B-A17B';

-- weights as they are stored.  gpt-oss-120b: 36 x 128 experts of 3 x 2,880^2 at
-- 4.25 bits, the rest at 16: the 65,248,815,744 bytes of its files.
-- DeepSeek-V3: 669,065,609,216 weights at 8 bits with a scale of 32 for 128 x 128
-- of them, from the shapes of its class; it fits eight H200.
SELECT model_weight_bytes('{"model_type": "gpt_oss", "hidden_size": 2880, "intermediate_size": 2880, "num_hidden_layers": 36, "num_attention_heads": 64,
	"num_key_value_heads": 8, "head_dim": 64, "vocab_size": 201088, "num_local_experts": 128, "num_experts_per_tok": 4, "quantization_config":
	{"quant_method": "mxfp4", "modules_to_not_convert": ["model.layers.*.self_attn", "model.layers.*.mlp.router", "model.embed_tokens", "lm_head"]}}') AS gpt_oss_120b;
SELECT model_weight_bytes(q) AS stored, model_weight_bytes(q) < 8 * 141e9 AS fits, model_weight_bytes(q, 2) AS overridden
FROM (SELECT config || '{"quantization_config": {"quant_method": "fp8", "fmt": "e4m3", "weight_block_size": [128, 128]}}' AS q
	FROM config WHERE model = 'deepseek-ai/DeepSeek-V3') c;
-- bits of one weight in the layers of Llama-3.1-8B: what is left of the bytes
-- without 2 x 525,336,576 weights of embedding and head and 65 norms of 4,096
SELECT method, round(((model_weight_bytes(config || jsonb_build_object('quantization_config', method)) - 2 * (2 * 525336576 + 65 * 4096)) * 8
	/ (8030261248 - 2 * 525336576 - 65 * 4096))::numeric, 6) AS bits
FROM config, unnest(ARRAY[
	'{"quant_method": "awq", "bits": 4, "group_size": 128}',
	'{"quant_method": "gptq", "bits": 8, "group_size": 32}',
	'{"quant_method": "bitsandbytes", "load_in_4bit": true}',
	'{"quant_method": "bitsandbytes", "load_in_4bit": true, "bnb_4bit_use_double_quant": true}',
	'{"quant_method": "bitsandbytes", "load_in_8bit": true}',
	'{"quant_method": "modelopt", "quant_algo": "NVFP4"}',
	'{"quant_method": "modelopt", "quant_algo": "FP8"}',
	'{"quant_method": "compressed-tensors", "ignore": ["lm_head"], "config_groups": {"group_0": {"targets": ["Linear"], "weights": {"num_bits": 8, "type": "float", "strategy": "channel"}}}}',
	'{"quant_method": "compressed-tensors", "ignore": ["lm_head"], "config_groups": {"g": {"targets": ["Linear"], "weights": {"num_bits": 4, "type": "int", "strategy": "group", "group_size": 128}}}}',
	'{"quant_method": "compressed-tensors", "ignore": ["lm_head", "re:.*self_attn.*"], "config_groups": {"g": {"targets": ["Linear"], "weights": {"num_bits": 4, "type": "float", "group_size": 16}}}}'
]::jsonb[]) WITH ORDINALITY m (method, place) WHERE model = 'meta-llama/Llama-3.1-8B' ORDER BY place;
SELECT model_weight_bytes(config || '{"quantization_config": {"quant_method": "aqlm"}}') FROM config WHERE model = 'meta-llama/Llama-3.1-8B';
-- a quantization without its method, or under its old name, is no model of 16 bits; an empty one is none
SELECT model_weight_bytes(config || '{"quantization_config": {"bits": 4, "group_size": 128}}') FROM config WHERE model = 'meta-llama/Llama-3.1-8B';
SELECT model_weight_bytes(config || '{"quantization_config": "fp8"}') FROM config WHERE model = 'meta-llama/Llama-3.1-8B';
SELECT model_weight_bytes(config || '{"compression_config": {"format": "pack-quantized"}}') FROM config WHERE model = 'meta-llama/Llama-3.1-8B';
SELECT model_weight_bytes(config || '{"quantization_config": {"load_in_4bit": true}}') = model_weight_bytes(config || '{"quantization_config": {"quant_method": "bitsandbytes", "load_in_4bit": true}}') AS first_files,
	model_weight_bytes(config || '{"quantization_config": {}}') = 2 * model_params(config) AS none FROM config WHERE model = 'meta-llama/Llama-3.1-8B';

-- all conventions of one model side by side
SELECT convention, training_flop_per_token, forward_flop_per_token * 3 = training_flop_per_token AS third, round(over_megatron_noncausal::numeric, 4) AS over
FROM flop_conventions('openai-community/gpt2', 1024);
-- weights that are not trained cost 4 FLOP: LoRA on Llama-3.1-8B, 36e6 tokens in
-- an hour on one H100 are 4 x 8,030,261,248 x 36e6 / (989.4e12 x 3,600) = 32.5 %
SELECT round((training_flop('meta-llama/Llama-3.1-8B', 36e6, 2048, 'kaplan', trainable => 0) / (peak_flops('H100') * 3600))::numeric, 3) AS mfu,
	training_flop_per_token('meta-llama/Llama-3.1-8B', 2048, 'kaplan', 0.5) / 8030261248 AS half,
	training_flop_per_token('meta-llama/Llama-3.1-8B', 2048, 'palm', 0) - training_flop_per_token('meta-llama/Llama-3.1-8B', 2048) = -2 * 8030261248.0 AS palm;
SELECT training_flop('meta-llama/Llama-3.1-8B', 1, 2048, 'kaplan', 1.5);
-- adapters are trained beside them, 6 FLOP each: rank 16 on all seven projections of 32 layers, 16 x 32 x (2 x 8,192 + 2 x 5,120 + 3 x 18,432) parameters
SELECT training_flop_per_token(config, 2048, 'kaplan', 0, a) - 4 * 8030261248.0 = 6 * a AS adapters, training_flop(config, 2, 2048, 'megatron', 0, a) - training_flop(config, 2, 2048, 'megatron', 0) = 12 * a AS beside,
	training_flop(model, 1, 2048, 'palm', 1, a) - training_flop(model, 1, 2048) = 6 * a AS all_trained
FROM config, (SELECT 16 * 32 * (2 * 8192 + 2 * 5120 + 3 * 18432)::float8 AS a) l WHERE model = 'meta-llama/Llama-3.1-8B';
SELECT training_flop_per_token('meta-llama/Llama-3.1-8B', 2048, adapter_params => -1);

-- names as people paste them: 8,030,261,248 parameters each time
SELECT name FROM unnest(ARRAY['META-LLAMA/llama-3.1-8b', ' meta-llama/Llama-3.1-8B ', 'meta-llama/Llama-3.1-8B@main', '"meta-llama/Llama-3.1-8B"', 'https://huggingface.co/meta-llama/Llama-3.1-8B',
	'https://huggingface.co/meta-llama/Llama-3.1-8B/blob/main/config.json', 'https://huggingface.co/meta-llama/Llama-3.1-8B?show_file_info=model.safetensors', 'https://huggingface.co/meta-llama/Llama-3.1-8B/discussions/12',
	'https://huggingface.co/meta-llama/Llama-3.1-8B/tree/main?recursive=true', 'https://huggingface.co/api/models/meta-llama/Llama-3.1-8B', 'hf://meta-llama/Llama-3.1-8B@main', 'hf.co/meta-llama/Llama-3.1-8B:Q4_K_M', 'https://huggingface.co/meta-llama/Llama-3.1-8B#readme',
	'/root/.cache/huggingface/hub/models--meta-llama--Llama-3.1-8B/snapshots/0e9e39f249a16976918f6564b8830bc894c89659', 'models--meta-llama--Llama-3.1-8B', 'C:\Users\me\.cache\huggingface\hub\models--meta-llama--Llama-3.1-8B\snapshots\0e9e', 'hf.co/meta-llama/Llama-3.1-8B/', 'models/meta-llama/Llama-3.1-8B', 'llama-3.1-8b']) AS name
WHERE colossus.model_params(name) <> 8030261248;
-- what else lies in a model's folder says what it is
\set VERBOSITY default
SELECT colossus.model_params('{"peft_type": "LORA", "base_model_name_or_path": "meta-llama/Llama-3.1-8B", "r": 16}');
SELECT colossus.model_params('{"general.architecture": "llama", "llama.block_count": 32}');
SELECT colossus.model_params('{"metadata": {"total_size": 5}, "weight_map": {"a": "b"}}');
SELECT colossus.model_params('{"_class_name": "FluxTransformer2DModel", "num_layers": 19}');
SELECT colossus.model_params('{"bos_token_id": 1, "do_sample": true, "transformers_version": "4.40.0"}');
SELECT colossus.model_params('{"dim": 4096, "n_layers": 32, "head_dim": 128, "hidden_dim": 14336, "n_heads": 32, "n_kv_heads": 8, "norm_eps": 1e-05, "vocab_size": 32768}');
-- an encoder attends without a mask, keeps nothing and writes nothing: BERT base, 6 x (12 x 7,077,888 + 768 x 768 + 30,522 x 768) and 6 x 12 layers x 12 heads x 128 x 512; as a
-- decoder half of the latter, and 2 x 2 x 12 x 768 bytes a token
SELECT c.class, 6 * (12 * 7077888 + 768 * 768 + 30522 * 768) + 6 * 12 * 12 * 128 * c.keys = colossus.training_flop_per_token(b.config, 512, 'megatron') AS megatron,
	3 * 12 * (2 * 12 * 128 * c.keys) = 3 * (colossus.prefill_flop(b.config, 512) / 512 - colossus.prefill_flop(b.config, 1)) + 3 * 12 * (2 * 12 * 128 * c.one) AS prefill,
	colossus.kv_cache_bytes_per_token(b.config), colossus.decode_flop(b.config, 511) IS NULL AS writes_nothing
FROM (VALUES ('BertForMaskedLM', 512, 1), ('BertLMHeadModel', 256, 0.5)) c (class, keys, one), LATERAL (SELECT jsonb_build_object('architectures', jsonb_build_array(c.class)) ||
	'{"model_type": "bert", "vocab_size": 30522, "hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "intermediate_size": 3072, "max_position_embeddings": 512}' AS config) b;
-- Gemma's text model sees all tokens only where images are whole, else it is an encoder
SELECT v, colossus.model_params(config || jsonb_build_object('use_bidirectional_attention', v)) = colossus.model_params(config) AS same FROM config, (VALUES (jsonb 'null'), ('false'), ('"vision"')) x (v) WHERE model = 'google/gemma-3-1b-it';
SELECT colossus.model_params(config || '{"use_bidirectional_attention": true}') FROM config WHERE model = 'google/gemma-3-1b-it';
SELECT colossus.model_params(config || '{"use_bidirectional_attention": "all"}') FROM config WHERE model = 'google/gemma-3-1b-it';
-- an encoder alone, a key of nobody's, two text models, and a draft that calls itself a Llama
SELECT colossus.model_params('{"model_type": "bert", "architectures": ["BertModel"], "vocab_size": 100, "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 96, "max_position_embeddings": 16}');
SELECT colossus.model_params(config || '{"moe_config": {"n": 8}}') FROM config WHERE model = 'meta-llama/Llama-3.1-8B';
SELECT colossus.model_params('{"model_type": "x", "text_config": {"model_type": "llama"}, "language_config": {"model_type": "llama"}}');
SELECT colossus.model_params('{"model_type": "x", "language_config": {"model_type": "llama", "hidden_size": 64}}');
SELECT colossus.model_params(config || '{"architectures": "EagleLlamaForCausalLM"}') FROM config WHERE model = 'meta-llama/Llama-3.1-8B';
-- one letter is missing, and then one is too much
SELECT colossus.model_params('{"model_type": "qwen3_mo"}');
SELECT colossus.model_params('{"architectures": ["MixtrallForCausalLM"]}');
\set VERBOSITY terse
-- a mark of the order of bytes before it; a text model two objects deep, beside what hears
SELECT colossus.model_params(E'\ufeff{"model_type": "llama", "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 100}') AS marked, s.params, s.towers
FROM colossus.model_summary('{"model_type": "qwen2_5_omni", "thinker_config": {"model_type": "qwen2_5_omni_thinker", "audio_config": {"d_model": 10}, "text_config": {"model_type": "qwen2_5_omni_text", "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 100}}}') s;
-- a key that one layer has and the family does not read
SELECT colossus.model_params('{"model_type": "nemotron-nas", "hidden_size": 256, "num_hidden_layers": 1, "num_attention_heads": 4, "vocab_size": 100, "block_configs": [{"attention": {"n_heads_in_group": 2, "lora_rank": 4}, "ffn": {"ffn_mult": 1.0}}]}');
SELECT colossus.model_params('{"model_type": "nemotron-nas", "hidden_size": 256, "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 100, "block_configs": [{"attention": {"n_heads_in_group": 2}, "ffn": {"ffn_mult": 1.0}}]}');
SELECT colossus.model_params('{"model_type": "nemotron-nas", "hidden_size": 256, "num_hidden_layers": 1, "num_attention_heads": 4, "vocab_size": 100, "block_configs": [{"attention": {"n_heads_in_group": 2}, "ffn": {"ffn_mult": -1}}]}');
SELECT colossus.model_params('{"model_type": "nemotron-nas", "hidden_size": 256, "num_hidden_layers": 1, "num_attention_heads": 4, "vocab_size": 100, "block_configs": [{"attention": {"replace_with_linear": true}, "ffn": {"ffn_mult": 1}}]}');

-- DeepSeek-V4: a token adds a key of 512 in each layer, and its share of a compressed one: of 512 and 128 for 4 tokens, of 512 for 128
SELECT model, kv_cache_bytes_per_token(config) AS bytes, (SELECT sum(2 * (512 + CASE r.v::text::int WHEN 4 THEN 640 / 4.0 WHEN 128 THEN 512 / 128.0 ELSE 0 END))
	FROM jsonb_array_elements(config -> 'compress_ratios') WITH ORDINALITY r (v, i) WHERE r.i <= (config ->> 'num_hidden_layers')::int) AS by_hand
FROM colossus.model WHERE model ~ '/DeepSeek-V4-(Flash|Pro)$' ORDER BY model;

-- differential attention: a head weighs the values of two, 6 x 2 layers x 4 heads x 16 x 100 tokens more than without, half of them under a causal mask
SELECT convention, training_flop_per_token(c || '{"model_type": "diffllama"}', 100, convention) - training_flop_per_token(c || '{"model_type": "llama"}', 100, convention) AS more
FROM (VALUES ('megatron'), ('megatron_noncausal')) v (convention),
	(SELECT '{"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 100, "max_position_embeddings": 128}'::jsonb AS c) x
ORDER BY convention;

-- keys that one layer has of its own: transformers builds 1,498,621,440; heads of 512 and not 256 are (8 + 4 + 4 + 8) x 256 x 2304 weights and norms of 2 x 256 more in that layer
WITH c AS (SELECT '{"model_type": "gemma4_text", "vocab_size": 262144, "hidden_size": 2304, "intermediate_size": 9216, "num_hidden_layers": 6, "num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256,
	"tie_word_embeddings": true, "attention_bias": false, "sliding_window": 512, "layer_types": ["sliding_attention", "sliding_attention", "sliding_attention", "sliding_attention", "sliding_attention", "full_attention"],
	"vocab_size_per_layer_input": 262144, "hidden_size_per_layer_input": 256, "attention_k_eq_v": false, "num_kv_shared_layers": 0, "enable_moe_block": false, "use_double_wide_mlp": false}'::jsonb AS c)
SELECT of, model_params(c || jsonb_build_object('per_layer_config', of::jsonb)) AS params, model_params(c || jsonb_build_object('per_layer_config', of::jsonb)) - model_params(c || jsonb_build_object('per_layer_config', '{"5": {"head_dim": 256}}'::jsonb)) AS more
FROM c, unnest(ARRAY['{"05": {"head_dim": 512}}', '{"5": {"head_dim": 512}}']) AS of;
SELECT model_params('{"model_type": "gemma4_text", "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 1, "num_attention_heads": 4, "vocab_size": 100, "layer_types": ["full_attention"], "per_layer_config": {"7": {"head_dim": 512}}}');
SELECT model_params('{"model_type": "gemma4_text", "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 1, "num_attention_heads": 4, "vocab_size": 100, "layer_types": ["full_attention"], "per_layer_config": {"x": {"head_dim": 512}}}');
SELECT model_params('{"model_type": "gemma4_text", "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 1, "num_attention_heads": 4, "vocab_size": 100, "layer_types": ["full_attention"], "per_layer_config": [7]}');
