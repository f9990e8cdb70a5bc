-- The error about a name that does not exist.
\set SHOW_CONTEXT never
SELECT unknown_name('colour', 'grene', ARRAY['red', 'green', NULL, 'blue']);
SELECT unknown_name('colour', 'red', '{}');
-- the nearest of many: what contains it goes before what merely looks like it
SELECT unknown_name('part', 'a10', ARRAY(SELECT 'part ' || n FROM generate_series(1, 50) n) || ARRAY['A10G', 'A100', 'A11', 'B200']);
SELECT unknown_name('part', repeat('ä', 100), ARRAY['x']);
SELECT unknown_name('part', NULL, ARRAY['x']) IS NULL AS not_known;
\set VERBOSITY sqlstate
SELECT unknown_name('colour', 'grene', ARRAY['red']);

\set VERBOSITY default
-- as people write them: H100 SXM is 989.4 TFLOP/s in bf16, a GPU of GB200 NVL72 2.5 PFLOP/s
SELECT peak_flops('H100-SXM', 'bfloat16') = peak_flops('H100 SXM', 'bf16') AS h100, peak_flops('gb200_nvl72', 'BFloat16') AS gb200,
	peak_flops('h200-sxm', 'half') = peak_flops('H200 SXM', 'fp16') AS h200, co2e('methane', 1) = co2e('CH4', 1) AS methane,
	(SELECT f.region FROM grid_factor('TVA', '2024-01-01') f) AS tva;
SELECT peak_flops('H100-SXM', 'bfloat');
SELECT peak_flops('-', 'bf16');

-- who writes into a view is told where
INSERT INTO deployment (cluster, accelerator, from_date, accelerators) VALUES ('Colossus 1', 'H100 SXM', '2026-01-01', 1);
UPDATE accelerator SET tdp_w = 1 WHERE accelerator = 'H100 SXM';
DELETE FROM grid_rate WHERE region = 'SRTV';
SELECT count(*) FROM pg_class v
WHERE v.relnamespace = 'colossus'::regnamespace AND v.relkind = 'v'
	AND to_regclass('colossus.' || quote_ident(v.relname || '_user')) IS NOT NULL
	AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = v.oid AND t.tgname = 'read_only');
