/*
 * json.h
 *		A small reader of JSON for the unit tests of model.c: it makes the list
 *		of keys that src/pg/model.c makes from a jsonb.  It trusts its input.
 */
#ifndef COLOSSUS_TEST_JSON_H
#define COLOSSUS_TEST_JSON_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/model.h"

#define JSON_KEYS 4096
#define JSON_PATHS 200000

typedef struct JsonReader
{
	const char *at;
	ModelKey	keys[JSON_KEYS];
	int			count;
	char		paths[JSON_PATHS];	/* names of keys inside objects */
	int			used;
} JsonReader;

static void
json_space(JsonReader *r)
{
	while (*r->at == ' ' || *r->at == ',' || *r->at == ':' || *r->at == '\n')
		r->at++;
}

/* past one value that nobody wants */
static void
json_skip(JsonReader *r)
{
	int			depth = 0;

	do
	{
		json_space(r);
		if (*r->at == '{' || *r->at == '[')
			depth++, r->at++;
		else if (*r->at == '}' || *r->at == ']')
			depth--, r->at++;
		else if (*r->at == '"')
		{
			for (r->at++; *r->at != '"'; r->at++)
				if (*r->at == '\\')
					r->at++;
			r->at++;
		}
		else
			r->at += strcspn(r->at, ",}] \n");
	} while (depth > 0);
}

static void json_object(JsonReader *r, bool text_config, const char *inside, int inside_length);
static void json_overrides(JsonReader *r, bool text_config);

static void
json_value(JsonReader *r, const char *name, int length, int element, bool text_config)
{
	ModelKey	key = {0};
	char	   *end;
	int			self;

	json_space(r);
	key.name = name;
	key.length = length;
	key.element = element;
	key.text_config = text_config;
	self = r->count++;
	if (strncmp(r->at, "true", 4) == 0 || strncmp(r->at, "false", 5) == 0)
	{
		key.kind = MODEL_BOOLEAN;
		key.integer = *r->at == 't';
		r->at += *r->at == 't' ? 4 : 5;
	}
	else if (strncmp(r->at, "null", 4) == 0)
	{
		key.kind = MODEL_NULL;
		r->at += 4;
	}
	else if (*r->at == '"')
	{
		key.kind = MODEL_STRING;
		key.string = ++r->at;
		while (r->at[key.string_length] != '"')
			key.string_length += r->at[key.string_length] == '\\' ? 2 : 1;
		r->at += key.string_length + 1;
	}
	else if (*r->at == '[' && element < 0)
	{
		key.kind = MODEL_LIST;
		r->at++;
		for (json_space(r); *r->at != ']'; json_space(r))
			json_value(r, name, length, (int) key.integer++, text_config);
		r->at++;
	}
	else if (*r->at == '{' || *r->at == '[')
	{
		key.kind = MODEL_OBJECT;
		key.integer = r->at[1] != '}';
		if (element < 0 && !text_config && ((length == 11 && memcmp(name, "text_config", 11) == 0) ||
											(length == 10 && memcmp(name, "llm_config", 10) == 0) ||
											(length == 15 && memcmp(name, "language_config", 15) == 0)))
			json_object(r, true, NULL, 0);
		else if (length == 16 && memcmp(name, "per_layer_config", 16) == 0)
			json_overrides(r, text_config);
		else if (element < 0 && model_object_matters(name, length))
			json_object(r, text_config, name, length);
		else if (*r->at == '{' && length == 13 && memcmp(name, "block_configs", 13) == 0)
		{
			json_object(r, text_config, name, length);
			for (int k = self + 1; k < r->count; k++)
				r->keys[k].element = element;
		}
		else
			json_skip(r);
	}
	else
	{
		size_t		n = strcspn(r->at, ",}] \n");

		key.kind = strspn(r->at, "-0123456789") == n ? MODEL_INTEGER : MODEL_DOUBLE;
		key.number = strtod(r->at, &end);
		key.integer = key.kind == MODEL_INTEGER ? strtoll(r->at, &end, 10) : 0;
		r->at = end;
	}
	r->keys[self] = key;
}

/* of per_layer_config: objects by the number of their layer */
static void
json_overrides(JsonReader *r, bool text_config)
{
	r->at++;
	for (json_space(r); *r->at != '}'; json_space(r))
	{
		int			first = r->count;
		int			layer = atoi(++r->at);

		r->at += strcspn(r->at, "\"") + 1;
		json_space(r);
		json_object(r, text_config, "per_layer_config", 16);
		while (first < r->count)
			r->keys[first++].element = layer;
	}
	r->at++;
}

static void
json_object(JsonReader *r, bool text_config, const char *inside, int inside_length)
{
	r->at++;
	for (json_space(r); *r->at != '}'; json_space(r))
	{
		const char *name = ++r->at;
		int			length = (int) strcspn(name, "\"");

		r->at += length + 1;
		if (inside != NULL)
		{
			char	   *path = r->paths + r->used;

			/* groups of a quantization have any name */
			if (inside_length == 33 && memcmp(inside, "quantization_config.config_groups", 33) == 0)
			{
				name = "group";
				length = 5;
			}
			length = snprintf(path, (size_t) (JSON_PATHS - r->used), "%.*s.%.*s", inside_length, inside, length, name);
			r->used += length;
			name = path;
		}
		json_value(r, name, length, -1, text_config);
	}
	r->at++;
}

static void
json_read(JsonReader *r, const char *text)
{
	r->at = text;
	r->count = 0;
	r->used = 0;
	json_space(r);
	json_object(r, false, NULL, 0);
}

#endif							/* COLOSSUS_TEST_JSON_H */
