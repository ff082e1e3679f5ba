/* SPDX-License-Identifier: Apache-2.0 */
/* Changes of status that were intended and not finished: the power went, or
 * the ca process was not there. */
#include "office/jobs/jobs.h"
#include "office/pairs/status_change.h"

enum err
job_status(struct job_context *c)
{
	return status_finish_all(c->office, c->gm);
}
