/* SPDX-License-Identifier: Apache-2.0 */
#include "office/api/web_child.h"
#include "office/keycentre/keycentre_child.h"

const struct child_program child_programs[CHILD_COUNT] = {
    [CHILD_CA] = {NULL},
    [CHILD_KEYCENTRE] = {keycentre_child_run},
    [CHILD_MAIL] = {NULL},
    [CHILD_WEB] = {web_child_run},
};
