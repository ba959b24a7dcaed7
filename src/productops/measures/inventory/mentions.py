"""Which products a text names: whole words, and common words only where they stand as a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Words that people write without meaning the product of that name.
_COMMON = """
abstract amplitude around base beacon bear bill bolt box braid branch buffer canvas chameleon chorus circle
clear close compass copper craft crisp cursor delighted discord discourse dock dovetail drift drive ease envoy
float flow focus form forms front gather gem ghost gong grain graph greenhouse guru gusto harvest heap height
help hex hive hub ink insight jam keep lattice launch lever linear loom loop lucid mail make maze meet mercury
mode monday motion mural notion office on one orbit outline outlook outreach paddle pages pipe pitch plain
plan planner pocket podium process productive pulse quip ramp range reach recall remote replay ring rippling
rise roam segment sense shape sheets shift signal sketch slab slides snowflake spark spike splash square
stitch storm stream strike stripe surface switch tasks teams terminus things toggle tower tray trust vault
wave whereby word words work workspace write zoom
"""
COMMON = frozenset(_COMMON.split())
_WORD = "0-9A-Za-z_\u00c0-\u024f\u0370-\u1fff"
_BEFORE = r"(?:log(?:ged)?[ -]?in(?:to| to)?|sign(?:ed)? in(?:to| to)?|access to|license for|licence for|seat in|seat for)"
_AFTER = (
    r"(?:app|account|accounts|login|license|licence|seat|seats|workspace|integration|subscription|invite|invitation|admin|"
    r"api|sso|plugin|connector)"
)
_SHORTEST = 3
_NEAR = 30
RULE = (
    "A text names a product by its name or an alias as whole words, in any case; the longest name at a place counts, so"
    " “Jira Service Management” does not name Jira. A name that is a common word (Linear, Notion, Front, Box) counts only"
    " as written and within a sentence, or next to a word that shows what is meant (“log in to notion”, “box account”)."
    " Aliases of fewer than three letters, and names that two products have, are not looked for."
)


@dataclass(frozen=True, slots=True)
class Mentions:
    """Finds products in text.

    Attributes:
        tools: name in lower case → product.
        written: name in lower case → the ways it is written.
        ambiguous: names that are not looked for, as two products have them.
        pattern: any of the names.
        rough: the same for any engine, without a look at what stands around.
    """

    tools: Mapping[str, str]
    written: Mapping[str, frozenset[str]]
    ambiguous: tuple[str, ...]
    pattern: re.Pattern[str]
    rough: str

    @classmethod
    def of(cls, names: Iterable[tuple[str, str, bool]]) -> Mentions:
        """A finder of *names*: product, name, and whether it is its first name."""
        owners, written = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
        for tool, name, first in names:
            bare = " ".join(name.split())
            if len(bare) >= _SHORTEST or (first and bare):
                owners[bare.lower()].add(tool)
                written[bare.lower()].add(bare)
        tools = {name: min(found) for name, found in owners.items() if len(found) == 1}
        pattern = _any_of(tools)
        return cls(
            tools,
            {name: frozenset(forms) for name, forms in written.items()},
            tuple(sorted(name for name, found in owners.items() if len(found) > 1)),
            re.compile(f"(?<![{_WORD}])({pattern})(?![{_WORD}])", re.IGNORECASE),
            f"(?i)(?:{pattern})",
        )

    def within(self, text: str) -> set[str]:
        """The products that *text* names."""
        found = (match for match in self.pattern.finditer(text) if match[1])
        named = ((_folded(match[1]), match) for match in found)
        return {
            self.tools[name]
            for name, match in named
            if name in self.tools and self._meant(name, match)
        }

    def _meant(self, name: str, match: re.Match[str]) -> bool:
        if name not in COMMON or _in_context(match):
            return True
        as_written = match[1] in self.written[name] and match[1][0].isupper()
        return as_written and not _begins_a_sentence(match)


def _begins_a_sentence(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - _NEAR) : match.start()].rstrip(" \t\"'“(*-")
    return not before or before[-1] in ".!?:\n\r"


def _any_of(names: Iterable[str]) -> str:
    """One pattern for all names, the longest first; any blank of a name stands for any run of blanks."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(r"\s+".join(map(re.escape, name.split())) for name in ordered) or r"\b\B"


def _folded(text: str) -> str:
    return " ".join(text.split()).lower()


def _in_context(match: re.Match[str]) -> bool:
    text, start, end = match.string, match.start(), match.end()
    before = re.search(
        rf"(?:^|[^{_WORD}]){_BEFORE}\s+$", text[max(0, start - _NEAR) : start], re.IGNORECASE
    )
    after = re.match(rf"\s+{_AFTER}(?![{_WORD}])", text[end : end + _NEAR], re.IGNORECASE)
    return bool(before or after)
