/*
 * series.c
 *		Which series a row belongs to, and what its labels name: see series.h.
 */
#include "core/parse/series.h"

#include <string.h>

/* --- names ------------------------------------------------------------------------ */

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
}

static bool
is_hex(char c)
{
	return parse_is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

/* 8-4-4-4-12 hexadecimal digits */
static bool
is_uuid(Slice s)
{
	if (s.n != 36)
		return false;
	for (int32_t i = 0; i < 36; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? s.s[i] != '-' : !is_hex(s.s[i]))
			return false;
	return true;
}

/* longest of the words below, in bytes */
#define LONGEST_NO_NAME	22

/* what exporters and tools write where there is no name */
static bool
is_no_name(Slice s)
{
	static const char *const words[] = {
		"", "n/a", "na", "nan", "none", "null", "nil", "<nil>", "unknown", "undefined", "not supported",
		"not available", "not specified", "to be filled by o.e.m.", "default string", "-", "0x0"
	};
	/* no word is as long as a UUID, and most names are one */
	if (s.n > LONGEST_NO_NAME)
		return false;
	if (s.n >= 2 && s.s[0] == '[' && s.s[s.n - 1] == ']')
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (parse_is_nocase(s, words[i]))
			return true;
	return false;
}

static bool
is_zeros(Slice s)
{
	for (int32_t i = 0; i < s.n; i++)
		if (s.s[i] != '0' && s.s[i] != '-')
			return false;
	return true;
}

static bool
has_gpu_prefix(Slice s)
{
	return parse_starts_nocase(s, "GPU-");
}

/*
 * What tools print where they have no name (N/A, 0, the nil UUID, serial numbers of zeros) names no
 * card: two cards without a name must not become one.
 */
bool
parse_names_card(Slice text)
{
	text = parse_trim(text);
	if (text.n > PARSE_MAX_NAME - 4 || is_no_name(text))
		return false;
	/* the nil UUID, with its prefix or without, and serial numbers of nothing but zeros */
	if (has_gpu_prefix(text))
	{
		Slice		rest = {text.s + 4, text.n - 4};

		return rest.n > 0 && !(is_zeros(rest) && is_uuid(rest));
	}
	return !is_zeros(text);
}

/*
 * One spelling for one card, whichever exporter wrote it: the prefix GPU- before a UUID, hexadecimal
 * digits in lower case.  Serial numbers keep their letters.
 */
int32_t
parse_card_name(Slice text, char *out)
{
	bool		prefixed;
	int32_t		n = 0;
	bool		lowered;

	text = parse_trim(text);
	if (!parse_names_card(text))
		return 0;
	prefixed = has_gpu_prefix(text);
	if (prefixed)
		text = (Slice) {text.s + 4, text.n - 4};
	/* NVML's UUID has the prefix, what some exporters print of it has not */
	if (prefixed || is_uuid(text))
	{
		static const char prefix[] = {'G', 'P', 'U', '-'};

		memcpy(out, prefix, sizeof(prefix));
		n = (int32_t) sizeof(prefix);
	}
	lowered = n > 0 || parse_starts_nocase(text, "0x");
	for (int32_t i = 0; i < text.n; i++)
		out[n++] = lowered ? lower(text.s[i]) : text.s[i];
	if (parse_starts_nocase((Slice) {out, n}, "MIG-"))
		for (int32_t i = 0; i < n; i++)
			out[i] = i < 3 ? "MIG"[i] : lower(out[i]);
	return n;
}

/* domain:bus:device.function in one spelling; 0 if it is none.  It names a card within its host. */
int32_t
parse_bus_id(Slice text, char *out)
{
	int32_t		colons = 0;
	int32_t		n = 0;

	text = parse_trim(text);
	for (int32_t i = 0; i < text.n; i++)
	{
		colons += text.s[i] == ':';
		if (!is_hex(text.s[i]) && text.s[i] != ':' && text.s[i] != '.')
			return 0;
	}
	if (colons < 1 || colons > 2 || text.n > 24)
		return 0;
	/* the domain has four digits in sysfs and eight in NVML */
	if (colons == 1)
	{
		static const char domain[] = {'0', '0', '0', '0', ':'};

		memcpy(out, domain, sizeof(domain));
		n = (int32_t) sizeof(domain);
	}
	else
		while (text.n > 0 && text.s[0] == '0' && memchr(text.s, ':', (size_t) text.n) > (const void *) (text.s + 4))
			text = (Slice) {text.s + 1, text.n - 1};
	for (int32_t i = 0; i < text.n; i++)
		out[n++] = lower(text.s[i]);
	return n;
}

/* --- labels ------------------------------------------------------------------------- */

/* labels by what they say; of several with one role the first here counts */
static const struct
{
	const char *name;
	ParseRole	role;
}			known_labels[] = {
	{"uuid", ROLE_UUID},
	{"gpu_uuid", ROLE_UUID},
	{"hw_id", ROLE_UUID},		/* OpenTelemetry's, if it begins as a card's */
	{"hw.id", ROLE_UUID},
	{"serial", ROLE_SERIAL},
	{"Serial", ROLE_SERIAL},
	{"serial_number", ROLE_SERIAL},
	{"gpu_serial", ROLE_SERIAL},
	{"gpu_unique_id", ROLE_SERIAL},
	{"pci.bus_id", ROLE_BUS},
	{"pci_bus_id", ROLE_BUS},
	{"gpu_bus_id", ROLE_BUS},
	{"pci_bdf", ROLE_BUS},
	{"bdf", ROLE_BUS},
	{"gpu", ROLE_INDEX},
	{"index", ROLE_INDEX},
	{"gpu_id", ROLE_INDEX},
	{"gpu_index", ROLE_INDEX},
	{"minor_number", ROLE_INDEX},
	{"card", ROLE_INDEX},
	{"GpuIndex", ROLE_INDEX},	/* Ray's */
	{"accel", ROLE_INDEX},
	{"gpu_power", ROLE_INDEX},	/* AMD SMI exporter's */
	{"device", ROLE_INDEX},		/* Gaudi's; "nvidia0" of dcgm-exporter is none */
	{"node_name", ROLE_HOST},
	{"hostname", ROLE_HOST},
	{"exported_hostname", ROLE_HOST},
	{"host", ROLE_HOST},
	{"host_name", ROLE_HOST},
	{"node", ROLE_HOST},
	{"nodename", ROLE_HOST},
	{"kubernetes_node", ROLE_HOST},
	{"instance", ROLE_INSTANCE},
	{"GPU_I_ID", ROLE_PART},
	{"gpu_partition_id", ROLE_PART},
	{"prometheus_replica", ROLE_REPLICA},	/* of the operator */
	{"__replica__", ROLE_REPLICA},	/* Mimir's and Cortex' */
	{"thanos_replica", ROLE_REPLICA},
	{"receive_replica", ROLE_REPLICA},	/* of Thanos' receivers, beside that of the sender */
	{"replica", ROLE_REPLICA},
	{"slurm_job", ROLE_JOB},
	{"slurm_job_id", ROLE_JOB},
	{"slurmjobid", ROLE_JOB},
	{"hpc_job", ROLE_JOB},
	{"job_id", ROLE_JOB},
	{"jobid", ROLE_JOB},
	{"pod", ROLE_POD},
	{"exported_pod", ROLE_POD},
	{"pod_name", ROLE_POD},
	{"namespace", ROLE_NAMESPACE},
	{"exported_namespace", ROLE_NAMESPACE},
	{"pod_namespace", ROLE_NAMESPACE},
	{"modelName", ROLE_MODEL},
	{"model_name", ROLE_MODEL},
	{"card_model", ROLE_MODEL},
	{"gpu_name", ROLE_MODEL},
	{"GpuDeviceName", ROLE_MODEL},
	{"name", ROLE_MODEL},
	{"zone", ROLE_ZONE},
	{"rapl_zone", ROLE_ZONE},
	{"country_code", ROLE_ZONE},
	{"container_id", ROLE_CONTAINER},
	{"pod_id", ROLE_CONTAINER},
};

ParseRole
parse_role(Slice name)
{
	for (size_t i = 0; i < sizeof(known_labels) / sizeof(known_labels[0]); i++)
		if (parse_is(name, known_labels[i].name))
			return known_labels[i].role;
	return PARSE_ROLES;
}

static bool
is_number(Slice s)
{
	int64_t		n;

	return parse_integer(s, &n);
}

/* can this be what a label of this role says? */
static bool
fits(ParseRole role, const ParseLabel *label)
{
	if (label->value.n == 0)
		return false;
	if (role == ROLE_INDEX)
		return is_number(label->value);
	if (role == ROLE_UUID)
		return parse_names_card(label->value) &&
			(!(parse_is(label->name, "hw_id") || parse_is(label->name, "hw.id")) || has_gpu_prefix(label->value));
	if (role == ROLE_SERIAL)
		return parse_names_card(label->value);
	return true;
}

/*
 * known_labels is in order of trust: of several labels that may play a role the first one counts
 * whose value can be what it says.
 */
static void
find_roles(const Reader *reader, ParseSeries *series)
{
	for (size_t k = 0; k < sizeof(known_labels) / sizeof(known_labels[0]); k++)
	{
		ParseRole	role = known_labels[k].role;

		for (int i = 0; i < reader->labels && series->role[role] == NULL; i++)
			if (parse_is(reader->label[i].name, known_labels[k].name) && fits(role, &reader->label[i]))
				series->role[role] = &reader->label[i];
	}
}

/* --- devices --------------------------------------------------------------------------- */

/* adds a text to a name; what does not fit leaves no name */
static void
append(char *name, int32_t *length, ParseEscape escape, Slice text)
{
	if (*length < 0 || text.n > PARSE_MAX_NAME - *length)
		*length = -1;
	else
		*length += parse_unescape(escape, text, name + *length);
}

static void
append_label(char *name, int32_t *length, const ParseLabel *label)
{
	append(name, length, label->escape, label->value);
}

/* likewise, behind a slash where something is there */
static void
append_name(char *name, int32_t *length, const ParseLabel *label)
{
	if (*length > 0)
		append(name, length, PARSE_PLAIN, (Slice) {"/", 1});
	append_label(name, length, label);
}

/* the host of an instance, node-7:9100; an address of IPv6 stays as it is */
static Slice
without_port(Slice instance)
{
	int32_t		n = instance.n;

	while (n > 0 && parse_is_digit(instance.s[n - 1]))
		n--;
	if (n > 1 && n < instance.n && instance.s[n - 1] == ':' &&
		memchr(instance.s, ':', (size_t) n) == (const void *) (instance.s + n - 1))
		instance.n = n - 1;
	return instance;
}

/*
 * The host that the labels name, else the caller's, else that of the scrape's instance: an exporter
 * runs where the card is, but may be scraped through a name of its own.
 */
static void
find_host(const Reader *reader, ParseSeries *series)
{
	if (series->role[ROLE_HOST] != NULL)
		append_label(series->host, &series->host_length, series->role[ROLE_HOST]);
	else if (reader->options->host.n > 0)
		append(series->host, &series->host_length, PARSE_PLAIN, reader->options->host);
	else if (series->role[ROLE_INSTANCE] != NULL)
		append(series->host, &series->host_length, series->role[ROLE_INSTANCE]->escape,
			   without_port(series->role[ROLE_INSTANCE]->value));
	if (series->host_length < 0)
		series->host_length = 0;
}

/* where nothing says on which host a thing is, what the caller calls the source keeps two of them apart */
static Slice
place_of(const Reader *reader, const ParseSeries *series)
{
	return series->host_length > 0 ? (Slice) {series->host, series->host_length} : reader->options->source;
}

/* a card by what is printed on it or burnt into it; else by its slot */
static void
name_card(const Reader *reader, const ParseRow *row, ParseSeries *series)
{
	const ParseLabel *uuid = row->flags & PARSE_SLOT_UUID ? NULL : series->role[ROLE_UUID];
	const ParseLabel *own = uuid != NULL ? uuid : series->role[ROLE_SERIAL];
	const ParseLabel *bus = series->role[ROLE_BUS];
	Slice		index = series->role[ROLE_INDEX] != NULL ? series->role[ROLE_INDEX]->value : row->device;
	char		slot[32];
	int32_t		n = 0;

	if (own != NULL && own->value.n <= PARSE_MAX_NAME)
	{
		char		text[PARSE_MAX_NAME];

		series->device_length = parse_card_name((Slice) {text, parse_unescape(own->escape, own->value, text)}, series->device);
		series->names_card = series->device_length > 0;
		if (series->names_card)
			return;
	}
	if (bus != NULL)
		n = parse_bus_id(bus->value, slot);
	if (n == 0 && index.n > 0 && index.n < (int32_t) sizeof(slot))
	{
		n = index.n;
		memcpy(slot, index.s, (size_t) n);
	}
	if (n == 0)
		return;
	append(series->device, &series->device_length, PARSE_PLAIN, place_of(reader, series));
	if (series->device_length > 0)
		append(series->device, &series->device_length, PARSE_PLAIN, (Slice) {"/", 1});
	append(series->device, &series->device_length, PARSE_PLAIN, (Slice) {slot, n});
	series->names_card = series->host_length > 0;
}

static void
name_meter(const Reader *reader, ParseSeries *series)
{
	/* Kepler's instance is a pod's address, which changes with every start */
	const ParseLabel *host = series->role[ROLE_HOST];
	const ParseLabel *instance = series->role[ROLE_INSTANCE];
	const ParseLabel *name = host != NULL && (instance == NULL || parse_is(host->name, "node_name")) ? host : instance;

	if (name != NULL)
		append_label(series->device, &series->device_length, name);
	else
		append(series->device, &series->device_length, PARSE_PLAIN, place_of(reader, series));
}

/*
 * Metrics that measure one thing in parts: the domains of RAPL, and vLLM's own
 * cache and those beyond it.
 */
static const struct
{
	const char *beginning;
	const char *measure;
	const char *part;
}			families[] = {
	{"node_rapl_package_", "node_rapl", "package"},
	{"node_rapl_dram_", "node_rapl", "dram"},
	{"ceems_rapl_package_", "ceems_rapl", "package"},
	{"ceems_rapl_dram_", "ceems_rapl", "dram"},
	{"kepler_node_package_", "kepler_node_rapl", "package"},
	{"kepler_node_dram_", "kepler_node_rapl", "dram"},
	{"vllm:prefix_cache_hits", "vllm:prefix_cache_hits", NULL},
	{"vllm:external_prefix_cache_hits", "vllm:prefix_cache_hits", "external"},
};

/* what tells the meters and sensors of one device apart */
static const char *const part_labels[] = {
	"domain", "zone", "rapl_zone", "mode", "chip", "sensor", "socket", "package", "index", "outlet", "outlet_id", "phase",
	"chassis_id", "supply", "id"
};

/* does a word stand somewhere in a text, in letters of any case? */
static bool
contains(Slice text, const char *word)
{
	for (int32_t i = 0; i < text.n; i++)
		if (parse_starts_nocase((Slice) {text.s + i, text.n - i}, word))
			return true;
	return false;
}

/* parts of a node that a meter's name says it is of: the ledger takes a meter of the whole node before it */
static const char *const components[] = {
	"package", "dram", "cpu", "cpus", "processor", "processors", "memory", "dimm", "socket", "sockets", "soc", "core",
	"cores", "fan", "fans", "disk", "disks"
};

/* labels by which exporters of meters that no table has say what of the node one of them measures */
static const char *const scope_labels[] = {
	"scope", "component", "domain", "subsystem", "type", "sensor", "rail", "channel", "measurement", "name"
};

/* the label that says so with one of the words, in letters of any case and with a number behind it or not; word: which */
static const ParseLabel *
scope_of(const Reader *reader, const char *const *words, size_t n, const char **word)
{
	for (size_t i = 0; i < sizeof(scope_labels) / sizeof(scope_labels[0]); i++)
	{
		const ParseLabel *label = parse_filled_label(reader, scope_labels[i]);
		Slice		value;

		if (label == NULL)
			continue;
		value = label->value;
		while (value.n > 0 && (parse_is_digit(value.s[value.n - 1]) || value.s[value.n - 1] == '-' || value.s[value.n - 1] == '_'))
			value.n--;
		for (size_t k = 0; k < n; k++)
			if (parse_is_nocase(value, words[k]))
			{
				*word = words[k];
				return label;
			}
	}
	return NULL;
}

/* the label by which a meter says that it is that of all of its node; NULL: it does not */
static const ParseLabel *
whole_of(const Reader *reader, const ParseRow *row)
{
	static const char *const words[] = {"total", "all", "node", "system", "chassis", "platform", "server", "overall"};
	const char *word;

	return row->source == PARSE_NODE && (row->flags & PARSE_OF_ZONE) == 0 ?
		scope_of(reader, words, sizeof(words) / sizeof(words[0]), &word) : NULL;
}

/* what begins a part, or goes behind what is there */
static void
append_part(ParseSeries *series, ParseEscape escape, Slice text)
{
	if (series->part_length > 0)
		append(series->part, &series->part_length, PARSE_PLAIN, (Slice) {"/", 1});
	append(series->part, &series->part_length, escape, text);
}

static void
append_component(const Reader *reader, const ParseRow *row, ParseSeries *series)
{
	static const char *const drivers[] = {"hsmp", "zenpower", "fam15h", "amd_energy"};
	const ParseLabel *chip = parse_filled_label(reader, "chip");
	const char *word;

	/* sensors of processors that hwmon shows beside the node's meter */
	for (size_t i = 0; chip != NULL && i < sizeof(drivers) / sizeof(drivers[0]); i++)
		if (contains(chip->value, drivers[i]))
		{
			append_part(series, PARSE_PLAIN, (Slice) {"cpu", 3});
			return;
		}
	for (size_t i = 0; i < sizeof(components) / sizeof(components[0]); i++)
		if (parse_has_word(row->metric, components[i]))
		{
			append_part(series, PARSE_PLAIN, (Slice) {components[i], (int32_t) strlen(components[i])});
			return;
		}
	if (scope_of(reader, components, sizeof(components) / sizeof(components[0]), &word) != NULL)
		append_part(series, PARSE_PLAIN, (Slice) {word, (int32_t) strlen(word)});
}

/*
 * What of the device is measured, where it has several meters.  The parts of a card that repeat the
 * card's own value are none (PARSE_PARTITIONED, first partition); zones and sensors of a node
 * are, and are told apart by all labels that may tell.
 */
static void
name_part(const Reader *reader, const ParseRow *row, ParseSeries *series)
{
	const ParseLabel *part = series->role[ROLE_PART];

	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (families[i].part != NULL && parse_starts(row->metric, families[i].beginning))
			append(series->part, &series->part_length, PARSE_PLAIN,
				   (Slice) {families[i].part, (int32_t) strlen(families[i].part)});
	if (series->location != NULL)
	{
		/* what may contain each other does not add up: of several one counts, that of the whole card first */
		if (!parse_is(series->location->value, "card"))
			append_label(series->part, &series->part_length, series->location);
	}
	else if (row->flags & PARSE_OF_INSTANCE)
	{
		if (part != NULL)
			append_label(series->part, &series->part_length, part);
	}
	else if (row->flags & PARSE_PARTITIONED)
	{
		/* the first partition speaks for the card */
		if (part != NULL && !parse_is(part->value, "0"))
			append_label(series->part, &series->part_length, part);
	}
	else if (row->source == PARSE_ACCELERATOR ? (row->flags & PARSE_OF_ZONE) : row->source != PARSE_SERVICE && row->source != PARSE_GRID)
	{
		if (row->source == PARSE_NODE && (row->flags & PARSE_OF_ZONE) == 0)
			append_component(reader, row, series);
		for (size_t i = 0; i < sizeof(part_labels) / sizeof(part_labels[0]); i++)
		{
			const ParseLabel *label = parse_filled_label(reader, part_labels[i]);

			if (label != NULL)
				append_part(series, label->escape, label->value);
		}
	}
}

/*
 * Who shows it again: a replica of Prometheus, or of what it sends to, and of a meter that two jobs of
 * Prometheus scrape at one address the job.  A pushed metric bears the job of who pushed it, and no address.
 */
static void
name_replica(const Reader *reader, const ParseRow *row, ParseSeries *series)
{
	const ParseLabel *job = parse_filled_label(reader, "job");

	for (int i = 0; i < reader->labels && series->role[ROLE_REPLICA] != NULL; i++)
		if (parse_role(reader->label[i].name) == ROLE_REPLICA && reader->label[i].value.n > 0)
			append_name(series->replica, &series->replica_length, &reader->label[i]);
	if (reader->format->by_labels && job != NULL && series->role[ROLE_INSTANCE] != NULL &&
		(row->source == PARSE_NODE || row->source == PARSE_RACK || row->source == PARSE_SITE))
		append_name(series->replica, &series->replica_length, job);
	if (series->replica_length < 0)
		series->replica_length = 0;
}

/* several of one measure and device add up, of several measures one counts */
static void
name_measure(const Reader *reader, const ParseRow *row, ParseSeries *series)
{
	const ParseLabel *whole = whole_of(reader, row);

	/* what the others of its name measure is in it */
	series->measure = series->location != NULL ? series->location->value : whole != NULL ? whole->value : row->metric;
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (parse_starts(row->metric, families[i].beginning))
			series->measure = (Slice) {families[i].measure, (int32_t) strlen(families[i].measure)};
}

/* zones of a node that are in its package, or around it */
static bool
overlaps(const ParseLabel *zone)
{
	static const char *const zones[] = {"core", "uncore", "psys", "pp0", "pp1"};

	for (size_t i = 0; zone != NULL && i < sizeof(zones) / sizeof(zones[0]); i++)
		if (parse_starts(zone->value, zones[i]))
			return true;
	return false;
}

/* is this chip of hwmon a device of its own: on the PCI bus, or by its driver? */
static bool
is_card_chip(const ParseLabel *chip)
{
	static const char *const drivers[] = {"amdgpu", "nouveau", "i915", "nvme"};

	if (chip == NULL)
		return false;
	for (size_t i = 0; i < sizeof(drivers) / sizeof(drivers[0]); i++)
		if (contains(chip->value, drivers[i]))
			return true;
	/*
	 * "0000:02:00_0_0000:03:00_0", or "pci0000:00_0000:00:18_4" where no bridge is between.  Batteries
	 * and their chargers have their own class of devices, which hwmon shows again.
	 */
	return parse_starts(chip->value, "0000:") || parse_starts(chip->value, "pci") || parse_starts(chip->value, "power_supply_");
}

/* hwmon shows whatever has a driver: the sensor of a card or a drive is not the node's meter */
static bool
is_of_card_chip(const Reader *reader, const ParseRow *row)
{
	return (parse_starts(row->metric, "node_hwmon_") || parse_starts(row->metric, "ceems_hwmon_")) &&
		(is_card_chip(parse_filled_label(reader, "chip")) || is_card_chip(parse_filled_label(reader, "chip_name")));
}

/* RAPL that is read a second time, over memory-mapped registers */
static bool
is_second_rapl(const Reader *reader)
{
	const ParseLabel *path = parse_filled_label(reader, "path");

	return path != NULL && contains(path->value, "rapl-mmio");
}

/* a control of Redfish that breaks down what the first one measures, or one supply of several, as Kepler gives them */
static bool
is_minor_control(const Reader *reader)
{
	const ParseLabel *id = parse_filled_label(reader, "id");
	const ParseLabel *type = parse_filled_label(reader, "source_type");

	if (type != NULL && parse_is(type->value, "PowerSupply"))
		return true;
	if (id == NULL)
		id = parse_filled_label(reader, type != NULL ? "source_id" : "power_voltage_id");
	return id != NULL && is_number(id->value) && !parse_is(id->value, "0");
}

/* a sensor of OpenTelemetry's that is in another one of its card, or of a part of a node */
static bool
is_inner_sensor(const Reader *reader, const ParseSeries *series)
{
	const ParseLabel *type = parse_filled_label(reader, "hw_type");
	const ParseLabel *at = series->location;

	return parse_filled_label(reader, "com_intel_subdevice_id") != NULL ||
		(at != NULL && (parse_is(at->value, "memory") || parse_is(at->value, "stack"))) ||
		(type != NULL && !parse_is(type->value, "gpu") && !parse_is(type->value, "host") && !parse_is(type->value, "enclosure"));
}

/* which of a thing's sensors: one chassis of Redfish's may contain another, and so may sensors of a card */
static const ParseLabel *
location_of(const Reader *reader, const ParseRow *row)
{
	if (parse_starts(row->metric, "hw_"))
		return parse_filled_label(reader, "hw_sensor_location");
	if (parse_starts(row->metric, "redfish_chassis_") || parse_starts(row->metric, "kepler_platform_"))
		return parse_filled_label(reader, "chassis_id");
	if (parse_starts(row->metric, "ceems_redfish_") || (reader->format == &format_redfish && row->source == PARSE_NODE))
		return parse_filled_label(reader, "chassis");
	return NULL;
}

/* Gaudi's exporter gives its mW once more under a name that ends in watts */
static bool
is_copy_of_mw(const Reader *reader, const ParseRow *row)
{
	return parse_is(row->metric, "accelerator_power_usage_watts") && parse_filled_label(reader, "Serial") != NULL &&
		parse_filled_label(reader, "spi") != NULL;
}

/* does another series count what this one does? */
static bool
is_counted_elsewhere(const Reader *reader, const ParseRow *row, const ParseSeries *series)
{
	if ((row->flags & PARSE_OF_ZONE) && (overlaps(series->role[ROLE_ZONE]) || is_second_rapl(reader)))
		return true;
	if ((row->flags & PARSE_OF_CONTROL) && is_minor_control(reader))
		return true;
	if (parse_starts(row->metric, "ceems_cray_"))
	{
		const ParseLabel *domain = parse_filled_label(reader, "domain");

		return domain != NULL && !parse_is(domain->value, "node");
	}
	/* a tile is in its card */
	if ((row->flags & PARSE_SLOT_UUID) && parse_filled_label(reader, "sub_dev") != NULL)
		return true;
	return is_copy_of_mw(reader, row) || is_of_card_chip(reader, row) || (parse_starts(row->metric, "hw_") && is_inner_sensor(reader, series));
}

/*
 * From labels to a thing: source and quantity may be corrected on the way, since a name alone
 * does not tell a card's sensor from the node's.  What does not fit into PARSE_MAX_NAME bytes
 * leaves no name, never half of one.
 */
void
parse_series(const Reader *reader, ParseRow *row, ParseSeries *series)
{
	const ParseOptions *options = reader->options;

	series->names_card = false;
	series->device_length = series->host_length = series->part_length = series->replica_length = 0;
	memset(series->role, 0, sizeof(series->role));
	find_roles(reader, series);
	find_host(reader, series);
	series->whole_card = (row->flags & PARSE_WHOLE_CARD) != 0;
	series->location = location_of(reader, row);
	if (is_counted_elsewhere(reader, row, series))
		row->quantity = PARSE_OTHER;
	/* a meter whose labels name a card is the card's */
	if (row->source == PARSE_NODE && (series->role[ROLE_UUID] != NULL ||
		(series->role[ROLE_BUS] != NULL && parse_starts(row->metric, "hw_")) ||
		(series->role[ROLE_INDEX] != NULL && parse_starts(series->role[ROLE_INDEX]->name, "gpu"))))
		row->source = PARSE_ACCELERATOR;
	if (row->source == PARSE_ACCELERATOR)
		name_card(reader, row, series);
	else if (row->source == PARSE_CONTAINER)
	{
		if (series->role[ROLE_CONTAINER] != NULL)
			append_label(series->device, &series->device_length, series->role[ROLE_CONTAINER]);
	}
	else if (row->source != PARSE_SERVICE && row->source != PARSE_GRID)
		name_meter(reader, series);
	name_part(reader, row, series);
	name_replica(reader, row, series);
	name_measure(reader, row, series);
	/* what names nothing by itself is named by the caller, or after what it measures */
	if (series->device_length == 0 && options->ledger && row->source <= PARSE_SITE)
	{
		append(series->device, &series->device_length, PARSE_PLAIN, options->device);
		if (series->device_length == 0 && row->source != PARSE_ACCELERATOR)
			append(series->device, &series->device_length, PARSE_PLAIN, row->metric);
	}
	if (series->device_length < 0)
		series->device_length = 0;
	if (series->part_length < 0)
		series->part_length = 0;
}

bool
parse_is_held(const Reader *reader, const ParseSeries *series)
{
	const ParseLabel *pod = series->role[ROLE_POD];
	const ParseLabel *container = parse_filled_label(reader, "container");

	if (series->role[ROLE_JOB] != NULL)
		return true;
	return pod != NULL && !contains(pod->value, "exporter") && !(container != NULL && contains(container->value, "exporter"));
}
