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

-- The row that tells of the change is one of the jobs that changed, with its start where
-- not all of its rows did; what is in its way is another one if there is one.
CREATE OR REPLACE FUNCTION ledger.refuse_above_1(devices text[], jobs text[], starts timestamptz[], what text, remedy text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	bad record;
	mine record;
	other text;
BEGIN
	SELECT h.device, h.at, h.total INTO bad FROM ledger.held_above_1(devices) h;
	IF NOT FOUND THEN
		RETURN;
	END IF;
	SELECT h.job, h.started_at, h.share INTO mine
	FROM unnest(jobs, starts) c (job, started_at)
	JOIN ledger.holding h ON h.job = c.job AND (starts IS NULL OR h.started_at = c.started_at)
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
COMMENT ON FUNCTION ledger.refuse_above_1(text[], text[], timestamptz[], text, text) IS 'raises 23514 if shares of these devices add up to more than 1 at a moment: what changed (job, start and share of it are put in), what is in its way, and the remedy';

CREATE OR REPLACE FUNCTION ledger.job_device_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	PERFORM ledger.take_turns('job_device', 'job_device cannot be written');
	PERFORM ledger.refuse_above_1(array_agg(DISTINCT n.device), array_agg(n.job), array_agg(n.started_at),
		'New row: job %1$s from %2$s, share %3$s', 'end the other row first, or give both a share.')
	FROM new_rows n;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.job_device_check() IS 'refuses holders that would bring the shares of a device above 1';
CREATE OR REPLACE TRIGGER job_device_check AFTER INSERT ON ledger.job_device
	REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.job_device_check();
CREATE OR REPLACE TRIGGER job_device_check_update AFTER UPDATE ON ledger.job_device
	REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.job_device_check();

-- A job that lasts longer holds what it held longer.
CREATE OR REPLACE FUNCTION ledger.job_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	devices text[];
	jobs text[];
BEGIN
	SELECT array_agg(DISTINCT d.device), array_agg(DISTINCT n.job) INTO devices, jobs
	FROM new_rows n
	JOIN old_rows o ON o.job = n.job
	JOIN ledger.job_device d ON d.job = n.job AND d.ended_at IS NULL
	WHERE coalesce(n.ended_at, CASE WHEN n.running IS FALSE THEN d.started_at ELSE 'infinity' END)
		> coalesce(o.ended_at, CASE WHEN o.running IS FALSE THEN d.started_at ELSE 'infinity' END);
	IF devices IS NOT NULL THEN
		PERFORM ledger.take_turns('job_device', 'job cannot be prolonged');
		PERFORM ledger.refuse_above_1(devices, jobs, NULL, 'Job %1$s would hold it longer', 'end its row of job_device first, or the other.');
	END IF;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.job_check() IS 'refuses to prolong a job whose devices others hold by then';
CREATE OR REPLACE TRIGGER job_check AFTER UPDATE ON ledger.job
	REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger.job_check();

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
