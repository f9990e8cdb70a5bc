-- What closed days came to by job, so that a view of many days adds up days and not devices; and
-- the tokens of their counters.

CREATE TABLE ledger.job_sum (	-- what a job, or nobody, came to on a booked day over all accelerators in service all day: compact writes it, and it counts as long as no row of invalid or unsummed concerns it
	day date NOT NULL,	-- day
	job text NOT NULL,	-- job; empty: what no job held
	cluster text,	-- cluster, as in device
	site text,	-- site, as in device; NULL: that of the cluster
	devices bigint NOT NULL,	-- accelerators
	since timestamptz NOT NULL,	-- first time that it held any
	until timestamptz NOT NULL,	-- last
	held_s numeric NOT NULL,	-- s; time x share
	covered_s numeric NOT NULL,	-- s of it whose energy is known
	unseen_s numeric,	-- s of it whose energy is not known; NULL: none
	energy_nj numeric,	-- nJ at the accelerators; NULL: not known
	lower_nj numeric,	-- nJ; lower bound
	upper_nj numeric,	-- nJ; upper bound of what has one
	unbounded boolean NOT NULL,	-- true: some of it has no upper bound
	power_nj numeric,	-- nJ by power, where both methods saw something
	counter_nj numeric,	-- nJ by counter, where both methods saw something
	rejected numeric,	-- samples not used
	seen_methods integer,	-- 1: counter, 2: power, 3: both, of the devices whose energy is known for some time; NULL: of none
	methods integer NOT NULL,	-- the lowest of all
	hour_nj numeric[],	-- of a job, energy_nj by hour of the day; NULL: not known
	hour_held_s numeric[],	-- held_s by hour
	hour_covered_s numeric[],	-- covered_s by hour
	hour_since timestamptz[],	-- since by hour; NULL: not held
	hour_until timestamptz[]	-- until by hour
);
CREATE INDEX job_sum_job_idx ON ledger.job_sum (job, day);
CREATE INDEX job_sum_day_idx ON ledger.job_sum (day);
ALTER TABLE ledger.job_sum SET (toast_tuple_target = 8160);

CREATE TABLE ledger.fleet_sum (	-- what all accelerators in service all day came to on a booked day, as job_sum
	day date NOT NULL,	-- day
	cluster text,	-- cluster, as in device
	site text,	-- site, as in device; NULL: that of the cluster
	devices bigint NOT NULL,	-- accelerators
	hours bytea NOT NULL	-- the day between its hours: a value of colossus.hours_total
);
CREATE INDEX fleet_sum_day_idx ON ledger.fleet_sum (day);

CREATE TABLE ledger.unsummed (	-- sums that no longer hold: written by whoever changes holders or devices or books a day anew, deleted by compact
	unsummed_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,	-- number
	jobs text[] NOT NULL,	-- jobs that held devices on these days, or no longer do
	devices text[] NOT NULL,	-- devices, and so whoever else holds them; empty as jobs is: all
	since date NOT NULL,	-- first day
	until date NOT NULL	-- day after the last
);

CREATE TABLE ledger.token_fact (	-- what a counter of tokens came to on a booked day: compact counts it, and it holds as long as no row of uncounted covers it
	series_id integer NOT NULL,	-- series
	day date NOT NULL,	-- day
	samples bigint NOT NULL,	-- samples of the day
	tokens numeric NOT NULL,	-- tokens
	hour_tokens numeric[] NOT NULL,	-- tokens by hour of the day; NULL: none
	PRIMARY KEY (series_id, day)
);
CREATE INDEX token_fact_day_idx ON ledger.token_fact (day);

CREATE TABLE ledger.uncounted (	-- tokens of closed days that token_fact does not have, or that no longer hold: written by whoever changes samples of their counters, deleted by compact
	uncounted_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,	-- number
	series_id integer,	-- series; NULL: all
	since date NOT NULL,	-- first day
	until date NOT NULL	-- day after the last
);
CREATE INDEX uncounted_series_idx ON ledger.uncounted (series_id);

-- Whoever does not see all facts sees no sum of them, and who does not see all samples no fact of tokens: the policies stand beside sees_all() and sees_samples().
ALTER TABLE ledger.job_sum ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger.fleet_sum ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger.unsummed ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger.token_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger.uncounted ENABLE ROW LEVEL SECURITY;
CREATE POLICY who_writes ON ledger.unsummed FOR INSERT WITH CHECK (true);
CREATE POLICY who_writes ON ledger.uncounted FOR INSERT WITH CHECK (true);
