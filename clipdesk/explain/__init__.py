"""Why a model ranks as it does: a map for each label, how far to trust it, and views of the network itself."""
