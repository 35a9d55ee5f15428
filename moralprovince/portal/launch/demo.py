"""The demo: fills a database, then runs web, worker, beat, broker and mail catcher under one parent until Ctrl-C."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from . import broker
from .processes import ROOT, Processes, Stopped, Trouble, free_port, on_request_stop, say, signal_group, tail

HOME = ROOT / "var" / "demo"
LOGS = HOME / "logs"
# Written when the static files are gathered, with what they were made from; and when all is there that the web server shows.
GATHERED, READY = HOME / "static.stamp", HOME / "ready"
CATALOGUE = ROOT / "moralprovince" / "locale" / "th" / "LC_MESSAGES" / "django.mo"
DOOR = "python:moralprovince.portal.launch.door"
MOST_ENDS_A_MINUTE = 5
PATIENCE = 60.0


@dataclass
class Demo:
    """One run of the demo: where its data are and what runs."""

    port: int
    stage: str
    processes: Processes = field(default_factory=Processes)

    def __post_init__(self) -> None:
        self.folder = HOME / self.stage
        self.broker_port, self.mail_port = free_port(), free_port()
        self.env = self.environment(self.folder)

    def environment(self, folder: Path) -> dict[str, str]:
        """The strict settings of a real installation, on this machine."""
        queue = f"redis://127.0.0.1:{self.broker_port}/0" if broker.program() else "filesystem://"
        return os.environ | {
            "DEBUG": "False",
            "DEMO": "True",
            # Logs in one time from their first line on; before the settings are read it would be the machine's.
            "TZ": "Asia/Bangkok",
            "SECRET_KEY": secret(),
            "PROVINCE": "14",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "CSRF_TRUSTED_ORIGINS": f"http://127.0.0.1:{self.port},http://localhost:{self.port}",
            "DATABASE_URL": f"sqlite:///{folder / 'portal.sqlite3'}",
            "MEDIA_ROOT": str(folder / "media"),
            "OUTBOX_LOCK": str(folder / "outbox.lock"),
            "REDIS_URL": queue,
            "BROKER_FOLDER": str(folder / "broker"),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "DEFAULT_FROM_EMAIL": "portal@demo.localhost",
            "MAIL_CATCHER": str(folder / "mail"),
            "STATIC_BUILD": str(HOME / "static"),
            "STATIC_ROOT": str(HOME / "staticfiles"),
            "DEMO_GATHERED": str(GATHERED),
            "DEMO_READY": str(READY),
        }

    def run(self) -> None:
        """Prepare, start, say where to look, and stay."""
        READY.unlink(missing_ok=True)
        self.begin_static()
        commands = self.commands()
        # It reads the portal meanwhile, and opens its door when the data are there (door.py).
        self.start("web", commands.pop("web"))
        if (self.folder / "accounts.txt").exists():
            self.migrate()
        else:
            self.fill()
        self.finish_static()
        READY.touch()
        # Whoever waits sees the first page sooner; what is owed meanwhile is waiting in the outbox.
        self.await_answer()
        for name, command in commands.items():
            self.start(name, command)
        say("\n" + (self.folder / "accounts.txt").read_text(encoding="utf-8").rstrip())
        say(f"\nThe portal is ready: http://127.0.0.1:{self.port}/")
        say(f"Ctrl-C stops all of it. Logs: {LOGS}. To begin anew, remove {self.folder}.")
        self.watch()

    def migrate(self) -> None:
        """Bring a database that is there already up to the code."""
        code, output, said = self.processes.run([sys.executable, "manage.py", "migrate", "--noinput"], env=self.env)
        if code:
            raise Trouble(f"Migrating the database did not succeed (code {code}):\n{tail(output + said)}")

    def begin_static(self) -> None:
        """Begin to compile the texts and to gather the static files, unless nothing changed since the last time."""
        stamp = sources_stamp()
        if GATHERED.exists() and GATHERED.read_text(encoding="utf-8") == stamp and CATALOGUE.exists():
            return
        say("Preparing texts, typeface and styles …")
        GATHERED.unlink(missing_ok=True)
        with open(HOME / "static.log", "wb") as log:
            command = [sys.executable, "-m", "moralprovince.portal.launch.static", GATHERED, stamp]
            self.processes.start("static", command, env=self.env, stdout=log, stderr=log)

    def finish_static(self) -> None:
        """Wait for the static files where they are being gathered."""
        if "static" not in self.processes.running:
            return
        process, _stop = self.processes.running["static"]
        if process.wait():
            said = (HOME / "static.log").read_text(encoding="utf-8", errors="replace")
            raise Trouble(f"Gathering the static files did not succeed:\n{tail(said)}")
        del self.processes.running["static"]

    def fill(self) -> None:
        """Make the data beside their place and move them there when complete: half a demo is never shown."""
        fresh = HOME / f"{self.stage}.new"
        for folder in (fresh, self.folder):
            shutil.rmtree(folder, ignore_errors=True)
        (fresh / "media").mkdir(parents=True)
        env = self.environment(fresh) | {"REDIS_URL": ""}
        command = [sys.executable, "-m", "moralprovince.portal.launch.filling", self.stage, fresh / "accounts.txt"]
        code, _shown, said = self.processes.run(command, env=env, stdout=None)
        if code:
            raise Trouble(f"Making the demo did not succeed (code {code}):\n{tail(said)}")
        fresh.rename(self.folder)

    def commands(self) -> dict[str, list[object]]:
        """What runs, in the order of starting."""
        celery: list[object] = [sys.executable, "-m", "celery", "-A", "moralprovince.celery"]
        gunicorn: list[object] = [sys.executable, "-m", "gunicorn", "moralprovince.wsgi", "-c", DOOR, "--no-control-socket"]
        commands: dict[str, list[object]] = {
            "mail": [sys.executable, "manage.py", "catch_mail", "--port", self.mail_port, self.env["MAIL_CATCHER"]]
        }
        if self.env["REDIS_URL"].startswith("redis"):
            commands["broker"] = broker.command(self.broker_port, self.folder)
        commands["worker"] = [*celery, "worker", "--concurrency", 2, "--without-gossip", "--without-mingle", "-l", "INFO"]
        commands["beat"] = [*celery, "beat", "--schedule", self.folder / "beat", "--pidfile", "", "-l", "INFO"]
        commands["web"] = [*gunicorn, "--bind", f"127.0.0.1:{self.port}", "--graceful-timeout", 3, "--workers", 2]
        commands["web"] += ["--threads", 4, "--umask", "0077", "--worker-tmp-dir", HOME]
        return commands

    def start(self, name: str, command: list[object]) -> None:
        """Start one part with a log of its own."""
        LOGS.mkdir(exist_ok=True)
        with open(LOGS / f"{name}.log", "ab") as log:
            self.processes.start(name, command, env=self.env, stdout=log, stderr=log)

    def await_answer(self) -> None:
        """Wait until the first page comes."""
        deadline = time.monotonic() + PATIENCE
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while time.monotonic() < deadline and "web" not in self.processes.ended():
            with contextlib.suppress(OSError), direct.open(f"http://127.0.0.1:{self.port}/livez", timeout=5):
                return
            time.sleep(0.1)
        log = (LOGS / "web.log").read_text(encoding="utf-8", errors="replace")
        raise Trouble(f"The web server did not start:\n{tail(log)}")

    def watch(self) -> None:
        """Stay until Ctrl-C; what ends on its own is started again."""
        ends: list[float] = []
        while True:
            time.sleep(0.3)
            for name in self.processes.ended():
                ends = [moment for moment in ends if moment > time.monotonic() - 60] + [time.monotonic()]
                if len(ends) > MOST_ENDS_A_MINUTE:
                    raise Trouble(f"“{name}” keeps ending; its log says why: {LOGS / name}.log")
                process, _stop = self.processes.running[name]
                say(f"“{name}” ended (code {process.returncode}) and is started again.")
                signal_group(process, 9)
                self.start(name, self.commands()[name])


def secret() -> str:
    """The demo's signing key, kept so that people stay logged in over a restart."""
    kept = HOME / "secret"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(60), encoding="utf-8")
    return kept.read_text(encoding="utf-8")


def sources_stamp() -> str:
    """What the static files and texts are made from, as one digest."""
    folders = (ROOT / "static", ROOT / "moralprovince" / "locale")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix != ".mo"]
    files.append(ROOT / "requirements.lock")
    stamps = [f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}" for path in sorted(files)]
    return hashlib.sha256("\n".join(stamps).encode()).hexdigest()


def main(port: str, stage: str) -> int:
    """One demo per folder; every end is a sentence, and nothing is left running."""
    HOME.mkdir(parents=True, exist_ok=True)
    on_request_stop()
    with open(HOME / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write("A demo runs in this folder already: stop it with Ctrl-C where it was started.\n")
            return 1
        demo = Demo(int(port), stage)
        try:
            demo.run()
        except Trouble as trouble:
            sys.stderr.write(f"{trouble}\n")
        except Stopped:
            say("\nStopping …")
            demo.processes.stop()
            say("Everything has stopped.")
            return 0
        finally:
            demo.processes.stop()
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
