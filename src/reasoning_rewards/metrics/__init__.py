"""What to watch in a run: per component, per group and per completion.

==============================  ===========================================================================
``<component>/mean``             mean score, over the rows that have one
``<component>/std``              standard deviation of those
``<component>/frac_zero_std``    share of the groups in which it scores all alike: no gradient comes of those
``group/best mean worst``        of the total, averaged over the groups
``group/distinct_answers``       different answers in a group, as they are written
``share/answer_missing``         no answer, or thinking that never ends
``share/truncated``              cut off, or over a length limit
``share/gold_unusable``          nobody can judge the row: its gold is missing, broken or a placeholder
``share/undecided``              an answer that nothing could decide, or only at too great a cost, or whose worker failed
``share/failed``                 a reward's own code failed, and ``on_error`` had a score for it
``share/unreadable``             an answer that could not be read
``completion/steps``             different steps of the reasoning (as `StepCount` counts)
``completion/turns``             times the model turns round: "wait", "actually", "let me check"
==============================  ===========================================================================

A row on which the total abstains counts in no component either: means are those of the keys that a reward
logs (``<total>/<component>/score`` ÷ its ``scored``, or else the total's), and the total's is the trainer's own.

Live, in a trainer (keys never depend on the data; what there is none of is 0)::

    monitor = Monitor(total, print_every=10)
    trainer = GRPOTrainer(reward_funcs=[monitor], ...)
    monitor.attach(trainer)

or afterwards, from what ``reasoning-rewards score`` wrote:

>>> lines = ['{"completion": "#### 4", "prompt": "2+2?", "reward": {"name": "correctness", "score": 1.0, "rule": "number.same"}}',
...          '{"completion": "five", "prompt": "2+2?", "reward": {"name": "correctness", "score": 0.0, "rule": "answer.missing"}}']
>>> found = of_scored(lines)
>>> found["correctness/mean"], found["group/best"], found["share/answer_missing"]
(0.5, 1.0, 0.5)
"""

from reasoning_rewards.console import Sample
from reasoning_rewards.metrics.callback import stop_on_non_finite
from reasoning_rewards.metrics.measured import metrics_of, of_scored
from reasoning_rewards.metrics.monitor import Monitor

__all__ = ["Monitor", "Sample", "metrics_of", "of_scored", "stop_on_non_finite"]
