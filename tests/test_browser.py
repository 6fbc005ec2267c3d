"""The page as a person sees it: a real Chromium over the sample archive; axe finds nothing serious; screenshots are kept in build/screenshots."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from conftest import need
from test_web import PAGES, sample, site

__all__ = ["sample", "site"]
SHOTS = Path(__file__).resolve().parent.parent / "build" / "screenshots"
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=need("chromium"), args=OPTIONS)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda e: troubles.append(str(e)))
    opened.on("console", lambda m: troubles.append(m.text) if m.type == "error" and "status of 4" not in m.text else None)
    opened.on("dialog", lambda d: troubles.append("a dialog: something ran"))
    yield opened
    context.close()
    assert troubles == []


def addresses(site: str) -> list[str]:
    out = list(PAGES)
    for listing, kind in (("/reports", "report"), ("/incidents", "incident"), ("/stories", "story")):
        found = re.findall(rf'href="(/{kind}/[^"#]+)"', httpx.get(site + listing, headers={"Accept": "text/html"}).text)
        out += found[:1]
    return out


def test_every_page_opens_and_axe_finds_nothing_serious(page: Page, site: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    for address in addresses(site):
        page.goto(site + address)
        name = re.sub(r"\W+", "-", address).strip("-") or "home"
        page.screenshot(path=SHOTS / f"{name[:40]}.png", full_page=True)
        results = Axe().run(page)
        bad = [v for v in results.response["violations"] if v["impact"] in ("serious", "critical")]
        assert not bad, (address, [(v["id"], v["nodes"][0]["html"][:200]) for v in bad])


def test_dark_and_narrow_pages_are_sound(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 380, "height": 800}, color_scheme="dark")
    opened = context.new_page()
    for address in addresses(site)[-3:]:
        opened.goto(site + address)
        results = Axe().run(opened)
        bad = [v for v in results.response["violations"] if v["impact"] in ("serious", "critical")]
        assert not bad, (address, [(v["id"], v["nodes"][0]["html"][:200]) for v in bad])
        wide = opened.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, f"{address} is {wide} px wider than the screen"
    context.close()


def report_of(site: str, words: str) -> str:
    rows = httpx.get(site + "/reports.json").json()["rows"]
    return site + "/report/" + next(r["id"] for r in rows if words in r["headline"])


def test_a_row_lights_its_words_and_words_find_their_rows(page: Page, site: str) -> None:
    page.goto(report_of(site, "Argentina denies"))
    row = page.locator("tr[data-id^=S]").first
    row.click()
    datum = row.get_attribute("data-id")
    assert page.locator(f".run.lit[data-ids~={datum}]").count() > 0
    assert page.url.endswith(f"#{datum}")
    page.locator(".run.done").first.click()
    assert page.locator("tr.lit").count() > 0


def test_a_permalink_opens_on_its_datum(page: Page, site: str) -> None:
    page.goto(report_of(site, "Argentina denies") + "#V1")
    assert page.locator("tr#V1.lit").count() == 1


def test_the_legend_toggles_a_kind(page: Page, site: str) -> None:
    page.goto(report_of(site, "Argentina denies"))
    button = page.locator("[data-toggle=said]")
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert page.locator("body.no-said").count() == 1


def test_keys_walk_rows_and_reach_the_search(page: Page, site: str) -> None:
    page.goto(site + "/reports")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('tr') !== null")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("toll")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=toll")
    assert page.locator("mark").count() > 0


def test_a_pasted_report_is_read_at_once(page: Page, site: str) -> None:
    page.goto(site + "/")
    page.fill("#text", "Iran rejects plan\nIran rejected the plan on Monday, its foreign minister told Reuters. “We will not sign,” he said.")
    page.get_by_role("button", name="Read", exact=True).click()
    assert page.locator("tr[data-id^=S]").count() >= 1
    assert "Read, not kept" in page.content()


def test_the_address_holds_the_state_of_a_chart(page: Page, site: str) -> None:
    page.goto(site + "/dyad?source=USA&by=month")
    page.select_option("select[name=rule]", "asserted")
    page.wait_for_url("**rule=asserted**")
    assert "source=USA" in page.url and "by=month" in page.url


def test_a_single_file_page_works_from_disk(page: Page, tmp_path: Path, site: str) -> None:
    import onrecord
    from onrecord.view import html

    data = httpx.get(report_of(site, "Argentina denies").replace(site, site) + ".json").json()["record"]
    import json

    path = tmp_path / "report.html"
    path.write_text(html.page(onrecord.from_json(json.dumps(data))), "utf-8")
    page.goto(path.as_uri())
    page.locator("tr[data-id^=V]").first.click()
    assert page.locator(".run.lit").count() > 0


def test_keys_open_the_form_with_the_row_one_stands_on(page: Page, site: str) -> None:
    address = report_of(site, "Argentina denies")
    page.goto(address)
    page.locator("tr[data-id^=V]").nth(1).focus()
    datum = address.rpartition("/")[2] + "#" + str(page.locator("tr[data-id^=V]").nth(1).get_attribute("data-id"))
    page.keyboard.press("e")
    assert page.locator(".hand[data-key=e] input[data-datum]").input_value() == datum
    page.goto(address + "#V1")
    page.keyboard.press("x")
    assert page.locator(".hand[data-key=ax] select[name=act]").input_value() == "reject"


def test_a_correction_is_shown_solid_beside_the_guess(page: Page, site: str) -> None:
    address = report_of(site, "Argentina denies")
    page.goto(address)
    assert page.locator("tr#V1.machine").count() == 1
    page.locator("tr#V1").focus()
    page.keyboard.press("e")
    form = page.locator(".hand[data-key=e] form")
    form.locator("[name=value]").fill("possible")
    form.locator("[name=author]").fill("C. Tester")
    form.get_by_role("button").click()
    assert page.locator("tr#V1.person").count() == 1
    page.goto(site + "/recodes")
    page.locator("[name=author]").first.fill("C. Tester")
    page.get_by_role("button", name="Undo").first.click()
    page.goto(address)
    assert page.locator("tr#V1.machine").count() == 1
