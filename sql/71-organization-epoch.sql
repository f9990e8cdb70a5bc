-- Owners of clusters in Epoch's data sets that own nothing else in the inventory.
-- kind as Epoch gives the sector: private or public.

INSERT INTO colossus.organization_shipped (organization, kind, status, source_id) VALUES
	('ETH Domain', 'government', 'reported', 'epoch-gpu-clusters-2025-11'),
	('EuroHPC Joint Undertaking', 'government', 'reported', 'epoch-gpu-clusters-2025-11'),
	('Imbue', 'company', 'reported', 'epoch-gpu-clusters-2025-11'),
	('National Institute of Advanced Industrial Science and Technology (AIST)', 'government', 'reported', 'epoch-gpu-clusters-2025-11'),
	('Nebius', 'company', 'reported', 'epoch-gpu-clusters-2025-11'),
	('NexGen Cloud', 'company', 'reported', 'epoch-gpu-clusters-2025-11'),
	('Saudi Aramco', 'company', 'reported', 'epoch-gpu-clusters-2025-11'),
	('Sesterce', 'company', 'reported', 'epoch-gpu-clusters-2025-11'),
	('UK Research and Innovation', 'government', 'reported', 'epoch-gpu-clusters-2025-11'),
	('United States Department of Energy', 'government', 'reported', 'epoch-gpu-clusters-2025-11')
ON CONFLICT (organization) DO UPDATE SET
	kind = EXCLUDED.kind,
	status = EXCLUDED.status,
	source_id = EXCLUDED.source_id,
	retired = EXCLUDED.retired;
