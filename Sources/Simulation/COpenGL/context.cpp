#include "context.hpp"

#include <EGL/egl.h>
#include <EGL/eglext.h>

#include <cstring>
#include <vector>

namespace copengl {

namespace {

constexpr EGLint contextAttributes[] = {
    EGL_CONTEXT_MAJOR_VERSION, 4, EGL_CONTEXT_MINOR_VERSION, 5, EGL_CONTEXT_OPENGL_PROFILE_MASK,
    EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE};

bool has(const char* extensions, const char* name) {
  if (extensions == nullptr) return false;
  const size_t length = std::strlen(name);
  for (const char* at = extensions; (at = std::strstr(at, name)) != nullptr; at += length) {
    if ((at == extensions || at[-1] == ' ') && (at[length] == ' ' || at[length] == 0)) return true;
  }
  return false;
}

EGLContext makeContext(EGLDisplay display) {
  if (!eglBindAPI(EGL_OPENGL_API)) return EGL_NO_CONTEXT;
  return eglCreateContext(display, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, contextAttributes);
}

/// True when the display gives contexts that need no surface; else it is closed again.
bool works(EGLDisplay display) {
  if (display == EGL_NO_DISPLAY || !eglInitialize(display, nullptr, nullptr)) return false;
  const char* extensions = eglQueryString(display, EGL_EXTENSIONS);
  if (has(extensions, "EGL_KHR_surfaceless_context") && has(extensions, "EGL_KHR_no_config_context")) {
    const EGLContext context = makeContext(display);
    if (context != EGL_NO_CONTEXT) {
      eglDestroyContext(display, context);
      return true;
    }
  }
  eglTerminate(display);
  return false;
}

/// Devices in the order of their drivers, graphics cards before software; then Mesa's way to its software.
EGLDisplay findDisplay() {
  const char* extensions = eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
  if (has(extensions, "EGL_EXT_platform_device") && has(extensions, "EGL_EXT_device_base")) {
    const auto query = reinterpret_cast<PFNEGLQUERYDEVICESEXTPROC>(eglGetProcAddress("eglQueryDevicesEXT"));
    EGLint count = 0;
    if (query != nullptr && query(0, nullptr, &count) && count > 0) {
      std::vector<EGLDeviceEXT> devices(static_cast<size_t>(count));
      if (!query(count, devices.data(), &count)) count = 0;
      for (EGLint i = 0; i < count; ++i) {
        const EGLDisplay display =
            eglGetPlatformDisplay(EGL_PLATFORM_DEVICE_EXT, devices[static_cast<size_t>(i)], nullptr);
        if (works(display)) return display;
      }
    }
  }
  if (has(extensions, "EGL_MESA_platform_surfaceless")) {
    // EGL_DEFAULT_DISPLAY is a cast of 0.
    const EGLDisplay display = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, nullptr, nullptr);
    if (works(display)) return display;
  }
  return EGL_NO_DISPLAY;
}

/// The process's display: opened once, never closed, because closing it would end everybody's contexts.
EGLDisplay display() {
  static const EGLDisplay found = findDisplay();
  return found;
}

}  // namespace

Context::Context() {
  if (display() == EGL_NO_DISPLAY) {
    throw Failure{CGL_UNAVAILABLE, "no EGL display gives an OpenGL 4.5 context without a window"};
  }
  handle_ = makeContext(display());
  if (handle_ == EGL_NO_CONTEXT) throw Failure{CGL_OUT_OF_MEMORY, "the driver gives no further OpenGL context"};
}

Context::~Context() { eglDestroyContext(display(), handle_); }

Context::Use::Use(const Context& context) {
  // The API is a setting of the thread.
  if (!eglBindAPI(EGL_OPENGL_API) || !eglMakeCurrent(display(), EGL_NO_SURFACE, EGL_NO_SURFACE, context.handle_)) {
    throw Failure{CGL_FAILED, "the OpenGL context cannot be used: does another thread use this renderer?"};
  }
}

Context::Use::~Use() { eglMakeCurrent(display(), EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT); }

}  // namespace copengl
