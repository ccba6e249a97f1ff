"""Where on a page the article is, told from the blocks of the walk: below its title, in one element, before its end.

Here: prose, boxes, title, end, container. Nothing here knows a CMS; the words that end an article are boilerplate.py's.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from transforms.articles import boilerplate
from transforms.articles.blocks import Block
from transforms.articles.byline import is_signature
from transforms.articles.text import key, words

MAX_LINK_SHARE = 0.5
MIN_WORDS = 12
_SENTENCE_WORDS = 6
_MIN_TITLE_WORDS = 4
_HEADLINE_SHARE = 0.8
_HEADLINES_END = 2
_CONTAINER_SHARE = 0.8
"""The container is the deepest element that holds this share of the prose below the title."""

_MIN_ITEMS = 3
_BOX_BLOCKS = 80
"""No box of other news has more lines."""

_HEADINGS = ("h1", "h2", "h3")


@dataclass(frozen=True)
class Parts:
    """The blocks between title and end, by where they stand to the container; and the title's block."""

    before: list[Block]
    inside: list[Block]
    after: list[Block]
    title: Block | None


def is_prose(block: Block) -> bool:
    """A line that reads like text: long enough, or a sentence, and not made of links."""
    if block.linked >= MAX_LINK_SHARE:
        return False
    length = words(block.text)
    return length >= MIN_WORDS or (length >= _SENTENCE_WORDS and block.text.endswith((".", "!", "?", "…", ";")))


def without_boxes(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without boxes of other news: an element with a tail marker ("Tin liên quan") that holds links and no
    prose but that of the links' own teasers. Such boxes stand in the middle of articles, and behind them: a rule is
    left in the place of each."""
    prose: dict[int, int] = {}
    linked: dict[int, int] = {}
    for block in blocks:
        counts = linked if block.linked >= MAX_LINK_SHARE else prose if is_prose(block) else None
        if counts is not None:
            for element in block.path:
                counts[element] = counts.get(element, 0) + 1
    boxes = _items(blocks, prose, linked)
    loose = _loose_boxes(blocks)
    for at, block in enumerate(blocks):
        if not block.text or not (boilerplate.is_tail_marker(block.text) or boilerplate.is_pointer(block.text)):
            continue
        holders = []
        for element in reversed(block.path):
            if prose.get(element, 0):
                break
            holders.append(element)
        boxes.update(element for element in holders if linked.get(element, 0))
        boxes.update(_teasers(blocks, at, linked))
    kept: list[Block] = []
    for i, block in enumerate(blocks):
        if boxes.isdisjoint(block.path) and i not in loose:
            kept.append(block)
        elif not kept or kept[-1].tag != "hr":
            kept.append(Block(text="", tag="hr", owner=0))
    return kept


def _items(blocks: Sequence[Block], prose: dict[int, int], linked: dict[int, int]) -> set[int]:
    """The items of a list of other news that has no heading: elements side by side, each with a linked headline and at
    most one line about it."""
    by_list: dict[int, dict[int, bool]] = {}
    if len(linked) < _MIN_ITEMS:
        return set()
    for block in blocks:
        if not is_prose(block):
            continue
        for above, element in zip(block.path, block.path[1:], strict=False):
            if linked.get(element, 0) and prose[element] == 1:
                by_list.setdefault(above, {})[element] = True
                break
    return {element for items in by_list.values() if len(items) >= _MIN_ITEMS for element in items}


def _teasers(blocks: Sequence[Block], at: int, linked: dict[int, int]) -> list[int]:
    """The elements that begin with the marker at `at` and hold nothing but linked headlines and lines about them, each
    in one element with its headline."""
    found: list[int] = []
    before = next((block.path for block in reversed(blocks[:at]) if block.text), ())
    for element in reversed(blocks[at].path):
        if element in before or not linked.get(element, 0):
            if element in before:
                break
            continue
        inside = [block for block in blocks[at + 1 : at + 1 + _BOX_BLOCKS] if element in block.path]
        if any(
            is_prose(block) and not any(linked.get(part, 0) for part in block.path[block.path.index(element) + 1 :])
            for block in inside
        ):
            break
        found.append(element)
    return found


def _loose_boxes(blocks: Sequence[Block]) -> set[int]:
    """Where a marker and the links below it stand among the paragraphs, without an element of their own: prose of the
    same element goes on behind them."""
    found: set[int] = set()
    place: tuple[int, ...] = ()
    pending: list[int] = []
    for i, block in enumerate(blocks):
        if is_prose(block):
            parent = block.path[:-1]
            if len(pending) > 1 and _within(parent, place):
                found.update(pending)
            place, pending = (place if _within(parent, place) else parent), []
        elif block.text and place and boilerplate.is_tail_marker(block.text):
            pending = [i]
        elif pending and block.text and block.linked >= MAX_LINK_SHARE:
            pending.append(i)
        elif block.text:
            pending = []
    return found


def title_index(blocks: Sequence[Block], said: Collection[str], headline: int | None) -> int | None:
    """Which block is the title: the one below the heading `headline` (a mem_id), else the first line by itself that
    repeats what the page's head says (`said`, folded)."""
    if headline is not None:
        found = [i for i, block in enumerate(blocks) if headline in block.path and block.text]
        if found:
            return found[-1]
    for tags in (_HEADINGS, None):
        for i, block in enumerate(blocks):
            if (
                words(block.text) >= _MIN_TITLE_WORDS
                and (tags is None or block.tag in tags)
                and block.linked < MAX_LINK_SHARE
                and key(block.text) in said
            ):
                return i
    return None


def parts_of(blocks: Sequence[Block], title: int | None, votes: Collection[str]) -> Parts:
    """The blocks after the title and before the end, split by the container. Without a title the whole page is
    before us, with its boxes, and `votes` (folded lines) say which prose counts."""
    start = 0 if title is None else title + 1
    end = _end(blocks, start)
    below = list(blocks[start:end])
    heading = blocks[title] if title is not None else None
    holder = _container(below, votes if title is None else ())
    found = [i for i, block in enumerate(below) if holder is not None and holder in block.path]
    if not found or holder is None:
        return Parts(below, [], [], heading)
    last = _run_on(below, found[-1], holder)
    inside = [below[i] for i in found] + below[found[-1] + 1 : last + 1]
    return Parts(below[: found[0]], inside, below[last + 1 :], heading)


def _run_on(blocks: Sequence[Block], last: int, holder: int) -> int:
    """Where the text really ends that the container holds up to `last`: prose that follows at once, in the element next
    to the container, is the article's other part."""
    path = blocks[last].path
    level = path.index(holder)
    if level == 0 or is_signature(blocks[last].text, set_apart=blocks[last].bold or blocks[last].right):
        return last
    parent = path[level - 1]
    while last + 1 < len(blocks) and is_prose(blocks[last + 1]) and parent in blocks[last + 1].path:
        last += 1
    return last


def _end(blocks: Sequence[Block], start: int) -> int:
    """Where the article ends: at a tail marker; or at a rule, or headlines that are links, where behind them no prose
    goes on in the element that held it before. Nothing counts before there is prose."""
    seen, headlines = 0, 0
    place: tuple[int, ...] = ()
    candidate: int | None = None
    for i, block in enumerate(blocks[start:], start):
        if seen >= MIN_WORDS and boilerplate.is_tail_marker(block.text):
            return i if candidate is None else _behind_signature(blocks, candidate)
        if is_prose(block):
            parent = block.path[:-1]
            if candidate is not None and not _within(parent, place):
                return _behind_signature(blocks, candidate)
            place = place if _within(parent, place) else parent
            seen, headlines, candidate = seen + words(block.text), 0, None
        elif block.tag == "hr" and seen >= MIN_WORDS:
            candidate = i if candidate is None else candidate
        elif block.linked >= _HEADLINE_SHARE and words(block.text) >= _MIN_TITLE_WORDS:
            headlines += 1
            if headlines == _HEADLINES_END and seen >= MIN_WORDS and candidate is None:
                candidate = i - _HEADLINES_END + 1
    return len(blocks) if candidate is None else _behind_signature(blocks, candidate)


def _behind_signature(blocks: Sequence[Block], end: int) -> int:
    """The end, moved behind a name that signs the article below a rule or a box."""
    following = next((i for i, block in enumerate(blocks[end:], end) if block.text), end)
    block = blocks[following] if following < len(blocks) else None
    return following + 1 if block is not None and block.linked == 0 and is_signature(block.text) else end


def _within(path: tuple[int, ...], place: tuple[int, ...]) -> bool:
    """Whether an element is `place` or inside it; nothing is inside a place that is not known yet."""
    return bool(place) and path[: len(place)] == place


def _container(blocks: Sequence[Block], votes: Collection[str]) -> int | None:
    """mem_id of the deepest element that holds most of the prose that was voted for; of all prose without votes."""
    prose = [block for block in blocks if is_prose(block)]
    chosen = [block for block in prose if not votes or key(block.text) in votes] or prose
    weights: dict[int, int] = {}
    depth: dict[int, int] = {}
    total = 0
    for block in chosen:
        size = words(block.text)
        total += size
        for level, element in enumerate(block.path):
            weights[element] = weights.get(element, 0) + size
            depth[element] = max(level, depth.get(element, 0))
    if total < MIN_WORDS:
        return None
    holders = [element for element, weight in weights.items() if weight >= _CONTAINER_SHARE * total]
    return max(holders, key=lambda element: depth[element], default=None)
