#!/usr/bin/env python3
"""The bound of inference_estimate by other means, as SQL for test/t/021_serving.pl.

Table want.bound: small models of each kind of attention, their layers written down by hand
from the papers and classes, with the time of prompts, of outputs and of both, summed step
by step and key by key.  Table want.schedule: the fewest bytes that any order of the work
reads, found by trying all of them, for few sequences of few tokens.
"""
import functools
import itertools
import json
import math

PEAK, CORE_PEAK, BYTES_PER_S = 3e12, 5e12, 2e11


class Layer:
    """Weights in products, other parameters, experts; what a token keeps, sees and computes."""

    def __init__(self, products, others, experts=(0, 0, 0), remembers=True):
        self.products, self.others, self.experts, self.remembers = products, others, experts, remembers
        self.state = self.state_flop = 0            # bytes of a sequence, FLOP of a token
        self.heads = self.prefill_width = self.decode_width = 0
        self.cache = self.index = self.index_width = 0
        self.seen = lambda c: c                     # keys of c earlier tokens
        self.limit = math.inf                       # the token among them
        self.chunk = self.block = 0
        self.stride = self.compressed = 0
        self.picked = math.inf                      # of the compressed keys

    def attention(self, heads, prefill_width, decode_width, cache):
        self.heads, self.prefill_width, self.decode_width, self.cache = heads, prefill_width, decode_width, cache
        return self

    def read(self, c):
        """Elements that a step reads for a token behind c others."""
        if self.stride:
            whole = c // self.stride
            return self.cache * self.seen(c) + self.compressed * min(whole, self.picked) + self.index * whole
        return self.cache * self.seen(c) + self.index * c

    def decode_core(self, c):
        """FLOP of a token behind c others; the token itself only where it takes the place of another."""
        keys = self.seen(c) if self.chunk or self.block else min(c, self.limit)
        whole = c // self.stride if self.stride else 0
        return 2 * self.heads * self.decode_width * (keys + min(whole, self.picked)) + \
            2 * self.index_width * (whole if self.stride else c)


class Model:
    def __init__(self, name, config, layers, vocab, hidden, others, outside=0):
        self.name, self.config, self.layers = name, config, layers
        self.head, self.outside = vocab * hidden, outside
        self.params = 2 * self.head + others + outside + sum(l.products + l.others + l.experts[0] * l.experts[2] for l in layers)
        last = max(i for i, l in enumerate(layers) if l.remembers)
        self.inner, self.behind = layers[:last], layers[last:]

    def weights(self, tokens, last_tokens):
        """Bytes that a step reads, two for each parameter but the input embedding."""
        def touched(n, k, tokens):
            return n * (1 - (1 - k / n) ** tokens)
        n = self.params - self.head
        for layers, met in ((self.inner, tokens), (self.behind, last_tokens)):
            for l in layers:
                e, k, size = l.experts
                if e:
                    n -= size * (e - touched(e, k, met))
        return 2 * n

    def token_flop(self, layers):
        return sum(2 * (l.products + l.experts[1] * l.experts[2]) + l.state_flop for l in layers)

    def prefill_core(self, layer, prompt):
        """Halves of squares: a causal mask leaves half of the keys, as the conventions of training count."""
        if layer.limit >= prompt:
            keys = prompt * prompt / 2
        elif layer.chunk:
            keys = sum(min(layer.chunk, prompt - i) ** 2 for i in range(0, prompt, layer.chunk)) / 2
        else:
            keys = sum(layer.seen(i) + 1 for i in range(prompt))
        extra = 0
        index = prompt * prompt / 2
        if layer.stride:
            full = layer.picked * layer.stride
            extra = prompt * prompt / 2 / layer.stride if prompt <= full else (full * full / 2 + (prompt - full) * full) / layer.stride
            index /= layer.stride
        return 2 * layer.heads * layer.prefill_width * (keys + extra) + 2 * layer.index_width * index

    def prompt(self, batch, prompt):
        """Seconds of arithmetic and of reading."""
        products = prompt * self.token_flop(self.inner) + self.token_flop(self.behind) + 2 * self.head
        core = sum(self.prefill_core(l, prompt) for l in self.inner)
        return batch * (products / PEAK + core / CORE_PEAK), self.weights(batch * prompt, batch) / BYTES_PER_S

    def steps(self, batch, first, n, gain, kv_bytes):
        """The next n tokens of each sequence, gain of them in a step."""
        products = n * (self.token_flop(self.layers) + 2 * (self.head + self.outside))
        core = sum(l.decode_core(first + i) for l in self.layers for i in range(n))
        cache = sum(l.read(first + i) for l in self.layers for i in range(0, n, gain))
        state = sum(l.state for l in self.layers)
        steps = -(-n // gain)
        return batch * (products / PEAK + core / CORE_PEAK), \
            (steps * self.weights(batch * gain, batch * gain) + batch * (kv_bytes * cache + steps * state)) / BYTES_PER_S


def limited(layer, limit):
    """The token itself and as many before it as a window or choice has room for."""
    layer.seen = lambda c: min(c, limit - 1)
    layer.limit = limit
    return layer


def grouped(h, heads, kv, d):
    return 2 * h * heads * d + 2 * h * kv * d


def models():
    h, f, v = 64, 96, 120
    base = {"vocab_size": v, "hidden_size": h, "intermediate_size": f, "num_attention_heads": 4, "num_key_value_heads": 2}

    def plain():
        return Layer(grouped(h, 4, 2, 16) + 3 * h * f, 2 * h).attention(4, 32, 32, 2 * 2 * 16)

    yield Model("dense", {**base, "model_type": "llama", "num_hidden_layers": 3}, [plain() for _ in range(3)], v, h, h)
    yield Model("window", {**base, "model_type": "mistral", "num_hidden_layers": 2, "sliding_window": 11},
                [limited(plain(), 11) for _ in range(2)], v, h, h)

    def mixture():
        return Layer(grouped(h, 4, 2, 16) + h * 8, 2 * h, (8, 2, 3 * h * f)).attention(4, 32, 32, 64)

    yield Model("mixture", {**base, "model_type": "mixtral", "num_hidden_layers": 3, "num_local_experts": 8, "num_experts_per_tok": 2},
                [mixture() for _ in range(3)], v, h, h)

    # Llama 4: three of four layers see their chunk alone; experts beside a shared one
    def chunked(chunk):
        layer = Layer(grouped(h, 4, 2, 16) + h * 4 + 3 * h * f, 2 * h, (4, 1, 3 * h * f)).attention(4, 32, 32, 64)
        if chunk:
            layer.seen = lambda c: c % chunk
            layer.limit = layer.chunk = chunk
        return layer

    yield Model("chunks", {**base, "model_type": "llama4_text", "num_hidden_layers": 4, "num_local_experts": 4, "num_experts_per_tok": 1,
                           "intermediate_size_mlp": 96, "interleave_moe_layer_step": 1, "attention_chunk_size": 7, "head_dim": 16,
                           "no_rope_layers": [1, 1, 1, 0]}, [chunked(7), chunked(7), chunked(7), chunked(0)], v, h, h)

    # DeepSeek sparse attention: an index key of 8 for every token, latents of 16 + 8 for 12 of them
    def indexed(dense):
        q, c, n, r, w, di, hi = 24, 16, 16, 8, 16, 8, 2
        mla = h * q + q * 4 * (n + r) + h * (c + r) + c * 4 * (n + w) + 4 * w * h
        index = q * hi * di + h * di + h * hi
        layer = Layer(mla + index + (3 * h * f if dense else h * 8 + 3 * h * 20), 2 * h + q + c + 2 * di, (0, 0, 0) if dense else (8, 2, 3 * h * 20))
        layer.attention(4, n + r + w, 2 * c + r, c + r)
        layer.index, layer.index_width = di, hi * di
        return limited(layer, 12)

    yield Model("indexed", {**base, "model_type": "deepseek_v32", "num_hidden_layers": 3, "num_key_value_heads": 4, "q_lora_rank": 24, "kv_lora_rank": 16,
                            "qk_nope_head_dim": 16, "qk_rope_head_dim": 8, "v_head_dim": 16, "n_routed_experts": 8, "num_experts_per_tok": 2,
                            "n_shared_experts": 1, "moe_intermediate_size": 20, "first_k_dense_replace": 1, "index_topk": 12, "index_n_heads": 2,
                            "index_head_dim": 8}, [indexed(i < 1) for i in range(3)], v, h, h)

    # MiniMax-M3: two blocks of 8 keys, one of which is the token's own
    def blocks():
        layer = Layer(grouped(h, 4, 2, 16) + h * 3 * 8 + h * 4 + 3 * h * 40, 2 * h + 2 * 16 + 2 * 8, (4, 2, 3 * h * f)).attention(4, 32, 32, 64)
        layer.index, layer.index_width = 8, 2 * 8
        layer.seen = lambda c: c if c < 16 else 8 + c % 8
        layer.limit, layer.block = 16, 8
        return layer

    yield Model("blocks", {**base, "model_type": "minimax_m3_vl_text", "num_hidden_layers": 2, "head_dim": 16, "num_local_experts": 4, "num_experts_per_tok": 2,
                           "shared_intermediate_size": 40, "dense_intermediate_size": 50, "index_n_heads": 2, "index_head_dim": 8, "index_block_size": 8,
                           "index_topk_blocks": 2, "layer_types": ["minimax_m3_sparse"] * 2}, [blocks() for _ in range(2)], v, h, h)

    # DeepSeek-V4: a window of 6, and keys of 4 tokens each of which 3 are picked, or of 8 tokens each
    def compressed(picks):
        d, q, di, hi, streams = 16, 24, 8, 2, 2
        products = h * q + q * 4 * d + h * d + 4 * d // 2 * 10 * 2 + 10 * 2 * h + h * 4 + 3 * h * 20
        others = 2 * h + 4 + q + d
        # each half of a layer mixes two streams: a product over both, its base and three scales
        mixing = streams * (streams + 2)
        products += 2 * streams * h * mixing
        others += 2 * (mixing + 3)
        wide = 2 if picks else 1
        stride = 4 if picks else 8
        products += 2 * h * wide * d
        others += stride * wide * d + d
        if picks:
            products += 4 * h * di + q * hi * di + h * hi
            others += stride * 2 * di + di
        layer = Layer(products, others, (4, 2, 3 * h * 20)).attention(4, 32, 32, d)
        layer.stride, layer.compressed = stride, d
        if picks:
            layer.index, layer.index_width, layer.picked = di, hi * di, 3
        return limited(layer, 6)

    without = {k: n for k, n in base.items() if k != "intermediate_size"}
    yield Model("compressed", {**without, "model_type": "deepseek_v4", "num_hidden_layers": 2, "num_key_value_heads": 1, "head_dim": 16, "q_lora_rank": 24,
                               "o_groups": 2, "o_lora_rank": 10, "index_n_heads": 2, "index_head_dim": 8, "index_topk": 3, "hc_mult": 2,
                               "n_routed_experts": 4, "num_experts_per_tok": 2, "n_shared_experts": 1, "moe_intermediate_size": 20, "sliding_window": 6,
                               "compress_rates": {"compressed_sparse_attention": 4, "heavily_compressed_attention": 8},
                               "layer_types": ["compressed_sparse_attention", "heavily_compressed_attention"]},
                [compressed(True), compressed(False)], v, h, h + 2 + 1, 2 * 2 * h)

    # Doge: as many keys as its mask keeps, told by their values
    yield Model("masked", {**base, "model_type": "doge", "num_hidden_layers": 2, "keep_window_size": 9},
                [limited(Layer(grouped(h, 4, 2, 16) + 3 * h * f + 2 * 16 * 2, 4 * h + 2 + 2 * 16).attention(4, 32, 32, 64), 9) for _ in range(2)], v, h, h)

    # Mamba-2: a state in float32 and the last inputs of a convolution in bfloat16, whatever the context and the cache's bits
    def recurrent():
        layer = Layer(h * (2 * 128 + 2 * 16 + 8) + 128 * h, (128 + 32) * 4 + 160 + 3 * 8 + 128 + h)
        layer.state, layer.state_flop = 4 * 128 * 16 + 2 * 160 * 4, 7 * 128 * 16
        return layer

    yield Model("recurrent", {"model_type": "mamba2", "vocab_size": v, "hidden_size": h, "num_hidden_layers": 2, "num_heads": 8, "head_dim": 16,
                              "state_size": 16, "n_groups": 1, "conv_kernel": 4, "tie_word_embeddings": False}, [recurrent() for _ in range(2)], v, h, h)


def quote(text):
    return "'" + text.replace("'", "''") + "'"


def estimate(m, batch, prompt, output, gain, kv_bits):
    """Seconds of prompts, of outputs, of both, and of both without overlap."""
    kv = kv_bits / 8
    read = m.prompt(batch, prompt) if prompt else (0, 0)
    write = m.steps(batch, prompt, output, gain, kv)
    rest = m.steps(batch, prompt, output - 1, gain, kv) if prompt else write
    both = [a + b for a, b in zip(read, rest)]
    return max(read), max(write), max(both), sum(both)


def fewest_bytes(m, sequences, batch, prompt, output, gain):
    """Over all orders of the work: each step reads any part of the prompts of some sequences and writes for others."""
    def choices(done):
        read, written = done
        if read < prompt:
            return [(done, 0, 0, 0)] + [((read + n, int(read + n == prompt)), n, int(read + n == prompt), 0) for n in range(1, prompt - read + 1)]
        if written < output:
            cache = sum(2 * l.read(prompt + written - 1) + l.state for l in m.layers)
            return [(done, 0, 0, 0)] + [((read, written + n), n, n, cache) for n in range(1, min(gain, output - written) + 1)]
        return [(done, 0, 0, 0)]

    @functools.lru_cache(None)
    def best(state):
        if all(s == (prompt, output) for s in state):
            return 0.0
        least = math.inf
        for step in itertools.product(*(choices(s) for s in state)):
            after = tuple(sorted(s[0] for s in step))
            tokens, last = sum(s[1] for s in step), sum(s[2] for s in step)
            # under way: who works in this step, and who has begun and not ended
            active = sum(1 for s, before in zip(step, state) if s[1] or (0, 0) < before < (prompt, output))
            if tokens == 0 or active > batch:
                continue
            least = min(least, m.weights(tokens, last) + sum(s[3] for s in step) + best(after))
        return least

    return best(tuple([(0, 0)] * sequences))


def main():
    all_models = list(models())
    print("CREATE SCHEMA want;")
    print("CREATE TABLE want.model (name text PRIMARY KEY, config jsonb, params bigint);")
    print("CREATE TABLE want.bound (name text, batch int, prompt int, output int, gain int, kv_bits float8, prefill_s float8, decode_s float8, both_s float8, work_s float8);")
    print("CREATE TABLE want.schedule (name text, sequences int, batch int, prompt int, output int, gain int, bytes float8);")
    for m in all_models:
        print("INSERT INTO want.model VALUES (%s, %s, %d);" % (quote(m.name), quote(json.dumps(m.config)), m.params))
        for batch, prompt, output, gain, kv_bits in ((1, 5, 1, 1, 16), (3, 40, 21, 1, 16), (64, 33, 9, 1, 8), (700, 10, 31, 1, 16), (5, 0, 24, 1, 16), (2, 300, 2, 1, 16), (6, 40, 17, 4, 16), (6, 61, 30, 3, 8)):
            values = estimate(m, batch, prompt, output, gain, kv_bits)
            print("INSERT INTO want.bound VALUES (%s, %d, %d, %d, %d, %d, %s);" %
                  (quote(m.name), batch, prompt, output, gain, kv_bits, ", ".join(repr(x) for x in values)))
    for m in all_models:
        if m.name in ("dense", "mixture", "indexed"):
            for sequences, batch, prompt, output, gain in ((1, 1, 3, 3, 1), (2, 2, 3, 3, 1), (3, 3, 2, 3, 1), (3, 2, 2, 3, 1), (4, 2, 2, 2, 1), (3, 1, 2, 2, 1),
                                                           (2, 2, 2, 5, 2), (3, 2, 1, 4, 2), (2, 2, 4, 1, 1), (3, 3, 3, 2, 1)):
                print("INSERT INTO want.schedule VALUES (%s, %d, %d, %d, %d, %d, %r);" %
                      (quote(m.name), sequences, batch, prompt, output, gain, fewest_bytes(m, sequences, batch, prompt, output, gain)))


if __name__ == "__main__":
    main()
