"""`python -m clipdesk` is the same as `clipdesk`."""

from clipdesk.start import main

if __name__ == "__main__":
    main()
