-- Likely ranges: how they pass through products, sums and differences.

CREATE OR REPLACE FUNCTION colossus.range_product(low double precision[], best double precision[], high double precision[], power double precision[] DEFAULT NULL, band double precision[] DEFAULT NULL, OUT low double precision, OUT best double precision, OUT high double precision)
RETURNS record
LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_range_product';
COMMENT ON FUNCTION colossus.range_product(double precision[], double precision[], double precision[], double precision[], double precision[]) IS
	'Product of independent inputs with their likely ranges (p5 to p95), each to its power (-1 divides): relative errors in quadrature, each side on its own. A low or high that is NULL is the best value: exact. band {inputs, floor, size}: of the level that the first inputs make up counts what lies above floor, up to size (NULL: no end), times the others: a contract, or the plant behind it. NULL where a best value is.';

CREATE OR REPLACE FUNCTION colossus.range_sum(low double precision[], best double precision[], high double precision[], OUT low double precision, OUT best double precision, OUT high double precision)
RETURNS record
LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_range_sum';
COMMENT ON FUNCTION colossus.range_sum(double precision[], double precision[], double precision[]) IS
	'Sum of independent figures with their likely ranges (p5 to p95): absolute errors in quadrature. NULL where a best value is.';

CREATE OR REPLACE FUNCTION colossus.range_difference(before_low double precision[], before double precision[], before_high double precision[], after_low double precision[], after double precision[], after_high double precision[], power double precision[] DEFAULT NULL, before_band double precision[] DEFAULT NULL, after_band double precision[] DEFAULT NULL, OUT low double precision, OUT best double precision, OUT high double precision)
RETURNS record
LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_range_difference';
COMMENT ON FUNCTION colossus.range_difference(double precision[], double precision[], double precision[], double precision[], double precision[], double precision[], double precision[], double precision[], double precision[]) IS
	'Product of the inputs after less that of the inputs before, with its likely range. An input that is the same in both moves both at once and widens the difference only by what it moves one more than the other. Bands as in range_product.';

CREATE OR REPLACE FUNCTION colossus.range_shares(low double precision[], best double precision[], high double precision[], power double precision[] DEFAULT NULL, band double precision[] DEFAULT NULL)
RETURNS double precision[]
LANGUAGE C IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_range_shares';
COMMENT ON FUNCTION colossus.range_shares(double precision[], double precision[], double precision[], double precision[], double precision[]) IS
	'Share (0 to 1) of each input in the squared width of their product: what to find out first.';

CREATE OR REPLACE FUNCTION colossus.tidy(value double precision) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_tidy';
COMMENT ON FUNCTION colossus.tidy(double precision) IS
	'The number to 12 significant digits: without the noise of binary fractions, as in -15.620000000000005.';
