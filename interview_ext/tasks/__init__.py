"""The tasks of a pad: questions that were attached to it, and what has been shown of them."""
