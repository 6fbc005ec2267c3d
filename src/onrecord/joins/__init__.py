"""Joins across reports: which dispatch repeats which, which words are one utterance, which events one incident, which reports one story."""
