"""Back offices: the systems of those who mend things, one adapter each, and the dispatcher."""
