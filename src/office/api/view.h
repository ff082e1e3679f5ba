/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Things of the office as the API shows them. Each returns a new reference, or
 * NULL without memory, which reply_json takes.
 */
#ifndef OFFICE_VIEW_H
#define OFFICE_VIEW_H

#include <jansson.h>

#include "office/changes/change_file.h"
#include "office/pairs/pair.h"
#include "office/registry/account.h"
#include "office/registry/authorisation.h"

json_t *view_time(int64_t at); /* RFC 3339 */
json_t *view_base64(struct bytes data);
json_t *view_account(const struct account *a);
json_t *view_certificate(const struct certificate *c);
/* certificates: an array, taken over. */
json_t *view_pair(const struct pair *p, json_t *certificates);
/* A code is on its way: to whom, half hidden, and until when it is good. */
json_t *view_mailed_code(const char *email, int64_t expires_at);
/* For an error's details; NULL for 0: there is nothing to tell. */
json_t *view_tries_left(int64_t tries_left);
json_t *view_change_file(const struct change_file *f);
/* f: its file; one without digest is null. */
json_t *view_change(const struct change *c, const struct change_file *f);
json_t *view_authorisation(const struct stored_authorisation *a);

#endif
