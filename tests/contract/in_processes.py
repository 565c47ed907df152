"""A training in several processes, started by ``torch.distributed.run``: what each of them was warned of, as JSON.

python -m torch.distributed.run --standalone --nproc_per_node 2 -m tests.contract.in_processes FOLDER ROWS GENERATIONS
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from pathlib import Path

from reasoning_rewards import Correctness, KimiLength, RewardWarning


def main(folder: Path, rows: int, generations: int) -> None:
    from tests.contract.test_trl import configured, train

    reward = KimiLength(by=Correctness()).named("short")
    sizes = []

    def witness(prompts, **_):
        sizes.append(len({*prompts}))
        return [0.0] * len(prompts)

    config = configured(folder / "run", max_steps=2, num_generations=generations, ddp_backend="gloo")
    config.per_device_train_batch_size = rows
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        train([reward, witness], config)
    mine = [
        str(each.message) for each in said if each.category is RewardWarning and "group" in str(each.message)
    ]
    found = {"warned": mine, "prompts": sizes}
    (folder / f"rank{os.environ['RANK']}.json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
