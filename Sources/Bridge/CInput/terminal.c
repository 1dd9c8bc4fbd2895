#include "CInput.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

// Handlers of signals read what stands here: it is written before they are installed.
static struct termios before, taken;
static char enter_text[256], leave_text[256];
static volatile sig_atomic_t is_taken, resumes, changes;

static void say(const char *text) {
  size_t left = strlen(text);
  while (left > 0) {
    ssize_t sent = write(STDOUT_FILENO, text, left);
    if (sent < 0 && errno == EINTR) continue;
    // A terminal that is gone shows nothing any more.
    if (sent <= 0) return;
    text += sent;
    left -= (size_t)sent;
  }
}

void reins_terminal_give_back(void) {
  if (!is_taken) return;
  is_taken = 0;
  int reason = errno;
  say(leave_text);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  errno = reason;
}

// Ends or stops the process as the signal would have, with the terminal as it was.
static void on_end(int number) {
  reins_terminal_give_back();
  signal(number, SIG_DFL);
  raise(number);
}

static void on_stop(int number) {
  (void)number;
  int reason = errno;
  int was_taken = is_taken;
  reins_terminal_give_back();
  raise(SIGSTOP);
  if (was_taken) {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &taken);
    say(enter_text);
    is_taken = 1;
    resumes += 1;
  }
  errno = reason;
}

static void on_change(int number) {
  (void)number;
  changes += 1;
}

static int32_t keep(char *place, const char *text) {
  if (strlen(text) > 255) {
    errno = EINVAL;
    return -1;
  }
  strcpy(place, text);
  return 0;
}

static int32_t handle(int number, void (*handler)(int)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  return sigaction(number, &action, NULL);
}

int32_t reins_terminal_take(const char *enter, const char *leave) {
  static const int endings[] = {SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE};
  if (is_taken) return 0;
  if (keep(enter_text, enter) < 0 || keep(leave_text, leave) < 0) return -1;
  if (tcgetattr(STDIN_FILENO, &before) < 0) return -1;
  taken = before;
  // Keys at once and unseen; Return is told from line feed. Ctrl-C, Ctrl-Z and Ctrl-\ stay signals.
  taken.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
  taken.c_iflag &= ~(tcflag_t)(ICRNL | IXON);
  taken.c_cc[VMIN] = 0;
  taken.c_cc[VTIME] = 0;
  for (unsigned place = 0; place < sizeof endings / sizeof *endings; place++) {
    if (handle(endings[place], on_end) < 0) return -1;
  }
  if (handle(SIGTSTP, on_stop) < 0 || handle(SIGWINCH, on_change) < 0) return -1;
  if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &taken) < 0) return -1;
  is_taken = 1;
  say(enter_text);
  return 0;
}

int32_t reins_terminal_resumes(void) { return resumes; }

int32_t reins_terminal_changes(void) { return changes; }

int32_t reins_terminal_columns(void) {
  struct winsize size;
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

int64_t reins_terminal_read(uint8_t *bytes, int64_t count) {
  struct pollfd item = {STDIN_FILENO, POLLIN, 0};
  int ready = poll(&item, 1, 0);
  if (ready < 0) return errno == EINTR ? 0 : -1;
  if (ready == 0) return 0;
  ssize_t got = read(STDIN_FILENO, bytes, (size_t)count);
  if (got < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
  // Ready and nothing there: the other end is closed.
  return got == 0 ? -1 : got;
}
