"""`python -m c360_governance`."""

from c360_governance.cli import main

if __name__ == "__main__":
    main()
