-- A ledger whose days and hours are those of a time zone with summer time: 360 W is
-- 0.36 kWh an hour, so a day of 23 hours is 8.28 kWh, of 24 is 8.64, of 25 is 9.
SET timezone = 'Asia/Tokyo';
SET client_min_messages = warning;
SET jit = off;
\set SHOW_CONTEXT never

-- zones are names, and know summer time; which names there are is the server's affair
\set VERBOSITY terse
CALL create_ledger('far', zone => 'America/Chikago');
CALL create_ledger('far', zone => 'CST');
CALL create_ledger('far', zone => '-06');
CALL create_ledger('far', zone => '<x>+6');
CALL create_ledger('far', zone => '');
CALL create_ledger('far', zone => NULL);
CALL create_ledger('far', zone => 'localtime');
\set VERBOSITY default
-- days that begin twice, hours of 30 minutes
CALL create_ledger('far', zone => 'America/Havana');
CALL create_ledger('far', zone => 'Australia/Lord_Howe');
SELECT count(*) FROM pg_namespace WHERE nspname = 'far';

CALL create_ledger('chicago', zone => 'america/chicago');
SELECT zone FROM chicago.setting;
INSERT INTO chicago.device (device, accelerator, cluster, site) VALUES ('g', 'H100 SXM', 'one', 'Here'), ('h', 'H100 SXM', 'one', 'Here');
INSERT INTO chicago.site_overhead (site, from_date, server_factor, pue, zone) VALUES ('Here', '2026-01-01', 1.5, 2, 'US'), ('Here', '2026-11-01', 1.5, 1, 'US');
INSERT INTO chicago.job (job, kind, tenant, started_at, ended_at) VALUES ('j', 'training', 'acme', '2026-03-07 06:00Z', '2026-11-03 06:00Z');
-- from an hour into the day on which the clock goes forward, and to the end of October's last Saturday
INSERT INTO chicago.job_device (job, device, started_at, ended_at) VALUES ('j', 'g', '2026-03-08 07:00Z', '2026-03-09 05:00Z'), ('j', 'h', '2026-10-31 05:00Z', '2026-11-01 05:00Z');
INSERT INTO chicago.step_log (job, step, at, tokens) VALUES ('j', 1, '2026-03-09 04:30Z', 5), ('j', 2, '2026-03-09 05:00Z', 7);
INSERT INTO chicago.sample_by_name SELECT 'g', 'power_w', t, 360 FROM generate_series(timestamptz '2026-03-07 06:00Z', '2026-03-10 05:00Z', '5 minutes') t;
INSERT INTO chicago.sample_by_name SELECT 'h', 'power_w', t, 360 FROM generate_series(timestamptz '2026-10-31 05:00Z', '2026-11-03 06:00Z', '5 minutes') t;

-- the same before and after the days are closed
CREATE VIEW days AS SELECT day, service_s / 3600 AS hours, accelerator_kwh, facility_kwh, samples FROM chicago.device_energy WHERE samples > 0;
CREATE VIEW hours AS
	SELECT day, count(*), sum(energy_nj) AS nj, min(hour) AT TIME ZONE 'America/Chicago' AS first, max(hour) AT TIME ZONE 'America/Chicago' AS last
	FROM chicago.fleet_hourly WHERE energy_nj IS NOT NULL GROUP BY day;
CREATE VIEW twice AS SELECT hour AT TIME ZONE 'UTC' AS hour, hour AT TIME ZONE 'America/Chicago' AS clock, accelerator_kwh FROM chicago.fleet_hourly WHERE day = '2026-11-01' AND hour < '2026-11-01 09:00Z';
CREATE VIEW months AS SELECT month, tenant, round(accelerator_kwh::numeric, 9) AS accelerator_kwh, round(facility_kwh::numeric, 9) AS facility_kwh FROM chicago.tenant_ledger WHERE energy_nj > 0;
CREATE VIEW of_job AS
	SELECT 'day' AS what, day, NULL::timestamp AS hour, device_s / 3600 AS held_h, accelerator_kwh, training_tokens FROM chicago.job_daily WHERE accelerator_kwh > 0 OR training_tokens > 0
	UNION ALL SELECT 'hour', day, hour AT TIME ZONE 'America/Chicago', device_s / 3600, accelerator_kwh, training_tokens FROM chicago.job_hourly WHERE day = '2026-03-08' AND hour < '2026-03-08 10:00Z' OR training_tokens > 0;
SELECT * FROM days ORDER BY day;
SELECT * FROM hours ORDER BY day;
SELECT * FROM twice ORDER BY hour;
SELECT * FROM months ORDER BY month, tenant;
SELECT * FROM of_job ORDER BY what, day, hour;
CALL chicago.compact('2026-11-03');
SELECT count(*), min(day), max(day) FROM chicago.device_trace;
SELECT * FROM days ORDER BY day;
SELECT * FROM hours ORDER BY day;
SELECT * FROM twice ORDER BY hour;
SELECT * FROM months ORDER BY month, tenant;
SELECT * FROM of_job ORDER BY what, day, hour;
-- statements are of the ledger's days: 25 and 24 hours of November
SELECT round(quantity::numeric, 9) AS kwh FROM chicago.statement('2026-11-01'::date, '2026-12-01'::date) WHERE line = '2 location';
SELECT round(sum(kwh)::numeric, 9) AS kwh FROM chicago.job_share('2026-11-01', '2026-11-02', '2026-11-28');
SELECT month, round(facility_kwh::numeric, 9) AS kwh FROM chicago.emission_ledger() WHERE tenant = '(idle)' ORDER BY 1;
-- matched by the hour, a day has 25 of them
INSERT INTO chicago.certificate (certificate, site, from_date, until_date, mwh, vintage) VALUES ('c', 'Here', '2026-11-01', '2026-11-02', 1, 2026);
INSERT INTO chicago.certificate_hour SELECT 'c', 'Here', h, 0.00027 FROM generate_series(timestamptz '2026-11-01 05:00Z', '2026-11-02 05:00Z', '1 hour') h;
SELECT round(quantity::numeric, 9) AS kwh, round(matched_kwh::numeric, 9) AS matched FROM chicago.hourly('2026-11-01', '2026-11-02', '2026-11-28') WHERE line LIKE '2 market%';
-- an operation from noon to noon lies half in each month
INSERT INTO chicago.unit_operation (site, unit, started_at, ended_at, mwh, heat_mmbtu) VALUES ('There', 'u', '2026-02-28 18:00Z', '2026-03-01 18:00Z', 2, 20);
SELECT month, heat_mmbtu FROM chicago.emission_ledger() WHERE scope = 1 ORDER BY 1;
-- and counts half in each for a limit of twelve months
INSERT INTO chicago.unit_operation (site, unit, started_at, ended_at, heat_mmbtu) SELECT p.site, u.unit, u.since, u.until, 20
FROM (SELECT min(p.site) AS site FROM colossus.permit p JOIN colossus.permit_limit l USING (permit_id) WHERE l.limit_kind = 'annual' AND l.pollutant = 'NOx' AND l.model = '' AND l.limit_scope = 'facility' AND l.tons_per_year IS NOT NULL) p,
	(VALUES ('a', timestamptz '2026-02-28 18:00Z', timestamptz '2026-03-01 18:00Z')) u (unit, since, until);
SELECT month, round((tons / sum(tons) OVER (PARTITION BY permit_id))::numeric, 9) AS part FROM chicago.permit_margin WHERE pollutant = 'NOx' AND limit_scope = 'facility' AND model IS NULL AND tons > 0 ORDER BY permit_id, month;
-- 743 hours of March and 12 of April
UPDATE chicago.unit_operation SET started_at = '2026-03-01 06:00Z', ended_at = '2026-04-01 17:00Z' WHERE unit = 'a';
SELECT month, round((tons / sum(tons) OVER (PARTITION BY permit_id))::numeric, 9) AS part, round(CASE month WHEN '2026-03-01' THEN 743 ELSE 12 END / 755.0, 9) AS of_hours
FROM chicago.permit_margin WHERE pollutant = 'NOx' AND limit_scope = 'facility' AND model IS NULL AND tons > 0 ORDER BY permit_id, month;
DELETE FROM chicago.unit_operation WHERE unit = 'a';
-- a day of the ledger is closed when it is over there
DO $$
BEGIN
	CALL chicago.compact((now() AT TIME ZONE 'America/Chicago')::date + 1);
EXCEPTION WHEN invalid_parameter_value THEN
	RAISE WARNING 'today is not over';
END $$;
SELECT count(*) FROM chicago.ledger_audit() WHERE rule IN ('parts do not sum', 'damaged trace', 'shares above 1');
CALL upgrade_ledger('chicago');
SELECT * FROM days ORDER BY day;
-- nothing of it counts by another zone, but for local times of logs without one
SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'chicago'::regnamespace AND coalesce(p.prosrc || pg_get_function_sqlbody(p.oid), p.prosrc, pg_get_function_sqlbody(p.oid)) ~ '''UTC''';
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'chicago'::regnamespace AND c.relkind = 'v' AND pg_get_viewdef(c.oid) ~ '''UTC''';
-- nor by that of the session
SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'chicago'::regnamespace AND concat(p.prosrc, pg_get_function_sqlbody(p.oid), pg_get_function_arguments(p.oid)) ~* 'current_date|current_time|localtime|interval ''[0-9]+ days?''::interval\)? *[+-]';

-- half an hour beside the others
CALL create_ledger('kolkata', zone => 'Asia/Kolkata');
INSERT INTO kolkata.device (device, accelerator) VALUES ('g', 'H100 SXM');
INSERT INTO kolkata.sample_by_name SELECT 'g', 'power_w', t, 360 FROM generate_series(timestamptz '2026-03-06 18:00Z', '2026-03-08 18:30Z', '5 minutes') t;
SELECT day, service_s, accelerator_kwh FROM kolkata.device_energy ORDER BY day;
SELECT day, count(*), sum(energy_nj), min(hour AT TIME ZONE 'UTC'), min(service_s), max(service_s) FROM kolkata.fleet_hourly GROUP BY day ORDER BY day;
CALL kolkata.compact('2026-03-09');
SELECT day, service_s, accelerator_kwh FROM kolkata.device_energy ORDER BY day;
SELECT day, count(*), sum(energy_nj), min(hour AT TIME ZONE 'UTC'), min(service_s), max(service_s) FROM kolkata.fleet_hourly GROUP BY day ORDER BY day;

-- a zone in another case of letters is the same, and what is made anew has it as the server spells it
UPDATE kolkata.setting SET zone = 'ASIA/kolkata';
CALL upgrade_ledger('kolkata');
SELECT count(*) FILTER (WHERE p.prosrc ~ '''Asia/Kolkata''') > 0 AS has_zone, count(*) FILTER (WHERE p.prosrc ~ '''ASIA/kolkata''') AS otherwise FROM pg_proc p WHERE p.pronamespace = 'kolkata'::regnamespace;
SELECT day, accelerator_kwh FROM kolkata.device_energy ORDER BY day;
-- days that are booked are of the zone that they were booked by
UPDATE kolkata.setting SET zone = 'UTC';
CALL upgrade_ledger('kolkata');
-- who has lost his zone is told, and not given another
UPDATE kolkata.setting SET zone = 'Asia/Kolkatta';
CALL upgrade_ledger('kolkata');
UPDATE kolkata.setting SET zone = $$UTC$body$; '$$;
CALL upgrade_ledger('kolkata');
DELETE FROM kolkata.setting;
CALL upgrade_ledger('kolkata');
DROP SCHEMA chicago, kolkata CASCADE;
