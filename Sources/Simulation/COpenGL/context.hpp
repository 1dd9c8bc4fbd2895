// An OpenGL context without a window or a surface.
#pragma once

#include <string>

#include "COpenGL.h"

namespace copengl {

/// What went wrong, thrown inside the library and caught at its border.
struct Failure {
  cgl_status status;
  std::string message;
};

/// OpenGL 4.5 core; throws `Failure` where nobody provides it.
class Context {
 public:
  Context();
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  /// Makes the context the thread's while it lives.
  class Use {
   public:
    explicit Use(const Context& context);
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
  };

 private:
  void* handle_ = nullptr;
};

}  // namespace copengl
