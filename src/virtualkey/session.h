/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private to src/virtualkey: what ends with power or a reset. Applications and
 * containers are named by their ids, since the state may be read anew.
 */
#ifndef VIRTUALKEY_SESSION_H
#define VIRTUALKEY_SESSION_H

#include "base/secret.h"
#include "gm/sm4.h"
#include "virtualkey/state.h"

#define VK_CHALLENGE_MAX 16 /* octets of a random that are remembered */
#define VK_SESSION_KEYS_MAX 16
#define VK_AGREEMENTS_MAX 4
#define VK_AGREEMENT_ID_MAX 32 /* octets: GM/T 0016 7.6.18 */
#define VK_OPEN_CONTAINERS_MAX (VK_APPLICATIONS_MAX * VK_CONTAINERS_MAX)

/* One that was opened. Its rights outlive closing (GM/T 0016 7.3.6). */
struct vk_opened {
	uint16_t id;
	bool open;
	bool rights[CARD_PIN_COUNT];
};

struct vk_session_key {
	uint16_t id; /* 0: none here */
	uint16_t container;
	uint32_t algorithm;
	struct secret *key;
	struct sm4_stream *stream; /* NULL: not begun */
	bool encrypt;		   /* which way the stream goes */
};

struct vk_agreement {
	uint32_t handle; /* 0: none here */
	uint16_t container;
	uint32_t algorithm;
	struct sm2_key *temporary;
	uint8_t id[VK_AGREEMENT_ID_MAX]; /* this side's */
	size_t id_len;
};

/* Pieces of a chain that is not at its end yet. */
struct vk_chain {
	bool under_way;
	uint8_t cla, ins, p1, p2; /* cla without CARD_CHAIN */
	struct buf data;
};

struct vk_session {
	bool selected, device_auth;
	uint8_t challenge[VK_CHALLENGE_MAX];
	size_t challenge_len; /* 0: none, or used up */
	struct vk_opened applications[VK_APPLICATIONS_MAX];
	size_t application_count;
	uint16_t containers[VK_OPEN_CONTAINERS_MAX]; /* open ones */
	size_t container_count;
	struct vk_session_key keys[VK_SESSION_KEYS_MAX];
	struct vk_agreement agreements[VK_AGREEMENTS_MAX];
	uint32_t counter;	   /* of keys and agreements, for their ids */
	struct sm3_stream *digest; /* NULL: not begun */
	struct vk_chain chain;
	struct buf waiting;  /* the rest of an answer, for GET RESPONSE */
	size_t waiting_from; /* what of it was fetched */
};

void vk_session_init(struct vk_session *s);
void vk_session_done(struct vk_session *s); /* wipes */

/* NULL if it was never opened. Borrowed until the next opening or forgetting.
 */
struct vk_opened *vk_session_application(struct vk_session *s, uint16_t id);
void vk_session_open_application(struct vk_session *s, uint16_t id);
/* Its containers close with it. */
void vk_session_close_application(
    struct vk_session *s, const struct vk_application *a);
/* It is deleted: its rights end too. */
void vk_session_forget_application(
    struct vk_session *s, const struct vk_application *a);

bool vk_session_container_is_open(const struct vk_session *s, uint16_t id);
void vk_session_open_container(struct vk_session *s, uint16_t id);
void vk_session_close_container(struct vk_session *s, uint16_t id);
/* It is deleted: its session keys and agreements end too. Closing leaves them,
 * for several programs may have the container open. */
void vk_session_forget_container(struct vk_session *s, uint16_t id);

void vk_session_key_drop(struct vk_session_key *k);
void vk_agreement_drop(struct vk_agreement *a);

#endif
