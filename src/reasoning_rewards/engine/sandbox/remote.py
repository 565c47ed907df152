"""Programs that a service runs: what is sent to it, and what is made of its answer.

A process of the fork server's stands for the program. It runs nothing of it: it sends it to the service, with
what answers questions there, and passes on what comes back. The judge stays here, with the tests. A service
keeps nothing between two questions, so the program is run anew for each, with all that it was asked before.
"""

from __future__ import annotations

import inspect
import json
import os
import secrets
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

from reasoning_rewards.engine import channel, frames
from reasoning_rewards.engine.channel import Channel
from reasoning_rewards.engine.frames import BrokenFrameError, Message
from reasoning_rewards.engine.sandbox import candidate, values
from reasoning_rewards.engine.sandbox.process import FRAME, NO_SERVICE
from reasoning_rewards.errors import SettingError

__all__ = ["BATCH", "Protocol", "Remote", "Stand"]

Protocol = Literal["sandbox-fusion", "piston"]
BATCH = 60.0  # seconds of a batch, and so those that a service may take for all tests of a row
_LONGEST = 300  # characters of what a program says when it fails


@dataclass(frozen=True)
class Remote:
    """A service that runs programs, for `CodeTests(sandbox=Remote(...))`; its walls are its own.

    url: where programs are posted: ``http://host:8080/run_code``, ``http://host:2000/api/v2/execute``.
    protocol: whose words it speaks: "sandbox-fusion" (SandboxFusion's ``run_code``) or "piston" (Piston's
        ``execute``).
    timeout: seconds of wall time for a request.

    >>> Remote("http://127.0.0.1:8080/run_code")
    Remote(url='http://127.0.0.1:8080/run_code', protocol='sandbox-fusion', timeout=30.0)
    """

    url: str
    protocol: Protocol = "sandbox-fusion"
    timeout: float = 30.0

    def __post_init__(self) -> None:
        if not isinstance(self.url, str) or not self.url.startswith(("http://", "https://")):
            raise SettingError(f"url={self.url!r}: expected an address that begins with http:// or https://")
        if self.protocol not in get_args(Protocol):
            known = ", ".join(map(repr, get_args(Protocol)))
            raise SettingError(f"protocol={self.protocol!r}: expected one of {known}")
        if not isinstance(self.timeout, int | float) or not 0 < self.timeout <= 600:
            raise SettingError(f"timeout={self.timeout!r}: expected seconds above 0, at most 600")


class _Ran(NamedTuple):
    """What a program printed, how it ended (0 is well), and what it said of its end."""

    output: str
    status: int
    said: str


def _to_fusion(source: str, given: str, timeout: float) -> Message:
    return {"code": source, "language": "python", "stdin": given, "run_timeout": timeout}


def _from_fusion(answer: Any) -> _Ran:
    ran = answer["run_result"]
    code = ran["return_code"]
    return _Ran(str(ran["stdout"] or ""), 1 if code is None else int(code), str(ran.get("stderr") or ""))


def _to_piston(source: str, given: str, timeout: float) -> Message:
    files = [{"name": "program.py", "content": source}]
    return {
        "language": "python",
        "version": "*",
        "files": files,
        "stdin": given,
        "run_timeout": int(timeout * 1000),
    }


def _from_piston(answer: Any) -> _Ran:
    ran = answer["run"]
    code = ran["code"]
    return _Ran(str(ran["stdout"] or ""), 1 if code is None else int(code), str(ran.get("stderr") or ""))


_PROTOCOLS: Mapping[str, tuple[Callable[[str, str, float], Message], Callable[[Any], _Ran]]] = (
    MappingProxyType({"sandbox-fusion": (_to_fusion, _from_fusion), "piston": (_to_piston, _from_piston)})
)

# What answers there: the code of a program's process, and questions from standard input in the judge's place.
_DRIVER = """
import json, os, sys, types
for name, source in json.loads({modules!r}).items():
    module = sys.modules[name] = types.ModuleType(name)
    module.__path__ = []
    exec(compile(source, name, "exec", dont_inherit=True), module.__dict__)
from reasoning_rewards.engine.sandbox.candidate import Candidate

class Judge:
    def __init__(self, questions):
        self.questions, self.answer = questions, None
    def receive(self):
        return self.questions.pop(0) if self.questions else None
    def send(self, answer):
        self.answer = answer

def run(source, name, namespace):
    exec(compile(source, name, "exec", dont_inherit=True), namespace)

judge = Judge(json.loads(sys.stdin.read()))
Candidate(judge, run).serve()
sys.stdout.flush()
data = memoryview(("\\n" + {nonce!r} + json.dumps(judge.answer) + "\\n").encode("ascii"))
while data:
    data = data[os.write(1, data):]
os._exit(0)
"""


class Stand:
    """Stands for a program that a service runs."""

    def __init__(self, judge: Channel, remote: Remote) -> None:
        self._judge = judge
        self._remote = remote
        self._nonce = secrets.token_hex(8)
        ours = {module.__name__: inspect.getsource(module) for module in (frames, channel, values, candidate)}
        packages = dict.fromkeys(
            ("reasoning_rewards", "reasoning_rewards.engine", "reasoning_rewards.engine.sandbox"), ""
        )
        self._driver = _DRIVER.format(modules=json.dumps(packages | ours), nonce=self._nonce)

    def serve(self) -> None:
        """Answer until the judge has had enough."""
        first = self._judge.receive()
        if first is None:
            return
        if first["script"]:
            self._run_script(str(first["source"]))
        questions = [first]
        while True:
            self._judge.send(self._asked(questions))
            if (question := self._judge.receive()) is None:
                return
            questions.append(question)

    def _run_script(self, source: str) -> None:
        given = b""
        while piece := os.read(0, 1 << 16):
            given += piece
        ran = self._post(source, given.decode("utf-8", "replace"))
        output = memoryview(ran.output.encode("utf-8", "surrogateescape"))
        while output:
            output = output[os.write(1, output) :]
        if ran.status:
            self._judge.send({"raised": ["Exception"], "text": _last_line(ran)})
        os._exit(int(ran.status != 0))

    def _asked(self, questions: list[Message]) -> Message:
        ran = self._post(self._driver, json.dumps(questions))
        for line in reversed(ran.output.split("\n")):
            if line.startswith(self._nonce):
                try:
                    answer = json.loads(line[len(self._nonce) :])
                except (ValueError, RecursionError) as error:
                    raise BrokenFrameError(str(error)) from None
                return answer if isinstance(answer, dict) else {}
        return {"raised": ["SystemExit"], "text": _last_line(ran)}  # it has ended before it answered

    def _post(self, source: str, given: str) -> _Ran:
        to, back = _PROTOCOLS[self._remote.protocol]
        body = json.dumps(to(source, given, self._remote.timeout)).encode()
        request = urllib.request.Request(self._remote.url, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=self._remote.timeout + 5) as answer:
                return back(json.loads(answer.read(2 * FRAME)))
        except (OSError, HTTPException, ValueError, LookupError, TypeError, RecursionError):
            os._exit(NO_SERVICE)


def _last_line(ran: _Ran) -> str:
    return (ran.said.strip().rpartition("\n")[2] or f"status {ran.status}")[:_LONGEST]
