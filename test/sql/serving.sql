-- Serving: the roofline by published runs, and what servers are expected to do.
\set VERBOSITY terse

-- no published run beats its bound; what has no bound says why
SELECT count(*) AS runs, count(*) FILTER (WHERE bound_share > 1) AS beat_the_bound,
	count(*) FILTER (WHERE bound_share IS NULL AND reason IS NULL) AS without_reason, count(DISTINCT model) > 3 AS several_models
FROM colossus.inference_run_estimate;
-- a dense model of 8 bits on one part: between a third and two thirds of the bound
SELECT round(min(bound_share)::numeric, 1) AS least, round(max(bound_share)::numeric, 2) AS most
FROM colossus.inference_run_estimate WHERE model = 'meta-llama/Llama-3.1-8B' AND data_set = 'TensorRT-LLM';

CREATE VIEW llama AS SELECT config FROM colossus.model WHERE model = 'meta-llama/Llama-3.1-8B';
-- weights of 8 and 4 bits compute at the fastest peak for them, attention also at that for the cache: 1,000 tokens through 31 layers of 218,103,808 weights, one through
-- the last and the head of 525,336,576; 4 x 31 layers x 32 heads x 128 x 500 x 1,000 of attention
SELECT bits, cache, abs(e.prefill_s / (2 * (218103808::float8 * (31 * 1000 + 1) + 525336576) / a.peak + 2 * 31 * 4096 * 1000000::float8 / a.core) - 1) < 1e-12 AS at_peak
FROM llama, colossus.accelerator h, LATERAL (VALUES (16, 16, h.bf16_flops, h.bf16_flops), (8, 16, GREATEST(h.fp8_flops, h.int8_flops), GREATEST(h.fp8_flops, h.int8_flops)),
		(4, 8, GREATEST(h.fp8_flops, h.int8_flops), GREATEST(h.fp8_flops, h.int8_flops)), (16, 8, h.bf16_flops, GREATEST(h.fp8_flops, h.int8_flops))) AS a (bits, cache, peak, core),
	LATERAL colossus.inference_estimate(config, 'H100', 1, 1, 1000, 1, bits, cache) AS e
WHERE h.accelerator = 'H100 SXM' ORDER BY bits, cache;
-- end to end takes the prompts too, which are read while others are written: arithmetic and reading of Llama-3.1-70B on 8 H100, 256 sequences of 1,000 and 1,000,
-- are 8.97 s and 9.88 s, one after the other more
SELECT round(bound_end_to_end_tokens_per_s) AS tokens_per_s, round((256000 / bound_end_to_end_tokens_per_s)::numeric, 2) AS s, round(work_s::numeric, 2) AS work_s,
	round((prefill_s + decode_s)::numeric, 2) AS apart
FROM llama, colossus.inference_estimate(config || '{"hidden_size": 8192, "intermediate_size": 28672, "num_hidden_layers": 80, "num_attention_heads": 64}', 'H100', 8, 256, 1000, 1000);
-- an indexer reads its own keys, 128 elements in each of 61 layers for all tokens, and of the latents of 576 those of 2,047: DeepSeek-V3.2 with 8 bits on 8 H200
SELECT round(tokens_per_s) AS tokens_per_s, round(kv_cache_gb::numeric, 1) AS kv_cache_gb FROM colossus.inference_estimate('deepseek-ai/DeepSeek-V3.2', 'H200', 8, 32, 128000, 1000, 8);
-- bits of the cache are those of keys and values (15 layers x 2 x 2 x 256 elements a token), not of states (193,167,360 bytes a sequence): Qwen3.5-397B-A17B with 8 bits on 8 H200
SELECT bits, abs(e.kv_cache_gb * 1e9 / (32 * (9000 * 15360 * bits / 8 + 193167360)) - 1) < 1e-12 AS cache,
	abs(s.sequences * (15360 * 8499.5 * bits / 8 + 193167360) / (8 * 141e9 - 396346350336) - 1) < 1e-12 AS room
FROM unnest(ARRAY[16, 8]::float8[]) AS bits, LATERAL colossus.inference_estimate('Qwen/Qwen3.5-397B-A17B', 'H200', 8, 32, 8000, 1000, 8, bits) AS e,
	LATERAL colossus.inference_estimate('Qwen/Qwen3.5-397B-A17B', 'H200', 8, NULL, 8000, 1000, 8, bits) AS s;
-- as many sequences as fit: (80e9 - 16,060,522,496) / (131,072 x 1,099.5)
SELECT round(sequences::numeric, 6) AS sequences FROM llama, colossus.inference_estimate(config, 'H100', 1, NULL, 1000, 200);
-- speculation: four tokens a step are a quarter of the steps, which read a key and a half less
SELECT round((a.decode_s / b.decode_s)::numeric, 6) AS times FROM llama, colossus.inference_estimate(config, 'H100', 1, 1, 1000, 100) a, colossus.inference_estimate(config, 'H100', 1, 1, 1000, 100, tokens_per_step => 4) b;
SELECT colossus.inference_estimate(config, 'H100', 1, 1, 1000, 100, tokens_per_step => 0.5) FROM llama;
SELECT colossus.inference_estimate(config, 'H100', 1, 0, 1000, 100) FROM llama;
SELECT colossus.inference_estimate(config, 'H100', 1, 1, 1000, 100, weight_bits => 'NaN') FROM llama;

-- weights that are stored in other bits than those of the estimate are said: gpt-oss-120b has 65,248,815,744 bytes in its files, Llama 16 bits
SELECT m.model, round(e.weight_gb::numeric, 1) AS weight_gb, e.fits, e.stored_weight_gb, e.note
FROM colossus.model m, colossus.inference_estimate(m.model, 'H100', 1, 1, 1000, 100) e WHERE m.model IN ('openai/gpt-oss-120b', 'meta-llama/Llama-3.1-8B') ORDER BY m.model;
SELECT fits, note FROM colossus.inference_estimate('openai/gpt-oss-120b', 'H100', 1, 1, 1000, 100, weight_bits => 4.47) e;
-- a quantization that is not known is no error where weight_bits tells the bits
SELECT stored_weight_gb, note, round(weight_gb) AS weight_gb FROM llama, colossus.inference_estimate(config || '{"quantization_config": {"quant_method": "unheard of"}}', 'H100', 1, 1, 1000, 100) e;

-- the bits that note names are an average with embeddings of 16 bits; the products are those of the fewest bits.  Llama-3.1-8B in FP8 (9.05 bits) on H100, of the products as
-- above 64 times 4,000 tokens; gpt-oss-20b (5.26) on B200: 23 layers of 26,542,080 weights of attention, 92,160 of routers and 4 experts of 24,883,200, the last one and the head of
-- 201,088 x 2,880 for one token; 11 layers attend to 2,000 keys on average, 12 to 128 - 128 x 127 / 8,000; with 8 bits, which the file has not, it is as it would be in FP8
SELECT e.note, abs(a.prefill_s / (64 * (2 * (218103808::float8 * (31 * 4000 + 1) + 525336576) + 2 * 31 * 4096 * 16e6) / h.fp8_flops) - 1) < 1e-12 AS at_fp8, round(a.prefill_s::numeric, 2) AS prefill_s
FROM llama, LATERAL (SELECT config || '{"quantization_config": {"quant_method": "fp8"}}' AS config) q, colossus.inference_estimate(q.config, 'H100', 1, 64, 4000, 100) e,
	colossus.inference_estimate(q.config, 'H100', 1, 64, 4000, 100, 9.05) a, colossus.accelerator h WHERE h.accelerator = 'H100 SXM';
SELECT e.note, abs(a.prefill_s / (w.flop / b.fp4_flops) - 1) < 1e-12 AS at_fp4, abs(o.prefill_s / (w.flop / b.fp8_flops) - 1) < 1e-12 AS at_fp8
FROM colossus.inference_estimate('openai/gpt-oss-20b', 'B200', 1, 64, 4000, 100) e, colossus.inference_estimate('openai/gpt-oss-20b', 'B200', 1, 64, 4000, 100, 5.26) a,
	colossus.inference_estimate('openai/gpt-oss-20b', 'B200', 1, 64, 4000, 100, 8) o, colossus.accelerator b,
	(SELECT 64 * (2 * ((26542080 + 92160 + 4 * 24883200)::float8 * (23 * 4000 + 1) + 201088 * 2880) + 2 * 64 * 128 * 4000::float8 * (11 * 2000 + 12 * (128 - 128 * 127 / 8000::float8))) AS flop) w WHERE b.accelerator = 'B200 SXM';
-- no catalogued model of which a part is in few bits is slower by its note than in these bits alone, as the configuration's own words name them
WITH quantized AS MATERIALIZED (
	SELECT m.model, m.config, substring(e.note FROM 'weight_bits => (.*)')::float8 AS noted,
		CASE WHEN m.config::text ~ '"expert_dtype": "fp4"|"mxfp4"|NVFP4|"num_bits": 4' THEN 4 ELSE 8 END AS bits
	FROM colossus.model m, colossus.inference_estimate(m.config, 'B200', 1, 64, 4000, 100) e WHERE m.config::text LIKE '%quantization_config%' AND e.stored_weight_gb IS NOT NULL
)
SELECT count(*) > 20 AS models, count(DISTINCT q.bits) AS formats, count(*) FILTER (WHERE (a.prefill_s <= b.prefill_s * (1 + 1e-12)) IS NOT TRUE) AS slower, count(*) FILTER (WHERE a.prefill_s < b.prefill_s * (1 - 1e-12)) AS faster
FROM quantized q, colossus.inference_estimate(q.config, 'B200', 1, 64, 4000, 100, q.noted) a, colossus.inference_estimate(q.config, 'B200', 1, 64, 4000, 100, q.bits) b;

-- nothing is expected of MLPerf's runs, whose prompts and batch are not told
SELECT count(*) > 100 AS runs, count(expected_tokens_per_s) AS expected FROM colossus.inference_run_estimate WHERE data_set = 'MLPerf Inference' AND reason IS NULL;

-- nothing is expected without a row
SELECT expected_tokens_per_s, expected_it_j_per_output_token FROM llama, colossus.inference_estimate(config, 'A100 80GB SXM', 1, 8, 1000, 100);
-- a row of the user's: a step takes 1.5 x the work + 10 us a sequence + 2 ms + 30 us a layer, and on four parts twice 10 us a layer more; TDP is 400 W
BEGIN;
INSERT INTO colossus.serving_efficiency_user (accelerator, model_kind, data_set, work_share, s_per_sequence, s_per_step, s_per_layer, s_parallel, time_low, time_high, power_share, power_share_low, power_share_high)
VALUES ('A100 80GB SXM', 'dense', 'own runs', 1.5, 1e-5, 2e-3, 3e-5, 1e-5, 0.8, 1.25, 0.6, 0.5, 0.7);
SELECT n, abs(e.expected_tokens_per_s * (1.5 * e.work_s / 100 + 8e-5 + 2e-3 + 32 * (3e-5 + log(2, n)::float8 * 1e-5)) / 8 - 1) < 1e-12 AS best,
	abs(e.expected_tokens_per_s / e.expected_tokens_per_s_low - 1.25) < 1e-12 AS low, abs(e.expected_tokens_per_s / e.expected_tokens_per_s_high - 0.8) < 1e-12 AS high,
	abs(e.expected_it_j_per_output_token * e.expected_tokens_per_s / (n * 0.6 * 400 * f.server_factor) - 1) < 1e-12 AS energy,
	e.expected_it_j_per_output_token_low < e.expected_it_j_per_output_token AND e.expected_it_j_per_output_token < e.expected_it_j_per_output_token_high AS ordered
FROM llama, unnest(ARRAY[1, 4]) n, colossus.inference_estimate(config, 'A100 80GB SXM', n, 8, 1000, 100) e, colossus.accelerator_unit f WHERE f.accelerator = 'A100 80GB SXM' ORDER BY n;
-- one's own row goes before what ships
INSERT INTO colossus.serving_efficiency_user (accelerator, model_kind, data_set, work_share, time_low, time_high) VALUES ('H100 SXM', 'dense', 'own runs', 2, 0.8, 1.25);
SELECT abs(e.expected_tokens_per_s * 2 * e.work_s / (8 * 100) - 1) < 1e-12 AS half FROM llama, colossus.inference_estimate(config, 'H100', 1, 8, 1000, 100) e;
SELECT count(*) = count(DISTINCT (run, data_set, vintage)) AS once FROM colossus.inference_run_estimate;
-- of several of one's own the newest, whatever they are called
INSERT INTO colossus.serving_efficiency_user (accelerator, model_kind, data_set, vintage, work_share, time_low, time_high) VALUES ('H100 SXM', 'dense', 'a first try', '2025', 4, 0.8, 1.25), ('H100 SXM', 'dense', 'own runs', '2026', 3, 0.8, 1.25);
SELECT abs(e.expected_tokens_per_s * 3 * e.work_s / (8 * 100) - 1) < 1e-12 AS newest FROM llama, colossus.inference_estimate(config, 'H100', 1, 8, 1000, 100) e;
-- a mixture has a row of its own
SELECT expected_tokens_per_s FROM colossus.model m, colossus.inference_estimate(m.config, 'A100 80GB SXM', 2, 8, 1000, 100) WHERE m.model = 'mistralai/Mixtral-8x7B-v0.1';
ROLLBACK;

-- what is expected beside what was measured: half of the runs are within 1.3 times, nine of ten within 2; energy half within 1.25
WITH r AS (SELECT accelerator, greatest(expected_tokens_per_s / tokens_per_s, tokens_per_s / expected_tokens_per_s) AS t,
	greatest(expected_j_per_output_token / j_per_output_token, j_per_output_token / expected_j_per_output_token) AS e
	FROM colossus.inference_run_estimate WHERE expected_tokens_per_s IS NOT NULL AND (data_set, accelerator) IN (('ML.ENERGY', 'H100 SXM'), ('ML.ENERGY', 'B200 SXM'), ('TensorRT-LLM', 'H200 SXM'), ('TensorRT-LLM', 'GB200')))
SELECT count(*) > 500 AS runs, percentile_cont(0.5) WITHIN GROUP (ORDER BY t) < 1.3 AS half, percentile_cont(0.9) WITHIN GROUP (ORDER BY t) < 2 AS nine_of_ten, percentile_cont(0.5) WITHIN GROUP (ORDER BY e) < 1.25 AS energy FROM r;
-- the fitted rows lie within their own spread, and no server is expected to beat the bound (half of the work, at best), at no batch, length or format of any model, were the spread four times as wide
SELECT count(*) FROM colossus.serving_efficiency WHERE time_low > 1 OR time_high < 1 OR work_share < 0.5;
SELECT count(*) FROM colossus.inference_run_estimate WHERE expected_tokens_per_s > bound_tokens_per_s;
WITH part AS MATERIALIZED (
	SELECT a.weight_bits AS bits, a.peak_flops, c.peak_flops AS core_peak_flops, a.memory_gb_per_s, a.memory_gb, a.tdp_w, a.server_factor, f.*
	FROM colossus.serving_accelerator a JOIN colossus.serving_accelerator c USING (accelerator) JOIN colossus.serving_fit f USING (accelerator) WHERE c.weight_bits = LEAST(a.weight_bits, 8)
), kind AS MATERIALIZED (
	SELECT m.model, m.config, CASE WHEN s.experts IS NULL THEN 'dense' ELSE 'mixture' END AS model_kind FROM colossus.model m, colossus.model_try_summary(m.config) s WHERE s.reason IS NULL
)
SELECT count(DISTINCT k.model) > 150 AS models, count(*) > 10000 AS estimates, count(*) FILTER (WHERE expected_tokens_per_s_high = bound_end_to_end_tokens_per_s) > 100 AS at_the_bound,
	count(*) FILTER (WHERE (expected_tokens_per_s_low <= expected_tokens_per_s AND expected_tokens_per_s <= expected_tokens_per_s_high
		AND expected_tokens_per_s_high <= bound_end_to_end_tokens_per_s) IS NOT TRUE) AS beat_the_bound,
	count(*) FILTER (WHERE (work_s BETWEEN t.s * (1 - 1e-12) AND t.s * (2 + 1e-12)) IS NOT TRUE) AS other_work,
	count(*) FILTER (WHERE (t.s BETWEEN prefill_s * (1 - 1e-12) AND (prefill_s + decode_s) * (1 + 1e-12)) IS NOT TRUE) AS other_time
FROM kind k JOIN part p USING (model_kind), (VALUES (1, 0, 1), (1, 1000, 1), (8, 100, 1000), (256, 1000, 1000), (64, 100000, 200), (4096, 500, 100)) AS w (batch, prompt, output),
	LATERAL colossus.model_inference(k.config, 8, batch, prompt, output, p.bits, 8, 1, p.peak_flops, p.core_peak_flops, p.memory_gb_per_s, p.memory_gb, p.tdp_w, p.server_factor,
		p.work_share, p.s_per_sequence, p.s_per_step, p.s_per_layer, p.s_parallel, p.time_low / 4, p.time_high, p.power_share, p.power_share_low, p.power_share_high) e,
	LATERAL (SELECT batch * output / bound_end_to_end_tokens_per_s AS s) t;
-- fitting rows from one's own runs, as doc/methods/serving.md shows: made runs of a known law give it back
CREATE TEMP TABLE own_run (batch int, prompt_tokens int, output_tokens int, step_s float8);
INSERT INTO own_run SELECT b, 1000, 100, 1.4 * e.work_s / 100 + 3e-3
FROM llama, unnest(ARRAY[1, 2, 4, 8, 16, 32, 64, 128]) AS b, LATERAL colossus.inference_estimate(config, 'H100', 1, b, 1000, 100) AS e;
SELECT round(regr_slope(step_s, e.work_s / output_tokens)::numeric, 6) AS work_share, round(regr_intercept(step_s, e.work_s / output_tokens)::numeric, 9) AS s_per_step
FROM llama, own_run, LATERAL colossus.inference_estimate(config, 'H100', 1, batch, prompt_tokens, output_tokens) AS e;
-- an encoder writes no tokens and keeps none: BERT base, 12 layers of 7,077,888 weights for 512 tokens, a head of 30,522 x 768 for one, and attention without a mask,
-- 2 x 12 heads x 128 x 512 x 512 in each layer; as a decoder, by its class, it does both, with half of that attention in 11 layers and one token in the last
CREATE TEMP VIEW bert AS SELECT jsonb '{"model_type": "bert", "vocab_size": 30522, "hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "intermediate_size": 3072, "max_position_embeddings": 512}' AS config;
SELECT c.class, e.tokens_per_s IS NULL AND e.decode_s IS NULL AND e.bound_end_to_end_tokens_per_s IS NULL AND e.work_s IS NULL AND e.bound IS NULL AND e.it_j_per_output_token IS NULL AND e.expected_tokens_per_s IS NULL AND e.expected_it_j_per_output_token IS NULL AS no_speed,
	e.tokens_per_s > 0 AND e.expected_tokens_per_s > 0 AS speed, abs(e.prefill_s * h.bf16_flops / c.flop / 32 - 1) < 1e-12 AS prefill, round(e.kv_cache_gb::numeric, 3) AS kv_cache_gb, e.note
FROM bert, colossus.accelerator h, (VALUES ('BertForMaskedLM', 2 * (12 * 7077888::float8 * 512 + 30522 * 768) + 12 * 2 * 12 * 128 * 512 * 512::float8),
		('BertLMHeadModel', 2 * (7077888::float8 * (11 * 512 + 1) + 30522 * 768) + 11 * 2 * 12 * 128 * 512 * 256::float8)) c (class, flop),
	LATERAL colossus.inference_estimate(config || jsonb_build_object('architectures', jsonb_build_array(c.class)), 'H100', 1, 32, 512, 1) e WHERE h.accelerator = 'H100 SXM' ORDER BY c.class;
SELECT colossus.inference_estimate(config, 'H100', 1, NULL, 512, 1) FROM bert;
-- nor does a class without the head of a language model, whose keys and values may be kept
SELECT c.class, e.tokens_per_s, e.expected_tokens_per_s, e.prefill_s > 0 AS prefill, e.kv_cache_gb > 0 AS kept, e.note
FROM llama, (VALUES ('LlamaModel', 16), ('LlamaForSequenceClassification', 4)) c (class, bits), LATERAL colossus.inference_estimate(config || jsonb_build_object('architectures', jsonb_build_array(c.class)), 'H100', 1, 32, 512, 1, c.bits) e ORDER BY c.class;
DROP VIEW llama;
-- scales take a part of a bit: blocks of MXFP4 (4.25), NVFP4 (4.5) and FP8 (8.002) are computed with as FP4 and FP8 are
SELECT w, prefill_s = (SELECT x.prefill_s FROM inference_estimate('meta-llama/Llama-3.1-8B', 'B200', 1, 64, 4000, 100, floor(w)) x) AS as_without, round(weight_gb / 8.030261248 * 8, 3) = w AS room
FROM (VALUES (4.25), (4.5), (8.002)) v (w), LATERAL (SELECT e.prefill_s, e.weight_gb::numeric FROM inference_estimate('meta-llama/Llama-3.1-8B', 'B200', 1, 64, 4000, 100, w::float8) e) e;
