"""What is published, in another language: messages with slots, their translations in a PO file, and who says them."""
