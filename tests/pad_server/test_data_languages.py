"""Kernels for data and for the web, as the people in a pad see them."""

from __future__ import annotations

from .test_languages import interview, need, printed  # noqa: F401 - a fixture and two helpers
from .test_runs import NOTEBOOK


async def test_sql_in_a_notebook(interview, pads):  # noqa: F811
    room = await interview(NOTEBOOK, language="sql")
    assert "Hello, world!" in room.cell()["source"]
    query = "SELECT country, count(*) AS n FROM customers GROUP BY ALL ORDER BY n DESC LIMIT 1"
    await room.run(cell_id=room.write(query))
    await room.until_idle()
    data = room.cell()["outputs"][-1]["data"]
    assert "Germany" in data["text/plain"]
    assert ">Germany</td>" in data["text/html"]
    # People find the sample among the pad's files.
    contents = await room.ada.json("GET", "api/contents/")
    assert "shop.duckdb" in {file["name"] for file in contents["content"]}
    await room.run(cell_id=room.write("SELECT nothing"))
    await room.until_idle()
    (error,) = room.cell()["outputs"]
    assert error["ename"] == "Binder Error"
    assert "line 1: SELECT nothing\n" in error["traceback"][0]


async def test_sql_in_a_file(interview):  # noqa: F811
    room = await interview("main.sql", language="sql")
    room.mine.text.clear()
    room.mine.text.insert(0, "CREATE TABLE t AS SELECT 42 AS answer;\nSELECT * FROM t;\n")
    for _ in range(2):  # each run begins anew
        await room.run()
        await printed(room)
        assert "42" in room.console()[-1]["data"]["text/plain"]


async def test_typescript_in_a_file(interview):  # noqa: F811
    room = await interview("main.ts", language="typescript")
    await room.run(by=room.bob)
    assert await printed(room) == "Hello, world!\n"
    room.mine.text.clear()
    room.mine.text.insert(
        0, "const name: string | null = prompt('Name?');\nconsole.log(`Hi ${name}`);"
    )
    run_id = await room.run()
    await room.state.until(lambda: room.runs().get("prompt"))
    await room.ada.json("POST", f"api/interview/runs/{run_id}/input", {"value": "Grace"})
    assert (await printed(room)).endswith("Hi Grace\n")


async def test_r_in_a_file(interview):  # noqa: F811
    need("r")
    room = await interview("main.R", language="r")
    await room.run(by=room.bob)
    assert await printed(room) == "Hello, world!\n"


async def test_a_data_frame_and_a_plot_in_a_notebook(interview):  # noqa: F811
    room = await interview(NOTEBOOK)
    source = "import pandas as pd\ntable = pd.DataFrame({'a': [1, 4]})\ntable.plot()\ntable"
    await room.run(cell_id=room.write(source))
    await room.until_idle()
    kinds = {kind for output in room.cell()["outputs"] for kind in output.get("data", {})}
    assert {"text/html", "image/png"} <= kinds
