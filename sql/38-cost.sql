-- What energy and hardware cost.

CREATE OR REPLACE FUNCTION colossus.energy_usd(kwh double precision, usd_per_kwh double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_energy_usd';
COMMENT ON FUNCTION colossus.energy_usd(double precision, double precision) IS
	'USD of energy at a price per kWh: say at the meter of the site, as prices are.';

CREATE OR REPLACE FUNCTION colossus.capital_usd_per_h(usd double precision, lifetime_h double precision, utilization double precision DEFAULT 1) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_capital_usd_per_h';
COMMENT ON FUNCTION colossus.capital_usd_per_h(double precision, double precision, double precision) IS
	'USD an hour in use of hardware bought at a price, over its service life and the share of it (0 to 1) that it is used: without interest.';

CREATE OR REPLACE FUNCTION colossus.usd_per_million_tokens(usd double precision, tokens double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_usd_per_million_tokens';
COMMENT ON FUNCTION colossus.usd_per_million_tokens(double precision, double precision) IS
	'USD a million tokens of a cost that so many tokens share.';

CREATE OR REPLACE FUNCTION colossus.region_names(region text, country text)
RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT COALESCE((
		SELECT ARRAY[lower(s.region), s.code, split_part(s.code, '-', 2)]
		FROM colossus.state_code s
		WHERE (n.region IN (lower(s.region), s.code)
				-- CA alone is Canada, but in the United States
				OR (n.region = split_part(s.code, '-', 2) AND s.country = n.country))
			AND (s.country = n.country) IS NOT FALSE	-- Georgia is a state and a country
		LIMIT 1), ARRAY[n.region])
	FROM (SELECT lower(btrim(region_names.region)) AS region, colossus.country_code(region_names.country) AS country) n;
END;
COMMENT ON FUNCTION colossus.region_names(text, text) IS
	'All names of a state of a country (NULL: of any) in lower case, by any of them: Tennessee, US-TN and, where the country is told, TN (state_code); of any other region the one name.';

-- What views read: where there is no price there is no row.
CREATE OR REPLACE FUNCTION colossus.electricity_price_at(region text, country text, at date)
RETURNS TABLE (place text, usd_per_kwh_low double precision, usd_per_kwh double precision, usd_per_kwh_high double precision, from_date date, stale boolean, source_id text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	WITH named AS MATERIALIZED (
		SELECT colossus.region_names(electricity_price_at.region, electricity_price_at.country) AS names, colossus.country_code(electricity_price_at.country) AS country
	), asked AS MATERIALIZED (
		-- a state by any of its names, else a grid region or country by any of theirs
		SELECT k.names, CASE WHEN NOT k.priced THEN colossus.grid_region_of(electricity_price_at.region) END AS grid_region, k.country,
			CASE WHEN electricity_price_at.region IS NULL THEN k.country WHEN NOT k.priced THEN colossus.country_of(electricity_price_at.region) END AS whole
		FROM (SELECT n.*, cardinality(n.names) > 1 OR EXISTS (SELECT 1 FROM colossus.electricity_price p WHERE lower(btrim(p.region)) = n.names[1]) AS priced FROM named n) k
	), told AS (
		SELECT p.region, COALESCE(p.usd_per_kwh_low, p.usd_per_kwh) AS low, p.usd_per_kwh AS best, COALESCE(p.usd_per_kwh_high, p.usd_per_kwh) AS high, p.from_date, p.source_id
		FROM asked a
		JOIN colossus.electricity_price p ON lower(btrim(p.region)) = ANY (a.names) OR lower(btrim(p.region)) = lower(a.whole)
			OR lower(btrim(p.region)) IN (SELECT n.name FROM colossus.country_name n WHERE n.country = a.whole)
		WHERE p.from_date <= electricity_price_at.at AND p.preferred AND p.status <> 'denied'
			-- of a grid region the price of its country is none
			AND (lower(btrim(p.region)) = ANY (a.names) OR a.grid_region IS NULL OR a.grid_region IN (a.whole, 'US'))
			AND (colossus.country_code(p.country) = a.country) IS NOT FALSE	-- Georgia is a state and a country
		ORDER BY lower(btrim(p.region)) = ANY (a.names) DESC NULLS LAST, p.from_date DESC, p.shipped, p.data_set
		LIMIT 1
	), mean AS (
		-- prices are by state, and a grid region knows no states: those in which its known sites stand, each site once
		SELECT string_agg(DISTINCT p.region, ', ') AS region, min(p.low) AS low, avg(p.best ORDER BY s.site) AS best, max(p.high) AS high, min(p.from_date) AS from_date,
			string_agg(DISTINCT p.source_id, ', ') AS source_id
		FROM asked a
		JOIN colossus.grid_area g ON g.region = a.grid_region
		JOIN colossus.site s ON (s.grid_region = g.region OR (NOT s.shipped AND colossus.grid_region_of(s.grid_region) = g.region)) AND colossus.country_code(s.country) = 'USA'
		LEFT JOIN LATERAL (
			SELECT p.region, COALESCE(p.usd_per_kwh_low, p.usd_per_kwh) AS low, p.usd_per_kwh AS best, COALESCE(p.usd_per_kwh_high, p.usd_per_kwh) AS high, p.from_date, p.source_id
			FROM colossus.electricity_price p
			WHERE lower(btrim(p.region)) = ANY (colossus.region_names(s.region, 'USA')) AND (colossus.country_code(p.country) = 'USA') IS NOT FALSE
				AND p.from_date <= electricity_price_at.at AND p.preferred AND p.status <> 'denied'
			ORDER BY p.from_date DESC, p.shipped, p.data_set LIMIT 1) p ON true
		WHERE (a.country = 'USA') IS NOT FALSE AND NOT EXISTS (SELECT 1 FROM told)
		HAVING bool_and(p.best IS NOT NULL)
	)
	SELECT x.region, x.low, x.best, x.high, x.from_date, extract(year FROM x.from_date) < extract(year FROM electricity_price_at.at), x.source_id
	FROM (SELECT t.* FROM told t UNION ALL SELECT m.* FROM mean m) x;
END;
COMMENT ON FUNCTION colossus.electricity_price_at(text, text, date) IS
	'Price of electricity of a state or province of the country (NULL: of any), where no region is named of the country, in any case and by any name of a state, grid region or country, on a day: the latest that is not later; stale: of an earlier year. Of a region of eGRID the mean over the states of its known sites (place), from the lowest to the highest of them. No row: no price is known, of one of those states neither.';

CREATE OR REPLACE FUNCTION colossus.accelerator_price_at(accelerator text, at date)
RETURNS TABLE (usd_low double precision, usd double precision, usd_high double precision, priced_on date, source_id text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT COALESCE(p.usd_low, p.usd), p.usd, COALESCE(p.usd_high, p.usd), p.at, p.source_id
	FROM colossus.accelerator_price p
	WHERE p.preferred AND p.status <> 'denied' AND p.at <= accelerator_price_at.at
		AND p.accelerator = COALESCE((SELECT l.accelerator FROM colossus.accelerator_alias l WHERE l.alias = accelerator_price_at.accelerator), accelerator_price_at.accelerator)
	ORDER BY p.at DESC, p.shipped, p.data_set
	LIMIT 1;
END;
COMMENT ON FUNCTION colossus.accelerator_price_at(text, date) IS
	'Price of one accelerator on a day: the latest that is not later. No row: no price is known.';
