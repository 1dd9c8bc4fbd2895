import ArgumentParser
import Runtime

/// Which keys a program of the bridge uses.
struct KeyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Name of the own key pair (`reins keys new NAME`): every connection is encrypted, and both ends prove who they "
        + "are. Without it, this machine only.", valueName: "NAME"))
  var key: String?

  @Option(
    help: ArgumentHelp("Folder of keys. Default: REINS_KEYS, or ~/.config/reins/keys.", valueName: "DIR"))
  var keys: String?

  @Option(help: ArgumentHelp("Clients: name of the file with the hub's public key.", valueName: "NAME"))
  var hubKey = "hub"

  /// Nil: no keys.
  var bridgeKeys: BridgeKeys? {
    key.map { BridgeKeys(folder: keys ?? BridgeKeys.defaultFolder, name: $0, hub: hubKey) }
  }
}
