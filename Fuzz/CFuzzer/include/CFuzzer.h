// libFuzzer as a library: its own main function would not do for a Swift executable.
#include <stddef.h>
#include <stdint.h>

/// Runs until an input fails or the options in `argv` say it is enough. compiler-rt, lib/fuzzer/FuzzerInterface.h.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*target)(const uint8_t *data, size_t size));
