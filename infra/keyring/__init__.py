"""The keys under which people's words are sealed: one for each account, destroyed when the account is erased."""
