"""What runs in the processes of the Lab. Each file is given to an interpreter by its path.

That interpreter need not have Shortlist: nothing here imports anything but the standard library.
"""
