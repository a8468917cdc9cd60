"""What things are: forms, the document model, records and tables, errors, checks.

Declarations only. This package imports nothing else of the project, so that readers,
extractors and flows can all rest on it.
"""
