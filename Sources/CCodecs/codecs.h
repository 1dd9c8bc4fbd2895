#include <png.h>
#include <sodium.h>
