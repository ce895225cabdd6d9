"""What AWS services offer, as data."""
