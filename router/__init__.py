"""The scheduler: folds the log into open tasks, gives them to idle workers, and turns their results back into commands. Soft state only."""
