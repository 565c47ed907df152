"""A reward over the batches of data libraries: the same scores as a call, in the kind in which they came."""

import pickle
import tracemalloc

import pytest

from reasoning_rewards import (
    BatchError,
    Correctness,
    Diversity,
    Format,
    LengthPenalty,
    MissingColumnError,
    SettingError,
    reward,
)

TOTAL = (Correctness() + 0.2 * Format()).requires(Correctness()).named("total")
ROWS = {
    "id": [1, 2, 3, 4],
    "completion": [
        "<think>6·7</think><answer>42</answer>",
        "#### 41",
        "I can not say what it is, and nobody else here can say it either.",
        "<think>?</think><answer>1</answer>",
    ],
    "answer": ["42", "42", "42", None],
}
SCORES = TOTAL(ROWS["completion"], answer=ROWS["answer"])
RULES = ["number.same", "number.differs", "answer.missing", "gold.missing"]
NEW = ["reward", "reward_rule", "reward_correctness", "reward_format"]


def test_a_dict_of_lists_comes_back_whole_with_columns_added():
    found = TOTAL.map_batches()(ROWS)
    assert list(found) == [*ROWS, *NEW] and found["reward"] == SCORES and found["reward_rule"] == RULES
    assert found["reward_correctness"] == [1.0, 0.0, 0.0, None]
    assert found["reward_format"] == [1.0, 0.0, 0.0, None]


def test_reasons_on_request():
    found = TOTAL.map_batches(reasons=True)(ROWS)
    assert found["reward_reason"][1] == "different numbers; read '41', gold '42'"


def test_two_rewards_stand_side_by_side_and_none_is_overwritten():
    once = TOTAL.map_batches()(ROWS)
    twice = Correctness().map_batches(out="strict")(once)
    assert twice["strict"] == [1.0, 0.0, 0.0, None] and twice["reward"] == SCORES
    with pytest.raises(BatchError, match="has a column 'reward' already"):
        TOTAL.map_batches()(once)


def test_columns_may_have_other_names():
    rows = {"response": ROWS["completion"], "gold": ROWS["answer"]}
    found = TOTAL.map_batches(columns={"completion": "response", "answer": "gold"})(rows)
    assert found["reward"] == SCORES
    with pytest.raises(
        MissingColumnError, match=r"Did you mean 'response'\? Pass columns=\{'completion': 'response'\}"
    ):
        TOTAL.map_batches()(rows)
    with pytest.raises(SettingError, match="reads no 'solution'"):
        TOTAL.map_batches(columns={"solution": "gold"})


def test_it_travels_and_equals_itself():
    found = pickle.loads(pickle.dumps(TOTAL.map_batches()))
    assert found == TOTAL.map_batches() and found(ROWS)["reward"] == SCORES


def test_what_is_no_batch_is_refused():
    with pytest.raises(BatchError, match=r"a batch is builtins.list; expected a dict of columns"):
        TOTAL.map_batches()([1])


def test_a_group_may_not_be_cut():
    with pytest.raises(SettingError, match="whole_groups=True"):
        Diversity(by=Correctness()).map_batches()
    rows = {**ROWS, "prompt": ["q"] * 4, "answer": ["42"] * 4}
    found = Diversity(by=Correctness()).map_batches(whole_groups=True)(rows)
    assert found["reward"] == Diversity(by=Correctness())(
        rows["completion"], prompts=rows["prompt"], answer=rows["answer"]
    )


def test_prompts_and_token_ids_are_read_where_they_are_needed():
    penalty = LengthPenalty(max_length=4, soft_cache=2)
    found = penalty.map_batches()({"completion": ["a", "b"], "completion_ids": [[1], [1, 2, 3, 4]]})
    assert found["reward"] == [0.0, -1.0]


class TestArrow:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is in the extra [files]")

    @pytest.fixture
    def table(self):
        return self.pa.table({**ROWS, "answer": self.pa.array(ROWS["answer"])})

    def test_a_table(self, table):
        found = TOTAL.map_batches()(table)
        assert found.column_names == [*ROWS, *NEW] and found["reward"].to_pylist() == SCORES
        assert found.schema.field("reward").type == self.pa.float64()

    def test_a_record_batch_an_empty_one_too(self, table):
        batch = table.to_batches()[0]
        found = TOTAL.map_batches()(batch)
        assert found.schema.names == [*ROWS, *NEW] and found.column("reward_rule").to_pylist() == RULES
        empty = TOTAL.map_batches()(batch.slice(0, 0))
        assert empty.schema.names == [*ROWS, *NEW] and len(empty) == 0

    def test_repeated_golds_are_one_object_and_dictionaries_are_read(self, table):
        from reasoning_rewards.core.tables import kind_of

        read = kind_of(table).read(table, "answer")
        assert read == ROWS["answer"] and read[0] is read[2]
        encoded = table.set_column(2, "answer", table["answer"].dictionary_encode())
        assert TOTAL.map_batches()(encoded)["reward"].to_pylist() == SCORES

    def test_chunks_and_nested_messages(self, table):
        messages = [[{"role": "assistant", "content": text}] for text in ROWS["completion"]]
        nested = self.pa.table({"completion": messages, "answer": ROWS["answer"]})
        both = self.pa.concat_tables([nested, nested])
        assert TOTAL.map_batches()(both)["reward"].to_pylist() == [*SCORES, *SCORES]

    def test_columns_that_are_not_read_are_never_converted(self):
        class Columns(dict):
            def __getitem__(self, name):
                assert name in {"completion", "answer"}, name
                return super().__getitem__(name)

        assert TOTAL.map_batches()(Columns(ROWS))["reward"] == SCORES


class TestNumpy:
    np = pytest.importorskip("numpy", reason="numpy comes with the data libraries")

    def test_arrays_come_back_as_arrays_with_nan_where_a_row_abstains(self):
        rows = {name: self.np.array(values, dtype=object) for name, values in ROWS.items()}
        found = TOTAL.map_batches()(rows)
        assert found["reward"].dtype == self.np.float64
        assert found["reward"].tolist()[:3] == SCORES[:3] and self.np.isnan(found["reward"][3])
        assert found["reward_rule"].tolist() == RULES

    def test_conversations_as_arrays_of_arrays(self):
        conversations = self.np.empty(4, dtype=object)
        for row, text in enumerate(ROWS["completion"]):
            turns = self.np.empty(1, dtype=object)
            turns[0] = {"role": "assistant", "content": text}
            conversations[row] = turns
        rows = {"completion": conversations, "answer": self.np.array(ROWS["answer"], dtype=object)}
        assert TOTAL.map_batches()(rows)["reward"].tolist()[:3] == SCORES[:3]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_data_frames(library):
    frames = pytest.importorskip(library, reason="the data frame libraries are no dependency")
    found = TOTAL.map_batches()(frames.DataFrame(ROWS))
    assert list(found.columns) == [*ROWS, *NEW]
    assert list(found["reward"])[:3] == SCORES[:3] and list(found["reward_rule"]) == RULES


def test_datasets_map_completes_the_batch_itself():
    datasets = pytest.importorskip("datasets", reason="datasets is in the extra [train]")
    rows = datasets.Dataset.from_dict(ROWS)
    found = rows.map(TOTAL.map_batches(), batched=True)
    assert found.column_names == [*ROWS, *NEW] and found["reward"][:] == SCORES


@reward(bounds=(0.0, 9.0))
def weighed(completion: str, weight: float = 1.0) -> float:
    return weight


@reward(decides=True)
def lenient(completion: str, weight: float = 1.0) -> float:
    return float(weight > 1.0)


def is_hard(row):
    return row["level"] > 1


def test_what_is_read_where_it_is_there_is_read_of_a_batch_too():
    """Optional parameters, and the rows that a predicate chooses by."""
    assert weighed.map_batches()({**ROWS, "weight": [2.0] * 4})["reward"] == [2.0] * 4
    assert weighed.map_batches()(ROWS)["reward"] == [1.0] * 4
    renamed = weighed.map_batches(columns={"weight": "w"})({**ROWS, "w": [3.0] * 4})
    assert renamed["reward"] == [3.0] * 4
    hard = Correctness().when(is_hard).map_batches()({**ROWS, "level": [1, 2, 2, 2]})
    assert hard["reward"] == [None, 0.0, 0.0, None]
    agreed = Diversity(by=lenient, group_column="id").map_batches(whole_groups=True)
    read = agreed.places(["completion", "prompt", "id", "weight", "other"])
    assert read.keys() == {"completion", "prompt", "id", "weight"}


def test_a_batch_whose_rows_all_abstain_has_a_column_of_numbers_all_the_same():
    rows = {"completion": ["1", "2"], "answer": [None, None]}
    for library in ("pandas", "polars", "pyarrow"):
        frames = pytest.importorskip(library, reason="the data libraries are no dependency")
        make = frames.table if library == "pyarrow" else frames.DataFrame
        found = Correctness().map_batches()(make({**rows, "answer": [None, None]}))
        kind = found["reward"].type if library == "pyarrow" else found["reward"].dtype
        assert str(kind).lower() in ("double", "float64"), library


def test_a_frame_that_was_filtered_keeps_its_rows():
    pandas = pytest.importorskip("pandas", reason="pandas is no dependency")
    frame = pandas.DataFrame(ROWS).iloc[[1, 0]]
    found = TOTAL.map_batches()(frame)
    assert found["reward"].tolist() == [SCORES[1], SCORES[0]] and found.index.tolist() == [1, 0]


def test_a_completion_of_a_table_costs_one_str():
    pa = pytest.importorskip("pyarrow", reason="pyarrow is in the extra [files]")
    text = "x" * 200_000
    table = pa.table({"completion": [f"{text} #### {n}" for n in range(40)], "answer": ["7"] * 40})
    score = Correctness().map_batches()
    score(table.slice(0, 1))
    tracemalloc.start()
    score(table)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 1.0 <= peak / table["completion"].nbytes < 1.2
