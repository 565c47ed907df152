"""Any thread, any way to start and to end a process, any way the package was found."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

import reasoning_rewards
from reasoning_rewards.engine.available import unavailable
from reasoning_rewards.engine.outcome import Job, Outcome
from reasoning_rewards.engine.workers import shared
from tests.engine.jobs import FUNCTIONS
from tests.engine.processes import children, is_running, wait_until

ROOT = Path(__file__).parents[2]
SOURCES = Path(reasoning_rewards.__file__).parents[1]
HELLO = [Outcome("answered", "hello")]
POOL = """
from reasoning_rewards.engine.workers import Pool, shared
from reasoning_rewards.engine.available import unavailable
from reasoning_rewards.engine.outcome import Job, Limits
from tests.engine.jobs import FUNCTIONS
pool = Pool(FUNCTIONS, Limits(cpu=1.0))
hello = lambda: pool.run([Job("echo", ("hello",))])[0].value
worker = lambda: pool.run([Job("where_am_i")])[0].value["pid"]
"""
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def python(code, *arguments, cwd=ROOT, path=f"{SOURCES}{os.pathsep}{ROOT}", **keywords):
    """Run a program in a fresh interpreter and return what it printed."""
    done = subprocess.run(
        [sys.executable, *(arguments or ("-c", POOL + textwrap.dedent(code)))],
        capture_output=True, text=True, cwd=cwd, env={**os.environ, "PYTHONPATH": path}, timeout=60, **keywords,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_from_the_main_thread_a_thread_and_an_event_loop(pool):
    job = [Job("echo", ("hello",))]
    assert pool.run(job) == HELLO
    found = []
    thread = threading.Thread(target=lambda: found.append(pool.run(job)))
    thread.start()
    thread.join()
    assert found == [HELLO]

    async def main():
        return await asyncio.gather(*(asyncio.to_thread(pool.run, job) for _ in range(8)))

    assert asyncio.run(main()) == [HELLO] * 8


def test_a_worker_started_in_a_thread_outlives_it(pool):
    pids = []
    thread = threading.Thread(target=lambda: pids.append(pool.run([Job("where_am_i")])[0].value["pid"]))
    thread.start()
    thread.join()
    assert pool.run([Job("where_am_i")])[0].value["pid"] == pids[0]


def test_what_a_worker_is_given(pool, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "secret")
    [outcome] = pool.run([Job("where_am_i")])
    seen = outcome.value
    assert seen["seed"] == "0" and seen["session"] != os.getsid(0) and seen["directory"] == "/"
    assert "HF_TOKEN" not in seen["environment"] and "PATH" in seen["environment"]
    assert all(map(os.path.isabs, seen["path"])) and str(SOURCES) in seen["path"]
    assert not {"torch", "sympy", "numpy", "multiprocessing", "pytest"} & set(seen["modules"])


def test_the_parent_keeps_its_signals(pool):
    before = [signal.getsignal(each) for each in signal.valid_signals()]
    pool.run([Job("spin"), Job("abort"), Job("echo", (1,))])
    assert [signal.getsignal(each) for each in signal.valid_signals()] == before
    assert signal.getitimer(signal.ITIMER_PROF) == signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
@linux
def test_a_forked_process_gets_workers_of_its_own_and_leaves_ours_alone():
    ours = shared(FUNCTIONS).run([Job("where_am_i")])[0].value["pid"]
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        theirs = shared(FUNCTIONS).run([Job("where_am_i")])[0].value["pid"]
        os.write(writing, json.dumps(theirs).encode())
        shared(FUNCTIONS).close()
        os._exit(0)
    os.waitpid(child, 0)
    theirs = json.loads(os.read(reading, 100))
    os.close(reading)
    os.close(writing)
    assert theirs != ours and not is_running(theirs)
    assert shared(FUNCTIONS).run([Job("where_am_i")])[0].value["pid"] == ours
    shared(FUNCTIONS).close()


def test_after_a_fork_while_another_thread_holds_the_pool():
    assert (
        python(
            """
        import os, threading, time
        pool = shared(FUNCTIONS)
        busy = threading.Thread(target=lambda: [pool.run([Job("nap", (0.05, 1))]) for _ in range(20)])
        busy.start()
        for _ in range(5):
            time.sleep(0.1)
            if (child := os.fork()) == 0:
                print(shared(FUNCTIONS).run([Job("echo", ("hello",))])[0].value, flush=True)
                os._exit(0)
            assert os.waitpid(child, 0)[1] == 0
        busy.join()
        """
        )
        == ["hello"] * 5
    )


def _in_a_process(pipe):
    pipe.send([outcome.value for outcome in shared(FUNCTIONS).run([Job("echo", ("hello",))])])


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
@pytest.mark.parametrize("method", ["spawn", "fork", "forkserver"])
def test_in_a_daemon_process(method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip("not on this platform")
    context = multiprocessing.get_context(method)
    ours, theirs = context.Pipe()
    process = context.Process(target=_in_a_process, args=(theirs,), daemon=True)
    process.start()
    assert ours.poll(60) and ours.recv() == ["hello"]
    process.join(30)
    assert process.exitcode == 0


def test_a_script_without_a_guard_runs_once(tmp_path):
    script = tmp_path / "train.py"
    script.write_text(POOL + "print('once', hello())\n")
    assert python("", str(script)) == ["once", "hello"]


def test_where_main_has_no_file(tmp_path):
    assert python("", "-", input=POOL + "print(hello())\n") == ["hello"]  # as in a notebook


def test_found_by_a_relative_path_and_after_a_change_of_directory(tmp_path):
    relative = os.path.relpath(SOURCES, tmp_path), os.path.relpath(ROOT, tmp_path)
    code = f"import os, sys; sys.path[:0] = {relative!r}\n{POOL}\nprint(hello())\nos.chdir('/')\npool.close()"
    assert python("", "-c", code, cwd=tmp_path, path="") == ["hello"]


def test_modules_in_the_working_directory_do_not_shadow_the_library(tmp_path):
    for name in ("json", "struct", "select", "signal"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('shadowed')")
    code = (
        f"import json, struct, select, signal\n{POOL}\nimport os\nos.chdir({str(tmp_path)!r})\nprint(hello())"
    )
    assert python("", "-I", "-c", f"import sys; sys.path[:0] = {[str(SOURCES), str(ROOT)]!r}\n{code}") == [
        "hello"
    ]


def test_with_standard_streams_closed():
    assert python(
        "import os, sys; os.close(0); os.close(2); print(hello()); sys.stdout.flush(); os._exit(0)"
    ) == ["hello"]


def test_with_many_descriptors_open():
    code = """
        import os, resource
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
        held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1500)]
        print(hello(), pool.run([Job("spin"), Job("echo", ("hello",))])[1].value)
    """
    assert python(code) == ["hello", "hello"]


def test_signals_the_parent_ignores_still_end_a_worker():
    code = """
        import signal
        signal.signal(signal.SIGPROF, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGPROF, signal.SIGXCPU])
        print(pool.run([Job("stuck_in_c")])[0].status)
    """
    assert python(code) == ["cpu_spent"]


@linux
@pytest.mark.parametrize("end", ["", "raise SystemExit", "os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_workers_end_with_their_process(end):
    code = f"import os\n{POOL}\npids = [worker()]\nprint(*pids, flush=True)\n{end}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{SOURCES}{os.pathsep}{ROOT}"}, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    pid = int(done.stdout)
    assert wait_until(lambda: not is_running(pid), 10)


@linux
@pytest.mark.parametrize("job", ["spin", "stuck_in_c"])
def test_a_worker_whose_process_is_killed_in_the_middle_of_a_job_ends(job):
    code = f"""
{POOL}
import threading, os
pid = worker()
threading.Thread(target=lambda: pool.run([Job({job!r})]), daemon=True).start()
print(pid, flush=True)
import time; time.sleep(0.2)
os.kill(os.getpid(), 9)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{SOURCES}{os.pathsep}{ROOT}"}, check=False,
    )  # fmt: skip
    pid = int(done.stdout)
    assert wait_until(lambda: not is_running(pid), 10)


@linux
def test_an_orphan_whose_pipe_another_process_holds_open_ends_too():
    code = f"""
import os, time
{POOL}
pid = worker()
if os.fork() == 0:
    time.sleep(30)
    os._exit(0)
print(pid, flush=True)
os.kill(os.getpid(), 9)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True,
        env={**os.environ, "PYTHONPATH": f"{SOURCES}{os.pathsep}{ROOT}"},
    )  # fmt: skip
    try:
        pid = int(process.stdout.readline())
        process.wait()
        assert wait_until(lambda: not is_running(pid), 12)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()


@linux
def test_a_death_is_seen_although_another_process_holds_the_pipe_open(pool):
    before = set(children())
    pool.run([Job("echo", (1,))])
    holder = os.fork()
    if holder == 0:
        signal.pause()
        os._exit(0)
    try:
        assert [each.status for each in pool.run([Job("abort"), Job("echo", (1,))])] == ["died", "answered"]
    finally:
        os.kill(holder, signal.SIGKILL)
        os.waitpid(holder, 0)
    pool.close()
    assert set(children()) == before


def test_why_no_worker_can_be_started(monkeypatch):
    assert unavailable() == ""
    monkeypatch.setattr(sys, "executable", "")
    assert "no Python interpreter" in unavailable()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert "can't be started" in unavailable()
    monkeypatch.setattr(sys, "executable", "/bin/ls")
    assert "is not a Python interpreter" in unavailable()
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert "no processes" in unavailable()
