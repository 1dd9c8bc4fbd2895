// The terminal and Linux' input devices: what Swift cannot say, because ioctl is variadic and handlers of signals must not
// touch its runtime. Functions that can fail return -1 and leave the reason in errno.
#ifndef REINS_CINPUT_H
#define REINS_CINPUT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Takes the terminal of standard input: keys come at once and are not shown; signals of the keyboard stay. Whatever ends
/// or stops the process gives it back first. At most one terminal at a time.
///
/// @param enter written to standard output now and when a stopped process goes on, at most 255 bytes
/// @param leave written when the terminal is given back, at most 255 bytes
int32_t reins_terminal_take(const char *enter, const char *leave);

/// Gives the terminal back; does nothing when it was not taken. May be called from handlers of signals.
void reins_terminal_give_back(void);

/// Times that a stopped process went on, with the terminal taken again: what was held is not known any more.
int32_t reins_terminal_resumes(void);

/// Times that the window changed its size.
int32_t reins_terminal_changes(void);

/// Columns of the terminal of standard output; 80 where it does not say.
int32_t reins_terminal_columns(void);

/// Bytes that wait at standard input, at most count; 0 when there are none, -1 at its end or on an error. Never waits.
int64_t reins_terminal_read(uint8_t *bytes, int64_t count);

/// Opens an input device for reading without waiting.
int32_t reins_input_open(const char *path);
void reins_input_close(int32_t device);

/// Its name, at most count bytes with the 0 at its end.
int32_t reins_input_name(int32_t device, char *name, int32_t count);

/// 1 where the device has this code of EV_KEY (1) or EV_ABS (3), else 0.
int32_t reins_input_has(int32_t device, uint32_t type, uint32_t code);

/// How far an axis goes, and where it is.
int32_t reins_input_axis(int32_t device, uint32_t code, int32_t *minimum, int32_t *maximum, int32_t *value);

/// Events that wait, whole ones, at most count bytes; 0 when there are none, -1 when the device is gone.
int64_t reins_input_read(int32_t device, uint8_t *bytes, int64_t count);

#ifdef __cplusplus
}
#endif

#endif
