#include "CKernelsV4.h"
