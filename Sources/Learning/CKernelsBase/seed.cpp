#include "CKernelsBase.h"
