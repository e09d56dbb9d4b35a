"""Two people in two real browsers, against a real `jupyter interview` process."""
