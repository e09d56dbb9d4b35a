"""What administrators set in the browser, without a configuration file or a restart."""
