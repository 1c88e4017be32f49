"""The room `demand`: what comes to the door by hour and channel, who is on duty, and what could have been spared."""
