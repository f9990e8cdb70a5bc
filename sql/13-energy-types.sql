-- The composite types of energies.  Sums of energy_nj over parts equal the
-- whole exactly; the other numbers agree to rounding.
CREATE TYPE colossus.energy AS (
	energy_nj numeric, -- nJ; energy over covered_s, exact: each interval between two samples is rounded once to 1 nJ
	energy_j  double precision, -- J; energy_nj as the nearest double
	lower_j   double precision, -- J; every power interval at the smaller of its two ends; of a counter, the smaller of the ways in which a drop can be read; never above energy_j
	upper_j   double precision, -- J; every power interval at the larger of its two ends; of a counter, the larger of the ways in which a drop can be read, plus max_w during gap_s; never below energy_j
	covered_s double precision, -- s; time between neighbouring samples whose energy is in energy_j
	gap_s     double precision, -- s; time between neighbouring samples that is not covered: farther apart than max_gap, or around a reset or an impossible rise of a counter
	gaps      bigint, -- number of gaps; a gap that an edge cuts counts on both sides
	samples   bigint, -- samples used
	rejected  bigint, -- samples not used: NaN, infinite or negative values, and what a counter cannot have shown
	resets    bigint, -- times a counter restarted
	wraps     bigint, -- times a counter passed its range
	stuck_s   double precision, -- s; time during which a counter did not move for longer than it takes to be refreshed; not in covered_s
	peak_w    double precision, -- W; the largest power sample, or the largest mean power between two readings of a counter
	first_at  timestamptz, -- time of the first sample used
	last_at   timestamptz, -- time of the last sample used
	conflicts bigint -- instants at which samples differ: of power their mean is used, of a counter one of them
);
COMMENT ON TYPE colossus.energy IS 'energy of a device or a fleet, with proof of what was seen';

CREATE TYPE colossus.energy_bucket AS (
	bucket    timestamptz, -- start of the bucket
	energy_nj numeric, -- nJ; energy over covered_s, exact: each interval between two samples is rounded once to 1 nJ
	energy_j  double precision, -- J; energy_nj as the nearest double
	lower_j   double precision, -- J; every power interval at the smaller of its two ends; of a counter, the smaller of the ways in which a drop can be read; never above energy_j
	upper_j   double precision, -- J; every power interval at the larger of its two ends; of a counter, the larger of the ways in which a drop can be read, plus max_w during gap_s; never below energy_j
	covered_s double precision, -- s; time between neighbouring samples whose energy is in energy_j
	gap_s     double precision, -- s; time between neighbouring samples that is not covered: farther apart than max_gap, or around a reset or an impossible rise of a counter
	gaps      bigint, -- number of gaps; a gap that an edge cuts counts on both sides
	samples   bigint, -- samples used
	rejected  bigint, -- samples not used: NaN, infinite or negative values, and what a counter cannot have shown
	resets    bigint, -- times a counter restarted
	wraps     bigint, -- times a counter passed its range
	stuck_s   double precision, -- s; time during which a counter did not move for longer than it takes to be refreshed; not in covered_s
	peak_w    double precision, -- W; the largest power sample, or the largest mean power between two readings of a counter
	first_at  timestamptz, -- time of the first sample used
	last_at   timestamptz, -- time of the last sample used
	conflicts bigint -- instants at which samples differ: of power their mean is used, of a counter one of them
);
COMMENT ON TYPE colossus.energy_bucket IS 'energy of one bucket of time, with proof of what was seen';

CREATE TYPE colossus.held_hour AS (
	since     timestamptz, -- start of the time held
	until     timestamptz, -- end of it
	energy_nj numeric, -- nJ; energy that falls to the shares, exact: shares of the running sum of a device, rounded; null: nothing is known
	held_s    numeric, -- s; time held, over the devices, not by shares
	covered_s double precision -- s of it whose energy is known
);
COMMENT ON TYPE colossus.held_hour IS 'what shares of devices, held during an hour or less, came to';
