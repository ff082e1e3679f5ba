/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions that answer, one for each row of the table in routes.c, and
 * the schemas of the bodies they take. docs/api/openapi.yaml tells what each
 * does.
 */
#ifndef OFFICE_API_H
#define OFFICE_API_H

#include "office/http/route.h"

/* The office's API: routes.c. */
extern const struct route api_routes[];

/* api_office.c */
enum err api_info(struct request *rq, struct reply *rp);
enum err api_health(struct request *rq, struct reply *rp);
enum err api_public_cert(struct request *rq, struct reply *rp);

/* api_lists.c */
enum err api_public_crl(struct request *rq, struct reply *rp);
enum err api_public_delta(struct request *rq, struct reply *rp);

/* api_ocsp.c */
enum err api_ocsp_post(struct request *rq, struct reply *rp);
enum err api_ocsp_get(struct request *rq, struct reply *rp);

/* api_registration.c */
extern const struct schema api_captcha_body, api_register_body,
    api_confirm_email_body;
enum err api_captcha(struct request *rq, struct reply *rp);
enum err api_register(struct request *rq, struct reply *rp);
enum err api_confirm_email(struct request *rq, struct reply *rp);

/* api_sessions.c */
extern const struct schema api_login_account_body, api_login_named_body,
    api_challenge_body, api_login_certificate_body, api_login_exchange_body;
enum err api_login_account(struct request *rq, struct reply *rp);
enum err api_login_named(struct request *rq, struct reply *rp);
enum err api_challenge(struct request *rq, struct reply *rp);
enum err api_login_exchange(struct request *rq, struct reply *rp);
enum err api_login_certificate(struct request *rq, struct reply *rp);
enum err api_session(struct request *rq, struct reply *rp);
enum err api_logout(struct request *rq, struct reply *rp);

/* api_account.c */
enum err api_account(struct request *rq, struct reply *rp);

/* api_pairs.c */
extern const struct schema api_obtain_body, api_confirm_pair_body;
enum err api_obtain(struct request *rq, struct reply *rp);
enum err api_pair(struct request *rq, struct reply *rp);
enum err api_confirm_pair(struct request *rq, struct reply *rp);

/* api_unlock.c */
extern const struct schema api_unlock_code_body, api_unlock_body,
    api_unlock_confirm_body;
enum err api_unlock_code(struct request *rq, struct reply *rp);
enum err api_unlock(struct request *rq, struct reply *rp);
enum err api_unlock_confirm(struct request *rq, struct reply *rp);

/* api_holds.c */
extern const struct schema api_hold_code_body, api_hold_body;
enum err api_hold_code(struct request *rq, struct reply *rp);
enum err api_hold(struct request *rq, struct reply *rp);

/* api_changes.c */
extern const struct schema api_change_body, api_revocation_body,
    api_change_file_body, api_change_email_body;
enum err api_change(struct request *rq, struct reply *rp);
enum err api_revocation(struct request *rq, struct reply *rp);
enum err api_changes(struct request *rq, struct reply *rp);
enum err api_one_change(struct request *rq, struct reply *rp);
enum err api_change_withdraw(struct request *rq, struct reply *rp);
enum err api_change_file(struct request *rq, struct reply *rp);
enum err api_change_email(struct request *rq, struct reply *rp);

/* page.c */
enum err page_home(struct request *rq, struct reply *rp);
enum err page_confirm(struct request *rq, struct reply *rp);
enum err page_confirm_post(struct request *rq, struct reply *rp);
enum err page_terms(struct request *rq, struct reply *rp); /* page_terms.c */
enum err page_style(struct request *rq, struct reply *rp);

#endif
