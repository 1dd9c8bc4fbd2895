// From an inertia tensor to what Bullet's multibodies take: principal moments and a frame along their axes.
#include <Eigen/Eigenvalues>

#include "model.hpp"

namespace cbullet {

void setInertia(
    LinkModel& link, double mass, const btTransform& frame, const std::array<double, 6>& tensor, bool mustTurn) {
  link.mass = mass;
  link.inertialFrame = frame;
  const auto [xx, xy, xz, yy, yz, zz] = tensor;
  if (xy == 0 && xz == 0 && yz == 0) {
    link.inertia = btVector3(xx, yy, zz);
  } else {
    Eigen::Matrix3d full;
    full << xx, xy, xz, xy, yy, yz, xz, yz, zz;
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(full);
    Eigen::Matrix3d axes = solver.eigenvectors();
    if (axes.determinant() < 0) axes.col(2) = -axes.col(2);
    const Eigen::Vector3d moments = solver.eigenvalues();
    link.inertia = btVector3(moments[0], moments[1], moments[2]);
    const btMatrix3x3 basis(
        axes(0, 0), axes(0, 1), axes(0, 2), axes(1, 0), axes(1, 1), axes(1, 2), axes(2, 0), axes(2, 1), axes(2, 2));
    link.inertialFrame = frame * btTransform(basis);
  }
  double& smallest = link.inertia[link.inertia.minAxis()];
  const double largest = link.inertia[link.inertia.maxAxis()];
  const std::string value = "principal moments " + std::to_string(link.inertia.x()) + " " +
                            std::to_string(link.inertia.y()) + " " + std::to_string(link.inertia.z()) + " kg m2";
  // A moment that is 0 up to rounding may come out of the solver with a minus sign.
  if (smallest < 0 && smallest >= -1e-12 * largest) smallest = 0;
  if (smallest < 0) {
    throw Failure{CB_INVALID_VALUE, "link " + link.name, value, "an inertia tensor has no negative moment"};
  }
  if (mustTurn && smallest == 0) {
    throw Failure{
        CB_INVALID_VALUE, "link " + link.name, value, "a link behind a movable joint needs moments above 0"};
  }
}

}  // namespace cbullet
