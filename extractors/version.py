"""The extractor's version: to be raised with every change that can change a record.

Documents whose stored extraction bears another version are read again by the next run.
"""

EXTRACTOR_VERSION = "7"
