"""The month-end pack: one reading of the books, set as PDF and as a workbook, each figure with its Fact."""
