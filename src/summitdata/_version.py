"""The version of the library, that of `pyproject.toml`: a copy without the metadata of a distribution has it too."""

__all__ = ["__version__"]

__version__ = "0.1.0"
