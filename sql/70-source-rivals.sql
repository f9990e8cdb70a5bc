-- Sources of statements about rivals.
INSERT INTO colossus.source_shipped (source_id, title, publisher, published, url, licence, note) VALUES
	('ppcland-rainier-2025-10', '[AWS activates Project Rainier]', 'PPC Land', '2025-10-29', NULL, NULL, NULL),
	('semafor-rainier-2025-10-29', '[Project Rainier]', 'Semafor', '2025-10-29', NULL, NULL, NULL),
	('tomshardware-cortex-2024-08', '[Elon Musk shows off Cortex AI supercluster]', 'Tom''s Hardware', NULL, NULL, NULL, 'copy read'),
	('tomshardware-llama-4-2024', '[Meta is using more than 100,000 NVIDIA H100]', 'Tom''s Hardware', NULL, NULL, NULL, 'copy read'),
	('wired-llama-4-2024', '[Meta''s next Llama models]', 'Wired', NULL, NULL, NULL, 'copy read')
ON CONFLICT (source_id) DO UPDATE SET title = EXCLUDED.title, publisher = EXCLUDED.publisher, published = EXCLUDED.published,
	url = EXCLUDED.url, licence = EXCLUDED.licence, note = EXCLUDED.note, retired = false;
