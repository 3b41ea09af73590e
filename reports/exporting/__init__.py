"""What lies beside the pages: a CSV for each table, a PNG for each drawing, a workbook for each page."""
