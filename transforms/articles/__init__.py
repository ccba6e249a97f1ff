"""Bytes to articles: decoding, reading, cleaning, dating, and the verdict on what is no article.

Nothing here knows what a number means; that is transforms/observations.
"""

from transforms.articles.page import read_html, read_page, unreadable
from transforms.articles.plain import read_text
from transforms.articles.rules import Rules, load_rules
from transforms.articles.urls import canonical_url

__all__ = ["Rules", "canonical_url", "load_rules", "read_html", "read_page", "read_text", "unreadable"]
