"""The question bank: what a question is, where questions are kept, how they go in and out."""
