"""What is asked for, imperative; one file per aggregate."""
