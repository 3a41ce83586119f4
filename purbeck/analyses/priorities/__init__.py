"""Which priorities lead: a risk matrix open to inspection, and what other weights would say."""
