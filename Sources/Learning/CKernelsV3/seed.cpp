#include "CKernelsV3.h"
