"""The light pages, rendered by the server: landing, waiting room, going in, sign in, errors."""
