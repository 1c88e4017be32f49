"""What comes to the door, hour by hour and channel by channel, and what a better answer earlier would have spared."""
