-- What people call, without the functions that other functions, types and
-- aggregates are made of.

CREATE OR REPLACE VIEW colossus.help AS
WITH support AS (
	SELECT unnest(ARRAY[a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn])::oid AS oid
	FROM pg_catalog.pg_aggregate a
	UNION SELECT unnest(ARRAY[t.typinput, t.typoutput, t.typreceive, t.typsend])::oid FROM pg_catalog.pg_type t
	UNION SELECT o.oprcode::oid FROM pg_catalog.pg_operator o
	UNION SELECT m.amproc::oid FROM pg_catalog.pg_amproc m
), called AS (
	SELECT p.oid, p.proname::text AS name,
		CASE p.prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'function' END AS kind,
		pg_catalog.pg_get_function_arguments(p.oid) AS arguments,
		CASE WHEN p.prokind <> 'p' THEN pg_catalog.pg_get_function_result(p.oid) END AS returns,
		pg_catalog.obj_description(p.oid, 'pg_proc') AS about
	FROM pg_catalog.pg_proc p
	JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
	WHERE n.nspname = 'colossus' AND p.oid NOT IN (SELECT s.oid FROM support s)
		AND NOT 'timestamp without time zone'::regtype = ANY (p.proargtypes::oid[])		-- these only raise
		AND p.proname !~ '_(accum|add|remove|final|combine|rows|detail|parts|ends|at_all|known)$'
		AND p.proname <> ALL ('{
			accelerator_key,
			book_hours,
			calendar_years,card_name,check_ledger_name,cluster_chain,combustion_choice,combustion_factor_at,config_of_text,control_train,control_train_efficiency,country_code,country_of,csv_cells,csv_date,csv_number,
			days_text,drop_ledger_part,
			electricity_co2e_at,epoch_file,epoch_row,ewif_at,exact_sums_merge,
			factor_lb_per_mmbtu,fleet_state_merge,fuel_upstream_at,
			grid_loss_at,grid_loss_of,grid_range_at,grid_rate_at,grid_rates,grid_region_key,grid_region_of,grid_spread,grid_upstream_at,
			holds,hours_beside,hours_between,hours_cut,hours_energies_nj,hours_energy,hours_energy_j,hours_energy_nj,hours_held,hours_intact,hours_none,hours_sum,hours_total,
			in_service,
			lost_kwh,
			market_rate_at,model_inference,model_product_bits,model_tag,model_try_summary,month_grid,
			one_load,operation_mmbtu,
			permit_limit_at,
			range_between,range_difference,range_inputs,range_product,range_shares,range_sum,read_block,read_log,refuse,refuse_grid_edition,refuse_grid_units,refuse_write,region_names,reject_reasons,reported_draw,
			sample_log,service_h,share_nj,social_cost_of_kg_usd,sources,split_samples,supply_bands,
			tdp_changed,technology_controls,tidy,trace_intact,trace_of,trace_summary,turbine_factor,
			unknown_name,
			weakest_status,weight_class}'::text[])
)
SELECT
	c.name, -- name in schema colossus
	c.kind, -- function, aggregate or procedure
	min(c.arguments) FILTER (WHERE c.place = 1) AS arguments, -- arguments of the first overload
	count(*) AS overloads, -- number of overloads, which doc/reference.md lists
	min(c.returns) FILTER (WHERE c.place = 1) AS returns, -- type of the result
	min(c.about) FILTER (WHERE c.place = 1) AS about -- what it is, unit, source
FROM (SELECT c.*, row_number() OVER (PARTITION BY c.name, c.kind ORDER BY length(c.arguments), c.arguments) AS place FROM called c) c
GROUP BY c.name, c.kind;
COMMENT ON VIEW colossus.help IS
'Functions, aggregates and procedures that people call, one row a name: SELECT name, arguments FROM colossus.help WHERE about ILIKE ''%turbine%''. What is not listed serves other functions and may change.';
