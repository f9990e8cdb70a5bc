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
SELECT
	c.run, -- the run
	c.model, -- model that it trained
	c.organization, -- who ran it
	c.cluster, -- where
	c.accelerator, -- on which part
	c.accelerators, -- accelerators used
	c.started_on, -- first day
	c.duration_h AS hours, -- duration, h; where not published, accelerator hours over accelerators
	c.tokens, -- training tokens
	c.flop, -- training compute by flop_method, FLOP
	c.flop_low, -- lower bound published, FLOP
	c.flop_high, -- upper bound published, FLOP
	c.flop_method, -- 6ND: 6 x active parameters x tokens; hardware: time x peak x published utilization; published
	u.mfu, -- model FLOP over accelerator hours x peak_flops, 0 to 1, over all hours and not the best ones
	CASE WHEN u.mfu IS NULL THEN NULL WHEN c.six_nd IS NOT NULL THEN '6ND' ELSE 'published FLOP' END AS mfu_convention, -- how the model FLOP of mfu were counted
	CASE WHEN c.peak IS NOT NULL THEN c.peak_format END AS mfu_numeric_format, -- numeric format of peak_flops; where the run names none, bf16 (fp16 on parts without it)
	c.peak AS peak_flops, -- dense peak of one accelerator, FLOP/s
	colossus.kwh_to_mwh(c.it_kwh) AS it_mwh, -- accelerator hours x average W that the source uses, MWh; the source decides what that W covers
	colossus.kwh_to_mwh(c.facility_kwh) AS facility_mwh, -- it_mwh x PUE that the source uses, MWh
	colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(c.facility_kwh, c.grid_g_per_kwh)) AS co2e_t, -- facility_mwh x grid intensity that the source uses, t CO2e
	colossus.kwh_to_joules(c.it_kwh) / c.tokens AS j_per_token, -- it_mwh over tokens, J/token
	c.published_mwh, -- energy published, MWh
	c.published_co2e_t, -- emissions published, t CO2e
	c.published_mfu, -- utilization published, 0 to 1
	c.status, -- how far to trust the row
	c.data_set, -- who says it
	c.source_id, -- where the row comes from
	c.vintage, -- edition of the data set
	c.published_flop, -- training compute published, FLOP
	c.known_bad, -- why the row as published is wrong; NULL: nothing known against it
	c.note, -- what a reader must know besides
	m.seq_len, -- tokens in a sequence that the next five count attention for: what runs used is seldom published
	f.kaplan AS kaplan_flop, -- training compute by the model's configuration, convention kaplan, FLOP; NULL: no configuration or tokens
	f.palm AS palm_flop, -- the same by convention palm, FLOP
	f.megatron AS megatron_flop, -- the same by convention megatron, FLOP
	colossus.flops_utilization(f.palm, 1, c.peak, colossus.hours_to_s(c.total_h)) AS palm_mfu, -- utilization by convention palm, of peak_flops, 0 to 1
	colossus.flops_utilization(f.megatron, 1, c.peak, colossus.hours_to_s(c.total_h)) AS megatron_mfu -- utilization by convention megatron, of peak_flops, 0 to 1
FROM chosen c
CROSS JOIN LATERAL (SELECT colossus.flops_utilization(c.model_flop, 1, c.peak, colossus.hours_to_s(c.total_h))) u (mfu)
LEFT JOIN colossus.model_summary_by_model m ON m.model = c.model AND m.params IS NOT NULL
CROSS JOIN LATERAL (SELECT m.kaplan_flop_per_token * c.tokens, m.palm_flop_per_token * c.tokens,
	m.megatron_flop_per_token * c.tokens) f (kaplan, palm, megatron);
COMMENT ON VIEW colossus.training_run_summary IS
'Published training runs, one preferred row each: FLOP by 6ND from (active) parameters and tokens, else by hardware from time, peak and published utilization, else as published; utilization over all accelerator hours with its convention, numeric format and peak; energy and emissions from the inputs that the source gives, beside what it prints. known_bad says what is wrong with a row as published. Use colossus.training_run_chart for charts.';
