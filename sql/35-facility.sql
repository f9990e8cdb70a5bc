-- Power and energy of facilities and runs, from counts, TDP and factors.

CREATE OR REPLACE FUNCTION colossus.accelerator_mw(accelerators double precision, tdp_w double precision) RETURNS double precision
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_accelerator_mw';
COMMENT ON FUNCTION colossus.accelerator_mw(double precision, double precision) IS
'Thermal design power of accelerators, MW: accelerators x W.';

CREATE OR REPLACE FUNCTION colossus.it_mw(accelerator_mw double precision, server_factor double precision) RETURNS double precision
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_it_mw';
COMMENT ON FUNCTION colossus.it_mw(double precision, double precision) IS
'Power at the servers, MW: accelerator_mw x server_factor. A factor below 1 is an error.';

CREATE OR REPLACE FUNCTION colossus.facility_mw(it_mw double precision, pue double precision) RETURNS double precision
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'colossus_facility_mw';
COMMENT ON FUNCTION colossus.facility_mw(double precision, double precision) IS
'Power at the site meter, MW: it_mw x pue. A PUE below 1 is an error.';
