-- One example a name of colossus.help, in the order of the names; dev/reference
-- runs them and puts statement and result into doc/reference.md.
-- accelerator_mw
SELECT accelerator_mw(100000, 700);
-- buckets
SELECT bucket, energy_j FROM buckets((SELECT trace(at, 400.0::float8) FROM generate_series(timestamptz '2026-01-01 00:00Z', '2026-01-01 02:00Z', '1 minute') at), '1 hour', '5 minutes');
-- cluster_capacity_at
SELECT cluster, accelerators, round(it_mw) AS it_mw FROM cluster_capacity_at('2025-02-20') WHERE cluster = 'Colossus 1';
-- cluster_ranking
SELECT rank, cluster, round(value) AS h100e FROM cluster_ranking('2024-09-30') WHERE rank <= 2;
-- co2e
SELECT co2e(gas, kg) FROM (VALUES ('CO2', 1000.0::float8), ('CH4', 1), ('N2O', 0.1)) g (gas, kg);
-- co2e_from_g_per_kwh_kg
SELECT co2e_from_g_per_kwh_kg(1000, 409.7);
-- co2e_kg
SELECT co2e_kg('CH4', 1), co2e_kg('CH4', 1, 'AR6', 20);
-- combustion
SELECT pollutant, kg FROM combustion(1000, 'natural gas', 'gas turbine', '{lean premix}') WHERE pollutant IN ('NOx', 'CO2');
-- combustion_kg
SELECT combustion_kg(1000, 0.32), combustion_kg(1000, 0.32, 0.9);
-- counter_energy
SELECT (counter_energy(at, joules, 700)).energy_j FROM (VALUES (timestamptz '2026-01-01 00:00Z', 1000.0::float8), ('2026-01-01 00:01Z', 31000)) s (at, joules);
-- counter_increase
SELECT counter_increase(at, value) FROM (VALUES (timestamptz '2026-01-01 00:00Z', 10.0::float8), ('2026-01-01 00:01Z', 25), ('2026-01-01 00:02Z', 5)) s (at, value);
-- decode_flop
SELECT decode_flop(config, 8192) FROM model WHERE model = 'meta-llama/Llama-3.1-8B';
-- electricity_co2e
SELECT * FROM electricity_co2e(1e6, 'SRTV', '2023-07-01');
-- embodied_share_kg
SELECT embodied_share_kg(164, 8766, 26298);
-- emission_ledger
SELECT year, scope, scenario, round(co2e_kg / 1000) AS t FROM emission_ledger() WHERE site = 'Colossus 1' AND year = 2025 AND scope = '2 location' AND kg IS NOT NULL;
-- emission_ledger_difference
SELECT year, scope, round(co2e_kg_then / 1000) AS t_then, round(co2e_kg_now / 1000) AS t_now, cause FROM emission_ledger_difference('2025-03-01', '2026-03-01') WHERE site = 'Colossus 1' AND year = 2024 AND scope = '2 location';
-- emission_ledger_factors
SELECT relation, value, unit FROM emission_ledger_factors('Colossus 1/2025/2 location/grid contract at full load/CO2e') WHERE relation = 'grid_rate';
-- emission_totals
SELECT emission_totals(pollutant, kg) FROM (VALUES ('NOx', 2.5::float8), ('CO', 1), ('NOx', 0.5)) e (pollutant, kg);
-- energy_per_token
SELECT energy_per_token(energy_j, tokens) FROM (VALUES (180000.0::float8, 120000.0::float8), (20000, 5000)) s (energy_j, tokens);
-- facility_kwh
SELECT facility_kwh(1000, 1.3);
-- facility_mw
SELECT facility_mw(127.4, 1.3);
-- fleet_at
SELECT cluster, accelerator, accelerators FROM fleet_at('2025-02-20') WHERE cluster = 'Colossus 1';
-- fleet_energy
SELECT (fleet_energy(device, at, watts, '1 minute')).energy_j FROM (VALUES ('a', timestamptz '2026-01-01 00:00Z', 400.0::float8), ('b', '2026-01-01 00:00Z', 600), ('a', '2026-01-01 00:01Z', 400), ('b', '2026-01-01 00:01Z', 600)) s (device, at, watts);
-- fleet_energy_buckets
SELECT b.bucket, b.energy_j FROM (SELECT fleet_energy_buckets(device, at, watts, '1 minute', '1 hour') AS buckets FROM (VALUES ('a', timestamptz '2026-01-01 00:00Z', 400.0::float8), ('a', '2026-01-01 00:01Z', 400)) s (device, at, watts)) f, unnest(f.buckets) b;
-- fleet_energy_state
SELECT (fleet_energy(state)).energy_j FROM (SELECT fleet_energy_state(device, at, watts, '1 minute') AS state FROM (VALUES ('a', timestamptz '2026-01-01 00:00Z', 400.0::float8), ('a', '2026-01-01 00:01Z', 400)) s (device, at, watts)) f;
-- fleet_flops
SELECT fleet_flops(accelerators, peak_flops(accelerator)) FROM fleet_at('2025-02-20') WHERE cluster = 'Colossus 1';
-- flop_conventions
SELECT convention, training_flop_per_token, round(over_megatron_noncausal::numeric, 3) AS over FROM flop_conventions('meta-llama/Llama-3.1-8B', 4096);
-- flops_utilization
SELECT flops_utilization(3.8e25, 16384, peak_flops('H100'), 54 * 86400);
-- forward_flop_per_token
SELECT forward_flop_per_token(config, 4096) FROM model WHERE model = 'meta-llama/Llama-3.1-8B';
-- g_per_kwh
SELECT g_per_kwh(903.2);
-- generated_kwh
SELECT generated_kwh(1000, 0.042);
-- generation_mwh
SELECT generation_mwh(150, 24);
-- grid_co2e_kg
SELECT grid_co2e_kg(1000, 903.2);
-- grid_factor
SELECT region, year, edition, round(g_per_kwh) AS g_per_kwh, stale FROM grid_factor('SRTV', '2024-07-01');
-- grid_region
SELECT name, grid_region(name) FROM unnest('{DE,Germany,TVA,US-TEX-ERCO}'::text[]) name;
-- h100_equivalents
SELECT h100_equivalents(1000, fp8_flops, int8_flops, bf16_flops, fp16_flops) FROM accelerator WHERE accelerator = 'GB200';
-- hardware_flop
SELECT hardware_flop(10000, peak_flops('A100'), 86400, 0.4);
-- heat_input_mmbtu
SELECT heat_input_mmbtu(1000, 10000);
-- heat_rate_btu_per_kwh
SELECT heat_rate_btu_per_kwh(0.4);
-- hhv_btu_per_kwh
SELECT hhv_btu_per_kwh(9000);
-- hours_to_s
SELECT hours_to_s(2);
-- inference_estimate
SELECT round(tokens_per_s) AS tokens_per_s, bound, fits FROM inference_estimate((SELECT config FROM model WHERE model = 'meta-llama/Llama-3.1-8B'), 'H100', 1, 32, 1024, 256);
-- it_kwh
SELECT it_kwh(1000, 1.82);
-- it_mw
SELECT it_mw(70, 1.82);
-- kg_to_lb
SELECT kg_to_lb(1);
-- kg_to_t
SELECT kg_to_t(2500);
-- kg_to_tons
SELECT kg_to_tons(2500);
-- kl_to_ml
SELECT kl_to_ml(2500);
-- kv_cache_bytes_per_token
SELECT kv_cache_bytes_per_token(config) FROM model WHERE model = 'meta-llama/Llama-3.1-8B';
-- kwh
SELECT kwh(3.6e6);
-- kwh_to_joules
SELECT kwh_to_joules(1);
-- kwh_to_mwh
SELECT kwh_to_mwh(1500);
-- l_to_ml
SELECT l_to_ml(2.5e6);
-- lb_per_mwh
SELECT lb_per_mwh(409.7);
-- level_kwh
SELECT level_kwh(150, 24);
-- market_co2e
SELECT market_co2e(1000, ARRAY[400.0]::float8[], ARRAY[0.0]::float8[], 422.8);
-- merge
SELECT sample_count(merge(part)) FROM (SELECT trace(at, 400.0::float8) AS part FROM generate_series(timestamptz '2026-01-01 00:00Z', '2026-01-01 00:09Z', '1 minute') at GROUP BY extract(minute FROM at)::int % 2) p;
-- mfu
SELECT mfu(flop, accelerator_s, peak) FROM (VALUES (4e17::float8, 1000.0::float8, 989.4e12::float8), (3e17, 1000, 989.4e12)) s (flop, accelerator_s, peak);
-- model_active_params
SELECT model_active_params(config) FROM model WHERE model = 'deepseek-ai/DeepSeek-V3';
-- model_config
SELECT model_config('meta-llama/Llama-3.1-8B') ->> 'hidden_size' AS hidden_size, model_params('{"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, "n_positions": 1024, "vocab_size": 50257}') AS gpt2;
-- model_name
SELECT model_name('https://huggingface.co/meta-llama/Llama-3.1-8B/blob/main/config.json') AS model;
-- model_params
SELECT model_params(config) FROM model WHERE model = 'deepseek-ai/DeepSeek-V3';
-- model_summary
SELECT architecture, layers, attention FROM model_summary((SELECT config FROM model WHERE model = 'deepseek-ai/DeepSeek-V3'));
-- model_weight_bytes
SELECT model_weight_bytes(config, 1) FROM model WHERE model = 'meta-llama/Llama-3.1-8B';
-- nj_to_j
SELECT nj_to_j(1500000000);
-- nj_to_kwh
SELECT nj_to_kwh(3600000000000000);
-- parse_nvidia_smi
SELECT line_no, device, value, unit, reject_reason FROM parse_nvidia_smi(E'timestamp, uuid, power.draw [W]\n2026/03/01 10:00:00.000, GPU-1, 412.50 W\n2026/03/01 10:00:01.000, GPU-1, [N/A]', 'UTC');
-- parse_prometheus
SELECT device, metric, value, unit FROM parse_prometheus('DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-1"} 412.5', scraped_at => '2026-03-01 10:00Z');
-- peak_flops
SELECT peak_flops('H100'), peak_flops('H100', 'fp8');
-- period_h
SELECT period_h('2025-01-01', '2026-01-01');
-- permit_status_at
SELECT site, installed_units, permitted_units, units_without_permit, status FROM permit_status_at('2025-04-15');
-- potential_to_emit
SELECT pollutant, round(tons_per_year) AS tons FROM potential_to_emit(421, 10000) WHERE pollutant = 'NOx';
-- potential_to_emit_tons
SELECT potential_to_emit_tons(421, 10000, 0.32);
-- power_balance_at
SELECT demand_method, round(demand_mw) AS demand_mw, grid_mw, onsite_mw FROM power_balance_at('2025-03-01') WHERE site = 'Colossus 1' AND demand_method LIKE 'computed%';
-- power_energy
SELECT (power_energy(at, watts, '1 minute')).energy_j FROM (VALUES (timestamptz '2026-01-01 00:00Z', 400.0::float8), ('2026-01-01 00:00:30Z', 600)) s (at, watts);
-- ppm_to_lb_per_mmbtu
SELECT ppm_to_lb_per_mmbtu('NOx', 2);
-- prefill_flop
SELECT prefill_flop(config, 1024) FROM model WHERE model = 'meta-llama/Llama-3.1-8B';
-- run_it_kwh
SELECT run_it_kwh(10000, 330, 355.2);
-- sample_count
SELECT sample_count(trace(at, 1.0::float8)) FROM generate_series(timestamptz '2026-01-01 00:00Z', '2026-01-01 00:09Z', '1 minute') at;
-- samples
SELECT * FROM samples((SELECT trace(at, 400.0::float8) FROM generate_series(timestamptz '2026-01-01 00:00Z', '2026-01-01 00:01Z', '1 minute') at));
-- sci_g
SELECT sci_g(2, 400, 100, 1000);
-- slice
SELECT sample_count(slice(trace(at, 1.0::float8), '2026-01-01 00:00Z', '2026-01-01 00:05Z')) FROM generate_series(timestamptz '2026-01-01 00:00Z', '2026-01-01 00:09Z', '1 minute') at;
-- social_cost_usd
SELECT social_cost_usd('CO2', 1000, 2025);
-- split
SELECT since, energy_j FROM split((SELECT trace(at, 400.0::float8) FROM generate_series(timestamptz '2026-01-01 00:00Z', '2026-01-01 00:02Z', '1 minute') at), ARRAY['2026-01-01 00:00Z', '2026-01-01 00:01Z', '2026-01-01 00:02Z']::timestamptz[], '5 minutes');
-- tons_to_kg
SELECT tons_to_kg(1);
-- trace
SELECT sample_count(trace(at, 400.0::float8)) FROM generate_series(timestamptz '2026-01-01 00:00Z', '2026-01-01 00:09Z', '1 minute') at;
-- trace_co2e
SELECT round(co2e_kg::numeric, 3) AS co2e_kg, covered_s FROM trace_co2e((SELECT trace(at, 1000.0::float8) FROM generate_series(timestamptz '2026-01-01 00:00Z', '2026-01-01 01:00Z', '1 minute') at), (SELECT trace(at, 400.0::float8) FROM (VALUES (timestamptz '2026-01-01 00:00Z')) g (at)), '5 minutes', '2 hours');
-- training_flop
SELECT training_flop(405.85e9, 15.6e12);
-- training_flop_per_token
SELECT training_flop_per_token(config, 8192, 'megatron') FROM model WHERE model = 'meta-llama/Llama-3.1-8B';
-- turbine_emissions_at
SELECT scenario, round(tons_per_year) AS tons FROM turbine_emissions_at('2025-04-15') WHERE site = 'Colossus 1' AND pollutant = 'NOx' AND programme = 'PSD';
-- water_l
SELECT water_l(1000, 0.5, 1.3, 4.5);
-- water_ledger
SELECT year, scope, scenario, round(litre / 1e6) AS million_l FROM water_ledger() WHERE site = 'Colossus 1' AND year = 2025 AND scope = 'on site' AND litre IS NOT NULL;
-- water_use_l
SELECT water_use_l(1, 24);
-- create_ledger
BEGIN; SET LOCAL client_min_messages = warning; CALL create_ledger('my_ledger'); SELECT count(*) > 10 AS has_views FROM pg_class WHERE relnamespace = 'my_ledger'::regnamespace AND relkind = 'v'; ROLLBACK;
-- model_check
SELECT what, by_config, by_tensors FROM model_check('{"model_type": "llama", "hidden_size": 8, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 1, "vocab_size": 10, "tie_word_embeddings": true}', '{"w": {"dtype": "BF16", "shape": [10, 8], "data_offsets": [0, 160]}}') WHERE what = 'params';
-- parse_prometheus_json
SELECT device, value, unit FROM parse_prometheus_json('{"status": "success", "data": {"resultType": "matrix", "result": [{"metric": {"__name__": "DCGM_FI_DEV_POWER_USAGE", "UUID": "GPU-1"}, "values": [[1767225600, "412.5"]]}]}}');
-- parse_sacct
SELECT job, metric, value, unit FROM parse_sacct(E'JobIDRaw|State|ConsumedEnergyRaw\n4711|COMPLETED|101630', 'UTC');
-- parse_train_log
SELECT step, metric, value FROM parse_train_log('[titan] 2026-03-01 10:00:00,000 - root - INFO - step: 10  loss: 4.5  memory: 50.0GiB(60%)  tps: 7,500  tflops: 450.1  mfu: 45.5%', 'UTC') WHERE metric IN ('tps', 'mfu');
-- parse_codecarbon
SELECT metric, value, unit FROM parse_codecarbon(E'timestamp,project_name,run_id,duration,emissions,energy_consumed\n2021-09-23T15:04:51,p,r1,161.2,0.00045,0.00057', 'UTC') WHERE metric = 'energy_consumed';
-- tensor_summary
SELECT tensors, params, bytes FROM tensor_summary('{"w": {"dtype": "BF16", "shape": [10, 8], "data_offsets": [0, 160]}}');
-- rolling_tons
SELECT month, tons, rolling_tons, exceeds FROM rolling_tons(ARRAY[timestamptz '2026-01-01 00:00Z'], ARRAY[timestamptz '2026-01-11 00:00Z'], ARRAY[9071.8474]::float8[], 5);
-- time_matched_co2e
SELECT load_kwh, location_co2e_kg FROM time_matched_co2e(ARRAY[timestamptz '2026-01-01 00:00Z'], ARRAY[timestamptz '2026-01-01 02:00Z'], ARRAY[2000.0]::float8[], ARRAY[timestamptz '2026-01-01 00:00Z', '2026-01-01 01:00Z'], ARRAY[400.0, 200.0]::float8[], '1 hour');
-- upstream_methane_kg
SELECT upstream_methane_kg(1000, 0.02, 19.2);
-- upgrade_ledger
BEGIN; SET LOCAL client_min_messages = warning; CALL create_ledger('my_ledger'); CALL upgrade_ledger('my_ledger'); SELECT count(*) > 10 AS has_views FROM pg_class WHERE relnamespace = 'my_ledger'::regnamespace AND relkind = 'v'; ROLLBACK;
-- what_if
SELECT quantity, unit, round(before) AS before, round(after) AS after FROM what_if('Colossus 1', '2025-02-20', accelerator => 'GB200') WHERE quantity IN ('accelerators', 'h100_equivalents');
-- what_if_run
SELECT quantity, unit, round(before) AS before, round(after) AS after FROM what_if_run('Llama 3.1 405B', 'GB200') WHERE quantity = 'hours';
-- traces_buckets
SELECT b.bucket, b.energy_j FROM unnest((SELECT traces_buckets(t, '1 hour', '5 minutes') FROM (SELECT trace(at, 400.0::float8) AS t FROM generate_series(timestamptz '2026-01-01 00:00Z', '2026-01-01 00:30Z', '1 minute') at) s)) b;
-- traces_counter_energy
SELECT (traces_counter_energy(t, 700)).energy_j FROM (SELECT trace(at, j) AS t FROM (VALUES (timestamptz '2026-01-01 00:00Z', 1000.0::float8), ('2026-01-01 00:01Z', 31000)) v (at, j)) s;
-- traces_counter_increase
SELECT traces_counter_increase(t) FROM (SELECT trace(at, v) AS t FROM (VALUES (timestamptz '2026-01-01 00:00Z', 10.0::float8), ('2026-01-01 00:01Z', 25)) c (at, v)) s;
-- traces_power_energy
SELECT (traces_power_energy(t, '5 minutes')).energy_j FROM (SELECT trace(at, 400.0::float8) AS t FROM generate_series(timestamptz '2026-01-01 00:00Z', '2026-01-01 00:30Z', '1 minute') at GROUP BY at < timestamptz '2026-01-01 00:10Z') s;
-- accelerator_price_at
SELECT * FROM accelerator_price_at('H100 SXM', '2025-01-01');
-- capital_per_h100_equivalent
SELECT * FROM capital_per_h100_equivalent('2026-08-01') LIMIT 1;
-- capital_usd_per_h
SELECT capital_usd_per_h(30000, 35040, 0.8);
-- electricity_price_at
SELECT * FROM electricity_price_at('Tennessee', 'USA', '2025-07-01');
-- energy_bill
SELECT * FROM energy_bill('Colossus 1') LIMIT 1;
-- energy_usd
SELECT energy_usd(1e6, 0.07);
-- sensitivity
SELECT * FROM sensitivity('Colossus 1', '2025-02-20') LIMIT 2;
-- sensitivity_run
SELECT * FROM sensitivity_run('Grok-3', 'facility_mwh');
-- social_cost_range
SELECT * FROM social_cost_range('CO2', 1000, 2025);
-- token_cost
SELECT * FROM token_cost('H100', 8, 20000, '2026-01-01', region => 'Tennessee', country => 'USA');
-- usd_per_million_tokens
SELECT usd_per_million_tokens(12, 3e6);
-- permit_rolling_tons
SELECT pollutant, month, round(rolling_tons) AS rolling_tons, limit_tons, exceeds FROM permit_rolling_tons('01156-01PC', ARRAY['1'], ARRAY[timestamptz '2026-01-01 00:00Z'], ARRAY[timestamptz '2026-01-31 00:00Z'], ARRAY[100000]::float8[]) WHERE pollutant = 'NOx' AND limit_scope = 'facility' LIMIT 1;
-- convert_quantity
SELECT convert_quantity(10, 'therm', 'MMBtu') AS mmbtu;
-- edition_changes
SELECT what, count(*) FROM edition_changes('epoch_data_centers', '2025-12', '2026-08') GROUP BY what ORDER BY what;
-- load_egrid
SELECT * FROM load_egrid(E'SRCO2RTA,YEAR,SUBRGN,SRNAME,SRCH4RTA,SRN2ORTA,SRC2ERTA\n800.5,2025,SRTV,SERC Tennessee Valley,0.07,0.01,805.1\n', 'eGRID2025');
-- load_ember
SELECT * FROM load_ember(E'Area,ISO 3 code,Year,Category,Variable,Unit,Value\nFrance,FRA,2025,Power sector emissions,CO2 intensity,gCO2e/kWh,40.1\n', 'Ember 2026');
-- load_epoch
SELECT relation, rows_read, rows_written, rejected FROM load_epoch(E'Data center,Date,H100 equivalents,Power (MW)\nNewville,2026-09-01,500000,400\n', '2026-09-05', partial => true) ORDER BY relation;
-- load_model
SELECT * FROM load_model('mine', '{"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 8, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 1, "num_key_value_heads": 1, "vocab_size": 16, "tie_word_embeddings": false}');
