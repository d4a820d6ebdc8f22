"""An edition beside the one before, to sign off."""
