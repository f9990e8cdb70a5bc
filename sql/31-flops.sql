-- FLOPs of training and of hardware, from numbers; peaks from the catalogue.

CREATE OR REPLACE FUNCTION colossus.training_flop(params double precision, tokens double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_training_flop';
COMMENT ON FUNCTION colossus.training_flop(double precision, double precision) IS
	'FLOP to train: 6 x parameters x tokens, without attention (Kaplan et al. 2020).';

CREATE OR REPLACE FUNCTION colossus.hardware_flop(accelerators double precision, peak_flops double precision, seconds double precision, utilization double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_hardware_flop';
COMMENT ON FUNCTION colossus.hardware_flop(double precision, double precision, double precision, double precision) IS
	'FLOP done by accelerators at a share (0 to 1) of their dense peak FLOP/s: the hardware method of Epoch AI.';

CREATE OR REPLACE FUNCTION colossus.flops_utilization(flop double precision, accelerators double precision, peak_flops double precision, seconds double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_flops_utilization';
COMMENT ON FUNCTION colossus.flops_utilization(double precision, double precision, double precision, double precision) IS
	'Share of the dense peak, 0 to 1, that so many FLOP stand for; MFU where they are model FLOP by a named convention.';

CREATE OR REPLACE FUNCTION colossus.h100_equivalents(accelerators double precision, fp8_flops double precision, int8_flops double precision, bf16_flops double precision, fp16_flops double precision) RETURNS double precision
LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_h100_equivalents';
COMMENT ON FUNCTION colossus.h100_equivalents(double precision, double precision, double precision, double precision, double precision) IS
	'Accelerators counted in H100: by dense FP8, where a part has none by INT8 (over 1.979e15 OP/s), without 8-bit formats by BF16, else FP16 (over 989.4e12 FLOP/s). A NULL peak: the part has no such format; NULL if none is known.';

CREATE OR REPLACE FUNCTION colossus.mfu_add(colossus.exact_sums, flop double precision, accelerator_s double precision, peak_flops double precision) RETURNS colossus.exact_sums
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_mfu_add';
COMMENT ON FUNCTION colossus.mfu_add(colossus.exact_sums, double precision, double precision, double precision) IS 'Adds a row to the state of mfu.';

CREATE OR REPLACE FUNCTION colossus.mfu_remove(colossus.exact_sums, flop double precision, accelerator_s double precision, peak_flops double precision) RETURNS colossus.exact_sums
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_mfu_remove';
COMMENT ON FUNCTION colossus.mfu_remove(colossus.exact_sums, double precision, double precision, double precision) IS 'Takes a row out of the state of mfu.';

CREATE OR REPLACE FUNCTION colossus.mfu_final(colossus.exact_sums) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_mfu_final';
COMMENT ON FUNCTION colossus.mfu_final(colossus.exact_sums) IS 'Result of mfu.';

CREATE OR REPLACE AGGREGATE colossus.mfu(flop double precision, accelerator_s double precision, peak_flops double precision) (
	SFUNC = colossus.mfu_add, STYPE = colossus.exact_sums, SSPACE = 144, INITCOND = '1/2',
	FINALFUNC = colossus.mfu_final, COMBINEFUNC = colossus.exact_sums_merge,
	MSFUNC = colossus.mfu_add, MINVFUNC = colossus.mfu_remove, MSTYPE = colossus.exact_sums, MSSPACE = 144,
	MINITCOND = '1/2', MFINALFUNC = colossus.mfu_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.mfu(double precision, double precision, double precision) IS
	'Model FLOP utilization: sum of flop over sum of accelerator_s x peak_flops, a ratio of exact sums. NULL where the sum below is 0.';

CREATE OR REPLACE FUNCTION colossus.fleet_flops_add(colossus.exact_sums, accelerators double precision, peak_flops double precision) RETURNS colossus.exact_sums
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_fleet_flops_add';
COMMENT ON FUNCTION colossus.fleet_flops_add(colossus.exact_sums, double precision, double precision) IS 'Adds a row to the state of fleet_flops.';

CREATE OR REPLACE FUNCTION colossus.fleet_flops_remove(colossus.exact_sums, accelerators double precision, peak_flops double precision) RETURNS colossus.exact_sums
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_fleet_flops_remove';
COMMENT ON FUNCTION colossus.fleet_flops_remove(colossus.exact_sums, double precision, double precision) IS 'Takes a row out of the state of fleet_flops.';

CREATE OR REPLACE FUNCTION colossus.fleet_flops_final(colossus.exact_sums) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_fleet_flops_final';
COMMENT ON FUNCTION colossus.fleet_flops_final(colossus.exact_sums) IS 'Result of fleet_flops.';

CREATE OR REPLACE AGGREGATE colossus.fleet_flops(accelerators double precision, peak_flops double precision) (
	SFUNC = colossus.fleet_flops_add, STYPE = colossus.exact_sums, SSPACE = 80, INITCOND = '1/1',
	FINALFUNC = colossus.fleet_flops_final, COMBINEFUNC = colossus.exact_sums_merge,
	MSFUNC = colossus.fleet_flops_add, MINVFUNC = colossus.fleet_flops_remove, MSTYPE = colossus.exact_sums, MSSPACE = 80,
	MINITCOND = '1/1', MFINALFUNC = colossus.fleet_flops_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.fleet_flops(double precision, double precision) IS
	'Peak FLOP/s of a fleet: exact sum of accelerators x peak_flops.';

-- A set of one row, which is planned with its caller; a function of a value is planned
-- anew whenever a function that calls it begins.
CREATE OR REPLACE FUNCTION colossus.accelerator_key(accelerator text) RETURNS TABLE (key text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT COALESCE(
		(SELECT k.accelerator FROM colossus.accelerator k
			WHERE lower(k.accelerator) = lower(accelerator_key.accelerator)
			ORDER BY k.accelerator <> accelerator_key.accelerator, k.accelerator LIMIT 1),
		(SELECT l.accelerator FROM colossus.accelerator_alias l
			WHERE lower(l.alias) = lower(accelerator_key.accelerator)
			ORDER BY l.alias <> accelerator_key.accelerator, l.alias LIMIT 1),
		-- H100-SXM, gb200_nvl72: letters and digits alone, where one part is meant
		(SELECT min(k.accelerator)
			FROM (SELECT a.accelerator, a.accelerator AS name FROM colossus.accelerator a
				UNION ALL SELECT l.accelerator, l.alias FROM colossus.accelerator_alias l) k
			WHERE regexp_replace(lower(k.name), '[^a-z0-9]+', '', 'g') = regexp_replace(lower(accelerator_key.accelerator), '[^a-z0-9]+', '', 'g')
			HAVING count(DISTINCT k.accelerator) = 1),
		colossus.unknown_name('accelerator', accelerator_key.accelerator,
			ARRAY(SELECT k.accelerator FROM colossus.accelerator k UNION ALL SELECT l.alias FROM colossus.accelerator_alias l)));
END;
COMMENT ON FUNCTION colossus.accelerator_key(text) IS
	'The accelerator that a name or alias means, whatever stands between its letters and digits; an unknown one is 22023 with the nearest names.';

CREATE OR REPLACE FUNCTION colossus.peak_flops(accelerator text, numeric_format text DEFAULT 'bf16') RETURNS double precision
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (
	SELECT CASE COALESCE((SELECT w.format
			FROM (VALUES ('bfloat16'::text, 'bf16'::text), ('float16', 'fp16'), ('half', 'fp16'), ('float32', 'fp32'), ('single', 'fp32'),
				('float64', 'fp64'), ('double', 'fp64'), ('float8', 'fp8'), ('float4', 'fp4')) AS w(name, format)
			WHERE w.name = lower(peak_flops.numeric_format)), lower(peak_flops.numeric_format))
		WHEN 'fp64' THEN a.fp64_flops
		WHEN 'fp32' THEN a.fp32_flops
		WHEN 'tf32' THEN a.tf32_flops
		WHEN 'fp16' THEN a.fp16_flops
		WHEN 'bf16' THEN a.bf16_flops
		WHEN 'fp8' THEN a.fp8_flops
		WHEN 'fp6' THEN a.fp6_flops
		WHEN 'fp4' THEN a.fp4_flops
		WHEN 'nvfp4' THEN a.nvfp4_flops
		WHEN 'int8' THEN a.int8_flops
		ELSE colossus.unknown_name('numeric format', peak_flops.numeric_format,
			ARRAY['fp64', 'fp32', 'tf32', 'fp16', 'bf16', 'fp8', 'fp6', 'fp4', 'nvfp4', 'int8'])::double precision
	END
	FROM colossus.accelerator a
	WHERE a.accelerator = (SELECT k.key FROM colossus.accelerator_key(peak_flops.accelerator) k));
COMMENT ON FUNCTION colossus.peak_flops(text, text) IS
	'Dense peak of an accelerator, FLOP/s, by key or alias and numeric format (bf16 or bfloat16, fp16 or half), both without case; NULL if the part has no such format. Unknown names: 22023 with the nearest ones.';
