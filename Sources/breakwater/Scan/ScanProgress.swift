import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a long scan is doing, in one line on standard error that is drawn anew and gone at the end.
///
/// Nothing is written when standard error is no terminal, or when the work is done before anybody would look.
final class ScanProgress: Sendable {
    private struct State {
        var stage = ""
        var isDrawn = false
        var isOver = false
    }

    private let state = Mutex(State())
    private static let frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]

    /// Runs `work` and shows the stages that it enters.
    static func during<Result: Sendable>(
        _ work: @escaping @Sendable (ScanProgress) async throws -> Result
    ) async throws -> Result {
        let progress = ScanProgress()
        guard isatty(STDERR_FILENO) == 1, Console.environment("TERM") != "dumb" else { return try await work(progress) }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await progress.draw() }
            defer {
                progress.finish()
                group.cancelAll()
            }
            return try await work(progress)
        }
    }

    /// Begins a stage, `Reading manifests`.
    func enter(_ stage: String) { state.withLock { $0.stage = stage } }

    /// Takes the line away before something else is written.
    func clear() {
        state.withLock { state in
            if state.isDrawn { Self.write("\r\u{1B}[K") }
            state.isDrawn = false
        }
    }

    /// Shows nothing any more.
    func finish() {
        state.withLock { $0.isOver = true }
        clear()
    }

    private func draw() async {
        let start = ContinuousClock.now
        var frame = 0
        // Short scans show nothing. Sleeping ends with the work, whose end cancels this task.
        guard (try? await Task.sleep(for: .milliseconds(500))) != nil else { return }
        repeat {
            let seconds = (ContinuousClock.now - start).components.seconds
            state.withLock { state in
                guard !state.isOver, !state.stage.isEmpty else { return }
                Self.write("\r\u{1B}[K\(Self.frames[frame % Self.frames.count]) \(state.stage) · \(seconds) s")
                state.isDrawn = true
            }
            frame += 1
        } while (try? await Task.sleep(for: .milliseconds(120))) != nil
    }

    private static func write(_ text: String) {
        let bytes = Array(text.utf8)
        // A terminal that does not take a line of progress loses nothing.
        _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
