"""From the blocks of the walk to the lines of a text: captions out, sentences that a line break cut in two joined.

Here: what is decided from the neighbourhood of a line. What a line is by itself, the walk has noted (blocks.py).
"""

import re
from dataclasses import replace

from transforms.articles.blocks import MAX_CAPTION_WORDS, Block
from transforms.articles.text import words

_MAX_PLAIN_CAPTION_WORDS = 40
_INSET_AMONG = 3
_CREDIT_CHARS = 60
_CREDIT = re.compile(
    r"\b(?:ảnh|nguồn ảnh|photo)(?: minh họa)? ?[:/] ?[^!?]{1,40}$|\((?:ảnh|nguồn)[^()]{0,40}\)\.?$",
    re.IGNORECASE,
)


def without_captions(blocks: list[Block]) -> list[Block]:
    """The blocks with text that are no captions. A caption is told by structure: it calls itself one, or it stands
    behind an image (in its paragraph, or next to it) and is centred, in italics or ends with who took the picture, or
    it is all that an element in the middle of the text holds beside an image; never by its words alone."""
    if not any(block.image or block.captioned for block in blocks):
        return [block for block in blocks if block.text]
    kept: list[Block] = []
    behind_image, image_owner, owners, around = False, 0, _texts_by_owner(blocks), _texts_by_element(blocks)
    for block in blocks:
        if not block.text:
            behind_image, image_owner = block.image, block.owner
            continue
        length = words(block.text)
        marked = block.centred or block.italic
        beside = behind_image and block.owner == image_owner
        credited = (behind_image or block.image) and _CREDIT.search(block.text[-_CREDIT_CHARS:]) is not None
        alone = beside and owners[block.owner] == 1 and block.tag in ("p", "td", "th", "center")
        if (
            block.captioned
            or (credited and length <= MAX_CAPTION_WORDS)
            or (_shares_its_element(block, owners, around) and length <= _MAX_PLAIN_CAPTION_WORDS)
            or (marked and (behind_image or block.image) and length <= MAX_CAPTION_WORDS)
            or (
                (alone or (behind_image and _is_inset(block, image_owner, around)))
                and length <= _MAX_PLAIN_CAPTION_WORDS
            )
        ):
            continue
        behind_image = False
        kept.append(block)
    return kept


def _is_inset(block: Block, image_owner: int, texts: dict[int, int]) -> bool:
    """Whether an element holds an image and this line, and nothing else, among other lines of the text."""
    path = block.path
    return len(path) > 2 and path[-2] == image_owner and texts[path[-2]] == 1 and texts[path[-3]] >= _INSET_AMONG


def _shares_its_element(block: Block, owners: dict[int, int], texts: dict[int, int]) -> bool:
    """Whether a line that is no sentence stands in one element with its image, among other lines of the text."""
    return (
        block.image
        and block.tag in ("div", "li", "section")
        and owners[block.owner] == 1
        and not block.text.endswith((".", "!", "?", ":", ";"))
        and max((texts[element] for element in block.path[-3:-1]), default=0) >= _INSET_AMONG
    )


def _texts_by_element(blocks: list[Block]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for block in blocks:
        if block.text:
            for element in block.path:
                counts[element] = counts.get(element, 0) + 1
    return counts


def _texts_by_owner(blocks: list[Block]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for block in blocks:
        if block.text:
            counts[block.owner] = counts.get(block.owner, 0) + 1
    return counts


def lines_of(blocks: list[Block]) -> list[Block]:
    """Joins what a line break cut in the middle of a sentence: the next piece begins in lower case."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.broken
            and last.owner == block.owner
            and block.text[:1].islower()
            and not last.text.endswith((".", "!", "?", ":", ";"))
        ):
            joined[-1] = replace(last, text=f"{last.text} {block.text}", broken=block.broken)
            continue
        joined.append(block)
    return joined
