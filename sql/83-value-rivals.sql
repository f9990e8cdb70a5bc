-- What rivals said of their clusters and fleets: statements, not counts of a
-- data set, so nothing ranks by them.
INSERT INTO colossus.reported_value_shipped (subject, quantity, at, data_set, vintage, value_low, value, value_high, unit, preferred, status, source_id, note) VALUES
	('Meta', 'accelerators of the cluster that trains Llama 4', '2024-10-30', 'Meta', '', 100000, NULL, NULL, 'accelerators', true, 'announced', 'wired-llama-4-2024', '"a cluster bigger than 100,000 H100s"'),
	('Meta', 'fleet', '2024-12-31', 'Meta', '', 500000, NULL, NULL, 'H100 equivalents', true, 'announced', 'tomshardware-llama-4-2024', 'all clusters together, by the end of 2024'),
	('Project Rainier', 'accelerators', '2025-10-29', 'PPC Land', '', NULL, 500000, NULL, 'accelerators', true, 'announced', 'ppcland-rainier-2025-10', '"nearly 500,000" Trainium2 at several sites; more than 1,000,000 by the end of 2025'),
	('Project Rainier', 'accelerators', '2025-10-29', 'Semafor', '', NULL, 1000000, NULL, 'accelerators', false, 'reported', 'semafor-rainier-2025-10-29', 'the same day; perhaps the plan for the end of 2025, hence not preferred'),
	('Tesla Cortex', 'accelerators', '2024-08-01', 'Tesla', '', NULL, 100000, NULL, 'accelerators', true, 'announced', 'tomshardware-cortex-2024-08', 'about 100,000 H100 and H200; Epoch AI has 50,000 H100 at the end of 2024'),
	('Tesla Cortex', 'power', '2024-08-01', 'Tesla', '', NULL, 130, NULL, 'MW', true, 'announced', 'tomshardware-cortex-2024-08', 'more than 500 MW within 18 months')
ON CONFLICT (subject, quantity, at, data_set, vintage) DO UPDATE SET value_low = EXCLUDED.value_low, value = EXCLUDED.value,
	value_high = EXCLUDED.value_high, unit = EXCLUDED.unit, preferred = EXCLUDED.preferred, status = EXCLUDED.status,
	source_id = EXCLUDED.source_id, note = EXCLUDED.note, retired = false;
