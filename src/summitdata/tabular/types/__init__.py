"""The types of Table Schema, a file each: `FIELD_TYPE` in it is all that this library knows of the type."""
