"""What of this floor a person may see."""
