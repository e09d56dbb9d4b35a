"""``python runner FOLDER -f CONNECTION_FILE``: the runner kernel for one language."""

import sys
from pathlib import Path

beside = str(Path(__file__).resolve().parents[1])
sys.path.insert(0, beside)
from runner.kernel import launch  # noqa: E402

sys.path.remove(beside)

launch(sys.argv[1], sys.argv[2:])
