-- Stored forms are read for ever.  The literals below are what version 1 of each
-- form wrote; they never change, and what they hold is by hand.  A form that
-- changes gets a new version, new literals here, and a reader of these.
SET timezone = 'UTC';

-- 100, 300 and 300.1 W after 0, 10 and 70 s: 2000 + 18003 J; one rejected value
\set power_state_1 'AXAAAAAAAAAAgP////////9/AIeTAwAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAgP////////9/cQDA0BWO1AXIcv+SnxSO1AWQAUkA4fUFAZqZmZmZwXJA12YiVA=='
SELECT (power_energy_final(:'power_state_1'::power_state)).energy_j, (power_energy_final(:'power_state_1'::power_state)).samples, (power_energy_final(:'power_state_1'::power_state)).rejected;

-- 1000, 2000, 100 and 600 J every 10 s, at most 1000 W, range 2100: 1000 + 200 + 500 J
\set counter_state_1 'AWMAAAAAAAAAgP////////9/AAAAAAAAAAAAAAAAAECPQAAAAAAAaKBAAAAAAAAAAAAAAAAAAAAAgP////////9/cgDA0BWO1AXQB3L/kp8UjtQF0AcC1w4C6APGqj0H'
SELECT (counter_energy_final(:'counter_state_1'::counter_state)).energy_j, (counter_energy_final(:'counter_state_1'::counter_state)).wraps;

-- 60 samples of 100 W every 15 s of two devices, sealed in the middle: 2 * 59 * 1500 J
\set fleet_state_1 'AQCAjs4cAgISAiFxAMDQFY7UBchwf/wGFI7UBQAAAAAAAAAAAAAAAAAAAAASASFxANPqYI7UBchwfw8hX47UBQAAAAAAAAAAAAAAAAAAAAAABBICIXEAwNAVjtQFyHB//AYUjtQFAAAAAAAAAAAAAAAAAAAAABIBIXEA0+pgjtQFyHB/DyFfjtQFAAAAAAAAAAAAAAAAAAAAAACA4O7i5IYRAIDg7uLkhhEAgODu4uSGEQCAr9DlAgAAAAB4AAAAAAAAAABZQICAw67hkfUCgJ3D+ueR9QKFwtEl'
SELECT (fleet_energy(:'fleet_state_1'::fleet_state)).energy_j, (fleet_energy(:'fleet_state_1'::fleet_state)).samples;

-- the same of devices with names, from the 11th sample on: 2 * 49 * 1500 J
\set fleet_state_named_1 'AQOAjs4cgMbJveKR9QKAgP6L5Zb1AgIFZ3B1IDESAiFxAMDQFY7UBchwf/wGFI7UBQAAAAAAAAAAAAAAAAAAAAASASFxANPqYI7UBchwfw8hX47UBQAAAAAAAAAAAAAAAAAAAAAABWdwdSAyEgIhcQDA0BWO1AXIcH/8BhSO1AUAAAAAAAAAAAAAAAAAAAAAEgEhcQDT6mCO1AXIcH8PIV+O1AUAAAAAAAAAAAAAAAAAAAAAAIDg7uLkhhEAgODu4uSGEQCA4O7i5IYRAICv0OUCAAAAAGQAAAAAAAAAAFlAgMbJveKR9QKAncP655H1AsRHZ6I='
SELECT (fleet_energy(:'fleet_state_named_1'::fleet_state)).energy_j, (fleet_energy(:'fleet_state_named_1'::fleet_state)).samples;

-- reading asks for order and checksum, not for the bytes that today's encoder writes: the same
-- three samples of power, each coded anew as a double
\set power_state_other 'AXAAAAAAAAAAgP////////9/AIeTAwAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAgP////////9/ewDA0BWO1AUAAAAAAABZQHv/kp8UjtQFAAAAAADAckBLAOH1BZqZmZmZwXJAUZbbKQ=='
SELECT (power_energy_final(:'power_state_other'::power_state)).energy_j, :'power_state_other'::power_state::text = :'power_state_1'::power_state::text AS same_bytes;

-- sums that cannot be: more energy than the upper bound, and more than the largest power allows
\set forged_energy 'AQCAjs4cAQISAiFxAMDQFY7UBchwf/wGFI7UBQAAAAAAAAAAAAAAAAAAAAASASFxANPqYI7UBchwfw8hX47UBQAAAAAAAAAAAAAAAAAAAAAAgLC3sbLDCASAsLexssMIAICwt7GywwgAwJfosgEAAAAAPAAAAAAAAAAAWUCAgMOu4ZH1AoCdw/rnkfUCoruXwg=='
SELECT :'forged_energy'::fleet_state;
\set forged_power 'AQCAjs4cAQISAiFxAMDQFY7UBchwf/wGFI7UBQAAAAAAAAAAAAAAAAAAAAASASFxANPqYI7UBchwfw8hX47UBQAAAAAAAAAAAAAAAAAAAAAAgIDPmNLBzkIAgIDPmNLBzkIAgIDPmNLBzkIAwJfosgEAAAAAPAAAAAAAAAAAWUCAgMOu4ZH1AoCdw/rnkfUC+YD1Zw=='
SELECT :'forged_power'::fleet_state;
-- and the same with a true sum
\set true_sum 'AQCAjs4cAQISAiFxAMDQFY7UBchwf/wGFI7UBQAAAAAAAAAAAAAAAAAAAAASASFxANPqYI7UBchwfw8hX47UBQAAAAAAAAAAAAAAAAAAAAAAgLC3sbLDCACAsLexssMIAICwt7GywwgAwJfosgEAAAAAPAAAAAAAAAAAWUCAgMOu4ZH1AoCdw/rnkfUCdONPDg=='
SELECT (fleet_energy(:'true_sum'::fleet_state)).energy_j, (fleet_energy(:'true_sum'::fleet_state)).peak_w;
