#include "contact_rows.hpp"

#include <cmath>

namespace cbullet {

namespace {

/// Bullet's: slower impacts do not bounce, m/s.
constexpr double restitutionThreshold = 0.2;
constexpr double largestImpulse = 1e10;
/// Points of a manifold that resist rolling and spinning.
constexpr int turningPoints = 4;

}  // namespace

PackedRows::Side ContactRows::side(
    const ContactSide& from, const Columns& columns, const btVector3& direction, double* velocity, double* inertia) {
  PackedRows::Side side;
  if (!from.tree) return side;
  const KinematicTree& tree = *from.tree;
  side.blocks = tree.blocks();
  side.velocity = from.velocity;
  side.jacobian = rows_.allocate(2 * side.blocks);
  side.response = side.jacobian + size_t(side.blocks) * 4;
  double* const jacobian = rows_.store.data() + side.jacobian;
  double* const response = rows_.store.data() + side.response;
  const double* const present = tree.velocities();
  const double x = direction.x(), y = direction.y(), z = direction.z();
  const int size = tree.size();
  for (int i = 0; i < size; ++i) {
    const Eigen::Vector3d& column = columns[size_t(i)];
    jacobian[i] = column.x() * x + column.y() * y + column.z() * z;
    *velocity += jacobian[i] * present[i];
  }
  tree.respond(jacobian, response);
  for (int i = 0; i < size; ++i) *inertia += jacobian[i] * response[i];
  return side;
}

double ContactRows::begin(PackedRows::Row& row, const btVector3& direction, double cfm) {
  double velocity = 0, inertia = 0;
  row.a = side(a_, columnsA_, direction, &velocity, &inertia);
  row.b = side(b_, columnsB_, -direction, &velocity, &inertia);
  const double sum = inertia + cfm;
  // A row that nothing answers is switched off.
  row.inverse = sum > SIMD_EPSILON ? 1 / sum : 0;
  row.inertia = row.inverse > 0 ? 1 / row.inverse : 0;
  row.cfm = cfm * row.inverse;
  row.applied = 0;
  row.origin = nullptr;
  return velocity;
}

void ContactRows::appendPoint(
    const ContactSide& a, const ContactSide& b, btManifoldPoint& point, bool resistsTurning) {
  const double seconds = configuration_.step_seconds;
  a_ = a;
  b_ = b;
  const btVector3 &onA = point.getPositionWorldOnA(), &onB = point.getPositionWorldOnB();
  if (a.tree) a.tree->pointColumns(a.link, eigen(onA), columnsA_);
  if (b.tree) b.tree->pointColumns(b.link, eigen(onB), columnsB_);

  double cfm = 0, erp = configuration_.contact_erp;
  if (point.m_contactPointFlags & BT_CONTACT_FLAG_CONTACT_STIFFNESS_DAMPING) {
    // A spring and a damper as one implicit row.
    const double spring = seconds * point.m_combinedContactStiffness1;
    const double both = std::max(spring + point.m_combinedContactDamping1, SIMD_EPSILON);
    cfm = 1 / both;
    erp = spring / both;
  }
  const int normal = int(rows_.normals.size());
  PackedRows::Row row;
  const double velocity = begin(row, point.m_normalWorldOnB, cfm / seconds);
  double bounce = std::abs(velocity) < restitutionThreshold ? 0 : -point.m_combinedRestitution * velocity;
  if (bounce < 0) bounce = 0;
  const double distance = point.getDistance() + configuration_.linear_slop;
  // Apart: just so fast that they meet. Inside each other: a share of the depth is undone.
  const double correction = -distance / seconds * (distance > 0 ? 1 : erp);
  row.rhs = (bounce - velocity + correction) * row.inverse;
  row.low = 0;
  row.high = largestImpulse;
  row.friction = point.m_combinedFriction;
  row.normal = normal;
  row.origin = &point;
  rows_.normals.push_back(row);

  btVector3 &across = point.m_lateralFrictionDir1, &along = point.m_lateralFrictionDir2;
  btPlaneSpace1(point.m_normalWorldOnB, across, along);
  across.normalize();
  along.normalize();
  const bool anchored = point.m_contactPointFlags & BT_CONTACT_FLAG_FRICTION_ANCHOR;
  for (const btVector3* direction : {&across, &along}) {
    PackedRows::Row friction;
    const double sliding = begin(friction, *direction, 0);
    const double drift = anchored ? (onA - onB).dot(*direction) : 0;
    friction.rhs = (-drift * configuration_.friction_erp / seconds - sliding) * friction.inverse;
    friction.low = -point.m_combinedFriction;
    friction.high = point.m_combinedFriction;
    friction.friction = point.m_combinedFriction;
    friction.normal = normal;
    rows_.frictions.push_back(friction);
  }
  const double spinning = point.m_combinedSpinningFriction, rolling = point.m_combinedRollingFriction;
  if (!resistsTurning || (spinning <= 0 && rolling <= 0)) return;
  if (a.tree) a.tree->angularColumns(a.link, columnsA_);
  if (b.tree) b.tree->angularColumns(b.link, columnsB_);
  if (spinning > 0) appendTorsion(point.m_normalWorldOnB, spinning, normal, rows_.spinnings);
  if (rolling > 0) {
    appendTorsion(across, rolling, normal, rows_.rollings);
    appendTorsion(along, rolling, normal, rows_.rollings);
  }
}

void ContactRows::appendTorsion(
    const btVector3& axis, double friction, int normal, std::vector<PackedRows::Row>& to) {
  PackedRows::Row row;
  const double turning = begin(row, axis, 0);
  row.rhs = -turning * row.inverse;
  row.low = -friction;
  row.high = friction;
  row.friction = friction;
  row.normal = normal;
  to.push_back(row);
}

void ContactRows::append(const ContactSide& a, const ContactSide& b, btPersistentManifold& manifold) {
  int turning = 0;
  for (int i = 0; i < manifold.getNumContacts(); ++i) {
    btManifoldPoint& point = manifold.getContactPoint(i);
    if (point.getDistance() > manifold.getContactProcessingThreshold()) {
      point.m_appliedImpulse = 0;
      continue;
    }
    appendPoint(a, b, point, turning++ < turningPoints);
  }
}

void ContactRows::tellImpulses() {
  for (size_t i = 0; i < rows_.normals.size(); ++i) {
    btManifoldPoint& point = *static_cast<btManifoldPoint*>(rows_.normals[i].origin);
    point.m_appliedImpulse = rows_.normals[i].applied;
    point.m_appliedImpulseLateral1 = rows_.frictions[2 * i].applied;
    point.m_appliedImpulseLateral2 = rows_.frictions[2 * i + 1].applied;
  }
}

}  // namespace cbullet
