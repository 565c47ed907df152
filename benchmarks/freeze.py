r"""One boxed answer against a whole process: is anything else still running while it is scored?

    pip install trl==1.16.0 math-verify==0.9.0
    python benchmarks/freeze.py

`\boxed{9^{9^{9}}}` is scored off the main thread, as AsyncGRPO, verl and OpenRLHF call rewards, in
a child process with a heartbeat thread beside it that wants to beat 100 times a second. The child is
killed after 20 seconds. Printed: whether the reward returned, and how often the heart beat.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap

LIMIT = 20  # seconds before the child is killed
BOMB = r"<think>large</think> \boxed{9^{9^{9}}}"

CHILD = """
import sys, threading, time
{setup}
bomb, gold = {bomb!r}, "42"

def heart():
    while True:
        print("beat", flush=True)
        time.sleep(0.01)

threading.Thread(target=heart, daemon=True).start()
time.sleep(0.2)
print("start", flush=True)
scoring = threading.Thread(target=lambda: print("score", {call}, flush=True), daemon=True)
scoring.start()
scoring.join()
print("returned", flush=True)
"""

REWARDS = {
    "trl.rewards.accuracy_reward": (
        "from trl.rewards import accuracy_reward\naccuracy_reward([[{'content': r'$\\boxed{1}$'}]], ['$1$'])",
        "accuracy_reward([[{'content': bomb}]], ['$' + gold + '$'])",
    ),
    "reasoning_rewards.Correctness": (
        "from reasoning_rewards import Correctness\nreward = Correctness()\nreward(['#### 1'], answer=['1'])",
        "reward([[{'role': 'assistant', 'content': bomb}]], answer=[gold])",
    ),
}


def main() -> None:
    for name, (setup, call) in REWARDS.items():
        code = textwrap.dedent(CHILD).format(setup=setup, call=call, bomb=BOMB)
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            out, err = process.communicate(timeout=LIMIT + 20)  # imports may take a while
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
        if "start" not in out:
            print(f"{name}: could not be run: {err.strip().splitlines()[-1:]}")
            continue
        during = out.partition("start\n")[2]
        ended = "returned" if "returned" in during else f"still running when killed, at least {LIMIT} s later"
        print(f"{name}: {ended}; heartbeats meanwhile: {during.partition('score')[0].count('beat')}")


if __name__ == "__main__":
    main()
