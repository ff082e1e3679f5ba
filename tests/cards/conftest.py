# SPDX-License-Identifier: Apache-2.0
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from cardfixtures import applicant, applicants, holder, key, keys, office, service  # noqa: E402, F401
