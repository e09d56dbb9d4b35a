"""The people of the organization: accounts, invitations, signed-in browsers, teams."""
