-- Sums of closed days by job, and their tokens.
--
-- A sum adds up facts of devices that were in service all day: of those nothing but their
-- samples and settings tells, which a row of invalid says, and holders and places of
-- devices, which one of unsummed does.  Who books a day anew says so too.  Like a fact, a sum
-- knows no overhead, tariff, tenant or factor.

CREATE OR REPLACE FUNCTION ledger.sum_day(day date)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_generic_plan SET enable_mergejoin = off AS $body$
DECLARE
	of_month date := date_trunc('month', sum_day.day::timestamp)::date;
	cuts timestamptz[] := ledger.edges_of_day(sum_day.day);
	jobs bigint;
BEGIN
	-- what is in no fact that holds is added up when it is: another who compacts may have booked it and not said yet that it holds
	INSERT INTO ledger.unsummed (jobs, devices, since, until)
	SELECT '{}', array_agg(DISTINCT i.device), sum_day.day, sum_day.day + 1 FROM ledger.invalid i WHERE i.since <= sum_day.day AND i.until > sum_day.day HAVING count(*) > 0;
	DELETE FROM ledger.fleet_sum s WHERE s.day = sum_day.day;
	INSERT INTO ledger.fleet_sum (day, cluster, site, devices, hours)
	SELECT sum_day.day, w.cluster, d.site, count(*), colossus.hours_total(w.hours, cuts)
	FROM ledger.whole_day w
	JOIN ledger.device d ON d.device = w.device AND d.since = w.period
	WHERE w.day = sum_day.day AND w.kind = 'accelerator'
	GROUP BY w.cluster, d.site;
	DELETE FROM ledger.job_sum s WHERE s.day = sum_day.day;
	INSERT INTO ledger.job_sum (day, job, cluster, site, devices, since, until, held_s, covered_s, unseen_s, energy_nj, lower_nj, upper_nj, unbounded, power_nj, counter_nj, rejected, seen_methods, methods,
		hour_nj, hour_held_s, hour_covered_s, hour_since, hour_until)
	WITH part AS MATERIALIZED (
		SELECT coalesce(p.job, '') AS job, p.cluster, d.site, p.device, p.since, p.until, p.share, p.share_before, p.share_after, p.held_s, p.covered_s, p.energy_nj, p.lower_nj, p.upper_nj, p.power_nj, p.counter_nj, p.rejected, p.hours,
			CASE p.method WHEN 'counter' THEN 1 ELSE 2 END AS method
		FROM ledger.device_part p
		JOIN ledger.device d ON d.device = p.device AND d.since = p.period
		WHERE p.day = sum_day.day AND p.month = of_month AND p.whole
	), hour AS (
		SELECT y.job, y.cluster, y.site, y.idx, sum(y.energy_nj) AS energy_nj, sum(y.held_s) AS held_s, sum(y.covered_s) AS covered_s, min(y.since) AS since, max(y.until) AS until
		FROM (
			SELECT x.job, x.cluster, x.site, e.idx, e.energy_nj, e.held_s * x.share AS held_s, ledger.seconds(e.covered_s) * x.share AS covered_s, e.since, e.until
			FROM (
				SELECT p.job, p.cluster, p.site, p.share, colossus.hours_held(p.hours, cuts, p.since, p.until, p.share_before, p.share_after) AS hours
				FROM part p
				WHERE p.job <> ''
				GROUP BY p.job, p.cluster, p.site, p.share
			) x
			CROSS JOIN LATERAL unnest(x.hours) WITH ORDINALITY e (since, until, energy_nj, held_s, covered_s, idx)
		) y
		GROUP BY y.job, y.cluster, y.site, y.idx
	), hours AS (
		SELECT h.job, h.cluster, h.site, array_agg(h.energy_nj ORDER BY h.idx) AS energy_nj, array_agg(h.held_s ORDER BY h.idx) AS held_s, array_agg(h.covered_s ORDER BY h.idx) AS covered_s,
			array_agg(h.since ORDER BY h.idx) AS since, array_agg(h.until ORDER BY h.idx) AS until
		FROM hour h
		GROUP BY h.job, h.cluster, h.site
	)
	SELECT sum_day.day, s.job, s.cluster, s.site, s.devices, s.since, s.until, s.held_s, s.covered_s, s.unseen_s, s.energy_nj, s.lower_nj, s.upper_nj, s.unbounded, s.power_nj, s.counter_nj, s.rejected, s.seen_methods, s.methods,
		h.energy_nj, h.held_s, h.covered_s, h.since, h.until
	FROM (
		SELECT p.job, p.cluster, p.site, count(DISTINCT p.device) AS devices, min(p.since) AS since, max(p.until) AS until, sum(p.held_s) AS held_s, sum(p.covered_s) AS covered_s,
			sum(p.held_s - p.covered_s) FILTER (WHERE p.covered_s < p.held_s) AS unseen_s, sum(p.energy_nj) AS energy_nj, sum(p.lower_nj) AS lower_nj, sum(p.upper_nj) AS upper_nj,
			coalesce(bool_or(p.energy_nj IS NOT NULL AND p.upper_nj IS NULL), false) AS unbounded, sum(p.power_nj) AS power_nj, sum(p.counter_nj) AS counter_nj, sum(p.rejected) AS rejected,
			bit_or(p.method) FILTER (WHERE p.covered_s > 0) AS seen_methods, min(p.method) AS methods
		FROM part p
		GROUP BY p.job, p.cluster, p.site
	) s
	LEFT JOIN hours h ON h.job = s.job AND h.cluster IS NOT DISTINCT FROM s.cluster AND h.site IS NOT DISTINCT FROM s.site
	ORDER BY s.job, s.cluster, s.site;
	GET DIAGNOSTICS jobs = ROW_COUNT;
	UPDATE ledger.setting SET summed_since = least(summed_since, sum_day.day), summed_before = greatest(summed_before, sum_day.day + 1)
	WHERE (sum_day.day >= summed_since AND sum_day.day < summed_before) IS NOT TRUE;
	RETURN jobs;
END
$body$;
COMMENT ON FUNCTION ledger.sum_day(date) IS 'writes the rows of job_sum and fleet_sum of a booked day anew, from its facts; gives how many of jobs. Those between it and the days that are summed must be summed already';

-- Of rows of device that overlap, a device of a sum might be one of its parts too: then there are none.
CREATE OR REPLACE FUNCTION ledger.may_sum()
RETURNS boolean
LANGUAGE plpgsql STABLE COST 10000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN ledger.sees_all()
		AND NOT EXISTS (SELECT FROM ledger.device a JOIN ledger.device b ON b.device = a.device AND b.since > a.since AND b.since < coalesce(a.until, 'infinity'));
END
$body$;
COMMENT ON FUNCTION ledger.may_sum() IS 'true: nothing keeps days from being summed';

CREATE OR REPLACE FUNCTION ledger.days_to_sum()
RETURNS date[]
LANGUAGE plpgsql STABLE COST 10000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	IF NOT ledger.may_sum() THEN
		RETURN '{}';
	END IF;
	RETURN ARRAY(
		SELECT b.day
		FROM ledger.setting s
		JOIN ledger.booked_day b ON b.day < s.booked_before
		WHERE (b.day >= s.summed_since AND b.day < s.summed_before) IS NOT TRUE OR EXISTS (SELECT FROM ledger.changed_sums(false) c WHERE c.since <= b.day AND c.until > b.day)
		-- what is summed has no gaps: from it on, and then back
		ORDER BY CASE WHEN s.summed_since < s.summed_before AND b.day < s.summed_since THEN s.summed_since - b.day ELSE 0 END, b.day);
END
$body$;
COMMENT ON FUNCTION ledger.days_to_sum() IS 'booked days of which job_sum has nothing, or what does not hold';

CREATE OR REPLACE FUNCTION ledger.end_sums(seen bigint[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	IF NOT ledger.may_sum() THEN
		UPDATE ledger.setting SET summed_since = 'infinity', summed_before = '-infinity' WHERE summed_since < summed_before;
		RETURN;
	END IF;
	DELETE FROM ledger.unsummed u WHERE u.unsummed_id = ANY (seen);
END
$body$;
COMMENT ON FUNCTION ledger.end_sums(bigint[]) IS 'takes away the rows of unsummed whose days are summed anew; where nothing may be summed, all sums';

-- Tokens of closed days.  What may change though nobody writes stays in uncounted: of a series
-- that has samples in the future, and beside traces that are damaged and may be restored.
-- From counted_since on every day is booked: a gap would be in no fact, and asked of no sample.
CREATE OR REPLACE FUNCTION ledger.may_count()
RETURNS date
LANGUAGE plpgsql STABLE COST 10000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN (SELECT max(b.day) FROM ledger.setting s JOIN ledger.booked_day b ON b.day < s.booked_before
		WHERE ledger.sees_samples() AND NOT EXISTS (SELECT FROM ledger.booked_day p WHERE p.day = b.day - 1));
END
$body$;
COMMENT ON FUNCTION ledger.may_count() IS 'the day from which on all that are booked may be counted; NULL: there is none, or row security keeps samples from who is asking';

CREATE OR REPLACE FUNCTION ledger.tokens_to_count(first_day date, booked date, seen bigint[])
RETURNS TABLE (since date, until date, counters integer[])
LANGUAGE plpgsql STABLE COST 10000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN QUERY
	-- a thousand counters at a time
	SELECT d.since, d.until, c.counters
	FROM ledger.setting s
	CROSS JOIN LATERAL (VALUES (greatest(first_day, s.counted_before), booked), (first_day, CASE WHEN s.counted_before > first_day THEN least(s.counted_since, booked) END)) d (since, until)
	CROSS JOIN (
		SELECT array_agg(x.series_id) AS counters
		FROM (SELECT y.series_id, (row_number() OVER (ORDER BY y.series_id) - 1) / 1000 AS batch FROM ledger.series y WHERE y.metric LIKE '%\_tokens') x
		GROUP BY x.batch
	) c
	WHERE d.since < d.until
	UNION ALL
	SELECT x.since, x.until, array_agg(x.series_id)
	FROM (
		SELECT greatest(min(u.since), first_day) AS since, least(max(u.until), greatest(s.counted_before, booked)) AS until, y.series_id
		FROM ledger.uncounted u
		CROSS JOIN ledger.setting s
		JOIN ledger.series y ON y.metric LIKE '%\_tokens' AND (y.series_id = u.series_id OR u.series_id IS NULL)
		WHERE u.uncounted_id = ANY (seen)
		GROUP BY y.series_id, s.counted_before
	) x
	WHERE x.since < x.until
	GROUP BY x.since, x.until;
END
$body$;
COMMENT ON FUNCTION ledger.tokens_to_count(date, date, bigint[]) IS 'days of counters that token_fact does not have or that rows of uncounted name, of those from first_day until before booked';

CREATE OR REPLACE FUNCTION ledger.count_tokens(since date, until date, counters integer[])
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_generic_plan SET enable_mergejoin = off AS $body$
DECLARE
	counted bigint;
BEGIN
	DELETE FROM ledger.token_fact f WHERE f.series_id = ANY (counters) AND f.day >= count_tokens.since AND f.day < count_tokens.until;
	WITH ahead AS MATERIALIZED (
		-- when they have come, days between count that are in no span now
		SELECT c.series_id FROM unnest(counters) c (series_id) WHERE EXISTS (SELECT FROM ledger.sample y WHERE y.series_id = c.series_id AND y.at > now())
	), asked AS MATERIALIZED (
		SELECT s.series_id, b.day, b.edges, p.packed, EXISTS (
				SELECT FROM (
					SELECT t.trace FROM ledger.device_trace t WHERE t.series_id = s.series_id AND t.day = b.day
					UNION ALL
					(SELECT t.trace FROM ledger.device_trace t WHERE t.series_id = s.series_id AND t.day < b.day ORDER BY t.day DESC LIMIT 1)
					UNION ALL
					(SELECT t.trace FROM ledger.device_trace t WHERE t.series_id = s.series_id AND t.day > b.day ORDER BY t.day LIMIT 1)
				) t
				WHERE NOT colossus.trace_intact(t.trace)) AS damaged
		FROM ledger.series s
		JOIN ledger.series_span p ON p.series_id = s.series_id
		JOIN ledger.booked_day b ON b.day >= (p.first_at AT TIME ZONE 'UTC')::date AND b.day <= (p.last_at AT TIME ZONE 'UTC')::date
		WHERE s.series_id = ANY (counters) AND s.metric LIKE '%\_tokens' AND b.day >= count_tokens.since AND b.day < count_tokens.until AND s.series_id NOT IN (SELECT a.series_id FROM ahead a)
	), open AS (
		INSERT INTO ledger.uncounted (series_id, since, until)
		SELECT a.series_id, min(a.day), max(a.day) + 1 FROM asked a WHERE a.damaged GROUP BY a.series_id
		UNION ALL
		SELECT a.series_id, count_tokens.since, 'infinity' FROM ahead a
	)
	INSERT INTO ledger.token_fact (series_id, day, samples, tokens, hour_tokens)
	SELECT a.series_id, a.day, ledger.samples_on(a.series_id, a.day, a.packed), colossus.hours_energy_nj(h.hours) * 0.000000001,
		ARRAY(SELECT nullif(x.energy_nj, 0) * 0.000000001 FROM unnest(colossus.hours_energies_nj(h.hours)) WITH ORDINALITY x (energy_nj, idx) ORDER BY x.idx)
	FROM asked a
	CROSS JOIN LATERAL (SELECT x.hours FROM ledger.token_hours(a.series_id, a.day, a.packed, a.edges) x OFFSET 0) h
	WHERE NOT a.damaged
	ORDER BY a.series_id, a.day;
	GET DIAGNOSTICS counted = ROW_COUNT;
	RETURN counted;
END
$body$;
COMMENT ON FUNCTION ledger.count_tokens(date, date, integer[]) IS 'writes the rows of token_fact of some counters of tokens anew, of booked days from a day until before another; gives how many';

CREATE OR REPLACE FUNCTION ledger.end_count(first_day date, booked date, seen bigint[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	IF first_day IS NULL THEN
		UPDATE ledger.setting SET counted_since = 'infinity', counted_before = '-infinity' WHERE counted_since < counted_before;
	ELSE
		UPDATE ledger.setting SET counted_since = least(counted_since, first_day), counted_before = greatest(counted_before, booked)
		WHERE first_day < booked AND (counted_since > first_day OR counted_before < booked);
	END IF;
	-- of series that went, or are no counters any more
	DELETE FROM ledger.token_fact f
	WHERE f.series_id IN (SELECT u.series_id FROM ledger.uncounted u WHERE u.uncounted_id = ANY (seen))
		AND NOT EXISTS (SELECT FROM ledger.series s WHERE s.series_id = f.series_id AND s.metric LIKE '%\_tokens');
	DELETE FROM ledger.uncounted u WHERE u.uncounted_id = ANY (seen);
END
$body$;
COMMENT ON FUNCTION ledger.end_count(date, date, bigint[]) IS 'says which days token_fact has now, and takes away the rows of uncounted whose days are counted anew; where nothing may be counted, all days';
