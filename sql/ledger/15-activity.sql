-- Bills and what they are priced in carbon by, and statements that were closed.

CREATE TABLE ledger.activity (	-- bills: what a site bought or burnt, as invoices and meters say
	activity_id text PRIMARY KEY CHECK (activity_id <> ''),	-- number of the bill
	site text NOT NULL CHECK (site <> ''),	-- site of table device, or any other
	kind text NOT NULL,	-- electricity, steam, heat, cooling, fuel, refrigerant, water, water discharged
	from_date date NOT NULL CHECK (from_date BETWEEN '1970-01-01' AND '2200-01-01'),	-- first day
	until_date date NOT NULL CHECK (until_date BETWEEN '1970-01-01' AND '2200-01-01'),	-- day after the last
	quantity double precision NOT NULL CHECK (quantity >= 0 AND quantity <= 1e15),	-- amount in unit
	unit text NOT NULL,	-- kWh, MWh, GJ, MMBtu, therm, m3, L, gal, kg or t
	fuel text,	-- of fuel: as in colossus.emission_factor; of refrigerant: the gas
	technology text,	-- of fuel: where it is burnt, as in colossus.emission_factor; NULL: stationary combustion
	controls text[] NOT NULL DEFAULT '{uncontrolled}',	-- of fuel: controls in the exhaust
	supplier text,	-- who sent the bill: its rate is supplier_rate
	corrects text REFERENCES ledger.activity,	-- bill that this one takes the place of
	source text,	-- where the row comes from
	CHECK (until_date > from_date),
	CHECK (corrects <> activity_id)
);
CREATE INDEX activity_site_idx ON ledger.activity (site, from_date);
CREATE UNIQUE INDEX activity_corrects_idx ON ledger.activity (corrects);

CREATE TABLE ledger.certificate (	-- energy attribute certificates that were cancelled for a site's electricity
	certificate text NOT NULL CHECK (certificate <> ''),	-- number or batch
	site text NOT NULL,	-- site whose electricity it covers
	from_date date NOT NULL,	-- first day that it covers
	until_date date NOT NULL,	-- day after the last
	mwh double precision NOT NULL CHECK (mwh > 0 AND mwh < 1e12),	-- MWh
	vintage integer NOT NULL CHECK (vintage BETWEEN 1990 AND 2200),	-- year of generation
	market text,	-- market that it was issued in
	g_per_kwh double precision NOT NULL DEFAULT 0 CHECK (g_per_kwh >= 0 AND g_per_kwh < 1e6),	-- g CO2e/kWh
	source text,	-- where the row comes from
	PRIMARY KEY (certificate, site, from_date),
	CHECK (until_date > from_date)
);

CREATE TABLE ledger.supplier_rate (	-- emissions of what a supplier delivers, as he states them
	supplier text NOT NULL,	-- supplier of table activity
	kind text NOT NULL DEFAULT 'electricity' CHECK (kind IN ('electricity', 'steam', 'heat', 'cooling')),	-- what he delivers
	from_date date NOT NULL,	-- first day
	until_date date,	-- day after the last; NULL: still
	g_per_kwh double precision NOT NULL CHECK (g_per_kwh >= 0 AND g_per_kwh < 1e6),	-- g CO2e/kWh
	source text,	-- where the row comes from
	PRIMARY KEY (supplier, kind, from_date),
	CHECK (until_date > from_date)
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
	source_id text	-- where it comes from
);
CREATE INDEX closed_evidence_idx ON ledger.closed_evidence (report);
