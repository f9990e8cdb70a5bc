-- What dev/serving runs: fits serving_efficiency to the measured runs of
-- inference_run, and says how far the fit is off for models that it has not seen.
\set ON_ERROR_STOP on
\pset footer off
SET client_min_messages = warning;
SET search_path = pg_temp, pg_catalog, public;

-- a run, by what its step should take: measured = x1 work + x2 sequences + x3 layers + x4 layers log2(accelerators).  fitted: the part's
-- row is made of its data set; the others are asked about, and MLPerf's are not, as it tells neither prompts nor batch
CREATE TEMP TABLE step AS
SELECT (r.data_set, r.accelerator) IN (('ML.ENERGY', 'H100 SXM'), ('ML.ENERGY', 'B200 SXM'), ('TensorRT-LLM', 'H200 SXM'), ('TensorRT-LLM', 'GB200')) AS fitted,
	r.data_set, r.vintage, r.source_id, r.accelerator, CASE WHEN s.experts IS NULL THEN 'dense' ELSE 'mixture' END AS model_kind, r.model, r.run,
	r.sequences / r.tokens_per_s AS y, r.work_s / r.output_tokens AS f1, r.sequences AS f2, s.layers::float8 AS f3, s.layers * log(2, r.accelerators)::float8 AS f4,
	r.accelerators * a.tdp_w AS tdp_w, r.sequences / r.bound_tokens_per_s AS bound_s, CASE r.energy_boundary WHEN 'accelerators' THEN r.j_per_output_token WHEN 'servers' THEN r.j_per_output_token / a.server_factor END AS j
FROM colossus.inference_run_estimate r
JOIN colossus.model m ON m.model = r.model
JOIN colossus.serving_accelerator a ON a.accelerator = r.accelerator AND a.weight_bits = 64
CROSS JOIN LATERAL colossus.model_summary(m.config) s
WHERE r.reason IS NULL AND r.data_set <> 'MLPerf Inference' AND r.accelerator IN ('H100 SXM', 'B200 SXM', 'H200 SXM', 'GB200');

-- Least absolute relative error with coefficients that are not negative: least squares by
-- coordinates, weighted anew by the last residuals.  leave: a model that is not seen.
CREATE FUNCTION pg_temp.fit(part text, kind text, leave text) RETURNS float8[] LANGUAGE plpgsql AS $$
DECLARE
	x float8[] := ARRAY[1, 0, 0, 0];
	g float8[];
	n int := 4;
	t float8;
BEGIN
	FOR round IN 1 .. 40 LOOP
		SELECT ARRAY[sum(w*f1*f1), sum(w*f1*f2), sum(w*f1*f3), sum(w*f1*f4), sum(w*f2*f1), sum(w*f2*f2), sum(w*f2*f3), sum(w*f2*f4),
			sum(w*f3*f1), sum(w*f3*f2), sum(w*f3*f3), sum(w*f3*f4), sum(w*f4*f1), sum(w*f4*f2), sum(w*f4*f3), sum(w*f4*f4),
			sum(w*f1*y), sum(w*f2*y), sum(w*f3*y), sum(w*f4*y)] INTO g
		FROM (SELECT s.*, 1 / (y * y * greatest(abs((x[1]*f1 + x[2]*f2 + x[3]*f3 + x[4]*f4) / y - 1), 0.03)) AS w FROM step s
			WHERE s.fitted AND s.accelerator = part AND s.model_kind = kind AND s.model IS DISTINCT FROM leave) AS q;
		FOR sweep IN 1 .. 400 LOOP
			FOR i IN 1 .. n LOOP
				t := g[16 + i];
				FOR k IN 1 .. n LOOP
					IF k <> i THEN t := t - g[(i - 1) * 4 + k] * x[k]; END IF;
				END LOOP;
				x[i] := CASE WHEN g[(i - 1) * 4 + i] > 0 THEN greatest(0, t / g[(i - 1) * 4 + i]) ELSE 0 END;
			END LOOP;
		END LOOP;
	END LOOP;
	RETURN x;
END $$;

CREATE TEMP TABLE fitted AS
SELECT accelerator, model_kind, NULL::text AS leave, pg_temp.fit(accelerator, model_kind, NULL) AS x FROM step WHERE fitted GROUP BY 1, 2
UNION ALL
SELECT accelerator, model_kind, model, pg_temp.fit(accelerator, model_kind, model) FROM step WHERE fitted GROUP BY 1, 2, 3;

-- the share of TDP that a median run draws, of the models seen
CREATE TEMP TABLE share AS
SELECT f.accelerator, f.model_kind, f.leave, f.x, percentile_cont(ARRAY[0.05, 0.5, 0.95]) WITHIN GROUP (ORDER BY s.j / s.y * s.f2 / s.tdp_w) AS power,
	percentile_cont(ARRAY[0.05, 0.5, 0.95]) WITHIN GROUP (ORDER BY s.y / (f.x[1]*s.f1 + f.x[2]*s.f2 + f.x[3]*s.f3 + f.x[4]*s.f4)) AS time,
	count(*) AS runs, min(s.data_set) AS data_set, min(s.vintage) AS vintage, min(s.source_id) AS source_id
FROM fitted f JOIN step s USING (accelerator, model_kind) WHERE s.fitted AND s.model IS DISTINCT FROM f.leave GROUP BY 1, 2, 3, 4;

-- times that a run is off, of a model that the fit has not seen; the larger of ratio and its inverse; never expected above the bound
CREATE TEMP TABLE off AS
SELECT s.fitted, s.data_set, s.accelerator, s.model_kind, s.model, s.run, greatest(q.t, 1 / q.t) AS time_off, greatest(q.e, 1 / q.e) AS energy_off, greatest(b.t, 1 / b.t) AS bound_off
FROM step s JOIN share f ON (f.accelerator, f.model_kind) = (s.accelerator, s.model_kind)
	AND f.leave IS NOT DISTINCT FROM (SELECT m.leave FROM share m WHERE (m.accelerator, m.model_kind, m.leave) = (s.accelerator, s.model_kind, s.model)),
	LATERAL (SELECT greatest(f.x[1]*s.f1 + f.x[2]*s.f2 + f.x[3]*s.f3 + f.x[4]*s.f4, s.bound_s) AS p) AS p,
	LATERAL (SELECT p.p / s.y AS t, p.p / s.f2 * s.tdp_w * f.power[2] / s.j AS e) AS q, LATERAL (SELECT s.bound_s / s.y AS t) AS b
WHERE p.p > 0;
