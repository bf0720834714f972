"""The register with four years of requests in it: 100,000."""
