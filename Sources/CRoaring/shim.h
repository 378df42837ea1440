#include <roaring/roaring.h>

/* In the C library; its module for Swift leaves out what needs _GNU_SOURCE. */
void *memmem(const void *haystack, size_t haystack_length, const void *needle, size_t needle_length);
