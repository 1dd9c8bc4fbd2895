#include <zmq.h>

// From zmq.h's draft section: Debian's 4.3.4 obeys it, though its header hides it.
enum { REINS_ZMQ_ZAP_ENFORCE_DOMAIN = 93 };
