"""A browser that a test drives: Chromium through its driver, by the W3C WebDriver protocol, which is JSON over HTTP."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_TRIES = 200  # to reach a driver that is starting


def missing() -> str:
    """What keeps a browser from being driven here, or ""."""
    if shutil.which("chromedriver") is None:
        return "no chromedriver on PATH"
    return "" if browser() else f"none of {', '.join(_BROWSERS)} on PATH"


def browser() -> str | None:
    return next((found for name in _BROWSERS if (found := shutil.which(name))), None)


class Driver:
    """One browser window. ``with Driver() as driver: driver.open(path)``."""

    def __init__(self, width: int = 1400, height: int = 900, *, dark: bool = False) -> None:
        self.size = (width, height)
        self.dark = dark

    def __enter__(self) -> Driver:
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        log = Path(self.folder.name) / "driver.log"
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                ["chromedriver", "--port=0"], stdout=output, stderr=subprocess.STDOUT
            )
        self.base = f"http://127.0.0.1:{self._port(log)}"
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        arguments += [f"--user-data-dir={self.folder.name}/profile", "--disable-dev-shm-usage"]
        options = {"binary": browser(), "args": arguments}
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL"},
        }
        made = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.session = f"/session/{made['sessionId']}"
        width, height = self.size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.tool("Emulation.setDeviceMetricsOverride", metrics)
        if self.dark:
            feature = {"name": "prefers-color-scheme", "value": "dark"}
            self.tool("Emulation.setEmulatedMedia", {"features": [feature]})
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._ask("DELETE", self.session)
        finally:
            self.process.terminate()
            self.process.wait()
            self.folder.cleanup()

    def open(self, page: Path) -> None:
        self._ask("POST", f"{self.session}/url", {"url": page.resolve().as_uri()})

    def run(self, script: str, *arguments: Any) -> Any:
        """What a function body returns in the page."""
        return self._ask("POST", f"{self.session}/execute/sync", {"script": script, "args": list(arguments)})

    def until(self, script: str, *, seconds: float = 60.0) -> Any:
        """Ask again until the answer is true; fail if it never is."""
        end = time.monotonic() + seconds
        while not (found := self.run(script)):
            assert time.monotonic() < end, f"never true: {script}"
            time.sleep(0.05)
        return found

    def tool(self, command: str, parameters: dict[str, Any]) -> Any:
        """A command of the browser's own protocol."""
        return self._ask("POST", f"{self.session}/goog/cdp/execute", {"cmd": command, "params": parameters})

    def log(self) -> list[str]:
        """What the page's console has said since it was asked last."""
        return [each["message"] for each in self._ask("POST", f"{self.session}/se/log", {"type": "browser"})]

    def picture(self, path: Path, *, whole: bool = True) -> None:
        shot = self.tool("Page.captureScreenshot", {"captureBeyondViewport": whole})
        path.write_bytes(base64.b64decode(shot["data"]))

    def _port(self, log: Path) -> str:
        for _ in range(_TRIES):
            _, found, rest = log.read_text("utf-8", "replace").partition("successfully on port ")
            if found and "." in rest:
                return rest.partition(".")[0]
            time.sleep(0.05)
        raise AssertionError(f"chromedriver did not start: {log.read_text('utf-8', 'replace')}")

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.base + path, data, {"Content-Type": "application/json"}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode("utf-8", "replace")[:2_000]) from error
