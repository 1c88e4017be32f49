"""The room `directory`: how to reach whom, when; kept by each agency and by the hubs it works with."""
