"""`make bench`: Parvis and the stock Rasa server measured one after the other, on the same conversation."""
