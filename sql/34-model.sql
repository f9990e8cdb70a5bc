-- What a transformer costs, from its Hugging Face config.json.  COST 20: a call
-- reads the whole configuration.

CREATE OR REPLACE FUNCTION colossus.model_params(config jsonb) RETURNS bigint
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_model_params';
COMMENT ON FUNCTION colossus.model_params(jsonb) IS
	'Trainable parameters of the text model that a Hugging Face config.json describes, shared weights once; without multi-token prediction, vision towers, buffers and scales of quantization.';

CREATE OR REPLACE FUNCTION colossus.model_active_params(config jsonb) RETURNS bigint
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_model_active_params';
COMMENT ON FUNCTION colossus.model_active_params(jsonb) IS
	'Parameters that work on one token: all but the experts that it is not routed to. Input and output embeddings are counted.';

CREATE OR REPLACE FUNCTION colossus.model_weight_bytes(config jsonb, bytes_per_param double precision DEFAULT NULL) RETURNS double precision
LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_model_weight_bytes';
COMMENT ON FUNCTION colossus.model_weight_bytes(jsonb, double precision) IS
	'Bytes of all weights: as quantization_config stores them (fp8, mxfp4, compressed-tensors, modelopt, awq, gptq, auto-round, bitsandbytes, each with its scales), and what it leaves in the bits of dtype or torch_dtype, 16 without one; or bytes_per_param each. A method, an algorithm, a pattern of modules or a dtype that is not known is 22023 and named.';

CREATE OR REPLACE FUNCTION colossus.model_product_bits(config jsonb, weight_bits double precision) RETURNS double precision
LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_model_product_bits';
COMMENT ON FUNCTION colossus.model_product_bits(jsonb, double precision) IS
	'Bits of the numbers that weights of weight_bits on average are computed with: where the configuration stores them so, within a twentieth (embeddings of 16 bits and scales are in that average), the fewest bits of a matrix that tokens are multiplied with, else weight_bits.';

CREATE OR REPLACE FUNCTION colossus.kv_cache_bytes_per_token(config jsonb, bytes_per_element double precision DEFAULT 2) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_kv_cache_bytes_per_token';
COMMENT ON FUNCTION colossus.kv_cache_bytes_per_token(jsonb, double precision) IS
	'Bytes that a token adds to the KV cache, all layers with attention, the keys of indexers and its share of compressed keys among them; a layer with a window stops growing at its window. An encoder keeps none: 0.';

CREATE OR REPLACE FUNCTION colossus.training_flop_per_token(config jsonb, seq_len integer, convention text DEFAULT 'palm', trainable double precision DEFAULT 1, adapter_params double precision DEFAULT 0) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_training_flop_per_token';
COMMENT ON FUNCTION colossus.training_flop_per_token(jsonb, integer, text, double precision, double precision) IS
	'FLOP to train on one token in a sequence of seq_len, by a convention of flop_conventions(). The default, palm, is 0.5 to 24 % above the products that are done: flop_conventions(config, seq_len) shows them side by side. trainable: share of the weights that are trained, 0 to 1; the rest costs 4 FLOP each instead of 6. adapter_params: parameters of adapters beside them, 6 FLOP each. LoRA: trainable => 0 and its adapter_params.';

CREATE OR REPLACE FUNCTION colossus.training_flop(config jsonb, tokens double precision, seq_len integer, convention text DEFAULT 'palm', trainable double precision DEFAULT 1, adapter_params double precision DEFAULT 0) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_model_training_flop';
COMMENT ON FUNCTION colossus.training_flop(jsonb, double precision, integer, text, double precision, double precision) IS
	'FLOP to train on so many tokens in sequences of seq_len, by a convention of flop_conventions(). trainable: share of the weights that are trained, adapter_params: parameters of adapters beside them, as in training_flop_per_token; LoRA: trainable => 0 and its adapter_params.';

CREATE OR REPLACE FUNCTION colossus.forward_flop_per_token(config jsonb, seq_len integer, convention text DEFAULT 'palm') RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_forward_flop_per_token';
COMMENT ON FUNCTION colossus.forward_flop_per_token(jsonb, integer, text) IS
	'FLOP of the forward pass for one token in a sequence of seq_len: a third of training_flop_per_token.';

CREATE OR REPLACE FUNCTION colossus.prefill_flop(config jsonb, prompt_tokens integer) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_prefill_flop';
COMMENT ON FUNCTION colossus.prefill_flop(jsonb, integer) IS
	'FLOP to read a prompt: 2 x active parameters without the input embedding x tokens, and the attention, causal but in encoders.';

CREATE OR REPLACE FUNCTION colossus.decode_flop(config jsonb, context_tokens integer) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_decode_flop';
COMMENT ON FUNCTION colossus.decode_flop(jsonb, integer) IS
	'FLOP to write the token that follows so many tokens: 2 x active parameters without the input embedding, and attention to the cache. NULL for an encoder, which writes none.';

CREATE OR REPLACE FUNCTION colossus.model_summary(config jsonb, OUT architecture text, OUT params bigint, OUT active_params bigint, OUT embedding_params bigint, OUT layers integer, OUT hidden_size integer, OUT heads integer, OUT kv_heads integer, OUT head_dim integer, OUT experts integer, OUT experts_per_token integer, OUT attention text, OUT kv_cache_bytes_per_token double precision, OUT state_bytes double precision, OUT mtp_params bigint, OUT towers text) RETURNS record
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_model_summary';
COMMENT ON FUNCTION colossus.model_summary(jsonb) IS
	'What a config.json describes: model_type, parameters, sizes, attention (MHA, GQA, MQA, MLA), bytes of KV cache per token at 16 bits and of the states of recurrent layers per sequence as they are kept (recurrences mostly at 32), parameters of multi-token prediction (not in params), and parts that are not counted at all (vision, audio; NULL: none).';

CREATE OR REPLACE FUNCTION colossus.model_try_summary(config jsonb, seq_len integer DEFAULT 4096, OUT architecture text, OUT params bigint, OUT active_params bigint, OUT embedding_params bigint, OUT layers integer, OUT hidden_size integer, OUT heads integer, OUT kv_heads integer, OUT head_dim integer, OUT experts integer, OUT experts_per_token integer, OUT attention text, OUT kv_cache_bytes_per_token double precision, OUT kaplan_flop_per_token double precision, OUT palm_flop_per_token double precision, OUT megatron_flop_per_token double precision, OUT megatron_noncausal_flop_per_token double precision, OUT torchtitan_flop_per_token double precision, OUT reason text) RETURNS record
LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_model_try_summary';
COMMENT ON FUNCTION colossus.model_try_summary(jsonb, integer) IS
	'model_summary and the training FLOP per token by each convention, for views: never an error, but a row of NULLs with a reason.';

CREATE OR REPLACE FUNCTION colossus.model_inference(config jsonb, accelerators integer, batch integer, prompt_tokens integer, output_tokens integer,
	weight_bits double precision, kv_bits double precision, tokens_per_step double precision,
	peak_flops double precision, core_peak_flops double precision, memory_gb_per_s double precision, memory_gb double precision, tdp_w double precision, server_factor double precision,
	work_share double precision, s_per_sequence double precision, s_per_step double precision, s_per_layer double precision, s_parallel double precision,
	time_low double precision, time_high double precision, power_share double precision, power_share_low double precision, power_share_high double precision,
	OUT prefill_s double precision, OUT decode_s double precision, OUT tokens_per_s double precision, OUT bound text, OUT fits boolean, OUT it_j_per_output_token double precision,
	OUT kv_cache_gb double precision, OUT weight_gb double precision, OUT bound_end_to_end_tokens_per_s double precision,
	OUT expected_tokens_per_s double precision, OUT expected_tokens_per_s_low double precision, OUT expected_tokens_per_s_high double precision,
	OUT expected_it_j_per_output_token double precision, OUT expected_it_j_per_output_token_low double precision, OUT expected_it_j_per_output_token_high double precision,
	OUT sequences double precision, OUT stored_weight_gb double precision, OUT note text, OUT work_s double precision) RETURNS record
LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_model_inference';
COMMENT ON FUNCTION colossus.model_inference(jsonb, integer, integer, integer, integer, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision) IS
	'Roofline of inference_estimate on an accelerator of the given peaks (FLOP/s; core_peak_flops: of attention), memory bandwidth (GB/s), memory (GB), TDP (W) and server power over TDP, and what a server of the given efficiency (serving_efficiency) does; NULL: not known. A null batch is as many sequences as the memory holds. note: the configuration stores its weights otherwise than in weight_bits.';

CREATE OR REPLACE FUNCTION colossus.flop_conventions(OUT convention text, OUT formula text, OUT source text) RETURNS SETOF record
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 5 AS 'MODULE_PATHNAME', 'colossus_flop_conventions';
COMMENT ON FUNCTION colossus.flop_conventions() IS
	'How the FLOP of training on one token are counted: N active parameters, L layers with attention, H query heads, Qk and Qv dimensions of a head, T tokens in the sequence, V vocabulary, h width.';

CREATE OR REPLACE FUNCTION colossus.flop_conventions(config jsonb, seq_len integer, OUT convention text, OUT training_flop_per_token double precision, OUT forward_flop_per_token double precision, OUT over_megatron_noncausal double precision, OUT formula text) RETURNS SETOF record
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE ROWS 5
BEGIN ATOMIC
	SELECT c.convention,
		colossus.training_flop_per_token(flop_conventions.config, flop_conventions.seq_len, c.convention),
		colossus.forward_flop_per_token(flop_conventions.config, flop_conventions.seq_len, c.convention),
		colossus.training_flop_per_token(flop_conventions.config, flop_conventions.seq_len, c.convention)
			/ colossus.training_flop_per_token(flop_conventions.config, flop_conventions.seq_len, 'megatron_noncausal'),
		c.formula
	FROM colossus.flop_conventions() c;
END;
COMMENT ON FUNCTION colossus.flop_conventions(jsonb, integer) IS
	'FLOP per token of one model by every convention, side by side, and over those of megatron_noncausal, which counts the products that a kernel without a causal mask does.';

-- A configuration by the name of its model, or as the text that Python writes.

CREATE OR REPLACE FUNCTION colossus.config_of_text(config text) RETURNS jsonb
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50 AS 'MODULE_PATHNAME', 'colossus_config_of_text';
COMMENT ON FUNCTION colossus.config_of_text(text) IS
	'A config.json as Python writes it: NaN and Infinity, which JSON has not, become strings.';

CREATE OR REPLACE FUNCTION colossus.model_name(model text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(regexp_replace(regexp_replace(btrim(model_name.model, E' \t\r\n"''\xEF\xBB\xBF'),
	'^.*models--([^/\\]+)--([^/\\]+).*$', '\1/\2'),
	'^(https?://|hf://)?(www\.)?((huggingface\.co|hf\.co)/)?(api/)?(models/)?', '', 'i'),
	'(/(blob|tree|resolve|raw|commits?|discussions|blame|edit|settings)(/.*)?|[@:].*|/*[?#].*|/+)$', '');
COMMENT ON FUNCTION colossus.model_name(text) IS
	'The name of a model in what people paste: without blanks and quotes around it, the address of the Hub before it, and a revision, tag, page or file behind it; a folder of the Hub''s cache (models--publisher--name) is the model in it.';

CREATE OR REPLACE FUNCTION colossus.model_tag(model text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN substring(regexp_replace(btrim(model_tag.model, E' \t\r\n"''\xEF\xBB\xBF'), '^[a-z]+://', '', 'i'),
	'^[^:@?#\\{]*:\s*([^/@?#\\\s][^/@?#\\]*)');
COMMENT ON FUNCTION colossus.model_tag(text) IS
	'The tag behind the colon of a pasted name (hf.co/Qwen/Qwen3-8B:Q4_K_M), which model_name leaves out: it tells files of other bits than the configuration has. NULL: none.';

CREATE OR REPLACE FUNCTION colossus.model_config(model text) RETURNS jsonb
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN CASE
	WHEN ltrim(model_config.model, E' \t\r\n\xEF\xBB\xBF') LIKE '{%' THEN colossus.config_of_text(ltrim(model_config.model, E'\xEF\xBB\xBF'))
	ELSE (
		SELECT m.config FROM colossus.model m
		WHERE m.model = COALESCE(
			(SELECT k.model FROM colossus.model k
				WHERE lower(k.model) = lower(colossus.model_name(model_config.model))
				ORDER BY k.model <> colossus.model_name(model_config.model), k.model LIMIT 1),
			(SELECT min(k.model) FROM colossus.model k
				WHERE lower(split_part(k.model, '/', 2)) = lower(colossus.model_name(model_config.model))
				HAVING count(*) = 1),
			colossus.unknown_name('model', model_config.model, ARRAY(SELECT k.model FROM colossus.model k)))
	)
END;
COMMENT ON FUNCTION colossus.model_config(text) IS
	'The configuration that a text means: one that begins with { is a config.json, anything else the name of a catalogued model, in any case, with or without its publisher, as model_name reads it. A model of which no configuration is known gives NULL, an unknown name 22023 with the nearest ones.';

-- what takes a configuration takes such a text too

CREATE OR REPLACE FUNCTION colossus.model_params(config text) RETURNS bigint
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN colossus.model_params(colossus.model_config(model_params.config));
COMMENT ON FUNCTION colossus.model_params(text) IS
	'model_params of the configuration that model_config(config) gives: a config.json as text, or the name of a catalogued model.';

CREATE OR REPLACE FUNCTION colossus.model_active_params(config text) RETURNS bigint
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN colossus.model_active_params(colossus.model_config(model_active_params.config));
COMMENT ON FUNCTION colossus.model_active_params(text) IS
	'model_active_params of the configuration that model_config(config) gives: a config.json as text, or the name of a catalogued model.';

CREATE OR REPLACE FUNCTION colossus.model_weight_bytes(config text, bytes_per_param double precision DEFAULT NULL) RETURNS double precision
LANGUAGE sql STABLE PARALLEL SAFE
RETURN colossus.model_weight_bytes(colossus.model_config(model_weight_bytes.config),
	CASE WHEN model_weight_bytes.bytes_per_param IS NULL AND colossus.model_tag(model_weight_bytes.config) IS NOT NULL
		THEN colossus.refuse(format('what the files of the tag "%s" store is not known', colossus.model_tag(model_weight_bytes.config)),
			'Give bytes_per_param, an eighth of the bits of a weight, or the name without its tag.')::double precision
		ELSE model_weight_bytes.bytes_per_param END);
COMMENT ON FUNCTION colossus.model_weight_bytes(text, double precision) IS
	'model_weight_bytes of the configuration that model_config(config) gives: a config.json as text, or the name of a catalogued model. A tag behind the name (:Q4_K_M) is of files that the configuration does not tell of: 22023 without bytes_per_param.';

CREATE OR REPLACE FUNCTION colossus.kv_cache_bytes_per_token(config text, bytes_per_element double precision DEFAULT 2) RETURNS double precision
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN colossus.kv_cache_bytes_per_token(colossus.model_config(kv_cache_bytes_per_token.config), kv_cache_bytes_per_token.bytes_per_element);
COMMENT ON FUNCTION colossus.kv_cache_bytes_per_token(text, double precision) IS
	'kv_cache_bytes_per_token of the configuration that model_config(config) gives: a config.json as text, or the name of a catalogued model.';

CREATE OR REPLACE FUNCTION colossus.training_flop_per_token(config text, seq_len integer, convention text DEFAULT 'palm', trainable double precision DEFAULT 1, adapter_params double precision DEFAULT 0) RETURNS double precision
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN colossus.training_flop_per_token(colossus.model_config(training_flop_per_token.config), training_flop_per_token.seq_len, training_flop_per_token.convention, training_flop_per_token.trainable, training_flop_per_token.adapter_params);
COMMENT ON FUNCTION colossus.training_flop_per_token(text, integer, text, double precision, double precision) IS
	'training_flop_per_token of the configuration that model_config(config) gives: a config.json as text, or the name of a catalogued model.';

CREATE OR REPLACE FUNCTION colossus.training_flop(config text, tokens double precision, seq_len integer, convention text DEFAULT 'palm', trainable double precision DEFAULT 1, adapter_params double precision DEFAULT 0) RETURNS double precision
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN colossus.training_flop(colossus.model_config(training_flop.config), training_flop.tokens, training_flop.seq_len, training_flop.convention, training_flop.trainable, training_flop.adapter_params);
COMMENT ON FUNCTION colossus.training_flop(text, double precision, integer, text, double precision, double precision) IS
	'training_flop of the configuration that model_config(config) gives: a config.json as text, or the name of a catalogued model.';

CREATE OR REPLACE FUNCTION colossus.forward_flop_per_token(config text, seq_len integer, convention text DEFAULT 'palm') RETURNS double precision
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN colossus.forward_flop_per_token(colossus.model_config(forward_flop_per_token.config), forward_flop_per_token.seq_len, forward_flop_per_token.convention);
COMMENT ON FUNCTION colossus.forward_flop_per_token(text, integer, text) IS
	'forward_flop_per_token of the configuration that model_config(config) gives: a config.json as text, or the name of a catalogued model.';

CREATE OR REPLACE FUNCTION colossus.prefill_flop(config text, prompt_tokens integer) RETURNS double precision
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN colossus.prefill_flop(colossus.model_config(prefill_flop.config), prefill_flop.prompt_tokens);
COMMENT ON FUNCTION colossus.prefill_flop(text, integer) IS
	'prefill_flop of the configuration that model_config(config) gives: a config.json as text, or the name of a catalogued model.';

CREATE OR REPLACE FUNCTION colossus.decode_flop(config text, context_tokens integer) RETURNS double precision
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN colossus.decode_flop(colossus.model_config(decode_flop.config), decode_flop.context_tokens);
COMMENT ON FUNCTION colossus.decode_flop(text, integer) IS
	'decode_flop of the configuration that model_config(config) gives: a config.json as text, or the name of a catalogued model.';

CREATE OR REPLACE FUNCTION colossus.model_summary(config text, OUT architecture text, OUT params bigint, OUT active_params bigint, OUT embedding_params bigint, OUT layers integer, OUT hidden_size integer, OUT heads integer, OUT kv_heads integer, OUT head_dim integer, OUT experts integer, OUT experts_per_token integer, OUT attention text, OUT kv_cache_bytes_per_token double precision, OUT state_bytes double precision, OUT mtp_params bigint, OUT towers text) RETURNS record
LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT s.architecture, s.params, s.active_params, s.embedding_params, s.layers, s.hidden_size, s.heads, s.kv_heads, s.head_dim, s.experts, s.experts_per_token, s.attention, s.kv_cache_bytes_per_token, s.state_bytes, s.mtp_params, s.towers
	FROM colossus.model_summary(colossus.model_config(model_summary.config)) s;
END;
COMMENT ON FUNCTION colossus.model_summary(text) IS
	'model_summary of the configuration that model_config(config) gives: a config.json as text, or the name of a catalogued model.';

CREATE OR REPLACE FUNCTION colossus.model_try_summary(config text, seq_len integer DEFAULT 4096, OUT architecture text, OUT params bigint, OUT active_params bigint, OUT embedding_params bigint, OUT layers integer, OUT hidden_size integer, OUT heads integer, OUT kv_heads integer, OUT head_dim integer, OUT experts integer, OUT experts_per_token integer, OUT attention text, OUT kv_cache_bytes_per_token double precision, OUT kaplan_flop_per_token double precision, OUT palm_flop_per_token double precision, OUT megatron_flop_per_token double precision, OUT megatron_noncausal_flop_per_token double precision, OUT torchtitan_flop_per_token double precision, OUT reason text) RETURNS record
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT s.architecture, s.params, s.active_params, s.embedding_params, s.layers, s.hidden_size, s.heads, s.kv_heads, s.head_dim, s.experts, s.experts_per_token, s.attention, s.kv_cache_bytes_per_token, s.kaplan_flop_per_token, s.palm_flop_per_token, s.megatron_flop_per_token, s.megatron_noncausal_flop_per_token, s.torchtitan_flop_per_token, s.reason
	FROM colossus.model_try_summary(colossus.model_config(model_try_summary.config), model_try_summary.seq_len) s;
END;
COMMENT ON FUNCTION colossus.model_try_summary(text, integer) IS
	'model_try_summary of the configuration that model_config(config) gives; an unknown name is an error.';

CREATE OR REPLACE FUNCTION colossus.flop_conventions(config text, seq_len integer, OUT convention text, OUT training_flop_per_token double precision, OUT forward_flop_per_token double precision, OUT over_megatron_noncausal double precision, OUT formula text) RETURNS SETOF record
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 5
BEGIN ATOMIC
	SELECT c.convention, c.training_flop_per_token, c.forward_flop_per_token, c.over_megatron_noncausal, c.formula
	FROM colossus.flop_conventions(colossus.model_config(flop_conventions.config), flop_conventions.seq_len) c;
END;
COMMENT ON FUNCTION colossus.flop_conventions(text, integer) IS
	'flop_conventions of the configuration that model_config(config) gives: a config.json as text, or the name of a catalogued model.';
