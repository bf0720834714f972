"""The desk: the pages on which the town hall's agents read requests and answer residents."""
