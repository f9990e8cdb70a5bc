-- Who paid, and who supplies.

CREATE OR REPLACE VIEW colossus.funding AS
SELECT
	f.organization, -- who raised the money
	f.round, -- round
	f.announced_on, -- announced
	f.closed_on, -- closed
	f.kind, -- kind of money
	f.amount_usd, -- amount, USD; without debt_usd where that is told
	f.debt_usd, -- debt beside it, USD
	f.pre_money_usd, -- valuation before, USD
	f.post_money_usd, -- valuation after, USD
	(SELECT string_agg(i.investor, ', ' ORDER BY i.investor) FROM colossus.investment i
		WHERE i.organization = f.organization AND i.round = f.round AND i.status <> 'denied') AS investors, -- investors by name
	f.data_set, -- who says it
	f.preferred, -- of rows that disagree, the one to read
	f.status, -- how far to trust the row
	f.source_id, -- where the row comes from
	f.note -- what a reader must know besides
FROM colossus.funding_round f;
COMMENT ON VIEW colossus.funding IS 'Rounds of funding with their investors; where sources disagree, one row each and one of them preferred. Rows that repeat or disagree: use colossus.funding_round_chart for charts.';

CREATE OR REPLACE VIEW colossus.supply_chain AS
SELECT
	s.subject, -- cluster or site
	s.organization, -- supplier
	o.kind AS organization_kind, -- kind of organization
	s.product, -- what it supplies
	s.from_date, -- date, or date of the report
	s.quantity, -- how much; NULL: not known
	s.unit, -- unit of quantity
	s.share, -- share of the need, 0 to 1; NULL: not known
	s.status, -- how far to trust the row
	s.source_id, -- where the row comes from
	s.note -- what a reader must know besides
FROM colossus.supplier s
LEFT JOIN colossus.organization o ON o.organization = s.organization;
COMMENT ON VIEW colossus.supply_chain IS 'Who supplies what to a cluster or site.';

CREATE OR REPLACE VIEW colossus.cluster_tenant AS
SELECT
	t.cluster, -- the cluster
	t.organization, -- who rents it or a part of it
	t.from_date, -- first day
	t.until_date, -- day after the last; NULL: still, or not said
	t.accelerators, -- accelerators of this cluster that he rents; NULL: not said
	t.mw, -- power of this cluster that he rents, MW; NULL: not said
	'this cluster'::text AS place, -- this cluster, or one of the lessor's of which nobody says which
	l.subject AS contract, -- the contract, as lease names it; NULL: none is known
	l.lessor, -- who lets; NULL: no contract is known
	l.usd_per_month, -- rent of the whole contract, USD a month: never added over clusters; NULL: not known
	l.accelerators AS contract_accelerators, -- accelerators of the whole contract
	l.from_date AS contract_from_date, -- first day of its full rent
	l.until_date AS contract_until_date, -- day after its last
	t.status, -- how far to trust the row
	colossus.sources(t.source_id, l.source_id) AS source_id, -- where the row comes from
	t.note -- what a reader must know besides
FROM colossus.tenancy t
LEFT JOIN colossus.lease l ON l.tenant = t.organization AND l.lessor IS NOT NULL AND l.preferred AND l.status <> 'denied'
	AND l.from_date < coalesce(t.until_date, 'infinity') AND coalesce(l.until_date, 'infinity') > t.from_date
WHERE t.role = 'tenant' AND t.status <> 'denied'
UNION ALL
SELECT c.cluster, l.tenant, l.from_date, l.until_date, NULL, NULL, 'one of the lessor''s clusters; nobody says which', l.subject, l.lessor, l.usd_per_month, l.accelerators, l.from_date, l.until_date,
	l.status, l.source_id, l.note
FROM colossus.lease l
JOIN colossus.cluster c ON c.organization = l.lessor OR c.organization IN (SELECT o.organization FROM colossus.organization o WHERE o.parent = l.lessor)
WHERE l.preferred AND l.status <> 'denied' AND NOT EXISTS (SELECT 1 FROM colossus.tenancy t WHERE t.organization = l.tenant AND t.role = 'tenant');
COMMENT ON VIEW colossus.cluster_tenant IS 'Who rents which cluster, by date, with the contract where one is known. A tenant whose cluster nobody names stands at each of the lessor''s, and place says so.';
