-- What all views are made of: who held what, and which devices were in service when.

CREATE OR REPLACE VIEW ledger.holding (	-- job_device with the end that holds: its own, else the job's, else infinity
	job,	-- job
	device,	-- device
	share,	-- share of the device
	started_at,	-- held from
	ended_at	-- held until; infinity: still
) WITH (security_invoker) AS
SELECT d.job, d.device, d.share, d.started_at,
	CASE WHEN d.ended_at IS NOT NULL THEN d.ended_at
		ELSE coalesce((SELECT j.ended_at FROM ledger.job j WHERE j.job = d.job), 'infinity'::timestamptz) END AS ended_at
FROM ledger.job_device d;

CREATE OR REPLACE VIEW ledger.device_span (	-- first and last sample of every device
	device,	-- device
	first_at,	-- first sample of power_w or energy_j; NULL: none
	last_at,	-- last of them
	has_power,	-- true: there are samples of power_w
	has_counter	-- true: there are samples of energy_j
) WITH (security_invoker) AS
SELECT d.device,
	least((SELECT min(s.at) FROM ledger.sample s WHERE s.device = d.device AND s.metric = 'power_w'),
		(SELECT min(s.at) FROM ledger.sample s WHERE s.device = d.device AND s.metric = 'energy_j'),
		(SELECT t.first_at FROM ledger.device_trace t WHERE t.device = d.device AND t.metric = 'power_w' ORDER BY t.day LIMIT 1),
		(SELECT t.first_at FROM ledger.device_trace t WHERE t.device = d.device AND t.metric = 'energy_j' ORDER BY t.day LIMIT 1)) AS first_at,
	greatest((SELECT max(s.at) FROM ledger.sample s WHERE s.device = d.device AND s.metric = 'power_w'),
		(SELECT max(s.at) FROM ledger.sample s WHERE s.device = d.device AND s.metric = 'energy_j'),
		(SELECT t.last_at FROM ledger.device_trace t WHERE t.device = d.device AND t.metric = 'power_w' ORDER BY t.day DESC LIMIT 1),
		(SELECT t.last_at FROM ledger.device_trace t WHERE t.device = d.device AND t.metric = 'energy_j' ORDER BY t.day DESC LIMIT 1)) AS last_at,
	EXISTS (SELECT 1 FROM ledger.sample s WHERE s.device = d.device AND s.metric = 'power_w')
		OR EXISTS (SELECT 1 FROM ledger.device_trace t WHERE t.device = d.device AND t.metric = 'power_w') AS has_power,
	EXISTS (SELECT 1 FROM ledger.sample s WHERE s.device = d.device AND s.metric = 'energy_j')
		OR EXISTS (SELECT 1 FROM ledger.device_trace t WHERE t.device = d.device AND t.metric = 'energy_j') AS has_counter
FROM (SELECT DISTINCT x.device FROM ledger.device x) d;

CREATE OR REPLACE VIEW ledger.device_period (	-- devices with their time in service as far as the ledger reaches: up to the last sample of any device or the last end of a job
	device,	-- device
	kind,	-- accelerator, or what a meter measures
	accelerator,	-- part, as in device
	host,	-- node
	rack,	-- rack
	cluster,	-- cluster
	site,	-- site, of the device or of its cluster
	method,	-- counter or power: which samples its energy comes from
	both_methods,	-- true: it has samples of both
	max_gap,	-- longest interval that is no gap
	max_w,	-- W; a counter that rises faster is not believed
	wrap_j,	-- J; range of its counter
	since,	-- in service from
	until	-- in service until
) WITH (security_invoker) AS
SELECT d.device, d.kind, d.accelerator, d.host, d.rack, d.cluster, coalesce(d.site, c.site) AS site,
	r.method, r.both_methods,
	make_interval(secs => extract(epoch FROM d.max_gap)::double precision) AS max_gap, d.max_w, d.wrap_j, r.since, r.until
FROM ledger.device d
LEFT JOIN colossus.cluster c ON c.cluster = d.cluster
CROSS JOIN LATERAL (
	SELECT coalesce(d.method, CASE WHEN s.has_counter THEN 'counter' ELSE 'power' END) AS method,
		s.has_power AND s.has_counter AS both_methods,
		CASE WHEN isfinite(d.since) THEN d.since
			ELSE least(s.first_at, (SELECT min(h.started_at) FROM ledger.job_device h WHERE h.device = d.device)) END AS since,
		least(d.until, (SELECT greatest(max(x.last_at), (SELECT max(h.ended_at) FROM ledger.holding h WHERE isfinite(h.ended_at))) FROM ledger.device_span x)) AS until
	FROM ledger.device_span s
	WHERE s.device = d.device
	OFFSET 0
) r;
