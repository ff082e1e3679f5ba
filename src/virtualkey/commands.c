/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commands: one row each with all that is asked before it is done. Checks
 * come in the order of ISO/IEC 7816-4: class, instruction, P1 and P2, lengths,
 * what the ids name, rights, challenge and MAC (by the command, which knows the
 * key), and last the data.
 */
#include "virtualkey/key.h"

/* As GM/T 0016 6.4.9 has them; src/skf is no room of ours. */
#define RIGHT_ADMIN 0x01
#define RIGHT_USER 0x10
#define RIGHT_ANYONE 0xff

enum p_kind {
	P_ZERO,
	P1_USAGE,
	P1_SIGN,
	P2_PIN,
	P2_ANY, /* an algorithm: the command knows which it can do */
	P_APPLICATION
};

enum need {
	SECURED = 1,	 /* CLA 84 */
	PLAIN_TOO = 2,	 /* … or 80 */
	APPLICATION = 4, /* an open one's id leads the data, or is P1 P2 */
	CONTAINER = 8,	 /* an open one's id comes next */
	DEVICE = 16,	 /* device authentication */
	USER = 32	 /* the application's user PIN */
};

#define A (APPLICATION)
#define AC (APPLICATION | CONTAINER)
#define ID CARD_ID_LEN
#define ANY CARD_EXTENDED_DATA_MAX
#define MAC CARD_MAC_LEN
#define BLK CARD_BLOCK
#define BITS4 4
#define LEN4 4
#define ALG4 4
#define POINT (2 * SM2_LEN)
#define PUBLIC (BITS4 + POINT)
#define CIPHER_HEAD (PUBLIC + SM3_LEN + LEN4)
#define NAME_MAX_LEN 32
#define APPLICATION_LEN 80
#define START_LEN 48

static const struct command {
	uint8_t ins;
	uint8_t p; /* enum p_kind */
	uint8_t needs;
	uint32_t least, most; /* octets of data, ids and MAC among them */
	vk_do *run;
} commands[] = {
    {CARD_SET_LABEL, P_ZERO, 0, 0, NAME_MAX_LEN, vk_set_label},
    {CARD_GET_DEVICE_INFO, P_ZERO, 0, 0, 0, vk_get_device_info},
    {CARD_DEVICE_AUTH, P2_ANY, 0, BLK, 2 * BLK, vk_device_auth},
    {CARD_CHANGE_DEVICE_KEY, P2_ANY, SECURED | PLAIN_TOO | DEVICE, BLK,
	BLK + MAC, vk_change_device_key},
    {CARD_GET_PIN_INFO, P2_PIN, A, ID, ID, vk_get_pin_info},
    {CARD_CHANGE_PIN, P2_PIN, A | SECURED, ID + BLK + MAC, ID + BLK + MAC,
	vk_change_pin},
    {CARD_VERIFY_PIN, P2_PIN, A, ID + BLK, ID + BLK, vk_verify_pin},
    {CARD_UNBLOCK_PIN, P_ZERO, A | SECURED, ID + BLK + MAC, ID + BLK + MAC,
	vk_unblock_pin},
    {CARD_CLEAR_STATE, P_ZERO, A, ID, ID, vk_clear_state},
    {CARD_CREATE_APPLICATION, P_ZERO, SECURED | PLAIN_TOO | DEVICE,
	APPLICATION_LEN, APPLICATION_LEN + MAC, vk_create_application},
    {CARD_LIST_APPLICATIONS, P_ZERO, 0, 0, 0, vk_list_applications},
    {CARD_DELETE_APPLICATION, P_ZERO, DEVICE, 1, NAME_MAX_LEN,
	vk_delete_application},
    {CARD_OPEN_APPLICATION, P_ZERO, 0, 1, NAME_MAX_LEN, vk_open_application},
    {CARD_CLOSE_APPLICATION, P_ZERO, A, ID, ID, vk_close_application},
    {CARD_CREATE_FILE, P_APPLICATION, A, NAME_MAX_LEN + 12, NAME_MAX_LEN + 12,
	vk_create_file},
    {CARD_DELETE_FILE, P_APPLICATION, A, 1, NAME_MAX_LEN, vk_delete_file},
    {CARD_LIST_FILES, P_APPLICATION, A, 0, 0, vk_list_files},
    {CARD_GET_FILE_INFO, P_APPLICATION, A, 1, NAME_MAX_LEN, vk_get_file_info},
    {CARD_READ_FILE, P_ZERO, A, ID + 5, ID + 4 + NAME_MAX_LEN, vk_read_file},
    {CARD_WRITE_FILE, P_ZERO, A, ID + 7, ANY, vk_write_file},
    {CARD_CREATE_CONTAINER, P_ZERO, A | USER, ID + 1, ID + CARD_NAME_MAX,
	vk_create_container},
    {CARD_OPEN_CONTAINER, P_ZERO, A, ID + 1, ID + CARD_NAME_MAX,
	vk_open_container},
    {CARD_CLOSE_CONTAINER, P_ZERO, AC, 2 * ID, 2 * ID, vk_close_container},
    {CARD_LIST_CONTAINERS, P_ZERO, A, ID, ID, vk_list_containers},
    {CARD_DELETE_CONTAINER, P_ZERO, A | USER, ID + 1, ID + CARD_NAME_MAX,
	vk_delete_container},
    {CARD_GET_CONTAINER_INFO, P_ZERO, A, ID + 1, ID + CARD_NAME_MAX,
	vk_get_container_info},
    {CARD_IMPORT_CERTIFICATE, P_ZERO, AC | USER, 2 * ID + 1 + LEN4 + 1, ANY,
	vk_import_certificate},
    {CARD_EXPORT_CERTIFICATE, P1_USAGE, AC, 2 * ID, 2 * ID,
	vk_export_certificate},
    {CARD_GET_RANDOM, P_ZERO, 0, 0, 0, vk_get_random},
    {CARD_GENERATE_SM2, P_ZERO, AC | USER, 2 * ID + BITS4, 2 * ID + BITS4,
	vk_generate_sm2},
    {CARD_IMPORT_SM2, P_ZERO, AC | USER,
	2 * ID + 16 + SM2_LEN + POINT + CIPHER_HEAD + BLK, ANY, vk_import_sm2},
    {CARD_SIGN_SM2, P1_SIGN, AC | USER, 2 * ID + LEN4, ANY, vk_sign_sm2},
    {CARD_VERIFY_SM2, P_ZERO, 0, PUBLIC + LEN4 + SM3_LEN + POINT,
	PUBLIC + LEN4 + SM3_LEN + POINT, vk_verify_sm2},
    {CARD_EXPORT_SESSION_KEY, P_ZERO, AC, 2 * ID + PUBLIC + ALG4,
	2 * ID + PUBLIC + ALG4, vk_export_session_key},
    {CARD_ENCRYPT_SM2, P_ZERO, 0, PUBLIC + LEN4 + 1,
	PUBLIC + LEN4 + SM2_PLAIN_MAX, vk_encrypt_sm2},
    {CARD_AGREEMENT_BEGIN, P_ZERO, AC | USER, 2 * ID + ALG4 + LEN4 + 1,
	2 * ID + ALG4 + LEN4 + VK_AGREEMENT_ID_MAX, vk_agreement_begin},
    {CARD_AGREEMENT_ANSWER, P_ZERO, AC | USER,
	2 * ID + ALG4 + 2 * (PUBLIC + LEN4 + 1),
	2 * ID + ALG4 + 2 * (PUBLIC + LEN4 + VK_AGREEMENT_ID_MAX),
	vk_agreement_answer},
    {CARD_AGREEMENT_FINISH, P_ZERO, AC | USER,
	2 * ID + 4 + 2 * PUBLIC + LEN4 + 1,
	2 * ID + 4 + 2 * PUBLIC + LEN4 + VK_AGREEMENT_ID_MAX,
	vk_agreement_finish},
    {CARD_EXPORT_PUBLIC_KEY, P1_USAGE, AC, 2 * ID, 2 * ID,
	vk_export_public_key},
    {CARD_IMPORT_SESSION_KEY, P_ZERO, AC | USER,
	2 * ID + ALG4 + LEN4 + CIPHER_HEAD + 1, ANY, vk_import_session_key},
    {CARD_SET_SESSION_KEY, P_ZERO, AC, 2 * ID + ALG4 + 2 + BLK,
	2 * ID + ALG4 + 2 + BLK, vk_set_session_key},
    {CARD_ENCRYPT_BEGIN, P_ZERO, AC, 3 * ID + START_LEN, 3 * ID + START_LEN,
	vk_encrypt_begin},
    {CARD_ENCRYPT, P_ZERO, AC, 3 * ID, ANY, vk_cipher_whole},
    {CARD_ENCRYPT_UPDATE, P_ZERO, AC, 3 * ID, ANY, vk_cipher_update},
    {CARD_ENCRYPT_FINISH, P_ZERO, AC, 3 * ID, 3 * ID, vk_cipher_finish},
    {CARD_DECRYPT_BEGIN, P_ZERO, AC, 3 * ID + START_LEN, 3 * ID + START_LEN,
	vk_decrypt_begin},
    {CARD_DECRYPT, P_ZERO, AC, 3 * ID, ANY, vk_cipher_whole},
    {CARD_DECRYPT_UPDATE, P_ZERO, AC, 3 * ID, ANY, vk_cipher_update},
    {CARD_DECRYPT_FINISH, P_ZERO, AC, 3 * ID, 3 * ID, vk_cipher_finish},
    {CARD_DIGEST_BEGIN, P2_ANY, 0, 0, ANY, vk_digest_begin},
    {CARD_DIGEST, P_ZERO, 0, 0, ANY, vk_digest_whole},
    {CARD_DIGEST_UPDATE, P_ZERO, 0, 0, ANY, vk_digest_update},
    {CARD_DIGEST_FINISH, P_ZERO, 0, 0, 0, vk_digest_finish},
    {CARD_DESTROY_SESSION_KEY, P_ZERO, AC, 3 * ID, 3 * ID,
	vk_destroy_session_key},
};

static const struct {
	uint8_t ins;
	const char *name;
} names[] = {
#define C(name, ins) {(ins), #name},
#include "card/commands.def"
#undef C
};

_Static_assert(COUNT(names) == COUNT(commands), "a row for each command");

const char *
vk_ins_name(uint8_t ins)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (names[i].ins == ins)
			return names[i].name;
	return NULL;
}

static const struct command *
find(uint8_t ins)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (commands[i].ins == ins)
			return &commands[i];
	return NULL;
}

static bool
class_fits(const struct command *row, uint8_t cla)
{
	if (cla == CARD_CLA_SECURE)
		return (row->needs & SECURED) != 0;
	return cla == CARD_CLA &&
	       ((row->needs & SECURED) == 0 || (row->needs & PLAIN_TOO) != 0);
}

static bool
p1_p2_fit(const struct command *row, const struct card_command *c)
{
	switch ((enum p_kind)row->p) {
	case P1_USAGE:
		return c->p1 < CARD_USAGE_COUNT && c->p2 == 0;
	case P1_SIGN:
		return (c->p1 == CARD_SIGN_MESSAGE ||
			   c->p1 == CARD_SIGN_DIGEST) &&
		       c->p2 == 0;
	case P2_PIN:
		return c->p1 == 0 && c->p2 < CARD_PIN_COUNT;
	case P2_ANY:
		return c->p1 == 0;
	case P_APPLICATION:
		return true;
	case P_ZERO:
		break;
	}
	return c->p1 == 0 && c->p2 == 0;
}

static uint16_t
number_of(struct card_id id)
{
	return (uint16_t)(id.octets[0] << 8 | id.octets[1]);
}

struct card_id
vk_id(uint16_t number)
{
	return (struct card_id){{(uint8_t)(number >> 8), (uint8_t)number}};
}

static uint16_t
find_application(struct vk_call *c, bool in_p1_p2)
{
	struct vk_opened *o;
	struct card_id id;

	if (in_p1_p2)
		id = card_id_of_p1_p2(c->k->profile, c->command);
	else
		SW_TRY_ERR(card_id_get(&c->in, &id));
	c->application = vk_application_by_id(c->k->state, number_of(id));
	if (c->application == NULL)
		return CARD_SW_APPLICATION_UNKNOWN;
	o = vk_session_application(&c->k->session, c->application->id);
	return o != NULL && o->open ? CARD_SW_OK : CARD_SW_APPLICATION_NOT_OPEN;
}

static uint16_t
find_container(struct vk_call *c)
{
	struct card_id id;

	SW_TRY_ERR(card_id_get(&c->in, &id));
	c->container = vk_container_by_id(c->application, number_of(id));
	return c->container != NULL && vk_session_container_is_open(
					   &c->k->session, c->container->id)
		   ? CARD_SW_OK
		   : CARD_SW_CONTAINER_ID_UNKNOWN;
}

bool
vk_allows(const struct vk_call *c, uint32_t rights)
{
	const struct vk_opened *o = NULL;

	if (rights == RIGHT_ANYONE)
		return true;
	if (c->application != NULL)
		o = vk_session_application(&c->k->session, c->application->id);
	return o != NULL &&
	       (((rights & RIGHT_USER) != 0 && o->rights[CARD_PIN_USER]) ||
		   ((rights & RIGHT_ADMIN) != 0 && o->rights[CARD_PIN_ADMIN]));
}

/* A secured command is longer by its MAC, which c->in leaves out. */
static uint16_t
check_lengths(const struct command *row, struct vk_call *c)
{
	const struct bytes data = c->command->data;
	uint32_t least = row->least;

	if (c->secured && (row->needs & PLAIN_TOO) != 0)
		least += CARD_MAC_LEN;
	if (data.len < least || data.len > row->most ||
	    (!c->secured && (row->needs & SECURED) != 0 &&
		data.len > row->most - CARD_MAC_LEN))
		return CARD_SW_WRONG_LENGTH;
	c->in = reader_of(data);
	if (c->secured) {
		c->in.rest.len -= CARD_MAC_LEN;
		c->mac = data.p + c->in.rest.len;
	}
	return CARD_SW_OK;
}

static uint16_t
check_row(const struct command *row, struct vk_call *c)
{
	if (!class_fits(row, c->command->cla))
		return CARD_SW_CLA_UNKNOWN;
	if (!p1_p2_fit(row, c->command))
		return CARD_SW_WRONG_P1_P2;
	SW_TRY(check_lengths(row, c));
	if ((row->needs & APPLICATION) != 0)
		SW_TRY(find_application(c, row->p == P_APPLICATION));
	if ((row->needs & CONTAINER) != 0)
		SW_TRY(find_container(c));
	if ((row->needs & DEVICE) != 0 && !c->k->session.device_auth)
		return CARD_SW_NOT_LOGGED_IN;
	if ((row->needs & USER) != 0 && !vk_allows(c, RIGHT_USER))
		return CARD_SW_NOT_LOGGED_IN;
	return CARD_SW_OK;
}

uint16_t
vk_run(
    struct virtual_key *k, const struct card_command *command, struct buf *out)
{
	struct vk_call c = {.k = k,
	    .command = command,
	    .secured = command->cla == CARD_CLA_SECURE,
	    .out = out};
	const struct command *row = find(command->ins);

	if (command->cla != CARD_CLA && command->cla != CARD_CLA_SECURE)
		return CARD_SW_CLA_UNKNOWN;
	if (row == NULL)
		return CARD_SW_INS_UNKNOWN;
	SW_TRY(check_row(row, &c));
	return row->run(&c);
}

uint16_t
vk_status_of(enum err e)
{
	static const struct {
		enum err err;
		uint16_t sw;
	} rows[] = {
	    {ERR_OK, CARD_SW_OK},
	    {ERR_BAD_MESSAGE, CARD_SW_WRONG_DATA},
	    {ERR_PIN_LENGTH, CARD_SW_WRONG_DATA},
	    {ERR_BAD_TEXT, CARD_SW_WRONG_DATA},
	    {ERR_CERT_ALGORITHM, CARD_SW_WRONG_DATA},
	    {ERR_ENVELOPE_KEY, CARD_SW_DECRYPT_FAILED},
	    {ERR_SIGNATURE_INVALID, CARD_SW_VERIFY_FAILED},
	    {ERR_TOO_LARGE, CARD_SW_WRONG_LENGTH},
	    {ERR_TOKEN_FULL, CARD_SW_NO_SPACE},
	    {ERR_DISK_FULL, CARD_SW_MEMORY_FAILURE},
	    {ERR_FILE_WRITE, CARD_SW_MEMORY_FAILURE},
	    {ERR_FILE_DENIED, CARD_SW_MEMORY_FAILURE},
	    {ERR_FILE_MISSING, CARD_SW_MEMORY_FAILURE},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].err == e)
			return rows[i].sw;
	return CARD_SW_FAILED;
}
