-- Likely ranges: how they pass through products, sums and differences.

CREATE OR REPLACE FUNCTION colossus.range_product(low double precision[], best double precision[], high double precision[], power double precision[] DEFAULT NULL, band double precision[] DEFAULT NULL, OUT low double precision, OUT best double precision, OUT high double precision)
RETURNS record
LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_range_product';
COMMENT ON FUNCTION colossus.range_product(double precision[], double precision[], double precision[], double precision[], double precision[]) IS
	'Product of independent inputs with their likely ranges (p5 to p95), each to its power (-1 divides): relative errors in quadrature, each side on its own. A low or high that is NULL is the best value: exact. What is 0 at its best and more at its high end counts with that end, times the others at their best. band {inputs, floor, size}: of the level that the first inputs make up counts what lies above floor, up to size (NULL: no end), times the others: a contract, or the plant behind it. NULL where a best value is.';

CREATE OR REPLACE FUNCTION colossus.range_sum(low double precision[], best double precision[], high double precision[], OUT low double precision, OUT best double precision, OUT high double precision)
RETURNS record
LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_range_sum';
COMMENT ON FUNCTION colossus.range_sum(double precision[], double precision[], double precision[]) IS
	'Sum of independent figures with their likely ranges (p5 to p95): absolute errors in quadrature. NULL where a best value is.';

CREATE OR REPLACE FUNCTION colossus.range_difference(before_low double precision[], before double precision[], before_high double precision[], after_low double precision[], after double precision[], after_high double precision[], power double precision[] DEFAULT NULL, before_band double precision[] DEFAULT NULL, after_band double precision[] DEFAULT NULL, OUT low double precision, OUT best double precision, OUT high double precision)
RETURNS record
LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_range_difference';
COMMENT ON FUNCTION colossus.range_difference(double precision[], double precision[], double precision[], double precision[], double precision[], double precision[], double precision[], double precision[], double precision[]) IS
	'Product of the inputs after less that of the inputs before, with its likely range. An input that is the same in both moves both at once and widens the difference only by what it moves one more than the other. Bands as in range_product. At most 1,000 inputs.';

CREATE OR REPLACE FUNCTION colossus.range_shares(low double precision[], best double precision[], high double precision[], power double precision[] DEFAULT NULL, band double precision[] DEFAULT NULL)
RETURNS double precision[]
LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_range_shares';
COMMENT ON FUNCTION colossus.range_shares(double precision[], double precision[], double precision[], double precision[], double precision[]) IS
	'Share (0 to 1) of each input in the squared width of their product: what to find out first. At most 1,000 inputs.';

CREATE OR REPLACE FUNCTION colossus.tidy(value double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_tidy';
COMMENT ON FUNCTION colossus.tidy(double precision) IS
	'The number to 12 significant digits: without the noise of binary fractions, as in -15.620000000000005.';

CREATE OR REPLACE FUNCTION colossus.range_between(inputs_low double precision[], inputs double precision[], inputs_high double precision[], band double precision[], OUT low double precision, OUT best double precision, OUT high double precision) RETURNS record
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT a.low, b.best, c.high
	FROM colossus.range_product(range_between.inputs_low, range_between.inputs, range_between.inputs_high, band => range_between.band) b
	CROSS JOIN LATERAL colossus.range_product(range_between.inputs_low, CASE WHEN b.best IS NOT NULL THEN range_between.inputs
		ELSE ARRAY(SELECT COALESCE(i.value, i.lo) FROM unnest(range_between.inputs_low, range_between.inputs) WITH ORDINALITY AS i (lo, value, place) ORDER BY i.place) END, range_between.inputs_high, band => range_between.band) a
	CROSS JOIN LATERAL colossus.range_product(range_between.inputs_low, CASE WHEN b.best IS NOT NULL THEN range_between.inputs
		ELSE ARRAY(SELECT COALESCE(i.value, i.hi) FROM unnest(range_between.inputs_high, range_between.inputs) WITH ORDINALITY AS i (hi, value, place) ORDER BY i.place) END, range_between.inputs_high, band => range_between.band) c;
END;
COMMENT ON FUNCTION colossus.range_between(double precision[], double precision[], double precision[], double precision[]) IS
	'As range_product; of an input without a best value, but with ends, the product has no best value either, and its ends are those of the others at that input''s ends. For what_if, energy_bill and water_ledger.';
