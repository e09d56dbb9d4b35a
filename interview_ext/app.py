"""`jupyter interview`: what can be configured, and how everything is put together."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jupyter_core.paths import jupyter_data_dir
from jupyter_server.extension.application import ExtensionApp
from jupyter_server.serverapp import ServerApp, aliases, flags
from tornado.routing import AnyMatches, Rule
from traitlets import Integer, List, Set, TraitError, Unicode, default, dlink, validate

from . import __version__
from .archive.export_app import ExportApp
from .archive.import_app import ImportApp
from .audit import handlers as audit_handlers
from .audit.log import AuditLog
from .audit.store import AuditStore
from .auth.members import MemberIdentityProvider, Members, login_name
from .auth.tickets import Tickets
from .calibration import handlers as calibration_handlers
from .calibration.manager import Calibration
from .calibration.store import CalibrationStore
from .clock import Clock
from .comments import handlers as comments_handlers
from .comments.manager import CommentManager
from .comments.store import CommentStore
from .db.engine import Database, default_url
from .earlier import handlers as earlier_handlers
from .earlier.manager import EarlierWork
from .earlier.store import EarlierStore
from .errors import InterviewError, Unavailable
from .events import Events
from .feedback import draft_handlers, notes_handlers
from .feedback import handlers as feedback_handlers
from .feedback.draft_manager import DraftManager
from .feedback.drafts import DraftStore
from .feedback.manager import FeedbackManager
from .feedback.notes_manager import NotesManager
from .feedback.notes_store import NotesStore
from .feedback.store import FeedbackStore
from .headers import guard
from .host_server import HostGate, HostServer
from .interview_templates import handlers as templates_handlers
from .interview_templates.manager import TemplateManager
from .interview_templates.store import TemplateStore
from .lab_page import LabPage, lab_page_settings
from .mail import handlers as mail_handlers
from .mail.invitations import Invitations
from .mail.mailer import Mailer
from .mail.outbox import Outbox
from .origin_gate import OriginGate
from .origins import Origins, origin_of
from .pad_server import PadServer, PadServers
from .pad_server.contents import PadContentsManager
from .pads import handlers as pads_handlers
from .pads import listing_handlers
from .pads.gateway import LocalGateway
from .pads.listing import PadListing
from .pads.manager import PadManager
from .pads.store import Store
from .pages.environment import make_environment
from .pages.routes import get_handlers
from .playback.manager import PlaybackManager
from .provisioning.doctor_app import DoctorApp
from .provisioning.environment_app import KernelsPythonApp
from .provisioning.kernelspecs import SandboxedKernelSpecManager
from .provisioning.pool import KernelPool
from .provisioning.provisioner import SandboxProvisioner
from .provisioning.python_environment import PATIENCE, PythonEnvironment, abandon
from .questions import handlers as questions_handlers
from .questions.command import QuestionsApp
from .questions.manager import QuestionManager
from .questions.publishing import Progress
from .questions.question import Question
from .questions.store import QuestionStore
from .recording.verify_app import VerifyApp
from .reproducibility.manager import ReproducibilityManager
from .settings import handlers as settings_handlers
from .settings.manager import SettingsManager
from .settings.store import SettingStore
from .survey import handlers as survey_handlers
from .survey.manager import Survey
from .survey.store import SurveyStore
from .takehome import handlers as takehome_handlers
from .takehome.manager import TakeHomeLinks
from .takehome.practice import Practice
from .takehome.store import LinkStore
from .tasks import handlers as tasks_handlers
from .tasks.autograder import Autograder
from .tasks.manager import TaskManager
from .tasks.store import TaskStore
from .team import handlers as team_handlers
from .team import pages as team_pages
from .team.manager import TeamManager
from .team.signins import SignIns
from .team.store import TeamStore
from .testing.publication import check
from .testing.tester import Tester
from .waiting import handlers as waiting_handlers
from .waiting.manager import WaitingRoom


class InterviewApp(ExtensionApp):
    """Interviews inside JupyterLab: pads, a waiting room, sandboxed kernels, shared notebooks."""

    name = "interview_ext"
    version = __version__
    description = """
    Hold interviews in JupyterLab.

    Starts a server on which interviewers make pads, meet candidates in a waiting room, and work
    with them in the same notebooks and files. Code runs in sandboxed kernels.

        jupyter interview                       # on this machine
        jupyter interview --ip=0.0.0.0 --port=8888 --no-browser
    """
    examples = ""
    extension_url = "/interview"
    load_other_extensions = False
    serverapp_class = HostServer
    serverapp_config = {"jpserver_extensions": {"jupyterlab": True}}
    classes = [
        HostServer,
        ServerApp,
        MemberIdentityProvider,
        SignIns,
        TeamManager,
        PadServer,
        PadContentsManager,
        PadServers,
        PadManager,
        TaskManager,
        PlaybackManager,
        QuestionManager,
        NotesManager,
        FeedbackManager,
        Tester,
        ReproducibilityManager,
        Mailer,
        Survey,
        WaitingRoom,
        Practice,
        TakeHomeLinks,
        SandboxProvisioner,
        PythonEnvironment,
        SandboxedKernelSpecManager,
        KernelPool,
    ]
    subcommand_description = """
    Subcommands are launched as `jupyter interview cmd [args]`. For what one of them does, type
    `jupyter interview cmd -h`.
    """
    subcommands = {
        "doctor": (DoctorApp, "Say whether interviews can run safely on this machine."),
        "export": (ExportApp, "Put a pad into one file, with a page that plays it back."),
        "import": (ImportApp, "Read a pad that another machine exported."),
        "questions": (QuestionsApp, "Take questions in, put them into an archive, check them."),
        "verify": (VerifyApp, "Say whether the recording of a pad is whole."),
        "kernels-python": (KernelsPythonApp, "Make the Python that runs the code of interviews."),
    }
    flags = {name: flags[name] for name in ("debug", "no-browser", "allow-root") if name in flags}
    aliases = {
        name: aliases[name]
        for name in ("config", "log-level", "ip", "port", "port-retries", "certfile", "keyfile")
        if name in aliases
    }

    data_dir = Unicode(
        help="""
        Directory for everything this application keeps: the database, the pads' files and
        recordings, settings. Default: interview in Jupyter's data directory.
        """,
    ).tag(config=True)

    db_url = Unicode(
        help="""
        SQLAlchemy URL of the database, such as postgresql+asyncpg://host/interview (install
        asyncpg for that). Default: an SQLite file, interview.db, in data_dir.
        """,
    ).tag(config=True)

    public_url = Unicode(
        "",
        help="""
        Address under which candidates reach this server, such as https://interviews.example.org/,
        for the links that interviewers copy. Default: the address in the interviewer's browser.
        """,
    ).tag(config=True)

    pad_origin = Unicode(
        "",
        help="""
        Address of a second host name of this server, such as https://pads.example.org/, that
        pads are served on and nothing else is: what runs in a pad's page is then another site's
        to the browser. Needs public_url. Default: pads are on the same host name as the rest.
        """,
    ).tag(config=True)

    owner_name = Unicode(
        help="""
        Name of the person who signs in by token, as candidates see it. Default: the account's
        name on this machine.
        """,
    ).tag(config=True)

    admins = Set(
        Unicode(),
        help="""
        User names of the administrators, as the identity provider (such as JupyterHub) knows
        them. Everybody else who may sign in there is what their invitation says, or else an
        interviewer; admins change that on the Team page, also of those who are taken out of this
        list. Who signs in by token is always an administrator.
        """,
    ).tag(config=True)

    default_instructions = Unicode(
        "",
        help="""
        Markdown that a new pad shows beside its documents when its maker wrote no instructions.
        """,
    ).tag(config=True)

    organization_name = Unicode(
        "",
        help="""
        Name of your organization. It stands where the waiting room has no title of its own, and in
        mails. Default: none.
        """,
    ).tag(config=True)

    waiting_room_title = Unicode(
        "",
        help="""
        Name beside the logo at the top of the candidates' pages, such as your company's.
        Default: organization_name, or "Interview".
        """,
    ).tag(config=True)

    waiting_room_message = Unicode(
        "",
        help="""
        What the candidates' pages say beside what to expect and what is recorded, as Markdown.
        Raw HTML, images and scripts are taken out. Default: nothing more.
        """,
    ).tag(config=True)

    waiting_room_image_text = Unicode(
        "",
        help="""
        What the picture in the waiting room shows, for those who do not see it. The picture itself
        is uploaded on the Settings page. Default: nothing, for one that only adorns.
        """,
    ).tag(config=True)

    waiting_room_logo = Unicode(
        "",
        help="""
        Path of an image (SVG, PNG, JPEG or WebP) for the top of the candidates' pages; small, as
        it is part of what a phone has to load. Default: the application's own mark.
        """,
    ).tag(config=True)

    output_sources = List(
        Unicode(),
        help="""
        Origins, such as https://cdn.jsdelivr.net, from which an output that somebody asks to see
        with its scripts may load more of them, and data and pictures, in its sandboxed frame.
        Whoever writes the output can make the viewer's browser call there. Default: none, so that
        outputs show what they bring along.
        """,
    ).tag(config=True)

    max_candidates = Integer(
        1,
        min=1,
        help="How many candidates may be in one pad at the same time.",
    ).tag(config=True)

    max_waiting = Integer(
        20,
        min=1,
        help="How many people may wait at one pad at the same time.",
    ).tag(config=True)

    knocks_per_address = Integer(
        10,
        min=0,
        help="How many new people may knock from one network address within a minute; 0: any.",
    ).tag(config=True)

    knocks_per_pad = Integer(
        30,
        min=0,
        help="How many new people may knock at one pad within a minute; 0: any.",
    ).tag(config=True)

    @default("log_level")
    def _default_log_level(self) -> int:
        return logging.WARNING

    @default("data_dir")
    def _default_data_dir(self) -> str:
        return os.path.join(jupyter_data_dir(), "interview")

    @validate("data_dir")
    def _absolute_data_dir(self, proposal: dict[str, Any]) -> str:
        return os.path.abspath(os.path.expanduser(proposal["value"]))

    @default("db_url")
    def _default_db_url(self) -> str:
        return default_url(self.data_dir)

    @default("owner_name")
    def _default_owner_name(self) -> str:
        return login_name()

    @validate("output_sources")
    def _plain_output_sources(self, proposal: dict[str, Any]) -> list[str]:
        sources: list[str] = proposal["value"]
        for source in sources:
            if not re.fullmatch(r"https?://[\w.-]+(:\d+)?", source, re.ASCII):
                raise TraitError(
                    f"InterviewApp.output_sources: {source!r} is no origin such as "
                    "https://cdn.jsdelivr.net"
                )
        return sources

    @validate("public_url")
    def _whole_public_url(self, proposal: dict[str, Any]) -> str:
        url: str = proposal["value"]
        if url and not url.startswith(("http://", "https://")):
            raise TraitError("InterviewApp.public_url must begin with http:// or https://")
        return url

    @validate("pad_origin")
    def _origin_of_its_own(self, proposal: dict[str, Any]) -> str:
        url: str = proposal["value"]
        if not url:
            return url
        wrong = f"InterviewApp.pad_origin: {url!r} cannot be where pads are: "
        try:
            origin_of(url)
        except ValueError as error:
            raise TraitError(f"{wrong}{error}.") from error
        parts = urlsplit(url)
        if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
            raise TraitError(
                f"{wrong}it must be a host name alone, as in https://pads.example.org/."
            )
        if not self.public_url:
            raise TraitError(
                f"{wrong}set InterviewApp.public_url too, for a pad has to lead back from there."
            )
        try:
            origin_of(self.public_url)
        except ValueError as error:
            raise TraitError(f"{wrong}of InterviewApp.public_url, {error}.") from error
        public = urlsplit(self.public_url)
        if public.hostname == parts.hostname:
            raise TraitError(
                f"{wrong}InterviewApp.public_url has the same host name. Browsers send cookies to "
                "all ports of a name, so pads need a name of their own."
            )
        if public.scheme != parts.scheme:
            raise TraitError(f"{wrong}InterviewApp.public_url begins with {public.scheme}://.")
        return url

    @property
    def origins(self) -> Origins:
        """What is on which host name."""
        if not self.pad_origin:
            return Origins()
        return Origins(origin_of(self.public_url), origin_of(self.pad_origin))

    def _config_file_name_default(self) -> str:
        return "jupyter_interview_config"

    # Made when the extension is initialized; what the handlers reach.
    clock: Clock
    database: Database
    store: Store
    audit: AuditLog
    members: Members
    sign_ins: SignIns
    team: TeamManager
    tickets: Tickets
    events: Events
    pad_servers: PadServers
    pads: PadManager
    waiting_room: WaitingRoom
    listing: PadListing
    practice: Practice
    take_home_links: TakeHomeLinks
    tester: Tester
    questions: QuestionManager
    tasks: TaskManager
    templates: TemplateManager
    settings_manager: SettingsManager
    mailer: Mailer
    autograder: Autograder
    comments: CommentManager
    drafts: DraftManager
    notes: NotesManager
    feedback: FeedbackManager
    calibration: Calibration
    earlier: EarlierWork
    survey: Survey
    invitations: Invitations

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.clock = Clock()
        self._started = asyncio.Event()
        self._failure: InterviewError | None = None

    def _link_jupyter_server_extension(self, serverapp: ServerApp) -> None:
        super()._link_jupyter_server_extension(serverapp)
        if isinstance(serverapp, HostServer):
            serverapp.settle(self.data_dir)

    def initialize_settings(self) -> None:
        """Put everything together; the only place that does."""
        assert self.serverapp is not None
        base_url = self.serverapp.base_url
        self.database = Database(self.db_url)
        self.store = Store(self.database)
        self.audit = AuditLog(parent=self, store=AuditStore(self.database))
        self.mailer = Mailer(parent=self, outbox=Outbox(self.database))
        self.tickets = Tickets()
        self.events = Events()
        people = TeamStore(self.database)
        self.members = Members(
            parent=self, store=people, admins=self.admins, owner_name=self.owner_name
        )
        self.pad_servers = PadServers(
            parent=self,
            host=self.serverapp,
            origins=self.origins,
            pads_dir=Path(self.data_dir) / "pads",
        )
        self.pads = PadManager(
            parent=self,
            base_url=base_url,
            origins=self.origins,
            store=self.store,
            servers=self.pad_servers,
            tickets=self.tickets,
            audit=self.audit,
            events=self.events,
            clock=self.clock,
        )
        self.listing = PadListing(self.database)
        self.pads.describe("team", self.listing.teams)
        self.sign_ins = SignIns(
            parent=self,
            store=people,
            members=self.members,
            tickets=self.tickets,
            pads=self.pads,
        )
        self.team = TeamManager(
            parent=self,
            base_url=base_url,
            store=people,
            members=self.members,
            sign_ins=self.sign_ins,
            provider=self.serverapp.identity_provider,
            mailer=self.mailer,
            audit=self.audit,
            events=self.events,
        )
        self.waiting_room = WaitingRoom(
            parent=self,
            max_candidates=self.max_candidates,
            max_waiting=self.max_waiting,
            knocks_per_address=self.knocks_per_address,
            knocks_per_pad=self.knocks_per_pad,
            store=self.store,
            pads=self.pads,
            tickets=self.tickets,
            audit=self.audit,
            events=self.events,
        )
        self.survey = Survey(
            parent=self,
            store=SurveyStore(self.database),
            pads=self.pads,
            waiting_room=self.waiting_room,
        )
        self.practice = Practice(parent=self, pads=self.pads, waiting_room=self.waiting_room)
        self.take_home_links = TakeHomeLinks(
            parent=self, store=LinkStore(self.database), pads=self.pads, mailer=self.mailer
        )
        self.tester = Tester(
            parent=self,
            folder=Path(self.data_dir) / "testing",
            kernel_specs=SandboxedKernelSpecManager(parent=self),
        )
        self.questions = QuestionManager(
            parent=self,
            store=QuestionStore(self.database),
            audit=self.audit,
            events=self.events,
            checker=self._check_question,
        )
        self.tasks = TaskManager(
            parent=self,
            store=TaskStore(self.database),
            pads=self.pads,
            questions=self.questions,
            tester=self.tester,
            audit=self.audit,
            events=self.events,
        )
        self.pads.tasks = self.tasks
        self.templates = TemplateManager(
            parent=self,
            store=TemplateStore(self.database),
            pads=self.pads,
            questions=self.questions,
            audit=self.audit,
            events=self.events,
        )
        self.pads.templates = self.templates
        self.pads.describe("template", self.templates.described)
        self.pads.watch(self.templates.pad_changed)
        self.drafts = DraftManager(
            parent=self,
            store=DraftStore(self.database),
            pads=self.pads,
            events=self.events,
        )
        self.notes = NotesManager(
            parent=self,
            store=NotesStore(self.database),
            drafts=self.drafts,
            pads=self.pads,
            audit=self.audit,
            events=self.events,
        )
        self.drafts.watch(self.notes.draft_changed)
        self.feedback = FeedbackManager(
            parent=self,
            store=FeedbackStore(self.database),
            settings=SettingStore(self.database),
            pads=self.pads,
            tasks=self.tasks,
            templates=self.templates,
            audit=self.audit,
            events=self.events,
        )
        self.calibration = Calibration(CalibrationStore(self.database), self.feedback)
        self.audit.shown = self.feedback.audit_shown
        self.pads.describe("feedback", self.feedback.states)
        dlink((self, "default_instructions"), (self.pads, "default_instructions"))
        self.settings_manager = SettingsManager(
            parent=self,
            store=SettingStore(self.database),
            audit=self.audit,
            events=self.events,
            servers=self.pad_servers,
            places={
                "InterviewApp": self,
                "PadManager": self.pads,
                "PadServers": self.pad_servers,
                "NotesManager": self.notes,
                "FeedbackManager": self.feedback,
                "Survey": self.survey,
            },
        )
        self.settings_manager.watch(self.feedback.keep_rule)
        self.pads.watch(self.tasks.pad_changed)
        self.autograder = Autograder(parent=self, pads=self.pads, tasks=self.tasks)
        self.pads.describe("tests", self.autograder.grades)
        self.pads.watch(self.autograder.pad_changed)
        self.comments = CommentManager(
            parent=self,
            store=CommentStore(self.database),
            pads=self.pads,
            audit=self.audit,
            events=self.events,
        )
        self.earlier = EarlierWork(
            parent=self,
            store=EarlierStore(self.database),
            tasks=self.tasks.store,
            pads=self.pads,
            audit=self.audit,
        )
        self.invitations = Invitations(
            parent=self,
            mailer=self.mailer,
            outbox=self.mailer.outbox,
            pads=self.pads,
            store=self.store,
            events=self.events,
            audit=self.audit,
        )
        self.mailer.watch(self.invitations.mail_moved_on)
        self.pads.describe("mailed", self.invitations.states)
        self.pads.watch(self.invitations.pad_changed)
        self.pads.before_delete(self.invitations.farewell)
        self.pad_servers.gateway = LocalGateway(self.pads, self.waiting_room, self.tasks)
        if isinstance(self.serverapp, HostServer):
            self.settings.update(lab_page_settings(lambda handler: LabPage(mode="home")))

    async def _check_question(self, question: Question, progress: Progress) -> dict[str, Any]:
        return (await check(question, self.tester, progress)).model()

    def initialize_handlers(self) -> None:
        assert self.serverapp is not None
        self.handlers = [
            *get_handlers(self),
            *waiting_handlers.default_handlers,
            *listing_handlers.default_handlers,
            *pads_handlers.default_handlers,
            *questions_handlers.default_handlers,
            *tasks_handlers.default_handlers,
            *templates_handlers.default_handlers,
            *calibration_handlers.default_handlers,
            *mail_handlers.default_handlers,
            *audit_handlers.default_handlers,
            *settings_handlers.default_handlers,
            *comments_handlers.default_handlers,
            *draft_handlers.default_handlers,
            *notes_handlers.default_handlers,
            *feedback_handlers.get_handlers(make_environment(self.serverapp.base_url)),
            *earlier_handlers.default_handlers,
            *survey_handlers.default_handlers,
            *team_handlers.default_handlers,
            *team_pages.default_handlers,
            *takehome_handlers.default_handlers,
            *pads_handlers.fallback_handlers,
        ]

    def initialize(self) -> None:  # type: ignore[override]
        super().initialize()
        assert self.serverapp is not None
        application = self.serverapp.web_app
        first = [Rule(AnyMatches(), self.pad_servers.router)]
        origins = self.origins
        if origins.pads:
            gate = OriginGate(application, self.serverapp.base_url, origins)
            first.insert(0, Rule(AnyMatches(), gate))
        if isinstance(self.serverapp, HostServer):
            first.append(Rule(AnyMatches(), HostGate(application, self.serverapp.base_url)))
        application.default_router.rules[:0] = first
        # Beside an ordinary JupyterLab only what is ours is ours to decide.
        own = isinstance(self.serverapp, HostServer)
        base_url = self.serverapp.base_url
        guard(
            application,
            base_url,
            host_url=base_url,
            below="" if own else "interview",
            output_sources=self.output_sources,
            pad_origin=origins.pads,
        )

    async def _start_jupyter_server_extension(self, serverapp: ServerApp) -> None:
        try:
            await self.database.open()
            await self.settings_manager.start()
            await self.feedback.start()
            await self.pads.start()
            await self.pad_servers.start()
            await self.tester.start()
            await self.questions.start()
            await self.mailer.start()
            await self.autograder.start()
        except InterviewError as error:
            self.log.error("Interviews are not available: %s", error.message)
            self._failure = error
        except Exception:
            self.log.exception("Interviews could not be started.")
            self._failure = Unavailable(
                "Interviews could not be started. The server's log says why."
            )
        finally:
            self._started.set()
        self._preparing = asyncio.create_task(self._prepare_python())

    async def _prepare_python(self) -> None:
        """Have the Python that runs code, before anybody needs it."""
        environment = PythonEnvironment(parent=self)
        try:
            if (making := environment.begin()) is not None:
                print(f"  {PATIENCE}", flush=True)
                await making
                print("  Python is there; code can run in the pads now.", flush=True)
        except InterviewError as error:
            self.log.error("%s", error.message)

    async def ready(self) -> None:
        """Wait until the database and the pads in progress are open. Called by every handler.

        Raises:
            Unavailable: they could not be opened, with what to do about it.
        """
        await self._started.wait()
        if self._failure is not None:
            raise self._failure

    async def stop_extension(self) -> None:
        """Stop the pads and write down what is only in memory."""
        await abandon()
        await self.mailer.stop()
        await self.autograder.stop()
        await self.tasks.stop()
        await self.templates.stop()
        await self.questions.stop()
        await self.tester.stop()
        await self.sign_ins.stop()
        await self.pads.stop()
        await self.invitations.stop()
        await self.database.close()


main = launch_new_instance = InterviewApp.launch_instance

if __name__ == "__main__":
    main()
