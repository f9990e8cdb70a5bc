/*
 * model_families.h
 *		The families by the default configurations of their classes, with at most
 *		six layers where the class can be built so, and the parameters, all and active, of the model that
 *		transformers 5.24 builds from each: printed by dev/models table.
 */
#ifndef COLOSSUS_TEST_MODEL_FAMILIES_H
#define COLOSSUS_TEST_MODEL_FAMILIES_H

#include <stdint.h>

static const struct
{
	const char *type;
	int64_t		params;
	int64_t		active_params;
	const char *config;
}			model_defaults[] = {
	{"afmoe", INT64_C(3839020864), INT64_C(1330302784),
		"{\"id2label\": {}, \"vocab_size\": 200192, \"hidden_size\": 2048, \"intermediate_size\": 6144, \"moe_intermed"
		"iate_size\": 1408, \"num_hidden_layers\": 6, \"num_dense_layers\": 1, \"num_attention_heads\": 16, \"num_key"
		"_value_heads\": 16, \"head_dim\": 128, \"hidden_act\": \"silu\", \"max_position_embeddings\": 16384, \"tie_wor"
		"d_embeddings\": false, \"num_experts\": 64, \"num_experts_per_tok\": 6, \"num_shared_experts\": 2, \"global_"
		"attn_every_n_layers\": 4, \"sliding_window\": 1024, \"layer_types\": [\"sliding_attention\", \"sliding_atten"
		"tion\", \"sliding_attention\", \"full_attention\", \"sliding_attention\", \"sliding_attention\"], \"attention_"
		"bias\": false, \"model_type\": \"afmoe\"}"},
	{"apertus", INT64_C(2181092876), INT64_C(2181092876),
		"{\"id2label\": {}, \"vocab_size\": 131072, \"hidden_size\": 4096, \"intermediate_size\": 14336, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"xielu\", \"max_positi"
		"on_embeddings\": 65536, \"tie_word_embeddings\": false, \"attention_bias\": false, \"model_type\": \"apertus"
		"\"}"},
	{"apertus1p5_text", INT64_C(3292583436), INT64_C(3292583436),
		"{\"id2label\": {}, \"vocab_size\": 266752, \"hidden_size\": 4096, \"intermediate_size\": 14336, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"xielu\", \"max_positi"
		"on_embeddings\": 65536, \"tie_word_embeddings\": false, \"attention_bias\": false, \"model_type\": \"apertus"
		"1p5_text\"}"},
	{"arcee", INT64_C(887390720), INT64_C(887390720),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 2560, \"intermediate_size\": 18432, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"relu2\", \"max_positio"
		"n_embeddings\": 4096, \"tie_word_embeddings\": false, \"attention_bias\": false, \"mlp_bias\": false, \"head"
		"_dim\": 80, \"model_type\": \"arcee\"}"},
	{"aria_text", INT64_C(3684945920), INT64_C(1873006592),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 4096, \"intermediate_size\": 4096, \"num_hidden_la"
		"yers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"mlp_bias\": false, \"head_d"
		"im\": 128, \"moe_num_experts\": 8, \"moe_topk\": 2, \"moe_num_shared_experts\": 2, \"model_type\": \"aria_text"
		"\"}"},
	{"axk1", INT64_C(45857712128), INT64_C(5340735488),
		"{\"id2label\": {}, \"vocab_size\": 163840, \"hidden_size\": 7168, \"intermediate_size\": 18432, \"moe_interme"
		"diate_size\": 2048, \"num_hidden_layers\": 6, \"num_attention_heads\": 64, \"num_key_value_heads\": 64, \"n_"
		"shared_experts\": 1, \"n_routed_experts\": 192, \"kv_lora_rank\": 512, \"q_lora_rank\": 1536, \"qk_rope_head"
		"_dim\": 64, \"v_head_dim\": 128, \"qk_nope_head_dim\": 128, \"num_experts_per_tok\": 8, \"hidden_act\": \"silu"
		"\", \"max_position_embeddings\": 32768, \"tie_word_embeddings\": false, \"attention_bias\": false, \"mlp_lay"
		"er_types\": [\"dense\", \"sparse\", \"sparse\", \"sparse\", \"sparse\", \"sparse\"], \"qk_head_dim\": 192, \"head_di"
		"m\": 64, \"model_type\": \"axk1\"}"},
	{"axk2", INT64_C(2798680576), INT64_C(911243776),
		"{\"id2label\": {}, \"vocab_size\": 163840, \"hidden_size\": 2048, \"intermediate_size\": 5120, \"moe_intermed"
		"iate_size\": 512, \"num_hidden_layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"n_sh"
		"ared_experts\": 1, \"n_routed_experts\": 128, \"kv_lora_rank\": 128, \"q_lora_rank\": 384, \"qk_rope_head_di"
		"m\": 32, \"v_head_dim\": 64, \"qk_nope_head_dim\": 64, \"num_experts_per_tok\": 8, \"hidden_act\": \"silu\", \"m"
		"ax_position_embeddings\": 131072, \"tie_word_embeddings\": false, \"mlp_layer_types\": [\"dense\", \"sparse\""
		", \"sparse\", \"sparse\", \"sparse\", \"sparse\"], \"attention_bias\": false, \"index_topk\": 2048, \"index_head_"
		"dim\": 128, \"index_n_heads\": 16, \"head_dim\": 32, \"layer_types\": [\"indexed_attention\", \"indexed_attent"
		"ion\", \"indexed_attention\", \"indexed_attention\", \"indexed_attention\", \"indexed_attention\"], \"gated_no"
		"rm_rank\": 16, \"qk_head_dim\": 96, \"model_type\": \"axk2\"}"},
	{"bailing_hybrid", INT64_C(13354833696), INT64_C(1463981856),
		"{\"id2label\": {}, \"vocab_size\": 157184, \"hidden_size\": 2560, \"intermediate_size\": 6144, \"moe_intermed"
		"iate_size\": 768, \"num_hidden_layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"num_"
		"shared_experts\": 1, \"kv_lora_rank\": 512, \"qk_rope_head_dim\": 64, \"v_head_dim\": 128, \"qk_nope_head_di"
		"m\": 128, \"num_experts_per_token\": 8, \"first_k_dense_replace\": 2, \"hidden_act\": \"silu\", \"tie_word_emb"
		"eddings\": false, \"attention_bias\": false, \"num_nextn_predict_layers\": 1, \"num_experts\": 512, \"head_d"
		"im\": 64, \"short_conv_kernel_size\": 4, \"layer_group_size\": 6, \"layer_types\": [\"linear_attention\", \"li"
		"near_attention\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"full_attention\"], \"mlp"
		"_layer_types\": [\"dense\", \"dense\", \"sparse\", \"sparse\", \"sparse\", \"sparse\"], \"linear_head_dim\": 128, \""
		"linear_num_heads\": 32, \"linear_conv_kernel_dim\": 4, \"qk_head_dim\": 192, \"model_type\": \"bailing_hybri"
		"d\"}"},
	{"bamba", INT64_C(2725614848), INT64_C(2725614848),
		"{\"id2label\": {}, \"vocab_size\": 128000, \"tie_word_embeddings\": false, \"hidden_size\": 4096, \"intermedi"
		"ate_size\": 14336, \"num_hidden_layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 8, \"hidd"
		"en_act\": \"silu\", \"max_position_embeddings\": 262144, \"mamba_n_heads\": 128, \"mamba_d_head\": 64, \"mamba"
		"_n_groups\": 1, \"mamba_d_state\": 256, \"mamba_d_conv\": 4, \"mamba_expand\": 2, \"mamba_conv_bias\": true, "
		"\"mamba_proj_bias\": false, \"attention_bias\": false, \"mlp_bias\": false, \"model_type\": \"bamba\"}"},
	{"bart", INT64_C(153304064), INT64_C(153304064),
		"{\"id2label\": {}, \"vocab_size\": 50265, \"max_position_embeddings\": 1024, \"encoder_layers\": 12, \"encode"
		"r_ffn_dim\": 4096, \"encoder_attention_heads\": 16, \"decoder_layers\": 6, \"decoder_ffn_dim\": 4096, \"deco"
		"der_attention_heads\": 16, \"d_model\": 1024, \"tie_word_embeddings\": true, \"model_type\": \"bart\"}"},
	{"beam", INT64_C(33331739424), INT64_C(4076469024),
		"{\"id2label\": {}, \"vocab_size\": 151936, \"hidden_size\": 5120, \"intermediate_size\": 20480, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 48, \"num_key_value_heads\": 8, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 8192, \"tie_word_embeddings\": false, \"attention_bias\": false, \"sliding_window\": 512, \"m"
		"oe_intermediate_size\": 2560, \"num_experts_per_tok\": 8, \"num_experts\": 256, \"head_dim\": 128, \"layer_t"
		"ypes\": [\"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding"
		"_attention\", \"full_attention\"], \"mlp_layer_types\": [\"dense\", \"dense\", \"dense\", \"sparse\", \"sparse\", \""
		"sparse\"], \"model_type\": \"beam\"}"},
	{"bert", INT64_C(66987066), INT64_C(66987066),
		"{\"id2label\": {}, \"vocab_size\": 30522, \"hidden_size\": 768, \"num_hidden_layers\": 6, \"num_attention_hea"
		"ds\": 12, \"intermediate_size\": 3072, \"hidden_act\": \"gelu\", \"max_position_embeddings\": 512, \"type_voca"
		"b_size\": 2, \"add_cross_attention\": false, \"tie_word_embeddings\": true, \"model_type\": \"bert\"}"},
	{"bert-generation", INT64_C(127720630), INT64_C(127720630),
		"{\"id2label\": {}, \"vocab_size\": 50358, \"hidden_size\": 1024, \"num_hidden_layers\": 6, \"num_attention_he"
		"ads\": 16, \"intermediate_size\": 4096, \"hidden_act\": \"gelu\", \"max_position_embeddings\": 512, \"add_cros"
		"s_attention\": false, \"tie_word_embeddings\": true, \"model_type\": \"bert-generation\"}"},
	{"big_bird", INT64_C(85584054), INT64_C(85584054),
		"{\"id2label\": {}, \"vocab_size\": 50358, \"hidden_size\": 768, \"num_hidden_layers\": 6, \"num_attention_hea"
		"ds\": 12, \"intermediate_size\": 3072, \"hidden_act\": \"gelu_new\", \"max_position_embeddings\": 4096, \"type"
		"_vocab_size\": 2, \"use_bias\": true, \"add_cross_attention\": false, \"tie_word_embeddings\": true, \"model"
		"_type\": \"big_bird\"}"},
	{"bigbird_pegasus", INT64_C(301746176), INT64_C(301746176),
		"{\"id2label\": {}, \"vocab_size\": 96103, \"max_position_embeddings\": 4096, \"encoder_layers\": 16, \"encode"
		"r_ffn_dim\": 4096, \"encoder_attention_heads\": 16, \"decoder_layers\": 6, \"decoder_ffn_dim\": 4096, \"deco"
		"der_attention_heads\": 16, \"d_model\": 1024, \"use_bias\": false, \"tie_word_embeddings\": true, \"model_ty"
		"pe\": \"bigbird_pegasus\"}"},
	{"biogpt", INT64_C(120031232), INT64_C(120031232),
		"{\"id2label\": {}, \"vocab_size\": 42384, \"hidden_size\": 1024, \"num_hidden_layers\": 6, \"num_attention_he"
		"ads\": 16, \"intermediate_size\": 4096, \"hidden_act\": \"gelu\", \"max_position_embeddings\": 1024, \"tie_wor"
		"d_embeddings\": true, \"model_type\": \"biogpt\"}"},
	{"bitnet", INT64_C(1073569792), INT64_C(1073569792),
		"{\"id2label\": {}, \"vocab_size\": 128256, \"hidden_size\": 2560, \"intermediate_size\": 6912, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 20, \"num_key_value_heads\": 5, \"hidden_act\": \"relu2\", \"max_position"
		"_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"model_type\": \"bitnet\"}"},
	{"blenderbot", INT64_C(650270720), INT64_C(650270720),
		"{\"id2label\": {}, \"vocab_size\": 8008, \"max_position_embeddings\": 128, \"encoder_layers\": 2, \"encoder_f"
		"fn_dim\": 10240, \"encoder_attention_heads\": 32, \"decoder_layers\": 6, \"decoder_ffn_dim\": 10240, \"decod"
		"er_attention_heads\": 32, \"d_model\": 2560, \"tie_word_embeddings\": true, \"model_type\": \"blenderbot\"}"},
	{"blenderbot-small", INT64_C(51223040), INT64_C(51223040),
		"{\"id2label\": {}, \"vocab_size\": 50265, \"max_position_embeddings\": 512, \"encoder_layers\": 8, \"encoder_"
		"ffn_dim\": 2048, \"encoder_attention_heads\": 16, \"decoder_layers\": 6, \"decoder_ffn_dim\": 2048, \"decode"
		"r_attention_heads\": 16, \"d_model\": 512, \"tie_word_embeddings\": true, \"model_type\": \"blenderbot-small"
		"\"}"},
	{"bloom", INT64_C(16156544), INT64_C(16156544),
		"{\"id2label\": {}, \"vocab_size\": 250880, \"hidden_size\": 64, \"n_layer\": 2, \"n_head\": 8, \"tie_word_embed"
		"dings\": true, \"model_type\": \"bloom\"}"},
	{"camembert", INT64_C(66987066), INT64_C(66987066),
		"{\"id2label\": {}, \"vocab_size\": 30522, \"hidden_size\": 768, \"num_hidden_layers\": 6, \"num_attention_hea"
		"ds\": 12, \"intermediate_size\": 3072, \"hidden_act\": \"gelu\", \"max_position_embeddings\": 512, \"type_voca"
		"b_size\": 2, \"add_cross_attention\": false, \"tie_word_embeddings\": true, \"model_type\": \"camembert\"}"},
	{"codegen", INT64_C(1621066976), INT64_C(1621066976),
		"{\"id2label\": {}, \"vocab_size\": 50400, \"n_positions\": 2048, \"n_ctx\": 2048, \"n_embd\": 4096, \"n_layer\":"
		" 6, \"n_head\": 16, \"tie_word_embeddings\": false, \"model_type\": \"codegen\"}"},
	{"cohere", INT64_C(7029710848), INT64_C(7029710848),
		"{\"id2label\": {}, \"vocab_size\": 256000, \"hidden_size\": 8192, \"intermediate_size\": 22528, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 64, \"num_key_value_heads\": 64, \"hidden_act\": \"silu\", \"max_positio"
		"n_embeddings\": 8192, \"tie_word_embeddings\": true, \"attention_bias\": false, \"use_qk_norm\": false, \"mo"
		"del_type\": \"cohere\"}"},
	{"cohere2", INT64_C(7029710848), INT64_C(7029710848),
		"{\"id2label\": {}, \"vocab_size\": 256000, \"hidden_size\": 8192, \"intermediate_size\": 22528, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 64, \"num_key_value_heads\": 64, \"hidden_act\": \"silu\", \"max_positio"
		"n_embeddings\": 8192, \"tie_word_embeddings\": true, \"attention_bias\": false, \"sliding_window\": 4096, \""
		"layer_types\": [\"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"full_attention\", \"sli"
		"ding_attention\", \"sliding_attention\"], \"head_dim\": 128, \"model_type\": \"cohere2\"}"},
	{"cohere2_moe", INT64_C(30283325440), INT64_C(10351992832),
		"{\"id2label\": {}, \"vocab_size\": 256000, \"hidden_size\": 8192, \"intermediate_size\": 22528, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 64, \"num_key_value_heads\": 64, \"head_dim\": 128, \"hidden_act\": \"si"
		"lu\", \"max_position_embeddings\": 8192, \"tie_word_embeddings\": true, \"attention_bias\": false, \"sliding"
		"_window\": 4096, \"num_experts_per_tok\": 2, \"num_experts\": 8, \"num_shared_experts\": 0, \"layer_types\": "
		"[\"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention"
		"\", \"sliding_attention\"], \"mlp_layer_types\": [\"sparse\", \"sparse\", \"sparse\", \"sparse\", \"sparse\", \"spar"
		"se\"], \"prefix_dense_sliding_window_pattern\": 1, \"sliding_window_pattern\": 4, \"model_type\": \"cohere2_"
		"moe\"}"},
	{"cpmant", INT64_C(1413713920), INT64_C(1413713920),
		"{\"id2label\": {}, \"vocab_size\": 30720, \"hidden_size\": 4096, \"num_attention_heads\": 32, \"dim_head\": 12"
		"8, \"dim_ff\": 10240, \"num_hidden_layers\": 6, \"position_bias_num_buckets\": 512, \"prompt_types\": 32, \"p"
		"rompt_length\": 32, \"segment_types\": 32, \"tie_word_embeddings\": true, \"model_type\": \"cpmant\"}"},
	{"ctrl", INT64_C(481081606), INT64_C(481081606),
		"{\"id2label\": {}, \"vocab_size\": 246534, \"n_positions\": 256, \"n_embd\": 1280, \"dff\": 8192, \"n_layer\": 6"
		", \"n_head\": 16, \"tie_word_embeddings\": true, \"model_type\": \"ctrl\"}"},
	{"cwm", INT64_C(4482742272), INT64_C(4482742272),
		"{\"id2label\": {}, \"vocab_size\": 128256, \"hidden_size\": 6144, \"intermediate_size\": 21504, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 48, \"num_key_value_heads\": 8, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 131072, \"tie_word_embeddings\": false, \"mlp_bias\": false, \"head_dim\": 128, \"sliding_win"
		"dow\": 8192, \"layer_types\": [\"full_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_att"
		"ention\", \"full_attention\", \"sliding_attention\"], \"model_type\": \"cwm\"}"},
	{"data2vec-text", INT64_C(66987066), INT64_C(66987066),
		"{\"id2label\": {}, \"vocab_size\": 30522, \"hidden_size\": 768, \"num_hidden_layers\": 6, \"num_attention_hea"
		"ds\": 12, \"intermediate_size\": 3072, \"hidden_act\": \"gelu\", \"max_position_embeddings\": 512, \"type_voca"
		"b_size\": 2, \"add_cross_attention\": false, \"tie_word_embeddings\": true, \"model_type\": \"data2vec-text\""
		"}"},
	{"deepseek_v2", INT64_C(7921385472), INT64_C(1904738304),
		"{\"id2label\": {}, \"vocab_size\": 102400, \"hidden_size\": 4096, \"intermediate_size\": 11008, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_positio"
		"n_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"mlp_bias\": false, \"head"
		"_dim\": 64, \"first_k_dense_replace\": 0, \"kv_lora_rank\": 512, \"q_lora_rank\": 1536, \"n_routed_experts\":"
		" 64, \"n_shared_experts\": 2, \"qk_nope_head_dim\": 128, \"qk_rope_head_dim\": 64, \"topk_method\": \"greedy\""
		", \"v_head_dim\": 128, \"num_experts_per_tok\": 6, \"moe_intermediate_size\": 1407, \"qk_head_dim\": 192, \"m"
		"odel_type\": \"deepseek_v2\"}"},
	{"deepseek_v3", INT64_C(38125673472), INT64_C(5359770624),
		"{\"id2label\": {}, \"vocab_size\": 129280, \"hidden_size\": 7168, \"intermediate_size\": 18432, \"moe_interme"
		"diate_size\": 2048, \"num_hidden_layers\": 6, \"num_attention_heads\": 128, \"num_key_value_heads\": 128, \""
		"n_shared_experts\": 1, \"n_routed_experts\": 256, \"kv_lora_rank\": 512, \"q_lora_rank\": 1536, \"qk_rope_he"
		"ad_dim\": 64, \"v_head_dim\": 128, \"qk_nope_head_dim\": 128, \"num_experts_per_tok\": 8, \"first_k_dense_re"
		"place\": 3, \"hidden_act\": \"silu\", \"max_position_embeddings\": 4096, \"tie_word_embeddings\": false, \"att"
		"ention_bias\": false, \"num_nextn_predict_layers\": 1, \"qk_head_dim\": 192, \"head_dim\": 64, \"model_type\""
		": \"deepseek_v3\", \"topk_method\": \"greedy\"}"},
	{"deepseek_v32", INT64_C(38209430016), INT64_C(5443527168),
		"{\"id2label\": {}, \"vocab_size\": 129280, \"hidden_size\": 7168, \"intermediate_size\": 18432, \"moe_interme"
		"diate_size\": 2048, \"num_hidden_layers\": 6, \"num_attention_heads\": 128, \"num_key_value_heads\": 128, \""
		"n_shared_experts\": 1, \"n_routed_experts\": 256, \"kv_lora_rank\": 512, \"q_lora_rank\": 1536, \"qk_rope_he"
		"ad_dim\": 64, \"v_head_dim\": 128, \"qk_nope_head_dim\": 128, \"num_experts_per_tok\": 8, \"hidden_act\": \"si"
		"lu\", \"max_position_embeddings\": 163840, \"tie_word_embeddings\": false, \"mlp_layer_types\": [\"dense\", \""
		"dense\", \"dense\", \"sparse\", \"sparse\", \"sparse\"], \"attention_bias\": false, \"index_topk\": 2048, \"index_"
		"head_dim\": 128, \"index_n_heads\": 64, \"mlp_bias\": false, \"head_dim\": 64, \"first_k_dense_replace\": 3, "
		"\"layer_types\": [\"indexed_attention\", \"indexed_attention\", \"indexed_attention\", \"indexed_attention\", "
		"\"indexed_attention\", \"indexed_attention\"], \"qk_head_dim\": 192, \"model_type\": \"deepseek_v32\"}"},
	{"deepseek_v4", INT64_C(40572955593), INT64_C(2824219593),
		"{\"id2label\": {}, \"vocab_size\": 129280, \"hidden_size\": 4096, \"moe_intermediate_size\": 2048, \"num_hidd"
		"en_layers\": 6, \"num_attention_heads\": 64, \"num_key_value_heads\": 1, \"head_dim\": 512, \"q_lora_rank\": "
		"1024, \"num_experts_per_tok\": 6, \"n_routed_experts\": 256, \"n_shared_experts\": 1, \"max_position_embedd"
		"ings\": 1048576, \"layer_types\": [\"heavily_compressed_attention\", \"heavily_compressed_attention\", \"hea"
		"vily_compressed_attention\", \"compressed_sparse_attention\", \"heavily_compressed_attention\", \"compress"
		"ed_sparse_attention\"], \"compress_rates\": {\"compressed_sparse_attention\": 4, \"heavily_compressed_atte"
		"ntion\": 128}, \"hc_mult\": 4, \"mlp_layer_types\": [\"hash_moe\", \"hash_moe\", \"hash_moe\", \"moe\", \"moe\", \"m"
		"oe\"], \"sliding_window\": 128, \"o_groups\": 8, \"o_lora_rank\": 1024, \"index_n_heads\": 64, \"index_head_di"
		"m\": 128, \"index_topk\": 512, \"num_nextn_predict_layers\": 1, \"hidden_act\": \"silu\", \"tie_word_embedding"
		"s\": false, \"attention_bias\": false, \"mlp_bias\": false, \"qk_rope_head_dim\": 64, \"model_type\": \"deepse"
		"ek_v4\"}"},
	{"diffllama", INT64_C(533753344), INT64_C(533753344),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 2048, \"intermediate_size\": 8192, \"num_hidden_la"
		"yers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"head_dim\": 64, \"model_typ"
		"e\": \"diffllama\"}"},
	{"doge", INT64_C(130099760), INT64_C(130099760),
		"{\"id2label\": {}, \"vocab_size\": 32768, \"hidden_size\": 1024, \"intermediate_size\": 2048, \"num_hidden_la"
		"yers\": 6, \"hidden_act\": \"silu\", \"tie_word_embeddings\": false, \"max_position_embeddings\": 2048, \"num_"
		"attention_heads\": 8, \"num_key_value_heads\": 8, \"attention_bias\": false, \"mlp_bias\": false, \"keep_win"
		"dow_size\": 2048, \"is_moe\": false, \"num_experts\": 16384, \"num_experts_per_tok\": 64, \"model_type\": \"do"
		"ge\"}"},
	{"dots1", INT64_C(9620680896), INT64_C(2613571776),
		"{\"id2label\": {}, \"vocab_size\": 152064, \"hidden_size\": 4608, \"intermediate_size\": 10944, \"moe_interme"
		"diate_size\": 1408, \"num_hidden_layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"n_"
		"shared_experts\": 2, \"n_routed_experts\": 64, \"num_experts_per_tok\": 4, \"first_k_dense_replace\": 0, \"h"
		"idden_act\": \"silu\", \"max_position_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\":"
		" false, \"sliding_window\": 4096, \"max_window_layers\": 62, \"layer_types\": [\"full_attention\", \"full_att"
		"ention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\"], \"model_type\": \"dot"
		"s1\"}"},
	{"dots3_note_text", INT64_C(32797700736), INT64_C(3542430336),
		"{\"id2label\": {}, \"vocab_size\": 152064, \"hidden_size\": 5120, \"intermediate_size\": 13824, \"moe_interme"
		"diate_size\": 1536, \"num_hidden_layers\": 6, \"num_attention_heads\": 128, \"num_key_value_heads\": 128, \""
		"n_shared_experts\": 1, \"n_routed_experts\": 256, \"kv_lora_rank\": 512, \"q_lora_rank\": 1024, \"qk_rope_he"
		"ad_dim\": 64, \"v_head_dim\": 128, \"qk_nope_head_dim\": 128, \"num_experts_per_tok\": 8, \"hidden_act\": \"si"
		"lu\", \"max_position_embeddings\": 524288, \"tie_word_embeddings\": false, \"mlp_layer_types\": [\"dense\", \""
		"sparse\", \"sparse\", \"sparse\", \"sparse\", \"sparse\"], \"attention_bias\": false, \"index_topk\": 2048, \"inde"
		"x_head_dim\": 128, \"index_n_heads\": 64, \"mlp_bias\": false, \"head_dim\": 256, \"layer_types\": [\"indexed_"
		"attention\", \"indexed_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"ind"
		"exed_attention\"], \"sliding_window\": 512, \"shared_experts_intermediate_size\": 1536, \"model_type\": \"do"
		"ts3_note_text\", \"per_layer_config\": {\"02\": {\"num_attention_heads\": 64, \"num_key_value_heads\": 64, \"k"
		"v_lora_rank\": 1024, \"qk_nope_head_dim\": 192}, \"03\": {\"num_attention_heads\": 64, \"num_key_value_heads"
		"\": 64, \"kv_lora_rank\": 1024, \"qk_nope_head_dim\": 192}, \"04\": {\"num_attention_heads\": 64, \"num_key_va"
		"lue_heads\": 64, \"kv_lora_rank\": 1024, \"qk_nope_head_dim\": 192}}}"},
	{"electra", INT64_C(8808122), INT64_C(8808122),
		"{\"id2label\": {}, \"vocab_size\": 30522, \"embedding_size\": 128, \"hidden_size\": 256, \"num_hidden_layers\""
		": 6, \"num_attention_heads\": 4, \"intermediate_size\": 1024, \"hidden_act\": \"gelu\", \"max_position_embedd"
		"ings\": 512, \"type_vocab_size\": 2, \"add_cross_attention\": false, \"tie_word_embeddings\": true, \"model_"
		"type\": \"electra\"}"},
	{"emu3", INT64_C(8492011520), INT64_C(8492011520),
		"{\"id2label\": {}, \"text_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"vocab_size\": 184622,"
		" \"hidden_size\": 4096, \"intermediate_size\": 14336, \"num_hidden_layers\": 32, \"num_attention_heads\": 32"
		", \"num_key_value_heads\": 8, \"hidden_act\": \"silu\", \"max_position_embeddings\": 9216, \"tie_word_embeddi"
		"ngs\": false, \"model_type\": \"emu3_text_model\"}, \"tie_word_embeddings\": false, \"model_type\": \"emu3\"}"},
	{"ernie", INT64_C(66987066), INT64_C(66987066),
		"{\"id2label\": {}, \"vocab_size\": 30522, \"hidden_size\": 768, \"num_hidden_layers\": 6, \"num_attention_hea"
		"ds\": 12, \"intermediate_size\": 3072, \"hidden_act\": \"gelu\", \"max_position_embeddings\": 512, \"type_voca"
		"b_size\": 2, \"task_type_vocab_size\": 3, \"use_task_id\": false, \"add_cross_attention\": false, \"tie_word"
		"_embeddings\": true, \"model_type\": \"ernie\"}"},
	{"ernie4_5", INT64_C(190854144), INT64_C(190854144),
		"{\"id2label\": {}, \"vocab_size\": 103424, \"hidden_size\": 1024, \"intermediate_size\": 3072, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 16, \"num_key_value_heads\": 2, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 131072, \"tie_word_embeddings\": true, \"use_bias\": false, \"head_dim\": 128, \"model_type\": "
		"\"ernie4_5\"}"},
	{"ernie4_5_moe", INT64_C(4347200320), INT64_C(926221120),
		"{\"id2label\": {}, \"vocab_size\": 103424, \"hidden_size\": 2560, \"intermediate_size\": 12288, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 20, \"num_key_value_heads\": 4, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 131072, \"tie_word_embeddings\": true, \"use_bias\": false, \"moe_intermediate_size\": 1536,"
		" \"moe_k\": 6, \"moe_num_experts\": 64, \"moe_num_shared_experts\": 2, \"moe_layer_start_index\": 1, \"moe_la"
		"yer_end_index\": 27, \"moe_layer_interval\": 1, \"model_type\": \"ernie4_5_moe\"}"},
	{"exaone", INT64_C(2147536896), INT64_C(2147536896),
		"{\"id2label\": {}, \"vocab_size\": 102400, \"hidden_size\": 4096, \"intermediate_size\": 14336, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 8, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 4096, \"tie_word_embeddings\": false, \"attention_bias\": false, \"mlp_bias\": false, \"head_"
		"dim\": 128, \"model_type\": \"exaone\"}"},
	{"exaone4", INT64_C(2449528320), INT64_C(2449528320),
		"{\"id2label\": {}, \"vocab_size\": 102400, \"hidden_size\": 4096, \"intermediate_size\": 16384, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_positio"
		"n_embeddings\": 2048, \"tie_word_embeddings\": false, \"sliding_window\": 4096, \"sliding_window_pattern\":"
		" 4, \"layer_types\": [\"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"full_attention\","
		" \"sliding_attention\", \"sliding_attention\"], \"model_type\": \"exaone4\"}"},
	{"exaone_moe", INT64_C(5533652480), INT64_C(2010437120),
		"{\"id2label\": {}, \"vocab_size\": 102400, \"hidden_size\": 4096, \"intermediate_size\": 16384, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_positio"
		"n_embeddings\": 2048, \"tie_word_embeddings\": false, \"sliding_window\": 4096, \"sliding_window_pattern\":"
		" 4, \"layer_types\": [\"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"full_attention\","
		" \"sliding_attention\", \"sliding_attention\"], \"mlp_layer_types\": [\"dense\", \"sparse\", \"sparse\", \"sparse"
		"\", \"sparse\", \"sparse\"], \"first_k_dense_replace\": 1, \"moe_intermediate_size\": 1024, \"num_experts\": 64"
		", \"num_experts_per_tok\": 8, \"num_shared_experts\": 1, \"model_type\": \"exaone_moe\"}"},
	{"falcon", INT64_C(1537898624), INT64_C(1537898624),
		"{\"id2label\": {}, \"vocab_size\": 65024, \"hidden_size\": 4544, \"num_hidden_layers\": 6, \"num_attention_he"
		"ads\": 71, \"num_kv_heads\": 71, \"new_decoder_architecture\": false, \"multi_query\": true, \"parallel_attn"
		"\": true, \"bias\": false, \"max_position_embeddings\": 2048, \"ffn_hidden_size\": 18176, \"tie_word_embeddi"
		"ngs\": true, \"model_type\": \"falcon\"}"},
	{"falcon_h1", INT64_C(2448526592), INT64_C(2448526592),
		"{\"id2label\": {}, \"vocab_size\": 128000, \"tie_word_embeddings\": false, \"hidden_size\": 4096, \"intermedi"
		"ate_size\": 14336, \"num_hidden_layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 8, \"hidd"
		"en_act\": \"silu\", \"max_position_embeddings\": 8192, \"mamba_d_ssm\": 1024, \"mamba_n_heads\": 128, \"mamba_"
		"d_head\": 8, \"mamba_n_groups\": 1, \"mamba_d_state\": 256, \"mamba_d_conv\": 4, \"mamba_expand\": 2, \"mamba_"
		"conv_bias\": true, \"mamba_proj_bias\": false, \"mamba_rms_norm\": false, \"projectors_bias\": false, \"atte"
		"ntion_bias\": false, \"mlp_bias\": false, \"model_type\": \"falcon_h1\"}"},
	{"falcon_mamba", INT64_C(61245696), INT64_C(61245696),
		"{\"id2label\": {}, \"vocab_size\": 50280, \"hidden_size\": 768, \"state_size\": 16, \"num_hidden_layers\": 6, "
		"\"expand\": 2, \"conv_kernel\": 4, \"use_bias\": false, \"use_conv_bias\": true, \"hidden_act\": \"silu\", \"time"
		"_step_rank\": 48, \"tie_word_embeddings\": true, \"intermediate_size\": 1536, \"model_type\": \"falcon_mamba"
		"\"}"},
	{"flex_olmo", INT64_C(6906195968), INT64_C(5283000320),
		"{\"id2label\": {}, \"vocab_size\": 100352, \"hidden_size\": 4096, \"intermediate_size\": 11008, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_positio"
		"n_embeddings\": 4096, \"tie_word_embeddings\": false, \"attention_bias\": false, \"num_experts_per_tok\": 5"
		", \"num_experts\": 7, \"model_type\": \"flex_olmo\"}"},
	{"flint", INT64_C(4052250304), INT64_C(906522304),
		"{\"id2label\": {}, \"vocab_size\": 150144, \"hidden_size\": 2048, \"intermediate_size\": 6144, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 4, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 262144, \"tie_word_embeddings\": false, \"sliding_window\": 513, \"decoder_sparse_step\": 1, "
		"\"moe_intermediate_size\": 512, \"shared_expert_intermediate_size\": 1024, \"num_experts_per_tok\": 6, \"nu"
		"m_experts\": 256, \"mlp_only_layers\": [0, 1], \"layer_types\": [\"full_attention\", \"full_attention\", \"sli"
		"ding_attention\", \"sliding_attention\", \"sliding_attention\", \"full_attention\"], \"head_dim\": 128, \"atte"
		"ntion_bias\": false, \"model_type\": \"flint\"}"},
	{"fuyu", INT64_C(9397175296), INT64_C(9397175296),
		"{\"id2label\": {}, \"tie_word_embeddings\": false, \"text_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LA"
		"BEL_1\"}, \"vocab_size\": 262144, \"hidden_size\": 4096, \"intermediate_size\": 16384, \"num_hidden_layers\":"
		" 36, \"num_attention_heads\": 64, \"hidden_act\": \"relu2\", \"max_position_embeddings\": 16384, \"tie_word_e"
		"mbeddings\": false, \"qk_layernorm\": true, \"model_type\": \"persimmon\"}, \"model_type\": \"fuyu\"}"},
	{"gemma", INT64_C(2447416320), INT64_C(2447416320),
		"{\"id2label\": {}, \"vocab_size\": 256000, \"hidden_size\": 3072, \"intermediate_size\": 24576, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 16, \"num_key_value_heads\": 16, \"head_dim\": 256, \"hidden_act\": \"ge"
		"lu_pytorch_tanh\", \"max_position_embeddings\": 8192, \"tie_word_embeddings\": true, \"attention_bias\": fa"
		"lse, \"model_type\": \"gemma\"}"},
	{"gemma2", INT64_C(1057022208), INT64_C(1057022208),
		"{\"id2label\": {}, \"vocab_size\": 256000, \"hidden_size\": 2304, \"intermediate_size\": 9216, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 8, \"num_key_value_heads\": 4, \"head_dim\": 256, \"max_position_embedd"
		"ings\": 8192, \"tie_word_embeddings\": true, \"attention_bias\": false, \"sliding_window\": 4096, \"layer_ty"
		"pes\": [\"sliding_attention\", \"full_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attent"
		"ion\", \"full_attention\"], \"model_type\": \"gemma2\"}"},
	{"gemma3", INT64_C(2628658432), INT64_C(2628658432),
		"{\"id2label\": {}, \"text_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"vocab_size\": 262208,"
		" \"hidden_size\": 2304, \"intermediate_size\": 9216, \"num_hidden_layers\": 26, \"num_attention_heads\": 8, "
		"\"num_key_value_heads\": 4, \"head_dim\": 256, \"max_position_embeddings\": 131072, \"tie_word_embeddings\":"
		" true, \"attention_bias\": false, \"sliding_window\": 4096, \"layer_types\": [\"sliding_attention\", \"slidin"
		"g_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"full_attention\", \"slid"
		"ing_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", "
		"\"full_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\""
		", \"sliding_attention\", \"full_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attentio"
		"n\", \"sliding_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention\", \"sliding_attent"
		"ion\"], \"_sliding_window_pattern\": 6, \"model_type\": \"gemma3_text\"}, \"vision_config\": {\"id2label\": {\"0"
		"\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"hidden_size\": 768, \"intermediate_size\": 3072, \"num_hidden_layers\": 1"
		"2, \"num_attention_heads\": 12, \"hidden_act\": \"gelu_pytorch_tanh\", \"model_type\": \"siglip_vision_model\""
		"}, \"tie_word_embeddings\": true, \"model_type\": \"gemma3\"}"},
	{"gemma3_text", INT64_C(1071328512), INT64_C(1071328512),
		"{\"id2label\": {}, \"vocab_size\": 262208, \"hidden_size\": 2304, \"intermediate_size\": 9216, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 8, \"num_key_value_heads\": 4, \"head_dim\": 256, \"max_position_embedd"
		"ings\": 131072, \"tie_word_embeddings\": true, \"attention_bias\": false, \"sliding_window\": 4096, \"layer_"
		"types\": [\"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"slidin"
		"g_attention\", \"full_attention\"], \"_sliding_window_pattern\": 6, \"model_type\": \"gemma3_text\"}"},
	{"gemma3n_text", INT64_C(6835235568), INT64_C(6835235568),
		"{\"id2label\": {}, \"vocab_size\": 262400, \"hidden_size\": 2048, \"intermediate_size\": [16384, 16384, 1638"
		"4, 16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384,"
		" 16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384, 16384, 1"
		"6384, 16384, 16384, 16384], \"num_hidden_layers\": 35, \"num_attention_heads\": 8, \"num_key_value_heads\""
		": 2, \"head_dim\": 256, \"max_position_embeddings\": 32768, \"tie_word_embeddings\": true, \"attention_bias"
		"\": false, \"sliding_window\": 512, \"layer_types\": [\"sliding_attention\", \"sliding_attention\", \"sliding_"
		"attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention\", \"sliding_attention\", \"slidin"
		"g_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention\", \"sliding_attention\", \"slid"
		"ing_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention\", \"sliding_attention\", \"sl"
		"iding_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention\", \"sliding_attention\", \""
		"sliding_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention\", \"sliding_attention\","
		" \"sliding_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention\", \"sliding_attention"
		"\", \"sliding_attention\", \"sliding_attention\", \"full_attention\"], \"vocab_size_per_layer_input\": 262144"
		", \"hidden_size_per_layer_input\": 256, \"altup_num_inputs\": 4, \"num_kv_shared_layers\": 15, \"laurel_ran"
		"k\": 64, \"model_type\": \"gemma3n_text\"}"},
	{"gemma4", INT64_C(5077177856), INT64_C(5077177856),
		"{\"id2label\": {}, \"text_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"vocab_size\": 262144,"
		" \"hidden_size\": 2304, \"intermediate_size\": 9216, \"num_hidden_layers\": 30, \"num_attention_heads\": 8, "
		"\"num_key_value_heads\": 4, \"head_dim\": 256, \"max_position_embeddings\": 131072, \"tie_word_embeddings\":"
		" true, \"attention_bias\": false, \"sliding_window\": 512, \"layer_types\": [\"sliding_attention\", \"sliding"
		"_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"full_attention\", \"slidi"
		"ng_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \""
		"full_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\","
		" \"sliding_attention\", \"full_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention"
		"\", \"sliding_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention\", \"sliding_attenti"
		"on\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"full_attention\"], \"vocab_size_p"
		"er_layer_input\": 262144, \"hidden_size_per_layer_input\": 256, \"attention_k_eq_v\": false, \"num_kv_shar"
		"ed_layers\": 0, \"enable_moe_block\": false, \"use_double_wide_mlp\": false, \"model_type\": \"gemma4_text\","
		" \"per_layer_config\": {\"05\": {\"head_dim\": 512}, \"11\": {\"head_dim\": 512}, \"17\": {\"head_dim\": 512}, \"23"
		"\": {\"head_dim\": 512}, \"29\": {\"head_dim\": 512}}}, \"tie_word_embeddings\": true, \"model_type\": \"gemma4\""
		"}"},
	{"gemma4_text", INT64_C(1498621440), INT64_C(1498621440),
		"{\"id2label\": {}, \"vocab_size\": 262144, \"hidden_size\": 2304, \"intermediate_size\": 9216, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 8, \"num_key_value_heads\": 4, \"head_dim\": 256, \"max_position_embedd"
		"ings\": 131072, \"tie_word_embeddings\": true, \"attention_bias\": false, \"sliding_window\": 512, \"layer_t"
		"ypes\": [\"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding"
		"_attention\", \"full_attention\"], \"vocab_size_per_layer_input\": 262144, \"hidden_size_per_layer_input\":"
		" 256, \"attention_k_eq_v\": false, \"num_kv_shared_layers\": 0, \"enable_moe_block\": false, \"use_double_w"
		"ide_mlp\": false, \"model_type\": \"gemma4_text\", \"per_layer_config\": {\"05\": {\"head_dim\": 512}}}"},
	{"gemma4_unified", INT64_C(3010758400), INT64_C(3010758400),
		"{\"id2label\": {}, \"text_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"vocab_size\": 262144,"
		" \"hidden_size\": 2304, \"intermediate_size\": 9216, \"num_hidden_layers\": 30, \"num_attention_heads\": 8, "
		"\"num_key_value_heads\": 4, \"head_dim\": 256, \"max_position_embeddings\": 262144, \"tie_word_embeddings\":"
		" true, \"attention_bias\": false, \"sliding_window\": 1024, \"layer_types\": [\"sliding_attention\", \"slidin"
		"g_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"full_attention\", \"slid"
		"ing_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", "
		"\"full_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\""
		", \"sliding_attention\", \"full_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attentio"
		"n\", \"sliding_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attention\", \"sliding_attent"
		"ion\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"full_attention\"], \"attention_k"
		"_eq_v\": false, \"num_kv_shared_layers\": 0, \"use_double_wide_mlp\": false, \"model_type\": \"gemma4_unifie"
		"d_text\", \"per_layer_config\": {\"05\": {\"head_dim\": 512}, \"11\": {\"head_dim\": 512}, \"17\": {\"head_dim\": 5"
		"12}, \"23\": {\"head_dim\": 512}, \"29\": {\"head_dim\": 512}}}, \"tie_word_embeddings\": true, \"model_type\": "
		"\"gemma4_unified\"}"},
	{"gemma4_unified_text", INT64_C(1085337344), INT64_C(1085337344),
		"{\"id2label\": {}, \"vocab_size\": 262144, \"hidden_size\": 2304, \"intermediate_size\": 9216, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 8, \"num_key_value_heads\": 4, \"head_dim\": 256, \"max_position_embedd"
		"ings\": 262144, \"tie_word_embeddings\": true, \"attention_bias\": false, \"sliding_window\": 1024, \"layer_"
		"types\": [\"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"slidin"
		"g_attention\", \"full_attention\"], \"attention_k_eq_v\": false, \"num_kv_shared_layers\": 0, \"use_double_w"
		"ide_mlp\": false, \"model_type\": \"gemma4_unified_text\", \"per_layer_config\": {\"05\": {\"head_dim\": 512}}}"},
	{"git", INT64_C(90227514), INT64_C(90227514),
		"{\"id2label\": {}, \"vision_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"hidden_size\": 768,"
		" \"intermediate_size\": 3072, \"num_hidden_layers\": 12, \"num_attention_heads\": 12, \"hidden_act\": \"quick"
		"_gelu\", \"model_type\": \"git_vision_model\"}, \"vocab_size\": 30522, \"hidden_size\": 768, \"num_hidden_laye"
		"rs\": 6, \"num_attention_heads\": 12, \"intermediate_size\": 3072, \"hidden_act\": \"gelu\", \"max_position_em"
		"beddings\": 1024, \"tie_word_embeddings\": false, \"model_type\": \"git\"}"},
	{"glm", INT64_C(2465283072), INT64_C(2465283072),
		"{\"id2label\": {}, \"vocab_size\": 151552, \"hidden_size\": 4096, \"intermediate_size\": 13696, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 2, \"head_dim\": 128, \"hidden_act\": \"sil"
		"u\", \"max_position_embeddings\": 131072, \"tie_word_embeddings\": false, \"attention_bias\": true, \"model_"
		"type\": \"glm\"}"},
	{"glm4", INT64_C(2465332224), INT64_C(2465332224),
		"{\"id2label\": {}, \"vocab_size\": 151552, \"hidden_size\": 4096, \"intermediate_size\": 13696, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 2, \"head_dim\": 128, \"hidden_act\": \"sil"
		"u\", \"max_position_embeddings\": 131072, \"tie_word_embeddings\": false, \"attention_bias\": true, \"model_"
		"type\": \"glm4\"}"},
	{"glm4_moe", INT64_C(12752834560), INT64_C(2371932160),
		"{\"id2label\": {}, \"vocab_size\": 151552, \"hidden_size\": 4096, \"intermediate_size\": 10944, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 96, \"num_key_value_heads\": 8, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 131072, \"tie_word_embeddings\": false, \"attention_bias\": false, \"moe_intermediate_size\""
		": 1408, \"num_experts_per_tok\": 8, \"n_shared_experts\": 1, \"n_routed_experts\": 128, \"first_k_dense_rep"
		"lace\": 1, \"use_qk_norm\": false, \"num_nextn_predict_layers\": 1, \"model_type\": \"glm4_moe\"}"},
	{"glm4_moe_lite", INT64_C(3895625216), INT64_C(1064470016),
		"{\"id2label\": {}, \"vocab_size\": 154880, \"hidden_size\": 2048, \"intermediate_size\": 10240, \"moe_interme"
		"diate_size\": 1536, \"num_hidden_layers\": 6, \"num_attention_heads\": 20, \"num_key_value_heads\": 20, \"n_"
		"shared_experts\": 1, \"n_routed_experts\": 64, \"kv_lora_rank\": 512, \"q_lora_rank\": 768, \"qk_rope_head_d"
		"im\": 64, \"v_head_dim\": 256, \"qk_nope_head_dim\": 192, \"num_experts_per_tok\": 4, \"hidden_act\": \"silu\","
		" \"max_position_embeddings\": 202752, \"tie_word_embeddings\": false, \"mlp_layer_types\": [\"dense\", \"spar"
		"se\", \"sparse\", \"sparse\", \"sparse\", \"sparse\"], \"attention_bias\": false, \"qk_head_dim\": 256, \"model_ty"
		"pe\": \"glm4_moe_lite\"}"},
	{"glm_moe_dsa", INT64_C(32738081280), INT64_C(4653021696),
		"{\"id2label\": {}, \"vocab_size\": 154880, \"hidden_size\": 6144, \"intermediate_size\": 12288, \"moe_interme"
		"diate_size\": 2048, \"num_hidden_layers\": 6, \"num_attention_heads\": 64, \"num_key_value_heads\": 64, \"n_"
		"shared_experts\": 1, \"n_routed_experts\": 256, \"kv_lora_rank\": 512, \"q_lora_rank\": 2048, \"qk_rope_head"
		"_dim\": 64, \"v_head_dim\": 256, \"qk_nope_head_dim\": 192, \"num_experts_per_tok\": 8, \"hidden_act\": \"silu"
		"\", \"max_position_embeddings\": 202752, \"tie_word_embeddings\": false, \"mlp_layer_types\": [\"dense\", \"de"
		"nse\", \"dense\", \"sparse\", \"sparse\", \"sparse\"], \"attention_bias\": false, \"index_topk\": 2048, \"index_he"
		"ad_dim\": 128, \"index_n_heads\": 32, \"mlp_bias\": false, \"head_dim\": 64, \"first_k_dense_replace\": 3, \"l"
		"ayer_types\": [\"indexed_attention\", \"indexed_attention\", \"indexed_attention\", \"indexed_attention\", \"i"
		"ndexed_attention\", \"indexed_attention\"], \"indexer_types\": [\"full\", \"full\", \"full\", \"full\", \"full\", \""
		"full\"], \"qk_head_dim\": 256, \"model_type\": \"glm_moe_dsa\"}"},
	{"got_ocr2", INT64_C(463909888), INT64_C(463909888),
		"{\"id2label\": {}, \"vision_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"hidden_size\": 768,"
		" \"num_hidden_layers\": 12, \"num_attention_heads\": 12, \"hidden_act\": \"gelu\", \"qkv_bias\": true, \"window"
		"_size\": 14, \"model_type\": \"got_ocr2_vision\"}, \"text_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LAB"
		"EL_1\"}, \"vocab_size\": 151860, \"hidden_size\": 1024, \"intermediate_size\": 2816, \"num_hidden_layers\": 2"
		"4, \"num_attention_heads\": 16, \"num_key_value_heads\": 16, \"hidden_act\": \"silu\", \"max_position_embeddi"
		"ngs\": 32768, \"tie_word_embeddings\": true, \"use_sliding_window\": false, \"max_window_layers\": 21, \"lay"
		"er_types\": [\"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\""
		", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_at"
		"tention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", "
		"\"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_atte"
		"ntion\", \"full_attention\", \"full_attention\"], \"model_type\": \"qwen2\"}, \"tie_word_embeddings\": true, \"m"
		"odel_type\": \"got_ocr2\"}"},
	{"gpt-sw3", INT64_C(81912576), INT64_C(81912576),
		"{\"id2label\": {}, \"vocab_size\": 50257, \"n_positions\": 1024, \"n_embd\": 768, \"n_layer\": 6, \"n_head\": 12"
		", \"add_cross_attention\": false, \"tie_word_embeddings\": true, \"model_type\": \"gpt2\"}"},
	{"gpt2", INT64_C(81912576), INT64_C(81912576),
		"{\"id2label\": {}, \"vocab_size\": 50257, \"n_positions\": 1024, \"n_embd\": 768, \"n_layer\": 6, \"n_head\": 12"
		", \"add_cross_attention\": false, \"tie_word_embeddings\": true, \"model_type\": \"gpt2\"}"},
	{"gpt_bigcode", INT64_C(75416064), INT64_C(75416064),
		"{\"id2label\": {}, \"vocab_size\": 50257, \"n_positions\": 1024, \"n_embd\": 768, \"n_layer\": 6, \"n_head\": 12"
		", \"multi_query\": true, \"add_cross_attention\": false, \"tie_word_embeddings\": true, \"num_key_value_hea"
		"ds\": 1, \"model_type\": \"gpt_bigcode\"}"},
	{"gpt_neo", INT64_C(409237504), INT64_C(409237504),
		"{\"id2label\": {}, \"vocab_size\": 50257, \"max_position_embeddings\": 2048, \"hidden_size\": 2048, \"num_lay"
		"ers\": 6, \"attention_types\": [[[\"global\", \"local\"], 12]], \"num_heads\": 16, \"window_size\": 256, \"tie_w"
		"ord_embeddings\": true, \"attention_layers\": [\"global\", \"local\", \"global\", \"local\", \"global\", \"local\"]"
		", \"model_type\": \"gpt_neo\"}"},
	{"gpt_neox", INT64_C(3338108928), INT64_C(3338108928),
		"{\"id2label\": {}, \"vocab_size\": 50432, \"hidden_size\": 6144, \"num_hidden_layers\": 6, \"num_attention_he"
		"ads\": 64, \"intermediate_size\": 24576, \"hidden_act\": \"gelu\", \"max_position_embeddings\": 2048, \"tie_wo"
		"rd_embeddings\": false, \"use_parallel_residual\": true, \"attention_bias\": true, \"model_type\": \"gpt_neo"
		"x\"}"},
	{"gpt_neox_japanese", INT64_C(553848320), INT64_C(553848320),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 2560, \"num_hidden_layers\": 6, \"num_attention_he"
		"ads\": 32, \"intermediate_multiple_size\": 4, \"hidden_act\": \"gelu\", \"max_position_embeddings\": 2048, \"t"
		"ie_word_embeddings\": true, \"model_type\": \"gpt_neox_japanese\"}"},
	{"gpt_oss", INT64_C(20436750912), INT64_C(1917221952),
		"{\"id2label\": {}, \"num_hidden_layers\": 6, \"num_local_experts\": 128, \"vocab_size\": 201088, \"hidden_siz"
		"e\": 2880, \"intermediate_size\": 2880, \"head_dim\": 64, \"num_attention_heads\": 64, \"num_key_value_heads"
		"\": 8, \"sliding_window\": 128, \"tie_word_embeddings\": false, \"hidden_act\": \"silu\", \"max_position_embed"
		"dings\": 131072, \"num_experts_per_tok\": 4, \"layer_types\": [\"sliding_attention\", \"full_attention\", \"sl"
		"iding_attention\", \"full_attention\", \"sliding_attention\", \"full_attention\"], \"attention_bias\": true, "
		"\"model_type\": \"gpt_oss\"}"},
	{"gptj", INT64_C(1621066976), INT64_C(1621066976),
		"{\"id2label\": {}, \"vocab_size\": 50400, \"n_positions\": 2048, \"n_embd\": 4096, \"n_layer\": 6, \"n_head\": 1"
		"6, \"tie_word_embeddings\": false, \"model_type\": \"gptj\"}"},
	{"granite", INT64_C(1476448256), INT64_C(1476448256),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 4096, \"intermediate_size\": 11008, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"mlp_bias\": false, \"model"
		"_type\": \"granite\"}"},
	{"granite_swa", INT64_C(728793720), INT64_C(728793720),
		"{\"id2label\": {}, \"vocab_size\": 100352, \"hidden_size\": 2560, \"intermediate_size\": 8192, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 20, \"num_key_value_heads\": 4, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 8192, \"tie_word_embeddings\": true, \"attention_bias\": false, \"mlp_bias\": false, \"sliding"
		"_window\": 128, \"layer_types\": [\"full_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_"
		"attention\", \"full_attention\", \"sliding_attention\"], \"model_type\": \"granite_swa\"}"},
	{"granitemoe", INT64_C(7157829632), INT64_C(2288242688),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 4096, \"intermediate_size\": 11008, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"num_local_experts\": 8, \""
		"num_experts_per_tok\": 2, \"model_type\": \"granitemoe\"}"},
	{"granitemoe_swa", INT64_C(7157829824), INT64_C(2288242880),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 4096, \"intermediate_size\": 11008, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"num_local_experts\": 8, \""
		"num_experts_per_tok\": 2, \"shared_intermediate_size\": 0, \"sliding_window\": 128, \"layer_types\": [\"full"
		"_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"full_attention\", \"slidi"
		"ng_attention\"], \"model_type\": \"granitemoe_swa\"}"},
	{"granitemoehybrid", INT64_C(7450694912), INT64_C(2581107968),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 4096, \"intermediate_size\": 11008, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"num_local_experts\": 8, \""
		"num_experts_per_tok\": 2, \"shared_intermediate_size\": 1024, \"layer_types\": [\"linear_attention\", \"line"
		"ar_attention\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"linear_attention\"], \"mam"
		"ba_n_heads\": 128, \"mamba_n_groups\": 1, \"mamba_d_state\": 256, \"mamba_d_head\": 64, \"mamba_d_conv\": 4, "
		"\"mamba_expand\": 2, \"mamba_conv_bias\": true, \"mamba_proj_bias\": false, \"model_type\": \"granitemoehybri"
		"d\"}"},
	{"granitemoeshared", INT64_C(7157829632), INT64_C(2288242688),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 4096, \"intermediate_size\": 11008, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"num_local_experts\": 8, \""
		"num_experts_per_tok\": 2, \"shared_intermediate_size\": 0, \"model_type\": \"granitemoeshared\"}"},
	{"helium", INT64_C(727482880), INT64_C(727482880),
		"{\"id2label\": {}, \"vocab_size\": 48000, \"hidden_size\": 2560, \"intermediate_size\": 7040, \"num_hidden_la"
		"yers\": 6, \"num_attention_heads\": 20, \"num_key_value_heads\": 20, \"head_dim\": 128, \"hidden_act\": \"silu"
		"\", \"max_position_embeddings\": 4096, \"tie_word_embeddings\": false, \"attention_bias\": false, \"mlp_bias"
		"\": false, \"model_type\": \"helium\"}"},
	{"hunyuan_v1_dense", INT64_C(3597710848), INT64_C(3597710848),
		"{\"id2label\": {}, \"vocab_size\": 290943, \"hidden_size\": 4096, \"intermediate_size\": 11008, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_positio"
		"n_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"head_dim\": 128, \"model_"
		"type\": \"hunyuan_v1_dense\"}"},
	{"hunyuan_v1_moe", INT64_C(4409333248), INT64_C(4409333248),
		"{\"id2label\": {}, \"vocab_size\": 290943, \"hidden_size\": 4096, \"intermediate_size\": 11008, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_positio"
		"n_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"num_experts\": 1, \"moe_t"
		"opk\": 1, \"head_dim\": 128, \"model_type\": \"hunyuan_v1_moe\"}"},
	{"hy_v3", INT64_C(19824170496), INT64_C(2459751936),
		"{\"id2label\": {}, \"vocab_size\": 120832, \"hidden_size\": 4096, \"intermediate_size\": 13312, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 64, \"num_key_value_heads\": 8, \"head_dim\": 128, \"hidden_act\": \"sil"
		"u\", \"max_position_embeddings\": 131072, \"tie_word_embeddings\": false, \"attention_bias\": false, \"mlp_b"
		"ias\": false, \"num_experts\": 192, \"num_experts_per_tok\": 8, \"num_shared_experts\": 1, \"moe_intermediat"
		"e_size\": 1536, \"mlp_layer_types\": [\"dense\", \"sparse\", \"sparse\", \"sparse\", \"sparse\", \"sparse\"], \"mode"
		"l_type\": \"hy_v3\"}"},
	{"hy_v4", INT64_C(9523561277), INT64_C(1478361917),
		"{\"id2label\": {}, \"vocab_size\": 120832, \"hidden_size\": 2816, \"intermediate_size\": 6912, \"moe_intermed"
		"iate_size\": 768, \"num_hidden_layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"head"
		"_dim\": 64, \"hidden_act\": \"silu\", \"max_position_embeddings\": 262144, \"tie_word_embeddings\": false, \"a"
		"ttention_bias\": false, \"n_routed_experts\": 256, \"n_shared_experts\": 1, \"num_experts_per_tok\": 8, \"q_"
		"lora_rank\": 1536, \"kv_lora_rank\": 512, \"qk_nope_head_dim\": 192, \"qk_rope_head_dim\": 64, \"v_head_dim\""
		": 256, \"mlp_layer_types\": [\"dense\", \"sparse\", \"sparse\", \"sparse\", \"sparse\", \"sparse\"], \"layer_types\""
		": [\"indexed_attention\", \"indexed_attention\", \"indexed_attention\", \"indexed_attention\", \"indexed_atte"
		"ntion\", \"indexed_attention\"], \"index_topk\": 2048, \"index_head_dim\": 128, \"index_n_heads\": 16, \"index"
		"er_types\": [\"full\", \"full\", \"shared\", \"shared\", \"shared\", \"full\"], \"hc_mult\": 4, \"qk_head_dim\": 256,"
		" \"model_type\": \"hy_v4\"}"},
	{"hyperclovax", INT64_C(1476497408), INT64_C(1476497408),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 4096, \"intermediate_size\": 11008, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"mlp_bias\": false, \"head_"
		"dim\": 128, \"use_post_norm\": true, \"model_type\": \"hyperclovax\"}"},
	{"internlm3", INT64_C(2021707776), INT64_C(2021707776),
		"{\"id2label\": {}, \"vocab_size\": 128512, \"hidden_size\": 4096, \"intermediate_size\": 10240, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 2, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 32768, \"tie_word_embeddings\": false, \"attention_bias\": false, \"mlp_bias\": false, \"head"
		"_dim\": 128, \"model_type\": \"internlm3\"}"},
	{"iquestcoder", INT64_C(3712025600), INT64_C(3712025600),
		"{\"id2label\": {}, \"vocab_size\": 76800, \"hidden_size\": 5120, \"intermediate_size\": 27648, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 40, \"num_key_value_heads\": 8, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 131072, \"tie_word_embeddings\": false, \"attention_bias\": false, \"mlp_bias\": false, \"head"
		"_dim\": 128, \"model_type\": \"iquestcoder\"}"},
	{"jais2", INT64_C(2329626624), INT64_C(2329626624),
		"{\"id2label\": {}, \"vocab_size\": 150272, \"hidden_size\": 3328, \"intermediate_size\": 26624, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 26, \"num_key_value_heads\": 26, \"hidden_act\": \"relu2\", \"max_positi"
		"on_embeddings\": 8192, \"tie_word_embeddings\": false, \"attention_bias\": true, \"mlp_bias\": true, \"head_"
		"dim\": 128, \"model_type\": \"jais2\"}"},
	{"jamba", INT64_C(10089805216), INT64_C(2691052960),
		"{\"id2label\": {}, \"vocab_size\": 65536, \"tie_word_embeddings\": false, \"hidden_size\": 4096, \"intermedia"
		"te_size\": 14336, \"num_hidden_layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 8, \"hidde"
		"n_act\": \"silu\", \"max_position_embeddings\": 262144, \"num_experts_per_tok\": 2, \"num_experts\": 16, \"exp"
		"ert_layer_period\": 2, \"expert_layer_offset\": 1, \"attn_layer_period\": 8, \"attn_layer_offset\": 4, \"mam"
		"ba_d_state\": 16, \"mamba_d_conv\": 4, \"mamba_expand\": 2, \"mamba_dt_rank\": 256, \"mamba_conv_bias\": true"
		", \"mamba_proj_bias\": false, \"model_type\": \"jamba\"}"},
	{"jetmoe", INT64_C(2179713024), INT64_C(632014848),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 2048, \"num_hidden_layers\": 6, \"num_key_value_he"
		"ads\": 16, \"kv_channels\": 128, \"intermediate_size\": 5632, \"max_position_embeddings\": 4096, \"num_local"
		"_experts\": 8, \"num_experts_per_tok\": 2, \"tie_word_embeddings\": true, \"num_attention_heads\": 32, \"mod"
		"el_type\": \"jetmoe\"}"},
	{"kimi_linear", INT64_C(10143427104), INT64_C(1366845984),
		"{\"id2label\": {}, \"vocab_size\": 163840, \"hidden_size\": 2304, \"intermediate_size\": 9216, \"moe_intermed"
		"iate_size\": 1024, \"num_hidden_layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"num"
		"_shared_experts\": 1, \"kv_lora_rank\": 512, \"qk_rope_head_dim\": 64, \"v_head_dim\": 128, \"qk_nope_head_d"
		"im\": 128, \"num_experts_per_token\": 8, \"hidden_act\": \"silu\", \"tie_word_embeddings\": false, \"attention"
		"_bias\": false, \"num_experts\": 256, \"mlp_layer_types\": [\"dense\", \"sparse\", \"sparse\", \"sparse\", \"spars"
		"e\", \"sparse\"], \"layer_types\": [\"linear_attention\", \"linear_attention\", \"linear_attention\", \"linear_a"
		"ttention\", \"full_attention\", \"linear_attention\"], \"linear_head_dim\": 128, \"linear_num_heads\": 32, \"l"
		"inear_conv_kernel_dim\": 4, \"qk_head_dim\": 192, \"head_dim\": 64, \"model_type\": \"kimi_linear\"}"},
	{"kolibri1", INT64_C(9949085696), INT64_C(1030946816),
		"{\"id2label\": {}, \"vocab_size\": 128000, \"hidden_size\": 2560, \"num_hidden_layers\": 6, \"num_attention_h"
		"eads\": 48, \"num_key_value_heads\": 4, \"hidden_act\": \"silu\", \"max_position_embeddings\": 262144, \"tie_w"
		"ord_embeddings\": false, \"sliding_window\": 513, \"moe_intermediate_size\": 512, \"num_experts_per_tok\": "
		"6, \"num_local_experts\": 384, \"head_dim\": 128, \"shared_expert_intermediate_size\": 512, \"layer_types\":"
		" [\"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"full_attentio"
		"n\", \"sliding_attention\"], \"model_type\": \"kolibri1\"}"},
	{"laguna", INT64_C(4683035392), INT64_C(782332672),
		"{\"id2label\": {}, \"vocab_size\": 100352, \"hidden_size\": 2048, \"intermediate_size\": 8192, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 48, \"num_key_value_heads\": 8, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 131072, \"tie_word_embeddings\": false, \"sliding_window\": 512, \"moe_intermediate_size\": 5"
		"12, \"shared_expert_intermediate_size\": 512, \"num_experts_per_tok\": 8, \"num_experts\": 256, \"layer_typ"
		"es\": [\"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"ful"
		"l_attention\"], \"head_dim\": 128, \"attention_bias\": false, \"gating\": true, \"num_attention_heads_per_la"
		"yer\": [48, 48, 48, 48, 48, 48], \"mlp_layer_types\": [\"dense\", \"sparse\", \"sparse\", \"sparse\", \"sparse\","
		" \"sparse\"], \"model_type\": \"laguna\"}"},
	{"lara_mini", INT64_C(1414822112), INT64_C(244611296),
		"{\"id2label\": {}, \"vocab_size\": 151936, \"hidden_size\": 1024, \"num_hidden_layers\": 6, \"num_attention_h"
		"eads\": 16, \"num_key_value_heads\": 4, \"hidden_act\": \"silu\", \"max_position_embeddings\": 131072, \"tie_w"
		"ord_embeddings\": true, \"attention_bias\": false, \"head_dim\": 128, \"linear_conv_kernel_dim\": 4, \"linea"
		"r_key_head_dim\": 128, \"linear_value_head_dim\": 128, \"linear_num_key_heads\": 8, \"linear_num_value_hea"
		"ds\": 16, \"moe_intermediate_size\": 512, \"shared_expert_intermediate_size\": 512, \"num_experts_per_tok\""
		": 4, \"num_experts\": 128, \"layer_types\": [\"linear_attention\", \"sliding_attention\", \"linear_attention\""
		", \"full_attention\", \"sliding_attention\", \"linear_attention\"], \"sliding_window\": 512, \"model_type\": \""
		"lara_mini\"}"},
	{"lfm2", INT64_C(643597760), INT64_C(643597760),
		"{\"id2label\": {}, \"vocab_size\": 65536, \"hidden_size\": 2560, \"intermediate_size\": 12288, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 8, \"max_position_embeddings\": 128000, \""
		"tie_word_embeddings\": true, \"conv_bias\": false, \"conv_L_cache\": 3, \"block_multiple_of\": 256, \"block_"
		"ffn_dim_multiplier\": 1.0, \"block_auto_adjust_ff_dim\": true, \"full_attn_idxs\": [0, 1, 2, 3, 4, 5], \"l"
		"ayer_types\": [\"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attentio"
		"n\", \"full_attention\"], \"model_type\": \"lfm2\"}"},
	{"lfm2_moe", INT64_C(1719978240), INT64_C(486852864),
		"{\"id2label\": {}, \"vocab_size\": 65536, \"hidden_size\": 2048, \"intermediate_size\": 7168, \"moe_intermedi"
		"ate_size\": 1792, \"num_hidden_layers\": 6, \"tie_word_embeddings\": true, \"max_position_embeddings\": 128"
		"000, \"num_attention_heads\": 32, \"num_key_value_heads\": 8, \"conv_bias\": false, \"conv_L_cache\": 3, \"nu"
		"m_dense_layers\": 2, \"num_experts_per_tok\": 4, \"num_experts\": 32, \"layer_types\": [\"conv\", \"conv\", \"fu"
		"ll_attention\", \"conv\", \"conv\", \"full_attention\"], \"model_type\": \"lfm2_moe\"}"},
	{"lfm3", INT64_C(633514496), INT64_C(633514496),
		"{\"id2label\": {}, \"vocab_size\": 128000, \"hidden_size\": 2048, \"intermediate_size\": 7680, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 16, \"num_key_value_heads\": 4, \"max_position_embeddings\": 128000, \""
		"tie_word_embeddings\": true, \"conv_bias\": false, \"conv_L_cache\": 7, \"layer_types\": [\"conv\", \"conv\", \""
		"full_attention\", \"conv\", \"sliding_attention\", \"conv\"], \"head_dim\": 128, \"sliding_window\": 256, \"use_"
		"sandwich_norm\": true, \"use_attention_gate\": true, \"attention_bias\": false, \"model_type\": \"lfm3\"}"},
	{"llama", INT64_C(1476448256), INT64_C(1476448256),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 4096, \"intermediate_size\": 11008, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"mlp_bias\": false, \"head_"
		"dim\": 128, \"model_type\": \"llama\"}"},
	{"llama4", INT64_C(107769861120), INT64_C(17172894720),
		"{\"id2label\": {}, \"vision_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"hidden_size\": 768,"
		" \"hidden_act\": \"gelu\", \"num_hidden_layers\": 34, \"num_attention_heads\": 16, \"intermediate_size\": 5632"
		", \"model_type\": \"llama4_vision_model\"}, \"text_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}"
		", \"vocab_size\": 202048, \"hidden_size\": 5120, \"intermediate_size\": 8192, \"intermediate_size_mlp\": 163"
		"84, \"num_hidden_layers\": 48, \"num_attention_heads\": 40, \"num_key_value_heads\": 8, \"head_dim\": 128, \""
		"hidden_act\": \"silu\", \"max_position_embeddings\": 131072, \"tie_word_embeddings\": false, \"num_experts_p"
		"er_tok\": 1, \"num_local_experts\": 16, \"moe_layers\": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14"
		", 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39"
		", 40, 41, 42, 43, 44, 45, 46, 47], \"interleave_moe_layer_step\": 1, \"use_qk_norm\": true, \"no_rope_lay"
		"ers\": [1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, "
		"0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0], \"no_rope_layer_interval\": 4, \"attention_chunk_si"
		"ze\": 8192, \"layer_types\": [\"chunked_attention\", \"chunked_attention\", \"chunked_attention\", \"full_atte"
		"ntion\", \"chunked_attention\", \"chunked_attention\", \"chunked_attention\", \"full_attention\", \"chunked_at"
		"tention\", \"chunked_attention\", \"chunked_attention\", \"full_attention\", \"chunked_attention\", \"chunked_"
		"attention\", \"chunked_attention\", \"full_attention\", \"chunked_attention\", \"chunked_attention\", \"chunke"
		"d_attention\", \"full_attention\", \"chunked_attention\", \"chunked_attention\", \"chunked_attention\", \"full"
		"_attention\", \"chunked_attention\", \"chunked_attention\", \"chunked_attention\", \"full_attention\", \"chunk"
		"ed_attention\", \"chunked_attention\", \"chunked_attention\", \"full_attention\", \"chunked_attention\", \"chu"
		"nked_attention\", \"chunked_attention\", \"full_attention\", \"chunked_attention\", \"chunked_attention\", \"c"
		"hunked_attention\", \"full_attention\", \"chunked_attention\", \"chunked_attention\", \"chunked_attention\", "
		"\"full_attention\", \"chunked_attention\", \"chunked_attention\", \"chunked_attention\", \"full_attention\"], "
		"\"attention_bias\": false, \"model_type\": \"llama4_text\"}, \"tie_word_embeddings\": false, \"model_type\": \""
		"llama4\"}"},
	{"llama4_text", INT64_C(15281587200), INT64_C(3956966400),
		"{\"id2label\": {}, \"vocab_size\": 202048, \"hidden_size\": 5120, \"intermediate_size\": 8192, \"intermediate"
		"_size_mlp\": 16384, \"num_hidden_layers\": 6, \"num_attention_heads\": 40, \"num_key_value_heads\": 8, \"hea"
		"d_dim\": 128, \"hidden_act\": \"silu\", \"max_position_embeddings\": 131072, \"tie_word_embeddings\": false, "
		"\"num_experts_per_tok\": 1, \"num_local_experts\": 16, \"moe_layers\": [0, 1, 2, 3, 4, 5], \"interleave_moe"
		"_layer_step\": 1, \"use_qk_norm\": true, \"no_rope_layers\": [1, 1, 1, 0, 1, 1], \"no_rope_layer_interval\""
		": 4, \"attention_chunk_size\": 8192, \"layer_types\": [\"chunked_attention\", \"chunked_attention\", \"chunke"
		"d_attention\", \"full_attention\", \"chunked_attention\", \"chunked_attention\"], \"attention_bias\": false, "
		"\"model_type\": \"llama4_text\"}"},
	{"mamba", INT64_C(61245696), INT64_C(61245696),
		"{\"id2label\": {}, \"vocab_size\": 50280, \"hidden_size\": 768, \"state_size\": 16, \"num_hidden_layers\": 6, "
		"\"expand\": 2, \"conv_kernel\": 4, \"use_bias\": false, \"use_conv_bias\": true, \"hidden_act\": \"silu\", \"time"
		"_step_rank\": 48, \"tie_word_embeddings\": true, \"intermediate_size\": 1536, \"model_type\": \"mamba\"}"},
	{"mamba2", INT64_C(926279936), INT64_C(926279936),
		"{\"id2label\": {}, \"num_heads\": 128, \"head_dim\": 64, \"vocab_size\": 32768, \"hidden_size\": 4096, \"state_"
		"size\": 128, \"num_hidden_layers\": 6, \"expand\": 2, \"conv_kernel\": 4, \"n_groups\": 8, \"use_bias\": false,"
		" \"use_conv_bias\": true, \"hidden_act\": \"silu\", \"time_step_rank\": 256, \"tie_word_embeddings\": false, \""
		"model_type\": \"mamba2\"}"},
	{"marian", INT64_C(161324032), INT64_C(161324032),
		"{\"id2label\": {}, \"vocab_size\": 58101, \"decoder_vocab_size\": 58101, \"max_position_embeddings\": 1024, "
		"\"encoder_layers\": 12, \"encoder_ffn_dim\": 4096, \"encoder_attention_heads\": 16, \"decoder_layers\": 6, \""
		"decoder_ffn_dim\": 4096, \"decoder_attention_heads\": 16, \"d_model\": 1024, \"tie_word_embeddings\": true,"
		" \"model_type\": \"marian\"}"},
	{"mbart", INT64_C(153306112), INT64_C(153306112),
		"{\"id2label\": {}, \"vocab_size\": 50265, \"max_position_embeddings\": 1024, \"encoder_layers\": 12, \"encode"
		"r_ffn_dim\": 4096, \"encoder_attention_heads\": 16, \"decoder_layers\": 6, \"decoder_ffn_dim\": 4096, \"deco"
		"der_attention_heads\": 16, \"d_model\": 1024, \"tie_word_embeddings\": true, \"model_type\": \"mbart\"}"},
	{"megatron-bert", INT64_C(106939776), INT64_C(106939776),
		"{\"id2label\": {}, \"vocab_size\": 29056, \"hidden_size\": 1024, \"num_hidden_layers\": 6, \"num_attention_he"
		"ads\": 16, \"intermediate_size\": 4096, \"hidden_act\": \"gelu\", \"max_position_embeddings\": 512, \"type_voc"
		"ab_size\": 2, \"add_cross_attention\": false, \"tie_word_embeddings\": true, \"model_type\": \"megatron-bert"
		"\"}"},
	{"mellum", INT64_C(2959473408), INT64_C(878574336),
		"{\"id2label\": {}, \"vocab_size\": 98304, \"hidden_size\": 2304, \"intermediate_size\": 7168, \"num_hidden_la"
		"yers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 4, \"hidden_act\": \"silu\", \"max_position_e"
		"mbeddings\": 131072, \"tie_word_embeddings\": false, \"attention_bias\": false, \"sliding_window\": 1024, \""
		"moe_intermediate_size\": 896, \"num_experts_per_tok\": 8, \"num_local_experts\": 64, \"head_dim\": 128, \"la"
		"yer_types\": [\"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attention"
		"\", \"full_attention\"], \"mlp_layer_types\": [\"sparse\", \"sparse\", \"sparse\", \"sparse\", \"sparse\", \"sparse\""
		"], \"model_type\": \"mellum\"}"},
	{"mimo_v2_flash", INT64_C(34224525568), INT64_C(3018903808),
		"{\"id2label\": {}, \"vocab_size\": 152576, \"hidden_size\": 4096, \"intermediate_size\": 16384, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 64, \"num_key_value_heads\": 4, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 131072, \"tie_word_embeddings\": false, \"attention_bias\": false, \"moe_intermediate_size\""
		": 2048, \"num_experts_per_tok\": 8, \"n_routed_experts\": 256, \"head_dim\": 192, \"v_head_dim\": 128, \"slid"
		"ing_window\": 129, \"layer_types\": [\"full_attention\", \"sliding_attention\", \"sliding_attention\", \"slidi"
		"ng_attention\", \"sliding_attention\", \"full_attention\"], \"mlp_layer_types\": [\"dense\", \"sparse\", \"spars"
		"e\", \"sparse\", \"sparse\", \"sparse\"], \"model_type\": \"mimo_v2_flash\"}"},
	{"minicpm3", INT64_C(564079104), INT64_C(564079104),
		"{\"id2label\": {}, \"vocab_size\": 73448, \"hidden_size\": 2560, \"intermediate_size\": 6400, \"num_hidden_la"
		"yers\": 6, \"num_attention_heads\": 40, \"num_key_value_heads\": 40, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 32768, \"tie_word_embeddings\": true, \"attention_bias\": false, \"mlp_bias\": false, \"head_d"
		"im\": 32, \"kv_lora_rank\": 256, \"q_lora_rank\": 768, \"qk_nope_head_dim\": 64, \"qk_rope_head_dim\": 32, \"v"
		"_head_dim\": 64, \"qk_head_dim\": 96, \"model_type\": \"minicpm3\"}"},
	{"minimax", INT64_C(9095610368), INT64_C(2753822720),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 4096, \"intermediate_size\": 14336, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 8, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 131072, \"tie_word_embeddings\": false, \"num_experts_per_tok\": 2, \"num_local_experts\": 8,"
		" \"layer_types\": [\"full_attention\", \"linear_attention\", \"full_attention\", \"linear_attention\", \"full_a"
		"ttention\", \"linear_attention\"], \"model_type\": \"minimax\"}"},
	{"minimax_m2", INT64_C(23241507840), INT64_C(2177713152),
		"{\"id2label\": {}, \"vocab_size\": 200064, \"hidden_size\": 3072, \"intermediate_size\": 1536, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 48, \"num_key_value_heads\": 8, \"head_dim\": 128, \"hidden_act\": \"silu"
		"\", \"max_position_embeddings\": 196608, \"tie_word_embeddings\": false, \"num_experts_per_tok\": 8, \"num_l"
		"ocal_experts\": 256, \"model_type\": \"minimax_m2\"}"},
	{"minimax_m3_vl_text", INT64_C(46931197440), INT64_C(4803608064),
		"{\"id2label\": {}, \"vocab_size\": 200064, \"hidden_size\": 6144, \"intermediate_size\": 3072, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 64, \"num_key_value_heads\": 4, \"head_dim\": 128, \"hidden_act\": \"silu"
		"\", \"max_position_embeddings\": 524288, \"tie_word_embeddings\": false, \"num_experts_per_tok\": 4, \"num_l"
		"ocal_experts\": 128, \"dense_intermediate_size\": 12288, \"shared_intermediate_size\": 3072, \"mlp_layer_t"
		"ypes\": [\"sparse\", \"sparse\", \"sparse\", \"sparse\", \"sparse\", \"sparse\"], \"index_n_heads\": 4, \"index_head"
		"_dim\": 128, \"index_block_size\": 128, \"index_topk_blocks\": 16, \"layer_types\": [\"full_attention\", \"ful"
		"l_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\"], \"model_type\":"
		" \"minimax_m3_vl_text\"}"},
	{"ministral", INT64_C(1570820096), INT64_C(1570820096),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 4096, \"intermediate_size\": 14336, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 8, \"head_dim\": 128, \"hidden_act\": \"silu"
		"\", \"max_position_embeddings\": 131072, \"tie_word_embeddings\": false, \"sliding_window\": 4096, \"layer_t"
		"ypes\": [\"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"sliding"
		"_attention\", \"sliding_attention\"], \"model_type\": \"ministral\"}"},
	{"ministral3", INT64_C(2382417920), INT64_C(2382417920),
		"{\"id2label\": {}, \"vocab_size\": 131072, \"hidden_size\": 4096, \"intermediate_size\": 14336, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 8, \"head_dim\": 128, \"hidden_act\": \"sil"
		"u\", \"max_position_embeddings\": 262144, \"tie_word_embeddings\": false, \"model_type\": \"ministral3\"}"},
	{"mistral", INT64_C(1570820096), INT64_C(1570820096),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 4096, \"intermediate_size\": 14336, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 8, \"head_dim\": 128, \"hidden_act\": \"silu"
		"\", \"max_position_embeddings\": 131072, \"tie_word_embeddings\": false, \"sliding_window\": 4096, \"model_t"
		"ype\": \"mistral\"}"},
	{"mixtral", INT64_C(8969768960), INT64_C(2627981312),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 4096, \"intermediate_size\": 14336, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 8, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 131072, \"tie_word_embeddings\": false, \"num_experts_per_tok\": 2, \"num_local_experts\": 8,"
		" \"model_type\": \"mixtral\"}"},
	{"mllama", INT64_C(9775192080), INT64_C(9775192080),
		"{\"id2label\": {}, \"vision_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"hidden_size\": 1280"
		", \"hidden_act\": \"gelu\", \"num_hidden_layers\": 32, \"attention_heads\": 16, \"intermediate_size\": 5120, \""
		"model_type\": \"mllama_vision_model\"}, \"text_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \""
		"vocab_size\": 128256, \"hidden_size\": 4096, \"hidden_act\": \"silu\", \"num_hidden_layers\": 40, \"num_attent"
		"ion_heads\": 32, \"num_key_value_heads\": 8, \"intermediate_size\": 14336, \"max_position_embeddings\": 131"
		"072, \"tie_word_embeddings\": false, \"cross_attention_layers\": [3, 8, 13, 18, 23, 28, 33, 38], \"model_"
		"type\": \"mllama_text_model\"}, \"model_type\": \"mllama\"}"},
	{"modernbert-decoder", INT64_C(69414592), INT64_C(69414592),
		"{\"id2label\": {}, \"vocab_size\": 50368, \"hidden_size\": 768, \"intermediate_size\": 1152, \"num_hidden_lay"
		"ers\": 6, \"num_attention_heads\": 12, \"max_position_embeddings\": 8192, \"norm_bias\": false, \"attention_"
		"bias\": false, \"mlp_bias\": false, \"decoder_bias\": true, \"classifier_bias\": false, \"local_attention\": "
		"128, \"layer_types\": [\"full_attention\", \"sliding_attention\", \"sliding_attention\", \"full_attention\", \""
		"sliding_attention\", \"sliding_attention\"], \"tie_word_embeddings\": true, \"sliding_window\": 64, \"model_"
		"type\": \"modernbert-decoder\"}"},
	{"moshi", INT64_C(1495326720), INT64_C(1495326720),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"hidden_size\": 4096, \"num_hidden_layers\": 6, \"num_attention_he"
		"ads\": 32, \"num_key_value_heads\": 32, \"max_position_embeddings\": 3000, \"hidden_act\": \"silu\", \"head_di"
		"m\": 128, \"sliding_window\": 3000, \"ffn_dim\": 22528, \"tie_word_embeddings\": false, \"model_type\": \"mosh"
		"i\"}"},
	{"moss_transcribe_diarize", INT64_C(596049920), INT64_C(596049920),
		"{\"id2label\": {}, \"audio_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"num_hidden_layers\":"
		" 24, \"num_attention_heads\": 16, \"intermediate_size\": 4096, \"hidden_size\": 1024, \"model_type\": \"moss_"
		"transcribe_diarize_audio\"}, \"text_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"vocab_siz"
		"e\": 151936, \"hidden_size\": 1024, \"intermediate_size\": 3072, \"num_hidden_layers\": 28, \"num_attention_"
		"heads\": 16, \"num_key_value_heads\": 8, \"head_dim\": 128, \"hidden_act\": \"silu\", \"max_position_embedding"
		"s\": 131072, \"tie_word_embeddings\": false, \"attention_bias\": false, \"use_sliding_window\": false, \"max"
		"_window_layers\": 28, \"layer_types\": [\"full_attention\", \"full_attention\", \"full_attention\", \"full_att"
		"ention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \""
		"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_atten"
		"tion\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"fu"
		"ll_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_attenti"
		"on\", \"full_attention\", \"full_attention\"], \"model_type\": \"qwen3\"}, \"tie_word_embeddings\": true, \"mode"
		"l_type\": \"moss_transcribe_diarize\"}"},
	{"mpt", INT64_C(405170176), INT64_C(405170176),
		"{\"id2label\": {}, \"d_model\": 2048, \"n_heads\": 16, \"n_layers\": 6, \"expansion_ratio\": 4, \"vocab_size\": "
		"50368, \"attn_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"attn_type\": \"multihead_attenti"
		"on\", \"qk_ln\": false, \"model_type\": \"\"}, \"no_bias\": true, \"tie_word_embeddings\": true, \"model_type\": "
		"\"mpt\"}"},
	{"mvp", INT64_C(153306112), INT64_C(153306112),
		"{\"id2label\": {}, \"vocab_size\": 50267, \"max_position_embeddings\": 1024, \"encoder_layers\": 12, \"encode"
		"r_ffn_dim\": 4096, \"encoder_attention_heads\": 16, \"decoder_layers\": 6, \"decoder_ffn_dim\": 4096, \"deco"
		"der_attention_heads\": 16, \"d_model\": 1024, \"use_prompt\": false, \"prompt_length\": 100, \"prompt_mid_di"
		"m\": 800, \"tie_word_embeddings\": true, \"model_type\": \"mvp\"}"},
	{"nanochat", INT64_C(166920192), INT64_C(166920192),
		"{\"id2label\": {}, \"vocab_size\": 50304, \"hidden_size\": 768, \"intermediate_size\": 8192, \"num_hidden_lay"
		"ers\": 6, \"num_attention_heads\": 6, \"num_key_value_heads\": 6, \"max_position_embeddings\": 2048, \"hidde"
		"n_act\": \"relu2\", \"attention_bias\": false, \"tie_word_embeddings\": false, \"model_type\": \"nanochat\"}"},
	{"nemotron", INT64_C(5486309376), INT64_C(5486309376),
		"{\"id2label\": {}, \"vocab_size\": 256000, \"hidden_size\": 6144, \"intermediate_size\": 24576, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 48, \"head_dim\": 128, \"num_key_value_heads\": 8, \"hidden_act\": \"rel"
		"u2\", \"max_position_embeddings\": 4096, \"tie_word_embeddings\": false, \"attention_bias\": false, \"mlp_bi"
		"as\": false, \"model_type\": \"nemotron\"}"},
	{"nemotron_h", INT64_C(1968355712), INT64_C(1590475136),
		"{\"id2label\": {}, \"vocab_size\": 131072, \"hidden_size\": 4096, \"layers_block_type\": [\"linear_attention\""
		", \"moe\", \"full_attention\", \"mlp\"], \"tie_word_embeddings\": false, \"num_attention_heads\": 32, \"num_key"
		"_value_heads\": 8, \"head_dim\": 128, \"max_position_embeddings\": 4096, \"attention_bias\": false, \"interm"
		"ediate_size\": 21504, \"mlp_bias\": false, \"ssm_state_size\": 128, \"mamba_num_heads\": 128, \"mamba_head_d"
		"im\": 64, \"n_groups\": 8, \"conv_kernel\": 4, \"expand\": 2, \"use_conv_bias\": true, \"mamba_proj_bias\": fal"
		"se, \"mamba_ssm_cache_dtype\": \"float32\", \"n_routed_experts\": 8, \"n_shared_experts\": 1, \"moe_intermedi"
		"ate_size\": 7688, \"moe_shared_expert_intermediate_size\": 7688, \"num_experts_per_tok\": 2, \"num_nextn_p"
		"redict_layers\": 0, \"use_bias\": false, \"model_type\": \"nemotron_h\"}"},
	{"olmo", INT64_C(1626341376), INT64_C(1626341376),
		"{\"id2label\": {}, \"vocab_size\": 50304, \"hidden_size\": 4096, \"intermediate_size\": 11008, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"model_type\": \"olmo\"}"},
	{"olmo2", INT64_C(1626443776), INT64_C(1626443776),
		"{\"id2label\": {}, \"vocab_size\": 50304, \"hidden_size\": 4096, \"intermediate_size\": 11008, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"model_type\": \"olmo2\"}"},
	{"olmo3", INT64_C(1626443776), INT64_C(1626443776),
		"{\"id2label\": {}, \"vocab_size\": 50304, \"hidden_size\": 4096, \"intermediate_size\": 11008, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 2048, \"tie_word_embeddings\": false, \"attention_bias\": false, \"sliding_window\": 4096, \""
		"layer_types\": [\"sliding_attention\", \"sliding_attention\", \"sliding_attention\", \"full_attention\", \"sli"
		"ding_attention\", \"sliding_attention\"], \"model_type\": \"olmo3\"}"},
	{"olmo_hybrid", INT64_C(2034367980), INT64_C(2034367980),
		"{\"id2label\": {}, \"vocab_size\": 100352, \"hidden_size\": 3840, \"intermediate_size\": 11008, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 30, \"num_key_value_heads\": 30, \"hidden_act\": \"silu\", \"max_positio"
		"n_embeddings\": 65536, \"tie_word_embeddings\": false, \"attention_bias\": false, \"layer_types\": [\"linear"
		"_attention\", \"linear_attention\", \"linear_attention\", \"full_attention\", \"linear_attention\", \"linear_a"
		"ttention\"], \"linear_num_key_heads\": 30, \"linear_num_value_heads\": 30, \"linear_key_head_dim\": 96, \"li"
		"near_value_head_dim\": 192, \"linear_conv_kernel_dim\": 4, \"model_type\": \"olmo_hybrid\"}"},
	{"olmoe", INT64_C(5139384320), INT64_C(911525888),
		"{\"id2label\": {}, \"vocab_size\": 50304, \"hidden_size\": 2048, \"intermediate_size\": 2048, \"num_hidden_la"
		"yers\": 6, \"num_attention_heads\": 16, \"num_key_value_heads\": 16, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 4096, \"tie_word_embeddings\": false, \"attention_bias\": false, \"num_experts_per_tok\": 8, "
		"\"num_experts\": 64, \"model_type\": \"olmoe\"}"},
	{"openai-gpt", INT64_C(74007552), INT64_C(74007552),
		"{\"id2label\": {}, \"vocab_size\": 40478, \"n_positions\": 512, \"n_embd\": 768, \"n_layer\": 6, \"n_head\": 12,"
		" \"tie_word_embeddings\": true, \"model_type\": \"openai-gpt\"}"},
	{"opt", INT64_C(82712064), INT64_C(82712064),
		"{\"id2label\": {}, \"vocab_size\": 50272, \"hidden_size\": 768, \"num_hidden_layers\": 6, \"ffn_dim\": 3072, \""
		"max_position_embeddings\": 2048, \"do_layer_norm_before\": true, \"_remove_final_layer_norm\": false, \"wo"
		"rd_embed_proj_dim\": 768, \"num_attention_heads\": 12, \"enable_bias\": true, \"layer_norm_elementwise_aff"
		"ine\": true, \"tie_word_embeddings\": true, \"model_type\": \"opt\"}"},
	{"pegasus", INT64_C(153302016), INT64_C(153302016),
		"{\"id2label\": {}, \"vocab_size\": 50265, \"max_position_embeddings\": 1024, \"encoder_layers\": 12, \"encode"
		"r_ffn_dim\": 4096, \"encoder_attention_heads\": 16, \"decoder_layers\": 6, \"decoder_ffn_dim\": 4096, \"deco"
		"der_attention_heads\": 16, \"d_model\": 1024, \"tie_word_embeddings\": true, \"model_type\": \"pegasus\"}"},
	{"persimmon", INT64_C(3355772416), INT64_C(3355772416),
		"{\"id2label\": {}, \"vocab_size\": 262144, \"hidden_size\": 4096, \"intermediate_size\": 16384, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 64, \"hidden_act\": \"relu2\", \"max_position_embeddings\": 16384, \"tie"
		"_word_embeddings\": false, \"qk_layernorm\": true, \"model_type\": \"persimmon\"}"},
	{"phi", INT64_C(511895552), INT64_C(511895552),
		"{\"id2label\": {}, \"vocab_size\": 51200, \"hidden_size\": 2048, \"intermediate_size\": 8192, \"num_hidden_la"
		"yers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"gelu_new\", \"max_posit"
		"ion_embeddings\": 2048, \"tie_word_embeddings\": false, \"qk_layernorm\": false, \"model_type\": \"phi\"}"},
	{"phi3", INT64_C(876518400), INT64_C(876518400),
		"{\"id2label\": {}, \"vocab_size\": 32064, \"hidden_size\": 3072, \"intermediate_size\": 8192, \"num_hidden_la"
		"yers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 4096, \"tie_word_embeddings\": false, \"model_type\": \"phi3\"}"},
	{"phi4_multimodal", INT64_C(1823775744), INT64_C(1823775744),
		"{\"id2label\": {}, \"vocab_size\": 200064, \"hidden_size\": 3072, \"intermediate_size\": 8192, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 8, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 131072, \"tie_word_embeddings\": false, \"vision_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1"
		"\": \"LABEL_1\"}, \"hidden_size\": 1152, \"intermediate_size\": 4304, \"num_hidden_layers\": 27, \"num_attenti"
		"on_heads\": 16, \"hidden_act\": \"gelu_pytorch_tanh\", \"model_type\": \"phi4_multimodal_vision\"}, \"audio_co"
		"nfig\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"hidden_size\": 1024, \"intermediate_size\": 1536"
		", \"num_blocks\": 24, \"num_attention_heads\": 16, \"model_type\": \"phi4_multimodal_audio\"}, \"model_type\":"
		" \"phi4_multimodal\"}"},
	{"phimoe", INT64_C(8064573440), INT64_C(1458544640),
		"{\"id2label\": {}, \"vocab_size\": 32064, \"hidden_size\": 4096, \"intermediate_size\": 6400, \"num_hidden_la"
		"yers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 8, \"hidden_act\": \"silu\", \"max_position_e"
		"mbeddings\": 131072, \"tie_word_embeddings\": false, \"num_experts_per_tok\": 2, \"num_local_experts\": 16,"
		" \"attention_bias\": false, \"lm_head_bias\": false, \"model_type\": \"phimoe\"}"},
	{"plbart", INT64_C(95904000), INT64_C(95904000),
		"{\"id2label\": {}, \"vocab_size\": 50005, \"max_position_embeddings\": 1024, \"encoder_layers\": 6, \"encoder"
		"_ffn_dim\": 3072, \"encoder_attention_heads\": 12, \"decoder_layers\": 6, \"decoder_ffn_dim\": 3072, \"decod"
		"er_attention_heads\": 12, \"d_model\": 768, \"tie_word_embeddings\": true, \"model_type\": \"plbart\"}"},
	{"prophetnet", INT64_C(135711744), INT64_C(135711744),
		"{\"id2label\": {}, \"vocab_size\": 30522, \"hidden_size\": 1024, \"encoder_ffn_dim\": 4096, \"num_encoder_lay"
		"ers\": 12, \"num_encoder_attention_heads\": 16, \"decoder_ffn_dim\": 4096, \"num_decoder_layers\": 6, \"num_"
		"decoder_attention_heads\": 16, \"max_position_embeddings\": 512, \"add_cross_attention\": true, \"ngram\": "
		"2, \"num_buckets\": 32, \"tie_word_embeddings\": true, \"model_type\": \"prophetnet\"}"},
	{"qwen2", INT64_C(3270635520), INT64_C(3270635520),
		"{\"id2label\": {}, \"vocab_size\": 151936, \"hidden_size\": 4096, \"intermediate_size\": 22016, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_positio"
		"n_embeddings\": 32768, \"tie_word_embeddings\": false, \"use_sliding_window\": false, \"max_window_layers\""
		": 28, \"layer_types\": [\"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"full_"
		"attention\", \"full_attention\"], \"model_type\": \"qwen2\"}"},
	{"qwen2_moe", INT64_C(4045694976), INT64_C(1139042304),
		"{\"id2label\": {}, \"vocab_size\": 151936, \"hidden_size\": 2048, \"intermediate_size\": 5632, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 16, \"num_key_value_heads\": 16, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 32768, \"tie_word_embeddings\": false, \"use_sliding_window\": false, \"sliding_window\": 0,"
		" \"max_window_layers\": 28, \"decoder_sparse_step\": 1, \"moe_intermediate_size\": 1408, \"shared_expert_in"
		"termediate_size\": 5632, \"num_experts_per_tok\": 4, \"num_experts\": 60, \"mlp_only_layers\": [], \"qkv_bia"
		"s\": true, \"layer_types\": [\"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\", \"f"
		"ull_attention\", \"full_attention\"], \"model_type\": \"qwen2_moe\"}"},
	{"qwen3", INT64_C(3270563328), INT64_C(3270563328),
		"{\"id2label\": {}, \"vocab_size\": 151936, \"hidden_size\": 4096, \"intermediate_size\": 22016, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"head_dim\": 128, \"hidden_act\": \"si"
		"lu\", \"max_position_embeddings\": 32768, \"tie_word_embeddings\": false, \"attention_bias\": false, \"use_s"
		"liding_window\": false, \"max_window_layers\": 28, \"layer_types\": [\"full_attention\", \"full_attention\", "
		"\"full_attention\", \"full_attention\", \"full_attention\", \"full_attention\"], \"model_type\": \"qwen3\"}"},
	{"qwen3_5", INT64_C(8953803264), INT64_C(8953803264),
		"{\"id2label\": {}, \"text_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"vocab_size\": 248320,"
		" \"hidden_size\": 4096, \"intermediate_size\": 12288, \"num_hidden_layers\": 32, \"num_attention_heads\": 16"
		", \"num_key_value_heads\": 4, \"hidden_act\": \"silu\", \"max_position_embeddings\": 32768, \"tie_word_embedd"
		"ings\": false, \"attention_bias\": false, \"head_dim\": 256, \"linear_conv_kernel_dim\": 4, \"linear_key_hea"
		"d_dim\": 128, \"linear_value_head_dim\": 128, \"linear_num_key_heads\": 16, \"linear_num_value_heads\": 32,"
		" \"layer_types\": [\"linear_attention\", \"linear_attention\", \"linear_attention\", \"full_attention\", \"line"
		"ar_attention\", \"linear_attention\", \"linear_attention\", \"full_attention\", \"linear_attention\", \"linear"
		"_attention\", \"linear_attention\", \"full_attention\", \"linear_attention\", \"linear_attention\", \"linear_a"
		"ttention\", \"full_attention\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"full_atten"
		"tion\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"full_attention\", \"linear_attenti"
		"on\", \"linear_attention\", \"linear_attention\", \"full_attention\", \"linear_attention\", \"linear_attention"
		"\", \"linear_attention\", \"full_attention\"], \"model_type\": \"qwen3_5_text\"}, \"vision_config\": {\"id2label"
		"\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"hidden_size\": 1152, \"hidden_act\": \"gelu_pytorch_tanh\", \"interm"
		"ediate_size\": 4304, \"num_heads\": 16, \"model_type\": \"qwen3_5_vision\"}, \"tie_word_embeddings\": false, "
		"\"model_type\": \"qwen3_5\"}"},
	{"qwen3_5_moe", INT64_C(34660610688), INT64_C(3454988928),
		"{\"id2label\": {}, \"text_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"vocab_size\": 248320,"
		" \"hidden_size\": 2048, \"num_hidden_layers\": 40, \"num_attention_heads\": 16, \"num_key_value_heads\": 2, "
		"\"hidden_act\": \"silu\", \"max_position_embeddings\": 32768, \"tie_word_embeddings\": false, \"attention_bia"
		"s\": false, \"head_dim\": 256, \"linear_conv_kernel_dim\": 4, \"linear_key_head_dim\": 128, \"linear_value_h"
		"ead_dim\": 128, \"linear_num_key_heads\": 16, \"linear_num_value_heads\": 32, \"moe_intermediate_size\": 51"
		"2, \"shared_expert_intermediate_size\": 512, \"num_experts_per_tok\": 8, \"num_experts\": 256, \"layer_type"
		"s\": [\"linear_attention\", \"linear_attention\", \"linear_attention\", \"full_attention\", \"linear_attention"
		"\", \"linear_attention\", \"linear_attention\", \"full_attention\", \"linear_attention\", \"linear_attention\","
		" \"linear_attention\", \"full_attention\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \""
		"full_attention\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"full_attention\", \"line"
		"ar_attention\", \"linear_attention\", \"linear_attention\", \"full_attention\", \"linear_attention\", \"linear"
		"_attention\", \"linear_attention\", \"full_attention\", \"linear_attention\", \"linear_attention\", \"linear_a"
		"ttention\", \"full_attention\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"full_atten"
		"tion\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"full_attention\"], \"model_type\": "
		"\"qwen3_5_moe_text\"}, \"vision_config\": {\"id2label\": {\"0\": \"LABEL_0\", \"1\": \"LABEL_1\"}, \"hidden_size\": "
		"1152, \"hidden_act\": \"gelu_pytorch_tanh\", \"intermediate_size\": 4304, \"num_heads\": 16, \"model_type\": \""
		"qwen3_5_moe_vision\"}, \"tie_word_embeddings\": false, \"model_type\": \"qwen3_5_moe\"}"},
	{"qwen3_5_moe_text", INT64_C(6066871744), INT64_C(1386028480),
		"{\"id2label\": {}, \"vocab_size\": 248320, \"hidden_size\": 2048, \"num_hidden_layers\": 6, \"num_attention_h"
		"eads\": 16, \"num_key_value_heads\": 2, \"hidden_act\": \"silu\", \"max_position_embeddings\": 32768, \"tie_wo"
		"rd_embeddings\": false, \"attention_bias\": false, \"head_dim\": 256, \"linear_conv_kernel_dim\": 4, \"linea"
		"r_key_head_dim\": 128, \"linear_value_head_dim\": 128, \"linear_num_key_heads\": 16, \"linear_num_value_he"
		"ads\": 32, \"moe_intermediate_size\": 512, \"shared_expert_intermediate_size\": 512, \"num_experts_per_tok"
		"\": 8, \"num_experts\": 256, \"layer_types\": [\"linear_attention\", \"linear_attention\", \"linear_attention\""
		", \"full_attention\", \"linear_attention\", \"linear_attention\"], \"model_type\": \"qwen3_5_moe_text\"}"},
	{"qwen3_5_text", INT64_C(3336000960), INT64_C(3336000960),
		"{\"id2label\": {}, \"vocab_size\": 248320, \"hidden_size\": 4096, \"intermediate_size\": 12288, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 16, \"num_key_value_heads\": 4, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 32768, \"tie_word_embeddings\": false, \"attention_bias\": false, \"head_dim\": 256, \"linear"
		"_conv_kernel_dim\": 4, \"linear_key_head_dim\": 128, \"linear_value_head_dim\": 128, \"linear_num_key_head"
		"s\": 16, \"linear_num_value_heads\": 32, \"layer_types\": [\"linear_attention\", \"linear_attention\", \"linea"
		"r_attention\", \"full_attention\", \"linear_attention\", \"linear_attention\"], \"model_type\": \"qwen3_5_text"
		"\"}"},
	{"qwen3_moe", INT64_C(4304431872), INT64_C(907045632),
		"{\"id2label\": {}, \"vocab_size\": 151936, \"hidden_size\": 2048, \"intermediate_size\": 6144, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 4, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 32768, \"tie_word_embeddings\": false, \"attention_bias\": false, \"use_sliding_window\": fal"
		"se, \"decoder_sparse_step\": 1, \"moe_intermediate_size\": 768, \"num_experts_per_tok\": 8, \"num_local_exp"
		"erts\": 128, \"mlp_only_layers\": [], \"model_type\": \"qwen3_moe\"}"},
	{"qwen3_next", INT64_C(10507066816), INT64_C(1032134080),
		"{\"id2label\": {}, \"vocab_size\": 151936, \"hidden_size\": 2048, \"intermediate_size\": 5632, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 16, \"num_key_value_heads\": 2, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 32768, \"tie_word_embeddings\": false, \"attention_bias\": false, \"head_dim\": 256, \"linear_"
		"conv_kernel_dim\": 4, \"linear_key_head_dim\": 128, \"linear_value_head_dim\": 128, \"linear_num_key_heads"
		"\": 16, \"linear_num_value_heads\": 32, \"decoder_sparse_step\": 1, \"moe_intermediate_size\": 512, \"shared"
		"_expert_intermediate_size\": 512, \"num_experts_per_tok\": 10, \"num_experts\": 512, \"mlp_only_layers\": ["
		"], \"layer_types\": [\"linear_attention\", \"linear_attention\", \"linear_attention\", \"full_attention\", \"li"
		"near_attention\", \"linear_attention\"], \"model_type\": \"qwen3_next\"}"},
	{"recurrent_gemma", INT64_C(968834560), INT64_C(968834560),
		"{\"id2label\": {}, \"num_hidden_layers\": 6, \"vocab_size\": 256000, \"hidden_size\": 2560, \"intermediate_si"
		"ze\": 7680, \"num_attention_heads\": 10, \"lru_width\": 2560, \"attention_window_size\": 2048, \"conv1d_widt"
		"h\": 4, \"block_types\": [\"recurrent\", \"recurrent\", \"attention\"], \"num_key_value_heads\": 10, \"attention"
		"_bias\": false, \"tie_word_embeddings\": true, \"head_dim\": 256, \"model_type\": \"recurrent_gemma\"}"},
	{"rembert", INT64_C(578817724), INT64_C(578817724),
		"{\"id2label\": {}, \"vocab_size\": 250300, \"hidden_size\": 1152, \"num_hidden_layers\": 6, \"num_attention_h"
		"eads\": 18, \"input_embedding_size\": 256, \"output_embedding_size\": 1664, \"intermediate_size\": 4608, \"h"
		"idden_act\": \"gelu\", \"max_position_embeddings\": 512, \"type_vocab_size\": 2, \"add_cross_attention\": fal"
		"se, \"tie_word_embeddings\": false, \"model_type\": \"rembert\"}"},
	{"roberta", INT64_C(82169433), INT64_C(82169433),
		"{\"id2label\": {}, \"vocab_size\": 50265, \"hidden_size\": 768, \"num_hidden_layers\": 6, \"num_attention_hea"
		"ds\": 12, \"intermediate_size\": 3072, \"hidden_act\": \"gelu\", \"max_position_embeddings\": 512, \"type_voca"
		"b_size\": 2, \"add_cross_attention\": false, \"tie_word_embeddings\": true, \"model_type\": \"roberta\"}"},
	{"roberta-prelayernorm", INT64_C(82170969), INT64_C(82170969),
		"{\"id2label\": {}, \"vocab_size\": 50265, \"hidden_size\": 768, \"num_hidden_layers\": 6, \"num_attention_hea"
		"ds\": 12, \"intermediate_size\": 3072, \"hidden_act\": \"gelu\", \"max_position_embeddings\": 512, \"type_voca"
		"b_size\": 2, \"add_cross_attention\": false, \"tie_word_embeddings\": true, \"model_type\": \"roberta-prelay"
		"ernorm\"}"},
	{"roc_bert", INT64_C(81986874), INT64_C(81986874),
		"{\"id2label\": {}, \"vocab_size\": 30522, \"hidden_size\": 768, \"num_hidden_layers\": 6, \"num_attention_hea"
		"ds\": 12, \"intermediate_size\": 3072, \"hidden_act\": \"gelu\", \"max_position_embeddings\": 512, \"type_voca"
		"b_size\": 2, \"enable_pronunciation\": true, \"enable_shape\": true, \"pronunciation_embed_dim\": 768, \"pro"
		"nunciation_vocab_size\": 910, \"shape_embed_dim\": 512, \"shape_vocab_size\": 24858, \"concat_input\": true"
		", \"add_cross_attention\": false, \"tie_word_embeddings\": true, \"model_type\": \"roc_bert\"}"},
	{"roformer", INT64_C(81670736), INT64_C(81670736),
		"{\"id2label\": {}, \"vocab_size\": 50000, \"embedding_size\": 768, \"hidden_size\": 768, \"num_hidden_layers\""
		": 6, \"num_attention_heads\": 12, \"intermediate_size\": 3072, \"hidden_act\": \"gelu\", \"max_position_embed"
		"dings\": 1536, \"type_vocab_size\": 2, \"add_cross_attention\": false, \"tie_word_embeddings\": true, \"mode"
		"l_type\": \"roformer\"}"},
	{"rwkv", INT64_C(1720778752), INT64_C(1720778752),
		"{\"id2label\": {}, \"vocab_size\": 50277, \"hidden_size\": 4096, \"num_hidden_layers\": 6, \"attention_hidden"
		"_size\": 4096, \"intermediate_size\": 16384, \"tie_word_embeddings\": false, \"model_type\": \"rwkv\"}"},
	{"sarvam_mla", INT64_C(19151248384), INT64_C(4051753984),
		"{\"id2label\": {}, \"vocab_size\": 262144, \"hidden_size\": 4096, \"intermediate_size\": 16384, \"moe_interme"
		"diate_size\": 2048, \"num_hidden_layers\": 6, \"num_attention_heads\": 64, \"num_key_value_heads\": 64, \"n_"
		"shared_experts\": 1, \"n_routed_experts\": 128, \"kv_lora_rank\": 512, \"qk_rope_head_dim\": 64, \"v_head_di"
		"m\": 128, \"qk_nope_head_dim\": 128, \"num_experts_per_tok\": 8, \"first_k_dense_replace\": 1, \"hidden_act\""
		": \"silu\", \"max_position_embeddings\": 4096, \"tie_word_embeddings\": false, \"attention_bias\": false, \"n"
		"um_nextn_predict_layers\": 0, \"qk_head_dim\": 192, \"head_dim\": 64, \"model_type\": \"sarvam_mla\"}"},
	{"sarvam_moe", INT64_C(10580710144), INT64_C(2905133824),
		"{\"id2label\": {}, \"vocab_size\": 262144, \"hidden_size\": 4096, \"intermediate_size\": 8192, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 64, \"num_key_value_heads\": 4, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 131072, \"tie_word_embeddings\": false, \"attention_bias\": false, \"moe_intermediate_size\":"
		" 1024, \"num_experts_per_tok\": 6, \"n_shared_experts\": 1, \"n_routed_experts\": 128, \"first_k_dense_repl"
		"ace\": 1, \"use_qk_norm\": true, \"num_nextn_predict_layers\": 0, \"head_dim\": 64, \"model_type\": \"sarvam_m"
		"oe\"}"},
	{"seed_oss", INT64_C(3863080960), INT64_C(3863080960),
		"{\"id2label\": {}, \"vocab_size\": 155136, \"hidden_size\": 4096, \"intermediate_size\": 27648, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 80, \"num_key_value_heads\": 8, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 524288, \"tie_word_embeddings\": false, \"attention_bias\": true, \"attention_out_bias\": fa"
		"lse, \"mlp_bias\": false, \"head_dim\": 128, \"model_type\": \"seed_oss\"}"},
	{"smollm3", INT64_C(731408384), INT64_C(731408384),
		"{\"id2label\": {}, \"vocab_size\": 128256, \"hidden_size\": 2048, \"intermediate_size\": 11008, \"num_hidden_"
		"layers\": 6, \"num_attention_heads\": 16, \"num_key_value_heads\": 4, \"hidden_act\": \"silu\", \"max_position"
		"_embeddings\": 32768, \"use_sliding_window\": false, \"no_rope_layers\": [1, 1, 1, 0, 1, 1], \"no_rope_lay"
		"er_interval\": 4, \"layer_types\": [\"full_attention\", \"full_attention\", \"full_attention\", \"full_attenti"
		"on\", \"full_attention\", \"full_attention\"], \"attention_bias\": false, \"mlp_bias\": false, \"tie_word_embe"
		"ddings\": true, \"model_type\": \"smollm3\"}"},
	{"solar_open", INT64_C(14240763904), INT64_C(2916143104),
		"{\"id2label\": {}, \"vocab_size\": 196608, \"hidden_size\": 4096, \"num_hidden_layers\": 6, \"num_attention_h"
		"eads\": 64, \"num_key_value_heads\": 8, \"hidden_act\": \"silu\", \"max_position_embeddings\": 131072, \"tie_w"
		"ord_embeddings\": false, \"attention_bias\": false, \"moe_intermediate_size\": 1280, \"num_experts_per_tok"
		"\": 8, \"n_shared_experts\": 1, \"n_routed_experts\": 128, \"head_dim\": 128, \"model_type\": \"solar_open\"}"},
	{"stablelm", INT64_C(733414400), INT64_C(733414400),
		"{\"id2label\": {}, \"vocab_size\": 50304, \"intermediate_size\": 6912, \"hidden_size\": 2560, \"num_hidden_la"
		"yers\": 6, \"num_attention_heads\": 32, \"num_key_value_heads\": 32, \"hidden_act\": \"silu\", \"max_position_"
		"embeddings\": 4096, \"tie_word_embeddings\": false, \"use_qkv_bias\": false, \"qk_layernorm\": false, \"use_"
		"parallel_residual\": false, \"model_type\": \"stablelm\"}"},
	{"starcoder2", INT64_C(726875136), INT64_C(726875136),
		"{\"id2label\": {}, \"vocab_size\": 49152, \"hidden_size\": 3072, \"intermediate_size\": 12288, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 24, \"num_key_value_heads\": 2, \"hidden_act\": \"gelu_pytorch_tanh\", \""
		"max_position_embeddings\": 4096, \"use_bias\": true, \"tie_word_embeddings\": true, \"model_type\": \"starco"
		"der2\"}"},
	{"trocr", INT64_C(152779776), INT64_C(152779776),
		"{\"id2label\": {}, \"vocab_size\": 50265, \"d_model\": 1024, \"decoder_layers\": 6, \"decoder_attention_heads"
		"\": 16, \"decoder_ffn_dim\": 4096, \"max_position_embeddings\": 512, \"use_learned_position_embeddings\": t"
		"rue, \"layernorm_embedding\": true, \"tie_word_embeddings\": true, \"model_type\": \"trocr\"}"},
	{"vaultgemma", INT64_C(1056994560), INT64_C(1056994560),
		"{\"id2label\": {}, \"vocab_size\": 256000, \"hidden_size\": 2304, \"intermediate_size\": 9216, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 8, \"num_key_value_heads\": 4, \"head_dim\": 256, \"max_position_embedd"
		"ings\": 8192, \"tie_word_embeddings\": true, \"attention_bias\": false, \"sliding_window\": 4096, \"layer_ty"
		"pes\": [\"sliding_attention\", \"full_attention\", \"sliding_attention\", \"full_attention\", \"sliding_attent"
		"ion\", \"full_attention\"], \"model_type\": \"vaultgemma\"}"},
	{"whisper", INT64_C(29552256), INT64_C(29552256),
		"{\"id2label\": {}, \"vocab_size\": 51865, \"encoder_layers\": 4, \"encoder_attention_heads\": 6, \"decoder_la"
		"yers\": 4, \"decoder_attention_heads\": 6, \"decoder_ffn_dim\": 1536, \"encoder_ffn_dim\": 1536, \"d_model\":"
		" 384, \"max_target_positions\": 448, \"tie_word_embeddings\": true, \"model_type\": \"whisper\"}"},
	{"xglm", INT64_C(337731584), INT64_C(337731584),
		"{\"id2label\": {}, \"vocab_size\": 256008, \"max_position_embeddings\": 2048, \"d_model\": 1024, \"ffn_dim\": "
		"4096, \"num_layers\": 6, \"attention_heads\": 16, \"add_cross_attention\": false, \"tie_word_embeddings\": t"
		"rue, \"model_type\": \"xglm\"}"},
	{"xlm", INT64_C(364969409), INT64_C(364969409),
		"{\"id2label\": {}, \"vocab_size\": 30145, \"emb_dim\": 2048, \"n_layers\": 6, \"n_heads\": 16, \"asm\": false, \""
		"n_langs\": 1, \"use_lang_emb\": true, \"max_position_embeddings\": 512, \"tie_word_embeddings\": true, \"mod"
		"el_type\": \"xlm\"}"},
	{"xlm-roberta", INT64_C(66987066), INT64_C(66987066),
		"{\"id2label\": {}, \"vocab_size\": 30522, \"hidden_size\": 768, \"num_hidden_layers\": 6, \"num_attention_hea"
		"ds\": 12, \"intermediate_size\": 3072, \"hidden_act\": \"gelu\", \"max_position_embeddings\": 512, \"type_voca"
		"b_size\": 2, \"add_cross_attention\": false, \"tie_word_embeddings\": true, \"model_type\": \"xlm-roberta\"}"},
	{"xlm-roberta-xl", INT64_C(1122447360), INT64_C(1122447360),
		"{\"id2label\": {}, \"vocab_size\": 250880, \"hidden_size\": 2560, \"num_hidden_layers\": 6, \"num_attention_h"
		"eads\": 32, \"intermediate_size\": 10240, \"hidden_act\": \"gelu\", \"max_position_embeddings\": 514, \"type_v"
		"ocab_size\": 1, \"add_cross_attention\": false, \"tie_word_embeddings\": true, \"model_type\": \"xlm-roberta"
		"-xl\"}"},
	{"xlnet", INT64_C(114675968), INT64_C(114675968),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"d_model\": 1024, \"n_layer\": 6, \"n_head\": 16, \"d_inner\": 4096, "
		"\"d_head\": 64, \"tie_word_embeddings\": true, \"model_type\": \"xlnet\"}"},
	{"xmod", INT64_C(70532922), INT64_C(70532922),
		"{\"id2label\": {}, \"vocab_size\": 30522, \"hidden_size\": 768, \"num_hidden_layers\": 6, \"num_attention_hea"
		"ds\": 12, \"intermediate_size\": 3072, \"hidden_act\": \"gelu\", \"max_position_embeddings\": 512, \"type_voca"
		"b_size\": 2, \"pre_norm\": false, \"adapter_reduction_factor\": 2, \"adapter_layer_norm\": false, \"language"
		"s\": [\"en_XX\"], \"add_cross_attention\": false, \"tie_word_embeddings\": true, \"model_type\": \"xmod\"}"},
	{"youtu", INT64_C(581212160), INT64_C(581212160),
		"{\"id2label\": {}, \"vocab_size\": 128256, \"hidden_size\": 2048, \"intermediate_size\": 6144, \"num_hidden_l"
		"ayers\": 6, \"num_attention_heads\": 16, \"num_key_value_heads\": 16, \"kv_lora_rank\": 512, \"q_lora_rank\":"
		" 1536, \"qk_rope_head_dim\": 64, \"v_head_dim\": 128, \"qk_nope_head_dim\": 128, \"hidden_act\": \"silu\", \"ma"
		"x_position_embeddings\": 131072, \"tie_word_embeddings\": true, \"attention_bias\": false, \"qk_head_dim\":"
		" 192, \"head_dim\": 64, \"model_type\": \"youtu\"}"},
	{"zamba", INT64_C(7232490496), INT64_C(7232490496),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"tie_word_embeddings\": true, \"hidden_size\": 3712, \"attention_h"
		"idden_size\": 7424, \"intermediate_size\": 14848, \"num_hidden_layers\": 76, \"num_attention_heads\": 16, \""
		"attention_head_dim\": 464, \"num_key_value_heads\": 16, \"n_mamba_heads\": 2, \"hidden_act\": \"gelu\", \"max_"
		"position_embeddings\": 4096, \"attn_layer_period\": 6, \"attn_layer_offset\": 4, \"mamba_d_state\": 16, \"ma"
		"mba_d_conv\": 4, \"mamba_expand\": 2, \"mamba_dt_rank\": 232, \"mamba_conv_bias\": true, \"mamba_proj_bias\":"
		" false, \"layers_block_type\": [\"linear_attention\", \"linear_attention\", \"hybrid\", \"linear_attention\", "
		"\"linear_attention\", \"linear_attention\", \"linear_attention\", \"hybrid\", \"linear_attention\", \"linear_at"
		"tention\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"hybrid\", \"linear_attention\", "
		"\"linear_attention\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"hybrid\", \"linear_at"
		"tention\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"hybrid\", "
		"\"linear_attention\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"linear_attention\", "
		"\"hybrid\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"linear_at"
		"tention\", \"hybrid\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"linear_attention\", "
		"\"linear_attention\", \"hybrid\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"linear_at"
		"tention\", \"linear_attention\", \"hybrid\", \"linear_attention\", \"linear_attention\", \"linear_attention\", "
		"\"linear_attention\", \"linear_attention\", \"hybrid\", \"linear_attention\", \"linear_attention\", \"linear_at"
		"tention\", \"linear_attention\", \"linear_attention\", \"hybrid\", \"linear_attention\", \"linear_attention\", "
		"\"linear_attention\", \"linear_attention\", \"linear_attention\", \"hybrid\", \"linear_attention\", \"linear_at"
		"tention\", \"linear_attention\", \"linear_attention\", \"linear_attention\", \"hybrid\", \"linear_attention\", "
		"\"linear_attention\"], \"model_type\": \"zamba\"}"},
	{"zamba2", INT64_C(320144784), INT64_C(320144784),
		"{\"id2label\": {}, \"vocab_size\": 32000, \"max_position_embeddings\": 4096, \"hidden_size\": 2560, \"num_hid"
		"den_layers\": 6, \"layers_block_type\": [\"linear_attention\", \"linear_attention\", \"linear_attention\", \"l"
		"inear_attention\", \"linear_attention\", \"linear_attention\"], \"mamba_d_state\": 64, \"mamba_d_conv\": 4, \""
		"mamba_expand\": 2, \"mamba_ngroups\": 1, \"n_mamba_heads\": 8, \"use_conv_bias\": true, \"add_bias_linear\": "
		"false, \"intermediate_size\": 10240, \"hidden_act\": \"gelu\", \"num_attention_heads\": 32, \"num_key_value_h"
		"eads\": 32, \"num_mem_blocks\": 1, \"use_shared_attention_adapter\": false, \"adapter_rank\": 128, \"tie_wor"
		"d_embeddings\": true, \"attention_hidden_size\": 5120, \"attention_head_dim\": 160, \"mamba_headdim\": 640,"
		" \"kv_channels\": 80, \"num_query_groups\": 32, \"hybrid_layer_ids\": [], \"model_type\": \"zamba2\"}"},
	{"zaya", INT64_C(1782641420), INT64_C(650179340),
		"{\"id2label\": {}, \"vocab_size\": 262272, \"hidden_size\": 2048, \"num_hidden_layers\": 6, \"num_attention_h"
		"eads\": 8, \"num_key_value_heads\": 2, \"hidden_act\": \"silu\", \"max_position_embeddings\": 131072, \"tie_wo"
		"rd_embeddings\": true, \"moe_intermediate_size\": 2048, \"num_experts_per_tok\": 1, \"num_experts\": 16, \"l"
		"ayer_types\": [\"hybrid\", \"hybrid\", \"hybrid\", \"hybrid\", \"hybrid\", \"hybrid\"], \"head_dim\": 128, \"attenti"
		"on_bias\": false, \"lm_head_bias\": false, \"router_hidden_size\": 256, \"cca_time0\": 2, \"cca_time1\": 2, \""
		"model_type\": \"zaya\"}"},
};

#define MODEL_DEFAULTS ((int) (sizeof(model_defaults) / sizeof(model_defaults[0])))

#endif							/* COLOSSUS_TEST_MODEL_FAMILIES_H */
