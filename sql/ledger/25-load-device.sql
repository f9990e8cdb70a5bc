-- What the lines of a load speak of: series, and devices that have them.

CREATE OR REPLACE FUNCTION ledger.load_role(options jsonb, attributes jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN load_role.attributes ->> 'kind' = 'service' THEN (
	SELECT CASE WHEN r.said ~* 'prefill|kv_producer' THEN 'prefill' WHEN r.said ~* 'decode|kv_consumer' THEN 'decode' WHEN r.said ~* '^(both|kv_both|unified)$' THEN 'both' END
	FROM (
		SELECT coalesce(load_role.options ->> 'role', n.attribute ->> 'engine_type', n.attribute ->> 'disaggregation_mode', n.attribute ->> 'pd_role', n.attribute ->> 'kv_role',
			n.attribute ->> 'llm_d_ai_role', n.attribute ->> 'role', n.attribute ->> 'component', load_role.options ->> 'engine',
			-- else what the server is called, where it is called one of the two
			(SELECT string_agg(w.word[1], ' ') FROM regexp_matches(lower(concat_ws(' ', n.attribute ->> 'pod', n.attribute ->> 'exported_pod', n.attribute ->> 'service', n.attribute ->> 'container',
				n.attribute ->> 'instance', n.attribute ->> 'job', load_role.options ->> 'source', load_role.options ->> 'file')), '(?<![a-z])(prefill|decode)(?:r|rs|s)?(?![a-z])', 'g') w (word))) AS said
		FROM (SELECT load_role.attributes -> 'labels' AS attribute) n
	) r
	WHERE NOT (r.said ~* 'prefill|kv_producer' AND r.said ~* 'decode|kv_consumer')
) END;
COMMENT ON FUNCTION ledger.load_role(jsonb, jsonb) IS 'prefill, decode or both: what a server of disaggregated serving does, by the option role, its labels, or what it is called; NULL: not told';

CREATE OR REPLACE FUNCTION ledger.without_replica(labels jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN without_replica.labels - '{prometheus_replica,__replica__,thanos_replica,receive_replica,replica}'::text[];
COMMENT ON FUNCTION ledger.without_replica(jsonb) IS 'labels without those that tell replicas of Prometheus, Thanos and Mimir apart';

-- Servers of Prometheus that scrape one server of models show its tokens again: one of them
-- counts, the one that reaches furthest, so that another takes over where it stopped for good.
-- The samples of two in one series would not do: clocks that differ by a blink put a reading
-- before a smaller one, which is a restart.  A label replica alone may be the server's own.
CREATE OR REPLACE VIEW ledger.token_replica (	-- counters of tokens that several replicas of Prometheus show
	series_id,	-- series
	job,	-- job
	metric,	-- metric of the series: as it is written where it does not count
	counts_as,	-- metric of the one that counts; NULL: none does
	written,	-- metric as the source calls it
	counter,	-- what replicas of one counter share
	first_at,	-- first sample
	last_at	-- last sample
) WITH (security_invoker) AS
SELECT s.series_id, s.job, s.metric, max(s.metric) FILTER (WHERE s.metric LIKE '%\_tokens') OVER (PARTITION BY s.job, s.counter), s.metric_written, s.counter, p.first_at, p.last_at
FROM (
	SELECT x.*, jsonb_build_array(x.job, x.source, x.metric_written, k.labels)::text AS counter
	FROM ledger.series x
	CROSS JOIN LATERAL (SELECT ledger.without_replica(x.labels) AS labels) k
	WHERE x.kind = 'service' AND x.replica <> '' AND (x.labels ? 'instance' OR k.labels <> x.labels - 'replica')
) s
JOIN ledger.series_span p ON p.series_id = s.series_id;

CREATE OR REPLACE FUNCTION ledger.load_replicas() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $body$
DECLARE
	jobs text[];
	unnamed boolean;
BEGIN
	-- nothing has come of other jobs
	SELECT array_agg(DISTINCT s.job), bool_or(s.job IS NULL) INTO jobs, unnamed FROM pg_temp.colossus_span p JOIN ledger.series s ON s.series_id = p.series_id WHERE s.kind = 'service' AND s.replica <> '';
	-- nearly always
	IF jobs IS NULL THEN
		RETURN;
	END IF;
	-- another load of a replica is waited for, whose samples must be seen
	PERFORM FROM ledger.series s WHERE (s.job = ANY (jobs) OR unnamed AND s.job IS NULL) AND s.kind = 'service' AND s.replica <> '' ORDER BY s.series_id FOR UPDATE;
	WITH chosen AS MATERIALIZED (
		SELECT r.series_id, CASE WHEN row_number() OVER (PARTITION BY r.counter ORDER BY round(extract(epoch FROM r.last_at - r.first_at) / 3600) DESC NULLS LAST, r.series_id) = 1
			THEN r.counts_as ELSE r.written END AS metric
		FROM ledger.token_replica r
		WHERE r.counts_as IS NOT NULL AND (r.job = ANY (jobs) OR unnamed AND r.job IS NULL)
	), changed AS (
		UPDATE ledger.series s SET metric = c.metric FROM chosen c WHERE c.series_id = s.series_id AND s.metric <> c.metric
		RETURNING s.series_id, s.metric LIKE '%\_tokens' AS counts
	)
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, f.finding)
	FROM (
		SELECT DISTINCT ON (p.load_id) p.load_id, CASE WHEN c.counts THEN 'tokens count by another replica of Prometheus from now on, which reaches further'
			ELSE 'tokens that another replica of Prometheus shows as well: they count once' END AS finding
		FROM changed c
		JOIN pg_temp.colossus_span p ON p.series_id = c.series_id
		ORDER BY p.load_id, c.counts DESC
	) f
	WHERE l.load_id = f.load_id;
END
$body$;
COMMENT ON FUNCTION ledger.load_replicas() IS 'of the replicas that show tokens of one server of models, as the loads of this session find them, the one that reaches furthest counts';

CREATE OR REPLACE FUNCTION ledger.load_series(load_ids integer[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $body$
BEGIN
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_named (load_id integer, block_no integer, series_no integer, identity uuid, at timestamptz, attributes jsonb);
	TRUNCATE pg_temp.colossus_named;
	-- a source that does not say which of many it is, is told by what the load says of it
	INSERT INTO pg_temp.colossus_named (load_id, block_no, series_no, identity, at, attributes)
	SELECT r.load_id, r.block_no, r.series_no,
		md5(jsonb_build_array(r.attributes -> 'exporter', r.attributes -> 'identity', CASE WHEN r.attributes ->> 'names_card' IS DISTINCT FROM 'true' AND r.attributes -> 'labels' -> 'instance' IS NULL
			THEN (SELECT jsonb_object_agg(o.key, o.value ORDER BY o.key) FROM jsonb_each(l.options) o WHERE o.key IN ('source', 'job', 'device', 'host')) END)::text)::uuid,
		r.at, r.attributes
	FROM pg_temp.colossus_row r
	JOIN pg_temp.colossus_load l ON l.load_id = r.load_id
	WHERE r.load_id = ANY (load_series.load_ids) AND r.row_kind = 's' AND r.attributes IS NOT NULL;
	ANALYZE pg_temp.colossus_named (load_id, identity);
	INSERT INTO ledger.series (metric, device, called, part, job, kind, zone, site, labels, unit, source, first_load, metric_written, measure, replica, max_age, identity)
	SELECT n.metric, coalesce(a.device, n.device), CASE WHEN a.device <> n.device THEN n.device END, n.part, n.job, n.kind, n.zone, n.site, n.labels, n.unit, n.source,
		n.load_id, n.metric_written, n.measure, n.replica, n.max_age, n.identity
	FROM (
		-- what the server does stays with its labels.  A server that only prefills gives one token of output, which the one that decodes gives again; and that one
		-- counts the prompts again whose work it was sent
		SELECT x.identity, x.load_id, CASE WHEN ledger.load_role(l.told, x.attributes) = 'prefill' AND x.attributes ->> 'metric' = 'output_tokens'
				OR ledger.load_role(l.told, x.attributes) = 'decode' AND x.attributes ->> 'metric' IN ('prompt_tokens', 'cached_tokens')
			THEN x.attributes ->> 'metric_written' ELSE x.attributes ->> 'metric' END AS metric,
			CASE WHEN x.attributes ->> 'kind' IN ('accelerator', 'node meter', 'rack meter', 'site meter') THEN coalesce(nullif(x.attributes ->> 'device', ''), l.options ->> 'device') END AS device,
			x.attributes ->> 'part' AS part,
			CASE WHEN x.attributes ->> 'metric' LIKE '%\_tokens' THEN coalesce(x.attributes ->> 'job', l.options ->> 'job',
				nullif(concat_ws('/', x.attributes ->> 'namespace', x.attributes ->> 'pod'), '')) END AS job,
			x.attributes ->> 'kind' AS kind, x.attributes ->> 'zone' AS zone, x.attributes ->> 'site' AS site,
			coalesce(x.attributes -> 'labels', '{}') || CASE WHEN ledger.load_role(l.told, x.attributes) IS NULL THEN '{}' ELSE jsonb_build_object('serves', ledger.load_role(l.told, x.attributes)) END AS labels, x.attributes ->> 'unit' AS unit, coalesce(x.attributes ->> 'exporter', l.format) AS source,
			coalesce(x.attributes ->> 'metric_written', x.attributes ->> 'metric') AS metric_written, coalesce(x.attributes ->> 'measure', '') AS measure, coalesce(x.attributes ->> 'replica', '') AS replica,
			CASE WHEN x.attributes ->> 'metric' = 'g_per_kwh' THEN coalesce((x.attributes ->> 'max_age')::interval, CASE l.format WHEN 'intensity-wattime' THEN interval '5 minutes' ELSE interval '1 hour' END) END AS max_age
		FROM (SELECT y.identity, min(ARRAY[y.load_id, y.block_no, y.series_no]) AS first FROM pg_temp.colossus_named y GROUP BY y.identity) d
		JOIN pg_temp.colossus_named x ON x.load_id = d.first[1] AND x.block_no = d.first[2] AND x.series_no = d.first[3] AND x.identity = d.identity
		JOIN pg_temp.colossus_load l ON l.load_id = x.load_id
		WHERE NOT EXISTS (SELECT FROM ledger.series s WHERE s.identity = d.identity)
	) n
	LEFT JOIN ledger.device_alias a ON a.alias = n.device
	ORDER BY n.identity
	ON CONFLICT (identity) DO NOTHING;
	INSERT INTO pg_temp.colossus_series (load_id, block_no, series_no, series_id)
	SELECT n.load_id, n.block_no, n.series_no, s.series_id
	FROM pg_temp.colossus_named n
	JOIN ledger.series s ON s.identity = n.identity;
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, 'a server that decodes: the prompts of its job are those of the servers that prefill'::text)
	WHERE l.load_id IN (SELECT n.load_id FROM pg_temp.colossus_named n JOIN pg_temp.colossus_load o ON o.load_id = n.load_id
		WHERE n.attributes ->> 'metric' = 'prompt_tokens' AND ledger.load_role(o.told, n.attributes) = 'decode');
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, 'a server that prefills: the answers of its job are those of the servers that decode'::text)
	WHERE l.load_id IN (SELECT n.load_id FROM pg_temp.colossus_named n JOIN pg_temp.colossus_load o ON o.load_id = n.load_id
		WHERE n.attributes ->> 'metric' = 'output_tokens' AND ledger.load_role(o.told, n.attributes) = 'prefill');
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, 'keys and values of prompts came from another server or store: if the job has several servers its tokens are not known, unless the option role (prefill, decode, both) or a label tells what each of them does'::text)
	WHERE l.load_id IN (SELECT n.load_id FROM pg_temp.colossus_named n JOIN pg_temp.colossus_load o ON o.load_id = n.load_id
		JOIN pg_temp.colossus_row r ON r.load_id = n.load_id AND r.block_no = n.block_no AND r.series_no = n.series_no AND r.row_kind = 's' AND 0 < ANY (r.vals)
		WHERE n.attributes ->> 'metric' = 'cached_tokens' AND n.attributes ->> 'metric_written' ~ 'external_' AND ledger.load_role(o.told, n.attributes) IS NULL);
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, 'tokens of no job: the option job or a label names it'::text)
	WHERE l.load_id IN (SELECT m.load_id FROM pg_temp.colossus_series m JOIN ledger.series s ON s.series_id = m.series_id WHERE s.job IS NULL AND s.metric LIKE '%\_tokens');
	-- the same index is in every host, and so is the same metric
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, f.finding)
	FROM (
		SELECT n.load_id, format('devices are told by index, slot or metric alone, as %s: of two hosts they would be one; the option host tells whose they are', min(n.attributes ->> 'device')) AS finding
		FROM pg_temp.colossus_named n JOIN pg_temp.colossus_load o ON o.load_id = n.load_id
		WHERE n.attributes ->> 'names_card' = 'false' AND n.attributes ->> 'host' IS NULL AND NOT o.options ?| '{source,device}'
			AND (n.attributes ->> 'kind' = 'accelerator' OR n.attributes ->> 'device' = n.attributes ->> 'metric_written')
		GROUP BY n.load_id
	) f
	WHERE l.load_id = f.load_id;
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, f.finding)
	FROM (
		SELECT DISTINCT ON (c.load_id) c.load_id, format('%s of %s is shown by several replicas or jobs of Prometheus, as %s and %s: one of them counts', c.metric, c.device, c.first, c.last) AS finding
		FROM (
			SELECT n.load_id, n.attributes ->> 'device' AS device, n.attributes ->> 'metric_written' AS metric, min(n.attributes ->> 'replica') AS first, max(n.attributes ->> 'replica') AS last
			FROM pg_temp.colossus_named n
			WHERE n.attributes ->> 'kind' LIKE '%meter' AND n.attributes ->> 'metric' IN ('power_w', 'energy_j')
			GROUP BY n.load_id, n.attributes ->> 'device', n.attributes ->> 'metric_written', n.attributes ->> 'measure', n.attributes ->> 'part'
			HAVING count(DISTINCT n.attributes ->> 'replica') > 1
		) c
		ORDER BY c.load_id, c.device, c.metric
	) f
	WHERE l.load_id = f.load_id;
	-- one chassis may contain another, and which does the documents do not say
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, f.finding)
	FROM (
		SELECT c.load_id, format('%s has meters of several chassis, as %s and %s: the first counts alone, for one may contain another; of chassis apart, load each with a host or device of its own', min(c.device), min(c.first), min(c.last)) AS finding
		FROM (
			SELECT n.load_id, n.attributes ->> 'device' AS device, min(n.attributes ->> 'measure') AS first, max(n.attributes ->> 'measure') AS last
			FROM pg_temp.colossus_named n
			JOIN pg_temp.colossus_load o ON o.load_id = n.load_id
			WHERE n.attributes ->> 'kind' = 'node meter' AND n.attributes ->> 'metric' IN ('power_w', 'energy_j')
				AND (o.format = 'redfish' OR n.attributes ->> 'metric_written' ~ '^(ceems_)?redfish_')
			GROUP BY n.load_id, n.attributes ->> 'device', n.attributes ->> 'metric_written'
			HAVING count(DISTINCT n.attributes ->> 'measure') > 1
		) c
		GROUP BY c.load_id
	) f
	WHERE l.load_id = f.load_id;
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, f.finding)
	FROM (
		SELECT DISTINCT ON (c.load_id) c.load_id, format('%s series of %s are of %s, and no label that is known tells which parts of it they are: they are added', c.series, c.metric, c.device) AS finding
		FROM (
			SELECT n.load_id, n.attributes ->> 'device' AS device, n.attributes ->> 'metric_written' AS metric, count(DISTINCT n.identity) AS series
			FROM pg_temp.colossus_named n
			WHERE n.attributes ->> 'kind' LIKE '%meter' AND n.attributes ->> 'metric' IN ('power_w', 'energy_j') AND coalesce(n.attributes ->> 'part', '') = ''
			GROUP BY n.load_id, n.attributes ->> 'device', n.attributes ->> 'metric_written', n.attributes ->> 'measure', n.attributes ->> 'replica'
			HAVING count(DISTINCT n.identity) > 1
		) c
		ORDER BY c.load_id, c.device, c.metric
	) f
	WHERE l.load_id = f.load_id;
	-- nvidia-smi writes the lines of all cards at once: lines that come in bunches under one name are of several
	IF EXISTS (SELECT FROM pg_temp.colossus_load o WHERE o.load_id = ANY (load_series.load_ids) AND o.format IN ('nvidia-smi', 'nvidia-smi-dmon') AND o.options ? 'device') THEN
		UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, f.finding)
		FROM (
			SELECT g.load_id, format('lines of %s come in bunches: if they are of several cards, a column must tell which (index, uuid)', min(g.device)) AS finding
			FROM (
				SELECT r.load_id, r.series_no, n.attributes ->> 'device' AS device, r.at - lag(r.at) OVER w AS gap, (max(r.at) OVER s - min(r.at) OVER s) / nullif(count(*) OVER s - 1, 0) AS mean
				FROM (
					SELECT x.load_id, x.block_no, x.series_no, x.line_no + unnest(x.lines) AS line_no, unnest(x.times) AS at
					FROM pg_temp.colossus_row x
					WHERE x.row_kind = 's' AND x.block_no = 1 AND x.load_id IN (SELECT o.load_id FROM pg_temp.colossus_load o WHERE o.format IN ('nvidia-smi', 'nvidia-smi-dmon') AND o.options ? 'device')
				) r
				JOIN pg_temp.colossus_named n ON n.load_id = r.load_id AND n.block_no = r.block_no AND n.series_no = r.series_no AND n.attributes ->> 'device' = (SELECT o.options ->> 'device' FROM pg_temp.colossus_load o WHERE o.load_id = r.load_id)
				WINDOW w AS (PARTITION BY r.load_id, r.series_no ORDER BY r.line_no), s AS (PARTITION BY r.load_id, r.series_no)
			) g
			GROUP BY g.load_id, g.series_no
			HAVING count(*) FILTER (WHERE g.gap < g.mean / 10) >= 0.4 * (count(*) - 1) AND count(*) > 2
		) f
		WHERE l.load_id = f.load_id;
	END IF;
	-- without statistics the joins of load_close would be nested loops
	ANALYZE pg_temp.colossus_series;
END
$body$;
COMMENT ON FUNCTION ledger.load_series(integer[]) IS 'makes the series that loads of this session speak of, and notes which is which';

CREATE OR REPLACE FUNCTION ledger.device_is(called text, device text)
RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	-- what a job held under both names it held once
	DELETE FROM ledger.job_device h USING ledger.job_device o
	WHERE h.device = device_is.called AND o.device = device_is.device AND o.job = h.job AND o.started_at < coalesce(h.ended_at, 'infinity') AND h.started_at < coalesce(o.ended_at, 'infinity');
	UPDATE ledger.job_device h SET device = device_is.device WHERE h.device = device_is.called;
	UPDATE ledger.series s SET device = device_is.device, called = CASE WHEN coalesce(s.called, s.device) <> device_is.device THEN coalesce(s.called, s.device) END WHERE s.device = device_is.called;
	IF EXISTS (SELECT FROM ledger.device d WHERE d.device = device_is.device) THEN
		DELETE FROM ledger.device d WHERE d.device = device_is.called;
	ELSE
		UPDATE ledger.device d SET device = device_is.device WHERE d.device = device_is.called;
	END IF;
	RETURN true;
EXCEPTION WHEN check_violation THEN
	-- other jobs held it by the other name at the same time: these are two
	RETURN false;
END
$body$;
COMMENT ON FUNCTION ledger.device_is(text, text) IS 'makes a device that is called otherwise, with its series and what jobs held of it, one with another; false: other jobs held that at the same time';

-- Rows that a user wrote are completed, never changed.  A card that shows up in
-- another slot or host later than ever before ends its old period there.
CREATE OR REPLACE FUNCTION ledger.load_devices(load_ids integer[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $body$
DECLARE
	row record;
	had record;
BEGIN
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_device (device text, kind text, accelerator text, host text, rack text, cluster text, site text, idx integer, load_id integer, at timestamptz);
	TRUNCATE pg_temp.colossus_device;
	INSERT INTO pg_temp.colossus_device
	SELECT DISTINCT ON (s.device) s.device, s.kind, n.attributes ->> 'model', n.attributes ->> 'host', n.attributes ->> 'rack', o.options ->> 'cluster', n.attributes ->> 'site',
		(n.attributes ->> 'idx')::integer, n.load_id, n.at
	FROM pg_temp.colossus_named n
	JOIN pg_temp.colossus_load o ON o.load_id = n.load_id
	JOIN ledger.series s ON s.identity = n.identity
	WHERE s.device IS NOT NULL AND s.kind IN ('accelerator', 'node meter', 'rack meter', 'site meter')
	ORDER BY s.device, n.at DESC, n.load_id;

	-- devices as somebody lists them
	FOR row IN
		SELECT r.load_id, r.line_no, r.attributes AS a, coalesce((SELECT x.device FROM ledger.device_alias x WHERE x.alias = r.attributes ->> 'device'), r.attributes ->> 'device') AS device,
			coalesce((r.attributes ->> 'since')::timestamptz, '-infinity') AS since, (r.attributes ->> 'until')::timestamptz AS until
		FROM pg_temp.colossus_row r
		JOIN pg_temp.colossus_load l ON l.load_id = r.load_id
		WHERE r.load_id = ANY (load_devices.load_ids) AND r.row_kind = 'd' AND l.format = 'devices-csv'
			-- most say nothing that needs a look at the rows that are there, or may not be allowed
			AND (r.attributes ?| '{since,until,kind,max_gap,max_w,wrap_j,method}' OR EXISTS (SELECT FROM ledger.device d WHERE d.device = r.attributes ->> 'device'))
		ORDER BY 4, 5
	LOOP
		BEGIN
			-- the row that only says that the device exists gives way to one that says since when
			UPDATE ledger.device d SET since = row.since, until = coalesce(row.until, d.until),
				accelerator = coalesce(row.a ->> 'accelerator', d.accelerator), host = coalesce(row.a ->> 'host', d.host), rack = coalesce(row.a ->> 'rack', d.rack),
				cluster = coalesce(row.a ->> 'cluster', d.cluster), site = coalesce(row.a ->> 'site', d.site), kind = coalesce(row.a ->> 'kind', d.kind),
				max_gap = coalesce((row.a ->> 'max_gap')::interval, d.max_gap), max_w = coalesce((row.a ->> 'max_w')::double precision, d.max_w),
				wrap_j = coalesce((row.a ->> 'wrap_j')::double precision, d.wrap_j), method = coalesce(row.a ->> 'method', d.method), idx = coalesce((row.a ->> 'idx')::integer, d.idx)
			WHERE d.device = row.device AND (d.since = row.since OR d.since = '-infinity' AND d.load_id IS NOT NULL AND d.until IS NULL
				AND NOT EXISTS (SELECT FROM ledger.device o WHERE o.device = d.device AND o.since <> d.since));
			IF NOT FOUND THEN
				INSERT INTO ledger.device (device, since, until, accelerator, host, rack, cluster, site, kind, max_gap, max_w, wrap_j, method, idx, load_id)
				VALUES (row.device, row.since, row.until, row.a ->> 'accelerator', row.a ->> 'host', row.a ->> 'rack', row.a ->> 'cluster', row.a ->> 'site',
					coalesce(row.a ->> 'kind', 'accelerator'), coalesce((row.a ->> 'max_gap')::interval, '5 minutes'), (row.a ->> 'max_w')::double precision,
					(row.a ->> 'wrap_j')::double precision, row.a ->> 'method', (row.a ->> 'idx')::integer, row.load_id);
			END IF;
		EXCEPTION WHEN integrity_constraint_violation OR data_exception THEN
			INSERT INTO pg_temp.colossus_row (load_id, line_no, row_kind, reject_reason, reject_detail)
			VALUES (row.load_id, row.line_no, 'x', CASE WHEN SQLSTATE IN ('23P01', '23505') THEN 'in service twice' ELSE 'not allowed' END, SQLERRM);
		END;
	END LOOP;
	INSERT INTO ledger.device (device, accelerator, host, rack, cluster, site, idx, load_id)
	SELECT DISTINCT ON (d.device) d.device, d.a ->> 'accelerator', d.a ->> 'host', d.a ->> 'rack', d.a ->> 'cluster', d.a ->> 'site', (d.a ->> 'idx')::integer, d.load_id
	FROM (
		SELECT r.load_id, r.line_no, r.attributes AS a, coalesce((SELECT x.device FROM ledger.device_alias x WHERE x.alias = r.attributes ->> 'device'), r.attributes ->> 'device') AS device
		FROM pg_temp.colossus_row r
		JOIN pg_temp.colossus_load l ON l.load_id = r.load_id
		WHERE r.load_id = ANY (load_devices.load_ids) AND r.row_kind = 'd' AND l.format = 'devices-csv' AND NOT r.attributes ?| '{since,until,kind,max_gap,max_w,wrap_j,method}'
	) d
	WHERE NOT EXISTS (SELECT FROM ledger.device o WHERE o.device = d.device)
	ORDER BY d.device, d.load_id, d.line_no;

	-- devices that samples speak of
	INSERT INTO ledger.device (device, kind, accelerator, host, rack, cluster, site, idx, load_id)
	SELECT c.device, c.kind, c.accelerator, c.host, c.rack, c.cluster, c.site, c.idx, c.load_id
	FROM pg_temp.colossus_device c
	WHERE NOT EXISTS (SELECT FROM ledger.device d WHERE d.device = c.device)
	ORDER BY c.device
	ON CONFLICT DO NOTHING;
	UPDATE ledger.device d SET accelerator = coalesce(d.accelerator, c.accelerator), host = coalesce(d.host, c.host), idx = coalesce(d.idx, c.idx), cluster = coalesce(d.cluster, c.cluster)
	FROM pg_temp.colossus_device c
	WHERE d.device = c.device AND (d.accelerator IS NULL AND c.accelerator IS NOT NULL OR d.host IS NULL AND c.host IS NOT NULL OR d.idx IS NULL AND c.idx IS NOT NULL OR d.cluster IS NULL AND c.cluster IS NOT NULL)
		AND NOT EXISTS (SELECT FROM ledger.device o WHERE o.device = d.device AND o.since <> d.since);
	FOR row IN
		SELECT c.*, d.since AS old_since, d.host AS old_host, d.idx AS old_idx, first.at AS first_at
		FROM pg_temp.colossus_device c
		JOIN ledger.device d ON d.device = c.device AND d.since <= c.at AND (d.until IS NULL OR d.until > c.at)
		CROSS JOIN LATERAL (
			SELECT min(n.at) AS at FROM pg_temp.colossus_named n JOIN ledger.series s ON s.identity = n.identity
			WHERE s.device = c.device AND n.attributes ->> 'host' = c.host AND (n.attributes ->> 'idx')::integer IS NOT DISTINCT FROM c.idx
		) first
		WHERE d.kind = 'accelerator' AND (split_part(lower(d.host), '.', 1) <> split_part(lower(c.host), '.', 1) OR d.idx <> c.idx)
		ORDER BY c.device
	LOOP
		SELECT max(p.last_at) AS last_at INTO had FROM ledger.series_span p WHERE p.device = row.device;
		IF had.last_at < row.first_at AND row.first_at > row.old_since THEN
			UPDATE ledger.device d SET until = row.first_at WHERE d.device = row.device AND d.since = row.old_since;
			INSERT INTO ledger.device (device, since, kind, accelerator, host, idx, rack, cluster, site, max_gap, max_w, wrap_j, method, load_id)
			SELECT row.device, row.first_at, d.kind, d.accelerator, row.host, row.idx, n.rack, coalesce(n.cluster, d.cluster), coalesce(n.site, d.site), d.max_gap, d.max_w, d.wrap_j, d.method, row.load_id
			FROM ledger.device d
			LEFT JOIN LATERAL (SELECT o.rack, o.cluster, o.site FROM ledger.device o WHERE o.host = row.host AND o.device <> row.device ORDER BY o.since DESC, o.device LIMIT 1) n ON true
			WHERE d.device = row.device AND d.since = row.old_since;
		ELSE
			UPDATE pg_temp.colossus_load l SET unsaid = l.unsaid + (cardinality(l.findings) >= 100)::integer, findings = CASE WHEN cardinality(l.findings) < 100
				THEN array_append(l.findings, format('%s is in %s, index %s, here and in %s, index %s, in table device', row.device, row.host, row.idx, row.old_host, row.old_idx)) ELSE l.findings END
			WHERE l.load_id = row.load_id;
		END IF;
	END LOOP;
	-- one log names a card, another its place alone: that is one card, if it was in service there before the place shows anything
	FOR row IN
		SELECT p.slot, p.host, p.idx, min(p.named) AS named, max(p.load_id) AS load_id, count(DISTINCT p.named) AS cards, bool_and(p.met) AS met
		FROM (
			SELECT c.load_id, d.device AS named, s.device AS slot, d.host, d.idx,
				s.load_id IS NOT NULL AND d.since <= least((SELECT min(n.at) FROM pg_temp.colossus_named n JOIN ledger.series x ON x.identity = n.identity WHERE x.device = s.device),
					(SELECT min(x.first_at) FROM ledger.series_span x WHERE x.device = s.device)) AS met
			FROM pg_temp.colossus_device c
			JOIN ledger.device w ON w.device = c.device AND w.until IS NULL
			JOIN ledger.device s ON s.device = w.host || '/' || w.idx AND s.host = w.host AND s.idx = w.idx AND s.kind = 'accelerator' AND s.until IS NULL
			JOIN ledger.device d ON d.host = s.host AND d.idx = s.idx AND d.device <> s.device AND d.kind = 'accelerator' AND d.until IS NULL
			WHERE w.kind = 'accelerator'
		) p
		WHERE EXISTS (SELECT FROM ledger.series x WHERE x.device = p.slot)
		GROUP BY p.slot, p.host, p.idx
		ORDER BY p.slot
	LOOP
		UPDATE pg_temp.colossus_load l SET unsaid = l.unsaid + (cardinality(l.findings) >= 100)::integer, findings = CASE WHEN cardinality(l.findings) < 100
			THEN array_append(l.findings, format(CASE
				WHEN row.cards = 1 AND row.met AND ledger.device_is(row.slot, row.named) THEN '%1$s is taken for %2$s, which is index %3$s of %4$s: another reading of that card. If it is another card, UPDATE device says where'
				ELSE '%2$s and %1$s are both index %3$s of %4$s: if that is one card, it counts twice: unload what names its place alone' END, row.slot, row.named, row.idx, row.host)) ELSE l.findings END
		WHERE l.load_id = row.load_id;
	END LOOP;
END
$body$;
COMMENT ON FUNCTION ledger.load_devices(integer[]) IS 'makes the devices that loads of this session list or speak of, and completes those that are there';
