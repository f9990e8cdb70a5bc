-- Accelerators, models and training runs.  Expected values come from published
-- tables that are not the source of the rows: the peaks that torchtitan and
-- OLMo-core carry, Epoch AI's hardware file, the papers' own totals.
\set VERBOSITY terse

-- every part has a peak, every model with a config its counts, every published run
-- what it says of FLOP, tokens, energy or emissions
SELECT accelerator FROM accelerator
WHERE num_nonnulls(fp64_flops, fp32_flops, tf32_flops, fp16_flops, bf16_flops, fp8_flops, fp6_flops, fp4_flops, nvfp4_flops, int8_flops) = 0 ORDER BY 1;
SELECT model FROM model WHERE config IS NOT NULL AND num_nulls(params, active_params, embedding_params) > 0 ORDER BY 1;
SELECT run FROM training_run WHERE data_set = 'published' AND num_nonnulls(published_flop, tokens, accelerator_h, published_mwh, published_co2e_t) = 0 ORDER BY 1;

--
-- Peaks
--

-- NVIDIA H100, H200 and GB200 datasheets: H100 SXM 1,979 (bf16) and 3,958 (fp8)
-- TFLOP/s with sparsity, 3.35 TB/s, 700 W; H200 4.8 TB/s, 141 GB; GB200 per GPU
SELECT accelerator, year, tdp_w, memory_gb, memory_gb_per_s, bf16_flops / 1e12 AS bf16, fp8_flops / 1e12 AS fp8
FROM accelerator WHERE accelerator IN ('H100 SXM', 'H200 SXM', 'GB200', 'GB300') ORDER BY 1;

-- torchtitan, get_peak_flops: dense bf16, TFLOP/s.  It rounds down, gives half
-- an MI250X and half a TPU7x, and 1,300 for both MI300X and MI325X.
SELECT v.accelerator, v.peak AS torchtitan, a.bf16_flops / 1e12 AS catalogue
FROM (VALUES ('A100 40GB PCIe', 312), ('A100 40GB SXM', 312), ('A100 80GB PCIe', 312), ('A100 80GB SXM', 312),
	('H100 NVL', 835), ('H100 PCIe', 756), ('H100 SXM', 989), ('H200 SXM', 989), ('H20 SXM', 148),
	('B200 SXM', 2250), ('B300 SXM', 2250), ('GB200', 2500), ('GB300', 2500), ('L40S', 362),
	('MI300X', 1300), ('MI325X', 1300), ('MI355X', 2500), ('MI250X', 2 * 191.5),
	('TPU v4', 275), ('TPU v5e', 197), ('TPU v5p', 459), ('TPU v6e', 918), ('TPU7x', 2307)) v (accelerator, peak)
	LEFT JOIN accelerator a USING (accelerator)
WHERE (abs(a.bf16_flops / 1e12 / v.peak - 1) < 0.006) IS NOT TRUE ORDER BY 1;

-- OLMo-core halves what NVIDIA quotes with sparsity
SELECT v.accelerator, v.sparse / 2 AS half, a.bf16_flops / 1e12 AS catalogue
FROM (VALUES ('A100 80GB SXM', 624), ('H100 SXM', 1979), ('H100 PCIe', 1513), ('H100 NVL', 1671), ('B200 SXM', 4500)) v (accelerator, sparse)
	LEFT JOIN accelerator a USING (accelerator)
WHERE (abs(a.bf16_flops / 1e12 / (v.sparse / 2.0) - 1) < 0.001) IS NOT TRUE ORDER BY 1;

-- Epoch AI, ML hardware, November 2025: fp16 or bf16 of the tensor cores, 8 bit, TDP
SELECT v.accelerator, v.fp16, a.bf16_flops / 1e12 AS bf16, v.op8, greatest(a.fp8_flops, a.int8_flops) / 1e12 AS op8_catalogue, v.w, a.tdp_w
FROM (VALUES ('H100 SXM', 989.4, 1979, 700), ('H200 SXM', 989.5, 1979, 700), ('GB200', 2500, 5000, 1200), ('GB300', 2500, 5000, 1400),
	('B200 SXM', 2250, 4500, 1000), ('B100 SXM', 1750, 3500, 700), ('H800 SXM', 989, 1979, 700), ('H20 SXM', 148, 296, 400),
	('H100 PCIe', 756, NULL, 350), ('A100 80GB SXM', 312, 624, 400), ('A100 40GB SXM', 312, 624, 400), ('L40', 181, 362, 300),
	('MI300X', 1307.4, 2614.9, 750), ('MI300A', 980.6, 1961.2, 760), ('Gaudi 3', 1678, 1678, 900), ('MI250X', 383, 383, NULL),
	('Trainium2', 667, 1299, 500), ('TPU7x', 2307, 4614, 980), ('TPU v3', 123, NULL, NULL), ('TPU v2', 45, NULL, 280), ('Ascend 910C', NULL, NULL, 700),
	('TPU v4', 275, 275, NULL), ('TPU v4i', 138, NULL, 175), ('Maia 100', 800, NULL, 500), ('MTIA v2', NULL, 354, 90),
	('D1', 362, NULL, 400), ('LPU v1', NULL, 750, 215), ('A40', 149.7, 299.3, 300)) v (accelerator, fp16, op8, w)
	LEFT JOIN accelerator a USING (accelerator)
WHERE a.accelerator IS NULL OR a.bf16_flops / 1e12 <> v.fp16 OR greatest(a.fp8_flops, a.int8_flops) / 1e12 <> v.op8 OR a.tdp_w <> v.w
ORDER BY 1;

-- a sparse figure would be twice its neighbour: 8 bit is at most twice 16 bit,
-- but for those that are published so: L40S by rounding (362, 733), LPU v1 and
-- Trainium3 by design, RTX 4090 because 16 bit is with FP32 accumulation, and
-- the announced Rubin; 4 bit is at most 3 times 8 bit,
-- 3.11 times in B300, whose 14 PFLOP/s one vendor and Epoch give
SELECT accelerator, bf16_flops / 1e12 AS bf16, fp8_flops / 1e12 AS fp8, int8_flops / 1e12 AS int8
FROM accelerator WHERE greatest(fp8_flops, int8_flops) > 2.01 * greatest(bf16_flops, fp16_flops) ORDER BY 1;
SELECT accelerator FROM accelerator WHERE fp4_flops > 3.12 * fp8_flops OR tf32_flops > 1.01 * bf16_flops;
SELECT count(*) AS fp16_is_not_bf16 FROM accelerator WHERE vendor = 'NVIDIA' AND fp16_flops <> bf16_flops;

-- Peaks that stand a column too far left or right.  A format has at least the rate
-- of the wider one, 8 bit once or twice that of 16 bit and so on; 4 bit comes with
-- 8 bit, TF32 with 16 bit, FP64 with FP32; of a vendor's parts either all have FP16
-- beside BF16 or none; a W yields 0.05 to 4 TFLOP/s of 16 bit.  Those that it lists
-- stand as their sources have them: RTX 4090 and 5090 give one rate of a format that has two,
-- Gaudi 3, Rubin, Trainium3 and LPU v1 differ by design, of the others 16 bit alone is published.
CREATE FUNCTION pg_temp.slips(vendor text, year integer, tdp_w float8, fp64 float8, fp32 float8, tf32 float8, fp16 float8, bf16 float8, fp8 float8, fp4 float8, int8 float8)
RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(', ',
		CASE WHEN fp32 / fp64 NOT BETWEEN 0.99 AND 2.02 AND fp32 / fp64 NOT BETWEEN 31 AND 65 OR (fp64 IS NOT NULL AND fp32 IS NULL) THEN 'fp64' END,
		CASE WHEN tf32 < fp32 OR tf32 / fp32 > 16 OR (tf32 IS NOT NULL AND num_nonnulls(fp16, bf16) = 0) THEN 'tf32' END,
		CASE WHEN coalesce(bf16, fp16) / tf32 NOT BETWEEN 1.97 AND 2.03 AND NOT (bf16 = tf32 AND fp16 IS NULL) AND NOT (bf16 = fp16 AND bf16 = tf32 AND fp32 < tf32 / 3) THEN '16 bit over tf32' END,
		CASE WHEN fp16 <> bf16 THEN 'bf16' END,
		CASE WHEN fp16 IS NOT NULL AND bf16 IS NULL AND (year > 2020 AND fp8 IS NULL AND fp64 IS NULL OR EXISTS (
			SELECT 1 FROM accelerator o WHERE o.vendor = slips.vendor AND o.bf16_flops IS NOT NULL AND o.fp16_flops IS NULL)) THEN 'fp16 alone' END,
		CASE WHEN bf16 IS NOT NULL AND fp16 IS NULL AND EXISTS (
			SELECT 1 FROM accelerator o WHERE o.vendor = slips.vendor AND o.bf16_flops = o.fp16_flops) THEN 'bf16 alone' END,
		CASE WHEN fp8 IS NOT NULL AND num_nonnulls(bf16, fp16) = 0
			OR fp8 / bf16 NOT BETWEEN 0.97 AND 1.03 AND fp8 / bf16 NOT BETWEEN 1.94 AND 2.03 THEN 'fp8' END,
		CASE WHEN fp4 IS NOT NULL AND fp8 IS NULL OR fp4 / fp8 NOT BETWEEN 1.9 AND 3.01 THEN 'fp4' END,
		CASE WHEN int8 / coalesce(bf16, fp16) NOT BETWEEN 0.99 AND 1.01 AND int8 / coalesce(bf16, fp16) NOT BETWEEN 1.94 AND 2.03 THEN 'int8' END,
		CASE WHEN coalesce(bf16, fp16) / tdp_w NOT BETWEEN 0.05e12 AND 4e12 THEN 'per W' END)
$$;
SELECT accelerator, slips FROM (SELECT accelerator, pg_temp.slips(vendor, year, tdp_w, fp64_flops, fp32_flops, tf32_flops, fp16_flops, bf16_flops, fp8_flops, fp4_flops, int8_flops) AS slips
	FROM accelerator) a WHERE slips <> '' ORDER BY accelerator COLLATE "C";
-- the check sees every shipped part's peaks moved by a column, either way, but these
SELECT accelerator, direction FROM (
	SELECT accelerator, 'left' AS direction, pg_temp.slips(vendor, year, tdp_w, fp32_flops, tf32_flops, fp16_flops, bf16_flops, fp8_flops, fp4_flops, int8_flops, NULL) AS slips FROM accelerator
	UNION ALL
	SELECT accelerator, 'right', pg_temp.slips(vendor, year, tdp_w, NULL, fp64_flops, fp32_flops, tf32_flops, fp16_flops, bf16_flops, fp8_flops, fp4_flops) FROM accelerator) a
WHERE slips = '' ORDER BY accelerator COLLATE "C", direction;

-- fp6 runs at the rate of fp8 (NVIDIA) or of fp4 (AMD CDNA 4); NVFP4 of Blackwell at 10 PFLOP/s, of Ultra half as much again
SELECT accelerator, fp6_flops, nvfp4_flops FROM accelerator WHERE fp6_flops IS NOT NULL AND fp6_flops NOT IN (fp8_flops, fp4_flops) OR nvfp4_flops < fp4_flops;
SELECT accelerator, fp6_flops / 1e12 AS fp6, nvfp4_flops / 1e12 AS nvfp4 FROM accelerator WHERE fp6_flops IS NOT NULL OR nvfp4_flops IS NOT NULL ORDER BY accelerator COLLATE "C";

-- ridge point, FLOP/byte, of the roofline table: bf16 (V100: fp16) over bandwidth
SELECT v.accelerator, v.ridge, round((coalesce(a.bf16_flops, a.fp16_flops) / a.memory_gb_per_s / 1e9)::numeric, 1) AS catalogue
FROM (VALUES ('V100 16GB SXM2', 138.9), ('A100 40GB SXM', 200.6), ('A100 80GB SXM', 153.0), ('H100 SXM', 295.3), ('H200 SXM', 206.1),
	('H20 SXM', 37.0), ('B200 SXM', 281.2), ('GB200', 312.5), ('MI300X', 246.7), ('MI355X', 312.5), ('TPU v5e', 240.5), ('TPU v5p', 166.0), ('TPU7x', 313.0)) v (accelerator, ridge)
	LEFT JOIN accelerator a USING (accelerator)
WHERE (abs(coalesce(a.bf16_flops, a.fp16_flops) / a.memory_gb_per_s / 1e9 - v.ridge) < 0.06) IS NOT TRUE;

-- no source read gives these: they must stay NULL
SELECT v.accelerator, c AS column_with_a_value, to_jsonb(a) ->> c AS value
FROM (VALUES
	('A10', '{tf32_flops,fp16_flops,bf16_flops,interconnect,interconnect_gb_per_s}'::text[]),
	('A100 40GB PCIe', '{tdp_w,embodied_kg}'), ('A100 80GB PCIe', '{embodied_kg}'), ('A100 80GB SXM', '{embodied_kg}'),
	('A10G', '{tf32_flops,fp16_flops,bf16_flops,int8_flops}'),
	('A30', '{memory_gb,memory_type,memory_gb_per_s,interconnect,interconnect_gb_per_s}'),
	('A40', '{interconnect,interconnect_gb_per_s}'),
	('A800 PCIe', '{tdp_w,interconnect,interconnect_gb_per_s}'), ('A800 SXM', '{memory_type,interconnect,interconnect_gb_per_s}'),
	('Ascend 910B', '{memory_gb,memory_type,int8_flops,interconnect,interconnect_gb_per_s}'),
	('Ascend 910C', '{memory_gb,memory_type,bf16_flops,interconnect,interconnect_gb_per_s}'),
	('B100 SXM', '{fp32_flops,die_mm2}'), ('B200 SXM', '{die_mm2}'),
	('B300 SXM', '{die_mm2}'), ('D1', '{fp8_flops,die_mm2}'),
	('GB200', '{die_mm2}'), ('GB300', '{die_mm2}'), ('GH200 144GB', '{tdp_w}'), ('GH200 96GB', '{tdp_w}'),
	('H100 NVL', '{fp64_flops,fp32_flops,tf32_flops,fp8_flops,int8_flops,interconnect,interconnect_gb_per_s}'),
	('H20 SXM', '{fp8_flops,interconnect,interconnect_gb_per_s,die_mm2}'),
	('H200 NVL', '{fp64_flops,fp32_flops,tf32_flops,fp16_flops,bf16_flops,fp8_flops,int8_flops,interconnect,interconnect_gb_per_s}'),
	('H200 SXM', '{die_mm2}'), ('H800 PCIe', '{memory_type,memory_gb_per_s,interconnect,interconnect_gb_per_s}'),
	('H800 SXM', '{fp64_flops,interconnect,interconnect_gb_per_s}'), ('Inferentia2', '{interconnect,interconnect_gb_per_s,process_nm}'),
	('L4', '{fp8_flops,interconnect,interconnect_gb_per_s}'), ('L40', '{tf32_flops,fp8_flops}'), ('L40S', '{fp64_flops}'),
	('MI100', '{memory_gb,memory_type,memory_gb_per_s,bf16_flops,int8_flops,interconnect,interconnect_gb_per_s}'),
	('MI210', '{year,tdp_w,memory_gb,memory_type,memory_gb_per_s,fp64_flops,fp32_flops,tf32_flops,bf16_flops,fp8_flops,fp4_flops,int8_flops,interconnect,interconnect_gb_per_s,process_nm,die_mm2}'),
	('MI300A', '{interconnect,interconnect_gb_per_s}'), ('MI350X', '{fp64_flops,fp32_flops}'), ('MI355X', '{fp64_flops}'), ('MI455X', '{process_nm}'),
	('MTIA v2', '{memory_gb,memory_type,memory_gb_per_s,fp16_flops,bf16_flops}'), ('Maia 100', '{memory_gb,memory_type,memory_gb_per_s,interconnect,interconnect_gb_per_s}'),
	('Max 1550', '{tf32_flops,int8_flops}'), ('RTX 3090', '{tf32_flops,fp16_flops,bf16_flops,interconnect,interconnect_gb_per_s}'),
	('RTX 4090', '{interconnect,interconnect_gb_per_s}'), ('RTX 5090', '{fp64_flops,tf32_flops,fp16_flops,bf16_flops,fp8_flops,int8_flops,die_mm2}'),
	('RTX A6000', '{tf32_flops,int8_flops,interconnect,interconnect_gb_per_s}'), ('T4', '{memory_type,int8_flops,interconnect,interconnect_gb_per_s}'),
	('TPU v3', '{interconnect,interconnect_gb_per_s}'), ('TPU v4', '{tdp_w,interconnect,interconnect_gb_per_s}'), ('TPU v5e', '{tdp_w,process_nm}'),
	('TPU v5p', '{tdp_w,process_nm,interconnect,interconnect_gb_per_s}'), ('TPU v6e', '{tdp_w,memory_type,process_nm}'), ('TPU7x', '{memory_type,process_nm}'),
	('Trainium1', '{memory_type,process_nm,interconnect,interconnect_gb_per_s}'), ('Trainium2', '{process_nm}'), ('Trainium3', '{memory_type,process_nm}'),
	('V100 16GB SXM2', '{memory_type}'), ('V100 32GB SXM2', '{memory_type}'), ('V100 32GB PCIe', '{memory_type}'), ('V100S PCIe', '{memory_type}')) v (accelerator, columns)
	LEFT JOIN accelerator a USING (accelerator), unnest(v.columns) c
WHERE a.accelerator IS NULL OR NOT to_jsonb(a) ? c OR to_jsonb(a) ->> c IS NOT NULL
ORDER BY 1, 2;

--
-- Names
--

SELECT alias, accelerator FROM accelerator_alias
WHERE alias IN ('H100', 'NVIDIA H100 80GB HBM3', 'NVIDIA H100 PCIe', 'NVIDIA H100 SXM5 80GB', 'NVIDIA A100-SXM4-80GB', 'Tesla V100-SXM2-32GB',
	'NVIDIA H200', 'B200', 'GB200 NVL72', 'NVIDIA GB300 (Blackwell Ultra)', 'AMD Instinct MI300X', 'Google TPU v7 Ironwood', 'Amazon Trainium2', 'A100')
ORDER BY 1;
-- one name, one part, whatever the case
SELECT lower(name) AS name, count(*) FROM (SELECT alias FROM accelerator_alias UNION ALL SELECT accelerator FROM accelerator) n (name) GROUP BY 1 HAVING count(*) > 1;
SELECT alias FROM accelerator_alias LEFT JOIN accelerator a USING (accelerator) WHERE a.accelerator IS NULL;
-- the names of the deployments and runs are keys
SELECT DISTINCT accelerator AS unknown FROM (SELECT accelerator FROM deployment UNION SELECT accelerator FROM training_run) u
WHERE accelerator NOT IN (SELECT accelerator FROM accelerator);

--
-- Servers and embodied emissions
--

SELECT accelerator, system, accelerators, system_w, factor FROM server_factor WHERE preferred ORDER BY 1;
-- the factor is the power of the system over that of its accelerators
SELECT s.accelerator, s.system, s.factor, s.system_w / s.accelerators / a.tdp_w AS computed
FROM server_factor s JOIN accelerator a USING (accelerator)
WHERE abs(s.system_w / s.accelerators / a.tdp_w - s.factor) > 0.01;
SELECT accelerator, count(*) FILTER (WHERE preferred) FROM server_factor GROUP BY 1 HAVING count(*) FILTER (WHERE preferred) <> 1;
-- 1,312 kg over the eight of an HGX H100; the die alone, 1.8 kg/cm2 over 8.14 cm2
SELECT a.embodied_kg, h.kg / 8 AS share, round(1.8 * (a.die_mm2 / 100)::numeric, 2) AS die, d.kg AS die_stored
FROM accelerator a, embodied_factor h, embodied_factor d
WHERE a.accelerator = 'H100 SXM' AND h.item = 'HGX H100 baseboard (8 GPU)' AND d.item = 'H100 die';
SELECT a.accelerator, a.embodied_kg FROM accelerator a
WHERE a.embodied_kg IS NOT NULL AND (a.embodied_method IS NULL OR NOT EXISTS (SELECT 1 FROM embodied_factor e WHERE e.accelerator = a.accelerator AND e.kg = a.embodied_kg));

--
-- Models
--

-- why the published total differs: rotary buffers, causal masks, copies of the
-- output layer, the vision tower
SELECT model, published_params - params AS more FROM model WHERE published_params <> params ORDER BY 1;
-- 12.9B published for Mixtral with everything, 3.61B for gpt-oss-20b without the
-- input embedding, 36,625,618,432 for DeepSeek-V3 without it
SELECT model, active_params, active_params - embedding_params AS without_embedding FROM model
WHERE model IN ('mistralai/Mixtral-8x7B-v0.1', 'openai/gpt-oss-20b', 'deepseek-ai/DeepSeek-V3') ORDER BY 1;
-- the embedding is vocabulary x hidden size; gpt2 also has 1,024 positions of
-- 768, bloom a LayerNorm of 2 x 14,336
SELECT model, embedding_params - vocabulary * hidden AS rest
FROM (SELECT model, embedding_params, (c ->> 'vocab_size')::bigint AS vocabulary,
		coalesce(c ->> 'hidden_size', c ->> 'n_embed', c ->> 'n_embd', c ->> 'emb_size')::bigint AS hidden
	FROM (SELECT model, embedding_params, coalesce(config -> 'text_config', config) AS c FROM model WHERE config IS NOT NULL) m) m
WHERE (embedding_params = vocabulary * hidden) IS NOT TRUE ORDER BY 1;
SELECT model FROM model WHERE active_params > params OR embedding_params > active_params OR (config IS NULL) <> (params IS NULL);

--
-- Runs
--

SELECT run FROM training_run GROUP BY run HAVING count(*) FILTER (WHERE preferred) <> 1;
SELECT DISTINCT model AS unknown FROM training_run WHERE model NOT IN (SELECT model FROM model);
SELECT DISTINCT organization AS unknown FROM training_run WHERE organization NOT IN (SELECT organization FROM organization);

-- the newer file of Epoch is preferred for Grok-3 and Grok-4; Grok-1 and Grok-2 did not run at Colossus
SELECT run, data_set, vintage, preferred, cluster, accelerators, hours, published_flop, flop_low, flop_high FROM training_run WHERE run LIKE 'Grok%' ORDER BY 1, 2, 3;
SELECT DISTINCT run, cluster FROM training_run WHERE cluster IS NOT NULL ORDER BY 1;

-- chips x average W x hours x PUE against the energy that Patterson et al. print:
-- 1,287, 85.7, 24.1, 179 and 94.4 MWh; the products are 1,289, 85.3, 23.9, 178.8
-- and 94.3.  BLOOM: 1,082,990 h x 400 W, 433.196 MWh, and PUE 1.2, which the published figure leaves out.  StarCoder: 320,256 h x 280 W.
SELECT run, published_mwh, round((coalesce(accelerator_h, accelerators * hours) * average_w * coalesce(pue, 1) / 1e6)::numeric, 3) AS product_mwh
FROM training_run WHERE preferred AND published_mwh IS NOT NULL AND average_w IS NOT NULL ORDER BY 1;
-- TDP x GPU hours x the implied grid factor of the Llama cards, kg/kWh: 0.423
-- (Llama 2), 0.411 to 0.429 (3 to 3.2), 0.387 (4); the card of 3.3 is wrong
SELECT run, round((published_co2e_t * 1000 / (accelerator_h * average_w / 1000))::numeric, 4) AS kg_per_kwh FROM training_run
WHERE source_id = 'llama-cards' ORDER BY 1;

-- 6ND over accelerator hours x bf16 peak, percent, against what the literature
-- on these runs gives.  Outside 5 to 70 only rows that are known to be wrong.
SELECT run, data_set, v.mfu AS expected, u.mfu AS computed
FROM (VALUES ('Llama 2 7B', 39.1), ('Llama 2 70B', 42.8), ('Llama 3.1 8B', 13.9), ('Llama 3.1 70B', 25.5), ('Llama 3.1 405B', 34.6),
	('Llama 4 Scout', 22.9), ('Llama 4 Maverick', 26.5), ('GPT-3 175B', 19.7), ('Gopher 280B', 30.2), ('Falcon-40B', 39.9), ('Falcon-180B', 18.9),
	('MPT-30B', 37.2), ('StarCoder 15.5B', 25.9), ('DeepSeek-V3', 33.1), ('OPT-175B', 34.5)) v (run, mfu)
	LEFT JOIN (SELECT r.run, r.data_set, round((600 * coalesce(r.active_params, r.params) * r.tokens
		/ (r.accelerator_h * 3600 * coalesce(a.bf16_flops, a.fp16_flops)))::numeric, 1) AS mfu
		FROM training_run r JOIN accelerator a USING (accelerator) WHERE r.data_set = 'published') u USING (run)
WHERE u.mfu IS DISTINCT FROM v.mfu ORDER BY 1;
SELECT r.run, r.data_set, round((6 * coalesce(r.active_params, r.params) * r.tokens
		/ (coalesce(r.accelerator_h, r.accelerators * r.hours) * 3600 * coalesce(a.bf16_flops, a.fp16_flops)))::numeric, 2) AS mfu, r.known_bad IS NOT NULL AS known_bad
FROM training_run r JOIN accelerator a USING (accelerator)
WHERE 6 * coalesce(r.active_params, r.params) * r.tokens
	NOT BETWEEN 0.05 * (coalesce(r.accelerator_h, r.accelerators * r.hours) * 3600 * coalesce(a.bf16_flops, a.fp16_flops))
	AND 0.70 * (coalesce(r.accelerator_h, r.accelerators * r.hours) * 3600 * coalesce(a.bf16_flops, a.fp16_flops))
ORDER BY 1;
SELECT run, data_set FROM training_run WHERE known_bad IS NOT NULL ORDER BY 1, 2;
-- utilization with recomputation: 4/3 of the model's, GLM-130B 43.3 over 32.5
SELECT run, round((published_hfu / published_mfu)::numeric, 2) AS hfu_over_mfu FROM training_run WHERE preferred AND published_hfu > published_mfu ORDER BY 1;
SELECT run FROM training_run WHERE published_mfu > 0.7 OR published_hfu < published_mfu OR active_params > params OR hours * accelerators < 0.9 * accelerator_h;

-- no source read gives these either
SELECT r.run, c AS column_with_a_value, to_jsonb(r) ->> c AS value
FROM (VALUES ('BLOOM-176B', '{tokens}'::text[]), ('BloombergGPT 50B', '{tokens}'), ('Chinchilla 70B', '{tokens}'), ('DeepSeek-V2', '{accelerator_h}'),
	('GLM-130B', '{published_mwh,published_co2e_t}'), ('LLaMA-65B', '{accelerator_h,published_mwh,pue,grid_g_per_kwh,published_co2e_t}'),
	('LaMDA 137B', '{published_mwh,published_co2e_t}'), ('Nemotron-H 56B', '{numeric_format}'), ('OLMo 2 13B', '{published_mwh,pue,grid_g_per_kwh,published_co2e_t,water_kl}'),
	('OLMo 2 7B', '{published_mwh,pue,grid_g_per_kwh,published_co2e_t,water_kl}'), ('OLMo 7B', '{published_mwh,pue,published_co2e_t}'),
	('OPT-175B', '{published_co2e_t}'), ('Olmo 3 (7B+32B) whole development', '{accelerator}'), ('PaLM 540B', '{tokens,published_co2e_t}'), ('StarCoder 15.5B', '{pue,published_co2e_t}')) v (run, columns)
	LEFT JOIN training_run r ON r.run = v.run AND r.data_set = 'published', unnest(v.columns) c
WHERE r.run IS NULL OR NOT to_jsonb(r) ? c OR to_jsonb(r) ->> c IS NOT NULL;

-- every row has a source, and every source says where it is or why not
SELECT f.relation, f.subject FROM fact f LEFT JOIN source s USING (source_id)
WHERE f.relation IN ('accelerator', 'accelerator_alias', 'server_factor', 'embodied_factor', 'model', 'training_run') AND s.source_id IS NULL;
SELECT DISTINCT s.source_id FROM fact f JOIN source s USING (source_id)
WHERE f.relation IN ('accelerator', 'accelerator_alias', 'server_factor', 'embodied_factor', 'model', 'training_run') AND s.url IS NULL AND s.note IS NULL;

-- every view: low <= best <= high, by the names of its columns
WITH pair AS (
	SELECT c.relname, l.attname AS low, h.attname AS high,
		(SELECT b.attname FROM pg_attribute b WHERE b.attrelid = c.oid AND b.attnum > 0
			AND b.attname IN (replace(l.attname, 'low', 'best'), regexp_replace(l.attname, '_?low', ''), CASE WHEN l.attname = 'low' THEN 'value' END) AND b.attname <> ''
			ORDER BY b.attname LIMIT 1) AS best
	FROM pg_class c
	JOIN pg_attribute l ON l.attrelid = c.oid AND l.attnum > 0 AND l.attname ~ '(^|_)low(_|$)' AND l.atttypid = 'float8'::regtype
	JOIN pg_attribute h ON h.attrelid = c.oid AND h.attnum > 0 AND h.attname = replace(l.attname, 'low', 'high')
	WHERE c.relnamespace = 'colossus'::regnamespace AND c.relkind = 'v'
), statement AS (
	SELECT p.relname, count(*) AS pairs, count(p.best) AS best, format('SELECT count(*) AS n FROM colossus.%I WHERE %s', p.relname,
		string_agg(CASE WHEN p.best IS NULL THEN format('NOT (%I <= %I)', p.low, p.high)
			ELSE format('NOT (%I <= %I) OR NOT (%I <= %I) OR NOT (%I <= %I)', p.low, p.high, p.low, p.best, p.best, p.high) END, ' OR ')) AS sql
	FROM pair p GROUP BY p.relname
)
SELECT sum(s.pairs) >= 37 AS pairs, sum(s.best) >= 31 AS with_best, string_agg(s.relname, ', ' ORDER BY s.relname) FILTER (WHERE (xpath('/row/n/text()', x.x))[1]::text <> '0') AS wrong
FROM statement s, query_to_xml(s.sql, false, true, '') x(x);
