/* SPDX-License-Identifier: Apache-2.0 */
/*
 * virtual-key: a USB key in software, behind the virtual PC/SC reader vpcd.
 */
#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"
#include "virtualkey/control.h"
#include "virtualkey/link.h"
#include "virtualkey/run.h"
#include "virtualkey/show.h"
#include "virtualkey/state_file.h"

#define OUTPUT_MAX (1 << 20)

static const char usage[] =
    "virtual-key DIR [--vpcd HOST:PORT] [--serial S] [--label L]\n"
    "            [--fault SCRIPT] [--trace FILE] [--no-extended]"
    " [--space OCTETS]\n"
    "    运行 DIR 中的虚拟 USB Key · run the virtual USB key in DIR\n"
    "virtual-key unplug DIR          拔出 · pull it out\n"
    "virtual-key plug DIR            插入 · plug it in\n"
    "virtual-key fault DIR SCRIPT    设置故障 · set what is to go wrong\n"
    "virtual-key trace DIR FILE      记录命令 · trace its commands\n"
    "virtual-key show DIR [--json]   查看内容 · show what is on it\n"
    "virtual-key status DIR          查看状态 · is it plugged in\n";

static enum err
write_out(const struct buf *b)
{
	TRY(buf_status(b));
	if (fwrite(b->p, 1, b->len, stdout) != b->len || fflush(stdout) != 0)
		return ERR_FILE_WRITE;
	return ERR_OK;
}

/* --- verbs --- */

struct words {
	int count;
	char **at; /* those behind the verb */
};

static enum err
tell(const char *verb, const char *dir, const char *argument)
{
	AUTO_DONE(buf) text = BUF(VK_CONTROL_MAX);

	TRY(vk_control_ask(dir, verb, argument, &text));
	return write_out(&text);
}

static enum err
verb_unplug(const struct words *w)
{
	return w->count == 1 ? tell("unplug", w->at[0], NULL) : ERR_USAGE;
}

static enum err
verb_plug(const struct words *w)
{
	return w->count == 1 ? tell("plug", w->at[0], NULL) : ERR_USAGE;
}

static enum err
verb_fault(const struct words *w)
{
	return w->count == 2 ? tell("fault", w->at[0], w->at[1]) : ERR_USAGE;
}

/* The running key has another current folder. */
static enum err
verb_trace(const struct words *w)
{
	char path[FILE_PATH_MAX] = "";

	if (w->count != 2)
		return ERR_USAGE;
	if (w->at[1][0] != '\0')
		TRY(file_absolute(path, w->at[1]));
	return tell("trace", w->at[0], path);
}

static enum err
verb_status(const struct words *w)
{
	enum err e;

	if (w->count != 1)
		return ERR_USAGE;
	e = tell("status", w->at[0], NULL);
	if (e != ERR_NOT_FOUND)
		return e;
	puts("stopped");
	return ERR_OK;
}

static enum err
verb_show(const struct words *w)
{
	AUTO_DONE(buf) text = BUF(OUTPUT_MAX);
	AUTO(vk_state) state = NULL;
	AUTO(gm) gm = NULL;
	bool json = w->count == 2 && strcmp(w->at[1], "--json") == 0;

	if (w->count != 1 && !json)
		return ERR_USAGE;
	TRY(gm_new(&gm));
	TRY(vk_state_load(gm, w->at[0], &state));
	if (json)
		vk_show_json(state, &text);
	else
		vk_show_text(state, &text);
	return write_out(&text);
}

/* --- running --- */

static enum err
take_space(const char *text, struct vk_run_options *o)
{
	uint64_t octets;

	if (text_u64(text, VK_SPACE_MAX, &octets) != ERR_OK ||
	    octets < VK_SPACE_MIN)
		return ERR_BAD_NUMBER;
	o->key.space = (uint32_t)octets;
	return ERR_OK;
}

static enum err
take_option(const char *name, const char *value, struct vk_run_options *o)
{
	const struct {
		const char *name, **place;
	} rows[] = {
	    {"--vpcd", &o->vpcd},
	    {"--serial", &o->key.serial},
	    {"--label", &o->key.label},
	    {"--fault", &o->fault},
	    {"--trace", &o->trace},
	};

	if (value == NULL)
		return ERR_USAGE;
	if (strcmp(name, "--space") == 0)
		return take_space(value, o);
	for (size_t i = 0; i < COUNT(rows); i++)
		if (strcmp(rows[i].name, name) == 0) {
			*rows[i].place = value;
			return ERR_OK;
		}
	return ERR_USAGE;
}

static enum err
run(const struct words *w)
{
	struct vk_run_options o = {
	    .key.dir = w->at[0], .vpcd = VK_LINK_ADDRESS};

	if (w->at[0][0] == '-')
		return ERR_USAGE;
	for (int i = 1; i < w->count; i++) {
		if (strcmp(w->at[i], "--no-extended") == 0) {
			o.key.short_only = true;
			continue;
		}
		TRY(take_option(w->at[i], w->at[i + 1], &o));
		i++;
	}
	secret_harden_process();
	fault_init();
	return vk_run_until_ended(&o);
}

static const struct {
	const char *name;
	enum err (*run)(const struct words *w);
} verbs[] = {
    {"unplug", verb_unplug},
    {"plug", verb_plug},
    {"fault", verb_fault},
    {"trace", verb_trace},
    {"show", verb_show},
    {"status", verb_status},
};

static enum err
choose(int argc, char **argv)
{
	if (argc < 2)
		return ERR_USAGE;
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (strcmp(verbs[i].name, argv[1]) == 0)
			return verbs[i].run(
			    &(struct words){argc - 2, argv + 2});
	return run(&(struct words){argc - 1, argv + 1});
}

int
main(int argc, char **argv)
{
	enum lang lang = lang_of_environment();
	enum err e;

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(usage, stdout);
		return 0;
	}
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		puts("virtual-key " CERT_VERSION);
		return 0;
	}
	e = choose(argc, argv);
	if (e == ERR_OK)
		return 0;
	fprintf(stderr, "virtual-key: %s (%s)\n%s\n", err_text(e, lang),
	    err_name(e), err_remedy(e, lang));
	if (e == ERR_USAGE)
		fputs(usage, stderr);
	return err_exit(e);
}
