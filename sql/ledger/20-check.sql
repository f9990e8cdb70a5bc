-- What guards the tables: once a statement, for a lock a row would fill the lock
-- table.  Writers take turns by a lock on the table that readers and vacuum's
-- rows do not meet, and that nobody can take who may not write it.

CREATE OR REPLACE FUNCTION ledger.job_device_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	bad record;
	mine record;
	other text;
BEGIN
	-- a snapshot from before the lock could not see the other session's row
	IF current_setting('transaction_isolation') = 'repeatable read' THEN
		RAISE EXCEPTION 'job_device cannot be written in a repeatable read transaction'
			USING ERRCODE = 'feature_not_supported', HINT = 'Use read committed or serializable.';
	END IF;
	LOCK TABLE ledger.job_device IN SHARE UPDATE EXCLUSIVE MODE;
	SELECT h.device, h.at, h.total INTO bad FROM ledger.held_above_1(ARRAY(SELECT DISTINCT n.device FROM new_rows n)) h;
	IF FOUND THEN
		SELECT n.job, n.started_at, n.share INTO mine
		FROM new_rows n
		JOIN ledger.holding h ON h.job = n.job AND h.device = n.device AND h.started_at = n.started_at
		WHERE n.device = bad.device AND h.started_at <= bad.at AND h.ended_at > bad.at
		ORDER BY n.started_at DESC, n.job DESC LIMIT 1;
		SELECT format('job %s from %s, share %s', h.job, h.started_at, h.share) INTO other
		FROM ledger.holding h
		WHERE h.device = bad.device AND h.started_at <= bad.at AND h.ended_at > bad.at
		ORDER BY h.job = mine.job AND h.started_at = mine.started_at, h.started_at DESC, h.job LIMIT 1;
		RAISE EXCEPTION 'device "%" would be held %-fold from %', bad.device, bad.total, bad.at
			USING ERRCODE = 'check_violation',
				DETAIL = format('New row: job %s from %s, share %s; in its way: %s.', mine.job, mine.started_at, mine.share, other),
				HINT = 'The shares of one moment must not exceed 1: end the other row first, or give both a share.';
	END IF;
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
	longer text[];
	bad record;
	mine text;
	other text;
BEGIN
	SELECT array_agg(DISTINCT d.device) INTO longer
	FROM new_rows n
	JOIN old_rows o ON o.job = n.job
	JOIN ledger.job_device d ON d.job = n.job AND d.ended_at IS NULL
	WHERE coalesce(n.ended_at, CASE WHEN n.running IS FALSE THEN d.started_at ELSE 'infinity' END)
		> coalesce(o.ended_at, CASE WHEN o.running IS FALSE THEN d.started_at ELSE 'infinity' END);
	IF longer IS NULL THEN
		RETURN NULL;
	END IF;
	IF current_setting('transaction_isolation') = 'repeatable read' THEN
		RAISE EXCEPTION 'job cannot be prolonged in a repeatable read transaction'
			USING ERRCODE = 'feature_not_supported', HINT = 'Use read committed or serializable.';
	END IF;
	LOCK TABLE ledger.job_device IN SHARE UPDATE EXCLUSIVE MODE;
	SELECT h.device, h.at, h.total INTO bad FROM ledger.held_above_1(longer) h;
	IF FOUND THEN
		SELECT n.job INTO mine
		FROM new_rows n
		JOIN ledger.holding h ON h.job = n.job
		WHERE h.device = bad.device AND h.started_at <= bad.at AND h.ended_at > bad.at
		ORDER BY n.job LIMIT 1;
		SELECT format('job %s from %s, share %s', h.job, h.started_at, h.share) INTO other
		FROM ledger.holding h
		WHERE h.device = bad.device AND h.started_at <= bad.at AND h.ended_at > bad.at
		ORDER BY h.job = mine, h.started_at DESC, h.job LIMIT 1;
		RAISE EXCEPTION 'device "%" would be held %-fold from %', bad.device, bad.total, bad.at
			USING ERRCODE = 'check_violation',
				DETAIL = format('Job %s would hold it longer; in its way: %s.', mine, other),
				HINT = 'The shares of one moment must not exceed 1: end its row of job_device first, or the other.';
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
	IF current_setting('transaction_isolation') = 'repeatable read' THEN
		RAISE EXCEPTION 'device cannot be written in a repeatable read transaction'
			USING ERRCODE = 'feature_not_supported', HINT = 'Use read committed or serializable.';
	END IF;
	LOCK TABLE ledger.device IN SHARE UPDATE EXCLUSIVE MODE;
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
	UPDATE ledger.series s SET device = NEW.device WHERE s.device = NEW.alias;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.device_alias_follow() IS 'gives the series that a log calls by an alias to their device';
CREATE OR REPLACE TRIGGER device_alias_follow AFTER INSERT OR UPDATE ON ledger.device_alias
	FOR EACH ROW EXECUTE FUNCTION ledger.device_alias_follow();
