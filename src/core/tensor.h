/*
 * tensor.h
 *		What the tensors of a model's weight files amount to: bytes, parameters,
 *		and the parameters that work on one token.
 *
 * Nothing here knows a model family.  The header of a safetensors file [1] says
 * each tensor's name, type and shape, and that is enough:
 *
 * - Bytes are exact: shape times the width of the type, which the offsets must
 *	 agree with.
 * - Parameters are logical.  Weights of 8 bits and more are one element each.
 *	 Weights packed several to an element are unpacked by the shapes of the
 *	 tensors that lie beside them (scales, zero points), or by the bits that the
 *	 quantization_config names; where neither tells, they are not known.  Scales,
 *	 zero points and other companions count in bytes and not as parameters, and
 *	 so do buffers: masks, rotary frequencies, position ids.
 * - Routed experts are told by name ("experts" in the path), shared ones are
 *	 not among them.  A token takes `experts_per_token` of them.
 *
 * Sources:
 *	[1] safetensors, README.md, "Format", and safetensors/src/tensor.rs (types)
 *	[2] AutoGPTQ / GPTQModel: qweight [in x bits / 32, out], scales [groups, out],
 *		qzeros [groups, out x bits / 32]
 *	[3] AutoAWQ: qweight [in, out x bits / 32], scales [groups, out]
 *	[4] compressed-tensors: weight_packed, weight_scale; pack-quantized I32
 *		[out, in x bits / 32], nvfp4 and mxfp4 U8 [out, in / 2]
 *	[5] NVIDIA ModelOpt: NVFP4 weight U8 [out, in / 2], weight_scale F8_E4M3 [out, in / 16]
 *	[6] OpenAI gpt-oss: *_blocks U8 [..., groups, 16], *_scales U8 [..., groups]
 *	[7] OCP Microscaling Formats 1.0: blocks of 32 with a scale E8M0
 *	[8] bitsandbytes: 4-bit weights U8 [n / 2, 1] with quant_map of 16 values
 *	[9] MLX: weight U32 [out, in x bits / 32], scales and biases [out, groups]
 *	[10] BitNet as transformers packs it (integrations/bitnet.py): weight U8 [out / 4, in]
 *		of 2 bits, weight_scale of one number
 */
#ifndef COLOSSUS_CORE_TENSOR_H
#define COLOSSUS_CORE_TENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/status.h"

/* no published tensor has more than 5 dimensions */
#define TENSOR_MAX_DIMS		8

/* groups of a quantization_config with bits of their own */
#define TENSOR_MAX_GROUPS	8

typedef enum TensorType
{
	TENSOR_BOOL, TENSOR_F4, TENSOR_F6_E2M3, TENSOR_F6_E3M2, TENSOR_U8, TENSOR_I8,
	TENSOR_F8_E5M2, TENSOR_F8_E4M3, TENSOR_F8_E8M0, TENSOR_F8_E4M3FNUZ, TENSOR_F8_E5M2FNUZ,
	TENSOR_I16, TENSOR_U16, TENSOR_F16, TENSOR_BF16, TENSOR_I32, TENSOR_U32, TENSOR_F32,
	TENSOR_C64, TENSOR_F64, TENSOR_I64, TENSOR_U64,
	TENSOR_TYPES
} TensorType;

typedef struct Tensor
{
	const char *name;
	int32_t		length;			/* of the name, in bytes */
	int32_t		file;			/* header that it stands in, from 0 */
	TensorType	type;
	int32_t		dims;			/* 0: a single number */
	int64_t		shape[TENSOR_MAX_DIMS];
	int64_t		begin;			/* data_offsets, in bytes */
	int64_t		end;
	int64_t		elements;		/* set by tensor_check */
} Tensor;

/* bits of packed weights, as a quantization_config names them */
typedef struct TensorQuantization
{
	int			groups;			/* 0: none named */
	struct
	{
		int			bits;		/* of a weight */
		int64_t		size;		/* weights that share a scale; -1: a whole row; 0: not said */
	}			group[TENSOR_MAX_GROUPS];
} TensorQuantization;

/* what the configuration says, as far as it says it */
typedef struct TensorHints
{
	TensorQuantization quantization;
	int64_t		experts_per_token;	/* 0: not known */
	int64_t		experts;		/* 0: not known */
	int64_t		layers;			/* decoder layers; 0: not known: none is beyond them */
	bool		tied;			/* the LM head is the embedding, stored twice or not */
} TensorHints;

typedef struct TensorSum
{
	int64_t		tensors;
	int64_t		bytes;
	bool		params_known;	/* false: something packed that nothing unpacks */
	bool		active_known;	/* false: experts, but not how many a token takes */
	int64_t		params;			/* of all that stands in the files */
	int64_t		active_params;	/* that one token of text uses: no towers, no prediction further ahead */
	int64_t		expert_params;	/* of routed experts */
	int64_t		other_params;
	int64_t		embedding_params;	/* of the input embedding */
	int64_t		prediction_params;	/* of multi-token prediction: layers beyond the last */
	int64_t		tower_params;	/* of vision and audio towers */
	int64_t		layers;			/* decoder layers that were seen, without prediction */
	const Tensor *unknown;		/* first tensor that nothing unpacks, or NULL */
} TensorSum;

/* bits of an element; the name as safetensors writes it */
extern int	tensor_type_bits(TensorType type);
extern bool tensor_type_read(const char *s, size_t n, TensorType *type);

/*
 * Elements of a tensor.  CORE_RANGE: more than an int64 holds; CORE_INVALID:
 * the offsets do not span what shape and type need.
 */
extern Status tensor_check(Tensor *t);

/* order by name, the same name's headers in order; for qsort over Tensor * */
extern int	tensor_by_name(const void *a, const void *b);

/* order by header and offset */
extern int	tensor_by_place(const void *a, const void *b);

/*
 * Sums over n tensors ordered by name, each checked.  CORE_RANGE: a sum is
 * more than an int64 holds.
 */
extern Status tensor_count(Tensor *const *sorted, int64_t n, const TensorHints *hints, TensorSum *sum);

/* bits that are stored for a parameter, companions and buffers spread over all */
static inline double
tensor_bits_per_param(const TensorSum *sum)
{
	return 8.0 * (double) sum->bytes / (double) sum->params;
}

#endif							/* COLOSSUS_CORE_TENSOR_H */
