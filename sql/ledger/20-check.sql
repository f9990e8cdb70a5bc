-- What guards the tables: once a statement, for a lock a row would fill the lock
-- table.  Writers take turns by a lock on the table that readers and vacuum's
-- rows do not meet, and that nobody can take who may not write it.

-- what a statement does that must see every row that others have written before it
CREATE OR REPLACE FUNCTION ledger.take_turns(relation text, what text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	-- a snapshot from before the lock could not see the other session's row
	IF current_setting('transaction_isolation') = 'repeatable read' THEN
		RAISE EXCEPTION '% in a repeatable read transaction', what
			USING ERRCODE = 'feature_not_supported', HINT = 'Use read committed or serializable.';
	END IF;
	EXECUTE format('LOCK TABLE %I.%I IN SHARE UPDATE EXCLUSIVE MODE', 'ledger', relation);
END
$body$;
COMMENT ON FUNCTION ledger.take_turns(text, text) IS 'waits until no other session writes the relation, and keeps others from it until the end of the transaction; in a repeatable read transaction 0A000, saying what cannot be done there';

-- The row that tells of the change is one of those that changed; what is in its way is
-- another one if there is one.
CREATE OR REPLACE FUNCTION ledger.refuse_above_1(devices text[], jobs text[], starts timestamptz[], ends timestamptz[], what text, remedy text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	bad record;
	mine record;
	other text;
BEGIN
	SELECT h.device, h.at, h.total INTO bad FROM ledger.held_above_1(devices, starts, ends) h;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	SELECT h.job, h.started_at, h.share INTO mine
	FROM unnest(jobs, starts) c (job, started_at)
	JOIN ledger.holding h ON h.job = c.job AND h.started_at = c.started_at
	WHERE h.device = bad.device AND h.started_at <= bad.at AND h.ended_at > bad.at
	ORDER BY h.started_at DESC, h.job DESC LIMIT 1;
	SELECT format('job %s from %s, share %s', h.job, h.started_at, h.share) INTO other
	FROM ledger.holding h
	WHERE h.device = bad.device AND h.started_at <= bad.at AND h.ended_at > bad.at
	ORDER BY h.job = mine.job AND h.started_at = mine.started_at, h.started_at DESC, h.job LIMIT 1;
	RAISE EXCEPTION 'device "%" would be held %-fold from %', bad.device, bad.total, bad.at
		USING ERRCODE = 'check_violation',
			DETAIL = format(what || '; in its way: %4$s.', mine.job, mine.started_at, mine.share, other),
			HINT = 'The shares of one moment must not exceed 1: ' || remedy;
END
$body$;
COMMENT ON FUNCTION ledger.refuse_above_1(text[], text[], timestamptz[], timestamptz[], text, text) IS 'raises 23514 if shares of devices add up to more than 1 while rows that changed hold them: device, job, start and end of each, what changed (job, start and share of it are put in), and the remedy';

CREATE OR REPLACE FUNCTION ledger.job_device_turn() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	PERFORM ledger.take_turns('job_device', 'job_device cannot be written');
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.job_device_turn() IS 'lets writers of job_device, and of the ends of jobs, follow one another';
CREATE OR REPLACE TRIGGER job_device_turn BEFORE INSERT OR UPDATE ON ledger.job_device
	FOR EACH STATEMENT EXECUTE FUNCTION ledger.job_device_turn();

-- Whoever ends the job meanwhile has his turn behind this one and finds the row, or had it
-- before and is seen.  Asked for every row: without SET clauses, and with operators that are named.
CREATE OR REPLACE FUNCTION ledger.job_device_ends() RETURNS trigger
LANGUAGE plpgsql AS $body$
DECLARE
	ends pg_catalog.timestamptz;
	lasts pg_catalog.interval;
BEGIN
	IF NEW.ended_at IS NOT NULL THEN
		ends := NEW.ended_at;
	ELSE
		-- a serializable transaction has the snapshot of its begin: it fails where the job has changed since
		IF pg_catalog.current_setting('transaction_isolation') OPERATOR(pg_catalog.=) 'serializable' THEN
			PERFORM FROM ledger.job j WHERE j.job OPERATOR(pg_catalog.=) NEW.job FOR SHARE;
		END IF;
		SELECT coalesce(j.ended_at, CASE WHEN j.running IS FALSE THEN NEW.started_at ELSE 'infinity' END) INTO ends
		FROM ledger.job j WHERE j.job OPERATOR(pg_catalog.=) NEW.job;
		IF ends IS NULL THEN
			IF pg_catalog.row_security_active(pg_catalog.format('%I.%I', 'ledger', 'job')) THEN
				RAISE EXCEPTION 'job "%" of a row of job_device is not visible', NEW.job
					USING ERRCODE = 'insufficient_privilege', DETAIL = 'Its end tells until when it holds the device.', HINT = 'Write ended_at, or write as the owner of the ledger.';
			END IF;
			-- not there yet, as where one statement writes both: job_check does it then
			ends := 'infinity';
		END IF;
	END IF;
	-- what begins when the job has ended holds nothing
	IF ends OPERATOR(pg_catalog.<) NEW.started_at THEN
		ends := NEW.started_at;
	END IF;
	NEW.held_until := ends;
	NEW.held_days := 0;
	IF ends OPERATOR(pg_catalog.<) 'infinity' THEN
		lasts := ends OPERATOR(pg_catalog.-) NEW.started_at;
		NEW.held_days := CASE WHEN lasts OPERATOR(pg_catalog.<=) '24 hours' THEN 1 WHEN lasts OPERATOR(pg_catalog.<=) '768 hours' THEN 32 ELSE 0 END;
	END IF;
	RETURN NEW;
END
$body$;
COMMENT ON FUNCTION ledger.job_device_ends() IS 'writes held_until and held_days of a row of job_device';
CREATE OR REPLACE TRIGGER job_device_ends BEFORE INSERT OR UPDATE ON ledger.job_device
	FOR EACH ROW EXECUTE FUNCTION ledger.job_device_ends();

CREATE OR REPLACE FUNCTION ledger.job_device_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	devices text[];
	jobs text[];
	starts timestamptz[];
	ends timestamptz[];
BEGIN
	IF TG_OP = 'INSERT' THEN
		SELECT array_agg(n.device), array_agg(n.job), array_agg(n.started_at), array_agg(n.held_until) INTO devices, jobs, starts, ends FROM new_rows n;
	ELSE
		-- what holds no more than before is in nobody's way; in groups, for a join would be planned for the
		-- rows of the first statement of a session, and go through all pairs of those of another
		SELECT array_agg(x.device), array_agg(x.job), array_agg(x.started_at), array_agg(x.held_until) INTO devices, jobs, starts, ends
		FROM (
			SELECT y.job, y.device, y.started_at, max(y.held_until) FILTER (WHERE y.is_new) AS held_until, max(y.held_until) FILTER (WHERE NOT y.is_new) AS old_until,
				max(y.share) FILTER (WHERE y.is_new) AS share, max(y.share) FILTER (WHERE NOT y.is_new) AS old_share
			FROM (
				SELECT n.job, n.device, n.started_at, n.held_until, n.share, true AS is_new FROM new_rows n
				UNION ALL
				SELECT o.job, o.device, o.started_at, o.held_until, o.share, false FROM old_rows o
			) y
			GROUP BY y.job, y.device, y.started_at
		) x
		WHERE x.held_until IS NOT NULL AND (x.held_until <= x.old_until AND x.share <= x.old_share) IS NOT TRUE;
	END IF;
	-- within a trigger it is job_check that writes
	PERFORM ledger.refuse_above_1(devices, jobs, starts, ends,
		CASE WHEN pg_trigger_depth() > 1 THEN 'Job %1$s would hold it longer' ELSE 'New row: job %1$s from %2$s, share %3$s' END,
		CASE WHEN pg_trigger_depth() > 1 THEN 'end its row of job_device first, or the other.' ELSE 'end the other row first, or give both a share.' END);
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.job_device_check() IS 'refuses holders that would bring the shares of a device above 1';
CREATE OR REPLACE TRIGGER job_device_check AFTER INSERT ON ledger.job_device
	REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.job_device_check();
CREATE OR REPLACE TRIGGER job_device_check_update AFTER UPDATE ON ledger.job_device
	REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.job_device_check();

-- Before any row: who holds one and waits for his turn would be in the way of who has the
-- turn and writes the row next, as a load does.  job_check takes it, or refuses, where the
-- statement does not name what changes or may not see enough.
CREATE OR REPLACE FUNCTION ledger.job_turn() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	-- who may not write holders may still name the end as it is
	IF current_setting('transaction_isolation') NOT IN ('repeatable read', 'serializable') AND has_table_privilege(format('%I.%I', 'ledger', 'job_device'), 'UPDATE, DELETE, TRUNCATE') THEN
		PERFORM ledger.take_turns('job_device', 'the end of a job cannot be written');
	END IF;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.job_turn() IS 'lets writers of the ends of jobs, and of job_device, follow one another';
CREATE OR REPLACE TRIGGER job_turn BEFORE UPDATE OF ended_at, running ON ledger.job
	FOR EACH STATEMENT EXECUTE FUNCTION ledger.job_turn();

-- A job that lasts longer or shorter holds what it held as long.
CREATE OR REPLACE FUNCTION ledger.job_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	IF TG_OP = 'UPDATE' THEN
		-- in groups, as in job_device_check
		IF NOT EXISTS (
				SELECT FROM (SELECT n.job, n.ended_at, n.running FROM new_rows n UNION ALL SELECT o.job, o.ended_at, o.running FROM old_rows o) x
				GROUP BY x.job HAVING count(DISTINCT (x.ended_at, x.running)) > 1) THEN
			RETURN NULL;
		END IF;
		-- its snapshot may be from before a row that another session has written since
		IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
			RAISE EXCEPTION 'the end of a job cannot be written in a % transaction', current_setting('transaction_isolation')
				USING ERRCODE = 'feature_not_supported', HINT = 'Use read committed.';
		END IF;
		PERFORM ledger.take_turns('job_device', 'the end of a job cannot be written');
		IF row_security_active(format('%I.%I', 'ledger', 'job_device')) THEN
			RAISE EXCEPTION 'the end of a job cannot be written under row security'
				USING ERRCODE = 'insufficient_privilege', DETAIL = 'Rows of job_device that end with it may not be visible.', HINT = 'Write it as the owner of the ledger.';
		END IF;
	END IF;
	-- job_device_ends writes what it is; of a new job there are only rows of the same statement
	IF EXISTS (SELECT FROM new_rows n JOIN ledger.job_device d ON d.job = n.job AND d.ended_at IS NULL
			AND d.held_until <> greatest(d.started_at, coalesce(n.ended_at, CASE WHEN n.running IS FALSE THEN d.started_at ELSE 'infinity' END))) THEN
		UPDATE ledger.job_device d SET held_until = d.held_until
		FROM new_rows n
		WHERE d.job = n.job AND d.ended_at IS NULL AND d.held_until <> greatest(d.started_at, coalesce(n.ended_at, CASE WHEN n.running IS FALSE THEN d.started_at ELSE 'infinity' END));
	END IF;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.job_check() IS 'ends rows of job_device with their job, and refuses to prolong one whose devices others hold by then';
CREATE OR REPLACE TRIGGER job_check AFTER UPDATE ON ledger.job
	REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.job_check();
CREATE OR REPLACE TRIGGER job_check_insert AFTER INSERT ON ledger.job
	REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.job_check();

CREATE OR REPLACE FUNCTION ledger.device_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	bad record;
BEGIN
	PERFORM ledger.take_turns('device', 'device cannot be written');
	SELECT n.device, n.since, n.until, d.since AS other_since, d.until AS other_until INTO bad
	FROM new_rows n
	JOIN ledger.device d ON d.device = n.device AND d.since <> n.since
		AND d.since < coalesce(n.until, 'infinity') AND coalesce(d.until, 'infinity') > n.since
	ORDER BY n.device, n.since, d.since LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'device "%" would be in service twice', bad.device
			USING ERRCODE = 'exclusion_violation',
				DETAIL = format('New row: since %s until %s; in its way: since %s until %s.', bad.since, coalesce(bad.until, 'infinity'), bad.other_since, coalesce(bad.other_until, 'infinity')),
				HINT = 'End the earlier row first.';
	END IF;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.device_check() IS 'refuses periods of service of one device that overlap';
CREATE OR REPLACE TRIGGER device_check AFTER INSERT ON ledger.device
	REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.device_check();
CREATE OR REPLACE TRIGGER device_check_update AFTER UPDATE ON ledger.device
	REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.device_check();

CREATE OR REPLACE FUNCTION ledger.device_alias_follow() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	-- what an alias that is gone had moved is called as in the log again
	IF TG_OP <> 'INSERT' THEN
		UPDATE ledger.series s SET device = s.called, called = NULL WHERE s.device = OLD.device AND s.called = OLD.alias;
	END IF;
	IF TG_OP <> 'DELETE' THEN
		UPDATE ledger.series s SET device = NEW.device, called = NEW.alias WHERE s.device = NEW.alias;
	END IF;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.device_alias_follow() IS 'gives the series that a log calls by an alias to their device, and back where the alias ends';
CREATE OR REPLACE TRIGGER device_alias_follow AFTER INSERT OR UPDATE OR DELETE ON ledger.device_alias
	FOR EACH ROW EXECUTE FUNCTION ledger.device_alias_follow();
