-- The composite types of energies.  Sums of energy_nj over parts equal the
-- whole exactly; the other numbers agree to rounding.
CREATE TYPE colossus.energy AS (
	energy_nj numeric,
	energy_j  double precision,
	lower_j   double precision,
	upper_j   double precision,
	covered_s double precision,
	gap_s     double precision,
	gaps      bigint,
	samples   bigint,
	rejected  bigint,
	resets    bigint,
	wraps     bigint,
	stuck_s   double precision,
	peak_w    double precision,
	first_at  timestamptz,
	last_at   timestamptz
);
COMMENT ON TYPE colossus.energy IS 'energy of a device or a fleet, with proof of what was seen';
COMMENT ON COLUMN colossus.energy.energy_nj IS 'nJ; energy over covered_s, exact: each interval between two samples is rounded once to 1 nJ';
COMMENT ON COLUMN colossus.energy.energy_j IS 'J; energy_nj as the nearest double';
COMMENT ON COLUMN colossus.energy.lower_j IS 'J; every power interval at the smaller of its two ends; of a counter, what was counted';
COMMENT ON COLUMN colossus.energy.upper_j IS 'J; every power interval at the larger of its two ends; of a counter, what was counted plus max_w during gap_s';
COMMENT ON COLUMN colossus.energy.covered_s IS 's; time between neighbouring samples whose energy is in energy_j';
COMMENT ON COLUMN colossus.energy.gap_s IS 's; time between neighbouring samples that is not covered: farther apart than max_gap, or around a reset or an impossible rise of a counter';
COMMENT ON COLUMN colossus.energy.gaps IS 'number of gaps; a gap that an edge cuts counts on both sides';
COMMENT ON COLUMN colossus.energy.samples IS 'samples used';
COMMENT ON COLUMN colossus.energy.rejected IS 'samples not used: NaN, infinite or negative values, and what a counter cannot have shown';
COMMENT ON COLUMN colossus.energy.resets IS 'times a counter restarted';
COMMENT ON COLUMN colossus.energy.wraps IS 'times a counter passed its range';
COMMENT ON COLUMN colossus.energy.stuck_s IS 's; time during which a counter did not move; not in covered_s';
COMMENT ON COLUMN colossus.energy.peak_w IS 'W; the largest power sample, or the largest mean power between two readings of a counter';
COMMENT ON COLUMN colossus.energy.first_at IS 'time of the first sample used';
COMMENT ON COLUMN colossus.energy.last_at IS 'time of the last sample used';

CREATE TYPE colossus.energy_bucket AS (
	bucket    timestamptz,
	energy_nj numeric,
	energy_j  double precision,
	lower_j   double precision,
	upper_j   double precision,
	covered_s double precision,
	gap_s     double precision,
	gaps      bigint,
	samples   bigint,
	rejected  bigint,
	resets    bigint,
	wraps     bigint,
	stuck_s   double precision,
	peak_w    double precision,
	first_at  timestamptz,
	last_at   timestamptz
);
COMMENT ON TYPE colossus.energy_bucket IS 'energy of one bucket of time, with proof of what was seen';
COMMENT ON COLUMN colossus.energy_bucket.bucket IS 'start of the bucket';
COMMENT ON COLUMN colossus.energy_bucket.energy_nj IS 'nJ; energy over covered_s, exact: each interval between two samples is rounded once to 1 nJ';
COMMENT ON COLUMN colossus.energy_bucket.energy_j IS 'J; energy_nj as the nearest double';
COMMENT ON COLUMN colossus.energy_bucket.lower_j IS 'J; every power interval at the smaller of its two ends; of a counter, what was counted';
COMMENT ON COLUMN colossus.energy_bucket.upper_j IS 'J; every power interval at the larger of its two ends; of a counter, what was counted plus max_w during gap_s';
COMMENT ON COLUMN colossus.energy_bucket.covered_s IS 's; time between neighbouring samples whose energy is in energy_j';
COMMENT ON COLUMN colossus.energy_bucket.gap_s IS 's; time between neighbouring samples that is not covered: farther apart than max_gap, or around a reset or an impossible rise of a counter';
COMMENT ON COLUMN colossus.energy_bucket.gaps IS 'number of gaps; a gap that an edge cuts counts on both sides';
COMMENT ON COLUMN colossus.energy_bucket.samples IS 'samples used';
COMMENT ON COLUMN colossus.energy_bucket.rejected IS 'samples not used: NaN, infinite or negative values, and what a counter cannot have shown';
COMMENT ON COLUMN colossus.energy_bucket.resets IS 'times a counter restarted';
COMMENT ON COLUMN colossus.energy_bucket.wraps IS 'times a counter passed its range';
COMMENT ON COLUMN colossus.energy_bucket.stuck_s IS 's; time during which a counter did not move; not in covered_s';
COMMENT ON COLUMN colossus.energy_bucket.peak_w IS 'W; the largest power sample, or the largest mean power between two readings of a counter';
COMMENT ON COLUMN colossus.energy_bucket.first_at IS 'time of the first sample used';
COMMENT ON COLUMN colossus.energy_bucket.last_at IS 'time of the last sample used';
