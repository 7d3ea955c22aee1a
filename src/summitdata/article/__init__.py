"""The article's data and the functions that read them."""
