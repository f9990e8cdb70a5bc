-- Partitions of sample, where create_ledger was asked for them.
--
-- A day has a partition of its own if one was made before its first row came; else,
-- and after it is dropped, its rows go to sample_rest, the default partition: so no
-- row needs a partition, late ones least of all.  A partition has row security without
-- a policy: whoever may read it by a grant on all tables sees nothing past sample's
-- policies.
--
-- compact leaves the rows that it packs where they are, and says in setting from when
-- until when rows no longer count: every snapshot finds a sample in one place, a row
-- if it is older than that, else a trace.  A partition is dropped once all transactions
-- have ended that ran when its day had been packed: none has a snapshot in which its rows
-- count.  Days that no longer count are one stretch, whose ends alone move: those that
-- cannot join it are deleted row by row, and it is dropped from its beginning on.  A
-- late row of such a day joins its trace in the writer's transaction (sample_changed).
-- Locks are taken for a tenth of a second at a time: a long reader delays them, new
-- readers wait no longer.

CREATE OR REPLACE FUNCTION ledger.is_partitioned()
RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	RETURN EXISTS (
		SELECT FROM pg_class c
		JOIN pg_namespace n ON n.oid = c.relnamespace
		JOIN pg_inherits i ON i.inhparent = c.oid
		JOIN pg_class r ON r.oid = i.inhrelid AND r.relnamespace = n.oid AND r.relname = 'sample_rest'
		WHERE n.nspname = 'ledger' AND c.relname = 'sample' AND c.relkind = 'p');
END
$body$;
COMMENT ON FUNCTION ledger.is_partitioned() IS 'true: sample has partitions as create_ledger makes them';

-- A statement that names a partition fires its triggers, and none of sample's: so
-- compact takes rows away without keeping each of them for a trigger that needs none.
CREATE OR REPLACE FUNCTION ledger.partition_named() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	IF current_setting('colossus.packing', true) = 'on' THEN
		RETURN NULL;
	END IF;
	-- as all of sample may be, which comes here too
	IF TG_OP = 'TRUNCATE' THEN
		INSERT INTO ledger.invalid (device, since, until) SELECT DISTINCT f.device, '-infinity'::date, 'infinity'::date FROM ledger.fact f;
		INSERT INTO ledger.uncounted (since, until) VALUES ('-infinity', 'infinity');
	ELSE
		RAISE EXCEPTION 'rows of partition "%" are changed by the name of sample alone', TG_TABLE_NAME
			USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Say UPDATE or DELETE FROM sample: facts that no longer hold are told by its triggers.';
	END IF;
	RETURN NULL;
END
$body$;
COMMENT ON FUNCTION ledger.partition_named() IS 'refuses to change rows of a partition by its own name, where no fact would learn of it';

CREATE OR REPLACE FUNCTION ledger.guard_partition(part text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	EXECUTE format($part$
		ALTER TABLE %1$I.%2$I ENABLE ROW LEVEL SECURITY;
		CREATE OR REPLACE TRIGGER sample_inserted AFTER INSERT ON %1$I.%2$I REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION %1$I.sample_changed();
		CREATE OR REPLACE TRIGGER partition_named BEFORE UPDATE OR DELETE OR TRUNCATE ON %1$I.%2$I FOR EACH STATEMENT EXECUTE FUNCTION %1$I.partition_named();
		$part$, 'ledger', part);
END
$body$;
COMMENT ON FUNCTION ledger.guard_partition(text) IS 'gives a partition of sample the row security and the triggers that it has for itself';

CREATE OR REPLACE FUNCTION ledger.make_day(day date)
RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms' AS $body$
DECLARE
	part text := 'sample_' || to_char(make_day.day, 'YYYYMMDD');
	begins timestamptz := make_day.day::timestamp AT TIME ZONE 'UTC';
	ends timestamptz := (make_day.day + 1)::timestamp AT TIME ZONE 'UTC';
	owner text;
BEGIN
	IF NOT ledger.is_partitioned() THEN
		RETURN false;
	END IF;
	-- one at a time; neither readers nor writers wait for this one
	LOCK TABLE ONLY ledger.sample IN SHARE UPDATE EXCLUSIVE MODE;
	IF EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'ledger' AND c.relname = part) THEN
		RETURN false;
	END IF;
	-- what is in sample_rest is read through while nobody else can
	IF pg_relation_size(format('%I.sample_rest', 'ledger')::regclass) > 64 * 1024 * 1024 THEN
		RETURN NULL;
	END IF;
	EXECUTE format('CREATE TABLE %1$I.%2$I (LIKE %1$I.sample INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS INCLUDING STORAGE)', 'ledger', part);
	EXECUTE format('COMMENT ON TABLE %I.%I IS %L', 'ledger', part, 'samples of ' || make_day.day);
	PERFORM ledger.guard_partition(part);
	LOCK TABLE ledger.sample_rest IN ACCESS EXCLUSIVE MODE;
	IF EXISTS (SELECT FROM ledger.sample_rest s WHERE s.at >= begins AND s.at < ends) THEN
		EXECUTE format('DROP TABLE %I.%I', 'ledger', part);
		RETURN NULL;
	END IF;
	EXECUTE format('ALTER TABLE %1$I.sample ATTACH PARTITION %1$I.%2$I FOR VALUES FROM (%3$L) TO (%4$L)', 'ledger', part, begins, ends);
	SELECT r.rolname INTO owner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
	WHERE n.nspname = 'ledger' AND c.relname = 'sample';
	IF owner <> current_user THEN
		EXECUTE format('ALTER TABLE %I.%I OWNER TO %I', 'ledger', part, owner);
	END IF;
	RETURN true;
END
$body$;
COMMENT ON FUNCTION ledger.make_day(date) IS
	'makes the partition of a day; false: it is there, or the ledger has none; NULL: rows of the day are in sample_rest already, or too many others; raises 55P03 after a tenth of a second of waiting';

CREATE OR REPLACE FUNCTION ledger.running_transactions()
RETURNS text[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
	RETURN ARRAY(
		SELECT l.virtualxid || ' ' || l.pid
		FROM pg_locks l
		LEFT JOIN pg_stat_activity a ON a.pid = l.pid
		WHERE l.locktype = 'virtualxid' AND l.granted AND l.pid <> pg_backend_pid()
			AND (a.datid IS NULL OR a.datid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())));
END
$body$;
COMMENT ON FUNCTION ledger.running_transactions() IS 'transactions of others in this database, each with its process';

CREATE OR REPLACE FUNCTION ledger.note_emptied()
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	part record;
	has_rows boolean;
	noted bigint := 0;
BEGIN
	FOR part IN
		SELECT c.oid, CASE c.relname WHEN 'sample_rest' THEN '-infinity'::date ELSE to_date(substr(c.relname, 8), 'YYYYMMDD') END AS day
		FROM pg_inherits i
		JOIN pg_class p ON p.oid = i.inhparent AND p.relkind = 'p' AND p.relname = 'sample'
		JOIN pg_namespace n ON n.oid = p.relnamespace AND n.nspname = 'ledger'
		JOIN pg_class c ON c.oid = i.inhrelid
		WHERE c.relname ~ '^sample_([0-9]{8}|rest)$' AND (c.relname <> 'sample_rest' OR pg_relation_size(c.oid) > 1024 * 1024)
	LOOP
		IF part.day >= (SELECT s.closed_before FROM ledger.setting s) OR EXISTS (SELECT FROM ledger.emptied e WHERE e.day = part.day) THEN
			CONTINUE;
		END IF;
		IF EXISTS (SELECT FROM ledger.setting s WHERE part.day::timestamp AT TIME ZONE 'UTC' >= s.packed_since AND part.day::timestamp AT TIME ZONE 'UTC' < s.packed_until) THEN
			has_rows := false;
		ELSE
			EXECUTE format('SELECT EXISTS (SELECT FROM %s)', part.oid::regclass) INTO has_rows;
		END IF;
		IF NOT has_rows THEN
			INSERT INTO ledger.emptied (day, running) VALUES (part.day, ledger.running_transactions()) ON CONFLICT DO NOTHING;
			noted := noted + 1;
		END IF;
	END LOOP;
	RETURN noted;
END
$body$;
COMMENT ON FUNCTION ledger.note_emptied() IS 'notes partitions of closed days without rows that count, and which transactions run now; call it in a transaction that begins after they were packed';

-- Whoever turns traces into rows again needs these to be of one kind: so does unload.
CREATE OR REPLACE FUNCTION ledger.delete_packed()
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	turn date;
	gone bigint;
	all_gone bigint := 0;
BEGIN
	-- neither packs nor drops anybody meanwhile
	LOCK TABLE ledger.invalid IN ROW EXCLUSIVE MODE;
	-- to infinity there is no end of days
	IF NOT EXISTS (SELECT FROM ledger.setting s WHERE s.packed_since < s.packed_until) THEN
		RETURN 0;
	END IF;
	PERFORM set_config('colossus.packing', 'on', true);
	FOR turn IN
		SELECT g.day::date FROM ledger.setting s
		CROSS JOIN LATERAL generate_series(s.packed_since AT TIME ZONE 'UTC', (s.packed_until AT TIME ZONE 'UTC') - interval '1 day', interval '1 day') g (day)
	LOOP
		EXECUTE format('DELETE FROM %I.%I', 'ledger', 'sample_' || to_char(turn, 'YYYYMMDD'));
		GET DIAGNOSTICS gone = ROW_COUNT;
		all_gone := all_gone + gone;
		DELETE FROM ledger.emptied e WHERE e.day = turn;
	END LOOP;
	UPDATE ledger.setting s SET packed_since = 'infinity', packed_until = 'infinity' WHERE s.packed_since < s.packed_until;
	PERFORM set_config('colossus.packing', '', true);
	RETURN all_gone;
END
$body$;
COMMENT ON FUNCTION ledger.delete_packed() IS 'deletes the rows that no longer count, whose partitions wait to be dropped; gives how many';

CREATE OR REPLACE FUNCTION ledger.drop_emptied(day date)
RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '100ms' AS $body$
DECLARE
	part text := CASE WHEN drop_emptied.day = '-infinity' THEN 'sample_rest' ELSE 'sample_' || to_char(drop_emptied.day, 'YYYYMMDD') END;
	begins timestamptz := CASE WHEN drop_emptied.day > '-infinity' THEN drop_emptied.day::timestamp AT TIME ZONE 'UTC' END;
	ends timestamptz := CASE WHEN drop_emptied.day > '-infinity' THEN (drop_emptied.day + 1)::timestamp AT TIME ZONE 'UTC' END;
	is_packed boolean;
	has_rows boolean := false;
BEGIN
	IF to_regclass(format('%I.%I', 'ledger', part)) IS NULL THEN
		DELETE FROM ledger.emptied e WHERE e.day = drop_emptied.day;
		RETURN false;
	END IF;
	IF EXISTS (SELECT FROM ledger.emptied e WHERE e.day = drop_emptied.day AND e.running && ledger.running_transactions()) THEN
		RETURN NULL;
	END IF;
	-- neither packs anybody nor makes rows of traces meanwhile, in compact's order
	LOCK TABLE ledger.invalid IN SHARE ROW EXCLUSIVE MODE;
	PERFORM FROM ledger.setting s FOR UPDATE;
	SELECT coalesce(begins >= s.packed_since AND begins < s.packed_until, false) INTO is_packed FROM ledger.setting s;
	IF is_packed THEN
		-- after the days before it
		IF EXISTS (SELECT FROM ledger.setting s WHERE s.packed_since < begins) THEN
			RETURN NULL;
		END IF;
		PERFORM ledger.check_packed(drop_emptied.day);
	END IF;
	IF drop_emptied.day > '-infinity' THEN
		LOCK TABLE ONLY ledger.sample IN ACCESS EXCLUSIVE MODE;
	END IF;
	EXECUTE format('LOCK TABLE %I.%I IN ACCESS EXCLUSIVE MODE', 'ledger', part);
	-- rows that came since are to be packed, and who packed or deleted them has taken the note away
	IF NOT is_packed THEN
		EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', 'ledger', part) INTO has_rows;
	END IF;
	DELETE FROM ledger.emptied e WHERE e.day = drop_emptied.day;
	IF NOT FOUND OR has_rows THEN
		RETURN false;
	END IF;
	PERFORM set_config('colossus.packing', 'on', true);
	EXECUTE format(CASE WHEN drop_emptied.day = '-infinity' THEN 'TRUNCATE %I.%I' ELSE 'DROP TABLE %I.%I' END, 'ledger', part);
	PERFORM set_config('colossus.packing', '', true);
	-- rows of the day that come from now on go to sample_rest, and count
	UPDATE ledger.setting s SET packed_since = CASE WHEN ends < s.packed_until THEN ends ELSE 'infinity' END, packed_until = CASE WHEN ends < s.packed_until THEN s.packed_until ELSE 'infinity' END
	WHERE is_packed;
	RETURN true;
END
$body$;
COMMENT ON FUNCTION ledger.drop_emptied(date) IS
	'drops the partition of a day that emptied lists, -infinity: truncates sample_rest; false: rows came meanwhile; NULL: transactions still run that may read rows that it had, or a day before it waits; raises 55P03 after a tenth of a second of waiting';

CREATE OR REPLACE FUNCTION ledger.check_packed(day date)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off AS $body$
DECLARE
	part text := 'sample_' || to_char(check_packed.day, 'YYYYMMDD');
	rows bigint;
	missed bigint := 0;
BEGIN
	EXECUTE format('SELECT count(*) FROM %I.%I', 'ledger', part) INTO rows;
	IF rows IS DISTINCT FROM (SELECT sum(t.samples) FROM ledger.device_trace t WHERE t.day = check_packed.day) THEN
		CREATE TEMPORARY TABLE IF NOT EXISTS colossus_late (series_id integer, day date, load_id integer, at timestamptz, value double precision);
		TRUNCATE pg_temp.colossus_late;
		EXECUTE format('INSERT INTO pg_temp.colossus_late (series_id, day, load_id, at, value)
			SELECT s.series_id, $1, s.load_id, s.at, s.value
			FROM %I.%I s
			LEFT JOIN (SELECT t.series_id, u.at FROM %I.device_trace t CROSS JOIN LATERAL %I.unpacked(t.trace, t.loads) u WHERE t.day = $1) p ON p.series_id = s.series_id AND p.at = s.at
			WHERE p.series_id IS NULL', 'ledger', part, 'ledger', 'ledger') USING check_packed.day;
		GET DIAGNOSTICS missed = ROW_COUNT;
	END IF;
	IF missed > 0 THEN
		PERFORM ledger.join_late();
		INSERT INTO ledger.invalid (device, since, until)
		SELECT DISTINCT s.device, '-infinity'::date, 'infinity'::date FROM pg_temp.colossus_late l JOIN ledger.series s ON s.series_id = l.series_id WHERE s.device IS NOT NULL;
		INSERT INTO ledger.uncounted (series_id, since, until) SELECT DISTINCT l.series_id, '-infinity'::date, 'infinity'::date FROM pg_temp.colossus_late l;
		RAISE WARNING '% samples of % came past the triggers of sample, and are packed now', missed, check_packed.day;
	END IF;
	RETURN missed;
END
$body$;
COMMENT ON FUNCTION ledger.check_packed(date) IS 'packs rows of a partition that is to be dropped and that no trace has: there are none unless somebody wrote past the triggers; gives how many';

CREATE OR REPLACE PROCEDURE ledger.make_partitions(first_day date, last_day date)
LANGUAGE plpgsql AS $body$
DECLARE
	turn pg_catalog.date := first_day;
	made boolean;
	n_made bigint := 0;
BEGIN
	-- the caller's search_path is not to be trusted, and COMMIT forbids SET in the procedure's head
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	IF first_day IS NULL OR last_day IS NULL OR last_day - first_day > 400 THEN
		RAISE EXCEPTION 'no partitions from % to %', coalesce(first_day::text, 'null'), coalesce(last_day::text, 'null')
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Give the first and the last day, no more than 400 days apart.';
	END IF;
	IF NOT ledger.is_partitioned() THEN
		RAISE NOTICE 'sample has no partitions by day: create_ledger was not asked for them';
		RETURN;
	END IF;
	WHILE turn <= last_day LOOP
		FOR try IN 1 .. 20 LOOP
			BEGIN
				made := ledger.make_day(turn);
				EXIT;
			EXCEPTION WHEN lock_not_available OR duplicate_table THEN
				made := NULL;
				PERFORM pg_sleep(0.05);
			END;
		END LOOP;
		n_made := n_made + coalesce(made, false)::integer;
		IF made IS NULL THEN
			RAISE NOTICE 'no partition of %: its rows go to sample_rest', turn;
		END IF;
		turn := turn + 1;
		COMMIT;
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	END LOOP;
	RAISE NOTICE 'partitions: % new', n_made;
END
$body$;
COMMENT ON PROCEDURE ledger.make_partitions(date, date) IS
	'makes the partitions of days, a commit each, where create_ledger was asked for partitions: maintain does so for today and three days ahead, a load of older days wants it before; call it alone';

CREATE OR REPLACE PROCEDURE ledger.drop_partitions()
LANGUAGE plpgsql AS $body$
DECLARE
	turn pg_catalog.date;
	dropped boolean;
	n_dropped bigint := 0;
	n_waiting bigint := 0;
BEGIN
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	IF NOT ledger.is_partitioned() THEN
		RETURN;
	END IF;
	COMMIT;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	PERFORM ledger.note_emptied();
	COMMIT;
	FOR turn IN SELECT e.day FROM ledger.emptied e ORDER BY e.day LOOP
		PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
		FOR try IN 1 .. 20 LOOP
			BEGIN
				dropped := ledger.drop_emptied(turn);
				EXIT;
			EXCEPTION WHEN lock_not_available THEN
				dropped := NULL;
				PERFORM pg_sleep(0.05);
			END;
		END LOOP;
		n_dropped := n_dropped + coalesce(dropped, false)::integer;
		n_waiting := n_waiting + (dropped IS NULL)::integer;
		COMMIT;
	END LOOP;
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
	RAISE NOTICE 'partitions: % dropped, % wait for readers', n_dropped, n_waiting;
	COMMIT;
END
$body$;
COMMENT ON PROCEDURE ledger.drop_partitions() IS
	'drops partitions whose rows are all packed and that no transaction may still read, a commit each: maintain does so; call it alone';
