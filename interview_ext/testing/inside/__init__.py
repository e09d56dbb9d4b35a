"""What runs inside the two sandboxes of a test run: the judge's side and the subject's.

It is run by the kernels' Python, so its files import nothing else of this package, and nothing but
the standard library until a value of NumPy or pandas is met.
"""
