"""What a partner is sent: a sheet to fill in, a data-sharing annex and an impact assessment, of one contract."""
