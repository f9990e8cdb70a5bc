-- Published training runs: compute, energy and emissions, computed and as published.

-- Every row of a run, best first: yours, then the preferred one, then newer
-- editions.  A row that is known to be wrong lends nothing to another.
CREATE OR REPLACE VIEW colossus.training_run_column AS
WITH told AS (
	SELECT r.*, coalesce(r.accelerator_h, r.accelerators * r.hours) AS total_h,
		coalesce(r.accelerator_h / r.accelerators, r.hours) AS duration_h,
		coalesce(r.active_params, r.params) AS used_params,
		row_number() OVER (PARTITION BY r.run ORDER BY r.preferred DESC, r.shipped, r.data_set DESC, r.vintage DESC) AS place,
		bool_or(r.preferred) OVER (PARTITION BY r.run) AS any_preferred
	FROM colossus.training_run r
	WHERE r.status NOT IN ('alleged', 'denied')
)
SELECT DISTINCT ON (t.run, v.name)
	t.run, -- the run
	v.name, -- what is said: a column of training_run, or total_h, duration_h, used_params that follow from one row
	v.number, -- its value, where it is a number
	v.word, -- its value, where it is a name or a date
	t.place::integer AS place, -- 1: from the preferred row of the run; more: from another row, where the preferred one is silent
	t.data_set, -- who says it
	t.vintage, -- edition of the data set
	t.source_id, -- where it comes from
	min(v.number) OVER same AS low, -- smallest that a row says
	max(v.number) OVER same AS high, -- largest
	CASE WHEN max(v.number) OVER same > 1.01 * min(v.number) OVER same
		THEN string_agg(v.number || ' by ' || concat_ws(' ', t.data_set, nullif(t.vintage, '')) || ' (' || t.source_id || ')', ', ') OVER same END AS readings -- what each row says, best first, where they differ by more than 1 %; NULL: they do not
FROM told t
CROSS JOIN LATERAL (VALUES
	('model'::text, NULL::double precision, t.model), ('organization', NULL, t.organization), ('cluster', NULL, t.cluster),
	('accelerator', NULL, t.accelerator), ('accelerators', t.accelerators, NULL),
	('started_on', NULL, to_char(t.started_on::timestamp, 'YYYY-MM-DD')), ('released_on', NULL, to_char(t.released_on::timestamp, 'YYYY-MM-DD')),
	('duration_h', t.duration_h, NULL), ('total_h', t.total_h, NULL), ('used_params', t.used_params, NULL), ('tokens', t.tokens, NULL),
	('published_flop', t.published_flop, NULL), ('flop_low', t.flop_low, NULL), ('flop_high', t.flop_high, NULL),
	('numeric_format', NULL, lower(t.numeric_format)), ('published_mfu', t.published_mfu, NULL), ('average_w', t.average_w, NULL),
	('pue', t.pue, NULL), ('grid_g_per_kwh', t.grid_g_per_kwh, NULL), ('published_mwh', t.published_mwh, NULL),
	('published_co2e_t', t.published_co2e_t, NULL), ('water_kl', t.water_kl, NULL)) v (name, number, word)
WHERE (v.number IS NOT NULL OR v.word IS NOT NULL) AND t.any_preferred AND (t.place = 1 OR t.known_bad IS NULL)
WINDOW same AS (PARTITION BY t.run, v.name ORDER BY t.place ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
ORDER BY t.run, v.name, t.place;
COMMENT ON VIEW colossus.training_run_column IS
'What is known of every training run, value by value, each from the best row that has it: yours, else the preferred one, else another that nothing is known against.';

CREATE OR REPLACE VIEW colossus.training_run_summary AS
WITH best AS (
	SELECT DISTINCT ON (r.run) r.run, r.status, r.data_set, r.vintage, r.source_id, r.known_bad, r.note
	FROM colossus.training_run r
	WHERE r.status NOT IN ('alleged', 'denied') AND r.preferred
	ORDER BY r.run, r.shipped, r.data_set DESC, r.vintage DESC
), gathered AS (
	SELECT k.run,
		max(k.word) FILTER (WHERE k.name = 'model') AS model,
		max(k.word) FILTER (WHERE k.name = 'organization') AS organization,
		max(k.word) FILTER (WHERE k.name = 'cluster') AS cluster,
		max(k.word) FILTER (WHERE k.name = 'accelerator') AS accelerator,
		max(k.number) FILTER (WHERE k.name = 'accelerators') AS accelerators,
		max(k.word) FILTER (WHERE k.name = 'started_on')::date AS started_on,
		max(k.word) FILTER (WHERE k.name = 'released_on')::date AS released_on,
		max(k.number) FILTER (WHERE k.name = 'duration_h') AS duration_h,
		max(k.number) FILTER (WHERE k.name = 'total_h') AS total_h,
		max(k.number) FILTER (WHERE k.name = 'used_params') AS used_params,
		max(k.number) FILTER (WHERE k.name = 'tokens') AS tokens,
		max(k.place) FILTER (WHERE k.name IN ('tokens', 'used_params')) AS six_nd_place,
		max(k.number) FILTER (WHERE k.name = 'published_flop') AS published_flop,
		max(k.place) FILTER (WHERE k.name = 'published_flop') AS published_place,
		max(k.number) FILTER (WHERE k.name = 'flop_low') AS published_low,
		max(k.number) FILTER (WHERE k.name = 'flop_high') AS published_high,
		max(k.word) FILTER (WHERE k.name = 'numeric_format') AS numeric_format,
		max(k.number) FILTER (WHERE k.name = 'published_mfu') AS published_mfu,
		max(k.number) FILTER (WHERE k.name = 'average_w') AS average_w,
		max(k.number) FILTER (WHERE k.name = 'pue') AS pue,
		max(k.number) FILTER (WHERE k.name = 'grid_g_per_kwh') AS grid_g_per_kwh,
		max(k.number) FILTER (WHERE k.name = 'published_mwh') AS published_mwh,
		max(k.number) FILTER (WHERE k.name = 'published_co2e_t') AS published_co2e_t,
		max(k.number) FILTER (WHERE k.name = 'water_kl') AS water_kl,
		-- all that rows say of the run lies in its ranges, not what the best one says alone
		max(k.low) FILTER (WHERE k.name = 'accelerators') AS accelerators_low, max(k.high) FILTER (WHERE k.name = 'accelerators') AS accelerators_high,
		max(k.low / k.number) FILTER (WHERE k.name = 'total_h') AS h_low_ratio, max(k.high / k.number) FILTER (WHERE k.name = 'total_h') AS h_high_ratio,
		max(k.low / k.number) FILTER (WHERE k.name = 'average_w') AS w_low_ratio, max(k.high / k.number) FILTER (WHERE k.name = 'average_w') AS w_high_ratio,
		max(k.low) FILTER (WHERE k.name = 'published_flop') AS least_flop, max(k.high) FILTER (WHERE k.name = 'published_flop') AS most_flop,
		max(k.low) FILTER (WHERE k.name = 'pue') AS least_pue, max(k.high) FILTER (WHERE k.name = 'pue') AS most_pue,
		max(k.low) FILTER (WHERE k.name = 'grid_g_per_kwh') AS least_g, max(k.high) FILTER (WHERE k.name = 'grid_g_per_kwh') AS most_g,
		string_agg(k.name || ': ' || k.readings, '; ' ORDER BY k.name) AS readings,
		string_agg(DISTINCT k.source_id, ', ') AS sources,
		string_agg(k.name || ': ' || concat_ws(' ', k.data_set, nullif(k.vintage, '')) || ' (' || k.source_id || ')', '; ' ORDER BY k.name)
			FILTER (WHERE k.place > 1) AS column_sources
	FROM colossus.training_run_column k
	GROUP BY k.run
), run AS (
	SELECT g.*, b.status, b.data_set, b.vintage, b.source_id, b.known_bad, b.note, f.numeric_format AS peak_format,
		CASE f.numeric_format
			WHEN 'fp64' THEN a.fp64_flops WHEN 'fp32' THEN a.fp32_flops WHEN 'tf32' THEN a.tf32_flops
			WHEN 'fp16' THEN a.fp16_flops WHEN 'bf16' THEN a.bf16_flops WHEN 'fp8' THEN a.fp8_flops
			WHEN 'fp6' THEN a.fp6_flops WHEN 'fp4' THEN a.fp4_flops WHEN 'nvfp4' THEN a.nvfp4_flops
			WHEN 'int8' THEN a.int8_flops END AS peak,
		u.tdp_w, u.server_factor, u.server_factor_low, u.server_factor_high, u.server_system,
		s.site, s.grid_region, colossus.country_code(coalesce(s.country, c.country, o.country)) AS country,
		coalesce(g.started_on, g.released_on) AS at
	FROM gathered g
	JOIN best b ON b.run = g.run
	LEFT JOIN colossus.accelerator_alias l ON l.alias = g.accelerator
	LEFT JOIN colossus.accelerator a ON a.accelerator = coalesce(l.accelerator, g.accelerator)
	LEFT JOIN colossus.accelerator_unit u ON u.accelerator = g.accelerator
	LEFT JOIN colossus.cluster c ON c.cluster = g.cluster
	LEFT JOIN colossus.site s ON s.site = c.site
	LEFT JOIN colossus.organization o ON o.organization = g.organization
	CROSS JOIN LATERAL (SELECT coalesce(g.numeric_format,
		CASE WHEN a.bf16_flops IS NOT NULL THEN 'bf16' WHEN a.fp16_flops IS NOT NULL THEN 'fp16' END)) f (numeric_format)
), counted AS (
	SELECT r.*,
		-- figures of two rows make no count together where one row has published its own
		CASE WHEN r.published_flop IS NULL OR r.six_nd_place <= r.published_place THEN colossus.training_flop(r.used_params, r.tokens) END AS six_nd,
		colossus.hardware_flop(1, r.peak, colossus.hours_to_s(r.total_h), r.published_mfu) AS by_hardware,
		coalesce(r.average_w, r.tdp_w * r.server_factor) AS w,
		CASE WHEN r.average_w IS NOT NULL THEN 'average power as published'
			WHEN r.tdp_w * r.server_factor IS NOT NULL THEN 'TDP x server factor (' || r.server_system || ')' END AS energy_method,
		CASE WHEN r.average_w IS NULL THEN 'power by TDP and server factor'
			WHEN r.average_w >= r.tdp_w THEN 'average power, TDP of the accelerator alone'
			ELSE 'average power as published' END AS power_input
	FROM run r
), placed AS (
	SELECT c.*, coalesce(c.six_nd, c.by_hardware, c.published_flop) AS flop,
		CASE WHEN c.six_nd IS NOT NULL THEN '6ND' WHEN c.by_hardware IS NOT NULL THEN 'hardware'
			WHEN c.published_flop IS NOT NULL THEN 'published' END AS flop_method,
		coalesce(c.six_nd, c.published_flop) AS model_flop,
		coalesce(c.pue, e.pue, p.pue) AS used_pue,
		CASE WHEN c.pue IS NOT NULL THEN c.least_pue WHEN e.pue IS NOT NULL THEN e.pue_low ELSE p.pue END AS pue_low,
		CASE WHEN c.pue IS NOT NULL THEN c.most_pue WHEN e.pue IS NOT NULL THEN e.pue_high ELSE p.pue END AS pue_high,
		CASE WHEN c.pue IS NOT NULL THEN 'PUE as published' WHEN e.pue IS NOT NULL THEN 'PUE of ' || c.site
			WHEN p.pue IS NOT NULL THEN 'PUE of the fleet of ' || c.organization END AS pue_method,
		coalesce(c.grid_g_per_kwh, g.g_per_kwh) AS g,
		CASE WHEN c.grid_g_per_kwh IS NOT NULL THEN c.least_g ELSE g.low_g_per_kwh END AS g_low,
		CASE WHEN c.grid_g_per_kwh IS NOT NULL THEN c.most_g ELSE g.high_g_per_kwh END AS g_high,
		CASE WHEN c.grid_g_per_kwh IS NOT NULL THEN 'grid intensity as published'
			WHEN g.g_per_kwh IS NOT NULL THEN concat_ws(', ', g.region, g.basis, g.edition) END AS emission_method,
		CASE WHEN c.grid_g_per_kwh IS NULL THEN g.source_id END AS grid_source_id,
		-- power and hours as far as likely, and as far as rows differ
		(d.range).low AS low_ratio, (d.range).high AS high_ratio,
		x.low AS ewif, x.high AS ewif_high
	FROM counted c
	LEFT JOIN LATERAL (
		SELECT t.pue, t.pue_low, t.pue_high FROM colossus.pue_timeline t
		WHERE t.site = c.site AND colossus.holds(t.from_date, t.until_date, c.at)
		ORDER BY t.from_date DESC LIMIT 1) e ON true
	LEFT JOIN LATERAL (
		SELECT v.value AS pue FROM colossus.reported_value v
		WHERE v.subject = c.organization AND v.quantity = 'PUE' AND v.preferred AND v.at <= c.at
		ORDER BY v.at DESC LIMIT 1) p ON true
	LEFT JOIN LATERAL colossus.grid_range_at(c.grid_region, c.country, c.at, current_date) g ON true
	LEFT JOIN colossus.likely_range w ON w.input = c.power_input AND w.subject = ''
	CROSS JOIN LATERAL (SELECT colossus.range_product(ARRAY[w.low_ratio, coalesce(c.h_low_ratio, 1), coalesce(c.w_low_ratio, 1)], ARRAY[1, 1, 1], ARRAY[w.high_ratio, coalesce(c.h_high_ratio, 1), coalesce(c.w_high_ratio, 1)]) AS range) d
	LEFT JOIN LATERAL colossus.ewif_at(c.at) x ON c.country = 'USA'
), chosen AS (
	SELECT p.*,
		i.low AS it_low, i.best AS it_best, i.high AS it_high,
		f.low AS facility_low, f.best AS facility_best, f.high AS facility_high,
		t.low AS co2e_low, t.best AS co2e_best, t.high AS co2e_high,
		l.low AS water_low, l.best AS water_best, l.high AS water_high
	FROM placed p
	CROSS JOIN LATERAL (SELECT colossus.run_it_kwh(1, p.w, p.total_h) AS it_kwh,
		CASE WHEN p.average_w IS NULL THEN p.server_factor_low / p.server_factor ELSE 1 END AS server_low,
		CASE WHEN p.average_w IS NULL THEN p.server_factor_high / p.server_factor ELSE 1 END AS server_high) k
	CROSS JOIN LATERAL (SELECT
		colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(k.it_kwh, p.g_low)) AS low,
		colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(k.it_kwh, p.g)) AS best,
		colossus.kg_to_t(colossus.co2e_from_g_per_kwh_kg(k.it_kwh, p.g_high)) AS high) q
	CROSS JOIN LATERAL colossus.range_product(ARRAY[k.it_kwh, p.low_ratio, k.server_low], ARRAY[k.it_kwh, 1, 1],
		ARRAY[k.it_kwh, p.high_ratio, k.server_high]) i
	CROSS JOIN LATERAL colossus.range_product(ARRAY[k.it_kwh, p.pue_low, p.low_ratio, k.server_low], ARRAY[k.it_kwh, p.used_pue, 1, 1],
		ARRAY[k.it_kwh, p.pue_high, p.high_ratio, k.server_high]) f
	CROSS JOIN LATERAL colossus.range_product(ARRAY[q.low, p.pue_low, p.low_ratio, k.server_low], ARRAY[q.best, p.used_pue, 1, 1],
		ARRAY[q.high, p.pue_high, p.high_ratio, k.server_high]) t
	CROSS JOIN LATERAL colossus.range_product(ARRAY[k.it_kwh, p.ewif, p.pue_low, p.low_ratio, k.server_low], ARRAY[k.it_kwh, p.ewif, p.used_pue, 1, 1],
		ARRAY[k.it_kwh, p.ewif_high, p.pue_high, p.high_ratio, k.server_high]) l
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
	CASE WHEN r.no_low THEN least(r.low, c.flop * v.low_ratio) ELSE r.low END AS flop_low, -- lower end: of what rows publish and of what the methods give that the row has inputs for; where there is one figure alone, or one end alone was published, as such figures err (likely_range), FLOP. How confident Epoch AI calls itself stands in note and is in no range: its files give no widths
	CASE WHEN r.no_high THEN greatest(r.high, c.flop * v.high_ratio) ELSE r.high END AS flop_high, -- upper end, likewise, FLOP
	c.flop_method, -- 6ND: 6 x active parameters x tokens; hardware: time x peak x published utilization; published
	u.mfu, -- model FLOP over accelerator hours x peak_flops, 0 to 1, over all hours and not the best ones
	CASE WHEN u.mfu IS NULL THEN NULL WHEN c.six_nd IS NOT NULL THEN '6ND' ELSE 'published FLOP' END AS mfu_convention, -- how the model FLOP of mfu were counted
	CASE WHEN c.peak IS NOT NULL THEN c.peak_format END AS mfu_numeric_format, -- numeric format of peak_flops; where the run names none, bf16 (fp16 on parts without it)
	c.peak AS peak_flops, -- dense peak of one accelerator, FLOP/s
	colossus.tidy(colossus.kwh_to_mwh(c.it_best)) AS it_mwh, -- accelerator hours x power each by energy_method, MWh
	colossus.tidy(colossus.kwh_to_mwh(c.facility_best)) AS facility_mwh, -- it_mwh x PUE as published, else of the site, else of the owner's fleet, MWh
	c.co2e_best AS co2e_t, -- facility_mwh x grid intensity by emission_method, t CO2e
	colossus.kwh_to_joules(c.it_best) / c.tokens AS j_per_token, -- it_mwh over tokens, J/token
	c.published_mwh, -- energy published, MWh
	c.published_co2e_t, -- emissions published, t CO2e
	c.published_mfu, -- utilization published, 0 to 1
	c.status, -- how far to trust the preferred row
	c.data_set, -- who says the preferred row
	c.source_id, -- where the preferred row comes from
	c.vintage, -- edition of the data set
	c.published_flop, -- training compute published, FLOP
	c.known_bad, -- why the row as published is wrong; NULL: nothing known against it
	c.note, -- what a reader must know besides
	m.seq_len, -- tokens in a sequence that the next five count attention for: what runs used is seldom published
	f.kaplan AS kaplan_flop, -- training compute by the model's configuration, convention kaplan, FLOP; NULL: no configuration or tokens
	f.palm AS palm_flop, -- the same by convention palm, FLOP
	f.megatron AS megatron_flop, -- the same by convention megatron, FLOP
	colossus.flops_utilization(f.palm, 1, c.peak, colossus.hours_to_s(c.total_h)) AS palm_mfu, -- utilization by convention palm, of peak_flops, 0 to 1
	colossus.flops_utilization(f.megatron, 1, c.peak, colossus.hours_to_s(c.total_h)) AS megatron_mfu, -- utilization by convention megatron, of peak_flops, 0 to 1
	colossus.tidy(colossus.kwh_to_mwh(c.it_low)) AS it_mwh_low, -- lower end of it_mwh (p5), MWh
	colossus.tidy(colossus.kwh_to_mwh(c.it_high)) AS it_mwh_high, -- upper end (p95), MWh
	colossus.tidy(colossus.kwh_to_mwh(c.facility_low)) AS facility_mwh_low, -- lower end of facility_mwh (p5), MWh
	colossus.tidy(colossus.kwh_to_mwh(c.facility_high)) AS facility_mwh_high, -- upper end (p95), MWh
	c.co2e_low AS co2e_t_low, -- lower end of co2e_t (p5), t CO2e
	c.co2e_high AS co2e_t_high, -- upper end (p95), t CO2e
	colossus.tidy(colossus.l_to_ml(c.water_low)) AS water_ml_low, -- lower end of water_ml (p5), Ml
	colossus.tidy(colossus.l_to_ml(c.water_best)) AS water_ml, -- water of the electricity (facility energy x EWIF of the country), Ml; what the site itself uses is not in it
	colossus.tidy(colossus.l_to_ml(c.water_high)) AS water_ml_high, -- upper end (p95), Ml
	colossus.tidy(colossus.kl_to_ml(c.water_kl)) AS published_water_ml, -- water published, Ml
	concat_ws('; ', c.energy_method, c.pue_method) AS energy_method, -- where power and PUE come from
	c.emission_method, -- where the grid intensity comes from: published, or region, basis and edition
	colossus.sources(c.sources, c.grid_source_id) AS sources, -- where all columns come from, each source once
	c.used_pue AS pue, -- PUE that facility_mwh uses
	c.pue_low, -- its lower end
	c.pue_high, -- its upper end
	c.g AS grid_g_per_kwh, -- grid intensity that co2e_t uses, g CO2e/kWh
	c.g_low AS grid_g_per_kwh_low, -- its lower end
	c.g_high AS grid_g_per_kwh_high, -- its upper end
	c.released_on, -- publication of the model
	c.column_sources, -- columns that the preferred row leaves open, each with who says it and the source; NULL: none
	(SELECT string_agg(format('%s: published %s, computed %s to %s', d.name, round(d.published::numeric, 2), round(d.low::numeric, 2), round(d.high::numeric, 2)), '; ' ORDER BY d.place)
		FROM (VALUES (1, 'energy at the servers or the facility, MWh'::text, c.published_mwh, colossus.kwh_to_mwh(c.it_low), colossus.kwh_to_mwh(greatest(c.it_high, c.facility_high))),
			(2, 'emissions, t CO2e', c.published_co2e_t, c.co2e_low, c.co2e_high),
			(3, 'water, Ml', colossus.kl_to_ml(c.water_kl), colossus.l_to_ml(c.water_low), colossus.l_to_ml(c.water_high)),
			(4, 'utilization', u.mfu, 0, 1)) d (place, name, published, low, high)
		WHERE d.published NOT BETWEEN d.low AND d.high) AS disagreement, -- published figures that lie outside of the range computed here, and a utilization that no part can have; NULL: none
	c.accelerators_low, -- fewest accelerators that a row says
	c.accelerators_high, -- most
	c.readings -- figures of which rows differ by more than 1 %, each with who says it and the source, the one used first; the ranges hold them all. NULL: none
FROM chosen c
CROSS JOIN LATERAL (SELECT colossus.flops_utilization(c.model_flop, 1, c.peak, colossus.hours_to_s(c.total_h))) u (mfu)
LEFT JOIN colossus.model_summary_by_model m ON m.model = c.model AND m.params IS NOT NULL
CROSS JOIN LATERAL (SELECT m.kaplan_flop_per_token * c.tokens, m.palm_flop_per_token * c.tokens,
	m.megatron_flop_per_token * c.tokens) f (kaplan, palm, megatron)
CROSS JOIN LATERAL (SELECT least(c.published_low, c.six_nd, c.by_hardware, c.least_flop, f.palm, f.megatron),
	greatest(c.published_high, c.six_nd, c.by_hardware, c.most_flop, f.palm, f.megatron)) k (low, high)
-- one figure alone, or one end of it alone, is no range
CROSS JOIN LATERAL (SELECT k.low, k.high, k.low = k.high OR (c.published_low IS NULL AND c.published_high IS NOT NULL), k.low = k.high OR (c.published_low IS NOT NULL AND c.published_high IS NULL)) r (low, high, no_low, no_high)
LEFT JOIN colossus.likely_range v ON v.subject = ''
	AND v.input = CASE WHEN c.flop_method = 'published' AND c.status = 'estimated' THEN 'training FLOP that others estimate' ELSE 'training FLOP by one method' END;
COMMENT ON VIEW colossus.training_run_summary IS
'Published training runs, one row each, each column from the best row that has it (training_run_column; column_sources names the others): FLOP by 6ND from (active) parameters and tokens, else by hardware from time, peak and published utilization, else as published; utilization over all accelerator hours with its convention, numeric format and peak; energy, emissions and water computed, with their likely range, beside what the source prints. known_bad says what is wrong with a row as published. Use colossus.training_run_chart for charts.';
