"""The page in a real browser: 50,000 rows, filtered, searched and opened, and hostile texts that do nothing."""

import random

import pytest

from reasoning_rewards.files import Pairs, ScoredRow
from reasoning_rewards.report import MOST_BYTES, difference_page, report_page
from tests.report.browser import Driver, missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"no browser to look with: {missing()}")

ROWS = 50_000
OWNED = "document.title='owned'"
HOSTILE = f'</script><script>{OWNED}</script><img src=x onerror="{OWNED}"> <svg onload="{OWNED}"> <!--<script> needle'
WORDS = "so the sum of these is then we take half of it and check once more wait it holds".split()


def rows():
    chance = random.Random(0)
    for n in range(ROWS):
        group, right = n // 8, chance.random() < (n // 8 % 11) / 10
        rule = "number.same" if right else "number.differs" if n % 7 else "answer.missing"
        thought = " ".join(chance.choices(WORDS, k=60))
        text = f"<think>{thought}</think>\nIt is \\boxed{{{group if right else -1}}}."
        if n in (17, 40_001):
            rule, text = "layout.stray", HOSTILE
        facts = {"read": str(group if right else -1), "gold": str(group)}
        parts = [
            {"name": "correctness", "score": float(right), "rule": rule, "facts": facts},
            {"name": "<b>format</b>", "score": 0.2 * (n % 3 > 0), "rule": "layout.ok"},
        ]
        verdict = {"name": "total", "score": float(right) + parts[1]["score"], "rule": "sum", "parts": parts}
        yield ScoredRow(
            n + 1,
            {"prompt": f"Problem {group}: <i>how many</i>?", "completion": text, "answer": str(group)},
            verdict,
        )


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "page.html"
    text = report_page({"run": rows()}, title=f"Run {HOSTILE}")
    assert len(text.encode()) <= MOST_BYTES
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def driver(page):
    with Driver() as driver:
        driver.open(page)
        driver.until(LISTED)
        yield driver


@pytest.fixture(autouse=True)
def fresh(driver):
    driver.run("[...document.querySelectorAll('#filters button')].at(-1).click()")


LISTED = "return document.querySelectorAll('#list tbody tr.row').length"
SET = """
const input = document.getElementById("filters").elements[arguments[0]];
if (input.type === "checkbox") input.checked = arguments[1]; else input.value = arguments[1];
input.dispatchEvent(new Event("input", { bubbles: true }));
return document.getElementById("said").textContent;
"""
CELLS = """
const at = [...document.querySelectorAll("#list th")].findIndex((cell) => cell.textContent === arguments[0]);
return [...document.querySelectorAll("#list tbody tr.row")].map((row) => row.cells[at].textContent);
"""
CLICK = "document.querySelectorAll(arguments[0])[arguments[1]].click()"


def count(said):
    return int(said.partition(" of ")[0].replace(",", ""))


def test_all_rows_are_there(driver):
    said = driver.run("return document.getElementById('said').textContent")
    assert said.startswith("50,000 of 50,000 rows. The page has the text of 2,000 rows")
    assert driver.run(LISTED) == 50
    assert driver.run("return document.querySelector('#pager span').textContent") == "1 to 50 of 50,000"


def test_by_rule_score_and_problem(driver):
    expected = [(row.rule, row.score) for row in rows()]
    assert count(driver.run(SET, "rule", "answer.missing")) == sum(
        rule == "answer.missing" for rule, _ in expected
    )
    assert set(driver.run(CELLS, "rule")) == {"answer.missing"}
    assert count(driver.run(SET, "rule", "")) == ROWS
    assert count(driver.run(SET, "low", "0.2")) == sum(score >= 0.2 for _, score in expected)
    assert count(driver.run(SET, "high", "0.2")) == sum(score == 0.2 for _, score in expected)
    driver.run(SET, "high", "")
    driver.run(SET, "low", "")
    assert count(driver.run(SET, "group", "6")) == 8
    assert set(driver.run(CELLS, "problem")) == {"Problem 5: <i>how many</i>?"}


def test_by_component(driver):
    assert count(driver.run(SET, "component", "2")) == ROWS
    assert count(driver.run(SET, "high", "0")) == len(range(0, ROWS, 3))
    assert driver.run(
        "return [...document.getElementById('filters').elements.rule].map((each) => each.textContent)"
    ) == [
        "all",
        "layout.ok (50,000)",
    ]


def test_search_finds_texts_and_problems(driver):
    assert count(driver.run(SET, "query", "NEEDLE")) == 2
    assert count(driver.run(SET, "query", "problem 4711:")) == 8
    assert count(driver.run(SET, "query", "nowhere to be found")) == 0
    assert driver.run(LISTED) == 0


def test_sorting_and_turning_the_page(driver):
    total = "[...document.querySelectorAll('#list th button')].find((each) => each.textContent === 'total').click()"
    driver.run(total)
    assert set(driver.run(CELLS, "total")) == {"0"}
    driver.run(total)
    assert set(driver.run(CELLS, "total")) == {"1.2"}
    driver.run(CLICK, "#pager button", 1)
    assert driver.run("return document.querySelector('#pager span').textContent") == "51 to 100 of 50,000"


def test_a_row_opens_with_its_thinking_folded_its_answer_marked_and_its_reasons(driver):
    driver.run(SET, "rule", "number.differs")
    driver.run(SET, "texts", True)
    driver.run(CLICK, "#list tbody tr.row", 0)
    opened = driver.run(
        """const inside = document.querySelector("#list .opened");
        return {
          folded: inside.querySelector("details").open === false,
          answer: inside.querySelector("mark.answer").textContent,
          gold: inside.querySelector(".gold-text").textContent,
          why: [...inside.querySelectorAll(".why li")].map((each) => each.textContent),
        };"""
    )
    assert opened["folded"] and opened["answer"] == "-1"
    assert opened["why"][0].startswith("0") and "total" in opened["why"][0]
    assert opened["why"][1].startswith("0correctness number.differs")
    assert f"different numbers; read '-1', gold '{opened['gold']}'" in opened["why"][1]
    driver.run(CLICK, "#list tbody tr.row", 0)
    assert driver.run("return document.querySelectorAll('#list .opened').length") == 0


def test_a_row_without_a_text_says_so_and_why_it_scores_what_it_does(driver):
    said = driver.run(
        """const row = [...document.querySelectorAll("#list tbody tr.row")].find((each) => !each.textContent.includes("yes"));
        row.click();
        return document.querySelector("#list .opened").textContent;"""
    )
    assert "The text of this row is not in the page, which has 2,000 of them. It is line " in said
    assert "correctness" in said and "layout.ok" in said


def test_a_rule_of_the_tables_leads_to_its_rows(driver):
    driver.run(
        "[...document.querySelectorAll('button.rule')].find((each) => each.textContent === 'answer.missing').click()"
    )
    assert set(driver.run(CELLS, "rule")) == {"answer.missing"}
    assert driver.run("return document.getElementById('filters').elements.component.value") == "1"


def test_problems_with_their_pass_rates_lead_to_their_rows(driver):
    driver.run(CLICK, "#views button", 1)
    driver.run(SET, "group", "11")
    assert driver.run(CELLS, "tries") == ["8"] and driver.run(CELLS, "pass rate") == ["1"]
    driver.run(CLICK, "#list tbody tr.row", 0)
    assert driver.run(LISTED) == 8 and set(driver.run(CELLS, "problem")) == {"Problem 10: <i>how many</i>?"}


def test_nothing_that_a_model_wrote_runs(driver):
    driver.run(SET, "query", "needle")
    driver.run(CLICK, "#list tbody tr.row", 0)
    text = driver.run("return document.querySelector('#list .opened .completion').textContent")
    assert text == HOSTILE
    inside = driver.run(
        "return document.querySelectorAll('#list img, #list script, #list svg, #list i, #list b:not(.why b), h1 *, main img').length"
    )
    assert inside == 0
    assert driver.run("return document.title") == f"Run {HOSTILE}"
    assert driver.log() == [], "no error, and nothing that the policy had to forbid"


def test_the_policy_forbids_what_markup_would_have_brought(driver):
    """Were this page's script to make markup of a text all the same, the browser would refuse."""
    refused = """try { %s; return "done" } catch (error) { return error.name }"""
    for attempt in (
        "document.body.innerHTML = arguments[0]",
        "document.body.setAttribute('onclick', arguments[0])",
        "document.write(arguments[0])",
    ):
        assert driver.run(refused % attempt, HOSTILE) == "TypeError"
    driver.run(
        "const script = document.createElement('script'); script.append(arguments[0]); document.body.append(script)",
        OWNED,
    )
    assert driver.run("return document.title") == f"Run {HOSTILE}"


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_shows_it_without_moving_sideways(page, dark):
    with Driver(390, 800, dark=dark) as phone:
        phone.open(page)
        phone.until(LISTED)
        phone.run(SET, "texts", True)
        phone.run(CLICK, "#list tbody tr.row", 0)
        assert phone.run("return [document.documentElement.scrollWidth, innerWidth]") == [390, 390]
        background = phone.run("return getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, background.strip("rgb()").split(","))) < 200) == dark


def halved(row):
    """The row under a reward that pays half for a right answer, and nothing to every tenth row."""
    parts = row.verdict["parts"]
    score = None if row.line % 10 == 0 else row.score - parts[0]["score"] / 2
    return row._replace(verdict={**row.verdict, "name": "half", "score": score})


def test_a_page_of_differences_lists_the_largest_first_and_opens_both_verdicts(tmp_path):
    first = [row for row, _ in zip(rows(), range(2_000), strict=False)]
    pairs = Pairs(first, map(halved, first))
    path = tmp_path / "diff.html"
    path.write_text(difference_page(pairs, names=("whole", HOSTILE)), "utf-8")
    found = pairs.found()
    with Driver() as driver:
        driver.open(path)
        driver.until(LISTED)
        assert set(driver.run(CELLS, "difference")) == {"−0.5"}
        lost = next(
            each for each in found.changes if each.rules == ("number.same", "number.same") and each.scored
        )
        driver.run(CLICK, "button.rule", found.changes.index(lost))
        assert count(driver.run("return document.getElementById('said').textContent")) >= lost.count
        assert set(driver.run(CELLS, "rule")) == {"number.same → number.same"}
        driver.run(CLICK, "#list tbody tr.row", 0)
        why = driver.run("return [...document.querySelectorAll('.why li b')].map((each) => each.textContent)")
        assert len(why) == 7 and why[0] == "−0.5"  # the difference, and twice a whole with two parts
        driver.run(CLICK, "#views button", 1)
        assert "pass rate" not in driver.run("return document.querySelector('#list thead').textContent")
        assert driver.log() == []
    with Driver(390, 800) as phone:
        phone.open(path)
        phone.until(LISTED)
        assert phone.run("return [document.documentElement.scrollWidth, innerWidth]") == [390, 390]
