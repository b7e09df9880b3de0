"""Language: one article's text at a time; never a DataFrame, never a file but the modules' own rule tables."""
