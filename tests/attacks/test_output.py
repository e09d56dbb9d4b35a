"""Attacks by what a program prints and shows."""

from __future__ import annotations


async def test_an_endless_print_is_cut_off_and_harms_nobody(siege):
    async with siege.unharmed():
        run = await siege.attacker.run("while True: print('x' * 1000)")
        await run.until(lambda: "cut off" in run.text)
        await siege.attacker.interrupt()
        await run.finished()
        assert run.error in ("KeyboardInterrupt", None)
        assert len(run.text) < 3_000_000
    again = await siege.attacker.result("print('still here')")
    assert again.text == "still here\n"
