/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ownership.
 *
 * AUTO(thing) t = NULL; frees t when it goes out of scope; TAKE(t) hands it
 * on and leaves NULL behind. A type joins in by DEFINE_AUTO(thing), which
 * needs thing_free(struct thing *), a function that accepts NULL.
 * AUTO_DONE(thing) t = {0}; is the same for structs in the caller's memory,
 * with DEFINE_AUTO_DONE(thing) and thing_done(struct thing *).
 */
#ifndef BASE_OWN_H
#define BASE_OWN_H

#define DEFINE_AUTO(type)                               \
	static inline void type##_auto(struct type **p) \
	{                                               \
		type##_free(*p);                        \
	}
#define AUTO(type) __attribute__((cleanup(type##_auto))) struct type *

#define DEFINE_AUTO_DONE(type)                              \
	static inline void type##_auto_done(struct type *p) \
	{                                                   \
		type##_done(p);                             \
	}
#define AUTO_DONE(type) __attribute__((cleanup(type##_auto_done))) struct type

#define TAKE(p)                            \
	__extension__({                    \
		__typeof__(p) take_ = (p); \
		(p) = NULL;                \
		take_;                     \
	})

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
