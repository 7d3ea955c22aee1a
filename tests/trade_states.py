"""The partners of the tests on trade."""

STATES = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
