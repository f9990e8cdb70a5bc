-- What energy costs by the operator's tariffs.

-- A function, for as a view the planner computes it for each row that it is joined to.
CREATE OR REPLACE FUNCTION ledger.tariff_spans()
RETURNS TABLE (site text, since date, until date, per_kwh double precision, currency text)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20 COST 1000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN QUERY
	SELECT x.site, x.from_date, least(coalesce(x.until_date, 'infinity'), lead(x.from_date, 1, 'infinity') OVER (PARTITION BY x.site ORDER BY x.from_date)), x.per_kwh, x.currency
	FROM ledger.tariff x;
END
$body$;
COMMENT ON FUNCTION ledger.tariff_spans() IS 'the rows of tariff without overlaps: each until its end or the next row of its site';

-- Asked for the parts of days that have prices by the hour, and for no other.
CREATE OR REPLACE FUNCTION ledger.cost_by_hour(site text, day date, hours bytea, since timestamptz, until timestamptz, share_before numeric, share_after numeric, tariff_per_kwh double precision)
RETURNS numeric
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN (
		SELECT CASE WHEN bool_and(p.per_kwh IS NOT NULL OR n.nj = 0) THEN sum(coalesce(n.nj * p.per_kwh::numeric, 0)) END
		FROM (
			SELECT y.since, y.energy_nj, sum(y.energy_nj) OVER (ORDER BY y.since) AS sum_nj
			FROM colossus.hours_parts(colossus.hours_between(cost_by_hour.hours, ARRAY(
				SELECT DISTINCT g.at FROM unnest(ledger.edges_of_day(cost_by_hour.day) || ARRAY[cost_by_hour.since, cost_by_hour.until]) g (at)
				WHERE g.at >= cost_by_hour.since AND g.at <= cost_by_hour.until ORDER BY g.at))) y
		) e
		CROSS JOIN LATERAL (SELECT colossus.share_nj(e.sum_nj, cost_by_hour.share_before, cost_by_hour.share_after) - colossus.share_nj(e.sum_nj - e.energy_nj, cost_by_hour.share_before, cost_by_hour.share_after) AS nj) n
		LEFT JOIN ledger.tariff_hour x ON x.site = cost_by_hour.site AND x.hour = date_trunc('hour', e.since, 'UTC')
		CROSS JOIN LATERAL (SELECT CASE WHEN x.site IS NULL THEN tariff_per_kwh ELSE x.per_kwh END AS per_kwh) p);
END
$body$;
COMMENT ON FUNCTION ledger.cost_by_hour(text, date, bytea, timestamptz, timestamptz, numeric, numeric, double precision) IS
	'nJ at the accelerator x price of the hour (tariff_hour, else that of tariff) over a part of a day; NULL: an hour with energy has no price';

CREATE OR REPLACE FUNCTION ledger.cost_of_hours(site text, day date, hour_nj numeric[], tariff_per_kwh double precision)
RETURNS numeric
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN (
		SELECT CASE WHEN bool_and(p.per_kwh IS NOT NULL OR e.nj = 0) THEN sum(coalesce(e.nj * p.per_kwh::numeric, 0)) END
		FROM unnest(cost_of_hours.hour_nj, ledger.edges_of_day(cost_of_hours.day)) e (nj, hour)
		LEFT JOIN ledger.tariff_hour x ON x.site = cost_of_hours.site AND x.hour = e.hour
		CROSS JOIN LATERAL (SELECT CASE WHEN x.site IS NULL THEN tariff_per_kwh ELSE x.per_kwh END AS per_kwh) p
		WHERE e.nj IS NOT NULL);
END
$body$;
COMMENT ON FUNCTION ledger.cost_of_hours(text, date, numeric[], double precision) IS
	'cost_by_hour of energies that stand by the hour of the day already';
