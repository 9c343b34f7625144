"""`make readers`: what the tools that read decision records make of those that Shortlist writes.

Not part of `make test`: it installs the tools, into a folder that is thrown away afterwards.
"""
