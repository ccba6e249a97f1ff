"""Bytes to articles: decoding, reading, cleaning, dating, and the verdict on what is no article.

Nothing here knows what a number means; that is transforms/observations.
"""

from transforms.articles.plain import read_text

__all__ = ["read_text"]
