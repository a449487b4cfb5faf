"""What somebody with a new residence permit arranges: steps in their order, dates, words in four languages, and a buddy.

To add a step, write it in steps.py and its words in texts/nl.json and texts/en.json; to add a language, a file in texts/ and its name in
languages.py.
"""
