"""A user's own pattern: what `re` says, in bounded time on any text, whatever the company."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reasoning_rewards import MissingExtraError, Pattern, RewardWarning, SettingError
from reasoning_rewards.engine.outcome import Outcome
from reasoning_rewards.notices import forget
from reasoning_rewards.rewards import backtracking

# ── what `re` says ──

# Of `re`'s classes RE2 has the ASCII ones; what says the same to `re` is spelled out, as some of its
# versions mistake (?a:\W) for \W at the beginning of a pattern.
CLASSES = {
    r"\d": "[0-9]",
    r"\D": "[^0-9]",
    r"\w": "[0-9A-Za-z_]",
    r"\W": "[^0-9A-Za-z_]",
    r"\s": r"[\t-\r ]",
    r"\S": r"[^\t-\r ]",
    r"[^\W\d]": "[A-Za-z_]",
    r"[\s\d-]": r"[\t-\r 0-9-]",
    r"[^\S\n]": r"[\t\v-\r ]",
    r"\b": "(?:(?<=[0-9A-Za-z_])(?![0-9A-Za-z_])|(?<![0-9A-Za-z_])(?=[0-9A-Za-z_]))",
    r"\B": "(?:(?<=[0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<![0-9A-Za-z_])(?![0-9A-Za-z_]))",
}
SAME = ["a", "b", ".", "[ab]", "[^a]", "(?:ab|b)", "^", r"\A", r"\Z", "é", r"\n", "[a-c1]", "x{2}", "(b)"]
SAME += ["(?s:.)", "(?m:^)", "(?m:$)", "(?i:A)", "(?i:é)", "(?i:[^i])", "(?i:[a-k])", "(?i:K)", "(?ai:[a-t])"]
SAME += ["(?i:[^ıs])", "(?ai:k)", "(?ai:[^ké])", r"\u0041", r"\U0001F600", r"\x41", r"\101"]
SAME += ["(?x: a # b\n)", r"[\[]"]
ATOM = st.one_of(
    st.sampled_from(SAME).map(lambda same: (same, same)),
    st.sampled_from(list(CLASSES.items())),
)
REPEAT = st.sampled_from(["", "", "", "*", "+", "?", "*?", "{1,2}", "{0}", "{2,}", "{,2}", "{3}?"])
LETTERS = "abcA1xsSkK \n_é.É-\v\r\x85\xa0İıKſ٣😀\ud800"
TEXTS = st.lists(st.text(alphabet=LETTERS, max_size=8), min_size=1, max_size=4)


def joined(separator):
    return lambda pairs: (separator.join(one for one, _ in pairs), separator.join(two for _, two in pairs))


def repeated(whole, repeat):
    return tuple(f"(?:{each}){repeat}" for each in whole)


def patterns(atom):
    piece = st.builds(repeated, atom, REPEAT)
    return st.lists(st.lists(piece, min_size=1, max_size=4).map(joined("")), min_size=1, max_size=2).map(
        joined("|")
    )


NESTED = st.builds(repeated, patterns(ATOM), REPEAT)
ENDS = {end: end for end in ("", "$", r"$\n?", "(?:$|b)", r"\Z", "(?m:$)\n", "(?:$)*", "(?:b?$)+")}
ENDS[r"\s*$"] = r"[\t-\r ]*$"


def ended(pair, ends):
    return tuple(f"(?:{each}){end}" for each, end in zip(pair, ends, strict=True))


@given(st.builds(ended, st.one_of(patterns(ATOM), NESTED), st.sampled_from(list(ENDS.items()))), TEXTS)
@settings(max_examples=600)
@example((r"(?:a$)*$", r"(?:a$)*$"), ["a\n", "b\n\n", "\n"])
@example((r"^(?:a?$)+", r"^(?:a?$)+"), ["a\n", "b", "a\n\n"])
def test_re2_finds_what_re_finds(pair, texts):
    regex, oracle = pair
    assert Pattern(regex=regex)(texts) == [float(re.search(oracle, text) is not None) for text in texts]


NOT_ONE_WAY = [r"(?=a)", r"(?!b)", "(?<=a)", "(?<!é)", r"(a)\1?", "(?:a|ab)(?!c)"]
OWN = [each for each in SAME if "(?ai:" not in each]  # a scope in which `regex` goes on folding all cases
ANY_ATOM = st.sampled_from([*OWN, *CLASSES, *NOT_ONE_WAY, "$"]).map(lambda same: (same, same))
# `regex` takes white space and folds cases by Unicode's tables, `re` by str's methods.
COMMON = "".join(letter for letter in LETTERS if letter not in "İıſK\x85")


@given(patterns(ANY_ATOM), st.lists(st.text(alphabet=COMMON, max_size=8), min_size=1, max_size=4))
@settings(max_examples=150)
def test_regex_finds_what_re_finds(pair, texts):
    regex, _ = pair
    texts = [text for text in texts if text or r"\B" not in regex]  # `re` changed its mind on \B in ""
    found = Pattern(regex=regex, engine="regex")(texts)
    assert found == [float(re.search(regex, text) is not None) for text in texts]


@pytest.mark.parametrize("engine", ["re2", "regex"])
@pytest.mark.parametrize(
    ("regex", "found", "absent"),
    [
        ("b$", ["b", "b\n"], ["b\n\n", "bc"]),
        (r"b\Z", ["b"], ["b\n"]),
        (r"^b{,2}\Z", ["", "bb"], ["bbb", "b{,2}"]),
        (r"^\u0041\U0001F600\N{DIGIT ONE}\061$", ["A😀11"], ["u0041"]),
        ("(?x) a b # c\n", ["ab"], ["a b"]),
        (r"(?s)^a.b", ["a\nb"], ["\na\nb"]),
        (r"(?m)^b$", ["a\nb\nc", "b"], ["ab\nc"]),
        ("(?i)straße", ["STRAßE", "straẞe"], ["strasse"]),
        ("(?P<n>é)", ["é"], ["e\u0301"]),
        (r"a\sb", ["a\vb", "a b"], ["a\u200bb"]),
        ("a.b", ["a\ud800b", "a\ufffdb"], ["a\nb"]),
        (r"a\?b", ["a?b"], ["a\ud800b"]),  # a surrogate is not read as a question mark
        (r"[\dx-]", ["-", "x", "7"], ["w"]),
        (r"(?i)^[\Wx]$", ["X", "x", "-"], ["k", "S", "i"]),
    ],
)
def test_the_same_words_mean_the_same(engine, regex, found, absent):
    pattern = Pattern(regex=regex, engine=engine)
    assert pattern([*found, *absent]) == [1.0] * len(found) + [0.0] * len(absent)
    assert all((re.search(regex, text) is not None) == (text in found) for text in [*found, *absent])


def test_classes_are_ascii_in_one_engine_and_unicodes_in_the_other():
    texts = ["٣", "é", "\xa0"]
    for regex, there in ((r"^\d$", [1.0, 0.0, 0.0]), (r"^\w$", [1.0, 1.0, 0.0]), (r"^\s$", [0.0, 0.0, 1.0])):
        assert Pattern(regex=regex)(texts) == [0.0] * 3
        assert Pattern(regex=regex, engine="regex")(texts) == there


# ── what is refused, when the reward is built ──


@pytest.mark.parametrize(
    ("regex", "reason"),
    [
        (r"(\w+) \1", "a reference back to a group"),
        ("(a)?(?(1)b|c)", "a condition on a group"),
        ("a(?=b)", "look ahead or behind"),
        ("(?<!a)b", "look ahead or behind"),
        ("(?!)", "look ahead or behind"),
        ("(?u)a", r"\(\?u\) is refused"),
        ("(?u:a)", r"\(\?u\) is refused"),
        ("(?L)a", "LOCALE|'L'"),
        ("a{1001}", "more than 1,000 times"),
        ("a{1001,}", "more than 1,000 times"),
        ("(?:){100000000}", "more than 1,000 times"),
        ("(?:a{100}){11}", "invalid repetition size"),
        (r"(?:\w{9}[^\x00-\u3000]{90}){11}" * 99, "too large"),
        (r"a$\n", "something follows it"),
        (r"(?:a$){2}", "something follows it"),
        (r"a$\Z", "something follows it"),
        (r"\ud800", "a lone surrogate"),
        ("[\\ud800-\\udfff]", "a lone surrogate"),
        (r"\p{L}", r"bad escape \\p"),
    ],
)
def test_what_re2_can_not_do_is_refused_and_the_remedy_named(regex, reason):
    with pytest.raises(SettingError, match=reason) as refusal:
        Pattern(regex=regex)
    assert str(refusal.value).startswith(f"regex={regex!r}: ")
    assert "engine='regex'" in str(refusal.value)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="`re` has neither before 3.11, and says so")
@pytest.mark.parametrize(("regex", "reason"), [("a++b", "possessive"), ("(?>a)b", "atomic")])
def test_what_newer_parsers_know_is_refused(regex, reason):
    with pytest.raises(SettingError, match=rf"{reason}.*engine='regex'"):
        Pattern(regex=regex)


@pytest.mark.parametrize(
    ("settings", "wanted"),
    [
        ({"regex": None}, "regex=None: expected text"),
        ({"regex": "\ud800"}, "of whole characters"),
        ({"regex": "a", "engine": "re"}, "engine='re': expected one of 're2', 'regex'"),
        ({"regex": "a", "engine": None}, "engine=None: expected one of"),
        ({"regex": "("}, r"missing \)"),
        ({"regex": "(", "engine": "regex"}, r"regex='\(': missing \)"),
        ({"regex": "(" * 5_000 + ")" * 5_000}, "nested too deep"),
        ({"regex": "é" * 200_000, "engine": "regex"}, "too long"),
        ({"regex": "(?:(?:a?){3000}){3000}", "engine": "regex"}, "takes too (long|much memory)"),
        (
            {"regex": f"(?i){'|'.join(map(str, range(20_000)))}", "engine": "regex"},
            "takes too long|compiling it",
        ),
    ],
)
def test_settings_are_checked(settings, wanted):
    with pytest.raises(SettingError, match=wanted):
        Pattern(**settings)


@pytest.mark.parametrize(("module", "engine"), [("re2", "re2"), ("regex", "regex")])
def test_without_the_extra_the_remedy_is_named(monkeypatch, module, engine):
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr(backtracking, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"pip install reasoning-rewards\[patterns\]"):
        Pattern(regex="never built before", engine=engine)


def test_another_packages_re2_is_no_re2(monkeypatch):
    monkeypatch.setitem(sys.modules, "re2", sys)
    with pytest.raises(MissingExtraError, match="google-re2"):
        Pattern(regex="never built before")


# ── hostile text ──


@pytest.mark.parametrize(
    "regex",
    [r"(a+)+$", r"(a|aa)+$", r"^(\s*\w+)*$", r"^(.*?,){11}P", r"(.*)*x", "a.{100}b", "(a|b)*a(a|b){900}x"],
)
def test_what_takes_others_for_ever_is_a_pass_over_the_text(regex):
    assert Pattern(regex=regex)(["a" * 20_000 + "!\n."]) == [0.0]


def test_a_row_is_scored_as_it_is_alone():
    """Many different characters fill whatever an engine remembers of the texts before."""
    texts = ["".join(map(chr, range(32, 50_029))), "needle.", "".join(map(chr, range(60_000, 32, -1)))]
    for pattern in (Pattern(regex="needle"), Pattern(regex="needle", engine="regex")):
        assert pattern(texts) == pattern(texts[::-1])[::-1] == [0.0, 1.0, 0.0]
        assert [pattern([text])[0] for text in texts] == [0.0, 1.0, 0.0]


def test_a_text_that_is_too_long_for_the_pattern_is_told():
    assert Pattern(regex=r"a.{1000}\w{1000}b").explain("a" * 100_000).rule == "pattern.too_long"
    told = Pattern(regex="a", engine="regex").explain("\u0001" * 200_000)
    assert (told.score, told.rule) == (0.0, "pattern.too_long")
    assert "longer than the 1047576 bytes" in str(told)
    assert Pattern(regex="a", engine="regex")(["a" * 1_000_000, "é" * 150_000 + "a"]) == [1.0, 1.0]


BOMB = "a" * 60 + "!"


def test_a_bomb_costs_its_own_row_and_nothing_else():
    pattern = Pattern(regex=r"(a|aa)+$", engine="regex")
    alone = pattern.verdicts(["aa", BOMB, "b", BOMB, "a b"])
    assert [verdict.score for verdict in alone] == [1.0, 0.0, 0.0, 0.0, 0.0]
    assert [verdict.rule for verdict in alone][1::2] == ["worker.cpu_spent"] * 2
    assert pattern(["aa"]) == [1.0]


def test_threads_share_a_pattern():
    pattern, texts = Pattern(regex=r"^(a|b)*a(a|b){9}$"), ["ab" * n + "a" * (n % 7) for n in range(50)]
    want = pattern(texts)
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(pattern, [texts] * 64)) == [want] * 64


_TRAINER = """
import sys
import reasoning_rewards
assert not {"re2", "regex"} & set(sys.modules)
from reasoning_rewards import Pattern
assert Pattern(regex="(a).*\\\\1", engine="regex")(["aba", "ab"]) == [1.0, 0.0]
assert not {"re2", "regex"} & set(sys.modules)
"""


def test_the_package_regex_is_never_in_the_trainers_process():
    done = subprocess.run([sys.executable, "-c", _TRAINER], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# ── the machine's faults ──


@pytest.fixture
def broken(monkeypatch):
    """Workers that come to what they are told to."""
    statuses = []
    monkeypatch.setattr(
        backtracking,
        "_run",
        lambda _, jobs: [Outcome(status, detail="no luck") for status in statuses * len(jobs)],
    )
    return statuses


def test_a_machines_fault_is_no_fault_of_the_pattern_and_not_remembered(broken, monkeypatch):
    broken.append("died")
    with pytest.raises(SettingError, match=r"could not be tried.*died: no luck"):
        Pattern(regex="tried twice", engine="regex")
    monkeypatch.undo()
    assert Pattern(regex="tried twice", engine="regex")(["tried twice"]) == [1.0]


@pytest.mark.parametrize(
    ("status", "rule", "warns"),
    [
        ("died", "worker.died", True),
        ("stalled", "worker.stalled", True),
        ("skipped", "worker.skipped", True),
        ("cpu_spent", "worker.cpu_spent", False),
        ("memory_spent", "worker.memory_spent", False),
        ("failed", "pattern.failed", False),
    ],
)
def test_what_no_worker_could_tell_is_the_floor_under_its_rule(status, rule, warns, request):
    pattern = Pattern(regex="b", engine="regex")
    request.getfixturevalue("broken").append(status)
    forget()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", RewardWarning)
        verdict = pattern.explain("b")
    assert (verdict.score, verdict.rule) == (0.0, rule)
    assert [f"1 × {rule}" in str(each.message) for each in said] == [True] * warns
    assert rule in pattern.logged_rules and rule not in Pattern(regex="b").logged_rules
