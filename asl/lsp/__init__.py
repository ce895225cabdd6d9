"""The editor's side: what a language server tells of a definition that is being typed."""
