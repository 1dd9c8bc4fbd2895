// How states become 64-bit hashes.
#pragma once

#include <LinearMath/btTransform.h>

#include <cstdint>
#include <cstring>

namespace cbullet {

/// Mixes 64-bit words: multiply, rotate, and MurmurHash3's finaliser (Appleby, public domain) at the end.
class Mixer {
 public:
  void word(uint64_t value) {
    hash_ = (hash_ ^ (value * 0x9e3779b97f4a7c15u)) * 0xff51afd7ed558ccdu;
    hash_ = (hash_ << 29) | (hash_ >> 35);
  }
  void number(double value) {
    uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    word(bits);
  }
  void vector(const btVector3& v) {
    for (int i = 0; i < 3; ++i) number(v[i]);
  }
  void quaternion(const btQuaternion& q) {
    for (int i = 0; i < 4; ++i) number(q[i]);
  }
  void frame(const btTransform& t) {
    vector(t.getOrigin());
    for (int row = 0; row < 3; ++row) vector(t.getBasis()[row]);
  }
  uint64_t finish() const {
    uint64_t h = hash_;
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdu;
    h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53u;
    return h ^ (h >> 33);
  }

 private:
  uint64_t hash_ = 0x2545f4914f6cdd1du;
};

}  // namespace cbullet
