"""What every package may use: clock, content files, database, errors, words, PDF."""
