"""From the blocks of the walk to the lines of a text: captions out, sentences that a line break cut in two joined.

Here: what is decided from the neighbourhood of a line. What a line is by itself, the walk has noted (blocks.py).
"""

from dataclasses import replace

from transforms.articles.blocks import MAX_CAPTION_WORDS, Block
from transforms.articles.text import words

_MAX_PLAIN_CAPTION_WORDS = 40


def without_captions(blocks: list[Block]) -> list[Block]:
    """The blocks with text that are no captions. A caption is told by structure: it calls itself one, or it stands
    behind an image (in its paragraph, or next to it) and is centred or in italics; never by its words."""
    kept: list[Block] = []
    behind_image, image_owner, owners = False, 0, _texts_by_owner(blocks)
    for block in blocks:
        if not block.text:
            behind_image, image_owner = block.image, block.owner
            continue
        length = words(block.text)
        marked = block.centred or block.italic
        beside = behind_image and block.owner == image_owner
        alone = beside and owners[block.owner] == 1 and block.tag in ("p", "td", "th", "center")
        if (
            block.captioned
            or (marked and (behind_image or block.image) and length <= MAX_CAPTION_WORDS)
            or (alone and length <= _MAX_PLAIN_CAPTION_WORDS)
        ):
            continue
        behind_image = False
        kept.append(block)
    return kept


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
