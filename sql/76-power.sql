-- Power of Colossus 1 and 2: turbine models, supply by date, permits, limits
-- and milestones.  Memphis and Southaven are two legal tracks, and in Southaven
-- the turbines that run without permit are not those that the permit is for:
-- three sites, never added.  A level without a published day starts on the first
-- of its month, and its note says so.
INSERT INTO colossus.turbine_model_shipped (turbine_model, maker, alias, kind, mw, mw_low, mw_high, efficiency_lhv, heat_rate_lhv_btu_per_kwh, nox_ppm, status, source_id, note) VALUES
	('PE6000', 'ProEnergy', '6000PE', 'turbine', NULL, 48, 50, NULL, NULL, NULL, 'reported', 'desotocountynews-2026-02', 'rebuilt CF6; 48 to 50 MW on the market, 43.9 MW follows from the total of permit 0680-00119; heat rate: no source'),
	('TM2500', 'General Electric', 'LM2500+ on trailers, generations 6 to 8', 'turbine', 31, 23, 35, 0.37, 9222, 25, 'reported', 'tm2500-modernpowersystems', '23 MW in 2000, up to 31 MW in 2010, 35 MW in later lists; NOx with water injection; heat rate follows from the efficiency'),
	('Taurus 60', 'Solar Turbines', 'SMT-60 (mobile)', 'turbine', 5.7, 5.2, 5.7, NULL, NULL, NULL, 'reported', 'turbine-ratings', '5.2 MW at 50 Hz; heat rate: no source; whether any stood in Memphis is not known'),
	('Taurus 70', 'Solar Turbines', NULL, 'turbine', 7.1, NULL, NULL, 0.34, 10035, NULL, 'reported', 'taurus70-asme-1995', 'at launch in 1995; heat rate follows from the efficiency; no evidence that any stands in Memphis or Southaven'),
	('Titan 130', 'Solar Turbines', 'SMT-130 (mobile), PGM-130', 'turbine', 16.48, 15.0, 16.5, 0.3543, 9630, NULL, 'permitted', 'permit-01156-01pc', 'rating of the permit; 15.0 MW is the ISO rating of 2005; efficiency and heat rate from generator-library'),
	('Titan 250', 'Solar Turbines', NULL, 'turbine', 23.2, NULL, NULL, 0.386, 8670, NULL, 'reported', 'generator-library', 'the source contradicts itself: 38.6 % is 8,840 Btu/kWh; no evidence that any stands in Memphis or Southaven'),
	('Titan 350', 'Solar Turbines', NULL, 'turbine', 38, 35, NULL, 0.402, 8495, NULL, 'reported', 'generator-library', '"over 35 MW" in tomshardware-2025-09'),
	('VoltaGrid mobile', 'VoltaGrid', NULL, 'engine', 2.5, NULL, NULL, NULL, NULL, NULL, 'reported', 'tweaktown-2024-07', 'natural gas generator sets; tomshardware-2024-09 calls them diesel')
ON CONFLICT (turbine_model) DO UPDATE SET
	maker = EXCLUDED.maker,
	alias = EXCLUDED.alias,
	kind = EXCLUDED.kind,
	mw = EXCLUDED.mw,
	mw_low = EXCLUDED.mw_low,
	mw_high = EXCLUDED.mw_high,
	efficiency_lhv = EXCLUDED.efficiency_lhv,
	heat_rate_lhv_btu_per_kwh = EXCLUDED.heat_rate_lhv_btu_per_kwh,
	nox_ppm = EXCLUDED.nox_ppm,
	status = EXCLUDED.status,
	source_id = EXCLUDED.source_id,
	note = EXCLUDED.note,
	retired = EXCLUDED.retired;



INSERT INTO colossus.power_supply_shipped (site, kind, model, from_date, data_set, serves_site, until_date, units, mw, mwh, preferred, heat_rate_model, status, source_id, note) VALUES
	('Colossus 1', 'battery', 'Megapack', '2025-05-01', 'MLGW', 'Colossus 1', '2025-08-19', NULL, 150, NULL, true, NULL, 'confirmed', 'memphisflyer-2025-05', 'also in mlgw-2025-05-05'),
	('Colossus 1', 'battery', 'Megapack', '2025-08-19', 'public record', 'Colossus 1', NULL, 208, 150, 811.2, true, NULL, 'reported', 'benzinga-2025-08-19', '208 of 3.9 MWh; 150 MW is the figure of May 2025, no later one was published'),
	('Colossus 1', 'engine', 'VoltaGrid mobile', '2024-07-22', 'SemiAnalysis', 'Colossus 1', '2024-08-01', 14, 35, NULL, true, NULL, 'estimated', 'tweaktown-2024-07', 'from images; when they left is not known: the level ends where the turbines are first counted'),
	('Colossus 1', 'grid', '', '2024-07-22', 'MLGW', 'Colossus 1', '2024-08-01', NULL, 8, NULL, true, NULL, 'confirmed', 'wreg-2024-07', 'capacity of the substation before its upgrade; SemiAnalysis says 7 to 8 MW on that day'),
	('Colossus 1', 'grid', '', '2024-08-01', 'MLGW', 'Colossus 1', '2025-05-01', NULL, 50, NULL, true, NULL, 'confirmed', 'wreg-2024-07', 'substation upgraded for 760,000 USD; still 50 MW on 8 January 2025 by the chief executive of MLGW (peer2peernews-2025-01-08)'),
	('Colossus 1', 'grid', '', '2024-11-07', 'TVA board', 'Colossus 1', '2025-05-01', NULL, 150, NULL, false, NULL, 'announced', 'industrialnews-2024-11', 'load above 100 MW approved, with curtailment at 30 minutes notice; not yet delivered, so the level of MLGW is preferred'),
	('Colossus 1', 'grid', '', '2025-05-01', 'MLGW', 'Colossus 1', NULL, NULL, 150, NULL, true, NULL, 'confirmed', 'mlgw-2025-05-05', '"xAI is receiving 150MW of power"; a second 150 MW then pending'),
	('Colossus 1', 'grid', '', '2026-02-11', 'TVA board', 'Colossus 1', NULL, NULL, 300, NULL, false, NULL, 'announced', 'usatoday-2026-02-12', '150 MW more approved; when they flow nobody has said, so the level of MLGW is preferred'),
	('Colossus 1', 'solar', '', '2025-11-27', 'public record', 'Colossus 1', NULL, NULL, 30, NULL, true, NULL, 'announced', 'dataconomy-2025-11-27', '88 of 136 acres beside the site; announced in November 2025'),
	('Colossus 1', 'turbine', '', '2024-08-01', 'SELC', 'Colossus 1', '2025-03-31', 18, 100, NULL, true, 'Titan 130', 'alleged', 'rt-arabic-2024-08', 'at least 18, letter of August 2024, the day is not known; "nearly 20, about 100 MW" in reuters-2025-04-09; models are not known'),
	('Colossus 1', 'turbine', '', '2025-03-31', 'Reuters', 'Colossus 1', '2025-06-15', 35, 422, NULL, false, 'Titan 130', 'alleged', 'reuters-2025-04-09', 'rounds as Data Center Dynamics does; the letter itself says 421 MW'),
	('Colossus 1', 'turbine', '', '2025-03-31', 'SELC', 'Colossus 1', '2025-06-15', 35, 421, NULL, true, 'Titan 130', 'alleged', 'selc-2025-04-09', 'aerial photographs by SouthWings; 33 hot in thermal images of April 2025; the list of models is not known'),
	('Colossus 1', 'turbine', '', '2025-06-01', 'mayor of Memphis', 'Colossus 1', '2025-07-01', 21, NULL, NULL, false, 'Titan 130', 'reported', 'teslarati-2025-07', '21 running, June 2025, the day is not known; units running are not units installed, so the flight of 15 June is preferred'),
	('Colossus 1', 'turbine', '', '2025-06-15', 'SELC', 'Colossus 1', '2025-07-01', 26, 407, NULL, true, 'Titan 130', 'alleged', 'truthorfake-2025-06', 'at least 26 on the flight of 15 June 2025, three of them new and larger'),
	('Colossus 1', 'turbine', '', '2025-07-01', 'SELC', 'Colossus 1', '2025-09-01', 24, NULL, NULL, true, 'Titan 130', 'alleged', 'arstechnica-2025-07', 'images of 1 July 2025; nobody published the power of the 24; xAI said in July 2025 that all temporary turbines were decommissioned (memphisflyer-2025-07)'),
	('Colossus 1', 'turbine', 'Titan 130', '2025-09-01', 'public record', 'Colossus 1', NULL, 12, 197.76, NULL, true, NULL, 'estimated', 'tomshardware-2025-09', 'SemiAnalysis and Epoch AI from images of September 2025; 12 of 16.48 MW as in the permit, SemiAnalysis takes 16 MW (192 MW); notice of 7 April 2026 asks for 12 units'),
	('Colossus 2', 'battery', 'Megapack', '2025-09-01', 'public record', 'Colossus 2', NULL, 168, NULL, NULL, true, NULL, 'reported', 'semiwiki-23883', 'September 2025, the day is not known'),
	('Colossus 2', 'grid', '', '2025-07-01', 'xAI', 'Colossus 2', '2025-07-22', NULL, 30, NULL, false, NULL, 'reported', '512pixels-2025-07', '30 MW of the 170 MW of the first phase, said by xAI in July 2025; MLGW contradicts, and the utility is preferred'),
	('Colossus 2', 'grid', '', '2025-07-22', 'MLGW', 'Colossus 2', NULL, NULL, 0.5, NULL, true, NULL, 'confirmed', 'mlgw-2025-07-22', 'general service of about 0.5 MW; "not supplying power to their supercomputer"'),
	('Southaven plant', 'turbine', 'PE6000', '2026-03-11', 'Mississippi Department of Environmental Quality', 'Colossus 2', NULL, 8, NULL, NULL, true, NULL, 'announced', 'desotocountynews-2026-02', 'permitted, not known to run; the power of the 41 units together is in colossus.permit; from the day of the permit'),
	('Southaven plant', 'turbine', 'Titan 130', '2026-03-11', 'Mississippi Department of Environmental Quality', 'Colossus 2', NULL, 17, NULL, NULL, true, NULL, 'announced', 'desotocountynews-2026-02', 'permitted, not known to run; the power of the 41 units together is in colossus.permit; from the day of the permit'),
	('Southaven plant', 'turbine', 'Titan 350', '2026-03-11', 'Mississippi Department of Environmental Quality', 'Colossus 2', NULL, 16, NULL, NULL, true, NULL, 'announced', 'desotocountynews-2026-02', 'permitted, not known to run; the power of the 41 units together is in colossus.permit; from the day of the permit'),
	('Southaven temporary', 'turbine', '', '2025-09-06', 'xAI', 'Colossus 2', '2025-10-31', 17, NULL, NULL, false, 'TM2500', 'announced', 'turbine-packet-2026-08', 'planned: 10 TM2500 and 7 SMT-130; tomshardware-2025-09 has 7 Titan 350 instead; the count of October is preferred'),
	('Southaven temporary', 'turbine', '', '2025-10-31', 'NAACP', 'Colossus 2', '2025-12-18', 18, NULL, NULL, true, 'TM2500', 'alleged', 'naacp-notice-2026-02-13', 'aerial photographs of 31 October 2025, at least 9 of 18 hot; "59" in texts of November 2025 adds the 41 that were planned'),
	('Southaven temporary', 'turbine', '', '2025-12-18', 'Mississippi Department of Environmental Quality', 'Colossus 2', '2026-02-09', 27, NULL, NULL, true, 'TM2500', 'reported', 'ourtupelo-2026-01', 'nine more as of 18 December 2025'),
	('Southaven temporary', 'turbine', '', '2026-02-09', 'NAACP', 'Colossus 2', '2026-05-06', 27, 495, NULL, true, 'TM2500', 'alleged', 'naacp-notice-2026-02-13', 'satellite image: 14 SMT-130, 12 TM2500 and one M35; at least 495 MW'),
	('Southaven temporary', 'turbine', '', '2026-05-01', 'Mississippi Department of Environmental Quality', 'Colossus 2', '2026-07-15', 46, NULL, NULL, false, 'TM2500', 'reported', 'turbine-packet-2026-08', 'e-mails of the agency, May 2026, second-hand and without a day: the dated motion of the NAACP is preferred'),
	('Southaven temporary', 'turbine', '', '2026-05-06', 'NAACP', 'Colossus 2', '2026-07-15', 33, NULL, NULL, true, 'TM2500', 'alleged', 'earthjustice-2026-05-06', 'six more since the notice of February; counts after May 2026 rest on reports that were not read in full'),
	('Southaven temporary', 'turbine', '', '2026-07-01', 'court record', 'Colossus 2', '2026-08-02', 57, NULL, NULL, false, 'TM2500', 'reported', 'turbine-packet-2026-08', 'document 52 of the suit; its date is not known, so the dated press count is preferred'),
	('Southaven temporary', 'turbine', '', '2026-07-15', 'press', 'Colossus 2', '2026-08-02', 59, NULL, NULL, true, 'TM2500', 'reported', 'turbine-packet-2026-08', 'press of July 2026'),
	('Southaven temporary', 'turbine', '', '2026-08-02', 'press', 'Colossus 2', NULL, 69, NULL, NULL, true, 'TM2500', 'reported', 'turbine-packet-2026-08', '"up to 69", press of August 2026; the least checked of these counts'),
	('Southaven temporary', 'turbine', 'Titan 130', '2025-08-01', 'public record', 'Colossus 2', '2025-10-31', 3, 49.44, NULL, true, NULL, 'reported', 'turbine-packet-2026-08', '3 of 16.48 MW, the rating in permit 01156-01PC')
ON CONFLICT (site, kind, model, from_date, data_set) DO UPDATE SET
	serves_site = EXCLUDED.serves_site,
	until_date = EXCLUDED.until_date,
	units = EXCLUDED.units,
	mw = EXCLUDED.mw,
	mwh = EXCLUDED.mwh,
	preferred = EXCLUDED.preferred,
	heat_rate_model = EXCLUDED.heat_rate_model,
	status = EXCLUDED.status,
	source_id = EXCLUDED.source_id,
	note = EXCLUDED.note,
	retired = EXCLUDED.retired;



INSERT INTO colossus.permit_shipped (permit_id, from_date, site, kind, authority, applicant, until_date, permitted_units, model, mw, controls, claimed_exemption, exemption_disputed, status, source_id, note) VALUES
	('01156-01PC', '2025-07-02', 'Colossus 1', 'construction', 'Shelby County Health Department', 'CTC Property LLC', '2027-01-02', 15, 'Titan 130', 247.2, 'selective catalytic reduction; best available control technology by 1 September 2025; 22 start-ups and 22 shutdowns a year of at most 1 h; opacity 20 %', NULL, NULL, 'permitted', 'permit-01156-01pc', '15 Solar SMT-130 of 16.48 MW; valid through 1 January 2027 by datacenter-permits, "to 2 January" elsewhere; caps below the major-source lines (synthetic minor), though one digest calls it a PSD permit; tesaaworld.com dates it 2 June: wrong; on 7 April 2026 the applicant asked for an operating permit for 12 units'),
	('0680-00119', '2026-03-11', 'Southaven plant', 'construction', 'Mississippi Department of Environmental Quality', 'MZX Tech LLC', NULL, 41, '17 Titan 130 (PGM-130), 16 Titan 350, 8 PE6000', 1240, 'selective catalytic reduction and oxidation catalyst', NULL, NULL, 'permitted', 'mdeq-0680-00119', 'PSD permit; board vote 10 March 2026, issued the day after; "1.2 GW" in the press; no cooling towers'),
	('non-road exemption, Memphis', '2024-08-01', 'Colossus 1', 'exemption', 'Shelby County Health Department', 'xAI', '2025-07-02', 0, NULL, NULL, NULL, '40 CFR 1068.30: non-road engines, less than 12 consecutive months at one place ("364 days")', true, 'reported', 'truthorfake-2025-06', 'the department took the turbines for temporary and exempt; the day of the claim is not known: from the month in which they are first counted, until the permit; an exemption sets no emission to zero'),
	('non-road exemption, Southaven', '2025-07-29', 'Southaven temporary', 'exemption', 'Mississippi Department of Environmental Quality', 'xAI', NULL, 0, NULL, NULL, NULL, '11 Miss. Admin. Code Pt. 2, R. 2.13.D: mobile and temporary, less than 12 months on site', true, 'reported', 'turbine-packet-2026-08', 'letter of the agency of 29 July 2025, quoted from the notice of 13 February 2026; an exemption sets no emission to zero')
ON CONFLICT (permit_id, from_date) DO UPDATE SET
	site = EXCLUDED.site,
	kind = EXCLUDED.kind,
	authority = EXCLUDED.authority,
	applicant = EXCLUDED.applicant,
	until_date = EXCLUDED.until_date,
	permitted_units = EXCLUDED.permitted_units,
	model = EXCLUDED.model,
	mw = EXCLUDED.mw,
	controls = EXCLUDED.controls,
	claimed_exemption = EXCLUDED.claimed_exemption,
	exemption_disputed = EXCLUDED.exemption_disputed,
	status = EXCLUDED.status,
	source_id = EXCLUDED.source_id,
	note = EXCLUDED.note,
	retired = EXCLUDED.retired;



INSERT INTO colossus.permit_limit_shipped (permit_id, pollutant, limit_scope, model, limit_kind, tons_per_year, tons_per_year_low, tons_per_year_high, ppm, kg_per_h, status, source_id, note) VALUES
	('01156-01PC', 'CO', 'facility', '', 'annual', 94, NULL, NULL, NULL, NULL, 'permitted', 'techcrunch-2025-07-03', '15 units together, rolling 12 months'),
	('01156-01PC', 'CO', 'unit', '', 'concentration', NULL, NULL, NULL, 2.5, NULL, 'reported', 'chamber-2025-07', 'best available control technology as the chamber states it'),
	('01156-01PC', 'HAP', 'facility', '', 'annual', 14, NULL, NULL, NULL, NULL, 'permitted', 'techcrunch-2025-07-03', '"nearly 14"; 15 units together, rolling 12 months; all hazardous air pollutants'),
	('01156-01PC', 'NOx', 'facility', '', 'annual', 87, NULL, NULL, NULL, NULL, 'permitted', 'techcrunch-2025-07-03', '15 units together, rolling 12 months; 87.14 in a footnote of naacp-notice-2026-02-13'),
	('01156-01PC', 'NOx', 'unit', '', 'concentration', NULL, NULL, NULL, 2, NULL, 'reported', 'chamber-2025-07', 'best available control technology as the chamber states it'),
	('01156-01PC', 'PM', 'facility', '', 'annual', 73, NULL, NULL, NULL, NULL, 'permitted', 'techcrunch-2025-07-03', '15 units together, rolling 12 months'),
	('01156-01PC', 'VOC', 'facility', '', 'annual', 85, NULL, NULL, NULL, NULL, 'permitted', 'techcrunch-2025-07-03', '15 units together, rolling 12 months'),
	('01156-01PC', 'VOC', 'unit', '', 'concentration', NULL, NULL, NULL, 2, NULL, 'reported', 'chamber-2025-07', 'best available control technology as the chamber states it, formaldehyde included'),
	('01156-01PC', 'formaldehyde', 'facility', '', 'annual', 9.8, NULL, NULL, NULL, NULL, 'permitted', 'techcrunch-2025-07-03', '15 units together, rolling 12 months; just under the 10 tons of a major source'),
	('0680-00119', 'NOx', 'facility', '', 'hourly', NULL, NULL, NULL, NULL, 47, 'permitted', 'lecture-2026-09-18', 'sum of the hourly caps, about 47 kg/h'),
	('0680-00119', 'NOx', 'unit', '', 'annual', NULL, 5.6, 15.47, NULL, NULL, 'permitted', 'compute-atlas', '5.60 to 15.47 tons a year for each unit, by model; which model has which is not known; never a total of the site')
ON CONFLICT (permit_id, pollutant, limit_scope, model, limit_kind) DO UPDATE SET
	tons_per_year = EXCLUDED.tons_per_year,
	tons_per_year_low = EXCLUDED.tons_per_year_low,
	tons_per_year_high = EXCLUDED.tons_per_year_high,
	ppm = EXCLUDED.ppm,
	kg_per_h = EXCLUDED.kg_per_h,
	status = EXCLUDED.status,
	source_id = EXCLUDED.source_id,
	note = EXCLUDED.note,
	retired = EXCLUDED.retired;



INSERT INTO colossus.milestone_shipped (subject, at, event, data_set, status, source_id, note) VALUES
	('Colossus 1', '2024-04-08', '122 days before 8 August 2024', 'public record', 'estimated', 'xai-procurement-2025-11', 'implied start of works; three dates disagree'),
	('Colossus 1', '2024-04-24', 'works begin: road, conversion of the Electrolux plant', 'epoch_data_centers', 'estimated', 'epoch-data-centers-2026-08', 'from satellite images'),
	('Colossus 1', '2024-05-02', '122 days before 1 September 2024', 'public record', 'estimated', 'webpronews-2024-09-02', 'implied start of works; three dates disagree'),
	('Colossus 1', '2024-06-05', 'site announced', 'Greater Memphis Chamber', 'confirmed', 'turbine-packet-2026-08', NULL),
	('Colossus 1', '2024-07-22', 'training starts on "100k liquid-cooled H100s on a single RDMA fabric"', 'Elon Musk', 'announced', 'whatthefuture-2024-07', 'the power of that day was enough for about 32,000'),
	('Colossus 1', '2024-08-08', 'goes live', 'Greater Memphis Chamber', 'reported', 'xai-procurement-2025-11', NULL),
	('Colossus 1', '2024-08-11', 'first significant workload, on 25,000 H100', 'xAI', 'reported', 'epoch-data-centers-2026-08', 'x.ai/colossus through Epoch AI'),
	('Colossus 1', '2024-09-02', '100,000 H100 "brought online this weekend"', 'Elon Musk', 'announced', 'webpronews-2024-09-02', NULL),
	('Colossus 1', '2024-12-04', '1,000,000 accelerators planned for Memphis', 'Greater Memphis Chamber', 'announced', 'xai-procurement-2025-11', '4 to 6 December 2024'),
	('Colossus 1', '2025-02-17', '200,000 accelerators', 'xAI', 'reported', 'xai-colossus', '"running jobs with 150K+ GPUs"; some evidence of 4 December 2024'),
	('Colossus 1', '2025-05-01', 'phase I at full power: 150 MW of grid and 150 MW of batteries', 'Greater Memphis Chamber', 'confirmed', 'memphisflyer-2025-05', NULL),
	('Colossus 1', '2025-07-22', '230,000 accelerators, 30,000 of them GB200', 'Elon Musk', 'announced', 'musk-2025-07-22', NULL),
	('Colossus 1', '2025-09-17', 'part of the chillers and turbines removed, less power', 'epoch_data_centers', 'estimated', 'epoch-data-centers-2026-08', 'the fleet is not said to have shrunk'),
	('Colossus 1', '2025-11-07', 'third substation taken to be connected', 'epoch_data_centers', 'estimated', 'epoch-data-centers-2026-08', NULL),
	('Colossus 1', '2026-02-11', 'all air chillers gone, cooling towers only', 'epoch_data_centers', 'estimated', 'epoch-data-centers-2026-08', NULL),
	('Colossus 1', '2026-05-06', 'all of it rented to Anthropic', 'Anthropic', 'confirmed', 'anthropic-2026-05-06', NULL),
	('Colossus 2', '2025-02-28', 'land cleared', 'epoch_data_centers', 'estimated', 'epoch-data-centers-2026-08', 'works from mid-February in 512pixels-2025-05'),
	('Colossus 2', '2025-03-07', 'warehouse bought', 'SemiAnalysis', 'reported', 'aiforautomation-2025', NULL),
	('Colossus 2', '2025-09-08', '121 air chillers, battery yard', 'epoch_data_centers', 'estimated', 'epoch-data-centers-2026-08', NULL),
	('Colossus 2', '2025-10-19', '110,000 GB200', 'epoch_data_centers', 'estimated', 'epoch-data-centers-2026-08', NULL),
	('Colossus 2', '2025-12-30', 'third building MACROHARDRR: "will take xAI training compute to almost 2GW"', 'Elon Musk', 'announced', 'tomshardware-2025-12-30', NULL),
	('Colossus 2', '2026-04-06', '110,000 GB300 more', 'epoch_data_centers', 'estimated', 'epoch-data-centers-2026-08', NULL),
	('Colossus 2', '2026-07-01', 'at least 220,000 GB300 more', 'epoch_data_centers', 'estimated', 'epoch-data-centers-2026-08', NULL),
	('Colossus 1', '2025-05-01', 'half of the turbines to be removed within two months', 'Greater Memphis Chamber', 'announced', 'memphisflyer-2025-05', 'May 2025, the day is not known'),
	('Southaven temporary', '2025-08-01', 'first turbines run', 'NAACP', 'alleged', 'naacp-notice-2026-02-13', NULL),
	('xAI', '2025-10-10', 'ground broken for a plant that recycles waste water', 'public record', 'reported', '512pixels-2025-10', NULL),
	('xAI', '2025-12-31', 'five turbines of 380 MW bought', 'public record', 'announced', 'stocktwits-2026-01-06', 'December 2025, the day is not known; Elon Musk replied "True"'),
	('xAI', '2026-02-02', 'acquired by SpaceX', 'public record', 'confirmed', 'entrepreneur-2026-02-03', NULL),
	('xAI', '2026-04-09', 'water plant on hold until Colossus 2 is finished', 'public record', 'reported', 'commercialappeal-2026-04-09', NULL)
ON CONFLICT (subject, at, event) DO UPDATE SET
	data_set = EXCLUDED.data_set,
	status = EXCLUDED.status,
	source_id = EXCLUDED.source_id,
	note = EXCLUDED.note,
	retired = EXCLUDED.retired;
