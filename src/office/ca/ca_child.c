/* SPDX-License-Identifier: Apache-2.0 */
#include "office/ca/ca_child.h"

#include "base/file.h"
#include "base/log.h"
#include "office/ca/service.h"
#include "office/process/public_cert.h"
#include "office/process/sandbox.h"

/* All that is read before the door is shut. */
struct material {
	struct secret *issuing_key, *audit_key, *ocsp_key, *shared;
	struct public_cert root, issuing, audit, ocsp;
	struct ledger *ledger;
};

static void
material_done(struct material *m)
{
	secret_free(m->issuing_key);
	secret_free(m->audit_key);
	secret_free(m->ocsp_key);
	secret_free(m->shared);
	public_cert_done(&m->root);
	public_cert_done(&m->issuing);
	public_cert_done(&m->audit);
	public_cert_done(&m->ocsp);
	ledger_free(m->ledger);
}
DEFINE_AUTO_DONE(material)

static enum err
open_ledger(struct child *c, struct material *m)
{
	uint8_t key[LEDGER_KEY_LEN];
	char path[FILE_PATH_MAX];
	enum err err;

	TRY(file_path(path, c->dir, "ca/ledger"));
	TRY(ca_ledger_key(c->gm, secret_bytes(m->shared), key));
	err = ledger_open(c->gm, path, BYTES_ARRAY(key), &m->ledger);
	secret_wipe(key, sizeof(key));
	TRY(err);
	if (ledger_cut(m->ledger) > 0)
		log_line(LOG_WARNING,
		    "the ledger ended in %llu octets that were never synced; "
		    "they are cut off",
		    (unsigned long long)ledger_cut(m->ledger));
	return ERR_OK;
}

/* Offices of version 1 were made without it, and answer no OCSP. */
static enum err
read_responder(struct child *c, struct material *m)
{
	enum err err = child_key(c, "ca/ocsp.key", &m->ocsp_key);

	if (err == ERR_FILE_MISSING) {
		log_line(LOG_WARNING, "there is no ca/ocsp.key: OCSP is not "
				      "answered");
		return ERR_OK;
	}
	TRY(err);
	return public_cert_read(c->dir, "ocsp", &m->ocsp);
}

static enum err
read_material(struct child *c, struct material *m)
{
	TRY(child_key(c, "ca/issuing.key", &m->issuing_key));
	TRY(child_key(c, "ca/audit.key", &m->audit_key));
	TRY(child_key(c, "ca/shared.key", &m->shared));
	TRY(public_cert_read(c->dir, "root", &m->root));
	TRY(public_cert_read(c->dir, "issuing", &m->issuing));
	TRY(public_cert_read(c->dir, "audit", &m->audit));
	TRY(read_responder(c, m));
	return open_ledger(c, m);
}

static enum err
set_up(struct child *c, struct ca *ca)
{
	AUTO_DONE(material) m = {0};
	struct ca_setup s = {
	    .gm = c->gm, .clock = clock_system(), .config = c->config};

	TRY(read_material(c, &m));
	s.issuing_key = secret_bytes(m.issuing_key);
	s.audit_key = secret_bytes(m.audit_key);
	if (m.ocsp_key != NULL)
		s.ocsp_key = secret_bytes(m.ocsp_key);
	s.shared = secret_bytes(m.shared);
	s.root = buf_bytes(&m.root.der);
	s.issuing = buf_bytes(&m.issuing.der);
	s.audit = buf_bytes(&m.audit.der);
	s.ocsp = buf_bytes(&m.ocsp.der);
	s.ledger = m.ledger;
	TRY(ca_init(ca, &s));
	m.ledger = NULL;
	return ERR_OK;
}

static enum err
run(struct child *c, struct ca *ca)
{
	struct ipc_service service = ca_service(ca);

	TRY(child_settle(c));
	TRY(sandbox_key_holder());
	TRY(child_ready(c));
	log_line(LOG_DEBUG, "signs; %zu uses of evidence in the ledger",
	    ledger_uses(ca->ledger));
	return ipc_serve(c, &service);
}

enum err
ca_child_run(struct child *c)
{
	struct ca ca;
	enum err err;

	TRY(set_up(c, &ca));
	err = run(c, &ca);
	ca_done(&ca);
	return err;
}
