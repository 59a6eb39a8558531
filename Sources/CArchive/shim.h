// libarchive for zip and zlib for gzip: streamed, with the limits and checks of many years of hostile files.
#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>
