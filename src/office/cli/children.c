/* SPDX-License-Identifier: Apache-2.0 */
#include "office/process/child.h"

const struct child_program child_programs[CHILD_COUNT] = {
    [CHILD_CA] = {NULL},
    [CHILD_KEYCENTRE] = {NULL},
    [CHILD_MAIL] = {NULL},
    [CHILD_WEB] = {NULL},
};
