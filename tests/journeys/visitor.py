"""A person at a browser, in words: goes, fills in, presses, sees."""

import os
import re
from pathlib import Path

from playwright.sync_api import Page, Response, expect

AXE = Path("interact/static/vendor/tests/axe.min.js")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PICTURES = os.environ.get("INTERACT_PICTURES")


class Visitor:
    """One person in a browser of their own. Every page they see must be accessible."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.seen: set[str] = set()
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", self._fail)

    def sign_in(self, name: str) -> None:
        """Choose a person on the training page."""
        self.go("/sign-in")
        self.press(re.compile(f"^{re.escape(name)}"))

    def go(self, path: str) -> Response:
        """Open a page and look at it."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        self.look()
        return answer

    def follow(self, text: str | re.Pattern[str]) -> None:
        """Click a link; on a telephone, open the menu first if it is there."""
        links = self.page.get_by_role("link", name=text, include_hidden=True)
        link = links.or_(self.page.locator("a[role=button]", has_text=text)).first
        menu = self.page.get_by_role("button", name="Menu")
        if not link.is_visible() and menu.is_visible():
            menu.click()
        link.click()
        self.look()

    def press(self, text: str | re.Pattern[str]) -> None:
        """Press a button and wait for where it leads."""
        self.page.get_by_role("button", name=text).first.click()
        self.page.wait_for_load_state()
        self.look()

    def fill(self, label: str | re.Pattern[str], text: str) -> None:
        """Type into a field."""
        self.page.get_by_label(label).first.fill(text)

    def choose(self, label: str | re.Pattern[str], within: str = "") -> None:
        """Tick a box or choose an answer, in the group of that title if given."""
        place = self.page.get_by_role("group", name=within) if within else self.page
        place.get_by_label(label).first.check()

    def select(self, label: str, option: str) -> None:
        """Choose from a list."""
        self.page.get_by_label(label).first.select_option(label=option)

    def attach(self, label: str, path: Path) -> None:
        """Choose a file."""
        self.page.get_by_label(label).first.set_input_files(path)

    def sees(self, text: str | re.Pattern[str]) -> None:
        """The page says this."""
        found = self.page.get_by_text(text).filter(visible=True)
        expect(found.first).to_be_visible()

    def does_not_see(self, text: str) -> None:
        """Nothing in the page, shown or hidden, says this."""
        assert text not in self.page.content()

    def download(self, text: str | re.Pattern[str], to: Path) -> Path:
        """Press what downloads a file, and keep it."""
        with self.page.expect_download() as waiting:
            self.page.get_by_text(text).first.click()
        waiting.value.save_as(to)
        return to

    @property
    def reference(self) -> str:
        """The reference of the case this page is about."""
        found = re.search(r"/cases/([A-Z]{3}-[0-9A-Z]{4})", self.page.url)
        assert found is not None, self.page.url
        return found[1]

    def look(self) -> None:
        """Check a page seen for the first time: no fault by axe, no sideways scroll."""
        assert not self.complaints, self.complaints
        shape = re.sub(r"[A-Z]{3}-[0-9A-Z]{4}|[0-9a-f-]{36}", "*", self.page.url)
        heading = self.page.locator("h1").first.inner_text()
        if f"{shape} {heading}" in self.seen:
            return
        self.seen.add(f"{shape} {heading}")
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        width = (self.page.viewport_size or {})["width"]
        assert wide <= width, f"{shape} is {wide} wide on {width}"
        self.check_with_axe(shape)
        if PICTURES:
            name = re.sub(r"[^a-z]+", "-", f"{shape[21:]} {heading}".lower()).strip("-")
            path = f"{PICTURES}/{width}-{name}.png"
            self.page.screenshot(path=path, full_page=True)

    def check_with_axe(self, shape: str) -> None:
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "standards => axe.run(document,"
            " {runOnly: standards}).then(r => r.violations.map("
            "v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))",
            STANDARDS,
        )
        assert found == [], f"{shape}: {found}"

    def _fail(self, error: object) -> None:
        self.complaints.append(f"{error}: {getattr(error, 'stack', '')}")

    def _hear(self, message: object) -> None:
        text = getattr(message, "text", "")
        # A page that is refused on purpose is a failed load to the browser.
        refused = text.startswith("Failed to load resource")
        if getattr(message, "type", "") == "error" and not refused:
            self.complaints.append(text)
