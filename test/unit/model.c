/*
 * Parameters, FLOP, bytes and times of published models, and bad configurations.
 */
#include "core/model.h"

#include <inttypes.h>
#include <stddef.h>

#include "json.h"
#include "model_changes.h"
#include "model_configs.h"
#include "model_families.h"
#include "tap.h"

static JsonReader json;

static Status
read_config(const char *config, Model *model, ModelCount *count, ModelError *error)
{
	Status		status;

	json_read(&json, config);
	status = model_read(json.keys, json.count, model, error);
	return status == CORE_OK ? model_count(model, count, error) : status;
}

/* a model of model_configs.h */
static void
published(const char *name, Model *m, ModelCount *c)
{
	ModelError	e;
	Status		status = CORE_INVALID;

	for (int i = 0; i < MODEL_CONFIGS; i++)
		if (strcmp(model_configs[i].model, name) == 0)
			status = read_config(model_configs[i].config, m, c, &e);
	if (status != CORE_OK)
		ok(false, "%s is there", name);
}

static int64_t
windowed_layers(const Model *m)
{
	int64_t		n = 0;

	for (int k = 0; k < m->kinds; k++)
		if (m->kind[k].window > 0)
			n += m->kind[k].count;
	return n;
}

static void
without_windows(Model *m)
{
	for (int k = 0; k < m->kinds; k++)
		m->kind[k].window = 0;
}

/* to the last parameter */
static void
test_counts(void)
{
	Model		m;
	ModelCount	c;
	ModelError	e;

	for (int i = 0; i < MODEL_CONFIGS; i++)
	{
		const char *name = model_configs[i].model;
		bool		read = read_config(model_configs[i].config, &m, &c, &e) == CORE_OK;

		ok(read, "%s: config is read", name);
		ok(read && c.params == model_configs[i].params, "%s: params", name);
		ok(read && c.active_params == model_configs[i].active_params, "%s: active params", name);
		ok(read && c.embedding_params == model_configs[i].embedding_params,
		   "%s: embedding params", name);
	}
	for (int i = 0; i < MODEL_SHAPES; i++)
	{
		const char *name = model_shapes[i].shape;
		bool		read = read_config(model_shapes[i].config, &m, &c, &e) == CORE_OK;

		ok(read && c.params == model_shapes[i].params, "%s: params", name);
		ok(read && c.active_params == model_shapes[i].active_params, "%s: active params", name);
	}
	for (int i = 0; i < MODEL_DEFAULTS; i++)
	{
		const char *name = model_defaults[i].type;
		bool		read = read_config(model_defaults[i].config, &m, &c, &e) == CORE_OK;

		ok(read && c.params == model_defaults[i].params, "%s: params", name);
		ok(read && c.active_params == model_defaults[i].active_params, "%s: active params", name);
	}
}

/* the keys of a configuration with one of them changed, or left out */
static void
change_key(JsonReader *r, JsonReader *other, const char *name, const char *value)
{
	static char text[4096];
	int			kept = 0;

	for (int i = 0; i < r->count; i++)
		if (r->keys[i].text_config || r->keys[i].length != (int32_t) strlen(name) ||
			memcmp(r->keys[i].name, name, strlen(name)) != 0)
			r->keys[kept++] = r->keys[i];
	r->count = kept;
	if (value == NULL)
		return;
	snprintf(text, sizeof(text), "{\"%s\": %s}", name, value);
	json_read(other, text);
	for (int i = 0; i < other->count; i++)
		r->keys[r->count++] = other->keys[i];
}

/* what the class of a changed configuration has, or a refusal that names a key */
static void
test_changes(void)
{
	static JsonReader other;
	int			counted = 0;

	for (int i = 0; i < MODEL_CHANGES; i++)
	{
		const char *type = model_changes[i].type;
		const char *key = model_changes[i].key;
		const char *value = model_changes[i].value;
		Model		m;
		ModelCount	c;
		ModelError	e = {0};

		for (int k = 0; k < MODEL_DEFAULTS; k++)
			if (strcmp(model_defaults[k].type, type) == 0)
				json_read(&json, model_defaults[k].config);
		change_key(&json, &other, key, value);
		if (model_read(json.keys, json.count, &m, &e) != CORE_OK || model_count(&m, &c, &e) != CORE_OK)
		{
			ok(e.field != NULL || e.found != NULL, "%s with %s %s names what it refuses", type, key, value ? value : "left out");
			continue;
		}
		ok(c.params == model_changes[i].params && c.active_params == model_changes[i].active_params,
		   "%s with %s %s", type, key, value ? value : "left out");
		counted++;
	}
	ok(counted > MODEL_CHANGES / 3, "of the changed configurations %d are counted", counted);
}

/* the answers that a key of a configuration may change: counts, caches, FLOP of contexts within and beyond any window */
static bool
same_answers(const Model *a, const ModelCount *count_a, const Model *b, const ModelCount *count_b)
{
	static const double contexts[] = {100, 4000, 100000};
	bool		same = count_a->params == count_b->params && count_a->active_params == count_b->active_params &&
		windowed_layers(a) == windowed_layers(b) && model_state_bytes(a) == model_state_bytes(b);

	for (int i = 0; i < 3; i++)
		same = same && model_kv_bytes(a, contexts[i], 2) == model_kv_bytes(b, contexts[i], 2) &&
			model_decode_flop(a, count_a, contexts[i]) == model_decode_flop(b, count_b, contexts[i]) &&
			model_prefill_flop(a, count_a, contexts[i]) == model_prefill_flop(b, count_b, contexts[i]);
	return same;
}

/*
 * What the configs of model_families.h say beyond the defaults of the class: where it has none
 * (dots1, nemotron), what it derives from a key that it changes itself (bailing_hybrid), and what
 * the class around the text model says otherwise (moss_transcribe_diarize).
 */
static const struct
{
	const char *type;
	const char *key;
}			no_defaults[] = {
	{"dots1", "n_shared_experts"}, {"nemotron", "num_key_value_heads"}, {"bailing_hybrid", "linear_head_dim"},
	{"moss_transcribe_diarize", "tie_word_embeddings"},
};

static bool
no_default(const char *type, const char *key)
{
	for (size_t i = 0; i < sizeof(no_defaults) / sizeof(no_defaults[0]); i++)
		if (strcmp(no_defaults[i].type, type) == 0 && strcmp(no_defaults[i].key, key) == 0)
			return true;
	return false;
}

/*
 * The configs of model_families.h spell out the defaults of transformers' classes: one
 * that leaves a key out is the same model, or is refused by the name of that key.  What a class
 * derives from other keys when the key is null is spelled out as well, and follows here too.
 */
static void
test_left_out(void)
{
	static JsonReader whole_json;
	int			tried = 0,
				refused = 0;

	for (int i = 0; i < MODEL_DEFAULTS; i++)
	{
		const char *type = model_defaults[i].type;
		Model		whole;
		ModelCount	whole_count;
		ModelError	e;

		json_read(&whole_json, model_defaults[i].config);
		if (model_read(whole_json.keys, whole_json.count, &whole, &e) != CORE_OK || model_count(&whole, &whole_count, &e) != CORE_OK)
			ok(false, "%s is read", type);
		for (int k = 0; k < whole_json.count; k++)
		{
			Model		m;
			ModelCount	c;
			char		key[64];

			snprintf(key, sizeof(key), "%.*s", (int) whole_json.keys[k].length, whole_json.keys[k].name);
			if (whole_json.keys[k].element >= 0 || whole_json.keys[k].text_config || whole_json.keys[k].kind == MODEL_OBJECT ||
				strcmp(key, "model_type") == 0 || no_default(type, key))
				continue;
			json_read(&json, model_defaults[i].config);
			change_key(&json, NULL, key, NULL);
			tried++;
			if (model_read(json.keys, json.count, &m, &e) != CORE_OK || model_count(&m, &c, &e) != CORE_OK)
			{
				refused++;
				if (e.problem != MODEL_MISSING)
					ok(false, "%s without %s is refused as missing it", type, key);
			}
			else if (!same_answers(&m, &c, &whole, &whole_count))
				ok(false, "%s without %s is what its class makes of it", type, key);
		}
	}
	ok(tried > 2000 && refused < tried / 2, "%d keys were left out, %d of them refused", tried, refused);
	/* the class's own pattern: every fourth layer from the first on has no window */
	{
		Model		m;
		ModelCount	c;
		ModelError	e;
		int64_t		full = 0;

		ok(read_config("{\"model_type\": \"cwm\", \"vocab_size\": 1000, \"hidden_size\": 64, \"intermediate_size\": 128, "
					   "\"num_hidden_layers\": 10, \"num_attention_heads\": 8}", &m, &c, &e) == CORE_OK, "a config of cwm without windows");
		for (int n = 0; n < m.kinds; n++)
			if (m.kind[n].window == 0)
				full += m.kind[n].count;
			else
				ok(m.kind[n].window == 8192, "the window of the class");
		ok(full == 3, "layers 0, 4 and 8 of ten are full");

		/* letters for the layers of a period, as EXAONE's first files have them */
		ok(read_config("{\"model_type\": \"exaone4\", \"vocab_size\": 1000, \"hidden_size\": 64, \"intermediate_size\": 128, "
					   "\"num_hidden_layers\": 10, \"num_attention_heads\": 8, \"sliding_window_pattern\": \"LGL\"}", &m, &c, &e) == CORE_OK &&
		   windowed_layers(&m) == 7, "layers 1, 4 and 7 of ten are full");
	}
}

/*
 * Keys that a published file leaves to the class, and its value in transformers 5.24
 * (configuration_*.py): with it and without it the same model.  The small models are of no publisher.
 */
#define SMALL(type) "{\"model_type\": \"" type "\", \"vocab_size\": 1000, \"hidden_size\": 256, \"intermediate_size\": 512, \"num_hidden_layers\": 6, \"num_attention_heads\": 64"
#define LINEAR ", \"linear_num_value_heads\": 8, \"linear_num_key_heads\": 4, \"linear_key_head_dim\": 16, \"linear_value_head_dim\": 16, \"linear_conv_kernel_dim\": 4"
#define SHARED ", \"shared_expert_intermediate_size\": 32"
#define MIXTURE ", \"num_experts\": 4, \"num_experts_per_tok\": 2, \"moe_intermediate_size\": 32"
static const struct
{
	const char *config;			/* up to its last key */
	const char *key;
	const char *value;
}			class_defaults[] = {
	/* the names that stand outside of a text model without a name of its own */
	{SMALL("gemma3"), "num_key_value_heads", "4"},
	{SMALL("gemma3"), "head_dim", "256"},
	{SMALL("gemma3n"), "head_dim", "256"},
	{SMALL("gemma4"), "head_dim", "256"},
	{SMALL("gemma4"), "global_head_dim", "512"},
	{SMALL("gemma4_unified"), "head_dim", "256"},
	{SMALL("llama4") ", \"num_local_experts\": 4, \"num_experts_per_tok\": 1, \"intermediate_size_mlp\": 128", "head_dim", "128"},
	{SMALL("qwen3_vl_text"), "head_dim", "128"},
	{SMALL("qwen3_vl"), "head_dim", "128"},
	{SMALL("qwen3_5") LINEAR, "head_dim", "256"},
	{SMALL("qwen3_5_moe") MIXTURE LINEAR SHARED, "head_dim", "256"},
	{SMALL("minimax_m3_vl") ", \"num_local_experts\": 4, \"num_experts_per_tok\": 2", "head_dim", "128"},
	{SMALL("step3p5") MIXTURE SHARED, "head_dim", "128"},
	{SMALL("step3p7") MIXTURE SHARED, "head_dim", "128"},
	{SMALL("paddleocr_vl_text"), "head_dim", "128"},
	/* windows where the class has them only when something else says so */
	{SMALL("qwen2") ", \"use_sliding_window\": true, \"max_window_layers\": 2", "sliding_window", "4096"},
	{SMALL("qwen2_moe") MIXTURE SHARED ", \"use_sliding_window\": true", "sliding_window", "4096"},
	{SMALL("qwen3_moe") MIXTURE ", \"use_sliding_window\": true", "sliding_window", "4096"},
	{SMALL("dots1") ", \"n_routed_experts\": 4, \"num_experts_per_tok\": 2, \"moe_intermediate_size\": 32, \"max_window_layers\": 2", "sliding_window", "4096"},
	{SMALL("laguna") MIXTURE SHARED ", \"layer_types\": [\"full_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\"]", "sliding_window", "512"},
	{SMALL("mellum") MIXTURE ", \"layer_types\": [\"full_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\"]", "sliding_window", "1024"},
	/* the dense first layers of MiniMax M3, and its indexer */
	{SMALL("minimax_m3_vl_text") ", \"num_local_experts\": 4, \"num_experts_per_tok\": 2, \"mlp_layer_types\": [\"dense\", \"sparse\", \"sparse\", \"sparse\", \"sparse\", \"sparse\"]", "dense_intermediate_size", "12288"},
	{SMALL("minimax_m3_vl_text") ", \"num_local_experts\": 4, \"num_experts_per_tok\": 2, \"layer_types\": [\"full_attention\", \"minimax_m3_sparse\", \"minimax_m3_sparse\", \"minimax_m3_sparse\", \"minimax_m3_sparse\", \"minimax_m3_sparse\"]", "index_head_dim", "128"},
	{SMALL("minimax_m3_vl_text") ", \"num_local_experts\": 4, \"num_experts_per_tok\": 2, \"layer_types\": [\"full_attention\", \"minimax_m3_sparse\", \"minimax_m3_sparse\", \"minimax_m3_sparse\", \"minimax_m3_sparse\", \"minimax_m3_sparse\"]", "index_block_size", "128"},
	/* the windowed layers of dots.note, where no list gives each its sizes */
#define DOTS3 SMALL("dots3_note_text") ", \"moe_intermediate_size\": 32, \"n_routed_experts\": 4, \"num_experts_per_tok\": 2, \"n_shared_experts\": 1, \"kv_lora_rank\": 64, \"qk_rope_head_dim\": 64, \"qk_nope_head_dim\": 128, \"v_head_dim\": 128"
	{DOTS3, "swa_head_dim", "256"},
	{DOTS3, "swa_head_dim", "null"},
	{DOTS3, "swa_qk_nope_head_dim", "192"},
	{DOTS3, "swa_kv_lora_rank", "1024"},
	{DOTS3, "swa_q_lora_rank", "1024"},
	/* adapters of the shared blocks of Zamba 2; factors of xLSTM at the size of its 7B */
	{SMALL("zamba2") ", \"num_key_value_heads\": 64, \"mamba_d_state\": 64, \"n_mamba_heads\": 8, \"mamba_headdim\": 64, \"use_shared_attention_adapter\": true, \"layers_block_type\": [\"mamba\", \"hybrid\", \"mamba\", \"hybrid\", \"mamba\", \"mamba\"]", "adapter_rank", "128"},
	{"{\"model_type\": \"xlstm\", \"vocab_size\": 1000, \"hidden_size\": 4096, \"num_hidden_layers\": 2, \"num_heads\": 8", "qk_dim_factor", "0.5"},
	{"{\"model_type\": \"xlstm\", \"vocab_size\": 1000, \"hidden_size\": 4096, \"num_hidden_layers\": 2, \"num_heads\": 8", "ffn_proj_factor", "2.667"},
};

static void
test_class_defaults(void)
{
	for (size_t i = 0; i < sizeof(class_defaults) / sizeof(class_defaults[0]); i++)
	{
		char		without[2048],
					with[2048];
		Model		a,
					b;
		ModelCount	count_a,
					count_b;
		ModelError	e = {0};
		bool		read;

		snprintf(without, sizeof(without), "%s}", class_defaults[i].config);
		snprintf(with, sizeof(with), "%s, \"%s\": %s}", class_defaults[i].config, class_defaults[i].key, class_defaults[i].value);
		read = read_config(without, &a, &count_a, &e) == CORE_OK && read_config(with, &b, &count_b, &e) == CORE_OK;
		ok(read, "%.40s is read: %s", class_defaults[i].config + 16, read ? "" : e.field != NULL ? e.field : "a key");
		ok(read && same_answers(&a, &count_a, &b, &count_b), "%.40s has %s %s", class_defaults[i].config + 16, class_defaults[i].key, class_defaults[i].value);
	}
}

/* what the text of a paper or a file of a publisher fixes beside the defaults */
static void
test_parts(void)
{
	/* Nemotron, searched block by block: 4.875 x 16384 x 2 / 3 is the MLP of Llama 3.1 405B, 53248, which is 208 times 256 */
	static const char *const nas =
	"{\"model_type\": \"nemotron-nas\", \"vocab_size\": 1000, \"hidden_size\": 16384, \"num_hidden_layers\": 1, \"num_attention_heads\": 128, \"tie_word_embeddings\": false,"
	"\"block_configs\": [{\"attention\": {\"n_heads_in_group\": 16, \"no_op\": false}, \"ffn\": {\"ffn_mult\": 4.875, \"no_op\": false}}]}";
	static const struct
	{
		const char *config;
		int64_t		most;
	}			largest[] = {
		{"{\"model_type\": \"llama\", \"hidden_size\": 8, \"intermediate_size\": 8, \"num_hidden_layers\": %" PRId64 ", \"num_attention_heads\": 2, \"vocab_size\": 10}", 10000},
		{"{\"model_type\": \"llama\", \"hidden_size\": 8, \"intermediate_size\": 8, \"num_hidden_layers\": 1, \"num_attention_heads\": 2, \"vocab_size\": %" PRId64 "}", 1000000000},
		{"{\"model_type\": \"qwen3_moe\", \"hidden_size\": 8, \"intermediate_size\": 8, \"moe_intermediate_size\": 8, \"num_hidden_layers\": 1, \"num_attention_heads\": 4, \"vocab_size\": 10, "
			"\"num_experts_per_tok\": 1, \"num_experts\": %" PRId64 "}", 1000000},
	};
	Model		m;
	ModelCount	c;
	ModelError	e = {0};
	int			linear = 0;

	ok(read_config(nas, &m, &c, &e) == CORE_OK && c.params == INT64_C(2) * 16384 * 16384 + INT64_C(2) * 16384 * 1024 + INT64_C(3) * 16384 * 53248 + 3 * 16384 + 2 * 1000 * 16384,
	   "the width of a block in steps of 256");

	/* S' = a S + k v, o = q S': a product for the decay, a product and a sum for k v, a product and a sum to read */
	for (int i = 0; i < MODEL_DEFAULTS; i++)
		if (strcmp(model_defaults[i].type, "minimax") == 0)
			ok(read_config(model_defaults[i].config, &m, &c, &e) == CORE_OK, "minimax is read");
	for (int k = 0; k < m.kinds; k++)
		if (m.kind[k].mixer == MODEL_LINEAR_ATTENTION)
		{
			linear++;
			ok(m.kind[k].state_flop == 5.0 * (double) (m.heads * m.head_dim * m.head_dim), "five FLOP an element of its state");
		}
	ok(linear > 0, "minimax has linear attention");

	/* the largest that is taken, and one more */
	for (size_t i = 0; i < sizeof(largest) / sizeof(largest[0]); i++)
	{
		char		config[1024];

		snprintf(config, sizeof(config), largest[i].config, largest[i].most);
		ok(read_config(config, &m, &c, &e) == CORE_OK, "%.60s: %lld is taken", config, (long long) largest[i].most);
		snprintf(config, sizeof(config), largest[i].config, largest[i].most + 1);
		ok(read_config(config, &m, &c, &e) != CORE_OK && e.problem == MODEL_RANGE && e.maximum == largest[i].most, "one more is not");
	}
}

/* one model under other names and in other places has the same count */
static void
test_names(void)
{
	static const char *const same[] = {
		"{\"model_type\": \"falcon\", \"hidden_size\": 64, \"num_hidden_layers\": 2,"
		"\"num_attention_heads\": 4, \"vocab_size\": 100, \"num_kv_heads\": 2, \"new_decoder_architecture\": true}",
		"{\"model_type\": \"RefinedWeb\", \"hidden_size\": 64, \"n_layer\": 2,"
		"\"n_head\": 4, \"vocab_size\": 100, \"n_head_kv\": 2}",
		"{\"architectures\": [\"RWForCausalLM\"], \"n_embed\": 64.0, \"num_layers\": 2,"
		"\"num_q_heads\": 4, \"vocab_size\": 1e2, \"num_key_value_heads\": 2}",
		"{\"model_type\": \"some_vision_model\", \"hidden_size\": 5, \"vision_config\": {\"hidden_size\": 7},"
		"\"text_config\": {\"model_type\": \"FALCON\", \"hidden_size\": 64, \"num_hidden_layers\": 2,"
		"\"quantization_config\": {\"bits\": [4, {\"a\": []}]},"
		"\"num_attention_heads\": 4, \"vocab_size\": 100, \"num_kv_heads\": 2, \"new_decoder_architecture\": true}}",
	};
	static const char *const old_falcon =
	"{\"architectures\": [\"RWForCausalLM\"], \"hidden_size\": 64, \"n_layer\": 2, \"n_head\": 4,"
	"\"vocab_size\": 100, \"multi_query\": true}";
	static const char *const lm_head =
	"{\"architectures\": [\"GPT2LMHeadModel\"], \"n_embd\": 8, \"n_layer\": 1, \"n_head\": 1,"
	"\"vocab_size\": 10, \"n_positions\": 5}";
	static const char *const tied =
	"{\"tie_word_embeddings\": true, \"model_type\": \"x\", \"text_config\": {\"model_type\": \"llama\","
	"\"hidden_size\": 8, \"intermediate_size\": 8, \"num_hidden_layers\": 1, \"num_attention_heads\": 2, \"vocab_size\": 10}}";
	Model		m;
	ModelCount	c;
	ModelError	e;

	/* 2 x (64 x (64 + 2 x 32) + 64 x 64 + 2 x 4 x 64 x 64 + 4 x 64) + 100 x 64 + 2 x 64 */
	for (int i = 0; i < 4; i++)
		ok(read_config(same[i], &m, &c, &e) == CORE_OK && c.params == 97152, "spelling %d of one model", i);
	/* 64 x (64 + 2 x 16) + 64 x 64 + 2 x 4 x 64 x 64 + 2 x 64, twice; 100 x 64 + 2 x 64 */
	ok(read_config(old_falcon, &m, &c, &e) == CORE_OK && c.params == 92800, "class RW with multi_query: the old decoder");
	/* 12 x 8 x 8 + 13 x 8 + (10 + 5) x 8 + 2 x 8 */
	ok(read_config(lm_head, &m, &c, &e) == CORE_OK && c.params == 1008, "GPT2LMHeadModel is gpt2");
	/* 4 x 64 + 3 x 64 + 2 x 8 + 10 x 8 + 8 */
	ok(read_config(tied, &m, &c, &e) == CORE_OK && c.params == 552 && m.tied,
	   "tie_word_embeddings outside text_config");
}

/*
 * Training FLOP per token and bytes of KV cache at 16 bits, from an independent
 * computation over the published configurations, with no windows.
 */
static const struct
{
	const char *model;
	double		seq_len;
	double		flop[MODEL_CONVENTIONS];	/* in the order of ModelConvention */
	double		kv_bytes;
}			flop_table[] = {
	{"openai-community/gpt2", 1024, {746638848.0, 859885056.0, 797815296.0, 854438400.0, 859885056.0}, 36864.0},
	{"meta-llama/Llama-2-7b-hf", 4096, {40430493696.0, 46872944640.0, 42863689728.0, 46084915200.0, 46086512640.0}, 524288.0},
	{"meta-llama/Llama-3.1-8B", 8192, {48181567488.0, 61066469376.0, 51470401536.0, 57912852480.0, 57914449920.0}, 131072.0},
	{"meta-llama/Llama-3.1-405B", 8192, {2435120332800.0, 2638057537536.0, 2523955986432.0, 2625424588800.0, 2625449459712.0}, 516096.0},
	{"mistralai/Mistral-7B-v0.1", 4096, {43450392576.0, 49892843520.0, 45883588608.0, 49104814080.0, 49106411520.0}, 131072.0},
	{"mistralai/Mixtral-8x7B-v0.1", 4096, {77279551488.0, 83722002432.0, 79706456064.0, 82927681536.0, 82935570432.0}, 131072.0},
	{"Qwen/Qwen2.5-72B", 4096, {436237221888.0, 468449476608.0, 444856270848.0, 460962398208.0, 460975226880.0}, 327680.0},
	{"Qwen/Qwen3-30B-A3B", 4096, {20118196224.0, 29781872640.0, 23006281728.0, 27838119936.0, 27914883072.0}, 98304.0},
	{"Qwen/Qwen3-235B-A22B", 4096, {133144581120.0, 170993980416.0, 148034813952.0, 166959513600.0, 167260001280.0}, 192512.0},
	{"google/gemma-2b", 8192, {15037034496.0, 18660913152.0, 16848519168.0, 18660458496.0, 18660913152.0}, 18432.0},
	{"google/gemma-2-9b", 8192, {55450235904.0, 72361669632.0, 63902318592.0, 72358035456.0, 72361669632.0}, 344064.0},
	{"microsoft/Phi-3.5-mini-instruct", 4096, {22926477312.0, 27758315520.0, 24750194688.0, 27166113792.0, 27167311872.0}, 393216.0},
	{"bigscience/bloom", 2048, {1057483628544.0, 1082146136064.0, 1069736263680.0, 1082067517440.0, 1082146136064.0}, 4014080.0},
	{"tiiuae/falcon-7b", 2048, {41530324224.0, 45103871232.0, 43315298304.0, 45102071808.0, 45103871232.0}, 8192.0},
	{"deepseek-ai/DeepSeek-V2", 4096, {128254801920.0, 188652779520.0, 155014348800.0, 185213337600.0, 185507051520.0}, 69120.0},
	{"deepseek-ai/DeepSeek-V3", 4096, {225313784832.0, 286718395392.0, 249812054016.0, 280514359296.0, 281158321152.0}, 70272.0},
	{"openai/gpt-oss-20b", 4096, {25124644224.0, 29956482432.0, 24045502464.0, 26461421568.0, 26481681792.0}, 49152.0},
};

static void
test_flop(void)
{
	Model		m;
	ModelCount	c;
	ModelError	e;

	for (int i = 0; i < (int) (sizeof(flop_table) / sizeof(flop_table[0])); i++)
	{
		published(flop_table[i].model, &m, &c);
		without_windows(&m);
		for (int k = 0; k < MODEL_CONVENTIONS; k++)
		{
			char		name[100];

			snprintf(name, sizeof(name), "%s: %s", flop_table[i].model, model_conventions[k].name);
			near(model_training_flop_per_token(&m, &c, flop_table[i].seq_len, (ModelConvention) k),
				 flop_table[i].flop[k], 1e-12, name);
		}
		ok(model_kv_bytes_per_token(&m, 2) == flop_table[i].kv_bytes, "%s: KV bytes", flop_table[i].model);
	}

	/* arXiv:2505.09343: 250 and 155 GFLOP per token at 4,096 */
	published("deepseek-ai/DeepSeek-V3", &m, &c);
	near(model_training_flop_per_token(&m, &c, 4096, MODEL_MEGATRON), 250e9, 1e-3, "DeepSeek-V3: published FLOP");
	near(model_forward_flop_per_token(&m, &c, 4096, MODEL_MEGATRON) * 3, 249812054016.0, 1e-15, "forward is a third");
	ok(model_training_flop_per_token(&m, &c, 4096, MODEL_KAPLAN) == 6 * 37552297472.0, "kaplan is 6 N");
	published("deepseek-ai/DeepSeek-V2", &m, &c);
	near(model_training_flop_per_token(&m, &c, 4096, MODEL_MEGATRON), 155e9, 1e-3, "DeepSeek-V2: published FLOP");

	/*
	 * PaLM-540B, arXiv:2204.02311: 238.3k tokens/s on 6144 chips of 275e12 is 46.2 %.  No family
	 * is PaLM; its 118 layers of 48 heads of 256 are given to one whose own weights go out again.
	 */
	ok(read_config("{\"model_type\": \"llama\", \"hidden_size\": 18432, \"intermediate_size\": 73728, \"num_hidden_layers\": 118, "
				   "\"num_attention_heads\": 48, \"num_key_value_heads\": 1, \"head_dim\": 256, \"vocab_size\": 256000}", &m, &c, &e) == CORE_OK, "a model of the size of PaLM");
	near(238.3e3 * (6 * (540.35e9 - (double) c.active_params) + model_training_flop_per_token(&m, &c, 2048, MODEL_PALM)) / (6144 * 275e12),
		 0.462, 1e-3, "PaLM: 46.2 %");

	/*
	 * nanoGPT counts 291,648,307,200 FLOP forward per sequence of 1,024 tokens of
	 * GPT-2; 100 sequences in 0.755 s on one A100 are 37.14 %.  Its PaLM formula
	 * takes N without position embeddings, of a model without biases (102,144).
	 */
	published("openai-community/gpt2", &m, &c);
	{
		double		n = (double) c.params - 102144 - 1024 * 768;
		double		flop = 1024 * (6 * (n - (double) c.active_params) + model_training_flop_per_token(&m, &c, 1024, MODEL_PALM));

		ok(flop == 875062886400.0, "nanoGPT: PaLM formula per sequence");
		flop = 1024 * model_training_flop_per_token(&m, &c, 1024, MODEL_MEGATRON_NONCAUSAL);
		ok(flop == 3 * 291648307200.0, "nanoGPT: matrix products per sequence");
		near(flop * 100 / 0.755 / 312e12, 0.3714, 1e-4, "nanoGPT: 37.14 %");
	}
}

/* Narayanan et al. 2021, arXiv:2104.04473, equations 2 and 3 without recomputation */
static void
test_narayanan(void)
{
	Model		m;
	ModelCount	c;
	ModelError	e;

	ok(read_config("{\"model_type\": \"gpt2\", \"n_embd\": 12288, \"n_layer\": 96, \"n_head\": 96,"
				   "\"n_positions\": 2048, \"vocab_size\": 51200}", &m, &c, &e) == CORE_OK, "GPT-3 is read");
	/* equation 2 leaves out the last norm, 2 h */
	ok(c.params == INT64_C(174615822336) + 2 * 12288, "equation 2");
	near(2048 * model_training_flop_per_token(&m, &c, 2048, MODEL_MEGATRON_NONCAUSAL), 2204555173429248.0,
		 1e-12, "equation 3 with 72 for 96");
}

/* Megatron FLOP with windows, average context W - W (W - 1) / (2 T) */
static void
test_windows(void)
{
	Model		m;
	ModelCount	c;
	ModelError	e;
	double		core;

	published("openai/gpt-oss-20b", &m, &c);
	near(model_training_flop_per_token(&m, &c, 4096, MODEL_MEGATRON), 22911869952.0, 1e-12, "gpt-oss-20b, half of the layers");
	published("google/gemma-2-9b", &m, &c);
	near(model_training_flop_per_token(&m, &c, 8192, MODEL_MEGATRON), 62845612032.0, 1e-12, "gemma-2-9b, half of the layers");
	core = model_training_flop_per_token(&m, &c, 4096, MODEL_MEGATRON);
	without_windows(&m);
	ok(model_training_flop_per_token(&m, &c, 4096, MODEL_MEGATRON) == core, "a window as long as the sequence is none");
	published("mistralai/Mistral-7B-v0.1", &m, &c);
	near(model_training_flop_per_token(&m, &c, 8192, MODEL_MEGATRON), 47494594560.0, 1e-12, "Mistral-7B, all layers");
	ok(read_config("{\"model_type\": \"gpt_oss\", \"hidden_size\": 2880, \"intermediate_size\": 2880,"
				   "\"num_hidden_layers\": 36, \"num_attention_heads\": 64, \"vocab_size\": 201088,"
				   "\"num_local_experts\": 128, \"num_experts_per_tok\": 4}", &m, &c, &e) == CORE_OK &&
	   windowed_layers(&m) == 18, "gpt-oss-120b: every other layer without layer_types");
	near(model_training_flop_per_token(&m, &c, 4096, MODEL_MEGATRON), 32630404608.0, 1e-12, "gpt-oss-120b");

	/* Llama 4: 36 of 48 layers in chunks of 8,192; three chunks, the last half full */
	published("meta-llama/Llama-4-Scout-17B-16E-Instruct", &m, &c);
	ok(windowed_layers(&m) == 36 && m.kind[0].chunked, "Llama 4: three of four layers are chunked");
	core = 6.0 * 40 * 256;
	near(model_training_flop_per_token(&m, &c, 20480, MODEL_MEGATRON) -
		 model_training_flop_per_token(&m, &c, 8192, MODEL_MEGATRON),
		 core * (12 * 10240.0 + 36 * (2 * 8192.0 * 8192 + 4096.0 * 4096) / 2 / 20480 - 48 * 4096.0),
		 1e-12, "Llama 4: chunks are sequences of their own");

	published("google/gemma-3-1b-it", &m, &c);
	ok(windowed_layers(&m) == 22 && m.kind[0].window == 512, "Gemma 3: every sixth layer is full");
	published("Qwen/Qwen2-0.5B", &m, &c);
	ok(windowed_layers(&m) == 0, "Qwen2: use_sliding_window is false");
}

/* prompts and single tokens, and the cache */
static void
test_inference(void)
{
	static const struct
	{
		const char *model;
		double		tokens;
		double		prefill;
		double		decode;
	}			golden[] = {
		{"meta-llama/Llama-3.1-8B", 2048, 31839683084288.0, 16083591168.0},
		{"mistralai/Mixtral-8x7B-v0.1", 2048, 53318814531584.0, 26571448320.0},
		{"deepseek-ai/DeepSeek-V3", 4096, 341955947003904.0, 142843128832.0},
	};
	Model		m;
	ModelCount	c;
	ModelServing s = {0};
	ModelEstimate e;

	for (int i = 0; i < 3; i++)
	{
		published(golden[i].model, &m, &c);
		near(model_prefill_flop(&m, &c, golden[i].tokens), golden[i].prefill, 1e-15, golden[i].model);
		near(model_decode_flop(&m, &c, golden[i].tokens), golden[i].decode, 1e-15, golden[i].model);
	}
	ok(model_prefill_flop(&m, &c, 0) == 0, "no prompt");

	/* Llama-3.1-70B: the 8B's family, other sizes */
	{
		ModelError	error;

		ok(read_config("{\"model_type\": \"llama\", \"hidden_size\": 8192, \"intermediate_size\": 28672,"
					   "\"num_hidden_layers\": 80, \"num_attention_heads\": 64, \"num_key_value_heads\": 8,"
					   "\"vocab_size\": 128256}", &m, &c, &error) == CORE_OK, "Llama-3.1-70B is read");
		near(model_prefill_flop(&m, &c, 2048), 290181982715904.0, 1e-15, "Llama-3.1-70B: prefill");
		near(model_decode_flop(&m, &c, 2048), 144374775808.0, 1e-15, "Llama-3.1-70B: decode");
	}

	/* arXiv:2505.09343: 70.272, 327.680 and 516.096 KB are in flop_table; a window stops growing */
	published("openai/gpt-oss-20b", &m, &c);
	ok(model_kv_bytes(&m, 1000, 2) == 2048.0 * (12 * 1000 + 12 * 128), "12 full layers, 12 windows of 128");
	near(model_decode_flop(&m, &c, 1000) - model_decode_flop(&m, &c, 0),
		 4.0 * 64 * 64 * (12 * 1000 + 12 * 128), 1e-12, "decoding sees the windows");

	/* uniform routing: 8 and 256 experts, 2 and 8 a token */
	near(model_experts_touched(8, 2, 1), 2, 1e-12, "one token");
	near(model_experts_touched(8, 2, 4), 5.47, 1e-3, "four tokens");
	near(model_experts_touched(256, 8, 64), 222.4, 1e-3, "64 tokens");

	/*
	 * Llama-3.1-8B at 16 bits on one H100 (989.4e12 FLOP/s, 3.35e12 B/s), 64
	 * sequences of 500 tokens: a step takes 5.73 ms, 11.2k tokens/s.
	 */
	published("meta-llama/Llama-3.1-8B", &m, &c);
	s.accelerators = 1;
	s.peak_flops = s.core_peak_flops = 989.4e12;
	s.memory_gb_per_s = 3350;
	s.memory_gb = 80;
	s.batch = 64;
	s.prompt_tokens = 500;
	s.output_tokens = 1;
	s.weight_bits = s.kv_bits = 16;
	s.tdp_w = 700;
	s.server_factor = 1.82;
	s.tokens_per_step = 1;
	model_estimate(&m, &c, &s, &e);
	near(e.decode_s, 5.73e-3, 1e-3, "roofline: 5.73 ms");
	near(e.tokens_per_s, 11.2e3, 5e-3, "roofline: 11.2k tokens/s");
	ok(!e.compute_bound && e.fits, "memory bound, and it fits");
	near(e.it_j_per_output_token, e.end_to_end_s * 1274 / 64, 1e-12, "energy at 700 W x 1.82");
	ok(e.weight_gb == 16.060522496, "weights, GB");
	ok(e.kv_cache_gb == 64 * 501 * 131072e-9, "cache, GB");

	/* 512 sequences of one token: the arithmetic takes longer than reading the weights */
	s.batch = 512;
	s.prompt_tokens = 0;
	model_estimate(&m, &c, &s, &e);
	ok(e.compute_bound && e.prefill_s == 0, "compute bound");
	/* of 7,504,924,672 parameters without the embedding 266,240 are those of norms */
	near(e.decode_s, 2 * 512 * 7504658432.0 / 989.4e12, 1e-12, "only arithmetic without a context");

	/*
	 * Llama-3.1-70B on eight, 256 sequences of 1,000 and 1,000: 855,638,016 weights in products of each of 80
	 * layers, the last of which and the head of 1,050,673,152 one token of a prompt needs; 69,503,033,344 are
	 * read in a step, and of the cache 1,000, 1,001, ..., 1,998 x 327,680 B.
	 */
	{
		ModelError	error;
		ModelServing eight = s;
		double		prompt = 256 * (2 * (855638016.0 * (79 * 1000 + 1) + 1050673152.0) + 79 * 1000.0 * 2 * 64 * 256 * 500) / 8 / 989.4e12;
		double		reading = (1000 * 2 * 69503033344.0 + 256 * 999 * 1499.0 * 327680) / 8 / 3350e9;

		ok(read_config("{\"model_type\": \"llama\", \"hidden_size\": 8192, \"intermediate_size\": 28672,"
					   "\"num_hidden_layers\": 80, \"num_attention_heads\": 64, \"num_key_value_heads\": 8,"
					   "\"vocab_size\": 128256}", &m, &c, &error) == CORE_OK, "Llama-3.1-70B is read");
		eight.accelerators = 8;
		eight.batch = 256;
		eight.prompt_tokens = eight.output_tokens = 1000;
		model_estimate(&m, &c, &eight, &e);
		near(e.prefill_s, prompt, 1e-12, "prompts alone");
		near(e.end_to_end_s, reading, 1e-12, "reading outlasts the arithmetic of prompts and outputs");
		near(e.end_to_end_tokens_per_s, 25926, 1e-4, "25,926 tokens/s");
		eight.prompt_tokens = 10;
		eight.batch = 1;
		model_estimate(&m, &c, &eight, &e);
		near(e.prefill_s, 2 * 69503033344.0 / 8 / 3350e9, 1e-12, "a short prompt waits for the weights");
		published("meta-llama/Llama-3.1-8B", &m, &c);
	}

	/* two steps are one step at each of the two contexts */
	{
		double		both;

		published("openai/gpt-oss-20b", &m, &c);
		s.batch = 4;
		s.prompt_tokens = 127;
		s.output_tokens = 3;
		model_estimate(&m, &c, &s, &e);
		both = e.decode_s;
		s.output_tokens = 1;
		for (s.prompt_tokens = 127; s.prompt_tokens < 130; s.prompt_tokens++)
		{
			model_estimate(&m, &c, &s, &e);
			both -= e.decode_s;
		}
		ok(fabs(both) < 1e-12, "steps add up across the edge of a window");
	}
	s.memory_gb = 1;
	model_estimate(&m, &c, &s, &e);
	ok(!e.fits, "does not fit");

	/*
	 * Llama-3.1-8B on one H100, 1,000 tokens in and 200 out at 16 bits: beside
	 * 16.06 GB of weights (80e9 - 16060522496) / (131072 x 1099.5) = 443.67
	 * sequences fit at the mean of the contexts 1,000 to 1,199.
	 */
	{
		ModelEfficiency f = {1.5, 1e-5, 2e-3, 3e-5, 1e-5, 0.8, 1.25, 0.6, 0.5, 0.7};
		ModelExpected x;
		ModelEstimate twice;

		published("meta-llama/Llama-3.1-8B", &m, &c);
		s.memory_gb = 80;
		s.prompt_tokens = 1000;
		s.output_tokens = 200;
		s.batch = 0;
		near(model_largest_batch(&m, &c, &s), 63939477504.0 / 144113664, 1e-15, "443.67 sequences fit on average");
		model_estimate(&m, &c, &s, &e);
		ok(fabs(e.batch - 443.67) < 0.005 && !e.fits, "which is more than fit at their ends");
		near(e.end_to_end_tokens_per_s, e.batch * 200 / e.end_to_end_s, 1e-15, "end to end: prompts take their time");
		ok(e.end_to_end_s < e.prefill_s + e.decode_s && e.end_to_end_s > e.prefill_s && e.end_to_end_s > e.decode_s, "which may overlap with decoding");

		/* 4 tokens a step: weights are read 50 times, the cache at 1,000, 1,004, ..., 1,196 tokens; arithmetic stays */
		s.batch = 1;
		model_estimate(&m, &c, &s, &e);
		s.tokens_per_step = 4;
		model_estimate(&m, &c, &s, &twice);
		near(e.decode_s, (200 * 15009849344.0 + 219900 * 131072.0) / 3350e9, 1e-12, "200 steps");
		near(twice.decode_s, (50 * 15009849344.0 + 54900 * 131072.0) / 3350e9, 1e-12, "speculation: a quarter of the steps");
		s.tokens_per_step = 1;

		/* a step of 1.5 x the bound + 10 us a sequence + 2 ms + 30 us for each of 32 layers */
		s.batch = 8;
		model_estimate(&m, &c, &s, &e);
		model_expected(&m, &s, &e, &f, &x);
		near(x.tokens_per_s, 8 / (1.5 * e.work_s / 200 + 8e-5 + 2e-3 + 96e-5), 1e-12, "expected speed");
		near(x.tokens_per_s_low, x.tokens_per_s / 1.25, 1e-12, "slower by 1.25");
		near(x.tokens_per_s_high, x.tokens_per_s / 0.8, 1e-12, "faster by 0.8");
		near(x.it_j_per_output_token, 0.6 * 700 * 1.82 / x.tokens_per_s, 1e-12, "at 0.6 of TDP");
		near(x.it_j_per_output_token_low, 0.5 * 700 * 1.82 / x.tokens_per_s_high, 1e-12, "least energy");
		near(x.it_j_per_output_token_high, 0.7 * 700 * 1.82 / x.tokens_per_s_low, 1e-12, "most energy");
		s.accelerators = 4;
		model_estimate(&m, &c, &s, &e);
		model_expected(&m, &s, &e, &f, &x);
		near(x.tokens_per_s, 8 / (1.5 * e.work_s / 200 + 8e-5 + 2e-3 + 32 * (3e-5 + 2 * 1e-5)), 1e-12,
			 "four exchange twice 10 us in each layer");

		/* a spread that reaches beyond the bound ends at it */
		f.time_low = 1e-3;
		model_expected(&m, &s, &e, &f, &x);
		ok(x.tokens_per_s_high == e.end_to_end_tokens_per_s && x.tokens_per_s < x.tokens_per_s_high, "no server is expected above the bound");
	}
}

/*
 * Caches that are no plain keys and values, against those of transformers 5.24 after so many
 * tokens (dev/models caches): compressed keys, the tokens that wait to become one, and what
 * windows of four keep of the last; an indexer's keys.
 */
static void
test_caches(void)
{
#define TINY_V4 "{\"model_type\": \"deepseek_v4\", \"vocab_size\": 120, \"hidden_size\": 64, \"moe_intermediate_size\": 24, \"num_hidden_layers\": 4, " \
	"\"num_attention_heads\": 4, \"num_key_value_heads\": 1, \"head_dim\": 16, \"q_lora_rank\": 24, \"num_experts_per_tok\": 2, \"n_routed_experts\": 4, " \
	"\"n_shared_experts\": 1, \"hc_mult\": 4, \"sliding_window\": 512, \"o_groups\": 8, \"o_lora_rank\": 1024, \"index_n_heads\": 1, \"index_head_dim\": 16, " \
	"\"index_topk\": 512, \"compress_ratios\": [128, 128, 128, 4]}"
	Model		m;
	ModelCount	c;
	ModelError	e;
	static const struct
	{
		const char *config;
		int64_t		behind;
	}			ends[] = {
#define SIZES_64 "\"vocab_size\": 100, \"hidden_size\": 64, \"num_hidden_layers\": 6, \"num_attention_heads\": 4, \"num_key_value_heads\": 2, \"head_dim\": 16"
		{"{\"model_type\": \"llama\", \"intermediate_size\": 96, " SIZES_64 "}", 1},
		/* layers 4 and 5 take keys and values of others, 3 is the last with its own */
		{"{\"model_type\": \"gemma3n_text\", \"intermediate_size\": 96, \"num_kv_shared_layers\": 2, " SIZES_64 "}", 3},
		/* two MLPs behind the last attention; attention behind them */
		{"{\"model_type\": \"nemotron_h\", \"intermediate_size\": 96, \"hybrid_override_pattern\": \"M-M*--\", \"mamba_num_heads\": 8, \"mamba_head_dim\": 16, "
			"\"ssm_state_size\": 8, \"n_groups\": 1, \"conv_kernel\": 4, " SIZES_64 "}", 3},
		{"{\"model_type\": \"nemotron_h\", \"intermediate_size\": 96, \"hybrid_override_pattern\": \"M-M--*\", \"mamba_num_heads\": 8, \"mamba_head_dim\": 16, "
			"\"ssm_state_size\": 8, \"n_groups\": 1, \"conv_kernel\": 4, " SIZES_64 "}", 1},
	};

	ok(read_config(TINY_V4, &m, &c, &e) == CORE_OK && model_kv_bytes(&m, 301, 1) == 26464, "DeepSeek-V4: as large as the class's own");
	/* in each layer a key of 16; of three layers 16 for 128 tokens, of one 16 + 16 for 4 */
	ok(model_kv_bytes_per_token(&m, 2) == 2 * (4 * 16 + 3 * 16 / 128.0 + 32 / 4.0), "and grows beyond the window");
	/* the same beyond a window of 8: 300 tokens are 2 and 75 compressed keys, 44 and 0 wait; a window of 4 keeps half of the last 4 */
	m.kind[0].window = m.kind[1].window = 8;
	ok(m.kinds == 2 && model_kv_bytes(&m, 300, 1) == 4 * 8 * 16 + 3 * (2 * 16 + 44 * 2 * 16) + 75 * 32 + 4 * 64, "and is kept when the window is left behind");

	/* layers that prompts need for their last token alone: the last one that remembers, and those behind it */
	for (int i = 0; i < (int) (sizeof(ends) / sizeof(ends[0])); i++)
	{
		int64_t		behind = 0;

		ok(read_config(ends[i].config, &m, &c, &e) == CORE_OK, "read: %s", ends[i].config);
		for (int k = 0; k < m.kinds; k++)
			behind += m.kind[k].behind;
		ok(behind == ends[i].behind, "%d layers at the end", (int) ends[i].behind);
	}
}

/*
 * What a token behind c others reads, keeps and computes, in layers of four heads that are 10
 * and 6 wide, with 5 elements a key: against sums token by token.
 */
static const struct
{
	const char *name;
	ModelLayer	layer;			/* beside heads and widths */
	int			limit;			/* keys that a token sees, itself among them; 0: all */
	int			stride;			/* of compressed keys of 3 elements, of which picked are seen */
	int			picked;
	int			index;			/* elements of the indexer's key */
}			kept_layers[] = {
	{"all keys", {.mixer = MODEL_ATTENTION}, 0, 0, 0, 0},
	{"a window of 6", {.mixer = MODEL_ATTENTION, .window = 6}, 6, 0, 0, 0},
	{"chunks of 7", {.mixer = MODEL_ATTENTION, .window = 7, .chunked = true}, 7, 0, 0, 0},
	{"9 keys picked", {.mixer = MODEL_ATTENTION, .chosen = 9, .index_width = 11, .index_cache = 2}, 9, 0, 0, 2},
	{"3 blocks of 4 picked", {.mixer = MODEL_ATTENTION, .chosen = 12, .chosen_block = 4, .index_width = 11, .index_cache = 2}, 12, 0, 0, 2},
	{"keys of 8 tokens", {.mixer = MODEL_ATTENTION, .window = 6, .stride = 8, .compressed = 3}, 6, 8, 1000000, 0},
	{"4 keys of 5 tokens picked", {.mixer = MODEL_ATTENTION, .window = 6, .stride = 5, .compressed = 3, .chosen = 4, .index_width = 11, .index_cache = 2}, 6, 5, 4, 2},
};

static double
least(double a, double b)
{
	return a < b ? a : b;
}

/* keys of c earlier ones that a token of such a layer reads */
static int
keys_read(int i, int c)
{
	int			limit = kept_layers[i].limit;
	int			block = (int) kept_layers[i].layer.chosen_block;

	if (limit == 0)
		return c;
	if (kept_layers[i].layer.chunked)
		return c % limit;
	if (block > 0)
		return c < limit ? c : limit - block + c % block;
	return c < limit - 1 ? c : limit - 1;
}

static void
test_contexts(void)
{
	static const int first[] = {0, 1, 5, 23, 60};
	static const int length[] = {1, 2, 7, 40};

	for (int i = 0; i < (int) (sizeof(kept_layers) / sizeof(kept_layers[0])); i++)
	{
		Model		m;
		ModelLayer *l = &m.kind[0];
		int			limit = kept_layers[i].limit;
		int			index = kept_layers[i].index;
		int			stride = kept_layers[i].stride;
		int			picked = kept_layers[i].picked;
		bool		singly = !kept_layers[i].layer.chunked && kept_layers[i].layer.chosen_block == 0 && limit > 0;
		bool		gone = kept_layers[i].layer.window > 0;
		double		products;
		double		core;
		double		by_hand = 0;

		memset(&m, 0, offsetof(Model, kind));
		m.kinds = 1;
		m.head = 50;
		*l = kept_layers[i].layer;
		l->count = 3;
		l->behind = 1;
		l->heads = 4;
		l->head_dim = 4;
		l->v_head_dim = 6;
		l->value_heads = 1;
		l->decode_width = 16;
		l->cache = 5;
		l->weights[MODEL_DENSE] = 20;
		for (int f = 0; f < 5; f++)
			for (int n = 0; n < 4; n++)
			{
				double		flop = 0;
				double		read = 0;
				double		kept = 0;

				for (int c = first[f]; c < first[f] + length[n]; c++)
				{
					int			seen = keys_read(i, c);
					int			whole = stride > 0 ? c / stride : 0;
					double		chosen = least(whole, picked);

					flop += 2.0 * 4 * 16 * ((singly ? least(c, limit) : seen) + chosen) + 2.0 * (double) l->index_width * (stride > 0 ? whole : c);
					read += 5 * seen + 3 * chosen + index * (stride > 0 ? whole : c);
					/* of c tokens and of one more; of a chunk, which begins anew with the next, all are there yet */
					whole = stride > 0 ? (c + 1) / stride : 0;
					kept += 5 * (!gone ? c + 1 : kept_layers[i].layer.chunked ? c % limit + 1 : least(c + 1, limit)) + 3 * whole + index * (stride > 0 ? whole : c + 1);
				}
				near(model_context_sum(&m, MODEL_CONTEXT_FLOP, first[f], length[n]), 3 * flop, 1e-13, kept_layers[i].name);
				near(model_context_sum(&m, MODEL_CONTEXT_READ, first[f], length[n]), 3 * read, 1e-13, kept_layers[i].name);
				near(model_context_sum(&m, MODEL_CONTEXT_KEPT, first[f] + 1, length[n]), 3 * kept, 1e-13, kept_layers[i].name);
			}
		ok(model_token_flop(&m) == 2 * (50 + 3 * 20), "%s: products of a token", kept_layers[i].name);

		/*
		 * A prompt of 40: half of the squares where all is seen, or of the chunks of 7; the mean of a compressed
		 * key is half of the way to the next.  Two of three layers and for the last token the third and the head.
		 */
		for (int c = 0; c < 40; c++)
			by_hand += limit == 0 ? 20 : kept_layers[i].layer.chunked ? (c < 35 ? 3.5 : 2.5) : singly ? least(c + 1, limit) : keys_read(i, c) + 1;
		if (stride > 0)
			by_hand += picked > 40 ? 40 * 40 / 2.0 / stride : picked * (40 - picked * stride / 2.0);
		model_prompt_flop(&m, 40, &products, &core);
		ok(products == 2 * (50 + 20 * (2 * 40 + 1)), "%s: products of a prompt", kept_layers[i].name);
		near(core, 2 * (2.0 * 4 * 10 * by_hand + 2.0 * (double) l->index_width * 40 * 20 / (stride > 0 ? stride : 1)), 1e-13, kept_layers[i].name);
	}
}

/* what is wrong, and the field that says so */
static const struct
{
	const char *config;
	ModelProblem problem;
	const char *field;
}			bad[] = {
#define LLAMA(more) "{\"model_type\": \"llama\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_hidden_layers\": 2, " \
	"\"num_attention_heads\": 4, \"intermediate_size\": 128" more "}"
#define MOE(type, more) "{\"model_type\": \"" type "\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_hidden_layers\": 2, " \
	"\"num_attention_heads\": 4, \"num_key_value_heads\": 4, \"intermediate_size\": 128" more "}"
	{"{}", MODEL_NO_TYPE, "model_type"},
	{"{\"model_type\": null}", MODEL_NO_TYPE, "model_type"},
	{"{\"architectures\": []}", MODEL_NO_TYPE, "model_type"},
	{"{\"architectures\": [\"Llama\"]}", MODEL_UNKNOWN_TYPE, "model_type"},
	{"{\"model_type\": \"llama3\"}", MODEL_UNKNOWN_TYPE, "model_type"},
	{"{\"model_type\": 3}", MODEL_UNKNOWN_TYPE, "model_type"},
	{"{\"model_type\": \"llama\", \"text_config\": 3}", MODEL_WRONG, "text_config"},
	{"{\"model_type\": \"llama\", \"hidden_size\": 64, \"num_hidden_layers\": 2, \"num_attention_heads\": 4,"
		"\"intermediate_size\": 128}", MODEL_MISSING, "vocab_size"},
	{"{\"model_type\": \"llama\", \"vocab_size\": 100, \"num_hidden_layers\": 2, \"num_attention_heads\": 4,"
		"\"intermediate_size\": 128}", MODEL_MISSING, "hidden_size"},
	{"{\"model_type\": \"llama\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_attention_heads\": 4,"
		"\"intermediate_size\": 128}", MODEL_MISSING, "num_hidden_layers"},
	{"{\"model_type\": \"llama\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_hidden_layers\": 2,"
		"\"intermediate_size\": 128}", MODEL_MISSING, "num_attention_heads"},
	{"{\"model_type\": \"llama\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_hidden_layers\": 2,"
		"\"num_attention_heads\": 4, \"intermediate_size\": null}", MODEL_MISSING, "intermediate_size"},
	{"{\"model_type\": \"llama\", \"vocab_size\": \"100\", \"hidden_size\": 64}", MODEL_RANGE, "vocab_size"},
	{"{\"model_type\": \"llama\", \"vocab_size\": 100.5, \"hidden_size\": 64}", MODEL_RANGE, "vocab_size"},
	{"{\"model_type\": \"llama\", \"vocab_size\": 1e300, \"hidden_size\": 64}", MODEL_RANGE, "vocab_size"},
	{"{\"model_type\": \"llama\", \"vocab_size\": -1, \"hidden_size\": 64}", MODEL_RANGE, "vocab_size"},
	{"{\"model_type\": \"llama\", \"vocab_size\": true, \"hidden_size\": 64}", MODEL_RANGE, "vocab_size"},
	{"{\"model_type\": \"llama\", \"vocab_size\": [100], \"hidden_size\": 64}", MODEL_RANGE, "vocab_size"},
	{"{\"model_type\": \"llama\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_hidden_layers\": 1000000000,"
		"\"num_attention_heads\": 4}", MODEL_RANGE, "num_hidden_layers"},
	{"{\"model_type\": \"llama\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_hidden_layers\": 1,"
		"\"num_attention_heads\": 0}", MODEL_RANGE, "num_attention_heads"},
	{"{\"model_type\": \"llama\", \"vocab_size\": 100, \"hidden_size\": 65, \"num_hidden_layers\": 1,"
		"\"num_attention_heads\": 4, \"intermediate_size\": 4}", MODEL_NOT_DIVISIBLE, "hidden_size"},
	{LLAMA(", \"num_key_value_heads\": 3"), MODEL_NOT_DIVISIBLE, "num_attention_heads"},
	{LLAMA(", \"num_key_value_heads\": 0"), MODEL_RANGE, "num_key_value_heads"},
	{LLAMA(", \"head_dim\": 0"), MODEL_RANGE, "head_dim"},
	{LLAMA(", \"n_embd\": 32"), MODEL_CONFLICT, "n_embd"},
	{LLAMA(", \"layer_types\": [\"full_attention\", \"linear_attention\"]"), MODEL_UNREAD, "model_type"},
	{MOE("gemma2", ", \"layer_types\": [\"full_attention\", \"sliding_attention\"], \"layers_block_type\": [\"full_attention\", \"full_attention\"]"),
	MODEL_CONFLICT, "layers_block_type"},
	{LLAMA(", \"attention_bias\": 1"), MODEL_WRONG, "attention_bias"},
	{LLAMA(", \"tie_word_embeddings\": \"no\""), MODEL_WRONG, "tie_word_embeddings"},
	{MOE("mixtral", ""), MODEL_MISSING, "num_experts"},
	{MOE("mixtral", ", \"num_local_experts\": 8"), MODEL_MISSING, "num_experts_per_tok"},
	{MOE("mixtral", ", \"num_local_experts\": 8, \"num_experts_per_tok\": 9"), MODEL_RANGE, "num_experts_per_tok"},
	{MOE("qwen3_moe", ", \"num_experts\": 8, \"num_experts_per_tok\": 2"), MODEL_MISSING, "moe_intermediate_size"},
	{MOE("qwen3_moe", ", \"num_experts\": 8, \"num_experts_per_tok\": 2, \"moe_intermediate_size\": 4,"
		"\"mlp_only_layers\": [2]"), MODEL_RANGE, "mlp_only_layers"},
	{MOE("qwen3_moe", ", \"num_experts\": 8, \"num_experts_per_tok\": 2, \"moe_intermediate_size\": 4,"
		"\"mlp_only_layers\": 1"), MODEL_WRONG, "mlp_only_layers"},
	{MOE("gemma2", ", \"layer_types\": [\"full_attention\"]"), MODEL_COUNT, "layer_types"},
	{MOE("gemma2", ", \"layer_types\": [\"full_attention\", \"none\"]"), MODEL_WRONG, "layer_types"},
	{MOE("gemma2", ", \"layer_types\": [\"full_attention\", \"FULL_ATTENTION\"]"), MODEL_WRONG, "layer_types"},
	{MOE("exaone4", ", \"sliding_window_pattern\": \"LLX\""), MODEL_WRONG, "sliding_window_pattern"},
	{"{\"model_type\": \"florence2\", \"text_config\": {\"model_type\": \"bart\", \"vocab_size\": 100, \"d_model\": 64, \"decoder_layers\": 2,"
		"\"decoder_attention_heads\": 4, \"decoder_ffn_dim\": 96, \"max_position_embeddings\": 64}}", MODEL_WRONG, "model_type"},
	{"{\"model_type\": \"bart\", \"architectures\": [\"BartForConditionalGeneration\"], \"vocab_size\": 100, \"d_model\": 64, \"decoder_layers\": 2,"
		"\"decoder_attention_heads\": 4, \"decoder_ffn_dim\": 96, \"max_position_embeddings\": 64}", MODEL_WRONG, "architectures"},
	{MOE("gemma4_text", ", \"num_kv_shared_layers\": 3"), MODEL_RANGE, "num_kv_shared_layers"},
	{MOE("exaone4", ", \"sliding_window_pattern\": 0"), MODEL_RANGE, "sliding_window_pattern"},
	{MOE("apertus1p5_text", ", \"output_vocab_size\": 64"), MODEL_WRONG, "output_vocab_size"},
	{LLAMA(", \"hidden_act\": \"xielu\""), MODEL_UNREAD, "model_type"},
	{LLAMA(", \"activation_function\": \"prelu\""), MODEL_UNREAD, "model_type"},
	{MOE("gpt2", ", \"n_positions\": 8, \"add_cross_attention\": true"), MODEL_WRONG, "add_cross_attention"},
	{MOE("nemotron_h", ""), MODEL_MISSING, "hybrid_override_pattern"},
	{MOE("nemotron_h", ", \"hybrid_override_pattern\": \"*x\""), MODEL_WRONG, "hybrid_override_pattern"},
	{MOE("nemotron_h", ", \"hybrid_override_pattern\": \"*-*\""), MODEL_COUNT, "hybrid_override_pattern"},
	{"{\"model_type\": \"nemotron_h\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_attention_heads\": 8,"
		"\"layers_block_type\": []}", MODEL_WRONG, "layer_types"},
	{"{\"model_type\": \"nemotron_h\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_attention_heads\": 8,"
		"\"hybrid_override_pattern\": \"\"}", MODEL_WRONG, "hybrid_override_pattern"},
	{"{\"model_type\": \"llama\", \"vocab_size\": 100, \"hidden_size\": 1000000000, \"num_hidden_layers\": 10000,"
		"\"num_attention_heads\": 4, \"intermediate_size\": 1000000000}", MODEL_TOO_LARGE, "hidden_size"},
};

static void
test_bad(void)
{
	Model		m;
	ModelCount	c;
	ModelError	e;

	for (int i = 0; i < (int) (sizeof(bad) / sizeof(bad[0])); i++)
	{
		Status		status = read_config(bad[i].config, &m, &c, &e);

		ok(status == CORE_INVALID && e.problem == bad[i].problem &&
		   e.field != NULL && strcmp(e.field, bad[i].field) == 0, "refused: %s", bad[i].config);
		if (e.problem != bad[i].problem)
			printf("# problem %d, field %s\n", (int) e.problem, e.field != NULL ? e.field : "none");
	}
	ok(read_config(MOE("gemma2", ", \"layer_types\": [\"full_attention\", \"sliding_attention\"], \"layers_block_type\": [\"full_attention\", \"sliding_attention\"]"),
				   &m, &c, &e) == CORE_OK, "two names of one list agree");
	(void) read_config(LLAMA(", \"num_key_value_heads\": 3"), &m, &c, &e);
	ok(e.minimum == 3 && strcmp(e.other, "num_key_value_heads") == 0, "with both numbers");
	ok(read_config(LLAMA(""), &m, &c, &e) == CORE_OK, "the rest of them is right");
}

/*
 * Recurrent layers by hand: the products, the update of the state, no T-term.
 * Mamba-2, one layer: inner 128, 8 heads, 1 group, state 16; 64 x (2 x 128 +
 * 2 x 16 + 8) + 128 x 64 = 27,136 weights, a head of 100 x 64, 7 x 128 x 16 FLOP.
 */
static void
test_recurrence(void)
{
	static const char *const mamba2_config =
	"{\"model_type\": \"mamba2\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_hidden_layers\": 1, \"num_heads\": 8,"
	"\"head_dim\": 16, \"state_size\": 16, \"n_groups\": 1, \"conv_kernel\": 4}";
	static const char *const delta_config =
	"{\"model_type\": \"qwen3_5_text\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_hidden_layers\": 1,"
	"\"num_attention_heads\": 4, \"num_key_value_heads\": 2, \"head_dim\": 16, \"intermediate_size\": 96, \"layer_types\": [\"linear_attention\"],"
	"\"linear_num_key_heads\": 2, \"linear_num_value_heads\": 4, \"linear_key_head_dim\": 8, \"linear_value_head_dim\": 16,"
	"\"linear_conv_kernel_dim\": 4}";
	Model		m;
	ModelCount	c;
	ModelError	e;

	ok(read_config(mamba2_config, &m, &c, &e) == CORE_OK && m.kind[0].mixer == MODEL_SSM, "Mamba-2 is read");
	ok(model_training_flop_per_token(&m, &c, 4096, MODEL_MEGATRON) == 6.0 * (27136 + 6400) + 3 * 7.0 * 128 * 16, "Mamba-2: products and state");
	ok(model_training_flop_per_token(&m, &c, 4096, MODEL_PALM) == 6.0 * (double) c.params + 3 * 7.0 * 128 * 16, "Mamba-2: no T-term");
	ok(model_training_flop_per_token(&m, &c, 4096, MODEL_KAPLAN) == 6.0 * (double) c.params, "Mamba-2: kaplan is 6 N");
	/* the state at 32 bits, and the last 4 inputs of a convolution over 128 + 2 x 16 channels at 16 */
	ok(model_state_bytes(&m) == 4 * 128 * 16 + 2 * 160 * 4 && model_kv_bytes_per_token(&m, 2) == 0, "Mamba-2: a state that does not grow");
	ok(model_kv_bytes(&m, 1000, 1) == 4 * 128 * 16 + 2 * 160 * 4, "Mamba-2: nor does it follow the cache's numbers");

	/*
	 * Gated delta net: q and k 16 wide, v and gate 64, 4 heads; 64 x (2 x 16 + 2 x
	 * 64 + 2 x 4) + 64 x 64 + (2 x 16 + 64) x 4 + 3 x 64 x 96 = 33,664 weights;
	 * S' = a S + b (v - a S k) k and S' q are 7 FLOP for each of 4 x 8 x 16 elements.
	 */
	ok(read_config(delta_config, &m, &c, &e) == CORE_OK && m.kind[0].mixer == MODEL_DELTA_NET, "a gated delta net is read");
	ok(model_training_flop_per_token(&m, &c, 4096, MODEL_MEGATRON) == 6.0 * (33664 + 6400) + 3 * 7.0 * 4 * 8 * 16, "delta net: products and state");
	ok(model_decode_flop(&m, &c, 10) == model_decode_flop(&m, &c, 100000), "delta net: the context costs nothing");

	/* frozen weights cost 4 FLOP, half of them 5; adapters beside them 6 */
	ok(model_tuning_flop_per_token(&m, &c, 4096, MODEL_KAPLAN, 0, 0) == 4.0 * (double) c.params, "all frozen: 4 N");
	ok(model_tuning_flop_per_token(&m, &c, 4096, MODEL_KAPLAN, 0.5, 0) == 5.0 * (double) c.params, "half: 5 N");
	ok(model_tuning_flop_per_token(&m, &c, 4096, MODEL_KAPLAN, 0, 1000) == 4.0 * (double) c.params + 6000, "LoRA: 4 N + 6 A");
}

/*
 * Bytes of states by hand, as the classes of transformers keep them in a model of bfloat16:
 * recurrences in float32, but for lightning attention and xLSTM; the last inputs of
 * convolutions and shifts in bfloat16.
 */
static void
test_states(void)
{
#define STATE_SIZES "\"vocab_size\": 100, \"hidden_size\": 64, \"num_attention_heads\": 4, \"intermediate_size\": 96"
#define STATE_MAMBA "{\"model_type\": \"mamba\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_hidden_layers\": 2, \"state_size\": 8"
	static const struct
	{
		const char *config;
		double		bytes;
		const char *what;
	}			rows[] = {
		/* 128 channels, 8 elements and 4 inputs each */
		{STATE_MAMBA "}", 2 * (4 * 128 * 8 + 2 * 128 * 4), "Mamba"},
		{STATE_MAMBA ", \"mamba_ssm_dtype\": \"float32\"}", 2 * (4 * 128 * 8 + 2 * 128 * 4), "Mamba, as it is without the word"},
		{STATE_MAMBA ", \"mamba_ssm_dtype\": \"bfloat16\"}", 2 * (2 * 128 * 8 + 2 * 128 * 4), "Mamba in bfloat16"},
		{STATE_MAMBA ", \"mamba_ssm_cache_dtype\": \"float16\"}", 2 * (2 * 128 * 8 + 2 * 128 * 4), "Mamba in float16"},
		/* 4 heads of values 16 wide, keys 8 wide; 2 x 16 + 64 channels */
		{"{\"model_type\": \"qwen3_5_text\", " STATE_SIZES ", \"num_hidden_layers\": 2, \"num_key_value_heads\": 2, \"head_dim\": 16,"
			"\"layer_types\": [\"linear_attention\", \"full_attention\"], \"linear_num_key_heads\": 2, \"linear_num_value_heads\": 4,"
		"\"linear_key_head_dim\": 8, \"linear_value_head_dim\": 16, \"linear_conv_kernel_dim\": 4}", 4 * 4 * 8 * 16 + 2 * 96 * 4, "gated delta net"},
		/* numerator, denominator and maximum; the last inputs of both halves */
		{"{\"model_type\": \"rwkv\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_hidden_layers\": 2}", 2 * (4 * 3 * 64 + 2 * 2 * 64), "RWKV"},
		/* two of three layers; of a convolution over 4 inputs the 3 before the newest */
		{"{\"model_type\": \"recurrent_gemma\", " STATE_SIZES ", \"num_hidden_layers\": 3}", 2 * (4 * 64 + 2 * 64 * 3), "recurrent Gemma"},
		/* 4 heads, keys of 32 and values of 64: matrices, sums of keys, maxima */
		{"{\"model_type\": \"xlstm\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_hidden_layers\": 2, \"num_heads\": 4}",
		2 * 2 * (4 * 8 * 16 + 32 + 4), "xLSTM"},
		/* every other layer */
		{"{\"model_type\": \"minimax\", " STATE_SIZES ", \"num_hidden_layers\": 2, \"num_key_value_heads\": 2, \"head_dim\": 16,"
		"\"num_local_experts\": 4, \"num_experts_per_tok\": 2}", 2 * 4 * 16 * 16, "lightning attention"},
		{"{\"model_type\": \"lfm2\", " STATE_SIZES ", \"num_hidden_layers\": 2, \"num_key_value_heads\": 2, \"conv_L_cache\": 3,"
		"\"layer_types\": [\"conv\", \"full_attention\"]}", 2 * 64 * 3, "a convolution alone"},
		/* 4 and 2 heads of 16, convolutions that reach back by 2 and 1; one half of the values of the last token */
		{"{\"model_type\": \"zaya\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_attention_heads\": 4, \"num_hidden_layers\": 2, \"num_key_value_heads\": 2, \"head_dim\": 16, \"num_experts\": 4,"
			"\"num_experts_per_tok\": 1, \"moe_intermediate_size\": 24, \"router_hidden_size\": 24, \"cca_time0\": 3, \"cca_time1\": 2}",
		2 * 2 * ((4 + 2) * 16 * 3 + 2 * 16 / 2), "convolved attention"},
		{"{\"model_type\": \"llama\", " STATE_SIZES ", \"num_hidden_layers\": 2, \"mamba_ssm_dtype\": \"int8\"}", 0, "no state, whatever the word"}
	};
	Model		m;
	ModelCount	c;
	ModelError	e;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ok(read_config(rows[i].config, &m, &c, &e) == CORE_OK && model_state_bytes(&m) == rows[i].bytes, "bytes of states: %s", rows[i].what);
	ok(read_config(STATE_MAMBA ", \"mamba_ssm_dtype\": \"int8\"}", &m, &c, &e) == CORE_INVALID && e.problem == MODEL_WRONG &&
	   e.found != NULL && e.found->length == 15 && memcmp(e.found->name, "mamba_ssm_dtype", 15) == 0, "another number is refused by its key");
}

/*
 * Keys of published configurations that move no weight pass; those that would
 * are refused by name, unless their value says that there is nothing.
 */
static void
test_other_keys(void)
{
#define SIZES "\"vocab_size\": 100, \"hidden_size\": 64, \"num_hidden_layers\": 2, \"num_attention_heads\": 4"
	static const struct
	{
		const char *config;
		const char *more;
	}			pass[] = {
		{"\"model_type\": \"bloom\", " SIZES,
		"\"skip_bias_add\": true, \"bias_dropout_fusion\": true, \"seq_length\": 4096, \"pretraining_tp\": 2,"
		"\"apply_residual_connection_post_layernorm\": true, \"offset_alibi\": 100"},
		{"\"model_type\": \"mamba\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_hidden_layers\": 2",
		"\"rms_norm\": true, \"residual_in_fp32\": true, \"fused_add_norm\": true, \"d_inner\": 128, \"pad_vocab_size_multiple\": 8,"
		"\"ssm_cfg\": {}, \"time_step_limit\": [0.0, 1e300]"},
		{"\"model_type\": \"cohere2\", \"intermediate_size\": 96, " SIZES,
		"\"use_embedding_sharing\": true, \"use_gated_activation\": true, \"use_parallel_block\": true, \"rotary_pct\": 1.0"},
		{"\"model_type\": \"lfm2\", \"intermediate_size\": 96, \"num_key_value_heads\": 2, " SIZES,
		"\"block_dim\": 64, \"block_norm_eps\": 1e-5, \"block_use_swiglu\": true, \"conv_dim\": 64, \"conv_dim_out\": 64, \"use_pos_enc\": true"},
		{"\"model_type\": \"llama\", \"intermediate_size\": 96, " SIZES,
		"\"quantization_config\": {\"bits\": 4}, \"auto_map\": {\"a\": \"b\"}, \"rope_theta\": 1e6, \"num_experts\": 0, \"residual_moe\": false,"
		"\"unsloth_fixed\": true, \"layer_types\": [\"full_attention\", \"full_attention\"], \"max_sequence_length\": 4096"},
	};
	static const char *const refused[] = {
		"residual_moe", "moe_intermediate_size", "draft_vocab_size", "index_topk", "kv_lora_rank", "n_shared_experts", "block_configs",
		/* names of nobody's: what is not known to be harmless is not harmless, whatever its name betrays */
		"moe_config", "n_activated_experts", "use_attn_sinks", "hyper_connection", "layer_scale", "blocks_of_any_kind", "x",
		/* harmless in other families only */
		"offset_alibi", "attention_type"
	};
	static const char *const values[] = {"8", "1.5", "true", "\"a word\"", "[1]", "{\"a\": 1}"};
	static const char *const nothing[] = {"0", "0.0", "false", "\"\"", "[]", "{}", "null"};
	char		text[1000];
	Model		m;
	ModelCount	c;
	ModelError	e;

	for (size_t i = 0; i < sizeof(pass) / sizeof(pass[0]); i++)
	{
		int64_t		alone;

		snprintf(text, sizeof(text), "{%s}", pass[i].config);
		ok(read_config(text, &m, &c, &e) == CORE_OK, "read: %s", text);
		alone = c.params;
		snprintf(text, sizeof(text), "{%s, %s}", pass[i].config, pass[i].more);
		ok(read_config(text, &m, &c, &e) == CORE_OK && c.params == alone, "the same with: %s", pass[i].more);
	}
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
	{
		snprintf(text, sizeof(text), "{\"model_type\": \"llama\", \"intermediate_size\": 96, " SIZES ", \"moe_config\": %s}", values[i]);
		ok(read_config(text, &m, &c, &e) == CORE_INVALID && e.problem == MODEL_UNREAD, "refused: %s", text);
	}
	for (size_t i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++)
	{
		snprintf(text, sizeof(text), "{\"model_type\": \"llama\", \"intermediate_size\": 96, " SIZES ", \"moe_config\": %s}", nothing[i]);
		ok(read_config(text, &m, &c, &e) == CORE_OK, "says that there is none: %s", text);
	}
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
	{
		snprintf(text, sizeof(text), "{\"model_type\": \"llama\", \"intermediate_size\": 96, " SIZES ", \"%s\": 8}", refused[i]);
		ok(read_config(text, &m, &c, &e) == CORE_INVALID && e.problem == MODEL_UNREAD && e.found != NULL &&
		   (size_t) e.found->length == strlen(refused[i]) && memcmp(e.found->name, refused[i], strlen(refused[i])) == 0,
		   "refused: %s", refused[i]);
	}
}

/*
 * What the classes of transformers derive a list of layers from is the same model as the
 * list: two layers each time, the list as the class writes it.
 */
static void
test_derived_lists(void)
{
#define TWO(type, more) "{\"model_type\": \"" type "\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_hidden_layers\": 2, " \
	"\"num_attention_heads\": 4, \"intermediate_size\": 128" more "}"
#define SOME_EXPERTS ", \"num_experts\": 4, \"num_experts_per_tok\": 2, \"moe_intermediate_size\": 8, \"n_shared_experts\": 1"
#define SOME_ROUTED ", \"num_key_value_heads\": 2, \"num_local_experts\": 4, \"num_experts_per_tok\": 2"
#define SOME_LISTED ", \"num_key_value_heads\": 2, \"moe_topk\": [2, 2], \"num_experts\": "
#define LATENT ", \"q_lora_rank\": 8, \"kv_lora_rank\": 8, \"qk_nope_head_dim\": 8, \"qk_rope_head_dim\": 8, \"v_head_dim\": 8, \"first_k_dense_replace\": 1"
	static const struct
	{
		const char *derived;
		const char *listed;
	}			pairs[] = {
		{TWO("smollm3", ", \"use_sliding_window\": true, \"sliding_window\": 7, \"no_rope_layer_interval\": 2"),
		TWO("smollm3", ", \"sliding_window\": 7, \"layer_types\": [\"full_attention\", \"sliding_attention\"]")},
		{TWO("smollm3", ", \"use_sliding_window\": true, \"sliding_window\": 7, \"no_rope_layers\": [0, 1]"),
		TWO("smollm3", ", \"sliding_window\": 7, \"layer_types\": [\"sliding_attention\", \"full_attention\"]")},
		{TWO("dots1", SOME_EXPERTS ", \"sliding_window\": 7, \"max_window_layers\": 1"),
		TWO("dots1", SOME_EXPERTS ", \"sliding_window\": 7, \"layer_types\": [\"full_attention\", \"sliding_attention\"]")},
		/* the layers behind the dense one begin their pattern anew */
		{TWO("cohere2_moe", ", \"num_experts\": 4, \"num_experts_per_tok\": 2, \"sliding_window\": 7, \"first_k_dense_replace\": 1, \"sliding_window_pattern\": 2"),
		TWO("cohere2_moe", ", \"num_experts\": 4, \"num_experts_per_tok\": 2, \"sliding_window\": 7, \"mlp_layer_types\": [\"dense\", \"sparse\"],"
			"\"layer_types\": [\"full_attention\", \"sliding_attention\"]")},
		{TWO("glm_moe_dsa", SOME_EXPERTS LATENT ", \"index_topk_freq\": 2, \"index_skip_topk_offset\": 1"),
		TWO("glm_moe_dsa", SOME_EXPERTS LATENT ", \"indexer_types\": [\"full\", \"shared\"]")},
		{TWO("glm_moe_dsa", SOME_EXPERTS LATENT ", \"index_topk_pattern\": \"FS\""),
		TWO("glm_moe_dsa", SOME_EXPERTS LATENT ", \"indexer_types\": [\"full\", \"shared\"]")},
		{TWO("minimax", ", \"num_key_value_heads\": 2, \"num_experts\": 4, \"num_experts_per_tok\": 2, \"attn_type_list\": [0, 1]"),
		TWO("minimax", ", \"num_key_value_heads\": 2, \"num_experts\": 4, \"num_experts_per_tok\": 2, \"layer_types\": [\"linear_attention\", \"full_attention\"]")},
		{TWO("step3p7", SOME_EXPERTS ", \"num_key_value_heads\": 2, \"share_expert_dim\": 8, \"moe_layers_enum\": \"1,2\", \"layer_types\": [\"full_attention\", \"full_attention\"]"),
		TWO("step3p7", SOME_EXPERTS ", \"num_key_value_heads\": 2, \"share_expert_dim\": 8, \"mlp_layer_types\": [\"dense\", \"sparse\"], \"layer_types\": [\"full_attention\", \"full_attention\"]")},
		{TWO("modernbert-decoder", ", \"global_attn_every_n_layers\": 1"),
		TWO("modernbert-decoder", ", \"layer_types\": [\"full_attention\", \"full_attention\"]")},
	};
	/* lists of 0 and 1, of which an element may be true or false, too (that of MiniMax-M3 has been read so) */
	static const char *const flags[] = {
		TWO("smollm3", ", \"use_sliding_window\": true, \"sliding_window\": 7, \"no_rope_layers\": %s"),
		TWO("llama4_text", SOME_ROUTED ", \"intermediate_size_mlp\": 128, \"attention_chunk_size\": 7, \"no_rope_layers\": %s"),
		TWO("minimax", SOME_ROUTED ", \"attn_type_list\": %s"),
		TWO("minimax_m3_vl_text", SOME_ROUTED ", \"sparse_attention_config\": {\"sparse_attention_freq\": %s}"),
		TWO("minimax_m3_vl_text", SOME_ROUTED ", \"moe_layer_freq\": %s"),
		TWO("mimo_v2_flash", SOME_ROUTED ", \"moe_intermediate_size\": 8, \"moe_layer_freq\": %s"),
		TWO("mimo_v2_flash", SOME_ROUTED ", \"moe_intermediate_size\": 8, \"hybrid_layer_pattern\": %s"),
	};
	static const char *const zaya = "{\"model_type\": \"zaya\", \"vocab_size\": 100, \"hidden_size\": 64, \"num_hidden_layers\": 2, \"num_attention_heads\": 4,"
		"\"num_key_value_heads\": 2, \"head_dim\": 16, \"num_experts\": 4, \"num_experts_per_tok\": 1, \"moe_intermediate_size\": 8, \"router_hidden_size\": 8,"
		"\"sliding_window\": 7, \"layer_types\": [\"hybrid\", \"hybrid_sliding\"]}";
	static const char *const cohere = TWO("cohere2_moe", ", \"num_experts\": 4, \"num_experts_per_tok\": 2, \"first_k_dense_replace\": 1, \"prefix_dense_intermediate_size\": 40");
	Model		m,
				n;
	ModelCount	c,
				d;
	ModelError	e;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
	{
		bool		read = read_config(pairs[i].derived, &m, &c, &e) == CORE_OK && read_config(pairs[i].listed, &n, &d, &e) == CORE_OK;

		ok(read && c.params == d.params && c.active_params == d.active_params &&
		   model_training_flop_per_token(&m, &c, 64, MODEL_MEGATRON) == model_training_flop_per_token(&n, &d, 64, MODEL_MEGATRON) &&
		   model_kv_bytes(&m, 64, 2) == model_kv_bytes(&n, 64, 2), "as its list: %s", pairs[i].derived);
	}
	ok(read_config(zaya, &m, &c, &e) == CORE_OK && windowed_layers(&m) == 1, "zaya: hybrid_sliding sees a window");
	/* the dense layer of two: 3 x 64 x (128 - 40) less */
	(void) read_config(cohere, &m, &c, &e);
	(void) read_config(TWO("cohere2_moe", ", \"num_experts\": 4, \"num_experts_per_tok\": 2, \"first_k_dense_replace\": 1"), &n, &d, &e);
	ok(d.params - c.params == 3 * 64 * (128 - 40), "Cohere's mixture: the width of its dense layers");
	/* stacks of one layer: the lower runs L_cycles times, then the upper once, H_cycles times */
	ok(read_config(TWO("hrm_text", ", \"head_dim\": 16, \"num_layers_per_stack\": 1, \"H_cycles\": 2, \"L_cycles\": 3"), &m, &c, &e) == CORE_INVALID &&
	   read_config(TWO("hrm_text", ", \"head_dim\": 16, \"num_layers_per_stack\": 1, \"H_cycles\": 1, \"L_cycles\": 1"), &m, &c, &e) == CORE_OK,
	   "HRM: layers as many as are run");
	/* numbers of layers are no longer than a layer's */
	ok(read_config(TWO("step3p7", SOME_EXPERTS ", \"num_key_value_heads\": 2, \"share_expert_dim\": 8, \"moe_layers_enum\": \"500000000000000000000\", \"layer_types\": [\"full_attention\", \"full_attention\"]"), &m, &c, &e) == CORE_INVALID,
	   "Step: a number of a layer that is none");
	ok(read_config(TWO("minimax_m2", ", \"num_experts\": 4, \"num_experts_per_tok\": 2, \"attn_type_list\": [1, 0]"), &m, &c, &e) == CORE_INVALID,
	   "MiniMax-M2 has no linear attention");
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
	{
		static const char *const good[] = {"[0, 1]", "[false, true]", "[0.0, 1]"};
		static const char *const bad[] = {"[0, 2]", "[-1, 1]", "[0, \"1\"]", "[0, null]", "[0.5, 1]", "[0]", "[0, 1, 1]"};
		char		config[1024];
		int64_t		params = 0;
		double		flop = 0;

		for (size_t k = 0; k < sizeof(good) / sizeof(good[0]); k++)
		{
			double		want = flop;

			snprintf(config, sizeof(config), flags[i], good[k]);
			ok(read_config(config, &m, &c, &e) == CORE_OK && (k == 0 || c.params == params), "%s: a flag each", config);
			params = c.params;
			flop = model_training_flop_per_token(&m, &c, 64, MODEL_MEGATRON);
			ok(k == 0 || flop == want, "%s: the same", config);
		}
		for (size_t k = 0; k < sizeof(bad) / sizeof(bad[0]); k++)
		{
			snprintf(config, sizeof(config), flags[i], bad[k]);
			ok(read_config(config, &m, &c, &e) == CORE_INVALID, "%s is refused", config);
		}
	}
}

/* what a class does in any case is not what a config that says otherwise means */
static void
test_contradictions(void)
{
	static const struct
	{
		const char *config;
		const char *field;	/* refused for; NULL: read */
	}			pairs[] = {
		{TWO("minimax_m2", SOME_ROUTED ", \"use_qk_norm\": true, \"shared_intermediate_size\": 0"), NULL},
		{TWO("minimax_m2", SOME_ROUTED ", \"use_qk_norm\": false"), "use_qk_norm"},
		{TWO("minimax_m2", SOME_ROUTED ", \"shared_intermediate_size\": 8"), "shared_expert_intermediate_size"},
		{TWO("hunyuan_v1_moe", SOME_LISTED "[4, 4], \"num_shared_expert\": [1, 1]"), NULL},
		{TWO("hunyuan_v1_moe", SOME_LISTED "[4, 8]"), "num_experts"},
		{TWO("hunyuan_v1_moe", SOME_LISTED "[4]"), "num_experts"},
		{TWO("hunyuan_v1_moe", SOME_LISTED "4, \"num_shared_expert\": [2, 2]"), "n_shared_experts"},
		{TWO("hunyuan_v1_moe", SOME_LISTED "4, \"use_qk_norm\": false"), "use_qk_norm"},
		{TWO("cohere2", ", \"num_key_value_heads\": 2, \"layer_switch\": 2"), NULL},
	};
	Model		m;
	ModelCount	c;
	ModelError	e;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
	{
		bool		read = read_config(pairs[i].config, &m, &c, &e) == CORE_OK;

		ok(read ? pairs[i].field == NULL : pairs[i].field != NULL && e.field != NULL && strcmp(e.field, pairs[i].field) == 0,
		   "contradiction: %s", pairs[i].config);
	}
}

/*
 * The class is always read.  A Llama of 2 layers, width 64, 4 heads, MLP 96 and 100
 * tokens: 6,400 for the head; a score of 2 labels 128.
 */
static void
test_classes(void)
{
#define TEXT "\"model_type\": \"llama\", \"intermediate_size\": 96, " SIZES
	static const struct
	{
		const char *config;
		int64_t		difference;	/* to the one with a head; -1: refused */
	}			classes[] = {
		{"{\"architectures\": [\"LlamaForCausalLM\"], " TEXT "}", 0},
		{"{\"architectures\": [\"LLaMAForCausalLM\"], " TEXT "}", 0},
		{"{\"architectures\": [], " TEXT "}", 0},
		{"{\"architectures\": null, " TEXT "}", 0},
		/* a name alone counts as a list of one */
		{"{\"architectures\": \"LlamaForCausalLM\", " TEXT "}", 0},
		{"{\"architectures\": \"LlamaModel\", " TEXT "}", 6400},
		{"{\"architectures\": \"LlamaForSequenceClassification\", " TEXT "}", 6400 - 128},
		/* drafts and other models that use the configuration of a Llama */
		{"{\"architectures\": [\"LlamaForCausalLMEagle3\"], " TEXT "}", -1},
		{"{\"architectures\": [\"EagleLlamaForCausalLM\"], " TEXT "}", -1},
		{"{\"architectures\": [\"Eagle3LlamaForCausalLM\"], " TEXT "}", -1},
		{"{\"architectures\": [\"LlamaEagleForCausalLM\"], " TEXT "}", -1},
		{"{\"architectures\": [\"MedusaModel\"], " TEXT "}", -1},
		{"{\"architectures\": [\"MedusaLlamaForCausalLM\"], " TEXT "}", -1},
		{"{\"architectures\": [\"LlamaMedusaForCausalLM\"], " TEXT "}", -1},
		{"{\"architectures\": [\"BitnetForCausalLM\"], " TEXT "}", -1},
		{"{\"architectures\": [\"Llama4ForCausalLM\"], " TEXT "}", -1},
		{"{\"architectures\": [\"LlamaForQuestionAnswering\"], " TEXT "}", -1},
		{"{\"architectures\": [\"LlamaForCausalLM\", \"LlamaModel\"], " TEXT "}", -1},
		{"{\"architectures\": 7, " TEXT "}", -1},
		{"{\"architectures\": {\"a\": 1}, " TEXT "}", -1},
		/* inside a model of several parts: the text model has a head of its own, but for the bare models of transformers */
		{"{\"architectures\": [\"InternVLChatModel\"], \"text_config\": {" TEXT "}}", 0},
		{"{\"architectures\": [\"InternVLChatModel\"], \"model_type\": \"internvl_chat\", \"llm_config\": {" TEXT "}}", 0},
		{"{\"architectures\": [\"LlavaForConditionalGeneration\"], \"text_config\": {" TEXT "}}", 0},
		{"{\"architectures\": [\"MultiModalityCausalLM\"], \"text_config\": {" TEXT "}}", 0},
		{"{\"architectures\": [\"Gemma3Model\"], \"text_config\": {" TEXT "}}", 6400},
		{"{\"architectures\": [\"NVLM_D_Model\"], \"text_config\": {" TEXT "}}", -1},
		{"{\"architectures\": [\"InternVLChatModel\"], \"text_config\": {\"architectures\": [\"LlamaModel\"], " TEXT "}}", 6400},
		{"{\"architectures\": [\"InternVLChatModel\"], \"text_config\": {\"architectures\": [\"EagleLlamaForCausalLM\"], " TEXT "}}", -1},
		{"{\"architectures\": [\"Idefics3ForConditionalGeneration\"], \"text_config\": {\"architectures\": [\"VLlama3ForCausalLM\"], " TEXT "}}", 0},
		/* and alone it is nothing of what we know */
		{"{\"architectures\": [\"InternVLChatModel\"], " TEXT "}", -1},
	};
	Model		m;
	ModelCount	c;
	ModelError	e;
	int64_t		whole;

	(void) read_config("{" TEXT "}", &m, &c, &e);
	whole = c.params;
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
	{
		bool		read = read_config(classes[i].config, &m, &c, &e) == CORE_OK;

		ok(read ? whole - c.params == classes[i].difference :
		   classes[i].difference < 0 && e.problem == MODEL_WRONG && strcmp(e.field, "architectures") == 0,
		   "class: %s", classes[i].config);
	}
	/* an encoder is counted with the head of a language model, or not at all */
	ok(read_config("{\"model_type\": \"bert\", \"architectures\": [\"BertModel\"], \"max_position_embeddings\": 16, \"intermediate_size\": 96, " SIZES "}",
				   &m, &c, &e) == CORE_INVALID && strstr(e.expected, "encoder") != NULL, "an encoder alone is refused as such");
	ok(read_config("{\"model_type\": \"bert\", \"position_embedding_type\": \"relative_key\", \"max_position_embeddings\": 16, \"intermediate_size\": 96, " SIZES "}",
				   &m, &c, &e) == CORE_INVALID && strcmp(e.field, "position_embedding_type") == 0, "relative positions have weights");
	ok(read_config("{\"text_config\": {" TEXT "}, \"language_config\": {" TEXT "}}", &m, &c, &e) == CORE_INVALID &&
	   e.problem == MODEL_CONFLICT && strcmp(e.field, "language_config") == 0, "two text models are one too many");
}

/* keys are found by their names */
static void
test_keys(void)
{
	static const char *const known[] = {
		"bias", "n_ctx", "ffn_dim", "model_type", "text_config", "vocab_size", "hidden_size",
		"num_hidden_layers", "moe_shared_expert_intermediate_size", "tie_word_embeddings"
	};

	for (int i = 0; i < (int) (sizeof(known) / sizeof(known[0])); i++)
		ok(model_key_matters(known[i], (int) strlen(known[i])), "%s matters", known[i]);
	ok(!model_key_matters("torch_dtype", 11), "torch_dtype does not");
	ok(!model_key_matters("", 0), "nor the empty name");
}

static void
test_conventions(void)
{
	ModelConvention convention;

	ok(model_convention("PaLM", 4, &convention) && convention == MODEL_PALM, "case does not matter");
	ok(model_convention("megatron_noncausal", 18, &convention) && convention == MODEL_MEGATRON_NONCAUSAL, "the longer name");
	ok(model_convention("megatron", 8, &convention) && convention == MODEL_MEGATRON, "the shorter name");
	ok(!model_convention("pal", 3, &convention), "no prefix");
	ok(!model_convention("", 0, &convention), "no name");
}

/*
 * What a model of two layers takes: the first with an MLP, the second with eight
 * experts; hidden 64, 4 heads and 2 of keys of 16, MLP 96, experts 32, vocabulary
 * 100.  Weights by hand; a byte each, and one more where they stay as they are.
 * Bits of a number are the fewest of any matrix, without its scales.
 */
static void
test_stored(void)
{
	enum
	{
		q = 64 * 64, k = 64 * 32, experts = 8 * 3 * 64 * 32, mlp = 3 * 64 * 96, outside = 100 * 64 * 2 + 5 * 64 + 4 * 16, router = 64 * 8,
		matrices = 2 * (2 * q + 2 * k) + mlp + experts, rest = 2 * (outside + router), bytes = matrices + rest
	};
	static const struct
	{
		const char *quantization;
		double		bytes;			/* 0: refused */
		double		number_bits;
	}			cases[] = {
		{"\"quant_method\": \"fp8\"", bytes, 8},
		{"\"quant_method\": \"fp8\", \"ignore\": [\"model.layers.0.self_attn.q_proj\", \"model.layers.0.self_attn.q_proj\"]", bytes + q, 8},
		{"\"quant_method\": \"fp8\", \"ignore\": [\"k_proj\", \"model.layers.1.mlp.gate\"]", bytes + 2 * k, 8},
		{"\"quant_method\": \"fp8\", \"ignore\": [\"model.layers.0*\", \"model.layers.2*\"]", bytes + 2 * q + 2 * k + mlp, 8},
		{"\"quant_method\": \"fp8\", \"ignore\": [\"mlp.down_proj\"]", bytes + mlp / 3, 8},
		{"\"quant_method\": \"fp8\", \"ignore\": [\"down_proj\"]", bytes + mlp / 3 + experts / 3, 8},
		{"\"quant_method\": \"fp8\", \"ignore\": [\"model.layers.*.mlp\"]", bytes + mlp + experts, 8},
		{"\"quant_method\": \"fp8\", \"ignore\": [\"re:.*mlp.(gate|up)_proj\", \"re:.*vision.*q_proj\"]", bytes + mlp / 3 * 2, 8},
		{"\"quant_method\": \"fp8\", \"ignore\": [\"model.layers.1.mlp.experts.3\", \"model.layers.0.mlp.experts.3\"]", bytes + experts / 8, 8},
		/* an expert named again and again is no more than all of them */
		{"\"quant_method\": \"modelopt\", \"quant_algo\": \"MIXED_PRECISION\", \"quantized_layers\": {\"experts.0\": {\"quant_algo\": \"FP8\"}, \"a.experts.0\": {\"quant_algo\": \"FP8\"}, \"b.experts.0\": {\"quant_algo\": \"FP8\"}, "
			"\"c.experts.0\": {\"quant_algo\": \"FP8\"}, \"d.experts.0\": {\"quant_algo\": \"FP8\"}, \"e.experts.0\": {\"quant_algo\": \"FP8\"}, \"f.experts.0\": {\"quant_algo\": \"FP8\"}, \"g.experts.0\": {\"quant_algo\": \"FP8\"}, \"h.experts.0\": {\"quant_algo\": \"FP8\"}}",
			2 * (bytes - outside - router) - experts, 8},
		{"\"quant_method\": \"mxfp4\"", 2 * (bytes - outside - router - experts) + experts * 4.25 / 8, 4},
		/* with all experts but one, and all of them, as they were */
		{"\"quant_method\": \"mxfp4\", \"ignore\": [\"experts.0\", \"experts.1\", \"experts.2\", \"experts.3\", \"experts.4\", \"experts.5\", \"experts.6\"]",
			2 * (bytes - outside - router - experts / 8) + experts / 8 * 4.25 / 8, 4},
		{"\"quant_method\": \"mxfp4\", \"ignore\": [\"experts.0\", \"experts.1\", \"experts.2\", \"experts.3\", \"experts.4\", \"experts.5\", \"experts.6\", \"experts.7\"]",
			2 * (bytes - outside - router), 16},
		/* a scale of 16 bits for 16 numbers of 4; the head too */
		{"\"quant_method\": \"compressed-tensors\", \"config_groups\": {\"x\": {\"targets\": [\"Linear\"], \"weights\": {\"num_bits\": 4, \"group_size\": 16}}}",
			(bytes - 2 * (outside + router) + 100 * 64) * 5 / 8.0 + 2 * (outside + router - 100 * 64), 4},
		{"\"quant_method\": \"compressed-tensors\", \"config_groups\": {\"x\": {\"targets\": [\"Linear\"], \"weights\": {\"num_bits\": 8}}}", bytes - 100 * 64, 8},
		/* a scale of 32 bits for a block of 128 x 128 */
		{"\"quant_method\": \"fp8\", \"weight_block_size\": [128, 128]", matrices * (8 + 32 / 16384.0) / 8 + rest, 8},
		/* one of 8 bits for 16 numbers of 4, and for 32 of 6 or 8 */
		{"\"quant_method\": \"modelopt\", \"quant_algo\": \"NVFP4\"", matrices * 4.5 / 8 + rest, 4},
		{"\"quant_method\": \"modelopt\", \"quant_algo\": \"MXFP8\"", matrices * 8.25 / 8 + rest, 8},
		{"\"quant_method\": \"compressed-tensors\", \"format\": \"mxfp6-pack-quantized\", \"config_groups\": {\"x\": {\"targets\": [\"Linear\"], \"weights\": {\"num_bits\": 6, \"group_size\": 32, \"type\": \"float\"}}}",
			(matrices + 100 * 64) * 6.25 / 8 + rest - 2 * 100 * 64, 6},
		/* one of 32 bits for 64 numbers of 4; or one of 8, with one of 32 for 256 of these */
		{"\"quant_method\": \"bitsandbytes\", \"load_in_4bit\": true", matrices * 4.5 / 8 + rest, 4},
		{"\"quant_method\": \"bitsandbytes\", \"load_in_4bit\": true, \"bnb_4bit_use_double_quant\": true", matrices * (4 + 8 / 64.0 + 32 / 16384.0) / 8 + rest, 4},
		/* a scale of 16 bits and a zero for each 128 where the configuration has no group_size, as in AwqConfig and GPTQConfig */
		{"\"quant_method\": \"awq\", \"bits\": 4", matrices * (4 + 20 / 128.0) / 8 + rest, 4},
		{"\"quant_method\": \"gptq\", \"bits\": 4", matrices * (4 + 20 / 128.0) / 8 + rest, 4},
		{"\"quant_method\": \"gptq\", \"bits\": -4", 0, 0},
		{"\"quant_method\": \"fp8\", \"ignore\": [\"(a\"]", 0, 0},
		{"\"quant_method\": \"fp8\", \"ignore\": [\"((a|b)|(c|d))((a|b)|(c|d))((a|b)|(c|d))((a|b)|(c|d))\"]", 0, 0}
	};
	static ModelStorage room;
	Model		m;
	ModelCount	c;
	ModelError	e;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		char		config[4000];
		ModelFile	got = {0, 0};

		snprintf(config, sizeof(config), "{\"model_type\": \"qwen3_moe\", \"hidden_size\": 64, \"num_hidden_layers\": 2, \"num_attention_heads\": 4, \"num_key_value_heads\": 2, "
				 "\"head_dim\": 16, \"intermediate_size\": 96, \"moe_intermediate_size\": 32, \"num_experts\": 8, \"num_experts_per_tok\": 2, \"vocab_size\": 100, "
				 "\"mlp_only_layers\": [0], \"tie_word_embeddings\": false, \"quantization_config\": {%s}}", cases[i].quantization);
		ok(read_config(config, &m, &c, &e) == CORE_OK, "a small mixture is read");
		if (model_stored(json.keys, json.count, &m, &c, &room, &got, &e) != CORE_OK)
			got.bytes = got.number_bits = 0;
		ok(got.bytes == cases[i].bytes, "%.90s: %.1f bytes, %.1f expected", cases[i].quantization, got.bytes, cases[i].bytes);
		ok(got.number_bits == cases[i].number_bits, "%.90s: numbers of %g bits, %g expected", cases[i].quantization, got.number_bits, cases[i].number_bits);
	}

	/* RWKV, whose matrices have no name in lists of modules: 4 of 64 x 64, and 64 x 256, 64 x 64 and 256 x 64 a layer */
	{
		ModelFile	got = {0, 0};
		int64_t		products = 2 * (4 * 64 * 64 + 2 * 64 * 256 + 64 * 64),
					others = 2 * (7 * 64 + 4 * 64) + 4 * 64 + 2 * 100 * 64;

		ok(read_config("{\"model_type\": \"rwkv\", \"hidden_size\": 64, \"num_hidden_layers\": 2, \"vocab_size\": 100, \"quantization_config\": {\"quant_method\": \"fp8\"}}",
					   &m, &c, &e) == CORE_OK && c.params == products + others, "a small RWKV");
		ok(model_stored(json.keys, json.count, &m, &c, &room, &got, &e) == CORE_OK && got.bytes == (double) (products + 2 * others), "in FP8 but for norms, vectors and embeddings");
	}

	/* without a quantization, 16 bits or what dtype says */
	for (int i = 0; i < 3; i++)
	{
		static const char *const dtype[] = {"", ", \"dtype\": \"float32\"", ", \"torch_dtype\": \"float64\""};
		static const int bytes[] = {2, 4, 8};
		ModelFile	got = {0, 0};
		char		config[256];

		snprintf(config, sizeof(config), "{\"model_type\": \"rwkv\", \"hidden_size\": 64, \"num_hidden_layers\": 2, \"vocab_size\": 100%s}", dtype[i]);
		ok(read_config(config, &m, &c, &e) == CORE_OK && model_stored(json.keys, json.count, &m, &c, &room, &got, &e) == CORE_OK &&
		   got.bytes == (double) (bytes[i] * c.params) && got.number_bits == 8 * bytes[i], "%d bytes a weight", bytes[i]);
	}

	/* a twentieth off 16 bits */
	{
		ModelFile	file = {2.1004e9, 16};
		double		gb,
					bits;

		memset(&c, 0, sizeof(c));
		c.params = 1000000000;
		ok(model_stored_otherwise(&c, &file, 16, &gb, &bits), "5.02 %% more than 16 bits is another width");
		near(gb, 2.1004, 1e-15, "GB of the file");
		near(bits, 16.8032, 1e-15, "its bits");
		file.bytes = 2.0996e9;
		ok(!model_stored_otherwise(&c, &file, 16, &gb, &bits), "4.98 %% more is not");
		/* 4.5 bits with scales, of numbers of 4 */
		file = (ModelFile) {c.params * 4.5 / 8, 4};
		ok(model_product_bits(&c, &file, 4.5) == 4 && model_product_bits(&c, &file, 16) == 16 && model_product_bits(&c, &file, 3) == 3,
		   "products of numbers without their scales, where that is what the file has");
	}
}

int
main(void)
{
	test_counts();
	test_changes();
	test_left_out();
	test_class_defaults();
	test_parts();
	test_names();
	test_flop();
	test_narayanan();
	test_windows();
	test_inference();
	test_caches();
	test_contexts();
	test_bad();
	test_recurrence();
	test_states();
	test_other_keys();
	test_derived_lists();
	test_contradictions();
	test_classes();
	test_keys();
	test_conventions();
	test_stored();
	return done();
}
