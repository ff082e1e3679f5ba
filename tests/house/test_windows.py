# SPDX-License-Identifier: Apache-2.0
"""What must stay portable compiles for Windows 7."""
import shutil

import mingw
import pytest


@pytest.mark.skipif(not shutil.which(mingw.COMPILER),
                    reason="mingw-w64 is not installed")
def test_portable_folders_compile_for_windows(tmp_path):
    assert mingw.sources(mingw.PORTABLE)
    assert mingw.complaints(tmp_path) == []
