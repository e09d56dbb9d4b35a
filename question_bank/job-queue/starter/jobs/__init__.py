"""A queue of jobs for workers."""
