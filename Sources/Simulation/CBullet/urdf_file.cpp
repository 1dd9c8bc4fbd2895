// Reading a file that may hold anything: its size and its nesting are bounded before a recursive parser sees it.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "urdf.hpp"

namespace cbullet {

namespace {

constexpr size_t maximumBytes = 16u << 20;
constexpr int maximumDepth = 64;

/// Where the markup that starts at `at` ends, past its '>'; npos when it never does.
size_t endOfMarkup(const std::string& text, size_t at) {
  struct Pair {
    const char* open;
    const char* close;
  };
  for (const Pair pair : {Pair{"<!--", "-->"}, Pair{"<![CDATA[", "]]>"}, Pair{"<?", ">"}, Pair{"<!", ">"}}) {
    if (text.compare(at, std::strlen(pair.open), pair.open) != 0) continue;
    const size_t end = text.find(pair.close, at + std::strlen(pair.open));
    return end == std::string::npos ? end : end + std::strlen(pair.close);
  }
  char quote = 0;
  for (size_t i = at + 1; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return i + 1;
    }
  }
  return std::string::npos;
}

}  // namespace

void checkNesting(const std::string& text) {
  int depth = 0;
  size_t at = text.find('<');
  while (at != std::string::npos) {
    const size_t end = endOfMarkup(text, at);
    if (end == std::string::npos) {
      throw Failure{CB_MALFORMED, "file", text.substr(at, 40), "close this element"};
    }
    if (text[at + 1] == '/') {
      depth -= 1;
    } else if (text[at + 1] != '!' && text[at + 1] != '?' && text[end - 2] != '/') {
      depth += 1;
    }
    if (depth > maximumDepth) {
      throw Failure{
          CB_TOO_LARGE, "file", "elements nested more than " + std::to_string(maximumDepth) + " deep",
          "flatten it: robot files need fewer than 10 levels"};
    }
    at = text.find('<', end);
  }
}

std::string readBytes(const char* path, size_t most, const char* remedy) {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path, "rb"), &std::fclose);
  if (!file) throw Failure{CB_MISSING_FILE, "file", std::strerror(errno), "check the path and the permissions"};
  std::string bytes;
  char block[65536];
  size_t count = 0;
  while ((count = std::fread(block, 1, sizeof block, file.get())) > 0) {
    bytes.append(block, count);
    if (bytes.size() > most) {
      throw Failure{CB_TOO_LARGE, "file", "more than " + std::to_string(most) + " bytes", remedy};
    }
  }
  if (std::ferror(file.get())) {
    throw Failure{CB_MISSING_FILE, "file", std::strerror(errno), "check that the path is a readable file"};
  }
  return bytes;
}

std::string readBoundedFile(const char* path) {
  std::string text = readBytes(path, maximumBytes, "a URDF is text of some kilobytes: check the path");
  if (text.find('\0') != std::string::npos) {
    throw Failure{CB_MALFORMED, "file", "a zero byte", "a URDF is plain text: check the path"};
  }
  checkNesting(text);
  return text;
}

}  // namespace cbullet
