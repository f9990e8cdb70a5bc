-- Sources of organizations, funding, suppliers and claims.
INSERT INTO colossus.source_shipped (source_id, title, publisher, published, url, licence, note) VALUES
	('colossus-article-2024-09', 'Article on Colossus (French; undated, embeds a post of 3 September 2024)', NULL, NULL, NULL, NULL, 'the founding article: its statements are in colossus.claim; no other copy of it was found'),
	('epoch-ai-companies-2025-12', 'AI companies: funding rounds (December 2025)', 'Epoch AI', '2025-12-14', 'https://github.com/sr3-k/data', 'CC BY 4.0', 'read from a stored copy, commit 19836afc'),
	('epoch-data-centers-2026-08', 'AI data centers (August 2026)', 'Epoch AI', '2026-08-03', 'https://github.com/designerkenji/dcmap', 'CC BY 4.0', 'read from a stored copy, commit 9ae8b6de; 75 data centers'),
	('epoch-gpu-clusters-2025-11', 'GPU clusters (November 2025)', 'Epoch AI', '2025-11-01', 'https://github.com/Zanmadit/ai_hack_cast', 'CC BY 4.0', 'read from a stored copy, commit 31b65589; 786 clusters'),
	('epoch-ml-hardware-2025-11', 'Machine learning hardware (November 2025)', 'Epoch AI', '2025-11-01', 'https://github.com/Zanmadit/ai_hack_cast', 'CC BY 4.0', 'read from a stored copy; 169 parts'),
	('epoch-notable-models-2025-11', 'Notable AI models (November 2025)', 'Epoch AI', '2025-11-01', 'https://github.com/Zanmadit/ai_hack_cast', 'CC BY 4.0', 'read from a stored copy, commit 31b65589; 942 models'),
	('epoch-training-cost-trends', 'All ML Systems, full view; Chip dataset, grid view', 'Epoch AI', NULL, 'https://github.com/epoch-research/training-cost-trends', 'CC BY 4.0', 'read at commit 263c40a159307e917213d1dc433c617e47d55bfe'),
	('nasdaq-2026-01-07', 'Elon Musk''s xAI Raises $20 Bln Funding, Backing Nvidia And Qatar', 'RTTNews', '2026-01-07', 'https://www.nasdaq.com/articles/elon-musks-xai-raises-20-bln-funding-backing-nvidia-and-qatar', NULL, NULL),
	('techstartups-oia-2024-12', 'Oman Investment Authority takes stake in Elon Musk''s AI startup xAI', 'Tech Startups', NULL, 'https://techstartups.com/?p=92944', NULL, 'cites Reuters; undated in the copy read')
ON CONFLICT (source_id) DO UPDATE SET
	title = EXCLUDED.title, publisher = EXCLUDED.publisher, published = EXCLUDED.published, url = EXCLUDED.url, licence = EXCLUDED.licence, note = EXCLUDED.note;
