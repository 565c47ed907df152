"""Programs in a bad state: right verdicts, or one true reason, and right ones again when it is over."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import reasoning_rewards
from tests.engine.processes import is_running, wait_until

ROOT = Path(__file__).parents[2]
SOURCES = Path(reasoning_rewards.__file__).parents[1]
SET_UP = """
import os, resource, signal, subprocess, sys, tempfile, threading, time
from pathlib import Path
from reasoning_rewards.engine.outcome import Job, Limits
from reasoning_rewards.engine.workers import Pool
from tests.engine.jobs import FUNCTIONS
pool = Pool(FUNCTIONS, Limits(cpu=0.3))
run = lambda *names: [outcome.status for outcome in pool.run([Job(name) for name in names])]
def hello():
    [outcome] = pool.run([Job("echo", ("hello",))])
    return outcome.value or f"{outcome.status}: {outcome.detail}"
"""
linux = pytest.mark.skipif(sys.platform != "linux", reason="forks, limits and /proc")
pytestmark = linux


def program(code, *before):
    """Run a program in a fresh interpreter; what it printed, line by line."""
    done = subprocess.run(
        [*before, sys.executable, "-c", SET_UP + textwrap.dedent(code)],
        capture_output=True, text=True, cwd=ROOT, timeout=100, check=False,
        env={**os.environ, "PYTHONPATH": f"{SOURCES}{os.pathsep}{ROOT}"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


# ── signals of children ──

CHILDREN = {
    "ignored": "signal.signal(signal.SIGCHLD, signal.SIG_IGN)",
    "blocked": "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])",
    "reaped by a handler": """
def reap(*_):
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
signal.signal(signal.SIGCHLD, reap)
""",
    "reaped by a thread": """
def reap():
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            time.sleep(0.001)
threading.Thread(target=reap, daemon=True).start()
""",
}


@pytest.mark.parametrize("how", CHILDREN)
def test_how_a_job_ended_is_told_whoever_learns_of_the_ends_of_children(how):
    code = """
print(*run("spin", "stuck_in_c", "spin", "spin", "spin", "memory_bomb", "abort", "leave", "lacks_a_module"))
print(*run("ends_its_worker"), hello())
"""
    spent = ["cpu_spent", "cpu_spent", "cpu_spent", "cpu_spent", "cpu_spent"]
    assert program(CHILDREN[how] + code) == [
        " ".join([*spent, "memory_spent", "died", "died", "unable"]), "died hello"
    ]  # fmt: skip


# ── directories and paths ──


@pytest.mark.parametrize("when", ["before", "after"], ids=lambda when: f"{when}-the-first-job")
@pytest.mark.parametrize(
    "lose",
    ["os.rmdir(here)", "os.rename(here, here + '-moved')", "os.chmod(here, 0)"],
    ids=lambda lose: lose[3:8],
)
def test_in_a_working_directory_that_is_lost(when, lose):
    code = f"""
        here = tempfile.mkdtemp()
        os.chdir(here)
        first = [hello()] if {when == "after"} else []
        {lose}
        pool.run([Job("ends_its_worker")])
        print(*first, hello(), hello())
    """
    assert set(program(code)[0].split()) == {"hello"}


@pytest.mark.parametrize(
    "entry",
    [
        "'a\\0b'",
        "'\\ud800'",
        "'\\udc80'",
        "None",
        "Path('/nowhere')",
        "b'/nowhere'",
        "3",
        "''",
        "'/nowhere/é'",
    ],
)
@pytest.mark.parametrize("place", [0, "len(sys.path)"])
def test_entries_of_the_path_that_are_no_places(entry, place):
    assert program(f"sys.path.insert({place}, {entry})\nprint(hello())") == ["hello"]


def test_a_path_made_of_path_objects():
    assert program("sys.path[:] = map(Path, sys.path)\nprint(hello())") == ["hello"]


def test_a_path_on_which_this_package_is_no_more():
    code = f"sys.path.remove({str(SOURCES)!r})\nprint(hello())"
    assert program(code) == ["hello"]


@pytest.mark.parametrize("prefix", ["", "./"])
def test_found_by_a_relative_path_that_means_another_place_by_now(tmp_path, prefix):
    relative = [prefix + os.path.relpath(place, tmp_path) for place in (SOURCES, ROOT)]
    code = (
        f"import os, sys; sys.path[:0] = {relative!r}\n{SET_UP}\nos.chdir('deeper/by/some')\nprint(hello())"
    )
    (tmp_path / "deeper/by/some").mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("hello\n", "")


def test_modules_in_the_root_directory_are_not_found():
    assert program("print(any(not os.path.isabs(each) or each == '/' for each in pool.run([Job('where_am_i')])[0].value['path']))") == ["False"]  # fmt: skip


# ── the interpreter ──


@pytest.mark.parametrize("flag", ["-I", "-S", "-E", "-O", "-OO", "-B", "-u", "-Xdev", "-Werror"])
def test_under_every_flag_of_the_interpreter(flag):
    places = [str(SOURCES), str(ROOT), *(each for each in sys.path if each.endswith("site-packages"))]
    code = f"import sys; sys.path += {places!r}\n{SET_UP}\nprint(hello()); pool.close()"
    done = subprocess.run([sys.executable, flag, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("hello\n", "")


@pytest.mark.parametrize(
    "name", ["PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONPLATLIBDIR", "PYTHONINSPECT"]
)
@pytest.mark.parametrize("value", ["/nowhere", "/nowhere:/neither", "\\x01", "."])
def test_variables_of_the_interpreter_that_were_set_later(name, value):
    assert program(f"os.environ[{name!r}] = '{value}'\nprint(hello())") == ["hello"]


@pytest.mark.parametrize("shape", ["{0}", "{0}:{0}", "relative"])
def test_a_home_that_this_interpreter_was_started_with(shape):
    home = os.path.relpath(sys.base_prefix, ROOT) if shape == "relative" else shape.format(sys.base_prefix)
    code = f"import sys; sys.path += {[str(SOURCES), str(ROOT)]!r}\n{SET_UP}\nos.chdir('/')\nprint(hello())"
    executable = os.path.realpath(sys.executable)
    done = subprocess.run(
        [executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT,
        env={**os.environ, "PYTHONHOME": home},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("hello\n", "")


# ── nothing left ──

# The limit on processes binds neither root nor who may do everything; this user may read all files.
SOMEBODY = [
    "setpriv", "--reuid=54321", "--regid=54321", "--clear-groups",
    *(f"--{which}=-all,+dac_override" for which in ("inh-caps", "ambient-caps", "bounding-set")),
]  # fmt: skip
bound = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("setpriv") is None,
    reason="only root can become somebody whom the limit binds",
)

EXHAUST = """
def exhaust():
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    held = []
    try:
        while True:
            held.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        return held
def free(held):
    for each in held:
        os.close(each)
"""


def test_with_no_descriptors_left_it_is_said_and_with_some_all_is_well():
    code = "held = exhaust()\nprint(hello())\nfree(held[:8])\nprint(hello())"
    assert program(EXHAUST + code) == [
        "unable: no process could be started: [Errno 24] Too many open files", "hello"
    ]  # fmt: skip


@pytest.mark.parametrize("left", range(1, 10))
def test_with_hardly_a_descriptor_left_none_is_lost(left):
    """Wherever the start of a worker stops for want of one."""
    code = f"""
held = exhaust()
free(held[-{left}:])
before = len(os.listdir("/proc/self/fd")) if {left} > 1 else 0
said = hello()
print(said == "hello" or said.startswith("unable: no process could be started: [Errno 24]"))
pool.close()
print((len(os.listdir("/proc/self/fd")) if {left} > 1 else 0) - before)
"""
    assert program(EXHAUST + code) == ["True", "0"]


def test_a_worker_that_is_up_needs_no_more_descriptors():
    code = 'print(hello())\nheld = exhaust()\nprint(hello(), *run("spin", "abort", "memory_bomb"), hello())'
    assert program(EXHAUST + code) == ["hello", "hello cpu_spent died memory_spent hello"]


def test_with_no_descriptors_left_to_import_with():
    code = """
from reasoning_rewards import Correctness
for name in [each for each in sys.modules if each.startswith("reasoning_rewards.engine.w")]:
    del sys.modules[name]
rows, golds = [r"<answer>\\sum_{k=1}^n k</answer>"], ["n(n+1)/2"]
Correctness(engine=None)(rows, answer=golds)
held = exhaust()
import warnings
warnings.simplefilter("ignore")
verdict = Correctness().explain(rows[0], answer=golds[0])
free(held)
print(verdict.score, verdict.rule, dict(verdict.facts)["fault"][:45])
print(Correctness()(rows, answer=golds))
"""
    assert program(EXHAUST + code) == [
        "0.0 worker.unable what starts processes can't be imported: [Err", "[1.0]"
    ]  # fmt: skip


@bound
def test_with_no_processes_left_it_is_said_and_with_some_all_is_well():
    code = """
soft, hard = resource.getrlimit(resource.RLIMIT_NPROC)
resource.setrlimit(resource.RLIMIT_NPROC, (0, hard))
print(hello())
resource.setrlimit(resource.RLIMIT_NPROC, (soft, hard))
print(hello())
resource.setrlimit(resource.RLIMIT_NPROC, (0, hard))
print(hello())
resource.setrlimit(resource.RLIMIT_NPROC, (soft, hard))
"""
    said, *after = program(code, *SOMEBODY)
    assert said.startswith("unable: no process could be started: [Errno 11]")
    assert after == ["hello", "hello"]


@bound
def test_a_worker_that_can_fork_no_more_says_so_and_goes_on_when_it_can():
    code = """
pool = Pool(FUNCTIONS, Limits(workers=1))
print(hello())
[worker] = pool._idle
soft, hard = resource.prlimit(worker.pid, resource.RLIMIT_NPROC)
resource.prlimit(worker.pid, resource.RLIMIT_NPROC, (0, hard))
for outcome in pool.run([Job("abort"), Job("echo", ("hello",))]):
    print(outcome.status, outcome.detail)
resource.prlimit(worker.pid, resource.RLIMIT_NPROC, (soft, hard))
print(hello(), pool._idle == [worker])
"""
    why = "no process could be forked: [Errno 11] Resource temporarily unavailable"
    first, *rest, last = program(code, *SOMEBODY)
    assert (first, last) == ("hello", "hello True")
    assert rest == [f"unable {why}", f"unable {why}"]


def test_with_no_memory_for_a_worker_it_is_said_and_with_some_all_is_well():
    code = """
resource.setrlimit(resource.RLIMIT_AS, (1 << 40, 1 << 40))
start = subprocess.Popen
subprocess.Popen = lambda words, **how: start(["prlimit", "--as=8388608:8388608", *words], **how)
print(hello())
subprocess.Popen = start
pool._resting_until = 0.0
print(hello())
"""
    said, after = program(code)
    assert said.startswith("unable: one worker process after another ended, the last with exit status")
    assert after == "hello"


# ── streams, threads, ends ──


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1), (1, 2), (0, 2), (0, 1, 2)], ids=str)
def test_what_is_printed_after_standard_streams_were_closed_reaches_no_worker(closed, tmp_path):
    out = tmp_path / "out"
    code = f"""
        for each in {closed}:
            os.close(each)
        said = [hello()]
        for each in {closed}:
            try:
                os.write(each, b"printed " * 9)
                said.append("written")
            except OSError:
                pass
        said += [hello(), *run("spin", "abort"), hello()]
        open({str(out)!r}, "w").write(" ".join(said))
        os._exit(0)
    """
    assert subprocess.run(
        [sys.executable, "-c", SET_UP + textwrap.dedent(code)], cwd=ROOT, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": f"{SOURCES}{os.pathsep}{ROOT}"},
    ).returncode == 0  # fmt: skip
    assert out.read_text() == "hello hello cpu_spent died hello"


@pytest.mark.parametrize("start", ["before", "at"])
def test_a_daemon_thread_that_scores_while_the_interpreter_ends(start):
    code = f"""
import atexit
pids = [pool.run([Job("where_am_i")])[0].value["pid"]] if {start == "before"} else []
def go():
    time.sleep(0.3 if {start == "at"} else 0.0)
    while True:
        run("spin", "where_am_i", "abort")
for _ in range(3):
    threading.Thread(target=go, daemon=True).start()
atexit.register(time.sleep, 0.6)
time.sleep(0.2)
print(os.getpid(), *pids)
"""
    [line] = program(code)
    assert wait_until(lambda: not any(is_running(int(pid)) for pid in line.split()))


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_fork_in_the_middle_of_a_batch_disturbs_neither(tmp_path):
    code = """
from reasoning_rewards.engine.workers import shared
import warnings
warnings.simplefilter("ignore")
values = list(range(200))
found = []
def go():
    found.append([each.value for each in shared(FUNCTIONS).run([Job("nap", (0.005, value)) for value in values])])
thread = threading.Thread(target=go)
thread.start()
time.sleep(0.2)
children = []
for _ in range(3):
    child = os.fork()
    if child == 0:
        fine = [each.status for each in shared(FUNCTIONS).run([Job("abort"), Job("echo", (1,))])] == ["died", "answered"]
        shared(FUNCTIONS).close()
        os._exit(0 if fine else 1)
    children.append(child)
print(*(os.waitpid(child, 0)[1] for child in children))
thread.join()
print(found == [values])
"""
    assert program(code) == ["0 0 0", "True"]
