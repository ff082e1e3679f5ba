/* SPDX-License-Identifier: Apache-2.0 */
/* What is not right in a form, as details of FIELD_INVALID. */
#ifndef OFFICE_API_PROBLEMS_H
#define OFFICE_API_PROBLEMS_H

#include "office/http/request.h"
#include "office/registry/form.h"

/* details.fields: a list of {field, reason}. */
void tell_problems(
    struct request *rq, const struct form_problem problems[], size_t count);

#endif
