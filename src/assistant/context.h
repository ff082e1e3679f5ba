/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The assistant's own state, shared by the files of this folder and nobody
 * else.
 */
#ifndef ASSISTANT_CONTEXT_H
#define ASSISTANT_CONTEXT_H

#include "assistant/assistant.h"
#include "assistant/libraries.h"

#define ASSISTANT_LIBRARIES_MAX (LIBRARIES_LISTED_MAX + 2)
#define BEARER_SIZE 129
#define CLOCK_SLACK_S 600 /* how far the clocks may differ */

struct assistant {
	char home[FILE_PATH_MAX];
	enum lang lang;
	struct clock clock;
	struct random random;
	struct transport transport;
	bool transport_given;	     /* else it is libcurl's: */
	struct curl_transport *curl; /* owned */
	struct progress progress;
	bool settled; /* the work is to be finished: not cancelled any more */
	struct settings settings;
	struct gm *gm;
	struct token_library *libraries[ASSISTANT_LIBRARIES_MAX];
	size_t library_count;
	struct watching *watching; /* NULL: nobody wants to know */
	struct failure failure;
	/* The office's certificates, once connected. */
	bool connected;
	char origin[CERT_URL_SIZE];
	bool captcha;
	struct buf root_der, issuing_der, key_centre_der;
	struct cert root, issuing, key_centre;
};

/* Forget what an earlier failure knew; each public function begins so. */
void failure_clear(struct assistant *a);

/* Connect unless that is done. */
MUST_USE enum err assistant_need_office(struct assistant *a);

/* Open the libraries that the settings say, instead of those that are open;
 * nobody has a token of theirs. */
MUST_USE enum err assistant_open_libraries(struct assistant *a);

/* Reach the office as the settings say, from now on; connections are made anew.
 * A transport that was given stays. */
MUST_USE enum err assistant_open_transport(struct assistant *a);

/* Check and set a setting, and let it take effect at once. */
MUST_USE enum err assistant_setting_change(
    struct assistant *a, enum setting n, const char *value);
/* Read the file again, after somebody else wrote it, and the same. */
MUST_USE enum err assistant_settings_reread(struct assistant *a);

/* Watching goes by libraries, which may not be closed meanwhile: suspend it,
 * and resume it with those that are open then. Resume also begins again with
 * those that watching had ended for. Neither does anything if nobody watches.
 */
void watching_suspend(struct assistant *a);
void watching_resume(struct assistant *a);

/* The libraries that are open, USB keys' before the soft one. */
#define ASSISTANT_LIBRARIES(a) (a)->libraries, (a)->library_count

/* The office's address with that path. OFFICE_UNSET, TOO_LARGE. */
MUST_USE enum err office_url(
    const struct assistant *a, const char *path, char out[SETTING_VALUE_SIZE]);

/* A step of long work, told to whoever watches. */
void assistant_step(struct assistant *a, enum step step, int done, int total);
/* The same, of work that has those; from the one on that settles it, until the
 * work says that it is over, nothing cancels it. */
void assistant_step_of(
    struct assistant *a, const struct steps *s, enum step step);

/* Is the work cancelled, and not settled yet? The other says so by CANCELLED,
 * for places where stopping is safe. */
bool assistant_is_cancelled(const struct assistant *a);
MUST_USE enum err assistant_go_on(const struct assistant *a);

/* HOME/name. TOO_LARGE. */
MUST_USE enum err assistant_path(
    const struct assistant *a, const char *name, char out[FILE_PATH_MAX]);

/* Take HOME/operation.lock for what changes a carrier. FILE_BUSY when another
 * process works. */
MUST_USE enum err assistant_lock(
    struct assistant *a, struct file_lock **ret_lock);

/* The pair in a container of an open token, as shown to people. Certificates
 * that are not there leave the row empty: CERT_UNKNOWN. */
MUST_USE enum err holder_pair_read(struct assistant *a, struct token *t,
    const char *container, struct holder_pair *ret_pair);

/* Add the pairs of an open token to list. Containers without a certificate
 * that can be read are somebody else's affair. */
MUST_USE enum err holder_pairs_add(struct assistant *a, struct token *t,
    const struct token_info *info, struct holder_pairs *list);

/* Log in with a pair on a carrier whose PIN was entered. OPERATION_PENDING also
 * for a pair that the office revoked because of an operation that was cut off
 * here; CERT_…, ACCOUNT_…. */
MUST_USE enum err login_pair(struct assistant *a, struct token *t,
    struct holder_pair *p, bool accept_terms);

#endif
