-- The schema.  Created here and not by the control file, so that a trusted
-- install cannot plant objects beside ours.
CREATE SCHEMA colossus;
COMMENT ON SCHEMA colossus IS 'FLOPs, energy and emissions of AI clusters, and the inventory of Colossus';
GRANT USAGE ON SCHEMA colossus TO PUBLIC;
