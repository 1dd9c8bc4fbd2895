/// Something that runs the tasks of one computation, on one thread or on several.
public protocol TaskRunner: AnyObject {
  /// Threads that work, the caller's included.
  var threadCount: Int { get }

  /// Runs body(task, worker) once for every task in 0..<tasks and returns when all are finished.
  ///
  /// One caller at a time. What the tasks write must be disjoint; no two run at once with the same worker.
  func run(tasks: Int, _ body: (_ task: Int, _ worker: Int) -> Void)

  /// The same with a body that the caller keeps from one computation to the next. A runner that must box a body before it can
  /// share it, as Swift has it, need not do so here.
  func runKept(tasks: Int, _ body: @escaping (_ task: Int, _ worker: Int) -> Void)
}

extension TaskRunner {
  public func runKept(tasks: Int, _ body: @escaping (_ task: Int, _ worker: Int) -> Void) { run(tasks: tasks, body) }
}
