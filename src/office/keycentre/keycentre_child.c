/* SPDX-License-Identifier: Apache-2.0 */
#include "office/keycentre/keycentre_child.h"

#include "office/keycentre/proof.h"
#include "office/keycentre/service.h"
#include "office/process/public_cert.h"
#include "office/process/sandbox.h"

/* The key that escrowed PINs are sealed to must be there and be the one of the
 * certificate: better found out now than when somebody needs unlocking. */
static enum err
check_escrow_key(struct child *c)
{
	AUTO(secret) scalar = NULL;
	AUTO(sm2_key) key = NULL;
	AUTO_DONE(public_cert) centre = {0};

	TRY(child_key(c, "keycentre/keycentre.key", &scalar));
	TRY(sm2_key_from_scalar(c->gm, secret_bytes(scalar), &key));
	TRY(public_cert_read(c->dir, "keycentre", &centre));
	return sm2_public_equal(sm2_key_public(key), &centre.cert.key)
		   ? ERR_OK
		   : ERR_KEY_LOCKED;
}

enum err
keycentre_child_run(struct child *c)
{
	AUTO(secret) wrap = NULL;
	AUTO(secret) shared = NULL;
	struct keycentre kc = {.gm = c->gm};
	struct ipc_service service = keycentre_service(&kc);

	TRY(check_escrow_key(c));
	TRY(child_key(c, "keycentre/wrap.key", &wrap));
	TRY(child_key(c, "ca/shared.key", &shared));
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
