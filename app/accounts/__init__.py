"""Accounts of editors and officers: signing in, invitations, a second factor, who did what. Visitors need none."""
