/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>

#include "office/cli/verbs.h"
#include "office/process/status.h"
#include "office/process/supervisor.h"

static void
say_listening(void *self, const char *url)
{
	struct verb_call *c = self;

	fprintf(c->out, "%s %s\n",
	    VERB_SAY(c, "正在监听 (Ctrl-C 停止)：", "listening on"), url);
	fflush(c->out);
}

enum err
verb_serve(struct verb_call *c)
{
	struct office_config config;
	struct supervisor_options o = {
	    .launch = {.dir = c->dir, .unlock = c->unlock},
	    .config = &config,
	    .listening = say_listening,
	    .self = c};
	const struct verb_option options[] = {{"listen", &o.listen, NULL}};
	enum err err;

	TRY(verb_read(c, options, COUNT(options), NULL, 0, 0));
	TRY(office_config_read(c->dir, &config, c->detail));
	err = supervisor_run(&o);
	if (err == ERR_LISTEN || err == ERR_CONFIG)
		verb_detail(
		    c, "%s", o.listen != NULL ? o.listen : config.listen);
	return err;
}

static json_t *
members_json(const struct office_status *s)
{
	json_t *members = json_object();

	for (unsigned int k = 0; k < CHILD_COUNT; k++) {
		const struct member_status *m = &s->members[k];

		json_object_set_new(members, child_name((enum child_kind)k),
		    json_pack("{s:s, s:I, s:I}", "state",
			member_state_name(m->state), "pid", (json_int_t)m->pid,
			"restarts", (json_int_t)m->restarts));
	}
	return members;
}

static void
print_json(const struct verb_call *c, const struct office_status *s)
{
	json_t *answer = json_pack("{s:s, s:I, s:I, s:o}", "url", s->url, "pid",
	    (json_int_t)s->pid, "runningSeconds", (json_int_t)s->running_s,
	    "processes", members_json(s));

	json_dumpf(answer, c->out, JSON_INDENT(2));
	fputc('\n', c->out);
	json_decref(answer);
}

static const char *
state_text(const struct verb_call *c, enum member_state s)
{
	static const char *const zh[] = {[MEMBER_STARTING] = "正在启动",
	    [MEMBER_READY] = "正常",
	    [MEMBER_WAITING] = "稍后重启",
	    [MEMBER_ABSENT] = "未包含"};

	return c->lang == LANG_ZH ? zh[s] : member_state_name(s);
}

static void
print_text(const struct verb_call *c, const struct office_status *s)
{
	fprintf(c->out,
	    VERB_SAY(c, "%s 已运行 %lld 秒\n", "%s, running for %lld s\n"),
	    s->url, (long long)s->running_s);
	for (unsigned int k = 0; k < CHILD_COUNT; k++)
		fprintf(c->out,
		    VERB_SAY(c, "  %-10s %s (进程 %u，重启 %u 次)\n",
			"  %-10s %s (process %u, restarts %u)\n"),
		    child_name((enum child_kind)k),
		    state_text(c, s->members[k].state), s->members[k].pid,
		    s->members[k].restarts);
}

enum err
verb_status(struct verb_call *c)
{
	struct office_status s;
	enum err err;

	TRY(verb_read(c, NULL, 0, NULL, 0, 0));
	err = office_status_ask(c->dir, &s);
	if (err == ERR_PROCESS_LOST) {
		verb_detail(
		    c, "%s", VERB_SAY(c, "服务没有运行", "not running"));
		return ERR_OFFICE_UNREACHABLE;
	}
	TRY(err);
	if (c->json)
		print_json(c, &s);
	else
		print_text(c, &s);
	return ERR_OK;
}
