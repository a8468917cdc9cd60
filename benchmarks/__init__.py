"""Measurements that anyone can repeat; see docs/measurements.md for what was seen."""
