"""What a partner is sent: a sheet, a sharing annex and an impact assessment, of one contract."""
