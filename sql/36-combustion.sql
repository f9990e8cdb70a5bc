-- Combustion on site: control trains, potential to emit, tons in any 12 months.

CREATE OR REPLACE FUNCTION colossus.control_train_efficiency(efficiency double precision[]) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_control_train_efficiency';
COMMENT ON FUNCTION colossus.control_train_efficiency(double precision[]) IS
	'Share (0 to 1) that controls in a row remove: 1 - product of (1 - share of each). NULL if one of them is NULL.';

CREATE OR REPLACE FUNCTION colossus.generation_mwh(mw double precision, hours double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_generation_mwh';
COMMENT ON FUNCTION colossus.generation_mwh(double precision, double precision) IS
	'MWh generated at a constant power.';

CREATE OR REPLACE FUNCTION colossus.period_h(from_date date, until_date date) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_period_h';
COMMENT ON FUNCTION colossus.period_h(date, date) IS
	'Hours of [from_date, until_date), days of UTC. NULL for an infinite date.';

CREATE OR REPLACE FUNCTION colossus.operation_mmbtu(mmbtu double precision, mwh double precision, hours double precision, capacity_mw double precision, heat_rate_btu_per_kwh double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN COALESCE(operation_mmbtu.mmbtu,
	colossus.heat_input_mmbtu(operation_mmbtu.mwh, operation_mmbtu.heat_rate_btu_per_kwh),
	colossus.heat_input_mmbtu(colossus.generation_mwh(operation_mmbtu.capacity_mw, operation_mmbtu.hours), operation_mmbtu.heat_rate_btu_per_kwh));
COMMENT ON FUNCTION colossus.operation_mmbtu(double precision, double precision, double precision, double precision, double precision) IS
	'Heat input (HHV) of an operation from what is known best: fuel burnt, else MWh generated, else hours at capacity. NULL if none suffices.';

CREATE OR REPLACE FUNCTION colossus.upstream_methane_kg(heat_mmbtu double precision, leak double precision, ch4_kg_per_mmbtu double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_upstream_methane_kg';
COMMENT ON FUNCTION colossus.upstream_methane_kg(double precision, double precision, double precision) IS
	'kg CH4 (fossil) that the gas supply lost for heat delivered: heat x leak / (1 - leak) x methane per delivered MMBtu; leak is the share of all gas produced. Scope 3, never 1.';

CREATE OR REPLACE FUNCTION colossus.rolling_tons(started_at timestamptz[], ended_at timestamptz[], kg double precision[], limit_tons double precision DEFAULT NULL)
RETURNS TABLE (month date, tons double precision, rolling_tons double precision, margin_tons double precision, exceeds boolean, first_exceeded_on date, unknown_operations bigint)
LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 24 AS 'MODULE_PATHNAME', 'colossus_rolling_tons';
COMMENT ON FUNCTION colossus.rolling_tons(timestamptz[], timestamptz[], double precision[], double precision) IS
	'Short tons of one pollutant by calendar month (UTC) and of the 12 months to its end, from operations given as arrays of equal length (array_agg of a table''s columns). An operation spreads evenly over its time. Operations without a mass, a possible time or less than 100 years are no part of the sums; unknown_operations counts them, and then the sums are lower bounds: margin_tons is NULL, exceeds true or NULL. first_exceeded_on is the first day at whose end the month so far and the 11 before pass the limit.';

-- A factor as sources print it, per heat input.
CREATE OR REPLACE FUNCTION colossus.factor_lb_per_mmbtu(factor double precision, unit text, btu_per_hp_h double precision DEFAULT NULL) RETURNS double precision
LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_factor_lb_per_mmbtu';
COMMENT ON FUNCTION colossus.factor_lb_per_mmbtu(double precision, text, double precision) IS
	'Emission factor per heat input (HHV), lb/MMBtu, of one in lb/MMBtu, kg/MMBtu, short ton/MMBtu, or per shaft output in lb/hp-h or g/kWh; the last two need the fuel that a horsepower-hour burns, Btu. NULL: it does not follow.';

-- The factors of one call, chosen and not: a pollutant whose factor is missing is
-- a row that names it.
CREATE OR REPLACE FUNCTION colossus.combustion_choice(fuel text, technology text, controls text[], known_on date)
RETURNS TABLE (pollutant text, lb_per_mmbtu double precision, control text, control_efficiency double precision, edition text, known_from date, status text, source_id text, factors text[], missing text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	WITH known AS MATERIALIZED (
		SELECT e.*, COALESCE(e.lb_per_mmbtu, colossus.factor_lb_per_mmbtu(e.factor, e.unit, e.btu_per_hp_h)) AS per_heat,
			lower(e.technology) = lower(combustion_choice.technology) AS own,
			e.control = 'uncontrolled' OR lower(e.control) IN (SELECT lower(c.name) FROM unnest(combustion_choice.controls) AS c(name)) AS applies
		FROM colossus.emission_factor e
		WHERE e.status <> 'denied' AND (e.known_from IS NULL OR e.known_from <= combustion_choice.known_on)
			AND ((lower(e.fuel) = lower(combustion_choice.fuel) AND lower(e.technology) = lower(combustion_choice.technology))
				-- greenhouse gases by 40 CFR 98: of the fuel itself, or of the fuel and family that it counts as there
				OR (e.technology = 'stationary combustion' AND e.pollutant IN ('CO2', 'CH4', 'N2O')
					AND lower(e.fuel) IN (lower(combustion_choice.fuel),
						(SELECT lower(CASE e.pollutant WHEN 'CO2' THEN f.co2_as ELSE f.ch4_n2o_as END)
							FROM colossus.fuel f WHERE lower(f.fuel) = lower(combustion_choice.fuel)))))
	), base AS (
		SELECT DISTINCT ON (k.pollutant) k.*
		FROM known k
		WHERE k.per_heat IS NOT NULL AND k.applies
		-- 40 CFR 98 before AP-42, but for the methane that an engine leaves unburnt, of which the default
		-- factor knows nothing; a control's own factor before the uncontrolled one
		ORDER BY k.pollutant,
			(k.technology = 'stationary combustion' AND k.pollutant IN ('CO2', 'CH4', 'N2O')
				AND NOT (k.pollutant = 'CH4' AND lower(combustion_choice.technology) LIKE '%engine%'
					AND EXISTS (SELECT 1 FROM known o WHERE o.own AND o.pollutant = 'CH4' AND o.per_heat IS NOT NULL))) DESC,
			k.own DESC,
			k.control = 'uncontrolled',
			(SELECT min(c.place) FROM unnest(combustion_choice.controls) WITH ORDINALITY AS c(name, place) WHERE lower(c.name) = lower(k.control)),
			k.known_from DESC NULLS LAST, k.edition DESC
	), removed AS (
		-- of several figures for one control the smallest: it never understates
		SELECT DISTINCT ON (b.pollutant, x.control) b.pollutant, x.control, x.efficiency, x.status, x.source_id,
			'control_efficiency: ' || concat_ws(', ', x.technology, x.control, x.pollutant, x.data_set) AS factor
		FROM base b
		JOIN colossus.control_efficiency x ON lower(x.pollutant) = lower(b.pollutant)
			-- what holds of a kind of machine holds of its sizes
			AND lower(combustion_choice.technology) LIKE lower(x.technology) || '%'
		WHERE x.status <> 'denied' AND x.control <> b.control
			AND lower(x.control) IN (SELECT lower(c.name) FROM unnest(combustion_choice.controls) AS c(name))
			-- its row is what the factor of the same control says already
			AND NOT EXISTS (SELECT 1 FROM colossus.emission_factor e
				WHERE e.fuel = b.fuel AND e.technology = b.technology AND e.control = x.control AND e.pollutant = b.pollutant)
		ORDER BY b.pollutant, x.control, x.efficiency
	), wanted AS (
		SELECT v.pollutant FROM (VALUES ('NOx'::text), ('CO'), ('SO2'), ('PM'), ('VOC'), ('CO2'), ('CH4'), ('N2O')) AS v(pollutant)
		UNION SELECT k.pollutant FROM known k
	)
	SELECT b.pollutant, b.per_heat,
		concat_ws(' + ', b.control, string_agg(r.control, ' + ' ORDER BY r.control)),
		COALESCE(colossus.control_train_efficiency(array_agg(r.efficiency ORDER BY r.control) FILTER (WHERE r.control IS NOT NULL)), 0),
		b.edition, b.known_from, b.status,
		colossus.sources(b.source_id, string_agg(DISTINCT r.source_id, ', ')),
		array_agg(r.factor ORDER BY r.control) FILTER (WHERE r.control IS NOT NULL)
			|| ('emission_factor: ' || concat_ws(', ', b.fuel, b.technology, b.control, b.pollutant, b.basis, b.edition)),
		NULL::text
	FROM base b
	LEFT JOIN removed r ON r.pollutant = b.pollutant
	GROUP BY b.fuel, b.technology, b.pollutant, b.per_heat, b.control, b.basis, b.edition, b.known_from, b.status, b.source_id
	UNION ALL
	SELECT w.pollutant, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
		format('no factor of %s for %s in %s%s', w.pollutant, combustion_choice.fuel, combustion_choice.technology,
			COALESCE((SELECT ' that applies; known: ' || string_agg(DISTINCT CASE
					WHEN NOT k.applies THEN format('with control %s', quote_literal(k.control))
					ELSE format('%s %s, which need the fuel burnt per output', k.factor, k.unit) END, ', ')
				FROM known k WHERE k.pollutant = w.pollutant), ''))
	FROM wanted w
	WHERE w.pollutant NOT IN (SELECT b.pollutant FROM base b)
	ORDER BY 1;
END;
COMMENT ON FUNCTION colossus.combustion_choice(text, text, text[], date) IS
	'Emission factors of a fuel in a technology behind a train of controls, as known on a day, and a row with missing for each pollutant that has none: lb/MMBtu (HHV) and the share that further controls remove. CO2 and N2O are by 40 CFR 98, as is CH4 but for engines that have a factor of their own. For views and ledgers: an unknown name is no factor.';

-- A control of another machine says nothing of this one, and neither does a word that nobody defined: taken as
-- if it stood there for nothing it would read as uncontrolled.
CREATE OR REPLACE FUNCTION colossus.technology_controls(fuel text, technology text)
RETURNS SETOF text
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 5
BEGIN ATOMIC
	SELECT 'uncontrolled'::text
	UNION
	SELECT e.control FROM colossus.emission_factor e
	WHERE lower(e.fuel) = lower(technology_controls.fuel) AND lower(e.technology) = lower(technology_controls.technology) AND e.status <> 'denied'
	UNION
	SELECT x.control FROM colossus.control_efficiency x
	WHERE lower(technology_controls.technology) LIKE lower(x.technology) || '%' AND x.status <> 'denied';
END;
COMMENT ON FUNCTION colossus.technology_controls(text, text) IS
	'Controls that a factor or an efficiency is known of, for a fuel in a technology; uncontrolled among them.';

CREATE OR REPLACE FUNCTION colossus.control_train(fuel text, technology text, controls text[], further text DEFAULT NULL) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (
	SELECT CASE WHEN bool_and(k.control IS NOT NULL) AND (count(*) = 1 OR NOT bool_or(k.control = 'uncontrolled')) THEN array_agg(k.control ORDER BY c.place) END
	FROM unnest(control_train.controls) WITH ORDINALITY AS c(name, place)
	LEFT JOIN (
		SELECT DISTINCT ON (lower(t.control)) t.control
		FROM (SELECT n.control FROM colossus.technology_controls(control_train.fuel, control_train.technology) AS n(control) UNION ALL SELECT control_train.further) t
		ORDER BY lower(t.control), t.control
	) k ON lower(k.control) = lower(btrim(c.name)));
COMMENT ON FUNCTION colossus.control_train(text, text, text[], text) IS
	'Controls as the factors of a fuel in a technology name them, and further, a control that has its figures elsewhere. NULL: there are none, one is NULL or not known of that technology, or uncontrolled stands beside another. For views; combustion and what_if refuse such.';

CREATE OR REPLACE FUNCTION colossus.combustion_factor_at(fuel text, technology text, controls text[], known_on date)
RETURNS TABLE (pollutant text, lb_per_mmbtu double precision, control text, control_efficiency double precision, edition text, known_from date, status text, source_id text, factors text[])
LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	WITH train AS MATERIALIZED (	-- once, and not for every factor
		SELECT CASE WHEN combustion_factor_at.controls = ARRAY['uncontrolled'] THEN combustion_factor_at.controls
			ELSE colossus.control_train(combustion_factor_at.fuel, combustion_factor_at.technology, combustion_factor_at.controls) END AS controls
	)
	SELECT c.pollutant, c.lb_per_mmbtu, c.control, c.control_efficiency, c.edition, c.known_from, c.status, c.source_id, c.factors
	FROM train t
	CROSS JOIN LATERAL colossus.combustion_choice(combustion_factor_at.fuel, combustion_factor_at.technology, COALESCE(t.controls, ARRAY['uncontrolled']), combustion_factor_at.known_on) AS c
	-- what no control changes is known behind any of them
	WHERE c.lb_per_mmbtu IS NOT NULL AND (t.controls IS NOT NULL OR c.pollutant IN ('CO2', 'CH4', 'N2O'))
	ORDER BY c.pollutant;
END;
COMMENT ON FUNCTION colossus.combustion_factor_at(text, text, text[], date) IS
	'The factors that combustion_choice finds: for ledgers. Behind controls that control_train does not know of the technology only greenhouse gases have one.';

CREATE OR REPLACE FUNCTION colossus.combustion(heat_mmbtu double precision, fuel text DEFAULT 'natural gas', technology text DEFAULT 'gas turbine', controls text[] DEFAULT ARRAY['uncontrolled'], known_on date DEFAULT current_date)
RETURNS TABLE (pollutant text, kg double precision, co2e_kg double precision, lb_per_mmbtu double precision, control text, control_efficiency double precision, edition text, source_id text, missing text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
	WITH machine AS MATERIALIZED (
		SELECT
			COALESCE((SELECT e.fuel FROM colossus.emission_factor e WHERE lower(e.fuel) = lower(combustion.fuel) LIMIT 1),
				colossus.unknown_name('fuel', combustion.fuel, ARRAY(SELECT DISTINCT e.fuel FROM colossus.emission_factor e))) AS fuel,
			COALESCE((SELECT e.technology FROM colossus.emission_factor e WHERE lower(e.technology) = lower(combustion.technology) LIMIT 1),
				colossus.unknown_name('technology', combustion.technology, ARRAY(SELECT DISTINCT e.technology FROM colossus.emission_factor e))) AS technology,
			combustion.controls AS asked
	), name AS MATERIALIZED (
		SELECT n.fuel, n.technology, COALESCE(colossus.control_train(n.fuel, n.technology, n.asked), ARRAY[colossus.refuse(
			format('controls %s are no controls of %s for %s', COALESCE(n.asked::text, 'NULL'), n.technology, n.fuel),
			format('Known: %s. uncontrolled stands alone.', (SELECT string_agg(c.control, ', ' ORDER BY c.control COLLATE "C") FROM colossus.technology_controls(n.fuel, n.technology) AS c(control))))]) AS controls
		FROM machine n
	), choice AS MATERIALIZED (
		SELECT c.* FROM name n CROSS JOIN LATERAL colossus.combustion_choice(n.fuel, n.technology, n.controls, combustion.known_on) AS c
	), answered AS MATERIALIZED (
		-- names are looked up, and refused, even where no factor can match
		SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM colossus.emission_factor e
				WHERE e.fuel = n.fuel AND e.technology = n.technology AND e.status <> 'denied'
					AND (e.known_from IS NULL OR e.known_from <= combustion.known_on)
					AND COALESCE(e.lb_per_mmbtu, colossus.factor_lb_per_mmbtu(e.factor, e.unit, e.btu_per_hp_h)) IS NOT NULL
					AND (e.control = 'uncontrolled' OR e.control = ANY (n.controls)))
			THEN colossus.refuse(format('no factor for %s in %s with controls %s', n.fuel, n.technology, array_to_string(n.controls, ', ')),
				format('%s has factors in: %s.', n.fuel, (SELECT string_agg(DISTINCT format('%s (%s%s)', e.technology, e.control,
						CASE WHEN e.basis <> 'heat input HHV' AND e.btu_per_hp_h IS NULL THEN '; per ' || e.basis ELSE '' END), ', ')
					FROM colossus.emission_factor e WHERE e.fuel = n.fuel))) END AS refused
		FROM name n
	)
	SELECT c.pollutant,
		colossus.combustion_kg(combustion.heat_mmbtu, c.lb_per_mmbtu, c.control_efficiency),
		CASE WHEN c.pollutant IN ('CO2', 'CH4', 'N2O')
			THEN colossus.co2e_kg(c.pollutant, colossus.combustion_kg(combustion.heat_mmbtu, c.lb_per_mmbtu, c.control_efficiency)) END,
		c.lb_per_mmbtu, c.control, c.control_efficiency, c.edition, c.source_id, c.missing
	FROM answered a
	CROSS JOIN choice c
	WHERE a.refused IS NULL;
END;
COMMENT ON FUNCTION colossus.combustion(double precision, text, text, text[], date) IS
	'kg of every pollutant that burning heat_mmbtu (HHV) emits, by technology and train of controls, with the factor used; where a pollutant has no factor kg is NULL and missing says which. CO2e by AR5 over 100 years. An unknown fuel or technology, a control that is not known of that technology, and a technology in which the fuel has no factor at all: 22023 with what there is.';

CREATE OR REPLACE FUNCTION colossus.potential_to_emit(capacity_mw double precision, heat_rate_btu_per_kwh double precision, fuel text DEFAULT 'natural gas', technology text DEFAULT 'gas turbine', controls text[] DEFAULT ARRAY['uncontrolled'], enforceable_hours double precision DEFAULT NULL, source_category text DEFAULT 'simple cycle', known_on date DEFAULT current_date)
RETURNS TABLE (pollutant text, tons_per_year double precision, programme text, threshold_tons double precision, exceeds_threshold boolean, control text, edition text, source_id text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 30
BEGIN ATOMIC
	SELECT p.pollutant, p.tons_per_year, t.programme, t.tons_per_year, p.tons_per_year >= t.tons_per_year,
		p.control, p.edition, concat_ws(', ', p.source_id, t.source_id)
	FROM (
		SELECT f.pollutant, f.control, f.edition, f.source_id,
			CASE WHEN potential_to_emit.enforceable_hours IS NULL
				THEN colossus.potential_to_emit_tons(potential_to_emit.capacity_mw, potential_to_emit.heat_rate_btu_per_kwh,
					f.lb_per_mmbtu, control_efficiency => f.control_efficiency)
				ELSE colossus.potential_to_emit_tons(potential_to_emit.capacity_mw, potential_to_emit.heat_rate_btu_per_kwh,
					f.lb_per_mmbtu, potential_to_emit.enforceable_hours, f.control_efficiency) END AS tons_per_year
		FROM colossus.combustion(0, potential_to_emit.fuel, potential_to_emit.technology, potential_to_emit.controls, potential_to_emit.known_on) AS f
	) AS p
	LEFT JOIN colossus.programme_threshold t ON lower(t.pollutant) = lower(p.pollutant)
		AND t.category IN ('any source', potential_to_emit.source_category)
	ORDER BY p.pollutant, t.programme;
END;
COMMENT ON FUNCTION colossus.potential_to_emit(double precision, double precision, text, text, text[], double precision, text, date) IS
	'Potential to emit of a capacity, short tons a year, beside the threshold of each programme. All hours of the year count unless a permit enforces fewer (enforceable_hours); there is no argument for planned use, which never lowers it. Name only controls that a permit enforces. Heat rate on HHV.';

CREATE OR REPLACE FUNCTION colossus.permit_rolling_tons(permit_id text, unit text[], started_at timestamptz[], ended_at timestamptz[], heat_mmbtu double precision[], fuel text DEFAULT 'natural gas', technology text DEFAULT 'gas turbine', controls text[] DEFAULT ARRAY['uncontrolled'], known_on date DEFAULT current_date)
RETURNS TABLE (pollutant text, limit_scope text, limited_unit text, month date, tons double precision, rolling_tons double precision, limit_tons double precision, margin_tons double precision, exceeds boolean, first_exceeded_on date, unknown_operations bigint, control text, edition text, source_id text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	WITH operation AS (
		SELECT o.name, o.since, o.until,
			CASE WHEN o.mmbtu >= 0 AND o.mmbtu < 1e15 THEN o.mmbtu END AS mmbtu
		FROM unnest(permit_rolling_tons.unit, permit_rolling_tons.started_at, permit_rolling_tons.ended_at, permit_rolling_tons.heat_mmbtu)
			AS o(name, since, until, mmbtu)
	), factor AS MATERIALIZED (
		SELECT f.* FROM colossus.combustion_factor_at(permit_rolling_tons.fuel, permit_rolling_tons.technology, permit_rolling_tons.controls, permit_rolling_tons.known_on) AS f
	), emitted AS (
		SELECT l.pollutant, l.limit_scope, CASE l.limit_scope WHEN 'unit' THEN o.name END AS limited_unit, l.tons_per_year, l.source_id,
			array_agg(o.since) AS since, array_agg(o.until) AS until,
			array_agg(colossus.combustion_kg(o.mmbtu, f.lb_per_mmbtu, f.control_efficiency)) AS kg,
			f.control, f.edition, f.source_id AS factor_source_id
		FROM colossus.permit_limit l
		CROSS JOIN operation o
		LEFT JOIN factor f ON lower(f.pollutant) = lower(l.pollutant)
		WHERE l.permit_id = permit_rolling_tons.permit_id AND l.limit_kind = 'annual'
			AND l.tons_per_year IS NOT NULL AND l.model = ''
			AND l.status NOT IN ('announced', 'alleged', 'denied')
		GROUP BY 1, 2, 3, 4, 5, f.control, f.edition, f.source_id
	)
	SELECT e.pollutant, e.limit_scope, e.limited_unit, r.month, r.tons, r.rolling_tons, e.tons_per_year, r.margin_tons,
		r.exceeds, r.first_exceeded_on, r.unknown_operations, e.control, e.edition, concat_ws(', ', e.source_id, e.factor_source_id)
	FROM emitted e
	CROSS JOIN LATERAL colossus.rolling_tons(e.since, e.until, e.kg, e.tons_per_year) AS r
	ORDER BY e.pollutant, e.limit_scope, e.limited_unit, r.month;
END;
COMMENT ON FUNCTION colossus.permit_rolling_tons(text, text[], timestamptz[], timestamptz[], double precision[], text, text, text[], date) IS
	'Operations of units (arrays of equal length, heat input on HHV) against every annual limit of a permit that names no model: tons by month, of the 12 months to its end, the margin, and the first day over the limit. A limit per unit is compared unit by unit. A limit whose pollutant has no factor shows all operations as unknown. Units with different controls: compute the kg of each and call rolling_tons. For ledgers: an unknown name is no row.';
