// Constraint rows in packed memory, and the iterations over them: projected Gauss-Seidel, as Bullet's multibody solver
// runs it (btMultiBodyConstraintSolver, Bullet 3.24): same order, same friction circle, same residual.
//
// Every moving body is a multibody, so a row is two dot products and two scaled additions over padded arrays.
#pragma once

#include <cstddef>
#include <vector>

namespace cbullet {

class PackedRows {
 public:
  /// One body's part of a row: `blocks` times four doubles, padded with zeros. Offsets into `store`.
  struct Side {
    size_t jacobian = 0;
    size_t response = 0;
    size_t velocity = 0;
    int blocks = 0;
  };
  struct Row {
    Side a, b;
    /// `inverse` is the row's effective mass, `inertia` its reciprocal; both 0 switch a row off.
    double rhs, cfm, inverse, inertia, applied, low, high, friction;
    /// The contact's place among `normals`.
    int normal;
    /// Whom to tell the impulse.
    void* origin;
  };
  /// A row of one joint: its Jacobian has a single entry, +1 or -1, so no dot product is needed.
  struct JointRow {
    Side side;
    size_t own;
    double sign, rhs, inverse, inertia, applied, low, high;
    void* origin;
  };

  /// Room for `points` contact points and as many joints, so that steps need not ask for memory before there are more.
  void reserve(size_t points);
  void clear();
  /// Room for four times `blocks` zeros; returns where they begin.
  size_t allocate(int blocks);
  /// One pass over all rows, joints in turns from either end; returns the largest squared velocity error that was left.
  double iterate(int iteration);
  /// At most `iterations` passes, fewer once the error has fallen to `threshold`.
  void solve(int iterations, double threshold);

  std::vector<double> store;
  std::vector<JointRow> joints;
  std::vector<Row> normals, frictions, rollings, spinnings;

 private:
  double wanted(const Row& row) const;
  void apply(const Side& side, double impulse);
  double solve(JointRow& row);
  double solve(Row& row);
  double solveCone(Row& a, Row& b);
  double solvePairs(std::vector<Row>& rows, bool always);
};

}  // namespace cbullet
