"""The definition as data: one declaration of every member, one reader of them all."""
