"""The snippets of docs/scale.md run, each where its library is."""

import re
from pathlib import Path

import pytest

from reasoning_rewards import Correctness

PAGE = (Path(__file__).parents[2] / "docs" / "scale.md").read_text("utf-8")
SNIPPETS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
pytestmark = pytest.mark.filterwarnings("ignore")  # the libraries warn of themselves


def library(snippet):
    return re.search(r"datasets|datatrove|ray", snippet).group()


@pytest.mark.parametrize("snippet", SNIPPETS, ids=library)
def test_it_runs_and_prints_what_it_says(snippet, capsys):
    pytest.importorskip(library(snippet), reason="make scale has the data libraries")
    found = {}
    exec(snippet, found)
    if library(snippet) == "ray":
        found["ray"].shutdown()
    expected = re.findall(r"^print\(.*\)  # (.*)$", snippet, re.MULTILINE)
    assert capsys.readouterr().out.splitlines()[-1:] == expected


def test_the_step_of_datatrove_scores_in_a_real_pipeline(tmp_path):
    pytest.importorskip("datatrove", reason="make scale has the data libraries")
    from datatrove.data import Document
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.writers import JsonlWriter
    from datatrove.utils.logging import logger

    logger.remove()
    found = {}
    exec(next(snippet for snippet in SNIPPETS if library(snippet) == "datatrove"), found)
    texts = [f"\\boxed{{{n % 5}}}" for n in range(2_500)]
    documents = [Document(text=text, id=str(n), metadata={"answer": "3"}) for n, text in enumerate(texts)]
    writer = JsonlWriter(str(tmp_path / "out"), compression=None)
    executor = LocalPipelineExecutor([documents, found["step"], writer], logging_dir=str(tmp_path / "logs"))
    executor.run()
    import json

    (file,) = (tmp_path / "out").glob("*.jsonl")
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [row["text"] for row in rows] == texts
    assert [row["metadata"]["reward"] for row in rows] == Correctness()(texts, answer=["3"] * 2_500)
