/* SPDX-License-Identifier: Apache-2.0 */
#include "office/ca/service.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/log.h"
#include "office/ca/body.h"
#include "office/ca/message.h"
#include "office/keycentre/proof.h"

#define CLOCK_SLACK_S 600

/* --- what every question about evidence goes through --- */

/* On hold counts too: nothing shall follow from what such a key signs. */
static bool
is_revoked(void *self, const struct cert_serial *serial)
{
	const struct ca *ca = self;
	struct standing_entry e;

	return standing_get(ledger_standing(ca->ledger), serial, &e) &&
	       e.status != STATUS_VALID;
}

struct evidence_trust
ca_trust(struct ca *ca)
{
	return (struct evidence_trust){.issuing = &ca->issuing,
	    .issuing_key = ca->issuing_verifier,
	    .verified = &ca->verified,
	    .now = clock_now(ca->clock),
	    .revoked = is_revoked,
	    .self = ca};
}

enum err
ca_check_now(const struct ca *ca, int64_t at)
{
	int64_t now = clock_now(ca->clock);

	return at > now + CLOCK_SLACK_S || at < now - CLOCK_SLACK_S
		   ? ERR_CLOCK_WRONG
		   : ERR_OK;
}

/* A question whose evidence, request and bodies hang together. Large, so it is
 * allocated and reused; one at a time. */
struct inquiry {
	struct evidence evidence;
	struct csr csr;
	struct evidence_grant grant;
	struct cert body;
	struct ledger_use use;
};

enum err
ca_check_times(const struct ca *ca, int64_t this_update, int64_t next_update)
{
	TRY(ca_check_now(ca, this_update));
	return next_update <= this_update ||
		       next_update - this_update > CA_CRL_TTL_MAX_S
		   ? ERR_PROFILE_VIOLATION
		   : ERR_OK;
}

static enum err
check_evidence(
    struct ca *ca, struct inquiry *i, struct bytes evidence, struct bytes csr)
{
	const struct evidence_trust trust = ca_trust(ca);

	if (evidence.len == 0)
		return ERR_EVIDENCE_MISSING;
	TRY(evidence_parse(evidence, &i->evidence));
	TRY(csr_parse(csr, &i->csr));
	TRY(evidence_check(
	    ca->gm, &i->evidence, &i->csr, &trust, ca->config.name, &i->grant));
	memcpy(i->use.id, i->grant.id, sizeof(i->use.id));
	return ERR_OK;
}

/* A partition takes so many and no more; but a retry is no other one. */
static enum err
check_room(
    struct ca *ca, const struct ledger_use *u, const struct cert_serial *serial)
{
	const struct ledger_part *part =
	    ledger_part(ca->ledger, cert_serial_partition(serial));
	bool is_signed;

	TRY(ledger_has_signed(ca->ledger, serial, &is_signed));
	if (is_signed || part == NULL ||
	    part->certificates + u->count < (uint64_t)ca->config.crl_partition)
		return ERR_OK;
	log_line(LOG_WARNING, "partition %u of the serial numbers is full",
	    (unsigned int)cert_serial_partition(serial));
	return ERR_PROFILE_VIOLATION;
}

/* The body for this profile, which becomes the use's next certificate. */
static enum err
check_body(
    struct ca *ca, struct inquiry *i, enum profile_id id, struct bytes tbs)
{
	const struct body_check c = {.gm = ca->gm,
	    .issuing = &ca->issuing,
	    .config = &ca->config,
	    .now = clock_now(ca->clock),
	    .grant = &i->grant};
	const char *why = NULL;
	struct ledger_use *u = &i->use;
	enum err err = body_check(&c, id, tbs, &i->body, &why);

	if (err == ERR_PROFILE_VIOLATION)
		log_line(LOG_WARNING, "a %s body is refused: %s",
		    profile_of(id)->name, why == NULL ? "?" : why);
	TRY(err);
	TRY(check_room(ca, u, &i->body.serial));
	u->serial[u->count] = i->body.serial;
	TRY(sm3_of(ca->gm, tbs, u->body[u->count]));
	u->count++;
	return ERR_OK;
}

static enum err
with_inquiry(struct ca *ca, struct bytes content,
    enum err (*check)(struct ca *ca, struct inquiry *i, struct bytes content))
{
	struct inquiry *i = calloc(1, sizeof(*i));
	enum err err;

	if (i == NULL)
		return ERR_NOMEM;
	err = check(ca, i, content);
	if (err == ERR_OK)
		err = ledger_note_use(ca->ledger, &i->use);
	free(i);
	return err;
}

enum err
ca_put_certificate(struct ca *ca, struct bytes tbs, struct buf *answer)
{
	AUTO_DONE(buf) cert = BUF(CERT_DER_MAX);
	struct sm2_signature sig;

	TRY(sm2_sign(ca->gm, ca->issuing_key, tbs, &sig));
	cert_assemble(&cert, tbs, &sig);
	TRY(buf_status(&cert));
	buf_block(answer, buf_bytes(&cert));
	return buf_status(answer);
}

/* --- a pair --- */

static enum err
check_signing_body(
    struct ca *ca, struct inquiry *i, const struct ca_pair_request *r)
{
	TRY(check_body(ca, i, PROFILE_HOLDER_SIGN, r->tbs_sign));
	if (!sm2_public_equal(&i->body.key, &i->csr.key))
		return ERR_EVIDENCE_HOLDER;
	return ERR_OK;
}

/* Its key is of the pool, by the key centre's word; not one that somebody
 * brought along. And the pair lives and dies together. */
static enum err
check_encryption_body(
    struct ca *ca, struct inquiry *i, const struct ca_pair_request *r)
{
	int64_t from = i->body.not_before, to = i->body.not_after;
	uint8_t mac[SM3_LEN];

	TRY(check_body(ca, i, PROFILE_HOLDER_ENCRYPT, r->tbs_encrypt));
	TRY(proof_pool(ca->gm, secret_bytes(ca->shared), &i->body.key, mac));
	if (!secret_equal(BYTES_ARRAY(mac), BYTES_ARRAY(r->pool_mac)))
		return ERR_EVIDENCE_FORGED;
	if (i->body.not_before != from || i->body.not_after != to)
		return ERR_PROFILE_VIOLATION;
	return sm2_public_equal(&i->body.key, &i->csr.key)
		   ? ERR_PROFILE_VIOLATION
		   : ERR_OK;
}

static enum err
check_pair(struct ca *ca, struct inquiry *i, struct bytes content)
{
	struct ca_pair_request r;

	TRY(ca_pair_request_parse(content, &r));
	TRY(check_evidence(ca, i, r.evidence, r.csr));
	if (i->grant.staff)
		return ERR_EVIDENCE_MISSING;
	TRY(check_signing_body(ca, i, &r));
	return check_encryption_body(ca, i, &r);
}

static enum err
begin_pair(void *self, struct ipc_question *q)
{
	return with_inquiry(self, q->content, check_pair);
}

/* The certificates are the answer's first two blocks. */
static enum err
put_order(struct ca *ca, struct buf *answer)
{
	struct reader r = reader_of(buf_bytes(answer));
	struct bytes sign, encrypt;
	uint8_t order[SM3_LEN];

	TRY(reader_block(&r, CERT_DER_MAX, &sign));
	TRY(reader_block(&r, CERT_DER_MAX, &encrypt));
	TRY(proof_order(
	    ca->gm, secret_bytes(ca->shared), sign, encrypt, order));
	buf_put(answer, BYTES_ARRAY(order));
	return buf_status(answer);
}

static enum err
finish_pair(void *self, struct ipc_question *q)
{
	struct ca *ca = self;
	struct ca_pair_request r;

	TRY(ca_pair_request_parse(q->content, &r));
	TRY(ca_put_certificate(ca, r.tbs_sign, &q->answer));
	TRY(ca_put_certificate(ca, r.tbs_encrypt, &q->answer));
	TRY(put_order(ca, &q->answer));
	FAULT_POINT("ca.sign.signed");
	return ERR_OK;
}

/* --- a staff certificate --- */

static enum err
check_one(struct ca *ca, struct inquiry *i, struct bytes content)
{
	struct ca_one_request r;

	TRY(ca_one_request_parse(content, &r));
	TRY(check_evidence(ca, i, r.evidence, r.csr));
	if (!i->grant.staff)
		return ERR_EVIDENCE_MISSING;
	TRY(check_body(ca, i, PROFILE_STAFF, r.tbs));
	return sm2_public_equal(&i->body.key, &i->csr.key)
		   ? ERR_OK
		   : ERR_EVIDENCE_HOLDER;
}

static enum err
begin_one(void *self, struct ipc_question *q)
{
	return with_inquiry(self, q->content, check_one);
}

static enum err
finish_one(void *self, struct ipc_question *q)
{
	struct ca_one_request r;

	TRY(ca_one_request_parse(q->content, &r));
	TRY(ca_put_certificate(self, r.tbs, &q->answer));
	FAULT_POINT("ca.sign.signed");
	return ERR_OK;
}

/* --- the service --- */

static enum err
commit(void *self)
{
	struct ca *ca = self;

	TRY(ledger_commit(ca->ledger, clock_now(ca->clock)));
	FAULT_POINT("ca.sign.recorded");
	return ERR_OK;
}

static const struct ipc_method methods[] = {
    {IPC_CA_SIGN_PAIR, IPC_MESSAGE_MAX, begin_pair, finish_pair, NULL},
    {IPC_CA_SIGN_ONE, IPC_MESSAGE_MAX, begin_one, finish_one, NULL},
    {IPC_CA_SIGN_CHECKPOINT, CA_CHECKPOINT_MAX, ca_begin_checkpoint,
	ca_finish_checkpoint, NULL},
    {IPC_CA_SET_STATUS, IPC_MESSAGE_MAX, ca_begin_status, ca_finish_status,
	ca_forget_status},
    {IPC_CA_MAKE_LIST, CA_LIST_MESSAGE_MAX, ca_begin_list, ca_finish_list,
	ca_forget_list},
    {IPC_CA_READ_LIST, CA_LIST_MESSAGE_MAX, NULL, ca_finish_read_list, NULL},
    {IPC_CA_OCSP, CA_OCSP_MESSAGE_MAX, NULL, ca_finish_ocsp, NULL},
    {IPC_CA_PARTITIONS, CA_LIST_MESSAGE_MAX, NULL, ca_finish_partitions, NULL},
};

struct ipc_service
ca_service(struct ca *ca)
{
	return (struct ipc_service){.self = ca,
	    .methods = methods,
	    .method_count = COUNT(methods),
	    .commit = commit};
}

enum err
ca_ledger_key(
    struct gm *gm, struct bytes shared, uint8_t ret_key[LEDGER_KEY_LEN])
{
	const struct bytes label = bytes_str("ledger");

	return sm3_hmac(gm, shared, &label, 1, ret_key);
}

/* --- making one --- */

static enum err
take_key(struct gm *gm, struct bytes scalar, const struct cert *cert,
    struct sm2_key **ret_key)
{
	AUTO(sm2_key) key = NULL;

	TRY(sm2_key_from_scalar(gm, scalar, &key));
	if (!sm2_public_equal(sm2_key_public(key), &cert->key))
		return ERR_KEY_LOCKED;
	*ret_key = TAKE(key);
	return ERR_OK;
}

static enum err
take_cert(struct bytes der, struct buf *ret_der, struct cert *ret_cert)
{
	buf_init(ret_der, CERT_DER_MAX);
	buf_put(ret_der, der);
	TRY(buf_status(ret_der));
	return cert_parse(buf_bytes(ret_der), ret_cert);
}

static enum err
take_certs(struct ca *ca, const struct ca_setup *s)
{
	int64_t now = clock_now(s->clock);
	struct cert root;

	TRY(take_cert(s->issuing, &ca->issuing_der, &ca->issuing));
	TRY(take_cert(s->audit, &ca->audit_der, &ca->audit));
	TRY(cert_parse(s->root, &root));
	return cert_chain_verify(ca->gm, &ca->audit, &ca->issuing, &root, now);
}

static enum err
take_keys(struct ca *ca, const struct ca_setup *s)
{
	TRY(take_key(ca->gm, s->issuing_key, &ca->issuing, &ca->issuing_key));
	TRY(take_key(ca->gm, s->audit_key, &ca->audit, &ca->audit_key));
	if (s->shared.len != PROOF_KEY_LEN)
		return ERR_KEY_LOCKED;
	TRY(secret_copy(s->shared, &ca->shared));
	return sm2_verifier_new(
	    ca->gm, &ca->issuing.key, &ca->issuing_verifier);
}

static enum err
take_responder(struct ca *ca, const struct ca_setup *s)
{
	TRY(take_cert(s->ocsp, &ca->ocsp_der, &ca->ocsp));
	TRY(cert_verify(ca->gm, &ca->ocsp, &ca->issuing));
	TRY(take_key(ca->gm, s->ocsp_key, &ca->ocsp, &ca->ocsp_key));
	return ocsp_issuer_init(ca->gm, &ca->issuing, &ca->ocsp_issuer);
}

static enum err
set_up(struct ca *ca, const struct ca_setup *s)
{
	ca->gm = s->gm;
	ca->clock = s->clock;
	ca->config = *s->config;
	TRY(take_certs(ca, s));
	TRY(take_keys(ca, s));
	return s->ocsp_key.len == 0 ? ERR_OK : take_responder(ca, s);
}

enum err
ca_init(struct ca *ret_ca, const struct ca_setup *s)
{
	enum err err;

	memset(ret_ca, 0, sizeof(*ret_ca));
	err = set_up(ret_ca, s);
	if (err == ERR_OK)
		ret_ca->ledger = s->ledger;
	else
		ca_done(ret_ca);
	return err;
}

void
ca_done(struct ca *ca)
{
	sm2_verifier_free(ca->issuing_verifier);
	sm2_key_free(ca->issuing_key);
	sm2_key_free(ca->audit_key);
	sm2_key_free(ca->ocsp_key);
	secret_free(ca->shared);
	ledger_free(ca->ledger);
	buf_done(&ca->issuing_der);
	buf_done(&ca->audit_der);
	buf_done(&ca->ocsp_der);
	buf_done(&ca->list);
	memset(ca, 0, sizeof(*ca));
}
