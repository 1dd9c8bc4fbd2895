#include "joint_response.hpp"

#include <Eigen/Cholesky>

namespace cbullet {

const double* JointResponse::column(int dof) {
  if (state_ == State::stale) compute();
  return state_ == State::ready ? inverse_.col(dof).data() : nullptr;
}

void JointResponse::compute() {
  state_ = State::unusable;
  const int links = body_.getNumLinks(), dofs = body_.getNumDofs();
  if (!body_.hasFixedBase() || dofs == 0 || dofs > most) return;
  composites_.resize(size_t(links));
  motions_.resize(size_t(links));
  const Eigen::Vector3d reference = eigen(body_.getBasePos());
  for (int link = 0; link < links; ++link) {
    placeLink(body_, link, reference, composites_[size_t(link)], motions_[size_t(link)]);
  }
  Matrix mass = Matrix::Zero(dofs, dofs);
  massMatrix(body_, composites_, motions_, nullptr, 0, mass);
  const Eigen::LLT<Matrix> factor(mass);
  if (factor.info() != Eigen::Success) return;
  inverse_ = factor.solve(Matrix::Identity(dofs, dofs));
  state_ = State::ready;
}

}  // namespace cbullet
