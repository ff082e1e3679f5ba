/* SPDX-License-Identifier: Apache-2.0 */
/* What captchas are made of: capitals and digits of which no two look alike
 * when they are bent (no 0 O D Q, 1 I L J, 2 Z, 5 S, 6 G, 8 B, U V). */
#ifndef OFFICE_CAPTCHA_ALPHABET_H
#define OFFICE_CAPTCHA_ALPHABET_H

#define CAPTCHA_ALPHABET "ACEFHKMNPRTWXY3479"

#endif
