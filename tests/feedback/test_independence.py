"""Who has not submitted a scorecard learns nothing of the others', whatever they ask for.

The same interview is held twice: once nobody judges it, and once two colleagues do, with words that
are found wherever they turn up. Everybody who may not see them asks for everything that the host
has, and gets the same in both, byte for byte but for ids and times.
"""

from __future__ import annotations

import json
import re

import pytest

from interview_ext.auth.host_policy import exists
from tests.hosts import Browser, Host
from tests.routes import paths_of
from tests.tasks.bank import ID

from .interviews import CARE, Draft, bring_question, submit

SECRET = "canary"
WORDS = {
    name: f"{SECRET}-{name}"
    for name in ("summary", "text", "quote", "document", "reason", "note", "revised", "draft")
}

# What stands for the variable parts of a path, in their order. A new route of ours that can be
# looked at has to be put here, so that something that is there is asked for.
PARTS = {
    "interview/api/members/x/sessions": ("zyra",),
    "interview/api/pads/x": ("pad",),
    "interview/api/pads/x/admissions": ("pad",),
    "interview/api/pads/x/comments": ("pad",),
    "interview/api/pads/x/earlier": ("next",),
    "interview/api/pads/x/earlier/x": ("next", "pad"),
    "interview/api/pads/x/earlier/x/documents/x": ("next", "pad", "main.py"),
    "interview/api/pads/x/feedback": ("pad",),
    "interview/api/pads/x/feedback/export": ("pad",),
    "interview/api/pads/x/feedback/versions": ("pad",),
    "interview/api/pads/x/invitation.ics": ("pad",),
    "interview/api/pads/x/knock": ("pad",),
    "interview/api/pads/x/knock/events": ("pad",),
    "interview/api/pads/x/notes": ("pad",),
    "interview/api/pads/x/plan": ("pad",),
    "interview/api/pads/x/tasks": ("pad",),
    "interview/api/pads/x/tasks/x/private": ("pad", "task"),
    "interview/api/pads/x/tasks/x/tests": ("pad", "task"),
    "interview/api/questions/x": ("question",),
    "interview/api/questions/x/check": ("question",),
    "interview/api/questions/x/export": ("question",),
    "interview/api/questions/x/files/x": ("question", "question.md"),
    "interview/api/templates/x": ("template",),
    "interview/api/templates/x/revisions": ("template",),
    "interview/api/templates/x/revisions/x": ("template", "1"),
    "interview/pads/x": ("pad",),
    "interview/pads/x/x": ("pad", "lab"),
}

# Ways to ask for more than a path alone says.
QUERIES = {
    "interview/api/audit": ["limit=200", "action=feedback", "action=notes", "pad=PAD"],
    "interview/api/audit/export": ["format=jsonl", "format=csv&action=feedback"],
    "interview/api/pads": [f"q={SECRET}", "sort=activity", "interviewer=ZYRA", "q=PAD"],
    "interview/api/pads/export.csv": [f"q={SECRET}", "sort=activity"],
    "interview/api/pads/filters": [f"q={SECRET}"],
    "interview/api/pads/today": ["zone=UTC"],
    "interview/api/pads/x/feedback/export": ["format=json", "format=csv", "format=html"],
}

# Signs the one who asks out.
LEFT_OUT = {"logout"}

# Who may not see what `zyra` and `sam` write.
BLIND = ("admin", "mate", "reviewer", "stranger", "subject", "candidate")


class Interview:
    """One interview, and all who have to do with it."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.people: dict[str, Browser] = {}
        self.ids: dict[str, str] = {"scorecard": "scorecard", "question": ID, "1": "1"}
        self.ids |= {name: name for name in ("question.md", "main.py", "lab")}

    async def hold(self, folder):
        host = self.host
        await bring_question(host, folder)
        admin = self.people["admin"] = await host.member()
        team = self.ids["team"] = (await admin.ok("POST", "teams", {"name": "Blue"}))["id"]
        for name, role, email in (
            ("zyra", "interviewer", ""),
            ("sam", "interviewer", ""),
            ("mate", "interviewer", ""),
            ("reviewer", "reviewer", ""),
            ("stranger", "interviewer", ""),
            ("subject", "admin", "grace@example.org"),
        ):
            browser = self.people[name] = await host.colleague(role, name.title(), email)
            me = await browser.ok("GET", "me")
            self.ids[name] = me["id"]
            if name != "stranger":
                await admin.ok("PUT", f"teams/{team}/members/{me['id']}")
        self.ids["admin"] = (await admin.ok("GET", "me"))["id"]
        pad = await admin.ok(
            "POST",
            "pads",
            {
                "title": "Backend",
                "questions": [ID],
                "team_id": team,
                "candidate_email": "grace@example.org",
                "interviewers": [self.ids[name] for name in ("zyra", "sam", "mate")],
                "starts_at": "2030-05-01T09:00:00Z",
                "duration": 60,
            },
        )
        self.ids["pad"] = pad["id"]
        self.people["candidate"] = await host.knock(pad["id"])
        await host.decide(admin, pad["id"], "admit")
        admissions = (await admin.ok("GET", f"pads/{pad['id']}/admissions"))["admissions"]
        self.ids["admission"] = admissions[0]["id"]
        self.ids["task"] = (await admin.ok("GET", f"pads/{pad['id']}/tasks"))["tasks"][0]["id"]
        await admin.ok("POST", f"pads/{pad['id']}/end")
        again = {"title": "Second round", "team_id": team, "candidate_email": "grace@example.org"}
        self.ids["next"] = (await admin.ok("POST", "pads", again))["id"]
        body = {"moment": 5, "text": "A comment, which is for all"}
        comment = await admin.ok("POST", f"pads/{pad['id']}/comments", body)
        self.ids["comment"] = comment["id"]
        link = await admin.ok("POST", "take-home-links", {"title": "Open", "team_id": team})
        self.ids["link"] = link["id"]
        invitation = await admin.ok("POST", "team/invitations", {"role": "reviewer"})
        self.ids["invitation"] = invitation["id"]
        template = await admin.ok("POST", "templates", {"title": "Engineers"})
        self.ids["template"] = template["id"]
        sessions = (await admin.ok("GET", "me/sessions"))["sessions"]
        self.ids["session"] = sessions[0]["id"] if sessions else "x"
        draft = Draft(client=1).write("no", summary="My own beginnings")
        await draft.save(self.people["mate"], pad["id"])

    async def judge(self):
        """What two colleagues write, decide and take along."""
        zyra, sam, pad = self.people["zyra"], self.people["sam"], self.ids["pad"]
        piece = {
            "id": "1", "quote": WORDS["quote"], "moment": 7, "document": WORDS["document"],
            "competency": CARE,
        }  # fmt: skip
        said = {"summary": WORDS["summary"], "text": WORDS["text"], "evidence": [piece]}
        await submit(zyra, pad, "strong_yes", care=4, **said)
        await submit(zyra, pad, "strong_yes", care=1, **{**said, "summary": WORDS["revised"]})
        await Draft().write("no", summary=WORDS["draft"]).save(zyra, pad)
        await submit(sam, pad, "strong_no", care=2, summary=WORDS["summary"])
        decision = {"decision": "no_hire", "reason": WORDS["reason"], "seen": 0}
        await sam.ok("POST", f"pads/{pad}/feedback/decision", decision)
        for format in ("json", "csv", "html"):
            path = f"/interview/api/pads/{pad}/feedback/export?format={format}"
            assert (await zyra.fetch("GET", path)).code == 200

    def addresses(self):
        """Everything that can be looked at, with what is there in the places of variables."""
        paths = paths_of(self.host.server.web_app, self.host.server.base_url)
        unknown = [
            path
            for path in sorted(paths)
            if path.startswith("interview/api/")
            and "x" in path.split("/")
            and path not in PARTS
            and exists("GET", path) == "yes"
        ]
        assert unknown == [], "what is in the places of these? See PARTS."
        for path in sorted(paths - LEFT_OUT):
            where = path
            for name in PARTS.get(path, ()):
                where = re.sub(r"(?<=/)x(?=/|$)", self.ids[name], where, count=1)
            yield path, where
            for query in QUERIES.get(path, ()):
                for name in ("pad", "zyra"):
                    query = query.replace(name.upper(), self.ids[name])
                yield f"{path}?{query}", f"{where}?{query}"

    async def ask(self, who, told):
        """Everything that somebody is answered, as it is in both interviews."""
        browser = self.people[who]
        answers = {}
        for name, where in self.addresses():
            if who != "mate" and not name.startswith("interview/"):
                continue  # Jupyter's own, which knows members by their role alone
            response = await browser.fetch("GET", f"/{where}")
            answers[f"GET {self.plain(name)}"] = (response.code, response.body)
        pad = self.ids["pad"]
        for method, path, body in (
            ("POST", "feedback/submit", {}),
            ("POST", "feedback/decision", {"decision": "hire", "reason": "Good", "seen": 0}),
            ("POST", "drafts/scorecard", {"vector": ""}),
            ("PATCH", "notes", {"visibility": "mine"}),
            ("POST", "reopen", {"x": 1}),
        ):
            response = await browser.fetch(method, f"/interview/api/pads/{pad}/{path}", body)
            answers[f"{method} {path}"] = (response.code, response.body)
        answers["events"] = (200, json.dumps(told.get(who, [])).encode())
        return answers

    async def look_inside(self, who):
        """Everything that the pad's own server answers somebody who went in."""
        pad, browser = self.ids["pad"], self.people[who]
        assert (await self.host.enter(browser, pad)).code == 303
        server = self.host.app.pad_servers.get(pad)
        answers = {}
        for path in sorted(paths_of(server.web_app, server.base_url)):
            response = await browser.fetch("GET", f"{server.base_url}{path}")
            answers[f"inside: {path}"] = (response.code, response.body or b"")
        return answers

    async def hear(self, happens):
        """What everybody who may listen is told while something happens."""
        listeners = ("admin", "mate", "reviewer", "stranger", "subject")
        sockets = {who: await self.people[who].socket("events") for who in listeners}

        async def until_a_sign(title):
            heard = {}
            template = await self.people["admin"].ok("POST", "templates", {"title": title})
            self.ids[title] = template["id"]
            for who, socket in sockets.items():
                heard[who] = []
                while (message := await socket.next())["type"] != "templates":
                    heard[who].append(message)
            return heard

        await until_a_sign("A sign")
        if happens is not None:
            await happens()
        heard = await until_a_sign("Another sign")
        for socket in sockets.values():
            socket.close()
        return heard

    def plain(self, text):
        """The same text for both interviews: names for ids, and no times."""
        for name, value in self.ids.items():
            if name != value and len(value) > 8:
                text = text.replace(value, f"<{name}>")
        for pattern, name in (
            (rf":{self.host.port}\b", ":port"),
            (re.escape(str(self.host.directory)), "directory"),
            (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d([.,]\d+)?(Z|[+-]\d\d:?\d\d)?", "time"),
            (r"\d{8}T\d{6}Z", "time"),
            (r"\d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC", "time"),
            (r"\b2\|[0-9a-f]+\|[0-9a-f]+\|\d+", "xsrf"),
            (r"\b[0-9a-f]{32}\b", "id"),
            (r"[\w-]{40,}", "secret"),
            (r'"store_id": \d+', "a page's number"),
        ):
            text = re.sub(pattern, name, text)
        return text


def normal(interview, name, body):
    """An answer without ids and times."""
    text = interview.plain(body.decode("utf-8", "backslashreplace"))
    if "/audit" in name:
        # Lines are numbered.
        text = re.sub(r'(?m)"(id|next)": \d+|^\d+,', "number", text)
    return text


async def held(make_host, folder, judged):
    """All answers to everybody who may not see; with what one who may see is answered."""
    host = await make_host(folder)
    interview = Interview(host)
    await interview.hold(folder)
    told = await interview.hear(interview.judge if judged else None)
    answers = {who: await interview.ask(who, told) for who in BLIND}
    plain = {
        who: {name: (code, normal(interview, name, body)) for name, (code, body) in got.items()}
        for who, got in answers.items()
    }
    return interview, answers, plain


@pytest.fixture
def hosts(tmp_path, own_jupyter_dirs, jp_asyncio_loop):
    """Makes hosts, one at a time, each with data of its own."""
    running = []

    async def start(folder):
        for host in running:
            await host.stop()
        running.clear()
        folder.mkdir()
        running.append(await Host(folder).start())
        return running[0]

    yield start
    for host in running:
        jp_asyncio_loop.run_until_complete(host.stop())


@pytest.mark.timeout(300)
async def test_nobody_who_has_not_submitted_learns_that_others_have(hosts, tmp_path):
    _, _, silent = await held(hosts, tmp_path / "silent", judged=False)
    interview, raw, judged = await held(hosts, tmp_path / "judged", judged=True)
    raw["mate"] |= await interview.look_inside("mate")
    found = [
        (who, name)
        for who, answers in raw.items()
        for name, (_, body) in answers.items()
        if SECRET.encode() in body.replace(f"q={SECRET}".encode(), b"")
    ]
    assert found == []
    for who, answers in judged.items():
        for name, answer in answers.items():
            assert answer == silent[who].get(name), (who, name)
    assert all(silent[who].keys() == judged[who].keys() for who in BLIND)
    await somebody_who_may_see_finds_it(interview)


async def somebody_who_may_see_finds_it(interview):
    """The walk goes where the words are: whoever has submitted comes upon them all."""
    answers = await interview.ask("sam", {})
    where = {name for name, (_, body) in answers.items() if WORDS["text"].encode() in body}
    assert where >= {
        f"GET interview/api/pads/x/feedback{more}"
        for more in ("", "/versions", "/export", "/export?format=csv", "/export?format=html")
    }
    said = b"".join(body for _, body in answers.values())
    for name in ("summary", "text", "quote", "document", "reason", "revised"):
        assert WORDS[name].encode() in said, name
    assert WORDS["draft"].encode() not in said
