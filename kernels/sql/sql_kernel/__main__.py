"""``python sql_kernel -f CONNECTION_FILE``: the SQL kernel."""

import sys
from pathlib import Path

beside = str(Path(__file__).resolve().parents[1])
sys.path.insert(0, beside)
from sql_kernel.kernel import launch  # noqa: E402

sys.path.remove(beside)

launch(sys.argv[1:])
