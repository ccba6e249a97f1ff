"""Bytes to article to observations: pure functions and the data files they obey.

Nothing in here touches the network, the clock, a database, the data folder, scrapy or dagster.
"""
