/*
 * tensor.c
 *		Sums over tensors whose bytes and parameters are counted by hand.  More layouts of
 *		weights, from whole headers, are in test/sql/tensor.sql.
 */
#include "core/tensor.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

static Tensor
tensor(const char *name, TensorType type, int64_t rows, int64_t columns)
{
	Tensor		t = {0};

	t.name = name;
	t.length = (int32_t) strlen(name);
	t.type = type;
	t.dims = columns > 0 ? 2 : 1;
	t.shape[0] = rows;
	t.shape[1] = columns;
	t.end = rows * (columns > 0 ? columns : 1) * tensor_type_bits(type) / 8;
	return t;
}

/* false: a tensor is not what it says, or a sum is too large */
static bool
sum_of(Tensor *t, int n, TensorSum *sum)
{
	Tensor	   *sorted[8];
	TensorHints hints = {0};

	for (int i = 0; i < n; i++)
	{
		sorted[i] = &t[i];
		if (tensor_check(&t[i]) != CORE_OK)
			return false;
	}
	qsort(sorted, (size_t) n, sizeof(sorted[0]), tensor_by_name);
	return tensor_count(sorted, n, &hints, sum) == CORE_OK;
}

int
main(void)
{
	TensorSum	sum;
	Tensor		plain[] = {
		tensor("model.embed_tokens.weight", TENSOR_BF16, 10, 8),
		tensor("model.layers.0.mlp.up_proj.weight", TENSOR_BF16, 16, 8),
	};

	/* bitsandbytes: two codes of 4 bits to a byte, and the 16 values that they stand for; likewise 256 of 8 bits */
	Tensor		four[] = {
		tensor("model.layers.0.mlp.up_proj.weight", TENSOR_U8, 64, 1),
		tensor("model.layers.0.mlp.up_proj.weight.absmax", TENSOR_F32, 2, 0),
		tensor("model.layers.0.mlp.up_proj.weight.quant_map", TENSOR_F32, 16, 0),
	};
	Tensor		eight[] = {
		tensor("model.layers.0.mlp.up_proj.weight", TENSOR_U8, 64, 1),
		tensor("model.layers.0.mlp.up_proj.weight.absmax", TENSOR_F32, 2, 0),
		tensor("model.layers.0.mlp.up_proj.weight.quant_map", TENSOR_F32, 256, 0),
	};

	ok(sum_of(plain, 2, &sum) && sum.bytes == (80 + 128) * 2 && sum.params_known && sum.params == 208 && sum.embedding_params == 80, "two weights of 16 bits");
	ok(tensor_bits_per_param(&sum) == 16, "have 16 bits each");
	ok(sum_of(four, 3, &sum) && sum.bytes == 64 + 8 + 64 && sum.params_known && sum.params == 128, "4 bits by 16 values");
	ok(tensor_bits_per_param(&sum) == 8.5, "with the values and scales 8 x 136 / 128 bits each");
	ok(sum_of(eight, 3, &sum) && sum.bytes == 64 + 8 + 1024 && sum.params_known && sum.params == 64, "8 bits by 256 values");
	eight[2] = tensor("model.layers.0.mlp.up_proj.weight.quant_map", TENSOR_F32, 100, 0);
	ok(sum_of(eight, 3, &sum) && !sum.params_known && sum.unknown == &eight[0], "by 100 values nobody knows");
	plain[0].end++;
	ok(!sum_of(plain, 2, &sum), "offsets that the shape does not fill");
	return done();
}
