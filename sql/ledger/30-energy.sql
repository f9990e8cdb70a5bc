-- Energy of devices and of the fleet.

CREATE OR REPLACE VIEW ledger.device_energy (	-- energy of every accelerator on every UTC day in service, also of days without any sample
	device,	-- device
	day,	-- UTC day
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
SELECT p.device, d.day, d.since, d.until, p.accelerator, p.host, p.rack, p.cluster, p.site, r.method,
	e.energy_nj,
	colossus.nj_to_kwh(e.energy_nj) AS accelerator_kwh,
	colossus.it_kwh(colossus.nj_to_kwh(e.energy_nj), d.server_factor) AS it_kwh,
	colossus.facility_kwh(colossus.it_kwh(colossus.nj_to_kwh(e.energy_nj), d.server_factor), d.pue) AS facility_kwh,
	colossus.kwh(e.lower_j) AS lower_kwh,
	colossus.kwh(e.upper_j) AS upper_kwh,
	e.peak_w,
	extract(epoch FROM d.until - d.since)::double precision AS service_s,
	e.covered_s,
	e.covered_s / extract(epoch FROM d.until - d.since)::double precision AS coverage,
	e.samples, e.rejected, e.stuck_s, r.rule, cardinality(r.series)
FROM ledger.device_period p
CROSS JOIN LATERAL ledger.days_of(p.site, p.since, p.until) d
CROSS JOIN LATERAL ledger.reading_of(p.device, p.method, d.day) r
CROSS JOIN LATERAL ledger.pieces_of(r.series, r.method, p.max_gap, p.max_w, p.gauge_w, p.wrap_j, ARRAY[d.since, d.until]) e
WHERE p.kind = 'accelerator' AND r.place = 1;

CREATE OR REPLACE VIEW ledger.silent_device (	-- accelerators of whose time in service something is not known, by UTC day
	device,	-- device
	day,	-- UTC day
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

CREATE OR REPLACE VIEW ledger.fleet_hourly (	-- energy of all accelerators of a cluster by UTC hour; intervals between samples are split at the hours, and the hours add up to the days exactly
	hour,	-- start of the hour
	cluster,	-- cluster
	site,	-- site
	devices,	-- accelerators in service
	energy_nj,	-- nJ at the accelerators, exact; NULL: not known
	accelerator_kwh,	-- kWh at the accelerators
	it_kwh,	-- kWh at the servers; NULL: no row of site_overhead
	facility_kwh,	-- kWh at the site meter; NULL: no row of site_overhead, or none with pue
	service_s,	-- s in service, over all accelerators
	covered_s,	-- s whose energy is known
	coverage	-- covered_s over service_s
) WITH (security_invoker) AS
SELECT date_trunc('hour', e.since, 'UTC') AS hour, p.cluster, p.site, count(*) AS devices,
	sum(e.energy_nj) AS energy_nj,
	colossus.nj_to_kwh(sum(e.energy_nj)) AS accelerator_kwh,
	colossus.it_kwh(colossus.nj_to_kwh(sum(e.energy_nj)), min(d.server_factor)) AS it_kwh,
	colossus.facility_kwh(colossus.it_kwh(colossus.nj_to_kwh(sum(e.energy_nj)), min(d.server_factor)), min(d.pue)) AS facility_kwh,
	sum(extract(epoch FROM e.until - e.since))::double precision AS service_s,
	sum(e.covered_s::numeric)::double precision AS covered_s,
	(sum(e.covered_s::numeric) / sum(extract(epoch FROM e.until - e.since)))::double precision AS coverage
FROM ledger.device_period p
CROSS JOIN LATERAL ledger.days_of(p.site, p.since, p.until) d
CROSS JOIN LATERAL (
	SELECT array_agg(DISTINCT c.at ORDER BY c.at) AS edges
	FROM (
		SELECT d.since
		UNION ALL SELECT d.until
		UNION ALL SELECT g.at FROM generate_series(date_trunc('hour', d.since, 'UTC'), d.until, interval '1 hour') g (at) WHERE g.at > d.since
	) c (at)
) h
CROSS JOIN LATERAL ledger.reading_of(p.device, p.method, d.day) r
CROSS JOIN LATERAL ledger.pieces_of(r.series, r.method, p.max_gap, p.max_w, p.gauge_w, p.wrap_j, h.edges) e
WHERE p.kind = 'accelerator' AND r.place = 1
GROUP BY date_trunc('hour', e.since, 'UTC'), p.cluster, p.site;

CREATE OR REPLACE VIEW ledger.idle_energy (	-- time of accelerators that no job holds, or not wholly, and its energy; low power inside a job is not idle
	device,	-- device
	cluster,	-- cluster
	site,	-- site
	day,	-- UTC day
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

CREATE OR REPLACE VIEW ledger.tenant_ledger (	-- who used what, by UTC month, site and grid zone: the rows of tenants and of idle add up to the energy of the fleet exactly; time without samples is a row of its own
	month,	-- first day of the UTC month
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
SELECT date_trunc('month', p.day::timestamp)::date AS month, p.site, p.zone, c.tenant, c.consumer,
	count(DISTINCT p.job) AS jobs,
	sum(c.device_s)::double precision AS device_s,
	sum(c.energy_nj) AS energy_nj,
	colossus.nj_to_kwh(sum(c.energy_nj)) AS accelerator_kwh,
	CASE WHEN count(*) FILTER (WHERE c.energy_nj > 0 AND p.server_factor IS NULL) = 0
		THEN colossus.nj_to_kwh(sum(c.energy_nj * p.server_factor::numeric)) END AS it_kwh,
	CASE WHEN count(*) FILTER (WHERE c.energy_nj > 0 AND p.pue IS NULL) = 0
		THEN colossus.nj_to_kwh(sum(c.energy_nj * p.server_factor::numeric * p.pue::numeric)) END AS facility_kwh
FROM ledger.device_part p
CROSS JOIN LATERAL (
	SELECT CASE WHEN p.job IS NULL THEN '(idle)' ELSE coalesce(p.tenant, '(none)') END AS tenant,
		CASE WHEN p.job IS NULL THEN 'idle' ELSE 'tenant' END AS consumer, p.energy_nj, p.covered_s AS device_s
	WHERE p.covered_s > 0 OR p.energy_nj > 0
	UNION ALL
	SELECT '(unobserved)', 'unobserved', NULL, p.held_s - p.covered_s
	WHERE p.covered_s < p.held_s
) c
GROUP BY date_trunc('month', p.day::timestamp)::date, p.site, p.zone, c.tenant, c.consumer;

CREATE OR REPLACE VIEW ledger.reconcile (	-- the meters of nodes, racks and sites against the sum of their accelerators, by UTC day
	kind,	-- node meter, rack meter or site meter
	subject,	-- node, rack or site
	meter,	-- device that is the meter
	day,	-- UTC day
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
	SELECT p.kind, p.device AS meter, CASE p.kind WHEN 'node meter' THEN p.host WHEN 'rack meter' THEN p.rack ELSE p.site END AS subject,
		d.day, d.since, d.until, e.energy_nj, e.covered_s
	FROM ledger.device_period p
	CROSS JOIN LATERAL ledger.days_of(p.site, p.since, p.until) d
	CROSS JOIN LATERAL ledger.reading_of(p.device, p.method, d.day) r
	CROSS JOIN LATERAL ledger.pieces_of(r.series, r.method, p.max_gap, p.max_w, p.gauge_w, p.wrap_j, ARRAY[d.since, d.until]) e
	WHERE p.kind <> 'accelerator' AND r.place = 1
), measured AS (
	SELECT m.kind, m.subject, m.meter, m.day, colossus.nj_to_kwh(m.energy_nj) AS meter_kwh,
		m.covered_s / extract(epoch FROM m.until - m.since)::double precision AS meter_coverage,
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
