"""Workers: take leased tasks, render them in child processes, report. No database, no log: streams and the object store only."""
