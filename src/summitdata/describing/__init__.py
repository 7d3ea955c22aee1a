"""`describe`: a Table Schema or a whole descriptor, from the files that it is for."""
