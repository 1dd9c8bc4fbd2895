// Which file a robot's <mesh> means. Only files below given folders are ever opened.
#include <filesystem>

#include "mesh.hpp"
#include "model.hpp"

namespace cbullet {

namespace {

namespace fs = std::filesystem;

/// Absolute, without links; empty where there is no such thing.
fs::path resolved(const fs::path& path) {
  std::error_code error;
  const fs::path result = fs::canonical(path, error);
  return error ? fs::path() : result;
}

bool isBelow(const fs::path& path, const fs::path& folder) {
  auto at = path.begin();
  for (const fs::path& part : folder) {
    if (at == path.end() || *at != part) return false;
    ++at;
  }
  return at != path.end();
}

}  // namespace

MeshFolders::MeshFolders(const std::string& robotFile, const std::vector<std::string>& roots) {
  own_ = resolved(fs::path(robotFile).parent_path().empty() ? "." : fs::path(robotFile).parent_path()).string();
  roots_.push_back(own_);
  for (const std::string& root : roots) {
    const std::string found = resolved(root).string();
    if (found.empty()) {
      throw Failure{CB_MISSING_FILE, "mesh root", root, "there is no such folder"};
    }
    roots_.push_back(found);
  }
}

std::string MeshFolders::find(const std::string& name, const std::string& element) const {
  const std::string package = "package://";
  const bool inPackage = name.compare(0, package.size(), package) == 0;
  if (!inPackage && name.find("://") != std::string::npos) {
    throw Failure{CB_UNSUPPORTED, element, "mesh " + name, "write package://... or a path relative to the robot file"};
  }
  const fs::path relative = inPackage ? name.substr(package.size()) : name;
  if (relative.is_absolute()) {
    throw Failure{
        CB_INVALID_VALUE, element, "mesh " + name, "write package://... or a path relative to the robot file"};
  }
  std::string tried;
  for (const std::string& root : roots_) {
    if (!inPackage && root != own_) continue;
    tried += (tried.empty() ? "" : ", ") + root;
    const fs::path path = resolved(fs::path(root) / relative);
    if (path.empty()) continue;
    for (const std::string& allowed : roots_) {
      if (!allowed.empty() && isBelow(path, allowed)) return path.string();
    }
    throw Failure{
        CB_INVALID_VALUE, element, "mesh " + name + " leads to " + path.string(),
        "keep meshes below the robot file's folder, or name their folder among the mesh roots"};
  }
  throw Failure{
      CB_MISSING_FILE, element, name,
      "nothing of this name below " + tried + ": correct it, or name its folder among the mesh roots"};
}

}  // namespace cbullet
