-- Bytes of weights as quantization_config says that they are stored.  Figures are
-- sizes of matrices by hand: of Llama-3.1-8B (32 layers, hidden 4,096, MLP 14,336,
-- 32 heads and 8 of keys of 128) and others that are named.
SET search_path = colossus, public;
CREATE TEMP VIEW config AS SELECT model, config FROM colossus.model_shipped WHERE config IS NOT NULL;
CREATE TEMP VIEW llama AS SELECT config FROM config WHERE model = 'meta-llama/Llama-3.1-8B';
CREATE FUNCTION pg_temp.bytes(model text, quantization jsonb) RETURNS numeric LANGUAGE sql STABLE
	AS 'SELECT model_weight_bytes(c.config || jsonb_build_object(''quantization_config'', bytes.quantization))::numeric FROM config c WHERE c.model = bytes.model';

-- what a model of 1 byte a weight has more where modules stay as they are: a byte for each weight of theirs
SELECT k.list, k.kept, k.expected FROM (
	SELECT t.list, t.expected, pg_temp.bytes('meta-llama/Llama-3.1-8B', jsonb_build_object('quant_method', 'fp8', 'modules_to_not_convert', t.list)) - pg_temp.bytes('meta-llama/Llama-3.1-8B', '{"quant_method": "fp8"}') AS kept
	FROM (VALUES
	(jsonb '["lm_head", "model.embed_tokens", "model.norm"]', 0::numeric),
	-- one projection is no more than itself: in all layers, in one, in those whose number begins with 1 (11 of 32)
	('["down_proj"]', 32 * 4096 * 14336::numeric), ('["model.layers.*.mlp.gate_proj"]', 32 * 4096 * 14336::numeric), ('["model.layers.7.mlp.up_proj"]', 4096 * 14336),
	('["q_proj"]', 32 * 4096 * 4096::numeric), ('["model.layers.31.self_attn.k_proj"]', 4096 * 1024), ('["model.layers.0.self_attn.v_proj", "model.layers.0.self_attn.v_proj"]', 4096 * 1024),
	('["model.layers.2.self_attn.o_proj", "model.layers.2.self_attn"]', 4096 * (2 * 4096 + 2 * 1024)), ('["model.layers.1*"]', 11 * (4096 * (2 * 4096 + 2 * 1024) + 3 * 4096 * 14336::numeric)),
	('["model.layers.1.*"]', 4096 * (2 * 4096 + 2 * 1024) + 3 * 4096 * 14336), ('["model.layers.0*"]', 4096 * (2 * 4096 + 2 * 1024) + 3 * 4096 * 14336), ('["mlp"]', 32 * 3 * 4096 * 14336::numeric),
	-- layers that the model has not, parts that no text model has, norms: nothing
	('["model.layers.32*", "model.layers.99.mlp"]', 0), ('["model.layers.0.input_layernorm", "model.layers.0.self_attn.q_norm", "model.layers.0.mlp.gate", "router", "experts"]', 0),
	-- patterns, as compressed-tensors reads them: from the start, to any end
	('["re:.*self_attn.*"]', 32 * 4096 * (2 * 4096 + 2 * 1024)::numeric), ('["re:.*mlp.gate$"]', 0), ('["re:.*mlp.gate"]', 32 * 4096 * 14336::numeric),
	('["re:.*mlp\\.(gate|up|gate_up)_proj.*"]', 32 * 2 * 4096 * 14336::numeric), ('["re:model\\.layers\\.(0|31)\\.mlp\\..*"]', 2 * 3 * 4096 * 14336), ('["re:.*layers\\.[0-9]+\\.self_attn\\.(q|k|v)_proj$"]', 32 * 4096 * 6144::numeric),
	-- and as transformers reads them, to the end of a module
	('["model\\.layers\\.1\\.mlp\\.(gate|up)_proj", ".*mlp.gate$"]', 2 * 4096 * 14336),
	-- a fused name means its parts
	('["self_attn.qkv_proj"]', 32 * 4096 * 6144::numeric), ('["mlp.gate_up_proj"]', 32 * 2 * 4096 * 14336::numeric)
	) t (list, expected)) k ORDER BY k.list::text;

-- what sees, hears, or predicts further ahead is none of the text model, whatever its parts are called: Qwen2.5-7B in
-- int4 is 6,525,288,448 weights in layers at 4.125 bits and the rest at 16; Qwen3-VL-32B in FP8 has 31,205,621,760 at 8
SELECT t.model, round(pg_temp.bytes(t.model, t.method || jsonb_build_object('ignore', '["lm_head"]' || t.names)) / 1e9, 3) AS gb, round(t.expected / 1e9, 3) AS expected
FROM (VALUES
	('Qwen/Qwen2.5-7B-Instruct', jsonb '{"quant_method": "compressed-tensors", "config_groups": {"group_0": {"targets": ["Linear"], "weights": {"num_bits": 4, "type": "int", "group_size": 128, "symmetric": true}}}}',
	jsonb '["re:visual.*", "model.visual.blocks.0.attn.qkv", "visual.blocks.31.mlp.gate_proj", "re:.*vision_tower.*", "vision_model.encoder.layers.0.self_attn.q_proj", "audio_tower.layers.1.fc1", "multi_modal_projector", "model.vision_embed_tokens", "mtp.layers.0.self_attn.q_proj", "mtp*", "talker.model.layers.0.mlp"]',
	28 * (3584::numeric * (2 * 3584 + 2 * 512) + 3 * 3584 * 18944::numeric) * (4 + 16 / 128.0) / 8 + 2 * (7615616512 - 28 * (3584::numeric * (2 * 3584 + 2 * 512) + 3 * 3584 * 18944::numeric))),
	('Qwen/Qwen3-VL-32B-Instruct', '{"quant_method": "fp8", "weight_block_size": [128, 128]}',
	'["model.visual.blocks.0.attn.proj", "model.visual.merger.linear_fc1", "model.visual.deepstack_merger_list.0.linear_fc1", "model.visual.blocks.1.mlp.linear_fc2"]',
	64 * (5120 * (2 * 8192 + 2 * 1024) + 3 * 5120 * 25600::numeric) * (8 + 32 / 16384.0) / 8 + 2 * (32762123264 - 64 * (5120 * (2 * 8192 + 2 * 1024) + 3 * 5120 * 25600::numeric)))
	) t (model, method, names, expected) ORDER BY t.model;

-- experts: one of 128 is its own share, as are its matrices; a router has none of the bits; shared experts and an MLP
-- beside experts are told apart.  Qwen3-30B-A3B: 48 layers of 128 experts, 2,048 x 768; Qwen3.5-35B-A3B: 40 of 256 experts
-- and a shared one, 2,048 x 512; Gemma-4-26B-A4B: an MLP of 2,112 beside 128 experts of 704, hidden 2,816
SELECT k.model, k.list, k.kept, k.expected FROM (
	SELECT t.model, t.list, t.expected, pg_temp.bytes(t.model, jsonb_build_object('quant_method', 'fp8', 'modules_to_not_convert', t.list)) - pg_temp.bytes(t.model, '{"quant_method": "fp8"}') AS kept
	FROM (VALUES
	('Qwen/Qwen3-30B-A3B', jsonb '["model.layers.5.mlp.experts.17.down_proj"]', 2048 * 768::numeric), ('Qwen/Qwen3-30B-A3B', '["model.layers.5.mlp.experts.17"]', 3 * 2048 * 768),
	('Qwen/Qwen3-30B-A3B', '["model.layers.*.mlp.experts.3.up_proj"]', 48 * 2048 * 768), ('Qwen/Qwen3-30B-A3B', '["mlp.experts"]', 48 * 128 * 3 * 2048 * 768::numeric),
	('Qwen/Qwen3-30B-A3B', '["model.layers.0.mlp", "model.layers.0.mlp.experts.3.up_proj"]', 128 * 3 * 2048 * 768), ('Qwen/Qwen3-30B-A3B', '["model.layers.0.mlp.gate", "gate"]', 0), ('Qwen/Qwen3-30B-A3B', '["re:.*mlp.gate_proj"]', 0),
	('Qwen/Qwen3.5-35B-A3B', '["re:.*shared_expert.*"]', 40 * 3 * 2048 * 512), ('Qwen/Qwen3.5-35B-A3B', '["*.mlp.shared_expert.*", "model.language_model.layers.0.mlp.shared_expert*", "model.language_model.layers.0.mlp.shared_expert_gate"]', 40 * 3 * 2048 * 512),
	-- 30 of its layers are delta nets: keys of 16 heads and values of 32, of 128; 10 are attention of 16 heads of 256 with a gate as wide, and 2 of keys
	('Qwen/Qwen3.5-35B-A3B', '["model.language_model.layers.*.linear_attn.in_proj_qkv"]', 30 * 2048 * 8192::numeric), ('Qwen/Qwen3.5-35B-A3B', '["linear_attn.in_proj_z"]', 30 * 2048 * 4096),
	('Qwen/Qwen3.5-35B-A3B', '["linear_attn.in_proj_a", "linear_attn.in_proj_b"]', 30 * 2048 * 64), ('Qwen/Qwen3.5-35B-A3B', '["linear_attn.out_proj", "linear_attn.conv1d"]', 30 * 2048 * 4096),
	('Qwen/Qwen3.5-35B-A3B', '["re:.*self_attn.q_proj"]', 10 * 2048 * 8192), ('Qwen/Qwen3.5-35B-A3B', '["model.language_model.layers.3.self_attn*"]', 2048 * (3 * 4096 + 2 * 512)),
	('Qwen/Qwen3.5-35B-A3B', '["linear_attn.in_proj_a"]', 30 * 2048 * 32), ('Qwen/Qwen3.5-35B-A3B', '["re:.*out_proj$"]', 30 * 2048 * 4096), ('Qwen/Qwen3.5-35B-A3B', '["re:.*v_proj$"]', 10 * 2048 * 512),
	-- an indexer of 64 heads of 128 beside latent attention, hidden 7,168, latents of 1,536
	('deepseek-ai/DeepSeek-V3.2', '["model.layers.*.self_attn.indexer*"]', 61 * (1536 * 8192 + 7168 * 192::numeric)), ('deepseek-ai/DeepSeek-V3.2', '["model.layers.*.self_attn.indexer.wk"]', 61 * 7168 * 128),
	('deepseek-ai/DeepSeek-V3.2', '["model.layers.*.self_attn.q_b_proj"]', 61 * 1536 * 24576::numeric),
	-- Nemotron calls mixer what mixes and what does not: no MLP, 23 layers of experts with a shared one of 3,712, hidden 2,688
	('nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16', '["backbone.layers.*.mixer.up_proj"]', 0), ('nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16', '["backbone.layers.*.mixer.shared_experts.up_proj"]', 23 * 2688 * 3712),
	-- 16 layers of which 10 are short convolutions, both with an out_proj of 2,048 x 2,048
	('LiquidAI/LFM2-1.2B', '["conv.conv"]', 0), ('LiquidAI/LFM2-1.2B', '["conv.out_proj"]', 10 * 2048 * 2048), ('LiquidAI/LFM2-1.2B', '["re:.*out_proj$"]', 16 * 2048 * 2048),
	('google/gemma-4-26B-A4B', '["model.language_model.layers.*.mlp*"]', 30 * 3 * 2816 * 2112::numeric), ('google/gemma-4-26B-A4B', '["model.language_model.layers.4.experts"]', 128 * 3 * 2816 * 704)
	) t (model, list, expected)) k ORDER BY k.model, k.list::text;
-- latent attention, DeepSeek-V3: q 7,168 x 1,536 x 128 heads of 192, kv 7,168 x 576 and 512 x 128 x 256
SELECT pg_temp.bytes('deepseek-ai/DeepSeek-V3', jsonb_build_object('quant_method', 'fp8', 'ignore', t.list)) - pg_temp.bytes('deepseek-ai/DeepSeek-V3', '{"quant_method": "fp8"}') AS kept, t.expected
FROM (VALUES (jsonb '["q_a_proj"]', 61 * 7168 * 1536::numeric), ('["model.layers.9.self_attn.q_b_proj"]', 1536 * 128 * 192), ('["kv_a_proj_with_mqa"]', 61 * 7168 * 576), ('["self_attn.kv_b_proj"]', 61 * 512 * 128 * 256::numeric),
	('["model.layers.0.mlp"]', 3 * 7168 * 18432), ('["model.layers.61.self_attn.o_proj"]', 0)) t (list, expected);

-- groups and algorithms for modules: FP8 in attention, four bits and a scale of 8 for 16 in the MLPs of Llama-3.1-8B, as
-- Model Optimizer writes it in groups and module by module; a name goes before a class; the head too
SELECT t.method - 'ignore' AS method, pg_temp.bytes('meta-llama/Llama-3.1-8B', t.method) - 2 * (525336576 + 65 * 4096) AS bytes, trim_scale(t.expected) AS expected
FROM (VALUES
	(jsonb '{"quant_method": "modelopt", "quant_algo": "MIXED_PRECISION", "config_groups": {"group_0": {"targets": ["re:.*self_attn.*"], "weights": {"num_bits": 8, "type": "float"}}, "group_1": {"targets": ["Linear"], "weights": {"num_bits": 4, "type": "float", "group_size": 16}}}}',
	32 * 4096::numeric * (10240 + 3 * 14336 * 4.5 / 8) + 2 * 525336576),
	('{"quant_method": "modelopt", "quant_algo": "MIXED_PRECISION", "quantized_layers": {"model.layers.*.self_attn": {"quant_algo": "FP8"}, "model.layers.*.mlp": {"quant_algo": "W4A16_NVFP4", "group_size": 16}, "lm_head": {"quant_algo": "MXFP8"}}}',
	32 * 4096::numeric * (10240 + 3 * 14336 * 4.5 / 8) + 525336576 * 8.25 / 8),
	('{"quant_method": "compressed-tensors", "config_groups": {"group_0": {"targets": ["Linear"], "weights": {"num_bits": 8, "type": "int", "group_size": 128, "symmetric": false}}}}', 32 * 4096::numeric * (10240 + 3 * 14336) * (8 + 24 / 128.0) / 8 + 525336576 * (8 + 24 / 128.0) / 8),
	('{"quant_method": "compressed-tensors", "ignore": ["lm_head"], "config_groups": {"group_0": {"targets": ["Linear"], "weights": {"num_bits": 4, "type": "float", "group_size": 32}}}}', 32 * 4096::numeric * (10240 + 3 * 14336) * 4.25 / 8 + 2 * 525336576),
	('{"quant_method": "modelopt", "quant_algo": "MXFP4"}', 32 * 4096::numeric * (10240 + 3 * 14336) * 4.25 / 8 + 2 * 525336576),
	('{"quant_algo": "FP8_PB_WO"}', 32 * 4096::numeric * (10240 + 3 * 14336) + 2 * 525336576::numeric),
	('{"quant_method": "gptq", "bits": 4, "group_size": 128, "dynamic": {}, "lm_head": true}', (32 * 4096::numeric * (10240 + 3 * 14336) + 525336576) * (4 + 20 / 128.0) / 8),
	('{"quant_method": "bitsandbytes", "load_in_8bit": true, "llm_int8_skip_modules": ["visual"]}', 32 * 4096::numeric * (10240 + 3 * 14336) + 525336576::numeric),
	('{"quant_method": "bitsandbytes", "load_in_8bit": true, "llm_int8_skip_modules": ["lm_head"]}', 32 * 4096::numeric * (10240 + 3 * 14336) + 2 * 525336576::numeric),
	('{"quant_method": "compressed-tensors", "format": "int-quantized", "ignore": ["lm_head"], "config_groups": {"group_0": {"targets": ["Linear"], "weights": {"num_bits": 4, "type": "int"}}}}', 32 * 4096::numeric * (10240 + 3 * 14336) + 2 * 525336576::numeric),
	('{"quant_method": "fp8", "modules_to_convert": ["model.embed_tokens"]}', 32 * 4096::numeric * (10240 + 3 * 14336) + 525336576::numeric),
	('{"quant_method": "gptq", "bits": 4.0, "group_size": -1, "lm_head": false}', 32 * 4096::numeric * (10240 + 3 * 14336) * 4.0 / 8 + 2 * 525336576)
	) t (method, expected) ORDER BY t.method::text;

-- two groups by patterns over fused and single names, as a public DeepSeek-V4-Flash has them: FP8 in attention (queries of 64 heads
-- of 512 through 1,024, one key, the output through 8 groups of 1,024), NVFP4 in experts, shared ones too, 16 bits in all else
SELECT round((pg_temp.bytes('deepseek-ai/DeepSeek-V4-Flash', '{"quant_method": "compressed-tensors", "format": "mixed-precision", "ignore": [], "sparsity_config": {}, "config_groups": {
	"group_0": {"format": "float-quantized", "targets": ["re:.*attn.*(fused_wqa_wkv|wq_b|wo_a|wo_b)$"], "weights": {"num_bits": 8, "type": "float", "strategy": "block", "group_size": null, "block_structure": [128, 128]}},
	"group_1": {"format": "nvfp4-pack-quantized", "targets": ["re:.*ffn.*(gate|up|down)_proj$"], "weights": {"num_bits": 4, "type": "float", "strategy": "tensor_group", "group_size": 16}}}}') / 1e9)::numeric, 3) AS gb,
	round((284332230231 * 2 - 43 * (257 * 3 * 4096 * 2048::numeric * (2 - 4.5 / 8) + 4096 * 1024 + 1024 * 32768 + 4096 * 512 + 32768 * 1024 + 8192 * 4096)) / 1e9, 3) AS expected;

-- every matrix of every expert named by itself, as Model Optimizer does: OLMoE has 16 layers of 64 experts of 3 x 2,048 x 1,024
SELECT model_weight_bytes(config || jsonb_build_object('quantization_config', jsonb_build_object('quant_method', 'modelopt', 'quant_algo', 'MIXED_PRECISION', 'quantized_layers', q.layers))) AS bytes,
	2 * 6919161856 - 16 * 64 * 3 * 2048 * 1024::bigint * 23 / 16 AS expected
FROM config, (SELECT jsonb_object_agg(format('model.layers.%s.mlp.experts.%s.%s_proj', l, e, p), jsonb '{"quant_algo": "NVFP4", "group_size": 16}') AS layers
	FROM generate_series(0, 15) l, generate_series(0, 63) e, unnest(ARRAY['gate', 'up', 'down']) p) q WHERE model = 'allenai/OLMoE-1B-7B-0924';

-- what is not known is refused by its key, and the estimate has no size for it and says why
SELECT t.q, e.note FROM llama l, LATERAL (VALUES
	(jsonb '{"quant_method": "unknown"}'),
	('{"quant_method": "gptq", "bits": -4, "group_size": 128}'), ('{"quant_method": "awq", "bits": 0}'), ('{"quant_method": "gptq", "bits": 400}'), ('{"quant_method": "gptq", "bits": "8"}'), ('{"quant_method": "awq", "w_bit": 4.5}'), ('{"quant_method": "gptq"}'),
	('{"quant_method": "gptq", "bits": 4, "group_size": -2}'), ('{"quant_method": "gptq", "bits": 4, "group_size": "128"}'),
	('{"quant_method": "gptq", "bits": 4, "dynamic": {"-:.*down.*": {}}}'), ('{"quant_method": "gptq", "bits": 4, "modules_in_block_to_quantize": [["self_attn.q_proj"]]}'),
	('{"quant_method": "auto-round", "bits": 4, "packing_format": "auto_round:auto_gptq", "extra_config": {"lm_head": {"bits": 8}}}'), ('{"quant_method": "auto-round", "bits": 4, "packing_format": "ark"}'),
	('{"quant_method": "compressed-tensors", "config_groups": {"a": {"targets": ["Linear"], "weights": {"num_bits": -1}}}}'), ('{"quant_method": "compressed-tensors", "config_groups": {"a": {"targets": ["Linear"], "weights": {"num_bits": 6, "type": "float"}}}}'),
	('{"quant_method": "compressed-tensors", "config_groups": {"a": {"targets": ["re:.*vision.*"], "weights": {"num_bits": 8}}}}'), ('{"quant_method": "compressed-tensors"}'),
	('{"quant_method": "compressed-tensors", "format": "marlin-24", "config_groups": {"a": {"targets": ["Linear"], "weights": {"num_bits": 4}}}}'),
	('{"quant_method": "compressed-tensors", "sparsity_config": {"format": "sparse-24-bitmask"}, "config_groups": {"a": {"targets": ["Linear"], "weights": {"num_bits": 8}}}}'),
	('{"quant_method": "modelopt", "quant_algo": "W4A8_AWQ"}'), ('{"quant_method": "modelopt", "quant_algo": "NVFP4_SVDQUANT"}'), ('{"quant_method": "modelopt", "quant_algo": "INT4_FP8"}'), ('{"quant_method": "modelopt"}'),
	('{"quant_method": "modelopt", "quant_algo": "MIXED_PRECISION", "quantized_layers": {"lm_head": {"quant_algo": "INT8_SQ"}}}'), ('{"quant_method": "fp8", "quant_algo": "MIXED_PRECISION"}'),
	('{"quant_method": "fp8", "weight_block_size": [128, 0]}'), ('{"quant_method": "fp8", "modules_to_not_convert": "lm_head"}'), ('{"quant_method": "fp8", "ignore": ["re:^(?!.*experts).*"]}'), ('{"quant_method": "fp8", "ignore": [1]}'),
	-- what names modules by another key, or in classes; layouts with other zeros; numbers of another kind
	('{"quant_method": "gptq", "bits": 4, "modules_not_quantized": ["linear_attn"]}'), ('{"quant_method": "compressed-tensors", "config_groups": {"a": {"targets": ["LlamaDecoderLayer"], "weights": {"num_bits": 8}}}}'),
	('{"quant_method": "fp8", "ignore": ["LlamaMLP"]}'), ('{"quant_method": "awq", "bits": 4, "version": "marlin"}'), ('{"quant_method": "gptq", "bits": 4, "checkpoint_format": "marlin"}'),
	('{"quant_method": "auto-round", "bits": 4, "packing_format": "auto_round:auto_gptq", "data_type": "mx_fp"}'),
	('{"quant_method": "bitsandbytes"}'), ('{"quant_method": "torchao"}')) t (q), colossus.inference_estimate(l.config || jsonb_build_object('quantization_config', t.q), 'H100', 1, 1, 1000, 100) e
WHERE e.stored_weight_gb IS NULL ORDER BY t.q::text;
SELECT note FROM llama, colossus.inference_estimate(config || '{"quantization": {"group_size": 64, "bits": 4}}', 'H100', 1, 1, 1000, 100);
SELECT model_weight_bytes('nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-FP8');
-- of two the one outside of the text model counts, alone or beside another; one inside counts alone, and its errors say where it is.
-- Qwen2.5-VL-7B: 28 layers of 2 x 3,584 x 3,584 + 2 x 3,584 x 512 + 3 x 3,584 x 18,944 weights of 4 + 20 / 128 bits or of 8, the rest of 16
CREATE FUNCTION pg_temp.vl(outside jsonb, inside jsonb, container text) RETURNS jsonb LANGUAGE sql IMMUTABLE
	AS 'SELECT jsonb_strip_nulls(jsonb_build_object(''model_type'', ''qwen2_5_vl'', ''quantization_config'', outside, container, jsonb_build_object(''quantization_config'', inside) ||
	''{"model_type": "qwen2_5_vl_text", "hidden_size": 3584, "intermediate_size": 18944, "num_attention_heads": 28, "num_hidden_layers": 28, "num_key_value_heads": 4, "vocab_size": 152064, "tie_word_embeddings": false}''))';
SELECT t.outside ->> 'quant_method' AS outside, t.inside ->> 'quant_method' AS inside, model_weight_bytes(pg_temp.vl(t.outside, t.inside, 'text_config')) AS bytes,
	model_weight_bytes(pg_temp.vl(t.outside, t.inside, 'text_config')) = 28 * (2 * 3584 * 3584 + 2 * 3584 * 512 + 3 * 3584 * 18944::bigint) * t.bits / 8 + 2 * (2 * 152064 * 3584::bigint + 28 * (3584 + 2 * 512) + 57 * 3584) AS by_hand
FROM (VALUES (jsonb '{"quant_method": "awq", "bits": 4, "group_size": 128}', jsonb '{"quant_method": "fp8"}', 4.15625), ('{"quant_method": "awq", "bits": 4, "group_size": 128}', NULL, 4.15625),
	('{"quant_method": "fp8"}', '{"quant_method": "awq", "bits": 4, "group_size": 128, "modules_to_not_convert": ["mlp"]}', 8), (NULL, '{"quant_method": "fp8"}', 8), ('{}', '{"quant_method": "fp8"}', 8), (NULL, NULL, 16)) t (outside, inside, bits);
-- a tag is of other files: it moves no parameter, and no byte is known without bytes_per_param.  A drive and a JSON have none
SELECT model_params('hf.co/Qwen/Qwen3-8B:Q4_K_M') = model_params('Qwen/Qwen3-8B') AS params, model_weight_bytes('hf.co/Qwen/Qwen3-8B:Q4_K_M', 0.5) = model_params('Qwen/Qwen3-8B') / 2 AS given,
	model_weight_bytes('https://huggingface.co/Qwen/Qwen3-8B') = 2 * model_params('Qwen/Qwen3-8B') AS none, model_weight_bytes('hf://Qwen/Qwen3-8B@main') = 2 * model_params('Qwen/Qwen3-8B') AS revision,
	model_weight_bytes((SELECT config::text FROM llama)) = 2 * 8030261248 AS json, model_weight_bytes('C:\cache\models--Qwen--Qwen3-8B\snapshots') = 2 * model_params('Qwen/Qwen3-8B') AS folder;
SELECT model_weight_bytes('hf.co/Qwen/Qwen3-8B:Q4_K_M');
SELECT model_weight_bytes('https://huggingface.co/Qwen/Qwen3-8B:UD-Q4_K_XL?show=1');
SELECT model_weight_bytes('no/such-model-at-all:Q8_0');
SELECT name, colossus.model_tag(name) FROM unnest(ARRAY['"hf.co/Qwen/Qwen3-8B:Q4_K_M/"', 'Qwen/Qwen3-8B : Q4 K M', 'models--Qwen--Qwen3-8B:Q8_0', 'Qwen/Qwen3-8B:', 'hf://Qwen/Qwen3-8B@v1:1', 'https://hf.co/Qwen/Qwen3-8B?a:b', 'C:/cache/models--Qwen--Qwen3-8B', ' {"a:b": 1}']) name;
SELECT t.name, e.stored_weight_gb, round(e.weight_gb::numeric, 2) AS weight_gb, e.note FROM (VALUES ('Qwen/Qwen3-8B:Q4_K_M'), ('Qwen/Qwen3-8B')) t (name), inference_estimate(t.name, 'H100', 1, 1, 1000, 100, weight_bits => 8) e;

-- what is not quantized has the bits of dtype: GPT-2's 124,439,808 parameters, Llama's 8,030,261,248, of which 2 x 525,336,576 and 65 x 4,096 stay beside fp8
SELECT m.model, t.keys, model_weight_bytes(m.config || t.keys) = t.by_hand AS by_hand
FROM (VALUES ('openai-community/gpt2', jsonb '{"torch_dtype": "float32"}', 4 * 124439808::bigint), ('openai-community/gpt2', '{"torch_dtype": null}', 2 * 124439808),
	('meta-llama/Llama-3.1-8B', '{"torch_dtype": "float32"}', 4 * 8030261248), ('meta-llama/Llama-3.1-8B', '{"dtype": "float32"}', 4 * 8030261248),
	('meta-llama/Llama-3.1-8B', '{"dtype": "float16", "torch_dtype": "float32"}', 2 * 8030261248), ('meta-llama/Llama-3.1-8B', '{"dtype": null, "torch_dtype": "float32"}', 4 * 8030261248),
	('meta-llama/Llama-3.1-8B', '{"dtype": "float32", "quantization_config": {"quant_method": "fp8"}}', 8030261248 + 3 * (2 * 525336576::bigint + 65 * 4096)),
	('meta-llama/Llama-3.1-8B', '{"dtype": "float8_e4m3fn", "quantization_config": {"quant_method": "fp8"}}', 8030261248 + 2 * 525336576::bigint + 65 * 4096)) t (model, keys, by_hand)
JOIN config m ON m.model = t.model ORDER BY t.model, t.keys::text;
-- the one outside of the text model counts, by either name: 7,615,616,512 parameters
SELECT t.outside, t.inside, model_weight_bytes(pg_temp.vl(NULL, NULL, 'text_config') || t.outside || jsonb_build_object('text_config', pg_temp.vl(NULL, NULL, 'text_config') -> 'text_config' || t.inside)) / 7615616512 AS bytes
FROM (VALUES (jsonb '{"torch_dtype": "bfloat16"}', jsonb '{"dtype": "float32"}'), ('{"dtype": "float32"}', '{"torch_dtype": "bfloat16"}'), ('{}', '{"torch_dtype": "float32"}'), ('{}', '{"dtype": "bfloat16", "torch_dtype": "float32"}')) t (outside, inside);
SELECT round(stored_weight_gb::numeric, 2) AS gb, note FROM llama, colossus.inference_estimate(config || '{"torch_dtype": "float32"}', 'H100', 1, 1, 1000, 100);
SELECT model_params(config || '{"torch_dtype": "float8_e4m3fn"}') AS params FROM llama;
SELECT model_weight_bytes(config || '{"torch_dtype": "float8_e4m3fn"}') FROM llama;
SELECT model_weight_bytes(config || '{"dtype": "auto"}') FROM llama;
SELECT model_weight_bytes(config || '{"torch_dtype": 16}') FROM llama;
SELECT model_weight_bytes(pg_temp.vl(NULL, NULL, 'llm_config') || jsonb_build_object('llm_config', pg_temp.vl(NULL, NULL, 'llm_config') -> 'llm_config' || '{"dtype": "fp32"}'));
SELECT model_weight_bytes(pg_temp.vl(NULL, '{"quant_method": "awq"}', 'language_config'));
SELECT model_weight_bytes(pg_temp.vl(NULL, '{"quant_method": "awq", "bits": 99}', 'llm_config'));
SELECT model_weight_bytes(pg_temp.vl('{"quant_method": "fp8"}', NULL, 'text_config') || '{"thinker_config": {"quantization_config": {"quant_method": "fp8"}}}');
SELECT model_weight_bytes(config || jsonb_build_object('quantization_config', jsonb_build_object('quant_method', 'fp8', 'ignore', (SELECT jsonb_agg('lm_head'::text) FROM generate_series(1, 10001))))) FROM llama;
-- nor does a long list keep a server busy: ten thousand names for all of ten thousand layers
SELECT model_weight_bytes(config || '{"num_hidden_layers": 10000}' || jsonb_build_object('quantization_config', jsonb_build_object('quant_method', 'fp8', 'ignore', (SELECT jsonb_agg('q_proj'::text) FROM generate_series(1, 10000))))) FROM llama;

-- Catalogued models that are named after a quantization are stored in it, or nobody knows what of them (offenders)
SELECT m.model, round((8 * model_weight_bytes(m.config) / m.params)::numeric, 2) AS bits FROM colossus.model m
WHERE m.model ~* 'fp8|nvfp4|mxfp4|int4|int8|awq|gptq' AND m.config IS NOT NULL AND m.config #>> '{quantization_config,quant_method}' IS DISTINCT FROM 'unknown' AND 8 * model_weight_bytes(m.config) / m.params > 10;
-- and what is named after none has not the quantization of somebody's copy (offenders): those who quantize their own weights use fp8, mxfp4 or compressed-tensors
SELECT m.model FROM colossus.model m WHERE m.model !~* 'fp8|fp4|int4|int8|awq|gptq' AND (m.config -> 'quantization_config' ? 'quant_algo' OR m.config #> '{text_config,quantization_config}' ? 'quant_algo');
-- NVIDIA's files hold half an element and a sixteenth for each weight of four bits, and one for each other: so many are
-- of four bits as the elements of the files (left) say, with all weights as another file of the model (right) has them
SELECT t.model, round(model_weight_bytes(m.config)::numeric / 1e9, 2) AS gb, round(model_weight_bytes(m.config)::numeric / (t.q * 9 / 16 + 2 * (m.params - t.q)), 3) AS over_elements
FROM (SELECT x.model, (x.weights - x.elements) * 16 / 7 AS q FROM (VALUES ('nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-NVFP4', 18237772608::numeric, 31577937344::numeric),
	('nvidia/GLM-5-NVFP4', 435238854912, 753864139008), ('nvidia/DeepSeek-V3.2-NVFP4', 394498304256, 685396921376)) x (model, elements, weights)) t
JOIN colossus.model m ON m.model = t.model ORDER BY t.model;
-- sizes that publishers tell.  The file of gpt-oss-20b has 597,196,800 scales beside its weights, each with 32 weights of
-- four bits; NVIDIA measured 331 GB, and 352.3 with its layers of prediction in 16 bits
SELECT model_weight_bytes('openai/gpt-oss-20b') AS gpt_oss_20b, 597196800 * 17::bigint + 2 * (20914757184 - 32 * 597196800::bigint) AS by_scales,
	round((model_weight_bytes(m.model) / 331e9)::numeric, 2) AS ultra, round(((model_weight_bytes(m.model) + 2 * (model_summary(m.config)).mtp_params) / 352.3e9)::numeric, 2) AS with_prediction
FROM colossus.model m WHERE m.model = 'nvidia/NVIDIA-Nemotron-3-Ultra-550B-A55B-NVFP4';
-- experts of four bits beside FP8: 43 and 61 layers of 256 and 384 experts of 3 x 4,096 x 2,048 and 3 x 7,168 x 3,072
SELECT model, round((model_weight_bytes(config) / 1e9)::numeric, 1) AS gb, round((model_weight_bytes(config - 'expert_dtype') - model_weight_bytes(config))::numeric / (CASE WHEN model LIKE '%Flash' THEN 43 * 256 * 3 * 4096 * 2048::numeric ELSE 61 * 384 * 3 * 7168 * 3072::numeric END) * 8, 3) AS bits_less
FROM config WHERE model LIKE 'deepseek-ai/DeepSeek-V4-%' ORDER BY model;
