"""The log: two topics of 16 partitions, append and read; and the claim, which says what in it is true."""
