-- The way in: a load owns everything between a log and its samples.
--
-- An open load stands in temporary tables of its session and is known to no
-- other: what breaks off is gone with the session.  load_read reads the lines
-- and makes series and devices, which say nothing without samples, each in the
-- order of their names; load_close makes the jobs and moves the samples, in the
-- order of series and time.  Two loads at once then wait for each other and do not
-- deadlock; where they still do, the caller repeats load_close.

INSERT INTO ledger.reject_reason (reason, meaning, remedy)
SELECT r.reason, r.meaning, r.remedy FROM colossus.reject_reasons() r
UNION ALL
VALUES ('in service twice', 'the period of a device overlaps another of it, or is none', 'end the earlier one first'),
	('not allowed', 'the ledger takes no such value in this column', 'see what the column takes'),
	('another cluster', 'a job of another cluster has this number', 'load each cluster into a ledger of its own'),
	('held above 1', 'the shares of a device at one moment would exceed 1', 'end the other job first, or give both a share')
ON CONFLICT (reason) DO UPDATE SET meaning = excluded.meaning, remedy = excluded.remedy;

CREATE OR REPLACE FUNCTION ledger.load_open(format text, source text DEFAULT NULL, zone text DEFAULT NULL, options jsonb DEFAULT '{}')
RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $body$
DECLARE
	given jsonb := coalesce(options, '{}');
	me regclass := (SELECT t.typrelid FROM pg_type t WHERE t.oid = pg_typeof(NULL::ledger.load));
	opened integer;
BEGIN
	IF current_setting('transaction_isolation') <> 'read committed' THEN
		RAISE EXCEPTION 'a load cannot be opened in a % transaction', current_setting('transaction_isolation')
			USING ERRCODE = 'active_sql_transaction', HINT = 'Use read committed: what another session has stored meanwhile must be seen.';
	END IF;
	IF jsonb_typeof(given) <> 'object' THEN
		RAISE EXCEPTION 'options must be an object, not %', given USING ERRCODE = 'invalid_parameter_value';
	END IF;
	IF zone IS NOT NULL THEN
		PERFORM now() AT TIME ZONE zone;
	END IF;
	-- an unknown format raises here, with the list of all
	PERFORM FROM colossus.read_log(load_open.format, '', load_open.zone, NULL, NULL, NULL, given);
	IF to_regclass('pg_temp.colossus_load') IS NULL THEN
		CREATE TEMPORARY TABLE colossus_load (
			ledger regclass NOT NULL, load_id integer NOT NULL, format text NOT NULL, source text, zone text, scraped_at timestamptz, options jsonb NOT NULL,
			started_at timestamptz NOT NULL, is_read boolean NOT NULL DEFAULT false, digest text, known_load integer, state jsonb,
			lines bigint NOT NULL DEFAULT 0, read bigint NOT NULL DEFAULT 0, empty bigint NOT NULL DEFAULT 0, rejected bigint NOT NULL DEFAULT 0,
			skipped bigint NOT NULL DEFAULT 0, nth integer NOT NULL UNIQUE, findings text[] NOT NULL DEFAULT '{}', tail jsonb, met integer[] NOT NULL DEFAULT '{}', PRIMARY KEY (ledger, load_id));
		CREATE TEMPORARY TABLE colossus_block (load_id integer, block_no integer, block text);
		ALTER TABLE pg_temp.colossus_block ALTER COLUMN block SET STORAGE EXTERNAL;
		CREATE TEMPORARY TABLE colossus_row (load_id integer, block_no integer, line_no bigint, row_kind "char", series_no integer, at timestamptz, value double precision,
			reject_reason text, reject_detail text, attributes jsonb);
		CREATE INDEX colossus_row_account ON pg_temp.colossus_row (load_id, block_no) WHERE row_kind = 'a';
		CREATE INDEX colossus_row_other ON pg_temp.colossus_row (load_id, row_kind) WHERE row_kind NOT IN ('s', 'a');
		CREATE TEMPORARY TABLE colossus_series (load_id integer, block_no integer, series_no integer, series_id integer);
	ELSIF (SELECT l.ledger FROM pg_temp.colossus_load l LIMIT 1) <> me THEN
		RAISE EXCEPTION 'this session has loads of another ledger open' USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Close them first.';
	END IF;
	opened := nextval(pg_get_serial_sequence(me::text, 'load_id'));
	INSERT INTO pg_temp.colossus_load (ledger, load_id, format, source, zone, scraped_at, options, started_at, nth)
	VALUES (me, opened, load_open.format, coalesce(load_open.source, given ->> 'file'), load_open.zone,
		-- a time without zone is one of the zone
		CASE WHEN given ->> 'scraped_at' ~ '(Z|[+-][0-9]{2}(:?[0-9]{2})?)$' THEN (given ->> 'scraped_at')::timestamptz
			ELSE (given ->> 'scraped_at')::timestamp AT TIME ZONE coalesce(load_open.zone, 'UTC') END,
		CASE WHEN load_open.source IS NULL THEN given ELSE given || jsonb_build_object('source', load_open.source) END - 'file', clock_timestamp(),
		coalesce((SELECT max(l.nth) FROM pg_temp.colossus_load l), 0) + 1);
	RETURN opened;
END
$body$;
COMMENT ON FUNCTION ledger.load_open(text, text, text, jsonb) IS
	'Opens a load and gives its number. What it is given stays in temporary tables of this session until load_close; lines go to load_block, or as rows into pg_temp.colossus_block: load_id or the place of the load in the session, below zero, block_no, block';

CREATE OR REPLACE FUNCTION ledger.load_block(load_id integer, block text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $body$
BEGIN
	IF to_regclass('pg_temp.colossus_load') IS NULL OR NOT EXISTS (SELECT FROM pg_temp.colossus_load l WHERE l.load_id = load_block.load_id AND NOT l.is_read) THEN
		RAISE EXCEPTION 'load % is not open in this session', load_id USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'load_open opens one.';
	END IF;
	INSERT INTO pg_temp.colossus_block (load_id, block_no, block)
	VALUES (load_block.load_id, (SELECT coalesce(max(b.block_no), 0) + 1 FROM pg_temp.colossus_block b WHERE b.load_id = load_block.load_id), load_block.block);
END
$body$;
COMMENT ON FUNCTION ledger.load_block(integer, text) IS 'Gives an open load its next lines: whole ones, or all of a document';

-- A digest goes from block to block, so that a log that grew is known by its
-- beginning: it is told by the block in which the earlier load ended.
CREATE OR REPLACE FUNCTION ledger.load_read(load_ids integer[] DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET jit = off AS $body$
DECLARE
	ids integer[];
	blocks integer;
	one record;
	piece record;
	chain text;
	before text;
	whole text;
	grown record;
BEGIN
	SELECT array_agg(l.load_id ORDER BY l.load_id) INTO ids
	FROM pg_temp.colossus_load l
	WHERE NOT l.is_read AND (load_read.load_ids IS NULL OR l.load_id = ANY (load_read.load_ids));
	IF ids IS NULL THEN
		RETURN;
	END IF;
	-- rows that were copied in before the numbers were known have the place of their load, below zero
	UPDATE pg_temp.colossus_block b SET load_id = l.load_id FROM pg_temp.colossus_load l WHERE b.load_id = -l.nth;

	-- what is known already, wholly or its beginning; a document or a scrape does not grow
	ANALYZE pg_temp.colossus_block (load_id, block_no);
	UPDATE pg_temp.colossus_load l SET digest = encode(sha256(convert_to(b.block, 'UTF8')), 'hex'), tail = '{}'
	FROM pg_temp.colossus_block b
	WHERE l.load_id = ANY (ids) AND b.load_id = l.load_id AND b.block_no = 1 AND (l.format IN ('prometheus', 'dcgm') OR left(b.block, 64) ~ '^\s*[{\[]')
		AND NOT EXISTS (SELECT FROM pg_temp.colossus_block o WHERE o.load_id = l.load_id AND o.block_no > 1);
	FOR one IN SELECT l.* FROM pg_temp.colossus_load l WHERE l.load_id = ANY (ids) AND l.digest IS NULL ORDER BY l.load_id LOOP
		chain := '';
		before := '';
		grown := NULL;
		FOR piece IN SELECT b.block_no, b.block FROM pg_temp.colossus_block b WHERE b.load_id = one.load_id ORDER BY b.block_no LOOP
			before := chain;
			IF one.format NOT IN ('prometheus', 'dcgm') AND NOT left(piece.block, 64) ~ '^\s*[{\[]' THEN
				SELECT f.load_id, f.tail, piece.block_no AS block_no INTO grown
				FROM ledger.load f
				WHERE f.state = 'finished' AND f.digest IS NOT NULL AND f.format = one.format AND f.zone IS NOT DISTINCT FROM one.zone AND f.options = one.options
					AND f.tail ->> 'before' = before AND (f.tail ->> 'block')::integer = piece.block_no AND (f.tail ->> 'length')::integer < octet_length(piece.block)
					AND f.tail ->> 'last' = encode(sha256(substring(convert_to(piece.block, 'UTF8') FROM 1 FOR (f.tail ->> 'length')::integer)), 'hex')
				ORDER BY (f.tail ->> 'length')::integer DESC LIMIT 1;
				IF FOUND THEN
					UPDATE pg_temp.colossus_load l SET state = grown.tail -> 'state', skipped = (grown.tail ->> 'lines')::bigint, met = ARRAY[grown.load_id],
						findings = array_append(l.findings, format('%s lines of the beginning were read by load %s', grown.tail ->> 'lines', grown.load_id))
					WHERE l.load_id = one.load_id;
					UPDATE pg_temp.colossus_block b
					SET block = CASE WHEN b.block_no = piece.block_no
						THEN convert_from(substring(convert_to(b.block, 'UTF8') FROM (grown.tail ->> 'length')::integer + 1), 'UTF8') END
					WHERE b.load_id = one.load_id AND b.block_no <= piece.block_no;
				END IF;
			END IF;
			whole := encode(sha256(convert_to(piece.block, 'UTF8')), 'hex');
			chain := encode(sha256(convert_to(before || whole, 'UTF8')), 'hex');
			one.tail := jsonb_build_object('before', before, 'block', piece.block_no, 'length', octet_length(piece.block), 'last', whole);
		END LOOP;
		UPDATE pg_temp.colossus_load l SET digest = chain, tail = coalesce(one.tail, '{}') WHERE l.load_id = one.load_id;
	END LOOP;
	UPDATE pg_temp.colossus_load l SET known_load = f.load_id
	FROM ledger.load f
	WHERE l.load_id = ANY (ids) AND f.digest = l.digest AND f.state = 'finished' AND f.format = l.format AND f.zone IS NOT DISTINCT FROM l.zone AND f.options = l.options;

	-- the same lines twice at once
	UPDATE pg_temp.colossus_load l SET known_load = d.load_id
	FROM (SELECT x.load_id, x.digest, x.format, x.zone, x.options FROM pg_temp.colossus_load x WHERE x.load_id = ANY (ids)) d
	WHERE l.load_id = ANY (ids) AND l.known_load IS NULL AND d.load_id < l.load_id AND d.digest = l.digest AND d.format = l.format AND d.zone IS NOT DISTINCT FROM l.zone AND d.options = l.options;
	DELETE FROM pg_temp.colossus_block b USING pg_temp.colossus_load l WHERE l.load_id = b.load_id AND l.known_load IS NOT NULL;

	-- the k-th block of all loads at once: what follows in one load is read with the state that came before
	SELECT max(b.block_no) INTO blocks FROM pg_temp.colossus_block b WHERE b.load_id = ANY (ids);
	FOR k IN 1 .. coalesce(blocks, 0) LOOP
		INSERT INTO pg_temp.colossus_row (load_id, block_no, line_no, row_kind, series_no, at, value, reject_reason, reject_detail, attributes)
		SELECT b.load_id, b.block_no, r.line_no + l.skipped + l.lines, r.row_kind, r.series_no, r.at, r.value, r.reject_reason, r.reject_detail, r.attributes
		FROM pg_temp.colossus_block b
		JOIN pg_temp.colossus_load l ON l.load_id = b.load_id
		CROSS JOIN LATERAL colossus.read_log(l.format, b.block, l.zone, l.state, l.scraped_at,
			(SELECT array_agg(m.name) FROM jsonb_array_elements_text(CASE jsonb_typeof(l.options -> 'metrics') WHEN 'array' THEN l.options -> 'metrics' END) m (name)),
			-- how many ranks there are, the job tells where the load does not
			CASE WHEN l.format = 'torchtitan' THEN '{"ranks": 1}'::jsonb || l.options ELSE l.options END) r
		WHERE b.load_id = ANY (ids) AND b.block_no = k AND b.block IS NOT NULL;
		UPDATE pg_temp.colossus_load l SET
			lines = l.lines + (r.attributes ->> 'lines')::bigint, read = l.read + (r.attributes ->> 'read')::bigint,
			empty = l.empty + (r.attributes ->> 'empty')::bigint, rejected = l.rejected + (r.attributes ->> 'rejected')::bigint,
			state = r.attributes -> 'state',
			findings = l.findings || CASE WHEN r.attributes ->> 'resampled' = 'true' AND NOT 'resampled' = ANY (l.findings) THEN '{resampled}'::text[] ELSE '{}' END
		FROM pg_temp.colossus_row r
		WHERE r.load_id = l.load_id AND r.block_no = k AND r.row_kind = 'a' AND l.load_id = ANY (ids);
		DELETE FROM pg_temp.colossus_block b WHERE b.load_id = ANY (ids) AND b.block_no = k;
	END LOOP;
	UPDATE pg_temp.colossus_load l SET
		tail = l.tail || jsonb_build_object('state', l.state, 'lines', l.skipped + l.lines),
		findings = l.findings || (SELECT coalesce(array_agg(DISTINCT concat_ws(': ', r.reject_reason, r.reject_detail)), '{}') FROM pg_temp.colossus_row r WHERE r.load_id = l.load_id AND r.row_kind = 'w'),
		is_read = true
	WHERE l.load_id = ANY (ids);

	ANALYZE pg_temp.colossus_load (load_id, format);
	ANALYZE pg_temp.colossus_row (load_id, block_no, row_kind, series_no, at);
	-- loads take turns from here on, before any of them holds a row: the checks of these
	-- tables would lock them later, when each might wait for a series of the other
	LOCK TABLE ledger.device, ledger.job_device IN SHARE UPDATE EXCLUSIVE MODE;
	PERFORM ledger.load_series(ids);
	PERFORM ledger.load_devices(ids);
END
$body$;
COMMENT ON FUNCTION ledger.load_read(integer[]) IS
	'Reads the lines of open loads of this session, all unless some are named, and makes the series and devices that they speak of; load_close does it where it was not done';

CREATE OR REPLACE FUNCTION ledger.load_role(options jsonb, attributes jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN load_role.attributes ->> 'kind' = 'service' THEN (
	SELECT CASE WHEN r.said ~* 'prefill|kv_producer' THEN 'prefill' WHEN r.said ~* 'decode|kv_consumer' THEN 'decode' END
	FROM (
		SELECT coalesce(load_role.options ->> 'role', n.attribute ->> 'engine_type', n.attribute ->> 'disaggregation_mode', n.attribute ->> 'pd_role', n.attribute ->> 'kv_role',
			n.attribute ->> 'llm_d_ai_role', n.attribute ->> 'role', n.attribute ->> 'component',
			-- else what the server is called, where it is called one of the two
			(SELECT string_agg(w.word[1], ' ') FROM regexp_matches(lower(concat_ws(' ', n.attribute ->> 'pod', n.attribute ->> 'exported_pod', n.attribute ->> 'service', n.attribute ->> 'container',
				n.attribute ->> 'instance', n.attribute ->> 'job', load_role.options ->> 'source')), '(?<![a-z])(prefill|decode)(?:r|rs|s)?(?![a-z])', 'g') w (word))) AS said
		FROM (SELECT load_role.attributes -> 'labels' AS attribute) n
	) r
	WHERE NOT (r.said ~* 'prefill|kv_producer' AND r.said ~* 'decode|kv_consumer')
) END;
COMMENT ON FUNCTION ledger.load_role(jsonb, jsonb) IS 'prefill or decode: what a server of disaggregated serving does, by the option role or its labels; NULL: both, or not told';

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
	INSERT INTO ledger.series (metric, device, part, job, kind, zone, site, labels, unit, source, first_load, metric_written, measure, replica, max_age, identity)
	SELECT n.metric, coalesce((SELECT a.device FROM ledger.device_alias a WHERE a.alias = n.device), n.device), n.part, n.job, n.kind, n.zone, n.site, n.labels, n.unit, n.source,
		n.load_id, n.metric_written, n.measure, n.replica, n.max_age, n.identity
	FROM (
		-- a server that only prefills gives one token of output, which the one that decodes gives again; and that one
		-- counts the prompts again whose work it was sent
		SELECT x.identity, x.load_id, CASE WHEN ledger.load_role(l.options, x.attributes) = 'prefill' AND x.attributes ->> 'metric' = 'output_tokens'
				OR ledger.load_role(l.options, x.attributes) = 'decode' AND x.attributes ->> 'metric' IN ('prompt_tokens', 'cached_tokens')
			THEN x.attributes ->> 'metric_written' ELSE x.attributes ->> 'metric' END AS metric,
			CASE WHEN x.attributes ->> 'kind' IN ('accelerator', 'node meter', 'rack meter', 'site meter') THEN coalesce(nullif(x.attributes ->> 'device', ''), l.options ->> 'device') END AS device,
			x.attributes ->> 'part' AS part,
			CASE WHEN x.attributes ->> 'metric' LIKE '%\_tokens' THEN coalesce(x.attributes ->> 'job', l.options ->> 'job',
				nullif(concat_ws('/', x.attributes ->> 'namespace', x.attributes ->> 'pod'), '')) END AS job,
			x.attributes ->> 'kind' AS kind, x.attributes ->> 'zone' AS zone, x.attributes ->> 'site' AS site,
			coalesce(x.attributes -> 'labels', '{}') AS labels, x.attributes ->> 'unit' AS unit, coalesce(x.attributes ->> 'exporter', l.format) AS source,
			coalesce(x.attributes ->> 'metric_written', x.attributes ->> 'metric') AS metric_written, coalesce(x.attributes ->> 'measure', '') AS measure, coalesce(x.attributes ->> 'replica', '') AS replica,
			CASE WHEN x.attributes ->> 'metric' = 'g_per_kwh' THEN coalesce((x.attributes ->> 'max_age')::interval, CASE l.format WHEN 'intensity-wattime' THEN interval '5 minutes' ELSE interval '1 hour' END) END AS max_age
		FROM (SELECT y.identity, min(ARRAY[y.load_id, y.block_no, y.series_no]) AS first FROM pg_temp.colossus_named y GROUP BY y.identity) d
		JOIN pg_temp.colossus_named x ON x.load_id = d.first[1] AND x.block_no = d.first[2] AND x.series_no = d.first[3] AND x.identity = d.identity
		JOIN pg_temp.colossus_load l ON l.load_id = x.load_id
		WHERE NOT EXISTS (SELECT FROM ledger.series s WHERE s.identity = d.identity)
	) n
	ORDER BY n.identity
	ON CONFLICT (identity) DO NOTHING;
	INSERT INTO pg_temp.colossus_series (load_id, block_no, series_no, series_id)
	SELECT n.load_id, n.block_no, n.series_no, s.series_id
	FROM pg_temp.colossus_named n
	JOIN ledger.series s ON s.identity = n.identity;
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, 'a server that decodes: the prompts of its job are those of the servers that prefill'::text)
	WHERE l.load_id IN (SELECT n.load_id FROM pg_temp.colossus_named n JOIN pg_temp.colossus_load o ON o.load_id = n.load_id
		WHERE n.attributes ->> 'metric' = 'prompt_tokens' AND ledger.load_role(o.options, n.attributes) = 'decode');
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, 'keys and values of prompts came from another server or store: where that server is in the ledger too, its prompts count twice, unless the option role or a label tells which of them prefills'::text)
	WHERE l.load_id IN (SELECT n.load_id FROM pg_temp.colossus_named n JOIN pg_temp.colossus_load o ON o.load_id = n.load_id
		JOIN pg_temp.colossus_row r ON r.load_id = n.load_id AND r.block_no = n.block_no AND r.series_no = n.series_no AND r.row_kind = 's' AND r.value > 0
		WHERE n.attributes ->> 'metric' = 'cached_tokens' AND n.attributes ->> 'part' = 'external' AND ledger.load_role(o.options, n.attributes) IS NULL);
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
	-- nvidia-smi writes the lines of all cards at once: lines that come in bunches under one name are of several
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, f.finding)
	FROM (
		SELECT g.load_id, format('lines of %s come in bunches: if they are of several cards, a column must tell which (index, uuid)', min(g.device)) AS finding
		FROM (
			SELECT r.load_id, r.series_no, n.attributes ->> 'device' AS device, r.at - lag(r.at) OVER w AS gap, (max(r.at) OVER s - min(r.at) OVER s) / nullif(count(*) OVER s - 1, 0) AS mean
			FROM pg_temp.colossus_row r
			JOIN pg_temp.colossus_named n ON n.load_id = r.load_id AND n.block_no = r.block_no AND n.series_no = r.series_no AND n.attributes ->> 'device' = (SELECT o.options ->> 'device' FROM pg_temp.colossus_load o WHERE o.load_id = r.load_id)
			WHERE r.row_kind = 's' AND r.block_no = 1 AND r.load_id IN (SELECT o.load_id FROM pg_temp.colossus_load o WHERE o.format IN ('nvidia-smi', 'nvidia-smi-dmon') AND o.options ? 'device')
			WINDOW w AS (PARTITION BY r.load_id, r.series_no ORDER BY r.line_no), s AS (PARTITION BY r.load_id, r.series_no)
		) g
		GROUP BY g.load_id, g.series_no
		HAVING count(*) FILTER (WHERE g.gap < g.mean / 10) >= 0.4 * (count(*) - 1) AND count(*) > 2
	) f
	WHERE l.load_id = f.load_id;
	-- without statistics the joins of load_close would be nested loops
	ANALYZE pg_temp.colossus_series;
END
$body$;
COMMENT ON FUNCTION ledger.load_series(integer[]) IS 'makes the series that loads of this session speak of, and notes which is which';

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
	SELECT DISTINCT ON (s.device) s.device, s.kind, n.attributes ->> 'model', n.attributes ->> 'host', n.attributes ->> 'rack', NULL, n.attributes ->> 'site',
		(n.attributes ->> 'idx')::integer, n.load_id, n.at
	FROM pg_temp.colossus_named n
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
	INSERT INTO ledger.device (device, kind, accelerator, host, rack, site, idx, load_id)
	SELECT c.device, c.kind, c.accelerator, c.host, c.rack, c.site, c.idx, c.load_id
	FROM pg_temp.colossus_device c
	WHERE NOT EXISTS (SELECT FROM ledger.device d WHERE d.device = c.device)
	ORDER BY c.device
	ON CONFLICT DO NOTHING;
	UPDATE ledger.device d SET accelerator = coalesce(d.accelerator, c.accelerator), host = coalesce(d.host, c.host), idx = coalesce(d.idx, c.idx)
	FROM pg_temp.colossus_device c
	WHERE d.device = c.device AND (d.accelerator IS NULL AND c.accelerator IS NOT NULL OR d.host IS NULL AND c.host IS NOT NULL OR d.idx IS NULL AND c.idx IS NOT NULL)
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
			UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, format('%s is in %s, index %s, here and in %s, index %s, in table device', row.device, row.host, row.idx, row.old_host, row.old_idx))
			WHERE l.load_id = row.load_id AND cardinality(l.findings) < 100;
		END IF;
	END LOOP;
END
$body$;
COMMENT ON FUNCTION ledger.load_devices(integer[]) IS 'makes the devices that loads of this session list or speak of, and completes those that are there';

-- Runs of a job come one after the other.  One whose end nobody told ended when the
-- next began, at the latest.
CREATE OR REPLACE FUNCTION ledger.runs_of(job text)
RETURNS TABLE (run timestamptz, started_at timestamptz, ended_at timestamptz, until timestamptz, is_last boolean, nodes text[], gpus integer, gpu_idx integer[])
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT s.run, s.started_at, s.ended_at,
		coalesce(s.ended_at, lead(s.started_at) OVER r, CASE WHEN j.ended_at >= s.started_at THEN j.ended_at WHEN j.running IS FALSE THEN s.started_at ELSE 'infinity' END),
		lead(s.run) OVER r IS NULL, coalesce(s.nodes, j.nodes), coalesce(s.gpus, j.gpus), coalesce(s.gpu_idx, j.gpu_idx)
	FROM ledger.job_step s
	JOIN ledger.job j ON j.job = s.job
	WHERE s.job = runs_of.job AND s.step = '' AND s.run IS NOT NULL
	WINDOW r AS (ORDER BY s.run)
	UNION ALL
	SELECT j.started_at, j.started_at, j.ended_at, coalesce(j.ended_at, CASE WHEN j.running IS FALSE THEN j.started_at ELSE 'infinity' END), true, j.nodes, j.gpus, j.gpu_idx
	FROM ledger.job j
	WHERE j.job = runs_of.job AND NOT EXISTS (SELECT FROM ledger.job_step s WHERE s.job = j.job AND s.step = '' AND s.run IS NOT NULL);
END;
COMMENT ON FUNCTION ledger.runs_of(text) IS 'the runs of a job, of which one that was queued again or resized has several: start, end, the latest time at which it ended, and what it was given';

-- Steps that do not overlap are added, of those that do the largest counts; the
-- figure of the job itself is taken unless it is the sum of steps that overlap,
-- which sacct prints.  Rows without times are taken for overlapping.
CREATE OR REPLACE FUNCTION ledger.reported_j(job text, since timestamptz, until timestamptz)
RETURNS double precision
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	whole double precision;
	total double precision;
	best double precision;
	ends timestamptz[] := '{}';
	sums double precision[] := '{}';
	overlap boolean := false;
	row record;
	before double precision;
BEGIN
	-- energy of the allocation or of all tasks, where the scheduler gives it, is the job's
	SELECT max(s.joules) INTO whole FROM ledger.job_step s
	WHERE s.job = reported_j.job AND s.step = '' AND s.energy_source IN ('AllocTRES', 'TRESUsageInTot', 'codecarbon')
		AND coalesce(s.run, '-infinity') >= since AND coalesce(s.run, '-infinity') < until;
	IF whole IS NOT NULL THEN
		RETURN whole;
	END IF;
	SELECT max(s.joules) FILTER (WHERE s.step = ''), sum(s.joules) FILTER (WHERE s.step <> '')
	INTO whole, total FROM ledger.job_step s
	WHERE s.job = reported_j.job AND coalesce(s.run, '-infinity') >= since AND coalesce(s.run, '-infinity') < until;
	IF total IS NULL THEN
		RETURN whole;
	END IF;
	-- the most that steps apart in time add up to: best of those that end before, with each
	best := 0;
	FOR row IN SELECT s.joules, coalesce(s.started_at, '-infinity') AS started_at, coalesce(s.ended_at, 'infinity') AS ended_at FROM ledger.job_step s
		WHERE s.job = reported_j.job AND s.step <> '' AND s.joules IS NOT NULL AND coalesce(s.run, '-infinity') >= since AND coalesce(s.run, '-infinity') < until ORDER BY 3, 2, 1
	LOOP
		SELECT coalesce(max(x.sum), 0) INTO before FROM unnest(ends, sums) x (at, sum) WHERE x.at <= row.started_at;
		overlap := overlap OR EXISTS (SELECT FROM unnest(ends) x (at) WHERE x.at > row.started_at);
		best := greatest(best, before + row.joules);
		ends := ends || row.ended_at;
		sums := sums || best;
	END LOOP;
	RETURN CASE WHEN whole IS NULL OR overlap AND abs(whole - total) <= 0.005 * total THEN best ELSE whole END;
END
$body$;
COMMENT ON FUNCTION ledger.reported_j(text, timestamptz, timestamptz) IS 'J that the runs of a job that began in a time used by what a scheduler or tracker reports of them and of their steps; NULL: nothing';

CREATE OR REPLACE FUNCTION ledger.reported_j(job text)
RETURNS double precision
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT sum(ledger.reported_j(reported_j.job, r.since, r.until))
	FROM (
		SELECT b.since, lead(b.since, 1, 'infinity') OVER (ORDER BY b.since) AS until
		FROM (
			SELECT '-infinity'::timestamptz AS since
			UNION
			SELECT s.run FROM ledger.job_step s
			WHERE s.job = reported_j.job AND s.step = '' AND s.run > (SELECT min(f.run) FROM ledger.job_step f WHERE f.job = reported_j.job AND f.step = '')
		) b
	) r;
END;
COMMENT ON FUNCTION ledger.reported_j(text) IS 'J that a job used, over all of its runs, by what a scheduler or tracker reports of it and its steps; NULL: nothing';

CREATE OR REPLACE FUNCTION ledger.load_job(only_job text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	INSERT INTO ledger.job AS o (job, kind, tenant, started_at, ended_at, running, name, nodes, gpus, gpu_idx, load_id)
	SELECT n.job, n.kind, n.tenant, n.started_at, n.ended_at, n.running, n.name, n.nodes, n.gpus, n.gpu_idx, n.load_id
	FROM pg_temp.colossus_new_job n
	WHERE load_job.only_job IS NULL OR n.job = load_job.only_job
	ORDER BY n.job
	ON CONFLICT (job) DO UPDATE SET
		tenant = coalesce(o.tenant, excluded.tenant), started_at = coalesce(excluded.started_at, o.started_at),
		ended_at = coalesce(excluded.ended_at, o.ended_at), running = CASE WHEN coalesce(excluded.ended_at, o.ended_at) IS NULL THEN coalesce(excluded.running, o.running) END,
		name = coalesce(o.name, excluded.name), nodes = coalesce(excluded.nodes, o.nodes), gpus = coalesce(excluded.gpus, o.gpus), gpu_idx = coalesce(excluded.gpu_idx, o.gpu_idx);
END
$body$;
COMMENT ON FUNCTION ledger.load_job(text) IS 'stores the jobs that a load of this session lists, all or one of them';

CREATE OR REPLACE FUNCTION ledger.load_jobs(load_ids integer[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $body$
DECLARE
	row record;
BEGIN
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_job (load_id integer, line_no bigint, job text, step text, run timestamptz, a jsonb, started_at timestamptz, ended_at timestamptz,
		nodes text[], gpu_idx integer[]);
	TRUNCATE pg_temp.colossus_job;
	INSERT INTO pg_temp.colossus_job
	SELECT r.load_id, r.line_no, r.attributes ->> 'job', coalesce(r.attributes ->> 'step', ''),
		-- a tracker writes a run again and again, with the same start but for rounding
		CASE WHEN l.format IN ('sacct', 'sacct-json') THEN coalesce(t.started_at, t.ended_at) END, r.attributes, t.started_at, t.ended_at,
		(SELECT array_agg(n.node ORDER BY n.i) FROM jsonb_array_elements_text(CASE jsonb_typeof(r.attributes -> 'nodes') WHEN 'array' THEN r.attributes -> 'nodes' END) WITH ORDINALITY n (node, i)),
		(SELECT array_agg(n.idx::integer) FROM jsonb_array_elements_text(CASE jsonb_typeof(r.attributes -> 'gpu_idx') WHEN 'array' THEN r.attributes -> 'gpu_idx' END) n (idx))
	FROM pg_temp.colossus_row r
	JOIN pg_temp.colossus_load l ON l.load_id = r.load_id
	CROSS JOIN LATERAL (SELECT (r.attributes ->> 'started_at')::timestamptz AS started_at, (r.attributes ->> 'ended_at')::timestamptz AS ended_at) t
	WHERE r.load_id = ANY (load_jobs.load_ids) AND r.row_kind = 'j' AND r.attributes ->> 'job' IS NOT NULL;
	-- clusters number their jobs each for itself: of two jobs of one number the second is no run of the first
	WITH told AS (
		SELECT DISTINCT ON (x.job) x.job, x.cluster
		FROM (
			SELECT s.job, s.cluster, 0 AS load_id, 0::bigint AS line_no FROM ledger.job_step s
			WHERE s.cluster IS NOT NULL AND s.job IN (SELECT j.job FROM pg_temp.colossus_job j WHERE j.a ? 'cluster')
			UNION ALL
			SELECT j.job, j.a ->> 'cluster', j.load_id, j.line_no FROM pg_temp.colossus_job j WHERE j.a ? 'cluster'
		) x
		ORDER BY x.job, x.load_id, x.line_no, x.cluster
	), other AS (
		DELETE FROM pg_temp.colossus_job j USING told t
		WHERE t.job = j.job AND t.cluster <> j.a ->> 'cluster'
		RETURNING j.load_id, j.line_no, j.job, j.a, t.cluster
	)
	INSERT INTO pg_temp.colossus_row (load_id, line_no, row_kind, reject_reason, reject_detail)
	SELECT o.load_id, o.line_no, 'x', 'another cluster', format('job %s of %s, where the ledger has one of %s', o.job, o.a ->> 'cluster', o.cluster) FROM other o;
	-- two runs of a job that no time tells apart
	WITH again AS (
		DELETE FROM pg_temp.colossus_job j
		USING pg_temp.colossus_job f
		WHERE j.run IS NULL AND f.run IS NULL AND f.job = j.job AND f.step = j.step AND f.load_id = j.load_id AND f.line_no < j.line_no
			AND f.a ->> 'joules' <> j.a ->> 'joules' AND j.load_id IN (SELECT l.load_id FROM pg_temp.colossus_load l WHERE l.format IN ('sacct', 'sacct-json'))
		RETURNING j.load_id, j.line_no, j.job, j.a
	)
	INSERT INTO pg_temp.colossus_row (load_id, line_no, row_kind, reject_reason, reject_detail)
	SELECT DISTINCT g.load_id, g.line_no, 'x', 'no time', format('job %s again, with %s J: its Start tells whether it ran again', g.job, g.a ->> 'joules') FROM again g;
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_new_job (job text, kind text, tenant text, started_at timestamptz, ended_at timestamptz, running boolean, name text,
		nodes text[], gpus integer, gpu_idx integer[], load_id integer, line_no bigint);
	TRUNCATE pg_temp.colossus_new_job;
	INSERT INTO pg_temp.colossus_new_job
	SELECT DISTINCT ON (j.job) j.job, l.options ->> 'kind', CASE WHEN left(j.a ->> 'account', 1) <> '(' THEN nullif(j.a ->> 'account', '') END,
		j.started_at, CASE WHEN j.ended_at >= j.started_at OR j.started_at IS NULL THEN j.ended_at END,
		CASE WHEN j.ended_at IS NULL AND j.a ->> 'running' IS DISTINCT FROM 'true' THEN false END,
		j.a ->> 'name', j.nodes, (j.a ->> 'gpus')::integer, j.gpu_idx, j.load_id, j.line_no
	FROM pg_temp.colossus_job j
	JOIN pg_temp.colossus_load l ON l.load_id = j.load_id
	WHERE (j.step = '' OR NOT EXISTS (SELECT FROM pg_temp.colossus_job w WHERE w.job = j.job AND w.step = ''))
		-- one that never began is no job of the ledger
		AND (j.started_at IS NOT NULL OR EXISTS (SELECT FROM pg_temp.colossus_job w WHERE w.job = j.job AND (w.a ->> 'joules' IS NOT NULL OR w.started_at IS NOT NULL)))
	ORDER BY j.job, j.step = '' DESC, j.run DESC, j.load_id DESC, j.line_no DESC;
	UPDATE pg_temp.colossus_load l SET met = l.met || m.loads
	FROM (SELECT j.load_id, array_agg(DISTINCT s.load_id) AS loads FROM pg_temp.colossus_job j
		JOIN ledger.job_step s ON s.job = j.job AND s.step = j.step AND s.run IS NOT DISTINCT FROM j.run AND s.load_id <> j.load_id GROUP BY j.load_id) m
	WHERE l.load_id = m.load_id;
	INSERT INTO ledger.job_step AS o (job, step, run, started_at, ended_at, joules, energy_source, nodes, gpus, gpu_idx, load_id, cluster)
	SELECT DISTINCT ON (j.job, j.step, j.run) j.job, j.step, j.run, j.started_at, j.ended_at, (j.a ->> 'joules')::double precision, j.a ->> 'energy_source',
		CASE WHEN j.step = '' THEN j.nodes END, CASE WHEN j.step = '' THEN (j.a ->> 'gpus')::integer END, CASE WHEN j.step = '' THEN j.gpu_idx END, j.load_id, j.a ->> 'cluster'
	FROM pg_temp.colossus_job j
	WHERE EXISTS (SELECT FROM pg_temp.colossus_new_job n WHERE n.job = j.job) AND (j.step <> '' OR j.started_at IS NOT NULL OR j.a ->> 'joules' IS NOT NULL)
	ORDER BY j.job, j.step, j.run, j.load_id DESC, j.line_no DESC
	ON CONFLICT (job, step, run) DO UPDATE SET started_at = excluded.started_at, ended_at = excluded.ended_at, joules = excluded.joules,
		energy_source = excluded.energy_source, nodes = coalesce(excluded.nodes, o.nodes), gpus = coalesce(excluded.gpus, o.gpus), gpu_idx = coalesce(excluded.gpu_idx, o.gpu_idx), load_id = excluded.load_id, cluster = coalesce(excluded.cluster, o.cluster)
	WHERE (o.started_at, o.ended_at, o.joules, coalesce(excluded.nodes, o.nodes), coalesce(excluded.gpus, o.gpus), coalesce(excluded.gpu_idx, o.gpu_idx), coalesce(excluded.cluster, o.cluster))
		IS DISTINCT FROM (excluded.started_at, excluded.ended_at, excluded.joules, o.nodes, o.gpus, o.gpu_idx, o.cluster);
	-- a job that ran several times lasted from its first run to the end of its last, on the nodes of all
	UPDATE pg_temp.colossus_new_job n SET started_at = r.started_at, ended_at = r.ended_at, nodes = r.nodes, gpus = r.gpus, running = CASE WHEN r.ended_at IS NULL AND n.started_at = r.last_at THEN n.running END
	FROM (
		SELECT x.job, min(x.run) AS started_at, max(x.run) AS last_at, (array_agg(x.ended_at ORDER BY x.run DESC))[1] AS ended_at,
			(SELECT array_agg(DISTINCT i.node ORDER BY i.node) FROM ledger.job_step y CROSS JOIN unnest(y.nodes) i (node) WHERE y.job = x.job AND y.step = '') AS nodes,
			(array_agg(x.gpus ORDER BY x.run DESC))[1] AS gpus
		FROM ledger.job_step x
		WHERE x.step = '' AND x.run IS NOT NULL AND x.job IN (SELECT m.job FROM pg_temp.colossus_new_job m)
		GROUP BY x.job
		HAVING count(*) > 1
	) r
	WHERE n.job = r.job;
	-- what was guessed of runs that are others now
	DELETE FROM ledger.job_device d
	USING (SELECT n.job FROM pg_temp.colossus_new_job n) n
	WHERE d.job = n.job AND d.run IS NOT NULL AND NOT EXISTS (
		SELECT FROM ledger.job_step s
		WHERE s.job = d.job AND s.step = '' AND s.run = d.run
			AND (s.load_id <> ALL (load_jobs.load_ids) OR s.nodes IS NULL OR EXISTS (
				SELECT FROM ledger.device v WHERE v.device = d.device AND EXISTS (SELECT FROM unnest(s.nodes) i (node) WHERE split_part(lower(i.node), '.', 1) = split_part(lower(v.host), '.', 1))))
			AND (d.ended_at IS NOT NULL OR NOT EXISTS (SELECT FROM ledger.job_step t WHERE t.job = s.job AND t.step = '' AND t.run > s.run)));
	BEGIN
		PERFORM ledger.load_job(NULL);
	EXCEPTION WHEN check_violation THEN
		-- one of them would last into another's time: each by itself
		FOR row IN SELECT n.job, n.load_id, n.line_no FROM pg_temp.colossus_new_job n ORDER BY n.job LOOP
			BEGIN
				PERFORM ledger.load_job(row.job);
			EXCEPTION WHEN check_violation THEN
				INSERT INTO pg_temp.colossus_row (load_id, line_no, row_kind, reject_reason, reject_detail)
				VALUES (row.load_id, row.line_no, 'x', 'held above 1', SQLERRM);
			END;
		END LOOP;
	END;
	PERFORM ledger.job_report(ARRAY(SELECT DISTINCT j.job FROM pg_temp.colossus_job j ORDER BY j.job));

	-- of whole nodes: of a job that shared one it is nobody's
	UPDATE pg_temp.colossus_load l SET findings = l.findings || f.finding
	FROM (
		SELECT j.load_id, array_agg(DISTINCT format('job %s: %s', j.job, CASE WHEN o.reported_j IS NULL THEN 'its joules are those of nodes that it shared'
			ELSE 'its joules are the sum of steps that overlap: the largest count' END)) AS finding
		FROM pg_temp.colossus_job j
		JOIN ledger.job o ON o.job = j.job
		CROSS JOIN LATERAL (SELECT sum(s.joules) FILTER (WHERE s.step = '') AS whole FROM ledger.job_step s WHERE s.job = j.job) w
		WHERE o.reported_j IS DISTINCT FROM coalesce(w.whole, o.reported_j) AND j.step = ''
		GROUP BY j.load_id
	) f
	WHERE l.load_id = f.load_id;

	UPDATE pg_temp.colossus_load l SET findings = l.findings || f.finding
	FROM (
		SELECT j.load_id, array_agg(DISTINCT format('job %s: nobody told when its run from %s ended: sacct -D does', j.job, s.started_at)) AS finding
		FROM pg_temp.colossus_job j
		JOIN ledger.job_step s ON s.job = j.job AND s.step = '' AND s.ended_at IS NULL
		WHERE EXISTS (SELECT FROM ledger.job_step t WHERE t.job = s.job AND t.step = '' AND t.run > s.run)
		GROUP BY j.load_id
	) f
	WHERE l.load_id = f.load_id;

	-- what each job held, as somebody lists it
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_held (load_id integer, line_no bigint, job text, device text, share numeric, started_at timestamptz, ended_at timestamptz, reason text, detail text);
	TRUNCATE pg_temp.colossus_held;
	INSERT INTO pg_temp.colossus_held
	SELECT r.load_id, r.line_no, d.job, d.device, d.share, coalesce(d.started_at, j.started_at), d.ended_at,
		CASE WHEN j.job IS NULL THEN 'no job' WHEN coalesce(d.started_at, j.started_at) IS NULL THEN 'no time' END, CASE WHEN j.job IS NULL THEN d.job END
	FROM pg_temp.colossus_row r
	JOIN pg_temp.colossus_load l ON l.load_id = r.load_id
	CROSS JOIN LATERAL (SELECT r.attributes ->> 'job' AS job, coalesce((SELECT x.device FROM ledger.device_alias x WHERE x.alias = r.attributes ->> 'device'), r.attributes ->> 'device') AS device,
		coalesce((r.attributes ->> 'share')::numeric, 1) AS share, (r.attributes ->> 'started_at')::timestamptz AS started_at, (r.attributes ->> 'ended_at')::timestamptz AS ended_at) d
	LEFT JOIN ledger.job j ON j.job = d.job
	WHERE r.load_id = ANY (load_jobs.load_ids) AND r.row_kind = 'd' AND l.format = 'job-devices-csv';
	INSERT INTO pg_temp.colossus_row (load_id, line_no, row_kind, reject_reason, reject_detail)
	SELECT h.load_id, h.line_no, 'x', h.reason, h.detail FROM pg_temp.colossus_held h WHERE h.reason IS NOT NULL;
	UPDATE pg_temp.colossus_load l SET met = l.met || m.loads
	FROM (SELECT h.load_id, array_agg(DISTINCT o.load_id) AS loads FROM pg_temp.colossus_held h
		JOIN ledger.job_device o ON o.job = h.job AND o.device = h.device AND o.started_at = h.started_at AND o.load_id <> h.load_id GROUP BY h.load_id) m
	WHERE l.load_id = m.load_id;
	-- what the scheduler's list only guessed gives way to what somebody lists
	DELETE FROM ledger.job_device o
	USING (SELECT DISTINCT h.job FROM pg_temp.colossus_held h WHERE h.reason IS NULL) h
	WHERE o.job = h.job AND (o.run IS NOT NULL OR o.seen_until IS NOT NULL)
		AND NOT EXISTS (SELECT FROM pg_temp.colossus_held x WHERE x.job = o.job AND x.device = o.device AND x.started_at = o.started_at);
	BEGIN
		INSERT INTO ledger.job_device AS o (job, device, share, started_at, ended_at, load_id)
		SELECT DISTINCT ON (h.job, h.device, h.started_at) h.job, h.device, h.share, h.started_at, h.ended_at, h.load_id
		FROM pg_temp.colossus_held h
		WHERE h.reason IS NULL
		ORDER BY h.job, h.device, h.started_at, h.load_id DESC, h.line_no DESC
		ON CONFLICT (job, device, started_at) DO UPDATE SET share = excluded.share, ended_at = excluded.ended_at, load_id = excluded.load_id, run = NULL, seen_until = NULL
		WHERE (o.share, o.ended_at) IS DISTINCT FROM (excluded.share, excluded.ended_at) OR o.run IS NOT NULL OR o.seen_until IS NOT NULL;
	EXCEPTION WHEN check_violation OR not_null_violation THEN
		-- some row is in the way of another: each by itself
		FOR row IN SELECT h.* FROM pg_temp.colossus_held h WHERE h.reason IS NULL ORDER BY h.load_id, h.line_no LOOP
			BEGIN
				INSERT INTO ledger.job_device AS o (job, device, share, started_at, ended_at, load_id)
				VALUES (row.job, row.device, row.share, row.started_at, row.ended_at, row.load_id)
				ON CONFLICT (job, device, started_at) DO UPDATE SET share = excluded.share, ended_at = excluded.ended_at, load_id = excluded.load_id, run = NULL, seen_until = NULL
				WHERE (o.share, o.ended_at) IS DISTINCT FROM (excluded.share, excluded.ended_at) OR o.run IS NOT NULL OR o.seen_until IS NOT NULL;
			EXCEPTION WHEN check_violation OR not_null_violation THEN
				INSERT INTO pg_temp.colossus_row (load_id, line_no, row_kind, reject_reason, reject_detail)
				VALUES (row.load_id, row.line_no, 'x', 'held above 1', SQLERRM);
			END;
		END LOOP;
	END;
	PERFORM ledger.job_devices(load_jobs.load_ids[1]);

	-- lines of training logs
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_step (load_id integer, line_no bigint, job text, at timestamptz, a jsonb);
	TRUNCATE pg_temp.colossus_step;
	INSERT INTO pg_temp.colossus_step
	SELECT r.load_id, r.line_no, coalesce(r.attributes ->> 'job', l.options ->> 'job', n.job), r.at, r.attributes
	FROM pg_temp.colossus_row r
	JOIN pg_temp.colossus_load l ON l.load_id = r.load_id
	-- a log that nobody names is of the job that its source is called
	CROSS JOIN LATERAL (SELECT nullif(nullif(regexp_replace(l.source, '(\.[a-zA-Z0-9]{1,6}){1,2}$', ''), '-'), '') AS job) n
	WHERE r.load_id = ANY (load_jobs.load_ids) AND r.row_kind = 't';
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, f.finding)
	FROM (
		SELECT s.load_id, format('no job was named: the log is that of %s, as its source is called', min(s.job)) AS finding
		FROM pg_temp.colossus_step s JOIN pg_temp.colossus_load o ON o.load_id = s.load_id
		WHERE s.job IS NOT NULL AND s.a ->> 'job' IS NULL AND NOT o.options ? 'job'
		GROUP BY s.load_id
	) f
	WHERE l.load_id = f.load_id;
	INSERT INTO ledger.job (job, kind, started_at, running, load_id)
	SELECT s.job, 'training', min(s.at), false, min(s.load_id) FROM pg_temp.colossus_step s WHERE s.job IS NOT NULL GROUP BY s.job ORDER BY s.job
	ON CONFLICT (job) DO NOTHING;
	INSERT INTO pg_temp.colossus_row (load_id, line_no, row_kind, reject_reason, reject_detail)
	SELECT s.load_id, s.line_no, 'x', 'no job', NULL FROM pg_temp.colossus_step s WHERE s.job IS NULL;
	UPDATE pg_temp.colossus_load l SET met = l.met || m.loads
	FROM (SELECT s.load_id, array_agg(DISTINCT o.load_id) AS loads FROM pg_temp.colossus_step s
		JOIN ledger.step_log o ON o.job = s.job AND o.step IS NOT DISTINCT FROM (s.a ->> 'step')::bigint AND o.at IS NOT DISTINCT FROM s.at AND o.load_id <> s.load_id GROUP BY s.load_id) m
	WHERE l.load_id = m.load_id;
	DELETE FROM ledger.step_log o
	USING pg_temp.colossus_step s, pg_temp.colossus_load l
	WHERE l.load_id = s.load_id AND l.options ->> 'replace' = 'true' AND o.job = s.job AND o.step = (s.a ->> 'step')::bigint AND o.at IS NOT DISTINCT FROM s.at;
	INSERT INTO ledger.step_log (job, step, at, seconds, tokens_total, tokens_per_step, tokens_per_s, per_rank, clock_only, rank, load_id)
	SELECT s.job, (s.a ->> 'step')::bigint, s.at, (s.a ->> 'step_seconds')::double precision, (s.a ->> 'tokens_total')::double precision,
		(s.a ->> 'tokens_per_step')::double precision, (s.a ->> 'tokens_per_s')::double precision,
		l.format = 'torchtitan' AND NOT l.options ? 'ranks', coalesce((s.a ->> 'clock_only')::boolean, false), s.a ->> 'rank', s.load_id
	FROM pg_temp.colossus_step s
	JOIN pg_temp.colossus_load l ON l.load_id = s.load_id
	WHERE s.job IS NOT NULL
	ORDER BY s.job, 2, s.at
	ON CONFLICT DO NOTHING;
	UPDATE pg_temp.colossus_load l SET findings = l.findings || 'no ranks: neither the option ranks nor the accelerators of the job tell how many there are'::text
	WHERE l.load_id = ANY (load_jobs.load_ids) AND l.format = 'torchtitan' AND NOT l.options ? 'ranks' AND EXISTS (
		SELECT FROM pg_temp.colossus_step s JOIN ledger.job j ON j.job = s.job
		WHERE s.load_id = l.load_id AND s.a ->> 'tokens_per_step' IS NULL AND s.a ->> 'clock_only' IS NULL AND j.gpus IS NULL AND NOT EXISTS (SELECT FROM ledger.job_device d WHERE d.job = j.job));
END
$body$;
COMMENT ON FUNCTION ledger.load_jobs(integer[]) IS 'makes the jobs, steps and held devices that loads of this session list';

-- Labels of a card's series tell who holds it from a sample to the next one, if
-- that comes within max_gap.  Each sample of a load is put among those that are
-- there, which known periods tell the holders of, and the periods around are made
-- anew: so scrapes may come one by one and in any order.  Rows of closed days that
-- are packed are no longer looked at.
CREATE OR REPLACE FUNCTION ledger.load_holders(load_ids integer[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET jit = off AS $body$
DECLARE
	row record;
BEGIN
	IF NOT EXISTS (SELECT FROM pg_temp.colossus_row r WHERE r.row_kind = 'o' AND r.load_id = ANY (load_holders.load_ids))
		AND NOT EXISTS (SELECT FROM ledger.job_device d WHERE d.seen_until IS NOT NULL) THEN
		RETURN;
	END IF;
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_run (device text, job text, shared boolean, load_id integer, block_no integer, series_no integer, nth bigint, first_at timestamptz, last_at timestamptz, samples bigint);
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_seen (device text, at timestamptz, job text, load_id integer, shared boolean);
	TRUNCATE pg_temp.colossus_run, pg_temp.colossus_seen;
	-- samples of a series in a row with one holder; job NULL: nobody
	INSERT INTO pg_temp.colossus_run (device, job, shared, load_id, block_no, series_no, nth, first_at, last_at, samples)
	WITH of_device AS (
		SELECT m.load_id, m.block_no, m.series_no, s.device
		FROM pg_temp.colossus_series m
		JOIN ledger.series s ON s.series_id = m.series_id
		WHERE m.load_id = ANY (load_holders.load_ids) AND s.device IS NOT NULL AND s.kind = 'accelerator' AND s.source = 'prometheus'
	), holder AS (
		SELECT d.device, r.load_id, r.block_no, r.series_no, r.line_no, r.attributes ->> 'shared' = 'true' AS shared,
			coalesce(r.attributes ->> 'job', nullif(concat_ws('/', r.attributes ->> 'namespace', r.attributes ->> 'pod'), '')) AS job,
			row_number() OVER (PARTITION BY r.load_id, r.block_no, r.series_no ORDER BY r.line_no) AS nth
		FROM of_device d
		JOIN pg_temp.colossus_row r ON r.load_id = d.load_id AND r.block_no = d.block_no AND r.series_no = d.series_no AND r.row_kind = 'o'
	), concerned AS (
		SELECT h.device FROM holder h
		UNION
		SELECT d.device FROM of_device d WHERE EXISTS (SELECT FROM ledger.job_device h WHERE h.device = d.device AND h.seen_until IS NOT NULL)
	), told AS (
		SELECT d.device, r.at, r.row_kind, r.load_id, r.block_no, r.series_no,
			count(*) FILTER (WHERE r.row_kind = 'o') OVER (PARTITION BY r.load_id, r.block_no, r.series_no ORDER BY r.line_no, r.row_kind ROWS UNBOUNDED PRECEDING) AS nth
		FROM of_device d
		JOIN concerned c ON c.device = d.device
		JOIN pg_temp.colossus_row r ON r.load_id = d.load_id AND r.block_no = d.block_no AND r.series_no = d.series_no AND r.row_kind IN ('s', 'o')
	)
	SELECT t.device, h.job, coalesce(h.shared, false), t.load_id, t.block_no, t.series_no, t.nth, min(t.at), max(t.at), count(*) FILTER (WHERE t.row_kind = 's')
	FROM told t
	LEFT JOIN holder h ON h.load_id = t.load_id AND h.block_no = t.block_no AND h.series_no = t.series_no AND h.nth = t.nth
	GROUP BY t.device, h.job, h.shared, t.load_id, t.block_no, t.series_no, t.nth;
	ANALYZE pg_temp.colossus_run;
	-- of a run its first and last sample are enough, unless others lie in it
	INSERT INTO pg_temp.colossus_seen (device, at, job, load_id, shared)
	SELECT p.device, p.at, CASE WHEN count(DISTINCT p.job) = 1 THEN min(p.job) END, max(p.load_id), bool_or(p.shared) OR count(DISTINCT p.job) > 1
	FROM (
		SELECT r.device, e.at, r.job, r.load_id, r.shared FROM pg_temp.colossus_run r CROSS JOIN LATERAL (VALUES (r.first_at), (r.last_at)) e (at)
		UNION ALL
		SELECT r.device, x.at, r.job, r.load_id, false
		FROM pg_temp.colossus_run r
		JOIN pg_temp.colossus_series m ON m.load_id = r.load_id AND m.block_no = r.block_no AND m.series_no = r.series_no
		CROSS JOIN LATERAL (SELECT s.at FROM ledger.sample s WHERE s.series_id = m.series_id AND s.at > r.first_at AND s.at < r.last_at) x
		WHERE r.samples > 2 AND (
			EXISTS (SELECT FROM pg_temp.colossus_run o WHERE o.device = r.device AND o.job IS DISTINCT FROM r.job AND o.first_at < r.last_at AND o.last_at > r.first_at)
			OR EXISTS (SELECT FROM ledger.series v JOIN ledger.sample s ON s.series_id = v.series_id AND s.at > r.first_at AND s.at < r.last_at
				WHERE v.device = r.device AND v.source = 'prometheus' AND v.kind = 'accelerator' AND s.load_id IS DISTINCT FROM r.load_id AND NOT s.load_id = ANY (load_holders.load_ids)))
	) p
	GROUP BY p.device, p.at;

	UPDATE pg_temp.colossus_load l SET findings = l.findings || f.finding
	FROM (
		SELECT x.load_id, array_agg(DISTINCT format('several hold parts of %s, and its labels do not tell how much: job-devices-csv does', x.device)) AS finding
		FROM pg_temp.colossus_seen x WHERE x.shared GROUP BY x.load_id
	) f
	WHERE l.load_id = f.load_id;
	DELETE FROM pg_temp.colossus_seen x WHERE x.device IN (SELECT y.device FROM pg_temp.colossus_seen y WHERE y.shared);
	-- of one whose devices a scheduler or somebody lists, labels tell nothing new
	UPDATE pg_temp.colossus_seen x SET job = NULL FROM ledger.job_device d WHERE d.job = x.job AND d.seen_until IS NULL;
	DELETE FROM pg_temp.colossus_seen x
	WHERE x.device NOT IN (SELECT y.device FROM pg_temp.colossus_seen y WHERE y.job IS NOT NULL) AND NOT EXISTS (SELECT FROM ledger.job_device h WHERE h.device = x.device AND h.seen_until IS NOT NULL);
	IF NOT EXISTS (SELECT FROM pg_temp.colossus_seen) THEN
		RETURN;
	END IF;
	ANALYZE pg_temp.colossus_seen;

	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_around (device text, since timestamptz, until timestamptz, max_gap interval);
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_holds (device text, job text, started_at timestamptz, seen_until timestamptz, ended_at timestamptz, load_id integer);
	TRUNCATE pg_temp.colossus_around, pg_temp.colossus_holds;
	INSERT INTO pg_temp.colossus_around
	SELECT x.device, min(x.at) - p.max_gap, max(x.at) + p.max_gap, p.max_gap
	FROM pg_temp.colossus_seen x
	CROSS JOIN LATERAL (SELECT coalesce(max(v.max_gap), '5 minutes') AS max_gap FROM ledger.device v WHERE v.device = x.device) p
	GROUP BY x.device, p.max_gap;
	WITH point AS (
		SELECT p.device, p.at, bool_or(p.is_new) AS is_new, min(p.job) AS job, max(p.load_id) AS load_id
		FROM (
			SELECT x.device, x.at, x.job, true AS is_new, x.load_id FROM pg_temp.colossus_seen x
			UNION ALL
			SELECT a.device, s.at, NULL, false, NULL
			FROM pg_temp.colossus_around a
			JOIN ledger.series r ON r.device = a.device AND r.source = 'prometheus' AND r.kind = 'accelerator'
			JOIN ledger.sample s ON s.series_id = r.series_id AND s.at BETWEEN a.since AND a.until AND (s.load_id IS NULL OR s.load_id <> ALL (load_holders.load_ids))
		) p
		GROUP BY p.device, p.at
	), held AS (
		SELECT p.device, p.at, a.since, a.until, a.max_gap, coalesce(p.job, CASE WHEN NOT p.is_new THEN k.job END) AS job, p.load_id,
			k.job AS known_job, k.started_at AS known_since, k.seen_until AS known_until
		FROM point p
		JOIN pg_temp.colossus_around a ON a.device = p.device
		LEFT JOIN LATERAL (
			SELECT h.job, h.started_at, h.seen_until FROM ledger.job_device h
			WHERE h.device = p.device AND h.started_at <= p.at AND h.seen_until >= p.at ORDER BY h.started_at DESC LIMIT 1
		) k ON true
	), ordered AS (
		SELECT h.*, lead(h.at) OVER d AS next_at,
			lag(h.job) OVER d AS job_before, lag(h.at) OVER d AS at_before
		FROM held h
		WINDOW d AS (PARTITION BY h.device ORDER BY h.at)
	), continued AS (
		SELECT o.*, coalesce(o.job = o.job_before AND (o.at <= o.at_before + o.max_gap
			OR EXISTS (SELECT FROM pg_temp.colossus_run r WHERE r.device = o.device AND r.job = o.job AND r.samples > 2 AND r.first_at <= o.at_before AND r.last_at >= o.at)), false) AS goes_on
		FROM ordered o
	), numbered AS (
		SELECT o.*, count(*) FILTER (WHERE NOT o.goes_on) OVER (PARTITION BY o.device ORDER BY o.at ROWS UNBOUNDED PRECEDING) AS nth FROM continued o
	), period AS (
		-- what is known beyond the time looked at stays
		SELECT n.device, n.job, least(min(n.at), min(n.known_since) FILTER (WHERE n.known_job = n.job AND n.known_since < n.since)) AS started_at,
			greatest(max(n.at), max(n.known_until) FILTER (WHERE n.known_job = n.job AND n.known_until > n.until)) AS seen_until,
			max(n.at) AS last_at, max(n.next_at) AS next_at, max(n.max_gap) AS max_gap, max(n.load_id) AS load_id
		FROM numbered n WHERE n.job IS NOT NULL GROUP BY n.device, n.job, n.nth
	)
	INSERT INTO pg_temp.colossus_holds (device, job, started_at, seen_until, ended_at, load_id)
	SELECT p.device, p.job, p.started_at, p.seen_until,
		CASE WHEN p.seen_until > p.last_at THEN (SELECT h.ended_at FROM ledger.job_device h WHERE h.device = p.device AND h.job = p.job AND h.seen_until = p.seen_until)
			WHEN p.next_at <= p.last_at + p.max_gap THEN p.next_at ELSE p.last_at END, p.load_id
	FROM period p;
	DELETE FROM ledger.job_device h USING pg_temp.colossus_around a
	WHERE h.device = a.device AND h.seen_until >= a.since AND h.started_at <= a.until;

	INSERT INTO ledger.job (job, started_at, running, load_id)
	SELECT x.job, min(x.started_at), false, min(x.load_id) FROM pg_temp.colossus_holds x GROUP BY x.job ORDER BY x.job
	ON CONFLICT (job) DO NOTHING;
	-- a period is of many loads, and of none of them
	UPDATE ledger.job j SET started_at = x.started_at
	FROM (SELECT h.job, min(h.started_at) AS started_at FROM pg_temp.colossus_holds h GROUP BY h.job) x
	WHERE j.job = x.job AND j.started_at > x.started_at AND j.running = false AND j.ended_at IS NULL;
	BEGIN
		INSERT INTO ledger.job_device (job, device, started_at, ended_at, seen_until)
		SELECT h.job, h.device, h.started_at, h.ended_at, h.seen_until FROM pg_temp.colossus_holds h ORDER BY h.device, h.started_at;
	EXCEPTION WHEN check_violation OR unique_violation THEN
		FOR row IN SELECT h.* FROM pg_temp.colossus_holds h ORDER BY h.device, h.started_at LOOP
			BEGIN
				INSERT INTO ledger.job_device (job, device, started_at, ended_at, seen_until)
				VALUES (row.job, row.device, row.started_at, row.ended_at, row.seen_until);
			EXCEPTION WHEN check_violation OR unique_violation THEN
				UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, format('labels say that %s held %s from %s: %s', row.job, row.device, row.started_at, SQLERRM))
				WHERE l.load_id = row.load_id AND cardinality(l.findings) < 100;
			END;
		END LOOP;
	END;
END
$body$;
COMMENT ON FUNCTION ledger.load_holders(integer[]) IS 'gives jobs the accelerators that the labels of their series say they held';

CREATE OR REPLACE FUNCTION ledger.job_report(jobs text[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $body$
BEGIN
	UPDATE ledger.job o SET reported_j = r.joules
	FROM (
		SELECT j.job, CASE WHEN NOT EXISTS (
				SELECT FROM ledger.job k
				CROSS JOIN LATERAL ledger.runs_of(k.job) a
				JOIN LATERAL ledger.runs_of(j.job) b ON a.nodes && b.nodes AND a.started_at < b.until AND a.until > b.started_at
				WHERE k.nodes && j.nodes AND k.job <> j.job
					AND k.started_at < coalesce(j.ended_at, 'infinity') AND coalesce(k.ended_at, CASE WHEN k.running IS FALSE THEN k.started_at ELSE 'infinity' END) > j.started_at)
			THEN ledger.reported_j(j.job) END AS joules
		FROM ledger.job j
		WHERE j.job = ANY (job_report.jobs)
			-- and those that share nodes with them
			OR EXISTS (SELECT FROM ledger.job k WHERE k.job = ANY (job_report.jobs) AND k.nodes && j.nodes AND j.reported_j IS NOT NULL)
	) r
	WHERE o.job = r.job AND o.reported_j IS DISTINCT FROM r.joules;
END
$body$;
COMMENT ON FUNCTION ledger.job_report(text[]) IS 'sets reported_j of jobs anew from what their steps say; of a job that shared its nodes it is NULL';

-- A job that had all accelerators of its nodes, or those of known indexes, held
-- them; of any other, job-devices-csv must tell which.
CREATE OR REPLACE FUNCTION ledger.job_devices(load_id integer, only_job text DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $body$
DECLARE
	pending_job text;
BEGIN
	BEGIN
		INSERT INTO ledger.job_device (job, device, started_at, ended_at, load_id, run)
		WITH pending AS (
			SELECT r.job, r.run, r.started_at, r.ended_at, r.is_last, r.gpus, r.gpu_idx, lower(split_part(n.node, '.', 1)) AS node
			FROM (
				SELECT j.job, coalesce(s.run, j.started_at) AS run, coalesce(s.started_at, j.started_at) AS started_at, CASE WHEN s.job IS NULL THEN j.ended_at ELSE s.ended_at END AS ended_at,
					NOT EXISTS (SELECT FROM ledger.job_step t WHERE t.job = j.job AND t.step = '' AND t.run > s.run) AS is_last, j.running,
					coalesce(s.nodes, j.nodes) AS nodes, coalesce(s.gpus, j.gpus) AS gpus, coalesce(s.gpu_idx, j.gpu_idx) AS gpu_idx
				FROM ledger.job j
				LEFT JOIN ledger.job_step s ON s.job = j.job AND s.step = '' AND s.run IS NOT NULL
				WHERE j.nodes IS NOT NULL AND (job_devices.only_job IS NULL OR j.job = job_devices.only_job)
					AND (NOT EXISTS (SELECT FROM ledger.job_device d WHERE d.job = j.job) OR j.job IN (SELECT m.job FROM pg_temp.colossus_new_job m))
			) r
			CROSS JOIN LATERAL unnest(r.nodes) n (node)
			WHERE r.started_at IS NOT NULL AND r.gpus > 0
				-- of a run before the last whose end nobody told, nobody knows how long it held them
				AND (r.ended_at > r.started_at OR r.ended_at IS NULL AND r.is_last AND r.running IS NOT FALSE)
				AND NOT EXISTS (SELECT FROM ledger.job_device d WHERE d.job = r.job AND (d.run IS NULL OR d.run = r.run))
		), slot AS (
			SELECT p.job, p.run, p.gpus, p.gpu_idx, p.started_at AS run_started_at, d.device, d.idx, greatest(p.started_at, d.since) AS started_at,
				CASE WHEN d.until < coalesce(p.ended_at, 'infinity') THEN d.until WHEN NOT p.is_last THEN p.ended_at END AS ended_at
			FROM pending p
			JOIN ledger.device d ON lower(split_part(d.host, '.', 1)) = p.node AND d.kind = 'accelerator' AND d.since < coalesce(p.ended_at, 'infinity') AND (d.until IS NULL OR d.until > p.started_at)
			WHERE p.gpu_idx IS NULL OR d.idx = ANY (p.gpu_idx)
		)
		SELECT s.job, s.device, s.started_at, s.ended_at, job_devices.load_id, s.run
		FROM slot s
		JOIN (SELECT x.job, x.run FROM slot x GROUP BY x.job, x.run, x.gpus HAVING count(*) FILTER (WHERE x.started_at = x.run_started_at) = x.gpus) whole ON whole.job = s.job AND whole.run = s.run
		WHERE NOT EXISTS (SELECT FROM ledger.holding h WHERE h.device = s.device AND h.started_at < coalesce(s.ended_at, (SELECT j.ended_at FROM ledger.job j WHERE j.job = s.job), 'infinity') AND h.ended_at > s.started_at)
		ORDER BY s.job, s.device
		ON CONFLICT DO NOTHING;
	EXCEPTION WHEN check_violation THEN
		-- two of them claim one device: each by itself, the first to begin has it
		IF only_job IS NULL THEN
			FOR pending_job IN
				SELECT j.job FROM ledger.job j
				WHERE j.nodes IS NOT NULL AND j.gpus > 0 AND NOT EXISTS (SELECT FROM ledger.job_device d WHERE d.job = j.job AND d.run IS NULL)
				ORDER BY j.started_at, j.job
			LOOP
				PERFORM ledger.job_devices(job_devices.load_id, pending_job);
			END LOOP;
		END IF;
	END;
END
$body$;
COMMENT ON FUNCTION ledger.job_devices(integer, text) IS 'gives jobs the accelerators of their nodes as far as scheduler and inventory tell which they held';

-- One sort of all samples of the loads needs the memory; it is spent once a session.
CREATE OR REPLACE FUNCTION ledger.load_close(load_ids integer[])
RETURNS SETOF ledger.load
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET work_mem = '32MB' SET jit = off AS $body$
DECLARE
	ids integer[];
	overlapping integer[];
	replaces boolean;
	n bigint;
	total bigint;
BEGIN
	IF to_regclass('pg_temp.colossus_load') IS NULL OR EXISTS (SELECT FROM unnest(load_close.load_ids) i (load_id) WHERE NOT EXISTS (SELECT FROM pg_temp.colossus_load l WHERE l.load_id = i.load_id)) THEN
		RAISE EXCEPTION 'load % is not open in this session', array_to_string(load_ids, ', ') USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'load_open opens one.';
	END IF;
	IF current_setting('transaction_isolation') <> 'read committed' THEN
		RAISE EXCEPTION 'a load cannot be closed in a % transaction', current_setting('transaction_isolation')
			USING ERRCODE = 'active_sql_transaction', HINT = 'Use read committed: what another session has stored meanwhile must be seen.';
	END IF;
	PERFORM ledger.load_read(load_close.load_ids);
	SELECT array_agg(l.load_id ORDER BY l.load_id), bool_or(l.options ->> 'replace' = 'true') INTO ids, replaces
	FROM pg_temp.colossus_load l WHERE l.load_id = ANY (load_close.load_ids) AND l.known_load IS NULL;
	ids := coalesce(ids, '{}');

	-- jobs come with the samples: whoever has one of the two has both
	IF EXISTS (SELECT FROM pg_temp.colossus_row r WHERE r.row_kind NOT IN ('s', 'a') AND r.load_id = ANY (ids)) THEN
		LOCK TABLE ONLY ledger.sample IN ROW EXCLUSIVE MODE;
		LOCK TABLE ledger.device, ledger.job_device IN SHARE UPDATE EXCLUSIVE MODE;
		PERFORM ledger.load_jobs(ids);
	END IF;

	-- waits for compact, which may have what is known on its way into a trace
	IF EXISTS (SELECT FROM pg_temp.colossus_row r WHERE r.row_kind = 's' AND r.load_id = ANY (ids)
			AND r.at < (SELECT x.closed_before::timestamp AT TIME ZONE 'UTC' FROM ledger.setting x)) THEN
		LOCK TABLE ledger.invalid IN ROW EXCLUSIVE MODE;
	END IF;

	-- days whose samples are dropped take no others; a line of which nothing else is left is not read
	IF EXISTS (SELECT FROM pg_temp.colossus_row r WHERE r.row_kind = 's' AND r.load_id = ANY (ids)
			AND r.at < (SELECT x.kept_since::timestamp AT TIME ZONE 'UTC' FROM ledger.setting x)) THEN
		WITH late AS MATERIALIZED (
			SELECT r.ctid AS place, count(*) OVER (PARTITION BY r.load_id, r.line_no) < o.samples AS others
			FROM pg_temp.colossus_row r
			JOIN (SELECT x.load_id, x.line_no, count(*) AS samples FROM pg_temp.colossus_row x WHERE x.row_kind = 's' GROUP BY x.load_id, x.line_no) o ON o.load_id = r.load_id AND o.line_no = r.line_no
			JOIN pg_temp.colossus_series m ON m.load_id = r.load_id AND m.block_no = r.block_no AND m.series_no = r.series_no
			JOIN ledger.series s ON s.series_id = m.series_id AND s.device IS NOT NULL AND s.metric IN ('power_w', 'energy_j')
			WHERE r.row_kind = 's' AND r.load_id = ANY (ids) AND r.at < (SELECT x.kept_since::timestamp AT TIME ZONE 'UTC' FROM ledger.setting x)
		)
		UPDATE pg_temp.colossus_row r SET reject_reason = 'retention', reject_detail = format('%s at %s', r.value, r.at), row_kind = CASE WHEN l.others THEN 'r' ELSE 'x' END::"char"
		FROM late l
		WHERE r.ctid = l.place;
	END IF;

	-- which series have samples already in the time of the load, as rows or packed
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_packed (series_id integer, load_id integer, at timestamptz, value double precision);
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_move (series_id integer, load_id integer, at timestamptz, value double precision, line_no bigint);
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_count (load_id integer, samples bigint, new bigint, conflicting bigint, first_at timestamptz, last_at timestamptz);
	TRUNCATE pg_temp.colossus_packed, pg_temp.colossus_move, pg_temp.colossus_count;
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_span (load_id integer, series_id integer, samples bigint, first_at timestamptz, last_at timestamptz);
	TRUNCATE pg_temp.colossus_span;
	INSERT INTO pg_temp.colossus_span (load_id, series_id, samples, first_at, last_at)
	SELECT g.load_id, m.series_id, g.samples, g.first_at, g.last_at
	FROM (
		SELECT r.load_id, r.block_no, r.series_no, count(*) AS samples, min(r.at) AS first_at, max(r.at) AS last_at
		FROM pg_temp.colossus_row r
		WHERE r.row_kind = 's' AND r.load_id = ANY (ids)
		GROUP BY r.load_id, r.block_no, r.series_no
	) g
	JOIN pg_temp.colossus_series m ON m.load_id = g.load_id AND m.block_no = g.block_no AND m.series_no = g.series_no;
	INSERT INTO pg_temp.colossus_count (load_id, samples, first_at, last_at)
	SELECT p.load_id, sum(p.samples), min(p.first_at), max(p.last_at) FROM pg_temp.colossus_span p GROUP BY p.load_id;
	SELECT coalesce(sum(c.samples), 0) INTO total FROM pg_temp.colossus_count c;
	SELECT array_agg(g.series_id) INTO overlapping
	FROM (SELECT p.series_id, min(p.first_at) AS first_at, max(p.last_at) AS last_at FROM pg_temp.colossus_span p GROUP BY p.series_id) g
	WHERE EXISTS (SELECT FROM ledger.sample x WHERE x.series_id = g.series_id AND x.at >= g.first_at AND x.at <= g.last_at)
		OR EXISTS (SELECT FROM ledger.device_trace t WHERE t.series_id = g.series_id AND t.first_at <= g.last_at AND t.last_at >= g.first_at);
	IF overlapping IS NOT NULL THEN
		INSERT INTO pg_temp.colossus_packed
		SELECT t.series_id, u.load_id, u.at, u.value
		FROM ledger.device_trace t
		JOIN (
			SELECT DISTINCT m.series_id, (r.at AT TIME ZONE 'UTC')::date AS day
			FROM pg_temp.colossus_row r
			JOIN pg_temp.colossus_series m ON m.load_id = r.load_id AND m.block_no = r.block_no AND m.series_no = r.series_no
			WHERE r.row_kind = 's' AND r.load_id = ANY (ids) AND m.series_id = ANY (overlapping)
		) d ON d.series_id = t.series_id AND d.day = t.day
		CROSS JOIN LATERAL ledger.unpacked(t.trace, t.loads) u;
		IF replaces AND EXISTS (SELECT FROM pg_temp.colossus_packed) THEN
			-- what may be replaced becomes rows again
			PERFORM ledger.delete_packed();
			WITH gone AS (
				DELETE FROM ledger.device_trace t USING (SELECT DISTINCT p.series_id, (p.at AT TIME ZONE 'UTC')::date AS day FROM pg_temp.colossus_packed p) d
				WHERE d.series_id = t.series_id AND d.day = t.day
			)
			INSERT INTO ledger.sample (series_id, load_id, at, value)
			SELECT p.series_id, p.load_id, p.at, p.value FROM pg_temp.colossus_packed p ORDER BY p.series_id, p.at
			ON CONFLICT (series_id, at) DO NOTHING;
			TRUNCATE pg_temp.colossus_packed;
		END IF;
		CREATE INDEX IF NOT EXISTS colossus_packed_idx ON pg_temp.colossus_packed (series_id, at);
		ANALYZE pg_temp.colossus_packed;
	END IF;

	-- of an instant that stands twice, the first line of the first load
	BEGIN
		INSERT INTO ledger.sample (series_id, load_id, at, value)
		SELECT v.series_id, v.load_id, v.at, v.value
		FROM (
			SELECT DISTINCT ON (m.series_id, r.at) m.series_id, r.load_id, r.at, r.value
			FROM pg_temp.colossus_row r
			JOIN pg_temp.colossus_series m ON m.load_id = r.load_id AND m.block_no = r.block_no AND m.series_no = r.series_no
			WHERE r.row_kind = 's' AND r.load_id = ANY (ids)
			ORDER BY m.series_id, r.at, r.load_id, r.line_no
		) v
		WHERE overlapping IS NULL OR v.series_id <> ALL (overlapping)
			OR NOT EXISTS (SELECT FROM ledger.sample x WHERE x.series_id = v.series_id AND x.at = v.at)
				AND NOT EXISTS (SELECT FROM pg_temp.colossus_packed p WHERE p.series_id = v.series_id AND p.at = v.at);
		GET DIAGNOSTICS n = ROW_COUNT;
	EXCEPTION WHEN unique_violation THEN
		-- another load brought some of them meanwhile
		INSERT INTO ledger.sample (series_id, load_id, at, value)
		SELECT v.series_id, v.load_id, v.at, v.value
		FROM (
			SELECT DISTINCT ON (m.series_id, r.at) m.series_id, r.load_id, r.at, r.value
			FROM pg_temp.colossus_row r
			JOIN pg_temp.colossus_series m ON m.load_id = r.load_id AND m.block_no = r.block_no AND m.series_no = r.series_no
			WHERE r.row_kind = 's' AND r.load_id = ANY (ids)
			ORDER BY m.series_id, r.at, r.load_id, r.line_no
		) v
		WHERE NOT EXISTS (SELECT FROM pg_temp.colossus_packed p WHERE p.series_id = v.series_id AND p.at = v.at)
		ON CONFLICT (series_id, at) DO NOTHING;
		GET DIAGNOSTICS n = ROW_COUNT;
	END;
	-- what a load was the first to bring bears its number
	IF n = total THEN
		UPDATE pg_temp.colossus_count c SET new = c.samples;
	ELSE
		INSERT INTO pg_temp.colossus_count (load_id, new)
		SELECT x.load_id, count(*)
		FROM (SELECT p.series_id, min(p.first_at) AS first_at, max(p.last_at) AS last_at FROM pg_temp.colossus_span p GROUP BY p.series_id) g
		JOIN ledger.sample x ON x.series_id = g.series_id AND x.at >= g.first_at AND x.at <= g.last_at
		WHERE x.load_id = ANY (ids)
		GROUP BY x.load_id;
	END IF;
	-- what was not new: known, or another value, which is kept beside or takes the place
	IF n < total THEN
		INSERT INTO pg_temp.colossus_move (series_id, load_id, at, value, line_no)
		SELECT m.series_id, r.load_id, r.at, r.value, r.line_no
		FROM pg_temp.colossus_row r
		JOIN pg_temp.colossus_series m ON m.load_id = r.load_id AND m.block_no = r.block_no AND m.series_no = r.series_no
		JOIN pg_temp.colossus_load l ON l.load_id = r.load_id
		LEFT JOIN ledger.sample x ON x.series_id = m.series_id AND x.at = r.at
		LEFT JOIN pg_temp.colossus_packed p ON p.series_id = m.series_id AND p.at = r.at
		WHERE r.row_kind = 's' AND r.load_id = ANY (ids) AND r.value IS DISTINCT FROM coalesce(x.value, p.value);
		UPDATE pg_temp.colossus_load l SET met = l.met || f.loads
		FROM (
			SELECT r.load_id, array_agg(DISTINCT coalesce(x.load_id, p.load_id)) FILTER (WHERE coalesce(x.load_id, p.load_id) <> r.load_id) AS loads
			FROM pg_temp.colossus_row r
			JOIN pg_temp.colossus_series m ON m.load_id = r.load_id AND m.block_no = r.block_no AND m.series_no = r.series_no
			LEFT JOIN ledger.sample x ON x.series_id = m.series_id AND x.at = r.at
			LEFT JOIN pg_temp.colossus_packed p ON p.series_id = m.series_id AND p.at = r.at
			WHERE r.row_kind = 's' AND r.load_id = ANY (ids)
			GROUP BY r.load_id
		) f
		WHERE l.load_id = f.load_id AND f.loads IS NOT NULL;
		IF replaces THEN
			WITH taken AS (
				SELECT DISTINCT ON (v.series_id, v.at) v.series_id, v.at, v.value, v.load_id, x.load_id AS old_load
				FROM pg_temp.colossus_move v
				JOIN pg_temp.colossus_load l ON l.load_id = v.load_id AND l.options ->> 'replace' = 'true'
				JOIN ledger.sample x ON x.series_id = v.series_id AND x.at = v.at
				ORDER BY v.series_id, v.at, v.load_id DESC, v.line_no DESC
			), changed AS (
				UPDATE ledger.sample x SET value = t.value, load_id = t.load_id
				FROM taken t WHERE x.series_id = t.series_id AND x.at = t.at
				RETURNING t.load_id, t.old_load
			)
			INSERT INTO pg_temp.colossus_packed (load_id, series_id)
			SELECT c.load_id, c.old_load FROM changed c;
			INSERT INTO pg_temp.colossus_count (load_id, new) SELECT p.load_id, count(*) FROM pg_temp.colossus_packed p WHERE p.at IS NULL GROUP BY p.load_id;
			DELETE FROM pg_temp.colossus_move v USING pg_temp.colossus_load l WHERE l.load_id = v.load_id AND l.options ->> 'replace' = 'true';
		END IF;
		INSERT INTO pg_temp.colossus_count (load_id, conflicting) SELECT v.load_id, count(*) FROM pg_temp.colossus_move v GROUP BY v.load_id;
	END IF;

	PERFORM ledger.load_holders(ids);
	-- a line that gave nothing that could be taken is not read
	UPDATE pg_temp.colossus_load l SET read = l.read - x.n, rejected = l.rejected + x.n
	FROM (SELECT r.load_id, count(DISTINCT r.line_no) AS n FROM pg_temp.colossus_row r WHERE r.row_kind = 'x' AND r.load_id = ANY (ids) GROUP BY r.load_id) x
	WHERE l.load_id = x.load_id;
	UPDATE pg_temp.colossus_load l SET findings = l.findings || ('nothing was taken: ' || CASE
			WHEN l.lines = 0 AND l.skipped > 0 THEN 'all of it was read by an earlier load'
			WHEN l.lines = 0 THEN 'there was no line'
			WHEN l.rejected > 0 THEN coalesce((SELECT string_agg(w.reason, ', ' ORDER BY w.reason) FROM (SELECT DISTINCT r.reject_reason AS reason FROM pg_temp.colossus_row r
				WHERE r.load_id = l.load_id AND r.row_kind IN ('r', 'x')) w), 'rejected')
			ELSE 'no line holds a metric that is kept' END)
	WHERE l.load_id = ANY (ids) AND l.read = 0;
	INSERT INTO ledger.load (load_id, format, source, digest, zone, options, state, started_at, finished_at, lines, read, empty, rejected,
		samples, new, known, conflicting, first_at, last_at, findings, skipped, tail, met, replaced)
	SELECT l.load_id, l.format, l.source, l.digest, l.zone, l.options, 'finished', l.started_at, clock_timestamp(), l.lines, l.read, l.empty, l.rejected,
		coalesce(c.samples, 0), coalesce(c.new, 0), coalesce(c.samples - c.new - c.conflicting, 0), coalesce(c.conflicting, 0), c.first_at, c.last_at, l.findings, l.skipped, l.tail,
		ARRAY(SELECT DISTINCT i FROM unnest(l.met) i WHERE i <> l.load_id ORDER BY i), coalesce(t.loads, '{}')
	FROM pg_temp.colossus_load l
	LEFT JOIN (
		SELECT x.load_id, coalesce(sum(x.samples), 0) AS samples, coalesce(sum(x.new), 0) AS new, coalesce(sum(x.conflicting), 0) AS conflicting, min(x.first_at) AS first_at, max(x.last_at) AS last_at
		FROM pg_temp.colossus_count x GROUP BY x.load_id
	) c ON c.load_id = l.load_id
	LEFT JOIN (
		SELECT p.load_id, array_agg(DISTINCT p.series_id ORDER BY p.series_id) AS loads
		FROM pg_temp.colossus_packed p WHERE p.at IS NULL AND p.series_id IS NOT NULL GROUP BY p.load_id
	) t ON t.load_id = l.load_id
	WHERE l.load_id = ANY (ids)
	ORDER BY l.load_id;
	INSERT INTO ledger.reject (load_id, line_no, reason, detail, line)
	SELECT q.load_id, q.line_no, q.reason, q.detail, q.line
	FROM (
		SELECT z.*, row_number() OVER (PARTITION BY z.load_id, z.reason ORDER BY z.line_no) AS nth
		FROM (
			SELECT r.load_id, r.line_no, r.reject_reason AS reason, r.reject_detail AS detail, r.attributes ->> 'line' AS line
			FROM pg_temp.colossus_row r WHERE r.row_kind IN ('r', 'x') AND r.load_id = ANY (ids)
			UNION ALL
			SELECT v.load_id, v.line_no, 'conflicting', format('%s at %s, where series %s has another value', v.value, v.at, v.series_id), NULL FROM pg_temp.colossus_move v
		) z
	) q
	WHERE q.nth <= 1000
	ORDER BY q.load_id, q.line_no;

	RETURN QUERY SELECT f.* FROM ledger.load f WHERE f.load_id = ANY (ids) ORDER BY f.load_id;
	RETURN QUERY SELECT f.load_id, f.format, f.source, f.digest, f.zone, f.options, 'known'::text, f.started_at, f.finished_at, f.lines, f.read, f.empty, f.rejected,
			f.samples, 0::bigint, f.samples, 0::bigint, f.first_at, f.last_at, ARRAY['load ' || f.load_id || ' had read the same lines'], f.skipped, f.tail, f.met, f.replaced
		FROM pg_temp.colossus_load l JOIN ledger.load f ON f.load_id = l.known_load
		WHERE l.load_id = ANY (load_close.load_ids) ORDER BY l.load_id;
	DELETE FROM pg_temp.colossus_load l WHERE l.load_id = ANY (load_close.load_ids);
	IF EXISTS (SELECT FROM pg_temp.colossus_load) THEN
		DELETE FROM pg_temp.colossus_row r WHERE r.load_id = ANY (load_close.load_ids);
		DELETE FROM pg_temp.colossus_series m WHERE m.load_id = ANY (load_close.load_ids);
		DELETE FROM pg_temp.colossus_block b WHERE b.load_id = ANY (load_close.load_ids);
	ELSE
		TRUNCATE pg_temp.colossus_row, pg_temp.colossus_series, pg_temp.colossus_block, pg_temp.colossus_packed, pg_temp.colossus_move;
	END IF;
END
$body$;
COMMENT ON FUNCTION ledger.load_close(integer[]) IS
	'Moves the samples of open loads of this session into the ledger and gives the rows of the loads: readers see a load whole or not at all';

CREATE OR REPLACE FUNCTION ledger.load_close(load_id integer)
RETURNS SETOF ledger.load
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	SELECT f.* FROM ledger.load_close(ARRAY[load_close.load_id]) f;
END;
COMMENT ON FUNCTION ledger.load_close(integer) IS 'Moves the samples of an open load of this session into the ledger and gives the row of the load';

CREATE OR REPLACE FUNCTION ledger.load(format text, payload text, source text DEFAULT NULL, zone text DEFAULT NULL, scraped_at timestamptz DEFAULT NULL, options jsonb DEFAULT '{}')
RETURNS SETOF ledger.load
LANGUAGE plpgsql ROWS 1 SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	opened integer;
	done ledger.load;
BEGIN
	IF octet_length(payload) > 64 * 1024 * 1024 THEN
		RAISE EXCEPTION 'a payload of % MB is too long', octet_length(payload) / 1024 / 1024
			USING ERRCODE = 'program_limit_exceeded', HINT = 'One call takes 64 MB; colossus-load takes any file.';
	END IF;
	IF payload IS NULL THEN
		RAISE EXCEPTION 'payload must not be null' USING ERRCODE = 'null_value_not_allowed';
	END IF;
	opened := ledger.load_open(load.format, load.source, load.zone,
		coalesce(load.options, '{}') || CASE WHEN load.scraped_at IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('scraped_at', load.scraped_at) END);
	PERFORM ledger.load_block(opened, load.payload);
	SELECT f.* INTO done FROM ledger.load_close(ARRAY[opened]) f;
	IF done.read = 0 THEN
		RAISE WARNING 'load % of % took nothing: %', done.load_id, done.format, array_to_string(done.findings, '; ');
	END IF;
	RETURN NEXT done;
END
$body$;
COMMENT ON FUNCTION ledger.load(text, text, text, text, timestamptz, jsonb) IS
	'Loads one payload of at most 64 MB and gives the row of the load; only in FROM. options: job, device, host, tokens_per_step, seq_len, ranks, replace, metrics, header, kind, role';

CREATE OR REPLACE FUNCTION ledger.unload(load_id integer)
RETURNS SETOF ledger.load
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $body$
DECLARE
	jobs text[];
	edges tid[];
	gone text;
BEGIN
	UPDATE ledger.load f SET state = 'unloaded', digest = NULL, tail = NULL WHERE f.load_id = unload.load_id AND f.state = 'finished';
	IF NOT FOUND THEN
		RAISE EXCEPTION 'there is no load % to take back', load_id USING ERRCODE = 'no_data_found';
	END IF;
	-- waits for compact, which may have some of it on its way into a trace
	LOCK TABLE ledger.invalid IN ROW EXCLUSIVE MODE;
	SELECT string_agg(CASE upper(r.days) - 1 WHEN lower(r.days) THEN lower(r.days)::text ELSE format('%s to %s', lower(r.days), upper(r.days) - 1) END, ', ' ORDER BY r.days) INTO gone
	FROM (
		SELECT unnest(range_agg(daterange(t.day, t.day + 1))) AS days
		FROM ledger.device_trace t
		WHERE t.dropped AND EXISTS (SELECT FROM generate_series(1, cardinality(t.loads), 2) i WHERE t.loads[i] = unload.load_id)
	) r;
	IF gone IS NOT NULL THEN
		RAISE EXCEPTION 'load % cannot be taken back: samples of it are dropped', load_id
			USING ERRCODE = 'object_not_in_prerequisite_state', DETAIL = format('Days: %s.', gone), HINT = 'What these days came to stays as it was booked.';
	END IF;
	-- packed days that have samples of it become rows again, and are packed the next time
	PERFORM ledger.delete_packed() FROM ledger.setting x
	WHERE x.packed_since < x.packed_until AND EXISTS (
		SELECT FROM ledger.device_trace t
		WHERE t.day >= (x.packed_since AT TIME ZONE 'UTC')::date AND t.day < (x.packed_until AT TIME ZONE 'UTC')::date
			AND EXISTS (SELECT FROM generate_series(1, cardinality(t.loads), 2) i WHERE t.loads[i] = unload.load_id));
	WITH unpacked AS (
		DELETE FROM ledger.device_trace t
		WHERE EXISTS (SELECT FROM generate_series(1, cardinality(t.loads), 2) i WHERE t.loads[i] = unload.load_id)
		RETURNING t.series_id, t.trace, t.loads
	)
	INSERT INTO ledger.sample (series_id, load_id, at, value)
	SELECT p.series_id, u.load_id, u.at, u.value
	FROM unpacked p
	CROSS JOIN LATERAL ledger.unpacked(p.trace, p.loads) u
	ORDER BY p.series_id, u.at
	ON CONFLICT (series_id, at) DO NOTHING;
	-- periods that labels tell begin and end with samples: with those that stay
	IF EXISTS (SELECT FROM ledger.job_device h WHERE h.seen_until IS NOT NULL) THEN
		SELECT array_agg(DISTINCT h.ctid) INTO edges
		FROM ledger.sample x
		JOIN ledger.series s ON s.series_id = x.series_id AND s.source = 'prometheus'
		JOIN ledger.job_device h ON h.device = s.device AND h.seen_until IS NOT NULL AND x.at IN (h.started_at, h.seen_until, h.ended_at)
		WHERE x.load_id = unload.load_id;
	END IF;
	DELETE FROM ledger.sample s WHERE s.load_id = unload.load_id;
	IF edges IS NOT NULL THEN
		CREATE TEMPORARY TABLE IF NOT EXISTS colossus_holds (device text, job text, started_at timestamptz, seen_until timestamptz, ended_at timestamptz, load_id integer);
		TRUNCATE pg_temp.colossus_holds;
		WITH gone AS (
			DELETE FROM ledger.job_device h WHERE h.ctid = ANY (edges) RETURNING h.*
		)
		INSERT INTO pg_temp.colossus_holds (device, job, started_at, seen_until, ended_at)
		SELECT g.device, g.job, i.first_at, i.last_at, CASE WHEN n.at <= i.last_at + p.max_gap THEN n.at ELSE i.last_at END
		FROM gone g
		CROSS JOIN LATERAL (SELECT coalesce(max(v.max_gap), '5 minutes') AS max_gap FROM ledger.device v WHERE v.device = g.device) p
		CROSS JOIN LATERAL (SELECT min(x.at) AS first_at, max(x.at) AS last_at FROM ledger.series s JOIN ledger.sample x ON x.series_id = s.series_id
			WHERE s.device = g.device AND s.source = 'prometheus' AND s.kind = 'accelerator' AND x.at BETWEEN g.started_at AND g.seen_until) i
		CROSS JOIN LATERAL (SELECT min(x.at) AS at FROM ledger.series s JOIN ledger.sample x ON x.series_id = s.series_id
			WHERE s.device = g.device AND s.source = 'prometheus' AND s.kind = 'accelerator' AND x.at > i.last_at AND x.at <= i.last_at + p.max_gap) n
		WHERE i.first_at IS NOT NULL;
		INSERT INTO ledger.job_device (job, device, started_at, ended_at, seen_until)
		SELECT h.job, h.device, h.started_at, h.ended_at, h.seen_until FROM pg_temp.colossus_holds h;
	END IF;
	DELETE FROM ledger.step_log s WHERE s.load_id = unload.load_id;
	-- with a run or a device goes what was guessed of the two
	WITH gone AS (
		DELETE FROM ledger.job_step s WHERE s.load_id = unload.load_id RETURNING s.job, s.step, s.run
	), guessed AS (
		DELETE FROM ledger.job_device d
		USING gone g
		WHERE d.job = g.job AND d.run = g.run AND g.step = ''
	)
	SELECT array_agg(DISTINCT g.job) INTO jobs FROM gone g;
	DELETE FROM ledger.job_device d
	WHERE d.load_id = unload.load_id OR d.run IS NOT NULL AND d.device IN (SELECT v.device FROM ledger.device v WHERE v.load_id = unload.load_id);
	PERFORM ledger.job_report(jobs);
	DELETE FROM ledger.series s WHERE s.first_load = unload.load_id
		AND NOT EXISTS (SELECT FROM ledger.sample x WHERE x.series_id = s.series_id) AND NOT EXISTS (SELECT FROM ledger.device_trace t WHERE t.series_id = s.series_id);
	UPDATE ledger.series s SET first_load = NULL WHERE s.first_load = unload.load_id;
	DELETE FROM ledger.job j WHERE j.load_id = unload.load_id AND NOT EXISTS (SELECT FROM ledger.job_device d WHERE d.job = j.job)
		AND NOT EXISTS (SELECT FROM ledger.step_log l WHERE l.job = j.job) AND NOT EXISTS (SELECT FROM ledger.series s WHERE s.job = j.job)
		AND NOT EXISTS (SELECT FROM ledger.job_step s WHERE s.job = j.job);
	DELETE FROM ledger.device d WHERE d.load_id = unload.load_id AND NOT EXISTS (SELECT FROM ledger.series s WHERE s.device = d.device)
		AND NOT EXISTS (SELECT FROM ledger.job_device h WHERE h.device = d.device);
	-- what was known because of it must be read again
	RETURN QUERY
	UPDATE ledger.load f SET digest = NULL, tail = NULL
	WHERE f.state = 'finished' AND (unload.load_id = ANY (f.met) OR f.load_id IN (SELECT unnest(g.replaced) FROM ledger.load g WHERE g.load_id = unload.load_id))
	RETURNING f.*;
END
$body$;
COMMENT ON FUNCTION ledger.unload(integer) IS
	'Takes back what a load was the first to bring, and lists the loads that must be read again because they had found some of it known: their digests are forgotten, so that the same files are not taken for known';
