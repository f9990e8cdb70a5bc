-- Capacities in Epoch's GPU clusters that take the INT8 rate of GB300 for its 8-bit
-- rate.  The clusters are planned, without a date, so that none is a row of
-- reported_capacity.

INSERT INTO colossus.known_error_shipped (subject, error, correct, status, source_id, note) VALUES
	('Epoch GPU clusters 2025-11, Foxconn Big Innovation Cloud AI factory', '13,050 H100 equivalents', '25,265: dense 8-bit is twice 16-bit for GB200 and GB300; the row takes INT8 of GB300 for it', 'confirmed', 'epoch-gpu-clusters-2025-11', NULL),
	('Epoch GPU clusters 2025-11, HUMAIN Saudi Arabia/NVIDIA Phase 1', '1,501 H100 equivalents', '45,478: dense 8-bit is twice 16-bit for GB200 and GB300; the row takes INT8 of GB300 for it', 'confirmed', 'epoch-gpu-clusters-2025-11', NULL),
	('Epoch GPU clusters 2025-11, Meta Prometheus New Albany', '774,634 H100 equivalents', '1,263,264: dense 8-bit is twice 16-bit for GB200 and GB300; the row takes INT8 of GB300 for it', 'confirmed', 'epoch-gpu-clusters-2025-11', NULL),
	('Epoch GPU clusters 2025-11, OpenAI Stargate Abilene Oracle OCI Supercluster Phase 2', '269,328 H100 equivalents', '757,961: dense 8-bit is twice 16-bit for GB200 and GB300; the row takes INT8 of GB300 for it', 'confirmed', 'epoch-gpu-clusters-2025-11', NULL),
	('Epoch GPU clusters 2025-11, Stargate UAE Phase 1', '8,338 H100 equivalents', '252,653: dense 8-bit is twice 16-bit for GB200 and GB300; the row takes INT8 of GB300 for it', 'confirmed', 'epoch-gpu-clusters-2025-11', NULL),
	('Epoch GPU clusters 2025-11, xAI Colossus 2 Memphis Phase 2', '852,097 H100 equivalents', '1,389,591: dense 8-bit is twice 16-bit for GB200 and GB300; the row takes INT8 of GB300 for it', 'confirmed', 'epoch-gpu-clusters-2025-11', NULL)
ON CONFLICT (subject, error) DO UPDATE SET
	correct = EXCLUDED.correct,
	status = EXCLUDED.status,
	source_id = EXCLUDED.source_id,
	note = EXCLUDED.note,
	retired = EXCLUDED.retired;
