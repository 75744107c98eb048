"""Reading skin pictures safely: sniff, sanitise, measure tone, mask lesions, draw phantoms."""
