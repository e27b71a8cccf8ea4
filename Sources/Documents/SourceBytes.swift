#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The bytes of a text, owned for as long as trees point into them.
///
/// Sendable without locks because nothing writes to the bytes after `init`.
public final class SourceBytes: @unchecked Sendable {
    private let base: UnsafeMutableRawPointer
    /// Number of bytes.
    public let count: Int

    /// A copy of `bytes`.
    public convenience init(_ bytes: [UInt8]) {
        self.init(unsafeUninitializedCapacity: bytes.count) { buffer in
            bytes.withUnsafeBytes { buffer.copyMemory(from: $0) }
            return bytes.count
        }
    }

    /// The UTF-8 bytes of `text`.
    public convenience init(_ text: String) {
        var text = text
        self.init(unsafeUninitializedCapacity: text.utf8.count) { buffer in
            text.withUTF8 { buffer.copyMemory(from: UnsafeRawBufferPointer($0)) }
            return buffer.count
        }
    }

    /// Memory that `fill` writes; it returns how many bytes count. Saves the copy when bytes arrive in pieces.
    public init(
        unsafeUninitializedCapacity capacity: Int, _ fill: (UnsafeMutableRawBufferPointer) throws -> Int
    ) rethrows {
        let memory = Memory(capacity: capacity)
        let filled = try fill(UnsafeMutableRawBufferPointer(start: memory.base, count: capacity))
        precondition(filled >= 0 && filled <= capacity, "more bytes than there is room for")
        count = filled
        base = memory.release()
    }

    /// Reads a file whole; `-` is standard input. Throws a ``DocumentError`` when it cannot be read or is larger than
    /// the budget. The file is read, not mapped: a mapped file that shrinks would end the process.
    public init(path: String, budget: DocumentBudget = .manifest) throws(DocumentError) {
        let memory: Memory
        if path == "-" {
            memory = try SourceBytes.readAll(0, expecting: 0, path: "standard input", budget: budget)
        } else {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw SourceBytes.unreadable(path, errno) }
            defer { close(descriptor) }
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw SourceBytes.unreadable(path, errno) }
            let size = Int(status.st_size)
            if size > budget.maxBytes {
                throw DocumentError.tooLarge(source: path, bytes: size, limit: budget.maxBytes)
            }
            memory = try SourceBytes.readAll(descriptor, expecting: size, path: path, budget: budget)
        }
        count = memory.count
        base = memory.release()
    }

    deinit { free(base) }

    /// The bytes. Valid as long as this object.
    public var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: base.assumingMemoryBound(to: UInt8.self), count: count)
    }
}

extension SourceBytes {
    /// Memory on its way to an owner.
    private struct Memory: ~Copyable {
        private(set) var base: UnsafeMutableRawPointer
        private(set) var capacity: Int
        var count = 0

        init(capacity: Int) {
            self.capacity = max(capacity, 16)
            base = Memory.take(self.capacity, replacing: nil)
        }

        private static func take(_ bytes: Int, replacing old: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer {
            guard let new = realloc(old, bytes) else { fatalError("out of memory: \(bytes) bytes for a text") }
            return new
        }

        mutating func grow(to capacity: Int) {
            base = Memory.take(capacity, replacing: base)
            self.capacity = capacity
        }

        consuming func release() -> UnsafeMutableRawPointer {
            let base = base
            discard self
            return base
        }

        deinit { free(base) }
    }

    /// Reads to the end, whatever size the file said it has: pipes and files of `/proc` say none.
    private static func readAll(
        _ descriptor: Int32, expecting size: Int, path: String, budget: DocumentBudget
    ) throws(DocumentError) -> Memory {
        // One byte more than expected, so that the end is seen without growing.
        var memory = Memory(capacity: max(size + 1, 4096))
        while true {
            if memory.count == memory.capacity { memory.grow(to: memory.capacity * 2) }
            let got = read(descriptor, memory.base + memory.count, memory.capacity - memory.count)
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw unreadable(path, errno) }
            if got == 0 { return memory }
            memory.count += got
            if memory.count > budget.maxBytes {
                throw DocumentError.tooLarge(source: path, bytes: memory.count, limit: budget.maxBytes)
            }
        }
    }

    private static func unreadable(_ path: String, _ code: Int32) -> DocumentError {
        let why = strerror(code).map { String(cString: $0) } ?? "error \(code)"
        return DocumentError(
            .unreadable, source: path, position: nil, what: "the file cannot be read (\(why))",
            remedy: "Check the path and its permissions")
    }
}
