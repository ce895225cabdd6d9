"""Tasks that call HTTP."""
