"""What `greenroom calibrate` is made of: running a judge on the labelled answers, and writing down how it did."""
