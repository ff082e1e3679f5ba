/* SPDX-License-Identifier: Apache-2.0 */
#include "office/staff/ceremony.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "office/process/connect.h"
#include "office/process/keyfile.h"
#include "office/staff/appointment.h"
#include "office/staff/founding.h"
#include "office/staff/pin_entry.h"
#include "office/staff/staff_signer.h"
#include "office/staff/staff_token.h"

#define MARK ".unfinished" /* a folder that holds it is ours to clear away */
#define PIN_CHARS 12	   /* of a practice PIN: 60 bits */

struct work {
	struct verb_call *call;
	const struct ceremony *c;
	struct gm *gm;
	char dir[FILE_PATH_MAX]; /* DIR.new */
	struct secret *unlock;
	struct founding *founding;
	struct store *store;
	struct office_link *link;
	struct public_cert issuing;
	int64_t now;
	bool marked; /* dir is of this ceremony */
};

static void
say(struct work *w, const char *zh, const char *en)
{
	if (w->call->json)
		return;
	fprintf(w->call->out, "%s\n", VERB_SAY(w->call, zh, en));
	fflush(w->call->out);
}

/* --- people --- */

struct person {
	const char *name, *zh, *en;
	enum staff_role role;
	const char *by; /* who appoints them; NULL: nobody */
};

static const struct person founders[] = {
    {"super", "超级管理员", "Super Administrator", ROLE_SUPER, NULL},
    {"audit-admin", "审计管理员", "Audit Administrator", ROLE_AUDIT_ADMIN,
	NULL},
};
static const struct person practice_staff[] = {
    {"business", "业务管理员", "Business Administrator", ROLE_BUSINESS_ADMIN,
	"super"},
    {"op1", "操作员一", "Operator One", ROLE_OPERATOR, "business"},
    {"op2", "操作员二", "Operator Two", ROLE_OPERATOR, "business"},
    {"auditor", "审计员", "Auditor", ROLE_AUDITOR, "audit-admin"},
};

/* --- the folder --- */

static const struct {
	const char *name;
	mode_t mode;
} folders[] = {{"", 0700}, {"ca", 0700}, {"keycentre", 0700}, {"mail", 0700},
    {"web", 0700}, {"public", 0755}, {"outgoing", 0700}, {"run", 0700},
    {"staff", 0700}};

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	/* The mark goes last: until then the folder is known for ours. */
	if (ftw->level == 0 || strcmp(path + ftw->base, MARK) == 0)
		return 0;
	return remove(path);
}

static enum err
clear_away(const char *dir, const char *mark)
{
	if (nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0 ||
	    unlink(mark) != 0 || rmdir(dir) != 0)
		return ERR_FILE_WRITE;
	return ERR_OK;
}

/* In one step, so that a folder that is not empty has it. */
static enum err
set_mark(struct work *w)
{
	char path[FILE_PATH_MAX];
	int fd;

	TRY(file_path(path, w->dir, MARK));
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return ERR_FILE_WRITE;
	close(fd);
	w->marked = true;
	return ERR_OK;
}

/* rmdir does it and tells: a folder that is not empty is somebody's. */
static enum err
check_place(const char *dir)
{
	if (rmdir(dir) == 0 || errno == ENOENT)
		return ERR_OK;
	return errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR
		   ? ERR_OFFICE_EXISTS
		   : ERR_FILE_DENIED;
}

/* After a failure, whose error is the one to tell; what stays is cleared away
 * by the next ceremony. */
static void
drop_unfinished(const struct work *w)
{
	char mark[FILE_PATH_MAX];

	if (file_path(mark, w->dir, MARK) == ERR_OK &&
	    clear_away(w->dir, mark) != ERR_OK)
		log_line(LOG_WARNING, "%s is left behind", w->dir);
}

static enum err
clear_unfinished(const struct work *w)
{
	char mark[FILE_PATH_MAX];

	if (rmdir(w->dir) == 0 || errno == ENOENT)
		return ERR_OK;
	TRY(file_path(mark, w->dir, MARK));
	if (!file_exists(mark)) {
		verb_detail(w->call, "%s", w->dir);
		return ERR_OFFICE_EXISTS;
	}
	return clear_away(w->dir, mark);
}

static enum err
make_folders(struct work *w)
{
	char path[FILE_PATH_MAX];

	for (size_t i = 0; i < COUNT(folders); i++) {
		TRY(file_path(path, w->dir, folders[i].name));
		TRY(file_make_dir(path, folders[i].mode));
		if (chmod(path, folders[i].mode) != 0)
			return ERR_FILE_WRITE;
		if (i == 0)
			TRY(set_mark(w));
	}
	return ERR_OK;
}

static enum err
create(const struct work *w, const char *name, struct bytes data)
{
	char path[FILE_PATH_MAX];

	TRY(file_path(path, w->dir, name));
	return file_create(path, data, 0600);
}

static enum err
write_config(const struct work *w)
{
	AUTO_DONE(buf) text = BUF(CONFIG_FILE_MAX);

	office_config_write(&text, w->c->config);
	TRY(buf_status(&text));
	return create(w, "office.conf", buf_bytes(&text));
}

static enum err
make_unlock(struct work *w)
{
	AUTO_DONE(buf) hex = BUF(2 * KEYFILE_UNLOCK_LEN + 1);
	uint8_t octets[KEYFILE_UNLOCK_LEN];
	enum err err = gm_random(w->gm, octets, sizeof(octets));

	if (err == ERR_OK)
		text_hex(&hex, BYTES_ARRAY(octets));
	secret_wipe(octets, sizeof(octets));
	TRY(err);
	TRY(buf_status(&hex));
	TRY(secret_copy(buf_bytes(&hex), &w->unlock));
	buf_u8(&hex, '\n');
	return create(w, "unlock", buf_bytes(&hex));
}

static enum err
set_up_folder(struct work *w)
{
	size_t len = strlen(w->call->dir);

	while (len > 1 && w->call->dir[len - 1] == '/')
		len--;
	if (len + sizeof(".new") > sizeof(w->dir))
		return ERR_TOO_LARGE;
	memcpy(w->dir, w->call->dir, len);
	memcpy(w->dir + len, ".new", sizeof(".new"));
	TRY(check_place(w->call->dir));
	TRY(clear_unfinished(w));
	TRY(make_folders(w));
	TRY(write_config(w));
	return make_unlock(w);
}

static enum err
sync_folder(const char *path)
{
	char parent[FILE_PATH_MAX], *slash;
	int fd;
	bool failed;

	snprintf(parent, sizeof(parent), "%s", path);
	slash = strrchr(parent, '/');
	if (slash == NULL)
		snprintf(parent, sizeof(parent), ".");
	else
		slash[slash == parent ? 1 : 0] = '\0';
	fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ERR_FILE_WRITE;
	failed = fsync(fd) != 0;
	close(fd);
	return failed ? ERR_FILE_WRITE : ERR_OK;
}

/* The rename makes it an office; the mark that moves along means nothing in
 * its place, and goes. */
static enum err
put_in_place(struct work *w)
{
	char mark[FILE_PATH_MAX], target[FILE_PATH_MAX];

	snprintf(target, sizeof(target), "%.*s",
	    (int)(strlen(w->dir) - strlen(".new")), w->dir);
	if (rename(w->dir, target) != 0)
		return errno == ENOTEMPTY || errno == EEXIST ? ERR_OFFICE_EXISTS
							     : ERR_FILE_WRITE;
	TRY(sync_folder(target));
	TRY(file_path(mark, target, MARK));
	return file_remove(mark);
}

/* --- tokens --- */

/* A PIN that nobody has to remember. */
static enum err
make_practice_pin(struct work *w, const char *name, struct secret **ret_pin)
{
	uint8_t raw[TEXT_CODE_CHARS];
	char code[TEXT_CODE_SIZE], path[FILE_PATH_MAX];
	enum err err = gm_random(w->gm, raw, sizeof(raw));

	if (err == ERR_OK) {
		text_code(raw, code);
		err = staff_pin_path(w->dir, name, path);
	}
	if (err == ERR_OK)
		err = file_create(path, BYTES(code, PIN_CHARS), 0600);
	if (err == ERR_OK)
		err = secret_copy(BYTES(code, PIN_CHARS), ret_pin);
	secret_wipe(raw, sizeof(raw));
	secret_wipe(code, sizeof(code));
	return err;
}

static enum err
obtain_pin(struct work *w, const char *name, const char *pin_file,
    struct secret **ret_pin)
{
	if (w->c->practice && pin_file == NULL)
		return make_practice_pin(w, name, ret_pin);
	return pin_entry_read(w->call,
	    &(struct pin_entry){.file = pin_file, .whose = name, .twice = true},
	    ret_pin);
}

static enum err
make_token(struct work *w, const char *name, const char *pin_file,
    struct staff_token **ret_t)
{
	AUTO(secret) pin = NULL;
	char path[FILE_PATH_MAX], folder[FILE_PATH_MAX];

	TRY(staff_token_path(w->dir, name, path));
	snprintf(folder, sizeof(folder), "%.*s",
	    (int)(strrchr(path, '/') - path), path);
	TRY(file_make_dir(folder, 0700));
	TRY(obtain_pin(w, name, pin_file, &pin));
	return staff_token_create(w->gm, path, secret_bytes(pin), ret_t);
}

static enum err
make_request(struct work *w, const struct person *p, struct staff_token *t,
    struct buf *csr)
{
	struct name subject = {.country = "CN"};

	snprintf(
	    subject.common_name, sizeof(subject.common_name), "%s", p->name);
	return csr_make(w->gm, &subject, staff_token_signer(t), csr);
}

/* --- the two first --- */

static const char *
person_name(const struct work *w, const struct person *p, const char *given)
{
	if (given != NULL)
		return given;
	return VERB_SAY(w->call, p->zh, p->en);
}

static enum err
read_request(struct work *w, const char *path, struct buf *csr)
{
	AUTO_DONE(buf) file = BUF(2 * CSR_DER_MAX);
	enum err err = file_read(path, &file);

	if (err == ERR_OK &&
	    pem_decode(buf_bytes(&file), "CERTIFICATE REQUEST", csr) != ERR_OK)
		buf_put(csr, buf_bytes(&file)); /* then it is DER */
	if (err != ERR_OK)
		verb_detail(w->call, "%s", path);
	return err == ERR_OK ? buf_status(csr) : err;
}

/* For whoever brought a request: the certificate lies with the public ones. */
static enum err
publish(struct work *w, const char *name, struct bytes cert)
{
	char file[64], path[FILE_PATH_MAX];

	snprintf(file, sizeof(file), "public/%s.cer", name);
	TRY(file_path(path, w->dir, file));
	return file_create(path, cert, 0644);
}

static enum err
found_person(struct work *w, const struct person *p,
    const struct ceremony_founder *given)
{
	AUTO(staff_token) token = NULL;
	AUTO_DONE(buf) csr = BUF(CSR_DER_MAX);
	AUTO_DONE(buf) cert = BUF(CERT_DER_MAX);
	struct founder who = {.name = p->name,
	    .person = person_name(w, p, given->person),
	    .role = p->role};

	if (given->csr != NULL) {
		TRY(read_request(w, given->csr, &csr));
	} else {
		TRY(make_token(w, p->name, given->pin_file, &token));
		TRY(make_request(w, p, token, &csr));
	}
	who.csr = buf_bytes(&csr);
	TRY(founding_sign_staff(w->founding, w->store, &who, &cert));
	if (token == NULL)
		return publish(w, p->name, buf_bytes(&cert));
	return staff_token_write_cert(token, buf_bytes(&cert));
}

/* --- those of a practice office --- */

/* Who appoints acts with their own token, as on any later day. */
static enum err
appoint(struct work *w, const struct person *p, struct staff_signer *by)
{
	AUTO(staff_token) token = NULL;
	AUTO_DONE(buf) csr = BUF(CSR_DER_MAX);
	AUTO_DONE(buf) cert = BUF(CERT_DER_MAX);
	struct appointment a = {.gm = w->gm,
	    .store = w->store,
	    .ca = office_client(w->link, CHILD_CA),
	    .config = w->c->config,
	    .issuing = &w->issuing.cert,
	    .now = w->now,
	    .by = staff_signer_name(by),
	    .by_certificate = staff_signer_certificate(by),
	    .by_signer = staff_signer_signer(by),
	    .name = p->name,
	    .person = person_name(w, p, NULL),
	    .role = p->role};

	TRY(make_token(w, p->name, NULL, &token));
	TRY(make_request(w, p, token, &csr));
	a.csr = buf_bytes(&csr);
	TRY(appointment_make(&a, &cert));
	return staff_token_write_cert(token, buf_bytes(&cert));
}

/* One opening of a token serves for all that its person appoints in a row. */
static enum err
appoint_each(struct work *w, struct verb_call *inside)
{
	AUTO(staff_signer) by = NULL;
	const char *open = "";

	for (size_t i = 0; i < COUNT(practice_staff); i++) {
		const struct person *p = &practice_staff[i];
		const struct staff_signer_options who = {.as = p->by};

		if (strcmp(open, p->by) != 0) {
			staff_signer_free(by);
			by = NULL;
			TRY(staff_signer_open(
			    inside, w->gm, &who, ROLE_NONE, &by));
			open = p->by;
		}
		TRY(appoint(w, p, by));
	}
	return ERR_OK;
}

static enum err
appoint_practice_staff(struct work *w)
{
	struct verb_call inside = *w->call;

	inside.dir = w->dir;
	TRY(public_cert_read(w->dir, "issuing", &w->issuing));
	TRY(office_connect(w->dir, OFFICE_CA, NULL, &w->link));
	return appoint_each(w, &inside);
}

/* --- the whole --- */

static enum err
open_store(struct work *w)
{
	char where[FILE_PATH_MAX];

	TRY(office_config_store(w->c->config, w->dir, where, sizeof(where)));
	return store_open(where, &w->store);
}

static enum err
found(struct work *w)
{
	const struct founding_setup setup = {.gm = w->gm,
	    .dir = w->dir,
	    .config = w->c->config,
	    .unlock = secret_bytes(w->unlock),
	    .now = w->now};

	say(w, "生成根密钥、签发密钥、密钥中心和审计密钥，签发其证书 …",
	    "Making the keys of root, issuing CA, key centre and audit, and "
	    "their certificates …");
	TRY(founding_make(&setup, &w->founding));
	say(w, "建立数据库和审计记录 …", "Making the store and audit record …");
	TRY(open_store(w));
	return founding_store(w->founding, w->store);
}

static enum err
hold(struct work *w)
{
	TRY(gm_new(&w->gm));
	TRY(set_up_folder(w));
	TRY(found(w));
	say(w, "设立超级管理员和审计管理员 …",
	    "Making the super and the audit administrator …");
	TRY(found_person(w, &founders[0], &w->c->super));
	TRY(found_person(w, &founders[1], &w->c->audit_admin));
	/* Root and issuing key are done with: the ca process has its own. */
	founding_free(w->founding);
	w->founding = NULL;
	if (w->c->practice) {
		say(w, "任命业务管理员、两名操作员和审计员（练习用）…",
		    "Appointing a business administrator, two operators and "
		    "an auditor, for practice …");
		TRY(appoint_practice_staff(w));
	}
	return ERR_OK;
}

static void
work_done(struct work *w)
{
	office_link_free(w->link);
	store_free(w->store);
	founding_free(w->founding);
	public_cert_done(&w->issuing);
	secret_free(w->unlock);
	gm_free(w->gm);
}

enum err
ceremony_hold(struct verb_call *call, const struct ceremony *c)
{
	struct work w = {
	    .call = call, .c = c, .now = clock_now(clock_system())};
	enum err err = hold(&w);

	work_done(&w); /* nothing is open when it moves */
	if (err == ERR_OK)
		return put_in_place(&w);
	if (w.marked)
		drop_unfinished(&w);
	return err;
}
