// The small shell that stands between us and the node, so that the node never outlives us.

import Foundation

/// Starts the port mapper and the node, and stops both when told to, or when our end of its standard input closes:
/// that also happens when this process is killed outright.
enum Watchdog {
  /// How the node is to end.
  enum Word: String {
    /// In good order.
    case stop
    /// At once.
    case kill
    /// For good: at once, and a temporary folder goes too. Also what a closed input means, but then in good order.
    case leave
  }

  /// Arguments: server script, epmd, folder, and `temporary` if the folder is to go with us. Reads one ``Word``.
  static let script = #"""
    server=$1; epmd=$2; cd "$3" || exit 1
    trap '' INT TERM HUP
    alive() { { read -r _ _ state _ <"/proc/$1/stat"; } 2>/dev/null && [ "$state" != Z ]; }
    since() { set -- $(cat "/proc/$1/stat" 2>/dev/null); echo "${22:-gone}"; }
    "$epmd" -address 127.0.0.1 -port "$ERL_EPMD_PORT" </dev/null >>log/epmd.log 2>&1 &
    mapper=$!
    "$server" </dev/null >>log/start.log 2>&1 &
    node=$!
    { echo "$node $(since "$node")"; echo "$mapper $(since "$mapper")"; echo "$$ $(since "$$")"; } >pids.new
    mv pids.new pids
    word=
    read -r word || word=
    if [ "$word" = stop ] || { [ -z "$word" ] && [ "$4" != temporary ]; }; then
      kill -TERM "$node" 2>/dev/null
      tries=0
      while alive "$node" && [ "$tries" -lt 200 ]; do sleep 0.1; tries=$((tries + 1)); done
    fi
    kill -KILL "$node" 2>/dev/null
    wait "$node"
    kill -KILL "$mapper" 2>/dev/null
    wait "$mapper"
    rm -f pids
    case $word in stop | kill) ;; *) [ "$4" = temporary ] && cd / && rm -rf "$3" ;; esac
    """#

  /// POSIX_SPAWN_SETSID of spawn.h, which is hidden behind a feature macro.
  private static let newSession: Int16 = 0x80

  /// Starts the shell in a session of its own, so that Ctrl-C in a terminal reaches us first and we stop in order.
  /// Returns its process id and our end of its standard input.
  static func start(_ settings: PrivateBrokerSettings, _ ports: BrokerPorts) throws -> (pid_t, Int32) {
    // A socket pair, because its ends can be made private in one step: another child that inherited our end would
    // keep the shell from seeing us go.
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw PrivateBrokerError("no descriptor is left") }
    defer { close(ends[0]) }
    do {
      let arguments = [
        "/bin/sh", "-c", script, "watchdog", settings.serverScript, try mapperPath(), settings.folder.path,
        settings.isTemporary ? "temporary" : "kept",
      ]
      return (try spawn(arguments, settings.environment(ports), standardInput: ends[0]), ends[1])
    } catch {
      close(ends[1])
      throw error
    }
  }

  private static func spawn(
    _ arguments: [String], _ environment: [String: String], standardInput: Int32
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, standardInput, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    // Threads of the concurrency runtime block signals, and children inherit that: the node would never see SIGTERM.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, newSession | Int16(POSIX_SPAWN_SETSIGMASK))
    var argv = arguments.map { strdup($0) } + [nil]
    var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (argv + envp).forEach { free($0) } }
    var pid: pid_t = 0
    let status = posix_spawn(&pid, arguments[0], &actions, &attributes, &argv, &envp)
    guard status == 0 else {
      throw PrivateBrokerError("cannot start \(arguments[0]): \(String(cString: strerror(status)))")
    }
    return pid
  }

  /// Erlang's port mapper: on the path, or beside the runtime.
  private static func mapperPath() throws -> String {
    for path in ["/usr/bin/epmd", "/usr/local/bin/epmd", "/usr/lib/erlang/bin/epmd"]
    where FileManager.default.isExecutableFile(atPath: path) {
      return path
    }
    throw PrivateBrokerError("epmd is missing: install Erlang, for instance with the package rabbitmq-server")
  }

  /// Waits for the end of our child without blocking a task's thread.
  static func waitForEnd(of child: pid_t) async {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        waitForEndBlocking(of: child)
        continuation.resume()
      }
    }
  }

  /// The same for the end of the process, where no task runs any more.
  static func waitForEndBlocking(of child: pid_t) {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
  }
}
