"""The data team's workbook or CSV, out and back."""
