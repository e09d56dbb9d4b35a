"""The kernel of every language that has none of its own: it compiles and runs whole programs.

It is run inside the sandbox by the kernels' Python, with nothing but ipykernel beside it, so its
files import nothing else of this package. `kernelspecs.py` starts it with the folder of the
language, whose ``language.toml`` it goes by.
"""
