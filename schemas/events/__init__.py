"""What happened, past tense; one file per aggregate."""
