-- Published training runs: compute, energy and emissions, computed and as published.

CREATE OR REPLACE VIEW colossus.training_run_summary AS
WITH run AS (
	SELECT DISTINCT ON (r.run) r.*,
		coalesce(r.accelerator_h, r.accelerators * r.hours) AS total_h,
		coalesce(r.hours, r.accelerator_h / r.accelerators) AS duration_h,
		f.numeric_format AS peak_format,
		CASE f.numeric_format
			WHEN 'fp64' THEN a.fp64_flops WHEN 'fp32' THEN a.fp32_flops WHEN 'tf32' THEN a.tf32_flops
			WHEN 'fp16' THEN a.fp16_flops WHEN 'bf16' THEN a.bf16_flops WHEN 'fp8' THEN a.fp8_flops
			WHEN 'fp4' THEN a.fp4_flops WHEN 'int8' THEN a.int8_flops END AS peak,
		coalesce(r.active_params, r.params) AS used_params
	FROM colossus.training_run r
	LEFT JOIN colossus.accelerator_alias l ON l.alias = r.accelerator
	LEFT JOIN colossus.accelerator a ON a.accelerator = coalesce(l.accelerator, r.accelerator)
	CROSS JOIN LATERAL (SELECT coalesce(lower(r.numeric_format),
		CASE WHEN a.bf16_flops IS NOT NULL THEN 'bf16' WHEN a.fp16_flops IS NOT NULL THEN 'fp16' END)) f (numeric_format)
	WHERE r.preferred AND r.status NOT IN ('alleged', 'denied')
	ORDER BY r.run, r.shipped, r.data_set DESC, r.vintage DESC
), counted AS (
	SELECT r.*,
		colossus.training_flop(r.used_params, r.tokens) AS six_nd,
		colossus.hardware_flop(1, r.peak, colossus.hours_to_s(r.total_h), r.published_mfu) AS by_hardware,
		colossus.run_it_kwh(1, r.average_w, r.total_h) AS it_kwh
	FROM run r
), chosen AS (
	SELECT c.*, coalesce(c.six_nd, c.by_hardware, c.published_flop) AS flop,
		CASE WHEN c.six_nd IS NOT NULL THEN '6ND' WHEN c.by_hardware IS NOT NULL THEN 'hardware'
			WHEN c.published_flop IS NOT NULL THEN 'published' END AS flop_method,
		coalesce(c.six_nd, c.published_flop) AS model_flop,
		colossus.facility_kwh(c.it_kwh, c.pue) AS facility_kwh
	FROM counted c
)
SELECT c.run, c.model, c.organization, c.cluster, c.accelerator, c.accelerators, c.started_on,
	c.duration_h AS hours, c.tokens, c.flop, c.flop_low, c.flop_high, c.flop_method,
	u.mfu,
	CASE WHEN u.mfu IS NULL THEN NULL WHEN c.six_nd IS NOT NULL THEN '6ND' ELSE 'published FLOP' END AS mfu_convention,
	CASE WHEN c.peak IS NOT NULL THEN c.peak_format END AS mfu_numeric_format,
	c.peak AS peak_flops,
	colossus.kwh_to_mwh(c.it_kwh) AS it_mwh,
	colossus.kwh_to_mwh(c.facility_kwh) AS facility_mwh,
	colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(c.facility_kwh, c.grid_g_per_kwh)) AS co2e_t,
	colossus.kwh_to_joules(c.it_kwh) / c.tokens AS j_per_token,
	c.published_mwh, c.published_co2e_t, c.published_mfu, c.status, c.data_set, c.source_id,
	c.vintage, c.published_flop, c.known_bad, c.note,
	m.seq_len, f.kaplan AS kaplan_flop, f.palm AS palm_flop, f.megatron AS megatron_flop,
	colossus.flops_utilization(f.palm, 1, c.peak, colossus.hours_to_s(c.total_h)) AS palm_mfu,
	colossus.flops_utilization(f.megatron, 1, c.peak, colossus.hours_to_s(c.total_h)) AS megatron_mfu
FROM chosen c
CROSS JOIN LATERAL (SELECT colossus.flops_utilization(c.model_flop, 1, c.peak, colossus.hours_to_s(c.total_h))) u (mfu)
LEFT JOIN colossus.model_summary_by_model m ON m.model = c.model AND m.params IS NOT NULL
CROSS JOIN LATERAL (SELECT m.kaplan_flop_per_token * c.tokens, m.palm_flop_per_token * c.tokens,
	m.megatron_flop_per_token * c.tokens) f (kaplan, palm, megatron);
COMMENT ON VIEW colossus.training_run_summary IS
'Published training runs, one preferred row each: FLOP by 6ND from (active) parameters and tokens, else by hardware from time, peak and published utilization, else as published; utilization over all accelerator hours with its convention, numeric format and peak; energy and emissions from the inputs that the source gives, beside what it prints. known_bad says what is wrong with a row as published.';
COMMENT ON COLUMN colossus.training_run_summary.run IS 'the run';
COMMENT ON COLUMN colossus.training_run_summary.model IS 'model that it trained';
COMMENT ON COLUMN colossus.training_run_summary.organization IS 'who ran it';
COMMENT ON COLUMN colossus.training_run_summary.cluster IS 'where';
COMMENT ON COLUMN colossus.training_run_summary.accelerator IS 'on which part';
COMMENT ON COLUMN colossus.training_run_summary.accelerators IS 'accelerators used';
COMMENT ON COLUMN colossus.training_run_summary.started_on IS 'first day';
COMMENT ON COLUMN colossus.training_run_summary.hours IS 'duration, h; where not published, accelerator hours over accelerators';
COMMENT ON COLUMN colossus.training_run_summary.tokens IS 'training tokens';
COMMENT ON COLUMN colossus.training_run_summary.flop IS 'training compute by flop_method, FLOP';
COMMENT ON COLUMN colossus.training_run_summary.flop_low IS 'lower bound published, FLOP';
COMMENT ON COLUMN colossus.training_run_summary.flop_high IS 'upper bound published, FLOP';
COMMENT ON COLUMN colossus.training_run_summary.flop_method IS '6ND: 6 x active parameters x tokens; hardware: time x peak x published utilization; published';
COMMENT ON COLUMN colossus.training_run_summary.mfu IS 'model FLOP over accelerator hours x peak_flops, 0 to 1, over all hours and not the best ones';
COMMENT ON COLUMN colossus.training_run_summary.mfu_convention IS 'how the model FLOP of mfu were counted';
COMMENT ON COLUMN colossus.training_run_summary.mfu_numeric_format IS 'numeric format of peak_flops; where the run names none, bf16 (fp16 on parts without it)';
COMMENT ON COLUMN colossus.training_run_summary.peak_flops IS 'dense peak of one accelerator, FLOP/s';
COMMENT ON COLUMN colossus.training_run_summary.it_mwh IS 'accelerator hours x average W that the source uses, MWh; the source decides what that W covers';
COMMENT ON COLUMN colossus.training_run_summary.facility_mwh IS 'it_mwh x PUE that the source uses, MWh';
COMMENT ON COLUMN colossus.training_run_summary.co2e_t IS 'facility_mwh x grid intensity that the source uses, t CO2e';
COMMENT ON COLUMN colossus.training_run_summary.j_per_token IS 'it_mwh over tokens, J/token';
COMMENT ON COLUMN colossus.training_run_summary.published_mwh IS 'energy published, MWh';
COMMENT ON COLUMN colossus.training_run_summary.published_co2e_t IS 'emissions published, t CO2e';
COMMENT ON COLUMN colossus.training_run_summary.published_mfu IS 'utilization published, 0 to 1';
COMMENT ON COLUMN colossus.training_run_summary.status IS 'how far to trust the row';
COMMENT ON COLUMN colossus.training_run_summary.data_set IS 'who says it';
COMMENT ON COLUMN colossus.training_run_summary.source_id IS 'where the row comes from';
COMMENT ON COLUMN colossus.training_run_summary.vintage IS 'edition of the data set';
COMMENT ON COLUMN colossus.training_run_summary.published_flop IS 'training compute published, FLOP';
COMMENT ON COLUMN colossus.training_run_summary.known_bad IS 'why the row as published is wrong; NULL: nothing known against it';
COMMENT ON COLUMN colossus.training_run_summary.note IS 'what a reader must know besides';
COMMENT ON COLUMN colossus.training_run_summary.seq_len IS 'tokens in a sequence that the next five count attention for: what runs used is seldom published';
COMMENT ON COLUMN colossus.training_run_summary.kaplan_flop IS 'training compute by the model''s configuration, convention kaplan, FLOP; NULL: no configuration or tokens';
COMMENT ON COLUMN colossus.training_run_summary.palm_flop IS 'the same by convention palm, FLOP';
COMMENT ON COLUMN colossus.training_run_summary.megatron_flop IS 'the same by convention megatron, FLOP';
COMMENT ON COLUMN colossus.training_run_summary.palm_mfu IS 'utilization by convention palm, of peak_flops, 0 to 1';
COMMENT ON COLUMN colossus.training_run_summary.megatron_mfu IS 'utilization by convention megatron, of peak_flops, 0 to 1';
