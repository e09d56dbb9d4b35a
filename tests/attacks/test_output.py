"""Attacks by what a program prints, shows and sends."""

from __future__ import annotations

import asyncio
import json

import pytest

from interview_ext.sizes import MiB


async def still_works(siege):
    again = await siege.attacker.result("print('still here')")
    assert again.text == "still here\n"


async def test_an_endless_print_is_cut_off_and_harms_nobody(siege):
    async with siege.unharmed():
        run = await siege.attacker.run("while True: print('x' * 1000)")
        await run.until(lambda: "cut off" in run.text)
        assert "goes on" in run.text
        await siege.attacker.interrupt()
        await run.finished()
        assert run.text.startswith("x" * 1000 + "\n")
        assert 2_000_000 < len(run.text) < 3_000_000
    await still_works(siege)


async def test_a_flood_of_error_output_is_cut_off(siege):
    async with siege.unharmed():
        run = await siege.attacker.run(
            "import os, sys\nwhile True:\n"
            "    print('x' * 1000, file=sys.stderr)\n    os.write(2, b'y' * 1000)"
        )
        await run.until(lambda: "cut off" in run.text)
        await siege.attacker.interrupt()
        await run.finished()
    await still_works(siege)


async def test_one_giant_line_is_cut_where_the_limit_is(siege):
    async with siege.unharmed():
        run = await siege.attacker.result("print('ä' * 40_000_000)")
        assert run.text.startswith("ä" * 1_000_000)
        assert "cut off" in run.text
        assert len(run.text.encode()) < 2_200_000
    await still_works(siege)


async def test_a_huge_image_is_left_out_in_words(siege):
    async with siege.unharmed():
        run = await siege.attacker.result(
            "from IPython.display import display\n"
            "display({'image/png': 'QUJD' * 12_000_000}, raw=True)\nprint('after')"
        )
        assert all(output["output_type"] == "stream" for output in run.outputs)
        assert "may show 16 MiB" in run.text
    await still_works(siege)


async def test_deep_and_wide_json_is_left_out_in_words(siege):
    async with siege.unharmed():
        run = await siege.attacker.result(
            "from IPython.display import display\n"
            "value = []\nfor _ in range(900): value = [value]\n"
            "display({'application/json': value}, raw=True)\n"
            "display({'application/json': [[] for _ in range(1_000_000)]}, raw=True)\n"
            "display({'application/json': {'fine': [1, 2]}}, raw=True)\n"
        )
        assert "nested too deeply" in run.text
        assert "too many values" in run.text
        shown = [o["data"] for o in run.outputs if o["output_type"] == "display_data"]
        assert shown == [{"application/json": {"fine": [1.0, 2.0]}}]
    await still_works(siege)


async def test_thousands_of_displays_and_updates_end_in_the_last_state(siege):
    async with siege.unharmed():
        run = await siege.attacker.result(
            "from IPython.display import display, clear_output\n"
            "h = display('first', display_id=True)\n"
            "for i in range(1500): h.update(i)\n"
            "import time; time.sleep(1.5)\n"
            "h.update('last')\n"
        )
        assert run.outputs[0]["data"]["text/plain"] == "'last'"
        run = await siege.attacker.result("for i in range(1000): display(i)")
        shown = [o for o in run.outputs if o["output_type"] == "display_data"]
        assert len(shown) == 250
        assert "cut off" in run.text
        run = await siege.attacker.result(
            "for i in range(1000):\n    clear_output()\n    print(i)\n"
            "time.sleep(1.5); clear_output(); print('end')"
        )
        assert run.text == "end\n"
    await still_works(siege)


async def test_output_after_the_run_is_nobodys(siege):
    async with siege.unharmed():
        run = await siege.attacker.result(
            "import threading\n"
            "def go_on():\n    while True: print('late' * 1000)\n"
            "threading.Thread(target=go_on, daemon=True).start()"
        )
        # A kernel that talks faster than anybody listens loses some of what it says.
        for _ in range(20):
            again = await siege.attacker.result("print('mine')")
            if "mine" in again.text:
                break
        assert "mine" in again.text
        await siege.attacker.restart()
    assert len(run.text) < 3_000_000
    await still_works(siege)


async def test_a_flood_of_comms_reaches_nobody(siege):
    async with siege.unharmed():
        run = await siege.attacker.run(
            "from ipykernel.comm import Comm\n"
            "print('go', flush=True)\n"
            "comm = Comm(target_name='x', data={'x': 'x' * 1000})\n"
            "while True: comm.send({'x': 'x' * 10000}, buffers=[b'x' * 100000])"
        )
        await run.until(lambda: "go" in run.text)
        await siege.attacker.interrupt()
        await run.finished()
        assert run.error == "KeyboardInterrupt", run.outputs
        assert "More than" not in run.text
    await still_works(siege)


FORGED = """
import threading, time
kernel = get_ipython().kernel
session, socket = kernel.session, kernel.iopub_socket
parent = kernel.get_parent()
def send(type, content, parent=parent, **kwargs):
    session.send(socket, type, content, parent=parent, ident=b"x", **kwargs)
"""


@pytest.mark.parametrize(
    "attack",
    [
        # Others' runs, and nobody's.
        "for i in range(20000):\n"
        "    send('stream', {'name': 'stdout', 'text': 'forged'}, {'msg_id': str(i)})\n"
        "    send('status', {'execution_state': 'idle'}, {'msg_id': str(i)})",
        # States that change all the time.
        "for i in range(20000): send('status', {'execution_state': ('idle', 'busy')[i % 2]}, {})",
        # What is no content at all.
        "for content in ([], 'x', 7, {'text': []}, {'name': {}, 'text': {}}, {'data': []},\n"
        "                {'data': {'text/plain': '\\ud800'}}, {'execution_state': []}):\n"
        "    for type in ('stream', 'display_data', 'status', 'error', 'execute_result',\n"
        "                 'clear_output', 'update_display_data', 'execute_input', 'x' * 100000):\n"
        "        try: send(type, content)\n"
        "        except Exception: pass",
        # Not signed with the key.
        "from hashlib import sha256\nimport hmac\n"
        "session.auth = hmac.new(b'wrong', digestmod=sha256)\n"
        "send('stream', {'name': 'stdout', 'text': 'forged'})\n"
        "session.key = session.key; session._new_auth()",
        # Raw parts: none, thousands, empty.
        "for parts in ([b''], [b'<IDS|MSG>'], [b'<IDS|MSG>'] + [b''] * 5, [b'x'] * 5000,\n"
        "              [b'<IDS|MSG>', b''] + [b'[' * 60000] * 4):\n"
        "    socket.send_multipart([b'x', *parts])",
    ],
    ids=["parents", "states", "contents", "signatures", "parts"],
)
async def test_forged_messages_change_nothing(siege, attack):
    async with siege.unharmed():
        # More than once: what a kernel says while nobody has the time to listen is lost.
        done = "for _ in range(30):\n    time.sleep(0.1)\n    print('done', flush=True)"
        run = await siege.attacker.result(f"{FORGED}{attack}\n{done}")
        assert "done" in run.text, run.outputs
        assert "forged" not in run.text
    await still_works(siege)


async def test_a_forged_reply_ends_no_other_run(siege):
    """A thread of the kernel answers for whatever runs next, before it has run."""
    async with siege.unharmed():
        run = await siege.attacker.run(
            f"{FORGED}"
            "header = kernel.get_parent()['header']\n"
            "stream = kernel.shell_stream\n"
            "for i in range(200):\n"
            "    session.send(stream, 'execute_reply', {'status': 'ok'}, parent={'msg_id': 'x'},\n"
            "                 ident=[header['session'].encode()])\n"
            "print('done')"
        )
        await run.finished()
        assert "done" in run.text, run.outputs
    await still_works(siege)


# Takes the place of ZeroMQ's library in the kernel, on all its connections to the server.
RAW = """
import os, socket, threading, time
sent, parts = [0], lambda: {parts}
def say(connection):
    try:
        for part in parts():
            left = memoryview(part)
            while left:
                try:
                    passed = connection.send(left)
                except BlockingIOError:
                    time.sleep(0.001)
                    continue
                left = left[passed:]
                sent[0] += passed
    except OSError:
        pass
for fd in os.listdir("/proc/self/fd"):
    try:
        connection = socket.socket(fileno=os.dup(int(fd)))
        connection.getpeername()
        path = connection.getsockname()
    except OSError:
        continue
    if connection.family == socket.AF_UNIX and isinstance(path, str) and path.startswith("/"):
        threading.Thread(target=say, args=(connection,), daemon=True).start()
while True:
    with open("/pad/sent", "w") as file:
        file.write(str(sent[0]))
    time.sleep(0.1)
"""


@pytest.mark.parametrize(
    ("parts", "much"),
    [
        # A message that never ends, of large parts and of small ones.
        ("iter(lambda: b'\\x03' + (1 << 20).to_bytes(8, 'big') + bytes(1 << 20), None)", 800),
        ("iter(lambda: (b'\\x01\\xff' + bytes(255)) * 4000, None)", 20),
        # One part that is announced as larger than any machine.
        ("[b'\\x02' + (1 << 60).to_bytes(8, 'big')] + [bytes(1 << 20)] * (1 << 20)", 800),
    ],
    ids=["large parts", "small parts", "one part"],
)
async def test_a_message_without_an_end_fills_nobodys_memory(siege, parts, much):
    async def sent() -> int:
        file = await siege.attacker.request("GET", "api/contents/sent")
        return int(json.loads(file.body)["content"] or 0) if file.code == 200 else 0

    async with siege.unharmed(memory=200 * MiB) as damage:
        run = await siege.attacker.run(RAW.format(parts=parts))
        async with asyncio.timeout(60):
            while await sent() < much * MiB:
                await asyncio.sleep(0.1)
        await run.until(lambda: "MiB was left out" in run.text)
        await siege.attacker.restart()
        await run.finished()
    assert damage.memory < 200 * MiB
    await still_works(siege)


async def test_a_message_that_is_too_large_is_left_out_in_words(siege):
    async with siege.unharmed():
        run = await siege.attacker.result(
            f"{FORGED}print('before', flush=True)\n"
            "socket.send_multipart([b'x', b'<IDS|MSG>', b'', b'{{}}', bytes(140 << 20)])\n"
            "time.sleep(3)\nprint('after')"
        )
        assert "An output of more than 128 MiB was left out" in run.text
        assert run.text.startswith("before\n")
        assert run.text.endswith("after\n"), run.text
    await still_works(siege)


async def test_forged_connection_files_and_sockets_lead_nowhere(siege):
    async with siege.unharmed():
        run = await siege.attacker.result(
            "import glob, json, os, socket\n"
            "from ipykernel.connect import get_connection_file\n"
            "path = get_connection_file()\n"
            "known = json.load(open(path))\n"
            "forged = {**known, 'transport': 'tcp', 'ip': '127.0.0.1', 'key': ''}\n"
            "for place in (path, 'kernel.json', path + '.new'):\n"
            "    try: json.dump(forged, open(place, 'w'))\n"
            "    except OSError: print('refused')\n"
            "for name in glob.glob(known['ip'] + '-*'):\n"
            "    try: os.unlink(name); socket.socket(socket.AF_UNIX).bind(name)\n"
            "    except OSError: print('refused')\n"
        )
        assert run.text.count("refused") >= 2, run.outputs
        await siege.attacker.restart()
    await still_works(siege)


async def test_a_kernel_that_ignores_interrupt_and_shutdown_is_restarted_all_the_same(siege):
    async with siege.unharmed():
        run = await siege.attacker.run(
            "import signal, time\n"
            "for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):\n"
            "    signal.signal(name, signal.SIG_IGN)\n"
            "print('deaf', flush=True)\n"
            "while True: time.sleep(1)"
        )
        await run.until(lambda: "deaf" in run.text)
        await siege.attacker.interrupt()
        await siege.attacker.restart()
        await run.finished()
    await still_works(siege)
