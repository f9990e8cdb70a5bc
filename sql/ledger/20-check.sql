-- What guards the tables.

CREATE OR REPLACE FUNCTION ledger.job_device_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	new_end timestamptz := coalesce(NEW.ended_at, (SELECT j.ended_at FROM ledger.job j WHERE j.job = NEW.job), 'infinity');
	other record;
BEGIN
	-- a snapshot from before the lock could not see the other session's row
	IF current_setting('transaction_isolation') = 'repeatable read' THEN
		RAISE EXCEPTION 'job_device cannot be written in a repeatable read transaction'
			USING ERRCODE = 'feature_not_supported', HINT = 'Use read committed or serializable.';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended(NEW.device, TG_RELID::bigint));
	-- the sum of shares is largest at some moment when a holder begins
	WITH held AS (
		SELECT d.job, d.share, d.started_at, coalesce(d.ended_at, j.ended_at, 'infinity') AS ended_at
		FROM ledger.job_device d JOIN ledger.job j ON j.job = d.job
		WHERE d.device = NEW.device AND d.started_at < new_end
	), edge AS (
		SELECT DISTINCT greatest(h.started_at, NEW.started_at) AS at FROM held h WHERE h.ended_at > NEW.started_at
	)
	SELECT e.at, sum(h.share) AS total,
		(array_agg(format('job %s from %s, share %s', h.job, h.started_at, h.share)
			ORDER BY h.job = NEW.job AND h.started_at = NEW.started_at, h.started_at DESC, h.job))[1] AS row
	INTO other
	FROM edge e JOIN held h ON h.started_at <= e.at AND h.ended_at > e.at
	GROUP BY e.at HAVING sum(h.share) > 1.000000001
	ORDER BY e.at LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'device "%" would be held %-fold from %', NEW.device, other.total, other.at
			USING ERRCODE = 'check_violation',
				DETAIL = format('New row: job %s from %s, share %s; in its way: %s.', NEW.job, NEW.started_at, NEW.share, other.row),
				HINT = 'The shares of one moment must not exceed 1: end the other row first, or give both a share.';
	END IF;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.job_device_check() IS 'refuses a holder that would bring the shares of a device above 1';
CREATE OR REPLACE TRIGGER job_device_check AFTER INSERT OR UPDATE ON ledger.job_device
	FOR EACH ROW EXECUTE FUNCTION ledger.job_device_check();

CREATE OR REPLACE FUNCTION ledger.device_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	other record;
BEGIN
	IF current_setting('transaction_isolation') = 'repeatable read' THEN
		RAISE EXCEPTION 'device cannot be written in a repeatable read transaction'
			USING ERRCODE = 'feature_not_supported', HINT = 'Use read committed or serializable.';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended(NEW.device, TG_RELID::bigint));
	SELECT d.since, d.until INTO other
	FROM ledger.device d
	WHERE d.device = NEW.device AND d.since <> NEW.since
		AND d.since < coalesce(NEW.until, 'infinity') AND coalesce(d.until, 'infinity') > NEW.since
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'device "%" would be in service twice', NEW.device
			USING ERRCODE = 'exclusion_violation',
				DETAIL = format('New row: since %s until %s; in its way: since %s until %s.', NEW.since, coalesce(NEW.until, 'infinity'), other.since, coalesce(other.until, 'infinity')),
				HINT = 'End the earlier row first.';
	END IF;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.device_check() IS 'refuses periods of service of one device that overlap';
CREATE OR REPLACE TRIGGER device_check AFTER INSERT OR UPDATE ON ledger.device
	FOR EACH ROW EXECUTE FUNCTION ledger.device_check();
