"""Writes the demo commune's addresses: `python -m bot.places.demo`."""

from pathlib import Path

from bot.places.demo.addresses import addresses_csv

TARGET = Path(__file__).parents[2] / "territory" / "belrive" / "addresses.csv"


def main() -> None:
    """Overwrites the committed file."""
    TARGET.write_text(addresses_csv(), encoding="utf-8")


if __name__ == "__main__":
    main()
