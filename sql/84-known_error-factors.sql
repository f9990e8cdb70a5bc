-- Figures about energy and emissions that are wrong as published: a program that
-- computes them again must not meet the printed value.

INSERT INTO colossus.known_error_shipped (subject, error, correct, status, source_id, note) VALUES
	('CHP Systems, Table 7-3', 'NOx 163.20 tons a year in one column', '86.40: 0.32 lb/MMBtu x 90 MMBtu/h x 6,000 h / 2,000', 'confirmed', 'chp-systems-7-3', NULL),
	('Dodge et al. 2022', 'approximately 13 %', '1/7.5, which is 13.3 %', 'confirmed', 'dodge-2022', NULL),
	('EPA equivalencies, tons per kWh', '3.94E-4 t/kWh', '3.934E-4: what the printed inputs give', 'confirmed', 'epa-equivalencies', NULL),
	('EcoLogits, request_usage_wcf', 'the function multiplies energy that holds PUE by PUE again', 'E_server x (WUE_on + PUE x WUE_off), as its documentation says', 'confirmed', 'ecologits-2d0a1c7', NULL),
	('LLMCarbon hardware.csv, SSD', '576 kg', '589.8: 32,768 x 0.018', 'confirmed', 'llmcarbon-hardware', NULL),
	('LLMCarbon hardware.csv, others', '148.2', '133.9: 111.6 x 1.2', 'confirmed', 'llmcarbon-hardware', NULL),
	('LLaMA-1 65B, energy', '449 MWh', '449.84: cut off, not rounded', 'confirmed', 'llama-cards', NULL),
	('Llama 2 13B, emissions', '62.44 t CO2e', '62.449: cut off, not rounded', 'confirmed', 'llama-cards', NULL),
	('Llama 3.2, GPU hours', '916 k GPU hours in the header', '833 k in the table; the header is 830 k + 86 k of logits and omits the 2.9 k of QLoRA', 'confirmed', 'llama-cards', NULL),
	('Llama 3.3 70B, GPU hours', '39.3 M GPU hours for a single row of 7.0 M', '7.0 M; 39.3 M is the total of Llama 3.1 (1.46 + 7.0 + 30.84)', 'confirmed', 'llama-cards', NULL),
	('Llama 3.3 70B, emissions', '7.0 M GPU hours at 700 W: 12.9 t CO2e', '2,040 t: the same hours in the Llama 3.1 card', 'confirmed', 'llama-cards', NULL),
	('Morrison et al. 2025, OLMo 2 13B', '230 MWh beside 101 t and 892 kl', '287.7 MWh gives 101 t and 892 kl (1.25 times)', 'confirmed', 'morrison-2025', NULL),
	('Morrison et al. 2025, Table 3', 'WUE 1.29 l/kWh in the caption', '1.49: what the column of water follows, and the caption of Table 4 says', 'confirmed', 'morrison-2025', NULL),
	('SCI case study eShoppen, embodied emissions', 'M of the app tier 4.305', '4.3005', 'confirmed', 'sci-1.1', NULL),
	('SCI case study eShoppen, energy', 'E 0.02394 in the text', '0.023 is what the sum uses', 'confirmed', 'sci-1.1', NULL),
	('Strubell et al. 2019, BERT', '79 h', '79.2 h: 79 h gives 1,503.4 kWh, only 79.2 h gives the printed 1,507', 'confirmed', 'strubell-2019', NULL)
ON CONFLICT (subject, error) DO UPDATE SET
	correct = EXCLUDED.correct,
	status = EXCLUDED.status,
	source_id = EXCLUDED.source_id,
	note = EXCLUDED.note,
	retired = EXCLUDED.retired;
