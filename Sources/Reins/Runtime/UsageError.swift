import Devices
import Environments
import Learners
import Networks
import Recording
import Transport
import Vocabulary

/// Whether an error is about what somebody wrote (an argument, a file, a key), exit code 2, or about what happened, 1.
public func isUsageError(_ error: any Error) -> Bool {
  switch error {
  case TaskError.picture: false
  case is KeyError, is ConfigError, is TaskError, is KernelError, is PolicyFileError, is FileSummaryError: true
  case let error as TransportError:
    switch error {
    case .badEndpoint, .keysNeeded, .everyInterface, .noSuchAddress, .folder: true
    default: false
    }
  case is DeviceError: true
  case let error as TeleopError:
    switch error {
    case .noRemoteExpert, .otherSpaces, .recording: true
    default: false
    }
  case let error as RecordingError:
    switch error {
    case .folderExists, .folderMissing: true
    default: false
    }
  case let error as LearnerError:
    switch error {
    case .configuration, .kernels, .dimension: true
    default: false
    }
  default: false
  }
}
