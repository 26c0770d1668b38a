"""From pictures and prompts to ranked labels."""
