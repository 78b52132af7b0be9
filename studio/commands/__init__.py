"""One file for each subcommand; each speaks to a studio as a client, or to the folder itself."""
