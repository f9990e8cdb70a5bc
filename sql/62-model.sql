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

CREATE OR REPLACE FUNCTION colossus.inference_estimate(config jsonb, accelerator text, accelerators integer, batch integer, prompt_tokens integer, output_tokens integer, weight_bits double precision DEFAULT 16, kv_bits double precision DEFAULT 16, OUT prefill_s double precision, OUT decode_s double precision, OUT tokens_per_s double precision, OUT bound text, OUT fits boolean, OUT it_j_per_output_token double precision, OUT kv_cache_gb double precision, OUT weight_gb double precision) RETURNS record
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT e.prefill_s, e.decode_s, e.tokens_per_s, e.bound, e.fits, e.it_j_per_output_token, e.kv_cache_gb, e.weight_gb
	FROM colossus.accelerator a
	JOIN colossus.accelerator_unit u ON u.accelerator = a.accelerator
	CROSS JOIN LATERAL colossus.model_inference(inference_estimate.config, inference_estimate.accelerators,
		inference_estimate.batch, inference_estimate.prompt_tokens, inference_estimate.output_tokens,
		inference_estimate.weight_bits, inference_estimate.kv_bits,
		COALESCE(a.bf16_flops, a.fp16_flops), a.memory_gb_per_s, a.memory_gb, a.tdp_w, u.server_factor) e
	WHERE a.accelerator = COALESCE(
		(SELECT k.accelerator FROM colossus.accelerator k
			WHERE lower(k.accelerator) = lower(inference_estimate.accelerator)
			ORDER BY k.accelerator <> inference_estimate.accelerator, k.accelerator LIMIT 1),
		(SELECT l.accelerator FROM colossus.accelerator_alias l
			WHERE lower(l.alias) = lower(inference_estimate.accelerator)
			ORDER BY l.alias <> inference_estimate.accelerator, l.alias LIMIT 1),
		colossus.unknown_name('accelerator', inference_estimate.accelerator,
			ARRAY(SELECT k.accelerator FROM colossus.accelerator k UNION ALL SELECT l.alias FROM colossus.accelerator_alias l)));
END;
COMMENT ON FUNCTION colossus.inference_estimate(jsonb, text, integer, integer, integer, integer, double precision, double precision) IS
	'Roofline of serving a model: an upper bound on speed, and a lower one on time. batch sequences at once, at the dense bf16 (else fp16) peak and the memory bandwidth of the catalogue; energy at TDP x server factor. What the catalogue does not know gives NULL; an unknown accelerator is 22023 with the nearest names.';
