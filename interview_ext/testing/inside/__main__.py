"""``python inside CONNECTION_FILE``: be the judge or the subject, as the server says."""

import os
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
# Python looks for modules in the folder that it runs; nobody else is to find ours by their names.
sys.path[:] = [path for path in sys.path if Path(path) != here]
beside = str(here.parent)
sys.path.insert(0, beside)
from inside.frames import Connection  # noqa: E402

connection = Connection.wait(sys.argv[1])
_, body = connection.receive()

import json  # noqa: E402

first = json.loads(body)
if first["role"] == "judge":
    from inside import judge as role
else:
    from inside import subject as role
from inside.prepared import give_way, import_all  # noqa: E402

# All that either needs of this folder is imported: nothing of anybody's is found in its stead, nor
# by accident beside it.
sys.path.remove(beside)
sys.argv[:] = [""]
os.environ["MPLBACKEND"] = "agg"
came = import_all(first["modules"])
# From here on it is about somebody's files. They may come long after.
_, body = connection.receive()
give_way(came, role.FOLDER)
role.main(connection, json.loads(body))
