"""The class of docs/writing-a-reward.md, in a module, as rewards pickle by module and name."""

from reasoning_rewards import Decision, Reward, Rule, Verdicts

NAMED = Rule("units.named", "{unit} is named")
MISSING = Rule("units.missing", "{unit} is not named")


class MentionsUnits(Reward):
    """1 where the completion names the unit, else 0."""

    unit: str
    bounds = (0.0, 1.0)
    rules = (NAMED, MISSING)

    def evaluate(self, batch):
        named = [self.unit in completion.text for completion in batch.completions]
        decisions = [Decision(NAMED if each else MISSING, (("unit", self.unit),)) for each in named]
        return Verdicts([float(each) for each in named], decisions, name=self.label)
