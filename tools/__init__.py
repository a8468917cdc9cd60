"""Programs for the project's own use; nothing that the system needs at run time."""
