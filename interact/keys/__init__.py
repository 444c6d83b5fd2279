"""Who can open what; the only package that imports `cryptography`."""
