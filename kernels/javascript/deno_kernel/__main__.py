"""``python deno_kernel LANGUAGE -f CONNECTION_FILE``: deno's kernel behind unix sockets."""

import sys
from pathlib import Path

beside = str(Path(__file__).resolve().parents[1])
sys.path.insert(0, beside)
from deno_kernel.kernel import launch  # noqa: E402

sys.path.remove(beside)

launch(sys.argv[1], sys.argv[2:])
