"""How agencies and people come in, sign in, and whom an agency trusts."""
