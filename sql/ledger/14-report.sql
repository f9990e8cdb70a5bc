-- What was reported.

CREATE TABLE ledger.report (	-- figures as they were reported, with what they were computed from: compare them with emission_ledger
	report text NOT NULL,	-- name of the report
	month date NOT NULL CHECK (extract(day FROM month) = 1),	-- first day of the month
	site text NOT NULL DEFAULT '(none)',	-- site; (none): not known
	zone text NOT NULL DEFAULT '(none)',	-- grid zone; (none): not known
	tenant text NOT NULL,	-- tenant, (idle), (unobserved) or (none), as in tenant_ledger
	closed_at timestamptz NOT NULL DEFAULT now(),	-- when the report was closed
	known_on date NOT NULL,	-- factors published by this day were used
	energy_nj numeric,	-- nJ at the accelerators, exact
	accelerator_kwh double precision,	-- kWh at the accelerators
	it_kwh double precision,	-- kWh at the servers
	facility_kwh double precision,	-- kWh at the site meter
	co2e_kg double precision,	-- kg CO2e, location-based
	computed_from jsonb NOT NULL DEFAULT '{}',	-- factors, editions and coverage that the figures were computed from
	PRIMARY KEY (report, month, site, zone, tenant)
);
