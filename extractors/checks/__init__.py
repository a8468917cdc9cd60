"""Figures → checks: what a report's figures say of each other."""
