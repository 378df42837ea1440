"""The fixtures of fixtures.py for every module here: one browser and one province for the whole run."""

from fixtures import chromium, page, server, session_of  # noqa: F401  (fixtures)
