"""Alerts: what is wrong, told once to whoever should know, and told again when it is over.

trouble.py   what a trouble is, and the message it makes
runs.py      what an ended run says: the troubles it opens, those it ends
standing.py  troubles that no run tells of: a release held back, portals and releases that have grown old
book.py      what is open and what was told, between two looks
sinks.py     where messages go: a file, a webhook, a mail server
sensor.py    the Dagster sensor that does it every minute, its check, and the heartbeat

Nothing here decides what is wrong with a page or a release: that is done by the checks and the gates.
"""
