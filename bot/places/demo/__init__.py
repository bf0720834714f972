"""The addresses of Belrive, the fictional demo commune, from a seeded generator.

`python -m bot.places.demo` writes them again; a test holds that the committed file is exactly
what this package generates.
"""
