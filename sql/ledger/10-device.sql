-- What was where: accelerators and meters, and their periods of service.

-- the views have a row for every day in service: a time far off, as of ms taken for s or an
-- end in 9999, would have them count days without end
CREATE TABLE ledger.device (	-- accelerators, and meters of nodes, racks and sites: what a device was, where, and how its samples are read
	device text NOT NULL CHECK (device <> ''),	-- UUID, serial number or any other name, as in series
	accelerator text,	-- part, a key or alias of colossus.accelerator; NULL: not known
	host text,	-- node; of a node meter, the node that it measures
	rack text,	-- rack; of a rack meter, the rack that it measures
	cluster text,	-- cluster; idle energy is shared within it
	site text,	-- site of site_overhead; NULL: the site of the cluster in colossus.cluster; of a site meter, the site that it measures
	kind text NOT NULL DEFAULT 'accelerator' CHECK (kind IN ('accelerator', 'node meter', 'rack meter', 'site meter')),	-- accelerator, or what a meter measures: only accelerators are added up
	since timestamptz NOT NULL DEFAULT '-infinity' CHECK (since < '2200-01-01Z'),	-- start of service; -infinity: the first sample, or the first job if that is earlier
	until timestamptz,	-- end of service; NULL: still, up to its last sample or job
	max_gap interval NOT NULL DEFAULT '5 minutes' CHECK (max_gap > interval '0' AND max_gap <= interval '366 days' AND extract(year FROM max_gap) = 0 AND extract(month FROM max_gap) = 0),	-- samples of power farther apart are a gap, whose energy is not known
	max_w double precision CHECK (max_w > 0 AND max_w < 'Infinity'),	-- W; most that the device can draw: a power above it is no sample, a counter that rises faster is not believed; NULL: three times the TDP of the part for powers, every rise of a counter
	wrap_j double precision CHECK (wrap_j > 0 AND wrap_j < 'Infinity'),	-- J; range of an energy counter that wraps; NULL: it does not wrap
	method text CHECK (method IN ('counter', 'power')),	-- counter or power; NULL: by day, as reading_of tells
	idx integer CHECK (idx >= 0),	-- index of the card in its node; NULL: not known
	load_id integer,	-- load that met it first; NULL: entered by hand
	PRIMARY KEY (device, since),
	CHECK (until > since)
);
CREATE INDEX device_host_idx ON ledger.device (host);

CREATE TABLE ledger.device_alias (	-- what a site calls a device where a log calls it otherwise
	alias text PRIMARY KEY CHECK (alias <> ''),	-- name in a log
	device text NOT NULL CHECK (device <> '')	-- device of table device
);
