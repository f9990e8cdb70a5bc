-- Emissions of combustion, electricity, water and hardware.

CREATE OR REPLACE FUNCTION colossus.heat_input_mmbtu(mwh double precision, heat_rate_btu_per_kwh double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_heat_input_mmbtu';
COMMENT ON FUNCTION colossus.heat_input_mmbtu(double precision, double precision) IS
	'Heat input, MMBtu (HHV), of generation at a heat rate on the higher heating value.';

CREATE OR REPLACE FUNCTION colossus.hhv_btu_per_kwh(lhv_btu_per_kwh double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_hhv_btu_per_kwh';
COMMENT ON FUNCTION colossus.hhv_btu_per_kwh(double precision) IS
	'Heat rate on the higher heating value of one on the lower: x 1.11, methane by standard enthalpies of formation.';

CREATE OR REPLACE FUNCTION colossus.heat_rate_btu_per_kwh(efficiency double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_heat_rate_btu_per_kwh';
COMMENT ON FUNCTION colossus.heat_rate_btu_per_kwh(double precision) IS
	'Heat rate at an efficiency (0 to 1), on the heating value that the efficiency is on.';

CREATE OR REPLACE FUNCTION colossus.combustion_kg(heat_mmbtu double precision, factor_lb_per_mmbtu double precision, control_efficiency double precision DEFAULT 0) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_combustion_kg';
COMMENT ON FUNCTION colossus.combustion_kg(double precision, double precision, double precision) IS
	'Mass emitted: heat input (HHV) x emission factor, less the share (0 to 1) that the control removes.';

CREATE OR REPLACE FUNCTION colossus.potential_to_emit_tons(capacity_mw double precision, heat_rate_btu_per_kwh double precision, factor_lb_per_mmbtu double precision, hours double precision DEFAULT 8760, control_efficiency double precision DEFAULT 0) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_potential_to_emit_tons';
COMMENT ON FUNCTION colossus.potential_to_emit_tons(double precision, double precision, double precision, double precision, double precision) IS
	'Potential to emit, short tons a year (40 CFR 70.2): 8,760 h unless a permit enforces fewer; heat rate on HHV. Planned use never lowers it.';

CREATE OR REPLACE FUNCTION colossus.ppm_to_lb_per_mmbtu(pollutant text, ppm double precision, oxygen_percent double precision DEFAULT 15, f_factor_dscf_per_mmbtu double precision DEFAULT 8710) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_ppm_to_lb_per_mmbtu';
COMMENT ON FUNCTION colossus.ppm_to_lb_per_mmbtu(text, double precision, double precision, double precision) IS
	'Emission factor of a concentration in dry exhaust (40 CFR 60 method 19; 8,710 dscf/MMBtu is natural gas). NOx counts as NO2; also CO, SO2, NH3, formaldehyde.';

CREATE OR REPLACE FUNCTION colossus.co2e_kg(gas text, kg double precision, assessment text DEFAULT 'AR5', horizon_years integer DEFAULT 100) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_co2e_kg';
COMMENT ON FUNCTION colossus.co2e_kg(text, double precision, text, integer) IS
	'kg CO2e of a gas by an IPCC assessment (AR4, AR5, AR6) and horizon. CH4 is non-fossil or combined, what combustion emits. An unknown pair: 22023 with those that exist.';

CREATE OR REPLACE FUNCTION colossus.pollutant_rows(OUT pollutant text, OUT kind text, OUT aliases text) RETURNS SETOF record
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 40 AS 'MODULE_PATHNAME', 'colossus_pollutant_rows';
COMMENT ON FUNCTION colossus.pollutant_rows() IS 'The pollutants that ppm_to_lb_per_mmbtu and emission_totals know: the view pollutant shows them.';

CREATE OR REPLACE VIEW colossus.pollutant AS
SELECT
	p.pollutant, -- name, as results spell it
	p.kind, -- gas: a greenhouse gas or their sum; criteria: has an ambient air quality standard (40 CFR 50), is a part of one that has, or forms one; hazardous: section 112(b) of the Clean Air Act
	p.aliases -- other spellings, parted by semicolons; NULL: none
FROM colossus.pollutant_rows() p;
COMMENT ON VIEW colossus.pollutant IS 'Pollutants, gases among them, by name and kind. Names and aliases are found without regard to case.';

CREATE OR REPLACE FUNCTION colossus.gwp_rows(OUT gas text, OUT assessment text, OUT horizon_years integer, OUT gwp double precision, OUT source text) RETURNS SETOF record
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 20 AS 'MODULE_PATHNAME', 'colossus_gwp_rows';
COMMENT ON FUNCTION colossus.gwp_rows() IS 'The global warming potentials that co2e_kg and co2e use: the view gwp shows them.';

CREATE OR REPLACE VIEW colossus.gwp AS
SELECT
	g.gas, -- gas; CH4 is non-fossil or combined, what combustion emits
	g.assessment, -- IPCC assessment report: AR4, AR5 or AR6
	g.horizon_years, -- time horizon, years
	g.gwp, -- kg CO2e per kg
	g.source -- where the value was read
FROM colossus.gwp_rows() g;
COMMENT ON VIEW colossus.gwp IS 'Global warming potentials of the IPCC reports; a pair that is missing here was not found in a source.';

CREATE OR REPLACE FUNCTION colossus.co2e_add(colossus.exact_sums, gas text, kg double precision) RETURNS colossus.exact_sums
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_co2e_add';
COMMENT ON FUNCTION colossus.co2e_add(colossus.exact_sums, text, double precision) IS 'Adds a row to the state of co2e.';

CREATE OR REPLACE FUNCTION colossus.co2e_remove(colossus.exact_sums, gas text, kg double precision) RETURNS colossus.exact_sums
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_co2e_remove';
COMMENT ON FUNCTION colossus.co2e_remove(colossus.exact_sums, text, double precision) IS 'Takes a row out of the state of co2e.';

CREATE OR REPLACE FUNCTION colossus.co2e_final(colossus.exact_sums) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_co2e_final';
COMMENT ON FUNCTION colossus.co2e_final(colossus.exact_sums) IS 'Result of co2e.';

CREATE OR REPLACE AGGREGATE colossus.co2e(gas text, kg double precision) (
	SFUNC = colossus.co2e_add, STYPE = colossus.exact_sums, SSPACE = 80, INITCOND = '1/1',
	FINALFUNC = colossus.co2e_final, COMBINEFUNC = colossus.exact_sums_merge,
	MSFUNC = colossus.co2e_add, MINVFUNC = colossus.co2e_remove, MSTYPE = colossus.exact_sums, MSSPACE = 80,
	MINITCOND = '1/1', MFINALFUNC = colossus.co2e_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.co2e(text, double precision) IS
	'kg CO2e of gases by AR5 over 100 years: exact sum. Negative kg take back an earlier entry.';

CREATE OR REPLACE FUNCTION colossus.co2e_by_add(colossus.exact_sums, gas text, kg double precision, assessment text, horizon_years integer) RETURNS colossus.exact_sums
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_co2e_by_add';
COMMENT ON FUNCTION colossus.co2e_by_add(colossus.exact_sums, text, double precision, text, integer) IS 'Adds a row to the state of co2e.';

CREATE OR REPLACE FUNCTION colossus.co2e_by_remove(colossus.exact_sums, gas text, kg double precision, assessment text, horizon_years integer) RETURNS colossus.exact_sums
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_co2e_by_remove';
COMMENT ON FUNCTION colossus.co2e_by_remove(colossus.exact_sums, text, double precision, text, integer) IS 'Takes a row out of the state of co2e.';

CREATE OR REPLACE AGGREGATE colossus.co2e(gas text, kg double precision, assessment text, horizon_years integer) (
	SFUNC = colossus.co2e_by_add, STYPE = colossus.exact_sums, SSPACE = 80, INITCOND = '1/1',
	FINALFUNC = colossus.co2e_final, COMBINEFUNC = colossus.exact_sums_merge,
	MSFUNC = colossus.co2e_by_add, MINVFUNC = colossus.co2e_by_remove, MSTYPE = colossus.exact_sums, MSSPACE = 80,
	MINITCOND = '1/1', MFINALFUNC = colossus.co2e_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.co2e(text, double precision, text, integer) IS
	'kg CO2e of gases by a named IPCC assessment and horizon: exact sum. Negative kg take back an earlier entry.';

CREATE OR REPLACE FUNCTION colossus.emission_totals_add(colossus.exact_sums, pollutant text, kg double precision) RETURNS colossus.exact_sums
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_emission_totals_add';
COMMENT ON FUNCTION colossus.emission_totals_add(colossus.exact_sums, text, double precision) IS 'Adds a row to the state of emission_totals.';

CREATE OR REPLACE FUNCTION colossus.emission_totals_remove(colossus.exact_sums, pollutant text, kg double precision) RETURNS colossus.exact_sums
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_emission_totals_remove';
COMMENT ON FUNCTION colossus.emission_totals_remove(colossus.exact_sums, text, double precision) IS 'Takes a row out of the state of emission_totals.';

CREATE OR REPLACE FUNCTION colossus.emission_totals_final(colossus.exact_sums) RETURNS jsonb
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_emission_totals_final';
COMMENT ON FUNCTION colossus.emission_totals_final(colossus.exact_sums) IS 'Result of emission_totals.';

CREATE OR REPLACE AGGREGATE colossus.emission_totals(pollutant text, kg double precision) (
	SFUNC = colossus.emission_totals_add, STYPE = colossus.exact_sums, SSPACE = 400, INITCOND = '2/0',
	FINALFUNC = colossus.emission_totals_final, COMBINEFUNC = colossus.exact_sums_merge,
	MSFUNC = colossus.emission_totals_add, MINVFUNC = colossus.emission_totals_remove, MSTYPE = colossus.exact_sums, MSSPACE = 400,
	MINITCOND = '2/0', MFINALFUNC = colossus.emission_totals_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.emission_totals(text, double precision) IS
	'kg per pollutant as a JSON object: exact sums, under the usual spelling of each name.';

CREATE OR REPLACE FUNCTION colossus.grid_co2e_kg(kwh double precision, lb_per_mwh double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_grid_co2e_kg';
COMMENT ON FUNCTION colossus.grid_co2e_kg(double precision, double precision) IS
	'kg CO2e of electricity at a rate in lb/MWh.';

CREATE OR REPLACE FUNCTION colossus.co2e_from_g_per_kwh_kg(kwh double precision, g_per_kwh double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_co2e_from_g_per_kwh_kg';
COMMENT ON FUNCTION colossus.co2e_from_g_per_kwh_kg(double precision, double precision) IS
	'kg CO2e of electricity at a rate in g/kWh.';

CREATE OR REPLACE FUNCTION colossus.lb_per_mwh(g_per_kwh double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_lb_per_mwh';
COMMENT ON FUNCTION colossus.lb_per_mwh(double precision) IS
	'lb/MWh of g/kWh.';

CREATE OR REPLACE FUNCTION colossus.g_per_kwh(lb_per_mwh double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_g_per_kwh';
COMMENT ON FUNCTION colossus.g_per_kwh(double precision) IS
	'g/kWh of lb/MWh.';

-- A set of one row, which the planner puts in its place where views ask for many rates; a
-- function of a value would be called for each of them.  A code that the user gave a region
-- of his own is not the alias any longer that it was.
CREATE OR REPLACE FUNCTION colossus.grid_region_key(name text) RETURNS TABLE (key text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT lower(COALESCE((
		SELECT a.region FROM colossus.grid_region_alias a
		WHERE a.alias = lower(btrim(grid_region_key.name)) AND NOT EXISTS (SELECT 1 FROM colossus.grid_rate g WHERE lower(g.region) = a.alias)
		LIMIT 1), grid_region_key.name));
END;
COMMENT ON FUNCTION colossus.grid_region_key(text) IS
	'What a name is looked up by among the regions of grid_rate: the region that it is an alias of, or itself, in lower case.';

CREATE OR REPLACE FUNCTION colossus.grid_region_of(name text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (SELECT g.region FROM colossus.grid_region_key(grid_region_of.name) AS k JOIN colossus.grid_rate g ON lower(g.region) = k.key
	ORDER BY g.region <> grid_region_of.name, g.region LIMIT 1);
COMMENT ON FUNCTION colossus.grid_region_of(text) IS
	'Region of grid_rate that a name means, by its code in any case or by grid_region_alias (ISO 3166, eGRID, utilities, Electricity Maps); NULL: none, or several.';

CREATE OR REPLACE FUNCTION colossus.grid_region(name text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN COALESCE(colossus.grid_region_of(grid_region.name),
	colossus.unknown_name('grid region', grid_region.name, ARRAY(
		SELECT g.region FROM colossus.grid_rate g UNION SELECT a.alias FROM colossus.grid_region_alias a WHERE length(a.alias) > 4 ORDER BY 1)));
COMMENT ON FUNCTION colossus.grid_region(text) IS
	'Region of grid_rate that a name means: DE, deu and Germany are DEU, TVA is SRTV. A name of none, or of several: 22023 with the nearest names.';

-- What views and ledgers read: where there is no factor there is no row.
CREATE OR REPLACE FUNCTION colossus.grid_rate_at(INOUT region text, IN at date, IN gas text, IN rate text, IN known_on date,
	OUT year integer, OUT edition text, OUT lb_per_mwh double precision, OUT g_per_kwh double precision, OUT stale boolean, OUT source_id text)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT g.region, g.year, g.edition,
		COALESCE(g.lb_per_mwh, colossus.lb_per_mwh(g.g_per_kwh)),
		COALESCE(g.g_per_kwh, colossus.g_per_kwh(g.lb_per_mwh)),
		g.year <> extract(year FROM grid_rate_at.at), g.source_id
	FROM colossus.grid_region_key(grid_rate_at.region) AS k
	JOIN colossus.grid_rate g ON lower(g.region) = k.key
	WHERE lower(g.gas) = lower(grid_rate_at.gas)
		AND lower(g.rate) = lower(grid_rate_at.rate)
		AND g.known_from <= grid_rate_at.known_on AND g.status <> 'denied'
		AND g.year <= extract(year FROM grid_rate_at.at)
	ORDER BY g.preferred DESC, g.year DESC, g.known_from DESC, g.edition DESC
	LIMIT 1;
END;
COMMENT ON FUNCTION colossus.grid_rate_at(text, date, text, text, date) IS
	'The row of grid_factor for views and ledgers: an unknown name is no row, not an error.';

CREATE OR REPLACE FUNCTION colossus.grid_factor(INOUT region text, IN at date, IN gas text DEFAULT 'CO2e', IN rate text DEFAULT 'total', IN known_on date DEFAULT current_date,
	OUT year integer, OUT edition text, OUT lb_per_mwh double precision, OUT g_per_kwh double precision, OUT stale boolean, OUT source_id text)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT f.region, f.year, f.edition, f.lb_per_mwh, f.g_per_kwh, f.stale, f.source_id
	FROM (
		SELECT
			colossus.grid_region(grid_factor.region) AS region,
			COALESCE(
				(SELECT v.name FROM unnest(ARRAY['CO2e', 'CO2', 'CH4', 'N2O']) AS v(name) WHERE lower(v.name) = lower(grid_factor.gas)),
				colossus.unknown_name('gas', grid_factor.gas, ARRAY['CO2e', 'CO2', 'CH4', 'N2O'])) AS gas,
			COALESCE(
				(SELECT v.name FROM unnest(ARRAY['total', 'nonbaseload', 'residual']) AS v(name) WHERE lower(v.name) = lower(grid_factor.rate)),
				colossus.unknown_name('grid rate', grid_factor.rate, ARRAY['total', 'nonbaseload', 'residual'])) AS rate
		OFFSET 0			-- names are looked up, and refused, even where no row can match
	) AS n
	CROSS JOIN LATERAL colossus.grid_rate_at(n.region, grid_factor.at, n.gas, n.rate, grid_factor.known_on) AS f;
END;
COMMENT ON FUNCTION colossus.grid_factor(text, date, text, text, date) IS
	'Emissions per electricity generated: the latest data year not after that of at, in the latest edition published by known_on; stale: an earlier year than that of at. No row: no such factor. An unknown region, gas or rate: 22023 with the nearest names.';

CREATE OR REPLACE FUNCTION colossus.water_l(it_kwh double precision, wue_l_per_kwh double precision, pue double precision, ewif_l_per_kwh double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_water_l';
COMMENT ON FUNCTION colossus.water_l(double precision, double precision, double precision, double precision) IS
	'Litres of water: it_kwh x (WUE of the site + PUE x EWIF of the electricity). Takes IT energy; PUE counts once, on the off-site part alone.';

CREATE OR REPLACE FUNCTION colossus.embodied_share_kg(total_kg double precision, used_h double precision, lifetime_h double precision, share double precision DEFAULT 1) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_embodied_share_kg';
COMMENT ON FUNCTION colossus.embodied_share_kg(double precision, double precision, double precision, double precision) IS
	'Embodied emissions of a use: total x hours used over lifetime x share (0 to 1) of the hardware (ISO/IEC 21031).';

CREATE OR REPLACE FUNCTION colossus.sci_g(facility_kwh double precision, g_per_kwh double precision, embodied_g double precision, functional_units double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_sci_g';
COMMENT ON FUNCTION colossus.sci_g(double precision, double precision, double precision, double precision) IS
	'Software carbon intensity, g CO2e per functional unit: (energy x location-based intensity + embodied) / units (ISO/IEC 21031).';

CREATE OR REPLACE FUNCTION colossus.social_cost_of_kg_usd(kg double precision, usd_per_t double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_social_cost_of_kg_usd';
COMMENT ON FUNCTION colossus.social_cost_of_kg_usd(double precision, double precision) IS
	'USD of a mass at a cost in USD per metric ton.';

CREATE OR REPLACE FUNCTION colossus.social_cost_usd(gas text, kg double precision, year integer, discount text DEFAULT '2.0%') RETURNS double precision
LANGUAGE sql STABLE PARALLEL SAFE
RETURN colossus.social_cost_of_kg_usd(social_cost_usd.kg, COALESCE(
	(SELECT c.usd_per_t FROM colossus.social_cost c
		WHERE lower(c.gas) = lower(social_cost_usd.gas) AND c.year = social_cost_usd.year AND c.discount = social_cost_usd.discount AND c.status <> 'denied'
		ORDER BY c.known_from DESC, c.edition DESC LIMIT 1),
	CASE
		WHEN NOT EXISTS (SELECT 1 FROM colossus.social_cost c WHERE lower(c.gas) = lower(social_cost_usd.gas)) THEN
			colossus.unknown_name('gas with a social cost', social_cost_usd.gas,
				ARRAY(SELECT DISTINCT c.gas FROM colossus.social_cost c))
		WHEN NOT EXISTS (SELECT 1 FROM colossus.social_cost c WHERE c.discount = social_cost_usd.discount) THEN
			colossus.unknown_name('discount rate', social_cost_usd.discount,
				ARRAY(SELECT DISTINCT c.discount FROM colossus.social_cost c))
		ELSE
			colossus.unknown_name('year of the social cost', social_cost_usd.year::text,
				ARRAY(SELECT min(c.year) || ' to ' || max(c.year) FROM colossus.social_cost c
					WHERE lower(c.gas) = lower(social_cost_usd.gas) AND c.discount = social_cost_usd.discount))
	END::double precision));
COMMENT ON FUNCTION colossus.social_cost_usd(text, double precision, integer, text) IS
	'Damage of a mass emitted in a year, USD of 2020 (EPA 2023), by near-term discount rate 2.5%, 2.0% or 1.5%. Per gas, never on CO2e. An unknown gas, rate or year: 22023; nothing is interpolated.';

CREATE OR REPLACE FUNCTION colossus.kg_to_tons(kg double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_kg_to_tons';
COMMENT ON FUNCTION colossus.kg_to_tons(double precision) IS
	'Short tons of kg.';

CREATE OR REPLACE FUNCTION colossus.tons_to_kg(tons double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_tons_to_kg';
COMMENT ON FUNCTION colossus.tons_to_kg(double precision) IS
	'kg of short tons.';

CREATE OR REPLACE FUNCTION colossus.kg_to_t(kg double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_kg_to_t';
COMMENT ON FUNCTION colossus.kg_to_t(double precision) IS
	'Metric tons of kg.';

CREATE OR REPLACE FUNCTION colossus.kg_to_lb(kg double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_kg_to_lb';
COMMENT ON FUNCTION colossus.kg_to_lb(double precision) IS
	'Pounds of kg.';
