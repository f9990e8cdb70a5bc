-- Purchased electricity: location-based and market-based, by the year or matched in time.

CREATE OR REPLACE FUNCTION colossus.level_kwh(mw double precision, hours double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_level_kwh';
COMMENT ON FUNCTION colossus.level_kwh(double precision, double precision) IS
	'kWh of a constant power.';

CREATE OR REPLACE FUNCTION colossus.generated_kwh(delivered_kwh double precision, loss double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_generated_kwh';
COMMENT ON FUNCTION colossus.generated_kwh(double precision, double precision) IS
	'kWh that plants must generate for kWh delivered at the meter: delivered / (1 - loss), loss a share of generation (colossus.grid_loss).';

CREATE OR REPLACE FUNCTION colossus.lost_kwh(delivered_kwh double precision, loss double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_lost_kwh';
COMMENT ON FUNCTION colossus.lost_kwh(double precision, double precision) IS
	'kWh that the grid loses on the way to kWh delivered: generated_kwh less delivered_kwh. Scope 3, never 2.';

CREATE OR REPLACE FUNCTION colossus.water_use_l(million_gallons_per_d double precision, hours double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_water_use_l';
COMMENT ON FUNCTION colossus.water_use_l(double precision, double precision) IS
	'Litres in some hours of a use in millions of US gallons a day.';

CREATE OR REPLACE FUNCTION colossus.l_to_ml(l double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_l_to_ml';
COMMENT ON FUNCTION colossus.l_to_ml(double precision) IS
	'Million litres (Ml) of litres.';

CREATE OR REPLACE FUNCTION colossus.kl_to_ml(kl double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_kl_to_ml';
COMMENT ON FUNCTION colossus.kl_to_ml(double precision) IS
	'Million litres (Ml) of thousands of litres.';

CREATE OR REPLACE FUNCTION colossus.market_co2e(facility_kwh double precision, contract_kwh double precision[], contract_g_per_kwh double precision[], rest_g_per_kwh double precision, OUT co2e_kg double precision, OUT covered_kwh double precision, OUT rest_kwh double precision, OUT unused_contract_kwh double precision)
RETURNS record
LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_market_co2e';
COMMENT ON FUNCTION colossus.market_co2e(double precision, double precision[], double precision[], double precision) IS
	'Market-based emissions of a period: contracts first (in proportion, where they exceed the load), the rest at rest_g_per_kwh. NULL where a contract or a needed rest has no factor. facility_kwh is at the meter of the site.';

CREATE OR REPLACE FUNCTION colossus.time_matched_co2e(since timestamptz[], until timestamptz[], facility_kwh double precision[], intensity_at timestamptz[], g_per_kwh double precision[], intensity_max_age interval, contract_since timestamptz[] DEFAULT NULL, contract_until timestamptz[] DEFAULT NULL, contract_kwh double precision[] DEFAULT NULL, contract_g_per_kwh double precision[] DEFAULT NULL, residual_g_per_kwh double precision DEFAULT NULL,
	OUT load_kwh double precision, OUT location_co2e_kg double precision, OUT location_uncovered_kwh double precision, OUT market_co2e_kg double precision, OUT market_uncovered_kwh double precision, OUT covered_kwh double precision, OUT unused_contract_kwh double precision, OUT unknown_rows bigint)
RETURNS record
LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_time_matched_co2e';
COMMENT ON FUNCTION colossus.time_matched_co2e(timestamptz[], timestamptz[], double precision[], timestamptz[], double precision[], interval, timestamptz[], timestamptz[], double precision[], double precision[], double precision) IS
	'Emissions of a load matched in time. Load and contracts are energy spread evenly over [since, until); intensity (g/kWh) holds from each row to the next, at most intensity_max_age. Market-based: contracts of the same instant first, the rest at residual_g_per_kwh, or at the intensity where that is NULL. The kg are those of the covered part; the uncovered kWh stand beside them. Rows without an amount are counted in unknown_rows. Arrays of equal length; their order does not matter.';

CREATE OR REPLACE FUNCTION colossus.grid_loss_at(interconnect text, known_on date DEFAULT current_date)
RETURNS TABLE (loss double precision, edition text, source_id text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT l.loss, l.edition, l.source_id
	FROM colossus.grid_loss l
	WHERE lower(l.interconnect) = lower(grid_loss_at.interconnect) AND l.known_from <= grid_loss_at.known_on AND l.status <> 'denied'
	ORDER BY l.known_from DESC, l.edition DESC
	LIMIT 1;
END;
COMMENT ON FUNCTION colossus.grid_loss_at(text, date) IS
	'Share of generation lost before delivery in the latest edition published by known_on. No row: none; NULL: published as blank.';

CREATE OR REPLACE FUNCTION colossus.country_of(name text)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT CASE WHEN r.region ~ '^[A-Z]{3}$' THEN r.region WHEN r.region = 'US' OR EXISTS (SELECT 1 FROM colossus.grid_area a WHERE a.region = r.region) THEN 'USA' END
	FROM (SELECT COALESCE(colossus.grid_region_of(country_of.name), (SELECT n.country FROM colossus.country_name n WHERE n.name = lower(btrim(country_of.name)) LIMIT 1), upper(btrim(country_of.name))) AS region) r);
COMMENT ON FUNCTION colossus.country_of(text) IS 'ISO 3166 alpha-3 code of the country of a grid region or country, by any of its names; NULL: none that is known.';

-- A code as it is, without a look-up: views ask it for every row.
CREATE OR REPLACE FUNCTION colossus.country_code(country text)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN country_code.country ~ '^[A-Z]{3}$' THEN country_code.country ELSE colossus.country_of(country_code.country) END;
COMMENT ON FUNCTION colossus.country_code(text) IS 'ISO 3166 alpha-3 code of a country by its code or any of its names; NULL: none that is known.';

CREATE OR REPLACE FUNCTION colossus.grid_loss_of(region text, known_on date DEFAULT current_date)
RETURNS TABLE (grid text, loss double precision, edition text, source_id text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT g.grid, l.loss, l.edition, l.source_id
	FROM (SELECT COALESCE((SELECT a.interconnect FROM colossus.grid_area a WHERE a.region = grid_loss_of.region),
		(SELECT a.interconnect FROM colossus.grid_area a WHERE lower(a.region) = lower(colossus.grid_region_of(grid_loss_of.region)) LIMIT 1),
		colossus.grid_region_of(grid_loss_of.region), grid_loss_of.region) AS grid) AS g
	CROSS JOIN LATERAL colossus.grid_loss_at(g.grid, grid_loss_of.known_on) AS l;
END;
COMMENT ON FUNCTION colossus.grid_loss_of(text, date) IS
	'grid_loss_at of a region of grid_rate, by any of its names: of the interconnect that it lies in, or of the region itself, which is a country. No row: none was published.';

CREATE OR REPLACE FUNCTION colossus.grid_upstream_at(region text, known_on date DEFAULT current_date)
RETURNS TABLE (g_per_kwh double precision, parts text, edition text, source_id text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT sum(u.g_per_kwh), string_agg(u.part, ' and ' ORDER BY u.part), u.edition, min(u.source_id)
	FROM colossus.grid_upstream u
	WHERE lower(u.region) IN (lower(grid_upstream_at.region), lower(colossus.grid_region_of(grid_upstream_at.region))) AND u.known_from <= grid_upstream_at.known_on AND u.status <> 'denied'
	GROUP BY u.edition
	HAVING bool_or(u.part = 'generation')
	ORDER BY max(u.known_from) DESC, u.edition DESC
	LIMIT 1;
END;
COMMENT ON FUNCTION colossus.grid_upstream_at(text, date) IS
	'Emissions of the supply of fuels to power plants, g CO2e per kWh delivered, in the latest edition published by known_on; parts says what is in it: generation, and losses where the edition has them. No row: nobody published one that ships.';

-- What ledgers read: of another country there is no row.
CREATE OR REPLACE FUNCTION colossus.fuel_upstream_at(fuel text, country text, known_on date)
RETURNS TABLE (fuel text, kg_per_kwh double precision, edition text, source_id text, made_for text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT u.fuel, u.kg_per_kwh, u.edition, u.source_id, u.country
	FROM colossus.fuel_upstream u
	CROSS JOIN (SELECT upper(btrim(fuel_upstream_at.country)) AS country) a
	-- a row of one's own may name its country as people do
	CROSS JOIN LATERAL (SELECT coalesce(colossus.country_code(u.country), u.country) AS country) m
	WHERE (m.country = a.country OR m.country IN (SELECT g.country_group FROM colossus.country_group g WHERE g.country = a.country))
		AND u.known_from <= fuel_upstream_at.known_on AND u.status <> 'denied'
		AND (lower(u.fuel) = lower(fuel_upstream_at.fuel) OR u.fuel = (SELECT f.co2_as FROM colossus.fuel f WHERE lower(f.fuel) = lower(fuel_upstream_at.fuel)))
	ORDER BY m.country <> a.country, u.known_from DESC, u.edition DESC
	LIMIT 1;
END;
COMMENT ON FUNCTION colossus.fuel_upstream_at(text, text, date) IS
	'Emissions of the supply of a fuel in a country, or else in a group that it is in (country_group), kg CO2e per kWh of heat (HHV), in the latest edition published by known_on. No row: nobody published one that ships.';

-- The factor for what contracts do not cover: residual mix, then grid average.
CREATE OR REPLACE FUNCTION colossus.market_rate_at(region text, at date, known_on date)
RETURNS TABLE (rate text, gas text, year integer, edition text, g_per_kwh double precision, stale boolean, source_id text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT c.rate, c.gas, f.year, f.edition, f.g_per_kwh, f.stale, f.source_id
	FROM (VALUES (1, 'residual'::text, 'CO2e'::text), (2, 'residual', 'CO2'), (3, 'total', 'CO2e')) AS c(choice, rate, gas)
	CROSS JOIN LATERAL colossus.grid_rate_at(market_rate_at.region, market_rate_at.at, c.gas, c.rate, market_rate_at.known_on) AS f
	ORDER BY c.choice
	LIMIT 1;
END;
COMMENT ON FUNCTION colossus.market_rate_at(text, date, date) IS
	'Rate for electricity that no contract covers: the residual mix (as CO2 alone where nobody published it as CO2e: gas says so), else the grid average. No row: neither.';

-- What ledgers read: an unknown region is a row without emissions.
CREATE OR REPLACE FUNCTION colossus.electricity_co2e_at(facility_kwh double precision, region text, at date, contract_kwh double precision[], contract_g_per_kwh double precision[], loss double precision, known_on date)
RETURNS TABLE (location_co2e_kg double precision, location_g_per_kwh double precision, location_edition text, location_stale boolean,
	market_co2e_kg double precision, covered_kwh double precision, rest_kwh double precision, unused_contract_kwh double precision,
	rest_rate text, rest_gas text, rest_g_per_kwh double precision, rest_edition text, rest_stale boolean,
	lost_kwh double precision, lost_co2e_kg double precision, basis text, source_id text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT colossus.co2e_from_g_per_kwh_kg(electricity_co2e_at.facility_kwh, l.g_per_kwh), l.g_per_kwh, l.edition, l.stale,
		m.co2e_kg, m.covered_kwh, m.rest_kwh, m.unused_contract_kwh,
		r.rate, r.gas, r.g_per_kwh, r.edition, r.stale,
		colossus.lost_kwh(electricity_co2e_at.facility_kwh, electricity_co2e_at.loss),
		colossus.co2e_from_g_per_kwh_kg(colossus.lost_kwh(electricity_co2e_at.facility_kwh, electricity_co2e_at.loss), l.g_per_kwh),
		'kWh delivered at the meter of the site x rate per kWh generated; losses of the grid stand apart (scope 3)'::text,
		NULLIF(concat_ws(', ', l.source_id, NULLIF(r.source_id, l.source_id)), '')
	FROM (VALUES (1)) AS one(row)
	LEFT JOIN LATERAL colossus.grid_rate_at(electricity_co2e_at.region, electricity_co2e_at.at, 'CO2e', 'total', electricity_co2e_at.known_on) AS l ON true
	LEFT JOIN LATERAL colossus.market_rate_at(electricity_co2e_at.region, electricity_co2e_at.at, electricity_co2e_at.known_on) AS r ON true
	CROSS JOIN LATERAL colossus.market_co2e(electricity_co2e_at.facility_kwh, electricity_co2e_at.contract_kwh, electricity_co2e_at.contract_g_per_kwh, r.g_per_kwh) AS m;
END;
COMMENT ON FUNCTION colossus.electricity_co2e_at(double precision, text, date, double precision[], double precision[], double precision, date) IS
	'The row of electricity_co2e for ledgers: an unknown region gives NULL, not an error.';

CREATE OR REPLACE FUNCTION colossus.electricity_co2e(facility_kwh double precision, region text, at date, contract_kwh double precision[] DEFAULT NULL, contract_g_per_kwh double precision[] DEFAULT NULL, loss double precision DEFAULT NULL, known_on date DEFAULT current_date)
RETURNS TABLE (location_co2e_kg double precision, location_g_per_kwh double precision, location_edition text, location_stale boolean,
	market_co2e_kg double precision, covered_kwh double precision, rest_kwh double precision, unused_contract_kwh double precision,
	rest_rate text, rest_gas text, rest_g_per_kwh double precision, rest_edition text, rest_stale boolean,
	lost_kwh double precision, lost_co2e_kg double precision, basis text, source_id text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT e.*
	FROM (
		SELECT colossus.grid_region(electricity_co2e.region) AS region
		OFFSET 0			-- the region is looked up, and refused, before anything else
	) AS n
	CROSS JOIN LATERAL colossus.electricity_co2e_at(electricity_co2e.facility_kwh, n.region, electricity_co2e.at,
		electricity_co2e.contract_kwh, electricity_co2e.contract_g_per_kwh, electricity_co2e.loss, electricity_co2e.known_on) AS e;
END;
COMMENT ON FUNCTION colossus.electricity_co2e(double precision, text, date, double precision[], double precision[], double precision, date) IS
	'Scope 2 of a year''s electricity, location-based and market-based side by side (GHG Protocol): the grid average of the region; contracts (arrays of kWh and g/kWh) first, then the residual mix, then the grid average. facility_kwh is at the meter. loss (a share, see grid_loss_at) adds the emissions of grid losses as a column of its own. stale: the factor is of an earlier year than at. An unknown region: 22023.';

-- How far a rate may lie from that of the year that it is used for.
CREATE OR REPLACE FUNCTION colossus.grid_spread(g_per_kwh double precision, other_low double precision, other_high double precision, years integer, OUT low double precision, OUT high double precision)
RETURNS record
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT least(r.low, grid_spread.other_low, grid_spread.g_per_kwh), greatest(r.high, grid_spread.other_high, grid_spread.g_per_kwh)
	FROM (VALUES (1)) one (row)
	LEFT JOIN colossus.likely_range l ON l.input = CASE WHEN grid_spread.years > 0 THEN 'grid rate' ELSE 'grid rate of its own year' END AND l.subject = ''
	-- changes of years one after another are independent: their logarithms add in quadrature
	CROSS JOIN LATERAL colossus.range_product(ARRAY[grid_spread.g_per_kwh, l.low_ratio], ARRAY[grid_spread.g_per_kwh, 1], ARRAY[grid_spread.g_per_kwh, l.high_ratio],
		ARRAY[1, sqrt(greatest(grid_spread.years, 1))]) r;
END;
COMMENT ON FUNCTION colossus.grid_spread(double precision, double precision, double precision, integer) IS
	'Likely range of a grid rate that is used for a year so many years after its own, g/kWh: what a year changes (likely_range ''grid rate'', p5 to p95 between editions of eGRID), for several years in quadrature; for its own year what an edition was revised by; never narrower than the other rates between other_low and other_high.';

-- What views read: the rate of a place with its likely range.
CREATE OR REPLACE FUNCTION colossus.grid_range_at(grid_region text, country text, at date, known_on date)
RETURNS TABLE (region text, basis text, year integer, edition text, low_g_per_kwh double precision, g_per_kwh double precision, high_g_per_kwh double precision, stale boolean, source_id text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT f.region, p.basis, f.year, f.edition, w.low, f.g_per_kwh, w.high, f.stale, f.source_id
	FROM (VALUES (1, grid_range_at.grid_region, 'region of the site'::text),
		(2, CASE WHEN upper(grid_range_at.country) = 'USA' THEN 'US' ELSE grid_range_at.country END, 'average of the country: region not known')) AS p(choice, name, basis)
	CROSS JOIN LATERAL colossus.grid_rate_at(p.name, grid_range_at.at, 'CO2e', 'total', grid_range_at.known_on) AS f
	LEFT JOIN LATERAL (
		-- other editions and the year before, where there are any
		SELECT min(COALESCE(g.g_per_kwh, colossus.g_per_kwh(g.lb_per_mwh))) AS low, max(COALESCE(g.g_per_kwh, colossus.g_per_kwh(g.lb_per_mwh))) AS high
		FROM colossus.grid_rate g
		WHERE g.region = f.region AND g.gas = 'CO2e' AND g.rate = 'total' AND g.status <> 'denied'
			AND g.known_from <= grid_range_at.known_on AND g.year BETWEEN f.year - 1 AND f.year + 1) AS k ON true
	CROSS JOIN LATERAL colossus.grid_spread(f.g_per_kwh, k.low, k.high, extract(year FROM CASE WHEN isfinite(grid_range_at.at) THEN grid_range_at.at END)::integer - f.year) AS w
	WHERE p.name IS NOT NULL AND isfinite(grid_range_at.at) AND (p.basis LIKE 'region%' OR grid_range_at.grid_region IS NULL)
	ORDER BY p.choice
	LIMIT 1;
END;
COMMENT ON FUNCTION colossus.grid_range_at(text, text, date, date) IS
	'Grid average of a place for views: of the region of its grid, where that is not known of its country, which basis says. low and high are those of grid_spread. No row: no rate, or at is no day (infinity).';
