"""Numbers and doubt into plain sentences: every sentence Purbeck says of its own accord is made here."""
