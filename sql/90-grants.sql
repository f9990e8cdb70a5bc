-- Everybody may read the inventory and its views.
GRANT SELECT ON ALL TABLES IN SCHEMA colossus TO PUBLIC;
