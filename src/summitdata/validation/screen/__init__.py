"""The fast path, called the screen in the code: it finds the rows of a file that frictionless has to look at."""
