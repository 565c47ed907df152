"""Programs that a service runs: a small one of our own, on loopback, speaks the words of both."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import reasoning_rewards as rr


class Service(BaseHTTPRequestHandler):
    """Runs what is posted, in a process with no walls, for tests."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        piston = "files" in asked
        source = asked["files"][0]["content"] if piston else asked["code"]
        done = subprocess.run(
            [sys.executable, "-c", source],
            input=asked["stdin"],
            text=True,
            capture_output=True,
            check=False,
            timeout=20,
        )
        ran = {"stdout": done.stdout, "stderr": done.stderr}
        if self.path == "/nonsense":
            answer = {"status": "Success"}
        elif piston:
            answer = {"language": "python", "run": ran | {"code": done.returncode, "signal": None}}
        else:
            answer = {"status": "Success", "run_result": ran | {"return_code": done.returncode}}
        body = json.dumps(answer).encode() if self.path != "/nested" else b"[" * 100_000
        if self.path == "/no-http":
            self.wfile.write(b"no such protocol\r\n")
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def address():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def fenced(code):
    return f"```python\n{code}\n```"


IO = {"type": "stdio", "inputs": ["1 2\n", "3 4\n"], "outputs": ["3\n", "7\n"]}
CALLS = {"type": "calls", "entry_point": "f", "inputs": [[1], [2]], "outputs": [2, 3]}
ASSERTS = {
    "type": "asserts",
    "code": "x = [2, 1]\nf(x)\nassert x == [1, 2]\nassert P(3).get() == 3",
    "entry_point": None,
}
CASES = [
    (IO, "print(sum(map(int, input().split())))", 1.0, "code.passed"),
    (IO, "print(3)", 0.0, "code.differs"),
    (IO, "raise ValueError('no')", 0.0, "code.broken"),
    (CALLS, "print('noise')\ndef f(x):\n    return x + 1", 1.0, "code.passed"),
    (CALLS, "def f(x):\n    return 2 * x", 0.0, "code.differs"),
    (CALLS, "def f(x:", 0.0, "code.broken"),
    (CALLS, "import os\ndef f(x):\n    os._exit(0)", 0.0, "code.exited"),
    (CALLS, "class T(int):\n    def __eq__(self, other): return True\ndef f(x):\n    return T(0)", 0.0, "code.differs"),
    (ASSERTS, "def f(x):\n    x.sort()\nclass P:\n    def __init__(self, x):\n        self.x = x\n    def get(self):\n        return self.x", 1.0, "code.passed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("protocol", "path"), [("sandbox-fusion", "/run_code"), ("piston", "/api/v2/execute")]
)
def test_a_service_runs_programs_and_the_judge_stays_here(address, protocol, path):
    reward = rr.CodeTests(sandbox=rr.Remote(address + path, protocol=protocol))
    verdicts = reward.verdicts(
        [fenced(code) for _, code, _, _ in CASES], tests=[tests for tests, *_ in CASES]
    )
    assert [(verdict.score, verdict.rule) for verdict in verdicts] == [
        (score, rule) for *_, score, rule in CASES
    ]


@pytest.mark.parametrize("tests", [IO, CALLS])
def test_a_service_that_gives_no_answer_is_the_machines_fault(address, tests):
    paths = ("nonsense", "no-http", "nested")
    for url in (*(f"{address}/{path}" for path in paths), "http://127.0.0.1:9/run_code"):
        verdict = rr.CodeTests(sandbox=rr.Remote(url, timeout=5)).explain(
            fenced("def f(x): return x"), tests=tests
        )
        assert (verdict.score, verdict.rule) == (0.0, "worker.unable")


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({"url": "ftp://x"}, "url='ftp://x': expected an address"),
        (
            {"url": "http://x", "protocol": "e2b"},
            "protocol='e2b': expected one of 'sandbox-fusion', 'piston'",
        ),
        ({"url": "http://x", "timeout": 0}, "timeout=0: expected seconds above 0"),
    ],
)
def test_settings_are_checked(settings, wanted):
    with pytest.raises(rr.SettingError, match=wanted):
        rr.Remote(**settings)


def test_it_is_a_value_like_any_other():
    reward = rr.CodeTests(sandbox=rr.Remote("http://x/run_code"))
    assert eval(repr(reward), vars(rr) | {name: getattr(rr, name) for name in rr.__all__}) == reward
    assert reward.__name__.isidentifier()
