"""What Parvis does: one module for each goal a resident may have."""
