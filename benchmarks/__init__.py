"""Benchmarks: how fast pads open and how fast a keystroke reaches the other person.

``python -m benchmarks`` runs them; ``README.md`` beside this file says how things are measured.
"""
