"""Where Parvis speaks: the dialogue engine and the channels around it."""
