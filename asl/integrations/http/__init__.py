"""Tasks that call HTTP: `http:invoke` with EventBridge's connections, and `apigateway:invoke`."""
