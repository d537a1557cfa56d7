"""What is measured to be told of: the harness's own cost, noise, bare programs and other tools."""
