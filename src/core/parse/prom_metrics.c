/*
 * prom_metrics.c
 *		What metrics of Prometheus count, in which unit, and of whom.
 *
 * A metric's name tells its unit: by the table below for exporters that leave it
 * out of the name, or whose names would mislead, and by the ending (_joules_total,
 * _watts) for all that follow the rules.  Where neither tells, the unit is
 * unknown and the value stays as it is written.
 */
#include "core/parse/prometheus.h"

#include <string.h>

#define ANY_CASE	1024		/* AMD's documentation writes capitals, its exporter small letters */
#define BEGINNING	2048		/* the name only begins so */
#define NARROW		8192		/* DCGM's 32-bit blank values may occur */

typedef struct KnownMetric
{
	const char *name;
	ParseScale	scale;
	ParseQuantity quantity;
	ParseSource source;
	uint32_t	flags;
} KnownMetric;

/* the first that fits counts */
static const KnownMetric known_metrics[] = {
	/* NVIDIA dcgm-exporter: etc/default-counters.csv */
	{"DCGM_FI_DEV_POWER_USAGE", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, PARSE_WHOLE_CARD | NARROW},
	{"DCGM_FI_DEV_POWER_USAGE_INSTANT", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, PARSE_WHOLE_CARD | NARROW},
	{"DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", {PARSE_J, -3, 1, 0}, PARSE_ENERGY, PARSE_ACCELERATOR, PARSE_WHOLE_CARD},
	{"DCGM_FI_DEV_SM_CLOCK", {PARSE_HZ, 6, 1, 0}, PARSE_OTHER, PARSE_ACCELERATOR, PARSE_WHOLE_CARD | NARROW},
	{"DCGM_FI_DEV_MEM_CLOCK", {PARSE_HZ, 6, 1, 0}, PARSE_OTHER, PARSE_ACCELERATOR, PARSE_WHOLE_CARD | NARROW},
	{"DCGM_FI_DEV_GPU_TEMP", {PARSE_CELSIUS, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_ACCELERATOR, PARSE_WHOLE_CARD | NARROW},
	{"DCGM_FI_DEV_MEMORY_TEMP", {PARSE_CELSIUS, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_ACCELERATOR, PARSE_WHOLE_CARD | NARROW},
	{"DCGM_FI_DEV_GPU_UTIL", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PARSE_OTHER, PARSE_ACCELERATOR, PARSE_OF_INSTANCE | NARROW},
	{"DCGM_FI_DEV_MEM_COPY_UTIL", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PARSE_OTHER, PARSE_ACCELERATOR, PARSE_OF_INSTANCE | NARROW},
	{"DCGM_FI_DEV_ENC_UTIL", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PARSE_OTHER, PARSE_ACCELERATOR, PARSE_OF_INSTANCE | NARROW},
	{"DCGM_FI_DEV_DEC_UTIL", {PARSE_ONE, -2, 1, PARSE_AT_MOST_100}, PARSE_OTHER, PARSE_ACCELERATOR, PARSE_OF_INSTANCE | NARROW},
	{"DCGM_FI_DEV_FB_FREE", {PARSE_BYTES, 0, 1048576, 0}, PARSE_OTHER, PARSE_ACCELERATOR, PARSE_OF_INSTANCE | NARROW},
	{"DCGM_FI_DEV_FB_USED", {PARSE_BYTES, 0, 1048576, 0}, PARSE_OTHER, PARSE_ACCELERATOR, PARSE_OF_INSTANCE | NARROW},
	{"DCGM_FI_PROF_GR_ENGINE_ACTIVE", {PARSE_ONE, 0, 1, 0}, PARSE_OTHER, PARSE_ACCELERATOR, PARSE_OF_INSTANCE | NARROW},
	{"DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", {PARSE_ONE, 0, 1, 0}, PARSE_OTHER, PARSE_ACCELERATOR, PARSE_OF_INSTANCE | NARROW},
	{"DCGM_FI_PROF_DRAM_ACTIVE", {PARSE_ONE, 0, 1, 0}, PARSE_OTHER, PARSE_ACCELERATOR, PARSE_OF_INSTANCE | NARROW},
	{"DCGM_", {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_ACCELERATOR, PARSE_OF_INSTANCE | BEGINNING},
	/* dcgm-exporter 1.x: etc/1.x-compatibility-metrics.csv */
	{"dcgm_power_usage", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, PARSE_WHOLE_CARD | NARROW},
	{"dcgm_total_energy_consumption", {PARSE_J, -3, 1, 0}, PARSE_ENERGY, PARSE_ACCELERATOR, PARSE_WHOLE_CARD},
	/* Telegraf's inputs nvidia_smi and amd_rocm_smi */
	{"nvidia_smi_power_draw", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, 0},
	{"amd_rocm_smi_power_draw", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, 0},
	/* nvidia_gpu_exporter: draws and the counter; its limits end in _watts too */
	{"nvidia_smi_power_draw_watts", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, 0},
	{"nvidia_smi_power_draw_average_watts", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, 0},
	{"nvidia_smi_power_draw_instant_watts", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, 0},
	{"nvidia_smi_energy_joules_total", {PARSE_J, 0, 1, 0}, PARSE_ENERGY, PARSE_ACCELERATOR, 0},
	{"nvidia_smi_", {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_ACCELERATOR, BEGINNING},
	{"nvidia_gpu_power_usage_milliwatts", {PARSE_W, -3, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, 0},
	/* Triton Inference Server */
	{"nv_gpu_power_usage", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, 0},
	{"nv_gpu_power_limit", {PARSE_W, 0, 1, 0}, PARSE_OTHER, PARSE_ACCELERATOR, 0},
	{"nv_energy_consumption", {PARSE_J, 0, 1, 0}, PARSE_ENERGY, PARSE_ACCELERATOR, 0},
	/* AMD device-metrics-exporter: docs/configuration/metricslist.md */
	{"GPU_PACKAGE_POWER", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, ANY_CASE | PARSE_PARTITIONED},
	{"GPU_AVERAGE_PACKAGE_POWER", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, ANY_CASE | PARSE_PARTITIONED},
	{"GPU_POWER_USAGE", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, ANY_CASE | PARSE_PARTITIONED},
	{"GPU_ENERGY_CONSUMED", {PARSE_J, -6, 1, 0}, PARSE_ENERGY, PARSE_ACCELERATOR, ANY_CASE | PARSE_PARTITIONED},
	/* AMD SMI exporter: the library's uW; the label of the index bears the metric's name */
	{"amd_gpu_power", {PARSE_W, -6, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, 0},
	/* slurm-job-exporter: mW of NVML, and those of DCGM made the same; a card shows while a job holds it */
	{"slurm_job_power_gpu", {PARSE_W, -3, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, 0},
	/* Intel Gaudi: HLML counts mJ, as NVML does */
	{"habanalabs_power_mW", {PARSE_W, -3, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, 0},
	{"habanalabs_energy", {PARSE_J, -3, 1, 0}, PARSE_ENERGY, PARSE_ACCELERATOR, 0},
	{"habanalabs_power_default_limit_mW", {PARSE_W, -3, 1, 0}, PARSE_OTHER, PARSE_ACCELERATOR, 0},
	/* Intel XPU Manager: its exporter gives J; the UUID is made of the PCI address */
	{"xpum_power_watts", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, PARSE_SLOT_UUID},
	{"xpum_energy_joules", {PARSE_J, 0, 1, 0}, PARSE_ENERGY, PARSE_ACCELERATOR, PARSE_SLOT_UUID},
	{"xpum_", {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_ACCELERATOR, PARSE_SLOT_UUID | BEGINNING},
	/* Kepler: docs/user/metrics.md; the active and the idle share are the whole again */
	{"kepler_node_cpu_joules_total", {PARSE_J, 0, 1, 0}, PARSE_ENERGY, PARSE_NODE, PARSE_OF_ZONE},
	{"kepler_node_cpu_watts", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_NODE, PARSE_OF_ZONE},
	{"kepler_node_package_joules_total", {PARSE_J, 0, 1, 0}, PARSE_ENERGY, PARSE_NODE, PARSE_OF_ZONE},
	{"kepler_node_dram_joules_total", {PARSE_J, 0, 1, 0}, PARSE_ENERGY, PARSE_NODE, PARSE_OF_ZONE},
	{"kepler_node_platform_joules_total", {PARSE_J, 0, 1, 0}, PARSE_ENERGY, PARSE_NODE, PARSE_OF_ZONE},
	{"kepler_node_platform_watts", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_NODE, PARSE_OF_ZONE},
	{"kepler_node_gpu_joules_total", {PARSE_J, 0, 1, 0}, PARSE_ENERGY, PARSE_ACCELERATOR, PARSE_OF_ZONE},
	{"kepler_node_gpu_watts", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_ACCELERATOR, PARSE_OF_ZONE},
	{"kepler_node_", {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_NODE, PARSE_OF_ZONE | BEGINNING},
	{"kepler_platform_watts", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_NODE, PARSE_OF_CONTROL},
	{"kepler_", {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_CONTAINER, PARSE_OF_ZONE | BEGINNING},
	/* CEEMS: the current power; minimum, maximum and mean of the BMC are no samples */
	{"ceems_ipmi_dcmi_current_watts", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_NODE, 0},
	{"ceems_ipmi_dcmi_", {PARSE_W, 0, 1, 0}, PARSE_OTHER, PARSE_NODE, BEGINNING},
	{"ceems_redfish_current_watts", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_NODE, 0},
	{"ceems_redfish_", {PARSE_W, 0, 1, 0}, PARSE_OTHER, PARSE_NODE, BEGINNING},
	{"ceems_compute_unit_", {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_CONTAINER, BEGINNING},
	{"ceems_emissions_gCo2_kWh", {PARSE_G_PER_KWH, 0, 1, 0}, PARSE_INTENSITY, PARSE_GRID, 0},
	/* Cray's counters: processors, memory and accelerators are in the node's */
	{"ceems_cray_pm_counters_power_watts", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_NODE, PARSE_OF_ZONE},
	{"ceems_cray_pm_counters_energy_joules", {PARSE_J, 0, 1, 0}, PARSE_ENERGY, PARSE_NODE, PARSE_OF_ZONE},
	/* Redfish: what the first power control measures, the others break down */
	{"idrac_power_control_consumed_watts", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_NODE, PARSE_OF_CONTROL},
	{"redfish_chassis_power_average_consumed_watts", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_NODE, PARSE_OF_CONTROL},
	/* IPMI exporter: single sensors are parts of the node that nobody can add up */
	{"ipmi_dcmi_power_consumption_watts", {PARSE_W, 0, 1, 0}, PARSE_POWER, PARSE_NODE, 0},
	{"ipmi_power_watts", {PARSE_W, 0, 1, 0}, PARSE_OTHER, PARSE_NODE, 0},
	/* Scaphandre: sockets and domains are in the host */
	{"scaph_host_power_microwatts", {PARSE_W, -6, 1, 0}, PARSE_POWER, PARSE_NODE, 0},
	{"scaph_host_energy_microjoules", {PARSE_J, -6, 1, 0}, PARSE_ENERGY, PARSE_NODE, 0},
	{"scaph_process_", {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_CONTAINER, BEGINNING},
	{"scaph_", {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_NODE, BEGINNING},
	/* RAPL of node_exporter and CEEMS: core and psys overlap the package */
	{"node_rapl_joules_total", {PARSE_J, 0, 1, 0}, PARSE_ENERGY, PARSE_NODE, PARSE_OF_ZONE},
	{"node_rapl_package_", {PARSE_J, 0, 1, 0}, PARSE_ENERGY, PARSE_NODE, PARSE_OF_ZONE | BEGINNING},
	{"node_rapl_dram_joules_total", {PARSE_J, 0, 1, 0}, PARSE_ENERGY, PARSE_NODE, PARSE_OF_ZONE},
	{"node_rapl_", {PARSE_J, 0, 1, 0}, PARSE_OTHER, PARSE_NODE, PARSE_OF_ZONE | BEGINNING},
	{"ceems_rapl_package_joules_total", {PARSE_J, 0, 1, 0}, PARSE_ENERGY, PARSE_NODE, PARSE_OF_ZONE},
	{"ceems_rapl_dram_joules_total", {PARSE_J, 0, 1, 0}, PARSE_ENERGY, PARSE_NODE, PARSE_OF_ZONE},
	{"ceems_rapl_", {PARSE_J, 0, 1, 0}, PARSE_OTHER, PARSE_NODE, PARSE_OF_ZONE | BEGINNING},
	/* CodeCarbon: kWh */
	{"codecarbon_energy_total", {PARSE_J, 5, 36, 0}, PARSE_OTHER, PARSE_CONTAINER, 0},
	/*
	 * vLLM: docs/design/metrics.md.  Hits are counted in tokens; those of a connector come from another
	 * server or store.  Without _total Ray gives each counter a second time, as a gauge.
	 */
	{"vllm:prompt_tokens_total", {PARSE_ONE, 0, 1, 0}, PARSE_PROMPT_TOKENS, PARSE_SERVICE, 0},
	{"vllm:generation_tokens_total", {PARSE_ONE, 0, 1, 0}, PARSE_OUTPUT_TOKENS, PARSE_SERVICE, 0},
	{"vllm:prefix_cache_hits_total", {PARSE_ONE, 0, 1, 0}, PARSE_CACHED_TOKENS, PARSE_SERVICE, 0},
	{"vllm:external_prefix_cache_hits_total", {PARSE_ONE, 0, 1, 0}, PARSE_CACHED_TOKENS, PARSE_SERVICE, 0},
	{"vllm:estimated_flops_per_gpu_total", {PARSE_FLOP, 0, 1, 0}, PARSE_OTHER, PARSE_SERVICE, 0},
	{"vllm:estimated_read_bytes_per_gpu_total", {PARSE_BYTES, 0, 1, 0}, PARSE_OTHER, PARSE_SERVICE, 0},
	{"vllm:estimated_write_bytes_per_gpu_total", {PARSE_BYTES, 0, 1, 0}, PARSE_OTHER, PARSE_SERVICE, 0},
	{"vllm:prefix_cache_queries", {PARSE_ONE, 0, 1, 0}, PARSE_OTHER, PARSE_SERVICE, BEGINNING},
	{"vllm:external_prefix_cache_", {PARSE_ONE, 0, 1, 0}, PARSE_OTHER, PARSE_SERVICE, BEGINNING},
	{"vllm:num_requests_", {PARSE_ONE, 0, 1, 0}, PARSE_OTHER, PARSE_SERVICE, BEGINNING},
	{"vllm:", {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_SERVICE, BEGINNING},
	/* SGLang */
	{"sglang:prompt_tokens_total", {PARSE_ONE, 0, 1, 0}, PARSE_PROMPT_TOKENS, PARSE_SERVICE, 0},
	{"sglang:generation_tokens_total", {PARSE_ONE, 0, 1, 0}, PARSE_OUTPUT_TOKENS, PARSE_SERVICE, 0},
	{"sglang:cached_tokens_total", {PARSE_ONE, 0, 1, 0}, PARSE_CACHED_TOKENS, PARSE_SERVICE, 0},
	{"sglang:estimated_flops_per_gpu_total", {PARSE_FLOP, 0, 1, 0}, PARSE_OTHER, PARSE_SERVICE, 0},
	{"sglang:estimated_read_bytes_per_gpu_total", {PARSE_BYTES, 0, 1, 0}, PARSE_OTHER, PARSE_SERVICE, 0},
	{"sglang:estimated_write_bytes_per_gpu_total", {PARSE_BYTES, 0, 1, 0}, PARSE_OTHER, PARSE_SERVICE, 0},
	{"sglang:num_", {PARSE_ONE, 0, 1, 0}, PARSE_OTHER, PARSE_SERVICE, BEGINNING},
	{"sglang:", {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_SERVICE, BEGINNING},
	/* llama.cpp: what it took from its cache is not among the prompt tokens that it processed */
	{"llamacpp:prompt_tokens_total", {PARSE_ONE, 0, 1, 0}, PARSE_PROMPT_TOKENS, PARSE_SERVICE, 0},
	{"llamacpp:prompt_tokens_cached_total", {PARSE_ONE, 0, 1, 0}, PARSE_REUSED_TOKENS, PARSE_SERVICE, 0},
	{"llamacpp:tokens_predicted_total", {PARSE_ONE, 0, 1, 0}, PARSE_OUTPUT_TOKENS, PARSE_SERVICE, 0},
	{"llamacpp:", {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_SERVICE, BEGINNING},
	/* TensorRT-LLM, LMDeploy, MAX, and NIM, whose names have no beginning of their own */
	{"trtllm_prompt_tokens_total", {PARSE_ONE, 0, 1, 0}, PARSE_PROMPT_TOKENS, PARSE_SERVICE, 0},
	{"trtllm_prompt_cached_tokens_total", {PARSE_ONE, 0, 1, 0}, PARSE_CACHED_TOKENS, PARSE_SERVICE, 0},
	{"trtllm_generation_tokens_total", {PARSE_ONE, 0, 1, 0}, PARSE_OUTPUT_TOKENS, PARSE_SERVICE, 0},
	{"trtllm_", {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_SERVICE, BEGINNING},
	{"lmdeploy:prompt_tokens_total", {PARSE_ONE, 0, 1, 0}, PARSE_PROMPT_TOKENS, PARSE_SERVICE, 0},
	{"lmdeploy:generation_tokens_total", {PARSE_ONE, 0, 1, 0}, PARSE_OUTPUT_TOKENS, PARSE_SERVICE, 0},
	{"lmdeploy:cached_tokens_total", {PARSE_ONE, 0, 1, 0}, PARSE_CACHED_TOKENS, PARSE_SERVICE, 0},
	{"lmdeploy:", {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_SERVICE, BEGINNING},
	{"maxserve_num_input_tokens_total", {PARSE_ONE, 0, 1, 0}, PARSE_PROMPT_TOKENS, PARSE_SERVICE, 0},
	{"maxserve_num_output_tokens_total", {PARSE_ONE, 0, 1, 0}, PARSE_OUTPUT_TOKENS, PARSE_SERVICE, 0},
	{"maxserve_", {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_SERVICE, BEGINNING},
	{"prompt_tokens_total", {PARSE_ONE, 0, 1, 0}, PARSE_PROMPT_TOKENS, PARSE_SERVICE, 0},
	{"generation_tokens_total", {PARSE_ONE, 0, 1, 0}, PARSE_OUTPUT_TOKENS, PARSE_SERVICE, 0},
	/* Text Generation Inference: sums of its histograms, the prompts of requests that it accepted and the answers of those that ended */
	{"tgi_request_input_length_sum", {PARSE_ONE, 0, 1, 0}, PARSE_PROMPT_TOKENS, PARSE_SERVICE, 0},
	{"tgi_request_generated_tokens_sum", {PARSE_ONE, 0, 1, 0}, PARSE_OUTPUT_TOKENS, PARSE_SERVICE, 0},
	{"tgi_", {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED}, PARSE_OTHER, PARSE_SERVICE, BEGINNING},
};

typedef struct KnownEnding
{
	const char *ending;
	ParseScale	scale;
} KnownEnding;

/* endings by which Prometheus and OpenMetrics, and those who do not quite follow them, name units and counts */
static const KnownEnding endings[] = {
	{"_microjoules", {PARSE_J, -6, 1, 0}},
	{"_microjoule", {PARSE_J, -6, 1, 0}},
	{"_millijoules", {PARSE_J, -3, 1, 0}},
	{"_millijoule", {PARSE_J, -3, 1, 0}},
	{"_mJ", {PARSE_J, -3, 1, 0}},
	{"_kilojoules", {PARSE_J, 3, 1, 0}},
	{"_joules", {PARSE_J, 0, 1, 0}},
	{"_joule", {PARSE_J, 0, 1, 0}},
	{"_kilowatt_hours", {PARSE_J, 5, 36, 0}},
	{"_kilowatthours", {PARSE_J, 5, 36, 0}},
	{"_kwh", {PARSE_J, 5, 36, 0}},
	{"_kWh", {PARSE_J, 5, 36, 0}},
	{"_megawatt_hours", {PARSE_J, 8, 36, 0}},
	{"_watt_hours", {PARSE_J, 2, 36, 0}},
	{"_watthours", {PARSE_J, 2, 36, 0}},
	{"_watthour", {PARSE_J, 2, 36, 0}},
	{"_wh", {PARSE_J, 2, 36, 0}},
	{"_microwatts", {PARSE_W, -6, 1, 0}},
	{"_microwatt", {PARSE_W, -6, 1, 0}},
	{"_milliwatts", {PARSE_W, -3, 1, 0}},
	{"_milliwatt", {PARSE_W, -3, 1, 0}},
	{"_mW", {PARSE_W, -3, 1, 0}},
	{"_kilowatts", {PARSE_W, 3, 1, 0}},
	{"_kilowatt", {PARSE_W, 3, 1, 0}},
	{"_kw", {PARSE_W, 3, 1, 0}},
	{"_megawatts", {PARSE_W, 6, 1, 0}},
	{"_watts", {PARSE_W, 0, 1, 0}},
	{"_watt", {PARSE_W, 0, 1, 0}},
	{"_microseconds", {PARSE_S, -6, 1, 0}},
	{"_milliseconds", {PARSE_S, -3, 1, 0}},
	{"_seconds", {PARSE_S, 0, 1, 0}},
	{"_bytes", {PARSE_BYTES, 0, 1, 0}},
	{"_hertz", {PARSE_HZ, 0, 1, 0}},
	{"_celsius", {PARSE_CELSIUS, 0, 1, PARSE_SIGNED}},
	{"_ratio", {PARSE_ONE, 0, 1, 0}},
	{"_tokens", {PARSE_ONE, 0, 1, 0}},
	{"_count", {PARSE_ONE, 0, 1, 0}},
	{"_bucket", {PARSE_ONE, 0, 1, 0}},
	{"_info", {PARSE_ONE, 0, 1, 0}},
};

/* words of metrics that are in W or J and measure nothing that was drawn, or one supply of several */
static const char *const no_draw[] = {
	"limit", "cap", "max", "min", "avg", "highest", "lowest", "threshold", "warning", "critical", "crit", "lcrit",
	"alarm", "default", "requested", "allocated", "reserved", "available", "rated", "capacity", "budget", "design",
	"tdp", "target", "setpoint", "nominal", "peak", "reactive", "apparent", "created", "bucket", "battery", "charge",
	"supply", "powersupply", "psu"
};

/* vllm:prompt_tokens_total, which Ray calls ray_vllm_prompt_tokens_total; some collectors bear no colon either */
static bool
is_of_engine(Slice name, const char *known, bool beginning)
{
	int32_t		n = (int32_t) strlen(known);

	if (parse_starts(name, "ray_"))
		name = (Slice) {name.s + 4, name.n - 4};
	if (beginning ? name.n < n : name.n != n)
		return false;
	for (int32_t i = 0; i < n; i++)
		if (name.s[i] != known[i] && !(known[i] == ':' && name.s[i] == '_'))
			return false;
	return true;
}

/*
 * A name in the table is a whole name, a beginning, or one that exporters write in letters of
 * either case; one with a colon is of an engine, which may print it with an underscore.
 */
static bool
is_metric(Slice name, const KnownMetric *known)
{
	if (strchr(known->name, ':') != NULL)
		return is_of_engine(name, known->name, (known->flags & BEGINNING) != 0);
	if (known->flags & BEGINNING)
		return parse_starts(name, known->name);
	if ((known->flags & ANY_CASE) == 0)
		return parse_is(name, known->name);
	/* AMD's exporter can be told to put a prefix before its names */
	if (parse_starts_nocase(name, "amd_"))
		name = (Slice) {name.s + 4, name.n - 4};
	return parse_is_nocase(name, known->name);
}

/* unit by the ending; false: it tells none */
static bool
by_ending(Slice name, PromMetric *metric, bool *counts)
{
	static const char *const sums[] = {"_total", "_sum"};

	*counts = false;
	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++)
		if (parse_ends(name, sums[i]))
		{
			name.n -= (int32_t) strlen(sums[i]);
			*counts = true;
		}
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (parse_ends(name, endings[i].ending))
		{
			metric->scale = endings[i].scale;
			return true;
		}
	return false;
}

/* who meters, by the words that sites and vendors give their meters */
static ParseSource
meter_of(Slice name)
{
	static const char *const racks[] = {"pdu", "rack", "outlet"};
	static const char *const cards[] = {"gpu", "gpus", "accelerator", "accel", "amdgpu", "rocm", "nvidia", "nvml", "npu", "tpu", "xpu", "neuron"};
	static const char *const shares[] = {"container", "pod", "process", "vm", "job", "task", "namespace", "workload"};
	static const char *const sites[] = {"apcupsd", "ups", "meter", "feeder", "utility", "mains", "site", "switchgear"};

	for (size_t i = 0; i < sizeof(racks) / sizeof(racks[0]); i++)
		if (parse_has_word(name, racks[i]))
			return PARSE_RACK;
	for (size_t i = 0; i < sizeof(sites) / sizeof(sites[0]); i++)
		if (parse_has_word(name, sites[i]))
			return PARSE_SITE;
	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++)
		if (parse_has_word(name, shares[i]))
			return PARSE_CONTAINER;
	for (size_t i = 0; i < sizeof(cards) / sizeof(cards[0]); i++)
		if (parse_has_word(name, cards[i]))
			return PARSE_ACCELERATOR;
	return PARSE_NODE;
}

/* a name that no exporter's table has */
static void
unknown_metric(Slice name, PromMetric *metric)
{
	bool		counts;

	if (!by_ending(name, metric, &counts) || (metric->scale.unit != PARSE_W && metric->scale.unit != PARSE_J))
		return;
	/* of a histogram: what its observations, such as requests, come to */
	if (parse_ends(name, "_sum"))
		return;
	metric->source = meter_of(name);
	if (metric->source == PARSE_CONTAINER)
		return;
	for (size_t i = 0; i < sizeof(no_draw) / sizeof(no_draw[0]); i++)
		if (parse_has_word(name, no_draw[i]))
			return;
	metric->quantity = metric->scale.unit == PARSE_W ? PARSE_POWER : PARSE_ENERGY;
}

/*
 * By the table, else by what the name ends in (Prometheus' own rule: _watts, _joules_total).  A name
 * that says neither is a number without unit, which a ledger does not keep.
 */
void
prom_metric(Slice name, PromMetric *metric)
{
	bool		counts;

	memset(metric, 0, sizeof(PromMetric));
	metric->scale = (ParseScale) {PARSE_UNIT_UNKNOWN, 0, 1, PARSE_SIGNED};
	metric->source = PARSE_NODE;
	metric->dcgm = parse_starts_nocase(name, "DCGM_");
	for (size_t i = 0; i < sizeof(known_metrics) / sizeof(known_metrics[0]); i++)
		if (is_metric(name, &known_metrics[i]))
		{
			metric->scale = known_metrics[i].scale;
			metric->quantity = known_metrics[i].quantity;
			metric->source = known_metrics[i].source;
			metric->flags = known_metrics[i].flags & 1023;
			metric->narrow = (known_metrics[i].flags & NARROW) != 0;
			if (metric->scale.unit == PARSE_UNIT_UNKNOWN && !metric->dcgm)
				(void) by_ending(name, metric, &counts);
			return;
		}
	unknown_metric(name, metric);
}

/*
 * Values that stand for none (DCGM, dcgm_structs.h): 2^63 - 16 to 2^63 - 13 of
 * 64-bit integers, which a double shows as 2^63; 2^47 to 2^47 + 3 of doubles;
 * 2^31 - 16 to 2^31 - 13 of 32-bit integers, and 2^32 - 1, which NVML gives.  The
 * last two are possible readings of a counter of mJ.  Other libraries fill all bits
 * of a counter, 2^64 - 1.
 */
#define NO_COUNT		18446744073709551616.0

/* AMD's libraries fill 16 bits where there is no sensor */
#define NO_WATTS		65535.0

static bool
is_blank_value(double written, bool narrow)
{
	return written == 9223372036854775808.0 || written == NO_COUNT ||
		(written >= 140737488355328.0 && written <= 140737488355331.0) ||
		(narrow && ((written >= 2147483632.0 && written <= 2147483635.0) ||
					written == 4294967295.0));
}

/* What a library writes for "no value" is a number to Prometheus: it would be 9.2e18 W. */
void
prom_value(ParseRow *row, Slice text, const PromMetric *metric)
{
	double		written;

	row->unit = metric->scale.unit;
	row->quantity = metric->quantity;
	row->source = metric->source;
	row->flags = metric->flags;
	if (metric->source == PARSE_ACCELERATOR && parse_number(text, 0, &written) == PARSE_NUMBER &&
		(metric->dcgm ? is_blank_value(written, metric->narrow) :
		 written == NO_COUNT || (written == NO_WATTS && (metric->flags & PARSE_PARTITIONED))))
		parse_reject(row, REASON_BLANK_VALUE, text);
	else
		parse_value(row, text, &metric->scale);
}
