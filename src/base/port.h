/* SPDX-License-Identifier: Apache-2.0 */
/* Who listens on a TCP port of this computer. */
#ifndef BASE_PORT_H
#define BASE_PORT_H

#include <stdbool.h>
#include <stdint.h>

#define PORT_PROGRAM_SIZE 64

/*
 * Does a program listen there? Its name, as far as this user may see it, else
 * "". A port of which nothing can be learnt is taken as free.
 */
bool port_is_taken(uint16_t port, char ret_program[PORT_PROGRAM_SIZE]);

#endif
