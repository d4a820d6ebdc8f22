"""``python -m factsheets`` is the command ``factsheets``."""

from factsheets.cli.app import main

if __name__ == "__main__":
    main()
