-- Organizations, money, suppliers and the statements of the founding article.
-- Expected values come from the article's own count of statements, from xAI's
-- announcements and from sums that the sources print themselves.
\set VERBOSITY terse

-- 39 statements, numbered without a gap; ten corrupt data if taken over as written
SELECT count(*), min(claim_id), max(claim_id), count(*) FILTER (WHERE hazard) AS hazards FROM claim;
SELECT string_agg(claim_id, ' ' ORDER BY claim_id) AS hazards FROM claim WHERE hazard;
SELECT string_agg(missing, ' ') AS missing
FROM (SELECT 'A' || to_char(n, 'FM00') AS missing FROM generate_series(1, 39) n
	EXCEPT SELECT claim_id FROM claim) m;

-- each has one verdict; wrong, misleading and unverified by name
SELECT verdict, count(*) FROM claim GROUP BY verdict ORDER BY verdict;
SELECT verdict, string_agg(claim_id, ' ' ORDER BY claim_id) AS claims FROM claim WHERE verdict <> 'holds' GROUP BY verdict ORDER BY verdict;
SELECT count(*) AS hazards_that_hold FROM claim WHERE hazard AND verdict IN ('holds', 'opinion');
SELECT asserted_by, count(*) FROM claim GROUP BY asserted_by ORDER BY 2 DESC, 1;
SELECT count(*) AS without_evidence FROM claim WHERE evidence IS NULL;
SELECT claim_id, value, unit, verdict, source_id FROM claim WHERE claim_id IN ('A01', 'A05', 'A16', 'A26', 'A33') ORDER BY claim_id;

-- the name and its abbreviation are one organization
SELECT count(*) FROM organization WHERE organization IN ('SELC', 'Southern Environmental Law Center');
SELECT alias, organization FROM organization_alias
WHERE alias IN ('SELC', 'SMC', 'Super Micro Computer', 'Dell', 'SpaceXAI', 'AI2', 'DeepMind', 'QIA', 'OIA', 'a16z', 'MLGW') ORDER BY alias;
SELECT a.alias AS alias_of_nobody FROM organization_alias a LEFT JOIN organization o USING (organization) WHERE o.organization IS NULL;
SELECT a.alias AS alias_that_is_an_organization FROM organization_alias a JOIN organization o ON o.organization = a.alias;
SELECT organization, parent AS unknown_parent FROM organization WHERE parent IS NOT NULL AND parent NOT IN (SELECT organization FROM organization);

-- claims about investors and owners agree with the facts in the inventory
SELECT c.claim_id, c.value, i.status FROM claim c JOIN investment i ON i.investor = c.value AND i.round = 'Series B' WHERE c.attribute = 'investor' ORDER BY 1;
SELECT organization, parent FROM organization WHERE organization IN ('xAI', 'X') ORDER BY 1;

-- Series B and C are the 12 billion that xAI gave as its total; The Wall Street
-- Journal counted 6 + 5 = 11 in November 2024
SELECT sum(amount_usd) / 1e9 AS billion FROM funding_round WHERE preferred AND round IN ('Series B', 'Series C');
SELECT sum(amount_usd) / 1e9 AS billion FROM funding_round WHERE (round, data_set) IN (('Series B', 'epoch_ai_companies'), ('Series C', 'wsj'));
-- valuation before + amount = valuation after: 18 + 6 = 24 and 45 + 5 = 50
SELECT round, data_set, pre_money_usd / 1e9 AS before, amount_usd / 1e9 AS amount, post_money_usd / 1e9 AS after,
	pre_money_usd + amount_usd = post_money_usd AS adds_up
FROM funding_round WHERE pre_money_usd IS NOT NULL ORDER BY 1, 2;
-- three valuations of Series C stand side by side
SELECT data_set, amount_usd / 1e9 AS amount, post_money_usd / 1e9 AS after, preferred FROM funding_round WHERE round = 'Series C' ORDER BY 1;
-- shares were exchanged, nothing was raised: 80 + 33 = 113, 1,000 + 250 = 1,250
SELECT organization, round, kind, amount_usd, post_money_usd / 1e9 AS after FROM funding_round WHERE kind IN ('merger', 'acquisition') ORDER BY 1, 2;
SELECT round, amount_usd / 1e9 AS equity, debt_usd / 1e9 AS debt, status, preferred FROM funding_round WHERE debt_usd IS NOT NULL AND data_set = 'epoch_ai_companies' ORDER BY 1;
-- one row of a round is preferred, none of a denied one
SELECT organization, round, count(*) FILTER (WHERE preferred) AS preferred FROM funding_round
GROUP BY 1, 2 HAVING count(*) FILTER (WHERE preferred) <> (NOT bool_or(status = 'denied'))::integer;

-- investors as announced: 7 named in Series B, 14 in C, 8 in E
SELECT round, count(*), string_agg(investor, ', ' ORDER BY investor COLLATE "C") AS investors
FROM investment WHERE status = 'confirmed' GROUP BY 1 ORDER BY 1;
SELECT investor, round, status FROM investment WHERE status <> 'confirmed' ORDER BY investor COLLATE "C", round;
-- Kingdom Holding put 400 million into each of two rounds
SELECT sum(amount_usd) / 1e6 AS million FROM investment WHERE investor = 'Kingdom Holding';
SELECT i.round AS investment_without_round FROM investment i LEFT JOIN funding_round f USING (organization, round) WHERE f.round IS NULL;

-- suppliers: two halves of the racks, 208 x 3.9 MWh = 811 MWh of batteries,
-- 14 x 2.5 MW = 35 MW of generator sets, 17 + 16 + 8 = 41 turbines permitted
SELECT sum(share) AS racks FROM supplier WHERE subject = 'Colossus 1' AND product = 'racks';
SELECT quantity::numeric * 3.9 AS mwh FROM supplier WHERE product = 'Megapack' AND from_date = '2025-08-19';
SELECT quantity * 2.5 AS mw FROM supplier WHERE organization = 'VoltaGrid';
SELECT sum(quantity) AS turbines FROM supplier WHERE subject = 'Southaven plant' AND unit = 'units' AND status = 'permitted';
SELECT subject AS supplier_to_nobody FROM supplier WHERE subject NOT IN (SELECT cluster FROM cluster UNION SELECT site FROM site);
SELECT organization, product, from_date, quantity FROM supplier WHERE subject = 'Colossus 1' AND organization = 'NVIDIA' AND unit = 'accelerators' ORDER BY from_date, product;

-- every row names its source
SELECT f.relation, f.subject FROM fact f LEFT JOIN source s USING (source_id)
WHERE f.relation IN ('organization', 'organization_alias', 'person', 'funding_round', 'investment', 'supplier', 'claim') AND s.source_id IS NULL;
SELECT source_id AS without_title FROM source WHERE title = '';
-- data that Epoch AI collected ships with its licence
SELECT count(*) > 0 AS some, bool_and(licence = 'CC BY 4.0') AS attributed FROM source WHERE publisher = 'Epoch AI' AND source_id LIKE 'epoch-%';

-- what the tables refuse
BEGIN;
INSERT INTO claim_user (claim_id, subject, attribute, asserted_by, verdict, hazard) VALUES ('U01', 'Colossus', 'colour', 'me', 'maybe', false);
ROLLBACK;
BEGIN;
INSERT INTO funding_round_user (organization, round, kind, amount_usd) VALUES ('xAI', 'Series F', 'equity', -1);
ROLLBACK;
BEGIN;
INSERT INTO funding_round_user (organization, round, kind, amount_usd) VALUES ('xAI', 'Series F', 'equity', 'NaN');
ROLLBACK;
BEGIN;
INSERT INTO supplier_user (subject, organization, product, from_date, share) VALUES ('Colossus 1', 'Dell Technologies', 'racks', '2024-06-19', 1.5);
ROLLBACK;

-- a user's correction takes the place of a shipped row, and can be taken back
BEGIN;
INSERT INTO funding_round_user (organization, round, data_set, kind, amount_usd, post_money_usd)
VALUES ('xAI', 'Series C', 'epoch_ai_companies', 'equity', 6e9, 50e9);
SELECT data_set, post_money_usd / 1e9 AS after, status FROM funding_round WHERE round = 'Series C' AND preferred;
INSERT INTO organization_alias_user (alias, organization) VALUES ('Colossus owner', 'xAI');
SELECT organization FROM organization_alias WHERE alias = 'Colossus owner';
INSERT INTO claim_user (claim_id, subject, attribute, asserted_by, verdict, hazard, retired) VALUES ('A39', '', '', '', 'opinion', false, true);
SELECT count(*) FROM claim;
ROLLBACK;
SELECT post_money_usd / 1e9 AS after FROM funding_round WHERE round = 'Series C' AND preferred;
