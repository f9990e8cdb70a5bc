-- What was said and what came of it.

CREATE OR REPLACE VIEW colossus.claim_check AS
SELECT c.claim_id, c.subject, c.attribute, c.value, c.unit, c.stated_for, c.asserted_by,
	c.verdict, c.hazard, c.evidence, c.status, c.source_id, c.note
FROM colossus.claim c;
COMMENT ON VIEW colossus.claim_check IS
'The statements of the founding article, who asserts each, and what better sources say. hazard marks those that corrupt data when ingested as written.';
COMMENT ON COLUMN colossus.claim_check.claim_id IS 'number of the statement';
COMMENT ON COLUMN colossus.claim_check.subject IS 'about whom or what';
COMMENT ON COLUMN colossus.claim_check.attribute IS 'what is said of it';
COMMENT ON COLUMN colossus.claim_check.value IS 'the value as stated';
COMMENT ON COLUMN colossus.claim_check.unit IS 'its unit';
COMMENT ON COLUMN colossus.claim_check.stated_for IS 'date or period as stated';
COMMENT ON COLUMN colossus.claim_check.asserted_by IS 'who asserts it';
COMMENT ON COLUMN colossus.claim_check.verdict IS 'holds, partly, misleading, wrong, unverified or opinion';
COMMENT ON COLUMN colossus.claim_check.hazard IS 'true: ingested as written it corrupts the data';
COMMENT ON COLUMN colossus.claim_check.evidence IS 'what better sources say';
COMMENT ON COLUMN colossus.claim_check.status IS 'status of the statement itself';
COMMENT ON COLUMN colossus.claim_check.source_id IS 'where it is stated';
COMMENT ON COLUMN colossus.claim_check.note IS 'what a reader must know besides';

CREATE OR REPLACE VIEW colossus.proceedings AS
SELECT p.at, p.proceeding, p.kind, p.site, s.city, s.region, p.claimant, p.respondent, p.forum, p.subject,
	p.outcome, p.outcome_at, p.status, p.source_id, p.note
FROM colossus.proceeding p
LEFT JOIN colossus.site s ON s.site = p.site;
COMMENT ON VIEW colossus.proceedings IS 'Letters, notices, applications, hearings, suits and appeals about a site.';
COMMENT ON COLUMN colossus.proceedings.at IS 'date, or first day of the month where only that is known';
COMMENT ON COLUMN colossus.proceedings.proceeding IS 'short name';
COMMENT ON COLUMN colossus.proceedings.kind IS 'kind of act';
COMMENT ON COLUMN colossus.proceedings.site IS 'site that it is about';
COMMENT ON COLUMN colossus.proceedings.city IS 'town of the site';
COMMENT ON COLUMN colossus.proceedings.region IS 'state or province of the site';
COMMENT ON COLUMN colossus.proceedings.claimant IS 'who acts';
COMMENT ON COLUMN colossus.proceedings.respondent IS 'against whom or to whom';
COMMENT ON COLUMN colossus.proceedings.forum IS 'court or agency';
COMMENT ON COLUMN colossus.proceedings.subject IS 'what it says or asks';
COMMENT ON COLUMN colossus.proceedings.outcome IS 'outcome; NULL: open or not known';
COMMENT ON COLUMN colossus.proceedings.outcome_at IS 'date of the outcome';
COMMENT ON COLUMN colossus.proceedings.status IS 'how far to trust the row';
COMMENT ON COLUMN colossus.proceedings.source_id IS 'where the row comes from';
COMMENT ON COLUMN colossus.proceedings.note IS 'what a reader must know besides';
