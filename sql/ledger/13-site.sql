-- What turns energy of accelerators into energy of a site and into emissions.

CREATE TABLE ledger.site_overhead (	-- what turns energy of accelerators into energy of servers and of the site, by day; without a row these are not known
	site text NOT NULL,	-- site of table device
	from_date date NOT NULL,	-- first day
	until_date date,	-- day after the last; NULL: until the next row
	server_factor double precision NOT NULL CHECK (server_factor >= 1 AND server_factor < 'Infinity'),	-- energy at the servers over energy of their accelerators, at least 1
	pue double precision CHECK (pue >= 1 AND pue < 'Infinity'),	-- energy at the site meter over energy at the servers, at least 1; NULL: not known
	zone text,	-- grid zone of series and of colossus.grid_rate, by any of its names; NULL: the region of the site in colossus.site
	source text,	-- where the factors come from
	PRIMARY KEY (site, from_date),
	CHECK (until_date > from_date)
);

CREATE TABLE ledger.unit_operation (	-- what turbines and engines on site burnt and generated
	site text NOT NULL,	-- site that the permit names
	unit text NOT NULL,	-- the unit
	started_at timestamptz NOT NULL CHECK (isfinite(started_at)),	-- from
	ended_at timestamptz NOT NULL CHECK (isfinite(ended_at)),	-- until
	turbine_model text,	-- model of colossus.turbine_model; NULL: not known
	fuel text NOT NULL DEFAULT 'natural gas',	-- fuel of colossus.emission_factor; solar, wind or hydro: nothing is burnt
	technology text NOT NULL DEFAULT 'gas turbine',	-- technology of colossus.emission_factor
	controls text[] NOT NULL DEFAULT '{uncontrolled}',	-- controls in the exhaust, one after the other, as in colossus.emission_factor and colossus.control_efficiency
	heat_mmbtu double precision CHECK (heat_mmbtu >= 0 AND heat_mmbtu < 'Infinity'),	-- MMBtu of fuel (HHV) in the period; NULL: from mwh and the heat rate of the model
	mwh double precision CHECK (mwh >= 0 AND mwh < 'Infinity'),	-- MWh generated in the period
	source text,	-- where the row comes from
	PRIMARY KEY (site, unit, started_at),
	CHECK (ended_at > started_at)
);

CREATE TABLE ledger.electricity_contract (	-- contractual instruments of market-based accounting: what share of a site's electricity, at which intensity
	contract text NOT NULL,	-- name of the contract
	site text NOT NULL,	-- site of table device
	from_date date NOT NULL,	-- first day
	until_date date,	-- day after the last; NULL: still
	instrument text NOT NULL,	-- kind of instrument, as in PPA, certificate, supplier rate
	share numeric NOT NULL CHECK (share > 0 AND share <= 1),	-- share of the site's electricity that it covers; the shares of one day add up to at most 1
	g_per_kwh double precision NOT NULL CHECK (g_per_kwh >= 0 AND g_per_kwh < 'Infinity'),	-- g CO2e/kWh of the instrument
	source text,	-- where the row comes from
	PRIMARY KEY (contract, site, from_date),
	CHECK (until_date > from_date)
);
