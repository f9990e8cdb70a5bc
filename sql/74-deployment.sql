-- Accelerators of Colossus 1 and 2 by date, as levels: the number installed, never
-- the number added.  The dip of September 2025 and the rivals, whose counts by
-- part nobody published, are in reported_capacity.
INSERT INTO colossus.deployment_shipped (cluster, accelerator, from_date, data_set, vintage, accelerators, until_date, preferred, status, source_id, note) VALUES
	('Colossus 1', 'GB200', '2025-07-22', 'public record', '', 30000, NULL, true, 'confirmed', 'musk-2025-07-22', '"230k GPUs, including 30k GB200s, are operational"; Epoch AI rates it confirmed; counted by accelerator, not by superchip'),
	('Colossus 1', 'H100 SXM', '2024-07-22', 'Elon Musk', '', 100000, '2024-08-11', false, 'announced', 'whatthefuture-2024-07', '"100k liquid-cooled H100s" on the day training started; the power of that day was enough for about 32,000, so it is not preferred'),
	('Colossus 1', 'H100 SXM', '2024-08-11', 'public record', '', 25000, '2024-09-02', true, 'reported', 'epoch-data-centers-2026-08', 'first significant workload, said by xAI (x.ai/colossus) through Epoch AI'),
	('Colossus 1', 'H100 SXM', '2024-09-02', 'public record', '', 100000, '2025-02-17', true, 'confirmed', 'nvidia-2024-10-28', '"brought online this weekend", Elon Musk on 2 September 2024 (webpronews-2024-09-02); confirmed by the maker in October; how many ran on that day is disputed ("entirely unclear", tomshardware-2024-09)'),
	('Colossus 1', 'H100 SXM', '2024-12-04', 'early evidence', '', 150000, '2025-02-17', false, 'reported', 'epoch-gpu-clusters-2025-11', 'Epoch AI: "some evidence suggests that it was operational by December 4th, 2024", and Supermicro speaks of 92 days; in use for certain by 17 February 2025, which is preferred'),
	('Colossus 1', 'H100 SXM', '2025-02-17', 'public record', '', 150000, NULL, true, 'reported', 'xai-colossus', '"running jobs with 150K+ GPUs"; the split of the 200,000 from a post quoted by Epoch AI; 18 February in epoch-gpu-clusters-2025-11'),
	('Colossus 1', 'H200 SXM', '2024-12-04', 'early evidence', '', 50000, '2025-02-17', false, 'reported', 'epoch-gpu-clusters-2025-11', 'Epoch AI: "some evidence suggests that it was operational by December 4th, 2024"; in use for certain by 17 February 2025, which is preferred'),
	('Colossus 1', 'H200 SXM', '2025-02-17', 'public record', '', 50000, NULL, true, 'reported', 'xai-colossus', 'part of the 200,000, by a post quoted by Epoch AI; 18 February in epoch-gpu-clusters-2025-11'),
	('Colossus 2', 'GB200', '2025-10-19', 'public record', '', 110000, NULL, true, 'reported', 'spacex-s1', 'count from the prospectus, "approximately 110,000 GB200 processors"; date from Epoch AI, by images'),
	('Colossus 2', 'GB300', '2026-04-06', 'public record', '', 110000, '2026-07-01', true, 'reported', 'spacex-s1', 'count from the prospectus; date from Epoch AI, by images'),
	('Colossus 2', 'GB300', '2026-07-01', 'public record', '', 330000, NULL, true, 'estimated', 'epoch-data-centers-2026-08', 'at least 220,000 more than in April, estimated by Epoch AI')
ON CONFLICT (cluster, accelerator, from_date, data_set, vintage) DO UPDATE SET
	accelerators = EXCLUDED.accelerators,
	until_date = EXCLUDED.until_date,
	preferred = EXCLUDED.preferred,
	status = EXCLUDED.status,
	source_id = EXCLUDED.source_id,
	note = EXCLUDED.note,
	retired = EXCLUDED.retired;
