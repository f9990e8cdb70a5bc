-- The fleet: accelerators by cluster and date.

-- An array of one constant, not IN: a list of constants is no strict expression
-- to the planner, which then calls the function for every row.
CREATE OR REPLACE FUNCTION colossus.in_service(status text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN in_service.status = ANY ('{measured,confirmed,permitted,reported,estimated}'::text[]);
COMMENT ON FUNCTION colossus.in_service(text) IS
'True for the statuses that count as being there: measured, confirmed, permitted, reported, estimated. Announced, alleged and denied do not.';

CREATE OR REPLACE FUNCTION colossus.fleet_known(known_on date)
RETURNS TABLE (cluster text, from_date date, until_date date, accelerator text, accelerators bigint, status text, data_set text, vintage text, source_id text, told_from date)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
	SELECT t.cluster, v.from_date, v.until_date, t.accelerator, v.accelerators, t.status, t.data_set, t.vintage, t.source_id, t.from_date
	FROM (
		SELECT d.*,
			CASE WHEN colossus.in_service(d.status)
			THEN min(d.from_date) FILTER (WHERE colossus.in_service(d.status)) OVER later
			ELSE min(d.from_date) OVER later END AS next
		FROM colossus.deployment d
		WHERE d.preferred AND d.status NOT IN ('alleged', 'denied') AND (fleet_known.known_on IS NULL OR (d.data_set, d.vintage) NOT IN (SELECT x.data_set, x.vintage FROM colossus.edition x WHERE x.published > fleet_known.known_on))
		WINDOW later AS (PARTITION BY d.cluster, d.accelerator ORDER BY d.from_date, d.shipped DESC, d.data_set, d.vintage
			ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
	) t
	-- what was counted and has an end has left: a level of 0 until the next
	CROSS JOIN LATERAL (VALUES (t.from_date, least(t.until_date, t.next), t.accelerators),
		(CASE WHEN colossus.in_service(t.status) AND (t.next > t.until_date) IS NOT FALSE THEN t.until_date END, t.next, 0)) v (from_date, until_date, accelerators)
	WHERE v.from_date IS NOT NULL;
END;
COMMENT ON FUNCTION colossus.fleet_known(date) IS
'Rows of fleet_timeline by the editions published by a day; NULL: by all. told_from: from_date of the row of deployment that tells the level, which of a level of 0 is one that has an end.';

CREATE OR REPLACE VIEW colossus.fleet_timeline AS
SELECT
	t.cluster, -- the cluster
	t.from_date, -- first day of the level
	t.until_date, -- day after the last; NULL: still
	t.accelerator, -- accelerator, a key of colossus.accelerator
	t.accelerators, -- accelerators installed: the level, not the change; 0: they have left
	t.status, -- how far to trust the row
	t.data_set, -- who counted
	t.vintage, -- edition of the data set
	t.source_id -- where the row comes from
FROM colossus.fleet_known(NULL) t;
COMMENT ON VIEW colossus.fleet_timeline IS
'Accelerators of every cluster as levels over [from_date, until_date): the preferred deployment rows, announced ones among them, each until the next of the same cluster and accelerator. A row in service that has an end (until_date) is followed by a level of 0: what was counted has left. An announcement ends no level in service. Of two preferred rows of one day yours is taken. Ranges of dates: use colossus.fleet_monthly for charts.';

CREATE OR REPLACE FUNCTION colossus.fleet_at(at date DEFAULT CURRENT_DATE, projected boolean DEFAULT false)
RETURNS TABLE (cluster text, site text, organization text, accelerator text, accelerators bigint,
	from_date date, status text, source_id text)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT level.cluster, c.site, c.organization, level.accelerator, level.accelerators,
		level.from_date, level.status, level.source_id
	FROM (
		SELECT DISTINCT ON (d.cluster, d.accelerator)
			d.cluster, d.accelerator, d.accelerators, d.from_date, d.until_date, d.status, d.source_id
		FROM colossus.deployment d
		WHERE d.preferred AND d.from_date <= fleet_at.at
			AND (colossus.in_service(d.status) OR (fleet_at.projected AND d.status = 'announced'))
		ORDER BY d.cluster, d.accelerator, d.from_date DESC, d.shipped, d.data_set DESC, d.vintage DESC
	) level
	LEFT JOIN colossus.cluster c ON c.cluster = level.cluster
	WHERE level.accelerators > 0 AND (level.until_date IS NULL OR level.until_date > fleet_at.at)
	ORDER BY level.cluster, level.accelerators DESC, level.accelerator;
END;
COMMENT ON FUNCTION colossus.fleet_at(date, boolean) IS
'The accelerators in service on a day, by cluster and part. projected adds what is announced for that day; alleged and denied rows never count.';

CREATE OR REPLACE VIEW colossus.reported_fleet AS
SELECT
	f.cluster, -- name in the data set
	f.owner, -- owners, as the data set writes them
	f.country, -- ISO 3166 alpha-3 code
	f.at, -- first day, or date of the count; NULL: not known, or planned
	f.until_date, -- day after the last; NULL: still, or not known
	f.written, -- part as the data set writes it
	coalesce(l.accelerator, f.accelerator) AS accelerator, -- the part in the catalogue; NULL: not in it
	f.accelerators, -- how many; NULL: the data set names the part alone
	f.accelerators * a.bf16_flops AS bf16_flops, -- dense bf16 peak, FLOP/s
	f.accelerators * a.fp8_flops AS fp8_flops, -- dense fp8 peak, FLOP/s
	f.accelerators * colossus.h100_equivalents(1, a.fp8_flops, a.int8_flops, a.bf16_flops, a.fp16_flops) AS h100_equivalents, -- dense 8-bit peak over that of an H100 SXM
	colossus.accelerator_mw(f.accelerators::double precision, a.tdp_w) AS accelerator_tdp_mw, -- sum of the accelerators own TDP, MW
	f.accelerators * a.memory_gb AS memory_gb, -- memory of all accelerators, GB
	f.duplicate, -- true: the data set takes it for a possible duplicate of another: do not add
	f.data_set, -- who counted: never add two data sets
	f.vintage, -- edition of the data set
	f.status, -- how far to trust the row
	f.source_id, -- where the row comes from
	f.note -- what a reader must know besides
FROM colossus.fleet_count f
LEFT JOIN colossus.accelerator_alias l ON l.alias = f.accelerator
LEFT JOIN colossus.accelerator a ON a.accelerator = coalesce(l.accelerator, f.accelerator);
COMMENT ON VIEW colossus.reported_fleet IS
'What data sets count by part, in the clusters of the inventory and in those that are not in it, with peaks, TDP and memory by the catalogue. Phases of one cluster are cumulative and data sets overlap: filter by cluster or data set, never sum over all.';
