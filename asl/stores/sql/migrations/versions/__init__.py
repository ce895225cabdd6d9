"""The migrations, a file each; none is changed once it was released."""
