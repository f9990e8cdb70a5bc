-- Facts that no longer hold: who changes what a fact was booked from says so in his
-- own transaction.

-- A day depends on its own samples and on the nearest of each series before and
-- behind it, so a sample that comes or goes concerns the days from the reading
-- before it to the reading behind it; the days that a device is in service longer
-- than was booked; and the edges of its service, which another of its series told.
-- The value of a counter may stand for some readings: of it, the nearest day behind
-- counts up to its first change, no later than max_gap, and the nearest before from
-- its last change on.
CREATE OR REPLACE FUNCTION ledger.sample_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	closed date;
	kept date;
	devices text[];
	lows date[];
	highs date[];
	counters integer[];
	counted_lows date[];
	counted_highs date[];
	sees_samples boolean := ledger.sees_samples();
	guarded boolean;
	low timestamptz;
	high timestamptz;
BEGIN
	IF current_setting('colossus.packing', true) = 'on' THEN
		RETURN NULL;
	END IF;
	SELECT s.kept_since INTO kept FROM ledger.setting s;
	IF kept > '-infinity' AND TG_NAME IN ('sample_inserted', 'sample_updated') AND EXISTS (
		SELECT FROM changed x
		JOIN ledger.series s ON s.series_id = x.series_id AND s.device IS NOT NULL AND s.metric IN ('power_w', 'energy_j')
		WHERE x.at < kept::timestamp AT TIME ZONE 'UTC') THEN
		RAISE EXCEPTION 'samples of devices of days before % are dropped, and no others are taken', kept
			USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'What such a day came to stays as it was booked; loads reject its samples one by one.';
	END IF;
	-- who has an older snapshot reads rows that go: their partition stays for him
	IF TG_OP <> 'INSERT' AND EXISTS (SELECT FROM ledger.emptied e) THEN
		DELETE FROM ledger.emptied e WHERE e.day = '-infinity' OR e.day IN (SELECT (x.at AT TIME ZONE 'UTC')::date FROM changed x);
	END IF;
	-- an older snapshot does not know what is closed, nor what is packed meanwhile
	IF current_setting('transaction_isolation') <> 'read committed' THEN
		closed := (now() AT TIME ZONE 'UTC')::date + 1;
		IF ledger.is_partitioned() AND EXISTS (SELECT FROM changed x WHERE x.at < (clock_timestamp() AT TIME ZONE 'UTC')::date::timestamp AT TIME ZONE 'UTC') THEN
			RAISE EXCEPTION 'samples of days that are over cannot be written in a % transaction', current_setting('transaction_isolation')
				USING ERRCODE = 'active_sql_transaction', HINT = 'Use read committed: what another session has stored meanwhile must be seen.';
		END IF;
	ELSE
		SELECT s.closed_before INTO closed FROM ledger.setting s;
	END IF;
	IF closed = '-infinity' THEN
		RETURN NULL;
	END IF;
	-- Which samples lie beside these is asked under a lock that compact waits for before it looks what no longer holds: else another might
	-- take one of them away, and compact count or book without these what he has told of alone.  Whoever tells nothing needs none.
	guarded := EXISTS (SELECT FROM changed x WHERE x.at < closed::timestamp AT TIME ZONE 'UTC');
	LOOP
		IF guarded THEN
			LOCK TABLE ledger.invalid, ledger.uncounted IN ROW EXCLUSIVE MODE;
		END IF;
		WITH v AS MATERIALIZED (
			SELECT s.device, g.series_id, g.low, g.high, g.next_low, g.first_at, s.metric = 'energy_j' AS is_counter,
				CASE s.metric WHEN 'energy_j' THEN g.low::timestamp AT TIME ZONE 'UTC' ELSE g.first_at END AS since,
				CASE s.metric WHEN 'energy_j' THEN (g.high + 1)::timestamp AT TIME ZONE 'UTC' - interval '1 microsecond' ELSE g.last_at END AS until
			FROM (
				SELECT x.series_id, (min(x.at) AT TIME ZONE 'UTC')::date AS low, (max(x.at) AT TIME ZONE 'UTC')::date AS high, min(x.at) AS first_at, max(x.at) AS last_at,
					-- the reading behind may have gone in the same statement
					lead((min(x.at) AT TIME ZONE 'UTC')::date) OVER (PARTITION BY x.series_id ORDER BY min(x.at)) AS next_low
				FROM changed x
				GROUP BY x.series_id, CASE WHEN x.at < closed::timestamp AT TIME ZONE 'UTC' THEN (x.at AT TIME ZONE 'UTC')::date END
			) g
			JOIN ledger.series s ON s.series_id = g.series_id AND s.device IS NOT NULL AND s.metric IN ('power_w', 'energy_j')
		), w AS MATERIALIZED (
			SELECT v.*, b.day AS before_day,
				-- behind a reading of its series that is of an open day too, a sample changes no closed day: that reading is the nearest behind them,
				-- and has them in service as soon as this one counts; who brought it said so, in his transaction
				TG_OP = 'INSERT' AND v.low >= closed AND b.day >= closed IS TRUE AS told
			FROM v
			LEFT JOIN LATERAL (
				SELECT y.at, y.value, y.at + (SELECT max(d.max_gap) FROM ledger.device d WHERE d.device = v.device) AS until
				FROM ledger.sample y
				WHERE v.is_counter AND y.series_id = v.series_id AND y.at >= v.since AND y.at < v.first_at AND y.value >= 0 AND y.value < 'infinity'
				ORDER BY y.at LIMIT 1
			) f ON true
			LEFT JOIN LATERAL (
				-- the first change of the day came before
				SELECT CASE WHEN v.first_at > f.until OR EXISTS (SELECT FROM ledger.sample y
						WHERE y.series_id = v.series_id AND y.at > f.at AND y.at < v.first_at AND y.value <> f.value AND y.value >= 0 AND y.value < 'infinity') THEN v.low
					ELSE (greatest((SELECT max(y.at) FROM ledger.sample y WHERE y.series_id = v.series_id AND y.at < v.since),
						(SELECT y.last_at FROM ledger.device_trace y WHERE y.series_id = v.series_id AND y.day < v.low ORDER BY y.day DESC LIMIT 1)) AT TIME ZONE 'UTC')::date END AS day
			) b ON true
		)
		SELECT array_agg(d.device), array_agg(d.low), array_agg(d.high) INTO devices, lows, highs
		FROM (
			SELECT DISTINCT r.device, r.low, least(r.high, closed - 1) + 1 AS high
			FROM (
				SELECT w.device, w.told, least(c.low, w.before_day, CASE WHEN NOT c.booked_before THEN coalesce(f.day, '-infinity') END) AS low,
					greatest(c.high, CASE WHEN c.low < closed THEN coalesce(a.day, w.next_low) END, CASE WHEN c.low < closed AND NOT c.booked_behind THEN coalesce(n.day, 'infinity') END) AS high
				FROM w
				CROSS JOIN LATERAL (
					SELECT w.low, w.high, EXISTS (SELECT FROM ledger.fact y WHERE y.device = w.device AND y.day = least(w.low, closed) - 1) AS booked_before,
						EXISTS (SELECT FROM ledger.fact y WHERE y.device = w.device AND y.day = w.high + 1) AS booked_behind
				) c
				LEFT JOIN LATERAL (
					SELECT (least((SELECT min(y.at) FROM ledger.sample y WHERE y.series_id = w.series_id AND y.at > w.until),
						(SELECT y.first_at FROM ledger.device_trace y WHERE y.series_id = w.series_id AND y.day > w.high ORDER BY y.day LIMIT 1)) AT TIME ZONE 'UTC')::date AS day
					WHERE w.low < closed
				) a ON true
				-- days between the last one that is booked and these, or all if there is none
				LEFT JOIN LATERAL (SELECT max(y.day) AS day FROM ledger.fact y WHERE y.device = w.device AND y.day < w.low) f ON NOT c.booked_before
				LEFT JOIN LATERAL (SELECT min(y.day) AS day FROM ledger.fact y WHERE y.device = w.device AND y.day > w.high) n ON w.low < closed AND NOT c.booked_behind
			) r
			-- Compact may be past a row of invalid and before the sample that is written now, so a row that is there spares none that is needed.
			-- After a sample that is told, days may know nothing yet of one that lay in the future when they were booked: a row is enough for all of them.
			WHERE r.low < closed AND NOT (r.told AND EXISTS (SELECT FROM ledger.invalid i WHERE i.device = r.device AND i.since <= r.low AND i.until >= closed))
			UNION
			-- days that the samples of a device did not reach to their ends: where it is in service begins or ends elsewhere now
			SELECT f.device, f.day, f.day + 1
			FROM (SELECT w.device, w.told, min(w.low) AS low, max(w.high) AS high FROM w GROUP BY w.device, w.told) e
			JOIN ledger.fact f ON f.device = e.device AND NOT f.whole AND NOT f.dropped
			WHERE f.day < closed AND (TG_OP <> 'INSERT' OR (f.day > e.low AND f.seen_since > f.day::timestamp AT TIME ZONE 'UTC')
					OR (f.day < e.high AND f.seen_until < (f.day + 1)::timestamp AT TIME ZONE 'UTC'))
				AND NOT (e.told AND EXISTS (SELECT FROM ledger.invalid i WHERE i.device = f.device AND i.since <= f.day AND i.until > f.day))
		) d;
		-- Tokens of a day are counted with the nearest day before, of which any sample tells since when its last value stands, and with the first
		-- reading of the nearest behind.  Who may not see them all does not know which these are.
		SELECT array_agg(t.series_id), array_agg(t.low), array_agg(t.high) INTO counters, counted_lows, counted_highs
		FROM (
			SELECT c.series_id, CASE WHEN sees_samples THEN least(c.low, b.day) ELSE '-infinity' END AS low, CASE WHEN sees_samples THEN least(coalesce(a.day, c.high) + 1, closed) ELSE 'infinity' END AS high
			FROM (
				SELECT x.series_id, (min(x.at) AT TIME ZONE 'UTC')::date AS low, (max(x.at) AT TIME ZONE 'UTC')::date AS high, min(x.at) AS first_at
				FROM changed x
				LEFT JOIN ledger.series s ON s.series_id = x.series_id
				WHERE s.metric LIKE '%\_tokens' OR NOT sees_samples AND s.series_id IS NULL
				GROUP BY x.series_id
			) c
			CROSS JOIN LATERAL (SELECT c.low::timestamp AT TIME ZONE 'UTC' AS since, (c.high + 1)::timestamp AT TIME ZONE 'UTC' AS until) d
			LEFT JOIN LATERAL (
				SELECT (greatest((SELECT max(y.at) FROM ledger.sample y WHERE y.series_id = c.series_id AND y.at < d.since),
					(SELECT y.last_at FROM ledger.device_trace y WHERE y.series_id = c.series_id AND y.day < c.low ORDER BY y.day DESC LIMIT 1)) AT TIME ZONE 'UTC')::date AS day
				WHERE NOT EXISTS (SELECT FROM ledger.sample y WHERE y.series_id = c.series_id AND y.at >= d.since AND y.at < c.first_at AND y.value >= 0 AND y.value < 'infinity')
			) b ON true
			LEFT JOIN LATERAL (
				SELECT (least((SELECT min(y.at) FROM ledger.sample y WHERE y.series_id = c.series_id AND y.at >= d.until),
					(SELECT y.first_at FROM ledger.device_trace y WHERE y.series_id = c.series_id AND y.day > c.high ORDER BY y.day LIMIT 1)) AT TIME ZONE 'UTC')::date AS day
				WHERE c.high < closed
			) a ON true
		) t
		WHERE t.low < closed;
		EXIT WHEN guarded OR devices IS NULL AND counters IS NULL;
		guarded := true;
	END LOOP;
	IF counters IS NOT NULL THEN
		INSERT INTO ledger.uncounted (series_id, since, until) SELECT t.series_id, t.low, t.high FROM unnest(counters, counted_lows, counted_highs) t (series_id, low, high);
	END IF;
	-- who changes closed days has waited for compact, and nobody else does
	IF NOT guarded THEN
		RETURN NULL;
	END IF;
	INSERT INTO ledger.invalid (device, since, until) SELECT d.device, d.since, d.until FROM unnest(devices, lows, highs) d (device, since, until);
	-- what was packed meanwhile is known now
	SELECT s.packed_since, s.packed_until INTO low, high FROM ledger.setting s;
	IF low < high AND EXISTS (SELECT FROM changed x WHERE x.at >= low AND x.at < high) THEN
		IF TG_OP <> 'INSERT' THEN
			RAISE EXCEPTION 'rows from % until % are packed, and no longer count', low, high
				USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'The samples are in device_trace; drop_partitions() takes the rows away.';
		END IF;
		-- their partition is dropped before long, and no view reads it any more
		CREATE TEMPORARY TABLE IF NOT EXISTS colossus_late (series_id integer, day date, load_id integer, at timestamptz, value double precision);
		TRUNCATE pg_temp.colossus_late;
		INSERT INTO pg_temp.colossus_late (series_id, day, load_id, at, value)
		SELECT x.series_id, (x.at AT TIME ZONE 'UTC')::date, x.load_id, x.at, x.value FROM changed x WHERE x.at >= low AND x.at < high;
		PERFORM ledger.join_late();
	END IF;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.sample_changed() IS 'writes into invalid and uncounted which facts samples that come, change or go concern; of days that are not closed nothing';
CREATE OR REPLACE TRIGGER sample_inserted AFTER INSERT ON ledger.sample
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger.sample_changed();
CREATE OR REPLACE TRIGGER sample_updated AFTER UPDATE ON ledger.sample
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger.sample_changed();
CREATE OR REPLACE TRIGGER sample_moved AFTER UPDATE ON ledger.sample
	REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger.sample_changed();
CREATE OR REPLACE TRIGGER sample_deleted AFTER DELETE ON ledger.sample
	REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger.sample_changed();

CREATE OR REPLACE FUNCTION ledger.all_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	INSERT INTO ledger.invalid (device, since, until) SELECT DISTINCT f.device, '-infinity'::date, 'infinity'::date FROM ledger.fact f;
	INSERT INTO ledger.uncounted (since, until) VALUES ('-infinity', 'infinity');
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.all_changed() IS 'writes into invalid and uncounted that no fact holds';
CREATE OR REPLACE TRIGGER all_changed AFTER TRUNCATE ON ledger.sample FOR EACH STATEMENT EXECUTE FUNCTION ledger.all_changed();
CREATE OR REPLACE TRIGGER all_changed AFTER TRUNCATE ON ledger.device_trace FOR EACH STATEMENT EXECUTE FUNCTION ledger.all_changed();
CREATE OR REPLACE TRIGGER all_changed AFTER TRUNCATE ON ledger.series FOR EACH STATEMENT EXECUTE FUNCTION ledger.all_changed();

-- whose energy is another by what a row of series or device says now
CREATE OR REPLACE FUNCTION ledger.subject_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	devices text[];
BEGIN
	IF current_setting('transaction_isolation') = 'read committed' AND (SELECT s.closed_before FROM ledger.setting s) = '-infinity' THEN
		RETURN NULL;
	END IF;
	IF TG_TABLE_NAME = 'series' AND TG_OP = 'INSERT' THEN
		SELECT array_agg(n.device) INTO devices FROM new_rows n
		WHERE EXISTS (SELECT FROM ledger.sample x WHERE x.series_id = n.series_id) OR EXISTS (SELECT FROM ledger.device_trace t WHERE t.series_id = n.series_id);
	ELSIF TG_TABLE_NAME = 'series' AND TG_OP = 'DELETE' THEN
		SELECT array_agg(o.device) INTO devices FROM old_rows o;
	ELSIF TG_TABLE_NAME = 'series' THEN
		SELECT array_agg(x.device) INTO devices
		FROM (
			(SELECT o.device, o.series_id, o.metric, o.source, o.measure, o.metric_written, o.replica, o.part, o.kind FROM old_rows o
				EXCEPT SELECT n.device, n.series_id, n.metric, n.source, n.measure, n.metric_written, n.replica, n.part, n.kind FROM new_rows n)
			UNION ALL
			(SELECT n.device, n.series_id, n.metric, n.source, n.measure, n.metric_written, n.replica, n.part, n.kind FROM new_rows n
				EXCEPT SELECT o.device, o.series_id, o.metric, o.source, o.measure, o.metric_written, o.replica, o.part, o.kind FROM old_rows o)
		) x;
	ELSIF TG_OP = 'INSERT' THEN
		SELECT array_agg(n.device) INTO devices FROM new_rows n;
	ELSE
		SELECT array_agg(x.device) INTO devices
		FROM (
			(SELECT o.device, o.since, o.until, o.kind, o.accelerator, o.max_gap, o.max_w, o.wrap_j, o.method FROM old_rows o
				EXCEPT SELECT n.device, n.since, n.until, n.kind, n.accelerator, n.max_gap, n.max_w, n.wrap_j, n.method FROM new_rows n)
			UNION ALL
			(SELECT n.device, n.since, n.until, n.kind, n.accelerator, n.max_gap, n.max_w, n.wrap_j, n.method FROM new_rows n
				EXCEPT SELECT o.device, o.since, o.until, o.kind, o.accelerator, o.max_gap, o.max_w, o.wrap_j, o.method FROM old_rows o)
		) x;
	END IF;
	INSERT INTO ledger.invalid (device, since, until)
	SELECT DISTINCT d.device, '-infinity'::date, 'infinity'::date FROM unnest(devices) d (device) WHERE d.device IS NOT NULL;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.subject_changed() IS 'writes into invalid of which devices no fact holds after rows of series or device changed';
CREATE OR REPLACE TRIGGER series_inserted AFTER INSERT ON ledger.series
	REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.subject_changed();
CREATE OR REPLACE TRIGGER series_updated AFTER UPDATE ON ledger.series
	REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.subject_changed();
CREATE OR REPLACE TRIGGER series_deleted AFTER DELETE ON ledger.series
	REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.subject_changed();
CREATE OR REPLACE TRIGGER device_inserted AFTER INSERT ON ledger.device
	REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.subject_changed();
CREATE OR REPLACE TRIGGER device_updated AFTER UPDATE ON ledger.device
	REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.subject_changed();

-- While a series is none of tokens, or not there, nobody says what becomes of its samples; and
-- one that is new may have the number of one that went.
CREATE OR REPLACE FUNCTION ledger.counters_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	counters integer[];
BEGIN
	IF current_setting('transaction_isolation') = 'read committed' AND (SELECT s.closed_before FROM ledger.setting s) = '-infinity' THEN
		RETURN NULL;
	END IF;
	IF TG_OP = 'INSERT' THEN
		SELECT array_agg(n.series_id) INTO counters FROM new_rows n
		WHERE n.metric LIKE '%\_tokens' AND (EXISTS (SELECT FROM ledger.sample x WHERE x.series_id = n.series_id) OR EXISTS (SELECT FROM ledger.device_trace t WHERE t.series_id = n.series_id)
			OR EXISTS (SELECT FROM ledger.token_fact f WHERE f.series_id = n.series_id));
	ELSIF TG_OP = 'DELETE' THEN
		SELECT array_agg(o.series_id) INTO counters FROM old_rows o WHERE o.metric LIKE '%\_tokens';
	ELSE
		SELECT array_agg(x.series_id) INTO counters
		FROM (
			(SELECT o.series_id, o.metric LIKE '%\_tokens' FROM old_rows o EXCEPT SELECT n.series_id, n.metric LIKE '%\_tokens' FROM new_rows n)
			UNION
			(SELECT n.series_id, n.metric LIKE '%\_tokens' FROM new_rows n EXCEPT SELECT o.series_id, o.metric LIKE '%\_tokens' FROM old_rows o)
		) x (series_id, counts);
	END IF;
	IF counters IS NOT NULL THEN
		INSERT INTO ledger.uncounted (series_id, since, until) SELECT DISTINCT c.series_id, '-infinity'::date, 'infinity'::date FROM unnest(counters) c (series_id);
	END IF;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.counters_changed() IS 'writes into uncounted which series became counters of tokens, or no longer are';
CREATE OR REPLACE TRIGGER counters_inserted AFTER INSERT ON ledger.series
	REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.counters_changed();
CREATE OR REPLACE TRIGGER counters_updated AFTER UPDATE ON ledger.series
	REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.counters_changed();
CREATE OR REPLACE TRIGGER counters_deleted AFTER DELETE ON ledger.series
	REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.counters_changed();

-- A fact is cut where jobs began and ended when it was booked; where one does so
-- elsewhere, the views read the samples of that day.  A job can also have a device
-- in service on days on which it was not.
CREATE OR REPLACE FUNCTION ledger.holding_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
BEGIN
	IF current_setting('transaction_isolation') = 'read committed' AND (SELECT s.closed_before FROM ledger.setting s) = '-infinity' THEN
		RETURN NULL;
	END IF;
	INSERT INTO ledger.invalid (device, since, until)
	SELECT DISTINCT k.device, coalesce(b.day + 1, '-infinity'), coalesce(a.day, 'infinity')
	FROM (
		SELECT n.device, (n.started_at AT TIME ZONE 'UTC')::date AS low, (n.held_until AT TIME ZONE 'UTC')::date AS high
		FROM new_rows n
	) k
	LEFT JOIN LATERAL (SELECT x.day FROM ledger.fact x WHERE x.device = k.device AND x.day = k.low LIMIT 1) f ON true
	LEFT JOIN LATERAL (SELECT x.day FROM ledger.fact x WHERE x.device = k.device AND x.day = k.high LIMIT 1) l ON true
	-- and the days up to the nearest that are booked: from its first to its last a device has one for every day in service
	LEFT JOIN LATERAL (SELECT max(x.day) AS day FROM ledger.fact x WHERE x.device = k.device AND x.day < CASE WHEN f.day IS NOT NULL THEN k.high ELSE k.low END) b ON true
	LEFT JOIN LATERAL (SELECT min(x.day) AS day FROM ledger.fact x WHERE x.device = k.device AND x.day > CASE WHEN l.day IS NOT NULL THEN k.low ELSE k.high END) a ON true
	WHERE f.day IS NULL OR l.day IS NULL;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.holding_changed() IS 'writes into invalid of which days a fact is missing because a job held a device longer than was booked';
CREATE OR REPLACE TRIGGER job_device_inserted AFTER INSERT ON ledger.job_device
	REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.holding_changed();
CREATE OR REPLACE TRIGGER job_device_updated AFTER UPDATE ON ledger.job_device
	REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.holding_changed();

-- Sums that no longer hold.  Of days that are not closed there are none.
CREATE OR REPLACE FUNCTION ledger.holders_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	closed date := 'infinity';
BEGIN
	-- an older snapshot does not know what is closed
	IF current_setting('transaction_isolation') = 'read committed' THEN
		SELECT s.closed_before INTO closed FROM ledger.setting s;
		IF closed = '-infinity' THEN
			RETURN NULL;
		END IF;
	END IF;
	IF TG_OP IN ('INSERT', 'DELETE') THEN
		INSERT INTO ledger.unsummed (jobs, devices, since, until)
		SELECT array_agg(DISTINCT d.job), array_agg(DISTINCT d.device), d.low, d.high
		FROM (SELECT x.job, x.device, (x.started_at AT TIME ZONE 'UTC')::date AS low, least((x.held_until AT TIME ZONE 'UTC')::date, closed - 1) + 1 AS high FROM changed x) d
		WHERE d.low < d.high
		GROUP BY d.low, d.high;
	ELSIF TG_OP = 'UPDATE' THEN
		INSERT INTO ledger.unsummed (jobs, devices, since, until)
		SELECT array_agg(DISTINCT d.job), array_agg(DISTINCT d.device), d.low, d.high
		FROM (
			SELECT x.job, x.device, (x.started_at AT TIME ZONE 'UTC')::date AS low, least((x.held_until AT TIME ZONE 'UTC')::date, closed - 1) + 1 AS high
			FROM (
				SELECT o.job, o.device, CASE WHEN n.job IS NULL THEN o.started_at ELSE least(o.held_until, n.held_until) END AS started_at, greatest(o.held_until, n.held_until) AS held_until
				FROM old_rows o
				-- one that lasts longer or shorter changes the days between
				LEFT JOIN new_rows n ON n.job = o.job AND n.device = o.device AND n.started_at = o.started_at AND n.share = o.share
				WHERE n.held_until IS DISTINCT FROM o.held_until
				UNION ALL
				SELECT n.job, n.device, n.started_at, n.held_until
				FROM new_rows n
				WHERE NOT EXISTS (SELECT FROM old_rows o WHERE o.job = n.job AND o.device = n.device AND o.started_at = n.started_at AND o.share = n.share)
			) x
		) d
		WHERE d.low < d.high
		GROUP BY d.low, d.high;
	ELSE
		-- of all: an older snapshot does not know of which jobs there are sums
		INSERT INTO ledger.unsummed (jobs, devices, since, until) VALUES ('{}', '{}', '-infinity', 'infinity');
	END IF;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.holders_changed() IS 'writes into unsummed of which days of jobs no sum holds after rows of job_device changed, which may have ended with their job';
CREATE OR REPLACE TRIGGER holders_inserted AFTER INSERT ON ledger.job_device
	REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger.holders_changed();
CREATE OR REPLACE TRIGGER holders_updated AFTER UPDATE ON ledger.job_device
	REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.holders_changed();
CREATE OR REPLACE TRIGGER holders_deleted AFTER DELETE ON ledger.job_device
	REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger.holders_changed();
CREATE OR REPLACE TRIGGER holders_truncated AFTER TRUNCATE ON ledger.job_device
	FOR EACH STATEMENT EXECUTE FUNCTION ledger.holders_changed();

CREATE OR REPLACE FUNCTION ledger.places_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	devices text[];
BEGIN
	IF current_setting('transaction_isolation') = 'read committed' AND (SELECT s.closed_before FROM ledger.setting s) = '-infinity' THEN
		RETURN NULL;
	END IF;
	IF TG_OP = 'DELETE' THEN
		SELECT array_agg(DISTINCT o.device) INTO devices FROM old_rows o;
	ELSIF TG_OP = 'UPDATE' THEN
		SELECT array_agg(DISTINCT x.device) INTO devices
		FROM (
			(SELECT o.device, o.since, o.until, o.kind, o.cluster, o.site, o.max_w FROM old_rows o EXCEPT SELECT n.device, n.since, n.until, n.kind, n.cluster, n.site, n.max_w FROM new_rows n)
			UNION ALL
			(SELECT n.device, n.since, n.until, n.kind, n.cluster, n.site, n.max_w FROM new_rows n EXCEPT SELECT o.device, o.since, o.until, o.kind, o.cluster, o.site, o.max_w FROM old_rows o)
		) x;
	ELSE
		devices := '{}';
	END IF;
	IF devices IS NOT NULL THEN
		INSERT INTO ledger.unsummed (jobs, devices, since, until) VALUES ('{}', devices, '-infinity', 'infinity');
	END IF;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.places_changed() IS 'writes into unsummed of which devices no sum holds after rows of device changed or went; one that comes has no fact yet';
CREATE OR REPLACE TRIGGER places_updated AFTER UPDATE ON ledger.device
	REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.places_changed();
CREATE OR REPLACE TRIGGER places_deleted AFTER DELETE ON ledger.device
	REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.places_changed();
CREATE OR REPLACE TRIGGER places_truncated AFTER TRUNCATE ON ledger.device
	FOR EACH STATEMENT EXECUTE FUNCTION ledger.places_changed();
