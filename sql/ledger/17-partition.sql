-- Days of sample that have a partition of their own.

CREATE TABLE ledger.emptied (	-- partitions of sample whose rows are all packed: maintain drops them when nobody can still read these
	day date PRIMARY KEY,	-- day; -infinity: sample_rest, which is truncated
	running text[] NOT NULL	-- transactions that ran when it was found so and may have an older snapshot: virtual transactions with their process
);
