"""Attacks by what takes time, and kernels that nobody needs; limits are short here."""

from __future__ import annotations

import asyncio

SERVER_OPTIONS = [
    "--PadServer.run_time=2",
    "--PadServer.idle_kernel_time=1",
    "--PadServer.stop_at_output_limit=True",
]


async def test_an_endless_loop_is_stopped_when_its_time_is_over(siege):
    async with siege.unharmed():
        run = await siege.attacker.result("while True: pass")
        assert "a run may take 2 seconds" in run.text
        assert run.error == "KeyboardInterrupt"
    again = await siege.attacker.result("print('on')")
    assert again.text == "on\n"


async def test_a_loop_that_does_not_let_itself_be_interrupted_ends_too(siege):
    async with siege.unharmed():
        run = await siege.attacker.result(
            "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
        )
        assert "started anew" in run.text, (run.outputs, siege.attacker.state())
    again = await siege.attacker.result("print('on')")
    assert again.text == "on\n"


async def test_waiting_for_input_takes_no_time(siege):
    run = await siege.attacker.run("name = input('Name? ')\nprint('Hi', name)")
    await run.until(lambda: siege.attacker.state().get("prompt"))
    await asyncio.sleep(3)  # longer than a run may take
    await siege.attacker.json("POST", f"api/interview/runs/{run.id}/input", {"value": "Ada"})
    await run.finished()
    assert run.text == "Name? Ada\nHi Ada\n"


async def test_a_run_that_prints_too_much_is_stopped_where_that_is_configured(siege):
    run = await siege.attacker.result("print('x' * 5_000_000, flush=True)\nwhile True: pass")
    assert "The run is stopped." in run.text
    assert run.error is None  # what comes after the line is not shown any more
    assert "may take" not in run.text


async def test_kernels_are_stopped_when_nobody_is_there_and_people_read_why(siege):
    pad = siege.attacker
    events = await pad.websocket("api/interview/events")
    await pad.result("x = 1")
    events.close()
    about = pad.about
    async with asyncio.timeout(20):
        await about.until(lambda: "to save memory" in pad.state()["message"])
    assert pad.state()["kernel"] == "none"
    async with asyncio.timeout(20):
        while await pad.json("GET", "api/kernels") != []:
            await asyncio.sleep(0.05)
    run = await pad.result("print('x' in globals())")
    assert run.text == "False\n"
    assert pad.state()["message"] == ""


async def test_kernels_that_run_something_are_not_stopped(siege):
    pad = siege.attacker
    events = await pad.websocket("api/interview/events")
    run = await pad.run("name = input('Name? ')\nprint('Hi', name)")
    await run.until(lambda: pad.state().get("prompt"))
    events.close()
    await asyncio.sleep(3)  # several times the time after which others are stopped
    await pad.json("POST", f"api/interview/runs/{run.id}/input", {"value": "Ada"})
    await run.finished()
    assert "Hi Ada" in run.text
