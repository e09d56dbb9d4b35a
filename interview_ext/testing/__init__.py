"""Runs the tests of questions: the candidate's code in one sandbox, what judges it in another."""
