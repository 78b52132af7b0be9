"""Read models: folds of the log into rows, one file each; the runner feeds them all, the reader answers from them."""
