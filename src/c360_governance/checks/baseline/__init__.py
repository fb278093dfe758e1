"""What a measured value is expected to be, learned from the values before it.

Pure functions over (time, value) pairs; nothing is read and nothing is kept here. `expect` gives the range, `judge`
says what a measured value means against it, `robust` and `calendar` are what they are made of.
"""
