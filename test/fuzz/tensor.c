/*
 * tensor.c
 *		Hostile headers of weight files: JSON that lies, and tensors of any name,
 *		type and shape.
 *
 * The first byte chooses.  Reading ends, a string without its escapes is no
 * longer than with them, and the sums hold together whatever the tensors are.
 */
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/tensor.h"
#include "must.h"

#define TENSORS 64

static void
read_json(const char *s, size_t n)
{
	JsonReader	r;
	JsonToken	token;
	size_t		tokens = 0;

	json_open(&r, s, n);
	while ((token = json_next(&r)) != JSON_END && token != JSON_BROKEN)
	{
		must(++tokens <= n, "a token takes a byte");
		must(r.depth >= 0 && r.depth <= JSON_MAX_DEPTH, "the depth has limits");
		if (token == JSON_STRING || token == JSON_KEY)
		{
			char	   *out = malloc(r.length + 1);

			must(r.text >= s && r.text + r.length < s + n, "a string lies in the input");
			must(json_unescape(r.text, r.length, out) <= r.length, "escapes make no room");
			free(out);
		}
	}
}

/* names of parts that mean something, so that the fuzzer need not find them */
static const char *const parts[] = {
	"model", "layers", "0", "7", "mlp", "experts", "3", "up_proj", "weight", "weight_scale", "weight_packed", "qweight", "scales",
	"qzeros", "scale", "gate_up_proj_blocks", "gate_up_proj_scales", "gate_up_proj", "mtp", "visual", "block_sparse_moe",
	"input_linear", "embed_tokens", "lm_head", "attn", "bias", "weight.quant_map", "weight.absmax", "SCB", "biases", "expert_5", ""
};

static void
count_tensors(const uint8_t *data, size_t size)
{
	static char names[TENSORS][256];
	static Tensor tensors[TENSORS];
	Tensor	   *order[TENSORS];
	TensorHints hints;
	TensorSum	sum;
	int			n = 0;
	size_t		at = 6;

	if (size < at)
		return;
	memset(&hints, 0, sizeof(hints));
	hints.experts_per_token = data[0] % 9;
	hints.experts = data[1] % 17;
	hints.layers = data[2] % 9;
	hints.tied = data[3] & 1;
	hints.quantization.groups = data[4] % (TENSOR_MAX_GROUPS + 1);
	for (int i = 0; i < hints.quantization.groups; i++)
	{
		hints.quantization.group[i].bits = 1 + (data[5] + i * 3) % 64;
		hints.quantization.group[i].size = (data[5] >> 4) * 16 - 1;
	}
	while (n < TENSORS && at + 4 <= size)
	{
		Tensor	   *t = &tensors[n];
		int			words = 1 + data[at] % 6;
		size_t		length = 0;

		memset(t, 0, sizeof(*t));
		t->type = (TensorType) (data[at + 1] % TENSOR_TYPES);
		t->dims = data[at + 2] % (TENSOR_MAX_DIMS + 1);
		at += 3;
		for (int i = 0; i < words && at < size; i++)
		{
			const char *part = parts[data[at++] % (sizeof(parts) / sizeof(parts[0]))];

			if (length > 0)
				names[n][length++] = '.';
			memcpy(names[n] + length, part, strlen(part));
			length += strlen(part);
		}
		t->name = names[n];
		t->length = (int32_t) length;
		for (int i = 0; i < t->dims && at < size; i++, at++)
			t->shape[i] = data[at] < 250 ? data[at] : INT64_MAX >> (data[at] - 250) * 9;
		t->elements = 1;
		for (int i = 0; i < t->dims; i++)
			if (t->shape[i] == 0 || t->elements > INT64_MAX / 64 / t->shape[i])
				t->elements = 0;
			else
				t->elements *= t->shape[i];
		t->begin = 0;
		t->end = t->elements * tensor_type_bits(t->type) / 8;
		if (tensor_check(t) == CORE_OK)
			order[n] = t, n++;
	}
	qsort(order, (size_t) n, sizeof(Tensor *), tensor_by_name);
	if (tensor_count(order, n, &hints, &sum) != CORE_OK)
		return;
	must(sum.tensors == n, "each tensor is counted");
	must(sum.bytes >= 0 && sum.params >= 0, "sums are not negative");
	must(sum.expert_params + sum.other_params == sum.params, "experts and others are all");
	must(sum.active_params <= sum.params, "no more works than there is");
	must(sum.params_known == (sum.unknown == NULL), "what is not known is named");
	must(sum.embedding_params + sum.prediction_params + sum.tower_params <= sum.params, "parts are parts");
}

int			LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	if (data[0] & 1)
		read_json((const char *) data + 1, size - 1);
	else
		count_tensors(data + 1, size - 1);
	return 0;
}
