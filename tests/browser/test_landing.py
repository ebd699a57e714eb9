"""The landing page: read by anyone, on any screen, and honest about what it keeps."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MEMORY = "01_memory/memory.ipynb"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}

# Writes a file into the storage of the lessons, as the landing page's own module does it.
PUT = """async ([path, content]) => {
  const storage = await import("/storage.js");
  await storage.put([storage.notebook(path, content)]);
}"""
ALL = """async () => {
  const files = await (await import("/storage.js")).all();
  return Object.fromEntries([...files].map(([path, model]) => [path, model.content]));
}"""


def notebook(version: str, text: str = "mine") -> dict:
    return {"cells": [{"source": text}], "metadata": {"course": {"version": version}}, "nbformat": 4}


def test_the_page_has_a_title_a_language_and_landmarks(learner):
    page = learner.home()
    assert page.title() == "Chatbot Course"
    assert page.locator("html").get_attribute("lang") == "en"
    for landmark in ("banner", "main", "contentinfo"):
        assert page.get_by_role(landmark).count() == 1
    assert page.get_by_role("heading", level=1).all_inner_texts() == ["Chatbot Course"]
    assert learner.seen.outside == []
    assert learner.seen.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_serious(arrive, scheme, screen):
    page = arrive(color_scheme=scheme, **screen).home()
    page.evaluate(PUT, [MEMORY, notebook("an older one")])
    page.reload()
    page.get_by_role("button", name="Open the new version beside mine").wait_for()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["impact"]) for one in found if one["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("screen", [PHONE, TABLET], ids=["phone", "tablet"])
def test_nothing_is_wider_than_the_screen(arrive, screen):
    page = arrive(**screen).home()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_light_and_dark_differ(arrive):
    ground = "getComputedStyle(document.body).backgroundColor"
    light, dark = (arrive(color_scheme=scheme).home().evaluate(ground) for scheme in ("light", "dark"))
    assert light != dark


def test_the_keyboard_leads_to_the_first_lesson(learner):
    page = learner.home()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the lessons"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "continue"
    page.keyboard.press("Enter")
    page.wait_for_url("**/notebooks/index.html?path=00_first_call/first_call.ipynb")


def test_every_lesson_is_listed_with_what_it_takes_and_gives(learner, lessons):
    page = learner.home()
    assert page.locator(".lesson").evaluate_all("all => all.map((one) => one.dataset.path)") == [*lessons]
    for item, (path, held) in zip(page.locator(".lesson").all(), lessons.items(), strict=True):
        goal = re.search(r"\d+ minutes · \d+ XP", "".join(held["cells"][0]["source"]))
        assert goal[0] in item.inner_text(), path


def test_a_page_that_nobody_worked_with_offers_nothing_to_download(learner):
    page = learner.home()
    assert page.locator(".lesson button").count() == 0
    assert page.locator("#progress").is_hidden()


def test_a_newer_lesson_is_offered_beside_the_saved_one(learner):
    page = learner.home()
    page.evaluate(PUT, [MEMORY, notebook("an older one")])
    page.reload()
    page.get_by_role("button", name="Open the new version beside mine").click()
    page.wait_for_url("**path=01_memory%2Fmemory-new-*")
    kept = learner.home().evaluate(ALL)
    (new,) = [path for path in kept if path.startswith("01_memory/memory-new-")]
    assert kept[MEMORY] == notebook("an older one")
    assert kept[new]["metadata"]["course"]["version"] in new


def test_what_is_downloaded_is_the_learners_notebook_under_the_name_that_is_collected(learner):
    page = learner.home()
    page.evaluate(PUT, [MEMORY, notebook("any", "my own words")])
    page.reload()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my memory.ipynb").click()
    assert download.value.suggested_filename == "memory.ipynb"
    held = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert held["metadata"].pop("kernelspec")["name"] == "python3"
    assert held == notebook("any", "my own words")


def carried(progress: dict[str, int], notebooks: dict[str, dict]) -> dict:
    records = [{"exercise": id, "score": n, "max_score": 15, "core": True} for id, n in progress.items()]
    return {"course": 1, "progress": {"version": 1, "exercises": records}, "notebooks": notebooks}


def bring(page, content, name="work.json") -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    file = {"name": name, "mimeType": "application/json", "buffer": text.encode()}
    page.locator("#import").set_input_files(file)


def test_work_is_carried_to_another_browser(arrive):
    here = arrive().home()
    bring(here, carried({"three-turn-chat": 15}, {MEMORY: notebook("any")}))
    here.get_by_text("Imported 1 notebooks").wait_for()
    with here.expect_download() as download:
        here.get_by_role("button", name="Export my work").click()
    there = arrive().home()
    bring(there, download.value.path().read_text(encoding="utf-8"))
    there.get_by_text("Imported 1 notebooks").wait_for()
    assert "15 of 230 XP" in there.locator("#progress").inner_text()
    assert there.evaluate(ALL)[MEMORY] == notebook("any")


def test_an_import_replaces_nothing(learner):
    page = learner.home()
    bring(page, carried({"three-turn-chat": 15}, {MEMORY: notebook("any", "here")}))
    page.get_by_text("Imported 1 notebooks").wait_for()
    bring(page, carried({"three-turn-chat": 4}, {MEMORY: notebook("any", "there")}))
    page.get_by_text("What you had stays").wait_for()
    kept = page.evaluate(ALL)
    assert kept[MEMORY] == notebook("any", "here")
    assert kept["01_memory/memory-imported.ipynb"] == notebook("any", "there")
    assert "15 of 230 XP" in page.locator("#progress").inner_text()


@pytest.mark.parametrize("content", ["no JSON", "{}", "[]", '{"course": 1, "notebooks": {}}'])
def test_a_file_that_is_no_export_changes_nothing_and_says_so(learner, content):
    page = learner.home()
    bring(page, content, name="letter.json")
    page.get_by_text("letter.json is not an export of this course").wait_for()
    assert page.evaluate(ALL) == {}
