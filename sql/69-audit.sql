-- Violated rules of the data.

CREATE OR REPLACE VIEW colossus.audit AS
SELECT 'fact without source'::text AS rule, f.relation || ': ' || f.subject AS subject,
	'source_id is NULL'::text AS detail, f.source_id
FROM colossus.fact f
WHERE f.source_id IS NULL
UNION ALL
SELECT 'unknown source', f.relation || ': ' || f.subject, 'no row of source has this source_id', f.source_id
FROM colossus.fact f
WHERE f.source_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM colossus.source s WHERE s.source_id = f.source_id)
UNION ALL
SELECT 'unknown key', o.relation || ': ' || o.subject, o.reference || ' ' || quote_literal(o.value) || ' has no row', o.source_id
FROM colossus.orphan o
UNION ALL
SELECT 'out of range', q.relation || ': ' || q.subject,
	format('%s = %s, plausible are %s to %s: %s', q.name, q.value, p.low, p.high, p.reason), q.source_id
FROM colossus.quantity q
JOIN colossus.plausible_range p ON p.relation = q.relation AND p.name = q.name
WHERE q.value NOT BETWEEN p.low AND p.high
UNION ALL
SELECT 'two rows preferred', 'deployment: ' || concat_ws(', ', d.cluster, d.accelerator, d.from_date),
	string_agg(concat_ws(' ', d.data_set, nullif(d.vintage, '')), ', ' ORDER BY d.data_set, d.vintage), min(d.source_id)
FROM colossus.deployment d
WHERE d.preferred AND colossus.in_service(d.status)
GROUP BY d.cluster, d.accelerator, d.from_date
HAVING count(*) > 1
UNION ALL
SELECT 'two rows preferred', 'training_run: ' || r.run,
	string_agg(concat_ws(' ', r.data_set, nullif(r.vintage, '')), ', ' ORDER BY r.data_set, r.vintage), min(r.source_id)
FROM colossus.training_run r
WHERE r.preferred
GROUP BY r.run
HAVING count(*) > 1
UNION ALL
SELECT 'two rows preferred', 'pue: ' || concat_ws(', ', p.site, p.from_date),
	string_agg(p.data_set, ', ' ORDER BY p.data_set), min(p.source_id)
FROM colossus.pue p
WHERE p.preferred
GROUP BY p.site, p.from_date
HAVING count(*) > 1
UNION ALL
SELECT 'two rows preferred', 'power_supply: ' || concat_ws(', ', s.site, s.kind, s.model, s.from_date),
	string_agg(s.data_set, ', ' ORDER BY s.data_set), min(s.source_id)
FROM colossus.power_supply s
WHERE s.preferred
GROUP BY s.site, s.kind, s.model, s.from_date
HAVING count(*) > 1
UNION ALL
SELECT 'facility below IT', 'reported_power: ' || concat_ws(', ', f.cluster, f.data_set, nullif(f.vintage, ''), f.from_date),
	format('facility %s MW, IT %s MW', f.mw, i.mw), f.source_id
FROM colossus.power_timeline f
JOIN colossus.power_timeline i ON i.cluster = f.cluster AND i.data_set = f.data_set AND i.vintage = f.vintage
	AND i.boundary = 'it' AND i.from_date <= f.from_date AND (i.until_date IS NULL OR i.until_date > f.from_date)
WHERE f.boundary = 'facility' AND f.mw < i.mw
UNION ALL
SELECT 'parts do not sum', 'training_run: ' || concat_ws(', ', r.run, r.data_set, nullif(r.vintage, '')),
	format('%s accelerators give in %s h less than %s accelerator hours', r.accelerators, r.hours, r.accelerator_h), r.source_id
FROM colossus.training_run r
WHERE r.accelerator_h > 1.05 * r.accelerators * r.hours
UNION ALL
SELECT 'parts do not sum', 'funding_round: ' || concat_ws(', ', f.organization, f.round, f.data_set),
	format('the investments sum to %s USD, the round to %s', i.amount_usd, f.amount_usd), f.source_id
FROM colossus.funding_round f
JOIN (SELECT v.organization, v.round, sum(v.amount_usd) AS amount_usd FROM colossus.investment v GROUP BY v.organization, v.round) i
	ON i.organization = f.organization AND i.round = f.round
WHERE i.amount_usd > 1.000001 * f.amount_usd
UNION ALL
SELECT 'parts do not sum', 'funding_round: ' || concat_ws(', ', f.organization, f.round, f.data_set),
	format('%s USD before and %s USD raised give more than %s USD after', f.pre_money_usd, f.amount_usd, f.post_money_usd), f.source_id
FROM colossus.funding_round f
WHERE f.kind = 'equity' AND f.pre_money_usd + f.amount_usd > 1.000001 * f.post_money_usd
UNION ALL
SELECT 'parts do not sum', 'model: ' || m.model,
	format('%s active parameters of %s', m.active_params, m.params), m.source_id
FROM colossus.model m
WHERE m.active_params > m.params
UNION ALL
SELECT 'factor missing', 'cluster: ' || c.cluster, c.power_method, c.source_id
FROM colossus.cluster_capacity c
JOIN colossus.cluster_user u ON u.cluster = c.cluster AND NOT u.retired
WHERE c.facility_mw IS NULL AND c.until_date IS NULL
UNION ALL
SELECT 'factor missing', 'emission_ledger: ' || l.row_key, l.reason, l.source_id
FROM colossus.emission_ledger() l
WHERE l.kg IS NULL AND l.row_key NOT LIKE '%/missing'
	AND (l.site IN (SELECT u.site FROM colossus.site_user u WHERE NOT u.retired)
		OR l.cluster IN (SELECT u.cluster FROM colossus.cluster_user u WHERE NOT u.retired))
UNION ALL
SELECT 'utilization out of range', 'training_run: ' || r.run,
	format('6ND over all accelerator hours gives %s of the %s peak; plausible are 0.05 to 0.70', round(r.mfu::numeric, 3), r.mfu_numeric_format),
	r.source_id
FROM colossus.training_run_summary r
WHERE r.mfu_convention = '6ND' AND r.mfu NOT BETWEEN 0.05 AND 0.70
UNION ALL
SELECT 'known bad as published', 'training_run: ' || concat_ws(', ', r.run, r.data_set, nullif(r.vintage, '')), r.known_bad, r.source_id
FROM colossus.training_run r
WHERE r.known_bad IS NOT NULL
UNION ALL
SELECT 'known bad as published', e.subject, e.error || '; right is: ' || e.correct, e.source_id
FROM colossus.known_error e;
COMMENT ON VIEW colossus.audit IS
'One row per violated rule of the data. On the rows that ship it lists the known bad published figures and nothing else.';
COMMENT ON COLUMN colossus.audit.rule IS 'the rule';
COMMENT ON COLUMN colossus.audit.subject IS 'relation and key of the row';
COMMENT ON COLUMN colossus.audit.detail IS 'what is wrong, with the values';
COMMENT ON COLUMN colossus.audit.source_id IS 'where the row comes from';
