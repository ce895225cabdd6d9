"""Text inside values -> `Expr`: paths, payload templates, intrinsic functions, JSONata."""
