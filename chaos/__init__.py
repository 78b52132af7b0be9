"""Kills what a studio on Kafka is made of, again and again, while clients use it over HTTP; then a checker of its own reads the raw log.

python -m chaos [--seed N] [--size chaos|soak|minute] [--minutes N]        `make chaos`, `make soak`
"""
