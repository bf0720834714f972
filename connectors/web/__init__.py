"""The website's channel: the widget, what it talks to, and the demo commune's site."""
