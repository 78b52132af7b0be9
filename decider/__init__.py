"""The only writer of events: takes a partition, folds it, decides its commands in order, appends under the claim rule, and steps down."""
