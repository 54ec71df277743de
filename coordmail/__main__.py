"""`python -m coordmail`."""

from coordmail.cli import main

if __name__ == "__main__":
    main()
