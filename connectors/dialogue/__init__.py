"""The Rasa agent inside the engine: Rasa's extension points, filled by Parvis."""
