/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What verbs have in common by which a member of staff acts: the office opened,
 * their token opened, and the act done on each thing that was named, in order;
 * the first that fails ends it.
 */
#ifndef OFFICE_CLI_ACTING_H
#define OFFICE_CLI_ACTING_H

#include "office/cli/workspace.h"
#include "office/registry/act.h"
#include "office/staff/staff_signer.h"

struct acting {
	struct verb_call *call;
	struct staff_signer_options by;
	const char *reason;			    /* --reason, or NULL */
	const char *things[VERB_ARGUMENTS_MAX + 1]; /* NULL ends */
	/* from acting_begin on */
	struct workspace workspace;
	struct staff_signer *signer;
	struct actor actor;
};
void acting_done(struct acting *a);
DEFINE_AUTO_DONE(acting)

/* Rows for the verb_option table. */
#define ACTING_OPTIONS(a)                    \
	STAFF_SIGNER_OPTIONS(&(a)->by),      \
	{                                    \
		"reason", &(a)->reason, NULL \
	}

/* A verb by which staff act on things one by one. */
struct acting_rules {
	enum staff_role role;
	bool reason; /* takes --reason */
	enum err (*one)(struct acting *a, const char *thing, json_t **ret_json);
	enum err (*finish)(struct acting *a); /* after all; NULL: nothing */
};

/*
 * The whole of such a verb: read what stands after DIR, begin, let r->one act
 * on each, finish, done; a (with its call) is the caller's and may be the
 * first member of something larger.
 */
MUST_USE enum err acting_run(struct acting *a, const struct acting_rules *r);

/*
 * After verb_read: open the office and the actor's token. The role is the one
 * that may do it. CERT_REVOKED for who was dismissed; CERT_UNKNOWN; what
 * workspace_open and staff_signer_open return.
 */
MUST_USE enum err acting_begin(struct acting *a, enum staff_role role);

/*
 * Let one act on each thing. It says what came of it unless --json is given,
 * and as *ret_json for --json, where the results are a list; NULL is NOMEM.
 * What one returns, with the thing as the detail if it left none.
 */
MUST_USE enum err acting_on_each(struct acting *a,
    enum err (*one)(struct acting *a, const char *thing, json_t **ret_json));

/* e again; what its own sentence does not show is said as detail. */
MUST_USE enum err acting_explain(struct verb_call *c, enum err e);

#endif
