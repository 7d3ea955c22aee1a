"""Table Schema as pandera schemas for pandas, polars and PySpark, and back."""

from summitdata.schemas.checks import LossyConversionWarning
from summitdata.schemas.from_pandera import to_table_schema
from summitdata.schemas.to_pandera import from_table_schema, schema

__all__ = ["LossyConversionWarning", "from_table_schema", "schema", "to_table_schema"]
