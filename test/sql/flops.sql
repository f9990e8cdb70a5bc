-- FLOPs from numbers, against published figures.  tolerance is half a unit of the
-- last digit printed, relative.
\set VERBOSITY terse
CREATE TEMP VIEW published(what, got, want, tolerance) AS VALUES
	-- Epoch AI, Megatron: 6ND
	('6ND of DeepSeek-V3: 37e9 active, 14.8e12 tokens', training_flop(37e9, 14.8e12), 3.29e24::float8, 2e-3::float8),
	-- 100,000 H100 SXM: 98.94 EFLOP/s dense BF16, 197.9 dense FP8
	('100,000 H100, BF16', (SELECT fleet_flops(100000, peak_flops('H100 SXM', 'bf16'))), 98.94e18, 1e-12),
	('100,000 H100, FP8', (SELECT fleet_flops(100000, peak_flops('H100 SXM', 'fp8'))), 197.9e18, 1e-12),
	-- nanoGPT, transformer_sizing.ipynb: 100 sequences in 0.755 s (so to 7e-4) on an A100
	('MFU of nanoGPT', flops_utilization(flop => 100 * 875062886400::float8, accelerators => 1, peak_flops => 312e12, seconds => 0.755), 0.3714, 7e-4),
	-- PaLM, appendix B: 238.3k tokens/s on 6,144 TPU v4 of 275 TFLOP/s
	('MFU of PaLM-540B', flops_utilization(238.3e3 * 3277734806784, 6144, 275e12, 1), 0.462, 1e-3),
	-- Llama 3.1 405B: 30.84 million H100 hours for 15.6e12 tokens
	('MFU of Llama-3.1-405B by 6ND', flops_utilization(training_flop(405.85e9, 15.6e12), 1, 989.4e12, hours_to_s(30.84e6)), 0.346, 2e-3),
	('MFU of Llama-2-70B by 6ND', flops_utilization(training_flop(68976648192, 2e12), 1, 312e12, hours_to_s(1720320)), 0.428, 2e-3),
	('MFU of DeepSeek-V3 by 6ND', flops_utilization(training_flop(37e9, 14.8e12), 1, 989.4e12, hours_to_s(2.788e6)), 0.331, 2e-3),
	-- the hardware method is its inverse
	('hardware method', hardware_flop(accelerators => 16384, peak_flops => 989.4e12, seconds => 3600, utilization => 0.4), 16384 * 989.4e12 * 3600 * 0.4, 1e-15),
	('utilization of it', flops_utilization(hardware_flop(7, 3e14, 11, 0.25), 7, 3e14, 11), 0.25, 1e-15),
	-- H100 equivalents: FP8; INT8 where there is no FP8; BF16, then FP16, without 8 bits
	('H100', h100_equivalents(3, 1.979e15, 1.979e15, 989.4e12, 989.4e12), 3, 1e-15),
	('FP8 goes before INT8', h100_equivalents(1, 1.979e15, 5e15, NULL, NULL), 1, 1e-15),
	('A100: INT8 624 TOP/s', h100_equivalents(1000, NULL, 624e12, 312e12, 312e12), 315.31, 1e-4),
	('V100: FP16 125 TFLOP/s', h100_equivalents(1000, NULL, NULL, NULL, 125e12), 126.34, 1e-4),
	('BF16 goes before FP16', h100_equivalents(1, NULL, NULL, 989.4e12, 1e12), 1, 1e-15);
SELECT what, abs(got - want) <= tolerance * want AS ok FROM published;

SELECT h100_equivalents(5, NULL, NULL, NULL, NULL) IS NULL AS no_peak, h100_equivalents(NULL, 1e15, NULL, NULL, NULL) IS NULL AS no_count,
	training_flop(NULL, 1) IS NULL AS strict, h100_equivalents(0, 1e15, NULL, NULL, NULL) AS none;

-- the catalogue: keys and aliases, without case
SELECT peak_flops('h100 sxm') = 989.4e12 AS key, peak_flops('H100') = 989.4e12 AS alias, peak_flops('nvidia h100 80gb hbm3', 'FP8') = 1.979e15 AS tool,
	peak_flops(accelerator => 'H100 SXM', numeric_format => 'INT8') = 1.979e15 AS int8,
	peak_flops('V100 SXM2', 'fp8') IS NULL AS no_such_format, peak_flops(NULL) IS NULL AS unknown, peak_flops('H100', NULL) IS NULL AS unknown_format;
SELECT f, peak_flops('H100 SXM', f) IS NOT DISTINCT FROM (to_jsonb(a) ->> (f || '_flops'))::float8 AS ok
FROM accelerator a, unnest(ARRAY['fp64', 'fp32', 'tf32', 'fp16', 'bf16', 'fp8', 'fp4', 'int8']) f
WHERE a.accelerator = 'H100 SXM';

-- a user's part is found too
BEGIN;
INSERT INTO accelerator_user (accelerator, vendor, part, bf16_flops) VALUES ('Own ASIC', 'us', 'ASIC', 5e14);
INSERT INTO accelerator_alias_user (alias, accelerator) VALUES ('asic-1', 'Own ASIC');
SELECT peak_flops('own asic') AS key, peak_flops('ASIC-1') AS alias;
ROLLBACK;

\set VERBOSITY default
\set SHOW_CONTEXT never
SELECT peak_flops('H10O SXM');
SELECT peak_flops('H100', 'fp61');
SELECT hardware_flop(-1, 1e15, 1, 0.4);
SELECT hardware_flop(1, 1e15, 1, 40);
SELECT hardware_flop(1, 'NaN', 1, 0.4);
SELECT hardware_flop(1e300, 1e15, 1, 0.4);
SELECT flops_utilization(1, 0, 1, 1);
SELECT flops_utilization(1, 1, 1, 'infinity');
SELECT training_flop(-7e9, 1);
SELECT h100_equivalents(-1, 1e15, NULL, NULL, NULL);
SELECT h100_equivalents(1, 0, NULL, NULL, NULL);
\set VERBOSITY sqlstate
SELECT hardware_flop(-1, 1e15, 1, 0.4);
SELECT hardware_flop(1, 'NaN', 1, 0.4);
SELECT hardware_flop(1e300, 1e15, 1, 0.4);
SELECT peak_flops('H10O SXM');
SELECT peak_flops('H100', 'fp61');
