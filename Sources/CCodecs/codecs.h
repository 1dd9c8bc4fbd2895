#include <png.h>
#include <sodium.h>
#include <zlib.h>
