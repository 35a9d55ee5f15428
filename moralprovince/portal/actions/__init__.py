"""What the roof writes: reminder ladders, the fate of messages, summaries, and what spans the floors."""
