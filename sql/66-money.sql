-- Who paid, and who supplies.

CREATE OR REPLACE VIEW colossus.funding AS
SELECT
	f.organization, -- who raised the money
	f.round, -- round
	f.announced_on, -- announced
	f.closed_on, -- closed
	f.kind, -- kind of money
	f.amount_usd, -- amount, USD
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
