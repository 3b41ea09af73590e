"""A page in a real browser, asked over the browser's own protocol: what it showed, said and requested."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--remote-debugging-port=0", "--window-size=1280,1000",
)  # fmt: skip
COMPLAINTS = {"error", "assert"}


@dataclass
class Page:
    """One page that is open."""

    socket: ClientConnection
    session: str = ""
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    sent: int = 0

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and wait for its answer; what the page does meanwhile is noted."""
        self.sent += 1
        message = {"id": self.sent, "method": method, "params": parameters}
        self.socket.send(json.dumps(message | ({"sessionId": self.session} if self.session else {})))
        while True:
            answer = json.loads(self.socket.recv(timeout=60))
            if answer.get("id") == self.sent:
                assert "error" not in answer, answer
                return answer["result"]
            self._note(answer)

    def value(self, expression: str) -> Any:
        """What a JavaScript expression is in the page."""
        return self.call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def until(self, expression: str, seconds: float = 60) -> Any:
        """Its value once it is true; fails with what the page shows."""
        deadline = time.monotonic() + seconds
        while not (value := self.value(expression)):
            shown = (self.value("document.body.innerText") or "")[:2000]
            assert time.monotonic() < deadline, f"never true: {expression}\n{self.complaints}\n{shown}"
            time.sleep(0.2)
        return value

    def picture(self, file: Path, *, whole: bool = False) -> Path:
        """A screenshot of what stands in the window, or of the whole page."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        file.write_bytes(base64.b64decode(shot["data"]))
        return file

    def printed(self, file: Path) -> Path:
        """The page as a PDF."""
        file.write_bytes(base64.b64decode(self.call("Page.printToPDF")["data"]))
        return file

    def _note(self, event: dict[str, Any]) -> None:
        told = event.get("params", {})
        match event["method"]:
            case "Network.requestWillBeSent":
                self.asked.append(told["request"]["url"])
            case "Network.webSocketCreated":
                self.asked.append(told["url"])
            case "Runtime.exceptionThrown":
                self.complaints.append(str(told["exceptionDetails"]))
            case "Runtime.consoleAPICalled" if told["type"] in COMPLAINTS:
                self.complaints.append(str(told["args"]))
            case "Log.entryAdded" if told["entry"]["level"] == "error":
                self.complaints.append(str(told["entry"]))
            case "Page.javascriptDialogOpening":
                self.complaints.append(told["message"])


@contextmanager
def opened(url: str, profile: Path) -> Iterator[Page]:
    """The page of an address in a browser of its own, which ends with the block."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    process = subprocess.Popen([browser, *OPTIONS, f"--user-data-dir={profile}", "about:blank"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        with connect(_address(profile), max_size=None) as socket:
            page = Page(socket)
            target = page.call("Target.createTarget", url="about:blank")["targetId"]
            page.session = page.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Page", "Network", "Runtime", "Log"):
                page.call(f"{domain}.enable")
            page.call("Page.navigate", url=url)
            yield page
    finally:
        process.terminate()
        process.wait(20)


def _address(profile: Path) -> str:
    """Where the browser listens, as it writes into its profile."""
    file, deadline = profile / "DevToolsActivePort", time.monotonic() + 30
    while not file.exists() or len(lines := file.read_text().splitlines()) < 2:
        assert time.monotonic() < deadline, "the browser did not start"
        time.sleep(0.1)
    return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
