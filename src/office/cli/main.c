/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/log.h"
#include "office/cli/verb.h"
#include "office/process/child.h"

/* What main takes out of the command line; words are what is left. */
struct command {
	struct verb_call call;
	char *words[VERB_ARGUMENTS_MAX + 4];
	int word_count;
	bool help, version;
};

static enum err
set_lang(struct command *c, const char *value)
{
	if (lang_find(value, &c->call.lang) != ERR_OK) {
		verb_detail(&c->call, "--lang is zh or en");
		return ERR_USAGE;
	}
	return ERR_OK;
}

/* An option with a value: "--lang zh" or "--lang=zh"; NULL if it is another. */
static const char *
value_of(const char *name, char **argv, int *i)
{
	size_t len = strlen(name);

	if (strncmp(argv[*i], name, len) != 0)
		return NULL;
	if (argv[*i][len] == '=')
		return argv[*i] + len + 1;
	if (argv[*i][len] != '\0' || argv[*i + 1] == NULL)
		return NULL;
	return argv[++*i];
}

static enum err
read_command(int argc, char **argv, struct command *c)
{
	for (int i = 1; i < argc; i++) {
		const char *value;

		if (strcmp(argv[i], "--json") == 0) {
			c->call.json = true;
		} else if (strcmp(argv[i], "--help") == 0) {
			c->help = true;
		} else if (strcmp(argv[i], "--version") == 0) {
			c->version = true;
		} else if ((value = value_of("--lang", argv, &i)) != NULL) {
			TRY(set_lang(c, value));
		} else if ((value = value_of("--unlock", argv, &i)) != NULL) {
			c->call.unlock = value;
		} else if (c->word_count < (int)COUNT(c->words)) {
			c->words[c->word_count++] = argv[i];
		} else {
			verb_detail(&c->call, "there are too many arguments");
			return ERR_USAGE;
		}
	}
	return ERR_OK;
}

static const struct verb *
find_verb(const struct command *c, int *ret_words)
{
	for (const struct verb *v = verbs; v->name != NULL; v++) {
		int n = v->group == NULL ? 1 : 2;

		if (c->word_count >= n &&
		    strcmp(c->words[n - 1], v->name) == 0 &&
		    (n == 1 || strcmp(c->words[0], v->group) == 0)) {
			*ret_words = n;
			return v;
		}
	}
	return NULL;
}

static void
print_verb(const struct verb_call *c, const struct verb *v)
{
	fprintf(c->out, "  cert-office %s%s%s %s %s\n      %s\n",
	    v->group == NULL ? "" : v->group, v->group == NULL ? "" : " ",
	    v->name, v->first == NULL ? "DIR" : v->first, v->usage,
	    VERB_SAY(c, v->zh, v->en));
}

/* All of it, or of the one group that was named. */
static void
print_help(const struct command *c)
{
	const char *group = c->word_count > 0 ? c->words[0] : NULL;
	bool named = false;

	for (const struct verb *v = verbs; group != NULL && v->name; v++)
		named |=
		    strcmp(v->group != NULL ? v->group : v->name, group) == 0;
	fputs(VERB_SAY(&c->call, "用法：\n", "Usage:\n"), c->call.out);
	for (const struct verb *v = verbs; v->name != NULL; v++)
		if (!named ||
		    strcmp(v->group != NULL ? v->group : v->name, group) == 0)
			print_verb(&c->call, v);
	fputs(VERB_SAY(&c->call,
		  "通用选项：--lang zh|en  --json  --unlock 文件  --help\n",
		  "Everywhere: --lang zh|en  --json  --unlock FILE  --help\n"),
	    c->call.out);
}

static enum err
run_command(struct command *c)
{
	const struct verb *v;
	int words;

	if (c->version) {
		fputs("cert-office " CERT_VERSION "\n", c->call.out);
		return ERR_OK;
	}
	if (c->help) {
		print_help(c);
		return ERR_OK;
	}
	v = find_verb(c, &words);
	if (v == NULL || c->word_count == words) {
		if (c->word_count > 0)
			verb_detail(&c->call, v == NULL
						  ? "there is no such verb"
						  : "DIR is missing");
		return ERR_USAGE;
	}
	c->call.dir = c->words[words];
	c->call.arguments = c->words + words + 1;
	c->call.count = c->word_count - words - 1;
	c->call.verb = v;
	return v->run(&c->call);
}

static void
print_error_json(const struct verb_call *c, enum err err)
{
	json_t *details = c->facts == NULL ? json_object() : c->facts;
	json_t *answer = json_pack("{s:{s:s, s:s, s:s, s:o}}", "error", "name",
	    err_name(err), "message", err_text(err, c->lang), "remedy",
	    err_remedy(err, c->lang), "details", details);

	if (c->detail[0] != '\0')
		json_object_set_new(details, "detail", json_string(c->detail));
	json_dumpf(answer, c->out, JSON_INDENT(2));
	fputc('\n', c->out);
	json_decref(answer);
}

static void
print_error(const struct verb_call *c, enum err err)
{
	if (c->json) {
		print_error_json(c, err);
		return;
	}
	fprintf(stderr, "cert-office: %s (%s)\n", err_text(err, c->lang),
	    err_name(err));
	if (c->detail[0] != '\0')
		fprintf(stderr, "  %s\n", c->detail);
	fprintf(stderr, "  %s\n", err_remedy(err, c->lang));
}

int
main(int argc, char **argv)
{
	struct command c = {
	    .call = {.out = stdout, .lang = lang_of_environment()}};
	enum err err;

	log_init("cert-office", LOG_INFO);
	if (argc >= 2 && strcmp(argv[1], "child") == 0)
		return child_main(argc - 2, argv + 2);
	secret_harden_process();
	err = read_command(argc, argv, &c);
	if (err == ERR_OK)
		err = run_command(&c);
	if (fflush(stdout) != 0 && err == ERR_OK)
		err = ERR_FILE_WRITE;
	if (err != ERR_OK)
		print_error(&c.call, err);
	return err_exit(err);
}
