"""The whole story on embedded mail servers, with nothing to configure."""
