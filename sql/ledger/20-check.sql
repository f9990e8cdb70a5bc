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
	-- the sum of shares over time, where one ends before the next begins
	SELECT e.device, e.at, e.total INTO bad
	FROM (
		SELECT h.device, c.at, sum(c.share) OVER (PARTITION BY h.device ORDER BY c.at, c.share ROWS UNBOUNDED PRECEDING) AS total,
			lead(c.at) OVER (PARTITION BY h.device ORDER BY c.at, c.share) AS next_at
		FROM (SELECT DISTINCT n.device FROM new_rows n) d
		JOIN ledger.holding h ON h.device = d.device AND h.ended_at > h.started_at
		CROSS JOIN LATERAL (VALUES (h.started_at, h.share), (h.ended_at, -h.share)) c (at, share)
	) e
	WHERE e.total > 1.000000001 AND e.next_at > e.at
	ORDER BY e.at, e.device LIMIT 1;
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
