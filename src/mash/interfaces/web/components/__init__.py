"""What MASH's pages are made of: forms, macros, words for dates and clocks, and the brand."""
