"""Where the world is: folder, processes, Prefect, warehouse, command line.

This module imports nothing, so that a reading child process never loads Prefect.
"""
