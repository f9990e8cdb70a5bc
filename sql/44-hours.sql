-- Days summed up once, hour by hour, as bytea: doc/methods/hours.md.

CREATE OR REPLACE FUNCTION colossus.book_hours(trace bytea, edges timestamptz[], method text, max_gap interval, max_w float8, wrap_j float8,
	before bytea DEFAULT NULL, after bytea DEFAULT NULL) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_book_hours' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 3000;
COMMENT ON FUNCTION colossus.book_hours(bytea, timestamptz[], text, interval, float8, float8, bytea, bytea) IS
	'what a day of one series comes to between each two neighbouring edges: of its trace (trace_send; null: no reading) and the hours of the nearest days with readings before and after it; method: power, counter or increase';

CREATE OR REPLACE FUNCTION colossus.book_ends(trace bytea, method text, max_w float8) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_book_ends' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 300;
COMMENT ON FUNCTION colossus.book_ends(bytea, text, float8) IS
	'the trace of a day (trace_send) as book_hours wants it of the day before or after: hours that are nothing but its ends; null: it has no reading, or is damaged';

CREATE OR REPLACE FUNCTION colossus.hours_intact(hours bytea) RETURNS boolean
	AS 'MODULE_PATHNAME', 'colossus_hours_intact' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION colossus.hours_intact(bytea) IS 'whether they are booked hours whose checksum, lengths and sums hold: every function that reads them refuses others (XX001)';

CREATE OR REPLACE FUNCTION colossus.hours_none(edges timestamptz[]) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_hours_none' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION colossus.hours_none(timestamptz[]) IS 'hours of which nothing is known';

CREATE OR REPLACE FUNCTION colossus.hours_between(hours bytea, edges timestamptz[]) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_hours_between' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION colossus.hours_between(bytea, timestamptz[]) IS 'booked hours with fewer edges, which are edges of them or lie outside: windows between two of them are added up';

CREATE OR REPLACE FUNCTION colossus.hours_cut(hours bytea, edges timestamptz[]) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_hours_cut' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION colossus.hours_cut(bytea, timestamptz[]) IS 'booked hours with any other edges: within an hour evenly by time, for days whose samples are gone; while they are there, book_hours tells';

CREATE OR REPLACE FUNCTION colossus.hours_sum(hours bytea) RETURNS colossus.energy
	AS 'MODULE_PATHNAME', 'colossus_hours_sum' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION colossus.hours_sum(bytea) IS 'energy of all booked hours of a value';

CREATE OR REPLACE FUNCTION colossus.hours_sum(hours bytea, since timestamptz, until timestamptz) RETURNS colossus.energy
	AS 'MODULE_PATHNAME', 'colossus_hours_sum' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION colossus.hours_sum(bytea, timestamptz, timestamptz) IS 'energy of the booked hours in [since, until), which are edges of them or lie outside';

CREATE OR REPLACE FUNCTION colossus.hours_energy_nj(hours bytea, since timestamptz DEFAULT '-infinity', until timestamptz DEFAULT 'infinity') RETURNS numeric
	AS 'MODULE_PATHNAME', 'colossus_hours_energy_nj' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;
COMMENT ON FUNCTION colossus.hours_energy_nj(bytea, timestamptz, timestamptz) IS 'nJ; energy_nj of the booked hours in [since, until)';

CREATE OR REPLACE FUNCTION colossus.hours_energies_nj(hours bytea) RETURNS numeric[]
	AS 'MODULE_PATHNAME', 'colossus_hours_energies_nj' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION colossus.hours_energies_nj(bytea) IS 'nJ; energy_nj of each booked hour of a value, in order';

CREATE OR REPLACE FUNCTION colossus.hours_energy_j(hours bytea, since timestamptz DEFAULT '-infinity', until timestamptz DEFAULT 'infinity') RETURNS float8
	AS 'MODULE_PATHNAME', 'colossus_hours_energy_j' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;
COMMENT ON FUNCTION colossus.hours_energy_j(bytea, timestamptz, timestamptz) IS 'J; energy of the booked hours in [since, until)';

CREATE OR REPLACE FUNCTION colossus.hours_parts(hours bytea) RETURNS TABLE (idx integer, since timestamptz, until timestamptz,
	energy_nj numeric, energy_j float8, lower_j float8, upper_j float8, covered_s float8, gap_s float8, gaps bigint, samples bigint, rejected bigint,
	resets bigint, wraps bigint, stuck_s float8, peak_w float8, first_at timestamptz, last_at timestamptz, conflicts bigint)
	AS 'MODULE_PATHNAME', 'colossus_hours_parts' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50 ROWS 24;
COMMENT ON FUNCTION colossus.hours_parts(bytea) IS 'the booked hours of a value, one a row, numbered from 0';

CREATE OR REPLACE FUNCTION colossus.hours_ends(hours bytea, OUT first_at timestamptz, OUT first_value float8, OUT change_at timestamptz, OUT change_value float8,
	OUT stands_at timestamptz, OUT stands_value float8, OUT last_at timestamptz, OUT last_value float8) RETURNS record
	AS 'MODULE_PATHNAME', 'colossus_hours_ends' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 5;
COMMENT ON FUNCTION colossus.hours_ends(bytea) IS 'what the days beside a booked day need of it: its first reading, the first of another value, the first of the last value, the last reading; null if it had none';

CREATE OR REPLACE FUNCTION colossus.hours_total_accum(state bytea, hours bytea) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_hours_total_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION colossus.hours_total_accum(bytea, bytea) IS 'transition function of hours_total';

CREATE OR REPLACE FUNCTION colossus.hours_total_accum(state bytea, hours bytea, edges timestamptz[]) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_hours_total_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION colossus.hours_total_accum(bytea, bytea, timestamptz[]) IS 'transition function of hours_total between edges';

CREATE OR REPLACE FUNCTION colossus.hours_energy_accum(state bytea, hours bytea, since timestamptz, until timestamptz) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_hours_energy_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION colossus.hours_energy_accum(bytea, bytea, timestamptz, timestamptz) IS 'transition function of hours_energy';

CREATE OR REPLACE FUNCTION colossus.hours_combine(state bytea, other bytea) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_hours_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION colossus.hours_combine(bytea, bytea) IS 'combine function of hours_total and hours_energy';

CREATE OR REPLACE FUNCTION colossus.hours_total_final(state bytea) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_hours_total_final' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION colossus.hours_total_final(bytea) IS 'final function of hours_total';

CREATE OR REPLACE FUNCTION colossus.hours_energy_final(state bytea) RETURNS colossus.energy
	AS 'MODULE_PATHNAME', 'colossus_hours_energy_final' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION colossus.hours_energy_final(bytea) IS 'final function of hours_energy';

CREATE OR REPLACE AGGREGATE colossus.hours_total(hours bytea) (
	SFUNC = colossus.hours_total_accum, STYPE = bytea, SSPACE = 8192, FINALFUNC = colossus.hours_total_final,
	COMBINEFUNC = colossus.hours_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.hours_total(bytea) IS 'booked hours of several devices or parts, added hour by hour; all must have the same edges';

CREATE OR REPLACE AGGREGATE colossus.hours_total(hours bytea, edges timestamptz[]) (
	SFUNC = colossus.hours_total_accum, STYPE = bytea, SSPACE = 8192, FINALFUNC = colossus.hours_total_final,
	COMBINEFUNC = colossus.hours_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.hours_total(bytea, timestamptz[]) IS 'hours_total of hours_between(hours, edges): of values whose edges differ, added up between edges that all of them have; edges must be the same in all rows';

CREATE OR REPLACE FUNCTION colossus.hours_beside_accum(state bytea, hours bytea) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_hours_beside_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION colossus.hours_beside_accum(bytea, bytea) IS 'transition function of hours_beside';

CREATE OR REPLACE FUNCTION colossus.hours_beside_combine(state bytea, other bytea) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_hours_beside_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION colossus.hours_beside_combine(bytea, bytea) IS 'combine function of hours_beside';

CREATE OR REPLACE AGGREGATE colossus.hours_beside(hours bytea) (
	SFUNC = colossus.hours_beside_accum, STYPE = bytea, SSPACE = 8192, FINALFUNC = colossus.hours_total_final,
	COMBINEFUNC = colossus.hours_beside_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.hours_beside(bytea) IS 'booked hours of the parts of one device, as the sockets of a node: energies and peaks add up, covered is what all of them cover; all must have the same edges';

CREATE OR REPLACE AGGREGATE colossus.hours_energy(hours bytea, since timestamptz, until timestamptz) (
	SFUNC = colossus.hours_energy_accum, STYPE = bytea, SSPACE = 256, FINALFUNC = colossus.hours_energy_final,
	COMBINEFUNC = colossus.hours_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.hours_energy(bytea, timestamptz, timestamptz) IS 'energy of the booked hours in [since, until) of many days and devices';

CREATE OR REPLACE FUNCTION colossus.hours_held_accum(state bytea, hours bytea, edges timestamptz[], since timestamptz, until timestamptz, share_before numeric, share_after numeric) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_hours_held_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION colossus.hours_held_accum(bytea, bytea, timestamptz[], timestamptz, timestamptz, numeric, numeric) IS 'transition function of hours_held';

CREATE OR REPLACE FUNCTION colossus.hours_held_combine(state bytea, other bytea) RETURNS bytea
	AS 'MODULE_PATHNAME', 'colossus_hours_held_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION colossus.hours_held_combine(bytea, bytea) IS 'combine function of hours_held';

CREATE OR REPLACE FUNCTION colossus.hours_held_final(state bytea) RETURNS colossus.held_hour[]
	AS 'MODULE_PATHNAME', 'colossus_hours_held_final' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION colossus.hours_held_final(bytea) IS 'final function of hours_held';

CREATE OR REPLACE AGGREGATE colossus.hours_held(hours bytea, edges timestamptz[], since timestamptz, until timestamptz, share_before numeric, share_after numeric) (
	SFUNC = colossus.hours_held_accum, STYPE = bytea, SSPACE = 2048, FINALFUNC = colossus.hours_held_final,
	COMBINEFUNC = colossus.hours_held_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE colossus.hours_held(bytea, timestamptz[], timestamptz, timestamptz, numeric, numeric) IS
	'what a holder of shares of devices comes to hour by hour: of the booked hours of each the part of [since, until), which are edges of them or lie outside, that falls to its share, as share_nj of the running sum; edges must be the same in all rows';
