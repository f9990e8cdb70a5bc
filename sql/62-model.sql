-- Every catalogued model by what its configuration says, and the roofline on an
-- accelerator of the catalogue.

CREATE OR REPLACE VIEW colossus.model_summary_by_model AS
SELECT
	m.model, -- name
	s.architecture, -- model_type of the configuration
	s.params, -- trainable parameters, from the configuration
	s.active_params, -- of these, used for one token
	s.embedding_params, -- of these, the input embedding
	s.layers, -- layers
	s.hidden_size, -- width
	s.heads, -- query heads
	s.kv_heads, -- key and value heads
	s.head_dim, -- dimension of a query head
	s.experts, -- routed experts of a layer; NULL: none
	s.experts_per_token, -- experts that a token is routed to; NULL: none
	s.attention, -- MHA, GQA, MQA or MLA
	s.kv_cache_bytes_per_token, -- bytes that a token adds to the KV cache, at 16 bits
	4096 AS seq_len, -- tokens in a sequence, for the FLOP beside it
	s.kaplan_flop_per_token, -- training FLOP per token, convention kaplan
	s.palm_flop_per_token, -- training FLOP per token, convention palm
	s.megatron_flop_per_token, -- training FLOP per token, convention megatron
	s.megatron_noncausal_flop_per_token, -- training FLOP per token, convention megatron_noncausal
	s.torchtitan_flop_per_token, -- training FLOP per token, convention torchtitan
	m.published_params, -- total that the publisher gives
	m.published_params - s.params AS published_minus_params, -- difference: buffers, second copies, scales, rounding (see note of the model)
	m.status, -- how far to trust the row
	m.source_id, -- where the configuration is from
	s.reason -- why nothing is counted; NULL: it is
FROM colossus.model m
CROSS JOIN LATERAL colossus.model_try_summary(m.config, 4096) s;
COMMENT ON VIEW colossus.model_summary_by_model IS
	'Catalogued models: parameters, training FLOP per token by convention and KV cache, counted from the configuration, with the published total beside them. NULL and a reason where nothing can be counted.';

-- Scales take a part of a bit, so that weights of a format have less than one bit more.
CREATE OR REPLACE FUNCTION colossus.weight_class(weight_bits double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN weight_class.weight_bits < 5 THEN 4 WHEN weight_class.weight_bits < 9 THEN 8 ELSE 64 END;
COMMENT ON FUNCTION colossus.weight_class(double precision) IS
	'Which row of serving_accelerator weights of so many bits are computed by: 4, 8 or 64 (and NULL: 64).';

CREATE OR REPLACE VIEW colossus.serving_accelerator AS
SELECT a.accelerator, -- part and form factor
	b.weight_bits, -- weights, or the cache, of so many bits and less than one more: weight_class
	CASE b.weight_bits
		WHEN 4 THEN GREATEST(a.fp4_flops, a.fp8_flops, a.int8_flops, a.bf16_flops, a.fp16_flops)
		WHEN 8 THEN GREATEST(a.fp8_flops, a.int8_flops, a.bf16_flops, a.fp16_flops)
		ELSE COALESCE(a.bf16_flops, a.fp16_flops) END AS peak_flops, -- fastest dense peak in which they can be computed with, FLOP/s
	a.memory_gb_per_s, -- memory bandwidth, GB/s
	a.memory_gb, -- memory, GB
	a.tdp_w, -- thermal design power, W
	u.server_factor -- power of the servers over power of their accelerators
FROM colossus.accelerator a
JOIN colossus.accelerator_unit u ON u.accelerator = a.accelerator
CROSS JOIN (VALUES (4::double precision), (8), (64)) AS b (weight_bits);
COMMENT ON VIEW colossus.serving_accelerator IS
	'What inference_estimate takes from the catalogue: an accelerator has a row for weights of up to 4, of up to 8 and of more bits.';

CREATE OR REPLACE VIEW colossus.serving_fit AS
SELECT DISTINCT ON (f.accelerator, f.model_kind)
	f.accelerator, -- on which part
	f.model_kind, -- dense or mixture of experts
	f.data_set, -- whose runs
	f.vintage, -- edition of the data set
	f.work_share, -- measured time over work_s, for what grows with it
	f.s_per_sequence, -- time of a step for each sequence, s
	f.s_per_step, -- time of a step whatever its size, s
	f.s_per_layer, -- time of a step for each layer of the model, s
	f.s_parallel, -- time of a step for each layer and each doubling of the accelerators, s
	f.time_low, -- measured over fitted time, 5th percentile
	f.time_high, -- measured over fitted time, 95th percentile
	f.power_share, -- power of an accelerator while it serves, over TDP; NULL: not measured
	f.power_share_low, -- the same, 5th percentile
	f.power_share_high, -- the same, 95th percentile
	f.runs -- runs that were fitted
FROM colossus.serving_efficiency f
WHERE f.preferred
ORDER BY f.accelerator, f.model_kind, f.shipped, f.vintage DESC, f.data_set;
COMMENT ON VIEW colossus.serving_fit IS
	'The row of serving_efficiency that inference_estimate takes for an accelerator and a kind of model: one''s own before what ships, of several the newest vintage.';

CREATE OR REPLACE FUNCTION colossus.inference_estimate(config jsonb, accelerator text, accelerators integer, batch integer, prompt_tokens integer, output_tokens integer, weight_bits double precision DEFAULT 16, kv_bits double precision DEFAULT 16, tokens_per_step double precision DEFAULT 1,
	OUT prefill_s double precision, OUT decode_s double precision, OUT tokens_per_s double precision, OUT bound text, OUT fits boolean, OUT it_j_per_output_token double precision, OUT kv_cache_gb double precision, OUT weight_gb double precision,
	OUT bound_end_to_end_tokens_per_s double precision,
	OUT expected_tokens_per_s double precision, OUT expected_tokens_per_s_low double precision, OUT expected_tokens_per_s_high double precision,
	OUT expected_it_j_per_output_token double precision, OUT expected_it_j_per_output_token_low double precision, OUT expected_it_j_per_output_token_high double precision,
	OUT sequences double precision, OUT stored_weight_gb double precision, OUT note text, OUT work_s double precision) RETURNS record
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT e.prefill_s, e.decode_s, e.tokens_per_s, e.bound, e.fits, e.it_j_per_output_token, e.kv_cache_gb, e.weight_gb,
		e.bound_end_to_end_tokens_per_s, e.expected_tokens_per_s, e.expected_tokens_per_s_low, e.expected_tokens_per_s_high,
		e.expected_it_j_per_output_token, e.expected_it_j_per_output_token_low, e.expected_it_j_per_output_token_high, e.sequences, e.stored_weight_gb, e.note, e.work_s
	FROM (SELECT colossus.model_product_bits(inference_estimate.config, inference_estimate.weight_bits) AS bits OFFSET 0) p
	JOIN colossus.serving_accelerator a ON a.weight_bits = colossus.weight_class(p.bits)
	JOIN colossus.serving_accelerator c ON c.accelerator = a.accelerator
		AND c.weight_bits = colossus.weight_class(LEAST(p.bits, inference_estimate.kv_bits))
	LEFT JOIN colossus.serving_fit f ON f.accelerator = a.accelerator
		AND f.model_kind = CASE WHEN (colossus.model_summary(inference_estimate.config)).experts IS NULL THEN 'dense' ELSE 'mixture' END
	CROSS JOIN LATERAL colossus.model_inference(inference_estimate.config, inference_estimate.accelerators,
		inference_estimate.batch, inference_estimate.prompt_tokens, inference_estimate.output_tokens,
		inference_estimate.weight_bits, inference_estimate.kv_bits, inference_estimate.tokens_per_step,
		a.peak_flops, c.peak_flops, a.memory_gb_per_s, a.memory_gb, a.tdp_w, a.server_factor,
		f.work_share, f.s_per_sequence, f.s_per_step, f.s_per_layer, f.s_parallel, f.time_low, f.time_high, f.power_share, f.power_share_low, f.power_share_high) e
	WHERE a.accelerator = (SELECT k.key FROM colossus.accelerator_key(inference_estimate.accelerator) k);
END;
COMMENT ON FUNCTION colossus.inference_estimate(jsonb, text, integer, integer, integer, integer, double precision, double precision, double precision) IS
	'Serving a model, batch sequences at once (NULL: as many as the memory holds on average; sequences says how many). Up to weight_gb and bound_end_to_end_tokens_per_s: the roofline, an upper bound on speed and a lower one on time, whatever the order of the work: the longer of all products and all that must be read, at the fastest dense peak of the catalogue in which weights (for attention also a cache) of that many bits can be computed with, or the fewest bits of a matrix where weight_bits is the average of what the configuration stores, and its memory bandwidth; energy at TDP x server factor. prefill_s and decode_s are of prompts and outputs alone, and may overlap; tokens_per_s is decoding alone, bound_end_to_end_tokens_per_s with the prompts; work_s is the time of both if arithmetic and reading did not overlap. Assumed: no prefix is shared, tokens are routed to experts independently and uniformly, and what a step reads is not on the chip for the next. weight_bits is what is given, not what the configuration is stored in: that is stored_weight_gb (NULL: its quantization is not known), and note says so where the two differ by more than a twentieth. tokens_per_step above 1: speculation writes so many tokens of a sequence in a step. expected_*: what servers do whose sequences are at all stages at once, prompts included, by the rows of serving_efficiency for the accelerator and dense models or mixtures, never above the bound; NULL without a row. fits: weights and cache at the end of the output are within the memory, and nothing else is. What writes no tokens (an encoder, a class without the head of a language model) has prefill_s alone, and note says so. What the catalogue does not know gives NULL; an unknown accelerator is 22023 with the nearest names.';

CREATE OR REPLACE FUNCTION colossus.inference_estimate(config text, accelerator text, accelerators integer, batch integer, prompt_tokens integer, output_tokens integer, weight_bits double precision DEFAULT 16, kv_bits double precision DEFAULT 16, tokens_per_step double precision DEFAULT 1,
	OUT prefill_s double precision, OUT decode_s double precision, OUT tokens_per_s double precision, OUT bound text, OUT fits boolean, OUT it_j_per_output_token double precision, OUT kv_cache_gb double precision, OUT weight_gb double precision,
	OUT bound_end_to_end_tokens_per_s double precision,
	OUT expected_tokens_per_s double precision, OUT expected_tokens_per_s_low double precision, OUT expected_tokens_per_s_high double precision,
	OUT expected_it_j_per_output_token double precision, OUT expected_it_j_per_output_token_low double precision, OUT expected_it_j_per_output_token_high double precision,
	OUT sequences double precision, OUT stored_weight_gb double precision, OUT note text, OUT work_s double precision) RETURNS record
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT e.prefill_s, e.decode_s, e.tokens_per_s, e.bound, e.fits, e.it_j_per_output_token, e.kv_cache_gb, e.weight_gb, e.bound_end_to_end_tokens_per_s, e.expected_tokens_per_s, e.expected_tokens_per_s_low, e.expected_tokens_per_s_high, e.expected_it_j_per_output_token, e.expected_it_j_per_output_token_low, e.expected_it_j_per_output_token_high, e.sequences,
		CASE WHEN colossus.model_tag(inference_estimate.config) IS NULL THEN e.stored_weight_gb END,
		CASE WHEN colossus.model_tag(inference_estimate.config) IS NULL THEN e.note
			ELSE format('what the files of the tag "%s" store is not known: weight_bits is what is given', colossus.model_tag(inference_estimate.config)) END,
		e.work_s
	FROM colossus.inference_estimate(colossus.model_config(inference_estimate.config), inference_estimate.accelerator, inference_estimate.accelerators, inference_estimate.batch, inference_estimate.prompt_tokens, inference_estimate.output_tokens, inference_estimate.weight_bits, inference_estimate.kv_bits, inference_estimate.tokens_per_step) e;
END;
COMMENT ON FUNCTION colossus.inference_estimate(text, text, integer, integer, integer, integer, double precision, double precision, double precision) IS
	'inference_estimate of the configuration that model_config(config) gives: a config.json as text, or the name of a catalogued model. With a tag behind the name (:Q4_K_M) stored_weight_gb is NULL, and note names it.';

CREATE OR REPLACE VIEW colossus.inference_run_estimate AS
SELECT r.run, -- the run
	r.data_set, -- who measured
	r.vintage, -- edition of the data set
	r.model, -- model that was served
	r.accelerator, -- on which part
	r.accelerators, -- accelerators
	r.prompt_tokens, -- tokens of a prompt
	r.output_tokens, -- tokens of an output
	e.sequences, -- sequences at once, as published or as many as the memory holds
	e.work_s, -- arithmetic and reading of all of them one after the other, s
	r.tokens_per_s, -- output tokens a second, as published
	CASE r.boundary WHEN 'decode' THEN e.tokens_per_s ELSE e.bound_end_to_end_tokens_per_s END AS bound_tokens_per_s, -- the same by the roofline
	r.tokens_per_s / CASE r.boundary WHEN 'decode' THEN e.tokens_per_s ELSE e.bound_end_to_end_tokens_per_s END AS bound_share, -- published over bound: never above 1
	CASE WHEN r.batch IS NOT NULL OR r.prompt_tokens > 0 THEN e.expected_tokens_per_s END AS expected_tokens_per_s, -- the same by serving_efficiency; NULL without a row, or where neither batch nor prompts are told
	r.j_per_output_token, -- J per output token, as published
	r.energy_boundary, -- of what: the accelerators, or the whole servers
	CASE WHEN r.batch IS NOT NULL OR r.prompt_tokens > 0 THEN e.expected_it_j_per_output_token END / CASE r.energy_boundary WHEN 'accelerators' THEN a.server_factor ELSE 1 END AS expected_j_per_output_token, -- the same, expected within that boundary, else at the servers
	r.status, -- how far to trust the published row
	r.source_id, -- where the published row comes from
	CASE WHEN m.model IS NULL THEN 'model is not in the catalogue' WHEN m.config IS NULL THEN 'model has no configuration' WHEN s.reason IS NOT NULL THEN s.reason
		WHEN e.tokens_per_s IS NULL THEN 'peak or bandwidth of the accelerator is not known' END AS reason -- why nothing is computed; NULL: it is
FROM colossus.inference_run r
LEFT JOIN colossus.model m ON m.model = r.model
LEFT JOIN LATERAL colossus.model_try_summary(m.config) s ON m.config IS NOT NULL
CROSS JOIN LATERAL (SELECT colossus.model_product_bits(m.config, r.weight_bits) AS bits OFFSET 0) p
LEFT JOIN colossus.serving_accelerator a ON a.accelerator = r.accelerator
	AND a.weight_bits = colossus.weight_class(p.bits)
LEFT JOIN colossus.serving_accelerator c ON c.accelerator = r.accelerator
	AND c.weight_bits = colossus.weight_class(LEAST(p.bits, r.kv_bits))
LEFT JOIN colossus.serving_fit f ON f.accelerator = r.accelerator
	AND f.model_kind = CASE WHEN s.experts IS NULL THEN 'dense' ELSE 'mixture' END
LEFT JOIN LATERAL colossus.model_inference(m.config, r.accelerators::integer, r.batch::integer, r.prompt_tokens::integer, r.output_tokens::integer,
	r.weight_bits, r.kv_bits, r.tokens_per_step, a.peak_flops, c.peak_flops, a.memory_gb_per_s, a.memory_gb, a.tdp_w, a.server_factor,
	f.work_share, f.s_per_sequence, f.s_per_step, f.s_per_layer, f.s_parallel, f.time_low, f.time_high, f.power_share, f.power_share_low, f.power_share_high) e ON s.reason IS NULL AND m.config IS NOT NULL;
COMMENT ON VIEW colossus.inference_run_estimate IS
	'Published measurements of serving beside the bound and what is expected. A published run that beats its bound would be a fault of either.';
