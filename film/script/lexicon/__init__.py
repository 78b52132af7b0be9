"Word lists, one file per concern, as data: English in depth; Tamil, Telugu and Hindi for the same things. No religion, no caste."
