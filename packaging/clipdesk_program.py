"""Where the frozen program begins."""

from multiprocessing import freeze_support

from clipdesk.start import main

if __name__ == "__main__":
    freeze_support()
    main()
