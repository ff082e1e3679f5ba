/* SPDX-License-Identifier: Apache-2.0 */
#include "office/api/api.h"

#define V1 "/api/v1"
#define E(name) ERR_##name

/* Whoever may unlock; a session that only named its certificate, nothing but
 * that. */
#define UNLOCKERS (SESSION_HOLDER | SESSION_NAMED)

/* Whoever may obtain a pair; a session of an old CA's certificate, nothing but
 * that. */
#define OBTAINERS (SESSION_HOLDER | SESSION_EXCHANGE)

const struct route api_routes[] = {
    {"GET", V1 "/info", "getInfo", 0, NULL, 200, api_info, {0}},
    {"GET", V1 "/health", "getHealth", 0, NULL, 200, api_health, {0}},
    {"POST", V1 "/captcha", "makeCaptcha", 0, &api_captcha_body, 200,
	api_captcha, {0}},

    {"POST", V1 "/accounts", "register", 0, &api_register_body, 202,
	api_register,
	{E(FIELD_INVALID), E(ACCOUNT_EXISTS), E(STORE_CONFLICT),
	    E(TOO_MANY_TRIES)}},
    {"POST", V1 "/accounts/confirm", "confirmEmail", 0, &api_confirm_email_body,
	200, api_confirm_email, {E(LINK_INVALID)}},

    {"POST", V1 "/sessions/account", "loginByAccount", 0,
	&api_login_account_body, 201, api_login_account,
	{E(LOGIN_REFUSED), E(TOO_MANY_TRIES)}},
    {"POST", V1 "/sessions/named", "loginByName", 0, &api_login_named_body, 201,
	api_login_named, {E(LOGIN_REFUSED), E(TOO_MANY_TRIES)}},
    {"POST", V1 "/sessions/challenge", "makeChallenge", 0, &api_challenge_body,
	200, api_challenge, {0}},
    {"POST", V1 "/sessions/certificate", "loginByCertificate", 0,
	&api_login_certificate_body, 201, api_login_certificate,
	{E(CHALLENGE_USED), E(CHALLENGE_EXPIRED), E(CERT_SYNTAX),
	    E(CERT_ALGORITHM), E(CERT_OLD_CA), E(CERT_UNTRUSTED), E(CERT_USAGE),
	    E(SIGNATURE_INVALID), E(ORIGIN_WRONG), E(CERT_NOT_YET_VALID),
	    E(CERT_EXPIRED), E(CERT_UNKNOWN), E(CERT_ON_HOLD), E(CERT_REVOKED),
	    E(OPERATION_PENDING), E(ACCOUNT_NOT_ACTIVE), E(ACCOUNT_STATE)}},
    {"POST", V1 "/sessions/exchange", "loginByExchange", 0,
	&api_login_exchange_body, 201, api_login_exchange,
	{E(CHALLENGE_USED), E(CHALLENGE_EXPIRED), E(TOO_MANY_TRIES),
	    E(CERT_SYNTAX), E(CERT_ALGORITHM), E(CERT_UNTRUSTED),
	    E(CERT_UNKNOWN), E(CERT_USAGE), E(SIGNATURE_INVALID),
	    E(ORIGIN_WRONG), E(CERT_NOT_YET_VALID), E(CERT_EXPIRED),
	    E(ACCOUNT_STATE)}},
    {"GET", V1 "/session", "getSession", SESSION_ANY, NULL, 200, api_session,
	{0}},
    {"DELETE", V1 "/session", "logout", SESSION_ANY, NULL, 204, api_logout,
	{0}},

    {"GET", V1 "/account", "getAccount", SESSION_HOLDER, NULL, 200, api_account,
	{0}},
    {"POST", V1 "/pairs", "issuePair", OBTAINERS, &api_issue_body, 201,
	api_issue,
	{E(CSR_SYNTAX), E(CSR_SIGNATURE), E(CERT_ALGORITHM), E(EVIDENCE_SYNTAX),
	    E(EVIDENCE_HOLDER), E(ENVELOPE_SYNTAX), E(IDEMPOTENCY_CONFLICT),
	    E(CLOCK_WRONG), E(CODE_WRONG), E(CODE_LOCKED), E(PAIR_EXISTS),
	    E(EVIDENCE_EXPIRED), E(EVIDENCE_REPLAYED), E(POOL_EMPTY),
	    E(PROCESS_LOST)}},
    {"GET", V1 "/pairs/{id}", "getPair", OBTAINERS, NULL, 200, api_pair,
	{E(NOT_FOUND)}},
    {"POST", V1 "/pairs/{id}/confirm", "confirmPair", OBTAINERS,
	&api_confirm_pair_body, 200, api_confirm_pair,
	{E(NOT_FOUND), E(ACCOUNT_STATE), E(EVIDENCE_SYNTAX), E(DER_SYNTAX),
	    E(EVIDENCE_HOLDER), E(SIGNATURE_INVALID)}},

    {"POST", V1 "/unlock/code", "mailUnlockCode", UNLOCKERS,
	&api_unlock_code_body, 202, api_unlock_code,
	{E(NOT_FOUND), E(ESCROW_MISSING), E(TOO_MANY_TRIES), E(PROCESS_LOST)}},
    {"POST", V1 "/unlock", "unlock", UNLOCKERS, &api_unlock_body, 200,
	api_unlock,
	{E(EVIDENCE_SYNTAX), E(EVIDENCE_HOLDER), E(NOT_FOUND), E(CODE_WRONG),
	    E(CODE_LOCKED), E(CLOCK_WRONG), E(ENVELOPE_SYNTAX), E(ENVELOPE_KEY),
	    E(ESCROW_MISSING), E(TOO_MANY_TRIES), E(EVIDENCE_EXPIRED),
	    E(PROCESS_LOST)}},
    {"POST", V1 "/unlock/confirm", "confirmUnlock", UNLOCKERS,
	&api_unlock_confirm_body, 200, api_unlock_confirm,
	{E(EVIDENCE_SYNTAX), E(EVIDENCE_HOLDER), E(NOT_FOUND), E(CODE_WRONG)}},

    {"GET", "/ca/root.cer", "getRoot", 0, NULL, 200, api_public_cert, {0}},
    {"GET", "/ca/issuing.cer", "getIssuing", 0, NULL, 200, api_public_cert,
	{0}},
    {"GET", "/ca/keycentre.cer", "getKeyCentre", 0, NULL, 200, api_public_cert,
	{0}},
    {"GET", "/ca/audit.cer", "getAudit", 0, NULL, 200, api_public_cert, {0}},
    {"GET", "/ca/issuing.crl", "getCrl", 0, NULL, 200, api_public_crl,
	{E(NOT_FOUND)}},
    {"GET", "/ca/issuing-{n}.crl", "getPartitionCrl", 0, NULL, 200,
	api_public_crl, {E(NOT_FOUND)}},
    {"GET", "/ca/issuing-{n}-delta.crl", "getDeltaCrl", 0, NULL, 200,
	api_public_delta, {E(NOT_FOUND)}},

    {"GET", "/", "homePage", 0, NULL, 200, page_home, {0}},
    {"GET", "/confirm", "confirmPage", 0, NULL, 200, page_confirm, {0}},
    {"POST", "/confirm", "confirmForm", 0, NULL, 200, page_confirm_post, {0}},
    {"GET", "/terms", "termsPage", 0, NULL, 200, page_terms, {0}},
    {"GET", "/style.css", "styleSheet", 0, NULL, 200, page_style, {0}},
    {0},
};
