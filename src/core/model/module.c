/*
 * module.c
 *		Which matrices of a model the name of a module means.
 *
 * Found out word by word, for the same matrix has one name in each family: every
 * word that is known narrows the matrices down, "self_attn" to those of attention,
 * "q_proj" after it to one.  What sees, hears, speaks or drafts is none of the text
 * model's, and means nothing.
 */
#include "core/model/module.h"

#include <string.h>

typedef struct Word
{
	const char *word;
	uint64_t	cells;
} Word;

static const Word words[] = {
	/* places */
	{"self_attn", IN_ATTENTION}, {"self_attention", IN_ATTENTION}, {"attn", IN_ATTENTION}, {"attention", IN_ATTENTION},
	{"cross_attn", IN_ATTENTION}, {"linear_attn", IN_RECURRENCE}, {"mamba", IN_RECURRENCE}, {"ssm", IN_RECURRENCE},
	{"conv", IN_RECURRENCE}, {"short_conv", IN_RECURRENCE}, {"mixer", IN_LAYER}, {"temporal_block", IN_ATTENTION | IN_RECURRENCE},
	{"mlp", IN_MLP}, {"feed_forward", IN_MLP}, {"ffn", IN_MLP}, {"moe", IN_MLP}, {"block_sparse_moe", IN_MLP},
	{"experts", IN_EXPERTS}, {"shared_expert", IN_SHARED}, {"shared_experts", IN_SHARED}, {"share_expert", IN_SHARED},
	{"shared_mlp", IN_SHARED},
	/* attention */
	{"q_proj", CELL(MODEL_Q)}, {"k_proj", CELL(MODEL_K)}, {"v_proj", CELL(MODEL_V)}, {"o_proj", CELL(MODEL_O)},
	{"query", CELL(MODEL_Q)}, {"key", CELL(MODEL_K)}, {"value", CELL(MODEL_V)}, {"dense", CELL(MODEL_O)},
	{"wq", CELL(MODEL_Q)}, {"wk", CELL(MODEL_K) | CELL(MODEL_INDEX_K)}, {"wv", CELL(MODEL_V)}, {"wo", CELL(MODEL_O)}, {"wo_a", CELL(MODEL_O_DOWN)},
	{"o_a_proj", CELL(MODEL_O_DOWN)}, {"wo_b", CELL(MODEL_O)}, {"o_b_proj", CELL(MODEL_O)}, {"g_proj", CELL(MODEL_O_GATE)},
	{"q_a_proj", CELL(MODEL_Q_DOWN)}, {"wq_a", CELL(MODEL_Q_DOWN)},
	{"q_b_proj", CELL(MODEL_Q_UP) | CELL(MODEL_INDEX_Q)}, {"wq_b", CELL(MODEL_Q_UP) | CELL(MODEL_INDEX_Q)}, {"kv_a_proj_with_mqa", CELL(MODEL_KV_DOWN)},
	{"kv_a_proj", CELL(MODEL_KV_DOWN)}, {"wkv", CELL(MODEL_KV_DOWN)}, {"kv_b_proj", CELL(MODEL_KV_UP)},
	{"compressor", CELL(MODEL_MIXING) | IN_INDEXER}, {"indexer", IN_INDEXER}, {"indexers_proj", CELL(MODEL_INDEX)}, {"weights_proj", CELL(MODEL_INDEX)},
	{"index_q_proj", CELL(MODEL_INDEX_Q)}, {"index_k_proj", CELL(MODEL_INDEX_K)},
	/* recurrent mixers */
	{"in_proj", CELL(MODEL_IN)}, {"in_proj_qkv", IN_QKV}, {"in_proj_z", CELL(MODEL_IN_GATE)},
	{"in_proj_a", CELL(MODEL_IN_A)}, {"in_proj_b", CELL(MODEL_IN_B)}, {"x_proj", CELL(MODEL_IN_A)}, {"dt_proj", CELL(MODEL_IN_B)},
	{"out_proj", CELL(MODEL_OUT) | CELL(MODEL_O)},
	/* MLPs */
	{"gate_proj", GATES | CELL(MODEL_O_GATE) | CELL(MODEL_INDEX_K)}, {"w1", GATES},
	{"up_proj", UPS}, {"w3", UPS}, {"fc1", UPS}, {"c_fc", UPS}, {"fc_in", UPS},
	{"dense_h_to_4h", UPS}, {"down_proj", DOWNS}, {"w2", DOWNS}, {"fc2", DOWNS}, {"fc_out", DOWNS}, {"dense_4h_to_h", DOWNS},
	{"output_linear", DOWNS}, {"c_proj", DOWNS | CELL(MODEL_O)},
	{"fc1_latent_proj", CELL(MODEL_DENSE)}, {"fc2_latent_proj", CELL(MODEL_DENSE)},
	{"per_layer_input_gate", CELL(MODEL_SIDE_IN)}, {"per_layer_projection", CELL(MODEL_SIDE_OUT)}, {"laurel", CELL(MODEL_DENSE)},
	{"Wi", GATES | UPS}, {"Wo", DOWNS | CELL(MODEL_O)},
	{"gate", CELL(MODEL_STORED_ROUTER)}, {"router", CELL(MODEL_STORED_ROUTER)}, {"shared_expert_gate", CELL(MODEL_STORED_ROUTER)},
	/* both sides of the model */
	{"lm_head", CELL(HEAD)}, {"embed_out", CELL(HEAD)}, {"head", CELL(HEAD)}, {"embed_tokens", CELL(EMBEDDING)},
	{"embed_in", CELL(EMBEDDING)}, {"wte", CELL(EMBEDDING)}, {"embeddings", CELL(EMBEDDING)}, {"embed", CELL(EMBEDDING)},
	{"word_embeddings", CELL(EMBEDDING)}, {"tok_embeddings", CELL(EMBEDDING)},
	/* what stands around the text model's parts and says nothing of them */
	{"model", 0}, {"language_model", 0}, {"text_model", 0}, {"transformer", 0}, {"backbone", 0}, {"decoder", 0}, {"base_model", 0},
	{"llm", 0}, {"gpt_neox", 0}, {"linear", 0}, {"base_layer", 0}, {"scorer", 0}, {"weight", 0}, {"layers", 0}, {"layer", 0}, {"h", 0}, {"blocks", 0}
};

/* matrices that some classes have in one; "gate*" is no name of gate_up_proj where gate_proj is one */
static const Word fused[] = {
	{"qkv_proj", QKV}, {"query_key_value", QKV}, {"c_attn", QKV}, {"Wqkv", QKV}, {"wqkv", QKV}, {"W_pack", QKV},
	{"kv_proj", CELL(MODEL_K) | CELL(MODEL_V) | CELL(MODEL_KV_DOWN) | CELL(MODEL_INDEX_K)},
	{"fused_qkv_a_proj", CELL(MODEL_Q_DOWN) | CELL(MODEL_KV_DOWN)}, {"fused_wqa_wkv", CELL(MODEL_Q_DOWN) | CELL(MODEL_KV_DOWN)},
	{"in_proj_qkvz", IN_QKV | CELL(MODEL_IN_GATE)}, {"in_proj_ba", CELL(MODEL_IN_A) | CELL(MODEL_IN_B)},
	{"gate_up_proj", GATES | UPS}, {"input_linear", GATES | UPS}
};

/* what a delta net's own classes call as attention calls its own */
static const Word recurrent[] = {
	{"q_proj", CELL(MODEL_IN_Q)}, {"k_proj", CELL(MODEL_IN_K)}, {"v_proj", CELL(MODEL_IN_V)}, {"g_proj", CELL(MODEL_IN_GATE)},
	{"a_proj", CELL(MODEL_IN_A)}, {"b_proj", CELL(MODEL_IN_B)}, {"o_proj", CELL(MODEL_OUT)}
};

/* a piece of a name, which a star can stand before or behind */
typedef struct Piece
{
	const char *s;
	int			n;
	bool		open_left;
	bool		open_right;
} Piece;

bool
module_name_holds(const char *name, int length, const char *word)
{
	int			n = (int) strlen(word);

	for (int i = 0; i + n <= length; i++)
		if (memcmp(name + i, word, (size_t) n) == 0)
			return true;
	return false;
}

static bool
piece_is(const Piece *p, const char *word)
{
	return p->n == (int) strlen(word) && memcmp(p->s, word, (size_t) p->n) == 0;
}

/* whether a word can be what stands there */
static bool
fits(const Piece *p, const char *word)
{
	int			n = (int) strlen(word);

	if (n < p->n || (n > p->n && !p->open_left && !p->open_right))
		return false;
	if (!p->open_left)
		return memcmp(word, p->s, (size_t) p->n) == 0;
	for (int i = p->open_right ? 0 : n - p->n; i + p->n <= n; i++)
		if (memcmp(word + i, p->s, (size_t) p->n) == 0)
			return true;
	return false;
}

/* of all words that it can be; *known: there is one */
static uint64_t
cells_of(const Piece *p, const Word *list, size_t n, bool *known)
{
	uint64_t	cells = 0;

	for (size_t i = 0; i < n; i++)
		if (fits(p, list[i].word))
		{
			*known = true;
			cells |= list[i].cells;
		}
	return cells;
}

/* what sees, hears or speaks, predicts further ahead, or drafts: none of the text model */
static bool
is_elsewhere(const Piece *p)
{
	static const char *const parts[] = {
		"vision", "visual", "audio", "speech", "image", "video", "multi_modal", "modality", "projector", "merger", "siglip", "whisper",
		"talker", "code2wav", "resampler", "qformer", "perceiver", "encoder", "nextn", "eagle", "medusa", "connector", "aligner"
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (module_name_holds(p->s, p->n, parts[i]))
			return true;
	return (p->n >= 3 && (memcmp(p->s, "mtp", 3) == 0 || memcmp(p->s, "vit", 3) == 0 || memcmp(p->s, "mm_", 3) == 0));
}

/* what is in a layer and no matrix */
static bool
is_vector(const Piece *p)
{
	static const char *const parts[] = {"norm", "bias", "rotary", "conv1d", "scale", "A_log", "sinks", "act"};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (module_name_holds(p->s, p->n, parts[i]))
			return true;
	return false;
}

static bool
is_number(const Piece *p)
{
	for (int i = 0; i < p->n; i++)
		if (p->s[i] < '0' || p->s[i] > '9')
			return false;
	return p->n > 0 && p->n <= 9;
}

/* of an expert, or else of the layer */
static void
set_number(ModuleName *named, const Piece *p, const Piece *last)
{
	int64_t		number = 0;

	for (int i = 0; i < p->n; i++)
		number = number * 10 + (p->s[i] - '0');
	if (piece_is(last, "experts"))
		named->one_expert = true;
	else if (!named->one_layer && !last->open_right)
	{
		named->one_layer = true;
		named->layer_open = p->open_right;
		named->layer = number;
	}
}

/*
 * A name, with stars for anything: each word narrows down what the ones before
 * it leave.  What is not known means nothing outside of layers, and inside of
 * one those matrices that have no name here.
 */
ModuleName
module_meaning(const char *name, int length)
{
	static const Piece none = {"", 0, false, false};
	ModuleName		named = {~UINT64_C(0), false, false, 0, false, false};
	Piece		last = none;
	bool		known = false;
	bool		strange = false;
	bool		indexer = false;

	for (int at = 0; at < length;)
	{
		Piece		p = none;
		uint64_t	cells = 0;
		bool		word = false;
		int			end = at;

		while (end < length && name[end] != '.' && name[end] != '*')
			end++;
		p.s = name + at;
		p.n = end - at;
		p.open_left = at > 0 && name[at - 1] == '*';
		p.open_right = end < length && name[end] == '*';
		at = end + 1;
		if (p.n == 0)
			continue;
		if (is_elsewhere(&p))
		{
			named.cells = 0;
			return named;
		}
		if (is_number(&p))
		{
			set_number(&named, &p, &last);
			continue;
		}
		if (piece_is(&last, "linear_attn"))
			cells = cells_of(&p, recurrent, sizeof(recurrent) / sizeof(recurrent[0]), &word);
		if (cells == 0)
			cells = cells_of(&p, words, sizeof(words) / sizeof(words[0]), &word);
		if (cells == 0)
			cells = cells_of(&p, fused, sizeof(fused) / sizeof(fused[0]), &word);
		/* an indexer has names of attention's, and so has what compresses keys for it */
		indexer = indexer || piece_is(&p, "indexer");
		if (!indexer && (cells & ~IN_INDEXER) != 0 && (cells & IN_INDEXER) != IN_INDEXER)
			cells &= ~IN_INDEXER;
		if (piece_is(&last, "compressor") && !indexer)
		{
			cells = 0;
			word = false;
		}
		/* a short convolution's own weights, in the layer's "conv" */
		if (piece_is(&p, "conv") && piece_is(&last, "conv"))
			named.cells = 0;
		if (cells != 0)
		{
			/* "mlp.up_proj" is not "mlp.experts.0.up_proj" */
			if ((named.whole_mlp || piece_is(&last, "mixer")) && !last.open_right && !p.open_left && (cells & IN_DENSE) != 0)
				named.cells &= ~(IN_EXPERTS | IN_SHARED);
			/* Nemotron's "mixer" of attention has an "o_proj" */
			if (piece_is(&last, "mixer") && (cells & CELL(MODEL_OUT)) != 0)
				cells &= ~CELL(MODEL_O);
			named.whole_mlp = cells == IN_MLP;
			named.cells &= cells;
			known = true;
		}
		else if (!word && (known || named.one_layer))
		{
			/* a matrix of this place that has no name here */
			named.cells = is_vector(&p) ? 0 : named.cells & (CELL(MODEL_MIXING) | CELL(RECURRENT_REST) | CELL(MODEL_DENSE));
			named.whole_mlp = false;
			known = true;
		}
		else if (!word)
			strange = true;
		last = p;
	}
	if (!known && strange && !named.one_layer)
		named.cells = 0;
	if (named.one_layer)
		named.cells &= IN_LAYER;
	return named;
}
