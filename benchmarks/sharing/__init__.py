"""How long an answer to "may this be shared?" takes."""
