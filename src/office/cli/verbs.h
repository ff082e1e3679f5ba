/* SPDX-License-Identifier: Apache-2.0 */
/* The functions behind the rows of verbs.c, by the file they are in. */
#ifndef OFFICE_CLI_VERBS_H
#define OFFICE_CLI_VERBS_H

#include "office/cli/verb.h"

/* verb_init.c */
MUST_USE enum err verb_init(struct verb_call *c);

/* verb_serve.c */
MUST_USE enum err verb_serve(struct verb_call *c);
MUST_USE enum err verb_status(struct verb_call *c);

/* verb_staff.c */
MUST_USE enum err verb_staff_list(struct verb_call *c);
MUST_USE enum err verb_staff_show(struct verb_call *c);
MUST_USE enum err verb_staff_add(struct verb_call *c);
MUST_USE enum err verb_staff_dismiss(struct verb_call *c);

/* verb_backup.c */
MUST_USE enum err verb_backup(struct verb_call *c);
MUST_USE enum err verb_restore(struct verb_call *c);

/* verb_account.c */
MUST_USE enum err verb_account_list(struct verb_call *c);
MUST_USE enum err verb_account_show(struct verb_call *c);
MUST_USE enum err verb_account_decide(struct verb_call *c);

/* verb_change.c */
MUST_USE enum err verb_change_list(struct verb_call *c);
MUST_USE enum err verb_change_show(struct verb_call *c);
MUST_USE enum err verb_change_file(struct verb_call *c);
MUST_USE enum err verb_change_decide(struct verb_call *c);

/* verb_certificate.c */
MUST_USE enum err verb_certificate_list(struct verb_call *c);
MUST_USE enum err verb_certificate_show(struct verb_call *c);
MUST_USE enum err verb_certificate_revoke(struct verb_call *c);

/* verb_legacy.c */
MUST_USE enum err verb_legacy_import(struct verb_call *c);
MUST_USE enum err verb_legacy_approve(struct verb_call *c);
MUST_USE enum err verb_legacy_list(struct verb_call *c);
MUST_USE enum err verb_legacy_show(struct verb_call *c);
MUST_USE enum err verb_legacy_close(struct verb_call *c);

/* verb_personalise.c */
MUST_USE enum err verb_token_personalise(struct verb_call *c);

/* verb_token.c */
MUST_USE enum err verb_token_list(struct verb_call *c);
MUST_USE enum err verb_token_show(struct verb_call *c);

/* verb_mail.c */
MUST_USE enum err verb_mail_list(struct verb_call *c);
MUST_USE enum err verb_mail_show(struct verb_call *c);
MUST_USE enum err verb_mail_resend(struct verb_call *c);

/* verb_audit.c */
MUST_USE enum err verb_audit_list(struct verb_call *c);
MUST_USE enum err verb_audit_verify(struct verb_call *c);
MUST_USE enum err verb_audit_export(struct verb_call *c);

/* verb_crl.c */
MUST_USE enum err verb_crl_export(struct verb_call *c);

/* verb_key.c */
MUST_USE enum err verb_key_status(struct verb_call *c);

#endif
