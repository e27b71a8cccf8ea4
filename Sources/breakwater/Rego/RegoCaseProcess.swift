import RegoTools

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The process that runs cases: says on standard output what it begins and how it went.
///
/// Lines are `begin`, `passed`, `skipped REASON` or `failed EXPECTED<tab>GOT`, with line breaks and tabs as escapes.
struct RegoCaseWorker {
    let entries: [ConformanceFile.Entry]
    let within: Int

    func work(from start: Int) {
        for entry in entries.dropFirst(start) {
            Console.writeLine("begin")
            switch entry.run(within: within).outcome {
            case .passed: Console.writeLine("passed")
            case .skipped(let reason): Console.writeLine("skipped \(escape(reason))")
            case .failed(let expected, let got): Console.writeLine("failed \(escape(expected))\t\(escape(got))")
            }
        }
    }

    private func escape(_ text: String) -> String {
        String(
            decoding: text.utf8.flatMap { byte -> [UInt8] in
                switch byte {
                case 0x0A: Array("\\n".utf8)
                case 0x0D: Array("\\r".utf8)
                case 0x09: Array("\\t".utf8)
                default: [byte]
                }
            }, as: UTF8.self)
    }
}

/// Starts workers, one after the other, until every case has a result.
struct RegoCaseSupervisor {
    let entries: [ConformanceFile.Entry]
    /// The arguments of a worker, without its start.
    let arguments: [String]
    /// Seconds after which a worker that says nothing is ended.
    let deadline: Int

    func run(_ report: (ConformanceResult) -> Void) {
        var next = 0
        while next < entries.count {
            guard let child = ChildProcess(arguments: arguments + ["--from", "\(next)"]) else {
                // Without processes the cases still run, just not apart from each other.
                for entry in entries[next...] { report(entry.run()) }
                return
            }
            var hasBegun = false
            var ending = "the process ended"
            while true {
                switch child.readLine(within: deadline) {
                case .line("begin"):
                    hasBegun = true
                    continue
                case .line(let line):
                    report(result(of: next, line: line))
                    next += 1
                    hasBegun = false
                    continue
                case .timeout:
                    child.end()
                    ending = "no answer within \(deadline) s"
                case .end: break
                }
                break
            }
            let status = child.wait()
            if next < entries.count {
                let signal = status & 0x7F
                if ending == "the process ended", signal != 0 { ending = "the process crashed with signal \(signal)" }
                if !hasBegun { ending += " before it began" }
                report(result(of: next, outcome: .failed(expected: "an answer", got: ending)))
                next += 1
            }
        }
    }

    private func result(of index: Int, outcome: ConformanceOutcome) -> ConformanceResult {
        let label = entries[index].label
        return ConformanceResult(category: label.category, name: label.name, outcome: outcome)
    }

    private func result(of index: Int, line: String) -> ConformanceResult {
        let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = parts.count > 1 ? parts[1] : ""
        switch parts[0] {
        case "passed": return result(of: index, outcome: .passed)
        case "skipped": return result(of: index, outcome: .skipped(String(rest)))
        default:
            let sides = rest.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return result(of: index, outcome: .failed(expected: sides[0], got: sides.count > 1 ? sides[1] : ""))
        }
    }
}

/// This program once more, with other arguments and its standard output in a pipe.
private final class ChildProcess {
    private let process: pid_t
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    enum Reading {
        case line(String)
        case timeout
        case end
    }

    init?(arguments: [String]) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        let words = (["breakwater"] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        var process = pid_t()
        let status = posix_spawn(&process, "/proc/self/exe", &actions, nil, words + [nil], environ)
        close(ends[1])
        guard status == 0 else {
            close(ends[0])
            return nil
        }
        self.process = process
        descriptor = ends[0]
    }

    deinit { close(descriptor) }

    /// The next line, waited for at most `seconds`.
    func readLine(within seconds: Int) -> Reading {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                let line = String(decoding: buffer[..<end], as: UTF8.self)
                buffer.removeSubrange(...end)
                return .line(line)
            }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, Int32(seconds * 1000))
            if ready < 0 && errno == EINTR { continue }
            guard ready > 0 else { return .timeout }
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return .end }
            buffer += chunk[..<count]
        }
    }

    func end() { kill(process, SIGKILL) }

    /// The status of the ended process, as `waitpid` gives it.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return status
    }
}
