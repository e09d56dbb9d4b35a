"""A candidate's code that would rather be judged right than be right.

Each program here solves nothing. The tests that it is given are those of `WRONG`, and none of them
may pass.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from interview_ext.testing import tester as testing

from .conftest import Files, named, outcomes

SECRET = "".join(("k9", "fQ", "2z", "Lw"))

WRONG: Files = {
    "test_main.py": f'''
    import math
    import pytest
    from main import solve

    SECRET = "{SECRET}"

    def test_equal():
        assert solve(1) == SECRET

    def test_other_way_round():
        assert SECRET == solve(1)

    def test_near():
        assert solve(1) == pytest.approx(41.5)

    def test_difference():
        assert abs(solve(1) - 41.5) < 1e-9

    def test_between():
        assert 41 < solve(1) < 42

    def test_inside():
        assert "total" in solve(1)

    def test_close():
        assert math.isclose(solve(1), 41.5)

    def test_identical():
        assert solve(1) is True

    def test_kind():
        assert isinstance(solve(1), dict)

    def test_with():
        with solve(1):
            assert solve(1) == 41.5
    '''
}
COUNT = 10

LIAR = """
class Liar:
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self
    def yes(self, *args):
        return True
    def me(self, *args, **kwargs):
        return self
    def nothing(self, *args):
        return 0.0
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __bool__ = yes
    __exit__ = __instancecheck__ = __subclasscheck__ = yes
    __ne__ = lambda self, other: False
    __call__ = __enter__ = __getitem__ = me
    __sub__ = __rsub__ = __add__ = __abs__ = __float__ = __mul__ = __truediv__ = nothing
    __hash__ = lambda self: 0
    __iter__ = lambda self: iter([self])
    __len__ = lambda self: 1
"""

PROGRAMS = {
    "an object that is equal to everything": LIAR + "def solve(x): return Liar()\n",
    "a number that is equal to everything": """
        class Number(float):
            __eq__ = __lt__ = __gt__ = lambda self, other: True
            __sub__ = __abs__ = lambda self, *other: 0.0
            __hash__ = float.__hash__
        def solve(x): return Number(7)
        """,
    "a text that is equal to everything": """
        class Text(str):
            __eq__ = __contains__ = lambda self, other: True
            __hash__ = str.__hash__
        def solve(x): return Text("nothing")
        """,
    "a class that calls itself a number": LIAR
    + "class Fake(Liar):\n    __class__ = property(lambda self: float)\n"
    + "def solve(x): return Fake()\n",
    "leaving with code 0": "import os\ndef solve(x): os._exit(0)\n",
    "leaving with code 0 while it is imported": "import os\nos._exit(0)\n",
    "ending the program": "import sys\nsys.exit(0)\n",
    "ending the program when asked": "import sys\ndef solve(x): sys.exit(0)\n",
    "an interrupt": "def solve(x): raise KeyboardInterrupt\n",
    "skipping": "import unittest\ndef solve(x): raise unittest.SkipTest('not today')\n",
    "skipping as pytest does": """
        import pytest
        def solve(x): pytest.skip("not today", allow_module_level=True)
        """,
    "ending pytest": "import pytest\ndef solve(x): pytest.exit('done', 0)\n",
    "leaving later": """
        import atexit, os, threading
        atexit.register(lambda: os._exit(0))
        threading.Timer(0.05, lambda: os._exit(0)).start()
        def solve(x): return None
        """,
    "another judge": """
        import builtins, operator, sys
        class Yes:
            def __call__(self, *args, **kwargs): return True
        builtins.isinstance = builtins.abs = builtins.bool = lambda *args: True
        operator.eq = lambda a, b: True
        for name, module in list(sys.modules.items()):
            if "inside" in name:
                for word in ("Packer", "dumps", "OPERATIONS"):
                    if hasattr(module, word):
                        setattr(module, word, Yes())
        def solve(x): return None
        """,
    "an exception in any place": LIAR
    + "class Wrong(Exception):\n    __str__ = Liar.me\n    args = Liar()\n"
    + "def solve(x): raise Wrong\n",
    "an exception without words": """
        import subprocess
        def solve(x): raise subprocess.CalledProcessError.__new__(subprocess.CalledProcessError)
        """,
}


@pytest.mark.parametrize("program", PROGRAMS)
async def test_nothing_passes_by(program, run):
    report = await run({"main.py": PROGRAMS[program]}, WRONG)
    assert report.count("passed") == report.count("skipped") == 0, report
    assert not report.passed
    # A file that cannot be imported is one error; else each test is judged by itself.
    assert len(report.tests) in (1, COUNT)


async def test_no_file_takes_the_place_of_what_judges(run):
    passes = "def approx(*a, **k): return None\ndef main(*a, **k): return 0\n"
    report = await run(
        {
            "main.py": "def solve(x): return None\n",
            "conftest.py": "import pytest\n@pytest.hookimpl(tryfirst=True)\n"
            "def pytest_pyfunc_call(pyfuncitem): return True\n",
            "tests/conftest.py": "def pytest_collection_modifyitems(items): items.clear()\n",
            "tests/test_main.py": "def test_equal(): pass\n",
            "pytest.ini": "[pytest]\naddopts = --collect-only\n",
            "pyproject.toml": "[tool.pytest.ini_options]\npython_functions = ['none']\n",
            "sitecustomize.py": "import os\nos._exit(0)\n",
            "usercustomize.py": "import os\nos._exit(0)\n",
            "pytest.py": passes,
            "math.py": "isclose = lambda *a: True\n",
            "json.py": "import os\nos._exit(0)\n",
            "judge.py": "import os\nos._exit(0)\n",
            "inside/__init__.py": "import os\nos._exit(0)\n",
            "pandas.py": "def read_csv(*a): return None\n",
        },
        WRONG,
    )
    assert set(outcomes(report).values()) <= {"failed", "error"}
    assert len(report.tests) == COUNT


async def test_names_of_the_candidates_choice_are_not_imported(run):
    report = await run(
        {"main.py": "abs = len = isinstance = lambda *a: 0.0\ndef solve(x): return 7\n"},
        {"test_main.py": "from main import *\ndef test_it():\n    assert abs(solve(1) - 3) < 1\n"},
    )
    assert report.count("passed") == 0
    assert "Write out which names of main" in report.tests[0].message


async def test_what_would_take_forever_is_stopped(run):
    report = await run(
        {"main.py": "def solve(x):\n    while x: pass\n    return x\n"},
        {
            "test_main.py": """
            from main import solve

            def test_endless():
                assert solve(1) == 1

            def test_after():
                assert solve(0) == 0
            """
        },
        call_time=1.0,
    )
    endless = named(report, "Endless")
    assert endless.outcome == "error"
    assert endless.message == "Your code took longer than 1 seconds and was stopped."
    assert named(report, "After").outcome == "passed"


async def test_all_of_it_has_an_end(run):
    report = await run(
        {"main.py": "import time\ndef solve(x):\n    time.sleep(1)\n    return x\n"},
        {
            "test_main.py": """
            import pytest
            from main import solve

            @pytest.mark.parametrize("n", range(50))
            def test_slow(n):
                assert solve(n) == n
            """
        },
        run_time=10.0,
    )
    assert report.failure == "The tests were stopped after 10 seconds."
    assert len(report.tests) == 50
    assert report.tests[0].outcome == "passed"
    assert report.tests[-1].outcome == "error"
    assert report.tests[-1].message.startswith("Not run.")
    assert not report.passed


GREEDY = {
    "memory": "def solve(x): return bytearray(8 << 30)\n",
    "a giant text": "def solve(x): return 'x' * (100 << 20)\n",
    "a giant list": "def solve(x): return [0] * (20 << 20)\n",
    "a giant number": "def solve(x): return 1 << (1 << 24)\n",
    "deep nesting": """
        def solve(x):
            inner = []
            for _ in range(100_000):
                inner = [inner]
            return inner
        """,
    "a circle": "def solve(x):\n    one = []\n    one.append(one)\n    return one\n",
    "endless words": "def solve(x):\n    for _ in range(10**6): print('x' * 1000)\n    return x\n",
    "a fork bomb": """
        import os, time
        def solve(x):
            try:
                while True:
                    if os.fork() == 0:
                        time.sleep(100)
            except OSError:
                return x
        """,
    "threads that go on": """
        import threading
        def spin():
            while True: pass
        def solve(x):
            for _ in range(20):
                threading.Thread(target=spin).start()
            return x
        """,
    "many files": """
        def solve(x):
            for n in range(10**6):
                open(f"f{n}", "wb").write(b"x" * 4096)
        """,
}


@pytest.mark.parametrize("greed", GREEDY)
async def test_greed_harms_nobody(greed, run):
    report = await run(
        {"main.py": GREEDY[greed]},
        {
            "test_main.py": """
            from main import solve

            def test_it():
                assert solve("x") == "something else"

            def test_it_again():
                assert solve("x") == "something else"
            """
        },
        call_time=4.0,
        run_time=25.0,
    )
    assert [test.outcome != "passed" for test in report.tests] == [True, True]
    assert all(test.message or test.expected for test in report.tests), report
    assert len(report.output) < 20_000


HUNT = """
import os, re, subprocess, sys

NEEDLE = "".join(("k9", "fQ", "2z", "Lw")).encode()

def files(root):
    found = []
    for folder, folders, names in os.walk(root, onerror=None):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in SKIP]
        for name in names:
            path = os.path.join(folder, name)
            try:
                if os.path.getsize(path) < 4 << 20 and not os.path.islink(path):
                    with open(path, "rb") as file:
                        if NEEDLE in file.read():
                            found.append(path)
            except OSError:
                pass
    return found

SKIP = {"/proc", "/sys", "/usr", "/lib", "/bin", "/dev", sys.prefix, sys.base_prefix}

def processes():
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        for name in ("cmdline", "environ", "maps"):
            try:
                with open(f"/proc/{pid}/{name}", "rb") as file:
                    text = file.read()
            except OSError:
                continue
            if NEEDLE in text or (name == "cmdline" and b"judge" in text):
                found.append(f"{pid}/{name}")
        try:
            for fd in os.listdir(f"/proc/{pid}/fd"):
                target = os.readlink(f"/proc/{pid}/fd/{fd}")
                if "test" in target:
                    found.append(target)
        except OSError:
            pass
    return found

def memory():
    found = []
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            begin, end = (int(word, 16) for word in line.split()[0].split("-"))
            if " r" in line and end - begin < 256 << 20 and "[v" not in line:
                try:
                    memory.seek(begin)
                    data = memory.read(end - begin)
                    # The needle alone is here too; what is looked for must not be.
                    for at in re.finditer(NEEDLE, data):
                        if data[max(0, at.start() - 9) : at.start()][::-1] == b"-NOITULOS":
                            found.append(line)
                except (OSError, ValueError):
                    pass
    return found

def names():
    return sorted(os.listdir(".")), sorted(os.listdir("/tmp"))
"""


async def test_nothing_of_the_tests_is_where_the_candidates_code_runs(run):
    report = await run(
        {"main.py": HUNT, "data/a.csv": "1"},
        {
            "test_main.py": f"""
            from main import files, memory, names, processes

            EXPECTED = "SOLUTION-{SECRET}"

            def test_files():
                assert files("/") == []

            def test_processes():
                assert processes() == []

            def test_memory():
                assert memory() == []

            def test_names():
                assert names() == (["data", "main.py"], [])
            """,
            "expected.csv": f"SOLUTION-{SECRET}",
        },
        call_time=20.0,
    )
    assert [test for test in report.tests if test.outcome != "passed"] == []
    assert len(report.tests) == 4


NOTES = """
held = []

def open_notes():
    held.append(open("notes.txt", "rb").read())
    return True
"""


async def test_the_hunt_finds_what_is_there(run):
    """What the test above relies on."""
    report = await run(
        {"main.py": HUNT + NOTES, "notes.txt": f"SOLUTION-{SECRET}"},
        {
            "test_main.py": """
            from main import files, memory, open_notes

            def test_files():
                assert files("/pad") == []

            def test_memory():
                text = open_notes()
                assert memory() == []
                assert text
            """
        },
        call_time=20.0,
    )
    assert named(report, "Files").actual == "['/pad/notes.txt']"
    assert named(report, "Memory").outcome == "failed"


FORGE = """
import gc, json, os, socket, struct

def connections():
    for fd in range(3, 64):
        try:
            yield socket.socket(fileno=os.dup(fd))
        except OSError:
            pass

def say(kind, body):
    for one in connections():
        try:
            one.sendall(struct.pack(">cI", kind, len(body)) + body)
        except OSError:
            pass

def solve(x):
    passed = json.dumps({"name": "Equal", "outcome": "passed", "seconds": 0}).encode()
    %s
    return None
"""

FORGED = {
    "results": 'say(b"R", passed); say(b"E", b"{}")',
    "answers": 'say(b"A", b\'{"value": ["list", 1]}\')',
    "nonsense": 'say(b"A", os.urandom(1000))',
    "too much": 'say(b"A", b"[" * (15 << 20))',
    "a length that never comes": "[one.sendall(b'A\\xff\\xff\\xff\\xff') for one in connections()]",
    "a question": 'say(b"Q", b\'{"callback": 0, "args": [], "kwargs": {}}\')',
    "a pickle": 'say(b"A", b\'{"value": ["pickle", "gASVAA=="]}\')',
    "a table that does not fit": 'say(b"A", b\'{"value": ["frame", ["list"], ["list"], 3]}\')',
    "an error of no kind": 'say(b"A", b\'{"error": ["error", [1, [["os", "open"]]], [], {}]}\')',
}


@pytest.mark.parametrize("forged", FORGED)
async def test_messages_cannot_be_forged(forged, run):
    report = await run({"main.py": FORGE % FORGED[forged]}, WRONG, call_time=5.0)
    assert report.count("passed") == 0, report
    assert len(report.tests) == COUNT


async def test_a_program_cannot_read_what_is_expected_of_it(run):
    report = await run(
        {
            "main.py": """
            import os
            for folder in ("/pad", "/tmp", os.path.expanduser("~")):
                for where, _, names in os.walk(folder):
                    for name in names:
                        try:
                            print(open(os.path.join(where, name)).read())
                        except (OSError, UnicodeDecodeError):
                            pass
            for pid in filter(str.isdigit, os.listdir("/proc")):
                for name in ("environ", "cmdline"):
                    try:
                        print(open(f"/proc/{pid}/{name}").read())
                    except OSError:
                        pass
            """
        },
        {
            "cases.yaml": f"""
            cases:
              - name: One
                input: x
                output: {SECRET}
            """
        },
    )
    assert report.tests[0].outcome == "failed"
    assert SECRET not in (report.tests[0].actual or "") + report.output


async def test_programs_leave_nothing_running(run):
    report = await run(
        {
            "main.py": """
            import os, sys, time
            def others():
                names = [name for name in os.listdir("/proc") if name.isdigit()]
                return [n for n in names if b"sleep" in open(f"/proc/{n}/cmdline", "rb").read()]
            print(len(others()))
            sys.stdout.flush()
            for _ in range(3):
                if os.fork() == 0:
                    os.setsid()
                    os.execlp("sleep", "sleep", "100")
            time.sleep(0.2)
            """
        },
        {
            "cases.yaml": """
            cases:
              - {name: First, output: "0"}
              - {name: Second, output: "0"}
            """
        },
    )
    assert outcomes(report) == {"First": "passed", "Second": "passed"}


async def test_links_lead_nowhere_and_folders_are_removed(run, tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("safe")
    report = await run(
        {
            "main.py": f"""
            import os
            def solve(x):
                os.symlink({str(outside)!r}, "link")
                os.makedirs("/pad/" + "/".join("d" * 200))
                return os.path.exists("link")
            """
        },
        {"test_main.py": "from main import solve\ndef test_it(): assert solve(1) is False\n"},
    )
    assert outcomes(report) == {"It": "passed"}
    assert outside.read_text() == "safe"


def test_both_ends_mean_the_same_by_their_messages():
    from interview_ext.testing import sandboxes
    from interview_ext.testing.inside import frames

    for name in ("BEGIN", "QUESTION", "PATIENT", "ANSWER", "LOST", "COLLECTED", "RESULT", "END"):
        assert getattr(testing, name) == getattr(frames, name)
    assert sandboxes.HEAD.format == frames.HEAD.format
    assert sandboxes.MOST == frames.MOST
    assert Path(sandboxes.INSIDE, "__main__.py").is_file()
    assert os.path.isdir(sandboxes.RUNNER)
