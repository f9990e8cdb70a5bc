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

CREATE OR REPLACE FUNCTION colossus.model_weight_bytes(config jsonb, bytes_per_param double precision DEFAULT 2) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_model_weight_bytes';
COMMENT ON FUNCTION colossus.model_weight_bytes(jsonb, double precision) IS
	'Bytes of all weights.';

CREATE OR REPLACE FUNCTION colossus.kv_cache_bytes_per_token(config jsonb, bytes_per_element double precision DEFAULT 2) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_kv_cache_bytes_per_token';
COMMENT ON FUNCTION colossus.kv_cache_bytes_per_token(jsonb, double precision) IS
	'Bytes that a token adds to the KV cache, all layers with attention; a layer with a window stops growing at its window.';

CREATE OR REPLACE FUNCTION colossus.training_flop_per_token(config jsonb, seq_len integer, convention text DEFAULT 'palm') RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_training_flop_per_token';
COMMENT ON FUNCTION colossus.training_flop_per_token(jsonb, integer, text) IS
	'FLOP to train on one token in a sequence of seq_len, by a convention of flop_conventions().';

CREATE OR REPLACE FUNCTION colossus.training_flop(config jsonb, tokens double precision, seq_len integer, convention text DEFAULT 'palm') RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_model_training_flop';
COMMENT ON FUNCTION colossus.training_flop(jsonb, double precision, integer, text) IS
	'FLOP to train on so many tokens in sequences of seq_len, by a convention of flop_conventions().';

CREATE OR REPLACE FUNCTION colossus.forward_flop_per_token(config jsonb, seq_len integer, convention text DEFAULT 'palm') RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_forward_flop_per_token';
COMMENT ON FUNCTION colossus.forward_flop_per_token(jsonb, integer, text) IS
	'FLOP of the forward pass for one token in a sequence of seq_len: a third of training_flop_per_token.';

CREATE OR REPLACE FUNCTION colossus.prefill_flop(config jsonb, prompt_tokens integer) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_prefill_flop';
COMMENT ON FUNCTION colossus.prefill_flop(jsonb, integer) IS
	'FLOP to read a prompt: 2 x active parameters without the input embedding x tokens, and the causal attention.';

CREATE OR REPLACE FUNCTION colossus.decode_flop(config jsonb, context_tokens integer) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_decode_flop';
COMMENT ON FUNCTION colossus.decode_flop(jsonb, integer) IS
	'FLOP to write the token that follows so many tokens: 2 x active parameters without the input embedding, and attention to the cache.';

CREATE OR REPLACE FUNCTION colossus.model_summary(config jsonb, OUT architecture text, OUT params bigint, OUT active_params bigint, OUT embedding_params bigint, OUT layers integer, OUT hidden_size integer, OUT heads integer, OUT kv_heads integer, OUT head_dim integer, OUT experts integer, OUT experts_per_token integer, OUT attention text, OUT kv_cache_bytes_per_token double precision) RETURNS record
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_model_summary';
COMMENT ON FUNCTION colossus.model_summary(jsonb) IS
	'What a config.json describes: model_type, parameters, sizes, attention (MHA, GQA, MQA, MLA), and bytes of KV cache per token at 16 bits.';

CREATE OR REPLACE FUNCTION colossus.model_try_summary(config jsonb, seq_len integer DEFAULT 4096, OUT architecture text, OUT params bigint, OUT active_params bigint, OUT embedding_params bigint, OUT layers integer, OUT hidden_size integer, OUT heads integer, OUT kv_heads integer, OUT head_dim integer, OUT experts integer, OUT experts_per_token integer, OUT attention text, OUT kv_cache_bytes_per_token double precision, OUT kaplan_flop_per_token double precision, OUT palm_flop_per_token double precision, OUT megatron_flop_per_token double precision, OUT megatron_noncausal_flop_per_token double precision, OUT torchtitan_flop_per_token double precision, OUT reason text) RETURNS record
LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_model_try_summary';
COMMENT ON FUNCTION colossus.model_try_summary(jsonb, integer) IS
	'model_summary and the training FLOP per token by each convention, for views: never an error, but a row of NULLs with a reason.';

CREATE OR REPLACE FUNCTION colossus.model_inference(config jsonb, accelerators integer, batch integer, prompt_tokens integer, output_tokens integer,
	weight_bits double precision, kv_bits double precision, tokens_per_step double precision,
	peak_flops double precision, memory_gb_per_s double precision, memory_gb double precision, tdp_w double precision, server_factor double precision,
	bound_share double precision, s_per_sequence double precision, s_per_step double precision, s_parallel double precision,
	time_low double precision, time_high double precision, power_share double precision, power_share_low double precision, power_share_high double precision,
	OUT prefill_s double precision, OUT decode_s double precision, OUT tokens_per_s double precision, OUT bound text, OUT fits boolean, OUT it_j_per_output_token double precision,
	OUT kv_cache_gb double precision, OUT weight_gb double precision, OUT bound_end_to_end_tokens_per_s double precision,
	OUT expected_tokens_per_s double precision, OUT expected_tokens_per_s_low double precision, OUT expected_tokens_per_s_high double precision,
	OUT expected_it_j_per_output_token double precision, OUT expected_it_j_per_output_token_low double precision, OUT expected_it_j_per_output_token_high double precision,
	OUT sequences double precision) RETURNS record
LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'colossus_model_inference';
COMMENT ON FUNCTION colossus.model_inference(jsonb, integer, integer, integer, integer, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision, double precision) IS
	'Roofline of inference_estimate on an accelerator of the given peak (FLOP/s), memory bandwidth (GB/s), memory (GB), TDP (W) and server power over TDP, and what a server of the given efficiency (serving_efficiency) does; NULL: not known. A null batch is as many sequences as the memory holds.';

CREATE OR REPLACE FUNCTION colossus.flop_conventions(OUT convention text, OUT formula text, OUT source text) RETURNS SETOF record
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 5 AS 'MODULE_PATHNAME', 'colossus_flop_conventions';
COMMENT ON FUNCTION colossus.flop_conventions() IS
	'How the FLOP of training on one token are counted: N active parameters, L layers with attention, H query heads, Qk and Qv dimensions of a head, T tokens in the sequence, V vocabulary, h width.';
