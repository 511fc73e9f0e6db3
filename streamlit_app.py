"""The page registry: which pages there are, and nothing else."""

from workbench.ui import shell

shell.run()
