import Documents

/// Where the text of a report goes, piece by piece, so that no report is ever whole in memory.
///
/// The first failure is kept and everything after it dropped; ``finish()`` says what it was. So writers need no error
/// handling of their own.
public final class ReportOutput {
    /// Bytes that have been written, those under way included.
    public private(set) var byteCount = 0
    private var pending: [UInt8] = []
    private var failure: (any Error)?
    private let deliver: (UnsafeRawBufferPointer) throws -> Void

    /// - Parameter deliver: takes the next piece, some 64 KiB at a time.
    public init(_ deliver: @escaping (UnsafeRawBufferPointer) throws -> Void) { self.deliver = deliver }

    /// What a writer writes, as one piece: for short reports and tests.
    public static func bytes(_ write: (ReportOutput) -> Void) -> [UInt8] {
        var bytes: [UInt8] = []
        withoutActuallyEscaping(write) { write in
            let output = ReportOutput { bytes.append(contentsOf: $0) }
            write(output)
            output.deliverPending()
        }
        return bytes
    }

    func write(_ text: String) { write(bytes: text.utf8) }

    func write(line: String) {
        write(line)
        write("\n")
    }

    func write(bytes: some Collection<UInt8>) {
        pending.append(contentsOf: bytes)
        byteCount += bytes.count
        if pending.count >= JSONWriter.drainSize { deliverPending() }
    }

    /// A value as JSON.
    func write(_ value: Value, _ writer: JSONWriter = .compact) {
        var bytes: [UInt8] = []
        writer.write(value, to: &bytes) { piece in
            self.write(bytes: piece)
            piece.removeAll(keepingCapacity: true)
        }
        write(bytes: bytes)
    }

    private func deliverPending() {
        guard failure == nil, !pending.isEmpty else { return pending.removeAll(keepingCapacity: true) }
        do { try pending.withUnsafeBytes(deliver) } catch { failure = error }
        pending.removeAll(keepingCapacity: true)
    }

    /// Ends the report with an error.
    func fail(_ error: any Error) { failure = failure ?? error }

    /// Hands on what is left.
    ///
    /// - Throws: what the receiver threw first.
    public func finish() throws {
        deliverPending()
        if let failure { throw failure }
    }
}
