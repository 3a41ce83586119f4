"""Lets `python -m purbeck` start the command line."""

from purbeck.cli import main

if __name__ == "__main__":
    main()
