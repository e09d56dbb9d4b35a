"""One interview as one file, to keep, to hand on, or to move to another machine."""
