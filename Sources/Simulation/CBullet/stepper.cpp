#include "stepper.hpp"

#include <algorithm>

#include "world.hpp"

namespace cbullet {

namespace {

/// Most impulse of a joint limit, N s or N m s: Bullet's value.
constexpr double limitImpulse = 100;

/// A joint that is further behind its limit is held, not driven back, rad or m: Bullet leaves deep violations to a second
/// pass (`m_splitImpulsePenetrationThreshold`) that multibodies do not have.
constexpr double deepestCorrected = double(0.04f);

}  // namespace

void Stepper::add(Body& body, const std::vector<LinkShape>& shapes) {
  const int index = int(moving_.size());
  Moving moving;
  moving.island = index;
  if (body.multiBody) {
    const BodyModel& model = *body.model;
    moving.tree = std::make_unique<KinematicTree>(*body.multiBody, model);
    moving.torques.assign(model.links.size(), 0);
    btAlignedObjectArray<JointLaw> laws;
    for (const JointLaw::Kind kind : {JointLaw::limit, JointLaw::friction, JointLaw::motor}) {
      for (int link = 0; link < int(model.links.size()); ++link) {
        const LinkModel& joint = model.links[size_t(link)];
        moving.damped = moving.damped || joint.damping > 0;
        if (!joint.movable()) continue;
        if (kind == JointLaw::limit && !joint.hasLimits) continue;
        if (kind == JointLaw::friction && joint.friction == 0) continue;
        laws.push_back({kind, link});
      }
    }
    // Bullet sorts the constraints of all robots by island before it solves them, and its sort moves equals about.
    laws.quickSort([](const JointLaw&, const JointLaw&) { return false; });
    for (int i = 0; i < laws.size(); ++i) moving.laws.push_back(laws[i]);
  }
  moving_.push_back(std::move(moving));
  pairs.add(body, index, shapes);
  if (body.multiBody) place(body, index);
}

void Stepper::place(Body& body, int index) {
  if (KinematicTree* const tree = moving_[size_t(index)].tree.get()) {
    tree->place();
    for (int link = -1; link < int(body.model->links.size()); ++link) {
      body.colliders[size_t(link + 1)]->setWorldTransform(tree->frame(link));
    }
  }
  pairs.follow(body, index);
}

int Stepper::rootOf(int body) {
  while (moving_[size_t(body)].island != body) body = moving_[size_t(body)].island;
  return body;
}

void Stepper::findIslands() {
  for (size_t i = 0; i < moving_.size(); ++i) moving_[i].island = int(i);
  touching_.clear();
  pairs.eachManifold([&](const ContactPairs::Part& a, const ContactPairs::Part& b, btPersistentManifold& manifold) {
    if (manifold.getNumContacts() == 0) return;
    Touching touch{a.still ? -1 : a.body, b.still ? -1 : b.body, a.link, b.link, &manifold};
    touch.first = &a;
    touch.second = &b;
    touching_.push_back(touch);
    if (a.still || b.still) return;
    const int first = rootOf(a.body), second = rootOf(b.body);
    moving_[size_t(std::max(first, second))].island = std::min(first, second);
  });
  if (configuration_.sorts_contacts) sortContacts();
}

void Stepper::sortContacts() {
  // Parts lie in one array in the order of bodies and links. Few contacts, mostly in order: insertion.
  const auto comes = [](const Touching& x, const Touching& y) {
    const auto key = [](const ContactPairs::Part* part) { return std::pair(part->body, part->link); };
    return std::pair(key(x.first), key(x.second)) < std::pair(key(y.first), key(y.second));
  };
  for (size_t i = 1; i < touching_.size(); ++i) {
    for (size_t at = i; at > 0 && comes(touching_[at], touching_[at - 1]); --at) std::swap(touching_[at], touching_[at - 1]);
  }
}

void Stepper::appendJoint(
    Moving& moving, size_t responses, int place, double sign, double wanted, double low, double high) {
  const KinematicTree& tree = *moving.tree;
  PackedRows::JointRow row;
  row.side.blocks = tree.blocks();
  row.side.velocity = moving.velocity;
  row.side.response = responses + size_t(place * tree.blocks()) * 4;
  if (sign < 0) {
    const size_t turned = rows_.allocate(tree.blocks());
    for (int i = 0; i < tree.size(); ++i) rows_.store[turned + size_t(i)] = -tree.response(place)[i];
    row.side.response = turned;
  }
  row.own = moving.velocity + size_t(place);
  row.sign = sign;
  const double answer = tree.response(place)[place];
  row.inverse = answer > SIMD_EPSILON ? 1 / answer : 1;
  row.inertia = 1 / row.inverse;
  row.rhs = (wanted - sign * tree.velocities()[place]) * row.inverse;
  row.applied = 0;
  row.low = low;
  row.high = high;
  row.origin = nullptr;
  rows_.joints.push_back(row);
}

void Stepper::appendJoints(const Body& body, Moving& moving) {
  const KinematicTree& tree = *moving.tree;
  if (moving.laws.empty()) return;
  const size_t responses = rows_.allocate(tree.size() * tree.blocks());
  std::copy_n(tree.response(0), size_t(tree.size() * tree.blocks()) * 4, rows_.store.begin() + long(responses));
  const double seconds = configuration_.step_seconds;
  for (const JointLaw& law : moving.laws) {
    const LinkModel& joint = body.model->links[size_t(law.link)];
    const int place = tree.place(law.link);
    const double position = body.multiBody->getLink(law.link).m_jointPos[0];
    const double speed = tree.velocities()[place];
    switch (law.kind) {
      case JointLaw::limit: {
        const double above = position - joint.lower, below = joint.upper - position;
        const auto wanted = [&](double gap) {
          return gap > -deepestCorrected ? -gap * configuration_.erp / seconds : 0;
        };
        if (above <= 0) appendJoint(moving, responses, place, 1, wanted(above), 0, limitImpulse);
        if (below <= 0) appendJoint(moving, responses, place, -1, wanted(below), 0, limitImpulse);
        break;
      }
      case JointLaw::friction: {
        const double impulse = joint.friction * seconds;
        appendJoint(moving, responses, place, 1, 0, -impulse, impulse);
        break;
      }
      case JointLaw::motor: {
        const MotorCommand& command = body.motors[size_t(law.link)]->command;
        if (command.maximumForce == 0) break;
        const double wanted = command.positionGain * (command.target - position) / seconds + speed +
                              command.velocityGain * (command.targetVelocity - speed);
        const double impulse = command.maximumForce * seconds;
        appendJoint(moving, responses, place, 1, wanted, -impulse, impulse);
        break;
      }
    }
  }
}

void Stepper::solveIsland(std::vector<Body>& bodies, int island) {
  rows_.clear();
  for (size_t i = size_t(island); i < moving_.size(); ++i) {
    Moving& moving = moving_[i];
    if (!moving.tree || moving.island != island || moving.tree->size() == 0) continue;
    moving.velocity = rows_.allocate(moving.tree->blocks());
    appendJoints(bodies[i], moving);
  }
  for (const Touching& touch : touching_) {
    if (moving_[size_t(touch.a >= 0 ? touch.a : touch.b)].island != island) continue;
    const auto side = [&](int body, int link) {
      if (body < 0) return ContactSide();
      const Moving& moving = moving_[size_t(body)];
      return ContactSide{moving.tree.get(), link, moving.velocity};
    };
    contacts_.append(side(touch.a, touch.linkA), side(touch.b, touch.linkB), *touch.manifold);
  }
  if (rows_.joints.empty() && rows_.normals.empty()) return;
  rows_.solve(configuration_.solver_iterations, configuration_.residual_threshold);
  contacts_.tellImpulses();
  for (size_t i = size_t(island); i < moving_.size(); ++i) {
    Moving& moving = moving_[i];
    if (!moving.tree || moving.island != island || moving.tree->size() == 0) continue;
    moving.tree->addVelocities(rows_.store.data() + moving.velocity, 1);
  }
}

void Stepper::step(std::vector<Body>& bodies) {
  pairs.detect();
  const btVector3 gravity = vector(configuration_.gravity);
  for (size_t i = 0; i < moving_.size(); ++i) {
    Moving& moving = moving_[i];
    if (!moving.tree) continue;
    const Body& body = bodies[i];
    moving.torques = body.torques;
    if (moving.damped) {
      for (size_t link = 0; link < moving.torques.size(); ++link) {
        const double damping = body.model->links[link].damping;
        if (damping > 0) moving.torques[link] -= damping * body.multiBody->getJointVel(int(link));
      }
    }
    moving.tree->invertMass();
    moving.tree->accelerate(gravity, moving.torques, configuration_.step_seconds);
  }
  findIslands();
  for (size_t i = 0; i < moving_.size(); ++i) moving_[i].island = rootOf(int(i));
  for (size_t i = 0; i < moving_.size(); ++i) {
    if (moving_[i].tree && moving_[i].island == int(i)) solveIsland(bodies, int(i));
  }
  for (size_t i = 0; i < moving_.size(); ++i) {
    if (!moving_[i].tree) continue;
    moving_[i].tree->integrate(configuration_.step_seconds);
    place(bodies[i], int(i));
  }
}

}  // namespace cbullet
