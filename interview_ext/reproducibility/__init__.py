"""Whether a notebook gives the same again when it is run from the top in a clean kernel."""
