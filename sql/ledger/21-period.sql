-- What all views are made of: rows that count, who held what, and which devices were in
-- service when.

-- Of days that are packed with their partition, rows stay until nobody can still need them:
-- whole partitions, which the server leaves out by their bounds, and no row is looked at.
-- Nothing that tells of devices reads them: a role may see rows whose trace it may not see, and
-- what it is told would change with the partition.  In PL/pgSQL the bounds are variables, by
-- which partitions are spared at the start of a plan.
CREATE OR REPLACE VIEW ledger.loose (	-- samples that are in no trace: rows of sample but for those whose partition waits to be dropped
	series_id,	-- series
	load_id,	-- load that brought it; NULL: none
	at,	-- time of the sample
	value	-- value in the unit of the series
) WITH (security_invoker) AS
SELECT s.series_id, s.load_id, s.at, s.value
FROM ledger.sample s
WHERE (s.at < (SELECT x.packed_since FROM ledger.setting x) OR s.at >= (SELECT x.packed_until FROM ledger.setting x))
	-- always; without it min(at) asks for IS NOT NULL beside OR, for which PostgreSQL 15.18 does not look into the default partition
	AND s.at >= '-infinity';

CREATE OR REPLACE VIEW ledger.holding (	-- job_device with the end that holds: its own, else the job's, else infinity
	job,	-- job
	device,	-- device
	share,	-- share of the device
	started_at,	-- held from
	ended_at	-- held until; infinity: still; of a job whose end nobody knows, its start
) WITH (security_invoker) AS
SELECT d.job, d.device, d.share, d.started_at, d.held_until
FROM ledger.job_device d;

-- In SQL, for they become part of the query that asks.  A device may have had thousands of
-- holders: of those who held it for a short time only who began shortly before is looked at.
-- - '0': the end alone, by which the planner would go, leaves all that came afterwards.
CREATE OR REPLACE FUNCTION ledger.all_held_between(since timestamptz, until timestamptz)
RETURNS TABLE (job text, device text, share numeric, started_at timestamptz, ended_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT k.job, k.device, k.share, k.started_at, k.held_until
	FROM ledger.job_device k
	WHERE k.held_days::integer = 1 AND k.started_at >= all_held_between.since - interval '24 hours' AND k.started_at < all_held_between.until AND k.held_until - interval '0' > all_held_between.since
	UNION ALL
	SELECT k.job, k.device, k.share, k.started_at, k.held_until
	FROM ledger.job_device k
	WHERE k.held_days::integer = 32 AND k.started_at >= all_held_between.since - interval '768 hours' AND k.started_at < all_held_between.until AND k.held_until - interval '0' > all_held_between.since
	UNION ALL
	SELECT k.job, k.device, k.share, k.started_at, k.held_until
	FROM ledger.job_device k
	WHERE k.held_days::integer = 0 AND k.started_at < all_held_between.until AND k.held_until - interval '0' > all_held_between.since;
END;
COMMENT ON FUNCTION ledger.all_held_between(timestamptz, timestamptz) IS 'who held which device at any time between two';

CREATE OR REPLACE FUNCTION ledger.held_between(device text, since timestamptz, until timestamptz)
RETURNS TABLE (job text, share numeric, started_at timestamptz, ended_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 2
BEGIN ATOMIC
	-- the device in each branch: asked of all of them it would be looked for in what they give
	SELECT k.job, k.share, k.started_at, k.held_until
	FROM ledger.job_device k
	WHERE k.device = held_between.device AND k.held_days = 1 AND k.started_at >= held_between.since - interval '24 hours' AND k.started_at < held_between.until AND k.held_until - interval '0' > held_between.since
	UNION ALL
	SELECT k.job, k.share, k.started_at, k.held_until
	FROM ledger.job_device k
	WHERE k.device = held_between.device AND k.held_days = 32 AND k.started_at >= held_between.since - interval '768 hours' AND k.started_at < held_between.until AND k.held_until - interval '0' > held_between.since
	UNION ALL
	SELECT k.job, k.share, k.started_at, k.held_until
	FROM ledger.job_device k
	WHERE k.device = held_between.device AND k.held_days = 0 AND k.started_at < held_between.until AND k.held_until - interval '0' > held_between.since;
END;
COMMENT ON FUNCTION ledger.held_between(text, timestamptz, timestamptz) IS 'who held a device at any time between two';

CREATE OR REPLACE FUNCTION ledger.held_first(device text)
RETURNS TABLE (started_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	-- one row of an index each, however many there are
	SELECT least((SELECT k.started_at FROM ledger.job_device k WHERE k.device = held_first.device AND k.held_days = 0 ORDER BY k.started_at LIMIT 1),
		(SELECT k.started_at FROM ledger.job_device k WHERE k.device = held_first.device AND k.held_days = 1 ORDER BY k.started_at LIMIT 1),
		(SELECT k.started_at FROM ledger.job_device k WHERE k.device = held_first.device AND k.held_days = 32 ORDER BY k.started_at LIMIT 1))
	OFFSET 0;
END;
COMMENT ON FUNCTION ledger.held_first(text) IS 'when the first job began to hold a device; NULL: none';

CREATE OR REPLACE FUNCTION ledger.held_last(device text)
RETURNS TABLE (ended_at timestamptz, running boolean)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT (SELECT k.held_until FROM ledger.job_device k WHERE k.device = held_last.device AND k.held_until <= now() ORDER BY k.held_until DESC LIMIT 1),
		EXISTS (SELECT FROM ledger.job_device k WHERE k.device = held_last.device AND k.held_until > now() AND k.started_at <= now())
	OFFSET 0;
END;
COMMENT ON FUNCTION ledger.held_last(text) IS 'when the last job that has ended did so that held a device, NULL: none; and whether one holds it now';

-- Of most devices a few rows in one look are all there are; of others held_first and
-- held_last tell, whose five looks cost the same of thousands.  In the order of an index:
-- in none, the planner reads the table until it has found so many.
CREATE OR REPLACE FUNCTION ledger.held_ever(device text)
RETURNS TABLE (started_at timestamptz, ended_at timestamptz, running boolean)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT least(x.started_at, y.started_at), greatest(x.ended_at, y.ended_at), x.running IS TRUE OR y.running IS TRUE
	FROM (
		SELECT count(*) AS n, min(k.started_at) AS started_at, max(k.held_until) FILTER (WHERE k.held_until <= now()) AS ended_at, bool_or(k.held_until > now() AND k.started_at <= now()) AS running
		FROM (SELECT j.started_at, j.held_until FROM ledger.job_device j WHERE j.device = held_ever.device ORDER BY j.held_until LIMIT 9) k
	) x
	LEFT JOIN LATERAL (
		SELECT g.started_at, h.ended_at, h.running FROM ledger.held_first(held_ever.device) g CROSS JOIN ledger.held_last(held_ever.device) h WHERE x.n > 8 OFFSET 0
	) y ON true
	OFFSET 0;
END;
COMMENT ON FUNCTION ledger.held_ever(text) IS 'held_first and held_last of a device';

CREATE OR REPLACE FUNCTION ledger.held_above_1(devices text[], sinces timestamptz[], untils timestamptz[])
RETURNS TABLE (device text, at timestamptz, total numeric)
LANGUAGE sql STABLE ROWS 1
BEGIN ATOMIC
	-- the sum of shares over time, where one ends before the next begins; beside who holds all of it nobody has any
	SELECT e.device, e.at, e.total
	FROM (
		SELECT h.device, c.at, sum(c.share) OVER s AS total, sum(sign(c.share)) OVER s AS holders, sum(sign(c.share)) FILTER (WHERE abs(c.share) = 1) OVER s AS whole,
			lead(c.at) OVER (PARTITION BY h.device ORDER BY c.at, c.share) AS next_at
		FROM (
			SELECT DISTINCT d.device, k.job, k.share, k.started_at, k.ended_at
			FROM unnest(held_above_1.devices, held_above_1.sinces, held_above_1.untils) d (device, since, until)
			CROSS JOIN LATERAL ledger.held_between(d.device, d.since, d.until) k
			WHERE k.ended_at > k.started_at
		) h
		CROSS JOIN LATERAL (VALUES (h.started_at, h.share), (h.ended_at, -h.share)) c (at, share)
		WINDOW s AS (PARTITION BY h.device ORDER BY c.at, c.share ROWS UNBOUNDED PRECEDING)
	) e
	WHERE (e.total > 1.000000001 OR e.whole > 0 AND e.holders > 1) AND e.next_at > e.at
	ORDER BY e.at, e.device LIMIT 1;
END;
COMMENT ON FUNCTION ledger.held_above_1(text[], timestamptz[], timestamptz[]) IS 'the first moment at which one of these devices, while held between two times, is held more than wholly, and by how much';

-- A cast of double precision prints the number and reads it; times are whole us.
CREATE OR REPLACE FUNCTION ledger.seconds(s double precision)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN abs(seconds.s) < 9e9 THEN (seconds.s * 1e6)::bigint::numeric * 0.000001 ELSE seconds.s::numeric END;
COMMENT ON FUNCTION ledger.seconds(double precision) IS 's as numeric, to the us';

-- Energies are whole nJ, to which a bound is rounded; a cast, which keeps 15 digits, takes eight times as long.
CREATE OR REPLACE FUNCTION ledger.nanojoules(j double precision)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN abs(nanojoules.j) < 9e9 THEN (nanojoules.j * 1e9)::bigint::numeric ELSE nanojoules.j::numeric * 1000000000 END;
COMMENT ON FUNCTION ledger.nanojoules(double precision) IS 'J as numeric, nJ';

-- Asked for every fact.  Without SET clauses, which cost as much as the rest: the operators
-- are named, for the one who asks owns the search_path.
CREATE OR REPLACE FUNCTION ledger.held(device text, since timestamptz, until timestamptz)
RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 400 AS $body$
DECLARE
	holders bigint;
	by_one boolean;
BEGIN
	SELECT pg_catalog.count(*), pg_catalog.bool_or(k.started_at OPERATOR(pg_catalog.<=) held.since AND k.ended_at OPERATOR(pg_catalog.>=) held.until)
	INTO holders, by_one
	FROM ledger.held_between(held.device, held.since OPERATOR(pg_catalog.-) interval '1 us', held.until OPERATOR(pg_catalog.+) interval '1 us') k
	WHERE k.share OPERATOR(pg_catalog.>=) 0.999999999;
	-- nearly always
	IF by_one OR holders OPERATOR(pg_catalog.<) 2 THEN
		RETURN by_one IS TRUE;
	END IF;
	RETURN (SELECT pg_catalog.range_agg(pg_catalog.tstzrange(k.started_at, k.ended_at, '[]')) OPERATOR(pg_catalog.@>) pg_catalog.tstzrange(held.since, held.until, '[]')
		FROM ledger.held_between(held.device, held.since OPERATOR(pg_catalog.-) interval '1 us', held.until OPERATOR(pg_catalog.+) interval '1 us') k
		WHERE k.share OPERATOR(pg_catalog.>=) 0.999999999);
END
$body$;
COMMENT ON FUNCTION ledger.held(text, timestamptz, timestamptz) IS 'true: the jobs that the asking role may see held a device from since to until without a break, whole; for policies on fact';

-- A clock that was not set gives a sample of its own, years from all others: one
-- in the future, or a year before the next, does not move the time in service.
CREATE OR REPLACE FUNCTION ledger.first_of(series_id integer)
RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN (SELECT CASE WHEN max(b.at) > min(b.at) + interval '8784 hours' THEN max(b.at) ELSE min(b.at) END
		FROM (
			SELECT a.at
			FROM (
				(SELECT x.at FROM ledger.loose x WHERE x.series_id = first_of.series_id ORDER BY x.at LIMIT 2)
				UNION ALL
				(SELECT t.first_at FROM ledger.device_trace t WHERE t.series_id = first_of.series_id ORDER BY t.day LIMIT 2)
			) a (at)
			ORDER BY a.at LIMIT 2
		) b);
END
$body$;
COMMENT ON FUNCTION ledger.first_of(integer) IS 'first sample of a series, but for one that is a year before all others; NULL: none';

-- Rows that are in no trace are few, and an index that leads over all that packing took away
-- seems dear: as a function they do not make a plan so.  With bounds for the index, as has_loose.
--
-- Of an open day there are thousands behind it, of which the last is wanted.  Two bounds of
-- one column the planner takes for a few rows, and reads and sorts them all: hence - '0'.
--
-- Asked for each series: its bounds are looked up once, and it is without SET clauses and
-- with operators that are named.
CREATE OR REPLACE FUNCTION ledger.loose_span(series_id integer, packed_since timestamptz, packed_until timestamptz)
RETURNS TABLE (first_at timestamptz, last_at timestamptz)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 COST 100 AS $body$
BEGIN
	-- a statement each: one that is not executed is not begun
	first_at := (SELECT x.at FROM ledger.sample x WHERE x.series_id OPERATOR(pg_catalog.=) loose_span.series_id AND x.at OPERATOR(pg_catalog.<) packed_since ORDER BY x.at LIMIT 1);
	IF first_at IS NULL AND packed_until OPERATOR(pg_catalog.<) 'infinity' THEN
		first_at := (SELECT x.at FROM ledger.sample x WHERE x.series_id OPERATOR(pg_catalog.=) loose_span.series_id AND x.at OPERATOR(pg_catalog.>=) packed_until ORDER BY x.at LIMIT 1);
	END IF;
	-- nearly never
	IF first_at IS NOT NULL THEN
		last_at := coalesce(CASE WHEN packed_until OPERATOR(pg_catalog.<) 'infinity' THEN (
				SELECT x.at FROM ledger.sample x
				WHERE x.series_id OPERATOR(pg_catalog.=) loose_span.series_id AND x.at OPERATOR(pg_catalog.>=) packed_until AND (x.at OPERATOR(pg_catalog.-) interval '0') OPERATOR(pg_catalog.<=) pg_catalog.now()
				ORDER BY x.at DESC LIMIT 1) END,
			(SELECT x.at FROM ledger.sample x
			WHERE x.series_id OPERATOR(pg_catalog.=) loose_span.series_id AND x.at OPERATOR(pg_catalog.<) packed_since AND (x.at OPERATOR(pg_catalog.-) interval '0') OPERATOR(pg_catalog.<=) pg_catalog.now()
			ORDER BY x.at DESC LIMIT 1));
	END IF;
	RETURN NEXT;
END
$body$;
COMMENT ON FUNCTION ledger.loose_span(integer, timestamptz, timestamptz) IS 'one row: the first row of a series that is in no trace, and the last one that is not in the future; NULL: none; packed_since, packed_until: as in setting';

CREATE OR REPLACE VIEW ledger.series_span (	-- first and last sample of every series that has any which counts
	series_id,	-- series
	device,	-- device
	metric,	-- metric
	first_at,	-- first sample, but for one that is a year before all others; NULL: none
	last_at,	-- last sample that is not in the future; NULL: none
	packed	-- true: all of its samples are in traces
) WITH (security_invoker) AS
SELECT s.series_id, s.device, s.metric,
	-- of several samples in the first trace, with none before it, the first is not alone
	CASE WHEN a.first_at < a.last_at AND (l.first_at < a.first_at) IS NOT TRUE THEN a.first_at ELSE ledger.first_of(s.series_id) END AS first_at,
	greatest(z.last_at, l.last_at) AS last_at, l.first_at IS NULL AS packed
FROM ledger.series s
LEFT JOIN LATERAL (SELECT t.first_at, t.last_at FROM ledger.device_trace t WHERE t.series_id = s.series_id ORDER BY t.day LIMIT 1) a ON true
LEFT JOIN LATERAL (SELECT t.last_at FROM ledger.device_trace t WHERE t.series_id = s.series_id AND t.last_at <= now() ORDER BY t.day DESC LIMIT 1) z ON true
-- most have no row, which is seen here for a tenth of what a call takes; rows that wait to be dropped with their partition would all be looked at for a role that may see none of them
LEFT JOIN LATERAL (SELECT true AS is_there FROM ledger.loose x WHERE x.series_id = s.series_id LIMIT 1) e ON true
LEFT JOIN LATERAL (SELECT x.first_at, x.last_at FROM ledger.loose_span(s.series_id, (SELECT y.packed_since FROM ledger.setting y), (SELECT y.packed_until FROM ledger.setting y)) x WHERE e.is_there OFFSET 0) l ON true;

CREATE OR REPLACE FUNCTION ledger.last_reading()
RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	low timestamptz;
	high timestamptz;
BEGIN
	SELECT s.packed_since, s.packed_until INTO low, high FROM ledger.setting s;
	-- as series_span has it, without a call for each series
	RETURN (SELECT max(greatest(z.last_at, l.at))
		FROM ledger.series x
		LEFT JOIN LATERAL (SELECT t.last_at FROM ledger.device_trace t WHERE t.series_id = x.series_id AND t.last_at <= now() ORDER BY t.day DESC LIMIT 1) z ON true
		LEFT JOIN LATERAL (SELECT y.at FROM ledger.sample y WHERE y.series_id = x.series_id AND y.at > coalesce(z.last_at, '-infinity') AND (y.at < low OR y.at >= high) AND y.at - interval '0' <= now() ORDER BY y.at DESC LIMIT 1) l ON true
		WHERE x.metric IN ('power_w', 'energy_j'));
END
$body$;
COMMENT ON FUNCTION ledger.last_reading() IS 'last sample of any device that is not in the future; NULL: none';

CREATE OR REPLACE VIEW ledger.device_span (	-- first and last sample of every device
	device,	-- device
	first_at,	-- first sample of power_w or energy_j that is not a year before all others; NULL: none
	last_at,	-- last of them that is not in the future
	has_power,	-- true: there are samples of power_w
	has_counter	-- true: there are samples of energy_j
) WITH (security_invoker) AS
SELECT d.device, min(p.first_at), max(p.last_at), coalesce(bool_or(p.metric = 'power_w' AND p.last_at IS NOT NULL), false),
	coalesce(bool_or(p.metric = 'energy_j' AND p.last_at IS NOT NULL), false)
FROM (SELECT DISTINCT x.device FROM ledger.device x) d
LEFT JOIN ledger.series_span p ON p.device = d.device AND p.metric IN ('power_w', 'energy_j')
GROUP BY d.device;

-- Looked up where they are asked for: as joins they stood in the plan of every view.
CREATE OR REPLACE FUNCTION ledger.site_of(cluster text)
RETURNS text
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE COST 100 SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	RETURN (SELECT c.site FROM colossus.cluster c WHERE c.cluster = site_of.cluster);
END
$body$;
COMMENT ON FUNCTION ledger.site_of(text) IS 'the site of a cluster in colossus.cluster; NULL: not known';

CREATE OR REPLACE FUNCTION ledger.region_of(site text)
RETURNS text
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE COST 100 SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	RETURN (SELECT s.grid_region FROM colossus.site s WHERE s.site = region_of.site);
END
$body$;
COMMENT ON FUNCTION ledger.region_of(text) IS 'the grid region of a site in colossus.site; NULL: not known';

CREATE OR REPLACE VIEW ledger.device_place (	-- devices with the site that they are at: what views of facts join, where device_setting would look at all parts for each fact
	device,	-- device
	kind,	-- accelerator, or what a meter measures
	accelerator,	-- part, as in device
	host,	-- node
	rack,	-- rack
	cluster,	-- cluster
	site,	-- site, of the device or of its cluster
	max_w,	-- W; a counter that rises faster is not believed
	since,	-- since, as in device
	until	-- until, as in device
) WITH (security_invoker) AS
SELECT d.device, d.kind, d.accelerator, d.host, d.rack, d.cluster, CASE WHEN d.site IS NULL THEN ledger.site_of(d.cluster) ELSE d.site END, d.max_w, d.since, d.until
FROM ledger.device d;

CREATE OR REPLACE VIEW ledger.device_setting (	-- devices with the settings that their samples are read by
	device,	-- device
	kind,	-- accelerator, or what a meter measures
	accelerator,	-- part, as in device
	host,	-- node
	rack,	-- rack
	cluster,	-- cluster
	site,	-- site, of the device or of its cluster
	method,	-- counter or power; NULL: by day, as reading_of tells
	max_gap,	-- longest interval that is no gap
	max_w,	-- W; a counter that rises faster is not believed
	gauge_w,	-- W; a power above it is no sample: max_w, else three times the TDP of the part, of the largest if the part is not known; NULL: of a meter, not known
	wrap_j,	-- J; range of its counter
	since,	-- since, as in device
	until	-- until, as in device
) WITH (security_invoker) AS
SELECT d.device, d.kind, d.accelerator, d.host, d.rack, d.cluster, x.site,
	d.method, make_interval(secs => extract(epoch FROM d.max_gap)::double precision) AS max_gap, d.max_w,
	coalesce(d.max_w, 3 * CASE WHEN d.kind = 'accelerator' THEN coalesce(t.tdp_w, (SELECT max(a.tdp_w) FROM colossus.accelerator a)) END) AS gauge_w,
	d.wrap_j, d.since, d.until
FROM ledger.device d
CROSS JOIN LATERAL (SELECT CASE WHEN d.site IS NULL THEN ledger.site_of(d.cluster) ELSE d.site END AS site) x
-- for the parts that are there: who asks for one device has not all parts and their names sorted out
LEFT JOIN LATERAL (
	SELECT max(n.tdp_w) AS tdp_w
	FROM (
		SELECT a.tdp_w FROM colossus.accelerator a WHERE lower(a.accelerator) = lower(d.accelerator)
		UNION ALL
		SELECT a.tdp_w FROM colossus.accelerator_alias b JOIN colossus.accelerator a ON a.accelerator = b.accelerator WHERE lower(b.alias) = lower(d.accelerator)
	) n
	WHERE d.accelerator IS NOT NULL
) t ON true;

-- A function, so that views that look at few devices are planned in no time, and not
-- taken for long enough to be compiled.
CREATE OR REPLACE FUNCTION ledger.service_of(device text, period timestamptz)
RETURNS TABLE (since timestamptz, until timestamptz, running boolean, series integer[], first_at timestamptz[], last_at timestamptz[])
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1 COST 2000 SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $body$
DECLARE
	low timestamptz;
	high timestamptz;
BEGIN
	-- rows between them are in traces: their partitions, of which there may be hundreds before they are dropped, are not begun
	SELECT x.packed_since, x.packed_until INTO low, high FROM ledger.setting x;
	RETURN QUERY
	SELECT CASE WHEN isfinite(service_of.period) THEN service_of.period ELSE least(s.first_at, h.started_at, k.first_at) END, greatest(s.last_at, h.ended_at, k.last_at), h.running,
		s.series, s.firsts, s.lasts
	FROM (
		-- as series_span has it, without a call for each of its columns
		SELECT min(r.first_at) AS first_at, max(r.last_at) AS last_at, array_agg(r.series_id) AS series, array_agg(r.first_at) AS firsts, array_agg(r.last_at) AS lasts
		FROM (
			SELECT x.series_id, CASE WHEN a.first_at < a.last_at AND b.at IS NULL THEN a.first_at ELSE ledger.first_of(x.series_id) END AS first_at, greatest(z.last_at, l.at) AS last_at
			FROM ledger.series x
			LEFT JOIN LATERAL (SELECT t.first_at, t.last_at FROM ledger.device_trace t WHERE t.series_id = x.series_id ORDER BY t.day LIMIT 1) a ON true
			LEFT JOIN LATERAL (SELECT t.last_at FROM ledger.device_trace t WHERE t.series_id = x.series_id AND t.last_at <= now() ORDER BY t.day DESC LIMIT 1) z ON true
			LEFT JOIN LATERAL (SELECT y.at FROM ledger.sample y WHERE y.series_id = x.series_id AND y.at < a.first_at AND (y.at < low OR y.at >= high) ORDER BY y.at LIMIT 1) b ON true
			LEFT JOIN LATERAL (SELECT y.at FROM ledger.sample y WHERE y.series_id = x.series_id AND y.at > coalesce(z.last_at, '-infinity') AND (y.at < low OR y.at >= high) AND y.at - interval '0' <= now() ORDER BY y.at DESC LIMIT 1) l ON true
			WHERE x.device = service_of.device AND x.metric IN ('power_w', 'energy_j')
			ORDER BY x.series_id
		) r
	) s
	CROSS JOIN ledger.held_ever(service_of.device) h
	-- of days whose samples are dropped their facts tell, if there were any: one without was in service by its rows of device and job_device, which are there
	LEFT JOIN LATERAL (
		SELECT (SELECT f.since FROM ledger.fact f WHERE f.device = service_of.device AND f.dropped AND f.since IS NOT NULL AND (f.whole OR f.parts > 0 OR f.seen_until IS NOT NULL) ORDER BY f.day, f.since LIMIT 1) AS first_at,
			(SELECT f.until FROM ledger.fact f WHERE f.device = service_of.device AND f.dropped AND f.since IS NOT NULL AND f.day < x.kept_since AND (f.whole OR f.parts > 0 OR f.seen_until IS NOT NULL)
				ORDER BY f.day DESC, f.until DESC LIMIT 1) AS last_at
		FROM ledger.setting x WHERE x.kept_since > '-infinity'
	) k ON true;
END
$body$;
COMMENT ON FUNCTION ledger.service_of(text, timestamptz) IS 'from when until when a device was in service by its samples and jobs, from the since of its row in device if that is a time, whether a job holds it now, and its series with the first and last sample of each';

CREATE OR REPLACE VIEW ledger.device_period (	-- devices with their time in service as far as the ledger reaches: up to the last sample or job of each
	device,	-- device
	kind,	-- accelerator, or what a meter measures
	accelerator,	-- part, as in device
	host,	-- node
	rack,	-- rack
	cluster,	-- cluster
	site,	-- site, of the device or of its cluster
	method,	-- counter or power; NULL: by day, as reading_of tells
	max_gap,	-- longest interval that is no gap
	max_w,	-- W; a counter that rises faster is not believed
	gauge_w,	-- W; a power above it is no sample: max_w, else three times the TDP of the part, of the largest if the part is not known; NULL: of a meter, not known
	wrap_j,	-- J; range of its counter
	since,	-- in service from
	until,	-- in service until
	period,	-- since of its row in device
	series,	-- its series of power_w and energy_j; NULL: none
	first_at,	-- the first sample of each of them, as in series_span
	last_at	-- the last
) WITH (security_invoker) AS
SELECT d.device, d.kind, d.accelerator, d.host, d.rack, d.cluster, d.site, d.method, d.max_gap, d.max_w, d.gauge_w, d.wrap_j,
	r.since, least(d.until, greatest(r.until,
		-- a job that runs or ends in the future holds it now
		CASE WHEN r.running THEN (SELECT ledger.last_reading()) END)), d.since, r.series, r.first_at, r.last_at
FROM ledger.device_setting d
CROSS JOIN LATERAL ledger.service_of(d.device, d.since) r;
