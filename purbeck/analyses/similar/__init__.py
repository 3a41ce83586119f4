"""Which areas are most like ours, on published variables other than recorded crime."""
