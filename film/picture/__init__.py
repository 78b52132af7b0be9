"""The picture of the film: sets, people, camera and light become frames; knows nothing of sound or of the log."""
