-- Figures about energy and emissions that are wrong as published: a program that
-- computes them again must not meet the printed value.

INSERT INTO colossus.known_error_shipped (subject, error, correct, status, source_id, note) VALUES
	('CHP Systems, Table 7-3', 'NOx 163.20 tons a year in one column', '86.40: 0.32 lb/MMBtu x 90 MMBtu/h x 6,000 h / 2,000', 'confirmed', 'chp-systems-7-3', NULL),
	('Dodge et al. 2022', 'approximately 13 %', '1/7.5, which is 13.3 %', 'confirmed', 'dodge-2022', NULL),
	('EPA equivalencies, tons per kWh', '3.94E-4 t/kWh', '3.934E-4: what the printed inputs give', 'confirmed', 'epa-equivalencies', NULL),
	('EcoLogits, request_usage_wcf', 'the function multiplies energy that holds PUE by PUE again', 'E_server x (WUE_on + PUE x WUE_off), as its documentation says', 'confirmed', 'ecologits-2d0a1c7', NULL),
	('SCI case study eShoppen, embodied emissions', 'M of the app tier 4.305', '4.3005', 'confirmed', 'sci-1.1', NULL),
	('SCI case study eShoppen, energy', 'E 0.02394 in the text', '0.023 is what the sum uses', 'confirmed', 'sci-1.1', NULL),
	('Strubell et al. 2019, BERT', '79 h', '79.2 h: 79 h gives 1,503.4 kWh, only 79.2 h gives the printed 1,507', 'confirmed', 'strubell-2019', NULL)
ON CONFLICT (subject, error) DO UPDATE SET
	correct = EXCLUDED.correct,
	status = EXCLUDED.status,
	source_id = EXCLUDED.source_id,
	note = EXCLUDED.note,
	retired = EXCLUDED.retired;
