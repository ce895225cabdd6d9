"""Where definitions live: in files of their own, and in the templates of those who deploy them."""
