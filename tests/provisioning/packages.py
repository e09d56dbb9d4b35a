"""``python -m tests.provisioning.packages LANGUAGE…``: what Debian packages these still need.

The Makefile installs them ahead of the tests.
"""

from __future__ import annotations

import sys

from interview_ext.provisioning.languages import languages

wanted = sys.argv[1:]
packages = {
    package
    for one in languages()
    if one.kernel_name in wanted and one.language is not None and not one.offered
    for package in one.language.needs.debian
}
print(*sorted(packages))
