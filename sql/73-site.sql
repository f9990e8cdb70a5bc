-- Colossus 1 and 2: the sites, the two legal tracks of their power supply, the
-- clusters, and who owns, operates and rents them.
INSERT INTO colossus.site_shipped (site, organization, address, address_alias, city, region, country, latitude, longitude, grid_region, utility, permit_authority, area_m2, built_on, status, source_id, note) VALUES
	('Colossus 1', 'xAI', '3231 Paul R. Lowry Road', '3231 Riverport Road', 'Memphis', 'Tennessee', 'USA', 35.0597, -90.1564, 'SRTV', 'Memphis Light, Gas and Water', 'Shelby County Health Department', NULL, '2024-04-24', 'confirmed', 'permit-01156-01pc', 'Colossus 1, former Electrolux plant; applicant of the air permit is CTC Property LLC; EPA facility registry 110071992829; coordinates and start of works (satellite images) as Epoch AI gives them, other dates of the start: see milestone'),
	('Colossus 2', 'xAI', '5420 Tulane Road', '5400 Tulane Road', 'Memphis', 'Tennessee', 'USA', 34.9958, -90.0347, 'SRTV', 'Memphis Light, Gas and Water', 'Shelby County Health Department', 92903.0, '2025-02-28', 'confirmed', 'mlgw-2025-05-05', 'Colossus 2, Whitehaven; warehouse of 1,000,000 sq ft and 100 acres, bought 7 March 2025 (aiforautomation-2025); coordinates and start of clearing as Epoch AI gives them; works from mid-February in 512pixels-2025-05'),
	('Southaven MACROHARDRR', 'xAI', NULL, NULL, 'Southaven', 'Mississippi', 'USA', NULL, NULL, NULL, NULL, 'Mississippi Department of Environmental Quality', 74322.4, NULL, 'reported', 'tomshardware-2025-12-30', 'third building, about 800,000 sq ft; Epoch AI counts it inside Colossus 2'),
	('Southaven plant', 'xAI', '2875 Stanton Road', NULL, 'Southaven', 'Mississippi', 'USA', NULL, NULL, NULL, NULL, 'Mississippi Department of Environmental Quality', NULL, NULL, 'permitted', 'mdeq-0680-00119', 'permanent power plant under permit 0680-00119; operator MZX Tech LLC; same ground as the temporary turbines, other units'),
	('Southaven temporary', 'xAI', '2875 Stanton Road', NULL, 'Southaven', 'Mississippi', 'USA', NULL, NULL, NULL, NULL, 'Mississippi Department of Environmental Quality', NULL, NULL, 'reported', 'turbine-packet-2026-08', 'turbines that run without permit on a claim to be mobile and temporary; former Duke Energy site of 114 acres, acquired July 2025; operator MZX Tech LLC; a legal track of its own: never added to the Memphis turbines'),
	('Southaven Stateline Road West', NULL, '2979 Stateline Road West', NULL, 'Southaven', 'Mississippi', 'USA', NULL, NULL, NULL, NULL, 'Mississippi Department of Environmental Quality', NULL, NULL, 'reported', '512pixels-2025-06', 'staging lot of turbines; Stateline Power is a joint venture of xAI and Solaris')
ON CONFLICT (site) DO UPDATE SET
	organization = EXCLUDED.organization,
	address = EXCLUDED.address,
	address_alias = EXCLUDED.address_alias,
	city = EXCLUDED.city,
	region = EXCLUDED.region,
	country = EXCLUDED.country,
	latitude = EXCLUDED.latitude,
	longitude = EXCLUDED.longitude,
	grid_region = EXCLUDED.grid_region,
	utility = EXCLUDED.utility,
	permit_authority = EXCLUDED.permit_authority,
	area_m2 = EXCLUDED.area_m2,
	built_on = EXCLUDED.built_on,
	status = EXCLUDED.status,
	source_id = EXCLUDED.source_id,
	note = EXCLUDED.note,
	retired = EXCLUDED.retired;



INSERT INTO colossus.cluster_shipped (cluster, site, organization, country, purpose, status, source_id, note) VALUES
	('Colossus 1', 'Colossus 1', 'xAI', 'USA', 'training', 'confirmed', 'musk-2025-07-22', 'training of Grok until the lease of May 2026, see tenancy'),
	('Colossus 2', 'Colossus 2', 'xAI', 'USA', 'training', 'confirmed', 'musk-2025-07-22', '"also for training"; power from Southaven, see power_supply')
ON CONFLICT (cluster) DO UPDATE SET
	site = EXCLUDED.site,
	organization = EXCLUDED.organization,
	country = EXCLUDED.country,
	purpose = EXCLUDED.purpose,
	status = EXCLUDED.status,
	source_id = EXCLUDED.source_id,
	note = EXCLUDED.note,
	retired = EXCLUDED.retired;



INSERT INTO colossus.tenancy_shipped (cluster, organization, role, from_date, until_date, accelerators, mw, status, source_id, note) VALUES
	('Colossus 1', 'Anthropic', 'tenant', '2026-05-06', NULL, 220000, 300, 'confirmed', 'anthropic-2026-05-06', 'all of Colossus 1: "more than 300 MW", "over 220,000 GPUs", said by the tenant; a lease, not a fall of the fleet'),
	('Colossus 1', 'xAI', 'operator', '2024-06-05', NULL, NULL, NULL, 'reported', 'webpronews-2024-09-02', 'from the announcement of the site'),
	('Colossus 1', 'xAI', 'owner', '2024-06-05', NULL, NULL, NULL, 'reported', 'webpronews-2024-09-02', 'from the announcement of the site; part of SpaceX since 2 February 2026 (entrepreneur-2026-02-03); Tesla is not an owner'),
	('Colossus 2', 'Anthropic', 'tenant', '2026-06-01', NULL, NULL, NULL, 'reported', 'epoch-data-centers-2026-08', 'from June 2026, the day is not known; beside SpaceXAI and Cursor'),
	('Colossus 2', 'xAI', 'operator', '2025-03-07', NULL, NULL, NULL, 'reported', 'aiforautomation-2025', 'from the purchase of the site'),
	('Colossus 2', 'xAI', 'owner', '2025-03-07', NULL, NULL, NULL, 'reported', 'aiforautomation-2025', 'from the purchase of the site; part of SpaceX since 2 February 2026')
ON CONFLICT (cluster, organization, role, from_date) DO UPDATE SET
	until_date = EXCLUDED.until_date,
	accelerators = EXCLUDED.accelerators,
	mw = EXCLUDED.mw,
	status = EXCLUDED.status,
	source_id = EXCLUDED.source_id,
	note = EXCLUDED.note,
	retired = EXCLUDED.retired;
