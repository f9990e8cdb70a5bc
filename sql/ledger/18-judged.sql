-- What the booked days of devices came to, as ledger_audit asks.

CREATE TABLE ledger.judged (	-- what the booked days of an accelerator in a month came to, for ledger_audit: maintain writes it, and booking one of its days anew takes it away
	device text NOT NULL,	-- device
	month date NOT NULL,	-- first day of the month
	until date NOT NULL,	-- day after the last that is in it
	print text NOT NULL,	-- digest of the rows of device and of the holders that it was judged with: with others it does not count
	service_s numeric NOT NULL,	-- s in service, of days in service from midnight to midnight
	covered_s numeric NOT NULL,	-- s of it whose energy is known
	samples numeric NOT NULL,	-- samples used
	rejected numeric NOT NULL,	-- samples not used
	PRIMARY KEY (device, month)
);

CREATE TABLE ledger.judged_job (	-- what jobs held of it
	device text NOT NULL,	-- device
	month date NOT NULL,	-- first day of the month
	job text NOT NULL,	-- job
	covered_s numeric NOT NULL,	-- s; time x share whose energy is known
	power_nj numeric,	-- nJ by power, where both methods saw something
	counter_nj numeric,	-- nJ by counter, where both methods saw something
	PRIMARY KEY (device, month, job),
	FOREIGN KEY (device, month) REFERENCES ledger.judged ON DELETE CASCADE
);

CREATE TABLE ledger.finding (	-- what is wrong with single days of it
	device text NOT NULL,	-- device
	month date NOT NULL,	-- first day of the month
	day date NOT NULL,	-- day
	rule text NOT NULL,	-- rule of ledger_audit
	detail text,	-- what is wrong
	FOREIGN KEY (device, month) REFERENCES ledger.judged ON DELETE CASCADE
);
CREATE INDEX finding_device_idx ON ledger.finding (device, month);

-- of all devices: without a policy nobody but the owner sees a row, and for others
-- ledger_audit computes from what they may see
ALTER TABLE ledger.judged ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger.judged_job ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger.finding ENABLE ROW LEVEL SECURITY;
