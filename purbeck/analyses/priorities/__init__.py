"""Which priorities lead: a risk matrix open to inspection, and the ranks that other weights would give. It decides nothing."""
