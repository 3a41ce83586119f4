"""Publications in another language: messages with slots, translations in a PO file, who says them."""
