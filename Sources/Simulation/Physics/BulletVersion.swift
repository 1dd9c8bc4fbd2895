import CBullet

/// Version of the linked Bullet library, for example `3.24`; results may differ between versions.
public let bulletVersion = "\(cb_bullet_version() / 100).\(cb_bullet_version() % 100)"
