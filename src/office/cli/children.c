/* SPDX-License-Identifier: Apache-2.0 */
#include "office/api/web_child.h"
#include "office/ca/ca_child.h"
#include "office/keycentre/keycentre_child.h"
#include "office/mail/mail_child.h"

const struct child_program child_programs[CHILD_COUNT] = {
    [CHILD_CA] = {ca_child_run},
    [CHILD_KEYCENTRE] = {keycentre_child_run},
    [CHILD_MAIL] = {mail_child_run},
    [CHILD_WEB] = {web_child_run},
};
