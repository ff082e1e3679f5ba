/* SPDX-License-Identifier: Apache-2.0 */
#include "office/keycentre/keycentre_child.h"

#include "office/keycentre/proof.h"
#include "office/keycentre/service.h"
#include "office/process/public_cert.h"
#include "office/process/sandbox.h"

/* The key that escrowed PINs are sealed to must be there and be the one of the
 * certificate: better found out now than when somebody needs unlocking. */
static enum err
read_escrow_key(struct child *c, struct sm2_key **ret_key)
{
	AUTO(secret) scalar = NULL;
	AUTO(sm2_key) key = NULL;
	AUTO_DONE(public_cert) centre = {0};

	TRY(child_key(c, "keycentre/keycentre.key", &scalar));
	TRY(sm2_key_from_scalar(c->gm, secret_bytes(scalar), &key));
	TRY(public_cert_read(c->dir, "keycentre", &centre));
	if (!sm2_public_equal(sm2_key_public(key), &centre.cert.key))
		return ERR_KEY_LOCKED;
	*ret_key = TAKE(key);
	return ERR_OK;
}

enum err
keycentre_child_run(struct child *c)
{
	AUTO(secret) wrap = NULL;
	AUTO(secret) shared = NULL;
	AUTO(sm2_key) escrow = NULL;
	struct keycentre kc = {
	    .gm = c->gm, .clock = clock_system(), .random = random_system()};
	struct ipc_service service = keycentre_service(&kc);

	TRY(read_escrow_key(c, &escrow));
	TRY(public_mail_key(c->dir, &kc.mail));
	TRY(child_key(c, "keycentre/wrap.key", &wrap));
	TRY(child_key(c, "ca/shared.key", &shared));
	kc.escrow = escrow;
	kc.wrap = secret_bytes(wrap);
	kc.shared = secret_bytes(shared);
	if (kc.wrap.len != KEYCENTRE_WRAP_KEY_LEN ||
	    kc.shared.len != PROOF_KEY_LEN)
		return ERR_KEY_LOCKED;
	TRY(child_settle(c));
	TRY(sandbox_key_holder());
	TRY(child_ready(c));
	return ipc_serve(c, &service);
}
