-- The error about a name that does not exist.
\set SHOW_CONTEXT never
SELECT unknown_name('colour', 'grene', ARRAY['red', 'green', NULL, 'blue']);
SELECT unknown_name('colour', 'red', '{}');
-- the nearest of many: what contains it goes before what merely looks like it
SELECT unknown_name('part', 'a10', ARRAY(SELECT 'part ' || n FROM generate_series(1, 50) n) || ARRAY['A10G', 'A100', 'A11', 'B200']);
SELECT unknown_name('part', repeat('ä', 100), ARRAY['x']);
SELECT unknown_name('part', NULL, ARRAY['x']) IS NULL AS not_known;
\set VERBOSITY sqlstate
SELECT unknown_name('colour', 'grene', ARRAY['red']);
