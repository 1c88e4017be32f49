"""What people and machines touch."""
