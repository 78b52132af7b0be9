"""What is said, to be read: lines.py cuts a text into pieces that fit, cues.py gives them their time, writing.py makes SRT, VTT and ASS of them."""
