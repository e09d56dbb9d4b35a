"""The audit log: who did what to which pad, and when."""
