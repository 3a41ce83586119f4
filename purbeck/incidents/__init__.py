"""Tables as supplied become one table of incidents, whoever recorded them."""
