-- Who paid, and who supplies.

CREATE OR REPLACE VIEW colossus.funding AS
SELECT f.organization, f.round, f.announced_on, f.closed_on, f.kind, f.amount_usd, f.debt_usd,
	f.pre_money_usd, f.post_money_usd,
	(SELECT string_agg(i.investor, ', ' ORDER BY i.investor) FROM colossus.investment i
		WHERE i.organization = f.organization AND i.round = f.round AND i.status <> 'denied') AS investors,
	f.data_set, f.preferred, f.status, f.source_id, f.note
FROM colossus.funding_round f;
COMMENT ON VIEW colossus.funding IS 'Rounds of funding with their investors; where sources disagree, one row each and one of them preferred.';
COMMENT ON COLUMN colossus.funding.organization IS 'who raised the money';
COMMENT ON COLUMN colossus.funding.round IS 'round';
COMMENT ON COLUMN colossus.funding.announced_on IS 'announced';
COMMENT ON COLUMN colossus.funding.closed_on IS 'closed';
COMMENT ON COLUMN colossus.funding.kind IS 'kind of money';
COMMENT ON COLUMN colossus.funding.amount_usd IS 'amount, USD';
COMMENT ON COLUMN colossus.funding.debt_usd IS 'debt beside it, USD';
COMMENT ON COLUMN colossus.funding.pre_money_usd IS 'valuation before, USD';
COMMENT ON COLUMN colossus.funding.post_money_usd IS 'valuation after, USD';
COMMENT ON COLUMN colossus.funding.investors IS 'investors by name';
COMMENT ON COLUMN colossus.funding.data_set IS 'who says it';
COMMENT ON COLUMN colossus.funding.preferred IS 'of rows that disagree, the one to read';
COMMENT ON COLUMN colossus.funding.status IS 'how far to trust the row';
COMMENT ON COLUMN colossus.funding.source_id IS 'where the row comes from';
COMMENT ON COLUMN colossus.funding.note IS 'what a reader must know besides';

CREATE OR REPLACE VIEW colossus.supply_chain AS
SELECT s.subject, s.organization, o.kind AS organization_kind, s.product, s.from_date, s.quantity, s.unit, s.share,
	s.status, s.source_id, s.note
FROM colossus.supplier s
LEFT JOIN colossus.organization o ON o.organization = s.organization;
COMMENT ON VIEW colossus.supply_chain IS 'Who supplies what to a cluster or site.';
COMMENT ON COLUMN colossus.supply_chain.subject IS 'cluster or site';
COMMENT ON COLUMN colossus.supply_chain.organization IS 'supplier';
COMMENT ON COLUMN colossus.supply_chain.organization_kind IS 'kind of organization';
COMMENT ON COLUMN colossus.supply_chain.product IS 'what it supplies';
COMMENT ON COLUMN colossus.supply_chain.from_date IS 'date, or date of the report';
COMMENT ON COLUMN colossus.supply_chain.quantity IS 'how much; NULL: not known';
COMMENT ON COLUMN colossus.supply_chain.unit IS 'unit of quantity';
COMMENT ON COLUMN colossus.supply_chain.share IS 'share of the need, 0 to 1; NULL: not known';
COMMENT ON COLUMN colossus.supply_chain.status IS 'how far to trust the row';
COMMENT ON COLUMN colossus.supply_chain.source_id IS 'where the row comes from';
COMMENT ON COLUMN colossus.supply_chain.note IS 'what a reader must know besides';
