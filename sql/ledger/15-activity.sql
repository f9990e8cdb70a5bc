-- Bills and what they are priced in carbon by, and statements that were closed.

CREATE TABLE ledger.activity (	-- bills: what a site bought or burnt, as invoices and meters say
	activity_id text PRIMARY KEY CHECK (activity_id <> ''),	-- number of the bill
	site text NOT NULL CHECK (site <> ''),	-- site of table device, or any other
	kind text NOT NULL,	-- electricity, steam, heat, cooling, fuel, refrigerant, water, water discharged
	from_date date NOT NULL CHECK (from_date BETWEEN '1970-01-01' AND '2200-01-01'),	-- first day
	until_date date NOT NULL CHECK (until_date BETWEEN '1970-01-01' AND '2200-01-01'),	-- day after the last
	quantity double precision NOT NULL CHECK (quantity BETWEEN -1e15 AND 1e15),	-- amount in unit; below 0: a credit note, taken off the bill that corrects names
	unit text NOT NULL,	-- kWh, MWh, GJ, MMBtu, therm, m3, L, gal (US), kg or t
	fuel text,	-- of fuel: as in colossus.emission_factor; of refrigerant: the gas
	technology text,	-- of fuel: where it is burnt, as in colossus.emission_factor; NULL: stationary combustion
	controls text[] NOT NULL DEFAULT '{uncontrolled}',	-- of fuel: controls in the exhaust
	supplier text,	-- who sent the bill: its rate is supplier_rate
	corrects text REFERENCES ledger.activity,	-- bill that this one takes the place of, or, below 0, is taken off
	source text,	-- where the row comes from
	meter text,	-- meter that it bills; NULL: the only one of its site, kind and supplier
	estimated boolean NOT NULL DEFAULT false,	-- true: not read off a meter; it gives way to bills that are, on the days that both have
	heating_value text NOT NULL DEFAULT 'HHV' CHECK (heating_value IN ('HHV', 'LHV')),	-- of fuel that is billed in energy: which heat it states
	direct_g_per_kwh double precision CHECK (direct_g_per_kwh >= 0 AND direct_g_per_kwh < 1e6),	-- of electricity from a plant of somebody else on site, over a line of its own: g CO2e/kWh of that plant; NULL: through the grid
	cost double precision CHECK (cost BETWEEN -1e15 AND 1e15),	-- what the bill asks for, in currency
	currency text CHECK (currency ~ '^[A-Z]{3}$'),	-- ISO 4217 code of cost
	CHECK (until_date > from_date),
	CHECK (corrects <> activity_id),
	CHECK (quantity >= 0 OR corrects IS NOT NULL),
	CHECK (cost IS NULL OR currency IS NOT NULL)
);
CREATE INDEX activity_site_idx ON ledger.activity (site, from_date);
CREATE UNIQUE INDEX activity_corrects_idx ON ledger.activity (corrects) WHERE quantity >= 0;
CREATE INDEX activity_credit_idx ON ledger.activity (corrects) WHERE quantity < 0;

CREATE TABLE ledger.certificate (	-- energy attribute certificates that were cancelled for a site's electricity
	certificate text NOT NULL CHECK (certificate <> ''),	-- number or batch
	site text NOT NULL,	-- site whose electricity it covers
	from_date date NOT NULL CHECK (from_date BETWEEN '1970-01-01' AND '2200-01-01'),	-- first day that it covers
	until_date date NOT NULL CHECK (until_date BETWEEN '1970-01-01' AND '2200-01-01'),	-- day after the last
	mwh double precision NOT NULL CHECK (mwh > 0 AND mwh < 1e12),	-- MWh
	vintage integer NOT NULL CHECK (vintage BETWEEN 1990 AND 2200),	-- year of generation
	market text,	-- market that it was issued in: a country or region by any of its names, or a group of colossus.country_group; NULL: that of its site
	g_per_kwh double precision NOT NULL DEFAULT 0 CHECK (g_per_kwh >= 0 AND g_per_kwh < 1e6),	-- g CO2e/kWh
	source text,	-- where the row comes from
	contract text,	-- contract of electricity_contract that it came with, whose share it proves: both count once; NULL: that of the same name, if there is one
	PRIMARY KEY (certificate, site, from_date),
	CHECK (until_date > from_date)
);

CREATE TABLE ledger.certificate_hour (	-- when the electricity of a certificate was generated: what hourly matching asks for
	certificate text NOT NULL,	-- number or batch, as in certificate
	site text NOT NULL,	-- site whose electricity it covers
	hour timestamptz NOT NULL CHECK (hour = date_trunc('hour', hour, 'UTC')),	-- start of the hour
	mwh double precision NOT NULL CHECK (mwh >= 0 AND mwh < 1e9),	-- MWh that were generated in it
	PRIMARY KEY (certificate, site, hour)
);

CREATE TABLE ledger.tariff (	-- what electricity costs where no bill says it
	site text NOT NULL,	-- site of table device
	from_date date NOT NULL,	-- first day
	until_date date,	-- day after the last; NULL: until the next row
	per_kwh double precision NOT NULL CHECK (per_kwh BETWEEN -1e6 AND 1e6),	-- price of a kWh at the site meter, in currency
	currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),	-- ISO 4217 code
	source text,	-- where the row comes from
	PRIMARY KEY (site, from_date),
	CHECK (until_date > from_date)
);

CREATE TABLE ledger.tariff_hour (	-- what a kWh costs in single hours: a tariff by the time of day, or prices of a market; other hours cost what tariff says
	site text NOT NULL,	-- site of table device
	hour timestamptz NOT NULL CHECK (hour = date_trunc('hour', hour, 'UTC')),	-- start of the hour
	per_kwh double precision NOT NULL CHECK (per_kwh BETWEEN -1e6 AND 1e6),	-- price of a kWh at the site meter, in currency
	currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),	-- ISO 4217 code
	source text,	-- where the row comes from
	PRIMARY KEY (site, hour)
);

CREATE TABLE ledger.part_life (	-- how long the operator keeps a part: embodied emissions are spread over that, where there is no row over what ships
	accelerator text NOT NULL CHECK (accelerator <> ''),	-- accelerator of table device, by any of its names
	site text NOT NULL DEFAULT '',	-- site of table device; empty: every site without a row of its own
	lifetime_h double precision NOT NULL CHECK (lifetime_h > 0 AND lifetime_h < 1e6),	-- h in service, from the first day
	embodied_kg double precision CHECK (embodied_kg >= 0 AND embodied_kg < 1e9),	-- kg CO2e of one part, as its maker told the operator; NULL: that of colossus.accelerator
	source text,	-- where the row comes from
	PRIMARY KEY (accelerator, site)
);

CREATE TABLE ledger.functional_unit (	-- what jobs delivered, in any unit but tokens: what a software carbon intensity is per
	job text NOT NULL,	-- job
	unit text NOT NULL CHECK (unit <> ''),	-- name of the unit, as in request, user, image
	from_date date NOT NULL,	-- first day
	until_date date NOT NULL,	-- day after the last
	quantity double precision NOT NULL CHECK (quantity >= 0 AND quantity < 1e18),	-- how many
	source text,	-- where the row comes from
	PRIMARY KEY (job, unit, from_date),
	CHECK (until_date > from_date)
);

CREATE TABLE ledger.supplier_rate (	-- emissions of what a supplier delivers, as he states them
	supplier text NOT NULL,	-- supplier of table activity
	kind text NOT NULL DEFAULT 'electricity' CHECK (kind IN ('electricity', 'steam', 'heat', 'cooling')),	-- what he delivers
	from_date date NOT NULL,	-- first day
	until_date date,	-- day after the last; NULL: still
	g_per_kwh double precision NOT NULL CHECK (g_per_kwh >= 0 AND g_per_kwh < 1e6),	-- g CO2e/kWh
	loss double precision CHECK (loss >= 0 AND loss < 1),	-- of steam, heat and cooling: share of what is sent out that his network loses on the way; NULL: not known
	upstream_g_per_kwh double precision CHECK (upstream_g_per_kwh >= 0 AND upstream_g_per_kwh < 1e6),	-- of steam, heat and cooling: g CO2e/kWh of the supply of his fuels; NULL: not known
	source text,	-- where the row comes from
	PRIMARY KEY (supplier, kind, from_date),
	CHECK (until_date > from_date),
	CHECK (kind <> 'electricity' OR loss IS NULL AND upstream_g_per_kwh IS NULL)
);

CREATE TABLE ledger.closed_statement (	-- reports that were closed
	report text PRIMARY KEY CHECK (report <> ''),	-- name of the report
	since date NOT NULL,	-- first day
	until date NOT NULL,	-- day after the last
	known_on date NOT NULL,	-- factors published by this day were used
	closed_at timestamptz NOT NULL DEFAULT now(),	-- when
	CHECK (until > since)
);

CREATE TABLE ledger.closed_line (	-- lines of closed reports, as they were
	report text NOT NULL REFERENCES ledger.closed_statement ON DELETE CASCADE,	-- report
	site text NOT NULL,	-- site
	line text NOT NULL,	-- line of the statement
	gas text NOT NULL,	-- gas
	quantity double precision,	-- amount in unit
	unit text,	-- unit
	co2e_kg double precision,	-- kg CO2e; NULL: not known
	co2e_kg_low double precision,	-- likely range of it
	co2e_kg_high double precision,	-- likely range of it
	method text,	-- how it was counted
	coverage double precision,	-- share of the days that a bill or samples cover
	editions text,	-- editions of the factors
	PRIMARY KEY (report, site, line, gas)
);

CREATE TABLE ledger.closed_input (	-- what the lines of closed reports were computed from
	report text NOT NULL REFERENCES ledger.closed_statement ON DELETE CASCADE,	-- report
	cause text NOT NULL CHECK (cause IN ('bills', 'late samples', 'overheads', 'contracts')),	-- kind of input
	relation text NOT NULL,	-- table or view that it is a row of
	input jsonb NOT NULL	-- the row
);
CREATE INDEX closed_input_idx ON ledger.closed_input (report, relation);

CREATE TABLE ledger.closed_evidence (	-- every input and factor behind the lines of closed reports
	report text NOT NULL REFERENCES ledger.closed_statement ON DELETE CASCADE,	-- report
	site text NOT NULL,	-- site
	line text NOT NULL,	-- line of the statement
	input text NOT NULL,	-- what it is
	value double precision,	-- its value
	unit text,	-- unit of value
	factor_id text,	-- key of the factor in colossus.factor; NULL: an amount of the ledger
	edition text,	-- edition of the factor
	source_id text,	-- where it comes from
	term integer	-- rows of a line with the same term multiply, and its terms add up to its kg CO2e; NULL: what the terms were taken from
);
CREATE INDEX closed_evidence_idx ON ledger.closed_evidence (report);
