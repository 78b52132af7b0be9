"""The write side over HTTP: a request becomes one command on the log, and its outcome the answer."""
