"""Templates of interviews: what is asked, looked at and written down, and when."""
