-- tensor_summary, model_check.  Sizes are made so that every count can be worked
-- out by hand; each layout is the one that its library writes.
\set VERBOSITY terse

-- the header that a list of 'name dtype dims' has
CREATE FUNCTION header(VARIADIC tensors text[]) RETURNS text LANGUAGE sql AS $$
	WITH t AS (
		SELECT n, split_part(s, ' ', 1) AS name, split_part(s, ' ', 2) AS dtype,
			string_to_array(nullif(split_part(s, ' ', 3), ''), 'x')::bigint[] AS shape
		FROM unnest(tensors) WITH ORDINALITY AS u (s, n)
	), b AS (
		SELECT *, (SELECT coalesce(exp(sum(ln(d)))::numeric(30,0), 1)::bigint FROM unnest(shape) AS d)
			* CASE substring(dtype FROM '[0-9]+')::int WHEN 4 THEN 1 ELSE substring(dtype FROM '[0-9]+')::int / 4 END / 2 AS bytes FROM t
	)
	SELECT '{"__metadata__": {"format": "pt"}, ' || string_agg(format('"%s": {"dtype": "%s", "shape": [%s], "data_offsets": [%s, %s]}',
		name, dtype, array_to_string(shape, ', '), until - bytes, until), ', ') || '}'
	FROM (SELECT *, sum(bytes) OVER (ORDER BY n)::bigint AS until FROM b) AS x
$$;
SELECT header('a F32 2x3', 'b BF16', 'c F4 4');

-- 10 x 4 of the embedding, 4 x 4 weight, norm of 4: 40 + 16 + 4 parameters of 2 bytes
SELECT * FROM colossus.tensor_summary(header('model.embed_tokens.weight BF16 10x4', 'model.layers.0.mlp.up_proj.weight BF16 4x4', 'model.norm.weight BF16 4'));

-- GPTQ of 4 bits: 128 x 32 weights, packed along the inputs: 16 x 32 words, 1 group of scales, zeros packed along the outputs
SELECT params, bytes, bits_per_param FROM colossus.tensor_summary(header('l.qweight I32 16x32', 'l.scales F16 1x32', 'l.qzeros I32 1x4', 'l.g_idx I32 128'));
-- of 3 bits: 32 weights in 3 words: 12 x 32 words, zeros 1 x 3
SELECT params FROM colossus.tensor_summary(header('l.qweight I32 12x32', 'l.scales F16 1x32', 'l.qzeros I32 1x3'));
-- without zeros only the configuration tells
SELECT params, bytes FROM colossus.tensor_summary(header('l.qweight I32 16x32', 'l.scales F16 1x32'));
SELECT params FROM colossus.tensor_summary(header('l.qweight I32 16x32', 'l.scales F16 1x32'), '{"quantization_config": {"quant_method": "gptq", "bits": 4, "group_size": 128}}');
-- AWQ of 4 bits: 128 x 32 weights, packed along the outputs
SELECT params, bytes FROM colossus.tensor_summary(header('l.qweight I32 128x4', 'l.scales F16 1x32', 'l.qzeros I32 1x4'));
-- compressed-tensors, pack-quantized: 32 x 128 weights of 4 bits; the configuration alone tells bits
SELECT params FROM colossus.tensor_summary(header('l.weight_packed I32 32x16', 'l.weight_scale BF16 32x1', 'l.weight_shape I64 2'));
SELECT params FROM colossus.tensor_summary(header('l.weight_packed I32 32x16', 'l.weight_scale BF16 32x1', 'l.weight_shape I64 2'),
	'{"quantization_config": {"config_groups": {"group_0": {"weights": {"num_bits": 4, "group_size": 128, "strategy": "group"}, "input_activations": {"num_bits": 8}}}}}');
-- two groups of the configuration, told apart by their scales: 32 x 128 of 4 bits in groups of 128, 32 x 64 of 8 bits a row
SELECT params FROM colossus.tensor_summary(header('a.weight_packed I32 32x16', 'a.weight_scale BF16 32x2', 'b.weight_packed I32 32x16', 'b.weight_scale BF16 32x1'),
	'{"quantization_config": {"config_groups": {"group_0": {"weights": {"num_bits": 4, "group_size": 64, "strategy": "group"}}, "group_1": {"weights": {"num_bits": 8, "strategy": "channel"}}}}}');
-- FP8 with a scale for a square of 128: 256 x 256 weights and a norm
SELECT params, bytes, bits_per_param FROM colossus.tensor_summary(header('l.weight F8_E4M3 256x256', 'l.weight_scale_inv F32 2x2', 'norm.weight BF16 256'));
-- NVFP4 of ModelOpt, and of compressed-tensors: 32 x 64 weights
SELECT params, bytes, bits_per_param FROM colossus.tensor_summary(header('l.weight U8 32x32', 'l.weight_scale F8_E4M3 32x4', 'l.weight_scale_2 F32', 'l.input_scale F32'));
SELECT params, bytes FROM colossus.tensor_summary(header('l.weight_packed U8 32x32', 'l.weight_scale F8_E4M3 32x4', 'l.weight_global_scale F32 1', 'l.input_global_scale F32 1'));
-- microscaling as gpt-oss stores it: 2 experts of 8 x 64 weights, blocks of 32; one of two experts works on a token
SELECT params, active_params, bytes, expert_params, other_params FROM colossus.tensor_summary(
	header('model.layers.0.mlp.experts.gate_up_proj_blocks U8 2x8x2x16', 'model.layers.0.mlp.experts.gate_up_proj_scales U8 2x8x2', 'model.layers.0.mlp.experts.gate_up_proj_bias BF16 2x8', 'model.layers.0.mlp.router.weight BF16 2x64'),
	'{"num_local_experts": 2, "num_experts_per_tok": 1}');
-- microscaling in bytes with scales E8M0: packed two to a byte, and one to a byte
SELECT params FROM colossus.tensor_summary(header('l.weight I8 8x32', 'l.scale F8_E8M0 8x2'));
SELECT params FROM colossus.tensor_summary(header('l.weight I8 8x64', 'l.scale F8_E8M0 8x2'));
-- 8 bits with a scale a row; bitsandbytes of 8 and of 4 bits
SELECT params FROM colossus.tensor_summary(header('l.weight I8 8x64', 'l.weight_scale BF16 8x1'));
SELECT params FROM colossus.tensor_summary(header('l.weight I8 8x64', 'l.SCB F32 8', 'l.weight_format U8'));
SELECT params FROM colossus.tensor_summary(header('l.weight U8 256x1', 'l.weight.absmax U8 8', 'l.weight.quant_map F32 16', 'l.weight.nested_absmax F32 1', 'l.weight.nested_quant_map F32 256', 'l.weight.quant_state.bitsandbytes__nf4 U8 90'));
SELECT params FROM colossus.tensor_summary(header('l.weight BF16 128x1', 'l.weight.absmax U8 8', 'l.weight.quant_map F32 16'));
-- BitNet: four ternary weights to a byte and one scale: 32 x 64 of them; a byte does not say so without the configuration
SELECT params, bytes FROM colossus.tensor_summary(header('l.weight U8 8x64', 'l.weight_scale BF16 1'), '{"quantization_config": {"quant_method": "bitnet", "linear_class": "autobitlinear", "quantization_mode": "offline"}}');
SELECT params, bytes FROM colossus.tensor_summary(header('l.weight U8 8x64', 'l.weight_scale BF16 1'));
-- MLX of 4 bits in groups of 64
SELECT params FROM colossus.tensor_summary(header('l.weight U32 8x16', 'l.scales BF16 8x2', 'l.biases BF16 8x2'), '{"quantization": {"group_size": 64, "bits": 4}}');
-- two groups of 4 and 8 bits fit the same scales, blocks of 16 do not fit the row, whole numbers of 3 bits do not fill the bytes: not known
SELECT params FROM colossus.tensor_summary(header('a.weight_packed I32 32x16', 'a.weight_scale BF16 32x1'),
	'{"quantization_config": {"config_groups": {"group_0": {"weights": {"num_bits": 4, "strategy": "channel"}}, "group_1": {"weights": {"num_bits": 8, "strategy": "channel"}}}}}');
SELECT params FROM colossus.tensor_summary(header('l.weight U8 32x32', 'l.weight_scale F8_E4M3 32x3'));
SELECT params FROM colossus.tensor_summary(header('l.qweight I32 1x1', 'l.scales F16 1x1'), '{"quantization_config": {"quant_method": "gptq", "bits": 3, "group_size": 128}}');
-- bitsandbytes of 8 bits with a code of 256 values: 64 weights in 64 bytes, and its scales stand beside them
SELECT params FROM colossus.tensor_summary(header('l.weight U8 64x1', 'l.weight.absmax F32 1', 'l.weight.quant_map F32 256'));
-- truth values are masks
SELECT params, bytes FROM colossus.tensor_summary('{"mask": {"dtype": "BOOL", "shape": [4], "data_offsets": [0, 4]}, "w": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}}');
-- bytes that nothing explains are not known, and say so by NULL
SELECT tensors, params, active_params, bytes FROM colossus.tensor_summary(header('l.weight U8 8x64'));
-- a scale of a norm is a parameter, and so is one beside a weight that is no code
SELECT params FROM colossus.tensor_summary(header('norm.scale BF16 8', 'conv.weight BF16 4', 'conv.scale BF16 4'));
-- masks, frequencies and position ids are not
SELECT params, bytes FROM colossus.tensor_summary(header('h.0.attn.bias F32 1x1x4x4', 'h.0.attn.masked_bias F32', 'l.rotary_emb.inv_freq F32 8', 'embeddings.position_ids I64 1x8', 'h.0.attn.c_attn.bias F32 6'));

-- experts: numbered, in one tensor, shared ones apart; the gate is no expert
SELECT params, active_params, expert_params, other_params FROM colossus.tensor_summary(
	header('model.layers.0.mlp.experts.0.up_proj.weight BF16 4x4', 'model.layers.0.mlp.experts.1.up_proj.weight BF16 4x4', 'model.layers.0.mlp.experts.2.up_proj.weight BF16 4x4',
		'model.layers.0.mlp.shared_experts.up_proj.weight BF16 4x4', 'model.layers.0.mlp.gate.weight BF16 3x4'), '{"num_experts_per_tok": 2}');
SELECT params, active_params FROM colossus.tensor_summary(header('model.layers.0.mlp.experts.gate_up_proj BF16 4x8x2', 'model.layers.0.mlp.router.weight BF16 4x2'), '{"text_config": {"num_experts_per_tok": 1}}');
-- experts stacked by rows: 4 experts of 3 rows, known only with their number
SELECT params, active_params FROM colossus.tensor_summary(header('transformer.blocks.0.ffn.experts.mlp.w1 BF16 12x2'), '{"ffn_config": {"moe_top_k": 2}}');
SELECT params, active_params FROM colossus.tensor_summary(header('transformer.blocks.0.ffn.experts.mlp.w1 BF16 12x2'), '{"ffn_config": {"moe_top_k": 2, "moe_num_experts": 4}}');
-- a block whose name alone tells its experts (Granite): 4 of 8 x 2, one on a token; experts with a word before the number
SELECT params, active_params FROM colossus.tensor_summary(header('model.layers.0.block_sparse_moe.input_linear.weight BF16 4x8x2'), '{"num_local_experts": 4, "num_experts_per_tok": 1}');
SELECT params, active_params FROM colossus.tensor_summary(header('model.layers.0.moe.experts.expert_0.w BF16 4x4', 'model.layers.0.moe.experts.expert_1.w BF16 4x4'), '{"num_experts_per_tok": 1}');
-- as many for every layer, as a list; lists that differ are not known
SELECT c, (colossus.tensor_summary(header('model.layers.0.mlp.experts.gate_up_proj BF16 4x8x2'), format('{"num_experts_per_tok": %s}', c)::jsonb)).active_params
FROM unnest(ARRAY['[1, 1]', '[1, 2]', '[]', '"1"', '[1, "x"]']) AS c;
-- not known without the configuration
SELECT params, active_params FROM colossus.tensor_summary(header('model.layers.0.mlp.experts.0.up_proj.weight BF16 4x4'));

-- layers beyond the last predict further ahead; towers see; neither works on a token of text
SELECT params, active_params, prediction_params, tower_params, layers FROM colossus.tensor_summary(
	header('model.layers.0.mlp.up_proj.weight BF16 2x2', 'model.layers.1.mlp.up_proj.weight BF16 2x2', 'mtp.fc.weight BF16 3', 'model.visual.blocks.30.w BF16 5'), '{"num_hidden_layers": 1}');
-- what sees, hears or speaks by the names of its publishers: 2 x 2 of text each time, and 5 of the part
SELECT part FROM unnest(ARRAY['model.visual.blocks.0.w', 'vision_model.embeddings.w', 'mlp1.0.weight', 'model.vision_embed_tokens.img_processor.w', 'vpm.encoder.layers.0.w', 'resampler.query',
	'vision_language_adapter.w_in.weight', 'talker.model.layers.0.mlp.up_proj.weight', 'token2wav.code2wav_dit_model.w', 'code2wav.w', 'thinker.audio_tower.layers.0.w', 'apm.layers.0.w', 'tts.w', 'model.projector.layers.weight',
	'model.vision_backbone.w', 'model.embed_tokens_extend.image_embed.w', 'model.layers.0.self_attn.qkv_proj.lora_A.vision.weight', 'sound_encoder.w', 'model.sam_model.w', 'model.view_seperator']) AS part,
	colossus.tensor_summary(header('language_model.model.layers.0.mlp.up_proj.weight BF16 2x2', part || ' BF16 5')) AS t
WHERE (t.params, t.active_params, t.tower_params, t.layers) IS DISTINCT FROM (9::bigint, 4::bigint, 5::bigint, 1::bigint);
-- a head that is the embedding counts once where the configuration ties them
SELECT params FROM colossus.tensor_summary(header('model.embed_tokens.weight BF16 10x4', 'lm_head.weight BF16 10x4'), '{"tie_word_embeddings": true}');
SELECT params FROM colossus.tensor_summary(header('model.embed_tokens.weight BF16 10x4', 'lm_head.weight BF16 10x4'));
-- whatever lies around the two: of MiniCPM-V, of InternVL, of an omni model, and none of a talker's
SELECT prefix, (colossus.tensor_summary(header(prefix || 'model.embed_tokens.weight BF16 10x4', prefix || 'lm_head.weight BF16 10x4'), '{"tie_word_embeddings": true}')).params
FROM unnest(ARRAY['llm.', 'language_model.', 'thinker.', '']) AS prefix;
SELECT params FROM colossus.tensor_summary(header('model.embed_tokens.weight BF16 10x4', 'llm.lm_head.weight BF16 10x4'), '{"tie_word_embeddings": true}');

-- several files, and an index
SELECT tensors, params, bytes FROM colossus.tensor_summary('[' || header('a.weight F32 2x2', 'b.weight F32 2') || ',' || header('c.weight F16 3') || ']');
SELECT tensors, params, bytes FROM colossus.tensor_summary('{"metadata": {"total_size": 30.0}, "weight_map": {"a.weight": "model-1.safetensors", "b.weight": "model-2.safetensors"}}');
SELECT tensors, params, bytes FROM colossus.tensor_summary('{"metadata": {}, "weight_map": {"a.weight": "model-1.safetensors"}}');
SELECT * FROM colossus.tensor_summary(NULL) AS t;
SELECT params FROM colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [0, 3], "data_offsets": [0, 0]}}');

-- what is refused
SELECT colossus.tensor_summary('');
SELECT colossus.tensor_summary('{}');
SELECT colossus.tensor_summary('[]');
SELECT colossus.tensor_summary('7');
SELECT colossus.tensor_summary('{"a": 7}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}');
SELECT colossus.tensor_summary('[' || header('a F32 2') || ',' || header('a F32 2') || ']');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "Q4", "shape": [1], "data_offsets": [0, 4]}}');
SELECT colossus.tensor_summary('{"a": {"shape": [1], "data_offsets": [0, 4]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "data_offsets": [0, 4]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [1]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4, 8]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [1.5], "data_offsets": [0, 4]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [99999999999999999999], "data_offsets": [0, 4]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [3037000500, 3037000500], "data_offsets": [0, 4]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [[1]], "data_offsets": [0, 4]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [1,1,1,1,1,1,1,1,1], "data_offsets": [0, 4]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "b": {"dtype": "F32", "shape": [1], "data_offsets": [8, 12]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "b": {"dtype": "F32", "shape": [1], "data_offsets": [2, 6]}}');
SELECT colossus.tensor_summary('{"weight_map": {"a": "f"}}');
SELECT colossus.tensor_summary('{"metadata": {"total_size": -1}, "weight_map": {"a": "f"}}');
SELECT colossus.tensor_summary('{"metadata": {}, "weight_map": {"a": "f"}, "b": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [1], "shape": [1], "data_offsets": [0, 4]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4], "data_offsets": [0, 4]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": 1, "data_offsets": [0, 4]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "U8", "shape": [5000000000000000000], "data_offsets": [0, 5000000000000000000]}}');
-- 5 x 2e18 parameters of half a byte are more than 2^63, and each tensor is not
SELECT colossus.tensor_summary(format('{%s}', string_agg(format('"t%s": {"dtype": "F4", "shape": [2000000000000000000], "data_offsets": [%s, %s]}', i, i * 1000000000000000000, (i + 1) * 1000000000000000000), ', '))) FROM generate_series(0, 4) AS i;
SELECT colossus.tensor_summary('{"metadata": {"total_size": 8}, "weight_map": {"a": 7}}');
SELECT colossus.tensor_summary('[' || header('a F32 2') || ', {"metadata": {"total_size": 8}, "weight_map": {"b": "f"}}]');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}', '{}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}', '[]');
SELECT colossus.tensor_summary(repeat('[', 100000));
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "\u0061": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4], "x": ' || repeat('[', 100) || repeat(']', 100) || '}}');
SELECT colossus.tensor_summary('{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}} {}');

-- the configuration and the tensors of a small Llama: attention 4 x 64, MLP 3 x 128, 2 norms of 8, each of 2 layers
CREATE FUNCTION small_llama(layers int) RETURNS text LANGUAGE sql AS $$
	SELECT header(VARIADIC ARRAY['model.embed_tokens.weight BF16 16x8', 'lm_head.weight BF16 16x8', 'model.norm.weight BF16 8'] ||
		ARRAY(SELECT format('model.layers.%s.%s', l, w) FROM generate_series(0, layers - 1) AS l,
			unnest(ARRAY['self_attn.q_proj.weight BF16 8x8', 'self_attn.k_proj.weight BF16 8x8', 'self_attn.v_proj.weight BF16 8x8', 'self_attn.o_proj.weight BF16 8x8',
				'mlp.gate_proj.weight BF16 16x8', 'mlp.up_proj.weight BF16 16x8', 'mlp.down_proj.weight BF16 8x16', 'input_layernorm.weight BF16 8', 'post_attention_layernorm.weight BF16 8']) AS w))
$$;
SELECT * FROM colossus.model_check('{"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 8, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 1, "num_key_value_heads": 1, "vocab_size": 16, "tie_word_embeddings": false}', small_llama(2));
-- three layers where the configuration has two: the third stands apart
SELECT * FROM colossus.model_check('{"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 8, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 1, "num_key_value_heads": 1, "vocab_size": 16, "tie_word_embeddings": false}', small_llama(3));
SELECT * FROM colossus.model_check('{"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 8, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 1, "num_key_value_heads": 1, "vocab_size": 16, "tie_word_embeddings": false}', small_llama(2))
WHERE by_config IS DISTINCT FROM by_tensors;

-- embeddings of places and the norm behind them are embeddings in both counts: GPT-2 of 10 tokens and 6 places of width 8
SELECT * FROM colossus.model_check('{"model_type": "gpt2", "n_embd": 8, "n_layer": 1, "n_head": 1, "n_positions": 6, "vocab_size": 10}',
	header('wte.weight F32 10x8', 'wpe.weight F32 6x8', 'h.0.ln_1.weight F32 8', 'h.0.ln_1.bias F32 8', 'h.0.attn.bias F32 1x1x6x6', 'h.0.attn.c_attn.weight F32 8x24', 'h.0.attn.c_attn.bias F32 24',
		'h.0.attn.c_proj.weight F32 8x8', 'h.0.attn.c_proj.bias F32 8', 'h.0.ln_2.weight F32 8', 'h.0.ln_2.bias F32 8', 'h.0.mlp.c_fc.weight F32 8x32', 'h.0.mlp.c_fc.bias F32 32',
		'h.0.mlp.c_proj.weight F32 32x8', 'h.0.mlp.c_proj.bias F32 8', 'ln_f.weight F32 8', 'ln_f.bias F32 8'))
WHERE by_config IS DISTINCT FROM by_tensors AND by_config IS NOT NULL;

-- 50,000 tensors of 500 experts each, 8 of which work on a token
SELECT tensors, params, active_params FROM colossus.tensor_summary((SELECT header(VARIADIC array_agg(format('model.layers.%s.mlp.experts.%s.up_proj.weight BF16 2x2', n / 500, n % 500))) FROM generate_series(0, 49999) AS n), '{"num_experts_per_tok": 8}');
DROP FUNCTION small_llama, header;
