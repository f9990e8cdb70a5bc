"""Holds the counting of models against transformers and torch; see dev/models."""
import copy
import json
import logging
import os
import re
import subprocess
import sys
import warnings

import torch
from transformers import AutoConfig, AutoModelForCausalLM, GenerationConfig, PreTrainedConfig
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

# parts that see or hear, which are not counted
TOWER = re.compile(r"vision|visual|audio|image|video|multi_modal|mm_proj")

# keys that no weight depends on, left out of the mutations
HARMLESS = re.compile(
    r"token_id|dropout|eps$|theta|initializer|use_cache|_name_or_path|return_dict|output_|dtype|problem_type|id2label"
    r"|label2id|transformers_version|rope_|activation|hidden_act|scaling|multiplier|softcap|^architectures$|model_type"
    r"|chunk_size_feed|is_encoder_decoder|std$|_attn_impl|layerdrop|aux_loss|pdrop|_coef")

ACCEPTED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "test", "mutations.txt")

FIELDS = os.path.join(os.path.dirname(ACCEPTED), "..", "src", "core", "model", "fields.def")

LAYERS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "decoder_layers", "num_decoder_layers")


class Judge:
    """What colossus says of a configuration."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, config):
        self.process.stdin.write(json.dumps(config, default=str) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def build(config, model_type, device="meta", **more):
    config = {k: v for k, v in config.items() if k != "model_type"}
    with torch.device(device):
        return AutoModelForCausalLM.from_config(AutoConfig.for_model(model_type, **config), **more)


def counted(model):
    """All parameters of the text model, and those active for a token."""
    config = model.config.get_text_config()
    per_token = next((getattr(config, k) for k in ("num_experts_per_tok", "moe_topk", "moe_k", "top_k_experts")
                      if getattr(config, k, None)), 0)
    total = idle = 0
    for name, p in model.named_parameters():
        if TOWER.search(name):
            continue
        total += p.numel()
        # JetMoe's are told by their three dimensions alone
        routed = re.search(r"(?<!shared_)experts\.", name) and (p.dim() == 3 or name.endswith("_bias")) and "shared" not in name
        if routed or (p.dim() == 3 and re.search(r"mlp\.(in|out)put_linear\.weight$", name)):
            idle += p.numel() * (p.shape[0] - per_token) // p.shape[0]
    return total, total - idle


def default(model_type):
    return json.loads(json.dumps(AutoConfig.for_model(model_type).to_dict(), default=str))


def shrink(config, keep=9):
    """The same with fewer layers, so that it is built faster."""
    config = dict(config)
    for key in LAYERS:
        n = config.get(key)
        if not isinstance(n, int) or n <= keep:
            continue
        config[key] = keep
        for k, v in list(config.items()):
            if isinstance(v, list) and len(v) == n:
                config[k] = v[:keep]
            elif isinstance(v, list) and v and all(isinstance(x, int) for x in v) and max(v) >= keep:
                config[k] = [x for x in v if x < keep]
        if isinstance(config.get("per_layer_config"), dict):
            config["per_layer_config"] = {k: v for k, v in config["per_layer_config"].items() if int(k) < keep}
    return config


TINY = {
    "hidden_size": 64, "n_embd": 64, "d_model": 64, "embedding_dim": 64, "intermediate_size": 96, "ffn_dim": 96, "num_attention_heads": 4,
    "n_head": 4, "n_heads": 4, "num_heads": 4, "num_key_value_heads": 2, "head_dim": 16, "vocab_size": 120, "num_experts": 4,
    "num_local_experts": 4, "n_routed_experts": 4, "moe_num_experts": 4, "num_experts_per_tok": 2, "moe_topk": 2, "moe_k": 2,
    "moe_intermediate_size": 24, "shared_expert_intermediate_size": 40, "shared_intermediate_size": 40, "q_lora_rank": 24, "kv_lora_rank": 16,
    "qk_nope_head_dim": 16, "qk_rope_head_dim": 8, "v_head_dim": 16, "linear_num_key_heads": 2, "linear_num_value_heads": 4,
    "linear_key_head_dim": 16, "linear_value_head_dim": 16, "mamba_n_heads": 8, "mamba_d_head": 16, "mamba_d_state": 8, "state_size": 8,
    "mamba_num_heads": 8, "mamba_head_dim": 16, "ssm_state_size": 8, "n_groups": 1, "n_group": 1, "topk_group": 1, "lru_width": 64,
    "linear_num_heads": 4, "linear_head_dim": 16, "index_topk": 512, "index_n_heads": 2, "index_head_dim": 16, "word_embed_proj_dim": 64,
    "sliding_window": 512, "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2, "num_global_key_value_heads": 2, "global_head_dim": 32,
    "hidden_size_per_layer_input": 8, "vocab_size_per_layer_input": 120, "laurel_rank": 8, "rotary_dim": 8, "n_inner": 96,
    "decoder_ffn_dim": 96, "decoder_attention_heads": 4, "max_position_embeddings": 512, "n_positions": 512, "n_ctx": 512,
    "window_size": 512, "local_attention": 1024, "qk_head_dim": 24, "attention_hidden_size": 64,
    "num_experts_per_token": 2,
}

# few layers, one of them with attention, and heads that are as wide as the rest
TINY_TYPES = {
    "bailing_hybrid": {"layer_types": ["linear_attention", "full_attention"] * 2}, "kimi_linear": {"layer_types": ["linear_attention", "full_attention"] * 2},
    "bamba": {"attn_layer_indices": [1]}, "jamba": {"attn_layer_period": 2, "attn_layer_offset": 1},
    "gemma3n_text": {"num_kv_shared_layers": 2}, "granitemoehybrid": {"layer_types": ["mamba", "attention", "mamba", "mamba"]}, "laguna": {"num_attention_heads_per_layer": [4] * 4},
    "mamba2": {"num_heads": 8}, "rwkv": {"intermediate_size": 96}, "zaya": {"num_experts_per_tok": 1},
    "zamba2": {"attention_hidden_size": 128, "attention_head_dim": 32, "n_mamba_heads": 8, "mamba_headdim": 16,
               "layers_block_type": ["mamba", "hybrid", "mamba", "mamba"], "hybrid_layer_ids": [1]},
}


def tiny(model_type):
    config = shrink({**default(model_type), **FILLED.get(model_type, {})}, 4)
    for key, value in TINY.items():
        if isinstance(config.get(key), int) and not isinstance(config[key], bool):
            config[key] = value
        elif isinstance(config.get(key), list) and key == "intermediate_size":
            config[key] = [value] * len(config[key])
    heads = default(model_type).get("num_key_value_heads")
    if heads == 1 or "kv_lora_rank" in config:
        config["num_key_value_heads"] = 1 if heads == 1 else 4
    # heads whose width is that of their rotary part
    if model_type in ("axk1", "deepseek_v3", "youtu"):
        config["head_dim"] = config["qk_rope_head_dim"]
    # models of the BERT kind remember only where they decode
    if config.get("is_decoder") is False:
        config["is_decoder"] = True
    # the heads of Mamba-2 together are as wide as its channels
    if "mamba_d_ssm" in config:
        config["mamba_d_ssm"] = 128
    if isinstance(config.get("index_n_heads"), int) and "num_key_value_heads" in config and "sparse" in str(config.get("layer_types")):
        config["index_n_heads"] = config["num_key_value_heads"]
    return {**config, **TINY_TYPES.get(model_type, {})}


def run_small(config, model_type, **more):
    """The model with weights, where it is small (one inside another is not made so)."""
    if sum(p.numel() for p in build(config, model_type).parameters()) > 3e8:
        raise ValueError("its small form is large")
    return build(config, model_type, "cpu", **more).eval()


def types(judge, arguments):
    names = arguments[:] or sorted(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)
    arguments.clear()
    good = 0
    for model_type in names:
        try:
            config = default(model_type)
            want = counted(build(config, model_type))
        except Exception as error:
            print("no peer", model_type, str(error)[:60].replace("\n", " "))
            continue
        got = judge.ask(config)
        if (got.get("params"), got.get("active")) == want:
            good += 1
        else:
            print("refused" if "error" in got else "DIFFERS", model_type, want, got.get("params"), got.get("active"), got.get("found", ""))
    print(good, "types are counted as transformers counts them")


def configs(judge, arguments):
    """A file of JSON lines with config, expected_params and expected_active."""
    good = bad = 0
    for line in open(arguments.pop(0)):
        row = json.loads(line)
        got = judge.ask(row["config"])
        if "error" in got or row["expected_params"] is None:
            print("refused" if "error" in got else "counted", row["name"], got)
        elif (got["params"], got["active"]) == (row["expected_params"], row["expected_active"]):
            good += 1
        else:
            bad += 1
            print("DIFFERS", row["name"], row["expected_params"], row["expected_active"], got["params"], got["active"])
    print(good, "exact,", bad, "differ")


def mutations(value):
    yield "drop", None
    yield "null", None
    if isinstance(value, bool):
        yield "flip", not value
    elif isinstance(value, int):
        yield from (("half", value // 2), ("double", value * 2), ("plus", value + 1))
    elif isinstance(value, float):
        yield "double", value * 2
    elif value is None:
        yield from (("set", 2), ("true", True))


def altered(config, path, name, other):
    """A copy with the value at the end of a path of keys dropped or another."""
    config = copy.deepcopy(config)
    place = config
    for key in path[:-1]:
        place = place[key]
    if name == "drop":
        del place[path[-1]]
    else:
        place[path[-1]] = other
    return config


# what a class's own defaults leave open, or count as a buffer, filled so that it can be built and compared
FILLED = {
    "deepseek_v2": {"num_experts_per_tok": 6}, "deepseek_v3": {"topk_method": "greedy"},
    "dots1": {"n_routed_experts": 64, "num_experts_per_tok": 4, "n_shared_experts": 2}, "hunyuan_v1_dense": {"head_dim": 128},
    "hunyuan_v1_moe": {"head_dim": 128}, "ministral": {"head_dim": 128}, "nemotron": {"head_dim": 128, "num_key_value_heads": 8},
    "lfm2_moe": {"layer_types": ["conv", "conv", "full_attention"] * 3, "num_hidden_layers": 9},
}


def mutable(model_type, keep=9):
    """The default to mutate, with few layers where the class can be built so, and its count."""
    for smaller in (lambda config: shrink(config, keep), dict):
        try:
            base = smaller({**default(model_type), **FILLED.get(model_type, {})})
            return base, counted(build(base, model_type))
        except Exception as error:
            reason = error
    raise reason


def accepted(path=ACCEPTED):
    """Differences that are right, by type and key ('*': any), from the list with their reasons."""
    for line in open(path):
        if line.strip() and not line.startswith("#"):
            yield line.rstrip("\n").split("\t")


def mutate(judge, arguments):
    """Each key of each family dropped, nulled, halved, doubled, incremented, flipped."""
    names = arguments[:] or sorted(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)
    arguments.clear()
    reasons = {(t, k, m): why for t, k, m, why in accepted()}
    equal = refused = failed = explained = differ = families = 0
    for model_type in names:
        try:
            base, want = mutable(model_type)
        except Exception as error:
            print("no peer", model_type, str(error)[:60].replace("\n", " "))
            continue
        got = judge.ask(base)
        if got.get("params") != want[0]:
            print("base", model_type, got.get("found"), got.get("params"), want[0], flush=True)
            continue
        # where names of weights tell the experts, the active parameters are compared too
        both = got["active"] == want[1]
        families += 1
        for key, value in base.items():
            if HARMLESS.search(key) or isinstance(value, (dict, str)):
                continue
            for name, other in mutations(value):
                config = altered(base, (key,), name, other)
                got = judge.ask(config)
                if "error" in got:
                    refused += 1
                    continue
                try:
                    want = counted(build(config, model_type))
                except Exception:
                    failed += 1
                    continue
                if got["params"] == want[0] and (got["active"] == want[1] or not both):
                    equal += 1
                elif any((t, k, m) in reasons for t in (model_type, "*") for k in (key, "*") for m in (name, "*")):
                    explained += 1
                else:
                    differ += 1
                    print("DIFFERS", model_type, key, name, other, want, got["params"], got["active"], flush=True)
    print(families, "families:", equal, "equal,", refused, "refused,", failed, "that the class itself refuses,",
          explained, "that differ for a reason,", differ, "that differ for none", flush=True)


def written(judge, arguments):
    """Each key dropped, nulled and changed: counted as the class itself writes the configuration back, windows and states too."""
    names = arguments[:] or sorted(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)
    arguments.clear()
    equal = refused = failed = differ = 0

    def by_class(config):
        given = {k: v for k, v in config.items() if k != "model_type"}
        return json.loads(json.dumps(AutoConfig.for_model(config["model_type"], **given).to_dict(), default=str))

    def said(got):
        windows = {}
        for mixer, layers, window in got["kinds"]:
            windows[mixer, window] = windows.get((mixer, window), 0) + layers
        return windows, got["cache"], got["state"], got["params"], got["active"], got["flop"]

    for model_type in names:
        try:
            base = by_class({**default(model_type), **FILLED.get(model_type, {}), "model_type": model_type})
        except Exception:
            continue
        for inside, scope in (((), base), (("text_config",), base.get("text_config"))):
            for key, value in list(scope.items()) if isinstance(scope, dict) else []:
                for name, other in mutations(value):
                    config = altered(base, (*inside, key), name, other)
                    got = judge.ask(config)
                    if "error" in got:
                        refused += 1
                        continue
                    try:
                        want = judge.ask(by_class(config))
                    except Exception:
                        failed += 1
                        continue
                    if "error" not in want and said(got) == said(want):
                        equal += 1
                    else:
                        differ += 1
                        print("DIFFERS", model_type, key, name, other, said(got), want.get("found") or said(want), flush=True)
    print(equal, "equal,", refused, "refused,", failed, "that the class itself refuses,", differ, "that differ")


def other_values(value):
    """Further values of a key: lists cut, prolonged, turned and with other words; numbers as text or of other signs; activations that learn."""
    if isinstance(value, list):
        yield from (("empty", []), ("short", value[:-1]), ("long", value + value[-1:]), ("turned", value[::-1]), ("text", json.dumps(value)))
        if value and all(isinstance(x, str) for x in value):
            yield "upper", [x.upper() for x in value]
            for word in sorted(set(value) | {"nonsense"}):
                yield word, [word] + value[1:]
        elif value and all(isinstance(x, int) for x in value):
            yield from (("more", [value[0] + 1] + value[1:]), ("same", [value[0]] * len(value)), ("floats", [float(x) for x in value]))
    elif isinstance(value, str):
        yield from ((word or "blank", word) for word in ("gelu", "xielu", "auto", "per-head", "noaux_tc", "", value.upper()) if word != value)
    elif isinstance(value, bool):
        yield from (("number", int(value)), ("text", str(value)))
    elif isinstance(value, (int, float)):
        yield from (("float", float(value)), ("text", str(value)), ("negative", -value), ("none", 0), ("one", 1), ("huge", 10 ** 12), ("triple", value * 3))


# what the classes derive their lists of layers from
DERIVED = (
    {}, {"use_sliding_window": True}, {"use_sliding_window": True, "max_window_layers": 3}, {"max_window_layers": 3}, {"sliding_window": 77},
    {"sliding_window": None}, {"sliding_window_pattern": 3}, {"sliding_window_pattern": 2, "sliding_window": 64}, {"first_k_dense_replace": 3},
    {"no_rope_layer_interval": 3, "use_sliding_window": True, "sliding_window": 99}, {"full_attention_interval": 3}, {"global_attn_every_n_layers": 2},
    {"attn_layer_period": 3}, {"index_topk_freq": 4}, {"index_topk_freq": 3, "index_skip_topk_offset": 1}, {"index_topk_freq": 2, "index_skip_topk_offset": 0})


def unlisted(judge, arguments):
    """Configurations without layer_types, with windows and intervals changed: FLOP and cache of the list that the class writes for them."""
    names = arguments[:] or sorted(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)
    arguments.clear()
    equal = differ = 0
    for model_type in names:
        try:
            base = {**default(model_type), **FILLED.get(model_type, {})}
        except Exception:
            continue
        inside = "text_config" if isinstance(base.get("text_config"), dict) else None
        if not (base[inside] if inside else base).pop("layer_types", None):
            continue
        for change in DERIVED:
            config = copy.deepcopy(base)
            (config[inside] if inside else config).update(change)
            try:
                given = {k: v for k, v in config.items() if k != "model_type"}
                whole = json.loads(json.dumps(AutoConfig.for_model(model_type, **given).to_dict(), default=str))
            except Exception:
                continue
            got, want = judge.ask(config), judge.ask(whole)
            if "error" in got or "error" in want:
                continue
            if (got["flop"], got["held"]) == (want["flop"], want["held"]):
                equal += 1
            else:
                differ += 1
                print("DIFFERS", model_type, change, got["kinds"], want["kinds"], flush=True)
    print(equal, "equal,", differ, "that differ")


def wider(judge, arguments):
    """Keys that mutate leaves alone too (lists, words, objects, settings), with other_values, against the class that is built."""
    names = arguments[:] or sorted(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)
    arguments.clear()
    equal = refused = failed = differ = 0
    spared = re.compile(r"token_id|label|version|architectures|model_type|rope_|attn_impl|dtype|problem_type|_name_or_path")

    def keys(config, path=()):
        for key, value in list(config.items()):
            if not spared.search(key):
                yield path + (key,), value
                if isinstance(value, dict) and len(path) < 2 and not TOWER.search(key):
                    yield from keys(value, path + (key,))

    for model_type in names:
        try:
            base, want = mutable(model_type)
        except Exception:
            continue
        if judge.ask(base).get("params") != want[0]:
            continue
        for path, value in keys(base):
            for name, other in other_values(value):
                config = altered(base, path, name, other)
                got = judge.ask(config)
                if "error" in got:
                    refused += 1
                    continue
                try:
                    want = counted(build(config, model_type))
                except Exception:
                    failed += 1
                    continue
                equal += got["params"] == want[0]
                if got["params"] != want[0]:
                    differ += 1
                    print("DIFFERS", model_type, ".".join(path), name, str(other)[:60], want, got["params"], got["active"], flush=True)
    print(equal, "equal,", refused, "refused,", failed, "that the class itself refuses,", differ, "that differ")


# keys that all configurations share, of which the classes of a few types tell enough; those of generation stood in config.json before they had a file
COMMON = set(PreTrainedConfig().to_dict())
GENERATION = set(GenerationConfig().to_dict()) - COMMON
SETTING = re.compile(r"^[^.]*(drop|_eps$|^eps$|epsilon|initializer|init_std|std_dev|init_(scheme|device|floor)|variance|fp32|float32|multiplier|soft_?cap"
                     r"|\bscale_|scaling|logit_scale|route_scale|time_step|dtype|_loss|_coef|summary_|rescale|theta|hidden_act|_kernels$|jitter)[^.]*$")


def variants(scope):
    """Changes that may wake a key: none, each flag turned, each list of words beginning with another."""
    yield {}
    for key, value in scope.items():
        if isinstance(value, bool) and key not in COMMON:
            yield {key: not value}
        elif isinstance(value, list) and value and all(isinstance(x, str) for x in value):
            yield from ({key: [word] + value[1:]} for word in ("full_attention", "sliding_attention", "linear_attention", "dense", "sparse", "mamba", "moe"))
    yield {"first_k_dense_replace": 1}


def indifferent(model_type, base, known):
    """Keys of a type that fields.def has not: False where a change of them changes what the class counts, True where it was tried and does not."""
    found = {}

    def keys(config, path):
        for key, value in config.items():
            name = ".".join(path + (key,))
            if isinstance(value, dict) and any(k.startswith(name + ".") for k in known):
                yield from keys(value, path + (key,))
            elif name not in known and key != "model_type" and not (isinstance(value, dict) and TOWER.search(key)):
                yield path + (key,), name, value

    inside = ("text_config",) if isinstance(base.get("text_config"), dict) else ()
    tried = list(keys(base[inside[0]] if inside else base, ()))
    for change in variants(base[inside[0]] if inside else base):
        changed = copy.deepcopy(base)
        (changed[inside[0]] if inside else changed).update(change)
        try:
            want = counted(build(changed, model_type))
        except Exception:
            continue
        for path, name, value in tried:
            others = list(mutations(value)) + list(other_values(value))
            # activations that learn are told by their names, whatever the key
            others = [(kind, other) for kind, other in others if other != "xielu"]
            for kind, other in others[-2:] if change else others:
                config = altered(changed, inside + path, kind, other)
                try:
                    same = counted(build(config, model_type)) == want
                except Exception:
                    continue
                found[name] = found.get(name, True) and same
    return found


def harmless(judge, arguments):
    """The part of src/core/model/harmless.def that the classes tell: keys that fields.def has not and that change no count of any family.
    What fewer than five types have is harmless in those alone, unless its name says a setting.  What does change one is told aside."""
    names = arguments[:] or sorted(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)
    arguments.clear()
    known = set(re.findall(r'"([^"]+)"', open(FIELDS).read()))
    families = set(re.findall(r'^FAMILY\("([^"]+)"', open(FIELDS.replace("fields", "families")).read(), re.M))
    found = {}
    for model_type in names:
        for smaller in (tiny, lambda model_type: mutable(model_type)[0]):
            try:
                base = smaller(model_type)
                build(base, model_type)
            except Exception:
                continue
            if base.get("text_config", base).get("model_type", model_type) not in families and model_type not in families:
                break
            tried = indifferent(model_type, base, known if model_type in ("llama", "mixtral", "bert", "gpt2", "mamba") else known | COMMON)
            for name, same in tried.items():
                found.setdefault(name, {})[model_type] = same
            break
        else:
            print("not tried", model_type, file=sys.stderr)
    for name in sorted(set(found) | GENERATION):
        types = sorted(found.get(name, {}))
        if not all(found.get(name, {}).values()):
            print("matters", name, *[t for t in types if not found[name][t]], file=sys.stderr)
        elif not re.search(r"_token_ids?$|_token_index$", name):
            everywhere = name in COMMON | GENERATION or len(types) > 4 or SETTING.search(name)
            print('HARMLESS("%s", %s)' % (name, "NULL" if everywhere else '"%s"' % "|".join(types)))


def names(judge, arguments):
    """Each matrix of each class named in a list of modules: what stays in 16 bits for it, against its weights."""
    types = arguments[:] or sorted(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)
    arguments.clear()
    equal = differ = 0
    for model_type in types:
        try:
            config, _ = mutable(model_type)
            model = build(config, model_type)
        except Exception:
            continue
        linears = {n for n, m in model.named_modules() if isinstance(m, torch.nn.Linear) or type(m).__name__ == "Conv1D"}
        weights = {}
        for name, p in model.named_parameters():
            layer = re.match(r"(.*?\.(?:layers|h|blocks?|layer)\.)(\d+)(\..*)", name)
            if TOWER.search(name) or p.dim() < 2 or layer is None:
                continue
            stem = layer[3].removesuffix(".weight")
            quantized = name.removesuffix(".weight") in linears or (p.dim() == 3 and "expert" in stem)
            quantized = quantized and not re.search(r"\.(gate|router)$|router|shared_expert_gate|conv1d", stem)
            weights.setdefault(layer[1] + "*" + stem, []).append(p.numel() if quantized else 0)
        base = judge.ask({**config, "quantization_config": {"quant_method": "fp8"}})
        if "error" in base:
            continue
        for name, sizes in weights.items():
            got = judge.ask({**config, "quantization_config": {"quant_method": "fp8", "ignore": [name]}})["stored"] - base["stored"]
            equal += got == sum(sizes)
            if got != sum(sizes):
                differ += 1
                print("DIFFERS", model_type, name, len(sizes), sum(sizes), int(got), flush=True)
    print(equal, "matrices are kept as they are named,", differ, "are not")


def flops(judge, arguments):
    """Products of a forward pass over 64 tokens, against torch's counter."""
    from torch.utils.flop_counter import FlopCounterMode
    names = arguments[:] or sorted(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)
    arguments.clear()
    exact = near = 0
    for model_type in names:
        try:
            config = tiny(model_type)
            got = judge.ask(config)
            if "error" in got:
                print("refused", model_type, got["found"])
                continue
            model = run_small(config, model_type, attn_implementation="eager")
            try:
                model.set_experts_implementation("eager")
            except Exception:
                pass
            counter = FlopCounterMode(display=False)
            with counter, torch.no_grad():
                model(torch.arange(64).reshape(1, 64) % 100 + 3, use_cache=False)
        except Exception as error:
            print("not run", model_type, str(error)[:70].replace("\n", " "))
            continue
        torch_flop = counter.get_total_flops()
        ours = 64 * got["flop"][3] / 3
        share = (torch_flop - ours) / torch_flop
        exact += torch_flop == ours
        near += torch_flop != ours and abs(share) < 0.03
        print("exact" if torch_flop == ours else "%+.2f %%" % (100 * share), model_type, torch_flop, int(ours),
              sorted({kind[0] for kind in got["kinds"]}), flush=True)
    print(exact, "exact,", near, "within 3 %")


class Adapted(torch.nn.Module):
    """A frozen projection with an adapter of LoRA beside it."""

    def __init__(self, linear, rank):
        super().__init__()
        self.linear = linear
        self.down = torch.nn.Linear(linear.in_features, rank, bias=False)
        self.up = torch.nn.Linear(rank, linear.out_features, bias=False)

    @property
    def weight(self):
        return self.linear.weight

    def forward(self, x):
        return self.linear(x) + self.up(self.down(x))


def adapters(judge, arguments):
    """Forward and backward pass of frozen models with adapters over 64 tokens: 4 FLOP a weight and 6 an adapter's, by torch's counter.

    The inputs of the first layer have a gradient, as they do where activations are computed anew; without,
    its first projections cost less, which is printed too.
    """
    from torch.utils.flop_counter import FlopCounterMode
    names = arguments[:] or ["llama", "qwen2", "qwen3", "mistral", "gemma", "gemma2", "phi3", "olmo2", "glm4", "smollm3", "starcoder2", "cohere2", "gpt_neox", "stablelm"]
    arguments.clear()
    exact = 0
    for model_type in names:
        config = tiny(model_type)
        got = judge.ask(config)
        model = run_small(config, model_type, attn_implementation="eager").train()
        for p in model.parameters():
            p.requires_grad_(False)
        added = 0
        for name, module in list(model.named_modules()):
            if isinstance(module, torch.nn.Linear) and ".layers." in name:
                adapted = Adapted(module, 4)
                added += sum(p.numel() for p in (*adapted.down.parameters(), *adapted.up.parameters()))
                model.get_submodule(name.rpartition(".")[0]).__setattr__(name.rpartition(".")[2], adapted)
        counted = []
        for inputs in (True, False):
            if inputs:
                model.enable_input_require_grads()
            else:
                model.disable_input_require_grads()
            counter = FlopCounterMode(display=False)
            with counter:
                model(torch.arange(64).reshape(1, 64) % 100 + 3, use_cache=False).logits.sum().backward()
            counted.append(counter.get_total_flops())
        ours = 64 * (got["frozen"] + 6 * added)
        exact += counted[0] == ours
        print("exact" if counted[0] == ours else "DIFFERS", model_type, counted[0], int(ours), "adapters", added,
              "without gradients of the inputs %.2f %%" % (100 * (counted[1] - ours) / ours), flush=True)
    print(exact, "of", len(names), "cost 4 FLOP a frozen weight and 6 one of an adapter")


def caches(judge, arguments):
    """Bytes of keys, values and states of a model in bfloat16 after 301 tokens, as test/peer/model.c counts them, against transformers' caches."""
    names = arguments[:] or sorted(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)
    arguments.clear()
    equal = 0
    for model_type in names:
        try:
            config = tiny(model_type)
            got = judge.ask(config)
            if "error" in got:
                continue
            model = run_small(config, model_type, dtype=torch.bfloat16)
            with torch.no_grad():
                out = model(torch.arange(301).reshape(1, 301) % 100 + 3, use_cache=True)
            past = next((getattr(out, k) for k in ("past_key_values", "cache_params", "state", "cache") if getattr(out, k, None) is not None), None)
            seen = {}
            for t in tensors(past):
                seen[t.data_ptr()] = t.numel() * t.element_size()
        except Exception as error:
            print("not run", model_type, str(error)[:70].replace("\n", " "))
            continue
        equal += sum(seen.values()) == got["held"]
        print("equal" if sum(seen.values()) == got["held"] else "DIFFERS", model_type, sum(seen.values()), int(got["held"]),
              int(got["state"]), flush=True)
    print(equal, "caches are as large as counted")


def tensors(value, depth=0):
    if isinstance(value, torch.Tensor):
        if value.dtype.is_floating_point:
            yield value
    elif depth < 6 and isinstance(value, dict):
        for v in value.values():
            yield from tensors(v, depth + 1)
    elif depth < 6 and isinstance(value, (list, tuple)):
        for v in value:
            yield from tensors(v, depth + 1)
    elif depth < 6 and hasattr(value, "__dict__"):
        yield from tensors(vars(value), depth + 1)


def listed(known):
    """Shrunken defaults of the classes with the keys that are known alone, and what transformers counts, where the judge counts the same."""
    for model_type in sorted(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES):
        try:
            config, want = mutable(model_type, 6)
        except Exception:
            continue
        kept = {k: v for k, v in config.items() if v is not None and (k in known or k == "text_config" or isinstance(v, dict) and any(n.startswith(k + ".") for n in known))}
        for k, v in kept.items():
            if isinstance(v, dict):
                kept[k] = {a: b for a, b in v.items() if b is not None and (a in known or k + "." + a in known or k == "per_layer_config")}
        if len(json.dumps(kept).replace('"', '\\"')) <= 3500:
            yield model_type, kept, want


def table(judge, arguments):
    """The rows of test/unit/model_families.h: shrunken defaults, counted by transformers."""
    known = set(re.findall(r'"([^"]+)"', open(arguments.pop(0)).read()))
    for model_type, kept, want in listed(known):
        got = judge.ask(kept)
        if (got.get("params"), got.get("active")) != want:
            continue
        text = json.dumps(kept).replace("\\", "\\\\").replace('"', '\\"')
        print('\t{"%s", INT64_C(%d), INT64_C(%d),' % (model_type, *want))
        pieces = re.findall(r"(?:\\.|[^\\]){1,100}", text)
        print("\n".join('\t\t"%s"' % piece for piece in pieces) + "},")


def changes(judge, arguments):
    """The rows of test/unit/model_changes.h: one key of a row of model_families.h changed, and the parameters of the class that is built then.

    Of all changes those that make the judge run what none before them ran; 0 parameters: the class refuses it.
    A change that the judge refuses is a row where the class refuses it too, or counts other parameters than before.
    """
    known = set(re.findall(r'"([^"]+)"', open(arguments.pop(0)).read()))
    rows, ran = [], set()
    for model_type, kept, base in listed(known):
        ran.update(judge.ask(kept).get("ran", ()))
        rows.append((model_type, kept, base))
    for model_type, kept, base in rows:
        for key, value in kept.items():
            if key == "model_type" or isinstance(value, (dict, str)):
                continue
            for name, other in mutations(value):
                config = altered(kept, (key,), name, other)
                got = judge.ask(config)
                new = set(got["ran"]) - ran
                if not new:
                    continue
                try:
                    want = counted(build(config, model_type))
                except Exception:
                    want = (0, 0)
                if want == base if "error" in got else (got["params"], got["active"]) != want:
                    continue
                ran |= new
                changed = "NULL" if name == "drop" else '"%s"' % json.dumps(other).replace('"', '\\"')
                print('\t{"%s", "%s", %s, INT64_C(%d), INT64_C(%d)},' % (model_type, key, changed, *want), flush=True)


# --- headers of weight files, in the layouts that the libraries write ---------------------

# what people store in each format
STORED = {
    "bf16": ["meta-llama/Llama-3.1-8B", "Qwen/Qwen3-8B", "google/gemma-2-2b", "mistralai/Mixtral-8x7B-v0.1", "allenai/OLMoE-1B-7B-0924", "LiquidAI/LFM2-1.2B",
             "Qwen/Qwen3-30B-A3B", "openai-community/gpt2"],
    "fp8": ["Qwen/Qwen3-8B", "Qwen/Qwen3-32B", "Qwen/Qwen3-30B-A3B", "deepseek-ai/DeepSeek-V2"],
    "mxfp4": ["openai/gpt-oss-20b", "openai/gpt-oss-120b"],
    "nvfp4": ["meta-llama/Llama-3.1-8B", "Qwen/Qwen3-30B-A3B", "Qwen/Qwen2.5-14B"],
    "int4": ["meta-llama/Llama-3.1-8B", "mistralai/Mistral-7B-v0.1", "Qwen/Qwen2.5-7B"],
    "gptq": ["meta-llama/Llama-2-7b-hf", "Qwen/Qwen2.5-7B", "mistralai/Mixtral-8x7B-v0.1"],
    "awq": ["meta-llama/Llama-3.1-8B", "Qwen/Qwen2.5-14B", "mistralai/Mistral-7B-v0.1"],
}

QUANTIZED = {
    "bf16": None, "fp8": {"quant_method": "fp8", "weight_block_size": [128, 128]}, "mxfp4": {"quant_method": "mxfp4"},
    "nvfp4": {"quant_method": "compressed-tensors", "format": "nvfp4-pack-quantized", "ignore": ["lm_head"], "config_groups": {
        "group_0": {"targets": ["Linear"], "weights": {"num_bits": 4, "type": "float", "strategy": "tensor_group", "group_size": 16}}}},
    "int4": {"quant_method": "compressed-tensors", "format": "pack-quantized", "ignore": ["lm_head"], "config_groups": {
        "group_0": {"targets": ["Linear"], "weights": {"num_bits": 4, "type": "int", "strategy": "group", "group_size": 128}}}},
    "gptq": {"quant_method": "gptq", "bits": 4, "group_size": 128}, "awq": {"quant_method": "awq", "bits": 4, "group_size": 128},
}

TYPES = {torch.bfloat16: "BF16", torch.float16: "F16", torch.float32: "F32", torch.int32: "I32", torch.int64: "I64", torch.uint8: "U8",
         torch.int8: "I8", torch.float8_e4m3fn: "F8_E4M3"}


def library_class(package, path, name):
    """A class out of the source that PyPI has of a package whose import needs a GPU."""
    import ast
    import glob
    import tarfile
    folder = os.path.join(sys.prefix, "sources")
    if not glob.glob(os.path.join(folder, package + "-*.tar.gz")):
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "-d", folder, package], check=True)
    archive = tarfile.open(glob.glob(os.path.join(folder, package + "-*.tar.gz"))[0])
    source = archive.extractfile(next(m for m in archive.getmembers() if m.name.endswith(path))).read().decode()
    found = next(n for n in ast.parse(source).body if isinstance(n, ast.ClassDef) and n.name == name)
    names = {"torch": torch, "nn": torch.nn}
    exec(compile(ast.Module([found], []), path, "exec"), names)
    return names[name]


def stored_linear(form, shape):
    """What the library of the format writes for a weight of out x in: name, type, shape."""
    rows, width = shape
    if form == "fp8":
        from transformers.integrations.finegrained_fp8 import FP8Linear
        with torch.device("meta"):
            layer = FP8Linear(in_features=width, out_features=rows, block_size=(128, 128), activation_scheme="dynamic")
        return [(k, v.dtype, tuple(v.shape)) for k, v in layer.state_dict().items()]
    if form == "awq":
        layer = library_class("autoawq", "awq/modules/linear/gemm.py", "WQLinear_GEMM")(4, 128, width, rows, False, "meta")
        return [(k, v.dtype, tuple(v.shape)) for k, v in layer.state_dict().items()]
    if form == "gptq":      # GPTQModel packs along the inputs, 8 weights of 4 bits to a word
        return [("qweight", torch.int32, (width // 8, rows)), ("qzeros", torch.int32, (width // 128, rows // 8)),
                ("scales", torch.float16, (width // 128, rows)), ("g_idx", torch.int32, (width,))]
    from compressed_tensors.compressors import BaseCompressor
    from compressed_tensors.quantization import QuantizationArgs, QuantizationScheme
    weights = QUANTIZED[form]["config_groups"]["group_0"]["weights"]
    scheme = QuantizationScheme(targets=["Linear"], weights=QuantizationArgs(**weights))
    slab = 16
    state = {"weight": torch.zeros(slab, width, dtype=torch.bfloat16),
             "weight_scale": torch.ones(slab, width // weights["group_size"], dtype=torch.bfloat16)}
    if form == "nvfp4":
        state["weight_global_scale"] = torch.ones(1)
    packed = BaseCompressor.get_value_from_registry(QUANTIZED[form]["format"]).compress(state, scheme)
    return [(k, v.dtype, (rows, *v.shape[1:]) if v.dim() > 1 else tuple(v.shape)) for k, v in packed.items()]


def stored(form, config):
    """Names, types and shapes of a model's tensors, and its parameters by the class itself."""
    model = build(config, config["model_type"])
    total, active = counted(model)
    tensors, layouts = [], {}
    parameters = dict(model.named_parameters())
    linears = {n + ".weight" for n, m in model.named_modules() if isinstance(m, torch.nn.Linear)}

    def add(name, shape, linear):
        stem = name.removesuffix(".weight")
        if form == "bf16" or not linear or re.search(r"lm_head|\.gate$|router", stem) or shape[1] % 128 or shape[0] % 8:
            tensors.append((name, "BF16", shape))
            return
        if shape not in layouts:
            layouts[shape] = stored_linear(form, shape)
        tensors.extend((stem + "." + k, TYPES[t], s) for k, t, s in layouts[shape])

    for name, p in parameters.items():
        shape = tuple(p.shape)
        experts = re.search(r"^(.*experts)\.(gate_up_proj|down_proj)$", name)
        if form == "mxfp4" and experts:
            # gpt-oss: rows of blocks of 32 weights, 16 bytes each, and their scales
            rows, width = shape[2], shape[1]
            tensors.append((name + "_blocks", "U8", (shape[0], rows, width // 32, 16)))
            tensors.append((name + "_scales", "U8", (shape[0], rows, width // 32)))
        elif form == "mxfp4":
            tensors.append((name, "BF16", shape))
        elif experts:
            # one by one, as weight files have them
            for e in range(shape[0]):
                if experts[2] == "gate_up_proj":
                    for part in ("gate_proj", "up_proj"):
                        add(f"{experts[1]}.{e}.{part}.weight", (shape[1] // 2, shape[2]), True)
                else:
                    add(f"{experts[1]}.{e}.down_proj.weight", shape[1:], True)
        else:
            add(name, shape, name in linears)
    return tensors, total, active


BYTES = {"BF16": 2, "F16": 2, "F32": 4, "I32": 4, "I64": 8, "U8": 1, "I8": 1, "F8_E4M3": 1}


def headers(judge, arguments):
    """For `dev/models headers`: format, model, parameters, active ones, bytes, header and configuration, parted by tabs."""
    catalogue = {}
    for rows in ("model.tsv", "model-hub.tsv"):
        lines = [line.rstrip("\n").split("\t") for line in open(os.path.join(os.path.dirname(ACCEPTED), "..", "sql", "rows", rows)) if not line.startswith("#")]
        for line in lines[1:]:
            row = dict(zip(lines[0], line))
            catalogue[row["model"]] = row.get("config")
    for form, names in STORED.items():
        for name in names:
            config = json.loads(catalogue[name])
            tensors, total, active = stored(form, config)
            header, at = {"__metadata__": {"format": "pt"}}, 0
            for tensor, kind, shape in tensors:
                size = BYTES[kind]
                for d in shape:
                    size *= d
                header[tensor] = {"dtype": kind, "shape": list(shape), "data_offsets": [at, at + size]}
                at += size
            if QUANTIZED[form]:
                config["quantization_config"] = QUANTIZED[form]
            print(form, name, total, active, at, json.dumps(header), json.dumps(config), sep="\t", flush=True)


def checks(judge, arguments):
    """For `dev/models checks`: each type's default with few layers, as a header in bf16 and its configuration, parted by tabs."""
    names = arguments[:] or sorted(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)
    arguments.clear()
    for model_type in names:
        try:
            base, _ = mutable(model_type)
        except Exception:
            continue
        if "error" in judge.ask(base):
            continue
        header, at = {}, 0
        for name, p in build(base, model_type).named_parameters():
            header[name] = {"dtype": "BF16", "shape": list(p.shape), "data_offsets": [at, at + 2 * p.numel()]}
            at += 2 * p.numel()
        print(model_type, json.dumps(header), json.dumps({**base, "model_type": model_type}, default=str), sep="\t", flush=True)


if __name__ == "__main__":
    judge, rest = Judge(sys.argv[1]), sys.argv[2:] or ["types"]
    while rest:
        globals()[rest.pop(0)](judge, rest)
