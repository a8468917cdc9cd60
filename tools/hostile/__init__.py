"""Files made to do harm, each with the outcome that it must have: `python -m tools.hostile OUT`."""
