"""The resource that every step of a night shares: settings, home, the writer's lock, the run's records."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date

import dagster as dg
import duckdb
from pydantic import PrivateAttr

from orchestration.fingerprint import run_identity
from orchestration.landing import land_for_run, landing_check
from orchestration.lock import writer_lock
from orchestration.night_log import NightLog
from orchestration.nights import day_of_night, events_of, has_published
from orchestration.outcome import Outcome
from orchestration.project import ParsedProject, parsed_project
from orchestration.records import RunRecords
from orchestration.replays import hold_off_replays
from orchestration.settings import Settings, load_settings
from publishing import recover as recover_published
from sources.identifiers import Pepper
from sources.ingest import ensure_schemas, recover
from sources.intake import strays
from sources.layout import Home
from sources.registry import Registry, load_registry

log = logging.getLogger("memberloop")


def tell_strays(home: Home, registry: Registry) -> None:
    """Log that files were put where no night reads them; their names may hold what no log should."""
    found = strays(home, registry)
    if found:
        reasons = ", ".join(sorted({stray.why for stray in found}))
        log.warning(
            "%d files in landing/ lie where no night reads them (%s); `memberloop status` names the folders",
            len(found), reasons,
        )  # fmt: skip


class Night(dg.ConfigurableResource[None]):
    """One writer on one home, from the first step of a run to its last."""

    _settings: Settings = PrivateAttr()
    _registry: Registry = PrivateAttr()
    _records: RunRecords = PrivateAttr(default_factory=RunRecords)
    _project: ParsedProject = PrivateAttr()
    _has_landed: bool = PrivateAttr(default=False)
    _held: ExitStack = PrivateAttr(default_factory=ExitStack)
    _entered: NightLog | None = PrivateAttr(default=None)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Read the configuration, take the lock, clear what a killed run left behind, enter a night."""
        settings = load_settings()
        self._held = ExitStack()
        self._held.enter_context(writer_lock(settings.home, settings.nightly.lock_wait_seconds))
        self.open(settings)
        day = day_of_night(context.run) if context.run else None
        self._entered = NightLog.begun(self, day) if day else None

    def open(self, settings: Settings) -> None:
        """Make the home ready for the holder of its lock."""
        self._settings = settings
        self._has_landed = False
        self._registry = load_registry()
        self._records = RunRecords()
        self._project = parsed_project(settings.parameters)
        for folder in (self.home.landing, self.home.scratch, self.home.published, self.home.reports):
            folder.mkdir(parents=True, exist_ok=True)
        recover(self.home)
        recover_published(self.home.published)
        ensure_schemas(self.home, self._registry)

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        """Write how a night ended, and give the home back."""
        try:
            if self._entered and context.instance and context.run_id:
                events = events_of(context.instance, context.run_id)
                self._entered.end(Outcome.of(events, success=has_published(events)), events)
        finally:
            self._held.close()

    def land(self) -> None:
        """Before the first raw step of a run: fetch from the object store, and hold off who was erased."""
        if self._has_landed:
            return
        self._has_landed = True
        fetched = land_for_run(self._settings)
        if fetched:
            self._records.add(landing_check(fetched))
        hold_off_replays(self._settings)

    @property
    def settings(self) -> Settings:
        """The validated configuration."""
        return self._settings

    @property
    def home(self) -> Home:
        """The folders of this installation."""
        return Home(self._settings.home)

    @property
    def registry(self) -> Registry:
        """The feeds."""
        return self._registry

    @property
    def records(self) -> RunRecords:
        """What this run's checks found."""
        return self._records

    @property
    def pepper(self) -> Pepper:
        """The secret of the identifier hash; raises ConfigurationError when none was given."""
        return Pepper(self._settings.require_pepper())

    @property
    def feed_settings(self) -> dict[str, str]:
        """What payloads leave out and the registry asks for by key."""
        return {
            "wecom.corp_id": self._settings.wecom.corp_id,
            "wechat.appid": self._settings.wechat.appid,
        }

    @property
    def project(self) -> ParsedProject:
        """The dbt project, parsed for this configuration and the same for all steps of the run."""
        return self._project

    def run_id(self, as_of: date) -> str:
        """The name of the figures: the same deliveries, configuration and code give the same name."""
        return run_identity(self.home, as_of, self._settings, self.project)

    @contextmanager
    def warehouse(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The working file, opened for one step only, because dbt opens it by its own rules."""
        self.home.warehouse_file.parent.mkdir(parents=True, exist_ok=True)
        # A folder that the engine has spilled to cannot be set again, only given at the start.
        connection = duckdb.connect(
            str(self.home.warehouse_file), config={"temp_directory": str(self.home.scratch)}
        )
        try:
            connection.execute("set timezone = 'UTC'")
            connection.execute("set enable_progress_bar = false")
            connection.execute("set memory_limit = ?", [self._settings.engine.memory_limit])
            connection.execute("set threads = ?", [self._settings.engine.threads])
            connection.execute("set checkpoint_threshold = '1GB'")
            yield connection
        finally:
            connection.close()
