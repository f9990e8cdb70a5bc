-- The judgement of days, device by device: of booked ones it is kept until something
-- changes, of the others it is computed when ledger_audit asks.
--
-- It holds as long as the facts that it was made of do.  A row of invalid makes it as
-- stale as them, in the transaction of whoever changed something, and who books a day
-- anew takes away the month that it is in (book, under the lock that judge takes too).
-- Holders and periods of devices are in no fact: their digest tells whether they are
-- the same.  A day on which a device began, ended or was not seen is never kept, for its
-- time in service may turn out to be longer without a fact being booked.

CREATE OR REPLACE FUNCTION ledger.prints_of(devices text[], months date[], untils date[])
RETURNS TABLE (device text, month date, print text)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000 COST 10000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN QUERY
	WITH u AS MATERIALIZED (
		SELECT x.device, x.month, x.month::timestamp AT TIME ZONE 'UTC' AS since, x.until::timestamp AT TIME ZONE 'UTC' AS until FROM unnest(devices, months, untils) x (device, month, until)
	)
	SELECT u.device, u.month, concat_ws(' ', d.print, h.holders, h.print)
	FROM u
	LEFT JOIN (
		SELECT x.device, sum(hash_record_extended(ROW(x.since, x.until, x.kind), 0)) AS print FROM ledger.device x GROUP BY x.device
	) d ON d.device = u.device
	LEFT JOIN (
		-- what comes after the last day that was judged changes nothing
		SELECT v.device, v.month, count(*) AS holders, sum(hash_record_extended(ROW(k.job, k.share, k.started_at, least(k.ended_at, v.until)), 0)) AS print
		FROM u v
		CROSS JOIN LATERAL ledger.held_between(v.device, v.since, v.until) k
		WHERE k.ended_at > k.started_at
		GROUP BY v.device, v.month
	) h ON h.device = u.device AND h.month = u.month;
END
$body$;
COMMENT ON FUNCTION ledger.prints_of(text[], date[], date[]) IS 'digests of what is in no fact and yet decides what the days of devices in months, before a day, come to: their periods, and their holders';

CREATE OR REPLACE FUNCTION ledger.judged_now()
RETURNS TABLE (device text, month date, until date)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000 COST 10000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN QUERY
	SELECT j.device, j.month, j.until
	FROM ledger.judged j
	JOIN ledger.prints_of((SELECT array_agg(x.device ORDER BY x.device, x.month) FROM ledger.judged x), (SELECT array_agg(x.month ORDER BY x.device, x.month) FROM ledger.judged x),
		(SELECT array_agg(x.until ORDER BY x.device, x.month) FROM ledger.judged x)) p ON p.device = j.device AND p.month = j.month AND p.print = j.print
	WHERE NOT EXISTS (SELECT FROM ledger.invalid i WHERE i.device = j.device AND i.since < j.until AND i.until > j.month);
END
$body$;
COMMENT ON FUNCTION ledger.judged_now() IS 'the months of devices whose judgement holds, and before which day';

-- What is asked of each day, once: of days in service wholly between lows and highs, and of
-- all others if these are wanted too.
CREATE OR REPLACE FUNCTION ledger.judge_days(devices text[], lows date[], highs date[], others boolean)
RETURNS TABLE (device text, month date, day date, rule text, detail text, job text, service_s numeric, covered_s numeric, samples numeric, rejected numeric, power_nj numeric, counter_nj numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000 COST 100000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	RETURN QUERY
	WITH d AS MATERIALIZED (
		SELECT x.device, x.period, x.max_w, x.month, x.day, x.since, x.until, x.method, x.rule, x.energy_nj, x.lower_j, x.upper_j, x.covered_s, x.samples, x.rejected, x.stuck_s, x.edges, x.hours, x.other_hours,
			date_part('epoch', x.until - x.since) AS service_s
		FROM (
			SELECT w.device, w.period, w.kind, w.max_w, w.month, w.day, w.since, w.until, w.method, w.rule, w.energy_nj, w.lower_j, w.upper_j, w.covered_s, w.samples, w.rejected, w.stuck_s, w.edges, w.hours, w.other_hours
			FROM unnest(devices, lows, highs) u (device, low, high)
			JOIN ledger.whole_day w ON w.device = u.device AND w.day >= u.low AND w.day < u.high
			UNION ALL
			SELECT w.device, w.period, w.kind, w.max_w, w.month, w.day, w.since, w.until, w.method, w.rule, w.energy_nj, w.lower_j, w.upper_j, w.covered_s, w.samples, w.rejected, w.stuck_s, w.edges, w.hours, w.other_hours
			FROM (TABLE ledger.edge_day UNION ALL TABLE ledger.unbooked_day UNION ALL TABLE ledger.unseen_day) w
			WHERE others
		) x
		WHERE x.kind = 'accelerator'
	), e AS MATERIALIZED (
		-- periods end before their until: the last sample of a device, with which its service ends, is in none of them, unless device says so
		SELECT d.device, d.month, sum(z.samples) AS samples, sum(z.rejected) AS rejected
		FROM d
		CROSS JOIN LATERAL colossus.hours_sum(d.hours, d.until, (d.day + 1)::timestamp AT TIME ZONE 'UTC') z
		WHERE others AND d.until = ANY (d.edges) AND NOT EXISTS (SELECT FROM ledger.device v WHERE v.device = d.device AND v.until = d.until)
		GROUP BY d.device, d.month
	), p AS MATERIALIZED (
		-- as in device_part
		SELECT d.device, d.month, d.day, g.job, y.energy_nj, y.covered_s, y.power_nj, y.counter_nj
		FROM d
		CROSS JOIN LATERAL (SELECT array_agg(k.job) AS jobs, array_agg(k.started_at) AS starts, array_agg(k.ended_at) AS ends, array_agg(k.share) AS shares FROM ledger.held_between(d.device, d.since, d.until) k WHERE k.ended_at > k.started_at) h
		CROSS JOIN LATERAL ledger.holder_parts(h.jobs, h.starts, h.ends, h.shares, d.since, d.until) g
		CROSS JOIN LATERAL ledger.sums_of(d.device, d.period, d.day, d.since, d.until, d.since, d.until, d.edges, d.hours, d.other_hours, g.since, g.until) x
		CROSS JOIN LATERAL ledger.part_of(d.max_w, d.method, d.energy_nj, d.lower_j, d.upper_j, d.covered_s, d.rejected, x.since, x.until, x.own, x.other, g.share_before, g.share_after, g.share) y
	)
	SELECT x.device, x.month, NULL::date, NULL::text, NULL::text, NULL::text, x.service_s, x.covered_s, x.samples + coalesce(e.samples, 0), x.rejected + coalesce(e.rejected, 0), NULL::numeric, NULL::numeric
	FROM (SELECT d.device, d.month, sum(d.service_s::numeric) AS service_s, sum(d.covered_s::numeric) AS covered_s, sum(d.samples) AS samples, sum(d.rejected) AS rejected FROM d GROUP BY d.device, d.month) x
	LEFT JOIN e ON e.device = x.device AND e.month = x.month
	UNION ALL
	SELECT p.device, p.month, NULL, NULL, NULL, p.job, NULL, sum(p.covered_s), NULL, NULL, sum(p.power_nj), sum(p.counter_nj)
	FROM p WHERE p.job IS NOT NULL GROUP BY p.device, p.month, p.job
	UNION ALL
	SELECT d.device, d.month, d.day, 'several readings', format('%s by %s', d.method, d.rule), NULL, NULL, NULL, NULL, NULL, NULL, NULL
	FROM d WHERE d.rule ~ '; [0-9]+ of |still|further|hundredfold|processors'
	UNION ALL
	SELECT d.device, d.month, d.day, 'stuck counter', format('did not move during %s s of %s', round(sum(d.stuck_s)::numeric), d.day), NULL, NULL, NULL, NULL, NULL, NULL, NULL
	FROM d GROUP BY d.device, d.month, d.day
	HAVING sum(d.stuck_s) >= 0.05 * sum(d.service_s)
	UNION ALL
	SELECT d.device, d.month, d.day, 'missing samples', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
	FROM d WHERE d.samples = 0 AND d.covered_s = 0
	UNION ALL
	SELECT x.device, x.month, x.day, 'parts do not sum', format('%s nJ on %s, its holders and idle %s nJ', x.energy_nj, x.day, y.energy_nj), NULL, NULL, NULL, NULL, NULL, NULL, NULL
	FROM (SELECT d.device, d.month, d.day, sum(d.energy_nj) AS energy_nj FROM d GROUP BY d.device, d.month, d.day) x
	LEFT JOIN (SELECT p.device, p.day, sum(p.energy_nj) AS energy_nj FROM p GROUP BY p.device, p.day) y ON y.device = x.device AND y.day = x.day
	WHERE x.energy_nj IS DISTINCT FROM y.energy_nj;
END
$body$;
COMMENT ON FUNCTION ledger.judge_days(text[], date[], date[], boolean) IS
	'what days of accelerators came to: by month, without rule and job; what jobs held of them, with a job; and what is wrong with a day, with a rule';

CREATE OR REPLACE FUNCTION ledger.judgement(whole boolean)
RETURNS TABLE (device text, month date, day date, rule text, detail text, job text, service_s numeric, covered_s numeric, samples numeric, rejected numeric, power_nj numeric, counter_nj numeric)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000 COST 100000 SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	devices text[];
	months date[];
	untils date[];
	others text[];
	lows date[];
	highs date[];
BEGIN
	-- who does not see all of what was judged may not see all of what it was judged from
	IF NOT (whole OR row_security_active(format('%I.%I', 'ledger', 'judged'))) THEN
		SELECT array_agg(j.device), array_agg(j.month), array_agg(j.until) INTO devices, months, untils FROM ledger.judged_now() j;
		RETURN QUERY
		SELECT j.device, j.month, NULL::date, NULL::text, NULL::text, NULL::text, j.service_s, j.covered_s, j.samples, j.rejected, NULL::numeric, NULL::numeric
		FROM unnest(devices, months) u (device, month) JOIN ledger.judged j ON j.device = u.device AND j.month = u.month
		UNION ALL
		SELECT j.device, j.month, NULL, NULL, NULL, j.job, NULL, j.covered_s, NULL, NULL, j.power_nj, j.counter_nj
		FROM unnest(devices, months) u (device, month) JOIN ledger.judged_job j ON j.device = u.device AND j.month = u.month
		UNION ALL
		SELECT f.device, f.month, f.day, f.rule, f.detail, NULL, NULL, NULL, NULL, NULL, NULL, NULL
		FROM unnest(devices, months) u (device, month) JOIN ledger.finding f ON f.device = u.device AND f.month = u.month;
	END IF;
	-- the rest of these months, and all of the others
	SELECT array_agg(d.device), array_agg(coalesce(j.until, m.month)), array_agg(m.next_month) INTO others, lows, highs
	FROM (SELECT DISTINCT x.device FROM ledger.device x WHERE x.kind = 'accelerator') d
	CROSS JOIN (SELECT b.month, max(b.day) + 1 AS next_month FROM ledger.booked_day b GROUP BY b.month) m
	LEFT JOIN unnest(devices, months, untils) j (device, month, until) ON j.device = d.device AND j.month = m.month
	WHERE j.until IS NULL OR j.until < m.next_month;
	RETURN QUERY SELECT * FROM ledger.judge_days(others, lows, highs, true);
END
$body$;
COMMENT ON FUNCTION ledger.judgement(boolean) IS 'what judge_days says of all days, of judged ones as it is kept, unless whole asks for all anew';

CREATE OR REPLACE PROCEDURE ledger.judge()
LANGUAGE plpgsql AS $body$
DECLARE
	turn record;
	devices pg_catalog.text[];
	n bigint := 0;
BEGIN
	-- as in compact
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
	UPDATE ledger.device_trace t SET checked = true WHERE NOT t.checked AND colossus.trace_intact(t.trace);
	COMMIT;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	FOR turn IN
		SELECT b.month, least((b.month + interval '1 month')::date, s.booked_before) AS until
		FROM ledger.setting s JOIN ledger.booked_day b ON b.day < s.booked_before
		GROUP BY b.month, s.booked_before
		ORDER BY b.month
	LOOP
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), pg_catalog.set_config('jit', 'off', true);
		-- who books waits, and takes away afterwards what he has changed
		PERFORM FROM ledger.setting s FOR UPDATE;
		-- of rows of device that overlap, days in service wholly and others meet
		SELECT array_agg(d.device) INTO devices
		FROM (SELECT x.device FROM ledger.device x GROUP BY x.device HAVING bool_or(x.kind = 'accelerator')) d
		LEFT JOIN ledger.judged_now() j ON j.device = d.device AND j.month = turn.month AND j.until = turn.until
		WHERE j.device IS NULL
			AND NOT EXISTS (SELECT FROM ledger.device a JOIN ledger.device b ON b.device = a.device AND b.since > a.since AND b.since < coalesce(a.until, 'infinity') WHERE a.device = d.device)
			AND NOT EXISTS (SELECT FROM ledger.invalid i WHERE i.device = d.device AND i.since < turn.until AND i.until > turn.month);
		CONTINUE WHEN devices IS NULL;
		DELETE FROM ledger.judged j WHERE j.month = turn.month AND j.device = ANY (devices);
		WITH said AS MATERIALIZED (
			SELECT * FROM ledger.judge_days(devices, array_fill(turn.month, ARRAY[cardinality(devices)]), array_fill(turn.until, ARRAY[cardinality(devices)]), false)
		), of_device AS (
			INSERT INTO ledger.judged (device, month, until, print, service_s, covered_s, samples, rejected)
			SELECT p.device, turn.month, turn.until, p.print, coalesce(x.service_s, 0), coalesce(x.covered_s, 0), coalesce(x.samples, 0), coalesce(x.rejected, 0)
			FROM ledger.prints_of(devices, array_fill(turn.month, ARRAY[cardinality(devices)]), array_fill(turn.until, ARRAY[cardinality(devices)])) p
			LEFT JOIN said x ON x.device = p.device AND x.rule IS NULL AND x.job IS NULL
		), of_job AS (
			INSERT INTO ledger.judged_job (device, month, job, covered_s, power_nj, counter_nj)
			SELECT x.device, x.month, x.job, x.covered_s, x.power_nj, x.counter_nj FROM said x WHERE x.job IS NOT NULL
		)
		INSERT INTO ledger.finding (device, month, day, rule, detail)
		SELECT x.device, x.month, x.day, x.rule, x.detail FROM said x WHERE x.rule IS NOT NULL;
		n := n + cardinality(devices);
		COMMIT;
	END LOOP;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	RAISE NOTICE 'judge: % device months', n;
	COMMIT;
END
$body$;
COMMENT ON PROCEDURE ledger.judge() IS 'judges booked days that are not judged yet or changed since, a commit a month, so that ledger_audit reads only what changes: maintain does so; call it alone';

-- A trace is looked at once, and again when somebody other than pack has written it.
CREATE OR REPLACE FUNCTION ledger.trace_written() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	NEW.checked := false;
	RETURN NEW;
END
$body$;
COMMENT ON FUNCTION ledger.trace_written() IS 'says that nobody has looked at a trace yet';
CREATE OR REPLACE TRIGGER trace_written BEFORE INSERT OR UPDATE OF trace ON ledger.device_trace
	FOR EACH ROW WHEN (current_setting('colossus.packing', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION ledger.trace_written();
