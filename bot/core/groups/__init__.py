"""Groups: their settings, and who may change them."""
