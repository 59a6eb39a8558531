"""Reads an 835 with a reader from PyPI and prints what it found and how long it took.

Usage: read.py segments|validate|parse FILE. The processor time is that of reading alone: starting Python and importing
are not counted. Output: seconds, then what was found.
"""

import logging
import sys
import time
import warnings

how, path = sys.argv[1], sys.argv[2]
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

if how == "segments":
    import pyx12.x12file

    start = time.process_time()
    claims = 0
    for segment in pyx12.x12file.X12Reader(path):
        claims += segment.get_seg_id() == "CLP"
    found = f"{claims} claims"
elif how == "validate":
    import pyx12.params
    import pyx12.x12n_document

    start = time.process_time()
    valid = pyx12.x12n_document.x12n_document(pyx12.params.params(), path, None, None, None)
    found = "valid" if valid else "not valid"
elif how == "parse":
    import edi_835_parser

    start = time.process_time()
    found = f"{sum(len(one.claims) for one in edi_835_parser.parse(path))} claims"
else:
    sys.exit(f"read.py: no way to read is called {how}")
print(f"{time.process_time() - start:.3f} {found}")
