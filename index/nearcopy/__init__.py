"""Near-copies: which stretches of a draft come from which stretches of a source, and in which way.

``words`` reads a text, ``chance`` says how likely a shared word is by accident, ``evidence`` grows a stretch on both
sides while words speak for it, ``seeds`` finds where to begin, ``links`` joins sentences by meaning, ``spans`` cuts
and names what was found, ``setphrases`` knows the genre's common wording.
"""
