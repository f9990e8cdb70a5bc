-- Utilities, agencies, makers and neighbours of Colossus in Memphis and
-- Southaven.
INSERT INTO colossus.organization_shipped (organization, kind, country, parent, status, source_id, note) VALUES
	('CTC Property', 'company', 'USA', NULL, 'reported', 'permit-01156-01pc', 'CTC Property LLC; applicant of the air permit of Colossus 1'),
	('Department of Justice', 'agency', 'USA', NULL, 'reported', 'turbine-packet-2026-08', 'of the United States'),
	('Earthjustice', 'non-profit', 'USA', NULL, 'reported', 'earthjustice-2026-05-06', 'counsel of the NAACP in the Southaven suit'),
	('Environmental Protection Agency', 'agency', 'USA', NULL, 'reported', 'epa-kkkka-2026-01-15', NULL),
	('General Electric', 'company', 'USA', NULL, 'reported', 'tm2500-modernpowersystems', 'maker of the TM2500'),
	('Greater Memphis Chamber', 'non-profit', 'USA', NULL, 'reported', 'memphisflyer-2025-05', 'chamber of commerce; speaks for the project'),
	('MZX Tech', 'company', 'USA', NULL, 'reported', 'naacp-complaint-2026-04-14', 'MZX Tech LLC; operator of the power plant in Southaven'),
	('Memphis Light, Gas and Water', 'utility', 'USA', NULL, 'reported', 'mlgw-2025-05-05', 'buys its electricity from the Tennessee Valley Authority'),
	('Memphis and Shelby County Air Pollution Control Board', 'agency', 'USA', NULL, 'reported', 'memphisflyer-2025-07', 'hears appeals of air permits'),
	('Mississippi Department of Environmental Quality', 'agency', 'USA', NULL, 'reported', 'mdeq-0680-00119', 'issues air permits in Southaven'),
	('Mississippi Environmental Quality Permit Board', 'agency', 'USA', NULL, 'reported', 'desotocountynews-2026-02', 'votes on air permits'),
	('ProEnergy', 'company', 'USA', NULL, 'reported', 'desotocountynews-2026-02', 'maker of the PE6000'),
	('Protect Our Aquifer', 'non-profit', 'USA', NULL, 'reported', 'protectouraquifer-xai', NULL),
	('Shelby County Health Department', 'agency', 'USA', NULL, 'reported', 'permit-01156-01pc', 'issues air permits in Memphis; a department of the county, not a ministry'),
	('Solar Turbines', 'company', 'USA', NULL, 'reported', 'permit-01156-01pc', 'maker of SMT-130, PGM-130 and Titan 350'),
	('Solaris', 'company', 'USA', NULL, 'reported', '512pixels-2026-02', 'rents out the turbines; partner in Stateline Power'),
	('SouthWings', 'non-profit', 'USA', NULL, 'reported', 'selc-2025-04-09', 'flew the aerial photographs of the turbines'),
	('Stateline Power', 'company', 'USA', NULL, 'reported', '512pixels-2026-02', 'joint venture of xAI and Solaris'),
	('Tennessee Valley Authority', 'utility', 'USA', NULL, 'reported', 'tva-co2', NULL),
	('Texas Gas Transmission', 'company', 'USA', NULL, 'reported', 'gas-flow-2026-07', 'gas pipeline that supplies Southaven at the meter MZX Southaven, location 26096'),
	('VoltaGrid', 'company', 'USA', NULL, 'reported', 'tweaktown-2024-07', 'mobile gas generator sets of July 2024'),
	('Young, Gifted and Green', 'non-profit', 'USA', NULL, 'reported', 'appeal-2025-07-15', 'appealed the permit with the NAACP')
ON CONFLICT (organization) DO UPDATE SET
	kind = EXCLUDED.kind,
	country = EXCLUDED.country,
	parent = EXCLUDED.parent,
	founded_on = EXCLUDED.founded_on,
	note_founded = EXCLUDED.note_founded,
	status = EXCLUDED.status,
	source_id = EXCLUDED.source_id,
	note = EXCLUDED.note,
	retired = EXCLUDED.retired;



INSERT INTO colossus.organization_alias_shipped (alias, organization, status, source_id) VALUES
	('CTC Property LLC', 'CTC Property', 'reported', 'permit-01156-01pc'),
	('DOJ', 'Department of Justice', 'reported', 'turbine-packet-2026-08'),
	('EPA', 'Environmental Protection Agency', 'reported', 'epa-kkkka-2026-01-15'),
	('GE', 'General Electric', 'reported', 'tm2500-modernpowersystems'),
	('MDEQ', 'Mississippi Department of Environmental Quality', 'reported', 'mdeq-0680-00119'),
	('MLGW', 'Memphis Light, Gas and Water', 'reported', 'mlgw-2025-05-05'),
	('MZX Tech LLC', 'MZX Tech', 'reported', 'naacp-complaint-2026-04-14'),
	('SCHD', 'Shelby County Health Department', 'reported', 'permit-01156-01pc'),
	('TVA', 'Tennessee Valley Authority', 'reported', 'tva-co2')
ON CONFLICT (alias) DO UPDATE SET
	organization = EXCLUDED.organization,
	status = EXCLUDED.status,
	source_id = EXCLUDED.source_id,
	note = EXCLUDED.note,
	retired = EXCLUDED.retired;
