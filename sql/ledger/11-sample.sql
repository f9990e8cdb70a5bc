-- What devices showed.

CREATE TABLE ledger.sample (	-- samples as they came; partition it, make it a hypertable or distribute it by device as you like
	device text NOT NULL,	-- device of table device
	metric text NOT NULL,	-- power_w: a power gauge in W; energy_j: a cumulative energy counter in J; others are kept and not read
	at timestamptz NOT NULL CHECK (at >= '1970-01-01Z' AND at < '2200-01-01Z'),	-- time of the sample, from 1970 to 2199
	value double precision NOT NULL	-- value in the unit of the metric
);
CREATE INDEX sample_device_metric_at_value_idx ON ledger.sample (device, metric, at) INCLUDE (value);
CREATE INDEX sample_at_idx ON ledger.sample USING brin (at);

CREATE TABLE ledger.device_trace (	-- samples of closed UTC days, packed by compact
	device text NOT NULL,	-- device
	metric text NOT NULL,	-- metric of sample
	day date NOT NULL,	-- UTC day
	samples bigint NOT NULL CHECK (samples > 0),	-- samples packed
	first_at timestamptz NOT NULL,	-- first of them
	last_at timestamptz NOT NULL,	-- last of them
	trace bytea NOT NULL,	-- the samples: a colossus.trace in its binary form, so that the column outlives the extension
	PRIMARY KEY (device, metric, day)
);
ALTER TABLE ledger.device_trace ALTER COLUMN trace SET STORAGE EXTERNAL;
