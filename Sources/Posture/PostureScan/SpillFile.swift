import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Why what a scan found could not be put aside.
public struct SpillError: Error, Sendable, Hashable, CustomStringConvertible {
    public let directory: String
    public let why: String

    public var description: String {
        "What the scan found could not be kept in a temporary file in \(directory) (\(why)). Make room there, or set "
            + "TMPDIR to a folder with space; --omit-raw-resources needs much less of it."
    }
}

/// Bytes put aside for the report: the first in memory, what does not fit there in a temporary file.
///
/// The file has no name from the moment it is made, so that it is gone when the scan ends, however it ends.
final class SpillFile: Sendable {
    /// Where bytes lie.
    struct Place: Sendable, Hashable {
        var offset: UInt64 = 0
        var count: UInt32 = 0
    }

    private struct State: Sendable {
        /// The bytes before ``Limits/memory``.
        var memory: [UInt8] = []
        /// Bytes on their way into the file.
        var buffer: [UInt8] = []
        var written: UInt64 = 0
        var descriptor: Int32 = -1
        var failure: SpillError?
    }

    /// How much is kept.
    struct Limits: Sendable {
        /// Bytes that stay in memory.
        var memory = 8 << 20
        /// Bytes in all.
        var total: UInt64 = 16 << 30
        /// Bytes that are written at once.
        var buffer = 1 << 20
    }

    private let state = Mutex(State())
    private let directory: String
    private let limits: Limits

    init(directory: String, limits: Limits = Limits()) {
        self.directory = directory
        self.limits = limits
    }

    deinit {
        let descriptor = state.withLock { $0.descriptor }
        if descriptor >= 0 { close(descriptor) }
    }

    /// Puts bytes aside.
    func append(_ bytes: [UInt8]) throws(SpillError) -> Place {
        let result: Result<Place, SpillError> = state.withLock { state in
            do throws(SpillError) {
                return .success(try append(bytes, to: &state))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func append(_ bytes: [UInt8], to state: inout State) throws(SpillError) -> Place {
        if let failure = state.failure { throw failure }
        let offset = UInt64(state.memory.count) + state.written + UInt64(state.buffer.count)
        guard offset + UInt64(bytes.count) <= limits.total, let count = UInt32(exactly: bytes.count) else {
            throw SpillError(directory: directory, why: "more than \(limits.total >> 30) GiB are not kept")
        }
        if state.descriptor < 0 && state.memory.count + bytes.count <= limits.memory {
            state.memory += bytes
        } else {
            if state.descriptor < 0 { state.descriptor = try open() }
            state.buffer += bytes
            if state.buffer.count >= limits.buffer { try flush(&state) }
        }
        return Place(offset: offset, count: count)
    }

    /// The bytes of a place.
    func read(_ place: Place) throws(SpillError) -> [UInt8] {
        let result: Result<[UInt8], SpillError> = state.withLock { state in
            let (start, end) = (place.offset, place.offset + UInt64(place.count))
            let inMemory = UInt64(state.memory.count)
            if end <= inMemory { return .success(Array(state.memory[Int(start)..<Int(end)])) }
            let inFile = inMemory + state.written
            if start >= inFile {
                return .success(Array(state.buffer[Int(start - inFile)..<Int(end - inFile)]))
            }
            return read(state.descriptor, at: start - inMemory, count: Int(place.count))
        }
        return try result.get()
    }

    private func read(_ descriptor: Int32, at offset: UInt64, count: Int) -> Result<[UInt8], SpillError> {
        var failure: SpillError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, count - filled,
                    off_t(offset) + off_t(filled))
                if got < 0 && errno == EINTR { continue }
                guard got > 0 else {
                    failure = SpillError(
                        directory: directory, why: got == 0 ? "it is cut off" : String(cString: strerror(errno)))
                    return
                }
                filled += got
            }
        }
        if let failure { return .failure(failure) }
        return .success(bytes)
    }

    // MARK: File

    private func open() throws(SpillError) -> Int32 {
        var template = Array("\(directory)/breakwater-XXXXXX".utf8CString)
        let descriptor = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkstemp($0) } ?? -1 }
        guard descriptor >= 0 else { throw failure() }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        template.withUnsafeBufferPointer { buffer in
            if let path = buffer.baseAddress { _ = unlink(path) }
        }
        return descriptor
    }

    private func flush(_ state: inout State) throws(SpillError) {
        var done = 0
        while done < state.buffer.count {
            let count = state.buffer.withUnsafeBytes { buffer in
                write(state.descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                let error = failure()
                state.failure = error
                throw error
            }
            done += count
        }
        state.written += UInt64(state.buffer.count)
        state.buffer.removeAll(keepingCapacity: true)
    }

    private func failure() -> SpillError {
        SpillError(directory: directory, why: String(cString: strerror(errno)))
    }
}
