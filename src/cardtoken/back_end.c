/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The back end of libskf-card: which function is whose, and the process's
 * state.
 */
#include "provider/back_end.h"

#include <stdlib.h>

#include "cardtoken/access.h"
#include "cardtoken/agreement.h"
#include "cardtoken/application.h"
#include "cardtoken/container.h"
#include "cardtoken/device.h"
#include "cardtoken/file.h"
#include "cardtoken/key.h"
#include "cardtoken/session_key.h"

#define PIN_MIN 6 /* octets, as card_0017r has it */
#define PIN_MAX 16
#define APPLICATION_NAME_MAX 32

uint32_t
card_state_new(
    struct gm *gm, struct card_readers *readers, struct back_state **ret_s)
{
	struct back_state *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		readers->class->free(readers);
		return SAR_MEMORYERR;
	}
	s->gm = gm;
	s->readers = readers;
	*ret_s = s;
	return SAR_OK;
}

static uint32_t
begin(struct gm *gm, struct back_state **ret_s)
{
	struct card_readers *readers;

	SAR_TRY(card_io_sar(card_readers_pcsc(&readers)));
	return card_state_new(gm, readers, ret_s);
}

static void
end(struct back_state *s)
{
	devices_forget(s);
	s->readers->class->free(s->readers);
	free(s);
}

const struct back_end back_end = {
    .pin_min = PIN_MIN,
    .pin_max = PIN_MAX,
    .application_name_max = APPLICATION_NAME_MAX,
    .cert_max = CARD_CERTIFICATE_MAX,
    .file_max = CARD_FILE_MAX,

    .begin = begin,
    .end = end,

    .names = device_names,
    .state = device_state,
    .connect = device_connect,
    .disconnect = device_disconnect,
    .present = device_present,
    .info = device_info,
    .set_label = device_set_label,
    .random = device_random,
    .transmit = device_transmit,
    .lock_path = device_lock_path,
    .locked = device_locked,
    .unlocked = device_unlocked,
    .wait = device_wait,
    .wake = device_wake,

    .device_auth = access_device_auth,
    .change_device_key = access_change_device_key,
    .pin_info = access_pin_info,
    .verify_pin = access_verify_pin,
    .change_pin = access_change_pin,
    .unblock_pin = access_unblock_pin,
    .clear_state = access_clear_state,

    .create_application = application_create,
    .applications = application_list,
    .delete_application = application_delete,
    .open_application = application_open,
    .close_application = application_close,

    .create_file = file_create_in,
    .delete_file = file_delete,
    .files = file_names,
    .file_info = file_info,
    .read_file = file_read_range,
    .write_file = file_write_at,

    .create_container = container_create,
    .delete_container = container_delete,
    .open_container = container_open,
    .close_container = container_close,
    .containers = container_names,
    .container_type = container_type,
    .import_cert = container_import_cert,
    .export_cert = container_export_cert,
    .public_key = key_public,

    .generate = key_generate,
    .import_pair = key_import_pair,
    .sign = key_sign,

    .import_session_key = session_key_import,
    .key_close = session_key_close,
    .stream_open = session_stream_open,
    .stream_update = session_stream_update,
    .stream_close = session_stream_close,
    .agreement_begin = agreement_begin,
    .agreement_answer = agreement_answer,
    .agreement_finish = agreement_finish,
    .agreement_close = agreement_close,
};
