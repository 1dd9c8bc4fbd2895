// A robot driver in one file, in the shape of a libfranka control loop: a control thread at control_hz that never waits,
// and a network thread that speaks docs/wire.md with the hub. Inside is a simulated arm; a machine of your own takes the
// place of `Arm`. See README.md.
#include <google/protobuf/text_format.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <deque>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "reins.pb.h"

namespace pb = reins::v1;

constexpr int kMaximumJoints = 64;                     // of docs/wire.md
constexpr int64_t kSecond = 1'000'000'000;             // ns
constexpr int64_t kSilence = 2 * kSecond, kPingEvery = kSecond / 2, kStatusEvery = 2 * kSecond / 5;
static std::atomic<bool> ending{false};

static int64_t clockNs(clockid_t id = CLOCK_MONOTONIC) {
  timespec t;
  clock_gettime(id, &t);
  return t.tv_sec * kSecond + t.tv_nsec;
}

[[noreturn]] static void fail(const std::string& text) { throw std::runtime_error(text); }

// One writer, one reader, no lock: the writer never waits, and a reader that meets it at work keeps what it had.
template <typename T>
class Slot {
  static_assert(std::is_trivially_copyable_v<T> && sizeof(T) % 8 == 0);
  static constexpr size_t kWords = sizeof(T) / 8;
  std::atomic<uint64_t> version_{0}, words_[kWords]{};

 public:
  void write(const T& value) {
    uint64_t raw[kWords];
    std::memcpy(raw, &value, sizeof value);
    const uint64_t version = version_.load(std::memory_order_relaxed);
    version_.store(version + 1, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    for (size_t i = 0; i < kWords; i++) words_[i].store(raw[i], std::memory_order_relaxed);
    version_.store(version + 2, std::memory_order_release);
  }
  bool read(T& value) const {
    const uint64_t before = version_.load(std::memory_order_acquire);
    uint64_t raw[kWords];
    for (size_t i = 0; i < kWords; i++) raw[i] = words_[i].load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);
    if (before % 2 != 0 || version_.load(std::memory_order_relaxed) != before) return false;
    std::memcpy(&value, raw, sizeof value);
    return true;
  }
};

// What the control loop reads: a command in joint units, already looked at.
struct Order {
  uint64_t serial = 0;         // 0: hold
  int64_t fresh_until_ns = 0;  // hold after that
  int64_t sensed_ns = 0;       // of the observation that it answers; 0 for none
  double change[kMaximumJoints] = {};  // rad or m in one policy step
};

// What the control loop says.
struct Report {
  int64_t at_ns = 0;
  uint64_t ticks = 0, late_ticks = 0, clipped_ticks = 0, serial = 0, holding = 1;
  int64_t command_age_ns = -1;  // of `serial`, from sensing to execution
  double position[kMaximumJoints] = {}, velocity[kMaximumJoints] = {};
};

// The simulated arm. `tick` is what a libfranka callback would be: no allocation, no lock, no system call.
class Arm {
  int joints_;
  double lower_[kMaximumJoints], upper_[kMaximumJoints], fastest_[kMaximumJoints], target_[kMaximumJoints], speed_[kMaximumJoints];
  double policy_seconds_;
  Order order_;

 public:
  Report report;

  Arm(const pb::RobotIdentity& robot, double policy_hz) : joints_(robot.joints_size()), policy_seconds_(1 / policy_hz) {
    for (int j = 0; j < joints_; j++) {
      lower_[j] = robot.joints(j).lower(), upper_[j] = robot.joints(j).upper(), fastest_[j] = robot.joints(j).maximum_velocity();
      report.position[j] = target_[j] = std::clamp(0.0, lower_[j], upper_[j]);
      speed_[j] = 0;
    }
  }

  void tick(const Slot<Order>& orders, int64_t now, double seconds) {
    const uint64_t last = order_.serial;
    orders.read(order_);
    bool clipped = false;
    if (order_.serial == 0 || now > order_.fresh_until_ns) {
      for (int j = 0; j < joints_; j++) target_[j] = report.position[j], speed_[j] = 0;
      report.holding = 1;
    } else if (order_.serial != last || report.holding != 0) {
      for (int j = 0; j < joints_; j++) {
        // The network thread lets no such number through; a guard does not rely on that.
        const double wanted = report.position[j] + (std::isfinite(order_.change[j]) ? order_.change[j] : 0);
        target_[j] = std::clamp(wanted, lower_[j], upper_[j]);
        speed_[j] = std::min(std::abs(target_[j] - report.position[j]) / policy_seconds_, fastest_[j]);
        clipped |= target_[j] != wanted || speed_[j] * policy_seconds_ < 0.999 * std::abs(wanted - report.position[j]);
      }
      report.holding = 0;
      report.command_age_ns = order_.sensed_ns != 0 ? now - order_.sensed_ns : -1;
    }
    for (int j = 0; j < joints_; j++) {
      const double farthest = speed_[j] * seconds;
      const double move = std::clamp(target_[j] - report.position[j], -farthest, farthest);
      report.position[j] += move;
      report.velocity[j] = seconds > 0 ? move / seconds : 0;
    }
    report.serial = order_.serial, report.at_ns = now, report.ticks++, report.clipped_ticks += clipped;
  }
};

static void controlLoop(Arm& arm, double control_hz, const Slot<Order>& orders, Slot<Report>& reports) {
  const sched_param priority{80};
  if (pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority) != 0) std::fprintf(stderr, "no real-time priority: ticks may be late\n");
  const int64_t period = static_cast<int64_t>(kSecond / control_hz);
  int64_t due = clockNs(), last = due;
  while (!ending.load(std::memory_order_relaxed)) {
    due += period;
    const timespec until{due / kSecond, due % kSecond};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
    const int64_t now = clockNs();
    if (now - due > period) arm.report.late_ticks++, due = now;
    // After a pause the arm does not leap to where it would be.
    arm.tick(orders, now, std::min<int64_t>(now - last, 20 * period) / 1e9);
    last = now;
    reports.write(arm.report);
  }
}

// Protocol Buffers forgives what the wire does not: an envelope's field twice, two bodies, groups.
static bool wellFormed(const uint8_t* data, size_t size) {
  uint32_t seen = 0;
  int bodies = 0;
  size_t at = 0;
  auto varint = [&](uint64_t& value) {
    value = 0;
    for (int shift = 0; at < size && shift < 64; shift += 7) {
      const uint8_t byte = data[at++];
      value |= uint64_t(byte & 0x7F) << shift;
      if (byte < 0x80) return true;
    }
    return false;
  };
  for (int count = 0; at < size; count++) {
    uint64_t tag, length = 0;
    if (count >= 32 || !varint(tag) || tag >> 3 == 0) return false;
    const uint64_t number = tag >> 3, type = tag & 7;
    if (type == 0 ? !varint(length) : type == 2 && !varint(length)) return false;
    const uint64_t skip = type == 0 ? 0 : type == 1 ? 8 : type == 5 ? 4 : type == 2 ? length : size + 1;
    if (skip > size - at) return false;
    at += skip;
    if (number < 16 && (seen >> number & 1)) return false;
    if (number < 16) seen |= 1u << number;
    if (number >= 16 && ++bodies > 1) return false;
  }
  return bodies == 1;
}

struct Options {
  std::string connect, description, epoch_file, key, keys, hub_key = "hub";
  bool armed = false, zeros = false;
};

// One line "WORD KEY" of a key file that nobody else may have read or changed, docs/security.md.
static std::string keyOf(const std::string& path, const std::string& word, mode_t allowed) {
  struct stat state;
  if (lstat(path.c_str(), &state) != 0 || !S_ISREG(state.st_mode)) fail(path + " is no plain file: make keys");
  if (state.st_uid != geteuid() || (state.st_mode & 07777 & ~allowed)) fail(path + " belongs to somebody else or is open to others: chmod go-rwx " + path);
  std::ifstream file(path);
  for (std::string name, key; file >> name >> key;)
    if (name == word && key.size() == 40) return key;
  fail(path + " has no line '" + word + " KEY': make new keys");
}

class Network {
  const Options& options_;
  pb::Hello description_;
  int joints_, action_dimension_;
  std::vector<double> mixing_;  // [joints, action dimension]: a joint's change for an action of 1
  std::vector<int> sources_;    // of every observed element: joint, joints + joint for its velocity, -1 for a 0
  Slot<Order>& orders_;
  const Slot<Report>& reports_;
  Report report_;
  void* context_ = zmq_ctx_new();
  void* socket_ = nullptr;

  // The session.
  bool live_ = false;
  uint64_t session_ = 0, sequence_ = 0, schema_ = 0, hub_session_ = 0, heard_sequence_ = 0, ping_number_ = 0;
  int64_t heard_ns_ = 0, pinged_ns_ = 0, greeted_ns_ = 0;
  std::map<uint64_t, int64_t> pings_;                  // number to when it was made
  std::deque<std::pair<int64_t, int64_t>> readings_;   // round trip, the hub's clock minus ours; the last 16

  // What it obeys.
  uint64_t lowest_epoch_ = 1, highest_epoch_ = 0, policy_version_ = 0, serial_ = 0, age_serial_ = 0;
  bool stopped_ = false;
  pb::RobotMode mode_ = pb::ROBOT_MODE_DISARMED, told_ = pb::ROBOT_MODE_UNSPECIFIED;
  std::string reason_ = "disarmed", way_out_ = "arm it";
  int64_t told_ns_ = 0, patience_ns_, fresh_until_ns_ = 0;
  std::deque<std::pair<uint64_t, int64_t>> sensed_;    // number and time of the last 256 observations
  std::deque<int64_t> ages_;
  uint64_t number_ = 0, episode_ = 0;
  uint32_t step_ = 0;

  bool moving() const { return mode_ == pb::ROBOT_MODE_POLICY || mode_ == pb::ROBOT_MODE_EXPERT; }

 public:
  Network(const Options& options, const pb::Hello& description, Slot<Order>& orders, const Slot<Report>& reports)
      : options_(options), description_(description), joints_(description.robot().joints_size()),
        action_dimension_(description.spaces().action_size()), mixing_(joints_ * action_dimension_), orders_(orders), reports_(reports),
        patience_ns_(static_cast<int64_t>(2 * kSecond / description.policy_hz())) {
    auto joint = [&](const std::string& name) {
      for (int j = 0; j < joints_; j++)
        if (description.robot().joints(j).name() == name) return j;
      return -1;
    };
    for (int i = 0; i < action_dimension_; i++) {
      const auto& element = description.spaces().action(i);
      std::vector<int> moved;
      if (const int j = joint(element.name()); j >= 0) moved = {j};
      for (int j = 0; j < joints_ && element.name() == "gripper"; j++)
        if (description.robot().joints(j).unit() == "m") moved.push_back(j);
      if (moved.empty()) fail("the action element '" + element.name() + "' is no joint of this arm: take a task with joint actions");
      for (const int j : moved) mixing_[j * action_dimension_ + i] = element.scale() / moved.size();
    }
    for (const auto& component : description.spaces().observation()) {
      const bool position = component.name() == "jointPosition", velocity = component.name() == "jointVelocity";
      for (const auto& name : component.elements()) {
        const int j = position || velocity ? joint(name) : -1;
        if (j < 0 && !options.zeros) fail("this arm cannot sense '" + component.name() + "': --zeros sends zeros to try the connection");
        sources_.push_back(j < 0 ? -1 : velocity ? joints_ + j : j);
      }
    }
    if (options.armed) mode_ = pb::ROBOT_MODE_ARMED, reason_ = way_out_ = "";
    if (std::ifstream file(options.epoch_file); file) file >> highest_epoch_;
  }

  void run() {
    const int64_t period = static_cast<int64_t>(kSecond / description_.policy_hz());
    greet();
    for (int64_t due = clockNs(); !ending;) {
      const int64_t now = clockNs();
      zmq_pollitem_t item{socket_, 0, ZMQ_POLLIN, 0};
      zmq_poll(&item, 1, std::clamp<int64_t>((due - now) / 1'000'000, 0, 5));
      receive();
      reports_.read(report_);
      if (clockNs() >= due) due = std::max(due + period, clockNs()), policyStep();
      watch();
      keepSession();
    }
    hold(mode_, "", "");
    if (live_) send([](pb::Envelope& e) { e.mutable_farewell()->set_text("the driver ends"); });
    zmq_close(socket_);
    zmq_ctx_term(context_);
  }

 private:
  // Saying hello, on a connection of its own: nothing of the last session is left in its queue.
  void greet() {
    if (socket_ != nullptr) zmq_close(socket_);
    socket_ = zmq_socket(context_, ZMQ_DEALER);
    auto set = [&](int option, int value) { zmq_setsockopt(socket_, option, &value, sizeof value); };
    set(ZMQ_LINGER, 200), set(ZMQ_SNDHWM, 64), set(ZMQ_RCVHWM, 64), set(ZMQ_RECONNECT_IVL, 100), set(ZMQ_RECONNECT_IVL_MAX, 2'000);
    const int64_t largest = 65'536;  // of what a robot gets
    zmq_setsockopt(socket_, ZMQ_MAXMSGSIZE, &largest, sizeof largest);
    if (!options_.key.empty()) {
      const std::string pair = options_.keys + "/" + options_.key + ".secret";
      const std::string own = keyOf(pair, "public", 0600), secret = keyOf(pair, "secret", 0600);
      const std::string hub = keyOf(options_.keys + "/" + options_.hub_key + ".public", "public", 0644);
      zmq_setsockopt(socket_, ZMQ_CURVE_PUBLICKEY, own.c_str(), 41);
      zmq_setsockopt(socket_, ZMQ_CURVE_SECRETKEY, secret.c_str(), 41);
      zmq_setsockopt(socket_, ZMQ_CURVE_SERVERKEY, hub.c_str(), 41);
    }
    if (zmq_connect(socket_, options_.connect.c_str()) != 0) fail(options_.connect + ": " + zmq_strerror(zmq_errno()));
    do {
      if (getrandom(&session_, sizeof session_, 0) != sizeof session_) fail("no random numbers");
    } while (session_ == 0);
    live_ = false, sequence_ = schema_ = hub_session_ = heard_sequence_ = 0, pings_.clear(), readings_.clear();
    greeted_ns_ = clockNs();
    send([&](pb::Envelope& e) {
      *e.mutable_hello() = description_;
      e.mutable_hello()->set_role(pb::ROLE_ROBOT), e.mutable_hello()->set_highest_epoch(highest_epoch_);
    });
  }

  template <typename Fill>
  int64_t send(Fill fill) {
    pb::Envelope e;
    e.set_magic(0x4E494552), e.set_major(1), e.set_session(session_), e.set_sequence(sequence_ + 1), e.set_schema_hash(schema_);
    e.set_monotonic_ns(clockNs()), e.set_wall_ns(clockNs(CLOCK_REALTIME));
    fill(e);
    const std::string frame = e.SerializeAsString();
    // A full queue is a hub that is gone or too slow; silence decides which.
    if (zmq_send(socket_, frame.data(), frame.size(), ZMQ_DONTWAIT) >= 0) sequence_++;
    return e.monotonic_ns();
  }

  void keepSession() {
    const int64_t now = clockNs();
    if (!live_ ? now - greeted_ns_ > kSilence : now - heard_ns_ > kSilence) {
      greet();
    } else if (live_ && now - pinged_ns_ > kPingEvery) {
      pinged_ns_ = now;
      pings_[++ping_number_] = send([&](pb::Envelope& e) { e.mutable_ping()->set_number(ping_number_); });
      if (pings_.size() > 16) pings_.erase(pings_.begin());
    }
  }

  void receive() {
    static uint8_t frame[65'536];
    for (int size; (size = zmq_recv(socket_, frame, sizeof frame, ZMQ_DONTWAIT)) >= 0;) {
      const int64_t now = clockNs();
      pb::Envelope e;
      if (size > int(sizeof frame) || !wellFormed(frame, size) || !e.ParseFromArray(frame, size)) continue;
      if (e.magic() != 0x4E494552 || e.major() != 1 || e.body_case() == pb::Envelope::BODY_NOT_SET) continue;
      // A hub that was started anew does not know this session, and its own is another one.
      const bool forgotten = live_ && e.has_rejection() && e.rejection().session() == session_ &&
          (e.rejection().reason() == pb::REJECTION_REASON_SESSION || e.rejection().reason() == pb::REJECTION_REASON_HANDSHAKE);
      if (forgotten) return greet();
      if (e.session() == 0 || (hub_session_ != 0 && e.session() != hub_session_)) continue;
      if (e.sequence() <= heard_sequence_ || e.sequence() - heard_sequence_ > 1'000'001) continue;
      hub_session_ = e.session(), heard_sequence_ = e.sequence();
      if (e.valid_for_ms() != 0 && !readings_.empty()) {
        const int64_t offset = std::min_element(readings_.begin(), readings_.end())->second;
        const int64_t age = now - (int64_t(e.monotonic_ns()) - offset);
        if (age > int64_t(e.valid_for_ms()) * 1'000'000 || age < -kSecond) continue;
      }
      heard_ns_ = now;
      act(e, now);
    }
  }

  void measure(int64_t t0, int64_t t1, int64_t t2, int64_t t3) {
    const int64_t round_trip = (t3 - t0) - (t2 - t1);
    if (round_trip >= 0) readings_.emplace_back(round_trip, ((t1 - t0) + (t2 - t3)) / 2);  // below 0: a clock has jumped
    if (readings_.size() > 16) readings_.pop_front();
  }

  void act(const pb::Envelope& e, int64_t now) {
    if (!live_) {
      if (e.has_welcome()) {
        live_ = true, schema_ = e.schema_hash(), lowest_epoch_ = std::max(lowest_epoch_, e.welcome().epoch()), told_ns_ = 0;
        measure(e.welcome().hello_monotonic_ns(), e.welcome().received_monotonic_ns(), e.monotonic_ns(), now);
      } else if (e.has_refusal()) {
        const std::string text = "refused, " + pb::RefusalReason_Name(e.refusal().reason()) + ": " + e.refusal().text();
        // These two pass: the last session has not been missed yet, or others leave.
        if (e.refusal().reason() != pb::REFUSAL_REASON_DUPLICATE && e.refusal().reason() != pb::REFUSAL_REASON_FULL) fail(text);
        std::fprintf(stderr, "driver: %s\n", text.c_str());
      }
      return;
    }
    if (e.has_ping()) {
      send([&](pb::Envelope& answer) {
        auto* pong = answer.mutable_pong();
        pong->set_number(e.ping().number()), pong->set_ping_monotonic_ns(e.monotonic_ns()), pong->set_received_monotonic_ns(now);
      });
    } else if (e.has_pong()) {
      const auto made = pings_.find(e.pong().number());
      if (made != pings_.end() && made->second == int64_t(e.pong().ping_monotonic_ns())) {
        measure(made->second, e.pong().received_monotonic_ns(), e.monotonic_ns(), now);
        pings_.erase(made);
      }
    } else if (e.has_command()) {
      if (e.schema_hash() == schema_) command(e.command(), now);
    } else if (e.has_lease_grant()) {
      lowest_epoch_ = std::max(lowest_epoch_, e.lease_grant().epoch());
    } else if (e.has_lease_revocation()) {
      lowest_epoch_ = std::max(lowest_epoch_, e.lease_revocation().epoch() + 1);
    } else if (e.has_event()) {
      event(e.event().kind());
    } else if (e.has_farewell()) {
      live_ = false, greeted_ns_ = now - kSilence + kPingEvery;
    }
  }

  void command(const pb::Command& command, int64_t now) {
    if (stopped_ || mode_ == pb::ROBOT_MODE_DISARMED || mode_ == pb::ROBOT_MODE_LATCHED || mode_ == pb::ROBOT_MODE_RESET) return;
    if (command.authority() != pb::AUTHORITY_POLICY && command.authority() != pb::AUTHORITY_EXPERT) return;
    if (command.action_size() != action_dimension_ || command.epoch() < std::max({lowest_epoch_, highest_epoch_, uint64_t(1)})) return;
    for (const float value : command.action())
      if (!(std::abs(value) <= 1)) return;  // a NaN, too
    Order order;
    if (command.observation() != 0) {
      const auto found = std::find_if(sensed_.begin(), sensed_.end(), [&](const auto& s) { return s.first == command.observation(); });
      if (found == sensed_.end() || now - found->second > patience_ns_) return;
      order.sensed_ns = found->second;
    }
    order.serial = ++serial_, order.fresh_until_ns = fresh_until_ns_ = now + patience_ns_;
    for (int j = 0; j < joints_; j++)
      for (int i = 0; i < action_dimension_; i++) order.change[j] += mixing_[j * action_dimension_ + i] * command.action(i);
    if (command.epoch() > highest_epoch_) keepEpoch(command.epoch());
    policy_version_ = command.policy_version() != 0 ? command.policy_version() : policy_version_;
    mode_ = command.authority() == pb::AUTHORITY_EXPERT ? pb::ROBOT_MODE_EXPERT : pb::ROBOT_MODE_POLICY, reason_ = way_out_ = "";
    orders_.write(order);
  }

  void keepEpoch(uint64_t epoch) {
    highest_epoch_ = epoch;
    if (options_.epoch_file.empty()) return;
    const std::string fresh = options_.epoch_file + ".new";
    std::ofstream(fresh) << epoch << '\n';
    if (std::rename(fresh.c_str(), options_.epoch_file.c_str()) != 0) fail(options_.epoch_file + ": " + std::strerror(errno));
  }

  void hold(pb::RobotMode mode, const char* reason, const char* way_out) {
    orders_.write(Order{}), fresh_until_ns_ = 0;
    mode_ = mode, reason_ = reason, way_out_ = way_out;
  }

  void event(pb::EventKind kind) {
    const bool disarmed = mode_ == pb::ROBOT_MODE_DISARMED, latched = mode_ == pb::ROBOT_MODE_LATCHED;
    if (kind == pb::EVENT_KIND_DISARM) {
      hold(pb::ROBOT_MODE_DISARMED, "disarmed", "arm it");
    } else if (kind == pb::EVENT_KIND_CLEAR && latched) {
      hold(pb::ROBOT_MODE_DISARMED, "disarmed", "arm it");
    } else if ((kind == pb::EVENT_KIND_ARM && disarmed) || (kind == pb::EVENT_KIND_READY && stopped_)) {
      stopped_ = false, hold(pb::ROBOT_MODE_ARMED, "", "");
    } else if (kind == pb::EVENT_KIND_STOP && !disarmed && !latched) {
      stopped_ = true;
      hold(pb::ROBOT_MODE_HOLD, "somebody stopped it", "ready, or reset");
    } else if (kind == pb::EVENT_KIND_RESET && !disarmed && !latched) {
      // This arm has no start to go to; one that has moves there in ROBOT_MODE_RESET first.
      stopped_ = false, episode_++, step_ = 0, hold(pb::ROBOT_MODE_ARMED, "", "");
    }
  }

  void policyStep() {
    const int64_t sensed = report_.at_ns != 0 ? report_.at_ns : clockNs();
    sensed_.emplace_back(++number_, sensed);
    if (sensed_.size() > 256) sensed_.pop_front();
    if (!live_) return;
    send([&](pb::Envelope& e) {
      auto* o = e.mutable_observation();
      o->set_number(number_), o->set_episode(episode_), o->set_step(step_), o->set_sensed_ns(sensed);
      for (const int s : sources_) o->add_values(s < 0 ? 0 : s < joints_ ? report_.position[s] : report_.velocity[s - joints_]);
    });
    step_ += moving();
  }

  void watch() {
    const int64_t now = clockNs();
    if (moving() && now > fresh_until_ns_) hold(pb::ROBOT_MODE_HOLD, "no fresh command for two policy periods", "it goes on with the next");
    if (report_.serial != age_serial_ && report_.command_age_ns >= 0) {
      ages_.push_back(report_.command_age_ns), age_serial_ = report_.serial;
      if (ages_.size() > 1'000) ages_.pop_front();
    }
    if (!live_ || (told_ == mode_ && now - told_ns_ < kStatusEvery)) return;
    told_ = mode_, told_ns_ = now;
    send([&](pb::Envelope& e) {
      auto* s = e.mutable_robot_status();
      s->set_mode(mode_), s->set_reason(reason_), s->set_way_out(way_out_), s->set_epoch(highest_epoch_), s->set_policy_version(policy_version_);
      s->set_ticks(report_.ticks), s->set_late_ticks(report_.late_ticks), s->set_clipped_ticks(report_.clipped_ticks);
      for (int j = 0; j < joints_; j++) s->add_joint_positions(report_.position[j]);
      if (ages_.empty()) return;
      std::vector<int64_t> sorted(ages_.begin(), ages_.end());
      std::sort(sorted.begin(), sorted.end());
      s->set_command_age_p50_ns(sorted[sorted.size() / 2]), s->set_command_age_p99_ns(sorted[sorted.size() * 99 / 100]);
    });
  }
};

static pb::Hello readDescription(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  pb::Hello hello;
  if (!(text << file.rdbuf()) || !google::protobuf::TextFormat::ParseFromString(text.str(), &hello)) fail(path + ": no Hello in text format");
  const int joints = hello.robot().joints_size();
  if (joints < 1 || joints > kMaximumJoints) fail(path + ": " + std::to_string(joints) + " joints; allowed are 1 to 64");
  for (const auto& joint : hello.robot().joints())
    if (!(joint.lower() < joint.upper()) || !(joint.maximum_velocity() > 0)) fail(path + ": joint " + joint.name() + " has no range or velocity");
  for (const double hz : {hello.control_hz(), hello.policy_hz()})
    if (!(hz > 0 && hz <= 10'000)) fail(path + ": a rate is " + std::to_string(hz) + " Hz; allowed is above 0, up to 10,000");
  if (hello.spaces().images_size() != 0) fail(path + ": this arm has no camera: take a task without images");
  return hello;
}

static Options parse(int count, char** words) {
  Options options;
  const std::map<std::string, std::string*> texts{{"--connect", &options.connect}, {"--description", &options.description},
      {"--epoch-file", &options.epoch_file}, {"--key", &options.key}, {"--keys", &options.keys}, {"--hub-key", &options.hub_key}};
  for (int i = 1; i < count; i++) {
    const std::string word = words[i];
    if (word == "--armed") options.armed = true;
    else if (word == "--zeros") options.zeros = true;
    else if (texts.count(word) && i + 1 < count) *texts.at(word) = words[++i];
    else fail("usage: driver --connect ENDPOINT --description FILE [--epoch-file FILE] [--armed] [--zeros] [--key NAME] [--keys DIR] [--hub-key NAME]");
  }
  if (options.connect.empty() || options.description.empty()) fail("--connect and --description are needed");
  const bool local = options.connect.rfind("tcp://127.", 0) == 0 || options.connect.rfind("ipc://", 0) == 0;
  if (const char* folder = std::getenv("REINS_KEYS"); options.keys.empty() && folder != nullptr) options.keys = folder;
  if (const char* home = std::getenv("HOME"); options.keys.empty() && home != nullptr) options.keys = std::string(home) + "/.config/reins/keys";
  if (!local && options.key.empty()) fail(options.connect + " without keys; allowed are tcp://127.x.x.x:PORT and ipc://PATH: pass --key");
  return options;
}

int main(int count, char** words) try {
  const Options options = parse(count, words);
  const pb::Hello description = readDescription(options.description);
  for (const int number : {SIGINT, SIGTERM}) std::signal(number, [](int) { ending = true; });
  Slot<Order> orders;
  Slot<Report> reports;
  Arm arm(description.robot(), description.policy_hz());
  Network network(options, description, orders, reports);
  if (mlockall(MCL_CURRENT | MCL_FUTURE) != 0) std::fprintf(stderr, "memory is not locked: a page fault may make a tick late\n");
  std::thread control([&] { controlLoop(arm, description.control_hz(), orders, reports); });
  int status = 0;
  try {
    network.run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "driver: %s\n", error.what());
    status = 1;
  }
  ending = true;
  control.join();
  return status;
} catch (const std::exception& error) {
  std::fprintf(stderr, "driver: %s\n", error.what());
  return 2;
}
