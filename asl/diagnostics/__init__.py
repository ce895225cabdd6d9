"""What is wrong with a definition: findings, where they stand, and how they are shown."""
