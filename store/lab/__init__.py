"""The Lab: experiments that put a claim to the test on this machine.

`experiments` reads them, `measuring` runs them through `running`, `spread` says what the numbers
can tell, `rating` turns findings into ratings by the published rule.
"""
