-- Units of bills.

CREATE OR REPLACE FUNCTION colossus.convert_quantity(quantity double precision, from_unit text, to_unit text) RETURNS double precision
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_convert_quantity';
COMMENT ON FUNCTION colossus.convert_quantity(double precision, text, text) IS
	'A quantity in another unit: kWh, MWh, GJ, MMBtu (International Table), therm; m3, L, gal (US), scf; kg, t, lb, short ton. NULL between units of different kinds (kWh in L); an unknown unit is 22023.';
