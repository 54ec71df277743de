"""Crash proof: the service is killed at every step, and what is left is compared with an undisturbed run."""
