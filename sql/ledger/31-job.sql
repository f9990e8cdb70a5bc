-- Energy and utilization of jobs, and energy per token.

CREATE OR REPLACE VIEW ledger.job_energy (	-- energy of every job while it held its accelerators, by its shares of them
	job,	-- job
	kind,	-- training or inference
	model,	-- model
	tenant,	-- tenant
	started_at,	-- start of the job
	ended_at,	-- end of the job; NULL: still running
	devices,	-- devices that it held
	device_s,	-- s; time x share over all devices; a job that still runs counts up to the last sample of any device
	covered_s,	-- s of it whose energy is known
	coverage,	-- covered_s over device_s
	method,	-- counter, power, or both: of its devices
	energy_nj,	-- nJ at the accelerators, exact; NULL: not known
	accelerator_kwh,	-- kWh at the accelerators
	it_kwh,	-- kWh at the servers; NULL: some of it without a row of site_overhead
	facility_kwh,	-- kWh at the site meter; NULL: some of it without pue in site_overhead
	lower_kwh,	-- kWh at the accelerators; lower bound over what was seen
	upper_kwh,	-- kWh at the accelerators; upper bound over what was seen, and of a counter over its gaps; NULL: a counter with gaps and without max_w
	power_kwh,	-- kWh by power, of what both methods saw; NULL: nothing
	counter_kwh,	-- kWh by counter, of what both methods saw; NULL: nothing
	reconcile_ratio,	-- counter_kwh over power_kwh
	rejected,	-- samples not used
	reported_kwh	-- kWh as the scheduler or tracker reports them: of whole nodes, or of what the tracker sees; beside what samples say
) WITH (security_invoker) AS
SELECT j.job, j.kind, j.model, j.tenant, j.started_at, j.ended_at,
	h.devices, h.held_s::double precision AS device_s, p.covered_s::double precision, (p.covered_s / nullif(h.held_s, 0))::double precision AS coverage, p.method, p.energy_nj,
	colossus.nj_to_kwh(p.energy_nj) AS accelerator_kwh, colossus.nj_to_kwh(p.it_nj) AS it_kwh, colossus.nj_to_kwh(p.facility_nj) AS facility_kwh,
	colossus.nj_to_kwh(p.lower_nj) AS lower_kwh, colossus.nj_to_kwh(p.upper_nj) AS upper_kwh, colossus.nj_to_kwh(p.power_nj) AS power_kwh, colossus.nj_to_kwh(p.counter_nj) AS counter_kwh,
	(p.counter_nj / nullif(p.power_nj, 0))::double precision AS reconcile_ratio, p.rejected,
	colossus.kwh(j.reported_j) AS reported_kwh
FROM ledger.asked_job j
CROSS JOIN LATERAL (
	SELECT count(DISTINCT k.device) AS devices,
		sum(k.share * extract(epoch FROM CASE WHEN isfinite(k.ended_at) THEN k.ended_at ELSE greatest(k.started_at, (SELECT ledger.last_reading())) END - k.started_at)) AS held_s
	FROM ledger.holding k WHERE k.job = j.job
) h
-- job by job, so that whoever asks for some reads theirs
CROSS JOIN LATERAL (
	SELECT coalesce(sum(x.covered_s), 0) AS covered_s,
		-- of what was seen, else of what was not; numbers, for texts are compared by their collation
		CASE coalesce(bit_or(x.seen_methods), min(x.methods)) WHEN 1 THEN 'counter' WHEN 2 THEN 'power' WHEN 3 THEN 'both' END AS method,
		sum(x.energy_nj) AS energy_nj,
		CASE WHEN count(*) FILTER (WHERE x.energy_nj > 0 AND x.it_factor IS NULL) = 0 THEN sum(x.energy_nj * x.it_factor) END AS it_nj,
		CASE WHEN count(*) FILTER (WHERE x.energy_nj > 0 AND x.facility_factor IS NULL) = 0 THEN sum(x.energy_nj * x.facility_factor) END AS facility_nj,
		sum(x.lower_nj) AS lower_nj,
		CASE WHEN bool_or(x.unbounded) IS NOT TRUE THEN sum(x.upper_nj) END AS upper_nj,
		sum(x.power_nj) AS power_nj, sum(x.counter_nj) AS counter_nj, coalesce(sum(x.rejected), 0)::bigint AS rejected
	FROM ledger.job_piece x
	WHERE x.job = j.job
) p;

-- A function of its own, for on most days of a year there is nothing of it, and to begin the query takes longer than the sums do.
CREATE OR REPLACE FUNCTION ledger.cluster_parts(day date, wholes boolean, opens boolean)
RETURNS TABLE (cluster text, idle boolean, facility_factor numeric, energy_nj numeric)
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE COST 40000 SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_generic_plan SET enable_mergejoin = off AS $body$
DECLARE
	of_month date := date_trunc('month', cluster_parts.day::timestamp)::date;
BEGIN
	RETURN QUERY
	SELECT coalesce(p.cluster, ''), p.job IS NULL, p.facility_factor, sum(p.energy_nj)
	FROM ledger.device_part p
	WHERE p.day = cluster_parts.day AND p.month = of_month AND (NOT p.whole OR wholes) AND (p.booked OR opens)
	GROUP BY coalesce(p.cluster, ''), p.job IS NULL, p.facility_factor;
END
$body$;
COMMENT ON FUNCTION ledger.cluster_parts(date, boolean, boolean) IS 'a day of all accelerators by cluster (empty: of none), idle or held, and site_overhead: nJ at them, without those in service all day by facts that hold unless wholes says so, and of what no fact tells only where opens says so';

CREATE OR REPLACE FUNCTION ledger.cluster_day(day date)
RETURNS TABLE (clusters text[], active_nj numeric[], idle_nj numeric[], idle_facility_nj numeric[])
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 1 COST 40000 SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_generic_plan AS $body$
DECLARE
	some_open boolean := EXISTS (SELECT FROM ledger.unbooked_devices(cluster_day.day));
	summed boolean := ledger.summed_days(cluster_day.day, cluster_day.day + 1) <> '{}';
	-- who has sums sees all facts
	apart boolean := NOT summed OR some_open OR EXISTS (SELECT FROM ledger.fact f WHERE f.day = cluster_day.day AND NOT f.whole);
BEGIN
	RETURN QUERY
	SELECT array_agg(y.cluster), array_agg(y.active_nj), array_agg(y.idle_nj), array_agg(y.idle_facility_nj)
	FROM (
		SELECT x.cluster, nullif(sum(x.energy_nj) FILTER (WHERE NOT x.idle), 0) AS active_nj, coalesce(sum(x.energy_nj) FILTER (WHERE x.idle), 0) AS idle_nj,
			CASE WHEN count(*) FILTER (WHERE x.idle AND x.energy_nj > 0 AND x.facility_factor IS NULL) = 0
				THEN coalesce(sum(x.energy_nj * x.facility_factor) FILTER (WHERE x.idle), 0) END AS idle_facility_nj
		FROM (
			SELECT p.cluster, p.idle, p.facility_factor, p.energy_nj FROM ledger.cluster_parts(cluster_day.day, NOT summed, some_open) p WHERE apart
			UNION ALL
			SELECT coalesce(s.cluster, ''), s.job = '', o.facility_factor, sum(s.energy_nj)
			FROM ledger.job_sum s
			CROSS JOIN LATERAL (SELECT CASE WHEN s.site IS NULL THEN ledger.site_of(s.cluster) ELSE s.site END AS site OFFSET 0) w
			LEFT JOIN ledger.overhead_spans() o ON o.site = w.site AND o.since <= s.day AND o.until > s.day
			WHERE summed AND s.day = cluster_day.day
			GROUP BY coalesce(s.cluster, ''), s.job = '', o.facility_factor
		) x
		GROUP BY x.cluster
	) y;
END
$body$;
COMMENT ON FUNCTION ledger.cluster_day(date) IS 'a day of all accelerators in one row, by cluster (empty: of none): nJ at them while jobs held them (NULL: none), and idle, for which nJ at the site meter too (NULL: some of it without pue in site_overhead)';

CREATE OR REPLACE VIEW ledger.job_energy_per_token (	-- energy over tokens of every job, by kind of token: the whole energy of the job each time, for nobody measures it by kind. With idle: the idle energy of a cluster on a day is shared among the jobs of that day by their energy. Reads all devices on the days of the jobs that are asked for.
	job,	-- job
	model,	-- model
	tenant,	-- tenant
	kind,	-- kind of token, as in job_tokens; NULL: no tokens known
	tokens,	-- tokens
	accelerator_kwh,	-- kWh of the job at its accelerators
	idle_accelerator_kwh,	-- kWh of idle accelerators that fall to the job
	accelerator_j_per_token,	-- J per token at the accelerators, the job alone
	accelerator_j_per_token_with_idle,	-- J per token at the accelerators, with its share of idle energy
	accelerator_kwh_per_million_tokens,	-- kWh per million tokens at the accelerators, the job alone
	accelerator_kwh_per_million_tokens_with_idle,	-- kWh per million tokens at the accelerators, with its share of idle energy
	facility_kwh_per_million_tokens,	-- kWh per million tokens at the site meter, the job alone; NULL: some of it without pue in site_overhead
	facility_kwh_per_million_tokens_with_idle	-- kWh per million tokens at the site meter, with its share of idle energy; NULL: some of either without pue in site_overhead
) WITH (security_invoker) AS
SELECT k.job, k.model, k.tenant, t.kind, t.tokens,
	colossus.nj_to_kwh(j.active_nj) AS accelerator_kwh,
	colossus.nj_to_kwh(j.idle_nj) AS idle_accelerator_kwh,
	colossus.nj_to_j(j.active_nj) / nullif(t.tokens, 0) AS accelerator_j_per_token,
	colossus.nj_to_j(j.active_nj + j.idle_nj) / nullif(t.tokens, 0) AS accelerator_j_per_token_with_idle,
	colossus.nj_to_kwh(j.active_nj) / nullif(t.tokens / 1e6, 0) AS accelerator_kwh_per_million_tokens,
	colossus.nj_to_kwh(j.active_nj + j.idle_nj) / nullif(t.tokens / 1e6, 0) AS accelerator_kwh_per_million_tokens_with_idle,
	colossus.nj_to_kwh(j.facility_nj) / nullif(t.tokens / 1e6, 0) AS facility_kwh_per_million_tokens,
	colossus.nj_to_kwh(j.facility_nj + j.idle_facility_nj) / nullif(t.tokens / 1e6, 0) AS facility_kwh_per_million_tokens_with_idle
FROM ledger.asked_job k
-- job by job, so that whoever asks for some reads theirs
CROSS JOIN LATERAL (
	SELECT sum(u.energy_nj) AS active_nj, sum(u.idle_nj) AS idle_nj,
		CASE WHEN bool_and(u.facility_nj IS NOT NULL OR u.energy_nj IS NULL) THEN sum(u.facility_nj) END AS facility_nj,
		CASE WHEN bool_and(u.facility_nj IS NOT NULL AND u.idle_known OR u.energy_nj IS NULL) THEN sum(u.idle_facility_nj) END AS idle_facility_nj
	-- a row a day, for which the day of all devices is asked once
	FROM (
		SELECT y.day, array_agg(y.cluster) AS clusters, array_agg(y.energy_nj) AS energies, array_agg(y.facility_nj) AS facilities
		FROM (
			SELECT x.day, coalesce(x.cluster, '') AS cluster, sum(x.energy_nj) AS energy_nj,
				CASE WHEN count(*) FILTER (WHERE x.energy_nj > 0 AND x.facility_factor IS NULL) = 0 THEN sum(x.energy_nj * x.facility_factor) END AS facility_nj
			FROM ledger.job_piece x
			WHERE x.job = k.job
			GROUP BY x.day, coalesce(x.cluster, '')
		) y
		GROUP BY y.day
	) p
	-- and kept for the other jobs of that day, for which the planner has to expect more days than jobs: of a CASE it
	-- expects ten.  OFFSET 0: it takes it that a function that is asked again need not run again
	CROSS JOIN LATERAL unnest(CASE WHEN p.day IS NOT NULL THEN ARRAY[p.day] END) d (day)
	LEFT JOIN LATERAL (SELECT x.* FROM ledger.cluster_day(d.day) x OFFSET 0) c ON true
	CROSS JOIN LATERAL (
		SELECT x.energy_nj, x.facility_nj, x.energy_nj * y.idle_nj / y.active_nj AS idle_nj, x.energy_nj * y.idle_facility_nj / y.active_nj AS idle_facility_nj,
			y.idle_facility_nj IS NOT NULL AS idle_known
		FROM unnest(p.clusters, p.energies, p.facilities) x (cluster, energy_nj, facility_nj)
		LEFT JOIN unnest(c.clusters, c.active_nj, c.idle_nj, c.idle_facility_nj) y (cluster, active_nj, idle_nj, idle_facility_nj) ON y.cluster = x.cluster
		OFFSET 0
	) u
) j
LEFT JOIN LATERAL (SELECT x.kind, x.tokens FROM ledger.job_tokens x WHERE x.job = k.job OFFSET 0) t ON true;

CREATE OR REPLACE FUNCTION ledger.peaks_of(accelerators text[], numeric_format text) RETURNS double precision[]
LANGUAGE sql STABLE PARALLEL SAFE COST 40000
RETURN ARRAY(
	SELECT CASE WHEN EXISTS (SELECT 1 FROM colossus.accelerator a WHERE lower(a.accelerator) = lower(x.accelerator))
			OR EXISTS (SELECT 1 FROM colossus.accelerator_alias a WHERE lower(a.alias) = lower(x.accelerator))
		THEN colossus.peak_flops(x.accelerator, peaks_of.numeric_format) END
	FROM unnest(peaks_of.accelerators) WITH ORDINALITY x (accelerator, n)
	ORDER BY x.n);
COMMENT ON FUNCTION ledger.peaks_of(text[], text) IS 'dense peaks, FLOP/s, of parts by key or alias, in their order; NULL where colossus.peak_flops would raise';

CREATE OR REPLACE VIEW ledger.job_mfu (	-- model FLOP utilization of every job: FLOP of its tokens over device time x dense peak; training counts forward and backward, inference forward over prompt - cached + output
	job,	-- job
	kind,	-- training or inference; of a job that does not say, what its tokens are
	model,	-- model
	tenant,	-- tenant
	tokens,	-- tokens that count
	convention,	-- convention of flop_per_token: that of the job, or kaplan where seq_len or the config of the model is not known
	flop_per_token,	-- model FLOP per token
	flop,	-- model FLOP of all tokens
	numeric_format,	-- numeric format of the peak
	peak_flops,	-- dense peak of an accelerator in that format, FLOP/s, the mean over device time; NULL: of some device not known
	accelerator_s,	-- s; time x share over all accelerators
	mfu,	-- flop over accelerator_s x peak_flops
	step_s	-- s; sum of the durations of its steps
) WITH (security_invoker) AS
SELECT j.job, q.kind, j.model, j.tenant, t.tokens,
	CASE WHEN f.per_token IS NOT NULL THEN f.convention END AS convention,
	f.per_token AS flop_per_token,
	f.per_token * t.tokens AS flop,
	j.numeric_format,
	CASE WHEN h.all_known THEN h.peak_s / nullif(h.accelerator_s, 0) END AS peak_flops,
	h.accelerator_s,
	CASE WHEN h.all_known THEN colossus.flops_utilization(f.per_token * t.tokens, nullif(h.accelerator_s, 0), h.peak_s / nullif(h.accelerator_s, 0), 1) END AS mfu,
	(SELECT sum(s.seconds::numeric)::double precision FROM ledger.step_log s WHERE s.job = j.job AND NOT s.clock_only) AS step_s
FROM ledger.job j
CROSS JOIN LATERAL (
	SELECT coalesce(j.kind, CASE WHEN EXISTS (SELECT 1 FROM ledger.step_log s WHERE s.job = j.job) THEN 'training'
		WHEN EXISTS (SELECT 1 FROM ledger.series s WHERE s.job = j.job) THEN 'inference' END) AS kind
) q
LEFT JOIN ledger.job_tokens t ON t.job = j.job AND t.kind = CASE q.kind WHEN 'training' THEN 'training' ELSE 'computed' END
LEFT JOIN colossus.model m ON m.model = j.model
CROSS JOIN LATERAL (
	SELECT c.convention, CASE
			WHEN q.kind IS DISTINCT FROM 'training' THEN c.forward_per_token
			WHEN j.trainable = 1 AND j.adapter_params = 0 OR c.per_token IS NULL THEN c.per_token
			-- frozen weights have no gradient of their own: 4 N of 6 N, and 2 N for what is trained; adapters are no part of N
			WHEN m.config IS NULL OR j.seq_len IS NULL THEN c.per_token * (2 + j.trainable) / 3 + colossus.training_flop(j.adapter_params, 1)
			ELSE colossus.training_flop_per_token(m.config, j.seq_len, j.convention, j.trainable, j.adapter_params)
		END AS per_token
	FROM (
		SELECT j.convention, CASE j.convention WHEN 'kaplan' THEN s.kaplan_flop_per_token WHEN 'palm' THEN s.palm_flop_per_token
				WHEN 'megatron' THEN s.megatron_flop_per_token WHEN 'megatron_noncausal' THEN s.megatron_noncausal_flop_per_token
				WHEN 'torchtitan' THEN s.torchtitan_flop_per_token END AS per_token,
			CASE WHEN s.reason IS NULL THEN colossus.forward_flop_per_token(m.config, j.seq_len, j.convention) END AS forward_per_token
		FROM colossus.model_try_summary(m.config, j.seq_len) s
		WHERE m.config IS NOT NULL AND j.seq_len IS NOT NULL
		UNION ALL
		SELECT 'kaplan', colossus.training_flop(coalesce(m.active_params, m.params)::double precision, 1), NULL
		WHERE (m.config IS NULL OR j.seq_len IS NULL) AND q.kind = 'training'
		UNION ALL
		SELECT 'kaplan', NULL, CASE WHEN s.reason IS NULL THEN colossus.forward_flop_per_token(m.config, 1, 'kaplan') END
		FROM colossus.model_try_summary(m.config, 1) s
		WHERE j.seq_len IS NULL AND q.kind = 'inference'
	) c
	UNION ALL
	SELECT NULL, NULL WHERE m.config IS NULL AND q.kind = 'inference'
	LIMIT 1
) f
CROSS JOIN LATERAL (
	SELECT array_agg(y.accelerator ORDER BY y.accelerator) AS accelerators, array_agg(y.s ORDER BY y.accelerator) AS seconds
	FROM (
		SELECT p.accelerator, sum(k.share * extract(epoch FROM w.until - w.since)) AS s
		FROM ledger.holding k
		JOIN ledger.device_place p ON p.device = k.device AND p.kind = 'accelerator'
		-- as job_part: who holds a device has it in service
		CROSS JOIN LATERAL (
			SELECT greatest(k.started_at, p.since) AS since, least(k.ended_at, p.until, CASE WHEN k.ended_at > now() THEN
				coalesce((SELECT v.until FROM ledger.device_period v WHERE v.device = p.device AND v.period = p.since), '-infinity') END) AS until
			OFFSET 0
		) w
		WHERE k.job = j.job AND w.since < w.until
		GROUP BY p.accelerator
	) y
) a
-- not looked up for each job, where many are of the same parts
CROSS JOIN LATERAL (SELECT ledger.peaks_of(a.accelerators, j.numeric_format) AS peaks OFFSET 0) b
CROSS JOIN LATERAL (
	SELECT sum(x.s)::double precision AS accelerator_s, sum(x.s * x.peak::numeric)::double precision AS peak_s, bool_and(x.peak IS NOT NULL) AS all_known
	FROM unnest(a.seconds, b.peaks) x (s, peak)
) h;
