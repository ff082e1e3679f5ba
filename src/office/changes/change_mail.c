/* SPDX-License-Identifier: Apache-2.0 */
#include "office/changes/change_mail.h"

enum err
change_mail(struct office *o, struct gm *gm, const struct change_mail *m,
    struct outbox_entry **ret_entry)
{
	const struct account *a = m->account;
	struct mail_param params[2 + COUNT(m->params)] = {
	    {"userName", a->user_name}, {"name", a->name}};
	struct mail_param secrets[1] = {{"code", NULL}};
	size_t count = 2;

	for (size_t i = 0; m->params[i].name != NULL; i++)
		params[count++] = m->params[i];
	if (m->code != NULL)
		secrets[0].value = (const char *)secret_bytes(m->code).p;
	return outbox_compose(gm,
	    &(struct outbox_mail){
		.recipient = m->recipient == NULL ? a->email : m->recipient,
		.template = m->template,
		.lang = a->lang,
		.now = clock_now(o->clock),
		.params = params,
		.param_count = count,
		.secrets = secrets,
		.secret_count = m->code == NULL ? 0 : 1,
		.mailer = &o->authority->mail},
	    ret_entry);
}
