-- Bills as they hold, and what was generated on site.

CREATE OR REPLACE FUNCTION ledger.activity_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	kinds CONSTANT text[] := ARRAY['electricity', 'steam', 'heat', 'cooling', 'fuel', 'refrigerant', 'water', 'water discharged', 'electricity exported', 'heat exported'];
	units CONSTANT text[] := ARRAY['kWh', 'MWh', 'GJ', 'MMBtu', 'therm', 'm3', 'L', 'gal', 'kg', 't'];
	measured text[];
	other ledger.activity;
BEGIN
	IF NOT NEW.kind = ANY (kinds) THEN
		RAISE EXCEPTION 'unknown kind of activity "%"', left(NEW.kind, 60)
			USING ERRCODE = 'invalid_parameter_value', HINT = format('Known kinds: %s.', array_to_string(kinds, ', '));
	END IF;
	IF NOT NEW.unit = ANY (units) THEN
		RAISE EXCEPTION 'unknown unit "%"', left(NEW.unit, 60)
			USING ERRCODE = 'invalid_parameter_value', HINT = concat_ws(' ', CASE
				WHEN NEW.unit ~* '^[kM]?VAh?$' THEN 'Apparent energy is none: multiply it by the power factor.'
				WHEN NEW.unit ~* 'lbs?$|pound|ton' AND NEW.kind IN ('steam', 'heat') THEN 'A mass of steam is no energy: the bill or its supplier says how much heat is in it.'
				WHEN NEW.unit ~* '^ton|^TR?H$' AND NEW.kind = 'cooling' THEN 'A ton-hour of cooling is 0.012 MMBtu.'
				WHEN NEW.kind = 'refrigerant' THEN 'A lb is 0.45359237 kg, an oz the 16th part of it, a g the 1000th part of a kg.'
				WHEN NEW.unit ~* '^(ccf|mcf|cf|scf|ft3)$' THEN 'A volume of gas is billed with its heat, in therm or MMBtu; of water, a cubic foot is 0.028316846592 m3.'
				WHEN NEW.unit ~* '^N ?m3|^Sm3' THEN 'm3 is that of natural gas at 60 F and 14.7 psi; of other conditions the bill says the heat, in kWh or GJ.'
				WHEN NEW.unit ~* 'gal' THEN 'gal is the US gallon; other gallons are billed in L.'
				WHEN NEW.unit ~ '^[A-Z]{3}$' THEN 'Money goes to cost and currency.'
			END, format('Known units: %s.', array_to_string(units, ', ')));
	END IF;
	measured := CASE WHEN NEW.kind IN ('electricity', 'steam', 'heat', 'cooling', 'electricity exported', 'heat exported') THEN units[1:5]
		WHEN NEW.kind = 'refrigerant' THEN units[9:10]
		WHEN NEW.kind IN ('water', 'water discharged') THEN units[6:8]
		ELSE units END;
	IF NOT NEW.unit = ANY (measured) THEN
		RAISE EXCEPTION '% is not measured in %', NEW.kind, NEW.unit
			USING ERRCODE = 'invalid_parameter_value', HINT = concat_ws(' ', CASE
				WHEN NEW.unit IN ('kg', 't') AND NEW.kind IN ('steam', 'heat', 'heat exported') THEN 'A mass of steam is no energy: the bill or its supplier says how much heat is in it.'
				WHEN NEW.unit IN ('m3', 'L', 'gal') AND NEW.kind = 'refrigerant' THEN 'Refrigerants are weighed.'
			END, format('Units of %s: %s.', NEW.kind, array_to_string(measured, ', ')));
	END IF;
	IF NEW.kind IN ('fuel', 'refrigerant') AND NEW.fuel IS NULL THEN
		RAISE EXCEPTION 'activity "%" does not say which %', NEW.activity_id, NEW.kind
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Column fuel names it.';
	END IF;
	IF NEW.direct_g_per_kwh IS NOT NULL AND NEW.kind <> 'electricity' THEN
		RAISE EXCEPTION '% has no line of its own from a plant', NEW.kind
			USING ERRCODE = 'invalid_parameter_value', HINT = 'direct_g_per_kwh is of electricity alone.';
	END IF;
	-- what a credit does not say is as in its bill
	IF NEW.quantity < 0 THEN
		SELECT a.* INTO other FROM ledger.activity a WHERE a.activity_id = NEW.corrects;
		IF FOUND THEN
			NEW.supplier := coalesce(NEW.supplier, other.supplier);
			NEW.meter := coalesce(NEW.meter, other.meter);
			NEW.technology := coalesce(NEW.technology, other.technology);
			NEW.controls := other.controls;
			NEW.heating_value := other.heating_value;
			NEW.direct_g_per_kwh := coalesce(NEW.direct_g_per_kwh, other.direct_g_per_kwh);
		END IF;
	END IF;
	RETURN NEW;
END
$body$;
COMMENT ON FUNCTION ledger.activity_check() IS 'refuses kinds and units that are none, with 22023, and gives a credit what its bill says';
CREATE OR REPLACE TRIGGER activity_check BEFORE INSERT OR UPDATE ON ledger.activity
	FOR EACH ROW EXECUTE FUNCTION ledger.activity_check();

-- At the end of a statement, which may bring a bill behind what corrects it, or move
-- both to another site.  What takes the place of a bill takes it out: of another site
-- or kind it would take away energy without a word.
CREATE OR REPLACE FUNCTION ledger.activity_corrects_check() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
	bad record;
BEGIN
	SELECT c.activity_id, c.site, c.kind, c.fuel, c.quantity, b.activity_id AS bill, b.site AS of_site, b.kind AS of_kind, b.fuel AS of_fuel, b.quantity < 0 AS of_credit INTO bad
	FROM (
		-- each way by an index: books come by the thousand
		SELECT x.* FROM ledger.activity x WHERE x.activity_id = NEW.activity_id AND x.corrects IS NOT NULL
		UNION ALL SELECT x.* FROM ledger.activity x WHERE x.corrects = NEW.activity_id AND x.quantity >= 0
		UNION ALL SELECT x.* FROM ledger.activity x WHERE x.corrects = NEW.activity_id AND x.quantity < 0
	) c
	JOIN ledger.activity b ON b.activity_id = c.corrects
	WHERE c.site <> b.site OR c.kind <> b.kind OR c.quantity < 0 AND (c.fuel IS DISTINCT FROM b.fuel OR b.quantity < 0)
	LIMIT 1;
	IF NOT FOUND THEN
		-- each of a ring takes out the next, and none would be left
		WITH RECURSIVE walk AS (
			SELECT x.corrects AS bill FROM ledger.activity x WHERE x.activity_id = NEW.activity_id AND x.corrects IS NOT NULL
			UNION
			SELECT x.corrects FROM walk w JOIN ledger.activity x ON x.activity_id = w.bill WHERE x.corrects IS NOT NULL
		)
		SELECT string_agg(format('"%s"', w.bill), ', ' ORDER BY w.bill) AS bills INTO bad FROM walk w HAVING bool_or(w.bill = NEW.activity_id);
		IF FOUND THEN
			RAISE EXCEPTION 'bills % take the place of each other', bad.bills
				USING ERRCODE = 'invalid_parameter_value', HINT = 'Column corrects names the earlier bill; the first has none.';
		END IF;
		RETURN NULL;
	END IF;
	IF bad.of_credit AND bad.site = bad.of_site AND bad.kind = bad.of_kind AND bad.fuel IS NOT DISTINCT FROM bad.of_fuel THEN
		RAISE EXCEPTION 'credit "%" is taken off "%", which is a credit', bad.activity_id, bad.bill
			USING ERRCODE = 'invalid_parameter_value', HINT = 'Change the credit itself.';
	END IF;
	RAISE EXCEPTION '% "%" is of % of %, its bill "%" of % of %', CASE WHEN bad.quantity < 0 THEN 'credit' ELSE 'correction' END,
			bad.activity_id, concat_ws(' ', bad.fuel, bad.kind), bad.site, bad.bill, concat_ws(' ', bad.of_fuel, bad.of_kind), bad.of_site
		USING ERRCODE = 'invalid_parameter_value', HINT = CASE WHEN bad.quantity < 0 THEN 'A credit is taken off a bill of the same site, kind and fuel.'
			ELSE 'A bill takes the place of one of the same site and kind; of a bill that went to the wrong site change the site.' END;
END
$body$;
COMMENT ON FUNCTION ledger.activity_corrects_check() IS 'refuses, with 22023, what corrects a bill of another site or kind, credits of another fuel or of a credit, and bills that correct each other';
CREATE OR REPLACE TRIGGER activity_corrects_check AFTER INSERT OR UPDATE ON ledger.activity
	FOR EACH ROW EXECUTE FUNCTION ledger.activity_corrects_check();

-- Each kind of input is read from the tables as they are, or from what a closed
-- report kept: restate tells causes apart by mixing the two.

CREATE OR REPLACE FUNCTION ledger.rows_of(report text, relation text)
RETURNS SETOF jsonb
LANGUAGE sql STABLE
BEGIN ATOMIC
	SELECT i.input FROM ledger.closed_input i WHERE i.report = rows_of.report AND i.relation = rows_of.relation
	UNION ALL SELECT to_jsonb(x) FROM ledger.unit_operation x WHERE rows_of.report IS NULL AND rows_of.relation = 'unit_operation'
	UNION ALL SELECT to_jsonb(x) FROM ledger.site_overhead x WHERE rows_of.report IS NULL AND rows_of.relation = 'site_overhead'
	UNION ALL SELECT to_jsonb(x) FROM ledger.electricity_contract x WHERE rows_of.report IS NULL AND rows_of.relation = 'electricity_contract'
	UNION ALL SELECT to_jsonb(x) FROM ledger.certificate x WHERE rows_of.report IS NULL AND rows_of.relation = 'certificate'
	UNION ALL SELECT to_jsonb(x) FROM ledger.supplier_rate x WHERE rows_of.report IS NULL AND rows_of.relation = 'supplier_rate';
END;
COMMENT ON FUNCTION ledger.rows_of(text, text) IS
	'rows of unit_operation, site_overhead, electricity_contract, certificate or supplier_rate as they are; of a report: as it had them. jsonb_populate_record makes rows of them';

CREATE OR REPLACE FUNCTION ledger.fuel_key(fuel text)
RETURNS text
LANGUAGE sql STABLE
RETURN lower(btrim(coalesce((SELECT u.co2_as FROM colossus.fuel u WHERE lower(u.fuel) = lower(btrim(fuel_key.fuel)) LIMIT 1), fuel_key.fuel)));
COMMENT ON FUNCTION ledger.fuel_key(text) IS 'one name of a fuel that has several, as diesel and distillate oil No. 2';

CREATE OR REPLACE FUNCTION ledger.name_key(name text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN nullif(lower(btrim(name_key.name)), '');
COMMENT ON FUNCTION ledger.name_key(text) IS 'one spelling of a meter or a use: case and blanks around it tell none apart; NULL: it is not said';

-- A name that is nothing but what is left out stays itself.
CREATE OR REPLACE FUNCTION ledger.supplier_key(name text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT coalesce(nullif(regexp_replace(k.plain, '( (inc|incorporated|corp|corporation|company|co|llc|llp|lp|ltd|limited|plc|gmbh|ag|kg|se|eg|sa|sas|sarl|srl|spa|bv|nv|oy|oyj|ab|aps|asa|pty|pvt|kk))+$', ''), ''), ledger.name_key(supplier_key.name))
	-- S.A. is SA, Water & Power is Water and Power
	FROM (SELECT btrim(regexp_replace(regexp_replace(replace(lower(supplier_key.name), '&', ' and '), '[.''’]', '', 'g'), '[[:space:][:punct:]]+', ' ', 'g')) AS plain) k;
END;
COMMENT ON FUNCTION ledger.supplier_key(text) IS
	'one spelling of a supplier: case, blanks, punctuation and the legal form at its end (Inc., GmbH) tell none apart; NULL: he is not named';

CREATE OR REPLACE FUNCTION ledger.near_names(a text, b text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN near_names.a <> near_names.b AND least(length(near_names.a), length(near_names.b)) > 3
	-- numbered names are near by their nature
	AND regexp_replace(near_names.a, '[^0-9]', '', 'g') = regexp_replace(near_names.b, '[^0-9]', '', 'g')
	AND EXISTS (SELECT 1 FROM generate_series(0, least(length(near_names.a), length(near_names.b))) i
		WHERE left(near_names.a, i) = left(near_names.b, i)
			AND (substr(near_names.a, i + 2) IN (substr(near_names.b, i + 2), substr(near_names.b, i + 1)) OR substr(near_names.a, i + 1) = substr(near_names.b, i + 2)
				OR substr(near_names.a, i + 3) = substr(near_names.b, i + 3) AND substr(near_names.a, i + 1, 2) = reverse(substr(near_names.b, i + 1, 2))));
COMMENT ON FUNCTION ledger.near_names(text, text) IS 'do two keys of names, of 4 letters or more, differ by one letter that is wrong, missing, too many, or by two that changed places?';

CREATE OR REPLACE FUNCTION ledger.listed(names jsonb)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT string_agg(DISTINCT n.name, ', ' ORDER BY n.name)
	FROM jsonb_array_elements(listed.names) l (list)
	CROSS JOIN LATERAL jsonb_array_elements_text(CASE jsonb_typeof(l.list) WHEN 'array' THEN l.list ELSE '[]' END) n (name);
END;
COMMENT ON FUNCTION ledger.listed(jsonb) IS 'each name once that stands in a list of lists of names, in order; NULL: none. jsonb_agg makes one of arrays';

CREATE OR REPLACE FUNCTION ledger.bill_key(site text, kind text, fuel_key text, technology text, direct_g_per_kwh double precision)
RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY[bill_key.site, bill_key.kind, bill_key.fuel_key, ledger.name_key(bill_key.technology), bill_key.direct_g_per_kwh::text];
COMMENT ON FUNCTION ledger.bill_key(text, text, text, text, double precision) IS 'what bills of the same thing have in common besides supplier and meter, which not every bill says: = takes NULLs for the same';

CREATE OR REPLACE FUNCTION ledger.bills_of(report text, kinds text[])
RETURNS SETOF ledger.activity
LANGUAGE sql STABLE
BEGIN ATOMIC
	WITH bill AS MATERIALIZED (
		SELECT a.*, a.estimated OR a.quantity < 0 AND EXISTS (SELECT 1 FROM ledger.activity e WHERE e.activity_id = a.corrects AND e.estimated) AS is_estimate
		FROM ledger.activity a
		WHERE bills_of.report IS NULL AND (bills_of.kinds IS NULL OR a.kind = ANY (bills_of.kinds))
			AND NOT EXISTS (SELECT 1 FROM ledger.activity c WHERE c.corrects = a.activity_id AND c.quantity >= 0)
			-- a credit goes with the bill that it was taken off
			AND (a.quantity >= 0 OR NOT EXISTS (SELECT 1 FROM ledger.activity c WHERE c.corrects = a.corrects AND c.quantity >= 0))
	), named AS MATERIALIZED (
		SELECT k.supplier, ledger.supplier_key(k.supplier) AS key FROM (SELECT DISTINCT b.supplier FROM bill b WHERE b.supplier IS NOT NULL) k
	), fuel AS MATERIALIZED (
		SELECT k.fuel, ledger.fuel_key(k.fuel) AS fuel_key FROM (SELECT DISTINCT b.fuel FROM bill b WHERE b.fuel IS NOT NULL) k
	), keyed AS (
		-- a reading of another supplier, line or use has not measured what was estimated
		SELECT b.activity_id, b.is_estimate, daterange(b.from_date, b.until_date) AS days, ledger.bill_key(b.site, b.kind, f.fuel_key, b.technology, b.direct_g_per_kwh) AS key,
			n.key AS supplier, ledger.name_key(b.meter) AS meter
		FROM bill b LEFT JOIN fuel f ON f.fuel = b.fuel LEFT JOIN named n ON n.supplier = b.supplier
		WHERE b.quantity >= 0 AND (b.site, b.kind) IN (SELECT e.site, e.kind FROM bill e WHERE e.is_estimate)
	), reading AS MATERIALIZED (
		-- once a key, not once an estimate: books have thousands of both
		SELECT k.key, k.supplier, k.meter, range_agg(k.days) AS days FROM keyed k WHERE NOT k.is_estimate GROUP BY k.key, k.supplier, k.meter
	), read AS MATERIALIZED (
		-- an estimate that does not say its supplier or meter is of those that were read, where there is but one
		SELECT e.activity_id, CASE WHEN count(r.days) = 1 OR bool_or(x.exact) THEN (array_agg(r.days ORDER BY x.exact DESC))[1] END AS days
		FROM keyed e
		LEFT JOIN reading r ON r.key = e.key AND r.days && e.days AND (r.supplier = e.supplier OR e.supplier IS NULL) AND (r.meter = e.meter OR e.meter IS NULL)
		CROSS JOIN LATERAL (SELECT r.days IS NOT NULL AND (r.supplier, r.meter) IS NOT DISTINCT FROM (e.supplier, e.meter) AS exact) x
		WHERE e.is_estimate
		GROUP BY e.activity_id
	)
	SELECT b.activity_id, b.site, b.kind, b.from_date, b.until_date, b.quantity, b.unit, b.fuel, b.technology, b.controls,
		b.supplier, b.corrects, b.source, b.meter, b.estimated, b.heating_value, b.direct_g_per_kwh, b.cost, b.currency
	FROM bill b WHERE NOT b.is_estimate
	UNION ALL
	SELECT b.activity_id, b.site, b.kind, lower(p.days), upper(p.days), b.quantity * w.part, b.unit, b.fuel, b.technology, b.controls,
		b.supplier, b.corrects, b.source, b.meter, true, b.heating_value, b.direct_g_per_kwh, b.cost * w.part, b.currency
	FROM bill b
	LEFT JOIN read r ON r.activity_id = CASE WHEN b.quantity < 0 THEN b.corrects ELSE b.activity_id END
	CROSS JOIN LATERAL unnest(datemultirange(daterange(b.from_date, b.until_date)) - coalesce(r.days, datemultirange())) AS p (days)
	CROSS JOIN LATERAL (SELECT (upper(p.days) - lower(p.days))::double precision / (b.until_date - b.from_date) AS part) w
	WHERE b.is_estimate
	UNION ALL
	SELECT x.*
	FROM ledger.closed_input i CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.activity, i.input) x
	WHERE i.report = bills_of.report AND i.relation = 'activity' AND (bills_of.kinds IS NULL OR i.input->>'kind' = ANY (bills_of.kinds));
END;
COMMENT ON FUNCTION ledger.bills_of(text, text[]) IS
	'bills of these kinds, NULL: of all, that hold: corrected ones left out, and of estimated ones the days that are left beside bills of the same supplier, meter, line, fuel and use that were read, where the estimate does not say supplier or meter beside the only ones that were; of a report: as it had them';

-- What was generated on site.  What left the site was not used there: an export is
-- spread over the days of its bill as the generation was, or evenly where there was
-- none, and takes what was generated, never what was bought.
CREATE OR REPLACE FUNCTION ledger.generated(since date, until date, bills text)
RETURNS TABLE (site text, day date, kwh double precision, exported_kwh double precision, own_kwh double precision)
LANGUAGE plpgsql STABLE SET jit = off SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $body$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH export AS MATERIALIZED (
		SELECT row_number() OVER () AS piece, b.site, b.from_date, b.until_date, colossus.convert_quantity(b.quantity, b.unit, 'kWh') AS kwh
		FROM ledger.bills_of(generated.bills, ARRAY['electricity exported']) b
		WHERE b.from_date < generated.until AND b.until_date > generated.since
	), operation AS MATERIALIZED (
		SELECT u.site, u.started_at AT TIME ZONE 'UTC' AS since, u.ended_at AT TIME ZONE 'UTC' AS until, u.started_at, u.ended_at, u.mwh
		FROM ledger.rows_of(generated.bills, 'unit_operation') r (input)
		CROSS JOIN LATERAL jsonb_populate_record(NULL::ledger.unit_operation, r.input) u
	), made AS MATERIALIZED (
		SELECT u.site, d.day::date AS day,
			CASE WHEN bool_and(u.mwh IS NOT NULL) THEN sum((colossus.convert_quantity(u.mwh, 'MWh', 'kWh') *
				extract(epoch FROM least(u.ended_at, (d.day + interval '1 day') AT TIME ZONE 'UTC') - greatest(u.started_at, d.day AT TIME ZONE 'UTC')) / extract(epoch FROM u.ended_at - u.started_at))::numeric)::double precision END AS kwh
		FROM operation u
		CROSS JOIN LATERAL (
			SELECT least(generated.since, min(x.from_date)) AS since, greatest(generated.until, max(x.until_date)) AS until FROM export x WHERE x.site = u.site
		) s
		-- days without a time zone: those of a session lose or win an hour
		CROSS JOIN LATERAL generate_series(date_trunc('day', greatest(u.since, s.since::timestamp)), least(u.until, s.until::timestamp) - interval '1 microsecond', interval '1 day') d (day)
		GROUP BY u.site, d.day::date
	), left_site AS (
		SELECT m.site, m.day, sum(CASE WHEN w.total > 0 THEN x.kwh * m.kwh / w.total ELSE x.kwh / (x.until_date - x.from_date) END) AS kwh
		FROM export x
		CROSS JOIN LATERAL (
			SELECT CASE WHEN bool_and(y.kwh IS NOT NULL) THEN sum(y.kwh::numeric)::double precision END AS total FROM made y WHERE y.site = x.site AND y.day >= x.from_date AND y.day < x.until_date
		) w
		JOIN made m ON m.site = x.site AND m.day >= x.from_date AND m.day < x.until_date
		GROUP BY m.site, m.day
	)
	SELECT m.site, m.day, m.kwh, coalesce(l.kwh, 0), CASE WHEN m.kwh IS NOT NULL THEN greatest(m.kwh - coalesce(l.kwh, 0), 0) END
	FROM made m
	LEFT JOIN left_site l ON l.site = m.site AND l.day = m.day
	WHERE m.day >= generated.since AND m.day < generated.until;
END
$body$;
COMMENT ON FUNCTION ledger.generated(date, date, text) IS
	'kWh that units on site generated by day, what of it bills of electricity exported say that left the site, and own_kwh, what was used there; NULL: a unit does not say. NULL bills are the tables as they are, a report is what it kept';
