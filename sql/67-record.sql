-- What was said and what came of it.

CREATE OR REPLACE VIEW colossus.claim_check AS
SELECT
	c.claim_id, -- number of the statement
	c.subject, -- about whom or what
	c.attribute, -- what is said of it
	c.value, -- the value as stated
	c.unit, -- its unit
	c.stated_for, -- date or period as stated
	c.asserted_by, -- who asserts it
	c.verdict, -- holds, partly, misleading, wrong, unverified or opinion
	c.hazard, -- true: ingested as written it corrupts the data
	c.evidence, -- what better sources say
	c.status, -- status of the statement itself
	c.source_id, -- where it is stated
	c.note, -- what a reader must know besides
	CASE WHEN c.value ~ '^[0-9][0-9,]*(\.[0-9]+)?( |$)' AND c.value !~ '[0-9] ?(-|to) ?[0-9]'
		THEN replace(substring(c.value FROM '^[0-9][0-9,]*(?:\.[0-9]+)?'), ',', '')::double precision
			* CASE substring(c.value FROM '^[0-9.,]+ (thousand|million|billion|trillion)')
				WHEN 'thousand' THEN 1e3 WHEN 'million' THEN 1e6 WHEN 'billion' THEN 1e9 WHEN 'trillion' THEN 1e12 ELSE 1 END
	END AS value_number -- ratio, in the unit of column unit: value where it is a number and no bound; claims are never added. Source: colossus.claim
FROM colossus.claim c;
COMMENT ON VIEW colossus.claim_check IS
'The statements of the founding article, who asserts each, and what better sources say. hazard marks those that corrupt data when ingested as written.';

CREATE OR REPLACE VIEW colossus.proceedings AS
SELECT
	p.at, -- date, or first day of the month where only that is known
	p.proceeding, -- short name
	p.kind, -- kind of act
	p.site, -- site that it is about
	s.city, -- town of the site
	s.region, -- state or province of the site
	p.claimant, -- who acts
	p.respondent, -- against whom or to whom
	p.forum, -- court or agency
	p.subject, -- what it says or asks
	p.outcome, -- outcome; NULL: open or not known
	p.outcome_at, -- date of the outcome
	p.status, -- how far to trust the row
	p.source_id, -- where the row comes from
	p.note -- what a reader must know besides
FROM colossus.proceeding p
LEFT JOIN colossus.site s ON s.site = p.site;
COMMENT ON VIEW colossus.proceedings IS 'Letters, notices, applications, hearings, suits and appeals about a site.';
