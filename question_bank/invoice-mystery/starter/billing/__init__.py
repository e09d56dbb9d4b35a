"""The monthly invoices."""
