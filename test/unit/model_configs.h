/*
 * model_configs.h
 *		Configurations of published models, as their publishers give them (keys
 *		that no count depends on are left out), with the number of trainable
 *		parameters of the text model: all, those active for a token, and those
 *		of the input embedding.  Most equal the total that the publisher's weight
 *		files state; doc/methods/model.md explains the differences.
 */
#ifndef COLOSSUS_TEST_MODEL_CONFIGS_H
#define COLOSSUS_TEST_MODEL_CONFIGS_H

#include <stdint.h>

static const struct
{
	const char *model;
	int64_t		params;
	int64_t		active_params;
	int64_t		embedding_params;
	const char *config;
}			model_configs[] = {
	/* 40 layers of 6144 x (8192 + 6144 + 16) and 16 experts of 3 x 6144 x 10752: bytes of its index / 2 */
	{"databricks/dbrx-base", INT64_C(131596523520), INT64_C(36469708800), INT64_C(616562688),
		"{\"architectures\": [\"DbrxForCausalLM\"], \"attn_config\": {\"clip_qkv\": 8, \"kv_n_heads\": 8, "
		"\"rope_theta\": 500000}, \"d_model\": 6144, \"ffn_config\": {\"ffn_hidden_size\": 10752, "
		"\"moe_jitter_eps\": 0.01, \"moe_loss_weight\": 0.05, \"moe_num_experts\": 16, \"moe_top_k\": 4}, "
		"\"max_seq_len\": 32768, \"model_type\": \"dbrx\", \"n_heads\": 48, \"n_layers\": 40, "
		"\"tie_word_embeddings\": false, \"vocab_size\": 100352}"},
	/* as it was published first; its files hold the tied head a second time */
	{"tiiuae/falcon-7b", INT64_C(6921720704), INT64_C(6921720704), INT64_C(295469056),
		"{\"alibi\": false, \"architectures\": [\"RWForCausalLM\"], \"bias\": false, \"hidden_size\": 4544, "
		"\"model_type\": \"RefinedWebModel\", \"multi_query\": true, \"n_head\": 71, \"n_layer\": 32, "
		"\"parallel_attn\": true, \"vocab_size\": 65024}"},
	/* 36 layers of 177223680; the files hold a layer more, for tokens ahead: 7833409536 */
	{"XiaomiMiMo/MiMo-7B-Base", INT64_C(7622619136), INT64_C(7622619136), INT64_C(621281280),
		"{\"architectures\": [\"MiMoForCausalLM\"], \"attention_bias\": true, \"head_dim\": 128, \"hidden_size\": 4096, "
		"\"intermediate_size\": 11008, \"max_position_embeddings\": 32768, \"model_type\": \"mimo\", "
		"\"num_attention_heads\": 32, \"num_hidden_layers\": 36, \"num_key_value_heads\": 8, \"num_nextn_predict_layers\": 1, "
		"\"tie_word_embeddings\": false, \"vocab_size\": 151680}"},
	/* 64 layers: 150994944 of attention, 8 experts of 402653184, an MLP of 805306368 beside them */
	{"xai-org/grok-2", INT64_C(269515497472), INT64_C(114896674816), INT64_C(1073741824),
		"{\"architectures\": [\"Grok1ForCausalLM\"], \"global_attn_every_n\": 1, \"head_dim\": 128, \"hidden_size\": 8192, "
		"\"intermediate_size\": 32768, \"max_position_embeddings\": 131072, \"model_type\": \"grok-1\", "
		"\"moe_intermediate_size\": 16384, \"num_attention_heads\": 64, \"num_experts_per_tok\": 2, \"num_hidden_layers\": 64, "
		"\"num_key_value_heads\": 8, \"num_local_experts\": 8, \"residual_moe\": true, \"vocab_size\": 131072}"},
	{"meta-llama/Llama-2-7b-hf", INT64_C(6738415616), INT64_C(6738415616), INT64_C(131072000),
		"{\"architectures\": [\"LlamaForCausalLM\"], \"hidden_size\": 4096, "
		"\"intermediate_size\": 11008, \"max_position_embeddings\": 2048, \"model_type\": \"llama\", "
		"\"num_attention_heads\": 32, \"num_hidden_layers\": 32, \"num_key_value_heads\": 32, "
		"\"tie_word_embeddings\": false, \"vocab_size\": 32000}"},
	{"meta-llama/Llama-2-13b-hf", INT64_C(13015864320), INT64_C(13015864320), INT64_C(163840000),
		"{\"architectures\": [\"LlamaForCausalLM\"], \"hidden_size\": 5120, "
		"\"intermediate_size\": 13824, \"max_position_embeddings\": 2048, \"model_type\": \"llama\", "
		"\"num_attention_heads\": 40, \"num_hidden_layers\": 40, \"num_key_value_heads\": 40, "
		"\"tie_word_embeddings\": false, \"vocab_size\": 32000}"},
	{"codellama/CodeLlama-7b-hf", INT64_C(6738546688), INT64_C(6738546688), INT64_C(131137536),
		"{\"architectures\": [\"LlamaForCausalLM\"], \"hidden_size\": 4096, "
		"\"intermediate_size\": 11008, \"max_position_embeddings\": 16384, \"model_type\": \"llama\", "
		"\"num_attention_heads\": 32, \"num_hidden_layers\": 32, \"num_key_value_heads\": 32, "
		"\"tie_word_embeddings\": false, \"vocab_size\": 32016}"},
	{"meta-llama/Llama-3.1-8B", INT64_C(8030261248), INT64_C(8030261248), INT64_C(525336576),
		"{\"architectures\": [\"LlamaForCausalLM\"], \"attention_bias\": false, \"hidden_size\": 4096, "
		"\"intermediate_size\": 14336, \"max_position_embeddings\": 131072, \"mlp_bias\": false, "
		"\"model_type\": \"llama\", \"num_attention_heads\": 32, \"num_hidden_layers\": 32, "
		"\"num_key_value_heads\": 8, \"tie_word_embeddings\": false, \"vocab_size\": 128256}"},
	{"meta-llama/Llama-3.1-405B", INT64_C(405853388800), INT64_C(405853388800), INT64_C(2101346304),
		"{\"architectures\": [\"LlamaForCausalLM\"], \"attention_bias\": false, \"hidden_size\": 16384, "
		"\"intermediate_size\": 53248, \"max_position_embeddings\": 131072, \"mlp_bias\": false, "
		"\"model_type\": \"llama\", \"num_attention_heads\": 128, \"num_hidden_layers\": 126, "
		"\"num_key_value_heads\": 8, \"tie_word_embeddings\": false, \"vocab_size\": 128256}"},
	{"meta-llama/Llama-3.2-1B", INT64_C(1235814400), INT64_C(1235814400), INT64_C(262668288),
		"{\"architectures\": [\"LlamaForCausalLM\"], \"attention_bias\": false, \"head_dim\": 64, "
		"\"hidden_size\": 2048, \"intermediate_size\": 8192, \"max_position_embeddings\": 131072, "
		"\"mlp_bias\": false, \"model_type\": \"llama\", \"num_attention_heads\": 32, "
		"\"num_hidden_layers\": 16, \"num_key_value_heads\": 8, \"tie_word_embeddings\": true, "
		"\"vocab_size\": 128256}"},
	{"HuggingFaceTB/SmolLM-135M", INT64_C(134515008), INT64_C(134515008), INT64_C(28311552),
		"{\"architectures\": [\"LlamaForCausalLM\"], \"attention_bias\": false, \"hidden_size\": 576, "
		"\"intermediate_size\": 1536, \"max_position_embeddings\": 2048, \"mlp_bias\": false, "
		"\"model_type\": \"llama\", \"num_attention_heads\": 9, \"num_hidden_layers\": 30, "
		"\"num_key_value_heads\": 3, \"tie_word_embeddings\": true, \"vocab_size\": 49152}"},
	{"HuggingFaceTB/SmolLM-1.7B", INT64_C(1711376384), INT64_C(1711376384), INT64_C(100663296),
		"{\"architectures\": [\"LlamaForCausalLM\"], \"attention_bias\": false, \"hidden_size\": 2048, "
		"\"intermediate_size\": 8192, \"max_position_embeddings\": 2048, \"mlp_bias\": false, "
		"\"model_type\": \"llama\", \"num_attention_heads\": 32, \"num_hidden_layers\": 24, "
		"\"num_key_value_heads\": 32, \"tie_word_embeddings\": true, \"vocab_size\": 49152}"},
	{"mistralai/Mistral-7B-v0.1", INT64_C(7241732096), INT64_C(7241732096), INT64_C(131072000),
		"{\"architectures\": [\"MistralForCausalLM\"], \"hidden_size\": 4096, "
		"\"intermediate_size\": 14336, \"max_position_embeddings\": 32768, \"model_type\": \"mistral\", "
		"\"num_attention_heads\": 32, \"num_hidden_layers\": 32, \"num_key_value_heads\": 8, "
		"\"tie_word_embeddings\": false, \"vocab_size\": 32000, \"sliding_window_size\": 4096}"},
	{"stabilityai/stablelm-3b-4e1t", INT64_C(2795443200), INT64_C(2795443200), INT64_C(128778240),
		"{\"architectures\": [\"StableLmForCausalLM\"], \"hidden_size\": 2560, "
		"\"intermediate_size\": 6912, \"max_position_embeddings\": 4096, \"model_type\": \"stablelm\", "
		"\"num_attention_heads\": 32, \"num_hidden_layers\": 32, \"num_key_value_heads\": 32, "
		"\"tie_word_embeddings\": false, \"use_qkv_bias\": false, \"vocab_size\": 50304}"},
	{"Qwen/Qwen2-0.5B", INT64_C(494032768), INT64_C(494032768), INT64_C(136134656),
		"{\"architectures\": [\"Qwen2ForCausalLM\"], \"hidden_size\": 896, \"intermediate_size\": 4864, "
		"\"max_position_embeddings\": 32768, \"max_window_layers\": 24, \"model_type\": \"qwen2\", "
		"\"num_attention_heads\": 14, \"num_hidden_layers\": 24, \"num_key_value_heads\": 2, "
		"\"sliding_window\": 32768, \"tie_word_embeddings\": true, \"use_sliding_window\": false, "
		"\"vocab_size\": 151936}"},
	{"Qwen/Qwen2-7B", INT64_C(7615616512), INT64_C(7615616512), INT64_C(544997376),
		"{\"architectures\": [\"Qwen2ForCausalLM\"], \"hidden_size\": 3584, "
		"\"intermediate_size\": 18944, \"max_position_embeddings\": 32768, \"max_window_layers\": 28, "
		"\"model_type\": \"qwen2\", \"num_attention_heads\": 28, \"num_hidden_layers\": 28, "
		"\"num_key_value_heads\": 4, \"sliding_window\": 131072, \"tie_word_embeddings\": false, "
		"\"use_sliding_window\": false, \"vocab_size\": 152064}"},
	{"Qwen/Qwen2.5-7B", INT64_C(7615616512), INT64_C(7615616512), INT64_C(544997376),
		"{\"architectures\": [\"Qwen2ForCausalLM\"], \"model_type\": \"qwen2\", \"hidden_size\": 3584, "
		"\"intermediate_size\": 18944, \"num_hidden_layers\": 28, \"num_attention_heads\": 28, "
		"\"num_key_value_heads\": 4, \"vocab_size\": 152064, \"tie_word_embeddings\": false}"},
	{"Qwen/Qwen2.5-14B", INT64_C(14770033664), INT64_C(14770033664), INT64_C(778567680),
		"{\"architectures\": [\"Qwen2ForCausalLM\"], \"model_type\": \"qwen2\", \"hidden_size\": 5120, "
		"\"intermediate_size\": 13824, \"num_hidden_layers\": 48, \"num_attention_heads\": 40, "
		"\"num_key_value_heads\": 8, \"vocab_size\": 152064, \"tie_word_embeddings\": false}"},
	{"Qwen/Qwen2.5-72B", INT64_C(72706203648), INT64_C(72706203648), INT64_C(1245708288),
		"{\"architectures\": [\"Qwen2ForCausalLM\"], \"model_type\": \"qwen2\", \"hidden_size\": 8192, "
		"\"intermediate_size\": 29568, \"num_hidden_layers\": 80, \"num_attention_heads\": 64, "
		"\"num_key_value_heads\": 8, \"vocab_size\": 152064, \"tie_word_embeddings\": false}"},
	{"Qwen/Qwen3-0.6B", INT64_C(596049920), INT64_C(596049920), INT64_C(155582464),
		"{\"architectures\": [\"Qwen3ForCausalLM\"], \"attention_bias\": false, \"head_dim\": 128, "
		"\"hidden_size\": 1024, \"intermediate_size\": 3072, \"max_position_embeddings\": 40960, "
		"\"max_window_layers\": 28, \"model_type\": \"qwen3\", \"num_attention_heads\": 16, "
		"\"num_hidden_layers\": 28, \"num_key_value_heads\": 8, \"sliding_window\": null, "
		"\"tie_word_embeddings\": true, \"use_sliding_window\": false, \"vocab_size\": 151936}"},
	{"Qwen/Qwen3-8B", INT64_C(8190735360), INT64_C(8190735360), INT64_C(622329856),
		"{\"architectures\": [\"Qwen3ForCausalLM\"], \"attention_bias\": false, \"head_dim\": 128, "
		"\"hidden_size\": 4096, \"intermediate_size\": 12288, \"max_position_embeddings\": 40960, "
		"\"max_window_layers\": 36, \"model_type\": \"qwen3\", \"num_attention_heads\": 32, "
		"\"num_hidden_layers\": 36, \"num_key_value_heads\": 8, \"sliding_window\": null, "
		"\"tie_word_embeddings\": false, \"use_sliding_window\": false, \"vocab_size\": 151936}"},
	{"Qwen/Qwen3-30B-A3B", INT64_C(30532122624), INT64_C(3353032704), INT64_C(311164928),
		"{\"architectures\": [\"Qwen3MoeForCausalLM\"], \"attention_bias\": false, "
		"\"decoder_sparse_step\": 1, \"head_dim\": 128, \"hidden_size\": 2048, "
		"\"intermediate_size\": 6144, \"max_position_embeddings\": 40960, \"max_window_layers\": 48, "
		"\"mlp_only_layers\": [], \"model_type\": \"qwen3_moe\", \"moe_intermediate_size\": 768, "
		"\"num_attention_heads\": 32, \"num_experts\": 128, \"num_experts_per_tok\": 8, "
		"\"num_hidden_layers\": 48, \"num_key_value_heads\": 4, \"sliding_window\": null, "
		"\"tie_word_embeddings\": false, \"use_sliding_window\": false, \"vocab_size\": 151936}"},
	{"Qwen/Qwen3-235B-A22B", INT64_C(235093634560), INT64_C(22190763520), INT64_C(622329856),
		"{\"architectures\": [\"Qwen3MoeForCausalLM\"], \"attention_bias\": false, "
		"\"decoder_sparse_step\": 1, \"head_dim\": 128, \"hidden_size\": 4096, "
		"\"intermediate_size\": 12288, \"max_position_embeddings\": 40960, \"max_window_layers\": 94, "
		"\"mlp_only_layers\": [], \"model_type\": \"qwen3_moe\", \"moe_intermediate_size\": 1536, "
		"\"num_attention_heads\": 64, \"num_experts\": 128, \"num_experts_per_tok\": 8, "
		"\"num_hidden_layers\": 94, \"num_key_value_heads\": 4, \"sliding_window\": null, "
		"\"tie_word_embeddings\": false, \"use_sliding_window\": false, \"vocab_size\": 151936}"},
	{"Qwen/Qwen1.5-MoE-A2.7B", INT64_C(14315784192), INT64_C(2689173504), INT64_C(311164928),
		"{\"architectures\": [\"Qwen2MoeForCausalLM\"], \"hidden_size\": 2048, "
		"\"intermediate_size\": 5632, \"max_position_embeddings\": 32768, \"max_window_layers\": 21, "
		"\"model_type\": \"qwen2_moe\", \"num_attention_heads\": 16, \"num_hidden_layers\": 24, "
		"\"num_key_value_heads\": 16, \"sliding_window\": 32768, \"tie_word_embeddings\": false, "
		"\"use_sliding_window\": false, \"vocab_size\": 151936, \"decoder_sparse_step\": 1, "
		"\"moe_intermediate_size\": 1408, \"shared_expert_intermediate_size\": 5632, "
		"\"num_experts_per_tok\": 4, \"num_experts\": 60}"},
	{"mistralai/Mixtral-8x7B-v0.1", INT64_C(46702792704), INT64_C(12879925248), INT64_C(131072000),
		"{\"architectures\": [\"MixtralForCausalLM\"], \"hidden_size\": 4096, "
		"\"intermediate_size\": 14336, \"max_position_embeddings\": 32768, \"model_type\": \"mixtral\", "
		"\"num_attention_heads\": 32, \"num_experts_per_tok\": 2, \"num_hidden_layers\": 32, "
		"\"num_key_value_heads\": 8, \"num_local_experts\": 8, \"sliding_window\": null, "
		"\"tie_word_embeddings\": false, \"vocab_size\": 32000}"},
	{"google/gemma-2b", INT64_C(2506172416), INT64_C(2506172416), INT64_C(524288000),
		"{\"architectures\": [\"GemmaForCausalLM\"], \"attention_bias\": false, \"head_dim\": 256, "
		"\"hidden_size\": 2048, \"intermediate_size\": 16384, \"max_position_embeddings\": 8192, "
		"\"model_type\": \"gemma\", \"num_attention_heads\": 8, \"num_hidden_layers\": 18, "
		"\"num_key_value_heads\": 1, \"vocab_size\": 256000}"},
	{"google/gemma-2-2b", INT64_C(2614341888), INT64_C(2614341888), INT64_C(589824000),
		"{\"architectures\": [\"Gemma2ForCausalLM\"], \"attention_bias\": false, \"head_dim\": 256, "
		"\"hidden_size\": 2304, \"intermediate_size\": 9216, \"max_position_embeddings\": 8192, "
		"\"model_type\": \"gemma2\", \"num_attention_heads\": 8, \"num_hidden_layers\": 26, "
		"\"num_key_value_heads\": 4, \"sliding_window\": 4096, \"vocab_size\": 256000}"},
	{"google/gemma-2-9b", INT64_C(9241705984), INT64_C(9241705984), INT64_C(917504000),
		"{\"architectures\": [\"Gemma2ForCausalLM\"], \"attention_bias\": false, \"head_dim\": 256, "
		"\"hidden_size\": 3584, \"intermediate_size\": 14336, \"max_position_embeddings\": 8192, "
		"\"model_type\": \"gemma2\", \"num_attention_heads\": 16, \"num_hidden_layers\": 42, "
		"\"num_key_value_heads\": 8, \"sliding_window\": 4096, \"sliding_window_size\": 4096, "
		"\"vocab_size\": 256000}"},
	{"google/gemma-3-1b-it", INT64_C(999885952), INT64_C(999885952), INT64_C(301989888),
		"{\"architectures\": [\"Gemma3ForCausalLM\"], \"attention_bias\": false, \"head_dim\": 256, "
		"\"hidden_size\": 1152, \"intermediate_size\": 6912, \"max_position_embeddings\": 32768, "
		"\"model_type\": \"gemma3_text\", \"num_attention_heads\": 4, \"num_hidden_layers\": 26, "
		"\"num_key_value_heads\": 1, \"sliding_window\": 512, \"sliding_window_pattern\": 6, "
		"\"vocab_size\": 262144}"},
	{"microsoft/phi-2", INT64_C(2779683840), INT64_C(2779683840), INT64_C(131072000),
		"{\"architectures\": [\"PhiForCausalLM\"], \"model_type\": \"phi-msft\", \"n_embd\": 2560, "
		"\"n_head\": 32, \"n_head_kv\": null, \"n_inner\": null, \"n_layer\": 32, \"n_positions\": 2048, "
		"\"tie_word_embeddings\": false, \"vocab_size\": 51200}"},
	{"microsoft/Phi-3.5-mini-instruct", INT64_C(3821079552), INT64_C(3821079552), INT64_C(98500608),
		"{\"architectures\": [\"Phi3ForCausalLM\"], \"hidden_size\": 3072, \"intermediate_size\": 8192, "
		"\"max_position_embeddings\": 131072, \"model_type\": \"phi3\", \"num_attention_heads\": 32, "
		"\"num_hidden_layers\": 32, \"num_key_value_heads\": 32, \"sliding_window\": 262144, "
		"\"tie_word_embeddings\": false, \"attention_bias\": false, \"vocab_size\": 32064}"},
	{"openai-community/gpt2", INT64_C(124439808), INT64_C(124439808), INT64_C(39383808),
		"{\"architectures\": [\"GPT2LMHeadModel\"], \"model_type\": \"gpt2\", \"n_ctx\": 1024, "
		"\"n_embd\": 768, \"n_head\": 12, \"n_layer\": 12, \"n_positions\": 1024, \"vocab_size\": 50257}"},
	{"EleutherAI/pythia-1.4b", INT64_C(1414647808), INT64_C(1414647808), INT64_C(103022592),
		"{\"architectures\": [\"GPTNeoXForCausalLM\"], \"model_type\": \"gpt_neox\", "
		"\"hidden_size\": 2048, \"intermediate_size\": 8192, \"num_hidden_layers\": 24, "
		"\"num_attention_heads\": 16, \"vocab_size\": 50304, \"max_position_embeddings\": 2048, "
		"\"tie_word_embeddings\": false, \"use_parallel_residual\": true}"},
	{"bigscience/bloom", INT64_C(176247271424), INT64_C(176247271424), INT64_C(3596644352),
		"{\"architectures\": [\"BloomForCausalLM\"], \"model_type\": \"bloom\", \"n_embed\": 14336, "
		"\"n_layer\": 70, \"num_attention_heads\": 112, \"vocab_size\": 250880}"},
	{"tiiuae/falcon-7b", INT64_C(6921720704), INT64_C(6921720704), INT64_C(295469056),
		"{\"architectures\": [\"FalconForCausalLM\"], \"model_type\": \"falcon\", \"hidden_size\": 4544, "
		"\"num_hidden_layers\": 32, \"num_attention_heads\": 71, \"num_kv_heads\": 71, "
		"\"multi_query\": true, \"new_decoder_architecture\": false, \"parallel_attn\": true, "
		"\"bias\": false, \"vocab_size\": 65024}"},
	{"CohereLabs/aya-23-8B", INT64_C(8028033024), INT64_C(8028033024), INT64_C(1048576000),
		"{\"architectures\": [\"CohereForCausalLM\"], \"attention_bias\": false, \"hidden_size\": 4096, "
		"\"intermediate_size\": 14336, \"max_position_embeddings\": 8192, \"model_type\": \"cohere\", "
		"\"num_attention_heads\": 32, \"num_hidden_layers\": 32, \"num_key_value_heads\": 8, "
		"\"use_qk_norm\": false, \"vocab_size\": 256000}"},
	{"allenai/OLMo-1B-hf", INT64_C(1176764416), INT64_C(1176764416), INT64_C(103022592),
		"{\"architectures\": [\"OlmoForCausalLM\"], \"model_type\": \"olmo\", \"vocab_size\": 50304, "
		"\"hidden_size\": 2048, \"intermediate_size\": 8192, \"num_hidden_layers\": 16, "
		"\"num_attention_heads\": 16, \"num_key_value_heads\": 16, \"max_position_embeddings\": 2048, "
		"\"tie_word_embeddings\": true}"},
	{"allenai/OLMo-2-1124-7B", INT64_C(7298617344), INT64_C(7298617344), INT64_C(411041792),
		"{\"architectures\": [\"Olmo2ForCausalLM\"], \"hidden_size\": 4096, "
		"\"intermediate_size\": 11008, \"max_position_embeddings\": 4096, \"model_type\": \"olmo2\", "
		"\"num_attention_heads\": 32, \"num_hidden_layers\": 32, \"num_key_value_heads\": 32, "
		"\"tie_word_embeddings\": false, \"vocab_size\": 100352}"},
	{"allenai/OLMo-2-0325-32B", INT64_C(32234279936), INT64_C(32234279936), INT64_C(513802240),
		"{\"architectures\": [\"Olmo2ForCausalLM\"], \"hidden_size\": 5120, "
		"\"intermediate_size\": 27648, \"max_position_embeddings\": 4096, \"model_type\": \"olmo2\", "
		"\"num_attention_heads\": 40, \"num_hidden_layers\": 64, \"num_key_value_heads\": 8, "
		"\"tie_word_embeddings\": false, \"vocab_size\": 100352}"},
	{"deepseek-ai/DeepSeek-V2", INT64_C(235741434880), INT64_C(21375800320), INT64_C(524288000),
		"{\"architectures\": [\"DeepseekV2ForCausalLM\"], \"attention_bias\": false, "
		"\"first_k_dense_replace\": 1, \"hidden_size\": 5120, \"intermediate_size\": 12288, "
		"\"kv_lora_rank\": 512, \"max_position_embeddings\": 163840, \"model_type\": \"deepseek_v2\", "
		"\"moe_intermediate_size\": 1536, \"moe_layer_freq\": 1, \"n_routed_experts\": 160, "
		"\"n_shared_experts\": 2, \"num_attention_heads\": 128, \"num_experts_per_tok\": 6, "
		"\"num_hidden_layers\": 60, \"num_key_value_heads\": 128, \"q_lora_rank\": 1536, "
		"\"qk_nope_head_dim\": 128, \"qk_rope_head_dim\": 64, \"v_head_dim\": 128, "
		"\"tie_word_embeddings\": false, \"topk_method\": \"group_limited_greedy\", "
		"\"vocab_size\": 102400}"},
	{"deepseek-ai/DeepSeek-V3", INT64_C(671026419200), INT64_C(37552297472), INT64_C(926679040),
		"{\"architectures\": [\"DeepseekV3ForCausalLM\"], \"attention_bias\": false, "
		"\"first_k_dense_replace\": 3, \"hidden_size\": 7168, \"intermediate_size\": 18432, "
		"\"kv_lora_rank\": 512, \"max_position_embeddings\": 163840, \"model_type\": \"deepseek_v3\", "
		"\"moe_intermediate_size\": 2048, \"moe_layer_freq\": 1, \"n_routed_experts\": 256, "
		"\"n_shared_experts\": 1, \"num_attention_heads\": 128, \"num_experts_per_tok\": 8, "
		"\"num_hidden_layers\": 61, \"num_key_value_heads\": 128, \"q_lora_rank\": 1536, "
		"\"qk_nope_head_dim\": 128, \"qk_rope_head_dim\": 64, \"tie_word_embeddings\": false, "
		"\"topk_method\": \"noaux_tc\", \"v_head_dim\": 128, \"vocab_size\": 129280}"},
	{"openai/gpt-oss-20b", INT64_C(20914757184), INT64_C(4187440704), INT64_C(579133440),
		"{\"architectures\": [\"GptOssForCausalLM\"], \"attention_bias\": true, "
		"\"experts_per_token\": 4, \"head_dim\": 64, \"hidden_size\": 2880, \"intermediate_size\": 2880, "
		"\"layer_types\": [\"sliding_attention\", \"full_attention\", \"sliding_attention\", "
		"\"full_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention\", "
		"\"full_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention\", "
		"\"full_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention\", "
		"\"full_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention\", "
		"\"full_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention\", "
		"\"full_attention\"], \"max_position_embeddings\": 131072, \"model_type\": \"gpt_oss\", "
		"\"num_attention_heads\": 64, \"num_experts_per_tok\": 4, \"num_hidden_layers\": 24, "
		"\"num_key_value_heads\": 8, \"num_local_experts\": 32, \"sliding_window\": 128, "
		"\"tie_word_embeddings\": false, \"vocab_size\": 201088}"},
	{"meta-llama/Llama-4-Scout-17B-16E-Instruct", INT64_C(107769861120), INT64_C(17172894720), INT64_C(1034485760),
		"{\"architectures\": [\"Llama4ForConditionalGeneration\"], \"model_type\": \"llama4\", "
		"\"text_config\": {\"attention_bias\": false, \"attention_chunk_size\": 8192, \"head_dim\": 128, "
		"\"hidden_size\": 5120, \"interleave_moe_layer_step\": 1, \"intermediate_size\": 8192, "
		"\"intermediate_size_mlp\": 16384, \"max_position_embeddings\": 10485760, "
		"\"model_type\": \"llama4_text\", \"num_attention_heads\": 40, \"num_experts_per_tok\": 1, "
		"\"num_hidden_layers\": 48, \"num_key_value_heads\": 8, \"num_local_experts\": 16, "
		"\"use_qk_norm\": true, \"vocab_size\": 202048}}"},
	{"allenai/OLMoE-1B-7B-0924", INT64_C(6919161856), INT64_C(1282017280), INT64_C(103022592),
		"{\"architectures\": [\"OlmoeForCausalLM\"], \"model_type\": \"olmoe\", \"vocab_size\": 50304, "
		"\"hidden_size\": 2048, \"intermediate_size\": 1024, \"num_hidden_layers\": 16, "
		"\"num_attention_heads\": 16, \"num_key_value_heads\": 16, \"max_position_embeddings\": 4096, "
		"\"tie_word_embeddings\": false, \"num_experts\": 64, \"num_experts_per_tok\": 8}"},
	{"nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", INT64_C(31577937344), INT64_C(3580073408), INT64_C(352321536),
		"{\"architectures\": [\"NemotronHForCausalLM\"], \"attention_bias\": false, \"conv_kernel\": 4, "
		"\"head_dim\": 128, \"hidden_size\": 2688, "
		"\"hybrid_override_pattern\": \"MEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEMEM*EMEMEMEME\", "
		"\"intermediate_size\": 1856, \"mamba_head_dim\": 64, \"mamba_num_heads\": 64, "
		"\"max_position_embeddings\": 262144, \"mlp_bias\": false, \"model_type\": \"nemotron_h\", "
		"\"moe_intermediate_size\": 1856, \"moe_shared_expert_intermediate_size\": 3712, "
		"\"n_groups\": 8, \"n_routed_experts\": 128, \"n_shared_experts\": 1, "
		"\"num_attention_heads\": 32, \"num_experts_per_tok\": 6, \"num_hidden_layers\": 52, "
		"\"num_key_value_heads\": 2, \"sliding_window\": null, \"ssm_state_size\": 128, "
		"\"tie_word_embeddings\": false, \"use_bias\": false, \"use_conv_bias\": true, "
		"\"vocab_size\": 131072}"},
	{"xai-org/grok-1", INT64_C(315684820992), INT64_C(83756587008), INT64_C(805306368),
		"{\"model_type\": \"grok-1\", \"vocab_size\": 131072, \"hidden_size\": 6144, "
		"\"intermediate_size\": 32768, \"num_hidden_layers\": 64, \"num_attention_heads\": 48, "
		"\"num_key_value_heads\": 8, \"head_dim\": 128, \"num_experts\": 8, \"num_selected_experts\": 2, "
		"\"widening_factor\": 8, \"max_position_embeddings\": 8192}"},
};

#define MODEL_CONFIGS ((int) (sizeof(model_configs) / sizeof(model_configs[0])))

/*
 * Other shapes, most of them of published models, with what the published ones
 * do not show: absent and null fields, biases, norms, layer lists.  Counted by
 * building each with its class of transformers 5.24 on PyTorch's meta device and
 * adding up distinct parameters (and the correction bias of DeepSeek-V3's
 * router, which is a buffer there); a token skips the weights of all experts
 * but num_experts_per_tok.
 */
static const struct
{
	const char *shape;
	int64_t		params;
	int64_t		active_params;
	const char *config;
}			model_shapes[] = {
	{"OPT with a narrow embedding and norms after", INT64_C(331196416), INT64_C(331196416),
		"{\"model_type\": \"opt\", \"vocab_size\": 50272, \"hidden_size\": 1024, "
		"\"num_hidden_layers\": 24, \"num_attention_heads\": 16, \"ffn_dim\": 4096, "
		"\"max_position_embeddings\": 2048, \"word_embed_proj_dim\": 512, "
		"\"do_layer_norm_before\": false}"},
	{"OPT, plain", INT64_C(125239296), INT64_C(125239296),
		"{\"model_type\": \"opt\", \"vocab_size\": 50272, \"hidden_size\": 768, \"num_hidden_layers\": 12, "
		"\"num_attention_heads\": 12, \"ffn_dim\": 3072, \"max_position_embeddings\": 2048}"},
	{"GPT-J", INT64_C(6050882784), INT64_C(6050882784),
		"{\"model_type\": \"gptj\", \"vocab_size\": 50400, \"n_embd\": 4096, \"n_head\": 16, "
		"\"n_layer\": 28, \"n_positions\": 2048, \"n_inner\": null}"},
	{"GPT-NeoX", INT64_C(20554567680), INT64_C(20554567680),
		"{\"model_type\": \"gpt_neox\", \"vocab_size\": 50432, \"hidden_size\": 6144, "
		"\"num_hidden_layers\": 44, \"num_attention_heads\": 64, \"intermediate_size\": 24576}"},
	{"GPT-NeoX without attention bias", INT64_C(70545408), INT64_C(70545408),
		"{\"model_type\": \"gpt_neox\", \"vocab_size\": 50432, \"hidden_size\": 512, "
		"\"num_hidden_layers\": 6, \"num_attention_heads\": 8, \"intermediate_size\": 2048, "
		"\"attention_bias\": false}"},
	{"GPT-2, untied, n_inner", INT64_C(1422915200), INT64_C(1422915200),
		"{\"model_type\": \"gpt2\", \"vocab_size\": 50257, \"n_embd\": 1600, \"n_head\": 25, "
		"\"n_layer\": 48, \"n_positions\": 1024, \"n_inner\": 5000, \"tie_word_embeddings\": false}"},
	{"BLOOM", INT64_C(7069016064), INT64_C(7069016064),
		"{\"model_type\": \"bloom\", \"vocab_size\": 250880, \"n_embed\": 4096, "
		"\"num_attention_heads\": 32, \"n_layer\": 30}"},
	{"Falcon, new decoder", INT64_C(41303293952), INT64_C(41303293952),
		"{\"model_type\": \"falcon\", \"vocab_size\": 65024, \"hidden_size\": 8192, "
		"\"num_hidden_layers\": 60, \"num_attention_heads\": 128, \"num_kv_heads\": 8, "
		"\"new_decoder_architecture\": true, \"bias\": false}"},
	{"Falcon with biases, all heads, sequential", INT64_C(1311625216), INT64_C(1311625216),
		"{\"model_type\": \"falcon\", \"vocab_size\": 50304, \"hidden_size\": 2048, "
		"\"num_hidden_layers\": 24, \"num_attention_heads\": 32, \"num_kv_heads\": null, "
		"\"multi_query\": false, \"parallel_attn\": false, \"bias\": true, \"alibi\": true}"},
	{"Gemma 3 without heads and vocabulary", INT64_C(3880263168), INT64_C(3880263168),
		"{\"model_type\": \"gemma3_text\", \"hidden_size\": 2560, \"intermediate_size\": 10240, "
		"\"num_hidden_layers\": 34, \"sliding_window\": 1024}"},
	{"Gemma 7B", INT64_C(8537680896), INT64_C(8537680896),
		"{\"model_type\": \"gemma\", \"vocab_size\": 256000, \"hidden_size\": 3072, "
		"\"intermediate_size\": 24576, \"num_hidden_layers\": 28, \"num_attention_heads\": 16}"},
	{"Phi-1.5", INT64_C(1418270720), INT64_C(1418270720),
		"{\"model_type\": \"phi\", \"vocab_size\": 51200, \"hidden_size\": 2048, "
		"\"intermediate_size\": 8192, \"num_hidden_layers\": 24, \"num_attention_heads\": 32, "
		"\"num_key_value_heads\": null}"},
	{"Phi with q and k norms", INT64_C(297890304), INT64_C(297890304),
		"{\"model_type\": \"phi\", \"vocab_size\": 51200, \"hidden_size\": 2048, "
		"\"intermediate_size\": 8192, \"num_hidden_layers\": 2, \"num_attention_heads\": 32, "
		"\"num_key_value_heads\": 8, \"qk_layernorm\": true}"},
	{"Phi-3 medium", INT64_C(13960238080), INT64_C(13960238080),
		"{\"model_type\": \"phi3\", \"vocab_size\": 32064, \"hidden_size\": 5120, "
		"\"intermediate_size\": 17920, \"num_hidden_layers\": 40, \"num_attention_heads\": 40, "
		"\"num_key_value_heads\": 10}"},
	{"StarCoder2", INT64_C(3030371328), INT64_C(3030371328),
		"{\"model_type\": \"starcoder2\", \"vocab_size\": 49152, \"hidden_size\": 3072, "
		"\"intermediate_size\": 12288, \"num_hidden_layers\": 30, \"num_attention_heads\": 24, "
		"\"num_key_value_heads\": 2, \"use_bias\": true}"},
	{"StarCoder2 without bias, untied, default heads", INT64_C(589867008), INT64_C(589867008),
		"{\"model_type\": \"starcoder2\", \"vocab_size\": 49152, \"hidden_size\": 3072, "
		"\"intermediate_size\": 12288, \"num_hidden_layers\": 3, \"num_attention_heads\": 24, "
		"\"use_bias\": false, \"tie_word_embeddings\": false}"},
	{"StableLM with qkv bias", INT64_C(1644515328), INT64_C(1644515328),
		"{\"model_type\": \"stablelm\", \"vocab_size\": 100352, \"hidden_size\": 2048, "
		"\"intermediate_size\": 5632, \"num_hidden_layers\": 24, \"num_attention_heads\": 32, "
		"\"num_key_value_heads\": 32, \"use_qkv_bias\": true}"},
	{"StableLM, q and k norms per head, parallel residual", INT64_C(12143185920), INT64_C(12143185920),
		"{\"model_type\": \"stablelm\", \"vocab_size\": 100352, \"hidden_size\": 5120, "
		"\"intermediate_size\": 13824, \"num_hidden_layers\": 40, \"num_attention_heads\": 32, "
		"\"num_key_value_heads\": 8, \"qk_layernorm\": true, \"use_parallel_residual\": true}"},
	{"Mistral, default key and value heads, head_dim", INT64_C(12247782400), INT64_C(12247782400),
		"{\"model_type\": \"mistral\", \"vocab_size\": 131072, \"hidden_size\": 5120, "
		"\"intermediate_size\": 14336, \"num_hidden_layers\": 40, \"num_attention_heads\": 32, "
		"\"head_dim\": 128}"},
	{"Llama with biases", INT64_C(110670848), INT64_C(110670848),
		"{\"model_type\": \"llama\", \"vocab_size\": 32000, \"hidden_size\": 1024, "
		"\"intermediate_size\": 2816, \"num_hidden_layers\": 4, \"num_attention_heads\": 16, "
		"\"num_key_value_heads\": 4, \"attention_bias\": true, \"mlp_bias\": true}"},
	{"Qwen2-MoE 57B", INT64_C(57408658944), INT64_C(14249270784),
		"{\"model_type\": \"qwen2_moe\", \"vocab_size\": 151936, \"hidden_size\": 3584, "
		"\"intermediate_size\": 18944, \"moe_intermediate_size\": 2560, "
		"\"shared_expert_intermediate_size\": 20480, \"num_attention_heads\": 28, "
		"\"num_key_value_heads\": 4, \"num_hidden_layers\": 28, \"num_experts\": 64, "
		"\"num_experts_per_tok\": 8, \"decoder_sparse_step\": 1}"},
	{"Qwen3-MoE, every other layer sparse but two", INT64_C(1452987392), INT64_C(1301992448),
		"{\"model_type\": \"qwen3_moe\", \"vocab_size\": 151936, \"hidden_size\": 2048, "
		"\"intermediate_size\": 6144, \"num_hidden_layers\": 12, \"num_attention_heads\": 32, "
		"\"num_key_value_heads\": 4, \"head_dim\": 128, \"num_experts\": 16, \"num_experts_per_tok\": 8, "
		"\"moe_intermediate_size\": 768, \"decoder_sparse_step\": 2, \"mlp_only_layers\": [0, 3, 7, 7]}"},
	{"Qwen3, default head_dim, attention bias", INT64_C(218527744), INT64_C(218527744),
		"{\"model_type\": \"qwen3\", \"vocab_size\": 151936, \"hidden_size\": 1024, "
		"\"intermediate_size\": 3072, \"num_hidden_layers\": 4, \"num_attention_heads\": 16, "
		"\"num_key_value_heads\": 8, \"attention_bias\": true, \"tie_word_embeddings\": true}"},
	{"DeepSeek-V2 without q latent", INT64_C(15706484224), INT64_C(2661150208),
		"{\"model_type\": \"deepseek_v2\", \"vocab_size\": 102400, \"hidden_size\": 2048, "
		"\"intermediate_size\": 10944, \"moe_intermediate_size\": 1408, \"num_hidden_layers\": 27, "
		"\"num_attention_heads\": 16, \"n_routed_experts\": 64, \"n_shared_experts\": 2, "
		"\"num_experts_per_tok\": 6, \"first_k_dense_replace\": 1, \"kv_lora_rank\": 512, "
		"\"q_lora_rank\": null, \"qk_nope_head_dim\": 128, \"qk_rope_head_dim\": 64, \"v_head_dim\": 128}"},
	{"DeepSeek-V2 with attention bias", INT64_C(709306560), INT64_C(657402048),
		"{\"model_type\": \"deepseek_v2\", \"vocab_size\": 102400, \"hidden_size\": 2048, "
		"\"intermediate_size\": 10944, \"moe_intermediate_size\": 1408, \"num_hidden_layers\": 3, "
		"\"num_attention_heads\": 16, \"n_routed_experts\": 8, \"num_experts_per_tok\": 6, "
		"\"q_lora_rank\": 512, \"attention_bias\": true}"},
	{"Kimi K2", INT64_C(1026408232448), INT64_C(32861500928),
		"{\"model_type\": \"kimi_k2\", \"vocab_size\": 163840, \"hidden_size\": 7168, "
		"\"intermediate_size\": 18432, \"moe_intermediate_size\": 2048, \"num_hidden_layers\": 61, "
		"\"num_attention_heads\": 64, \"num_key_value_heads\": 64, \"n_routed_experts\": 384, "
		"\"n_shared_experts\": 1, \"num_experts_per_tok\": 8, \"first_k_dense_replace\": 1, "
		"\"kv_lora_rank\": 512, \"q_lora_rank\": 1536, \"qk_nope_head_dim\": 128, "
		"\"qk_rope_head_dim\": 64, \"v_head_dim\": 128, \"topk_method\": \"noaux_tc\"}"},
	{"gpt-oss 120B", INT64_C(116829156672), INT64_C(5711982912),
		"{\"model_type\": \"gpt_oss\", \"vocab_size\": 201088, \"hidden_size\": 2880, "
		"\"intermediate_size\": 2880, \"num_hidden_layers\": 36, \"num_attention_heads\": 64, "
		"\"num_key_value_heads\": 8, \"head_dim\": 64, \"num_local_experts\": 128, "
		"\"num_experts_per_tok\": 4}"},
	{"Cohere with q and k norms", INT64_C(103810674688), INT64_C(103810674688),
		"{\"model_type\": \"cohere\", \"vocab_size\": 256000, \"hidden_size\": 12288, "
		"\"intermediate_size\": 33792, \"num_hidden_layers\": 64, \"num_attention_heads\": 96, "
		"\"num_key_value_heads\": 8, \"use_qk_norm\": true}"},
	{"OLMo 7B, untied", INT64_C(6888095744), INT64_C(6888095744),
		"{\"model_type\": \"olmo\", \"vocab_size\": 50304, \"hidden_size\": 4096, "
		"\"intermediate_size\": 11008, \"num_hidden_layers\": 32, \"num_attention_heads\": 32}"},
	{"OLMoE with grouped attention and bias", INT64_C(327738368), INT64_C(252240896),
		"{\"model_type\": \"olmoe\", \"vocab_size\": 50304, \"hidden_size\": 2048, "
		"\"intermediate_size\": 1024, \"num_hidden_layers\": 2, \"num_attention_heads\": 16, "
		"\"num_key_value_heads\": 4, \"num_experts\": 8, \"num_experts_per_tok\": 2, "
		"\"attention_bias\": true}"},
	{"Llama 4 with dense layers between", INT64_C(400711848960), INT64_C(17184691200),
		"{\"model_type\": \"llama4_text\", \"vocab_size\": 202048, \"hidden_size\": 5120, "
		"\"intermediate_size\": 8192, \"intermediate_size_mlp\": 16384, \"num_hidden_layers\": 48, "
		"\"num_attention_heads\": 40, \"num_key_value_heads\": 8, \"head_dim\": 128, "
		"\"num_local_experts\": 128, \"num_experts_per_tok\": 1, \"interleave_moe_layer_step\": 2}"},
	{"Nemotron-H without experts", INT64_C(8100852736), INT64_C(8100852736),
		"{\"model_type\": \"nemotron_h\", \"vocab_size\": 131072, \"hidden_size\": 4096, "
		"\"intermediate_size\": 21504, \"num_hidden_layers\": 52, "
		"\"hybrid_override_pattern\": \"M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M-\", "
		"\"num_attention_heads\": 32, \"num_key_value_heads\": 8, \"head_dim\": 128, "
		"\"mamba_num_heads\": 128, \"mamba_head_dim\": 64, \"n_groups\": 8, \"ssm_state_size\": 128, "
		"\"conv_kernel\": 4}"},
	{"Nemotron-H with latent experts and biases", INT64_C(1839168), INT64_C(1691712),
		"{\"model_type\": \"nemotron_h\", \"vocab_size\": 1000, \"hidden_size\": 256, "
		"\"intermediate_size\": 512, \"hybrid_override_pattern\": \"ME*E-M\", "
		"\"num_attention_heads\": 8, \"num_key_value_heads\": 2, \"head_dim\": 32, "
		"\"mamba_num_heads\": 8, \"mamba_head_dim\": 32, \"n_groups\": 2, \"ssm_state_size\": 16, "
		"\"conv_kernel\": 3, \"n_routed_experts\": 8, \"num_experts_per_tok\": 2, "
		"\"moe_intermediate_size\": 96, \"moe_shared_expert_intermediate_size\": 192, "
		"\"moe_latent_size\": 64, \"mlp_bias\": true, \"use_bias\": true, \"use_conv_bias\": false}"},
	{"mistral4, 6 layers", INT64_C(20723592704), INT64_C(2000219648),
		"{\"vocab_size\": 131072, \"hidden_size\": 4096, \"intermediate_size\": 12288, \"moe_intermediate_size\": 204"
		"8, \"num_hidden_layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"n_shared_experts\":"
		" 1, \"n_routed_experts\": 128, \"kv_lora_rank\": 256, \"q_lora_rank\": 1024, \"qk_rope_head_dim\": 64, \"v_he"
		"ad_dim\": 128, \"qk_nope_head_dim\": 64, \"num_experts_per_tok\": 4, \"first_k_dense_replace\": 0, \"max_pos"
		"ition_embeddings\": 1048576, \"tie_word_embeddings\": false, \"attention_bias\": false, \"head_dim\": 128, "
		"\"model_type\": \"mistral4\"}"},
	{"granite4_vision_text, 6 layers", INT64_C(1476448256), INT64_C(1476448256),
		"{\"tie_word_embeddings\": false, \"text_config\": {\"vocab_size\": 32000, \"hidden_size\": 4096, \"intermedia"
		"te_size\": 11008, \"num_hidden_layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"max_"
		"position_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"mlp_bias\": false"
		", \"model_type\": \"granite4_vision_text\"}}"},
	{"granite_docling_text, 6 layers", INT64_C(190501888), INT64_C(190501888),
		"{\"tie_word_embeddings\": true, \"text_config\": {\"vocab_size\": 133800, \"hidden_size\": 1024, \"intermedia"
		"te_size\": 2048, \"num_hidden_layers\": 6, \"num_attention_heads\": 16, \"num_key_value_heads\": 4, \"max_po"
		"sition_embeddings\": 32768, \"tie_word_embeddings\": true, \"attention_bias\": false, \"mlp_bias\": false, "
		"\"model_type\": \"granite_docling_text\"}}"},
	{"paddleocr_vl_text, 6 layers", INT64_C(190854144), INT64_C(190854144),
		"{\"tie_word_embeddings\": true, \"text_config\": {\"vocab_size\": 103424, \"hidden_size\": 1024, \"intermedia"
		"te_size\": 3072, \"num_hidden_layers\": 6, \"num_attention_heads\": 16, \"num_key_value_heads\": 2, \"max_po"
		"sition_embeddings\": 131072, \"tie_word_embeddings\": true, \"use_bias\": false, \"head_dim\": 128, \"model_"
		"type\": \"paddleocr_vl_text\"}}"},
	{"glm_ocr_text, 6 layers", INT64_C(216032256), INT64_C(216032256),
		"{\"tie_word_embeddings\": false, \"text_config\": {\"vocab_size\": 59392, \"hidden_size\": 1024, \"intermedia"
		"te_size\": 4096, \"num_hidden_layers\": 6, \"num_attention_heads\": 16, \"num_key_value_heads\": 8, \"max_po"
		"sition_embeddings\": 131072, \"model_type\": \"glm_ocr_text\"}}"},
	{"deepseek_ocr2_text, 6 layers", INT64_C(7083585536), INT64_C(2069712896),
		"{\"tie_word_embeddings\": false, \"text_config\": {\"vocab_size\": 102400, \"hidden_size\": 4096, \"intermedi"
		"ate_size\": 11008, \"num_hidden_layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"max"
		"_position_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"mlp_bias\": fals"
		"e, \"head_dim\": 128, \"n_routed_experts\": 64, \"n_shared_experts\": 2, \"topk_method\": \"greedy\", \"num_exp"
		"erts_per_tok\": 6, \"moe_intermediate_size\": 1407, \"mlp_layer_types\": [\"dense\", \"sparse\", \"sparse\", \"s"
		"parse\", \"sparse\", \"sparse\"], \"model_type\": \"deepseek_ocr2_text\"}}"},
	{"Apertus with an activation that learns nothing", INT64_C(136544), INT64_C(136544),
		"{\"model_type\": \"apertus\", \"vocab_size\": 100, \"hidden_size\": 64, \"intermediate_size\": 96, \"num_attention_heads\": 4, "
		"\"num_hidden_layers\": 5, \"num_key_value_heads\": 2, \"hidden_act\": \"silu\"}"},
	{"Apertus with one that learns a number", INT64_C(136549), INT64_C(136549),
		"{\"model_type\": \"apertus\", \"vocab_size\": 100, \"hidden_size\": 64, \"intermediate_size\": 96, \"num_attention_heads\": 4, "
		"\"num_hidden_layers\": 5, \"num_key_value_heads\": 2, \"hidden_act\": \"prelu\"}"},
	{"Apertus with its own, which learns two", INT64_C(136554), INT64_C(136554),
		"{\"model_type\": \"apertus\", \"vocab_size\": 100, \"hidden_size\": 64, \"intermediate_size\": 96, \"num_attention_heads\": 4, "
		"\"num_hidden_layers\": 5, \"num_key_value_heads\": 2}"},
	{"DeepSeek-V3 without topk_method", INT64_C(210568), INT64_C(155272),
		"{\"model_type\": \"deepseek_v3\", \"vocab_size\": 100, \"hidden_size\": 64, \"intermediate_size\": 96, \"num_attention_heads\": 4, "
		"\"num_hidden_layers\": 5, \"num_key_value_heads\": 4, \"n_routed_experts\": 8, \"num_experts_per_tok\": 2, \"moe_intermediate_size\": 24, \"q_lora_rank\": 24, \"kv_lora_rank\": 16, \"qk_nope_head_dim\": 16, \"qk_rope_head_dim\": 8, \"v_head_dim\": 16}"},
	{"Llama 3.2 Vision without cross_attention_layers", INT64_C(321924), INT64_C(321924),
		"{\"model_type\": \"mllama_text_model\", \"vocab_size\": 100, \"hidden_size\": 64, \"intermediate_size\": 96, \"num_attention_heads\": 4, "
		"\"num_hidden_layers\": 10, \"num_key_value_heads\": 2}"},
	/* by hand: 393728 + 393472 + 164096 of blocks, 2 x 25600 around them, a norm */
	{"blocks searched one by one", INT64_C(1002752), INT64_C(1002752),
		"{\"model_type\": \"nemotron-nas\", \"hidden_size\": 256, \"num_hidden_layers\": 3, \"num_attention_heads\": 4,"
		" \"num_key_value_heads\": null, \"intermediate_size\": null, \"vocab_size\": 100, \"tie_word_embeddings\": f"
		"alse, \"block_configs\": [{\"attention\": {\"n_heads_in_group\": 2, \"no_op\": false, \"replace_with_linear\":"
		" false, \"sparsify\": null, \"window_length\": null}, \"ffn\": {\"ffn_mult\": 1.0, \"no_op\": false, \"replace_"
		"with_linear\": false}}, {\"attention\": {\"n_heads_in_group\": null, \"no_op\": true}, \"ffn\": {\"ffn_mult\": "
		"3, \"no_op\": false}}, {\"attention\": {\"n_heads_in_group\": 4, \"no_op\": false}, \"ffn\": {\"ffn_mult\": null"
		", \"no_op\": true}}]}"},
};

#define MODEL_SHAPES ((int) (sizeof(model_shapes) / sizeof(model_shapes[0])))

#endif							/* COLOSSUS_TEST_MODEL_CONFIGS_H */
