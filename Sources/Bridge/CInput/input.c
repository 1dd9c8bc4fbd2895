#include "CInput.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int32_t reins_input_open(const char *path) { return open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); }

void reins_input_close(int32_t device) { close(device); }

int32_t reins_input_name(int32_t device, char *name, int32_t count) {
  if (count < 1) return -1;
  name[0] = 0;
  if (ioctl(device, EVIOCGNAME((size_t)count), name) < 0) return -1;
  name[count - 1] = 0;
  return 0;
}

int32_t reins_input_has(int32_t device, uint32_t type, uint32_t code) {
  uint8_t bits[KEY_MAX / 8 + 1];
  memset(bits, 0, sizeof bits);
  if (code > KEY_MAX || ioctl(device, EVIOCGBIT(type, sizeof bits), bits) < 0) return 0;
  return (bits[code / 8] >> (code % 8)) & 1;
}

int32_t reins_input_axis(int32_t device, uint32_t code, int32_t *minimum, int32_t *maximum, int32_t *value) {
  struct input_absinfo info;
  if (ioctl(device, EVIOCGABS(code), &info) < 0) return -1;
  *minimum = info.minimum;
  *maximum = info.maximum;
  *value = info.value;
  return 0;
}

int64_t reins_input_read(int32_t device, uint8_t *bytes, int64_t count) {
  ssize_t got = read(device, bytes, (size_t)count);
  if (got < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
  // The end of a file that is no device.
  return got == 0 ? -1 : got;
}
