-- What a transformer costs, from its Hugging Face config.json.

CREATE OR REPLACE FUNCTION colossus.model_params(config jsonb) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 20
	AS 'MODULE_PATHNAME', 'colossus_model_params';
COMMENT ON FUNCTION colossus.model_params(jsonb) IS
	'Trainable parameters of the text model that a Hugging Face config.json describes, shared weights counted once';

CREATE OR REPLACE FUNCTION colossus.model_active_params(config jsonb) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 20
	AS 'MODULE_PATHNAME', 'colossus_model_active_params';
COMMENT ON FUNCTION colossus.model_active_params(jsonb) IS
	'Parameters that work on one token: all but the experts that the token is not routed to';
