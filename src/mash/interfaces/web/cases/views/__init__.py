"""The pages about one case, by what is done on them."""
