-- What clusters can do and draw, by date, and how they rank.

-- Which editions answer when a data set is asked without one.
CREATE OR REPLACE VIEW colossus.current_edition AS
WITH spoken AS (
	SELECT d.data_set, d.vintage FROM colossus.deployment d
	UNION SELECT c.data_set, c.vintage FROM colossus.reported_capacity c
	UNION SELECT p.data_set, p.vintage FROM colossus.reported_power p
), dated AS MATERIALIZED (
	SELECT s.data_set, s.vintage, e.published, coalesce(e.published, '-infinity') AS day,
		EXISTS (SELECT 1 FROM colossus.edition_file f WHERE f.data_set = s.data_set AND f.vintage = s.vintage AND f.partial) AS partial
	FROM spoken s
	LEFT JOIN colossus.edition e ON e.data_set = s.data_set AND e.vintage = s.vintage
), newest AS (
	SELECT DISTINCT ON (lower(d.data_set)) lower(d.data_set) AS data_set, d.day, d.vintage
	FROM dated d
	WHERE NOT d.partial
	ORDER BY lower(d.data_set), d.day DESC, d.vintage DESC
)
SELECT
	d.data_set, -- who counted
	d.vintage, -- edition of the data set
	d.published, -- when it was published; NULL: the data set has no editions
	d.partial, -- true: it speaks of the clusters that it has alone
	row_number() OVER (PARTITION BY lower(d.data_set) ORDER BY d.day DESC, d.vintage DESC) AS place -- 1: it goes before the others
FROM dated d
LEFT JOIN newest n ON n.data_set = lower(d.data_set)
WHERE n.data_set IS NULL OR (d.day, d.vintage) >= (n.day, n.vintage);
COMMENT ON VIEW colossus.current_edition IS
'Editions that answer for their data set: the newest whole one, and the partial ones that were published after it, each of which goes before it for its own clusters. A whole edition withdraws the clusters that it lacks.';

-- What stands in the inventory, and what stood in it on a day: with known_on, a row of an
-- edition that was published later does not count and ends no other.  One body for both:
-- the view gives NULL, with which the planner drops every condition on the day.

-- The day from which an edition no longer speaks of a cluster: a newer edition of
-- its data set begins, or the fleet changes after the edition was published.  What a
-- newer edition of the whole data set lacks it withdraws, for every day.
CREATE OR REPLACE FUNCTION colossus.edition_end_known(known_on date)
RETURNS TABLE (cluster text, data_set text, vintage text, published date, superseded_on date, outgrown_on date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 500
BEGIN ATOMIC
	WITH level AS (
		SELECT c.cluster, c.data_set, c.vintage, c.at, c.shipped FROM colossus.reported_capacity c WHERE c.status NOT IN ('alleged', 'denied')
		UNION ALL
		SELECT p.cluster, p.data_set, p.vintage, p.at, p.shipped FROM colossus.reported_power p WHERE p.status NOT IN ('alleged', 'denied')
	), spoken AS MATERIALIZED (
		SELECT l.cluster, l.data_set, l.vintage, min(l.at) AS first_at, bool_and(l.shipped) AS shipped, coalesce(min(e.published), '-infinity') AS published
		FROM level l
		LEFT JOIN colossus.edition e ON e.data_set = l.data_set AND e.vintage = l.vintage
		WHERE edition_end_known.known_on IS NULL OR (l.data_set, l.vintage) NOT IN (SELECT x.data_set, x.vintage FROM colossus.edition x WHERE x.published > edition_end_known.known_on)
		GROUP BY l.cluster, l.data_set, l.vintage
	), change AS MATERIALIZED (
		SELECT c.cluster, c.at
		FROM (
			SELECT r.cluster, r.at, r.h100_equivalents AS amount,
				lag(r.h100_equivalents) OVER (PARTITION BY r.cluster, r.data_set, r.vintage ORDER BY r.at) AS before
			FROM colossus.reported_capacity r
			WHERE r.preferred AND colossus.in_service(r.status)
				AND (edition_end_known.known_on IS NULL OR (r.data_set, r.vintage) NOT IN (SELECT x.data_set, x.vintage FROM colossus.edition x WHERE x.published > edition_end_known.known_on))
			UNION ALL
			SELECT d.cluster, d.from_date, d.accelerators::double precision,
				lag(d.accelerators) OVER (PARTITION BY d.cluster, d.accelerator, d.data_set, d.vintage ORDER BY d.from_date)::double precision
			FROM colossus.deployment d
			WHERE d.preferred AND colossus.in_service(d.status)
				AND (edition_end_known.known_on IS NULL OR (d.data_set, d.vintage) NOT IN (SELECT x.data_set, x.vintage FROM colossus.edition x WHERE x.published > edition_end_known.known_on))
		) c
		WHERE c.amount IS DISTINCT FROM c.before
	), newer AS (
		SELECT s.cluster, s.data_set, s.vintage, min(n.first_at) AS at
		FROM spoken s
		JOIN spoken n ON n.cluster = s.cluster AND n.data_set = s.data_set AND (n.published, n.vintage) > (s.published, s.vintage)
		GROUP BY s.cluster, s.data_set, s.vintage
	), withdrawn AS (
		SELECT DISTINCT s.cluster, s.data_set, s.vintage
		FROM spoken s
		JOIN (SELECT DISTINCT k.data_set, k.vintage, k.published FROM spoken k WHERE isfinite(k.published)
				AND NOT EXISTS (SELECT 1 FROM colossus.edition_file f WHERE f.data_set = k.data_set AND f.vintage = k.vintage AND f.partial)) w
			ON w.data_set = s.data_set AND (w.published, w.vintage) > (s.published, s.vintage)
		WHERE (s.cluster, w.data_set, w.vintage) NOT IN (SELECT k.cluster, k.data_set, k.vintage FROM spoken k)
	), outgrown AS (
		SELECT s.cluster, s.data_set, s.vintage, min(c.at) AS at
		FROM spoken s
		JOIN colossus.edition e ON e.data_set = s.data_set AND e.vintage = s.vintage
		JOIN change c ON c.cluster = s.cluster AND c.at > e.published
		WHERE s.shipped
		GROUP BY s.cluster, s.data_set, s.vintage
	)
	SELECT s.cluster, s.data_set, s.vintage, e.published, CASE WHEN w.cluster IS NULL THEN n.at ELSE '-infinity' END, o.at
	FROM spoken s
	LEFT JOIN colossus.edition e ON e.data_set = s.data_set AND e.vintage = s.vintage
	LEFT JOIN newer n ON n.cluster = s.cluster AND n.data_set = s.data_set AND n.vintage = s.vintage
	LEFT JOIN outgrown o ON o.cluster = s.cluster AND o.data_set = s.data_set AND o.vintage = s.vintage
	LEFT JOIN withdrawn w ON w.cluster = s.cluster AND w.data_set = s.data_set AND w.vintage = s.vintage;
END;
COMMENT ON FUNCTION colossus.edition_end_known(date) IS
'Rows of edition_end by the editions published by a day; NULL: by all.';

CREATE OR REPLACE VIEW colossus.edition_end AS
SELECT
	s.cluster, -- the cluster
	s.data_set, -- who counted
	s.vintage, -- edition of the data set
	s.published, -- when the edition was published; NULL: the data set has no editions
	s.superseded_on, -- first day of which a newer edition speaks; -infinity: a newer whole edition lacks the cluster, and so withdraws it; NULL: neither
	s.outgrown_on -- first change of the fleet after publication; NULL: none known. Your rows are not cut by it
FROM colossus.edition_end_known(NULL) s;
COMMENT ON VIEW colossus.edition_end IS
'When each edition of a data set stops speaking of a cluster: at the first day of which a newer edition of the same data set speaks, and at the first change of the fleet after its publication, of which it cannot know; for every day where a newer edition of the whole data set lacks the cluster, which withdraws it from all that asks of a day, as from the ranking.';

CREATE OR REPLACE FUNCTION colossus.power_known(known_on date)
RETURNS TABLE (cluster text, boundary text, from_date date, until_date date, mw double precision, method text, status text, preferred boolean, data_set text, vintage text, source_id text, superseded_on date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 3000
BEGIN ATOMIC
	SELECT
		p.cluster,
		p.boundary,
		p.at AS from_date,
		least(p.until_date,
			CASE WHEN colossus.in_service(p.status)
			THEN min(p.at) FILTER (WHERE colossus.in_service(p.status)) OVER later
			ELSE min(p.at) OVER later END) AS until_date,
		p.mw,
		p.method,
		p.status,
		p.preferred,
		p.data_set,
		p.vintage,
		p.source_id,
		least(e.superseded_on, e.outgrown_on) AS superseded_on
	FROM colossus.reported_power p
	LEFT JOIN colossus.edition_end_known(power_known.known_on) e ON e.cluster = p.cluster AND e.data_set = p.data_set AND e.vintage = p.vintage
	WHERE p.status NOT IN ('alleged', 'denied') AND (power_known.known_on IS NULL OR (p.data_set, p.vintage) NOT IN (SELECT x.data_set, x.vintage FROM colossus.edition x WHERE x.published > power_known.known_on))
	-- from the last one back: a frame that only grows is worked out once, one that shrinks anew for each row
	WINDOW later AS (PARTITION BY p.cluster, p.boundary, p.data_set, p.vintage ORDER BY p.at DESC
		ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING);
END;
COMMENT ON FUNCTION colossus.power_known(date) IS
'Rows of power_timeline by the editions published by a day; NULL: by all.';

CREATE OR REPLACE VIEW colossus.power_timeline AS
SELECT
	p.cluster, -- the cluster
	p.boundary, -- it: at the servers; facility: at the site meter
	p.from_date, -- first day of the level
	p.until_date, -- day after the last; NULL: still
	p.mw, -- power, MW
	p.method, -- how the figure was made
	p.status, -- how far to trust the row
	p.preferred, -- of a conflicting set the one that views prefer
	p.data_set, -- who counted
	p.vintage, -- edition of the data set
	p.source_id, -- where the row comes from
	p.superseded_on -- from this day the edition speaks of the cluster no longer (edition_end): views of what holds on a day leave the level out. It may lie before from_date. NULL: it still does
FROM colossus.power_known(NULL) p;
COMMENT ON VIEW colossus.power_timeline IS
'Reported power of clusters as levels over [from_date, until_date), each data set and edition on its own. Boundaries are never added; an announcement ends no level in service.';

CREATE OR REPLACE VIEW colossus.pue_timeline AS
SELECT
	p.site, -- the site
	p.from_date, -- first day of the level
	least(p.until_date, min(p.from_date) OVER later) AS until_date, -- day after the last; NULL: still
	p.pue, -- facility over IT energy, without unit
	p.status, -- how far to trust the row
	p.data_set, -- who says it
	p.source_id, -- where the row comes from
	CASE WHEN NOT p.shipped THEN p.pue ELSE (SELECT min(o.pue) FROM colossus.pue o WHERE o.site = p.site AND colossus.in_service(o.status) AND o.from_date <= coalesce(p.until_date, 'infinity')
		AND (o.until_date IS NULL OR o.until_date > p.from_date)) END AS pue_low, -- smallest that a data set gives for the time; of your rows the row's own
	CASE WHEN NOT p.shipped THEN p.pue ELSE (SELECT max(o.pue) FROM colossus.pue o WHERE o.site = p.site AND colossus.in_service(o.status) AND o.from_date <= coalesce(p.until_date, 'infinity')
		AND (o.until_date IS NULL OR o.until_date > p.from_date)) END AS pue_high -- largest
FROM colossus.pue p
WHERE p.preferred AND colossus.in_service(p.status)
WINDOW later AS (PARTITION BY p.site ORDER BY p.from_date, p.shipped DESC, p.data_set
	ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING);
COMMENT ON VIEW colossus.pue_timeline IS 'Preferred PUE of sites as levels over [from_date, until_date).';

-- Authors differ, and none is chosen.
CREATE OR REPLACE FUNCTION colossus.ewif_at(at date)
RETURNS TABLE (low double precision, high double precision)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT min(a.value), max(a.value)
	FROM (
		SELECT DISTINCT ON (v.data_set) v.value
		FROM colossus.reported_value v
		WHERE v.subject = 'United States' AND v.quantity = 'EWIF' AND v.unit = 'l/kWh' AND v.preferred AND colossus.in_service(v.status) AND v.value >= 0
		-- as in water_ledger
		ORDER BY v.data_set, extract(year FROM v.at) > extract(year FROM ewif_at.at), abs(extract(year FROM v.at) - extract(year FROM ewif_at.at)), v.at DESC, v.vintage DESC) a;
END;
COMMENT ON FUNCTION colossus.ewif_at(date) IS
	'Water that generation consumes in the United States, l/kWh, from the lowest to the highest author: of each the last figure of no later year than that of the day, else his first.';

-- Load, hours and controls each until the next row that has one: a row of the one says
-- nothing of the others.
CREATE OR REPLACE VIEW colossus.operation_timeline AS
WITH told AS MATERIALIZED (
	SELECT o.* FROM colossus.operation o WHERE o.preferred AND colossus.in_service(o.status)
), edge AS (
	SELECT cluster, from_date AS at FROM told
	UNION SELECT cluster, until_date FROM told
), period AS (
	SELECT cluster, at AS from_date, lead(at) OVER (PARTITION BY cluster ORDER BY at) AS until_date
	FROM edge WHERE at IS NOT NULL
)
SELECT
	p.cluster, -- the cluster
	p.from_date, -- first day of the level
	p.until_date, -- day after the last; NULL: still
	(array_agg(t.load ORDER BY t.from_date DESC, t.shipped, t.data_set) FILTER (WHERE t.load IS NOT NULL))[1] AS load, -- power at the servers over that by TDP and server factor, 0 to 1; NULL: nobody says
	(array_agg(t.hours ORDER BY t.from_date DESC, t.shipped, t.data_set) FILTER (WHERE t.hours IS NOT NULL))[1] AS hours, -- hours in service a year; NULL: nobody says
	(array_agg(t.controls ORDER BY t.from_date DESC, t.shipped, t.data_set) FILTER (WHERE t.controls IS NOT NULL))[1] AS controls, -- controls of the turbines that serve it, parted by ' + '; NULL: nobody says
	string_agg(DISTINCT t.data_set, ', ') AS data_set, -- who says it
	string_agg(DISTINCT t.source_id, ', ') AS source_id -- where the rows come from
FROM period p
JOIN told t ON t.cluster = p.cluster AND colossus.holds(t.from_date, t.until_date, p.from_date)
GROUP BY p.cluster, p.from_date, p.until_date;
COMMENT ON VIEW colossus.operation_timeline IS
'How clusters are run over [from_date, until_date), by the preferred rows of colossus.operation: load, hours and controls each until the next row that has one.';

CREATE OR REPLACE FUNCTION colossus.service_h(from_date date, until_date date, hours double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN colossus.period_h(service_h.from_date, service_h.until_date) * COALESCE(service_h.hours
	/ colossus.period_h(date_trunc('year', service_h.from_date::timestamp)::date, (date_trunc('year', service_h.from_date::timestamp) + interval '1 year')::date), 1);
COMMENT ON FUNCTION colossus.service_h(date, date, double precision) IS
'Hours in service of [from_date, until_date), days of one year, of what runs for hours a year, evenly; NULL: for every hour. One rule for whatever makes energy of power.';

CREATE OR REPLACE FUNCTION colossus.reported_draw(mw_low double precision, mw_high double precision, load double precision)
RETURNS TABLE (low double precision, best double precision, high double precision)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	-- the highest report, in every hour, is the most that it draws
	SELECT (r.range).low, (r.range).best, (r.range).high
	FROM (SELECT colossus.range_product(ARRAY[reported_draw.mw_low, COALESCE(reported_draw.load, (SELECT min(l.low_ratio) FROM colossus.likely_range l WHERE l.input = 'power by TDP and server factor' AND l.subject = ''))],
		ARRAY[reported_draw.mw_high, COALESCE(reported_draw.load, 1)], ARRAY[reported_draw.mw_high, COALESCE(reported_draw.load, 1)]) AS range) r;
END;
COMMENT ON FUNCTION colossus.reported_draw(double precision, double precision, double precision) IS
'What a cluster draws of which power is reported, MW: the highest report at its load (colossus.operation; NULL: at all of it), down to the lowest one at what a rated power usually draws (likely_range). One rule for emissions, money and what_if.';

CREATE OR REPLACE FUNCTION colossus.capacity_known(known_on date)
RETURNS TABLE (cluster text, from_date date, until_date date, accelerators bigint, h100_equivalents double precision, bf16_flops double precision, fp8_flops double precision, status text, preferred boolean, data_set text, vintage text, source_id text, superseded_on date, published date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT
		c.cluster,
		c.at AS from_date,
		min(c.at) OVER later AS until_date,
		c.accelerators,
		c.h100_equivalents,
		c.bf16_flops,
		c.fp8_flops,
		c.status,
		c.preferred,
		c.data_set,
		c.vintage,
		c.source_id,
		e.superseded_on,
		e.published
	FROM colossus.reported_capacity c
	LEFT JOIN colossus.edition_end_known(capacity_known.known_on) e ON e.cluster = c.cluster AND e.data_set = c.data_set AND e.vintage = c.vintage
	WHERE colossus.in_service(c.status) AND (capacity_known.known_on IS NULL OR (c.data_set, c.vintage) NOT IN (SELECT x.data_set, x.vintage FROM colossus.edition x WHERE x.published > capacity_known.known_on))
	WINDOW later AS (PARTITION BY c.cluster, c.data_set, c.vintage ORDER BY c.at DESC
		ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING);
END;
COMMENT ON FUNCTION colossus.capacity_known(date) IS
'Rows of capacity_timeline by the editions published by a day; NULL: by all.';

CREATE OR REPLACE VIEW colossus.capacity_timeline AS
SELECT
	c.cluster, -- the cluster
	c.from_date, -- first day of the level
	c.until_date, -- day after the last; NULL: still
	c.accelerators, -- accelerators; NULL: not given
	c.h100_equivalents, -- H100 equivalents
	c.bf16_flops, -- dense bf16 peak, FLOP/s; NULL: not given
	c.fp8_flops, -- dense 8-bit peak, OP/s; NULL: not given
	c.status, -- how far to trust the row
	c.preferred, -- of a conflicting set the one that views prefer
	c.data_set, -- who counted
	c.vintage, -- edition of the data set
	c.source_id, -- where the row comes from
	c.superseded_on, -- first day of which a newer edition of the data set speaks; it may lie before from_date. -infinity: it withdraws the cluster. NULL: none does
	c.published -- when the edition was published; NULL: the data set has no editions
FROM colossus.capacity_known(NULL) c;
COMMENT ON VIEW colossus.capacity_timeline IS
'Reported capacity of clusters in service as levels over [from_date, until_date), each data set and edition on its own.';

-- what one accelerator of each kind contributes
CREATE OR REPLACE VIEW colossus.accelerator_unit AS
SELECT
	n.name AS accelerator, -- key or alias of the accelerator
	a.tdp_w, -- thermal design power, W
	a.bf16_flops, -- dense bf16 peak, FLOP/s
	a.fp8_flops, -- dense fp8 peak, FLOP/s
	colossus.h100_equivalents(1, a.fp8_flops, a.int8_flops, a.bf16_flops, a.fp16_flops) AS h100_equivalents, -- dense 8-bit peak over that of an H100 SXM (16-bit where there is no 8-bit format)
	f.factor AS server_factor, -- server power per accelerator over its TDP, of the preferred system
	f.system AS server_system, -- the system that the factor is of
	f.factor_low AS server_factor_low, -- smallest factor that a source gives for a system of the accelerator
	f.factor_high AS server_factor_high -- largest factor
FROM (
	SELECT k.accelerator AS name, k.accelerator FROM colossus.accelerator k
	UNION ALL
	SELECT l.alias, l.accelerator FROM colossus.accelerator_alias l
	WHERE NOT EXISTS (SELECT 1 FROM colossus.accelerator k WHERE k.accelerator = l.alias)
) n
JOIN colossus.accelerator a ON a.accelerator = n.accelerator
LEFT JOIN (
	SELECT DISTINCT ON (s.accelerator) s.accelerator, s.factor, s.system, r.factor_low, r.factor_high
	FROM colossus.server_factor s
	JOIN (SELECT x.accelerator, min(x.factor) AS factor_low, max(x.factor) AS factor_high
		FROM colossus.server_factor x WHERE x.status <> 'denied' GROUP BY x.accelerator) r ON r.accelerator = s.accelerator
	WHERE s.preferred AND s.status <> 'denied'
	ORDER BY s.accelerator, s.shipped, s.system
) f ON f.accelerator = a.accelerator;
COMMENT ON VIEW colossus.accelerator_unit IS 'What one accelerator adds to a cluster: peaks, H100 equivalents, TDP and the factor of its server; by key and by alias.';

-- STRICT, so that its plan is not made for who does not ask for bf16.
CREATE OR REPLACE FUNCTION colossus.bf16_ratio_rows()
RETURNS TABLE (cluster text, data_set text, vintage text, ratio double precision)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	-- one ratio to three digits, as makers round; earlier levels have fewer of the same parts, so it holds for them too
	SELECT f.cluster, f.data_set, f.vintage,
		CASE WHEN bool_and(r.ratio IS NOT NULL) AND max(r.ratio) <= 1.001 * min(r.ratio) THEN avg(r.ratio) END
	FROM colossus.fleet_count f
	LEFT JOIN colossus.accelerator_alias l ON l.alias = f.accelerator
	LEFT JOIN colossus.accelerator a ON a.accelerator = coalesce(l.accelerator, f.accelerator)
	CROSS JOIN LATERAL (SELECT a.bf16_flops / greatest(a.fp8_flops, a.int8_flops) AS ratio) r
	GROUP BY f.cluster, f.data_set, f.vintage;
END;
COMMENT ON FUNCTION colossus.bf16_ratio_rows() IS
'Dense bf16 over 8-bit peak of clusters whose 8-bit peak alone a data set gives: where all parts that the data set names for one have one ratio; else NULL.';

CREATE OR REPLACE FUNCTION colossus.cluster_capacity_known(known_on date)
RETURNS TABLE (cluster text, site text, organization text, from_date date, until_date date, accelerators bigint, h100_equivalents double precision, bf16_flops double precision, fp8_flops double precision, accelerator_tdp_mw double precision, it_mw double precision, facility_mw double precision, power_method text, server_factor double precision, pue double precision, reported_it_mw double precision, reported_facility_mw_low double precision, reported_facility_mw_high double precision, source_id text, data_set text, vintage text, disagreement text, h100_equivalents_low double precision, h100_equivalents_high double precision, it_mw_low double precision, it_mw_high double precision, facility_mw_low double precision, facility_mw_high double precision, reported_facility_data_set text, load double precision, hours double precision)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	WITH capacity_level AS MATERIALIZED (
		SELECT c.* FROM colossus.capacity_known(cluster_capacity_known.known_on) c WHERE c.preferred
	), power_level AS MATERIALIZED (
		SELECT p.* FROM colossus.power_known(cluster_capacity_known.known_on) p WHERE colossus.in_service(p.status)
	), fleet AS (
		SELECT t.* FROM colossus.fleet_known(cluster_capacity_known.known_on) t WHERE colossus.in_service(t.status)
	), ratio AS MATERIALIZED (
		-- asked in a subquery: worked out once, and never for who does not ask for bf16
		SELECT * FROM colossus.bf16_ratio_rows()
	), edge AS (
		SELECT cluster, from_date AS at FROM fleet
		UNION SELECT cluster, until_date FROM fleet
		UNION SELECT cluster, from_date FROM capacity_level
		UNION SELECT cluster, until_date FROM capacity_level
		UNION SELECT cluster, from_date FROM power_level WHERE (superseded_on IS NULL OR superseded_on > from_date)
		UNION SELECT cluster, least(until_date, superseded_on) FROM power_level WHERE (superseded_on IS NULL OR superseded_on > from_date)
		UNION SELECT c.cluster, e.at
		FROM colossus.cluster c
		JOIN colossus.pue_timeline p ON p.site = c.site
		CROSS JOIN LATERAL (VALUES (p.from_date), (p.until_date)) e (at)
		UNION SELECT o.cluster, e.at FROM colossus.operation_timeline o CROSS JOIN LATERAL (VALUES (o.from_date), (o.until_date)) e (at)
	), period AS (
		SELECT cluster, at AS from_date, lead(at) OVER (PARTITION BY cluster ORDER BY at) AS until_date
		FROM edge WHERE at IS NOT NULL
	), installed AS (
		SELECT p.cluster, p.from_date,
			sum(f.accelerators)::bigint AS accelerators,
			CASE WHEN sum(f.accelerators) = 0 THEN 0
				WHEN bool_and(u.h100_equivalents IS NOT NULL OR f.accelerators = 0)
				THEN sum(f.accelerators * u.h100_equivalents ORDER BY f.accelerator) END AS h100_equivalents,
			CASE WHEN sum(f.accelerators) = 0 THEN 0
				WHEN bool_and(u.bf16_flops IS NOT NULL OR f.accelerators = 0)
				THEN colossus.fleet_flops(f.accelerators::double precision, u.bf16_flops) END AS bf16_flops,
			CASE WHEN sum(f.accelerators) = 0 THEN 0
				WHEN bool_and(u.fp8_flops IS NOT NULL OR f.accelerators = 0)
				THEN colossus.fleet_flops(f.accelerators::double precision, u.fp8_flops) END AS fp8_flops,
			CASE WHEN sum(f.accelerators) = 0 THEN 0
				WHEN bool_and(u.tdp_w IS NOT NULL OR f.accelerators = 0)
				THEN sum(colossus.accelerator_mw(f.accelerators::double precision, u.tdp_w) ORDER BY f.accelerator) END AS accelerator_tdp_mw,
			CASE WHEN sum(f.accelerators) = 0 THEN 0
				WHEN bool_and((u.tdp_w IS NOT NULL AND u.server_factor IS NOT NULL) OR f.accelerators = 0)
				THEN sum(colossus.it_mw(colossus.accelerator_mw(f.accelerators::double precision, u.tdp_w), u.server_factor)
					ORDER BY f.accelerator) END AS it_mw,
			array_agg(CASE WHEN f.accelerators = 0 THEN 0 ELSE colossus.it_mw(colossus.accelerator_mw(f.accelerators::double precision, u.tdp_w), u.server_factor_low) END ORDER BY f.accelerator) AS part_low,
			array_agg(CASE WHEN f.accelerators = 0 THEN 0 ELSE colossus.it_mw(colossus.accelerator_mw(f.accelerators::double precision, u.tdp_w), u.server_factor) END ORDER BY f.accelerator) AS part_mw,
			array_agg(CASE WHEN f.accelerators = 0 THEN 0 ELSE colossus.it_mw(colossus.accelerator_mw(f.accelerators::double precision, u.tdp_w), u.server_factor_high) END ORDER BY f.accelerator) AS part_high,
			string_agg(DISTINCT u.server_system, ', ') FILTER (WHERE f.accelerators > 0) AS systems,
			string_agg(DISTINCT f.data_set, ', ') AS data_set,
			string_agg(DISTINCT nullif(f.vintage, ''), ', ') AS vintage,
			string_agg(DISTINCT f.source_id, ', ') AS source_id
		FROM period p
		JOIN fleet f ON f.cluster = p.cluster AND colossus.holds(f.from_date, f.until_date, p.from_date)
		LEFT JOIN colossus.accelerator_unit u ON u.accelerator = f.accelerator
		GROUP BY p.cluster, p.from_date
	), capacity AS (
		-- of several data sets the one published last: levels of two are never joined to one series
		SELECT DISTINCT ON (p.cluster, p.from_date) p.cluster, p.from_date,
			c.accelerators, c.h100_equivalents, c.bf16_flops, c.fp8_flops, c.data_set, c.vintage, c.source_id
		FROM period p
		JOIN capacity_level c ON c.cluster = p.cluster AND colossus.holds(c.from_date, c.until_date, p.from_date) AND (c.superseded_on IS NULL OR c.superseded_on > p.from_date)
		ORDER BY p.cluster, p.from_date, c.published DESC NULLS FIRST, c.from_date DESC, c.data_set, c.vintage DESC
	), counted AS (
		-- what each data set says of the day, and where that is not what the row says
		SELECT n.cluster, n.from_date, min(n.h100_equivalents) AS low, max(n.h100_equivalents) AS high,
			string_agg(n.edition || ': ' || round(n.h100_equivalents) || ' H100 equivalents', '; ' ORDER BY n.edition)
				FILTER (WHERE abs(n.h100_equivalents - n.own) > 0.01 * greatest(n.h100_equivalents, 1)) AS disagreement
		FROM (
			SELECT p.cluster, p.from_date, concat_ws(' ', c.data_set, nullif(c.vintage, '')) AS edition, c.h100_equivalents,
				CASE WHEN i.cluster IS NULL THEN r.h100_equivalents ELSE i.h100_equivalents END AS own
			FROM period p
			JOIN capacity_level c ON c.cluster = p.cluster AND colossus.holds(c.from_date, c.until_date, p.from_date) AND (c.superseded_on IS NULL OR c.superseded_on > p.from_date)
			LEFT JOIN installed i ON i.cluster = p.cluster AND i.from_date = p.from_date
			LEFT JOIN capacity r ON r.cluster = p.cluster AND r.from_date = p.from_date
			WHERE c.h100_equivalents IS NOT NULL
		) n
		GROUP BY n.cluster, n.from_date
	), power AS (
		SELECT p.cluster, p.from_date,
			(array_agg(w.mw ORDER BY w.preferred DESC, w.from_date DESC, w.vintage DESC, w.data_set)
				FILTER (WHERE w.boundary = 'it'))[1] AS it_mw,
			min(w.mw) FILTER (WHERE w.boundary = 'facility') AS facility_low,
			max(w.mw) FILTER (WHERE w.boundary = 'facility') AS facility_high,
			string_agg(DISTINCT concat_ws(' ', w.data_set, nullif(w.vintage, '')), ', ') FILTER (WHERE w.boundary = 'facility') AS facility_data_set,
			array_agg(concat_ws(' ', w.data_set, nullif(w.vintage, '')) ORDER BY w.boundary, w.data_set, w.vintage) AS editions,
			array_agg(w.boundary ORDER BY w.boundary, w.data_set, w.vintage) AS boundaries, array_agg(w.mw ORDER BY w.boundary, w.data_set, w.vintage) AS mw,
			string_agg(DISTINCT w.source_id, ', ') AS source_id
		FROM period p
		JOIN power_level w ON w.cluster = p.cluster AND colossus.holds(w.from_date, w.until_date, p.from_date) AND (w.superseded_on IS NULL OR w.superseded_on > p.from_date)
		GROUP BY p.cluster, p.from_date
	)
	SELECT
		p.cluster,
		c.site,
		c.organization,
		p.from_date,
		p.until_date,
		CASE WHEN i.cluster IS NULL THEN r.accelerators ELSE i.accelerators END AS accelerators,
		CASE WHEN i.cluster IS NULL THEN r.h100_equivalents ELSE i.h100_equivalents END AS h100_equivalents,
		CASE WHEN i.cluster IS NULL THEN coalesce(r.bf16_flops, r.fp8_flops * (SELECT q.ratio FROM ratio q WHERE q.cluster = p.cluster AND q.data_set = r.data_set AND q.vintage = r.vintage)) ELSE i.bf16_flops END AS bf16_flops,
		CASE WHEN i.cluster IS NULL THEN r.fp8_flops ELSE i.fp8_flops END AS fp8_flops,
		colossus.tidy(i.accelerator_tdp_mw) AS accelerator_tdp_mw,
		colossus.tidy(i.it_mw * coalesce(o.load, 1)) AS it_mw,
		CASE WHEN i.accelerators = 0 THEN 0 ELSE colossus.tidy(colossus.facility_mw(i.it_mw * coalesce(o.load, 1), e.pue)) END AS facility_mw,
		CASE WHEN i.cluster IS NULL THEN 'not computed: no count by part'
			WHEN i.accelerators = 0 THEN 'no accelerators: what was counted by part has left'
			WHEN i.accelerator_tdp_mw IS NULL THEN 'not computed: TDP of a part unknown'
			WHEN i.it_mw IS NULL THEN 'TDP; server factor of a part unknown'
			ELSE 'TDP x server factor (' || coalesce(i.systems, 'none') || ')' || CASE WHEN o.load IS NOT NULL THEN ' x load (' || o.data_set || ')' ELSE '' END
				|| CASE WHEN e.pue IS NULL THEN '; PUE unknown' ELSE ' x PUE (' || e.data_set || ')' END END AS power_method,
		colossus.tidy(i.it_mw / nullif(i.accelerator_tdp_mw, 0)) AS server_factor,
		e.pue,
		w.it_mw AS reported_it_mw,
		w.facility_low AS reported_facility_mw_low,
		w.facility_high AS reported_facility_mw_high,
		colossus.sources(coalesce(i.source_id, r.source_id), w.source_id) AS source_id,
		CASE WHEN i.cluster IS NULL THEN r.data_set ELSE i.data_set END AS data_set,
		CASE WHEN i.cluster IS NULL THEN r.vintage ELSE i.vintage END AS vintage,
		nullif(concat_ws('; ', n.disagreement, d.disagreement), '') AS disagreement,
		least(n.low, CASE WHEN i.cluster IS NULL THEN r.h100_equivalents ELSE i.h100_equivalents END) AS h100_equivalents_low,
		greatest(n.high, CASE WHEN i.cluster IS NULL THEN r.h100_equivalents ELSE i.h100_equivalents END) AS h100_equivalents_high,
		(x.range).low AS it_mw_low,
		(x.range).high AS it_mw_high,
		(y.range).low AS facility_mw_low,
		(y.range).high AS facility_mw_high,
		w.facility_data_set AS reported_facility_data_set,
		o.load,
		o.hours
	FROM period p
	LEFT JOIN colossus.cluster c ON c.cluster = p.cluster
	LEFT JOIN installed i ON i.cluster = p.cluster AND i.from_date = p.from_date
	LEFT JOIN capacity r ON r.cluster = p.cluster AND r.from_date = p.from_date
	LEFT JOIN power w ON w.cluster = p.cluster AND w.from_date = p.from_date
	LEFT JOIN colossus.pue_timeline e ON e.site = c.site AND colossus.holds(e.from_date, e.until_date, p.from_date)
	LEFT JOIN colossus.operation_timeline o ON o.cluster = p.cluster AND colossus.holds(o.from_date, o.until_date, p.from_date)
	LEFT JOIN counted n ON n.cluster = p.cluster AND n.from_date = p.from_date
	LEFT JOIN colossus.likely_range l ON l.input = 'power by TDP and server factor' AND l.subject = ''
	-- nothing draws nothing at any PUE
	CROSS JOIN LATERAL (SELECT CASE WHEN i.accelerators = 0 THEN 1 END AS pue) z
	-- not FROM the functions: a scan of each for each row is worked out even where nobody asks for its columns
	CROSS JOIN LATERAL (SELECT colossus.range_sum(i.part_low, i.part_mw, i.part_high) AS range) s
	CROSS JOIN LATERAL (SELECT colossus.range_product(ARRAY[(s.range).low, coalesce(o.load, l.low_ratio)], ARRAY[i.it_mw, coalesce(o.load, 1)], ARRAY[(s.range).high, coalesce(o.load, l.high_ratio)]) AS range) x
	CROSS JOIN LATERAL (SELECT colossus.range_product(ARRAY[(s.range).low, coalesce(o.load, l.low_ratio), coalesce(e.pue_low, z.pue)], ARRAY[i.it_mw, coalesce(o.load, 1), coalesce(e.pue, z.pue)],
		ARRAY[(s.range).high, coalesce(o.load, l.high_ratio), coalesce(e.pue_high, z.pue)]) AS range) y
	-- a subquery of its own: what does not ask for disagreement does not work it out
	CROSS JOIN LATERAL (SELECT (
		SELECT string_agg(format('%s: %s MW at the %s, computed %s (%s to %s)', u.edition, trim_scale(round(u.mw::numeric, 1)), CASE u.boundary WHEN 'it' THEN 'servers' ELSE 'meter' END,
			trim_scale(round(g.best::numeric, 1)), trim_scale(round(g.low::numeric, 1)), trim_scale(round(g.high::numeric, 1))), '; ' ORDER BY u.edition, u.boundary)
		FROM unnest(w.editions, w.boundaries, w.mw) u (edition, boundary, mw)
		CROSS JOIN LATERAL (SELECT CASE u.boundary WHEN 'it' THEN (x.range).low ELSE (y.range).low END, CASE u.boundary WHEN 'it' THEN (x.range).best ELSE (y.range).best END,
			CASE u.boundary WHEN 'it' THEN (x.range).high ELSE (y.range).high END) g (low, best, high)
		WHERE u.mw NOT BETWEEN g.low AND g.high) AS disagreement) d
	WHERE i.cluster IS NOT NULL OR r.cluster IS NOT NULL OR w.cluster IS NOT NULL;
END;
COMMENT ON FUNCTION colossus.cluster_capacity_known(date) IS
'Rows of cluster_capacity by the editions published by a day; NULL: by all.';

CREATE OR REPLACE VIEW colossus.cluster_capacity AS
SELECT
	k.cluster, -- the cluster
	k.site, -- where it stands
	k.organization, -- owner
	k.from_date, -- first day of the period
	k.until_date, -- day after the last; NULL: still
	k.accelerators, -- accelerators in service; 0: what was counted by part has left; NULL: not known
	k.h100_equivalents, -- dense 8-bit peak over that of an H100 SXM (1.979e15 OP/s)
	k.bf16_flops, -- dense bf16 peak, FLOP/s; where a data set gives the 8-bit peak alone and all parts that it names have one ratio of the two, by that
	k.fp8_flops, -- dense fp8 peak, FLOP/s (reported capacity: any 8-bit format)
	k.accelerator_tdp_mw, -- sum of the accelerators own TDP, MW
	k.it_mw, -- computed power at the servers, at the load of colossus.operation where that is known, else at full load, MW
	k.facility_mw, -- computed power at the site meter, MW
	k.power_method, -- how it_mw and facility_mw were computed, or why they are not
	k.server_factor, -- it_mw at full load over accelerator_tdp_mw
	k.pue, -- facility over IT energy that facility_mw uses
	k.reported_it_mw, -- power at the servers by the preferred report, MW
	k.reported_facility_mw_low, -- lowest facility power that a data set reports, MW
	k.reported_facility_mw_high, -- highest facility power that a data set reports, MW
	k.source_id, -- sources of counts and reported power, each once
	k.data_set, -- who counted: accelerators, H100 equivalents and peaks are by this data set alone. public record: counts by part, which go before any data set's total
	k.vintage, -- edition of the data set; NULL: it has none
	k.disagreement, -- data sets that give other H100 equivalents for the day (by more than 1 %), with theirs: cluster_ranking ranks within one of them; and power reported beyond the likely range of what is computed, with both. NULL: none
	k.h100_equivalents_low, -- smallest that a data set gives for the day; where one speaks alone its figure: how certain it is (status, note) it gives no width for
	k.h100_equivalents_high, -- largest
	k.it_mw_low, -- lower end of it_mw (p5), MW
	k.it_mw_high, -- upper end (p95), MW
	k.facility_mw_low, -- lower end of facility_mw (p5), MW
	k.facility_mw_high, -- upper end (p95), MW
	k.reported_facility_data_set, -- data sets and editions between which the reported facility power lies: those alone that speak of this level
	k.load, -- power at the servers over that at full load, by colossus.operation; what is reported stands at full load. NULL: nobody says, and the computed power is that at full load
	k.hours -- hours in service a year, by colossus.operation; NULL: nobody says
FROM colossus.cluster_capacity_known(NULL) k;
COMMENT ON VIEW colossus.cluster_capacity IS
'Capacity and power of every cluster over [from_date, until_date): from the preferred deployments by part, where nobody counted parts from the preferred reported capacity. Computed power is TDP x server factor x load (where colossus.operation tells it) x PUE, NULL where a factor is unknown; reported power stands beside it and is never mixed in. Ranges of dates: use colossus.capacity_monthly for charts.';

CREATE OR REPLACE FUNCTION colossus.cluster_capacity_at(at date) RETURNS SETOF colossus.cluster_capacity
LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT c.* FROM colossus.cluster_capacity c
	WHERE colossus.holds(c.from_date, c.until_date, cluster_capacity_at.at)
	ORDER BY c.cluster;
END;
COMMENT ON FUNCTION colossus.cluster_capacity_at(date) IS 'Capacity and power of every cluster on a day.';

CREATE OR REPLACE FUNCTION colossus.weakest_status(statuses text[]) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT s.status FROM unnest(weakest_status.statuses) s (status)
	ORDER BY array_position(ARRAY['measured', 'confirmed', 'permitted', 'reported', 'estimated', 'announced', 'alleged', 'denied'], s.status) DESC
	LIMIT 1);
COMMENT ON FUNCTION colossus.weakest_status(text[]) IS
'The least trustworthy of several statuses: what a figure made of all of them deserves.';

CREATE OR REPLACE FUNCTION colossus.cluster_ranking(at date, metric text DEFAULT 'h100_equivalents', data_set text DEFAULT 'epoch_data_centers')
RETURNS TABLE (rank bigint, cluster text, organization text, value double precision, status text, source_id text, data_set text, vintage text, disagreement text)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	WITH named AS (
		-- a data set, in its current editions, or one edition of it: 'epoch_data_centers 2026-08'
		SELECT lower(e.data_set) AS name, e.data_set, e.vintage, e.place FROM colossus.current_edition e
		UNION SELECT lower(concat_ws(' ', e.data_set, e.vintage)), e.data_set, e.vintage, 1
		FROM (SELECT c.data_set, c.vintage FROM colossus.reported_capacity c UNION SELECT p.data_set, p.vintage FROM colossus.reported_power p
			UNION SELECT d.data_set, d.vintage FROM colossus.deployment d) e
		WHERE e.vintage <> ''
	), asked AS (
		SELECT CASE WHEN lower(cluster_ranking.metric) = ANY (known.metrics) THEN lower(cluster_ranking.metric)
				ELSE colossus.unknown_name('ranking metric', cluster_ranking.metric, known.metrics) END AS metric,
			CASE WHEN lower(cluster_ranking.data_set) = ANY (known.data_sets) THEN lower(cluster_ranking.data_set)
				ELSE colossus.unknown_name('data set', cluster_ranking.data_set, known.data_sets) END AS data_set
		FROM (SELECT ARRAY['h100_equivalents', 'accelerators', 'it_mw', 'facility_mw', 'bf16_flops'] AS metrics,
			ARRAY(SELECT DISTINCT n.name FROM named n ORDER BY 1) AS data_sets) known
	), wanted AS MATERIALIZED (
		SELECT a.metric, n.data_set, n.vintage, n.place
		FROM asked a
		JOIN named n ON n.name = a.data_set
	), held AS MATERIALIZED (
		-- metrics that each data set gives, or that follow from its counts by part
		SELECT c.data_set, c.vintage, m.name
		FROM colossus.reported_capacity c
		CROSS JOIN LATERAL (VALUES ('h100_equivalents'::text, c.h100_equivalents), ('accelerators', c.accelerators::double precision),
			-- from the 8-bit peak by the parts that the edition names, or not at all
			('bf16_flops', coalesce(c.bf16_flops, CASE WHEN EXISTS (SELECT 1 FROM colossus.fleet_count f WHERE f.data_set = c.data_set AND f.vintage = c.vintage) THEN c.fp8_flops END))) m (name, value)
		WHERE m.value IS NOT NULL
		UNION SELECT p.data_set, p.vintage, p.boundary || '_mw' FROM colossus.reported_power p
		UNION SELECT d.data_set, d.vintage, m.name
		FROM colossus.deployment d
		CROSS JOIN (VALUES ('h100_equivalents'::text), ('accelerators'), ('bf16_flops'), ('it_mw'), ('facility_mw')) m (name)
		WHERE colossus.in_service(d.status)
	), answered AS MATERIALIZED (
		SELECT w.metric, w.data_set, w.vintage, w.place,
			CASE WHEN NOT EXISTS (SELECT 1 FROM held h JOIN wanted o ON o.data_set = h.data_set AND o.vintage = h.vintage WHERE h.name = w.metric)
				THEN colossus.refuse(format('data set %s holds no %s', concat_ws(' ', w.data_set, nullif(w.vintage, '')), w.metric),
					format('It holds %s. %s is held by %s.',
						(SELECT string_agg(DISTINCT h.name, ', ') FROM held h WHERE h.data_set = w.data_set AND h.vintage = w.vintage), w.metric,
						coalesce((SELECT string_agg(DISTINCT concat_ws(' ', h.data_set, nullif(h.vintage, '')), ', ') FROM held h WHERE h.name = w.metric), 'none'))) END AS refused
		FROM wanted w
	), own AS (
		SELECT c.cluster FROM colossus.cluster c
		WHERE NOT c.shipped AND NOT EXISTS (SELECT 1 FROM colossus.cluster_shipped s WHERE s.cluster = c.cluster)
			-- a cluster of an edition that you loaded is that edition's, not yours
			AND NOT EXISTS (SELECT 1 FROM colossus.edition_user e
				JOIN colossus.reported_capacity_user r ON r.data_set = e.data_set AND r.vintage = e.vintage WHERE r.cluster = c.cluster)
	), capacity AS (
		-- of a cluster the first edition that speaks of the day
		SELECT DISTINCT ON (c.cluster) c.cluster, c.accelerators, c.h100_equivalents, c.bf16_flops, c.fp8_flops, c.data_set, c.vintage, c.status, c.source_id, w.vintage AS edition
		FROM answered w JOIN colossus.capacity_timeline c
			ON (c.data_set = w.data_set AND c.vintage = w.vintage)
			OR (c.preferred AND c.cluster IN (SELECT own.cluster FROM own))
		WHERE colossus.holds(c.from_date, c.until_date, cluster_ranking.at)
		ORDER BY c.cluster, w.place, c.from_date DESC, c.data_set DESC
	), power AS (
		SELECT DISTINCT ON (p.cluster) p.cluster, p.mw, p.status, p.source_id, w.vintage AS edition
		FROM answered w JOIN colossus.power_timeline p
			ON p.boundary || '_mw' = w.metric
			AND ((p.data_set = w.data_set AND p.vintage = w.vintage)
				OR (p.preferred AND p.cluster IN (SELECT own.cluster FROM own)))
		WHERE colossus.in_service(p.status)
			AND colossus.holds(p.from_date, p.until_date, cluster_ranking.at)
		ORDER BY p.cluster, w.place, p.from_date DESC, p.data_set DESC
	), level AS (
		SELECT DISTINCT ON (d.cluster, d.accelerator)
			d.cluster, d.accelerator, d.accelerators, d.until_date, d.status, d.source_id
		FROM answered w JOIN colossus.deployment d
			ON (d.data_set = w.data_set AND d.vintage = w.vintage)
			OR (d.preferred AND d.cluster IN (SELECT own.cluster FROM own))
		WHERE colossus.in_service(d.status) AND d.from_date <= cluster_ranking.at
		ORDER BY d.cluster, d.accelerator, w.place, d.from_date DESC, d.shipped, d.data_set DESC, d.vintage DESC
	), counted AS (
		SELECT l.cluster,
			sum(l.accelerators)::double precision AS accelerators,
			CASE WHEN bool_and(u.h100_equivalents IS NOT NULL) THEN sum(l.accelerators * u.h100_equivalents ORDER BY l.accelerator) END AS h100_equivalents,
			CASE WHEN bool_and(u.bf16_flops IS NOT NULL)
				THEN colossus.fleet_flops(l.accelerators::double precision, u.bf16_flops) END AS bf16_flops,
			CASE WHEN bool_and(u.tdp_w IS NOT NULL AND u.server_factor IS NOT NULL)
				THEN sum(colossus.it_mw(colossus.accelerator_mw(l.accelerators::double precision, u.tdp_w), u.server_factor)
					ORDER BY l.accelerator) END AS it_mw,
			colossus.weakest_status(array_agg(l.status)) AS status,
			string_agg(DISTINCT l.source_id, ', ') AS source_id
		FROM level l
		LEFT JOIN colossus.accelerator_unit u ON u.accelerator = l.accelerator
		WHERE l.accelerators > 0 AND (l.until_date IS NULL OR l.until_date > cluster_ranking.at)
		GROUP BY l.cluster
	), ratio AS MATERIALIZED (
		SELECT * FROM colossus.bf16_ratio_rows()
	), measured AS (
		SELECT coalesce(r.cluster, n.cluster, p.cluster) AS cluster,
			CASE w.metric
				WHEN 'h100_equivalents' THEN coalesce(r.h100_equivalents, n.h100_equivalents)
				WHEN 'accelerators' THEN coalesce(r.accelerators::double precision, n.accelerators)
				WHEN 'bf16_flops' THEN coalesce(r.bf16_flops, r.fp8_flops * (SELECT q.ratio FROM ratio q WHERE q.cluster = r.cluster AND q.data_set = r.data_set AND q.vintage = r.vintage), n.bf16_flops)
				WHEN 'it_mw' THEN coalesce(p.mw, n.it_mw)
				WHEN 'facility_mw' THEN coalesce(p.mw, colossus.facility_mw(n.it_mw, e.pue))
			END AS value,
			CASE WHEN w.metric LIKE '%mw' THEN coalesce(p.status, n.status, r.status)
				ELSE coalesce(r.status, n.status, p.status) END AS status,
			CASE WHEN w.metric LIKE '%mw' THEN coalesce(p.source_id, n.source_id, r.source_id)
				ELSE coalesce(r.source_id, n.source_id, p.source_id) END AS source_id,
			w.metric, w.data_set, CASE WHEN w.metric LIKE '%mw' THEN coalesce(p.edition, r.edition, w.vintage) ELSE coalesce(r.edition, p.edition, w.vintage) END AS vintage, w.refused
		FROM (SELECT a.* FROM answered a WHERE a.place = 1) w
		CROSS JOIN (capacity r FULL JOIN counted n ON n.cluster = r.cluster
			FULL JOIN power p ON p.cluster = coalesce(r.cluster, n.cluster))
		LEFT JOIN colossus.cluster c ON c.cluster = coalesce(r.cluster, n.cluster, p.cluster)
		LEFT JOIN colossus.pue_timeline e ON e.site = c.site AND colossus.holds(e.from_date, e.until_date, cluster_ranking.at)
	)
	SELECT CASE WHEN m.value IS NOT NULL THEN rank() OVER (ORDER BY m.value DESC NULLS LAST) END,
		m.cluster, c.organization, m.value, m.status, m.source_id, m.data_set, nullif(m.vintage, ''),
		CASE WHEN k.cluster IS NULL AND EXISTS (SELECT 1 FROM colossus.edition_end w WHERE w.cluster = m.cluster AND w.data_set = m.data_set AND w.vintage = m.vintage AND w.superseded_on = '-infinity')
			THEN 'cluster_capacity: nothing, for a newer edition withdraws the cluster'
			WHEN m.metric = 'h100_equivalents' AND abs(k.h100_equivalents - m.value) > 0.01 * m.value
			THEN format('cluster_capacity: %s by %s', round(k.h100_equivalents), concat_ws(' ', k.data_set, k.vintage))
			WHEN m.metric LIKE '%mw' AND m.value NOT BETWEEN v.low AND v.high
			THEN format('cluster_capacity: %s MW computed (%s to %s)', trim_scale(round(v.best::numeric, 1)), trim_scale(round(v.low::numeric, 1)), trim_scale(round(v.high::numeric, 1))) END
	FROM measured m
	LEFT JOIN colossus.cluster c ON c.cluster = m.cluster
	LEFT JOIN colossus.cluster_capacity_at(cluster_ranking.at) k ON k.cluster = m.cluster
	CROSS JOIN LATERAL (SELECT CASE m.metric WHEN 'it_mw' THEN k.it_mw_low ELSE k.facility_mw_low END, CASE m.metric WHEN 'it_mw' THEN k.it_mw ELSE k.facility_mw END,
		CASE m.metric WHEN 'it_mw' THEN k.it_mw_high ELSE k.facility_mw_high END) v (low, best, high)
	WHERE m.refused IS NULL AND (m.value > 0 OR m.value IS NULL)
	ORDER BY m.value DESC NULLS LAST, m.cluster;
END;
COMMENT ON FUNCTION colossus.cluster_ranking(date, text, text) IS
'Clusters in service on a day, ranked within one data set in its newest edition (current_edition; where that is partial, with the clusters of the one before it: vintage says which), or in the edition named with it (''epoch_data_centers 2026-08''): what it reports, else what follows from its counts by part. Clusters that you entered yourself take part in every ranking with their preferred rows. Where the metric is unknown, rank and value are NULL; a metric that the data set does not hold at all is 22023 with those that do. disagreement says where cluster_capacity has nothing, because a newer edition withdraws the cluster, or rests on another count, or computes a power in whose likely range the value does not lie. metric: h100_equivalents, accelerators, it_mw, facility_mw, bf16_flops.';
