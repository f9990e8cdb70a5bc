-- Energy and tokens of jobs, models and tenants, day by day and hour by hour.

-- A filter on a job, its tenant or model reaches its row in both halves, before anything is made of it.
CREATE OR REPLACE VIEW ledger.job_flow (	-- energy and tokens of every job by day, a row of each: what the daily views add up
	job,	-- job
	kind,	-- training or inference
	model,	-- model
	tenant,	-- tenant
	day,	-- day
	devices,	-- accelerators that it held; NULL: none
	held_s,	-- s; time x share over them
	covered_s,	-- s of it whose energy is known
	energy_nj,	-- nJ at the accelerators; NULL: not known
	it_nj,	-- nJ at the servers, of what has a row of site_overhead
	facility_nj,	-- nJ at the site meter, of what has pue in site_overhead
	without_it,	-- 1: some of it without a row of site_overhead
	without_facility,	-- 1: some of it without pue in site_overhead
	since,	-- first time that it held any
	until,	-- last
	prompt_tokens,	-- prompt tokens
	cached_tokens,	-- prompt tokens that were not computed
	output_tokens,	-- output tokens
	training_tokens,	-- tokens of training steps
	tokens,	-- tokens that energy goes by: computed ones, else prompt less cached and output, and those of training
	doubtful,	-- counters of what may be counted twice: the tokens are not known
	cost_nj,	-- nJ at the site meter x price of a kWh, of what has one
	without_cost,	-- 1: some of it without pue in site_overhead or without a price
	currency_low,	-- first of the currencies of their prices
	currency_high	-- last
) WITH (security_invoker) AS
SELECT p.job, p.kind, p.model, p.tenant, p.day, count(DISTINCT p.device) + coalesce(sum(p.devices), 0)::bigint AS devices, sum(p.held_s) AS held_s, sum(p.covered_s) AS covered_s, sum(p.energy_nj) AS energy_nj,
	sum(p.energy_nj * p.it_factor) AS it_nj, sum(p.energy_nj * p.facility_factor) AS facility_nj,
	coalesce(max(1) FILTER (WHERE p.energy_nj > 0 AND p.it_factor IS NULL), 0) AS without_it, coalesce(max(1) FILTER (WHERE p.energy_nj > 0 AND p.facility_factor IS NULL), 0) AS without_facility,
	min(p.since) AS since, max(p.until) AS until,
	NULL::numeric AS prompt_tokens, NULL::numeric AS cached_tokens, NULL::numeric AS output_tokens, NULL::numeric AS training_tokens, NULL::numeric AS tokens, 0::bigint AS doubtful,
	sum(c.cost_nj) AS cost_nj, coalesce(max(1) FILTER (WHERE p.energy_nj > 0 AND c.cost_nj IS NULL), 0) AS without_cost, min(c.currency_low) AS currency_low, max(c.currency_high) AS currency_high
FROM ledger.job_piece p
LEFT JOIN ledger.tariff_spans() t ON t.site = p.site AND t.since <= p.day AND t.until > p.day
-- OFFSET 0: once a part, and not at all where nobody asks what it costs
CROSS JOIN LATERAL (
	SELECT CASE WHEN p.energy_nj = 0 THEN 0 WHEN p.energy_nj IS NULL THEN NULL WHEN h.hours > 0 AND p.hours IS NULL THEN ledger.cost_of_hours(p.site, p.day, p.hour_nj, t.per_kwh)
			WHEN h.hours > 0 THEN ledger.cost_by_hour(p.site, p.day, p.hours, p.since, p.until, p.share_before, p.share_after, t.per_kwh)
			ELSE p.energy_nj * t.per_kwh::numeric END * p.facility_factor AS cost_nj,
		CASE WHEN h.hours >= d.hours THEN h.low ELSE least(h.low, t.currency) END AS currency_low, CASE WHEN h.hours >= d.hours THEN h.high ELSE greatest(h.high, t.currency) END AS currency_high
	FROM (SELECT (p.day::timestamp AT TIME ZONE 'UTC') AS since, ((p.day + 1)::timestamp AT TIME ZONE 'UTC') AS until) w
	CROSS JOIN LATERAL (SELECT extract(epoch FROM w.until - w.since) / 3600 AS hours) d
	-- asked once whether there are any
	CROSS JOIN LATERAL (SELECT count(*) AS hours, min(y.currency) AS low, max(y.currency) AS high FROM ledger.tariff_hour y
		WHERE (SELECT EXISTS (SELECT FROM ledger.tariff_hour)) AND y.site = p.site AND y.hour >= w.since AND y.hour < w.until) h
	OFFSET 0
) c
GROUP BY p.job, p.kind, p.model, p.tenant, p.day
UNION ALL
SELECT j.job, j.kind, j.model, j.tenant, t.day, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
	sum(t.tokens) FILTER (WHERE t.metric = 'prompt_tokens'), sum(t.tokens) FILTER (WHERE t.metric = 'cached_tokens'), sum(t.tokens) FILTER (WHERE t.metric = 'output_tokens'), NULL,
	coalesce(sum(t.tokens) FILTER (WHERE t.metric = 'computed_tokens'), sum(CASE t.metric WHEN 'cached_tokens' THEN -t.tokens ELSE t.tokens END), 0), count(*) FILTER (WHERE t.metric = 'doubtful_tokens'),
	NULL, NULL, NULL, NULL
FROM ledger.job j
JOIN ledger.counter_day t ON t.job = j.job
GROUP BY j.job, j.kind, j.model, j.tenant, t.day
UNION ALL
SELECT j.job, j.kind, j.model, j.tenant, t.day, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
	NULL, NULL, NULL, t.tokens, t.tokens, 0, NULL, NULL, NULL, NULL
FROM ledger.token_job j
-- job by job, for steps are counted over all lines of a log
CROSS JOIN LATERAL (SELECT (y.at AT TIME ZONE 'UTC')::date AS day, sum(y.tokens::numeric) AS tokens FROM ledger.step_tokens y WHERE y.job = j.job AND y.at IS NOT NULL GROUP BY 1) t;

-- What sums over a time say, the same for a job's day and hour, a model's and a
-- tenant's.
CREATE OR REPLACE FUNCTION ledger.flow_of(held_s numeric, known_s numeric, energy_nj numeric, it_nj numeric, facility_nj numeric, since timestamptz, until timestamptz, tokens double precision, cost_nj numeric, currency text)
RETURNS TABLE (device_s double precision, covered_s double precision, coverage double precision, accelerator_kwh double precision, it_kwh double precision, facility_kwh double precision,
	mean_kw double precision, accelerator_j_per_token double precision, cost double precision, currency text, cost_per_million_tokens double precision)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT coalesce(flow_of.held_s, 0)::double precision, coalesce(flow_of.known_s, 0)::double precision, (flow_of.known_s / nullif(flow_of.held_s, 0))::double precision,
		colossus.nj_to_kwh(flow_of.energy_nj), colossus.nj_to_kwh(flow_of.it_nj), colossus.nj_to_kwh(flow_of.facility_nj),
		(colossus.nj_to_kwh(flow_of.energy_nj)::numeric * flow_of.held_s / nullif(flow_of.known_s, 0) * 3600 / nullif(extract(epoch FROM flow_of.until - flow_of.since), 0))::double precision,
		colossus.nj_to_j(flow_of.energy_nj) / nullif(flow_of.tokens, 0),
		CASE WHEN flow_of.currency IS NOT NULL THEN colossus.nj_to_kwh(flow_of.cost_nj) END, CASE WHEN flow_of.cost_nj IS NOT NULL THEN flow_of.currency END,
		CASE WHEN flow_of.currency IS NOT NULL THEN colossus.nj_to_kwh(flow_of.cost_nj) / nullif(flow_of.tokens / 1e6, 0) END;
END;
COMMENT ON FUNCTION ledger.flow_of(numeric, numeric, numeric, numeric, numeric, timestamptz, timestamptz, double precision, numeric, text) IS
	'of s held (time x share over devices), s of it whose energy is known, nJ at accelerators, servers and site meter, the first and last time held, tokens computed, and nJ at the meter x price of a kWh in a currency: kWh, coverage, mean kW over what was seen, J per token, cost and cost per million tokens; NULL nJ: not known; NULL currency: none, or several';

CREATE OR REPLACE VIEW ledger.job_daily (	-- energy and tokens of every job by day
	job,	-- job
	kind,	-- training or inference
	model,	-- model
	tenant,	-- tenant
	day,	-- day
	devices,	-- ratio, count: accelerators held; several may share one, so it is never added
	device_s,	-- adds, s: time x share over accelerators held
	covered_s,	-- adds, s: those of device_s whose energy is known, the numerator of coverage
	coverage,	-- ratio, 0 to 1: covered_s over device_s
	energy_nj,	-- adds, nJ: energy at the accelerators, exact; NULL: not known
	accelerator_kwh,	-- adds, kWh: energy at the accelerators; NULL: not known
	it_kwh,	-- adds, kWh: energy at the servers; NULL: some of it without a row of site_overhead
	facility_kwh,	-- adds, kWh: energy at the site meter; NULL: some of it without pue in site_overhead
	mean_kw,	-- ratio, kW: mean power at the accelerators from the first to the last time that any was held, over what was seen; those of several have spans of their own and are never added
	prompt_tokens,	-- adds, tokens: prompt tokens; NULL: no counter, or some may be counted twice
	cached_tokens,	-- adds, tokens: prompt tokens that were not computed; NULL: no counter
	output_tokens,	-- adds, tokens: output tokens; NULL: no counter
	training_tokens,	-- adds, tokens: tokens of training steps; NULL: no log
	accelerator_j_per_token,	-- ratio, J per token: energy_nj over tokens that were computed: prompt less cached, output, and training
	cost,	-- adds, currency: facility_kwh at the prices of tariff and tariff_hour, as if all were bought at them; bills stand in statement_tenant. NULL: some of it without pue or without a price, or of several currencies
	currency,	-- ISO 4217 code of cost, which is never added to that of another
	cost_per_million_tokens	-- ratio, currency per million tokens: cost over the tokens of accelerator_j_per_token
) WITH (security_invoker) AS
SELECT s.job, s.kind, s.model, s.tenant, s.day, s.devices, x.device_s, x.covered_s, x.coverage, s.energy_nj, x.accelerator_kwh, x.it_kwh, x.facility_kwh, x.mean_kw,
	s.prompt_tokens, s.cached_tokens, s.output_tokens, s.training_tokens, x.accelerator_j_per_token, x.cost, x.currency, x.cost_per_million_tokens
FROM (
	SELECT f.job, f.kind, f.model, f.tenant, f.day, coalesce(sum(f.devices), 0)::bigint AS devices, sum(f.held_s) AS held_s, sum(f.covered_s) AS covered_s, sum(f.energy_nj) AS energy_nj,
		CASE WHEN sum(f.without_it) = 0 THEN sum(f.it_nj) END AS it_nj, CASE WHEN sum(f.without_facility) = 0 THEN sum(f.facility_nj) END AS facility_nj, min(f.since) AS since, max(f.until) AS until,
		CASE WHEN sum(f.doubtful) = 0 THEN sum(f.prompt_tokens)::double precision END AS prompt_tokens, CASE WHEN sum(f.doubtful) = 0 THEN sum(f.cached_tokens)::double precision END AS cached_tokens,
		CASE WHEN sum(f.doubtful) = 0 THEN sum(f.output_tokens)::double precision END AS output_tokens, sum(f.training_tokens)::double precision AS training_tokens, CASE WHEN sum(f.doubtful) = 0 THEN sum(f.tokens)::double precision END AS tokens,
		CASE WHEN sum(f.without_cost) = 0 THEN sum(f.cost_nj) END AS cost_nj, CASE WHEN min(f.currency_low) = max(f.currency_high) THEN min(f.currency_low) END AS currency
	FROM ledger.job_flow f
	GROUP BY f.job, f.kind, f.model, f.tenant, f.day
) s
CROSS JOIN LATERAL ledger.flow_of(s.held_s, s.covered_s, s.energy_nj, s.it_nj, s.facility_nj, s.since, s.until, s.tokens, s.cost_nj, s.currency) x;

CREATE OR REPLACE VIEW ledger.model_daily (	-- energy and tokens of every model by day, over all jobs that run it
	model,	-- model; NULL: not told
	day,	-- day
	jobs,	-- level, count: jobs of the day
	devices,	-- ratio, count: accelerators held; several may share one, so it is never added
	device_s,	-- adds, s: time x share over accelerators held
	covered_s,	-- adds, s: those of device_s whose energy is known, the numerator of coverage
	coverage,	-- ratio, 0 to 1: covered_s over device_s
	energy_nj,	-- adds, nJ: energy at the accelerators, exact; NULL: not known
	accelerator_kwh,	-- adds, kWh: energy at the accelerators; NULL: not known
	it_kwh,	-- adds, kWh: energy at the servers; NULL: some of it without a row of site_overhead
	facility_kwh,	-- adds, kWh: energy at the site meter; NULL: some of it without pue in site_overhead
	mean_kw,	-- ratio, kW: mean power at the accelerators from the first to the last time that any was held, over what was seen; those of several have spans of their own and are never added
	prompt_tokens,	-- adds, tokens: prompt tokens; NULL: no counter, or some may be counted twice
	cached_tokens,	-- adds, tokens: prompt tokens that were not computed; NULL: no counter
	output_tokens,	-- adds, tokens: output tokens; NULL: no counter
	training_tokens,	-- adds, tokens: tokens of training steps; NULL: no log
	accelerator_j_per_token,	-- ratio, J per token: energy_nj over tokens that were computed: prompt less cached, output, and training
	cost,	-- adds, currency: facility_kwh at the prices of tariff and tariff_hour, as if all were bought at them; bills stand in statement_tenant. NULL: some of it without pue or without a price, or of several currencies
	currency,	-- ISO 4217 code of cost, which is never added to that of another
	cost_per_million_tokens	-- ratio, currency per million tokens: cost over the tokens of accelerator_j_per_token
) WITH (security_invoker) AS
SELECT s.model, s.day, s.jobs, s.devices, x.device_s, x.covered_s, x.coverage, s.energy_nj, x.accelerator_kwh, x.it_kwh, x.facility_kwh, x.mean_kw,
	s.prompt_tokens, s.cached_tokens, s.output_tokens, s.training_tokens, x.accelerator_j_per_token, x.cost, x.currency, x.cost_per_million_tokens
FROM (
	SELECT f.model, f.day, count(DISTINCT f.job) AS jobs, coalesce(sum(f.devices), 0)::bigint AS devices, sum(f.held_s) AS held_s, sum(f.covered_s) AS covered_s, sum(f.energy_nj) AS energy_nj,
		CASE WHEN sum(f.without_it) = 0 THEN sum(f.it_nj) END AS it_nj, CASE WHEN sum(f.without_facility) = 0 THEN sum(f.facility_nj) END AS facility_nj, min(f.since) AS since, max(f.until) AS until,
		CASE WHEN sum(f.doubtful) = 0 THEN sum(f.prompt_tokens)::double precision END AS prompt_tokens, CASE WHEN sum(f.doubtful) = 0 THEN sum(f.cached_tokens)::double precision END AS cached_tokens,
		CASE WHEN sum(f.doubtful) = 0 THEN sum(f.output_tokens)::double precision END AS output_tokens, sum(f.training_tokens)::double precision AS training_tokens, CASE WHEN sum(f.doubtful) = 0 THEN sum(f.tokens)::double precision END AS tokens,
		CASE WHEN sum(f.without_cost) = 0 THEN sum(f.cost_nj) END AS cost_nj, CASE WHEN min(f.currency_low) = max(f.currency_high) THEN min(f.currency_low) END AS currency
	FROM ledger.job_flow f
	GROUP BY f.model, f.day
) s
CROSS JOIN LATERAL ledger.flow_of(s.held_s, s.covered_s, s.energy_nj, s.it_nj, s.facility_nj, s.since, s.until, s.tokens, s.cost_nj, s.currency) x;

CREATE OR REPLACE VIEW ledger.tenant_daily (	-- energy and tokens of every tenant by day, over all his jobs; with those of (idle) in idle_energy the days add up to the fleet
	tenant,	-- tenant; (none): a job without tenant
	day,	-- day
	jobs,	-- level, count: jobs of the day
	devices,	-- ratio, count: accelerators held; several may share one, so it is never added
	device_s,	-- adds, s: time x share over accelerators held
	covered_s,	-- adds, s: those of device_s whose energy is known, the numerator of coverage
	coverage,	-- ratio, 0 to 1: covered_s over device_s
	energy_nj,	-- adds, nJ: energy at the accelerators, exact; NULL: not known
	accelerator_kwh,	-- adds, kWh: energy at the accelerators; NULL: not known
	it_kwh,	-- adds, kWh: energy at the servers; NULL: some of it without a row of site_overhead
	facility_kwh,	-- adds, kWh: energy at the site meter; NULL: some of it without pue in site_overhead
	mean_kw,	-- ratio, kW: mean power at the accelerators from the first to the last time that any was held, over what was seen; those of several have spans of their own and are never added
	prompt_tokens,	-- adds, tokens: prompt tokens; NULL: no counter, or some may be counted twice
	cached_tokens,	-- adds, tokens: prompt tokens that were not computed; NULL: no counter
	output_tokens,	-- adds, tokens: output tokens; NULL: no counter
	training_tokens,	-- adds, tokens: tokens of training steps; NULL: no log
	accelerator_j_per_token,	-- ratio, J per token: energy_nj over tokens that were computed: prompt less cached, output, and training
	cost,	-- adds, currency: facility_kwh at the prices of tariff and tariff_hour, as if all were bought at them; bills stand in statement_tenant. NULL: some of it without pue or without a price, or of several currencies
	currency,	-- ISO 4217 code of cost, which is never added to that of another
	cost_per_million_tokens	-- ratio, currency per million tokens: cost over the tokens of accelerator_j_per_token
) WITH (security_invoker) AS
SELECT s.tenant, s.day, s.jobs, s.devices, x.device_s, x.covered_s, x.coverage, s.energy_nj, x.accelerator_kwh, x.it_kwh, x.facility_kwh, x.mean_kw,
	s.prompt_tokens, s.cached_tokens, s.output_tokens, s.training_tokens, x.accelerator_j_per_token, x.cost, x.currency, x.cost_per_million_tokens
FROM (
	SELECT coalesce(f.tenant, '(none)') AS tenant, f.day, count(DISTINCT f.job) AS jobs, coalesce(sum(f.devices), 0)::bigint AS devices, sum(f.held_s) AS held_s, sum(f.covered_s) AS covered_s, sum(f.energy_nj) AS energy_nj,
		CASE WHEN sum(f.without_it) = 0 THEN sum(f.it_nj) END AS it_nj, CASE WHEN sum(f.without_facility) = 0 THEN sum(f.facility_nj) END AS facility_nj, min(f.since) AS since, max(f.until) AS until,
		CASE WHEN sum(f.doubtful) = 0 THEN sum(f.prompt_tokens)::double precision END AS prompt_tokens, CASE WHEN sum(f.doubtful) = 0 THEN sum(f.cached_tokens)::double precision END AS cached_tokens,
		CASE WHEN sum(f.doubtful) = 0 THEN sum(f.output_tokens)::double precision END AS output_tokens, sum(f.training_tokens)::double precision AS training_tokens, CASE WHEN sum(f.doubtful) = 0 THEN sum(f.tokens)::double precision END AS tokens,
		CASE WHEN sum(f.without_cost) = 0 THEN sum(f.cost_nj) END AS cost_nj, CASE WHEN min(f.currency_low) = max(f.currency_high) THEN min(f.currency_low) END AS currency
	FROM ledger.job_flow f
	GROUP BY coalesce(f.tenant, '(none)'), f.day
) s
CROSS JOIN LATERAL ledger.flow_of(s.held_s, s.covered_s, s.energy_nj, s.it_nj, s.facility_nj, s.since, s.until, s.tokens, s.cost_nj, s.currency) x;

CREATE OR REPLACE VIEW ledger.job_hourly (	-- energy and tokens of every job by hour; the hours add up to the days exactly
	job,	-- job
	kind,	-- training or inference
	model,	-- model
	tenant,	-- tenant
	hour,	-- start of the hour
	day,	-- day; a filter on it spares the other days, of which those that are not booked are computed otherwise
	device_s,	-- adds, s: time x share over accelerators held
	covered_s,	-- adds, s: those of device_s whose energy is known, the numerator of coverage
	coverage,	-- ratio, 0 to 1: covered_s over device_s
	energy_nj,	-- adds, nJ: energy at the accelerators, exact; NULL: not known
	accelerator_kwh,	-- adds, kWh: energy at the accelerators; NULL: not known
	it_kwh,	-- adds, kWh: energy at the servers; NULL: some of it without a row of site_overhead
	facility_kwh,	-- adds, kWh: energy at the site meter; NULL: some of it without pue in site_overhead
	mean_kw,	-- ratio, kW: mean power at the accelerators over what was seen; those of several have spans of their own and are never added
	prompt_tokens,	-- adds, tokens: prompt tokens; NULL: no counter, or some may be counted twice
	cached_tokens,	-- adds, tokens: prompt tokens that were not computed; NULL: no counter
	output_tokens,	-- adds, tokens: output tokens; NULL: no counter
	training_tokens,	-- adds, tokens: tokens of training steps; NULL: no log
	accelerator_j_per_token,	-- ratio, J per token: energy_nj over tokens that were computed: prompt less cached, output, and training
	cost,	-- adds, currency: facility_kwh at the prices of tariff and tariff_hour, as if all were bought at them; bills stand in statement_tenant. NULL: some of it without pue or without a price, or of several currencies
	currency,	-- ISO 4217 code of cost, which is never added to that of another
	cost_per_million_tokens	-- ratio, currency per million tokens: cost over the tokens of accelerator_j_per_token
) WITH (security_invoker) AS
SELECT s.job, s.kind, s.model, s.tenant, s.hour, s.day, x.device_s, x.covered_s, x.coverage, s.energy_nj, x.accelerator_kwh, x.it_kwh, x.facility_kwh, x.mean_kw,
	s.prompt_tokens, s.cached_tokens, s.output_tokens, s.training_tokens, x.accelerator_j_per_token, x.cost, x.currency, x.cost_per_million_tokens
FROM (
	SELECT f.job, f.kind, f.model, f.tenant, f.hour, f.day, sum(f.held_s) AS held_s, sum(f.covered_s) AS covered_s, sum(f.energy_nj) AS energy_nj,
		CASE WHEN count(*) FILTER (WHERE f.energy_nj > 0 AND o.it_factor IS NULL) = 0 THEN sum(f.energy_nj * o.it_factor) END AS it_nj,
		CASE WHEN count(*) FILTER (WHERE f.energy_nj > 0 AND o.facility_factor IS NULL) = 0 THEN sum(f.energy_nj * o.facility_factor) END AS facility_nj,
		min(f.since) AS since, max(f.until) AS until,
		sum(f.tokens) FILTER (WHERE f.metric = 'prompt_tokens')::double precision AS prompt_tokens, sum(f.tokens) FILTER (WHERE f.metric = 'cached_tokens')::double precision AS cached_tokens,
		sum(f.tokens) FILTER (WHERE f.metric = 'output_tokens')::double precision AS output_tokens, sum(f.tokens) FILTER (WHERE f.metric = 'training_tokens')::double precision AS training_tokens,
		CASE WHEN count(*) FILTER (WHERE f.metric = 'doubtful_tokens') = 0 THEN
			(coalesce(sum(f.tokens) FILTER (WHERE f.metric = 'computed_tokens'), sum(CASE f.metric WHEN 'cached_tokens' THEN -f.tokens WHEN 'training_tokens' THEN 0 ELSE f.tokens END), 0)
			+ coalesce(sum(f.tokens) FILTER (WHERE f.metric = 'training_tokens'), 0))::double precision END AS tokens,
		CASE WHEN count(*) FILTER (WHERE f.energy_nj > 0 AND c.cost_nj IS NULL) = 0 THEN sum(c.cost_nj) END AS cost_nj,
		CASE WHEN min(c.currency) = max(c.currency) THEN min(c.currency) END AS currency
	FROM (
		-- job by job and day by day, hour by hour over all devices at once
		SELECT j.job, j.kind, j.model, j.tenant, w.site, d.day, h.hour, (w.hours[h.idx + 1]).energy_nj, (w.hours[h.idx + 1]).held_s * w.share AS held_s, ledger.seconds((w.hours[h.idx + 1]).covered_s) * w.share AS covered_s,
			(w.hours[h.idx + 1]).since, (w.hours[h.idx + 1]).until, NULL::text AS metric, NULL::numeric AS tokens
		FROM (
			SELECT b.day, k.job, min(k.started_at) AS since, max(k.held_until) AS until
			FROM ledger.fact_days() b
			JOIN LATERAL ledger.holders_between(b.since, b.until) k ON b.day >= k.low AND b.day <= k.high AND (b.jobs IS NULL OR k.job = ANY (b.jobs))
			WHERE b.wholes <> '{f}' OR ledger.is_odd(k.device, b.day)
			GROUP BY b.day, k.job
		) d
		JOIN ledger.asked_job j ON j.job = d.job
		-- a filter on the hour reaches it, and of a day without such hours nothing is read; of others once, for what is read is of the day alone, and the clock keeps both from becoming part of the rest
		CROSS JOIN LATERAL (
			SELECT clock_timestamp() AS fence, b.hour, b.idx, (
				SELECT array_agg(x)
				FROM (
					SELECT p.site, p.share, colossus.hours_held(p.hours, e.edges, p.since, p.until, p.share_before, p.share_after) AS hours
					FROM ledger.job_fact p
					JOIN ledger.booked_day e ON e.day = p.day
					-- hours are long, and the planner, which expects few of them, would sort them: xid it can hash, and has no order for
					CROSS JOIN (SELECT '0'::xid) u (unordered)
					-- what a job holds leads to its facts, and not the facts of the day: by a range with an end that is not known, of which the planner expects least
					WHERE p.job = j.job AND p.day = d.day AND p.first_day <= d.day AND p.first_day >= (SELECT '-infinity'::date) AND p.last_day >= d.day AND p.kind = 'accelerator' AND p.apart
					GROUP BY p.site, p.share, u.unordered
				) x) AS held
			FROM ledger.booked_hour b
			WHERE b.day = d.day AND b.hour > d.since - interval '1 hour' AND b.hour < d.until
		) h
		JOIN LATERAL unnest(h.held) w (site text, share numeric, hours colossus.held_hour[]) ON (w.hours[h.idx + 1]).since IS NOT NULL
		UNION ALL
		-- the others, whatever hour is asked for
		SELECT w.job, w.job_kind, w.model, w.tenant, w.site, w.day, w.edges[e.idx], e.energy_nj, e.held_s * w.share, ledger.seconds(e.covered_s) * w.share, e.since, e.until, NULL, NULL
		FROM (
			SELECT p.job, p.job_kind, p.model, p.tenant, p.site, p.day, p.share, c.edges, colossus.hours_held(p.hours, c.edges, p.since, p.until, p.share_before, p.share_after) AS hours
			FROM ledger.job_live p
			-- OFFSET 0: a call among the arguments of a function would keep it from becoming part of this
			CROSS JOIN LATERAL (SELECT ledger.edges_of_day(p.day) AS edges OFFSET 0) c
			CROSS JOIN (SELECT '0'::xid) u (unordered)
			WHERE p.kind = 'accelerator' AND NOT p.open
			GROUP BY p.job, p.job_kind, p.model, p.tenant, p.site, p.day, p.share, c.edges, u.unordered
		) w
		CROSS JOIN LATERAL unnest(w.hours) WITH ORDINALITY e (since, until, energy_nj, held_s, covered_s, idx)
		WHERE e.since IS NOT NULL
		UNION ALL
		-- and those of open days, of which nothing is read where none of their hours is asked for
		SELECT w.job, w.job_kind, w.model, w.tenant, w.site, w.day, o.hour, (w.hours[o.idx]).energy_nj, (w.hours[o.idx]).held_s * w.share, ledger.seconds((w.hours[o.idx]).covered_s) * w.share, (w.hours[o.idx]).since, (w.hours[o.idx]).until, NULL, NULL
		FROM (
			SELECT q.day, e.hour, e.idx::integer AS idx
			FROM ledger.open_days_held() q
			CROSS JOIN LATERAL unnest(ledger.edges_of_day(q.day)) WITH ORDINALITY e (hour, idx)
		) o
		JOIN (
			SELECT p.job, p.job_kind, p.model, p.tenant, p.site, p.day, p.share, colossus.hours_held(p.hours, c.edges, p.since, p.until, p.share_before, p.share_after) AS hours
			FROM ledger.job_live p
			CROSS JOIN LATERAL (SELECT ledger.edges_of_day(p.day) AS edges OFFSET 0) c
			CROSS JOIN (SELECT '0'::xid) u (unordered)
			WHERE p.kind = 'accelerator' AND p.open
			GROUP BY p.job, p.job_kind, p.model, p.tenant, p.site, p.day, p.share, u.unordered
		) w ON w.day = o.day
		WHERE (w.hours[o.idx]).since IS NOT NULL
		UNION ALL
		SELECT j.job, j.kind, j.model, j.tenant, s.site, s.day, b.hour, s.hour_nj[b.idx + 1], s.hour_held_s[b.idx + 1], s.hour_covered_s[b.idx + 1],
			s.hour_since[b.idx + 1], s.hour_until[b.idx + 1], NULL, NULL
		FROM ledger.job j
		JOIN ledger.good_sum s ON s.job = j.job
		JOIN ledger.booked_hour b ON b.day = s.day
		WHERE s.hour_since[b.idx + 1] IS NOT NULL
		UNION ALL
		SELECT j.job, j.kind, j.model, j.tenant, NULL, t.day, b.hour, NULL, NULL, NULL, NULL, NULL, CASE WHEN t.doubtful THEN 'doubtful_tokens' ELSE k.metric END, t.hour_tokens[b.idx + 1]
		FROM ledger.good_token t
		JOIN ledger.job j ON j.job = t.job
		JOIN ledger.booked_hour b ON b.day = t.day
		CROSS JOIN unnest(ledger.counted_as(t.metric)) k (metric)
		WHERE t.hour_tokens[b.idx + 1] IS NOT NULL
		UNION ALL
		SELECT j.job, j.kind, j.model, j.tenant, NULL, t.day, h.hour, NULL, NULL, NULL, NULL, NULL, CASE WHEN t.doubtful THEN 'doubtful_tokens' ELSE k.metric END, h.tokens
		FROM ledger.token_series t
		JOIN ledger.job j ON j.job = t.job
		-- as above
		CROSS JOIN LATERAL (
			SELECT clock_timestamp() AS fence, e.hour, (SELECT colossus.hours_energies_nj(x.hours) FROM ledger.token_hours(t.series_id, t.day, t.packed, t.edges) x)[e.idx + 1] * 0.000000001 AS tokens
			FROM (
				SELECT b.hour, b.idx FROM ledger.booked_hour b WHERE b.day = t.day
				UNION ALL
				SELECT y.hour, y.place::integer - 1 FROM unnest(CASE WHEN NOT t.booked THEN t.edges END) WITH ORDINALITY y (hour, place) WHERE y.place < cardinality(t.edges)
			) e
		) h
		CROSS JOIN unnest(ledger.counted_as(t.metric)) k (metric)
		WHERE h.tokens > 0
		UNION ALL
		SELECT j.job, j.kind, j.model, j.tenant, NULL, (t.at AT TIME ZONE 'UTC')::date, date_trunc('hour', t.at, 'UTC'), NULL, NULL, NULL, NULL, NULL, 'training_tokens', t.tokens::numeric
		FROM ledger.token_job j
		CROSS JOIN LATERAL (SELECT y.at, y.tokens FROM ledger.step_tokens y WHERE y.job = j.job AND y.at IS NOT NULL) t
	) f
	LEFT JOIN ledger.overhead_spans() o ON o.site = f.site AND o.since <= f.day AND o.until > f.day
	LEFT JOIN ledger.tariff_spans() t ON t.site = f.site AND t.since <= f.day AND t.until > f.day
	LEFT JOIN ledger.tariff_hour h ON h.site = f.site AND h.hour = f.hour
	CROSS JOIN LATERAL (
		SELECT f.energy_nj * o.facility_factor * CASE WHEN f.energy_nj = 0 THEN 0 WHEN h.site IS NULL THEN t.per_kwh ELSE h.per_kwh END::numeric AS cost_nj,
			CASE WHEN h.site IS NULL THEN t.currency ELSE h.currency END AS currency
	) c
	-- xid: as the planner expects few of them it would sort them, for which xid has no order
	CROSS JOIN (SELECT '0'::xid) u (unordered)
	GROUP BY f.hour, f.job, f.day, f.kind, f.model, f.tenant, u.unordered
) s
CROSS JOIN LATERAL ledger.flow_of(s.held_s, s.covered_s, s.energy_nj, s.it_nj, s.facility_nj, s.since, s.until, s.tokens, s.cost_nj, s.currency) x;
