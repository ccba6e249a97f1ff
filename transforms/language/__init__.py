"""Reading Vietnamese prose: letters, words, sentences, numbers, dates and periods.

Knows nothing of trade unions and could be used alone. What a number counts, and whose it is, is decided in
transforms/observations/.
"""
