-- Energy of devices and of the fleet.

CREATE OR REPLACE VIEW ledger.device_energy (	-- energy of every accelerator on every day in service, also of days without any sample
	device,	-- device
	day,	-- day
	since,	-- in service on that day from
	until,	-- in service on that day until
	accelerator,	-- part
	host,	-- node
	rack,	-- rack
	cluster,	-- cluster
	site,	-- site
	method,	-- counter or power: what energy_nj comes from
	energy_nj,	-- nJ at the accelerator, exact; NULL: not known
	accelerator_kwh,	-- kWh at the accelerator
	it_kwh,	-- kWh at the servers; NULL: no row of site_overhead
	facility_kwh,	-- kWh at the site meter; NULL: no row of site_overhead, or none with pue
	lower_kwh,	-- kWh at the accelerator; lower bound over what was seen
	upper_kwh,	-- kWh at the accelerator; upper bound over what was seen, and of a counter over its gaps; NULL: a counter with gaps and without max_w
	peak_w,	-- W; the largest seen
	service_s,	-- s in service
	covered_s,	-- s whose energy is known
	coverage,	-- covered_s over service_s
	samples,	-- samples used
	rejected,	-- samples not used
	stuck_s,	-- s during which the counter did not move
	rule,	-- why this method, and which of how many readings: reading_of lists them
	parts	-- series whose energies are added up; 0: no samples
) WITH (security_invoker) AS
SELECT d.device, d.day, d.since, d.until, d.accelerator, d.host, d.rack, d.cluster, d.site, d.method,
	d.energy_nj,
	colossus.nj_to_kwh(d.energy_nj) AS accelerator_kwh,
	colossus.it_kwh(colossus.nj_to_kwh(d.energy_nj), o.server_factor) AS it_kwh,
	colossus.facility_kwh(colossus.it_kwh(colossus.nj_to_kwh(d.energy_nj), o.server_factor), o.pue) AS facility_kwh,
	colossus.kwh(d.lower_j) AS lower_kwh,
	colossus.kwh(d.upper_j) AS upper_kwh,
	d.peak_w,
	-- date_part: a day is exact in a double, without a numeric in between
	date_part('epoch', d.until - d.since) AS service_s,
	d.covered_s,
	d.covered_s / date_part('epoch', d.until - d.since) AS coverage,
	d.samples, d.rejected, d.stuck_s, d.rule, d.parts
FROM ledger.device_day d
LEFT JOIN ledger.overhead_spans() o ON o.site = d.site AND o.since <= d.day AND o.until > d.day
WHERE d.kind = 'accelerator';

CREATE OR REPLACE VIEW ledger.silent_device (	-- accelerators of whose time in service something is not known, by day
	device,	-- device
	day,	-- day
	since,	-- in service on that day from
	until,	-- in service on that day until
	host,	-- node
	cluster,	-- cluster
	site,	-- site
	silent_s,	-- s in service whose energy is not known
	samples	-- samples of that day; 0: wholly silent
) WITH (security_invoker) AS
SELECT e.device, e.day, e.since, e.until, e.host, e.cluster, e.site, e.service_s - e.covered_s AS silent_s, e.samples
FROM ledger.device_energy e
WHERE e.covered_s < e.service_s;

-- A function, so that the plan of a day is made once and not compiled.  The hours are
-- places of arrays: who asks for all hours of a month would else meet each row 24 times.
CREATE OR REPLACE FUNCTION ledger.fleet_day(day date)
RETURNS TABLE (cluster text, site text, devices bigint[], energy_nj numeric[], service_s numeric[], covered_s numeric[])
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 COST 1000 SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_generic_plan AS $body$
DECLARE
	cuts timestamptz[] := ledger.edges_of_day(fleet_day.day);
	-- of most days none, and what follows of them is then not begun
	some_began boolean := EXISTS (SELECT FROM ledger.fact f WHERE f.day = fleet_day.day AND NOT f.whole);
	summed boolean := ledger.summed_days(fleet_day.day, fleet_day.day + 1) <> '{}' AND NOT EXISTS (SELECT FROM ledger.fleet_sum s WHERE s.day = fleet_day.day AND NOT colossus.hours_intact(s.hours));
	live text[];
	last_reading timestamptz;
BEGIN
	SELECT x.devices, x.last_reading INTO live, last_reading FROM ledger.unbooked_devices(fleet_day.day) x;
	RETURN QUERY
	WITH hour AS MATERIALIZED (
		SELECT date_trunc('hour', e.since, 'UTC') AS hour, y.cluster, y.site, sum(y.devices)::bigint AS devices, sum(CASE WHEN e.energy_nj > 0 OR e.covered_s > 0 THEN e.energy_nj END) AS energy_nj,
			sum(y.devices * extract(epoch FROM e.until - e.since)) AS service_s, sum(e.covered_s::numeric) AS covered_s
		FROM (
			SELECT x.cluster, x.site, count(*) AS devices, colossus.hours_total(x.hours, cuts) AS hours
			FROM ledger.whole_day x
			WHERE NOT summed AND x.day = fleet_day.day AND x.kind = 'accelerator'
			GROUP BY x.cluster, x.site
			UNION ALL
			SELECT s.cluster, CASE WHEN s.site IS NULL THEN ledger.site_of(s.cluster) ELSE s.site END, s.devices, s.hours
			FROM ledger.fleet_sum s
			WHERE summed AND s.day = fleet_day.day
			UNION ALL
			-- devices that began together are added up together
			SELECT z.cluster, z.site, count(*), colossus.hours_total(z.hours, ledger.edges_between(cuts, z.since, z.until))
			FROM (
				SELECT x.kind, x.cluster, x.site, x.day, x.since, x.until, x.hours FROM ledger.edge_day x WHERE some_began AND x.day = fleet_day.day
				UNION ALL
				SELECT x.kind, x.cluster, x.site, x.day, x.since, x.until, x.hours FROM ledger.live_days_of(live, array_fill(fleet_day.day, ARRAY[cardinality(live)]), last_reading) x WHERE live IS NOT NULL
				UNION ALL
				SELECT x.kind, x.cluster, x.site, x.day, x.since, x.until, x.hours FROM ledger.unseen_day x WHERE x.day = fleet_day.day
			) z
			WHERE z.kind = 'accelerator'
			GROUP BY z.cluster, z.site, z.since, z.until
		) y
		CROSS JOIN LATERAL colossus.hours_parts(y.hours) e
		GROUP BY date_trunc('hour', e.since, 'UTC'), y.cluster, y.site
	)
	SELECT c.cluster, c.site, array_agg(f.devices ORDER BY g.idx), array_agg(f.energy_nj ORDER BY g.idx), array_agg(f.service_s ORDER BY g.idx), array_agg(f.covered_s ORDER BY g.idx)
	FROM (SELECT DISTINCT x.cluster, x.site FROM hour x) c
	CROSS JOIN generate_series(1, cardinality(cuts) - 1) g (idx)
	LEFT JOIN hour f ON f.hour = cuts[g.idx] AND f.cluster IS NOT DISTINCT FROM c.cluster AND f.site IS NOT DISTINCT FROM c.site
	GROUP BY c.cluster, c.site;
END
$body$;
COMMENT ON FUNCTION ledger.fleet_day(date) IS 'a day of all accelerators by cluster and site, hour by hour: s in service and s whose energy is known add up over them; NULL: none in service';

CREATE OR REPLACE VIEW ledger.fleet_hourly (	-- energy of all accelerators of a cluster by hour; intervals between samples are split at the hours, and the hours add up to the days exactly
	hour,	-- start of the hour
	cluster,	-- cluster
	site,	-- site
	devices,	-- level, count: accelerators in service
	energy_nj,	-- adds, nJ: energy at the accelerators, exact; NULL: not known
	accelerator_kwh,	-- adds, kWh: energy at the accelerators; NULL: not known
	it_kwh,	-- adds, kWh: energy at the servers; NULL: no row of site_overhead
	facility_kwh,	-- adds, kWh: energy at the site meter; NULL: no row of site_overhead, or none with pue
	service_s,	-- adds, s: time in service, over all accelerators, the denominator of coverage
	covered_s,	-- adds, s: those of service_s whose energy is known
	coverage,	-- ratio, 0 to 1: covered_s over service_s
	mean_kw,	-- level, kW: mean power while it was seen, of all in service
	day	-- day
) WITH (security_invoker) AS
WITH piece AS (
	SELECT h.hour, d.day, f.cluster, f.site, f.devices[h.idx + 1] AS devices, f.energy_nj[h.idx + 1] AS energy_nj, f.service_s[h.idx + 1] AS service_s, f.covered_s[h.idx + 1] AS covered_s
	FROM (
		SELECT b.day, true AS booked FROM ledger.booked_day b
		UNION ALL
		SELECT x.day, false FROM ledger.unbooked_days() x WHERE NOT EXISTS (SELECT FROM ledger.booked_day b WHERE b.day = x.day)
	) d
	-- GROUP BY: a filter on the hour reaches it, and of a day without such hours nothing is read; of others once, for the sum is of the day alone
	CROSS JOIN LATERAL (
		SELECT g.hour, g.idx, (SELECT array_agg(x) FROM ledger.fleet_day(d.day) x) AS fleet
		FROM (
			SELECT b.hour, b.idx FROM ledger.booked_hour b WHERE b.day = d.day
			UNION ALL
			SELECT y.hour, y.place::integer - 1
			FROM generate_series(CASE WHEN NOT d.booked THEN d.day::timestamp AT TIME ZONE 'UTC' END, (d.day + 1)::timestamp AT TIME ZONE 'UTC' - interval '1 microsecond', interval '1 hour') WITH ORDINALITY y (hour, place)
		) g
		GROUP BY g.hour, g.idx
	) h
	JOIN LATERAL unnest(h.fleet) f (cluster text, site text, devices bigint[], energy_nj numeric[], service_s numeric[], covered_s numeric[]) ON f.devices[h.idx + 1] IS NOT NULL
), fleet AS (
	SELECT x.hour, x.day, x.cluster, x.site, sum(x.devices)::bigint AS devices, sum(x.energy_nj) AS energy_nj, sum(x.service_s) AS service_s, sum(x.covered_s) AS covered_s
	FROM piece x
	GROUP BY x.hour, x.day, x.cluster, x.site
)
SELECT f.hour, f.cluster, f.site, f.devices, f.energy_nj,
	colossus.nj_to_kwh(f.energy_nj) AS accelerator_kwh,
	colossus.it_kwh(colossus.nj_to_kwh(f.energy_nj), o.server_factor) AS it_kwh,
	colossus.facility_kwh(colossus.it_kwh(colossus.nj_to_kwh(f.energy_nj), o.server_factor), o.pue) AS facility_kwh,
	f.service_s::double precision AS service_s, f.covered_s::double precision AS covered_s,
	(f.covered_s / f.service_s)::double precision AS coverage,
	(colossus.nj_to_kwh(f.energy_nj)::numeric / nullif(f.covered_s, 0) * f.service_s)::double precision AS mean_kw,
	f.day
FROM fleet f
LEFT JOIN ledger.overhead_spans() o ON o.site = f.site AND o.since <= f.day AND o.until > f.day;

CREATE OR REPLACE VIEW ledger.idle_energy (	-- time of accelerators that no job holds, or not wholly, and its energy; low power inside a job is not idle
	device,	-- device
	cluster,	-- cluster
	site,	-- site
	day,	-- day
	since,	-- from
	until,	-- until
	held_share,	-- share of the device that jobs held meanwhile
	energy_nj,	-- nJ at the accelerator, exact; NULL: not known
	accelerator_kwh,	-- kWh at the accelerator
	it_kwh,	-- kWh at the servers; NULL: no row of site_overhead
	facility_kwh,	-- kWh at the site meter; NULL: no row of site_overhead, or none with pue
	idle_s,	-- s; time x share that nobody held
	covered_s	-- s of it whose energy is known
) WITH (security_invoker) AS
SELECT p.device, p.cluster, p.site, p.day, p.since, p.until, (1 - p.share)::double precision AS held_share,
	p.energy_nj,
	colossus.nj_to_kwh(p.energy_nj) AS accelerator_kwh,
	colossus.it_kwh(colossus.nj_to_kwh(p.energy_nj), p.server_factor) AS it_kwh,
	colossus.facility_kwh(colossus.it_kwh(colossus.nj_to_kwh(p.energy_nj), p.server_factor), p.pue) AS facility_kwh,
	p.held_s::double precision AS idle_s, p.covered_s::double precision AS covered_s
FROM ledger.device_part p
WHERE p.job IS NULL;

CREATE OR REPLACE VIEW ledger.known_month (	-- the months that any day in service may be of
	month	-- first day of the month
) WITH (security_invoker) AS
SELECT b.month FROM ledger.booked_day b
UNION
SELECT date_trunc('month', g.day::timestamp)::date FROM ledger.unbooked_days() g;

-- A function, so that the parts of a year or of a large fleet are not compiled, which takes
-- longer than to add them up, and are a month at a time.
CREATE OR REPLACE FUNCTION ledger.sums_of_month(month date)
RETURNS TABLE (site text, zone text, job text, tenant text, it_factor numeric, facility_factor numeric, covered_s numeric, energy_nj numeric, unseen_s numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000 COST 40000 SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan SET enable_mergejoin = off AS $body$
DECLARE
	summed date[] := ledger.summed_days(sums_of_month.month, (sums_of_month.month::timestamp + interval '1 month')::date);
BEGIN
	RETURN QUERY
	-- the tenant is the job's, and zone and factors are those of the site on that day
	SELECT x.site, coalesce(o.zone, ledger.region_of(x.site)), x.job, j.tenant, o.it_factor, o.facility_factor, x.covered_s, x.energy_nj, x.unseen_s
	FROM (
		SELECT p.day, p.job, p.site, sum(p.covered_s) AS covered_s, sum(p.energy_nj) AS energy_nj, sum(p.held_s - p.covered_s) FILTER (WHERE p.covered_s < p.held_s) AS unseen_s
		FROM (
			SELECT d.day, d.job, d.site, d.covered_s, d.energy_nj, d.held_s
			FROM ledger.device_part d
			-- days that are not booked are known by the day, holders by the month
			WHERE d.month = sums_of_month.month AND d.day >= sums_of_month.month AND d.day < (sums_of_month.month::timestamp + interval '1 month')::date AND (NOT d.whole OR d.day <> ALL (summed))
			-- each is asked for up to three times
			OFFSET 0
		) p
		GROUP BY p.day, p.job, p.site
		UNION ALL
		SELECT s.day, nullif(s.job, ''), CASE WHEN s.site IS NULL THEN ledger.site_of(s.cluster) ELSE s.site END, s.covered_s, s.energy_nj, s.unseen_s
		FROM ledger.job_sum s
		WHERE s.day = ANY (summed)
	) x
	LEFT JOIN ledger.overhead_spans() o ON o.site = x.site AND o.since <= x.day AND o.until > x.day
	LEFT JOIN ledger.job j ON j.job = x.job;
END
$body$;
COMMENT ON FUNCTION ledger.sums_of_month(date) IS 'rows of device_part of a month, added up by day, site and job (NULL: idle): s held whose energy is known, nJ at the accelerators, and s held of which nothing is known';

CREATE OR REPLACE VIEW ledger.tenant_ledger (	-- who used what, by month, site and grid zone: the rows of tenants and of idle add up to the energy of the fleet exactly; time without samples is a row of its own
	month,	-- first day of the month
	site,	-- site; NULL: not known
	zone,	-- grid zone; NULL: not known
	tenant,	-- tenant; (none): a job without tenant; (idle): no job; (unobserved): nobody knows
	consumer,	-- tenant, idle or unobserved
	jobs,	-- jobs
	device_s,	-- s; time x share: of tenants and idle what was observed, of unobserved what was not
	energy_nj,	-- nJ at the accelerators, exact
	accelerator_kwh,	-- kWh at the accelerators
	it_kwh,	-- kWh at the servers; NULL: some of it without a row of site_overhead
	facility_kwh	-- kWh at the site meter; NULL: some of it without pue in site_overhead
) WITH (security_invoker) AS
SELECT t.month, t.site, t.zone, t.tenant, t.consumer, count(DISTINCT t.job) AS jobs, sum(t.device_s)::double precision AS device_s, sum(t.energy_nj) AS energy_nj,
	colossus.nj_to_kwh(sum(t.energy_nj)) AS accelerator_kwh,
	CASE WHEN count(*) FILTER (WHERE t.energy_nj > 0 AND t.it_factor IS NULL) = 0 THEN colossus.nj_to_kwh(sum(t.energy_nj * t.it_factor)) END AS it_kwh,
	CASE WHEN count(*) FILTER (WHERE t.energy_nj > 0 AND t.facility_factor IS NULL) = 0 THEN colossus.nj_to_kwh(sum(t.energy_nj * t.facility_factor)) END AS facility_kwh
FROM (
	SELECT p.month, p.site, p.zone, c.tenant, c.consumer, p.job, p.it_factor, p.facility_factor, c.device_s, c.energy_nj
	FROM (
		SELECT m.month, x.site, x.zone, x.tenant, x.job, x.it_factor, x.facility_factor, sum(x.covered_s) AS covered_s, sum(x.energy_nj) AS energy_nj,
			bool_or(x.covered_s > 0 OR x.energy_nj > 0) AS seen, sum(x.unseen_s) AS unseen_s
		FROM ledger.known_month m
		CROSS JOIN LATERAL ledger.sums_of_month(m.month) x
		GROUP BY m.month, x.site, x.zone, x.tenant, x.job, x.it_factor, x.facility_factor
	) p
	CROSS JOIN LATERAL (
		SELECT CASE WHEN p.job IS NULL THEN '(idle)' ELSE coalesce(p.tenant, '(none)') END AS tenant,
			CASE WHEN p.job IS NULL THEN 'idle' ELSE 'tenant' END AS consumer, p.energy_nj, p.covered_s AS device_s
		WHERE p.seen
		UNION ALL
		SELECT '(unobserved)', 'unobserved', NULL, p.unseen_s
		WHERE p.unseen_s IS NOT NULL
	) c
) t
GROUP BY t.month, t.site, t.zone, t.tenant, t.consumer;

CREATE OR REPLACE VIEW ledger.reconcile (	-- the meters of nodes, racks and sites against the sum of their accelerators, by day
	kind,	-- node meter, rack meter or site meter
	subject,	-- node, rack or site
	meter,	-- device that is the meter
	day,	-- day
	meter_kwh,	-- kWh by the meter
	meter_coverage,	-- share of the day that it saw
	devices,	-- accelerators behind it
	device_coverage,	-- share of their time in service that is known
	accelerator_kwh,	-- kWh at the accelerators
	it_kwh,	-- kWh at the servers as computed; NULL: some of it without a row of site_overhead
	facility_kwh,	-- kWh at the site meter as computed; NULL: some of it without pue in site_overhead
	ratio,	-- meter_kwh over what was computed for its place: facility_kwh for a site, it_kwh for a node or rack
	residual_kwh,	-- meter_kwh less what was computed for its place
	meter_per_accelerator	-- meter_kwh over accelerator_kwh: a server factor measured at a node, that times PUE at a site
) WITH (security_invoker) AS
WITH meter AS (
	SELECT d.kind, d.device AS meter, CASE d.kind WHEN 'node meter' THEN d.host WHEN 'rack meter' THEN d.rack ELSE d.site END AS subject,
		d.day, d.since, d.until, d.energy_nj, d.covered_s
	FROM ledger.device_day d
	WHERE d.kind <> 'accelerator'
), measured AS (
	SELECT m.kind, m.subject, m.meter, m.day, colossus.nj_to_kwh(m.energy_nj) AS meter_kwh,
		m.covered_s / date_part('epoch', m.until - m.since) AS meter_coverage,
		count(e.device) AS devices,
		colossus.nj_to_kwh(sum(e.energy_nj)) AS accelerator_kwh,
		CASE WHEN bool_and(e.it_kwh IS NOT NULL OR e.energy_nj IS NULL) THEN sum(e.it_kwh::numeric)::double precision END AS it_kwh,
		CASE WHEN bool_and(e.facility_kwh IS NOT NULL OR e.energy_nj IS NULL) THEN sum(e.facility_kwh::numeric)::double precision END AS facility_kwh,
		(sum(e.covered_s::numeric) / sum(e.service_s::numeric))::double precision AS device_coverage
	FROM meter m
	LEFT JOIN ledger.device_energy e ON e.day = m.day
		AND CASE m.kind WHEN 'node meter' THEN e.host WHEN 'rack meter' THEN e.rack ELSE e.site END = m.subject
	GROUP BY m.kind, m.subject, m.meter, m.day, m.since, m.until, m.energy_nj, m.covered_s
)
SELECT r.kind, r.subject, r.meter, r.day, r.meter_kwh, r.meter_coverage, r.devices, r.device_coverage, r.accelerator_kwh, r.it_kwh, r.facility_kwh,
	r.meter_kwh / nullif(CASE r.kind WHEN 'site meter' THEN r.facility_kwh ELSE r.it_kwh END, 0) AS ratio,
	r.meter_kwh - CASE r.kind WHEN 'site meter' THEN r.facility_kwh ELSE r.it_kwh END AS residual_kwh,
	r.meter_kwh / nullif(r.accelerator_kwh, 0) AS meter_per_accelerator
FROM measured r;
