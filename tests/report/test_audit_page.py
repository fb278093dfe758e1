"""The report's page, opened in a browser from its file: it renders, answers, asks nobody, and runs nobody's name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import KEYS, MISSING, Browser

pytestmark = pytest.mark.skipif(MISSING is not None, reason=f"{MISSING} is not installed (Debian: chromium-driver)")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def page(audited: Path, c360: Callable[..., Any], tmp_path: Path, browser: Browser) -> Path:
    file = tmp_path / "lineage.html"
    assert c360("-C", audited, "lineage", "report", "--format", "html", "--output", file).status == 0
    browser.requests(file), browser.complaints()
    browser.open(file)
    return file


def lit(browser: Browser, kind: str = "node") -> set[str]:
    title = "one.querySelector('title').textContent.split(',')[0]"
    labels = f"one => {title if kind == 'node' else 'one.dataset.edge'}"
    found: list[str] = browser.run(f"return [...document.querySelectorAll('.{kind}.lit')].map({labels})")
    return set(found)


def test_the_page_in_a_browser(page: Path, browser: Browser) -> None:
    assert browser.run("return document.title") == "Lineage report"
    drawn = browser.run("""
        const boxes = [...document.querySelectorAll("#nodes .node")].map(one => one.getBoundingClientRect());
        return [boxes.length, boxes.filter(one => one.width > 20 && one.height > 5).length,
                document.querySelectorAll("#edges path").length]""")
    assert drawn[0] == drawn[1] > 40
    assert drawn[2] > 50

    # search lights the node that is found, with what it is made from and what is made from it
    browser.type("#search", "marketing_aud")
    assert browser.run("return document.getElementById('found').textContent") == "1 found"
    browser.type("#search", KEYS["Enter"])
    assert lit(browser) == {"marketing_audience", "customers", "identity_map", "consents", "accounts", "usage_events",
                            "weekly_revenue"}  # fmt: skip
    assert browser.run("return document.querySelector('#detail h3').textContent") == "marketing_audience"
    assert len(lit(browser, "edge")) > 5

    # a column lights its own way only
    browser.run("""
        const columns = [...document.querySelectorAll("#detail button")];
        columns.find(one => one.textContent === "email_sha256").click()""")
    assert lit(browser) == {"marketing_audience", "customers", "identity_map"}

    # a path from one node to another
    browser.run("""
        for (const [id, name] of [["from", "accounts"], ["to", "arr (metric)"]]) {
          document.getElementById(id).value = name;
          document.getElementById(id).dispatchEvent(new Event("input"));
        }""")
    assert lit(browser) == {"accounts", "mrr", "arr"}
    assert len(lit(browser, "edge")) == 2

    # the keyboard: a node is chosen with Enter, the view zooms, Escape clears
    browser.run("document.querySelector('#nodes .node').focus()")
    before = browser.run("return document.getElementById('canvas').viewBox.baseVal.width")
    browser.type("#canvas", "+")
    assert browser.run("return document.getElementById('canvas').viewBox.baseVal.width") < before
    browser.type("#search", KEYS["Escape"])
    assert lit(browser) == set()
    browser.click("#nodes .node")
    assert lit(browser) != set()

    # no name ran, nothing was asked for, nothing was complained about
    assert browser.run("return document.title") == "Lineage report"
    assert browser.run("return document.querySelectorAll('img, iframe, object, link, #nodes script').length") == 0
    assert browser.run("return document.scripts.length") == 2
    assert browser.requests(page) == [page.as_uri()]
    assert browser.complaints() == []


def test_hostile_names_are_shown_as_they_are(page: Path, browser: Browser) -> None:
    name = "s3://lake/</script><script>document.title='owned'</script>"
    browser.type("#search", "</script>")
    browser.type("#search", KEYS["Enter"])
    assert browser.run("return document.querySelector('#detail h3').textContent") == name
    columns = browser.run("return [...document.querySelectorAll('#detail button')].map(one => one.textContent)")
    assert "<img src=x onerror=document.title='owned'>" in columns
    assert browser.run("return document.title") == "Lineage report"
    assert browser.complaints() == []


def test_the_policy_forbids_what_the_page_does_not_do(page: Path, browser: Browser) -> None:
    refused = browser.run("""
        const made = document.createElement("script");
        made.textContent = "document.title = 'owned'";
        document.body.append(made);
        const image = document.createElement("img");
        const failed = new Promise(done => { image.onerror = () => done(true); image.onload = () => done(false); });
        image.src = "file:///etc/hostname";
        document.body.append(image);
        return failed""")
    assert refused is True
    assert browser.run("return document.title") == "Lineage report"
    assert any("Content Security Policy" in one for one in browser.complaints())


@pytest.mark.parametrize("dark", [False, True])
def test_text_stands_out_from_its_ground(page: Path, browser: Browser, dark: bool) -> None:
    """4.5 to 1, as the Web Content Accessibility Guidelines ask for."""
    browser.dark(dark)
    poor = browser.run("""
        const light = text => { const [r, g, b] = text.match(/[\\d.]+/g).map(Number).map(one => {
          const part = one / 255; return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; });
          return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
        const ground = one => {
          for (let at = one; at; at = at.parentElement) {
            const found = getComputedStyle(at).backgroundColor;
            if (!/, 0\\)$/.test(found)) return found;
          }
          return "rgb(255,255,255)";
        };
        const bad = [];
        for (const one of document.querySelectorAll("h1,h2,h3,p,a,dt,dd,td,th,span,code,label,li,button,summary")) {
          if (!one.textContent.trim() || one.closest("svg")) continue;
          const [a, b] = [light(getComputedStyle(one).color), light(ground(one))].sort((x, y) => y - x);
          if ((a + 0.05) / (b + 0.05) < 4.5) bad.push(one.outerHTML.slice(0, 80));
        }
        return bad.slice(0, 5)""")
    browser.dark(False)
    assert poor == []
