import CZeroMQ
import Wire

extension Socket {
  /// What all sockets have in common.
  func setCommon(_ settings: SocketSettings, silence: Int32) throws(TransportError) {
    try setLargestMessage(settings.limits.largestBytes)
    try set(ZMQ_LINGER, settings.lingerMilliseconds)
    try set(ZMQ_IPV6, 0)
    try set(ZMQ_HANDSHAKE_IVL, settings.handshakeMilliseconds)
    try set(ZMQ_TCP_KEEPALIVE, 1)
    try set(ZMQ_HEARTBEAT_IVL, settings.heartbeatMilliseconds)
    try set(ZMQ_HEARTBEAT_TIMEOUT, silence)
    // What the other side is asked to believe of us.
    try set(ZMQ_HEARTBEAT_TTL, silence)
  }

  func setQueues(_ messages: Int32) throws(TransportError) {
    try set(ZMQ_SNDHWM, messages)
    try set(ZMQ_RCVHWM, messages)
  }

  func setReconnecting(_ settings: SocketSettings) throws(TransportError) {
    try set(ZMQ_RECONNECT_IVL, settings.reconnectMilliseconds)
    try set(ZMQ_RECONNECT_IVL_MAX, settings.longestReconnectMilliseconds)
  }

  /// A server of CURVE lets in whoever knows its public key, unless a handler judges the client's; and libzmq asks for a
  /// handler only where this option says that there must be one.
  func setServer(_ keys: KeyPair) throws(TransportError) {
    try set(Int32(REINS_ZMQ_ZAP_ENFORCE_DOMAIN), 1)
    try set(ZMQ_ZAP_DOMAIN, bytes: Array(ZAPRequest.domain.utf8))
    try set(ZMQ_CURVE_SERVER, 1)
    try set(ZMQ_CURVE_SECRETKEY, key: keys.secretKey.bytes)
  }

  func setClient(_ keys: ClientKeys) throws(TransportError) {
    try set(ZMQ_CURVE_SERVERKEY, key: keys.hub.bytes)
    try set(ZMQ_CURVE_PUBLICKEY, key: keys.own.publicKey.bytes)
    try set(ZMQ_CURVE_SECRETKEY, key: keys.own.secretKey.bytes)
  }
}
