"""Servers, disks, databases and clocks that misbehave, one fault at a time: nothing lost, one clear line in the log,
and everything goes on by itself when the fault is over."""
