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
			skipped bigint NOT NULL DEFAULT 0, nth integer NOT NULL UNIQUE, findings text[] NOT NULL DEFAULT '{}', tail jsonb, met integer[] NOT NULL DEFAULT '{}', replaced integer[] NOT NULL DEFAULT '{}', told jsonb NOT NULL,
			again integer[] NOT NULL DEFAULT '{}', unsaid bigint NOT NULL DEFAULT 0, PRIMARY KEY (ledger, load_id));
		CREATE TEMPORARY TABLE colossus_block (load_id integer, block_no integer, block text);
		ALTER TABLE pg_temp.colossus_block ALTER COLUMN block SET STORAGE EXTERNAL;
		CREATE TEMPORARY TABLE colossus_row (load_id integer, block_no integer, line_no bigint, row_kind "char", series_no integer, at timestamptz, value double precision,
			reject_reason text, reject_detail text, attributes jsonb,
			samples integer, last_at timestamptz, once boolean, lines integer[], times timestamptz[], vals double precision[]);
		ALTER TABLE pg_temp.colossus_row ALTER COLUMN lines SET STORAGE EXTERNAL, ALTER COLUMN times SET STORAGE EXTERNAL, ALTER COLUMN vals SET STORAGE EXTERNAL;
		CREATE INDEX colossus_row_account ON pg_temp.colossus_row (load_id, block_no) WHERE row_kind = 'a';
		CREATE INDEX colossus_row_other ON pg_temp.colossus_row (load_id, row_kind) WHERE row_kind NOT IN ('s', 'a');
		CREATE TEMPORARY TABLE colossus_series (load_id integer, block_no integer, series_no integer, series_id integer);
	ELSIF (SELECT l.ledger FROM pg_temp.colossus_load l LIMIT 1) <> me THEN
		RAISE EXCEPTION 'this session has loads of another ledger open' USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Close them first.';
	END IF;
	opened := nextval(pg_get_serial_sequence(me::text, 'load_id'));
	INSERT INTO pg_temp.colossus_load (ledger, load_id, format, source, zone, scraped_at, options, started_at, nth, told)
	VALUES (me, opened, load_open.format, coalesce(load_open.source, given ->> 'file'), load_open.zone,
		-- a time without zone is one of the zone
		CASE WHEN given ->> 'scraped_at' ~ '(Z|[+-][0-9]{2}(:?[0-9]{2})?)$' THEN (given ->> 'scraped_at')::timestamptz
			ELSE (given ->> 'scraped_at')::timestamp AT TIME ZONE coalesce(load_open.zone, 'UTC') END,
		CASE WHEN load_open.source IS NULL THEN given ELSE given || jsonb_build_object('source', load_open.source) END - 'file', clock_timestamp(),
		coalesce((SELECT max(l.nth) FROM pg_temp.colossus_load l), 0) + 1,
		-- a file may be called after what its server does
		given || jsonb_strip_nulls(jsonb_build_object('source', load_open.source)));
	RETURN opened;
END
$body$;
COMMENT ON FUNCTION ledger.load_open(text, text, text, jsonb) IS
	'Opens a load and gives its number. What it is given stays in temporary tables of this session until load_close; lines go to load_block, or as rows into pg_temp.colossus_block: load_id or the place of the load in the session, below zero, block_no, block';

CREATE OR REPLACE FUNCTION ledger.is_document(block text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN left(is_document.block, 64) ~ '^\s*(\{|\[\s*([\[{"\]]|$))';
COMMENT ON FUNCTION ledger.is_document(text) IS 'true: JSON, which does not grow; lines of logs may begin with a time or a rank in brackets';

CREATE OR REPLACE FUNCTION ledger.options_of_reading() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '{seq_len,tokens_per_step,ranks,replace,metrics,header,kind,role}'::text[];
COMMENT ON FUNCTION ledger.options_of_reading() IS 'options that say how lines are read; the others say what they are of';

CREATE OR REPLACE FUNCTION ledger.load_pieces(load_id integer) RETURNS integer[]
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	WITH RECURSIVE piece AS (
		SELECT f.load_id, f.format, f.zone, f.options, f.met FROM ledger.load f WHERE f.load_id = load_pieces.load_id
		UNION
		SELECT f.load_id, f.format, f.zone, f.options, f.met
		FROM piece p
		JOIN ledger.load f ON f.load_id = ANY (p.met) AND f.format = p.format AND f.zone IS NOT DISTINCT FROM p.zone AND f.options = p.options
	)
	SELECT coalesce(array_agg(p.load_id ORDER BY p.load_id), '{}') FROM piece p;
END;
COMMENT ON FUNCTION ledger.load_pieces(integer) IS 'a load, and those before it that read the beginning of the same lines in the same way; empty for NULL';

CREATE OR REPLACE FUNCTION ledger.tells_of_jobs(format text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN tells_of_jobs.format IN ('sacct', 'sacct-json', 'megatron', 'torchtitan', 'huggingface', 'nemo', 'llama-factory', 'deepspeed', 'mlperf', 'train-log');
COMMENT ON FUNCTION ledger.tells_of_jobs(text) IS 'true: what is read in a zone or with options and again with others is the same jobs and steps';

CREATE OR REPLACE FUNCTION ledger.check_open(load_ids integer[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	missing text := array_to_string(load_ids, ', ', '(null)');
BEGIN
	-- one question after the other: a query cannot name a table that is not there
	IF to_regclass('pg_temp.colossus_load') IS NOT NULL THEN
		SELECT string_agg(coalesce(i.load_id::text, '(null)'), ', ') INTO missing
		FROM unnest(load_ids) i (load_id)
		WHERE NOT EXISTS (SELECT FROM pg_temp.colossus_load l WHERE l.load_id = i.load_id);
		IF missing IS NULL THEN
			RETURN;
		END IF;
	END IF;
	RAISE EXCEPTION '% open in this session', coalesce('load ' || nullif(missing, '') || ' is not', 'no load is')
		USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'load_open opens a load.';
END
$body$;
COMMENT ON FUNCTION ledger.check_open(integer[]) IS 'raises 55000 unless loads are open in this session; of NULL, any';

CREATE OR REPLACE FUNCTION ledger.load_block(load_id integer, block text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $body$
BEGIN
	PERFORM ledger.check_open(ARRAY[load_id]);
	IF EXISTS (SELECT FROM pg_temp.colossus_load l WHERE l.load_id = load_block.load_id AND l.is_read) THEN
		RAISE EXCEPTION 'load % is read already', load_id USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'load_close stores it; what comes later is a load of its own.';
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
	bytes bytea;
	head text;
	grown record;
	otherwise integer;
BEGIN
	PERFORM ledger.check_open(load_ids);
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
	WHERE l.load_id = ANY (ids) AND b.load_id = l.load_id AND b.block_no = 1 AND (l.format IN ('prometheus', 'dcgm') OR ledger.is_document(b.block))
		AND NOT EXISTS (SELECT FROM pg_temp.colossus_block o WHERE o.load_id = l.load_id AND o.block_no > 1);
	FOR one IN SELECT l.* FROM pg_temp.colossus_load l WHERE l.load_id = ANY (ids) AND l.digest IS NULL ORDER BY l.load_id LOOP
		chain := '';
		before := '';
		grown := NULL;
		otherwise := NULL;
		FOR piece IN SELECT b.block_no, b.block FROM pg_temp.colossus_block b WHERE b.load_id = one.load_id ORDER BY b.block_no LOOP
			before := chain;
			bytes := convert_to(piece.block, 'UTF8');
			-- of thousands of logs that may have grown, those that began so are looked at; empty: too short to tell
			head := CASE WHEN length(bytes) < 1024 THEN '' ELSE encode(sha256(substring(bytes FROM 1 FOR 1024)), 'hex') END;
			IF one.format NOT IN ('prometheus', 'dcgm') AND NOT ledger.is_document(piece.block) THEN
				SELECT f.load_id, f.tail, piece.block_no AS block_no INTO grown
				FROM ledger.load f
				WHERE f.state = 'finished' AND f.digest IS NOT NULL AND f.format = one.format AND f.zone IS NOT DISTINCT FROM one.zone AND f.options = one.options
					AND f.tail ->> 'before' = before AND (f.tail ->> 'block')::integer = piece.block_no AND (f.tail ->> 'length')::integer < length(bytes)
					AND f.tail ->> 'head' = ANY (ARRAY[head, ''])
					AND f.tail ->> 'last' = encode(sha256(substring(bytes FROM 1 FOR (f.tail ->> 'length')::integer)), 'hex')
				ORDER BY (f.tail ->> 'length')::integer DESC LIMIT 1;
				IF FOUND THEN
					UPDATE pg_temp.colossus_load l SET state = grown.tail -> 'state', skipped = (grown.tail ->> 'lines')::bigint, met = ARRAY[grown.load_id],
						findings = array_append(l.findings, format('%s lines of the beginning were read by load %s', grown.tail ->> 'lines', grown.load_id))
					WHERE l.load_id = one.load_id;
					UPDATE pg_temp.colossus_block b
					SET block = CASE WHEN b.block_no = piece.block_no
						THEN convert_from(substring(bytes FROM (grown.tail ->> 'length')::integer + 1), 'UTF8') END
					WHERE b.load_id = one.load_id AND b.block_no <= piece.block_no;
				ELSE
					-- a log of the same name that began so, read in another zone or with other options
					otherwise := coalesce((SELECT max(f.load_id) FROM ledger.load f
						WHERE f.source = one.source AND f.state = 'finished' AND f.digest IS NOT NULL AND f.format = one.format AND (f.zone IS DISTINCT FROM one.zone OR f.options <> one.options)
							AND f.options - ledger.options_of_reading() = one.options - ledger.options_of_reading()
							AND f.tail ->> 'before' = before AND (f.tail ->> 'block')::integer = piece.block_no AND (f.tail ->> 'length')::integer <= length(bytes) AND f.tail ->> 'head' = ANY (ARRAY[head, ''])
							AND f.tail ->> 'last' = encode(sha256(substring(bytes FROM 1 FOR (f.tail ->> 'length')::integer)), 'hex')), otherwise);
				END IF;
			END IF;
			whole := encode(sha256(bytes), 'hex');
			chain := encode(sha256(convert_to(before || whole, 'UTF8')), 'hex');
			one.tail := jsonb_build_object('before', before, 'block', piece.block_no, 'length', length(bytes), 'head', head, 'last', whole);
		END LOOP;
		UPDATE pg_temp.colossus_load l SET digest = chain, tail = coalesce(one.tail, '{}'), again = ledger.load_pieces(otherwise) WHERE l.load_id = one.load_id;
	END LOOP;
	UPDATE pg_temp.colossus_load l SET known_load = f.load_id
	FROM ledger.load f
	WHERE l.load_id = ANY (ids) AND f.digest = l.digest AND f.state = 'finished' AND f.format = l.format AND f.zone IS NOT DISTINCT FROM l.zone AND f.options = l.options;

	-- or the same lines, whatever they are called
	UPDATE pg_temp.colossus_load l SET again = ledger.load_pieces((SELECT max(f.load_id) FROM ledger.load f
		WHERE f.digest = l.digest AND f.state = 'finished' AND f.format = l.format AND (f.zone IS DISTINCT FROM l.zone OR f.options <> l.options)
			AND f.options - ledger.options_of_reading() = l.options - ledger.options_of_reading() AND (l.options ? 'job' OR f.source IS NOT DISTINCT FROM l.source)))
	WHERE l.load_id = ANY (ids) AND l.known_load IS NULL AND l.again = '{}' AND l.format NOT IN ('prometheus', 'dcgm');
	UPDATE pg_temp.colossus_load l SET again = '{}' WHERE l.load_id = ANY (ids) AND l.known_load IS NOT NULL;
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, CASE
			WHEN ledger.tells_of_jobs(l.format) THEN format('load %s had read the same lines otherwise: what it told of jobs and steps gives way', array_to_string(l.again, ', '))
			ELSE format('load %s had read the same lines in zone %s: its samples stay beside these until unload takes them back', array_to_string(l.again, ', '), coalesce(f.zone, '(none)')) END)
	FROM ledger.load f
	WHERE l.load_id = ANY (ids) AND f.load_id = l.again[1] AND (ledger.tells_of_jobs(l.format) OR f.zone IS DISTINCT FROM l.zone);

	-- the same lines twice at once
	UPDATE pg_temp.colossus_load l SET known_load = d.load_id
	FROM (SELECT x.load_id, x.digest, x.format, x.zone, x.options FROM pg_temp.colossus_load x WHERE x.load_id = ANY (ids)) d
	WHERE l.load_id = ANY (ids) AND l.known_load IS NULL AND d.load_id < l.load_id AND d.digest = l.digest AND d.format = l.format AND d.zone IS NOT DISTINCT FROM l.zone AND d.options = l.options;
	DELETE FROM pg_temp.colossus_block b USING pg_temp.colossus_load l WHERE l.load_id = b.load_id AND l.known_load IS NOT NULL;

	-- SGLang's scheduler labels what it does, its tokens had no such label until 2026
	UPDATE pg_temp.colossus_load l SET told = l.told || jsonb_build_object('engine', e.engine)
	FROM (
		SELECT b.load_id, CASE WHEN bool_or(position('engine_type="prefill"' IN b.block) > 0) THEN 'prefill ' ELSE '' END
			|| CASE WHEN bool_or(position('engine_type="decode"' IN b.block) > 0) THEN 'decode' ELSE '' END AS engine
		FROM pg_temp.colossus_block b
		JOIN pg_temp.colossus_load o ON o.load_id = b.load_id
		WHERE o.load_id = ANY (ids) AND o.format = 'prometheus' AND position('engine_type="' IN b.block) > 0
		GROUP BY b.load_id
	) e
	WHERE l.load_id = e.load_id AND e.engine <> '';

	-- vLLM before 0.10 has another counter of hits, of blocks or of tokens as its version has it
	UPDATE pg_temp.colossus_load l SET findings = array_append(l.findings, 'vllm:gpu_prefix_cache_hits counts blocks in some versions and tokens in others: cached tokens are not known'::text)
	WHERE l.load_id = ANY (ids) AND l.format IN ('prometheus', 'prometheus-json') AND EXISTS (SELECT FROM pg_temp.colossus_block b
		WHERE b.load_id = l.load_id AND position('vllm:gpu_prefix_cache_hits' IN b.block) > 0 AND position('vllm:prefix_cache_hits' IN b.block) = 0);

	-- the k-th block of all loads at once: what follows in one load is read with the state that came before
	SELECT max(b.block_no) INTO blocks FROM pg_temp.colossus_block b WHERE b.load_id = ANY (ids);
	FOR k IN 1 .. coalesce(blocks, 0) LOOP
		INSERT INTO pg_temp.colossus_row (load_id, block_no, line_no, row_kind, series_no, at, value, reject_reason, reject_detail, attributes, samples, last_at, once, lines, times, vals)
		SELECT b.load_id, b.block_no, r.line_no + l.skipped + l.lines, r.row_kind, r.series_no, r.at, r.value, r.reject_reason, r.reject_detail, r.attributes,
			r.samples, r.last_at, r.once, r.lines, r.times, r.vals
		FROM pg_temp.colossus_block b
		JOIN pg_temp.colossus_load l ON l.load_id = b.load_id
		CROSS JOIN LATERAL colossus.read_block(l.format, b.block, l.zone, l.state, l.scraped_at,
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
	END LOOP;
	-- to delete a block takes as long as to store it
	IF NOT EXISTS (SELECT FROM pg_temp.colossus_load l WHERE NOT l.is_read AND l.load_id <> ALL (ids)) THEN
		TRUNCATE pg_temp.colossus_block;
	ELSE
		DELETE FROM pg_temp.colossus_block b WHERE b.load_id = ANY (ids);
	END IF;
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

-- Samples one by one, for loads of which some are there already, or stand twice: how many
-- there are must be known to whoever plans how to compare them.
CREATE OR REPLACE FUNCTION ledger.load_spread(load_ids integer[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_spread (series_id integer, load_id integer, at timestamptz, value double precision, line_no bigint);
	TRUNCATE pg_temp.colossus_spread;
	INSERT INTO pg_temp.colossus_spread (series_id, load_id, at, value, line_no)
	SELECT m.series_id, r.load_id, unnest(r.times), unnest(r.vals), r.line_no + unnest(r.lines)
	FROM pg_temp.colossus_row r
	JOIN pg_temp.colossus_series m ON m.load_id = r.load_id AND m.block_no = r.block_no AND m.series_no = r.series_no
	WHERE r.row_kind = 's' AND r.load_id = ANY (load_spread.load_ids);
	ANALYZE pg_temp.colossus_spread;
END
$body$;
COMMENT ON FUNCTION ledger.load_spread(integer[]) IS 'lays out the samples of loads of this session one by one, with their series';

-- Where samples are laid out one by one, a sort of all of them needs the memory; it is spent once a session.
CREATE OR REPLACE FUNCTION ledger.load_close(load_ids integer[])
RETURNS SETOF ledger.load
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET work_mem = '32MB' SET jit = off AS $body$
DECLARE
	ids integer[];
	overlapping integer[];
	replaces boolean;
	earliest timestamptz;
	kept_from timestamptz;
	apart boolean;
	alone boolean;
	jobs boolean;
	n bigint;
	total bigint;
BEGIN
	PERFORM ledger.check_open(load_ids);
	IF current_setting('transaction_isolation') <> 'read committed' THEN
		RAISE EXCEPTION 'a load cannot be closed in a % transaction', current_setting('transaction_isolation')
			USING ERRCODE = 'active_sql_transaction', HINT = 'Use read committed: what another session has stored meanwhile must be seen.';
	END IF;
	PERFORM ledger.load_read(load_close.load_ids);
	SELECT array_agg(l.load_id ORDER BY l.load_id), bool_or(l.options ->> 'replace' = 'true') INTO ids, replaces
	FROM pg_temp.colossus_load l WHERE l.load_id = ANY (load_close.load_ids) AND l.known_load IS NULL;
	ids := coalesce(ids, '{}');

	-- whoever may write holders has his turn before he has a sample, for which another may wait who has the turn: samples of a card
	-- without labels end what labels have told of it, of which another load may be the first to tell meanwhile
	jobs := EXISTS (SELECT FROM pg_temp.colossus_row r WHERE r.row_kind NOT IN ('s', 'a') AND r.load_id = ANY (ids));
	IF jobs OR EXISTS (
		SELECT FROM pg_temp.colossus_series m JOIN ledger.series s ON s.series_id = m.series_id
		WHERE m.load_id = ANY (ids) AND s.kind = 'accelerator' AND s.source = 'prometheus') THEN
		LOCK TABLE ledger.device, ledger.job_device IN SHARE UPDATE EXCLUSIVE MODE;
	END IF;
	-- a day that is open stays so: compact closes none, to pack what is known, between the look at it and the rows that come
	LOCK TABLE ONLY ledger.sample IN ROW EXCLUSIVE MODE;
	IF jobs THEN
		PERFORM ledger.load_jobs(ids);
	END IF;

	-- waits for compact, which may have what is known on its way into a trace
	SELECT min((r.attributes ->> 'first_at')::timestamptz) INTO earliest FROM pg_temp.colossus_row r WHERE r.row_kind = 'a' AND r.load_id = ANY (ids);
	IF earliest < (SELECT x.closed_before::timestamp AT TIME ZONE 'UTC' FROM ledger.setting x) THEN
		LOCK TABLE ledger.invalid IN ROW EXCLUSIVE MODE;
	END IF;

	-- days whose samples are dropped take no others; a line of which nothing else is left is not read
	SELECT x.kept_since::timestamp AT TIME ZONE 'UTC' INTO kept_from FROM ledger.setting x;
	IF earliest < kept_from THEN
		PERFORM ledger.load_spread(ids);
		WITH late AS MATERIALIZED (
			SELECT v.load_id, v.line_no, v.at, v.value, count(*) OVER (PARTITION BY v.load_id, v.line_no) < o.samples AS others
			FROM pg_temp.colossus_spread v
			JOIN (SELECT x.load_id, x.line_no, count(*) AS samples FROM pg_temp.colossus_spread x GROUP BY x.load_id, x.line_no) o ON o.load_id = v.load_id AND o.line_no = v.line_no
			JOIN ledger.series s ON s.series_id = v.series_id AND s.device IS NOT NULL AND s.metric IN ('power_w', 'energy_j')
			WHERE v.at < kept_from
		), told AS (
			INSERT INTO pg_temp.colossus_row (load_id, line_no, row_kind, reject_reason, reject_detail)
			SELECT l.load_id, l.line_no, CASE WHEN l.others THEN 'r' ELSE 'x' END::"char", 'retention', format('%s at %s', l.value, l.at) FROM late l
		)
		UPDATE pg_temp.colossus_row r SET (samples, at, lines, times, vals) = (
			SELECT count(*), min(u.at), array_agg(u.line ORDER BY u.nth), array_agg(u.at ORDER BY u.nth), array_agg(u.value ORDER BY u.nth)
			FROM unnest(r.lines, r.times, r.vals) WITH ORDINALITY u (line, at, value, nth) WHERE u.at >= kept_from)
		FROM pg_temp.colossus_series m
		JOIN ledger.series s ON s.series_id = m.series_id AND s.device IS NOT NULL AND s.metric IN ('power_w', 'energy_j')
		WHERE r.row_kind = 's' AND r.load_id = ANY (ids) AND r.at < kept_from AND m.load_id = r.load_id AND m.block_no = r.block_no AND m.series_no = r.series_no;
		DELETE FROM pg_temp.colossus_row r WHERE r.row_kind = 's' AND r.load_id = ANY (ids) AND r.samples = 0;
	END IF;

	-- which series have samples already in the time of the load, as rows or packed
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_packed (series_id integer, load_id integer, at timestamptz, value double precision);
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_move (series_id integer, load_id integer, at timestamptz, value double precision, line_no bigint);
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_count (load_id integer, samples bigint, new bigint, conflicting bigint, first_at timestamptz, last_at timestamptz);
	TRUNCATE pg_temp.colossus_packed, pg_temp.colossus_move, pg_temp.colossus_count;
	CREATE TEMPORARY TABLE IF NOT EXISTS colossus_span (load_id integer, series_id integer, samples bigint, first_at timestamptz, last_at timestamptz, once boolean);
	TRUNCATE pg_temp.colossus_span;
	INSERT INTO pg_temp.colossus_span (load_id, series_id, samples, first_at, last_at, once)
	SELECT r.load_id, m.series_id, r.samples, r.at, r.last_at, r.once
	FROM pg_temp.colossus_row r
	JOIN pg_temp.colossus_series m ON m.load_id = r.load_id AND m.block_no = r.block_no AND m.series_no = r.series_no
	WHERE r.row_kind = 's' AND r.load_id = ANY (ids);
	-- is each instant of a series in one place, and are the places one after the other?
	SELECT NOT EXISTS (
		SELECT FROM (SELECT p.once, p.first_at, lag(p.last_at) OVER (PARTITION BY p.series_id ORDER BY p.first_at) AS before FROM pg_temp.colossus_span p) q
		WHERE NOT q.once OR q.first_at <= q.before) INTO apart;
	INSERT INTO pg_temp.colossus_count (load_id, samples, first_at, last_at)
	SELECT p.load_id, sum(p.samples), min(p.first_at), max(p.last_at) FROM pg_temp.colossus_span p GROUP BY p.load_id;
	SELECT coalesce(sum(c.samples), 0) INTO total FROM pg_temp.colossus_count c;
	SELECT array_agg(g.series_id) INTO overlapping
	FROM (SELECT p.series_id, min(p.first_at) AS first_at, max(p.last_at) AS last_at FROM pg_temp.colossus_span p GROUP BY p.series_id) g
	WHERE EXISTS (SELECT FROM ledger.sample x WHERE x.series_id = g.series_id AND x.at >= g.first_at AND x.at <= g.last_at)
		OR EXISTS (SELECT FROM ledger.device_trace t WHERE t.series_id = g.series_id AND t.first_at <= g.last_at AND t.last_at >= g.first_at);
	alone := apart AND overlapping IS NULL;
	IF NOT alone THEN
		PERFORM ledger.load_spread(ids);
	END IF;
	IF overlapping IS NOT NULL THEN
		INSERT INTO pg_temp.colossus_packed
		SELECT t.series_id, u.load_id, u.at, u.value
		FROM ledger.device_trace t
		JOIN (
			SELECT DISTINCT v.series_id, (v.at AT TIME ZONE 'UTC')::date AS day
			FROM pg_temp.colossus_spread v
			WHERE v.series_id = ANY (overlapping)
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

	-- of an instant that stands twice, the first line of the first load; where none does, samples are in order as they are
	BEGIN
		IF alone THEN
			INSERT INTO ledger.sample (series_id, load_id, at, value)
			SELECT v.series_id, v.load_id, unnest(v.times), unnest(v.vals)
			FROM (
				SELECT m.series_id, r.load_id, r.times, r.vals
				FROM pg_temp.colossus_row r
				JOIN pg_temp.colossus_series m ON m.load_id = r.load_id AND m.block_no = r.block_no AND m.series_no = r.series_no
				WHERE r.row_kind = 's' AND r.load_id = ANY (ids)
				ORDER BY m.series_id, r.at
			) v;
		ELSE
			INSERT INTO ledger.sample (series_id, load_id, at, value)
			SELECT v.series_id, v.load_id, v.at, v.value
			FROM (
				SELECT DISTINCT ON (r.series_id, r.at) r.series_id, r.load_id, r.at, r.value
				FROM pg_temp.colossus_spread r
				ORDER BY r.series_id, r.at, r.load_id, r.line_no
			) v
			WHERE overlapping IS NULL OR v.series_id <> ALL (overlapping)
				OR NOT EXISTS (SELECT FROM ledger.sample x WHERE x.series_id = v.series_id AND x.at = v.at)
					AND NOT EXISTS (SELECT FROM pg_temp.colossus_packed p WHERE p.series_id = v.series_id AND p.at = v.at);
		END IF;
		GET DIAGNOSTICS n = ROW_COUNT;
	EXCEPTION WHEN unique_violation THEN
		-- another load brought some of them meanwhile
		IF alone THEN
			PERFORM ledger.load_spread(ids);
			alone := false;
		END IF;
		INSERT INTO ledger.sample (series_id, load_id, at, value)
		SELECT v.series_id, v.load_id, v.at, v.value
		FROM (
			SELECT DISTINCT ON (r.series_id, r.at) r.series_id, r.load_id, r.at, r.value
			FROM pg_temp.colossus_spread r
			ORDER BY r.series_id, r.at, r.load_id, r.line_no
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
		SELECT r.series_id, r.load_id, r.at, r.value, r.line_no
		FROM pg_temp.colossus_spread r
		LEFT JOIN ledger.sample x ON x.series_id = r.series_id AND x.at = r.at
		LEFT JOIN pg_temp.colossus_packed p ON p.series_id = r.series_id AND p.at = r.at
		WHERE r.value IS DISTINCT FROM coalesce(x.value, p.value);
		UPDATE pg_temp.colossus_load l SET met = l.met || f.loads
		FROM (
			SELECT r.load_id, array_agg(DISTINCT coalesce(x.load_id, p.load_id)) FILTER (WHERE coalesce(x.load_id, p.load_id) <> r.load_id) AS loads
			FROM pg_temp.colossus_spread r
			LEFT JOIN ledger.sample x ON x.series_id = r.series_id AND x.at = r.at
			LEFT JOIN pg_temp.colossus_packed p ON p.series_id = r.series_id AND p.at = r.at
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

	-- what has given way can be read again
	UPDATE ledger.load f SET digest = NULL, tail = NULL
	FROM pg_temp.colossus_load l
	WHERE l.load_id = ANY (ids) AND f.load_id = ANY (l.again) AND ledger.tells_of_jobs(l.format);
	PERFORM ledger.load_replicas();
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
		coalesce(c.samples, 0), coalesce(c.new, 0), coalesce(c.samples - c.new - c.conflicting, 0), coalesce(c.conflicting, 0), c.first_at, c.last_at,
		-- nobody reads thousands
		CASE WHEN cardinality(l.findings) + l.unsaid > 100 THEN l.findings[:100] || format('%s findings more', cardinality(l.findings) + l.unsaid - 100) ELSE l.findings END,
		l.skipped, l.tail,
		ARRAY(SELECT DISTINCT i FROM unnest(l.met) i WHERE i <> l.load_id ORDER BY i),
		ARRAY(SELECT DISTINCT i FROM unnest(l.replaced || t.loads) i WHERE i <> l.load_id ORDER BY i)
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
		IF to_regclass('pg_temp.colossus_spread') IS NOT NULL THEN
			TRUNCATE pg_temp.colossus_spread;
		END IF;
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
		RAISE EXCEPTION 'a payload of % bytes is too long', octet_length(payload)
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
	'Loads one payload of at most 64 MB and gives the row of the load; only in FROM. options: job, device, host, tokens_per_step, seq_len, ranks, replace, metrics, header, kind, role, cluster';

CREATE OR REPLACE FUNCTION ledger.unload(load_id integer)
RETURNS SETOF ledger.load
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $body$
DECLARE
	jobs text[];
	untold text[];
	edges tid[];
	gone text;
	card record;
BEGIN
	-- in the order of loads, which have their turn before they have a sample
	LOCK TABLE ledger.device, ledger.job_device IN SHARE UPDATE EXCLUSIVE MODE;
	UPDATE ledger.load f SET state = 'unloaded', digest = NULL, tail = NULL WHERE f.load_id = unload.load_id AND f.state = 'finished';
	IF NOT FOUND THEN
		RAISE EXCEPTION 'there is no load % to take back', coalesce(load_id::text, '(null)')
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Those of table load whose state is finished can be.';
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
		-- of a packed day all of which is in the period the ends are enough
		CROSS JOIN LATERAL (SELECT min(x.at) AS first_at, max(x.at) AS last_at FROM ledger.series s CROSS JOIN LATERAL (
				SELECT x.at FROM ledger.sample x WHERE x.series_id = s.series_id AND x.at BETWEEN g.started_at AND g.seen_until
				UNION ALL
				SELECT e.at FROM ledger.device_trace t CROSS JOIN LATERAL (VALUES (t.first_at), (t.last_at)) e (at)
				WHERE t.series_id = s.series_id AND t.first_at >= g.started_at AND t.last_at <= g.seen_until
				UNION ALL
				SELECT u.at FROM ledger.device_trace t CROSS JOIN LATERAL ledger.unpacked(t.trace, t.loads) u
				WHERE t.series_id = s.series_id AND t.first_at <= g.seen_until AND t.last_at >= g.started_at AND (t.first_at < g.started_at OR t.last_at > g.seen_until)
					AND u.at BETWEEN g.started_at AND g.seen_until) x
			WHERE s.device = g.device AND s.source = 'prometheus' AND s.kind = 'accelerator') i
		CROSS JOIN LATERAL (SELECT min(x.at) AS at FROM ledger.series s CROSS JOIN LATERAL (
				SELECT x.at FROM ledger.sample x WHERE x.series_id = s.series_id AND x.at > i.last_at AND x.at <= i.last_at + p.max_gap
				UNION ALL
				SELECT u.at FROM ledger.device_trace t CROSS JOIN LATERAL ledger.unpacked(t.trace, t.loads) u
				WHERE t.series_id = s.series_id AND t.first_at <= i.last_at + p.max_gap AND t.last_at > i.last_at AND u.at > i.last_at AND u.at <= i.last_at + p.max_gap) x
			WHERE s.device = g.device AND s.source = 'prometheus' AND s.kind = 'accelerator') n
		WHERE i.first_at IS NOT NULL;
		INSERT INTO ledger.job_device (job, device, started_at, ended_at, seen_until)
		SELECT h.job, h.device, h.started_at, h.ended_at, h.seen_until FROM pg_temp.colossus_holds h;
	END IF;
	-- a card whose name no log tells any more is known by its place again
	FOR card IN
		SELECT d.device, min(s.called) AS called, min(s.first_load) AS first_load
		FROM ledger.device d
		JOIN ledger.series s ON s.device = d.device AND s.called IS NOT NULL AND s.first_load <> unload.load_id
		WHERE d.load_id = unload.load_id AND NOT EXISTS (SELECT FROM ledger.device_alias a WHERE a.alias = s.called)
			AND NOT EXISTS (SELECT FROM ledger.series y WHERE y.device = d.device AND y.called IS NULL AND (y.first_load IS DISTINCT FROM unload.load_id
				OR EXISTS (SELECT FROM ledger.sample x WHERE x.series_id = y.series_id) OR EXISTS (SELECT FROM ledger.device_trace t WHERE t.series_id = y.series_id)))
		GROUP BY d.device
		ORDER BY d.device
	LOOP
		UPDATE ledger.device d SET load_id = card.first_load WHERE d.device = card.device;
		PERFORM ledger.device_is(card.device, card.called);
	END LOOP;
	DELETE FROM ledger.step_log s WHERE s.load_id = unload.load_id;
	-- with a run or a device goes what was guessed of the two
	WITH gone AS (
		DELETE FROM ledger.job_step s WHERE s.load_id = unload.load_id RETURNING s.job, s.step, s.run
	), guessed AS (
		DELETE FROM ledger.job_device d
		USING gone g
		WHERE d.job = g.job AND d.run = g.run AND g.step = ''
	)
	SELECT array_agg(DISTINCT g.job), array_agg(DISTINCT g.job) FILTER (WHERE g.step = '') INTO jobs, untold FROM gone g;
	DELETE FROM ledger.job_device d
	WHERE d.load_id = unload.load_id OR d.run IS NOT NULL AND d.device IN (SELECT v.device FROM ledger.device v WHERE v.load_id = unload.load_id);
	-- times that nobody tells any more
	UPDATE ledger.job j SET started_at = t.started_at, ended_at = t.ended_at, running = t.running, nodes = t.nodes, gpus = t.gpus, gpu_idx = t.gpu_idx
	FROM ledger.job_told(untold) t
	WHERE j.job = t.job AND j.load_id IS NOT NULL;
	UPDATE ledger.job j SET started_at = least((SELECT min(l.at) FROM ledger.step_log l WHERE l.job = j.job), (SELECT min(d.started_at) FROM ledger.job_device d WHERE d.job = j.job AND d.seen_until IS NOT NULL)),
		ended_at = NULL, running = false, nodes = NULL, gpus = NULL, gpu_idx = NULL
	WHERE j.job = ANY (untold) AND j.load_id IS NOT NULL AND NOT EXISTS (SELECT FROM ledger.job_step s WHERE s.job = j.job AND s.step = '');
	UPDATE ledger.job j SET load_id = t.first_load
	FROM ledger.job_told(ARRAY(SELECT k.job FROM ledger.job k WHERE k.load_id = unload.load_id)) t
	WHERE j.job = t.job;
	PERFORM ledger.job_report(jobs);
	DELETE FROM ledger.series s WHERE s.first_load = unload.load_id
		AND NOT EXISTS (SELECT FROM ledger.sample x WHERE x.series_id = s.series_id) AND NOT EXISTS (SELECT FROM ledger.device_trace t WHERE t.series_id = s.series_id);
	UPDATE ledger.series s SET first_load = NULL WHERE s.first_load = unload.load_id;
	DELETE FROM ledger.job j WHERE j.load_id = unload.load_id AND NOT EXISTS (SELECT FROM ledger.job_device d WHERE d.job = j.job)
		AND NOT EXISTS (SELECT FROM ledger.step_log l WHERE l.job = j.job) AND NOT EXISTS (SELECT FROM ledger.series s WHERE s.job = j.job)
		AND NOT EXISTS (SELECT FROM ledger.job_step s WHERE s.job = j.job);
	DELETE FROM ledger.device d WHERE d.load_id = unload.load_id AND NOT EXISTS (SELECT FROM ledger.series s WHERE s.device = d.device)
		AND NOT EXISTS (SELECT FROM ledger.job_device h WHERE h.device = d.device);
	-- what was known because of it must be read again, and what it took the place of, in turn
	RETURN QUERY
	WITH RECURSIVE lost (load_id) AS (
		SELECT unnest(g.replaced) FROM ledger.load g WHERE g.load_id = unload.load_id
		UNION
		SELECT unnest(g.replaced) FROM lost l JOIN ledger.load g ON g.load_id = l.load_id
	)
	UPDATE ledger.load f SET digest = NULL, tail = NULL
	WHERE f.state = 'finished' AND (unload.load_id = ANY (f.met) OR f.load_id IN (SELECT l.load_id FROM lost l))
	RETURNING f.*;
END
$body$;
COMMENT ON FUNCTION ledger.unload(integer) IS
	'Takes back what a load was the first to bring, and lists the loads that must be read again because they had found some of it known or it took the place of what they had brought: their digests are forgotten, so that the same files are not taken for known';
