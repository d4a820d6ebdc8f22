"""``python -m factsheets`` is the command ``factsheets``."""

from factsheets.cli import main

if __name__ == "__main__":
    main()
