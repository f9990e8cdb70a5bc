-- Stored forms are read for ever: bytes as each version wrote them, of every model of times and every format of values.  Rows here are
-- never changed; a new version of a form adds its own.  What is expected comes from the samples, made anew by formula.

CREATE TABLE golden_samples AS
WITH n AS (SELECT i, i * 7919 % 1009 AS a, i * 104729 % 10007 AS b, i * 15485863::bigint % 32452843 AS c FROM generate_series(0, 599) i)
-- every step the same, whole watts
SELECT 'regular' AS name, '2026-01-01Z'::timestamptz + i * interval '15 s' AS at, (300 + a % 50)::float8 AS value FROM n WHERE i < 120
-- a grid: late by some ms, missing scrapes, an outage; doubles in mW, hours and a pause that end blocks
UNION ALL SELECT 'grid', '2026-01-01 00:00:03.25Z'::timestamptz + i * interval '15 s' + CASE WHEN a % 10 = 0 THEN a % 7 ELSE 0 END * interval '1 ms',
	((400000 + (b % 5000) + (c % 9000) + (a % 30) * 300)::float8 / 1000) FROM n WHERE a % 97 <> 1 AND i NOT BETWEEN 330 AND 360
-- steps: a clock that drifts, in us; the nearest floats to mW
UNION ALL SELECT 'steps', '1999-12-31 23:30Z'::timestamptz + i * interval '1.000017 s' + (i * i % 1000) * interval '1 us', ((100000 + b * 7 + c % 997)::float8 / 1000)::real FROM n WHERE i < 150
-- equal instants with values in any order
UNION ALL SELECT 'instants', '2026-01-01Z'::timestamptz + (i / 3) * interval '10 s', (a % 11)::float8 / 10 FROM n WHERE i < 60
-- bits of floats, bits of doubles with all that a double can be
UNION ALL SELECT 'floats', '2026-01-01Z'::timestamptz + i * interval '1 min', sqrt((a + 1)::float8)::real FROM n WHERE i < 40
UNION ALL SELECT 'doubles', '4000-01-01 00:00:00Z BC'::timestamptz + i * interval '1 day 1 us', CASE a % 20 WHEN 0 THEN 'NaN' WHEN 1 THEN 'Infinity' WHEN 2 THEN '-Infinity' WHEN 3 THEN '-0' WHEN 4 THEN 4.9e-324 WHEN 5 THEN -5 ELSE sqrt((a + 2)::float8) END FROM n WHERE i < 40
-- a counter with a bias and a reset, in 0.1 J
UNION ALL SELECT 'counter', '2026-01-01Z'::timestamptz + i * interval '15 s', ((i % 170) * 60003 + a)::float8 / 10 FROM n WHERE i < 250
-- one value, a few that are far off
UNION ALL SELECT 'constant', '2026-01-01Z'::timestamptz + i * interval '1 s', 75 FROM n
UNION ALL SELECT 'few', '2026-01-01Z'::timestamptz + i * interval '1 s', CASE WHEN a % 37 = 0 THEN b::float8 / 1e6 ELSE 0 END FROM n WHERE i < 200
-- one sample
UNION ALL SELECT 'one', '2026-01-01Z'::timestamptz, 1.5;
CREATE TABLE golden (version integer, name text, bytes bytea);
INSERT INTO golden SELECT version, name, decode(base64, 'base64') FROM (VALUES
	(1, 'constant', 'AQAAAEgAAABYAgAAAAAAACd5/JZxEAAABgAwBgAA/3RVLzACgDuyFY7UBZYA0tTiZBEAAAAABgAwBgAA/3RVLzAA0tTiZBEAAAAABgAwBgAAV3RVLzAAok447wU='),
	(1, 'counter', 'AQAAAFkAAAD6AAAAAAAAAO1EYUxxAANAeAASBgFE79c231oegPwGFI7UBVpffqh5NQGCTbEBQDDrFIAtJqb1EkEBAgAwMzB3ABEWARwJfLFHMJTTARZ4EHTUARZ4EIC3YiN4a9aAAj/dHHABEAEICKmZu+2V0yunV06vnF45/W575fTK6ZXTK6dXTq+cfre9cnrl9MrpldMrp99tr5xeOb1yeuX0yumV0++2V06vnF45vXJ65fS77ZXTK6dXTq+cXjm9cvrd9srpldMrp1dOr5xeOf1ue+X0yumV0yunV06/2145vXJ65fTK6ZXTK6ffba+cXjm9cnrl9Mrpd9srp1dOr5xeOb1yeuX0u+2V0yunV06vnF45vXL63fbK6ZXTK6dXTq+cfre9cnrl9MrpldMrp1dOv9teOb1yeuX0yumV0++2V06vnF45vXJ65fTK6XfbK6dXTq+cXjm9cnrl9LvtldMrp1dOr5xeOf1ue+X0yumV0yunV06vnH63vXJ65fTK6ZXTK6ffba+cXjm9cnrl9MrpldPvtldOr5xeOb1yeuX0yul32yunV06vnF45vXL63fbK6ZXTK6dXTq+cXjn9bnvl9MrpldMrp1dOv9teOb1yeuX0yukZiCin322vnF45vXJ65fTK6ZXT77ZXTq+cXjm9cnrl9LvtldMrp1dOr5xeOb1y+t32yumV0yunV06vnH63vXJ65fTK6ZXTK6dXTr/bXjm9cnrl9MrpldMrp99tr5xeOb1yeuX0yul32yunV06vnF45vXJ65fS77ZXTK6dXTq+cXjn9bnvl9MrpldMrp1dOr5x+t71yegGDAwQHUCgUGoRCoVCqVQE='),
	(1, 'doubles', 'AQAAAC4AAAAoAAAAAAAAANLGFcuFgAgAAAACAA/YJ1vSiM8CwK47KAGAsUE0IUEFAAAAAAAA8P998TpzmkOqfzIBGQoCQEjAQEjAAP0FKGCAAvrXn3//+d+/f/0FKGCAAvrXn3//+d+/f/0BL695uahKJTSUodFVrUjkMtY16nfRJvbW1OtxCkjfbGcG7E9B7CVj0tC3kcfyS7ivQgdUaaF1mA7U5lnJE/rD30yziHn9x1q9i8MBwVHb25H2xMFoBWRFJo/Ppf6mbv0uzXWcevE2oFWMyAt0jc8JZY+VXL6WQBNH+fanGTiGq3YyvkcYixedcxDuOR26YJmEidIRe7YfkHvcvM2JroO4q9+kZq7I3GQwzRyoIXXechSoglqJgfSXGiLkIvBGnWVLzLuyqH09U/d6K8dGemaF9akLJ+/NPk7iPjaETHBs4xVSdDFKToyNNQ7ODNTJwh0aY7tzNe3hzxd33DqAuHAGCBl0KGYs460A'),
	(1, 'few', 'AQAAACIAAADIAAAAAAAAACDQhCNxAAAgRAARBgYAx4qARxECgDuyFY7UBdpKmA6oAZgOqAEYCA8GATADMzADzMhlJNtr7cVgWbBoK7OV'),
	(1, 'floats', 'AQAAADEAAAAoAAAAAAAAAIp7FuBxQARAZgERFg5cJxWgZpV4ALKpDo7UBQAAAH/GLywD5Hr7BJQs9yNqLdtfwCMyBwp8AE4yqqMI1XrhKf95JHGtSTf4qmZziH9WxCKpPRpTFW9oprlgPG2h1vbz3KnAJVB1paRNjk/k5NrKQTFluWqwTOljm5iGRa0fkKRqJnwMT/paBWuJYkcrCbCBdmjx5cf5Y/QVsYBqNu5EDzsKu8x403YBAHzhF77wC19+AQ=='),
	(1, 'grid', 'AQAAAK0AAAA0AgAAAAAAAJLp1SpyMgIiZwBSAwM47THDppcwdSArahSO1AVg6gA1DG5TMHUIrqx4IoMgPQUERht9awfLAQAiAiJnAFEDAzhYKKnAuTB1MyL8LDB1jmrsELYNI/IB/L52zdoCskAiAiJnAFEDAzh1XpQ7doCsbjc8dRkRGRwwdUpPQChtuV6XAmDqlpl3A+kgIgIiZwBRAwM4dv0DrfzfLjB15g1STjB14l3onh+yjJoCUHFyqboD6xSDBeKJJ1584oknhXviSQFM5TGVx1QeAwKBB8UqAw2BBaB8X3AxuOxkAP8f2pu5QzY5yGSTuQPNmDtkk7nDaJs7jLZKOW9+O2vTgbw2jZST9rdj7pBNDjKjLSAw2ubOvHkgT9r7wdp0IK9N387a9FIdGt/OpP3tuImT9oF8aHw7k/a3M2kfyIfGt7M2Hchr04E8b6qUZJO5w2g7yGSTSvntrE3fjiayNsniZJO5QzbZVGSTuQNoOMhkk4PMaJs7gIaD7CYy2uYOo23uABoOMtnkIJNNDjKgYe4w2pbF2vTtTNr7wdr0Uq1N346DTDYJCGSTTUU2uYlr00i5Nh3Ik/a3szZ9O6/pgbw2Hchrk5s4Uq5NB/LadCCvTd/OofFSrU3fzqT97axN2hvZZO6QTQ4y2SQgMNoO8rezNsmVI+W86SCTTeYOo61Skk0OMtlk7pBNDjJqau6QTZaFuUM2OcioqbnDaJs7ZJO5A82YO2STgzxvfjtr0xKyNn07k/a3szaNlA4y2WTuMNrmzrw5Uk7a387adCCvTd/Oa3ogr03fzqT97dz05s6BvDZ9O5P2t/OaHshr07ezNh3Ir+m3M286yGSTucNoq5RkEwiDBcCJJ8UTlcdUAYECAwEGgQVlGG8wP4y2ufPt2O5rk2VBNpk7ZJMUQjaZO2STg0w2mTvQjLlDNjnI8+a3o1Iy2uYO2eQgk00OMqDhIJNN5g6j7Sa+pt/OpP3trE0H8qS9H5g7jLa5QzbZVGSTYrU2Hchr07ezm+0Ha9O3M2l/O5P2gXxofDvzpoN8IK9NI+Xa9O2sTQfypP3tvKbfztrkJtJm5g7ZpFKSTeYOo+0gfzsLgwVGPPEEk1E8TOWNlQEBgQdSAQWBBVB+xgAfDjKg4SZO2gfy2vTtrE0j5dp0IDvIZJO5g5qaOxvKtzNpfztr00g5aX87a9OBvDZ9O6/pgbw2uYmMtrmzH+xm387a9O1M2t/Oa3ogr03fzrzpIAMaDjKjbe6QTeYOo61SfjuT9rezNh3I86ZKSTY5yGSTuUM2SSFkk7nDaJs7ZJODfNN/O2vTgWzukE1SCNmkJDjIZJO5g5o6yPPmtzNpfztr0xKyNn07a9OBbO6gpg4y2eQmrk0H8to0Uk7a387a9O1M2iPl2nQgr03fDgmDBeELJ56QD2MqjwEBgQYyAQeBBo5hFMdTAn8OMmpq7hzIa9O3szYdyK/ptzNpfztrk5sIzZg7ZJODTDaZO2STFEI2mTsH8tr07bymlgXZZO4w2uYO2SSFkE3mDtnkIJNNKiXZZFmsTd+Og8xoCwhkk4OsJDDaDjKg4SCTTW7i2vRSHRrfztp0IK9NB/KkvR+YO4y2uTNvHsiv6bezNh3Ia9OBvDaNlGvTtzNpH8hrk5uImpo7386kfSCvTfvBpP3trE0v1dr07TxoDjLZ5CAz2uYOoGHuMNrmDqPtIH87h8aBPG86yGSTgww='),
	(1, 'instants', 'AQAAABoAAAA8AAAAAAAAAMqXV8xwAgEAAACBBgEIO/MmhC8AwNAVjtQFfAEULBOEAqqqqqoqqqqqqqqqqqqqCggDBSBEEGIA3Lhxz/e+3/t8z//83/N97/c/'),
	(1, 'one', 'AQAAABcAAAABAAAAAAAAANqVp2BwEAAAAAAwBgEAAHRVLzAAwNAVjtQFHg=='),
	(1, 'regular', 'AQAAACkAAAB4AAAAAAAAAOVM1+ZxIAEQZwARBgAQd/MlcgQegPwGFI7UBVgCHGIAjAXeuw4CACZEqCQFRwgDBWODwAPgdu3aXnVVXlVV5VVV5VVVVV5VdVxXVeVVVVVeVVVeVVXlVXXFV1VVXlVV5VVV5VVVVV51VV5VVeVVVVVeVVUO'),
	(1, 'steps', 'AQAAADEAAACWAAAAAAAAAKl+seNDMgIyZgGSCIpElQOE+8+AhR5/KbLWo39ADQOWznAB+iICRcvuwF4SNguMaFwCCv0BABIUFhgaHB4gIiQmKCosLjAyNDY4Ojw+QEJERkhKTE5oUlRWWFpcXmBiZGZogmxucHJ0dnh6fJaAgoSGiIqMjqiSlJaYmpy2oKKkpqiqxK6wsrS20Lq8vsDC3MbIyszm0NLU1vDa3N7g+uTm6OoE7vDy9A74+vwWAAIEHggKDCYQEhQuGBocNiAiPCYoKkQuMEo0NjhS////f8D/B/wP+A/4A/6AH/ADPuADPuCDDx4kCZIESYIkQRIkCZIgSRAAMIFhAou2Weor2gYmsGibpb6ibWACi7ZZ6ivaBibw0N/HN0N/VdcM/X18M/RXdQ1MYNE2S31F28AEFm0DE3jor+qaob+Pb4b+qq4Z+vv4Zuiv6pqhv49vhv4+vlnqO/T38c3QX9U1Q38f3wz9VV0z9PfxzdDfxzdDf1XXDP2FCSzaZqmvaBuYwKJtlvo+vhn6+/hm6K/qmqG/MIFF2yz1FW0DE1i0zVJf0TYwgUXbwAQWbbPUV7QNTOClvqJtYAKLtlnqK9oGJrBoG5jAom2W+oq2gQks2map79DfxzdDf1XXDP19fDP09/HNUl/RNjCBRdss9RVtAxN46K/qmqG/j2+G/j6+Gfqrumbo7+Obob+qa4b+wgRWXTP09/HN0N/HN0N/VdcM/X18M/RXdc3Q38c3Q3+X+oq2gQks2gY=')) v(version, name, base64);
SELECT version, name, bool_and(s.at = x.at AND float8send(s.value) = float8send(x.value)) AS same, count(*)
FROM golden g, LATERAL ROWS FROM (samples(trace_of(g.bytes))) WITH ORDINALITY s(at, value, n)
	FULL JOIN LATERAL (SELECT at, value, row_number() OVER (ORDER BY at, value, float8send(value) DESC) AS n FROM golden_samples z WHERE z.name = g.name) x USING (n)
GROUP BY 1, 2 ORDER BY 1, 2;
SELECT version, name, bool_and(power_energy(trace_of(bytes), gap) = (SELECT power_energy(at, value, gap) FROM golden_samples z WHERE z.name = g.name)) AS energy
FROM golden g, (VALUES (interval '14 s'), ('1 min'), ('1000 days')) v(gap) GROUP BY 1, 2 ORDER BY 1, 2;
-- any changed byte and any that lacks is found, whoever reads
CREATE FUNCTION golden_state(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM samples(trace_of(bytes)); RETURN 'read'; EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE; END $$;
CREATE FUNCTION booked_state(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$ BEGIN
	PERFORM book_hours(bytes, '{2026-01-01Z, 2026-01-01 01:00Z, 2026-01-01 02:00Z, 2026-01-01 03:00Z}', 'counter', '1 min', 700, NULL); RETURN 'read'; EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE; END $$;
SELECT golden_state(set_byte(bytes, k, get_byte(bytes, k) # 16)) AS changed, booked_state(set_byte(bytes, k, get_byte(bytes, k) # 16)) AS booked, count(*) > 3000 AS bytes
FROM golden, generate_series(0, length(bytes) - 1) k GROUP BY 1, 2;
SELECT golden_state(substr(bytes, 1, k)) AS cut, booked_state(substr(bytes, 1, k)) AS booked, count(*) > 3000 AS lengths FROM golden, generate_series(0, length(bytes) - 1) k GROUP BY 1, 2;
SELECT golden_state(bytes || '\x00') AS longer, count(*) FROM golden GROUP BY 1;

-- booked hours
CREATE TABLE golden_hours (version integer, name text, method text, bytes bytea);
INSERT INTO golden_hours SELECT version, name, method, decode(base64, 'base64') FROM (VALUES
	(1, 'counter', 'counter', 'AQMEAB2EGHkAYOgKR+oCAABg6ApH6gIAAAAAAAAAAADA84fpR+oCAM3MzMwA7xxBwEHNC0fqAgBmZmZm5sW3QMDzh+lH6gIAzczMzADvHEEABwAGBQMAAQEAAQAACAAEDwDWPca9MAoAVpnUKWIAAAAAAAAAAAAAAAAAAAAA4FfrSBsAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIBoD50BAEgnrQEASCetAcDh5AAAAAAAAAAAAAEAAADwCgAAAQAAAKgNdNpAt/KAqA102kC38oABAAAAAADgfwEAAAAAAOB/wOHkAEC0h84AAAAAAAAAAA=='),
	(1, 'counter', 'increase', 'AQMEAAqqyPQAYOgKR+oCAABg6ApH6gIAAAAAAAAAAADA84fpR+oCAM3MzMwA7xxBwEHNC0fqAgBmZmZm5sW3QMDzh+lH6gIAzczMzADvHEEABwAABQAAAAEAAQAAAQAEAADWPca9MAoAVpnUKWIAAAAAAAAAAAAAAAAAAAAAAAAAAIBoD50BAEgnrQEASCetAfAKAAABAAAAAQEBAcDh5ABAtIfOAAAAAAAAAAA='),
	(1, 'grid', 'power', 'AQEEAM2Pi+oAYOgKR+oCAFD3GQtH6gIAAAAAAAAAeUCQL6YiSeoCAKwcWmQ7IXpAAAcGBQUEAAEBAAAAAAMDBAP2rUiu/oIKJN1kxhweCfbHNqWCNwUAAAAAAAAARsuyjOUOZC87VakMJl5vuXcHAAAAAAAAu3+qMAXodIJMByv11xsCAAAAAACgLmMAAAAAAAAA4Dj61wAASCetAQAAAAAAOJwcAAAAAAAAAAAAAQAA7s93AAjjDGbRDMrRDM8HAFCXMVCXMVCXMQAAAHBKswAAM7MAcBz9awAAAAA=')) v(version, name, method, base64);
SELECT g.name, method, count(*), bool_and(p.energy_nj = CASE method
	WHEN 'power' THEN (SELECT (power_energy(at, value, '1 min', p.since, p.until)).energy_nj FROM golden_samples z WHERE z.name = g.name)
	WHEN 'counter' THEN (SELECT (counter_energy(at, value, 1000, p.since, p.until)).energy_nj FROM golden_samples z WHERE z.name = g.name)
	ELSE p.energy_nj END
	AND p.samples = (SELECT count(*) FROM golden_samples z WHERE z.name = g.name AND at >= p.since AND at < p.until)) AS same
FROM golden_hours g, hours_parts(bytes) p GROUP BY 1, 2 ORDER BY 1, 2;
SELECT hours_energy_j(bytes) = (SELECT counter_increase(at, value) FROM golden_samples WHERE name = 'counter') AS increase FROM golden_hours WHERE method = 'increase';
SELECT name, method, first_at = (SELECT min(at) FROM golden_samples z WHERE z.name = g.name) AND last_at = (SELECT max(at) FROM golden_samples z WHERE z.name = g.name) AS ends FROM golden_hours g, hours_ends(bytes) ORDER BY 1, 2;

DROP FUNCTION golden_state, booked_state;

-- ---- what a row of a ledger tells of a trace: what aggregates over its samples tell ----
SELECT g.version, g.name, (m.samples, m.first_at, m.last_at, m.lowest, m.highest) IS NOT DISTINCT FROM
	(SELECT (count(*), min(at), max(at), min(value), max(value) FILTER (WHERE value <> 'NaN')) FROM golden_samples z WHERE z.name = g.name) AS same
FROM golden g, trace_summary(g.bytes) m ORDER BY 1, 2;
SELECT * FROM trace_summary((SELECT trace_send(trace('2026-01-01Z'::timestamptz + i * interval '1 s', 'NaN')) FROM generate_series(1, 3) i));
SELECT (SELECT one_load(l) FROM unnest('{7,7,7}'::integer[]) l) AS one, (SELECT one_load(l) FROM unnest('{7,7,8}'::integer[]) l) AS several, (SELECT one_load(l) FROM unnest('{7,8,7}'::integer[]) l) AS again,
	(SELECT one_load(l) FROM unnest('{NULL,NULL}'::integer[]) l) AS none, (SELECT one_load(l) FROM unnest('{7,NULL}'::integer[]) l) AS some, (SELECT one_load(l) FROM unnest('{}'::integer[]) l) AS no_samples;

DROP TABLE golden_samples, golden, golden_hours;
