"""People at a browser: they read a page, follow links, fill in and press, by mouse or by keyboard alone.

Whatever page a person comes to is read by axe, once for each address and width.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as Waited
from tests.world import PASSWORD, SETUP, World

from mash.foundation.kernel.time import now
from mash.foundation.visibility import acting

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
# The longest page has some hundred places to stop at.
STOPS = 400


def give_everyone_an_app(world: World) -> None:
    """Each person's authenticator app, all with one secret: adding an app on pages has tests of its own."""
    with acting(SETUP, now()):
        for user in world.users.values():
            TOTP.activate(user, SECRET)


def _named(label: str) -> re.Pattern[str]:
    """That label, and nothing after it but that the answer is optional."""
    return re.compile(rf"^\s*{re.escape(label)}\s*(\(optional\))?\s*$")


def turn(target: Locator) -> None:
    """Click on what leads to another page, and wait until that page is there.

    A click returns before the next page has come: what reads at once would read either.
    """
    with target.page.expect_navigation():
        target.click()


@dataclass
class Somebody:
    """One person at their own browser. `keyboard`: no mouse, and no focus but what Tab and the arrows give."""

    page: Page
    read: Callable[[Page], None]
    keyboard: bool = False

    def go(self, path: str) -> int:
        """Open an address, as from a bookmark. Returns the status."""
        answer = self.page.goto(path)
        assert answer is not None
        self.read(self.page)
        return answer.status

    def sees(self, text: str) -> None:
        """The text stands on the page, where it can be seen."""
        try:
            self.page.get_by_text(text).filter(visible=True).first.wait_for()
        except Waited as error:
            shown = self.page.locator("main").inner_text()
            raise AssertionError(f"“{text}” is not on {self.page.url}, which says:\n{shown}") from error

    def heading(self, text: str) -> None:
        self.page.get_by_role("heading", name=text, level=1).wait_for()

    def follow(self, name: str, *, within: Locator | None = None) -> None:
        self._activate((within or self.page).get_by_role("link", name=name).filter(visible=True).first)

    def press(self, name: str) -> None:
        """A button of that very name; of two, such as one hidden for the Enter key, the last."""
        self._activate(self.page.get_by_role("button", name=name, exact=True).filter(visible=True).last)

    def _activate(self, target: Locator) -> None:
        if self.keyboard:
            with self.page.expect_navigation():
                self.reach(target)
                self.page.keyboard.press("Enter")
        else:
            turn(target)
        self.read(self.page)

    def menu(self, name: str) -> None:
        """A place in the menu, which a narrow screen folds away, and in it a group."""
        link = self.page.get_by_role("navigation", name="Menu").locator("a", has_text=name).first
        self._unfold(self.page.get_by_role("button", name="Menu", exact=True), until=link)
        self._unfold(link.locator("xpath=ancestor::details/summary"), until=link)
        self._activate(link)

    def _unfold(self, fold: Locator, *, until: Locator) -> None:
        if until.is_visible() or not fold.is_visible():
            return
        if self.keyboard:
            self.reach(fold)
            self.page.keyboard.press("Enter")
        else:
            fold.click()

    def write(self, label: str, text: str, *, within: Locator | None = None) -> None:
        target = (within or self.page).get_by_label(_named(label)).filter(visible=True).first
        if self.keyboard:
            self.reach(target)
            self.page.keyboard.type(text)
        else:
            target.fill(text)

    def choose(self, label: str, *, group: str = "", within: Locator | None = None) -> None:
        """A radio button or a checkbox, by its label and, where that is not enough, its question."""
        where = within or self.page
        if group:
            where = where.get_by_role("group", name=group)
        radio = where.get_by_role("radio", name=label).first
        target = radio if radio.count() else where.get_by_role("checkbox", name=label).first
        target.wait_for(state="attached")
        if not self.keyboard:
            target.check()
            return
        if radio.count():
            name = target.get_attribute("name")
            whole = self.page.locator(f'input[type=radio][name="{name}"]')
            self.reach(whole)
            for _ in range(whole.count()):
                if self._has_focus(target):
                    break
                self.page.keyboard.press("ArrowDown")
            assert self._has_focus(target), f"the arrow keys do not reach “{label}”"
        else:
            self.reach(target)
        if not target.is_checked():
            self.page.keyboard.press("Space")
        assert target.is_checked()

    def select(self, label: str, option: str, *, within: Locator | None = None) -> None:
        target = (within or self.page).get_by_label(_named(label)).first
        if not self.keyboard:
            target.select_option(label=option)
            return
        self.reach(target)
        self.page.keyboard.type(option)
        assert target.locator("option:checked").inner_text() == option

    def reach(self, target: Locator) -> None:
        """Tab until the focus is there."""
        for _ in range(STOPS):
            if self._has_focus(target):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {target}")

    def _has_focus(self, target: Locator) -> bool:
        return target.and_(self.page.locator(":focus")).count() > 0

    def sign_in(self, who: str) -> None:
        """With a password and a code from the app."""
        # A code is good for one sign-in, and these people come back within its half minute.
        cache.clear()
        self.go("/sign-in/")
        self.write("E-mail address", f"{who}@example.org")
        self.write("Password", PASSWORD)
        self.press("Continue")
        self.enter_code()
        self.press("Sign in")
        self.page.get_by_role("button", name="Sign out").wait_for()

    def enter_code(self) -> None:
        """The code that the app shows now."""
        left = 30 - time.time() % 30
        if left < 5:  # a code that runs out on its way is refused
            time.sleep(left)
        self.write("Code", format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))
