"""The screen: the fast pass over a CSV file that finds the rows frictionless has to look at."""
