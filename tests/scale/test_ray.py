"""A worker that is killed loses no row, doubles none and changes none."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

ray = pytest.importorskip("ray", reason="Ray is in an environment of its own; make scale")
pytest.importorskip("ray.data", reason="Ray Data needs pyarrow and pandas; make scale has them")
pa = pytest.importorskip("pyarrow", reason="pyarrow is in the extra [files]")
pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is in the extra [files]")

from reasoning_rewards import Correctness, Diversity  # noqa: E402
from reasoning_rewards.cli.load import load_reward  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")  # Ray warns of itself
ROOT = Path(__file__).parents[2]
SLOW = """
import os, time
from pathlib import Path
from reasoning_rewards import Correctness, reward


@reward(bounds=(0.0, 1.0))
def careful(completion: str) -> float:
    Path(os.environ["PIDS"], str(os.getpid())).touch()
    time.sleep(0.002)
    return len(completion) % 8 / 8


total = (Correctness() + 0.1 * careful).named("total")
"""
ROWS = {
    "id": list(range(2_000)),
    "prompt": [f"problem {n // 4}" for n in range(2_000)],
    "completion": [f"{'so ' * (n % 7)}\\boxed{{{n % 5}}}" for n in range(2_000)],
    "answer": ["3"] * 2_000,
}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    pids = tmp_path_factory.mktemp("pids")
    os.environ["PIDS"] = str(pids)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "examples"), str(ROOT / "src")])
    ray.init(
        num_cpus=3, include_dashboard=False, log_to_driver=False, runtime_env={"env_vars": dict(os.environ)}
    )
    yield pids
    ray.shutdown()


def folder(path):
    path.mkdir()
    table = pa.table(ROWS)
    pq.write_table(table.slice(0, 1_200), path / "a.parquet", row_group_size=100)
    pq.write_table(table.slice(1_200), path / "b.parquet", row_group_size=100)
    return path


def test_a_worker_that_is_killed_loses_doubles_and_changes_no_row(cluster, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    import score_with_ray

    (tmp_path / "slow.py").write_text(SLOW)
    where = f"{tmp_path}/slow.py:total"
    reward = load_reward(where)
    source, out = folder(tmp_path / "in"), tmp_path / "out"
    killed = []

    def kill():
        while len(list(out.glob("*.parquet"))) < 3:
            time.sleep(0.02)
        pid = int(max(cluster.iterdir(), key=lambda file: file.stat().st_mtime).name)
        assert pid != os.getpid()
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    score_with_ray.score(source, out, where, 2, {})
    killer.join(10)
    assert killed and not Path(f"/proc/{killed[0]}").exists()
    assert len([name for name in os.listdir(cluster) if name != str(os.getpid())]) >= 3  # one took its place
    names = sorted(path.name for path in out.iterdir())
    assert names == [f"a-{n:05}.parquet" for n in range(12)] + [f"b-{n:05}.parquet" for n in range(8)]
    found = pa.concat_tables([pq.read_table(out / name) for name in names]).to_pylist()
    alone = reward.map_batches(reasons=True)(pa.table(ROWS)).to_pylist()
    assert found == alone
    (out / names[5]).unlink()
    assert score_with_ray.score(source, out, where, 2, {}) == 100 and pq.read_table(out).num_rows == 2_000


def test_groups_are_brought_together_by_groupby(cluster, tmp_path):
    rows = ray.data.read_parquet(str(folder(tmp_path / "in"))).random_shuffle(seed=0)
    diverse = Diversity(by=Correctness())
    scored = rows.groupby("prompt").map_groups(diverse.map_batches(whole_groups=True), batch_format="pyarrow")
    found = sorted(scored.take_all(), key=lambda row: row["id"])
    alone = diverse(ROWS["completion"], prompts=ROWS["prompt"], answer=ROWS["answer"])
    assert [row["reward"] for row in found] == alone


@pytest.mark.parametrize("form", ["numpy", "pyarrow", "pandas"])
def test_a_step_of_a_pipeline_in_each_form_of_its_batches(cluster, form):
    rows = ray.data.from_items([{"completion": c, "answer": "3"} for c in ROWS["completion"][:200]])
    scored = rows.map_batches(Correctness().map_batches(), batch_format=form)
    found = [row["reward"] for row in scored.take_all()]
    assert sum(found) == 40 and set(found) == {0.0, 1.0}


def test_the_example_runs_as_it_is_shown(tmp_path):
    source = folder(tmp_path / "in")
    command = [
        sys.executable,
        str(ROOT / "examples" / "score_with_ray.py"),
        str(source),
        str(tmp_path / "out"),
    ]
    done = subprocess.run(
        [*command, "--reward", "Correctness()", "--workers", "2"], capture_output=True, text=True, timeout=200
    )
    assert "2000 rows scored" in done.stdout, done.stderr[-2000:]
