"""What a web page must be for everyone, as axe-core and a browser see it."""

from __future__ import annotations

from playwright.sync_api import Page

STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# The narrowest is 1280 pixels at 400 percent, where nothing may need scrolling across (WCAG 2.2,
# 1.4.10); 640 is 200 percent.
WIDTHS = (320, 360, 640, 768, 1280)
SCHEMES = ("light", "dark")


def violations(page: Page, axe: str, *, unclear: bool = False) -> list[str]:
    """What axe-core finds: the rule, the element, and what to do about it.

    Text must have a contrast of at least 7:1, more than the standards ask for. With ``unclear``,
    a contrast that axe-core cannot tell is a violation too, as of text that is scrolled away.
    """
    page.evaluate(axe)
    found: list[list[str]] = page.evaluate(_AXE, [STANDARDS, unclear])
    return [": ".join(each) for each in found]


_AXE = """async ([standards, unclear]) => {
  const contrasts = ["color-contrast", "color-contrast-enhanced"];
  const {passes, violations, incomplete} = await axe.run({
    runOnly: {type: "tag", values: standards},
    rules: {"color-contrast-enhanced": {enabled: true}},
  });
  for (const id of contrasts) {
    if (!passes.some(rule => rule.id === id)) throw new Error(`axe-core has not checked ${id}`);
  }
  const told = incomplete.filter(rule => unclear && contrasts.includes(rule.id));
  return [...violations, ...told].flatMap(rule =>
    rule.nodes.map(node => [rule.id, node.html, rule.help, node.failureSummary]));
}"""

# The Nu HTML checker calls the role needless that WebKit asks for: see lists_without_role.
NU_PASSES_OVER = "--filterpattern", ".*role is unnecessary for element .ul.*"


def stops_that_do_not_scroll(page: Page) -> list[str]:
    """The elements that take the focus only to be scrolled, and that do not scroll."""
    found: list[str] = page.evaluate(_STOPS)
    return found


_STOPS = """() => [...document.querySelectorAll("[tabindex]")]
  .filter(e => e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight)
  .map(e => e.outerHTML.slice(0, 99))"""


def scrolled_out_of_reach(page: Page) -> list[str]:
    """The elements that scroll, and that Tab does not lead to (WCAG 2.2, 2.1.1)."""
    found: list[str] = page.evaluate(_OUT_OF_REACH)
    return found


_OUT_OF_REACH = """() => [...document.body.querySelectorAll("*")]
  .filter(e => /auto|scroll/.test(getComputedStyle(e).overflow))
  .filter(e => e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight)
  .filter(e => e.tabIndex !== 0)
  .map(e => e.outerHTML.slice(0, 99))"""


def lists_without_role(page: Page) -> list[str]:
    """The lists without markers that do not say that they are lists.

    WebKit takes such a list for none, outside of navigation, unless it has the role.
    """
    found: list[str] = page.evaluate(_LISTS)
    return found


_LISTS = """() => [...document.querySelectorAll("ul, ol")]
  .filter(e => getComputedStyle(e).listStyleType === "none" && !e.closest("nav"))
  .filter(e => e.getAttribute("role") !== "list")
  .map(e => e.outerHTML.slice(0, 99))"""
