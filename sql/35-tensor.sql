-- What the tensors of a model's weight files amount to, whatever its family.
-- Volatility and cost as in 34-model: a call reads the whole header.

CREATE OR REPLACE FUNCTION colossus.tensor_summary(header text, config jsonb DEFAULT NULL,
	OUT tensors bigint, OUT params bigint, OUT active_params bigint, OUT bytes bigint, OUT bits_per_param double precision,
	OUT expert_params bigint, OUT other_params bigint, OUT embedding_params bigint, OUT prediction_params bigint, OUT tower_params bigint, OUT layers bigint) RETURNS record
LANGUAGE C IMMUTABLE PARALLEL SAFE COST 2000 AS 'MODULE_PATHNAME', 'colossus_tensor_summary';
COMMENT ON FUNCTION colossus.tensor_summary(text, jsonb) IS
	'Bytes and parameters of a model from the JSON header of its safetensors file, an array of such headers, or its model.safetensors.index.json (bytes alone). params are weights as the model computes with them: packed ones are unpacked by the shapes of their scales or by the quantization_config, and params is NULL where neither tells; scales, zero points, masks and rotary frequencies count in bytes only. expert_params are those of routed experts, active_params what one token of text uses, which needs num_experts_per_tok of the config where there are experts. prediction_params (multi-token prediction) and tower_params (vision, audio) are part of params and not of active_params.';

CREATE OR REPLACE FUNCTION colossus.model_check(config jsonb, header text)
RETURNS TABLE (what text, by_config bigint, by_tensors bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 6
BEGIN ATOMIC
	SELECT r.what, r.by_config, r.by_tensors
	FROM colossus.model_summary(model_check.config) AS s
	CROSS JOIN colossus.tensor_summary(model_check.header, model_check.config) AS t
	CROSS JOIN LATERAL (VALUES
		(1, 'params', s.params, t.params - t.prediction_params - t.tower_params),
		(2, 'active params', s.active_params, t.active_params),
		(3, 'embedding params', s.embedding_params, t.embedding_params),
		(4, 'layers', s.layers::bigint, t.layers),
		(5, 'params of multi-token prediction', NULL, t.prediction_params),
		(6, 'params of vision and audio towers', NULL, t.tower_params)) AS r (place, what, by_config, by_tensors)
	ORDER BY r.place;
END;
COMMENT ON FUNCTION colossus.model_check(jsonb, text) IS
	'What a config.json says beside what the tensors of the files are: rows in which by_config and by_tensors differ are a family counted wrong, or files of another model. The first four compare the text model; multi-token prediction and towers are counted from the tensors alone.';
