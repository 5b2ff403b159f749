"""The commands, one a module of the same name: parse, call one function, print.

A command is the function that is named like its module. Its options are those of `faces/cli/options.py`, its help
is `help.command.<name>.short` and `.long` in the catalogues, and its body has at most ten lines. What it needs is
imported when it runs, so that `--help`, `check` and `explain` answer at once. A module that is put into this folder
is a command: there is no other list of them. A command may return an exit code.
"""
