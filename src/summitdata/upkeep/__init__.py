"""For whoever maintains the data: check, sync, diff and the history of versions."""
