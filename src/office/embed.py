#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write files into a C source, as a table of office/embedded.h.

usage: embed.py OUTPUT TABLE FILE...
"""
import os
import sys


def literal(data):
    """The octets as rows of numbers, and a NUL that is not counted."""
    octets = ['%d,' % octet for octet in data + b'\0']
    rows = [octets[i:i + 16] for i in range(0, len(octets), 16)]
    return '\n'.join('\t' + ''.join(row) for row in rows)


def main(output, table, paths):
    lines = ['/* Made by embed.py. */', '#include "office/embedded.h"', '',
             'extern const struct embedded %s[];' % table, '']
    entries = []
    for number, path in enumerate(paths):
        with open(path, 'rb') as file:
            data = file.read()
        lines.append('static const uint8_t file_%d[] = {\n%s\n};'
                     % (number, literal(data)))
        entries.append('\t{"%s", {file_%d, %d}},'
                       % (os.path.basename(path), number, len(data)))
    lines += ['', 'const struct embedded %s[] = {' % table]
    lines += entries + ['\t{NULL, {NULL, 0}}};', '']
    with open(output, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines))


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
