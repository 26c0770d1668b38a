"""The networks of CLIP and what they need to run: tokens, pixels, checkpoints, the contrastive loss."""
