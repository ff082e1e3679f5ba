/* SPDX-License-Identifier: Apache-2.0 */
#include "softtoken/back.h"

#include <stdlib.h>

#include "softtoken/device.h"

static uint32_t
begin(struct gm *gm, struct back_state **ret_s)
{
	struct back_state *s = calloc(1, sizeof(*s));

	(void)gm;
	if (s == NULL)
		return SAR_MEMORYERR;
	*ret_s = s;
	return SAR_OK;
}

static void
end(struct back_state *s)
{
	while (s->devices != NULL) {
		struct back_device *d = s->devices;

		s->devices = d->next;
		device_free(d);
	}
	logins_free(s->logins);
	free(s);
}

const struct back_end back_end = {
    .pin_min = 6,
    .pin_max = 32,
    .application_name_max = MODEL_NAME_SIZE - 1,
    .cert_max = MODEL_CERT_MAX,
    .file_max = MODEL_FILE_MAX,
    .begin = begin,
    .end = end,
    .names = back_names,
    .state = back_device_state,
    .connect = back_connect,
    .disconnect = device_unref,
    .present = device_read,
    .info = back_info,
    .set_label = back_set_label,
    .random = back_random,
    .lock_path = back_lock_path,
    .device_auth = back_device_auth,
    .change_device_key = back_change_device_key,
    .pin_info = back_pin_info,
    .verify_pin = back_verify_pin,
    .change_pin = back_change_pin,
    .unblock_pin = back_unblock_pin,
    .clear_state = back_clear_state,
    .create_application = back_create_application,
    .applications = back_applications,
    .delete_application = back_delete_application,
    .open_application = back_open_application,
    .close_application = back_close_application,
    .create_file = back_create_file,
    .delete_file = back_delete_file,
    .files = back_files,
    .file_info = back_file_info,
    .read_file = back_read_file,
    .write_file = back_write_file,
    .create_container = back_create_container,
    .delete_container = back_delete_container,
    .open_container = back_open_container,
    .close_container = back_close_container,
    .containers = back_containers,
    .container_type = back_container_type,
    .import_cert = back_import_cert,
    .export_cert = back_export_cert,
    .public_key = back_public_key,
    .generate = back_generate,
    .import_pair = back_import_pair,
    .sign = back_sign,
    .decrypt = back_decrypt,
    .import_session_key = back_import_session_key,
    .agreement_begin = back_agreement_begin,
    .agreement_answer = back_agreement_answer,
    .agreement_finish = back_agreement_finish,
    .agreement_close = back_agreement_close,
};

_Static_assert(MODEL_NAME_SIZE > BACK_NAME_MAX &&
		   MODEL_FILE_NAME_SIZE > BACK_FILE_NAME_MAX &&
		   MODEL_LABEL_SIZE > BACK_LABEL_MAX &&
		   MODEL_TRIES_MAX >= BACK_TRIES_MAX,
    "what the front lets through fits");
