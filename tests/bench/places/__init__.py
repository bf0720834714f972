"""How well and how fast places are found, in a made-up country as varied as France; beside addok when it is there."""
