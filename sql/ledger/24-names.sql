-- Samples by name, for tools that write rows themselves.

CREATE OR REPLACE VIEW ledger.sample_by_name (	-- samples with the names of their series: rows inserted here become samples
	device,	-- device of table device
	metric,	-- power_w: a power gauge in W; energy_j: a cumulative energy counter in J; others are kept and not read
	at,	-- time of the sample, from 1970 to 2199
	value	-- value in the unit of the metric
) WITH (security_invoker) AS
SELECT s.device, s.metric, x.at, x.value
FROM ledger.loose x
JOIN ledger.series s ON s.series_id = x.series_id;

CREATE OR REPLACE FUNCTION ledger.sample_by_name_insert() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	name_is uuid := md5(jsonb_build_array('by name', NEW.metric, NEW.device)::text)::uuid;
	found_id integer;
	had double precision;
	packed record;
	is_packed boolean := false;
BEGIN
	IF current_setting('transaction_isolation') <> 'read committed' THEN
		RAISE EXCEPTION 'samples cannot be written in a % transaction', current_setting('transaction_isolation')
			USING ERRCODE = 'active_sql_transaction', HINT = 'Use read committed: what another session has stored meanwhile must be seen.';
	END IF;
	-- its own, whatever device it is of since: another name of the same device has a series, and a counter, of its own
	SELECT s.series_id INTO found_id FROM ledger.series s WHERE s.identity = name_is;
	IF NOT FOUND THEN
		-- or one that was told to be of this device
		SELECT s.series_id INTO found_id
		FROM ledger.series s
		WHERE s.device = NEW.device AND s.metric = NEW.metric AND s.source = 'by name' AND s.called IS NULL
		ORDER BY s.series_id LIMIT 1;
	END IF;
	IF NOT FOUND THEN
		INSERT INTO ledger.series (metric, device, unit, source, metric_written, kind, identity)
		VALUES (NEW.metric, NEW.device, CASE NEW.metric WHEN 'power_w' THEN 'W' WHEN 'energy_j' THEN 'J' END, 'by name', NEW.metric,
			(SELECT d.kind FROM ledger.device d WHERE d.device = NEW.device LIMIT 1), name_is)
		ON CONFLICT (identity) DO NOTHING;
		SELECT s.series_id INTO found_id FROM ledger.series s WHERE s.identity = name_is;
	END IF;
	IF NEW.metric IN ('power_w', 'energy_j') AND (SELECT NEW.at < x.kept_since::timestamp AT TIME ZONE 'UTC' FROM ledger.setting x) THEN
		RAISE WARNING '% of device "%" at % was not taken: the samples of the day are dropped', NEW.metric, NEW.device, NEW.at;
		RETURN NULL;
	END IF;
	IF (SELECT NEW.at < x.closed_before::timestamp AT TIME ZONE 'UTC' FROM ledger.setting x) THEN
		-- waits for compact, which may have it on its way into a trace
		INSERT INTO ledger.invalid (device, since, until) VALUES (NEW.device, (NEW.at AT TIME ZONE 'UTC')::date, (NEW.at AT TIME ZONE 'UTC')::date + 1);
		SELECT t.trace INTO packed
		FROM ledger.device_trace t
		WHERE t.series_id = found_id AND t.day = (NEW.at AT TIME ZONE 'UTC')::date AND NEW.at BETWEEN t.first_at AND t.last_at;
		IF FOUND THEN
			SELECT u.value INTO had FROM colossus.samples(colossus.slice(CASE WHEN colossus.trace_intact(packed.trace) THEN colossus.trace_of(packed.trace) END, NEW.at, NEW.at + interval '1 microsecond')) u;
			is_packed := FOUND;
		END IF;
	END IF;
	IF NOT is_packed THEN
		INSERT INTO ledger.sample (series_id, at, value) VALUES (found_id, NEW.at, NEW.value) ON CONFLICT (series_id, at) DO NOTHING;
		IF FOUND THEN
			RETURN NEW;
		END IF;
		SELECT x.value INTO had FROM ledger.sample x WHERE x.series_id = found_id AND x.at = NEW.at;
	END IF;
	IF had IS DISTINCT FROM NEW.value THEN
		RAISE WARNING '% of device "%" at % is % already: % was not taken', NEW.metric, NEW.device, NEW.at, had, NEW.value;
	END IF;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.sample_by_name_insert() IS 'stores a sample under its series, which it makes if there is none; one that is there already stays';
CREATE OR REPLACE TRIGGER sample_by_name_insert INSTEAD OF INSERT ON ledger.sample_by_name
	FOR EACH ROW EXECUTE FUNCTION ledger.sample_by_name_insert();
